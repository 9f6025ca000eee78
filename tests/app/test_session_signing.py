"""Who signs and who checks a preparation: what is refused of it is a close call."""

import re

import pytest

from app.core import entry as said
from app.core.person import Person
from app.core.preparation import Status
from app.core.step import Meaning
from tests.app.conftest import AtStep
from tests.app.interrupted import restart_umbra
from tests.app.pharmacy import ADMINISTRATOR, CHECKER, PHARMACIST, PINS, TECHNICIAN
from tests.app.refusals import refuse


def test_a_wrong_pin_is_a_close_call_without_the_pin(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    call = refuse(
        pharmacy, lambda: pharmacy.session.sign("8642", Meaning.PREPARED), "not the PIN of this"
    )
    assert call.entered == "a wrong PIN"
    assert not [row for row in pharmacy.work.log.everything() if '"8642"' in row.data]
    pharmacy.session.sign(PINS[TECHNICIAN.name], Meaning.PREPARED)
    assert not [row for row in pharmacy.work.log.everything() if '"2468"' in row.data]
    assert pharmacy.step.identifier == "check"


def test_five_wrong_pins_hold_up_a_signature_for_a_minute(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    pin = PINS[TECHNICIAN.name]
    for _ in range(5):
        refuse(pharmacy, lambda: pharmacy.session.sign("8642", Meaning.PREPARED), "not the PIN")
    restart_umbra(pharmacy)
    refuse(pharmacy, lambda: pharmacy.session.sign(pin, Meaning.PREPARED), "wait a minute")
    pharmacy.wait(1)
    pharmacy.session.sign(pin, Meaning.PREPARED)
    assert pharmacy.step.identifier == "check"


def test_the_pin_of_another_person_does_not_sign(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    refuse(
        pharmacy,
        lambda: pharmacy.session.sign(PINS[PHARMACIST.name], Meaning.PREPARED),
        "not the PIN of this name",
    )


def test_who_did_not_prepare_does_not_sign_that_they_did(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    pharmacy.session.person = PHARMACIST
    call = refuse(
        pharmacy,
        lambda: pharmacy.session.sign(PINS[PHARMACIST.name], Meaning.PREPARED),
        "Pharmacist One did not prepare this",
    )
    assert call.entered == "signature: prepared"


def test_nobody_checks_their_own_work(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.Confirm("add-drug"))
    pharmacy.go_to("check")
    pharmacy.session.person = PHARMACIST
    refuse(
        pharmacy,
        lambda: pharmacy.session.enter_figures(pharmacy.volume(), "14:44"),
        "took part in preparing this; nobody checks their own work",
    )
    assert pharmacy.finish().state.status is Status.RELEASED


@pytest.mark.parametrize("person", [TECHNICIAN, ADMINISTRATOR])
def test_only_a_pharmacist_checks(at_step: AtStep, person: Person) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = person
    refuse(
        pharmacy,
        lambda: pharmacy.session.enter_figures(pharmacy.volume(), "14:44"),
        "Only a pharmacist checks|An administrator does not prepare or check",
    )


@pytest.mark.parametrize(
    ("volume", "start", "sentence"),
    [
        ("5,82", "14:44", "has a comma"),
        ("5.82 mL", "14:44", "has the unit"),
        ("5.82", "2 pm", "is not a time of day; write it such as 14:44"),
        ("5.82", "24:00", "is not a time of day"),
        ("5.82", "", "is not a time of day"),
    ],
)
def test_figures_that_cannot_be_read_are_a_close_call(
    at_step: AtStep, volume: str, start: str, sentence: str
) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    call = refuse(pharmacy, lambda: pharmacy.session.enter_figures(volume, start), sentence)
    assert call.entered == f"{volume} mL, {start}"


@pytest.mark.parametrize(
    ("volume", "start", "sentence"),
    [
        ("1357", "14:44", "more than all that the container holds"),
        ("1357", "", "it may be a PIN"),
        ("5.82", "9753", "it may be a PIN"),
    ],
)
def test_figures_that_may_be_a_pin_are_refused_and_not_kept(
    at_step: AtStep, volume: str, start: str, sentence: str
) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    call = refuse(pharmacy, lambda: pharmacy.session.enter_figures(volume, start), sentence)
    assert "not kept" in call.entered
    assert not {"1357", "9753"} & set(re.findall("[0-9]{4}", call.entered + call.sentence))


def test_figures_that_differ_are_not_signed(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    for volume, start in (("6.2", "14:16"), (pharmacy.volume(), "13:16")):
        pharmacy.session.enter_figures(volume, start)
        assert pharmacy.state.figures is not None
        assert not pharmacy.state.figures.agree
        refuse(
            pharmacy,
            lambda: pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED),
            "Your figures and the recorded ones differ",
        )
    assert pharmacy.finish().state.status is Status.RELEASED
