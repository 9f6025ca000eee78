"""Where the numbers of a scale stand beside bars that are drawn, on paper and in the window."""

from decimal import Decimal

from app.core.quantity import exactly, number_for_people


def ticks(scale: tuple[Decimal, ...], unit: str = "") -> tuple[tuple[float, str], ...]:
    """Return where each number of a scale stands, 0 for its beginning and 1 for its end.

    With it goes the number as people read it, with its unit. The place is one on a drawing, which
    counts in float; the core does not.
    """
    words = f" {unit}" if unit else ""
    with exactly():
        return tuple((float(at / scale[-1]), f"{number_for_people(at)}{words}") for at in scale)
