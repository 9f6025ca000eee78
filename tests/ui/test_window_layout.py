"""Every page at every stage: nothing cut off, nothing over another thing, everything named."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QListWidget, QTableWidget, QWidget

from app.clock import SetClock
from app.core.preparation import Status
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.buttons import Button
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.monograph_row import MonographRow
from app.ui.page import Page
from app.ui.pages.monographs import MonographsPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.measure import MeasurePage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST,
    PINS,
    WRONG_VIAL,
    child,
    latest_start,
    order,
    three_vials,
)

SIZES = ["1366x768", "1920x1080"]
# The longest that an order may bring, and the longest that still goes on a label.
WORDS = "Weatherington-Featherstonehaugh Maximiliana Alexandrina Theodora Wilhelmina Bartholomea"
LONGEST = f"{WORDS} {WORDS}"[: 120 - len("DEMO, ")].strip()
ON_A_LABEL = WORDS[:70]
at_both_sizes = pytest.mark.parametrize("size", SIZES)


def faults(desk: Desk) -> list[str]:
    """Return what is cut off, lies over something else, or has no name."""
    return [*_cut_off(desk), *_overlapping(desk), *_nameless(desk)]


def _called(widget: QWidget) -> str:
    return f"{type(widget).__name__} “{widget.accessibleName()[:40]}”"


def _cut_off(desk: Desk) -> Iterator[str]:
    for widget in desk.visible():
        if isinstance(widget, Drawn | Button):
            yield from _too_small(widget)
        elif isinstance(widget, QLineEdit):
            yield from _too_long(widget)
        elif isinstance(widget, QListWidget):
            if widget.sizeHintForColumn(0) > widget.viewport().width():
                yield f"{_called(widget)} cuts its lines off"
        elif isinstance(widget, QTableWidget):
            yield from _squeezed(widget)
        if isinstance(widget, TimeBudget):
            lowest = max((box.bottom() for box in widget.label_boxes()), default=0)
            if lowest > widget.height():
                yield f"{_called(widget)} has words below its edge"


def _too_small(widget: QWidget) -> Iterator[str]:
    needed = widget.minimumSizeHint()
    if widget.hasHeightForWidth():
        needed.setHeight(widget.heightForWidth(widget.width()))
    if widget.height() < needed.height() or widget.width() < needed.width():
        has = f"{widget.width()} x {widget.height()}"
        yield f"{_called(widget)} has {has}, needs {needed.width()} x {needed.height()}"


def _too_long(line: QLineEdit) -> Iterator[str]:
    asked = "" if line.text() else line.placeholderText()
    if QFontMetricsF(line.font()).horizontalAdvance(asked) > line.contentsRect().width():
        yield f"{_called(line)} cuts “{asked}” off"


def _squeezed(table: QTableWidget) -> Iterator[str]:
    for row in range(table.rowCount()):
        if table.rowHeight(row) < table.sizeHintForRow(row):
            yield f"{_called(table)} cuts line {row + 1} off"


def _overlapping(desk: Desk) -> Iterator[str]:
    for parent in desk.visible():
        if isinstance(parent, QAbstractScrollArea | QLineEdit):
            continue
        children = [each for each in _children(parent) if each.isVisible()]
        room = parent.rect()
        for each in children:
            if not _scrolled(each) and not room.contains(each.geometry()):
                yield f"{_called(each)} reaches beyond {_called(parent)}"
        for one, other in combinations(children, 2):
            if one.geometry().intersects(other.geometry()):
                yield f"{_called(one)} lies over {_called(other)}"


def _children(parent: QWidget) -> list[QWidget]:
    found = parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [each for each in found if not each.isWindow()]


def _scrolled(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _nameless(desk: Desk) -> Iterator[str]:
    for widget in desk.visible():
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isEnabled():
            if widget.focusProxy() is not None or isinstance(widget, Page):
                continue
            spoken = QAccessible.queryAccessibleInterface(widget)
            if not spoken or not spoken.text(QAccessible.Text.Name).strip():
                yield f"{_called(widget)} has no name"


@at_both_sizes
def test_no_step_has_a_fault(at: AtDesk, size: str) -> None:
    desk = at("scan-materials", asked=three_vials(ON_A_LABEL), size=size)
    scanned = 0
    while desk.step:
        for state in ("", "asked", "refused"):
            if state == "asked":
                desk.press(Qt.Key.Key_F2)
            if state:
                scanned += 1
                desk.scan(f"{WRONG_VIAL}{scanned}")
                assert desk.notices()
            assert faults(desk) == [], f"{desk.step} {state}"
            if state == "asked":
                desk.press(Qt.Key.Key_Escape)
        _go_on(desk)
    assert desk.state.status is Status.RELEASED
    assert faults(desk) == []


def _go_on(desk: Desk) -> None:
    if desk.step != "check":
        desk.go_on()
        return
    desk.change_person(PHARMACIST)
    desk.minutes(1)
    desk.enter("9")
    desk.enter("12:34")
    assert faults(desk) == [], "figures that differ"
    desk.press(Qt.Key.Key_Escape)
    desk.window.open(desk.stream)
    desk.enter(str(desk.state.plan.volume_exact.magnitude))
    desk.enter(latest_start(desk.state))
    assert faults(desk) == [], "figures that agree"
    desk.enter("9999")
    assert faults(desk) == [], "a wrong PIN"
    desk.enter(PINS[PHARMACIST])


@at_both_sizes
def test_no_page_beside_the_steps_has_a_fault(at: AtDesk, size: str) -> None:
    desk = at("withdraw-1", asked=three_vials(ON_A_LABEL), size=size)
    for number, then in ((7, ""), (7, "1"), (10, "10"), (2, "2"), (6, "4"), (12, "")):
        desk.press(getattr(Qt.Key, f"Key_F{number}"))
        assert faults(desk) == [], f"F{number}"
        if number == 6:
            desk.press(Qt.Key.Key_F4)
            assert faults(desk) == [], "a correction"
            desk.press(Qt.Key.Key_Escape)
            desk.press(Qt.Key.Key_Escape)
        elif then == "1":
            desk.type("1")
        else:
            desk.enter("x" * 201)
            assert faults(desk) == [], f"F{number} refused"
            desk.preparation.reason.field.set_text("")
            desk.enter("in the refrigerator of the ward, " * 6)
            assert faults(desk) == [], f"F{number} answered"
        if then == "10":
            desk.press(Qt.Key.Key_F10)
    assert desk.state.status is Status.DISCARDED
    desk.press(Qt.Key.Key_F5)
    assert faults(desk) == [], "the record is written"


@at_both_sizes
def test_no_page_of_an_order_has_a_fault(at: AtDesk, size: str, tmp_path: Path) -> None:
    asked = order(given=LONGEST, dose=1.53)
    desk = at("order", PHARMACIST, asked=asked, size=size)
    assert f"DEMO, {LONGEST}" in desk.seen()
    assert faults(desk) == [], "the worklist"
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    assert faults(desk) == [], "the order"
    desk.tab_to("warning")
    desk.press(Qt.Key.Key_Return)
    assert faults(desk) == [], "a reason"
    desk.enter("")
    assert faults(desk) == [], "no reason"
    desk.press(Qt.Key.Key_Escape)
    desk.scan(WRONG_VIAL)
    assert faults(desk) == [], "a scan refused"
    desk.press(Qt.Key.Key_Escape)
    file = tmp_path / "child.json"
    file.write_bytes(child())
    assert isinstance(desk.page, WorklistPage)
    desk.page.import_files([file, file, tmp_path / "missing.json"])
    assert faults(desk) == [], "two files refused"


@at_both_sizes
def test_no_page_of_people_has_a_fault(at: AtDesk, size: str) -> None:
    desk = at("people", size=size)
    assert faults(desk) == [], "signing in"
    desk.enter("9999")
    assert faults(desk) == [], "a wrong PIN"
    desk.seat(ADMINISTRATOR)
    assert faults(desk) == [], "the empty worklist"
    desk.tab_to("People")
    desk.press(Qt.Key.Key_Return)
    assert faults(desk) == [], "the people"
    desk.press(Qt.Key.Key_F5)
    assert faults(desk) == [], "the people, refused"


@at_both_sizes
def test_no_page_of_monographs_has_a_fault(at: AtDesk, size: str) -> None:
    desk = at("new-people", PHARMACIST, size=size)
    desk.tab_to("Monographs")
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page, MonographsPage)
    for row in desk.shown(MonographRow):
        row.click()
        assert faults(desk) == [], row.facts().name
    desk.shown(MonographRow)[0].click()
    for finding in desk.page.findings.rows():
        finding.click()
    assert faults(desk) == [], "all confirmed"
    desk.press(Qt.Key.Key_F5)
    assert faults(desk) == [], "a PIN"
    desk.enter("9999")
    assert faults(desk) == [], "a wrong PIN"
    desk.enter(PINS[PHARMACIST])
    assert faults(desk) == [], "one approval"
    desk.press(Qt.Key.Key_F12)
    assert faults(desk) == [], "a reason"
    desk.enter("")
    assert faults(desk) == [], "no reason"


@at_both_sizes
def test_no_page_of_a_first_start_has_a_fault(sit_down: SitDown, tmp_path: Path, size: str) -> None:
    desk = sit_down(tmp_path / "data", SetClock(MORNING), size=size).wake()
    assert faults(desk) == [], "the first start"
    desk.press(Qt.Key.Key_F5)
    assert faults(desk) == [], "the first start, refused"
    desk.window.show_fault("/somewhere/on/this/computer/faults/fault-abcdefgh.txt")
    assert faults(desk) == [], "trouble"


def test_a_window_made_larger_and_smaller_scales_its_text(at: AtDesk) -> None:
    desk = at("withdraw-1")
    figure = desk.preparation.step_page
    assert figure is not None
    heights = []
    for size in (QSize(1366, 768), QSize(2732, 1536), QSize(1366, 768)):
        desk.window.resize(size)
        assert faults(desk) == [], str(size)
        heights.append(figure.title.height() / figure.title.heightForWidth(10_000))
    assert heights[0] == heights[2]


def test_the_checks_of_this_file_find_what_is_wrong(at: AtDesk) -> None:
    desk = at("withdraw-1")
    page = desk.step_page(MeasurePage)
    assert faults(desk) == []
    page.button.setText("")
    page.button.setAccessibleName("")
    assert any("has no name" in fault for fault in faults(desk))
    page.field.ask("a question far too long for its place, which nobody could read whole")
    assert any("cuts" in fault for fault in faults(desk))
    page.title.setFixedHeight(9)
    assert any("needs" in fault for fault in faults(desk))
    page.title.setGeometry(QRect(0, 0, 5000, 9))
    assert any("reaches beyond" in fault for fault in faults(desk))
