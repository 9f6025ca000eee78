"""Where each object that held drug was by temperature: its own time cut by where the drug was."""

from collections.abc import Iterator
from datetime import datetime

from app.core.ledger import covered_objects
from app.core.preparation import Preparation
from app.core.storage import Storage
from app.record_times import RecordTimes


def where(place: Storage) -> str:
    """Return a place as the record names it."""
    return "refrigerator" if place is Storage.REFRIGERATED else "room temperature"


def object_places(
    state: Preparation, end: datetime, times: RecordTimes
) -> Iterator[tuple[str, ...]]:
    """Yield name, begin, end and place of each stretch of each object, up to `end`.

    What was there and gone at one moment has no stretch of its own and is left to the table of
    light.
    """
    for each in covered_objects(state, end):
        there = each.presence
        gone = there.ended or end
        for stay in state.stays:
            begun, ended = max(there.begun, stay.begun), min(gone, stay.ended or end)
            if begun < ended:
                still = there.ended is None and ended == end
                until = "still" if still else times.said(ended)
                yield there.name, times.said(begun), until, where(stay.place)
