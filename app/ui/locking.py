"""Locks the window that nobody touches any more, and says so a moment before."""

from datetime import timedelta

from app.ui.announcing import announce
from app.ui.attendance import Attendance
from app.ui.page_stack import PageStack
from app.ui.rest import AT_HOOD, WARNED, Rest
from app.ui.sounding import Sound, sound


class Locking:
    """Looks each second for how long nobody touched the window."""

    def __init__(self, attendance: Attendance, pages: PageStack, rest: Rest) -> None:
        self._attendance, self._pages, self._rest = attendance, pages, rest
        self._warned = False

    def touched(self) -> None:
        """Somebody touched the window: what was said of locking is taken away."""
        if self._warned:
            self._warned = False
            self._pages.page.show_locking("")

    def look(self, chosen: int) -> None:
        """Lock, or say that this comes, where nobody touched the window for the `chosen` minutes.

        A page of work at the hood stays in sight for longer.
        """
        minutes = max(chosen, AT_HOOD) if self._pages.page.works_at_hood else chosen
        left = self._rest.left(minutes)
        self._warn(left)
        if not left:
            self._attendance.lock_by_itself()

    def _warn(self, left: timedelta) -> None:
        """Say that the window locks soon, in sight and once by a sound; or take that away."""
        page = self._pages.page
        locks = self._attendance.person is not None and page.can_lock
        soon = locks and timedelta(0) < left <= WARNED
        words = f"Locks in {left.seconds} s" if soon else ""
        page.show_locking(words)
        if soon and not self._warned:
            sound(Sound.NEAR)
            announce(f"{words}: press any key, or scan")
        self._warned = soon
