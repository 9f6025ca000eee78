"""Toxicities in the Conditions and AdverseEvents of a FHIR record.

Hepatic veno-occlusive disease is known by ICD-10 K76.5 and by SNOMED CT 65617004 (both seen in
print with that name), all else by our own codes.
"""

from datetime import date

from app.core.course import CourseFact, Harm, HarmSeen
from app.intake.fhir_course import EXTENSIONS, flag_said, number_said
from app.intake.fhir_dosage import coded
from app.intake.fhir_element import Element
from app.intake.fhir_record import Part, Record, day_of
from app.intake.wording import refused, shown, words

HARMS = EXTENSIONS + "harm"
VENO_OCCLUSIVE_DISEASE = frozenset(
    {
        ("http://hl7.org/fhir/sid/icd-10", "K76.5"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "K76.5"),
        ("http://snomed.info/sct", "65617004"),
    }
)
_HIGHEST = 5
_DATES = ("onsetDateTime", "date", "recordedDate")


def harm_in(record: Record, element: Element) -> Part | None:
    """Return the toxicity of a Condition or AdverseEvent, or None for another diagnosis."""
    concept = element.part("code") or element.part("event")
    harm = _harm(concept) if concept is not None else None
    if concept is None or harm is None:
        return None
    name = _name(concept, harm)
    return Part(harm.words, lambda: _read(record, element, harm, name))


def _harm(concept: Element) -> Harm | None:
    codes = coded(concept)
    ours = {code for system, code in codes if system == HARMS}
    if not ours <= set(Harm):
        raise refused(
            concept.where, f"has the harm “{shown(', '.join(sorted(ours)))}”", ", ".join(Harm)
        )
    found = {Harm(code) for code in ours}
    if VENO_OCCLUSIVE_DISEASE.intersection(codes):
        found.add(Harm.VENO_OCCLUSIVE_DISEASE)
    if len(found) > 1:
        several = " and ".join(sorted(each.words for each in found))
        raise refused(concept.where, f"says both {several}", "one of them")
    return found.pop() if found else None


def _name(concept: Element, harm: Harm) -> str:
    displays = (coding.text("display") for coding in concept.parts("coding"))
    name = next((each for each in (concept.text("text"), *displays) if each), harm.words)
    return words(concept.where, name, 200)


def _read(record: Record, element: Element, harm: Harm, name: str) -> list[CourseFact]:
    if not _was(element):
        return []
    record.check(element)
    on = day_of(record, element, *_DATES)
    related = flag_said(element, "related")
    before = number_said(element, "grade-before-treatment", _HIGHEST) or 0
    grade = _grade(element, harm)
    seen = HarmSeen(harm, name, grade, on, record.source, related, before)
    gone = _gone_on(record, element, on)
    if gone is None:
        return [seen]
    return [seen, HarmSeen(harm, name, 0, gone, record.source, related, before)]


def _was(element: Element) -> bool:
    """Tell whether it happened; raises Refused for a diagnosis that is not confirmed yet."""
    if element.text("actuality") == "potential":
        return False
    status = element.part("verificationStatus")
    codes = {code for _, code in coded(status)} if status is not None else set()
    if codes & {"entered-in-error", "refuted"}:
        return False
    if codes - {"confirmed"}:
        raise refused(
            element.at("verificationStatus"), f"is “{shown(', '.join(sorted(codes)))}”", "confirmed"
        )
    return True


def _grade(element: Element, harm: Harm) -> int | None:
    """Return the grade that is stated, None where there is none and none is needed."""
    grade = number_said(element, "grade", _HIGHEST)
    if grade is not None or not harm.needs_grade:
        return grade
    raise refused(element.where, "gives no grade", f"extension {EXTENSIONS}grade, 0 to {_HIGHEST}")


def _gone_on(record: Record, element: Element, on: date) -> date | None:
    if "abatementDateTime" not in element.content:
        return None
    gone = day_of(record, element, "abatementDateTime")
    if gone < on:
        raise refused(element.at("abatementDateTime"), "lies before its onset", "a later day")
    return gone
