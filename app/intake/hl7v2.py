"""Orders in an HL7 v2 message RDE^O11, versions 2.3 to 2.5.1 (RDE^O01 before 2.4).

Each ORC with its RXE becomes one order, and the message is refused whole if one of them cannot
be read. Read are:

=============== =====================================================================
PID-3, -5, -7   medical record number (type MR, or the only one), name, date of birth
PV1-3           location
ORC-1           NW or XO; ORC-2 the order's number; ORC-9 when it was written
ORC-12          prescriber
RXE-2, -3, -5   drug (RXNORM code or text), dose and unit
RXE-7           cycle and day where it says "Cycle 1 Day 8", "Cycle 1, Day 8" or "C1D8"
RXE-32          when the order was written, before ORC-9
TQ1-7           the wanted start; before 2.5 also component 4 of RXE-1 and ORC-7
RXR-1           the route, refused unless intravenous
OBX             height (LOINC 8302-2, 3137-7) and weight (29463-7, 3141-9), and the codes
                CYCLE, DAY, RESPONSE (none, cr, cri) and REDUCTION (25%) of system 99UMBRA
=============== =====================================================================

OBX segments before the first ORC hold for every order. A time without an offset from UTC has
that of MSH-7. A dose in mg/m2 is read strictly and then left out, for an Order holds only a dose.
"""

from datetime import datetime

from app.core.order import Order, Patient
from app.core.quantity import Measure, Quantity
from app.intake import course
from app.intake.bounds import check_orders
from app.intake.hl7_observation import Observed, observed_in, read_quantity
from app.intake.hl7_patient import patient_of, written_name
from app.intake.hl7_segments import Segment, Value, read_segments
from app.intake.measured import latest
from app.intake.medication import check_route, drug_named
from app.intake.moments import hl7_moment, hl7_offset, past_moment
from app.intake.wording import LONGEST_IDENTIFIER, agreed, refused, shown, words

_VERSIONS = ("2.3", "2.3.1", "2.4", "2.5", "2.5.1")
_BEFORE_O11 = ("2.3", "2.3.1")
_CHARACTER_SETS = (None, "ASCII", "UNICODE UTF-8")
_NOT_CANCELLED = (None, "IP", "SC")
_ROUTES = "http://terminology.hl7.org/CodeSystem/v2-0162"

Group = tuple[Segment, ...]


def read_message(text: str, *, now: datetime) -> tuple[Order, ...]:
    """Return the orders of a message; raises Refused, naming the segment and the field."""
    segments = read_segments(text)
    header = segments[0]
    check_header(header)
    patient = patient_of(segments, now)
    shared, groups = _grouped(segments)
    offset = hl7_offset(header.whole(7) or "")
    orders: dict[str, Order] = {}
    for group in groups:
        order = _order(shared, group, patient, offset, now)
        if order.identifier in orders:
            raise refused(group[0].at(2), "is that of another order", "a number of its own")
        orders[order.identifier] = order
    return tuple(orders.values())


def check_header(header: Segment) -> None:
    """Raise Refused for another message than an order for production in a known version."""
    version = header.text(12)
    if version not in _VERSIONS:
        raise refused("MSH-12", f"is “{shown(version or '')}”", f"one of {', '.join(_VERSIONS)}")
    kind = header.text(9), header.text(9, 2)
    if kind != ("RDE", "O11") and not (kind == ("RDE", "O01") and version in _BEFORE_O11):
        raise refused("MSH-9", f"is “{shown('^'.join(part or '' for part in kind))}”", "RDE^O11")
    if header.text(11) != "P":
        raise refused("MSH-11", "does not say P", "a message for production, P")
    if header.text(18) not in _CHARACTER_SETS:
        raise refused("MSH-18", f"is “{shown(header.text(18) or '')}”", "UNICODE UTF-8")


def _grouped(segments: tuple[Segment, ...]) -> tuple[Group, list[Group]]:
    """Return the segments before the first ORC, and those of each ORC."""
    starts = [number for number, segment in enumerate(segments) if segment.name == "ORC"]
    if not starts:
        raise refused("The message", "has no ORC segment", "one for each ordered dose")
    check_orders(len(starts))
    ends = [*starts[1:], len(segments)]
    groups = [segments[start:end] for start, end in zip(starts, ends, strict=True)]
    return segments[: starts[0]], groups


