"""A patient's record in a FHIR Bundle: whose it is, and the day on which something was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from app.core.course import CourseFact
from app.core.order import Patient
from app.intake.fhir_bundle import Bundle, whole
from app.intake.fhir_element import Element
from app.intake.fhir_patient import read_patient, subject_of
from app.intake.moments import iso_day_of_moment, iso_day_or_moment, iso_moment, past_moment
from app.intake.wording import Misread, refused, words


class AnotherPatient(Misread):
    """A part of the record is about someone else."""


@dataclass(frozen=True, slots=True)
class Record:
    """What is needed to read one resource of the record of one patient.

    `drug` is the generic name of the drug whose course is read; None stands for every drug that
    Umbra knows. A time is on its day in `zone`; with None, on the day as written.
    """

    bundle: Bundle
    patient: Patient | None
    now: datetime
    source: str
    drug: str | None
    zone: tzinfo | None = None

    def check(self, element: Element) -> None:
        """Raise Refused for a resource that is changed, about nobody or about someone else."""
        whole(element)
        if read_patient(whole(subject_of(self.bundle, element)), self.now) != self.patient:
            raise AnotherPatient(
                f"{element.at('subject')} is another patient than the first; expected one "
                "patient in a file.",
                "Send each patient in a file of their own.",
            )


@dataclass(frozen=True, slots=True)
class Part:
    """A resource that says something of the course: what people call it, and how it is read."""

    what: str
    read: Callable[[], list[CourseFact]]


def day_of(record: Record, element: Element, *names: str) -> date:
    """Return the local day of the first of `names` that is there; raises Refused."""
    return _dated(record, element, names)[0]


def day_and_moment(record: Record, element: Element, *names: str) -> tuple[date, datetime | None]:
    """Return the local day and the time in UTC, None if it is only a day; raises Refused."""
    day, where, text = _dated(record, element, names)
    return day, past_moment(where, iso_moment(where, text), record.now) if "T" in text else None


def _dated(record: Record, element: Element, names: tuple[str, ...]) -> tuple[date, str, str]:
    """Return the day, the place and the text of the first of `names` that is there."""
    for name in names:
        text = element.text(name)
        if text is not None:
            where = element.at(name)
            return iso_day_or_moment(where, text, record.now, record.zone), where, text
    raise refused(element.at(names[0]), "is missing", "a date such as 2026-10-05")


def day_if_any(record: Record, element: Element) -> date | None:
    """Return the day of a resource that cannot be read, where at least that is plain."""
    period = element.content.get("effectivePeriod")
    started = period.get("start") if isinstance(period, dict) else None
    dates = ("effectiveDateTime", "effectiveInstant", "onsetDateTime", "date", "recordedDate")
    today = max(record.now.astimezone(zone).date() for zone in (UTC, record.zone or UTC))
    for value in (*(element.content.get(name) for name in dates), started):
        day = _plain_day(value, record.zone) if isinstance(value, str) else None
        if day is not None:
            return day if day <= today else None
    return None


def _plain_day(text: str, zone: tzinfo | None) -> date | None:
    """Return the day of a time, or else the one that a text starts with, or None."""
    try:
        return iso_day_of_moment("", text, zone)
    except Misread:
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            return None


def first_note(element: Element) -> str | None:
    """Return the text of the first note on a resource, or None; raises Refused."""
    for note in element.parts("note"):
        text = note.text("text")
        if text is not None:
            return words(note.at("text"), text, 500)
    return None
