"""The window: one stack of pages, and which page leads to which."""

import platform
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QStackedWidget, QWidget

from app import __version__
from app.clock import Clock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.ui import accessible, language, theme
from app.ui.announcing import announce, refuse_aloud
from app.ui.answer import Answer
from app.ui.handed import Handed
from app.ui.named import give_name, renew
from app.ui.page import Page
from app.ui.pages.sign_in import SignInPage
from app.ui.rest import AT_HOOD, WARNED, Rest
from app.ui.scanner import Scanner
from app.ui.settling import Settling
from app.ui.sounding import Sound, Sounding, sound
from app.ui.who_page import WhoPage
from app.window_settings import WindowSettings, glance

if TYPE_CHECKING:
    from app.core.person import Person
    from app.intake.command_code import Instruction
    from app.outlet import Outlet
    from app.site import Site
    from app.ui.alarms import Alarms
    from app.ui.away import Away, Place
    from app.ui.pages.course import CoursePage
    from app.ui.pages.history import HistoryPage
    from app.ui.pages.locked import LockedPage
    from app.ui.pages.order import OrderPage
    from app.ui.pages.preparation import PreparationPage
    from app.ui.pages.record import RecordPage
    from app.ui.pages.what_if import WhatIfPage
    from app.ui.tab_page import TabPage
    from app.ui.touch_pad import TouchPad
    from app.workplace import Workplace

CODES_APART = timedelta(seconds=1)
"""How soon a code that confirms or answers may follow itself."""


@dataclass(frozen=True, slots=True)
class Obeyed:
    """A code that was obeyed last: what it says, the field that had the focus, and when."""

    instruction: "Instruction"
    field: QLineEdit | None
    at: timedelta


Shown = TypeVar("Shown", bound=Page)
Done = TypeVar("Done")

# What the pages after signing in need; imported on a thread while the person types a PIN.
_LATER = (
    "app.workplace",
    "app.ui.speaker",
    "app.ui.alarms",
    "app.ui.pages.setup",
    "app.ui.pages.worklist",
    "app.ui.pages.order",
    "app.ui.pages.preparation",
    "app.ui.pages.history",
    "app.ui.pages.people",
    "app.ui.pages.equipment",
    "app.ui.pages.monographs",
    "app.ui.pages.products",
    "app.ui.pages.stock",
    "app.ui.pages.course",
    "app.ui.pages.record",
    "app.ui.pages.what_if",
    "app.ui.pages.label",
    "app.ui.pages.locked",
    "app.ui.away",
    "reports.label",
    "reports.verify",
)


# The pages that the header, or another of these pages, leads to: each a TabPage.
_TABS = {
    "worklist": ("app.ui.pages.worklist", "WorklistPage"),
    "label": ("app.ui.pages.label", "LabelPage"),
    "day": ("app.ui.pages.day", "DayPage"),
    "stock": ("app.ui.pages.stock", "StockPage"),
    "products": ("app.ui.pages.products", "ProductsPage"),
    "monographs": ("app.ui.pages.monographs", "MonographsPage"),
    "templates": ("app.ui.pages.templates", "TemplatesPage"),
    "waste": ("app.ui.pages.waste", "WastePage"),
    "people": ("app.ui.pages.people", "PeoplePage"),
    "equipment": ("app.ui.pages.equipment", "EquipmentPage"),
    "scanner": ("app.ui.pages.scanner", "ScannerPage"),
    "scale": ("app.ui.pages.scale", "ScalePage"),
    "printers": ("app.ui.pages.printers", "PrintersPage"),
    "ruler": ("app.ui.pages.ruler", "RulerPage"),
    "close_calls": ("app.ui.pages.close_calls", "CloseCallsPage"),
    "interaction": ("app.ui.pages.interaction", "InteractionPage"),
    "window_settings": ("app.ui.pages.window_settings", "WindowSettingsPage"),
    "practice": ("app.ui.pages.practice", "PracticePage"),
}


def shortened(sentence: str) -> str:
    """Return the beginning of a sentence, where it is too long to stand within another."""
    return sentence if len(sentence) <= 60 else f"{sentence[:59].rstrip()}…"


@cache
def _keys() -> dict[int, str]:
    # Not at import: Qt builds the hundreds of members of Qt.Key when the first one is asked for,
    # and the first painted page needs none.
    keys = {getattr(Qt.Key, f"Key_F{number}"): f"F{number}" for number in range(1, 13)}
    return {int(key): name for key, name in keys.items()} | {int(Qt.Key.Key_Escape): "Esc"}


