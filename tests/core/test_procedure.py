"""The steps of a preparation: what is asked for, in which order, in whose words."""

import pytest

from app import references
from app.core import entry as said
from app.core.formulary import Monograph
from app.core.step import Kind, Meaning, Role, Step
from tests.core.hood import TECHNICIAN_ONE, Hood, order, plan_for

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")


def steps(height: str = "170 cm", weight: str = "70 kg", day: int = 1) -> tuple[Step, ...]:
    return plan_for(order(height, weight, day=day), US).steps


def named(found: tuple[Step, ...], identifier: str) -> Step:
    (step,) = (step for step in found if step.identifier == identifier)
    return step


def test_the_steps_of_two_vials() -> None:
    assert [(step.identifier, step.kind.value) for step in steps()] == [
        ("verify-order", "confirm"),
        ("scan-materials", "scan"),
        ("protect-hood", "protect"),
        ("reconstitute-1", "measure"),
        ("inspect-vial-1", "inspect"),
        ("reconstitute-2", "measure"),
        ("inspect-vial-2", "inspect"),
        ("withdraw-1", "measure"),
        ("fill-container", "measure"),
        ("add-drug", "confirm"),
        ("inspect-bag", "inspect"),
        ("cover-bag", "protect"),
        ("choose-storage", "confirm"),
        ("sign-prepared", "confirm"),
        ("check", "check"),
        ("print-label", "print"),
        ("scan-label", "scan-back"),
        ("release", "confirm"),
    ]


def test_one_vial_is_not_numbered_and_two_are() -> None:
    one = named(steps("160 cm", "50 kg", day=8), "reconstitute-1")
    assert one.stage == "Reconstitute the vial"
    assert one.title == "Inject 4 mL of Sterile Water for Injection into the vial"
    two = named(steps(), "reconstitute-2")
    assert (two.stage, two.vial) == ("Reconstitute vial 2", 2)
    assert two.title.endswith("into vial 2")
    assert named(steps(), "inspect-vial-2").title == "Inspect vial 2"


def test_two_syringes_are_two_steps() -> None:
    pair = steps("180 cm", "120.05 kg")
    first, second = named(pair, "withdraw-1"), named(pair, "withdraw-2")
    assert first.title == "Withdraw into the first 10 mL syringe"
    assert second.title == "Withdraw into the second 1 mL syringe"
    assert named(steps(), "withdraw-1").title == "Withdraw into one 10 mL syringe"
    adding = named(pair, "add-drug").instruction
    assert adding.startswith("Inject both syringes, 7.4 mL and 0.44 mL, to a total of 50 mL.")
    assert named(steps(), "add-drug").instruction.startswith("Inject the whole syringe, to a total")
    for step in (first, second):
        assert [draw.volume for draw in step.draws] == [step.amount]


def test_every_material_is_asked_for() -> None:
    needs = {need.role: (need.item, need.count) for need in named(steps(), "scan-materials").needs}
    assert needs == {
        Role.VIAL: ("inotuzumab ozogamicin", 2),
        Role.RECONSTITUTION_DILUENT: ("Sterile Water for Injection", 1),
        Role.DILUTION_DILUENT: ("sodium chloride 0.9%", 1),
        Role.CONTAINER: ("empty container", 1),
        Role.LIGHT_COVER: ("light cover", 1),
    }


def test_amounts_are_those_of_the_plan() -> None:
    made = plan_for(order(), US)
    assert named(made.steps, "reconstitute-1").amount == US.reconstitution_volume.value
    assert named(made.steps, "withdraw-1").amount == made.volume
    assert named(made.steps, "fill-container").amount == made.diluent
    assert "the total is 50 mL, not a full bag plus the drug" in (
        named(made.steps, "fill-container").instruction
    )


def test_choices_are_the_means_of_light_protection_and_the_storages() -> None:
    found = steps()
    assert [choice.code for choice in named(found, "protect-hood").choices] == [
        means.code for means in US.means("hood")
    ]
    assert [choice.code for choice in named(found, "cover-bag").choices] == [
        "cover",
        "aluminium-foil",
    ]
    assert [choice.code for choice in named(found, "choose-storage").choices] == [
        "room",
        "refrigerated",
    ]


def test_who_signs_what() -> None:
    signed = {step.identifier: step.signs for step in steps() if step.signs}
    assert signed == {
        "sign-prepared": Meaning.PREPARED,
        "check": Meaning.CHECKED,
        "release": Meaning.RELEASED,
    }


@pytest.mark.parametrize("monograph", [US, EU], ids=lambda m: m.identifier)
def test_every_step_has_words_and_a_source_and_a_name_of_its_own(monograph: Monograph) -> None:
    weighed = ("vial", "syringe", "bag")
    found = Hood(order(), monograph.identifier, weighed=weighed).state.steps
    assert len({step.identifier for step in found}) == len(found)
    for step in found:
        assert step.stage
        assert step.title
        assert step.instruction
        assert step.source
    assert {step.kind for step in found} == set(Kind)


def test_the_words_of_the_label_are_those_of_the_region() -> None:
    us, eu = plan_for(order(), US).steps, plan_for(order(), EU).steps
    assert "clear to opalescent" in named(us, "inspect-vial-1").instruction
    assert "clear to slightly cloudy, colourless" in named(eu, "inspect-vial-1").instruction


def test_a_replacement_is_scanned_reconstituted_and_inspected() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    found = [step.identifier for step in hood.state.steps][3:8]
    assert found == [
        "reconstitute-1",
        "replace-vial-1-2",
        "reconstitute-1-2",
        "inspect-vial-1-2",
        "reconstitute-2",
    ]
    step = hood.step
    assert step.title == "Scan a new vial in place of vial 1"
    assert [need.count for need in step.needs] == [1]
