"""Whether a dose is due and may be given: the whole record against the whole label, in one value.

A review is made before a vial is opened and is frozen with the preparation, so that what was
answered by the record, what a pharmacist confirmed and what warned can always be seen.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.asked import AskedDose
from app.core.changes import change_findings, effective_reduction, in_force
from app.core.course import Course
from app.core.finding import Finding
from app.core.formulary import Monograph
from app.core.gates import Given, due_now, gate_outcomes
from app.core.laboratory import unusable_findings
from app.core.order import Response
from app.core.outcome import Answered, Outcome, Question
from app.core.policy import LaboratoryPolicy
from app.core.response import governing_response
from app.core.sequence import record_findings
from app.core.transplant import transplant_findings


@dataclass(frozen=True, slots=True)
class Review:
    """What the course says to one dose.

    `response` and `reduction` (percent) are those the dose is calculated with.
    """

    answered: tuple[Answered, ...]
    questions: tuple[Question, ...]
    findings: tuple[Finding, ...]
    response: Response | None
    reduction: int | None


def review(
    course: Course, asked: AskedDose, monograph: Monograph, policy: LaboratoryPolicy | None
) -> Review:
    """Return what the record of a course says to the dose asked for, by the monograph's rules."""
    given = Given(course, asked, monograph, policy)
    governing = governing_response(course, asked, monograph, policy)
    outcomes = _told_apart(
        (
            *record_findings(course, monograph),
            *due_now(given),
            *change_findings(course, asked, monograph),
            *governing.outcomes,
            *transplant_findings(course, asked, monograph),
            *gate_outcomes(given),
            *unusable_findings(course, asked),
        )
    )
    found = in_force(course, asked, monograph)
    return Review(
        answered=tuple(each for each in outcomes if isinstance(each, Answered)),
        questions=tuple(each for each in outcomes if isinstance(each, Question)),
        findings=tuple(each for each in outcomes if isinstance(each, Finding)),
        response=governing.response,
        reduction=effective_reduction(found, asked, monograph),
    )


def _told_apart(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes with a code of its own for each.

    A reason then passes one warning only, and an answer never stands for another question.
    """
    seen: Counter[str] = Counter()
    found: list[Outcome] = []
    for each in outcomes:
        seen[each.code] += 1
        count = seen[each.code]
        found.append(each if count == 1 else replace(each, code=f"{each.code}-{count}"))
    return tuple(found)
