"""Who is at the window: signs in, leaves it, is locked out of it, and comes back."""

from PySide6.QtCore import QObject, Signal

from app.core.person import Office, Person
from app.core.refused import Refused
from app.site import Site
from app.ui import away
from app.ui.facts.pages import may_see
from app.ui.facts.unsaved import unsaved_words
from app.ui.page_stack import PageStack
from app.ui.pages.locked import LockedPage
from app.ui.pages.setup import SetupPage
from app.ui.pages.sign_in import SignInPage
from app.ui.ways import Ways
from app.ui.who_page import WhoPage
from app.workplace import Workplace


class Attendance(QObject):
    """The person at the window on a folder that is open.

    `names_offered` tells that the names of who may sign in are shown; `signed_in` that somebody
    did, and whether somebody had left or was locked out before; `left` that somebody left.
    """

    names_offered = Signal()
    signed_in = Signal(bool)
    left = Signal()

    def __init__(self, work: Workplace, pages: PageStack, sign_in: SignInPage, ways: Ways) -> None:
        super().__init__(pages)
        self.work = work
        self.person: Person | None = None
        self._pages, self._sign_in_page, self._ways = pages, sign_in, ways
        self._away: away.Away | None = None

    @property
    def is_administrator(self) -> bool:
        """Whether who is signed in administers the site, and prepares nothing."""
        return self.person is not None and self.person.office is Office.ADMINISTRATOR

    def set_up(self) -> None:
        """Ask for the site of a folder that is new, and for its first person."""
        page = SetupPage()
        page.described.connect(self._begin_site)
        self._pages.add(page)
        self._pages.go(page)
        page.site_name.setFocus()

    def _begin_site(self, site: Site, name: str, pin: str) -> None:
        if self._pages.page.attempt(lambda: self.work.begin(site, name, pin)):
            self.person = self.work.people.named(name)
            self._ways.show_page("people")

    def offer_names(self) -> None:
        """Show who may sign in; what is chosen and typed stays, and so does the focus."""
        self._sign_in_page.show_names(self._names())
        self._pages.go(self._sign_in_page)
        self.show_time()
        self.names_offered.emit()

    def show_time(self) -> None:
        """Show the local date and time where people sign in."""
        now, site = self.work.wall(), self.work.site
        self._sign_in_page.show_time(f"{site.local(now):%a %Y-%m-%d}", site.shown(now, "%H:%M"))

    def _names(self) -> tuple[str, ...]:
        return tuple(person.name for person in self.work.people.everyone())

    def sign_in(self, name: str, pin: str, page: WhoPage) -> None:
        """Let somebody in who typed a PIN on `page`, or tell there why not."""
        page.untell()
        told: list[str] = []
        if not page.attempt(lambda: told.append(self._admit(name, pin))):
            return
        self.person = self.work.people.named(name)
        left, self._away = self._away, None
        if left is not None and left.person == self.person:
            self._come_back(left)
        else:
            self._arrive(self.person, left.place if left is not None else None)
        if told[0]:
            self._pages.page.tell(told[0], "Not saved")
        self.signed_in.emit(left is not None)

    def _admit(self, name: str, pin: str) -> str:
        """Prove a PIN and record who signed in; raises Refused.

        Whoever left is let in again even where the disk takes nothing, for what is not saved can
        only be saved from within; that it is not on record is returned as a sentence, else "".
        """
        people = self.work.people
        person = people.prove(name, pin)
        try:
            people.record_sign_in(person)
        except Refused as unsaved:
            if self._away is None or self._away.person != person:
                raise
            return f"That {name} signed in again is not on record. {unsaved.sentence}"
        return ""

    def _come_back(self, left: away.Away) -> None:
        """Show the page that was left as it was left; only its clocks went on."""
        self._pages.go(left.page)
        left.put_focus_back()
        left.page.attempt(left.page.tick)

    def _arrive(self, person: Person, place: away.Place | None) -> None:
        """Show to another person where the one before was, or the worklist."""
        asked = self._pages.page
        away.forget(page for page in self._pages.every_page() if not isinstance(page, WhoPage))
        if place is not None and place.page and may_see(person, place.page):
            self._ways.show_page(place.page)
        elif place is not None and place.stream and not self.is_administrator:
            if place.course:
                self._ways.show_course(place.stream)
            else:
                self._ways.open(place.stream)
        if self._pages.page is asked:
            # Whatever was there can not be shown any more; what was told of it is told on.
            told = asked.told
            self._ways.show_worklist()
            if told:
                self._pages.page.tell(told)

    def leave(self) -> None:
        """Let another person, or the same one, sign in where this one stops."""
        self._step_aside()
        self.offer_names()
        self._sign_in_page.begin()
        if told := unsaved_words(self.work.unsaved.values()):
            self._sign_in_page.tell(f"{told} Sign in and save it.", "Not saved")
        self.left.emit()

    def _step_aside(self) -> None:
        if self.person is not None:
            self._away = away.left(self.person, self._pages.page)
        self.person = None

    def lock(self, *, by_itself: bool = False) -> bool:
        """Hide the work and keep the clocks in sight; return whether there was work to hide.

        Raises Refused while a label is on its way to the printer: where that ends is seen first.
        """
        person = self.person
        if person is None or not self._pages.page.can_lock:
            return False
        if self.work.is_sending:
            raise Refused("A label is on its way to the printer. Lock once it is out.")
        away.close_dialogs()
        told = ""
        try:
            self.work.people.record_lock(person, by_itself=by_itself)
        except Refused as unsaved:
            told = f"That the window locked is not on record. {unsaved.sentence}"
        self._step_aside()
        self._show_locked(person.name, told)
        return True

    def lock_by_itself(self) -> None:
        """Lock where nobody is any more.

        Where somebody left it to whoever signs in, the clocks come in sight now.
        """
        if self.person is not None and not self.work.is_sending:
            self.lock(by_itself=True)
        elif self._pages.page is self._sign_in_page and self.work.board.unfinished():
            self._show_locked("")

    def _show_locked(self, name: str, told: str = "") -> None:
        page = self._pages.made(LockedPage, self._make_locked)
        page.show_names(self._names())
        self._pages.go(page)
        page.begin_lock(name)
        if lost := unsaved_words(self.work.unsaved.values()):
            page.tell(f"{lost} Sign in and save it.", "Not saved")
        elif told:
            page.tell(told, "Not saved")

    def _make_locked(self) -> LockedPage:
        page = LockedPage(self.work)
        page.entered.connect(lambda name, pin: self.sign_in(name, pin, page))
        return page
