"""When an infusion begins and ends, and whether the dose reconstituted at a time still serves it.

Before the dilution is on record it is taken to have followed at once, so that this never promises
more than the rules allow.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.category import Category
from app.core.formulary import Monograph, duration
from app.core.hood_time import HoodTime, reconstitution_window
from app.core.storage import Kept, Storage
from app.core.timing import Deadline, Span, Timeline, deadlines_of, reconstitution_span

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Infusion:
    """An infusion of a dose reconstituted at a time; all in UTC.

    `start_by` and `end_by` are the latest start and end by `rule`, inclusive; `over` is by how
    much they are passed, nothing where the infusion is in time.
    """

    reconstituted: datetime
    starts: datetime
    ends: datetime
    start_by: datetime
    end_by: datetime
    over: timedelta
    rule: str
    source: str

    @property
    def in_time(self) -> bool:
        """Whether the infusion keeps to the rule; exactly at its limit it does."""
        return not self.over


def infusion_of(monograph: Monograph, reconstituted: datetime, starts: datetime) -> Infusion:
    """Return the infusion that starts then, of a dose reconstituted at that time."""
    span = reconstitution_span(monograph, starts, NOTHING)
    length, allowed = duration(monograph.infusion_length), starts - span.earliest
    start_by = reconstituted + allowed
    return Infusion(
        reconstituted,
        starts,
        starts + length,
        start_by,
        start_by + length,
        max(starts - start_by, NOTHING),
        span.earliest_rule,
        span.earliest_source,
    )


def planned_limits(
    monograph: Monograph, reconstituted: datetime, category: Category | None
) -> tuple[Deadline, ...]:
    """Return the latest times of a dose that is to be reconstituted at a time, as its label counts.

    It is kept at room temperature; the category of the site bounds it too, where there is one.
    """
    rules = () if category is None else (category.rule(Storage.ROOM),)
    at_once = Timeline(reconstituted, reconstituted, bag=Kept(Storage.ROOM), rules=rules)
    return deadlines_of(monograph, at_once)


@dataclass(frozen=True, slots=True)
class PatientLate:
    """What it does that the infusion begins `by` later than it was wanted.

    `before` and `window` are when to reconstitute, as planned and now. `at_earliest` and
    `at_latest` are the later infusion of a dose reconstituted at either end of `before`.
    """

    by: timedelta
    before: Span
    window: Span
    at_earliest: Infusion
    at_latest: Infusion


def patient_late(
    monograph: Monograph, wanted: datetime, hood: HoodTime, by: timedelta
) -> PatientLate:
    """Return what it does that the patient is late by `by`."""
    before = reconstitution_window(monograph, wanted, hood)
    starts = wanted + by
    return PatientLate(
        by,
        before,
        reconstitution_window(monograph, starts, hood),
        infusion_of(monograph, before.earliest, starts),
        infusion_of(monograph, before.latest, starts),
    )


@dataclass(frozen=True, slots=True)
class HoodBusy:
    """What it does that the work begins later: its release, the infusion's earliest start, and
    by how much that is after the wanted time.
    """

    released: datetime
    starts: datetime
    late: timedelta


def hood_busy(begin: datetime, hood: HoodTime, wanted: datetime, by: timedelta) -> HoodBusy:
    """Return what it does that work planned to begin at `begin` begins later by `by`."""
    released = begin + by + hood.whole
    starts = max(wanted, released)
    return HoodBusy(released, starts, starts - wanted)
