"""How a dose is prepared: chosen on the order page, before anything is opened."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.bag import Fill
from app.core.events import Opened
from app.core.quantity import show
from app.orders import PREFIX as ORDERS
from app.ui.facts.order import MAKING
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.steps.making import MakingCard
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, SECOND_PHARMACIST, TECHNICIAN, Folders, order

# 0.8 mg/m2 of 1.22 m2: two vials, or one if it is rounded by 7.79%.
ROUNDS = order(height=140, weight=38, dose=0.976)


def page_of(desk: Desk) -> OrderPage:
    page = desk.window.pages.currentWidget()
    assert isinstance(page, OrderPage)
    return page


def making(desk: Desk) -> MakingCard:
    """Return the card, opened with its key."""
    desk.press(Qt.Key.Key_F4)
    card = page_of(desk).making
    assert card.isVisible()
    return card


def at_order(
    folders: Folders, sit_down: SitDown, *, rounds: bool = False, person: str = PHARMACIST
) -> Desk:
    """Return a desk at an order, at a site that offers rounding or does not."""
    folder = folders.at("order", ROUNDS if rounds else None)
    if rounds:
        (folder / "policy.toml").write_text("[rounding]\noffered = true\n")
    desk = sit_down(folder).wake().seat(person)
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    return desk


def row(desk: Desk) -> str:
    (found,) = [r.facts() for r in page_of(desk).findings.rows() if r.facts().code == MAKING]
    return f"{found.sentence} | {found.detail}"


def opened(desk: Desk) -> Opened:
    """Verify the order with all that it asks, and return what was opened."""
    page = page_of(desk)
    for _ in range(20):
        open_rows = [r for r in page.findings.rows() if r.facts().open_to in ("Confirm",)]
        if not open_rows:
            break
        open_rows[0].click()
    for warning in [r for r in page.findings.rows() if r.facts().open_to == "Give a reason"]:
        warning.click()
        desk.enter("discussed with the prescriber")
    desk.press(Qt.Key.Key_F5)
    assert isinstance(desk.window.pages.currentWidget(), PreparationPage)
    session = desk.window.pages.currentWidget().session
    assert session is not None
    return session.state.opened


def test_the_page_says_how_the_dose_is_prepared(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down)
    assert row(desk) == "5.8 mL in a 10 mL syringe, into an empty container | "


def test_a_full_bag_of_unknown_overfill_asks_for_it(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down)
    card = making(desk)
    card.groups["Container"].choose(1)
    assert card.overfill.isVisible()
    assert not card.use_button.isEnabled()
    desk.press(Qt.Key.Key_F5)
    assert card.isVisible()
    desk.enter("5,5")
    assert card.choices.bag.overfill is None
    card.overfill.set_text("")
    desk.enter("5.5")
    assert card.choices.bag.overfill is None
    card.known.choose(1)
    assert card.use_button.isEnabled()
    desk.press(Qt.Key.Key_F5)
    assert not card.isVisible()
    name = card.choices.bag.name
    assert row(desk) == (
        f"5.8 mL in a 10 mL syringe, into {name} | overfill 5.5 mL, so 11.3 mL is taken out first"
    )
    warned = [each.facts().sentence for each in page_of(desk).findings.rows()]
    assert any(each.endswith("the infused dose rests on it.") for each in warned)
    plan = opened(desk).plan
    assert (plan.bag.fill, show(plan.withdrawn or plan.total)) == (Fill.READY_FILLED, "11.3 mL")
    assert (plan.bag.source, plan.bag.stated_by) == ("weighed here", PHARMACIST)


def test_what_stands_in_the_field_is_what_is_prepared(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down)
    card = making(desk)
    card.groups["Container"].choose(1)
    card.known.choose(0)
    card.overfill.setFocus()
    desk.enter("5.5")
    assert card.use_button.isEnabled()
    desk.type("9")
    assert not card.use_button.isEnabled()
    desk.press(Qt.Key.Key_F5)
    assert card.isVisible()
    card.overfill.set_text("")
    desk.enter("500")
    assert not card.use_button.isEnabled()


def test_the_second_best_syringes_are_chosen(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down)
    card = making(desk)
    assert [button.text() for button in card.groups["Syringes"].buttons] == [
        "Least error: 5.8 mL in 10 mL, ± 0.26 mL",
        "Least but one: 3 mL in 5 mL + 2.8 mL in 5 mL, ± 0.26 mL",
    ]
    card.groups["Syringes"].choose(1)
    assert card.groups["Syringes"].buttons[0].text().startswith("Least error")
    desk.press(Qt.Key.Key_F5)
    assert row(desk).startswith("5.8 mL in a 5 mL and a 5 mL syringe, into an empty container")
    assert [show(draw.capacity) for draw in opened(desk).plan.draws] == ["5 mL", "5 mL"]


def test_rounding_is_offered_with_percentage_and_saving(
    folders: Folders, sit_down: SitDown
) -> None:
    desk = at_order(folders, sit_down, rounds=True)
    assert "rounding is offered: 0.9 mg in place of 0.976 mg, 7.79% less, saves 1 vial" in row(desk)
    card = making(desk)
    assert [button.text() for button in card.groups["Dose"].buttons] == [
        "As it is: 0.976 mg",
        "Rounded to 0.9 mg (−7.79%): saves 1 vial, 0.824 mg",
    ]
    card.groups["Dose"].choose(1)
    desk.press(Qt.Key.Key_F5)
    questions = [each.facts().sentence for each in page_of(desk).findings.rows()]
    assert any(each.startswith("Not in a clinical trial, and no dose fixed") for each in questions)
    dose = opened(desk).plan.dose
    assert dose.rounding is not None
    assert (show(dose.prepared), dose.rounding.by) == ("0.9 mg", PHARMACIST)


def test_another_pharmacist_does_not_inherit_the_rounding(
    folders: Folders, sit_down: SitDown
) -> None:
    desk = at_order(folders, sit_down, rounds=True)
    making(desk).groups["Dose"].choose(1)
    desk.press(Qt.Key.Key_F5)
    assert f"dose rounded by {PHARMACIST}" in row(desk)
    stream = page_of(desk).stream
    desk.press(Qt.Key.Key_F8)
    desk.seat(SECOND_PHARMACIST)
    desk.window.open(stream)
    assert "dose rounded by" not in row(desk)


def test_back_changes_nothing(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down)
    before, card = row(desk), making(desk)
    card.groups["Syringes"].choose(1)
    desk.press(Qt.Key.Key_Escape)
    assert not card.isVisible()
    assert row(desk) == before
    # What was chosen is there when the card is opened again: Esc loses nothing, nor records it.
    assert making(desk).groups["Syringes"].text() == "second"
    desk.press(Qt.Key.Key_Escape)
    assert row(desk) == before


def test_only_a_pharmacist_chooses(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down, person=TECHNICIAN)
    desk.press(Qt.Key.Key_F4)
    assert page_of(desk).told.startswith("Only a pharmacist chooses how a dose is prepared")
    assert not page_of(desk).making.isVisible()


def test_what_was_chosen_is_still_there_after_a_look_at_the_course(
    folders: Folders, sit_down: SitDown
) -> None:
    desk = at_order(folders, sit_down)
    making(desk).groups["Syringes"].choose(1)
    desk.press(Qt.Key.Key_F5)
    chosen = row(desk)
    desk.press(Qt.Key.Key_F6)
    desk.press(Qt.Key.Key_Escape)
    assert row(desk) == chosen


def test_the_row_opens_the_choice(folders: Folders, sit_down: SitDown) -> None:
    desk = at_order(folders, sit_down)
    (made,) = [r for r in page_of(desk).findings.rows() if r.facts().code == MAKING]
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    assert page_of(desk).making.isVisible()


@pytest.mark.parametrize("stage", ["withdraw-1"])
def test_at_the_hood_other_syringes_are_taken_with_a_reason(at: AtDesk, stage: str) -> None:
    desk = at(stage)
    assert desk.state.step is not None
    desk.press(Qt.Key.Key_F4)
    desk.enter("no 10 mL syringe left")
    assert [show(draw.capacity) for draw in desk.state.draws] == ["5 mL", "5 mL"]
    assert desk.state.step.title == "Withdraw into the first 5 mL syringe"


def test_a_preparation_that_is_opened_keeps_how_it_is_prepared(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    (stream,) = desk.work.board.waiting()
    assert stream.startswith(ORDERS)
    found = desk.work.outlook(stream)
    opened_as = desk.work.open_order(stream, found, desk.work.people.named(PHARMACIST))
    desk.window.open(opened_as)
    desk.press(Qt.Key.Key_F4)
    assert page_of(desk).told.startswith("The preparation is opened already")
