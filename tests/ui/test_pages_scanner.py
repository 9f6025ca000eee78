"""Setting a scanner up by scanner alone; what it types is then undone on every page."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from app.close_calls import refused_scans
from app.intake.key_signs import SEPARATOR
from app.intake.scanner_codes import ASKED, SIGNS, SheetCode, code_numbered
from app.intake.scanner_profile import ScannerProfile
from app.scanners import PREFIX, learned_of
from app.ui.drawing.code_picture import CodePicture
from app.ui.drawing.labelled import Labelled
from app.ui.facts.scanner import layout
from app.ui.pages.equipment import EquipmentPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.scanner import ScannerPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from reports.scanner_sheet import prove_codes
from tests.app.pharmacy import words_of
from tests.ui.conftest import AtDesk
from tests.ui.desk import CONTROL, Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, TECHNICIAN, wanted
from tests.ui.test_window_layout import at_both_sizes, faults

CARTON = f"]d201003000801000111727033110AB1234{SEPARATOR}21100000000001"
# Where a German keyboard differs from the United States one that the scanner types on.
GERMAN = str.maketrans("yzYZ-=;'/:\"<>?_+&*()[]", "zyZYß\N{ACUTE ACCENT}öä-ÖÄ;:_?`/(=)ü+")


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The set-up page of the scanner, open to a technician."""
    return _open(at("people", TECHNICIAN))


def _open(desk: Desk) -> Desk:
    desk.window.show_page("scanner")
    assert isinstance(desk.page, ScannerPage)
    return desk


def _page(desk: Desk) -> ScannerPage:
    assert isinstance(desk.page, ScannerPage)
    return desk.page


def _sent(code: SheetCode) -> str:
    return code.identifier + code.holds


