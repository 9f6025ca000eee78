"""Laboratory values in the Observations of a FHIR record."""

from app.core.course import Analyte, LaboratoryValue
from app.core.quantity import Measure, Quantity
from app.intake.fhir_course import flag_said
from app.intake.fhir_dosage import coded
from app.intake.fhir_element import Element
from app.intake.fhir_observation import LOINC_SYSTEM, UCUM_SYSTEM
from app.intake.fhir_record import Record, day_and_moment
from app.intake.laboratory import (
    ANALYTES,
    SHARES_OF_BLOOD,
    UNITS,
    unit_of,
    upper_limit_of,
    value_of,
)
from app.intake.wording import agreed, refused

OBSERVATIONS = "https://umbra.invalid/fhir/observation"
DATES = ("effectiveDateTime", "effectiveInstant")


def analyte_in(element: Element) -> Analyte | None:
    """Return what an Observation measures, None for what is not of the course.

    Raises Refused where it says two things, or a share of blasts instead of their count.
    """
    code = element.part("code")
    codes = coded(code) if code else []
    for system, each in codes:
        if each in ANALYTES and not system:
            raise refused(element.at("code"), f"has {each} without a system", LOINC_SYSTEM)
    ours = [each for system, each in codes if system == LOINC_SYSTEM]
    found = {ANALYTES[each] for each in ours if each in ANALYTES}
    if len(found) > 1:
        several = " and ".join(sorted(each.words for each in found))
        raise refused(element.at("code"), f"says both {several}", "one of them")
    if not found and SHARES_OF_BLOOD.intersection(ours):
        raise refused(
            element.at("code"),
            "gives peripheral blasts as a share of the leukocytes",
            "their count, for which no share is taken, with LOINC 30376-8",
        )
    return found.pop() if found else None


def value_in(record: Record, element: Element, analyte: Analyte) -> LaboratoryValue:
    """Return the laboratory value of an Observation; raises Refused for one that is not clear."""
    given = element.part("valueQuantity")
    if given is None:
        raise refused(element.at("valueQuantity"), "is missing", analyte.measure.named)
    number, unit, where = _quantity(given, analyte.measure)
    on, at = day_and_moment(record, element, *DATES)
    return LaboratoryValue(
        analyte,
        value_of(where, number, unit, analyte.measure),
        on,
        record.source,
        at,
        _upper_limit(element, analyte.measure),
        _transfused(element) if analyte is Analyte.PLATELETS else None,
    )


def _quantity(element: Element, measure: Measure) -> tuple[str, str, str]:
    """Return number, unit of Umbra's and place of a FHIR Quantity; raises Refused.

    Without a code the unit in words counts where it is exactly one of the codes.
    """
    if "comparator" in element.content:
        raise refused(element.at("comparator"), "makes the value a bound", "an exact value")
    number = element.number("value", f"{measure.named} such as {measure.example}")
    written, code = element.text("unit"), element.text("code")
    expected = f"{measure.named} in {' or '.join(UNITS[measure])}"
    if code is None and "system" not in element.content:
        if written is None:
            raise refused(element.where, "has no unit", expected)
        return number, unit_of(element.at("unit"), measure, written, None), element.at("value")
    if code is None:
        raise refused(element.at("code"), "is missing", expected)
    if element.text("system") != UCUM_SYSTEM:
        raise refused(element.at("system"), f"is not {UCUM_SYSTEM}", "a unit coded in UCUM")
    return number, unit_of(element.at("code"), measure, code, written), element.at("value")


def _upper_limit(element: Element, measure: Measure) -> Quantity | None:
    """Return the upper limit of the only reference range, None without one or with several."""
    highs = [high for each in element.parts("referenceRange") if (high := each.part("high"))]
    if len(highs) != 1:
        return None
    number, unit, where = _quantity(highs[0], measure)
    return upper_limit_of(where, number, unit, measure)


def _transfused(element: Element) -> bool | None:
    said = []
    flag = flag_said(element, "transfused")
    if flag is not None:
        said.append((element.at("extension"), flag))
    for component in element.parts("component"):
        code = component.part("code")
        if code is not None and (OBSERVATIONS, "transfused") in coded(code):
            if "valueBoolean" not in component.content:
                raise refused(component.at("valueBoolean"), "is missing", "true or false")
            said.append((component.where, component.flag("valueBoolean")))
    return agreed("statement of a transfusion", said)
