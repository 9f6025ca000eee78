"""What a widget writes, and where: its painting goes to a device that keeps words, not pixels."""

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QPainter,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Written:
    """Words on one line, the size of their font in pixels, and the box that they fill."""

    words: str
    size: float
    bold: bool
    box: QRectF
    ink: str

    @property
    def capitals(self) -> float:
        """How high its capitals are, in pixels."""
        return self.size * 0.7275


class _Engine(QPaintEngine):
    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.written: list[Written] = []
        self._place, self._ink = QTransform(), QColor()

    def begin(self, _device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        changed = state.state()
        if changed & QPaintEngine.DirtyFlag.DirtyTransform:
            self._place = QTransform(state.transform())
        if changed & QPaintEngine.DirtyFlag.DirtyPen:
            self._ink = QColor(state.pen().color())

    def drawPath(self, _path: object) -> None:
        pass

    def drawPixmap(self, *_: object) -> None:
        pass

    def drawPolygon(self, *_: object) -> None:
        pass

    def drawTextItem(self, at: QPointF, item: QTextItem) -> None:
        font = item.font()
        place = self._place.map(at)
        metrics = QFontMetricsF(font)
        tall = metrics.capHeight()
        box = QRectF(place.x(), place.y() - tall, item.width(), tall + metrics.descent() * 0.8)
        self.written.append(
            Written(item.text(), font.pixelSize(), font.bold(), box, self._ink.name())
        )


class _Device(QPaintDevice):
    def __init__(self) -> None:
        super().__init__()
        self.size = QSize()
        self.engine = _Engine()

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, which: QPaintDevice.PaintDeviceMetric) -> int:
        kinds = QPaintDevice.PaintDeviceMetric
        match which:
            case kinds.PdmWidth:
                return self.size.width()
            case kinds.PdmHeight:
                return self.size.height()
            case kinds.PdmDevicePixelRatio:
                return 1
            case kinds.PdmDevicePixelRatioScaled:
                return int(QPaintDevice.devicePixelRatioFScale())
            case kinds.PdmDpiX | kinds.PdmDpiY | kinds.PdmPhysicalDpiX | kinds.PdmPhysicalDpiY:
                return 96
            case _:
                return 24


@cache
def _device() -> _Device:
    # One for ever: what Qt still holds of a device that is gone would bring the program down.
    return _Device()


def written_by(widget: QWidget) -> list[Written]:
    """Return every line of words that `widget` itself draws, without its children."""
    device = _device()
    device.size, device.engine.written = widget.size(), []
    painter = QPainter(device)
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag(0))
    painter.end()
    return device.engine.written
