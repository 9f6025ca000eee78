"""The state of one preparation: everything known of it, and what follows from that.

`app.core.evolution` folds the facts to it; `app.core.decision` says which fact may come next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.core import events as e
from app.core.formulary import Monograph
from app.core.infusing import Infusion
from app.core.label_kind import LabelKind
from app.core.light import (
    Covered,
    Gap,
    Presence,
    Protection,
    Stage,
    covered,
    gaps,
    protected_at,
    together,
)
from app.core.order import Order
from app.core.outage import Outage
from app.core.plan import Plan
from app.core.policy import Policy
from app.core.reading import Reading
from app.core.step import Kind, Meaning, Role, Step
from app.core.storage import Kept, Stay, Storage, Wait, kept
from app.core.syringe import Draw
from app.core.time_graph import Fixed, Moment
from app.core.timing import (
    Deadline,
    Late,
    Name,
    NotBefore,
    Timeline,
    deadline_named,
    deadlines_of,
    first_late,
    present,
    start_not_before,
)


@dataclass(frozen=True, slots=True)
class Stamped:
    """A fact as it stands in the log: who recorded it, when, and its version in the stream.

    `workstation` is where it was recorded, "" for a fact that is in no log.
    """

    fact: e.Event
    actor: str
    reading: Reading
    version: int
    workstation: str = ""


class Status(StrEnum):
    """Where a preparation stands as a whole."""

    OPEN = "open"
    FAILED = "failed"
    RELEASED = "released"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class FromPaper:
    """Something was entered late, from the worksheet `sheet`, by `transcriber` at `typed` (UTC).

    `countersigned` is the pharmacist who attests that it stands there, "" for nobody.
    """

    sheet: str
    transcriber: str
    typed: datetime
    countersigned: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is done, when (UTC), by whom, and what to say of it on the rail.

    `late` says how it came into the log where it was done on paper, None where it was not.
    """

    step: str
    at: datetime
    actor: str
    detail: str
    late: FromPaper | None = None


@dataclass(frozen=True, slots=True)
class Vial:
    """A vial in use: when it was reconstituted and whether it passed."""

    number: int
    material: e.MaterialScanned
    reconstituted: datetime | None = None


@dataclass(frozen=True, slots=True)
class VoidWeighing:
    """A weighing that is not made, for its tare was corrected when it could not be found again."""

    step: Step
    reason: str