def _learn(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    for number in ASKED:
        desk.scan(_sent(code_numbered(number)))
    assert desk.work.scanner_profile is not None


def _send_german(desk: Desk, text: str) -> None:
    """Send a code as a scanner does whose keyboard is another one; GS comes as F8."""
    first, *others = text.split(SEPARATOR)
    desk.send(first.translate(GERMAN))
    for part in others:
        desk._send(Qt.Key.Key_F8, "")
        desk.send(part.translate(GERMAN))
    desk.press(Qt.Key.Key_Return)


def _rows(widget: Labelled) -> dict[str, str]:
    return {row.label: row.words for row in widget.facts() or ()}


def test_a_scanner_is_learned_by_scanner_alone(desk: Desk) -> None:
    assert "was not learned" in desk.seen()
    desk.press(Qt.Key.Key_F5)
    for turn, number in enumerate(ASKED, start=1):
        code = code_numbered(number)
        assert f"scan {turn} of {len(ASKED)}" in desk.seen()
        assert f"Scan code {number}" in desk.seen()
        assert code.written in desk.seen()
        (picture,) = desk.shown(CodePicture)
        assert picture.accessibleName() == f"picture of code {number}"
        desk.scan(_sent(code))
    assert "Learned: Try it" in desk.notices()
    known = learned_of(desk.work.log)
    assert known is not None
    assert known.name == TECHNICIAN
    assert known.profile.arrivals == SIGNS
    assert _rows(_page(desk).known) == {
        "Separator": "arrives as GS (Ctrl+])",
        "Identifiers": "sent: each code says of what kind it is",
        "Layout": "the scanner's is that of this computer",
        "Prefix": "none",
        "Learned by": TECHNICIAN,
    }
    assert refused_scans(desk.work.log) == ()


def test_a_scanner_of_another_keyboard_is_put_right_on_every_page(at: AtDesk) -> None:
    desk = _open(at("scan-materials", TECHNICIAN))
    desk.press(Qt.Key.Key_F5)
    for number in ASKED:
        _send_german(desk, _sent(code_numbered(number)))
    rows = _rows(_page(desk).known)
    assert rows["Separator"] == "arrives as “<F8>”"
    assert rows["Layout"].startswith("German (QWERTZ) here, United States at the scanner")
    _send_german(desk, CARTON)
    assert _rows(_page(desk).fields)["10 lot"] == "AB1234"
    desk.window.open(desk.stream)
    other = CARTON[:-1] + "2"
    _send_german(desk, other)
    assert desk.facts.count("material-scanned") == 1
    (vial,) = desk.state.materials
    assert (vial.lot, vial.serial) == ("AB1234", "100000000002")
    assert vial.scanned == other


def test_what_the_codes_lose_is_told_and_learning_begins_again(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    desk.scan(_sent(code_numbered(1)).upper())
    assert "the scanner sends letters of one case only" in desk.notices()
    assert "scan 1 of 8" in desk.seen()
    for number in ASKED[:4]:
        desk.scan(_sent(code_numbered(number)))
    assert desk.notices() == ""
    desk.scan(_sent(code_numbered(5)).replace(SEPARATOR, ""))
    assert "did not arrive" in desk.notices()
    assert "scan 1 of 8" in desk.seen()
    assert desk.work.scanner_profile is None
    told = [refused.sentence for refused, _ in refused_scans(desk.work.log)]
    assert ["one case only" in told[0], "did not arrive" in told[1]] == [True, True]


def test_a_code_out_of_turn_is_told_and_the_others_stay(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    for number in (1, 2):
        desk.scan(_sent(code_numbered(number)))
    desk.scan("]C0" + "X" * 9 + code_numbered(2).holds)
    assert "For code 3" in desk.notices()
    assert "scan 3 of 8" in desk.seen()
    desk.scan(_sent(code_numbered(3)))
    assert "scan 4 of 8" in desk.seen()
    assert desk.notices() == ""


def test_esc_stops_learning_and_changes_nothing(desk: Desk) -> None:
    _learn(desk)
    before = learned_of(desk.work.log)
    facts = desk.work.log.count()
    desk.press(Qt.Key.Key_F5)
    desk.scan("SC" + _sent(code_numbered(1)))
    desk.press(Qt.Key.Key_Escape)
    assert "Stopped: Nothing was changed." in desk.notices()
    assert learned_of(desk.work.log) == before
    assert desk.work.log.count() == facts
    desk.scan(CARTON)
    assert _rows(_page(desk).fields)["21 serial number"] == "100000000001"


def test_while_it_learns_scans_arrive_as_they_are_typed(desk: Desk) -> None:
    """Else a scanner that was set anew could never be learned again."""
    _learn(desk)
    desk.press(Qt.Key.Key_F5)
    desk.scan("SC" + code_numbered(1).holds)
    assert "scan 2 of 8" in desk.seen()
    assert f"SC{code_numbered(1).holds}" in _rows(_page(desk).arrived)["Code 1"]


def test_leaving_the_page_ends_learning(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    desk.scan(_sent(code_numbered(1)))
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(PHARMACIST)
    _open(desk)
    assert not _page(desk).learns
    assert desk.work.scanner_profile is None


def test_what_was_learned_is_forgotten_when_asked(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F12)
    assert "there is nothing to forget" in desk.notices()
    _learn(desk)
    desk.press(Qt.Key.Key_F12)
    assert "Scans count as they arrive" in desk.notices()
    assert desk.work.scanner_profile is None
    stream = PREFIX + desk.work.log.workstation
    names = [row.name for row in desk.work.log.history(stream)]
    assert names == ["scanner-learned", "scanner-forgotten"]


def test_what_was_learned_counts_after_a_restart(at: AtDesk, sit_down: AtDesk) -> None:
    desk = _open(at("people", ADMINISTRATOR))
    _learn(desk)
    learned = desk.work.scanner_profile
    again = sit_down(desk.folder).wake()
    assert again.work.scanner_profile == learned
    again.seat(TECHNICIAN)
    assert "Scanner learned" in again.seen()


def test_the_page_of_codes_is_written_into_the_data_folder(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F9)
    file = desk.folder / "sheets" / "scanner-codes.pdf"
    assert f"The page of codes was written to {file}" in desk.notices()
    assert "St. Example Hospital Pharmacy" in words_of(Path(file))
    numbers = sorted(set(ASKED))
    prove_codes(file.read_bytes(), tuple(_sent(code_numbered(each)) for each in numbers))


def test_a_code_is_shown_field_by_field(desk: Desk) -> None:
    desk.scan(CARTON)
    assert _rows(_page(desk).fields) == {
        "Kind": "GS1 DataMatrix (]d2)",
        "01 product number": "00300080100011",
        "17 expiry date": "2027-03-31",
        "10 lot": "AB1234",
        "21 serial number": "100000000001",
    }
    assert "AB1234<GS>21" in desk.seen()
    desk.enter("(01)00300080100011(10)A**B(30)5(91)own")
    assert _rows(_page(desk).fields) == {
        "01 product number": "00300080100011",
        "10 lot": "A*\N{WORD JOINER}*B",
        "30 count": "5",
        "91 internal field": "own",
    }
    desk.enter("what is this")
    assert "Refused" in desk.notices()
    assert _rows(_page(desk).fields) == {}


def test_a_value_that_may_hide_a_field_is_told(desk: Desk) -> None:
    desk.scan("]d2010030008010001110AB123421100000000001")
    assert "the separator may be missing" in _rows(_page(desk).fields)["Separator"]


def test_esc_leads_to_the_equipment(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, EquipmentPage)
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, ScannerPage)


# Scans that are refused, on every page.


def _kept(desk: Desk) -> list[tuple[str, str, str, str]]:
    found = refused_scans(desk.work.log)
    return [(each.page, each.entered, each.sentence, row.actor) for each, row in found]


def test_a_scan_that_the_worklist_refuses_is_kept(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.scan(CARTON)
    ((page, entered, sentence, actor),) = _kept(desk)
    assert (page, actor) == ("worklist", TECHNICIAN)
    assert entered == CARTON.replace(SEPARATOR, "<GS>")
    assert sentence in desk.notices()


def test_a_scan_that_no_page_wants_is_kept(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.scan(CARTON)
    ((page, _, sentence, actor),) = _kept(desk)
    assert (page, actor) == ("order", PHARMACIST)
    assert sentence.startswith("This page takes no scan")


def test_a_scan_while_a_question_is_open_is_kept_in_the_preparation(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.press(Qt.Key.Key_F2)
    desk.scan(CARTON)
    assert desk.facts[-1] == "entry-refused"
    close_call = desk.work.history(desk.stream)[-1].fact
    assert close_call.entered == CARTON.replace(SEPARATOR, "<GS>")  # type: ignore[union-attr]
    assert "A question is open" in close_call.sentence  # type: ignore[union-attr]
    assert "A question is open" in desk.notices()
    assert isinstance(desk.page, PreparationPage)
    assert desk.page.asks
    assert _kept(desk) == []


def test_a_scan_after_the_end_is_kept_beside_the_preparation(at: AtDesk) -> None:
    desk = at("scan-materials", PHARMACIST)
    desk.press(Qt.Key.Key_F12)
    desk.enter("ordered for another patient")
    facts = desk.facts
    assert facts[-1] == "discarded"
    desk.scan(CARTON)
    assert desk.facts == facts
    ((page, _, sentence, _),) = _kept(desk)
    assert page == "preparation"
    assert sentence in desk.seen()


def test_a_scan_of_a_scanner_that_is_not_the_one_learned_is_kept(at: AtDesk) -> None:
    desk = _open(at("scan-materials", TECHNICIAN))
    _learn(desk)
    desk.window.open(desk.stream)
    for raw, told in ((CARTON[3:], "without the symbology identifier"), (CARTON, "")):
        before = len(desk.facts)
        desk.scan(raw)
        assert desk.facts[before:] == (["entry-refused"] if told else ["material-scanned"])
        assert told in desk.notices()
    desk.window.show_worklist()
    desk.scan(CARTON.swapcase())
    ((page, _, sentence, _),) = _kept(desk)
    assert page == "worklist"
    assert "Caps Lock" in sentence


def test_keys_inside_a_code_are_told_where_no_scanner_was_learned(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.send("]d210AB1234")
    desk._send(Qt.Key.Key_F8, "")
    desk.scan("21100000000001")
    assert isinstance(desk.page, WorklistPage)
    ((_, entered, sentence, _),) = _kept(desk)
    assert entered == "]d210AB1234<F8>21100000000001"
    assert "Learn the scanner on the page Scanner" in sentence


def test_nothing_of_a_scan_is_kept_while_a_pin_is_asked(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    desk.press(Qt.Key.Key_F8)
    desk.window.sign_in.pin.setFocus()
    desk.scan("246813579")
    ((page, entered, sentence, actor),) = _kept(desk)
    assert (page, actor) == ("sign_in", "")
    assert entered == "a code, not kept, for a PIN was asked"
    assert "PIN is asked for" in sentence
    assert "246813579" not in "".join(row.data for row in desk.work.log.everything())
    assert desk.window.sign_in.pin.text() == ""


def test_a_scan_while_a_window_stands_over_the_page_is_refused(at: AtDesk) -> None:
    desk = at("scan-materials")
    dialog = QDialog(desk.window)
    dialog.setModal(True)
    dialog.show()
    desk.until(dialog.isVisible)
    desk.scan(CARTON)
    assert desk.facts[-1] == "entry-refused"
    assert "A window is open" in desk.notices()
    dialog.close()
    desk.scan(wanted(desk.state)[-1])
    assert desk.facts[-1] == "material-scanned"


def test_a_proved_separator_is_believed(at: AtDesk) -> None:
    """A lot that looks as if it hid a serial number is taken: this scanner sends separators."""
    hiding = "]d2010030008010001117270331" + "10AB123421X"
    desk = at("scan-materials", TECHNICIAN)
    desk.scan(hiding)
    assert desk.facts[-1] == "entry-refused"
    _learn(_open(desk))
    desk.window.open(desk.stream)
    desk.scan(hiding)
    assert [each.lot for each in desk.state.materials] == ["AB123421X"]
    before = len(desk.facts)
    desk.enter(hiding.replace("AB", "AC"))
    assert desk.facts[before:] == ["entry-refused"], "what is typed proves nothing"


def test_control_with_a_sign_is_learned_too(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    for number in ASKED:
        first, _, last = _sent(code_numbered(number)).partition(SEPARATOR)
        desk.send(first)
        if last:
            desk._send(Qt.Key.Key_Plus, "+", CONTROL)
        desk.scan(last) if last else desk.press(Qt.Key.Key_Return)
    assert _rows(_page(desk).known)["Separator"] == "arrives as “<Ctrl++>”"


@at_both_sizes
def test_nothing_is_cut_off_at_any_time(at: AtDesk, size: str) -> None:
    desk = _open(at("people", TECHNICIAN, size=size))
    assert faults(desk) == []
    desk.press(Qt.Key.Key_F5)
    for turn, number in enumerate(ASKED):
        assert faults(desk) == [], number
        # Something long that is no code of the page: the longest sentence there is.
        desk.scan("X" * 60 + str(turn))
        assert faults(desk) == [], number
        if "scan 1 of" not in desk.seen() or turn == 0:
            desk.press(Qt.Key.Key_F5)
            for before in ASKED[: turn + 1]:
                desk.scan("LONGPREFIX" + _sent(code_numbered(before)))
        assert f"scan {turn + 2} of" in desk.seen() or turn + 1 == len(ASKED)
    desk.scan("LONGPREFIX" + CARTON)
    assert faults(desk) == []
    desk.press(Qt.Key.Key_F9)
    assert faults(desk) == []


@pytest.mark.parametrize(
    ("arrivals", "words"),
    [
        (SIGNS, "is that of this computer"),
        (SIGNS.swapcase(), "capital and small letters exchanged"),
        (SIGNS.translate(GERMAN), "German (QWERTZ) here"),
        (SIGNS.swapcase().translate(GERMAN), "exchanged, by Caps Lock"),
        (SIGNS.translate(str.maketrans("aqwzAQWZ", "qazwQAZW")), "French (AZERTY) here"),
        (SIGNS.replace("_", "°"), "“_” arrives as “°”; characters put right: 1"),
    ],
)
def test_the_layout_is_told_in_plain_words(arrivals: str, words: str) -> None:
    assert words in layout(ScannerProfile("", SEPARATOR, "]", arrivals))


def test_a_scanner_that_sends_no_identifiers_is_told_what_that_costs(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    for number in ASKED:
        desk.scan("SC" + code_numbered(number).holds)
    rows = _rows(_page(desk).known)
    assert rows["Prefix"] == "“SC”"
    assert "so that a wrong Caps Lock is noticed" in rows["Identifiers"]
