"""The label templates of one site: approved like monographs, locked, and one of them in use.

A template is used only when two different pharmacists approved the exact text of its file. Which
one a site uses is that of its region in English, unless a pharmacist chose another. Nothing of a
template can be changed while a label is printed.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import resources
from app.approvals import (
    Approval,
    ApprovalRecord,
    ApprovalWithdrawn,
    Stage,
    Withdrawal,
    digest_of,
    withdrawal_of,
    wrongly_approved,
)
from app.clock import Clock
from app.core.approval import NEEDED
from app.core.encoding import decode, encode
from app.core.formulary import Monograph
from app.core.person import Office, Person
from app.core.refused import Refused
from app.label_words import LabelWords, differences, read_words
from app.people import People, office_before
from app.preparations import PREFIX as PREPARATIONS
from app.recording import record_now
from app.store import Fact, Log, Recorded

SITE_FOLDER = "label-texts"
PREFIX = "label-template-approval/"
APPROVED, WITHDRAWN = "label-template-approved", "label-template-approval-withdrawn"
CHOICE, CHOSEN = "label-template", "label-template-chosen"
PRINTED = ("label-printed", "label-sent", "companion-printed")
"""The facts that say from which template a label was printed, and with which code."""


@dataclass(frozen=True, slots=True)
class TemplateApproved:
    """A pharmacist approved the text of a template."""

    digest: str
    text: str
    name: str


@dataclass(frozen=True, slots=True)
class TemplateChosen:
    """A pharmacist chose the template that this site's labels are printed from."""

    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class TemplateStanding:
    """Everything about one template that a pharmacist looks at before approving it.

    `is_chosen` tells whether this site uses it, once it is approved. `approved_last` is the digest
    of the text that was in use last, "" where none ever was, and `changes` what differs from it,
    as place, words before and words now. `lacking` says why it cannot be used here, "" where it
    can: what a monograph says is not translated.
    """

    words: LabelWords
    of_site: bool
    is_chosen: bool
    stage: Stage
    approvals: tuple[Approval, ...]
    withdrawal: Withdrawal | None
    approved_last: str
    changes: tuple[tuple[str, str, str], ...]
    lacking: str


@cache
def shipped() -> tuple[LabelWords, ...]:
    """Return every template that Umbra ships."""
    return tuple(read_words(resources.text(name)) for name in resources.names("labels"))


