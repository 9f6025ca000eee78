"""What Umbra sounds: each sound by its name, through the one way out that there is."""

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication


class Sound(Enum):
    """A sound by what it says; the value is how many strokes of the bell it has.

    One stroke alone is what is heard where something is refused, so none of these has one.
    """

    NEAR = 2
    URGENT = 3
    PASSED = 4


class Sounding(QObject):
    """Plays sounds, one at a time. `played` carries each sound that begins; `ended` says silence.

    The one way out today is the system's bell, which knows neither pitch nor length: sounds differ
    by how often it strikes. A sound that is as grave as the one that plays takes its place; a
    lesser one is left out, for what it says is on screen as well.
    """

    played = Signal(Sound)
    ended = Signal()

    def __init__(
        self,
        bell: Callable[[], object] = QApplication.beep,
        apart_ms: int = 280,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bell = bell
        self._sound: Sound | None = None
        self._strokes = 0
        self._timer = QTimer(self)
        self._timer.setInterval(apart_ms)
        self._timer.timeout.connect(self._strike)

    def play(self, sound: Sound) -> None:
        """Play a sound; the first stroke is at once, the window waits for none of them."""
        if self._sound is not None and sound.value < self._sound.value:
            return
        self._sound, self._strokes = sound, sound.value
        self._timer.start()
        self._strike()
        self.played.emit(sound)

    def stop(self) -> None:
        """Be silent."""
        self._timer.stop()
        self._sound = None
        self.ended.emit()

    def _strike(self) -> None:
        if not self._strokes:
            self.stop()
            return
        self._strokes -= 1
        self._bell()
