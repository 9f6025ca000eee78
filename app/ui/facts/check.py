"""The check: the pharmacist's figures, then ours."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from app.core import events as e
from app.core.bag import held_by
from app.core.decision import start_agrees, volume_agrees
from app.core.dose import percent_apart
from app.core.gravimetric import Verdict, Weighable, verdict_on
from app.core.ledger import Waited, exposed, waited
from app.core.plan import Plan
from app.core.preparation import Preparation
from app.core.quantity import (
    Quantity,
    exactly,
    magnitude,
    number_for_people,
    round_half_up,
    show,
    signed_percent,
)
from app.core.step import Role, Step
from app.core.storage import Storage
from app.core.timing import TOLERATED_DRIFT, Name, deadline_named
from app.core.weighing import (
    gains_in_use,
    named,
    object_of,
    policy_of,
    void_in_use,
    weighable,
)
from app.core.weighing_judged import dose_in_bag
from app.site import Site
from app.telling import clock_start, otherwise, said
from app.ui.drawing.check_table import CheckFacts, CheckRow
from app.ui.drawing.happenings import HappeningFacts
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.facts.ledger import gap_said, wait_said
from app.ui.facts.times import clock_time
from app.ui.language import Verbatim
from app.ui.theme import Tone


def check(state: Preparation, site: Site, person: str) -> CheckFacts:
    """Return the table for a person; ours stays hidden until their figures are in and agree.

    What another one worked out is not shown either: it tells what ours are.
    """
    figures = state.figures
    if figures is None or state.figures_by != person:
        return CheckFacts((), revealed=False)
    plan = state.plan
    start = deadline_named(state.deadlines(), Name.START).at
    theirs = clock_time(figures.start_by, site)
    volume_ok, start_ok = volume_agrees(state, figures), start_agrees(state, figures)
    masses = _masses(state)
    rows = [
        CheckRow(
            "Volume withdrawn",
            show(figures.volume),
            show(plan.volume_exact),
            show(plan.volume),
            _volume_verdict(state) if volume_ok else "differs",
            volume_ok,
        ),
        CheckRow(
            "Infusion starts by",
            theirs,
            clock_time(start, site),
            f"diluted {clock_time(state.diluted, site)}" if state.diluted else "",
            "equal" if start_ok else "differs",
            start_ok,
        ),
        # What the water weighed says more than that it was recorded.
        masses.pop(Weighable.VIAL, _water(state)),
        CheckRow(
            "Total in the bag",
            "",
            show(plan.total),
            _into_the_bag(plan),
            "recorded",
            True,
        ),
        *_rounded(plan),
        *masses.values(),
        *_dose(state),
    ]
    return CheckFacts(tuple(rows) if figures.agree else tuple(rows[:2]), revealed=figures.agree)


def _rounded(plan: Plan) -> Iterator[CheckRow]:
    """Yield the exact dose beside the rounded one, where a pharmacist rounded it."""
    rounding = plan.dose.rounding
    if rounding is not None:
        offer, verdict = rounding.offer, signed_percent(rounding.offer.percent)
        yield CheckRow(
            "Dose, rounded", "", show(offer.exact), show(offer.rounded), verdict, agrees=None
        )


def _into_the_bag(plan: Plan) -> str:
    """Return what came together in the bag, such as "44.2 mL + 5.8 mL"."""
    if plan.withdrawn is None:
        return f"{show(plan.diluent)} + {show(plan.volume)}"
    held = show(held_by(plan.bag))
    return f"{held} − {show(plan.withdrawn)} + {show(plan.volume)}"


def _water(state: Preparation) -> CheckRow:
    water = show(state.monograph.reconstitution_volume.value)
    drawn = ", ".join([water] * len(state.vials))
    return CheckRow(
        "Water in each vial", "", f"{state.plan.vials} × {water}", drawn, "recorded", True
    )


def _masses(state: Preparation) -> dict[Weighable, CheckRow]:
    """Return a row for all that was weighed of a kind: what it ought to have gained, and gained."""
    rows: dict[Weighable, CheckRow] = {}
    every = gains_in_use(state)
    for kind in Weighable:
        found = [(step, fact) for step, fact in every if weighable(step.identifier) is kind]
        if not found:
            continue
        water = show(state.monograph.reconstitution_volume.value)
        added = f"{water} of water" if kind is Weighable.VIAL else "mass gained"
        wanted = dict.fromkeys(step.gain for step, _ in found if step.gain is not None)
        gained = [fact.net for _, fact in found if fact.net is not None]
        apart = max((fact.deviation_percent or Decimal(0) for _, fact in found), key=abs)
        rows[kind] = CheckRow(
            f"{kind.value.capitalize()}{'s' if len(found) > 1 else ''}, {added}",
            "",
            _in_grams(wanted),
            _in_grams(gained),
            signed_percent(round_half_up(apart, 1)),
            all(_is_accepted(state, step, fact) for step, fact in found),
        )
    return rows


def _is_accepted(state: Preparation, step: Step, fact: e.Weighed) -> bool:
    """Tell whether a gain is within what the site accepts, without anyone's reason."""
    if fact.net is None or step.gain is None:
        return True
    return verdict_on(fact.net, step.gain, policy_of(state)) is Verdict.ACCEPTED


