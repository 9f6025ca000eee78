"""A patient's course as it is on record: what was given, assessed, measured, suffered, decided.

Each fact says where it is from: a preparation, a file, or the person who entered it. The names
under which facts stand on disk are in `COURSE_NAMES` and stay for ever. Nothing here judges; the
rules of the label are applied by `app.core.review`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, TypeVar

from app.core.order import Response
from app.core.quantity import Measure, Quantity


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
    OTHER = "other"

    @property
    def words(self) -> str:
        """What people call it."""
        return _HARMS[self]


_HARMS = {
    Harm.VENO_OCCLUSIVE_DISEASE: "veno-occlusive disease",
    Harm.SEVERE_LIVER_TOXICITY: "severe liver toxicity",
    Harm.INFUSION_REACTION: "infusion reaction",
    Harm.OTHER: "another toxicity",
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
    """A toxicity was graded (CTCAE) on `on`; grade 0 says that it is gone.

    `related` says whether it is put down to the drug, None where nobody said; `before_treatment`
    is its grade before the course.
    """

    harm: Harm
    name: str
    grade: int
    on: date
    source: str
    related: bool | None = None
    before_treatment: int = 0


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Treatment was interrupted for a toxicity other than of the blood; `until` None: it still is.

    `until` is the day from which it went on, or was allowed to go on.
    """

    begun: date
    until: date | None
    reason: str
    source: str


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
        """Yield the facts that were not taken back; their numbers count from 1."""
        gone = {fact.about for fact in self.facts if isinstance(fact, TakenBack)}
        for number, fact in enumerate(self.facts, start=1):
            if number not in gone and not isinstance(fact, TakenBack):
                yield fact

    def doses(self) -> tuple[DoseGiven, ...]:
        """Return the doses given, by date, then cycle and day."""
        return tuple(sorted(self.of(DoseGiven), key=lambda dose: (dose.on, dose.cycle, dose.day)))

    def latest(self, analyte: Analyte, until: date) -> LaboratoryValue | None:
        """Return the value of `analyte` taken last, on `until` or before; None where there is none.

        Of two of one moment the one recorded later stands.
        """
        values = [v for v in self.of(LaboratoryValue) if v.analyte is analyte and v.on <= until]
        return max(
            enumerate(values),
            key=lambda each: (each[1].on, _clock(each[1]), each[0]),
            default=(0, None),
        )[1]


def _clock(value: LaboratoryValue) -> str:
    return value.at.isoformat() if value.at is not None else ""
