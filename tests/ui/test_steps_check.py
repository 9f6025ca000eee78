"""The check: blind until the checker's own figures are in, and never one's own work."""

import re

import pytest
from PySide6.QtCore import Qt

from app.core.step import Meaning
from app.ui.drawing.check_table import CheckTable
from app.ui.drawing.words import Words
from app.ui.pages.locked import LockedPage
from app.ui.steps.check import CheckPage
from tests.ui.conftest import AtDesk
from tests.ui.desk import CONTROL, Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    REASON,
    SECOND_PHARMACIST,
    TECHNICIAN,
    latest_start,
    three_vials,
)
from tests.ui.test_window_layout import at_both_sizes

FIGURES = "figures-entered"


@pytest.fixture
def check(at: AtDesk) -> Desk:
    """A check, open to a pharmacist who did not prepare."""
    return at("check")


def _page(desk: Desk) -> CheckPage:
    return desk.step_page(CheckPage)


def _enter(desk: Desk, volume: str, start: str = "") -> None:
    desk.enter(volume)
    desk.enter(start or latest_start(desk.state))


def _hidden(desk: Desk) -> list[str]:
    """What a checker works out alone, as the window would write it anywhere."""
    plan = desk.state.plan
    volumes = (plan.volume, plan.volume_exact, plan.diluent)
    numbers = [str(volume.magnitude.normalize()) for volume in volumes]
    return [*numbers, latest_start(desk.state), f"{plan.delivered.magnitude}"]


def _told(desk: Desk, secret: str) -> bool:
    return bool(re.search(rf"(?<![\d.:]){re.escape(secret)}(?![\d:])", desk.seen()))


@pytest.mark.parametrize("vials", [2, 3])
def test_our_figures_are_nowhere_before_the_checkers_are_in(at: AtDesk, vials: int) -> None:
    desk = at("check", asked=three_vials() if vials == 3 else None)
    assert len(desk.state.vials) == vials
    for secret in _hidden(desk):
        assert not _told(desk, secret), secret
    assert "Your figures first" in desk.seen()
    _enter(desk, str(desk.state.plan.volume_exact.magnitude))
    assert all(_told(desk, secret) for secret in _hidden(desk))
    assert "Your figures, then ours" in desk.seen()


@at_both_sizes
def test_each_figure_has_a_caption_that_stays_while_it_is_typed(at: AtDesk, size: str) -> None:
    desk = at("check", size=size)
    desk.enter("5.8")
    desk.type("12:3")
    page = _page(desk)
    captions = {"Volume to withdraw": page.volume, "Latest start of the infusion": page.start}
    for words, field in captions.items():
        (caption,) = (each for each in desk.shown(Words) if each.facts() == words)
        left, top = (each.mapTo(desk.page, each.rect().topLeft()) for each in (caption, field))
        assert left.x() == top.x()
        assert left.y() + caption.height() <= top.y()


def test_keys_do_not_look_behind_the_blind(check: Desk) -> None:
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F9):
        check.press(key)
        assert not any(_told(check, secret) for secret in _hidden(check))
        check.window.open(check.stream)


def test_the_worklist_does_not_tell_a_checker(check: Desk) -> None:
    check.press(Qt.Key.Key_Escape)
    assert "Waiting for pharmacist check" in check.seen()
    assert not any(_told(check, secret) for secret in _hidden(check))


def test_what_happened_is_told_to_a_checker(check: Desk) -> None:
    first, diluted = check.state.reconstituted, check.state.diluted
    assert first is not None
    assert diluted is not None
    site = check.work.site
    for moment in (first, diluted):
        assert f"{site.local(moment):%H:%M}" in check.seen()
    assert "The dose is 1.456 mg, the vials hold 0.25 mg/mL" in check.seen()


def test_figures_that_agree_lead_to_the_signature(check: Desk) -> None:
    _enter(check, "5.82")
    assert check.facts[-1] == FIGURES
    assert check.state.figures is not None
    assert check.state.figures.agree
    assert check.focus.accessibleName() == "PIN"
    table = _page(check).table
    assert "Volume withdrawn: you 5.82 mL, computed 5.824 mL, at the hood 5.8 mL" in (
        table.accessibleName()
    )
    check.enter(PINS[PHARMACIST])
    assert check.step == "scan-label"
    signed = check.state.signed(Meaning.CHECKED)
    assert signed is not None
    assert signed.name == PHARMACIST


def test_figures_can_be_compared_with_the_button(check: Desk) -> None:
    check.enter("5.82")
    check.type(latest_start(check.state))
    check.tab_to("Compare")
    check.press(Qt.Key.Key_Space)
    assert check.facts[-1] == FIGURES


