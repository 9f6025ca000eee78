"""The worklist of a log that is only read, also while another Umbra writes to it."""

from datetime import datetime
from pathlib import Path

from app.board import Board
from app.clock import Clock
from app.clock_watch import Known
from app.core.formulary import Monograph
from app.core.order import Order
from app.core.plan import Plan
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.courses import course_of
from app.formulary import Formulary
from app.orders import order_in
from app.people import People
from app.preparations import ground_of, outlook_for, preparation_in
from app.products import Products
from app.site import Site, site_of
from app.site_rules import rules_of
from app.stock import Stock
from app.store import Log


class ReadWorklist:
    """What a day is planned from, as a log has it; it writes nothing."""

    def __init__(self, log: Log, clock: Clock, folder: Path) -> None:
        """Read what the log and the site's files say; raises Refused where one is wrong."""
        self.log, self.board, self.rules = log, Board(log), rules_of(folder)
        people = People(log, clock)
        self.formulary = Formulary(log, clock, people, folder)
        self.stock = Stock(log, clock, Products(log, clock, people, None, frozenset))
        self._reading = clock.reading()
        self._known = Known.of(log, folder, self._reading)

    @property
    def site(self) -> Site:
        """The site; raises Refused before it was described."""
        site = site_of(self.log)
        if site is None:
            raise Refused(
                f"There is no site in {self.log.path} yet; start Umbra once and describe it."
            )
        return site

    def now(self) -> datetime:
        """Return the latest moment that it can be."""
        return self._known.latest()

    def state(self, stream: str) -> Preparation:
        """Return the state of a preparation."""
        return preparation_in(self.log, self.log.history(stream))

    def order(self, stream: str) -> Order:
        """Return an imported order."""
        return order_in(self.log.history(stream)[0])

    def monograph(self, order: Order) -> Monograph:
        """Return the approved monograph for an order at this site; raises Refused."""
        return self.formulary.for_order(order, self.site.region).monograph

    def plan(self, order: Order) -> Plan:
        """Return the plan for an order as its patient's course stands; raises Refused."""
        ground = ground_of(self.monograph(order), self.rules)
        course = course_of(self.log, order.patient)
        found = outlook_for(order, course, ground, self._reading, self.site)
        if found.plan is None:
            raise Refused(found.refused)
        return found.plan
