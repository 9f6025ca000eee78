"""Which rules of the site's held when: each change of its two files, with the exact text.

A preparation keeps the policy it was opened under. That it is the one the site's file gave then is
what `umbra verify` finds here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from app.clock import Clock
from app.core.encoding import decode, encode
from app.core.events import Opened
from app.core.policy import Policy
from app.core.quantity import show
from app.core.syringe import Syringes
from app.people import SIGNED_IN
from app.people import STREAM as PEOPLE
from app.preparations import PREFIX
from app.recording import record_now
from app.site_rules import (
    POLICY_FILE,
    SYRINGES_FILE,
    SiteFile,
    differing,
    policy_from,
    readable,
    said_in,
    shipped_digest,
    shipped_rules,
    syringes_from,
)
from app.store import Fact, Log, Recorded

STREAM = "site-rules"
READ = "site-rules-read"

_SHOWN = 6

_Rules = TypeVar("_Rules", Policy, Syringes)


@dataclass(frozen=True, slots=True)
class SiteRulesRead:
    """A file was read as Umbra began to work by it: its exact text and SHA-256 as hex.

    Where it is not there the text is None and the digest "". `shipped` is the SHA-256 of what that
    release of Umbra ships in its place, and fills up a policy from.
    """

    file: str
    digest: str
    text: str | None
    shipped: str


def record_rules(log: Log, clock: Clock, files: tuple[SiteFile, SiteFile]) -> None:
    """Record each file that is not as it was recorded last; nothing where no site had one ever."""
    last = {fact.file: fact for _, fact in _read(log)}
    if not last and all(file.text is None for file in files):
        return
    for file in files:
        fact = SiteRulesRead(file.name, file.digest, file.text, shipped_digest(file.name))
        if last.get(file.name) != fact:
            actor = f"the file {file.name}"
            record_now(log, clock, STREAM, Fact(READ, encode(fact)), actor)


def _read(log: Log) -> Iterator[tuple[Recorded, SiteRulesRead]]:
    for row in log.history(STREAM):
        if row.name != READ:
            raise ValueError(f"{STREAM} holds a {row.name}")
        yield row, decode(SiteRulesRead, row.data)


def untold(log: Log) -> str:
    """Return what changed of the site's rules since anyone signed in, "" for nothing."""
    signed_in = log.named((SIGNED_IN,), PEOPLE, 1)
    since = signed_in[0].seq if signed_in else 0
    before: dict[str, str] = {}
    changed: dict[str, SiteFile] = {}
    for row, fact in _read(log):
        if row.seq > since and fact.digest != before.get(fact.file, ""):
            changed[fact.file] = SiteFile(fact.file, fact.text)
        before[fact.file] = fact.digest
    return " ".join(map(_said, changed.values()))


def _said(file: SiteFile) -> str:
    if file.name == POLICY_FILE:
        if file.text is None:
            return f"The site's {POLICY_FILE} is gone: the policy that Umbra ships holds."
        return f"The site's policy changed: {_listed(said_in(file))}; see {POLICY_FILE}."
    if file.text is None:
        return f"The site's {SYRINGES_FILE} is gone: the syringes that Umbra ships hold."
    sizes = tuple(show(size.capacity) for size in syringes_from(file).sizes)
    return f"The site's syringes changed: it has {', '.join(sizes)}; see {SYRINGES_FILE}."


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "nothing differs from what Umbra ships"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    verb = "differs" if len(names) == 1 else "differ"
    return f"{', '.join(names[:_SHOWN])}{more} {verb} from what Umbra ships"


def misruled(log: Log) -> Iterator[str]:
    """Yield a sentence for each preparation that was opened under other rules than held then.

    And for each recorded text that is not the one of its digest. Raises ValueError or TypeError
    where something of it is not ours.
    """
    changes = tuple(_read(log))
    for _, fact in changes:
        if fact.file not in (POLICY_FILE, SYRINGES_FILE):
            yield f"{STREAM}: {fact.file} is no file of a site's rules"
        elif SiteFile(fact.file, fact.text).digest != fact.digest:
            yield f"{STREAM}: the recorded text of {fact.file} is not the one that was read"
    # What was opened before anything was recorded cannot be held against what nobody kept.
    for row in log.named(("opened",), PREFIX) if changes else ():
        opened: Opened = decode(Opened, row.data)
        held = {fact.file: fact for at, fact in changes if at.seq < row.seq}
        yield from _ruled(opened, held.get(POLICY_FILE), held.get(SYRINGES_FILE))


def _ruled(
    opened: Opened, policy: SiteRulesRead | None, syringes: SiteRulesRead | None
) -> Iterator[str]:
    """Yield the faults of an opening, from what was recorded last of either file before it."""
    number, shipped = opened.number, shipped_rules()
    if policy is not None:
        yield from _otherwise(number, opened.policy, policy_from, shipped.policy, policy)
    # Earlier releases recorded no syringes.
    if syringes is not None and opened.syringes is not None:
        recorded = opened.syringes
        yield from _otherwise(number, recorded, syringes_from, shipped.syringes, syringes)


def _otherwise(
    number: str,
    recorded: _Rules,
    read: Callable[[SiteFile], _Rules],
    shipped: _Rules,
    fact: SiteRulesRead,
) -> Iterator[str]:
    """Yield a fault where recorded rules are not those that the site's file gave.

    None where an earlier release read a text that this one refuses; where that release shipped
    others, only what the file sets by itself counts.
    """
    ours = readable(SiteFile(fact.file, fact.text), read)
    if ours is None:
        return
    same = fact.shipped == shipped_digest(fact.file)
    found = differing(ours, recorded) if same else differing(ours, recorded, shipped)
    if found:
        source = f"Umbra without {fact.file}" if fact.text is None else fact.file
        yield f"{number}: it was not opened by what {source} gave then: {', '.join(found)}"
