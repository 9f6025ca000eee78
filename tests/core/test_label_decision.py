"""Which label may exist when, and what is recorded of one that was sent to a printer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.evolution import replay
from app.core.label_decision import known_reason, labels_of, why_not
from app.core.label_kind import LabelKind, called, file_name, sign
from app.core.preparation import Status
from app.core.refused import Refused
from tests.core.hood import PHARMACIST_ONE, TECHNICIAN_ONE, TECHNICIAN_TWO, Hood, order
from tests.core.released import released, started

BAG, VIAL, SYRINGE = LabelKind.BAG, LabelKind.VIAL, LabelKind.SYRINGE
COVER, TRANSPORT = LabelKind.LIGHT_COVER, LabelKind.TRANSPORT
NOT_CHECKED = "The label is printed once every step before is done and the check is signed."


def send(hood: Hood, kind: LabelKind = BAG, number: int = 0, reason: str = "") -> None:
    copy = hood.state.copies_of(kind, number) + 1
    what = (kind, number, f"{kind} {number} {copy}", "digest", "a.pdf", "the printer")
    hood.do(TECHNICIAN_ONE, said.SendLabel(*what, reason, "en-us 1 0123456789abcdef"))


def put_out(hood: Hood, kind: LabelKind, number: int = 0, reason: str = "") -> None:
    copy = hood.state.copies_of(kind, number) + 1
    what = (kind, number, f"{kind} {number} {copy}", "digest", "a.pdf", reason)
    hood.do(TECHNICIAN_ONE, said.PrintCompanion(*what))


def end(hood: Hood, entry: said.LabelEnd) -> e.Event:
    (fact,) = hood.do(TECHNICIAN_ONE, entry)
    return fact


CAME = said.LabelCameOut()
LOST = said.LabelDidNotComeOut("nobody found it", may_be_out=True)
OFF = said.LabelDidNotComeOut("the printer was off", may_be_out=False)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.sentence


# What labels are called.


def test_a_label_is_called_by_what_it_is_on() -> None:
    assert called(VIAL, 2) == "label of vial 2"
    assert called(BAG, 0) == "bag label"
    assert [sign(kind, 1) for kind in (VIAL, SYRINGE)] == ["V1", "S1"]
    assert [sign(kind, 0) for kind in (BAG, COVER, TRANSPORT)] == ["", "C", "T"]
    assert file_name("2611-0042", VIAL, 1, 3) == "2611-0042-V1-3.pdf"
    assert file_name("2611-0042", BAG, 0, 3) == "2611-0042-3.pdf"


def test_every_label_of_a_preparation() -> None:
    assert labels_of(Hood().state) == (
        (VIAL, 1),
        (VIAL, 2),
        (SYRINGE, 1),
        (BAG, 0),
        (COVER, 0),
        (TRANSPORT, 0),
    )


# When each may exist.


def why(hood: Hood, kind: LabelKind, number: int = 0) -> str:
    return why_not(hood.state, kind, number, hood.now)


def test_a_vial_is_labelled_from_its_reconstitution_until_it_is_emptied() -> None:
    hood = Hood().go_to("reconstitute-2")
    assert why(hood, VIAL, 1) == ""
    assert why(hood, VIAL, 2) == "Vial 2 is not reconstituted yet."
    assert why(hood, VIAL, 3) == "This preparation has no label of vial 3."
    hood.go_to("fill-container")
    assert why(hood, VIAL, 1) == "Vial 1 is emptied; nothing in it is left to label."
    hood.go_to("inspect-bag")
    assert why(hood, VIAL, 1).startswith("Vial 1 is emptied")


def test_held_vials_are_labelled_too() -> None:
    hood = Hood().go_to("reconstitute-2")
    hood.do(TECHNICIAN_ONE, said.Hold("the hood"))
    assert why(hood, VIAL, 1) == ""


def test_a_syringe_is_labelled_once_it_is_drawn_and_before_the_drug_is_added() -> None:
    hood = Hood(order("190 cm", "110 kg")).go_to("withdraw-1")
    assert why(hood, SYRINGE, 1).startswith("Nothing is drawn into syringe 1 yet")
    hood.forward()
    assert why(hood, SYRINGE, 1) == ""
    hood.go_to("add-drug")
    assert why(hood, SYRINGE, 1) == ""
    hood.forward()
    assert why(hood, SYRINGE, 1) == "The drug is in the bag; the syringes are empty."


def test_an_empty_syringe_that_is_weighed_has_no_label() -> None:
    hood = Hood(weighed=("syringe",)).go_to("tare-syringe-1")
    assert why(hood, SYRINGE, 1).startswith("Nothing is drawn into syringe 1 yet")
    hood.go_to("add-drug")
    assert why(hood, SYRINGE, 1) == ""


@pytest.mark.parametrize("kind", [BAG, COVER, TRANSPORT])
def test_what_goes_with_the_bag_is_printed_once_it_is_checked(kind: LabelKind) -> None:
    hood = Hood().go_to("check")
    assert why(hood, kind) == NOT_CHECKED
    for step in ("print-label", "scan-label", "release"):
        hood.go_to(step)
        assert why(hood, kind) == ""
    hood.do(TECHNICIAN_ONE, said.Hold("the refrigerator"))
    assert why(hood, kind) == "Work is held (the refrigerator); resume it first."


def test_after_the_release_the_cover_and_the_transport_are_labelled_until_it_is_started() -> None:
    hood = released()
    assert hood.state.status is Status.RELEASED
    assert why(hood, BAG) == "The preparation is released with its label; no other copy is printed."
    for kind in (COVER, TRANSPORT):
        assert why(hood, kind) == ""
        put_out(hood, kind)
        send(hood, kind, reason="smudged")
        end(hood, CAME)
    assert hood.state.copies_of(TRANSPORT, 0) == 2
    hood.wait(9 * 60)
    assert "passed" in why(hood, TRANSPORT)
    assert why(started(), TRANSPORT) == "The infusion was started; no label is printed any more."


def test_no_label_of_what_failed_or_is_discarded() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    assert "failed its inspection" in why(hood, TRANSPORT)
    hood.do(TECHNICIAN_ONE, said.Discard("it leaks"))
    assert why(hood, TRANSPORT).startswith("This preparation is discarded")


def test_no_label_once_it_is_too_late_or_out_of_date() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.wait(5 * 60)
    assert "The time to dilute passed" in why(hood, VIAL, 1)
    assert "The time to dilute passed" in refusal(lambda: put_out(hood, VIAL, 1))


def test_the_bags_own_label_is_no_companion() -> None:
    hood = Hood().go_to("print-label")
    assert refusal(lambda: put_out(hood, BAG)) == (
        "The label of the bag is printed at its own step."
    )


# Counting.


def test_each_label_counts_its_own_copies_and_another_wants_a_reason() -> None:
    hood = Hood().go_to("withdraw-1")
    put_out(hood, VIAL, 1)
    put_out(hood, VIAL, 2)
    assert refusal(lambda: put_out(hood, VIAL, 1)).startswith("A label was printed already")
    put_out(hood, VIAL, 1, "smudged")
    send(hood, VIAL, 2, "smudged")
    end(hood, CAME)
    found = [hood.state.companion(VIAL, number).printed for number in (1, 2)]
    assert [each and each.copy for each in found] == [2, 2]
    assert found[1] == e.CompanionPrinted(
        VIAL, 2, 2, "vial 2 2", "digest", "a.pdf", "smudged", "the printer",
        "en-us 1 0123456789abcdef",
    )  # fmt: skip
    assert hood.state.companion(SYRINGE, 1).printed is None


def test_a_quarantined_vial_takes_its_label_along_and_the_next_needs_no_reason() -> None:
    hood = Hood().go_to("inspect-vial-1")
    put_out(hood, VIAL, 1)
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    assert hood.state.companion(VIAL, 1).printed is None
    assert why(hood, VIAL, 1) == "Vial 1 is not reconstituted yet."
    hood.go_to("inspect-vial-1-2")
    put_out(hood, VIAL, 1)
    assert hood.state.copies_of(VIAL, 1) == 2
    assert "write why another copy is printed" in refusal(lambda: put_out(hood, VIAL, 1))


@pytest.mark.parametrize("ending", [CAME, LOST])
def test_a_label_on_its_way_to_a_vial_that_failed_is_void(ending: said.LabelEnd) -> None:
    hood = Hood().go_to("inspect-vial-1")
    send(hood, VIAL, 1)
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    end(hood, ending)
    assert hood.state.companion(VIAL, 1).printed is None
    hood.go_to("inspect-vial-1-2")
    put_out(hood, VIAL, 1)
    assert hood.state.copies_of(VIAL, 1) == 2
    assert replay(hood.history, hood.monograph) == hood.state


# Sent, and what came of it.


def test_a_label_that_came_out_is_the_one_that_was_sent() -> None:
    hood = Hood().go_to("print-label")
    send(hood)
    assert hood.state.sent is not None
    assert (hood.state.copies, hood.state.label, hood.step.identifier) == (0, None, "print-label")
    assert end(hood, CAME) == e.LabelPrinted(
        "print-label", 1, "bag 0 1", "digest", "a.pdf", None, "the printer",
        "en-us 1 0123456789abcdef",
    )  # fmt: skip
    assert (hood.state.copies, hood.state.sent) == (1, None)
    assert hood.finish().state.status is Status.RELEASED


def test_what_surely_did_not_come_out_gives_its_number_back() -> None:
    hood = Hood().go_to("print-label")
    send(hood)
    assert end(hood, OFF) == e.LabelNotPrinted(BAG, 0, 1, "the printer was off", may_be_out=False)
    assert hood.state.copies == 0
    assert known_reason(hood.state, BAG, 0) == ""
    send(hood)
    assert hood.state.sent is not None
    assert hood.state.sent.copy == 1


def test_what_may_be_out_has_used_its_number_up() -> None:
    hood = Hood().go_to("print-label")
    send(hood)
    end(hood, LOST)
    assert hood.state.copies == 1
    assert hood.state.label is None
    assert refusal(lambda: send(hood)).endswith("write why another copy is printed.")
    assert known_reason(hood.state, BAG, 0) == "copy 1 did not come out"
    send(hood, reason="copy 1 did not come out")
    end(hood, CAME)
    lost = said.ScanBack("scan-label", "bag 0 1")
    assert "not the label printed last" in refusal(lambda: hood.do(TECHNICIAN_ONE, lost))
    assert hood.finish().state.status is Status.RELEASED


def test_a_companion_that_may_be_out_has_used_its_number_up() -> None:
    hood = Hood().go_to("fill-container")
    put_out(hood, SYRINGE, 1)
    first = hood.state.companion(SYRINGE, 1).printed
    send(hood, SYRINGE, 1, "smudged")
    end(hood, LOST)
    assert hood.state.copies_of(SYRINGE, 1) == 2
    assert hood.state.companion(SYRINGE, 1).printed == first
    send(hood, SYRINGE, 1, "copy 2 did not come out")
    end(hood, OFF)
    assert hood.state.copies_of(SYRINGE, 1) == 2


def test_the_steps_of_the_label_wait_for_the_answer_and_nothing_else_does() -> None:
    hood = Hood().go_to("release")
    send(hood, reason="smudged")
    told = "Copy 2 of the bag label was sent to the printer. Say first whether it came out."
    again = said.Print("print-label", "x", "digest", "a.pdf", "smudged")
    for entry in (hood.right()[1], again, said.ScanBack("scan-label", "label 1")):
        assert refusal(lambda entry=entry: hood.do(PHARMACIST_ONE, entry)) == told
    assert refusal(lambda: send(hood, reason="smudged")) == told
    assert refusal(lambda: put_out(hood, TRANSPORT)) == told
    assert why(hood, TRANSPORT) == told
    hood.do(TECHNICIAN_TWO, said.Call("please come"))
    hood.do(TECHNICIAN_TWO, said.Hold("the hood"))
    hood.do(TECHNICIAN_TWO, said.Resume(takes_over=False))
    end(hood, LOST)
    # The one that is on the bag stays in force: the other is void, should it turn up.
    assert hood.state.label is not None
    assert (hood.state.label.copy, hood.step.identifier) == (1, "release")
    assert hood.finish().state.status is Status.RELEASED


def test_a_vial_label_in_question_holds_up_no_work() -> None:
    hood = Hood().go_to("withdraw-1")
    send(hood, VIAL, 1)
    hood.go_to("print-label")
    label = said.Print("print-label", "x", "digest", "a.pdf")
    assert "Say first whether it came out" in refusal(lambda: hood.do(TECHNICIAN_ONE, label))
    end(hood, CAME)
    assert hood.finish().state.status is Status.RELEASED


def test_a_vial_label_in_question_does_not_hold_up_the_release() -> None:
    hood = Hood().go_to("release")
    send(hood, TRANSPORT)
    assert hood.finish().state.status is Status.RELEASED
    end(hood, CAME)
    assert hood.state.companion(TRANSPORT, 0).printed is not None


def test_nothing_came_out_where_nothing_was_sent() -> None:
    hood = Hood().go_to("print-label")
    for ending in (CAME, LOST):
        assert refusal(lambda ending=ending: end(hood, ending)).startswith(
            "What became of each label"
        )


def test_why_it_did_not_come_out_is_written() -> None:
    hood = Hood().go_to("print-label")
    send(hood)
    with pytest.raises(Refused, match="in a few words"):
        end(hood, replace(LOST, why=""))


# What makes labels void.


def out(hood: Hood, *kinds: LabelKind) -> list[bool]:
    return [hood.state.companion(kind, 0).printed is not None for kind in kinds]


def labelled() -> Hood:
    hood = Hood().go_to("print-label")
    put_out(hood, COVER)
    put_out(hood, TRANSPORT)
    return hood.go_to("release")


def test_what_voids_the_bags_label_voids_what_goes_with_it() -> None:
    acts: tuple[Callable[[Hood], object], ...] = (
        lambda hood: hood.do(TECHNICIAN_ONE, said.Correct(5, "the lot is AB1235")),
        lambda hood: hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped")),
        lambda hood: hood.record(e.ZoneChanged("America/Chicago", "Europe/Paris"), TECHNICIAN_ONE),
        lambda hood: hood.record(e.ClockSet(-60), TECHNICIAN_ONE),
    )
    for act in acts:
        hood = labelled()
        act(hood)
        assert hood.state.label is None
        assert out(hood, COVER, TRANSPORT) == [False, False]


def test_a_correction_and_a_zone_void_the_labels_of_vials_and_a_light_that_was_lost_does_not() -> (
    None
):
    hood = Hood().go_to("withdraw-1")
    put_out(hood, VIAL, 1)
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the sleeve tore"))
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    assert hood.state.companion(VIAL, 1).printed is not None
    hood.record(e.ZoneChanged("America/Chicago", "Europe/Paris"), TECHNICIAN_ONE)
    assert hood.state.companion(VIAL, 1).printed is None
    put_out(hood, VIAL, 1, "the zone was changed")
    hood.do(TECHNICIAN_ONE, said.Correct(3, "the lot is AB1235"))
    assert hood.state.companion(VIAL, 1).printed is None


def test_other_syringes_want_other_labels() -> None:
    """They are chosen before anything is drawn, so that no label of the others can be out."""
    hood = Hood(order("190 cm", "110 kg", dose="2.02 mg")).go_to("withdraw-1")
    assert hood.state.plan.second
    assert why(hood, SYRINGE, 1).startswith("Nothing is drawn into syringe 1 yet")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", "none left"))
    hood.forward()
    put_out(hood, SYRINGE, 1)


@pytest.mark.parametrize(
    "entry", [said.Correct(5, "the lot is AB1235"), said.LoseProtection("the cover slipped")]
)
def test_a_label_that_comes_out_after_its_check_became_void_is_void(entry: said.Entry) -> None:
    hood = Hood().go_to("print-label")
    send(hood)
    hood.do(TECHNICIAN_ONE, entry)
    end(hood, CAME)
    assert (hood.state.copies, hood.state.label) == (1, None)
    assert hood.step.identifier == "check"
    assert replay(hood.history, hood.monograph) == hood.state


def test_what_comes_out_after_a_discard_is_recorded_and_void() -> None:
    hood = Hood().go_to("print-label")
    send(hood, TRANSPORT)
    hood.do(TECHNICIAN_ONE, said.Discard("it leaks"))
    end(hood, CAME)
    assert hood.state.companion(TRANSPORT, 0).printed is None
    assert hood.state.copies_of(TRANSPORT, 0) == 1
    with pytest.raises(Refused, match="discarded"):
        send(hood, TRANSPORT, reason="smudged")


def test_where_the_check_is_void_an_unanswered_label_stands_in_nobodys_way() -> None:
    """The label in question is void whatever is answered; what is at hand is the check."""
    hood = Hood().go_to("print-label")
    send(hood)
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    hood.do(TECHNICIAN_ONE, said.RestoreProtection("cover"))
    assert hood.step.identifier == "check"
    hood.do(PHARMACIST_ONE, hood.right_check())
    assert hood.state.figures is not None
    assert hood.state.sent is not None


def test_a_reason_on_record_is_that_of_the_very_label() -> None:
    hood = Hood()
    for step, kind in (("reconstitute-2", VIAL), ("fill-container", SYRINGE)):
        hood.go_to(step)
        send(hood, kind, 1)
        end(hood, LOST)
    assert known_reason(hood.state, SYRINGE, 1) == "copy 1 did not come out"
    assert known_reason(hood.state, VIAL, 2) == ""
