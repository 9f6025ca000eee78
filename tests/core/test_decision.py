"""Which facts may come next: the order verified, each step in turn, what is said at any time."""

from dataclasses import replace

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.decision import decide, means_now, questions
from app.core.outcome import Question
from app.core.preparation import Status
from app.core.quantity import show
from app.core.refused import Refused
from app.core.review import Review
from app.core.step import Kind, Meaning, Role
from app.core.timing import Storage
from tests.core.hood import (
    ADMINISTRATOR,
    PHARMACIST_ONE,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    TODAY,
    Hood,
    mL,
    order,
    package,
    refusal,
)

# Verification of the order


def test_a_pharmacist_verifies_with_every_condition_confirmed() -> None:
    hood = Hood()
    person, verify = hood.right()
    assert isinstance(verify, said.Verify)
    assert (
        refusal(hood, TECHNICIAN_ONE, verify)
    ) == "Only a pharmacist verifies an order; Technician One is signed in as a technician."
    for asked in questions(hood.state):
        rest = tuple(code for code in verify.confirmed if code != asked.code)
        sentence = refusal(hood, person, replace(verify, confirmed=rest))
        assert sentence == f"Not confirmed yet: {asked.question}. Confirm it, or stop."
    assert hood.do(person, verify) == (e.OrderVerified("verify-order", verify.confirmed),)


def test_conditions_are_those_of_the_dose() -> None:
    def asked(cycle: int, day: int) -> set[str]:
        hood = Hood(order(cycle=cycle, day=day, response="none"))
        return {each.code for each in questions(hood.state)}

    first, later = asked(1, 1), {"interval", "infusion-reaction", "other-toxicity"}
    assert first - asked(1, 8) == {"cytoreduction"}
    assert asked(1, 8) - first == later
    assert asked(2, 1) - first == later | {"blood-counts"}


def test_what_the_course_left_to_ask_is_what_is_asked() -> None:
    hood = Hood()
    lacking = Question("premedication", "Is it ordered?", "not on record", "US label 2.2")
    review = Review((), (lacking,), (), None, None)
    opened = replace(hood.state.opened, review=review)
    assert questions(replace(hood.state, opened=opened)) == (lacking,)


def test_a_warning_is_passed_only_with_a_reason_and_is_recorded_before_the_verification() -> None:
    hood = Hood(order("5.5 ft", "154 lb"))
    person, verify = hood.right()
    assert isinstance(verify, said.Verify)
    for wrong in ((), (("height-not-in-cm", "asked"),), (("height-not-in-cm", ""),)):
        sentence = refusal(hood, person, replace(verify, reasons=wrong))
        assert sentence.startswith("Write a reason for this warning: The ")
    short = tuple((code, "ok") for code, _ in verify.reasons)
    assert refusal(hood, person, replace(verify, reasons=short)) == (
        "Write the reason in a few words."
    )
    facts = hood.do(person, verify)
    assert [type(fact) for fact in facts] == [
        e.WarningAccepted,
        e.WarningAccepted,
        e.OrderVerified,
    ]


def test_a_stop_of_the_plan_cannot_be_argued_away() -> None:
    hood = Hood(order(dose="1.7 mg"))
    assert "The plan has a stop: The order says 1.7 mg, 16.76% above" in refusal(
        hood, *hood.right()
    )
    assert hood.do(PHARMACIST_ONE, said.Discard("the order is wrong"))


# Steps in their order


def test_only_the_present_step_is_worked_on() -> None:
    hood = Hood().go_to("scan-materials")
    assert refusal(hood, TECHNICIAN_ONE, said.Measure("reconstitute-1", mL("4"))) == (
        "This page is not the present step; the present step is: Scan every item."
    )
    with pytest.raises(Refused, match="present step is: Scan every item"):
        hood.do(PHARMACIST_ONE, said.Verify("verify-order", ()))


