"""Reading a drawn page back, the way a person and a scanner would."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from reports.label_contents import Label
from reports.label_reading import expected_words
from reports.pdfium import opened, pictures, require_modest, words_of
from reports.press import Press
from reports.raster import picture
from reports.refusal import Misprinted

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument
    from zxingcpp import Barcode

ANY_PRESS = Press()

GS1_DATAMATRIX = "]d2"
"""What a scanner sends before a DataMatrix that follows GS1's rules (ISO/IEC 15424)."""

PAPER = 255
"""White, in a picture of a page."""


def verify_label(pdf: bytes, label: Label, press: Press = ANY_PRESS) -> None:
    """Raise Misprinted unless the drawn label says and scans as exactly what `label` says.

    The words of all labels are read back from the file in order, all of them and nothing else.
    Each page is then pictured at the press's resolution in black and white: every label on it
    carries one code, which is decoded and compared; nothing is printed but in the places that were
    free, one after the other; and there are as many codes as the words say there are labels.
    """
    with opened(pdf) as document:
        codes = [_barcode(label) for label in _labels(document, press)]
        said = [word for index in range(len(document)) for word in words_of(document, index)]
    expected = expected_words(label, len(codes), said)
    if said != expected:
        raise Misprinted(_difference(expected, said))
    for code in codes:
        if code.symbology_identifier != GS1_DATAMATRIX or code.text != label.code:
            raise Misprinted(
                f"The printed code reads “{code.text}” ({code.symbology_identifier}) instead of "
                f"“{label.code}” ({GS1_DATAMATRIX}). Do not use the label."
            )


def code_on(pdf: bytes) -> str:
    """Return what a scanner sends for the code of a label: symbology prefix, then the data.

    A label that took several places bears the same on each. A group separator (ASCII 29) ends each
    value of variable length that another follows. Raises Misprinted where there is no readable
    code, or not everywhere the same.
    """
    said = {code for page in codes_on(pdf) for code in page}
    if len(said) != 1:
        raise Misprinted(
            f"The paper carries {len(said)} different readable codes instead of one. Do not use "
            "it; print it again."
        )
    return said.pop()


def codes_on(pdf: bytes) -> tuple[tuple[str, ...], ...]:
    """Return what a scanner sends for every code of each page, as code_on(); raises Misprinted."""
    with opened(pdf) as document:
        require_modest(pdf, document)
        pages = [picture(document, index, ANY_PRESS.dpi) for index in range(len(document))]
    return tuple(tuple(_sent(code) for code in barcodes(page)) for page in pages)


def _sent(code: Barcode) -> str:
    try:
        return str(code.symbology_identifier + code.bytes.decode("ascii"))
    except UnicodeDecodeError as error:
        raise Misprinted(
            "A code on the paper holds signs that no code of a label has. Do not use it."
        ) from error


def page_images(pdf: bytes, dpi: int) -> list[bytes]:
    """Return a PNG picture in shades of grey of every page."""
    images = []
    for page in pictures(pdf, dpi):
        buffer = BytesIO()
        page.save(buffer, format="PNG")
        images.append(buffer.getvalue())
    return images


def _labels(document: PdfDocument, press: Press) -> list[Image]:
    """Return a picture of each label; raises Misprinted where labels are not in their places."""
    pages = [_places_on(document, index, press) for index in range(len(document))]
    places = [place for page in pages for place in page]
    labels = [place for place in places if not _is_blank(place)]
    if any(_is_blank(place) for place in places[: len(labels)]):
        raise Misprinted("A place before the last label was left empty. Do not use the labels.")
    if all(_is_blank(place) for place in pages[-1]):
        raise Misprinted(f"The last of {len(pages)} pages is empty. Do not use the label.")
    return labels


def _places_on(document: PdfDocument, index: int, press: Press) -> list[Image]:
    """Return a picture of each free place of a page; nothing may be printed outside them."""
    page = picture(document, index, press.dpi)
    if not press.stock.is_sheet:
        return [page]
    areas = [_area(place, press) for place in press.places(index)]
    places = [page.crop(area) for area in areas]
    for area in areas:
        page.paste(PAPER, area)
    if not _is_blank(page):
        raise Misprinted("Something is printed outside the sheet's free places. Do not use it.")
    return places


def _area(place: tuple[float, float], press: Press) -> tuple[int, int, int, int]:
    """Return the dots of a label's place on its page: left, top, right and bottom."""
    (x, y), label = place, press.stock.label
    edges = (x, y, x + label.width, y + label.height)
    left, top, right, bottom = (round(edge / press.dot) for edge in edges)
    return left, top, right, bottom


def _is_blank(image: Image) -> bool:
    return image.getextrema() == (PAPER, PAPER)


def _barcode(label: Image) -> Barcode:
    """Return the one DataMatrix on the picture of a label."""
    codes = barcodes(label)
    if len(codes) != 1:
        raise Misprinted(
            f"The label carries {len(codes)} readable codes instead of one. Do not use it; print "
            "it again."
        )
    return codes[0]


def barcodes(page: Image) -> Sequence[Barcode]:
    """Return every DataMatrix on a picture."""
    import zxingcpp  # here, because the window opens without it

    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
    # Codes stand upright, dark on light and large enough: no other search is needed.
    return zxingcpp.read_barcodes(
        page, formats, try_rotate=False, try_downscale=False, try_invert=False
    )


def _difference(expected: Sequence[str], said: Sequence[str]) -> str:
    """Say where the words read back first differ from those expected."""
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, said, strict=False)) if a != b),
        min(len(expected), len(said)),
    )
    wanted, found = (" ".join(words[at : at + 3]) or "nothing more" for words in (expected, said))
    return f"The label says “{found}” where “{wanted}” was expected. Do not use it."
