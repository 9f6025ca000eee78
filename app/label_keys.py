"""The key that a data folder signs its labels with, and the keys of others that are known here.

The private key lies in the data folder, in a file of this account alone, and nowhere else: no
backup holds it. Where it is lost, damaged or of another folder a new one is made, and the file that
was there is kept beside it; labels signed with an earlier one stay genuine, for the public keys are
facts of the log. A key of another site counts once a pharmacist here compared its fingerprint with
that site.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.refused import Refused
from app.label_signing import PrivateKey, fingerprint
from app.log_file import sync_folder
from app.people import People, office_before
from app.recording import reading_of, record_now
from app.store import Fact, Log, Recorded

FILE_NAME = "label-key.pem"
STREAM = "label-keys"
MADE, KNOWN, FORGOTTEN = "label-key-made", "label-key-known", "label-key-forgotten"
EXPOSED = "label-key-exposed"
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
class LabelKeyExposed:
    """Other accounts of this machine could read the file of this key; its rights are right now.

    `rights` are those that it had, such as "644".
    """

    public: str
    rights: str


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A public key, whose it is ("" for this folder), since when, and who compared it.

    `exposed` is when it was found that other accounts could read its file, None where never.
    """

    public: str
    site: str
    since: datetime
    by: str
    is_own: bool = False
    exposed: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """What people compare of it."""
        return fingerprint(self.public)


def known_keys(log: Log | None) -> dict[str, KnownKey]:
    """Return every key that signs genuine labels, by its public key; nothing is made.

    A key is this folder's own only where the folder made it: nobody can say so of another.
    """
    found: dict[str, KnownKey] = {}
    for row in () if log is None else log.history(STREAM):
        at = reading_of(row).wall
        if row.name == MADE:
            made: LabelKeyMade = decode(LabelKeyMade, row.data)
            if row.actor == THE_FOLDER:
                found[made.public] = KnownKey(made.public, "", at, "", is_own=True)
            continue
        if row.name == EXPOSED:
            open_: LabelKeyExposed = decode(LabelKeyExposed, row.data)
            if open_.public in found:
                found[open_.public] = replace(found[open_.public], exposed=at)
            continue
        fact = _of_others(row)
        whose = found.get(fact.public)
        if whose is not None and whose.is_own:
            continue
        if isinstance(fact, LabelKeyForgotten):
            found.pop(fact.public, None)
        elif fact.site:
            found[fact.public] = KnownKey(fact.public, fact.site, at, fact.name)
    return found


def _of_others(row: Recorded) -> LabelKeyKnown | LabelKeyForgotten:
    """Return what a pharmacist recorded of another site's key."""
    kind = LabelKeyKnown if row.name == KNOWN else LabelKeyForgotten
    fact: LabelKeyKnown | LabelKeyForgotten = decode(kind, row.data)
    return fact


def own_keys(log: Log) -> tuple[KnownKey, ...]:
    """Return the keys of this folder, the one made last at the end."""
    return tuple(each for each in known_keys(log).values() if each.is_own)


