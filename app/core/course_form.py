"""Which fields a person fills in to record a fact of a course, as data for a page.

Texts are kept by field name; `app.core.course_entry` makes a fact of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from app.core.course import Analyte, Cause, Course, Harm, Interrupted
from app.core.formulary import Monograph
from app.core.order import Response
from app.core.policy import LaboratoryPolicy
from app.core.regimen import UpperLimitGate
from app.core.response import words_of
from app.core.schedule import days_of

NOT_KNOWN, YES, NO = "not-known", "yes", "no"
BEGINS, OPEN_ENDS, BEGUN_AND_ENDED = "begins", "open-ends", "begun-and-ended"


class Kind(StrEnum):
    """What a person can record of a course."""

    LABORATORY = "laboratory"
    RESPONSE = "response"
    DOSE_GIVEN = "dose-given"
    DOSE_OMITTED = "dose-omitted"
    TOXICITY = "toxicity"
    INTERRUPTION = "interruption"
    REDUCTION = "reduction"
    TRANSPLANT = "transplant"
    LIVER_EXPLAINED = "liver-explained"
    DISCONTINUED = "discontinued"
    TAKE_BACK = "take-back"

    @property
    def words(self) -> str:
        """What people call it."""
        return _TITLES[self]


_TITLES = {
    Kind.LABORATORY: "Laboratory value",
    Kind.RESPONSE: "Response",
    Kind.DOSE_GIVEN: "Dose given elsewhere",
    Kind.DOSE_OMITTED: "Dose omitted",
    Kind.TOXICITY: "Toxicity",
    Kind.INTERRUPTION: "Interruption",
    Kind.REDUCTION: "Dose reduction",
    Kind.TRANSPLANT: "Transplant planned or not",
    Kind.LIVER_EXPLAINED: "Liver values explained",
    Kind.DISCONTINUED: "Treatment discontinued",
    Kind.TAKE_BACK: "Take a fact back",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers of a field: its text for the program, and its words."""

    text: str
    words: str


class Written(StrEnum):
    """How a field is written."""

    WORDS = "words"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form; `hint` says how it is written, `unit` stands behind a number."""

    name: str
    label: str
    written: Written
    hint: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a form is filled in against.

    `now` is the moment in UTC, `zone` the site's time zone, `source` what stands in the record
    as where the fact is from.
    """

    course: Course
    monograph: Monograph
    laboratory: LaboratoryPolicy | None
    born: date
    now: datetime
    zone: tzinfo
    source: str

    @property
    def today(self) -> date:
        """The site's day."""
        return self.now.astimezone(self.zone).date()


def fields(kind: Kind, texts: Mapping[str, str], setting: Setting) -> tuple[Field, ...]:
    """Return the fields to fill in for a kind, by what was chosen so far."""
    return tuple(_fields(kind, texts, setting))


def _fields(kind: Kind, texts: Mapping[str, str], setting: Setting) -> Iterator[Field]:
    match kind:
        case Kind.LABORATORY:
            yield from _laboratory(texts)
        case Kind.RESPONSE:
            options = tuple(Option(each.value, words_of(each)) for each in Response)
            yield Field("response", "Response", Written.CHOICE, options=options)
            yield _date("on", "Assessed on")
        case Kind.DOSE_GIVEN:
            yield from _which_dose(setting)
            yield _date("on", "Given on")
            yield _number("mg", "Dose, if known", "1.456", "mg", optional=True)
            yield _number("per-area", "Dose per area, if known", "0.8", "mg/m2", optional=True)
            yield _number("reduction", "Reduced by, if it was", "25", "%", optional=True)
        case Kind.DOSE_OMITTED:
            yield from _which_dose(setting)
            yield _date("on", "Omitted on")
            yield _words("reason", "Reason")
        case Kind.TOXICITY:
            yield from _toxicity(texts)
        case Kind.INTERRUPTION:
            yield from _interruption(texts, setting)
        case _:
            yield from _decisions(kind, setting)


def _decisions(kind: Kind, setting: Setting) -> Iterator[Field]:
    match kind:
        case Kind.REDUCTION:
            yield _number("percent", "Reduced by, if it is", "25", "%", optional=True)
            yield _number("doses", "Doses a cycle, if fewer", "2", optional=True)
            yield _date("on", "In force from")
            yield _words("reason", "Reason")
        case Kind.TRANSPLANT:
            yield _yes_or_no("planned", "A transplant of blood stem cells is planned")
            yield _date("on", "Known since")
        case Kind.LIVER_EXPLAINED:
            options = tuple(Option(each, each) for each in causes_of(setting.monograph))
            yield Field("cause", "Raised liver values are due to", Written.CHOICE, options=options)
            yield _date("on", "Known since")
        case Kind.DISCONTINUED:
            yield _date("on", "Discontinued on")
            yield _words("reason", "Reason")
        case _:
            yield _number("about", "Number of the fact in the list", "4")
            yield _words("reason", "What is wrong with it")


