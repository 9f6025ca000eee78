"""What the log does not take is shown in the place of the step, and nothing goes on before."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.clock import SetClock
from app.ui.pages.trouble import TroublePage
from app.ui.pages.worklist import WorklistPage
from app.ui.steps.unsaved import UnsavedCard
from app.workplace import Workplace
from tests.disk_faults import FAULTS, Fault, failing, full, held, read_only
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, TECHNICIAN, WRONG_VIAL, amount
from tests.ui.test_window_layout import SIZES, faults

CHECKOUT = Path(__file__).parent.parent.parent
_OPEN = """
import sys
from datetime import datetime
from pathlib import Path
from app.clock import SetClock
from app.workplace import Workplace
work = Workplace.open(Path(sys.argv[1]), SetClock(datetime.fromisoformat(sys.argv[2]), "other"))
print("open", flush=True)
sys.stdin.read()
"""

RETURN, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
F5, F8, F9, F12 = (getattr(Qt.Key, f"Key_F{number}") for number in (5, 8, 9, 12))


def card_shown(desk: Desk) -> bool:
    """Whether the page shows what is not saved, by word and place, in the step's place."""
    return len(desk.shown(UnsavedCard)) == 1 and "NOT SAVED" in desk.seen()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_step_is_not_shown_as_done_before_it_is_saved(at: AtDesk, fault: Fault) -> None:
    desk = at("reconstitute-1")
    before = desk.facts
    with fault(desk.work.log):
        desk.enter(amount(desk.state))
        injected = desk.clock.reading().wall
        assert card_shown(desk)
        assert "Vial 1 reconstituted with 4 mL" in desk.seen()
        assert "Do not do it a second time" in desk.seen()
        desk.minutes(7)
        assert "7 min ago" in desk.seen()
        desk.press(F5)
        desk.press(RETURN)  # the button has the focus
        desk.enter(amount(desk.state))
        desk.scan(WRONG_VIAL)
        desk.press(F12)
        assert card_shown(desk)
        assert desk.state.reconstituted is None
    assert desk.facts == before
    desk.press(RETURN)
    assert not card_shown(desk)
    assert desk.facts == [*before, "reconstituted"]
    assert desk.state.reconstituted == injected
    assert "4 h" in desk.seen() or "3 h 5" in desk.seen()
    desk.go_on()
    assert len(desk.facts) > len(before) + 1


def test_it_stays_whoever_leaves_and_comes_back(at: AtDesk) -> None:
    desk = at("withdraw-1")
    with full(desk.work.log):
        desk.enter(amount(desk.state))
        desk.press(ESC)
        assert isinstance(desk.page, WorklistPage)
        assert "NOT SAVED" in desk.seen()
        desk.window.open(desk.stream)
        assert card_shown(desk)
        desk.press(F8)
        assert "holds what is not on disk: Withdrew 5.8 mL" in desk.notices()
        assert "Withdrew 5.8 mL" in desk.notices()
        desk.window.sign_in.choose(PHARMACIST)
        desk.enter("1357")
        assert desk.window.person is None  # that somebody signs in is recorded as well
        assert "is full" in desk.notices()
    desk.sign_in(PHARMACIST)
    assert card_shown(desk)
    assert f"by {TECHNICIAN}" in desk.seen()
    desk.press(F5)
    assert desk.facts[-1] == "dose-withdrawn"
    assert desk.work.history(desk.stream)[-1].actor == TECHNICIAN
    assert not card_shown(desk)


def test_a_question_that_is_not_saved_closes_for_what_is_not_saved(at: AtDesk) -> None:
    desk = at("withdraw-1")
    with read_only(desk.work.log):
        desk.press(F12)
        desk.enter("the vials were dropped")
        assert card_shown(desk)
        assert "Discarded: the vials were dropped" in desk.seen()
    desk.scan("]d29900000000000")  # still nothing else
    assert card_shown(desk)
    desk.press(F5)
    assert desk.facts[-1] == "discarded"
    assert "Discarded" in desk.seen()


def test_a_refused_scan_that_is_not_saved_is_kept(at: AtDesk) -> None:
    desk = at("scan-materials")
    with held(desk.work.log):
        desk.scan(WRONG_VIAL)
        assert card_shown(desk)
        assert "Refused: " in desk.seen()
    desk.press(F5)
    assert desk.facts[-1] == "entry-refused"
    desk.go_on()
    assert desk.step != "scan-materials"


def test_the_code_that_confirms_saves_again(at: AtDesk) -> None:
    desk = at("withdraw-1")
    with failing(desk.work.log):
        desk.enter(amount(desk.state))
    assert desk.preparation.take_confirm()
    assert desk.facts[-1] == "dose-withdrawn"


def test_no_label_is_shown_that_is_not_recorded(at: AtDesk) -> None:
    desk = at("print-label")
    with full(desk.work.log):
        desk.press(F5)
        assert "is full" in desk.notices()
        assert desk.step == "print-label"
    assert list((desk.folder / "labels").iterdir()) == []
    desk.press(F5)
    assert desk.facts[-1] == "label-printed"
    assert [each.suffix for each in (desk.folder / "labels").iterdir()] == [".pdf"]


