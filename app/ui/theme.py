"""Colours, lettering and sizes of the window.

Every measure in the drawings is given in pixels of a window of 1366 x 768 and multiplied by the
size of the body text, which follows the window. Qt hands that font down from the window to every
widget by itself, so one `fit` rescales the whole page, and no list of widgets is kept.
"""

from dataclasses import asdict, dataclass
from enum import Enum
from string import Template

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

import resources
from app.ui.practice_colours import practised

FAMILY = "Umbra Sans"
FONT_FILES = ("fonts/UmbraSans-Regular.ttf", "fonts/UmbraSans-Bold.ttf")

DRAWN_WIDTH = 1366
DRAWN_HEIGHT = 768
DRAWN_TEXT = 16
SMALLEST_TEXT = 12
LARGEST_TEXT = 48


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
    soft="#301A00",
    header="#1A0D00",
    header_ink="#FFC83C",
    header_soft="#F0B030",
    header_rule="#7A4C00",
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
)


class RoomLight(Enum):
    """The light that the workstation stands in."""

    WHITE = "white"
    AMBER = "amber"


_COLOURS = {RoomLight.WHITE: WHITE_LIGHT, RoomLight.AMBER: AMBER_LIGHT}


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
    app = QApplication.instance()
    chosen = None if app is None else app.property("room_light")
    light = RoomLight(chosen) if chosen else RoomLight.WHITE
    work = _COLOURS[light]
    return practised(work, amber=light is RoomLight.AMBER) if is_practice() else work


def practise(app: QApplication, practice: bool = True) -> None:
    """Mark all of `app`, before `apply`, as one in which people only practise."""
    app.setProperty("practice", practice)


def is_practice() -> bool:
    """Tell whether people only practise in this application."""
    app = QApplication.instance()
    return app is not None and bool(app.property("practice"))


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


def text_size(width: int, height: int) -> int:
    """Return the body text in pixels with which every page fits a window of this size."""
    factor = min(width / DRAWN_WIDTH, height / DRAWN_HEIGHT)
    return max(SMALLEST_TEXT, min(LARGEST_TEXT, int(DRAWN_TEXT * factor)))


def fit(window: QWidget, area: QSize | None = None) -> bool:
    """Rescale `window` and all in it to its size; return whether anything had to change.

    `area` is the part of the window that a page has, where that is not all of it.
    Call it from the window's resizeEvent. Between two sizes of text it costs one comparison.
    The window's own layout needs `setSizeConstraint(SetNoConstraint)`: what the larger text
    needs would else keep the window from being made smaller.
    """
    area = area or window.size()
    wanted = text_size(area.width(), area.height())
    font = QFont(window.font())
    if font.pixelSize() == wanted:
        return False
    font.setPixelSize(wanted)
    window.setFont(font)
    return True


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
    return QFontInfo(widget.window().font()).pixelSize() / DRAWN_TEXT


def px(widget: QWidget, drawn: float) -> int:
    """Return `drawn` pixels of a window of 1366 x 768 in pixels of this window."""
    return round(drawn * scale(widget))


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