class Templates:
    """The templates of one data folder and log."""

    def __init__(
        self,
        log: Log,
        clock: Clock,
        people: People,
        folder: Path,
        monographs: Callable[[], Iterable[Monograph]],
    ) -> None:
        """Read what is shipped, the site's files and the approvals.

        `monographs` gives those that the site may use. Raises Refused with a sentence for a file
        of the site that cannot be read.
        """
        self._log, self._clock, self._people, self._monographs = log, clock, people, monographs
        own = _of_site(folder / SITE_FOLDER)
        self._own = frozenset(own)
        self._words = {each.identifier: each for each in shipped()} | own
        self._records = {each: _record(log.history(PREFIX + each)) for each in self._words}

    def identifiers(self) -> tuple[str, ...]:
        """Return the identifiers of every template, sorted."""
        return tuple(sorted(self._words))

    def chosen(self, region: str) -> str:
        """Return which template a site of a region uses, whether it is approved or not."""
        history = self._log.history(CHOICE)
        if history:
            identifier: str = decode(TemplateChosen, history[-1].data).identifier
            if identifier.endswith(f"-{region.lower()}"):
                return identifier
        return f"en-{region.lower()}"

    def in_use(self, region: str) -> LabelWords:
        """Return the words that a site of a region prints its labels with.

        Raises Refused saying what is lacking.
        """
        identifier = self.chosen(region)
        words = self._named(identifier)
        approvals = self._approvals(identifier)
        if len(approvals) < NEEDED:
            have = f"one has, {approvals[0].name}" if approvals else "none has"
            since = " was changed since two pharmacists approved it; of its new content"
            lacks = since if self._is_changed(identifier) else " is not approved by two pharmacists"
            raise Refused(
                f"The label template {identifier}{lacks}, {have}. Approve it on the page Label "
                "templates, which the page Monographs leads to with F6."
            )
        if lacking := self._lacking(words):
            raise Refused(lacking)
        return words

    def approve(self, identifier: str, person: Person, pin: str) -> None:
        """Record a pharmacist's approval of a template's present text, signed with the PIN.

        Raises Refused, and nothing is recorded but a wrong PIN.
        """
        if person.office is not Office.PHARMACIST:
            raise Refused(
                "Only a pharmacist approves a label template; a pharmacist signs in with F8."
            )
        words = self._named(identifier)
        if lacking := self._lacking(words):
            raise Refused(lacking)
        self._people.prove(person.name, pin)
        fact = TemplateApproved(words.digest, words.text, person.name)
        self._record(identifier, Fact(APPROVED, encode(fact)), person)

    def withdraw(self, identifier: str, reason: str, person: Person) -> None:
        """Record that the approvals of a template count no more, and why; raises Refused."""
        digest, approvals = self._named(identifier).digest, self._approvals(identifier)
        fact = withdrawal_of("label template", digest, approvals, reason, person)
        self._record(identifier, Fact(WITHDRAWN, encode(fact)), person)

    def choose(self, identifier: str, region: str, person: Person) -> None:
        """Record which template a site of a region uses from now on; raises Refused."""
        if person.office is not Office.PHARMACIST:
            raise Refused(
                "Only a pharmacist chooses a label template; a pharmacist signs in with F8."
            )
        words = self._named(identifier)
        if words.region != region:
            raise Refused(
                f"The label template {identifier} is for {words.region}, and this site follows "
                f"{region}. Choose one for {region}."
            )
        if len(self._approvals(identifier)) < NEEDED:
            raise Refused(
                f"The label template {identifier} is not approved by two pharmacists; approve it "
                "first, then choose it."
            )
        if self.chosen(region) == identifier:
            raise Refused(f"This site uses the label template {identifier} already.")
        fact = TemplateChosen(identifier, person.name)
        record_now(self._log, self._clock, CHOICE, Fact(CHOSEN, encode(fact)), person.name)

    def standing(self, identifier: str, region: str) -> TemplateStanding:
        """Return where a template stands at a site of a region; raises Refused for none here."""
        words, record = self._named(identifier), self._records[identifier]
        changed, used = self._is_changed(identifier), record.used_last
        return TemplateStanding(
            words=words,
            of_site=identifier in self._own,
            is_chosen=self.chosen(region) == identifier,
            stage=self._stage(identifier),
            approvals=self._approvals(identifier),
            withdrawal=record.withdrawal,
            approved_last=digest_of(used) if used else "",
            changes=differences(used, words) if changed else (),
            lacking=self._lacking(words),
        )

    def _stage(self, identifier: str) -> Stage:
        approvals = self._approvals(identifier)
        if len(approvals) >= NEEDED:
            return Stage.IN_USE
        if approvals:
            return Stage.PARTLY_APPROVED
        return Stage.CHANGED if self._is_changed(identifier) else Stage.NOT_APPROVED

    def _approvals(self, identifier: str) -> tuple[Approval, ...]:
        """Return the approvals of the text that is here now."""
        return self._records[identifier].of(self._words[identifier].digest)

    def _is_changed(self, identifier: str) -> bool:
        used = self._records[identifier].used_last
        return bool(used) and used != self._words[identifier].text

    def _lacking(self, words: LabelWords) -> str:
        """Return what a monograph of the template's region says that it does not translate."""
        try:
            for monograph in self._monographs():
                if monograph.region == words.region:
                    words.require_translated(monograph)
        except Refused as refused:
            return refused.sentence
        return ""

    def _named(self, identifier: str) -> LabelWords:
        if identifier not in self._words:
            known = ", ".join(self.identifiers())
            raise Refused(
                f"“{identifier}” is not a label template of this site; there are {known}. Put its "
                f"file back into {SITE_FOLDER}, or choose another on the page Label templates."
            )
        return self._words[identifier]

    def _record(self, identifier: str, fact: Fact, person: Person) -> None:
        recorded = record_now(self._log, self._clock, PREFIX + identifier, fact, person.name)
        self._records[identifier] = _after(self._records[identifier], recorded)


