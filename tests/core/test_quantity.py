"""Quantities: strict text in, ISMP writing out, exact in between."""

from decimal import Decimal

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.quantity import (
    Measure,
    code_of,
    exactly,
    is_quantity,
    magnitude,
    measured_in,
    number_for_people,
    parse,
    parse_count,
    plain,
    quantity,
    read,
    round_half_up,
    show,
    written,
)
from app.core.refused import Refused

CODES = sorted({code for measure in Measure for code in measure.units})


def refusal(text: str, measure: Measure = Measure.DOSE) -> str:
    with pytest.raises(Refused) as caught:
        parse(text, measure)
    return caught.value.sentence


@pytest.mark.parametrize(
    ("text", "measure", "number", "code"),
    [
        ("1.456 mg", Measure.DOSE, "1.456", "mg"),
        ("1456 mcg", Measure.DOSE, "1.456", "mg"),
        ("0.001456 g", Measure.DOSE, "1.456", "mg"),
        ("70 kg", Measure.BODY_WEIGHT, "70", "kg"),
        ("1 lb", Measure.BODY_WEIGHT, "0.45359237", "kg"),
        ("1.7 m", Measure.HEIGHT, "170", "cm"),
        ("69 in", Measure.HEIGHT, "175.26", "cm"),
        ("5.5 ft", Measure.HEIGHT, "167.64", "cm"),
        ("0.05 L", Measure.VOLUME, "50", "mL"),
        ("1.82 m2", Measure.AREA, "1.82", "m2"),
        ("0.8 mg/m2", Measure.DOSE_PER_AREA, "0.8", "mg/m2"),
        ("0.25 mg/mL", Measure.CONCENTRATION, "0.25", "mg/mL"),
        ("1.02 g/mL", Measure.DENSITY, "1.02", "g/mL"),
        ("50 mL/h", Measure.RATE, "50", "mL/h"),
        ("90 min", Measure.DURATION, "1.5", "h"),
        ("9999999 mg", Measure.DOSE, "9999999", "mg"),
        ("0.000000000001 mg", Measure.DOSE, "0.000000000001", "mg"),
    ],
)
def test_text_is_read_exactly(text: str, measure: Measure, number: str, code: str) -> None:
    assert magnitude(parse(text, measure), code) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,5 mg", "has a comma; the decimal sign is a point and thousands are not grouped"),
        ("1,000 mg", "has a comma"),
        ("1 000 mg", "has a space inside the number"),
        ("1 000", "has a space inside the number"),
        ("1 5 mg", "has a space inside the number"),
        ("-1 mg", "has a sign in front of the number"),
        ("−1 mg", "has a sign in front of the number"),
        ("+1 mg", "has a sign in front of the number"),
        (".5 mg", "lacks the zero before the point"),
        ("5. mg", "ends its number with a point"),
        ("05 mg", "starts its number with a zero too many"),
        ("00.5 mg", "starts its number with a zero too many"),
        ("12345678 mg", "is too long a number"),
        ("0.1234567890123 mg", "is too long a number"),
        ("nan mg", "does not start with a number in plain digits"),
        ("inf mg", "does not start with a number in plain digits"),
        ("1e3 mg", "does not start with a number in plain digits"),
        ("\u0663 mg", "does not start with a number in plain digits"),
        ("² mg", "does not start with a number in plain digits"),
        ("abc 5", "does not start with a number in plain digits"),
        (" 5 mg", "does not start with a number in plain digits"),
        ("0 mg", "is zero"),
        ("0.000 mg", "is zero"),
        ("1.5mg", "has no space between number and unit"),
        ("1.5", "has no space between number and unit"),
        ("", "has no space between number and unit"),
        ("2 mg 3", "has the unit “mg 3”"),
        ("2  mg", "has the unit “ mg”"),
        ("2 mg ", "has the unit “mg ”"),
        ("2 Mg", "has the unit “Mg”"),
        ("2 ug", "has the unit “ug”"),
        ("2 mL", "has the unit “mL”"),
        ("2 ", "has the unit “”"),
        ("2 mg\n", "has the unit “mg?”"),
    ],
)
def test_all_else_is_refused_with_what_was_expected(text: str, fault: str) -> None:
    sentence = refusal(text)
    assert fault in sentence
    assert sentence.endswith("; a dose is a number, a space and mg or mcg or g, such as 1.456 mg.")


def test_a_long_text_is_shown_short() -> None:
    assert refusal("x" * 41).startswith(f"“{'x' * 39}…” has no space")
    assert refusal("x" * 40).startswith(f"“{'x' * 40}” has no space")


