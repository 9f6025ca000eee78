"""Pages as a printer puts them down: dots in black and white, whole dots from the page's corner."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from reports.pdfium import opened
from reports.press import Press
from reports.sheet import INCH

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

HALF = 127
"""A dot is printed where at least half of it is covered: greys up to this are black."""

ALMOST = 0.01
"""A part of a dot that rounding may be off by."""

_BLACK_AND_WHITE = [0 if grey <= HALF else 255 for grey in range(256)]
_PRINTED = [255 if grey <= HALF else 0 for grey in range(256)]


@dataclass(frozen=True, slots=True)
class Raster:
    """A page in dots: `rows` from the top, eight dots in a byte from the left, 1 is black.

    Each row begins a byte; what is left of its last byte is 0.
    """

    width: int
    height: int
    rows: bytes

    @property
    def row_bytes(self) -> int:
        """The bytes of one row."""
        return (self.width + 7) // 8


def rasters(pdf: bytes, press: Press) -> tuple[Raster, ...]:
    """Return every page as the press prints it."""
    with opened(pdf) as document:
        return tuple(_raster(picture(document, index, press.dpi)) for index in range(len(document)))


def picture(document: PdfDocument, index: int, dpi: int) -> Image:
    """Return a page in black (0) and white (255), as many whole dots as lie on it.

    The page's upper left corner is a dot's corner, and no length is stretched.
    """
    page = document[index]
    _cut_to_dots(page, dpi)
    drawn: Image = page.render(scale=dpi / INCH, grayscale=True).to_pil()
    return drawn.point(_BLACK_AND_WHITE)


def _cut_to_dots(page: PdfPage, dpi: int) -> None:
    """Take from the right and from below what is less than a dot: PDFium would stretch the rest."""
    scale = dpi / INCH
    width, height = page.get_size()
    columns, rows = int(width * scale + ALMOST), int(height * scale + ALMOST)
    if (ceil(width * scale), ceil(height * scale)) == (columns, rows):
        return
    # A hair less than whole dots, because PDFium rounds up.
    across, down = ((dots - ALMOST / 2) / scale for dots in (columns, rows))
    page.set_mediabox(0, height - down, across, height)


def _raster(image: Image) -> Raster:
    dots = image.point(_PRINTED).convert("1")
    return Raster(image.width, image.height, dots.tobytes())
