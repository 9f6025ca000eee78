"""The words of a drawn label, page by page, in the order in which they were drawn."""

from __future__ import annotations

from reports.pdfium import opened, require_modest, words_of


def words_on(pdf: bytes) -> tuple[tuple[str, ...], ...]:
    """Return the words of each page; raises Misprinted for what is no PDF, or no label's."""
    with opened(pdf) as document:
        require_modest(pdf, document)
        return tuple(tuple(words_of(document, index)) for index in range(len(document)))
