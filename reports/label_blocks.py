"""The parts of the bag label, each measured and set within the width it is given.

Each raises Unprintable when its text has no room by the rules written at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, groupby
from operator import itemgetter

from reports import fonts
from reports.bag_label import BagLabel
from reports.block import LEADING, Block, flush_right, no_room, text_block, text_height
from reports.marks import Mark, Text, frame
from reports.wrap import partings, pieces, whole

BETWEEN = 9.0
"""The least distance in points between two texts on one line."""

PADDING = 5.0
"""Between the frame of a box and the words in it."""

ONE_LINE_PADDING = 3.0
"""Above and below the words of a box of one line, where every point of height is wanted."""

BORDER = 1.4
"""Thickness of a frame."""

UNDER_NAME = 2.0
"""Between the name and the line below it."""

MOST_LINES = 2
"""Lines that the patient's name or the drug may take."""


def patient_block(label: BagLabel, room: float, name: float, body: float) -> Block:
    """Name left and second identifier right on one line; birth date and location below.

    A name too long takes two lines beside the identifier; one longer still takes two lines of
    its own, and the identifier heads the line below.
    """
    own = fonts.width(label.identifier, True, name)
    if own > room:
        raise no_room("second patient identifier", label.identifier, room, name)
    lines = whole(label.patient, True, name, room - own - BETWEEN)
    if lines is not None and len(lines) <= MOST_LINES:
        head = text_block(lines, name, bold=True)
        identifier = flush_right(label.identifier, room, fonts.CAPITAL * name, name, True)
        below = _ends(label.born, label.location, room, body)
        top = head.height + UNDER_NAME
        return Block(top + below.height, (*head.marks, identifier, *below.at(0, top)))
    lines = whole(label.patient, True, name, room)
    if lines is None or len(lines) > MOST_LINES:
        raise no_room("patient's name", label.patient, room, name)
    head = text_block((*lines, label.identifier), name, bold=True)
    taken = _taken((label.born, label.location), body)
    if own + BETWEEN + taken > room:
        below = _ends(label.born, label.location, room, body)
        top = head.height + UNDER_NAME
        return Block(top + below.height, (*head.marks, *below.at(0, top)))
    y = fonts.CAPITAL * name + len(lines) * LEADING * name
    born = Text(room - taken, y, label.born, body)
    return Block(head.height, (*head.marks, born, *_at_right(label.location, room, y, body)))


def drug_block(label: BagLabel, room: float, sizes: Sequence[float], wrapped: float) -> Block:
    """Drug left and dose right in the largest type that takes one line.

    A drug too long takes two lines of `wrapped` type, and the dose stands at the end of the last.
    """
    for size in sizes:
        taken = fonts.width(label.drug, True, size) + fonts.width(label.dose, True, size)
        if taken + BETWEEN <= room:
            return _drug_and_dose((label.drug,), label.dose, room, size)
    dose = fonts.width(label.dose, True, wrapped)
    if dose + BETWEEN > room:
        raise no_room("dose", label.dose, room, wrapped)
    for lines in partings(label.drug):
        first, second = (fonts.width(line, True, wrapped) for line in lines)
        if first <= room and second <= room - dose - BETWEEN:
            return _drug_and_dose(lines, label.dose, room, wrapped)
    raise no_room("drug", label.drug, room, wrapped)


def text_blocks(label: BagLabel, room: float, size: float) -> Block:
    """Particulars; diluent, total volume and concentration; route and rate. Lines flow on."""
    paragraphs = (
        ((label.particulars, False),),
        ((label.diluent, False), (label.total_volume, True), (label.bracketed, False)),
        ((label.route, True), (label.rate, False)),
    )
    lines = [line for runs in paragraphs for line in _flowed(runs, room, size)]
    marks = (
        _set_line(line, fonts.CAPITAL * size + index * LEADING * size, size)
        for index, line in enumerate(lines)
    )
    return Block(text_height(size, len(lines)), tuple(chain.from_iterable(marks)))


