"""What the infusion runs through: a filter or none, and the materials of the line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.sourced import Checked, Unsound


class FilterNeed(StrEnum):
    """Whether the infusion goes through a filter."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_REQUIRED = "not-required"


@dataclass(frozen=True, slots=True)
class Materials:
    """Materials that may be used, that are best, and that may not be used; any can be empty."""

    allowed: tuple[str, ...]
    forbidden: tuple[str, ...]
    recommended: tuple[str, ...] = ()

    def said(self) -> str:
        """Return them in words, such as "PES or PVDF, not nylon"; "" where there are none."""
        usable = (*self.recommended, *self.allowed)
        parts = [_or(usable)] if usable else []
        parts += [f"best {_or(self.recommended)}"] if self.recommended and self.allowed else []
        parts += [f"not {_or(self.forbidden)}"] if self.forbidden else []
        return ", ".join(parts)


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(", ".join(words).rsplit(", ", 1))


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of the infusion; `pore` is such as "0.2 µm", "" where the label has none."""

    need: FilterNeed
    pore: str
    materials: Materials
    source: str
    revision: str
    checked: Checked

    def kind(self) -> str:
        """Return which filter it is, such as "a 0.2 µm filter: PES, not nylon"."""
        named = f"a {self.pore} filter" if self.pore else "a filter"
        made_of = self.materials.said()
        return f"{named}: {made_of}" if made_of else named

    def said(self) -> str:
        """Return the rule as a sentence for people."""
        match self.need:
            case FilterNeed.REQUIRED:
                return f"The infusion goes through {self.kind()}."
            case FilterNeed.OPTIONAL:
                return f"The infusion may go through {self.kind()}."
            case _:
                which = ", ".join(each for each in (self.pore, self.materials.said()) if each)
                used = f"; where one is used: {which}" if which else ""
                return f"The infusion needs no filter{used}."


@dataclass(frozen=True, slots=True)
class Line:
    """What the line of the infusion is made of."""

    materials: Materials
    source: str
    revision: str
    checked: Checked

    def said(self) -> str:
        """Return the rule as a sentence for people."""
        return f"The line of the infusion: {self.materials.said()}."


def read_filter(row: dict[str, Any]) -> Filter:
    """Return the `[filter]` of a monograph; raises KeyError, ValueError or Unsound."""
    return Filter(
        need=FilterNeed(row["need"]),
        pore=row.get("pore", ""),
        materials=_materials(row),
        **_where(row),
    )


def read_line(row: dict[str, Any]) -> Line:
    """Return the `[line]` of a monograph; raises KeyError, ValueError or Unsound."""
    materials = _materials(row)
    if not materials.said():
        raise Unsound("a line without materials says nothing")
    return Line(materials=materials, **_where(row))


def _materials(row: dict[str, Any]) -> Materials:
    found = Materials(
        tuple(row.get("materials", ())),
        tuple(row.get("forbidden", ())),
        tuple(row.get("recommended", ())),
    )
    if {*found.allowed, *found.recommended} & set(found.forbidden):
        raise Unsound("a material is allowed and forbidden")
    if set(found.allowed) & set(found.recommended):
        raise Unsound("a material is recommended, and stands among the allowed ones too")
    return found


def _where(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": row["source"],
        "revision": row["revision"],
        "checked": Checked(row["checked"]),
    }
