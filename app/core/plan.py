"""From a dose to vials, syringes, diluent, concentration, waste and steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.billing import Units, units
from app.core.dose import Dose, percent_apart
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Checked, Monograph
from app.core.procedure import procedure
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    measured_in,
    number_for_people,
    plain,
    quantity,
    round_half_up,
    show,
)
from app.core.refused import Refused
from app.core.step import Step
from app.core.syringe import Draw, Syringes, draw, draw_exactly

_MOST_VIALS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a preparation needs, frozen when it is opened.

    `volume_exact` is dose over concentration before any rounding; `volume` is what the syringes
    show; `delivered` is the dose in that volume; `deviation_percent` compares it with the dose;
    `diluent` goes with `volume`; `waste` is what the vials deliver less the dose.
    """

    monograph: str
    monograph_digest: str
    dose: Dose
    volume_exact: Quantity
    draws: tuple[Draw, ...]
    volume: Quantity
    delivered: Quantity
    deviation_percent: Decimal
    vials: int
    from_each_vial: tuple[Quantity, ...]
    total: Quantity
    diluent: Quantity
    diluent_draws: tuple[Draw, ...]
    concentration: Quantity
    waste: Quantity
    billing: Units | None
    findings: tuple[Finding, ...]
    working: tuple[str, ...]
    steps: tuple[Step, ...]


def plan(dose: Dose, monograph: Monograph, syringes: Syringes, total: Quantity | None) -> Plan:
    """Return the plan for a dose in `total` (the label's total where None).

    Raises Refused for a total that cannot hold the drug and for a dose beyond all measure.
    """
    total = monograph.total_volume.value if total is None else measured_in(total, "mL")
    with exactly():
        exact = measured_in(dose.prepared / monograph.reconstituted_concentration.value, "mL")
    vials = _vials(dose.prepared, monograph)
    draws = _draws(exact, vials, monograph, syringes)
    volume = _sum(draws) if draws else exact
    if volume >= total:
        raise Refused(
            f"A total of {show(total)} cannot hold {show(volume)} of drug and diluent; "
            "choose a larger total."
        )
    with exactly():
        delivered = measured_in(volume * monograph.reconstituted_concentration.value, "mg")
        diluent = measured_in(total - volume, "mL")
        concentration = measured_in(delivered / total, "mg/mL")
        held = monograph.delivered_dose.value * vials
        waste = measured_in(held - dose.prepared, "mg")
    deviation = round_half_up(percent_apart(delivered, dose.prepared), 2)
    each = _from_each_vial(volume, vials, monograph)
    diluent_draws = draw_exactly(diluent, syringes)
    return Plan(
        monograph=monograph.identifier,
        monograph_digest=monograph.digest,
        dose=dose,
        volume_exact=exact,
        draws=draws,
        volume=volume,
        delivered=delivered,
        deviation_percent=deviation,
        vials=vials,
        from_each_vial=each,
        total=total,
        diluent=diluent,
        diluent_draws=diluent_draws,
        concentration=concentration,
        waste=waste,
        billing=units(monograph, dose.prepared, vials),
        findings=(
            *dose.findings,
            *_findings(dose, exact, draws, vials, total, concentration, monograph, syringes),
            *_diluent_findings(diluent, diluent_draws, syringes),
        ),
        working=(
            *dose.working,
            *_working(dose, exact, draws, volume, delivered, deviation, vials, monograph),
            *_dilution(volume, delivered, diluent, total, concentration, waste, vials, monograph),
        ),
        steps=procedure(monograph, draws, each, diluent, diluent_draws, total),
    )


def _vials(dose: Quantity, monograph: Monograph) -> int:
    with exactly():
        share = magnitude(dose, "mg") / magnitude(monograph.delivered_dose.value, "mg")
    vials = int(share.to_integral_value(ROUND_CEILING))
    if vials > _MOST_VIALS:
        raise Refused(
            f"A dose of {show(dose)} would take {vials:,} vials; correct the height, the weight "
            "or the ordered dose."
        )
    return vials


def _draws(
    exact: Quantity, vials: int, monograph: Monograph, syringes: Syringes
) -> tuple[Draw, ...]:
    with exactly():
        most = measured_in(monograph.delivered_volume.value * vials, "mL")
        least = measured_in(monograph.delivered_volume.value * (vials - 1), "mL")
    return draw(exact, syringes, at_least=least, at_most=most)


def _sum(draws: tuple[Draw, ...]) -> Quantity:
    with exactly():
        total = sum((magnitude(each.volume, "mL") for each in draws), Decimal(0))
    return quantity(total, "mL")


def _from_each_vial(volume: Quantity, vials: int, monograph: Monograph) -> tuple[Quantity, ...]:
    most = magnitude(monograph.delivered_volume.value, "mL")
    left = magnitude(volume, "mL")
    found: list[Quantity] = []
    with exactly():
        for _ in range(vials):
            found.append(quantity(min(most, left), "mL"))
            left -= min(most, left)
    return tuple(found)


