"""Several preparations in one folder, each begun when a test says and brought to some step.

Each goes the way that the program goes, through a real Session at its own time of day.
"""

import shutil
from copy import copy
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from app.clock import SetClock
from app.core import entry as said
from app.core.finding import warnings
from app.core.preparation import Preparation
from app.core.step import Kind, Meaning
from app.session import Session
from app.workplace import Workplace
from reports.verify import code_on
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    REASON,
    TECHNICIAN,
    Folders,
    amount,
    latest_start,
    opened,
    order,
    person_for,
    present,
    wanted,
)

_numbers = count(1)


def order_of(given: str, record: str, wanted_at: str = "", vials: int = 2) -> bytes:
    """Return the sample order for DEMO, `given`, whose record number is `record`."""
    identifier = f"DEMO-ORDER-{record}"
    if vials == 3:
        asked = order(given=given, identifier=identifier, height=190, weight=110, dose=1.928)
    else:
        asked = order(given=given, identifier=identifier)
    text = asked.decode().replace("00482913", record)
    if wanted_at:
        text = text.replace("T13:00", f"T{wanted_at}")
    return text.encode()


class Several:
    """A folder with people; `begin` adds a preparation and brings it to a step."""

    def __init__(self, folders: Folders, begins: datetime) -> None:
        self.folder: Path = folders.at("people")
        self.clock = SetClock(begins, f"several-{next(_numbers)}")
        self.streams: dict[str, str] = {}
        self._numbers: dict[str, int] = {}

    def begin(
        self, given: str, stage: str, each: float = 1, wanted_at: str = "", vials: int = 2
    ) -> str:
        """Add a preparation for DEMO, `given`, and go to a step, `each` minutes a step."""
        number = self._numbers[given] = next(_numbers)
        with opened(self.folder, self.clock) as work:
            record = f"{number:08}"
            (stream,) = work.import_data(order_of(given, record, wanted_at, vials), PHARMACIST)
            if stage != "order":
                stream = _verify(work, stream)
                _go_to(work, self.clock, stream, stage, each, number)
        self.streams[given] = stream
        return stream

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(minutes=minutes))

    def codes(self, given: str, state: Preparation) -> tuple[str, ...]:
        """Return the codes that a step of DEMO, `given`, wants."""
        return vial_codes(state, self._numbers[given])

    def step(self, session: Session) -> None:
        """Do the present step of a session rightly, as if at another desk."""
        self.wait(1)
        (given,) = (name for name, each in self.streams.items() if each == session.stream)
        _do(session, self._numbers[given])

    def copy(self, place: Path) -> "Several":
        """Return the same work in a folder of its own, on a machine that was just started."""
        other = copy(self)
        other.folder = place / "data"
        shutil.copytree(self.folder, other.folder)
        other.clock = SetClock(self.clock.reading().wall, f"several-{next(_numbers)}")
        return other

    def leave(self, desk: Desk, given: str, minutes: float) -> None:
        """Let the window notice that DEMO, `given`, has so many minutes left; below 0 it is late.

        Raises ValueError where that is behind us.
        """
        binding = desk.work.state(self.streams[given]).binding()
        assert binding is not None
        self.clock.advance(binding.at - self.clock.reading().wall - timedelta(minutes=minutes))
        desk.window.tick()
        desk.settle()


def _verify(work: Workplace, stream: str) -> str:
    found = work.outlook(stream)
    assert found.plan is not None, found.refused
    confirmed = tuple(question.code for question in found.review.questions)
    reasons = tuple((finding.code, REASON) for finding in warnings(found.plan.findings))
    return work.verify(stream, found, confirmed, reasons, work.people.named(PHARMACIST))


def _go_to(
    work: Workplace, clock: SetClock, stream: str, stage: str, each: float, number: int
) -> None:
    session = work.session(stream, work.people.named(TECHNICIAN), lambda _: None)
    while session.state.step is not None and session.state.step.identifier != stage:
        clock.advance(timedelta(minutes=each))
        session.person = work.people.named(person_for(session.state.step))
        _do(session, number)


def vial_codes(state: Preparation, number: int) -> tuple[str, ...]:
    """Return the codes that a step wants, with serials that no other preparation has."""
    serial = f"21100000{number:04}0"
    return tuple(code.replace("2110000000000", serial) for code in wanted(state))


def _do(session: Session, number: int) -> None:
    step = present(session.state)
    match step.kind:
        case Kind.SCAN:
            for code in vial_codes(session.state, number):
                session.scan(code, by_scanner=True)
        case Kind.MEASURE:
            session.measure(amount(session.state))
        case Kind.INSPECT:
            session.do(said.Inspect(step.identifier, True))
        case Kind.CHECK:
            session.enter_figures("5.82", latest_start(session.state))
            session.sign(PINS[session.person.name], Meaning.CHECKED)
        case Kind.PRINT:
            session.print_label()
        case Kind.SCAN_BACK:
            label = session.state.label
            assert label is not None
            session.scan(code_on((session.folder / "labels" / label.file).read_bytes()))
        case _ if step.signs is not None:
            session.sign(PINS[session.person.name], step.signs)
        case _ if step.choices:
            session.do(said.Choose(step.identifier, step.choices[0].code))
        case _:
            session.do(said.Confirm(step.identifier))
