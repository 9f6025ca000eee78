"""Light and temperature on paper: parts as long as they lasted, gaps seen, words apart."""

from dataclasses import replace
from itertools import combinations

import pypdfium2
import pytest

from reports.document import (
    BarAxis,
    Document,
    Strip,
    StripLane,
    StripMark,
    StripPart,
    draw_document,
)
from reports.fonts import width
from reports.ledger_strip import NAMES, SHORTEST, SWATCHES, axis, lane_row, marks_row
from reports.legend import legend
from reports.marks import Fill, Line, Mark, Text
from reports.section import StripPattern

ROOM = 510.0
AXIS = BarAxis(((0.0, "10:02"), (0.5, "11:00"), (1.0, "12:40")))
PATTERNS: tuple[StripPattern, ...] = ("plain", "lined", "barred", "crossed", "dotted", "gap")
GAP = StripPart("gap", 0.3, 0.32, "GAP 3 min 30 s")
LANE = StripLane(
    "Light",
    (
        StripPart("plain", 0, 0.3, "UV-filtered hood light"),
        GAP,
        StripPart("lined", 0.32, 0.6, "aluminium foil round each vial, and a carton over it"),
        StripPart("barred", 0.6, 1, "cover"),
    ),
)
STRIP = Strip(
    "Light and temperature",
    tuple((pattern, f"it is {pattern}") for pattern in PATTERNS),
    AXIS,
    (LANE, StripLane("Temperature", (StripPart("dotted", 0, 1, "refrigerator"),))),
    (StripMark(0, "vial 1"), StripMark(0.01, "vial 2"), StripMark(0.7, "bag")),
)


def drawn(*parts: StripPart) -> tuple[Mark, ...]:
    (strip,) = lane_row(StripLane("", parts), AXIS, ROOM)
    return strip.marks


def spans(*parts: StripPart) -> list[tuple[float, float]]:
    """Return the left and right edge of each part, in the order drawn."""
    found = []
    for mark in drawn(*parts):
        if isinstance(mark, Fill) and not mark.white:
            xs = [x for x, _ in mark.outlines[0]]
            found.append((round(min(xs), 3), round(max(xs), 3)))
    return found


def at(moment: float) -> float:
    """Return where a moment stands, from where the axis says 0 and 1 are."""
    ticks = [mark for mark in axis(AXIS, ROOM).marks if isinstance(mark, Line)]
    first, last = ticks[0].start[0], ticks[-1].start[0]
    return round(first + moment * (last - first), 3)


def words(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.text for mark in marks if isinstance(mark, Text) and mark.text]


def test_parts_stand_where_they_lasted_and_gaps_over_them() -> None:
    plain, lined = StripPart("plain", 0, 0.5), StripPart("lined", 0.5, 1)
    wide = StripPart("gap", 0.2, 0.6)
    assert spans(plain, wide, lined) == [
        (at(0), at(0.5)),
        (at(0.5), at(1)),
        (at(0.2), at(0.6)),
    ]
    assert at(0) == NAMES
    assert at(1) <= ROOM


@pytest.mark.parametrize("moment", [0.0, 0.5, 0.9999, 1.0])
def test_the_shortest_gap_is_seen_and_stays_on_the_paper(moment: float) -> None:
    ((left, right),) = spans(StripPart("gap", moment, moment, "GAP 1 s"))
    assert right - left == pytest.approx(SHORTEST)
    assert left >= NAMES
    assert right <= ROOM


def test_a_gap_stands_out_of_its_lane() -> None:
    def heights(pattern: StripPattern) -> float:
        outlines = [
            [y for _, y in mark.outlines[0]]
            for mark in drawn(StripPart(pattern, 0.2, 0.4))
            if isinstance(mark, Fill) and not mark.white
        ]
        return max(outlines[0]) - min(outlines[0])

    assert heights("gap") > heights("plain")


