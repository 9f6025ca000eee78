"""A table of products: taken whole, or refused with the line that is wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app.core.bag import Fill
from app.core.product import Item
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Role
from app.core.supply import items_of
from app.intake.gs1_fields import check_digit
from app.intake.products_csv import COLUMNS, read_products_csv

ITEMS = items_of(
    "inotuzumab ozogamicin",
    "Sterile Water for Injection",
    "sodium chloride 0.9%",
    ["empty 10 mL syringe"],
)
HEAD = "gtin,ndc,role,item,name,volume,fill,overfill,overfill source,material,source\n"
VIAL = "00300080100011,,vial,inotuzumab ozogamicin,BESPONSA 0.9 mg vial,,,,,,carton\n"
BAG = (
    "00303380049417,0338-0049-41,container,ready-filled bag of sodium chloride 0.9%,"
    '"NaCl 0.9%, 50 mL",50 mL,ready-filled,5 mL,"maker\'s letter",PVC with DEHP,package\n'
)


def read(text: str) -> tuple[object, ...]:
    return read_products_csv(text.encode(), ITEMS)


def test_a_table_is_read() -> None:
    vial, bag = read_products_csv((HEAD + VIAL + BAG).encode(), ITEMS)
    assert (vial.gtin, vial.role, vial.item) == (
        "00300080100011",
        Role.VIAL,
        "inotuzumab ozogamicin",
    )
    assert (vial.traced, vial.accepted, vial.ndc, vial.nominal) == (True, True, "", None)
    assert (bag.ndc, bag.fill, bag.name) == (
        "000338-0049-41",
        Fill.READY_FILLED,
        "NaCl 0.9%, 50 mL",
    )
    assert (bag.nominal, bag.overfill) == (quantity(50, "mL"), quantity(5, "mL"))
    assert (bag.overfill_source, bag.material) == ("maker's letter", "PVC with DEHP")
    assert bag.traced


def test_the_shipped_sample_is_a_table() -> None:
    found = read_products_csv(resources.data("samples/products.csv"), ITEMS)
    assert {each.role for each in found} == set(Role)
    assert not all(each.accepted for each in found)


def test_the_form_of_the_file_may_differ() -> None:
    usual = read(HEAD + VIAL)
    assert read(("﻿" + HEAD + VIAL).replace("\n", "\r\n")) == usual
    assert read((HEAD + VIAL).replace(",", ";")) == usual
    assert read(HEAD.upper() + "\n" + VIAL + ",,,,,,,,,,\n") == usual
    assert (
        read(
            "source,name,item,role,gtin\ncarton,BESPONSA 0.9 mg vial,inotuzumab ozogamicin,vial,"
            "300080100011\n"
        )
        == usual
    )


def test_an_ndc_with_its_hyphens_says_the_gtin() -> None:
    (vial,) = read_products_csv(
        (b"ndc,role,item,name,source\n0008-0100-01,vial,inotuzumab ozogamicin,B,carton\n"),
        ITEMS,
    )
    assert (vial.gtin, vial.ndc) == ("00300080100011", "000008-0100-01")


def test_another_drug_is_kept_to_be_refused_by_name() -> None:
    (other,) = read_products_csv(
        (HEAD + "00300084510014,,other drug,gemtuzumab ozogamicin,MYLOTARG,,,,,,carton\n").encode(),
        ITEMS,
    )
    assert (other.accepted, other.role) == (False, Role.VIAL)


def test_a_cover_and_an_empty_container_bear_no_lot() -> None:
    rows = (
        "02000000010038,,light-cover,light cover,amber cover,,,,,,site code\n"
        "02000000010014,,container,empty container,EVA 100 mL,100 mL,empty,,,EVA,site code\n"
    )
    cover, container = read_products_csv((HEAD + rows).encode(), ITEMS)
    assert not cover.traced
    assert not container.traced


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: The columns are divided by commas or by semicolons"),
        ("gtin;role,item", "Line 1: The columns are divided by"),
        (HEAD, "The table holds no products"),
        (HEAD.replace("role,", ""), "Line 1: The column “role” is missing"),
        ("role,item,name,source\n", "Line 1: The column “gtin” is missing"),
        (HEAD.replace("ndc", "pzn"), "Line 1: “pzn” is not a column"),
        (HEAD.replace("ndc", "gtin"), "Line 1: The column “gtin” stands there twice"),
        (HEAD + VIAL.replace("11,,", "12,,", 1), "Line 2: “00300080100012” is not a GTIN"),
        (HEAD + VIAL.replace("00300080100011", "٠٠٣٠٠٠٨٠١٠٠٠١١"), "Line 2: .* is not a GTIN"),
        (HEAD + VIAL + VIAL, "Line 3: The GTIN 00300080100011 stands on line 2 too"),
        (HEAD + VIAL + "\n\n" + VIAL, "Line 5: The GTIN"),
        (
            HEAD + BAG + BAG.replace("00303380049417", "10303380049414"),
            "Line 3: The NDC 000338-0049-41 stands on line 2 too",
        ),
        (HEAD + BAG.replace("0338-0049-41", "0338-0049-42"), "Line 2: The GTIN .* is not that of"),
        (HEAD + BAG.replace("0338-0049-41", "0338004941"), "Line 2: The NDC has ten digits and no"),
        (HEAD + BAG.replace("0338-0049-41", "0338-49-41"), "Line 2: “0338-49-41” is not an NDC"),
        (HEAD + VIAL.replace(",carton", ""), "Line 2: It has 10 fields"),
        (
            HEAD + VIAL.replace("00300080100011,,", ",000008-0100-01,"),
            "Line 2: There is no GTIN, and the NDC does not say it",
        ),
        (HEAD + VIAL.replace("00300080100011", ""), "Line 2: There is no GTIN"),
        (
            HEAD + VIAL.replace("vial,", "drug,", 1),
            "Line 2: “drug” is not a role; it is one of vial",
        ),
        (HEAD + VIAL.replace(",inotuzumab ozogamicin", ",gemtuzumab"), "Line 2: “gemtuzumab” is"),
        (HEAD + VIAL.replace("BESPONSA 0.9 mg vial", ""), "Line 2: The name is empty"),
        (HEAD + VIAL.replace("carton", ""), "Line 2: The source is empty"),
        (HEAD + VIAL.replace("carton", "x" * 121), "Line 2: .* at most 120 printable"),
        (HEAD + VIAL.replace("carton", "a\x07b"), "Line 2: .* printable"),
        (HEAD + VIAL.replace("vial,,,", "vial,0.9 mg,,"), "Line 2: .*0.9 mg"),
        (HEAD + VIAL.replace("vial,,,", "vial,,empty,"), "Line 2: Only a container has a fill"),
        (HEAD + BAG.replace("50 mL,ready", "50,ready"), "Line 2: “50”"),
        (HEAD + BAG.replace("50 mL,ready-filled", ",ready-filled"), "Line 2: The volume that"),
        (HEAD + BAG.replace("ready-filled,5 mL", "full,5 mL"), "Line 2: “full” is not a fill"),
        (HEAD + BAG.replace("ready-filled,5 mL", ",5 mL"), "Line 2: A container has a fill"),
        (HEAD + BAG.replace("ready-filled,5 mL", "exact-volume,5 mL"), "Line 2: Only a ready-fill"),
        (
            HEAD + BAG.replace('ready-filled,5 mL,"maker\'s letter"', "exact-volume,,"),
            "Line 2: .* and the fill do not go together",
        ),
        (HEAD + BAG.replace('"maker\'s letter"', ""), "Line 2: The overfill has no source"),
        (HEAD + BAG.replace(",5 mL,", ",,"), "Line 2: The overfill has a source and no volume"),
        (HEAD + BAG.replace("50 mL,ready", "0 mL,ready"), "Line 2: .* zero"),
        (HEAD + BAG.replace("PVC with DEHP", "rubber"), "Line 2: “rubber” is not a material"),
        (HEAD + VIAL + '"broken', "Line 3: Its quotation marks do not close"),
        (HEAD + VIAL.replace("carton", '"car"ton'), "Line 2: Its quotation marks"),
        (HEAD + "\x00", "The file is no text"),
    ],
)
def test_every_wrong_row_is_refused_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read(text)


def test_a_row_of_several_lines_is_counted_as_an_editor_does() -> None:
    text = HEAD + '\n"00300080100011",,vial,inotuzumab ozogamicin,"BES\nPONSA",,,,,,carton\n'
    with pytest.raises(Refused, match=r"Line 3: .*printable"):
        read(text)


def test_what_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(Refused, match="Line 2: It is not UTF-8 text"):
        read_products_csv(HEAD.encode() + b"caf\xe9\n", ITEMS)
    with pytest.raises(Refused, match="larger than 10 MB"):
        read_products_csv(b"x" * 10_000_001, ITEMS)


def row(number: int) -> str:
    digits = f"003{number:010d}"
    gtin = digits + check_digit(digits)
    volume = number % 900 + 1
    return f"{gtin},,dilution-diluent,sodium chloride 0.9%,bag {number},{volume} mL,,,,,list\n"


def test_a_table_of_five_thousand_rows_is_read_and_one_beyond_all_measure_is_not() -> None:
    text = HEAD + "".join(row(number) for number in range(5_000))
    assert len(read(text)) == 5_000
    with pytest.raises(Refused, match="more than 20,000 products"):
        read(HEAD + "".join(row(number) for number in range(20_001)))


@given(st.binary(max_size=200))
def test_nothing_but_refusals_comes_of_any_bytes(data: bytes) -> None:
    for text in (data, HEAD.encode() + data, (HEAD + VIAL).encode() + data):
        with suppress(Refused):
            assert read_products_csv(text, ITEMS)


def test_the_columns_are_those_documented() -> None:
    assert HEAD.strip() == ",".join(COLUMNS)
    assert Item(Role.LIGHT_COVER, "light cover") in ITEMS
