"""Entering what stands on a paper worksheet, and what of the log came so.

A row is stamped with when it was recorded and by whom. Where it was entered late, the mark before
it says when it was done, and by whom; whoever reads rows by their names asks here for both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.core import entry as said
from app.core import events as e
from app.core.encoding import decode
from app.core.hand_label import SaysLater
from app.core.late import ON_PAPER
from app.core.minute import whole_minute
from app.core.person import Person
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.local_time import moments_of, times_of_day
from app.recording import reading_of
from app.site import Site
from app.store import Log, Recorded

NAME = "entered-late"


@dataclass(frozen=True, slots=True)
class Paper:
    """The worksheet that is being entered, and what it says of the present step.

    `transcriber` signed for it. `at` (UTC) and `by` are None until they are said; the time is said
    anew for each step, the person stays until another one is. `witness` countersigns one entry,
    for the `reason` where it is said otherwise than before.
    """

    sheet: str
    transcriber: Person
    at: datetime | None = None
    by: Person | None = None
    witness: Person | None = None
    reason: str = ""

    def late(self, entry: said.Entry, person: Person) -> said.Entry:
        """Return an entry of `person` as it comes from paper, where it does; raises Refused.

        What is never entered from paper is said now.
        """
        if not isinstance(entry, ON_PAPER):
            return entry
        if person != self.transcriber:
            raise Refused(
                f"{self.transcriber.name} signed for this sheet; {person.name} begins it again "
                "with a PIN."
            )
        if self.at is None:
            raise Refused("Write the time that the sheet says beside this step, such as 13:20.")
        if self.by is None:
            raise Refused("Say who did this step: the name that stands on the sheet.")
        return said.Late(entry, self.at, self.by, self.sheet, self.witness, self.reason)

    def not_countersigned(self) -> "Paper":
        """Return it without who countersigned: a PIN is for one entry."""
        return replace(self, witness=None, reason="")


def label_says(texts: tuple[str, str, str], state: Preparation, site: Site) -> said.Entry:
    """Return that a label was written which says START BY, FINISH BY and TAKE OUT BY.

    Each is a local time such as "13:20", then the first at or after the first reconstitution, or
    with its day; "" for what does not stand on it. Raises Refused where one cannot be read.
    """
    due = {whole_minute(each.at) for each in state.deadlines()}
    moments = (_on_label(text.strip(), due, state, site) for text in texts)
    return said.WriteLabel("print-label", *moments)


def _on_label(text: str, due: set[datetime], state: Preparation, site: Site) -> datetime | None:
    if not text:
        return None
    day, _, clock = text.rpartition(" ")
    if day:
        _require_day(text, day)
        found = moments_of(day, clock, site)
    else:
        found = times_of_day(clock, state.reconstituted or state.last.wall, site)
    # Of the two in the night clocks go back, the one that is due.
    return next((each for each in found if each in due), found[0])


def in_local_time(refused: Refused, site: Site) -> Refused:
    """Return a refusal with the times of a label as they are shown here, where it tells of any."""
    if not isinstance(refused, SaysLater):
        return refused
    holds = refused.holds
    says = refused.says or holds
    form = "%H:%M" if site.day(says) == site.day(holds) else "%Y-%m-%d %H:%M"
    return refused.in_words((site.shown(says, form), site.shown(holds, form)))


def paper_time(text: str, state: Preparation, now: datetime, site: Site) -> datetime:
    """Return the moment meant by a time on paper, in UTC; raises Refused.

    "13:20" is the first such time at or after what was done last, or after Umbra stopped; where
    that has not come at `now`, it is the one before, so that it can be said what is wrong with it.
    "2026-11-02 13:20" is that very one.
    """
    text = text.strip()
    day, _, clock = text.rpartition(" ")
    if not day:
        earliest = _earliest(state)
        found = times_of_day(clock, earliest, site)[0]
        return found if found <= now else times_of_day(clock, earliest - _A_DAY, site)[0]
    _require_day(text, day)
    return moments_of(day, clock, site)[0]


def _require_day(text: str, day: str) -> None:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day, re.ASCII):
        raise Refused(f"“{text}” is not a time; write it such as 13:20, or 2026-11-02 13:20.")


_A_DAY = timedelta(days=1)


def _earliest(state: Preparation) -> datetime:
    """Return the first minute from which on something may be entered late."""
    acted = state.acted
    open_still = [each for each in state.outages if acted is None or each.ended.wall >= acted]
    stopped = min((each.begun.wall for each in open_still), default=state.last.wall)
    return whole_minute(stopped if acted is None else max(stopped, acted))


@dataclass(frozen=True, slots=True)
class DoneAt:
    """When something was done (UTC) and by whom; `late` tells that it was entered from paper."""

    at: datetime
    by: str
    late: bool = False


class OnPaper:
    """The marks of late entries among some rows, to ask for each row of the same streams."""

    def __init__(self, rows: Iterable[Recorded]) -> None:
        self._marks: dict[tuple[str, int], e.EnteredLate] = {}
        for row in rows:
            if row.name == NAME:
                mark: e.EnteredLate = decode(e.EnteredLate, row.data)
                for place in range(1, mark.count + 1):
                    self._marks[row.stream, row.version + place] = mark

    @classmethod
    def of(cls, log: Log, prefix: str = "") -> "OnPaper":
        """Return every mark in the streams that begin with `prefix`."""
        return cls(log.named((NAME,), prefix))

    def done(self, row: Recorded) -> DoneAt:
        """Return when what a row says was done, and by whom."""
        mark = self._marks.get((row.stream, row.version))
        if mark is None:
            return DoneAt(reading_of(row).wall, row.actor)
        return DoneAt(mark.at, mark.by, late=True)
