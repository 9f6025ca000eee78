"""A worksheet filled in while Umbra was off, entered in the real log, and forged there."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.core import entry as said
from app.core.countersigning import needs_reason
from app.core.quantity import show
from app.core.step import Kind, Meaning
from app.core.timing import Name
from app.folder import LOG_NAME
from app.store import Log
from tests.app.pharmacy import CHECKER, PHARMACIST, PINS, SITE, TECHNICIAN, AtStep, Pharmacy
from tests.app.test_retraced import rewrite

MINUTE = timedelta(minutes=1)


class Sheet:
    """A pharmacy whose machine died after a worksheet was printed, and what is written on it."""

    def __init__(self, pharmacy: Pharmacy, off: float = 120, *, power: bool = True) -> None:
        self.pharmacy = pharmacy
        self.number = pharmacy.session.write_worksheet().stem
        pharmacy.close()
        self.stopped = pharmacy.clock.reading().wall
        if power:
            pharmacy.clock.power_off(off * MINUTE)
        else:
            pharmacy.wait(off)
        pharmacy.reopen()
        self.minute = 1

    def begin(self, person: Any = CHECKER) -> "Sheet":
        self.pharmacy.session.person = person
        self.pharmacy.session.begin_paper(self.number, PINS[person.name])
        return self

    def time(self, minutes: float) -> str:
        return f"{SITE.local(self.stopped + minutes * MINUTE):%H:%M}"

    def says(self, minutes: float, name: str) -> None:
        self.pharmacy.session.paper_says(self.time(minutes), name)

    def countersign(self, reason: str = "") -> None:
        """Let the other pharmacist countersign the next entry, with a reason where it needs one."""
        session = self.pharmacy.session
        reason = reason or (
            "typed in only now" if needs_reason(session.state, session.now()) else ""
        )
        self.pharmacy.session.countersign(PHARMACIST.name, PINS[PHARMACIST.name], reason)

    def label(self, minutes: float = 0) -> tuple[str, str, str]:
        """Return the times on a label by hand, so many minutes off the deadlines."""
        found = {each.name: each.at + minutes * MINUTE for each in self.pharmacy.state.deadlines()}
        names = (Name.START, Name.END, Name.TAKE_OUT)
        start, finish, out = (
            f"{SITE.local(found[name]):%H:%M}" if name in found else "" for name in names
        )
        return start, finish, out

    def enter(self) -> None:
        """Enter the present step rightly, done two minutes after the one before."""
        session, step = self.pharmacy.session, self.pharmacy.step
        late = ("check", "print-label", "scan-label", "release")
        self.minute += 2
        by_pharmacist = step.identifier in late and step.kind is not Kind.PRINT
        self.says(self.minute, PHARMACIST.name if by_pharmacist else TECHNICIAN.name)
        if needs_reason(session.state, session.now()):
            self.countersign()
        match step.kind:
            case Kind.CHECK if self.pharmacy.state.figures is not None:
                self.countersign()
                session.sign_paper(Meaning.CHECKED, "the ward clock agreed")
            case Kind.CHECK:
                self.pharmacy._check()
            case Kind.PRINT:
                session.write_label(*self.label())
            case Kind.SCAN_BACK:
                session.do(said.CompareLabel(step.identifier))
            case Kind.CONFIRM if step.signs is not None:
                if step.signs is Meaning.RELEASED:
                    self.countersign()
                session.sign_paper(step.signs)
            case Kind.SCAN:
                session.scan(self.pharmacy.next_code(), by_scanner=True)
            case Kind.MEASURE:
                assert step.amount is not None
                session.measure(show(step.amount).partition(" ")[0])
            case Kind.INSPECT:
                session.do(said.Inspect(step.identifier, True))
            case _ if step.choices:
                session.do(said.Choose(step.identifier, step.choices[0].code))
            case _:
                session.do(said.Confirm(step.identifier))

    def finish(self) -> "Sheet":
        while self.pharmacy.state.step is not None:
            self.pharmacy.session.person = CHECKER
            self.enter()
        return self


@pytest.fixture
def sheet(at_step: AtStep) -> Iterator[Sheet]:
    """A sheet of a preparation whose dose is to be drawn."""
    made = Sheet(at_step("withdraw-1"))
    yield made
    made.pharmacy.close()


def forged(sheet: Sheet, change: Callable[[list[Any]], dict[int, dict[str, Any]]]) -> str:
    """Close the log, change rows of its preparation, and return what verify finds."""
    sheet.pharmacy.close()
    log = sheet.pharmacy.folder / LOG_NAME
    with Log.read(log) as opened:
        rows = list(opened.history(sheet.pharmacy.stream))
    assert rewrite(log, {}) == ()
    return " ".join(rewrite(log, change(rows)))


def put(
    row_name: str, /, which: int = -1, **values: Any
) -> Callable[[list[Any]], dict[int, dict[str, Any]]]:
    def change(rows: list[Any]) -> dict[int, dict[str, Any]]:
        row = [each for each in rows if each.name == row_name][which]
        data = json.loads(row.data) | values
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return {row.seq: {"data": text}}

    return change


def at(sheet: Sheet, minutes: float) -> str:
    return (sheet.stopped + minutes * MINUTE).isoformat()
