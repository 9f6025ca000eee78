"""A patient's course in a FHIR R4 Bundle (collection, document, searchset, transaction, message).

Read are, of one patient:

==================================== ==============================================================
MedicationAdministration             a dose given: status completed; one left out: not-done, with
                                     its statusReason. effectiveDateTime or effectivePeriod.start;
                                     dosage.dose in mg or mg/m2 (UCUM); cycle and day as below
Observation, LOINC of `laboratory`   valueQuantity in UCUM; effectiveDateTime; status final,
                                     amended or corrected; referenceRange.high where there is one;
                                     for platelets, extension or component "transfused"
Observation, code of ours:           effectiveDateTime, and
  response                           valueCodeableConcept, valueString or extension: none, cr, cri
  transplant-planned                 valueBoolean
  interrupted                        valuePeriod: from, and the day on which treatment went on;
                                     note.text says why, extension "cause" which kind of cause
  dose-reduced                       valueString: 25%, 2 doses per cycle, or both with " and "
  liver-values-explained             valueString: the cause
  discontinued                       valueString: why
Condition, AdverseEvent              ICD-10 K76.5 or SNOMED CT 65617004, or a code of ours:
                                     veno-occlusive-disease, severe-liver-toxicity,
                                     infusion-reaction, of-the-blood, other. onsetDateTime,
                                     date or recordedDate; abatementDateTime: it is gone since
==================================== ==============================================================

Our codes of an Observation are in https://umbra.invalid/fhir/observation (or 99UMBRA), those of
a Condition in https://umbra.invalid/fhir/harm, and our extensions are:

==================================================== ==============================================
https://umbra.invalid/fhir/cycle, /day               valuePositiveInt or valueInteger, on the dose
https://umbra.invalid/fhir/reduction                 valueString, such as "25%", on the dose
https://umbra.invalid/fhir/response                  valueCode or valueString, on an Observation
https://umbra.invalid/fhir/transfused                valueBoolean, on a platelet count
https://umbra.invalid/fhir/grade                     valueInteger 0 to 5, on a Condition; needed
                                                     but for the first two of our codes
https://umbra.invalid/fhir/cause                     valueCode or valueString, on an interrupted:
                                                     toxicity (not of the blood; it stands where
                                                     nothing is said), blood or other
https://umbra.invalid/fhir/grade-before-treatment    valueInteger 0 to 5, on a Condition
https://umbra.invalid/fhir/related                   valueBoolean, on a Condition
==================================================== ==============================================

Cycle and day are also read from dosage.text, note.text, identifier.value and the
MedicationRequest that `request` leads to, where they say "Cycle 1 Day 8" or "C1D8". What was
ordered or dispensed was not given for that: no other resource counts as a dose.

What cannot be read becomes a fact `Unusable` with its sentence. The file is refused only where
it is no Bundle, or of two patients, or where its patient cannot be told.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo

from app.core.course import CourseFact, LaboratoryValue, Unusable
from app.core.order import Patient
from app.core.refused import Refused
from app.intake.fhir_bundle import Bundle, Resource, read_each_resource, whole
from app.intake.fhir_course_observation import observation_in
from app.intake.fhir_dose_given import dose_in
from app.intake.fhir_element import Element
from app.intake.fhir_harm import harm_in
from app.intake.fhir_patient import check_one_patient, read_patient, subject_of
from app.intake.fhir_record import AnotherPatient, Part, Record, day_if_any
from app.intake.wording import BY_HAND, Misread

_KINDS: dict[str, Callable[[Record, Element], Part | None]] = {
    "MedicationAdministration": dose_in,
    "Observation": observation_in,
    "Condition": harm_in,
    "AdverseEvent": harm_in,
}


def patient_and_history(
    text: str,
    *,
    now: datetime,
    source: str,
    drug: str | None = None,
    zone: tzinfo | None = None,
) -> tuple[Patient | None, tuple[CourseFact, ...]]:
    """Return whose record a Bundle is, None where it names nobody, and its facts in its order.

    `drug` is the generic name whose doses count; without it those of every drug Umbra knows do.
    What was at a time was on that day in `zone`; without it, on the day as written. Raises
    Refused as the module says.
    """
    try:
        bundle = read_each_resource(text)
        check_one_patient(bundle)
        patient = _patient(bundle, now)
        record = Record(bundle, patient, now, source, drug, zone)
        return patient, tuple(_facts(record, others=False))
    except Misread as fault:
        raise Refused(f"{fault.fault} Have the file corrected and sent again.") from fault


def history_of(
    text: str,
    patient: Patient,
    *,
    now: datetime,
    source: str,
    drug: str | None,
    zone: tzinfo | None = None,
) -> tuple[CourseFact, ...]:
    """Return the facts about `patient`; what is about someone else is `Unusable`."""
    record = Record(read_each_resource(text), patient, now, source, drug, zone)
    return tuple(_facts(record, others=True))


def _patient(bundle: Bundle, now: datetime) -> Patient | None:
    found = bundle.of_kind("Patient")
    if found:
        return read_patient(whole(found[0]), now)
    for resource in bundle.resources:
        if resource.kind in _KINDS:
            try:
                subject = subject_of(bundle, resource.element)
            except Misread:
                continue
            return read_patient(whole(subject), now)
    return None


def _facts(record: Record, *, others: bool) -> Iterator[CourseFact]:
    """Yield the facts of each resource, once for all resources of one identifier."""
    known: dict[tuple[str, str], list[CourseFact]] = {}
    for resource in record.bundle.resources:
        names = _identifiers(resource)
        before = [fact for name in names for fact in known.get(name, [])]
        fresh = [fact for fact in _read(record, resource, others) if fact not in before]
        for name in names:
            known.setdefault(name, []).extend(fresh)
        for fact in fresh:
            twin = any(_is_of_the_same(fact, each) for each in before)
            yield _differing(record, resource, fact) if twin else fact


def _read(record: Record, resource: Resource, others: bool) -> list[CourseFact]:
    find, element = _KINDS.get(resource.kind), resource.element
    what = element.where
    try:
        part = find(record, element) if find is not None else None
        if part is None:
            return []
        what = f"{part.what}, {element.where}"
        return part.read()
    except AnotherPatient as fault:
        if not others:
            raise
        return [_unusable(record, element, what, fault)]
    except Misread as fault:
        hides = resource.kind == "MedicationAdministration"
        return [_unusable(record, element, what, fault, hides_dose=hides)]


def _unusable(
    record: Record, element: Element, what: str, fault: Misread, *, hides_dose: bool = False
) -> Unusable:
    on = day_if_any(record, element)
    return Unusable(what, f"{fault.fault} {BY_HAND}", on, record.source, hides_dose)


def _identifiers(resource: Resource) -> set[tuple[str, str]]:
    """Return what names a resource: its address, and its identifiers with their systems."""
    given = resource.element.content.get("identifier")
    found = {("", name) for name in resource.names}
    for each in given if isinstance(given, list) else [given]:
        if isinstance(each, dict) and isinstance(each.get("value"), str):
            found.add((f"{resource.kind} {each.get('system')}", each["value"]))
    return found


def _is_of_the_same(one: CourseFact, other: CourseFact) -> bool:
    """Tell whether two facts of one identifier, which are not alike, can only be one of both.

    Values of one sample share its number, and differ in what was measured or when.
    """
    if isinstance(one, LaboratoryValue) and isinstance(other, LaboratoryValue):
        return (one.analyte, one.on, one.at) == (other.analyte, other.on, other.at)
    return type(one) is type(other) and not isinstance(one, Unusable)


def _differing(record: Record, resource: Resource, fact: CourseFact) -> Unusable:
    where = resource.element.where
    return Unusable(
        where,
        f"{where} has the identifier of an earlier entry and says something else; expected the "
        f"same, or an identifier of its own. {BY_HAND}",
        getattr(fact, "on", None),
        record.source,
    )