def test_an_entry_of_another_kind_is_refused_at_every_step() -> None:
    hood = Hood()
    while hood.state.status is Status.OPEN:
        step, name = hood.step, hood.step.identifier
        others: list[tuple[said.StepEntry, bool]] = [
            (said.Verify(name, ()), name == "verify-order"),
            (said.Scan(name, package(Role.VIAL, "x"), TODAY), step.kind is Kind.SCAN),
            (said.Measure(name, mL("4")), step.kind is Kind.MEASURE),
            (said.Inspect(name, True), step.kind is Kind.INSPECT),
            (said.Choose(name, "x"), bool(step.choices)),
            (said.Confirm(name), name == "add-drug"),
            (said.Quarantine(name, "cracked"), name.startswith("reconstitute")),
            (said.EnterFigures(name, mL("5"), hood.now), step.kind is Kind.CHECK),
            (said.Reject(name, "wrong"), step.kind is Kind.CHECK),
            (said.Print(name, "c", "d", "f"), step.kind is Kind.PRINT),
            (said.ScanBack(name, "c"), step.kind is Kind.SCAN_BACK),
            *((said.Sign(name, meaning), step.signs is meaning) for meaning in Meaning),
        ]
        for entry, fits in others:
            if not fits:
                sentence = refusal(hood, PHARMACIST_ONE, entry)
                assert sentence == f"That is not what this step asks for. {step.title}."
        hood.forward()


def test_after_release_nothing_more_is_recorded() -> None:
    hood = Hood().finish()
    for entry in (said.Discard("late"), said.Hold("here"), said.Correct(1, "wrong")):
        assert refusal(hood, PHARMACIST_ONE, entry) == (
            "This preparation is released; nothing more is recorded in it."
        )
    gone = Hood()
    gone.do(TECHNICIAN_ONE, said.Discard("the order was cancelled"))
    assert refusal(gone, PHARMACIST_ONE, said.Hold("here")) == (
        "This preparation is discarded; nothing more is recorded in it."
    )


def test_a_history_cut_off_after_the_last_signature_takes_no_more_steps() -> None:
    hood = Hood().go_to("release")
    person, entry = hood.right()
    signed, _ = decide(hood.state, entry, person, hood.clock.reading())
    hood.record(signed, PHARMACIST_ONE)
    assert refusal(hood, PHARMACIST_ONE, said.Sign("release", Meaning.RELEASED)) == (
        "Every step is done; nothing more is recorded in this preparation."
    )


def test_an_administrator_does_nothing_here() -> None:
    hood = Hood()
    for entry in (hood.right()[1], said.Discard("wrong"), said.AcceptClock("set")):
        assert refusal(hood, ADMINISTRATOR, entry).startswith("An administrator does not prepare")


# At any time


def test_work_is_held_and_resumed() -> None:
    hood = Hood().go_to("reconstitute-1")
    assert refusal(hood, TECHNICIAN_ONE, said.Resume()) == "Work is not held."
    assert hood.do(TECHNICIAN_ONE, said.Hold(" the refrigerator ")) == (e.Held("the refrigerator"),)
    assert refusal(hood, TECHNICIAN_ONE, said.Hold("again")) == (
        "Work is held already (the refrigerator)."
    )
    assert refusal(hood, *hood.right()) == "Work is held (the refrigerator); resume it first."
    assert hood.do(TECHNICIAN_TWO, said.Resume()) == (e.Resumed(None),)


def test_a_pharmacist_is_called_and_answers() -> None:
    hood = Hood()
    answer = said.Answer("go on")
    assert refusal(hood, PHARMACIST_ONE, answer) == "No pharmacist was called."
    assert hood.do(TECHNICIAN_ONE, said.Call()) == (e.PharmacistCalled(None),)
    assert hood.do(TECHNICIAN_ONE, said.Call("which lot?")) == (e.PharmacistCalled("which lot?"),)
    assert refusal(hood, TECHNICIAN_ONE, answer).startswith("Only a pharmacist answers a call")
    assert hood.do(PHARMACIST_ONE, answer) == (e.PharmacistAnswered("go on"),)


def test_a_correction_names_a_record_there_is() -> None:
    hood = Hood().go_to("scan-materials")
    assert hood.state.version == 2
    for about in (0, -1, 3):
        assert refusal(hood, TECHNICIAN_ONE, said.Correct(about, "the lot is X")) == (
            f"There is no record number {about}; choose one of 1 to 2."
        )
    for about in (1, 2):
        assert hood.do(TECHNICIAN_ONE, said.Correct(about, "the lot is X"))


