"""The words of a label in parts, each measured and set within the width it is given.

Each raises Unprintable when its text has no room by the rules written at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import TypeAlias

from reports import fonts
from reports.block import LEADING, Block, flush_right, no_room, text_block, text_height
from reports.marks import Mark, Text, frame
from reports.wrap import partings, pieces, whole

BETWEEN = 9.0
"""The least distance in points between two texts on one line."""

BORDER = 1.4
"""Thickness of a frame."""

UNDER_NAME = 2.0
"""Between the name and the line below it."""

BESIDE_DOSE = 4.0
"""Between the dose and the caption before it."""

MOST_LINES = 2
"""Lines that the patient's name, the drug or the title may take."""

TITLE_PADDING = 4.0
"""Between the frame of the title and its words, at most."""

Paragraph: TypeAlias = Sequence[tuple[str, bool]]
"""Texts that flow on one after the other, each with whether it is bold."""


def title_block(title: str, room: float, size: float, padding: float) -> Block:
    """Return in a frame what the label is on: on anything but a bag it is read first."""
    padding = min(padding, TITLE_PADDING)
    inner = room - 2 * padding
    lines = whole(title, True, size, inner)
    if lines is None or len(lines) > MOST_LINES:
        raise no_room("title", title, inner, size)
    block = text_block(lines, size, bold=True)
    height = 2 * padding + block.height - fonts.DESCENT * size
    marks = block.at(padding, padding)
    return Block(height, (frame(0, 0, room, height, BORDER), *marks))


def patient_block(
    who: tuple[str, str],
    room: float,
    name: float,
    below: tuple[str, str],
    body: float,
    leading: float = LEADING,
    *,
    dense: bool = False,
) -> Block:
    """Name left and second identifier right on one line; two texts `below`, left and right.

    A name too long takes two lines beside the identifier; one longer still takes two lines of
    its own, and the identifier heads the line below. Where it is `dense`, the identifier first
    tries to end the name's second line. Any of the texts may be empty.
    """
    patient, identifier = who
    own = fonts.width(identifier, True, name)
    if own > room:
        raise no_room("second patient identifier", identifier, room, name)
    lines = whole(patient, True, name, room - own - BETWEEN)
    if lines is not None and len(lines) <= MOST_LINES:
        head = text_block(lines, name, True, leading)
        marks = _at_right(identifier, room, fonts.CAPITAL * name, name, bold=True)
        return _above(Block(head.height, (*head.marks, *marks)), below, room, body)
    for parted in partings(patient) if dense else ():
        first, second = (fonts.width(line, True, name) for line in parted)
        if first <= room and second <= room - own - BETWEEN:
            return _above(_ended(parted, identifier, room, name, leading), below, room, body)
    lines = whole(patient, True, name, room)
    if lines is None or len(lines) > MOST_LINES:
        raise no_room("patient's name", patient, room, name)
    head = text_block((*lines, identifier), name, True, leading)
    taken = _taken(below, body)
    if own + BETWEEN + taken > room:
        return _above(head, below, room, body)
    y = fonts.CAPITAL * name + len(lines) * leading * name
    left, right = below
    marks = _at_right(left, room - taken + fonts.width(left, False, body), y, body)
    return Block(head.height, (*head.marks, *marks, *_at_right(right, room, y, body)))


def drug_block(
    drug: str,
    dose: str,
    room: float,
    sizes: Sequence[float],
    wrapped: float,
    leading: float = LEADING,
    caption: tuple[str, float] = ("", 0.0),
) -> Block:
    """Drug left and dose right in the largest type that takes one line.

    A drug too long takes two lines of `wrapped` type, and the dose stands at the end of the last,
    or on a line of its own. `caption` stands before the dose in type of its own; both may be empty.
    """
    words, small = caption
    lead = fonts.width(words, False, small) + BESIDE_DOSE if words else 0.0
    for size in sizes:
        tail = lead + fonts.width(dose, True, size)
        if fonts.width(drug, True, size) + BETWEEN + tail <= room:
            return _ended((drug,), dose, room, size, leading, caption)
    tail = lead + fonts.width(dose, True, wrapped)
    if tail + BETWEEN > room:
        raise no_room("dose", dose, room, wrapped)
    for parted in partings(drug):
        first, second = (fonts.width(line, True, wrapped) for line in parted)
        if first <= room and second <= room - tail - BETWEEN:
            return _ended(parted, dose, room, wrapped, leading, caption)
    lines = whole(drug, True, wrapped, room)
    if lines is None or len(lines) > MOST_LINES:
        raise no_room("drug", drug, room, wrapped)
    return _ended((*lines, ""), dose, room, wrapped, leading, caption)


