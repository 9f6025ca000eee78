"""A whole preparation through the window, from signing in to release, in more than one way."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.core.preparation import Status
from app.core.step import Kind
from app.labels import typed_code
from app.ui.drawing.findings import FindingState
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from app.verification import verify
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    SCANS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    amount,
    latest_start,
    person_for,
    present,
    three_vials,
    wanted,
)

TWO_VIALS = [
    "opened",
    "order-verified",
    *["material-scanned"] * 6,
    "protection-started",
    "reconstituted",
    "vial-passed",
    "reconstituted",
    "vial-passed",
    "dose-withdrawn",
    "container-filled",
    "drug-added",
    "bag-passed",
    "protection-started",
    "storage-chosen",
    "signed",
    "figures-entered",
    "signed",
    "label-printed",
    "label-confirmed",
    "signed",
    "released",
]


def _sign_in_by_keys(desk: Desk, name: str) -> None:
    assert isinstance(desk.page, SignInPage)
    desk.tab_to("Names")
    desk.press(Qt.Key.Key_Home)
    while desk.window.sign_in.names.currentItem().text() != name:
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    desk.enter(PINS[name])


def _verify_by_keys(desk: Desk) -> None:
    desk.tab_to("DEMO, Adalind")
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page, OrderPage)
    asking = FindingState.ASK.value
    for _ in range(sum(asking in line for line in desk.seen().splitlines())):
        desk.tab_to(asking)
        desk.press(Qt.Key.Key_Space)
    desk.press(Qt.Key.Key_F5)
    assert isinstance(desk.page, PreparationPage)


def _hand_over(desk: Desk) -> None:
    """Let the one who does the present step sign in, where somebody else is."""
    person = desk.window.person
    assert person is not None
    name = person_for(present(desk.state))
    if person.name != name:
        desk.press(Qt.Key.Key_F8)
        _sign_in_by_keys(desk, name)
        assert isinstance(desk.page, PreparationPage)


def _work_by_keys(desk: Desk) -> None:
    """Do the present step with keys that a person types one by one."""
    state = desk.state
    step = present(state)
    match step.kind:
        case Kind.SCAN:
            for code in wanted(state):
                desk.enter(_as_printed(code))
        case Kind.MEASURE:
            desk.enter(amount(state))
        case Kind.INSPECT:
            desk.tab_to("Passed")
            desk.press(Qt.Key.Key_Space)
        case Kind.CHECK:
            desk.enter("5.82")
            desk.enter(latest_start(state))
            desk.enter(PINS[PHARMACIST])
        case Kind.PRINT:
            desk.press(Qt.Key.Key_F5)
        case Kind.SCAN_BACK:
            assert state.label is not None
            desk.enter(typed_code(state.label.code))
        case _ if step.signs is not None:
            desk.enter(PINS[person_for(step)])
        case _ if step.choices:
            desk.settle()
            desk.press(Qt.Key.Key_Return)
        case _:
            desk.tab_to("Done")
            desk.press(Qt.Key.Key_Return)


def _as_printed(code: str) -> str:
    """Return a code as a person reads it off the carton."""
    return "".join(f"({part[0]}){part[1]}" for part in _parts(code.removeprefix("]d2")))


def _parts(code: str) -> Iterator[tuple[str, str]]:
    fixed = {"01": 14, "17": 6}
    while code:
        identifier, code = code[:2], code[2:]
        if identifier in fixed:
            value, code = code[: fixed[identifier]], code[fixed[identifier] :]
        else:
            value, _, code = code.partition("\x1d")
        yield identifier, value


def _steps(desk: Desk) -> Iterator[str]:
    while desk.step:
        before = desk.step
        yield before
        assert desk.step != before, f"{before} was not done: {desk.notices()}"


def test_two_vials_by_keyboard_alone(at: AtDesk) -> None:
    desk = at("people")
    _sign_in_by_keys(desk, PHARMACIST)
    desk.press(Qt.Key.Key_F5)
    _verify_by_keys(desk)
    for _ in _steps(desk):
        _hand_over(desk)
        desk.minutes(1)
        _work_by_keys(desk)
    assert desk.facts == TWO_VIALS
    assert desk.state.status is Status.RELEASED
    assert "Released for DEMO, Adalind" in desk.seen()


def test_two_vials_by_scanner(at: AtDesk) -> None:
    """Every package and the label are scanned, with nothing but keys as fast as a scanner's."""
    desk = at("order", PHARMACIST)
    _verify_by_keys(desk)
    desk.go_to("")
    assert desk.facts == TWO_VIALS
    vials = [vial.material for vial in desk.state.vials]
    assert [vial.serial for vial in vials] == ["100000000001", "100000000002"]
    assert {vial.lot for vial in vials} == {"AB1234"}
    assert [vial.scanned for vial in vials] == list(SCANS[vials[0].role][:2])


