"""Run all checks and tests: `python3 packaging/test.py [ARGS]`, where ARGS go to pytest.

Sets up the same environment as `run.py`, with the test tools beside it. Without ARGS the whole
suite runs, the tests of the window beside all others, and these others must cover every branch of
the clinical core. pytest's summaries are the last thing printed; the exit code is not 0 where any
check failed.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import python_floor

python_floor.demand()

import environment  # noqa: E402

# What is run -> the arguments for the environment's Python. pyproject.toml says the rest.
CHECKS = {
    "ruff check": ("-m", "ruff", "check", "--quiet"),
    "ruff format --check": ("-m", "ruff", "format", "--check", "--quiet"),
    "mypy": ("-m", "mypy"),
    "lint-imports": (
        "-c",
        "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])",
    ),
}
ALL_BUT_WINDOW = ("--ignore=tests/ui", "--whole-suite", "--cov", "--cov-report=")


def main() -> None:
    """Run the checks, then pytest; end with its exit code, or 1 where an earlier check failed."""
    # The tests draw off screen, so they need no display and none of its libraries.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(display, None)
    requirements = ("requirements.txt", "requirements-test.txt")
    umbra = environment.Environment(environment.CHECKOUT, requirements)
    environment.make_ready(umbra)
    os.chdir(umbra.checkout)
    failed = failing_checks(umbra)
    code = tested(umbra, sys.argv[1:]) if sys.argv[1:] else whole_suite(umbra)
    raise SystemExit(code or bool(failed))


def tested(umbra: environment.Environment, arguments: Sequence[str]) -> int:
    """Run pytest with these arguments and return its exit code."""
    import subprocess

    run = subprocess.run([umbra.python, "-m", "pytest", *arguments], check=False)
    return abs(run.returncode)


def whole_suite(umbra: environment.Environment) -> int:
    """Run all tests in three processes and return 0 where none failed.

    The tests of the window are most of the work: two processes share their files, which are in
    the same order every time. What the others print is shown when the first ended.
    """
    import glob

    window = sorted(glob.glob("tests/ui/test_*.py"))
    half = len(window) // 2
    with beside(umbra, ALL_BUT_WINDOW) as others, beside(umbra, window[half:]) as second:
        return max(tested(umbra, window[:half]), second(), others())


@contextmanager
def beside(umbra: environment.Environment, arguments: Sequence[str]) -> Iterator[Callable[[], int]]:
    """Run pytest beside another; what is given waits for its end, prints all, returns its code."""
    import subprocess
    import tempfile

    command = [umbra.python, "-m", "pytest", *arguments]
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT)

        def end() -> int:
            # A crash ends with a code below 0.
            code = abs(process.wait())
            printed.seek(0)
            sys.stdout.flush()
            sys.stdout.buffer.write(printed.read())
            sys.stdout.flush()
            return code

        try:
            yield end
        finally:
            process.kill()
            process.wait()


def failing_checks(umbra: environment.Environment) -> list[str]:
    """Run CHECKS, each with a line of progress; say and return those that failed."""
    import progress

    failed = []
    for name, arguments in CHECKS.items():
        with progress.action(name) as detail:
            outcome = progress.run([umbra.python, *arguments], umbra.log, detail)
        if outcome.code != 0:
            failed.append(name)
            progress.say("\n".join(outcome.lines) + "\n")
    if failed:
        progress.say(f"Umbra: FAILED before the tests: {', '.join(failed)}\n")
    return failed


if __name__ == "__main__":
    main()
