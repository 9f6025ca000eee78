"""From a dose to vials, syringes, diluent, concentration and waste."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app import references
from app.core.dose import Basis, calculate, request_of
from app.core.formulary import Monograph
from app.core.order import Age
from app.core.plan import Plan, plan
from app.core.quantity import Measure, Quantity, parse, quantity, show, signed_percent
from app.core.refused import Refused
from app.core.sourced import Checked
from app.core.surface_area import formula_named
from app.core.syringe import Syringes
from tests.core.hood import mL, order, plan_for

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")


def planned(
    ordered: str,
    total: Quantity | None = None,
    monograph: Monograph = US,
    syringes: Syringes | None = None,
) -> Plan:
    """Return the plan of an ordered dose, whatever was calculated."""
    request = replace(
        request_of(order(), monograph, order().patient.born),
        ordered=parse(ordered, Measure.DOSE),
        age=Age(46),
    )
    formula = formula_named("mosteller", references.formulas())
    dose = calculate(request, monograph, formula, references.policy(), Basis.ORDERED)
    return plan(dose, monograph, syringes or references.syringes(), total)


def codes(made: Plan) -> list[str]:
    """Return severity and code of what the plan itself found."""
    return [
        f"{finding.severity.value}:{finding.code}"
        for finding in made.findings[len(made.dose.findings) :]
        if finding.code not in ("not-seen-syringes", "filter", "line", "container-materials")
    ]


def sentence(made: Plan, code: str) -> str:
    (finding,) = (finding for finding in made.findings if finding.code == code)
    return finding.sentence


def test_the_sample_order() -> None:
    made = plan_for(order(), US)
    assert (made.monograph, made.monograph_digest) == ("besponsa-us", US.digest)
    assert show(made.volume_exact) == "5.824 mL"
    assert show(made.volume) == "5.8 mL"
    assert show(made.delivered) == "1.45 mg"
    assert made.deviation_percent == Decimal("-0.41")
    assert made.vials == 2
    assert [show(each) for each in made.from_each_vial] == ["3.6 mL", "2.2 mL"]
    assert (show(made.total), show(made.diluent)) == ("50 mL", "44.2 mL")
    assert show(made.concentration) == "0.029 mg/mL"
    assert show(made.waste) == "0.344 mg"
    assert codes(made) == []


@pytest.mark.parametrize(
    ("ordered", "vials", "found"),
    [
        ("0.9 mg", 1, ["warn:no-spare-volume"]),
        ("0.900001 mg", 2, []),
        ("0.899 mg", 1, ["warn:no-spare-volume"]),
        ("0.89 mg", 1, ["warn:no-spare-volume"]),
        ("0.87 mg", 1, []),
        ("1.8 mg", 2, ["warn:no-spare-volume"]),
        ("2.7 mg", 3, ["warn:no-spare-volume"]),
        ("0.5 mg", 1, []),
        ("5 mg", 6, []),
    ],
)
def test_vials_are_what_the_exact_dose_takes(ordered: str, vials: int, found: list[str]) -> None:
    made = planned(ordered)
    assert made.vials == vials
    assert codes(made) == found
    assert sum(each.magnitude for each in made.from_each_vial) == made.volume.magnitude


def test_the_warning_of_no_spare_volume_says_how_much_all_is() -> None:
    assert sentence(planned("0.9 mg"), "no-spare-volume") == (
        "The dose takes all that 1 vial delivers, 3.6 mL; whatever stays in the needle or the "
        "vial is missing from the dose. How much hub and needle keep is not known: the site's "
        "syringes do not say it."
    )
    assert "all that 2 vials deliver, 7.2 mL" in sentence(planned("1.8 mg"), "no-spare-volume")


@pytest.mark.parametrize(
    ("ordered", "total", "found"),
    [
        ("0.5 mg", "50", []),
        ("0.4999 mg", "50", ["stop:concentration-below-range"]),
        ("0.504 mg", "50", []),
        ("5 mg", "50", []),
        ("5.0001 mg", "50", ["stop:concentration-above-range"]),
        (
            "1.456 mg",
            "145.6",
            [
                "stop:concentration-below-range",
                "warn:total-not-of-label",
                "warn:diluent-not-measurable",
            ],
        ),
        ("1.456 mg", "145", ["warn:total-not-of-label", "warn:diluent-not-measurable"]),
        ("1.456 mg", "14.56", ["warn:total-not-of-label"]),
        ("1.456 mg", "14.5", ["stop:concentration-above-range", "warn:total-not-of-label"]),
    ],
)
def test_the_range_of_the_bag_holds_its_ends(ordered: str, total: str, found: list[str]) -> None:
    assert codes(planned(ordered, mL(total))) == found


def test_a_stop_of_concentration_names_what_would_fit() -> None:
    assert sentence(planned("0.25 mg"), "concentration-below-range") == (
        "0.005 mg/mL in 50 mL is below 0.01 mg/mL, the least of 0.01 mg/mL to 0.1 mg/mL. "
        "A total of 2.5 mL to 25 mL would hold this dose within the range, but the label gives "
        "50 mL for a bag. A syringe of 2.5 mL to 10 mL would fit, but syringe preparation is "
        "switched off: the syringe column of the US label 2.4 of 3/2024 was not seen."
    )
    above = sentence(planned("6 mg"), "concentration-above-range")
    assert above.startswith("0.12 mg/mL in 50 mL is above 0.1 mg/mL, the most of 0.01 mg/mL to")
    eu = sentence(planned("0.25 mg", monograph=EU), "concentration-below-range")
    assert eu.endswith("but the label gives 50 mL for a bag.")
    third = sentence(planned("0.1 mg", mL("30")), "concentration-below-range")
    assert third.startswith("0.003333 mg/mL in 30 mL")
    assert "A total of 1 mL to 10 mL" in third


def test_totals_that_would_fit_are_rounded_inwards() -> None:
    assert "A total of 1.24 mL to 12.34 mL" in sentence(
        planned("0.1234 mg"), "concentration-below-range"
    )


def test_where_syringes_are_enabled_they_are_offered() -> None:
    bag, syringe = US.containers
    enabled = replace(US, containers=(bag, replace(syringe, enabled=True)))
    found = sentence(planned("0.25 mg", monograph=enabled), "concentration-below-range")
    assert found.endswith("A syringe of 2.5 mL to 10 mL would fit.")


def test_what_is_drawn_may_leave_the_range_that_the_dose_keeps() -> None:
    made = planned("0.501 mg", mL("50.1"))
    assert show(made.volume) == "2 mL"
    assert sentence(made, "concentration-below-range").startswith("0.00998 mg/mL in 50.1 mL")


@pytest.mark.parametrize("total", ["5.8", "5.7", "1"])
def test_a_total_that_cannot_hold_the_drug_is_refused(total: str) -> None:
    with pytest.raises(Refused, match=f"A total of {total} mL cannot hold 5.8 mL of drug"):
        planned("1.456 mg", mL(total))
    assert planned("1.456 mg", mL("5.81")).diluent == mL("0.01")


def test_a_total_in_litres_is_the_same_total() -> None:
    assert planned("1.456 mg", quantity("0.05", "L")) == planned("1.456 mg")


def test_a_dose_beyond_all_measure_is_refused() -> None:
    assert planned("90 mg", quantity("9", "L")).vials == 100
    with pytest.raises(Refused, match="A dose of 1,456 mg would take 1,618 vials; correct the"):
        planned("1.456 g")


def test_a_volume_that_no_syringe_measures_is_a_stop() -> None:
    made = planned("23 mg", mL("1000"))
    assert made.draws == ()
    assert made.volume == made.volume_exact == mL("92")
    assert codes(made)[0] == "stop:no-syringe-fits"
    assert "No syringe or pair of syringes measures 92 mL; check the dose." in sentence(
        made, "no-syringe-fits"
    )
    assert all("measured as" not in line for line in made.working)
    assert "warn:no-spare-volume" not in codes(made)
    assert "warn:no-spare-volume" in codes(planned("27 mg", mL("1000")))


def test_diluent_draws_add_up_to_the_diluent_itself() -> None:
    made = planned("1.76 mg")
    assert [show(each.volume) for each in made.diluent_draws] == ["43 mL"]
    for ordered in ("1.456 mg", "1.96 mg", "0.9125 mg", "0.52 mg", "4.9 mg"):
        made = planned(ordered)
        assert sum(each.volume.magnitude for each in made.diluent_draws) == made.diluent.magnitude
    assert planned("1.456 mg", mL("200")).diluent_draws == ()


def test_syringes_not_seen_in_print_are_noted() -> None:
    shipped = references.syringes()
    assert "not-seen-syringes" in [finding.code for finding in planned("1.456 mg").findings]
    seen = planned("1.456 mg", syringes=replace(shipped, checked=Checked.SEEN))
    assert all(finding.code != "not-seen-syringes" for finding in seen.findings)


def test_the_working_can_be_followed_by_hand() -> None:
    made = plan_for(order(), US)
    assert made.working[: len(made.dose.working)] == made.dose.working
    assert made.working[len(made.dose.working) :] == (
        "4 mL of Sterile Water for Injection per vial gives 0.25 mg/mL; a vial delivers "
        "3.6 mL = 0.9 mg",
        "1.456 mg ÷ 0.25 mg/mL = 5.824 mL",
        "1.456 mg ÷ 0.9 mg per vial, rounded up = 2 vials",
        "measured as 5.8 mL in a 10 mL syringe (graduated 0.2 mL), 5.8 mL",
        "5.8 mL × 0.25 mg/mL = 1.45 mg, −0.41% of the dose",
        "50 mL − 5.8 mL = 44.2 mL of sodium chloride 0.9%",
        "1.45 mg ÷ 50 mL = 0.029 mg/mL, range 0.01 mg/mL to 0.1 mg/mL",
        "2 × 0.9 mg less the dose = 0.344 mg discarded",
    )
    assert (
        "measured as 7.4 mL in a 10 mL syringe (graduated 0.2 mL) and 0.44 mL in a 1 mL syringe "
        "(graduated 0.01 mL), 7.84 mL"
    ) in plan_for(order("180 cm", "120.05 kg"), US).working
    assert "0.9 mg per vial, rounded up = 1 vial" in " ".join(planned("0.9 mg").working)


@pytest.mark.parametrize(
    ("percent", "text"), [("-0.41", "−0.41%"), ("2", "+2%"), ("0", "0%"), ("1000.5", "+1,000.5%")]
)
def test_a_difference_is_written_with_its_sign(percent: str, text: str) -> None:
    assert signed_percent(Decimal(percent)) == text


def test_the_eu_bills_nothing_and_plans_the_same_vial() -> None:
    made = planned("1.456 mg", monograph=EU)
    assert made.billing is None
    assert (made.vials, show(made.waste)) == (2, "0.344 mg")
