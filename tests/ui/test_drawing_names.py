"""Names and labels in the drawings: no letter is cut off, no name is lost, labels stay apart."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing.alarm_band import AlarmBand, AlarmFacts, AlarmLook
from app.ui.drawing.banner import Banner, BannerFacts
from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.drawing.pill import PillFacts
from app.ui.drawing.spread import spread
from app.ui.drawing.words import Role, Words
from app.ui.drawing.worklist_row import WorklistFacts, WorklistRow
from tests.ui.drawn_pictures import BANNER, bar_facts, picture_of, show_drawn
from tests.ui.written import written_by

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


@pytest.fixture(autouse=True)
def white_light(qapp: QApplication) -> None:
    theme.apply(qapp)


LONG = "DEMO-Weatherington-Featherstonehaugh, Maximiliana Alexandrina Theodora"
NAMES = [
    "DEMO, Adalind",
    LONG,
    f"{LONG} {LONG}",
    "DEMO" + "abcdefgh" * 12,
]
DRUGS = ["inotuzumab ozogamicin", "gemtuzumab ozogamicin for a rather long description of it"]


def _ink(picture: QImage, ground: str) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of all that is not `ground`."""
    blank = QColor(ground).rgb()
    places = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixel(x, y) != blank
    ]
    across, down = [x for x, _ in places], [y for _, y in places]
    return min(across), min(down), max(across), max(down)


def _banner(qtbot: QtBot, facts: BannerFacts, width: int = 1366) -> QImage:
    widget = Banner()
    show_drawn(qtbot, widget, facts, (width, 90))
    widget.resize(width, widget.heightForWidth(width))
    return picture_of(widget)


@pytest.mark.parametrize("drug", DRUGS)
@pytest.mark.parametrize("name", NAMES)
def test_no_letter_of_patient_drug_or_dose_is_cut_off(qtbot: QtBot, name: str, drug: str) -> None:
    facts = replace(BANNER, patient=name, drug=drug)
    picture = _banner(qtbot, facts)
    left, top, right, bottom = _ink(picture, theme.WHITE_LIGHT.header)
    assert left >= 10
    assert top >= 4
    assert right <= picture.width() - 10
    assert bottom <= picture.height() - 5
    # The last letter of each can be told from another.
    for part in ("patient", "identity_line", "drug", "dose"):
        other = replace(facts, **{part: getattr(facts, part)[:-1] + "W"})
        assert _banner(qtbot, other) != picture


def test_the_dose_keeps_its_size_beside_a_long_name(qtbot: QtBot) -> None:
    def height_of_dose(facts: BannerFacts) -> int:
        picture = _banner(qtbot, facts)
        dose = QColor(theme.WHITE_LIGHT.dose).rgb()
        rows = [
            y
            for y in range(picture.height())
            if any(picture.pixel(x, y) == dose for x in range(picture.width()))
        ]
        return rows[-1] - rows[0]

    assert height_of_dose(BANNER) == height_of_dose(replace(BANNER, patient=LONG))


def test_an_ordinary_banner_is_no_higher_for_it(qtbot: QtBot) -> None:
    assert _banner(qtbot, BANNER).height() == 88
    assert _banner(qtbot, replace(BANNER, patient=LONG)).height() <= 110


@pytest.mark.parametrize("width", range(900, 1400, 50))
def test_nothing_in_the_banner_is_elided(qtbot: QtBot, width: int) -> None:
    parts = ("BRAND", "IV infusion over 1 h", "0.8 mg per m²")
    widget = Banner()
    care = "light-sensitive · hazardous"
    facts = replace(BANNER, particulars=" · ".join(parts), care=care)
    show_drawn(qtbot, widget, facts, (width, 90))
    lines = [line.words for line in written_by(widget)]
    assert not any("…" in line for line in lines)
    assert care in lines


def test_particulars_that_are_left_out_can_still_be_read(qtbot: QtBot) -> None:
    widget = Banner()
    show_drawn(qtbot, widget, replace(BANNER, particulars="long " * 60), (1366, 90))
    assert widget.toolTip() == "long " * 60


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(5, 60)), min_size=1, max_size=9),
    st.floats(600, 2000),
)
def test_spread_labels_stay_apart_in_order_and_inside(
    labels: list[tuple[float, float]], high: float
) -> None:
    wanted = sorted(place for place, _ in labels)
    heights = [height for _, height in labels]
    places = spread(wanted, heights, 0, high)
    ends = [(p - h / 2, p + h / 2) for p, h in zip(places, heights, strict=True)]
    assert ends[0][0] >= -1e-6
    assert ends[-1][1] <= high + 1e-6
    for (_, above), (below, _) in pairwise(ends):
        assert below >= above - 1e-6