def _dose(state: Preparation) -> Iterator[CheckRow]:
    """Yield the dose that all masses together say, where anything was weighed."""
    dose = dose_in_bag(state)
    if dose is not None:
        yield CheckRow(
            "Dose by mass",
            "",
            show(dose.planned),
            show(dose.dose, 3),
            signed_percent(round_half_up(dose.deviation_percent, 1)),
            dose.verdict is Verdict.ACCEPTED,
        )


def _in_grams(masses: Iterable[Quantity]) -> str:
    """Return masses to 0.01 g with their unit once, such as "4.01, 3.97 g"."""
    numbers = (number_for_people(round_half_up(magnitude(each, "g"), 2)) for each in masses)
    return f"{', '.join(numbers)} g"


def judged_masses(state: Preparation) -> tuple[HappeningFacts, ...]:
    """Return what was accepted with a pharmacist's reason, and what is void, with its reason.

    It tells what the figures are, so that it is not for the eyes of a checker who works them out.
    """
    accepted = (
        f"{object_of(state, step).capitalize()} gained {show(fact.net)}, "
        f"{signed_percent(fact.deviation_percent)}{_with_dose(fact)}, accepted by a pharmacist: "
        f"{fact.reason}"
        for step, fact in gains_in_use(state)
        if fact.reason and fact.net is not None and fact.deviation_percent is not None
    )
    void = (
        f"The weighing of {named(state, each.step)} is void: {each.reason}"
        for each in void_in_use(state)
    )
    return tuple(_strong(each, Icon.NOTE, Tone.WARN) for each in (*accepted, *void))


def _with_dose(fact: e.Weighed) -> str:
    if fact.dose_percent is None:
        return ""
    return f", dose by mass {signed_percent(fact.dose_percent)}"


def _volume_verdict(state: Preparation) -> str:
    concentration = state.monograph.reconstituted_concentration.value
    with exactly():
        drawn = state.plan.volume * concentration
        exact = state.plan.volume_exact * concentration
    apart = round_half_up(percent_apart(drawn, exact), 1)
    if not apart:
        return "equal"
    return f"{number_for_people(abs(apart))}% {'low' if apart < 0 else 'high'}"


