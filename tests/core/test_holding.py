"""Holding, storing and handing over: what is refused, and what it does to time and light."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.holding import may_be_stored, may_take_over
from app.core.light import Stage
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Name
from tests.core.hood import (
    PHARMACIST_ONE,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    Hood,
    edited,
)

COLD = said.Hold("the refrigerator", Storage.REFRIGERATED, "vial-sleeve")
OUT = said.Store(Storage.ROOM)
IN = said.Store(Storage.REFRIGERATED)


def refusal(hood: Hood, entry: said.Entry, person: object = TECHNICIAN_ONE) -> str:
    with pytest.raises(Refused) as caught:
        hood.do(person, entry)  # type: ignore[arg-type]
    return caught.value.sentence


def test_before_a_vial_is_reconstituted_only_the_place_is_asked() -> None:
    hood = Hood().go_to("reconstitute-1")
    assert "none is chosen" in refusal(hood, COLD)
    assert hood.do(TECHNICIAN_ONE, replace(COLD, means="")) == (
        e.Held("the refrigerator", Storage.REFRIGERATED),
    )
    assert hood.state.place is None
    assert hood.do(TECHNICIAN_ONE, said.Resume()) == (e.Resumed(None),)


def test_what_stays_where_it_is_keeps_its_protection() -> None:
    hood = Hood().go_to("withdraw-1")
    assert "none is chosen" in refusal(hood, said.Hold("the hood", None, "vial-sleeve"))
    hood.do(TECHNICIAN_ONE, said.Hold("the hood"))
    assert "held already (the hood)" in refusal(hood, COLD)
    assert "none is chosen" in refusal(hood, said.Resume("hood-light-off"))
    hood.do(TECHNICIAN_ONE, said.Resume())
    assert [each.means for each in hood.state.ledger] == ["hood-light-filtered"]


def test_each_object_has_means_of_its_own() -> None:
    for step, means, stage in (
        ("withdraw-1", "vial-foil", Stage.VIAL),
        ("fill-container", "syringe-foil", Stage.SYRINGE),
        ("inspect-bag", "aluminium-foil", Stage.BAG),
    ):
        hood = Hood().go_to(step)
        assert "not a means" in refusal(hood, replace(COLD, means="hood-light-off"))
        hood.do(TECHNICIAN_ONE, replace(COLD, means=means))
        assert hood.state.ledger[-1].stage is stage
        assert hood.state.light_stage is stage
        assert hood.state.place is Storage.REFRIGERATED


def test_vials_do_not_go_where_the_label_has_no_time_for_them() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.state = edited(
        hood.state, monograph=replace(hood.monograph, reconstituted_in_refrigerator=None)
    )
    assert "may not wait in the refrigerator" in refusal(hood, COLD)
    bag = Hood().go_to("check")
    bag.state = edited(bag.state, monograph=replace(bag.monograph, equilibration=None))
    assert "diluted BESPONSA may not wait" in refusal(bag, replace(COLD, means=""))


def test_nobody_takes_over_what_rests_or_was_not_begun_or_is_signed() -> None:
    hood = Hood()
    assert "no work at the hood" in refusal(hood, said.TakeOver())
    hood.go_to("withdraw-1")
    assert may_take_over(hood.state, TECHNICIAN_TWO)
    assert not may_take_over(hood.state, TECHNICIAN_ONE)
    hood.do(TECHNICIAN_ONE, COLD)
    assert "resuming it takes it over" in refusal(hood, said.TakeOver(), TECHNICIAN_TWO)
    own = said.Resume("hood-light-off", takes_over=True)
    assert "nothing has to be taken over" in refusal(hood, own)
    hood.do(TECHNICIAN_TWO, own)
    assert hood.state.at_hood == TECHNICIAN_TWO.name
    done = hood.go_to("check")
    assert "no work at the hood" in refusal(done, said.TakeOver(), TECHNICIAN_TWO)


def test_who_took_over_does_not_check() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(PHARMACIST_ONE, said.TakeOver())
    hood.go_to("check")
    assert "nobody checks their own work" in refusal(hood, hood.right_check(), PHARMACIST_ONE)


def test_a_bag_is_stored_only_once_its_place_is_chosen() -> None:
    hood = Hood().go_to("inspect-bag")
    assert "is chosen at its step" in refusal(hood, IN)
    assert not may_be_stored(hood.state)
    hood.go_to("check")
    assert may_be_stored(hood.state)
    assert "at room temperature already" in refusal(hood, OUT)
    hood.do(TECHNICIAN_ONE, said.Hold("the shelf"))
    assert "resume it first" in refusal(hood, IN)


def test_storing_voids_the_check_and_moves_the_deadline() -> None:
    hood = Hood().go_to("print-label")
    hood.do(TECHNICIAN_ONE, IN)
    assert hood.step.identifier == "check"
    binding = hood.state.binding()
    assert binding is not None
    assert binding.name is Name.TAKE_OUT
    hood.wait(60)
    hood.do(TECHNICIAN_ONE, OUT)
    assert hood.state.taken_out == hood.now
    hood.do(TECHNICIAN_ONE, IN)
    assert hood.state.taken_out is None


def test_what_went_out_is_only_taken_out_and_not_once_it_runs() -> None:
    hood = Hood().go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated"))
    hood.finish()
    assert hood.state.status is Status.RELEASED
    assert may_be_stored(hood.state)
    hood.do(TECHNICIAN_ONE, OUT)
    assert not may_be_stored(hood.state)
    assert "its label does not say" in refusal(hood, IN)
    hood.wait(60)
    hood.do(TECHNICIAN_ONE, said.StartInfusion("infusion-cover"))
    assert "not stored any more" in refusal(hood, IN)
    assert not may_be_stored(hood.state)


def test_too_much_time_at_room_temperature_leaves_none_for_the_refrigerator() -> None:
    hood = Hood().go_to("check")
    hood.wait(181)
    assert "No time is left for the refrigerator" in refusal(hood, IN)
    bag = Hood().go_to("check")
    bag.wait(120)
    bag.do(TECHNICIAN_ONE, IN)
    binding = bag.state.binding()
    assert binding is not None
    assert bag.state.diluted is not None
    assert binding.at - bag.state.diluted == timedelta(hours=3)
