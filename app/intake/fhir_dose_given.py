"""Doses given and left out, in the MedicationAdministrations of a FHIR record."""

from datetime import date

from app.core.course import CourseFact, DoseGiven, DoseOmitted, Unusable
from app.core.quantity import Measure, Quantity
from app.intake import course
from app.intake.fhir_course import Place, has_place, said
from app.intake.fhir_dosage import check_route_of, codes_and_names, drug_concept
from app.intake.fhir_element import Element
from app.intake.fhir_observation import read_quantity
from app.intake.fhir_record import Part, Record, day_of
from app.intake.medication import known_drug, resembles
from app.intake.wording import BY_HAND, NO_REASON, Misread, refused, shown, words


def dose_in(record: Record, element: Element) -> Part | None:
    """Return the dose that a MedicationAdministration is about, or None for another drug's."""
    if element.text("status") == "entered-in-error" or not _is_ours(record, element):
        return None
    return Part("a dose", lambda: _read(record, element))


def _is_ours(record: Record, element: Element) -> bool:
    """Tell whether the drug is the one of the course; raises Refused where it is not clear."""
    concept = drug_concept(record.bundle, element)
    codes, names = codes_and_names(concept)
    if not codes and not names:
        raise refused(concept.where, "does not name a drug", "its generic name")
    known = known_drug(concept.where, codes, names)
    if known is not None:
        return record.drug is None or known == record.drug.casefold()
    if has_place(element) or resembles(names):
        raise refused(
            concept.where,
            f"names “{shown(' '.join(names) or ', '.join(sorted(codes)))}”, not in full a drug "
            "that Umbra knows",
            f"its whole generic name, such as {resembles(names) or 'that of the order'}",
        )
    return False


def _read(record: Record, element: Element) -> list[CourseFact]:
    record.check(element)
    status = element.needed("status", "completed or not-done")
    if status not in ("completed", "not-done"):
        raise refused(element.at("status"), f"is “{shown(status)}”", "completed or not-done")
    cycle, day = _place(record, element).agreed(element.where)
    on = _day(record, element)
    if status == "not-done":
        return [DoseOmitted(cycle, day, on, _reason(element), record.source)]
    return _given(record, element, cycle, day, on)


def _place(record: Record, element: Element) -> Place:
    place = Place()
    place.in_extensions(element)
    place.in_text(element.part("dosage"), "text")
    for note in element.parts("note"):
        place.in_text(note, "text")
    for identifier in element.parts("identifier"):
        place.in_text(identifier, "value")
    reference = element.part("request")
    request = reference and record.bundle.resolve(reference, element, "MedicationRequest")
    if request:
        place.in_extensions(request)
        place.in_text(request.part("groupIdentifier"), "value")
        for dosage in request.parts("dosageInstruction"):
            place.in_text(dosage, "text")
    return place


def _day(record: Record, element: Element) -> date:
    period = element.part("effectivePeriod")
    if period is not None and "effectiveDateTime" not in element.content:
        return day_of(record, period, "start")
    return day_of(record, element, "effectiveDateTime")


def _reason(element: Element) -> str:
    for concept in element.parts("statusReason"):
        names = (concept.text("text"), *(each.text("display") for each in concept.parts("coding")))
        for name in names:
            if name is not None:
                return words(concept.where, name, 500)
    return NO_REASON


def _given(record: Record, element: Element, cycle: int, day: int, on: date) -> list[CourseFact]:
    """Return the dose, and beside it what of it could not be read.

    That it was given stands even where its amount is not clear: without it the course would
    look as if it were still due.
    """
    faults: list[Misread] = []
    dose = per_area = reduction = None
    try:
        dose, per_area = _amount(element)
    except Misread as fault:
        faults.append(fault)
    try:
        percent = said(element, "reduction", course.reduction)
        reduction = None if percent is None else int(percent.removesuffix("%"))
    except Misread as fault:
        faults.append(fault)
    given = DoseGiven(cycle, day, on, record.source, dose, per_area, reduction)
    about = f"the dose of cycle {cycle}, day {day}"
    return [
        given,
        *(Unusable(about, f"{fault.fault} {BY_HAND}", on, record.source) for fault in faults),
    ]


def _amount(element: Element) -> tuple[Quantity | None, Quantity | None]:
    dosage = element.part("dosage")
    if dosage is None:
        return None, None
    check_route_of(dosage)
    given = dosage.part("dose")
    if given is None:
        return None, None
    value, measure = read_quantity(given, (Measure.DOSE, Measure.DOSE_PER_AREA))
    return (value, None) if measure is Measure.DOSE else (None, value)
