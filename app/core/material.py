"""What a container or a line is made of, and what a monograph says of that.

Materials are a closed list, for a name that is nearly right must not pass for another. Some of
them are kinds of others: polypropylene is a polyolefin, so a label that allows polyolefin allows
it; PVC alone does not say whether DEHP is in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.refused import Refused
from app.core.sourced import Checked, Unsound


class Material(StrEnum):
    """A material that containers and lines are made of."""

    PVC = "PVC"
    PVC_WITH_DEHP = "PVC with DEHP"
    PVC_WITHOUT_DEHP = "PVC without DEHP"
    POLYOLEFIN = "polyolefin"
    POLYPROPYLENE = "polypropylene"
    POLYETHYLENE = "polyethylene"
    EVA = "EVA"
    POLYBUTADIENE = "polybutadiene"
    POLYURETHANE = "polyurethane"
    GLASS = "glass"

    @property
    def kinds(self) -> frozenset["Material"]:
        """This material and every other one that is a kind of it."""
        return frozenset({self, *_KINDS.get(self, ())})


_KINDS = {
    Material.PVC: (Material.PVC_WITH_DEHP, Material.PVC_WITHOUT_DEHP),
    Material.POLYOLEFIN: (Material.POLYPROPYLENE, Material.POLYETHYLENE),
}


def material_named(text: str) -> Material:
    """Return the material of that name, whatever its capitals; raises Refused for another."""
    for each in Material:
        if each.value.casefold() == text.casefold():
            return each
    known = ", ".join(each.value for each in Material)
    raise Refused(f"“{text}” is not a material that Umbra knows; it is one of {known}.")


class Verdict(StrEnum):
    """What a monograph says of one material."""

    RECOMMENDED = "recommended"
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_NAMED = "not named"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class ContainerMaterials:
    """What containers may be made of: each list can be empty, not all of them."""

    allowed: tuple[Material, ...]
    recommended: tuple[Material, ...]
    forbidden: tuple[Material, ...]
    source: str
    revision: str
    checked: Checked

    def verdict(self, material: Material | None) -> Verdict:
        """Return what is said of a material; NOT_CHECKED for one that nobody knows.

        A material whose kinds are treated otherwise, such as PVC where only PVC with DEHP is
        forbidden, is NOT_CHECKED too: which kind it is decides.
        """
        if material is None:
            return Verdict.NOT_CHECKED
        for rows, verdict in self._rows():
            if material in _with_kinds(rows):
                return verdict
        mixed = any(material.kinds & _with_kinds(rows) for rows, _ in self._rows())
        return Verdict.NOT_CHECKED if mixed else Verdict.NOT_NAMED

    def _rows(self) -> Iterator[tuple[tuple[Material, ...], Verdict]]:
        yield self.forbidden, Verdict.FORBIDDEN
        yield self.recommended, Verdict.RECOMMENDED
        yield self.allowed, Verdict.ALLOWED

    def said(self) -> str:
        """Return the rule in words, such as "PVC, polyolefin or EVA; not glass"."""
        parts = [_or((*self.recommended, *self.allowed))]
        if self.recommended and self.allowed:
            parts.append(f"best {_or(self.recommended)}")
        if self.forbidden:
            parts.append(f"not {_or(self.forbidden)}")
        return "; ".join(part for part in parts if part)


def _with_kinds(rows: tuple[Material, ...]) -> frozenset[Material]:
    return frozenset(kind for each in rows for kind in each.kinds)


def _or(materials: tuple[Material, ...]) -> str:
    return " or ".join(", ".join(materials).rsplit(", ", 1))


def read_container_materials(row: dict[str, Any]) -> ContainerMaterials:
    """Return the `[container-materials]` of a monograph.

    Raises KeyError, ValueError, or Unsound for nothing said or a material said twice.
    """
    lists = {
        name: tuple(Material(each) for each in row.get(name, ()))
        for name in ("allowed", "recommended", "forbidden")
    }
    every = [each for materials in lists.values() for each in materials]
    if not every:
        raise Unsound("container materials that name none say nothing")
    if len(set(every)) != len(every):
        raise Unsound("a material of containers stands there twice")
    return ContainerMaterials(
        **lists, source=row["source"], revision=row["revision"], checked=Checked(row["checked"])
    )
