"""Colours, lettering and sizes of the window.

Every measure in the drawings is given in pixels of a window of 1366 x 768 and multiplied by the
size of the body text, which follows the window. Qt hands that font down from the window to every
widget by itself, so one `fit` rescales the whole page, and no list of widgets is kept.
"""

import math
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache
from string import Template

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources
from app.ui.density import density
from app.ui.density import measured as measured  # the theme's, as its colours are
from app.ui.practice_colours import practised

FAMILY = "Umbra Sans"
_EXACT = "exact_text"
FONT_FILES = ("fonts/UmbraSans-Regular.ttf", "fonts/UmbraSans-Bold.ttf")

DRAWN_WIDTH = 1366
DRAWN_HEIGHT = 768
SMALLEST_WIDTH, SMALLEST_HEIGHT = 1024, 576
DRAWN_TEXT = 16
SMALLEST_TEXT = 12
LARGEST_TEXT = 48
"""The body text, in pixels of the screen, whatever the system scales them by."""

TARGET_MM = 20.0
"""What a gloved finger hits, each way."""
FORM_MM = 15.0
"""The least that fields and options of a long form have, which stand apart from one another."""
MATTERS_MM = 6.0
"""How high the capitals of dose, volume and deadline are, which are read at a metre."""
READ_MM = 2.8
"""How high capitals are that are read at 600 mm: 16 minutes of arc, the least that ISO 9241-303
allows (600 mm x tan 16' = 2.79 mm)."""
# What fits a window of 1366 x 768 on a screen of 15.6 inches, 345 x 194 mm: in a window that is
# smaller to the hand and the eye, all of it shrinks with the window.
_PRESSED, _PRESSED_MOST = 64, 81
_IN_FORM, _IN_FORM_MOST = 48, 61
_SMALL_MOST, _GROWS = 16, 1.2
# A window of 1365 pixels, which is what a scale of 1.5 makes of 1366, is as large as one of 1366.
_ROUNDED = 0.02


@dataclass(frozen=True, slots=True)
class Colours:
    """The colour of each role, as #RRGGBB. `*_tint` lies under text of the same name."""

    page: str
    panel: str
    panel_soft: str
    edge: str
    rule: str
    ink: str
    soft: str
    header: str
    header_ink: str
    header_soft: str
    header_rule: str
    header_edge: str
    dose: str
    action: str
    action_ink: str
    action_pressed: str
    action_tint: str
    resting: str
    resting_ink: str
    ok: str
    ok_tint: str
    ok_edge: str
    warn: str
    warn_tint: str
    warn_edge: str
    stop: str
    stop_tint: str
    stop_edge: str
    stop_ink: str
    track: str
    glass: str
    rod: str
    rubber: str
    liquid: str
    liquid_light: str
    clear: str
    clear_light: str
    paper: str


WHITE_LIGHT = Colours(
    page="#ECEFED",
    panel="#FFFFFF",
    panel_soft="#F3F5F4",
    edge="#CDD4D5",
    rule="#D3D9D9",
    ink="#15212B",
    soft="#3E4A54",
    header="#15212B",
    header_ink="#FFFFFF",
    header_soft="#C6D1D8",
    header_rule="#4A5A66",
    header_edge="#15212B",
    dose="#FFD58A",
    action="#0A5666",
    action_ink="#FFFFFF",
    action_pressed="#07434F",
    action_tint="#E4F0F2",
    resting="#E1E6E6",
    resting_ink="#3E4A54",
    ok="#0F5230",
    ok_tint="#E0F2E7",
    ok_edge="#9CCDB0",
    warn="#6B3E00",
    warn_tint="#FFF1D6",
    warn_edge="#E3BC72",
    stop="#8C1A14",
    stop_tint="#FBE5E3",
    stop_edge="#DE9F9A",
    stop_ink="#FFFFFF",
    track="#DCE2E2",
    glass="#38444D",
    rod="#C9D1D4",
    rubber="#333F48",
    liquid="#F3E1A0",
    liquid_light="#FBF3D3",
    clear="#D9E6EC",
    clear_light="#F1F7FA",
    paper="#FFFFFF",
)

