"""A trainee at the practice window: keys, scans, and what lies on the bench."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from app.clock import SetClock
from app.core.step import Kind
from app.core.timing import Name, deadline_named
from app.folder import LOG_NAME
from app.names import names_in
from app.practice.bench import Lying
from app.practice.pharmacy import PIN, TECHNICIAN, make_ready
from app.practice.run import Result, Run, results
from app.ui.pages.practice import PracticePage
from app.ui.practice_window import PracticeWindow
from app.ui.window import Window
from app.workplace import Workplace
from tests.ui.desk import CONTROL, Desk
from tests.ui.hospital import amount, present

MORNING = datetime(2026, 11, 2, 15, 50, tzinfo=UTC)
NAME = "Tess Trainee"


def ready_folder(folder: Path) -> Path:
    """Return a folder of practice that nobody worked in yet."""
    work = Workplace.open(folder, SetClock(MORNING, "practice"), practice=True)
    try:
        make_ready(work)
    finally:
        work.close()
    return folder


class Practising(PracticeWindow):
    """The practice window, and somebody at it who looks before they press."""

    def settled_for(self) -> timedelta:
        """Return for how long what is shown has been there, as whoever presses saw it."""
        return timedelta(hours=1)


class PracticeDesk(Desk):
    """The desk with the practice window on it."""

    def made(self, _kind: type[Window]) -> Window:
        return Practising(self.folder, self.clock, names_in(self.folder / LOG_NAME))

    @property
    def practice(self) -> PracticeWindow:
        """The window, which is that of practice."""
        assert isinstance(self.window, PracticeWindow)
        return self.window

    @property
    def run(self) -> Run:
        """The drill that is under way."""
        assert self.practice.run is not None
        return self.practice.run

    @property
    def bench(self) -> tuple[Lying, ...]:
        """What the bench shows."""
        found = self.practice.bench.facts()
        assert found is not None
        return found.lying

    def begin(self, drill: str, person: str = TECHNICIAN) -> "PracticeDesk":
        """Sign in and begin a drill on the page of drills."""
        self.be(person)
        page = self.page
        assert isinstance(page, PracticePage)
        page.choose(drill)
        page.who.set_text(NAME)
        self.press(Qt.Key.Key_F5)
        return self

    def be(self, person: str) -> None:
        """Sign in as somebody of practice."""
        if self.window.person is not None:
            self.press(Qt.Key.Key_F8)
        self.window.sign_in.choose(person)
        self.window.sign_in.pin.setFocus()
        self.enter(PIN)
        assert self.window.person is not None, self.seen()

    def scan_place(self, place: int) -> None:
        """Scan what lies at a place of the bench, by its key."""
        self._rest()
        key = Qt.Key(Qt.Key.Key_1 + place)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, CONTROL, "")
            QCoreApplication.sendEvent(self.window.windowHandle(), event)
        self.settle()

    def scan_first(self) -> None:
        """Scan what lies first on the bench."""
        self.scan_place(0)

    def put_aside(self, *, wrong: bool = True) -> None:
        """Put the error aside, or what is sound where it is not `wrong`."""
        place = next(at for at, each in enumerate(self.bench) if each.wrong is wrong)
        self.practice.bench.aside.emit(place)
        self.settle()

    def do_step_of_practice(self) -> None:
        """Do the present step rightly, by keys, as whoever is signed in."""
        state = self.run.state
        step = present(state)
        match step.kind:
            case Kind.MEASURE:
                self.enter(amount(state))
            case Kind.CHECK:
                self.enter("5.82")
                site = self.work.site
                start = deadline_named(state.deadlines(), Name.START).at
                self.enter(f"{site.local(start):%H:%M}")
                self.enter(PIN)
            case Kind.INSPECT if step.identifier == "inspect-bag":
                self.type("6")
            case Kind.INSPECT | Kind.PROTECT:
                self.type("1")
            case _ if step.choices:
                self.type("1")
            case _:
                self.press(Qt.Key.Key_F5)

    def result(self) -> Result:
        """The result of the last drill."""
        return results(self.work.log)[-1]
