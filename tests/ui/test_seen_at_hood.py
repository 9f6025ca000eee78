"""What a person at the hood saw cut, hidden or in a wrong colour, and must not see again."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing.budget import BudgetState, TimeBudget
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.figure import Figure
from app.ui.drawing.rail import RailItem, RailState, StepRail
from app.ui.drawing.syringe import SyringePicture, SyringeView
from app.ui.drawing.whole_lines import WholeLines
from app.ui.drawing.words import Role, Words
from app.ui.steps.label_picture import LabelPicture
from app.ui.steps.scan import ScanPage
from app.ui.theme import AMBER_LIGHT, BRIGHT_LIGHT, RoomLight
from tests.ui.conftest import AtDesk
from tests.ui.gallery_facts import DILUTE
from tests.ui.hospital import PHARMACIST, WRONG_VIAL, latest_start
from tests.ui.written import written_by


@pytest.fixture(autouse=True)
def white_again(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp)
    yield
    theme.apply(qapp)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _liquid(qtbot: QtBot, *, clear: bool) -> QColor:
    view = SyringeView()
    qtbot.addWidget(view)
    view.resize(240, 448)
    ten, one = Decimal(10), Decimal(1)
    view.show_facts((SyringePicture(ten, Decimal("0.2"), one, Decimal("5.8"), "", clear),))
    barrel = view.barrel(0)
    return QColor(_picture(view).pixel(round(barrel.left + 6), round(barrel.zero + 40)))


@pytest.mark.parametrize("light", RoomLight)
def test_a_diluent_is_not_drawn_as_the_drug(
    qapp: QApplication, qtbot: QtBot, light: RoomLight
) -> None:
    theme.apply(qapp, light)
    drug, diluent = _liquid(qtbot, clear=False), _liquid(qtbot, clear=True)
    apart = max(
        abs(drug.red() - diluent.red()),
        abs(drug.green() - diluent.green()),
        abs(drug.blue() - diluent.blue()),
    )
    assert apart > 40


@pytest.mark.parametrize(("stage", "clear"), [("withdraw-1", False), ("fill-container", True)])
def test_each_step_draws_what_is_in_its_syringe(at: AtDesk, stage: str, clear: bool) -> None:
    (view,) = at(stage).shown(SyringeView)
    assert {each.clear for each in view.facts() or ()} == {clear}


@pytest.mark.parametrize("light", RoomLight)
def test_every_package_is_seen_in_every_light(
    at: AtDesk, qapp: QApplication, light: RoomLight
) -> None:
    theme.apply(qapp, light)
    desk = at("scan-materials")
    theme.apply(qapp, light)
    theme.repaint(desk.window)
    desk.window.open(desk.stream)
    desk.settle()
    page = desk.preparation.step_page
    assert isinstance(page, ScanPage)
    assert page.wanted.hidden_below() == ()
    assert page.instruction.isVisible()


def test_a_refusal_hides_no_package_that_is_still_wanted(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.scan(WRONG_VIAL)
    desk.settle()
    page = desk.preparation.step_page
    assert isinstance(page, ScanPage)
    assert "MYLOTARG" in desk.notices()
    assert page.wanted.hidden_below() == ()
    desk.scan("]d201003000801000111727033110AB1234\x1d21100000000001")
    desk.settle()
    assert page.instruction.isVisible(), "what is to be done comes back with the refusal gone"


def test_in_amber_light_the_picture_of_a_label_sends_out_little_blue(
    at: AtDesk, qapp: QApplication
) -> None:
    desk = at("scan-label", PHARMACIST)
    theme.apply(qapp, RoomLight.AMBER)
    theme.repaint(desk.window)
    desk.settle()
    (label,) = desk.shown(LabelPicture)
    picture = label.pixmap().toImage()
    paper = QColor(picture.pixel(2, 2))
    assert paper == QColor(AMBER_LIGHT.paper)
    theme.apply(qapp)
    desk.settle()
    assert QColor(label.pixmap().toImage().pixel(2, 2)) == QColor(Qt.GlobalColor.white)


def _shown(qtbot: QtBot, widget: Drawn, facts: object, width: int, height: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show_facts(facts)
    return _picture(widget)


@pytest.mark.parametrize("state", [BudgetState.NOT_STARTED, BudgetState.NEAR, BudgetState.OVER])
def test_the_frame_of_the_time_budget_is_as_thick_all_around(
    qapp: QApplication, qtbot: QtBot, state: BudgetState
) -> None:
    theme.apply(qapp, RoomLight.BRIGHT)
    facts = replace(DILUTE, state=state)
    picture = _shown(qtbot, TimeBudget(), facts, 318, 500)
    edge = QColor(BRIGHT_LIGHT.edge)
    for y in (60, 450):
        assert {QColor(picture.pixel(x, y)).name() for x in (0, 1, 316, 317)} == {edge.name()}


def test_the_frame_of_the_rail_is_seen_beside_the_present_step(
    qapp: QApplication, qtbot: QtBot
) -> None:
    theme.apply(qapp, RoomLight.BRIGHT)
    facts = (RailItem(1, "Withdraw the dose", "now", RailState.CURRENT),)
    picture = _shown(qtbot, StepRail(), facts, 290, 120)
    assert QColor(picture.pixel(289, 40)) == QColor(BRIGHT_LIGHT.edge)


def test_the_answers_of_one_question_are_written_alike(at: AtDesk) -> None:
    desk = at("withdraw-1")
    for key in (Qt.Key.Key_F12, Qt.Key.Key_F2):
        desk.press(key)
        desk.settle()
        sizes = {
            each.size for button in desk.preparation.reason.buttons for each in written_by(button)
        }
        assert len(sizes) == 1
        desk.press(Qt.Key.Key_Escape)


def test_of_what_scrolls_no_line_is_seen_in_part(qtbot: QtBot) -> None:
    area, words = WholeLines(), Words(Role.WORKING, "1.456 mg ÷ 0.25 mg/mL = 5.824 mL  ·  " * 12)
    area.setFrameShape(area.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(words)
    qtbot.addWidget(area)
    area.show()
    for height in range(60, 140, 7):
        area.resize(400, height)
        QApplication.processEvents()
        lines = area.viewport().height() / words.line_height()
        assert lines == pytest.approx(round(lines), abs=0.06)
        assert height - area.viewport().height() < words.line_height() + 1


def test_the_working_beside_the_check_shows_whole_lines(at: AtDesk) -> None:
    desk = at("check", PHARMACIST)
    desk.enter(str(desk.state.plan.volume_exact.magnitude))
    desk.enter(latest_start(desk.state))
    desk.settle()
    (area,) = desk.shown(WholeLines)
    words = area.widget()
    assert isinstance(words, Words)
    assert area.viewport().height() >= 2 * words.line_height()
    place = QRect(words.mapTo(desk.window, QPoint(0, 0)), words.size())
    assert place.top() >= 0


@pytest.mark.parametrize("size", ["1366x768", "1920x1080", "2560x1440"])
def test_the_volume_stands_out_beside_a_refusal(at: AtDesk, size: str) -> None:
    desk = at("withdraw-1", size=size)
    desk.enter("5,8")
    desk.settle()
    (figure,) = desk.shown(Figure)
    assert "comma" in desk.notices()
    largest = max(each.capitals for each in written_by(figure))
    others = [each for words in desk.shown(Words) for each in written_by(words)]
    assert largest > 1.8 * max(each.capitals for each in others)
