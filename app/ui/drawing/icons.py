"""Icons, drawn as lines in a square of 24 x 24, so that no font has to hold them."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class Icon(Enum):
    """What a picture says."""

    CHECK = "check"
    CROSS = "cross"
    EXCLAMATION = "exclamation"
    QUESTION = "question"
    NOTE = "note"
    STOP = "stop"
    TRIANGLE = "triangle"
    CLOCK = "clock"
    PLAY = "play"
    PAUSE = "pause"
    DOT = "dot"
    HALF_DISC = "half disc"
    NO_SHAKE = "no shake"
    SNOWFLAKE = "snowflake"
    THERMOMETER = "thermometer"
    SCANNER = "scanner"
    PRINTER = "printer"
    DISK = "disk"
    RETURN = "return"
    PERSON = "person"
    LOCK = "lock"
    LEFT = "left"
    UP = "up"
    DOWN = "down"
    FORWARD = "forward"


Lines = tuple[tuple[tuple[float, float], ...], ...]

_LINES: dict[Icon, Lines] = {
    Icon.CHECK: (((4.5, 13), (9.7, 18), (19.5, 6.5)),),
    Icon.CROSS: (((6, 6), (18, 18)), ((18, 6), (6, 18))),
    Icon.EXCLAMATION: (((12, 4.5), (12, 13.5)), ((12, 19), (12, 19.1))),
    Icon.NOTE: (((12, 10.5), (12, 19)), ((12, 5), (12, 5.1))),
    Icon.FORWARD: (((9, 5), (16, 12), (9, 19)),),
    Icon.UP: (((5, 15.5), (12, 8.5), (19, 15.5)),),
    Icon.DOWN: (((5, 8.5), (12, 15.5), (19, 8.5)),),
    Icon.RETURN: (((19.5, 5), (19.5, 13.5), (4.5, 13.5)), ((9.5, 8.5), (4.5, 13.5), (9.5, 18.5))),
    Icon.SNOWFLAKE: (
        ((12, 3), (12, 21)),
        ((4.2, 7.5), (19.8, 16.5)),
        ((19.8, 7.5), (4.2, 16.5)),
        ((9.5, 4.6), (12, 7), (14.5, 4.6)),
        ((9.5, 19.4), (12, 17), (14.5, 19.4)),
    ),
    Icon.PRINTER: (
        ((7, 9), (7, 3.5), (17, 3.5), (17, 9)),
        ((7, 17), (3.5, 17), (3.5, 9), (20.5, 9), (20.5, 17), (17, 17)),
        ((7, 14), (17, 14), (17, 21), (7, 21), (7, 14)),
    ),
    Icon.DISK: (
        ((4, 4), (16.5, 4), (20, 7.5), (20, 20), (4, 20), (4, 4)),
        ((8, 20), (8, 13.5), (16, 13.5), (16, 20)),
        ((8, 4), (8, 8.5), (14.5, 8.5), (14.5, 4)),
    ),
}

_SOLIDS: dict[Icon, Lines] = {
    Icon.PLAY: (((7, 4), (20, 12), (7, 20)),),
    Icon.PAUSE: tuple(((x, 4.5), (x + 4.5, 4.5), (x + 4.5, 19.5), (x, 19.5)) for x in (5.5, 14)),
    Icon.LEFT: (((18, 3), (4, 12), (18, 21)),),
    Icon.SCANNER: tuple(
        ((x, 5), (x + w, 5), (x + w, 19), (x, 19))
        for x, w in ((2.5, 2.5), (6.5, 1.5), (9.5, 3), (14, 1.5), (17, 1.5), (19.8, 2))
    ),
}


def draw_icon(painter: QPainter, icon: Icon, box: QRectF, colour: QColor) -> None:
    """Draw `icon` in `colour` in the largest square in the middle of `box`."""
    side = min(box.width(), box.height())
    painter.save()
    painter.translate(box.center().x() - side / 2, box.center().y() - side / 2)
    painter.scale(side / 24, side / 24)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour))
    for line in _LINES.get(icon, ()):
        painter.drawPolyline(_points(line))
    for solid in _SOLIDS.get(icon, ()):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(_points(solid))
    if icon in _SHAPES:
        _SHAPES[icon](painter, colour)
    painter.restore()


def draw_icon_in_disc(
    painter: QPainter, icon: Icon, box: QRectF, ink: QColor, fill: QColor, edge: QColor
) -> None:
    """Draw `icon` in the middle of a disc that fills `box`."""
    painter.setPen(QPen(edge, max(1.5, box.width() / 14)))
    painter.setBrush(fill)
    painter.drawEllipse(box)
    inset = box.width() * 0.22
    draw_icon(painter, icon, box.adjusted(inset, inset, -inset, -inset), ink)


def _pen(colour: QColor, width: float = 2.9) -> QPen:
    return QPen(
        colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )


def _points(line: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in line])


def _question(painter: QPainter, _colour: QColor) -> None:
    hook = QPainterPath(QPointF(7.5, 8.5))
    hook.cubicTo(7.5, 2.5, 17, 2.5, 17, 8.2)
    hook.cubicTo(17, 11.5, 12, 11.5, 12, 14.5)
    painter.drawPath(hook)
    painter.drawPolyline(_points(((12, 19.5), (12, 19.6))))


def _stop(painter: QPainter, colour: QColor) -> None:
    corners = ((8, 2), (16, 2), (22, 8), (22, 16), (16, 22), (8, 22), (2, 16), (2, 8), (8, 2))
    painter.setPen(_pen(colour, 2.4))
    painter.drawPolyline(_points(corners))
    painter.drawPolyline(_points(((8.5, 8.5), (15.5, 15.5))))
    painter.drawPolyline(_points(((15.5, 8.5), (8.5, 15.5))))


def _triangle(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.4))
    painter.drawPolygon(_points(((12, 2.8), (22.2, 20.8), (1.8, 20.8))))
    painter.drawPolyline(_points(((12, 9.5), (12, 14))))
    painter.drawPolyline(_points(((12, 17.4), (12, 17.5))))


def _clock(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.4))
    painter.drawEllipse(QRectF(2.5, 2.5, 19, 19))
    painter.drawPolyline(_points(((12, 7), (12, 12.3), (15.5, 14.5))))


def _dot(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(6, 6, 12, 12))


def _half_disc(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.4))
    painter.drawEllipse(QRectF(2.5, 2.5, 19, 19))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPie(QRectF(2.5, 2.5, 19, 19), 90 * 16, 180 * 16)


def _no_shake(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.4))
    painter.drawEllipse(QRectF(2.5, 2.5, 19, 19))
    painter.drawPolyline(_points(((5.8, 18.2), (18.2, 5.8))))


def _thermometer(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.2))
    tube = QPainterPath(QPointF(9, 14))
    tube.lineTo(9, 5)
    tube.arcTo(QRectF(9, 2, 6, 6), 180, -180)
    tube.lineTo(15, 14)
    painter.drawPath(tube)
    painter.drawPolyline(_points(((12, 8), (12, 16))))
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(8, 13.5, 8, 8))


def _person(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.4))
    painter.drawEllipse(QRectF(8, 3, 8, 8))
    shoulders = QPainterPath(QPointF(3.5, 20.5))
    shoulders.cubicTo(4, 11.5, 20, 11.5, 20.5, 20.5)
    painter.drawPath(shoulders)


def _lock(painter: QPainter, colour: QColor) -> None:
    painter.setPen(_pen(colour, 2.4))
    painter.drawRoundedRect(QRectF(4.5, 10.5, 15, 10.5), 2, 2)
    painter.drawArc(QRectF(7.5, 3, 9, 14), 0, 180 * 16)


_SHAPES: dict[Icon, Callable[[QPainter, QColor], None]] = {
    Icon.QUESTION: _question,
    Icon.STOP: _stop,
    Icon.TRIANGLE: _triangle,
    Icon.CLOCK: _clock,
    Icon.DOT: _dot,
    Icon.HALF_DISC: _half_disc,
    Icon.NO_SHAKE: _no_shake,
    Icon.THERMOMETER: _thermometer,
    Icon.PERSON: _person,
    Icon.LOCK: _lock,
}
