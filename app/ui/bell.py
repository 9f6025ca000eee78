"""The system's bell, for a workstation whose loudspeaker Umbra cannot use."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.sounding import Sound

APART_MS = 280
_STROKES = {Sound.REFUSED: 1, Sound.NEAR: 2, Sound.PASSED: 4}


def strokes(sound: Sound, times: int = 1) -> int:
    """Return how often the bell strikes for a sound: 0 that something was accepted, 1 refused.

    It knows neither pitch nor length, so only the number tells sounds apart: 2 that time is near,
    3 that it is urgent (played twice), 4 that it has passed.
    """
    known = _STROKES.get(sound, 0)
    return known + times - 1 if known else 0


class Bell(QObject):
    """Strikes, and lets nobody wait. A sound as grave as the one that is struck takes its place;
    a lesser one is left out, for what it says is on screen as well.
    """

    def __init__(self, parent: QObject, strike: Callable[[], object] = QApplication.beep) -> None:
        super().__init__(parent)
        self._bell = strike
        self._grave = self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(APART_MS)
        self._timer.timeout.connect(self._strike)

    def ring(self, wanted: int) -> None:
        """Strike so often, the first at once."""
        if not wanted or wanted < self._grave:
            return
        self._grave = self._left = wanted
        self._timer.start()
        self._strike()

    def stop(self) -> None:
        """Be silent."""
        self._timer.stop()
        self._grave = self._left = 0

    def _strike(self) -> None:
        if not self._left:
            self.stop()
            return
        self._left -= 1
        self._bell()
