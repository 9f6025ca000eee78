"""The stock page: what a scan does, what is needed, and where a lot went."""

import pytest
from PySide6.QtCore import Qt

from app.core.encoding import decode
from app.core.step import Role
from app.core.stock import Removal, Removed
from app.stock import PREFIX as STOCK
from app.ui import language
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.stock import StockPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.scan import ScanPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, SCANS, TECHNICIAN
from tests.ui.legible import too_small_to_press
from tests.ui.test_window_layout import SIZES, faults

BESPONSA = "00300080100011"
VIALS = SCANS[Role.VIAL]
(WATER,) = SCANS[Role.RECONSTITUTION_DILUENT]
(BAG,) = SCANS[Role.CONTAINER]


def _open(desk: Desk) -> StockPage:
    desk.window.show_page("stock")
    return _page(desk)


def _page(desk: Desk) -> StockPage:
    assert isinstance(desk.page, StockPage)
    return desk.page


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The stock, nothing received, open to a pharmacist; one order waits."""
    made = at("order", PHARMACIST)
    made.tab_to("Stock")
    made.press(Qt.Key.Key_Return)
    assert isinstance(made.page, StockPage)
    return made


def _rows(desk: Desk) -> dict[str, FindingFacts]:
    desk.settle()
    return {each.code: each for each in _page(desk).findings.facts()}


def _mode(desk: Desk, words: str) -> None:
    mode = _page(desk).mode
    next(button for button in mode.buttons if button.text() == words).click()


def test_a_scan_receives_and_the_worklist_is_met(desk: Desk) -> None:
    need = _rows(desk)["need vial inotuzumab ozogamicin"]
    assert need.sentence == "inotuzumab ozogamicin: 2 needed, 0 on hand"
    assert (need.state, need.source) == (FindingState.WARN, "2 short")
    for code in VIALS[:2]:
        desk.scan(code)
    assert desk.notices() == (
        "Received: 1 package of BESPONSA (inotuzumab ozogamicin) 0.9 mg vial, "
        "serial 100000000002 of lot AB1234."
    )
    need = _rows(desk)["need vial inotuzumab ozogamicin"]
    assert (need.state, need.source) == (FindingState.OK, "enough")
    assert need.detail.startswith("take lot AB1234 (exp 2027-03-31, 2 left)")
    lot = _rows(desk)[f"lot {BESPONSA} AB1234"]
    assert "serials 100000000001, 100000000002" in lot.detail
    desk.scan(VIALS[1])


def test_a_package_received_twice_is_refused(desk: Desk) -> None:
    for code in (VIALS[0], VIALS[1], VIALS[0]):
        desk.scan(code)
    assert "serial 100000000001 was received already" in desk.notices()


def test_a_code_without_a_serial_asks_how_many(desk: Desk) -> None:
    desk.scan(WATER)
    assert "How many pieces of Sterile Water for Injection 10 mL vial" in desk.seen()
    desk.enter("ten")
    assert "ten" in desk.notices()
    desk.tab_to("Pieces")
    _page(desk).pieces.set_text("10")
    assert _page(desk).take_confirm()
    assert _rows(desk)["lot 00304094887173 SW4410"].source == "10 left"
    desk.scan(BAG)
    desk.press(Qt.Key.Key_Escape)
    assert "How many pieces" not in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def test_what_is_not_confirmed_is_not_received(at: AtDesk) -> None:
    desk = at("new-people", TECHNICIAN)
    _open(desk)
    desk.scan(VIALS[0])
    assert "is not confirmed here yet. Two people confirm it on the Products page" in desk.notices()
    desk.scan(WATER)
    assert "is not confirmed here yet" in desk.notices()


def test_a_typed_code_is_taken_too(desk: Desk) -> None:
    desk.tab_to("Code as printed")
    desk.enter("(01)00300080100011(17)270331(10)AB1234(21)7")
    assert desk.notices().startswith("Received: 1 package")


def test_a_scan_quarantines_and_a_pharmacist_lifts(desk: Desk) -> None:
    desk.scan(VIALS[0])
    _mode(desk, "Quarantine the lot")
    desk.scan(VIALS[1])
    assert "Why is lot AB1234 quarantined?" in desk.seen()
    desk.scan(VIALS[2])
    assert "A question is open" in desk.notices()
    desk.enter("")
    assert "Write the reason" in desk.notices()
    desk.enter("recalled by the maker")
    assert desk.notices() == "Recorded: Lot AB1234 is in quarantine."
    kept = _rows(desk)["quarantine 0"]
    assert kept.state is FindingState.STOP
    assert kept.open_to == "Lift quarantine"
    assert _rows(desk)[f"lot {BESPONSA} AB1234"].source == "in quarantine"
    _page(desk).findings.rows()[0].click()
    assert "Why may lot AB1234 be used again?" in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    _page(desk).findings.rows()[0].click()
    _page(desk).reason.field.set_text("the maker named another lot")
    assert _page(desk).take_confirm()
    assert "quarantine 0" not in _rows(desk)


def test_a_technician_does_not_lift(at: AtDesk) -> None:
    desk = at("order", TECHNICIAN)
    _open(desk)
    _mode(desk, "Quarantine one")
    desk.scan(VIALS[0])
    desk.enter("a crack in the glass")
    assert desk.notices() == "Recorded: Serial 100000000001 of lot AB1234 is in quarantine."
    assert _rows(desk)["quarantine 0"].open_to == ""
    desk.scan(WATER)
    assert "holds no serial number to tell it from others" in desk.notices()
    _mode(desk, "Quarantine the lot")
    desk.scan(BAG)
    assert "holds no lot" in desk.notices()


def test_a_scan_removes_with_why(desk: Desk) -> None:
    for code in VIALS[:2]:
        desk.scan(code)
    _mode(desk, "Remove")
    desk.scan(VIALS[0])
    assert "Why is this package removed?" in desk.seen()
    desk.enter("it is gone")
    assert "Press the number of the reason" in desk.notices()
    assert all(each.value in desk.notices() for each in Removal)
    assert f"1 to {len(Removal)}" in desk.notices()
    _page(desk).reason.field.set_text("Broken: fell on the floor")
    assert _page(desk).take_confirm()
    assert _rows(desk)[f"lot {BESPONSA} AB1234"].source == "1 left"
    desk.scan(VIALS[1])
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    assert f"lot {BESPONSA} AB1234" not in _rows(desk)


def test_a_reason_in_the_language_of_the_window_is_understood(desk: Desk) -> None:
    for code in VIALS[:2]:
        desk.scan(code)
    _mode(desk, "Remove")
    desk.scan(VIALS[0])
    language.use(language.PSEUDO)
    try:
        typed = str(language.said("Broken")) + ", es fiel"
        assert not typed.startswith("Broken")
        _page(desk).reason.field.set_text(typed)
        assert _page(desk).take_confirm()
        fact = desk.work.log.history(f"{STOCK}{BESPONSA}")[-1]
        removed = decode(Removed, fact.data)
        assert (removed.why, removed.reason) == (Removal.BROKEN, typed)
    finally:
        language.use(language.ENGLISH)


def test_keys_choose_what_a_scan_does(desk: Desk) -> None:
    chosen = []
    for _ in range(5):
        chosen.append(_page(desk).mode.text())
        desk.press(Qt.Key.Key_F6)
    assert chosen == ["receive", "remove", "quarantine-lot", "quarantine-one", "find"]
    assert _page(desk).mode.text() == "receive"


def test_a_recall_is_found_by_scan_or_lot_and_printed(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    _open(desk)
    _mode(desk, "Recall: where it went")
    desk.tab_to("Code as printed")
    desk.enter("ab1234")
    found = _rows(desk)["found"]
    assert found.sentence == "1 preparation, 1 patient reached, 0 on hand"
    assert "DEMO, Adalind (MRN 00482913)" in found.detail
    assert _rows(desk)["use 0"].source == "in a released preparation"
    desk.press(Qt.Key.Key_F9)
    assert desk.notices().startswith("Written: The recall was written to ")
    (file,) = (desk.folder / "recalls").glob("*.pdf")
    assert file.read_bytes().startswith(b"%PDF")
    desk.press(Qt.Key.Key_Escape)
    assert "found" not in _rows(desk)
    desk.scan(WATER)
    assert _rows(desk)["found"].sentence.startswith("1 preparation")
    desk.press(Qt.Key.Key_F8)
    desk.sign_in(TECHNICIAN)


def test_a_lot_that_a_recall_found_is_quarantined(at: AtDesk) -> None:
    desk = at("released", PHARMACIST)
    _open(desk)
    _mode(desk, "Recall: where it went")
    desk.tab_to("Code as printed")
    desk.enter("nothing has it")
    desk.press(Qt.Key.Key_F12)
    assert "0 products bear this lot" in desk.notices()
    desk.tab_to("Code as printed")
    desk.enter("ab1234")
    desk.press(Qt.Key.Key_F12)
    assert "Why is lot AB1234 quarantined?" in desk.seen()
    desk.enter("recalled by the maker")
    assert desk.work.stock.shelf(BESPONSA).withheld("AB1234", None) is not None


def test_a_quarantined_lot_stops_an_open_preparation_and_is_seen(at: AtDesk) -> None:
    desk = at("check", PHARMACIST)
    stream = desk.stream
    _open(desk)
    _mode(desk, "Quarantine the lot")
    desk.scan(VIALS[0])
    desk.enter("recalled by the maker")
    desk.press(Qt.Key.Key_Escape)
    assert "In quarantine" in desk.seen()
    desk.window.open(stream)
    assert isinstance(desk.page, PreparationPage)
    assert "Something in this preparation is in quarantine" in desk.seen()
    assert "recalled by the maker" in desk.seen()
    _open(desk)
    _page(desk).findings.rows()[0].click()
    desk.enter("another lot was meant")
    desk.window.open(stream)
    assert "is in quarantine" not in desk.seen()


def test_the_step_says_which_lot_to_take_first(at: AtDesk) -> None:
    desk = at("scan-materials", TECHNICIAN)
    stream = desk.stream
    _open(desk)
    desk.scan("]d201003000801000111726123110SOON\x1d2177")
    desk.scan(VIALS[0])
    desk.window.open(stream)
    wanted = desk.step_page(ScanPage).wanted.facts()
    assert "take lot SOON first (exp 2026-12-31)" in wanted[0].detail
    desk.scan(VIALS[5])
    facts = desk.step_page(ScanPage).wanted.facts()
    assert any("not received into stock" in each.detail for each in facts)


@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_nothing_is_clipped(at: AtDesk, size: str) -> None:
    desk = at("order", PHARMACIST, size=size)
    page = _open(desk)
    desk.scan(WATER)
    desk.settle()
    for widget in (page.mode, page.pieces, page.field, page.record, *page.mode.buttons):
        assert widget.height() >= widget.minimumSizeHint().height()
        corner = widget.mapTo(desk.window, widget.rect().bottomRight())
        assert desk.window.rect().contains(corner)


@pytest.mark.parametrize("size", SIZES)
def test_the_page_is_worked_on_with_gloves_whatever_it_tells(at: AtDesk, size: str) -> None:
    desk = at("released", TECHNICIAN, size=size)
    page = _open(desk)

    def look(state: str) -> None:
        desk.settle()
        assert faults(desk) == [], state
        assert list(too_small_to_press(desk)) == [], state

    look("what is needed")
    desk.scan(WATER)
    look("how many")
    desk.enter("x")
    assert desk.notices()
    look("no number of pieces")
    _mode(desk, "Recall: where it went")
    desk.enter("AB1234")
    look("where a lot went")
    assert page.print_button.isVisible()
    desk.press(Qt.Key.Key_F9)
    assert desk.notices()
    look("printed")
    desk.press(Qt.Key.Key_F12)
    look("why")
