"""The cycles of a course on paper: each state has a sign of its own, and no words overlap."""

from dataclasses import replace
from itertools import combinations, pairwise

import pypdfium2
import pytest

from reports.cycles import axis, cycle_row
from reports.document import Cycle, CycleDose, Cycles, Document, draw_document
from reports.fonts import width
from reports.marks import Mark, Text

ROOM = 500.0
STATES = ("given", "omitted", "not on record", "due", "late", "planned", "impossible")
CYCLE = Cycle(
    "Cycle 1",
    "2026-10-05",
    (
        CycleDose(1, 0, "given", "given 5 Oct"),
        CycleDose(8, 7, "due", "due today until 14 Oct", (6, 9)),
        CycleDose(15, 14, "planned", "planned 17–21 Oct", (12, 16)),
    ),
    length=21,
)


def marks(cycle: Cycle, days: int = 28) -> tuple[Mark, ...]:
    (strip,) = cycle_row(cycle, days, ROOM)
    return strip.marks


def texts(cycle: Cycle) -> list[Text]:
    return [mark for mark in marks(cycle) if isinstance(mark, Text)]


def words(cycle: Cycle) -> str:
    return " ".join(text.text for text in texts(cycle))


def test_a_cycle_names_itself_and_its_doses() -> None:
    assert words(CYCLE).startswith("Cycle 1 2026-10-05")
    for said in ("D1 given 5 Oct", "D8 due today until 14 Oct", "D15 planned 17–21 Oct"):
        assert said in words(CYCLE)


@pytest.mark.parametrize(("one", "other"), list(combinations(STATES, 2)))
def test_each_state_has_a_sign_of_its_own(one: str, other: str) -> None:
    def drawn(sign: str) -> tuple[Mark, ...]:
        dose = CycleDose(8, 7, sign, "")  # type: ignore[arg-type]
        return marks(Cycle("Cycle 1", "", (dose,)))

    assert drawn(one) != drawn(other)


@pytest.mark.parametrize("gap", [0, 0.2, 1, 3])
@pytest.mark.parametrize("at", [0, 12, 26])
def test_words_of_doses_close_together_do_not_overlap(gap: float, at: float) -> None:
    crowded = Cycle(
        "Cycle 1",
        "2026-10-05",
        tuple(
            CycleDose(day, at + place * gap, "late", "late 28 Oct – 2 Nov and of many words", None)
            for place, day in enumerate((1, 8, 15))
        ),
    )
    lines: dict[float, list[Text]] = {}
    for text in texts(crowded)[2:]:
        lines.setdefault(text.y, []).append(text)
    assert lines
    for line in lines.values():
        line.sort(key=lambda text: text.x)
        for left, right in pairwise(line):
            assert left.x + width(left.text, False, left.size) <= right.x
        assert line[-1].x + width(line[-1].text, False, line[-1].size) <= ROOM + 1


def test_a_remark_stands_below_and_makes_the_row_higher() -> None:
    (plain,) = cycle_row(CYCLE, 28, ROOM)
    (remarked,) = cycle_row(replace(CYCLE, remark="day 8: " + "many words " * 30), 28, ROOM)
    assert remarked.height > plain.height + 20


def test_a_cycle_without_dates_or_doses_can_be_drawn() -> None:
    assert words(Cycle("Cycle 7", "", ())) == "Cycle 7"
    beyond = replace(CYCLE, length=60.0)
    assert len(marks(beyond)) == len(marks(CYCLE)) - 1


def test_the_axis_names_the_first_day_of_each_week() -> None:
    said = [mark.text for mark in axis(28, ROOM).marks if isinstance(mark, Text)]
    assert said == ["day 1", "day 8", "day 15", "day 22", "day 29"]
    for mark in axis(42, ROOM).marks:
        if isinstance(mark, Text):
            assert mark.x + width(mark.text, False, mark.size) <= ROOM + 0.01


def test_cycles_stand_in_a_document_and_go_on_over_the_page() -> None:
    section = Cycles("Cycles", tuple(replace(CYCLE, name=f"Cycle {n}") for n in range(1, 25)))
    document = Document("Course", "", (("Patient", "DEMO, Adalind"),), (section,), "Umbra")
    opened = pypdfium2.PdfDocument(draw_document(document))
    pages = [page.get_textpage().get_text_range() for page in opened]
    assert len(pages) == 2
    assert "Cycles (continued)" in pages[1]
    assert all("day 15" in page for page in pages)
    assert sum(page.count("D15 planned") for page in pages) == 24
