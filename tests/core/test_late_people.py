"""Who enters what stands on paper, who countersigns it, and what was refused before."""

from dataclasses import replace

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.countersigning import is_judged, needs_reason, needs_second
from app.core.evolution import begin
from app.core.person import Office, Person
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.step import Meaning
from tests.core.hood import ADMINISTRATOR, PHARMACIST_ONE, PHARMACIST_TWO, TECHNICIAN_TWO, Hood
from tests.core.on_paper import MINUTE, OnPaper, refused
from tests.core.test_retrace import retraced

# Who enters it.


def test_who_entered_from_paper_may_not_check_it() -> None:
    paper = OnPaper("inspect-bag", minutes=30)
    paper.go_to("check")
    figures = paper.right()[1]
    told = refused(lambda: paper.hood.do(PHARMACIST_TWO, figures))
    assert "nobody checks what they entered" in told
    paper.hood.do(PHARMACIST_ONE, figures)


def test_who_checked_on_paper_may_enter_that() -> None:
    paper = OnPaper("inspect-bag", minutes=60)
    minute = 1.0
    while paper.hood.step.identifier != "print-label":
        paper.enter(minute, transcriber=PHARMACIST_ONE)
        minute += 1
    assert paper.state.transcribers == (PHARMACIST_ONE.name,)
    assert paper.state.signed(Meaning.CHECKED) is not None


@pytest.mark.parametrize("step", ["check", "print-label", "scan-label", "release"])
def test_check_label_and_release_are_entered_by_a_pharmacist(step: str) -> None:
    paper = OnPaper("check", minutes=60)
    minute = paper.go_to(step)
    told = refused(lambda: paper.enter(minute, transcriber=TECHNICIAN_TWO))
    assert told.startswith("Only a pharmacist enters a check, a label or a release")
    paper.enter(minute)


def test_nobody_enters_the_check_of_their_own_work() -> None:
    paper = OnPaper("inspect-bag", minutes=60)
    paper.enter(1, by=PHARMACIST_TWO)
    minute = paper.go_to("check", 2)
    told = refused(lambda: paper.enter(minute))
    assert "nobody enters the check or the release of their own work" in told
    paper.enter(minute, transcriber=PHARMACIST_ONE)


def test_an_administrator_neither_enters_nor_did_anything() -> None:
    paper = OnPaper("withdraw-1")
    assert "An administrator" in refused(lambda: paper.enter(1, transcriber=ADMINISTRATOR))
    assert "An administrator" in refused(lambda: paper.enter(1, by=ADMINISTRATOR))


# Who countersigns it.


@pytest.mark.parametrize("step", ["check", "release"])
def test_a_check_and_a_release_on_paper_take_two_pharmacists(step: str) -> None:
    paper = OnPaper("check", minutes=60)
    minute = paper.go_to(step)
    if step == "check":
        paper.enter(minute)
    assert needs_second(paper.state, paper.hood.now)

    def by(witness: Person | None) -> str:
        return refused(lambda: paper.enter(minute + 1, witness=witness, alone=True))

    assert "countersigns with a PIN" in by(None)
    assert "nobody countersigns what they entered" in by(PHARMACIST_TWO)
    assert "Only a pharmacist countersigns" in by(TECHNICIAN_TWO)
    # Nothing of that was judged wrong, so it is said again without a reason.
    assert not needs_reason(paper.state, paper.hood.now)
    mark, signed, *_ = paper.enter(minute + 1, witness=PHARMACIST_ONE, alone=True)
    assert isinstance(mark, e.EnteredLate)
    assert isinstance(signed, e.Signed)
    assert (mark.countersigned, mark.by) == (PHARMACIST_ONE.name, PHARMACIST_ONE.name)
    done = next(each for each in paper.state.done if each.step == step)
    assert done.late is not None
    assert done.late.countersigned == PHARMACIST_ONE.name
    begun = begin(paper.hood.history[0], paper.hood.monograph)
    assert retraced(paper.hood.history[1:], begun) == []


