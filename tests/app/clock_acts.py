"""What happens to the clock of a pharmacy, and what was recorded of it."""

from datetime import timedelta

from app.core import events as e
from app.verification import verify
from app.workplace import Workplace
from tests.app.pharmacy import CECILIA, PHARMACIST, Pharmacy

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = 24 * HOUR


def ticks(pharmacy: Pharmacy, minutes: int) -> None:
    """Let Umbra run with its window open: it looks at the clock, here each minute."""
    for _ in range(minutes):
        pharmacy.wait(1)
        pharmacy.work.time.keep()


def power_off(pharmacy: Pharmacy, minutes: float, early: timedelta = timedelta(0)) -> None:
    """Cut the power for so long: nothing is closed. The clock comes up right, or early."""
    pharmacy.work.log.close()
    pharmacy.clock.power_off(minutes * MINUTE)
    pharmacy.clock.step(-early)
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    if pharmacy.stream:
        pharmacy.begin(pharmacy.stream)


def facts(pharmacy: Pharmacy, count: int) -> list[e.Event]:
    """Return the newest facts of the preparation."""
    return [each.fact for each in pharmacy.work.history(pharmacy.stream)[-count:]]


def sound(pharmacy: Pharmacy) -> None:
    assert verify(pharmacy.work.log).faults == ()


def open_next(pharmacy: Pharmacy, order: str = CECILIA) -> str:
    """Verify the other order, without taking it up."""
    confirmed, reasons = pharmacy.answers(order)
    outlook = pharmacy.work.outlook(order)
    return pharmacy.work.verify(order, outlook, confirmed, reasons, PHARMACIST)
