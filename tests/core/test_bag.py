"""Full bags: what is taken out of them, and what they would do as they are."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.bag import EMPTY, Bag, Fill, full_bag, held_by, to_withdraw, untouched
from app.core.quantity import quantity, show
from app.core.refused import Refused
from tests.core.hood import mL

RATE, HOUR = quantity("50", "mL/h"), quantity("1", "h")


def bag(nominal: str = "50", overfill: str | None = "5") -> Bag:
    over = None if overfill is None else mL(overfill)
    return Bag(Fill.READY_FILLED, mL(nominal), over, "its maker")


def test_case_21_of_the_fact_sheet() -> None:
    found = untouched(bag(), quantity("1.76", "mg"), mL("7.04"), RATE, HOUR)
    assert show(found.total) == "62.04 mL"
    assert show(found.concentration, 5) == "0.02837 mg/mL"
    assert show(found.minutes) == "74.4 min"
    assert show(found.delivered) == "1.418 mg"
    assert found.percent == Decimal("80.6")
    assert show(to_withdraw(bag(), mL("7.04"), mL("50"))) == "12.04 mL"


def test_without_overfill_an_untouched_bag_runs_too_long_all_the_same() -> None:
    unknown = full_bag(EMPTY, mL("50"))
    found = untouched(unknown, quantity("1.76", "mg"), mL("7.04"), RATE, HOUR)
    assert (show(found.total), show(found.minutes)) == ("57.04 mL", "68.4 min")
    assert found.said() == (
        "Added to a full 50 mL bag, even without overfill, the drug would stand in 57.04 mL: it "
        "would run 68.4 min, and 1 h would give 1.543 mg, 87.7% of the dose."
    )


def test_where_there_is_little_room_the_reason_is_brief() -> None:
    found = untouched(bag(), quantity("1.76", "mg"), mL("7.04"), RATE, HOUR)
    assert found.briefly() == (
        "In a full bag it would be 62 mL, and 1 h would give 80.6% of the dose."
    )


def test_the_reason_names_the_overfill_where_there_is_one() -> None:
    with_it = untouched(bag(), quantity("1.76", "mg"), mL("7.04"), RATE, HOUR)
    assert with_it.said().startswith("Added to a full 50 mL bag with 5 mL overfill the drug would")
    exact = Bag(Fill.EXACT_VOLUME, mL("50"), mL("0"), "filled to its volume")
    none = untouched(exact, quantity("1.76", "mg"), mL("7.04"), RATE, HOUR)
    assert none.said().startswith("Added to a full 50 mL bag the drug would stand in 57.04 mL")


def test_what_fits_in_the_length_of_the_infusion_is_all_of_the_dose() -> None:
    found = untouched(bag("30", "0"), quantity("1", "mg"), mL("4"), RATE, HOUR)
    assert (show(found.delivered), found.percent) == ("1 mg", Decimal("100.0"))


@pytest.mark.parametrize(
    ("nominal", "overfill", "drug", "total", "out"),
    [
        ("50", "5", "7", "50", "12 mL"),
        ("50", "0", "7", "50", "7 mL"),
        ("100", "9.26", "5.8", "50", "65.06 mL"),
        ("50", "0", "0.5", "50.5", "0 mL"),
        ("250", "20", "3.6", "50", "223.6 mL"),
    ],
)
def test_overfill_and_drug_are_taken_out(
    nominal: str, overfill: str, drug: str, total: str, out: str
) -> None:
    assert show(to_withdraw(bag(nominal, overfill), mL(drug), mL(total))) == out


@given(
    st.integers(2500, 30000), st.integers(0, 2500), st.integers(1, 2000), st.integers(2000, 30000)
)
def test_what_is_left_with_the_drug_is_the_total(
    nominal: int, overfill: int, drug: int, total: int
) -> None:
    held = Fraction(nominal + overfill, 100)
    full = bag(str(Decimal(nominal) / 100), str(Decimal(overfill) / 100))
    drawn, wanted = mL(str(Decimal(drug) / 100)), mL(str(Decimal(total) / 100))
    if held + Fraction(drug, 100) < Fraction(total, 100):
        with pytest.raises(Refused, match="take a larger bag, or fill an empty container"):
            to_withdraw(full, drawn, wanted)
    else:
        out = Fraction(to_withdraw(full, drawn, wanted).magnitude)
        assert held - out + Fraction(drug, 100) == Fraction(total, 100)


def test_an_overfill_that_is_not_known_is_asked_for_and_not_assumed() -> None:
    with pytest.raises(Refused) as refused:
        to_withdraw(bag(overfill=None), mL("7"), mL("50"))
    assert refused.value.sentence == (
        "How much more than 50 mL this bag holds is not known; enter its overfill, from its maker "
        "or by weighing, or fill an empty container."
    )
    assert held_by(bag(overfill=None)) == mL("50")


def test_an_overfill_above_the_bag_itself_is_refused() -> None:
    with pytest.raises(Refused, match="500 mL of overfill is more than the 50 mL that the bag"):
        to_withdraw(bag(overfill="500"), mL("7"), mL("50"))
    assert to_withdraw(bag(overfill="50"), mL("7"), mL("50")) == mL("57")


def test_a_bag_is_called_by_its_product_where_one_was_chosen() -> None:
    assert bag().called == "ready-filled bag"
    assert replace(bag(), name="bag X, 50 mL").called == "bag X, 50 mL"


def test_an_empty_container_holds_nothing_to_take_out() -> None:
    with pytest.raises(ValueError, match="states no volume"):
        held_by(EMPTY)
    assert full_bag(bag(), mL("60")) == bag()
    assert [each.words for each in Fill] == [
        "empty container",
        "ready-filled bag",
        "exact-volume bag",
    ]


def test_a_longer_infusion_gives_more_of_an_untouched_bag() -> None:
    found = untouched(bag(), quantity("1.76", "mg"), mL("7.04"), quantity("25", "mL/h"), HOUR * 2)
    assert (show(found.delivered), show(found.minutes)) == ("1.418 mg", "148.9 min")
