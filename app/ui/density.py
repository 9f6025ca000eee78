"""How many pixels are a millimetre on the screen that a widget is on.

A ruler laid on the screen knows it (the page *ruler*); else the system's word counts where it can
be true; else it is assumed. Pixels here are those that Qt lays out in: on a screen that the system
scales by two, one of them is two of the screen's own.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache

from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QWidget

MILLIMETRES_PER_INCH = 25.4
ASSUMED_PER_MM = 4.0
"""Pixels of the screen in a millimetre where nobody knows better.

Screens that people work at have 3.77 (23 inches, 1920 x 1080), 3.95 (15.6 inches, 1366 x 768) or
4.28 (27 inches, 2560 x 1440): the diagonal in pixels by the diagonal in millimetres.
"""
PLAUSIBLE_PER_MM = (2.4, 14.0)
"""What a system can mean: from 60 to 355 dots per inch. Televisions and some adapters tell the
shape of the picture, such as 160 x 90, as its size in millimetres."""
_SHAPES = {(16, 9), (16, 10), (4, 3), (160, 90), (160, 100)}


class Known(Enum):
    """How a density is known."""

    MEASURED = "measured with a ruler"
    REPORTED = "as the screen reports it"
    ASSUMED = "assumed: the screen does not say"


@dataclass(frozen=True, slots=True)
class Density:
    """Pixels, as Qt lays them out, in a millimetre of the screen."""

    per_mm: float
    known: Known


def name_of(screen: QScreen) -> str:
    """Return the name of a screen with all that a ruler's measure hangs on."""
    ratio, size = screen.devicePixelRatio(), screen.size()
    width, height = round(size.width() * ratio), round(size.height() * ratio)
    return f"{screen.name()} {width} x {height} at {ratio:g}"


def measured(pixels_per_mm: Decimal | None, measured_on: str) -> None:
    """Go by what a ruler said on the screen of that name, in pixels of the screen itself.

    None goes back to what the screen reports.
    """
    application = QApplication.instance()
    if application is not None:
        known = None if pixels_per_mm is None else {measured_on: float(pixels_per_mm)}
        application.setProperty("pixels_per_mm", known)
    _density.cache_clear()


def density(widget: QWidget) -> Density:
    """Return the density of the screen that `widget` is on."""
    return _density(widget.screen())


@cache
def _density(screen: QScreen) -> Density:
    # Asked for every word that is drawn; it changes with the screen alone, or with a ruler.
    for changed in (screen.physicalDotsPerInchChanged, screen.geometryChanged):
        changed.connect(_forget)
    application = QApplication.instance()
    known = None if application is None else application.property("pixels_per_mm")
    ratio = screen.devicePixelRatio()
    if known and name_of(screen) in known:
        return Density(known[name_of(screen)] / ratio, Known.MEASURED)
    reported = screen.physicalDotsPerInch() / MILLIMETRES_PER_INCH * ratio
    size = screen.physicalSize()
    is_shape = (round(size.width()), round(size.height())) in _SHAPES
    least, most = PLAUSIBLE_PER_MM
    if is_shape or not least <= reported <= most:
        return Density(ASSUMED_PER_MM / ratio, Known.ASSUMED)
    return Density(reported / ratio, Known.REPORTED)


def _forget(*_: object) -> None:
    _density.cache_clear()
