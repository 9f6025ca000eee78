"""Entering what stands on paper: it counts when and by whom it was done, and never past a limit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core import events as e
from app.core.clock_change import was_off
from app.core.countersigning import is_judged, needs_reason, needs_second
from app.core.decision import decide
from app.core.entering import sheet_number
from app.core.evolution import begin, evolve, replay
from app.core.hand_label import SaysLater
from app.core.late import may_enter_late
from app.core.outage import Outage, as_seen_from, is_outage, lasted
from app.core.person import Office, Person
from app.core.preparation import Preparation, Stamped, Status
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.step import Kind, Meaning
from app.core.storage import Storage
from app.core.timing import Name
from tests.core.hood import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    Hood,
    edited,
)
from tests.core.test_retrace import retraced

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class OnPaper:
    """A hood at which Umbra stopped at a step, with a worksheet; work went on by it."""

    def __init__(
        self,
        step: str,
        minutes: float = 180,
        *,
        power: bool = False,
        monograph: str = "besponsa-us",
    ) -> None:
        self.hood = Hood(monograph=monograph).go_to(step)
        self.sheet = self.hood.print_sheet()
        self.stopped = self.hood.clock.reading().wall
        (self.hood.power_off if power else self.hood.umbra_off)(minutes)

    @property
    def state(self) -> Preparation:
        return self.hood.state

    def at(self, minutes: float) -> datetime:
        """Return so many minutes after Umbra stopped."""
        return self.stopped + timedelta(minutes=minutes)

    def enter(
        self,
        minutes: float,
        entry: said.SaidNow | None = None,
        by: Person | None = None,
        transcriber: Person = PHARMACIST_TWO,
        sheet: str = "",
        witness: Person | None = None,
        reason: str = "",
        *,
        alone: bool = False,
    ) -> tuple[e.Event, ...]:
        """Enter what was done so many minutes after Umbra stopped: the present step, rightly.

        A check and a release are countersigned by the other pharmacist, and what was refused before
        is entered with a reason, unless it is entered `alone`.
        """
        if entry is None:
            person, entry = self.right()
            by = by or person
        assert by is not None
        if not alone and needs_reason(self.state, self.hood.now):
            reason = reason or "misread before"
        asked = reason or (isinstance(entry, said.Sign) and needs_second(self.state, self.hood.now))
        if not alone and witness is None and asked:
            others = {PHARMACIST_ONE: PHARMACIST_TWO, PHARMACIST_TWO: PHARMACIST_ONE}
            witness = others.get(transcriber)
        late = said.Late(entry, self.at(minutes), by, sheet or self.sheet, witness, reason)
        return self.hood.do(transcriber, late)

    def label(self, minutes: float = 0) -> said.WriteLabel:
        """Return a label by hand whose times are the deadlines, so many minutes off."""
        found = {each.name: each.at + minutes * MINUTE for each in self.state.deadlines()}
        names = (Name.START, Name.END, Name.TAKE_OUT)
        return said.WriteLabel("print-label", *(found.get(name) for name in names))

    def right(self) -> tuple[Person, said.SaidNow]:
        """Return who does the present step on paper, and what the paper then says."""
        if self.state.step is None:
            return PHARMACIST_ONE, said.Call()
        step = self.hood.step
        if step.kind is Kind.PRINT:
            return TECHNICIAN_ONE, self.label()
        if step.kind is Kind.SCAN_BACK:
            return PHARMACIST_ONE, said.CompareLabel(step.identifier)
        person, entry = self.hood.right()
        assert not isinstance(entry, said.Late)
        if isinstance(entry, said.Sign) and self.state.time_doubted:
            entry = replace(entry, remark="the ward clock agreed")
        return person, entry

    def go_to(self, step: str, minutes: float = 1) -> float:
        """Enter every step rightly, a minute apart, until one is the present; return the minute."""
        while self.hood.step.identifier != step:
            self.enter(minutes)
            minutes += 1
        return minutes

    def finish(self) -> "OnPaper":
        self.enter(self.go_to("release"))
        return self


def refused(what: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.sentence


# What counts, when and by whom.


@pytest.mark.parametrize("power", [False, True])
def test_a_preparation_finished_on_paper_is_closed_as_released(power: bool) -> None:
    paper = OnPaper("reconstitute-1", power=power).finish()
    state = paper.state
    assert state.status is Status.RELEASED
    assert state.reconstituted == paper.at(1)
    assert state.released is not None
    assert paper.stopped < state.released < paper.at(60)
    assert state.label is None
    assert state.label_written
    assert replay(paper.hood.history, paper.hood.monograph) == state
    begun = begin(paper.hood.history[0], paper.hood.monograph)
    assert retraced(paper.hood.history[1:], begun) == []


def test_what_is_entered_counts_when_and_by_whom_it_was_done() -> None:
    paper = OnPaper("withdraw-1")
    mark, fact = paper.enter(5, by=TECHNICIAN_TWO)
    assert mark == e.EnteredLate(
        paper.at(5), TECHNICIAN_TWO.name, Office.TECHNICIAN, paper.sheet, 1
    )
    assert isinstance(fact, e.DoseWithdrawn)
    done = paper.state.done[-1]
    assert (done.at, done.actor) == (paper.at(5), TECHNICIAN_TWO.name)
    assert done.late is not None
    assert (done.late.sheet, done.late.transcriber) == (paper.sheet, PHARMACIST_TWO.name)
    assert done.late.typed == paper.hood.clock.reading().wall
    assert paper.state.preparers == (TECHNICIAN_ONE.name, TECHNICIAN_TWO.name)
    assert paper.state.at_hood == TECHNICIAN_TWO.name


def test_what_is_done_after_the_late_entries_counts_now() -> None:
    paper = OnPaper("inspect-bag", minutes=30)
    paper.go_to("check")
    paper.hood.forward(1)
    paper.hood.forward(1)
    done = paper.state.done[-1]
    assert (done.late, done.at) == (None, paper.hood.clock.reading().wall)
    assert paper.hood.finish().state.status is Status.RELEASED
    assert paper.state.label is not None


def test_a_printed_label_takes_the_place_of_one_written_by_hand() -> None:
    paper = OnPaper("inspect-bag", minutes=30)
    paper.enter(paper.go_to("print-label"))
    assert paper.state.label_written
    hood = paper.hood
    hood.do(PHARMACIST_ONE, said.Print("print-label", "label 1", "digest", "2611-0001-1.pdf"))
    assert not paper.state.label_written
    assert [done.step for done in paper.state.done].count("print-label") == 1
    hood.do(TECHNICIAN_ONE, said.ScanBack("scan-label", "label 1"))
    assert hood.finish().state.status is Status.RELEASED


def test_a_label_is_written_once_more_and_a_printed_one_is_void_by_it() -> None:
    paper = OnPaper("release", minutes=30)
    assert paper.state.label is not None
    paper.enter(1, paper.label(), PHARMACIST_ONE)
    paper.enter(2, paper.label(), PHARMACIST_ONE)
    assert paper.state.label is None
    assert [done.step for done in paper.state.done].count("print-label") == 1
    assert paper.hood.step.identifier == "scan-label"


@pytest.mark.parametrize("entry", [said.WriteLabel("print-label"), said.CompareLabel("scan-label")])
def test_labels_are_written_and_compared_by_hand_only_on_paper(entry: said.SaidNow) -> None:
    hood = Hood().go_to(entry.step)  # type: ignore[union-attr]
    assert "only while Umbra does not run" in refused(lambda: hood.do(PHARMACIST_ONE, entry))


def test_a_void_check_takes_a_written_label_with_it() -> None:
    paper = OnPaper("inspect-bag", minutes=30)
    paper.go_to("release")
    paper.hood.record(e.ZoneChanged("America/Chicago", "America/Denver"), TECHNICIAN_ONE)
    assert not paper.state.label_written
    assert paper.hood.step.identifier == "print-label"
    paper.hood.do(PHARMACIST_ONE, said.Correct(3, "another lot"))
    assert paper.hood.step.identifier == "check"


def test_paper_says_no_seconds_and_nothing_goes_backwards() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.wait(0.6)
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    lost = hood.clock.reading().wall
    sheet = hood.print_sheet()
    hood.umbra_off(30)
    minute = lost.replace(second=0)
    assert minute < lost
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    hood.do(PHARMACIST_ONE, said.Late(entry, minute, person, sheet))
    assert hood.state.done[-1].at == lost


def test_light_hold_and_the_refrigerator_are_entered_too() -> None:
    paper = OnPaper("withdraw-1", minutes=120)
    paper.enter(2, said.LoseProtection("the foil tore"), TECHNICIAN_TWO)
    paper.enter(5, said.RestoreProtection("hood-light-off"), TECHNICIAN_TWO)
    (gap,) = paper.state.gaps(paper.hood.now)
    assert (gap.begun, gap.ended) == (paper.at(2), paper.at(5))
    paper.enter(6, said.Hold("on the bench"), TECHNICIAN_TWO)
    assert "Work is held" in refused(lambda: paper.enter(7))
    paper.enter(9, said.Resume(takes_over=True), TECHNICIAN_ONE)
    (wait,) = paper.state.waits
    assert (wait.begun, wait.ended) == (paper.at(6), paper.at(9))
    minute = paper.go_to("sign-prepared", 10)
    paper.enter(minute, said.Store(Storage.REFRIGERATED), TECHNICIAN_ONE)
    assert paper.state.stays[-1].begun == paper.at(minute)
    paper.enter(minute + 30, said.Store(Storage.ROOM), TECHNICIAN_ONE)
    assert paper.state.taken_out == paper.at(minute + 30)


# Limits are judged as of the paper's time.


def test_what_was_done_in_time_on_paper_is_entered_after_the_limit_has_passed() -> None:
    paper = OnPaper("add-drug", minutes=300)
    assert "passed" in refused(paper.hood.forward)
    paper.enter(10)
    assert paper.state.diluted == paper.at(10)
    assert paper.state.late() is None


def test_what_was_done_too_late_on_paper_is_refused_as_it_would_have_been() -> None:
    paper = OnPaper("add-drug", minutes=300)
    dilute = paper.state.deadlines()[0].at
    over = (dilute - paper.stopped) // MINUTE + 1
    assert "The time to dilute passed" in refused(lambda: paper.enter(over))
    paper.enter(over - 1)
    assert paper.state.late() is None


def test_a_package_is_judged_by_the_day_of_the_paper() -> None:
    paper = OnPaper("scan-materials", minutes=60)
    _, entry = paper.right()
    assert isinstance(entry, said.Scan)
    day = entry.today + timedelta(days=1)
    told = refused(lambda: paper.enter(1, replace(entry, today=day), TECHNICIAN_ONE))
    assert "expired on" in told
    ends = paper.at(10)
    while paper.hood.step.identifier == "scan-materials":
        _, entry = paper.right()
        assert isinstance(entry, said.Scan)
        paper.enter(2, replace(entry, in_date_until=ends), TECHNICIAN_ONE)
    assert "expired while" in refused(lambda: paper.enter(11))
    paper.enter(10)


def test_nobody_checks_their_own_work_by_the_names_on_paper() -> None:
    paper = OnPaper("inspect-bag", minutes=120)
    paper.enter(1, by=PHARMACIST_ONE)
    minute = paper.go_to("check", 2)
    told = refused(lambda: paper.enter(minute, by=PHARMACIST_ONE))
    assert "nobody checks their own work" in told
    told = refused(lambda: paper.enter(minute, by=TECHNICIAN_TWO))
    assert "Only a pharmacist checks" in told


def test_blind_figures_on_paper_are_compared() -> None:
    paper = OnPaper("check", minutes=120)
    _, entry = paper.right()
    assert isinstance(entry, said.EnterFigures)
    paper.enter(1, replace(entry, start_by=entry.start_by + HOUR), PHARMACIST_ONE)
    assert paper.state.figures is not None
    assert not paper.state.figures.agree
    signed = said.Sign("check", Meaning.CHECKED)
    assert "differ" in refused(lambda: paper.enter(2, signed, PHARMACIST_ONE))
    paper.enter(3, said.Reject("check", "the figures differ"), PHARMACIST_ONE)
    paper.enter(4)
    assert paper.state.figures.agree


def test_after_a_restart_the_check_on_paper_wants_the_clock_compared() -> None:
    paper = OnPaper("check", minutes=60, power=True)
    paper.enter(1)
    signed = said.Sign("check", Meaning.CHECKED)
    assert "Compare it" in refused(lambda: paper.enter(2, signed, PHARMACIST_ONE))
    paper.enter(2)


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


# The label by hand.


def at_label(step: str = "print-label") -> tuple[OnPaper, float]:
    paper = OnPaper("inspect-bag", minutes=60)
    return paper, paper.go_to(step)


@pytest.mark.parametrize(
    ("name", "words"), [("start_by", "a START BY that is 1 h"), ("finish_by", "a FINISH BY that")]
)
def test_a_label_that_says_later_than_holds_is_corrected_first(name: str, words: str) -> None:
    paper, minute = at_label()
    right = paper.label()
    late = replace(right, **{name: getattr(right, name) + HOUR})
    with pytest.raises(SaysLater) as caught:
        paper.enter(minute, late, TECHNICIAN_ONE)
    assert words in caught.value.sentence
    assert "Call the ward now and have it corrected" in caught.value.sentence
    assert caught.value.says == caught.value.holds + HOUR
    shown = caught.value.in_words(("15:00", "14:00"))
    assert f"{name.partition('_')[0].upper()} BY 15:00 and 14:00 holds." in shown.sentence
    _, fact = paper.enter(minute, paper.label(), TECHNICIAN_ONE)
    assert fact == e.LabelWritten("print-label", right.start_by, right.finish_by, None)


def test_a_label_that_says_earlier_harms_nobody() -> None:
    paper, minute = at_label()
    paper.enter(minute, paper.label(-30), TECHNICIAN_ONE)


def test_a_time_that_holds_and_does_not_stand_there_is_refused() -> None:
    paper, minute = at_label()
    told = refused(
        lambda: paper.enter(minute, replace(paper.label(), start_by=None), TECHNICIAN_ONE)
    )
    assert "says no START BY" in told
    assert (
        SaysLater(Name.START, None, MORNING)
        .in_words(("", "14:00"))
        .sentence.startswith("The label on the bag says no START BY and 14:00 holds.")
    )


def test_of_a_bag_in_the_refrigerator_the_time_to_take_it_out_is_compared() -> None:
    paper = OnPaper("choose-storage", minutes=60)
    paper.enter(1, said.Choose("choose-storage", "refrigerated"), TECHNICIAN_ONE)
    minute = paper.go_to("print-label", 2)
    right = paper.label()
    assert right.take_out_by is not None
    late = replace(right, take_out_by=right.take_out_by + HOUR)
    assert "TAKE OUT BY that is 1 h" in refused(lambda: paper.enter(minute, late, TECHNICIAN_ONE))
    paper.enter(minute)


def test_a_label_is_compared_by_someone_else_than_who_wrote_it_or_prepared() -> None:
    paper, minute = at_label()
    paper.enter(minute, paper.label(), PHARMACIST_ONE)
    minute += 1
    assert "wrote this label" in refused(lambda: paper.enter(minute, by=PHARMACIST_ONE))
    told = refused(lambda: paper.enter(minute, by=TECHNICIAN_ONE))
    assert "took part in preparing this" in told
    paper.enter(minute, by=TECHNICIAN_TWO)


# Discarded on paper.


@pytest.mark.parametrize("fails", [False, True])
def test_what_was_discarded_on_paper_is_discarded_then(fails: bool) -> None:
    paper = OnPaper("inspect-bag", minutes=60)
    if fails:
        paper.enter(1, said.Inspect("inspect-bag", False, "particles"), TECHNICIAN_ONE)
    paper.enter(2, said.Discard("it was spilled"), TECHNICIAN_ONE, transcriber=TECHNICIAN_TWO)
    state = paper.state
    assert state.status is Status.DISCARDED
    assert state.discarded is not None
    assert state.discarded.vials == 2
    assert state.presences[-1].ended == paper.at(2)
    begun = begin(paper.hood.history[0], paper.hood.monograph)
    assert retraced(paper.hood.history[1:], begun) == []


# When.


def test_nothing_is_entered_of_a_time_in_which_umbra_ran() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.hood.wait(30)
    assert "it stopped 2 min later" in refused(lambda: paper.enter(-2))
    assert "it ran again 3 min before" in refused(lambda: paper.enter(63))
    paper.enter(60)


def test_nothing_is_entered_where_umbra_never_stopped() -> None:
    hood = Hood().go_to("withdraw-1")
    sheet = hood.print_sheet()
    at = hood.clock.reading().wall
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    told = refused(lambda: hood.do(PHARMACIST_ONE, said.Late(entry, at, person, sheet)))
    assert told.startswith("No record shows that Umbra did not run")
    assert not may_enter_late(hood.state)


def test_a_time_that_has_not_come_is_refused() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    assert "from now" in refused(lambda: paper.enter(61))


def test_a_sheet_must_have_been_printed_for_this_preparation_before() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    told = refused(lambda: paper.enter(1, sheet="2611-0009-7"))
    assert f"there is {paper.sheet}" in told
    later = paper.hood.print_sheet()
    assert "was printed" in refused(lambda: paper.enter(1, sheet=later))
    paper.enter(1)
    bare = Hood().go_to("withdraw-1")
    bare.umbra_off(60)
    person, entry = bare.right()
    assert not isinstance(entry, said.Late)
    at = bare.clock.reading().wall
    assert "there is none" in refused(
        lambda: bare.do(PHARMACIST_ONE, said.Late(entry, at, person, "2611-0001-1"))
    )
    assert not may_enter_late(bare.state)


def test_the_order_of_what_was_done_is_kept() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.enter(10)
    told = refused(lambda: paper.enter(9))
    assert "before what was done last" in told
    paper.hood.forward(1)
    assert not may_enter_late(paper.state)
    assert "before what was done last" in refused(lambda: paper.enter(30))


def test_steps_are_entered_one_after_the_other() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    told = refused(lambda: paper.enter(1, said.Confirm("add-drug"), TECHNICIAN_ONE))
    assert "not the present step" in told


def test_what_is_only_said_does_not_stand_in_the_way() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.hood.do(TECHNICIAN_ONE, said.Call("the power was gone"))
    paper.hood.do(PHARMACIST_ONE, said.Answer("enter the sheet first"))
    paper.hood.do(TECHNICIAN_TWO, said.TakeOver())
    assert may_enter_late(paper.state)
    paper.enter(1)


@pytest.mark.parametrize(
    "entry",
    [
        said.Print("print-label", "code", "digest", "2611-0001-1.pdf"),
        said.ScanBack("scan-label", "code"),
        said.Call(),
        said.Verify("verify-order", ()),
        said.StartInfusion("cover"),
    ],
)
def test_not_everything_is_entered_from_paper(entry: said.SaidNow) -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    told = refused(lambda: paper.enter(1, entry, PHARMACIST_ONE))
    is_label = isinstance(entry, said.Print | said.ScanBack)
    assert ("never late" in told) is is_label


def test_a_preparation_that_is_over_takes_nothing_late() -> None:
    paper = OnPaper("reconstitute-1").finish()
    assert not may_enter_late(paper.state)
    with pytest.raises(Refused, match="nothing more is recorded"):
        paper.enter(100, said.Confirm("release"), PHARMACIST_ONE)


def test_under_a_clock_that_ran_backwards_nothing_is_entered() -> None:
    hood = Hood().go_to("withdraw-1")
    sheet, beat = hood.print_sheet(), hood.clock.reading()
    hood.power_off(30, early=60)
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    at = beat.wall + 10 * MINUTE
    late = said.Late(entry, at, person, sheet, PHARMACIST_TWO, "the clock is right now")
    assert "set the clock right" in refused(lambda: hood.do(PHARMACIST_ONE, late))
    hood.set_wall(60)
    hood.notice()
    hood.do(PHARMACIST_ONE, late)
    assert hood.state.done[-1].at == at


# Outages by the clock as it is set.


def test_an_outage_moves_with_the_clock_of_its_boot() -> None:
    paper = OnPaper("withdraw-1", minutes=60)
    paper.hood.set_wall(30)
    paper.hood.notice()
    assert "it stopped" in refused(lambda: paper.enter(29))
    assert paper.enter(31)
    paper.hood.set_wall(-30)
    paper.hood.notice()
    (outage,) = paper.state.outages
    assert outage.begun.wall == paper.stopped
    assert outage.ended.wall == paper.at(60)


def test_the_end_of_an_outage_of_another_boot_moves_and_its_begin_does_not() -> None:
    paper = OnPaper("withdraw-1", minutes=60, power=True)
    paper.hood.set_wall(-20)
    paper.hood.notice()
    (outage,) = paper.state.outages
    assert (outage.begun.wall, outage.ended.wall) == (paper.stopped, paper.at(40))


def test_what_is_no_outage() -> None:
    begun = Reading(MORNING, HOUR, "one")

    def after(wall: timedelta, running: timedelta, boot: str = "one") -> Reading:
        return Reading(MORNING + wall, HOUR + running, boot)

    assert not is_outage(begun, after(HOUR, 59 * timedelta(seconds=1)))
    assert is_outage(begun, after(timedelta(0), MINUTE))
    assert not is_outage(begun, after(timedelta(seconds=59), -HOUR, "two"))
    assert is_outage(begun, after(MINUTE, -HOUR, "two"))
    assert is_outage(begun, after(-HOUR, -HOUR, "two"))
    assert lasted(begun, after(-HOUR, -HOUR, "two")) == -HOUR
    hood = Hood()
    now = hood.clock.reading()
    assert was_off(hood.state, now, now) == ()
    over = edited(hood.state, status=Status.RELEASED)
    hood.wait(60)
    assert was_off(over, now, hood.clock.reading()) == ()
    assert was_off(hood.state, now, hood.clock.reading()) == (e.WasOff(now.wall, now.text()),)


@given(
    sets=st.lists(st.integers(-7200, 7200), max_size=4),
    ran=st.integers(1, 3600),
    off=st.integers(60, 7200),
)
def test_however_the_clock_is_set_an_outage_of_one_boot_keeps_its_length(
    sets: list[int], ran: int, off: int
) -> None:
    hood = Hood()
    hood.wait(ran / 60)
    begun = hood.clock.reading()
    hood.wait(off / 60)
    outages = (Outage(begun, hood.clock.reading()),)
    for seconds in sets:
        hood.wait(1)
        hood.set_wall(seconds / 60)
        now = hood.clock.reading()
        outages = as_seen_from(outages, now)
        (seen,) = outages
        assert seen.ended.wall - seen.begun.wall == timedelta(seconds=off)
        assert now.wall - seen.ended.wall == now.running - seen.ended.running


# The fold.


def live(step: str, waits: list[int]) -> Hood:
    """Return a hood that went on live after a step, so many minutes before each next one."""
    hood = Hood().go_to(step)
    hood.print_sheet()
    for minutes in waits:
        hood.wait(minutes)
        if hood.state.step is None:
            break
        person, entry = by_hand(hood)
        if refuses(hood, person, entry):
            break
        hood.do(person, entry)
    return hood


def by_hand(hood: Hood) -> tuple[Person, said.SaidNow]:
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    return person, entry


def refuses(hood: Hood, person: Person, entry: said.SaidNow) -> bool:
    try:
        decide(hood.state, entry, person, hood.clock.reading())
    except Refused:
        return True
    return False


def told(state: Preparation) -> tuple[object, ...]:
    """Return what a state says of times, places, light and persons."""
    return (
        state.reconstituted,
        state.diluted,
        state.deadlines(),
        tuple(replace(each, record=0) for each in state.ledger),
        state.presences,
        state.stays,
        state.waits,
        state.preparers,
        state.at_hood,
        state.exposed_since,
        state.acted,
        tuple((each.step, each.at, each.actor, each.detail) for each in state.done),
        state.signatures,
        None if state.figures is None else state.figures.agree,
        tuple((each.role, each.vial, each.lot) for each in state.materials),
    )


LIVE_STEPS = ("scan-materials", "reconstitute-1", "reconstitute-2", "withdraw-1", "inspect-bag")


@settings(max_examples=60)
@given(
    step=st.sampled_from(LIVE_STEPS),
    waits=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    after=st.integers(0, 300),
)
def test_what_is_entered_late_folds_to_what_the_same_work_would_have_been(
    step: str, waits: list[int], after: int
) -> None:
    done = live(step, waits)
    paper = OnPaper(step, minutes=sum(waits) + after + 1)
    assert paper.stopped == done.history[paper.state.version - 2].reading.wall
    first = paper.state.version - 1
    for stamped in done.history[first:]:
        person, entry = by_hand(paper.hood)
        if isinstance(stamped.fact, e.LabelPrinted | e.LabelConfirmed):
            break
        at = (stamped.reading.wall - paper.stopped) / MINUTE
        paper.enter(at, entry, person, transcriber=PHARMACIST_TWO)
    else:
        assert told(paper.state) == told(done.state)


def test_a_mark_without_facts_cannot_be() -> None:
    hood = Hood()
    mark = e.EnteredLate(MORNING, "Technician One", Office.TECHNICIAN, "2611-0001-1", 0)
    stamped = Stamped(mark, "Pharmacist One", hood.clock.reading(), 2)
    with pytest.raises(ValueError, match="without a fact"):
        evolve(hood.state, stamped)


def test_the_number_of_a_sheet_is_the_name_of_its_file() -> None:
    assert sheet_number("2611-0042-7.pdf") == "2611-0042-7"
    assert sheet_number("2611-0042-7") == "2611-0042-7"