# The screen is a lamp too. In a room lit in amber it sends out next to no blue light, and what
# sets the states apart is how dark they are, besides their icon, their word and their place.
AMBER_LIGHT = Colours(
    page="#E39A22",
    panel="#FFB938",
    panel_soft="#F2A92C",
    edge="#8A5600",
    rule="#B87710",
    ink="#1A0D00",
    soft="#281500",
    header="#1A0D00",
    header_ink="#FFC83C",
    header_soft="#F0B030",
    header_rule="#7A4C00",
    header_edge="#1A0D00",
    dose="#FFE040",
    action="#3D2200",
    action_ink="#FFC83C",
    action_pressed="#1A0D00",
    action_tint="#FFCB40",
    resting="#DE9826",
    resting_ink="#2A1800",
    ok="#2E2A00",
    ok_tint="#FFCB40",
    ok_edge="#6A6000",
    warn="#3D2000",
    warn_tint="#FFAE28",
    warn_edge="#6B3E00",
    stop="#5A0A00",
    stop_tint="#FFB030",
    stop_edge="#5A0A00",
    stop_ink="#FFC83C",
    track="#D08A18",
    glass="#3A2100",
    rod="#C08018",
    rubber="#1A0D00",
    liquid="#FFE040",
    liquid_light="#FFE850",
    clear="#EDA128",
    clear_light="#F6AE32",
    paper="#FFD24A",
)


# A hood's lamps lie on the glass of the screen like a veil: white ground everywhere, for a dark one
# would mirror them, black ink, and lines instead of tints, which the veil would wash out.
BRIGHT_LIGHT = Colours(
    page="#FFFFFF",
    panel="#FFFFFF",
    panel_soft="#FFFFFF",
    edge="#000000",
    rule="#4A4A4A",
    ink="#000000",
    soft="#1C1C1C",
    header="#FFFFFF",
    header_ink="#000000",
    header_soft="#1C1C1C",
    header_rule="#000000",
    header_edge="#000000",
    dose="#000000",
    action="#00333D",
    action_ink="#FFFFFF",
    action_pressed="#000000",
    action_tint="#E4E4E4",
    resting="#FFFFFF",
    resting_ink="#383838",
    ok="#00331B",
    ok_tint="#FFFFFF",
    ok_edge="#00331B",
    warn="#472800",
    warn_tint="#FFFFFF",
    warn_edge="#472800",
    stop="#6A0400",
    stop_tint="#FFFFFF",
    stop_edge="#6A0400",
    stop_ink="#FFFFFF",
    track="#BDBDBD",
    glass="#000000",
    rod="#A8A8A8",
    rubber="#000000",
    liquid="#F0DC8C",
    liquid_light="#FAF2D2",
    clear="#DCE6EA",
    clear_light="#F4F8FA",
    paper="#FFFFFF",
)


class RoomLight(Enum):
    """The light that the workstation stands in."""

    WHITE = "white"
    BRIGHT = "bright"
    AMBER = "amber"


_COLOURS = {
    RoomLight.WHITE: WHITE_LIGHT,
    RoomLight.BRIGHT: BRIGHT_LIGHT,
    RoomLight.AMBER: AMBER_LIGHT,
}
# Lines are thicker where light lies on the screen.
_THINNEST = {RoomLight.WHITE: 1.0, RoomLight.BRIGHT: 2.0, RoomLight.AMBER: 1.4}


class Tone(Enum):
    """What a state means; each drawing adds an icon and a word to it."""

    OK = "ok"
    WARN = "warn"
    STOP = "stop"
    INFO = "info"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Shade:
    """The three colours of a tone: its text, what lies under it, and the line around that."""

    ink: QColor
    tint: QColor
    edge: QColor


def colours() -> Colours:
    """Return the colours in use: those of the room light that `apply` was given."""
    light = room_light()
    work = _COLOURS[light]
    return practised(work, amber=light is RoomLight.AMBER) if is_practice() else work


