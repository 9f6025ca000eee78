"""How many cycles come before a planned transplant of blood stem cells."""

from collections.abc import Iterator

from app.core.asked import AskedDose
from app.core.course import Course, TransplantPlanned
from app.core.finding import Finding, stop, warn
from app.core.formulary import Monograph
from app.core.response import assessed_response, words_of


def transplant_findings(
    course: Course, asked: AskedDose, monograph: Monograph
) -> tuple[Finding, ...]:
    """Return whether the cycle asked for is one too many before a planned transplant."""
    return tuple(_findings(course, asked, monograph))


def is_planned(course: Course, asked: AskedDose) -> bool:
    """Tell whether a transplant is planned on the day asked for, by what was recorded last."""
    said = [each for each in course.of(TransplantPlanned) if each.on <= asked.on]
    return bool(said) and max(enumerate(said), key=lambda each: (each[1].on, each[0]))[1].planned


def _findings(course: Course, asked: AskedDose, monograph: Monograph) -> Iterator[Finding]:
    usual, most = monograph.transplant_cycles, monograph.transplant_cycles_with_reason
    if usual is None or asked.cycle <= usual.value or not is_planned(course, asked):
        return
    if most is not None and asked.cycle <= most.value:
        yield warn(
            "transplant-further-cycle",
            f"A transplant is planned, and {usual.value} cycles come before one. Cycle "
            f"{asked.cycle} is given only for a reason; the label names that CR or CRi with "
            f"MRD-negativity was not reached ({_on_record(course, asked)}). Write it.",
            most.source,
        )
        return
    bound = usual if most is None else most
    yield stop(
        "transplant-too-many-cycles",
        f"A transplant is planned; cycle {asked.cycle} is beyond the {bound.value} cycles that "
        "may come before one.",
        bound.source,
    )


def _on_record(course: Course, asked: AskedDose) -> str:
    assessed = assessed_response(course, asked.on)
    if assessed is None:
        return "no response is on record"
    return f"on record is {words_of(assessed.response)} of {assessed.on.isoformat()}"
