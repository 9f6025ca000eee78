"""The words of a drawn label, page by page, in the order in which they were drawn."""

from __future__ import annotations

from reports.refusal import Misprinted


def words_on(pdf: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the words of each page; raises Misprinted for what is no PDF.

    PDFium, which reads them, must not be called from two threads at once.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise Misprinted(
            "This is not a PDF that can be read. Choose the file of a label."
        ) from error
    # PDFium joins a line that ends in a hyphen to the next, and puts this in the hyphen's place.
    return tuple(
        tuple(page.get_textpage().get_text_range().replace("\ufffe", "- ").split())
        for page in document
    )
