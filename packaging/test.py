"""Run all checks and tests: `python3 packaging/test.py [ARGS]`, where ARGS go to pytest.

Sets up the same environment as `run.py`, with the test tools beside it. Without ARGS the whole
suite runs and every branch of the clinical core must be covered. pytest runs last, so that its
summary is the last thing printed; the exit code is not 0 where any check failed.
"""

import os
import sys

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
WHOLE_SUITE = ("--whole-suite", "--cov", "--cov-report=")


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
    arguments = tuple(sys.argv[1:]) or WHOLE_SUITE
    if not failed:
        umbra.become("-m", "pytest", *arguments)
    import subprocess

    subprocess.run([umbra.python, "-m", "pytest", *arguments], check=False)
    raise SystemExit(1)


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