def test_nobody_countersigns_what_they_entered_or_prepared() -> None:
    paper = OnPaper("inspect-bag", minutes=60)
    paper.enter(1, by=PHARMACIST_ONE)
    minute = paper.go_to("check", 2)
    figures = paper.right()[1]
    other = Person("Pharmacist Three", Office.PHARMACIST)
    paper.enter(minute, figures, by=other)
    signed = said.Sign("check", Meaning.CHECKED)

    def by(witness: Person) -> str:
        return refused(lambda: paper.enter(minute + 1, signed, other, witness=witness))

    assert "nobody countersigns their own work" in by(PHARMACIST_ONE)
    paper.enter(minute + 1, signed, other, witness=other)
    paper.enter(minute + 2)
    paper.enter(minute + 3, by=other)
    paper.enter(minute + 4, by=PHARMACIST_TWO, witness=other)
    assert paper.state.status is Status.RELEASED


def test_who_entered_any_of_it_does_not_countersign_the_rest() -> None:
    paper = OnPaper("inspect-bag", minutes=60)
    paper.enter(1, transcriber=PHARMACIST_ONE)
    minute = paper.go_to("check", 2)
    paper.enter(minute)
    told = refused(lambda: paper.enter(minute + 1, witness=PHARMACIST_ONE))
    assert "nobody countersigns what they entered" in told


def test_a_late_signature_nobody_countersigned_was_never_recorded_so() -> None:
    paper = OnPaper("check", minutes=60).finish()
    begun = begin(paper.hood.history[0], paper.hood.monograph)
    forged = [
        replace(each, fact=replace(each.fact, countersigned=""))
        if isinstance(each.fact, e.EnteredLate)
        else each
        for each in paper.hood.history[1:]
    ]
    told = retraced(forged, begun)
    assert len(told) == 2
    assert all("countersigns with a PIN" in each for each in told)


# Something else than was refused.


def test_a_limit_is_not_passed_by_an_earlier_time_of_one_person() -> None:
    paper = OnPaper("add-drug", minutes=300)
    over = (paper.state.deadlines()[0].at - paper.stopped) // MINUTE + 1
    assert "The time to dilute passed" in refused(lambda: paper.enter(over))
    assert "Write why" in refused(lambda: paper.enter(over - 10, alone=True))
    assert "Write why" in refused(lambda: paper.enter(over - 10, alone=True, reason=""))
    told = refused(lambda: paper.enter(over - 10, alone=True, reason="misread the sheet"))
    assert "countersigns with a PIN" in told
    own = refused(lambda: paper.enter(over - 10, by=PHARMACIST_ONE, witness=PHARMACIST_ONE))
    assert "nobody countersigns their own work" in own
    paper.enter(over - 10, witness=PHARMACIST_ONE, reason="misread the sheet", alone=True)
    (otherwise,) = paper.state.said_otherwise
    assert (otherwise.countersigned, otherwise.reason) == (PHARMACIST_ONE.name, "misread the sheet")
    assert not needs_second(paper.state, paper.hood.now)
    paper.enter(over - 5, alone=True)
    begun = begin(paper.hood.history[0], paper.hood.monograph)
    assert retraced(paper.hood.history[1:], begun) == []


def test_what_was_refused_at_the_hood_is_no_matter_on_paper() -> None:
    paper = OnPaper("add-drug", minutes=300)
    assert "passed" in refused(paper.hood.forward)
    assert not is_judged(said.Confirm("add-drug"), Refused("The time to dilute passed."))
    assert "refused" not in needs_reason(paper.state, paper.hood.now)


def test_what_could_not_be_done_any_more_takes_a_reason_and_a_second_pharmacist() -> None:
    """Umbra ran while the limit passed: one PIN does not say that it was done in time."""
    paper = OnPaper("add-drug", minutes=300)
    alone = refused(lambda: paper.enter(1, alone=True))
    assert alone.startswith("A limit has passed since. Write why this is entered only now; ")
    paper.enter(1)
    mark = next(
        each.fact for each in reversed(paper.hood.history) if isinstance(each.fact, e.EnteredLate)
    )
    assert mark.countersigned
    assert mark.reason


def test_nothing_is_asked_where_every_step_is_done() -> None:
    hood = Hood().finish()
    assert not needs_reason(hood.state, hood.now)
    assert not needs_second(hood.state, hood.now)
