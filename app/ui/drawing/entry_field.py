"""Where a person types or a scanner writes."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.ui import theme
from app.ui.drawing.drawn import lettering
from app.ui.drawing.icons import Icon, draw_icon
from app.ui.drawing.text import put, width_of
from app.ui.language import Verbatim
from app.ui.named import ask, give_name

_SMALLEST = 12


class EntryField(QWidget):
    """A large line of text with its unit at the right.

    `entered` carries the text when Enter is pressed, `changed` each time a person edits it.
    The text is handed on as it was typed: nothing is corrected here.
    """

    entered = Signal(str)
    changed = Signal(str)

    def __init__(
        self,
        name: str,
        unit: str = "",
        icon: Icon | None = None,
        size: float = 32,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._unit = unit
        self._icon = icon
        self._size = size
        self._refused = False
        self.line = QLineEdit(self)
        self.line.setFrame(False)
        self.line.setProperty("bare", True)
        self.line.installEventFilter(self)
        self.line.returnPressed.connect(lambda: self.entered.emit(self.line.text()))
        self.line.textEdited.connect(self._edited)
        self.line.textChanged.connect(lambda _: self._fit())
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if unit:
            self.ask_number()
        self.rename(name)
        self._rescale()

    def rename(self, name: str) -> None:
        """Say what is to be typed, for a screen reader."""
        give_name(self.line, f"{name}, in {self._unit}" if self._unit else name)

    def ask(self, placeholder: str) -> None:
        """Show `placeholder` while nothing is typed."""
        ask(self.line, placeholder)
        self._fit()

    def ask_number(self) -> None:
        """Say that digits and a point are typed here, so that keys on the screen are those."""
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)

    def ask_code(self) -> None:
        """Say that a code is typed here, whose letters are capitals."""
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferUppercase)

    def hide_typing(self) -> None:
        """Show dots for what is typed: a PIN."""
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData
        )

    def text(self) -> str:
        """Return what was typed, as it was typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Put `text` into the field."""
        self.line.setText(text)
        self.show_refused(False)

    def show_refused(self, refused: bool) -> None:
        """Mark what was typed as refused, until it is edited."""
        if refused != self._refused:
            self._refused = refused
            self.line.setAccessibleDescription("Not accepted" if refused else "")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 260), theme.target(self))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(self, 140), theme.target(self))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self._rescale()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw_frame(painter)
            self._draw_sides(painter)

    def _edited(self, text: str) -> None:
        self.show_refused(False)
        self.changed.emit(text)

    def _fit(self) -> None:
        """Set what is asked for small enough to be read whole; what is typed keeps its size."""
        size = self._size
        if not self.line.text():
            asked, room = self.line.placeholderText(), self.line.contentsRect().width()
            while size > _SMALLEST and width_of(Verbatim(asked), self._font(size)) > room:
                size -= 1
        font = self._font(size)
        if font != self.line.font():
            self.line.setFont(font)

    def _font(self, size: float) -> QFont:
        return lettering(self, size, bold=not self._icon)

    def _rescale(self) -> None:
        self._fit()
        left = 56 if self._icon else 16
        right = theme.px(self, 16) + int(self._unit_width())
        self._row.setContentsMargins(theme.px(self, left), 0, right, 0)
        self.updateGeometry()

    def _unit_width(self) -> float:
        if not self._unit:
            return 0.0
        return width_of(self._unit, lettering(self, self._size * 0.7)) + theme.px(self, 10)

    def _draw_frame(self, painter: QPainter) -> None:
        c = theme.colours()
        focused = self.line.hasFocus()
        edge = c.stop if self._refused else c.action if focused else c.soft
        width = theme.px(self, 3.4 if focused or self._refused else 1.6)
        style = Qt.PenStyle.SolidLine if self.isEnabled() else Qt.PenStyle.DashLine
        painter.setPen(QPen(QColor(edge), width, style))
        painter.setBrush(QColor(c.panel if self.isEnabled() else c.resting))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.px(self, 9), theme.px(self, 9))

    def _draw_sides(self, painter: QPainter) -> None:
        soft = QColor(theme.colours().soft)
        if self._icon:
            side = theme.px(self, 24)
            top = (self.height() - side) / 2
            draw_icon(painter, self._icon, QRectF(theme.px(self, 20), top, side, side), soft)
        box = QRectF(self.rect()).adjusted(0, 0, -theme.px(self, 18), 0)
        font = lettering(self, self._size * 0.7)
        put(painter, box, self._unit, font, soft, Qt.AlignmentFlag.AlignRight)
