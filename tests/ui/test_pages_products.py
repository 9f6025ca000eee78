"""The products page: two people, each with the package, before anything is a match."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

import resources
from app.core.step import Role
from app.products import Stage
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.pages.products import ProductsPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, PINS, SCANS, TECHNICIAN

BESPONSA = "00300080100011"
VIAL = SCANS[Role.VIAL][0]
NEW = "]d201003033800494171726123110BAG1"
OWN = "02000000010052"


def _open(desk: Desk) -> ProductsPage:
    desk.tab_to("Products")
    desk.press(Qt.Key.Key_Return)
    return _page(desk)


def _page(desk: Desk) -> ProductsPage:
    assert isinstance(desk.page, ProductsPage)
    return desk.page


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The products, none in force, open to a pharmacist."""
    made = at("new-people", PHARMACIST)
    _open(made)
    return made


def _rows(desk: Desk) -> dict[str, FindingFacts]:
    desk.settle()
    return {each.code: each for each in _page(desk).findings.facts()}


def _stage(desk: Desk, number: str) -> Stage:
    return desk.work.products.standing(number).stage


def _sign(desk: Desk, name: str) -> None:
    desk.press(Qt.Key.Key_F5)
    desk.enter(PINS[name])


def _signed_by_both(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F6)
    desk.enter(PINS[PHARMACIST])
    desk.change_person(TECHNICIAN)
    _open(desk)
    desk.press(Qt.Key.Key_F6)
    desk.enter(PINS[TECHNICIAN])


def test_all_of_a_product_is_shown_to_be_compared(desk: Desk) -> None:
    row = _rows(desk)[BESPONSA]
    assert row.sentence == "BESPONSA (inotuzumab ozogamicin) 0.9 mg vial"
    assert "GTIN 00300080100011 · NDC 000008-0100-01 · vial: inotuzumab ozogamicin" in row.detail
    assert "seen: NDC 0008-0100-01, US label 16" in row.detail
    assert (row.source, row.open_to, row.state) == (
        "not proposed",
        "Take up",
        FindingState.NOTE,
    )
    bag = _rows(desk)["00303380049417"]
    assert "states 50 mL · overfill not known · PVC with DEHP" in bag.detail
    assert bag.state is FindingState.WARN  # from knowledge
    mylotarg = _rows(desk)["00300084510014"]
    assert (mylotarg.source, mylotarg.open_to) == ("refused by name", "")


def test_two_people_sign_many_with_one_pin_each(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F6)
    assert "Your PIN signs: propose 15." in desk.seen()
    desk.enter(PINS[PHARMACIST])
    assert desk.notices() == "Signed: 15 proposed; another person confirms them next."
    assert _rows(desk)[BESPONSA].open_to == ""
    desk.press(Qt.Key.Key_F6)
    assert "Nothing is taken up." in desk.seen()
    desk.change_person(TECHNICIAN)
    _open(desk)
    assert _rows(desk)[BESPONSA].open_to == "Take up"
    desk.press(Qt.Key.Key_F6)
    assert "Your PIN signs: confirm 15." in desk.seen()
    desk.enter(PINS[TECHNICIAN])
    assert desk.notices() == "Signed: 15 in force."
    row = _rows(desk)[BESPONSA]
    assert row.state is FindingState.OK
    assert "proposed by Pharmacist One" in row.detail
    assert "confirmed by Technician Two" in row.detail


def test_a_wrong_pin_and_none_sign_nothing(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_F5)
    assert desk.notices().startswith("PIN: Your PIN signs")
    desk.enter("0000")
    assert "That is not the PIN" in desk.notices()
    assert _stage(desk, BESPONSA) is Stage.SUGGESTED


def test_a_scan_finds_the_line_and_takes_it_up(desk: Desk) -> None:
    desk.scan(VIAL)
    assert list(_rows(desk)) == [BESPONSA]
    assert _rows(desk)[BESPONSA].open_to == "Leave out"
    _sign(desk, PHARMACIST)
    assert _stage(desk, BESPONSA) is Stage.PROPOSED
    assert len(_rows(desk)) > 10
    desk.scan(SCANS[Role.VIAL][1])
    assert list(_rows(desk)) == [BESPONSA]
    assert _rows(desk)[BESPONSA].open_to == ""  # another person confirms
    desk.press(Qt.Key.Key_Escape)
    assert len(_rows(desk)) > 10
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def test_a_line_is_taken_up_and_left_out_by_hand(desk: Desk) -> None:
    for _ in range(2):
        row = next(r for r in _page(desk).findings.rows() if r.facts().code == BESPONSA)
        row.click()
        desk.settle()
    assert _rows(desk)[BESPONSA].open_to == "Take up"


def test_what_one_person_took_up_is_not_anothers_answer(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F6)
    desk.change_person(TECHNICIAN)
    _open(desk)
    assert "Nothing is taken up." in desk.seen()


def test_an_administrator_proposes_and_does_not_confirm(desk: Desk) -> None:
    desk.scan(VIAL)
    _sign(desk, PHARMACIST)
    desk.change_person(ADMINISTRATOR)
    _open(desk)
    assert _rows(desk)[BESPONSA].open_to == ""
    assert _rows(desk)["02000000010014"].open_to == "Take up"


