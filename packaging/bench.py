"""What Umbra costs beside its floor, measured in one run and printed as a table.

    .venv/bin/python packaging/bench.py [--rounds N] [--preparations N]

Every figure is a ratio of medians of runs taken in turn, so that a slow or busy machine slows
both sides. Nothing here is a test: a noisy machine makes a noisy table.
"""

import argparse
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.session import Session
    from app.workplace import Workplace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

_BARE_WINDOW = """
import sys
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Bare(QMainWindow):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot({wait}, QApplication.quit)
        return done
application = QApplication([])
window = Bare()
window.resize(1366, 768)
window.show()
application.exec()
"""
_OUR_WINDOW = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication
from app.clock import SystemClock
from app.names import names_in
from app.ui import theme
from app.ui.window import Window
class Timed(Window):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot({wait}, QApplication.quit)
        return done
application = QApplication([])
theme.apply(application)
folder = Path({folder!r})
window = Timed(folder, SystemClock(), names_in(folder / "umbra.log.sqlite"))
if not {wait}:
    window.wake = lambda: None
window.resize(1366, 768)
window.show()
application.exec()
window.close()
"""

Row = tuple[str, str, str, str, str]
Both = tuple[float, float]


def main() -> None:
    """Measure every row and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--preparations", type=int, default=2000)
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # people run with compiled files
    with tempfile.TemporaryDirectory(prefix="umbra-bench-") as folder:
        rows = list(_rows(Path(folder), chosen.rounds, chosen.preparations))
    cores = os.cpu_count()
    print(f"{platform.platform()}, {cores} cores, Python {platform.python_version()}\n")
    print("| what | Umbra | floor | ratio | at most |\n|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def _rows(folder: Path, rounds: int, preparations: int) -> Iterator[Row]:
    (folder / "start").mkdir()
    yield _start(folder / "start", rounds)
    yield _memory(folder / "start", rounds)
    yield _step(folder / "step", rounds * 20)
    yield _label(rounds * 5)
    yield _many_labels()
    yield _sign_in(folder / "sign-in", rounds * 3)
    yield from _worklist(folder / "worklist", preparations)


def _row(what: str, both: tuple[float, float], at_most: str, unit: str = "ms") -> Row:
    ours, floor = both
    return what, f"{ours:.3g} {unit}", f"{floor:.3g} {unit}", f"{ours / floor:.2f}", at_most


def _process(script: str) -> tuple[float, float]:
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", script])
    _, _, usage = os.wait4(process.pid, 0)
    return (time.perf_counter() - began) * 1000, usage.ru_maxrss / 1024


def _pair(ours: str, floor: str, rounds: int) -> tuple[Both, Both]:
    pairs = [(_process(ours), _process(floor)) for _ in range(rounds + 1)][1:]
    times = _medians([(ours[0], floor[0]) for ours, floor in pairs])
    sizes = _medians([(ours[1], floor[1]) for ours, floor in pairs])
    return times, sizes


def _medians(pairs: list[Both]) -> Both:
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
    )


def _start(folder: Path, rounds: int) -> Row:
    ours = _OUR_WINDOW.format(root=str(ROOT), folder=str(folder), wait=0)
    times, _ = _pair(ours, _BARE_WINDOW.format(wait=0), rounds)
    return _row("start to first painted window, whole process", times, at_most="1.5")


