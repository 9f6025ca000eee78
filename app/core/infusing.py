"""An infusion as it runs: what is infused by rate and time, when it ends, what would be left.

All by the rate and the times recorded: no pump is read. Volumes in mL, doses in mg.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from app.core.quantity import Quantity, exactly, magnitude, quantity


@dataclass(frozen=True, slots=True)
class Pause:
    """The infusion stood still from `begun` until `ended` (UTC), or still does."""

    begun: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Infusion:
    """`total` mL with `dose` mg in it, at `rate` mL/h since `started`; `ended` while it runs None.

    Moments are UTC.
    """

    total: Quantity
    dose: Quantity
    rate: Quantity
    started: datetime
    pauses: tuple[Pause, ...] = ()
    ended: datetime | None = None

    @property
    def is_paused(self) -> bool:
        """Whether it stands still now."""
        return bool(self.pauses) and self.pauses[-1].ended is None

    def ran(self, until: datetime) -> timedelta:
        """Return for how long it had run at `until`, pauses left out."""
        end = until if self.ended is None else min(until, self.ended)
        stood = sum((_within(each, end) for each in self.pauses), timedelta(0))
        return max(end - self.started - stood, timedelta(0))

    def left(self, at: datetime) -> Quantity:
        """Return the volume that is not infused at `at`, in mL; exact."""
        # Multiplied first and divided once, so that nothing but the quotient is rounded.
        with exactly():
            ran = Decimal(self.ran(at) // _MICROSECOND) * magnitude(self.rate, "mL/h")
            left = magnitude(self.total, "mL") * _MICROSECONDS_PER_HOUR - ran
            return quantity(max(left, Decimal(0)) / _MICROSECONDS_PER_HOUR, "mL")

    def dose_in(self, volume: Quantity) -> Quantity:
        """Return the dose in a volume of this preparation, in mg; exact."""
        with exactly():
            dose = magnitude(self.dose, "mg") * magnitude(volume, "mL")
            return quantity(dose / magnitude(self.total, "mL"), "mg")

    def ends(self, now: datetime) -> datetime:
        """Return when all of it is infused, if a pause that goes on ends at `now`.

        What was infused before that pause, or before any other, stays so: the moment can be past.
        """
        return self._empty(now) if self.ended is None else self.ended

    @property
    def over(self) -> datetime | None:
        """When it came to its end: it was ended, or by rate and time all was infused before that.

        None while nobody recorded that it ended.
        """
        return None if self.ended is None else min(self.ended, self._empty(self.ended))

    def _empty(self, now: datetime) -> datetime:
        needed, since = self._whole(), self.started
        for pause in self.pauses:
            ran = pause.begun - since
            if ran >= needed:
                break
            needed -= ran
            since = max(now, pause.begun) if pause.ended is None else pause.ended
        return since + needed

    def _whole(self) -> timedelta:
        """Return how long all of it takes at its rate, up to the next whole microsecond."""
        with exactly():
            volume = magnitude(self.total, "mL") * _MICROSECONDS_PER_HOUR
            needed, rest = divmod(volume, magnitude(self.rate, "mL/h"))
        return timedelta(microseconds=int(needed) + bool(rest))

    def earlier(self, by: timedelta) -> "Infusion":
        """Return the same infusion with every moment `by` earlier, as a clock set back shows it."""
        pauses = tuple(
            Pause(each.begun - by, None if each.ended is None else each.ended - by)
            for each in self.pauses
        )
        ended = None if self.ended is None else self.ended - by
        return replace(self, started=self.started - by, pauses=pauses, ended=ended)


@dataclass(frozen=True, slots=True)
class Remainder:
    """What is not infused when time runs out: `volume` (mL) with `dose` (mg), exact, at `at`."""

    at: datetime
    volume: Quantity
    dose: Quantity


def remainder(infusion: Infusion, end_by: datetime, now: datetime) -> Remainder | None:
    """Return what is left at `end_by` if it goes on from `now` on, None where it ends in time.

    The end itself is in time.
    """
    if infusion.ended is not None or infusion.ends(now) <= end_by:
        return None
    going_on = infusion
    if infusion.is_paused:
        last = infusion.pauses[-1]
        going_on = replace(
            infusion, pauses=(*infusion.pauses[:-1], Pause(last.begun, max(now, last.begun)))
        )
    volume = going_on.left(end_by)
    return Remainder(end_by, volume, infusion.dose_in(volume))


_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_HOUR = Decimal(3_600_000_000)


def _within(pause: Pause, end: datetime) -> timedelta:
    stopped = end if pause.ended is None else min(pause.ended, end)
    return max(stopped - pause.begun, timedelta(0))
