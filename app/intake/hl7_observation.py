"""Height, weight and course in the OBX segments of an HL7 order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.core.order import Response
from app.core.quantity import Measure, Quantity
from app.intake import course
from app.intake.hl7_segments import Segment, Value
from app.intake.measured import LOINC, UNITS, Measured, amount, unit_of
from app.intake.moments import hl7_day_or_moment
from app.intake.wording import refused, shown

CODING_SYSTEM = "99UMBRA"
_VALID = ("F", "C")
_WITHDRAWN = ("D", "W")
UNIT_SYSTEMS = (None, "UCUM", "ISO+", "ANS+")
_OUTSIDE_UCUM = {"lb": "[lb_av]", "in": "[in_i]", "ft": "[ft_i]", "mcg": "ug"}


@dataclass(slots=True)
class Observed:
    """What the observations of one order say, each with where it stands."""

    heights: list[Measured] = field(default_factory=list)
    weights: list[Measured] = field(default_factory=list)
    cycles: list[course.Statement] = field(default_factory=list)
    days: list[course.Statement] = field(default_factory=list)
    responses: list[tuple[str, Response]] = field(default_factory=list)
    reductions: list[tuple[str, str]] = field(default_factory=list)


def observed_in(segments: Iterable[Segment], offset: str, now: datetime) -> Observed:
    """Return what the OBX segments say; raises Refused for one that is not clear.

    A withdrawn observation (OBX-11 D or W) says nothing, and neither does one with another code.
    """
    found = Observed()
    for obx in segments:
        if obx.name == "OBX":
            _observe(found, obx, offset, now)
    return found


def _observe(found: Observed, obx: Segment, offset: str, now: datetime) -> None:
    code, system = obx.text(3), obx.text(3, 3)
    if system == "LN" and code in LOINC:
        if holds(obx):
            measure = LOINC[code]
            listed = found.heights if measure is Measure.HEIGHT else found.weights
            listed.append(_measured(obx, measure, offset, now))
    elif system == CODING_SYSTEM and holds(obx):
        _course(found, obx, code or "")


def _course(found: Observed, obx: Segment, code: str) -> None:
    where = obx.at(5)
    text = obx.needed(5, "a value")
    match code:
        case "CYCLE":
            found.cycles.append((where, course.ordinal(where, "cycle", text)))
        case "DAY":
            found.days.append((where, course.ordinal(where, "day", text)))
        case "RESPONSE":
            found.responses.append((where, course.response(where, text)))
        case "REDUCTION":
            found.reductions.append((where, course.reduction(where, text)))
        case _:
            raise refused(obx.at(3), f"is “{shown(code)}”", "CYCLE, DAY, RESPONSE or REDUCTION")


def holds(obx: Segment) -> bool:
    """Tell whether an observation counts, and was not withdrawn; raises Refused for a draft."""
    status = obx.needed(11, "the status F or C")
    if status in _WITHDRAWN:
        return False
    if status not in _VALID:
        raise refused(obx.at(11), f"is “{shown(status)}”", "the status F or C")
    return True


def _measured(obx: Segment, measure: Measure, offset: str, now: datetime) -> Measured:
    if obx.whole(2) != "NM":
        raise refused(obx.at(2), "is not NM", "a number")
    number = obx.needed(5, f"{measure.named} such as {measure.example}")
    value, _ = read_quantity(obx, 5, number, obx.value(6), (measure,))
    day = obx.whole(14)
    return Measured(
        value, None if day is None else hl7_day_or_moment(obx.at(14), day, offset, now), obx.at(5)
    )


def read_quantity(
    segment: Segment, place: int, number: str, unit: Value | None, measures: tuple[Measure, ...]
) -> tuple[Quantity, Measure]:
    """Return a number with the unit of a CE field, and which of `measures` it is; or Refused."""
    if unit is None or unit.text() is None:
        raise refused(segment.at(place), "has no unit beside it", "a unit coded in UCUM")
    system, code = unit.text(3), unit.text() or ""
    if system not in UNIT_SYSTEMS:
        raise refused(unit.where, f"is coded in “{shown(system or '')}”", "a unit coded in UCUM")
    if system != "UCUM":
        code = _OUTSIDE_UCUM.get(code, code)
    measure = next((each for each in measures if code in UNITS[each]), measures[0])
    ours = unit_of(unit.where, measure, code, unit.text(2))
    return amount(segment.at(place), number, ours, measure), measure
