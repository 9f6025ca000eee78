"""Renders the drawn parts of the window in many states, and mock pages made of them, to PNGs.

    python tests/ui/gallery.py OUT [NAME]

needs no display. The pages show sample data; nothing here is a test.
"""

import os
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui import theme
from app.ui.drawing.banner import Banner, BannerFacts
from app.ui.drawing.budget import BudgetFacts, BudgetMark, BudgetState, MarkKind, TimeBudget
from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.check_table import CheckFacts, CheckRow, CheckTable
from app.ui.drawing.course import Course, CourseCycle, CourseDay, CourseFacts, DayState
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.findings import FindingFacts, Findings, FindingState
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey, FooterStatus
from app.ui.drawing.happenings import HappeningFacts, Happenings
from app.ui.drawing.header import Header, HeaderFacts, HeaderPage
from app.ui.drawing.icons import Icon
from app.ui.drawing.ledger_strip import LedgerStrip, Look, StripFacts, StripMark, StripPart
from app.ui.drawing.light import LightBox, LightFacts, LightState
from app.ui.drawing.line import Line
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import PillFacts, Pills
from app.ui.drawing.rail import RailItem, RailState, StepRail
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.syringe import SyringePicture, SyringeView
from app.ui.drawing.tile import Tile, TileFacts
from app.ui.drawing.wanted import Wanted, WantedFacts, WantedLabel, WantedSpan
from app.ui.drawing.words import Role, Words
from app.ui.drawing.worklist_row import WorklistFacts, WorklistHeadings, WorklistRow
from app.ui.theme import RoomLight, Tone

SIZES = ((1366, 768), (1920, 1080))
BANNER = BannerFacts(
    "DEMO, Adalind",
    "MRN 00482913  ·  born 1979-04-12 (47 y)  ·  1.82 m²",
    "inotuzumab ozogamicin",
    "1.456 mg",
    "BESPONSA · 0.8 mg per m² · IV infusion over 1 hour · light-sensitive · hazardous",
    "Cycle 1 · Day 1",
    "Preparation 2611-0042",
)
LONG_BANNER = BannerFacts(
    "DEMO-Weatherington-Featherstonehaugh, Maximiliana Alexandrina Theodora",
    "MRN 00482913  ·  born 1979-04-12 (47 y)  ·  1.82 m²",
    "inotuzumab ozogamicin",
    "1.456 mg",
    BANNER.particulars,
    "Cycle 1 · Day 1",
    "Preparation 2611-0042",
)
KEYS = (
    FooterKey("F2", "Call pharmacist"),
    FooterKey("F6", "Look back"),
    FooterKey("F9", "Paper worksheet"),
    FooterKey("F12", "Stop and discard"),
)
READY = (
    FooterStatus("Scanner", "ready", Icon.SCANNER),
    FooterStatus("Label printer", "ready", Icon.PRINTER),
)


def saved(words: str) -> FooterStatus:
    return FooterStatus("Saved", words, Icon.DOT)


STEPS = (
    ("Order verified", "09:48 · Pharmacist One"),
    ("Materials scanned", "2 vials · lot AB1234 · exp 03-2027"),
    ("Light protection on", "09:58 · UV-filtered hood light"),
    ("Reconstitute vial 1", "10:02 · 4 mL sterile water · clear"),
    ("Reconstitute vial 2", "10:06 · 4 mL sterile water · clear"),
    ("Withdraw the dose", "10:31 · 5.8 mL"),
    ("Prepare the bag", "10:38 · 44.2 mL in an empty bag"),
    ("Add drug, invert gently", "10:44 · total 50 mL"),
    ("Inspect and cover", "10:46 · amber bag cover"),
    ("Pharmacist check", "by someone who did not prepare it"),
    ("Label and release", ""),
)


def rail(
    current: int, now: str, steps: tuple[tuple[str, str], ...] = STEPS
) -> tuple[RailItem, ...]:
    def item(n: int, title: str, detail: str) -> RailItem:
        if n < current:
            return RailItem(n, title, detail, RailState.DONE)
        if n == current:
            return RailItem(n, title, now, RailState.CURRENT)
        return RailItem(n, title, "", RailState.TO_DO)

    return tuple(item(n, title, detail) for n, (title, detail) in enumerate(steps, 1))


def marks(*rows: tuple[float, str, str, MarkKind]) -> tuple[BudgetMark, ...]:
    return tuple(BudgetMark(*row) for row in rows)


