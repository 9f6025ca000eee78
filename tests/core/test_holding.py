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
from app.core.step import Meaning, Role
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
    assert "its label gives no time for" in refusal(hood, IN)
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


def test_a_bag_whose_cover_slipped_while_it_was_held_is_covered_again() -> None:
    hood = Hood().go_to("sign-prepared")
    hood.do(TECHNICIAN_ONE, replace(COLD, means=""))
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    hood.wait(2)
    assert "not a means" in refusal(hood, said.Resume("hood-light-off"))
    hood.do(TECHNICIAN_ONE, said.Resume("cover"))
    assert hood.state.ledger[-1].stage is Stage.BAG
    assert [gap.length for gap in hood.state.gaps(hood.now)] == [timedelta(minutes=2)]


def test_holding_a_bag_in_the_refrigerator_voids_its_check_as_storing_it_does() -> None:
    hood = Hood().go_to("release")
    hood.do(TECHNICIAN_ONE, replace(COLD, means=""))
    hood.wait(60)
    hood.do(TECHNICIAN_ONE, said.Resume())
    assert hood.step.identifier == "check"
    assert hood.state.label is None
    assert hood.state.storage is Storage.ROOM
    assert hood.state.start_not_before() is not None
    stays = Hood().go_to("release")
    stays.do(TECHNICIAN_ONE, said.Hold("the shelf", Storage.ROOM))
    stays.do(TECHNICIAN_ONE, said.Resume())
    assert stays.step.identifier == "release"


def test_sleeves_and_foil_do_not_reach_the_bag() -> None:
    hood = Hood().go_to("protect-hood")
    hood.do(TECHNICIAN_ONE, said.Choose("protect-hood", "vial-sleeve-and-syringe-foil"))
    hood.go_to("inspect-bag")
    assert hood.state.protection(hood.now) is None
    hood.wait(25)
    assert "at this stage" in refusal(hood, said.RestoreProtection("cover"))
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    hood.go_to("check")
    assert [gap.length for gap in hood.state.gaps(hood.now)] == [timedelta(minutes=25)]
    sign = said.Sign("check", Meaning.CHECKED)
    hood.do(*hood.right())
    assert "without light protection for 25 min" in refusal(hood, sign, PHARMACIST_ONE)


def test_what_is_too_late_is_not_brought_out_of_sight() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.wait(241)
    assert "The time to dilute passed" in refusal(hood, COLD)
    hood.do(TECHNICIAN_ONE, said.Hold("the hood"))


def test_the_refrigerator_is_not_chosen_when_it_is_too_late_for_it() -> None:
    hood = Hood().go_to("choose-storage")
    hood.wait(185)
    choose = said.Choose("choose-storage", "refrigerated")
    assert "No time is left for the refrigerator" in refusal(hood, choose)
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "room"))


def test_vials_that_waited_where_the_label_gives_no_time_want_a_remark() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.Hold("a shelf", Storage.ROOM, "vial-foil"))
    hood.wait(30)
    hood.do(TECHNICIAN_ONE, said.Resume("hood-light-off"))
    hood.go_to("check")
    hood.do(*hood.right())
    sign = said.Sign("check", Meaning.CHECKED)
    assert "the drug's label gives no time" in refusal(hood, sign, PHARMACIST_ONE)
    hood.do(PHARMACIST_ONE, replace(sign, remark="thirty minutes, in foil"))


def test_a_corrected_place_is_not_carried_on_with_and_a_corrected_cover_is_a_gap() -> None:
    hood = Hood().go_to("check")
    hood.do(TECHNICIAN_ONE, IN)
    moved = hood.state.version
    covered = hood.state.ledger[-1].record
    other = Hood().go_to("check")
    other.do(TECHNICIAN_ONE, said.Correct(covered, "nothing was covered"))
    assert other.state.protection(other.now) is None
    assert other.state.gaps(other.now)
    hood.do(TECHNICIAN_ONE, said.Correct(moved, "it stayed on the bench"))
    assert hood.state.status is Status.FAILED


def test_a_storage_chosen_wrongly_costs_time_as_at_room_temperature() -> None:
    hood = Hood().go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated"))
    chosen = hood.state.version
    hood.wait(30)
    hood.do(TECHNICIAN_ONE, said.Correct(chosen, "it never was in the refrigerator"))
    assert hood.state.place is Storage.ROOM
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "room"))
    assert hood.state.start_not_before() is None


def test_who_starts_the_infusion_prepared_nothing() -> None:
    hood = Hood().finish()
    hood.do(TECHNICIAN_TWO, said.StartInfusion("infusion-cover"))
    assert TECHNICIAN_TWO.name not in hood.state.preparers


def test_a_diluent_that_goes_out_of_date_before_it_is_used_ends_the_work() -> None:
    hood = Hood().go_to("reconstitute-1")
    over = hood.now - timedelta(minutes=1)
    old = tuple(
        replace(each, in_date_until=over) if each.role is Role.DILUTION_DILUENT else each
        for each in hood.state.materials
    )
    hood.state = edited(hood.state, materials=old)
    assert refusal(hood, hood.right()[1]).endswith("Stop and discard the preparation.")
