"""What runs out elsewhere: seen on every page, heard once, and never in the way of a hand."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core import entry as said
from app.core.preparation import Status
from app.ui import theme
from app.ui.facts.times import clock_time
from app.ui.pages.history import HistoryPage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from app.ui.sounding import Sound
from tests.ui.conftest import SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import MORNING, PHARMACIST, SCANS, SITE, TECHNICIAN, WRONG_VIAL, Folders
from tests.ui.several import Several
from tests.ui.test_window_layout import ON_A_LABEL, SIZES, faults

F1 = Qt.Key.Key_F1
PLACES = ("worklist", "stock", "products", "monographs", "waste", "equipment", "close_calls")


@pytest.fixture(scope="module")
def made(folders: Folders) -> Several:
    """Cecilia's time runs, Adalind's since less than 20 minutes later, Emil's not yet."""
    work = Several(folders, MORNING)
    work.begin("Cecilia", "withdraw-1")
    work.wait(12)
    work.begin("Adalind", "withdraw-1")
    work.begin("Emil", "scan-materials")
    return work


@pytest.fixture
def several(made: Several, tmp_path: Path) -> Several:
    return made.copy(tmp_path)


@pytest.fixture
def checking(folders: Folders) -> Several:
    """Cecilia waits for her check, and Adalind is drawn."""
    work = Several(folders, MORNING)
    work.begin("Cecilia", "check")
    work.wait(20)
    work.begin("Adalind", "withdraw-1")
    return work


def _desk(several: Several, sit_down: SitDown, given: str = "Adalind") -> Desk:
    desk = sit_down(several.folder, several.clock).wake().seat(TECHNICIAN)
    desk.window.open(several.streams[given])
    return desk


def _band(desk: Desk) -> str:
    """What the band says, "" where there is none."""
    desk.settle()
    band = desk.page.alarm
    if not band.isVisible():
        return ""
    assert band.height() == theme.target(band)
    return band.accessibleName()


def _by(desk: Desk, several: Several, given: str) -> str:
    binding = desk.work.state(several.streams[given]).binding()
    assert binding is not None
    return clock_time(binding.at, SITE)


# What is seen.


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (30 + 1 / 60, ""),
        (30, "Soon: DEMO, Cecilia: dilute by {by} – 30 min left, key F1"),
        (10 + 1 / 60, "Soon: DEMO, Cecilia: dilute by {by} – 10 min left, key F1"),
        (10, "Little time: DEMO, Cecilia: dilute by {by} – 10 min left, key F1"),
        (0, "Little time: DEMO, Cecilia: dilute by {by} – under 1 min left, key F1"),
        (
            -1 / 60,
            "Too late: DEMO, Cecilia: dilute by {by} has passed, discard it – "
            "under 1 min too late, key F1",
        ),
        (-4, "Too late: DEMO, Cecilia: dilute by {by} has passed, discard it – 4 min too late"),
    ],
)
def test_another_page_tells_whose_time_runs_out(
    several: Several, sit_down: SitDown, minutes: float, said: str
) -> None:
    desk = _desk(several, sit_down, "Emil")
    assert _band(desk) == ""
    several.leave(desk, "Cecilia", minutes)
    said = said.format(by=_by(desk, several, "Cecilia"))
    # Twenty minutes later Adalind is near as well.
    assert _band(desk).replace(" (and 1 more)", "").startswith(said)
    assert bool(_band(desk)) == bool(said)


@pytest.mark.parametrize("name", PLACES)
def test_it_stands_at_one_place_on_every_page(
    several: Several, sit_down: SitDown, name: str
) -> None:
    desk = _desk(several, sit_down)
    several.leave(desk, "Cecilia", 9)
    at = desk.page.alarm.geometry().bottom() - desk.page.alarm.geometry().top()
    desk.window.show_page(name)
    assert "DEMO, Cecilia" in _band(desk)
    band = desk.page.alarm.geometry()
    assert (band.left(), band.width()) == (0, desk.window.width())
    assert band.bottom() - band.top() == at
    assert faults(desk) == []


