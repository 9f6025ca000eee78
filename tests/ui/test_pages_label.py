"""The page of a label: scanned, typed, answered; who comes to it, and where from."""

from pathlib import Path

import pytest

from app.close_calls import refused_scans
from app.core.step import Kind
from app.intake.key_signs import visible
from app.labels import typed_code
from app.ui.drawing.banner import Banner
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.header import Header
from app.ui.drawing.light import LightBox
from app.ui.drawing.verdict import Verdict
from app.ui.pages.label import LabelPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from app.workplace import LABEL
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.gloves import Gloves
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    Folders,
    label_code,
)
from tests.ui.test_window_layout import at_both_sizes, faults
from tests.ui.went_out import Key, bag, code_of, offered, page, seated, start, until, verdict

ELSEWHERE = "(91)2611-0999(92)1(93)2611022200(94)2611022300(95)1.45mg(96)0123456789ABCDEF"
LOT, VIALS = "AB1234", "00300080100011"


@pytest.fixture(scope="module")
def warm(folders: Folders) -> Path:
    """A folder with the bag of case 27, released; each test copies it."""
    return bag(folders)


@pytest.fixture
def desk(sit_down: SitDown, folders: Folders, warm: Path) -> Desk:
    """A desk with the bag of case 27, a pharmacist at the worklist."""
    return seated(sit_down, folders.copy_of(warm))


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
