"""The site's own choices."""

from decimal import Decimal

import pytest

import resources
from app import references
from app.core.course import Analyte
from app.core.policy import Span, read_laboratory_policy, read_policy
from app.core.quantity import quantity, show
from app.core.refused import Refused

TEXT = resources.text("policy.toml")


def test_the_shipped_policy() -> None:
    policy = references.policy()
    assert policy.formula == "mosteller"
    assert (policy.ordered_warns_above, policy.ordered_stops_above) == (Decimal(5), Decimal(10))
    assert policy.blind_volume_within == Decimal(5)
    assert policy.blind_start_within_minutes == 1
    plausible = policy.plausible
    assert plausible.height_outer == Span(quantity("30", "cm"), quantity("275", "cm"))
    assert plausible.mass_index_usual == (Decimal(11), Decimal(50))
    assert (plausible.adult_from_years, plausible.age_outer_years) == (18, 120)


def test_a_span_holds_its_ends() -> None:
    span = Span(quantity("45", "cm"), quantity("2", "m"))
    held = ("44.9", "45", "200", "200.1")
    assert [span.holds(quantity(each, "cm")) for each in held] == [False, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('formula = "mosteller"', "", KeyError),
        ('"30 cm"', '"30"', Exception),
        ('percent = "5"', 'percent = "five"', ArithmeticError),
    ],
)
def test_a_policy_that_is_wrong_cannot_be_read(old: str, new: str, error: type[Exception]) -> None:
    assert old in TEXT
    with pytest.raises(error):
        read_policy(TEXT.replace(old, new, 1))


def test_the_shipped_policy_for_laboratory_values() -> None:
    policy = references.laboratory_policy()
    assert (policy.older_than_hours, policy.response_values_within_days) == (72, 7)
    assert set(policy.plausible) == set(Analyte)
    bilirubin = policy.plausible[Analyte.BILIRUBIN]
    assert [show(each) for each in bilirubin] == ["0.02 mg/dL", "90 mg/dL"]
    assert [show(each) for each in policy.plausible[Analyte.PLATELETS]] == [
        "0 ×10⁹/L",
        "5,000 ×10⁹/L",
    ]
    assert set(policy.plausible_limit) == {Analyte.BILIRUBIN, Analyte.AST, Analyte.ALT}


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("older_than_hours = 72", "", KeyError),
        ("platelets = ", "thrombocytes = ", KeyError),
        ('"5000 10*9/L"', '"5000 U/L"', Refused),
        ('"0 %", "100 %"', '"0 %"', ValueError),
    ],
)
def test_bounds_that_are_wrong_cannot_be_read(old: str, new: str, error: type[Exception]) -> None:
    assert old in TEXT
    with pytest.raises(error):
        read_laboratory_policy(TEXT.replace(old, new, 1))


def test_whether_only_received_packages_are_used_is_true_or_false() -> None:
    text = resources.text("policy.toml")
    assert not read_policy(text).only_received
    assert read_policy(text.replace("only_received = false", "only_received = true")).only_received
    with pytest.raises(ValueError, match="only_received is neither true nor false"):
        read_policy(text.replace("only_received = false", 'only_received = "yes"'))
