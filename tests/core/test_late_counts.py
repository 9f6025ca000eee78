"""Work on paper entered late counts as if it had been entered then; labels written by hand."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core import events as e
from app.core.decision import decide
from app.core.entering import sheet_number
from app.core.evolution import begin, evolve, replay
from app.core.hand_label import SaysLater
from app.core.person import Office, Person
from app.core.preparation import Stamped, Status
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Name
from tests.core.hood import (
    MORNING,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    Hood,
)
from tests.core.on_paper import HOUR, MINUTE, OnPaper, refused, told
from tests.core.test_retrace import retraced

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
