"""The page of a label: the answer, what is left, where it waits, and how its infusion stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from app.core.dilution import rate_of
from app.core.elapsed import elapsed
from app.core.fitness import COVER_IT, Fit, Fitness, LabelFigures
from app.core.infusing import Infusion, Remainder
from app.core.person import Office, Person
from app.core.policy import Policy
from app.core.preparation import Preparation, Status
from app.core.quantity import exactly, show
from app.core.storage import Storage
from app.core.timing import Deadline, Name, deadline_named
from app.label_check import ReadLabel
from app.label_proof import Standing as Proven
from app.site import Site
from app.ui.drawing.budget import BudgetFacts, BudgetMark, BudgetState, MarkKind
from app.ui.drawing.labelled import LabelledRow
from app.ui.drawing.tile import TileFacts
from app.ui.drawing.verdict import Look, VerdictFacts
from app.ui.facts.budget import budget
from app.ui.facts.signs import people_text
from app.ui.facts.times import clock_time, day_and_time, length
from app.ui.theme import Tone

NO_PUMP = "by rate and time; no pump is read"
# So many pauses are drawn on the line, the last ones; how many there were stands in words.
_PAUSES_DRAWN = 2

_LOOKS = {
    Fit.FIT: Look.FIT,
    Fit.ASK: Look.ASK,
    Fit.NOT_YET: Look.NOT_YET,
    Fit.NOT_FIT: Look.NOT_FIT,
    Fit.RUNNING: Look.RUNNING,
    Fit.COVER: Look.COVER,
    Fit.STOP_EARLY: Look.STOP_EARLY,
    Fit.USED: Look.USED,
    Fit.TIMES_ONLY: Look.TIMES_ONLY,
    Fit.CHECK: Look.CHECK,
}


def verdict(found: Fitness, state: Preparation | None, now: datetime, site: Site) -> VerdictFacts:
    """Return the answer; where some will be left it says how much, large."""
    look, word = _LOOKS[found.fit], found.fit.value
    infusion = None if state is None else state.infusion
    if look is Look.RUNNING and infusion is not None and infusion.is_paused:
        look, word = Look.PAUSED, "INFUSION PAUSED"
    if found.fit is Fit.USED and infusion is not None:
        return VerdictFacts(look, word, found.sentence, _in_time(infusion, found, site))
    remains = found.remains
    if state is None or infusion is None or remains is None:
        return VerdictFacts(look, word, found.sentence)
    when, amounts = clock_time(remains.at, site), _amounts(infusion, remains)
    if found.fit is not Fit.STOP_EARLY:
        left = "left" if now < remains.at else "were left"
        return VerdictFacts(look, word, found.sentence, f"{amounts} {left} at {when}")
    # The rule and its source stand below, in a row of their own.
    sentence = "Call a pharmacist now; stop it by then. The infusion cannot end in time."
    if state.protection(now) is None:
        sentence = f"{COVER_IT} {sentence}"
    return VerdictFacts(look, word, sentence, f"{amounts} will be left at {when}")


def _in_time(infusion: Infusion, found: Fitness, site: Site) -> str:
    """Return when all was infused, where only the record of its end came after the latest end."""
    over, ended, end_by = infusion.over, infusion.ended, found.deadline
    if over is None or ended is None or end_by is None or not over <= end_by.at < ended:
        return ""
    return f"all infused at {clock_time(over, site)}, in time by rate and time"


def _amounts(infusion: Infusion, remains: Remainder) -> str:
    """Return such as "8.3 mL (0.29 mg of 1.75 mg)"."""
    dose = f"{show(remains.dose, 2)} of {show(infusion.dose, 2)}"
    return f"{show(remains.volume, 1)} ({dose})"


# What is known.


def rows(
    figures: LabelFigures, state: Preparation | None, found: Fitness, now: datetime, site: Site
) -> tuple[LabelledRow, ...]:
    """Return what is known of what bears the label, a row each."""
    if state is None or state.status is not Status.RELEASED:
        return tuple(_by_label(figures, state, found, site))
    return tuple(_released(state, found, now, site))


def signature(
    read: ReadLabel, state: Preparation | None, found: Fitness
) -> tuple[LabelledRow, ...]:
    """Return whether a label is genuine; what the answer says already is not said again.

    Nothing once the infusion of a genuine one has begun: the room is for the infusion then.
    """
    proof = read.proof
    said = f"**{proof.standing.value}**"
    if proof.standing is Proven.GENUINE and proof.is_own:
        if state is not None and state.infusion is not None:
            return ()
        said += ", signed with the key of this site"
    elif proof.sentence not in found.sentence:
        said += f": {people_text(proof.sentence)}"
    return (LabelledRow("Signature", said, _TONES[proof.standing]),)


_TONES = {
    Proven.GENUINE: Tone.OK,
    Proven.REPRINTED: Tone.WARN,
    Proven.ALTERED: Tone.STOP,
    Proven.NOT_SIGNED: Tone.PLAIN,
    Proven.UNKNOWN_KEY: Tone.WARN,
    Proven.VOID: Tone.STOP,
    Proven.NOT_READ: Tone.WARN,
}


def _by_label(
    figures: LabelFigures, state: Preparation | None, found: Fitness, site: Site
) -> Iterator[LabelledRow]:
    yield LabelledRow("Label", f"preparation {figures.number}, copy {figures.copy}")
    yield LabelledRow("Dose on it", figures.dose)
    if state is None:
        yield LabelledRow("Patient", "not known here: read the label on the bag")
    if found.deadline is None:
        return
    yield from _left(found, site)
    times = (
        (Name.TAKE_OUT, figures.take_out_by),
        (Name.START, figures.start_by),
        (Name.END, figures.end_by),
    )
    if figures.not_before is not None:
        yield LabelledRow("Start not before", day_and_time(figures.not_before, site))
    for name, at in times:
        if at is not None and name is not found.deadline.name:
            yield LabelledRow(_MUST[name], day_and_time(at, site))


_MUST = {
    Name.DILUTE: "Dilute by",
    Name.TAKE_OUT: "Take out by",
    Name.START: "Start by",
    Name.END: "End by",
}


def _left(found: Fitness, site: Site) -> Iterator[LabelledRow]:
    deadline = found.deadline
    if deadline is None or found.left is None:
        return
    late = found.left < timedelta(0)
    words = f"passed {elapsed(found.left)} ago" if late else f"{elapsed(found.left)} left"
    yield LabelledRow(
        _MUST[deadline.name],
        f"**{day_and_time(deadline.at, site)}**, {words}",
        Tone.STOP if late else Tone.PLAIN,
    )
    yield LabelledRow("Rule", f"{deadline.rule} ({deadline.source})")


def _released(
    state: Preparation, found: Fitness, now: datetime, site: Site
) -> Iterator[LabelledRow]:
    plan, monograph = state.plan, state.monograph
    rate = show(rate_of(monograph, plan.total))
    yield LabelledRow("Dose", f"{show(plan.delivered)} in {show(plan.total)}, {rate}")
    yield from _left(found, site)
    if state.infusion is not None:
        yield LabelledRow("Infusion", _ran(state.infusion, now, site))
        return
    yield LabelledRow("Kept", _kept(state, site))
    if monograph.line_light is not None:
        line = monograph.line_light
        yield LabelledRow("Infusion line", f"{line.words} ({line.source})")


def _kept(state: Preparation, site: Site) -> str:
    """Return where the diluted preparation was, and since when it is where it is."""
    stays = [each for each in state.stays if each.ended is None or each.ended > _made(state)]
    *before, last = stays
    parts = [
        f"{each.place.words} {clock_time(max(each.begun, _made(state)), site)} to "
        f"{clock_time(each.ended, site)}"
        for each in before
        if each.ended is not None and each.place is Storage.REFRIGERATED
    ]
    now = f"{last.place.words} since {day_and_time(max(last.begun, _made(state)), site)}"
    said = "; ".join((*parts, now))
    return f"{said[0].upper()}{said[1:]}"


def _made(state: Preparation) -> datetime:
    assert state.diluted is not None
    return state.diluted


def _ran(infusion: Infusion, now: datetime, site: Site) -> str:
    """Return when it ran, in words."""
    said = f"started {day_and_time(infusion.started, site)}, {show(infusion.rate)}"
    pauses = [
        f"{clock_time(each.begun, site)} to {clock_time(each.ended, site)}"
        for each in infusion.pauses
        if each.ended is not None
    ]
    if pauses:
        said += f"; paused {', '.join(pauses)}"
    if infusion.is_paused:
        begun = infusion.pauses[-1].begun
        said += f"; paused since {clock_time(begun, site)} ({elapsed(now - begun)})"
    if infusion.ended is not None:
        said += f"; ended {clock_time(infusion.ended, site)}"
    return f"{said}. All {NO_PUMP}."


# The figures of an infusion.


def tiles(state: Preparation | None, now: datetime, site: Site) -> tuple[TileFacts, ...]:
    """Return what is infused, what is left, and when it ends; () before it was started."""
    if state is None or state.infusion is None:
        return ()
    infusion = state.infusion
    at = infusion.ended or now
    left = infusion.left(at)
    with exactly():
        done = infusion.total - left
    amounts = (
        TileFacts("Infused", show(done, 1), f"{show(infusion.dose_in(done), 2)}, {_BY}"),
        TileFacts("Left", show(left, 1), f"{show(infusion.dose_in(left), 2)}, {_BY}"),
    )
    if infusion.ended is not None:
        return amounts
    ends = infusion.ends(now)
    end_by = deadline_named(state.deadlines(), Name.END).at
    late = ends > end_by
    if_ = "if it goes on now" if infusion.is_paused else "at this rate"
    return (
        *amounts,
        TileFacts("All infused at", clock_time(ends, site), if_, Tone.STOP if late else Tone.PLAIN),
        TileFacts("END BY", clock_time(end_by, site), "the latest end", Tone.WARN),
    )


_BY = "by rate and time"


# The line of time.


def time_line(
    figures: LabelFigures,
    state: Preparation | None,
    found: Fitness,
    now: datetime,
    site: Site,
    policy: Policy,
) -> BudgetFacts | None:
    """Return the deadline with the moments before it; None where no deadline is to be shown."""
    if found.deadline is None:
        return None
    if state is None:
        return _of_label(figures, found.deadline, now, site, policy)
    if state.infusion is None:
        return budget(state, now, site)
    return _of_infusion(state, state.infusion, found.deadline, now, site)


def _of_label(
    figures: LabelFigures, deadline: Deadline, now: datetime, site: Site, policy: Policy
) -> BudgetFacts:
    out = figures.take_out_by
    begins = min(now, figures.start_by, out or figures.start_by)
    line = _Line(begins, max(figures.end_by, now), site)
    marks = [] if out is None else [line.mark(out, "out of the refrigerator", MarkKind.LATER)]
    marks.append(line.mark(figures.start_by, "infusion starts by", MarkKind.NEXT))
    marks.append(line.mark(figures.end_by, "infusion ends by", MarkKind.END))
    return line.budget(deadline, now, tuple(marks), policy)


def _of_infusion(
    state: Preparation, infusion: Infusion, end_by: Deadline, now: datetime, site: Site
) -> BudgetFacts:
    ends = infusion.ends(now)
    line = _Line(infusion.started, max(end_by.at, ends, now), site)
    marks = [line.mark(infusion.started, "infusion started", MarkKind.DONE)]
    for pause in infusion.pauses[-_PAUSES_DRAWN:]:
        marks.append(line.mark(pause.begun, "paused", MarkKind.LATER))
        if pause.ended is not None:
            marks.append(line.mark(pause.ended, "goes on", MarkKind.DONE))
    late = ends > end_by.at
    if infusion.ended is not None:
        marks.append(line.mark(infusion.ended, "infusion ended", MarkKind.DONE))
    else:
        kind = MarkKind.LATER if late else MarkKind.NEXT
        marks.append(line.mark(ends, "would be all infused" if late else "all infused", kind))
    marks.append(line.mark(end_by.at, "infusion ends by", MarkKind.END))
    marks.sort(key=lambda each: each.at)
    if infusion.ended is None:
        return line.budget(end_by, now, tuple(marks), state.policy)
    left = infusion.left(infusion.ended)
    return BudgetFacts(
        "INFUSION ENDED",
        clock_time(infusion.ended, site),
        f"{show(left, 1)} left" if left.magnitude else "all infused",
        NO_PUMP,
        tuple(marks),
        BudgetState.QUIET,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of time between two moments."""

    begins: datetime
    ends: datetime
    site: Site

    def place(self, moment: datetime) -> float:
        return (moment - self.begins) / max(self.ends - self.begins, timedelta(seconds=1))

    def mark(self, moment: datetime, words: str, kind: MarkKind) -> BudgetMark:
        return BudgetMark(self.place(moment), clock_time(moment, self.site), words, kind)

    def budget(
        self, deadline: Deadline, now: datetime, marks: tuple[BudgetMark, ...], policy: Policy
    ) -> BudgetFacts:
        left = deadline.at - now
        return BudgetFacts(
            heading=_HEADINGS[deadline.name],
            deadline=clock_time(deadline.at, self.site),
            remaining=length(left) if left >= timedelta(0) else f"{length(left)} ago",
            below=deadline.rule,
            marks=marks,
            state=_near(left, policy),
            now_at=self.place(now),
            now_time=clock_time(now, self.site),
        )


