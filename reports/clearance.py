"""The proof by geometry that a laid-out label can be read: made at every drawing.

Every text lies within the label's printable area, none on another; nothing but the code stands in
the code's quiet zone; white words stand on black and black ones on white; and the words are those
of the label, in its order, with the name, the drug and the dose in type of 12 points or more, the
dose no smaller than the drug, and no type larger than those two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn, TypeAlias, assert_never

from reports import fonts
from reports.label_layout import Face
from reports.marks import Boxes, Fill, Line, Mark, Text
from reports.refusal import Unprintable

Box: TypeAlias = tuple[float, float, float, float]
"""The left, upper, right and lower edge."""

LARGE = frozenset({"patient's name", "drug", "dose", "amount"})
LEAST_LARGE = 12.0
"""The least type size of the patient's name, the drug and the dose, in points."""

LEAST = 6.0
"""The least type size of anything."""

QUIET_MODULES = 1
"""Modules that have to stay blank around a DataMatrix: ISO/IEC 16022."""

HAIR = 0.02
"""What rounding may be off by, in points: a hundredth of a printer's dot and less."""


def require_clear(face: Face) -> None:
    """Raise Unprintable, naming the text, unless the label can be read."""
    texts = [mark for mark in face.marks if isinstance(mark, Text)]
    boxes = [_box(text) for text in texts]
    margin, sheet = face.margin, face.sheet
    area = (margin, margin, sheet.width - margin, sheet.height - margin)
    for text, box in zip(texts, boxes, strict=True):
        if not _within(box, area):
            _refuse(text, "does not lie within the label")
    _require_apart(texts, boxes)
    _require_quiet(face)
    _require_ground(face.marks, texts, boxes)
    _require_sizes(face.parts, texts)


def _require_apart(texts: Sequence[Text], boxes: Sequence[Box]) -> None:
    """From the top down, so that only texts at about one height are compared."""
    order = sorted(range(len(texts)), key=lambda index: boxes[index][1])
    for place, index in enumerate(order):
        left, _, right, bottom = boxes[index]
        for other in order[place + 1 :]:
            box = boxes[other]
            if box[1] >= bottom - HAIR:
                break
            if box[0] < right - HAIR and left < box[2] - HAIR:
                _refuse(texts[other], f"stands on “{texts[index].text.strip()}”")


def _require_quiet(face: Face) -> None:
    """The code may be drawn up to one dot further up and left, to begin at a whole dot."""
    (left, top), symbol = face.corner, face.symbol
    quiet = QUIET_MODULES * symbol.module
    right, bottom = left + symbol.side + quiet, top + symbol.side + quiet
    zone = (left - quiet - symbol.dot, top - quiet - symbol.dot, right, bottom)
    if not _within((zone[0], zone[1], right - quiet, bottom - quiet), _whole(face)):
        raise Unprintable("The code does not lie within the label.")
    for mark in face.marks:
        if any(_meet(box, zone) for box in _extents(mark)):
            if isinstance(mark, Text):
                _refuse(mark, "stands too near to the code")
            raise Unprintable("A line or a box of the label stands too near to the code.")


def _require_ground(marks: Sequence[Mark], texts: Sequence[Text], boxes: Sequence[Box]) -> None:
    black = [box for mark in marks if isinstance(mark, Boxes) for box in _extents(mark)]
    for text, box in zip(texts, boxes, strict=True):
        if text.white and not any(_within(box, ground) for ground in black):
            _refuse(text, "is white and does not stand on black")
        if not text.white and any(_meet(box, ground) for ground in black):
            _refuse(text, "is black and stands on black")


def _require_sizes(parts: Sequence[tuple[str, str]], texts: Sequence[Text]) -> None:
    sizes: dict[str, float] = {}
    expected = [(name, word) for name, text in parts for word in text.split()]
    said = [(text, word) for text in texts for word in text.text.split()]
    if [word for _, word in expected] != [word for _, word in said]:
        raise Unprintable("The label does not hold its words in their order.")
    for (name, word), (text, _) in zip(expected, said, strict=True):
        least = LEAST_LARGE if name in LARGE else LEAST
        if text.size < least:
            raise Unprintable(f"The {name} “{word}” is set in type of {text.size:g} points.")
        sizes[name] = max(sizes.get(name, 0.0), text.size)
    dose = max(sizes.get("dose", 0.0), sizes.get("amount", 0.0)) or sizes["drug"]
    if not sizes["drug"] <= dose or dose < max(sizes.values()):
        raise Unprintable("The drug and the dose are not in the largest type of the label.")


def _box(text: Text) -> Box:
    """Return what a text covers, from the top of its capitals to below a g."""
    right = text.x + fonts.width(text.text.rstrip(), text.bold, text.size)
    above, below = fonts.CAPITAL * text.size, fonts.DESCENT * text.size
    return (text.x, text.y - above, right, text.y + below)


def _extents(mark: Mark) -> Iterator[Box]:
    match mark:
        case Text():
            yield _box(mark)
        case Line((x1, y1), (x2, y2), thickness):
            half = thickness / 2
            yield (min(x1, x2), min(y1, y2) - half, max(x1, x2), max(y1, y2) + half)
        case Boxes(boxes):
            yield from ((x, y, x + wide, y + high) for x, y, wide, high in boxes)
        case Fill(outlines):
            across = [x for outline in outlines for x, _ in outline]
            down = [y for outline in outlines for _, y in outline]
            yield (min(across), min(down), max(across), max(down))
        case _:
            assert_never(mark)


def _whole(face: Face) -> Box:
    return (0.0, 0.0, face.sheet.width, face.sheet.height)


def _within(box: Box, area: Box) -> bool:
    return (
        box[0] >= area[0] - HAIR
        and box[1] >= area[1] - HAIR
        and box[2] <= area[2] + HAIR
        and box[3] <= area[3] + HAIR
    )


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2] - HAIR
        and other[0] < one[2] - HAIR
        and one[1] < other[3] - HAIR
        and other[1] < one[3] - HAIR
    )


def _refuse(text: Text, why: str) -> NoReturn:
    raise Unprintable(
        f"The label cannot be printed: “{text.text.strip()}” {why}. Shorten its words or choose "
        "another label stock, and print again."
    )
