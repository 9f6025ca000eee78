"""Files that tell of a patient's course: whichever format they are in, and orders among them."""

from datetime import datetime, tzinfo

from app.core.course import CourseFact
from app.core.order import Patient
from app.core.refused import Refused
from app.intake.course_file import read_course_file
from app.intake.fhir_bundle import read_resources
from app.intake.fhir_history import history_of, patient_and_history
from app.intake.fhir_premedication import premedication_ordered
from app.intake.files import is_hl7, is_json, read_orders, text_of
from app.intake.hl7_laboratory import patient_and_laboratory
from app.intake.medication import known_drug
from app.intake.strict_json import read_json

History = tuple[Patient | None, tuple[CourseFact, ...]]


def read_history_file(
    data: bytes | str,
    *,
    now: datetime,
    source: str,
    drug: str | None = None,
    zone: tzinfo | None = None,
) -> History:
    """Return whose record a file is, where it says so, and the facts in it; raises Refused.

    The content decides the format: a FHIR Bundle, a course that Umbra exported, or an HL7 v2
    order message with laboratory values. `drug` is the generic name of the drug whose doses
    count in a Bundle; without it those of every drug that Umbra knows do. What was at a time was
    on that day in `zone`, the site's; without it, on the day as written.
    """
    text = text_of(data) if isinstance(data, bytes) else data
    if is_json(text):
        value = read_json(text, "a FHIR R4 Bundle or a course that Umbra exported")
        if isinstance(value, dict) and "umbra" in value:
            return read_course_file(text, source=source)
        return patient_and_history(text, now=now, source=source, drug=drug, zone=zone)
    if is_hl7(text):
        return patient_and_laboratory(text, now=now, source=source, zone=zone)
    raise Refused(
        "The file is neither FHIR R4 in JSON, nor a course that Umbra exported, nor an HL7 v2 "
        "message; expected one of these. Choose the file of the patient's history."
    )


def history_of_order_file(
    data: bytes, *, now: datetime, source: str, zone: tzinfo | None = None
) -> tuple[Patient, tuple[CourseFact, ...]]:
    """Return whose orders a file holds, and what else it tells of the patient's course.

    What was at a time was on that day in `zone`; without it, on the day as written. Raises
    Refused only where `read_orders` does: what cannot be read is a fact `Unusable`.
    """
    order = read_orders(data, now=now)[0]
    text = text_of(data)
    if is_hl7(text):
        told = patient_and_laboratory(text, now=now, source=source, zone=zone)[1]
        return order.patient, told
    drug = known_drug("The drug", set(), [order.drug]) or order.drug
    told = history_of(text, order.patient, now=now, source=source, drug=drug, zone=zone)
    return order.patient, told


def premedication_of(data: bytes) -> tuple[tuple[str, str], ...]:
    """Return class and name, as written, of each premedication ordered in an order file.

    The classes are corticosteroid, antipyretic and antihistamine, known by ATC code in a FHIR
    Bundle; an HL7 v2 message tells of none. Raises Refused only where `read_orders` does.
    """
    text = text_of(data)
    return premedication_ordered(read_resources(text)) if is_json(text) else ()
