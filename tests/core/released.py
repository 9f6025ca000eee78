"""A preparation that went out: the bag of case 27 of the fact sheet, and one kept cold."""

from datetime import UTC, datetime, timedelta

from app.core import entry as said
from app.core.storage import Storage
from tests.core.hood import PHARMACIST_ONE, TECHNICIAN_ONE, Hood, order

DAY = datetime(2026, 11, 2, tzinfo=UTC)


def at(hood: Hood, time: str) -> Hood:
    """Let time pass until a time of the day, such as "16:50"."""
    hours, _, minutes = time.partition(":")
    wanted = DAY + timedelta(hours=int(hours), minutes=float(minutes))
    hood.clock.advance(wanted - hood.clock.reading().wall)
    return hood


def released(diluted: str = "13:50", storage: Storage = Storage.ROOM) -> Hood:
    """Return a hood whose first vial was reconstituted at 10:00, diluted and released then.

    It is 7 mL with 1.75 mg in 50 mL.
    """
    hood = Hood(order("185 cm", "94.2 kg", dose="1.76 mg"), begins=DAY + timedelta(hours=9.5))
    hood.go_to("reconstitute-1")
    at(hood, "10:00").do(*hood.right())
    hood.go_to("add-drug")
    at(hood, diluted).do(*hood.right())
    hood.go_to("choose-storage", 0.5)
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", storage.value))
    hood.go_to("release", 0.5).forward(0.5)
    return hood


def started(time: str = "16:50") -> Hood:
    """Return the bag with its infusion started."""
    hood = at(released(), time)
    hood.do(PHARMACIST_ONE, said.StartInfusion(means(hood)))
    return hood


def means(hood: Hood) -> str:
    """Return the first means of light protection while it runs."""
    return hood.monograph.means("infusion")[0].code
