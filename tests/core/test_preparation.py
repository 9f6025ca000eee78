"""The state of one preparation is a fold over its facts, and its clocks never run backwards."""

from datetime import datetime, timedelta

import pytest

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.evolution import begin, evolve, replay
from app.core.light import Gap
from app.core.preparation import Stamped, Status, missing
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Deadline, Name, Storage, deadline_named
from tests.core.hood import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    Hood,
    mL,
    order,
)
from tests.core.released import at, started

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def deadline(hood: Hood, name: Name) -> datetime:
    return deadline_named(hood.state.deadlines(), name).at


def test_replay_gives_the_state() -> None:
    hood = Hood().finish()
    assert replay(hood.history, US) == hood.state
    assert hood.state.status is Status.RELEASED
    assert hood.state.step is None


def test_a_history_begins_by_being_opened_and_only_once() -> None:
    hood = Hood()
    held = Stamped(e.Held("in the hood"), "Technician One", hood.clock.reading(), 1)
    with pytest.raises(ValueError, match="without facts"):
        replay((), US)
    with pytest.raises(ValueError, match="begins by being opened"):
        begin(held, US)
    with pytest.raises(ValueError, match="opened once"):
        hood.record(hood.history[0].fact, TECHNICIAN_ONE)


def test_a_history_is_read_under_the_monograph_it_was_opened_under() -> None:
    with pytest.raises(ValueError, match="not the one this preparation was opened under"):
        replay(Hood().history, EU)


@pytest.mark.parametrize("version", [1, 3, 0])
def test_a_fact_missing_or_out_of_order_is_found(version: int) -> None:
    hood = Hood()
    with pytest.raises(ValueError, match="missing or out of order"):
        evolve(hood.state, Stamped(e.Held("x"), "Technician One", hood.clock.reading(), version))


def test_what_was_frozen_at_the_opening() -> None:
    state = Hood().state
    assert state.order == order()
    assert state.plan.vials == 2
    assert state.policy == references.policy()
    assert (state.status, state.version) == (Status.OPEN, 1)
    assert (state.deadlines(), state.binding(), state.reconstituted) == ((), None, None)
    assert state.gaps(MORNING) == ()


def test_the_rail_says_what_was_done_when_and_by_whom() -> None:
    hood = Hood().finish()
    rail = {done.step: (done.actor, done.detail) for done in hood.state.done}
    assert rail == {
        "verify-order": ("Pharmacist Two", "Pharmacist Two"),
        "scan-materials": ("Technician One", "2 vials · lot AB1234"),
        "protect-hood": ("Technician One", "UV-filtered hood light"),
        "reconstitute-1": ("Technician One", "4 mL"),
        "inspect-vial-1": ("Technician One", "4 mL · passed inspection"),
        "reconstitute-2": ("Technician One", "4 mL"),
        "inspect-vial-2": ("Technician One", "4 mL · passed inspection"),
        "withdraw-1": ("Technician One", "5.8 mL"),
        "fill-container": ("Technician One", "44.2 mL"),
        "add-drug": ("Technician One", "total 50 mL"),
        "inspect-bag": ("Technician One", "passed inspection"),
        "cover-bag": ("Technician One", "amber, brown or green cover"),
        "choose-storage": ("Technician One", "at room temperature"),
        "sign-prepared": ("Technician One", "prepared · Technician One"),
        "check": ("Pharmacist One", "checked · Pharmacist One"),
        "print-label": ("Technician One", "copy 1"),
        "scan-label": ("Technician One", "label scanned back"),
        "release": ("Pharmacist One", "released · Pharmacist One"),
    }
    times = [done.at for done in hood.state.done]
    assert times == sorted(times)


def test_materials_are_summed_up_by_lot() -> None:
    hood = Hood().go_to("scan-materials")
    hood.do(TECHNICIAN_ONE, hood.right_scan(lot="B2"))
    hood.do(TECHNICIAN_ONE, hood.right_scan(lot="A1"))
    hood.go_to("protect-hood")
    assert hood.state.done[-1].detail == "2 vials · lot A1, B2"
    one = Hood(order("160 cm", "50 kg", day=8)).go_to("protect-hood")
    assert one.state.done[-1].detail == "1 vial · lot AB1234"


def test_what_a_scanning_step_still_wants() -> None:
    hood = Hood().go_to("scan-materials")
    others = ("reconstitution-diluent", "dilution-diluent", "container", "light-cover")
    assert missing(hood.state, "scan-materials") == ("vial", "vial", *others)
    hood.forward()
    assert missing(hood.state, "scan-materials") == ("vial", *others)
    with pytest.raises(ValueError, match="not enough values"):
        missing(hood.state, "no-such-step")


