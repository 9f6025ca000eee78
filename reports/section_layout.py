"""Each kind of section as a title, an optional header to repeat, and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from reports.bar_chart import SWATCHES as BAR_SWATCHES
from reports.bar_chart import axis as bar_axis
from reports.bar_chart import bar_row
from reports.bar_chart import rule as bar_rule
from reports.block import Block
from reports.cycles import axis, cycle_row
from reports.form import form_row
from reports.ledger_strip import SWATCHES as STRIP_SWATCHES
from reports.ledger_strip import axis as strip_axis
from reports.ledger_strip import lane_row, marks_row
from reports.legend import legend
from reports.marks import Line, Text
from reports.rows import RULE, SMALL, WRITING, Cell, Row, columns, row
from reports.section import (
    Bars,
    Blanks,
    Cycles,
    Fields,
    Form,
    Lines,
    Section,
    Signatures,
    Strip,
    Table,
    Tasks,
)
from reports.task_rows import task_row
from reports.wrap import broken

TITLE = 11.0
TITLE_HEIGHT = 17.0
TITLE_BASELINE = 11.0
TITLE_LEADING = 14.0
LABELS = (3.0, 7.0)
"""Relative widths of labels and values."""

BLANKS = (1.0, 1.0)
SIGNED = ("Meaning", "Name", "Role", "Time")
SIGNED_WIDTHS = (2.8, 2.8, 1.9, 2.5)
NUMBERS = 20.0
"""Room for line numbers, in points."""


@dataclass(frozen=True, slots=True)
class Flow:
    """A section measured: its title, the title of its later pages, header strips, rows.

    One that is `alone` shares its pages with no other.
    """

    title: Block
    continued: Block
    header: Row
    rows: tuple[Row, ...]
    alone: bool = False


def flow(section: Section, room: float) -> Flow:
    """Return `section` set to the width `room`, in points."""
    header: Row = ()
    alone = False
    match section:
        case Fields(_, pairs):
            rows = tuple(_pair(label, value, room) for label, value in pairs)
        case Lines(_, lines):
            rows = tuple(_numbered(n, line, room) for n, line in enumerate(lines, 1))
        case Table(_, names, cells, widths):
            header = _header(names, widths, room)
            rows = tuple(_across(texts, widths, room) for texts in cells)
        case Blanks(_, pairs):
            rows = tuple(_to_fill(label, value, room) for label, value in pairs)
        case Form(_, asked, alone):
            rows = tuple(form_row(each, room) for each in asked)
        case Signatures(_, signed):
            header = _header(SIGNED, SIGNED_WIDTHS, room)
            rows = tuple(_across(texts, SIGNED_WIDTHS, room, blank=True) for texts in signed)
        case Cycles(_, cycles, days):
            header = (axis(days, room),)
            rows = tuple(cycle_row(cycle, days, room) for cycle in cycles)
        case Bars(_, patterns, scale, bars):
            header = (legend(patterns, room, BAR_SWATCHES), bar_axis(scale, room), bar_rule(room))
            rows = tuple(bar_row(bar, scale, room) for bar in bars)
        case Strip(_, looks, times, lanes, marks):
            header = (legend(looks, room, STRIP_SWATCHES), strip_axis(times, room))
            drawn = tuple(lane_row(lane, times, room) for lane in lanes)
            below = (marks_row(marks, room),) if marks else ()
            # One row, for the marks below say nothing without the lanes above them.
            rows = (tuple(strip for each in (*drawn, *below) for strip in each),)
        case Tasks(_, tasks):
            rows = tuple(task_row(task, room) for task in tasks)
        case _:
            assert_never(section)
    title = _title(section.title, room)
    return Flow(title, _title(f"{section.title} (continued)", room), header, rows, alone)


def _title(text: str, room: float) -> Block:
    lines = broken(text, True, TITLE, room)
    marks = tuple(
        Text(0, TITLE_BASELINE + index * TITLE_LEADING, line, TITLE, bold=True)
        for index, line in enumerate(lines)
    )
    height = TITLE_HEIGHT + (len(lines) - 1) * TITLE_LEADING
    return Block(height, (*marks, Line((0, height), (room, height), RULE)))


def _pair(label: str, value: str, room: float) -> Row:
    (x, label_room), (value_x, value_room) = columns(LABELS, room)
    return row((Cell(label, x, label_room, SMALL), Cell(value, value_x, value_room)), room)


def _to_fill(label: str, value: str, room: float) -> Row:
    (x, label_room), (blank_x, blank_room) = columns(BLANKS, room)
    cells = (Cell(label, x, label_room), Cell(value, blank_x, blank_room, bold=True, blank=True))
    return row(cells, room, above=WRITING, rule=0)


def _numbered(number: int, line: str, room: float) -> Row:
    cells = (Cell(f"{number}", 0, NUMBERS, SMALL), Cell(line, NUMBERS, room - NUMBERS))
    return row(cells, room, rule=0)


def _header(names: Sequence[str], widths: Sequence[float], room: float) -> Row:
    places = columns(widths, room)
    cells = [Cell(n, *place, SMALL, bold=True) for n, place in zip(names, places, strict=True)]
    return row(cells, room, rule=RULE)


def _across(texts: Sequence[str], widths: Sequence[float], room: float, blank: bool = False) -> Row:
    places = columns(widths, room)
    cells = [Cell(t, *place, blank=blank) for t, place in zip(texts, places, strict=True)]
    if blank and not all(texts):
        return row(cells, room, above=WRITING, rule=0)
    return row(cells, room)
