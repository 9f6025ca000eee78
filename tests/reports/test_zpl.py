"""ZPL and dots: read back as a Zebra printer reads them, they are the page, and its code scans."""

import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops

from reports.label import draw_label
from reports.label_stock import STOCKS
from reports.press import Press
from reports.raster import Raster, rasters
from reports.zpl import MOST_BYTES, zpl
from tests.reports.samples import BAG, LONG_BAG

ROLLS = [stock for stock in STOCKS.values() if not stock.is_sheet]


def printed(data: bytes) -> Image.Image:
    """Return what a printer makes of the label: by the manual, not by our writer."""
    text = data.decode("ascii")
    assert text.startswith("^XA")
    assert text.endswith("^XZ\n")
    width, length = (int(re.search(rf"\^{name}(\d+)", text)[1]) for name in ("PW", "LL"))  # type: ignore[index]
    label = Image.new("1", (width, length), 1)
    fields = re.findall(r"\^FO0,(\d+)\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS", text)
    assert fields
    for top, sent, count, row, graphic in fields:
        assert sent == count
        assert int(count) <= 99_999
        rows, digits = b"", ""
        for sign in graphic:
            if sign == ",":
                rows += bytes.fromhex(digits.ljust(2 * int(row), "0"))
                digits = ""
            else:
                digits += sign
                if len(digits) == 2 * int(row):
                    rows += bytes.fromhex(digits)
                    digits = ""
        assert (len(rows), digits) == (int(count), "")
        ink = bytes(255 - byte for byte in rows)
        band = Image.frombytes("1", (8 * int(row), len(rows) // int(row)), ink)
        label.paste(band.crop((0, 0, width, band.height)), (0, int(top)))
    return label


def picture_of(raster: Raster) -> Image.Image:
    ink = bytes(255 - byte for byte in raster.rows)
    return Image.frombytes("1", (raster.width, raster.height), ink)


def code_in(picture: Image.Image) -> list[str]:
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
    return [code.text for code in zxingcpp.read_barcodes(picture.convert("L"), formats)]


@pytest.mark.parametrize("stock", ROLLS, ids=lambda stock: stock.name)
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_every_label_comes_back_from_its_zpl(stock, dpi: int) -> None:  # type: ignore[no-untyped-def]
    press = Press(stock, dpi)
    pages = rasters(draw_label(LONG_BAG, press), press)
    assert len(pages) > 1
    for raster in pages:
        assert (raster.width, raster.height) == (
            int(stock.label.width * dpi / 72 + 0.01),
            int(stock.label.height * dpi / 72 + 0.01),
        )
        label = printed(zpl(raster))
        assert label.size == (raster.width, raster.height)
        assert ImageChops.logical_xor(label, picture_of(raster)).getbbox() is None
        assert code_in(label) == [LONG_BAG.code]


def test_a_large_picture_goes_in_bands_that_a_printer_takes() -> None:
    raster = Raster(2400, 1800, b"\xff" * (300 * 1800))
    data = zpl(raster)
    assert data.count(b"^GFA") == 6
    assert MOST_BYTES == 99_999
    assert printed(data).getextrema() == (0, 0)


def test_white_is_sent_as_a_comma() -> None:
    raster = Raster(16, 3, b"\0\0" + b"\x80\0" + b"\x01\x80")
    assert b"^GFA,6,6,2,,80,0180^FS" in zpl(raster)


def test_what_an_earlier_job_left_is_set_back() -> None:
    assert b"^PON^PMN^LRN^LH0,0^PW16^LL1" in zpl(Raster(16, 1, b"\0\0"))


def test_the_modules_of_a_code_are_whole_dots_on_paper() -> None:
    """Each run of black or white dots across the code is a multiple of the module."""
    for dpi in (203, 300):
        for stock in (STOCKS["100x50mm"], STOCKS["a4-8"]):
            press = Press(stock, dpi)
            (raster, *_) = rasters(draw_label(BAG, press), press)
            image = picture_of(raster)
            at = zxingcpp.read_barcode(image.convert("L")).position  # type: ignore[union-attr]
            left, right = at.top_left.x, at.top_right.x
            y = at.bottom_left.y - 1
            runs, last = [], None
            for x in range(left - 2, right + 3):
                dot = image.getpixel((x, y))
                if dot == last:
                    runs[-1] += 1
                else:
                    runs.append(1)
                last = dot
            # The lowest row of a DataMatrix is all black; the one above it is not.
            assert max(runs) >= 40 * min(press.modules)


def test_a_press_of_another_resolution_gives_other_dots() -> None:
    pdf = draw_label(BAG)
    coarse, fine = (rasters(pdf, replace(Press(), dpi=dpi))[0] for dpi in (203, 300))
    assert (coarse.width, coarse.height, coarse.row_bytes) == (812, 609, 102)
    assert (fine.width, fine.height, fine.row_bytes) == (1200, 900, 150)
