"""Which preparations have to be told of, wherever somebody works, and what is told of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.preparation import Preparation, Status
from app.core.reading import Reading
from app.core.timing import Deadline
from app.core.urgency import TimeLeft, Urgency, runs_out, time_left
from app.site import Site
from app.ui.drawing.alarm_band import AlarmFacts, AlarmLook
from app.ui.facts.budget import HURRY, do_by, too_late_by
from app.ui.facts.times import clock_time, length
from app.ui.language import Verbatim

KEY = "F1"
_LOOK = {
    Urgency.NEAR: AlarmLook.NEAR,
    Urgency.URGENT: AlarmLook.URGENT,
    Urgency.PASSED: AlarmLook.PASSED,
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """An open preparation whose time is near, urgent or passed."""

    stream: str
    state: Preparation
    time: TimeLeft

    @property
    def deadline(self) -> Deadline:
        """The deadline that is near or has passed."""
        assert self.time.deadline is not None
        return self.time.deadline

    @property
    def passed(self) -> bool:
        """Whether its deadline has passed, so that only discarding is left."""
        return self.time.urgency is Urgency.PASSED

    @property
    def hidden(self) -> bool:
        """Whether its deadline must not be said: a checker works it out alone.

        That one has passed is never hidden.
        """
        return self.state.is_blind and not self.passed

    def hidden_from(self, person: str) -> bool:
        """Tell whether a person must not be told of it either where they check it."""
        return self.hidden and self.state.is_blind_for(person)


def alarms(states: Iterable[tuple[str, Preparation]], reading: Reading) -> tuple[Alarm, ...]:
    """Return the open preparations to be told of, what runs out first in front.

    Each is counted by its own present moment. What has failed already is not among them: nothing
    of it can be saved any more, and the worklist says to discard it.
    """
    found = (
        Alarm(stream, state, time_left(state, state.now(reading)))
        for stream, state in states
        if state.status is Status.OPEN
    )
    told = [each for each in found if each.time.urgency.alarms]
    return tuple(sorted(told, key=lambda each: runs_out(each.time)))


def alarm_facts(found: tuple[Alarm, ...], site: Site, named: bool) -> AlarmFacts | None:
    """Return what the band says of the first, and of how many others there are; None of none.

    Where nobody is signed in (not `named`) no patient is named, and no key leads anywhere.
    """
    if not found:
        return None
    first, others = found[0], found[1:]
    look = _LOOK[first.time.urgency]
    more = _more(others)
    if not named:
        return AlarmFacts(look, "A preparation needs attention", "", _left(first), more)
    who = Verbatim(first.state.order.patient.name)
    return AlarmFacts(look, who, _what(first, site), _left(first), more, KEY)


def _what(alarm: Alarm, site: Site) -> str:
    if alarm.hidden:
        return "it waits for the pharmacist check"
    by = do_by(alarm.deadline, clock_time(alarm.deadline.at, site))
    return f"{by} has passed, discard it" if alarm.passed else by


def _left(alarm: Alarm) -> str:
    if alarm.hidden:
        return HURRY[alarm.time.urgency]
    return too_late_by(alarm.time) if alarm.passed else f"{length(alarm.time.left)} left"


def _more(others: tuple[Alarm, ...]) -> str:
    if not others:
        return ""
    late = sum(1 for each in others if each.passed)
    if late == len(others):
        return f"and {late} more too late"
    return f"and {len(others)} more" + (f", {late} too late" if late else "")
