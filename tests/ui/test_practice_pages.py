"""Practice cannot be mistaken for work: its window, every page of it, its keys, and its way in."""

import os
import subprocess
import sys
import time
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton

from app import __version__, cli
from app.core.preparation import Status
from app.folder import LOG_NAME, PRACTICE
from app.practice.drill import drills
from app.practice.pharmacy import ADMINISTRATOR, CHECKER, PHARMACIST, TECHNICIAN
from app.site import site_of
from app.store import Log
from app.ui import language, theme
from app.ui.drawing.package_row import PackageRow
from app.ui.drawing.practice_band import WORDS, PracticeBand
from app.ui.facts import practice as facts
from app.ui.opening import practice_window
from app.ui.page import Page
from app.ui.pages.practice import PracticePage
from app.ui.practice_bench import ASIDE
from app.ui.practice_colours import practised
from app.ui.practice_start import command
from app.ui.sounding import Sound
from app.ui.theme import RoomLight
from app.ui.ways import TABS
from reports.verify import codes_on
from tests.app.pharmacy import words_of
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.hospital import Folders
from tests.ui.trainee import NAME, PracticeDesk
from tests.ui.trainee_fixtures import Practise

MARKED = "PRACTICE – NOT FOR A PATIENT"


def bands(page: Page) -> list[PracticeBand]:
    return [each for each in page.findChildren(PracticeBand) if each.isVisible()]


def walk(desk: PracticeDesk) -> dict[str, Page]:
    """Show every page that there is, and return each by what it is called."""
    seen = {"sign_in": desk.page}
    desk.be(PHARMACIST)
    for name in TABS:
        desk.window.show_page(name)
        desk.settle()
        seen[name] = desk.page
        yield_bands(desk)
    return seen


def yield_bands(desk: PracticeDesk) -> None:
    (band,) = bands(desk.page)
    assert band.facts() == WORDS
    assert band.mapTo(desk.page, band.rect().topLeft()).y() == 0
    assert band.width() == desk.page.width()


@pytest.mark.parametrize("light", list(RoomLight))
def test_every_page_says_that_it_is_practice(practise: Practise, light: RoomLight) -> None:
    desk = practise(light=light)
    desk.settle()
    yield_bands(desk)
    walk(desk)
    desk.window.show_page("practice")
    desk.begin("altered-label")
    yield_bands(desk)
    desk.press(Qt.Key.Key_F6)
    desk.settle()
    assert desk.page.called == "history"
    yield_bands(desk)
    desk.press(Qt.Key.Key_Escape)
    desk.window.ways.show_course(desk.run.preparation)
    yield_bands(desk)
    desk.window.ways.show_record(desk.run.preparation)
    yield_bands(desk)
    desk.window.ways.show_what_if(desk.run.preparation)
    yield_bands(desk)
    desk.window.show_trouble("title", "sentence")
    desk.settle()
    yield_bands(desk)
    assert WORDS in desk.window.windowTitle()


def test_no_page_of_work_says_so(at: AtDesk) -> None:
    desk = at("withdraw-1")
    assert desk.window.windowTitle() == f"Umbra {__version__}"
    desk.window.attendance.person = desk.work.people.named("Pharmacist One")
    for name in TABS:
        if name != "practice":
            desk.window.show_page(name)
            desk.settle()
            assert not bands(desk.page), name
    assert "PRACTICE" not in desk.seen()


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    c = QColor(colour)
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF())


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("light", list(RoomLight))
def test_its_colours_are_of_no_work_and_read_well(light: RoomLight) -> None:
    work = theme._COLOURS[light]
    c = practised(work, amber=light is RoomLight.AMBER)
    of_work = {getattr(each, field.name) for each in theme._COLOURS.values()
               for field in fields(each) if field.name in ("page", "header")}  # fmt: skip
    assert not {c.page, c.header} & of_work
    for ink, ground in (
        (c.ink, c.page),
        (c.soft, c.page),
        (c.header_ink, c.header),
        (c.header_soft, c.header),
        (c.dose, c.header),
        (c.ink, c.panel_soft),
        (c.soft, c.panel_soft),
    ):
        assert contrast(ink, ground) >= 7, (light, ink, ground)


