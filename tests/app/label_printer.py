"""A printer that is listened to, a session at it, and a label that is in question."""

from collections.abc import Iterator

import pytest

from app.core import events as e
from app.core.label_kind import LabelKind
from app.label_printing import Destination
from app.verification import verify
from tests.app.listener import PRINTED, Listener, ListenerOutlet, listening
from tests.app.pharmacy import AtStep, Pharmacy
from tests.app.refusals import refused

BAG, VIAL, SYRINGE = LabelKind.BAG, LabelKind.VIAL, LabelKind.SYRINGE
COVER, TRANSPORT = LabelKind.LIGHT_COVER, LabelKind.TRANSPORT
FILE = "2611-0001-1.pdf"
WORDS = "the printer in room 2, 4 × 3 in, roll"


@pytest.fixture
def printer() -> Iterator[Listener]:
    """A printer that is on, and where nothing was sent yet."""
    with listening() as listener:
        yield listener


def connected(pharmacy: Pharmacy, printer: Listener) -> Pharmacy:
    """Let the labels of a pharmacy go to a printer."""
    to = Destination(outlet=ListenerOutlet(printer.port))
    pharmacy.work.destinations = lambda _: to
    return pharmacy


@pytest.fixture
def at_printer(at_step: AtStep, printer: Listener) -> AtStep:
    """Open a pharmacy with a printer whose first preparation stands at a step."""
    return lambda step: connected(at_step(step), printer)


def sound(pharmacy: Pharmacy) -> None:
    assert verify(pharmacy.work.log).faults == ()


def in_question(pharmacy: Pharmacy, printer: Listener, kind: LabelKind = BAG) -> e.LabelSent:
    printer.sent = b""
    assert "did not say that it did" in refused(lambda: pharmacy.session.print_label(kind=kind))
    printer.sent = PRINTED
    label, sent = pharmacy.session.labels.under_way, pharmacy.state.sent
    assert label is not None
    assert sent is not None
    assert label.in_question
    return sent
