"""What a pharmacist confirms before a monograph is used, and what stays switched off."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.finding import Finding, note
from app.core.formulary import read_monograph
from app.core.governance import Rule, rules_of
from app.core.sourced import Unsound

# How many different pharmacists approve a monograph before it is used.
NEEDED = 2
_ASKS = "a pharmacist must confirm it."


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A rule from knowledge: a pharmacist confirms it against the label, or leaves it off.

    A `required` one cannot be left off: without it the monograph cannot be read.
    """

    path: str
    words: str
    source: str
    revision: str
    required: bool


def unconfirmed(text: str) -> tuple[Unconfirmed, ...]:
    """Return every rule of a monograph's text that nobody saw in a label, in its order."""
    return tuple(
        Unconfirmed(rule.path, rule.said(), rule.source, rule.revision, not _reads(text, rule.path))
        for rule in _from_knowledge(text)
    )


def _from_knowledge(text: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules_of(text) if rule.is_from_knowledge)


def _reads(text: str, path: str) -> bool:
    try:
        read_monograph(text, frozenset({path}))
    except Unsound:
        return False
    return True


def switched_off(text: str, confirmed: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the addresses that are not in force: those that not every approval confirmed."""
    asked = frozenset(rule.path for rule in _from_knowledge(text))
    return asked - asked.intersection(*confirmed)


def as_approved(
    findings: tuple[Finding, ...], text: str, off: frozenset[str], names: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Return findings as they stand where pharmacists approved the monograph.

    What asked for a pharmacist says who confirmed it, and each rule that is switched off is noted.
    """
    confirmed = f"{' and '.join(names)} confirmed it for this site."
    return (
        *(
            replace(each, sentence=each.sentence.replace(_ASKS, confirmed))
            if each.sentence.endswith(_ASKS)
            else each
            for each in findings
        ),
        *(
            note(
                f"switched-off-{rule.path}",
                f"{rule.said()} is switched off at this site: not checked.",
                rule.source,
            )
            for rule in rules_of(text)
            if rule.path in off
        ),
    )
