"""A pharmacy after some weeks of work: what was given, and what went into the waste and why."""

from datetime import UTC, datetime
from pathlib import Path

from app.clock import SetClock
from app.core import entry as said
from tests.app.pharmacy import BEGINS, PHARMACIST, TECHNICIAN, Pharmacy
from tests.app.sent import bundle

# 21:30 on the last day of November where the site is.
NIGHT = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)


def some_weeks(folder: Path) -> Pharmacy:
    """Return the pharmacy in an empty, set-up folder after three preparations ended.

    2611-0001 was released in November. 2612-0001 was opened in the last night of November, when it
    was December in UTC, and discarded, its second vial unopened. 2612-0002, of December, had a vial
    that failed. One more goes on.
    """
    pharmacy = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    _begin(pharmacy, "W-1", "00482913")
    pharmacy.finish()
    _begin(pharmacy, "W-2", "00900001", at=NIGHT)
    pharmacy.go_to("reconstitute-2")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.Discard("=1+1 is what the note said"))
    _begin(pharmacy, "W-3", "00900002", at=DECEMBER)
    pharmacy.go_to("inspect-vial-2")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Inspect("inspect-vial-2", False, "cloudy, with particles"))
    pharmacy.finish()
    _begin(pharmacy, "W-4", "00900003")
    pharmacy.go_to("reconstitute-1")
    return pharmacy


def _begin(pharmacy: Pharmacy, order: str, record: str, at: datetime | None = None) -> None:
    now = pharmacy.clock.reading().wall
    if at is not None:
        pharmacy.clock.advance(at - now)
    day = f"{pharmacy.work.site.day(pharmacy.clock.reading().wall)}"
    sent = bundle(order, record=record, measured_on=day)
    (stream,) = pharmacy.work.import_data(sent, PHARMACIST.name)
    pharmacy.verify(stream)