def _record(history: tuple[Recorded, ...]) -> ApprovalRecord:
    record = ApprovalRecord()
    for recorded in history:
        record = _after(record, recorded)
    return record


def _after(record: ApprovalRecord, recorded: Recorded) -> ApprovalRecord:
    if recorded.name == APPROVED:
        return record.after_approval(decode(TemplateApproved, recorded.data), recorded)
    return record.after_withdrawal(recorded)


def mistemplated(log: Log) -> Iterator[str]:
    """Yield a sentence for each approval or choice of a template that is not what it says it is,
    and for each label that was printed from a template that was not approved then.
    """
    for recorded in log.named([APPROVED], PREFIX):
        yield from wrongly_approved(log, recorded, decode(TemplateApproved, recorded.data))
    for recorded in log.named([WITHDRAWN], PREFIX):
        yield from _wrongly_withdrawn(log, recorded)
    for recorded in log.history(CHOICE):
        fact: TemplateChosen = decode(TemplateChosen, recorded.data)
        if fact.name != recorded.actor:
            yield f"{CHOICE}: {recorded.actor} chose a label template as {fact.name}"
        if office_before(log, fact.name, recorded.seq) is not Office.PHARMACIST:
            yield f"{CHOICE}: {fact.name}, who chose it, was no pharmacist here then"
    used = _uses(log)
    for recorded in log.named(PRINTED, PREPARATIONS):
        yield from _printed_from(recorded, used)


def _wrongly_withdrawn(log: Log, recorded: Recorded) -> Iterator[str]:
    fact: ApprovalWithdrawn = decode(ApprovalWithdrawn, recorded.data)
    if fact.name != recorded.actor:
        yield f"{recorded.stream}: {recorded.actor} withdrew an approval as {fact.name}"
    if office_before(log, fact.name, recorded.seq) is not Office.PHARMACIST:
        yield f"{recorded.stream}: {fact.name}, who withdrew it, was no pharmacist here then"


def _uses(log: Log) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """Return, for each template, from which event of a log on which digest was in use, or ""."""
    found = {}
    for stream in log.streams(PREFIX):
        record, uses = ApprovalRecord(), []
        for recorded in log.history(stream):
            record = _after(record, recorded)
            uses.append((recorded.seq, digest_of(record.used_last) if record.is_in_use else ""))
        found[stream.removeprefix(PREFIX)] = tuple(uses)
    return found


def _printed_from(
    recorded: Recorded, used: Mapping[str, tuple[tuple[int, str], ...]]
) -> Iterator[str]:
    """Yield a fault of a printed label. Those of earlier releases name none and are not signed."""
    said = json.loads(recorded.data)
    if not isinstance(said, dict):
        raise TypeError(f"{recorded.stream}: a label is recorded as something else")
    template, number = said.get("template", ""), recorded.stream.removeprefix(PREPARATIONS)
    if not template:
        if "(99)" in said["code"]:
            yield f"{number}: a signed label was printed, and from which template is not said"
        return
    identifier, _, rest = template.partition(" ")
    before = [digest for at, digest in used.get(identifier, ()) if at < recorded.seq]
    digest = rest.rpartition(" ")[2]
    if not before or len(digest) != 16 or not before[-1].startswith(digest):
        yield f"{number}: a label was printed from {template}, which was not approved then"


def _of_site(folder: Path) -> dict[str, LabelWords]:
    """Return the site's own templates by identifier; raises Refused."""
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is not a folder of label templates; move it away.")
    found: dict[str, LabelWords] = {}
    for path in sorted(folder.glob("*.toml")):
        words = _read(path)
        if words.identifier in found:
            raise Refused(
                f"{path}: another file in this folder is a label template called "
                f"{words.identifier} too; remove one of them."
            )
        found[words.identifier] = words
    return found


def _read(path: Path) -> LabelWords:
    try:
        return read_words(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, Refused) as error:
        fault = getattr(error, "sentence", "") or getattr(error, "strerror", "") or str(error)
        raise Refused(
            f"{path} cannot be read as a label template ({fault.rstrip('.')}); correct it or move "
            "it away."
        ) from error
