"""What is heard is seen at the same moment, and a screen reader is told of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.core.preparation import Status
from app.ui.announcing import announcer
from app.ui.drawing.alarm_band import AlarmBand
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.footer import MOMENT_MS, Footer
from app.ui.drawing.notice import Notice
from app.ui.drawing.sound_test import SoundTest
from app.ui.drawing.verdict import Verdict
from app.ui.sounding import OFF, Sound
from app.ui.speaker import NO_DEVICE
from app.ui.ways import TABS
from app.window_settings import WindowSettings
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, PINS, TECHNICIAN, WRONG_VIAL

STRANGE = "XQZ-123456789"


@dataclass
class Listener:
    """What was sounded and announced at a desk since it was asked last."""

    desk: Desk
    heard: list[Sound] = field(default_factory=list)
    told: list[tuple[str, bool]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk.window.sounding.played.connect(self.heard.append)
        announcer().announced.connect(self._hear)

    def _hear(self, sentence: str, at_once: bool) -> None:
        self.told.append((sentence, at_once))

    def since(self) -> list[Sound]:
        """Return what was sounded since this was asked last, and forget it."""
        heard, self.heard[:] = list(self.heard), []
        return heard

    def announced(self) -> list[tuple[str, bool]]:
        """Return what was announced since this was asked last, and forget it."""
        told, self.told[:] = list(self.told), []
        return told

    def close(self) -> None:
        """Listen no more."""
        announcer().announced.disconnect(self._hear)


@pytest.fixture
def listeners() -> Iterator[list[Listener]]:
    made: list[Listener] = []
    yield made
    for each in made:
        each.close()


def _listen(listeners: list[Listener], desk: Desk) -> Listener:
    listeners.append(Listener(desk))
    return listeners[-1]


def _refusal_is_seen(desk: Desk) -> bool:
    """Tell whether a refusal stands on the page: a notice, or the verdict on a label."""
    return any(each.accessibleName() for kind in (Notice, Verdict) for each in desk.shown(kind))


def _accepted(desk: Desk) -> str:
    """Return what the foot of the page says of what was accepted just now."""
    (foot,) = desk.shown(Footer)
    assert foot.accepted == "" or foot.accessibleName().startswith(foot.accepted)
    return foot.accepted


def test_every_step_sounds_once_what_was_accepted_and_shows_it(
    at: AtDesk, listeners: list[Listener]
) -> None:
    desk = at("scan-materials")
    listener = _listen(listeners, desk)
    while desk.step:
        step = desk.step
        desk.go_on()
        assert Sound.REFUSED not in listener.heard, step
        assert Sound.ACCEPTED in listener.since(), step
        assert _accepted(desk) == "Recorded", step
    assert desk.state.status is Status.RELEASED


def test_every_refused_scan_is_heard_seen_and_announced_once(
    at: AtDesk, listeners: list[Listener]
) -> None:
    desk = at("scan-materials")
    listener = _listen(listeners, desk)
    while desk.step:
        step = desk.step
        listener.since(), listener.announced()
        desk.scan(f"{WRONG_VIAL}{step}"[:60])
        assert listener.since() == [Sound.REFUSED], step
        assert _refusal_is_seen(desk), step
        told = [sentence for sentence, at_once in listener.announced() if at_once]
        assert len(told) == 1, step
        assert told[0] in desk.notices(), step
        desk.go_on()


@pytest.mark.parametrize("person", [ADMINISTRATOR, PHARMACIST])
def test_a_refused_scan_has_its_twin_on_every_page_of_the_site(
    at: AtDesk, listeners: list[Listener], person: str
) -> None:
    desk = at("order", person)
    listener = _listen(listeners, desk)
    for name in TABS:
        desk.window.show_page(name)
        listener.since(), listener.announced()
        desk.scan(f"{STRANGE}-{name}")
        heard = listener.since()
        if heard == [Sound.ACCEPTED]:  # a page that looks for what is scanned
            assert _accepted(desk), name
            continue
        assert heard == [Sound.REFUSED], name
        assert _refusal_is_seen(desk), name
        assert any(at_once for _, at_once in listener.announced()), name


def test_a_refusal_in_a_question_is_heard_once(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("withdraw-1")
    listener = _listen(listeners, desk)
    desk.press(Qt.Key.Key_F12)
    desk.enter("")
    assert listener.since() == [Sound.REFUSED]
    assert _refusal_is_seen(desk)
    desk.scan(STRANGE)
    assert listener.since() == [Sound.REFUSED]
    assert desk.notices().count("Refused") == 1


def test_a_wrong_pin_is_heard_and_seen(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("people")
    listener = _listen(listeners, desk)
    desk.enter("9999")
    assert listener.since() == [Sound.REFUSED]
    assert _refusal_is_seen(desk)
    assert listener.announced()[0][1]


def test_a_scan_that_records_nothing_is_answered_too(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("withdraw-1", TECHNICIAN)
    listener = _listen(listeners, desk)
    desk.scan("UBX-BACK")
    heard = listener.since()
    assert len(heard) == 1
    if heard == [Sound.ACCEPTED]:
        assert _accepted(desk) == "Scan used"


def test_what_was_accepted_is_shown_for_a_moment(
    at: AtDesk, listeners: list[Listener], qtbot: QtBot
) -> None:
    desk = at("protect-hood")
    listener = _listen(listeners, desk)
    desk.type("1")
    assert _accepted(desk) == "Recorded"
    assert ("Recorded", False) in listener.announced()
    with qtbot.waitSignal(desk.shown(Footer)[0]._moment.timeout, timeout=3 * MOMENT_MS):
        pass
    assert _accepted(desk) == ""
    assert desk.shown(Footer)[0].accessibleName().startswith("Saved")


def test_the_clock_goes_on_in_silence(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("withdraw-1")
    listener = _listen(listeners, desk)
    for _ in range(5):
        desk.minutes(1)
    assert listener.since() == []
    assert listener.announced() == []


def test_the_next_step_is_announced_by_its_name(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("protect-hood")
    listener = _listen(listeners, desk)
    desk.type("1")
    page = desk.preparation.step_page
    assert page is not None
    assert page.scene is not None
    step = page.scene.step
    said = [("Recorded", False), (f"{step.title}. {step.instruction}", False)]
    desk.until(lambda: listener.told[-2:] == said)


def test_another_page_is_announced_by_its_name(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("order", PHARMACIST)
    listener = _listen(listeners, desk)
    desk.window.show_page("stock")
    assert ("Stock", False) in listener.announced()


# Off, or no device.


def test_sounds_that_are_off_are_said_to_be_off_at_sign_in_and_at_the_alarm(at: AtDesk) -> None:
    desk = at("people")
    silent = WindowSettings(volume=0, silent_from=desk.clock.reading().wall)
    desk.window.apply_window_settings(silent)
    assert OFF in desk.seen()
    desk = at("withdraw-1", PHARMACIST)
    silent = WindowSettings(volume=0, silent_from=desk.clock.reading().wall)
    desk.window.apply_window_settings(silent)
    desk.window.show_worklist()
    desk.minutes(235)
    (band,) = desk.shown(AlarmBand)
    assert band.accessibleDescription() == "sounds are off"
    desk.window.apply_window_settings(WindowSettings(volume=100))
    desk.window.tick()
    assert band.accessibleDescription() in ("", "only the system’s bell")


def test_the_test_names_each_sound_while_it_plays(
    at: AtDesk, listeners: list[Listener], qtbot: QtBot
) -> None:
    desk = at("people")
    listener = _listen(listeners, desk)
    assert "Test the sounds, key F4" in desk.seen()
    named = []
    desk.press(Qt.Key.Key_F4)
    test = desk.window.sign_in.sound_test
    while test.isVisible() and test.facts().playing is not None:
        assert test.facts().playing is listener.heard[-1]
        named.append(test.accessibleName().partition(". ")[0])
        with qtbot.waitSignal(test._next.timeout, timeout=5000):
            pass
    assert named == [
        "Sound: Accepted",
        "Sound: Refused",
        "Sound: Time is near",
        "Sound: Time has passed",
    ]
    assert listener.heard == list(Sound)


def test_the_test_ends_where_somebody_signs_in(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("people")
    listener = _listen(listeners, desk)
    desk.press(Qt.Key.Key_F4)
    desk.enter(PINS[ADMINISTRATOR])
    assert not desk.window.sign_in.sound_test._next.isActive()
    assert Sound.PASSED not in listener.heard


def test_no_loudspeaker_is_said_at_sign_in(at: AtDesk) -> None:
    desk = at("people")
    desk.window.sounding._told.emit(NO_DEVICE)
    (test,) = desk.shown(SoundTest)
    assert test.accessibleName() == NO_DEVICE
    desk.window.sounding._told.emit("")
    desk.settle()
    assert not test.isVisible()


# Alarms.


def test_a_time_that_is_near_waits_and_one_that_has_passed_interrupts(
    at: AtDesk, listeners: list[Listener]
) -> None:
    desk = at("withdraw-1")
    desk.window.show_worklist()
    listener = _listen(listeners, desk)
    desk.minutes(220)
    (band,) = desk.shown(AlarmBand)
    assert listener.since() == [Sound.NEAR]
    ((sentence, at_once),) = listener.announced()
    assert band.accessibleName().startswith(sentence)
    assert "DEMO, Adalind" in sentence
    assert not at_once
    desk.minutes(30)
    assert listener.since() == [Sound.PASSED]
    ((sentence, at_once),) = listener.announced()
    assert band.accessibleName().startswith(sentence)
    assert sentence.startswith("Too late")
    assert at_once


def test_the_time_of_the_preparation_at_hand_has_its_twin_in_its_budget(
    at: AtDesk, listeners: list[Listener]
) -> None:
    desk = at("withdraw-1")
    listener = _listen(listeners, desk)
    desk.minutes(220)
    assert listener.since() == [Sound.NEAR]
    (budget,) = desk.shown(TimeBudget)
    (sentence,) = [told for told, _ in listener.announced() if "dilute by" in told]
    by = sentence.partition("dilute by ")[2][:5]
    assert budget.accessibleName().startswith(f"Soon: DILUTE BY {by}")
    desk.minutes(30)
    assert listener.since() == [Sound.PASSED]
    assert any(at_once for _, at_once in listener.announced())
    assert "Too late" in desk.seen()


def test_what_a_blind_checker_must_find_out_is_not_announced(
    at: AtDesk, listeners: list[Listener]
) -> None:
    desk = at("check", PHARMACIST)
    assert desk.state.is_blind
    listener = _listen(listeners, desk)
    for _ in range(14):
        desk.minutes(29)
        if Sound.PASSED in listener.since():
            break
        assert listener.announced() == []
    else:
        raise AssertionError("its time never passed")


def test_nobody_is_named_where_nobody_is_signed_in(at: AtDesk, listeners: list[Listener]) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_F8)
    listener = _listen(listeners, desk)
    desk.minutes(220)
    ((sentence, _),) = listener.announced()
    assert "Adalind" not in sentence
    assert "A preparation needs attention" in sentence
