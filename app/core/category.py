"""The category a site prepares under, and by when it asks the administration to begin.

USP <797> counts from the preparation, here from the first reconstitution. The shorter of this and
of what the monograph allows holds; a site that states no category has it shown as not checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.finding import Finding, stop
from app.core.formulary import Monograph, duration
from app.core.limit import read_limit
from app.core.quantity import Measure, show
from app.core.refused import Refused
from app.core.sourced import Limit
from app.core.storage import Storage
from app.core.time_graph import AtMost, Moment

NOT_STATED = "not-stated"


@dataclass(frozen=True, slots=True)
class Category:
    """A category: its words, and how long it gives at room temperature and refrigerated.

    `hazardous` tells whether hazardous drugs may be prepared under it.
    """

    words: str
    room: Limit
    refrigerated: Limit
    hazardous: bool

    def rule(self, place: Storage | None) -> AtMost:
        """Return the rule for a preparation that waits in a place, room temperature if unknown."""
        cold = place is Storage.REFRIGERATED
        limit = self.refrigerated if cold else self.room
        where = (Storage.REFRIGERATED if cold else Storage.ROOM).words
        words = f"at most {show(limit.value)} from preparation to the start, {self.words} {where}"
        return AtMost(Moment.RECONSTITUTED, Moment.STARTED, duration(limit), words, limit.source)


def read_categories(data: Mapping[str, Any]) -> dict[str, Category]:
    """Return the categories of a parsed TOML table by their names; raises KeyError, ValueError."""
    return {name: _category(row) for name, row in data.items()}


def _category(row: Mapping[str, Any]) -> Category:
    def limit(name: str) -> Limit:
        return read_limit(name, {**row, "value": row[name]}, Measure.DURATION)

    if not isinstance(row["hazardous_drugs"], bool):
        raise ValueError("hazardous_drugs is true or false")
    return Category(row["words"], limit("room"), limit("refrigerated"), row["hazardous_drugs"])


def category_named(name: str, known: Mapping[str, Category]) -> Category | None:
    """Return the category of that name, None for "not-stated"; raises Refused for another name."""
    if name == NOT_STATED:
        return None
    if name not in known:
        raise Refused(
            f"[category] chosen is “{name}”; expected one of {', '.join((NOT_STATED, *known))}."
        )
    return known[name]


def category_findings(category: Category | None, monograph: Monograph) -> tuple[Finding, ...]:
    """Return a stop where a drug may not be prepared under the category at all."""
    if category is None or category.hazardous or not monograph.hazardous:
        return ()
    return (
        stop(
            "category-not-for-hazardous-drugs",
            f"{monograph.brand} is hazardous, and {category.words} is no way to prepare a "
            "hazardous drug. State another category in the site's policy.",
            category.room.source,
        ),
    )
