"""Work at one hood: a preparation, a clock set by hand, and everyone who may say something to it.

Not a mock of anything: it decides and evolves as the program does, and keeps the history.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app import references
from app.clock import SetClock
from app.core import entry as said
from app.core import events as e
from app.core.clock_change import last_seen, noticed, was_off
from app.core.countersigning import is_judged
from app.core.decision import decide, questions
from app.core.dose import Basis, calculate, request_of
from app.core.evolution import begin, evolve
from app.core.finding import warnings
from app.core.formulary import Monograph
from app.core.gravimetric import Weighable
from app.core.order import Order, Patient, Response
from app.core.person import Office, Person
from app.core.plan import Plan, plan
from app.core.policy import Policy
from app.core.preparation import Preparation, Stamped, missing
from app.core.product import Package, Product
from app.core.quantity import Measure, Quantity, magnitude, parse, quantity, round_half_up
from app.core.reading import Reading, Witness
from app.core.refused import Refused
from app.core.step import Kind, Meaning, Role, Step
from app.core.surface_area import formula_named
from app.core.timing import Name, deadline_named
from app.core.weighing import weighable
from app.core.weighing_steps import plan_weighed

MORNING = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)

TECHNICIAN_ONE = Person("Technician One", Office.TECHNICIAN)
TECHNICIAN_TWO = Person("Technician Two", Office.TECHNICIAN)
PHARMACIST_ONE = Person("Pharmacist One", Office.PHARMACIST)
PHARMACIST_TWO = Person("Pharmacist Two", Office.PHARMACIST)
ADMINISTRATOR = Person("Administrator", Office.ADMINISTRATOR)
CLOCK = Person("the clock", Office.TECHNICIAN)
PEOPLE = (TECHNICIAN_ONE, TECHNICIAN_TWO, PHARMACIST_ONE, PHARMACIST_TWO, ADMINISTRATOR)

PATIENT = Patient("DEMO, Adalind", "00482913", date(1979, 4, 12))

_GTIN = {
    Role.VIAL: "00300080100011",
    Role.RECONSTITUTION_DILUENT: "00304094887173",
    Role.DILUTION_DILUENT: "00303380049035",
    Role.CONTAINER: "02000000000015",
    Role.LIGHT_COVER: "02000000000022",
}


def mL(number: str) -> Quantity:
    """Return a volume."""
    return quantity(number, "mL")


def order(
    height: str = "170 cm",
    weight: str = "70 kg",
    cycle: int = 1,
    day: int = 1,
    *,
    response: str | None = None,
    dose: str | None = None,
    reduction: str | None = None,
) -> Order:
    """Return an order for the sample patient; by default two vials."""
    return Order(
        identifier="RX-1",
        patient=PATIENT,
        drug="inotuzumab ozogamicin",
        cycle=cycle,
        day=day,
        height=parse(height, Measure.HEIGHT),
        weight=parse(weight, Measure.BODY_WEIGHT),
        height_on=TODAY,
        weight_on=TODAY,
        response=None if response is None else Response(response),
        dose=None if dose is None else parse(dose, Measure.DOSE),
        reduction=reduction,
    )


def plan_for(asked: Order, monograph: Monograph, policy: Policy | None = None) -> Plan:
    """Return the plan of an order as a preparation is opened with."""
    policy = policy or references.policy()
    formula = formula_named(policy.formula, references.formulas())
    request = request_of(asked, monograph, TODAY)
    dose = calculate(request, monograph, formula, policy, Basis.ORDERED)
    return plan(dose, monograph, references.syringes(), None)


def product(role: Role, item: str, *, accepted: bool = True) -> Product:
    """Return a product this site knows; drugs and diluents must carry lot and expiry."""
    traced = role not in (Role.CONTAINER, Role.LIGHT_COVER)
    return Product(_GTIN[role], role, item, f"a package of {item}", traced, accepted, "test")


def package(role: Role, item: str, *, lot: str = "AB1234", serial: str | None = "1") -> Package:
    """Return a scanned package in date, with lot, expiry and serial where the role has them."""
    known = product(role, item)
    if not known.traced:
        return Package(known.gtin, known.gtin, None, None, None, known)
    return Package(f"{known.gtin} {lot} {serial}", known.gtin, lot, TODAY, serial, known)


def weighing(*objects: str) -> Policy:
    """Return the policy of a site that weighs these objects, such as "vial"."""
    policy = references.policy()
    assert policy.gravimetric is not None
    chosen = tuple(Weighable(each) for each in objects)
    return replace(policy, gravimetric=replace(policy.gravimetric, weighed=chosen))


def grams(number: str) -> Quantity:
    """Return a mass with the decimals it is written with."""
    return quantity(number, "g")


# What the empty vial, the empty syringe and the bag with its diluent weigh.
TARES = {Weighable.VIAL: "20.51", Weighable.SYRINGE: "9.87", Weighable.BAG: "61.30"}


def right_mass(step: Step) -> Quantity:
    """Return what the scale shows to 0.01 g where all is well: the tare, with what was gained."""
    tare = Decimal(TARES[weighable(step.identifier)])
    gained = Decimal(0) if step.gain is None else magnitude(step.gain, "g")
    return quantity(round_half_up(tare + gained, 2), "g")


class Hood:
    """One preparation from its opening on; `do` says something to it, `wait` lets time pass."""

    def __init__(
        self,
        asked: Order | None = None,
        monograph: str = "besponsa-us",
        begins: datetime = MORNING,
        made: Plan | None = None,
        weighed: tuple[str, ...] = (),
    ) -> None:
        self.monograph = references.monograph_named(monograph)
        self.clock = SetClock(begins)
        asked = asked or order()
        policy = weighing(*weighed)
        made = made or plan_for(asked, self.monograph)
        made = plan_weighed(made, self.monograph, policy.gravimetric)
        opened = e.Opened("2611-0001", asked, "order/RX-1", made, policy, clock_watched=True)
        self.history = [Stamped(opened, "Technician One", self.clock.reading(), 1)]
        self.state = begin(self.history[0], self.monograph)
        self._serials = 0

    def do(self, person: Person, entry: said.Entry) -> tuple[e.Event, ...]:
        """Decide and record; what is refused is recorded as a close call and raised."""
        try:
            facts = decide(self.state, entry, person, self.clock.reading())
        except Refused as refused:
            if self.state.status.value in ("open", "failed"):
                step = "" if self.state.step is None else self.state.step.identifier
                late = is_judged(entry, refused)
                told = e.EntryRefused(step, "what was said", refused.sentence, late)
                self.record(told, person)
            raise
        for fact in facts:
            self.record(fact, person)
        return facts

    def record(self, fact: e.Event, person: Person, at: Reading | None = None) -> None:
        """Add a fact to the history and the state, by the clock or at another reading."""
        version = self.state.version + 1
        stamped = Stamped(fact, person.name, at or self.clock.reading(), version)
        self.history.append(stamped)
        self.state = evolve(self.state, stamped)

    def notice(self) -> tuple[e.Event, ...]:
        """Record what happened to the clock, as the program does each second; return it."""
        facts = noticed(self.state, self.clock.reading())
        for fact in facts:
            self.record(fact, CLOCK)
        return facts

    def power_off(self, minutes: float, early: float = 0) -> tuple[e.Event, ...]:
        """Cut the power for so many minutes; the clock comes up so many minutes earlier.

        The heartbeat was kept to the end. Returns what is recorded when Umbra is started again.
        """
        beat = self.clock.reading()
        self.clock.power_off(timedelta(minutes=minutes))
        self.set_wall(-early)
        version, now = self.state.version, self.clock.reading()
        for fact in last_seen(self.state, beat, Witness.HEARTBEAT):
            self.record(fact, CLOCK, beat)
        for fact in noticed(self.state, now):
            self.record(fact, CLOCK)
        return (*(each.fact for each in self.history[version:]), *self._opened_after(beat))

    def umbra_off(self, minutes: float) -> tuple[e.Event, ...]:
        """Let Umbra not run for so many minutes while its machine goes on.

        The heartbeat was kept to the end. Returns what is recorded when Umbra is opened again.
        """
        beat = self.clock.reading()
        self.wait(minutes)
        return (*self.notice(), *self._opened_after(beat))

    def _opened_after(self, beat: Reading) -> tuple[e.Event, ...]:
        """Record that Umbra did not run since its last heartbeat, where that is told; return it."""
        facts = was_off(self.state, beat, self.clock.reading())
        for fact in facts:
            self.record(fact, CLOCK)
        return facts

    def print_sheet(self, person: Person = TECHNICIAN_ONE) -> str:
        """Print a worksheet and return its number."""
        sheet = f"2611-0001-{self.state.version}"
        self.do(person, said.PrintWorksheet(f"{sheet}.pdf"))
        return sheet

    def wait(self, minutes: float) -> None:
        """Let so many minutes pass."""
        self.clock.advance(timedelta(minutes=minutes))

    def set_wall(self, minutes: float) -> None:
        """Set the wall clock by so many minutes, backwards below zero."""
        self.clock.set_wall(self.clock.reading().wall + timedelta(minutes=minutes))

    @property
    def step(self) -> Step:
        """The present step; raises AssertionError where every step is done."""
        assert self.state.step is not None
        return self.state.step

    @property
    def now(self) -> datetime:
        """The present moment as the preparation counts it."""
        return self.state.now(self.clock.reading())

    def names(self) -> list[str]:
        """Return the names of all facts so far, as the log has them."""
        of_kind = {kind: name for name, kind in e.NAMES.items()}
        return [of_kind[type(stamped.fact)] for stamped in self.history]

    def right(self) -> tuple[Person, said.Entry]:
        """Return who may do the present step, and what they say when all is well."""
        step = self.step
        match step.kind:
            case Kind.SCAN:
                return TECHNICIAN_ONE, self.right_scan()
            case Kind.MEASURE:
                assert step.amount is not None
                return TECHNICIAN_ONE, said.Measure(step.identifier, step.amount)
            case Kind.WEIGH:
                return TECHNICIAN_ONE, said.Weigh(step.identifier, right_mass(step), True)
            case Kind.INSPECT:
                return TECHNICIAN_ONE, said.Inspect(step.identifier, True)
            case Kind.PROTECT:
                return TECHNICIAN_ONE, said.Choose(step.identifier, step.choices[0].code)
            case Kind.CHECK:
                return PHARMACIST_ONE, self.right_check()
            case Kind.PRINT:
                copy = self.state.copies + 1
                reason = "the label was smudged" if copy > 1 else ""
                code, file = f"label {copy}", f"2611-0001-{copy}.pdf"
                return TECHNICIAN_ONE, said.Print(step.identifier, code, "digest", file, reason)
            case Kind.SCAN_BACK:
                code = self.state.label.code if self.state.label else ""
                return TECHNICIAN_ONE, said.ScanBack(step.identifier, code)
            case Kind.CONFIRM:
                return self.right_confirm()

    def right_scan(self, *, lot: str = "AB1234") -> said.Scan:
        """Return a scan of the next package that is wanted, with a serial number of its own."""
        step = self.step
        wanted = missing(self.state, step.identifier)[0]
        (need,) = (need for need in step.needs if need.role.value == wanted)
        self._serials += 1
        scanned = package(need.role, need.item, lot=lot, serial=str(self._serials))
        return said.Scan(step.identifier, scanned, TODAY)

    def right_check(self) -> said.EnterFigures | said.Sign:
        """Return the figures, and once they agree the signature, with a remark for any gap."""
        figures, name = self.state.figures, self.step.identifier
        if figures is None or not figures.agree or self.state.figures_by != PHARMACIST_ONE.name:
            start = deadline_named(self.state.deadlines(), Name.START).at
            return said.EnterFigures(
                name, self.state.plan.volume_exact, start.replace(second=0, microsecond=0)
            )
        unsure = self.state.gaps(self.now) or self.state.time_doubted
        remark = "covered again at once" if unsure else ""
        return said.Sign(name, Meaning.CHECKED, remark)

    def right_confirm(self) -> tuple[Person, said.Entry]:
        """Return what a step of confirming asks for."""
        step = self.step
        if step.identifier == "verify-order":
            confirmed = tuple(each.code for each in questions(self.state))
            found = warnings(self.state.plan.findings)
            reasons = tuple((finding.code, "discussed with the prescriber") for finding in found)
            return PHARMACIST_TWO, said.Verify(step.identifier, confirmed, reasons)
        if step.choices:
            return TECHNICIAN_ONE, said.Choose(step.identifier, step.choices[0].code)
        if step.signs is Meaning.RELEASED:
            return PHARMACIST_ONE, said.Sign(step.identifier, step.signs)
        if step.signs is not None:
            return TECHNICIAN_ONE, said.Sign(step.identifier, step.signs)
        return TECHNICIAN_ONE, said.Confirm(step.identifier)

    def forward(self, minutes: float = 1) -> tuple[e.Event, ...]:
        """Do the present step rightly, some time later."""
        self.wait(minutes)
        return self.do(*self.right())

    def go_to(self, identifier: str, minutes: float = 1) -> "Hood":
        """Do every step rightly until the present step is the one named."""
        while self.step.identifier != identifier:
            self.forward(minutes)
        return self

    def finish(self) -> "Hood":
        """Do every step rightly until release."""
        self.go_to("release").forward()
        return self


def edited(state: Preparation, **changes: object) -> Preparation:
    """Return a state with some of its parts changed."""
    return replace(state, **changes)  # type: ignore[arg-type]


def refusal(hood: Hood, person: Person, entry: said.Entry) -> str:
    """Return the sentence with which an entry is refused; nothing else may have changed."""
    before = hood.state
    with pytest.raises(Refused) as caught:
        decide(before, entry, person, hood.clock.reading())
    assert hood.state == before
    return caught.value.sentence
