"""The names on the sign-in page, read with nothing but the standard library."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.core.person import Office
from app.folder import LOG_NAME
from app.names import names_in
from app.people import STREAM
from app.store import Log
from tests.app.forgery import change_raw
from tests.app.pharmacy import ADMINISTRATOR, PINS, TECHNICIAN, Pharmacy


def test_the_names_are_those_who_may_sign_in(pharmacy: Pharmacy, folder: Path) -> None:
    log, people = folder / LOG_NAME, pharmacy.work.people
    assert names_in(log) == tuple(sorted(PINS))
    people.add("anna Early", Office.TECHNICIAN, "2468", by=ADMINISTRATOR)
    people.leave(TECHNICIAN.name, by=ADMINISTRATOR)
    people.sign_in("anna Early", "2468")
    expected = tuple(person.name for person in people.everyone())
    assert names_in(log) == expected
    assert expected[1] == "anna Early"
    pharmacy.close()
    assert names_in(log) == expected


def test_a_folder_without_a_log_has_no_names(tmp_path: Path) -> None:
    assert names_in(tmp_path / LOG_NAME) == ()
    assert names_in(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"notes", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_log_has_no_names(tmp_path: Path, content: bytes) -> None:
    (tmp_path / LOG_NAME).write_bytes(content)
    assert names_in(tmp_path / LOG_NAME) == ()
    assert (tmp_path / LOG_NAME).read_bytes() == content


@pytest.mark.parametrize("data", ["{}", "[]", "5", '"x"', '{"name":5}', '{"name":null}'])
def test_a_log_that_was_tampered_with_is_left_to_the_log_to_judge(folder: Path, data: str) -> None:
    log = folder / LOG_NAME
    change_raw(log, f"UPDATE event SET data = '{data}' WHERE stream = '{STREAM}'")
    assert names_in(log) == ()


def test_reading_names_loads_no_library(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from app.names import names_in\n"
        "print(len(names_in(Path(sys.argv[1]))))\n"
        "print(*sorted({'sqlite_utils', 'pint', 'PySide6', 'reportlab'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / LOG_NAME)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "4\n\n"


def test_a_log_that_is_read_stays_free(folder: Path) -> None:
    names_in(folder / LOG_NAME)
    Log.open(folder / LOG_NAME, "HOOD-1").close()
