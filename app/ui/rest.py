"""Since when nobody touched the window. It is there before the first paint: nothing clinical."""

from datetime import timedelta

from app.clock import Clock

AT_HOOD = 15
"""For how many minutes a preparation at the hood stays in sight at least, whatever was chosen.

Both hands are at a syringe meanwhile, for longer than a window is left alone elsewhere, and the
volume on the screen is what is being drawn up: it must not go. The patient's name stays in sight
no longer than that.
"""
WARNED = timedelta(seconds=45)
"""How long before it locks this is said."""


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
        return not self.left(minutes)

    def left(self, minutes: int) -> timedelta:
        """Return what is left until nobody touched the window for so many minutes; never less
        than no time.
        """
        now = self._clock.reading()
        if not now.continues(self._last):
            self._last = now
        return max(timedelta(0), timedelta(minutes=minutes) - (now.running - self._last.running))