def flowing_block(paragraphs: Sequence[Paragraph], room: float, size: float) -> Block:
    """Return paragraphs one below the other; each begins a line and flows on."""
    lines = [line for runs in paragraphs for line in _flowed(runs, room, size)]
    marks = (
        _set_line(line, fonts.CAPITAL * size + index * LEADING * size, size)
        for index, line in enumerate(lines)
    )
    return Block(text_height(size, len(lines)), tuple(chain.from_iterable(marks)))


def notes_block(
    marker: str, notes: Sequence[str], rooms: tuple[float, float], above: float, size: float
) -> Block:
    """Return the notes, each beginning a line and flowing on, below a marker in bold type.

    The lines that end above `above` have the first of two `rooms`, all others the second.
    """
    wide, narrow = rooms
    lines = [marker] if marker else []
    for note in notes:
        rest: Sequence[str] = (note,)
        while rest:
            is_above = text_height(size, len(lines) + 1) <= above
            room = wide if is_above else narrow
            flowed = whole(" ".join(rest), False, size, room)
            if flowed is None:
                raise no_room("note", note, room, size)
            taken = 1 if is_above else len(flowed)
            lines += flowed[:taken]
            rest = flowed[taken:]
    block = text_block(lines, size)
    if not marker:
        return block
    if fonts.width(marker, True, size) > narrow:
        raise no_room("count of labels", marker, narrow, size)
    return Block(block.height, (*text_block((marker,), size, bold=True).marks, *block.marks[1:]))


def _taken(texts: Sequence[str], size: float) -> float:
    """Return the width of regular texts side by side; empty ones take none."""
    widths = [fonts.width(text, False, size) for text in texts if text]
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _at_right(
    text: str, right: float, y: float, size: float, bold: bool = False
) -> tuple[Text, ...]:
    return (flush_right(text, right, y, size, bold),) if text else ()


def _above(head: Block, below: tuple[str, str], room: float, size: float) -> Block:
    """Set the two texts below a head, or nothing where both are empty."""
    if not any(below):
        return head
    ends = _ends(below, room, size)
    top = head.height + UNDER_NAME
    return Block(top + ends.height, (*head.marks, *ends.at(0, top)))


def _ends(texts: tuple[str, str], room: float, size: float) -> Block:
    """Set one text at each end of a line, or the second below when they would meet."""
    for what, text in zip(("date of birth", "location"), texts, strict=True):
        if fonts.width(text, False, size) > room:
            raise no_room(what, text, room, size)
    if _taken(texts, size) > room:
        return text_block(texts, size)
    left, right = texts
    block = text_block((left,), size)
    marks = _at_right(right, room, fonts.CAPITAL * size, size)
    return Block(block.height, (*block.marks, *marks))


def _ended(
    lines: Sequence[str],
    end: str,
    room: float,
    size: float,
    leading: float,
    caption: tuple[str, float] = ("", 0.0),
) -> Block:
    """Return lines of bold type, `end` at the end of the last, after a small caption."""
    block = text_block(lines, size, True, leading)
    words, small = caption
    y = fonts.CAPITAL * size + (len(lines) - 1) * leading * size
    before = room - fonts.width(end, True, size) - BESIDE_DOSE
    marks = (*_at_right(words, before, y, small), *_at_right(end, room, y, size, bold=True))
    return Block(block.height, (*(mark for mark in block.marks if _says(mark)), *marks))


def _says(mark: Mark) -> bool:
    return isinstance(mark, Text) and bool(mark.text)


def _flowed(runs: Paragraph, room: float, size: float) -> list[list[tuple[str, bool]]]:
    """Break runs of regular and bold text into lines of pieces."""
    space = fonts.width(" ", False, size)
    lines: list[list[tuple[str, bool]]] = []
    used = room
    for text, bold in runs:
        for piece in pieces(text):
            wide = fonts.width(piece, bold, size)
            if wide > room:
                raise no_room("text", piece, room, size)
            if used + space + wide > room:
                lines.append([])
                used = -space
            lines[-1].append((piece, bold))
            used += space + wide
    return lines


def _set_line(line: Paragraph, y: float, size: float) -> list[Mark]:
    """Set the pieces of a line, those of equal weight together."""
    marks: list[Mark] = []
    x = 0.0
    for bold, group in groupby(line, key=itemgetter(1)):
        # The space is printed too: it parts the words for whoever copies or checks the text.
        text = " ".join(piece for piece, _ in group) + " "
        marks.append(Text(x, y, text, size, bold))
        x += fonts.width(text, bold, size)
    return marks
