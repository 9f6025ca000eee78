"""What a compounding record says of how the dose was drawn and what it was put into."""

from dataclasses import replace

import pytest

from app import references
from app.core import entry as said
from app.core.bag import Bag, Fill
from app.core.container import ContainerKind
from app.core.preparation import Preparation
from app.core.quantity import quantity
from app.core.rounding import Rounding, RoundingPolicy, rounding_offer
from app.core.step import Role
from app.making_record import dose_rows, making_rows
from tests.core.hood import TECHNICIAN_ONE, Hood, mL

US = references.monograph_named("besponsa-us")


@pytest.fixture(scope="module")
def drawn() -> Preparation:
    """A preparation of which the dose is drawn, with the planned syringes."""
    return Hood().go_to("fill-container").state


def container(state: Preparation, material: str) -> Preparation:
    """Return a state whose container is of this material."""
    return replace(
        state,
        materials=tuple(
            replace(each, material=material) if each.role is Role.CONTAINER else each
            for each in state.materials
        ),
    )


def rows(state: Preparation) -> dict[str, str]:
    return dict(making_rows(state))


def test_syringes_container_and_the_reason_for_measuring(drawn: Preparation) -> None:
    assert rows(drawn) == {
        "Syringes": "5.8 mL in a 10 mL syringe, possibly off by 0.26 mL",
        "Container": "empty container, filled with measured diluent; its material is not known "
        "here and was not checked",
        "Why not a full bag": "Added to a full 50 mL bag, even without overfill, the drug would "
        "stand in 55.824 mL: it would run 67 min, and 1 h would give 1.304 mg, 89.6% of the dose.",
    }


def test_the_syringes_are_those_that_were_used() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", "no 10 mL syringe left"))
    told = rows(hood.state)["Syringes"]
    assert told.startswith("3 mL in a 5 mL syringe and 2.8 mL in a 5 mL syringe, possibly off by")


@pytest.mark.parametrize(
    ("material", "words"),
    [
        ("EVA", "made of EVA: allowed (US label 2.4)"),
        ("PVC without DEHP", "made of PVC without DEHP: allowed (US label 2.4)"),
        ("", "its material is not known here and was not checked"),
    ],
)
def test_what_the_container_is_made_of(drawn: Preparation, material: str, words: str) -> None:
    assert rows(container(drawn, material))["Container"].endswith(f"; {words}")


def test_a_monograph_without_materials_checks_none(drawn: Preparation) -> None:
    bare = replace(drawn, monograph=replace(US, container_materials=None))
    told = rows(container(bare, "EVA"))["Container"]
    assert told.endswith("made of EVA; the monograph names no materials, not checked")


def test_before_anything_is_scanned_it_is_said() -> None:
    assert rows(Hood().state)["Container"].endswith("; not scanned yet")


def test_a_full_bag_is_told_with_its_overfill_and_what_was_taken_out(drawn: Preparation) -> None:
    plan = replace(
        drawn.plan,
        bag=Bag(Fill.READY_FILLED, mL("50"), mL("5"), "its maker"),
        withdrawn=mL("10.8"),
    )
    state = replace(drawn, opened=replace(drawn.opened, plan=plan))
    assert rows(state)["Container"].startswith(
        "ready-filled bag of 50 mL with 5 mL overfill (its maker); 10.8 mL taken out first; its"
    )


def test_who_stated_an_overfill_is_told(drawn: Preparation) -> None:
    bag = Bag(Fill.READY_FILLED, mL("50"), mL("5"), "weighed here", stated_by="Pharmacist One")
    plan = replace(drawn.plan, bag=bag, withdrawn=mL("10.8"))
    state = replace(drawn, opened=replace(drawn.opened, plan=plan))
    assert "(weighed here, stated by Pharmacist One)" in rows(state)["Container"]


def test_a_syringe_needs_no_word_of_a_bag(drawn: Preparation) -> None:
    plan = replace(drawn.plan, container=ContainerKind.SYRINGE, untouched=None)
    assert list(rows(replace(drawn, opened=replace(drawn.opened, plan=plan)))) == ["Syringes"]


def test_what_was_planned_before_errors_were_kept_names_only_the_syringes(
    drawn: Preparation,
) -> None:
    plan = replace(drawn.plan, possible_error=None)
    state = replace(drawn, opened=replace(drawn.opened, plan=plan))
    assert rows(state)["Syringes"] == "5.8 mL in a 10 mL syringe"
    without = replace(plan, draws=())
    assert "Syringes" not in rows(replace(drawn, opened=replace(drawn.opened, plan=without)))


def test_a_rounding_is_printed_with_percentage_saving_name_and_policy(drawn: Preparation) -> None:
    assert list(dose_rows(drawn)) == []
    policy = RoundingPolicy(True, quantity("10", "mg").magnitude, "policy of the site")
    dose = quantity("0.97", "mg")
    offer = rounding_offer(dose, dose, US, policy)
    assert offer is not None
    rounded = replace(drawn.plan.dose, rounding=Rounding(offer, "Pharmacist One"))
    plan = replace(drawn.plan, dose=rounded)
    opened = replace(drawn.opened, plan=plan, policy=replace(drawn.policy, rounding=policy))
    state = replace(drawn, opened=opened)
    assert dict(dose_rows(state)) == {
        "Dose rounded": "0.9 mg in place of 0.97 mg, 7.22% less, saves 1 vial and 0.83 mg that "
        "would be discarded. Taken by Pharmacist One.",
        "Rounding policy": "at most 10%; policy of the site",
    }
