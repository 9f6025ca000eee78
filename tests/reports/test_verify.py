"""A label that does not say or scan as what it should is caught before it reaches a bag."""

from collections.abc import Sequence
from dataclasses import replace
from math import isqrt

import pytest
import zxingcpp

from reports.captions import Captions
from reports.companion_label import CompanionLabel
from reports.datamatrix import Symbol, encode
from reports.label import BagLabel, draw_label
from reports.label_layout import Face
from reports.label_stock import FOUR_BY_THREE, STOCKS
from reports.marks import Line, Mark, Text
from reports.press import Press
from reports.refusal import Misprinted
from reports.sheet import write
from reports.verify import code_on, verify_label
from tests.reports.samples import BAG, LONG_BAG, SYRINGE, VIAL, laid_out

SHEET = FOUR_BY_THREE.page

CHANGES = {
    "patient": "DEMO, Adalinde",
    "identifier": "MRN 00482931",
    "born": "born 1979-04-21",
    "location": "6 East",
    "drug": "gemtuzumab ozogamicin",
    "dose": "14.5 mg",
    "particulars": "BESPONSA · ordered 1.456 mg · Cycle 1 Day 8",
    "diluent": "in sodium chloride 0.45%, total volume",
    "total_volume": "5 mL",
    "concentration": "0.29 mg/mL",
    "route": "IT infusion",
    "rate": "over 1 hour, 500 mL/h",
    "start_by": "2026-11-02 15:44",
    "finish_by": "2026-11-03 18:02",
    "warnings": ("PROTECT FROM LIGHT", "HAZARDOUS DRUG"),
    "notes": ("Store at 2–8 °C.",),
    "code": "(91)2611-0043(93)2611021444",
    "take_out_by": "2026-11-02 13:44",
    "captions": Captions(start="FINISH BY", finish="START BY"),
    "cautions": ("Copy 2: every earlier label of this preparation is void.",),
    "not_before": "2026-11-02 13:44",
    "mark": "PRACTICE – NOT FOR A PATIENT",
}


def drawn(label: BagLabel) -> list[Mark]:
    return list(laid_out(label)[0].at(0, 0))


@pytest.mark.parametrize("field", BagLabel.__slots__)
def test_a_change_of_any_part_is_caught(label: BagLabel, field: str) -> None:
    altered = replace(label, **{field: CHANGES[field]})  # type: ignore[arg-type]
    with pytest.raises(Misprinted, match="Do not use"):
        verify_label(draw_label(altered), label)


def test_exchanged_times_are_caught(label: BagLabel) -> None:
    exchanged = replace(label, start_by=label.finish_by, finish_by=label.start_by)
    with pytest.raises(Misprinted, match="where “14:44 FINISH BY” was expected"):
        verify_label(draw_label(exchanged), label)


def test_a_missing_word_is_caught(label: BagLabel) -> None:
    marks = drawn(label)
    last = max(index for index, mark in enumerate(marks) if isinstance(mark, Text))
    pdf = write(SHEET, "Bag label", [marks[:last] + marks[last + 1 :]])
    with pytest.raises(Misprinted, match=r"says “nothing more” where “St\. Example Hospital”"):
        verify_label(pdf, label)


def test_a_word_too_many_is_caught(label: BagLabel) -> None:
    marks = [*drawn(label), Text(20, 214, "copy", 6)]
    with pytest.raises(Misprinted, match="says “copy” where “nothing more” was expected"):
        verify_label(write(SHEET, "Bag label", [marks]), label)


def test_a_second_page_is_caught(label: BagLabel) -> None:
    with pytest.raises(Misprinted, match="2 pages"):
        verify_label(write(SHEET, "Bag label", [drawn(label), []]), label)


def test_a_label_without_a_code_is_caught(label: BagLabel) -> None:
    pdf = write(SHEET, "Bag label", [drawn(label)[:-1]])
    with pytest.raises(Misprinted, match="0 readable codes"):
        verify_label(pdf, label)
    with pytest.raises(Misprinted, match="0 different readable codes"):
        code_on(pdf)


def test_a_code_a_printer_would_blur_is_caught(label: BagLabel) -> None:
    tiny = Symbol(encode(label.code), dots=1)
    pdf = write(SHEET, "Bag label", [[*drawn(label)[:-1], tiny.drawn(250.1, 180.1)]])
    with pytest.raises(Misprinted):
        verify_label(pdf, label)


def test_a_code_that_is_not_gs1_is_caught(label: BagLabel) -> None:
    plain = zxingcpp.create_barcode(
        label.code, zxingcpp.BarcodeFormat.DataMatrix, force_square=True
    )
    image = plain.to_image(scale=1, add_quiet_zones=False)
    dots = memoryview(image).tobytes()  # type: ignore[arg-type]
    side = isqrt(len(dots))
    cells = tuple(tuple(dot == 0 for dot in dots[i : i + side]) for i in range(0, side**2, side))
    pdf = write(SHEET, "Bag label", [[*drawn(label)[:-1], Symbol(cells, 4).drawn(240, 170)]])
    with pytest.raises(Misprinted, match=r"\]d1"):
        verify_label(pdf, label)


