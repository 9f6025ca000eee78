"""A bag that went out: that of case 27 of the fact sheet, and the same kept in the refrigerator.

The first vial is reconstituted at 10:00 by the site's clock, so that its time ends at 18:00. It is
7 mL with 1.75 mg in 50 mL.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from app.clock import SetClock
from app.core import entry as said
from app.core.quantity import show
from app.core.step import Kind, Meaning, Step
from app.core.storage import Storage
from app.preparations import PREFIX
from app.session import Session
from app.ui.drawing.verdict import Verdict
from app.ui.pages.label import LabelPage
from app.workplace import Workplace
from reports.verify import code_on
from tests.ui.conftest import SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    TECHNICIAN,
    Folders,
    amount,
    clock_after,
    label_code,
    latest_start,
    opened,
    order,
    person_for,
    wanted,
)

Key = Qt.Key
# The site's clock in November is six hours behind UTC.
MIDNIGHT = datetime(2026, 11, 2, 6, tzinfo=UTC)


def at_time(clock: SetClock, time: str) -> None:
    """Let time pass until a time of the site's day, such as "16:50"."""
    hours, minutes = map(int, time.split(":"))
    clock.advance(MIDNIGHT + timedelta(hours=hours, minutes=minutes) - clock.reading().wall)


def bag(
    folders: Folders, storage: Storage = Storage.ROOM, copies: int = 1, until: str = "released"
) -> Path:
    """Return a folder with the bag as far as `until`, its label printed so often."""
    diluted = "13:50" if storage is Storage.ROOM else "10:20"
    asked = order(height=185, weight=94.2, dose=1.76)
    folder = folders.at("reconstitute-1", asked)
    clock = clock_after(folder)
    at_time(clock, "10:00")
    with opened(folder, clock) as work:
        (stream,) = work.log.streams(PREFIX)
        session = work.session(stream, work.people.named(TECHNICIAN), lambda _: None)
        while (step := session.state.step) is not None and step.identifier != until:
            if step.identifier == "add-drug":
                at_time(clock, diluted)
            session.person = work.people.named(person_for(step))
            _do(work, session, step, storage)
            if step.identifier == "scan-label":
                for copy in range(2, copies + 1):
                    session.print_label(f"smudged, copy {copy}")
                    session.scan(label_code(work, session.state))
    return folder


def _do(work: Workplace, session: Session, step: Step, storage: Storage) -> None:
    match step.kind:
        case Kind.SCAN:
            for code in wanted(session.state):
                session.scan(code, by_scanner=True)
        case Kind.MEASURE:
            session.measure(amount(session.state))
        case Kind.INSPECT:
            session.do(said.Inspect(step.identifier, True))
        case Kind.CHECK:
            volume, _, _ = show(session.state.plan.volume_exact).partition(" ")
            session.enter_figures(volume, latest_start(session.state))
            session.sign(PINS[session.person.name], Meaning.CHECKED)
        case Kind.PRINT:
            session.print_label()
        case Kind.SCAN_BACK:
            session.scan(label_code(work, session.state))
        case _ if step.signs is not None:
            session.sign(PINS[session.person.name], step.signs)
        case _ if step.identifier == "choose-storage":
            session.do(said.Choose(step.identifier, storage.value))
        case _ if step.choices:
            session.do(said.Choose(step.identifier, step.choices[0].code))
        case _:
            session.do(said.Confirm(step.identifier))


def seated(sit_down: SitDown, folder: Path, person: str = PHARMACIST, **how: object) -> Desk:
    """Return a desk on a folder, somebody signed in at the worklist."""
    return sit_down(folder, clock_after(folder), **how).wake().seat(person)


def until(desk: Desk, time: str) -> None:
    """Let time pass until a time of the site's day; the window notices within a second."""
    at_time(desk.clock, time)
    desk.window.tick()


def code_of(desk: Desk, copy: int = 0) -> str:
    """Return what a scanner reads on a label of the preparation, the last one by default."""
    state = desk.state
    number = copy or state.copies
    folder = desk.work.folder / "labels"
    (file,) = folder.glob(f"*{state.opened.number}-{number}.pdf")
    return code_on(file.read_bytes())


def page(desk: Desk) -> LabelPage:
    """Return the page of the label, which must be shown."""
    assert isinstance(desk.page, LabelPage)
    return desk.page


def verdict(desk: Desk) -> str:
    """Return the one answer that is seen."""
    (shown,) = desk.shown(Verdict)
    return shown.accessibleName()


def offered(desk: Desk) -> list[str]:
    """Return the buttons of what may be recorded."""
    buttons = page(desk).answering.buttons.values()
    return [each.text() for each in buttons if each.isVisible()]


def start(desk: Desk, time: str = "16:50") -> Desk:
    """Scan the label and start the infusion."""
    until(desk, time)
    desk.scan(code_of(desk))
    desk.press(Key.Key_F5)
    desk.type("1")
    return desk
