"""The pages beside the hood, met with gloves on as well: what is pressed there is large enough."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QListWidget, QTableWidget, QWidget

from app.clock import SetClock
from app.core.course_form import Kind as Recorded
from app.printers import Kind, Use
from app.ui import theme
from app.ui.density import name_of
from app.ui.drawing.buttons import Button
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.options import OptionButton
from app.ui.drawing.slim_field import SlimField
from app.ui.pages.course import CoursePage
from app.ui.pages.history import HistoryPage
from app.ui.pages.interaction import InteractionPage
from app.ui.pages.printers import PrintersPage
from app.ui.pages.products import ProductsPage
from app.ui.pages.record import RecordPage, _TodayButton
from app.ui.pages.stock import StockPage
from app.ui.pages.what_if import WhatIfPage
from app.ui.ways import TABS
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, MORNING, PHARMACIST
from tests.ui.legible import cut_off
from tests.ui.test_window_layout import faults

LAPTOP = 3.95
"""Pixels in a millimetre of 15.6 inches with 1366 x 768."""
PRESSED_MM, IN_FORM_MM, APART_MM = 20.0, 15.0, 2.0
# What may be lower than 20 mm, though never than 15, and why.
LOWER: dict[type[QWidget], str] = {
    SlimField: "a field of a long form: what is typed is typed on keys of their own",
    OptionButton: "an option of a long form: a wrong press is seen at once, and taken back",
    _TodayButton: "it stands in line with the field that it fills",
    QTableWidget: "a line of the record, of which only a correction chooses one",
}
PLAIN = sorted(set(TABS) - {"worklist", "people", "printers", "products", "stock", "interaction"})


@pytest.fixture(autouse=True)
def laptop(qapp: QApplication) -> Iterator[None]:
    theme.measured(Decimal(str(LAPTOP)), name_of(qapp.primaryScreen()))
    yield
    theme.measured(None, "")


def _size(widget: QWidget) -> QSize | None:
    """Return how large what is pressed of a widget is, None where nothing is."""
    match widget:
        case QListWidget() if widget.count():
            rows = [widget.sizeHintForRow(row) for row in range(widget.count())]
            return QSize(widget.viewport().width(), min(rows))
        case QTableWidget() if widget.rowCount():
            rows = [widget.rowHeight(row) for row in range(widget.rowCount())]
            return QSize(widget.viewport().width(), min(rows))
        case Button() if widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
            return None
        case QAbstractButton() | EntryField():
            return widget.size()
    return None


def _may_be_lower(widget: QWidget) -> bool:
    if isinstance(widget, OptionButton) and not widget.in_form:
        return False
    return type(widget) in LOWER


def _called(widget: QWidget) -> str:
    line = widget.line if isinstance(widget, EntryField) else widget
    return f"{type(widget).__name__} “{line.accessibleName()[:40]}”"


def too_small(desk: Desk) -> list[str]:
    """Return what is smaller than a gloved finger hits, or, in a form, stands too near."""
    found, all_of_them = [], []
    for widget in desk.visible():
        size = _size(widget)
        if size is not None:
            place = QRect(widget.mapTo(desk.window, QPoint(0, 0)), widget.size())
            all_of_them.append((widget, place, min(size.width(), size.height()) / LAPTOP))
    for widget, place, mm in all_of_them:
        least = IN_FORM_MM if _may_be_lower(widget) else PRESSED_MM
        if mm < least - 0.15:
            found.append(f"{_called(widget)} is {mm:.1f} mm")
        if mm < PRESSED_MM - 0.15 and not isinstance(widget, QTableWidget):
            grown = round(APART_MM * LAPTOP) - 1
            around = place.adjusted(-grown, -grown, grown, grown)
            found += [
                f"{_called(widget)} is too near to {_called(other)}"
                for other, there, _ in all_of_them
                if other is not widget and around.intersects(there)
            ]
    return found


def clipped(desk: Desk) -> list[str]:
    """Return words that are cut off or lie on others; the codes end with a "…" that is meant."""
    return [each for each in cut_off(desk) if not each.endswith("cuts “ …” short")]


def _shown(desk: Desk, name: str) -> QWidget:
    desk.window.show_page(name)
    return desk.page


@pytest.mark.parametrize("name", PLAIN)
def test_a_page_that_the_header_leads_to(at: AtDesk, name: str) -> None:
    desk = at("released", PHARMACIST)
    _shown(desk, name)
    assert [*too_small(desk), *clipped(desk)] == []
    desk.press(Qt.Key.Key_F12)
    assert too_small(desk) == [], "the question why"


def test_the_people(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    _shown(desk, "people")
    assert too_small(desk) == []


def test_the_printers_whatever_is_chosen(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    page = _shown(desk, "printers")
    assert isinstance(page, PrintersPage)
    names = tuple(f"Office-copier-on-the-ward-{n}" for n in range(4))
    for use in Use:
        page.form.use.choose(list(Use).index(use))
        for at_place, kind in enumerate(Kind):
            if page.form.kind.buttons[at_place].isVisible():
                page.form.kind.choose(at_place)
                page.form.offer(names, names)
                for place in range(len(page.paper.stock[use].buttons)):
                    page.paper.stock[use].choose(place)
                    assert too_small(desk) == [], f"{use} {kind} {place}"
    page.form.kind.choose(0)
    desk.press(Qt.Key.Key_F9)
    assert page.asks
    assert too_small(desk) == [], "the ruler"


def test_the_products_and_their_form(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = _shown(desk, "products")
    assert isinstance(page, ProductsPage)
    assert too_small(desk) == []
    desk.press(Qt.Key.Key_F7)
    for place in range(len(page.form.role.buttons)):
        page.form.role.choose(place)
        for item in range(len(page.form.item.buttons) if page.form.item else 0):
            assert page.form.item is not None
            page.form.item.choose(item)
            assert [*too_small(desk), *faults(desk)] == [], f"role {place}, item {item}"
        desk.press(Qt.Key.Key_F5)
        assert desk.notices()
        assert too_small(desk) == [], f"role {place}, refused"


@pytest.mark.parametrize("name", ["stock", "interaction"])
def test_a_page_with_several_views(at: AtDesk, name: str) -> None:
    desk = at("released", PHARMACIST)
    page = _shown(desk, name)
    assert isinstance(page, StockPage | InteractionPage)
    options = page.mode if isinstance(page, StockPage) else page.views
    for place in range(len(options.buttons)):
        options.choose(place)
        assert [*too_small(desk), *clipped(desk)] == [], place


def _of_the_order(desk: Desk) -> Desk:
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, CoursePage)
    assert [*too_small(desk), *clipped(desk)] == [], "the course"
    return desk


def test_the_course_and_each_kind_of_fact(at: AtDesk) -> None:
    desk = _of_the_order(at("order", PHARMACIST))
    desk.press(Qt.Key.Key_F4)
    page = desk.page
    assert isinstance(page, RecordPage)
    assert too_small(desk) == []
    for kind in Recorded:
        page.choose(kind)
        assert too_small(desk) == [], kind
        desk.press(Qt.Key.Key_F5)
        assert too_small(desk) == [], f"{kind}, refused"


def test_what_if_in_every_group(at: AtDesk) -> None:
    desk = _of_the_order(at("order", PHARMACIST))
    desk.press(Qt.Key.Key_F6)
    page = desk.page
    assert isinstance(page, WhatIfPage)
    for place in range(len(page.group.buttons)):
        page.group.choose(place)
        assert [*too_small(desk), *faults(desk)] == [], place
    page.fields["weight"].set_text("100 kg")
    page.fields["weight"].changed.emit("100 kg")
    assert page.group.buttons[0].text() == "Patient, 1 supposed"
    desk.settle()
    assert clipped(desk) == [], "what changes"


def test_the_record_of_a_preparation_and_its_correction(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, HistoryPage)
    assert too_small(desk) == []
    desk.press(Qt.Key.Key_F4)
    assert too_small(desk) == [], "a correction"


def test_the_first_start(sit_down: SitDown, tmp_path: Path) -> None:
    desk = sit_down(tmp_path / "data", SetClock(MORNING)).wake()
    assert too_small(desk) == []
    desk.press(Qt.Key.Key_F5)
    assert too_small(desk) == [], "refused"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda page: page.save.setFixedHeight(70), "is 17.7 mm"),
        (lambda page: page.name.setFixedHeight(50), "is 12.7 mm"),
        (lambda page: page.form.space(page.form.layout(), 2), "is too near to"),
    ],
    ids=["a button", "a field", "near"],
)
def test_the_walk_finds_what_is_too_small(
    at: AtDesk, spoil: Callable[[QWidget], object], said: str
) -> None:
    desk = at("order", PHARMACIST)
    page = _shown(desk, "scale")
    assert too_small(desk) == []
    spoil(page)
    assert any(said in each for each in too_small(desk))
