"""Height and weight in the observations of a FHIR order."""

from collections.abc import Iterator
from datetime import datetime

from app.core.order import Patient
from app.core.quantity import Measure, Quantity
from app.intake.fhir_bundle import Bundle
from app.intake.fhir_element import Element
from app.intake.fhir_patient import patient_of
from app.intake.measured import LOINC, UNITS, Measured, amount, unit_of
from app.intake.moments import iso_day_or_moment
from app.intake.wording import refused, shown

LOINC_SYSTEM = "http://loinc.org"
UCUM_SYSTEM = "http://unitsofmeasure.org"
_VALID = {"final", "amended", "corrected"}
_WITHDRAWN = {"entered-in-error", "cancelled"}


def measured_in_bundle(
    bundle: Bundle, patient: Patient, now: datetime
) -> Iterator[tuple[Measure, Measured]]:
    """Yield each height and weight of the patient; raises Refused for one that is not clear.

    A withdrawn observation (entered-in-error, cancelled) says nothing, and neither does one with
    a code that is not in `measured.LOINC`.
    """
    for element in bundle.of_kind("Observation"):
        measure = _measure(element)
        if measure is not None and holds(element):
            yield measure, _read(bundle, element, measure, patient, now)


def _measure(element: Element) -> Measure | None:
    code = element.part("code")
    codes = [
        coding.text("code")
        for coding in (code.parts("coding") if code else ())
        if coding.text("system") == LOINC_SYSTEM
    ]
    found = {LOINC[each] for each in codes if each in LOINC}
    if len(found) > 1:
        raise refused(element.at("code"), "says both height and weight", "one of them")
    return found.pop() if found else None


def holds(element: Element) -> bool:
    """Tell whether an observation counts, and was not withdrawn; raises Refused for a draft."""
    status = element.needed("status", "final, amended or corrected")
    if status in _WITHDRAWN:
        return False
    if status not in _VALID:
        raise refused(element.at("status"), f"is “{shown(status)}”", "final, amended or corrected")
    return True


def _read(
    bundle: Bundle, element: Element, measure: Measure, patient: Patient, now: datetime
) -> Measured:
    if patient_of(bundle, element, now) != patient:
        raise refused(element.at("subject"), "is another patient than the order's", "the same")
    value = element.part("valueQuantity")
    if value is None:
        raise refused(element.at("valueQuantity"), "is missing", measure.named)
    day = element.text("effectiveDateTime")
    where = element.at("effectiveDateTime")
    if day is None and any(name.startswith("effective") for name in element.content):
        raise refused(where, "is missing", "one day or time of measurement")
    return Measured(
        read_quantity(value, (measure,))[0],
        None if day is None else iso_day_or_moment(where, day, now),
        element.where,
    )


def read_quantity(element: Element, measures: tuple[Measure, ...]) -> tuple[Quantity, Measure]:
    """Return a FHIR Quantity and which of `measures` its unit says it is; raises Refused."""
    if "comparator" in element.content:
        raise refused(element.at("comparator"), "makes the value a bound", "an exact value")
    if element.text("system") != UCUM_SYSTEM:
        raise refused(element.at("system"), f"is not {UCUM_SYSTEM}", "a unit coded in UCUM")
    code = element.needed("code", "a unit coded in UCUM")
    measure = next((each for each in measures if code in UNITS[each]), measures[0])
    unit = unit_of(element.at("code"), measure, code, element.text("unit"))
    number = element.number("value", f"{measure.named} such as {measure.example}")
    return amount(element.at("value"), number, unit, measure), measure
