"""What approving a text by two pharmacists is, whatever the text is for.

Monographs and label templates are used only when two different pharmacists approved the exact text,
each with a PIN. Approvals are facts in the log and keep the text they are for. An approval of
another text of the same name ends those of the earlier one; a withdrawal ends them all.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.core.approval import NEEDED
from app.core.encoding import decode
from app.core.person import Office, Person
from app.core.refused import Refused
from app.people import office_before
from app.recording import reading_of
from app.store import Log, Recorded


class Approved(Protocol):
    """The fact that someone approved a text."""

    @property
    def digest(self) -> str:
        """The SHA-256 of the text as hex."""

    @property
    def text(self) -> str:
        """The exact text."""

    @property
    def name(self) -> str:
        """Who approved."""


class Stage(StrEnum):
    """Where a text that wants approval stands."""

    IN_USE = "in use"
    PARTLY_APPROVED = "partly approved"
    NOT_APPROVED = "not approved"
    CHANGED = "changed since approved"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn:
    """A pharmacist withdrew the approvals of a text."""

    digest: str
    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, when, and which rules from knowledge they confirmed, where there are any."""

    name: str
    at: datetime
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who withdrew the approvals, when, and why."""

    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ApprovalRecord:
    """What the log says of one name: the approvals of the text approved most recently.

    `used_last` is the text that was in use last, "" where none ever was.
    """

    version: int = 0
    digest: str = ""
    approvals: tuple[Approval, ...] = ()
    withdrawal: Withdrawal | None = None
    used_last: str = ""

    def after_approval(
        self, fact: Approved, recorded: Recorded, confirmed: tuple[str, ...] = ()
    ) -> "ApprovalRecord":
        """Return what is known after one more approval."""
        earlier = self.approvals if self.digest == fact.digest else ()
        others = tuple(each for each in earlier if each.name != fact.name)
        at = reading_of(recorded).wall
        approvals = (*others, Approval(fact.name, at, frozenset(confirmed)))
        used_last = fact.text if len(approvals) >= NEEDED else self.used_last
        return ApprovalRecord(recorded.version, fact.digest, approvals, None, used_last)

    def after_withdrawal(self, recorded: Recorded) -> "ApprovalRecord":
        """Return what is known after the approvals were withdrawn."""
        fact: ApprovalWithdrawn = decode(ApprovalWithdrawn, recorded.data)
        gone = Withdrawal(fact.name, reading_of(recorded).wall, fact.reason)
        return replace(self, version=recorded.version, approvals=(), withdrawal=gone)

    def of(self, digest: str) -> tuple[Approval, ...]:
        """Return the approvals of a text, by its digest."""
        return self.approvals if self.digest == digest else ()

    @property
    def is_in_use(self) -> bool:
        """Whether enough pharmacists approved the text approved most recently."""
        return len(self.approvals) >= NEEDED


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text as hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def withdrawal_of(
    what: str, digest: str, approvals: tuple[Approval, ...], reason: str, person: Person
) -> ApprovalWithdrawn:
    """Return that approvals count no more; `what` they are of is such as "monograph".

    Raises Refused for anyone but a pharmacist, where nobody approved, and without a reason.
    """
    if person.office is not Office.PHARMACIST:
        raise Refused("Only a pharmacist withdraws an approval; a pharmacist signs in with F8.")
    if not approvals:
        raise Refused(f"Nobody approved this content of the {what}; nothing is withdrawn.")
    if len(reason.strip()) < 3 or not reason.isprintable():
        raise Refused("Write in a few words why the approval is withdrawn.")
    return ApprovalWithdrawn(digest, reason.strip(), person.name)


def wrongly_approved(log: Log, recorded: Recorded, fact: Approved) -> Iterator[str]:
    """Yield a sentence where an approval in a log is not what it says it is."""
    if fact.digest != digest_of(fact.text):
        yield f"{recorded.stream}: what {fact.name} approved is not the content recorded"
    if fact.name != recorded.actor:
        yield f"{recorded.stream}: {recorded.actor} approved as {fact.name}"
    if office_before(log, fact.name, recorded.seq) is not Office.PHARMACIST:
        yield f"{recorded.stream}: {fact.name}, who approved, was no pharmacist here then"
