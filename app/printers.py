"""Which printer a workstation uses, for labels and for documents, and what is known of it.

One stream of the log for each workstation. Where nothing was chosen, what is printed is a file.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.person import Person
from app.core.refused import Refused
from app.outlet_cups import require_queue
from app.outlet_socket import host_and_port
from app.preparations import PREFIX as PREPARATIONS
from app.recording import record_now
from app.store import Fact, Log, Recorded
from reports.label_stock import PAPERS, STOCKS, LabelStock
from reports.press import Press

PREFIX = "printer/"
CHOSEN, REMOVED, TELLS = "printer-chosen", "printer-removed", "printer-tells"
MEASURED, PLACE_SET, PLACES_USED = "ruler-measured", "sheet-place-set", "sheet-places-used"

_SENT, _NOT_PRINTED = "label-sent", "label-not-printed"
_OF_LABELS = (_SENT, "label-printed", "companion-printed", _NOT_PRINTED)
_FEW = 16
"""How many facts of labels are looked at first for the last one that took places of a sheet."""

DPIS = (203, 300, 600)
RULER = Decimal(50)
"""How long the ruler of the test page is, in mm."""


class Use(StrEnum):
    """What a printer is for."""

    LABELS = "labels"
    DOCUMENTS = "documents"


class Kind(StrEnum):
    """How what is printed gets to the printer."""

    FILE = "file"
    SOCKET = "socket"
    CUPS = "cups"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Printer:
    """`address` is "host:port", the name of a queue or of a printer of the system, "" for a file.

    `stock` is the name of what it is fed; `dpi` is dots per inch.
    """

    kind: Kind = Kind.FILE
    address: str = ""
    stock: str = "4x3in"
    dpi: int = 203


@dataclass(frozen=True, slots=True)
class PrinterChosen:
    """The printer of a workstation for labels or for documents."""

    use: Use
    printer: Printer


@dataclass(frozen=True, slots=True)
class PrinterRemoved:
    """A workstation prints labels, or documents, to files again."""

    use: Use


@dataclass(frozen=True, slots=True)
class PrinterTells:
    """A printer was seen to say how it is, so that its silence means something from then on."""

    use: Use
    printer: Printer


@dataclass(frozen=True, slots=True)
class RulerMeasured:
    """The ruler of 50 mm came out so many mm long."""

    use: Use
    printer: Printer
    length: Decimal


@dataclass(frozen=True, slots=True)
class PlaceSet:
    """Someone said which place of the sheet that lies in the printer is the next free one."""

    stock: str
    place: int


@dataclass(frozen=True, slots=True)
class PlacesUsed:
    """So many places of sheets were used up by labels."""

    stock: str
    count: int


_FACTS = {
    CHOSEN: PrinterChosen,
    REMOVED: PrinterRemoved,
    TELLS: PrinterTells,
    MEASURED: RulerMeasured,
    PLACE_SET: PlaceSet,
    PLACES_USED: PlacesUsed,
}
DEFAULTS = {
    Use.LABELS: Printer(),
    Use.DOCUMENTS: Printer(Kind.FILE, "", "letter", 600),
}
"""Of a workstation for which nothing was chosen."""


_ALL = {**STOCKS, **PAPERS}


def stocks(use: Use) -> dict[str, LabelStock]:
    """Return what a printer of that use may be fed, by name."""
    return STOCKS if use is Use.LABELS else PAPERS


def require_usable(use: Use, printer: Printer) -> None:
    """Raise Refused for what cannot be a printer of that use."""
    if printer.stock not in stocks(use):
        offered = "; ".join(each.words for each in stocks(use).values())
        raise Refused(f"“{printer.stock}” is not a stock for {use.value}; choose one of {offered}.")
    if printer.dpi not in DPIS:
        offered = ", ".join(map(str, DPIS))
        raise Refused(
            f"{printer.dpi} dots per inch is not a resolution that Umbra prints at; choose one of "
            f"{offered}."
        )
    _require_address(printer)
    if printer.kind is Kind.SOCKET:
        _require_roll(use, printer)


def _require_address(printer: Printer) -> None:
    match printer.kind:
        case Kind.SOCKET:
            host_and_port(printer.address)
        case Kind.CUPS:
            require_queue(printer.address)
        case Kind.SYSTEM:
            name = printer.address
            if not 1 <= len(name) <= 200 or not name.isprintable() or name != name.strip():
                raise Refused(
                    f"“{name}” is not the name of a printer; choose one that this computer shows."
                )
        case Kind.FILE if printer.address:
            raise Refused("A file has no address; leave it empty, or choose how to print.")


def _require_roll(use: Use, printer: Printer) -> None:
    if use is Use.DOCUMENTS:
        raise Refused(
            "A label printer on the network prints labels only; for documents choose a queue of "
            "CUPS or a printer of this computer."
        )
    if len(STOCKS[printer.stock].places) > 1:
        raise Refused(
            "A label printer on the network is fed a roll; for sheets of labels choose a queue of "
            "CUPS or a printer of this computer."
        )


class _Known:
    """The stream, folded: what was chosen, what is known of each printer, and the free places."""

    def __init__(self, log: Log) -> None:
        self.chosen = dict(DEFAULTS)
        self.tells: set[tuple[Use, Printer]] = set()
        self.lengths: dict[tuple[Use, Printer], Decimal] = {}
        self._sheets: list[tuple[int, PlaceSet | PlacesUsed]] = []
        self._log = log
        for row in log.history(PREFIX + log.workstation):
            self._take(row)

    def _take(self, row: Recorded) -> None:
        match decode(_FACTS[row.name], row.data):
            case PrinterChosen(use, printer):
                self.chosen[use] = printer
            case PrinterRemoved(use):
                self.chosen[use] = DEFAULTS[use]
            case PrinterTells(use, printer):
                self.tells.add((use, printer))
            case RulerMeasured(use, printer, length):
                self.lengths[use, printer] = length
            case fact:
                self._sheets.append((row.seq, fact))

    def place(self, stock: str) -> int:
        """Return the first free place of a sheet: what was set, and what went out since."""
        if len(_ALL[stock].places) == 1:
            return 1
        facts = [(seq, fact) for seq, fact in self._sheets if fact.stock == stock]
        since = max((seq for seq, fact in facts if isinstance(fact, PlaceSet)), default=0)
        since, place = _behind_the_labels(self._log, stock, since) or (since - 1, 1)
        for seq, fact in facts:
            place = moved_on(place, fact) if seq > since else place
        return place


def _behind_the_labels(log: Log, stock: str, since: int) -> tuple[int, int] | None:
    """Return the fact of the label that took the last places of sheets, and the place behind it.

    None where this workstation put none on that stock after the event `since`. Each label says
    which places it takes before it goes to a printer. Where surely nothing came out they are free.
    """
    many = _FEW
    while True:
        rows = log.named(_OF_LABELS, PREPARATIONS, newest=many)
        spared: set[str] = set()
        for row in reversed(rows):
            if row.seq < since:
                return None
            if row.workstation == log.workstation and (found := _taken(row, stock, spared)):
                return row.seq, found
        if len(rows) < many:
            return None
        many *= 8


def _taken(row: Recorded, stock: str, spared: set[str]) -> int:
    """Return the place behind a label of that stock, 0 where a fact is of none that took places.

    `spared` gets the preparations of whose newest label surely nothing came out.
    """
    told = json.loads(row.data)
    if row.name == _NOT_PRINTED:
        if not told["may_be_out"]:
            spared.add(row.stream)
        return 0
    is_spared = row.name == _SENT and row.stream in spared
    if row.name == _SENT:
        spared.discard(row.stream)
    if told.get("stock") != stock or (row.name != _SENT and told["printer"]):
        return 0
    place: int = told["place"]
    if is_spared:
        return place
    return moved_on(place, PlacesUsed(stock, told["count"]))


def moved_on(place: int, fact: PlaceSet | PlacesUsed) -> int:
    """Return the first free place after a fact; a sheet that is used up is followed by another."""
    if isinstance(fact, PlaceSet):
        return fact.place
    return (place - 1 + fact.count) % len(STOCKS[fact.stock].places) + 1


def printer_of(log: Log, use: Use) -> Printer:
    """Return the printer that this workstation uses."""
    return _Known(log).chosen[use]


def choose(log: Log, clock: Clock, use: Use, printer: Printer, person: Person) -> None:
    """Record which printer this workstation uses; raises Refused for what cannot be one."""
    require_usable(use, printer)
    if printer != printer_of(log, use):
        _record(log, clock, Fact(CHOSEN, encode(PrinterChosen(use, printer))), person.name)


def remove(log: Log, clock: Clock, use: Use, person: Person) -> None:
    """Record that what is printed is a file again; raises Refused where it is one already."""
    if printer_of(log, use) == DEFAULTS[use]:
        raise Refused(f"No printer is set up for {use.value}; there is nothing to remove.")
    _record(log, clock, Fact(REMOVED, encode(PrinterRemoved(use))), person.name)


def tells(log: Log, use: Use) -> bool:
    """Return whether the printer that is used was ever seen to say how it is."""
    known = _Known(log)
    return (use, known.chosen[use]) in known.tells


def record_tells(log: Log, clock: Clock, use: Use, person: Person) -> None:
    """Record that the printer that is used said how it is, if that is not on record."""
    if not tells(log, use):
        fact = Fact(TELLS, encode(PrinterTells(use, printer_of(log, use))))
        _record(log, clock, fact, person.name)


def measured(log: Log, use: Use) -> Decimal | None:
    """Return how many mm long the ruler came out of the printer that is used, None if unknown."""
    return measured_of(log, use, printer_of(log, use))


def measured_of(log: Log, use: Use, printer: Printer) -> Decimal | None:
    """Return how many mm long the ruler came out of a printer, None if unknown."""
    return _Known(log).lengths.get((use, printer))


def record_measured(
    log: Log, clock: Clock, use: Use, printer: Printer, length: str, person: Person
) -> None:
    """Record how long the ruler came out, in mm such as "48.5"; raises Refused for what is none."""
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9])?", length, re.ASCII):
        raise Refused(f"“{length}” is not a length; write it in mm, such as 48.5.")
    if not 10 <= Decimal(length) <= 200:
        raise Refused(
            f"{length} mm cannot be the ruler of 50 mm. Measure from its first line to its last."
        )
    fact = RulerMeasured(use, printer, Decimal(length).normalize() + 0)
    _record(log, clock, Fact(MEASURED, encode(fact)), person.name)


def next_place(log: Log, stock: str) -> int:
    """Return the first free place, counted from 1, of the sheet that lies in the printer.

    A sheet that is used up is followed by a whole one. Of a roll it is always 1.
    """
    return _Known(log).place(stock)


def set_place(log: Log, clock: Clock, stock: str, place: int, person: Person) -> None:
    """Record which place is the next free one; raises Refused for one that no sheet has."""
    places = len(STOCKS[stock].places)
    if not 1 <= place <= places:
        raise Refused(
            f"{STOCKS[stock].words} has {places} places; {place} is none of them. Count them from "
            "left to right, from the top."
        )
    if place != next_place(log, stock):
        fact = Fact(PLACE_SET, encode(PlaceSet(stock, place)))
        _record(log, clock, fact, person.name)


def labels_went_out(log: Log, clock: Clock, printer: Printer, count: int, person: Person) -> None:
    """Record that `count` places were used up by what is no label, such as the test page.

    Nothing is recorded of a roll, which has no places. Labels tell theirs themselves.
    """
    if len(STOCKS[printer.stock].places) > 1 and count > 0:
        fact = Fact(PLACES_USED, encode(PlacesUsed(printer.stock, count)))
        _record(log, clock, fact, person.name)


def press_of(log: Log, use: Use) -> Press:
    """Return what a page for the printer that is used is drawn for."""
    known = _Known(log)
    printer = known.chosen[use]
    return Press(stocks(use)[printer.stock], printer.dpi, known.place(printer.stock))


def _record(log: Log, clock: Clock, fact: Fact, actor: str) -> None:
    record_now(log, clock, PREFIX + log.workstation, fact, actor)
