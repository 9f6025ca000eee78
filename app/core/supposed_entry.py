"""From what a person wrote into the fields of what-if to what is supposed."""

from collections.abc import Mapping
from datetime import date

from app.core.course import Analyte, Course, LaboratoryValue
from app.core.course_entry import read_day
from app.core.course_form import LIMITED
from app.core.order import Response
from app.core.quantity import Measure, Quantity, parse
from app.core.what_if import SOURCE, Supposed


def read_supposed(texts: Mapping[str, str], course: Course, on: date) -> Supposed:
    """Return what is supposed; an empty field is as recorded. Raises Refused.

    The fields are "weight", "height", "on", "response", each analyte by its name, and, as
    "limit-" with that name, its upper limit of normal: where it is empty, the one on record.
    Values are supposed for the day on which the dose would be given, `on` if no other is.
    """
    written = {name: text.strip() for name, text in texts.items() if text.strip()}
    day = read_day(written["on"], "Day of the dose") if "on" in written else None
    return Supposed(
        weight=_quantity(written, "weight", Measure.BODY_WEIGHT),
        height=_quantity(written, "height", Measure.HEIGHT),
        response=Response(written["response"]) if "response" in written else None,
        on=day,
        values=tuple(
            _value(written, analyte, course, day or on)
            for analyte in Analyte
            if analyte.value in written
        ),
    )


def _quantity(written: Mapping[str, str], name: str, measure: Measure) -> Quantity | None:
    return parse(written[name], measure) if name in written else None


def _value(
    written: Mapping[str, str], analyte: Analyte, course: Course, on: date
) -> LaboratoryValue:
    measure = analyte.measure
    zero = measure in (Measure.CELL_COUNT, Measure.SHARE)
    return LaboratoryValue(
        analyte=analyte,
        value=parse(written[analyte.value], measure, zero=zero),
        on=on,
        source=SOURCE,
        upper_limit=_limit(written, analyte, course, on) if analyte in LIMITED else None,
    )


def _limit(
    written: Mapping[str, str], analyte: Analyte, course: Course, on: date
) -> Quantity | None:
    name = f"limit-{analyte.value}"
    if name in written:
        return parse(written[name], analyte.measure)
    return recorded_limit(course, analyte, on)


def recorded_limit(course: Course, analyte: Analyte, on: date) -> Quantity | None:
    """Return the upper limit of normal that came with the latest value, or None."""
    latest = course.latest(analyte, on)
    return None if latest is None else latest.upper_limit
