"""Reading a drawn page back, the way a person and a scanner would.

PDFium, which does the reading, must not be called from two threads at once.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel
from reports.press import Press
from reports.refusal import Misprinted

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument
    from zxingcpp import Barcode

PRINTER_DPI = 203
"""Resolution of the coarsest label printers in use."""

GS1_DATAMATRIX = "]d2"
"""What a scanner sends before a DataMatrix that follows GS1's rules (ISO/IEC 15424)."""

POINTS_AN_INCH = 72


def verify_label(
    pdf: bytes,
    label: BagLabel | CompanionLabel,
    _press: Press = Press(),  # noqa: B008
) -> None:
    """Raise Misprinted unless the drawn label says and scans as exactly what `label` says.

    The words are read back from the file in order, all of them and nothing else; the code is
    decoded from the picture that a label printer of 203 dpi makes of the page, in black and white.
    """
    document = _opened(pdf)
    if len(document) != 1:
        raise Misprinted(f"The label has {len(document)} pages instead of one. Do not use it.")
    said = _words(document)
    expected = [word for _, text in label.parts() for word in text.split()]
    if said != expected:
        raise Misprinted(_difference(expected, said))
    code = _barcode(document)
    if code.symbology_identifier != GS1_DATAMATRIX or code.text != label.code:
        raise Misprinted(
            f"The printed code reads “{code.text}” ({code.symbology_identifier}) instead of "
            f"“{label.code}” ({GS1_DATAMATRIX}). Do not use the label."
        )


def code_on(pdf: bytes) -> str:
    """Return what a scanner sends for the label's code: symbology prefix, then the data.

    A group separator (ASCII 29) ends each value of variable length that another follows. Raises
    Misprinted when there is not exactly one readable code.
    """
    code = _barcode(_opened(pdf))
    return code.symbology_identifier + code.bytes.decode("ascii")


def page_images(pdf: bytes, dpi: int) -> list[bytes]:
    """Return a PNG picture in shades of grey of every page."""
    pictures = []
    document = _opened(pdf)
    for index in range(len(document)):
        buffer = BytesIO()
        _picture(document, index, dpi).save(buffer, format="PNG")
        pictures.append(buffer.getvalue())
    return pictures


def _opened(pdf: bytes) -> PdfDocument:
    # Imported here and not above: the window opens without it.
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def _words(document: PdfDocument) -> list[str]:
    """Return the words of the first page, in the order in which they were drawn."""
    text: str = document[0].get_textpage().get_text_range()
    # PDFium joins a line that ends in a hyphen to the next, and puts this in the hyphen's place.
    return text.replace("\ufffe", "- ").split()


def _picture(document: PdfDocument, index: int, dpi: int) -> Image:
    bitmap = document[index].render(scale=dpi / POINTS_AN_INCH, grayscale=True)
    picture: Image = bitmap.to_pil()
    return picture


def _barcode(document: PdfDocument) -> Barcode:
    """Return the one DataMatrix on the first page."""
    import zxingcpp  # here, because the window opens without it

    printed = _picture(document, 0, PRINTER_DPI).point(lambda grey: 255 if grey > 127 else 0)
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix])
    # The code stands upright, dark on light and large enough: no other search is needed.
    codes = zxingcpp.read_barcodes(
        printed, formats, try_rotate=False, try_downscale=False, try_invert=False
    )
    if len(codes) != 1:
        raise Misprinted(
            f"The label carries {len(codes)} readable codes instead of one. Do not use it; print "
            "it again."
        )
    return codes[0]


def _difference(expected: list[str], said: list[str]) -> str:
    """Say where the words read back first differ from those expected."""
    at = next(
        (i for i, (a, b) in enumerate(zip(expected, said, strict=False)) if a != b),
        min(len(expected), len(said)),
    )
    wanted, found = (" ".join(words[at : at + 3]) or "nothing more" for words in (expected, said))
    return f"The label says “{found}” where “{wanted}” was expected. Do not use it."