_HEADINGS = {
    Name.TAKE_OUT: "OUT OF REFRIGERATOR BY",
    Name.START: "START INFUSION BY",
    Name.END: "END INFUSION BY",
}


def _near(left: timedelta, policy: Policy) -> BudgetState:
    if left < timedelta(0):
        return BudgetState.PASSED
    if left <= timedelta(minutes=policy.urgent_minutes):
        return BudgetState.URGENT
    if left <= timedelta(minutes=policy.near_minutes):
        return BudgetState.NEAR
    return BudgetState.QUIET


# What may be done.


class Act(Enum):
    """What may be recorded of a released preparation, and of the key of a label."""

    TAKE_OUT = "take out"
    START = "start"
    PAUSE = "pause"
    GO_ON = "go on"
    ENDED = "ended"
    END_EARLY = "end early"
    LIGHT_LOST = "light lost"
    LIGHT_BACK = "light back"
    KNOW_KEY = "know the key"
    FORGET_KEY = "forget the key"


def acts(found: Fitness, state: Preparation | None, now: datetime) -> tuple[Act, ...]:
    """Return what may be recorded now, the one thing to do first; () where nothing may be."""
    if state is None or state.status is not Status.RELEASED:
        return ()
    if found.deadline is None:  # the label is void: the one in force is scanned first
        return ()
    if state.infusion is not None and state.infusion.ended is not None:
        return ()
    bare = state.protection(now) is None
    light = Act.LIGHT_BACK if bare else Act.LIGHT_LOST
    if state.infusion is not None:
        return (*_while_it_runs(state.infusion, found, now), light)
    if state.place is Storage.REFRIGERATED:
        return (Act.TAKE_OUT, light)
    if found.fit in (Fit.FIT, Fit.ASK):
        return (Act.START, light)
    return (light,) if found.left is not None and found.left >= timedelta(0) else ()


def _while_it_runs(infusion: Infusion, found: Fitness, now: datetime) -> tuple[Act, ...]:
    if not infusion.left(now).magnitude:
        return (Act.ENDED,)
    if found.left is not None and found.left <= timedelta(0):
        return (Act.END_EARLY,)
    return (Act.GO_ON if infusion.is_paused else Act.PAUSE, Act.END_EARLY)


def key_acts(read: ReadLabel | None, person: Person | None) -> tuple[Act, ...]:
    """Return what a pharmacist may record of the key of a label that was made elsewhere."""
    if read is None or person is None or person.office is not Office.PHARMACIST:
        return ()
    if read.proof.standing is Proven.UNKNOWN_KEY:
        return (Act.KNOW_KEY,)
    return (Act.FORGET_KEY,) if read.proof.site else ()


def end_asked(infusion: Infusion, now: datetime) -> str:
    """Return what is not infused if it ends now, before that is recorded."""
    left = infusion.left(now)
    dose = f"{show(infusion.dose_in(left), 2)} of {show(infusion.dose, 2)}"
    return f"By rate and time {show(left, 1)} ({dose}) is not infused. It cannot be started again."
