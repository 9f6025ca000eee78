"""Full bags, materials of containers and other syringes: what happens to them at the hood."""

from dataclasses import replace
from typing import Any

import pytest

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.audit import contradictions, measured_otherwise
from app.core.bag import EMPTY, Bag, Fill
from app.core.container import ContainerKind
from app.core.decision import decide, other_syringes
from app.core.material import Material, read_container_materials
from app.core.plan import Plan, plan
from app.core.product import Package, Product
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.step import Kind, Role
from tests.core.hood import TECHNICIAN_ONE, TODAY, Hood, mL, order, plan_for

US = references.monograph_named("besponsa-us")
SYRINGES = references.syringes()
FULL = Bag(Fill.READY_FILLED, mL("50"), mL("5"), "its maker")
EXACT = Bag(Fill.EXACT_VOLUME, mL("50"), mL("0"), "filled to its volume")
READY = "ready-filled bag of sodium chloride 0.9%"


def made(bag: Bag = EMPTY, *, second_best: bool = False, height: str = "170 cm") -> Plan:
    """Return the plan of the sample order in a bag, with the best syringes or the others."""
    dose = plan_for(order(height), US).dose
    return plan(dose, US, SYRINGES, None, bag=bag, second_best=second_best)


def container(**parts: Any) -> said.Scan:
    """Return the scan of a container of the site with these parts."""
    product = Product(
        gtin="02000000000015",
        role=Role.CONTAINER,
        name="full bag, 50 mL",
        traced=True,
        accepted=True,
        source="test",
        **(
            {"item": READY, "nominal": mL("50"), "fill": Fill.READY_FILLED, "overfill": mL("5")}
            | parts
        ),
    )
    package = Package(product.gtin, product.gtin, "B50X1", TODAY, None, product)
    return said.Scan("scan-materials", package, TODAY)


def refusal(hood: Hood, entry: said.Entry) -> str:
    with pytest.raises(Refused) as caught:
        decide(hood.state, entry, TECHNICIAN_ONE, hood.clock.reading())
    return caught.value.sentence


def test_a_full_bag_is_emptied_by_overfill_and_drug() -> None:
    found = made(FULL)
    assert (show(found.diluent), show(found.volume)) == ("44.2 mL", "5.8 mL")
    assert found.withdrawn == mL("10.8")
    assert sum(draw.volume.magnitude for draw in found.diluent_draws) == found.withdrawn.magnitude
    assert "the ready-filled bag holds 50 mL + 5 mL overfill = 55 mL" in found.working
    assert "55 mL + 5.8 mL − 50 mL = 10.8 mL taken out first" in found.working
    assert found.untouched is not None
    assert show(found.untouched.total) == "60.824 mL"


def test_an_exact_volume_bag_is_emptied_by_the_drug() -> None:
    found = made(EXACT)
    assert found.withdrawn == found.volume == mL("5.8")
    (step,) = (each for each in found.steps if each.identifier == "withdraw-diluent")
    assert step.instruction == "The bag holds 50 mL. With the drug the total is then 50 mL."


def test_the_steps_of_a_full_bag() -> None:
    found = made(FULL)
    (step,) = (each for each in found.steps if each.identifier == "withdraw-diluent")
    assert step.title == "Take out of the bag, and discard: sodium chloride 0.9%"
    assert step.instruction == (
        "The bag holds 55 mL: 50 mL and 5 mL overfill. With the drug the total is then 50 mL."
    )
    assert (step.amount, step.kind) == (mL("10.8"), Kind.MEASURE)
    assert "fill-container" not in {each.identifier for each in found.steps}
    (scan,) = (each for each in found.steps if each.identifier == "scan-materials")
    roles = {need.role: need.item for need in scan.needs}
    assert roles[Role.CONTAINER] == READY
    assert Role.DILUTION_DILUENT not in roles
    assert "the diluent, the ready-filled bag of sodium chloride 0.9% and" in scan.instruction


def test_a_bag_from_which_nothing_is_to_be_taken_has_no_such_step() -> None:
    # 44.2 mL and 5.8 mL of drug are 50 mL as they are.
    found = made(Bag(Fill.READY_FILLED, mL("44"), mL("0.2"), "its maker"))
    assert found.withdrawn == mL("0")
    assert found.diluent_draws == ()
    assert {"withdraw-diluent", "fill-container"}.isdisjoint(s.identifier for s in found.steps)
    assert "withdrawal-not-measurable" not in {each.code for each in found.findings}


def test_what_cannot_be_taken_out_exactly_wants_a_word() -> None:
    found = made(Bag(Fill.READY_FILLED, mL("50"), mL("5.005"), "its maker"))
    (warning,) = (each for each in found.findings if each.code == "withdrawal-not-measurable")
    assert warning.sentence == (
        "No three syringes add up to the 10.805 mL to take out on their graduations; say how it "
        "is measured."
    )
    opened = e.Opened("2611-0001", order(), "order/RX-1", found, references.policy())
    assert contradictions(opened, US) == ()


