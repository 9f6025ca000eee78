"""A Code 128 as shapes, and the proof that each code on a page is read for what it is.

Every scanner at a counter reads Code 128, one that has only a line of laser light too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, cast

from reports.datamatrix import DOT
from reports.marks import Boxes
from reports.press import PRINTER_DPI
from reports.refusal import Misprinted, Unprintable
from reports.sheet import INCH
from reports.verify import page_images

if TYPE_CHECKING:
    from zxingcpp import Barcode

QUIET = 10
"""Modules left blank at either side of the bars (ISO/IEC 15417)."""


@dataclass(frozen=True, slots=True)
class LinearCode:
    """A Code 128 with its upper left corner, quiet zone left out, at (x, y).

    `bars` are its modules from left to right, dark ones True; each is `dots` dots of a 203 dpi
    printer wide and `height` points high.
    """

    text: str
    bars: tuple[bool, ...]
    dots: int
    height: float
    x: float = 0
    y: float = 0

    @property
    def module(self) -> float:
        """The width of one module in points."""
        return self.dots * DOT

    @property
    def width(self) -> float:
        """The width of the bars in points, without the quiet zones."""
        return len(self.bars) * self.module

    @property
    def quiet(self) -> float:
        """The width of one quiet zone in points."""
        return QUIET * self.module

    def at(self, x: float, y: float) -> LinearCode:
        """Return the code with its corner at (x, y), moved left to a whole dot."""
        return LinearCode(self.text, self.bars, self.dots, self.height, x // DOT * DOT, y)

    def drawn(self) -> Boxes:
        """Return the bars."""
        boxes = []
        x = self.x
        for dark, modules in groupby(self.bars):
            width = len(list(modules)) * self.module
            if dark:
                boxes.append((x, self.y, width, self.height))
            x += width
        return Boxes(tuple(boxes))

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies on the bars."""
        return 0 <= x - self.x <= self.width and 0 <= y - self.y <= self.height


def linear_code(text: str, dots: int, height: float) -> LinearCode:
    """Return the Code 128 of a text; raises Unprintable where it cannot hold it."""
    import zxingcpp  # here, because the window opens without it

    try:
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    except ValueError as error:
        raise Unprintable(
            f"The code “{text}” cannot be printed: a Code 128 holds plain letters, digits and "
            "signs, at least one."
        ) from error
    # The image is a buffer, which its type hints leave out.
    image = memoryview(cast("bytes", barcode.to_image(scale=1, add_quiet_zones=False)))
    _, across = cast("tuple[int, int]", image.shape)
    row = image.tobytes()[:across]
    return LinearCode(text, tuple(sign == 0 for sign in row), dots, height)


def prove(pdf: bytes, pages: Sequence[Sequence[LinearCode]]) -> None:
    """Raise Misprinted unless each page carries these codes, each at its place, and no other.

    They are decoded from the picture that a printer of 203 dpi makes of each page, in black and
    white.
    """
    pictures = page_images(pdf, PRINTER_DPI)
    if len(pictures) != len(pages):
        raise Misprinted(
            f"The sheet has {len(pictures)} pages instead of {len(pages)}. Do not use it."
        )
    for picture, codes in zip(pictures, pages, strict=True):
        read = _read(picture)
        for code in codes:
            found = [text for text, x, y in read if code.holds(x, y)]
            if found != [code.text]:
                raise Misprinted(
                    f"A printed code reads “{', '.join(found) or 'nothing'}” instead of "
                    f"“{code.text}”. Do not use the sheet."
                )
        if len(read) > len(codes):
            raise Misprinted("The sheet carries a code that does not belong there. Do not use it.")


def _read(picture: bytes) -> list[tuple[str, float, float]]:
    """Return what each code of a page says, with the middle of it in points."""
    import zxingcpp
    from PIL import Image

    grey = Image.open(BytesIO(picture))
    printed = grey.point(lambda shade: 255 if shade > 127 else 0)
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])
    codes = zxingcpp.read_barcodes(
        printed, formats, try_rotate=False, try_downscale=False, try_invert=False
    )
    return [(code.text, *_middle(code)) for code in codes]


def _middle(code: Barcode) -> tuple[float, float]:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    scale = INCH / PRINTER_DPI / len(corners)
    return sum(each.x for each in corners) * scale, sum(each.y for each in corners) * scale
