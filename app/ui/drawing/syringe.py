"""A syringe at its own scale, with the plunger where it must stand."""

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.text import height_of, put, width_of

# Length of the scale over the inner width of the barrel, of common syringes of each size. It
# shapes the picture only.
_SLENDER = ((1, 9.0), (3, 6.2), (5, 5.0), (10, 4.4), (20, 3.9), (30, 3.6), (60, 3.4))

NARROWEST = 36
WIDER = 40
NUMBERS = 15
LINE_BEFORE = 14


@dataclass(frozen=True, slots=True)
class SyringePicture:
    """A syringe of `capacity_mL` with a line every `graduation_mL`, filled to `volume_mL`.

    What is `clear`, such as a diluent, is not drawn in the colour of the drug. A volume that the
    syringe cannot hold is refused with ValueError, never drawn.
    """

    capacity_mL: Decimal
    graduation_mL: Decimal
    numbered_every_mL: Decimal
    volume_mL: Decimal
    label: str = ""
    clear: bool = False

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.volume_mL <= self.capacity_mL:
            raise ValueError(f"a {self.capacity_mL} mL syringe cannot hold {self.volume_mL} mL")
        if not Decimal(0) < self.graduation_mL <= self.numbered_every_mL <= self.capacity_mL:
            raise ValueError("the lines of a syringe lie between 0 and its capacity")


@dataclass(frozen=True, slots=True)
class Barrel:
    """Where the parts of one syringe lie, in pixels: `zero` and `full` are heights of lines."""

    centre: float
    width: float
    zero: float
    full: float
    foot: float
    rest: float

    @property
    def left(self) -> float:
        return self.centre - self.width / 2

    @property
    def right(self) -> float:
        return self.centre + self.width / 2


def height_of_volume(barrel: Barrel, picture: SyringePicture, volume_mL: Decimal) -> float:
    """Return where on the scale `volume_mL` stands, in pixels from the top."""
    share = float(volume_mL / picture.capacity_mL)
    return barrel.zero + share * (barrel.full - barrel.zero)


