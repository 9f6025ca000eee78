"""What the drawings show: where the plunger stands, what is never hidden, what is never shown."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing.alarm_band import AlarmBand, AlarmFacts, AlarmLook
from app.ui.drawing.banner import Banner, BannerFacts
from app.ui.drawing.budget import BudgetFacts, BudgetMark, BudgetState, MarkKind, TimeBudget
from app.ui.drawing.budget_bar import BarFacts, BarState, draw_budget_bar
from app.ui.drawing.check_table import CheckFacts, CheckRow, CheckTable
from app.ui.drawing.course import Course, CourseCycle, CourseDay, CourseFacts, DayState
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey, FooterStatus
from app.ui.drawing.happenings import HappeningFacts, Happenings
from app.ui.drawing.icons import Icon
from app.ui.drawing.ledger_strip import LedgerStrip
from app.ui.drawing.light import LightBox, LightFacts, LightState
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import Pill, PillFacts, Pills
from app.ui.drawing.rail import RailItem, RailState, StepRail
from app.ui.drawing.spread import spread
from app.ui.drawing.syringe import SyringePicture, SyringeView
from app.ui.drawing.tile import Tile, TileFacts
from app.ui.drawing.too_late import TooLateFacts, TooLatePlate
from app.ui.drawing.wanted import Wanted, WantedFacts, WantedLabel, WantedSpan
from app.ui.drawing.words import Role, Words
from app.ui.drawing.worklist_row import WorklistFacts, WorklistRow
from app.ui.theme import Tone
from tests.ui.gallery import STRIP, STRIP_WITHOUT_GAP
from tests.ui.written import written_by

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")


class BudgetBar(Drawn[BarFacts]):
    """The small bar of a row, by itself."""

    def spoken(self, facts: BarFacts) -> str:
        return facts.words

    def needs(self, facts: BarFacts) -> QSize:
        return QSize(self.px(240), self.px(70 if facts.left else 50))

    def draw(self, painter: QPainter, facts: BarFacts) -> None:
        draw_budget_bar(painter, self, QRectF(self.rect()), facts)


@pytest.fixture(autouse=True)
def white_light(qapp: QApplication) -> None:
    theme.apply(qapp)


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def _drawn(qtbot: QtBot, widget: Drawn[Any], facts: Any, size: tuple[int, int]) -> None:
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show_facts(facts)


SYRINGES = [
    ("1", "0.01", "0.1", "0.82"),
    ("1", "0.01", "0.1", "0"),
    ("3", "0.1", "0.5", "2.1"),
    ("5", "0.2", "1", "3.6"),
    ("10", "0.2", "1", "5.8"),
    ("10", "0.2", "1", "10"),
    ("20", "1", "5", "13"),
    ("30", "1", "5", "22"),
    ("60", "1", "10", "44"),
]


def _syringe(capacity: str, line: str, numbered: str, volume: str) -> SyringePicture:
    return SyringePicture(Decimal(capacity), Decimal(line), Decimal(numbered), Decimal(volume))


def _rows_of(picture: QImage, x: int, colour: str) -> list[int]:
    wanted = QColor(colour).rgb()
    return [y for y in range(picture.height()) if picture.pixel(x, y) == wanted]


@pytest.mark.parametrize("height", [300, 448, 700])
@pytest.mark.parametrize("numbers", SYRINGES)
def test_the_plunger_stands_at_its_volume(
    qtbot: QtBot, numbers: tuple[str, str, str, str], height: int
) -> None:
    facts = _syringe(*numbers)
    view = SyringeView()
    _drawn(qtbot, view, (facts,), (240, height))
    picture, barrel = _picture(view), view.barrel(0)
    share = float(facts.volume_mL / facts.capacity_mL)
    expected = barrel.zero + share * (barrel.full - barrel.zero)
    red = _rows_of(picture, round(barrel.left - 6), theme.WHITE_LIGHT.stop)
    assert red, "the reading has no red line"
    assert (red[0] + red[-1] + 1) / 2 == pytest.approx(expected, abs=1)
    rubber = _rows_of(picture, round(barrel.left + 5), theme.WHITE_LIGHT.rubber)
    assert rubber[0] == pytest.approx(expected, abs=2.5)
    assert len(rubber) >= 12


def test_the_scale_of_a_syringe_spans_most_of_its_picture(qtbot: QtBot) -> None:
    view = SyringeView()
    _drawn(qtbot, view, (_syringe("10", "0.2", "1", "5.8"),), (240, 448))
    barrel = view.barrel(0)
    assert barrel.full - barrel.zero > 448 * 0.6


def test_a_pair_is_drawn_side_by_side(qtbot: QtBot) -> None:
    view = SyringeView()
    pair = (_syringe("10", "0.2", "1", "5"), _syringe("1", "0.01", "0.1", "0.82"))
    _drawn(qtbot, view, pair, (100, 448))
    view.resize(view.minimumSizeHint().width(), 448)
    first, second = view.barrel(0), view.barrel(1)
    # The reading of the second, at its left, keeps off the numbers of the first, at its right.
    assert second.left - first.right > 100
    assert second.right < view.width()


@pytest.mark.parametrize("volume", ["-0.1", "10.2"])
def test_a_volume_that_the_syringe_cannot_hold_is_never_drawn(volume: str) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        _syringe("10", "0.2", "1", volume)


def test_lines_that_no_syringe_has_are_never_drawn() -> None:
    with pytest.raises(ValueError, match="lines of a syringe"):
        _syringe("10", "0", "1", "5")


BANNER = BannerFacts(
    "DEMO, Adalind",
    "MRN 00482913 · born 1979-04-12 (47 y) · 1.82 m²",
    "inotuzumab ozogamicin",
    "1.456 mg",
    "BESPONSA · 0.8 mg per m² · IV infusion over 1 hour · light-sensitive · hazardous",
    "Cycle 1 · Day 1",
    "Preparation 2611-0042",
)
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
    _drawn(qtbot, widget, facts, (width, 90))
    widget.resize(width, widget.heightForWidth(width))
    return _picture(widget)


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
    _drawn(qtbot, widget, facts, (width, 90))
    lines = [line.words for line in written_by(widget)]
    assert not any("…" in line for line in lines)
    assert care in lines


def test_particulars_that_are_left_out_can_still_be_read(qtbot: QtBot) -> None:
    widget = Banner()
    _drawn(qtbot, widget, replace(BANNER, particulars="long " * 60), (1366, 90))
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


CLOSE = tuple(
    BudgetMark(at, f"10:{minute:02}", words, MarkKind.DONE)
    for at, minute, words in (
        (0.0, 2, "vial 1 reconstituted"),
        (0.01, 7, "vial 2 reconstituted"),
        (0.012, 8, "vial 3 reconstituted"),
        (0.08, 40, "diluted, in time"),
    )
)
BUDGET = BudgetFacts(
    "DILUTE BY",
    "14:02",
    "3 h 31 min",
    "left of 4 h since vial 1",
    (*CLOSE, BudgetMark(0.99, "18:00", "infusion ends by", MarkKind.END)),
    BudgetState.QUIET,
    0.081,
    "10:41",
)


@pytest.mark.parametrize("state", BudgetState)
@pytest.mark.parametrize("now_at", [None, 0.0, 0.081, 0.5, 0.995, 1.4])
def test_labels_of_the_time_budget_do_not_overlap(
    qtbot: QtBot, state: BudgetState, now_at: float | None
) -> None:
    widget = TimeBudget()
    _drawn(qtbot, widget, replace(BUDGET, state=state, now_at=now_at), (318, 430))
    boxes = widget.label_boxes()
    assert len(boxes) == len(BUDGET.marks) + (now_at is not None)
    for above, below in pairwise(boxes):
        assert below.top() >= above.bottom() - 0.01
    assert boxes[-1].bottom() <= widget.height()
    assert all(box.right() <= widget.width() for box in boxes)


def test_a_budget_without_facts_has_no_labels(qtbot: QtBot) -> None:
    widget = TimeBudget()
    qtbot.addWidget(widget)
    assert widget.label_boxes() == ()


def test_a_passed_deadline_is_told_by_word_place_and_ground(qtbot: QtBot) -> None:
    quiet, passed = TimeBudget(), TimeBudget()
    _drawn(qtbot, quiet, BUDGET, (318, 430))
    _drawn(qtbot, passed, replace(BUDGET, state=BudgetState.PASSED), (318, 430))
    assert passed.accessibleName().startswith("Too late: DILUTE BY 14:02")
    assert not quiet.accessibleName().startswith("Too late")
    assert QColor(_picture(passed).pixel(160, 10)) == QColor(theme.WHITE_LIGHT.stop)
    assert QColor(_picture(quiet).pixel(160, 10)) == QColor(theme.WHITE_LIGHT.panel)


CHECK = CheckFacts(
    (
        CheckRow("Volume withdrawn", "5.82 mL", "5.824 mL", "5.8 mL", "0.4 % low", True),
        CheckRow("Total in the bag", "50 mL", "50 mL", "44.2 + 5.8 mL", "not equal", False),
        CheckRow("Infusion starts by", "", "14:44", "diluted 10:44", "", None),
    ),
    revealed=False,
)
OTHER = tuple(
    replace(row, computed="7.1 mL", hood="7 mL", verdict="21 % high", agrees=False)
    for row in CHECK.rows
)


def test_before_it_is_revealed_nothing_tells_our_figures(qtbot: QtBot) -> None:
    one, two = CheckTable(), CheckTable()
    _drawn(qtbot, one, CHECK, (660, 170))
    _drawn(qtbot, two, CheckFacts(OTHER, revealed=False), (660, 170))
    assert _picture(one) == _picture(two)
    assert one.accessibleName() == two.accessibleName()
    assert "5.824" not in one.accessibleName()


def test_once_revealed_each_figure_is_drawn_and_said(qtbot: QtBot) -> None:
    one, two = CheckTable(), CheckTable()
    _drawn(qtbot, one, replace(CHECK, revealed=True), (660, 170))
    _drawn(qtbot, two, CheckFacts(OTHER, revealed=True), (660, 170))
    assert _picture(one) != _picture(two)
    assert "computed 5.824 mL, at the hood 5.8 mL, 0.4 % low" in one.accessibleName()


def _steps(count: int, current: int) -> tuple[RailItem, ...]:
    def state(number: int) -> RailState:
        if number == current:
            return RailState.CURRENT
        return RailState.DONE if number < current else RailState.TO_DO

    return tuple(
        RailItem(n, f"Reconstitute vial {n}", "10:02 · 4 mL sterile water", state(n))
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize("count", [11, 14, 30])
@pytest.mark.parametrize("current", [1, 7, 11])
def test_the_current_step_is_always_in_sight(qtbot: QtBot, count: int, current: int) -> None:
    rail = StepRail()
    _drawn(qtbot, rail, _steps(count, current), (284, 604))
    assert _rows_of(_picture(rail), 3, theme.WHITE_LIGHT.action)


@pytest.mark.parametrize("count", [11, 14])
def test_every_step_of_an_ordinary_preparation_is_in_sight(qtbot: QtBot, count: int) -> None:
    rail = StepRail()
    _drawn(qtbot, rail, _steps(count, 3), (284, 604))
    before = _picture(rail)
    for step in range(count):
        steps = list(_steps(count, 3))
        steps[step] = replace(steps[step], title="Reconstitute vial X")
        rail.show_facts(tuple(steps))
        assert _picture(rail) != before


def test_a_problem_is_marked_on_the_rail(qtbot: QtBot) -> None:
    rail = StepRail()
    steps = (replace(_steps(1, 1)[0], state=RailState.PROBLEM, detail=""),)
    _drawn(qtbot, rail, steps, (284, 604))
    assert rail.accessibleName() == "1 Reconstitute vial 1, problem"
    assert _rows_of(_picture(rail), 3, theme.WHITE_LIGHT.stop)


def _bar(state: BarState, spent: float, limit_at: float | None = 0.5) -> BarFacts:
    return BarFacts(spent, limit_at, "dilute by 14:02", state)


@pytest.mark.parametrize("spent", [0.2, 0.4, 0.75])
def test_the_small_bar_is_filled_by_what_is_spent(qtbot: QtBot, spent: float) -> None:
    bar = BudgetBar()
    _drawn(qtbot, bar, _bar(BarState.RUNNING, spent), (240, 50))
    picture = _picture(bar)
    colour = QColor(theme.WHITE_LIGHT.action).rgb()
    filled = [x for x in range(240) if picture.pixel(x, 14) == colour]
    assert filled[-1] == pytest.approx(240 * spent, abs=2)


WANTED = WantedFacts(
    "WANTED AT 13:00",
    "reconstitute 09:10 – 12:10",
    ("not before 09:10: room-temperature limit", "not after 12:10: 50 min at the hood"),
    (WantedSpan(0.1, 0.6, True), WantedSpan(0.7, 0.8, False)),
    (WantedLabel(0.1, "09:10"), WantedLabel(0.7, "13:00"), WantedLabel(0.75, "1 h", False)),
)
COURSE = CourseFacts(
    (
        CourseCycle(
            "Cycle 1",
            (
                CourseDay("D1", 0, "2 Nov", DayState.GIVEN),
                CourseDay("D8", 0.41, "8–11 Nov", DayState.MISSED, (0.36, 0.47)),
                CourseDay("D15", 0.82, "14–18 Nov", DayState.DUE, (0.74, 0.9)),
            ),
            "remark",
        ),
        CourseCycle("Cycle 2", (CourseDay("D1", 0, "23 Nov", DayState.PLANNED),)),
    ),
    "at most 6 cycles",
)
KEYS = (FooterKey("F2", "Call pharmacist"), FooterKey("F12", "Stop and discard", False))
FOOTER = FooterFacts(
    (
        FooterStatus("Saved", "10:31:07 · step 5 on disk", Icon.DOT),
        FooterStatus("Scanner", "not connected", Icon.SCANNER, Tone.STOP),
    ),
    KEYS,
    "Clock checked 10:30",
)
HAPPENED = HappeningFacts("**Gap in light 10:31–10:35, 4 min:** bag", Tone.STOP, Icon.HALF_DISC)
LIGHT = LightFacts("PROTECTED FROM LIGHT", "Amber cover.", "US label 2.4", LightState.PROTECTED)
LATE = TooLateFacts(
    "Too late to dilute", "3 min 18 s", "at most 4 h", "US label 2.4", "2026-11-02 14:23"
)
ALL = [
    (Banner, BANNER, replace(BANNER, dose="1.457 mg")),
    (StepRail, _steps(11, 6), _steps(11, 7)),
    (SyringeView, (_syringe("10", "0.2", "1", "5.8"),), (_syringe("10", "0.2", "1", "6"),)),
    (TimeBudget, BUDGET, replace(BUDGET, remaining="3 h 30 min")),
    (BudgetBar, _bar(BarState.NEAR, 0.2), _bar(BarState.NEAR, 0.3)),
    (BudgetBar, _bar(BarState.PASSED, 1), _bar(BarState.RELEASED, 1)),
    (
        BudgetBar,
        replace(_bar(BarState.URGENT, 0.4), left="9 min"),
        replace(_bar(BarState.PASSED, 0.4), left="9 min"),
    ),
    (BudgetBar, replace(_bar(BarState.OVER, 1), left="9 min"), _bar(BarState.OVER, 1)),
    (BudgetBar, replace(_bar(BarState.NEAR, 0.4), left="29 min"), _bar(BarState.NEAR, 0.4)),
    (TooLatePlate, LATE, replace(LATE, by="3 min 19 s")),
    (BudgetBar, _bar(BarState.NOT_STARTED, 0), _bar(BarState.RUNNING, 0)),
    (LightBox, LIGHT, replace(LIGHT, state=LightState.GAP)),
    (LightBox, replace(LIGHT, state=LightState.NOT_STARTED), LIGHT),
    (LightBox, LIGHT, replace(LIGHT, source="")),
    (LedgerStrip, STRIP, STRIP_WITHOUT_GAP),
    (Happenings, (HAPPENED,), (HAPPENED, HAPPENED)),
    (Happenings, (HAPPENED,), (replace(HAPPENED, tone=Tone.PLAIN),)),
    (Footer, FOOTER, replace(FOOTER, keys=KEYS[:1], remark="")),
    (Course, COURSE, replace(COURSE, cycles=COURSE.cycles[:1], then="")),
    (Wanted, WANTED, replace(WANTED, problem="Too late")),
    (CheckTable, replace(CHECK, revealed=True), CHECK),
    (Figure, FigureFacts("5.8", "mL"), FigureFacts("58", "mL")),
    (Figure, FigureFacts("1234567.8901", "mL"), FigureFacts("1234567.8902", "mL")),
    (Tile, TileFacts("Vial 1", "3.6 mL", "all"), TileFacts("Vial 1", "3.6 mL", "all", Tone.STOP)),
    (Notice, NoticeFacts("Refused", "Type 5.8."), NoticeFacts("Refused", "Type 5.9.")),
    (Pill, PillFacts("Released", Tone.OK), PillFacts("Released", Tone.WARN)),
    (Pills, (PillFacts("a"), PillFacts("b")), ()),
]


class _Paints(QObject):
    """Counts how often a widget is drawn."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.mark.parametrize(
    ("kind", "facts", "other"), ALL, ids=[f"{n}-{row[0].__name__}" for n, row in enumerate(ALL)]
)
def test_the_same_facts_are_the_same_pixels_and_others_are_not(
    qtbot: QtBot, kind: type[Drawn[object]], facts: object, other: object
) -> None:
    one, two = kind(), kind()
    size = (1366, 60) if kind is Footer else (420, 440)
    _drawn(qtbot, one, facts, size)
    _drawn(qtbot, two, other, size)
    assert _picture(one) != _picture(two)
    two.show_facts(facts)
    QApplication.processEvents()
    assert _picture(one) == _picture(two)
    assert one.accessibleName() == two.accessibleName()


