"""Every label of a preparation on its record: where it went, and whether it is known to be out."""

from collections.abc import Iterator

from app.core import events as e
from app.core.label_kind import LabelKind, called
from app.core.preparation import Preparation, Stamped
from app.site import Site
from reports.section import Section, Table

_HEADER = ("Time", "Label", "Copy", "Went to", "What came of it", "Person")
_PRINTED, _WRITTEN = "printed", "written as a PDF"
_WIDTHS = (2.9, 2.8, 1.0, 3.2, 4.2, 2.4)


def label_table(state: Preparation, history: tuple[Stamped, ...], site: Site) -> Iterator[Section]:
    """Yield every label that was printed or sent, the oldest first; nothing where none was."""
    rows = []
    for at, stamped in enumerate(history):
        fact = stamped.fact
        if isinstance(fact, e.LabelSent):
            came = _came_of(history[at + 1 :])
        elif isinstance(fact, e.LabelPrinted | e.CompanionPrinted) and not fact.printer:
            came = _WRITTEN
        else:
            continue
        void = came in (_PRINTED, _WRITTEN) and _is_void(state, fact)
        rows.append(_row(stamped, fact, f"{came}; void" if void else came, site))
    if rows:
        yield Table("Labels", _HEADER, tuple(rows), _WIDTHS)


def _row(
    stamped: Stamped,
    fact: e.LabelSent | e.LabelPrinted | e.CompanionPrinted,
    came: str,
    site: Site,
) -> tuple[str, ...]:
    kind, number = _what(fact)
    why = f"; reason: {fact.reason}" if fact.reason else ""
    return (
        site.shown(stamped.reading.wall, "%Y-%m-%d %H:%M"),
        called(kind, number),
        str(fact.copy),
        fact.printer or "a file",
        f"{came}{why}",
        stamped.actor,
    )


def _what(fact: e.LabelSent | e.LabelPrinted | e.CompanionPrinted) -> tuple[LabelKind, int]:
    return (LabelKind.BAG, 0) if isinstance(fact, e.LabelPrinted) else (fact.kind, fact.number)


def _came_of(after: tuple[Stamped, ...]) -> str:
    """Return what the facts after a label was sent say of it."""
    for stamped in after:
        match stamped.fact:
            case e.LabelPrinted() | e.CompanionPrinted():
                return _PRINTED
            case e.LabelNotPrinted(spoiled=True):
                return "spoiled and destroyed; void"
            case e.LabelNotPrinted(may_be_out=True):
                return f"not found: {stamped.fact.why}; void, should it turn up"
            case e.LabelNotPrinted():
                return f"not printed: {stamped.fact.why}"
    return "not known; nobody said whether it came out"


def _is_void(state: Preparation, fact: e.LabelSent | e.LabelPrinted | e.CompanionPrinted) -> bool:
    """Tell whether a label that is out is void: another is in force, or none."""
    kind, number = _what(fact)
    in_force = state.label if kind is LabelKind.BAG else state.companion(kind, number).printed
    return in_force is None or in_force.code != fact.code
