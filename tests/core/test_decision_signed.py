"""Who checks, signs, prints and releases, and the sentence of every refusal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.decision import decide, start_agrees, volume_agrees
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from tests.core.hood import (
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    Hood,
    edited,
    mL,
    refusal,
)

# The check


def checking() -> Hood:
    return Hood().go_to("check")


def test_only_a_pharmacist_who_did_not_prepare_checks() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(PHARMACIST_TWO, hood.right()[1])
    hood.go_to("check")
    sign = said.Sign("check", Meaning.CHECKED)
    for entry in (hood.right()[1], sign, said.Reject("check", "wrong")):
        assert refusal(hood, TECHNICIAN_TWO, entry).startswith("Only a pharmacist checks a prep")
        assert refusal(hood, PHARMACIST_TWO, entry) == (
            "Pharmacist Two took part in preparing this; nobody checks their own work. "
            "Another pharmacist signs in."
        )
    hood.forward()
    assert hood.do(PHARMACIST_ONE, sign)


PREPARING: list[tuple[str, Callable[[Hood], said.Entry]]] = [
    ("scan-materials", lambda hood: hood.right()[1]),
    ("protect-hood", lambda hood: hood.right()[1]),
    ("reconstitute-1", lambda hood: hood.right()[1]),
    ("reconstitute-1", lambda _: said.Quarantine("reconstitute-1", "cracked")),
    ("inspect-vial-2", lambda hood: hood.right()[1]),
    ("inspect-vial-2", lambda _: said.Inspect("inspect-vial-2", False, "particles")),
    ("withdraw-1", lambda hood: hood.right()[1]),
    ("fill-container", lambda hood: hood.right()[1]),
    ("add-drug", lambda hood: hood.right()[1]),
    ("inspect-bag", lambda hood: hood.right()[1]),
    ("cover-bag", lambda hood: hood.right()[1]),
    ("choose-storage", lambda hood: hood.right()[1]),
]


@pytest.mark.parametrize(("step", "entry"), PREPARING)
def test_whoever_prepared_anything_does_not_check(
    step: str, entry: Callable[[Hood], said.Entry]
) -> None:
    hood = Hood().go_to(step)
    hood.do(PHARMACIST_ONE, entry(hood))
    hood.go_to("check")
    assert "nobody checks their own work" in refusal(hood, *hood.right())


def test_whoever_restored_the_light_protection_does_not_check() -> None:
    hood = Hood().go_to("check")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    hood.do(PHARMACIST_ONE, said.RestoreProtection("cover"))
    assert "nobody checks their own work" in refusal(hood, *hood.right())


def test_whoever_verified_the_order_may_check() -> None:
    hood = checking()
    _, figures = hood.right()
    assert hood.do(PHARMACIST_TWO, figures)


def test_own_figures_come_before_the_signature() -> None:
    hood = checking()
    sign = said.Sign("check", Meaning.CHECKED)
    first = "Enter your own figures first; then sign."
    assert refusal(hood, PHARMACIST_ONE, sign) == first
    hood.do(PHARMACIST_TWO, hood.right()[1])
    assert refusal(hood, PHARMACIST_ONE, sign) == first
    hood.forward()
    assert refusal(hood, PHARMACIST_TWO, sign) == first
    assert hood.do(PHARMACIST_ONE, sign)


def figures(hood: Hood, volume: str, minutes: float) -> said.EnterFigures:
    start = deadline_named(hood.state.deadlines(), Name.START).at.replace(second=0, microsecond=0)
    return said.EnterFigures("check", mL(volume), start + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("volume", "minutes", "agree"),
    [
        ("5.824", 0, True),
        ("5.8", 1, True),
        ("5.8", -1, True),
        ("5.8", 1.02, False),
        ("5.8", -2, False),
        ("6.1152", 0, True),
        ("6.1153", 0, False),
        ("5.5328", 0, True),
        ("5.5327", 0, False),
        ("58", 0, False),
    ],
)
def test_the_checkers_figures_are_compared(volume: str, minutes: float, agree: bool) -> None:
    hood = checking()
    entered = figures(hood, volume, minutes)
    assert hood.do(PHARMACIST_ONE, entered) == (
        e.FiguresEntered("check", mL(volume), entered.start_by, agree),
    )
    assert (volume_agrees(hood.state, entered) and start_agrees(hood.state, entered)) is agree
    if not agree:
        assert refusal(hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED)) == (
            "Your figures and the recorded ones differ. Enter them again, or say what is not right."
        )


def test_a_start_is_compared_to_the_minute() -> None:
    hood = Hood()
    hood.wait(0.5)
    hood.go_to("check")
    assert deadline_named(hood.state.deadlines(), Name.START).at.second == 30
    hood.do(PHARMACIST_ONE, figures(hood, "5.8", -1))
    assert hood.state.figures is not None
    assert hood.state.figures.agree


def test_a_gap_wants_a_remark_that_is_signed() -> None:
    hood = Hood().go_to("add-drug")
    for minutes in (2, 3):
        hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
        hood.wait(minutes)
        hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    hood.go_to("check").forward()
    assert refusal(hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED)) == (
        "The drug was without light protection for 5 min. "
        "Write why it may be released, or say what is not right."
    )
    for blank in ("  ", "no"):
        assert "Write the reason in a few words" in refusal(
            hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, blank)
        )
    (signed,) = hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, " dim light only "))
    assert isinstance(signed, e.Signed)
    assert signed.remark == "dim light only"


def test_a_rejected_check_begins_again() -> None:
    hood = checking()
    hood.forward()
    hood.do(PHARMACIST_ONE, said.Reject("check", "the lot is not readable"))
    assert refusal(hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED)) == (
        "Enter your own figures first; then sign."
    )
    assert "few words" in refusal(hood, PHARMACIST_ONE, said.Reject("check", ""))


def test_who_prepared_signs_and_a_pharmacist_releases() -> None:
    hood = Hood().go_to("sign-prepared")
    assert refusal(hood, TECHNICIAN_TWO, said.Sign("sign-prepared", Meaning.PREPARED)) == (
        "Technician Two did not prepare this; the one who did signs."
    )
    hood.go_to("release")
    release = said.Sign("release", Meaning.RELEASED)
    assert refusal(hood, TECHNICIAN_ONE, release).startswith("Only a pharmacist releases")
    signed, released = hood.do(PHARMACIST_TWO, release)
    assert signed == e.Signed(
        "release", Meaning.RELEASED, "Pharmacist Two", PHARMACIST_TWO.office, None
    )
    assert released == e.Released("release")


# The label


def test_a_second_label_wants_a_reason_and_voids_the_first() -> None:
    hood = Hood().go_to("print-label")
    hood.do(TECHNICIAN_ONE, said.Print("print-label", "one", "digest", "1.pdf"))
    again = said.Print("print-label", "two", "digest", "2.pdf")
    assert refusal(hood, TECHNICIAN_ONE, again) == (
        "A label was printed already; write why another copy is printed."
    )
    (printed,) = hood.do(TECHNICIAN_ONE, replace(again, reason="smudged"))
    assert printed == e.LabelPrinted("print-label", 2, "two", "digest", "2.pdf", "smudged")
    for code in ("one", "label of another preparation", ""):
        assert refusal(hood, TECHNICIAN_ONE, said.ScanBack("scan-label", code)) == (
            "This is not the label printed last for this preparation. Take the right label and "
            "scan it on the bag."
        )
    assert hood.do(TECHNICIAN_ONE, said.ScanBack("scan-label", "two")) == (
        e.LabelConfirmed("scan-label", "two"),
    )
    assert hood.state.copies == 2


def test_no_label_is_printed_before_the_check() -> None:
    hood = checking()
    label = said.Print("print-label", "one", "digest", "1.pdf", "early")
    assert "the present step is: Your figures, then ours." in refusal(hood, TECHNICIAN_ONE, label)


def test_a_label_printed_again_before_release_is_scanned_back_again() -> None:
    hood = Hood().go_to("release")
    hood.do(TECHNICIAN_ONE, said.Print("print-label", "two", "digest", "2.pdf", "smudged"))
    assert hood.step.identifier == "scan-label"
    assert not hood.state.label_confirmed
    assert {done.step: done.detail for done in hood.state.done}["print-label"] == "copy 2"
    release = said.Sign("release", Meaning.RELEASED)
    assert "the present step is: Put the label on the bag" in refusal(hood, PHARMACIST_ONE, release)
    assert hood.finish().state.status is Status.RELEASED


def test_at_the_scan_back_only_a_label_is_printed() -> None:
    hood = Hood().go_to("scan-label")
    assert refusal(hood, TECHNICIAN_ONE, said.Confirm("print-label")) == (
        "That is not what this step asks for. Print the label."
    )


def test_without_a_printed_label_none_is_scanned_back() -> None:
    hood = Hood().go_to("scan-label")
    bare = edited(hood.state, label=None)
    with pytest.raises(Refused, match="not the label printed last"):
        decide(bare, said.ScanBack("scan-label", "label 1"), TECHNICIAN_ONE, hood.clock.reading())
