"""The demo: the shipped sample order through the real window, by keys and scans alone.

It looks at the page that is shown and does what a person would do there, so that it also goes on
where an earlier run was killed. Its clock is set by hand, so that a preparation of an hour takes
seconds; all else is the program as people use it. It works only in a folder that is empty or its
own: its people have PINs that everyone knows.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.clock import SetClock
from app.core.person import Office
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.refused import Refused
from app.core.step import Kind, Role, Step
from app.core.timing import Name, deadline_named
from app.display import has_display
from app.folder import LOG_NAME
from app.names import names_in
from app.site import Site, site_of
from app.store import Log
from app.ui import theme
from app.ui.drawing.header import PageTab
from app.ui.drawing.monograph_row import MonographRow
from app.ui.facts.finish import ways
from app.ui.facts.rail import place
from app.ui.page import Page
from app.ui.pages.course import CoursePage
from app.ui.pages.monographs import MonographsPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.products import ProductsPage
from app.ui.pages.templates import TemplatesPage
from app.ui.pages.worklist import WorklistPage
from app.ui.window import Window
from app.workplace import Workplace
from reports.verify import code_on

SITE = Site("St. Example Hospital Pharmacy", "555-0100", "America/Chicago", "US", True)
ADMINISTRATOR, TECHNICIAN = "Administrator One", "Technician Two"
PHARMACIST, SECOND_PHARMACIST = "Pharmacist One", "Pharmacist Two"
PINS = {ADMINISTRATOR: "2580", PHARMACIST: "1357", SECOND_PHARMACIST: "9753", TECHNICIAN: "2468"}
MONOGRAPH, TEMPLATE = "besponsa-us", "en-us"
BEGINS = datetime(2026, 11, 2, 15, 46, tzinfo=UTC)

_SCANS = {
    Role.VIAL: (
        "]d201003000801000111727033110AB1234\x1d21100000000001",
        "]d201003000801000111727033110AB1234\x1d21100000000002",
        "]d201003000801000111727033110AB1234\x1d21100000000003",
    ),
    Role.RECONSTITUTION_DILUENT: ("]d201003040948871731727063010SW4410",),
    Role.DILUTION_DILUENT: ("]d201003026418003231727053110J4C201",),
    Role.CONTAINER: ("]d20102000000010014",),
    Role.LIGHT_COVER: ("]d20102000000010038",),
}
_WRONG_VIAL = "]d201003000845100141727033110GO0001\x1d21900000000001"
# Minutes that pass before each step, as they would at a hood.
_MINUTES = {
    "verify-order": 2,
    "scan-materials": 4,
    "protect-hood": 3,
    "reconstitute-1": 4,
    "inspect-vial-1": 2,
    "reconstitute-2": 2,
    "inspect-vial-2": 2,
    "withdraw-1": 23,
    "fill-container": 7,
    "add-drug": 6,
    "inspect-bag": 1,
    "cover-bag": 1,
    "check": 4,
    "print-label": 2,
    "scan-label": 1,
    "release": 1,
}


def run_demo(folder: Path, out: Path) -> None:
    """Walk the sample order in `folder`, leaving papers and pictures in `out`.

    Raises Refused for a folder that holds anyone's real work.
    """
    if not has_display(os.environ, sys.platform):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication(["umbra"])
    assert isinstance(application, QApplication)
    theme.apply(application)
    clock = prepare(folder)
    walk = Walk(application, folder, clock, out)
    try:
        walk.to_release()
    finally:
        walk.close()
    for line in sorted(each.name for each in out.iterdir() if each.is_file()):
        print(out / line)


def prepare(folder: Path) -> SetClock:
    clock = SetClock(BEGINS, boot=f"demo-{os.getpid()}")
    file = folder / LOG_NAME
    if file.exists():
        # Only read: opened for work under this clock, real work would be told that it ran back.
        with Log.read(file) as log:
            _refuse_real_work(log, folder)
            head = log.head()
        if head is not None:
            last = datetime.fromisoformat(head.at).astimezone(UTC)
            clock.advance(max(last - BEGINS, timedelta(0)) + timedelta(seconds=1))
    work = Workplace.open(folder, clock)
    try:
        _people(work)
    finally:
        work.close()
    return clock


def _refuse_real_work(log: Log, folder: Path) -> None:
    known, site = set(names_in(log.path)), site_of(log)
    is_new = site is None or not known
    unfinished = is_new and set(log.streams()) <= {"people", "site"}
    begun_here = known <= set(PINS) and (
        unfinished or (site is not None and not is_new and site.demo)
    )
    if not begun_here:
        raise Refused(
            f"{folder} holds work of its own. The demo wants an empty folder: its people "
            "have PINs that everyone knows."
        )


def _people(work: Workplace) -> None:
    if ADMINISTRATOR not in {person.name for person in work.people.everyone()}:
        work.people.add(ADMINISTRATOR, Office.ADMINISTRATOR, PINS[ADMINISTRATOR], by=None)
    if work.is_new:
        work.describe(SITE, ADMINISTRATOR)
    administrator = work.people.named(ADMINISTRATOR)
    known = {person.name for person in work.people.everyone()}
    offices = {
        PHARMACIST: Office.PHARMACIST,
        SECOND_PHARMACIST: Office.PHARMACIST,
        TECHNICIAN: Office.TECHNICIAN,
    }
    for name, office in offices.items():
        if name not in known:
            work.people.add(name, office, PINS[name], by=administrator)


Shown = TypeVar("Shown", bound=Page)


class Unhurried(Window):
    """A window whose clock stands between two keys, so that none is pressed too soon."""

    def settled_for(self) -> timedelta:
        """Return that what is shown has been there for long."""
        return timedelta(hours=1)


class Walk:
    """One run: what is shown decides what is done next."""

    def __init__(self, application: QApplication, folder: Path, clock: SetClock, out: Path) -> None:
        self._application = application
        self._clock = clock
        self._out = out
        self._pictured: set[str] = set()
        self.window = Unhurried(folder, clock, ())
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self._until(lambda: self.window.workplace is not None)

    @property
    def _work(self) -> Workplace:
        work = self.window.workplace
        assert work is not None
        return work

    def close(self) -> None:
        """Close the window and let go of the folder, and of every widget of every page."""
        self.window.close()
        self.window.deleteLater()
        self.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def to_release(self) -> None:
        """Do what each page asks until the preparation is released."""
        self.picture("00-sign-in")
        self._sign_in(PHARMACIST)
        self._approve_monograph()
        self._import()
        stream = self._only_stream()
        if stream.startswith("order/"):
            self._verify(stream)
            stream = self._only_stream()
        elif self._work.state(stream).step is self._verify_step(stream):
            self._verify(stream)
        self._prepare_and_release(stream)
        self._papers()

    def _approve_monograph(self) -> None:
        """Let two pharmacists approve monograph, label and products, as far as they have not."""
        formulary = self._work.formulary
        for name in (PHARMACIST, SECOND_PHARMACIST):
            standing = formulary.standing(MONOGRAPH)
            approved = name in {each.name for each in standing.approvals}
            signed = name in self._template_signed_by()
            if approved and signed and not self._products_for(name):
                continue
            self._change_person(name)
            self._pass(5)
            if not approved:
                self._sign_approval(name)
            if not signed:
                self._sign_template(name)
            if self._products_for(name):
                self._sign_products(name)
        self._change_person(PHARMACIST)

    def _template_signed_by(self) -> set[str]:
        region = self._work.site.region
        standing = self._work.templates.standing(TEMPLATE, region)
        return {each.name for each in standing.approvals}

    def _sign_template(self, name: str) -> None:
        """Approve the label template, as that person."""
        self.settle()
        tabs = self.window.findChildren(PageTab)
        next(tab for tab in tabs if tab.isVisible() and tab.page.name == "monographs").click()
        self.settle()
        self._key(Qt.Key.Key_F6)
        self._page(TemplatesPage)
        if name == PHARMACIST:
            self.picture("00b1-label-template-to-approve")
        self._key(Qt.Key.Key_F5)
        self._type(PINS[name])
        self._key(Qt.Key.Key_Return)
        if name == SECOND_PHARMACIST:
            self.picture("00b2-label-template-in-use")
        self._key(Qt.Key.Key_Escape)
        self._key(Qt.Key.Key_Escape)

    def _products_for(self, name: str) -> bool:
        """Tell whether products wait that someone may propose or confirm."""
        products, person = self._work.products, self._work.people.named(name)
        waiting = (each for each in products.numbers() if products.standing(each).waits)
        return any(not products.may_sign(each, person) for each in waiting)

    def _sign_products(self, name: str) -> None:
        """Propose or confirm every product, as that person."""
        self.settle()
        tabs = self.window.findChildren(PageTab)
        next(tab for tab in tabs if tab.isVisible() and tab.page.name == "products").click()
        self.settle()
        self._page(ProductsPage)
        if name == PHARMACIST:
            self.picture("00c-products-to-propose")
        self._key(Qt.Key.Key_F6)
        self._type(PINS[name])
        self._key(Qt.Key.Key_Return)
        if name == SECOND_PHARMACIST:
            self.picture("00d-products-in-force")
        self._key(Qt.Key.Key_Escape)

    def _sign_approval(self, name: str) -> None:
        self.settle()
        tabs = self.window.findChildren(PageTab)
        next(tab for tab in tabs if tab.isVisible() and tab.page.name == "monographs").click()
        self.settle()
        page = self._page(MonographsPage)
        rows = self.window.findChildren(MonographRow)
        next(row for row in rows if row.facts().code == MONOGRAPH).click()
        for row in page.findings.rows():
            if row.facts().open_to == "Confirm":
                row.click()
                self.settle()
        if name == PHARMACIST:
            self.picture("00a-monograph-to-approve")
        self._key(Qt.Key.Key_F5)
        self._type(PINS[name])
        self._key(Qt.Key.Key_Return)
        if name == SECOND_PHARMACIST:
            self.picture("00b-monograph-in-use")
        self._key(Qt.Key.Key_Escape)

    def _change_person(self, name: str) -> None:
        if self.window.person is None or self.window.person.name != name:
            self._key(Qt.Key.Key_F8)
            self._sign_in(name)

    def _verify_step(self, stream: str) -> Step | None:
        steps = self._work.state(stream).steps
        return steps[0] if steps[0].identifier == "verify-order" else None

    def _only_stream(self) -> str:
        board = self._work.board
        return next(iter((*board.unfinished(), *board.waiting(), *board.finished())))

    def _import(self) -> None:
        board = self._work.board
        if not (*board.unfinished(), *board.waiting(), *board.finished()):
            self._pass(1)
            page = self._page(WorklistPage)
            page.import_sample()
            self.settle()
            page.untell()
        self.picture("01-worklist")

    def _verify(self, stream: str) -> None:
        self.window.open(stream)
        self.settle()
        page = self._page(OrderPage)
        self.picture("02-order-to-verify")
        self._look_at_course()
        self._look_at_the_choices(page)
        self._pass(_MINUTES["verify-order"])
        for row in page.findings.rows():
            if row.facts().open_to in ("Confirm",):
                row.click()
                self.settle()
        self.picture("03-order-answered")
        self._key(Qt.Key.Key_F5)

    def _look_at_the_choices(self, page: OrderPage) -> None:
        """Show how the dose may be prepared; an order that is opened has nothing left to choose."""
        self._key(Qt.Key.Key_F4)
        if page.making.isVisible():
            self.picture("02c-how-it-is-prepared")
            self._key(Qt.Key.Key_Escape)
        page.untell()

    def _look_at_course(self) -> None:
        """Open the course from the order, print it, ask what if, and come back to the order."""
        self._key(Qt.Key.Key_F6)
        self._page(CoursePage)
        self.picture("02a-course")
        self._key(Qt.Key.Key_F9)
        (printed,) = (self._work.folder / "courses").glob("*.pdf")
        shutil.copyfile(printed, self._out / "course.pdf")
        self._key(Qt.Key.Key_F6)
        self._type("82 kg")
        self.picture("02b-what-if")
        self._key(Qt.Key.Key_Escape)
        self._key(Qt.Key.Key_Escape)
        self._page(OrderPage)

    def _prepare_and_release(self, stream: str) -> None:
        self.window.open(stream)
        self.settle()
        while (state := self._state()).status is Status.OPEN:
            step = state.step
            assert step is not None
            self._person_for(step, stream)
            self._pass(_MINUTES.get(step.identifier, 0))
            if step.identifier == "fill-container":
                self._key(Qt.Key.Key_F9)
                self.picture(f"{self._number(state, step)}-paper")
                self._type("1")
            self.picture(f"{self._number(state, step)}-{step.identifier}")
            before = self._state().version
            self._do(self._state(), step)
            if self._state().version == before:
                raise RuntimeError(f"the demo cannot go on at {step.identifier}")
        self.picture("99-released")

    def _number(self, state: Preparation, step: Step) -> str:
        at, _ = place(state)
        within = [each.identifier for each in state.steps if each.stage == step.stage]
        return f"{at + 2:02d}{chr(ord('a') + within.index(step.identifier))}"

    def _person_for(self, step: Step, stream: str) -> None:
        stages = ("check", "print-label", "scan-label", "release")
        name = PHARMACIST if step.identifier in stages else TECHNICIAN
        if self.window.person is None or self.window.person.name != name:
            self._key(Qt.Key.Key_F8)
            self._sign_in(name)
            self.window.open(stream)
            self.settle()

    def _do(self, state: Preparation, step: Step) -> None:
        match step.kind:
            case Kind.SCAN:
                self._scan_all(state, step)
            case Kind.MEASURE:
                assert step.amount is not None
                self._type(show(step.amount).partition(" ")[0])
                self._key(Qt.Key.Key_Return)
            case Kind.INSPECT | Kind.PROTECT:
                together = ways(state)
                self._type(str(together[0].digit) if together else "1")
            case Kind.CHECK:
                self._check(state)
            case Kind.PRINT:
                self._key(Qt.Key.Key_F5)
            case Kind.SCAN_BACK:
                assert state.label is not None
                label = self._work.folder / "labels" / state.label.file
                self._scan(code_on(label.read_bytes()))
            case _ if step.signs is not None:
                assert self.window.person is not None
                self._type(PINS[self.window.person.name])
                self._key(Qt.Key.Key_Return)
            case _ if step.choices:
                self._type("1")
            case _:
                self._key(Qt.Key.Key_F5)

    def _scan_all(self, state: Preparation, step: Step) -> None:
        if not state.refusals:
            self._scan(_WRONG_VIAL)
            self.picture(f"{self._number(state, step)}-wrong-vial-refused")
        for code in self._wanted(self._state(), step):
            self._pass_seconds(20)
            self._scan(code)

    def _wanted(self, state: Preparation, step: Step) -> Iterator[str]:
        used = {each.scanned for each in state.materials}
        for need in step.needs:
            have = sum(1 for each in state.materials if each.role is need.role)
            fresh = [code for code in _SCANS[need.role] if code not in used]
            yield from fresh[: need.count - have]

    def _check(self, state: Preparation) -> None:
        if state.figures is None or not state.figures.agree:
            start = deadline_named(state.deadlines(), Name.START).at
            self._type("5.82")
            self._key(Qt.Key.Key_Return)
            self._type(f"{self._work.site.local(start):%H:%M}")
            self._key(Qt.Key.Key_Return)
            self.picture(f"{self._number(state, self._step(state))}-check-compared")
        self._type(PINS[PHARMACIST])
        self._key(Qt.Key.Key_Return)

    def _step(self, state: Preparation) -> Step:
        assert state.step is not None
        return state.step

    def _papers(self) -> None:
        page = self._page(PreparationPage)
        session = page.session
        assert session is not None
        state = session.state
        assert state.label is not None
        label = self._work.folder / "labels" / state.label.file
        shutil.copyfile(label, self._out / "label.pdf")
        shutil.copyfile(session.write_record(), self._out / "record.pdf")
        worksheets = sorted((self._work.folder / "worksheets").glob("*.pdf"))
        shutil.copyfile(worksheets[-1], self._out / "worksheet.pdf")
        self._key(Qt.Key.Key_F6)
        self.picture("99a-look-back")
        self._key(Qt.Key.Key_Escape)
        self._key(Qt.Key.Key_Escape)
        self.picture("99b-worklist-released")
        for name in ("stock", "products", "waste", "equipment"):
            self.window.show_page(name)
            self.settle()
            self.picture(f"99c-{name}")
        self.window.show_worklist()

    def _state(self) -> Preparation:
        session = self._page(PreparationPage).session
        assert session is not None
        return session.state

    def _page(self, kind: type[Shown]) -> Shown:
        page = self.window.pages.currentWidget()
        if not isinstance(page, kind):
            raise RuntimeError(f"the demo expected {kind.__name__}, not {type(page).__name__}")
        return page

    def _sign_in(self, name: str) -> None:
        self.window.sign_in.choose(name)
        self._type(PINS[name])
        self._key(Qt.Key.Key_Return)
        self._until(lambda: self.window.person is not None)

    def _pass(self, minutes: int) -> None:
        self._clock.advance(timedelta(minutes=minutes))
        self.window.touched()

    def _pass_seconds(self, seconds: int) -> None:
        self._clock.advance(timedelta(seconds=seconds))

    def _scan(self, code: str) -> None:
        for sign in code:
            self._press(Qt.Key.Key_unknown, sign)
        self._key(Qt.Key.Key_Return)

    def _type(self, text: str) -> None:
        for sign in text:
            self._press(Qt.Key.Key_unknown, sign)
        self.window.scanner.hand_on()
        self.settle()

    def _key(self, key: Qt.Key) -> None:
        self._press(key, "\r" if key == Qt.Key.Key_Return else "")
        # As a hand presses it: no other key comes soon after.
        self.window.scanner.hand_on()
        self.settle()

    def _press(self, key: Qt.Key, text: str) -> None:
        # Where no window manager makes the window active, it still knows where the focus is.
        target = self._application.focusWidget() or self.window.focusWidget() or self.window
        if text.isdigit():
            key = Qt.Key(Qt.Key.Key_0 + int(text))
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QCoreApplication.sendEvent(target, event)

    def picture(self, name: str) -> None:
        self.window.tick()
        self.settle()
        self.window.grab().save(str(self._out / f"{name}.png"))

    def settle(self) -> None:
        self._application.processEvents()

    def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