DILUTE = BudgetFacts(
    "DILUTE BY",
    "14:02",
    "3 h 31 min",
    "left of 4 h since vial 1",
    marks(
        (0, "10:02", "vial 1 reconstituted", MarkKind.DONE),
        (0.5, "14:02", "diluted, at the latest", MarkKind.NEXT),
        (0.875, "17:02", "infusion starts by", MarkKind.LATER),
        (1, "18:02", "infusion ends by", MarkKind.END),
    ),
    BudgetState.QUIET,
    29 / 480,
    "10:31",
)
START = BudgetFacts(
    "START INFUSION BY",
    "14:44",
    "3 h 52 min",
    "of 4 h at room temperature",
    marks(
        (0, "10:02", "vial 1 reconstituted", MarkKind.DONE),
        (42 / 480, "10:44", "diluted, in time", MarkKind.DONE),
        (282 / 480, "14:44", "infusion starts by", MarkKind.NEXT),
        (1, "18:02", "infusion ends by", MarkKind.END),
    ),
    BudgetState.QUIET,
    50 / 480,
    "10:52",
)
NEAR = BudgetFacts(
    "DILUTE BY", "14:02", "28 min", DILUTE.below, DILUTE.marks, BudgetState.NEAR, 212 / 480, "13:34"
)
URGENT = BudgetFacts(
    "DILUTE BY",
    "14:02",
    "4 min",
    DILUTE.below,
    DILUTE.marks,
    BudgetState.URGENT,
    236 / 480,
    "13:58",
)
PASSED = BudgetFacts(
    "DILUTE BY",
    "14:02",
    "11 min ago",
    "4 h since vial 1 have passed: discard",
    marks(
        (0, "10:02", "vial 1 reconstituted", MarkKind.DONE),
        (0.5, "14:02", "was the limit to dilute", MarkKind.PASSED),
        (0.875, "17:02", "infusion starts by", MarkKind.LATER),
        (1, "18:02", "infusion ends by", MarkKind.END),
    ),
    BudgetState.PASSED,
    251 / 480,
    "14:13",
)
OVER = BudgetFacts(
    "INFUSION ENDS BY",
    "18:02",
    "1 h 40 min ago",
    "8 h since vial 1 have passed",
    marks(
        (0, "10:02", "vial 1 reconstituted", MarkKind.DONE),
        (0.09, "10:44", "diluted, in time", MarkKind.DONE),
        (0.59, "14:44", "was the limit to start", MarkKind.PASSED),
        (1, "18:02", "was the end", MarkKind.PASSED),
    ),
    BudgetState.PASSED,
    580 / 480,
    "19:42",
)
NOT_STARTED = BudgetFacts(
    "THE CLOCK STARTS WITH VIAL 1",
    "4 h",
    "not running",
    "to dilute, 8 h to the end of the infusion",
    marks(
        (0, "0 h", "vial 1 reconstituted", MarkKind.LATER),
        (0.5, "4 h", "diluted", MarkKind.LATER),
        (0.875, "7 h", "infusion starts", MarkKind.LATER),
        (1, "8 h", "infusion ends", MarkKind.END),
    ),
    BudgetState.NOT_STARTED,
)
CROWDED = BudgetFacts(
    "TAKE OUT OF THE REFRIGERATOR BY",
    "13:44",
    "2 h 2 min",
    "of 3 h at 2 to 8 °C",
    marks(
        (0, "10:02", "vial 1 reconstituted", MarkKind.DONE),
        (0.02, "10:12", "vial 2 reconstituted", MarkKind.DONE),
        (0.0875, "10:44", "diluted, in time", MarkKind.DONE),
        (0.092, "10:46", "into the refrigerator", MarkKind.DONE),
        (0.46, "13:44", "out of the refrigerator", MarkKind.NEXT),
        (0.58, "14:44", "infusion starts by", MarkKind.LATER),
        (1, "18:02", "infusion ends by", MarkKind.END),
    ),
    BudgetState.QUIET,
    0.094,
    "10:47",
)
LIGHT = LightFacts(
    "PROTECTED FROM LIGHT",
    "UV-filtered hood light, since 09:58. Next proof: cover on the bag.",
    "US label 2.4 — protect reconstituted and diluted solutions from light.",
    LightState.PROTECTED,
)
GAP = LightFacts(
    "GAP IN PROTECTION",
    "Unfiltered hood light since 10:31. Cover the syringe, then record it.",
    LIGHT.source,
    LightState.GAP,
)
STRIP = StripFacts(
    "10:02",
    "11:12",
    1.0,
    False,
    (
        StripPart(0, 0.3, Look.HOOD, ("UV-filtered hood light", "hood")),
        StripPart(0.36, 0.45, Look.HOOD, ("hood light off", "hood")),
        StripPart(0.45, 0.8, Look.COVERED, ("aluminium foil round each vial", "vials covered")),
        StripPart(0.8, 1, Look.BAG, ("amber, dark-brown or green cover on the bag", "covered")),
        StripPart(0.3, 0.36, Look.GAP, ("gap 4 min 10 s", "4 min 10 s")),
    ),
    (
        StripPart(0, 0.45, Look.ROOM, ("room temperature", "room")),
        StripPart(0.45, 0.8, Look.COLD, ("refrigerator", "cold")),
        StripPart(0.8, 1, Look.ROOM, ("room temperature", "room")),
    ),
    (StripMark(0, "2 vials"), StripMark(0.06, ""), StripMark(0.82, "syringe")),
    ("UV-filtered hood light from 10:02 to 10:23", "Gap in light 10:23–10:27, 4 min 10 s: vial 1"),
)
STRIP_WITHOUT_GAP = replace(
    STRIP, light=tuple(part for part in STRIP.light if part.look is not Look.GAP)
)
STRIP_INFUSED = replace(
    STRIP_WITHOUT_GAP,
    is_over=True,
    light=(*STRIP_WITHOUT_GAP.light[:2], StripPart(0.45, 1, Look.INFUSION, ("covered, infusion",))),
)
STRIP_BEGUN = replace(
    STRIP,
    now="10:05",
    now_at=0.2,
    light=(StripPart(0, 0.2, Look.HOOD, ("UV-filtered hood light", "hood")),),
    places=(StripPart(0, 0.2, Look.ROOM, ("room temperature", "room")),),
    objects=(StripMark(0, "vial"),),
)
STRIP_MANY = replace(
    STRIP,
    light=(
        StripPart(0, 1, Look.HOOD, ("hood",)),
        *(
            StripPart(at / 10, at / 10 + 0.005, Look.GAP, ("gap 1 h 3 min 30 s", "1 h 3 min 30 s"))
            for at in range(8)
        ),
    ),
)
HAPPENED = (
    HappeningFacts(
        "**Gap in light 10:23–10:27, 4 min 10 s**: vials 1 and 2", Tone.STOP, Icon.HALF_DISC
    ),
    HappeningFacts(
        "**Vials 1 and 2 at room temperature outside the hood 10:40–10:55, 15 min**; the drug's "
        "label gives no time for that",
        Tone.WARN,
        Icon.THERMOMETER,
    ),
    HappeningFacts(
        "**Handed over at the hood 10:55**: Technician One to Technician Two",
        Tone.PLAIN,
        Icon.PERSON,
    ),
)
DARK = LightFacts(
    "NOT OPENED YET", "Vials stay in their carton.", "US label 16.2", LightState.NOT_STARTED
)


