"""The drills as acceptance tests of the real program, played by keys and scans in its window.

A trainee who does not notice the error enters it: the program has to catch each that a scan, a
number or a clock can know. A trainee who does all of it rightly has 100 points.
"""

import pytest
from PySide6.QtCore import Qt

from app.core.events import EntryRefused
from app.core.preparation import Status
from app.core.refused import Refused
from app.practice.drill import NAMES, KnownBy, drill_named
from app.practice.paper import caught_words
from app.practice.pharmacy import PHARMACIST, PIN
from app.practice.score import CaughtBy
from app.ui.facts.practice import advice_now
from tests.ui.trainee import PracticeDesk
from tests.ui.trainee_fixtures import Practise

KNOWABLE = [name for name in NAMES if drill_named(name).known_by is not KnownBy.NOTHING]
OF_THE_ISSUE = {
    "wrong-vial",
    "expired-lot",
    "wrong-volume",
    "too-late",
    "swapped-patient",
    "gap-in-light",
    "wrong-bag",
    "altered-label",
}


def scan_all(desk: PracticeDesk) -> None:
    """Scan whatever lies there, from the first to the last, without looking at it."""
    for place in reversed(range(len(desk.bench))):
        desk.scan_place(place)


def enter_what_lies_there(desk: PracticeDesk, drill: str) -> None:
    """Do the step of the error as someone who does not notice it."""
    match drill:
        case "wrong-vial" | "expired-lot" | "wrong-bag" | "swapped-patient" | "altered-label":
            scan_all(desk)
        case "wrong-volume":
            desk.enter("4.5")
        case "too-late":
            desk.practice.bench.passing.emit()
            desk.enter("5.8")
            assert "Too late to dilute" in desk.seen()
            session = desk.preparation.session
            assert session is not None
            with pytest.raises(Refused, match="The time to dilute passed"):
                session.measure("5.8")
        case "gap-in-light":
            desk.press(Qt.Key.Key_F5)


CAUGHT = {
    "wrong-vial": "MYLOTARG (gemtuzumab ozogamicin) 4.5 mg vial, not inotuzumab ozogamicin",
    "expired-lot": "expired",
    "wrong-volume": "4 mL",
    "too-late": "The time to dilute passed",
    "swapped-patient": "not the label",
    "gap-in-light": "not protected from light",
    "wrong-bag": "50 mL VIAFLEX bag, Baxter, not empty container",
    "altered-label": "not the label",
}
"""What the program says where it catches the error."""


def refusals(desk: PracticeDesk) -> list[EntryRefused]:
    """Return every refused entry of the preparation."""
    rows = desk.work.history(desk.run.preparation)
    return [each.fact for each in rows if isinstance(each.fact, EntryRefused)]


def test_the_issue_has_all_its_drills() -> None:
    assert set(NAMES) >= OF_THE_ISSUE
    known = {name: drill_named(name).known_by for name in OF_THE_ISSUE}
    assert KnownBy.PERSON not in known.values()
    assert all(drill_named(name).not_known for name in KNOWABLE)


@pytest.mark.parametrize("drill", sorted(OF_THE_ISSUE))
def test_the_program_catches_what_nobody_noticed(practise: Practise, drill: str) -> None:
    desk = practise().begin(drill)
    begins = desk.step
    enter_what_lies_there(desk, drill)
    assert [each for each in refusals(desk) if CAUGHT[drill] in each.sentence], [
        each.sentence for each in refusals(desk)
    ]
    assert desk.step == begins or drill == "too-late"
    rows = desk.work.history(desk.run.preparation)
    let = set(drill_named(drill).facts.let_through) & {type(each.fact).__name__ for each in rows}
    assert not let
    desk.practice.bench.ended.emit()
    score = desk.result().score
    assert (score.caught, score.ended_rightly) == (CaughtBy.PROGRAM, False)
    assert score.step == drill_named(drill).begins
    assert score.points < 50


def test_a_call_at_the_start_catches_nothing(practise: Practise) -> None:
    desk = practise().begin("wrong-vial")
    desk.press(Qt.Key.Key_F2)
    desk.type("2")
    desk.press(Qt.Key.Key_Return)
    assert "pharmacist-called" in desk.facts
    scan_all(desk)
    materials_rightly(desk)
    desk.window.tick()
    score = desk.result().score
    assert (score.caught, score.parts[0].points) == (CaughtBy.PROGRAM, 20)


@pytest.mark.parametrize("drill", sorted(OF_THE_ISSUE - {"too-late"}))
def test_discarding_at_once_earns_nothing(practise: Practise, drill: str) -> None:
    desk = practise().begin(drill)
    discard(desk)
    desk.window.tick()
    assert desk.result().score.points == 0