def test_the_first_vial_in_use_starts_the_clock() -> None:
    hood = Hood().go_to("inspect-vial-1")
    first = hood.now
    assert hood.state.reconstituted == first
    hood.go_to("inspect-vial-2", minutes=7)
    assert hood.state.reconstituted == first
    assert deadline(hood, Name.DILUTE) == first + timedelta(hours=4)


def test_a_quarantined_vial_leaves_the_clock_to_those_in_use() -> None:
    hood = Hood().go_to("inspect-vial-1")
    begun = hood.now
    hood.wait(5)
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    assert hood.state.reconstituted is None
    assert hood.state.deadlines() == ()
    assert [vial.number for vial in hood.state.vials] == [2]
    assert hood.state.exposed_since == begun
    hood.go_to("inspect-vial-1-2")
    assert hood.state.reconstituted == hood.now
    assert hood.state.exposed_since == begun
    hood.forward()
    assert hood.state.done[-1].detail == "4 mL · passed inspection"
    assert hood.finish().state.status is Status.RELEASED


def test_a_vial_may_fail_again_and_before_its_inspection() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(TECHNICIAN_ONE, said.Quarantine("reconstitute-1", "holds 5 mL"))
    assert hood.step.identifier == "replace-vial-1-2"
    assert "reconstitute-1" not in {step.identifier for step in hood.state.steps}
    hood.go_to("inspect-vial-1-2")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1-2", False, "cloudy"))
    assert hood.step.identifier == "replace-vial-1-3"
    assert hood.state.done[-1].step == "reconstitute-1-2"
    hood.forward()
    assert hood.state.done[-1].detail == "new vial, lot AB1234"
    hood.finish()
    assert len(hood.state.quarantined) == 2
    assert [vial.number for vial in hood.state.vials] == [1, 2]
    assert replay(hood.history, US) == hood.state


def test_a_failed_second_vial_leaves_the_first() -> None:
    hood = Hood().go_to("inspect-vial-2")
    begun = hood.state.reconstituted
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-2", False, "particles"))
    assert [step.identifier for step in hood.state.steps][3:10] == [
        "reconstitute-1",
        "inspect-vial-1",
        "reconstitute-2",
        "replace-vial-2-2",
        "reconstitute-2-2",
        "inspect-vial-2-2",
        "withdraw-1",
    ]
    assert hood.state.reconstituted == begun


def binding(hood: Hood) -> tuple[Name, timedelta]:
    found = hood.state.binding()
    assert isinstance(found, Deadline)
    assert hood.state.reconstituted is not None
    return found.name, found.at - hood.state.reconstituted


def test_dilution_binds_then_the_start_or_the_refrigerator() -> None:
    hood = Hood().go_to("inspect-vial-1", minutes=0)
    assert binding(hood) == (Name.DILUTE, timedelta(hours=4))
    hood.go_to("add-drug", minutes=0)
    hood.forward(20)
    assert binding(hood) == (Name.START, minutes(260))
    hood.go_to("choose-storage", minutes=0)
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated"))
    assert hood.state.storage is Storage.REFRIGERATED
    assert hood.state.done[-1].detail == "refrigerated"
    assert binding(hood) == (Name.TAKE_OUT, minutes(200))


def test_protection_is_counted_from_one_means_to_the_next() -> None:
    hood = Hood().go_to("add-drug")
    words = hood.state.protection(hood.now)
    assert words is not None
    assert words.means == "hood-light-filtered"
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
    lost = hood.now
    hood.wait(3)
    assert hood.state.protection(hood.now) is None
    assert hood.state.gaps(hood.now) == (Gap(lost, hood.now),)
    hood.do(TECHNICIAN_TWO, said.RestoreProtection("hood-light-off"))
    hood.finish()
    assert hood.state.gaps(hood.now) == (Gap(lost, lost + minutes(3)),)
    assert [each.means for each in hood.state.ledger] == [
        "hood-light-filtered",
        "hood-light-off",
        "cover",
    ]


def test_everyone_who_prepared_is_known() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_TWO, hood.right()[1])
    hood.go_to("check")
    assert hood.state.preparers == ("Technician One", "Technician Two")


def test_a_correction_voids_check_and_label() -> None:
    hood = Hood().go_to("release")
    label = hood.state.label
    assert label is not None
    hood.do(TECHNICIAN_TWO, said.Correct(5, "the lot is AB1235"))
    assert hood.step.identifier == "check"
    assert (hood.state.label, hood.state.label_confirmed) == (None, False)
    assert hood.state.figures is None
    assert hood.state.signed(Meaning.CHECKED) is None
    assert hood.state.signed(Meaning.PREPARED) is not None
    ((corrected, when, who),) = hood.state.corrections
    assert (corrected.about, when, who) == (5, hood.now, "Technician Two")
    hood.go_to("print-label")
    hood.forward()
    assert hood.state.copies == 2
    with pytest.raises(Refused, match="not the label printed last"):
        hood.do(TECHNICIAN_ONE, said.ScanBack("scan-label", label.code))


