"""What the compounding record says of the time after the release: storage, light, infusion."""

from collections.abc import Iterator
from datetime import timedelta

from app.core import events as e
from app.core.elapsed import elapsed
from app.core.infusing import Infusion
from app.core.preparation import Preparation, Stamped
from app.core.quantity import Quantity, show
from app.core.timing import Name
from app.site import Site
from app.telling import said
from reports.section import Fields, Section

_TOLD = (
    e.Stored,
    e.ProtectionStarted,
    e.ProtectionLost,
    e.InfusionStarted,
    e.InfusionPaused,
    e.InfusionResumed,
    e.InfusionEnded,
)


def after_release(
    state: Preparation, history: tuple[Stamped, ...], site: Site
) -> Iterator[Section]:
    """Yield what happened after the release, and what was infused; nothing where nothing did."""
    released = next(
        (at for at, each in enumerate(history) if isinstance(each.fact, e.Released)), len(history)
    )
    rows = [
        (
            site.shown(each.reading.wall, "%Y-%m-%d %H:%M"),
            f"{said(each.fact)}, {each.actor}",
        )
        for each in history[released + 1 :]
        if isinstance(each.fact, _TOLD)
    ]
    if state.infusion is not None:
        rows += _infusion(state, state.infusion)
    if rows:
        yield Fields("After release", tuple(rows))


def _infusion(state: Preparation, infusion: Infusion) -> Iterator[tuple[str, str]]:
    stood = sum(
        (each.ended - each.begun for each in infusion.pauses if each.ended is not None),
        timedelta(0),
    )
    if stood:
        times = "once" if len(infusion.pauses) == 1 else f"{len(infusion.pauses)} times"
        yield "Paused", f"{times}, {elapsed(stood)} in all"
    if infusion.ended is None:
        yield "Its end", "not recorded"
        return
    left = infusion.left(infusion.ended)
    yield "Infused", f"{_of(infusion, left)}, by rate and time; no pump is read"
    late = state.late()
    if late is not None and late.deadline.name is Name.END:
        by = elapsed(late.came - late.deadline.at)
        yield "ENDED TOO LATE", f"{by} after the latest time: {late.deadline.rule}"


def _of(infusion: Infusion, left: Quantity) -> str:
    """Return how much of all was infused where `left` (mL) was not."""
    if not left.magnitude:
        return f"all of {show(infusion.total, 1)} ({show(infusion.dose, 2)})"
    lost = f"{show(left, 1)} ({show(infusion.dose_in(left), 2)} of {show(infusion.dose, 2)})"
    return f"all but {lost}"