# What tells that somebody is at the window. A mouse that merely moves may only have been jolted.
_TOUCHES = (
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
    QEvent.Type.Wheel,
)


def _is_lock(event: QKeyEvent) -> bool:
    """Tell whether a key asks to lock the window: Ctrl+L, which does nothing else on any page."""
    return event.key() == Qt.Key.Key_L and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _is_held_down(event: QEvent) -> bool:
    """Tell whether a key only repeats itself: something may lie on it, and nobody be there."""
    return isinstance(event, QKeyEvent) and event.isAutoRepeat()


def _system_outlet(name: str) -> "Outlet":
    # Here and not above: the window opens without it.
    from app.ui.system_printer import SystemOutlet

    return SystemOutlet(name)


class Window(QMainWindow):
    """Umbra's window. It opens the data folder after its first paint."""

    woken = Signal()
    # Whether people only practise here.
    practises = False

    def __init__(self, folder: Path, clock: Clock, names: tuple[str, ...]) -> None:
        super().__init__()
        self._folder, self._clock = folder, clock
        self.workplace: Workplace | None = None
        self.person: Person | None = None
        self._waiting_pin: tuple[str, str] | None = None
        self._waiting_badge: str | None = None
        self._obeyed: Obeyed | None = None
        self._scanned: str | None = None
        self._away: Away | None = None
        self._rest, self._settling = Rest(clock), Settling(clock)
        self._told_trouble = self._told_silence = self._warned_of_lock = False
        self._told_unsaved = ""
        self.sounding = Sounding(self)
        self._answer = Answer()
        self.sounding.played.connect(self._answer.take)
        self._alarms: Alarms | None = None
        self._pad: TouchPad | None = None
        self._handed = Handed(folder)
        accessible.install()
        self.setWindowTitle(f"Umbra {__version__}")
        self.apply_window_settings(
            glance(folder / LOG_NAME, platform.node() or "workstation"),
        )
        self.setMinimumSize(theme.smallest(self))
        self.pages = QStackedWidget()
        self.setCentralWidget(self.pages)
        layout = self.layout()
        if layout is not None:
            layout.setSizeConstraint(layout.SizeConstraint.SetNoConstraint)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # The scanner's filter goes in last and so sees every key first: a digit of a scan must
        # never be taken for an answer that somebody pressed.
        application.installEventFilter(self)
        self.scanner = Scanner(
            application,
            lambda: self._page.asks_pin,
            lambda: self._page.learns,
            self._scanner_sends_end,
        )
        self.scanner.scanned.connect(self._scan)
        self.scanner.torn.connect(self._refuse_torn)
        self.sign_in = SignInPage()
        self.sign_in.entered.connect(lambda name, pin: self._sign_in(name, pin, self.sign_in))
        self.sign_in.practice_wanted.connect(self._start_practice)
        self._add(self.sign_in)
        self.sign_in.show_names(names)
        self.sign_in.begin()
        self.woken.connect(self._open_folder)
        self._clock_timer = QTimer(self)
        self._clock_timer.setInterval(1000)
        self._clock_timer.timeout.connect(self.tick)
        self._awake = False

    def apply_window_settings(self, settings: WindowSettings) -> None:
        """Let the window look, sound, speak and lock from now on as was chosen."""
        self._lock_minutes, self._volume_at = settings.lock_minutes, settings.volume_at
        self._keep_volume()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        light = theme.light_named(settings.room_light)
        if application.property("room_light") != light.value:
            theme.apply(application, light)
            theme.repaint(self)
        if settings.language != language.used():
            language.use(settings.language)
            renew(self)

    def _keep_volume(self) -> None:
        """Sound as loud as was chosen for this moment, for silence ends by itself."""
        self.sounding.set_volume(self._volume_at(self._clock.reading().wall))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.setMinimumSize(theme.smallest(self))
            theme.fit(self)
        if event.type() == QEvent.Type.Paint and not self._awake:
            self._awake = True
            QTimer.singleShot(0, self.wake)
        return done

    def wake(self) -> None:
        """Import what is clinical, away from the painting thread; then open the folder."""
        self._awake = True
        threading.Thread(target=self._import_later, name="imports", daemon=True).start()

    def _import_later(self) -> None:
        try:
            for module in _LATER:
                import_module(module)
        finally:
            # What cannot be imported fails again where it is used, and is told there.
            self.woken.emit()

    def _open_folder(self) -> None:
        from app.ui.alarms import Alarms
        from app.workplace import Workplace

        self.sounding.begin()
        try:
            self.workplace = Workplace.open(self._folder, self._clock, practice=self.practises)
        except Refused as refused:
            self._show_trouble("Umbra cannot work here now", refused.sentence)
            return
        self.workplace.system_outlet = _system_outlet
        self._answer.recorded(self.workplace.log, None)
        self.apply_window_settings(self.workplace.window_settings)
        self._alarms = Alarms(self.workplace, self.sounding, self.may_sound_alarms)
        self._clock_timer.start()
        if self.workplace.is_new:
            self._set_up()
            return
        self._offer_names()
        if self._waiting_pin is not None:
            name, pin = self._waiting_pin
            self._waiting_pin = None
            self._sign_in(name, pin, self.sign_in)
        if self._waiting_badge is not None:
            self._take_badge(self._waiting_badge)

    def _start_practice(self) -> None:
        """Open the window of practice, in a process of its own."""
        from app.ui.practice_start import start_practice

        self.sign_in.untell()
        if self.sign_in.attempt(lambda: start_practice(self._folder)):
            sentence = "It opens in a window of its own. Nothing done there is for a patient."
            self.sign_in.tell(sentence, "Practice", theme.Tone.INFO)

    def _show_trouble(self, title: str, sentence: str) -> None:
        from app.ui.pages.trouble import TroublePage

        page = self._made(TroublePage, TroublePage)
        page.show_trouble(title, "Stopped", sentence)
        self._go(page)

    def show_fault(self, where: str) -> None:
        """Stop work after a fault of ours; the log is intact, for each step is one transaction."""
        self._clock_timer.stop()
        self._show_trouble(
            "A fault in Umbra stopped the work",
            f"What was recorded is safe. The report is in {language.Verbatim(where)}. "
            f"{self._to_paper()}Close Umbra, start it again; the preparation stands where it "
            "stood.",
        )

    def refuse(self, sentence: str) -> None:
        """Tell on the page that is shown why something from outside was not taken."""
        self._page.show_refused(sentence)

    def _to_paper(self) -> str:
        told = self._unsaved()
        return f"{told} It is lost when Umbra is closed: write it on paper. " if told else ""

    def _set_up(self) -> None:
        from app.ui.pages.setup import SetupPage

        page = SetupPage()
        page.described.connect(self._begin_site)
        self._add(page)
        self._go(page)
        page.site_name.setFocus()

    def _begin_site(self, site: "Site", name: str, pin: str) -> None:
        work, page = self.workplace, self._page
        assert work is not None
        if page.attempt(lambda: work.begin(site, name, pin)):
            self.person = work.people.named(name)
            self.show_page("people")

    def _ask_for_person(self) -> None:
        self._offer_names()
        self.sign_in.begin()
        if told := self._unsaved():
            self.sign_in.tell(f"{told} Sign in and save it.", "Not saved")

    def _unsaved(self) -> str:
        """Return what the log did not take and is kept in this window alone, "" if nothing is."""
        work = self.workplace
        if work is None or not work.unsaved:
            return ""
        return " ".join(
            f"Preparation {session.state.opened.number} holds what is not on disk: "
            f"{shortened(session.unsaved.sentence)}."
            for session in work.unsaved.values()
            if session.unsaved is not None
        )

    def _offer_names(self) -> None:
        """Show who may sign in; what is chosen and typed stays, and so does the focus."""
        work = self.workplace
        assert work is not None
        self.sign_in.show_names(tuple(person.name for person in work.people.everyone()))
        self._go(self.sign_in)
        self._show_time(work)

    def _show_time(self, work: "Workplace") -> None:
        now, site = work.wall(), work.site
        self.sign_in.show_time(f"{site.local(now):%a %Y-%m-%d}", site.shown(now, "%H:%M"))

    def _sign_in(self, name: str, pin: str, page: WhoPage) -> None:
        work = self.workplace
        if work is None and self._waiting_badge is not None:
            # Whose PIN this is is not known yet; it must not be tried as another's.
            self._wait_for_folder()
            return
        if work is None:
            self._waiting_pin = (name, pin)
            return
        page.untell()
        told: list[str] = []
        if not page.attempt(lambda: told.append(self._admit(work, name, pin))):
            return
        self.person = work.people.named(name)
        away, self._away = self._away, None
        if away is not None and away.person == self.person:
            self._come_back(away)
        else:
            self._arrive(away.place if away is not None else None)
        if told[0]:
            self._page.tell(told[0], "Not saved")
        else:
            self._tell_silence()

    def _tell_silence(self) -> None:
        """Tell once, on the worklist, that no sound can be heard here, and what to do."""
        silent = self.sounding.trouble
        page = self._page
        # What else is to be told comes first; nothing of it is put aside for a loudspeaker.
        if silent and not self._told_silence and page.called == "worklist" and not page.told:
            self._told_silence = True
            page.tell(silent, "No sound", theme.Tone.WARN)

    def _admit(self, work: "Workplace", name: str, pin: str) -> str:
        """Prove a PIN and record who signed in; raises Refused.

        Whoever left is let in again even where the disk takes nothing, for what is not saved can
        only be saved from within; that it is not on record is returned as a sentence, else "".
        """
        person = work.people.prove(name, pin)
        try:
            work.people.record_sign_in(person)
        except Refused as unsaved:
            if self._away is None or self._away.person != person:
                raise
            return f"That {name} signed in again is not on record. {unsaved.sentence}"
        return ""

    def _come_back(self, away: "Away") -> None:
        """Show the page that was left as it was left; only its clocks went on."""
        self._go(away.page)
        away.put_focus_back()
        away.page.attempt(away.page.tick)

    def _arrive(self, place: "Place | None") -> None:
        """Show to another person where the one before was, or the worklist."""
        from app.ui import away
        from app.ui.facts.pages import may_see

        _, person = self._at_work()
        asked = self._page
        away.forget(page for page in self._every_page() if not isinstance(page, WhoPage))
        if place is not None and place.page and may_see(person, place.page):
            self.show_page(place.page)
        elif place is not None and place.stream and not self._is_administrator():
            if place.course:
                self._show_course(place.stream)
            else:
                self.open(place.stream)
        if self._page is asked:
            # Whatever was there can not be shown any more; what was told of it is told on.
            told = asked.told
            self.show_worklist()
            if told:
                self._page.tell(told)

    def _every_page(self) -> Iterator[Page]:
        for at in range(self.pages.count()):
            page = self.pages.widget(at)
            assert isinstance(page, Page)
            yield page

    def _is_administrator(self) -> bool:
        return self.person is not None and self.person.office.value == "administrator"

    def _leave(self) -> None:
        """Let another person, or the same one, sign in where this one stops."""
        self._step_aside()
        self._ask_for_person()

    def _step_aside(self) -> None:
        from app.ui import away

        if self.person is not None:
            self._away = away.left(self.person, self._page)
        self.person = None

    def lock(self, *, by_itself: bool = False) -> bool:
        """Hide the work and keep the clocks in sight; return whether there was work to hide.

        Raises Refused while a label is on its way to the printer: where that ends is seen first.
        """
        work, person = self.workplace, self.person
        if work is None or person is None or not self._page.can_lock:
            return False
        if work.is_sending:
            raise Refused("A label is on its way to the printer. Lock once it is out.")
        from app.ui import away

        away.close_dialogs()
        told = ""
        try:
            work.people.record_lock(person, by_itself=by_itself)
        except Refused as unsaved:
            told = f"That the window locked is not on record. {unsaved.sentence}"
        self._step_aside()
        self._show_locked(work, person.name, told)
        return True

    def _show_locked(self, work: "Workplace", name: str, told: str = "") -> None:
        page = self._locked(work)
        page.show_names(tuple(person.name for person in work.people.everyone()))
        self._go(page)
        page.begin_lock(name)
        if lost := self._unsaved():
            page.tell(f"{lost} Sign in and save it.", "Not saved")
        elif told:
            page.tell(told, "Not saved")

    def _locked(self, work: "Workplace") -> "LockedPage":
        from app.ui.pages.locked import LockedPage

        def make() -> LockedPage:
            page = LockedPage(work)
            page.entered.connect(lambda name, pin: self._sign_in(name, pin, page))
            return page

        return self._made(LockedPage, make)

    def settled_for(self) -> timedelta:
        """Return for how long the page, step or question that is shown has been there."""
        return self._settling.lasts()

    def touched(self) -> None:
        """Take it that somebody is at the window now; it locks only after that."""
        self._touch()

    def _touch(self) -> None:
        self._rest.touched()
        if self._warned_of_lock:
            self._warned_of_lock = False
            self._page.show_locking("")

    def _lock_after_rest(self) -> None:
        """Lock where nobody touched the window for as long as was chosen.

        Where somebody left it to whoever signs in, the clocks come in sight then.
        """
        work = self.workplace
        if work is None:
            return
        left = self._rest.left(self._minutes_to_lock)
        self._warn_of_lock(left)
        if left:
            return
        if self.person is not None and not work.is_sending:
            self.lock(by_itself=True)
        elif self._page is self.sign_in and work.board.unfinished():
            self._show_locked(work, "")

    @property
    def _minutes_to_lock(self) -> int:
        """After how many minutes without a touch the page that is shown is hidden."""
        chosen = self._lock_minutes
        return max(chosen, AT_HOOD) if self._page.works_at_hood else chosen

    def _warn_of_lock(self, left: timedelta) -> None:
        """Say that the window locks soon, in sight and once by a sound; or take that away."""
        locks = self.person is not None and self._page.can_lock
        soon = locks and timedelta(0) < left <= WARNED
        words = f"Locks in {left.seconds} s" if soon else ""
        self._page.show_locking(words)
        if soon and not self._warned_of_lock:
            sound(Sound.NEAR)
            announce(f"{words}: press any key, or scan")
        self._warned_of_lock = soon

    def show_worklist(self) -> None:
        """Show the worklist to the person signed in."""
        self.show_page("worklist")

    def show_page(self, name: str) -> None:
        """Show a page of the site, named as in `_TABS`, to the person signed in."""
        work, person = self._at_work()
        module, kind = _TABS[name]
        page = self._made(getattr(import_module(module), kind), lambda: self._make_tab(name, work))
        page.begin(person)
        self._go(page)
        page.take_focus()

    def _make_tab(self, name: str, work: "Workplace") -> "TabPage":
        module, kind = _TABS[name]
        page: TabPage = getattr(import_module(module), kind)(work)
        page.left.connect(self.show_worklist)
        page.page_wanted.connect(self.show_page)
        page.leaving.connect(self._leave)
        if name in ("worklist", "day", "label"):
            page.chosen.connect(self.open)  # type: ignore[attr-defined]
        if name == "window_settings":
            page.changed.connect(self.apply_window_settings)  # type: ignore[attr-defined]
        return page

    def open(self, stream: str) -> None:
        """Open an order or a preparation where it stands, or answer a label."""
        work = self.workplace
        assert work is not None
        if stream.startswith("label/"):
            self._answer_label(stream.removeprefix("label/"))
            return
        if stream.startswith("order/"):
            if stream in work.board.waiting():
                self._open_order(stream)
            else:
                self.show_worklist()
            return
        step = work.state(stream).step
        if step is not None and step.identifier == "verify-order":
            self._open_order(stream)
        else:
            self._open_preparation(stream)

    def _answer_label(self, code: str) -> None:
        from app.ui.pages.label import LabelPage

        self.show_page("label")
        page = self._page
        assert isinstance(page, LabelPage)
        if self._scanned is not None:
            page.take_scan(code)
        else:
            page.look_at(code)

    def _open_order(self, stream: str) -> None:
        from app.ui.pages.order import OrderPage

        work, person = self._at_work()
        page = self._made(OrderPage, lambda: self._make_order(work))
        shown = self._page
        if shown.attempt(lambda: page.show_order(stream, work.outlook(stream), person)):
            self._go(page)
            page.begin()

    def _make_order(self, work: "Workplace") -> "OrderPage":
        from app.ui.pages.order import OrderPage

        page = OrderPage(work)
        page.verify.connect(lambda gates, why: self._verify(page, gates, why))
        page.withdrawn.connect(lambda reason: self._withdraw(page, reason))
        page.course_wanted.connect(lambda: self._show_course(page.stream))
        page.left.connect(self.show_worklist)
        page.leaving.connect(self._leave)
        return page

    def _show_course(self, stream: str) -> None:
        from app.ui.pages.course import CoursePage

        work, person = self._at_work()
        page = self._made(CoursePage, lambda: self._make_course(work))
        if self._page.attempt(lambda: page.begin(stream, person)):
            self._go(page)

    def _make_course(self, work: "Workplace") -> "CoursePage":
        from app.ui.pages.course import CoursePage

        page = CoursePage(work)
        page.left.connect(lambda: self.open(page.stream))
        page.record_wanted.connect(lambda: self._show_record(page.stream))
        page.what_if_wanted.connect(lambda: self._show_what_if(page.stream))
        page.leaving.connect(self._leave)
        return page

    def _show_record(self, stream: str) -> None:
        from app.ui.pages.record import RecordPage

        work, person = self._at_work()
        page = self._made(RecordPage, lambda: self._make_record(work))
        self._go(page)
        page.begin(stream, person)

    def _make_record(self, work: "Workplace") -> "RecordPage":
        from app.ui.pages.record import RecordPage

        page = RecordPage(work)
        page.left.connect(lambda: self._show_course(page.stream))
        page.leaving.connect(self._leave)
        return page

    def _show_what_if(self, stream: str) -> None:
        from app.ui.pages.what_if import WhatIfPage

        work, person = self._at_work()
        page = self._made(WhatIfPage, lambda: self._make_what_if(work))
        if self._page.attempt(lambda: page.begin(stream, person)):
            self._go(page)

    def _make_what_if(self, work: "Workplace") -> "WhatIfPage":
        from app.ui.pages.what_if import WhatIfPage

        page = WhatIfPage(work)
        page.left.connect(lambda: self._show_course(page.stream))
        page.leaving.connect(self._leave)
        return page

    def _verify(
        self, page: "OrderPage", confirmed: tuple[str, ...], reasons: tuple[tuple[str, str], ...]
    ) -> None:
        work, person = self._at_work()
        made: list[str] = []
        if page.attempt(
            lambda: made.append(work.verify(page.stream, page.outlook, confirmed, reasons, person))
        ):
            self._open_preparation(made[0])

    def _withdraw(self, page: "OrderPage", reason: str) -> None:
        work, person = self._at_work()
        if page.attempt(lambda: work.withdraw(page.stream, reason, person)):
            self.show_worklist()

    def _open_preparation(self, stream: str) -> None:
        from app.ui.pages.preparation import PreparationPage

        work, person = self._at_work()
        page = self._made(PreparationPage, lambda: self._make_preparation(work))
        page.begin(work.session(stream, person, page.show_state))
        self._go(page)
        page.take_focus()

    def _make_preparation(self, work: "Workplace") -> "PreparationPage":
        from app.ui.pages.preparation import PreparationPage

        page = PreparationPage(work)
        page.left.connect(self.show_worklist)
        page.leaving.connect(self._leave)
        page.history_wanted.connect(lambda: self._look_back(page))
        page.label_wanted.connect(lambda code: self.open(f"label/{code}"))
        return page

    def _look_back(self, from_page: "PreparationPage") -> None:
        from app.ui.pages.history import HistoryPage

        (work, _), session = self._at_work(), from_page.session
        assert session is not None
        page = self._made(HistoryPage, lambda: self._make_history(from_page))
        self._go(page)
        page.begin(session, work.history(session.stream))

    def _make_history(self, back: "PreparationPage") -> "HistoryPage":
        from app.ui.pages.history import HistoryPage

        page = HistoryPage()

        def go_back() -> None:
            self._go(back)
            back.show_state()
            back.take_focus()

        page.left.connect(go_back)
        page.leaving.connect(self._leave)
        return page

    def _made(self, kind: type[Shown], make: Callable[[], Shown]) -> Shown:
        for at in range(self.pages.count()):
            page = self.pages.widget(at)
            if isinstance(page, kind):
                return page
        made = make()
        self._add(made)
        return made

    def _add(self, page: Page) -> None:
        self.pages.addWidget(page)
        give_name(page, page.called.replace("_", " ").capitalize())
        page.refused.connect(lambda sentence: self._keep_refused_scan(page, sentence))
        page.lock_wanted.connect(lambda: page.attempt(self.lock))
        page.acted.connect(self._accept)
        page.moved.connect(self._settling.moved)
        page.alarm.clicked.connect(self._follow_alarm)
        theme.hand_down(self)

    def _at_work(self) -> tuple["Workplace", "Person"]:
        assert self.workplace is not None
        assert self.person is not None
        return self.workplace, self.person

    @property
    def _page(self) -> Page:
        page = self.pages.currentWidget()
        assert isinstance(page, Page)
        return page

    def _go(self, page: Page) -> None:
        # What was typed on the page that goes is handed on to it first.
        self.scanner.hand_on()
        if page is not self._page:
            if self._pad is not None:
                self._pad.dismiss()
            page.show_accepted(self._page.accepted)
            announce(page.accessibleName())
        self.pages.setCurrentWidget(page)
        self._look_at_alarms()
        self._attend()

    def _scanner_sends_end(self) -> bool:
        profile = self.workplace.scanner_profile if self.workplace is not None else None
        return profile is not None and profile.sends_end

    def _scan(self, raw: str) -> None:
        from app.ui import commands, scans

        self._touch()
        page, work = self._page, self.workplace
        self._answer.begin()
        page.scan_ended = self.scanner.ended
        profile = work.scanner_profile if work is not None else None
        kept = scans.kept_of(raw, page)
        text = self._keeping(kept, page, lambda: scans.read(raw, page, profile))
        if text is None:
            return
        if page.learns or not commands.take(
            text, page, self._take_badge, self._keep_close_call, self._require_apart
        ):
            self._keeping(kept, page, lambda: scans.hand_to(page, text))
        if not self._answer.given:
            self._show_accepted("Scan used")

    def _accept(self) -> None:
        """Sound and show that something was recorded, if anything was."""
        if self.workplace is not None and self._answer.recorded(self.workplace.log, self.person):
            self._show_accepted("Recorded")

    def _show_accepted(self, words: str) -> None:
        self._page.show_accepted(words)
        sound(Sound.ACCEPTED)
        announce(words)

    def _refuse_torn(self, raw: str) -> None:
        """A scan came in pieces: nothing of it is used."""
        from app.ui import scans

        self._touch()
        page = self._page

        def refuse() -> None:
            raise Refused(scans.TORN)

        self._keeping(scans.kept_of(raw, page), page, refuse)

    def _keeping(self, kept: str, page: Page, action: Callable[[], Done]) -> Done | None:
        """Do something with a scan; what is refused meanwhile is told, and kept as a close call."""
        self._scanned = kept
        try:
            return action()
        except Refused as refused:
            page.refuse_scan(kept, refused.sentence)
            return None
        finally:
            self._scanned = None

    def _keep_refused_scan(self, page: Page, sentence: str) -> None:
        if self._scanned is not None and not page.keeps_refused_scans:
            self._keep_close_call(self._scanned, sentence)

    def _take_badge(self, number: str) -> None:
        """A badge was scanned: whoever it names is asked for the PIN, and nothing else is done."""
        work, page = self.workplace, self._page
        if work is None:
            self._waiting_badge = number
            self._wait_for_folder()
            return
        self._waiting_badge = None
        if page.takes_badge:
            page.attempt(lambda: page.take_badge(work.people.bearer(number).name))
            return
        found: list[Person] = []
        if page.attempt(lambda: found.append(self._bearer(work, number))):
            if not isinstance(page, WhoPage):
                self._leave()
            asking = self._page
            assert isinstance(asking, WhoPage)
            asking.identify(found[0].name)

    def _require_apart(self, instruction: "Instruction", field: QLineEdit | None) -> None:
        """Raise Refused where the same code was scanned a moment ago and may answer another thing.

        A code that is read twice must not answer what the first reading led to. What types into
        the same `field` as before may come again at once.
        """
        before = self._obeyed
        now = Obeyed(instruction, field, self._clock.reading().running)
        self._obeyed = now
        if before is None or before.instruction is not instruction:
            return
        types_on = field is not None and field is before.field and bool(instruction.sign)
        if now.at - before.at < CODES_APART and not types_on:
            word = "Confirm" if not instruction.sign else "The code of an answer"
            raise Refused(
                f"{word} came twice within a second; the second was not used. Look at the page, "
                "then scan it again."
            )

    def _wait_for_folder(self) -> None:
        sentence = "The data folder is being opened; your name is chosen in a moment, then type "
        self.sign_in.tell(f"{sentence}your PIN.", "Badge", theme.Tone.INFO)

    def _bearer(self, work: "Workplace", number: str) -> "Person":
        """Return whose badge this is; raises Refused for nobody's, and for who is at work here."""
        try:
            person = work.people.bearer(number)
        except Refused as refused:
            self._keep_close_call(f"badge {number}", refused.sentence)
            raise
        if person == self.person:
            raise Refused(
                f"{person.name} is signed in already. A badge signs nothing; where a PIN is "
                "wanted, type or scan the PIN."
            )
        return person

    def _keep_close_call(self, entered: str, sentence: str) -> None:
        """Keep a scan that was refused here and not by the page, if the folder is open."""
        if self.workplace is not None:
            who, page, work = self.person.name if self.person else "", self._page, self.workplace
            try:
                work.keep_refused_scan(page.called, entered, sentence, who)
            except Refused as unsaved:
                why = "" if unsaved.sentence in sentence else f" {unsaved.sentence}"
                page.tell(f"{sentence} The refused scan itself is not on record.{why}")

    def tick(self) -> None:
        """A second has passed: the page shown lets its clocks go on."""
        page, work = self._page, self.workplace
        self._keep_volume()
        if page is self.sign_in and work is not None:
            self._show_time(work)
        page.attempt(page.tick)
        if isinstance(page, WhoPage) and self._rest.lasts(1):
            page.forget_pin()
        self._handed.look(page)
        if work is not None:
            page.attempt(work.time.keep)
            self._tell_trouble(page, work.time.trouble)
        self._look_at_alarms()
        self._lock_after_rest()

    def _tell_trouble(self, page: Page, trouble: str) -> None:
        """Tell once that the heartbeat is not kept; the footers say so for as long as it is so."""
        somebody = not isinstance(page, WhoPage)
        if trouble and not self._told_trouble and somebody:
            page.tell(trouble, "Clock", theme.Tone.WARN)
        self._told_trouble = bool(trouble) and (self._told_trouble or somebody)

    def _look_at_alarms(self) -> None:
        """Show on the page what runs out elsewhere, and sound it; after a fault nothing counts."""
        if self._alarms is not None and self._clock_timer.isActive():
            self._alarms.look(self._page, self.person.name if self.person is not None else "")

    def _attend(self) -> None:
        """Somebody is at the page that is shown."""
        if self._alarms is not None:
            self._alarms.attend(self._page)

    def _follow_alarm(self) -> bool:
        """Open the preparation that the band names; return whether it names one."""
        stream = self._alarms.leads_to if self._alarms is not None else ""
        if stream and self.person is not None:
            self.open(stream)
        return bool(stream)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and not _is_held_down(event):
            self._touch()
        self._settling.watch(watched, event)
        if (
            event.type() in _TOUCHES
            and isinstance(watched, QWidget)
            and watched.window() is self
            and not self._page.learns
            and self._settling.refuses(watched, event, self.settled_for())
        ):
            return True
        # The second of two quick touches, on whatever, comes as a double click.
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._attend()
            if isinstance(watched, QLineEdit) and watched.window() is self:
                self._touch_pad().offer(watched)
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not isinstance(watched, QWidget) or watched.window() is not self:
            return False
        key = _keys().get(event.key())
        if _is_lock(event) and self._page.can_lock and not self._page.learns:
            self._page.attempt(self.lock)
            return True
        if key is None:
            typing = isinstance(QApplication.focusWidget(), QLineEdit)
            text = event.text()
            key = text if not typing and len(text) == 1 and text.isdigit() else None
        self._attend()
        if self._pad is not None and event.text():
            self._pad.dismiss()
        if key is None or event.isAutoRepeat():
            return False
        if key == "F1" and self._follow_alarm():
            return True
        return self._page.press(key)

    def _touch_pad(self) -> "TouchPad":
        """Return the keys on the screen, made when a field is first pressed."""
        if self._pad is None:
            from app.ui.touch_pad import TouchPad

            self._pad = TouchPad(self, lambda: self._page.has_keys)
        return self._pad

    def may_sound_alarms(self) -> bool:
        """Hook: tell whether alarms of this window may be heard now."""
        return True

    def work_area(self) -> QSize:
        """Hook: return the part of the window that a page has."""
        return self.size()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fit(self, self.work_area())

    def _told_of_unsaved(self) -> bool:
        """Tell, once, that closing loses what is not saved; return whether it was told now."""
        told = self._unsaved()
        if told == self._told_unsaved:
            return False
        self._told_unsaved = told
        if not told or self._page.called == "trouble":  # there it is told already
            return False
        sentence = (
            f"{told} Closing Umbra loses it: save it first, or write it on paper and close once "
            "more."
        )
        self._page.tell(sentence, "Not closed")
        refuse_aloud(sentence, "Not closed")
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._told_of_unsaved():
            event.ignore()
            return
        self._clock_timer.stop()
        self._alarms = None
        self.sounding.stop()
        self.scanner.stop()
        if self._pad is not None:
            self._pad.stop()
            self._pad = None
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        if self.workplace is not None:
            self.workplace.close()
            self.workplace = None
        super().closeEvent(event)
