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


@contextmanager
def opened(pdf: bytes) -> Iterator[PdfDocument]:
    """Hold the turn and a document; raises Misprinted for what is no PDF."""
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
        finally:
            document.close()


def words_of(document: PdfDocument, index: int) -> list[str]:
    """Return the words of a page, in the order in which they were drawn."""
    text: str = document[index].get_textpage().get_text_range()
    # PDFium joins a line that ends in a hyphen to the next, and puts this in the hyphen's place.
    return text.replace("\ufffe", "- ").split()


def pictures(pdf: bytes, dpi: int) -> list[Image]:
    """Return every page in shades of grey, at so many dots per inch."""
    with opened(pdf) as document:
        return [page.render(scale=dpi / INCH, grayscale=True).to_pil().copy() for page in document]
