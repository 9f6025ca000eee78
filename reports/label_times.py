"""The captioned times of a label in their boxes.

Each raises Unprintable when a time has no room by the rules written at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports import fonts
from reports.block import LEADING, Block, flush_right, no_room
from reports.label_blocks import BORDER
from reports.marks import Mark, Text, frame
from reports.moment import Moment

BETWEEN = 9.0
"""Between a caption and the date beside it, in points; a narrow box has half of it."""

APART = 5.0
"""Between two boxes."""

SIDES = 5.0
"""Between the sides of a box of one line and the words in it."""

ONE_LINE_PADDING = 3.0
"""Above and below the words of a box of one line, where every point of height is wanted."""

CLOSE = 1.2
"""Between a caption and its time where they stand close."""

LARGER_DATE = (2.0, 1.0, 0.0)
"""By how much a date beside its caption may be larger, in points; the first that fits."""


@dataclass(frozen=True, slots=True)
class TimeType:
    """Type sizes for times and the padding of their boxes, in points.

    Where they stand `close`, a time is hardly parted from its caption.
    """

    line: float
    caption: float
    moment: float
    padding: float
    close: bool

    @property
    def step(self) -> float:
        """From the baseline of a caption to that of its time."""
        if self.close:
            return fonts.CAPITAL * self.moment + fonts.DESCENT * self.caption + CLOSE
        return LEADING * self.moment * 0.9


def time_boxes(moments: Sequence[Moment], room: float, sizes: TimeType) -> Block:
    """Return two boxes side by side in each row, and a box of one line for an odd time.

    Captions too wide for half the room have boxes of one line, one below the other.
    """
    inner = (room - APART) / 2 - 2 * sizes.padding
    if any(fonts.width(moment.caption, False, sizes.caption) > inner for moment in moments):
        return _stacked([line_box(moment, room, sizes) for moment in moments])
    pairs = [moments[at : at + 2] for at in range(0, len(moments), 2)]
    return _stacked(
        [
            _pair(pair, room, sizes) if len(pair) == 2 else line_box(pair[0], room, sizes)
            for pair in pairs
        ]
    )


def line_box(moment: Moment, room: float, sizes: TimeType) -> Block:
    """Return one box as wide as the room, the caption left and the time right."""
    # With its zone, in the night clocks go back, the time is set no smaller than its caption.
    moments = [sizes.moment - less for less in range(4)]
    choices = [(sizes.line, True, size) for size in moments]
    choices += [(sizes.caption, False, size) for size in moments]
    choices.append((sizes.line, True, sizes.line))
    sides = min(SIDES, sizes.padding)
    inner = room - 2 * sides
    for caption, bold, size in choices:
        taken = fonts.width(moment.caption, bold, caption) + fonts.width(moment.time, True, size)
        if taken + 2 * sides <= inner:
            break
    else:
        raise no_room(moment.name, moment.time, inner, sizes.line)
    above = min(ONE_LINE_PADDING, sizes.padding)
    height = 2 * above + fonts.CAPITAL * max(sizes.moment, sizes.line)
    foot = height - above
    marks = (
        frame(0, 0, room, height, BORDER),
        Text(sides, foot, moment.caption, caption, bold),
        flush_right(moment.time, room - sides, foot, size, True),
    )
    return Block(height, marks)


def _pair(pair: Sequence[Moment], room: float, sizes: TimeType) -> Block:
    """Two boxes side by side, the caption above the time.

    Where date, time and zone have no room on one line, as in the night clocks go back, both dates
    stand beside the captions, so that time and zone stay together and large.
    """
    width = (room - APART) / 2
    inner = width - 2 * sizes.padding
    if any(fonts.width(moment.time, True, sizes.moment) > inner for moment in pair):
        return _parted(pair, width, sizes)
    foot = sizes.padding + fonts.CAPITAL * sizes.caption
    height = foot + sizes.step + sizes.padding
    marks: list[Mark] = []
    for index, moment in enumerate(pair):
        x = index * (width + APART)
        marks += [
            frame(x, 0, width, height, BORDER),
            Text(x + sizes.padding, foot, moment.caption, sizes.caption),
            Text(x + sizes.padding, height - sizes.padding, moment.time, sizes.moment, bold=True),
        ]
    return Block(height, tuple(marks))


def _parted(pair: Sequence[Moment], width: float, sizes: TimeType) -> Block:
    """Two boxes with the dates beside the captions."""
    inner = width - 2 * sizes.padding
    day_size = sizes.caption + next(
        (
            more
            for more in LARGER_DATE
            if all(_head(moment, sizes.caption, more) <= inner for moment in pair)
        ),
        0.0,
    )
    foot = sizes.padding + fonts.CAPITAL * day_size
    height = foot + sizes.step + sizes.padding
    marks: list[Mark] = []
    for index, moment in enumerate(pair):
        x = index * (width + APART)
        day, _, last = moment.time.partition(" ")
        taken = max(_head(moment, sizes.caption, 0), fonts.width(last, True, sizes.moment))
        if taken > inner:
            raise no_room(moment.name, moment.time, inner, sizes.moment)
        marks += [
            frame(x, 0, width, height, BORDER),
            Text(x + sizes.padding, foot, moment.caption, sizes.caption),
            flush_right(day, x + width - sizes.padding, foot, day_size, True),
            Text(x + sizes.padding, height - sizes.padding, last, sizes.moment, bold=True),
        ]
    return Block(height, tuple(marks))


def _head(moment: Moment, caption: float, more: float) -> float:
    """Return the width of a caption with its date beside it."""
    day = moment.time.partition(" ")[0]
    said = fonts.width(moment.caption, False, caption) + fonts.width(day, True, caption + more)
    return said + BETWEEN / 2


def _stacked(blocks: Sequence[Block]) -> Block:
    marks: list[Mark] = []
    y = 0.0
    for block in blocks:
        marks += block.at(0, y)
        y += block.height + ONE_LINE_PADDING
    return Block(y - ONE_LINE_PADDING, tuple(marks))
