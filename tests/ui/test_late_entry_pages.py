"""From the power cut to the release: what was written on the worksheet is entered in the window."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from app.clock import SetClock
from app.core.preparation import Status
from app.core.step import Kind
from app.folder import LOG_NAME
from app.people import reading_of
from app.preparations import PREFIX
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

F1, F5, F7, F10 = (getattr(Qt.Key, f"Key_F{n}") for n in (1, 5, 7, 10))


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
        self.step()

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
                desk.enter("the ward clock agreed")
            case _ if step.choices:
                desk.type("1")
            case _:
                desk.press(F5)


def doer(desk: Desk) -> str:
    late = ("check", "print-label", "scan-label", "release")
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
