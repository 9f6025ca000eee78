"""Whether what came was accepted or refused: each scan and each entry is answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.announcing import announce
from app.ui.sounding import Sound, sound

if TYPE_CHECKING:
    from app.core.person import Person
    from app.store import Log
    from app.ui.page import Page

_NOT_ACCEPTED = "-refused"


class Answer:
    """`given` tells whether the scan that came last was answered already."""

    def __init__(self) -> None:
        self.given = False
        self._seen: int | None = None

    def begin(self) -> None:
        """A scan has come, which is not answered yet."""
        self.given = False

    def take(self, sound: Sound) -> None:
        """A sound was played, which may be the answer."""
        self.given = self.given or sound in (Sound.ACCEPTED, Sound.REFUSED)

    def accept(self, words: str, page: Page) -> None:
        """Answer, in sight on a page and by a sound, that what came was accepted."""
        page.show_accepted(words)
        sound(Sound.ACCEPTED)
        announce(words)

    def recorded(self, log: Log, person: Person | None) -> bool:
        """Tell whether a person's own doing was recorded since this was asked last.

        What is recorded of a clock, and that something was refused, is nothing that a person
        waits to hear of.
        """
        head, before = log.head(), self._seen
        if head is None:
            return False
        self._seen = head.seq
        if before is None or head.seq <= before or person is None:
            return False
        return head.actor == person.name and not head.name.endswith(_NOT_ACCEPTED)
