"""One opened data folder: its log, clock, people, products, and the list of work."""

import platform
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from app import references
from app.board import Board
from app.clock import Clock
from app.core import entry as said
from app.core import events as e
from app.core.decision import gates_for, may_verify
from app.core.finding import Finding, warn
from app.core.formulary import Gate, Monograph
from app.core.order import Order
from app.core.person import Office, Person
from app.core.plan import Plan
from app.core.preparation import Preparation, Stamped, Status
from app.core.refused import Refused
from app.core.timing import Storage
from app.folder import LOG_NAME
from app.intake.gs1 import parse_scan
from app.labels import trial_label
from app.orders import PREFIX as ORDERS
from app.orders import import_file, import_orders, order_in, withdraw
from app.people import People
from app.preparations import PREFIX, open_preparation, plan_for, preparation_in, stamped
from app.printing import require_room
from app.products import Catalogue
from app.session import Announce, Session
from app.site import Site, describe, require_usable, site_of
from app.store import Log


class Workplace:
    """Everything the window and the commands work with; close it."""

    def __init__(self, log: Log, clock: Clock, folder: Path) -> None:
        self.log = log
        self.clock = clock
        self.folder = folder
        self.people = People(log, clock)
        self.catalogue = Catalogue.of(folder)
        self.board = Board(log)
        self._states: dict[str, Preparation] = {}
        self._plans: dict[tuple[Order, date], Plan | Refused] = {}
        self._site = site_of(log)

    @classmethod
    def open(cls, folder: Path, clock: Clock) -> "Workplace":
        """Open the folder for work, as nobody else; make it if it is new. Raises Refused."""
        log = Log.open(folder / LOG_NAME, workstation=platform.node() or "workstation")
        try:
            return cls(log, clock, folder)
        except BaseException:
            log.close()
            raise

    def close(self) -> None:
        """Close the log, so that another Umbra may open it."""
        self.log.close()

    @property
    def site(self) -> Site:
        """The site; raises Refused before it was described."""
        if self._site is None:
            raise Refused("This folder is new; start Umbra once and describe the site first.")
        return self._site

    @property
    def is_new(self) -> bool:
        """Whether this folder has no site or nobody who could sign in."""
        return self._site is None or not self.people.everyone()

    def begin(self, site: Site, name: str, pin: str) -> Person:
        """Describe the site and add its first administrator; raises Refused, then nothing is."""
        require_usable(site)
        self.people.require_addable(name, Office.ADMINISTRATOR, pin, by=None)
        # The person last: were power to go between the two, this could be done again.
        self.describe(site, name)
        return self.people.add(name, Office.ADMINISTRATOR, pin, by=None)

    def describe(self, site: Site, actor: str) -> None:
        """Record what the site is called; raises Refused where a part is not usable."""
        reading = self.clock.reading()
        describe(self.log, site, at=reading.wall.isoformat(), clock=reading.text(), actor=actor)
        self._site = site

    def import_file(self, path: Path, actor: str) -> tuple[str, ...]:
        """Import the orders of a file; raises Refused."""
        return import_file(self.log, self.clock, path, actor)

    def import_data(self, data: bytes, actor: str) -> tuple[str, ...]:
        """Import the orders of a file's bytes; raises Refused."""
        return import_orders(self.log, self.clock, data, actor)

    def order(self, stream: str) -> Order:
        """Return an imported order."""
        return order_in(self.log.history(stream)[0])

    def monograph(self, order: Order) -> Monograph:
        """Return the monograph for an order at this site; raises Refused."""
        return references.monograph_for(order.drug, self.site.region)

    def plan(self, order: Order) -> Plan:
        """Return the plan for an order as it stands today; raises Refused."""
        reading = self.clock.reading()
        key = (order, self.site.day(reading.wall))
        if key not in self._plans:
            try:
                made: Plan | Refused = plan_for(order, self.monograph(order), reading, self.site)
            except Refused as refused:
                made = refused
            self._plans[key] = made
        found = self._plans[key]
        if isinstance(found, Refused):
            raise Refused(found.sentence)
        return replace(found, findings=(*self._same_dose(order), *found.findings))

    def _same_dose(self, order: Order) -> tuple[Finding, ...]:
        """Return a warning where another order or preparation is for the same dose."""
        board = self.board
        others = [self.order(stream) for stream in board.waiting()]
        for stream in (*board.unfinished(), *board.finished()):
            state = self.state(stream)
            if state.status is not Status.DISCARDED:
                others.append(state.order)
        same = [
            each
            for each in others
            if each.identifier != order.identifier and _dose_of(each) == _dose_of(order)
        ]
        if not same:
            return ()
        sentence = (
            f"Order {same[0].identifier} is for the same patient, cycle and day. Make sure that "
            "this dose is not given twice, or withdraw one of the two."
        )
        return (warn("same-dose-ordered-twice", sentence, "site procedure"),)

    def open_order(self, stream: str, made: Plan, person: Person) -> str:
        """Open a preparation for an order and return its stream; raises Refused."""
        self._require_waiting(stream)
        order = self.order(stream)
        self._require_label(e.Opened("0000-0000", order, stream, made, references.policy()), person)
        return open_preparation(self.log, self.clock, order, stream, made, person.name)

    def _require_waiting(self, stream: str) -> None:
        if stream not in self.board.waiting():
            raise Refused("This order was opened or withdrawn meanwhile; look at the worklist.")

    def _require_label(self, opened: e.Opened, person: Person) -> None:
        monograph = references.monograph_named(opened.plan.monograph)
        trial = trial_label(
            opened, monograph, self.site, person.name, Storage.ROOM, self.clock.reading().wall
        )
        require_room(trial)

    def plan_of(self, stream: str) -> Plan:
        """Return the plan of an order, or the one a preparation was opened under."""
        if stream.startswith(ORDERS):
            return self.plan(self.order(stream))
        return self.state(stream).plan

    def verify(
        self,
        stream: str,
        made: Plan,
        confirmed: tuple[str, ...],
        reasons: tuple[tuple[str, str], ...],
        person: Person,
    ) -> str:
        """Verify an order, opening its preparation if it is not open; return the preparation.

        Raises Refused; an order that may not be verified is not opened.
        """
        if stream.startswith(ORDERS):
            may_verify(made.findings, self.gates(self.order(stream)), confirmed, reasons, person)
            stream = self.open_order(stream, made, person)
        session = self.session(stream, person, lambda _: None)
        session.do(said.Verify("verify-order", confirmed, reasons))
        return stream

    def gates(self, order: Order) -> tuple[Gate, ...]:
        """Return the conditions of the label for an order."""
        return gates_for(self.monograph(order), order.cycle, order.day)

    def history(self, stream: str) -> tuple[Stamped, ...]:
        """Return every fact of a preparation."""
        return tuple(stamped(row) for row in self.log.history(stream))

    def withdraw(self, stream: str, reason: str, person: Person) -> None:
        """Take an order off the worklist; an opened one is discarded. Raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist withdraws an order; a pharmacist signs in with F8.")
        if stream.startswith(PREFIX):
            self.session(stream, person, lambda _: None).do(said.Discard(reason))
            return
        self._require_waiting(stream)
        withdraw(self.log, self.clock, stream, reason, person.name)

    def session(self, stream: str, person: Person, announce: Announce) -> Session:
        """Return the work on a preparation."""
        return Session(
            self.log,
            self.clock,
            self.people,
            self.site,
            self.catalogue,
            stream,
            person,
            announce,
        )

    def order_for(self, stream: str) -> Order:
        """Return the order of an order's stream, or of a preparation's."""
        return self.order(stream) if stream.startswith(ORDERS) else self.state(stream).order

    def preparation_of_label(self, scan: str) -> str:
        """Return the stream of the preparation a scanned label belongs to; raises Refused."""
        scanned = parse_scan(scan, self.site.day(self.now()))
        stream = PREFIX + dict(scanned.internal).get("91", "")
        if not self.log.version(stream):
            raise Refused(
                "This is not a label of a preparation made here. Scan a label of Umbra's, or "
                "choose from the list."
            )
        return stream

    def state(self, stream: str) -> Preparation:
        """Return the state of a preparation, read again only where it moved on."""
        known = self._states.get(stream)
        if known is not None and known.version == self.log.version(stream):
            return known
        state = preparation_in(self.log, self.log.history(stream))
        self._states[stream] = state
        return state

    def now(self) -> datetime:
        """Return the wall time."""
        return self.clock.reading().wall


def _dose_of(order: Order) -> tuple[str, int, int]:
    return order.patient.identifier, order.cycle, order.day