def test_a_release_is_not_saved_after_a_quarantine(at: AtDesk) -> None:
    desk = at("release")
    with full(desk.work.log):
        desk.do_step()
        assert card_shown(desk)
        assert "This was said, and it is not saved" in desk.seen()
        assert "it counts from when it is saved, if nothing stops it then" in desk.seen()
    vial = desk.state.vials[0].material
    assert vial.lot is not None
    someone = desk.work.people.named(PHARMACIST)
    desk.work.stock.quarantine(vial.gtin, vial.lot, None, "recalled", someone)
    desk.press(F5)
    assert not card_shown(desk)
    assert desk.facts[-1] == "entry-refused"
    assert "is in quarantine" in desk.notices()


@pytest.mark.parametrize("size", SIZES)
def test_a_label_that_could_not_be_put_out_is_told_until_it_is(at: AtDesk, size: str) -> None:
    desk = at("print-label", size=size)
    file = desk.folder / "labels" / "2611-0001-1.pdf"
    file.mkdir(parents=True)
    desk.press(F5)
    assert desk.step == "scan-label"
    assert "Recorded, but" in desk.notices()
    assert "at fault" in desk.seen()
    assert faults(desk) == []
    desk.press(ESC)
    desk.window.open(desk.stream)
    assert "could not be put out" in desk.notices()
    desk.press(ESC)
    file.rmdir()
    desk.window.open(desk.stream)
    assert desk.notices() == ""
    assert "at fault" not in desk.seen()
    assert file.is_file()


@pytest.mark.parametrize("size", SIZES)
def test_a_label_that_could_not_be_marked_void_is_told(at: AtDesk, size: str) -> None:
    desk = at("release", size=size)
    (desk.folder / "labels" / "VOID-2611-0001-1.pdf").mkdir()
    desk.press(F12)
    desk.enter("the bag leaks")
    assert desk.facts[-1] == "discarded"
    assert "is void, but could not be renamed so" in desk.notices()
    assert faults(desk) == []


def test_a_worksheet_that_could_not_be_put_out_is_not_told_as_written(at: AtDesk) -> None:
    desk = at("withdraw-1")
    file = desk.folder / "worksheets" / f"2611-0001-{desk.state.version}.pdf"
    file.mkdir(parents=True)
    desk.press(F9)
    desk.type("1")
    assert desk.facts[-1] == "worksheet-printed"
    assert "Recorded, but" in desk.notices()
    assert "written" not in desk.notices()


def test_a_badge_that_cannot_be_put_on_record_is_told_and_no_fault(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(F8)
    with full(desk.work.log):
        desk.scan("not a badge")
        assert "is full" in desk.notices()
    assert desk.page is desk.window.sign_in


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_that_is_not_saved_is_legible(at: AtDesk, size: str) -> None:
    desk = at("scan-materials", size=size)
    with full(desk.work.log):
        desk.scan(WRONG_VIAL)
        assert not desk.window.close()
        assert faults(desk) == []
        desk.press(F8)
        assert faults(desk) == []
    desk.sign_in(TECHNICIAN)
    desk.press(F5)


# Closing.


def test_closing_with_something_unsaved_is_told_first(at: AtDesk) -> None:
    desk = at("withdraw-1")
    with full(desk.work.log):
        desk.enter(amount(desk.state))
        assert not desk.window.close()
        assert "Not closed" in desk.notices()
        assert "Closing Umbra loses it" in desk.notices()
        desk.minutes(1)
        assert "Not closed" in desk.notices()
    desk.press(F5)
    assert desk.facts[-1] == "dose-withdrawn"
    assert desk.window.close()


@pytest.mark.parametrize("key", [ESC, F8])
def test_closing_from_another_page_is_told_as_well(at: AtDesk, key: Qt.Key) -> None:
    desk = at("withdraw-1")
    with held(desk.work.log):
        desk.enter(amount(desk.state))
        desk.press(key)
        assert not desk.window.close()
        assert "Not closed" in desk.notices()
        folder = desk.folder
        assert desk.window.close()  # it was told: the second time is meant
    work = Workplace.open(folder, SetClock(desk.clock.reading().wall + timedelta(minutes=1)))
    assert work.log.streams("preparation/")
    work.close()


def test_a_fault_of_ours_tells_what_is_not_saved(at: AtDesk) -> None:
    desk = at("withdraw-1")
    with held(desk.work.log):
        desk.enter(amount(desk.state))
        desk.window.show_fault("a file")
        assert isinstance(desk.page, TroublePage)
        assert "write it on paper" in desk.seen()
        assert "Withdrew 5.8 mL" in desk.seen()
        assert desk.window.close()


# Another Umbra.


@contextmanager
def other_umbra(folder: Path, clock: SetClock) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the folder open at the time of `clock`, until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", _OPEN, str(folder), clock.reading().wall.isoformat()],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_umbra_says_who_has_the_data(at: AtDesk, sit_down: SitDown) -> None:
    """Two processes: the window says which one has the folder, and opens it once that is gone."""
    desk = at("withdraw-1")
    folder = desk.folder
    desk.window.close()
    with other_umbra(folder, desk.clock) as other:
        second = sit_down(folder, desk.clock).wake()
        assert isinstance(second.page, TroublePage)
        assert f"another Umbra (process {other.pid} on " in second.seen()
        assert "close that one, or work there" in second.seen()
        other.kill()
    third = sit_down(folder).wake()
    assert third.page is third.window.sign_in
    assert third.step == "withdraw-1"
    third.seat(TECHNICIAN).window.open(third.stream)
    third.enter(amount(third.state))
    assert third.facts[-1] == "dose-withdrawn"
