"""The step rail: a stage a line, done, present, or still to do."""

from collections.abc import Iterator
from dataclasses import replace

from app.core.preparation import Done, Preparation, Status
from app.core.step import Kind, Step
from app.site import Site
from app.ui.drawing.rail import RailItem, RailState
from app.ui.facts.times import clock_time

# The step whose record says most of its stage, where that is not the last one.
_TELLING = {"sign-prepared": "cover-bag", "weigh-bag": "add-drug"}


def stages(state: Preparation) -> tuple[str, ...]:
    """Return the stages in order."""
    return tuple(dict.fromkeys(step.stage for step in state.steps))


def place(state: Preparation) -> tuple[int, int]:
    """Return the number of the present stage, and of all; the last one when all is done."""
    names = stages(state)
    step = state.step
    return (names.index(step.stage) + 1 if step else len(names)), len(names)


def rail(state: Preparation, site: Site) -> tuple[RailItem, ...]:
    """Return the rail as it stands."""
    return tuple(_items(state, site))


def blind_rail(state: Preparation, site: Site) -> tuple[RailItem, ...]:
    """Return the rail without the volumes that the checker works out alone."""
    told = {step.stage for step in state.steps if _is_figure(step)}
    return tuple(
        replace(item, detail="volume hidden")
        if item.title in told and item.state is RailState.DONE
        else item
        for item in rail(state, site)
    )


def _is_figure(step: Step) -> bool:
    return (step.amount is not None or step.kind is Kind.WEIGH) and step.vial is None


def _items(state: Preparation, site: Site) -> Iterator[RailItem]:
    finished = {done.step: done for done in state.done}
    present = state.step
    for number, stage in enumerate(stages(state), start=1):
        steps = [step for step in state.steps if step.stage == stage]
        if all(step.identifier in finished for step in steps):
            yield RailItem(number, stage, _recorded(steps, finished, site), RailState.DONE)
        elif present is not None and present.stage == stage:
            stopped = state.status in (Status.FAILED, Status.DISCARDED)
            look = RailState.PROBLEM if stopped else RailState.CURRENT
            yield RailItem(number, stage, _now(state, present), look)
        else:
            yield RailItem(number, stage, "", RailState.TO_DO)


def _recorded(steps: list[Step], finished: dict[str, Done], site: Site) -> str:
    last = finished[steps[-1].identifier]
    telling = finished.get(_TELLING.get(last.step, last.step), last)
    first = finished[steps[0].identifier]
    drawn = [finished[step.identifier].detail for step in steps if step.draws]
    detail = " + ".join(drawn) if drawn else telling.detail
    late = any(finished[step.identifier].late for step in steps)
    return f"{clock_time(first.at, site)}{' late' if late else ''} · {detail}"


def _now(state: Preparation, step: Step) -> str:
    if state.status is Status.FAILED:
        return f"failed: {state.failure}"
    if state.status is Status.DISCARDED:
        return "discarded"
    if state.held is not None:
        return f"held: {state.held.place}"
    return _WAITS_FOR.get(step.identifier, "now")


_WAITS_FOR = {
    "check": "not by the preparer",
    "release": "by a pharmacist",
    "sign-prepared": "signature of the preparer",
}