@pytest.mark.parametrize("kind", [e.Reconstituted, e.DoseWithdrawn, e.ContainerFilled, e.DrugAdded])
def test_a_corrected_time_or_volume_leaves_only_a_discard(kind: type[e.Event]) -> None:
    hood = Hood().go_to("release")
    about = next(s.version for s in hood.history if isinstance(s.fact, kind))
    hood.do(TECHNICIAN_ONE, said.Correct(about, "it was read wrongly"))
    assert hood.state.status is Status.FAILED
    assert refusal(hood, *hood.right()) == (
        f"Record {about} is corrected; its time, place, volume or mass was not as recorded. "
        "Stop and discard the preparation."
    )
    assert hood.do(TECHNICIAN_ONE, said.Discard("the time is not known"))


def test_a_corrected_storage_is_chosen_and_signed_again() -> None:
    hood = Hood().go_to("release")
    about = next(s.version for s in hood.history if isinstance(s.fact, e.StorageChosen))
    hood.do(TECHNICIAN_ONE, said.Correct(about, "it is refrigerated"))
    assert (hood.step.identifier, hood.state.storage) == ("choose-storage", None)
    assert hood.state.signed(Meaning.PREPARED) is None
    hood.do(TECHNICIAN_TWO, said.Choose("choose-storage", "refrigerated"))
    assert hood.step.identifier == "sign-prepared"
    hood.do(TECHNICIAN_TWO, said.Sign("sign-prepared", Meaning.PREPARED))
    assert hood.finish().state.storage is Storage.REFRIGERATED


def test_on_the_covered_bag_only_a_cover_protects() -> None:
    hood = Hood().go_to("check")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    assert "at this stage" in refusal(
        hood, TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")
    )
    assert [means.code for means in means_now(hood.state)] == ["cover", "aluminium-foil"]
    assert hood.do(TECHNICIAN_ONE, said.RestoreProtection("cover"))


def test_a_worksheet_is_recorded() -> None:
    assert Hood().do(TECHNICIAN_ONE, said.PrintWorksheet("w.pdf")) == (e.WorksheetPrinted("w.pdf"),)


@pytest.mark.parametrize(
    ("step", "before", "vials", "waste"),
    [
        ("verify-order", None, 0, "0 mg"),
        ("reconstitute-1", None, 0, "0 mg"),
        ("inspect-vial-1", None, 1, "0.9 mg"),
        ("withdraw-1", None, 2, "1.8 mg"),
        ("inspect-vial-2", "inspect-vial-2", 2, "1.8 mg"),
        ("release", None, 2, "1.8 mg"),
    ],
)
def test_a_discard_counts_what_was_used_up(
    step: str, before: str | None, vials: int, waste: str
) -> None:
    hood = Hood().go_to(step)
    if before:
        hood.do(TECHNICIAN_ONE, said.Inspect(before, False, "particles"))
    (fact,) = hood.do(TECHNICIAN_ONE, said.Discard("spilled"))
    assert isinstance(fact, e.Discarded)
    assert (fact.reason, fact.vials, show(fact.waste)) == ("spilled", vials, waste)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Write the reason in a few words."),
        ("  ab  ", "Write the reason in a few words."),
        ("x" * 201, "The reason is longer than 200 characters; shorten it."),
        ("a\nb c", "The reason holds a character that cannot be printed; write it again."),
        ("\ud800 odd", "The reason holds a character that cannot be printed; write it again."),
    ],
)
def test_a_reason_is_a_few_printable_words(reason: str, sentence: str) -> None:
    assert refusal(Hood(), TECHNICIAN_ONE, said.Discard(reason)) == sentence


@pytest.mark.parametrize("reason", ["abc", "x" * 200, "  verschüttet "])
def test_such_a_reason_is_kept_without_the_space_around_it(reason: str) -> None:
    (fact,) = Hood().do(TECHNICIAN_ONE, said.Discard(reason))
    assert isinstance(fact, e.Discarded)
    assert fact.reason == reason.strip()
