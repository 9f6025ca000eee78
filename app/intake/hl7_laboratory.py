"""Laboratory values in the OBX segments of an HL7 v2 order message.

=============== =====================================================================
OBX-2           NM
OBX-3           the code of system LN, in components 1 and 3 or 4 and 6
OBX-5, -6       the value and its unit, coded in UCUM, ISO+ or ANS+, or in no system
OBX-7           the reference range: 0.2-1.2, <1.2 or <=1.2 give the upper limit
OBX-11          F or C; D and W are withdrawn and say nothing
OBX-14          the day or the time at which the sample was taken
=============== =====================================================================

A value that cannot be read becomes a fact `Unusable` with its sentence; the message is refused
only where it is no message, or of two patients.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from app.core.course import Analyte, CourseFact, LaboratoryValue, Unusable
from app.core.order import Patient
from app.core.quantity import Measure, Quantity
from app.core.refused import Refused
from app.intake.hl7_observation import UNIT_SYSTEMS, holds
from app.intake.hl7_patient import patient_of
from app.intake.hl7_segments import Segment, read_segments
from app.intake.hl7v2 import check_header
from app.intake.laboratory import (
    ANALYTES,
    SHARES_OF_BLOOD,
    UNITS,
    unit_of,
    upper_limit_of,
    value_of,
)
from app.intake.moments import hl7_day_or_moment, hl7_moment, hl7_offset
from app.intake.wording import BY_HAND, Misread, refused, shown

_RANGE = re.compile(r"(?:[0-9.]+ *- *|<=? *)([0-9.]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Message:
    """What the values of one message share; `offset` is that of MSH-7, empty without one."""

    offset: str
    now: datetime
    source: str
    zone: tzinfo | None

    def day(self, where: str, text: str) -> date:
        """Return the local day of a sample; raises Refused."""
        return hl7_day_or_moment(where, text, self.offset, self.now, self.zone)


def patient_and_laboratory(
    text: str, *, now: datetime, source: str, zone: tzinfo | None = None
) -> tuple[Patient, tuple[CourseFact, ...]]:
    """Return whose message it is, and its laboratory values in its order.

    A sample taken at a time was taken on that day in `zone`; without it, on the day as written.
    Raises Refused as above.
    """
    try:
        segments = read_segments(text)
        check_header(segments[0])
        patient = patient_of(segments, now)
        message = _Message(hl7_offset(segments[0].whole(7) or ""), now, source, zone)
    except Misread as fault:
        raise Refused(f"{fault.fault} Have the file corrected and sent again.") from fault
    found: list[CourseFact] = []
    for segment in segments:
        if segment.name == "OBX":
            found += _read(segment, message)
    return patient, tuple(found)


def _read(obx: Segment, message: _Message) -> list[CourseFact]:
    what = obx.where
    try:
        analyte = _analyte(obx)
        if analyte is None or not holds(obx):
            return []
        what = f"{analyte.words}, {obx.where}"
        return [_value(obx, analyte, message)]
    except Misread as fault:
        on = _day_if_any(obx, message)
        return [Unusable(what, f"{fault.fault} {BY_HAND}", on, message.source)]


def _analyte(obx: Segment) -> Analyte | None:
    coded = [(obx.text(3, place), obx.text(3, place + 2)) for place in (1, 4)]
    codes = [code for code, system in coded if code is not None and system == "LN"]
    found = {ANALYTES[code] for code in codes if code in ANALYTES}
    if len(found) > 1:
        raise refused(obx.at(3), "says two analytes", "one of them")
    if not found and SHARES_OF_BLOOD.intersection(codes):
        raise refused(
            obx.at(3),
            "gives peripheral blasts as a share of the leukocytes",
            "their count, for which no share is taken, with LOINC 30376-8",
        )
    return found.pop() if found else None


def _value(obx: Segment, analyte: Analyte, message: _Message) -> LaboratoryValue:
    measure = analyte.measure
    if obx.whole(2) != "NM":
        raise refused(obx.at(2), "is not NM", "a number")
    number = obx.needed(5, f"{measure.named} such as {measure.example}")
    unit = _unit(obx, measure)
    taken = obx.needed(14, "the day or time of the sample, such as 20261005")
    return LaboratoryValue(
        analyte,
        value_of(obx.at(5), number, unit, measure),
        message.day(obx.at(14), taken),
        message.source,
        _moment(obx.at(14), taken, message.offset),
        _upper_limit(obx, unit, measure),
    )


def _unit(obx: Segment, measure: Measure) -> str:
    unit = obx.value(6)
    code = None if unit is None else unit.text()
    if unit is None or code is None:
        expected = f"{measure.named} in {' or '.join(UNITS[measure])}"
        raise refused(obx.at(6), "has no unit", expected)
    if unit.text(3) not in UNIT_SYSTEMS:
        system = shown(unit.text(3) or "")
        raise refused(unit.where, f"is coded in “{system}”", "a unit coded in UCUM")
    return unit_of(unit.where, measure, code, unit.text(2))


def _moment(where: str, text: str, offset: str) -> datetime | None:
    """Return the time of a sample, None where only its day, or no offset from UTC, is known."""
    if len(text) == len("20261005") or not (offset or hl7_offset(text)):
        return None
    return hl7_moment(where, text, offset)


def _upper_limit(obx: Segment, unit: str, measure: Measure) -> Quantity | None:
    """Return the upper limit of a range that has one in numbers; None for any other words."""
    values = obx.values(7)
    match = _RANGE.fullmatch((values[0].text() or "").strip()) if len(values) == 1 else None
    return None if match is None else upper_limit_of(obx.at(7), match[1], unit, measure)


def _day_if_any(obx: Segment, message: _Message) -> date | None:
    try:
        text = obx.whole(14)
        return None if text is None else message.day(obx.at(14), text)
    except Misread:
        return None
