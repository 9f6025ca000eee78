"""How the sounds in ``resources/sounds`` were made.

``sounds.py [TARGET]`` writes the four sounds anew, byte for byte the same each time.

They must be told apart without looking, by someone who hears no high tones, through the noise of
a hood. So each differs from the others in more than one way: how many strokes it has, their
rhythm, whether the tone rises, falls or stays, how long it lasts, and how bright it is. Every
stroke has its fundamental between 500 and 1000 Hz and five partials below 5000 Hz: a small
loudspeaker that leaves one out, or an ear that does, still has the others. That is near to what
IEC 60601-1-8 asks of the sounds of alarms (a fundamental of 150 to 1000 Hz, four partials of 300
to 4000 Hz); that these conform to it was not tested, and is not claimed.

========  ======================================================  ========
accepted  one stroke, soft and round                                 0.15 s
refused   two strokes, the second lower and longer, harsh            0.46 s
near      three strokes that rise                                    0.64 s
passed    three strokes and two, high and low by turns, loudest      1.14 s
========  ======================================================  ========
"""

from __future__ import annotations

import argparse
import math
import wave
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RATE = 48_000
"""Samples a second: what nearly every sound device has, so that nothing is converted."""

FULL = 32_767
EDGE = 0.006
"""Seconds in which a stroke comes and goes, so that it does not click."""

ROUND = (1.0, 0.22, 0.10, 0.04, 0.02)
CLEAR = (1.0, 0.6, 0.45, 0.3, 0.15)
HARSH = (0.8, 0.35, 1.0, 0.3, 0.75)
"""How strong each partial is, from the fundamental on."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke: its pitch in Hz, how long it sounds and how long it is silent after it, in s."""

    pitch: float
    sounds: float
    rests: float = 0.0


@dataclass(frozen=True, slots=True)
class Tune:
    """The strokes of a sound, its partials, how loud it is (1 is full scale), how fast it dies.

    `dies` is the seconds in which a stroke falls to a third; 0 for one that holds.
    """

    strokes: tuple[Stroke, ...]
    partials: tuple[float, ...]
    loud: float
    dies: float = 0.0


C5, D5, E5, G5, A5, B5 = 523.25, 587.33, 659.26, 783.99, 880.0, 987.77

SOUNDS = {
    "accepted": Tune((Stroke(A5, 0.15),), ROUND, 0.30, 0.045),
    "refused": Tune((Stroke(E5, 0.13, 0.05), Stroke(C5, 0.28)), HARSH, 0.60),
    "near": Tune((Stroke(D5, 0.16, 0.08), Stroke(G5, 0.16, 0.08), Stroke(B5, 0.16)), CLEAR, 0.65),
    "passed": Tune(
        (
            Stroke(B5, 0.15, 0.05),
            Stroke(D5, 0.15, 0.05),
            Stroke(B5, 0.15, 0.24),
            Stroke(B5, 0.15, 0.05),
            Stroke(D5, 0.15),
        ),
        CLEAR,
        0.85,
    ),
}


def strength(tune: Tune, at: float, lasts: float) -> float:
    """Return how strong a stroke is, 0 to 1, at a moment of it; both in seconds."""
    edge = min(1.0, at / EDGE, (lasts - at) / EDGE)
    faded = math.exp(-at / tune.dies) if tune.dies else 1.0
    return faded * (1 - math.cos(math.pi * edge)) / 2


def stroke_wave(tune: Tune, stroke: Stroke) -> Iterator[float]:
    """Return the samples of one stroke and of the rest after it, 1 for the loudest possible."""
    most = sum(tune.partials)
    for number in range(round(stroke.sounds * RATE)):
        at = number / RATE
        turn = 2 * math.pi * stroke.pitch * at
        tone = sum(
            part * math.sin(turn * partial) for partial, part in enumerate(tune.partials, start=1)
        )
        yield tone / most * strength(tune, at, stroke.sounds)
    for _ in range(round(stroke.rests * RATE)):
        yield 0.0


def samples(tune: Tune) -> array[int]:
    """Return a sound as 16-bit samples, its loudest just as loud as the tune says."""
    drawn = [each for stroke in tune.strokes for each in stroke_wave(tune, stroke)]
    scale = tune.loud * FULL / max(abs(each) for each in drawn)
    return array("h", (round(each * scale) for each in drawn))


def write(tune: Tune, file: Path) -> None:
    """Write a sound as a WAV file of one channel."""
    made = samples(tune)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        # A WAV file holds its samples with the low byte first, on every machine.
        out.writeframes(b"".join(each.to_bytes(2, "little", signed=True) for each in made))


def make(target: Path) -> None:
    """Write all sounds into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for name, tune in SOUNDS.items():
        write(tune, target / f"{name}.wav")


def main() -> None:
    """Read the folder from the command line."""
    beside = Path(__file__).parent.parent / "resources" / "sounds"
    parser = argparse.ArgumentParser(description="Make the sounds of Umbra.")
    parser.add_argument("target", type=Path, nargs="?", default=beside, help="where to write them")
    make(parser.parse_args().target)


if __name__ == "__main__":
    main()
