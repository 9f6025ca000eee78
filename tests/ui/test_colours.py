"""Every theme can be read, also by whom it shows no colours, and through an amber filter."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from screens_seen import (
    AMBER,
    DEUTERANOPIA,
    GREY,
    PROTANOPIA,
    TRITANOPIA,
    Colour,
    Matrix,
    linear,
    seen_through,
)

from app.ui import theme
from app.ui.drawing.alarm_band import AlarmBand, AlarmFacts, AlarmLook
from app.ui.drawing.budget import BudgetState, TimeBudget
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.light import LightBox, LightFacts, LightState
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.rail import RailItem, RailState, StepRail
from app.ui.theme import AMBER_LIGHT, BRIGHT_LIGHT, WHITE_LIGHT, RoomLight, Tone
from tests.ui.conftest import AtDesk
from tests.ui.gallery_facts import DILUTE
from tests.ui.test_drawing_theme import WRITTEN_ON

LIGHTS = {
    RoomLight.WHITE: WHITE_LIGHT,
    RoomLight.BRIGHT: BRIGHT_LIGHT,
    RoomLight.AMBER: AMBER_LIGHT,
}
SEEN = {
    "grey": GREY,
    "protanopia": PROTANOPIA,
    "deuteranopia": DEUTERANOPIA,
    "tritanopia": TRITANOPIA,
}


@pytest.fixture(autouse=True)
def white_again(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp)
    yield
    theme.apply(qapp)


def _colour(name: str) -> Colour:
    colour = QColor(name)
    return colour.redF(), colour.greenF(), colour.blueF()


def _brightness(colour: Colour) -> float:
    red, green, blue = (linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: Colour, other: Colour) -> float:
    dark, bright = sorted((_brightness(one), _brightness(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("light", RoomLight)
@pytest.mark.parametrize(("text", "ground"), WRITTEN_ON)
def test_text_stands_out(light: RoomLight, text: str, ground: str) -> None:
    colours = LIGHTS[light]
    one, other = (_colour(getattr(colours, name)) for name in (text, ground))
    assert _contrast(one, other) >= (10 if light is RoomLight.BRIGHT else 7)


@pytest.mark.parametrize("matrix", SEEN.values(), ids=SEEN)
@pytest.mark.parametrize("light", RoomLight)
def test_text_stands_out_to_whom_colours_look_alike(light: RoomLight, matrix: Matrix) -> None:
    see, colours = seen_through(matrix), LIGHTS[light]
    for text, ground in WRITTEN_ON:
        one, other = (see(*_colour(getattr(colours, name))) for name in (text, ground))
        assert _contrast(one, other) >= 6, (text, ground)


def test_amber_stands_out_through_an_amber_filter_and_needs_no_blue() -> None:
    see = seen_through(AMBER)
    for text, ground in WRITTEN_ON:
        one, other = (see(*_colour(getattr(AMBER_LIGHT, name))) for name in (text, ground))
        assert _contrast(one, other) >= 6, (text, ground)


def _rail(state: RailState) -> tuple[Drawn[tuple[RailItem, ...]], object]:
    return StepRail(), (RailItem(1, "Withdraw the dose", "now", state),)


def _budget(state: BudgetState) -> tuple[TimeBudget, object]:
    return TimeBudget(), replace(DILUTE, state=state)


def _pill(tone: Tone) -> tuple[Pill, object]:
    return Pill(), PillFacts("the same words", tone)


def _notice(tone: Tone) -> tuple[Notice, object]:
    return Notice(), NoticeFacts("Said", "the same words", tone)


def _light(state: LightState) -> tuple[LightBox, object]:
    headings = {"protected": "PROTECTED", "gap": "GAP", "not started": "NOT OPENED"}
    return LightBox(), LightFacts(headings[state.value], "the same words", "", state)


def _alarm(look: AlarmLook) -> tuple[AlarmBand, object]:
    return AlarmBand(), AlarmFacts(look, "DEMO, Adalind", "dilute by 14:02", "4 min")


DRAWINGS = {
    "rail": (_rail, RailState),
    "budget": (_budget, [each for each in BudgetState if each is not BudgetState.QUIET]),
    "pill": (_pill, [Tone.OK, Tone.WARN, Tone.STOP, Tone.INFO]),
    "notice": (_notice, [Tone.OK, Tone.WARN, Tone.STOP, Tone.INFO]),
    "light": (_light, LightState),
    "alarm": (_alarm, AlarmLook),
}


def _shapes(widget: QWidget) -> set[tuple[int, int]]:
    """Return where a drawing stands out against what is round it, whatever its colours are."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    grey = [
        [image.pixelColor(x, y).red() for x in range(0, image.width(), 2)]
        for y in range(0, image.height(), 2)
    ]
    return {
        (x, y)
        for y in range(1, len(grey))
        for x in range(1, len(grey[0]))
        if abs(grey[y][x] - grey[y][x - 1]) > 60 or abs(grey[y][x] - grey[y - 1][x]) > 60
    }


@pytest.mark.parametrize("light", RoomLight)
@pytest.mark.parametrize("name", DRAWINGS)
def test_each_status_has_its_own_shape_or_word(
    qtbot: QtBot, qapp: QApplication, name: str, light: RoomLight
) -> None:
    theme.apply(qapp, light)
    make, states = DRAWINGS[name]
    shapes: dict[object, set[tuple[int, int]]] = {}
    for state in states:
        widget, facts = make(state)  # type: ignore[operator]
        qtbot.addWidget(widget)
        widget.show_facts(facts)
        widget.resize(420, 320 if name == "budget" else 90)
        shapes[state] = _shapes(widget)
    for one, other in combinations(shapes, 2):
        apart = shapes[one] ^ shapes[other]
        assert len(apart) >= 12, f"{one} and {other} differ by their colours alone"


@pytest.mark.parametrize("light", RoomLight)
def test_what_is_painted_stands_out_as_its_colours_do(
    at: AtDesk, qapp: QApplication, light: RoomLight
) -> None:
    desk = at("withdraw-1")
    theme.apply(qapp, light)
    theme.hand_down(desk.window)
    desk.settle()
    page = desk.preparation.step_page
    assert page is not None
    for words in (page.eyebrow, page.title, page.instruction, page.source):
        image = words.grab().toImage()
        colours = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
        }
        bright = [_brightness(_colour(each)) for each in colours]
        assert (max(bright) + 0.05) / (min(bright) + 0.05) >= 7, words.facts()
