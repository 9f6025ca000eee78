"""Random courses: as they go where the review is heeded, and as nobody would ever record them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from app import references
from app.core.asked import AskedDose
from app.core.course import (
    AlsoOrdered,
    Analyte,
    Course,
    CourseFact,
    Discontinued,
    DoseGiven,
    DoseOmitted,
    DoseReduced,
    Harm,
    HarmSeen,
    Interrupted,
    LaboratoryValue,
    LiverValuesExplained,
    ResponseAssessed,
    TakenBack,
    TransplantPlanned,
    Unusable,
)
from app.core.formulary import Monograph
from app.core.order import Response
from app.core.quantity import Measure, quantity
from tests.core.course_table import DAY_ONE, judge

DAYS = (1, 8, 15)
AREA = Decimal("1.82")
responses = st.sampled_from(Response)


@dataclass
class Given:
    """A dose that was given, with what the label has for it unreduced.

    `recorded` says how its amount went on record: in mg/m2, in mg, or both.
    """

    number: int
    cycle: int
    day: int
    on: date
    label: Decimal
    per_area: Decimal
    recorded: str


@dataclass
class Walk:
    """A course that goes on day by day; a dose is given only where the review has no stop."""

    label: str
    measured: bool = False
    today: date = DAY_ONE
    facts: list[CourseFact] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)

    @property
    def monograph(self) -> Monograph:
        return references.monograph_named(self.label)

    def course(self) -> Course:
        return Course(tuple(self.facts))

    def counting(self) -> list[Given]:
        """Return the doses given that were not taken back."""
        gone = {fact.about for fact in self.facts if isinstance(fact, TakenBack)}
        return [each for each in self.given if each.number not in gone]

    def next(self) -> tuple[int, int]:
        """Return the dose that comes after the last one given, or after one omitted."""
        had = {(each.cycle, each.day) for each in self.counting()}
        had |= {(each.cycle, each.day) for each in self.course().of(DoseOmitted)}
        cycle, day = max(had, default=(1, 0))
        later = [each for each in DAYS if each > day]
        return (cycle, later[0]) if later else (cycle + 1, 1)

    def ask(
        self,
        cycle: int,
        day: int,
        response: Response | None,
        *,
        told: bool,
        recorded: str = "mg/m2",
        less: int | None = None,
    ) -> bool:
        """Ask for a dose today, and give it where nothing stops it; tell whether it was given.

        The order reduces it by `less` percent. Its reduction goes on record where `told`, its
        amount in `recorded`.
        """
        asked = AskedDose(cycle, day, self.today, response=response, reduction=less)
        found = judge(self.course(), asked, self.monograph)
        if any(each.startswith("stop:") for each in found.outcomes) or found.dose == "refused":
            return False
        per_area = Decimal(found.dose)
        first = day == 1 and (cycle == 1 or found.review.response is Response.NONE)
        dose = DoseGiven(
            cycle,
            day,
            self.today,
            "a preparation",
            dose=None if recorded == "mg/m2" else quantity(per_area * AREA, "mg"),
            per_area=None if recorded == "mg" else quantity(per_area, "mg/m2"),
            reduction=found.review.reduction if told else None,
        )
        self.facts.append(dose)
        label = Decimal("0.8") if first else Decimal("0.5")
        self.given.append(Given(len(self.facts), cycle, day, self.today, label, per_area, recorded))
        return True


@st.composite
def event(draw: st.DrawFn, walk: Walk) -> CourseFact:
    """Return a fact of today, without laboratory values."""
    today, source = walk.today, "a person"
    cycle, day = walk.next()
    kind = draw(st.integers(0, 10 if walk.measured else 9))
    match kind:
        case 0 | 1:
            return ResponseAssessed(draw(responses), today, source)
        case 2 | 3:
            begun = today - timedelta(days=draw(st.integers(0, 30)))
            until = draw(st.none() | st.integers(0, (today - begun).days))
            ends = None if until is None else begun + timedelta(days=until)
            return Interrupted(begun, ends, draw(st.sampled_from(("rash", "fever"))), source)
        case 4:
            percent = draw(st.sampled_from((None, 10, 25, 25, 25, 30)))
            doses = draw(st.sampled_from((None, 2)))
            return DoseReduced(today, percent, doses, "rash", source)
        case 5:
            return DoseOmitted(cycle, day, today, "rash", source)
        case 6:
            return TransplantPlanned(draw(st.booleans()), today, source)
        case 7:
            harm = draw(st.sampled_from(Harm))
            grade = draw(st.integers(0, 3))
            return HarmSeen(harm, harm.words, grade, today, source, draw(st.booleans()))
        case 8:
            open_ones = [
                number
                for number, fact in enumerate(walk.facts, start=1)
                if isinstance(fact, Interrupted) and fact.until is None
            ]
            if open_ones:
                return TakenBack(draw(st.sampled_from(open_ones)), today, "it is over", source)
            return ResponseAssessed(Response.CR, today, source)
        case 10:
            return replace(draw(values()), on=today, at=None)
        case _:
            if walk.facts and draw(st.booleans()):
                return TakenBack(draw(st.integers(1, len(walk.facts))), today, "an error", source)
            return Discontinued(today, "rash", source)


@st.composite
def walks(draw: st.DrawFn, label: str, *, harmless: bool = False, measured: bool = False) -> Walk:
    """Return a course as it went; `harmless` ones have nothing but doses and responses."""
    walk = Walk(label, measured)
    for _ in range(draw(st.integers(1, 24))):
        cycle, day = walk.next()
        walk.today += timedelta(days=max(0, _wait(walk, day) + draw(_OFF)))
        if draw(st.integers(0, 9)) < 2 and not harmless:
            walk.facts.append(draw(event(walk)))
        if draw(st.integers(0, 19)) == 0:
            cycle, day = draw(st.integers(1, 7)), draw(st.sampled_from(DAYS))
        response = draw(st.none() | responses) if cycle > 1 else None
        recorded = draw(st.sampled_from(("mg", "mg", "both", "mg/m2")))
        less = draw(st.sampled_from((None, None, None, 25))) if not harmless else None
        told = draw(st.booleans())
        if walk.ask(cycle, day, response, told=told, recorded=recorded, less=less):
            if day == 15:
                found = draw(st.sampled_from((Response.CR, Response.CR, *Response)))
                walk.facts.append(ResponseAssessed(found, walk.today, "a person"))
        elif day > 1 and (cycle, day) == walk.next() and draw(st.booleans()):
            walk.facts.append(DoseOmitted(cycle, day, walk.today, "rash", "a person"))
    return walk


_OFF = st.sampled_from((0, 0, 0, 0, 0, 1, 2, -1, -2, -3, 4, 9))


def _wait(walk: Walk, day: int) -> int:
    """Return how many days lie before the next dose, if it comes on its day."""
    had = walk.counting()
    if not had:
        return 0
    first = next((each.on for each in had if (each.cycle, each.day) == (had[-1].cycle, 1)), None)
    length = 28 if had[-1].cycle > 1 else 21
    due = (first or had[-1].on) + timedelta(days=day - 1 if day > 1 else length)
    return (due - walk.today).days


# Facts that nobody would record so, each on its own.

_dates = st.integers(-40, 250).map(lambda days: DAY_ONE + timedelta(days=days))
_moments = st.none() | st.tuples(_dates, st.times()).map(
    lambda each: datetime.combine(each[0], each[1].replace(tzinfo=None), UTC)
)
_numbers = st.decimals(0, 100_000, places=3, allow_nan=False, allow_infinity=False)
_codes = st.sampled_from(
    [
        code
        for measure in (
            Measure.BILIRUBIN,
            Measure.ENZYME_ACTIVITY,
            Measure.CELL_COUNT,
            Measure.SHARE,
            Measure.DOSE,
        )
        for code in measure.units
    ]
)
_quantities = st.builds(quantity, _numbers | st.just(Decimal(0)), _codes)
_cycles, _places = st.integers(0, 8) | st.just(999), st.sampled_from((0, 1, 4, 7, 8, 9, 15, 16))
_words = st.sampled_from(("rash", "fever", "haemolysis", "Gilbert’s disease"))
_source = st.sampled_from(("one file", "another file"))
_per_area = st.decimals("0.001", 2, places=3).map(lambda number: quantity(number, "mg/m2"))
_mg = st.sampled_from(("0.9", "1.4")).map(lambda number: quantity(number, "mg"))
_small = st.integers(0, 5)


def _optional(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.none() | strategy


@st.composite
def values(draw: st.DrawFn) -> LaboratoryValue:
    """Return a laboratory value, in a unit of its own or of another measure."""
    analyte = draw(st.sampled_from(Analyte))
    fitting = st.builds(quantity, _numbers, st.sampled_from(analyte.measure.units))
    return LaboratoryValue(
        analyte,
        draw(fitting | _quantities),
        draw(_dates),
        draw(_source),
        at=draw(_moments),
        upper_limit=draw(st.none() | fitting | _quantities),
        transfused=draw(st.none() | st.booleans()),
    )


facts: st.SearchStrategy[CourseFact] = st.one_of(
    st.builds(
        DoseGiven,
        _cycles,
        _places,
        _dates,
        _source,
        _optional(_mg),
        _optional(_per_area),
        _optional(st.integers(0, 120)),
    ),
    st.builds(DoseOmitted, _cycles, _places, _dates, _words, _source),
    st.builds(ResponseAssessed, responses, _dates, _source),
    values(),
    st.builds(
        HarmSeen,
        st.sampled_from(Harm),
        _words | st.just(""),
        _small,
        _dates,
        _source,
        _optional(st.booleans()),
        _small,
    ),
    st.builds(Interrupted, _dates, _optional(_dates), _words, _source),
    st.builds(
        DoseReduced, _dates, _optional(st.integers(0, 110)), _optional(_small), _words, _source
    ),
    st.builds(AlsoOrdered, st.just("RX-1"), _words, _words, _dates, _source),
    st.builds(TransplantPlanned, st.booleans(), _dates, _source),
    st.builds(LiverValuesExplained, _words, _dates, _source),
    st.builds(Discontinued, _dates, _words, _source),
    st.builds(Unusable, _words, _words, _optional(_dates), _source, st.booleans()),
)
histories = st.lists(
    facts | st.builds(TakenBack, st.integers(-1, 12), _dates, _words, _source), max_size=12
)
doses = st.builds(
    AskedDose,
    _cycles,
    _places,
    _dates,
    at=st.none() | st.just(datetime.combine(DAY_ONE, time(10), UTC)),
    response=st.none() | responses,
    reduction=st.sampled_from((None, 10, 25, 50)),
    order=st.sampled_from(("", "RX-1")),
)
