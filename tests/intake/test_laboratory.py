"""Laboratory values: which codes and units are known, and what each is exactly."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from app.core.course import Analyte
from app.core.quantity import Measure, magnitude, quantity
from app.intake.laboratory import (
    ANALYTES,
    SHARES_OF_BLOOD,
    UNITS,
    unit_of,
    upper_limit_of,
    value_of,
)

Refusal = Callable[..., str]


@pytest.mark.parametrize("code", sorted({*ANALYTES, *SHARES_OF_BLOOD}))
def test_the_check_digit_of_each_code_is_right(code: str) -> None:
    digits, check = code.split("-")
    doubled = [
        int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    ]
    assert int(check) == -sum(n // 10 + n % 10 for n in doubled) % 10


def test_each_analyte_has_a_code_and_units() -> None:
    assert set(ANALYTES.values()) == set(Analyte)
    assert {each.measure for each in Analyte} == set(UNITS)


def test_no_code_of_a_share_is_that_of_a_count() -> None:
    assert not SHARES_OF_BLOOD & ANALYTES.keys()


@pytest.mark.parametrize(
    ("code", "per_litre"),
    [
        ("10*9/L", 10**9),
        ("10*3/uL", 10**9),
        ("10*3/mm3", 10**9),
        ("K/uL", 10**9),
        ("10*6/L", 10**6),
        ("/uL", 10**6),
        ("{cells}/uL", 10**6),
        ("/mm3", 10**6),
    ],
)
def test_each_unit_of_a_count_is_exactly_ours(code: str, per_litre: int) -> None:
    unit = unit_of("X", Measure.CELL_COUNT, code, None)
    ours = magnitude(quantity("1", unit), "10*9/L")
    assert ours * 10**9 == Decimal(per_litre)


@pytest.mark.parametrize("code", ["U/L", "[IU]/L", "IU/L"])
def test_an_international_unit_of_an_enzyme_is_the_unit(code: str) -> None:
    assert unit_of("X", Measure.ENZYME_ACTIVITY, code, None) == "U/L"


@pytest.mark.parametrize(
    ("measure", "code", "written"),
    [
        (Measure.CELL_COUNT, "10*9/L", "×10⁹/L"),
        (Measure.CELL_COUNT, "10*9/L", "x10^9/L"),
        (Measure.CELL_COUNT, "10*3/uL", "K/µL"),
        (Measure.CELL_COUNT, "10*3/uL", "10^3/uL"),
        (Measure.CELL_COUNT, "/uL", "cells/mm³"),
        (Measure.CELL_COUNT, "{cells}/uL", "/mm3"),
        (Measure.BILIRUBIN, "umol/L", "µmol/L"),
        (Measure.BILIRUBIN, "umol/L", "μmol/L"),
        (Measure.BILIRUBIN, "mg/dL", "mg/dl"),
        (Measure.ENZYME_ACTIVITY, "U/L", "IU/L"),
        (Measure.SHARE, "%", "percent"),
    ],
)
def test_a_unit_may_be_written_in_other_ways_beside_its_code(
    measure: Measure, code: str, written: str
) -> None:
    assert unit_of("X", measure, code, written) == UNITS[measure][code]


@pytest.mark.parametrize(
    ("measure", "code", "written"),
    [
        (Measure.BILIRUBIN, "mg/dL", "umol/L"),
        (Measure.BILIRUBIN, "mg/dL", "mg/L"),
        (Measure.CELL_COUNT, "10*9/L", "/uL"),
        (Measure.CELL_COUNT, "/uL", "10*3/uL"),
        (Measure.ENZYME_ACTIVITY, "U/L", "ukat/L"),
    ],
)
def test_a_unit_written_as_another_than_its_code_is_refused(
    measure: Measure, code: str, written: str, refusal: Refusal
) -> None:
    assert f"{code} as both" in refusal(unit_of, "X", measure, code, written)


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        (Measure.ENZYME_ACTIVITY, "ukat/L"),
        (Measure.ENZYME_ACTIVITY, "U/mL"),
        (Measure.BILIRUBIN, "mmol/L"),
        (Measure.BILIRUBIN, "MG/DL"),
        (Measure.CELL_COUNT, "%"),
        (Measure.CELL_COUNT, "mg/dL"),
        (Measure.SHARE, "1"),
        (Measure.SHARE, ""),
    ],
)
def test_another_unit_is_refused_with_those_expected(
    measure: Measure, code: str, refusal: Refusal
) -> None:
    said = refusal(unit_of, "X", measure, code, None)
    assert said.startswith(f"X has the unit “{code}”; expected {measure.named} in ")


def test_there_may_be_no_cells_but_not_no_bilirubin(refusal: Refusal) -> None:
    assert value_of("X", "0", "/mm3", Measure.CELL_COUNT) == quantity("0", "/mm3")
    assert value_of("X", "0", "%", Measure.SHARE) == quantity("0", "%")
    assert "is zero" in refusal(value_of, "X", "0", "mg/dL", Measure.BILIRUBIN)
    assert "is zero" in refusal(value_of, "X", "0.0", "U/L", Measure.ENZYME_ACTIVITY)


def test_a_share_is_at_most_all(refusal: Refusal) -> None:
    assert value_of("X", "100", "%", Measure.SHARE) == quantity("100", "%")
    assert "at most 100 %" in refusal(value_of, "X", "100.1", "%", Measure.SHARE)


@pytest.mark.parametrize("number", ["0", "0.0", "-1", "1e3", "1,2", ""])
def test_an_upper_limit_is_a_number_above_zero(number: str, refusal: Refusal) -> None:
    assert refusal(upper_limit_of, "X", number, "U/L", Measure.ENZYME_ACTIVITY).startswith("X")
