"""Where time, light and the clock let work go on, and the sentence of every refusal."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.decision import decide
from app.core.light import Stage
from tests.core.hood import PHARMACIST_ONE, TECHNICIAN_ONE, Hood, refusal

# Time


def at_limit(step: str, since: Callable[[Hood], timedelta], then: str = "room") -> Hood:
    """Return a hood that stands at a step exactly when a limit is reached."""
    hood = Hood().go_to("choose-storage", minutes=0) if step != "add-drug" else Hood()
    if step != "add-drug":
        hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", then))
    hood.go_to(step, minutes=0)
    hood.clock.advance(since(hood))
    return hood


@pytest.mark.parametrize(
    ("step", "storage", "hours", "words"),
    [
        ("add-drug", "room", 4, "The time to dilute passed less than 1 min ago: at most 4 h from"),
        ("print-label", "room", 4, "The latest start of the infusion passed less than 1 min ago"),
        ("scan-label", "room", 4, "The latest start of the infusion passed less than 1 min ago"),
        ("release", "room", 4, "The latest start of the infusion passed less than 1 min ago"),
        ("check", "refrigerated", 3, "The time to take the bag out of the refrigerator passed"),
        ("print-label", "refrigerated", 3, "The time to take the bag out of the refrigerator"),
    ],
)
def test_a_limit_is_in_time_to_the_last_instant_and_then_only_discarded(
    step: str, storage: str, hours: int, words: str
) -> None:
    hood = at_limit(step, lambda _: timedelta(hours=hours), storage)
    person, entry = hood.right()
    assert decide(hood.state, entry, person, hood.clock.reading())
    hood.clock.advance(timedelta(microseconds=1))
    sentence = refusal(hood, person, entry)
    assert sentence.startswith(words)
    assert sentence.endswith("Stop and discard the preparation.")
    assert hood.do(TECHNICIAN_ONE, said.Discard("too late"))


def test_how_long_ago_it_passed_is_said_in_hours_and_minutes() -> None:
    hood = at_limit("add-drug", lambda _: timedelta(hours=4, minutes=59))
    assert "passed 59 min ago" in refusal(hood, *hood.right())
    hood.wait(1)
    assert "passed 1 h ago" in refusal(hood, *hood.right())
    hood.wait(125)
    assert "passed 3 h 5 min ago: at most 4 h from reconstitution to dilution (US label 2.4)" in (
        refusal(hood, *hood.right())
    )


def test_a_checker_may_still_reject_what_is_too_late() -> None:
    hood = at_limit("check", lambda _: timedelta(hours=9))
    assert "passed" in refusal(hood, *hood.right())
    assert hood.do(PHARMACIST_ONE, said.Reject("check", "it is too late")) == (
        e.CheckRejected("check", "it is too late"),
    )


def test_without_a_reconstitution_no_time_is_short() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.wait(6000)
    assert hood.forward()


# Light


def test_nothing_goes_on_without_light_protection() -> None:
    hood = Hood().go_to("add-drug")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
    assert refusal(hood, *hood.right()).startswith("The drug is not protected from light; protect")
    assert (
        refusal(hood, TECHNICIAN_ONE, said.LoseProtection("again"))
        == "No light protection is recorded that could be lost."
    )
    for means in ("daylight", "cover"):
        sentence = refusal(hood, TECHNICIAN_ONE, said.RestoreProtection(means))
        assert sentence == f"“{means}” is not a means of light protection at this stage."
    assert hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")) == (
        e.ProtectionStarted("restore-protection", "hood-light-off", "hood light off", Stage.HOOD),
    )
    assert refusal(hood, TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")) == (
        "The light protection is recorded as in place already."
    )
    assert hood.forward()


def test_no_vial_is_reconstituted_in_the_light() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the hood light went on"))
    assert refusal(hood, *hood.right()).startswith("The drug is not protected from light; protect")


def test_before_the_first_protection_there_is_none_to_lose_or_restore() -> None:
    hood = Hood().go_to("scan-materials")
    assert "that could be lost" in refusal(hood, TECHNICIAN_ONE, said.LoseProtection("a lamp"))
    assert "in place already" in refusal(
        hood, TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")
    )


# A clock that ran backwards


def backwards_at(step: str) -> Hood:
    hood = Hood().go_to(step)
    hood.set_wall(-600)
    hood.clock.restart()
    return hood


def test_a_clock_run_backwards_stops_everything_but_a_discard() -> None:
    hood = backwards_at("add-drug")
    sentence = "The clock shows an earlier time than the last recorded step. The age of the drug"
    for entry in (hood.right()[1], said.Hold("here"), said.Call(), said.Correct(1, "wrong")):
        assert refusal(hood, TECHNICIAN_ONE, entry).startswith(sentence)
    assert refusal(hood, PHARMACIST_ONE, said.AcceptClock("battery")).startswith(
        "The time since reconstitution is no longer known"
    )
    assert hood.do(TECHNICIAN_ONE, said.Discard("its age is not known"))


def test_before_reconstitution_a_pharmacist_accepts_the_clock() -> None:
    hood = backwards_at("reconstitute-1")
    accept = said.AcceptClock("the battery was changed")
    assert refusal(hood, TECHNICIAN_ONE, accept).startswith("Only a pharmacist accepts a clock")
    assert "few words" in refusal(hood, PHARMACIST_ONE, said.AcceptClock(""))
    assert hood.do(PHARMACIST_ONE, accept) == (e.ClockAccepted("the battery was changed"),)
    assert refusal(hood, PHARMACIST_ONE, accept) == (
        "The clock did not run backwards; nothing has to be accepted."
    )
    hood.go_to("check")
    assert hood.state.gaps(hood.now) == ()