@pytest.mark.parametrize("size", SIZES)
def test_the_fullest_pages_have_room_for_it(folders: Folders, sit_down: SitDown, size: str) -> None:
    """Three vials, a long name and a refusal; an order with its warnings; a course."""
    work = Several(folders, MORNING)
    work.begin("Cecilia", "withdraw-1")
    work.wait(200)
    waiting = work.begin("Emil", "order")
    work.begin(ON_A_LABEL, "protect-hood", each=0.1, vials=3)
    desk = sit_down(work.folder, work.clock, size=size).wake().seat(TECHNICIAN)
    desk.window.open(work.streams[ON_A_LABEL])
    work.leave(desk, "Cecilia", 25)
    for stage in ("protect-hood", "withdraw-1", "fill-container"):
        while desk.step != stage:
            desk.do_step()
            desk.window.tick()
        desk.scan(f"{WRONG_VIAL}{stage.count('i')}")
        assert desk.notices()
        assert _band(desk), stage
        assert faults(desk) == [], stage
    for page in ("the order", "the course"):
        desk.window.open(waiting) if page == "the order" else desk.press(Qt.Key.Key_F6)
        assert _band(desk), page
        assert faults(desk) == [], page


def test_the_page_of_a_preparation_tells_of_the_others_only(
    several: Several, sit_down: SitDown
) -> None:
    desk = _desk(several, sit_down, "Cecilia")
    several.leave(desk, "Cecilia", 9)
    # Adalind's 29 minutes are told there, Cecilia's are what the page itself shows.
    assert _band(desk).startswith("Soon: DEMO, Adalind")
    assert "Little time left: DILUTE BY" in desk.seen()
    desk.press(Qt.Key.Key_F6)
    assert isinstance(desk.page, HistoryPage)
    assert _band(desk).startswith("Little time: DEMO, Cecilia")
    desk.press(Qt.Key.Key_Escape)
    assert _band(desk).startswith("Soon: DEMO, Adalind")


def test_how_many_others_there_are_is_said(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down, "Emil")
    several.leave(desk, "Cecilia", 9)
    assert _band(desk).endswith("9 min left (and 1 more), key F1")
    several.leave(desk, "Adalind", 9)
    assert _band(desk).startswith("Too late: DEMO, Cecilia")
    assert _band(desk).endswith("(and 1 more), key F1")
    several.leave(desk, "Adalind", -5)
    assert _band(desk).endswith("(and 1 more too late), key F1")


def test_what_was_seen_to_be_too_late_comes_behind_what_can_be_saved(
    several: Several, sit_down: SitDown
) -> None:
    desk = _desk(several, sit_down, "Emil")
    several.leave(desk, "Adalind", 9)
    assert _band(desk).startswith("Too late: DEMO, Cecilia")
    desk.press(F1)
    desk.press(Qt.Key.Key_Escape)
    assert _band(desk).startswith("Little time: DEMO, Adalind")
    assert _band(desk).endswith("(and 1 more too late), key F1")


def test_it_goes_once_what_it_told_of_is_discarded(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down, "Emil")
    several.leave(desk, "Cecilia", -1)
    desk.press(F1)
    desk.press(Qt.Key.Key_F12)
    desk.enter("too late to dilute")
    assert desk.state.status is Status.DISCARDED
    desk.press(Qt.Key.Key_Escape)
    assert "Cecilia" not in _band(desk)


def test_what_has_failed_alarms_no_more(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down, "Cecilia")
    session = desk.preparation.session
    assert session is not None
    session.do(said.Correct(desk.facts.index("reconstituted") + 1, "it was 3.9 mL"))
    assert desk.state.status is Status.FAILED
    desk.press(Qt.Key.Key_Escape)
    several.leave(desk, "Cecilia", 9)
    assert _band(desk).startswith("Soon: DEMO, Adalind")


# What it leads to, and what it leaves alone.


@pytest.mark.parametrize("by", ["key", "click"])
def test_it_leads_to_the_preparation_it_names(several: Several, sit_down: SitDown, by: str) -> None:
    desk = _desk(several, sit_down)
    several.leave(desk, "Cecilia", 9)
    if by == "key":
        desk.press(F1)
    else:
        QTest.mouseClick(desk.page.alarm, Qt.MouseButton.LeftButton)
    assert desk.stream == several.streams["Cecilia"]
    assert _band(desk).startswith("Soon: DEMO, Adalind")
    desk.press(F1)
    assert desk.stream == several.streams["Adalind"]


def test_its_key_does_nothing_while_all_is_quiet(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down)
    desk.press(F1)
    assert desk.stream == several.streams["Adalind"]
    assert desk.notices() == ""


