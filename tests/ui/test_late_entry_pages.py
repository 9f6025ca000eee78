"""From the power cut to the release: what was written on the worksheet is entered in the window."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.clock import SetClock
from app.core.preparation import Status
from app.core.step import Kind
from app.core.timing import Name
from app.folder import LOG_NAME
from app.preparations import PREFIX
from app.recording import reading_of
from app.store import Log
from app.verification import verify
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    SITE,
    TECHNICIAN,
    Folders,
    amount,
    latest_start,
    opened,
    present,
    wanted,
)
from tests.ui.test_window_layout import faults

F1, F5, F7, F10, F12 = (getattr(Qt.Key, f"Key_F{n}") for n in (1, 5, 7, 10, 12))


class Crashed:
    """A desk that was opened again after a worksheet was printed and the power went."""

    def __init__(self, sit_down: SitDown, folders: Folders, stage: str, off: float = 60) -> None:
        folder = folders.at(stage)
        with Log.read(folder / LOG_NAME) as log:
            head = log.head()
        assert head is not None
        clock = SetClock.going_on(reading_of(head), timedelta(seconds=1))
        with opened(folder, clock) as work:
            (stream,) = work.log.streams(PREFIX)
            session = work.session(stream, work.people.named(TECHNICIAN), lambda _: None)
            self.sheet = session.write_worksheet().stem
        self.stopped = clock.reading().wall
        clock.power_off(timedelta(minutes=off))
        self.desk: Desk = sit_down(folder, clock).wake().seat(PHARMACIST)
        self.desk.window.open(stream)

    def time(self, minutes: float) -> str:
        """Return a time on the sheet, so many minutes after the power went."""
        return f"{SITE.local(self.stopped + timedelta(minutes=minutes)):%H:%M}"

    def begin(self) -> "Crashed":
        self.desk.press(F1)
        self.desk.enter(self.sheet)
        self.desk.enter(PINS[PHARMACIST])
        return self

    def enter(self, minutes: float, name: str) -> None:
        """Enter the present step as done at a time by someone."""
        desk, band = self.desk, self.desk.preparation.band
        desk.type(self.time(minutes))
        desk.press(Qt.Key.Key_Return)
        if band.name.text() != name:
            band.name.set_text("")
            band.name.setFocus()
            desk.enter(name)
        if band.pin.isVisible():
            self.countersign()
        self.step()

    def countersign(self) -> None:
        """Type who countersigns, where that is not there yet, and the PIN."""
        if not self.desk.preparation.band.second.text():
            self.desk.enter(SECOND_PHARMACIST)
        self.desk.enter(PINS[SECOND_PHARMACIST])

    def label(self, minutes: float = 0) -> list[str]:
        """Return the times on a label by hand, so many minutes off the deadlines."""
        found = {each.name: each.at for each in self.desk.state.deadlines()}
        moments = (found[name] + timedelta(minutes=minutes) for name in (Name.START, Name.END))
        return [f"{SITE.local(moment):%H:%M}" for moment in moments]

    def step(self) -> None:
        desk, step = self.desk, present(self.desk.state)
        match step.kind:
            case Kind.SCAN:
                for code in wanted(desk.state):
                    desk.scan(code)
            case Kind.MEASURE:
                desk.enter(amount(desk.state))
            case Kind.INSPECT | Kind.PROTECT:
                desk.type("1")
            case Kind.CHECK:
                desk.enter("5.82")
                desk.enter(latest_start(desk.state))
                self.countersign()
                desk.enter("the ward clock agreed")
            case Kind.PRINT:
                for time in self.label():
                    desk.enter(time)
            case _ if step.choices:
                desk.type("1")
            case _:
                desk.press(F5)


def doer(desk: Desk) -> str:
    late = ("check", "scan-label", "release")
    return SECOND_PHARMACIST if desk.step in late else TECHNICIAN


def test_from_the_power_cut_to_the_release(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1", off=90)
    desk = crashed.desk
    assert "Umbra did not run from" in desk.seen()
    assert desk.preparation.sheet_offer.isVisible()
    crashed.begin()
    assert "LATE ENTRY" in desk.seen()
    assert f"from sheet {crashed.sheet}" in desk.seen()
    minute = 2
    while desk.state.step is not None:
        before = desk.step
        crashed.enter(minute, doer(desk))
        assert desk.step != before, desk.notices()
        minute += 3
    state = desk.state
    assert state.status is Status.RELEASED
    assert state.label_written
    assert state.diluted is not None
    assert crashed.stopped < state.diluted < crashed.stopped + timedelta(minutes=20)
    assert not desk.preparation.band.isVisible()
    assert all(each.late is not None for each in state.done if each.at > crashed.stopped)
    assert verify(desk.work.log).faults == ()
    rows = desk.work.log.history(f"course/{state.order.patient.identifier}")
    assert rows[-1].name == "dose-given"


def test_esc_leaves_the_paper_and_keeps_what_was_entered(
    sit_down: SitDown, folders: Folders
) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1").begin()
    desk = crashed.desk
    crashed.enter(2, TECHNICIAN)
    assert desk.step == "fill-container"
    desk.press(Qt.Key.Key_Escape)
    assert not desk.preparation.band.isVisible()
    assert desk.page is desk.preparation
    assert desk.step == "fill-container"
    assert "LATE ENTRY" not in desk.seen()
    desk.enter(amount(desk.state))
    assert desk.state.done[-1].late is None


def test_nothing_is_entered_without_its_time_and_name(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1").begin()
    desk = crashed.desk
    band = desk.preparation.band
    assert band.time.line.hasFocus()
    page = desk.preparation.step_page
    assert page is not None
    page.field.setFocus()  # type: ignore[attr-defined]
    desk.enter(amount(desk.state))
    assert "Write the time that the sheet says" in desk.notices()
    band.time.setFocus()
    desk.enter(crashed.time(2))
    assert band.name.line.hasFocus()
    page.field.setFocus()  # type: ignore[attr-defined]
    desk.press(Qt.Key.Key_Return)
    assert "Say who did this step" in desk.notices()
    band.name.setFocus()
    desk.enter("Pharm")
    desk.enter(amount(desk.state))
    assert "is not one name here" in desk.notices()
    assert desk.step == "withdraw-1"


def test_light_and_a_hold_are_entered_from_paper(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1").begin()
    desk = crashed.desk
    desk.enter(crashed.time(2))
    desk.enter(TECHNICIAN)
    desk.press(F7)
    desk.enter("the foil tore")
    desk.preparation.band.time.set_text(crashed.time(4))
    desk.press(F7)
    desk.type("1")
    (gap,) = desk.state.gaps(desk.state.last.wall)
    assert gap.length == timedelta(minutes=2)
    assert desk.facts[-4:] == [
        "entered-late",
        "protection-lost",
        "entered-late",
        "protection-started",
    ]


def test_a_badge_names_who_did_the_step_and_signs_nobody_in(
    sit_down: SitDown, folders: Folders
) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1")
    desk = crashed.desk
    people = desk.work.people
    badge = people.give_badge(TECHNICIAN, by=people.named("Administrator One"))
    crashed.begin()
    desk.preparation.take_badge(people.bearer(badge).name)
    assert desk.preparation.takes_badge
    assert desk.preparation.band.name.text() == TECHNICIAN
    assert desk.window.person is not None
    assert desk.window.person.name == PHARMACIST


@pytest.mark.parametrize(("sheet", "told"), [("2611-0009-1", "No worksheet"), ("", "")])
def test_another_sheet_is_not_begun(
    sit_down: SitDown, folders: Folders, sheet: str, told: str
) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1")
    desk = crashed.desk
    desk.press(F1)
    if sheet:
        desk.enter(sheet)
    desk.preparation.from_paper.pin.setFocus()
    desk.enter(PINS[PHARMACIST])
    assert not desk.preparation.band.isVisible()
    assert told in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert desk.preparation.step_page is not None


def test_a_wrong_pin_does_not_begin(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "withdraw-1")
    desk = crashed.desk
    desk.press(F1)
    desk.enter(crashed.sheet)
    assert desk.preparation.asks_pin
    desk.enter("0000")
    assert "That is not the PIN" in desk.seen()
    assert not desk.preparation.band.isVisible()
    assert desk.facts[-1] == "entry-refused"


def test_what_is_too_late_now_is_entered_as_it_was_done_in_time(
    sit_down: SitDown, folders: Folders
) -> None:
    crashed = Crashed(sit_down, folders, "add-drug", off=400)
    desk = crashed.desk
    assert desk.preparation.late.isVisible()
    assert desk.preparation.sheet_offer.isVisible()
    crashed.begin()
    assert desk.preparation.step_page is not None
    desk.preparation.band.reason.set_text("nobody came to enter it before")
    crashed.enter(2, TECHNICIAN)
    assert desk.step == "inspect-bag"


def test_without_a_worksheet_or_an_outage_nothing_is_offered(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F1)
    assert not desk.preparation.sheet_offer.isVisible()
    assert desk.preparation.step_page is not None


@pytest.mark.parametrize("stage", ["reconstitute-1", "check", "print-label", "add-drug"])
@pytest.mark.parametrize("paper", [False, True])
def test_the_band_leaves_room_for_all_that_matters(
    sit_down: SitDown, folders: Folders, stage: str, paper: bool
) -> None:
    crashed = Crashed(sit_down, folders, stage) if stage != "check" else None
    if crashed is None:
        crashed = Crashed(sit_down, folders, "sign-prepared").begin()
        crashed.enter(2, TECHNICIAN)
        assert crashed.desk.step == "check"
    elif paper:
        crashed.begin()
    crashed.desk.settle()
    assert faults(crashed.desk) == []


@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_the_pages_of_check_label_and_release_leave_room(
    sit_down: SitDown, folders: Folders, size: str
) -> None:
    crashed = Crashed(sit_down, folders, "sign-prepared", off=90).begin()
    desk, minute, seen = crashed.desk, 2, {}
    wide, high = size.split("x")
    desk.window.resize(int(wide), int(high))
    while desk.state.step is not None:
        if desk.step != "check":
            seen[desk.step] = desk.seen()
        desk.settle()
        assert faults(desk) == []
        crashed.enter(minute, doer(desk))
        minute += 3
    assert "The label written by hand" in seen["print-label"]
    assert "take the hand-written one off and destroy it" in seen["print-label"]
    assert "Print the label" not in seen["print-label"]
    assert "drawn from what was recorded" not in seen["print-label"]
    assert "The label compared by hand" in seen["scan-label"]
    assert desk.preparation.band.pin.text() == ""


def test_one_person_does_not_enter_a_release_alone(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "release").begin()
    desk = crashed.desk
    band = desk.preparation.band
    assert band.pin.isVisible()
    assert not band.reason.isVisible()
    desk.enter(crashed.time(2))
    desk.enter(SECOND_PHARMACIST)
    assert band.second.line.hasFocus()
    desk.press(F5)
    assert "Another pharmacist than the one who enters it" in desk.notices()
    desk.enter(SECOND_PHARMACIST)
    assert band.pin.line.hasFocus()
    assert desk.preparation.asks_pin
    desk.scan("]d201003000801000111727033110AB1234")
    assert "PIN is asked for" in desk.notices() or band.pin.text() == ""
    band.pin.set_text("")
    band.pin.setFocus()
    desk.enter("0000")
    desk.press(F5)
    assert "That is not the PIN" in desk.notices()
    assert desk.state.status is Status.OPEN
    band.pin.setFocus()
    desk.enter(PINS[SECOND_PHARMACIST])
    desk.press(F5)
    assert desk.state.status is Status.RELEASED
    assert verify(desk.work.log).faults == ()


def test_a_limit_that_was_missed_is_not_cured_by_an_earlier_time(
    sit_down: SitDown, folders: Folders
) -> None:
    crashed = Crashed(sit_down, folders, "add-drug", off=400).begin()
    desk = crashed.desk
    band = desk.preparation.band
    assert band.reason.isVisible()
    assert band.pin.isVisible()
    band.reason.set_text("nobody came to enter it before")
    crashed.enter(390, TECHNICIAN)
    assert "The time to dilute passed" in desk.notices()
    assert faults(desk) == []
    band.time.set_text(crashed.time(10))
    band.reason.set_text("")
    desk.press(F5)
    assert "Write why the sheet says something else" in desk.notices()
    assert band.reason.line.hasFocus()
    desk.enter("an 8 was read as a 3")
    crashed.countersign()
    desk.press(F5)
    assert desk.step == "inspect-bag"
    assert [each.reason for each in desk.state.said_otherwise] == ["an 8 was read as a 3"]
    assert verify(desk.work.log).faults == ()


def test_a_label_that_says_later_than_holds_is_told(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "print-label").begin()
    desk = crashed.desk
    desk.enter(crashed.time(2))
    desk.enter(TECHNICIAN)
    later, right = crashed.label(60)[0], crashed.label()[0]
    for time in (later, crashed.label()[1]):
        desk.enter(time)
    assert f"The label on the bag says START BY {later} and {right} holds." in desk.notices()
    assert faults(desk) == []


def test_what_was_discarded_on_paper_is_entered(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "inspect-bag").begin()
    desk = crashed.desk
    desk.enter(crashed.time(2))
    desk.enter(TECHNICIAN)
    desk.press(F12)
    desk.enter("it was spilled")
    assert desk.state.status is Status.DISCARDED
    assert desk.facts[-2:] == ["entered-late", "discarded"]
    assert not desk.preparation.band.isVisible()


def test_a_badge_names_who_countersigns(sit_down: SitDown, folders: Folders) -> None:
    crashed = Crashed(sit_down, folders, "release").begin()
    desk = crashed.desk
    desk.preparation.take_badge(SECOND_PHARMACIST)
    assert desk.preparation.band.name.text() == SECOND_PHARMACIST
    desk.preparation.take_badge(SECOND_PHARMACIST)
    assert desk.preparation.band.name.text() == SECOND_PHARMACIST