def _laboratory(texts: Mapping[str, str]) -> Iterator[Field]:
    options = tuple(Option(each.value, each.words) for each in Analyte)
    yield Field("analyte", "What was measured", Written.CHOICE, options=options)
    chosen = texts.get("analyte", "")
    if not chosen:
        return
    analyte = Analyte(chosen)
    units = tuple(Option(code, _UNITS.get(code, code)) for code in analyte.measure.units)
    yield Field("unit", "Unit", Written.CHOICE, options=units)
    yield _number("value", "Value", analyte.measure.example.partition(" ")[0])
    if analyte in LIMITED:
        yield _number("limit", "Upper limit of normal, same unit", "40", optional=True)
    yield _date("on", "Taken on")
    yield Field("at", "Time, if known", Written.TIME, "HH:MM", optional=True)
    if analyte is Analyte.PLATELETS:
        yield _yes_or_no("independent", "Independent of transfusion", not_known=True)


LIMITED = (Analyte.BILIRUBIN, Analyte.AST, Analyte.ALT)
"""The values that are judged against the laboratory's upper limit of normal."""

_UNITS = {"10*9/L": "×10⁹/L", "/mm3": "per mm³", "umol/L": "µmol/L"}


def _toxicity(texts: Mapping[str, str]) -> Iterator[Field]:
    options = tuple(Option(each.value, each.words) for each in Harm)
    yield Field("harm", "What was seen", Written.CHOICE, options=options)
    yield _words("name", "Its name, such as neuropathy")
    yield _number("grade", "CTCAE grade, 0 where it is gone", "2", optional=may_lack_grade(texts))
    yield _number("before", "Grade before treatment", "0")
    yield _yes_or_no("related", "Put down to the drug", not_known=True)
    yield _date("on", "Graded on")


def may_lack_grade(texts: Mapping[str, str]) -> bool:
    """Tell whether the toxicity that was chosen may be recorded without a grade."""
    return any(texts.get("harm") == each.value and not each.needs_grade for each in Harm)


def _interruption(texts: Mapping[str, str], setting: Setting) -> Iterator[Field]:
    options = [Option(BEGINS, "begins"), Option(BEGUN_AND_ENDED, "began and ended")]
    if open_interruption(setting.course) is not None:
        options.insert(1, Option(OPEN_ENDS, "the open one ends"))
    yield Field("which", "The interruption", Written.CHOICE, options=tuple(options))
    which = texts.get("which", "")
    if which in (BEGINS, BEGUN_AND_ENDED):
        yield _date("begun", "Interrupted from")
    if which in (OPEN_ENDS, BEGUN_AND_ENDED):
        yield _date("until", "Goes on, or may go on, from")
    if which in (BEGINS, BEGUN_AND_ENDED):
        options = [Option(each.value, each.words) for each in Cause]
        yield Field("cause", "Interrupted for", Written.CHOICE, options=tuple(options))
        yield _words("reason", "Reason")


def open_interruption(course: Course) -> tuple[int, Interrupted] | None:
    """Return the interruption that is not over, with its number on record; None where all are."""
    found = [
        (number, fact)
        for number, fact in course.numbered()
        if isinstance(fact, Interrupted) and fact.until is None
    ]
    return found[-1] if found else None


def causes_of(monograph: Monograph) -> tuple[str, ...]:
    """Return the causes of raised liver values that the label lets pass."""
    gates = (gate for gate in monograph.gates if isinstance(gate, UpperLimitGate))
    return tuple(dict.fromkeys(cause for gate in gates for cause in gate.unless))


def _which_dose(setting: Setting) -> Iterator[Field]:
    yield _number("cycle", "Cycle", "1")
    days = tuple(Option(str(day), f"day {day}") for day in days_of(setting.monograph))
    yield Field("day", "Day of the cycle", Written.CHOICE, options=days)


def _date(name: str, label: str) -> Field:
    return Field(name, label, Written.DATE, "YYYY-MM-DD")


def _words(name: str, label: str) -> Field:
    return Field(name, label, Written.WORDS, "in a few words")


def _number(
    name: str, label: str, example: str, unit: str = "", *, optional: bool = False
) -> Field:
    return Field(name, label, Written.NUMBER, f"such as {example}", unit, optional=optional)


def _yes_or_no(name: str, label: str, *, not_known: bool = False) -> Field:
    options = [Option(YES, "yes"), Option(NO, "no")]
    if not_known:
        options.append(Option(NOT_KNOWN, "not known"))
    return Field(name, label, Written.CHOICE, options=tuple(options))
