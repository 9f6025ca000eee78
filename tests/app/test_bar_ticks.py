"""Where the numbers of a scale stand on a drawing."""

from decimal import Decimal

import pytest

from app.bar_ticks import ticks
from app.core.bar_scale import scale_to


def test_each_number_of_the_scale_stands_at_its_share_of_it() -> None:
    scale = scale_to(Decimal(1456))
    assert [at for at, _ in ticks(scale)] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert [words for _, words in ticks(scale)] == ["0", "500", "1,000", "1,500"]
    assert [words for _, words in ticks(scale, "mg")][1:3] == ["500 mg", "1,000 mg"]
