"""The worklist: what waits, what is open, what was finished last, kept up and read anew alike."""

import pytest

from app.board import Board
from app.core import entry as said
from tests.app.conftest import AtStep
from tests.app.pharmacy import ADALIND, CECILIA, DANIEL, PHARMACIST, Pharmacy
from tests.app.sent import bundle

Shown = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def shown(board: Board) -> Shown:
    return board.unfinished(), board.waiting(), board.finished()


def both(pharmacy: Pharmacy) -> Shown:
    """Return what the open board shows; one read anew from the log must show the same."""
    kept = shown(pharmacy.work.board)
    anew = shown(Board(pharmacy.work.log))
    assert [sorted(each) for each in kept[:2]] == [sorted(each) for each in anew[:2]]
    assert kept[2] == anew[2]
    return kept


def test_imported_orders_wait(pharmacy: Pharmacy) -> None:
    assert both(pharmacy) == ((), (ADALIND, CECILIA, DANIEL), ())
    pharmacy.work.import_data(bundle("A-1"), PHARMACIST.name)
    assert both(pharmacy)[1] == (ADALIND, CECILIA, DANIEL, "order/A-1")


def test_an_order_moves_from_waiting_to_open_to_finished(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    assert both(pharmacy) == ((pharmacy.stream,), (CECILIA, DANIEL), ())
    pharmacy.finish()
    assert both(pharmacy) == ((), (CECILIA, DANIEL), (pharmacy.stream,))


def test_a_discarded_preparation_is_finished_and_its_order_waits(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    pharmacy.session.do(said.Discard("the bag leaked"))
    unfinished, waiting, finished = both(pharmacy)
    assert (unfinished, finished) == ((), (pharmacy.stream,))
    assert sorted(waiting) == [ADALIND, CECILIA, DANIEL]


def test_a_withdrawn_order_is_gone(pharmacy: Pharmacy) -> None:
    pharmacy.work.withdraw(CECILIA, "the patient was transferred", PHARMACIST)
    assert both(pharmacy) == ((), (ADALIND, DANIEL), ())


def test_what_is_neither_order_nor_preparation_is_not_listed(pharmacy: Pharmacy) -> None:
    before = both(pharmacy)
    pharmacy.work.people.sign_in(PHARMACIST.name, "1357")
    assert both(pharmacy) == before


def test_only_the_twelve_finished_last_are_shown_newest_first(pharmacy: Pharmacy) -> None:
    streams = []
    for number in range(14):
        (order,) = pharmacy.work.import_data(
            bundle(f"A-{number}", record=f"0099{number}"), PHARMACIST.name
        )
        pharmacy.verify(order).do(said.Discard("made for a test of the list"))
        streams.append(pharmacy.stream)
    assert both(pharmacy)[2] == tuple(reversed(streams[2:]))


@pytest.mark.parametrize("step", ["scan-materials", "released"])
def test_a_board_read_anew_shows_the_same(at_step: AtStep, step: str) -> None:
    pharmacy = at_step(step)
    before = both(pharmacy)
    pharmacy.reopen()
    assert both(pharmacy) == before
