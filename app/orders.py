"""Orders in the log: imported once, kept with the text they came as."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from app.clock import Clock
from app.core.course import (
    AlsoOrdered,
    CourseFact,
    HarmSeen,
    Interrupted,
    LiverValuesExplained,
    TakenBack,
    TransplantPlanned,
)
from app.core.encoding import decode, encode
from app.core.order import Order
from app.core.practice import require_kind
from app.core.refused import Refused
from app.courses import additions
from app.intake.files import digest, read_orders
from app.intake.history_files import history_of_order_file, premedication_of
from app.site import is_practice
from app.store import Entries, Fact, Log, Recorded
from reports import fonts
from reports.refusal import Unprintable

PREFIX = "order/"
IMPORTED, WITHDRAWN = "order-imported", "order-withdrawn"
OPENED, RETURNED = "order-opened", "order-returned"

# Below this grade (CTCAE) a toxicity is over or nearly so.
_MILD = 2


@dataclass(frozen=True, slots=True)
class OrderImported:
    """An order came in: what it says, the SHA-256 of its file, and the text of the file."""

    order: Order
    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderWithdrawn:
    """An order is not to be prepared any more."""

    reason: str


@dataclass(frozen=True, slots=True)
class OrderTaken:
    """A preparation was opened for an order, or discarded so that the order waits again."""

    preparation: str


def order_opened(number: str) -> Fact:
    """Return the fact that a preparation was opened for an order."""
    return Fact(OPENED, encode(OrderTaken(number)))


def order_returned(number: str) -> Fact:
    """Return the fact that an order waits again, for its preparation was discarded."""
    return Fact(RETURNED, encode(OrderTaken(number)))


def import_orders(
    log: Log, clock: Clock, data: bytes, actor: str, zone: tzinfo | None = None
) -> tuple[str, ...]:
    """Import the orders of a file's bytes, all or none of them new; return their streams.

    What else the file tells of the patient's course is recorded there, its times on the days of
    `zone`, the site's. Raises Refused where the file cannot be read or holds an order that is in
    the log already.
    """
    reading = clock.reading()
    found = read_orders(data, now=reading.wall)
    require_kind(found, None, practice=is_practice(log))
    streams = tuple(_stream(order) for order in found)
    for order, stream in zip(found, streams, strict=True):
        if log.version(stream):
            raise Refused(
                f"Order {order.identifier} was imported before; nothing was imported now. A "
                "changed or repeated order needs a number of its own."
            )
        _require_printable(order)
    text = data.decode("utf-8")
    steps = tuple(
        Entries(stream, 0, (Fact(IMPORTED, encode(OrderImported(order, digest(data), text))),))
        for order, stream in zip(found, streams, strict=True)
    )
    told = _told(log, found, data, reading.wall, zone)
    steps = (*steps, told) if told is not None else steps
    log.record(steps, at=reading.wall.isoformat(), clock=reading.text(), actor=actor)
    return streams


def _told(
    log: Log, found: tuple[Order, ...], data: bytes, now: datetime, zone: tzinfo | None
) -> Entries | None:
    """Return what an order file tells of the patient's course, besides the orders.

    Anyone who works here imports orders, so what would let a dose through is left out: that an
    interruption is over, a toxicity gone, a cause found, a transplant given up. A pharmacist
    records it, or imports it as a history.
    """
    source = f"order {found[0].identifier}"
    patient, facts = history_of_order_file(data, now=now, source=source, zone=zone)
    also = (
        AlsoOrdered(
            order.identifier,
            kind,
            name,
            (order.written or now).astimezone(zone or UTC).date(),
            source,
        )
        for order in found
        for kind, name in premedication_of(data)
    )
    return additions(log, patient, (*(each for each in facts if not _lets_through(each)), *also))


def _lets_through(fact: CourseFact) -> bool:
    """Tell whether a fact can lift what an earlier one held up."""
    match fact:
        case Interrupted():
            return fact.until is not None
        case HarmSeen():
            mild = fact.grade is not None and fact.grade < _MILD
            return mild or fact.related is False
        case TransplantPlanned():
            return not fact.planned
        case _:
            return isinstance(fact, LiverValuesExplained | TakenBack)


def _stream(order: Order) -> str:
    if not re.fullmatch(r"[!-~]{1,64}", order.identifier):
        raise Refused(
            "The number of the order holds characters that a number does not have; nothing was "
            "imported. Have the order corrected and sent again."
        )
    return PREFIX + order.identifier


def _require_printable(order: Order) -> None:
    """Raise Refused for an order whose patient could not be named on a label."""
    parts = (
        ("The patient's name", order.patient.name),
        ("The patient's identifier", order.patient.identifier),
        ("The location", order.location or ""),
    )
    for what, text in parts:
        try:
            fonts.require(text, what)
        except Unprintable as fault:
            raise Refused(f"{fault.sentence} Nothing was imported.") from fault


def order_in(recorded: Recorded) -> Order:
    """Return the order of an "order-imported" event."""
    imported: OrderImported = decode(OrderImported, recorded.data)
    return imported.order


def is_as_it_came(recorded: Recorded) -> bool:
    """Tell whether an "order-imported" event says what its text says when that is read again."""
    imported: OrderImported = decode(OrderImported, recorded.data)
    data = imported.text.encode()
    read_again = read_orders(data, now=datetime.fromisoformat(recorded.at))
    return digest(data) == imported.digest and imported.order in read_again


def withdraw(log: Log, clock: Clock, stream: str, reason: str, actor: str) -> None:
    """Record that an order is not to be prepared; raises Refused without a reason."""
    if len(reason.strip()) < 3 or not reason.isprintable():
        raise Refused("Write in a few words why the order is withdrawn.")
    reading = clock.reading()
    log.append(
        stream,
        len(log.history(stream)),
        (Fact(WITHDRAWN, encode(OrderWithdrawn(reason.strip()))),),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor=actor,
    )
