"""What becomes of a scan that arrives: obeyed, handed to the page, or refused and kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.clock import Clock
from app.core.refused import Refused
from app.ui import commands, scans
from app.ui.answer import Answer
from app.ui.codes_apart import CodesApart
from app.ui.page import Page
from app.ui.page_stack import PageStack
from app.ui.who_page import WhoPage

if TYPE_CHECKING:
    from app.core.person import Person
    from app.ui.attendance import Attendance

Done = TypeVar("Done")


class Arriving:
    """Takes each scan once, to the page that is shown.

    `attendance` is None until the folder is open; a badge that comes before is left to `wait`.
    """

    def __init__(
        self,
        pages: PageStack,
        clock: Clock,
        answer: Answer,
        attendance: Callable[[], "Attendance | None"],
        wait: Callable[[str], object],
    ) -> None:
        self._pages, self._answer = pages, answer
        self._attendance, self._wait = attendance, wait
        self._apart = CodesApart(clock)
        # What may be kept of the scan that is being taken.
        self._scanned: str | None = None

    @property
    def is_taking(self) -> bool:
        """Whether what happens now happens for a scan."""
        return self._scanned is not None

    def take(self, raw: str, *, ended: bool) -> None:
        """Take a scan as the scanner typed it; `ended` tells whether it came with its key."""
        page, attendance = self._pages.page, self._attendance()
        self._answer.begin()
        page.scan_ended = ended
        profile = attendance.work.scanner_profile if attendance is not None else None
        kept = scans.kept_of(raw, page)
        text = self._keeping(kept, page, lambda: scans.read(raw, page, profile))
        if text is None:
            return
        if page.learns or not commands.take(
            text, page, self.take_badge, self._keep_close_call, self._apart.require
        ):
            self._keeping(kept, page, lambda: scans.hand_to(page, text))
        if not self._answer.given:
            self._answer.accept("Scan used", self._pages.page)

    def refuse_torn(self, raw: str) -> None:
        """A scan came in pieces: nothing of it is used."""
        page = self._pages.page

        def refuse() -> None:
            raise Refused(scans.TORN)

        self._keeping(scans.kept_of(raw, page), page, refuse)

    def take_badge(self, number: str) -> None:
        """A badge was scanned: whoever it names is asked for the PIN, and nothing else is done."""
        attendance, page = self._attendance(), self._pages.page
        if attendance is None:
            self._wait(number)
            return
        if page.takes_badge:
            people = attendance.work.people
            page.attempt(lambda: page.take_badge(people.bearer(number).name))
            return
        found: list[Person] = []
        if page.attempt(lambda: found.append(self._bearer(attendance, number))):
            if not isinstance(page, WhoPage):
                attendance.leave()
            asking = self._pages.page
            assert isinstance(asking, WhoPage)
            asking.identify(found[0].name)

    def keep_refused(self, page: Page, sentence: str) -> None:
        """Keep that something was refused on a page, where a scan led to it."""
        if self._scanned is not None and not page.keeps_refused_scans:
            self._keep_close_call(self._scanned, sentence)

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

    def _bearer(self, attendance: "Attendance", number: str) -> "Person":
        """Return whose badge this is; raises Refused for nobody's, and for who is at work here."""
        try:
            person = attendance.work.people.bearer(number)
        except Refused as refused:
            self._keep_close_call(f"badge {number}", refused.sentence)
            raise
        if person == attendance.person:
            raise Refused(
                f"{person.name} is signed in already. A badge signs nothing; where a PIN is "
                "wanted, type or scan the PIN."
            )
        return person

    def _keep_close_call(self, entered: str, sentence: str) -> None:
        """Keep a scan that was refused here and not by the page, if the folder is open."""
        attendance, page = self._attendance(), self._pages.page
        if attendance is None:
            return
        who = attendance.person.name if attendance.person is not None else ""
        try:
            attendance.work.keep_refused_scan(page.called, entered, sentence, who)
        except Refused as unsaved:
            why = "" if unsaved.sentence in sentence else f" {unsaved.sentence}"
            page.tell(f"{sentence} The refused scan itself is not on record.{why}")
