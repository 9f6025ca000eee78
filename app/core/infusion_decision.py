"""What may be recorded of the infusion, once a preparation is released."""

from datetime import datetime, timedelta

from app.core import entry as said
from app.core import events as e
from app.core.dilution import rate_of
from app.core.elapsed import elapsed
from app.core.holding import protection
from app.core.infusing import Infusion
from app.core.light import Stage
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status
from app.core.reason import written
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Deadline, Late, Name, deadline_named

Facts = tuple[e.Event, ...]


def infusion_facts(
    state: Preparation, entry: said.InfusionEntry, person: Person, now: datetime
) -> Facts:
    """Return the facts that an entry about the infusion adds; raises Refused."""
    if state.status is not Status.RELEASED:
        raise Refused("It is not released; only a released preparation is infused.")
    if isinstance(entry, said.StartInfusion):
        return _started(state, entry, person, now)
    infusion = _running(state)
    match entry:
        case said.PauseInfusion():
            if infusion.is_paused:
                raise Refused("The infusion is paused already.")
            return (e.InfusionPaused(written(entry.reason)),)
        case said.ResumeInfusion():
            return _resumed(state, infusion, now)
        case _:
            return _ended(infusion, entry, now)


def _started(state: Preparation, entry: said.StartInfusion, person: Person, now: datetime) -> Facts:
    if state.infusion is not None:
        raise Refused("The infusion was started already.")
    require_in_time(state, now)
    if state.place is Storage.REFRIGERATED:
        raise Refused(
            "This preparation is recorded as in the refrigerator. Record first that it was taken "
            "out."
        )
    soonest = state.start_not_before()
    if soonest is not None and now < soonest.at:
        raise Refused(
            f"This preparation is not at room temperature yet: {soonest.rule}. Start it in "
            f"{elapsed(soonest.at - now)}, not before."
        )
    if state.protection(now) is None:
        raise Refused(
            "This preparation is recorded as not protected from light. Cover it and record that "
            "first, and ask a pharmacist whether it may be given."
        )
    doubt = why_ask(state, now)
    if doubt and person.office is not Office.PHARMACIST:
        raise Refused(
            f"{doubt} Only a pharmacist starts the infusion then; a pharmacist signs in with F8."
        )
    protected = protection(state, "infusion", entry.means, Stage.INFUSION)
    return (e.InfusionStarted(rate_of(state.monograph, state.plan.total)), protected)


def why_ask(state: Preparation, now: datetime) -> str:
    """Return why a pharmacist has to say whether it may be given, "" where nothing asks for one.

    It is what nobody who checked it could know.
    """
    asked = "Ask a pharmacist whether it may be given."
    gap, restart = since_the_release(state, now), ""
    if any(fact.away < 0 or not fact.seen for fact in _restarts(state)):
        restart = after_a_restart(state)
    found = [each for each in (gap, restart) if each]
    return " ".join((*found, asked)) if found else ""


def since_the_release(state: Preparation, now: datetime) -> str:
    """Return for how long it was not protected from light since its release, "" for no time."""
    begun = {each.begun for each in state.ledger if each.stage in (Stage.TRANSPORT, Stage.INFUSION)}
    unseen = sum((gap.length for gap in state.gaps(now) if gap.ended in begun), timedelta(0))
    if not unseen:
        return ""
    return f"Since its release it was without light protection for {elapsed(unseen)}."


def _restarts(state: Preparation) -> list[e.Restarted]:
    """Return the restarts that nobody who checked it could see."""
    since = (fact for fact, _ in state.clock_events[state.clock_seen :])
    return [fact for fact in since if isinstance(fact, e.Restarted)]


def after_a_restart(state: Preparation) -> str:
    """Return that a restart since the check left its age to a clock that may be wrong, or ""."""
    if not _restarts(state):
        return ""
    return (
        "After a restart nothing but this clock tells how old it is: compare the clock with "
        "another one."
    )


def require_in_time(state: Preparation, now: datetime) -> None:
    """Raise Refused where a limit was passed, by something recorded or by now."""
    if passed := too_late(state, now):
        raise Refused(passed)


def too_late(state: Preparation, now: datetime) -> str:
    """Return why only discarding is left at `now`, in a sentence; "" while each limit is kept."""
    late, binding = state.late(), state.binding()
    if late is not None:
        return late_said(late)
    if binding is not None and now > binding.at:
        return passed_said(binding, now)
    return ""


_WHAT = {
    Name.DILUTE: "The time to dilute",
    Name.TAKE_OUT: "The time to take the bag out of the refrigerator",
    Name.START: "The latest start of the infusion",
    Name.END: "The latest end of the infusion",
}
_CAME = {
    Name.DILUTE: "It was diluted",
    Name.TAKE_OUT: "It was taken out of the refrigerator",
    Name.START: "The infusion was started",
    Name.END: "The infusion ended",
}
_DISCARD = "Stop and discard the preparation."
_KEEP = "Stop the infusion, keep the bag, and call a pharmacist now."
_STOP = (
    "Stop the infusion if it still runs, keep the bag, record that it ended, and call a pharmacist "
    "now."
)
# What came late there is running, or ran: a pharmacist judges what was given.
_INFUSED = (Name.START, Name.END)


def passed_said(deadline: Deadline, now: datetime) -> str:
    """Return that a deadline passed, by how much, by which rule, and what to do."""
    what_to_do = _STOP if deadline.name is Name.END else _DISCARD
    return (
        f"{_WHAT[deadline.name]} passed {elapsed(now - deadline.at)} ago: {deadline.rule} "
        f"({deadline.source}). {what_to_do}"
    )


def late_said(late: Late) -> str:
    """Return what came after its limit, by how much, by which rule, and what to do."""
    deadline = late.deadline
    what_to_do = _KEEP if deadline.name in _INFUSED else _DISCARD
    return (
        f"{_CAME[deadline.name]} {elapsed(late.came - deadline.at)} after the latest time: "
        f"{deadline.rule} ({deadline.source}). {what_to_do}"
    )


def _running(state: Preparation) -> Infusion:
    infusion = state.infusion
    if infusion is None:
        raise Refused("The infusion was not started.")
    if infusion.ended is not None:
        raise Refused("The infusion ended; nothing more is recorded of it.")
    return infusion


def _resumed(state: Preparation, infusion: Infusion, now: datetime) -> Facts:
    if not infusion.is_paused:
        raise Refused("The infusion is not paused.")
    end = deadline_named(state.deadlines(), Name.END)
    if now >= end.at:
        raise Refused(
            f"The infusion had to end {elapsed(now - end.at)} ago: {end.rule} ({end.source}). Do "
            "not go on; call a pharmacist and record that it ended."
        )
    return (e.InfusionResumed(infusion.rate),)


def _ended(infusion: Infusion, entry: said.EndInfusion, now: datetime) -> Facts:
    left = infusion.left(now)
    reason = written(entry.reason) if entry.reason.strip() else None
    if left.magnitude and reason is None:
        raise Refused("By rate and time not all of it is infused; write why the infusion ends now.")
    return (e.InfusionEnded(left, infusion.dose_in(left), reason),)