def room_light() -> RoomLight:
    """Return the room light that `apply` was given, white before."""
    app = QApplication.instance()
    chosen = None if app is None else app.property("room_light")
    return RoomLight(chosen) if chosen else RoomLight.WHITE


def practise(app: QApplication, practice: bool = True) -> None:
    """Mark all of `app`, before `apply`, as one in which people only practise."""
    app.setProperty("practice", practice)


def is_practice() -> bool:
    """Tell whether people only practise in this application."""
    app = QApplication.instance()
    return app is not None and bool(app.property("practice"))


def thinnest() -> float:
    """Return how thick the thinnest line is, in pixels of a window of 1366 x 768."""
    return _THINNEST[room_light()]


def thin(widget: QWidget) -> int:
    """Return how thick the thinnest line is, in pixels of this window."""
    return max(1, px(widget, thinnest()))


def shade(tone: Tone) -> Shade:
    """Return the colours of `tone`."""
    c = colours()
    ink, tint, edge = {
        Tone.OK: (c.ok, c.ok_tint, c.ok_edge),
        Tone.WARN: (c.warn, c.warn_tint, c.warn_edge),
        Tone.STOP: (c.stop, c.stop_tint, c.stop_edge),
        Tone.INFO: (c.action, c.action_tint, c.action_tint),
        Tone.PLAIN: (c.ink, c.panel_soft, c.edge),
    }[tone]
    return Shade(QColor(ink), QColor(tint), QColor(edge))


def light_named(name: str) -> RoomLight:
    """Return the light of that name; white for one that nobody knows."""
    return next((each for each in RoomLight if each.value == name), RoomLight.WHITE)


def apply(app: QApplication, light: RoomLight = RoomLight.WHITE) -> None:
    """Give `app` its style, colours and lettering; may be called again when the light changes."""
    # A style sheet would else keep the size of the text from being handed down.
    app.setAttribute(Qt.ApplicationAttribute.AA_UseStyleSheetPropagationInWidgetStyles)
    app.setProperty("room_light", light.value)
    if not app.property("has_fonts"):
        _load_fonts()
        app.setProperty("has_fonts", True)
    app.setStyle(QStyleFactory.create("Fusion"))
    font = QFont(FAMILY)
    font.setPixelSize(DRAWN_TEXT)
    app.setFont(font)
    app.setPalette(_palette(colours()))
    app.setStyleSheet(Template(resources.text("theme.qss")).substitute(asdict(colours())))


def text_size(width: float, height: float) -> int:
    """Return the body text with which every page fits a window of this size, all in pixels."""
    factor = min(width / DRAWN_WIDTH, height / DRAWN_HEIGHT)
    return max(SMALLEST_TEXT, min(LARGEST_TEXT, int(DRAWN_TEXT * factor + _ROUNDED)))


def fit(window: QWidget, area: QSize | None = None) -> bool:
    """Rescale `window` and all in it to its size; return whether anything had to change.

    `area` is the part of the window that a page has, where that is not all of it.
    Call it from the window's resizeEvent. Between two sizes of text it costs one comparison.
    The window's own layout needs `setSizeConstraint(SetNoConstraint)`: what the larger text
    needs would else keep the window from being made smaller.
    """
    area = area or window.size()
    ratio = window.devicePixelRatio()
    wanted = text_size(area.width() * ratio, area.height() * ratio) / ratio
    # Qt knows no font of 10.7 pixels: what is drawn goes by the exact size, kept here.
    if window.property(_EXACT) == wanted:
        return False
    window.setProperty(_EXACT, wanted)
    font = QFont(window.font())
    if font.pixelSize() == round(wanted):
        hand_down(window)
    else:
        font.setPixelSize(round(wanted))
        window.setFont(font)
    return True


def smallest(window: QWidget) -> QSize:
    """Return the smallest size of the window: that of a screen too small for any work."""
    ratio = window.devicePixelRatio()
    return QSize(int(SMALLEST_WIDTH / ratio), int(SMALLEST_HEIGHT / ratio))


