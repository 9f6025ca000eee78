"""Reading a drawn sheet: its codes and where they are, its bars, and its words in a place."""

from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image

from reports.verify import page_images

DPI = 300
Place = tuple[float, float]
Box = tuple[float, float, float, float]


def codes_on(pdf: bytes) -> list[list[tuple[str, Place]]]:
    """Return the text of each linear code of each page, and its middle, in points from the top."""
    pages = []
    for picture in page_images(pdf, DPI):
        read = zxingcpp.read_barcodes(
            Image.open(BytesIO(picture)), zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])
        )
        pages.append([(code.text, _middle(code)) for code in read])
    return pages


def _middle(code: zxingcpp.Barcode) -> Place:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
    return (
        sum(each.x for each in corners) * 18 / DPI,
        sum(each.y for each in corners) * 18 / DPI,
    )


def words_on(
    pdf: bytes, page: int, left: float = 0, top: float = 0, right: float = 999, bottom: float = 999
) -> str:
    """Return the words in a box of a page, one space between two."""
    opened = pypdfium2.PdfDocument(pdf)[page]
    height = opened.get_height()
    text: str = opened.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
    return " ".join(text.replace("\ufffe", "-").split())


def boxes_of(pdf: bytes, page: int) -> list[Box]:
    """Return the box around each code of a page: left, top, right, bottom from the top."""
    opened = pypdfium2.PdfDocument(pdf)[page]
    height = opened.get_height()
    boxes = []
    for each in opened.get_objects((pdfium.FPDF_PAGEOBJ_PATH,)):
        left, bottom, right, top = each.get_bounds()
        if right - left > 100 and top - bottom > 20:
            boxes.append((left, height - top, right, height - bottom))
    return boxes
