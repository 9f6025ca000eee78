"""The dots that a printer makes of a page, black or none, at its own resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.pdfium import pictures
from reports.press import Press

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Raster:
    """One page. `bits` are its rows from the top, each filled up to whole bytes; 1 is black."""

    width: int
    height: int
    bits: bytes

    def picture(self) -> Image:
        """Return the page in shades of grey, of which it has two."""
        from PIL import Image

        turned = bytes(each ^ 0xFF for each in self.bits)
        return Image.frombytes("1", (self.width, self.height), turned).convert("L")


def rasters(pdf: bytes, press: Press) -> tuple[Raster, ...]:
    """Return each page of `pdf` in whole dots of the printer."""
    return tuple(_raster(picture) for picture in pictures(pdf, press.dpi))


def _raster(picture: Image) -> Raster:
    from PIL.Image import Dither

    black = picture.point(lambda grey: 255 if grey <= 127 else 0).convert("1", dither=Dither.NONE)
    return Raster(picture.width, picture.height, black.tobytes())
