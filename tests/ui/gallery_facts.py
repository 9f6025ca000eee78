"""Sample facts of every drawn part of the window, in many states."""

from dataclasses import replace
from decimal import Decimal

from app.ui.drawing.banner import BannerFacts
from app.ui.drawing.budget import BudgetFacts, BudgetMark, BudgetState, MarkKind
from app.ui.drawing.check_table import CheckRow
from app.ui.drawing.footer import FooterKey, FooterStatus
from app.ui.drawing.happenings import HappeningFacts
from app.ui.drawing.icons import Icon
from app.ui.drawing.ledger_strip import Look, StripFacts, StripMark, StripPart
from app.ui.drawing.light import LightFacts, LightState
from app.ui.drawing.rail import RailItem, RailState
from app.ui.drawing.syringe import SyringePicture
from app.ui.theme import Tone

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
