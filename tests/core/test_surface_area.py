"""Body surface area by seven formulas."""

from decimal import Decimal
from fractions import Fraction
from math import log10, pow, sqrt

import pytest

import resources
from app import references
from app.core.quantity import quantity, round_half_up
from app.core.refused import Refused
from app.core.surface_area import Formula, formula_named, read_formulas
from tests.core.second_arithmetic import root_half_up

FORMULAS = references.formulas()
ORDER = (
    "mosteller",
    "du-bois",
    "haycock",
    "gehan-george",
    "boyd",
    "livingston-lee",
    "fujimoto",
)
# facts 3: height cm, weight kg, then the area by each formula in that order.
VECTORS = """
50     3.5    0.2205 0.2086 0.2244 0.2338 0.2299 0.2408 0.2073
75     9.9    0.4541 0.4354 0.4610 0.4737 0.4779 0.4844 0.4303
75     10     0.4564 0.4373 0.4635 0.4762 0.4806 0.5199 0.4322
110    18     0.7416 0.7411 0.7401 0.7575 0.7552 0.7603 0.7233
140    35     1.1667 1.1709 1.1644 1.1810 1.1806 1.1687 1.1403
165    150    2.6220 2.4484 2.7183 2.6767 2.7443 2.9947 2.4263
170    70     1.8181 1.8097 1.8257 1.8313 1.8347 1.8295 1.7643
175    75     1.9094 1.9031 1.9166 1.9208 1.9217 1.9130 1.8545
175.26 79.832 1.9714 1.9564 1.9832 1.9848 1.9891 1.9918 1.9085
180    80     2.0000 1.9964 2.0066 2.0095 2.0074 1.9945 1.9444
200    150    2.8868 2.8148 2.9337 2.9033 2.9074 2.9947 2.7563
"""
ROWS = [tuple(line.split()) for line in VECTORS.split("\n") if line]


def named(name: str) -> Formula:
    return formula_named(name, FORMULAS)


def area(name: str, height: str, weight: str) -> Decimal:
    return Decimal(named(name).area(quantity(height, "cm"), quantity(weight, "kg")).magnitude)


@pytest.mark.parametrize(
    ("height", "weight", "name", "expected"),
    [
        (row[0], row[1], name, value)
        for row in ROWS
        for name, value in zip(ORDER, row[2:], strict=True)
    ],
)
def test_vectors_agree_to_four_decimals(height: str, weight: str, name: str, expected: str) -> None:
    assert round_half_up(area(name, height, weight), 4) == Decimal(expected)


def second(name: str, height: int, weight: int) -> float:
    """The formulas again, as printed, in double precision."""
    h, w = float(height), float(weight)
    match name:
        case "mosteller":
            return sqrt(h * w / 3600)
        case "du-bois":
            return 0.007184 * pow(h, 0.725) * pow(w, 0.425)
        case "haycock":
            return 0.024265 * pow(h, 0.3964) * pow(w, 0.5378)
        case "gehan-george":
            return 0.0235 * pow(h, 0.42246) * pow(w, 0.51456)
        case "boyd":
            grams = w * 1000
            return 0.0003207 * pow(h, 0.3) * pow(grams, 0.7285 - 0.0188 * log10(grams))
        case "fujimoto":
            return 0.008883 * pow(h, 0.663) * pow(w, 0.444)
        case _:
            return 0.1037 * pow(w, 0.6724) if w < 10 else 0.1173 * pow(w, 0.6466)


@pytest.mark.parametrize("name", ORDER)
def test_a_grid_of_bodies_agrees_with_the_printed_formula(name: str) -> None:
    for h in range(45, 220, 7):
        for w in range(3, 250, 11):
            ours = float(area(name, str(h), str(w)))
            assert ours == pytest.approx(second(name, h, w), rel=1e-12)


def test_mosteller_is_exact_to_34_digits() -> None:
    exact = area("mosteller", "170", "70")
    assert len(exact.as_tuple().digits) == 34
    square = Fraction(170 * 70, 3600)
    assert Fraction(round_half_up(exact, 30)) == root_half_up(square, 30)


def test_the_formula_for_the_light_ends_below_10_kg() -> None:
    assert area("livingston-lee", "75", "10") > Decimal("0.51")
    assert area("livingston-lee", "75", "9.999999") < Decimal("0.49")


def test_units_other_than_cm_and_kg_are_converted_first() -> None:
    value = named("mosteller").area(quantity("69", "in"), quantity("176", "lb"))
    assert round_half_up(value.magnitude, 4) == Decimal("1.9714")


@pytest.mark.parametrize(
    ("name", "weight", "text"),
    [
        ("mosteller", "70", "√(170 cm × 70 kg ÷ 3600)"),
        ("du-bois", "70", "0.007184 × 170 cm^0.725 × 70 kg^0.425"),
        (
            "boyd",
            "70",
            "0.0003207 × 170 cm^0.3 × W^(0.7285 − 0.0188 × log10 W), W = 70 kg in grams",
        ),
        ("livingston-lee", "10", "0.1173 × 10 kg^0.6466"),
        ("livingston-lee", "9.9", "0.1037 × 9.9 kg^0.6724"),
    ],
)
def test_the_derivation_is_what_a_checker_would_write(name: str, weight: str, text: str) -> None:
    assert named(name).derivation(quantity("170", "cm"), quantity(weight, "kg")) == text


@pytest.mark.parametrize(
    ("text", "identifier"),
    [
        ("mosteller", "mosteller"),
        ("Mosteller", "mosteller"),
        ("Du Bois", "du-bois"),
        ("DUBOIS", "du-bois"),
        ("Gehan–George", "gehan-george"),
        ("livingston lee", "livingston-lee"),
    ],
)
def test_a_formula_is_named_as_people_name_it(text: str, identifier: str) -> None:
    assert named(text).identifier == identifier


@pytest.mark.parametrize("text", ["", "dubois2", "mosteller!", "schlich"])
def test_an_unknown_formula_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(Refused) as caught:
        named(text)
    assert f"“{text}” is not a formula" in caught.value.sentence
    assert "mosteller, du-bois, haycock" in caught.value.sentence


def test_constants_that_do_not_fit_the_form_are_a_fault_of_the_file() -> None:
    text = resources.text("body_surface_area.toml").replace('divisor = "3600"', 'factor = "3600"')
    with pytest.raises(ValueError, match="mosteller: the constants do not fit the form root"):
        read_formulas(text)
