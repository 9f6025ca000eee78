"""Whether a labelled preparation is fit for use at a moment, and what is left of its time.

Two ways to know: from everything recorded of it, where this is the site's own log; or from the
label alone, where it was made elsewhere: then only the times on the label can be judged.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.elapsed import elapsed
from app.core.infusing import Remainder, remainder
from app.core.infusion_decision import late_said, passed_said
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.storage import Storage
from app.core.timing import Deadline, Name, deadline_named


class Fit(StrEnum):
    """The answer, in the words that people see first."""

    FIT = "FIT FOR USE"
    NOT_YET = "NOT YET"
    NOT_FIT = "NOT FIT FOR USE"
    RUNNING = "INFUSION RUNS"
    STOP_EARLY = "STOP BEFORE THE END"
    USED = "INFUSION ENDED"
    TIMES_ONLY = "IN TIME BY ITS LABEL"


@dataclass(frozen=True, slots=True)
class Fitness:
    """The answer, why, by when what must happen next, and how long that is from now.

    `left` is negative for a deadline that passed. `remains` is what will not be infused in time.
    """

    fit: Fit
    sentence: str
    deadline: Deadline | None = None
    left: timedelta | None = None
    remains: Remainder | None = None


def fitness(state: Preparation, now: datetime, code: str | None = None) -> Fitness:
    """Return whether a preparation is fit for use at `now`; `code` is that of the scanned label.

    What runs, or has run, is judged too: whether it will have ended in time.
    """
    unfit = _why_not_released(state) or _why_void(state, code)
    if unfit:
        return Fitness(Fit.NOT_FIT, unfit)
    late = state.late()
    if late is not None:
        return Fitness(Fit.NOT_FIT, late_said(late), late.deadline, late.deadline.at - now)
    if state.infusion is not None:
        return _infused(state, now)
    binding = state.binding()
    assert binding is not None
    left = binding.at - now
    if left < timedelta(0):
        return Fitness(Fit.NOT_FIT, passed_said(binding, now), binding, left)
    if state.protection(now) is None:
        return Fitness(
            Fit.NOT_FIT,
            "It is recorded as not protected from light. Cover it, record that, and ask a "
            "pharmacist whether it may be given.",
            binding,
            left,
        )
    return _waiting(state, now, binding)


def _why_not_released(state: Preparation) -> str:
    if state.status is Status.DISCARDED:
        reason = state.discarded.reason if state.discarded else ""
        return f"It was discarded: {reason}. Do not give it; return it to the pharmacy."
    if state.status is Status.FAILED:
        return f"{state.failure}. Do not give it; it is discarded."
    if state.status is Status.OPEN:
        return "It is not released: a pharmacist's release is missing. Do not give it."
    return ""


def _why_void(state: Preparation, code: str | None) -> str:
    label = state.label
    if label is None:
        return "It has no label in force. Do not give it; ask the pharmacy."
    if code is not None and code != label.code:
        return (
            f"This label is void: the one in force is copy {label.copy}. Do not go by this one; "
            "ask the pharmacy."
        )
    return ""


def _waiting(state: Preparation, now: datetime, binding: Deadline) -> Fitness:
    left = binding.at - now
    soonest = state.start_not_before()
    if soonest is not None and now < soonest.at:
        return Fitness(
            Fit.NOT_YET,
            f"It is coming to room temperature, {soonest.rule}: start it in "
            f"{elapsed(soonest.at - now)}, not before.",
            binding,
            left,
        )
    if state.place is Storage.REFRIGERATED:
        warm = state.monograph.equilibration
        assert warm is not None
        return Fitness(
            Fit.FIT,
            f"It is in the refrigerator. Take it out within {elapsed(left)} and record that; it "
            f"then needs {show(warm.value)} to room temperature.",
            binding,
            left,
        )
    return Fitness(Fit.FIT, f"Start the infusion within {elapsed(left)}.", binding, left)


def _infused(state: Preparation, now: datetime) -> Fitness:
    infusion = state.infusion
    assert infusion is not None
    end = deadline_named(state.deadlines(), Name.END)
    left = end.at - now
    if infusion.ended is not None:
        rest = infusion.left(infusion.ended)
        if not rest.magnitude:
            return Fitness(Fit.USED, "All of it was infused, by rate and time.", end)
        not_infused = Remainder(infusion.ended, rest, infusion.dose_in(rest))
        said = f"Not infused, by rate and time: {_amounts(not_infused)}."
        return Fitness(Fit.USED, said, end, remains=not_infused)
    remains = remainder(infusion, end.at, now)
    if left < timedelta(0):
        return Fitness(Fit.NOT_FIT, passed_said(end, now), end, left, remains)
    if remains is None:
        paused = "It is paused; if it goes on now" if infusion.is_paused else "It runs and"
        return Fitness(Fit.RUNNING, f"{paused} it ends in time.", end, left)
    whole = show(infusion.dose, 2)
    return Fitness(
        Fit.STOP_EARLY,
        f"It cannot end in time: {end.rule} ({end.source}). When that time comes "
        f"{_amounts(remains)} of {whole} will be left. Call a pharmacist now; stop it by then.",
        end,
        left,
        remains,
    )


def _amounts(remains: Remainder) -> str:
    return f"{show(remains.volume, 1)} ({show(remains.dose, 2)})"


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """What the code of a label says by itself: preparation, copy, dose, and its times in UTC."""

    number: str
    copy: str
    dose: str
    start_by: datetime
    end_by: datetime
    take_out_by: datetime | None


def fitness_by_label(figures: LabelFigures, now: datetime) -> Fitness:
    """Return what can be said of a label made elsewhere: whether its times have passed.

    The label's minutes are whole: what it says is in time up to the end of that minute's first
    second.
    """
    source = "the label itself"
    start = Deadline(Name.START, figures.start_by, "the label's latest start", source)
    out = figures.take_out_by
    unknown = (
        "It was not made in this log, so whether it was released, recalled or reprinted is not "
        "known here. Ask the pharmacy that made it."
    )
    if now > start.at:
        return Fitness(Fit.NOT_FIT, f"{passed_said(start, now)}", start, start.at - now)
    if out is not None:
        binding = Deadline(Name.TAKE_OUT, out, "the label's time to take it out", source)
        said = f"Out of the refrigerator by then, if it still is there. {unknown}"
        if now <= out:
            return Fitness(Fit.TIMES_ONLY, said, binding, out - now)
        said = f"It had to be out of the refrigerator {elapsed(now - out)} ago. {unknown}"
        return Fitness(Fit.TIMES_ONLY, said, start, start.at - now)
    return Fitness(Fit.TIMES_ONLY, unknown, start, start.at - now)
