"""`umbra plan --history FILE`: the course that a plan is judged by."""

import argparse
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from app import references
from app.clock import SystemClock
from app.core.asked import AskedDose
from app.core.calendar import Calendar, calendar
from app.core.course import Course
from app.core.dose import Request
from app.core.formulary import Monograph
from app.core.order import Age
from app.core.outlook import with_course
from app.core.refused import Refused
from app.core.review import Review, review
from app.course_report import CourseReport, course_report
from app.intake.history_files import read_history_file

_LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Judged:
    """What a history says to the dose asked for; `born` where the file tells it."""

    asked: AskedDose
    review: Review
    calendar: Calendar
    born: date | None

    def applied(self, request: Request) -> Request:
        """Return the request with the response and the reduction that the course shows."""
        age = request.age if request.age is not None else self._age()
        found = self.review
        return replace(request, response=found.response, reduction=found.reduction, age=age)

    def without_plan(self, request: Request, monograph: Monograph) -> "Judged":
        """Return what is said where no dose can be planned."""
        return replace(self, review=with_course(self.review, request, monograph))

    def report(self) -> CourseReport:
        """Return what the course says, for programs and for people."""
        return course_report(self.asked, self.review, self.calendar)

    def _age(self) -> Age | None:
        """Return the age on the day asked for, where the history tells the date of birth."""
        if self.born is None or self.born > self.asked.on:
            return None
        return Age.between(self.born, self.asked.on)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options about the course."""
    course = parser.add_argument_group("the course of the patient")
    course.add_argument(
        "--history", metavar="FILE", help="a FHIR R4 bundle, or a course exported by Umbra"
    )
    course.add_argument("--on", metavar="2026-11-02", help="the day of the dose; today if left out")


def judged(
    arguments: argparse.Namespace, request: Request, monograph: Monograph, begins: datetime | None
) -> Judged | None:
    """Return what the history says, None where none is given; raises Refused for a bad file.

    The dose is for the day of --on, or else for when it is reconstituted, `begins`, or now. Times
    in the file fall on the days of the offset of `begins`, else on those that are written.
    """
    on = None if arguments.on is None else _day(arguments.on)
    if arguments.history is None:
        if on is not None:
            raise Refused(
                "--on needs --history: without a course the day of the dose says nothing."
            )
        return None
    now = SystemClock().reading().wall
    patient, facts = read_history_file(
        _content(Path(arguments.history)),
        now=now,
        source=Path(arguments.history).name,
        drug=monograph.drug,
        zone=None if begins is None else begins.tzinfo,
    )
    at = None if on is not None else begins or now.astimezone()
    asked = AskedDose(
        cycle=request.cycle,
        day=request.day,
        on=at.date() if at is not None else on or now.date(),
        at=None if at is None else at.astimezone(UTC),
        response=request.response,
        reduction=request.reduction,
    )
    course = Course(facts)
    found = review(course, asked, monograph, references.laboratory_policy())
    born = None if patient is None else patient.born
    return Judged(asked, found, calendar(course, monograph, asked.on), born)


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}", text, re.ASCII):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” is not a day for --on; write it such as 2026-11-02.") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused(f"{path} is larger than 5 MB; a patient's history is much smaller.")
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
