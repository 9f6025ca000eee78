"""Light and temperature put together: what each gap reached, and where the drug waited."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core import events as e
from app.core.container import ContainerKind
from app.core.elapsed import elapsed_to_the_second
from app.core.ledger import Exposed, Waited, covered_objects, exposed, named, waited
from app.core.light import Gap, Presence, Protection, Stage, covered
from app.core.storage import Storage
from tests.core.hood import PHARMACIST_ONE, TECHNICIAN_ONE, TECHNICIAN_TWO, Hood, order
from tests.core.ledger_acts import ACTS, act, hold, lose

ZERO = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
COLD, ROOM = Storage.REFRIGERATED, Storage.ROOM


def at(minute: float) -> datetime:
    return ZERO + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than 1 s"),
        (0.9, "less than 1 s"),
        (1, "1 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (250, "4 min 10 s"),
        (3600, "1 h"),
        (3605, "1 h 5 s"),
        (-3725, "1 h 2 min 5 s"),
    ],
)
def test_a_length_is_told_to_the_second(seconds: float, words: str) -> None:
    assert elapsed_to_the_second(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        ((), ""),
        (("bag",), "bag"),
        (("infusion syringe",), "infusion syringe"),
        (("vial 1",), "vial 1"),
        (("vial 1", "vial 2", "vial 3"), "vials 1, 2 and 3"),
        (("vial 1", "syringe 1", "vial 2"), "vials 1 and 2, syringe 1"),
        (("quarantined vial 1", "vial 2"), "quarantined vial 1, vial 2"),
    ],
)
def test_objects_are_named_as_people_say_them(objects: tuple[str, ...], words: str) -> None:
    assert named(objects) == words


def test_nothing_is_told_before_the_first_vial() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(TECHNICIAN_ONE, said.Hold("lunch", ROOM))
    hood.wait(5)
    hood.do(TECHNICIAN_ONE, said.Resume())
    lose(hood, 5)
    assert exposed(hood.state, hood.now) == ()
    assert waited(hood.state, hood.now) == ()
    assert covered_objects(hood.state, hood.now) == ()


def test_a_gap_says_what_it_reached() -> None:
    hood = Hood().go_to("reconstitute-2")
    first = hood.now
    lose(hood, 2)
    hood.go_to("withdraw-1")
    hood.wait(1)
    second = hood.now
    lose(hood, 3)
    hood.go_to("add-drug")
    third = hood.now
    lose(hood, 1)
    hood.go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    lost = hood.now
    hood.wait(4)
    assert exposed(hood.state, hood.now) == (
        Exposed(Gap(first, first + timedelta(minutes=2)), ("vial 1",), lasts=False),
        Exposed(Gap(second, second + timedelta(minutes=3)), ("vial 1", "vial 2"), lasts=False),
        Exposed(Gap(third, third + timedelta(minutes=1)), ("syringe 1",), lasts=False),
        Exposed(Gap(lost, lost + timedelta(minutes=4)), ("bag",), lasts=True),
    )
    hood.do(TECHNICIAN_ONE, said.Discard("too much light"))
    assert [each.lasts for each in exposed(hood.state, hood.now)] == [False] * 4


def test_a_quarantined_vial_is_told_from_the_one_in_its_place() -> None:
    hood = Hood().go_to("inspect-vial-1")
    lose(hood, 2)
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles were seen"))
    lose(hood, 3)
    hood.go_to("inspect-vial-1-2")
    lose(hood, 4)
    told = [(each.objects, each.gap.length) for each in exposed(hood.state, hood.now)]
    minutes = timedelta(minutes=1)
    assert told == [
        (("quarantined vial 1",), 2 * minutes),
        ((), 3 * minutes),
        (("vial 1",), 4 * minutes),
    ]
    names = [each.presence.name for each in covered_objects(hood.state, hood.now)]
    assert names == ["quarantined vial 1", "vial 1"]


def test_a_gap_after_the_only_vial_was_quarantined_does_not_come_up_later() -> None:
    """What counts as a gap at its end counts while it lasts."""
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles were seen"))
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    lost = hood.now
    hood.wait(3)
    assert hood.state.gaps(hood.now) == (Gap(lost, hood.now),)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    before = hood.state.gaps(hood.now)
    hood.go_to("withdraw-1")
    assert hood.state.gaps(hood.now) == before


def test_a_syringe_that_is_infused_is_not_called_a_bag() -> None:
    hood = Hood().go_to("inspect-bag")
    plan = replace(hood.state.plan, container=ContainerKind.SYRINGE)
    state = replace(hood.state, opened=replace(hood.state.opened, plan=plan))
    assert covered_objects(state, hood.now)[-1].presence.name == "infusion syringe"


def test_where_the_drug_waited_is_told_in_order() -> None:
    hood = Hood().go_to("withdraw-1")
    begun = hood.now
    hold(hood, 40, COLD)
    hood.wait(1)
    hold(hood, 10, ROOM)
    hood.do(TECHNICIAN_ONE, said.Hold("a question to the ward"))
    hood.wait(5)
    hood.do(TECHNICIAN_ONE, said.Resume())
    vials = ("vial 1", "vial 2")

    def when(first: float, last: float) -> tuple[datetime, datetime]:
        return begun + timedelta(minutes=first), begun + timedelta(minutes=last)

    assert waited(hood.state, hood.now) == (
        Waited(vials, COLD, *when(0, 40), "where it is dark"),
        Waited(vials, ROOM, *when(41, 51), "where it is dark", untimed=True),
        Waited(vials, None, *when(51, 56), "a question to the ward"),
    )


def test_what_still_waits_has_waited_up_to_now() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.Hold("where it is cool", COLD, "vial-foil"))
    hood.wait(7)
    (wait,) = waited(hood.state, hood.now)
    assert (wait.ended, wait.length(hood.now)) == (None, timedelta(minutes=7))
    hood.do(TECHNICIAN_ONE, said.Discard("it is not needed any more"))
    hood.wait(10)
    (wait,) = waited(hood.state, hood.now)
    assert wait.ended == wait.begun + timedelta(minutes=7)
    assert wait.length(hood.now) == timedelta(minutes=7)


def test_a_bag_at_room_temperature_has_a_time() -> None:
    hood = Hood().go_to("inspect-bag")
    hold(hood, 10, ROOM, "cover")
    (wait,) = waited(hood.state, hood.now)
    assert (wait.objects, wait.place, wait.untimed) == (("bag",), ROOM, False)


def test_a_bag_in_the_refrigerator_is_told_however_it_came_there() -> None:
    hood = Hood(monograph="besponsa-us").go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", COLD.value))
    begun = hood.now
    hood.wait(20)
    hood.do(TECHNICIAN_ONE, said.Store(ROOM))
    assert waited(hood.state, hood.now) == (
        Waited(("bag",), COLD, begun, begun + timedelta(minutes=20)),
    )


def test_a_wait_is_reckoned_as_the_clock_stands_now() -> None:
    hood = Hood().go_to("withdraw-1")
    hold(hood, 10, ROOM)
    hood.set_wall(-30)
    hood.do(TECHNICIAN_TWO, said.Call("the clock was set"))
    (wait,) = waited(hood.state, hood.now)
    assert wait.length(hood.now) == timedelta(minutes=10)
    assert wait.ended == hood.now


def test_what_protected_an_object_is_cut_to_when_it_was_there() -> None:
    hood = Protection("hood", "hood light off", at(-5), at(10), Stage.HOOD)
    at_once = Protection("foil", "foil", at(10), at(10), Stage.VIAL)
    cover = Protection("cover", "a cover", at(20), None, Stage.BAG)
    later = Protection("later", "another cover", at(70), None, Stage.BAG)
    vial = Presence("vial 1", Stage.VIAL, at(0), at(15))
    bag, now = Presence("bag", Stage.BAG, at(12)), at(60)
    first, second = covered((hood, at_once, cover, later), (vial, bag), now)
    assert first.protections == (Protection("hood", "hood light off", at(0), at(10), Stage.HOOD),)
    assert first.gaps == (Gap(at(10), at(15)),)
    assert second.protections == (Protection("cover", "a cover", at(20), at(60), Stage.BAG),)
    assert second.gaps == (Gap(at(12), at(20)),)


@settings(max_examples=60, deadline=None)
@given(st.lists(ACTS, max_size=25))
def test_gaps_and_waits_are_those_of_the_ledger_whatever_happened(
    acts: list[tuple[str, int, Storage]],
) -> None:
    hood = Hood(order()).go_to("reconstitute-1")
    for kind, seconds, place in acts:
        act(hood, kind, seconds, place)
    state, now = hood.state, hood.now
    assert [each.gap for each in exposed(state, now)] == list(state.gaps(now))
    # Each minute of each object is protected or told as a gap, and never both.
    for each in covered_objects(state, now):
        there = each.presence
        told = [(p.begun, p.ended) for p in each.protections]
        told += [(gap.begun, gap.ended) for gap in each.gaps]
        spent = sum(((end or now) - begun for begun, end in told), timedelta(0))
        assert spent == (there.ended or now) - there.begun
        inside = [gap for gap in state.gaps(now) if any(_meet(gap, own) for own in each.gaps)]
        assert bool(inside) is bool(each.gaps)
    cold = [each for each in waited(state, now) if each.place is COLD]
    assert [(each.begun, each.ended) for each in cold] == [
        (each.begun, each.ended) for each in state.stays if each.place is COLD
    ]
    assert all(each.objects for each in waited(state, now))


def _meet(one: Gap, other: Gap) -> bool:
    return one.begun <= other.begun and other.ended <= one.ended


def test_what_is_infused_is_protected_to_its_end() -> None:
    hood = Hood().finish()
    hood.wait(5)
    hood.do(PHARMACIST_ONE, said.LoseProtection("the cover slipped"))
    hood.wait(2)
    hood.do(PHARMACIST_ONE, said.RestoreProtection("cover"))
    hood.wait(1)
    hood.do(PHARMACIST_ONE, said.StartInfusion("infusion-foil"))
    hood.wait(60)
    hood.do(PHARMACIST_ONE, said.EndInfusion())
    hood.wait(30)
    assert [each.objects for each in exposed(hood.state, hood.now)] == [("bag",)]
    (stages,) = [
        [p.stage for p in each.protections]
        for each in covered_objects(hood.state, hood.now)
        if each.presence.name == "bag"
    ]
    assert stages == [Stage.HOOD, Stage.BAG, Stage.TRANSPORT, Stage.INFUSION]
    assert isinstance(hood.history[-1].fact, e.InfusionEnded)