def _findings(
    dose: Dose,
    exact: Quantity,
    draws: tuple[Draw, ...],
    vials: int,
    total: Quantity,
    concentration: Quantity,
    monograph: Monograph,
    syringes: Syringes,
) -> Iterator[Finding]:
    if not draws:
        yield stop(
            "no-syringe-fits",
            f"No syringe or pair of syringes measures {show(exact, 3)}; check the dose.",
            syringes.source,
        )
    yield from _concentration(dose, total, concentration, monograph)
    if total != monograph.total_volume.value:
        yield warn(
            "total-not-of-label",
            f"The total is {show(total)}; the label gives {show(monograph.total_volume.value)}.",
            monograph.total_volume.source,
        )
    with exactly():
        held = monograph.delivered_volume.value * vials
    if (_sum(draws) if draws else exact) >= held:
        yield warn(
            "no-spare-volume",
            f"The dose takes all that {_vials_in_words(vials)} "
            f"{'delivers' if vials == 1 else 'deliver'}, {show(held)}; whatever stays in the "
            "needle or the vial is missing from the dose.",
            monograph.delivered_volume.source,
        )
    if syringes.checked is Checked.FROM_KNOWLEDGE:
        yield note(
            "not-seen-syringes",
            "Graduations and tolerances of the syringes were not seen in print by the authors; "
            "the site confirms them against its own syringes.",
            syringes.source,
        )


def _diluent_findings(
    diluent: Quantity, draws: tuple[Draw, ...], syringes: Syringes
) -> Iterator[Finding]:
    if not draws:
        yield warn(
            "diluent-not-measurable",
            f"No three syringes add up to {show(diluent)} of diluent on their graduations; say "
            "how it is measured.",
            syringes.source,
        )


def _vials_in_words(vials: int) -> str:
    return "1 vial" if vials == 1 else f"{vials} vials"


def _concentration(
    dose: Dose, total: Quantity, concentration: Quantity, monograph: Monograph
) -> Iterator[Finding]:
    low, high = monograph.lowest_concentration, monograph.highest_concentration
    with exactly():
        ordered = measured_in(dose.prepared / total, "mg/mL")
    bounds = f"{show(low.value)} to {show(high.value)}"
    fits = _what_fits(dose.prepared, monograph)
    for value in (ordered, concentration):
        if value < low.value:
            yield stop(
                "concentration-below-range",
                f"{_at(value)} in {show(total)} is below {show(low.value)}, the least of "
                f"{bounds}. {fits}",
                low.source,
            )
            return
        if value > high.value:
            yield stop(
                "concentration-above-range",
                f"{_at(value)} in {show(total)} is above {show(high.value)}, the most of "
                f"{bounds}. {fits}",
                high.source,
            )
            return


def _at(value: Quantity) -> str:
    return show(value) if len(plain(value.magnitude)) <= 8 else show(value, 6)


def _what_fits(dose: Quantity, monograph: Monograph) -> str:
    low, high = monograph.lowest_concentration.value, monograph.highest_concentration.value
    sentence = (
        f"A total of {_total(dose, high, ROUND_CEILING)} to {_total(dose, low, ROUND_FLOOR)} "
        f"would hold this dose within the range, but the label gives "
        f"{show(monograph.total_volume.value)} for a bag."
    )
    if monograph.syringe is None:
        return sentence
    least, most = monograph.syringe.lowest.value, monograph.syringe.highest.value
    syringe = (
        f"A syringe of {_total(dose, most, ROUND_CEILING)} to {_total(dose, least, ROUND_FLOOR)}"
    )
    if monograph.syringe.enabled:
        return f"{sentence} {syringe} would fit."
    return (
        f"{sentence} {syringe} would fit, but syringe preparation is switched off: "
        f"{monograph.syringe.reason}."
    )


def _total(dose: Quantity, concentration: Quantity, rounding: str) -> str:
    with exactly():
        total = magnitude(dose, "mg") / magnitude(concentration, "mg/mL")
        inward = total.quantize(Decimal("0.01"), rounding=rounding)
    return show(quantity(inward, "mL"))


def _working(
    dose: Dose,
    exact: Quantity,
    draws: tuple[Draw, ...],
    volume: Quantity,
    delivered: Quantity,
    deviation: Decimal,
    vials: int,
    monograph: Monograph,
) -> Iterator[str]:
    strength = show(monograph.reconstituted_concentration.value)
    per_vial = show(monograph.delivered_dose.value)
    yield (
        f"{show(monograph.reconstitution_volume.value)} of {monograph.reconstitution_diluent} "
        f"per vial gives {strength}; a vial delivers "
        f"{show(monograph.delivered_volume.value)} = {per_vial}"
    )
    yield f"{show(dose.prepared)} ÷ {strength} = {show(exact)}"
    yield f"{show(dose.prepared)} ÷ {per_vial} per vial, rounded up = {_vials_in_words(vials)}"
    if draws:
        measured = " and ".join(
            f"{show(each.volume)} in a {show(each.capacity)} syringe "
            f"(graduated {show(each.graduation)})"
            for each in draws
        )
        yield f"measured as {measured}, {show(volume)}"
    yield (
        f"{show(volume)} × {strength} = {show(delivered)}, {signed_percent(deviation)} of the dose"
    )


def signed_percent(value: Decimal) -> str:
    """Return a difference such as "−0.41%", "+2%" or "0%", as people read it."""
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return f"{sign}{number_for_people(abs(value))}%"


def _dilution(
    volume: Quantity,
    delivered: Quantity,
    diluent: Quantity,
    total: Quantity,
    concentration: Quantity,
    waste: Quantity,
    vials: int,
    monograph: Monograph,
) -> Iterator[str]:
    low, high = monograph.lowest_concentration.value, monograph.highest_concentration.value
    per_vial = show(monograph.delivered_dose.value)
    yield f"{show(total)} − {show(volume)} = {show(diluent)} of {monograph.diluent}"
    yield (
        f"{show(delivered)} ÷ {show(total)} = {_at(concentration)}, "
        f"range {show(low)} to {show(high)}"
    )
    yield f"{vials} × {per_vial} less the dose = {show(waste)} discarded"
