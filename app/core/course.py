"""A patient's course as it is on record: what was given, assessed, measured, suffered, decided.

Each fact says where it is from: a preparation, a file, or the person who entered it. The names
under which facts stand on disk are in `COURSE_NAMES` and stay for ever. Nothing here judges; the
rules of the label are applied by `app.core.review`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, TypeVar

from app.core.order import Response
from app.core.quantity import Measure, Quantity, code_of, exactly, magnitude


class Analyte(StrEnum):
    """What a laboratory value measures."""

    BILIRUBIN = "bilirubin"
    AST = "ast"
    ALT = "alt"
    NEUTROPHILS = "neutrophils"
    PLATELETS = "platelets"
    BLOOD_BLASTS = "blood-blasts"
    MARROW_BLASTS = "marrow-blasts"

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self]

    @property
    def measure(self) -> Measure:
        """How it is measured, and in which units."""
        return _MEASURES[self]


_WORDS = {
    Analyte.BILIRUBIN: "bilirubin",
    Analyte.AST: "AST",
    Analyte.ALT: "ALT",
    Analyte.NEUTROPHILS: "neutrophils",
    Analyte.PLATELETS: "platelets",
    Analyte.BLOOD_BLASTS: "peripheral blasts",
    Analyte.MARROW_BLASTS: "marrow blasts",
}
_MEASURES = {
    Analyte.BILIRUBIN: Measure.BILIRUBIN,
    Analyte.AST: Measure.ENZYME_ACTIVITY,
    Analyte.ALT: Measure.ENZYME_ACTIVITY,
    Analyte.NEUTROPHILS: Measure.CELL_COUNT,
    Analyte.PLATELETS: Measure.CELL_COUNT,
    Analyte.BLOOD_BLASTS: Measure.CELL_COUNT,
    Analyte.MARROW_BLASTS: Measure.SHARE,
}


class Harm(StrEnum):
    """What kind of toxicity was seen."""

    VENO_OCCLUSIVE_DISEASE = "veno-occlusive-disease"
    SEVERE_LIVER_TOXICITY = "severe-liver-toxicity"
    INFUSION_REACTION = "infusion-reaction"
    OF_THE_BLOOD = "of-the-blood"
    OTHER = "other"

    @property
    def words(self) -> str:
        """What people call it."""
        return _HARMS[self]

    @property
    def needs_grade(self) -> bool:
        """Whether its grade decides anything; the others end the treatment at any grade."""
        return self not in (Harm.VENO_OCCLUSIVE_DISEASE, Harm.SEVERE_LIVER_TOXICITY)


_HARMS = {
    Harm.VENO_OCCLUSIVE_DISEASE: "veno-occlusive disease",
    Harm.SEVERE_LIVER_TOXICITY: "severe liver toxicity",
    Harm.INFUSION_REACTION: "infusion reaction",
    Harm.OF_THE_BLOOD: "toxicity of the blood",
    Harm.OTHER: "another toxicity",
}


class Cause(StrEnum):
    """What treatment was interrupted for; the label's lengths are for the first one."""

    TOXICITY = "toxicity"
    BLOOD = "blood"
    OTHER = "other"

    @property
    def words(self) -> str:
        """What people call it."""
        return _CAUSES[self]


_CAUSES = {
    Cause.TOXICITY: "a toxicity other than of the blood",
    Cause.BLOOD: "a toxicity of the blood",
    Cause.OTHER: "something else than a toxicity",
}


@dataclass(frozen=True, slots=True)
class DoseGiven:
    """A dose of the course was given on the local date `on`.

    `dose` is in mg, `per_area` in mg/m2, `reduction` in percent; each is None where the record
    does not state it.
    """

    cycle: int
    day: int
    on: date
    source: str
    dose: Quantity | None = None
    per_area: Quantity | None = None
    reduction: int | None = None


@dataclass(frozen=True, slots=True)
class DoseOmitted:
    """A dose of the course was left out, and why."""

    cycle: int
    day: int
    on: date
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class ResponseAssessed:
    """The response was assessed on the local date `on`."""

    response: Response
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class LaboratoryValue:
    """A laboratory value with its unit, taken on the local date `on`, at `at` where known (UTC).

    `upper_limit` is the laboratory's upper limit of normal; `transfused` says for platelets
    whether a transfusion bears on the count, None where the record does not say.
    """

    analyte: Analyte
    value: Quantity
    on: date
    source: str
    at: datetime | None = None
    upper_limit: Quantity | None = None
    transfused: bool | None = None


@dataclass(frozen=True, slots=True)
class HarmSeen:
    """A toxicity was graded (CTCAE) on `on`; grade 0 says that it is gone, None that it was seen.

    `related` says whether it is put down to the drug, None where nobody said; `before_treatment`
    is its grade before the course.
    """

    harm: Harm
    name: str
    grade: int | None
    on: date
    source: str
    related: bool | None = None
    before_treatment: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether it was looked for and is not there, or no longer."""
        return self.grade == 0

    @property
    def graded(self) -> str:
        """Its grade in words."""
        return "not graded" if self.grade is None else f"grade {self.grade}"

    def reaches(self, grade: int) -> bool:
        """Tell whether it is of that grade or a higher one; one that nobody graded may be."""
        return self.grade is None or self.grade >= grade


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Treatment was interrupted; `until` None: it still is.

    `until` is the day from which it went on, or was allowed to go on.
    """

    begun: date
    until: date | None
    reason: str
    source: str
    cause: Cause = Cause.TOXICITY