def boxes(label: BagLabel, room: float, caption: float, moment: float) -> Block:
    """Two boxes side by side: the time to start by and the time to finish by.

    Where date, time and zone have no room on one line, in the night clocks go back, both dates
    stand beside the captions, so that time and zone stay together and large.
    """
    width = (room - PADDING) / 2
    inner = width - 2 * PADDING
    captions = label.captions
    said = ((captions.start, label.start_by), (captions.finish, label.finish_by))
    marks: list[Mark] = []
    foot = PADDING + fonts.CAPITAL * caption
    height = foot + LEADING * moment * 0.9 + PADDING
    parted = any(fonts.width(time, True, moment) > inner for _, time in said)
    for index, (words, time) in enumerate(said):
        x = index * (width + PADDING)
        marks += [frame(x, 0, width, height, BORDER), Text(x + PADDING, foot, words, caption)]
        last = time
        if parted:
            day, _, last = time.partition(" ")
            taken = fonts.width(words, False, caption) + BETWEEN + fonts.width(day, True, caption)
            if max(taken, fonts.width(last, True, moment)) > inner:
                raise no_room(f"time to {words.lower()}", time, inner, moment)
            marks.append(flush_right(day, x + width - PADDING, foot, caption, True))
        marks.append(Text(x + PADDING, height - PADDING, last, moment, bold=True))
    return Block(height, tuple(marks))


def take_out_box(label: BagLabel, room: float, caption: float, moment: float) -> Block:
    """One box for a bag that waits in the refrigerator: when it must come out; else nothing."""
    if not label.take_out_by:
        return Block(0, ())
    beside = room - 4 * PADDING - fonts.width(label.captions.take_out, True, caption)
    # With its zone, in the night clocks go back, the time is set no smaller than its caption.
    size = next(
        (
            each
            for each in (moment, moment - 1, moment - 2, moment - 3, caption)
            if fonts.width(label.take_out_by, True, each) <= beside
        ),
        None,
    )
    if size is None:
        raise no_room("time to take it out by", label.take_out_by, room, caption)
    height = 2 * ONE_LINE_PADDING + fonts.CAPITAL * moment
    foot = height - ONE_LINE_PADDING
    marks = (
        frame(0, 0, room, height, BORDER),
        Text(PADDING, foot, label.captions.take_out, caption, bold=True),
        flush_right(label.take_out_by, room - PADDING, foot, size, True),
    )
    return Block(height, marks)


def notes_block(label: BagLabel, room: float, size: float) -> Block:
    """Return the notes, each beginning a line and flowing on."""
    lines: list[str] = []
    for note in label.notes:
        flowed = whole(note, False, size, room)
        if flowed is None:
            raise no_room("note", note, room, size)
        lines += flowed
    return text_block(lines, size)


def _taken(texts: Sequence[str], size: float) -> float:
    """Return the width of regular texts side by side; empty ones take none."""
    widths = [fonts.width(text, False, size) for text in texts if text]
    return sum(widths) + BETWEEN * (len(widths) - 1)


def _at_right(text: str, room: float, y: float, size: float) -> tuple[Text, ...]:
    return (flush_right(text, room, y, size, False),) if text else ()


def _ends(born: str, location: str, room: float, size: float) -> Block:
    """Set one text at each end of a line, or the second below when they would meet."""
    for what, text in (("date of birth", born), ("location", location)):
        if fonts.width(text, False, size) > room:
            raise no_room(what, text, room, size)
    if _taken((born, location), size) > room:
        return text_block((born, location), size)
    block = text_block((born,), size)
    right = _at_right(location, room, fonts.CAPITAL * size, size)
    return Block(block.height, (*block.marks, *right))


def _drug_and_dose(lines: Sequence[str], dose: str, room: float, size: float) -> Block:
    block = text_block(lines, size, bold=True)
    y = fonts.CAPITAL * size + (len(lines) - 1) * LEADING * size
    return Block(block.height, (*block.marks, flush_right(dose, room, y, size, True)))


def _flowed(
    runs: Sequence[tuple[str, bool]], room: float, size: float
) -> list[list[tuple[str, bool]]]:
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


def _set_line(line: Sequence[tuple[str, bool]], y: float, size: float) -> list[Mark]:
    """Set the pieces of a line, those of equal weight together."""
    marks: list[Mark] = []
    x = 0.0
    for bold, group in groupby(line, key=itemgetter(1)):
        # The space is printed too: it parts the words for whoever copies or checks the text.
        text = " ".join(piece for piece, _ in group) + " "
        marks.append(Text(x, y, text, size, bold))
        x += fonts.width(text, bold, size)
    return marks
