"""At a workstation as small as they come, everything can be pressed and read, at every step."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from app.core.quantity import show
from app.ui import theme
from app.ui.density import name_of
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.check_table import CheckTable
from app.ui.drawing.figure import Figure
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, PINS, latest_start, three_vials
from tests.ui.legible import cut_off, hidden, lines, too_small_to_press, too_small_to_read
from tests.ui.written import written_by

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


def _time_of(deadline: str) -> str:
    """Return the part of a deadline that stands large: its zone and day do not."""
    return deadline.split(" ")[0] if ":" in deadline else deadline


def _matters(desk: Desk) -> dict[str, float]:
    """Return how high the capitals, in mm, of dose, volume and deadline are on this page."""
    state = desk.state
    wanted = {"dose": show(state.plan.dose.prepared).replace(" ", "\u00a0")}
    for budget in desk.shown(TimeBudget):
        facts = budget.facts()
        assert facts is not None
        wanted |= {"deadline": _time_of(facts.deadline), "left": facts.remaining}
    for figure in desk.shown(Figure):
        facts = figure.facts()
        assert facts is not None
        wanted["volume"] = facts.number
    found = dict.fromkeys(wanted, 0.0)
    for _, line in lines(desk):
        for what, words in wanted.items():
            if line.words.replace(" ", "\u00a0").strip() == words.replace(" ", "\u00a0"):
                found[what] = max(found[what], line.capitals / float(LAPTOP))
    return {what: mm for what, mm in found.items() if wanted[what]}


def test_dose_volume_and_deadline_read_at_a_metre_at_every_step(at: AtDesk) -> None:
    desk = at("scan-materials")
    while desk.step:
        found = _matters(desk)
        assert {"dose", "deadline", "left"} <= set(found)
        assert min(found.values()) >= 6, f"{desk.step}: {found}"
        desk.go_on()


def test_the_figures_of_the_check_read_at_a_metre(at: AtDesk) -> None:
    desk = at("check")
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    start = latest_start(desk.state)
    (table,) = desk.shown(CheckTable)
    written = [line for line in written_by(table) if line.capitals >= 6 * float(LAPTOP)]
    assert [line.words for line in written] == ["5.82", "5.824", "5.8", start, start]


def test_the_walk_finds_what_is_too_small(at: AtDesk) -> None:
    desk = at("withdraw-1")
    assert faults(desk) == []
    theme.measured(Decimal("6"), name_of(desk.window.screen()))
    found = faults(desk)
    assert any("mm" in fault and "Record" in fault for fault in found)
    assert any("writes" in fault for fault in found)
