"""Sounds: asked for by name, played on a thread, and told where nobody can hear them.

The loudspeaker is the library's own that needs no device (it pretends to play, in real time), or
one of a kind that this system does not have.
"""

import sys
import time
from typing import Any

import miniaudio
import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from app.ui import speaker as speaking
from app.ui.bell import Bell, strokes
from app.ui.sounding import LEAST_NEAR, LEAST_PASSED, OFF, Sound, Sounding, here, sound, strength
from app.ui.speaker import APART, MISSING, NO_DEVICE, RATE, Speaker, loud, samples
from tests.ui.conftest import AtDesk
from tests.ui.hospital import PHARMACIST, TECHNICIAN

pytestmark = pytest.mark.usefixtures("qapp")

PRETENDS = (miniaudio.Backend.NULL,)
# Only Android has these, and the browser.
HAS_NOT = (miniaudio.Backend.OPENSL, miniaudio.Backend.WEBAUDIO)


class Heard(Speaker):
    """A loudspeaker that remembers what its device fetched."""

    def __init__(self) -> None:
        self.fetched_bytes = bytearray()
        self.told: list[str] = []
        super().__init__(self.told.append, PRETENDS)

    def _next(self, wanted: int) -> bytes:
        part = super()._next(wanted)
        self.fetched_bytes += part
        return part


def _plain(which: Sound) -> bytes:
    return samples(which).tobytes()


@pytest.fixture
def parent() -> QObject:
    return QObject()


def test_what_the_device_fetches_is_the_sound_bit_for_bit(qtbot: QtBot) -> None:
    speaker = Heard()
    speaker.play(Sound.REFUSED, 1.0)
    qtbot.waitUntil(lambda: _plain(Sound.REFUSED) in speaker.fetched_bytes, timeout=10_000)
    speaker.end()
    assert set(speaker.told) == {""}


def test_what_waits_is_played_whole_and_the_gravest_first(qtbot: QtBot) -> None:
    speaker = Heard()
    speaker.play(Sound.NEAR, 1.0)
    qtbot.waitUntil(lambda: any(speaker.fetched_bytes), timeout=10_000)
    for each in (Sound.REFUSED, Sound.ACCEPTED, Sound.PASSED, Sound.REFUSED):
        speaker.play(each, 1.0)
    order = (Sound.NEAR, Sound.PASSED, Sound.REFUSED)
    qtbot.waitUntil(lambda: _plain(order[-1]) in speaker.fetched_bytes, timeout=10_000)
    speaker.end()
    begun = [speaker.fetched_bytes.find(_plain(each)) for each in order]
    assert begun == sorted(begun)
    for before, after, which in zip(begun, begun[1:], order, strict=False):
        assert after - before >= len(_plain(which)) + len(APART)
    # Nobody waits for a late sign that something was accepted.
    assert _plain(Sound.ACCEPTED) not in speaker.fetched_bytes
    assert speaker.fetched_bytes.count(_plain(Sound.REFUSED)) == 1


class AskedMeanwhile(Speaker):
    """A loudspeaker that is asked to say that time is near just as it was closed."""

    def __init__(self, ways: tuple[miniaudio.Backend, ...]) -> None:
        self.fetched_bytes = bytearray()
        self.told: list[str] = []
        self.lost: list[tuple[Sound, int]] = []
        self.times_open = 0
        super().__init__(self.told.append, ways, lambda *lost: self.lost.append(lost))

    def _next(self, wanted: int) -> bytes:
        part = super()._next(wanted)
        self.fetched_bytes += part
        return part

    def _tried(self, *how: Any) -> str:
        trouble = super()._tried(*how)
        self.times_open += 1
        if self.times_open == 2:
            self.play(Sound.NEAR, 1.0)
        return trouble


