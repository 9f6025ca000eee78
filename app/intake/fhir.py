"""Orders in a FHIR R4 Bundle of type collection, transaction, message or searchset.

Every MedicationRequest of a drug that Umbra knows becomes one order, and the Bundle is refused
whole if one of them cannot be read. Requests of other drugs beside them, such as a premedication
or hydroxyurea, are left out: those that name no drug of `medication.DRUGS` and carry neither our
cycle nor our day. It holds one Patient, and Observations of height (LOINC 8302-2 or 3137-7)
and weight (29463-7 or 3141-9), of which the latest day counts.

What FHIR has no field for stands in extensions of the MedicationRequest:

====================================== =======================================
https://umbra.invalid/fhir/cycle       valuePositiveInt or valueInteger
https://umbra.invalid/fhir/day         valuePositiveInt or valueInteger
https://umbra.invalid/fhir/response    valueCode or valueString: none, cr, cri
https://umbra.invalid/fhir/reduction   valueString, such as "25%"
https://umbra.invalid/fhir/location    valueString
====================================== =======================================

Cycle and day are also read from groupIdentifier.value and dosageInstruction.text where these
say "Cycle 1 Day 8", "Cycle 1, Day 8" or "C1D8", as written here; two places that differ are
refused. The wanted start is dosageInstruction.timing.event; the location may also be that of
the Encounter; the prescriber is requester.display. A route other than intravenous is refused.

An ordered dose in mg/m2 is read strictly and then left out, for an Order holds only a dose.
"""

from datetime import datetime

from app.core.order import Order, Patient
from app.core.quantity import Measure
from app.core.refused import Refused
from app.intake import course
from app.intake.bounds import check_orders
from app.intake.fhir_bundle import Bundle, read_resources
from app.intake.fhir_course import cycle_and_day, each_said, has_place, said
from app.intake.fhir_dosage import (
    codes_and_names,
    dosage_of,
    dose_of,
    drug_concept,
    drug_of,
    wanted_at,
)
from app.intake.fhir_element import Element
from app.intake.fhir_observation import measured_in_bundle
from app.intake.fhir_patient import patient_of
from app.intake.fhir_premedication import premedication_in
from app.intake.measured import Measured, latest
from app.intake.medication import drug_named, known_drug, resembles
from app.intake.moments import iso_moment, past_moment
from app.intake.wording import LONGEST_IDENTIFIER, agreed, refused, shown, words


def read_bundle(text: str, *, now: datetime) -> tuple[Order, ...]:
    """Return the orders of a Bundle; raises Refused, naming the resource and the field."""
    bundle = read_resources(text)
    requests = bundle.of_kind("MedicationRequest")
    if not requests:
        raise Refused(
            "The order file holds no MedicationRequest; expected one for each ordered dose. Have "
            "it exported again."
        )
    check_orders(len(requests))
    ours = tuple(each for each in requests if not is_of_another_drug(bundle, each)) or requests
    for request in ours:
        _is_ordered(request)
    patient = patient_of(bundle, requests[0], now)
    for request in requests:
        if patient_of(bundle, request, now) != patient:
            raise refused(request.at("subject"), "is another patient than the first", "the same")
    return _orders(bundle, ours, patient, now)


def is_of_another_drug(bundle: Bundle, request: Element) -> bool:
    """Tell whether a request names another drug than Umbra's; raises Refused if it names none.

    One that carries our cycle or day, or names a drug of Umbra's in part, is an order all the same.
    """
    concept = drug_concept(bundle, request)
    codes, names = codes_and_names(concept)
    if not names and not premedication_in(concept):
        drug_named(concept.where, codes, names)
    for name in names:
        words(concept.where, name)
    known = known_drug(concept.where, codes, names) or resembles(names)
    return known is None and not has_place(request)


def _orders(
    bundle: Bundle, requests: tuple[Element, ...], patient: Patient, now: datetime
) -> tuple[Order, ...]:
    body = tuple(measured_in_bundle(bundle, patient, now))
    height = latest(Measure.HEIGHT, (one for each, one in body if each is Measure.HEIGHT))
    weight = latest(Measure.BODY_WEIGHT, (one for each, one in body if each is not Measure.HEIGHT))
    orders: dict[str, Order] = {}
    for request in requests:
        order = _order(bundle, request, patient, (height, weight), now)
        if order.identifier in orders:
            raise refused(request.at("identifier"), "is that of another order", "one of its own")
        orders[order.identifier] = order
    return tuple(orders.values())


def _order(
    bundle: Bundle,
    request: Element,
    patient: Patient,
    body: tuple[Measured, Measured],
    now: datetime,
) -> Order:
    height, weight = body
    dosage = dosage_of(request)
    cycle, day = cycle_and_day(request, dosage)
    return Order(
        identifier=_identifier(request),
        patient=patient,
        drug=drug_of(bundle, request),
        cycle=cycle,
        day=day,
        height=height.value,
        weight=weight.value,
        height_on=height.on,
        weight_on=weight.on,
        dose=dose_of(dosage) if dosage else None,
        response=said(request, "response", course.response),
        reduction=said(request, "reduction", course.reduction),
        wanted=wanted_at(dosage) if dosage else None,
        written=_written(request, now),
        prescriber=_prescriber(request),
        location=_location(bundle, request),
    )


def _is_ordered(request: Element) -> None:
    for name, wanted in (("status", "active"), ("intent", "order")):
        found = request.needed(name, wanted)
        if found != wanted:
            raise refused(request.at(name), f"is “{shown(found)}”", wanted)
    if request.flag("doNotPerform"):
        raise refused(request.at("doNotPerform"), "forbids the drug", "an order to give it")


def _identifier(request: Element) -> str:
    every = [each for each in request.parts("identifier") if each.text("use") != "old"]
    official = [each for each in every if each.text("use") == "official"]
    found = agreed(
        "identifier",
        (
            (each.where, words(each.at("value"), each.needed("value", "text"), LONGEST_IDENTIFIER))
            for each in official or every
        ),
    )
    if found is None:
        raise refused(request.at("identifier"), "is missing", "the identifier of the order")
    return found


def _written(request: Element, now: datetime) -> datetime | None:
    where, text = request.at("authoredOn"), request.text("authoredOn")
    return None if text is None else past_moment(where, iso_moment(where, text), now)


def _prescriber(request: Element) -> str | None:
    requester = request.part("requester")
    name = None if requester is None else requester.text("display")
    return None if name is None else words(request.at("requester.display"), name)


def _location(bundle: Bundle, request: Element) -> str | None:
    stated = list(each_said(request, "location", words))
    reference = request.part("encounter")
    encounter = None if reference is None else bundle.resolve(reference, request, "Encounter")
    if encounter is not None:
        stated += _places(bundle, encounter)
    return agreed("location", stated)


def _places(bundle: Bundle, encounter: Element) -> list[tuple[str, str]]:
    """Return where the patient is now: each place of the stay that is not over or planned."""
    found = []
    for stay in encounter.parts("location"):
        place = stay.part("location")
        if place is None or stay.text("status") not in (None, "active"):
            continue
        resource = bundle.resolve(place, encounter, "Location")
        name = place.text("display") or (resource.text("name") if resource else None)
        if name is not None:
            found.append((place.where, words(place.where, name)))
    return found