class SyringeView(Drawn[tuple[SyringePicture, ...]]):
    """One syringe, or the two of a pair side by side, tip up as it is read."""

    reads_as = QAccessible.Role.Graphic
    # Whether the volume stands beside the plunger; else it is for the person to read.
    says_volume = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def spoken(self, facts: tuple[SyringePicture, ...]) -> str:
        return "; ".join(
            f"{picture.label or 'syringe'}, {picture.capacity_mL} mL, "
            f"plunger at {picture.volume_mL} mL"
            for picture in facts
        )

    def needs(self, facts: tuple[SyringePicture, ...]) -> QSize:
        width = sum(self._narrowest(p) + self.px(WIDER) for p in facts)
        return QSize(round(width), self.px(400))

    def least(self, facts: tuple[SyringePicture, ...]) -> QSize:
        width = sum(self._narrowest(picture) for picture in facts)
        return QSize(round(width) + 1, self.px(220))

    def _slot(self, index: int) -> tuple[float, float]:
        """Return where the part of the width for syringe `index` starts, and how wide it is."""
        each = [self._narrowest(picture) for picture in self.facts() or ()]
        spare = (self.width() - sum(each)) / len(each)
        return sum(each[:index]) + index * spare, each[index] + spare

    def _narrowest(self, picture: SyringePicture) -> float:
        return self._before(picture) + self.px(NARROWEST) + self._behind(picture)

    def _before(self, picture: SyringePicture) -> float:
        """Return the width of the reading and its line, left of the barrel."""
        figure = width_of(_written(picture.volume_mL), self._reading_font())
        return figure + self.px(LINE_BEFORE + 7)

    def _behind(self, picture: SyringePicture) -> float:
        """Return the width of the numbers, right of the barrel."""
        last = _written(picture.capacity_mL - picture.numbered_every_mL)
        font = self.lettering(NUMBERS)
        figures = max(width_of(last, font), width_of(_written(picture.capacity_mL), font))
        return figures + self.px(9 + 16)

    def _reading_font(self) -> QFont:
        return self.lettering(26, bold=True)

    def barrel(self, index: int) -> Barrel:
        """Return where syringe `index` is drawn."""
        facts = self.facts() or ()
        picture = facts[index]
        left, slot = self._slot(index)
        below = self.px(26) if any(p.label for p in facts) else self.px(4)
        zero = float(self.px(56))
        rest = self.height() - below - self.px(12)
        full = zero + (rest - zero - self.px(30)) * 0.86
        before, behind = self._before(picture), self._behind(picture)
        width = min((full - zero) / _slender(picture.capacity_mL), slot - before - behind)
        width = max(width, self.px(NARROWEST))
        centre = left + (slot + before - behind) / 2
        return Barrel(centre, width, zero, full, full + self.px(16), rest)

    def draw(self, painter: QPainter, facts: tuple[SyringePicture, ...]) -> None:
        for index, picture in enumerate(facts):
            barrel = self.barrel(index)
            level = height_of_volume(barrel, picture, picture.volume_mL)
            self._draw_plunger(painter, barrel, level)
            self._draw_liquid(painter, barrel, level, picture.clear)
            self._draw_glass(painter, barrel)
            self._draw_scale(painter, barrel, picture)
            if self.says_volume:
                self._draw_reading(painter, barrel, picture, level)
            self._draw_label(painter, barrel, picture)

    def _draw_plunger(self, painter: QPainter, barrel: Barrel, level: float) -> None:
        c = theme.colours()
        rod = barrel.width * 0.28
        painter.fillRect(
            QRectF(barrel.centre - rod / 2, level, rod, barrel.rest - level), QColor(c.rod)
        )
        thumb = QRectF(barrel.centre - barrel.width * 0.52, barrel.rest, 1.04 * barrel.width, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.glass))
        painter.drawRoundedRect(thumb.adjusted(0, 0, 0, self.px(11)), self.px(3), self.px(3))
        rubber = QRectF(barrel.left + 2, level, barrel.width - 4, self.px(18))
        painter.fillRect(rubber, QColor(c.rubber))

    def _draw_liquid(self, painter: QPainter, barrel: Barrel, level: float, clear: bool) -> None:
        if level <= barrel.zero:
            return
        c = theme.colours()
        dark, bright = (c.clear, c.clear_light) if clear else (c.liquid, c.liquid_light)
        fill = QLinearGradient(barrel.left, 0, barrel.right, 0)
        fill.setColorAt(0, QColor(dark))
        fill.setColorAt(0.4, QColor(bright))
        fill.setColorAt(1, QColor(dark))
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width(), level))
        painter.fillPath(self._inside(barrel), fill)
        painter.restore()

    def _inside(self, barrel: Barrel) -> QPainterPath:
        """The inner outline: shoulders above the zero line, open at the foot."""
        shoulder = barrel.zero - self.px(24)
        curve = min(barrel.width * 0.42, self.px(30))
        path = QPainterPath(QPointF(barrel.left, barrel.foot))
        path.lineTo(barrel.left, shoulder + curve)
        path.quadTo(barrel.left, shoulder, barrel.left + curve, shoulder)
        path.lineTo(barrel.right - curve, shoulder)
        path.quadTo(barrel.right, shoulder, barrel.right, shoulder + curve)
        path.lineTo(barrel.right, barrel.foot)
        return path

    def _draw_glass(self, painter: QPainter, barrel: Barrel) -> None:
        c = theme.colours()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(c.glass), self.px(2.4)))
        painter.drawPath(self._inside(barrel))
        tip = self.px(13)
        top = self.px(3)
        shoulder = barrel.zero - self.px(24)
        painter.drawRoundedRect(
            QRectF(barrel.centre - tip / 2, top, tip, shoulder - top), self.px(2), self.px(2)
        )
        flange = QRectF(barrel.left - barrel.width * 0.26, barrel.foot, barrel.width * 1.52, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.glass))
        painter.drawRoundedRect(flange.adjusted(0, 0, 0, self.px(9)), self.px(3), self.px(3))

    def _draw_scale(self, painter: QPainter, barrel: Barrel, picture: SyringePicture) -> None:
        c = theme.colours()
        count = int(picture.capacity_mL / picture.graduation_mL)
        close = (barrel.full - barrel.zero) / count
        pen = QPen(QColor(c.glass), self.px(1.6) if close >= 5 else 1.0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        for line in range(count + 1):
            volume = picture.graduation_mL * line
            y = height_of_volume(barrel, picture, volume)
            numbered = volume % picture.numbered_every_mL == 0
            halfway = (volume * 2) % picture.numbered_every_mL == 0
            reach = 0.44 if numbered else 0.32 if halfway else 0.24
            painter.setPen(pen)
            painter.drawLine(QLineF(barrel.right - reach * barrel.width, y, barrel.right, y))
            if numbered and line:
                font = self.lettering(NUMBERS)
                box = QRectF(barrel.right + self.px(9), y - 20, self.px(60), 40)
                put(painter, box, _written(volume), font, QColor(c.ink))

    def _draw_reading(
        self, painter: QPainter, barrel: Barrel, picture: SyringePicture, level: float
    ) -> None:
        stop = QColor(theme.colours().stop)
        pen = QPen(stop, self.px(3))
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        font = self._reading_font()
        words = _written(picture.volume_mL)
        start = barrel.left - self.px(LINE_BEFORE)
        painter.drawLine(QLineF(start, level, barrel.right + self.px(6), level))
        left = start - self.px(7) - width_of(words, font)
        box = QRectF(left, level - height_of(font) / 2, width_of(words, font), height_of(font))
        put(painter, box, words, font, stop)

    def _draw_label(self, painter: QPainter, barrel: Barrel, picture: SyringePicture) -> None:
        box = QRectF(barrel.centre - self.px(150), self.height() - self.px(22), self.px(300), 0)
        box.setHeight(self.px(22))
        soft = QColor(theme.colours().soft)
        put(painter, box, picture.label, self.lettering(15), soft, Qt.AlignmentFlag.AlignHCenter)


def _slender(capacity_mL: Decimal) -> float:
    return next((ratio for size, ratio in _SLENDER if capacity_mL <= size), _SLENDER[-1][1])


def _written(volume: Decimal) -> str:
    text = f"{volume:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
