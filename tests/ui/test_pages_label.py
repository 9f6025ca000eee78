"""The page of a label: scanned, typed, its infusion by keys and by scanner, light and storage."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.close_calls import refused_scans
from app.core.step import Kind
from app.core.storage import Storage
from app.intake.command_code import Instruction
from app.intake.key_signs import visible
from app.labels import typed_code
from app.ui.drawing.banner import Banner
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.buttons import Button
from app.ui.drawing.header import Header
from app.ui.drawing.light import LightBox
from app.ui.drawing.verdict import Verdict
from app.ui.pages.label import LabelPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.workplace import LABEL
from tests.disk_faults import full
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    Folders,
    label_code,
)
from tests.ui.test_commands import Gloves
from tests.ui.test_window_layout import at_both_sizes, faults
from tests.ui.went_out import MIDNIGHT, bag, code_of, seated, until

Key = Qt.Key
ELSEWHERE = "(91)2611-0999(92)1(93)2611022200(94)2611022300(95)1.45mg(96)0123456789ABCDEF"
LOT, VIALS = "AB1234", "00300080100011"


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


def page(desk: Desk) -> LabelPage:
    """Return the page of the label, which must be shown."""
    assert isinstance(desk.page, LabelPage)
    return desk.page


def verdict(desk: Desk) -> str:
    """Return the one answer that is seen."""
    (shown,) = desk.shown(Verdict)
    return shown.accessibleName()


def offered(desk: Desk) -> list[str]:
    """Return the buttons of what may be recorded."""
    buttons = page(desk).answering.buttons.values()
    return [each.text() for each in buttons if each.isVisible()]


def start(desk: Desk, time: str = "16:50") -> Desk:
    """Scan the label and start the infusion."""
    until(desk, time)
    desk.scan(code_of(desk))
    desk.press(Key.Key_F5)
    desk.type("1")
    return desk


# The answer.


def test_a_label_scanned_at_the_worklist_is_answered(desk: Desk) -> None:
    until(desk, "16:50")
    desk.scan(code_of(desk))
    assert verdict(desk) == "FIT FOR USE: Start the infusion within 10 min."
    seen = desk.seen()
    for words in (
        "DEMO, Adalind",
        "MRN 00482913",
        "1.75 mg in 50 mL, 50 mL/h",
        "2026-11-02 17:00, 10 min left",
        "less 1 h of infusion (US label 2.4)",
        "At room temperature since 2026-11-02 13:50",
        "The infusion line needs no protection from light.",
    ):
        assert words in seen, words
    assert desk.shown(Banner)
    assert not desk.shown(Header)
    assert desk.shown(TimeBudget)[0].accessibleName().startswith("Little time left: START")
    assert desk.shown(LightBox)[0].accessibleName().startswith("PROTECTED FROM LIGHT")
    assert refused_scans(desk.work.log) == ()


def test_the_answer_counts_on_by_itself_and_changes_when_the_time_is_over(desk: Desk) -> None:
    until(desk, "16:50")
    desk.scan(code_of(desk))
    until(desk, "17:00")
    assert verdict(desk).startswith("FIT FOR USE")
    desk.minutes(1)
    assert verdict(desk).startswith(
        "NOT FIT FOR USE: The latest start of the infusion passed 1 min"
    )
    assert "passed 1 min ago" in desk.seen()
    assert offered(desk) == []


def test_the_label_of_an_open_preparation_opens_it_at_the_worklist_and_is_not_fit_here(
    at: AtDesk,
) -> None:
    desk = at("scan-label", PHARMACIST)
    code = label_code(desk.work, desk.state)
    desk.window.show_worklist()
    hands = Gloves(desk)
    hands.scan(code)
    assert isinstance(desk.page, PreparationPage)
    desk.window.show_page("label")
    hands.scan(code)
    assert verdict(desk) == (
        "NOT FIT FOR USE: This preparation is not released: a pharmacist's release is missing. Do "
        "not give it."
    )
    assert offered(desk) == []
    assert not desk.shown(TimeBudget)
    assert desk.facts[-1] == "entry-refused"
    desk.press(Key.Key_F6)
    assert isinstance(desk.page, PreparationPage)


def test_nothing_of_a_blind_check_is_told_by_a_label(at: AtDesk) -> None:
    desk = at("scan-label", PHARMACIST)
    code = label_code(desk.work, desk.state)
    assert desk.state.step is not None
    assert desk.state.step.kind is Kind.SCAN_BACK
    desk.window.show_page("label")
    desk.scan(code)
    assert "Start by" not in desk.seen()
    assert "14:" not in verdict(desk)


def test_a_void_copy_is_told_and_kept(sit_down: SitDown, folders: Folders) -> None:
    desk = seated(sit_down, bag(folders, copies=2))
    first, second = code_of(desk, 1), code_of(desk)
    desk.scan(first)
    assert verdict(desk).startswith(
        "NOT FIT FOR USE: This label is void: the one in force is copy 2"
    )
    assert offered(desk) == []
    ((kept, row),) = refused_scans(desk.work.log)
    assert (kept.page, kept.entered, row.actor) == ("label", visible(first), PHARMACIST)
    assert "void" in kept.sentence
    desk.scan(second)
    assert verdict(desk).startswith("FIT FOR USE")


def test_a_discarded_preparation_keeps_nothing_so_the_page_does(at: AtDesk) -> None:
    desk = at("scan-label", PHARMACIST)
    code = label_code(desk.work, desk.state)
    desk.press(Key.Key_F12)
    desk.enter("spilled")
    desk.press(Key.Key_Escape)
    desk.scan(code)
    assert verdict(desk).startswith("NOT FIT FOR USE: This preparation was discarded: spilled.")
    ((kept, row),) = refused_scans(desk.work.log)
    assert (kept.page, kept.entered, row.actor) == ("label", visible(code), PHARMACIST)


def test_a_label_of_another_site_is_answered_on_an_empty_folder(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.scan(ELSEWHERE)
    assert verdict(desk).startswith(
        "IN TIME BY ITS LABEL: This preparation was not made in this log"
    )
    seen = desk.seen()
    for words in ("preparation 2611-0999, copy 1", "1.45 mg", "not known here", "End by"):
        assert words in seen
    assert desk.shown(Header)
    assert not desk.shown(Banner)
    assert not desk.shown(LightBox)
    assert "DEMO" not in seen
    assert refused_scans(desk.work.log) == ()
    until(desk, "16:01")
    assert verdict(desk).startswith("NOT FIT FOR USE: Its latest start passed 1 min ago")


def test_a_label_altered_by_one_sign_is_not_gone_by(desk: Desk) -> None:
    code = code_of(desk)
    altered = f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}"
    desk.scan(altered)
    assert verdict(desk).startswith("NOT FIT FOR USE: Its signature does not fit what it says: it")
    ((kept, _),) = refused_scans(desk.work.log)
    assert (kept.page, kept.entered) == ("label", visible(altered))


def test_a_code_that_is_no_label_takes_the_answer_of_another_bag_away(desk: Desk) -> None:
    desk.scan(code_of(desk))
    assert desk.shown(Verdict)
    desk.scan(WRONG_VIAL)
    assert not desk.shown(Verdict)
    assert "not the code of a label of Umbra's" in desk.notices()
    (kept, _) = refused_scans(desk.work.log)[-1]
    assert kept.page == "label"
    assert desk.focus is page(desk).asking.field.line


def test_a_label_is_typed_by_its_preparation_and_its_short_code(desk: Desk) -> None:
    desk.window.show_page("label")
    assert desk.state.label is not None
    desk.enter(f"2611-0001 {typed_code(desk.state.label.code).lower()}")
    assert verdict(desk).startswith("FIT FOR USE")
    # Nothing was read: what was typed may stand on any paper.
    assert "NOT READ" in desk.seen()
    assert "GENUINE" not in desk.seen()
    # Nor is it once the page is opened again at the same place.
    place = page(desk).place
    assert place.startswith(LABEL + "2611-0001 1-")
    desk.press(Key.Key_F3)
    page(desk).look_at(place.removeprefix(LABEL))
    assert "NOT READ" in desk.seen()
    assert page(desk).place == place
    desk.press(Key.Key_F3)
    assert desk.focus is page(desk).asking.field.line
    desk.enter(desk.state.label.code)
    assert verdict(desk).startswith("FIT FOR USE")
    assert "GENUINE" in desk.seen()


@pytest.mark.parametrize(
    ("typed", "told", "kept"),
    [
        ("2611-0001 1-0000", "No label 1-0000 was printed for preparation 2611-0001 here.", None),
        ("2611-0001", "Type the number of the preparation, a space, and the short code", None),
        ("1357", "Type the number of the preparation", "digits, not kept; they may be a PIN"),
        ("(91)2611-0001", "not the code of a label of Umbra's", None),
        ("", "Type the number of the preparation", None),
    ],
)
def test_what_is_typed_wrong_is_refused_and_kept_but_never_a_pin(
    desk: Desk, typed: str, told: str, kept: str | None
) -> None:
    desk.window.show_page("label")
    desk.enter(typed)
    assert told in desk.notices()
    (call, _) = refused_scans(desk.work.log)[-1]
    assert call.entered == (typed if kept is None else kept)


def test_a_quarantine_after_the_release_is_told_at_once(desk: Desk) -> None:
    desk.scan(code_of(desk))
    work = desk.work
    work.stock.quarantine(VIALS, LOT, None, "recalled", work.people.named(TECHNICIAN))
    desk.minutes(1)
    assert verdict(desk).endswith(
        "Do not give it until a pharmacist lifts the quarantine; ask the pharmacy."
    )
    desk.press(Key.Key_F5)
    assert "infusion-started" not in desk.facts


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


# Who, and where from.


def test_a_released_preparation_leads_to_its_label_and_back(at: AtDesk) -> None:
    desk = at("released", person=TECHNICIAN)
    desk.press(Key.Key_F4)
    assert verdict(desk).startswith("FIT FOR USE")
    desk.press(Key.Key_F5)
    desk.type("1")
    desk.press(Key.Key_F6)
    assert isinstance(desk.page, PreparationPage)
    assert "Its infusion was started; its label shows how it stands." in desk.seen()
    desk.press(Key.Key_F6)
    assert "Infusion started at 50 mL/h" in desk.seen()
    desk.press(Key.Key_Escape)
    desk.press(Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def test_whoever_takes_over_finds_the_label_where_it_was(desk: Desk) -> None:
    start(desk)
    desk.change_person(SECOND_PHARMACIST)
    assert verdict(desk).startswith("INFUSION RUNS")
    desk.press(Key.Key_F10)
    desk.enter("the line is blocked")
    assert desk.work.history(desk.stream)[-1].actor == SECOND_PHARMACIST
    # Where no label is read, whoever comes next is asked for one too.
    desk.press(Key.Key_F3)
    desk.change_person(TECHNICIAN)
    assert isinstance(desk.page, LabelPage)
    assert desk.page.place == ""
    assert desk.focus is desk.page.asking.field.line
    assert "Is it fit for use?" in desk.seen()


def test_an_administrator_sees_the_answer_and_records_nothing(
    sit_down: SitDown, folders: Folders, warm: Path
) -> None:
    desk = seated(sit_down, folders.copy_of(warm), ADMINISTRATOR)
    desk.scan(code_of(desk))
    assert verdict(desk).startswith("FIT FOR USE")
    assert offered(desk) == []


def test_the_header_leads_to_the_page_and_esc_to_the_worklist(desk: Desk) -> None:
    desk.window.show_page("label")
    assert "Is it fit for use?" in desk.seen()
    desk.minutes(1)
    desk.press(Key.Key_F5)
    desk.press(Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def test_what_is_refused_meanwhile_is_told_where_the_person_looks(desk: Desk) -> None:
    start(desk)
    session = page(desk).session
    assert session is not None
    desk.clock.restart()
    desk.clock.set_wall(session.state.last.wall.replace(hour=12))
    desk.press(Key.Key_F10)
    desk.enter("the line is blocked")
    assert "The clock shows an earlier time" in desk.seen()
    assert page(desk).asks
    desk.press(Key.Key_Escape)
    assert "the age of the preparation is not known" in verdict(desk)


@at_both_sizes
def test_nothing_is_cut_off_from_the_answer_to_the_end(
    sit_down: SitDown, folders: Folders, warm: Path, size: str
) -> None:
    desk = seated(sit_down, folders.copy_of(warm), size=size)
    desk.window.show_page("label")
    assert faults(desk) == []
    start(desk)
    assert faults(desk) == []
    for paused, again in (("16:55", "17:00"), ("17:05", "17:10"), ("17:20", "17:40")):
        until(desk, paused)
        desk.press(Key.Key_F10)
        assert faults(desk) == []
        desk.enter("the line is blocked")
        until(desk, again)
        assert faults(desk) == []
        desk.press(Key.Key_F10)
    desk.press(Key.Key_F7)
    desk.enter("the cover was torn")
    assert "STOP BEFORE THE END" in verdict(desk)
    assert faults(desk) == []
    page(desk).tell("This is refused, and what to do stands here in a sentence or two.")
    assert faults(desk) == []
    until(desk, "18:30")
    assert faults(desk) == []
    desk.scan(ELSEWHERE)
    assert faults(desk) == []
