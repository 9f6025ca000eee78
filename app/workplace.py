"""One opened data folder: its log, clock, people, products, and the list of work."""

import platform
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app import incoming
from app.board import Board
from app.clock import Clock
from app.clock_watch import ClockWatch
from app.close_calls import record_refused_scan
from app.core import entry as said
from app.core import events as e
from app.core.approval import as_approved
from app.core.calendar import calendar
from app.core.choices import USUAL, Choices
from app.core.container import ContainerKind
from app.core.course import Course, CourseFact
from app.core.decision import may_verify, questions
from app.core.finding import Finding, warn
from app.core.fitness import Fitness, why_age_unknown
from app.core.formulary import Monograph
from app.core.minute import whole_minute
from app.core.order import Order, Patient
from app.core.outlook import Outlook, asked_dose
from app.core.person import Office, Person
from app.core.plan import Plan
from app.core.preparation import Preparation, Stamped, Status
from app.core.product import Item
from app.core.quantity import show
from app.core.refused import Refused
from app.core.review import Review
from app.core.storage import Storage
from app.core.supply import Supply, demands, items_of, supplies
from app.course_beginnings import begin_courses
from app.courses import course_named, course_of, import_course, record, stream_of
from app.folder import LOG_NAME, PRACTICE
from app.formulary import Formulary, InUse
from app.given_file import content_of
from app.intake.scanner_profile import ScannerProfile
from app.intake.told import tells_only_a_course
from app.label_check import ReadLabel, answer, read_label
from app.label_drawing import LabelMaker
from app.label_keys import LabelKeys
from app.label_printing import Destination, Destinations, Turn
from app.label_templates import Templates
from app.orders import PREFIX as ORDERS
from app.orders import import_orders, order_in, withdraw
from app.outlet import Outlet
from app.outlets import outlet_of
from app.people import People
from app.preparations import (
    PREFIX,
    Adopted,
    fact_of,
    ground_of,
    open_preparation,
    outlook_for,
    preparation_in,
    stamped,
)
from app.printers import Kind, Printer, Use, press_of, printer_of, tells
from app.products import Catalogue, Products
from app.scanners import profile_of, record_forgotten, record_learned
from app.session import Announce, Session
from app.site import Site, describe, require_usable, site_of
from app.site_rules import files_of, rules_in
from app.site_rules_log import record_rules, untold
from app.stock import Stock
from app.store import Entries, Log
from app.window_settings import WindowSettings
from app.workstation import choose, settings_of

LABEL = "label/"
"""What stands before the code of a label where it is named as a place to go to."""


