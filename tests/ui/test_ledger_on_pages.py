"""The strip and the happenings on their pages: all is seen, and the budget beside them too."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QScrollArea

from app.core import entry as said
from app.core.storage import Storage
from app.ui.drawing.budget import BudgetState, TimeBudget
from app.ui.drawing.happenings import Happenings
from app.ui.drawing.ledger_strip import LedgerStrip
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, REASON, SECOND_PHARMACIST, latest_start, three_vials
from tests.ui.test_window_layout import at_both_sizes, faults

COLD = Storage.REFRIGERATED


def do(desk: Desk, entry: said.Entry) -> None:
    session = desk.preparation.session
    assert session is not None
    session.do(entry)
    desk.settle()


def lose(desk: Desk, minutes: float, means: str = "hood-light-off") -> None:
    do(desk, said.LoseProtection("the lamp was switched on"))
    desk.minutes(minutes)
    do(desk, said.RestoreProtection(means))


def hold(desk: Desk, minutes: float) -> None:
    do(desk, said.Hold("Refrigerated, in sleeves", COLD, "vial-sleeve"))
    desk.minutes(minutes)
    do(desk, said.Resume("hood-light-off"))


def hand_over(desk: Desk, minutes: float = 1) -> None:
    desk.minutes(minutes)
    desk.change_person(SECOND_PHARMACIST)
    do(desk, said.TakeOver())


def budget(desk: Desk) -> TimeBudget:
    (found,) = desk.shown(TimeBudget)
    return found


def happened(desk: Desk) -> Happenings:
    (found,) = desk.shown(Happenings)
    return found


def unscrolled(desk: Desk) -> int:
    """Return how much of the happenings is seen without scrolling, in pixels."""
    (area,) = (each for each in desk.shown(QScrollArea) if each.widget() is happened(desk))
    return area.viewport().height()


@at_both_sizes
def test_the_strip_is_there_from_the_first_vial_on(at: AtDesk, size: str) -> None:
    desk = at("reconstitute-1", size=size)
    assert not desk.shown(LedgerStrip)
    desk.go_on()
    (strip,) = desk.shown(LedgerStrip)
    assert strip.geometry().top() > budget(desk).geometry().bottom()
    assert faults(desk) == []


@at_both_sizes
@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (0, BudgetState.QUIET),
        (95, BudgetState.NEAR),
        (110, BudgetState.URGENT),
        (150, BudgetState.PASSED),
    ],
)
def test_beside_gaps_the_budget_shows_all_it_has(
    at: AtDesk, size: str, minutes: int, state: BudgetState
) -> None:
    desk = at("withdraw-1", size=size)
    lose(desk, 3.5)
    hold(desk, 100)
    desk.go_to("inspect-bag")
    do(desk, said.Inspect("inspect-bag", True))
    do(desk, said.Choose("cover-bag", "cover"))
    do(desk, said.Choose("choose-storage", COLD.value))
    lose(desk, 61, "cover")
    lose(desk, 1, "aluminium-foil")
    desk.clock.advance(timedelta(minutes=minutes))
    desk.window.tick()
    facts = budget(desk).facts()
    assert facts is not None
    assert facts.state is state
    assert faults(desk) == []
    lowest = max(box.bottom() for box in budget(desk).label_boxes())
    assert lowest <= budget(desk).height()


@at_both_sizes
@pytest.mark.parametrize("weighs", [False, True])
def test_a_checker_sees_three_things_that_happened_without_scrolling(
    at: AtDesk, size: str, weighs: bool
) -> None:
    stage = "tare-syringe-1" if weighs else "withdraw-1"
    asked = three_vials() if weighs else None
    desk = at(stage, asked=asked, weighs=weighs, size=size)
    lose(desk, 4)
    hold(desk, 40)
    hand_over(desk)
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    told = ("Gap in light", "4 min: vials 1", "in the refrigerator", "Handed over at the hood")
    assert all(each in happened(desk).accessibleName() for each in told)
    assert unscrolled(desk) == happened(desk).heightForWidth(happened(desk).width())
    assert faults(desk) == [], "blind"
    desk.enter(str(desk.state.plan.volume_exact.magnitude))
    desk.enter(latest_start(desk.state))
    assert all(each in happened(desk).accessibleName() for each in told)
    assert unscrolled(desk) == happened(desk).heightForWidth(happened(desk).width())
    assert faults(desk) == [], "figures"
    desk.enter("9999")
    assert unscrolled(desk) == happened(desk).heightForWidth(happened(desk).width())
    assert faults(desk) == [], "a wrong PIN"


@at_both_sizes
def test_of_more_that_happened_three_and_the_begin_of_the_next_are_seen(
    at: AtDesk, size: str
) -> None:
    desk = at("withdraw-1", size=size)
    for minutes in range(1, 8):
        lose(desk, minutes)
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    assert faults(desk) == [], "blind"
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    whole = happened(desk).heightForWidth(happened(desk).width())
    assert whole * 3 / 7 < unscrolled(desk) <= whole
    desk.tab_to("What happened")
    assert faults(desk) == [], "figures"


def test_where_nothing_happened_the_check_has_no_list(at: AtDesk) -> None:
    assert not at("check").shown(Happenings)


def test_a_reason_is_wanted_for_the_gaps_that_are_told(at: AtDesk) -> None:
    desk = at("withdraw-1")
    lose(desk, 4)
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    desk.tab_to("Why it may be released after a gap in light")
    desk.type(REASON)
    desk.tab_to("PIN")
    desk.enter("1357")
    assert desk.step == "scan-label"
