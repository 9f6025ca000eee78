"""The state of one preparation: a fold over its facts.

`replay` gives the state that the window draws; `app.core.decision` says which fact may come next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from app.core import events as e
from app.core.finding import Finding
from app.core.formulary import Monograph
from app.core.gravimetric import show_mass
from app.core.infusing import Infusion, Pause
from app.core.light import (
    Covered,
    Gap,
    Presence,
    Protection,
    Stage,
    covered,
    gaps,
    protected_at,
)
from app.core.order import Order
from app.core.plan import Plan
from app.core.policy import Policy
from app.core.procedure import reconstitution, replacement, withdrawal
from app.core.quantity import show, signed_percent
from app.core.reading import Reading
from app.core.step import Kind, Meaning, Role, Step
from app.core.storage import Kept, Stay, Storage, Wait, kept, moved
from app.core.syringe import Draw
from app.core.time_graph import Fixed, Moment
from app.core.timing import (
    TOLERATED_DRIFT,
    Deadline,
    Late,
    Name,
    NotBefore,
    Timeline,
    backwards,
    deadline_named,
    deadlines_of,
    first_late,
    present,
    start_not_before,
)
from app.core.weighing_steps import weighed


@dataclass(frozen=True, slots=True)
class Stamped:
    """A fact as it stands in the log: who recorded it, when, and its version in the stream."""

    fact: e.Event
    actor: str
    reading: Reading
    version: int


class Status(StrEnum):
    """Where a preparation stands as a whole."""

    OPEN = "open"
    FAILED = "failed"
    RELEASED = "released"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is done, when (UTC), by whom, and what to say of it on the rail."""

    step: str
    at: datetime
    actor: str
    detail: str


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
class Preparation:
    """Everything known of one preparation.

    Times are UTC, by the wall clock as it was set at `last`, and never under-count what passed.
    `steady` is the reading since which the wall clock ran with the running time: what it gains or
    loses is added up from there, so that no small steps stay unseen. `clock_seen` is how many of
    `clock_events` there were when the check in force was signed. `time_doubted` tells that
    after the first reconstitution nothing but a wall clock that failed said how much time passed.
    `tares` are those, with the number of their record, that nothing was counted from yet.
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
        """Whether a checker is still to work out figures without seeing the recorded ones."""
        step = self.step
        agreed = self.figures is not None and self.figures.agree
        return step is not None and step.kind is Kind.CHECK and not agreed

    @property
    def reconstituted(self) -> datetime | None:
        """T0: when the first of the vials in use was reconstituted."""
        times = [vial.reconstituted for vial in self.vials if vial.reconstituted is not None]
        return min(times, default=None)

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
            None if self.infusion is None else self.infusion.ended,
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
                if each.in_date_until is not None and now >= each.in_date_until
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
        """Return what protects the drug from light at `now`."""
        return protected_at(self.ledger, now)

    def gaps(self, now: datetime) -> tuple[Gap, ...]:
        """Return every stretch since the first reconstitution without a recorded protection."""
        if self.exposed_since is None:
            return ()
        return gaps(self.ledger, self.exposed_since, self._gone(now))

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

    def warnings_passed(self) -> tuple[Finding, ...]:
        """Return the warnings that a pharmacist passed with a reason."""
        return tuple(each.finding for each in self.accepted)


def was_opened(fact: e.VialQuarantined) -> bool:
    """Tell whether a quarantined vial may hold diluent: one that failed while it was weighed empty
    does not, and one that failed at its reconstitution may.
    """
    return not fact.step.startswith("tare-vial-")


def replay(history: Iterable[Stamped], monograph: Monograph) -> Preparation:
    """Return the state after a history; raises ValueError where it does not begin with Opened."""
    state: Preparation | None = None
    for stamped in history:
        state = begin(stamped, monograph) if state is None else evolve(state, stamped)
    if state is None:
        raise ValueError("a preparation without facts")
    return state


def begin(stamped: Stamped, monograph: Monograph) -> Preparation:
    """Return the state after its first fact; raises ValueError for any fact but Opened."""
    if not isinstance(stamped.fact, e.Opened):
        raise ValueError("a preparation begins by being opened")
    if stamped.fact.plan.monograph_digest != monograph.digest:
        raise ValueError("the monograph is not the one this preparation was opened under")
    return Preparation(
        stamped.fact,
        monograph,
        stamped.fact.plan.steps,
        last=stamped.reading,
        steady=stamped.reading,
        version=stamped.version,
    )


def evolve(state: Preparation, stamped: Stamped) -> Preparation:
    """Return the state after one more fact; raises ValueError out of order."""
    if stamped.version != state.version + 1:
        raise ValueError("a fact is missing or out of order")
    steady = _steady(state, stamped)
    state = replace(_reckoned(state, stamped), version=stamped.version, steady=steady)
    return _after(state, stamped.fact, stamped.actor, state.last.wall)


def _reckoned(state: Preparation, stamped: Stamped) -> Preparation:
    """Return the state with its times as the wall clock, as it is set now, would have shown them.

    Where the wall was set back, all that is reckoned from moves back with it: what has elapsed
    stays elapsed, and a deadline on a label is true by the clock that people look at.
    """
    reading = stamped.reading
    # What is recorded under a clock that ran backwards, such as the refusal that says so, must
    # not make that clock the one to reckon from before a pharmacist accepts it.
    if backwards(state.last, reading) and not isinstance(stamped.fact, e.ClockAccepted):
        return state
    return replace(_earlier(state, state.now(reading) - reading.wall), last=reading)


def _steady(state: Preparation, stamped: Stamped) -> Reading:
    """Return the reading from which the wall clock is compared with the running time."""
    told = isinstance(stamped.fact, e.ClockSet | e.Restarted)
    if told or not stamped.reading.continues(state.steady):
        return stamped.reading
    return state.steady


def _earlier(state: Preparation, by: timedelta) -> Preparation:
    def sooner(at: datetime | None) -> datetime | None:
        return None if at is None else at - by

    return replace(
        state,
        vials=tuple(replace(v, reconstituted=sooner(v.reconstituted)) for v in state.vials),
        diluted=sooner(state.diluted),
        taken_out=sooner(state.taken_out),
        exposed_since=sooner(state.exposed_since),
        ledger=tuple(
            replace(each, begun=each.begun - by, ended=sooner(each.ended)) for each in state.ledger
        ),
        stays=tuple(Stay(each.place, each.begun - by, sooner(each.ended)) for each in state.stays),
        waits=tuple(
            replace(each, begun=each.begun - by, ended=sooner(each.ended)) for each in state.waits
        ),
        presences=tuple(
            replace(each, begun=each.begun - by, ended=sooner(each.ended))
            for each in state.presences
        ),
        infusion=None if state.infusion is None else state.infusion.earlier(by),
    )


_PREPARING = (
    e.MaterialScanned,
    e.ProtectionStarted,
    e.Reconstituted,
    e.VialPassed,
    e.VialQuarantined,
    e.DoseWithdrawn,
    e.SyringesChosen,
    e.DiluentWithdrawn,
    e.ContainerFilled,
    e.DrugAdded,
    e.Weighed,
    e.BagPassed,
    e.BagFailed,
    e.StorageChosen,
    e.HandedOver,
)


# Facts that deadlines and dose rest on: corrected, they cannot be carried on with.
_MEASURED = (
    e.Reconstituted,
    e.DoseWithdrawn,
    e.DiluentWithdrawn,
    e.ContainerFilled,
    e.DrugAdded,
    e.Weighed,
)


def _after(state: Preparation, fact: e.Event, actor: str, at: datetime) -> Preparation:
    if isinstance(fact, _PREPARING) and actor not in state.preparers:
        state = replace(state, preparers=(*state.preparers, actor))
    if isinstance(fact, _PREPARING):
        state = replace(state, at_hood=actor)
    if isinstance(fact, _MEASURED):
        state = replace(state, measured=(*state.measured, state.version))
    match fact:
        case e.Opened():
            raise ValueError("a preparation is opened once")
        case e.WarningAccepted():
            return replace(state, accepted=(*state.accepted, fact))
        case e.OrderVerified():
            state = replace(state, confirmed=fact.confirmed)
            return _finish(state, fact.step, actor, at, actor)
        case e.MaterialScanned():
            return _scanned(state, fact, actor, at)
        case e.ProtectionStarted():
            return _protected(state, fact, actor, at)
        case e.ProtectionLost():
            ended = tuple(replace(each, ended=each.ended or at) for each in state.ledger)
            return _unchecked_if_open(replace(state, ledger=ended))
        case e.Reconstituted():
            return _reconstituted(state, fact, actor, at)
        case e.VialPassed():
            before = _detail(state, f"reconstitute-{fact.step.removeprefix('inspect-vial-')}")
            return _finish(state, fact.step, actor, at, f"{before} · passed inspection")
        case e.VialQuarantined():
            return _quarantined(state, fact, at)
        case e.SyringesChosen():
            return _with_syringes(state, fact)
        case e.DoseWithdrawn():
            return _withdrawn(state, fact, actor, at)
        case e.DiluentWithdrawn() | e.ContainerFilled():
            return _finish(state, fact.step, actor, at, show(fact.volume))
        case e.DrugAdded():
            total = f"total {show(state.plan.total)}"
            state = _present(_gone(state, Stage.SYRINGE, at), "bag", Stage.BAG, at)
            return _finish(replace(state, diluted=at), fact.step, actor, at, total)
        case e.Weighed():
            return _weighed(state, fact, actor, at)
        case e.BagPassed():
            return _finish(state, fact.step, actor, at, "passed inspection")
        case e.BagFailed():
            failure = f"The bag failed its inspection ({fact.reason})"
            return replace(state, status=Status.FAILED, failure=failure)
        case e.StorageChosen():
            state = _brought(state, fact.storage, at)
            state = replace(state, storage_version=state.version)
            words = {Storage.ROOM: "at room temperature", Storage.REFRIGERATED: "refrigerated"}
            return _finish(state, fact.step, actor, at, words[fact.storage])
        case e.FiguresEntered():
            return replace(state, figures=fact, figures_by=actor)
        case e.CheckRejected():
            rejections = (*state.rejections, fact)
            return replace(state, rejections=rejections, figures=None, figures_by=None)
        case e.Signed():
            return _signed(state, fact, actor, at)
        case e.LabelPrinted():
            state = replace(state, label=fact, label_confirmed=False, copies=fact.copy)
            state = _undone(state, "print-label", "scan-label")
            return _finish(state, fact.step, actor, at, f"copy {fact.copy}")
        case e.LabelConfirmed():
            state = replace(state, label_confirmed=True)
            return _finish(state, fact.step, actor, at, "label scanned back")
        case _:
            return _aside(state, fact, actor, at)


def _aside(state: Preparation, fact: e.Event, actor: str, at: datetime) -> Preparation:
    match fact:
        case e.Held():
            return _held(replace(state, held=fact, held_by=actor), fact, at)
        case e.Resumed():
            return _resumed(state, at)
        case e.Stored():
            return _unchecked_if_open(_brought(state, fact.storage, at))
        case e.HandedOver():
            return replace(state, handed_over=(*state.handed_over, (fact, at)))
        case e.PharmacistCalled():
            return replace(state, called=True)
        case e.PharmacistAnswered():
            return replace(state, called=False)
        case e.Corrected():
            return _corrected(state, fact, actor, at)
        case e.EntryRefused():
            return replace(state, refusals=(*state.refusals, (fact, at, actor)))
        case e.ClockSet() | e.Restarted() | e.ZoneChanged() | e.ClockAccepted():
            return _clock_changed(state, fact, at)
        case e.Released():
            return replace(state, status=Status.RELEASED)
        case e.Discarded():
            state = _all_gone(state, at)
            return replace(state, discarded=fact, status=Status.DISCARDED)
        case _:
            return _infused(state, fact, at)


def _infused(state: Preparation, fact: e.Event, at: datetime) -> Preparation:
    match fact:
        case e.InfusionStarted():
            plan = state.plan
            return replace(state, infusion=Infusion(plan.total, plan.delivered, fact.rate, at))
        case e.InfusionPaused():
            assert state.infusion is not None
            pauses = (*state.infusion.pauses, Pause(at))
            return replace(state, infusion=replace(state.infusion, pauses=pauses))
        case e.InfusionResumed():
            return replace(state, infusion=_going_on(state, at))
        case e.InfusionEnded():
            going = _going_on(state, at)
            return replace(_all_gone(state, at), infusion=replace(going, ended=at))
        case _:
            return state


def _going_on(state: Preparation, at: datetime) -> Infusion:
    """Return the infusion with a pause that goes on ended."""
    infusion = state.infusion
    assert infusion is not None
    if not infusion.is_paused:
        return infusion
    *before, last = infusion.pauses
    return replace(infusion, pauses=(*before, Pause(last.begun, at)))


def _held(state: Preparation, fact: e.Held, at: datetime) -> Preparation:
    state = replace(state, waits=(*state.waits, Wait(fact.place, fact.storage, at)))
    if fact.storage is None or state.reconstituted is None:
        return state
    return _moved(state, fact.storage, at)


def _resumed(state: Preparation, at: datetime) -> Preparation:
    held = state.held
    state = _waited(replace(state, held=None, held_by=None), at)
    if held is None or held.storage is None or state.reconstituted is None:
        return state
    # A bag that waits in the refrigerator goes back there only where somebody says so.
    return _moved(state, Storage.ROOM, at)


def _waited(state: Preparation, at: datetime) -> Preparation:
    """Return the state with nothing held any more."""
    return replace(
        state, waits=tuple(replace(each, ended=each.ended or at) for each in state.waits)
    )


def _brought(state: Preparation, storage: Storage, at: datetime) -> Preparation:
    return replace(_moved(state, storage, at), storage=storage)


def _moved(state: Preparation, storage: Storage, at: datetime) -> Preparation:
    """Return the state with the drug somewhere else by temperature."""
    taken_out = state.taken_out
    if state.diluted is not None:
        out = state.place is Storage.REFRIGERATED and storage is Storage.ROOM
        taken_out = at if out else (None if storage is Storage.REFRIGERATED else taken_out)
    return replace(state, stays=moved(state.stays, storage, at), taken_out=taken_out)


def _withdrawn(state: Preparation, fact: e.DoseWithdrawn, actor: str, at: datetime) -> Preparation:
    state = _finish(state, fact.step, actor, at, show(fact.volume))
    number = fact.step.removeprefix("withdraw-")
    state = _present(state, f"syringe {number}", Stage.SYRINGE, at)
    finished = {done.step for done in state.done}
    drawing = {step.identifier for step in withdrawal(state.monograph, state.draws)}
    return _gone(state, Stage.VIAL, at) if drawing <= finished else state


def _present(state: Preparation, name: str, stage: Stage, at: datetime) -> Preparation:
    return replace(state, presences=(*state.presences, Presence(name, stage, at)))


def _gone(state: Preparation, stage: Stage, at: datetime, name: str = "") -> Preparation:
    """Return the state with the objects of a stage, or the one of that name, no longer there."""
    return replace(
        state,
        presences=tuple(
            replace(each, ended=at)
            if each.ended is None and each.stage is stage and name in ("", each.name)
            else each
            for each in state.presences
        ),
    )


def _all_gone(state: Preparation, at: datetime) -> Preparation:
    for stage in Stage:
        state = _gone(state, stage, at)
    state = _waited(state, at)
    stays = state.stays
    if stays and stays[-1].ended is None:
        stays = (*stays[:-1], replace(stays[-1], ended=at))
    return replace(state, stays=stays)


def _finish(state: Preparation, step: str, actor: str, at: datetime, detail: str) -> Preparation:
    return replace(state, done=(*state.done, Done(step, at, actor, detail)))


def _weighed(state: Preparation, fact: e.Weighed, actor: str, at: datetime) -> Preparation:
    state = replace(state, weighed=(*state.weighed, fact))
    if fact.net is None or fact.deviation_percent is None:
        policy = state.policy.gravimetric
        detail = show(fact.mass) if policy is None else show_mass(fact.mass, policy)
        state = replace(state, tares=(*state.tares, (state.version, fact)))
        return _finish(state, fact.step, actor, at, detail)
    (step,) = (each for each in state.steps if each.identifier == fact.step)
    open_still = tuple(each for each in state.tares if each[1].step != step.tare)
    detail = f"{show(fact.net)}, {signed_percent(fact.deviation_percent)}"
    return _finish(replace(state, tares=open_still), fact.step, actor, at, detail)


def _detail(state: Preparation, step: str) -> str:
    return next((done.detail for done in state.done if done.step == step), "")


def _scanned(state: Preparation, fact: e.MaterialScanned, actor: str, at: datetime) -> Preparation:
    state = replace(state, materials=(*state.materials, fact))
    if fact.vial is not None:
        others = tuple(vial for vial in state.vials if vial.number != fact.vial)
        vials = sorted((*others, Vial(fact.vial, fact)), key=lambda vial: vial.number)
        state = replace(state, vials=tuple(vials))
    if missing(state, fact.step):
        return state
    return _finish(state, fact.step, actor, at, _materials_detail(state, fact))


def _materials_detail(state: Preparation, fact: e.MaterialScanned) -> str:
    lots = sorted({vial.material.lot or "" for vial in state.vials})
    count = len(state.vials)
    vials = "1 vial" if count == 1 else f"{count} vials"
    if fact.step != "scan-materials":
        return f"new vial, lot {fact.lot}"
    return f"{vials} · lot {', '.join(lots)}"


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


def _protected(
    state: Preparation, fact: e.ProtectionStarted, actor: str, at: datetime
) -> Preparation:
    begun = Protection(fact.means, fact.words, at, stage=fact.stage)
    ended = tuple(replace(each, ended=each.ended or at) for each in state.ledger)
    state = replace(state, ledger=(*ended, begun))
    known = {step.identifier for step in state.steps}
    if fact.step not in known:
        return state
    return _finish(state, fact.step, actor, at, fact.words)


def _reconstituted(
    state: Preparation, fact: e.Reconstituted, actor: str, at: datetime
) -> Preparation:
    vials = tuple(
        replace(vial, reconstituted=at) if vial.number == fact.vial else vial
        for vial in state.vials
    )
    state = replace(state, vials=vials, exposed_since=state.exposed_since or at)
    state = _present(state, f"vial {fact.vial}", Stage.VIAL, at)
    if not state.stays:
        state = _moved(state, Storage.ROOM, at)
    return _finish(state, fact.step, actor, at, show(fact.volume))


def _quarantined(state: Preparation, fact: e.VialQuarantined, at: datetime) -> Preparation:
    number = fact.vial
    state = _gone(state, Stage.VIAL, at, f"vial {number}")
    attempts = 1 + sum(1 for each in (*state.quarantined, fact) if each.vial == number)
    again = f"-{attempts}"
    gone = {step.identifier for step in state.steps if step.vial == number}
    finished = {done.step for done in state.done}
    first = next(i for i, step in enumerate(state.steps) if step.identifier in gone - finished)
    before = tuple(step for step in state.steps[:first] if step.identifier not in gone - finished)
    rest = tuple(step for step in state.steps[first:] if step.identifier not in gone)
    anew = reconstitution(state.monograph, number, state.plan.vials, again)
    fresh = (
        replacement(state.monograph.drug, number, again),
        *weighed(anew, state.monograph, state.policy.gravimetric, state.plan.container),
    )
    return replace(
        state,
        steps=(*before, *fresh, *rest),
        vials=tuple(vial for vial in state.vials if vial.number != number),
        quarantined=(*state.quarantined, fact),
    )


def _with_syringes(state: Preparation, fact: e.SyringesChosen) -> Preparation:
    """Return the state with the steps that draw the dose made for other syringes."""
    drawing = {step.identifier for step in withdrawal(state.monograph, state.draws)}
    at = next(i for i, step in enumerate(state.steps) if step.identifier in drawing)
    others = tuple(step for step in state.steps if step.identifier not in drawing)
    new = tuple(withdrawal(state.monograph, fact.draws))
    steps = weighed(
        (*others[:at], *new, *others[at:]),
        state.monograph,
        state.policy.gravimetric,
        state.plan.container,
    )
    return replace(state, steps=steps, syringes=fact.draws)


def _signed(state: Preparation, fact: e.Signed, actor: str, at: datetime) -> Preparation:
    state = replace(state, signatures=(*state.signatures, (fact, at)))
    if fact.meaning is Meaning.CHECKED:
        state = replace(state, clock_seen=len(state.clock_events))
    return _finish(state, fact.step, actor, at, f"{fact.meaning.value} · {fact.name}")


def _corrected(state: Preparation, fact: e.Corrected, actor: str, at: datetime) -> Preparation:
    state = _uncheck(replace(state, corrections=(*state.corrections, (fact, at, actor))))
    tare = dict(state.tares).get(fact.about)
    if tare is not None:
        return _without_tare(state, fact, tare)
    if fact.about in state.measured:
        what = "time, volume or mass"
        failure = f"Record {fact.about} is corrected; its {what} was not as recorded"
        return replace(state, status=Status.FAILED, failure=failure)
    if fact.about == state.storage_version:
        return _undone(replace(state, storage=None), "choose-storage", "sign-prepared")
    return state


def _without_tare(state: Preparation, fact: e.Corrected, tare: e.Weighed) -> Preparation:
    """Return the state with a tare void, and with it the weighing that would count from it.

    Where nothing was added since, the tare is weighed again; else it cannot be found any more. A
    vial that was quarantined meanwhile has no second weighing.
    """
    state = replace(
        state,
        measured=tuple(each for each in state.measured if each != fact.about),
        tares=tuple(each for each in state.tares if each[0] != fact.about),
        weighed=tuple(each for each in state.weighed if each is not tare),
    )
    finished = {done.step for done in state.done}
    for before, step in pairwise(state.steps):
        if step.tare != tare.step:
            continue
        if before.identifier not in finished:
            return _undone(state, tare.step)
        void = (*state.void_weighings, VoidWeighing(step, fact.statement))
        steps = tuple(each for each in state.steps if each is not step)
        return replace(state, steps=steps, void_weighings=void)
    return state


def _clock_changed(state: Preparation, fact: e.ClockEvent, at: datetime) -> Preparation:
    """Return the state after a change of the clock: what no longer holds by it is void.

    In what was opened by earlier releases all went on, and so it does when that is read back.
    Nothing of what went out already is void.
    """
    state = replace(state, clock_events=(*state.clock_events, (fact, at)))
    if not state.opened.clock_watched or state.status is Status.RELEASED:
        return state
    match fact:
        case e.Restarted() if state.exposed_since is not None and _doubtful(fact):
            return _uncheck(replace(state, time_doubted=True))
        case e.ClockSet() if not _figures_stand(state):
            return _uncheck(state)
        case e.ZoneChanged():
            return _unlabelled(state)
        case e.ClockSet() if fact.seconds < 0:
            # By the clock as it is set now, the label says a later time than there is.
            return _unlabelled(state)
        case _:
            return state


def _doubtful(fact: e.Restarted) -> bool:
    """Tell whether how long a restart took, or what ran before it, is not known."""
    return not fact.seen or timedelta(seconds=fact.away) < -TOLERATED_DRIFT


def _figures_stand(state: Preparation) -> bool:
    """Tell whether the checker's latest start is still the right one by the clock as it is now."""
    if state.figures is None or not state.figures.agree:
        return True
    start = deadline_named(state.deadlines(), Name.START).at.replace(second=0, microsecond=0)
    within = timedelta(minutes=state.policy.blind_start_within_minutes)
    return abs(state.figures.start_by - start) <= within


def _unlabelled(state: Preparation) -> Preparation:
    """Return the state with a printed label void; the check stands."""
    if state.label is None:
        return state
    state = _undone(state, "print-label", "scan-label")
    return replace(state, label=None, label_confirmed=False)


def _unchecked_if_open(state: Preparation) -> Preparation:
    """Return the state with the check void, unless the preparation went out already."""
    return _uncheck(state) if state.status is not Status.RELEASED else state


def _uncheck(state: Preparation) -> Preparation:
    """Return the state with the check, and the label that rests on it, void."""
    state = _undone(state, "check", "print-label", "scan-label")
    return replace(state, figures=None, figures_by=None, label=None, label_confirmed=False)


_SIGNS = {"sign-prepared": Meaning.PREPARED, "check": Meaning.CHECKED}


def _undone(state: Preparation, *steps: str) -> Preparation:
    """Return the state with these steps to do again, and their signatures not in force."""
    void = {_SIGNS[step] for step in steps if step in _SIGNS}
    return replace(
        state,
        done=tuple(done for done in state.done if done.step not in steps),
        signatures=tuple(each for each in state.signatures if each[0].meaning not in void),
    )
