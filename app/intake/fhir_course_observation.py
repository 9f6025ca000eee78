"""What was assessed and decided about a course, in the Observations of a FHIR record."""

import re
from collections.abc import Callable
from datetime import date

from app.core.course import (
    Cause,
    CourseFact,
    Discontinued,
    DoseReduced,
    Interrupted,
    LiverValuesExplained,
    ResponseAssessed,
    TransplantPlanned,
)
from app.core.order import Response
from app.intake import course
from app.intake.fhir_course import EXTENSIONS, each_said, said
from app.intake.fhir_dosage import coded
from app.intake.fhir_element import Element
from app.intake.fhir_laboratory import DATES, OBSERVATIONS, analyte_in, value_in
from app.intake.fhir_observation import holds
from app.intake.fhir_record import Part, Record, day_of, first_note
from app.intake.wording import NO_REASON, agreed, refused, shown, words

_SYSTEMS = (OBSERVATIONS, "99UMBRA")
_RESPONSES = {"CR": "cr", "CRi": "cri"}
_REDUCED = re.compile(r"(?:([1-9][0-9]?)%)?( and )?(?:([1-9]) doses? per cycle)?", re.ASCII)


def observation_in(record: Record, element: Element) -> Part | None:
    """Return what an Observation says of the course, or None for one that says nothing of it."""
    analyte = analyte_in(element)
    if analyte is not None:
        return Part(analyte.words, lambda: _held(record, element, value_in, analyte))
    name = _named(element)
    if name is None:
        return None
    reader = _READERS[name]
    return Part(name.replace("-", " "), lambda: _held(record, element, _called, reader))


def _held(
    record: Record, element: Element, read: Callable[..., CourseFact], *more: object
) -> list[CourseFact]:
    if not holds(element):
        return []
    record.check(element)
    return [read(record, element, *more)]


def _called(
    record: Record, element: Element, reader: Callable[[Record, Element], CourseFact]
) -> CourseFact:
    return reader(record, element)


def _named(element: Element) -> str | None:
    """Return which of our codes an Observation has; raises Refused for one that is not known."""
    code = element.part("code")
    ours = (
        {each.casefold() for system, each in coded(code) if system in _SYSTEMS} if code else set()
    )
    if element.extension(EXTENSIONS + "response"):
        ours.add("response")
    value = element.part("valueCodeableConcept")
    if value is not None and any(system in _SYSTEMS for system, _ in coded(value)):
        ours.add("response")
    if len(ours) > 1 or not ours <= _READERS.keys():
        raise refused(
            element.at("code"),
            f"says “{shown(', '.join(sorted(ours)))}”",
            f"one of {', '.join(_READERS)} in {OBSERVATIONS}; harm as a Condition",
        )
    return ours.pop() if ours else None


def _on(record: Record, element: Element) -> date:
    return day_of(record, element, *DATES)


def _response(record: Record, element: Element) -> CourseFact:
    stated = list(each_said(element, "response", _one_response))
    where, text = element.at("valueString"), element.text("valueString")
    if text is not None:
        stated.append((where, _one_response(where, text)))
    concept = element.part("valueCodeableConcept")
    if concept is not None:
        codes = [code for system, code in coded(concept) if system in (*_SYSTEMS, _OF_RESPONSE)]
        text = concept.text("text")
        texts = codes or ([] if text is None else [text])
        stated += [(concept.where, _one_response(concept.where, each)) for each in texts]
    found = agreed("response", stated)
    if found is None:
        raise refused(element.at("valueCodeableConcept"), "is missing", "none, cr or cri")
    return ResponseAssessed(found, _on(record, element), record.source)


_OF_RESPONSE = EXTENSIONS + "response"


def _one_response(where: str, text: str) -> Response:
    return course.response(where, _RESPONSES.get(text, text))


def _transplant(record: Record, element: Element) -> CourseFact:
    if "valueBoolean" not in element.content:
        raise refused(element.at("valueBoolean"), "is missing", "true or false")
    planned = element.flag("valueBoolean")
    return TransplantPlanned(planned, _on(record, element), record.source)


def _interrupted(record: Record, element: Element) -> CourseFact:
    period = element.part("valuePeriod")
    if period is None:
        raise refused(element.at("valuePeriod"), "is missing", "the days from and until")
    begun = day_of(record, period, "start")
    until = day_of(record, period, "end") if "end" in period.content else None
    if until is not None and until < begun:
        raise refused(period.where, "ends before it starts", "a start before the end")
    cause = said(element, "cause", _cause) or Cause.TOXICITY
    return Interrupted(begun, until, first_note(element) or NO_REASON, record.source, cause)


def _cause(where: str, text: str) -> Cause:
    if text not in set(Cause):
        raise refused(where, f"is “{shown(text)}”", ", ".join(Cause))
    return Cause(text)


def _reduced(record: Record, element: Element) -> CourseFact:
    text = element.needed("valueString", "such as 25% or 2 doses per cycle")
    match = _REDUCED.fullmatch(text)
    if not match or not (match[1] or match[3]) or bool(match[2]) != bool(match[1] and match[3]):
        raise refused(
            element.at("valueString"),
            f"“{shown(text)}” is not a reduction",
            "25%, 2 doses per cycle, or 25% and 2 doses per cycle",
        )
    percent, doses = (int(each) if each else None for each in (match[1], match[3]))
    reason = first_note(element) or NO_REASON
    return DoseReduced(_on(record, element), percent, doses, reason, record.source)


def _explained(record: Record, element: Element) -> CourseFact:
    where = element.at("valueString")
    cause = words(where, element.needed("valueString", "the cause of the raised values"), 500)
    return LiverValuesExplained(cause, _on(record, element), record.source)


def _discontinued(record: Record, element: Element) -> CourseFact:
    where = element.at("valueString")
    reason = words(where, element.needed("valueString", "why treatment ended"), 500)
    return Discontinued(_on(record, element), reason, record.source)


_READERS: dict[str, Callable[[Record, Element], CourseFact]] = {
    "response": _response,
    "transplant-planned": _transplant,
    "interrupted": _interrupted,
    "dose-reduced": _reduced,
    "liver-values-explained": _explained,
    "discontinued": _discontinued,
}
