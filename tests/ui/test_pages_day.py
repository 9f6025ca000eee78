"""The page of the day on the real window: what it shows, what a delay does, what opens."""

from datetime import timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from app.intake.command_code import Instruction, command_text
from app.ui.drawing.day_chart import DayAxis, DayRow
from app.ui.drawing.header import Header, PageTab
from app.ui.pages.day import DayPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from tests.app.pharmacy import words_of
from tests.ui.busy_day import bring, wanted_at
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    child,
    label_code,
    order,
)
from tests.ui.test_window_layout import LONGEST, SIZES, faults

FIVE = ("13:00", "11:30", "12:00", "15:00", None)
TWELVE = (
    *("13:00", "11:30", "12:00", "15:00", "14:00", "13:30"),
    *("16:00", "16:30", "18:00", "17:00", "17:30", "20:00"),
)


def day(desk: Desk) -> DayPage:
    assert isinstance(desk.page, DayPage)
    return desk.page


def show(desk: Desk, *times: str | None) -> DayPage:
    """Bring orders wanted at these times, and show the day."""
    bring(desk.work, *times)
    desk.window.show_page("day")
    return day(desk)


def row(desk: Desk, given: str) -> DayRow:
    (found,) = (each for each in desk.shown(DayRow) if each.facts().patient == f"DEMO, {given}")
    return found


def patients(desk: Desk) -> list[str]:
    return [each.facts().patient.partition(", ")[2] for each in desk.shown(DayRow)]


def told(desk: Desk) -> str:
    return day(desk).verdict.accessibleName()


