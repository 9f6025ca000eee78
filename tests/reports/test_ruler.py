"""The test page: 50 mm on it are 50 mm, its words are there and its code reads."""

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from reports.label_stock import PAPERS, STOCKS, LabelStock
from reports.pdfium import opened
from reports.press import Press
from reports.raster import picture
from reports.ruler import CODE, draw_ruler
from tests.reports.reading import words_on

EVERY = [*STOCKS.values(), *PAPERS.values()]


@pytest.mark.parametrize("stock", EVERY, ids=lambda stock: stock.name)
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_it_says_what_it_is_for_and_its_code_reads(stock: LabelStock, dpi: int) -> None:
    press = Press(stock, dpi, len(stock.places))
    pdf = draw_ruler(press)
    said = words_on(pdf, 0)
    assert "50 mm: measure with a ruler" in said
    assert stock.words in said
    assert f"{dpi} dots an inch" in said
    assert ("down the label has 40 mm" in said) == (stock.label.height < 150)
    with opened(pdf) as document:
        page = picture(document, 0, dpi)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [CODE]
    assert draw_ruler(press) == pdf
    assert len(pypdfium2.PdfDocument(pdf)) == 1


@pytest.mark.parametrize("stock", EVERY, ids=lambda stock: stock.name)
def test_a_line_across_is_fifty_millimetres_long(stock: LabelStock) -> None:
    """Measured in the picture of 600 dots an inch: the longest runs of black within the frame."""
    dpi = 600
    with opened(draw_ruler(Press(stock, dpi))) as document:
        page = picture(document, 0, dpi)
    x, y = (int(place * dpi / 72) for place in stock.places[0])
    wide, high = (int(side * dpi / 72) for side in (stock.label.width, stock.label.height))
    # The rulers lie within 70 mm of the corner.
    part = page.crop((x, y, x + min(wide, 1700), y + min(high, 1700)))
    turned = part.transpose(Image.Transpose.TRANSPOSE)
    across, down = ({longest(row) for row in rows_of(each)} for each in (part, turned))
    fifty = 50 / 25.4 * dpi
    assert any(abs(run - fifty) <= 8 for run in across)
    tall = 40 / 25.4 * dpi if stock.label.height < 150 else fifty
    assert any(abs(run - tall) <= 8 for run in down)


def rows_of(image: Image.Image) -> list[bytes]:
    dots = image.tobytes()
    return [dots[at : at + image.width] for at in range(0, len(dots), image.width)]


def longest(row: bytes) -> int:
    return max(map(len, row.split(b"\xff")))


def test_a_sheet_shows_the_frames_of_its_free_places_only() -> None:
    press = Press(STOCKS["a4-8"])
    inks = []
    for first in (1, 5, 8):
        with opened(draw_ruler(replace(press, first=first))) as document:
            inks.append(sum(picture(document, 0, 203).histogram()[:1]))
    assert inks[0] > inks[1] > inks[2]