def test_the_stripes_need_no_colour(practise: Practise) -> None:
    """Along the band dark and light follow each other, in grey too, under every light."""
    for light in RoomLight:
        desk = practise(light=light)
        (band,) = bands(desk.page)
        picture = band.grab().toImage()
        y = picture.height() // 2
        greys = [QColor(picture.pixel(x, y)).lightness() for x in range(picture.width() // 4)]
        assert max(greys) - min(greys) > 100
        desk.window.close()


# The way in.


def test_a_key_of_the_first_page_starts_it(
    sit_down: SitDown, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Path] = []
    monkeypatch.setattr("app.ui.practice_start.start_practice", started.append)
    desk = sit_down(folders.at("people")).wake()
    assert "Practice, key F6" in desk.seen()
    desk.press(Qt.Key.Key_F6)
    assert started == [desk.folder]
    assert "It opens in a window of its own" in desk.seen()


def test_where_it_is_open_already_none_is_started(
    sit_down: SitDown, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *words: started.append(words[0]))
    desk = sit_down(folders.at("people")).wake()
    (desk.folder / PRACTICE).mkdir()
    with Log.open(desk.folder / PRACTICE / LOG_NAME, "HOOD-1"):
        desk.press(Qt.Key.Key_F6)
    assert desk.notices().startswith("Refused: Practice is open already, in a window of its own.")
    assert started == []


def test_practice_offers_no_practice(practise: Practise) -> None:
    desk = practise()
    assert "Practice, key F6" not in desk.seen()
    assert "type 2468: the PIN of everyone" in desk.seen()
    desk.press(Qt.Key.Key_F6)
    assert desk.page is desk.window.sign_in


def test_the_same_program_is_started_frozen_or_not(tmp_path: Path) -> None:
    program, arguments, _ = command(tmp_path, frozen=True)
    assert (program, arguments) == (sys.executable, ["practice", "--data", str(tmp_path)])
    program, arguments, start_in = command(tmp_path, frozen=False)
    assert arguments[:3] == ["-m", "app", "practice"]
    assert (Path(start_in) / "app" / "__main__.py").is_file()


def test_it_makes_itself_ready_in_a_process_of_its_own(tmp_path: Path) -> None:
    program, arguments, start_in = command(tmp_path, frozen=False)
    there = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen([program, *arguments], cwd=start_in, env=there)
    try:
        log, ends = tmp_path / PRACTICE / LOG_NAME, time.monotonic() + 60
        while not (log.is_file() and _is_ready(log)):
            assert process.poll() is None
            assert time.monotonic() < ends
            QApplication.processEvents()
    finally:
        process.terminate()
        process.wait()
    assert not (tmp_path / LOG_NAME).exists()


def _is_ready(log: Path) -> bool:
    with Log.read(log) as opened:
        site = site_of(opened)
        return site is not None and site.practice


def test_the_command_is_listed_and_wants_a_display(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit):
        cli.run(["--help"])
    assert "open the window to practise in" in capsys.readouterr().out
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert cli.run(["practice", "--data", str(tmp_path)]) == 2
    assert "no display" in capsys.readouterr().err


def test_it_is_not_opened_where_its_folder_holds_work(folders: Folders, tmp_path: Path) -> None:
    folders.at("people").rename(tmp_path / PRACTICE)
    with pytest.raises(Exception, match="holds real work, and nobody practises there"):
        practice_window(tmp_path)


# The drills and the bench.


def test_the_drills_are_chosen_by_number_and_begun_with_a_name(practise: Practise) -> None:
    desk = practise()
    desk.be(TECHNICIAN)
    page = desk.page
    assert isinstance(page, PracticePage)
    desk.press(Qt.Key.Key_F5)
    assert "Write your name" in desk.seen()
    desk.type(NAME)
    page.rows["first-preparation"].setFocus()
    desk.type("3")
    assert page.chosen == "wrong-volume"
    assert "Look at the syringe on the bench" in desk.seen()
    desk.press(Qt.Key.Key_F9)
    assert "This drill was not done yet" in desk.seen()
    desk.press(Qt.Key.Key_F5)
    assert desk.run.trainee == NAME
    assert desk.state.status is Status.OPEN


def test_an_administrator_prepares_nothing(practise: Practise) -> None:
    desk = practise()
    desk.be(ADMINISTRATOR)
    desk.window.show_page("practice")
    assert isinstance(desk.page, PracticePage)
    desk.page.who.set_text(NAME)
    desk.press(Qt.Key.Key_F5)
    assert "An administrator prepares nothing" in desk.seen()


def test_the_bench_is_worked_by_touch_too(practise: Practise) -> None:
    desk = practise().begin("wrong-vial")
    focus = desk.focus
    desk.shown(PackageRow)[1].click()
    assert "material-scanned" in desk.facts
    aside = [each for each in desk.shown(QPushButton) if each.text() == "Put aside"]
    aside[0].click()
    desk.settle()
    assert "MYLOTARG" not in " ".join(each.words for each in desk.bench)
    assert desk.focus is focus


def test_what_a_syringe_holds_is_for_the_person_to_read(practise: Practise) -> None:
    desk = practise().begin("wrong-volume")
    words = [each.text() for each in desk.practice.bench.findChildren(QPushButton)]
    assert not any("4.5" in each for each in words)


def test_the_result_is_seen_and_printed(practise: Practise) -> None:
    desk = practise().begin("swapped-patient")
    desk.put_aside()
    desk.scan_first()
    desk.window.tick()
    desk.practice.bench.seen.emit()
    assert "100 of 100 points" in desk.seen()
    assert not desk.practice.bench.isVisible()
    desk.press(Qt.Key.Key_F9)
    (file,) = (desk.folder / "results").glob("*.pdf")
    said = words_of(file)
    assert NAME in said
    assert MARKED in said


def test_the_codes_of_the_bench_are_printed(practise: Practise) -> None:
    desk = practise().begin("wrong-bag")
    desk.practice.bench.printed.emit()
    (file,) = (desk.folder / "results").glob("*.pdf")
    assert len(codes_on(file.read_bytes())[0]) == 6
    desk.practice.bench.ended.emit()


def test_what_is_done_after_the_end_counts_no_more(practise: Practise) -> None:
    desk = practise().begin("altered-label")
    desk.put_aside()
    desk.scan_first()
    desk.window.tick()
    assert "This drill is over" in desk.seen()
    points = desk.result().score.points
    desk.be(CHECKER)
    desk.window.tick()
    assert desk.result().score.points == points == 100


def test_a_drill_that_is_given_up_is_on_record_as_that(practise: Practise) -> None:
    desk = practise().begin("expired-lot")
    desk.practice.bench.ended.emit()
    row = desk.work.log.history(desk.result().stream)[-1]
    assert (row.name, row.data) == ("drill-ended", '{"given_up":true}')


@pytest.mark.parametrize("size", ["1366x768", "1920x1080"])
def test_all_of_the_bench_is_beside_all_of_the_page(practise: Practise, size: str) -> None:
    desk = practise(size).begin("wrong-vial")
    desk.settle()
    page, bench = desk.page, desk.practice.bench
    assert page.width() + bench.width() == desk.window.width()
    assert page.minimumSizeHint().width() <= page.width()
    rows = desk.shown(PackageRow)
    assert len(rows) == 6
    beside = [each for each in desk.shown(QPushButton) if each.text() == "Put aside"]
    assert {each.width() for each in beside} == {theme.px(beside[0], ASIDE)}
    assert rows[0].width() + beside[0].width() > bench.width() - theme.px(bench, 60)
    assert all(bench.rect().contains(each.mapTo(bench, each.rect().center())) for each in rows)


def text_of(desk: PracticeDesk) -> int:
    return desk.window.font().pixelSize()


def test_the_page_is_larger_where_less_lies_on_the_bench(practise: Practise) -> None:
    """In a window of 1366 pixels a page has text of 16; beside packages no bench leaves that."""
    desk = practise("1366x768")
    assert text_of(desk) == 16
    desk.begin("wrong-vial")
    desk.settle()
    assert text_of(desk) == 12
    desk.practice.bench.ended.emit()
    desk.window.show_page("practice")
    desk.settle()
    assert text_of(desk) == 16
    desk.press(Qt.Key.Key_F8)
    desk.begin("wrong-volume")
    assert text_of(desk) == 13
    desk.practice.bench.ended.emit()
    desk.press(Qt.Key.Key_F8)
    desk.begin("gap-in-light")
    assert not desk.bench
    assert text_of(desk) == 14
    desk.settle()
    page, bench = desk.page, desk.practice.bench
    assert page.width() + bench.width() == desk.window.width()


# What would give the error away, or come between practice and work.


def test_a_drill_has_no_title_before_its_result(practise: Practise) -> None:
    desk = practise()
    desk.be(TECHNICIAN)
    titles = [each.title for each in drills() if each.seed is not None]
    words = ("can know it", "can tell it")
    assert not [each for each in (*titles, *words) if each in desk.seen()]
    assert "Drill 1" in desk.seen()
    desk.press(Qt.Key.Key_F8)
    desk.begin("wrong-vial")
    assert "The wrong vial" not in desk.seen()
    desk.practice.bench.ended.emit()
    assert "The wrong vial" in desk.seen()
    assert "a scan can know it" in desk.seen()
    assert "The expired lot" not in desk.seen()


def test_the_result_says_in_words_what_did_not_happen(practise: Practise) -> None:
    desk = practise().begin("wrong-vial")
    desk.scan_first()
    desk.practice.bench.ended.emit()
    assert "0 of 30  It did not end as it has to" in desk.seen()
    assert "at the step “Scan the materials”" in desk.seen()


def test_drills_are_said_as_they_are_in_every_language(practise: Practise) -> None:
    language.use("de")
    try:
        desk = practise().begin("first-preparation")
        advice = desk.run.drill.advice("scan-materials")
        assert advice is not None
        assert advice.look in desk.seen()
    finally:
        language.use("en")


def test_letting_time_pass_is_no_rest(practise: Practise) -> None:
    """Hours that practice lets pass lock nothing: whoever let them pass is there."""
    desk = practise().begin("too-late")
    desk.window.tick()
    desk.practice.bench.passing.emit()
    desk.window.tick()
    assert desk.page.called != "locked"
    assert desk.window.person is not None
    desk.clock.advance(timedelta(minutes=16))
    desk.window.tick()
    assert desk.window.person is None


def test_an_alarm_of_practice_sounds_only_where_somebody_practises(practise: Practise) -> None:
    desk = practise().begin("too-late")
    heard: list[Sound] = []
    desk.window.sounding.played.connect(heard.append)
    desk.practice.bench.passing.emit()
    assert heard.count(Sound.PASSED) == 1
    for _ in range(3):
        desk.clock.advance(timedelta(seconds=61))
        desk.window.tick()
    assert heard.count(Sound.PASSED) == 1
    desk.clock.advance(timedelta(seconds=61))
    desk.window.touched()
    desk.window.tick()
    assert heard.count(Sound.PASSED) == 2
    assert "Alarms sound here only while this window is in use" in facts.SOUNDS
