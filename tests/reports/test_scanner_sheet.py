"""The page that a scanner is learned from carries what it says, and nothing else."""

from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.paper import SIZES
from reports.refusal import Misprinted, Unprintable
from reports.scanner_sheet import (
    ScannerSheet,
    SheetCode,
    Symbology,
    draw_scanner_sheet,
    modules,
    prove_codes,
)

LINEAR = SheetCode(1, Symbology.CODE_128, "=a+e'i", "]C0=a+e'i", "Code 128 · =a+e'i")
CODES = (
    LINEAR,
    SheetCode(
        2,
        Symbology.GS1_DATAMATRIX,
        "(01)02999999999991(10)Lot-7a(21)Ser.9Z",
        "]d2010299999999999110Lot-7a\x1d21Ser.9Z",
        "GS1 DataMatrix",
    ),
    SheetCode(
        3,
        Symbology.GS1_128,
        "(01)02999999999991(10)Lot/8b(21)Ser.6Y",
        "]C1010299999999999110Lot/8b\x1d21Ser.6Y",
        "GS1-128",
    ),
    SheetCode(4, Symbology.UPC_A, "499999999998", "]E0499999999998", "UPC-A"),
)


@pytest.fixture
def sheet() -> ScannerSheet:
    return ScannerSheet("Codes", "for a scanner", ("Scan each.",), CODES, "Umbra", "letter")


@pytest.mark.parametrize("size", ["letter", "A4"])
def test_every_code_is_read_back_and_named(sheet: ScannerSheet, size: str) -> None:
    pdf = draw_scanner_sheet(replace(sheet, size=size))  # type: ignore[arg-type]
    assert pdf == draw_scanner_sheet(replace(sheet, size=size))  # type: ignore[arg-type]
    (page,) = pypdfium2.PdfDocument(pdf)
    assert page.get_size() == pytest.approx((SIZES[size].width, SIZES[size].height), abs=0.01)
    words = page.get_textpage().get_text_range().split()
    for code in CODES:
        assert str(code.number) in words
    for word in ("Codes", "scanner", "Scan", "GS1-128", "UPC-A", "=a+e'i", "Umbra"):
        assert word in words


def test_a_code_that_reads_otherwise_is_caught(sheet: ScannerSheet) -> None:
    altered = replace(CODES[1], reads="]d2010299999999999110Lot-7a21Ser.9Z")
    with pytest.raises(Misprinted, match="Do not use it"):
        draw_scanner_sheet(replace(sheet, codes=(LINEAR, altered)))


def test_a_code_missing_or_out_of_order_is_caught(sheet: ScannerSheet) -> None:
    pdf = draw_scanner_sheet(sheet)
    reads = tuple(code.reads for code in CODES)
    prove_codes(pdf, reads)
    for expected in (reads[::-1], reads[:-1], (*reads, reads[0])):
        with pytest.raises(Misprinted, match="instead of"):
            prove_codes(pdf, expected)
    with pytest.raises(Misprinted, match="reads “nothing”"):
        prove_codes(draw_scanner_sheet(replace(sheet, codes=())), reads)


@pytest.mark.parametrize(
    ("symbology", "content", "named"),
    [
        (Symbology.UPC_A, "499999999990", "UPCA"),
        (Symbology.UPC_A, "letters", "UPCA"),
        (Symbology.GS1_128, "no brackets", "GS1-128"),
        (Symbology.GS1_DATAMATRIX, "no brackets", "GS1 element string"),
        (Symbology.CODE_128, "", "Code128"),
    ],
)
def test_what_a_code_cannot_hold_is_refused(symbology: Symbology, content: str, named: str) -> None:
    with pytest.raises(Unprintable, match=named):
        modules(symbology, content)


def test_a_code_wider_than_the_page_is_refused(sheet: ScannerSheet) -> None:
    wide = replace(LINEAR, content="a1" * 30)
    with pytest.raises(Unprintable, match="Code 1 is wider than the page"):
        draw_scanner_sheet(replace(sheet, codes=(wide,)))


def test_more_codes_than_fit_are_refused(sheet: ScannerSheet) -> None:
    with pytest.raises(Unprintable, match="do not fit one page"):
        draw_scanner_sheet(replace(sheet, codes=(LINEAR,) * 12))


def test_words_that_cannot_be_printed_are_refused(sheet: ScannerSheet) -> None:
    with pytest.raises(Unprintable, match="cannot be printed"):
        draw_scanner_sheet(replace(sheet, advice=("an emoji \N{GRINNING FACE}",)))


@given(st.text("=a+e'i\"%&A()*,-./0123456789:;<>?_!Zz", min_size=1, max_size=25))
def test_a_linear_code_begins_and_ends_with_a_bar(content: str) -> None:
    (row,) = modules(Symbology.CODE_128, content)
    assert row[0]
    assert row[-1]
    assert len(row) >= 46
