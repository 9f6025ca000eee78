"""From a dose to vials, syringes, diluent, concentration, waste and steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from app.core.billing import Units, units
from app.core.container import Container, ContainerKind
from app.core.dilution import (
    concentration_said,
    concentrations,
    container_for,
    dilution_findings,
    rate_of,
    total_for,
)
from app.core.dose import Dose, percent_apart
from app.core.due import not_seen
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.infusion import FilterNeed
from app.core.procedure import in_words, procedure
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    measured_in,
    number_for_people,
    quantity,
    round_half_up,
    show,
)
from app.core.refused import Refused
from app.core.sourced import Checked
from app.core.step import Step
from app.core.syringe import Draw, Syringe, Syringes, draw, draw_exactly, holding, most_held

_MOST_VIALS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a preparation needs, frozen when it is opened.

    `volume_exact` is dose over concentration before any rounding; `volume` is what the syringes
    show; `delivered` is the dose in that volume; `deviation_percent` compares it with the dose;
    `diluent` goes with `volume`; `waste` is what the vials deliver less the dose. `needs` is what
    the infusion cannot do without, such as a filter.
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
    container: ContainerKind = ContainerKind.BAG
    needs: tuple[str, ...] = ()


def plan(
    dose: Dose,
    monograph: Monograph,
    syringes: Syringes,
    total: Quantity | None,
    kind: ContainerKind | None = None,
) -> Plan:
    """Return the plan for a dose in `total`, the label's total where None.

    It is made in a container of `kind`, where None in the first that may hold the dose. Raises
    Refused for a container that may not be prepared, for no total or one that cannot hold the
    drug, and for a dose beyond all measure.
    """
    container = container_for(monograph, dose.prepared, kind)
    total = total_for(container, dose.prepared, total, syringes)
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
    holder = holding(total, syringes) if container.kind is ContainerKind.SYRINGE else None
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
            *_no_syringe(draws, exact, syringes),
            *dilution_findings(dose.prepared, total, concentration, container, monograph),
            *_vial_findings(exact, draws, vials, monograph, syringes),
            *_diluent_findings(diluent, diluent_draws, syringes),
            *_holder_findings(container, holder, total, syringes),
            *_infusion_findings(monograph, container),
        ),
        working=(
            *dose.working,
            *_working(dose, exact, draws, volume, delivered, deviation, vials, monograph),
            *_dilution(
                volume, delivered, diluent, total, concentration, waste, vials, monograph, container
            ),
        ),
        steps=procedure(
            monograph, draws, each, diluent, diluent_draws, total, in_words(container, holder)
        ),
        container=container.kind,
        needs=tuple(_needs(monograph, container)),
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


def _no_syringe(draws: tuple[Draw, ...], exact: Quantity, syringes: Syringes) -> Iterator[Finding]:
    if not draws:
        yield stop(
            "no-syringe-fits",
            f"No syringe or pair of syringes measures {show(exact, 3)}; check the dose.",
            syringes.source,
        )


def _vial_findings(
    exact: Quantity,
    draws: tuple[Draw, ...],
    vials: int,
    monograph: Monograph,
    syringes: Syringes,
) -> Iterator[Finding]:
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


def _holder_findings(
    container: Container, holder: Syringe | None, total: Quantity, syringes: Syringes
) -> Iterator[Finding]:
    if container.kind is ContainerKind.SYRINGE and holder is None:
        yield stop(
            "no-syringe-holds-total",
            f"No syringe may hold {show(total)}; the largest holds {show(most_held(syringes))} at "
            "most. Choose a smaller total.",
            syringes.source,
        )


def _infusion_findings(monograph: Monograph, container: Container) -> Iterator[Finding]:
    if monograph.filter is not None:
        yield note("filter", monograph.filter.said(), monograph.filter.source)
    if monograph.line is not None:
        yield note("line", monograph.line.said(), monograph.line.source)
    if container.line is not None:
        code, line = f"{container.kind.value}-line", container.line
        yield note(code, f"A {container.kind.value} needs: {line.words}.", line.source)
        if line.checked is Checked.FROM_KNOWLEDGE:
            yield not_seen(code, f"The statement “{line.words}”", line.source)


def _needs(monograph: Monograph, container: Container) -> Iterator[str]:
    if monograph.filter is not None and monograph.filter.need is FilterNeed.REQUIRED:
        yield monograph.filter.kind()
    if container.line is not None:
        yield container.line.words


def _vials_in_words(vials: int) -> str:
    return "1 vial" if vials == 1 else f"{vials} vials"


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
    container: Container,
) -> Iterator[str]:
    bounds = concentrations(container)
    per_vial = show(monograph.delivered_dose.value)
    yield f"{show(total)} − {show(volume)} = {show(diluent)} of {monograph.diluent}"
    yield (
        f"{show(delivered)} ÷ {show(total)} = {concentration_said(concentration)}"
        + (f", range {bounds}" if bounds else "")
    )
    yield f"{vials} × {per_vial} less the dose = {show(waste)} discarded"
    if monograph.infusion_rate is None:
        length = monograph.infusion_length.value
        yield f"{show(total)} ÷ {show(length)} = {show(rate_of(monograph, total))}"
