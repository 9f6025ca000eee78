"""From a dose to vials, syringes, diluent, concentration, waste and steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from app.core.bag import EMPTY, Bag, Untouched
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
from app.core.filling import filling, filling_findings, filling_working
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
    signed_percent,
)
from app.core.refused import Refused
from app.core.sourced import Checked
from app.core.step import Step
from app.core.syringe import (
    Draw,
    Syringe,
    Syringes,
    dead_space,
    draw,
    holding,
    most_held,
    possible_error,
)

_MOST_VIALS = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a preparation needs, frozen when it is opened.

    `volume_exact` is dose over concentration before any rounding; `volume` is what the syringes
    show; `delivered` is the dose in that volume; `deviation_percent` compares it with the dose;
    `diluent` goes with `volume`; `waste` is what the vials deliver less the dose. `needs` is what
    the infusion cannot do without, such as a filter.

    `second` measures the same `volume` with other syringes, with the least error but one, () where
    no others show it. `possible_error` and `second_error` are by how many mL the drug expelled from
    the one or the other may be off `volume_exact`. `bag` says what the container holds when it is
    taken; from a full one `withdrawn` (mL, as `diluent_draws`) is taken out before the drug goes
    in, so that `diluent` remains, and `untouched` says what would come of leaving it in.
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
    second: tuple[Draw, ...] = ()
    possible_error: Quantity | None = None
    second_error: Quantity | None = None
    bag: Bag = EMPTY
    withdrawn: Quantity | None = None
    untouched: Untouched | None = None


def plan(
    dose: Dose,
    monograph: Monograph,
    syringes: Syringes,
    total: Quantity | None,
    kind: ContainerKind | None = None,
    bag: Bag = EMPTY,
    second_best: bool = False,
) -> Plan:
    """Return the plan for a dose in `total`, the label's total where None.

    It is made in a container of `kind`, where None in the first that may hold the dose; `bag`
    says what that container holds when it is taken. With `second_best` the dose is drawn with
    other syringes than those with the least error. Raises Refused for a container that may not
    be prepared, for no total or one that cannot hold the drug, for a full bag whose overfill is
    not known, for no second-best syringes, and for a dose beyond all measure.
    """
    container = container_for(monograph, dose.prepared, kind)
    total = total_for(container, dose.prepared, total, syringes)
    with exactly():
        exact = measured_in(dose.prepared / monograph.reconstituted_concentration.value, "mL")
    vials = _vials(dose.prepared, monograph)
    draws = _draws(exact, vials, monograph, syringes, second_best)
    volume = _sum(draws) if draws else exact
    if volume >= total:
        raise Refused(
            f"A total of {show(total)} cannot hold {show(volume)} of drug and diluent; "
            "choose a larger total."
        )
    with exactly():
        delivered = measured_in(volume * monograph.reconstituted_concentration.value, "mg")
        concentration = measured_in(delivered / total, "mg/mL")
        held = monograph.delivered_dose.value * vials
        waste = measured_in(held - dose.prepared, "mg")
    deviation = round_half_up(percent_apart(delivered, dose.prepared), 2)
    each = _from_each_vial(volume, vials, monograph)
    filled = filling(bag, container, dose, exact, volume, total, monograph, syringes)
    second = _second(volume, draws, syringes)
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
        diluent=filled.diluent,
        diluent_draws=filled.draws,
        concentration=concentration,
        waste=waste,
        billing=units(monograph, dose.prepared, vials),
        findings=(
            *dose.findings,
            *_no_syringe(draws, exact, syringes),
            *dilution_findings(dose.prepared, total, concentration, container, monograph),
            *_vial_findings(exact, draws, vials, monograph, syringes),
            *filling_findings(filled, bag, syringes),
            *_holder_findings(container, holder, total, syringes),
            *_infusion_findings(monograph, container),
        ),
        second=second,
        possible_error=possible_error(draws, exact, syringes) if draws else None,
        second_error=possible_error(second, exact, syringes) if second else None,
        bag=bag,
        withdrawn=filled.withdrawn,
        untouched=filled.untouched,
        working=(
            *dose.working,
            *_working(dose, exact, draws, volume, delivered, deviation, vials, monograph),
            *filling_working(filled, bag, volume, total, monograph.diluent),
            *_dilution(delivered, total, concentration, waste, vials, monograph, container),
        ),
        steps=procedure(
            monograph,
            draws,
            each,
            filled.measured,
            filled.draws,
            total,
            in_words(container, holder, bag, monograph.diluent),
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
    exact: Quantity, vials: int, monograph: Monograph, syringes: Syringes, second_best: bool
) -> tuple[Draw, ...]:
    with exactly():
        most = measured_in(monograph.delivered_volume.value * vials, "mL")
        least = measured_in(monograph.delivered_volume.value * (vials - 1), "mL")
    best = draw(exact, syringes, at_least=least, at_most=most)
    if not second_best or not best:
        return best
    second = draw(exact, syringes, at_least=least, at_most=most, other_than=best)
    if not second:
        raise Refused(
            f"No other syringes of this site measure {show(exact, 3)}; use those with the least "
            "error."
        )
    return second


def _second(volume: Quantity, draws: tuple[Draw, ...], syringes: Syringes) -> tuple[Draw, ...]:
    """Return other syringes that show the very volume that is drawn, so that no figure changes."""
    if not draws:
        return ()
    nothing = quantity(0, "mL")
    return draw(volume, syringes, at_least=nothing, at_most=volume, exact=True, other_than=draws)


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
            f"needle or the vial is missing from the dose. {_kept(draws, monograph, syringes)}",
            monograph.delivered_volume.source,
        )
    if syringes.checked is Checked.FROM_KNOWLEDGE:
        yield note(
            "not-seen-syringes",
            "Graduations and tolerances of the syringes were not seen in print by the authors; "
            "the site confirms them against its own syringes.",
            syringes.source,
        )


def _kept(draws: tuple[Draw, ...], monograph: Monograph, syringes: Syringes) -> str:
    """Return how much hub and needle keep, or that the site did not say."""
    kept = dead_space(draws, syringes)
    if kept is None:
        return "How much hub and needle keep is not known: the site's syringes do not say it."
    with exactly():
        missing = measured_in(kept * monograph.reconstituted_concentration.value, "mg")
        percent = magnitude(kept, "mL") / magnitude(_sum(draws), "mL") * 100
    return (
        f"Hub and needle keep {show(kept)} = {show(missing)}, "
        f"{number_for_people(round_half_up(percent, 2))}% of what is drawn."
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
    materials = monograph.container_materials
    if materials is not None:
        said = f"The container: {materials.said()}."
        yield note("container-materials", said, materials.source)
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


def _dilution(
    delivered: Quantity,
    total: Quantity,
    concentration: Quantity,
    waste: Quantity,
    vials: int,
    monograph: Monograph,
    container: Container,
) -> Iterator[str]:
    bounds = concentrations(container)
    per_vial = show(monograph.delivered_dose.value)
    yield (
        f"{show(delivered)} ÷ {show(total)} = {concentration_said(concentration)}"
        + (f", range {bounds}" if bounds else "")
    )
    yield f"{vials} × {per_vial} less the dose = {show(waste)} discarded"
    if monograph.infusion_rate is None:
        length = monograph.infusion_length.value
        yield f"{show(total)} ÷ {show(length)} = {show(rate_of(monograph, total))}"
