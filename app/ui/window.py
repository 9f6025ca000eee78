"""The window: what Qt tells it, and what it is put together from."""

import platform
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget

from app import __version__
from app.clock import Clock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.ui import accessible, language, pressed, theme
from app.ui.answer import Answer
from app.ui.early import Early
from app.ui.named import give_name, renew
from app.ui.page import Page
from app.ui.page_stack import PageStack
from app.ui.pages.sign_in import SignInPage
from app.ui.rest import Rest
from app.ui.scanner import Scanner
from app.ui.settling import Settling
from app.ui.sounding import Sounding
from app.ui.who_page import WhoPage
from app.window_settings import WindowSettings, glance

if TYPE_CHECKING:
    from app.core.person import Person
    from app.outlet import Outlet
    from app.ui.alarms import Alarms
    from app.ui.arriving import Arriving
    from app.ui.attendance import Attendance
    from app.ui.closing import Closing
    from app.ui.handed import Handed
    from app.ui.locking import Locking
    from app.ui.touch_pad import TouchPad
    from app.ui.ways import Ways
    from app.workplace import Workplace


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
        self.attendance: Attendance | None = None
        self.ways: Ways | None = None
        self._rest, self._settling = Rest(clock), Settling(clock)
        self._locking: Locking | None = None
        self._told_trouble = self._told_silence = False
        self.sounding = Sounding(self)
        self._answer = Answer()
        self.sounding.played.connect(self._answer.take)
        self._alarms: Alarms | None = None
        self._closing: Closing | None = None
        self._pad: TouchPad | None = None
        self._handed: Handed | None = None
        accessible.install()
        self.setWindowTitle(f"Umbra {__version__}")
        self.apply_window_settings(
            glance(folder / LOG_NAME, platform.node() or "workstation"),
        )
        self.setMinimumSize(theme.smallest(self))
        self.pages = PageStack(self._connect, self._leave_page, self._arrive)
        self.setCentralWidget(self.pages)
        layout = self.layout()
        if layout is not None:
            layout.setSizeConstraint(layout.SizeConstraint.SetNoConstraint)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.scanner = Scanner(
            application,
            lambda: self._page.asks_pin,
            lambda: self._page.learns,
            self._scanner_sends_end,
        )
        self.scanner.scanned.connect(self._scan)
        self.scanner.torn.connect(self._refuse_torn)
        self.sign_in = SignInPage()
        self._early = Early(self.sign_in)
        self.sign_in.entered.connect(self._enter)
        self.sign_in.practice_wanted.connect(self._start_practice)
        self.pages.add(self.sign_in)
        self.sign_in.show_names(names)
        self.sign_in.begin()
        self.woken.connect(self._open_folder)
        self._clock_timer = QTimer(self)
        self._clock_timer.setInterval(1000)
        self._clock_timer.timeout.connect(self.tick)
        self._after_paint = QTimer(self, singleShot=True, interval=0)
        self._after_paint.timeout.connect(self._begin)
        self._painted = self.listens = False

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
        if event.type() == QEvent.Type.Paint and not self._painted:
            self._painted = True
            self._after_paint.start()
        return done

    def _begin(self) -> None:
        self._listen()
        self.wake()

    def _listen(self) -> None:
        """Hear every key, scan and touch from now on.

        Not before the first paint: PySide, handing an event to Python, first finds out what it is
        for, and so makes a class of everything that Qt has, which takes longer than the painting.
        What came meanwhile went past the scanner, and may be the half of a badge: it is dropped.
        """
        if self.listens:
            return
        self.listens = True
        self.sign_in.forget_pin()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        # The scanner's filter goes in last and so sees every key first: a digit of a scan must
        # never be taken for an answer that somebody pressed.
        application.installEventFilter(self)
        self.scanner.listen()

    def wake(self) -> None:
        """Import what is clinical, away from the painting thread; then open the folder."""
        from app.ui.loading import load  # as the painted window needs none of it

        self._listen()
        load(self.woken.emit)

    def _open_folder(self) -> None:
        from app.ui.alarms import Alarms
        from app.workplace import Workplace

        self.sounding.begin()
        try:
            self.workplace = Workplace.open(self._folder, self._clock, practice=self.practises)
        except Refused as refused:
            self._early.forget()
            self.show_trouble("Umbra cannot work here now", refused.sentence)
            return
        self.workplace.system_outlet = _system_outlet
        self._answer.recorded(self.workplace.log, None)
        self.apply_window_settings(self.workplace.window_settings)
        self._alarms = Alarms(self.workplace, self.sounding, self.may_sound_alarms)
        self._clock_timer.start()
        self._let_in(self.workplace)

    def _let_in(self, work: "Workplace") -> None:
        """Let people work on the folder that is open now, first whoever came before it was."""
        from app.ui.attendance import Attendance
        from app.ui.closing import Closing
        from app.ui.handed import Handed
        from app.ui.locking import Locking
        from app.ui.ways import Ways

        ways = Ways(work, self.pages, lambda: self.person, lambda: self._arriving.is_taking)
        attendance = Attendance(work, self.pages, self.sign_in, ways)
        ways.leaving.connect(attendance.leave)
        ways.settings_chosen.connect(self.apply_window_settings)
        attendance.signed_in.connect(self._tell_silence)
        self.ways, self.attendance = ways, attendance
        self._locking = Locking(attendance, self.pages, self._rest)
        self._closing, self._handed = Closing(work), Handed(self._folder)
        self.opened(attendance, ways)
        if work.is_new:
            self._early.forget()
            attendance.set_up()
            return
        attendance.offer_names()
        self._early.hand_on(attendance, self._arriving.take_badge)

    @property
    def person(self) -> "Person | None":
        """Who is signed in, None for nobody."""
        return self.attendance.person if self.attendance is not None else None

    def _enter(self, name: str, pin: str) -> None:
        """Take a PIN of the page of names; before the folder is open it waits."""
        if self.attendance is not None:
            self.attendance.sign_in(name, pin, self.sign_in)
        elif self.listens:
            self._early.enter(name, pin)

    def _start_practice(self) -> None:
        """Open the window of practice, in a process of its own."""
        from app.ui.practice_start import start_practice

        self.sign_in.untell()
        if self.sign_in.attempt(lambda: start_practice(self._folder)):
            sentence = "It opens in a window of its own. Nothing done there is for a patient."
            self.sign_in.tell(sentence, "Practice", theme.Tone.INFO)

    def show_trouble(self, title: str, sentence: str) -> None:
        """Stop work, and say why on a page that leads nowhere."""
        from app.ui.pages.trouble import TroublePage

        page = self.pages.made(TroublePage, TroublePage)
        page.show_trouble(title, "Stopped", sentence)
        self.pages.go(page)

    def show_fault(self, where: str) -> None:
        """Stop work after a fault of ours; the log is intact, for each step is one transaction."""
        self._clock_timer.stop()
        self.show_trouble(
            "A fault in Umbra stopped the work",
            f"What was recorded is safe. The report is in {language.Verbatim(where)}. "
            f"{self._to_paper()}Close Umbra, start it again; the preparation stands where it "
            "stood.",
        )

    def _to_paper(self) -> str:
        return self._closing.to_paper if self._closing is not None else ""

    def refuse(self, sentence: str) -> None:
        """Tell on the page that is shown why something from outside was not taken."""
        self._page.show_refused(sentence)

    def _tell_silence(self) -> None:
        """Tell once, on the worklist, that no sound can be heard here, and what to do."""
        silent = self.sounding.trouble
        page = self._page
        # What else is to be told comes first; nothing of it is put aside for a loudspeaker.
        if silent and not self._told_silence and page.called == "worklist" and not page.told:
            self._told_silence = True
            page.tell(silent, "No sound", theme.Tone.WARN)

    def lock(self) -> bool:
        """Hide the work and keep the clocks in sight; return whether there was work to hide.

        Raises Refused while a label is on its way to the printer.
        """
        return self.attendance is not None and self.attendance.lock()

    def settled_for(self) -> timedelta:
        """Return for how long the page, step or question that is shown has been there."""
        return self._settling.lasts()

    def touched(self) -> None:
        """Take it that somebody is at the window now; it locks only after that."""
        self._rest.touched()
        if self._locking is not None:
            self._locking.touched()

    def show_worklist(self) -> None:
        """Show the worklist to the person signed in."""
        self.show_page("worklist")

    def show_page(self, name: str) -> None:
        """Show a page of the site, named as in `app.ui.ways.TABS`, to the person signed in."""
        assert self.ways is not None
        self.ways.show_page(name)

    def open(self, stream: str) -> None:
        """Open an order or a preparation where it stands, or answer a label."""
        assert self.ways is not None
        self.ways.open(stream)

    def _connect(self, page: Page) -> None:
        """Connect a page that is new."""
        give_name(page, page.called.replace("_", " ").capitalize())
        page.refused.connect(lambda sentence: self._arriving.keep_refused(page, sentence))
        page.lock_wanted.connect(lambda: page.attempt(self.lock))
        page.acted.connect(self._accept)
        page.moved.connect(self._settling.moved)
        page.alarm.clicked.connect(self._follow_alarm)
        theme.hand_down(self)

    @property
    def _page(self) -> Page:
        return self.pages.page

    def _leave_page(self, to: Page) -> None:
        # What was typed on the page that goes is handed on to it first.
        self.scanner.hand_on()
        if to is not self._page and self._pad is not None:
            self._pad.dismiss()

    def _arrive(self) -> None:
        self._look_at_alarms()
        self._attend()

    def _scanner_sends_end(self) -> bool:
        profile = self.workplace.scanner_profile if self.workplace is not None else None
        return profile is not None and profile.sends_end

    @cached_property
    def _arriving(self) -> "Arriving":
        # Not at import: the window opens before anything is scanned.
        from app.ui.arriving import Arriving

        return Arriving(
            self.pages, self._clock, self._answer, lambda: self.attendance, self._early.keep_badge
        )

    def _scan(self, raw: str) -> None:
        self.touched()
        self._arriving.take(raw, ended=self.scanner.ended)

    def _refuse_torn(self, raw: str) -> None:
        self.touched()
        self._arriving.refuse_torn(raw)

    def _accept(self) -> None:
        """Sound and show that something was recorded, if anything was."""
        if self.workplace is not None and self._answer.recorded(self.workplace.log, self.person):
            self._answer.accept("Recorded", self._page)

    def tick(self) -> None:
        """A second has passed: the page shown lets its clocks go on."""
        page, work = self._page, self.workplace
        self._keep_volume()
        if page is self.sign_in and self.attendance is not None:
            self.attendance.show_time()
        page.attempt(page.tick)
        if isinstance(page, WhoPage) and self._rest.lasts(1):
            page.forget_pin()
        if self._handed is not None:
            self._handed.look(page)
        if work is not None:
            page.attempt(work.time.keep)
            self._tell_trouble(page, work.time.trouble)
        self._look_at_alarms()
        if self._locking is not None:
            self._locking.look(self._lock_minutes)

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
        kind = event.type()
        if kind == QEvent.Type.Show:
            self._settling.watch(watched, event)
        if kind not in pressed.TOUCHES:
            return False
        if not pressed.is_held_down(event):
            self.touched()
        widget = watched if isinstance(watched, QWidget) and watched.window() is self else None
        if widget is not None and self._is_too_soon(widget, event):
            return True
        # The second of two quick touches, on whatever, comes as a double click.
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            self._attend()
            if isinstance(widget, QLineEdit):
                self._touch_pad().offer(widget)
        if widget is None or not isinstance(event, QKeyEvent):
            return False
        return self._take_key(event)

    def _is_too_soon(self, widget: QWidget, event: QEvent) -> bool:
        """Tell whether nobody can have seen yet what is pressed; a page that learns gets all."""
        learns = self._page.learns
        return not learns and self._settling.refuses(widget, event, self.settled_for())

    def _take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; return False where it is for what has the focus."""
        page, key = self._page, pressed.key_of(event)
        if pressed.is_lock(event) and page.can_lock and not page.learns:
            page.attempt(self.lock)
            return True
        self._attend()
        if self._pad is not None and event.text():
            self._pad.dismiss()
        if key is None or event.isAutoRepeat():
            return False
        if key == "F1" and self._follow_alarm():
            return True
        return page.press(key)

    def _touch_pad(self) -> "TouchPad":
        """Return the keys on the screen, made when a field is first pressed."""
        if self._pad is None:
            from app.ui.touch_pad import TouchPad

            self._pad = TouchPad(self, lambda: self._page.has_keys)
        return self._pad

    def opened(self, attendance: "Attendance", ways: "Ways") -> None:
        """Hook: the folder is open, and nobody signed in yet."""

    def may_sound_alarms(self) -> bool:
        """Hook: tell whether alarms of this window may be heard now."""
        return True

    def work_area(self) -> QSize:
        """Hook: return the part of the window that a page has."""
        return self.size()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        theme.fit(self, self.work_area())

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._closing is not None and self._closing.is_told(self._page):
            event.ignore()
            return
        self._after_paint.stop()
        self._clock_timer.stop()
        self._alarms = self._locking = self._closing = self._handed = None
        self.attendance = self.ways = None
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
