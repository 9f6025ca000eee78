"""A preparation walked on a real X server by scanner events alone, from sign-in to release.

    .venv/bin/python packaging/hood_walk.py --out DIR [--size 1366x768]

Starts a screen of its own (Xvfb, with openbox, for without a window manager no window has the
keyboard), on it the real program with a data folder made for this, and sends it what a scanner
sends: the keys of a code, 4 ms apart, and the key that ends it. Badges name people, codes of the
command sheet are digits, answers and Confirm. The clock is the machine's own. It leaves in DIR the
data folder and a picture of the screen after each step, and prints what was scanned.

At the end `umbra verify` must find nothing, and a released preparation with its label must be
there; what does not hold ends it with a traceback. Exit code 2, and a sentence, where the programs
that it needs are missing. It needs the tools of the tests.
"""

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import progress  # noqa: E402
import system_packages  # noqa: E402

from app.clock import SystemClock  # noqa: E402
from app.core.preparation import Preparation, Status  # noqa: E402
from app.core.quantity import show  # noqa: E402
from app.core.step import Kind, Role, Step  # noqa: E402
from app.core.timing import Name, deadline_named  # noqa: E402
from app.folder import LOG_NAME  # noqa: E402
from app.intake.command_code import DIGITS, Badge, Command, Instruction, command_text  # noqa: E402
from app.preparations import PREFIX, preparation_in  # noqa: E402
from app.store import Log  # noqa: E402
from app.ui.facts.finish import ways  # noqa: E402
from app.workplace import Workplace  # noqa: E402
from reports.verify import code_on  # noqa: E402
from tests.approving import approve_all, confirm_products  # noqa: E402
from tests.ui.hospital import (  # noqa: E402
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    SITE,
    TECHNICIAN,
    add_people,
    order,
    person_for,
)

GROUP = "hood"
# A scanner's keys, and how long a hand takes to the next code: the same code is taken no sooner.
KEY_MS, CODE_S, CONFIRM_S = 4, 0.35, 1.1
PATIENCE_S = 60
# What a slow machine may take to draw a label and paint it.
PAINT_S = 0.9
_POINT = {digit.sign: digit for digit in (*DIGITS, Instruction.POINT)}


