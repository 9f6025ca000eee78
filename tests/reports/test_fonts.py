"""The printing font tells letters and figures apart, and says what it cannot print."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

import resources
from reports import fonts
from reports.refusal import Unprintable

WEIGHTS = (False, True)
NEEDED = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "ÀÉÎÕÜßàéîõüĄąŁłŐőŘřŞşŽžΑΒΓΔΩαβγδωАБВГДЯабвгдя"
    + "≤≥←→µμ²³×÷√–—·°±…−≈½¼“”‘’•€"
    + "\u00a0\u2007\u2009\u202f"
)


def shipped(bold: bool) -> bytes:
    return resources.data(f"fonts/UmbraSans-{'Bold' if bold else 'Regular'}.ttf")


def picture(character: str, bold: bool) -> Image.Image:
    """Draw one character 40 pixels high."""
    font = ImageFont.truetype(BytesIO(shipped(bold)), 40)
    image = Image.new("L", (80, 80), 255)
    ImageDraw.Draw(image).text((20, 10), character, font=font, fill=0)
    return image


@pytest.mark.parametrize("bold", WEIGHTS)
def test_what_a_pharmacy_writes_has_a_glyph(bold: bool) -> None:
    known = fonts.face(bold).face.charToGlyph
    assert [character for character in NEEDED if ord(character) not in known] == []
    assert fonts.missing(NEEDED) == ""


@pytest.mark.parametrize("bold", WEIGHTS)
@pytest.mark.parametrize("look_alikes", ["Il1|", "O0Q", "8B6093", "5S", "2Z", "G6C"])
def test_look_alikes_differ(look_alikes: str, bold: bool) -> None:
    for one, other in combinations(look_alikes, 2):
        apart = ImageChops.difference(picture(one, bold), picture(other, bold))
        differing = sum(apart.histogram()[128:])
        assert differing > 20, f"{one} looks like {other}"


@pytest.mark.parametrize("bold", WEIGHTS)
def test_figures_stand_in_columns(bold: bool) -> None:
    assert len({fonts.width(figure, bold, 10) for figure in "0123456789\u2007"}) == 1


@pytest.mark.parametrize("bold", WEIGHTS)
def test_each_file_is_small_and_usable_as_it_is(bold: bool) -> None:
    data = shipped(bold)
    assert len(data) < 500_000
    assert data[:4] == b"\0\1\0\0", "ReportLab embeds TrueType outlines only"


def test_the_licence_is_shipped() -> None:
    beside = resources.text("fonts/OFL.txt")
    assert "SIL OPEN FONT LICENSE" in beside
    assert resources.text("licences/umbra-sans.txt") == beside


@pytest.mark.usefixtures("qapp")
def test_the_window_can_use_the_same_files() -> None:
    numbers = [QFontDatabase.addApplicationFontFromData(shipped(bold)) for bold in WEIGHTS]
    families = {QFontDatabase.applicationFontFamilies(number)[0] for number in numbers}
    assert families == {"Umbra Sans"}
    for weight in (QFont.Weight.Normal, QFont.Weight.Bold):
        font = QFont("Umbra Sans", 12)
        font.setWeight(weight)
        found = QFontInfo(font)
        assert (found.family(), found.weight()) == ("Umbra Sans", weight.value)


def test_width_grows_with_type_and_text() -> None:
    assert fonts.width("mg", False, 20) == pytest.approx(2 * fonts.width("mg", False, 10))
    assert fonts.width("1.45 mg", True, 10) > fonts.width("1.45 mg", False, 10)
    assert fonts.width("", False, 10) == 0


def test_width_is_what_reportlab_sets() -> None:
    text = "inotuzumab ozogamicin 1.45 mg \u4e2d"
    assert fonts.width(text, True, 12) == pytest.approx(fonts.face(True).stringWidth(text, 12))


@pytest.mark.parametrize(
    "unseen",
    ["\n", "\t", "\x00", "\x1d", "\u00ad", "\u200b", "\u200f", "\u202e", "\ufeff", "e\u0301"[1:]],
)
def test_what_leaves_no_mark_counts_as_missing(unseen: str) -> None:
    assert fonts.missing(f"DEMO{unseen}") == unseen


def test_each_missing_character_is_named_once() -> None:
    assert fonts.missing("日DEMO本日") == "日本"


def test_a_missing_character_is_refused_by_name() -> None:
    with pytest.raises(Unprintable) as refused:
        fonts.require("DEMO, 陽", "The patient's name")
    assert "The patient's name" in refused.value.sentence
    assert "U+967D" in refused.value.sentence
    assert "陽" not in refused.value.sentence, "the sentence itself can be shown and printed"


def test_a_control_character_is_refused_by_number() -> None:
    with pytest.raises(Unprintable, match=r"U\+0007 \(control character\)"):
        fonts.require("DEMO\a", "The patient's name")
