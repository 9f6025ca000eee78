"""A product as a person wrote it down from its package."""

from datetime import date

import pytest

from app.core.bag import Fill
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Role
from app.core.supply import items_of
from app.intake.product_form import read_form

TODAY = date(2026, 11, 2)
ITEMS = items_of("inotuzumab ozogamicin", "Sterile Water for Injection", "sodium chloride 0.9%", ())
EMPTY = dict.fromkeys(("ndc", "volume", "overfill", "overfill source", "material"), "")
VIAL = EMPTY | {
    "code": "]d201003000801000111727033110AB1234\x1d2110000000000",
    "role": "vial",
    "item": "inotuzumab ozogamicin",
    "name": "BESPONSA 0.9 mg vial",
    "source": "carton",
}


def test_a_scan_says_the_number_and_the_item_the_fill() -> None:
    vial = read_form(VIAL, ITEMS, TODAY)
    assert (vial.gtin, vial.ndc, vial.role, vial.traced) == (
        "00300080100011",
        "",
        Role.VIAL,
        True,
    )
    bag = {
        "code": "00303380049417",
        "role": "container",
        "item": "ready-filled bag of sodium chloride 0.9%",
        "volume": "50 mL",
        "overfill": "0 mL",
        "overfill source": "the maker's letter",
    }
    found = read_form(VIAL | bag, ITEMS, TODAY)
    assert (found.fill, found.overfill) == (Fill.READY_FILLED, quantity(0, "mL"))
    assert found.traced


def test_an_ndc_may_come_from_the_code_or_be_typed() -> None:
    scanned = read_form(VIAL | {"code": "NDC 0008-0100-01"}, ITEMS, TODAY)
    typed = read_form(VIAL | {"code": "", "ndc": "0008-0100-01"}, ITEMS, TODAY)
    assert scanned == typed
    assert (typed.gtin, typed.ndc) == ("00300080100011", "000008-0100-01")


def test_another_drug_is_only_refused_by_name() -> None:
    other = {"code": "00300084510014", "role": "other drug", "item": "gemtuzumab ozogamicin"}
    assert not read_form(VIAL | other, ITEMS, TODAY).accepted


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"role": ""}, "Choose what the product is for"),
        ({"item": ""}, "Choose the item"),
        ({"code": ""}, "Scan the package, or type its code"),
        ({"code": "00300080100012"}, "wrong check digit"),
        ({"code": "]d217270331"}, "There is no GTIN"),
        ({"ndc": "0338-0049-41"}, "is not that of NDC"),
        ({"volume": "50"}, "50"),
        ({"name": ""}, "The name is empty"),
    ],
)
def test_what_is_lacking_or_wrong_is_refused(change: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_form(VIAL | change, ITEMS, TODAY)