@pytest.mark.parametrize("measure", Measure)
def test_the_example_of_every_measure_is_accepted(measure: Measure) -> None:
    assert written(parse(measure.example, measure)) == measure.example
    assert measure.named in refusal("?", measure)


@pytest.mark.parametrize("code", ["mg", "m2", "mg/m2", "mg/mL", "kg", "cm"])
def test_a_quantity_of_our_own_knows_its_unit(code: str) -> None:
    value = quantity("5.8", code)
    assert is_quantity(value)
    assert code_of(value) == code
    assert value.magnitude == Decimal("5.8")


def test_a_float_is_never_a_clinical_number() -> None:
    with pytest.raises(TypeError, match="never a float"):
        quantity(5.8, "mL")  # type: ignore[arg-type]
    with exactly(), pytest.raises(ArithmeticError):
        Decimal("5.8") < 5.9  # noqa: B015


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_no_quantity(number: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        quantity(number, "mL")


@pytest.mark.parametrize("code", ["ml", "cc", "mm", "kgBW", ""])
def test_units_that_are_not_ours_do_not_exist(code: str) -> None:
    with pytest.raises(ValueError, match="not a unit"):
        quantity("1", code)


def test_a_volume_is_not_a_length_cubed_and_a_dose_not_a_body_weight() -> None:
    with pytest.raises(pint.DimensionalityError):
        magnitude(quantity("1", "kg"), "g")
    with pytest.raises(pint.DimensionalityError):
        measured_in(quantity("1", "m") ** 3, "mL")
    assert not (quantity("1", "kg") / quantity("1", "mg")).dimensionless


def test_a_unit_that_is_not_ours_has_no_code() -> None:
    with pytest.raises(KeyError):
        code_of(quantity("1", "mg") * quantity("1", "mg"))
    assert not is_quantity(Decimal(1))


@pytest.mark.parametrize("text", ["0", "1", "7", "15", "999"])
def test_a_count_is_read(text: str) -> None:
    assert parse_count(text, "a cycle", "1") == int(text)


@pytest.mark.parametrize("text", ["", "-1", "01", "1.0", "1000", "one", "\u0661", " 1", "1\n"])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"is not a cycle; it is a whole number, such as 1\."):
        parse_count(text, "a cycle", "1")


@pytest.mark.parametrize(
    ("number", "places", "rounded"),
    [
        ("1.815", 2, "1.82"),
        ("1.8149999999999999999999999999", 2, "1.81"),
        ("1.825", 2, "1.83"),
        ("-0.005", 2, "-0.01"),
        ("-0.0049", 2, "0.00"),
        ("0.5", 0, "1"),
        ("2", 2, "2.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(number: str, places: int, rounded: str) -> None:
    assert round_half_up(Decimal(number), places) == Decimal(rounded)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.50", "1.5"),
        ("1.0", "1"),
        ("1E+3", "1000"),
        ("0.000", "0"),
        ("-0.00", "0"),
        ("-0", "0"),
        ("-1.20", "-1.2"),
        ("100", "100"),
    ],
)
def test_a_plain_number_has_no_exponent_and_no_trailing_zero(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.50", "0.5"),
        ("999", "999"),
        ("1000", "1,000"),
        ("1234567.8901", "1,234,567.8901"),
        ("-1000", "-1,000"),
        ("-999.5", "-999.5"),
        ("12", "12"),
    ],
)
def test_people_see_ismp_writing(number: str, text: str) -> None:
    assert number_for_people(Decimal(number)) == text


def test_a_quantity_is_shown_exactly_or_rounded() -> None:
    assert show(quantity("1000.0", "mL")) == "1,000 mL"
    assert show(quantity("1.818119", "m2"), 2) == "1.82 m2"
    assert show(quantity("0.1", "mg"), 0) == "0 mg"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.sampled_from(CODES))
def test_what_is_written_is_read_back_equal(number: Decimal, code: str) -> None:
    value = quantity(number, code)
    again = read(written(value))
    assert (again.magnitude, again.units) == (value.magnitude, value.units)


@pytest.mark.parametrize("text", ["1", "1 foo", "x mg", "nan mg", ""])
def test_nothing_else_is_read_from_the_log(text: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        read(text)


@given(st.text())
def test_any_text_is_refused_or_means_what_it_says(text: str) -> None:
    try:
        value = parse(text, Measure.VOLUME)
    except Refused:
        return
    number, _, code = text.partition(" ")
    assert value.magnitude == Decimal(number) > 0
    assert code_of(value) == code
