"""A label that does not say or scan as what it should is caught before it reaches a bag."""

from dataclasses import replace
from math import isqrt

import pytest
import zxingcpp

from reports.datamatrix import Symbol, encode
from reports.label import BagLabel, draw_label
from reports.label_layout import SHEET, laid_out
from reports.marks import Mark, Text
from reports.refusal import Misprinted
from reports.sheet import write
from reports.verify import code_on, verify_label

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
}


def drawn(label: BagLabel) -> list[Mark]:
    return list(laid_out(label, encode(label.code)))


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
    with pytest.raises(Misprinted, match="0 readable codes"):
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
