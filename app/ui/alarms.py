"""Alarms wherever somebody works in the window: the band on each page, and the sounds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.core.reading import Reading
from app.core.timing import Name
from app.core.urgency import Urgency
from app.ui.announcing import announce
from app.ui.facts.alarm import Alarm, alarm_facts, alarms
from app.ui.page import Page
from app.ui.sounding import Sound, Sounding
from app.workplace import Workplace

AGAIN = timedelta(minutes=1)
"""How long what has passed is silent before it sounds again."""

_SOUND = {
    Urgency.NEAR: (Sound.NEAR, 1),
    Urgency.URGENT: (Sound.NEAR, 2),
    Urgency.PASSED: (Sound.PASSED, 1),
}
"""Which sound, and how many times in a row: what has become urgent is heard to be more so."""


@dataclass(frozen=True, slots=True)
class Sounded:
    """What was sounded of a preparation last: which deadline, how urgent, and when."""

    name: Name
    urgency: Urgency
    at: Reading


class Alarms:
    """Looks at every open preparation each second.

    Each transition sounds once. What has passed sounds again each minute until somebody opens that
    preparation, or is at its page: until then nobody may know of it, and drug that must not be
    given stands at a hood. From then on the card that it must be discarded is before them, and
    noise would only hide the next alarm. After a restart everything that stands is sounded once,
    for nobody can tell who heard it before. Where `may_sound` says no, all is shown and nothing
    sounds.
    """

    def __init__(
        self, work: Workplace, sounding: Sounding, may_sound: Callable[[], bool] = lambda: True
    ) -> None:
        self._work, self._sounding, self._may_sound = work, sounding, may_sound
        self._sounded: dict[str, Sounded] = {}
        self._passed: frozenset[str] = frozenset()
        self._attended: set[str] = set()
        self._first = ""

    @property
    def leads_to(self) -> str:
        """The stream of the preparation that the band names, "" where it names none."""
        return self._first

    def attend(self, page: Page) -> None:
        """Somebody is at a page: they see what has passed there."""
        if page.shows_time_of in self._passed:
            self._attended.add(page.shows_time_of)

    def look(self, page: Page, person: str) -> None:
        """Show on a page what has to be told there, and sound what is new.

        `person` is who is signed in, so that patients may be named; "" for nobody.
        """
        named = bool(person)
        work, reading = self._work, self._work.clock.reading()
        open_now = ((stream, work.state(stream)) for stream in work.board.unfinished())
        found, own = alarms(open_now, reading), page.shows_time_of
        self._passed = frozenset(each.stream for each in found if each.passed)
        self._attended &= self._passed
        self._show(page, tuple(each for each in found if each.stream != own), named)
        # What the page must not say to a checker, the bell must not tell either.
        heard = tuple(each for each in found if each.stream != own or not each.hidden_from(person))
        self._sound(heard, reading, named)
        # What is quiet again sounds anew when its next deadline comes near.
        streams = {each.stream for each in found}
        self._sounded = {key: last for key, last in self._sounded.items() if key in streams}

    def _show(self, page: Page, others: tuple[Alarm, ...], named: bool) -> None:
        # What somebody has seen to be too late comes behind what can still be saved.
        others = tuple(sorted(others, key=lambda each: each.stream in self._attended))
        self._first = others[0].stream if others and named else ""
        page.alarm.say_silent(self._sounding.silence)
        page.show_alarm(alarm_facts(others, self._work.site, named) if others else None)

    def _sound(self, heard: tuple[Alarm, ...], reading: Reading, named: bool) -> None:
        due = [each for each in heard if self._is_due(each, reading)]
        for each in heard:
            before = self._sounded.get(each.stream)
            at = reading if before is None or each in due else before.at
            self._sounded[each.stream] = Sounded(each.deadline.name, each.time.urgency, at)
        if due:
            gravest = max((each.time.urgency for each in due), key=lambda each: each.rank)
            if self._may_sound():
                self._sounding.play(*_SOUND[gravest])
            told = alarm_facts(tuple(due), self._work.site, named)
            announce(str(told), at_once=gravest is Urgency.PASSED)

    def _is_due(self, alarm: Alarm, reading: Reading) -> bool:
        before = self._sounded.get(alarm.stream)
        if before is None or before.name is not alarm.deadline.name:
            return True
        if alarm.time.urgency.rank > before.urgency.rank:
            return True
        unseen = alarm.passed and alarm.stream not in self._attended
        return unseen and reading.running - before.at.running >= AGAIN
