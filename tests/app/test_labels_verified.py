"""`umbra verify` on labels of a log whose hashes were all made again."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.core.label_kind import LabelKind
from app.label_printing import Destination
from app.store import Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.forgery import forge
from tests.app.listener import Listener, ListenerOutlet, listening
from tests.app.pharmacy import Pharmacy

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def pharmacy(at_step: AtStep) -> Pharmacy:
    """A released preparation with labels of every kind, one of them a file."""
    found = at_step("withdraw-1")
    with listening() as printer:
        _print_all(found, printer)
    return found


def _print_all(pharmacy: Pharmacy, printer: Listener) -> None:
    session = pharmacy.session
    session.print_label(kind=LabelKind.VIAL, number=1)
    to = Destination(outlet=ListenerOutlet(printer.port))
    pharmacy.work.destinations = lambda _: to
    pharmacy.go_to("release")
    session.print_label(kind=LabelKind.TRANSPORT)
    session.print_label("smudged")
    pharmacy.finish()


def forged(pharmacy: Pharmacy, name: str, change: Change, which: int = -1) -> str:
    """Return what is found once a fact of a name was changed, and every hash made again."""
    row = [each for each in pharmacy.work.log.history(pharmacy.stream) if each.name == name][which]
    path = pharmacy.work.log.path

    def changed(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    pharmacy.close()
    forge(path, row.seq, changed)
    pharmacy.reopen()
    return "\n".join(verify(pharmacy.work.log).faults)


def put(**values: object) -> Change:
    return lambda data: data.update(values)


def test_labels_of_every_kind_are_sound(pharmacy: Pharmacy) -> None:
    names = pharmacy.recorded()
    assert {"label-sent", "label-printed", "companion-printed"} <= set(names)
    assert verify(pharmacy.work.log).faults == ()


def test_a_code_that_is_not_of_the_record_is_found(pharmacy: Pharmacy) -> None:
    code = put(code="(91)2611-0001(92)2(90)V1(95)1.45mg(96)0123456789ABCDEF")
    told = forged(pharmacy, "companion-printed", code, 0)
    assert "the code of label of vial 1 copy 1 is not that of the record" in told


def test_a_sent_code_that_is_not_of_the_record_is_found(pharmacy: Pharmacy) -> None:
    told = forged(pharmacy, "label-sent", put(code="(91)2611-0001(92)9"))
    assert "the code of label copy 2 is not that of the record" in told


def test_a_file_of_another_name_is_found(pharmacy: Pharmacy) -> None:
    told = forged(pharmacy, "companion-printed", put(file="a.pdf"), 0)
    assert "the file of label of vial 1 copy 1 is recorded as a.pdf" in told


@pytest.mark.parametrize(
    "change", [put(copy=4), put(printer="another"), put(digest="0"), put(code="(91)2611-0001")]
)
def test_what_came_out_is_what_was_sent(pharmacy: Pharmacy, change: Change) -> None:
    told = forged(pharmacy, "label-printed", change)
    assert "what would have been recorded is something else" in told


def test_a_label_said_to_have_come_out_before_it_was_sent_is_found(pharmacy: Pharmacy) -> None:
    told = forged(pharmacy, "label-sent", put(kind="transport", step=""))
    assert "record" in told


def test_a_label_of_nothing_there_is_found(pharmacy: Pharmacy) -> None:
    told = forged(pharmacy, "companion-printed", put(number=7), 0)
    assert "the code of label of vial 7 copy 1 is not that of the record" in told


def test_a_label_as_an_earlier_release_recorded_it_after_one_of_this_is_found(
    pharmacy: Pharmacy,
) -> None:
    told = forged(pharmacy, "label-printed", lambda data: data.pop("template"))
    assert "is recorded as an earlier release did, after event" in told


def test_labels_of_an_earlier_release_alone_are_let_be(at_step: AtStep) -> None:
    pharmacy = at_step("released")

    def as_before(data: dict[str, Any]) -> None:
        del data["template"], data["printer"]

    assert "as an earlier release did" not in forged(pharmacy, "label-printed", as_before)


def test_a_label_that_cannot_be_read_is_a_fault(pharmacy: Pharmacy) -> None:
    row = next(r for r in pharmacy.work.log.everything() if r.name == "label-printed")
    path = pharmacy.work.log.path
    pharmacy.close()
    forge(path, row.seq, lambda _: "null")
    with Log.read(path) as log:
        assert "the labels in the log cannot be read" in "\n".join(verify(log).faults)
    pharmacy.stream = ""
