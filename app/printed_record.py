"""What the compounding record says of the labels that were printed: copies, and which is void."""

from collections.abc import Iterator

from app.core import events as e
from app.core.preparation import Preparation, Stamped
from app.record_times import RecordTimes
from reports.section import Table


def labels_table(
    state: Preparation, history: tuple[Stamped, ...], times: RecordTimes
) -> Iterator[Table]:
    """Yield every label that went out, with the one that is in force; nothing where none did."""
    rows = tuple(
        (
            str(each.fact.copy),
            times.said(each.reading.wall),
            _stands(state, each.fact.copy),
            each.fact.reason or "–",
            each.actor,
        )
        for each in history
        if isinstance(each.fact, e.LabelPrinted)
    )
    if rows:
        header = ("Copy", "Printed", "Stands", "Why again", "Person")
        yield Table(times.titled("Labels printed"), header, rows, (1, 1.7, 3, 3.8, 2.5))


def _stands(state: Preparation, copy: int) -> str:
    if state.label is None or state.label.copy != copy:
        return "VOID"
    return "in force, scanned back" if state.label_confirmed else "in force, not scanned back"
