"""The monographs of one site: what is shipped, what the site adds, and what pharmacists approved.

A monograph is used only when two different pharmacists approved its exact text. What is from
knowledge in it is in force where each approval confirmed it, and is switched off where not.
Approvals are facts in the log, and keep the text they are for. An approval of another text of the
same monograph ends those of the earlier one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app import references
from app.approvals import (
    Approval,
    ApprovalRecord,
    Stage,
    Withdrawal,
    digest_of,
    withdrawal_of,
    wrongly_approved,
)
from app.clock import Clock
from app.core.approval import NEEDED, Unconfirmed, switched_off, unconfirmed
from app.core.encoding import decode, encode
from app.core.formulary import Monograph
from app.core.governance import Change, changes
from app.core.order import Order
from app.core.person import Office, Person
from app.core.refused import Refused
from app.core.sourced import Unsound
from app.people import People
from app.store import Fact, Log, Recorded

SITE_FOLDER = "formulary"
PREFIX = "monograph-approval/"
APPROVED, WITHDRAWN = "monograph-approved", "monograph-approval-withdrawn"


@dataclass(frozen=True, slots=True)
class MonographApproved:
    """A pharmacist approved a text; `confirmed` are the addresses of rules from knowledge."""

    digest: str
    text: str
    confirmed: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class InUse:
    """An approved monograph, without what is switched off; its whole text; who approved it."""

    monograph: Monograph
    text: str
    approved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything about one monograph that a pharmacist looks at before approving it.

    `monograph` is as its file has it, nothing switched off. `approved_last` is the digest of the
    text that was in use last, "" where none ever was, and `changes` what differs from it.
    `switched_off` is what is off now, or would be with the approvals there are.
    """

    monograph: Monograph
    of_site: bool
    stage: Stage
    approvals: tuple[Approval, ...]
    withdrawal: Withdrawal | None
    approved_last: str
    changes: tuple[Change, ...]
    unconfirmed: tuple[Unconfirmed, ...]
    switched_off: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """The text of a monograph, and what it reads as."""

    text: str
    monograph: Monograph
    of_site: bool


def _after(record: ApprovalRecord, recorded: Recorded) -> ApprovalRecord:
    """Return what is known of a monograph after one more fact."""
    if recorded.name == APPROVED:
        fact: MonographApproved = decode(MonographApproved, recorded.data)
        return record.after_approval(fact, recorded, fact.confirmed)
    return record.after_withdrawal(recorded)