def test_nothing_is_drawn_again_for_the_same_facts(qtbot: QtBot) -> None:
    widget = TimeBudget()
    _drawn(qtbot, widget, BUDGET, (318, 430))
    with qtbot.waitExposed(widget):
        widget.show()
    QApplication.processEvents()
    paints = _Paints()
    widget.installEventFilter(paints)
    widget.show_facts(replace(BUDGET))
    QApplication.processEvents()
    assert paints.count == 0
    widget.show_facts(replace(BUDGET, remaining="3 h 30 min"))
    QApplication.processEvents()
    assert paints.count == 1


def test_where_the_footer_is_narrow_no_name_and_no_key_is_lost(qtbot: QtBot) -> None:
    narrow = Footer()
    _drawn(qtbot, narrow, FOOTER, (820, 44))
    renamed = Footer()
    statuses = (FOOTER.statuses[0], replace(FOOTER.statuses[1], words="not connecteX"))
    _drawn(qtbot, renamed, replace(FOOTER, statuses=statuses), (820, 44))
    assert _picture(narrow) != _picture(renamed)


@pytest.mark.parametrize("role", Role)
def test_words_take_the_height_that_their_width_asks_for(qtbot: QtBot, role: Role) -> None:
    words = Words(role, "delivers **1.45 mg** of the ordered dose, as written on the order")
    qtbot.addWidget(words)
    assert words.heightForWidth(150) > words.heightForWidth(900)
    assert words.accessibleName().startswith("delivers 1.45 mg of")


