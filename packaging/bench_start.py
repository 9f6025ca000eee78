"""How soon the frozen program is there, beside the same from source, measured in one run.

    build/environment/bin/python packaging/bench_start.py [--rounds N]

Run packaging/build.py first. Each figure is a ratio of medians of runs taken in turn, as in
bench.py. The window is opened on a virtual screen (xvfb, xdotool) and waited for until it is there.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FROZEN = ROOT / "dist" / "umbra" / "umbra"
ASKED = {
    "umbra --version": ["--version"],
    "umbra plan, with the clinical core": (
        ["plan", "--height", "170 cm", "--weight", "70 kg", "--cycle", "1", "--day", "1"]
    ),
    "umbra self-check": ["self-check"],
}


def main() -> None:
    """Measure each command and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    require_build()
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print("| what | frozen | from source | ratio |\n|---|---|---|---|")
    for what, arguments in ASKED.items():
        report(what, rounds, arguments)
    with tempfile.TemporaryDirectory(prefix="umbra-bench-") as folder, screen():
        data = ["--data", folder]
        frozen, source = [], []
        for _ in range(rounds + 1):
            frozen.append(shown([str(FROZEN), *data]))
            source.append(shown([sys.executable, "-m", "app", *data]))
        print(row("the window on the screen", frozen[1:], source[1:]))


def require_build() -> None:
    """End with exit code 2 where there is no frozen program to measure."""
    if not FROZEN.is_file():
        print(f"There is no {FROZEN}: run packaging/build.py first.", file=sys.stderr)
        raise SystemExit(2)


@contextmanager
def screen() -> Iterator[None]:
    """Have a screen that nobody sees."""
    os.environ["DISPLAY"] = ":8"
    os.environ.pop("QT_QPA_PLATFORM", None)
    with subprocess.Popen(["Xvfb", ":8", "-screen", "0", "1366x768x24"]) as process:
        time.sleep(2)
        try:
            yield
        finally:
            process.terminate()


def shown(command: list[str]) -> float:
    """Return how long it takes until the window of this command is there, in milliseconds."""
    begun = time.perf_counter()
    with subprocess.Popen(command) as process:
        wait = ["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Umbra"]
        subprocess.run(wait, stdout=subprocess.DEVNULL, check=True)
        took = (time.perf_counter() - begun) * 1000
        process.terminate()
    return took


def report(what: str, rounds: int, arguments: list[str]) -> None:
    """Print what a command takes, frozen and from source."""
    frozen, source = [], []
    for _ in range(rounds + 1):
        frozen.append(took([str(FROZEN), *arguments]))
        source.append(took([sys.executable, "-m", "app", *arguments]))
    print(row(what, frozen[1:], source[1:]))


def row(what: str, frozen: list[float], source: list[float]) -> str:
    """Return a row of the table."""
    ours, beside = statistics.median(frozen), statistics.median(source)
    return f"| {what} | {ours:.0f} ms | {beside:.0f} ms | {ours / beside:.2f} |"


def took(command: list[str]) -> float:
    """Return how long a command takes, in milliseconds."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
