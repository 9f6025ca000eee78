"""A label as it goes out: the picture of the very bytes."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.core.refused import Refused
from app.label_drawing import Drawn
from app.ui import theme
from app.ui.drawing.drawn import whole
from app.ui.language import said
from app.ui.named import give_name
from reports.verify import page_images

_GAP = 12


class LabelPicture(QLabel):
    """Every page of a label side by side, as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        give_name(self, "The label as it will be printed")
        self.setWordWrap(True)
        self.setMinimumHeight(120)
        self._drawn: Drawn | None = None
        self._pages: list[QPixmap] = []

    def show_label(self, drawn: Drawn, dpi: int) -> None:
        """Show what goes out at `dpi` dots an inch."""
        if drawn == self._drawn:
            return
        self._drawn = drawn
        pictures = page_images(drawn.pdf, dpi)
        self._pages = [QPixmap.fromImage(QImage.fromData(each)) for each in pictures]
        many = f", {len(pictures)} pages" if len(pictures) > 1 else ""
        give_name(self, f"The label as it will be printed{many}")
        self._fit()

    def show_nothing(self) -> None:
        """Show an empty place."""
        self._drawn, self._pages = None, []
        self.clear()

    def show_refusal(self, refused: Refused) -> None:
        """Show why there is no picture: the label cannot be drawn."""
        self._drawn, self._pages = None, []
        self.setText(said(refused.sentence))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        box = whole(self).toRect()
        if not self._pages or box.width() <= 1 or box.height() <= 1:
            return
        gap = theme.px(self, _GAP)
        room = (box.width() - gap * (len(self._pages) - 1)) // len(self._pages)
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pages = [
            _in_this_light(each.scaled(max(room, 1), box.height(), keep, smooth))
            for each in self._pages
        ]
        if len(pages) == 1:
            self.setPixmap(pages[0])
            return
        wide = sum(each.width() for each in pages) + gap * (len(pages) - 1)
        sheet = QPixmap(wide, max(each.height() for each in pages))
        sheet.fill(Qt.GlobalColor.transparent)
        with QPainter(sheet) as painter:
            left = 0
            for each in pages:
                painter.drawPixmap(QRect(left, 0, each.width(), each.height()), each)
                left += each.width() + gap
        self.setPixmap(sheet)


def _in_this_light(page: QPixmap) -> QPixmap:
    """Return a page as paper looks in the light of the room: in amber light the screen sends none.

    A white page would else be a lamp of blue light beside what blue light spoils.
    """
    paper = QColor(theme.colours().paper)
    if paper != QColor(Qt.GlobalColor.white):
        with QPainter(page) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.fillRect(page.rect(), paper)
    return page