def _order(shared: Group, group: Group, patient: Patient, offset: str, now: datetime) -> Order:
    orc, rxe = group[0], _rxe(group)
    _is_ordered(orc)
    _is_intravenous(group)
    observed = observed_in((*shared, *group), offset, now)
    height = latest(Measure.HEIGHT, observed.heights)
    weight = latest(Measure.BODY_WEIGHT, observed.weights)
    cycle, day = _cycle_and_day(rxe, observed)
    return Order(
        identifier=words(orc.at(2), orc.text(2) or "", LONGEST_IDENTIFIER),
        patient=patient,
        drug=_drug(rxe),
        cycle=cycle,
        day=day,
        height=height.value,
        weight=weight.value,
        height_on=height.on,
        weight_on=weight.on,
        dose=_dose(rxe),
        response=agreed("response", observed.responses),
        reduction=agreed("reduction", observed.reductions),
        wanted=_wanted(group, offset),
        written=_written(orc, rxe, offset, now),
        prescriber=_prescriber(orc),
        location=_location(shared),
    )


def _rxe(group: Group) -> Segment:
    found = [segment for segment in group if segment.name == "RXE"]
    if len(found) != 1:
        raise refused(f"The order at {group[0].where}", f"has {len(found)} RXE segments", "one")
    return found[0]


def _is_ordered(orc: Segment) -> None:
    control = orc.needed(1, "NW or XO")
    if control not in ("NW", "XO"):
        raise refused(orc.at(1), f"is “{shown(control)}”, not a new or changed order", "NW or XO")
    if orc.whole(5) not in _NOT_CANCELLED:
        raise refused(orc.at(5), f"is “{shown(orc.whole(5) or '')}”", "IP or SC, an open order")


def _is_intravenous(group: Group) -> None:
    for segment in group:
        if segment.name == "RXR":
            code, text = segment.text(1), segment.text(1, 2)
            codes = [] if code is None else [(_ROUTES, code)]
            check_route(segment.at(1), codes, [] if text is None else [text])


def _cycle_and_day(rxe: Segment, observed: Observed) -> tuple[int, int]:
    for value in rxe.values(7):
        for component in (1, 2):
            for cycle, day in course.cycles_and_days(value.where, value.text(component) or ""):
                observed.cycles.append(cycle)
                observed.days.append(day)
    return (
        course.needed("cycle", agreed("cycle", observed.cycles), "OBX-3 CYCLE^^99UMBRA"),
        course.needed("day", agreed("day", observed.days), "OBX-3 DAY^^99UMBRA"),
    )


def _drug(rxe: Segment) -> str:
    coded = [(rxe.text(2, place), rxe.text(2, place + 2)) for place in (1, 4)]
    codes = {code for code, system in coded if code is not None and system == "RXNORM"}
    names = [rxe.text(2, place) for place in (2, 5)]
    return drug_named(rxe.at(2), codes, [name for name in names if name is not None])


def _dose(rxe: Segment) -> Quantity | None:
    number = rxe.needed(3, "the ordered dose")
    if rxe.whole(4) not in (None, number):
        raise refused(rxe.at(4), "differs from RXE-3", "one dose")
    measures = (Measure.DOSE, Measure.DOSE_PER_AREA)
    value, measure = read_quantity(rxe, 3, number, rxe.value(5), measures)
    return value if measure is Measure.DOSE else None


def _wanted(group: Group, offset: str) -> datetime | None:
    said: list[tuple[str, datetime]] = []
    for segment in group:
        if segment.name == "TQ1":
            start, where = segment.whole(7), segment.at(7)
            _is_once(segment.at(3), [segment.text(3)])
            _is_once(segment.at(14), [segment.whole(14)])
        else:
            timing = _timing(segment)
            if timing is None:
                continue
            start, where = timing.text(4), timing.where
            _is_once(where, [timing.text(2)])
        if start is not None:
            said.append((where, hl7_moment(where, start, offset)))
    return agreed("start", said)


def _timing(segment: Segment) -> Value | None:
    place = {"ORC": 7, "RXE": 1}.get(segment.name)
    return None if place is None else segment.value(place)


def _is_once(where: str, stated: list[str | None]) -> None:
    for text in stated:
        if text is not None and text.casefold() not in ("once", "1"):
            raise refused(where, f"repeats the dose, “{shown(text)}”", "Once")


def _written(orc: Segment, rxe: Segment, offset: str, now: datetime) -> datetime | None:
    for segment, number in ((rxe, 32), (orc, 9)):
        text = segment.whole(number)
        if text is not None:
            where = segment.at(number)
            return past_moment(where, hl7_moment(where, text, offset), now)
    return None


def _prescriber(orc: Segment) -> str | None:
    named = [value for value in orc.values(12) if value.text(2) or value.text(3)]
    names = "; ".join(written_name(value, first=2) for value in named)
    return words(orc.at(12), names) if names else None


def _location(shared: Group) -> str | None:
    for segment in shared:
        value = segment.value(3) if segment.name == "PV1" else None
        if value is not None:
            parts = [value.text(component) for component in (1, 2, 3)]
            return words(value.where, " ".join(part for part in parts if part))
    return None