def page(top: QWidget, foot: QWidget) -> tuple[QWidget, QHBoxLayout, Spaced]:
    window = Spaced()
    column = QVBoxLayout(window)
    column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    window.space(column)
    body = Spaced()
    row = QHBoxLayout(body)
    body.space(row, 12, (14, 10, 14, 10))
    column.addWidget(top)
    column.addWidget(body, 1)
    column.addWidget(foot)
    return window, row, body


def shown(widget: QWidget, facts: object) -> QWidget:
    widget.show_facts(facts)  # type: ignore[attr-defined]
    return widget


def beside(owner: Spaced, gap: float, *widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    owner.space(row, gap)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def right_column(
    budget: BudgetFacts, light: LightFacts, strip: StripFacts = STRIP_WITHOUT_GAP
) -> tuple[Spaced, QVBoxLayout]:
    side = Spaced()
    column = QVBoxLayout(side)
    side.space(column, 10)
    column.addWidget(shown(TimeBudget(), budget), 1)
    column.addWidget(shown(LedgerStrip(), strip))
    column.addWidget(shown(LightBox(), light))
    return side, column


def preparation(
    banner: BannerFacts = BANNER,
    steps: tuple[RailItem, ...] | None = None,
    budget: BudgetFacts = DILUTE,
    light: LightFacts = LIGHT,
    pair: bool = False,
    notice: bool = False,
) -> QWidget:
    foot = FooterFacts((saved("10:31:07 · step 5 on disk"), *READY), KEYS)
    window, row, _ = page(shown(Banner(), banner), shown(Footer(), foot))
    items = steps or rail(6, "from vial 1, then vial 2")
    row.addWidget(shown(StepRail(), items))
    row.addWidget(_withdraw(pair, notice), 1)
    strip = STRIP if light is GAP else STRIP_WITHOUT_GAP
    row.addWidget(right_column(budget, light, strip)[0])
    return window


def _withdraw(pair: bool, notice: bool) -> Card:
    card = Card()
    top = QHBoxLayout()
    card.space(top, 16)
    words = QVBoxLayout()
    card.space(words, 6)
    words.addWidget(Words(Role.EYEBROW, "STEP 6 OF 11  ·  prepared by Technician Two"))
    title = (
        "Withdraw into a 10 mL and a 1 mL syringe" if pair else "Withdraw into one 10 mL syringe"
    )
    words.addWidget(Words(Role.TITLE, title))
    words.addWidget(shown(Figure(), FigureFacts("5.82" if pair else "5.8", "mL")))
    words.addWidget(
        Words(
            Role.REMARK,
            "exact 5.824 mL = 1.456 mg ÷ 0.25 mg/mL\n"
            "delivers **1.45 mg**  (−0.4 % of the ordered dose)",
        )
    )
    words.addSpacing(6)
    first = TileFacts("Vial 1 · lot AB1234", "3.6 mL", "all that this vial delivers")
    second = TileFacts("Vial 2 · lot AB1234", "2.2 mL", "discard the rest (1.4 mL)")
    words.addLayout(beside(card, 12, shown(Tile(), first), shown(Tile(), second)))
    words.addSpacing(6)
    pills = (
        PillFacts("Do not shake", Tone.PLAIN, Icon.NO_SHAKE),
        PillFacts("Keep covered", Tone.PLAIN, Icon.HALF_DISC),
        PillFacts("Never freeze", Tone.PLAIN, Icon.SNOWFLAKE),
    )
    if not notice:  # what is known by heart gives way to a refusal
        words.addWidget(shown(Pills(), pills))
    words.addStretch(1)
    top.addLayout(words, 5)
    top.addWidget(shown(SyringeView(), PAIR if pair else (SINGLE,)), 3 if pair else 2)
    card.rows.addLayout(top, 1)
    if notice:
        refused = NoticeFacts(
            "Refused",
            "“5,8 mL” is not a number as we write it. A point stands before tenths: type 5.8.",
        )
        card.rows.addWidget(shown(Notice(), refused))
    else:
        card.rows.addWidget(Line())
    card.rows.addWidget(Words(Role.EYEBROW, "Volume in the syringe — read it, then type or scan"))
    field = EntryField("Volume in the syringe", "mL")
    field.set_text("5,8 mL" if notice else "5.8")
    field.show_refused(notice)
    entry = QHBoxLayout()
    card.space(entry, 14)
    entry.addWidget(field, 5)
    entry.addWidget(PrimaryButton("Record", "Enter"), 3)
    card.rows.addLayout(entry)
    return card


def syringe(size: str, line: str, numbered: str, volume: str, label: str = "") -> SyringePicture:
    return SyringePicture(Decimal(size), Decimal(line), Decimal(numbered), Decimal(volume), label)


SINGLE = syringe("10", "0.2", "1", "5.8")
PAIR = (
    syringe("10", "0.2", "1", "5", "10 mL syringe"),
    syringe("1", "0.01", "0.1", "0.82", "1 mL syringe"),
)
SYRINGES = (
    syringe("1", "0.01", "0.1", "0.82", "1 mL"),
    syringe("3", "0.1", "0.5", "2.1", "3 mL"),
    syringe("5", "0.2", "1", "3.6", "5 mL"),
    syringe("10", "0.2", "1", "0", "10 mL, empty"),
    syringe("20", "1", "5", "13", "20 mL"),
    syringe("30", "1", "5", "30", "30 mL, full"),
    syringe("60", "1", "10", "44.2", "60 mL"),
)

CHECKS = (
    CheckRow("Volume withdrawn", "5.82 mL", "5.824 mL", "5.8 mL", "0.4 % low", True),
    CheckRow("Water in each vial", "", "2 × 4 mL", "4 mL, 4 mL", "recorded", True),
    CheckRow("Total in the bag", "", "50 mL", "44.2 + 5.8 mL", "recorded", True),
    CheckRow("Infusion starts by", "14:44", "14:44", "diluted 10:44", "equal", True),
)
DIFFERS = (
    *CHECKS[:1],
    CheckRow("Water in each vial", "", "2 × 4 mL", "4 mL, 5 mL", "not equal", False),
    *CHECKS[2:],
)


def check(
    revealed: bool = True,
    rows: tuple[CheckRow, ...] = CHECKS,
    budget: BudgetFacts = START,
) -> QWidget:
    foot = FooterFacts((saved("10:46:40 · step 9 on disk"), *READY), KEYS)
    window, row, _ = page(shown(Banner(), BANNER), shown(Footer(), foot))
    row.addWidget(shown(StepRail(), rail(10, STEPS[9][1])))
    row.addWidget(_figures(revealed, rows), 1)
    light = LightFacts(
        LIGHT.heading,
        "Without a gap from 10:02 to now. Amber bag cover since 10:46.",
        LIGHT.source,
        LightState.PROTECTED,
    )
    row.addWidget(right_column(budget, light)[0])
    return window


def _figures(revealed: bool, rows: tuple[CheckRow, ...]) -> Card:
    card = Card()
    card.rows.addWidget(Words(Role.EYEBROW, "STEP 10 OF 11  ·  checked by Pharmacist One"))
    title = "Your figures, then ours" if revealed else "Your figures first"
    card.rows.addWidget(Words(Role.TITLE, title))
    card.rows.addWidget(shown(CheckTable(), CheckFacts(rows, revealed)))
    card.rows.addSpacing(4)
    if revealed:
        soft = Card(soft=True, margin=12)
        soft.rows.addWidget(
            Words(
                Role.WORKING,
                "**Working**   √(170 cm × 70 kg ÷ 3600) = 1.818 → **1.82 m²** (Mosteller)  ·  "
                "1.82 m² × 0.8 mg/m² = **1.456 mg**  ·  1.456 mg ÷ 0.25 mg/mL = **5.824 mL**\n"
                "5.8 mL × 0.25 mg/mL = **1.45 mg**  ·  1.45 mg ÷ 50 mL = **0.029 mg/mL**, "
                "allowed 0.01 to 0.1 mg/mL",
            )
        )
        card.rows.addWidget(soft)
    card.rows.addStretch(1)
    card.rows.addWidget(Line())
    card.rows.addWidget(
        Words(Role.EYEBROW, "Sign with your PIN — meaning: checked, fit for release")
    )
    pin = EntryField("PIN")
    pin.hide_typing()
    pin.set_text("4711")
    row = QHBoxLayout()
    card.space(row, 14)
    row.addWidget(pin, 4)
    row.addWidget(DangerButton("Not right…"), 2)
    row.addWidget(PrimaryButton("Sign", "Enter"), 3)
    card.rows.addLayout(row)
    return card


FOUND = (
    FindingFacts(
        "due", FindingState.OK, "Cycle 1 Day 1 is due", "first dose of the course", "label 2.1"
    ),
    FindingFacts(
        "dose",
        FindingState.OK,
        "Ordered 1.456 mg = calculated 1.456 mg",
        "1.82 m² × 0.8 mg/m², Mosteller; Du Bois would give 1.448 mg (−0.5 %)",
        "label 2.1",
    ),
    FindingFacts(
        "premedication",
        FindingState.OK,
        "Premedication ordered: corticosteroid, antipyretic, antihistamine",
        "from the order",
        "label 2.2",
    ),
    FindingFacts(
        "blasts",
        FindingState.ASK,
        "Peripheral blasts 14,000 per mm³ — cytoreduction to 10,000 or fewer first",
        "value of 2026-11-01; enter a newer one, or stop",
        "label 2.2",
        "Answer",
    ),
    FindingFacts(
        "liver",
        FindingState.OK,
        "Bilirubin 0.7 × ULN, AST 1.1 × ULN, ALT 0.9 × ULN",
        "2026-11-01, limits 1.5 and 2.5 × ULN",
        "label 2.3",
    ),
    FindingFacts(
        "vod",
        FindingState.OK,
        "No veno-occlusive disease on record",
        "asked, answered by Pharmacist One",
        "label 5.1",
    ),
    FindingFacts(
        "room",
        FindingState.WARN,
        "Diluted at room temperature at most 4 h — from knowledge, confirmed here",
        "not seen in the label by the authors of the monograph",
        "monograph r3",
    ),
)
MORE_FOUND = (
    *FOUND,
    FindingFacts(
        "concentration",
        FindingState.STOP,
        "0.007 mg/mL in 50 mL is below 0.01 mg/mL; totals from 14 to 35 mL would fit",
        "choose another container or another total",
        "label 2.4",
        "See options",
    ),
    FindingFacts(
        "rounding",
        FindingState.NOTE,
        "Rounding to 1.45 mg would not save a vial",
        "",
        "site policy",
    ),
    FindingFacts(
        "weight",
        FindingState.WARN,
        "The weight of 154 kg looks like 70 kg entered in pounds, and the height of 67 cm "
        "like 170 cm entered in inches; ask before anything else is done",
        "weighed 2026-10-30",
        "plausibility",
        "Give a reason",
    ),
)
COURSE = CourseFacts(
    (
        CourseCycle(
            "Cycle 1",
            (
                CourseDay("D1", 0, "2 Nov", DayState.DUE),
                CourseDay("D8", 0.41, "8–11 Nov", DayState.PLANNED, (0.36, 0.47)),
                CourseDay("D15", 0.82, "14–18 Nov", DayState.PLANNED, (0.74, 0.9)),
            ),
        ),
        CourseCycle(
            "Cycle 2",
            (CourseDay("D1", 0, "23–30 Nov", DayState.PLANNED),),
            "dose depends on the response",
        ),
    ),
    "stop without CR or CRi by cycle 3; at most 6 cycles",
)
LATER_COURSE = CourseFacts(
    (
        CourseCycle(
            "Cycle 2",
            (
                CourseDay("D1", 0, "23 Nov", DayState.GIVEN),
                CourseDay("D8", 0.41, "30 Nov", DayState.MISSED, (0.36, 0.47)),
                CourseDay("D15", 0.82, "7–9 Dec", DayState.DUE, (0.74, 0.9)),
            ),
        ),
    ),
    "cycle 3 from 14 Dec, when the response is known",
)
WANTED = WantedFacts(
    "WANTED AT 13:00",
    "reconstitute 09:10 – 12:10",
    (
        "not before 09:10: room-temperature limit after dilution",
        "not after 12:10: 50 min at the hood for 2 vials",
    ),
    (WantedSpan(0.1, 0.59, True), WantedSpan(0.74, 0.87, False)),
    (
        WantedLabel(0.1, "09:10"),
        WantedLabel(0.59, "12:10"),
        WantedLabel(0.74, "13:00 infusion"),
        WantedLabel(0.8, "1 h at 50 mL/h", above=False),
    ),
)
TOO_LATE = WantedFacts(
    "WANTED AT 11:00",
    "no time serves",
    ("50 min at the hood for 2 vials would end at 11:21",),
    (WantedSpan(0.74, 0.87, False),),
    (WantedLabel(0.55, "now 10:31"), WantedLabel(0.74, "11:00 infusion")),
    "Too late",
)


def order(
    found: tuple[FindingFacts, ...] = FOUND,
    course: CourseFacts = COURSE,
    wanted: WantedFacts = WANTED,
) -> QWidget:
    banner = BannerFacts(
        *(getattr(BANNER, name) for name in ("patient", "identity_line", "drug", "dose")),
        BANNER.particulars,
        BANNER.right_top,
        "not yet opened",
    )
    foot = FooterFacts((saved("10:31:07 · nothing open"), *READY), KEYS)
    window, row, _ = page(shown(Banner(), banner), shown(Footer(), foot))
    card = Card()
    card.rows.addWidget(Words(Role.EYEBROW, "VERIFY THE ORDER  ·  Pharmacist One"))
    card.rows.addWidget(Words(Role.TITLE, "Is this dose due, and may it be given today?"))
    card.rows.addWidget(shown(Findings(), found), 1)
    verify = PrimaryButton("Verify", "F5")
    verify.setEnabled(False)
    last = QHBoxLayout()
    card.space(last, 14)
    last.addWidget(
        Words(Role.REMARK, "1 open point. The order can be verified when it is answered."), 2
    )
    last.addWidget(verify, 1)
    card.rows.addLayout(last)
    row.addWidget(card, 19)
    side = Spaced()
    column = QVBoxLayout(side)
    side.space(column, 14)
    column.addWidget(shown(Course(), course))
    column.addWidget(shown(Wanted(), wanted), 1)
    row.addWidget(side, 10)
    return window


ROWS = (
    WorklistFacts(
        "b",
        "DEMO, Bernhard",
        "MRN 00517720 · Cycle 2 Day 8",
        "0.9 mg",
        "3.6 mL · 1 vial",
        PillFacts("Too late to dilute", Tone.STOP),
        "vial 1 reconstituted 06:20 — discard and start again",
        BarFacts(1, 0.5, "at most 4 h to dilution", BarState.PASSED, "11 min too late"),
        "11:30",
    ),
    WorklistFacts(
        "a",
        "DEMO, Adalind",
        "MRN 00482913 · Cycle 1 Day 1",
        "1.456 mg",
        "5.8 mL · 2 vials",
        PillFacts("Step 6 of 11 — withdraw", Tone.INFO),
        "Technician Two at hood 2",
        BarFacts(0.12, 0.5, "dilute by 14:02 · end by 18:02", BarState.RUNNING, "3 h 31 min left"),
        "13:00",
    ),
    WorklistFacts(
        "c",
        "DEMO, Cecilia",
        "MRN 00390154 · Cycle 3 Day 15",
        "1.02 mg",
        "4.08 mL · 2 vials",
        PillFacts("Waiting for pharmacist check", Tone.WARN, Icon.CLOCK),
        "diluted 09:12, covered, at room temperature",
        BarFacts(0.27, 0.5, "start by 13:12 · end by 16:21", BarState.NEAR, "28 min left"),
        "11:00",
    ),
    WorklistFacts(
        "d",
        "DEMO, Daniel",
        "MRN 00521003 · 6 y · Cycle 1 Day 8",
        "0.35 mg",
        "1.4 mL · 1 vial",
        PillFacts("Not in a 50 mL bag", Tone.STOP),
        "0.007 mg/mL is below 0.01 mg/mL — see options",
        BarFacts(0, None, "not started", BarState.NOT_STARTED),
        "15:00",
    ),
    WorklistFacts(
        "e",
        "DEMO, Elisabeth",
        "MRN 00477218 · Cycle 2 Day 1",
        "0.95 mg",
        "3.8 mL · 2 vials",
        PillFacts("Released 09:40", Tone.OK),
        "label scanned back · hand-over 5 East",
        BarFacts(0.18, 0.5, "start by 13:20 · end by 17:04", BarState.RELEASED, "2 h 49 min left"),
        "10:30",
    ),
)
LONG_ROW = WorklistFacts(
    "l",
    "DEMO-Weatherington-Featherstonehaugh, Maximiliana Alexandrina Theodora",
    "MRN 00482913 · 46 y · Cycle 1 Day 15",
    "1.456 mg",
    "5.8 mL · 2 vials · 10 mL and 1 mL syringe",
    PillFacts("Step 6 of 11 — withdraw from vial 2", Tone.INFO),
    "Technician Two at hood 2, called the pharmacist at 10:12 for a vial with particles",
    BarFacts(0.12, 0.5, "dilute by 14:02 · start by 17:02 · end by 18:02", BarState.RUNNING),
    "13:00",
)


def worklist(rows: tuple[WorklistFacts, ...] = ROWS) -> QWidget:
    pages = tuple(
        HeaderPage(name.lower(), name)
        for name in ("Worklist", "Records", "Stock", "Reports", "Practice")
    )
    top = HeaderFacts(pages, "worklist", "Pharmacist One", "Mon 2026-11-02", "10:31")
    foot = FooterFacts(
        (saved(""), *READY, FooterStatus("Last backup", "06:00", Icon.DISK)),
        remark="Clock checked 10:30 · no change",
    )
    window, row, body = page(shown(Header(), top), shown(Footer(), foot))
    column = QVBoxLayout()
    body.space(column, 8)
    row.addLayout(column)
    field = EntryField("Scan or search", icon=Icon.SCANNER, size=21)
    field.ask("Scan an order, a vial or a label — or type a name or MRN")
    first = QHBoxLayout()
    body.space(first, 14)
    first.addWidget(field, 8)
    first.addWidget(PrimaryButton("New order", "F3"), 2)
    first.addWidget(SecondaryButton("Import orders", "F4"), 2)
    column.addLayout(first)
    column.addWidget(WorklistHeadings())
    for facts in rows:
        column.addWidget(WorklistRow(facts))
    column.addStretch(1)
    return window


def _many(*widgets: QWidget) -> QWidget:
    window = Spaced()
    row = QHBoxLayout(window)
    window.space(row, 14, (14, 14, 14, 14))
    for widget in widgets:
        row.addWidget(widget)
    return window


def _budgets() -> QWidget:
    every = (NOT_STARTED, NEAR, URGENT, PASSED, OVER, CROWDED)
    return _many(*(shown(TimeBudget(), facts) for facts in every))


def _lights() -> QWidget:
    return _many(*(shown(LightBox(), facts) for facts in (DARK, LIGHT, GAP)))


def _strips() -> QWidget:
    window = Spaced()
    column = QVBoxLayout(window)
    window.space(column, 14, (20, 20, 20, 20))
    for facts in (STRIP, STRIP_WITHOUT_GAP, STRIP_INFUSED, STRIP_BEGUN, STRIP_MANY):
        column.addWidget(shown(LedgerStrip(), facts))
    column.addWidget(shown(Happenings(), HAPPENED))
    column.addStretch(1)
    return window


def _rails() -> QWidget:
    fourteen = (*STEPS[:5], *STEPS[3:6], *STEPS[5:])
    twenty = (*STEPS, *STEPS[1:10])
    problem = tuple(
        RailItem(i.number, i.title, "vial 1: particles seen", RailState.PROBLEM)
        if i.number == 4
        else i
        for i in rail(6, "from vial 1, then vial 2")
    )
    return _many(
        *(
            shown(StepRail(), facts)
            for facts in (problem, rail(14, STEPS[9][1], fourteen), rail(11, "now", twenty))
        )
    )


def _buttons() -> QWidget:
    window = Spaced()
    column = QVBoxLayout(window)
    window.space(column, 14, (20, 20, 20, 20))
    for kind in (PrimaryButton, SecondaryButton, DangerButton):
        on, off = kind("Record", "Enter"), kind("Verify", "F5")
        off.setEnabled(False)
        narrow = kind("A label longer than its button", "F9")
        narrow.setMaximumWidth(240)
        column.addLayout(beside(window, 14, on, off, kind("Plain"), narrow))
    tones = tuple(PillFacts(tone.value, tone) for tone in Tone)
    column.addWidget(shown(Pills(), tones + tuple(PillFacts(i.value, Tone.PLAIN, i) for i in Icon)))
    for tone in Tone:
        column.addWidget(shown(Notice(), NoticeFacts(tone.value.title(), "A sentence " * 9, tone)))
    column.addStretch(1)
    return window


def _scroll() -> QWidget:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(_buttons())
    return area


SCENES = {
    "worklist": worklist,
    "worklist-long": lambda: worklist((LONG_ROW, *ROWS)),
    "order": order,
    "order-long": lambda: order(MORE_FOUND, LATER_COURSE, TOO_LATE),
    "preparation": preparation,
    "preparation-pair": lambda: preparation(pair=True, budget=CROWDED),
    "preparation-late": lambda: preparation(LONG_BANNER, budget=PASSED, light=GAP, notice=True),
    "check": check,
    "check-blind": lambda: check(False),
    "check-differs": lambda: check(rows=DIFFERS, budget=URGENT),
    "syringes": lambda: _many(shown(SyringeView(), SYRINGES)),
    "budgets": _budgets,
    "lights": _lights,
    "strips": _strips,
    "rails": _rails,
    "buttons": _buttons,
}


def render(name: str, window: QWidget, width: int, height: int, out: Path) -> None:
    window.resize(width, height)
    theme.fit(window)
    window.show()
    QApplication.processEvents()
    field = window.findChild(EntryField)
    if field is not None:
        window.activateWindow()
        QApplication.processEvents()
        field.setFocus()
    QApplication.processEvents()
    path = out / f"{name}-{width}.png"
    window.grab().save(str(path))
    print(path, window.width(), window.height())
    window.close()


def main(arguments: list[str]) -> None:
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme.apply(app)
    for name, scene in SCENES.items():
        if len(arguments) > 1 and not name.startswith(arguments[1]):
            continue
        for width, height in SIZES:
            render(name, scene(), max(width, 2040) if name == "budgets" else width, height, out)
    theme.apply(app, RoomLight.AMBER)
    for name in ("preparation", "preparation-late", "strips", "order", "worklist"):
        if len(arguments) > 1 and not name.startswith(arguments[1]):
            continue
        render(f"amber-{name}", SCENES[name](), *SIZES[0], out)


if __name__ == "__main__":
    main(sys.argv[1:])
