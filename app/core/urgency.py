"""How urgent a preparation is at a moment: one definition for all that shows, sorts or sounds it.

The site's policy says from when time is near and from when it is urgent. Both are inclusive, as
the limits are: with exactly as many minutes left it is so already, and a deadline that falls on
this very moment is still kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.policy import Policy
from app.core.preparation import Preparation, Status
from app.core.timing import Deadline


class Urgency(StrEnum):
    """How a preparation stands to the deadline that binds next.

    OVER: no deadline runs any more, for it was discarded, or is released and nothing binds it.
    """

    NOT_STARTED = "not started"
    QUIET = "quiet"
    NEAR = "near"
    URGENT = "urgent"
    PASSED = "passed"
    OVER = "over"

    @property
    def alarms(self) -> bool:
        """Whether somebody has to be told of it, wherever they are in the window."""
        return self in _ALARMING

    @property
    def rank(self) -> int:
        """How grave it is: the higher, the graver; what does not alarm is 0."""
        return _ALARMING.index(self) + 1 if self in _ALARMING else 0


_ALARMING = (Urgency.NEAR, Urgency.URGENT, Urgency.PASSED)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """What is left until the deadline that binds next; None and no time where none runs.

    `left` is below zero once the deadline has passed.
    """

    urgency: Urgency
    deadline: Deadline | None = None
    left: timedelta = timedelta(0)

    @property
    def passed_by(self) -> timedelta:
        """By how much the deadline has passed; no time while it has not."""
        return max(-self.left, timedelta(0))


def time_left(state: Preparation, now: datetime) -> TimeLeft:
    """Return what a preparation has left at `now`, its own present moment (`state.now`).

    A released one goes on to be bound by the latest start: until then the bag is fit for use. What
    was recorded after its limit stays too late by as much, whatever binds next.
    """
    if state.status is Status.DISCARDED:
        return TimeLeft(Urgency.OVER)
    if (late := state.late()) is not None:
        return TimeLeft(Urgency.PASSED, late.deadline, late.deadline.at - late.came)
    deadline = state.binding()
    if deadline is None:
        released = state.status is Status.RELEASED
        return TimeLeft(Urgency.OVER if released else Urgency.NOT_STARTED)
    left = deadline.at - now
    return TimeLeft(urgency_of(left, state.policy), deadline, left)


def urgency_of(left: timedelta, policy: Policy) -> Urgency:
    """Return how urgent it is with so much time left, by the site's minutes."""
    if left < timedelta(0):
        return Urgency.PASSED
    if left <= timedelta(minutes=policy.urgent_minutes):
        return Urgency.URGENT
    if left <= timedelta(minutes=policy.near_minutes):
        return Urgency.NEAR
    return Urgency.QUIET


def runs_out(time: TimeLeft) -> tuple[bool, timedelta]:
    """Return a key that sorts what runs out first to the front, and what does not run behind.

    What has passed comes first, longest ago before just now.
    """
    return time.deadline is None, time.left
