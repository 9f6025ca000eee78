"""Sounds by name through one bell: told apart by its strokes, and never in the window's way."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.sounding import Sound, Sounding

pytestmark = pytest.mark.usefixtures("qapp")


def _silent(sounding: Sounding, qtbot: QtBot) -> None:
    """Wait until nothing plays any more."""
    with qtbot.waitSignal(sounding.ended, timeout=5000):
        pass


def test_no_sound_is_like_another_nor_like_a_refusal() -> None:
    strokes = [each.value for each in Sound]
    assert len(set(strokes)) == len(strokes)
    assert min(strokes) > 1
    assert strokes == sorted(strokes)


@pytest.mark.parametrize("sound", Sound)
def test_a_sound_is_so_many_strokes_and_the_first_is_at_once(qtbot: QtBot, sound: Sound) -> None:
    struck: list[int] = []
    sounding = Sounding(lambda: struck.append(1), apart_ms=1)
    sounding.play(sound)
    assert len(struck) == 1
    _silent(sounding, qtbot)
    assert len(struck) == sound.value


def test_a_graver_sound_takes_the_place_of_a_lesser_one_and_no_other_way(qtbot: QtBot) -> None:
    struck: list[int] = []
    sounding = Sounding(lambda: struck.append(1), apart_ms=1)
    played: list[Sound] = []
    sounding.played.connect(played.append)
    sounding.play(Sound.NEAR)
    sounding.play(Sound.PASSED)
    sounding.play(Sound.URGENT)
    _silent(sounding, qtbot)
    assert played == [Sound.NEAR, Sound.PASSED]
    assert len(struck) == 1 + Sound.PASSED.value
    sounding.play(Sound.NEAR)
    _silent(sounding, qtbot)
    assert played[-1] is Sound.NEAR


def test_it_can_be_silenced() -> None:
    struck: list[int] = []
    sounding = Sounding(lambda: struck.append(1), apart_ms=1)
    sounding.play(Sound.PASSED)
    sounding.stop()
    for _ in range(5):
        QApplication.processEvents()
    assert len(struck) == 1


def test_the_way_out_is_the_systems_bell(qtbot: QtBot) -> None:
    sounding = Sounding(apart_ms=1)
    sounding.play(Sound.NEAR)
    _silent(sounding, qtbot)
