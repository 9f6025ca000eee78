"""What a product may be: whole, without contradiction, and something a monograph asks for."""

from dataclasses import replace

import pytest

from app.core.bag import Fill
from app.core.product import Product, is_traced, require_sound
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Role
from app.core.supply import items_of

ITEMS = items_of("inotuzumab ozogamicin", "Sterile Water for Injection", "sodium chloride 0.9%", ())
VIAL = Product(
    gtin="00300080100011",
    role=Role.VIAL,
    item="inotuzumab ozogamicin",
    name="BESPONSA 0.9 mg vial",
    traced=True,
    accepted=True,
    source="carton",
    ndc="000008-0100-01",
)
BAG = replace(
    VIAL,
    gtin="00303380049417",
    ndc="",
    role=Role.CONTAINER,
    item="ready-filled bag of sodium chloride 0.9%",
    nominal=quantity(50, "mL"),
    fill=Fill.READY_FILLED,
    overfill=quantity(5, "mL"),
    overfill_source="maker's letter",
    material="PVC with DEHP",
)
EMPTY = replace(
    BAG,
    item="empty container",
    fill=Fill.EMPTY,
    nominal=None,
    overfill=None,
    overfill_source="",
)


@pytest.mark.parametrize(
    "product",
    [
        VIAL,
        BAG,
        EMPTY,
        replace(BAG, overfill=None, overfill_source="", material=""),
        replace(
            EMPTY,
            item="exact-volume bag of sodium chloride 0.9%",
            fill=Fill.EXACT_VOLUME,
            nominal=quantity(50, "mL"),
        ),
        replace(VIAL, item="trastuzumab emtansine", accepted=False),
    ],
)
def test_what_is_sound(product: Product) -> None:
    require_sound(product, ITEMS)


@pytest.mark.parametrize(
    ("product", "sentence"),
    [
        (replace(VIAL, item=""), "The item is empty"),
        (replace(VIAL, name=" B"), "“ B” is not a text"),
        (replace(VIAL, source="a\nb"), "“a.b” is not a text"),
        (replace(VIAL, ndc="0008-0100-01"), "is not of 12 digits"),
        (replace(VIAL, ndc="٠٠٠٠٠٨-0100-01"), "is not of 12 digits"),
        (replace(VIAL, nominal=quantity(0, "mL")), "more than 0 mL"),
        (replace(VIAL, fill=Fill.EMPTY), "Only a container has a fill"),
        (replace(VIAL, overfill_source="letter"), "Only a container has a fill"),
        (replace(VIAL, traced=False), "a vial, a diluent and a bag that comes filled are always"),
        (replace(BAG, traced=False), "are always traced"),
        (replace(VIAL, item="gemtuzumab"), "is nothing that a monograph here asks for as vial"),
        (replace(BAG, material="rubber"), "is not a material"),
        (replace(BAG, fill=None), "A container has a fill, one of empty"),
        (replace(BAG, nominal=None), "The volume that the ready-filled bag states"),
        (replace(BAG, overfill_source=""), "The overfill has no source"),
        (replace(BAG, overfill=None), "The overfill has a source and no volume"),
        (replace(EMPTY, overfill=quantity(5, "mL")), "Only a ready-filled bag has an overfill"),
        (replace(EMPTY, item=BAG.item), "and the fill do not go together"),
        (replace(EMPTY, item="bucket"), "it knows “empty container”, “exact-volume bag of"),
    ],
)
def test_what_is_not(product: Product, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        require_sound(product, ITEMS)


@pytest.mark.parametrize("role", Role)
def test_all_that_is_a_drug_is_traced(role: Role) -> None:
    filled = (Fill.READY_FILLED, Fill.EXACT_VOLUME)
    if role is Role.CONTAINER:
        assert [fill for fill in (None, *Fill) if is_traced(role, fill)] == list(filled)
    else:
        assert is_traced(role, None) is (role is not Role.LIGHT_COVER)


def test_a_role_that_no_monograph_asks_for() -> None:
    with pytest.raises(Refused, match="it knows none"):
        require_sound(VIAL, frozenset())