def test_a_syringe_is_not_a_full_bag() -> None:
    bag, syringe = US.containers
    enabled = replace(US, containers=(bag, replace(syringe, enabled=True)))
    dose = plan_for(order(), US).dose
    with pytest.raises(Refused, match="A syringe is filled with measured diluent; a ready-filled"):
        plan(dose, enabled, SYRINGES, mL("30"), ContainerKind.SYRINGE, FULL)
    in_syringe = plan(dose, enabled, SYRINGES, mL("30"), ContainerKind.SYRINGE)
    assert in_syringe.untouched is None


def at_scan(bag: Bag = FULL) -> Hood:
    return Hood(made=made(bag)).go_to("scan-materials")


def test_the_bag_that_was_planned_is_taken_and_filled() -> None:
    hood = at_scan()
    (fact,) = hood.do(TECHNICIAN_ONE, container(material="EVA"))
    assert isinstance(fact, e.MaterialScanned)
    assert (fact.role, fact.material) == (Role.CONTAINER, "EVA")


def test_a_full_bag_is_prepared_to_release() -> None:
    hood = at_scan()
    hood.do(TECHNICIAN_ONE, container())
    hood.finish()
    assert "diluent-withdrawn" in hood.names()
    assert "container-filled" not in hood.names()
    facts = tuple(each.fact for each in hood.history)
    assert measured_otherwise("2611-0001", hood.state.steps, facts) == ()
    assert contradictions(hood.state.opened, US) == ()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"fill": Fill.EXACT_VOLUME}, "full bag, 50 mL is no ready-filled bag. Put it aside and"),
        ({"fill": None}, "full bag, 50 mL is no ready-filled bag."),
        ({"nominal": mL("100")}, "holds 100 mL; the plan is for a bag of 50 mL. Put it aside and"),
        ({"overfill": mL("6")}, "has 6 mL overfill; the plan was made for 5 mL. Put it aside"),
        ({"material": "glass"}, "is made of glass, which the label does not name for this drug"),
        ({"item": "empty container"}, "not ready-filled bag of sodium chloride 0.9%"),
    ],
)
def test_another_bag_is_refused(parts: dict[str, Any], sentence: str) -> None:
    assert sentence in refusal(at_scan(), container(**parts))


@pytest.mark.parametrize("parts", [{"overfill": None}, {"nominal": None}, {"material": ""}])
def test_what_the_site_does_not_know_of_a_bag_was_asked_before(parts: dict[str, Any]) -> None:
    at_scan().do(TECHNICIAN_ONE, container(**parts))


def test_a_forbidden_material_is_refused_by_name() -> None:
    row = {"forbidden": ["EVA"], "allowed": ["PVC"], "source": "label", "revision": "1"}
    materials = read_container_materials(row | {"checked": "seen"})
    hood = at_scan(EMPTY)
    hood.state = replace(hood.state, monograph=replace(US, container_materials=materials))
    scan = container(item="empty container", fill=Fill.EMPTY, material=Material.EVA.value)
    assert refusal(hood, scan) == (
        "full bag, 50 mL is made of EVA, which the label forbids for this drug (label). Put it "
        "aside and take one of PVC; not EVA."
    )


def test_a_monograph_that_names_no_material_refuses_none() -> None:
    hood = at_scan(EMPTY)
    hood.state = replace(hood.state, monograph=replace(US, container_materials=None))
    hood.do(TECHNICIAN_ONE, container(item="empty container", fill=Fill.EMPTY, material="glass"))


def test_an_overfill_is_true_of_one_product_only() -> None:
    chosen = replace(FULL, gtin="09999999999994", name="bag X, 50 mL")
    assert refusal(at_scan(chosen), container()) == (
        "This is full bag, 50 mL; the plan was made for bag X, 50 mL, and every bag has an "
        "overfill of its own. Put it aside and take that one."
    )
    same = replace(chosen, gtin="02000000000015")
    at_scan(same).do(TECHNICIAN_ONE, container())


def test_an_overfill_that_one_person_stated_wants_a_reason() -> None:
    stated = replace(FULL, source="weighed here", stated_by="Pharmacist One", name="bag X")
    (warned,) = (each for each in made(stated).findings if each.code == "overfill-stated-by-one")
    assert warned.severity.value == "warn"
    assert warned.sentence == (
        "That bag X holds 5 mL more than it states was said by Pharmacist One (weighed here), and "
        "nobody else confirmed it; the infused dose rests on it."
    )
    assert "overfill-stated-by-one" not in {each.code for each in made(FULL).findings}


@pytest.mark.parametrize("nominal", ["25", "49.9"])
def test_an_empty_container_too_small_for_the_total_is_refused(nominal: str) -> None:
    small = container(item="empty container", fill=Fill.EMPTY, nominal=mL(nominal))
    assert refusal(at_scan(EMPTY), small) == (
        f"full bag, 50 mL has room for {nominal} mL, and 50 mL goes into it. Put it aside and take "
        "a larger one."
    )


@pytest.mark.parametrize("nominal", [mL("50"), mL("100"), None])
def test_an_empty_container_with_room_or_of_unknown_room_is_taken(nominal: Any) -> None:
    scan = container(item="empty container", fill=Fill.EMPTY, nominal=nominal)
    at_scan(EMPTY).do(TECHNICIAN_ONE, scan)