def main() -> None:
    """Walk once; print what was scanned, and where the pictures are."""
    parser = argparse.ArgumentParser(description="A walk by scanner alone on a real X server.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="1366x768")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    try:
        system_packages.provide((GROUP,), str(chosen.out / "packages.txt"))
    except progress.SetUpRefused as refused:
        print(refused, file=sys.stderr)
        raise SystemExit(2) from refused
    for earlier in chosen.out.glob("*.png"):
        earlier.unlink()
    folder = chosen.out / "data"
    badges, conditions = prepared(folder)
    with screen(chosen.size) as display, program(folder, display, chosen.out) as umbra:
        walk = Walk(Scanner(display), umbra, folder, chosen.out, badges)
        walk.to_release(conditions)
    verify(folder, walk.stream)
    print(f"{len(walk.scanner.sent)} codes scanned; pictures in {chosen.out}")


def prepared(folder: Path) -> tuple[dict[str, str], int]:
    """Make a data folder with an order that waits; return the badges, and how much it asks."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    work = Workplace.open(folder, SystemClock())
    try:
        administrator = add_people(work)
        two = {name: PINS[name] for name in (PHARMACIST, SECOND_PHARMACIST)}
        approve_all(work, two)
        confirm_products(work, two)
        work.import_data(_order_of_today(), PHARMACIST)
        for name in PINS:
            work.people.give_badge(name, by=administrator)
        (stream,) = work.board.waiting()
        return work.people.badges(), len(work.outlook(stream).review.questions)
    finally:
        work.close()


def _order_of_today() -> bytes:
    """Return the sample order as if it were written an hour ago, for three hours from now."""
    now = SystemClock().reading().wall.replace(microsecond=0)
    moments = {
        "2026-11-01": f"{now - timedelta(days=1):%Y-%m-%d}",
        "2026-11-02T08:30:00-06:00": (now - timedelta(hours=1)).isoformat(),
        "2026-11-02T13:00:00-06:00": (now + timedelta(hours=3)).isoformat(),
    }
    text = json.dumps(json.loads(order()))
    for sample, today in moments.items():
        text = text.replace(sample, today)
    return text.encode()


def packages(step: Step) -> Iterator[str]:
    """Yield what a scanner reads on each package that a step wants, in date until next year."""
    until = f"{SystemClock().reading().wall + timedelta(days=300):%y%m%d}"
    for need in step.needs:
        for number in range(1, need.count + 1):
            yield {
                Role.VIAL: f"]d2010030008010001117{until}10AB1234\x1d21{number:011d}",
                Role.RECONSTITUTION_DILUENT: f"]d2010030409488717317{until}10SW4410",
                Role.DILUTION_DILUENT: f"]d2010030264180032317{until}10J4C201",
                Role.CONTAINER: "]d20102000000010014",
                Role.LIGHT_COVER: "]d20102000000010038",
            }[need.role]


@contextmanager
def screen(size: str) -> Iterator[str]:
    """Yield the name of a display of its own, with a window manager on it."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-dpi", "100"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    manager = None
    try:
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        surroundings = {**os.environ, "DISPLAY": display}
        manager = subprocess.Popen(["openbox"], env=surroundings, stderr=subprocess.DEVNULL)
        yield display
    finally:
        for process in (manager, server):
            if process is not None:
                process.terminate()
                process.wait()


@contextmanager
def program(folder: Path, display: str, out: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Yield Umbra with its window open, its folder too; close the window at the end."""
    surroundings = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with (out / "umbra.txt").open("wb") as told:
        umbra = subprocess.Popen(
            [sys.executable, "-m", "app", "--data", str(folder)],
            cwd=ROOT,
            env=surroundings,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    try:
        _until(lambda: _holds(folder, umbra.pid), "the program opens its folder")
        window = _window(display)
        for act in ("windowactivate", "windowsize"):
            more = ("100%", "100%") if act == "windowsize" else ()
            _xdotool(display, act, "--sync", window, *more)
        yield umbra
        _xdotool(display, "key", "alt+F4")
        umbra.wait(PATIENCE_S)
    finally:
        if umbra.poll() is None:
            umbra.kill()
        umbra.wait()
    assert umbra.returncode == 0, f"Umbra ended with {umbra.returncode}: {out / 'umbra.txt'}"


def _holds(folder: Path, process: int) -> bool:
    """Tell whether a process has the log open for work."""
    lock = folder / f"{LOG_NAME}.lock"
    try:
        with closing(sqlite3.connect(f"{lock.as_uri()}?mode=ro", uri=True)) as file:
            return file.execute("SELECT process FROM holder").fetchall() == [(process,)]
    except sqlite3.OperationalError:
        return False


def _window(display: str) -> str:
    found = _xdotool(display, "search", "--sync", "--onlyvisible", "--name", "Umbra")
    return found.split()[-1]


def _xdotool(display: str, *words: str) -> str:
    surroundings = {**os.environ, "DISPLAY": display}
    done = subprocess.run(
        ["xdotool", *words],
        env=surroundings,
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    return done.stdout


def _until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{PATIENCE_S} s passed, and this did not come: {what}")
        time.sleep(0.05)


class Scanner:
    """What types on a display as a scanner does; `sent` is what it sent."""

    def __init__(self, display: str) -> None:
        self.display = display
        self.sent: list[str] = []

    def scan(self, code: str) -> None:
        """Send the keys of a code and the one that ends it, then let a hand's time pass."""
        words: list[str] = []
        pause = ("--delay", str(KEY_MS))
        for at, part in enumerate(code.split("\x1d")):
            # The separator comes as Ctrl and the bracket that closes, as scanners send it.
            words += ("key", *pause, "ctrl+bracketright") if at else ()
            words += ("type", *pause, "--args", "1", part)
        _xdotool(self.display, *words, "key", *pause, "Return")
        self.sent.append(code)
        time.sleep(CODE_S)

    def say(self, command: Command) -> None:
        """Scan a code of the command sheet, or a badge."""
        self.scan(command_text(command))
        if command is Instruction.CONFIRM:
            time.sleep(CONFIRM_S - CODE_S)

    def number(self, text: str) -> None:
        """Scan a number and Confirm."""
        for sign in text:
            self.say(_POINT[sign])
        self.say(Instruction.CONFIRM)


class Walk:
    """One preparation; what stands in the log says what is scanned next."""

    def __init__(
        self,
        scanner: Scanner,
        umbra: "subprocess.Popen[bytes]",
        folder: Path,
        out: Path,
        badges: dict[str, str],
    ) -> None:
        self.scanner, self.stream = scanner, ""
        self._umbra, self._folder, self._out, self._badges = umbra, folder, out, badges
        self._person, self._pictures = "", 0

    def to_release(self, conditions: int) -> None:
        """Verify the order, which asks so many conditions, and do every step."""
        self._picture("sign-in")
        self._sign_in(PHARMACIST)
        self._picture("worklist")
        self.scanner.say(Instruction.CONFIRM)
        self._picture("order")
        for _ in range(conditions + 1):
            self.scanner.say(Instruction.CONFIRM)
        self._picture("order-answered")
        self.scanner.say(Instruction.CONFIRM)
        _until(lambda: bool(self._streams()), "the order is verified")
        (self.stream,) = self._streams()
        while (step := self._state().step) is not None:
            if self._person != person_for(step):
                self._sign_in(person_for(step))
            self._picture(step.identifier)
            self._do(step)
            self._wait_for_the_step_after(step)
        self._picture("released")

    def _wait_for_the_step_after(self, step: Step) -> None:
        """Wait until a step is done, and what one press records with it."""
        _until(lambda: self._state().step != step, f"{step.identifier} is done")
        version = -1
        while version != self._state().version:
            version = self._state().version
            time.sleep(CODE_S)

    def _do(self, step: Step) -> None:
        match step.kind:
            case Kind.SCAN:
                for code in packages(step):
                    self.scanner.scan(code)
            case Kind.MEASURE:
                assert step.amount is not None
                self.scanner.number(show(step.amount).partition(" ")[0])
            case Kind.CHECK:
                self._check()
            case Kind.SCAN_BACK:
                self.scanner.scan(code_on(self._label().read_bytes()))
            case _ if step.signs is not None:
                self.scanner.number(PINS[self._person])
            case Kind.INSPECT | Kind.PROTECT:
                together = ways(self._state())
                self.scanner.say(DIGITS[together[0].digit if together else 1])
            case _:
                self.scanner.say(Instruction.CONFIRM)

    def _check(self) -> None:
        start = deadline_named(self._state().deadlines(), Name.START).at
        self.scanner.number("5.82")
        self.scanner.number(f"{SITE.local(start):%H%M}")
        _until(lambda: self._state().figures is not None, "the checker's figures are recorded")
        self._picture("check-compared")
        self.scanner.number(PINS[self._person])
        _until(lambda: self._state().label is not None, "the label is printed")

    def _label(self) -> Path:
        label = self._state().label
        assert label is not None
        return self._folder / "labels" / label.file

    def _sign_in(self, name: str) -> None:
        before = self._count("signed-in")
        self.scanner.say(Badge(self._badges[name]))
        self.scanner.number(PINS[name])
        _until(lambda: self._count("signed-in") > before, f"{name} signs in")
        self._person = name
        time.sleep(CODE_S)

    def _count(self, name: str) -> int:
        with Log.read(self._folder / LOG_NAME) as log:
            return sum(row.name == name for row in log.history("people"))

    def _streams(self) -> list[str]:
        with Log.read(self._folder / LOG_NAME) as log:
            return list(log.streams(PREFIX))

    def _state(self) -> Preparation:
        assert self._umbra.poll() is None, "Umbra ended"
        return state_of(self._folder, self.stream)

    def _picture(self, name: str) -> None:
        """Keep what stands on the screen, once it had time to be painted."""
        time.sleep(PAINT_S)
        self._pictures += 1
        file = self._out / f"{self._pictures:02d}-{name}.png"
        surroundings = {**os.environ, "DISPLAY": self.scanner.display}
        subprocess.run(["import", "-window", "root", file], env=surroundings, check=True)


def state_of(folder: Path, stream: str) -> Preparation:
    """Return how a preparation stands in the log of a folder."""
    with Log.read(folder / LOG_NAME) as log:
        return preparation_in(log, log.history(stream))


def verify(folder: Path, stream: str) -> None:
    """Require that verify finds nothing, and that a dose went out with its label on."""
    verifying = [sys.executable, "-m", "app", "verify", "--data", str(folder)]
    done = subprocess.run(verifying, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    state = state_of(folder, stream)
    assert state.status is Status.RELEASED
    assert state.label is not None
    label = folder / "labels" / state.label.file
    assert code_on(label.read_bytes())
    assert not any(each.typed for each in state.materials)
    assert state.preparers == (TECHNICIAN,)
    print(done.stdout.strip())


if __name__ == "__main__":
    main()
