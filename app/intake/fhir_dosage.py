"""Drug, dose, route and start in a FHIR MedicationRequest."""

from datetime import datetime

from app.core.quantity import Measure, Quantity
from app.intake.fhir_bundle import Bundle
from app.intake.fhir_element import Element
from app.intake.fhir_observation import read_quantity
from app.intake.medication import check_route, drug_named
from app.intake.moments import iso_moment
from app.intake.wording import agreed, refused

_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_OF_ONE_DOSE = {"duration", "durationUnit"}
_BEFORE_R4 = ("doseQuantity", "doseSimpleQuantity", "doseRange")


def drug_of(bundle: Bundle, request: Element) -> str:
    """Return the generic name of the ordered drug; raises Refused."""
    concept = drug_concept(bundle, request)
    codes, names = codes_and_names(concept)
    return drug_named(concept.where, codes, names)


def drug_concept(bundle: Bundle, request: Element) -> Element:
    """Return the concept that says which drug is ordered or given; raises Refused."""
    concept = request.part("medicationCodeableConcept")
    reference = request.part("medicationReference")
    if reference is not None:
        if concept is not None:
            raise refused(reference.where, "names a drug beside another one", "one of them")
        concept = _referred(bundle, request, reference)
    if concept is None:
        raise refused(request.at("medicationCodeableConcept"), "is missing", "the drug")
    return concept


def codes_and_names(concept: Element) -> tuple[set[str], list[str]]:
    """Return the RxNorm codes of a drug and every name it is given."""
    codings = concept.parts("coding")
    codes = {each.text("code") or "" for each in codings if each.text("system") == _RXNORM}
    names = [concept.text("text"), *(each.text("display") for each in codings)]
    return codes, [name for name in names if name is not None]


def _referred(bundle: Bundle, request: Element, reference: Element) -> Element | None:
    medication = bundle.resolve(reference, request, "Medication")
    if medication is None:
        raise refused(reference.where, "leads to no Medication in the file", "the drug")
    if medication.text("status") not in (None, "active"):
        raise refused(medication.at("status"), "is not active", "a drug in use")
    return medication.part("code")


def dosage_of(request: Element) -> Element | None:
    """Return the one dosage of the order, checked to be intravenous; raises Refused for two."""
    dosages = request.parts("dosageInstruction")
    if len(dosages) > 1:
        raise refused(request.at("dosageInstruction"), "has more than one entry", "one dose")
    for dosage in dosages:
        check_route_of(dosage)
    return dosages[0] if dosages else None


def check_route_of(dosage: Element) -> None:
    """Raise Refused unless a stated route is the intravenous one."""
    route = dosage.part("route")
    if route is not None:
        text = route.text("text")
        check_route(route.where, coded(route), [] if text is None else [text])


def coded(concept: Element) -> list[tuple[str, str]]:
    """Return the codes of a concept, each with its system in front; empty where either lacks."""
    codings = concept.parts("coding")
    return [(each.text("system") or "", each.text("code") or "") for each in codings]


def dose_of(dosage: Element) -> Quantity | None:
    """Return the ordered dose, if the order states one; raises Refused for one not clear.

    A dose in mg/m2 must be readable too; it is not returned, for it is no dose yet.
    """
    for name in _BEFORE_R4:
        if name in dosage.content:
            raise refused(dosage.at(name), "is not where FHIR R4 has it", "doseAndRate")
    found: list[tuple[str, Quantity]] = []
    for each in dosage.parts("doseAndRate"):
        if "doseRange" in each.content:
            raise refused(each.at("doseRange"), "is a range", "one dose")
        dose = each.part("doseQuantity")
        if dose is not None:
            value, measure = read_quantity(dose, (Measure.DOSE, Measure.DOSE_PER_AREA))
            if measure is Measure.DOSE:
                found.append((dose.where, value))
    return agreed("dose", found)


def wanted_at(dosage: Element) -> datetime | None:
    """Return the time in UTC at which the infusion shall start, if the order states it."""
    timing = dosage.part("timing")
    if timing is None:
        return None
    repeat = timing.part("repeat")
    if repeat is not None and not repeat.content.keys() <= _OF_ONE_DOSE:
        raise refused(repeat.where, "repeats the dose or bounds it", "one dose at one time")
    events = timing.texts("event")
    if len(events) > 1:
        raise refused(timing.at("event"), "has more than one time", "one start")
    return iso_moment(timing.at("event"), events[0]) if events else None
