"""The strip and the happenings as they are drawn: told apart without colour, never cut off."""

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing.happenings import Happenings
from app.ui.drawing.ledger_strip import LedgerStrip, Look, StripFacts, StripMark, StripPart
from app.ui.theme import RoomLight
from tests.ui.gallery_facts import HAPPENED, STRIP, STRIP_BEGUN, STRIP_MANY, STRIP_WITHOUT_GAP

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
BOTH = pytest.mark.parametrize("room", list(RoomLight))


@pytest.fixture(autouse=True)
def white_light(qapp: QApplication) -> None:
    theme.apply(qapp)


def strip(qtbot: QtBot, facts: StripFacts) -> LedgerStrip:
    widget = LedgerStrip()
    qtbot.addWidget(widget)
    widget.show_facts(facts)
    widget.resize(widget.sizeHint())
    return widget


def grey(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)


def differing(one: QImage, other: QImage) -> int:
    """Return how many points of two pictures are clearly lighter or darker."""
    return sum(
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 60
        for x in range(one.width())
        for y in range(one.height())
    )


def only(part: StripPart) -> StripFacts:
    cold = part.look in (Look.COLD, Look.ROOM)
    light = (StripPart(0, 1, Look.HOOD),)
    return replace(
        STRIP_WITHOUT_GAP, light=light if cold else (part,), places=(part,) if cold else ()
    )


PROTECTIONS = (Look.HOOD, Look.COVERED, Look.BAG, Look.INFUSION)


@BOTH
@pytest.mark.parametrize(("one", "other"), [*combinations(PROTECTIONS, 2), (Look.ROOM, Look.COLD)])
def test_without_colour_and_without_words_each_look_is_its_own(
    qtbot: QtBot, qapp: QApplication, room: RoomLight, one: Look, other: Look
) -> None:
    theme.apply(qapp, room)
    first, second = (grey(strip(qtbot, only(StripPart(0, 0.9, look)))) for look in (one, other))
    assert differing(first, second) > 300


@BOTH
def test_a_gap_of_seconds_among_hours_is_seen_without_colour(
    qtbot: QtBot, qapp: QApplication, room: RoomLight
) -> None:
    theme.apply(qapp, room)
    hood = StripPart(0, 1, Look.HOOD)
    gap = StripPart(0.5, 0.5005, Look.GAP, ("gap 15 s", "15 s"))
    without = replace(STRIP, light=(hood, replace(gap, look=Look.HOOD)))
    # As high as with a gap, so that the pictures can be laid on each other.
    with_gap = strip(qtbot, replace(STRIP, light=(hood, gap)))
    picture = grey(with_gap)
    plain = strip(qtbot, without)
    plain.resize(with_gap.size())
    assert with_gap.height() > plain.sizeHint().height()
    lane = QRectF(38, 28, 266, 26)
    box = with_gap.part_box(gap, lane)
    assert box.width() >= 14
    dark = sum(
        picture.pixelColor(x, y).lightness() < 90
        for x in range(round(box.left()), round(box.right()))
        for y in range(round(box.top()), round(box.bottom()))
    )
    assert dark > box.width() * box.height() * 0.3


@pytest.mark.parametrize("at", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("look", [Look.GAP, Look.COLD])
def test_what_is_widened_stays_in_its_lane(qtbot: QtBot, at: float, look: Look) -> None:
    widget, lane = strip(qtbot, STRIP), QRectF(38, 28, 266, 26)
    box = widget.part_box(StripPart(at, at, look), lane)
    assert box.width() >= 14
    assert lane.contains(box)
    wide = StripPart(0.2, 0.6, look)
    assert widget.part_box(wide, lane).left() == pytest.approx(38 + 0.2 * 266)


def test_the_length_of_each_gap_is_drawn_or_their_count(qtbot: QtBot) -> None:
    longer = replace(
        STRIP, light=(*STRIP.light[:-1], replace(STRIP.gaps[0], words=("gap 4 min 11 s", "4")))
    )
    assert grey(strip(qtbot, STRIP)) != grey(strip(qtbot, longer))
    two = replace(
        STRIP,
        light=(
            *STRIP.light,
            StripPart(0.4, 0.45, Look.GAP, ("gap 1 h 3 min 30 s", "1 h 3 min 30 s")),
        ),
    )
    assert grey(strip(qtbot, two)) != grey(strip(qtbot, STRIP))
    fewer = replace(STRIP_MANY, light=STRIP_MANY.light[:-1])
    assert grey(strip(qtbot, STRIP_MANY)) != grey(strip(qtbot, fewer))


def test_words_lie_in_the_picture_and_are_left_out_where_there_is_no_room(qtbot: QtBot) -> None:
    crowded = replace(STRIP, objects=tuple(StripMark(at / 9, "a syringe") for at in range(10)))
    for facts in (STRIP, STRIP_BEGUN, STRIP_MANY, crowded):
        picture = strip(qtbot, facts).grab().toImage()
        ground = picture.pixel(picture.width() - 5, picture.height() // 2)
        for y in range(11, picture.height() - 11):
            assert picture.pixel(picture.width() - 5, y) == ground


def test_the_strip_is_told_to_a_screen_reader(qtbot: QtBot) -> None:
    said = strip(qtbot, STRIP).accessibleName()
    assert said.startswith("Light and temperature since 10:02: UV-filtered hood light from 10:02")
    assert "Gap in light 10:23–10:27, 4 min 10 s: vial 1" in said


def test_happenings_are_as_high_as_their_words(qtbot: QtBot) -> None:
    widget = Happenings()
    qtbot.addWidget(widget)
    assert widget.heightForWidth(600) == 0
    widget.show_facts(HAPPENED)
    wide, narrow = widget.heightForWidth(900), widget.heightForWidth(300)
    assert narrow > wide
    assert widget.height_of(3, 900) == widget.height_of(9, 900) == wide
    assert widget.height_of(1, 900) < widget.height_of(2, 900) < wide
    assert "the drug's label gives no time for that" in widget.accessibleName()
    assert "*" not in widget.accessibleName()
