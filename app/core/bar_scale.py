"""The scale beside bars: round numbers from zero to at least the longest bar."""

from decimal import ROUND_CEILING, Decimal

from app.core.quantity import exactly

_MOST_STEPS = 5
_ROUND = (Decimal(1), Decimal(2), Decimal(5))


def scale_to(longest: Decimal) -> tuple[Decimal, ...]:
    """Return the numbers on the scale, evenly apart, 0 first and the last not below `longest`.

    Steps are 1, 2 or 5 times a power of ten, at most five of them; for nothing at all, 0 and 1.
    Raises ValueError for a number below zero.
    """
    if longest < 0:
        raise ValueError(f"a bar has no length below zero: {longest}")
    step = _step(longest) if longest else Decimal(1)
    with exactly():
        count = max(1, int((longest / step).to_integral_value(ROUND_CEILING)))
        return tuple(step * number for number in range(count + 1))


def _step(longest: Decimal) -> Decimal:
    with exactly():
        power = Decimal(1).scaleb(longest.adjusted() - 1)
        steps = [factor * power * tens for tens in (1, 10) for factor in _ROUND]
        return next(step for step in steps if step * _MOST_STEPS >= longest)