def test_what_is_asked_for_while_the_loudspeaker_closes_is_played(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "LINGERS", 0.6)
    speaker = AskedMeanwhile(PRETENDS)
    qtbot.waitUntil(lambda: bool(speaker.told), timeout=10_000)
    speaker.play(Sound.ACCEPTED, 1.0)
    qtbot.waitUntil(lambda: _plain(Sound.NEAR) in speaker.fetched_bytes, timeout=20_000)
    speaker.end()
    assert _plain(Sound.ACCEPTED) in speaker.fetched_bytes
    assert speaker.lost == []


def test_only_what_was_asked_before_a_failure_is_given_up_with_it(qtbot: QtBot) -> None:
    speaker = AskedMeanwhile(HAS_NOT)
    qtbot.waitUntil(lambda: bool(speaker.told), timeout=10_000)
    speaker.play(Sound.REFUSED, 1.0)
    qtbot.waitUntil(lambda: len(speaker.lost) == 2, timeout=10_000)
    speaker.end()
    assert speaker.lost == [(Sound.REFUSED, 1), (Sound.NEAR, 1)]


def test_what_is_urgent_is_played_twice_in_a_row(qtbot: QtBot) -> None:
    speaker = Heard()
    speaker.play(Sound.NEAR, 1.0, 2)
    twice = (_plain(Sound.NEAR) + APART) * 2
    qtbot.waitUntil(lambda: twice in speaker.fetched_bytes, timeout=10_000)
    speaker.end()


# The system's bell, where there is no loudspeaker.


