"""The rules of a monograph by their addresses: each can be shown, compared or switched off.

Each rule of a monograph's TOML has an address that a person can read, such as
"limit.diluted-at-room-temperature", "gate.liver", "regimen.later.cr+cri" or "syringe". Addresses
stand in the log, so a rule is never addressed in another way later.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.sourced import Checked, Unsound

# What names a row of an array of tables; the first of these that the row has, whole.
_NAMED_BY = (("code",), ("name",), ("action",), ("cycles", "responses"), ("cycles",), ("words",))
_EVIDENCE = ("source", "revision", "checked")
# Fields whose words need no name before them.
_SPEAKS = ("value", "words", "question")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its address, its fields as words for people, and what it rests on."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def source(self) -> str:
        """Where the rule stands; "" where it does not say."""
        return dict(self.fields).get("source", "")

    @property
    def revision(self) -> str:
        """The revision in which it stands; "" where it does not say."""
        return dict(self.fields).get("revision", "")

    @property
    def is_from_knowledge(self) -> bool:
        """Whether nobody saw its words in a label."""
        return dict(self.fields).get("checked") == Checked.FROM_KNOWLEDGE

    def said(self) -> str:
        """Return the rule as people read it, such as "Limit “equilibration”: 1 h"."""
        kind, _, name = self.path.partition(".")
        title = f"{_as_words(kind).capitalize()} “{_as_words(name)}”" if name else kind.capitalize()
        fields = [
            (field, words)
            for field, words in self.fields
            if field not in _EVIDENCE and words != name
        ]
        told = (
            *(words for field, words in fields if field in _SPEAKS),
            *(f"{_as_words(field)} {words}" for field, words in fields if field not in _SPEAKS),
        )
        return f"{title}: {'; '.join(told)}" if told else title


def _as_words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").replace(".", ", ")


def rules(data: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return every rule of a parsed monograph in its order.

    Raises Unsound where two have the same address, or one has none.
    """
    found = [
        Rule(path, tuple((field, _words(value)) for field, value in own.items()))
        for key, part in data.items()
        for path, own in _of_part(key, part)
    ]
    paths = [rule.path for rule in found]
    twice = sorted({path for path in paths if paths.count(path) > 1})
    if twice:
        raise Unsound(f"two rules have the same address: {', '.join(twice)}")
    return tuple(found)


def rules_of(text: str) -> tuple[Rule, ...]:
    """Return every rule of a monograph's text; raises Unsound where it is no TOML."""
    return rules(_parsed(text))


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unsound(f"the monograph cannot be read: {error}") from error


def _of_part(key: str, part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the address and the own fields of each rule in a part such as `[limit]`."""
    if part == []:
        return
    if isinstance(part, dict) and all(isinstance(value, dict) for value in part.values()):
        for name, value in part.items():
            yield from _addressed(f"{key}.{name}", value)
        return
    yield from _addressed(key, part)


def _addressed(path: str, part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the address and the own fields of each rule in `part`."""
    if _is_rows(part):
        for row in part:
            yield from _addressed(f"{path}.{_name(path, row)}", row)
        return
    if not isinstance(part, dict):
        yield path, {"value": part}
        return
    own = {key: value for key, value in part.items() if not _holds_rules(value)}
    if own:
        yield path, own
    for key, value in part.items():
        if key not in own:
            yield from _addressed(f"{path}.{key}", value)


def _is_rows(part: Any) -> bool:
    return isinstance(part, list) and bool(part) and all(isinstance(row, dict) for row in part)


def _holds_rules(value: Any) -> bool:
    """Tell whether a value of a table is rules of its own, not a field: it has its own evidence."""
    if _is_rows(value):
        return any(_holds_rules(row) for row in value)
    if not isinstance(value, dict):
        return False
    return any(key in value for key in _EVIDENCE) or any(map(_holds_rules, value.values()))


def _name(path: str, row: Mapping[str, Any]) -> str:
    for fields in _NAMED_BY:
        if all(field in row for field in fields):
            return ".".join(_joined(row[field]) for field in fields)
    told = [_joined(row[field]) for field in row if field not in (*_EVIDENCE, "value")]
    if not told:
        raise Unsound(f"a rule of “{path}” has nothing to call it by")
    return ".".join(told)


def _joined(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else _words(value)


def _words(value: Any) -> str:
    """Return the value of a field as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        between = "; " if _is_rows(value) else ", "
        return between.join(map(_words, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(each)}" for key, each in value.items()) or "none"
    return str(value)


def without(data: Mapping[str, Any], switched_off: frozenset[str]) -> dict[str, Any]:
    """Return a parsed monograph less the rules of these addresses.

    Raises Unsound for an address that no rule of it has.
    """
    unknown = switched_off - {rule.path for rule in rules(data)}
    if unknown:
        raise Unsound(f"no rule has the address {', '.join(sorted(unknown))}")
    return {
        key: _less(key, part, switched_off) for key, part in data.items() if key not in switched_off
    }


def _less(path: str, part: Any, switched_off: frozenset[str]) -> Any:
    if _is_rows(part):
        named = ((f"{path}.{_name(path, row)}", row) for row in part)
        return [_less(each, row, switched_off) for each, row in named if each not in switched_off]
    if not isinstance(part, dict):
        return part
    return {
        key: _less(f"{path}.{key}", value, switched_off) if _holds_rules(value) else value
        for key, value in part.items()
        if f"{path}.{key}" not in switched_off
    }


class ChangeKind(StrEnum):
    """What became of a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A rule that two texts do not have alike; `words` has a line for each field that differs."""

    path: str
    kind: ChangeKind
    words: tuple[str, ...]


def changes(before: str, after: str) -> tuple[Change, ...]:
    """Return what differs between two texts, rule by rule.

    First what is new or changed, in the order of the later text; then what was removed, in the
    order of the earlier. Comments, spacing and the order of rules are no difference. Raises
    Unsound for a text whose rules have no address.
    """
    earlier = {rule.path: rule for rule in rules_of(before)}
    later = {rule.path: rule for rule in rules_of(after)}
    changed = (
        _change(rule, earlier.get(path))
        for path, rule in later.items()
        if earlier.get(path) != rule
    )
    removed = (
        Change(path, ChangeKind.REMOVED, _lines(rule))
        for path, rule in earlier.items()
        if path not in later
    )
    return (*changed, *removed)


def _change(rule: Rule, before: Rule | None) -> Change:
    if before is None:
        return Change(rule.path, ChangeKind.ADDED, _lines(rule))
    old, new = dict(before.fields), dict(rule.fields)
    fields = (*new, *(field for field in old if field not in new))
    words = (
        f"{_as_words(field)}: {old.get(field, 'nothing')} → {new.get(field, 'nothing')}"
        for field in fields
        if old.get(field) != new.get(field)
    )
    return Change(rule.path, ChangeKind.CHANGED, tuple(words))


def _lines(rule: Rule) -> tuple[str, ...]:
    return tuple(f"{_as_words(field)}: {words}" for field, words in rule.fields)