def test_a_new_package_begins_a_product_and_nothing_is_typed_that_a_scan_gives(
    desk: Desk,
) -> None:
    desk.scan("]d2010200000001005217261231")
    page, form = _page(desk), _page(desk).form
    assert form.isVisible()
    assert "This product is new here" in desk.notices()
    form.role.choose(3)
    assert form.item is not None
    texts = [button.text() for button in form.item.buttons]
    form.item.choose(texts.index("ready-filled bag of sodium chloride 0.9%"))
    desk.settle()
    assert form.fields["overfill"].isVisible()
    for name, text in (
        ("name", "our own bag"),
        ("volume", "50 mL"),
        ("overfill", "5 mL"),
        ("overfill source", "maker's letter"),
        ("material", "PVC with DEHP"),
    ):
        form.fields[name].set_text(text)
    desk.press(Qt.Key.Key_F5)
    assert "The source is empty" in desk.notices()
    form.fields["source"].set_text("the bag")
    desk.press(Qt.Key.Key_F5)
    assert not form.isVisible()
    row = _rows(desk)[OWN]
    assert row.open_to == "Leave out"
    assert "overfill 5 mL (maker's letter)" in row.detail
    _sign(desk, PHARMACIST)
    assert _stage(desk, OWN) is Stage.PROPOSED
    assert page.pin.text() == ""


def test_the_form_is_left_with_esc_and_takes_a_scan(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F7)
    form = _page(desk).form
    assert form.isVisible()
    desk.scan(NEW)
    assert form.fields["code"].text() == NEW
    desk.press(Qt.Key.Key_F5)
    assert "Choose what the product is for" in desk.notices()
    for key in (Qt.Key.Key_F4, Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_F12):
        desk.press(key)
    assert form.isVisible()
    desk.press(Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_a_product_in_force_is_changed_and_stays_meanwhile(desk: Desk) -> None:
    _signed_by_both(desk)
    desk.scan(VIAL)
    _page(desk).findings.rows()[0].click()
    assert "chosen: F7 changes it, F12 withdraws it" in _rows(desk)[BESPONSA].detail
    desk.press(Qt.Key.Key_F7)
    form = _page(desk).form
    assert form.fields["name"].text() == "BESPONSA (inotuzumab ozogamicin) 0.9 mg vial"
    assert form.texts()["item"] == "inotuzumab ozogamicin"
    desk.press(Qt.Key.Key_F5)
    assert "says the same of this product already" in desk.notices()
    form.fields["source"].set_text("the carton of June")
    desk.press(Qt.Key.Key_F5)
    assert "in force until then" in _rows(desk)[BESPONSA].detail
    _sign(desk, TECHNICIAN)
    assert _stage(desk, BESPONSA) is Stage.CHANGE
    before = desk.work.products.in_force(BESPONSA)
    assert before is not None
    assert before.source.startswith("seen: ")


def test_a_product_is_withdrawn_with_a_reason(desk: Desk) -> None:
    _signed_by_both(desk)
    desk.press(Qt.Key.Key_F12)
    assert "Choose the one product" in desk.notices()
    desk.scan(VIAL)
    _page(desk).findings.rows()[0].click()
    desk.press(Qt.Key.Key_F12)
    reason = _page(desk).reason
    assert reason.isVisible()
    desk.press(Qt.Key.Key_F12)
    desk.enter("x")
    assert "in a few words why" in desk.notices()
    reason.field.set_text("the maker changed the package")
    assert _page(desk).take_confirm()
    assert _stage(desk, BESPONSA) is Stage.WITHDRAWN
    assert "withdrawn: the maker changed the package" in _rows(desk)[BESPONSA].detail
    assert not _page(desk).take_confirm()


def test_a_table_is_read_and_its_products_wait(desk: Desk, tmp_path: Path) -> None:
    table = tmp_path / "products.csv"
    table.write_bytes(resources.data("samples/products.csv"))
    _page(desk).import_table(table)
    assert desk.notices().startswith("Read: 5 products of products.csv wait to be proposed.")
    assert "1 say nothing new" in desk.notices()  # Mylotarg is always refused by name
    assert "sample: compare with the carton · products.csv" in _rows(desk)[BESPONSA].detail
    table.write_text("gtin,role,item,name,source\n1,vial,x,y,z\n")
    _page(desk).import_table(table)
    assert "products.csv: Line 2: “1” is not a GTIN" in desk.notices()
    _page(desk).import_table(tmp_path / "absent.csv")
    assert "absent.csv" in desk.notices()


def test_a_long_list_is_searched(desk: Desk, tmp_path: Path) -> None:
    from tests.intake.test_products_csv import HEAD, row

    table = tmp_path / "long.csv"
    table.write_text(HEAD + "".join(row(number) for number in range(300)))
    _page(desk).import_table(table)
    hidden = _rows(desk)["hidden"]
    assert hidden.sentence == "256 more are not shown"
    desk.tab_to("Scan or search")
    desk.type("bag 299")
    assert "bag 299" in {each.sentence for each in _rows(desk).values()}
    assert len(_rows(desk)) < 5


def test_a_code_that_is_no_product_is_refused(desk: Desk) -> None:
    desk.scan("]d217270331")
    assert "This code names no product" in desk.notices()
    desk.tab_to("Scan or search")
    desk.enter("0008-0100-01")
    assert list(_rows(desk)) == [BESPONSA]


@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_nothing_is_clipped(at: AtDesk, size: str) -> None:
    desk = at("new-people", PHARMACIST, size=size)
    page = _open(desk)
    desk.press(Qt.Key.Key_F7)
    page.form.role.choose(3)
    desk.settle()
    for widget in (page.form.put, page.sign, page.pin, *page.form.fields.values()):
        if widget.isVisible():
            assert widget.height() >= widget.minimumSizeHint().height()
            corner = widget.mapTo(desk.window, widget.rect().bottomRight())
            assert desk.window.rect().contains(corner)
