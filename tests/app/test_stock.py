"""Stock at work: received by scan, used once, quarantined, counted, and recalled."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.core import entry as said
from app.core.order import Patient
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.stock import Fate, Removal
from app.core.supply import OnHand
from app.people import People
from app.printing import put_out_document
from app.products import Products
from app.recall import recall
from app.recall_paper import file_name, recall_csv, recall_paper
from app.stock import PREFIX, Stock
from app.store import Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    BAG,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    SALINE,
    SITE,
    TECHNICIAN,
    VIALS,
    WATER,
    Pharmacy,
    words_of,
)

TODAY = date(2026, 11, 2)
BESPONSA = "00300080100011"
LOT = "AB1234"
PIECE = "]d201003000801000111727033110NOSERIAL"


def receive(pharmacy: Pharmacy, code: str, pieces: int = 1) -> None:
    work = pharmacy.work
    work.stock.receive(work.catalogue.package(code, TODAY), pieces, TECHNICIAN, TODAY)


def on_hand(pharmacy: Pharmacy) -> dict[tuple[str, str | None], OnHand]:
    found = pharmacy.work.stock.on_hand(TODAY)
    return {(each.product.gtin, each.lot): each for each in found}


def left(pharmacy: Pharmacy, lot: str | None = LOT, gtin: str = BESPONSA) -> int:
    return on_hand(pharmacy)[gtin, lot].left


def refused(pharmacy: Pharmacy, code: str) -> str:
    with pytest.raises(Refused) as refusal:
        pharmacy.session.scan(code)
    return refusal.value.sentence


def to_scanning(pharmacy: Pharmacy, order: str = ADALIND) -> None:
    pharmacy.verify(order)
    pharmacy.session.person = TECHNICIAN


def test_vials_are_received_one_by_one_and_counted(pharmacy: Pharmacy) -> None:
    for code in VIALS[:3]:
        receive(pharmacy, code)
    receive(pharmacy, WATER, 10)
    found = on_hand(pharmacy)[BESPONSA, LOT]
    assert (found.left, found.expiry) == (3, date(2027, 3, 31))
    assert found.serials == ("100000000001", "100000000002", "100000000003")
    assert found.usable(TODAY) == 3
    assert found.usable(date(2027, 4, 1)) == 0
    assert left(pharmacy, "SW4410", "00304094887173") == 10
    names = {row.name for row in pharmacy.work.log.history(PREFIX + BESPONSA)}
    assert names == {"stock-received"}
    pharmacy.reopen()
    assert left(pharmacy) == 3


@pytest.mark.parametrize(
    ("code", "pieces", "sentence"),
    [
        (VIALS[0], 2, "is received one by one"),
        (WATER, 0, "At least 1 piece"),
        (WATER, 99_999_999, "at most 10,000 are received at once"),
        (BESPONSA, 1, "holds no lot and expiry date"),
        ("]d201003000801000111726103110OLD", 1, "expired on 2026-10-31"),
        ("]d201003000845100141727033110GO0001\x1d2119", 1, "which nothing here uses"),
        ("]d20100312345678906", 1, "is not in this site's list"),
    ],
)
def test_what_cannot_be_received(pharmacy: Pharmacy, code: str, pieces: int, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        receive(pharmacy, code, pieces)


def test_a_package_is_received_once_and_a_lot_has_one_expiry(pharmacy: Pharmacy) -> None:
    receive(pharmacy, VIALS[0])
    with pytest.raises(Refused, match="serial 100000000001 was received already"):
        receive(pharmacy, VIALS[0])
    with pytest.raises(Refused, match="received with expiry 2027-03-31, and this code says"):
        receive(pharmacy, VIALS[1].replace("270331", "270430"))


def test_a_package_does_not_come_in_twice_under_another_lot_or_after_it_was_used(
    pharmacy: Pharmacy,
) -> None:
    receive(pharmacy, VIALS[0])
    with pytest.raises(Refused, match="was received already, as lot AB1234"):
        receive(pharmacy, VIALS[0].replace("AB1234", "ZZ9"))
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[1])
    for lot in ("AB1234", "ZZ9"):
        with pytest.raises(Refused, match="was scanned for preparation 2611-0001; it does not"):
            receive(pharmacy, VIALS[1].replace("AB1234", lot))
    pharmacy.session.do(said.Discard("the order was withdrawn"))
    receive(pharmacy, VIALS[1])  # it was not used


NAMELESS = "]C1010030008010001117270331" + f"10{LOT}"


def test_a_vial_used_by_its_serial_is_not_used_again_without_it(pharmacy: Pharmacy) -> None:
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    assert "it may be the same vial" in refused(pharmacy, NAMELESS)
    to_scanning(pharmacy, CECILIA)
    assert "preparation 2611-0001 has one of its lot by serial" in refused(pharmacy, NAMELESS)
    receive(pharmacy, NAMELESS, 5)  # counted stock does not tell them apart
    assert "Scan the code with the serial number" in refused(pharmacy, NAMELESS.replace("A", "a"))
    pharmacy.session.scan(VIALS[1])


def test_a_lot_received_by_serial_is_scanned_by_serial(pharmacy: Pharmacy) -> None:
    for code in VIALS[:2]:
        receive(pharmacy, code)
    to_scanning(pharmacy)
    assert "its lot was received by serial numbers" in refused(pharmacy, NAMELESS)
    pharmacy.session.scan(VIALS[0])


def test_a_vial_used_without_its_serial_is_not_used_again_by_it(pharmacy: Pharmacy) -> None:
    to_scanning(pharmacy)
    pharmacy.session.scan(NAMELESS)
    to_scanning(pharmacy, CECILIA)
    assert "cannot be told from a vial of this lot that was scanned without its serial" in refused(
        pharmacy, VIALS[0]
    )
    receive(pharmacy, VIALS[0])  # it came in since
    pharmacy.session.scan(VIALS[0])


def test_a_vial_that_was_discarded_unused_is_told_from_no_other(pharmacy: Pharmacy) -> None:
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.do(said.Discard("the order was withdrawn"))
    to_scanning(pharmacy, CECILIA)
    pharmacy.session.scan(NAMELESS)


def test_a_serial_that_differs_by_case_is_used_once(pharmacy: Pharmacy) -> None:
    to_scanning(pharmacy)
    pharmacy.session.scan("]d201003000801000111727033110AB1234\x1d21s1a")
    to_scanning(pharmacy, CECILIA)
    assert "was scanned for preparation 2611-0001" in refused(
        pharmacy, "]d201003000801000111727033110ab1234\x1d21S1A"
    )


def test_a_quarantine_is_not_passed_by_caps_lock_or_without_the_serial(pharmacy: Pharmacy) -> None:
    stock = pharmacy.work.stock
    stock.quarantine(BESPONSA, LOT, "100000000001", "a crack", TECHNICIAN)
    to_scanning(pharmacy)
    assert "holds no serial number to tell it apart. Scan the code" in refused(pharmacy, NAMELESS)
    assert "is in quarantine" in refused(pharmacy, VIALS[0].replace(LOT, LOT.lower()))
    pharmacy.session.scan(VIALS[1])
    stock.quarantine(BESPONSA, LOT.lower(), None, "recalled", TECHNICIAN)
    assert "lot ab1234, is in quarantine" in pharmacy.session.stopped_by_stock
    stock.lift(BESPONSA, LOT, None, "another lot was meant", PHARMACIST)
    assert pharmacy.session.stopped_by_stock == ""


@pytest.mark.parametrize("step", ["reconstitute-1", "check", "print-label", "release"])
def test_a_withdrawn_product_stops_what_holds_it_until_it_is_confirmed_again(
    at_step: AtStep, step: str
) -> None:
    pharmacy = at_step(step)
    products = pharmacy.work.products
    as_it_was = products.in_force(BESPONSA)
    assert as_it_was is not None
    products.withdraw(BESPONSA, "the number is another drug's", TECHNICIAN)
    assert "was withdrawn after it was scanned (the number is another" in (
        pharmacy.session.stopped_by_stock
    )
    with pytest.raises(Refused, match="was withdrawn after it was scanned"):
        pharmacy.forward()
    for product, goes_on in (
        (replace(as_it_was, name="another vial"), False),
        (replace(as_it_was, source="compared with the carton"), True),
    ):
        products.suggest([product], "scanned")
        for person in (PHARMACIST, CHECKER):
            products.sign([BESPONSA], person, PINS[person.name])
        stopped = pharmacy.session.stopped_by_stock
        assert ("stands for was changed after it was scanned" in stopped) is not goes_on
    pharmacy.finish()
    assert pharmacy.state.status is Status.RELEASED
    assert verify(pharmacy.work.log).faults == ()


def test_what_was_scanned_before_products_were_kept_is_stopped_only_by_a_withdrawal(
    pharmacy: Pharmacy,
) -> None:
    products = pharmacy.work.products
    assert products.stopping(BESPONSA, "the vial", 1) == ""
    assert products.stopping("00312345678906", "the vial", 1) == ""
    products.withdraw(BESPONSA, "the package changed", TECHNICIAN)
    assert "the vial was withdrawn" in products.stopping(BESPONSA, "the vial", 1)


def test_what_a_quarantined_package_had_before_it_was_replaced_is_no_matter(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    cover = pharmacy.work.products.in_force("02000000010038")
    assert cover is not None
    pharmacy.work.products.withdraw(cover.gtin, "another cover came", TECHNICIAN)
    assert "was withdrawn after it was scanned" in pharmacy.session.stopped_by_stock


def test_a_recall_tells_every_spelling(pharmacy: Pharmacy, tmp_path: Path) -> None:
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.scan(VIALS[1].replace(LOT, "ab1234"))
    found = recall(pharmacy.work.log, pharmacy.work.stock, "Ab1234")
    assert found.spellings == ("AB1234", "ab1234")
    now = pharmacy.clock.reading().wall
    put_out_document(recall_paper(found, SITE, now, ""), tmp_path / "recall.pdf")
    assert "On the packages AB1234, ab1234" in words_of(tmp_path / "recall.pdf")
    full = recall(pharmacy.work.log, pharmacy.work.stock, "ＡＢ1234")  # noqa: RUF001
    assert len(full.affected) == 2


def test_what_a_preparation_scans_is_on_hand_no_more(pharmacy: Pharmacy) -> None:
    for code in VIALS[:3]:
        receive(pharmacy, code)
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.scan(VIALS[1])
    assert on_hand(pharmacy)[BESPONSA, LOT].serials == ("100000000003",)
    pharmacy.session.do(said.Discard("the order was withdrawn"))
    assert left(pharmacy) == 3  # nothing was reconstituted
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])  # so it may be used now


def test_a_reconstituted_vial_is_gone_and_the_other_is_on_hand_again(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    for code in VIALS[:2]:
        receive(pharmacy, code)
    pharmacy.go_to("reconstitute-2")
    assert (BESPONSA, LOT) not in on_hand(pharmacy)
    pharmacy.session.do(said.Discard("the pump failed"))
    assert on_hand(pharmacy)[BESPONSA, LOT].serials == ("100000000002",)
    to_scanning(pharmacy)
    assert "was scanned for preparation 2611-0001; each vial is used once" in refused(
        pharmacy, VIALS[0]
    )
    pharmacy.session.scan(VIALS[1])


def test_a_replaced_vial_is_used(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    pharmacy.session.scan(VIALS[2])
    pharmacy.session.do(said.Discard("no more vials"))
    found = recall(pharmacy.work.log, pharmacy.work.stock, LOT)
    fates = [each.fate for each in found.affected]
    assert fates == [Fate.REPLACED, Fate.UNUSED, Fate.UNUSED]


def test_pieces_without_a_serial_are_counted(pharmacy: Pharmacy) -> None:
    receive(pharmacy, PIECE, 2)
    to_scanning(pharmacy)
    pharmacy.session.scan(PIECE)
    pharmacy.session.scan(PIECE)  # two pieces came in, so this is another one
    to_scanning(pharmacy, CECILIA)
    sentence = refused(pharmacy, PIECE)
    assert "All 2 of lot NOSERIAL of BESPONSA" in sentence
    assert "Receive this one on the Stock page first" in sentence
    receive(pharmacy, PIECE, 1)
    pharmacy.session.scan(PIECE)


def test_without_a_count_two_codes_without_serial_cannot_be_told_apart(
    pharmacy: Pharmacy,
) -> None:
    to_scanning(pharmacy)
    pharmacy.session.scan(PIECE)
    assert "holds no serial number to tell two vials apart" in refused(pharmacy, PIECE)


def test_more_of_a_diluent_than_came_in_is_noted(pharmacy: Pharmacy) -> None:
    receive(pharmacy, WATER, 1)
    to_scanning(pharmacy)
    pharmacy.session.scan(WATER)
    to_scanning(pharmacy, CECILIA)
    pharmacy.session.scan(WATER)
    assert pharmacy.state.materials[0].noted.startswith("All 1 of lot SW4410")


def test_what_was_not_received_is_noted_where_others_were(pharmacy: Pharmacy) -> None:
    receive(pharmacy, VIALS[0])
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.scan(VIALS[5])
    pharmacy.session.scan(WATER)
    noted = [each.noted for each in pharmacy.state.materials]
    assert noted == ["", "not received into stock", ""]


def test_a_site_may_use_only_what_it_received(folder: Path, pharmacy: Pharmacy) -> None:
    (folder / "policy.toml").write_text("[stock]\nonly_received = true\n")
    pharmacy.reopen()
    to_scanning(pharmacy)
    assert "was not received into stock, and this site uses only" in refused(pharmacy, VIALS[0])
    receive(pharmacy, VIALS[0])
    pharmacy.session.scan(VIALS[0])


def test_a_removed_package_is_not_used(pharmacy: Pharmacy) -> None:
    for code in VIALS[:3]:
        receive(pharmacy, code)
    stock = pharmacy.work.stock
    stock.remove(BESPONSA, LOT, "100000000001", 1, Removal.BROKEN, "fell on the floor", TECHNICIAN)
    assert left(pharmacy) == 2
    to_scanning(pharmacy)
    assert "serial 100000000001 of lot AB1234, was removed from stock" in refused(
        pharmacy, VIALS[0]
    )
    for serial, pieces, sentence in (
        ("100000000001", 1, "was removed already"),
        ("7", 1, "was not received"),
        (None, 3, "3 of lot AB1234 cannot be removed: 2 on hand"),
    ):
        with pytest.raises(Refused, match=sentence):
            stock.remove(BESPONSA, LOT, serial, pieces, Removal.EXPIRED, "a reason", TECHNICIAN)
    with pytest.raises(Refused, match="Lot ZZ was never received"):
        stock.remove(BESPONSA, "ZZ", None, 1, Removal.EXPIRED, "a reason", TECHNICIAN)
    with pytest.raises(Refused, match="Write the reason in a few words"):
        stock.remove(BESPONSA, LOT, None, 1, Removal.EXPIRED, "", TECHNICIAN)


def test_a_quarantined_lot_is_refused_and_a_pharmacist_lifts_it(pharmacy: Pharmacy) -> None:
    stock = pharmacy.work.stock
    to_scanning(pharmacy)
    pharmacy.session.scan(WATER)
    stock.quarantine(BESPONSA, LOT, None, "recalled by the maker", TECHNICIAN)
    sentence = refused(pharmacy, VIALS[0])
    assert "lot AB1234, is in quarantine (Technician Two: recalled by the maker)" in sentence
    with pytest.raises(Refused, match="is in quarantine already"):
        stock.quarantine(BESPONSA, LOT, None, "again", TECHNICIAN)
    with pytest.raises(Refused, match="Only a pharmacist lifts a quarantine"):
        stock.lift(BESPONSA, LOT, None, "it is the other lot", TECHNICIAN)
    with pytest.raises(Refused, match="is not in quarantine; nothing is lifted"):
        stock.lift(BESPONSA, LOT, "7", "it is the other lot", PHARMACIST)
    with pytest.raises(Refused, match="bears no lot"):
        stock.quarantine(BESPONSA, "", None, "a reason", TECHNICIAN)
    stock.lift(BESPONSA, LOT, None, "it is the other lot", PHARMACIST)
    assert stock.quarantines() == ()
    pharmacy.session.scan(VIALS[0])


def test_one_package_may_be_quarantined(pharmacy: Pharmacy) -> None:
    for code in VIALS[:2]:
        receive(pharmacy, code)
    pharmacy.work.stock.quarantine(BESPONSA, LOT, "100000000002", "a crack", TECHNICIAN)
    found = on_hand(pharmacy)[BESPONSA, LOT]
    assert (found.left, found.kept_back, found.usable(TODAY)) == (2, 1, 1)
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    assert "serial 100000000002 of lot AB1234, is in quarantine" in refused(pharmacy, VIALS[1])


@pytest.mark.parametrize("step", ["reconstitute-1", "check", "print-label", "release"])
def test_a_preparation_with_a_quarantined_lot_stops_until_it_is_lifted(
    at_step: AtStep, step: str
) -> None:
    pharmacy = at_step(step)
    pharmacy.work.stock.quarantine(BESPONSA, LOT, None, "recalled", TECHNICIAN)
    assert "Work stops until a pharmacist lifts" in pharmacy.session.stopped_by_stock
    with pytest.raises(Refused, match="is in quarantine"):
        pharmacy.forward()
    before = pharmacy.state.status
    pharmacy.session.do(said.Call("what now?"))
    assert pharmacy.state.called
    pharmacy.work.stock.lift(BESPONSA, LOT, None, "it was a mistake", PHARMACIST)
    assert pharmacy.session.stopped_by_stock == ""
    pharmacy.finish()
    assert before is Status.OPEN
    assert pharmacy.state.status is Status.RELEASED


def test_a_stopped_preparation_may_be_discarded(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    pharmacy.work.stock.quarantine("02000000010014", "NONE", None, "another lot", TECHNICIAN)
    assert pharmacy.session.stopped_by_stock == ""
    pharmacy.work.stock.quarantine(BESPONSA, LOT, "100000000001", "a crack", TECHNICIAN)
    assert "serial 100000000001" in pharmacy.session.stopped_by_stock
    pharmacy.session.do(said.Discard("the vial was cracked"))
    assert pharmacy.state.status is Status.DISCARDED


def test_a_recall_finds_every_preparation_and_patient(at_step: AtStep, tmp_path: Path) -> None:
    pharmacy = at_step("released")
    for code in VIALS[4:6]:
        receive(pharmacy, code)
    to_scanning(pharmacy, CECILIA)
    pharmacy.session.scan(VIALS[6])
    log, stock = pharmacy.work.log, pharmacy.work.stock
    found = recall(log, stock, " ab1234 ")
    assert [each.fate for each in found.affected] == [Fate.RELEASED, Fate.RELEASED, Fate.AT_WORK]
    assert found.preparations == ("2611-0001", "2611-0002")
    assert [each.name for each in found.patients] == ["DEMO, Adalind", "DEMO, Cecilia"]
    assert found.left == 2
    assert found.expiries == (date(2027, 3, 31),)
    assert recall(log, stock, LOT, "00304094887173").affected == ()
    diluent = recall(log, stock, "SW4410", "00304094887173")
    assert [each.material.name for each in diluent.affected] == [
        "Sterile Water for Injection 10 mL vial"
    ]
    assert isinstance(found.affected[0].patient, Patient)
    _papers(found, pharmacy, tmp_path)


def _papers(found: object, pharmacy: Pharmacy, folder: Path) -> None:
    from app.core.recall import Recall

    assert isinstance(found, Recall)
    now = pharmacy.clock.reading().wall
    file = folder / file_name(found, now, SITE)
    put_out_document(recall_paper(found, SITE, now, "f" * 64), file)
    words = words_of(file)
    for part in ("Recall of lot ab1234", "DEMO, Adalind", "MRN 00482913", "2611-0002", "On hand"):
        assert part in words
    lines = recall_csv(found, SITE).splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("2611-0001,released,2026-11-02 ")
    assert '"DEMO, Adalind",00482913,1979-04-12,inotuzumab ozogamicin,1,1,' in lines[1]


def test_a_recall_of_nothing_says_so(pharmacy: Pharmacy, tmp_path: Path) -> None:
    found = recall(pharmacy.work.log, pharmacy.work.stock, "=X-1")
    assert (found.affected, found.patients, found.left) == ((), (), 0)
    now = pharmacy.clock.reading().wall
    file = tmp_path / file_name(found, now, SITE)
    assert file.name.startswith("_3d_X_2d_1-")
    put_out_document(recall_paper(found, SITE, now, ""), file)
    assert "none has this lot" in words_of(file)
    for lot in ("", " ", "x" * 21, "a\x07b"):
        with pytest.raises(Refused, match="A lot is 1 to 20 printable characters"):
            recall(pharmacy.work.log, pharmacy.work.stock, lot)


def test_what_is_on_hand_is_set_against_the_worklist(pharmacy: Pharmacy) -> None:
    receive(pharmacy, VIALS[0])
    receive(pharmacy, "]d201003000801000111726123110SOON", 2)
    receive(pharmacy, BAG, 20)
    needed = {each.demand.item: each for each in pharmacy.work.supplies()}
    vials = needed["inotuzumab ozogamicin"]
    assert [each.lot for each in vials.lots] == ["SOON", LOT]  # expires first, taken first
    assert vials.on_hand == 3
    before = vials.demand.count
    assert vials.short == before - 3
    assert needed["empty container"].short == 0
    assert needed["light cover"].short == needed["light cover"].demand.count
    assert pharmacy.work.supplies()[0].short
    to_scanning(pharmacy)
    pharmacy.session.scan(VIALS[0])
    needed = {each.demand.item: each for each in pharmacy.work.supplies()}
    vials = needed["inotuzumab ozogamicin"]
    assert (vials.demand.count, vials.on_hand) == (before - 1, 2)
    assert "preparation 2611-0001" in vials.demand.wanted_by


def test_expired_stock_is_shown_to_be_removed_and_then_not_counted(pharmacy: Pharmacy) -> None:
    receive(pharmacy, "]d201003000801000111726123110SOON", 2)
    stock = pharmacy.work.stock
    assert [each.left for each in stock.on_hand(date(2027, 1, 15))] == [2]
    assert stock.on_hand(date(2027, 4, 15)) == ()


def test_verify_finds_a_quarantine_passed_over(at_step: AtStep) -> None:
    pharmacy = at_step("protect-hood")
    assert verify(pharmacy.work.log).faults == ()
    stock = pharmacy.work.stock
    stock.quarantine(BESPONSA, "OTHER", None, "recalled", TECHNICIAN)
    stock.lift(BESPONSA, "OTHER", None, "checked by the maker", CHECKER)
    stock.quarantine(BESPONSA, LOT, None, "recalled after use", TECHNICIAN)
    assert verify(pharmacy.work.log).faults == ()
    pharmacy.session = pharmacy.work.session(pharmacy.stream, TECHNICIAN, lambda _: None)


def test_stock_is_read_back_without_a_window(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    receive(pharmacy, VIALS[4])
    path, clock = pharmacy.work.log.path, pharmacy.clock
    with Log.read(path) as log:
        stock = Stock(log, clock, Products(log, clock, People(log, clock), None, frozenset))
        assert [each.left for each in stock.left_of("AB1234", "")] == [1]
        assert stock.left_of("AB1234", "1") == ()
    assert SALINE