def _memory(folder: Path, rounds: int) -> Row:
    ours = _OUR_WINDOW.format(root=str(ROOT), folder=str(folder), wait=2500)
    _, sizes = _pair(ours, _BARE_WINDOW.format(wait=0), max(rounds // 3, 1))
    return _row("memory of the idle window, folder open", sizes, at_most="1.6", unit="MiB")


def _median(action: Callable[[], object], count: int) -> float:
    times = []
    for _ in range(count):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _step(folder: Path, rounds: int) -> Row:
    from app.core import entry as said

    with _prepared(folder) as (_, session):
        call = said.Call("bench")
        ours, floor = [], []
        with closing(_bare(folder / "bare.sqlite")) as bare:
            data = "x" * 80
            for _ in range(rounds):
                ours.append(_median(lambda: session.do(call), 1))
                floor.append(_median(lambda: _insert(bare, data), 1))
    medians = statistics.median(ours), statistics.median(floor)
    return _row("a step: entry to durable on disk", medians, at_most="1.5")


def _bare(path: Path) -> sqlite3.Connection:
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    columns = ", ".join(f"c{number} TEXT" for number in range(10))
    bare.execute(f"CREATE TABLE event (seq INTEGER PRIMARY KEY, {columns}) STRICT")
    return bare


def _insert(bare: sqlite3.Connection, data: str) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO event VALUES (NULL" + ", ?" * 10 + ")", [data] * 10)
    bare.execute("COMMIT")


@contextmanager
def _prepared(folder: Path) -> "Iterator[tuple[Workplace, Session]]":
    from app.clock import SetClock
    from app.core.person import Office
    from app.site import Site
    from app.workplace import Workplace

    clock = SetClock(datetime(2026, 11, 2, 15, 0, tzinfo=UTC))
    work = Workplace.open(folder, clock)
    try:
        site = Site("Bench Pharmacy", "555-0100", "UTC", "US", True)
        administrator = work.begin(site, "Administrator One", "2580")
        person = work.people.add("Pharmacist One", Office.PHARMACIST, "1357", by=administrator)
        second = work.people.add("Pharmacist Two", Office.PHARMACIST, "9753", by=administrator)
        asked = work.formulary.standing("besponsa-us").unconfirmed
        confirmed = frozenset(each.path for each in asked)
        work.formulary.approve("besponsa-us", confirmed, person, "1357")
        work.formulary.approve("besponsa-us", confirmed, second, "9753")
        work.templates.approve("en-us", person, "1357")
        work.templates.approve("en-us", second, "9753")
        import resources

        (order,) = work.import_data(resources.data("samples/order-fhir.json"), person.name)
        found = work.outlook(order)
        answers = tuple(question.code for question in found.review.questions)
        stream = work.verify(order, found, answers, (), person)
        yield work, work.session(stream, person, lambda _: None)
    finally:
        work.close()


def _sign_in(folder: Path, rounds: int) -> Row:
    """Return how long it takes from a badge that is scanned, with its PIN, to the worklist."""
    import hashlib

    from PySide6.QtWidgets import QApplication

    from app.intake.command_code import Badge, command_text
    from app.names import names_in
    from app.people import COST
    from app.ui import theme
    from app.ui.pages.worklist import WorklistPage
    from app.ui.window import Window

    with _prepared(folder) as (work, _):
        people, clock = work.people, work.clock
        badge = people.give_badge("Pharmacist One", by=people.named("Administrator One"))
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application)
    window = Window(folder, clock, names_in(folder / "umbra.log.sqlite"))
    window.resize(1366, 768)
    window.show()
    while window.workplace is None:
        application.processEvents()

    def ours() -> None:
        window.scanner.scanned.emit(command_text(Badge(badge)))
        window.sign_in.pin.set_text("1357")
        window.sign_in.take_confirm()
        window.repaint()

    def floor() -> None:
        hashlib.scrypt(b"1357", salt=os.urandom(16), dklen=32, **COST)

    times: list[Both] = []
    for _ in range(rounds + 1):
        times.append((_median(ours, 1), _median(floor, 1)))
        worklist = window.pages.currentWidget()
        assert isinstance(worklist, WorklistPage)
        worklist.leaving.emit()
        application.processEvents()
    window.close()
    return _row("sign-in: badge, PIN, worklist painted", _medians(times[1:]), at_most="2")


def _label(rounds: int) -> Row:
    from dataclasses import replace

    from app.self_check import SAMPLE_LABEL
    from reports.label import draw_label
    from reports.verify import verify_label

    bare = _bare_label()

    label = replace(SAMPLE_LABEL, code=_signed_sample())

    def ours() -> None:
        verify_label(draw_label(label), label)

    ours()
    bare()
    pairs = [(_median(ours, 1), _median(bare, 1)) for _ in range(rounds)]
    return _row("one 4 x 3 in label, drawn and read back", _medians(pairs), at_most="3")


def _many_labels(count: int = 1000) -> Row:
    """Return what a thousand labels take, each another one, signed, drawn and read back."""
    from dataclasses import replace

    from app.label_code import signed_code
    from app.label_signing import PrivateKey
    from app.self_check import SAMPLE_LABEL
    from reports.label import draw_label
    from reports.verify import verify_label

    bare, key = _bare_label(), PrivateKey(bytes(32))

    def ours(number: int) -> None:
        label = replace(SAMPLE_LABEL, identifier=f"MRN {number:08d}")
        code = signed_code(f"(91)2611-{number:04d}(92)1", (text for _, text in label.parts()), key)
        label = replace(label, code=code)
        verify_label(draw_label(label), label)

    times = [0.0, 0.0]
    for number in range(1, count + 1):  # in turn, so that a busy minute slows both
        draws: tuple[Callable[[], object], ...] = (partial(ours, number), bare)
        for which, draw in enumerate(draws):
            began = time.perf_counter()
            draw()
            times[which] += time.perf_counter() - began
    both = (times[0] * 1000, times[1] * 1000)
    return _row(f"{count:,} signed labels in one run, drawn and read back", both, at_most="3")


def _signed_sample() -> str:
    """Return a code as long as that of a real label."""
    from app.label_code import signed_code
    from app.label_signing import PrivateKey

    figures = "(91)2611-0001(92)1(93)2611022000(94)2611022354(95)1.45mg"
    return signed_code(figures, ("sample",), PrivateKey(bytes(32)))


def _bare_label() -> Callable[[], None]:
    """Return what draws the same texts and modules with ReportLab alone."""
    import io

    import zxingcpp
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    import resources
    from app.self_check import SAMPLE_LABEL

    for name in ("Regular", "Bold"):
        data = io.BytesIO(resources.data(f"fonts/UmbraSans-{name}.ttf"))
        pdfmetrics.registerFont(TTFont(f"Bare{name}", data))
    code = zxingcpp.create_barcode(
        _signed_sample(), zxingcpp.BarcodeFormat.DataMatrix, gs1=True, force_square=True
    )
    pixels = memoryview(zxingcpp.write_barcode_to_image(code, scale=1))  # type: ignore[arg-type]
    rows, columns = pixels.shape or (0, 0)
    dark = [(x, y) for y in range(rows) for x in range(columns) if not pixels[y, x]]
    texts = [text for _, text in SAMPLE_LABEL.parts()]

    def draw() -> None:
        canvas = Canvas(io.BytesIO(), (288, 216), invariant=1)
        for place, text in enumerate(texts):
            canvas.setFont("BareBold" if place % 3 == 0 else "BareRegular", 9)
            canvas.drawString(10, 200 - place * 9, text)
        path = canvas.beginPath()
        for x, y in dark:
            path.rect(210 + x * 2, 10 + y * 2, 2, 2)
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.save()

    return draw


def _worklist(folder: Path, preparations: int) -> Iterator[Row]:
    small, large = max(preparations // 100, 10), preparations
    times = {}
    for count in (small, large):
        times[count] = _refresh(folder / str(count), count)
    what = f"worklist with {large:,} preparations, p99, beside {small:,}"
    yield _row(what, (times[large], times[small]), at_most="1.3, and 50 ms")


def _refresh(folder: Path, preparations: int) -> float:
    from app.board import Board
    from app.preparations import preparation_in
    from app.store import Entries, Fact

    with _prepared(folder) as (work, session):
        log = work.log  # filled by hand: nobody prepares thousands for a table
        history = log.history(session.stream)
        stamps = {"at": history[0].at, "clock": history[0].clock, "actor": "bench"}
        for number in range(2, preparations + 2):
            stream = f"preparation/2611-{number:04d}"
            facts = [Fact(row.name, row.data) for row in history]
            facts += [Fact("pharmacist-called", '{"remark":null}')] * 20
            facts.append(Fact("discarded", '{"reason":"bench","vials":0,"waste":"0 mg"}'))
            log.record((Entries(stream, 0, tuple(facts)),), **stamps)
        board = Board(log)

        def refresh() -> None:
            for stream in (*board.unfinished(), *board.finished()):
                preparation_in(log, log.history(stream))

        refresh()
        times = sorted(_median(refresh, 1) for _ in range(100))
        return times[98]


if __name__ == "__main__":
    main()