def materials_rightly(desk: PracticeDesk) -> None:
    desk.put_aside()
    while desk.step == "scan-materials":
        desk.scan_first()
    desk.type("1")


def act_rightly(desk: PracticeDesk, drill: str) -> None:
    """Do what a good answer to a drill is."""
    match drill:
        case "wrong-vial" | "expired-lot" | "wrong-bag":
            materials_rightly(desk)
        case "wrong-volume":
            desk.put_aside()
            desk.enter("4")
        case "too-late":
            desk.practice.bench.passing.emit()
            discard(desk)
        case "swapped-patient" | "altered-label":
            desk.put_aside()
            desk.scan_first()
        case "gap-in-light":
            desk.press(Qt.Key.Key_F7)
            desk.type("1")
            call(desk, "Lamp was on white light")
            desk.press(Qt.Key.Key_F5)
        case "cover-slipped":
            desk.press(Qt.Key.Key_F7)
            desk.type("1")
            desk.press(Qt.Key.Key_Return)
            desk.press(Qt.Key.Key_F7)
            desk.type("1")


def call(desk: PracticeDesk, remark: str) -> None:
    """Call the pharmacist, and write what for."""
    desk.press(Qt.Key.Key_F2)
    desk.enter(remark)


def discard(desk: PracticeDesk) -> None:
    desk.press(Qt.Key.Key_F12)
    desk.type("1")
    desk.press(Qt.Key.Key_Return)


@pytest.mark.parametrize("drill", KNOWABLE)
def test_who_does_everything_rightly_has_100_points(practise: Practise, drill: str) -> None:
    desk = practise().begin(drill)
    act_rightly(desk, drill)
    desk.window.tick()
    facts = desk.practice.bench.facts()
    assert facts is not None
    assert facts.over, desk.seen()
    score = desk.result().score
    assert (score.caught, score.points) == (CaughtBy.PERSON, 100), score
    assert score.by == "Practice Technician"


def test_nothing_but_the_person_can_know_of_an_uncovered_bag(practise: Practise) -> None:
    desk = practise().begin("cover-slipped")
    assert "slipped off the bag" in desk.seen()
    desk.type("1")
    desk.enter(PIN)
    desk.window.tick()
    result = desk.result()
    assert result.score.caught is CaughtBy.NOBODY
    assert "it was for the person to see" in caught_words(result.drill, result.score)


def test_who_types_what_should_be_there_is_believed(practise: Practise) -> None:
    desk = practise().begin("wrong-volume")
    desk.enter("4")
    desk.window.tick()
    assert desk.result().score.caught is CaughtBy.NOBODY
    assert "unless the site weighs" in desk.result().drill.not_known


def test_the_first_preparation_is_guided_to_its_release(practise: Practise) -> None:
    desk = practise().begin("first-preparation")
    seen = set()
    while desk.run.state.status is Status.OPEN:
        step = desk.run.state.step
        assert step is not None
        advice = advice_now(desk.run.drill, desk.run.state)
        assert advice is not None, step.identifier
        assert advice.look in desk.seen()
        seen.add(step.identifier)
        if step.identifier == "inspect-bag":  # one page for the bag: looked at, covered, put away
            assert "First cover the bag and store it" in desk.seen()
        if step.identifier == "check":
            assert "4 h after the dilution, or 7 h after vial 1" in desk.seen()
        if step.identifier == "check":
            assert f"sign in as {PHARMACIST}" in desk.seen()
            desk.be(PHARMACIST)
        before = desk.run.state.version
        if desk.bench and desk.bench[0].code:
            desk.scan_first()
        elif step.signs is not None and step.kind.value == "confirm":
            desk.enter(PIN)
        else:
            desk.do_step_of_practice()
        assert desk.run.state.version > before, f"{step.identifier}: {desk.notices()}"
    desk.window.tick()
    assert len(seen) > 9
    assert not {"cover-bag", "choose-storage", "print-label"} & seen
    assert desk.result().score.points == 100


def test_what_a_drill_leaves_rings_in_no_other(practise: Practise) -> None:
    desk = practise().begin("too-late")
    desk.practice.bench.passing.emit()
    desk.practice.bench.ended.emit()
    assert not desk.work.board.unfinished()
    assert not desk.work.board.waiting()
    desk.begin("swapped-patient")
    desk.practice.bench.ended.emit()
    assert not desk.work.board.unfinished()
    assert not desk.work.board.waiting()


def test_a_drill_goes_on_where_practice_was_closed(practise: Practise) -> None:
    desk = practise().begin("wrong-vial")
    stream = desk.run.stream
    desk.window.close()
    desk = practise()
    desk.be("Practice Technician")
    assert desk.run.stream == stream
    assert "MYLOTARG" in [each.words.partition(" ")[0] for each in desk.bench]
