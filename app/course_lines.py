"""Every fact of a patient's course as a line: for the list on screen, and for paper."""

from dataclasses import dataclass
from datetime import datetime

from app.core.course import CourseFact, TakenBack
from app.core.course_words import day_of, said
from app.core.order import Patient
from app.courses import course_of, fact_in, stream_of
from app.site import Site
from app.store import Log, Recorded


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A fact: its number, its date, its words, where it is from, who recorded it, and when.

    `taken_back` says by which number and why, "" where the fact counts.
    """

    number: int
    on: str
    words: str
    source: str
    person: str
    recorded: str
    taken_back: str


def lines(log: Log, patient: Patient, site: Site) -> tuple[CourseLine, ...]:
    """Return every fact of a course in the order of recording; raises Refused as `course_of`."""
    facts = course_of(log, patient).facts
    rows = log.history(stream_of(patient))[1:]
    gone = {
        fact.about: f"taken back by number {number}: {fact.reason}"
        for number, fact in enumerate(facts, start=1)
        if isinstance(fact, TakenBack)
    }
    return tuple(
        _line(number, row, gone.get(number, ""), site) for number, row in enumerate(rows, start=1)
    )


def _line(number: int, row: Recorded, taken_back: str, site: Site) -> CourseLine:
    fact = fact_in(row)
    return CourseLine(
        number=number,
        on=_when(fact, site),
        words=said(fact),
        source=fact.source,
        person=row.actor,
        recorded=site.shown(datetime.fromisoformat(row.at), "%Y-%m-%d %H:%M"),
        taken_back=taken_back,
    )


def _when(fact: CourseFact, site: Site) -> str:
    at = getattr(fact, "at", None)
    return site.shown(at, "%Y-%m-%d %H:%M") if at is not None else day_of(fact)
