"""Courses told in short lines, as the files in tests/courses tell them: read here, then judged."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app import references
from app.core.asked import AskedDose
from app.core.course import (
    AlsoOrdered,
    Analyte,
    Cause,
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
from app.core.due import age_findings, course_findings, dose_due
from app.core.formulary import Monograph
from app.core.order import Age, Response
from app.core.policy import LaboratoryPolicy
from app.core.quantity import Measure, magnitude, parse, plain
from app.core.refused import Refused
from app.core.review import Review, review

DAY_ONE = date(2026, 11, 2)


def day(number: int | str) -> date:
    """Return the date of a day of the course, day 1 being 2 November 2026."""
    return DAY_ONE + timedelta(days=int(number) - 1)


def course(*lines: str) -> Course:
    """Return a course told in lines such as "8 given c1d8"."""
    return Course(tuple(fact(each) for line in lines for each in _spelled_out(line)))


def _spelled_out(line: str) -> list[str]:
    """Return the doses of "cycles 1-3", cycle 2 from day 22 on, the next every 28 days."""
    match = re.fullmatch(r"cycles ([0-9])-([0-9])", line.strip())
    if not match:
        return [line]
    return [
        f"{first_day(cycle) + number - 1} given c{cycle}d{number}"
        for cycle in range(int(match[1]), int(match[2]) + 1)
        for number in (1, 8, 15)
    ]


def first_day(cycle: int) -> int:
    """Return the day of the course on which a cycle begins where each is as short as it may be."""
    return 1 if cycle == 1 else 22 + 28 * (cycle - 2)


def told(text: str) -> tuple[str, ...]:
    """Return the lines of a course told on one line, or on several."""
    return tuple(each.strip() for each in re.split(r"[;\n]", text) if each.strip())


def fact(line: str) -> CourseFact:
    """Return the fact that a line tells."""
    when, kind, rest = re.fullmatch(r"(\S+) (\S+) ?(.*)", line.strip()).groups()  # type: ignore[union-attr]
    rest, _, source = rest.partition(" from ")
    number, _, clock = when.partition("@")
    on, source = day(number), source or "the record"
    if kind in set(Analyte):
        return _value(Analyte(kind), rest, on, clock, source)
    return FACTS[kind](rest, on, source)


def _value(analyte: Analyte, text: str, on: date, clock: str, source: str) -> CourseFact:
    match = re.fullmatch(
        r"(?P<value>\S+ \S+)(?: ULN (?P<limit>\S+ \S+))?(?: (?P<transfused>(un)?transfused))?", text
    )
    assert match, text
    moment = datetime.combine(on, time.fromisoformat(clock), UTC) if clock else None
    limit, transfused = match["limit"], match["transfused"]
    return LaboratoryValue(
        analyte=analyte,
        value=parse(match["value"], analyte.measure, zero=True),
        on=on,
        source=source,
        at=moment,
        upper_limit=None if limit is None else parse(limit, analyte.measure, zero=True),
        transfused=None if transfused is None else transfused == "transfused",
    )


def _place(text: str) -> tuple[int, int]:
    cycle, number = text.removeprefix("c").split("d")
    return int(cycle), int(number)


def _given(text: str, on: date, source: str) -> CourseFact:
    match = re.fullmatch(
        r"(\S+)(?: (\S+ mg))?(?: (\S+ mg/m2))?(?: reduced ([0-9]+)%)?", text.strip()
    )
    assert match, text
    cycle, number = _place(match[1])
    return DoseGiven(
        cycle,
        number,
        on,
        source,
        dose=None if match[2] is None else parse(match[2], Measure.DOSE),
        per_area=None if match[3] is None else parse(match[3], Measure.DOSE_PER_AREA),
        reduction=None if match[4] is None else int(match[4]),
    )


def _omitted(text: str, on: date, source: str) -> CourseFact:
    return DoseOmitted(*_place(text), on, "liver values", source)


def _harm(text: str, on: date, source: str) -> CourseFact:
    match = re.fullmatch(
        r"(\S+)(?: named (.+?))? (?:grade ([0-5])|not-graded)(?: (un)?(related))?"
        r"(?: before ([0-5]))?",
        text,
    )
    assert match, text
    related = None if match[5] is None else match[4] is None
    grade = None if match[3] is None else int(match[3])
    name, before = match[2] or Harm(match[1]).words, int(match[6] or 0)
    return HarmSeen(Harm(match[1]), name, grade, on, source, related, before)


def _interrupted(text: str, on: date, source: str) -> CourseFact:
    match = re.fullmatch(r"(?:until (-?[0-9]+)|still)(?: for (blood|other))?(?:: (.+))?", text)
    assert match, text
    until = None if match[1] is None else day(match[1])
    return Interrupted(on, until, match[3] or "rash", source, Cause(match[2] or "toxicity"))


def _reduced(text: str, on: date, source: str) -> CourseFact:
    match = re.fullmatch(r"(?:by ([0-9]+)%)? ?(?:to ([0-9]) doses)?", text)
    assert match, text
    percent, doses = (None if each is None else int(each) for each in match.groups())
    return DoseReduced(on, percent, doses, "rash", source)


def _transplant(text: str, on: date, source: str) -> CourseFact:
    return TransplantPlanned({"planned": True, "not planned": False}[text], on, source)


FACTS: dict[str, Callable[[str, date, str], CourseFact]] = {
    "given": _given,
    "omitted": _omitted,
    "response": lambda text, on, source: ResponseAssessed(Response(text), on, source),
    "harm": _harm,
    "interrupted": _interrupted,
    "reduced": _reduced,
    "transplant": _transplant,
    "explained": lambda text, on, source: LiverValuesExplained(text, on, source),
    "discontinued": lambda text, on, source: Discontinued(on, text, source),
    "taken-back": lambda text, on, source: TakenBack(int(text), on, "an error", source),
    "unusable": lambda text, on, source: Unusable(text, f"The {text} has no unit.", on, source),
    "unreadable": lambda text, _on, source: Unusable(
        text, f"A {text} has no day.", None, source, True
    ),
    "also-ordered": lambda text, on, source: AlsoOrdered("RX-1", text, text, on, source),
}


def asked(text: str) -> tuple[AskedDose, Age | None]:
    """Return the dose asked, told as "8@10:00 c1d8 order cr less 25% age 0 y 11 mo 30 d"."""
    match = re.fullmatch(
        r"(?P<day>-?[0-9]+)(?:@(?P<at>[0-9:]+))? (?P<place>\S+)(?: order (?P<response>\S+))?"
        r"(?: less (?P<less>[0-9]+)%)?(?: age (?P<age>[0-9 ydmo]+))?",
        text.strip(),
    )
    assert match, text
    on, (cycle, number) = day(match["day"]), _place(match["place"])
    found = AskedDose(
        cycle,
        number,
        on,
        at=datetime.combine(on, time.fromisoformat(match["at"]), UTC) if match["at"] else None,
        response=Response(match["response"]) if match["response"] else None,
        reduction=int(match["less"]) if match["less"] else None,
        order="RX-1",
    )
    return found, _age(match["age"])


def _age(text: str | None) -> Age | None:
    if text is None:
        return None
    numbers = dict(zip(text.split()[1::2], text.split()[::2], strict=True))
    return Age(*(int(numbers.get(unit, 0)) for unit in ("y", "mo", "d")))


@dataclass(frozen=True)
class Judged:
    """What comes out for a dose: outcomes such as "stop:interval-too-short", and the dose."""

    review: Review
    outcomes: frozenset[str]
    dose: str
    words: str


def judge(
    course: Course,
    dose: AskedDose,
    monograph: Monograph,
    age: Age | None = None,
    policy: LaboratoryPolicy | None = None,
) -> Judged:
    """Return what the whole label says to a dose: the review, the course, the age, the amount."""
    found = review(course, dose, monograph, policy or references.laboratory_policy())
    findings = (
        *found.findings,
        *course_findings(monograph, dose.cycle, found.response, found.reduction),
        *(age_findings(monograph, age) if age is not None else ()),
    )
    outcomes = [
        *(f"met:{each.code}" for each in found.answered),
        *(f"ask:{each.code}" for each in found.questions),
        *(f"{each.severity.value}:{each.code}" for each in findings),
    ]
    words = [
        *(f"{each.sentence}: {each.detail}" for each in found.answered),
        *(f"{each.question}: {each.detail}" for each in found.questions),
        *(each.sentence for each in findings),
    ]
    return Judged(found, frozenset(outcomes), amount(dose, found, monograph), "\n".join(words))


def amount(dose: AskedDose, found: Review, monograph: Monograph) -> str:
    """Return the dose per area in mg/m2 that a review leads to, or "refused"."""
    try:
        due = dose_due(monograph, dose.cycle, dose.day, found.response, found.reduction)
    except Refused:
        return "refused"
    return plain(magnitude(due.per_area, "mg/m2"))
