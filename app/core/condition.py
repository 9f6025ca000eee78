"""What the conditions before a dose are judged from, and how one is put to a pharmacist."""

from dataclasses import dataclass
from datetime import date

from app.core.asked import AskedDose
from app.core.course import Analyte, Course
from app.core.formulary import Monograph
from app.core.given_doses import given_once
from app.core.outcome import Question
from app.core.policy import LaboratoryPolicy
from app.core.regimen import Gate


@dataclass(frozen=True, slots=True)
class Given:
    """What every gate is judged from."""

    course: Course
    asked: AskedDose
    monograph: Monograph
    policy: LaboratoryPolicy | None


def ask(gate: Gate, detail: str, *analytes: Analyte) -> Question:
    """Return the question of a gate; `detail` says what the record lacks."""
    return Question(gate.code, gate.question, detail, gate.source, analytes)


def last_dose(course: Course) -> date | None:
    """Return the day of the last dose on record, None without one."""
    return max((dose.on for dose in given_once(course)), default=None)


def first_day(course: Course, cycle: int) -> date | None:
    """Return the date of day 1 of a cycle, None where it is not on record."""
    return next((d.on for d in given_once(course) if (d.cycle, d.day) == (cycle, 1)), None)
