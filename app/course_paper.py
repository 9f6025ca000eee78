"""What the page of a course says on paper, from recorded facts and the calendar alone."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from app.core.axis import days_shown, lengths, placed
from app.core.calendar import Calendar, CalendarCycle, CalendarDose, Mark
from app.core.course_words import dated
from app.core.formulary import Monograph
from app.core.order import Patient
from app.course_lines import CourseLine
from app.site import Site
from reports.section import Cycle, CycleDose, Cycles, Document, Fields, Section, Table

_Sign = Literal["given", "omitted", "not on record", "due", "late", "planned", "impossible"]
_SIGNS: dict[Mark, _Sign] = {
    Mark.GIVEN: "given",
    Mark.OMITTED: "omitted",
    Mark.NOT_ON_RECORD: "not on record",
    Mark.DUE: "due",
    Mark.LATE: "late",
    Mark.PLANNED: "planned",
    Mark.IMPOSSIBLE: "impossible",
}


def course_paper(
    patient: Patient,
    monograph: Monograph,
    calendar: Calendar,
    says: tuple[tuple[str, str], ...],
    lines: tuple[CourseLine, ...],
    site: Site,
    now: datetime,
) -> Document:
    """Return the page of a course as it stands at `now`; `says` is what the record comes to."""
    moment = site.shown(now, "%Y-%m-%d %H:%M")
    return Document(
        title="Course of treatment",
        subtitle=f"As it stands on {moment}. What is recorded later is not on this page.",
        identity=(
            ("Patient", patient.name),
            ("MRN", patient.identifier),
            ("Born", patient.born.isoformat()),
            ("Printed", moment),
            ("Drug", f"{monograph.drug} ({monograph.brand})"),
            ("Monograph", f"{monograph.label} {monograph.revision}"),
        ),
        sections=tuple(_sections(calendar, says, lines, site.day(now))),
        footer=site.foot,
        size=site.paper,
        mark=site.mark,
    )


def file_name(patient: Patient, today: date) -> str:
    """Return the name of the file: no two numbers of patients lead to one."""
    number = "".join(
        sign if sign.isascii() and sign.isalnum() else f"_{ord(sign):x}_"
        for sign in patient.identifier
    )
    return f"{number}-{today.isoformat()}.pdf"


def _sections(
    calendar: Calendar,
    says: tuple[tuple[str, str], ...],
    lines: tuple[CourseLine, ...],
    today: date,
) -> Iterator[Section]:
    yield _cycles(calendar, today)
    yield Fields("What the record says", says)
    if not lines:
        yield Fields("Everything on record", (("Facts", "none yet"),))
        return
    yield Table(
        "Everything on record",
        ("No.", "Date", "What", "From", "Recorded by"),
        tuple(_line(line) for line in lines),
        (0.9, 2, 5.2, 2.8, 3.2),
    )


def _line(line: CourseLine) -> tuple[str, ...]:
    words = f"TAKEN BACK: {line.words} ({line.taken_back})" if line.taken_back else line.words
    recorded = f"{line.person}, {line.recorded}"
    return str(line.number), line.on or "–", words, line.source, recorded


def _cycles(calendar: Calendar, today: date) -> Cycles:
    cycles = (
        _cycle(cycle, length, today)
        for cycle, length in zip(calendar.cycles, lengths(calendar), strict=True)
    )
    return Cycles("Cycles", tuple(cycles), days_shown(calendar, today))


def _cycle(cycle: CalendarCycle, length: int | None, today: date) -> Cycle:
    first = cycle.first
    return Cycle(
        name=f"Cycle {cycle.cycle}",
        begins=first.isoformat() if first is not None else "",
        doses=tuple(_dose(dose, first, today) for dose in cycle.doses),
        remark="; ".join(f"day {dose.day}: {dose.remark}" for dose in cycle.doses if dose.remark),
        length=length,
    )


def _dose(dose: CalendarDose, first: date | None, today: date) -> CycleDose:
    place, words = placed(dose, first, today), " ".join(dated(dose)).strip()
    return CycleDose(dose.day, place.at, _SIGNS[dose.mark], words, place.window)
