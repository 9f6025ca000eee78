"""A patient's course as Umbra exports it, and reads it again: JSON that people can write too.

    {"umbra": "course",
     "version": 1,
     "patient": {"name": "DEMO, Adalind", "identifier": "00482913", "born": "1979-04-12"},
     "facts": [{"fact": "dose-given", "cycle": 1, "day": 1, "on": "2026-10-05", "dose": "1.456 mg"},
               {"fact": "response-assessed", "response": "cri", "on": "2026-10-24"}]}

Each fact has its name of `app.core.course.COURSE_NAMES` under "fact", and the fields of its
class. Days are written 2026-10-05, times 2026-10-05T13:00:00-05:00, quantities as text with
their unit. A field that need not be known may be left out or null; so may the patient, and
`source`, which is then the file's. In "taken-back", `about` counts the facts of the file from 1.
"""

import json
import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from app.core.course import (
    COURSE_NAMES,
    Analyte,
    Course,
    CourseFact,
    HarmSeen,
    LaboratoryValue,
    TakenBack,
)
from app.core.encoding import encode
from app.core.order import Patient
from app.core.quantity import Measure, Quantity
from app.core.refused import Refused
from app.intake.laboratory import upper_limit_of, value_of
from app.intake.measured import amount
from app.intake.moments import iso_day, iso_moment
from app.intake.strict_json import Number, read_json
from app.intake.wording import Misread, refused, shown, words

_NAMES = {kind: name for name, kind in COURSE_NAMES.items()}
_EXPECTED = "a course that Umbra exported"
_LONGEST_WORDS = 2000
_BOUNDS = {
    "cycle": (1, 999),
    "day": (1, 999),
    "grade": (0, 5),
    "before_treatment": (0, 5),
    "reduction": (1, 99),
    "percent": (1, 99),
    "doses_per_cycle": (1, 9),
}
_MEASURES = {"dose": Measure.DOSE, "per_area": Measure.DOSE_PER_AREA}


def write_course(course: Course, patient: Patient | None) -> str:
    """Return a course as the text of a file, each fact with its name and every field."""
    facts = [{"fact": _NAMES[type(fact)], **json.loads(encode(fact))} for fact in course.facts]
    whose = None if patient is None else json.loads(encode(patient))
    whole = {"umbra": "course", "version": 1, "patient": whose, "facts": facts}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def read_course_file(text: str, *, source: str) -> tuple[Patient | None, tuple[CourseFact, ...]]:
    """Return whose course a file holds, where it says so, and its facts.

    Raises Refused for any other text, naming the fact by its number, and the field.
    """
    try:
        return _read(read_json(text, _EXPECTED), source)
    except Misread as fault:
        raise Refused(f"{fault.fault} Correct the file and open it again.") from fault


def _read(whole: object, source: str) -> tuple[Patient | None, tuple[CourseFact, ...]]:
    if not isinstance(whole, dict) or whole.get("umbra") != "course":
        raise refused("The file", "is not a course", f'{_EXPECTED}, with "umbra": "course"')
    _known("The file", whole, {"umbra", "version", "patient", "facts"})
    version = whole.get("version")
    if not isinstance(version, Number) or version != "1":
        raise refused("The file", f"has the version “{shown(str(version))}”", "version 1")
    given = whole.get("facts")
    if not isinstance(given, list):
        raise refused("The file", "has no list of facts", "facts in square brackets")
    patient = whole.get("patient")
    whose = None if patient is None else _made(Patient, "The patient", patient, {})
    facts = tuple(_fact(number, each, source) for number, each in enumerate(given, start=1))
    return whose, facts


def _fact(number: int, value: object, source: str) -> CourseFact:
    where = f"Fact {number}"
    if not isinstance(value, dict):
        raise refused(where, "is not an object", "its name under “fact”, and its fields")
    name = value.get("fact")
    if not isinstance(name, str) or name not in COURSE_NAMES:
        raise refused(f"{where}, fact", f"is “{shown(str(name))}”", ", ".join(COURSE_NAMES))
    content = {each: value[each] for each in value if each != "fact"}
    fact: CourseFact = _made(COURSE_NAMES[name], f"{where} ({name})", content, {"source": source})
    _check(fact, f"{where} ({name})")
    if isinstance(fact, TakenBack) and fact.about >= number:
        raise refused(f"{where} ({name}), about", f"is {fact.about}", "the number of a fact before")
    return fact


def _check(fact: CourseFact, where: str) -> None:
    """Raise Refused for a fact whose fields cannot stand together."""
    if isinstance(fact, LaboratoryValue) and fact.at is not None:
        # The day is the local one; no place is more than a day from UTC.
        if abs((fact.at.date() - fact.on).days) > 1:
            raise refused(f"{where}, at", f"is not on {fact.on.isoformat()}", "a time of that day")
    elif isinstance(fact, HarmSeen) and fact.grade is None and fact.harm.needs_grade:
        raise refused(f"{where}, grade", "is missing", _told(HarmSeen, "grade", {}))


