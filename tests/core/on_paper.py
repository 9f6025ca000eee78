"""Work that was done on paper, and its late entry at the hood."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.countersigning import needs_reason, needs_second
from app.core.person import Person
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.core.step import Kind
from app.core.timing import Name
from tests.core.hood import PHARMACIST_ONE, PHARMACIST_TWO, TECHNICIAN_ONE, Hood

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class OnPaper:
    """A hood at which Umbra stopped at a step, with a worksheet; work went on by it."""

    def __init__(
        self,
        step: str,
        minutes: float = 180,
        *,
        power: bool = False,
        monograph: str = "besponsa-us",
    ) -> None:
        self.hood = Hood(monograph=monograph).go_to(step)
        self.sheet = self.hood.print_sheet()
        self.stopped = self.hood.clock.reading().wall
        (self.hood.power_off if power else self.hood.umbra_off)(minutes)

    @property
    def state(self) -> Preparation:
        return self.hood.state

    def at(self, minutes: float) -> datetime:
        """Return so many minutes after Umbra stopped."""
        return self.stopped + timedelta(minutes=minutes)

    def enter(
        self,
        minutes: float,
        entry: said.SaidNow | None = None,
        by: Person | None = None,
        transcriber: Person = PHARMACIST_TWO,
        sheet: str = "",
        witness: Person | None = None,
        reason: str = "",
        *,
        alone: bool = False,
    ) -> tuple[e.Event, ...]:
        """Enter what was done so many minutes after Umbra stopped: the present step, rightly.

        A check and a release are countersigned by the other pharmacist, and what was refused before
        is entered with a reason, unless it is entered `alone`.
        """
        if entry is None:
            person, entry = self.right()
            by = by or person
        assert by is not None
        if not alone and needs_reason(self.state, self.hood.now):
            reason = reason or "misread before"
        asked = reason or (isinstance(entry, said.Sign) and needs_second(self.state, self.hood.now))
        if not alone and witness is None and asked:
            others = {PHARMACIST_ONE: PHARMACIST_TWO, PHARMACIST_TWO: PHARMACIST_ONE}
            witness = others.get(transcriber)
        late = said.Late(entry, self.at(minutes), by, sheet or self.sheet, witness, reason)
        return self.hood.do(transcriber, late)

    def label(self, minutes: float = 0) -> said.WriteLabel:
        """Return a label by hand whose times are the deadlines, so many minutes off."""
        found = {each.name: each.at + minutes * MINUTE for each in self.state.deadlines()}
        names = (Name.START, Name.END, Name.TAKE_OUT)
        return said.WriteLabel("print-label", *(found.get(name) for name in names))

    def right(self) -> tuple[Person, said.SaidNow]:
        """Return who does the present step on paper, and what the paper then says."""
        if self.state.step is None:
            return PHARMACIST_ONE, said.Call()
        step = self.hood.step
        if step.kind is Kind.PRINT:
            return TECHNICIAN_ONE, self.label()
        if step.kind is Kind.SCAN_BACK:
            return PHARMACIST_ONE, said.CompareLabel(step.identifier)
        person, entry = self.hood.right()
        assert not isinstance(entry, said.Late)
        if isinstance(entry, said.Sign) and self.state.time_doubted:
            entry = replace(entry, remark="the ward clock agreed")
        return person, entry

    def go_to(self, step: str, minutes: float = 1) -> float:
        """Enter every step rightly, a minute apart, until one is the present; return the minute."""
        while self.hood.step.identifier != step:
            self.enter(minutes)
            minutes += 1
        return minutes

    def finish(self) -> "OnPaper":
        self.enter(self.go_to("release"))
        return self


def refused(what: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.sentence


def told(state: Preparation) -> tuple[object, ...]:
    """Return what a state says of times, places, light and persons."""
    return (
        state.reconstituted,
        state.diluted,
        state.deadlines(),
        tuple(replace(each, record=0) for each in state.ledger),
        state.presences,
        state.stays,
        state.waits,
        state.preparers,
        state.at_hood,
        state.exposed_since,
        state.acted,
        tuple((each.step, each.at, each.actor, each.detail) for each in state.done),
        state.signatures,
        None if state.figures is None else state.figures.agree,
        tuple((each.role, each.vial, each.lot) for each in state.materials),
    )
