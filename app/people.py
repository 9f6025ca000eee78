"""Who works here: adding people, signing in, and proving a signature by PIN.

People stand in the log like everything else. A PIN is kept only as a salted scrypt value. Five
wrong PINs in a row make a name wait a minute, across restarts too. A badge says who someone is and
proves nothing: a PIN follows wherever one is wanted.
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.timing import present
from app.intake.command_code import BADGE_LENGTH, LETTERS
from app.recording import reading_of
from app.store import Fact, Log, Recorded

STREAM = "people"
ADDED, LEFT, PIN_SET = "person-added", "person-left", "pin-set"
SIGNED_IN, PIN_REFUSED = "signed-in", "pin-refused"
BADGE_GIVEN = "badge-given"
LOCKED = "window-locked"

_TRIES = 5
_WAIT = timedelta(minutes=1)
COST = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""What scrypt is given: about a tenth of a second on a machine of today, for each PIN tried."""


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """Someone new: name, office, and the scrypt value of the PIN with its salt, as hex."""

    name: str
    office: Office
    salt: str
    value: str


@dataclass(frozen=True, slots=True)
class PinSet:
    """A new PIN of someone."""

    name: str
    salt: str
    value: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something that happened to a name: it signed in, its PIN was refused, it left."""

    name: str


@dataclass(frozen=True, slots=True)
class WindowLocked:
    """The window locked while `name` was signed in: `by_itself`, or because somebody asked for it.

    Who goes on is told by the next "signed-in".
    """

    name: str
    by_itself: bool


@dataclass(frozen=True, slots=True)
class BadgeGiven:
    """A new badge of someone: its number, eight letters drawn at random; earlier ones are void."""

    name: str
    badge: str


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    salt: str
    value: str
    badge: str = ""
    pin_by: str = ""
    given: bool = False
    refused: int = 0
    last_refused: Reading | None = None


class People:
    """The people of one log."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._void: set[str] = set()
        self._first_pins: set[str] = set()
        self._left: dict[str, str] = {}
        self._version = 0
        for recorded in log.history(STREAM):
            self._take(recorded)

    def everyone(self) -> tuple[Person, ...]:
        """Return everyone who may sign in, by name."""
        found = (known.person for known in self._known.values())
        return tuple(sorted(found, key=lambda person: person.name.casefold()))

    def named(self, name: str) -> Person:
        """Return the person of that name; raises Refused for someone unknown here."""
        return self._find(name).person

    def add(self, name: str, office: Office, pin: str, *, by: Person | None) -> Person:
        """Add someone; the first person is an administrator, later ones are added by one.

        Raises Refused for a name that is taken or cannot be printed, a PIN too easily guessed, or
        someone who may not.
        """
        self.require_addable(name, office, pin, by=by)
        salt, value = _sealed(pin)
        actor = by.name if by else name
        self._record(ADDED, encode(PersonAdded(name, office, salt, value)), actor)
        return self._known[name].person

    def require_addable(self, name: str, office: Office, pin: str, *, by: Person | None) -> None:
        """Raise Refused wherever `add` would; nothing is recorded."""
        self._may_add(office, by)
        _require_usable_name(name)
        if any(_folded(known) == _folded(name) for known in self._known):
            raise Refused(f"{name} is a name known here already; choose one that differs.")
        before = self._left.get(_folded(name), name)
        if before != name:
            raise Refused(
                f"{before} worked here before. Write the name that way if it is the same person; "
                "another person takes a name that differs by more than case."
            )
        _require_usable_pin(pin)

    def _may_add(self, office: Office, by: Person | None) -> None:
        if by is None:
            if self._known:
                raise Refused(
                    "Only an administrator adds people; an administrator signs in with F8."
                )
            if office is not Office.ADMINISTRATOR:
                raise Refused("The first person at a site is its administrator.")
        elif by.office is not Office.ADMINISTRATOR:
            raise Refused("Only an administrator adds people; an administrator signs in with F8.")

    def set_pin(self, name: str, pin: str, *, by: Person) -> None:
        """Give someone a new PIN: their own, or as administrator; raises Refused."""
        if by.office is not Office.ADMINISTRATOR and by.name != name:
            raise Refused(
                "Only an administrator gives another person a new PIN; an administrator signs in "
                "with F8."
            )
        self._find(name)
        _require_usable_pin(pin)
        salt, value = _sealed(pin)
        self._record(PIN_SET, encode(PinSet(name, salt, value)), by.name)

    def give_badge(self, name: str, *, by: Person) -> str:
        """Give someone a badge and return its number; the one before is void. Raises Refused."""
        if by.office is not Office.ADMINISTRATOR:
            raise Refused("Only an administrator gives badges; an administrator signs in with F8.")
        self._find(name)
        badge = self._new_badge()
        self._record(BADGE_GIVEN, encode(BadgeGiven(name, badge)), by.name)
        return badge

    def _new_badge(self) -> str:
        used = self._void | {known.badge for known in self._known.values()}
        while True:
            badge = "".join(secrets.choice(LETTERS) for _ in range(BADGE_LENGTH))
            if badge not in used:
                return badge

    def badges(self) -> dict[str, str]:
        """Return the number of the badge of everyone who has one, by name."""
        people = self.everyone()
        return {each.name: badge for each in people if (badge := self._known[each.name].badge)}

    def bearer(self, badge: str) -> Person:
        """Return whose badge this is; raises Refused for nobody's. Having it proves nothing."""
        for known in self._known.values():
            if badge and known.badge == badge:
                return known.person
        if badge in self._void:
            raise Refused(
                "This badge is void: a new one was given, or the person left. Use the new badge, "
                "or choose your name in the list."
            )
        raise Refused(
            "This badge is not one of this site; choose your name in the list, or let an "
            "administrator give you a badge."
        )

    def knows_pin_of(self, one: str, other: str) -> bool:
        """Tell whether `one` set the PIN with which `other` signs.

        A first PIN is the person's own once they signed in with it; one set anew is not, for it
        took the place of one that they knew: they set it themselves, or somebody else does.
        """
        known = self._known.get(other)
        return known is not None and known.given and same_person(known.pin_by, one)

    def leave(self, name: str, *, by: Person) -> None:
        """Take someone off the list; what they did stays on record. Raises Refused."""
        if by.office is not Office.ADMINISTRATOR:
            raise Refused(
                "Only an administrator takes people off the list; an administrator signs in with "
                "F8."
            )
        if name == by.name:
            raise Refused("Nobody takes themselves off the list; another administrator does.")
        self._find(name)
        self._record(LEFT, encode(Named(name)), by.name)

    def sign_in(self, name: str, pin: str) -> Person:
        """Return the person whose PIN this is; raises Refused, and records either."""
        person = self.prove(name, pin)
        self.record_sign_in(person)
        return person

    def record_sign_in(self, person: Person) -> None:
        """Record that someone signed in whose PIN was proved; raises Refused where it is not."""
        self._record(SIGNED_IN, encode(Named(person.name)), person.name)

    def record_lock(self, person: Person, *, by_itself: bool) -> None:
        """Record that the window locked while someone was signed in; raises Refused."""
        self._record(LOCKED, encode(WindowLocked(person.name, by_itself)), person.name)

    def prove(self, name: str, pin: str) -> Person:
        """Return the person whose PIN this is, for a signature; a wrong PIN is recorded."""
        known = self._find(name)
        reading = self._clock.reading()
        self._refuse_while_waiting(known, reading)
        if not hmac.compare_digest(_scrypt(pin, known.salt), known.value):
            self._record(PIN_REFUSED, encode(Named(name)), name)
            raise Refused("That is not the PIN of this name. Type it again.")
        if known.refused:
            self._known[name] = replace(known, refused=0, last_refused=None)
        return known.person

    def _refuse_while_waiting(self, known: _Known, reading: Reading) -> None:
        if known.refused < _TRIES or known.last_refused is None:
            return
        waited = present((known.last_refused,), reading) - known.last_refused.wall
        if waited < _WAIT:
            raise Refused(
                f"The PIN was wrong {known.refused} times; wait a minute, or let another person "
                "sign in."
            )

    def _find(self, name: str) -> _Known:
        if name not in self._known:
            raise Refused(f"Nobody called “{name}” is on the list of this site.")
        return self._known[name]

    def _record(self, event: str, data: str, actor: str) -> None:
        reading = self._clock.reading()
        recorded = self._log.append(
            STREAM,
            self._version,
            (Fact(event, data),),
            at=reading.wall.isoformat(),
            clock=reading.text(),
            actor=actor,
        )
        self._take(recorded[0])

    def _take(self, recorded: Recorded) -> None:
        self._version = recorded.version
        match recorded.name:
            case "person-added":
                added: PersonAdded = decode(PersonAdded, recorded.data)
                person = Person(added.name, added.office)
                self._known[added.name] = _Known(
                    person,
                    added.salt,
                    added.value,
                    pin_by=recorded.actor,
                    given=recorded.actor != added.name,
                )
                self._first_pins.add(added.name)
            case "pin-set":
                new: PinSet = decode(PinSet, recorded.data)
                known = self._known[new.name]
                self._known[new.name] = replace(
                    known,
                    salt=new.salt,
                    value=new.value,
                    refused=0,
                    pin_by=recorded.actor,
                    given=recorded.actor != new.name,
                )
                self._first_pins.discard(new.name)
            case "badge-given":
                given: BadgeGiven = decode(BadgeGiven, recorded.data)
                self._void_badge(given.name)
                known = self._known[given.name]
                self._known[given.name] = replace(known, badge=given.badge)
            case "window-locked":
                pass  # it says who was at the hood, and changes nothing
            case _:
                self._take_named(recorded)

    def _void_badge(self, name: str) -> None:
        if badge := self._known[name].badge:
            self._void.add(badge)

    def _take_named(self, recorded: Recorded) -> None:
        name: str = decode(Named, recorded.data).name
        known = self._known[name]
        match recorded.name:
            case "person-left":
                self._left[_folded(name)] = name
                self._void_badge(name)
                del self._known[name]
            case "pin-refused":
                self._known[name] = replace(
                    known, refused=known.refused + 1, last_refused=reading_of(recorded)
                )
            case _:
                given = known.given and name not in self._first_pins
                self._known[name] = replace(known, refused=0, last_refused=None, given=given)


