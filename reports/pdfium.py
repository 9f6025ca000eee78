"""Pictures of the pages of a PDF. PDFium must not be called from two threads at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

TURN = threading.RLock()
"""Held by whoever calls PDFium: printing is done on a thread, looking at a preview is not."""

POINTS_AN_INCH = 72


def pictures(pdf: bytes, dpi: int) -> list[Image]:
    """Return every page in shades of grey, at so many dots per inch."""
    # Imported here and not above: the window opens without it.
    import pypdfium2

    with TURN:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [
                page.render(scale=dpi / POINTS_AN_INCH, grayscale=True).to_pil().copy()
                for page in document
            ]
        finally:
            document.close()
