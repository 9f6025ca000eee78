"""Whether a labelled preparation is fit for use at a moment, and what is left of its time.

Two ways to know: from everything recorded of it, where this is the site's own log; or from the
label alone, where it was made elsewhere: then only the times on the label can be judged.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.elapsed import elapsed
from app.core.infusing import Infusion, Remainder, remainder
from app.core.infusion_decision import (
    after_a_restart,
    late_said,
    passed_said,
    since_the_release,
    why_ask,
)
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.reading import Reading
from app.core.storage import Storage
from app.core.timing import Deadline, Name, backwards, deadline_named


class Fit(StrEnum):
    """The answer, in the words that people see first."""

    FIT = "FIT FOR USE"
    ASK = "ASK A PHARMACIST"
    NOT_YET = "NOT YET"
    NOT_FIT = "NOT FIT FOR USE"
    RUNNING = "INFUSION RUNS"
    COVER = "COVER IT NOW"
    STOP_EARLY = "STOP BEFORE THE END"
    USED = "INFUSION ENDED"
    TIMES_ONLY = "IN TIME BY ITS LABEL"
    CHECK = "CHECK WITH THE PHARMACY"


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
        return _infused(state, state.infusion, now)
    binding = state.binding()
    assert binding is not None
    left = binding.at - now
    if left < timedelta(0):
        return Fitness(Fit.NOT_FIT, passed_said(binding, now), binding, left)
    if state.protection(now) is None:
        return Fitness(
            Fit.NOT_FIT,
            "This preparation is recorded as not protected from light. Cover it, record that, "
            "and ask a pharmacist whether it may be given.",
            binding,
            left,
        )
    return _waiting(state, now, binding)


def why_age_unknown(state: Preparation, now: Reading) -> str:
    """Return why nobody can tell how old a preparation is, "" where that is known."""
    if not backwards(state.last, now):
        return ""
    return (
        "The clock shows an earlier time than the last record of it, so the age of the "
        "preparation is not known. Do not give it; set the clock right, and call a pharmacist."
    )


def stopped_by(found: Fitness, why: str) -> Fitness:
    """Return the answer once it is known `why` a preparation must not be given, whatever its time.

    `why` is "" where nothing is. What was infused already cannot be stopped any more.
    """
    if not why:
        return found
    match found.fit:
        case Fit.NOT_FIT:
            return found
        case Fit.USED:
            return replace(found, sentence=f"{found.sentence} {why}")
        case Fit.STOP_EARLY | Fit.COVER:
            return replace(found, fit=Fit.NOT_FIT, sentence=f"{why} {found.sentence}")
        case _:
            return replace(found, fit=Fit.NOT_FIT, sentence=why)


def _why_not_released(state: Preparation) -> str:
    if state.status is Status.DISCARDED:
        reason = state.discarded.reason if state.discarded else ""
        return (
            f"This preparation was discarded: {reason}. Do not give it; return it to the pharmacy."
        )
    if state.status is Status.FAILED:
        return f"{state.failure}. Do not give it; it is discarded."
    if state.status is Status.OPEN:
        return (
            "This preparation is not released: a pharmacist's release is missing. Do not give it."
        )
    return ""


def _why_void(state: Preparation, code: str | None) -> str:
    label = state.label
    if label is None and state.label_written:
        return (
            "Every printed label of it is void: while Umbra did not run, its label was written by "
            "hand. Go by that one and ask the pharmacy."
            if code is not None
            else ""
        )
    if label is None:
        return "This preparation has no label in force. Do not give it; ask the pharmacy."
    if code is not None and code != label.code:
        return (
            f"This label is void: the one in force is copy {label.copy}. Do not go by this one; "
            "ask the pharmacy."
        )
    return ""


def _waiting(state: Preparation, now: datetime, binding: Deadline) -> Fitness:
    left, ask = binding.at - now, why_ask(state, now)
    soonest = state.start_not_before()
    if soonest is not None and now < soonest.at:
        return Fitness(
            Fit.NOT_YET,
            f"This preparation is coming to room temperature, {soonest.rule}: start it in "
            f"{elapsed(soonest.at - now)}, not before.{f' {ask}' if ask else ''}",
            binding,
            left,
        )
    if state.place is Storage.REFRIGERATED:
        warm = state.monograph.equilibration
        assert warm is not None
        said = (
            f"This preparation is in the refrigerator. Take it out within {elapsed(left)} and "
            f"record that; it then needs {show(warm.value)} to room temperature."
        )
    else:
        said = f"Start the infusion within {elapsed(left)}."
    if ask:
        return Fitness(Fit.ASK, f"{ask} {said}", binding, left)
    compare = after_a_restart(state)
    return Fitness(Fit.FIT, f"{said} {compare}" if compare else said, binding, left)


def _infused(state: Preparation, infusion: Infusion, now: datetime) -> Fitness:
    end = deadline_named(state.deadlines(), Name.END)
    left = end.at - now
    if infusion.ended is not None:
        rest = infusion.left(infusion.ended)
        if not rest.magnitude:
            return Fitness(Fit.USED, _all_infused(infusion, end.at), end)
        not_infused = Remainder(infusion.ended, rest, infusion.dose_in(rest))
        said = f"Not infused, by rate and time: {_amounts(not_infused)}."
        return Fitness(Fit.USED, said, end, remains=not_infused)
    remains = remainder(infusion, end.at, now)
    if left < timedelta(0):
        return Fitness(Fit.NOT_FIT, _past_its_end(infusion, end, now), end, left, remains)
    is_bare = state.protection(now) is None and infusion.ends(now) > now
    bare = f"{COVER_IT} " if is_bare else ""
    if remains is None:
        gap = since_the_release(state, now)
        told = f" {gap} Tell a pharmacist." if gap else ""
        said = f"{bare}{_goes_on(infusion, end.at, now)}{told}"
        return Fitness(Fit.COVER if is_bare else Fit.RUNNING, said, end, left)
    whole = show(infusion.dose, 2)
    return Fitness(
        Fit.STOP_EARLY,
        f"{bare}The infusion cannot end in time: {end.rule} ({end.source}). When that time comes "
        f"{_amounts(remains)} of {whole} will be left. Call a pharmacist now; stop it by then.",
        end,
        left,
        remains,
    )


COVER_IT = (
    "This preparation is not protected from light: cover the bag now, record it with F7, ask a "
    "pharmacist."
)
"""What is said, before all else, of what runs and is not protected."""


def _past_its_end(infusion: Infusion, end: Deadline, now: datetime) -> str:
    ends = infusion.ends(now)
    if ends > end.at:
        return passed_said(end, now)
    return (
        f"By rate and time all of it was infused {elapsed(end.at - ends)} before its latest "
        "end, in time, and nobody recorded that it ended. Look at the bag: where it still runs, "
        "stop it, keep the bag and call a pharmacist now. Record that it ended."
    )


def _all_infused(infusion: Infusion, end_by: datetime) -> str:
    """Return that all of it was infused, and that in time where its end was recorded too late."""
    assert infusion.ended is not None
    assert infusion.over is not None
    if infusion.ended <= end_by:
        return "All of it was infused, by rate and time."
    return (
        f"By rate and time all of it was infused {elapsed(end_by - infusion.over)} before its "
        f"latest end, in time. That it ended was recorded {elapsed(infusion.ended - end_by)} after."
    )


def _goes_on(infusion: Infusion, end_by: datetime, now: datetime) -> str:
    ends = infusion.ends(now)
    if ends <= now:
        return "By rate and time all of it is infused. Look at the bag, and record that it ended."
    if infusion.is_paused:
        return (
            f"The infusion is paused. If it goes on within {elapsed(end_by - ends)} it ends in "
            "time."
        )
    return "The infusion runs and ends in time."


def _amounts(remains: Remainder) -> str:
    return f"{show(remains.volume, 1)} ({show(remains.dose, 2)})"


LONGEST = timedelta(hours=24)
"""No time on a label of Umbra's is further from the one before it, or from now while it waits."""


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """What the code of a label says by itself: preparation, copy, dose, and its times in UTC.

    `not_before` is None where it was in no refrigerator, and on labels older than that field.
    """

    number: str
    copy: str
    dose: str
    start_by: datetime
    end_by: datetime
    take_out_by: datetime | None
    not_before: datetime | None = None