SHEETS = Press(STOCKS["a4-8"])


def sheet_of(faces: Sequence[Face], places: Sequence[int], press: Press = SHEETS) -> bytes:
    """Return labels in the places named, counted from 0 over all pages."""
    stock = press.stock
    pages: list[list[Mark]] = [[] for _ in range(max(places) // 8 + 1)]
    for face, place in zip(faces, places, strict=True):
        pages[place // 8] += face.at(*stock.places[place % 8])
    return write(stock.page, "Bag label", pages)


def test_labels_of_a_sheet_in_their_places_are_right() -> None:
    two = laid_out(LONG_BAG, SHEETS)
    verify_label(sheet_of(two, (0, 1)), LONG_BAG, SHEETS)
    verify_label(sheet_of(two, (7, 8)), LONG_BAG, replace(SHEETS, first=8))
    sent = code_on(sheet_of(two, (7, 8)))
    assert sent.startswith("]d2912611-0042\x1d921\x1d93")


@pytest.mark.parametrize(
    ("places", "first", "why"),
    [
        ((1, 2), 1, "left empty"),
        ((0, 2), 1, "left empty"),
        ((0, 8), 1, "left empty"),
        ((0, 1), 2, "outside the sheet's free places"),
        ((7, 9), 8, "left empty"),
    ],
)
def test_a_label_of_a_sheet_in_another_place_is_caught(
    places: tuple[int, int], first: int, why: str
) -> None:
    pdf = sheet_of(laid_out(LONG_BAG, SHEETS), places)
    with pytest.raises(Misprinted, match=why):
        verify_label(pdf, LONG_BAG, replace(SHEETS, first=first))


def test_something_between_the_labels_of_a_sheet_is_caught() -> None:
    (face,) = laid_out(BAG, SHEETS)
    marks = [*face.at(*SHEETS.stock.places[0]), Line((300, 20), (310, 20), 1)]
    with pytest.raises(Misprinted, match="outside"):
        verify_label(write(SHEETS.stock.page, "Bag label", [marks]), BAG, SHEETS)


def test_one_of_two_labels_alone_is_caught() -> None:
    for face in laid_out(LONG_BAG):
        pdf = write(SHEET, "Bag label", [face.at(0, 0)])
        with pytest.raises(Misprinted, match="expected"):
            verify_label(pdf, LONG_BAG)


def test_two_labels_in_the_wrong_order_are_caught() -> None:
    first, second = laid_out(LONG_BAG)
    pdf = write(SHEET, "Bag label", [second.at(0, 0), first.at(0, 0)])
    with pytest.raises(Misprinted, match="expected"):
        verify_label(pdf, LONG_BAG)


def test_a_changed_head_of_a_further_label_is_caught() -> None:
    first, second = laid_out(LONG_BAG)
    marks = [
        replace(mark, text="14.5 mg") if isinstance(mark, Text) and mark.text == "1.45 mg" else mark
        for mark in second.at(0, 0)
    ]
    with pytest.raises(Misprinted, match=r"says “.*” where “.*” was expected"):
        verify_label(write(SHEET, "Bag label", [first.at(0, 0), marks]), LONG_BAG)


def test_another_code_on_a_further_label_is_caught() -> None:
    first, second = laid_out(LONG_BAG)
    other = replace(second, symbol=Symbol(encode(BAG.code), 3))
    with pytest.raises(Misprinted, match="printed code reads"):
        verify_label(write(SHEET, "Bag label", [first.at(0, 0), other.at(0, 0)]), LONG_BAG)


def test_a_page_without_anything_is_caught() -> None:
    with pytest.raises(Misprinted, match="last of 1 pages is empty"):
        verify_label(write(SHEET, "Bag label", [[]]), BAG)


@pytest.mark.parametrize("field", CompanionLabel.__slots__)
def test_a_change_of_any_part_of_another_label_is_caught(field: str) -> None:
    wordy = replace(VIAL, notes=VIAL.notes * 4)
    changes = {
        "title": "RECONSTITUTED VIAL 2 of 2",
        "patient": "DEMO, Adalinde",
        "identifier": "MRN 00482931",
        "drug": "gemtuzumab ozogamicin",
        "amount": "2.5 mg/mL",
        "lines": ("4 mL in the vial",),
        "moments": (("DILUTE BY", "2026-11-02 15:00"),),
        "forbids": "",
        "warnings": ("HAZARDOUS DRUG", "PROTECT FROM LIGHT"),
        "notes": wordy.notes[::-1],
        "code": SYRINGE.code,
        "captions": Captions(continued="{number} of {count}"),
        "cautions": ("Copy 2: every earlier copy of this label is void.",),
        "mark": "PRACTICE – NOT FOR A PATIENT",
    }
    altered = replace(wordy, **{field: changes[field]})  # type: ignore[arg-type]
    small = Press(STOCKS["100x50mm"])
    with pytest.raises(Misprinted, match="Do not use"):
        verify_label(draw_label(altered, small), wordy, small)
