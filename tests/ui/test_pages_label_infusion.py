"""The page of a label: its infusion by keys and by scanner, light and storage."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.close_calls import refused_scans
from app.core.storage import Storage
from app.intake.command_code import Instruction
from app.intake.key_signs import visible
from app.ui.drawing.buttons import Button
from app.ui.drawing.light import LightBox
from app.ui.drawing.verdict import Verdict
from tests.disk_faults import full
from tests.ui.conftest import SitDown
from tests.ui.desk import Desk
from tests.ui.gloves import Gloves
from tests.ui.hospital import WRONG_VIAL, Folders
from tests.ui.went_out import (
    MIDNIGHT,
    Key,
    bag,
    code_of,
    offered,
    page,
    seated,
    start,
    until,
    verdict,
)


@pytest.fixture(scope="module")
def warm(folders: Folders) -> Path:
    """A folder with the bag of case 27, released; each test copies it."""
    return bag(folders)


@pytest.fixture(scope="module")
def cold(folders: Folders) -> Path:
    """A folder with a bag that is kept in the refrigerator, released."""
    return bag(folders, Storage.REFRIGERATED)


@pytest.fixture
def desk(sit_down: SitDown, folders: Folders, warm: Path) -> Desk:
    """A desk with the bag of case 27, a pharmacist at the worklist."""
    return seated(sit_down, folders.copy_of(warm))


@pytest.fixture
def cold_desk(sit_down: SitDown, folders: Folders, cold: Path) -> Desk:
    """A desk with the bag that is kept in the refrigerator."""
    return seated(sit_down, folders.copy_of(cold))


# The infusion.


def test_case_27_at_the_screen(desk: Desk) -> None:
    start(desk, "16:50")
    assert verdict(desk) == "INFUSION RUNS: The infusion runs and ends in time."
    assert "All by rate and time; no pump is read." in desk.seen()
    until(desk, "17:20")
    desk.press(Key.Key_F10)
    desk.type("2")
    desk.press(Key.Key_Return)
    assert (
        verdict(desk)
        == "INFUSION PAUSED: The infusion is paused. If it goes on within 10 min it ends in time."
    )
    until(desk, "17:40")
    desk.press(Key.Key_F10)
    assert verdict(desk) == (
        "STOP BEFORE THE END: 8.3 mL (0.29 mg of 1.75 mg) will be left at 18:00. Call a "
        "pharmacist now; stop it by then. The infusion cannot end in time."
    )
    seen = desk.seen()
    for words in (
        "All infused at: 18:10",
        "END BY: 18:00",
        "Infused: 25 mL",
        "paused 17:20 to 17:40",
    ):
        assert words in seen, words
    until(desk, "18:00")
    desk.press(Key.Key_F12)
    assert "By rate and time 8.3 mL (0.29 mg of 1.75 mg) is not infused." in desk.seen()
    desk.type("1")
    desk.press(Key.Key_Return)
    assert verdict(desk) == ("INFUSION ENDED: Not infused, by rate and time: 8.3 mL (0.29 mg).")
    assert offered(desk) == []
    assert desk.facts[-5:] == [
        "infusion-started",
        "protection-started",
        "infusion-paused",
        "infusion-resumed",
        "infusion-ended",
    ]


def test_an_infusion_is_recorded_by_the_scanner_alone(desk: Desk) -> None:
    hands = Gloves(desk)
    until(desk, "15:00")
    desk.scan(code_of(desk))
    hands.say(Instruction.CONFIRM)
    assert "Start: what protects it from light while it runs?" in desk.seen()
    hands.say(Instruction.CONFIRM)
    assert "none is chosen by itself" in desk.notices()
    hands.say(Instruction.DIGIT_2)
    assert verdict(desk).startswith("INFUSION RUNS")
    hands.say(Instruction.CONFIRM)
    assert "“Confirm” means nothing here now" in desk.notices()
    until(desk, "15:30")
    hands.say(Instruction.HOLD)
    hands.say(Instruction.DIGIT_1)
    hands.say(Instruction.CONFIRM)
    assert verdict(desk).startswith("INFUSION PAUSED")
    hands.say(Instruction.HOLD)
    assert verdict(desk).startswith("INFUSION RUNS")
    hands.say(Instruction.LIGHT)
    hands.say(Instruction.REFUSE)
    assert verdict(desk).startswith("INFUSION RUNS")
    until(desk, "16:10")
    hands.say(Instruction.CONFIRM)
    assert verdict(desk) == "INFUSION ENDED: All of it was infused, by rate and time."


def test_the_buttons_are_walked_through_and_none_is_pressed_by_itself(desk: Desk) -> None:
    hands = Gloves(desk)
    start(desk)
    assert offered(desk) == ["Pause…", "End it now…", "Light lost…"]
    assert not any(each.isDefault() or each.autoDefault() for each in desk.shown(Button))
    before = len(desk.facts)
    desk.press(Key.Key_Return)
    for name in offered(desk):
        hands.say(Instruction.NEXT)
        assert desk.focus.accessibleName().startswith(name)
    hands.say(Instruction.PREVIOUS)
    assert desk.focus.accessibleName().startswith("End it now")
    hands.say(Instruction.CONFIRM)
    assert "means nothing here now" in desk.notices()
    hands.say(Instruction.PREVIOUS)
    hands.say(Instruction.CONFIRM)
    assert "Why is the infusion paused?" in desk.seen()
    assert len(desk.facts) == before


def test_ending_early_is_asked_and_wants_a_reason(desk: Desk) -> None:
    start(desk)
    until(desk, "17:00")
    desk.press(Key.Key_F12)
    desk.press(Key.Key_Return)
    assert "write why the infusion ends now" in desk.seen()
    desk.press(Key.Key_Escape)
    assert verdict(desk).startswith("INFUSION RUNS")
    assert "infusion-ended" not in desk.facts
    desk.press(Key.Key_F12)
    desk.enter("a reaction")
    assert "41.7 mL (1.46 mg)" in verdict(desk)


def test_a_scan_while_a_question_is_open_is_refused_and_kept(desk: Desk) -> None:
    start(desk)
    desk.press(Key.Key_F10)
    desk.type("the line")
    desk.scan(WRONG_VIAL)
    assert "A question is open" in desk.seen()
    assert page(desk).reason.field.text() == "the line"
    ((kept, _),) = refused_scans(desk.work.log)
    assert kept.entered == visible(WRONG_VIAL)
    keys = page(desk).keys()
    assert [each.key for each in keys] == ["Esc"]
    desk.press(Key.Key_F3)
    assert page(desk).asks


def test_past_the_limit_only_its_end_is_recorded(desk: Desk) -> None:
    start(desk)
    until(desk, "17:20")
    desk.press(Key.Key_F10)
    desk.enter("the line is blocked")
    until(desk, "18:01")
    assert verdict(desk).startswith(
        "NOT FIT FOR USE: 25 mL (0.88 mg of 1.75 mg) were left at 18:00."
    )
    assert offered(desk) == ["End it now…", "Light lost…"]
    desk.press(Key.Key_F10)
    assert desk.facts[-1] == "infusion-paused"
    desk.press(Key.Key_F12)
    desk.enter("stopped late")
    assert verdict(desk).startswith(
        "NOT FIT FOR USE: The infusion ended 1 min after the latest time"
    )
    assert offered(desk) == []


def test_what_the_disk_does_not_take_is_kept_and_saved_with_its_own_time(desk: Desk) -> None:
    start(desk)
    until(desk, "17:20")
    with full(desk.work.log):
        desk.press(Key.Key_F10)
        desk.enter("the line is blocked")
        assert "This was done, and it is not saved" in desk.seen()
        assert not desk.shown(Verdict)
        desk.minutes(5)
        desk.scan(WRONG_VIAL)
        desk.press(Key.Key_F5)
        assert "infusion-paused" not in desk.facts
        desk.press(Key.Key_F12)
        assert not page(desk).asks
    desk.press(Key.Key_F5)
    assert desk.facts[-1] == "infusion-paused"
    assert verdict(desk).startswith(
        "INFUSION PAUSED: The infusion is paused. If it goes on within 5 min"
    )
    assert desk.state.infusion is not None
    assert desk.state.infusion.pauses[0].begun == MIDNIGHT + timedelta(hours=17, minutes=20)


# Storage and light.


def test_a_bag_is_taken_out_of_the_refrigerator_warmed_and_started(cold_desk: Desk) -> None:
    desk = cold_desk
    desk.scan(code_of(desk))
    assert verdict(desk).startswith(
        "FIT FOR USE: This preparation is in the refrigerator. Take it out within"
    )
    assert "In the refrigerator since 2026-11-02 10:20" in desk.seen()
    assert offered(desk) == ["Light lost…", "Taken out of the refrigerator"]
    until(desk, "13:00")
    desk.press(Key.Key_F5)
    assert desk.facts[-1] == "stored"
    assert verdict(desk).startswith("NOT YET: This preparation is coming to room temperature")
    assert offered(desk) == ["Light lost…"]
    assert "In the refrigerator 10:20 to 13:00; at room temperature since" in desk.seen()
    until(desk, "14:00")
    assert verdict(desk).startswith("FIT FOR USE")
    desk.press(Key.Key_F5)
    desk.type("1")
    assert verdict(desk).startswith("INFUSION RUNS")


def test_a_bag_that_is_taken_out_too_late_is_not_fit(cold_desk: Desk) -> None:
    desk = cold_desk
    until(desk, "13:24")
    desk.scan(code_of(desk))
    assert "passed 4 min ago" in verdict(desk)
    desk.press(Key.Key_F5)
    assert desk.facts[-1] == "stored"
    assert verdict(desk).startswith(
        "NOT FIT FOR USE: It was taken out of the refrigerator 4 min after the latest time"
    )
    until(desk, "14:30")
    assert offered(desk) == []


def test_light_is_lost_and_restored_after_the_release(desk: Desk) -> None:
    desk.scan(code_of(desk))
    desk.press(Key.Key_F7)
    desk.type("1")
    desk.press(Key.Key_Return)
    assert verdict(desk).startswith(
        "NOT FIT FOR USE: This preparation is recorded as not protected from light."
    )
    assert desk.shown(LightBox)[0].accessibleName().startswith("NOT PROTECTED FROM LIGHT")
    assert offered(desk) == ["Protected again…"]
    desk.minutes(3)
    desk.press(Key.Key_F7)
    desk.type("9")
    desk.type("1")
    assert verdict(desk).startswith("ASK A PHARMACIST: Since its release it was without light ")
    assert "Start the infusion…" in offered(desk)
    assert "it was without light protection for 3 min" in verdict(desk)
    assert "A pharmacist decides" in desk.shown(LightBox)[0].accessibleName()
