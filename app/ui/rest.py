"""Since when nobody touched the window. It is there before the first paint: nothing clinical."""

from app.clock import Clock


class Rest:
    """The time since the last key, scan or touch; sleep of the machine counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = clock.reading()

    def touched(self) -> None:
        """Somebody pressed a key, scanned, or touched the screen now."""
        self._last = self._clock.reading()

    def lasts(self, minutes: int) -> bool:
        """Tell whether nobody touched the window for so many minutes."""
        now = self._clock.reading()
        if not now.continues(self._last):
            self._last = now
        return (now.running - self._last.running).total_seconds() >= minutes * 60