class Formulary:
    """The monographs of one data folder and log."""

    def __init__(self, log: Log, clock: Clock, people: People, folder: Path) -> None:
        """Read what is shipped, the site's files and the approvals.

        Raises Refused with a sentence for a file of the site that cannot be read.
        """
        self._log, self._clock, self._people = log, clock, people
        shipped = {each.identifier: _shipped(each) for each in references.monographs()}
        self._files = shipped | _of_site(folder / SITE_FOLDER)
        self._records: dict[str, ApprovalRecord] = {}
        self._in_use: dict[str, InUse] = {}
        for identifier in self._files:
            record = ApprovalRecord()
            for recorded in log.history(PREFIX + identifier):
                record = _after(record, recorded)
            self._records[identifier] = record

    def identifiers(self) -> tuple[str, ...]:
        """Return the identifiers of every monograph, sorted."""
        return tuple(sorted(self._files))

    def text(self, identifier: str) -> str:
        """Return the exact text of a monograph; raises Refused for one that is not here."""
        return self._file(identifier).text

    def approved(self, identifier: str) -> Monograph:
        """Return a monograph that is in use; raises Refused saying what is lacking."""
        return self.in_use(identifier).monograph

    def in_use(self, identifier: str) -> InUse:
        """Return a monograph that is in use with who approved it; raises Refused."""
        known = self._in_use.get(identifier)
        if known is None:
            known = self._in_use[identifier] = self._made_use_of(identifier)
        return known

    def _made_use_of(self, identifier: str) -> InUse:
        file = self._file(identifier)
        if file.monograph.draft:
            raise Refused(
                f"{_named(file.monograph)} is a draft, which nobody prepares by; the page "
                "Monographs says why."
            )
        approvals = self._approvals(identifier)
        if len(approvals) < NEEDED:
            raise Refused(self._lacking(identifier, approvals))
        off = switched_off(file.text, (each.confirmed for each in approvals))
        try:
            monograph = references.monograph_of(file.text, off)
        except Unsound as fault:
            raise Refused(
                f"{_named(file.monograph)} cannot be used with what is switched off ({fault}); "
                "two pharmacists approve it again on the page Monographs."
            ) from fault
        return InUse(monograph, file.text, tuple(each.name for each in approvals))

    def _lacking(self, identifier: str, approvals: tuple[Approval, ...]) -> str:
        named = _named(self._file(identifier).monograph)
        have = f"one has, {approvals[0].name}" if approvals else "none has"
        if self._is_changed(identifier):
            return (
                f"{named} was changed since two pharmacists approved it; of its new content, "
                f"{have}. Approve it on the page Monographs."
            )
        return (
            f"{named} is not approved by two pharmacists; {have}. Approve it on the page "
            "Monographs."
        )

    def for_order(self, order: Order, region: str) -> InUse:
        """Return the approved monograph for an order in a region, such as "US".

        Raises Refused where there is none, none is approved, or more than one is.
        """
        fits = [
            identifier
            for identifier in self.identifiers()
            if self._is_for(self._files[identifier].monograph, order.drug, region)
        ]
        if not fits:
            known = ", ".join(sorted({each.monograph.drug for each in self._files.values()}))
            raise Refused(
                f"There is no monograph for “{order.drug}”; Umbra knows {known}. Send the order "
                "back."
            )
        refusals: list[Refused] = []
        found: list[InUse] = []
        for identifier in fits:
            try:
                found.append(self.in_use(identifier))
            except Refused as refused:
                refusals.append(refused)
        if len(found) > 1:
            names = " and ".join(each.monograph.identifier for each in found)
            raise Refused(
                f"There are two approved monographs for “{order.drug}”, {names}; a pharmacist "
                "withdraws the approval of one on the page Monographs."
            )
        if not found:
            raise Refused(refusals[0].sentence)
        return found[0]

    @staticmethod
    def _is_for(monograph: Monograph, drug: str, region: str) -> bool:
        return monograph.drug.casefold() == drug.casefold() and monograph.region == region

    def approve(self, identifier: str, confirmed: frozenset[str], person: Person, pin: str) -> None:
        """Record a pharmacist's approval of a monograph's present text, signed with the PIN.

        `confirmed` are the addresses of the rules from knowledge that are to be in force. Raises
        Refused, and nothing is recorded but a wrong PIN.
        """
        if person.office is not Office.PHARMACIST:
            raise Refused("Only a pharmacist approves a monograph; a pharmacist signs in with F8.")
        file = self._file(identifier)
        draft = file.monograph.draft
        if draft:
            raise Refused(f"{_named(file.monograph)} is a draft and cannot be approved: {draft}.")
        _require_readable(file.text, confirmed)
        self._people.prove(person.name, pin)
        digest = file.monograph.digest
        fact = MonographApproved(digest, file.text, tuple(sorted(confirmed)), person.name)
        self._record(identifier, Fact(APPROVED, encode(fact)), person)

    def withdraw(self, identifier: str, reason: str, person: Person) -> None:
        """Record that the approvals of a monograph count no more, and why; raises Refused."""
        digest = self._file(identifier).monograph.digest
        approvals = self._approvals(identifier)
        fact = withdrawal_of("monograph", digest, approvals, reason, person)
        self._record(identifier, Fact(WITHDRAWN, encode(fact)), person)

    def _record(self, identifier: str, fact: Fact, person: Person) -> None:
        reading = self._clock.reading()
        known = self._records[identifier]
        recorded = self._log.append(
            PREFIX + identifier,
            known.version,
            (fact,),
            at=reading.wall.isoformat(),
            clock=reading.text(),
            actor=person.name,
        )
        self._records[identifier] = _after(known, recorded[0])
        self._in_use.pop(identifier, None)

    def standing(self, identifier: str) -> Standing:
        """Return where a monograph stands; raises Refused for one that is not here."""
        file, record = self._file(identifier), self._records[identifier]
        approvals = self._approvals(identifier)
        used = record.used_last
        changed = self._is_changed(identifier)
        off = switched_off(file.text, (each.confirmed for each in approvals))
        return Standing(
            monograph=file.monograph,
            of_site=file.of_site,
            stage=self._stage(identifier, approvals),
            approvals=approvals,
            withdrawal=record.withdrawal,
            approved_last=digest_of(used) if used else "",
            changes=changes(used, file.text) if changed else (),
            unconfirmed=_unconfirmed(file.text),
            switched_off=tuple(sorted(off)) if approvals else (),
        )

    def _stage(self, identifier: str, approvals: tuple[Approval, ...]) -> Stage:
        if self._file(identifier).monograph.draft:
            return Stage.DRAFT
        if len(approvals) >= NEEDED:
            return Stage.IN_USE
        if approvals:
            return Stage.PARTLY_APPROVED
        return Stage.CHANGED if self._is_changed(identifier) else Stage.NOT_APPROVED

    def _approvals(self, identifier: str) -> tuple[Approval, ...]:
        """Return the approvals of the text that is here now."""
        return self._records[identifier].of(self._file(identifier).monograph.digest)

    def _is_changed(self, identifier: str) -> bool:
        used = self._records[identifier].used_last
        return bool(used) and used != self._file(identifier).text

    def _file(self, identifier: str) -> _File:
        if identifier not in self._files:
            known = ", ".join(self.identifiers())
            raise Refused(f"“{identifier}” is not a monograph of this site; there are {known}.")
        return self._files[identifier]


