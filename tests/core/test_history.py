"""Whatever is said, by whomever, in whatever order, at whatever time: the rules hold.

A machine drives one preparation with random people, entries, times and clocks, and the judge
looks at every fact that comes of it.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.decision import means_now
from app.core.encoding import decode, encode
from app.core.evolution import begin, evolve, replay
from app.core.holding import changes_hands, needs_means_to_resume
from app.core.label_kind import LabelKind
from app.core.person import Person
from app.core.preparation import Preparation, Stamped, Status
from app.core.quantity import magnitude, quantity, round_half_up
from app.core.refused import Refused
from app.core.step import Kind, Meaning, Role
from app.core.storage import Storage
from tests.core.history_judge import HOUR, Judge
from tests.core.hood import (
    PEOPLE,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TODAY,
    Hood,
    grams,
    mL,
    order,
    package,
    right_mass,
)

BODIES = {1: ("125 cm", "35 kg"), 2: ("170 cm", "70 kg"), 3: ("190 cm", "110 kg")}
REASONS = st.sampled_from(("smudged", "the foil tore", "it was cracked", "", "no", "x" * 201))


@settings(max_examples=50, stateful_step_count=70, deadline=None)
class History(RuleBasedStateMachine):
    """One preparation from its opening to whatever end it comes to."""

    def __init__(self) -> None:
        super().__init__()
        self.ran = timedelta(0)
        self.on_disk: list[Stamped] = []
        self.read_back: Preparation | None = None

    @initialize(
        vials=st.sampled_from(sorted(BODIES)),
        monograph=st.sampled_from(("besponsa-us", "besponsa-eu")),
        calm=st.sampled_from((False, True, True)),
        slow=st.sampled_from((False, False, True)),
        weighed=st.sampled_from(((), (), ("vial", "syringe", "bag"))),
    )
    def open(
        self, vials: int, monograph: str, calm: bool, slow: bool, weighed: tuple[str, ...]
    ) -> None:
        """Open a preparation.

        In a calm history less goes wrong, so that more reach the end; in a slow one people work
        up to the limits of time, and past them.
        """
        self.hood = Hood(order(*BODIES[vials]), monograph, weighed=weighed)
        self.judge = Judge(self.hood.monograph.region)
        self.calm, self.slow = calm, slow
        self.judge_what_is_new()

    def judge_what_is_new(self) -> None:
        """Judge each new fact, and read it back as it stands on disk into a second history."""
        for stamped in self.hood.history[len(self.on_disk) :]:
            self.judge.add(stamped.fact, stamped.actor, stamped.reading.wall, self.ran)
            written = encode(stamped.fact)
            again = replace(stamped, fact=decode(type(stamped.fact), written))
            assert again == stamped
            assert encode(again.fact) == written
            self.on_disk.append(again)
            self.read_back = (
                evolve(self.read_back, again)
                if self.read_back is not None
                else begin(again, self.hood.monograph)
            )

    def say(self, person: Person, entry: said.Entry) -> bool:
        """Say something; return whether it was recorded."""
        refused = None
        try:
            self.hood.do(person, entry)
        except Refused as no:
            refused = no
        self.judge_what_is_new()
        return refused is None

    @property
    def open_still(self) -> bool:
        return self.hood.state.status is Status.OPEN

    @rule(minutes=st.integers(0, 6))
    @precondition(lambda self: self.open_still)
    def forward(self, minutes: int) -> None:
        """The right person does the present step rightly; what is in the way is put right."""
        state = self.hood.state
        self.pass_time(minutes)
        if state.held is not None:
            self.say(TECHNICIAN_ONE, self.right_resume())
        if state.sent is not None:
            self.say(TECHNICIAN_ONE, said.LabelCameOut())
            return
        if state.ledger and all(each.ended is not None for each in state.ledger):
            self.say(TECHNICIAN_ONE, said.RestoreProtection(means_now(state)[0].code))
        self.say(*self.hood.right())

    def right_resume(self) -> said.Resume:
        state = self.hood.state
        means = "hood-light-off" if needs_means_to_resume(state) else ""
        return said.Resume(means, takes_over=changes_hands(state, TECHNICIAN_ONE))

    @rule(
        person=st.sampled_from(PEOPLE),
        storage=st.sampled_from((Storage.ROOM, Storage.REFRIGERATED, Storage.REFRIGERATED)),
        means=st.sampled_from(("", "vial-sleeve", "syringe-foil", "cover", "daylight")),
        minutes=st.sampled_from((0, 5, 30, 59)),
    )
    def hold_elsewhere(self, person: Person, storage: Storage, means: str, minutes: int) -> None:
        if self.say(person, said.Hold("where it is cool", storage, means)):
            self.pass_time(minutes)

    @rule(person=st.sampled_from(PEOPLE), storage=st.sampled_from(Storage))
    def store(self, person: Person, storage: Storage) -> None:
        if self.say(person, said.Store(storage)) and storage is Storage.ROOM:
            self.pass_time(60 if self.calm else 10)

    @rule(person=st.sampled_from(PEOPLE))
    def take_over(self, person: Person) -> None:
        if not self.calm or person is TECHNICIAN_ONE:
            self.say(person, said.TakeOver())

    @rule(
        person=st.sampled_from((TECHNICIAN_ONE, PHARMACIST_ONE)),
        which=st.integers(0, 4),
        minutes=st.sampled_from((0, 10, 20, 70)),
    )
    @precondition(lambda self: self.hood.state.status is not Status.OPEN)
    def infuse(self, person: Person, which: int, minutes: int) -> None:
        entries: tuple[said.Entry, ...] = (
            said.StartInfusion("infusion-cover"),
            said.StartInfusion("infusion-foil"),
            said.PauseInfusion("the line was blocked"),
            said.ResumeInfusion(),
            said.EndInfusion("the patient went to surgery"),
        )
        self.say(person, entries[which])
        self.pass_time(minutes)

    def forward_often(self, count: int) -> None:
        for _ in range(count):
            if self.open_still:
                self.forward(1)

    @rule(count=st.integers(2, 9))
    def forward_for_a_while(self, count: int) -> None:
        self.forward_often(count)

    @rule(count=st.integers(8, 24))
    @precondition(lambda self: self.calm)
    def forward_for_long(self, count: int) -> None:
        self.forward_often(count)

    @rule(person=st.sampled_from(PEOPLE))
    @precondition(lambda self: self.open_still)
    def right_thing_by_anyone(self, person: Person) -> None:
        self.say(person, self.hood.right()[1])

    def pass_time(self, minutes: float) -> None:
        self.hood.wait(minutes)
        self.ran += timedelta(minutes=minutes)

    @rule(count=st.integers(10, 20))
    @precondition(lambda self: self.calm and len(self.hood.history) < 4)
    def forward_from_the_start(self, count: int) -> None:
        self.forward_often(count)

    @rule(minutes=st.sampled_from((0, 0.5, 10, 20)))
    def some_time(self, minutes: float) -> None:
        self.pass_time(minutes)

    @rule(minutes=st.sampled_from((45, 119, 120, 179, 181, 239, 240, 241, 500)))
    @precondition(lambda self: not self.calm)
    def long_time(self, minutes: float) -> None:
        self.pass_time(minutes)

    @rule(seconds=st.sampled_from((-60, 0, 0, 1, 60)))
    @precondition(lambda self: self.slow and self.hood.state.binding() is not None)
    def to_the_limit(self, seconds: int) -> None:
        """Work rests until the next deadline, to the second; then the right thing is tried."""
        binding = self.hood.state.binding()
        assert binding is not None
        wait = binding.at + timedelta(seconds=seconds) - self.hood.now
        if wait >= timedelta(0) and self.open_still:
            self.pass_time(wait / timedelta(minutes=1))
            self.say(*self.hood.right())

    @rule(minutes=st.sampled_from((-600, -61, -5, -0.02, 0.02, 5, 61, 241)))
    @precondition(lambda self: self.open_still)
    def clock_set(self, minutes: float) -> None:
        """Somebody sets the wall clock; the program notices and records it."""
        if self.calm and abs(minutes) > 5:
            return
        self.hood.set_wall(minutes)
        self.hood.record(e.ClockSet(round(minutes * 60)), TECHNICIAN_ONE)
        self.judge_what_is_new()

    @rule(minutes=st.sampled_from((0, 1, 30)))
    def restart(self, minutes: float) -> None:
        self.hood.clock.restart()
        self.pass_time(minutes)

    @rule()
    @precondition(lambda self: self.open_still and not self.calm)
    def restart_with_a_wrong_clock(self) -> None:
        """The wall clock comes up wrong; it is accepted where it may be, or else set right."""
        right, last = self.hood.clock.reading().wall, self.hood.state.last.wall
        self.hood.clock.restart()
        self.hood.clock.set_wall(last - timedelta(minutes=10))
        assert not self.say(*self.hood.right())
        assert not self.say(TECHNICIAN_ONE, said.Hold("the hood"))
        if not self.say(PHARMACIST_TWO, said.AcceptClock("the battery was changed")):
            self.hood.clock.set_wall(right)

    @rule(person=st.sampled_from(PEOPLE), kind=st.sampled_from(Role), reason=REASONS)
    @precondition(lambda self: self.open_still)
    def wrong_scan(self, person: Person, kind: Role, reason: str) -> None:
        item = {Role.VIAL: "inotuzumab ozogamicin"}.get(kind, "light cover")
        found = package(kind, item, lot="AB1234", serial="1" if reason else "77")
        self.say(person, said.Scan(self.hood.step.identifier, found, TODAY))

    @rule(
        person=st.sampled_from(PEOPLE),
        volume=st.sampled_from(("4", "4.2", "5.8", "44.2", "3", "0.1")),
    )
    @precondition(lambda self: self.open_still)
    def any_volume(self, person: Person, volume: str) -> None:
        self.say(person, said.Measure(self.hood.step.identifier, mL(volume)))

    @rule(
        person=st.sampled_from(PEOPLE),
        off=st.sampled_from(("0", "4.9", "5.3", "-6", "9.9", "10.3", "-60")),
        reason=REASONS,
    )
    @precondition(lambda self: self.open_still and self.hood.step.kind is Kind.WEIGH)
    def any_mass(self, person: Person, off: str, reason: str) -> None:
        """A mass that is so many percent of the gain off the right one."""
        step = self.hood.step
        right, gained = right_mass(step), magnitude(step.gain or grams("0"), "g")
        mass = magnitude(right, "g") + gained * Decimal(off) / 100
        weighed = quantity(round_half_up(mass, 2), "g")
        self.say(person, said.Weigh(step.identifier, weighed, True, reason))

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS)
    @precondition(lambda self: self.open_still)
    def fail_the_inspection(self, person: Person, reason: str) -> None:
        name = self.hood.step.identifier
        if name != "inspect-bag" or not self.calm:
            self.say(person, said.Inspect(name, False, reason))

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS)
    @precondition(lambda self: self.open_still)
    def quarantine(self, person: Person, reason: str) -> None:
        self.say(person, said.Quarantine(self.hood.step.identifier, reason))

    @rule(
        person=st.sampled_from(PEOPLE),
        choice=st.sampled_from(("refrigerated", "room", "cover", "hood-light-off", "daylight")),
    )
    @precondition(lambda self: self.open_still)
    def choose_anything(self, person: Person, choice: str) -> None:
        self.say(person, said.Choose(self.hood.step.identifier, choice))

    @rule(person=st.sampled_from(PEOPLE), meaning=st.sampled_from(Meaning), remark=REASONS)
    @precondition(lambda self: self.open_still)
    def sign_anything(self, person: Person, meaning: Meaning, remark: str) -> None:
        self.say(person, said.Sign(self.hood.step.identifier, meaning, remark))

    @rule(
        person=st.sampled_from((PHARMACIST_ONE, PHARMACIST_TWO, TECHNICIAN_ONE)),
        volume=st.sampled_from(("5.8", "5.824", "9", "50")),
        hours=st.integers(0, 8),
    )
    @precondition(lambda self: self.open_still and self.hood.step.kind is Kind.CHECK)
    def any_figures(self, person: Person, volume: str, hours: int) -> None:
        start = self.hood.now + hours * HOUR
        self.say(person, said.EnterFigures("check", mL(volume), start))

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS)
    @precondition(lambda self: self.open_still)
    def reject(self, person: Person, reason: str) -> None:
        self.say(person, said.Reject(self.hood.step.identifier, reason))

    @rule(person=st.sampled_from(PEOPLE), code=st.sampled_from(("label 1", "label 2", "other")))
    @precondition(lambda self: self.open_still)
    def scan_any_label(self, person: Person, code: str) -> None:
        self.say(person, said.ScanBack(self.hood.step.identifier, code))

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS)
    @precondition(lambda self: self.open_still)
    def print_again(self, person: Person, reason: str) -> None:
        code = f"label {self.hood.state.copies + 1}"
        self.say(person, said.Print("print-label", code, "digest", "a.pdf", reason))

    @rule(
        person=st.sampled_from(PEOPLE),
        kind=st.sampled_from(LabelKind),
        number=st.integers(0, 2),
        reason=REASONS,
        sent=st.booleans(),
    )
    def label(self, person: Person, kind: LabelKind, number: int, reason: str, sent: bool) -> None:
        """Any label is printed as a file, or goes to a printer; what is missing is tried too."""
        number = number if kind in (LabelKind.VIAL, LabelKind.SYRINGE) else 0
        copy = self.hood.state.copies_of(kind, number) + 1
        what = (kind, number, f"label {kind} {copy}", "digest", "a.pdf")
        self.say(
            person,
            said.SendLabel(*what, "the printer", reason)
            if sent
            else said.PrintCompanion(*what, reason),
        )

    @rule(kind=st.sampled_from((LabelKind.BAG, LabelKind.BAG, LabelKind.TRANSPORT)))
    @precondition(lambda self: self.hood.state.step and self.hood.step.kind is Kind.PRINT)
    def label_the_bag(self, kind: LabelKind) -> None:
        what = (kind, 0, f"label {self.hood.state.copies_of(kind, 0) + 1}", "digest", "a.pdf")
        self.say(TECHNICIAN_ONE, said.SendLabel(*what, "the printer", "smudged"))

    @rule(
        person=st.sampled_from(PEOPLE),
        may_be_out=st.booleans(),
        spoiled=st.booleans(),
        reason=REASONS,
    )
    def label_did_not_come_out(
        self, person: Person, may_be_out: bool, spoiled: bool, reason: str
    ) -> None:
        self.say(person, said.LabelDidNotComeOut(reason, may_be_out, may_be_out and spoiled))

    @rule(person=st.sampled_from(PEOPLE))
    def label_came_out(self, person: Person) -> None:
        was_sent = self.hood.state.sent is not None
        done = self.say(person, said.LabelCameOut())
        assert not done or was_sent

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS, minutes=st.integers(0, 3))
    def lose_light(self, person: Person, reason: str, minutes: int) -> None:
        self.say(person, said.LoseProtection(reason))
        self.pass_time(minutes)

    @rule(person=st.sampled_from(PEOPLE), means=st.sampled_from(("cover", "hood-light-off", "x")))
    def restore_light(self, person: Person, means: str) -> None:
        self.say(person, said.RestoreProtection(means))

    @rule(person=st.sampled_from(PEOPLE), which=st.integers(0, 5), reason=REASONS)
    def beside_the_steps(self, person: Person, which: int, reason: str) -> None:
        entries: tuple[said.Entry, ...] = (
            said.Hold(reason),
            self.right_resume(),
            said.Call(reason),
            said.Answer(reason),
            said.PrintWorksheet("worksheet.pdf"),
            said.AcceptClock(reason),
        )
        self.say(person, entries[which])

    @rule(person=st.sampled_from(PEOPLE), about=st.integers(-1, 40), reason=REASONS)
    def correct(self, person: Person, about: int, reason: str) -> None:
        self.say(person, said.Correct(about, reason))

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS)
    @precondition(lambda self: bool(self.hood.state.tares))
    def correct_a_tare(self, person: Person, reason: str) -> None:
        self.say(person, said.Correct(self.hood.state.tares[-1][0], reason))

    @rule(
        person=st.sampled_from(PEOPLE),
        entry=st.sampled_from(
            (
                said.Sign("check", Meaning.CHECKED),
                said.Confirm("add-drug"),
                said.Print("print-label", "early", "digest", "a.pdf"),
                said.Sign("release", Meaning.RELEASED),
            )
        ),
    )
    def out_of_turn(self, person: Person, entry: said.Entry) -> None:
        self.say(person, entry)

    @rule(person=st.sampled_from(PEOPLE), reason=REASONS)
    def discard(self, person: Person, reason: str) -> None:
        """What failed is discarded; in a calm history nothing else is, nor very early."""
        failed = self.hood.state.status is Status.FAILED
        if failed or (not self.calm and len(self.hood.history) > 12):
            self.say(person, said.Discard(reason))

    @invariant()
    def what_was_read_back_gives_the_state(self) -> None:
        assert self.read_back == self.hood.state

    def teardown(self) -> None:
        assert replay(self.on_disk, self.hood.monograph) == self.hood.state
        event(f"ended {self.hood.state.status.value}")
        ENDS.append(self.hood.state.status)


ENDS: list[Status] = []


class Waiting(History):
    """The same, of what time and light rest on alone: hold, resume, clock, hand-over, storage."""

    forward_for_a_while = None
    right_thing_by_anyone = None
    wrong_scan = any_volume = any_mass = None
    fail_the_inspection = quarantine = choose_anything = sign_anything = None
    any_figures = reject = scan_any_label = print_again = None
    label = label_the_bag = label_did_not_come_out = label_came_out = None
    correct = correct_a_tare = out_of_turn = discard = None


def test_no_way_through_waiting_passes_a_limit_or_hides_a_minute_without_light() -> None:
    """Hold, resume, clock changes and hand-overs, in any order, at any time: the judge agrees."""
    ENDS.clear()
    run_state_machine_as_test(
        Waiting, settings=settings(max_examples=60, stateful_step_count=60, deadline=None)
    )
    assert ENDS.count(Status.RELEASED) > len(ENDS) / 20


def test_the_rules_hold_in_every_history() -> None:
    ENDS.clear()
    run_state_machine_as_test(History)
    released = ENDS.count(Status.RELEASED)
    assert released > len(ENDS) / 20


def test_the_happy_path_reaches_release_under_the_same_judge() -> None:
    for vials in BODIES:
        for monograph in ("besponsa-us", "besponsa-eu"):
            machine = History()
            weighed = ("vial", "syringe", "bag") if monograph == "besponsa-us" else ()
            machine.open(vials, monograph, True, False, weighed)
            while machine.open_still:
                machine.forward(1)
            assert machine.hood.state.status is Status.RELEASED
            assert machine.hood.state.plan.vials == vials
            machine.what_was_read_back_gives_the_state()
            assert replay(machine.on_disk, machine.hood.monograph) == machine.hood.state


def test_wrong_tares_are_put_right_or_void_under_the_same_judge() -> None:
    for corrected in ("withdraw-1", "weigh-syringe-1", "weigh-vial-2", "weigh-bag"):
        machine = History()
        machine.open(2, "besponsa-us", True, False, ("vial", "syringe", "bag"))
        while machine.open_still:
            if machine.hood.step.identifier == corrected:
                machine.correct_a_tare(TECHNICIAN_ONE, "the foil tore")
                corrected = ""
            machine.forward(1)
        assert machine.hood.state.status is Status.RELEASED


def test_the_monographs_are_those_the_judge_knows() -> None:
    regions = {monograph.region for monograph in references.monographs()}
    assert regions == {"US", "EU"}
