"""What a site decides for itself: its policy and its syringes, as files in the data folder.

`policy.toml` holds only what differs from the policy Umbra ships; `syringes.toml` is the whole set
of the site's own syringes. Both are read strictly: an entry that Umbra does not know is refused,
for a misspelt one would silently change nothing.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import resources
from app import references
from app.core.policy import Policy, policy_in
from app.core.refused import Refused
from app.core.sourced import Unsound
from app.core.surface_area import formula_named
from app.core.syringe import Syringes, read_syringes

POLICY_FILE, SYRINGES_FILE = "policy.toml", "syringes.toml"

# Sections of the shipped policy that no site changes here: what Umbra takes for possible at all.
_FIXED = ("plausible", "laboratory")

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What a site decides: its policy, and the syringes it has."""

    policy: Policy
    syringes: Syringes


def shipped_rules() -> SiteRules:
    """Return what holds at a site that decided nothing else."""
    return SiteRules(references.policy(), references.syringes())


def rules_of(folder: Path) -> SiteRules:
    """Return the rules of a data folder's site; raises Refused where a file of it is wrong."""
    return SiteRules(policy_of(folder), syringes_of(folder))


def policy_of(folder: Path) -> Policy:
    """Return the policy of a data folder's site; raises Refused where its file is wrong."""
    path = folder / POLICY_FILE
    if not path.exists():
        return references.policy()
    return _read(path, _policy)


def syringes_of(folder: Path) -> Syringes:
    """Return the syringes of a data folder's site; raises Refused where its file is wrong."""
    path = folder / SYRINGES_FILE
    return _read(path, read_syringes) if path.exists() else references.syringes()


def _read(path: Path, read: Callable[[str], _Read]) -> _Read:
    try:
        return read(path.read_text("utf-8"))
    except (OSError, ArithmeticError, KeyError, TypeError, ValueError, Unsound, Refused) as error:
        sentence = f"{path} cannot be used: {_fault(error)}. Correct it, or move it away."
        raise Refused(sentence) from error


def _fault(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or "it cannot be opened"
    if isinstance(error, Refused):
        return error.sentence.rstrip(".")
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


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
            raise ValueError(f"[{section}] is not a part that a site sets; there are {known}")
        if not isinstance(rows, dict):
            raise ValueError(f"{section} is not a section")
        for name, value in rows.items():
            _require_like(section, name, value, whole[section])
            whole[section][name] = value
    return whole


def _require_like(section: str, name: str, value: object, shipped: dict[str, Any]) -> None:
    if name not in shipped:
        raise ValueError(f"[{section}] has no “{name}”; it has {', '.join(shipped)}")
    if type(value) is not type(shipped[name]):
        example = f"“{shipped[name]}”" if isinstance(shipped[name], str) else shipped[name]
        raise ValueError(f"[{section}] {name} is not written as it is shipped, such as {example}")