class LabelKeys:
    """The keys of one data folder and log."""

    def __init__(self, log: Log, clock: Clock, people: People, folder: Path) -> None:
        self._log, self._clock, self._people = log, clock, people
        self._file = folder / FILE_NAME
        self._key: PrivateKey | None = None

    def key(self) -> PrivateKey:
        """Return the key that labels are signed with, made where there is none to go on with.

        Raises Refused where its file cannot be read, or one cannot be written.
        """
        if self._key is None:
            key = _read(self._file)
            own = own_keys(self._log)
            if key is None or not own or key.public != own[-1].public:
                key = self._make()
            else:
                self._close(key)
            self._key = key
        return self._key

    def _close(self, key: PrivateKey) -> None:
        """Take from all other accounts the right to read the file, and record that they had it."""
        if os.name != "posix":
            return
        try:
            rights = stat.S_IMODE(self._file.stat().st_mode)
            if not rights & 0o077:
                return
            self._file.chmod(0o600)
        except OSError as error:
            raise Refused(
                f"Other accounts of this machine may read {self._file}, the key that signs labels, "
                f"and its rights cannot be corrected: {error.strerror}. Make it readable by this "
                "account alone, then print again."
            ) from error
        self._record(Fact(EXPOSED, encode(LabelKeyExposed(key.public, f"{rights:o}"))), THE_FOLDER)

    def _make(self) -> PrivateKey:
        key = PrivateKey(os.urandom(32))
        _keep_aside(self._file)
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
        if not _is_a_name(named):
            raise Refused(
                "Write the name of the pharmacy whose key it is: 2 to 60 printable characters."
            )
        known = known_keys(self._log).get(public)
        if known is not None:
            whose = "this site" if known.is_own else known.site
            raise Refused(f"This key is known here already, as that of {whose}.")
        self._people.prove(person.name, pin)
        fact = LabelKeyKnown(public, fingerprint(public), named, person.name)
        self._record(Fact(KNOWN, encode(fact)), person.name)

    def forget(self, public: str, reason: str, person: Person) -> None:
        """Record that a key of another site counts no more, and why; raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist takes a key back; a pharmacist signs in with F8.")
        known = known_keys(self._log).get(public)
        if known is None or known.is_own:
            raise Refused("This key is not one of another site that is known here.")
        if len(reason.strip()) < 3 or not reason.isprintable():
            raise Refused("Write in a few words why the key is no longer valid.")
        fact = LabelKeyForgotten(public, reason.strip(), person.name)
        self._record(Fact(FORGOTTEN, encode(fact)), person.name)

    def _record(self, fact: Fact, actor: str) -> None:
        record_now(self._log, self._clock, STREAM, fact, actor)


def _is_a_name(site: str) -> bool:
    return 2 <= len(site) <= 60 and site.isprintable()


def misknown(log: Log) -> Iterator[str]:
    """Yield a sentence for each key in a log that is not what it says it is."""
    own: set[str] = set()
    for row in log.history(STREAM):
        if row.name in (MADE, EXPOSED):
            if row.actor != THE_FOLDER:
                yield f"{STREAM}: {row.actor} recorded a key as {THE_FOLDER}"
            if row.name == MADE:
                made: LabelKeyMade = decode(LabelKeyMade, row.data)
                own.add(made.public)
                yield from _printed_otherwise(made.public, made.fingerprint)
            continue
        fact = _of_others(row)
        if fact.public in own:
            yield f"{STREAM}: {fact.name} recorded this site's own key as that of another"
        if isinstance(fact, LabelKeyKnown):
            yield from _printed_otherwise(fact.public, fact.fingerprint)
            if not _is_a_name(fact.site):
                yield f"{STREAM}: {fact.name} recorded a key, and of which pharmacy is not said"
        if fact.name != row.actor:
            yield f"{STREAM}: {row.actor} recorded a key as {fact.name}"
        if office_before(log, fact.name, row.seq) is not Office.PHARMACIST:
            yield f"{STREAM}: {fact.name}, who recorded a key, was no pharmacist here then"


def _printed_otherwise(public: str, recorded: str) -> Iterator[str]:
    if fingerprint(public) != recorded:
        yield f"{STREAM}: the fingerprint {recorded} is not that of the key recorded with it"


def _read(file: Path) -> PrivateKey | None:
    """Return the key of a file, None where there is none or it holds none.

    Raises Refused for a file that is there and cannot be read now: its key may be sound.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused(
            f"The key that signs labels cannot be read from {file}: {error.strerror}. Let this "
            "account read it, then print again; nothing was recorded."
        ) from error
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return PrivateKey(key.private_bytes_raw()) if isinstance(key, Ed25519PrivateKey) else None


def _keep_aside(file: Path) -> None:
    """Give a file that holds no key of this log another name; raises Refused.

    It may be the key of another folder, put here by mistake, and there may be no other.
    """
    if not file.exists():
        return
    names = (file.with_name(f"{file.stem}.kept-{number}{file.suffix}") for number in count(1))
    try:
        file.rename(next(name for name in names if not name.exists()))
    except OSError as error:
        raise _unwritten(file, error) from error


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
        raise _unwritten(file, error) from error


def _unwritten(file: Path, error: OSError) -> Refused:
    return Refused(
        f"The key that signs labels could not be written to {file}: {error.strerror}. Make "
        "room there or correct its rights, then print again; nothing was recorded."
    )
