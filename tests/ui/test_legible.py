"""At a workstation as small as they come, everything can be pressed and read, at every step."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.density import name_of
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, PINS, latest_start, three_vials
from tests.ui.legible import cut_off, hidden, too_small_to_press, too_small_to_read

LAPTOP = Decimal("3.95")
"""Pixels in a millimetre of 15.6 inches with 1366 x 768."""


@pytest.fixture(autouse=True)
def laptop(qapp: QApplication) -> Iterator[None]:
    theme.measured(LAPTOP, name_of(qapp.primaryScreen()))
    yield
    theme.measured(None, "")


def faults(desk: Desk) -> list[str]:
    """Return all that is too small or cut off now."""
    desk.settle()
    return [*too_small_to_press(desk), *too_small_to_read(desk), *cut_off(desk)]


def _look(desk: Desk, found: list[str], where: str) -> None:
    told = {fault.partition(": ")[2] for fault in found}
    found.extend(f"{where}: {fault}" for fault in faults(desk) if fault not in told)
    page = desk.window.pages.currentWidget()
    step = getattr(page, "step_page", None)
    if step is not None:
        for words in (step.title, step.instruction):
            if why := hidden(desk, words):
                found.append(f"{where}: {why}")


@pytest.mark.parametrize("weighs", [False, True], ids=["measured", "weighed"])
def test_every_step_can_be_pressed_and_read(at: AtDesk, weighs: bool) -> None:
    desk = at("scan-materials", weighs=weighs)
    found: list[str] = []
    while desk.step:
        step = desk.step
        if step == "check":
            desk.change_person(PHARMACIST)
            _look(desk, found, "figures first")
            desk.enter(str(desk.state.plan.volume_exact.magnitude))
            desk.enter(latest_start(desk.state))
            _look(desk, found, "figures compared")
            desk.enter(PINS[PHARMACIST])
        else:
            _look(desk, found, step)
            desk.go_on()
        assert desk.step != step, f"{step} was not done: {desk.notices()}"
    _look(desk, found, "released")
    assert not found, "\n".join(found)


def test_signing_in_and_the_pages_before_can_be_pressed_and_read(at: AtDesk) -> None:
    desk = at("order")
    found: list[str] = []
    _look(desk, found, "sign in")
    desk.sign_in(PHARMACIST)
    _look(desk, found, "worklist")
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    _look(desk, found, "order")
    assert not found, "\n".join(found)


def test_three_vials_can_be_prepared_as_well(at: AtDesk) -> None:
    desk = at("withdraw-1", asked=three_vials())
    found: list[str] = []
    _look(desk, found, "three vials")
    assert not found, "\n".join(found)