# Other syringes


def test_the_second_best_syringes_are_planned_on_request() -> None:
    best, second = made(), made(second_best=True)
    assert [show(draw.capacity) for draw in best.draws] == ["10 mL"]
    assert not {d.capacity for d in best.draws} <= {d.capacity for d in second.draws}
    assert show(best.possible_error or mL("0")) == "0.256 mL"


def test_where_no_other_syringes_measure_the_dose_it_is_said() -> None:
    one = replace(SYRINGES, sizes=SYRINGES.sizes[3:4])
    dose = plan_for(order(), US).dose
    assert plan(dose, US, one, None).second == ()
    with pytest.raises(Refused, match="No other syringes of this site measure 5"):
        plan(dose, US, one, None, second_best=True)


def test_no_syringe_has_no_second() -> None:
    dose = replace(plan_for(order(), US).dose, prepared=quantity("23", "mg"))
    found = plan(dose, US, SYRINGES, mL("1000"), second_best=True)
    assert (found.draws, found.second, found.possible_error) == ((), (), None)


def test_other_syringes_that_show_the_same_volume_are_taken_at_the_hood() -> None:
    hood = Hood().go_to("withdraw-1")
    planned, other = hood.state.draws, hood.state.plan.second
    assert sum(draw.volume.magnitude for draw in other) == hood.state.plan.volume.magnitude
    (fact,) = hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", "no 10 mL syringe left"))
    assert fact == e.SyringesChosen("withdraw-1", other, "no 10 mL syringe left")
    drawing = [each for each in hood.state.steps if each.identifier.startswith("withdraw-")]
    assert [each.amount for each in drawing] == [draw.volume for draw in other]
    assert hood.state.draws == other
    assert other_syringes(hood.state) == planned
    hood.finish()
    facts = tuple(each.fact for each in hood.history)
    assert measured_otherwise("2611-0001", hood.state.steps, facts) == ()


def test_the_planned_syringes_can_be_taken_again() -> None:
    hood = Hood().go_to("withdraw-1")
    steps = hood.state.steps
    for why in ("none left", "one was found"):
        hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", why))
    assert hood.state.draws == hood.state.plan.draws
    assert hood.state.steps == steps
    hood.finish()


def test_where_there_are_no_others_it_is_said_and_nothing_changes() -> None:
    hood = Hood(made=replace(made(), second=())).go_to("withdraw-1")
    assert refusal(hood, said.ChooseSyringes("withdraw-1", "none left")) == (
        "No other syringes of this site measure 5.8 mL. Take the ones that are planned, or call a "
        "pharmacist."
    )


def test_syringes_are_not_changed_once_the_dose_is_drawn() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", "no 10 mL syringe left"))
    hood.forward()
    assert hood.step.identifier == "withdraw-2"
    again = said.ChooseSyringes("withdraw-2", "another thought")
    assert refusal(hood, again).startswith("Syringes are chosen before the dose is drawn.")
    before = Hood().go_to("reconstitute-1")
    early = said.ChooseSyringes("reconstitute-1", "another thought")
    assert refusal(before, early).startswith("Syringes are chosen before the dose is drawn.")


def test_a_syringe_that_was_weighed_empty_is_the_one_that_is_used() -> None:
    hood = Hood(weighed=("syringe",)).go_to("tare-syringe-1")
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("tare-syringe-1", "no 10 mL syringe left"))
    assert hood.step.identifier == "tare-syringe-1"
    hood.forward()
    assert hood.step.identifier == "withdraw-1"
    again = said.ChooseSyringes("withdraw-1", "another thought")
    assert refusal(hood, again).startswith("Syringes are chosen before the dose is drawn.")
    hood.finish()
    weighed = [name for name in hood.names() if name == "weighed"]
    assert len(weighed) == 2 * len(hood.state.draws)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"withdrawn": None}, "the diluent taken out is recorded as None and ought to be 10.8 mL"),
        ({"withdrawn": mL("10")}, "the diluent taken out is recorded as 10 mL and ought to be"),
        ({"bag": replace(FULL, overfill=mL("6"))}, "is recorded as 10.8 mL and ought to be 11.8"),
        ({"untouched": made().untouched}, "what a bag as it is would do is recorded as Added to"),
        ({"bag": EMPTY}, "the diluent taken out is recorded as 10.8 mL and ought to be None"),
        ({"second": (made().draws[0], made().draws[0])}, "the volume in the other syringes is"),
    ],
)
def test_a_changed_filling_is_found(changes: dict[str, Any], sentence: str) -> None:
    found = replace(made(FULL), **changes)
    opened = e.Opened("2611-0001", order(), "order/RX-1", found, references.policy())
    assert any(sentence in told for told in contradictions(opened, US))


def test_what_was_planned_before_untouched_bags_were_reckoned_is_no_contradiction() -> None:
    found = replace(made(FULL), untouched=None)
    opened = e.Opened("2611-0001", order(), "order/RX-1", found, references.policy())
    assert contradictions(opened, US) == ()
