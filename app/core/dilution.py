"""Which container a dose goes into, in which total, and whether the label allows that."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.core.container import Container, ContainerKind
from app.core.finding import Finding, note, stop, warn
from app.core.formulary import Monograph
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    measured_in,
    plain,
    quantity,
    round_half_up,
    show,
)
from app.core.refused import Refused
from app.core.sourced import Limit
from app.core.syringe import Syringes, most_held


def container_for(monograph: Monograph, dose: Quantity, kind: ContainerKind | None) -> Container:
    """Return the container of that kind, or the first one that may hold `dose`.

    Raises Refused for a kind that the monograph lacks or that is switched off.
    """
    if kind is None:
        enabled = [each for each in monograph.containers if each.enabled]
        return next((each for each in enabled if each.exceeded_by(dose) is None), enabled[0])
    found = monograph.container(kind)
    if found is None:
        raise Refused(
            f"The monograph of {monograph.brand} has no preparation in a {kind.value}; choose "
            "another container."
        )
    if not found.enabled:
        raise Refused(
            f"{kind.value.capitalize()} preparation is switched off: {found.reason}. Choose "
            "another container."
        )
    return found


def total_for(
    container: Container, dose: Quantity, total: Quantity | None, syringes: Syringes
) -> Quantity:
    """Return the total volume in mL: the one asked for, or the label's.

    Raises Refused where neither is there, with the totals that would hold `dose`.
    """
    if total is not None:
        return measured_in(total, "mL")
    if container.total is not None:
        return container.total.value
    most = most_held(syringes) if container.kind is ContainerKind.SYRINGE else None
    span = _span(dose, container, most)
    fits = f"; {span} would hold {show(dose)} within the range of the label" if span else ""
    raise Refused(
        f"The label gives no total volume for a {container.kind.value}{fits}. Choose a total."
    )


def rate_of(monograph: Monograph, total: Quantity) -> Quantity:
    """Return the rate of the infusion: the label's, or the total over the length of the infusion.

    A rate that the label does not give is rounded half up to 0.1 mL/h.
    """
    if monograph.infusion_rate is not None:
        return monograph.infusion_rate.value
    with exactly():
        rate = magnitude(total, "mL") / magnitude(monograph.infusion_length.value, "h")
    return quantity(round_half_up(rate, 1).normalize(), "mL/h")


def dilution_findings(
    dose: Quantity,
    total: Quantity,
    concentration: Quantity,
    container: Container,
    monograph: Monograph,
) -> Iterator[Finding]:
    """Yield what the label says of this dose, total and concentration in this container."""
    yield from _dose_for_container(dose, container, monograph)
    yield from _concentration(dose, total, concentration, container, monograph)
    label = container.total
    if label is not None and total != label.value:
        yield warn(
            "total-not-of-label",
            f"The total is {show(total)}; the label gives {show(label.value)}.",
            label.source,
        )


def _dose_for_container(
    dose: Quantity, container: Container, monograph: Monograph
) -> Iterator[Finding]:
    limit = container.exceeded_by(dose)
    if limit is None:
        return
    kind = container.kind.value
    below = dose < limit.value
    side, which = ("below", "least") if below else ("above", "highest")
    kinds = [
        f"a {each.kind.value}"
        for each in monograph.containers
        if each.enabled and each.exceeded_by(dose) is None
    ]
    instead = f"prepare it in {' or '.join(kinds)}" if kinds else "no other container takes it"
    yield stop(
        "dose-not-for-container",
        f"{show(dose)} is {side} {show(limit.value)}, the {which} dose for a {kind}; {instead}.",
        limit.source,
    )


def _concentration(
    dose: Quantity,
    total: Quantity,
    concentration: Quantity,
    container: Container,
    monograph: Monograph,
) -> Iterator[Finding]:
    low, high = container.lowest, container.highest
    for limit, which in ((low, "least"), (high, "highest")):
        if limit is None:
            yield note(
                f"{which}-concentration-not-checked",
                f"Not checked: the {which} concentration; the monograph has none for a "
                f"{container.kind.value}.",
                monograph.label,
            )
    with exactly():
        ordered = measured_in(dose / total, "mg/mL")
    for value in (ordered, concentration):
        if low is not None and value < low.value:
            yield _outside(value, total, low, "below", _fits(dose, container, monograph), container)
            return
        if high is not None and value > high.value:
            fits = _fits(dose, container, monograph)
            yield _outside(value, total, high, "above", fits, container)
            return


def _outside(
    value: Quantity, total: Quantity, limit: Limit, side: str, fits: str, container: Container
) -> Finding:
    found = f"{concentration_said(value)} in {show(total)} is {side} {show(limit.value)}"
    bounds = concentrations(container)
    if bounds and side == "below":
        found = f"{found}, the least of {bounds}"
    elif bounds:
        found = f"{found}, the most of {bounds}"
    return stop(f"concentration-{side}-range", f"{found}. {fits}", limit.source)


def concentrations(container: Container) -> str:
    """Return the range of a container, such as "0.01 mg/mL to 0.1 mg/mL"; "" for half a range."""
    if container.lowest is None or container.highest is None:
        return ""
    return f"{show(container.lowest.value)} to {show(container.highest.value)}"


def concentration_said(value: Quantity) -> str:
    """Return a concentration as people read it: exact, or to six decimals where that is long."""
    return show(value) if len(plain(value.magnitude)) <= 8 else show(value, 6)


def _fits(dose: Quantity, container: Container, monograph: Monograph) -> str:
    kind = container.kind.value
    sentence = f"A total of {_span(dose, container)} would hold this dose within the range"
    if container.total is not None:
        sentence += f", but the label gives {show(container.total.value)} for a {kind}"
    return " ".join((f"{sentence}.", *_others(dose, container, monograph)))


def _others(dose: Quantity, container: Container, monograph: Monograph) -> Iterator[str]:
    for each in monograph.containers:
        span = _span(dose, each)
        if each is container or not span or each.exceeded_by(dose) is not None:
            continue
        kind = each.kind.value
        if each.enabled:
            yield f"A {kind} of {span} would fit."
        else:
            yield (
                f"A {kind} of {span} would fit, but {kind} preparation is switched off: "
                f"{each.reason}."
            )


def _span(dose: Quantity, container: Container, most: Quantity | None = None) -> str:
    """Return the totals that hold `dose` within the range, none above `most`; "" for no range."""
    low, high = container.lowest, container.highest
    least = None if high is None else _total(dose, high.value, ROUND_CEILING)
    largest = most if low is None else _total(dose, low.value, ROUND_FLOOR)
    if most is not None and largest is not None:
        largest = min(most, largest)
    if least is None:
        return "" if largest is None else f"at most {show(largest)}"
    return f"at least {show(least)}" if largest is None else f"{show(least)} to {show(largest)}"


def _total(dose: Quantity, concentration: Quantity, rounding: str) -> Quantity:
    with exactly():
        total = magnitude(dose, "mg") / magnitude(concentration, "mg/mL")
        inward = total.quantize(Decimal("0.01"), rounding=rounding)
    return quantity(inward, "mL")
