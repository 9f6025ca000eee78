"""The draft of a second drug, worked by hand: the data says what differs, and no code names it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import app
from app import references
from app.core.container import ContainerKind
from app.core.dilution import rate_of
from app.core.dose import Basis, Dose, Request, calculate
from app.core.finding import Finding, Severity
from app.core.formulary import Monograph
from app.core.order import Age
from app.core.plan import Plan, plan
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.step import Role, Step
from app.core.surface_area import formula_named
from app.core.syringe import holding, most_held
from app.core.timing import Name, Storage, can_refrigerate, deadlines

MYLOTARG = references.monograph_named("mylotarg-us")
BAG, SYRINGE = ContainerKind.BAG, ContainerKind.SYRINGE


def dose_of(height: str, weight: str, ordered: str | None = None, years: int = 46) -> Dose:
    """Return the dose of day 1 for a body in cm and kg, or an ordered one in mg."""
    request = Request(
        height=quantity(height, "cm"),
        weight=quantity(weight, "kg"),
        cycle=1,
        day=1,
        response=None,
        reduction=None,
        ordered=None if ordered is None else quantity(ordered, "mg"),
        age=Age(years),
    )
    formula = formula_named("mosteller", references.formulas())
    return calculate(request, MYLOTARG, formula, references.policy(), Basis.ORDERED)


def planned(
    ordered: str,
    total: str | None,
    kind: ContainerKind | None = None,
    monograph: Monograph = MYLOTARG,
) -> Plan:
    """Return the plan of an ordered dose in mg, for a body whose dose is held at 4.5 mg."""
    volume = None if total is None else quantity(total, "mL")
    return plan(dose_of("180", "64.8", ordered), monograph, references.syringes(), volume, kind)


def found(findings: tuple[Finding, ...], code: str) -> Finding:
    (finding,) = (finding for finding in findings if finding.code == code)
    return finding


def stops(made: Plan) -> list[str]:
    """Return the codes of what stops a plan, less that the ordered dose is another one."""
    return [
        each.code
        for each in made.findings
        if each.severity is Severity.STOP and each.code != "ordered-far-from-calculated"
    ]


def step(made: Plan, identifier: str) -> Step:
    (one,) = (each for each in made.steps if each.identifier == identifier)
    return one


def test_no_code_names_a_drug() -> None:
    names = {
        name.casefold()
        for monograph in references.monographs()
        for name in (monograph.drug.split()[0], monograph.identifier)
    } | {"mylotarg"}
    for path in sorted(Path(app.__file__).parent.rglob("*.py")):
        for line in path.read_text(encoding="utf-8").splitlines():
            asks = line.strip().startswith(("if ", "elif ", "case ", "match ", "while "))
            assert not (asks and any(name in line.casefold() for name in names)), path


# The dose


def test_the_dose_is_held_at_one_vial() -> None:
    # √(180 × 64.8 ÷ 3600) = √3.24 = 1.80 m2; × 3 mg/m2 = 5.4 mg; one vial delivers 4.5 mg.
    dose = dose_of("180", "64.8")
    assert (show(dose.area), show(dose.calculated), show(dose.prepared)) == (
        "1.8 m2",
        "4.5 mg",
        "4.5 mg",
    )
    assert found(dose.findings, "dose-held-at-highest").sentence == (
        "By the body surface area the dose would be 5.4 mg; one dose is 4.5 mg at most, and that "
        "is the calculated dose."
    )
    assert dose.working[-2:] == (
        "1.8 m2 × 3 mg/m2 = 5.4 mg",
        "5.4 mg is above the highest dose; 4.5 mg is calculated",
    )
    made = plan(dose, MYLOTARG, references.syringes(), quantity("25", "mL"))
    assert (made.vials, show(made.waste), show(made.concentration)) == (1, "0 mg", "0.18 mg/mL")
    assert stops(made) == []


def test_a_dose_of_just_one_vial_is_not_held() -> None:
    # √(150 × 54 ÷ 3600) = √2.25 = 1.50 m2; × 3 mg/m2 = 4.5 mg.
    dose = dose_of("150", "54")
    assert show(dose.prepared) == "4.5 mg"
    assert "dose-held-at-highest" not in {each.code for each in dose.findings}


def test_more_than_one_vial_may_not_be_ordered() -> None:
    for ordered, stopped in (("4.5", False), ("4.51", True)):
        codes = {each.code for each in dose_of("180", "64.8", ordered).findings}
        assert ("dose-above-highest" in codes) is stopped
    finding = found(dose_of("180", "64.8", "5.4").findings, "dose-above-highest")
    assert finding.severity is Severity.STOP
    assert finding.sentence.startswith("5.4 mg is above 4.5 mg, the most of one dose of MYLOTARG;")
    assert "one 4.5 mg vial" in finding.source


def test_a_child_below_the_age_of_the_label_is_stopped() -> None:
    for years, stopped in ((1, True), (2, False)):
        codes = {each.code for each in dose_of("85", "12", years=years).findings}
        assert ("age-below-label" in codes) is stopped


def test_there_is_one_course() -> None:
    request = Request(quantity("170", "cm"), quantity("70", "kg"), 2, 1, None, None, None, None)
    formula = formula_named("mosteller", references.formulas())
    with pytest.raises(Refused, match=r"Cycle 2 has no dose of MYLOTARG; the doses are in cycle 1"):
        calculate(request, MYLOTARG, formula, references.policy(), Basis.ORDERED)
    with pytest.raises(Refused, match=r"Day 8 has no dose of MYLOTARG; .* on day 1, 4 and 7"):
        calculate(
            replace(request, cycle=1, day=8),
            MYLOTARG,
            formula,
            references.policy(),
            Basis.ORDERED,
        )


def test_a_draft_says_that_it_is_one() -> None:
    finding = dose_of("170", "70").findings[0]
    assert (finding.severity, finding.code) == (Severity.NOTE, "monograph-draft")
    assert finding.sentence.startswith(
        "The monograph mylotarg-us is a draft and may not be used for preparing: it is written"
    )


# The container


@pytest.mark.parametrize(
    ("ordered", "kind"),
    [("3.8999", SYRINGE), ("3.9", BAG), ("3.9001", BAG), ("0.3", SYRINGE), ("4.5", BAG)],
)
def test_the_dose_decides_the_container(ordered: str, kind: ContainerKind) -> None:
    total = "20" if ordered != "0.3" else "4"
    made = planned(ordered, total)
    assert made.container is kind
    assert stops(made) == []


@pytest.mark.parametrize(("ordered", "stopped"), [("3.8999", True), ("3.9", False)])
def test_a_small_dose_is_never_a_bag(ordered: str, stopped: bool) -> None:
    made = planned(ordered, "20", BAG)
    assert stops(made) == (["dose-not-for-container"] if stopped else [])
    if stopped:
        finding = found(made.findings, "dose-not-for-container")
        assert finding.sentence == (
            "3.8999 mg is below 3.9 mg, the least dose for a bag; prepare it in a syringe."
        )
        assert finding.source == (
            "US label 2.4, copy at medlibrary.org: doses less than 3.9 mg by syringe"
        )


def test_no_dose_below_the_bound_is_ever_a_bag() -> None:
    for hundredths in range(30, 451, 7):
        ordered = Decimal(hundredths) / 100
        # A concentration of 0.15 mg/mL lies well within the range.
        made = planned(f"{ordered}", f"{(ordered / Decimal('0.15')).quantize(Decimal('0.1'))}")
        assert made.container is (BAG if ordered >= Decimal("3.9") else SYRINGE)
        assert stops(made) == []


def test_a_large_dose_may_be_a_syringe() -> None:
    made = planned("4.5", "30", SYRINGE)
    assert (made.container, stops(made)) == (SYRINGE, [])


def test_a_dose_that_no_container_takes_says_so() -> None:
    bag, syringe = MYLOTARG.containers
    smallest = bag.smallest_dose
    assert smallest is not None
    narrow = replace(syringe, largest_dose=replace(smallest, value=quantity("3", "mg")))
    made = planned("3.5", "20", monograph=replace(MYLOTARG, containers=(bag, narrow)))
    assert made.container is BAG
    assert found(made.findings, "dose-not-for-container").sentence.endswith(
        "the least dose for a bag; no other container takes it."
    )
    above = planned("3.5", "20", SYRINGE, replace(MYLOTARG, containers=(bag, narrow)))
    assert found(above.findings, "dose-not-for-container").sentence.startswith(
        "3.5 mg is above 3 mg, the highest dose for a syringe;"
    )


# The total and the concentration


@pytest.mark.parametrize(
    ("ordered", "kind", "sentence"),
    [
        # 4.5 ÷ 0.234 = 19.2307…, rounded inward; 4.5 ÷ 0.075 = 60
        ("4.5", BAG, "total volume for a bag; 19.24 mL to 60 mL would hold 4.5 mg"),
        # 3.6 ÷ 0.234 = 15.3846…; 3.6 ÷ 0.075 = 48, but three quarters of 60 mL are 45 mL
        ("3.6", SYRINGE, "total volume for a syringe; 15.39 mL to 45 mL would hold 3.6 mg"),
        # 3 ÷ 0.234 = 12.8205…; 3 ÷ 0.075 = 40
        ("3", None, "total volume for a syringe; 12.83 mL to 40 mL would hold 3 mg"),
    ],
)
def test_a_total_is_chosen_by_a_person(
    ordered: str, kind: ContainerKind | None, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        planned(ordered, None, kind)
    assert f"The label gives no {sentence}" in refused.value.sentence
    assert refused.value.sentence.endswith("Choose a total.")


@pytest.mark.parametrize(
    ("total", "codes"),
    [
        ("60", []),  # 4.5 ÷ 60 = 0.075 exactly
        ("60.01", ["concentration-below-range"]),
        ("19.24", []),  # 0.233887…
        ("19.23", ["concentration-above-range"]),  # 0.234009…
    ],
)
def test_the_range_includes_its_ends(total: str, codes: list[str]) -> None:
    assert stops(planned("4.5", total, BAG)) == codes


def test_the_highest_concentration_itself_is_in_range() -> None:
    assert show(planned("2.34", "10").concentration) == "0.234 mg/mL"
    assert stops(planned("2.34", "10")) == []
    assert stops(planned("2.34", "9.99")) == ["concentration-above-range"]


def test_outside_the_range_the_totals_that_fit_are_said() -> None:
    made = planned("4.5", "61", BAG)
    assert found(made.findings, "concentration-below-range").sentence == (
        "0.07377 mg/mL in 61 mL is below 0.075 mg/mL, the least of 0.075 mg/mL to 0.234 mg/mL. "
        "A total of 19.24 mL to 60 mL would hold this dose within the range. "
        "A syringe of 19.24 mL to 60 mL would fit."
    )
    small = planned("3", "41")
    assert found(small.findings, "concentration-below-range").sentence.endswith(
        "A total of 12.83 mL to 40 mL would hold this dose within the range."
    )


def test_a_syringe_is_never_filled_more_than_the_site_allows() -> None:
    syringes = references.syringes()
    assert show(most_held(syringes)) == "45 mL"
    assert stops(planned("3.6", "45")) == []
    made = planned("3.6", "45.1")
    assert stops(made) == ["no-syringe-holds-total"]
    assert "the largest holds 45 mL at most" in (
        found(made.findings, "no-syringe-holds-total").sentence
    )


@pytest.mark.parametrize(
    ("total", "capacity"), [("0.75", "1"), ("7.5", "10"), ("7.51", "20"), ("45", "60")]
)
def test_the_smallest_syringe_that_may_hold_the_total(total: str, capacity: str) -> None:
    size = holding(quantity(total, "mL"), references.syringes())
    assert size is not None
    assert size.capacity == quantity(capacity, "mL")


def half(
    monograph: Monograph, kind: ContainerKind, *, lowest: bool = False, highest: bool = False
) -> Monograph:
    """Return the monograph with a container that has only these bounds."""
    return replace(
        monograph,
        containers=tuple(
            replace(
                each,
                lowest=each.lowest if lowest else None,
                highest=each.highest if highest else None,
            )
            if each.kind is kind
            else each
            for each in monograph.containers
        ),
    )


def test_a_bound_that_is_not_there_is_not_checked_and_that_is_said() -> None:
    no_least = half(MYLOTARG, BAG, highest=True)
    made = planned("4.5", "500", BAG, no_least)
    assert stops(made) == []
    note = found(made.findings, "least-concentration-not-checked")
    assert (note.severity, note.sentence) == (
        Severity.NOTE,
        "Not checked: the least concentration; the monograph has none for a bag.",
    )
    assert "4.5 mg ÷ 500 mL = 0.009 mg/mL" in made.working
    with pytest.raises(Refused, match=r"for a bag; at least 19\.24 mL would hold 4\.5 mg"):
        planned("4.5", None, BAG, no_least)
    strong = planned("4.5", "10", BAG, no_least)
    assert found(strong.findings, "concentration-above-range").sentence.startswith(
        "0.45 mg/mL in 10 mL is above 0.234 mg/mL. A total of at least 19.24 mL would hold"
    )
    no_most = half(MYLOTARG, BAG, lowest=True)
    assert stops(planned("4.5", "10", BAG, no_most)) == []
    with pytest.raises(Refused, match="for a bag; at most 60 mL would hold"):
        planned("4.5", None, BAG, no_most)
    none = half(MYLOTARG, BAG)
    with pytest.raises(Refused, match=r"for a bag\. Choose a total\."):
        planned("4.5", None, BAG, none)
    syringe_none = half(none, SYRINGE)
    with pytest.raises(Refused, match="for a syringe; at most 45 mL would hold"):
        planned("3", None, None, syringe_none)
    assert stops(planned("3", "20", monograph=syringe_none)) == []


# The filter, the line and the rate


def test_what_the_infusion_needs_is_said() -> None:
    bag, syringe = planned("4.5", "25"), planned("3", "20")
    filter_ = "a 0.2 µm filter: polyethersulfone (PES) of low protein binding"
    assert bag.needs == (filter_,)
    assert syringe.needs == (filter_, "a microbore line")
    assert found(bag.findings, "filter").sentence == f"The infusion goes through {filter_}."
    assert found(bag.findings, "line").sentence == (
        "The line of the infusion: PVC, polyurethane or polyethylene."
    )
    assert found(syringe.findings, "syringe-line").sentence == "A syringe needs: a microbore line."
    assert found(syringe.findings, "not-seen-syringe-line").sentence.endswith("must confirm it.")
    for code in ("not-seen-filter", "not-seen-line"):
        assert found(bag.findings, code)
    assert "not-seen-syringe-line" not in {each.code for each in bag.findings}


def test_a_line_that_was_seen_needs_no_confirming() -> None:
    syringe = MYLOTARG.containers[1]
    bag = MYLOTARG.containers[0]
    assert syringe.line is not None
    assert bag.smallest_dose is not None
    seen = replace(syringe, line=replace(syringe.line, checked=bag.smallest_dose.checked))
    made = planned("3", "20", monograph=replace(MYLOTARG, containers=(bag, seen)))
    assert "not-seen-syringe-line" not in {each.code for each in made.findings}


@pytest.mark.parametrize(
    ("total", "rate"), [("25", "25 mL ÷ 2 h = 12.5 mL/h"), ("25.1", "25.1 mL ÷ 2 h = 12.6 mL/h")]
)
def test_the_rate_follows_from_the_total(total: str, rate: str) -> None:
    assert planned("4.5", total).working[-1] == rate
    assert show(rate_of(MYLOTARG, quantity(total, "mL"))) == rate.rpartition(" = ")[2]


def test_a_rate_of_the_label_is_the_rate_whatever_the_total() -> None:
    besponsa = references.monograph_named("besponsa-us")
    assert show(rate_of(besponsa, quantity("100", "mL"))) == "50 mL/h"


# The clocks

TEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)


def latest(diluted: timedelta | None, kept: Storage | None = None) -> dict[Name, timedelta]:
    moment = None if diluted is None else TEN + diluted
    return {each.name: each.at - TEN for each in deadlines(MYLOTARG, TEN, moment, None, kept)}


HOUR = timedelta(hours=1)


def test_the_clock_limits() -> None:
    assert latest(None) == {Name.DILUTE: 3 * HOUR, Name.START: 7 * HOUR, Name.END: 9 * HOUR}
    assert latest(None, Storage.REFRIGERATED)[Name.DILUTE] == 16 * HOUR
    assert latest(HOUR) == {Name.DILUTE: 3 * HOUR, Name.START: 5 * HOUR, Name.END: 7 * HOUR}


def test_the_refrigerator_is_not_offered_for_the_diluted_drug() -> None:
    assert not can_refrigerate(MYLOTARG)
    with pytest.raises(Refused, match="diluted MYLOTARG may not wait in the refrigerator"):
        deadlines(MYLOTARG, TEN, TEN, Storage.REFRIGERATED)
    choose = step(planned("4.5", "25"), "choose-storage")
    assert [choice.code for choice in choose.choices] == ["room"]
    assert "Refrigerator" not in choose.instruction


# The steps


def materials(made: Plan) -> dict[Role, str]:
    return {need.role: need.item for need in step(made, "scan-materials").needs}


def test_the_steps_of_a_bag_speak_of_a_bag() -> None:
    made = planned("4.5", "25")
    assert materials(made)[Role.CONTAINER] == "empty container"
    assert (
        step(made, "fill-container").title == "Fill the empty container with sodium chloride 0.9%"
    )
    assert not any(
        "syringe" in each.stage or "infusion syringe" in each.title for each in made.steps
    )


def test_the_steps_of_a_syringe_speak_of_a_syringe() -> None:
    made = planned("3", "20")
    assert materials(made)[Role.CONTAINER] == "empty 30 mL syringe"
    assert "the empty 30 mL syringe" in step(made, "scan-materials").instruction
    fill = step(made, "fill-container")
    assert (fill.stage, fill.title, fill.amount) == (
        "Prepare the infusion syringe",
        "Draw into the empty 30 mL infusion syringe: sodium chloride 0.9%",
        quantity("17", "mL"),
    )
    assert "the total is 20 mL, the drug included" in fill.instruction
    adding = step(made, "add-drug")
    assert adding.title == "Add the drug to the infusion syringe"
    assert "to a total of 20 mL. Mix gently. Do not shake." in adding.instruction
    words = " ".join(f"{each.stage} {each.title} {each.instruction}" for each in made.steps)
    assert " bag" not in words
    for identifier in ("inspect-bag", "cover-bag", "choose-storage", "scan-label"):
        assert "infusion syringe" in step(made, identifier).title


def test_a_syringe_that_no_size_fits_is_still_called_one() -> None:
    assert materials(planned("3.6", "46"))[Role.CONTAINER] == "empty syringe"


def test_every_step_of_both_containers_has_words_and_a_source() -> None:
    for made in (planned("4.5", "25"), planned("3", "20")):
        assert len({each.identifier for each in made.steps}) == len(made.steps)
        assert all(
            each.stage and each.title and each.instruction and each.source for each in made.steps
        )


def test_a_container_without_limits_names_the_site_as_source() -> None:
    bare = half(MYLOTARG, SYRINGE)
    assert step(planned("3", "20", monograph=bare), "fill-container").source == "site procedure"