def test_the_header_leads_to_the_day(at: AtDesk) -> None:
    desk = at("order", TECHNICIAN)
    desk.tab_to("Day")
    desk.press(Qt.Key.Key_Return)
    assert told(desk) == (
        "Fits one hood. Everything may be 1 h 40 min later, and every infusion is still in time."
    )
    assert row(desk, "Adalind").accessibleName() == (
        "DEMO, Adalind, MRN 00482913 · 1.456 mg, In time, 10:30–11:20 · infusion 13:00"
    )
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def test_rows_stand_in_the_order_of_the_hood(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = show(desk, *FIVE)
    desk.work.import_data(child(), PHARMACIST)
    desk.window.tick()
    assert patients(desk) == ["Bernhard", "Cecilia", "Adalind", "Daniel", "Elisabeth", "Daniel"]
    assert told(desk).startswith("Fits one hood. ")
    assert told(desk).endswith(" 1 cannot be planned.")
    assert row(desk, "Elisabeth").facts().pill.words == "No time given"
    last = desk.shown(DayRow)[-1].facts()
    assert (last.pill.words, last.lane) == ("Stopped", None)
    assert not page.empty.isVisible()


def test_what_is_late_is_said_and_by_how_much(at: AtDesk) -> None:
    desk = at("people", TECHNICIAN)
    show(desk, "10:30", "13:00", "13:00")
    assert told(desk) == "Does not fit one hood: 1 of 3 is late. Late: DEMO, Adalind by 11 min."
    facts = row(desk, "Adalind").facts()
    assert (facts.pill.words, facts.detail) == ("Late by 11 min", "09:51–10:41 · infusion 10:41")


def test_an_empty_day_offers_no_delay(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    page = show(desk)
    assert told(desk) == "No work waits for the hood."
    assert page.empty.isVisible()
    assert not page.later.isEnabled()
    desk.type("1")
    assert told(desk) == "No work waits for the hood."


def test_everything_later_and_back_again_by_keys(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = show(desk, *FIVE)
    planned = row(desk, "Cecilia").facts()
    assert not page.earlier.isEnabled()
    desk.type("2")
    assert told(desk).startswith("Everything 40 min later: does not fit one hood: 2 of 5 are late.")
    late = row(desk, "Cecilia").facts()
    assert (late.pill.words, late.detail) == ("Late by 11 min", "11:21–12:11 · infusion 12:11")
    assert row(desk, "Bernhard").facts().pill.words == "In time"
    desk.type("3")
    assert told(desk).startswith("Everything 30 min later: does not fit one hood: 1 of 5 is late.")
    desk.type("3")
    assert told(desk).startswith("Everything 20 min later: still fits one hood.")
    desk.type("1")
    assert told(desk).startswith("Everything 30 min later:")
    desk.type("0")
    assert row(desk, "Cecilia").facts() == planned
    desk.type("3")
    assert row(desk, "Cecilia").facts() == planned
    for _ in range(20):
        desk.type("2")
    assert told(desk).startswith("Everything 8 h later: does not fit one hood: 4 of 5 are late.")
    assert not page.later.isEnabled()
    assert desk.work.log.count() > 0


def test_everything_later_by_a_click(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    page = show(desk)
    before = desk.work.log.count()
    QTest.mouseClick(page.much_later, Qt.MouseButton.LeftButton)
    assert told(desk) == (
        "Everything 40 min later: still fits one hood. Everything may be 1 h later, and every "
        "infusion is still in time."
    )
    QTest.mouseClick(page.planned, Qt.MouseButton.LeftButton)
    assert told(desk).startswith("Fits one hood.")
    assert desk.work.log.count() == before


def test_who_comes_next_sees_the_day_as_planned(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    show(desk)
    desk.type("1")
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(TECHNICIAN)
    desk.window.show_page("day")
    assert told(desk).startswith("Fits one hood.")


def test_enter_opens_the_row_that_has_the_focus(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    show(desk, *FIVE)
    assert desk.focus is row(desk, "Bernhard")
    desk.tab_to("DEMO, Adalind")
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page, OrderPage)
    assert "DEMO, Adalind" in desk.seen()


def test_a_click_opens_a_row(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    show(desk, *FIVE)
    QTest.mouseClick(row(desk, "Daniel"), Qt.MouseButton.LeftButton)
    assert isinstance(desk.page, OrderPage)
    assert "DEMO, Daniel" in desk.seen()


def test_by_scanner_alone_a_row_is_found_and_opened(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = show(desk, *FIVE)
    desk.scan(command_text(Instruction.NEXT))
    assert desk.focus is row(desk, "Cecilia")
    desk.scan(command_text(Instruction.PREVIOUS))
    assert desk.focus is row(desk, "Bernhard")
    # Over the first row to the last; the scanner's own repeats are not taken.
    page.take_turn(-1)
    assert desk.focus is row(desk, "Elisabeth")
    desk.scan(command_text(Instruction.DIGIT_2))
    assert told(desk).startswith("Everything 40 min later")
    desk.minutes(1)
    desk.scan(command_text(Instruction.CONFIRM))
    assert isinstance(desk.page, OrderPage)
    assert "DEMO, Elisabeth" in desk.seen()


def test_confirm_opens_the_only_row_and_means_nothing_without_a_row(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    page = show(desk)
    page.setFocus()
    desk.scan(command_text(Instruction.CONFIRM))
    assert isinstance(desk.page, OrderPage)
    desk = at("people", PHARMACIST)
    show(desk)
    desk.scan(command_text(Instruction.CONFIRM))
    assert "means nothing here" in desk.notices()
    desk.scan(command_text(Instruction.NEXT))
    assert isinstance(desk.page, DayPage)


def test_confirm_does_not_choose_among_rows(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = show(desk, *FIVE)
    page.setFocus()
    desk.scan(command_text(Instruction.CONFIRM))
    assert isinstance(desk.page, DayPage)
    desk.scan(command_text(Instruction.NEXT))
    assert desk.focus is row(desk, "Bernhard")


def test_a_label_that_is_scanned_opens_its_preparation(at: AtDesk) -> None:
    desk = at("scan-label")
    show(desk)
    desk.scan(label_code(desk.work, desk.state))
    assert isinstance(desk.page, PreparationPage)
    show(desk)
    desk.scan(WRONG_VIAL)
    assert "not the code of a label of Umbra's" in desk.notices()


def test_work_that_has_begun_has_the_hood_first(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.work.import_data(wanted_at(4, "2026-11-02T11:20:00-06:00"), PHARMACIST)
    show(desk)
    assert patients(desk) == ["Adalind", "Elisabeth"]
    first, second = (each.facts() for each in desk.shown(DayRow))
    assert first.pill.words == "At the hood"
    assert first.detail.endswith(" · infusion 13:00")
    ends = first.detail[len("until ") :][:5]
    assert second.detail.startswith(f"{ends}–")
    row(desk, "Adalind").click()
    assert isinstance(desk.page, PreparationPage)


def test_what_has_passed_its_limit_can_only_be_discarded(at: AtDesk) -> None:
    desk = at("withdraw-1")
    limit = desk.state.deadlines()[0].at
    desk.clock.advance(limit - timedelta(minutes=2) - desk.work.now())
    show(desk)
    assert row(desk, "Adalind").facts().pill.words == "Late by 52 min"
    desk.minutes(3)
    facts = row(desk, "Adalind").facts()
    assert facts.pill.words == "Can only be discarded"
    assert facts.detail == (
        "The time to dilute passed 1 min ago: at most 4 h from reconstitution to dilution "
        "(US label 2.4)"
    )
    assert told(desk) == "No work waits for the hood. 1 cannot be planned."


def test_a_bag_that_failed_can_only_be_discarded(at: AtDesk) -> None:
    desk = at("inspect-bag")
    desk.type("2")
    desk.enter("it leaks")
    show(desk)
    assert row(desk, "Adalind").facts().pill.words == "Can only be discarded"
    assert "failed its inspection" in row(desk, "Adalind").facts().detail


def test_a_checker_who_works_blind_sees_no_latest_start(at: AtDesk) -> None:
    desk = at("check", SECOND_PHARMACIST)
    show(desk)
    lane = row(desk, "Adalind").facts().lane
    assert lane is not None
    assert lane.deadline is None


def test_an_order_for_another_day_is_apart(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    desk.work.import_data(wanted_at(1, "2026-11-04T13:00:00-06:00"), PHARMACIST)
    show(desk)
    facts = row(desk, "Bernhard").facts()
    assert (facts.pill.words, facts.detail) == ("Another day", "wanted 2026-11-04 13:00")
    assert told(desk) == "No work waits for the hood. 1 is for another day."


def test_an_order_that_cannot_be_planned_is_apart(at: AtDesk) -> None:
    desk = at("new-people", PHARMACIST)
    show(desk, "13:00")
    facts = row(desk, "Adalind").facts()
    assert facts.pill.words == "Cannot be planned"
    assert facts.detail
    assert facts.identity == "MRN 00482913 · –"


def test_the_day_goes_on_over_midnight(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    desk.clock.advance(desk.work.now().replace(hour=4, minute=30, day=3) - desk.work.now())
    desk.work.import_data(wanted_at(0, "2026-11-03T01:00:00-06:00"), PHARMACIST)
    show(desk)
    assert row(desk, "Adalind").facts().detail == "22:31–23:21 · infusion 01:00 Tue"
    (axis,) = desk.shown(DayAxis)
    assert "Tue 00:00" in [words for words, _ in axis.boxes()]


def test_the_minute_moves_the_now_line_and_the_plan(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    show(desk)
    (axis,) = desk.shown(DayAxis)
    assert axis.accessibleName() == "now 09:50"
    desk.minutes(100)
    assert axis.accessibleName() == "now 11:30"
    assert row(desk, "Adalind").facts().detail == "11:31–12:21 · infusion 13:00"


def test_an_order_withdrawn_meanwhile_is_gone(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    show(desk, "13:00", "14:00")
    pharmacist = desk.work.people.named(PHARMACIST)
    desk.work.withdraw("order/DEMO-DAY-0000", "the patient was transferred", pharmacist)
    desk.window.tick()
    assert patients(desk) == ["Bernhard"]


@pytest.mark.parametrize("size", [*SIZES, "1024x640"])
@pytest.mark.parametrize("times", [FIVE[:1], FIVE, TWELVE], ids=["1", "5", "12"])
def test_nothing_is_cut_off(at: AtDesk, size: str, times: tuple[str | None, ...]) -> None:
    desk = at("people", PHARMACIST, size=size)
    show(desk, *times)
    assert faults(desk) == []
    rows = desk.shown(DayRow)
    assert len(rows) == len(times)
    if size in SIZES:
        # All of them are in sight, and the axis is as wide as they are.
        assert all(not each.visibleRegion().isEmpty() for each in rows)
        assert all(each.visibleRegion().boundingRect() == each.rect() for each in rows)
    (axis,) = desk.shown(DayAxis)
    assert axis.width() == rows[0].width()
    desk.type("2")
    assert faults(desk) == [], "later"


@pytest.mark.parametrize("size", SIZES)
def test_beyond_twelve_the_rows_scroll_and_the_axis_stays_above_them(at: AtDesk, size: str) -> None:
    desk = at("people", PHARMACIST, size=size)
    page = show(desk, *TWELVE, "21:00", "21:30")
    desk.work.import_data(order(given=LONGEST), PHARMACIST)
    desk.window.tick()
    desk.settle()
    assert faults(desk) == []
    (axis,) = desk.shown(DayAxis)
    rows = desk.shown(DayRow)
    assert len(rows) == 15
    assert axis.width() == rows[0].width()
    assert rows[-1].visibleRegion().isEmpty()
    page.take_turn(-1)
    assert desk.focus is rows[-1]
    assert rows[-1].visibleRegion().boundingRect() == rows[-1].rect()


@pytest.mark.parametrize("size", ["1366x768", "1024x640"])
@pytest.mark.parametrize("person", [PHARMACIST, ADMINISTRATOR])
def test_every_tab_has_room_in_the_header(at: AtDesk, size: str, person: str) -> None:
    desk = at("people", person, size=size)
    show(desk)
    tabs = sorted(desk.shown(PageTab), key=lambda each: each.x())
    assert [each.text() for each in tabs][:3] == ["Worklist", "Day", "Label"]
    places = [QRect(each.geometry()) for each in tabs]
    assert all(one.right() < two.left() for one, two in pairwise(places))
    # Person, date and time stand to their right; nobody's name is cut off for them.
    (header,) = desk.shown(Header)
    assert header.person_shown() == person


def test_the_samples_of_a_past_day_are_late_and_still_shown(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    desk.minutes(60 * 24 * 20)
    show(desk)
    assert row(desk, "Adalind").facts().pill.words.startswith("Late by 477 h")
    assert faults(desk) == []


def test_the_sheet_of_the_day_is_written_as_planned_and_not_as_moved(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    page = show(desk, *FIVE)
    page.later.click()
    desk.press(Qt.Key.Key_F9)
    assert faults(desk) == []
    (file,) = (desk.work.folder / "days").iterdir()
    assert f"The day sheet was written to {file}." in desk.notices()
    text = words_of(file)
    assert "Day sheet" in text
    for words in ("DEMO, Adalind", "MRN 00482913", "Infusion wanted", "handed over"):
        assert words in text
    assert page.by == timedelta(minutes=10)
