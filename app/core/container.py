"""What the diluted drug is prepared in: a bag or a syringe, each with its own limits.

A monograph says for each container which concentrations it may hold and, where the label does,
the total volume, the doses it is for and the line it needs. What it does not say is None.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.limit import read_limit, read_statement
from app.core.quantity import Measure, Quantity
from app.core.sourced import Limit, Statement, Unsound


class ContainerKind(StrEnum):
    """A container that Umbra knows how to prepare."""

    BAG = "bag"
    SYRINGE = "syringe"


@dataclass(frozen=True, slots=True)
class Container:
    """One container. Where it is not `enabled`, `reason` says why it is switched off.

    `total` is the label's one total volume; without it a person chooses the total. Doses below
    `smallest_dose` or above `largest_dose` need another container.
    """

    kind: ContainerKind
    enabled: bool
    reason: str
    lowest: Limit | None
    highest: Limit | None
    total: Limit | None = None
    smallest_dose: Limit | None = None
    largest_dose: Limit | None = None
    line: Statement | None = None

    def limits(self) -> tuple[Limit, ...]:
        """Return the limits that this container has."""
        every = (self.total, self.lowest, self.highest, self.smallest_dose, self.largest_dose)
        return tuple(limit for limit in every if limit is not None)

    def exceeded_by(self, dose: Quantity) -> Limit | None:
        """Return the limit that keeps `dose` out of this container, None where it may hold it."""
        if self.smallest_dose is not None and dose < self.smallest_dose.value:
            return self.smallest_dose
        if self.largest_dose is not None and dose > self.largest_dose.value:
            return self.largest_dose
        return None


def read_containers(data: dict[str, Any]) -> tuple[Container, ...]:
    """Return the containers of a parsed monograph, the one that comes first being the usual one.

    `[container.bag]` and `[container.syringe]` hold the limits. A monograph without them is of
    the first form: its limits are the bag's, and `[syringe]` is the other container. Takes what
    it reads out of `[limit]`. Raises KeyError, ValueError, Refused or Unsound.
    """
    if "container" not in data:
        return _first_form(data)
    if "syringe" in data:
        raise Unsound("a syringe stands beside the containers and not among them")
    found = tuple(_container(ContainerKind(name), row) for name, row in data["container"].items())
    if not any(each.enabled for each in found):
        raise Unsound("no container may be prepared")
    return found


def _container(kind: ContainerKind, row: dict[str, Any]) -> Container:
    def perhaps(name: str, measure: Measure) -> Limit | None:
        return read_limit(f"{kind.value}-{name}", row[name], measure) if name in row else None

    unknown = set(row) - {"enabled", "reason", "line", *_LIMITS}
    if unknown:
        raise Unsound(f"a {kind.value} has what Umbra does not know: {', '.join(sorted(unknown))}")
    enabled = row.get("enabled", True) is True
    return Container(
        kind,
        enabled,
        row.get("reason", "") if enabled else row["reason"],
        lowest=perhaps("lowest-concentration", Measure.CONCENTRATION),
        highest=perhaps("highest-concentration", Measure.CONCENTRATION),
        total=perhaps("total-volume", Measure.VOLUME),
        smallest_dose=perhaps("smallest-dose", Measure.DOSE),
        largest_dose=perhaps("largest-dose", Measure.DOSE),
        line=read_statement(row["line"]) if "line" in row else None,
    )


_LIMITS = (
    "lowest-concentration",
    "highest-concentration",
    "total-volume",
    "smallest-dose",
    "largest-dose",
)


def _first_form(data: dict[str, Any]) -> tuple[Container, ...]:
    limits = data["limit"]

    def perhaps(name: str) -> Limit | None:
        return read_limit(name, limits.pop(name), Measure.CONCENTRATION) if name in limits else None

    bag = Container(
        ContainerKind.BAG,
        enabled=True,
        reason="",
        total=read_limit("total-volume", limits.pop("total-volume"), Measure.VOLUME),
        lowest=perhaps("lowest-concentration"),
        highest=perhaps("highest-concentration"),
    )
    return (bag, _first_syringe(data["syringe"])) if "syringe" in data else (bag,)


def _first_syringe(row: dict[str, Any]) -> Container:
    def limit(name: str) -> Limit:
        whole = row | {"value": row[name]}
        return read_limit(f"syringe-{name}", whole, Measure.CONCENTRATION)

    return Container(
        ContainerKind.SYRINGE,
        row["enabled"] is True,
        row["reason"],
        lowest=limit("lowest"),
        highest=limit("highest"),
    )
