"""From height, weight, cycle and day to a dose, with its working and what is odd."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app import references
from app.core.dose import Basis, Dose, Request, calculate, percent_apart, request_of
from app.core.order import Age, Response
from app.core.quantity import Measure, parse, quantity, show
from app.core.refused import Refused
from app.core.sourced import Checked
from app.core.surface_area import formula_named
from tests.core.hood import TODAY, order

US = references.monograph_named("besponsa-us")
POLICY = references.policy()


def dose(
    height: str = "170 cm",
    weight: str = "70 kg",
    *,
    cycle: int = 1,
    day: int = 1,
    response: Response | None = None,
    reduction: int | None = None,
    ordered: str | None = None,
    formula: str = "mosteller",
    basis: Basis = Basis.ORDERED,
) -> Dose:
    request = Request(
        height=parse(height, Measure.HEIGHT),
        weight=parse(weight, Measure.BODY_WEIGHT),
        cycle=cycle,
        day=day,
        response=response,
        reduction=reduction,
        ordered=None if ordered is None else parse(ordered, Measure.DOSE),
        age=Age(46),
    )
    return calculate(request, US, formula_named(formula, references.formulas()), POLICY, basis)


def odd(made: Dose) -> list[str]:
    """Return severity and code of every finding that is not about an unseen limit."""
    return [
        f"{finding.severity.value}:{finding.code}"
        for finding in made.findings
        if not finding.code.startswith("not-seen")
    ]


def test_the_area_is_rounded_once_and_the_dose_not_at_all() -> None:
    made = dose()
    assert show(made.area) == "1.82 m2"
    assert show(made.area_exact, 6) == "1.818119 m2"
    assert show(made.calculated) == "1.456 mg"
    assert made.prepared == made.calculated
    assert (made.formula, made.ordered) == ("mosteller", None)


@pytest.mark.parametrize(
    ("height", "weight", "area"),
    [
        ("180 cm", "20.2005 kg", "1.01 m2"),
        ("180 cm", "20.200499999999 kg", "1 m2"),
        ("180 cm", "80 kg", "2 m2"),
        ("60 cm", "0.50415 kg", "0.09 m2"),
    ],
)
def test_an_area_on_the_half_is_rounded_up(height: str, weight: str, area: str) -> None:
    assert show(dose(height, weight).area) == area


def test_no_area_at_all_is_refused() -> None:
    with pytest.raises(Refused, match="give no body surface area; correct the height and the"):
        dose("0.001 cm", "0.001 kg")


@pytest.mark.parametrize(
    ("ordered", "expected"),
    [
        ("1.456 mg", []),
        ("1456 mcg", []),
        ("1.46 mg", ["note:ordered-differs"]),
        ("1.5288 mg", ["note:ordered-differs"]),
        ("1.528801 mg", ["warn:ordered-differs-from-calculated"]),
        ("1.3832 mg", ["note:ordered-differs"]),
        ("1.383199 mg", ["warn:ordered-differs-from-calculated"]),
        ("1.6016 mg", ["warn:ordered-differs-from-calculated"]),
        ("1.601601 mg", ["stop:ordered-far-from-calculated"]),
        ("1.3104 mg", ["warn:ordered-differs-from-calculated"]),
        ("1.310399 mg", ["stop:ordered-far-from-calculated"]),
        ("1.456 g", ["stop:ordered-far-from-calculated"]),
    ],
)
def test_an_ordered_dose_is_compared_with_the_calculated_one(
    ordered: str, expected: list[str]
) -> None:
    assert odd(dose(ordered=ordered)) == expected
    assert odd(dose(ordered=ordered, basis=Basis.CALCULATED)) == expected


@pytest.mark.parametrize(
    ("ordered", "expected"),
    [
        ("1.092 mg", []),
        ("1.1466 mg", ["note:ordered-differs"]),
        ("1.146601 mg", ["stop:ordered-raises-a-reduced-dose"]),
        ("1.456 mg", ["stop:ordered-raises-a-reduced-dose"]),
        ("1.037399 mg", ["warn:ordered-differs-from-calculated"]),
    ],
)
def test_an_order_never_raises_a_reduced_dose(ordered: str, expected: list[str]) -> None:
    assert odd(dose(reduction=25, ordered=ordered)) == ["warn:reduced-dose", *expected]


def test_which_dose_is_prepared_is_said_and_shown() -> None:
    as_ordered = dose(ordered="1.5 mg")
    assert show(as_ordered.prepared) == "1.5 mg"
    assert show(as_ordered.calculated) == "1.456 mg"
    assert as_ordered.working[-1] == "the order's 1.5 mg is prepared"
    (finding,) = (f for f in as_ordered.findings if f.code == "ordered-differs")
    assert finding.sentence == (
        "The order says 1.5 mg, 3.02% above the calculated 1.456 mg. "
        "This plan is for the ordered dose."
    )
    calculated = dose(ordered="1.4 mg", basis=Basis.CALCULATED)
    assert show(calculated.prepared) == "1.456 mg"
    (finding,) = (f for f in calculated.findings if f.code == "ordered-differs")
    assert "3.85% below the calculated 1.456 mg" in finding.sentence
    assert finding.sentence.endswith("This plan is for the calculated dose.")
    assert finding.source == "site policy: over 5% warns, over 10% stops"


def test_the_working_can_be_followed_by_hand() -> None:
    assert dose().working == (
        "√(170 cm × 70 kg ÷ 3600) = 1.818119 m2 (Mosteller)",
        "1.818119 m2 rounded half up to 0.01 m2 = 1.82 m2",
        "1.82 m2 × 0.8 mg/m2 = 1.456 mg",
    )
    made = dose("67 in", "154 lb", cycle=2, response=Response.CR, reduction=25)
    assert made.working == (
        "67 in = 170.18 cm",
        "154 lb = 69.85322498 kg",
        "√(170.18 cm × 69.85322498 kg ÷ 3600) = 1.817173 m2 (Mosteller)",
        "1.817173 m2 rounded half up to 0.01 m2 = 1.82 m2",
        "0.5 mg/m2 × (100% − 25%) = 0.375 mg/m2",
        "1.82 m2 × 0.375 mg/m2 = 0.6825 mg",
    )


def test_every_kind_of_finding_is_gathered() -> None:
    made = dose("67 in", "154 lb", cycle=4, day=8, reduction=25, formula="fujimoto")
    assert [finding.code for finding in made.findings][:5] == [
        "height-not-in-cm",
        "weight-not-in-kg",
        "response-not-stated",
        "reduced-dose",
        "not-seen-formula",
    ]
    assert "The coefficients of the Fujimoto formula were not seen" in made.findings[4].sentence
    assert "not-seen-formula" not in [finding.code for finding in dose().findings]


def test_a_formula_seen_in_print_is_not_noted() -> None:
    seen = {f.identifier for f in references.formulas() if f.checked is Checked.SEEN}
    for name in seen:
        assert all(finding.code != "not-seen-formula" for finding in dose(formula=name).findings)
    assert len(seen) == 6


@pytest.mark.parametrize(
    ("value", "reference", "percent"),
    [("1.05 mg", "1 mg", "5"), ("900 mcg", "1 mg", "-10"), ("2 mg", "2000 mcg", "0")],
)
def test_percent_apart_is_exact(value: str, reference: str, percent: str) -> None:
    apart = percent_apart(parse(value, Measure.DOSE), parse(reference, Measure.DOSE))
    assert apart == Decimal(percent)


def test_an_order_asks_for_what_it_says() -> None:
    asked = order(cycle=2, response="cr", dose="0.9 mg", reduction="25%")
    request = request_of(asked, US, TODAY)
    assert request == Request(
        height=quantity("170", "cm"),
        weight=quantity("70", "kg"),
        cycle=2,
        day=1,
        response=Response.CR,
        reduction=25,
        ordered=quantity("0.9", "mg"),
        age=Age(47, 6, 21),
        measured=(("height", 0), ("weight", 0)),
    )
    assert request_of(order(), US, TODAY).reduction is None
    assert request_of(replace(order(), drug="Inotuzumab Ozogamicin"), US, TODAY)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"drug": "gemtuzumab ozogamicin"}, "The order is for “gemtuzumab ozogamicin”; this mono"),
        ({"reduction": "30%"}, "“30%” is not a reduction of BESPONSA"),
    ],
)
def test_an_order_for_something_else_is_refused(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        request_of(replace(order(), **changes), US, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("height_on", "weight_on", "codes"),
    [
        ("2026-10-26", "2026-11-02", []),
        ("2026-10-25", "2026-11-01", ["height-old"]),
        (None, "2026-10-25", ["height-without-date", "weight-old"]),
        ("2026-11-03", None, ["height-not-yet-measured", "weight-without-date"]),
    ],
)
def test_an_old_or_undated_measurement_warns(
    height_on: str | None, weight_on: str | None, codes: list[str]
) -> None:
    tall, heavy = (
        None if day is None else date.fromisoformat(day) for day in (height_on, weight_on)
    )
    asked = replace(order(), height_on=tall, weight_on=heavy)
    formula = formula_named("mosteller", references.formulas())
    made = calculate(request_of(asked, US, TODAY), US, formula, POLICY, Basis.ORDERED)
    found = [finding for finding in made.findings if finding.severity.value == "warn"]
    assert [finding.code for finding in found] == codes


def test_a_birth_in_the_future_is_refused() -> None:
    born = replace(order().patient, born=date(2026, 11, 3))
    with pytest.raises(Refused, match="date of birth lies in the future"):
        request_of(replace(order(), patient=born), US, TODAY)
