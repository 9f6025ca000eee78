"""Sample facts of an order and of the worklist."""

from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.drawing.course import CourseCycle, CourseDay, CourseFacts, DayState
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.drawing.wanted import WantedFacts, WantedLabel, WantedSpan
from app.ui.drawing.worklist_row import WorklistFacts
from app.ui.theme import Tone

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