@dataclass(frozen=True, slots=True)
class Companion:
    """The labels of one kind and number: how many copies are used up, and the one in force.

    `printed` is None where none went out, or what went out is void. `is_another` tells that it is
    another vial that bears the number since: what went out was of the one before.
    """

    kind: LabelKind
    number: int
    copies: int = 0
    printed: e.CompanionPrinted | None = None
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything known of one preparation.

    Times are UTC, by the wall clock as it was set at `last`, and never under-count what passed.
    `steady` is the reading since which the wall clock ran with the running time: what it gains or
    loses is added up from there, so that no small steps stay unseen. `clock_seen` is how many of
    `clock_events` there were when the check in force was signed. `time_doubted` tells that
    after the first reconstitution nothing but a wall clock that failed said how much time passed.
    `tares` are those, with the number of their record, that nothing was counted from yet.
    `copies` counts the labels of the bag whose numbers are used up. `sent` is a label of which
    nobody knows yet whether it came out; it is `sent_in_vain` where it is void even if it did.
    `outages` are the times in which Umbra did not run, and `sheets` the worksheets by number with
    when they were printed; `acted` is when something was done last. `entering` is how the next
    `entering_left` facts came from paper; `transcribers` are who entered any, and `said_otherwise`
    what was entered in the place of something refused.
    """

    opened: e.Opened
    monograph: Monograph
    steps: tuple[Step, ...]
    last: Reading
    steady: Reading
    version: int
    status: Status = Status.OPEN
    done: tuple[Done, ...] = ()
    accepted: tuple[e.WarningAccepted, ...] = ()
    confirmed: tuple[str, ...] = ()
    materials: tuple[e.MaterialScanned, ...] = ()
    vials: tuple[Vial, ...] = ()
    quarantined: tuple[e.VialQuarantined, ...] = ()
    ledger: tuple[Protection, ...] = ()
    exposed_since: datetime | None = None
    diluted: datetime | None = None
    storage: Storage | None = None
    preparers: tuple[str, ...] = ()
    figures: e.FiguresEntered | None = None
    figures_by: str | None = None
    rejections: tuple[e.CheckRejected, ...] = ()
    signatures: tuple[tuple[e.Signed, datetime], ...] = ()
    label: e.LabelPrinted | None = None
    label_confirmed: bool = False
    copies: int = 0
    companions: tuple[Companion, ...] = ()
    sent: e.LabelSent | None = None
    sent_in_vain: bool = False
    not_printed: tuple[e.LabelNotPrinted, ...] = ()
    held: e.Held | None = None
    called: bool = False
    refusals: tuple[tuple[e.EntryRefused, datetime, str], ...] = ()
    corrections: tuple[tuple[e.Corrected, datetime, str], ...] = ()
    clock_events: tuple[tuple[e.ClockEvent, datetime], ...] = ()
    clock_seen: int = 0
    time_doubted: bool = False
    discarded: e.Discarded | None = None
    failure: str | None = None
    measured: tuple[int, ...] = ()
    storage_version: int | None = None
    syringes: tuple[Draw, ...] = ()
    weighed: tuple[e.Weighed, ...] = ()
    tares: tuple[tuple[int, e.Weighed], ...] = ()
    void_weighings: tuple[VoidWeighing, ...] = ()
    stays: tuple[Stay, ...] = ()
    waits: tuple[Wait, ...] = ()
    presences: tuple[Presence, ...] = ()
    taken_out: datetime | None = None
    at_hood: str | None = None
    held_by: str | None = None
    handed_over: tuple[tuple[e.HandedOver, datetime], ...] = ()
    infusion: Infusion | None = None
    label_written: bool = False
    outages: tuple[Outage, ...] = ()
    sheets: tuple[tuple[str, datetime], ...] = ()
    acted: datetime | None = None
    entering: e.EnteredLate | None = None
    entering_left: int = 0
    transcribers: tuple[str, ...] = ()
    said_otherwise: tuple[e.EnteredLate, ...] = ()

    @property
    def order(self) -> Order:
        """The order this preparation was opened for."""
        return self.opened.order

    @property
    def plan(self) -> Plan:
        """The plan frozen when it was opened."""
        return self.opened.plan

    @property
    def policy(self) -> Policy:
        """The site's policy when it was opened."""
        return self.opened.policy

    @property
    def step(self) -> Step | None:
        """The first step not yet done, or None when all are."""
        finished = {done.step for done in self.done}
        return next((step for step in self.steps if step.identifier not in finished), None)

    @property
    def draws(self) -> tuple[Draw, ...]:
        """What the dose is drawn with: the plan's syringes, or those chosen at the hood."""
        return self.syringes or self.plan.draws

    @property
    def is_blind(self) -> bool:
        """Whether the recorded figures are kept from whoever comes by: the check is to be signed.

        Until it is, another pharmacist may come to make it, and has to work them out alone.
        """
        step = self.step
        return step is not None and step.kind is Kind.CHECK

    def has_agreed(self, person: str) -> bool:
        """Tell whether the figures that a person worked out alone are in, and agree with ours."""
        return self.figures_by == person and self.figures is not None and self.figures.agree

    def is_blind_for(self, person: str) -> bool:
        """Tell whether the recorded figures are kept from a person: what they see is blind.

        They are seen by the one who worked them out alone, and by nobody else before the check is
        signed: whoever saw them could not check them any more.
        """
        return self.is_blind and not self.has_agreed(person)

    @property
    def reconstituted(self) -> datetime | None:
        """T0: when the first of the vials in use was reconstituted."""
        times = [vial.reconstituted for vial in self.vials if vial.reconstituted is not None]
        return min(times, default=None)

    @property
    def set_aside(self) -> tuple[Presence, ...]:
        """The vials that were reconstituted before T0; they are quarantined and count no more."""
        began = self.reconstituted
        if began is None:
            return ()
        vials = (each for each in self.presences if each.stage is Stage.VIAL)
        return tuple(each for each in vials if each.begun < began)

    def companion(self, kind: LabelKind, number: int) -> Companion:
        """Return what is known of the labels of a kind and number, none printed by default."""
        found = (each for each in self.companions if (each.kind, each.number) == (kind, number))
        return next(found, Companion(kind, number))

    def copies_of(self, kind: LabelKind, number: int) -> int:
        """Return how many copies of a label are used up: printed, or perhaps out."""
        return self.copies if kind is LabelKind.BAG else self.companion(kind, number).copies

    @property
    def clock_changes(self) -> tuple[e.ClockSet, ...]:
        """Each time the wall clock was set while the machine ran."""
        return tuple(fact for fact, _ in self.clock_events if isinstance(fact, e.ClockSet))

    def now(self, reading: Reading) -> datetime:
        """Return the present moment: the latest it can be, given every reading so far."""
        return present((self.last,), reading)

    def deadlines(self) -> tuple[Deadline, ...]:
        """Return the deadlines so far; () before the first reconstitution."""
        timeline = self.timeline()
        return () if timeline is None else deadlines_of(self.monograph, timeline)

    def timeline(self) -> Timeline | None:
        """Return what time counts from; None before the first reconstitution."""
        began = self.reconstituted
        if began is None:
            return None
        vials, bag = self._vials_kept(began), Kept()
        if self.diluted is not None:
            bag = kept(self.stays, self.diluted, None)
        category = self.policy.category
        return Timeline(
            began,
            self.diluted,
            self.taken_out,
            None if self.infusion is None else self.infusion.started,
            None if self.infusion is None else self.infusion.over,
            vials,
            bag,
            rules=() if category is None else (category.rule(bag.place),),
            fixed=self._in_date(),
        )

    def _vials_kept(self, began: datetime) -> Kept:
        """Return how the vials were kept; at work under the hood they are not kept anywhere."""
        found = kept(self.stays, began, self.diluted)
        held_cold = self.held is not None and found.place is Storage.REFRIGERATED
        return replace(found, place=Storage.REFRIGERATED if held_cold else None)

    def _in_date(self) -> tuple[Fixed, ...]:
        """Return until when what was scanned for the preparation is in date."""
        return tuple(
            Fixed(moment, each.in_date_until, f"{each.name} is in date", "the package")
            for each in self._components()
            if each.in_date_until is not None
            for moment in (Moment.DILUTED, Moment.STARTED)
        )

    def _components(self) -> Iterator[e.MaterialScanned]:
        for each in self.materials:
            in_use = any(vial.material is each for vial in self.vials)
            if each.role is not Role.LIGHT_COVER and (each.role is not Role.VIAL or in_use):
                yield each

    def out_of_date(self, now: datetime) -> e.MaterialScanned | None:
        """Return the first component whose expiry date passed while the work went on, or None."""
        return next(
            (
                each
                for each in self._components()
                if each.in_date_until is not None and now > each.in_date_until
            ),
            None,
        )

    def binding(self) -> Deadline | None:
        """Return the deadline that binds next: dilution, refrigerator, start, end of infusion.

        None before the first reconstitution, and once the infusion ended.
        """
        found = self.deadlines()
        if not found or (self.infusion is not None and self.infusion.ended is not None):
            return None
        if self.diluted is None:
            return deadline_named(found, Name.DILUTE)
        if self.infusion is not None:
            return deadline_named(found, Name.END)
        refrigerated = any(each.name is Name.TAKE_OUT for each in found)
        return deadline_named(found, Name.TAKE_OUT if refrigerated else Name.START)

    def start_not_before(self) -> NotBefore | None:
        """Return not before when the infusion may start, None where nothing says so."""
        timeline = self.timeline()
        return None if timeline is None else start_not_before(self.monograph, timeline)

    def late(self) -> Late | None:
        """Return the first limit that something recorded came after, or None."""
        timeline = self.timeline()
        return None if timeline is None else first_late(self.monograph, timeline)

    @property
    def place(self) -> Storage | None:
        """Where the drug is by temperature, None before the first reconstitution."""
        return self.stays[-1].place if self.stays else None

    @property
    def light_stage(self) -> Stage:
        """Where the drug is, as far as light goes."""
        if self.infusion is not None:
            return Stage.INFUSION
        if self.status is Status.RELEASED:
            return Stage.TRANSPORT
        finished = {done.step for done in self.done}
        if "cover-bag" in finished:
            return Stage.BAG
        if self.held is None or self.held.storage is None:
            return Stage.HOOD
        return Stage.BAG if self.diluted is not None else self.stage_of_waiting

    @property
    def stage_of_waiting(self) -> Stage:
        """What holds the drug that would wait outside the hood: vials, syringes or the bag."""
        there = {each.stage for each in self.presences if each.ended is None}
        if Stage.BAG in there:
            return Stage.BAG
        return Stage.SYRINGE if Stage.SYRINGE in there else Stage.VIAL

    def protection(self, now: datetime) -> Protection | None:
        """Return what protects all that holds drug from light at `now`, or None."""
        found = protected_at(self.ledger, now)
        there = (each.stage for each in self.presences if each.ended is None)
        return found if found is not None and all(map(found.protects, there)) else None

    def gaps(self, now: datetime) -> tuple[Gap, ...]:
        """Return every stretch since the first reconstitution without a recorded protection."""
        if self.exposed_since is None:
            return ()
        gone = self._gone(now)
        of_all = gaps(self.ledger, self.exposed_since, gone)
        return together((*of_all, *(gap for each in self.covered(gone) for gap in each.gaps)))

    def _gone(self, now: datetime) -> datetime:
        """Return up to when there is drug to protect: it is gone where the work came to its end.

        A vial that was quarantined is no end: what comes in its place counts as one with it.
        """
        over = self.infusion is not None and self.infusion.ended is not None
        if not over and self.status is not Status.DISCARDED:
            return now
        ends = (each.ended for each in self.presences)
        return min(now, max(each for each in ends if each is not None))

    def covered(self, now: datetime) -> tuple[Covered, ...]:
        """Return what protected each object that held drug, and each gap of it."""
        return covered(self.ledger, self.presences, now)

    def signed(self, meaning: Meaning) -> e.Signed | None:
        """Return the signature of that meaning that is in force, or None."""
        return next((s for s, _ in reversed(self.signatures) if s.meaning is meaning), None)

    @property
    def released(self) -> datetime | None:
        """When it was released, by the wall clock as it then was; None before."""
        return next((at for sign, at in self.signatures if sign.meaning is Meaning.RELEASED), None)


def was_opened(fact: e.VialQuarantined) -> bool:
    """Tell whether a quarantined vial may hold diluent: one that failed while it was weighed empty
    does not, and one that failed at its reconstitution may.
    """
    return not fact.step.startswith("tare-vial-")


def missing(state: Preparation, step_identifier: str) -> tuple[str, ...]:
    """Return the roles a scanning step still wants, once for each package."""
    (step,) = (each for each in state.steps if each.identifier == step_identifier)
    wanted: list[str] = []
    for need in step.needs:
        have = sum(
            1 for each in state.materials if each.step == step_identifier and each.role is need.role
        )
        wanted.extend([need.role.value] * (need.count - have))
    return tuple(wanted)
