"""What a course says to a dose, as part of the object of `umbra plan --json`, and as lines."""

from dataclasses import dataclass
from typing import Any

from app.core.asked import AskedDose
from app.core.calendar import Calendar, CalendarDose
from app.core.review import Review


@dataclass(frozen=True, slots=True)
class CourseReport:
    """What a course says to a dose: as the object others read, and as lines for people."""

    object: dict[str, Any]
    lines: list[str]


def course_report(asked: AskedDose, review: Review, calendar: Calendar) -> CourseReport:
    """Return what a course says to a dose; its findings stand with those of the plan."""
    return CourseReport(_object(asked, review, calendar), _lines(asked, review, calendar))


def _object(asked: AskedDose, review: Review, calendar: Calendar) -> dict[str, Any]:
    return {
        "on": asked.on.isoformat(),
        "cycle": asked.cycle,
        "day": asked.day,
        "response": None if review.response is None else review.response.value,
        "reduction": None if review.reduction is None else f"{review.reduction}%",
        "answered": [
            {
                "code": each.code,
                "sentence": each.sentence,
                "detail": each.detail,
                "source": each.source,
            }
            for each in review.answered
        ],
        "questions": [
            {
                "code": each.code,
                "question": each.question,
                "detail": each.detail,
                "source": each.source,
            }
            for each in review.questions
        ],
        "calendar": [_dose(dose) for cycle in calendar.cycles for dose in cycle.doses],
        "next": None if calendar.following is None else _dose(calendar.following),
    }


def _dose(dose: CalendarDose) -> dict[str, Any]:
    def text(day: object) -> str | None:
        return None if day is None else str(day)

    return {
        "cycle": dose.cycle,
        "day": dose.day,
        "stands": dose.mark.value,
        "on": text(dose.on),
        "earliest": text(dose.earliest),
        "latest": text(dose.latest),
        "remark": dose.remark,
    }


def _lines(asked: AskedDose, review: Review, calendar: Calendar) -> list[str]:
    lines = [f"course, for {asked.named} on {asked.on.isoformat()}"]
    lines += [f"  OK   {each.sentence}: {each.detail}" for each in review.answered]
    lines += [f"  ASK  {each.question}: {each.detail}" for each in review.questions]
    lines.append("calendar")
    lines += [f"  {_line(dose)}" for cycle in calendar.cycles for dose in cycle.doses]
    return lines


def _line(dose: CalendarDose) -> str:
    dates = "" if dose.on is None else f" {dose.on}"
    if dose.earliest is not None:
        dates = f" {dose.earliest}" + ("" if dose.latest is None else f" to {dose.latest}")
    remark = f" ({dose.remark})" if dose.remark else ""
    return f"cycle {dose.cycle} day {dose.day:<3} {dose.mark.value:<14}{dates}{remark}"