def fitness_by_label(figures: LabelFigures, now: datetime) -> Fitness:
    """Return what can be said of a label made elsewhere: whether its times have passed.

    The label's minutes are whole: what it says is in time up to the end of that minute's first
    second.
    """
    source = "the label itself"
    start = Deadline(Name.START, figures.start_by, "the label's latest start", source)
    out = figures.take_out_by
    unknown = (
        "This preparation was not made in this log, so whether it was released, recalled or "
        "reprinted is not known here. Ask the pharmacy that made it."
    )
    if start.at - now > LONGEST:
        said = (
            f"Its latest start is {elapsed(start.at - now)} from now, and no label of Umbra's says "
            "more than 24 h: it was altered, or the clock is wrong. Do not go by it; ask the "
            "pharmacy that made it."
        )
        return Fitness(Fit.NOT_FIT, said)
    if now > start.at:
        ended = now > figures.end_by
        said = (
            f"Its latest start passed {elapsed(now - start.at)} ago"
            f"{', and so did the end of its infusion' if ended else ''}. Do not start it. {unknown}"
        )
        return Fitness(Fit.NOT_FIT, said, start, start.at - now)
    soonest = figures.not_before
    if soonest is not None and now < soonest:
        said = f"By its label it starts in {elapsed(soonest - now)}, not before. {unknown}"
        return Fitness(Fit.NOT_YET, said, start, start.at - now)
    if out is not None:
        binding = Deadline(Name.TAKE_OUT, out, "the label's time to take it out", source)
        said = f"Out of the refrigerator by then, if it still is there. {unknown}"
        if now <= out:
            return Fitness(Fit.TIMES_ONLY, said, binding, out - now)
        said = (
            f"This preparation had to be out of the refrigerator {elapsed(now - out)} ago, and "
            f"whether it was is not known here. {unknown}"
        )
        return Fitness(Fit.CHECK, said, start, start.at - now)
    return Fitness(Fit.TIMES_ONLY, unknown, start, start.at - now)
