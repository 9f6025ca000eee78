"""The shipped sounds: short, told apart by more than one thing, and as the script makes them.

What a person can tell apart is worked out from the samples themselves, by a small transform.
"""

import cmath
import math
import wave
from array import array
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path

import pytest
import sounds

import resources

NAMES = ("accepted", "refused", "near", "passed")
RATE = 48_000
WINDOW = RATE // 50
PITCHES = [500 * 2 ** (step / 72) for step in range(73)]
"""An octave from 500 Hz on, in sixths of a semitone."""
QUIET = 32_767 // 50


def read(name: str) -> "array[int]":
    """Return a shipped sound as numbers, after asserting its form."""
    with wave.open(BytesIO(resources.data(f"sounds/{name}.wav"))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        frames = file.readframes(file.getnframes())
    pairs = zip(frames[::2], frames[1::2], strict=True)
    return array("h", (int.from_bytes(bytes(pair), "little", signed=True) for pair in pairs))


def strokes(samples: "array[int]") -> list[tuple[int, int]]:
    """Return where each stroke begins and ends, in samples: what is not silent for 20 ms."""
    loud = [
        max(map(abs, samples[at : at + WINDOW])) > QUIET for at in range(0, len(samples), WINDOW)
    ]
    found: list[tuple[int, int]] = []
    for place, is_loud in enumerate([*loud, False]):
        if is_loud and (place == 0 or not loud[place - 1]):
            begun = place
        if not is_loud and place and loud[place - 1]:
            found.append((begun * WINDOW, place * WINDOW))
    return found


def strength(part: "array[int]", hertz: float) -> float:
    """Return how strong one frequency is in a part of a sound."""
    turn = -2j * math.pi * hertz / RATE
    step = 4  # enough for what is below 6 kHz
    total = sum(each * cmath.exp(turn * at * step) for at, each in enumerate(part[::step]))
    return abs(total)


def pitch(part: "array[int]") -> float:
    """Return the fundamental of a stroke: the tone whose first three partials are strongest."""
    part = part[: RATE // 10]

    def worth(hertz: float) -> float:
        return sum(strength(part, hertz * partial) / partial for partial in (1, 2, 3))

    return max(PITCHES, key=worth)


def test_the_script_makes_the_shipped_sounds_byte_for_byte(tmp_path: Path) -> None:
    sounds.make(tmp_path)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    shipped = {
        name.removeprefix("sounds/"): resources.data(name) for name in resources.names("sounds")
    }
    assert set(shipped) == {f"{name}.wav" for name in NAMES}
    assert made == shipped
    assert sum(len(each) for each in shipped.values()) < 300_000


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_is_short_and_neither_clips_nor_clicks(name: str) -> None:
    samples = read(name)
    assert 0.1 < len(samples) / RATE < 1.2
    peak = max(map(abs, samples))
    assert peak < 32_767 * 0.9
    # It begins and ends in silence, and nowhere leaps.
    assert samples[0] == 0
    assert abs(samples[-1]) < 50
    leap = max(abs(after - before) for before, after in pairwise(samples))
    assert leap < peak * 0.6


def test_what_is_accepted_is_softest_and_shortest_and_what_has_passed_loudest_and_longest() -> None:
    peaks = [max(map(abs, read(name))) for name in NAMES]
    lengths = [len(read(name)) for name in NAMES]
    assert peaks == sorted(peaks)
    assert lengths == sorted(lengths)
    assert peaks[0] < peaks[1] / 1.9


def test_each_has_strokes_of_its_own_number_and_rhythm() -> None:
    counted = {name: len(strokes(read(name))) for name in NAMES}
    assert counted == {"accepted": 1, "refused": 2, "near": 3, "passed": 5}
    for one, other in combinations(NAMES, 2):
        longer, shorter = sorted((len(read(one)), len(read(other))), reverse=True)
        assert longer > shorter * 1.3, (one, other)


def test_tones_fall_rise_and_alternate_below_a_thousand_hertz() -> None:
    tunes = {}
    for name in NAMES:
        samples = read(name)
        tunes[name] = [pitch(samples[begin:end]) for begin, end in strokes(samples)]
    assert all(500 <= each <= 1000 for tune in tunes.values() for each in tune), tunes
    falls, rises, turns = tunes["refused"], tunes["near"], tunes["passed"]
    assert falls[1] < falls[0] / 1.2
    assert rises[1] > rises[0] * 1.2
    assert rises[2] > rises[1] * 1.2
    assert turns[0] == turns[2] == turns[3]
    assert turns[1] == turns[4]
    assert turns[0] > turns[1] * 1.5


@pytest.mark.parametrize("name", ["refused", "near", "passed"])
def test_four_partials_carry_it_to_an_ear_that_hears_no_high_tones(name: str) -> None:
    samples = read(name)
    for begin, end in strokes(samples):
        part = samples[begin:end]
        deep = pitch(part)
        part = part[: RATE // 25]
        heard = [strength(part, deep * partial) for partial in (1, 2, 3, 4)]
        between = strength(part, deep * 1.5)
        assert deep * 4 < 4100
        assert all(each > 4 * between for each in heard), heard
