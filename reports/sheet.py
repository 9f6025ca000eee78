"""Marks into a PDF, the same bytes for the same marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, assert_never

from reports import fonts
from reports.marks import Boxes, Fill, Line, Mark, Text

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


INCH = 72.0
MILLIMETRES_AN_INCH = 25.4
MILLIMETRE = INCH / MILLIMETRES_AN_INCH
"""An inch and a millimetre in points."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The measures of a page in points."""

    width: float
    height: float


def write(sheet: Sheet, title: str, pages: Sequence[Sequence[Mark]]) -> bytes:
    """Return a PDF with one page of `sheet` for each sequence of marks.

    `title` shows in print queues and window titles, so it names no patient. Both fonts are
    embedded, and the pages ask to be printed at their own size.
    """
    # Imported here and not above: it takes a tenth of a second, and the window opens without it.
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # nobody sends a PDF through a channel of seven bits any more
    fonts.face(bold=False)
    fonts.face(bold=True)
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(sheet.width, sheet.height),
        invariant=1,
        pageCompression=1,
        # The default refers to a font that is not embedded. The type hints have this wrong.
        initialFontName=fonts.REGULAR,  # type: ignore[arg-type]
        lang="en",
    )
    canvas.setTitle(title)
    canvas.setAuthor("Umbra")
    canvas.setCreator("Umbra")
    canvas.setSubject("")
    canvas.setViewerPreference("PrintScaling", "None")
    for marks in pages:
        for mark in marks:
            _draw(canvas, sheet.height, mark)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, height: float, mark: Mark) -> None:
    match mark:
        case Text():
            canvas.setFillGray(1 if mark.white else 0)
            canvas.setFont(fonts.BOLD if mark.bold else fonts.REGULAR, mark.size)
            canvas.drawString(mark.x, height - mark.y, mark.text)
        case Line((x1, y1), (x2, y2), thickness):
            canvas.setLineWidth(thickness)
            canvas.line(x1, height - y1, x2, height - y2)
        case Boxes(boxes):
            canvas.setFillGray(0)
            path = canvas.beginPath()
            for x, y, w, h in boxes:
                path.rect(x, height - y - h, w, h)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
        case Fill(outlines, white):
            canvas.setFillGray(1 if white else 0)
            path = canvas.beginPath()
            for (x, y), *rest in outlines:
                path.moveTo(x, height - y)
                for px, py in rest:
                    path.lineTo(px, height - py)
                path.close()
            canvas.drawPath(path, stroke=0, fill=1, fillMode=0)
        case _:
            assert_never(mark)
