"""What a compounding record says of how the dose was drawn and what it was put into."""

from collections.abc import Iterator

from app.core.bag import Fill
from app.core.container import ContainerKind
from app.core.material import Material
from app.core.preparation import Preparation
from app.core.quantity import number_for_people, show
from app.core.step import Role
from app.core.syringe import Draw

Row = tuple[str, str]


def dose_rows(state: Preparation) -> Iterator[Row]:
    """Yield the rounding of the dose, with who took it; nothing where it was not rounded."""
    rounding = state.plan.dose.rounding
    if rounding is not None:
        yield "Dose rounded", f"{rounding.offer.said()} Taken by {rounding.by}."
        most = number_for_people(state.policy.rounding.at_most_percent)
        yield "Rounding policy", f"at most {most}%; {rounding.offer.source}"


def making_rows(state: Preparation) -> Iterator[Row]:
    """Yield the syringes, what the container held when it was taken, and what it is made of."""
    plan = state.plan
    if state.draws:
        error = plan.possible_error if state.draws == plan.draws else plan.second_error
        off = "" if error is None else f", possibly off by {show(error, 2)}"
        yield "Syringes", f"{_in_syringes(state.draws)}{off}"
    if plan.container is ContainerKind.BAG:
        yield "Container", f"{_held(state)}; {_made_of(state)}"
    if plan.untouched is not None:
        yield "Why not a full bag", plan.untouched.said()


def _in_syringes(draws: tuple[Draw, ...]) -> str:
    return " and ".join(f"{show(draw.volume)} in a {show(draw.capacity)} syringe" for draw in draws)


def _held(state: Preparation) -> str:
    bag, plan = state.plan.bag, state.plan
    if bag.fill is Fill.EMPTY:
        return "empty container, filled with measured diluent"
    nominal = "" if bag.nominal is None else f" of {show(bag.nominal)}"
    by = f", stated by {bag.stated_by}" if bag.stated_by else ""
    over = ""
    if bag.overfill is not None:
        over = f" with {show(bag.overfill)} overfill ({bag.source}{by})"
    taken = "" if plan.withdrawn is None else f"; {show(plan.withdrawn)} taken out first"
    return f"{bag.fill.words}{nominal}{over}{taken}"


def _made_of(state: Preparation) -> str:
    scanned = [each for each in state.materials if each.role is Role.CONTAINER]
    if not scanned:
        return "not scanned yet"
    material, rule = scanned[-1].material, state.monograph.container_materials
    if not material:
        return "its material is not known here and was not checked"
    if rule is None:
        return f"made of {material}; the monograph names no materials, not checked"
    return f"made of {material}: {rule.verdict(Material(material)).value} ({rule.source})"