def test_three_vials(at: AtDesk) -> None:
    desk = at("scan-materials", asked=three_vials())
    desk.go_to("check")
    assert len(desk.state.vials) == 3
    desk.change_person(PHARMACIST)
    desk.enter("7.71")
    desk.enter(latest_start(desk.state))
    desk.enter(PINS[PHARMACIST])
    desk.go_to("")
    assert desk.state.status is Status.RELEASED


def test_the_log_of_a_preparation_is_sound(at: AtDesk) -> None:
    desk = at("check")
    desk.go_to("")
    verdict = verify(desk.work.log)
    assert verdict.faults == ()
    assert verdict.preparations == 1


def test_each_fact_carries_who_did_it(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.go_to("")
    who = {each.version: each.actor for each in desk.work.history(desk.stream)}
    names = dict(enumerate(desk.facts, start=1))
    for version, name in names.items():
        checking = ("opened", "order-verified", "figures-entered", "label-", "released")
        if name.startswith(checking):
            assert who[version] == PHARMACIST
        elif name == "restarted":
            assert who[version] == "the clock"
        elif name != "signed":
            assert who[version] == TECHNICIAN


@pytest.mark.parametrize(
    "stage", ["protect-hood", "reconstitute-2", "withdraw-1", "choose-storage", "sign-prepared"]
)
def test_someone_else_goes_on_at_the_same_step(at: AtDesk, stage: str) -> None:
    desk = at(stage, TECHNICIAN)
    before = desk.facts
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    _sign_in_by_keys(desk, SECOND_PHARMACIST)
    assert desk.step == stage
    assert desk.facts == before
    assert f"prepared by {SECOND_PHARMACIST}" in desk.seen() or stage == "sign-prepared"
    desk.change_person(TECHNICIAN)
    assert desk.step == stage


def test_what_one_person_typed_is_not_left_for_the_next(at: AtDesk) -> None:
    desk = at("withdraw-1", TECHNICIAN)
    desk.type("5")
    desk.change_person(SECOND_PHARMACIST)
    desk.enter(".8")
    assert desk.step == "withdraw-1"
    desk.enter("5.8")
    assert desk.facts[-1] == "dose-withdrawn"
    assert desk.work.history(desk.stream)[-1].actor == SECOND_PHARMACIST


def test_a_restart_comes_back_to_the_same_step(at: AtDesk, sit_down: SitDown) -> None:
    desk = at("inspect-vial-2", TECHNICIAN)
    before = desk.facts
    desk.window.close()
    again = sit_down(desk.folder).wake().sign_in(TECHNICIAN)
    again.tab_to("DEMO, Adalind")
    again.press(Qt.Key.Key_Return)
    assert again.facts == before
    assert "Inspect vial 2" in again.seen()
    again.go_to("")
    assert again.state.status is Status.RELEASED


def test_esc_never_ends_a_preparation(at: AtDesk) -> None:
    desk = at("scan-materials")
    while desk.step:
        before = desk.facts
        for _ in range(5):
            desk.press(Qt.Key.Key_Escape)
        assert isinstance(desk.page, WorklistPage)
        assert desk.facts == before
        desk.window.open(desk.stream)
        desk.go_on()
    assert desk.state.status is Status.RELEASED


def test_no_key_of_a_scan_ever_answers_a_step(at: AtDesk) -> None:
    """A package scanned at the wrong moment is refused, whatever has the focus."""
    desk = at("protect-hood")
    while desk.step != "release":
        kind = present(desk.state).kind
        if kind not in (Kind.SCAN, Kind.SCAN_BACK):
            before = desk.facts
            # Never the same code twice in a moment: the second would not count.
            desk.scan(f"{WRONG_VIAL}{len(before)}")
            assert desk.facts == [*before, "entry-refused"]
            told = desk.notices()
            assert "takes no scan" in told or "The scan was not used" in told
        desk.go_on()