class Workplace:
    """Everything the window and the commands work with; close it."""

    def __init__(self, log: Log, clock: Clock, folder: Path) -> None:
        self.log = log
        self.clock = clock
        self.folder = folder
        self.people = People(log, clock)
        self.formulary = Formulary(log, clock, self.people, folder)
        # Read once, so that what is recorded is what the work goes by.
        self._rule_files = files_of(folder)
        self.rules = rules_in(folder, self._rule_files)
        self.products = Products(log, clock, self.people, folder, self.items)
        self.catalogue = Catalogue(self.products)
        self.templates = Templates(log, clock, self.people, folder, self._usable_monographs)
        self.label_keys = LabelKeys(log, clock, self.people, folder)
        self.label_maker = LabelMaker(self.templates, self.label_keys)
        self.stock = Stock(log, clock, self.products)
        self.board = Board(log)
        self.scanner_profile = profile_of(log)
        self.window_settings = settings_of(log)
        # The way to a printer of the operating system, by its name; only the window has one.
        self.system_outlet: Callable[[str], Outlet] | None = None
        self._states: dict[str, Preparation] = {}
        self._sessions: dict[str, Session] = {}
        self._courses: dict[Patient, tuple[int, Course]] = {}
        self._outlooks: dict[tuple[Order, Choices], tuple[object, Outlook | Refused]] = {}
        self._site = site_of(log)
        self._untold = ""
        self._closed = False
        # Where paper of this workstation goes, by its use.
        self.destinations: Destinations = self._chosen
        self.turn = Turn()
        self.time = ClockWatch(log, clock, folder, self._watched, self.state)
        if self._site is not None:
            begin_courses(log, clock, self._site)
            self._begin_rules()

    @classmethod
    def open(cls, folder: Path, clock: Clock, *, practice: bool = False) -> "Workplace":
        """Open the folder for work, as nobody else; make it if it is new. Raises Refused.

        One of work is never opened for `practice`, nor the other way round.
        """
        log = Log.open(folder / LOG_NAME, workstation=platform.node() or "workstation")
        try:
            _require_for(log, folder, practice=practice)
            return cls(log, clock, folder)
        except BaseException:
            log.close()
            raise

    def close(self) -> str:
        """Keep until when Umbra ran, and close the log, so that another Umbra may open it.

        Returns why it could not be kept, "" where it was. Closing twice does nothing more.
        """
        if not self._closed:
            self._closed = True
            self.time.beat()
        self.log.close()
        return self.time.trouble

    @property
    def is_closed(self) -> bool:
        """Whether the folder is closed, so that nothing is recorded any more."""
        return self._closed

    @property
    def site(self) -> Site:
        """The site; raises Refused before it was described."""
        if self._site is None:
            raise Refused("This folder is new; start Umbra once and describe the site first.")
        return self._site

    def _chosen(self, use: Use) -> Destination:
        """Return where labels or documents go, as it was chosen at this workstation."""
        _, outlet = self.outlet_for(use)
        return Destination(press_of(self.log, use), outlet)

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
        """Record what the site is called; raises Refused where a part is not usable.

        Where its time zone is another one, that is a fact of each open preparation.
        """
        require_usable(site)
        reading = self.time.notice()
        at, running = reading.wall.isoformat(), reading.text()
        also = tuple(self._zone_changed(site))
        describe(self.log, site, also, at=at, clock=running, actor=actor)
        self._site = site
        self._begin_rules()

    def _watched(self) -> tuple[str, ...]:
        """Return the preparations, open and finished last, in which the clock is watched.

        Not those in which what was done waits to be saved: that is recorded first, as of when it
        was done, and what the clock did since follows it.
        """
        every = (*self.board.unfinished(), *self.board.finished())
        return tuple(each for each in every if each not in self.unsaved)

    def _zone_changed(self, site: Site) -> Iterator[Entries]:
        before = self._site
        if before is None or before.zone == site.zone:
            return
        if self.unsaved:
            raise Refused("Something done is not saved yet; save it, then change the time zone.")
        fact = fact_of(e.ZoneChanged(before.zone, site.zone))
        for stream in self.board.unfinished():
            yield Entries(stream, self.log.version(stream), (fact,))

    def _begin_rules(self) -> None:
        record_rules(self.log, self.clock, self._rule_files)
        self._untold = untold(self.log)

    def tell_of_rules(self) -> str:
        """Return, once, how the site's rules changed since anyone signed in, "" if they did not."""
        told, self._untold = self._untold, ""
        return told

    def import_file(self, path: Path, actor: str) -> tuple[str, ...]:
        """Import the orders of a file, or the course it tells of; raises Refused."""
        return self._import_named(path, content_of(path), actor)

    def import_opened(self, opened: incoming.Opened, actor: str) -> tuple[str, ...]:
        """Import a file that was opened from the desktop; raises Refused."""
        return self._import_named(opened.path, incoming.content(opened, self.wall()), actor)

    def _import_named(self, path: Path, data: bytes, actor: str) -> tuple[str, ...]:
        try:
            return self.import_data(data, actor)
        except Refused as refused:
            raise Refused(f"{path.name}: {refused.sentence}") from refused

    def import_data(self, data: bytes, actor: str) -> tuple[str, ...]:
        """Import the orders of a file's bytes, or the course they tell of; raises Refused.

        Returns the streams of what was recorded.
        """
        if tells_only_a_course(data):
            self._require_may_tell(actor)
            return import_course(self.log, self.clock, data, actor, self._zone)
        return import_orders(self.log, self.clock, data, actor, self._zone)

    @property
    def _zone(self) -> ZoneInfo | None:
        return None if self._site is None else ZoneInfo(self._site.zone)

    def _require_may_tell(self, actor: str) -> None:
        """Raise Refused for someone here who is no pharmacist: a history can lift a stop."""
        for person in self.people.everyone():
            if person.name == actor and person.office is not Office.PHARMACIST:
                raise Refused(
                    "Only a pharmacist imports the history of a patient; a pharmacist signs in "
                    "with F8."
                )

    def items(self) -> frozenset[Item]:
        """Return what the monographs here, drafts left out, may ask for when a drug is prepared."""
        found: set[Item] = set()
        for monograph in self._usable_monographs():
            found |= items_of(
                monograph.drug,
                monograph.reconstitution_diluent,
                monograph.diluent,
                self._holders(monograph),
            )
        return frozenset(found)

    def _usable_monographs(self) -> Iterator[Monograph]:
        for identifier in self.formulary.identifiers():
            monograph = self.formulary.standing(identifier).monograph
            if not monograph.draft:
                yield monograph

    def _holders(self, monograph: Monograph) -> tuple[str, ...]:
        """Return the empty syringes that a monograph lets its drug be prepared in."""
        kinds = {each.kind for each in monograph.containers if each.enabled}
        if ContainerKind.SYRINGE not in kinds:
            return ()
        sizes = (each.capacity for each in self.rules.syringes.sizes)
        return tuple(f"empty {show(size)} syringe" for size in sizes)

    def supplies(self) -> tuple[Supply, ...]:
        """Return what orders that wait and open preparations need, and what is there for it."""
        needed = demands(self._plans(), (self.state(each) for each in self.board.unfinished()))
        today = self.site.day(self.now())
        return supplies(needed, self.stock.on_hand(today), today)

    def _plans(self) -> Iterator[tuple[str, Plan]]:
        for stream in self.board.waiting():
            order = self.order(stream)
            # An order that cannot be planned needs nothing yet; the worklist says why.
            with suppress(Refused):
                yield f"order {order.identifier}", self.plan(order)

    def order(self, stream: str) -> Order:
        """Return an imported order."""
        return order_in(self.log.history(stream)[0])

    def monograph(self, order: Order) -> Monograph:
        """Return the approved monograph for an order at this site; raises Refused."""
        return self._in_use(order).monograph

    def monograph_of(self, stream: str) -> Monograph:
        """Return the approved monograph for an order's stream, or a preparation's own.

        A preparation keeps the monograph it was opened under. Raises Refused.
        """
        if stream.startswith(ORDERS):
            return self.monograph(self.order(stream))
        return self.state(stream).monograph

    def _in_use(self, order: Order) -> InUse:
        return self.formulary.for_order(order, self.site.region)

    def course(self, patient: Patient) -> Course:
        """Return what is on record of a patient's course; raises Refused for two of one number."""
        version = self.log.version(stream_of(patient))
        known = self._courses.get(patient)
        if known is None or known[0] != version:
            known = (version, course_of(self.log, patient))
            self._courses[patient] = known
        return known[1]

    def record_course(
        self, patient: Patient, facts: tuple[CourseFact, ...], person: Person
    ) -> None:
        """Record facts of a patient's course; raises Refused for anyone but a pharmacist."""
        if person.office is not Office.PHARMACIST:
            raise Refused(
                "Only a pharmacist records a patient's course; a pharmacist signs in with F8."
            )
        record(self.log, self.clock, patient, facts, person.name, by_hand=True)

    def plan(self, order: Order) -> Plan:
        """Return the plan for an order as it stands today; raises Refused."""
        found = self.order_outlook(order)
        if found.plan is None:
            raise Refused(found.refused)
        return found.plan

    def order_outlook(self, order: Order, choices: Choices = USUAL) -> Outlook:
        """Return what an order comes to as its patient's course stands; raises Refused.

        It is prepared as `choices` say. Worked out anew when a part of it changed, and each
        minute, for values grow stale.
        """
        reading, used = self.clock.reading(), self._in_use(order)
        minute = whole_minute(reading.wall)
        course = self.course(order.patient)
        key = (used.monograph.digest, used.approved_by, minute, len(course.facts))
        known = self._outlooks.get((order, choices))
        if known is None or known[0] != key:
            try:
                ground = ground_of(used.monograph, self.rules)
                found: Outlook | Refused = _as_approved(
                    outlook_for(order, course, ground, reading, self.site, choices), used
                )
            except Refused as refused:
                found = refused
            known = (key, found)
            self._outlooks[order, choices] = known
        found = known[1]
        if isinstance(found, Refused):
            raise Refused(found.sentence)
        return _with(found, (*self._other_name(order), *self._same_dose(order)))

    def outlook(self, stream: str, choices: Choices = USUAL) -> Outlook:
        """Return what an order comes to, prepared as `choices` say, or what a preparation was
        opened under; raises Refused.
        """
        if stream.startswith(ORDERS):
            return self.order_outlook(self.order(stream), choices)
        state = self.state(stream)
        order, monograph = state.order, state.monograph
        day = self.site.day(state.last.wall)
        review = state.opened.review or Review((), questions(state), (), order.response, None)
        course = self.course(order.patient)
        return Outlook(
            asked=asked_dose(order, monograph, day, None),
            review=review,
            plan=state.plan,
            refused="",
            calendar=calendar(course, monograph, day),
        )

    def _other_name(self, order: Order) -> tuple[Finding, ...]:
        """Return a warning where the course of this number was begun under another name."""
        if not self.course(order.patient).facts:
            return ()
        whose, _ = course_named(self.log, order.patient.identifier)
        if whose.name == order.patient.name:
            return ()
        sentence = (
            f"The course of MRN {whose.identifier} was begun for {whose.name}, and this order is "
            f"for {order.patient.name}. Make sure that they are one person."
        )
        return (warn("course-of-another-name", sentence, "site procedure"),)

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

    def open_order(self, stream: str, found: Outlook, person: Person) -> str:
        """Open a preparation for an order and return its stream; raises Refused.

        `found` is what the pharmacist saw; where it no longer holds, nothing is opened.
        """
        self._require_waiting(stream)
        if why := self.time.why_wait(self.site):
            raise Refused(why)
        rounded_by = found.choices.rounded_by
        if rounded_by and rounded_by != person.name:
            raise Refused(
                f"{rounded_by} took the rounding of this dose; who takes it verifies the order. "
                "Take it back, or have that pharmacist verify."
            )
        order = self.order(stream)
        used, now = self._in_use(order), self.order_outlook(order, found.choices)
        made, rules = self._require_same(found, now), self.rules
        opened = e.Opened("0000-0000", order, stream, made, rules.policy, found.review)
        self._require_label(opened, used.monograph, person)
        adopted = Adopted(used.text, used.monograph.switched_off)
        return open_preparation(
            self.log, self.clock, order, stream, made, found.review, adopted, rules, person.name
        )

    def _require_same(self, found: Outlook, now: Outlook) -> Plan:
        """Return the plan that was seen; raises Refused where it, or its review, is another now."""
        if now.plan is None:
            raise Refused(now.refused)
        if (found.plan, found.review) != (now.plan, now.review):
            raise Refused(
                "The course, the monograph or the time changed what this order comes to while it "
                "was open. Go back to the worklist and open it again."
            )
        return now.plan

    def _require_waiting(self, stream: str) -> None:
        if stream not in self.board.waiting():
            raise Refused("This order was opened or withdrawn meanwhile; look at the worklist.")

    def _require_label(self, opened: e.Opened, monograph: Monograph, person: Person) -> None:
        now = self.clock.reading().wall
        press = press_of(self.log, Use.LABELS)
        self.label_maker.require_room(
            opened, monograph, self.site, person.name, Storage.ROOM, now, press
        )

    def verify(
        self,
        stream: str,
        found: Outlook,
        confirmed: tuple[str, ...],
        reasons: tuple[tuple[str, str], ...],
        person: Person,
    ) -> str:
        """Verify an order, opening its preparation if it is not open; return the preparation.

        Raises Refused; an order that may not be verified is not opened.
        """
        if stream.startswith(ORDERS):
            if found.plan is None:
                raise Refused(found.refused)
            may_verify(found.plan.findings, found.review.questions, confirmed, reasons, person)
            stream = self.open_order(stream, found, person)
        session = self._new_session(stream, person, lambda _: None)
        session.do(said.Verify("verify-order", confirmed, reasons))
        return stream

    def outlet_for(self, use: Use) -> tuple[Printer, Outlet | None]:
        """Return the printer of this workstation and the way to it, None where it is a file.

        Raises Refused for a printer of the operating system where there is no window.
        """
        printer = printer_of(self.log, use)
        return printer, self.outlet_to(printer, tells=tells(self.log, use))

    def outlet_to(self, printer: Printer, *, tells: bool = False) -> Outlet | None:
        """Return the way to a printer that need not be chosen; as `outlet_for`."""
        if printer.kind is not Kind.SYSTEM:
            return outlet_of(printer, tells=tells)
        if self.system_outlet is None:
            raise Refused(
                f"“{printer.address}” is a printer of the operating system, which only Umbra’s "
                "window can reach. Print there, or choose another printer."
            )
        return self.system_outlet(printer.address)

    def learn_scanner(self, profile: ScannerProfile, person: Person) -> None:
        """Record how this workstation's scanner types; every scan is read by that from now on."""
        record_learned(self.log, self.clock, profile, person)
        self.scanner_profile = profile

    def forget_scanner(self, person: Person) -> None:
        """Record that scans count as they arrive again; raises Refused where none was learned."""
        record_forgotten(self.log, self.clock, person)
        self.scanner_profile = None

    def choose_window(self, settings: WindowSettings, person: Person) -> None:
        """Record how this workstation's window looks and sounds from now on; raises Refused."""
        self.window_settings = choose(self.log, self.clock, settings, person)

    def keep_refused_scan(self, page: str, raw: str, sentence: str, actor: str) -> None:
        """Record as a close call what was scanned on a page, and what was told."""
        record_refused_scan(self.log, self.clock, page, raw, sentence, actor)

    def history(self, stream: str) -> tuple[Stamped, ...]:
        """Return every fact of a preparation."""
        return tuple(stamped(row) for row in self.log.history(stream))

    def withdraw(self, stream: str, reason: str, person: Person) -> None:
        """Take an order off the worklist; an opened one is discarded. Raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist withdraws an order; a pharmacist signs in with F8.")
        if stream.startswith(PREFIX):
            # Nothing was done at the hood: what the log does not take was only said.
            self._new_session(stream, person, lambda _: None).do(said.Discard(reason))
            return
        self._require_waiting(stream)
        withdraw(self.log, self.clock, stream, reason, person.name)

    def session(self, stream: str, person: Person, announce: Announce) -> Session:
        """Return the work on a preparation; what is unsaved there, or being sent, is kept."""
        kept = self._sessions.get(stream)
        if kept is not None and _is_busy(kept):
            kept.take_over(person, announce)
            return kept
        made = self._new_session(stream, person, announce)
        busy = {s: session for s, session in self._sessions.items() if _is_busy(session)}
        self._sessions = {**busy, stream: made}
        return made

    @property
    def unsaved(self) -> dict[str, Session]:
        """The work, by stream, that holds something which the log did not take."""
        return {s: session for s, session in self._sessions.items() if session.unsaved}

    @property
    def is_sending(self) -> bool:
        """Whether a label of any preparation is on its way to a printer just now."""
        return any(session.labels.is_sending for session in self._sessions.values())

    def _new_session(self, stream: str, person: Person, announce: Announce) -> Session:
        return Session(
            self.log,
            self.clock,
            self.people,
            self.site,
            self.catalogue,
            self.stock,
            stream,
            person,
            announce,
            self.time.latest,
            lambda use: self.destinations(use),
            self.label_maker,
            self.turn,
        )

    def order_for(self, stream: str) -> Order:
        """Return the order of an order's stream, or of a preparation's."""
        return self.order(stream) if stream.startswith(ORDERS) else self.state(stream).order

    def place_of_label(self, scan: str) -> str:
        """Return where a scanned label leads: the stream of a preparation that is open, else
        itself behind `LABEL`, to be answered; raises Refused for anything but a label of Umbra's.
        """
        read = self.read_label(scan)
        return read.stream if read.stream in self.board.unfinished() else LABEL + scan

    def read_label(self, scan: str, *, typed: bool = False) -> ReadLabel:
        """Return what a scanned label says; raises Refused for anything but a label of Umbra's.

        `typed` tells that nobody scanned it, but typed its short code.
        """
        return read_label(self.log, scan, self.site.day(self.now()), typed=typed)

    def answer(self, read: ReadLabel) -> Fitness:
        """Return whether what bears a label is fit for use now."""
        if not read.stream:
            return answer(read, None, self.now(), self.time.why_age_unknown())
        state, reading = self.state(read.stream), self.clock.reading()
        stopped = why_age_unknown(state, reading) or self.stock.stopping(state)
        return answer(read, state, state.now(reading), stopped)

    def state(self, stream: str) -> Preparation:
        """Return the state of a preparation, read again only where it moved on."""
        known = self._states.get(stream)
        if known is not None and known.version == self.log.version(stream):
            return known
        state = preparation_in(self.log, self.log.history(stream))
        self._states[stream] = state
        return state

    def now(self) -> datetime:
        """Return the latest moment that it can be, which ages and expiry dates count by."""
        return self.time.latest()

    def wall(self) -> datetime:
        """Return the time that the clock shows."""
        return self.clock.reading().wall


def _require_for(log: Log, folder: Path, *, practice: bool) -> None:
    """Raise Refused for a folder of work that is to be practised in, or the other way round."""
    site = site_of(log)
    if site is None or site.practice == practice:
        return
    if practice:
        raise Refused(
            f"{folder} holds real work, and nobody practises there. Choose another folder with "
            "--data, or leave it out."
        )
    if folder.name != PRACTICE:
        raise Refused(
            f"{folder} is a folder of practice that was given another name. Name it “practice” "
            f"again, then open it with umbra practice --data “{folder.parent}”."
        )
    raise Refused(
        f"{folder} is a folder of practice: what is made there is for no patient. Open it with "
        f"umbra practice --data “{folder.parent}”."
    )


def _is_busy(session: Session) -> bool:
    """Tell whether a session holds what no other one would know of."""
    return session.unsaved is not None or session.labels.is_sending


def _as_approved(found: Outlook, used: InUse) -> Outlook:
    if found.plan is None:
        return found
    off = frozenset(used.monograph.switched_off)
    findings = as_approved(found.plan.findings, used.text, off, used.approved_by)
    return replace(found, plan=replace(found.plan, findings=findings))


def _with(found: Outlook, findings: tuple[Finding, ...]) -> Outlook:
    if found.plan is None or not findings:
        return found
    return replace(found, plan=replace(found.plan, findings=(*findings, *found.plan.findings)))


def _dose_of(order: Order) -> tuple[str, int, int]:
    return order.patient.identifier, order.cycle, order.day