@pytest.mark.parametrize("way", ["button", "F5"])
def test_the_signature_can_be_given_otherwise_than_by_enter(check: Desk, way: str) -> None:
    _enter(check, "5.82")
    check.type(PINS[PHARMACIST])
    if way == "F5":
        check.press(Qt.Key.Key_F5)
    else:
        check.tab_to("Sign")
        check.press(Qt.Key.Key_Return)
    assert check.step == "scan-label"


@pytest.mark.parametrize(("volume", "start"), [("6.5", ""), ("5.82", "12:34"), ("4", "23:59")])
def test_figures_that_differ_reveal_nothing(check: Desk, volume: str, start: str) -> None:
    _enter(check, volume, start)
    assert check.facts[-1] == FIGURES
    assert check.state.figures is not None
    assert not check.state.figures.agree
    assert "Your figures and the recorded ones differ" in check.seen()
    secrets = set(_hidden(check)) - {volume, start or latest_start(check.state)}
    assert not any(_told(check, secret) for secret in secrets)
    check.press(Qt.Key.Key_F5)
    assert "signed" not in check.facts[-1]
    assert not _page(check).pin.isVisible()


def test_after_figures_that_differed_the_right_ones_count(check: Desk) -> None:
    _enter(check, "6.5")
    check.tab_to("Volume to withdraw")
    for field in (_page(check).volume, _page(check).start):
        field.set_text("")
    _enter(check, "5.82")
    assert check.state.figures is not None
    assert check.state.figures.agree
    check.enter(PINS[PHARMACIST])
    assert check.step == "scan-label"


@pytest.mark.parametrize(
    ("volume", "start", "sentence"),
    [
        ("5,8", "14:44", "5,8"),
        ("", "14:44", ""),
        ("5.82", "2 pm", "“2 pm” is not a time of day"),
        ("5.82", "24:00", "“24:00” is not a time of day"),
    ],
)
def test_what_is_no_figure_is_refused(check: Desk, volume: str, start: str, sentence: str) -> None:
    before = check.facts
    check.enter(volume)
    check.enter(start)
    assert check.notices().startswith("Refused: ")
    assert sentence in check.notices()
    assert check.facts == [*before, "entry-refused"]
    assert _page(check).volume.text() == volume


def test_a_wrong_pin_signs_nothing(check: Desk) -> None:
    _enter(check, "5.82")
    check.enter("9999")
    assert "That is not the PIN of this name" in check.notices()
    assert check.step == "check"
    assert _page(check).pin.text() == ""
    check.enter(PINS[PHARMACIST])
    assert check.step == "scan-label"


def test_a_technician_does_not_check(at: AtDesk) -> None:
    desk = at("check", TECHNICIAN)
    _enter(desk, "5.82")
    assert "Only a pharmacist checks a preparation" in desk.notices()
    assert FIGURES not in desk.facts


def test_nobody_checks_their_own_work(at: AtDesk) -> None:
    desk = at("cover-bag", SECOND_PHARMACIST)
    desk.type("1")
    desk.go_to("check")
    desk.change_person(SECOND_PHARMACIST)
    _enter(desk, "5.82")
    assert "nobody checks their own work" in desk.notices()
    assert FIGURES not in desk.facts
    desk.change_person(PHARMACIST)
    _enter(desk, "5.82")
    assert desk.facts[-1] == FIGURES


def test_the_one_who_signs_entered_the_figures(check: Desk) -> None:
    _enter(check, "5.82")
    check.change_person(SECOND_PHARMACIST)
    if _page(check).pin.isVisible():
        check.enter(PINS[SECOND_PHARMACIST])
        assert "Enter your own figures first" in check.notices()
    assert check.step == "check"


def test_what_is_not_right_begins_the_check_again(check: Desk) -> None:
    _enter(check, "5.82")
    check.tab_to("Not right")
    check.press(Qt.Key.Key_Return)
    assert "What is not right?" in check.seen()
    check.enter("the lot of vial 2 is not the one in the bin")
    assert check.facts[-1] == "check-rejected"
    assert "Your figures first" in check.seen()
    assert _page(check).volume.text() == ""
    _enter(check, "5.82")
    check.enter(PINS[PHARMACIST])
    assert check.step == "scan-label"


def test_figures_that_differ_can_be_said_to_be_not_right(check: Desk) -> None:
    """The instruction offers it: "work them out again, or say what is not right"."""
    _enter(check, "6.5")
    check.tab_to("Not right")
    check.press(Qt.Key.Key_Return)
    check.enter("the volume on the worksheet is another")
    assert check.facts[-1] == "check-rejected"