def _made(kind: type[Any], where: str, content: object, preset: dict[str, str]) -> Any:
    """Return a value of a frozen class from what a file says of its fields; raises Refused."""
    if not isinstance(content, dict):
        raise refused(where, "is not an object", "its fields in braces")
    _known(where, content, {each.name for each in fields(kind)})
    found: dict[str, Any] = {}
    for each in fields(kind):
        place = f"{where}, {each.name}"
        if each.name in content:
            found[each.name] = _field(kind, each.name, place, content[each.name], found)
        elif each.name in preset:
            found[each.name] = preset[each.name]
        elif each.default is MISSING:
            _may_be_left_out(kind, each.name, place, found)
            found[each.name] = None
    return kind(**found)


def _may_be_left_out(kind: type[Any], name: str, where: str, found: dict[str, Any]) -> None:
    """Raise Refused for a field that must be known."""
    if not _inner(get_type_hints(kind)[name])[1]:
        raise refused(where, "is missing", _told(kind, name, found))


def _known(where: str, content: dict[str, object], names: set[str]) -> None:
    for name in content:
        if name not in names:
            raise refused(
                where, f"has a field “{shown(name)}” that is not known", ", ".join(sorted(names))
            )


def _field(kind: type[Any], name: str, where: str, value: object, found: dict[str, Any]) -> Any:
    """Return one field as its annotation says; `found` are the fields before it."""
    of, optional = _inner(get_type_hints(kind)[name])
    if value is None and optional:
        return None
    expected = _told(kind, name, found)
    if of is int:
        return _whole_number(where, name, value, expected)
    if of is bool:
        if not isinstance(value, bool):
            raise refused(where, f"{_seen(value)} is neither true nor false", expected)
        return value
    if not isinstance(value, str) or isinstance(value, Number):
        raise refused(where, f"{_seen(value)} is not text in quotation marks", expected)
    return _from_text(of, name, where, value, found, expected)


def _from_text(
    of: Any, name: str, where: str, text: str, found: dict[str, Any], expected: str
) -> Any:
    if get_origin(of) is not None:
        return _quantity(name, where, text, found)
    if issubclass(of, Enum):
        if text not in {each.value for each in of}:
            raise refused(where, f"“{shown(text)}” is not known", expected)
        return of(text)
    readers: dict[type[Any], Callable[[str, str], Any]] = {datetime: iso_moment, date: iso_day}
    if of in readers:
        return readers[of](where, text)
    return words(where, text, _LONGEST_WORDS)


def _inner(hint: Any) -> tuple[Any, bool]:
    """Return a type without its None, and whether it had one."""
    inside = get_args(hint)
    if NoneType in inside:
        return next(each for each in inside if each is not NoneType), True
    return hint, False


def _whole_number(where: str, name: str, value: object, expected: str) -> int:
    lowest, highest = _BOUNDS.get(name, (1, 999999))
    if isinstance(value, Number) and re.fullmatch(r"0|[1-9][0-9]{0,5}", value, re.ASCII):
        number = int(value)
        if lowest <= number <= highest:
            return number
    raise refused(where, f"{_seen(value)} is not right", expected)


def _quantity(name: str, where: str, text: str, found: dict[str, Any]) -> Quantity:
    measure = _measure(name, found)
    number, space, unit = text.partition(" ")
    if not space:
        raise refused(where, f"“{shown(text)}” has no unit", _amount_told(measure))
    if name == "value":
        return value_of(where, number, unit, measure)
    if name == "upper_limit":
        return upper_limit_of(where, number, unit, measure)
    return amount(where, number, unit, measure)


def _measure(name: str, found: dict[str, Any]) -> Measure:
    if name in _MEASURES:
        return _MEASURES[name]
    analyte: Analyte = found["analyte"]
    return analyte.measure


def _seen(value: object) -> str:
    return f"“{shown(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))}”"


def _told(kind: type[Any], name: str, found: dict[str, Any]) -> str:
    """Return what is expected of a field, with an example."""
    of, _ = _inner(get_type_hints(kind)[name])
    if of is int:
        lowest, highest = _BOUNDS.get(name, (1, 999999))
        return f"a whole number from {lowest} to {highest}, without quotation marks"
    if get_origin(of) is not None:
        return _amount_told(_measure(name, found))
    if issubclass(of, Enum):
        return ", ".join(each.value for each in of)
    told = {
        bool: "true or false",
        date: "a date such as 2026-10-05",
        datetime: "a time with an offset from UTC, such as 2026-10-05T13:00:00-05:00",
        str: "words in quotation marks",
    }
    return told[of]


def _amount_told(measure: Measure) -> str:
    return f"{measure.named} with its unit, such as “{measure.example}”"
