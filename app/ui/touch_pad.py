"""When keys are shown on the screen, where, and what they type into.

A press on a field shows them; so does the next field that asks for a number, until somebody types
on a keyboard or hides them. They lie over what is not typed into, and never over the field itself
or over the banner, which says whose drug it is and which.
The keys type as the command sheet does: into the field that has the focus, through no key event, so
that the scanner's filter has nothing to judge.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget
from shiboken6 import isValid

from app.ui import theme
from app.ui.drawing.banner import Banner
from app.ui.drawing.pad import DIGITS, NUMBER, WORDS, Act, Pad, PadFacts

_AWAY = 12
_Hint = Qt.InputMethodHint


class TouchPad(QObject):
    """The keys on the screen of one window.

    `has_own` tells whether the page that is shown has keys for its fields on it: then none are
    shown over it.
    """

    def __init__(self, window: QMainWindow, has_own: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._has_own = window, has_own
        self.pad = Pad(window)
        self.pad.hide()
        self.pad.typed.connect(self._type)
        self.pad.acted.connect(self._act)
        self._line: QLineEdit | None = None
        self._wanted = self._capitals = False
        self._application = QApplication.instance()
        assert isinstance(self._application, QApplication)
        self._application.focusChanged.connect(self._follow)

    def stop(self) -> None:
        """Follow the focus no more: the window closes."""
        assert isinstance(self._application, QApplication)
        self._application.focusChanged.disconnect(self._follow)

    def offer(self, line: QLineEdit) -> None:
        """Show the keys for a field that was pressed."""
        if not line.isReadOnly() and line.isEnabled():
            self._wanted = True
            self._show(line)

    def dismiss(self) -> None:
        """Hide the keys, and do not show them again before a field is pressed."""
        self._wanted = False
        self._hide()

    def _hide(self) -> None:
        self._line = None
        self.pad.hide()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Go on with the field that has the focus now; nothing has it while the window rests."""
        if now is None or now is self._line:
            return
        if self._wanted and isinstance(now, QLineEdit) and keys_for(now) is not WORDS:
            self._show(now)
        else:
            self._hide()

    def _show(self, line: QLineEdit) -> None:
        if self._has_own():
            self._hide()
            return
        self._line = line
        facts, window = keys_for(line), self._window
        field = line.parentWidget() or line
        taken = QRect(field.mapTo(window, QPoint(0, 0)), field.size())
        size = self._largest(facts, taken)
        self.pad.show_facts(facts, size)
        self._capitals = facts is WORDS and not line.text()
        self.pad.show_capitals(self._capitals)
        theme.hand_down(window)
        self.pad.setGeometry(self._place(self.pad.size_of(facts, size), taken))
        self.pad.raise_()
        self.pad.show()

    def _largest(self, facts: PadFacts, taken: QRect) -> QSize:
        """Return the size of a key: 20 mm each way, or less where the window has no room for that.

        Then it is lower first, down to 15 mm.
        """
        whole, least = theme.target(self.pad), theme.form_target(self.pad)
        sizes = (
            *(QSize(whole, high) for high in range(whole, least - 1, -1)),
            *(QSize(side, min(side, least)) for side in range(whole - 1, 0, -1)),
        )
        has_room = (
            size
            for size in sizes
            if self._room_for(self.pad.size_of(facts, size), taken) is not None
        )
        return next(has_room, sizes[-1])

    def _place(self, size: QSize, taken: QRect) -> QRect:
        found = self._room_for(size, taken)
        return found if found is not None else QRect(QPoint(0, 0), size)

    def _room_for(self, size: QSize, taken: QRect) -> QRect | None:
        """Return a place beside, above or below what is `taken`, the first that is free."""
        free, away = self._free(), theme.px(self._window, _AWAY)
        middle = max(free.top(), (self._window.height() - size.height()) // 2)
        above = taken.top() - away - size.height()
        right = free.width() - away - size.width()
        beside = min(max(taken.center().x() - size.width() // 2, away), right)
        corners = (
            QPoint(away, middle),
            QPoint(right, middle),
            QPoint(beside, above),
            QPoint(beside, taken.bottom() + away),
        )
        places = (QRect(corner, size) for corner in corners)
        return next((at for at in places if free.contains(at) and not at.intersects(taken)), None)

    def _free(self) -> QRect:
        """Return the part of the window that keys may lie over: all below the banner."""
        window = self._window
        banners = (each for each in window.findChildren(Banner) if each.isVisible())
        ends = (each.mapTo(window, QPoint(0, each.height())).y() for each in banners)
        return window.rect().adjusted(0, max(ends, default=0), 0, 0)

    def _in_sight(self) -> QLineEdit | None:
        """Return the field that the keys fill; None, and no keys, where it is not to be seen."""
        line = self._line
        if line is not None and not (isValid(line) and line.isVisible() and line.isEnabled()):
            self.dismiss()
        return self._line

    def _type(self, sign: str) -> None:
        line = self._in_sight()
        if line is None:
            return
        line.insert(sign)
        if self._capitals and not _Hint.ImhPreferUppercase & line.inputMethodHints():
            self._shift(False)

    def _shift(self, capitals: bool) -> None:
        self._capitals = capitals
        self.pad.show_capitals(capitals)

    def _act(self, act: Act) -> None:
        line = self._in_sight()
        match act:
            case Act.HIDE:
                self.dismiss()
            case Act.SHIFT:
                self._shift(not self._capitals)
            case Act.DELETE if line is not None:
                line.backspace()
            case Act.ENTER if line is not None:
                # What words are refused for stands where these keys lie.
                if keys_for(line) is WORDS:
                    self._hide()
                line.returnPressed.emit()


def keys_for(line: QLineEdit) -> PadFacts:
    """Return the keys with which a field is filled, as its hints for input methods say."""
    hints = line.inputMethodHints()
    if hints & _Hint.ImhDigitsOnly:
        return DIGITS
    return NUMBER if hints & _Hint.ImhFormattedNumbersOnly else WORDS
