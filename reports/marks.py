"""What a page is made of. Lengths are points; y runs down from the top edge of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; (x, y) is the left end of its baseline."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    white: bool = False

    def moved(self, x: float, y: float) -> Text:
        """Return the same text, further right by `x` and further down by `y`."""
        return Text(self.x + x, self.y + y, self.text, self.size, self.bold, self.white)


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line between two points."""

    start: Point
    end: Point
    thickness: float

    def moved(self, x: float, y: float) -> Line:
        """Return the same line, further right by `x` and further down by `y`."""
        (x1, y1), (x2, y2) = self.start, self.end
        return Line((x1 + x, y1 + y), (x2 + x, y2 + y), self.thickness)


@dataclass(frozen=True, slots=True)
class Fill:
    """Outlines filled together by the even-odd rule, so that one inside another is a hole."""

    outlines: tuple[tuple[Point, ...], ...]
    white: bool = False

    def moved(self, x: float, y: float) -> Fill:
        """Return the same shape, further right by `x` and further down by `y`."""
        outlines = tuple(tuple((px + x, py + y) for px, py in points) for points in self.outlines)
        return Fill(outlines, self.white)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Upright rectangles filled black together: left edge, upper edge, width, height of each."""

    boxes: tuple[tuple[float, float, float, float], ...]

    def moved(self, x: float, y: float) -> Boxes:
        """Return the same boxes, further right by `x` and further down by `y`."""
        return Boxes(tuple((left + x, top + y, w, h) for left, top, w, h in self.boxes))


Mark: TypeAlias = Text | Line | Fill | Boxes


def frame(x: float, y: float, width: float, height: float, thickness: float) -> Fill:
    """Return the four sides of a box; they lie wholly inside the given measures."""
    right, bottom = x + width, y + height
    t = thickness
    outer = ((x, y), (right, y), (right, bottom), (x, bottom))
    inner = ((x + t, y + t), (right - t, y + t), (right - t, bottom - t), (x + t, bottom - t))
    return Fill((outer, inner))