def test_what_is_being_typed_goes_on(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down)
    desk.type("5")
    before = QApplication.focusWidget()
    several.leave(desk, "Cecilia", 29)
    assert _band(desk)
    desk.type(".")
    several.leave(desk, "Cecilia", -1)
    assert QApplication.focusWidget() is before
    desk.enter("8")
    assert desk.facts[-1] == "dose-withdrawn"


def test_a_scan_is_whole_though_the_band_comes_in_its_midst(
    several: Several, sit_down: SitDown
) -> None:
    desk = _desk(several, sit_down, "Emil")
    (code, *_), key = SCANS[next(iter(SCANS))], Qt.Key.Key_Return
    code = code.replace("2110000000000", "2110000990000")
    desk.send(code[:20])
    several.leave(desk, "Cecilia", -1)
    desk.send(code[20:])
    desk.press(key)
    assert desk.facts[-1] == "material-scanned"
    assert [each.scanned for each in desk.state.materials] == [code]


def test_it_cannot_be_reached_by_tab(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down)
    several.leave(desk, "Cecilia", 9)
    for _ in range(20):
        desk.press(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is not desk.page.alarm


def test_nobody_is_named_where_nobody_is_signed_in(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down)
    desk.press(Qt.Key.Key_F8)
    several.leave(desk, "Cecilia", 9)
    assert _band(desk) == "Little time: A preparation needs attention – 9 min left (and 1 more)"
    assert "DEMO" not in desk.seen()
    desk.press(F1)
    QTest.mouseClick(desk.page.alarm, Qt.MouseButton.LeftButton)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(TECHNICIAN)
    assert _band(desk).startswith("Little time: DEMO, Cecilia")


def test_a_fault_leaves_no_time_standing_still(several: Several, sit_down: SitDown) -> None:
    desk = _desk(several, sit_down)
    several.leave(desk, "Cecilia", 9)
    desk.window.show_fault("fault.txt")
    assert _band(desk) == ""


# The blind check.


def test_the_deadline_of_a_blind_check_is_told_nowhere(
    checking: Several, sit_down: SitDown
) -> None:
    desk = _desk(checking, sit_down)
    start = _by(desk, checking, "Cecilia")
    checking.leave(desk, "Cecilia", 9)
    assert _band(desk).startswith(
        "Little time: DEMO, Cecilia: it waits for the pharmacist check – Very little time left"
    )
    desk.change_person(PHARMACIST)
    desk.window.show_worklist()
    assert "Very little time left" in desk.seen()
    for page in ("the worklist", "the check"):
        assert start not in desk.seen(), page
        assert "9 min" not in desk.seen(), page
        desk.window.open(checking.streams["Cecilia"])
    assert "Cecilia" not in _band(desk)
    desk.window.attendance.leave()
    assert "9 min" not in _band(desk)


def test_that_one_has_passed_is_told_though_its_check_is_blind(
    checking: Several, sit_down: SitDown
) -> None:
    desk = _desk(checking, sit_down)
    checking.leave(desk, "Cecilia", -4)
    start = _by(desk, checking, "Cecilia")
    said = f"Too late: DEMO, Cecilia: start by {start} has passed, discard it – 4 min too late"
    assert _band(desk).startswith(said)


# What is heard.


def _listen(several: Several, sit_down: SitDown) -> tuple[Desk, list[Sound]]:
    desk = sit_down(several.folder, several.clock, asleep=True)
    heard: list[Sound] = []

    def hear(sound: Sound) -> None:
        if sound is not Sound.ACCEPTED:
            heard.append(sound)

    desk.window.sounding.played.connect(hear)
    desk.wake()
    return desk, heard


def _seconds(desk: Desk, count: int) -> None:
    for _ in range(count):
        desk.clock.advance(timedelta(seconds=1))
        desk.window.tick()


def test_each_transition_is_heard_once(several: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(several, sit_down)
    desk.seat(TECHNICIAN)
    several.leave(desk, "Cecilia", 31)
    assert heard == []
    several.leave(desk, "Cecilia", 30)
    _seconds(desk, 5)
    assert heard == [Sound.NEAR]
    several.leave(desk, "Cecilia", 10)
    _seconds(desk, 5)
    # Adalind comes near as Cecilia becomes urgent: one sound says both.
    assert heard == [Sound.NEAR] * 2
    several.leave(desk, "Cecilia", 0)
    assert heard == [Sound.NEAR] * 2
    _seconds(desk, 1)
    assert heard == [Sound.NEAR, Sound.NEAR, Sound.PASSED]


def test_what_has_become_urgent_is_heard_and_seen_to_be_graver(
    several: Several, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[tuple[Sound, int]] = []
    desk, _ = _listen(several, sit_down)
    monkeypatch.setattr(
        desk.window.sounding, "play", lambda which, often=1: times.append((which, often))
    )
    desk.seat(TECHNICIAN)
    times.clear()
    several.leave(desk, "Cecilia", 30)
    assert times == [(Sound.NEAR, 1)]
    assert _band(desk).startswith("Soon: ")
    several.leave(desk, "Cecilia", 10)
    assert times == [(Sound.NEAR, 1), (Sound.NEAR, 2)]
    assert _band(desk).startswith("Little time: ")


def test_what_has_passed_is_heard_each_minute_until_somebody_opens_it(
    several: Several, sit_down: SitDown
) -> None:
    desk, heard = _listen(several, sit_down)
    desk.seat(TECHNICIAN)
    several.leave(desk, "Cecilia", -1 / 60)
    assert heard == [Sound.PASSED]
    _seconds(desk, 59)
    assert heard == [Sound.PASSED]
    _seconds(desk, 61)
    assert heard == [Sound.PASSED] * 3
    desk.press(F1)
    assert desk.stream == several.streams["Cecilia"]
    heard.clear()
    _seconds(desk, 130)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    _seconds(desk, 130)
    assert heard == []


def test_a_page_left_open_is_not_somebody_there(several: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(several, sit_down)
    desk.seat(TECHNICIAN)
    desk.window.open(several.streams["Cecilia"])
    several.leave(desk, "Cecilia", -1 / 60)
    _seconds(desk, 60)
    assert heard == [Sound.PASSED] * 2
    desk.type("5")
    _seconds(desk, 120)
    assert heard == [Sound.PASSED] * 2


def test_the_next_deadline_is_heard_anew(several: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(several, sit_down)
    desk.seat(TECHNICIAN)
    desk.window.open(several.streams["Adalind"])
    desk.press(Qt.Key.Key_F12)
    desk.enter("order cancelled")
    desk.window.open(several.streams["Cecilia"])
    several.leave(desk, "Cecilia", 25)
    while desk.state.diluted is None:
        desk.do_step()
    desk.window.tick()
    assert heard == [Sound.NEAR]
    several.leave(desk, "Cecilia", 25)
    assert heard == [Sound.NEAR] * 2
    several.leave(desk, "Cecilia", -1)
    assert heard == [Sound.NEAR, Sound.NEAR, Sound.PASSED]


def test_a_restart_sounds_what_stands_once_again(several: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(several, sit_down)
    several.leave(desk, "Cecilia", 5)
    assert heard == [Sound.NEAR]
    desk.window.close()
    desk, again = _listen(several, sit_down)
    assert isinstance(desk.page, SignInPage)
    _seconds(desk, 5)
    assert again == [Sound.NEAR]
    assert _band(desk).startswith("Little time: A preparation needs attention")


def test_the_bell_tells_a_blind_checker_nothing(checking: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(checking, sit_down)
    desk.seat(PHARMACIST)
    desk.window.open(checking.streams["Cecilia"])
    checking.leave(desk, "Cecilia", 9)
    assert desk.state.is_blind
    heard.clear()
    desk.press(Qt.Key.Key_Escape)
    assert heard == [Sound.NEAR]
    desk.window.open(checking.streams["Cecilia"])
    checking.leave(desk, "Cecilia", -1)
    assert heard[-1:] == [Sound.PASSED]


def test_each_sound_is_seen_as_well(several: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(several, sit_down)
    desk.seat(TECHNICIAN)
    for minutes, which, word in (
        (30, Sound.NEAR, "Soon"),
        (10, Sound.NEAR, "Little time"),
        (-1 / 60, Sound.PASSED, "Too late"),
    ):
        several.leave(desk, "Cecilia", minutes)
        assert heard[-1] is which
        assert _band(desk).startswith(word)


def test_a_refusal_sounds_as_ever_beside_an_alarm(several: Several, sit_down: SitDown) -> None:
    desk, heard = _listen(several, sit_down)
    desk.seat(TECHNICIAN)
    desk.window.open(several.streams["Adalind"])
    several.leave(desk, "Cecilia", 9)
    desk.scan(WRONG_VIAL)
    assert desk.notices().startswith("Refused: ")
    assert heard == [Sound.NEAR, Sound.REFUSED]
