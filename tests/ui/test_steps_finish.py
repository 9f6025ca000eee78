"""The bag inspected, covered and put away with one press, and what that never does."""

import pytest
from PySide6.QtCore import Qt

from app.core import events as e
from app.core.preparation import Status
from app.core.storage import Storage
from app.core.timing import Name, deadline_named
from app.ui.facts.finish import FAILED
from app.ui.steps.choice import ChoicePage
from app.ui.steps.finish import FinishPage
from app.ui.steps.inspect import InspectPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import latest_start
from tests.ui.test_window_layout import at_both_sizes, faults

WAYS = [
    ("6", "cover", Storage.ROOM),
    ("7", "cover", Storage.REFRIGERATED),
    ("8", "aluminium-foil", Storage.ROOM),
    ("9", "aluminium-foil", Storage.REFRIGERATED),
]


def _recorded(desk: Desk, after: int) -> list[object]:
    return [each.fact for each in desk.work.history(desk.stream)[after:]]


@at_both_sizes
def test_all_that_is_attested_is_on_the_page(at: AtDesk, size: str) -> None:
    desk = at("inspect-bag", size=size)
    page, seen = desk.step_page(FinishPage), desk.seen()
    for step in desk.state.steps:
        if step.identifier in ("inspect-bag", "cover-bag", "choose-storage"):
            assert step.instruction in seen
            assert step.source in seen
    assert [each.accessibleName() for each in page.buttons] == [
        "Passed, amber, brown or green cover, room temperature, start by 13:59, key 6",
        "Passed, amber, brown or green cover, refrigerator, out by 12:59, key 7",
        "Passed, aluminium foil on the bag, room temperature, start by 13:59, key 8",
        "Passed, aluminium foil on the bag, refrigerator, out by 12:59, key 9",
    ]
    assert faults(desk) == []


@pytest.mark.parametrize(("digit", "cover", "storage"), WAYS)
def test_one_press_records_three_facts_in_their_order(
    at: AtDesk, digit: str, cover: str, storage: Storage
) -> None:
    desk = at("inspect-bag")
    before = len(desk.facts)
    desk.type(digit)
    passed, covered, stored = _recorded(desk, before)
    assert passed == e.BagPassed("inspect-bag")
    assert isinstance(covered, e.ProtectionStarted)
    assert (covered.step, covered.means) == ("cover-bag", cover)
    assert stored == e.StorageChosen("choose-storage", storage)
    assert desk.step == "sign-prepared"


@pytest.mark.parametrize(("digit", "name"), [("6", Name.START), ("9", Name.TAKE_OUT)])
def test_each_button_says_the_deadline_that_follows(at: AtDesk, digit: str, name: Name) -> None:
    desk = at("inspect-bag")
    desk.minutes(30)
    (button,) = (
        each
        for each in desk.step_page(FinishPage).buttons
        if each.accessibleName().endswith(f"key {digit}")
    )
    told = button.text()
    desk.type(digit)
    by = desk.work.site.shown(deadline_named(desk.state.deadlines(), name).at, "%H:%M")
    assert told.endswith(f" by {by}")


def test_a_button_does_what_its_digit_does(at: AtDesk) -> None:
    desk = at("inspect-bag")
    desk.tab_to("Passed, aluminium foil on the bag, refrigerator")
    desk.press(Qt.Key.Key_Space)
    assert desk.step == "sign-prepared"
    assert desk.state.storage is Storage.REFRIGERATED


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F5, Qt.Key.Key_Space])
def test_no_key_passes_the_bag_without_saying_how(at: AtDesk, key: Qt.Key) -> None:
    desk = at("inspect-bag")
    before = desk.facts
    desk.press(key)
    for digit in "01345":
        desk.type(digit)
    assert desk.facts == before


def test_two_fails_here_as_on_every_inspection(at: AtDesk) -> None:
    desk = at("inspect-vial-1")
    desk.step_page(InspectPage)
    desk.type(str(FAILED))
    assert "What is not as it must be?" in desk.seen()
    desk = at("inspect-bag")
    before = desk.facts
    desk.type(str(FAILED))
    assert "What is not as it must be?" in desk.seen()
    assert desk.facts == before
    desk.enter("it leaks")
    assert desk.facts[-1] == "bag-failed"
    assert desk.state.status is Status.FAILED


def test_where_it_was_killed_each_step_has_its_own_page(at: AtDesk) -> None:
    for stage in ("cover-bag", "choose-storage"):
        desk = at(stage)
        desk.step_page(ChoicePage)


def test_a_site_that_weighs_finishes_the_bag_with_one_press_too(at: AtDesk) -> None:
    desk = at("inspect-bag", weighs=True)
    desk.step_page(FinishPage)
    desk.type("6")
    assert desk.step == "sign-prepared"


# The check's signature prints.


def test_the_signature_of_the_check_prints_the_label(at: AtDesk) -> None:
    desk = at("check")
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    assert "Then the label is printed" in desk.seen()
    assert "label-printed" not in desk.facts
    desk.enter("9999")
    assert "label-printed" not in desk.facts
    desk.enter("1357")
    assert desk.facts[-2:] == ["signed", "label-printed"]
    assert desk.step == "scan-label"
