"""What stands beside a volume: where it comes from, and what each vial gives."""

from app.core.bag import held_by
from app.core.decision import other_syringes
from app.core.preparation import Preparation
from app.core.quantity import exactly, measured_in, show, signed_percent
from app.core.step import Step
from app.core.syringe import Draw
from app.ui.drawing.tile import TileFacts


def remark(state: Preparation, step: Step) -> str:
    """Return the line below the figure."""
    plan, monograph = state.plan, state.monograph
    if step.vial is not None:
        strength = show(monograph.reconstituted_concentration.value)
        return (
            f"{show(monograph.reconstitution_volume.value)} in the vial gives **{strength}**\n"
            f"{step.source}"
        )
    if step.identifier == "fill-container":
        return (
            f"{show(plan.total)} − {show(plan.volume)} of drug = **{show(plan.diluent)}**"
            f"{_measured_as(step.draws)}"
        )
    if step.identifier == "withdraw-diluent" and plan.withdrawn is not None:
        return (
            f"{show(held_by(plan.bag))} + {show(plan.volume)} of drug − {show(plan.total)} = "
            f"**{show(plan.withdrawn)}**{_measured_as(step.draws)}"
        )
    strength = show(monograph.reconstituted_concentration.value)
    if len(state.draws) > 1:
        whole = " + ".join(show(draw.volume) for draw in state.draws)
        return (
            f"{whole} = {show(plan.volume)}, exact {show(plan.volume_exact)}\n"
            f"together they deliver **{show(plan.delivered)}**  "
            f"({signed_percent(plan.deviation_percent)} of the dose)"
        )
    return (
        f"exact {show(plan.volume_exact)} = {show(plan.dose.prepared)} ÷ {strength}\n"
        f"delivers **{show(plan.delivered)}**  "
        f"({signed_percent(plan.deviation_percent)} of the dose)"
    )


def _in_syringes(draws: tuple[Draw, ...]) -> str:
    return " and ".join(f"{show(draw.volume)} in a {show(draw.capacity)} syringe" for draw in draws)


def _measured_as(draws: tuple[Draw, ...]) -> str:
    """Return the syringes in words where there are more of them than are drawn beside."""
    return f"\nmeasured as {_in_syringes(draws)}" if len(draws) > 2 else ""


def reason(state: Preparation, step: Step) -> str:
    """Return why diluent is measured or taken out: what a bag as it is would do; "" elsewhere."""
    told = state.plan.untouched
    at_the_bag = step.identifier in ("fill-container", "withdraw-diluent")
    return told.briefly() if told is not None and at_the_bag else ""


def others(state: Preparation) -> str:
    """Return the other syringes that show the volume, with how far off they may be; "" for none."""
    plan, other = state.plan, other_syringes(state)
    if not other:
        return ""
    pairs = ((plan.draws, plan.possible_error), (plan.second, plan.second_error))
    errors = [show(error, 2) for draws, error in pairs if draws == other and error is not None]
    now = [show(error, 2) for draws, error in pairs if draws == state.draws and error is not None]
    off = f", possibly off by {errors[0]} in place of {now[0]}" if errors and now else ""
    return f"{_in_syringes(other)}{off}"


def fills(state: Preparation, step: Step) -> tuple[TileFacts, ...]:
    """Return what each vial gives, for the step that withdraws first."""
    if step.identifier != "withdraw-1":
        return ()
    most = state.monograph.delivered_volume.value
    tiles = []
    for vial, volume in zip(state.vials, state.plan.from_each_vial, strict=True):
        with exactly():
            rest = measured_in(most - volume, "mL")
        remark = f"discard the rest ({show(rest)})" if rest.magnitude else "all that it delivers"
        whose = f"Vial {vial.number} · lot {vial.material.lot}"
        tiles.append(TileFacts(whose, show(volume), remark))
    return tuple(tiles)
