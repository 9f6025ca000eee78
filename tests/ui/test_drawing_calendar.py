"""The calendar of a course: every state told apart without colour, no words on each other."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.density import name_of
from app.ui.drawing.calendar import (
    CalendarDay,
    CalendarFacts,
    CalendarRow,
    CourseCalendar,
    DoseState,
)
from app.ui.drawing.comparison import Comparison, ComparisonRow
from app.ui.drawing.fact_list import FactList, FactRow
from app.ui.drawing.labelled import Labelled, LabelledRow
from app.ui.theme import RoomLight, Tone
from tests.ui.written import written_by

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

ROW = CalendarRow(
    "Cycle 2",
    "12 Oct 2026",
    (
        CalendarDay(1, 0, DoseState.GIVEN, "given", "12 Oct"),
        CalendarDay(8, 8, DoseState.DUE, "due today", "until 21 Oct", (6, 9)),
        CalendarDay(15, 14, DoseState.PLANNED, "planned", "24–28 Oct", (12, 16)),
    ),
)


@pytest.fixture(autouse=True)
def white_light(qapp: QApplication) -> None:
    theme.apply(qapp)


def shown(qtbot: QtBot, *rows: CalendarRow, width: int = 700, days: int = 28) -> CourseCalendar:
    calendar = CourseCalendar()
    qtbot.addWidget(calendar)
    calendar.show_facts(CalendarFacts(rows, days))
    calendar.resize(width, calendar.heightForWidth(width))
    return calendar


def grey(calendar: CourseCalendar) -> QImage:
    """Return its picture as someone sees it who tells no colours apart."""
    return calendar.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def differing(one: QImage, other: QImage) -> int:
    """Return how many points of two pictures are clearly lighter or darker."""
    return sum(
        abs((one.pixel(x, y) & 255) - (other.pixel(x, y) & 255)) > 60
        for x in range(100, 180)
        for y in range(20, 60)
    )


@pytest.mark.parametrize("light", list(RoomLight))
@pytest.mark.parametrize(("one", "other"), list(combinations(DoseState, 2)))
def test_states_are_told_apart_without_colour(
    qtbot: QtBot, qapp: QApplication, light: RoomLight, one: DoseState, other: DoseState
) -> None:
    theme.apply(qapp, light)
    pictures = [
        grey(shown(qtbot, CalendarRow("Cycle 1", "", (CalendarDay(1, 0, state, ""),))))
        for state in (one, other)
    ]
    assert differing(*pictures) > 12
    theme.apply(qapp)


@pytest.mark.parametrize("width", [690, 760, 980])
@pytest.mark.parametrize("places", [(0, 7, 14), (0, 0, 0), (26, 27, 28), (0, 1, 40)])
def test_no_words_stand_on_each_other(
    qtbot: QtBot, width: int, places: tuple[float, float, float]
) -> None:
    days = tuple(replace(day, at=at) for day, at in zip(ROW.days, places, strict=True))
    calendar = shown(qtbot, replace(ROW, days=days, today=9.0), width=width)
    boxes = calendar.label_boxes(0)
    assert sorted(words for words, _ in boxes) == [
        "D1 given 12 Oct",
        "D15 planned 24–28 Oct",
        "D8 due today until 21 Oct",
        "today",
    ]
    for (_, left), (_, right) in pairwise(boxes):
        assert left.right() <= right.left()
    assert boxes[-1][1].right() <= width + 1


def test_rows_stand_below_each_other_and_grow_with_their_remarks(qtbot: QtBot) -> None:
    remarked = replace(ROW, remark="D8: " + "febrile neutropenia " * 12)
    calendar = shown(qtbot, ROW, remarked, ROW)
    tops = [calendar.label_boxes(at)[0][1].top() for at in range(3)]
    assert tops[2] - tops[1] > tops[1] - tops[0] + 15


def test_seven_cycles_fit_beside_the_banner_and_the_footer(qtbot: QtBot) -> None:
    calendar = shown(qtbot, *(replace(ROW, remark="D8: febrile neutropenia"),) * 2, *(ROW,) * 5)
    assert calendar.heightForWidth(700) < 470


def test_a_screen_reader_hears_every_dose(qtbot: QtBot) -> None:
    calendar = shown(qtbot, replace(ROW, remark="D8: 2 days late"), replace(ROW, begins=""))
    assert calendar.accessibleName() == (
        "Cycle 2, begins 12 Oct 2026: day 1 given 12 Oct; day 8 due today until 21 Oct; "
        "day 15 planned 24–28 Oct; D8: 2 days late. Cycle 2: day 1 given 12 Oct; day 8 due today "
        "until 21 Oct; day 15 planned 24–28 Oct"
    )
    assert shown(qtbot).accessibleName() == "no cycle yet"


def test_a_known_length_ends_the_line_of_a_cycle(qtbot: QtBot) -> None:
    short = grey(shown(qtbot, replace(ROW, length=21.0)))
    long = grey(shown(qtbot, replace(ROW, length=28.0)))
    assert short != long


def test_a_fact_taken_back_says_so(qtbot: QtBot) -> None:
    facts = FactList()
    qtbot.addWidget(facts)
    row = FactRow(4, "2026-11-01", "Response: CR", "marrow report; Pharmacist One")
    facts.show_facts((row,))
    plain = facts.heightForWidth(400)
    back = replace(row, taken_back="taken back by number 7: another patient, who has a long name")
    facts.show_facts((back,))
    assert facts.heightForWidth(400) > plain
    assert facts.accessibleName() == (
        "number 4, 2026-11-01: Response: CR, taken back by number 7: another patient, who has a "
        "long name"
    )
    facts.resize(400, facts.heightForWidth(400))
    facts.grab()
    facts.show_facts(())
    assert facts.accessibleName() == "nothing on record"


def test_a_changed_line_has_the_word(qtbot: QtBot) -> None:
    comparison = Comparison()
    qtbot.addWidget(comparison)
    comparison.show_facts(
        (
            ComparisonRow("Vials", "2", "2", False),
            ComparisonRow("Waste", "0.344 mg", "", True),
            ComparisonRow("Cycle late", "", "Warning: late", True),
        )
    )
    assert comparison.accessibleName() == (
        "Vials: 2, unchanged; Waste: 0.344 mg, changed to none; Cycle late: none, changed to "
        "Warning: late"
    )


def test_what_holds_up_has_an_icon_before_its_words(qtbot: QtBot) -> None:
    rows = Labelled()
    qtbot.addWidget(rows)
    rows.show_facts((LabelledRow("This dose: stop", "x" * 60, Tone.STOP),))
    narrow = rows.heightForWidth(420)
    rows.show_facts((LabelledRow("This dose: stop", "x" * 60),))
    assert rows.heightForWidth(420) <= narrow
    assert rows.accessibleName() == f"This dose: stop: {'x' * 60}"


def test_the_date_of_a_cycle_stands_clear_of_the_words_beside_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.measured(Decimal("3.95"), name_of(qapp.primaryScreen()))
    doses = (CalendarDay(1, 0, DoseState.PLANNED, "planned", "23–30 Nov"),)
    calendar = shown(qtbot, replace(ROW, begins="23 Nov 2026", days=doses), width=728)
    (begins,) = (each.box for each in written_by(calendar) if each.words == "23 Nov 2026")
    theme.measured(None, "")
    assert begins.right() <= min(box.left() for _, box in calendar.label_boxes(0))