def test_light_lost_after_the_check_voids_it() -> None:
    hood = Hood().go_to("release")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    hood.wait(10)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("cover"))
    assert hood.step.identifier == "check"
    assert hood.state.label is None
    hood.forward()
    with pytest.raises(Refused, match="without light protection for 10 min"):
        hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED))
    hood.finish()
    checks = [s for s, _ in hood.state.signatures if s.meaning is Meaning.CHECKED]
    assert [signed.remark for signed in checks] == ["covered again at once"]


def test_figures_are_those_of_the_checker_who_entered_them_last() -> None:
    hood = Hood().go_to("check")
    figures = hood.right_check()
    hood.do(PHARMACIST_TWO, figures)
    assert hood.state.figures_by == "Pharmacist Two"
    hood.do(PHARMACIST_TWO, said.Reject("check", "the bag leaks"))
    assert hood.state.figures is None
    assert [rejected.reason for rejected in hood.state.rejections] == ["the bag leaks"]
    assert hood.step.identifier == "check"


def test_what_is_said_beside_the_steps_is_kept() -> None:
    hood = Hood().go_to("scan-materials")
    hood.do(TECHNICIAN_ONE, said.Hold("the refrigerator"))
    assert hood.state.held == e.Held("the refrigerator")
    hood.do(TECHNICIAN_ONE, said.Resume())
    assert hood.state.held is None
    hood.do(TECHNICIAN_ONE, said.Call("is this lot recalled?"))
    assert hood.state.called
    hood.do(PHARMACIST_ONE, said.Answer("no, go on"))
    assert not hood.state.called
    hood.record(e.ClockSet(-60), TECHNICIAN_ONE)
    assert hood.state.clock_changes == (e.ClockSet(-60),)
    before = hood.state
    hood.do(TECHNICIAN_ONE, said.PrintWorksheet("worksheet.pdf"))
    assert hood.state.version == before.version + 1
    with pytest.raises(Refused):
        hood.do(TECHNICIAN_ONE, said.Resume())
    ((refused, when, who),) = hood.state.refusals
    assert (refused.sentence, when, who) == ("Work is not held.", hood.now, "Technician One")


def test_warnings_passed_are_kept_with_their_reason() -> None:
    hood = Hood(order("5.5 ft", "70 kg")).go_to("scan-materials")
    (accepted,) = hood.state.accepted
    assert accepted.reason == "discussed with the prescriber"
    assert accepted.finding.code == "height-not-in-cm"
    assert "identity" in hood.state.confirmed


def test_until_figures_agree_the_checker_is_blind() -> None:
    hood, checker = Hood().go_to("sign-prepared"), PHARMACIST_ONE.name
    assert not hood.state.is_blind_for(checker)
    hood.go_to("check")
    assert hood.state.is_blind_for(checker)
    hood.do(PHARMACIST_ONE, said.EnterFigures("check", mL("9"), hood.now))
    assert hood.state.is_blind_for(checker)
    hood.forward()
    assert not hood.state.is_blind_for(checker)
    assert not hood.finish().state.is_blind_for(checker)


def test_until_it_is_signed_it_is_blind_for_everyone_else() -> None:
    hood = Hood().go_to("check")
    figures = hood.right_check()
    hood.do(PHARMACIST_ONE, figures)
    assert not hood.state.is_blind_for(PHARMACIST_ONE.name)
    assert hood.state.is_blind
    assert hood.state.is_blind_for(PHARMACIST_TWO.name)
    hood.do(PHARMACIST_TWO, figures)
    assert not hood.state.is_blind_for(PHARMACIST_TWO.name)
    assert hood.state.is_blind_for(PHARMACIST_ONE.name)
    hood.do(PHARMACIST_TWO, said.Sign("check", Meaning.CHECKED))
    assert not hood.state.is_blind


def test_a_failed_bag_and_a_discard_end_it() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    failed = hood.state
    assert (failed.status, failed.failure) == (
        Status.FAILED,
        "The bag failed its inspection (it leaks)",
    )
    hood.do(TECHNICIAN_ONE, said.Discard("the bag leaks"))
    assert hood.state.status is Status.DISCARDED
    assert hood.state.discarded is not None
    assert replay(hood.history, US) == hood.state


