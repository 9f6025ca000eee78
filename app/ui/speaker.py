"""The loudspeaker of a workstation: a thread opens it, and nobody waits for it.

It is opened for a sound and closed a while after the last one: a sound device that is plugged in
later, or changed, is found by the next sound, and no other program is kept from it for long.
"""

import sys
import threading
import wave
from array import array
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import resources
from app.ui.sounding import Sound

if TYPE_CHECKING:
    import miniaudio

Ways = Sequence["miniaudio.Backend"]
Fetch = Generator[bytes, int, None]

RATE = 48_000
"""Samples a second of the shipped sounds."""

LINGERS = 4.0
"""Seconds for which the loudspeaker stays open after a sound, for those that follow it.

One that has fetched nothing in that time does not answer any more.
"""

BUFFER_MS = 40
APART = bytes(2 * RATE * 12 // 100)
_CARDS = Path("/proc/asound/cards")
MISSING = (
    "This workstation has only the system’s bell, if any: this system has no library for sounds. "
    "Watch the band at the top, and call whoever looks after this computer."
)
NO_DEVICE = (
    "This workstation has only the system’s bell, if any: no loudspeaker was found. Watch the "
    "band at the top, and call whoever looks after this computer."
)
DEAD = (
    "This workstation has only the system’s bell, if any: its loudspeaker does not answer. Watch "
    "the band at the top, and call whoever looks after this computer."
)


@cache
def samples(sound: Sound) -> "array[int]":
    """Return a shipped sound as 16-bit samples, one channel, RATE of them a second."""
    with wave.open(BytesIO(resources.data(f"sounds/{sound.value}.wav"))) as file:
        read = array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        read.byteswap()
    return read


@cache
def loud(sound: Sound, strength: float) -> bytes:
    """Return the samples of a sound, multiplied, as a sound device takes them."""
    return array("h", (round(each * strength) for each in samples(sound))).tobytes()


@dataclass(frozen=True, slots=True)
class Wish:
    """A sound that was asked for: how strong, how many times in a row, and as which wish of all.

    `rung` tells that the system's bell rang for it already.
    """

    sound: Sound
    strength: float
    times: int
    rung: bool
    number: int


class Speaker:
    """Plays one sound after the other; `tell` gets why none can be heard, or "".

    `unheard` gets the gravest sound that could not be played, and how many times it was to be
    played, unless the bell rang for it. Both are called on the speaker's own thread. `ways` are
    the ways to a loudspeaker that are tried, () for those of this system.
    """

    def __init__(
        self,
        tell: Callable[[str], object],
        ways: Ways = (),
        unheard: Callable[[Sound, int], object] = lambda _sound, _times: None,
    ) -> None:
        self._tell, self._ways, self._unheard = tell, ways, unheard
        # The window asks, the device's own thread fetches: both change what waits.
        self._lock = threading.Lock()
        self._waiting: dict[Sound, Wish] = {}
        self._playing: Wish | None = None
        self._rest = b""
        self._asked = self._fetched = self._failed = 0
        self._due, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    def play(self, sound: Sound, strength: float, times: int = 1, *, rung: bool = False) -> None:
        """Play a sound as soon as the one that plays, and those that are graver, are over.

        It is played so many times in a row.
        """
        with self._lock:
            self._asked += 1
            if (before := self._waiting.get(sound)) is not None:
                times, rung = max(times, before.times), rung or before.rung
            self._waiting[sound] = Wish(sound, strength, times, rung, self._asked)
            others = {*self._waiting, None if self._playing is None else self._playing.sound}
            if others - {None, Sound.ACCEPTED}:
                self._waiting.pop(Sound.ACCEPTED, None)
        self._due.set()

    def end(self) -> None:
        """Be silent and give the loudspeaker back; nothing is played after."""
        with self._lock:
            self._waiting.clear()
            self._playing, self._rest = None, b""
        self._over.set()
        self._due.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        """Find out whether anything can be heard; then open the loudspeaker when it is due."""
        library, ways = _library(), self._ways
        if library is not None:
            ways = ways or _ways(library)
        self._tell(self._tried(library, ways, lambda _: ""))
        while not self._over.is_set():
            self._due.wait()
            self._due.clear()
            # What is asked for while the loudspeaker closes opens it once more.
            while self._waiting and not self._over.is_set():
                trouble = self._tried(library, ways, self._serve)
                self._tell(trouble)
                if trouble:
                    self._give_up()

    def _tried(
        self,
        library: ModuleType | None,
        ways: Ways,
        use: "Callable[[miniaudio.PlaybackDevice], str]",
    ) -> str:
        """Open the loudspeaker, use it and close it; return why nothing can be heard, or ""."""
        if library is None:
            self._failed = self._asked
            return MISSING
        try:
            with library.PlaybackDevice(
                library.SampleFormat.SIGNED16, 1, RATE, BUFFER_MS, backends=ways, app_name="Umbra"
            ) as device:
                trouble = use(device)
                self._failed = self._asked
                return trouble
        except library.MiniaudioError:
            self._failed = self._asked
            return NO_DEVICE

    def _serve(self, device: "miniaudio.PlaybackDevice") -> str:
        """Play until nothing was asked for in a while; return why it was not heard, or ""."""
        fetch = self._fetch()
        next(fetch)
        device.start(fetch)
        while True:
            fetched, asked = self._fetched, self._asked
            if self._over.wait(LINGERS):
                return ""
            if self._fetched == fetched:
                return DEAD
            if self._asked == asked and not self._waiting:
                return ""

    def _fetch(self) -> Fetch:
        """Hand the sound device as many frames as it wants, on its own thread.

        The first are silent, for some systems let time pass between those and the next.
        """
        frames = yield b""
        frames = yield bytes(2 * frames)
        while True:
            frames = yield self._next(2 * frames)

    def _next(self, wanted: int) -> bytes:
        """Return the next bytes of what plays, silence after it."""
        self._fetched += 1
        with self._lock:
            if not self._rest:
                self._begin_next()
            part, self._rest = self._rest[:wanted], self._rest[wanted:]
        return part.ljust(wanted, b"\0")

    def _begin_next(self) -> None:
        gravest = max(self._waiting, key=lambda each: each.rank, default=None)
        self._playing = None if gravest is None else self._waiting.pop(gravest)
        if (now := self._playing) is not None:
            self._rest = (loud(now.sound, now.strength) + APART) * now.times

    def _give_up(self) -> None:
        """Forget what was asked for before it failed: it must not sound when it is long past."""
        with self._lock:
            lost = [each for each in self._waiting.values() if each.number <= self._failed]
            for each in lost:
                del self._waiting[each.sound]
            if self._playing is not None and self._rest:
                lost.append(self._playing)
            self._playing, self._rest = None, b""
        silent = [each for each in lost if not each.rung]
        if silent:
            gravest = max(silent, key=lambda each: (each.sound.rank, each.times))
            self._unheard(gravest.sound, gravest.times)


def _library() -> ModuleType | None:
    """Return the library that plays sounds, None where it, or what it stands on, is missing."""
    try:
        import miniaudio
    except (ImportError, OSError):
        return None
    library: ModuleType = miniaudio
    return library


def _ways(library: ModuleType) -> Ways:
    """Return the ways to a loudspeaker: never the one that only pretends to have one."""
    names = ["WASAPI", "DSOUND", "WINMM", "COREAUDIO", "PULSEAUDIO"]
    # Without a card ALSA finds nothing, and says so in thirty lines on standard error.
    if _CARDS.is_file() and "no soundcards" not in _CARDS.read_text():
        names.append("ALSA")
    return [library.Backend[name] for name in names]