def test_a_figure_is_never_parted_from_its_unit(qtbot: QtBot) -> None:
    apart, joined = Words(Role.SENTENCE, "add 5.8 xx"), Words(Role.SENTENCE, "add 5.8 mL")
    for words in (apart, joined):
        qtbot.addWidget(words)
    width = Words(Role.SENTENCE, "add 5.8 ").sizeHint().width() + 4
    apart.resize(width, 60)
    joined.resize(width, 60)
    first_line = [
        _ink(_picture(w).copy(0, 0, width, 30), theme.WHITE_LIGHT.page) for w in (apart, joined)
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
        _bar(BarState.RUNNING, 0.1),
        "13:00",
    )
    rows = [WorklistRow(facts), WorklistRow(replace(facts, patient=LONG[:-1] + "W"))]
    for row in rows:
        qtbot.addWidget(row)
        row.resize(1334, 76)
    assert _picture(rows[0]) != _picture(rows[1])


def test_time_changes_the_look_of_a_row_besides_its_words(qtbot: QtBot) -> None:
    """In one colour too: each has another shape, in another place or of another size."""
    facts = WorklistFacts(
        "a", "DEMO, A", "MRN 1", "1 mg", "1 mL", PillFacts("Step 6"), "", _bar(BarState.NEAR, 0), ""
    )
    pictures = []
    for state in (BarState.RUNNING, BarState.NEAR, BarState.URGENT, BarState.PASSED):
        row = WorklistRow(replace(facts, bar=BarFacts(0.4, 0.5, "dilute by 14:02", state, "9 min")))
        qtbot.addWidget(row)
        row.resize(1334, 76)
        grey = _picture(row).convertToFormat(QImage.Format.Format_Grayscale8)
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
        pictures.append(_picture(band))
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
    assert _picture(bands[0]) != _picture(bands[1])


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
    assert _picture(band) == _picture(blank)


def test_every_icon_is_drawn_and_none_is_like_another(qtbot: QtBot) -> None:
    pictures = []
    for icon in Icon:
        pill = Pill()
        _drawn(qtbot, pill, PillFacts("", Tone.PLAIN, icon), (60, 34))
        pictures.append(_picture(pill))
    assert all(one != two for n, one in enumerate(pictures) for two in pictures[:n])