def hand_down(window: QWidget) -> None:
    """Hand the size of the text down to what was added to `window` since it was fitted.

    Under a style sheet Qt gives a new child no font of its parent's: it must see it change.
    """
    font = QFont(window.font())
    other = QFont(font)
    other.setPixelSize(font.pixelSize() + 1)
    window.setFont(other)
    window.setFont(font)


def scale(widget: QWidget) -> float:
    """Return by how much the drawings in `widget` are larger than at 1366 x 768.

    The window's font decides: a widget added since the window was fitted may not have it yet.
    """
    window = widget.window()
    exact = window.property(_EXACT)
    text: float = QFontInfo(window.font()).pixelSize() if exact is None else exact
    return text / DRAWN_TEXT


def px(widget: QWidget, drawn: float) -> int:
    """Return `drawn` pixels of a window of 1366 x 768 in pixels of this window."""
    return round(drawn * scale(widget))


def target(widget: QWidget) -> int:
    """Return how high and wide at least what is pressed has to be, in pixels of this window.

    That is 20 mm of the screen, in a window of 345 x 194 mm or more.
    """
    return _pressed(widget, TARGET_MM, _PRESSED, _PRESSED_MOST)


def form_target(widget: QWidget) -> int:
    """Return how high at least the fields and options of a long form are, in pixels: 15 mm."""
    return _pressed(widget, FORM_MM, _IN_FORM, _IN_FORM_MOST)


def _pressed(widget: QWidget, mm: float, least: float, most: float) -> int:
    wanted = math.ceil(mm * density(widget).per_mm - 0.01)
    return max(px(widget, least), min(wanted, px(widget, most)))


def capitals(widget: QWidget, mm: float) -> int:
    """Return the size of the font, in pixels, whose capitals are `mm` high on the screen."""
    return _with_capitals(mm, density(widget).per_mm)


def letters(widget: QWidget, drawn: float, matters: bool = False) -> int:
    """Return the size in pixels of a font that is `drawn` pixels high at 1366 x 768.

    It is never smaller than what is read at 600 mm; what `matters` has capitals of 6 mm.
    """
    times, per_mm = scale(widget), density(widget).per_mm
    if matters:
        least = min(_with_capitals(MATTERS_MM, per_mm), math.ceil(times * drawn * _GROWS))
    else:
        least = min(_with_capitals(READ_MM, per_mm), math.ceil(times * _SMALL_MOST - 0.01))
    return max(1, round(times * drawn), least)


@cache
def _with_capitals(mm: float, per_mm: float) -> int:
    return math.ceil(mm * per_mm / _capital_share() - 0.01)


@cache
def _capital_share() -> float:
    font = QFont(FAMILY)
    font.setPixelSize(1000)
    return QFontMetricsF(font).capHeight() / 1000


def _load_fonts() -> None:
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFontFromData(resources.data(name)) < 0:
            raise RuntimeError(f"Qt cannot read the shipped font {name}")


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.page,
        QPalette.ColorRole.WindowText: c.ink,
        QPalette.ColorRole.Base: c.panel,
        QPalette.ColorRole.AlternateBase: c.panel_soft,
        QPalette.ColorRole.Text: c.ink,
        QPalette.ColorRole.PlaceholderText: c.soft,
        QPalette.ColorRole.Button: c.panel,
        QPalette.ColorRole.ButtonText: c.ink,
        QPalette.ColorRole.BrightText: c.stop,
        QPalette.ColorRole.Highlight: c.action,
        QPalette.ColorRole.HighlightedText: c.action_ink,
        QPalette.ColorRole.ToolTipBase: c.header,
        QPalette.ColorRole.ToolTipText: c.header_ink,
        QPalette.ColorRole.Link: c.action,
        QPalette.ColorRole.Mid: c.edge,
        QPalette.ColorRole.Accent: c.action,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.resting_ink))
    return palette


def repaint(window: QWidget) -> None:
    """Draw all of `window` anew, for the colours changed."""
    hand_down(window)
    for widget in (window, *window.findChildren(QWidget)):
        widget.update()
