"""Weighing at the hood: typed or read from a scale, judged before it is recorded."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core import events as e
from app.core.preparation import Status
from app.scale import Port
from app.scales import choose
from app.ui.drawing.banner import Banner
from app.ui.drawing.pill import Pill
from app.ui.pages.history import HistoryPage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.check import CheckPage
from app.ui.steps.measure import MeasurePage
from app.ui.steps.weigh import WeighPage
from tests.app.simulated_scale import scale_that_says, shows
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    latest_start,
    three_vials,
)
from tests.ui.test_window_layout import SIZES, faults

PATIENCE_MS = 10_000
WHY = "the cap was put back on"


def page(desk: Desk) -> WeighPage:
    return desk.step_page(WeighPage)


def last(desk: Desk) -> e.Weighed:
    fact = desk.work.history(desk.stream)[-1].fact
    assert isinstance(fact, e.Weighed)
    return fact


def has_scale(desk: Desk, port: Port) -> None:
    person = desk.work.people.named(TECHNICIAN)
    choose(desk.work.log, desk.clock, port, person)


def read_scale(desk: Desk, qtbot: QtBot) -> None:
    """Press F4, and wait until the scale answered."""
    desk.press(Qt.Key.Key_F4)
    qtbot.waitUntil(page(desk).read.isEnabled, timeout=PATIENCE_MS)


def verdict(desk: Desk) -> str:
    """Return what stands under the figure, "" for nothing."""
    pill: Pill = page(desk).verdict
    return pill.accessibleName() if pill.isVisible() else ""


def test_a_tare_is_asked_for_and_typed(at: AtDesk) -> None:
    desk = at("tare-vial-1", weighs=True)
    assert "Weigh vial 1 before the water" in desk.seen()
    assert not page(desk).figure.isVisible()
    assert desk.focus is page(desk).field.line
    desk.enter("20.51")
    assert "Type it once more" in desk.notices()
    assert desk.step == "tare-vial-1"
    desk.enter("20.51")
    assert last(desk) == e.Weighed("tare-vial-1", last(desk).mass, False, None, None, None)
    assert desk.step == "reconstitute-1"


def test_two_tares_that_differ_are_both_forgotten(at: AtDesk) -> None:
    desk = at("tare-vial-1", weighs=True)
    before = len(desk.facts)
    desk.enter("20.51")
    desk.enter("20.15")
    assert "20.51 g was typed first, and now 20.15 g" in desk.notices()
    desk.enter("20.51")
    assert len(desk.facts) == before
    desk.enter("20.51")
    assert desk.step == "reconstitute-1"


def test_a_tare_that_says_too_little_is_refused(at: AtDesk) -> None:
    desk = at("tare-vial-1", weighs=True)
    desk.enter("20.5")
    desk.enter("20.5")
    assert "a scale is needed that shows 0.01 g" in desk.notices()
    assert desk.facts[-1] == "entry-refused"


def test_nothing_typed_is_no_tare(at: AtDesk) -> None:
    desk = at("tare-vial-1", weighs=True)
    desk.press(Qt.Key.Key_Return)
    assert "Read the scale with F4, or type the mass" in desk.notices()
    assert desk.step == "tare-vial-1"


def test_what_it_ought_to_gain_stands_large(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    assert page(desk).figure.accessibleName() == "+3.99 g"
    assert "4 mL at 0.9982 g/mL" in desk.seen()


@pytest.mark.parametrize("typed", ["", "24.31", "24.70", "24.30", "24.91", "24.5", "abc"])
def test_beside_what_is_typed_nothing_is_judged(at: AtDesk, typed: str) -> None:
    desk = at("weigh-vial-1", weighs=True)
    before = len(desk.facts)
    desk.type(typed)
    assert verdict(desk) == ""
    seen = desk.seen()
    assert not any(told in seen for told in ("20.51", "24.50", "24.31 to", "Accepted:", "within"))
    assert len(desk.facts) == before


def test_what_the_scale_sent_is_told_beside_what_it_ought_to_be(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(shows("24.52")) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    seen = desk.seen()
    assert "It weighed 20.51 g before, so the scale ought to show 24.50 g." in seen
    assert "Accepted: 24.31 to 24.70 g. With a pharmacist’s reason: 24.11 to 24.90 g." in seen
    desk.press(Qt.Key.Key_Backspace)
    assert "24.70" not in desk.seen()
    assert verdict(desk) == ""


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("24.31", "3.8 g, −4.83%: within 5%"),
        ("24.70", "4.19 g, +4.94%: within 5%"),
        ("24.30", "3.79 g, −5.08%: more than 5%, a pharmacist’s reason"),
        ("24.90", "4.39 g, +9.95%: more than 5%, a pharmacist’s reason"),
        ("24.91", "4.4 g, +10.2%: more than 10%, not accepted"),
    ],
)
def test_what_the_scale_sent_is_judged(at: AtDesk, qtbot: QtBot, sent: str, told: str) -> None:
    desk = at("weigh-vial-1", weighs=True)
    before = len(desk.facts)
    with scale_that_says(shows(sent)) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    assert verdict(desk) == told
    assert len(desk.facts) == before


def test_an_accepted_mass_leads_on(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    desk.enter("24.52")
    assert (last(desk).from_scale, str(last(desk).deviation_percent)) == (False, "0.43")
    assert desk.step == "inspect-vial-1"


def test_the_scale_is_read_by_a_key_and_recorded_as_read(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(shows("24.52")) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    assert page(desk).field.text() == "24.52"
    assert verdict(desk) == "4.01 g, +0.43%: within 5%"
    assert desk.step == "weigh-vial-1"
    desk.press(Qt.Key.Key_Return)
    assert last(desk).from_scale
    assert desk.step == "inspect-vial-1"


def test_confirming_reads_the_scale_and_then_records(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(shows("24.52")) as scale:
        has_scale(desk, scale.port)
        desk.preparation.take_confirm()
        qtbot.waitUntil(page(desk).read.isEnabled, timeout=PATIENCE_MS)
    assert desk.step == "weigh-vial-1"
    desk.preparation.take_confirm()
    assert last(desk).from_scale
    assert desk.step == "inspect-vial-1"


def test_a_tare_that_was_read_says_so(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("tare-vial-1", weighs=True)
    with scale_that_says(shows("20.51")) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    assert verdict(desk) == "read from the scale"


def test_what_is_changed_after_reading_counts_as_typed(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(shows("24.52")) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    desk.press(Qt.Key.Key_Backspace)
    desk.enter("3")
    assert not last(desk).from_scale


def test_the_clocks_go_on_while_the_scale_is_waited_for(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(shows("24.52")) as scale:
        scale.may_answer.clear()
        has_scale(desk, scale.port)
        desk.press(Qt.Key.Key_F4)
        assert page(desk).read.text() == "Reading…"
        before = desk.preparation.session
        desk.minutes(5)
        assert "3 h 55 min" in desk.seen() or "3 h 54 min" in desk.seen()
        desk.enter("24.52")
        assert not last(desk).from_scale
        assert desk.step == "inspect-vial-1"
        assert desk.preparation.session is before
        scale.may_answer.set()


def test_a_scale_that_is_not_steady_is_told(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says("S D      24.00 g\r\n", shows("24.52")) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
        assert "not steady yet" in desk.notices()
        read_scale(desk, qtbot)
    assert desk.notices() == ""
    assert page(desk).field.text() == "24.52"


def test_a_reading_for_another_step_is_dropped(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("tare-syringe-1", weighs=True)
    with scale_that_says(shows("99.99")) as scale:
        scale.may_answer.clear()
        has_scale(desk, scale.port)
        desk.press(Qt.Key.Key_F4)
        late = page(desk).reading
        assert late is not None
        desk.go_on()
        desk.go_on()
        assert desk.step == "weigh-syringe-1"
        with qtbot.waitSignal(late.came, timeout=PATIENCE_MS):
            scale.may_answer.set()
    desk.settle()
    assert page(desk).field.text() == ""
    assert page(desk).read.isEnabled()


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("S +\r\n", "Too much is on the scale"),
        ("S S      24.52 oz\r\n", "nothing is converted"),
        ("unplug", "cannot be reached"),
    ],
)
def test_a_scale_that_sends_no_mass_is_told_and_typing_works(
    at: AtDesk, qtbot: QtBot, answer: str, told: str
) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(answer) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    assert told in desk.notices()
    assert desk.facts[-1] != "entry-refused"
    desk.enter("24.52")
    assert not last(desk).from_scale


def test_without_a_scale_the_key_says_where_to_set_one_up(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    desk.press(Qt.Key.Key_F4)
    assert "No scale is set up at this workstation" in desk.notices()


def test_a_wrong_water_volume_is_told_and_the_vial_quarantined(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    desk.enter("25.00")
    assert "12.5% too much, as if 4.5 mL of Sterile Water for Injection" in desk.notices()
    assert page(desk).field.line.selectedText() == "25.00"
    assert desk.facts[-1] == "entry-refused"
    page(desk).quarantine.click()
    desk.enter("4.5 mL of water by its mass")
    assert desk.step == "replace-vial-1-2"
    desk.go_to("weigh-vial-1-2")
    assert page(desk).figure.accessibleName() == "+3.99 g"


def test_between_the_limits_a_technician_is_told_who_may(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    desk.enter("24.76")
    assert "a pharmacist accepts it with a reason" in desk.notices()
    assert desk.step == "weigh-vial-1"


def test_between_the_limits_a_pharmacist_is_asked_why(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    desk.change_person(SECOND_PHARMACIST)
    desk.enter("24.76")
    assert "Why may it be used?" in desk.seen()
    assert "6.4% too much" in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert page(desk).field.text() == "24.76"
    desk.press(Qt.Key.Key_Return)
    desk.enter("x")
    assert "Write the reason in a few words" in desk.notices()
    desk.press(Qt.Key.Key_Backspace)
    desk.enter(WHY)
    assert last(desk).reason == WHY
    assert desk.step == "inspect-vial-1"


def test_another_person_begins_with_an_empty_field(at: AtDesk, qtbot: QtBot) -> None:
    desk = at("weigh-vial-1", weighs=True)
    with scale_that_says(shows("24.52")) as scale:
        has_scale(desk, scale.port)
        read_scale(desk, qtbot)
    desk.change_person(PHARMACIST)
    assert page(desk).field.text() == ""
    assert verdict(desk) == ""


def test_the_checker_sees_what_was_gained_and_why_it_was_accepted(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True, asked=three_vials())
    desk.change_person(SECOND_PHARMACIST)
    desk.enter("24.76")
    desk.enter(WHY)
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    hidden = desk.seen()
    assert "mass gained" not in hidden
    assert "7.86" not in hidden
    assert "volume hidden" in hidden
    desk.enter("7.712")
    desk.enter(latest_start(desk.state))
    table = desk.step_page(CheckPage).table.accessibleName()
    assert "Vials, 4 mL of water" in table
    assert "4.25, 3.99, 3.99 g" in table
    assert "Syringes, mass gained" in table
    assert "7.34, 0.52 g" in table
    seen = desk.seen()
    assert f"Vial 1 gained 4.25 g, +6.44%, accepted by a pharmacist: {WHY}" in seen


def test_other_syringes_are_offered_before_the_first_is_weighed(at: AtDesk) -> None:
    desk = at("tare-syringe-1", weighs=True)
    assert page(desk).other.isVisible()
    desk.press(Qt.Key.Key_F11)
    desk.enter("no 10 mL syringe left")
    assert desk.facts[-1] == "syringes-chosen"
    assert desk.step == "tare-syringe-1"
    steps = [each.identifier for each in desk.state.steps if "syringe" in each.identifier]
    assert len(steps) == 2 * len(desk.state.draws)
    desk.go_to("withdraw-1")
    assert not desk.step_page(MeasurePage).other.isVisible()
    desk.go_to("fill-container")


@pytest.mark.parametrize("size", SIZES)
def test_no_weighing_has_a_fault(at: AtDesk, size: str) -> None:
    desk = at("tare-vial-1", weighs=True, asked=three_vials(), size=size)
    while desk.step != "inspect-bag":
        if desk.step.startswith(("tare-", "weigh-")):
            assert faults(desk) == [], desk.step
            desk.enter("99.9")
            assert desk.notices()
            assert faults(desk) == [], f"{desk.step} refused"
            page(desk).field.set_text("")
            if desk.step.startswith("weigh-"):
                desk.enter("199.99")
                assert faults(desk) == [], f"{desk.step} much too heavy"
            page(desk).begin()
        desk.go_on()


@pytest.mark.parametrize("size", SIZES)
def test_a_check_of_weighed_work_has_no_fault(at: AtDesk, size: str) -> None:
    desk = at("check", weighs=True, asked=three_vials(), size=size)
    desk.enter("7.712")
    desk.enter(latest_start(desk.state))
    assert "mass gained" in desk.step_page(CheckPage).table.accessibleName()
    assert faults(desk) == []


def test_a_whole_preparation_is_weighed_through_the_window(at: AtDesk) -> None:
    desk = at("tare-vial-1", weighs=True)
    while desk.state.status is not Status.RELEASED:
        desk.go_on()
    assert desk.facts.count("weighed") == 8
    assert desk.shown(Banner)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def correct_last_mass(desk: Desk, statement: str) -> None:
    """Look back, choose the newest record of a mass, and correct it."""
    at = len(desk.facts) - 1 - desk.facts[::-1].index("weighed")
    desk.press(Qt.Key.Key_F6)
    looked = desk.page
    assert isinstance(looked, HistoryPage)
    looked.table.selectRow(at)
    desk.press(Qt.Key.Key_F4)
    desk.enter(statement)


def test_a_wrong_tare_is_corrected_and_weighed_again(at: AtDesk) -> None:
    desk = at("tare-syringe-1", weighs=True)
    desk.enter("8.97")
    desk.enter("8.97")
    assert desk.step == "withdraw-1"
    correct_last_mass(desk, "it was 9.87 g")
    assert desk.step == "tare-syringe-1"
    assert desk.focus is page(desk).field.line
    desk.enter("9.87")
    desk.enter("9.87")
    assert desk.step == "withdraw-1"


@pytest.mark.parametrize("size", SIZES)
def test_the_checker_sees_a_void_weighing_and_the_dose_by_mass(at: AtDesk, size: str) -> None:
    desk = at("weigh-vial-1", weighs=True, size=size)
    correct_last_mass(desk, "the cap of another vial was on the scale")
    assert desk.step == "inspect-vial-1"
    desk.go_to("weigh-bag")
    correct_last_mass(desk, "the scale was not at zero")
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    assert "void" not in desk.seen()
    desk.enter("5.8")
    desk.enter(latest_start(desk.state))
    seen = desk.seen()
    assert "2 weighings void" in seen
    assert "The weighing of vial 1 is void: the cap of another vial was on the scale" in seen
    assert "The weighing of the bag is void: the scale was not at zero" in seen
    assert "Dose by mass" in desk.step_page(CheckPage).table.accessibleName()
    assert not desk.step_page(CheckPage).remark.isVisible()
    assert faults(desk) == []


def test_a_dose_that_nobody_judged_asks_the_checker_why(at: AtDesk) -> None:
    desk = at("weigh-vial-1", weighs=True)
    desk.change_person(SECOND_PHARMACIST)
    for vial in (1, 2):
        desk.go_to(f"weigh-vial-{vial}")
        desk.change_person(SECOND_PHARMACIST)
        desk.enter("24.89")
        desk.enter(WHY)
    desk.go_to("weigh-bag")
    correct_last_mass(desk, "the scale was not at zero")
    desk.go_to("check")
    desk.change_person(PHARMACIST)
    desk.enter("5.8")
    desk.enter(latest_start(desk.state))
    shown = desk.step_page(CheckPage)
    assert "weighing of the bag void" in desk.seen()
    assert shown.remark.isVisible()
    assert shown.remark.line.accessibleName() == "Why it may be released with this dose by mass"
    desk.enter(PINS[PHARMACIST])
    assert "8.8% too little" in desk.notices()
    assert "Write why it may be released" in desk.notices()
    assert faults(desk) == []
    shown.remark.set_text("discussed with the prescriber")
    shown.pin.line.setFocus()
    desk.enter(PINS[PHARMACIST])
    assert desk.step == "scan-label"


@pytest.mark.parametrize("size", SIZES)
def test_all_that_adds_up_is_told_without_a_fault(at: AtDesk, size: str) -> None:
    desk = at("weigh-vial-1", weighs=True, asked=three_vials(), size=size)
    for vial in (1, 2, 3):
        desk.go_to(f"weigh-vial-{vial}")
        desk.change_person(SECOND_PHARMACIST)
        desk.enter("24.89")
        desk.enter(WHY)
    desk.go_to("weigh-bag")
    desk.enter("68.45")
    assert "By all masses the dose is" in desk.notices()
    assert "water of the vials +9.7%, +9.7%, +9.7%; bag −9.1%" in desk.notices()
    assert "stop and discard the preparation" in desk.notices()
    assert faults(desk) == []
