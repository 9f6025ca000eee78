"""The doses on record, each once: what two sources tell alike is one dose."""

from decimal import Decimal

from app.core.course import Course, DoseGiven
from app.core.quantity import exactly, magnitude

# One source rounds what another tells in full: 1.456 mg and 1.46 mg are one amount. How far
# apart they may be is Umbra's choice, not a limit of a label.
_SAME_WITHIN_PERCENT = 5


def given_once(course: Course) -> tuple[DoseGiven, ...]:
    """Return the doses given, by date; one that two sources tell of alike counts once.

    Amounts within 5% of each other are alike: one of the two was rounded.
    """
    kept: list[DoseGiven] = []
    # Those of a known amount come first: one without must not hide that two others differ.
    for dose in sorted(course.doses(), key=_place):
        if not any(_is_same(dose, other) for other in kept):
            kept.append(dose)
    return tuple(kept)


def _place(dose: DoseGiven) -> tuple[object, ...]:
    amount = Decimal(0) if dose.dose is None else magnitude(dose.dose, "mg")
    return dose.on, dose.cycle, dose.day, -amount


def _is_same(one: DoseGiven, other: DoseGiven) -> bool:
    if (one.cycle, one.day, one.on) != (other.cycle, other.day, other.on):
        return False
    if one.dose is None or other.dose is None:
        return True
    with exactly():
        less, more = sorted(magnitude(each, "mg") for each in (one.dose, other.dose))
        return (more - less) * 100 <= more * _SAME_WITHIN_PERCENT
