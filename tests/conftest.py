"""What every test stands on: Qt draws off screen, and the whole suite must cover the core."""

import io
import os
from collections.abc import Generator

import coverage
import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# The time one example takes says nothing on a busy machine.
hypothesis.settings.register_profile("umbra", deadline=None)
hypothesis.settings.load_profile("umbra")

FULLY_COVERED = [
    "app/core/*",
    "app/log_*.py",
    "app/store.py",
    "app/approvals.py",
    "app/companion_labels.py",
    "app/label_*.py",
    "app/labels*.py",
    "reports/*",
]
# What a PIN costs to try is a tenth of a second on purpose; a suite tries thousands of them. It is
# the same scrypt with a smaller table; that the shipped cost is used says tests/app/test_people.py.
CHEAP = {"n": 2**4, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
GAPS = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--whole-suite",
        action="store_true",
        help="all tests are run: fail unless they cover every branch of "
        + ", ".join(FULLY_COVERED),
    )


@pytest.fixture(autouse=True, scope="session")
def shipped_cost() -> Generator[dict[str, int]]:
    """Let trying a PIN take no time; what it costs as shipped is returned."""
    from app import people  # here and not above: coverage must see it being imported

    shipped = dict(people.COST)
    people.COST.update(CHEAP)
    yield shipped
    people.COST.update(shipped)


@pytest.fixture
def pins_as_shipped(shipped_cost: dict[str, int]) -> Generator[None]:
    """Let a PIN cost what it does in the program: its log was written by another process."""
    from app import people

    people.COST.update(shipped_cost)
    yield
    people.COST.update(CHEAP)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Fail a whole, passing suite that leaves a branch of the core untested."""
    result = yield
    # Each process of several runs a part; the one that hands the files out measures the whole.
    is_part = hasattr(session.config, "workerinput")
    if session.config.getoption("--whole-suite") and not is_part and not session.testsfailed:
        measured = coverage.Coverage()
        measured.load()
        table = io.StringIO()
        covered = measured.report(include=FULLY_COVERED, file=table)
        session.config.stash[GAPS] = table.getvalue() if covered < 100 else ""
        session.testsfailed += covered < 100
    return result


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    gaps = config.stash.get(GAPS, None)
    if gaps:
        terminalreporter.section("FAILED: code that must be fully covered is not", red=True)
        terminalreporter.write(gaps)
    elif gaps is not None:
        terminalreporter.write_line("Every branch of the clinical core, log and print is covered.")
