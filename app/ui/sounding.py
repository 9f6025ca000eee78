"""What Umbra sounds: four sounds by name. Each says what is on screen at the same moment too.

The first painted page imports this, so whatever plays them (`speaker`) is imported later, by
`Sounding.begin`, and on a thread of its own.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from app.ui.bell import Bell
    from app.ui.speaker import Speaker, Ways

OFF = "Sounds are off at this workstation; watch the band at the top."
LEAST_NEAR, LEAST_PASSED = 40, 50
"""The least volumes at which it is sounded that time is near, and that it has passed, unless
sounds are off.

A slider that somebody pulled down against the ticking of scans must not hide, unnoticed, that drug
at a hood must be given soon, or must not be given any more. Sounds that are off are said to be off
where people sign in.
"""


class Sound(Enum):
    """A sound by what it says, from the least grave to the gravest; the value names its file."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NEAR = "near"
    PASSED = "passed"

    @property
    def words(self) -> str:
        """What it says."""
        return _WORDS[self]

    @property
    def rank(self) -> int:
        """How grave it is; the gravest has the highest."""
        return list(Sound).index(self)


_WORDS = {
    Sound.ACCEPTED: "Accepted",
    Sound.REFUSED: "Refused",
    Sound.NEAR: "Time is near",
    Sound.PASSED: "Time has passed",
}


_LEAST = {Sound.NEAR: LEAST_NEAR, Sound.PASSED: LEAST_PASSED}


def strength(percent: int) -> float:
    """Return by how much samples are multiplied at a volume, so that half is heard as half.

    The loudness that is heard grows as the 0.6th power of the amplitude: Stevens, "The measurement
    of loudness", J. Acoust. Soc. Am. 27 (1955) 815.
    """
    return float((percent / 100) ** (1 / 0.6))


class Sounding(QObject):
    """Plays sounds, and never keeps the window waiting.

    `played` carries each sound that is asked for, whether or not it can be heard here; `noted`
    tells that `note` is another one.
    """

    played = Signal(Sound)
    noted = Signal()
    _told = Signal(str)
    _unheard = Signal(Sound, int)

    def __init__(self, parent: QObject | None = None, ways: Ways = ()) -> None:
        """`ways` are the ways to a loudspeaker that are tried, () for those of this system."""
        super().__init__(parent)
        self._ways = ways
        self._volume = 100
        self._trouble = ""
        self._speaker: Speaker | None = None
        self._bell: Bell | None = None
        self._told.connect(self._take_trouble)
        self._unheard.connect(self._ring)
        _use(self)

    def begin(self) -> None:
        """Look for a loudspeaker, in the background; what is sounded before is not heard."""
        from app.ui.bell import Bell
        from app.ui.speaker import Speaker

        if self._speaker is None:
            self._bell = Bell(self)
            self._speaker = Speaker(self._told.emit, self._ways, self._unheard.emit)

    @property
    def volume(self) -> int:
        """How loud sounds are, 0 to 100."""
        return self._volume

    def set_volume(self, percent: int) -> None:
        """Make sounds as loud as this, 0 (off) to 100; half of it is heard half as loud."""
        if not 0 <= percent <= 100:
            raise ValueError(f"a volume is 0 to 100, not {percent}")
        if percent != self._volume:
            self._volume = percent
            self.noted.emit()

    def volume_of(self, sound: Sound) -> int:
        """Return how loud a sound is now, 0 to 100."""
        return max(self._volume, _LEAST.get(sound, 0)) if self._volume else 0

    @property
    def note(self) -> str:
        """Why nothing, or only the bell, can be heard, as a sentence; "" for nothing known."""
        return self._trouble if self._volume else OFF

    @property
    def trouble(self) -> str:
        """Why nothing can be heard though sounds are on, as a sentence; "" where they can."""
        return self._trouble if self._volume else ""

    @property
    def silence(self) -> str:
        """What stands beside an alarm that is hardly heard, such as "sounds are off"; else ""."""
        if not self._volume:
            return "sounds are off"
        return "only the system’s bell" if self._trouble else ""

    def play(self, sound: Sound, times: int = 1) -> None:
        """Play a sound so many times in a row; returns at once.

        One that plays is never cut off, for half of it might be taken for another. What comes
        meanwhile waits, the gravest first, each once; that something was accepted does not wait
        for a graver one. Where no loudspeaker can be used the system's bell strikes, and the
        loudspeaker is looked for again.
        """
        self.played.emit(sound)
        volume = self.volume_of(sound)
        if self._speaker is not None and volume:
            rung = bool(self._trouble)
            if rung:
                self._ring(sound, times)
            self._speaker.play(sound, strength(volume), times, rung=rung)

    def stop(self) -> None:
        """Be silent, for good: the window closes."""
        _leave(self)
        if self._speaker is not None:
            self._speaker.end()
            self._speaker = None
        if self._bell is not None:
            self._bell.stop()

    def _ring(self, sound: Sound, times: int) -> None:
        from app.ui.bell import strokes

        if self._bell is not None and self._speaker is not None and self._volume:
            self._bell.ring(strokes(sound, times))

    def _take_trouble(self, sentence: str) -> None:
        if sentence != self._trouble:
            self._trouble = sentence
            self.noted.emit()


_here: list[Sounding] = []


def _use(sounding: Sounding) -> None:
    _here.append(sounding)
    sounding.destroyed.connect(lambda: _leave(sounding))


def _leave(sounding: Sounding) -> None:
    if sounding in _here:
        _here.remove(sounding)


def here() -> Sounding | None:
    """Return what sounds in the window, None where no window is open."""
    return _here[-1] if _here else None


def sound(which: Sound) -> None:
    """Play a sound in the window."""
    if (sounding := here()) is not None:
        sounding.play(which)