Uses = Mapping[str, tuple[tuple[int, str], ...]]


def uses(log: Log) -> Uses:
    """Return, for each monograph, from which event of a log on which digest was in use.

    The digest is "" where nothing was.
    """
    return {
        stream.removeprefix(PREFIX): tuple(_uses(log.history(stream)))
        for stream in log.streams(PREFIX)
    }


def _uses(history: tuple[Recorded, ...]) -> Iterator[tuple[int, str]]:
    record = ApprovalRecord()
    for recorded in history:
        record = _after(record, recorded)
        yield recorded.seq, _digest_in_use(record)


def _digest_in_use(record: ApprovalRecord) -> str:
    if not record.is_in_use:
        return ""
    text = record.used_last
    off = switched_off(text, (each.confirmed for each in record.approvals))
    try:
        return references.monograph_of(text, off).digest
    except Unsound:
        return ""


def in_use_before(found: Uses, identifier: str, seq: int) -> str:
    """Return the digest of the monograph in use just before an event, "" for none."""
    before = [digest for at, digest in found.get(identifier, ()) if at < seq]
    return before[-1] if before else ""


def misapproved(log: Log) -> Iterator[str]:
    """Yield a sentence for each approval in a log that is not what it says it is."""
    for recorded in log.named([APPROVED], PREFIX):
        fact: MonographApproved = decode(MonographApproved, recorded.data)
        yield from wrongly_approved(log, recorded, fact)


@lru_cache(maxsize=64)
def _unconfirmed(text: str) -> tuple[Unconfirmed, ...]:
    # Each rule is tried without, which is a reading of the whole text.
    return unconfirmed(text)


def _named(monograph: Monograph) -> str:
    return f"The monograph {monograph.identifier}, {monograph.label} {monograph.revision},"


def _require_readable(text: str, confirmed: frozenset[str]) -> None:
    """Raise Refused unless a text can be used with only `confirmed` of its unseen rules."""
    asked = {each.path: each for each in _unconfirmed(text)}
    strange = sorted(confirmed - set(asked))
    if strange:
        raise Refused(f"“{strange[0]}” is nothing to confirm in this monograph; open it again.")
    lacking = [each for each in asked.values() if each.required and each.path not in confirmed]
    if lacking:
        more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
        raise Refused(
            f"{lacking[0].words}{more}: the monograph cannot be used without it. Confirm it "
            "against the label in force, then approve."
        )
    try:
        references.monograph_of(text, switched_off(text, (confirmed,)))
    except Unsound as fault:
        raise Refused(
            f"The monograph cannot be used with all of that left off ({fault}); confirm more of "
            "it, then approve."
        ) from fault


def _shipped(monograph: Monograph) -> _File:
    return _File(references.monograph_text(monograph.identifier), monograph, False)


def _of_site(folder: Path) -> dict[str, _File]:
    """Return the site's own monographs by identifier; raises Refused."""
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is not a folder of monographs; move it away.")
    found: dict[str, _File] = {}
    for path in sorted(folder.glob("*.toml")):
        file = _read(path)
        identifier = file.monograph.identifier
        if identifier in found:
            raise Refused(
                f"{path}: another file in this folder is a monograph called {identifier} too; "
                "remove one of them."
            )
        found[identifier] = file
    return found


def _read(path: Path) -> _File:
    try:
        text = path.read_bytes().decode("utf-8")
        monograph = references.monograph_of(text)
        _require_named(monograph)
    except (OSError, ValueError, Unsound) as error:
        fault = error.strerror if isinstance(error, OSError) else str(error)
        raise Refused(
            f"{path} cannot be read as a monograph ({fault}); correct it or move it away."
        ) from error
    return _File(text, monograph, True)


def _require_named(monograph: Monograph) -> None:
    names = ("identifier", "drug", "brand", "region", "label", "revision", "draft")
    for name in names:
        value: object = getattr(monograph, name)
        if not isinstance(value, str) or not (value.isprintable() and (value or name == "draft")):
            raise ValueError(f"{name} is not a text in quotes")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", monograph.identifier):
        raise ValueError("the identifier is small letters, digits and hyphens")
