"""What the window tells of a clock that was set, failed, or is not kept; and what it lets go on."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.core.preparation import Status
from app.heartbeat import NAME, Heartbeat, write_heartbeat
from app.ui.drawing.happenings import Happenings
from app.ui.drawing.pill import Pills
from app.ui.drawing.worklist_row import WorklistRow
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    latest_start,
)

MINUTE = timedelta(minutes=1)
F3, F12, ESC = Qt.Key.Key_F3, Qt.Key.Key_F12, Qt.Key.Key_Escape
WHY = "compared with the clock of the ward"


def started_again(
    desk: Desk, sit_down: SitDown, person: str, early: timedelta, off: timedelta = MINUTE
) -> Desk:
    """Close Umbra, cut the power, and sit down again at a clock that came up early."""
    folder, clock = desk.folder, desk.clock
    desk.window.close()
    clock.power_off(off)
    clock.step(-early)
    return sit_down(folder, clock).wake().seat(person)


def _rows(desk: Desk) -> list[WorklistRow]:
    return desk.shown(WorklistRow)


# The worklist.


def test_the_worklist_counts_on_whatever_the_clock_is_set_to(at: AtDesk) -> None:
    desk = at("reconstitute-2", TECHNICIAN)
    desk.press(ESC)
    desk.minutes(3 * 60 + 57)
    desk.clock.step(-120 * MINUTE)
    desk.window.tick()
    assert desk.facts[-1] == "clock-set"
    assert "Too late to dilute" not in desk.seen()
    desk.minutes(10)
    assert "Too late to dilute" in desk.seen()


def test_before_a_change_is_recorded_the_worklist_counts_on_too(at: AtDesk) -> None:
    desk = at("reconstitute-2", TECHNICIAN)
    desk.press(ESC)
    assert isinstance(desk.page, WorklistPage)
    desk.clock.advance(4 * 60 * MINUTE)
    desk.clock.step(-120 * MINUTE)
    desk.page.refresh()
    assert desk.facts[-1] != "clock-set"
    assert "Too late to dilute" in desk.seen()


def test_while_the_clock_is_behind_nothing_new_is_begun_until_a_pharmacist_accepts_it(
    at: AtDesk, sit_down: SitDown
) -> None:
    desk = started_again(at("order", PHARMACIST), sit_down, TECHNICIAN, 3 * 60 * MINUTE)
    assert "and Umbra ran at" in desk.notices()
    desk.press(F3)
    desk.enter(WHY)
    assert "Only a pharmacist accepts the clock" in desk.notices()
    desk.scan(WRONG_VIAL)
    assert "A question is open" in desk.notices()
    desk.press(ESC)
    assert _rows(desk)
    desk.change_person(PHARMACIST)
    desk.press(F3)
    desk.enter(WHY)
    assert "Clock: " not in desk.notices()
    assert [row.name for row in desk.work.log.history("clock")] == ["site-clock-accepted"]
    desk.press(F3)
    assert _rows(desk)


def test_a_pharmacist_accepts_on_the_worklist_that_the_log_holds_fewer_facts(
    at: AtDesk, sit_down: SitDown
) -> None:
    desk = at("order", PHARMACIST)
    folder, clock, count = desk.folder, desk.clock, desk.work.log.count()
    desk.window.close()
    write_heartbeat(folder, Heartbeat(clock.reading(), count + 7))
    desk = sit_down(folder, clock).wake().seat(PHARMACIST)
    assert "and had held" in desk.notices()
    desk.press(F3)
    assert "The log holds fewer facts than before: why?" in desk.seen()
    desk.enter("the backup of noon was restored")
    assert "and had held" not in desk.notices()
    assert [row.name for row in desk.work.log.history("clock")] == [
        "facts-missing",
        "site-clock-accepted",
    ]


def test_an_order_is_not_opened_while_the_clock_is_behind(at: AtDesk, sit_down: SitDown) -> None:
    desk = started_again(at("order", PHARMACIST), sit_down, PHARMACIST, 3 * 60 * MINUTE)
    (stream,) = desk.work.board.waiting()
    found = desk.work.outlook(stream)
    confirmed = tuple(each.code for each in found.review.questions)
    reasons = tuple((each.code, WHY) for each in found.plan.findings) if found.plan else ()
    shown = desk.page
    assert not shown.attempt(
        lambda: desk.work.verify(
            stream, found, confirmed, reasons, desk.work.people.named(PHARMACIST)
        )
    )
    assert "nothing new is begun before" in desk.notices()
    desk.clock.step(3 * 60 * MINUTE)
    desk.window.tick()
    assert isinstance(shown, WorklistPage)
    assert not shown.clock_notice.isVisible()
    assert desk.work.verify(
        stream,
        desk.work.outlook(stream),
        confirmed,
        reasons,
        desk.work.people.named(PHARMACIST),
    )


@pytest.mark.parametrize("answered", [True, False])
def test_the_clock_is_accepted_by_scanned_commands_too(
    at: AtDesk, sit_down: SitDown, answered: bool
) -> None:
    desk = started_again(at("order", PHARMACIST), sit_down, PHARMACIST, 3 * 60 * MINUTE)
    desk.press(F3)
    desk.type(WHY)
    assert desk.page.take_confirm() if answered else desk.page.take_refusal()
    assert (desk.work.log.version("clock") == 1) is answered
    assert not desk.page.take_refusal()


def test_a_damaged_heartbeat_is_told_to_whoever_signs_in(at: AtDesk, sit_down: SitDown) -> None:
    desk = at("withdraw-1", TECHNICIAN)
    folder, clock = desk.folder, desk.clock
    desk.window.close()
    (folder / NAME).write_text("broken")
    clock.power_off(MINUTE)
    desk = sit_down(folder, clock).wake().sign_in(TECHNICIAN)
    assert desk.notices().startswith("Clock: ")
    assert "is not what Umbra wrote there" in desk.notices()
    desk.change_person(PHARMACIST)
    assert "Clock: " not in desk.notices()


def test_a_heartbeat_that_cannot_be_kept_is_told_once_and_stands_in_the_footer(
    at: AtDesk,
) -> None:
    desk = at("withdraw-1")
    in_the_way = desk.folder / f"{NAME}.new"
    in_the_way.mkdir()
    desk.minutes(1)
    assert "How long Umbra runs is not kept beside its log" in desk.notices()
    desk.window.tick()
    assert "Clock not kept on disk" in desk.seen()
    desk.enter("5.8")
    assert desk.facts[-1] == "dose-withdrawn"
    desk.minutes(1)
    assert "How long Umbra runs" not in desk.notices()
    desk.press(ESC)
    assert "Clock not kept on disk" in desk.seen()
    desk.change_person(ADMINISTRATOR)
    desk.window.show_page("people")
    assert "Clock not kept on disk" in desk.seen()
    in_the_way.rmdir()
    desk.minutes(1)
    desk.window.tick()
    assert "Clock not kept on disk" not in desk.seen()


# The page of a preparation.


def test_a_clock_that_ran_backwards_takes_the_place_of_the_step(
    at: AtDesk, sit_down: SitDown
) -> None:
    desk = started_again(at("withdraw-1"), sit_down, TECHNICIAN, 120 * MINUTE)
    (row,) = _rows(desk)
    assert row.facts().pill.words == "Clock ran backwards"
    assert row.facts().bar.words == "time left not known"
    row.click()
    assert isinstance(desk.page, PreparationPage)
    assert desk.page.step_page is None
    assert "The age of the drug is not known: set the clock right" in desk.seen()
    assert "not known" in desk.seen()
    desk.clock.step(120 * MINUTE)
    desk.window.tick()
    assert desk.page.step_page is not None
    desk.enter("5.8")
    assert desk.facts[-2:] == ["clock-set", "dose-withdrawn"]


def test_once_a_vial_is_open_discarding_is_left(at: AtDesk, sit_down: SitDown) -> None:
    desk = started_again(at("withdraw-1"), sit_down, PHARMACIST, 120 * MINUTE)
    desk.window.open(desk.stream)
    desk.press(F3)
    desk.enter(WHY)
    assert "Stop and discard the preparation" in desk.notices()
    desk.press(ESC)
    desk.press(F12)
    desk.enter("its age is not known")
    assert desk.state.status is Status.DISCARDED


def test_before_a_vial_is_open_a_pharmacist_accepts_the_clock_in_its_place(
    at: AtDesk, sit_down: SitDown
) -> None:
    desk = started_again(at("scan-materials"), sit_down, PHARMACIST, 120 * MINUTE)
    desk.window.open(desk.stream)
    assert "let a pharmacist accept it as it is" in desk.seen()
    desk.press(F3)
    desk.enter(WHY)
    assert desk.facts[-1] == "clock-accepted"
    desk.change_person(TECHNICIAN)
    desk.go_to("protect-hood")


# What checker and releasing pharmacist see.


def _checking(at: AtDesk) -> Desk:
    desk = at("withdraw-1")
    desk.minutes(1)
    desk.clock.step(timedelta(seconds=-90))
    desk.window.tick()
    desk.go_to("check")
    desk.change_person(SECOND_PHARMACIST)
    return desk


def _pills(desk: Desk) -> set[str]:
    return {pill.words for pills in desk.shown(Pills) for pill in pills.facts() or ()}


def _happened(desk: Desk) -> str:
    (shown,) = desk.shown(Happenings)
    return shown.accessibleName()


def test_a_restart_that_took_minutes_is_told_with_what_happened(
    at: AtDesk, sit_down: SitDown
) -> None:
    desk = at("sign-prepared")
    desk = started_again(desk, sit_down, TECHNICIAN, timedelta(0), 4 * MINUTE)
    desk.window.open(desk.stream)
    desk.go_to("check")
    desk.change_person(SECOND_PHARMACIST)
    assert "The machine was restarted, away 4 min by the clock" in _happened(desk)


def test_the_checker_sees_each_change_of_the_clock(at: AtDesk) -> None:
    desk = _checking(at)
    assert "The clock was set 90 s backwards" in _happened(desk)
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    assert "The clock was set 90 s backwards" in _happened(desk)
    assert "1 clock change" in _pills(desk)


def test_whoever_releases_sees_what_happened_after_the_check(at: AtDesk) -> None:
    desk = _checking(at)
    desk.go_to("release")
    assert "The clock was set" not in desk.notices()
    for _ in range(3):
        desk.clock.step(10 * MINUTE)
        desk.window.tick()
    assert "The clock was set 10 min forwards" in desk.notices()
    assert "And 1 earlier; look back with F6" in desk.notices()
    desk.enter(PINS[PHARMACIST])
    assert desk.state.status is Status.RELEASED


def test_a_restart_of_unknown_length_wants_a_reason_at_the_check(
    at: AtDesk, sit_down: SitDown
) -> None:
    desk = started_again(at("check"), sit_down, SECOND_PHARMACIST, 120 * MINUTE)
    desk.clock.step(120 * MINUTE)
    desk.window.open(desk.stream)
    desk.window.tick()
    desk.enter("5.82")
    desk.enter(latest_start(desk.state))
    assert "restarted: compare the clock" in _pills(desk)
    desk.enter(PINS[SECOND_PHARMACIST])
    assert "Compare it with another clock" in desk.notices()
    desk.tab_to("Why it may be released after a restart")
    desk.type(WHY)
    desk.tab_to("PIN")
    desk.enter(PINS[SECOND_PHARMACIST])
    assert desk.step == "scan-label"
    assert desk.state.signatures[-1][0].remark == WHY