def test_going_back_from_what_is_not_right_rejects_nothing(check: Desk) -> None:
    _enter(check, "5.82")
    check.tab_to("Not right")
    check.press(Qt.Key.Key_Space)
    check.type("half a reason")
    check.press(Qt.Key.Key_Escape)
    assert "check-rejected" not in check.facts
    assert "Your figures, then ours" in check.seen()


def test_a_gap_in_light_wants_a_reason_at_the_check(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_F7)
    desk.enter("the lamp was switched on")
    desk.minutes(4)
    desk.press(Qt.Key.Key_F7)
    desk.type("1")
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    _enter(desk, "5.82")
    assert "Gap in light 09:56–10:00, 4 min: vials 1 and 2" in desk.seen()
    assert _page(desk).remark.isVisible()
    desk.enter(PINS[PHARMACIST])
    assert "without light protection for 4 min" in desk.notices()
    assert desk.step == "check"
    desk.tab_to("Why it may be released after a gap in light")
    desk.type(REASON)
    desk.tab_to("PIN")
    desk.enter(PINS[PHARMACIST])
    assert desk.step == "scan-label"
    signed = desk.state.signed(Meaning.CHECKED)
    assert signed is not None
    assert signed.remark == REASON


def test_without_a_gap_no_reason_is_asked(check: Desk) -> None:
    _enter(check, "5.82")
    assert not _page(check).remark.isVisible()
    assert "no gap in light protection" in check.seen()


def test_light_lost_after_the_check_makes_it_void(at: AtDesk) -> None:
    desk = at("print-label")
    desk.press(Qt.Key.Key_F7)
    desk.enter("the cover slipped")
    assert desk.step == "check"
    assert "Your figures first" in desk.seen()
    desk.minutes(2)
    desk.change_person(TECHNICIAN)
    desk.press(Qt.Key.Key_F7)
    desk.type("1")
    desk.change_person(PHARMACIST)
    _enter(desk, "5.82")
    desk.tab_to("Why it may be released after a gap in light")
    desk.type(REASON)
    desk.tab_to("PIN")
    desk.enter(PINS[PHARMACIST])
    assert desk.step == "scan-label"


def test_the_checker_sees_what_went_wrong(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.enter("9")
    desk.enter("5.8")  # what was refused is selected, so that typing replaces it
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    _enter(desk, "5.82")
    for words in ("1 refused entry", "no warning passed", "clock unchanged", "no correction"):
        assert words in desk.seen()


def test_what_was_half_typed_survives_a_look_elsewhere(check: Desk) -> None:
    check.enter("5.82")
    check.type("14")
    check.press(Qt.Key.Key_F2)
    check.press(Qt.Key.Key_Escape)
    assert _page(check).volume.text() == "5.82"
    assert _page(check).start.text() == "14"


def test_the_table_is_told_to_a_screen_reader(check: Desk) -> None:
    _enter(check, "5.82")
    (table,) = check.shown(CheckTable)
    for part in ("Water in each vial", "2 × 4 mL", "Total in the bag", "44.2 mL + 5.8 mL"):
        assert part in table.accessibleName()


@pytest.mark.parametrize("way", ["F8", "lock"])
def test_another_pharmacist_sees_nothing_of_the_first_ones_figures(check: Desk, way: str) -> None:
    _enter(check, "5.82")
    secrets = _hidden(check)
    assert all(_told(check, secret) for secret in secrets)
    if way == "F8":
        check.press(Qt.Key.Key_F8)
        names, pin = check.window.sign_in, check.window.sign_in.pin
    else:
        check.press(Qt.Key.Key_L, "\x0c", CONTROL)
        assert isinstance(check.page, LockedPage)
        names, pin = check.page, check.page.pin
        assert not any(_told(check, secret) for secret in secrets)
    names.choose(SECOND_PHARMACIST)
    pin.setFocus()
    check.enter(PINS[SECOND_PHARMACIST])
    assert "Your figures first" in check.seen()
    assert not any(_told(check, secret) for secret in [*secrets, "5.82"])
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F9):
        check.press(key)
        assert not any(_told(check, secret) for secret in secrets)
    # Nor is anyone stuck: they enter their own, and sign.
    assert check.focus is _page(check).volume.line
    _enter(check, "5.83")
    assert check.state.figures_by == SECOND_PHARMACIST
    check.enter(PINS[SECOND_PHARMACIST])
    signed = check.state.signed(Meaning.CHECKED)
    assert signed is not None
    assert signed.name == SECOND_PHARMACIST


def test_the_worklist_hides_what_a_pharmacist_may_still_check(check: Desk) -> None:
    _enter(check, "5.82")
    check.press(Qt.Key.Key_Escape)
    assert not any(_told(check, secret) for secret in _hidden(check))