def test_a_clock_set_back_gives_no_time_back_and_makes_no_deadline_later() -> None:
    hood = Hood().go_to("inspect-vial-1")
    began = hood.now
    hood.wait(60)
    hood.set_wall(-45)
    assert hood.now == began + minutes(60)
    hood.do(TECHNICIAN_ONE, hood.right()[1])
    # By the clock as it is set now, the vial was reconstituted 45 minutes earlier.
    assert hood.now == began + minutes(15)
    assert hood.state.reconstituted == began - minutes(45)
    assert deadline(hood, Name.DILUTE) - hood.now == minutes(180)
    assert hood.state.gaps(hood.now) == ()
    assert replay(hood.history, US) == hood.state


def test_a_clock_that_was_ahead_before_the_start_does_not_make_the_label_late() -> None:
    hood = Hood()
    hood.set_wall(300)
    hood.go_to("protect-hood", minutes=0)
    hood.set_wall(-300)
    hood.go_to("inspect-vial-1", minutes=0)
    assert hood.state.reconstituted == hood.clock.reading().wall == MORNING
    assert deadline(hood, Name.START) == MORNING + timedelta(hours=7)


def test_a_clock_set_forwards_counts_as_elapsed() -> None:
    hood = Hood().go_to("add-drug")
    hood.set_wall(241)
    with pytest.raises(Refused, match="The time to dilute passed"):
        hood.forward(0)


def test_a_set_back_clock_moves_light_and_dilution_too() -> None:
    hood = Hood().go_to("add-drug")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
    hood.wait(10)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    hood.forward()
    diluted = hood.now
    hood.wait(30)
    hood.set_wall(-20)
    hood.forward(0)
    assert hood.state.diluted == diluted - minutes(20)
    (gap,) = hood.state.gaps(hood.now)
    assert gap.length == minutes(10)
    assert hood.now - gap.ended == minutes(31)


def test_across_a_restart_the_wall_tells_the_time() -> None:
    hood = Hood().go_to("add-drug")
    began = hood.state.reconstituted
    hood.clock.restart()
    hood.wait(30)
    hood.set_wall(60)
    hood.forward(0)
    assert hood.state.reconstituted == began
    assert hood.state.diluted == hood.now
    assert hood.now - hood.history[-2].reading.wall == minutes(90)


def test_a_wall_two_seconds_back_across_a_restart_is_no_time_at_all() -> None:
    hood = Hood().go_to("add-drug")
    began = hood.state.reconstituted
    before = hood.now
    hood.set_wall(-2 / 60)
    hood.clock.restart()
    hood.forward(0)
    assert began is not None
    assert hood.state.reconstituted == began - timedelta(seconds=2)
    assert hood.state.diluted == before - timedelta(seconds=2)


def test_what_is_recorded_under_a_clock_run_backwards_does_not_set_it_right() -> None:
    hood = Hood().go_to("add-drug")
    last = hood.state.last
    hood.set_wall(-60)
    hood.clock.restart()
    for _ in range(3):
        hood.wait(1)
        with pytest.raises(Refused, match="The clock shows an earlier time"):
            hood.forward()
        assert hood.state.last == last
    assert len(hood.state.refusals) == 3
    hood.set_wall(60)
    hood.forward()
    assert hood.state.diluted is not None


def test_an_accepted_clock_is_reckoned_from_anew() -> None:
    hood = Hood().go_to("scan-materials")
    hood.set_wall(-600)
    hood.clock.restart()
    hood.do(PHARMACIST_ONE, said.AcceptClock("the workstation's battery was changed"))
    assert hood.state.last == hood.clock.reading()
    assert hood.finish().state.status is Status.RELEASED
    assert replay(hood.history, US) == hood.state


def test_a_discard_under_a_clock_run_backwards_is_kept() -> None:
    hood = Hood().go_to("add-drug")
    last = hood.state.last.wall
    hood.set_wall(-60)
    hood.clock.restart()
    hood.do(TECHNICIAN_ONE, said.Discard("nobody knows how old it is"))
    assert hood.state.status is Status.DISCARDED
    assert hood.state.last.wall == last


def test_an_administrator_is_nobody_at_the_hood() -> None:
    with pytest.raises(Refused, match="An administrator does not prepare or check"):
        Hood().do(ADMINISTRATOR, said.Measure("verify-order", mL("4")))


def test_while_the_infusion_runs_its_end_binds_and_then_nothing() -> None:
    hood = started()
    binding = hood.state.binding()
    assert binding is not None
    assert binding.name is Name.END
    at(hood, "17:50").do(PHARMACIST_ONE, said.EndInfusion())
    assert hood.state.binding() is None
