"""Pages to print: labels that carry a code, whatever a label looks like."""

from reports.datamatrix import encode
from reports.marks import Boxes, Text
from reports.press import Press
from reports.sheet import write

CODE = "(91)2611-0042(92)1(93)2611021444(94)2611021802"


def coded(press: Press, *codes: str, dots: float = 4) -> bytes:
    """Return a page for each code, its modules so many dots of the printer wide and high."""
    return write(press.stock.page, "Label", [_marks(press, code, dots) for code in codes])


def _marks(press: Press, code: str, dots: float) -> list[Boxes | Text]:
    unit = dots * 72 / press.dpi
    boxes = tuple(
        (unit * (8 + x), unit * (8 + y), unit, unit)
        for y, row in enumerate(encode(code))
        for x, dark in enumerate(row)
        if dark
    )
    return [Boxes(boxes), Text(60, 130, "DEMO, Adalind", 14)]
