"""Where paper comes out: what every way to a printer can be asked and told.

Both questions may take seconds, so they are asked on a thread. An outlet never touches the log.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from app.core.refused import Refused
from reports.pdfium import pictures
from reports.press import Press
from reports.raster import Raster, rasters
from reports.verify import barcodes

if TYPE_CHECKING:
    from PIL.Image import Image


class Delivery(StrEnum):
    """What became of what was sent."""

    DELIVERED = "delivered"
    """The printer, or the queue before it, took all of it and reported nothing amiss."""
    NOT_DELIVERED = "not-delivered"
    """Surely nothing came out."""
    UNCERTAIN = "uncertain"
    """Nobody can say but who looks at the printer."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of what was sent, and a sentence for the person at the printer."""

    delivery: Delivery
    sentence: str


class Outlet(Protocol):
    """One way to one printer."""

    @property
    def words(self) -> str:
        """Which printer it is, and what is known of it, in words."""

    def ready(self, press: Press) -> None:
        """Ask whether it can print on that stock now.

        Raises Refused where it is off, out of paper, open, or holds another stock.
        """

    def send(self, pdf: bytes, press: Press, title: str) -> Sent:
        """Print it. `title` shows in queues, so it names nobody. Raises nothing."""


def codes_on(picture: "Image") -> list[str]:
    """Return what the DataMatrix codes in a picture hold, sorted."""
    return sorted(code.text for code in barcodes(picture))


def picture_of(raster: Raster) -> "Image":
    """Return the dots of a page as a picture in shades of grey, of which it has two."""
    from PIL import Image

    turned = bytes(each ^ 0xFF for each in raster.rows)
    return Image.frombytes("1", (raster.width, raster.height), turned).convert("L")


def printable(pdf: bytes, press: Press) -> tuple[Raster, ...]:
    """Return the pages in dots; raises Refused unless they scan as the pages themselves do.

    The pages are looked at with twice as many dots, so that what the printer's own resolution
    spoils is seen.
    """
    pages, fine = rasters(pdf, press), pictures(pdf, 2 * press.dpi)
    for number, (page, picture) in enumerate(zip(pages, fine, strict=True), 1):
        found, wanted = codes_on(picture_of(page)), codes_on(picture)
        if found != wanted:
            raise Refused(
                f"At {press.dpi} dots per inch the code on page {number} cannot be read as it "
                f"should: {len(found)} of {len(wanted)} codes were. Nothing was sent; choose a "
                "larger stock or a printer with a finer resolution."
            )
    return pages
