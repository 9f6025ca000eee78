"""What a site decides for itself: its policy and its syringes, as files in the data folder.

`policy.toml` holds only what differs from the policy Umbra ships; `syringes.toml` is the whole set
of the site's own syringes. Both are read strictly: an entry that Umbra does not know is refused,
for a misspelt one would silently change nothing.
"""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import resources
from app import references
from app.core.encoding import encode
from app.core.policy import Policy, policy_in
from app.core.refused import Refused
from app.core.sourced import Unsound
from app.core.stated import shown
from app.core.surface_area import formula_named
from app.core.syringe import Syringes, read_syringes

POLICY_FILE, SYRINGES_FILE = "policy.toml", "syringes.toml"

# Sections of the shipped policy that no site changes here: what Umbra takes for possible at all,
# and limits that are not a site's to set.
_FIXED = ("plausible", "laboratory", "categories")

# Its exact text goes into the log; no site has as much to say.
_MOST_BYTES = 64 * 1024

# How a text fails that is wrong; anything else is our fault.
_NOT_READ = (RecursionError, ValueError, Unsound, Refused)

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site decides: its policy, and the syringes it has."""

    policy: Policy
    syringes: Syringes


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of a site's rules: its name, and its exact text, None where it is not there."""

    name: str
    text: str | None

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, as hex, "" where it is not there."""
        return "" if self.text is None else hashlib.sha256(self.text.encode()).hexdigest()


def shipped_rules() -> SiteRules:
    """Return what holds at a site that decided nothing else."""
    return SiteRules(references.policy(), references.syringes())


@cache
def shipped_digest(name: str) -> str:
    """Return the SHA-256 of what Umbra ships in place of a file: of its values, not its words."""
    rules = shipped_rules()
    values = encode(rules.policy if name == POLICY_FILE else rules.syringes)
    return hashlib.sha256(values.encode()).hexdigest()


def rules_of(folder: Path) -> SiteRules:
    """Return the rules of a data folder's site; raises Refused where a file of it is wrong."""
    return rules_in(folder, files_of(folder))


def files_of(folder: Path) -> tuple[SiteFile, SiteFile]:
    """Return both files of a data folder's site; raises Refused for one that is no text."""
    return _file(folder, POLICY_FILE), _file(folder, SYRINGES_FILE)


def rules_in(folder: Path, files: tuple[SiteFile, SiteFile]) -> SiteRules:
    """Return the rules of files read in a folder; raises Refused where one of them is wrong."""
    policy, syringes = files
    return SiteRules(_read(folder, policy, policy_from), _read(folder, syringes, syringes_from))


def policy_of(folder: Path) -> Policy:
    """Return the policy of a data folder's site; raises Refused where its file is wrong."""
    return _read(folder, _file(folder, POLICY_FILE), policy_from)


def syringes_of(folder: Path) -> Syringes:
    """Return the syringes of a data folder's site; raises Refused where its file is wrong."""
    return _read(folder, _file(folder, SYRINGES_FILE), syringes_from)


@lru_cache(maxsize=8)
def policy_from(file: SiteFile) -> Policy:
    """Return the policy that a file gives; what it may raise when wrong, `readable` knows."""
    return references.policy() if file.text is None else _policy(_plain(file.text))


@lru_cache(maxsize=8)
def syringes_from(file: SiteFile) -> Syringes:
    """Return the syringes that a file gives; what it may raise when wrong, `readable` knows."""
    return references.syringes() if file.text is None else read_syringes(_plain(file.text))


def readable(file: SiteFile, read: Callable[[SiteFile], _Read]) -> _Read | None:
    """Return what a file gives, None where this release of Umbra cannot use its text."""
    try:
        return read(file)
    except _NOT_READ:
        return None


def _plain(text: str) -> str:
    # Notepad writes a mark before the first letter.
    return text.removeprefix("\ufeff")


def _file(folder: Path, name: str) -> SiteFile:
    path = folder / name
    # A link that leads nowhere is no file that the site does without.
    if not path.exists() and not path.is_symlink():
        return SiteFile(name, None)
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise Refused(f"it is longer than {_MOST_BYTES // 1024} KiB")
        return SiteFile(name, data.decode("utf-8"))
    except (OSError, UnicodeDecodeError, Refused) as error:
        raise _unusable(path, error) from error


def _read(folder: Path, file: SiteFile, read: Callable[[SiteFile], _Read]) -> _Read:
    try:
        return read(file)
    except _NOT_READ as error:
        raise _unusable(folder / file.name, error) from error


def _unusable(path: Path, error: Exception) -> Refused:
    return Refused(f"{path} cannot be used: {_fault(error)}. Correct it, or move it away.")


def _fault(error: Exception) -> str:
    match error:
        case OSError():
            return error.strerror or "it cannot be opened"
        case UnicodeDecodeError():
            return "it is not saved as UTF-8; an editor asks for that when it saves under a name"
        case RecursionError():
            return "it nests lists too deeply"
        case Refused():
            return error.sentence.rstrip(".")
        case _:
            return str(error)


def said_in(file: SiteFile) -> tuple[str, ...]:
    """Return what a site's policy sets to another value than is shipped, such as "dose formula".

    Raises what a wrong file raises.
    """
    whole = tomllib.loads(resources.text(POLICY_FILE))
    return tuple(
        f"{section} {name}"
        for section, rows in tomllib.loads(_plain(file.text or "")).items()
        for name, value in rows.items()
        if value != whole[section][name]
    )


_NOTHING = object()


def differing(
    ours: object, recorded: object, shipped: object = _NOTHING, at: str = ""
) -> tuple[str, ...]:
    """Return the names of the values in which what is recorded is not what a file gives.

    Where `shipped` is given, only of those that the file sets to another value than that.
    """
    if is_dataclass(ours) and type(ours) is type(recorded):
        return tuple(
            name
            for field in fields(ours)
            for name in differing(
                getattr(ours, field.name),
                getattr(recorded, field.name),
                getattr(shipped, field.name, _NOTHING),
                f"{at} {field.name}".strip(),
            )
        )
    undecided = shipped is not _NOTHING and ours == shipped
    return () if undecided or ours == recorded else (at,)


def _policy(text: str) -> Policy:
    policy = policy_in(_merged(text))
    formula_named(policy.formula, references.formulas())
    return policy


def _merged(text: str) -> dict[str, Any]:
    """Return the shipped policy with a site's entries in place of its own."""
    whole = tomllib.loads(resources.text(POLICY_FILE))
    for section, rows in tomllib.loads(text).items():
        if section not in whole or section in _FIXED:
            known = ", ".join(name for name in whole if name not in _FIXED)
            raise ValueError(
                f"[{shown(section)}] is not a part that a site sets; there are {known}"
            )
        if not isinstance(rows, dict):
            raise ValueError(
                f"{section} is not a section; expected one that begins with [{section}]"
            )
        for name, value in rows.items():
            _require_like(section, name, value, whole[section])
            whole[section][name] = value
    return whole


def _require_like(section: str, name: str, value: object, shipped: dict[str, Any]) -> None:
    if name not in shipped:
        raise ValueError(f"[{section}] has no “{shown(name)}”; it has {', '.join(shipped)}")
    if type(value) is not type(shipped[name]):
        example = f"“{shipped[name]}”" if isinstance(shipped[name], str) else shipped[name]
        raise ValueError(f"[{section}] {name} is not written as it is shipped, such as {example}")
