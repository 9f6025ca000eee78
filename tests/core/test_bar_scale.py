"""The scale beside bars: round, even, and long enough."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.bar_scale import scale_to
from app.core.quantity import plain


@pytest.mark.parametrize(
    ("longest", "scale"),
    [
        ("0", "0 1"),
        ("0.35", "0 0.1 0.2 0.3 0.4"),
        ("1", "0 0.2 0.4 0.6 0.8 1"),
        ("1.8", "0 0.5 1 1.5 2"),
        ("5", "0 1 2 3 4 5"),
        ("5.01", "0 2 4 6"),
        ("24.65", "0 5 10 15 20 25"),
        ("99", "0 20 40 60 80 100"),
        ("1456", "0 500 1000 1500"),
    ],
)
def test_the_scale_is_round(longest: str, scale: str) -> None:
    assert " ".join(plain(number) for number in scale_to(Decimal(longest))) == scale


@given(st.decimals(min_value=0, max_value=10**9, allow_nan=False, places=4))
def test_the_scale_holds_every_bar(longest: Decimal) -> None:
    scale = scale_to(longest)
    assert scale[0] == 0
    assert scale[-1] >= longest
    assert 2 <= len(scale) <= 6
    apart = {after - before for before, after in pairwise(scale)}
    assert len(apart) == 1
    assert apart.pop().normalize().as_tuple().digits in ((1,), (2,), (5,))
    # More than half of the paper is used.
    assert longest == 0 or scale[-1] <= longest * 2


def test_nothing_is_shorter_than_nothing() -> None:
    with pytest.raises(ValueError, match="no length below zero"):
        scale_to(Decimal("-0.1"))
