"""What preparations of one drug used, gave and discarded, added up in both accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import reduce

from app.core.billing import Units
from app.core.preparation import Preparation, Status
from app.core.quantity import Quantity, exactly, quantity
from app.core.waste import Fate, VialWaste, released_account, vial_waste

_NONE = quantity(0, "mg")


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of preparations that ended, quantities in mg.

    - released, discarded: preparations
    - opened: vials that were used, quarantined, or discarded with a preparation
    - labelled: what the labels of these vials state
    - given, remainder, quarantined, with_preparation: the same mg by the volume drawn; what was
      given, what used vials kept, what failed, and what was discarded with its preparation
    - billed_vials: the vials in use of released preparations; of their labelled content, `dose`
      was the dose and `rest` is what remained: the account that billing follows
    - units_given, units_discarded: whole billing units; with_discarded and without_discarded are
      the preparations billed with a modifier for waste, and with the one for none
    """

    released: int = 0
    discarded: int = 0
    opened: int = 0
    labelled: Quantity = _NONE
    given: Quantity = _NONE
    remainder: Quantity = _NONE
    quarantined: Quantity = _NONE
    with_preparation: Quantity = _NONE
    billed_vials: int = 0
    dose: Quantity = _NONE
    rest: Quantity = _NONE
    units_given: int = 0
    units_discarded: int = 0
    with_discarded: int = 0
    without_discarded: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        with exactly():
            both = {name: getattr(self, name) + getattr(other, name) for name in _NAMES}
        return Totals(**both)


_NAMES = tuple(field.name for field in fields(Totals))


def totals_of(state: Preparation) -> Totals:
    """Return the totals of one preparation that was released or discarded.

    One that goes on has none yet: its vials count when it ends.
    """
    if state.status not in (Status.RELEASED, Status.DISCARDED):
        return Totals()
    return _by_volume(state, vial_waste(state)) + _as_billed(state)


def added(found: Iterable[Totals]) -> Totals:
    """Return the sum of totals; none of them is all zero."""
    return reduce(lambda one, other: one + other, found, Totals())


def _by_volume(state: Preparation, vials: tuple[VialWaste, ...]) -> Totals:
    opened = [vial for vial in vials if vial.fate is not Fate.UNOPENED]
    discarded = {fate: _sum(v.discarded for v in opened if v.fate is fate) for fate in Fate}
    released = state.status is Status.RELEASED
    return Totals(
        released=int(released),
        discarded=int(not released),
        opened=len(opened),
        labelled=_sum(vial.labelled for vial in opened),
        given=_sum(vial.given for vial in opened),
        remainder=discarded[Fate.USED],
        quarantined=discarded[Fate.QUARANTINED],
        with_preparation=discarded[Fate.DISCARDED],
    )


def _as_billed(state: Preparation) -> Totals:
    account, units = released_account(state), billed_units(state)
    if account is None:
        return Totals()
    wasted = units is not None and units.discarded > 0
    return Totals(
        billed_vials=account.vials,
        dose=account.dose,
        rest=account.discarded,
        units_given=0 if units is None else units.administered,
        units_discarded=0 if units is None else units.discarded,
        with_discarded=int(wasted),
        without_discarded=int(units is not None and not wasted),
    )


def billed_units(state: Preparation) -> Units | None:
    """Return the units that a preparation is billed with: none before its release."""
    return state.plan.billing if state.status is Status.RELEASED else None


def _sum(parts: Iterable[Quantity]) -> Quantity:
    with exactly():
        return sum(parts, _NONE)
