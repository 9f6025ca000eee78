"""The one page of codes that a scanner is learned from.

The codes stand below each other with room between them, so that a scanner meets one at a time.
Each has its number in front, for the window asks for them one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from reports import fonts
from reports.block import Block, text_block, text_height
from reports.datamatrix import Cells, Symbol, encode
from reports.linear_code import LinearCode
from reports.marks import Mark, Text
from reports.paper import BELOW_HEAD, MARGIN, SIZES, foot, head, numbered
from reports.press import PRINTER_DPI
from reports.refusal import Misprinted, Unprintable
from reports.section import Document
from reports.sheet import write
from reports.verify import page_images
from reports.wrap import broken

if TYPE_CHECKING:
    from zxingcpp import Barcode

Size: TypeAlias = Literal["letter", "A4"]

DOTS = 3
"""Each module of a linear code is 0.38 mm wide, which every hand scanner reads."""

CELL_DOTS = 6
"""Each module of the DataMatrix is 0.75 mm wide."""

BARS = 40.0
"""Height of the bars in points: 14 mm."""

NUMBER = 30.0
NUMBER_COLUMN = 58.0
WORDS = 9.0
ADVICE = 11.0


class Symbology(Enum):
    """The kinds of code on the page."""

    CODE_128 = "Code128"
    GS1_128 = "GS1-128"
    UPC_A = "UPCA"
    GS1_DATAMATRIX = "DataMatrix"


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One code: its number, kind, content, and the words below it.

    `content` is written as it is drawn, a GS1 code with each field number in brackets. `reads`
    is what a scanner has to make of it, symbology identifier and separators included.
    """

    number: int
    symbology: Symbology
    content: str
    reads: str
    words: str


@dataclass(frozen=True, slots=True)
class ScannerSheet:
    """The page; `advice` says what to do with it, a line for each part."""

    title: str
    subtitle: str
    advice: tuple[str, ...]
    codes: tuple[SheetCode, ...]
    footer: str
    size: Size
    mark: str = ""


def modules(symbology: Symbology, content: str) -> Cells:
    """Return the modules of a code, dark ones True: one row for a linear code.

    Raises Unprintable for content that such a code cannot hold.
    """
    if symbology is Symbology.GS1_DATAMATRIX:
        return encode(content)
    import zxingcpp  # here, because the window opens without it

    gs1 = symbology is Symbology.GS1_128
    named = "Code128" if gs1 else symbology.value
    kind = getattr(zxingcpp.BarcodeFormat, named)
    try:
        barcode = zxingcpp.create_barcode(content, kind, gs1=gs1)
    except ValueError as error:
        raise Unprintable(
            f"The code “{content}” cannot be printed as {symbology.value}: it does not hold such "
            "content. Correct the page of codes."
        ) from error
    # The image is a buffer, which its type hints leave out.
    image = memoryview(cast("bytes", barcode.to_image(scale=1, add_quiet_zones=False)))
    _, across = cast("tuple[int, int]", image.shape)
    return (tuple(dot == 0 for dot in image.tobytes()[:across]),)


def draw_scanner_sheet(sheet: ScannerSheet) -> bytes:
    """Return the page as a PDF, each code of which was read back from its picture.

    Raises Unprintable where a text or code cannot be printed or has no room, and Misprinted where
    a code is not read as what it is.
    """
    marks = _page(sheet)
    for mark in marks:
        if isinstance(mark, Text):
            fonts.require(mark.text, "The page's text")
    pdf = write(SIZES[sheet.size], sheet.title, [marks])
    prove_codes(pdf, tuple(code.reads for code in sheet.codes))
    return pdf


def prove_codes(pdf: bytes, expected: tuple[str, ...]) -> None:
    """Raise Misprinted unless the page carries exactly these codes, from top to bottom.

    They are decoded from the picture that a printer of 203 dpi makes, in black and white.
    """
    import zxingcpp
    from PIL import Image

    (picture,) = page_images(pdf, PRINTER_DPI)
    printed = Image.open(BytesIO(picture)).point(lambda grey: 255 if grey > 127 else 0)
    found = zxingcpp.read_barcodes(printed, try_rotate=False, try_invert=False)
    in_order = sorted(found, key=lambda code: code.position.top_left.y)
    read = tuple(_sent(code) for code in in_order)
    if read != expected:
        raise Misprinted(
            f"The page of codes reads “{'”, “'.join(read) or 'nothing'}” instead of "
            f"“{'”, “'.join(expected)}”. Do not use it; print it again."
        )


def _sent(code: Barcode) -> str:
    sent = f"{code.symbology_identifier}{code.bytes.decode('latin-1')}"
    # A UPC-A is an EAN-13 that begins with 0, and is read as one.
    return sent.replace("]E00", "]E0", 1)


def _page(sheet: ScannerSheet) -> list[Mark]:
    paper = SIZES[sheet.size]
    room = paper.width - 2 * MARGIN
    frame = Document(sheet.title, sheet.subtitle, (), (), sheet.footer, sheet.size, mark=sheet.mark)
    above, below = head(frame, room), foot(frame, room)
    bottom = paper.height - MARGIN - below.height
    marks: list[Mark] = [*above.at(MARGIN, MARGIN), *below.at(MARGIN, bottom)]
    marks.append(numbered(1, 1, room).moved(MARGIN, bottom))
    y = MARGIN + above.height + BELOW_HEAD
    for line in sheet.advice:
        advice = text_block(broken(line, False, ADVICE, room), ADVICE)
        marks += advice.at(MARGIN, y)
        y += advice.height + 4
    rows = [_row(code, room) for code in sheet.codes]
    between = (bottom - y - sum(row.height for row in rows)) / (len(rows) + 1)
    if between < WORDS:
        raise Unprintable(
            "The codes do not fit one page; take some words from above them and print again."
        )
    for row in rows:
        y += between
        marks += row.at(MARGIN, y)
        y += row.height
    return marks


def _row(code: SheetCode, room: float) -> Block:
    """Return a code with its number before it and its words below it."""
    cells = modules(code.symbology, code.content)
    shape, height = _shape(cells, room, code)
    words = text_block(broken(code.words, False, WORDS, room - NUMBER_COLUMN), WORDS)
    lower = height + 5
    number = str(code.number)
    top = (height - fonts.CAPITAL * NUMBER) / 2 + fonts.CAPITAL * NUMBER
    marks = (
        Text(0, top, number, NUMBER, bold=True),
        *shape,
        *words.at(NUMBER_COLUMN, lower),
    )
    return Block(lower + max(words.height, text_height(WORDS)), marks)


def _shape(cells: Cells, room: float, code: SheetCode) -> tuple[tuple[Mark, ...], float]:
    """Return the shape of a code to the right of its number, and how high it is."""
    if len(cells) > 1:
        symbol = Symbol(cells, CELL_DOTS)
        return (symbol.drawn(NUMBER_COLUMN, 0),), symbol.side
    linear = LinearCode(code.content, cells[0], DOTS, BARS)
    if linear.width + 2 * linear.quiet > room - NUMBER_COLUMN:
        raise Unprintable(
            f"Code {code.number} is wider than the page. Split what it holds and print again."
        )
    return (linear.at(NUMBER_COLUMN, 0).drawn(),), BARS
