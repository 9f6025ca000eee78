"""What must hold of every history of a preparation, told from the facts in it alone.

The judge never asks the state that is under test, and the figures of the label are written out
here again. S4, S5, S8 and S9 are the rules of the design.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Generic, TypeVar

from app.core import events as e
from app.core.label_kind import LabelKind
from app.core.person import Office
from app.core.quantity import magnitude
from app.core.step import Meaning, Role
from app.core.storage import Storage
from tests.core.hood import PEOPLE

HOUR = timedelta(hours=1)
# What a millilitre weighs, in g.
WATER, DRUG = Fraction("0.9982"), Fraction("1.02")
OFFICES = {person.name: person.office for person in PEOPLE}
PREPARING = (
    e.MaterialScanned,
    e.ProtectionStarted,
    e.Reconstituted,
    e.VialPassed,
    e.VialQuarantined,
    e.DoseWithdrawn,
    e.ContainerFilled,
    e.DrugAdded,
    e.Weighed,
    e.BagPassed,
    e.BagFailed,
    e.StorageChosen,
    e.HandedOver,
)
AFTER_RELEASE = (
    e.Stored,
    e.ProtectionLost,
    e.ProtectionStarted,
    e.InfusionStarted,
    e.InfusionPaused,
    e.InfusionResumed,
    e.InfusionEnded,
    e.EntryRefused,
    e.LabelSent,
    e.LabelNotPrinted,
    e.CompanionPrinted,
)
ENDS = (e.LabelPrinted, e.CompanionPrinted, e.LabelNotPrinted)
WITH_THE_BAG = (LabelKind.BAG, LabelKind.LIGHT_COVER, LabelKind.TRANSPORT)
Kind = TypeVar("Kind", bound=e.Event)
Fact = TypeVar("Fact", bound=e.Event, covariant=True)


@dataclass(frozen=True)
class Past(Generic[Fact]):
    """A fact at its place, with what the wall showed and how long the machine truly ran."""

    place: int
    fact: Fact
    actor: str
    wall: datetime
    ran: timedelta


def elapsed(since: Past[e.Event], until: Past[e.Event]) -> timedelta:
    """Return the least time that can lie between two facts, whatever the wall was set to."""
    return max(until.wall - since.wall, until.ran - since.ran)


def called(step: str) -> str:
    """Return what a weighing step weighs, such as "vial-1" for every vial in that place."""
    return "-".join(step.split("-")[1:3])


class Judge:
    """The facts of one history so far; `add` judges each as it comes."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.past: list[Past[e.Event]] = []

    def all(self, kind: type[Kind]) -> list[Past[Kind]]:
        """Return every fact of a kind, the oldest first."""
        return [
            Past(each.place, each.fact, each.actor, each.wall, each.ran)
            for each in self.past
            if isinstance(each.fact, kind)
        ]

    def add(self, fact: e.Event, actor: str, wall: datetime, ran: timedelta) -> None:
        """Add the newest fact; raises AssertionError where it may not follow the others."""
        last = Past(len(self.past), fact, actor, wall, ran)
        sent = self.sent()
        ends = sent is not None and isinstance(fact, ENDS)
        if isinstance(fact, e.LabelSent | e.LabelNotPrinted | e.LabelPrinted | e.CompanionPrinted):
            self.label_stands(fact, sent, last)
        assert ends or not self.all(e.Released) or isinstance(fact, AFTER_RELEASE)
        assert ends or not self.all(e.Discarded)
        self.past.append(last)
        match fact:
            case e.LabelPrinted() | e.LabelNotPrinted() if ends:
                pass
            case e.LabelPrinted() | e.LabelConfirmed() | e.Released():
                assert sent is None or sent.fact.kind is not LabelKind.BAG
                self.everything_is_done()
                self.nothing_is_late(last)
                self.light_is_accounted_for(self.check_in_force())
            case e.DrugAdded():
                assert elapsed(self.begun(), last) <= 4 * HOUR
            case e.Signed():
                self.signature_stands(fact, actor)
            case e.InfusionStarted():
                self.nothing_is_late(last)
                self.is_at_room_temperature(last)
            case e.InfusionResumed():
                assert elapsed(self.begun(), last) < 8 * HOUR
        self.what_is_brought_elsewhere_is_protected(last)
        if isinstance(fact, e.LabelConfirmed | e.Released):
            self.newest_label_is_scanned_back(fact)
        if isinstance(fact, e.Released):
            assert OFFICES[actor] is Office.PHARMACIST
        if isinstance(fact, PREPARING):
            self.nothing_passes_a_stop(last)

    def sent(self) -> Past[e.LabelSent] | None:
        """Return the label that was sent last, where nothing says what came of it."""
        sent = self.all(e.LabelSent)[-1:]
        ended = sent and any(isinstance(each.fact, ENDS) for each in self.past[sent[0].place + 1 :])
        return sent[0] if sent and not ended else None

    def label_stands(
        self, fact: e.Event, sent: Past[e.LabelSent] | None, last: Past[e.Event]
    ) -> None:
        """A label follows from what was sent; else it may exist now, and has a number of its own.

        No number is given again that a label bears which is, or may be, out.
        """
        if sent is not None:
            assert not isinstance(fact, e.LabelSent)
            went = sent.fact
            kind = LabelKind.BAG if isinstance(fact, e.LabelPrinted) else fact.kind
            assert (kind, fact.copy) == (went.kind, went.copy)
            if not isinstance(fact, e.LabelNotPrinted):
                assert (fact.code, fact.digest, fact.file) == (went.code, went.digest, went.file)
                assert (fact.reason, fact.printer) == (went.reason, went.printer)
                taken = (went.stock, went.place, went.count)
                assert (fact.stock, fact.place, fact.count) == taken
            return
        assert not isinstance(fact, e.LabelNotPrinted)
        kind = LabelKind.BAG if isinstance(fact, e.LabelPrinted) else fact.kind
        number = 0 if isinstance(fact, e.LabelPrinted) else fact.number
        used = self.used_up(kind, number)
        assert fact.copy == 1 + max(used, default=0)
        quarantined = [each for each in self.all(e.VialQuarantined) if each.fact.vial == number]
        assert not used or fact.reason or quarantined
        self.may_exist(kind, number, last)

    def used_up(self, kind: LabelKind, number: int) -> list[int]:
        """Return the numbers of the labels of a kind that are or may be out."""
        of_the_bag = [each.fact.copy for each in self.all(e.LabelPrinted)]
        others = [
            each.fact.copy
            for each in self.past
            if isinstance(each.fact, e.CompanionPrinted | e.LabelNotPrinted)
            and (each.fact.kind, each.fact.number) == (kind, number)
            and not (isinstance(each.fact, e.LabelNotPrinted) and not each.fact.may_be_out)
        ]
        return [*of_the_bag, *others] if kind is LabelKind.BAG else others

    def may_exist(self, kind: LabelKind, number: int, last: Past[e.Event]) -> None:
        """S4 for every label: what it is put on is there and is what the label says."""
        added = self.all(e.DrugAdded)
        match kind:
            case LabelKind.VIAL:
                story = [
                    each.fact
                    for each in self.past
                    if isinstance(each.fact, e.Reconstituted | e.VialQuarantined)
                    and each.fact.vial == number
                ]
                assert isinstance(story[-1], e.Reconstituted)
                assert not added
            case LabelKind.SYRINGE:
                assert not added
                assert len(self.all(e.DoseWithdrawn)) >= number
            case _:
                self.everything_is_done()
                self.nothing_is_late(last)
                assert not self.all(e.InfusionStarted)
                if not self.all(e.Released):
                    self.light_is_accounted_for(self.check_in_force())

    def check_in_force(self) -> Past[e.Signed]:
        """Return the signed check that no later fact has made void; after a release none does."""
        voids = e.Corrected | e.ProtectionLost | e.Stored
        released = next((each.place for each in self.all(e.Released)), len(self.past))
        voided = [
            each.place
            for each in self.past
            if isinstance(each.fact, voids) and each.place < released
        ]
        checks = [each for each in self.all(e.Signed) if each.fact.meaning is Meaning.CHECKED]
        assert checks
        assert all(place < checks[-1].place for place in voided)
        return checks[-1]

    def everything_is_done(self) -> None:
        """S4: every earlier step is done, once, and the check is signed and in force."""
        (opened,) = self.all(e.Opened)
        assert len(self.all(e.OrderVerified)) == 1
        self.vials_are_sound(opened.fact.plan.vials)
        drawn = [each.fact.volume for each in self.all(e.DoseWithdrawn)]
        assert drawn == [draw.volume for draw in opened.fact.plan.draws]
        for kind in (e.ContainerFilled, e.DrugAdded, e.BagPassed):
            assert len(self.all(kind)) == 1
        self.masses_are_sound(opened.fact)
        assert not self.stops()
        prepared = [s.place for s in self.all(e.Signed) if s.fact.meaning is Meaning.PREPARED]
        stored = self.all(e.StorageChosen)[-1].place
        assert stored < prepared[-1] < self.check_in_force().place

    def vials_are_sound(self, vials: int) -> None:
        """Each vial was scanned, no package twice, and last reconstituted and then passed."""
        scanned = [each for each in self.all(e.MaterialScanned) if each.fact.role is Role.VIAL]
        assert len(scanned) == vials + len(self.all(e.VialQuarantined))
        packages = {(each.fact.gtin, each.fact.lot, each.fact.serial) for each in scanned}
        assert len(packages) == len(scanned)
        for vial in range(1, vials + 1):
            story = [
                each.fact
                for each in self.past
                if isinstance(each.fact, e.Reconstituted | e.VialPassed | e.VialQuarantined)
                and each.fact.vial == vial
            ]
            assert isinstance(story[-2], e.Reconstituted)
            assert isinstance(story[-1], e.VialPassed)

    def masses_are_sound(self, opened: e.Opened) -> None:
        """What the site weighs gained what its volume weighs, or a pharmacist gave a reason."""
        policy = opened.policy.gravimetric
        assert policy is not None
        drug = [Fraction(magnitude(each.volume, "mL")) * DRUG for each in opened.plan.draws]
        expected = {f"vial-{n}": 4 * WATER for n in range(1, opened.plan.vials + 1)}
        expected |= {f"syringe-{n}": gain for n, gain in enumerate(drug, start=1)}
        expected |= {"bag": sum(drug, Fraction(0))}
        kinds = {each.value for each in policy.weighed}
        wanted = {name for name in expected if name.partition("-")[0] in kinds}
        void = self.void()
        times: dict[str, Fraction] = {}
        for weighed, net in self.gained():
            name = called(weighed.fact.step)
            times[name] = net / expected[name]
            self.is_near(abs(times[name] - 1), weighed)
        assert times.keys() | void == wanted
        assert not times.keys() & void
        if times:
            self.dose_is_near(opened, times)

    def is_near(self, apart: Fraction, weighed: Past[e.Weighed]) -> None:
        assert apart <= Fraction(1, 10)
        if apart > Fraction(1, 20):
            assert weighed.fact.reason
            assert OFFICES[weighed.actor] is Office.PHARMACIST

    def dose_is_near(self, opened: e.Opened, times: dict[str, Fraction]) -> None:
        """All masses together make the dose, or whoever weighed or checked last said why."""
        drawn = [Fraction(magnitude(each.volume, "mL")) for each in opened.plan.draws]
        left, drug = sum(drawn, Fraction(0)), Fraction(0)
        for number in range(1, opened.plan.vials + 1):
            taken = min(left, Fraction("3.6"))
            left -= taken
            drug += taken / times.get(f"vial-{number}", Fraction(1))
        syringes = [
            volume * times.get(f"syringe-{n}", Fraction(1)) for n, volume in enumerate(drawn, 1)
        ]
        went_in = times.get("bag", sum(syringes, Fraction(0)) / sum(drawn))
        apart = abs(drug / sum(drawn) * went_in - 1)
        assert apart <= Fraction(1, 10)
        if apart > Fraction(1, 20):
            assert self.all(e.Weighed)[-1].fact.reason or self.check_in_force().fact.remark

    def void(self) -> set[str]:
        """Return what was not weighed, for its tare was corrected when it was filled."""
        left: dict[str, int] = {}
        void: set[str] = set()
        filling = e.Reconstituted | e.DoseWithdrawn | e.DrugAdded
        for each in self.past:
            match each.fact:
                case e.Weighed() if each.fact.net is None:
                    left[called(each.fact.step)] = each.place
                case e.Weighed():
                    left.pop(called(each.fact.step))
                case e.VialQuarantined():
                    left.pop(f"vial-{each.fact.vial}", None)
                    void.discard(f"vial-{each.fact.vial}")
                case e.Corrected():
                    for name in [n for n, place in left.items() if place + 1 == each.fact.about]:
                        since = self.past[left.pop(name) : each.place]
                        if any(isinstance(one.fact, filling) for one in since):
                            void.add(name)
        return void

    def gained(self) -> list[tuple[Past[e.Weighed], Fraction]]:
        """Return each second weighing of what is still in use, with its gain in g."""
        gone = [(each.place, f"-vial-{each.fact.vial}") for each in self.all(e.VialQuarantined)]
        every = self.all(e.Weighed)
        found = []
        for before, after in pairwise(every):
            if after.fact.net is None:
                continue
            assert before.fact.step == f"tare-{after.fact.step.removeprefix('weigh-')}"
            net = magnitude(after.fact.mass, "g") - magnitude(before.fact.mass, "g")
            if not any(place > after.place and name in after.fact.step for place, name in gone):
                found.append((after, Fraction(net)))
        return found

    def begun(self) -> Past[e.Reconstituted]:
        """Return when the first of the vials still in use was reconstituted."""
        gone = [(each.place, each.fact.vial) for each in self.all(e.VialQuarantined)]
        return next(
            each
            for each in self.all(e.Reconstituted)
            if not any(place > each.place and vial == each.fact.vial for place, vial in gone)
        )

    def nothing_is_late(self, last: Past[e.Event]) -> None:
        """S4: an infusion begun now ends within 8 h, and the limits of storage are kept."""
        (diluted,) = self.all(e.DrugAdded)
        cold = False
        for each in (*self.where(diluted.place), last):
            assert elapsed(self.begun(), each) <= (6 * HOUR if cold else 7 * HOUR)
            if self.region == "US":
                assert elapsed(diluted, each) <= (3 * HOUR if cold else 4 * HOUR)
            cold = self.is_cold_after(each.fact, cold)

    def where(self, since: int) -> list[Past[e.Event]]:
        """Return every fact behind a place that may bring the bag elsewhere by temperature."""
        moving = e.StorageChosen | e.Stored | e.Held | e.Resumed
        return [each for each in self.past[since:] if isinstance(each.fact, moving)]

    def is_cold_after(self, fact: e.Event, cold: bool) -> bool:
        match fact:
            case e.StorageChosen() | e.Stored():
                return fact.storage is Storage.REFRIGERATED
            case e.Held() if fact.storage is not None:
                return fact.storage is Storage.REFRIGERATED
            case e.Resumed() if self.all(e.Held)[-1].fact.storage is not None:
                return False
            case _:
                return cold

    def is_at_room_temperature(self, last: Past[e.Event]) -> None:
        """What was in the refrigerator was out of it for an hour before the infusion."""
        (diluted,) = self.all(e.DrugAdded)
        cold, out = False, None
        for each in self.where(diluted.place):
            before, cold = cold, self.is_cold_after(each.fact, cold)
            if before and not cold:
                out = each
        assert not cold
        assert out is None or elapsed(out, last) >= HOUR

    def what_is_brought_elsewhere_is_protected(self, last: Past[e.Event]) -> None:
        """S8: drug that is brought somewhere by a hold says what protects it there."""
        if last.place == 0:
            return
        before = self.past[last.place - 1].fact
        steps = {e.Held: "hold", e.Resumed: "resume"}
        if not isinstance(before, e.Held | e.Resumed) or not self.held_drug(last.place):
            return
        brought = self.all(e.Held)[-1].fact.storage is not None
        covered = any(each.fact.step == "cover-bag" for each in self.all(e.ProtectionStarted))
        if brought and not covered:
            assert isinstance(last.fact, e.ProtectionStarted)
            assert last.fact.step == steps[type(before)]

    def held_drug(self, before: int) -> bool:
        """Tell whether a vial that was in use then, a syringe or the bag held drug."""
        past = self.past[:before]
        if any(isinstance(each.fact, e.DoseWithdrawn | e.DrugAdded) for each in past):
            return True
        vials: dict[int, bool] = {}
        for each in past:
            if isinstance(each.fact, e.Reconstituted):
                vials[each.fact.vial] = True
            if isinstance(each.fact, e.VialQuarantined):
                vials[each.fact.vial] = False
        return any(vials.values())

    def light_is_accounted_for(self, check: Past[e.Signed]) -> None:
        """S8: from the first reconstitution on, all is covered or the check has a remark."""
        first = self.all(e.Reconstituted)[0]
        lost: Past[e.Event] | None = None
        covered = gap = False
        for each in self.past:
            if isinstance(each.fact, e.ProtectionLost):
                assert each.place < check.place
                covered, lost = False, each
            if isinstance(each.fact, e.ProtectionStarted):
                if lost is not None and lost.place > first.place:
                    gap = gap or elapsed(lost, each) > timedelta(0)
                covered, lost = True, None
            if each.place == first.place:
                assert covered
        assert covered
        if gap:
            assert check.fact.remark

    def signature_stands(self, signed: e.Signed, actor: str) -> None:
        """S5: who signs a check prepared nothing, and entered figures that agree."""
        assert (signed.name, signed.office) == (actor, OFFICES[actor])
        preparers = {each.actor for each in self.past if isinstance(each.fact, PREPARING)}
        if signed.meaning is Meaning.PREPARED:
            assert actor in preparers
        if signed.meaning is Meaning.CHECKED:
            assert signed.office is Office.PHARMACIST
            assert actor not in preparers
            figures = self.all(e.FiguresEntered)[-1]
            assert (figures.fact.agree, figures.actor) == (True, actor)

    def newest_label_is_scanned_back(self, fact: e.LabelConfirmed | e.Released) -> None:
        """The label on the bag is the one printed last, and printed after the check."""
        printed, back = self.all(e.LabelPrinted)[-1], self.all(e.LabelConfirmed)[-1]
        assert self.check_in_force().place < printed.place < back.place
        assert back.fact.code == printed.fact.code
        if isinstance(fact, e.Released):
            assert isinstance(self.past[-2].fact, e.Signed)

    def stops(self) -> list[int]:
        """Return the places of facts that leave nothing but a discard.

        A bag failed, or a time, place, volume or mass that the dose rests on was corrected. Records
        are counted from 1, places from 0.
        """
        rests = e.Reconstituted | e.DoseWithdrawn | e.ContainerFilled | e.DrugAdded
        measured = {each.place + 1 for each in self.past if isinstance(each.fact, rests)}
        corrected = [c.place for c in self.all(e.Corrected) if c.fact.about in measured]
        failed = [each.place for each in self.all(e.BagFailed)]
        return [*corrected, *self.counted_masses_corrected(), *failed]

    def counted_masses_corrected(self) -> list[int]:
        """Return the places where a gross was corrected, or a tare that one was counted from."""
        found, taken_back = [], set()
        for each in self.all(e.Corrected):
            for weighed in self.all(e.Weighed):
                if weighed.place + 1 != each.fact.about or weighed.place in taken_back:
                    continue
                gross = weighed.fact.step.replace("tare-", "weigh-")
                between = self.past[weighed.place : each.place]
                if any(isinstance(p.fact, e.Weighed) and p.fact.step == gross for p in between):
                    found.append(each.place)
                else:
                    taken_back.add(weighed.place)
        return found

    def nothing_passes_a_stop(self, last: Past[e.Event]) -> None:
        """S9: after a stop nothing is prepared, and what is held rests."""
        if isinstance(last.fact, e.ProtectionStarted | e.HandedOver):
            return
        assert all(place == last.place for place in self.stops())
        held = [each.place for each in self.all(e.Held)]
        resumed = [each.place for each in self.all(e.Resumed)]
        assert max(held, default=-1) <= max(resumed, default=-1)