@given(st.lists(st.floats(0, 500), min_size=1, max_size=6))
def test_labels_with_room_stay_where_they_belong(places: list[float]) -> None:
    wanted = [100 + 60 * n + place / 1000 for n, place in enumerate(sorted(places))]
    assert spread(wanted, [20] * len(wanted), 0, 900) == pytest.approx(wanted)


def test_labels_without_room_are_packed_evenly() -> None:
    assert spread([5, 5, 5], [20, 20, 20], 0, 40) == pytest.approx([10, 20, 30])
    assert spread([], [], 0, 40) == ()


def test_a_figure_is_never_parted_from_its_unit(qtbot: QtBot) -> None:
    apart, joined = Words(Role.SENTENCE, "add 5.8 xx"), Words(Role.SENTENCE, "add 5.8 mL")
    for words in (apart, joined):
        qtbot.addWidget(words)
    width = Words(Role.SENTENCE, "add 5.8 ").sizeHint().width() + 4
    apart.resize(width, 60)
    joined.resize(width, 60)
    first_line = [
        _ink(picture_of(w).copy(0, 0, width, 30), theme.WHITE_LIGHT.page) for w in (apart, joined)
    ]
    assert first_line[1][2] < first_line[0][2]


def test_a_row_of_the_worklist_shows_the_end_of_a_long_name(qtbot: QtBot) -> None:
    facts = WorklistFacts(
        "a",
        LONG,
        "MRN 00482913",
        "1.456 mg",
        "5.8 mL",
        PillFacts("Step 6"),
        "",
        bar_facts(BarState.RUNNING, 0.1),
        "13:00",
    )
    rows = [WorklistRow(facts), WorklistRow(replace(facts, patient=LONG[:-1] + "W"))]
    for row in rows:
        qtbot.addWidget(row)
        row.resize(1334, 76)
    assert picture_of(rows[0]) != picture_of(rows[1])


def test_time_changes_the_look_of_a_row_besides_its_words(qtbot: QtBot) -> None:
    """In one colour too: each has another shape, in another place or of another size."""
    facts = WorklistFacts(
        "a",
        "DEMO, A",
        "MRN 1",
        "1 mg",
        "1 mL",
        PillFacts("Step 6"),
        "",
        bar_facts(BarState.NEAR, 0),
        "",
    )
    pictures = []
    for state in (BarState.RUNNING, BarState.NEAR, BarState.URGENT, BarState.PASSED):
        row = WorklistRow(replace(facts, bar=BarFacts(0.4, 0.5, "dilute by 14:02", state, "9 min")))
        qtbot.addWidget(row)
        row.resize(1334, 76)
        grey = picture_of(row).convertToFormat(QImage.Format.Format_Grayscale8)
        pictures.append(grey)
    assert all(one != two for n, one in enumerate(pictures) for two in pictures[:n])


def _band(look: AlarmLook, key: str = "F1") -> AlarmFacts:
    return AlarmFacts(look, "DEMO, Cecilia", "dilute by 14:02", "9 min left", "and 1 more", key)


def test_a_band_says_all_that_it_shows_and_each_look_is_another(qtbot: QtBot) -> None:
    pictures = []
    for look in AlarmLook:
        band = AlarmBand()
        qtbot.addWidget(band)
        band.resize(1366, 56)
        band.show_facts(_band(look))
        pictures.append(picture_of(band))
        assert band.accessibleName() == (
            f"{look.value}: DEMO, Cecilia: dilute by 14:02 – 9 min left (and 1 more), key F1"
        )
    assert all(one != two for n, one in enumerate(pictures) for two in pictures[:n])


def test_a_band_shows_the_end_of_the_longest_name(qtbot: QtBot) -> None:
    bands = [AlarmBand(), AlarmBand()]
    for band, name in zip(bands, (LONG, LONG[:-1] + "W"), strict=True):
        qtbot.addWidget(band)
        band.resize(1366, 56)
        band.show_facts(replace(_band(AlarmLook.NEAR), who=name))
    assert picture_of(bands[0]) != picture_of(bands[1])


def test_a_band_without_facts_is_not_there(qtbot: QtBot) -> None:
    band = AlarmBand()
    qtbot.addWidget(band)
    band.show_facts(_band(AlarmLook.NEAR, key=""))
    assert not band.isEnabled()
    band.show_facts(None)
    assert not band.isVisible()
    band.resize(100, 56)
    blank = QWidget()
    qtbot.addWidget(blank)
    blank.resize(100, 56)
    assert picture_of(band) == picture_of(blank)