def test_a_part_too_short_to_be_seen_is_left_out() -> None:
    assert spans(StripPart("plain", 0.2, 0.2, "hood light off")) == []


@pytest.mark.parametrize(("one", "other"), list(combinations(PATTERNS, 2)))
def test_each_pattern_is_drawn_differently(one: StripPattern, other: StripPattern) -> None:
    assert drawn(StripPart(one, 0.1, 0.6)) != drawn(StripPart(other, 0.1, 0.6))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("length", [0.003, 0.03, 0.3, 1.0])
def test_a_pattern_stays_inside_its_part(pattern: StripPattern, length: float) -> None:
    part = StripPart(pattern, 0.0, length)
    ticks = {x for x, _ in (mark.start for mark in drawn() if isinstance(mark, Line))}
    left, right = NAMES, max(at(length), NAMES + SHORTEST if pattern == "gap" else 0)
    for mark in drawn(part):
        if isinstance(mark, Line) and mark.start[0] not in ticks - {left}:
            for x, _ in (mark.start, mark.end):
                assert left - 0.001 <= x <= right + 0.001


def test_words_stand_in_a_part_only_where_they_fit() -> None:
    told = words(drawn(*LANE.parts))
    assert told == ["UV-filtered hood light", "cover", "GAP 3 min 30 s"]


def test_words_of_gaps_close_together_stand_in_lines_above_each_other() -> None:
    gaps = tuple(StripPart("gap", n / 50, n / 50, f"GAP {n} min 30 s") for n in range(6))
    (strip,) = lane_row(StripLane("Light", gaps), AXIS, ROOM)
    (alone,) = lane_row(StripLane("Light", gaps[:1]), AXIS, ROOM)
    assert strip.height > alone.height
    _no_words_on_each_other(strip.marks)
    assert len(words(strip.marks)) == 1 + len(gaps)


def _no_words_on_each_other(marks: tuple[Mark, ...]) -> None:
    texts = [mark for mark in marks if isinstance(mark, Text) and mark.text]
    for one, other in combinations(texts, 2):
        if one.y != other.y:
            continue
        left, right = sorted((one, other), key=lambda each: each.x)
        assert left.x + width(left.text, left.bold, left.size) < right.x
    for each in texts:
        assert each.x + width(each.text, each.bold, each.size) <= ROOM


def test_what_held_the_drug_is_named_below_and_never_on_another() -> None:
    (strip,) = marks_row(STRIP.marks, ROOM)
    assert sorted(words(strip.marks)) == ["bag", "vial 1", "vial 2"]
    _no_words_on_each_other(strip.marks)
    ticks = [mark.start[0] for mark in strip.marks if isinstance(mark, Line)][:3]
    assert [round(x, 3) for x in ticks] == [at(0), at(0.01), at(0.7)]


def test_the_legend_names_every_pattern_and_wraps() -> None:
    wide, narrow = (legend(STRIP.legend, room, SWATCHES) for room in (ROOM, 150.0))
    assert words(wide.marks) == [text for _, text in STRIP.legend]
    assert narrow.height > wide.height


def test_the_times_stay_on_the_paper() -> None:
    _no_words_on_each_other(axis(AXIS, ROOM).marks)
    assert words(axis(AXIS, ROOM).marks) == ["10:02", "11:00", "12:40"]


def test_a_strip_is_drawn_and_the_same_each_time() -> None:
    for section in (STRIP, replace(STRIP, marks=())):
        document = Document("Compounding record", "", (("MRN", "00482913"),), (section,), "Umbra")
        pdf = draw_document(document)
        assert pdf == draw_document(document)
        (page,) = pypdfium2.PdfDocument(pdf)
        text = page.get_textpage().get_text_range()
        for told in ("Light and temperature", "GAP 3 min 30 s", "Temperature", "it is barred"):
            assert told in text
        assert ("vial 2" in text) is bool(section.marks)
