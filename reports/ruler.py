"""A page with a ruler of 50 mm, to find a printer that scales what it prints."""

from __future__ import annotations

from reports.label_stock import MILLIMETRE as MM
from reports.marks import Line, Mark, Text
from reports.press import Press
from reports.sheet import write

LENGTH = 50
"""In mm."""


def draw_ruler(press: Press) -> bytes:
    """Return the test page for a stock: a frame at its edge, and the ruler in its first place."""
    stock = press.stock
    x, y = stock.places[press.first - 1]
    left, top = x + 8 * MM, y + 15 * MM
    marks: list[Mark] = [
        Text(left, top - 6 * MM, "Test page", 12, bold=True),
        Line((left, top), (left + LENGTH * MM, top), 0.7),
        *(
            Line((left + at * MM, top), (left + at * MM, top + (4 if at % 10 else 7) * MM), 0.35)
            for at in range(0, LENGTH + 1, 5)
        ),
        Text(left, top + 12 * MM, "From the first line to the last: 50 mm", 9),
        Text(left, top + 17 * MM, f"{stock.words}, {press.dpi} dots per inch", 9),
    ]
    return write(stock.page, "Test page", [marks])
