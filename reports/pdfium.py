"""The one way to PDFium: it must not be called from two threads at once.

Printing is done on a thread, and looking at a preview is not. Whoever opens a document here has the
turn until it is closed again, so that none is left to be closed on another thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from reports.refusal import Misprinted
from reports.sheet import INCH

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

_TURN = threading.RLock()

MOST_BYTES = 2_000_000
MOST_PAGES = 8
MOST_SIGNS = 20_000
"""More than any label of ours has on a page."""

LONGEST_SIDE = 900.0
"""The longest side of A4 is 842 points: nothing that labels are printed on is longer."""


@contextmanager
def opened(pdf: bytes) -> Iterator[PdfDocument]:
    """Hold the turn and a document; raises Misprinted for what is no PDF, or a damaged one."""
    # Imported here and not above: the window opens without it.
    import pypdfium2

    with _TURN:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Misprinted(
                "This is not a PDF that can be read. Choose the file of a label."
            ) from error
        try:
            yield document
        except (pypdfium2.PdfiumError, MemoryError) as error:
            raise Misprinted(
                "A page of this PDF cannot be read. Choose the file of a label, as Umbra wrote it."
            ) from error
        finally:
            document.close()


def require_modest(pdf: bytes, document: PdfDocument) -> None:
    """Raise Misprinted for a file that is no label's by its size, before any page is drawn."""
    too_much = len(pdf) > MOST_BYTES or len(document) > MOST_PAGES
    if too_much or not all(_is_modest(document, index) for index in range(len(document))):
        raise Misprinted(
            f"This PDF is larger than any label: expected at most {MOST_PAGES} pages, none of them "
            f"larger than A4 or letter paper, and {MOST_BYTES:,} bytes. Choose the file of a label."
        )


def _is_modest(document: PdfDocument, index: int) -> bool:
    page = document[index]
    if max(page.get_size()) > LONGEST_SIDE:
        return False
    signs: int = page.get_textpage().count_chars()
    return signs <= MOST_SIGNS


def words_of(document: PdfDocument, index: int) -> list[str]:
    """Return the words of a page, in the order in which they were drawn."""
    text: str = document[index].get_textpage().get_text_range()
    # PDFium joins a line that ends in a hyphen to the next, and puts this in the hyphen's place.
    return text.replace("\ufffe", "- ").split()


def pictures(pdf: bytes, dpi: int) -> list[Image]:
    """Return every page in shades of grey, at so many dots per inch."""
    with opened(pdf) as document:
        return [page.render(scale=dpi / INCH, grayscale=True).to_pil().copy() for page in document]
