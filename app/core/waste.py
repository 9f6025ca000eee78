"""What each opened vial of a preparation held, gave and left: the account by the volume drawn.

Two accounts stand beside each other and are never mixed. This one follows the syringe: of the
labelled content of a vial, what was drawn, and what the vial kept. The other one follows the dose
and counts as billing does (`app.core.billing`). They differ by what the graduation of the syringe
rounds: a dose of 1.456 mg is drawn as 5.8 mL, which is 1.45 mg.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.billing import LabelledAccount, labelled_account
from app.core.events import MaterialScanned, VialQuarantined
from app.core.preparation import Preparation, Status, was_opened
from app.core.procedure import withdrawal
from app.core.quantity import Quantity, exactly, magnitude, measured_in, quantity

NOTHING_LEFT = "single-dose vial, nothing left"
REMAINDER = "single-dose vial, remainder"
UNOPENED = "never reconstituted: unopened stock, no waste"


class Fate(StrEnum):
    """What became of a vial."""

    USED = "used"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded with the preparation"
    UNOPENED = "not opened"


@dataclass(frozen=True, slots=True)
class VialWaste:
    """One vial, in mg: of what its label states, how much was drawn, and how much was discarded.

    What was not discarded was given: `given` and `discarded` add up to `labelled`, but for a vial
    that was not opened, of which nothing was given and nothing discarded. What was drawn for a
    preparation that was discarded is discarded with it. `reason` is for people.
    """

    number: int
    lot: str | None
    serial: str | None
    labelled: Quantity
    drawn: Quantity
    discarded: Quantity
    fate: Fate
    reason: str

    @property
    def given(self) -> Quantity:
        """What of the vial went into a preparation that was released."""
        return self.drawn if self.fate is Fate.USED else _mg(0)


def vial_waste(state: Preparation) -> tuple[VialWaste, ...]:
    """Return every vial whose end is known, in the order of their numbers, replaced ones first.

    These are the vials in use once the preparation was released or discarded, and the quarantined
    ones from the beginning. From which vial how much was drawn is what the step says: all that
    vial 1 delivers, then vial 2.
    """
    found = [*_quarantined(state), *_ended(state)]
    return tuple(sorted(found, key=lambda vial: vial.number))


def released_account(state: Preparation) -> LabelledAccount | None:
    """Return the labelled content of the vials in use as billing parts it, None before release.

    A preparation that was discarded bills nothing, and a quarantined vial is not billed.
    """
    if state.status is not Status.RELEASED:
        return None
    return labelled_account(state.monograph, state.plan.dose.prepared, state.plan.vials)


def _mg(number: Decimal | int) -> Quantity:
    return quantity(number, "mg")


def _vial(
    scanned: MaterialScanned,
    number: int,
    labelled: Quantity,
    drawn: Quantity,
    discarded: Quantity,
    fate: Fate,
    reason: str,
) -> VialWaste:
    return VialWaste(number, scanned.lot, scanned.serial, labelled, drawn, discarded, fate, reason)


def _quarantined(state: Preparation) -> Iterator[VialWaste]:
    labelled = _labelled(state)
    numbers = dict.fromkeys(each.vial for each in state.quarantined)
    for number in numbers:
        for scanned, fact in _failed(state, number):
            opened = was_opened(fact)
            fate, lost = (Fate.QUARANTINED, labelled) if opened else (Fate.UNOPENED, _mg(0))
            yield _vial(scanned, number, labelled, _mg(0), lost, fate, fact.reason)


def _failed(state: Preparation, number: int) -> Iterator[tuple[MaterialScanned, VialQuarantined]]:
    """Yield the vials that stood in one place and failed there, each with its quarantine.

    A place takes another vial only once the one before it was quarantined.
    """
    scanned = (each for each in state.materials if each.vial == number)
    facts = (each for each in state.quarantined if each.vial == number)
    # The vial that stands there now has no quarantine, so the two may differ in length.
    yield from zip(scanned, facts, strict=False)


def _ended(state: Preparation) -> Iterator[VialWaste]:
    if state.status is Status.RELEASED:
        yield from _used(state)
    elif state.discarded is not None:
        yield from _discarded(state, state.discarded.reason)


def _used(state: Preparation) -> Iterator[VialWaste]:
    labelled = _labelled(state)
    for vial, drawn in zip(state.vials, _drawn(state), strict=True):
        with exactly():
            left = measured_in(labelled - drawn, "mg")
        reason = REMAINDER if left.magnitude else NOTHING_LEFT
        yield _vial(vial.material, vial.number, labelled, drawn, left, Fate.USED, reason)


def _discarded(state: Preparation, reason: str) -> Iterator[VialWaste]:
    labelled, none = _labelled(state), _mg(0)
    for vial, drawn in zip(state.vials, _drawn(state), strict=True):
        if vial.reconstituted is None:
            yield _vial(vial.material, vial.number, labelled, none, none, Fate.UNOPENED, UNOPENED)
        else:
            yield _vial(
                vial.material, vial.number, labelled, drawn, labelled, Fate.DISCARDED, reason
            )


def _labelled(state: Preparation) -> Quantity:
    return measured_in(state.monograph.labelled_content.value, "mg")


def _drawn(state: Preparation) -> Iterator[Quantity]:
    """Yield how many mg were drawn from each vial in use, vial 1 first."""
    monograph = state.monograph
    most = magnitude(monograph.delivered_volume.value, "mL")
    strength = magnitude(monograph.reconstituted_concentration.value, "mg/mL")
    left = _withdrawn(state)
    for _ in state.vials:
        with exactly():
            volume = min(most, left)
            left -= volume
            drawn = volume * strength
        yield _mg(drawn)


def _withdrawn(state: Preparation) -> Decimal:
    """Return how many mL of drug the recorded syringes hold."""
    done = {each.step for each in state.done}
    steps = withdrawal(state.monograph, state.draws)
    with exactly():
        return sum(
            (
                magnitude(draw.volume, "mL")
                for step, draw in zip(steps, state.draws, strict=True)
                if step.identifier in done
            ),
            Decimal(0),
        )