def circumstances(state: Preparation) -> tuple[PillFacts, ...]:
    """Return what else the checker should know, each as one word and sign.

    Gaps in light are told one by one by `happened`; here only that there is none.
    """
    refused, warnings = len(state.refusals), len(state.accepted)
    pills = (
        _counted(refused, "no refused entry", "refused entry", "refused entries", Icon.CLOCK),
        _counted(
            warnings, "no warning passed", "warning passed", "warnings passed", Icon.EXCLAMATION
        ),
        *_light(state),
        *_clock(state),
        _counted(len(state.corrections), "no correction", "correction", "corrections", Icon.NOTE),
        *_materials(state),
        *_typed_by_hand(state),
        *_void(state),
    )
    return _together(pills) if happened_at_all(state) else pills


def _together(pills: tuple[PillFacts, ...]) -> tuple[PillFacts, ...]:
    """Return what is as it should be as one pill: the room is needed for what happened."""
    usual = [each for each in pills if each.icon is Icon.CHECK]
    others = tuple(each for each in pills if each.icon is not Icon.CHECK)
    if not usual:
        return others
    words = " · ".join(each.words for each in usual)
    return (*others, PillFacts(words, Tone.PLAIN, Icon.CHECK))


def _light(state: Preparation) -> Iterator[PillFacts]:
    if not state.gaps(state.last.wall):
        yield PillFacts("no gap in light protection", Tone.PLAIN, Icon.CHECK)


def _clock(state: Preparation) -> Iterator[PillFacts]:
    """Yield whether the clock was set and what was restarted; when, stands with the working."""
    restarts = sum(1 for fact, _ in state.clock_events if isinstance(fact, e.Restarted))
    others = len(state.clock_events) - restarts
    yield _counted(others, "clock unchanged", "clock change", "clock changes", Icon.CLOCK)
    if state.time_doubted:
        yield PillFacts("restarted: compare the clock", Tone.WARN, Icon.EXCLAMATION)
    elif restarts:
        words = "restarted once" if restarts == 1 else f"restarted {restarts} times"
        yield PillFacts(words, Tone.PLAIN, Icon.CLOCK)


def _void(state: Preparation) -> Iterator[PillFacts]:
    """Yield that weighings are void; which, and why, is told one by one."""
    void = void_in_use(state)
    if void:
        one = f"weighing of {named(state, void[0].step)} void"
        told = one if len(void) == 1 else f"{len(void)} weighings void"
        yield PillFacts(told, Tone.WARN, Icon.EXCLAMATION)


def _materials(state: Preparation) -> Iterator[PillFacts]:
    """Yield what is otherwise than planned or not checked of syringes, dose and container."""
    if state.plan.dose.rounding is not None:
        yield PillFacts("dose rounded to save a vial", Tone.WARN, Icon.NOTE)
    if state.plan.bag.stated_by:
        yield PillFacts("overfill stated by one person", Tone.WARN, Icon.EXCLAMATION)
    if state.draws != state.plan.draws:
        yield PillFacts("other syringes taken", Tone.WARN, Icon.NOTE)
    containers = [each for each in state.materials if each.role is Role.CONTAINER]
    if any(not each.material for each in containers):
        yield PillFacts("container material not checked", Tone.WARN, Icon.EXCLAMATION)


def _typed_by_hand(state: Preparation) -> Iterator[PillFacts]:
    typed = sum(1 for each in state.materials if each.typed)
    if typed:
        words = "1 code typed by hand" if typed == 1 else f"{typed} codes typed by hand"
        yield PillFacts(words, Tone.WARN, Icon.NOTE)


def _counted(count: int, none: str, one: str, many: str, icon: Icon) -> PillFacts:
    if not count:
        return PillFacts(none, Tone.PLAIN, Icon.CHECK)
    return PillFacts(f"{count} {one if count == 1 else many}", Tone.WARN, icon)


