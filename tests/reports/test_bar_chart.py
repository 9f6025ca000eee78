"""Bars on paper: parts as long as their shares, told apart without colour, words below them."""

from dataclasses import replace
from itertools import combinations

import pypdfium2
import pytest

from reports.bar_chart import NAMES, SWATCHES, axis, bar_row
from reports.document import Bar, BarAxis, Bars, Document, draw_document
from reports.fonts import width
from reports.legend import legend
from reports.marks import Boxes, Fill, Line, Mark, Text
from reports.section import BarPattern

ROOM = 510.0
AXIS = BarAxis(((0.0, "0 mg"), (0.5, "10 mg"), (1.0, "20 mg")))
PATTERNS: tuple[BarPattern, ...] = ("solid", "hatched", "crossed", "lined")
BAR = Bar(
    "2026-11",
    (("solid", 0.5), ("hatched", 0.2), ("crossed", 0.0), ("lined", 0.1)),
    "given 10 mg, discarded 6 mg: remainder 4 mg, with preparations 2 mg",
)
LEGEND = (
    ("solid", "given"),
    ("hatched", "remainder in used vials"),
    ("crossed", "quarantined vials"),
    ("lined", "discarded with preparations"),
)


def marks(bar: Bar) -> tuple[Mark, ...]:
    (strip,) = bar_row(bar, AXIS, ROOM)
    return strip.marks


def spans(bar: Bar) -> list[tuple[float, float]]:
    """Return the left and right edge of each part, rounded."""
    found = []
    for mark in marks(bar):
        if isinstance(mark, Boxes):
            found += [(x, x + wide) for x, _, wide, _ in mark.boxes]
        if isinstance(mark, Fill) and not mark.white:
            xs = [x for x, _ in mark.outlines[0]]
            found.append((min(xs), max(xs)))
    return [(round(left, 3), round(right, 3)) for left, right in found]


def at(length: float) -> float:
    """Return where a length stands, from where the axis says 0 and 1 are."""
    ticks = [mark for mark in axis(AXIS, ROOM).marks if isinstance(mark, Line)]
    first, last = ticks[0].start[0], ticks[-1].start[0]
    return round(first + length * (last - first), 3)


def test_parts_stand_one_after_the_other_on_the_axis() -> None:
    assert spans(BAR) == [(at(0), at(0.5)), (at(0.5), at(0.7)), (at(0.7), at(0.8))]


def test_a_bar_of_the_whole_axis_stays_on_the_paper() -> None:
    ((left, right),) = spans(Bar("2026-11", (("solid", 1.0),), "given 20 mg"))
    assert (left, right) == (at(0), at(1))
    assert left >= NAMES
    assert right <= ROOM


@pytest.mark.parametrize(("one", "other"), list(combinations(PATTERNS, 2)))
def test_each_pattern_is_drawn_differently(one: BarPattern, other: BarPattern) -> None:
    assert marks(replace(BAR, parts=((one, 0.5),))) != marks(replace(BAR, parts=((other, 0.5),)))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("length", [0.0005, 0.004, 0.03, 0.3, 1.0])
def test_a_pattern_stays_inside_its_part(pattern: BarPattern, length: float) -> None:
    left, right = at(0.0), at(length)
    bar = Bar("", ((pattern, length),), "")
    plain = set(marks(Bar("", (), "")))
    lines = [mark for mark in marks(bar) if isinstance(mark, Line) and mark not in plain]
    for line in lines:
        for x, _ in (line.start, line.end):
            assert left - 0.001 <= x <= right + 0.001
    ((begun, ended),) = spans(bar)
    assert (begun, ended) == (left, right)


def test_words_that_are_long_are_broken_and_the_row_is_higher() -> None:
    (short,) = bar_row(BAR, AXIS, ROOM)
    long = replace(BAR, words=f"{BAR.words} " * 4)
    (high,) = bar_row(long, AXIS, ROOM)
    assert high.height > short.height
    for mark in high.marks:
        if isinstance(mark, Text):
            assert mark.x + width(mark.text, mark.bold, mark.size) <= ROOM
            assert mark.y < high.height


def test_the_legend_names_every_pattern_and_wraps() -> None:
    wide, narrow = (legend(LEGEND, room, SWATCHES) for room in (ROOM, 200.0))
    words = [mark.text for mark in wide.marks if isinstance(mark, Text)]
    assert words == [words for _, words in LEGEND]
    assert narrow.height > wide.height
    for mark in narrow.marks:
        if isinstance(mark, Text):
            assert mark.x + width(mark.text, False, mark.size) <= 200


def test_bars_go_over_pages_with_their_legend_and_axis() -> None:
    bars = tuple(replace(BAR, name=f"2026-{month:02d}") for month in range(1, 13)) * 3
    section = Bars("inotuzumab ozogamicin", LEGEND, AXIS, bars)
    document = Document("Waste and billing", "", (("Site", "DEMO"),), (section,), "Umbra")
    pdf = draw_document(document)
    assert pdf == draw_document(document)
    pages = [
        page.get_textpage().get_text_range().replace("\r\n", " ")
        for page in pypdfium2.PdfDocument(pdf)
    ]
    assert len(pages) == 3
    for page in pages:
        for words in ("given", "quarantined vials", "10 mg", "20 mg"):
            assert words in page
    text = " ".join(pages)
    for month in range(1, 13):
        assert text.count(f"2026-{month:02d}") == 3
    assert text.count("remainder 4 mg, with preparations 2 mg") == 36