def office_before(log: Log, name: str, seq: int) -> Office | None:
    """Return the office that someone had when the event `seq` was recorded; None for nobody."""
    office = None
    for recorded in log.history(STREAM):
        if recorded.seq > seq:
            break
        if recorded.name == ADDED:
            added: PersonAdded = decode(PersonAdded, recorded.data)
            office = added.office if added.name == name else office
        elif recorded.name == LEFT and decode(Named, recorded.data).name == name:
            office = None
    return office


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are one person's, as the eye tells names apart."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    """Return a name as the eye tells it apart: case, and how it is spaced, put aside."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _require_usable_name(name: str) -> None:
    if not 2 <= len(name) <= 40 or not name.isprintable() or name != name.strip():
        raise Refused("A name is 2 to 40 printable characters long, such as Technician Two.")
    # An A of the Cyrillic alphabet makes another name that nobody could tell from the first.
    alphabets = {unicodedata.name(sign).partition(" ")[0] for sign in name if sign.isalpha()}
    if len(alphabets) > 1:
        raise Refused(
            "A name is written in one alphabet; this one mixes "
            f"{' and '.join(each.capitalize() for each in sorted(alphabets))}. Type it again."
        )


def _require_usable_pin(pin: str) -> None:
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise Refused("A PIN is 4 to 12 digits.")
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise Refused(
            "That PIN is too easily guessed; choose one whose digits are neither all the same "
            "nor in order."
        )


def _sealed(pin: str) -> tuple[str, str]:
    salt = os.urandom(16).hex()
    return salt, _scrypt(pin, salt)


def _scrypt(pin: str, salt: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), dklen=32, **COST).hex()