def happened(state: Preparation, now: datetime, site: Site) -> tuple[HappeningFacts, ...]:
    """Return each gap in light, what was entered late, what happened to the clock, which vial it
    starts at where an earlier one counts no more, where the drug waited, and who handed over.

    Of what they rest on a checker works out the latest start, so that they are told from the
    beginning; none of them is a deadline.
    """
    waits = [(each.begun, _waited(each, now, site)) for each in waited(state, now)]
    handed = [
        (at, _strong(f"Handed over at the hood {clock_time(at, site)}: {who}", Icon.PERSON))
        for fact, at in state.handed_over
        for who in (f"{fact.giver} to {fact.receiver}",)
    ]
    rest = sorted((*handed, *waits), key=lambda each: each[0])
    gaps = (
        _strong(gap_said(each, site), Icon.HALF_DISC, Tone.STOP) for each in exposed(state, now)
    )
    start = clock_start(state, site)
    starts = (_strong(start, Icon.CLOCK, Tone.WARN),) if start else ()
    late = (_strong(each, Icon.PERSON, Tone.WARN) for each in entered_late(state, site))
    again = (
        _strong(
            f"{otherwise(each)}, {clock_time(each.at, site)}: {Verbatim(each.reason)}",
            Icon.PERSON,
            Tone.STOP,
        )
        for each in state.said_otherwise
    )
    return (*gaps, *again, *late, *starts, *_clock_told(state, site), *(facts for _, facts in rest))


def entered_late(state: Preparation, site: Site) -> Iterator[str]:
    """Yield for each sheet, who entered it and who did it, which steps came from it, and when."""
    titles = {step.identifier: step.title for step in state.steps}
    found: dict[tuple[str, str, str], list[str]] = {}
    for each in state.done:
        if each.late is not None:
            step = f"{titles.get(each.step, each.step)} {clock_time(each.at, site)}"
            of = (each.late.sheet, each.late.transcriber, each.actor)
            found.setdefault(of, []).append(step)
    for (sheet, transcriber, actor), steps in found.items():
        yield (
            f"Entered late from sheet {sheet} by {transcriber}, done by {actor}: {', '.join(steps)}"
        )


def happened_at_all(state: Preparation) -> bool:
    """Tell whether there is anything of that."""
    now = state.last.wall
    clock = any(map(_changes_time, (fact for fact, _ in state.clock_events)))
    aside = state.set_aside or waited(state, now) or state.handed_over or state.transcribers
    return bool(state.gaps(now) or aside or clock)


def _clock_told(state: Preparation, site: Site) -> Iterator[HappeningFacts]:
    """Yield each change of the clock, and each restart that took time or left a doubt."""
    for fact, at in state.clock_events:
        if _changes_time(fact):
            words = f"Clock {clock_time(at, site)}: {said(fact)}"
            yield _strong(words, Icon.CLOCK, Tone.WARN)


def _changes_time(fact: e.ClockEvent) -> bool:
    """Tell whether an event of the clock bears on a time; a machine started anew at once does not.

    That it was stands among the signs, with the working and in the record.
    """
    if not isinstance(fact, e.Restarted):
        return True
    return not fact.seen or not -TOLERATED_DRIFT <= timedelta(seconds=fact.away) < _AT_ONCE


_AT_ONCE = timedelta(minutes=1)


def restarted_at_once(state: Preparation, site: Site) -> tuple[str, ...]:
    """Return each restart that is not told among what happened, with its local time."""
    return tuple(
        f"{clock_time(at, site)} {said(fact)}"
        for fact, at in state.clock_events
        if not _changes_time(fact)
    )


def _waited(wait: Waited, now: datetime, site: Site) -> HappeningFacts:
    icons = {Storage.REFRIGERATED: Icon.SNOWFLAKE, Storage.ROOM: Icon.THERMOMETER}
    icon = Icon.CLOCK if wait.place is None else icons[wait.place]
    return _strong(wait_said(wait, now, site), icon, Tone.WARN if wait.untimed else Tone.PLAIN)


def _strong(said: str, icon: Icon, tone: Tone = Tone.PLAIN) -> HappeningFacts:
    """Return a sentence; what it begins with, up to the first colon or semicolon, is bold."""
    return HappeningFacts(re.sub(r"^(.*?)(?=[:;] |$)", r"**\1**", said, count=1), tone, icon)