@pytest.fixture
def bells(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many strokes each ring of the bell has."""
    rung: list[int] = []
    monkeypatch.setattr(Bell, "ring", lambda _, wanted: rung.append(wanted))
    return rung


def test_the_strokes_tell_the_sounds_apart() -> None:
    assert [strokes(each) for each in Sound] == [0, 1, 2, 4]
    assert strokes(Sound.NEAR, 2) == 3


def test_the_bell_strikes_so_often_and_a_graver_one_takes_its_place(
    parent: QObject, qtbot: QtBot
) -> None:
    struck: list[int] = []
    bell = Bell(parent, lambda: struck.append(1))
    bell.ring(1)
    assert len(struck) == 1
    bell.ring(2)
    bell.ring(1)
    assert len(struck) == 2
    qtbot.wait(900)
    assert len(struck) == 3
    bell.ring(0)
    assert len(struck) == 3


def test_without_a_loudspeaker_the_bell_rings_also_for_the_first_alarm(
    parent: QObject, qtbot: QtBot, bells: list[int]
) -> None:
    sounding = Sounding(parent, HAS_NOT)
    sounding.begin()
    # Before anybody can know that there is none.
    sounding.play(Sound.NEAR, 2)
    qtbot.waitUntil(lambda: bells == [3], timeout=10_000)
    for each in (Sound.ACCEPTED, Sound.REFUSED, Sound.PASSED):
        sounding.play(each)
    assert bells == [3, 0, 1, 4]
    qtbot.wait(300)
    assert bells == [3, 0, 1, 4]
    sounding.set_volume(0)
    sounding.play(Sound.PASSED)
    sounding.stop()
    assert bells == [3, 0, 1, 4]


def test_without_the_library_the_bell_rings(
    parent: QObject, qtbot: QtBot, bells: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)
    sounding = Sounding(parent)
    sounding.begin()
    qtbot.waitUntil(lambda: sounding.note == MISSING, timeout=10_000)
    sounding.play(Sound.PASSED)
    assert bells == [4]
    sounding.stop()


def test_what_is_accepted_again_is_heard_again(qtbot: QtBot) -> None:
    speaker = Heard()
    speaker.play(Sound.ACCEPTED, 1.0)
    qtbot.waitUntil(lambda: any(speaker.fetched_bytes), timeout=10_000)
    speaker.play(Sound.ACCEPTED, 1.0)
    qtbot.waitUntil(
        lambda: speaker.fetched_bytes.count(_plain(Sound.ACCEPTED)) == 2, timeout=10_000
    )
    speaker.end()


@pytest.mark.parametrize("which", Sound)
def test_playing_keeps_nobody_waiting(parent: QObject, which: Sound) -> None:
    sounding = Sounding(parent, PRETENDS)
    sounding.begin()
    took = []
    for _ in range(20):
        begun = time.perf_counter()
        sounding.play(which)
        took.append(time.perf_counter() - begun)
    sounding.stop()
    # The middle one, for another process may have the processor at any of them.
    assert sorted(took)[10] < 0.005


def test_no_loudspeaker_is_a_note_and_no_fault(parent: QObject, qtbot: QtBot) -> None:
    sounding = Sounding(parent, HAS_NOT)
    assert sounding.note == ""
    with qtbot.waitSignal(sounding.noted, timeout=10_000):
        sounding.begin()
    assert sounding.note == NO_DEVICE
    assert "only the system’s bell" in sounding.note
    assert "Watch the band at the top, and call whoever looks after this computer" in sounding.note
    assert sounding.silence == "only the system’s bell"
    for each in Sound:
        sounding.play(each)
    sounding.stop()


def test_the_loudspeaker_of_this_machine_is_found_or_its_lack_is_told(qtbot: QtBot) -> None:
    told: list[str] = []
    speaker = Speaker(told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    speaker.end()
    assert told[0] in ("", NO_DEVICE)


def test_each_sound_is_told_to_whoever_shows_it_also_where_none_is_heard(parent: QObject) -> None:
    sounding = Sounding(parent, HAS_NOT)
    played: list[Sound] = []
    sounding.played.connect(played.append)
    for each in Sound:
        sound(each)
    assert played == list(Sound)


def test_half_the_volume_is_heard_half_as_loud() -> None:
    assert strength(100) == 1
    assert strength(0) == 0
    # 10 dB less is heard half as loud.
    assert strength(50) == pytest.approx(10 ** (-10 / 20), rel=0.01)
    assert strength(25) == pytest.approx(10 ** (-20 / 20), rel=0.02)
    quiet, whole = loud(Sound.NEAR, strength(50)), loud(Sound.NEAR, 1.0)
    assert len(quiet) == len(whole)
    assert quiet != whole


def test_a_low_volume_never_hides_that_time_has_passed(parent: QObject) -> None:
    sounding = Sounding(parent, HAS_NOT)
    sounding.set_volume(5)
    assert sounding.volume_of(Sound.ACCEPTED) == 5
    assert sounding.volume_of(Sound.NEAR) == LEAST_NEAR
    assert sounding.volume_of(Sound.PASSED) == LEAST_PASSED
    sounding.set_volume(80)
    assert sounding.volume_of(Sound.PASSED) == 80


def test_sounds_that_are_off_are_off_and_say_so(parent: QObject, qtbot: QtBot) -> None:
    sounding = Sounding(parent, PRETENDS)
    with qtbot.waitSignal(sounding.noted):
        sounding.set_volume(0)
    assert sounding.note == OFF
    assert sounding.silence == "sounds are off"
    assert all(sounding.volume_of(each) == 0 for each in Sound)
    sounding.set_volume(70)
    assert sounding.note == ""


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_volume_that_is_none_is_a_fault_of_ours(parent: QObject, percent: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        Sounding(parent, HAS_NOT).set_volume(percent)


def test_what_closes_sounds_no_more(parent: QObject) -> None:
    sounding = Sounding(parent, PRETENDS)
    assert here() is sounding
    sounding.begin()
    sounding.play(Sound.PASSED)
    begun = time.perf_counter()
    sounding.stop()
    assert time.perf_counter() - begun < 1.0
    assert here() is not sounding


def test_every_sound_is_shipped_at_the_rate_at_which_it_is_played() -> None:
    for each in Sound:
        assert 0.1 < len(samples(each)) / RATE < 1.2
    assert [each.rank for each in Sound] == sorted(each.rank for each in Sound)


def test_who_signs_in_is_told_once_that_nothing_is_heard(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.until(lambda: bool(desk.window.sounding.trouble))
    desk.press(Qt.Key.Key_Escape)
    desk.change_person(PHARMACIST)
    assert "call whoever looks after this computer" in desk.notices()
    desk.change_person(TECHNICIAN)
    assert desk.notices() == ""