@dataclass(frozen=True, slots=True)
class DoseReduced:
    """From `on` the dose is lower: by `percent`, or with so many doses a cycle, or both."""

    on: date
    percent: int | None
    doses_per_cycle: int | None
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class AlsoOrdered:
    """With the order of that identifier came one for another drug, of a class such as
    "corticosteroid"."""

    order: str
    kind: str
    name: str
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class TransplantPlanned:
    """A transplant of blood stem cells is planned, or is no longer, from `on`."""

    planned: bool
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class LiverValuesExplained:
    """Raised liver values have another cause that the label lets pass, such as haemolysis."""

    cause: str
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Discontinued:
    """Treatment ended for good on `on`."""

    on: date
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something on record that could not be read: what it is about, and what is wrong with it.

    `hides_dose` where it may be a dose given, so that nothing can be counted from the last one.
    """

    about: str
    sentence: str
    on: date | None
    source: str
    hides_dose: bool = False


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An earlier fact, by its number on record, was entered in error; it counts no more."""

    about: int
    on: date
    reason: str
    source: str


CourseFact: TypeAlias = (
    DoseGiven
    | DoseOmitted
    | ResponseAssessed
    | LaboratoryValue
    | HarmSeen
    | Interrupted
    | DoseReduced
    | AlsoOrdered
    | TransplantPlanned
    | LiverValuesExplained
    | Discontinued
    | Unusable
    | TakenBack
)

COURSE_NAMES: dict[str, type[CourseFact]] = {
    "dose-given": DoseGiven,
    "dose-omitted": DoseOmitted,
    "response-assessed": ResponseAssessed,
    "laboratory-value": LaboratoryValue,
    "harm-seen": HarmSeen,
    "interrupted": Interrupted,
    "dose-reduced": DoseReduced,
    "also-ordered": AlsoOrdered,
    "transplant-planned": TransplantPlanned,
    "liver-values-explained": LiverValuesExplained,
    "discontinued": Discontinued,
    "unusable": Unusable,
    "taken-back": TakenBack,
}

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Course:
    """Every fact of a patient's course, as recorded, in the order of recording.

    Those taken back are left out by `of`, which every rule reads through.
    """

    facts: tuple[CourseFact, ...] = ()

    def of(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """Return the facts of one kind that still count, in the order of recording."""
        return tuple(fact for fact in self.counting() if isinstance(fact, kind))

    def counting(self) -> Iterator[CourseFact]:
        """Yield the facts that were not taken back, in the order of recording."""
        return (fact for _, fact in self.numbered())

    def numbered(self) -> Iterator[tuple[int, CourseFact]]:
        """Yield the facts that were not taken back, each with its number on record, from 1."""
        gone = {fact.about for fact in self.facts if isinstance(fact, TakenBack)}
        for number, fact in enumerate(self.facts, start=1):
            if number not in gone and not isinstance(fact, TakenBack):
                yield number, fact

    def doses(self) -> tuple[DoseGiven, ...]:
        """Return the doses given, by date, then cycle and day."""
        return tuple(sorted(self.of(DoseGiven), key=lambda dose: (dose.on, dose.cycle, dose.day)))

    def latest(self, analyte: Analyte, until: date) -> LaboratoryValue | None:
        """Return the value of `analyte` taken last, on `until` or before; None where there is none.

        Of those whose order within the day is not known the worst stands.
        """
        return worst_of(self.last_taken(analyte, until))

    def last_taken(self, analyte: Analyte, until: date) -> tuple[LaboratoryValue, ...]:
        """Return each value of `analyte` that may be the one taken last, on `until` or before."""
        values = (value for value in self.of(LaboratoryValue) if value.analyte is analyte)
        return last_of(value for value in values if value.on <= until)


def last_of(values: Iterable[LaboratoryValue]) -> tuple[LaboratoryValue, ...]:
    """Return each of some values that may be the one taken last.

    Of the last day these are the one of the latest time, and all those without a time.
    """
    every = tuple(values)
    last = max((value.on for value in every), default=None)
    of_day = [value for value in every if value.on == last]
    latest = max((value.at for value in of_day if value.at is not None), default=None)
    return tuple(value for value in of_day if value.at is None or value.at == latest)


_LOW_IS_WORSE = (Analyte.NEUTROPHILS, Analyte.PLATELETS)


def worst_of(values: tuple[LaboratoryValue, ...]) -> LaboratoryValue | None:
    """Return of values of one analyte the worst; None where there is none.

    It is the lowest count of neutrophils or platelets and the highest of all else: against its
    upper limit of normal where each has one. Of two alike it is the one that says less.
    """
    for value in values:
        # It cannot be compared, and cannot be judged: it hides the others.
        if not _comparable(value):
            return value
    if not values:
        return None
    if values[0].analyte in _LOW_IS_WORSE:
        return min(values, key=lambda value: (_amount(value), value.transfused is False))
    if all(value.upper_limit is not None for value in values):
        return max(values, key=_times_limit)
    return max(values, key=lambda value: (_amount(value), value.upper_limit is None))


def _comparable(value: LaboratoryValue) -> bool:
    units, limit = value.analyte.measure.units, value.upper_limit
    known = code_of(value.value) in units and (limit is None or code_of(limit) in units)
    return known and (limit is None or limit.magnitude > 0)


def _amount(value: LaboratoryValue) -> Decimal:
    """Return a value as a number, in the first unit of its measure."""
    with exactly():
        return magnitude(value.value, value.analyte.measure.units[0])


def _times_limit(value: LaboratoryValue) -> Decimal:
    assert value.upper_limit is not None, "only those with a limit are compared so"
    with exactly():
        limit = magnitude(value.upper_limit, value.analyte.measure.units[0])
        return _amount(value) / limit
