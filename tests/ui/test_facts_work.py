"""What the window says of a preparation: the rail, the light, the volumes, the worklist."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import references
from app.core import entry as said
from app.core.bag import Bag, Fill
from app.core.plan import plan
from app.core.preparation import Preparation
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.rounding import Rounding, RoundingPolicy, rounding_offer
from app.core.step import Role
from app.label_drawing import Drawn
from app.labels import bag_label
from app.ui.drawing.light import LightState
from app.ui.drawing.rail import RailItem, RailState
from app.ui.facts.check import check, circumstances, happened, happened_at_all
from app.ui.facts.light import light
from app.ui.facts.measure import fills, remark
from app.ui.facts.rail import blind_rail, place, rail
from app.ui.facts.worklist import order_row, preparation_row
from app.ui.steps.label_picture import LabelPicture
from app.ui.theme import Tone
from reports.label import draw_label
from tests.app.wording import KEY, WORDS
from tests.core.hood import (
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    Hood,
    edited,
    mL,
    order,
    plan_for,
)
from tests.ui.hospital import SITE

US = references.monograph_named("besponsa-us")

CHECKER = PHARMACIST_ONE.name


def _item(state: Preparation, title: str) -> RailItem:
    (item,) = (item for item in rail(state, SITE) if item.title == title)
    return item


# The rail.


def test_the_rail_goes_from_to_do_over_now_to_done() -> None:
    hood = Hood()
    seen: set[tuple[str, RailState]] = set()
    while True:
        seen |= {(item.title, item.state) for item in rail(hood.state, SITE)}
        if hood.state.step is None:
            break
        at, of = place(hood.state)
        assert rail(hood.state, SITE)[at - 1].state is RailState.CURRENT
        assert of == len(rail(hood.state, SITE))
        hood.forward()
    assert {item.state for item in rail(hood.state, SITE)} == {RailState.DONE}
    assert place(hood.state) == (11, 11)
    assert len(seen) == 11 * 3 - 1


def test_the_rail_says_what_was_recorded() -> None:
    hood = Hood().finish()
    details = {item.title: item.detail for item in rail(hood.state, SITE)}
    assert details["Withdraw the dose"].endswith(" · 5.8 mL")
    assert details["Materials scanned"].endswith(" · 2 vials · lot AB1234")
    assert details["Reconstitute vial 1"].endswith(" · 4 mL · passed inspection")
    assert "green cover" in details["Inspect and cover"].lower()


def test_two_syringes_are_both_on_the_rail() -> None:
    hood = Hood(order(height="190 cm", weight="110 kg")).go_to("fill-container")
    assert " + " in _item(hood.state, "Withdraw the dose").detail


def test_a_blind_rail_hides_the_volumes_and_nothing_else() -> None:
    hood = Hood().go_to("check")
    plain, blind = rail(hood.state, SITE), blind_rail(hood.state, SITE)
    changed = [b.title for a, b in zip(plain, blind, strict=True) if a != b]
    assert changed == ["Withdraw the dose", "Prepare the bag"]
    assert all(item.detail == "volume hidden" for item in blind if item.title in changed)


@pytest.mark.parametrize(
    ("step", "entry", "detail"),
    [
        ("inspect-bag", said.Inspect("inspect-bag", False, "it leaks"), "it leaks"),
        ("withdraw-1", said.Discard("dropped"), "discarded"),
        ("withdraw-1", said.Hold("in the refrigerator"), "held: in the refrigerator"),
    ],
)
def test_what_stands_in_the_way_is_on_the_rail(step: str, entry: said.Entry, detail: str) -> None:
    hood = Hood().go_to(step)
    hood.do(TECHNICIAN_ONE, entry)
    at, _ = place(hood.state)
    item = rail(hood.state, SITE)[at - 1]
    assert detail in item.detail
    held = isinstance(entry, said.Hold)
    assert item.state is (RailState.CURRENT if held else RailState.PROBLEM)


def test_a_replaced_vial_is_on_the_rail_once() -> None:
    hood = Hood().go_to("inspect-vial-2")
    hood.do(TECHNICIAN_ONE, said.Inspect(hood.step.identifier, False, "particles"))
    titles = [item.title for item in rail(hood.state, SITE)]
    assert titles.count("Reconstitute vial 2") == 1


# The light.


def test_the_light_goes_from_not_opened_to_protected_to_a_gap() -> None:
    hood = Hood()
    assert light(hood.state, hood.now, SITE).state is LightState.NOT_STARTED
    hood.go_to("reconstitute-1")
    assert "No gap" not in light(hood.state, hood.now, SITE).words
    hood.go_to("withdraw-1")
    assert "No gap. Next: cover the bag." in light(hood.state, hood.now, SITE).words
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    hood.wait(3)
    lost = light(hood.state, hood.now, SITE)
    assert (lost.heading, lost.state) == ("NOT PROTECTED FROM LIGHT", LightState.GAP)
    code = hood.state.monograph.means("hood")[0].code
    hood.do(TECHNICIAN_ONE, said.RestoreProtection(code))
    again = light(hood.state, hood.now, SITE)
    assert again.heading == "PROTECTED AGAIN, WITH A GAP"
    assert "Gap: 10:12, 3 min." in again.words


# Volumes.


def test_each_vial_says_what_it_gives() -> None:
    hood = Hood().go_to("withdraw-1")
    first, second = fills(hood.state, hood.step)
    assert (first.figure, first.remark) == ("3.6 mL", "all that it delivers")
    assert (second.figure, second.remark) == ("2.2 mL", "discard the rest (1.4 mL)")
    assert first.whose == "Vial 1 · lot AB1234"
    hood.go_to("fill-container")
    assert fills(hood.state, hood.step) == ()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("reconstitute-1", "4 mL in the vial gives **0.25 mg/mL**"),
        ("withdraw-1", "exact 5.824 mL = 1.456 mg ÷ 0.25 mg/mL"),
        ("fill-container", "50 mL − 5.8 mL of drug = **44.2 mL**"),
    ],
)
def test_beside_a_volume_stands_where_it_comes_from(step: str, words: str) -> None:
    hood = Hood().go_to(step)
    assert remark(hood.state, hood.step).startswith(words)


def test_a_dose_in_two_syringes_is_said_as_their_sum() -> None:
    hood = Hood(order(height="190 cm", weight="110 kg")).go_to("withdraw-1")
    assert "7.2 mL + 0.51 mL = 7.71 mL" in remark(hood.state, hood.step)


# The check.


def test_the_table_is_empty_then_shows_theirs_then_ours() -> None:
    hood = Hood().go_to("check")
    assert check(hood.state, SITE, CHECKER).rows == ()
    start = hood.right_check()
    assert isinstance(start, said.EnterFigures)
    hood.do(PHARMACIST_ONE, replace(start, volume=mL("9")))
    differs = check(hood.state, SITE, CHECKER)
    assert [row.verdict for row in differs.rows] == ["differs", "equal"]
    assert not differs.revealed
    hood.do(PHARMACIST_ONE, start)
    agrees = check(hood.state, SITE, CHECKER)
    assert agrees.revealed
    assert [row.verdict for row in agrees.rows] == ["0.4% low", "equal", "recorded", "recorded"]


def test_a_drawn_volume_is_said_to_be_low_high_or_equal() -> None:
    verdicts = set()
    for kilograms in range(55, 90):
        hood = Hood(order(weight=f"{kilograms} kg")).go_to("check")
        hood.do(PHARMACIST_ONE, hood.right_check())
        verdicts.add(check(hood.state, SITE, CHECKER).rows[0].verdict.rpartition(" ")[2])
        if verdicts >= {"low", "high", "equal"}:
            return
    pytest.fail(f"only {verdicts}")


def made_of(state: Preparation, material: str) -> Preparation:
    """Return a state whose container is of a material."""
    scanned = tuple(
        replace(each, material=material) if each.role is Role.CONTAINER else each
        for each in state.materials
    )
    return edited(state, materials=scanned)


def test_what_is_otherwise_with_the_materials_is_said_to_the_checker() -> None:
    def said_of(state: Preparation) -> list[str]:
        return [pill.words for pill in circumstances(state) if pill.tone is Tone.WARN]

    hood = Hood().go_to("withdraw-1")
    assert said_of(hood.state) == ["container material not checked"]
    state = made_of(hood.state, "EVA")
    assert said_of(state) == []
    hood.do(TECHNICIAN_ONE, said.ChooseSyringes("withdraw-1", "no 10 mL syringe left"))
    assert "other syringes taken" in said_of(hood.state)
    dose = quantity("0.97", "mg")
    offer = rounding_offer(
        dose, dose, US, RoundingPolicy(True, quantity("10", "mg").magnitude, "policy")
    )
    assert offer is not None
    rounded = replace(state.plan.dose, rounding=Rounding(offer, "Pharmacist One"))
    opened = replace(state.opened, plan=replace(state.plan, dose=rounded))
    assert said_of(edited(state, opened=opened)) == ["dose rounded to save a vial"]
    stated = Bag(Fill.READY_FILLED, mL("50"), mL("5"), "weighed", stated_by="Pharmacist One")
    opened = replace(state.opened, plan=replace(state.plan, bag=stated))
    assert said_of(edited(state, opened=opened)) == ["overfill stated by one person"]
    first, second, *others = state.materials
    typed = edited(state, materials=(replace(first, typed=True), second, *others))
    assert said_of(typed) == ["1 code typed by hand"]
    both = (replace(first, typed=True), replace(second, typed=True), *others)
    assert said_of(edited(state, materials=both)) == ["2 codes typed by hand"]


def test_a_rounded_dose_stands_beside_the_exact_one_at_the_check() -> None:
    hood = Hood().go_to("check")
    hood.do(PHARMACIST_ONE, hood.right_check())
    dose = quantity("0.97", "mg")
    policy = RoundingPolicy(True, quantity("10", "mg").magnitude, "policy")
    offer = rounding_offer(dose, dose, US, policy)
    assert offer is not None
    rounded = replace(hood.state.plan.dose, rounding=Rounding(offer, "Pharmacist One"))
    opened = replace(hood.state.opened, plan=replace(hood.state.plan, dose=rounded))
    found = [
        row
        for row in check(edited(hood.state, opened=opened), SITE, CHECKER).rows
        if "rounded" in row.what
    ]
    assert [(row.computed, row.hood, row.verdict) for row in found] == [
        ("0.97 mg", "0.9 mg", "−7.22%")
    ]


def test_the_total_of_a_full_bag_is_what_it_held_less_what_was_taken_out() -> None:
    full = Bag(Fill.READY_FILLED, mL("50"), mL("5"), "its maker")
    made = plan(plan_for(order(), US).dose, US, references.syringes(), None, bag=full)
    hood = Hood().go_to("check")
    hood.do(PHARMACIST_ONE, hood.right_check())
    state = edited(hood.state, opened=replace(hood.state.opened, plan=made))
    (total,) = (row for row in check(state, SITE, CHECKER).rows if row.what == "Total in the bag")
    assert total.hood == "55 mL − 10.8 mL + 5.8 mL"


def test_what_else_happened_is_counted_for_the_checker() -> None:
    hood = Hood().go_to("withdraw-1")
    quiet = circumstances(made_of(hood.state, "EVA"))
    assert {pill.tone for pill in quiet} == {Tone.PLAIN}
    for _ in range(2):
        with pytest.raises(Refused):
            hood.do(TECHNICIAN_ONE, said.Measure("withdraw-1", mL("9")))
    hood.do(TECHNICIAN_ONE, said.Correct(3, "the lot was another"))
    words = [pill.words for pill in circumstances(hood.state)]
    assert "2 refused entries" in words
    assert "1 correction" in words


# The worklist.


def _standing(hood: Hood, hours: float = 0) -> tuple[str, str]:
    facts = preparation_row("p", hood.state, hood.now + timedelta(hours=hours), SITE)
    return facts.pill.words, facts.stands_detail


def test_a_row_says_where_a_preparation_stands() -> None:
    hood = Hood().go_to("withdraw-1")
    assert _standing(hood)[0] == "Step 6 of 11: Withdraw the dose"
    assert _standing(hood, 5)[0] == "Too late to dilute"
    hood.do(TECHNICIAN_ONE, said.Hold("in the refrigerator"))
    assert _standing(hood) == ("Held", "in the refrigerator · preparation 2611-0001")
    hood.do(TECHNICIAN_ONE, said.Call("foam"))
    assert _standing(hood)[0] == "Pharmacist called"
    hood.do(PHARMACIST_TWO, said.Answer("let it stand"))
    hood.do(TECHNICIAN_ONE, said.Resume())
    hood.go_to("check")
    assert _standing(hood)[0] == "Waiting for pharmacist check"
    assert _standing(hood)[1].startswith("prepared by Technician One")
    assert _standing(hood, 9)[0] == "Too late to start"
    hood.finish()
    assert _standing(hood)[0].startswith("Released ")


def test_a_row_says_how_a_preparation_failed() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    assert _standing(hood)[0] == "Not fit for use"
    assert "it leaks" in _standing(hood)[1]
    hood.do(TECHNICIAN_ONE, said.Discard("it leaks"))
    assert _standing(hood)[0].startswith("Discarded ")


def test_a_row_of_an_order_says_what_is_next() -> None:
    hood = Hood()
    made = plan_for(hood.state.order, hood.monograph)
    facts = order_row("o", hood.state.order, made, SITE)
    assert (facts.dose, facts.dose_detail) == ("1.456 mg", "5.8 mL · 2 vials")
    assert (facts.pill.words, facts.wanted) == ("Verify the order", "–")
    refused = order_row("o", hood.state.order, Refused("There is no monograph."), SITE)
    assert (refused.dose, refused.stands_detail) == ("–", "There is no monograph.")


def test_a_blind_row_hides_the_volume() -> None:
    hood = Hood().go_to("check")
    assert preparation_row("p", hood.state, hood.now, SITE).dose_detail == "2 vials"


# The label that cannot be drawn.


@pytest.mark.usefixtures("qapp")
def test_a_label_that_cannot_be_drawn_says_why_in_place_of_the_picture() -> None:
    state = Hood().go_to("print-label").state
    label = bag_label(state, SITE, 1, WORDS, KEY)
    picture = LabelPicture()
    picture.resize(400, 300)
    picture.show_label(Drawn(label.code, "en-us 1", draw_label(label)), 203)
    assert not picture.pixmap().isNull()
    picture.show_refusal(Refused("The name does not fit its place."))
    assert "does not fit its place" in picture.text()
    picture.resize(500, 400)
    assert "does not fit its place" in picture.text()


def test_a_checker_is_told_where_the_clock_starts_at_a_later_vial() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles"))
    hood.go_to("inspect-vial-2")
    hood.go_to("check")
    (told,) = happened(hood.state, hood.now, SITE)
    assert told.words == (
        "**The clock starts at vial 1, 10:11**; an earlier vial 1 (10:09) is quarantined"
    )
    assert happened_at_all(hood.state)
    assert happened(Hood().go_to("check").state, hood.now, SITE) == ()
