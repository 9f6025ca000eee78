"""The key that a data folder signs its labels with, and the keys of others that are known here.

The private key lies in the data folder, in a file of this account alone, and nowhere else: no
backup holds it. Where it is lost, damaged or of another folder a new one is made; labels signed
with an earlier one stay genuine, for the public keys are facts of the log. A key of another site
counts once a pharmacist here compared its fingerprint with that site.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.refused import Refused
from app.label_signing import PrivateKey, fingerprint
from app.log_file import sync_folder
from app.people import People, office_before, reading_of
from app.store import Fact, Log

FILE_NAME = "label-key.pem"
STREAM = "label-keys"
MADE, KNOWN, FORGOTTEN = "label-key-made", "label-key-known", "label-key-forgotten"
THE_FOLDER = "the data folder"


@dataclass(frozen=True, slots=True)
class LabelKeyMade:
    """This folder signs its labels with this key from now on."""

    public: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LabelKeyKnown:
    """A pharmacist compared the fingerprint of another site's key with that site."""

    public: str
    fingerprint: str
    site: str
    name: str


@dataclass(frozen=True, slots=True)
class LabelKeyForgotten:
    """A pharmacist took it back that a key is known, and why."""

    public: str
    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key, whose it is ("" for this folder), since when, and who compared it."""

    public: str
    site: str
    since: datetime
    by: str

    @property
    def fingerprint(self) -> str:
        """What people compare of it."""
        return fingerprint(self.public)


def known_keys(log: Log | None) -> dict[str, KnownKey]:
    """Return every key that signs genuine labels, by its public key; nothing is made."""
    found: dict[str, KnownKey] = {}
    for row in () if log is None else log.history(STREAM):
        at = reading_of(row).wall
        if row.name == MADE:
            made: LabelKeyMade = decode(LabelKeyMade, row.data)
            found[made.public] = KnownKey(made.public, "", at, "")
        elif row.name == KNOWN:
            fact: LabelKeyKnown = decode(LabelKeyKnown, row.data)
            found[fact.public] = KnownKey(fact.public, fact.site, at, fact.name)
        else:
            gone: LabelKeyForgotten = decode(LabelKeyForgotten, row.data)
            found.pop(gone.public, None)
    return found


def own_keys(log: Log) -> tuple[KnownKey, ...]:
    """Return the keys of this folder, the one made last at the end."""
    return tuple(each for each in known_keys(log).values() if not each.site)


class LabelKeys:
    """The keys of one data folder and log."""

    def __init__(self, log: Log, clock: Clock, people: People, folder: Path) -> None:
        self._log, self._clock, self._people = log, clock, people
        self._file = folder / FILE_NAME
        self._key: PrivateKey | None = None

    def key(self) -> PrivateKey:
        """Return the key that labels are signed with, made where there is none to go on with.

        Raises Refused where one cannot be written.
        """
        if self._key is None:
            key = _read(self._file)
            own = own_keys(self._log)
            if key is None or not own or key.public != own[-1].public:
                key = self._make()
            self._key = key
        return self._key

    def _make(self) -> PrivateKey:
        key = PrivateKey(os.urandom(32))
        # The file first: a key on record that no file holds would be of no use to anyone.
        _write(key, self._file)
        made = LabelKeyMade(key.public, fingerprint(key.public))
        self._record(Fact(MADE, encode(made)), THE_FOLDER)
        return key

    def know(self, public: str, site: str, person: Person, pin: str) -> None:
        """Record that a key is another site's, which a pharmacist compared; raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist records a key; a pharmacist signs in with F8.")
        named = site.strip()
        if not 2 <= len(named) <= 60 or not named.isprintable():
            raise Refused(
                "Write the name of the pharmacy whose key it is: 2 to 60 printable characters."
            )
        known = known_keys(self._log).get(public)
        if known is not None:
            whose = known.site or "this site"
            raise Refused(f"This key is known here already, as that of {whose}.")
        self._people.prove(person.name, pin)
        fact = LabelKeyKnown(public, fingerprint(public), named, person.name)
        self._record(Fact(KNOWN, encode(fact)), person.name)

    def forget(self, public: str, reason: str, person: Person) -> None:
        """Record that a key of another site counts no more, and why; raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist takes a key back; a pharmacist signs in with F8.")
        known = known_keys(self._log).get(public)
        if known is None or not known.site:
            raise Refused("This key is not one of another site that is known here.")
        if len(reason.strip()) < 3 or not reason.isprintable():
            raise Refused("Write in a few words why the key counts no more.")
        fact = LabelKeyForgotten(public, reason.strip(), person.name)
        self._record(Fact(FORGOTTEN, encode(fact)), person.name)

    def _record(self, fact: Fact, actor: str) -> None:
        reading = self._clock.reading()
        self._log.append(
            STREAM,
            self._log.version(STREAM),
            (fact,),
            at=reading.wall.isoformat(),
            clock=reading.text(),
            actor=actor,
        )


def misknown(log: Log) -> Iterator[str]:
    """Yield a sentence for each key in a log that is not what it says it is."""
    for row in log.history(STREAM):
        if row.name == MADE:
            made: LabelKeyMade = decode(LabelKeyMade, row.data)
            yield from _printed_otherwise(made.public, made.fingerprint)
            continue
        kind = LabelKeyKnown if row.name == KNOWN else LabelKeyForgotten
        fact: LabelKeyKnown | LabelKeyForgotten = decode(kind, row.data)
        if isinstance(fact, LabelKeyKnown):
            yield from _printed_otherwise(fact.public, fact.fingerprint)
        if fact.name != row.actor:
            yield f"{STREAM}: {row.actor} recorded a key as {fact.name}"
        if office_before(log, fact.name, row.seq) is not Office.PHARMACIST:
            yield f"{STREAM}: {fact.name}, who recorded a key, was no pharmacist here then"


def _printed_otherwise(public: str, recorded: str) -> Iterator[str]:
    if fingerprint(public) != recorded:
        yield f"{STREAM}: the fingerprint {recorded} is not that of the key recorded with it"


def _read(file: Path) -> PrivateKey | None:
    """Return the key of a file, None where there is none that can be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return PrivateKey(key.private_bytes_raw()) if isinstance(key, Ed25519PrivateKey) else None


def _write(key: PrivateKey, file: Path) -> None:
    """Write a key whole or not at all, readable by this account alone; raises Refused."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    data = Ed25519PrivateKey.from_private_bytes(key.seed).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    unfinished = file.with_name(f".{file.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        # Made with its mode: a file that is opened up first and closed down then was open.
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink()
        raise Refused(
            f"The key that signs labels could not be written to {file}: {error.strerror}. Make "
            "room there or correct its rights, then print again; nothing was recorded."
        ) from error
