"""The page of waste: months as bars over their figures, read in slices, written as files."""

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clock import SetClock
from app.core import entry as said
from app.core.month import Month
from app.core.quantity import quantity
from app.core.waste_totals import Totals
from app.ended_by_month import Progress
from app.preparations import PREFIX
from app.store import Fact
from app.ui import theme
from app.ui.drawing.bar_chart import BarChart, BarFacts, Pattern
from app.ui.drawing.words import Words
from app.ui.facts.months import months_until, reading
from app.ui.facts.waste import bars, kinds
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.waste import WastePage
from app.ui.pages.worklist import WorklistPage
from app.ui.theme import RoomLight
from app.waste import MonthTotals
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, TECHNICIAN, Folders
from tests.ui.test_window_layout import faults

DRUG = "inotuzumab ozogamicin"
NOVEMBER = Month(2026, 11)
ROWS = 15


def _open(desk: Desk) -> WastePage:
    desk.tab_to("Waste")
    desk.press(Qt.Key.Key_Return)
    page = _page(desk)
    desk.until(lambda: not page.is_reading)
    return page


def _page(desk: Desk) -> WastePage:
    assert isinstance(desk.page, WastePage)
    return desk.page


def _figures(page: WastePage, month: str) -> dict[str, str]:
    """Return the figures of a month, by the words of their rows."""
    facts = page.chart.facts()
    assert facts is not None
    (column,) = (each for each in (*facts.columns, facts.together) if each.name == month)
    rows = zip(facts.rows, column.figures, strict=True)
    return {row.words: figure for row, figure in rows if not row.heading}


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The page of waste after one preparation was released, open to a technician."""
    made = at("release", TECHNICIAN)
    made.window.show_worklist()
    made.change_person(PHARMACIST)
    made.window.open(made.stream)
    made.do_step()
    made.press(Qt.Key.Key_Escape)
    made.change_person(TECHNICIAN)
    _open(made)
    return made


def test_a_month_shows_what_was_given_and_what_was_left(desk: Desk) -> None:
    assert _figures(_page(desk), "2026-11") == {
        "Preparations released": "1",
        "Preparations discarded": "0",
        "Vials opened": "2",
        "Given": "1.45",
        "Remainder in used vials": "0.35",
        "Quarantined vials": "0",
        "Discarded preparations": "0",
        "Dose, mg": "1.456",
        "Labelled less dose, mg": "0.344",
        "Units given": "15",
        "Units discarded": "3",
        "Preparations with JW": "1",
        "Preparations with JZ": "0",
    }
    assert _figures(_page(desk), "Together") == _figures(_page(desk), "2026-11")
    assert set(_figures(_page(desk), "2025-12").values()) == {"–"}
    seen = desk.seen()
    assert f"Waste and billing: {DRUG}" in seen
    assert "2026-11: Preparations released 1" in seen
    assert "AS BILLED, BY THE DOSE (J9229)" in {row.words for row in _facts(_page(desk)).rows}


def _facts(page: WastePage) -> BarFacts:
    facts = page.chart.facts()
    assert facts is not None
    return facts


def test_the_page_names_no_patient(desk: Desk) -> None:
    assert "DEMO" not in desk.seen()
    assert "00482913" not in desk.seen()


def test_the_files_go_into_the_data_folder_and_it_says_where(desk: Desk) -> None:
    folder = desk.folder / "waste"
    for key, name in (
        (Qt.Key.Key_F9, "waste-2025-12-to-2026-11.pdf"),
        (Qt.Key.Key_F10, "waste-2025-12-to-2026-11.csv"),
    ):
        desk.press(key)
        assert desk.notices().startswith("Written: ")
        assert str(folder / name) in desk.notices()
        assert (folder / name).is_file()
    assert (folder / "waste-2025-12-to-2026-11.pdf").read_bytes().startswith(b"%PDF")
    written = (folder / "waste-2025-12-to-2026-11.csv").read_text("utf-8")
    (row,) = csv.DictReader(written.splitlines())
    assert (row["month"], row["units given"], row["units discarded"]) == ("2026-11", "15", "3")


def test_a_folder_that_takes_no_file_is_told(desk: Desk) -> None:
    (desk.folder / "waste").write_text("in the way")
    desk.press(Qt.Key.Key_F10)
    assert "could not be written" in desk.notices()
    assert (desk.folder / "waste").read_text() == "in the way"


def test_earlier_and_later_months_are_turned_to(folders: Folders, sit_down: SitDown) -> None:
    later = SetClock(datetime(2028, 2, 3, 15, 0, tzinfo=UTC), "a later year")
    desk = sit_down(folders.at("released"), later).wake().seat(PHARMACIST)
    page = _open(desk)
    assert page.months == months_until(Month(2028, 2))
    assert "No preparation was released or discarded from 2027-03 to 2028-02." in desk.seen()
    desk.press(Qt.Key.Key_F7)
    assert page.months == months_until(Month(2028, 2))
    desk.press(Qt.Key.Key_F6)
    desk.until(lambda: not page.is_reading)
    assert page.months == months_until(Month(2027, 2))
    assert _figures(page, "2026-11")["Units given"] == "15"
    desk.press(Qt.Key.Key_F9)
    assert desk.notices().rstrip(".").endswith("waste-2026-03-to-2027-02.pdf")
    # Before the first preparation there is nothing to turn to.
    desk.press(Qt.Key.Key_F6)
    assert page.months == months_until(Month(2027, 2))
    desk.press(Qt.Key.Key_F7)
    assert page.months == months_until(Month(2028, 2))
    assert desk.notices() == ""


def test_what_ended_since_is_there_when_the_page_is_opened_again(at: AtDesk) -> None:
    desk = at("withdraw-1", PHARMACIST)
    desk.press(Qt.Key.Key_Escape)
    page = _open(desk)
    assert _figures(page, "2026-11")["Vials opened"] == "–"
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    session = desk.work.session(desk.stream, desk.work.people.named(PHARMACIST), lambda _: None)
    session.do(said.Discard("the hood failed"))
    assert _open(desk) is page
    found = _figures(page, "2026-11")
    assert (found["Preparations discarded"], found["Discarded preparations"]) == ("1", "1.8")
    assert (found["Units given"], found["Units discarded"]) == ("0", "0")


def test_the_page_is_left_by_its_keys_and_tabs(desk: Desk) -> None:
    desk.scan("]d201003000801000111727033110AB1234")
    assert isinstance(desk.page, WastePage)
    desk.press(Qt.Key.Key_F4)
    desk.minutes(1)
    assert isinstance(desk.page, WastePage)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    _open(desk)
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)


def test_an_administrator_may_look_too(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    page = _open(desk)
    assert "No preparation was released or discarded" in desk.seen()
    assert not page.is_reading


def _repeat(desk: Desk, times: int, change: tuple[str, str] = ("", "")) -> None:
    """Let the one released preparation have been made many times, with a part of it changed."""
    log, history = desk.work.log, desk.work.log.history(desk.stream)
    number = desk.stream.removeprefix(PREFIX)
    for made in range(1, times + 1):
        other = f"2610-{made:04d}"
        facts = [
            Fact(row.name, row.data.replace(number, other).replace(*change)) for row in history
        ]
        last = history[-1]
        stream = PREFIX + other
        log.append(stream, 0, facts, at=last.at, clock=last.clock, actor=last.actor)


def test_a_long_log_is_read_in_slices_and_no_file_is_written_meanwhile(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Escape)
    _repeat(desk, 40)
    desk.tab_to("Waste")
    desk.press(Qt.Key.Key_Return)
    page = _page(desk)
    assert page.is_reading
    assert "Reading the log: part " in page.findChildren(Words)[1].accessibleName()
    page.take_key("F9")
    assert page.told.startswith("The log is still being read.")
    assert not (desk.folder / "waste").exists()
    desk.until(lambda: not page.is_reading)
    assert _figures(page, "2026-11")["Units given"] == str(41 * 15)
    assert "Reading the log" not in desk.seen()


def test_reading_stops_when_the_page_is_left_and_goes_on_when_it_is_back(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Escape)
    _repeat(desk, 40)
    desk.tab_to("Waste")
    desk.press(Qt.Key.Key_Return)
    page = _page(desk)
    desk.press(Qt.Key.Key_Escape)
    assert not page.is_reading
    assert int(_figures(page, "2026-11")["Preparations released"]) < 41
    _open(desk)
    assert _figures(page, "2026-11")["Preparations released"] == "41"


@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_nothing_is_cut_off(at: AtDesk, size: str) -> None:
    desk = at("people", ADMINISTRATOR, size=size)
    page = _open(desk)
    page.chart.show_facts(bars(_year(1000), months_until(NOVEMBER), "J9229"))
    desk.press(Qt.Key.Key_F10)
    desk.settle()
    assert not faults(desk)
    for figure, box in page.chart.figure_boxes():
        assert page.chart.figure_width(figure) <= box.width()
        assert box.left() >= 0
        assert box.right() <= page.chart.width()
        assert box.bottom() <= page.chart.height() + 1


def _mg(number: str) -> object:
    return quantity(Decimal(number), "mg")


def _totals(times: int = 1) -> Totals:
    return Totals(
        released=times,
        opened=3 * times,
        labelled=_mg(str(Decimal("2.7") * times)),
        given=_mg(str(Decimal("1.4525") * times)),
        remainder=_mg(str(Decimal("0.3475") * times)),
        quarantined=_mg(str(Decimal("0.9") * times)),
        billed_vials=2 * times,
        dose=_mg(str(Decimal("1.456") * times)),
        rest=_mg(str(Decimal("0.344") * times)),
        units_given=15 * times,
        units_discarded=3 * times,
        with_discarded=times,
    )


def _year(times: int = 1, drug: str = DRUG, code: str = "J9229") -> tuple[MonthTotals, ...]:
    return tuple(
        MonthTotals(NOVEMBER.later(-back), drug, code, _totals(times)) for back in range(11, -1, -1)
    )


def test_bars_are_shares_of_one_axis() -> None:
    facts = bars(_year(), months_until(NOVEMBER), "J9229")
    assert [words for _, words in facts.ticks] == ["0", "1", "2", "3"]
    assert [at for at, _ in facts.ticks] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert [each.name for each in facts.columns][::11] == ["2025-12", "2026-11"]
    for column in facts.columns:
        assert [pattern for pattern, _ in column.parts] == list(Pattern)
        assert [share * 3 for _, share in column.parts] == pytest.approx([1.4525, 0.3475, 0.9, 0])
        assert len(column.figures) == len(facts.rows) == ROWS
    assert facts.together.figures[0] == "12"
    assert not facts.together.parts


def test_each_drug_stands_alone() -> None:
    found = (*_year(), *_year(2, "another drug", ""))
    assert kinds(found) == ((DRUG, "J9229"), ("another drug", ""))
    facts = bars(_year(2, "another drug", ""), months_until(NOVEMBER), "")
    assert facts.together.figures[0] == "24"
    assert "AS BILLED, BY THE DOSE" in {row.words for row in facts.rows}


def test_what_is_billed_otherwise_is_shown_by_a_key(desk: Desk) -> None:
    assert "Next drug" not in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    data = desk.work.log.history(desk.stream)[0].data
    (billing,) = re.findall(r'"billing":\{"administered[^}]*\}', data)
    _repeat(desk, 2, (billing, '"billing":null'))
    page = _open(desk)
    assert "Next drug" in desk.seen()
    shown = []
    for _ in range(3):
        found = _figures(page, "2026-11")
        shown.append((found["Preparations released"], found["Units given"], found["Dose, mg"]))
        desk.press(Qt.Key.Key_F4)
    assert sorted(shown[:2]) == [("1", "15", "1.456"), ("2", "0", "2.912")]
    assert shown[2] == shown[0]


def test_how_far_the_log_was_read_is_said() -> None:
    assert reading(Progress(3, 12)).startswith("Reading the log: part 4 of 12.")
    assert reading(Progress(12, 12)) == reading(None) == ""


def _chart(qtbot: QtBot, pattern: Pattern) -> BarChart:
    facts = bars(_year(), months_until(NOVEMBER), "J9229")
    columns = tuple(replace(each, parts=((pattern, 1.0),)) for each in facts.columns)
    chart = BarChart()
    qtbot.addWidget(chart)
    chart.show_facts(replace(facts, columns=columns))
    chart.resize(1296, 560)
    return chart


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
@pytest.mark.parametrize("light", list(RoomLight))
@pytest.mark.parametrize(("one", "other"), list(combinations(Pattern, 2)))
def test_parts_are_told_apart_without_colour(
    qtbot: QtBot, qapp: QApplication, light: RoomLight, one: Pattern, other: Pattern
) -> None:
    theme.apply(qapp, light)
    pictures = []
    for pattern in (one, other):
        image = _chart(qtbot, pattern).grab().toImage()
        pictures.append(image.convertToFormat(image.Format.Format_Grayscale8))
    inside = [(x, y) for x in range(320, 350) for y in range(60, 140)]
    shades = [[picture.pixel(x, y) & 255 for x, y in inside] for picture in pictures]
    apart = sum(abs(a - b) > 60 for a, b in zip(*shades, strict=True))
    assert apart > len(inside) / 20
