"""The patient of a FHIR order."""

from collections.abc import Iterator
from datetime import datetime

from app.core.order import Patient
from app.core.refused import Refused
from app.intake.fhir_bundle import Bundle
from app.intake.fhir_element import Element
from app.intake.moments import iso_day, past_day
from app.intake.person import full_name, record_number
from app.intake.wording import refused, words

_IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
_NOT_THE_NAME = {"old", "maiden", "nickname", "anonymous", "temp"}


def patient_of(bundle: Bundle, holder: Element, now: datetime) -> Patient:
    """Return the patient that `holder`, an order or an observation, is about; raises Refused."""
    check_one_patient(bundle)
    return read_patient(subject_of(bundle, holder), now)


def check_one_patient(bundle: Bundle) -> None:
    """Raise Refused for a file that holds two patients."""
    patients = bundle.of_kind("Patient")
    if len(patients) > 1:
        raise Refused(
            f"The file holds two patients, {patients[0].where} and {patients[1].where}; expected "
            "one. Send each patient in a file of their own."
        )


def subject_of(bundle: Bundle, holder: Element) -> Element:
    """Return the Patient resource that `holder` is about; raises Refused if it leads to none."""
    subject = holder.part("subject")
    found = None if subject is None else bundle.resolve(subject, holder, "Patient")
    if found is None:
        raise refused(
            holder.at("subject"), "does not lead to a patient in the file", "the file's Patient"
        )
    return found


def read_patient(element: Element, now: datetime) -> Patient:
    """Return what a Patient resource says; raises Refused."""
    if "active" in element.content and not element.flag("active"):
        raise refused(element.at("active"), "is false", "a patient record in use")
    if element.flag("deceasedBoolean") or "deceasedDateTime" in element.content:
        raise refused(element.where, "says that the patient has died", "a living patient")
    if any(link.text("type") == "replaced-by" for link in element.parts("link")):
        raise refused(element.at("link"), "says that it is replaced", "the record in use")
    where = element.at("birthDate")
    born = iso_day(where, element.needed("birthDate", "a date such as 1979-04-12"))
    return Patient(_name(element), _identifier(element), past_day(where, born, now))


def _name(element: Element) -> str:
    names = [name for name in element.parts("name") if name.text("use") not in _NOT_THE_NAME]
    official = [name for name in names if name.text("use") == "official"]
    written = {_written(name) for name in official or names}
    if not written:
        raise refused(element.at("name"), "is missing", "the name of the patient")
    if len(written) > 1:
        raise refused(element.at("name"), "gives several names", "one with use official")
    return written.pop()


def _written(name: Element) -> str:
    text = name.text("text")
    if text is not None and "family" not in name.content and "given" not in name.content:
        return words(name.at("text"), text)
    return full_name(name.where, name.text("family"), name.texts("given"), name.texts("suffix"))


def _identifier(element: Element) -> str:
    current = [each for each in element.parts("identifier") if each.text("use") != "old"]
    marked = [each for each in current if "MR" in set(_types(each))]
    unmarked = [each for each in current if not set(_types(each))]
    return record_number(
        element.at("identifier"),
        [each.needed("value", "the medical record number") for each in marked],
        [each.needed("value", "the medical record number") for each in unmarked],
    )


def _types(identifier: Element) -> Iterator[str]:
    kind = identifier.part("type")
    for coding in kind.parts("coding") if kind else ():
        if coding.text("system") == _IDENTIFIER_TYPES:
            yield coding.needed("code", "a type such as MR")
