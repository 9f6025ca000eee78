"""What stands beside a volume: where it comes from, and what each vial gives."""

from app.core.plan import signed_percent
from app.core.preparation import Preparation
from app.core.quantity import exactly, measured_in, show
from app.core.step import Step
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
        syringes = " and ".join(
            f"{show(draw.volume)} in a {show(draw.capacity)} syringe" for draw in step.draws
        )
        return (
            f"{show(plan.total)} − {show(plan.volume)} of drug = **{show(plan.diluent)}**\n"
            f"measured as {syringes}"
        )
    strength = show(monograph.reconstituted_concentration.value)
    if len(plan.draws) > 1:
        whole = " + ".join(show(draw.volume) for draw in plan.draws)
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
