"""The commands, and the program itself: exit codes, sentences, and what needs no data folder."""

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from app import __version__, cli
from app.__main__ import main
from app.clock import SetClock
from app.folder import LOG_NAME
from app.intake.command_code import Instruction, command_text
from tests.app.pharmacy import BEGINS, Pharmacy, words_of
from tests.command_line.commands import Answer, Umbra, streams, unusable
from tests.reports.reading import codes_on, words_on

PLAN = ["plan", "--height", "170 cm", "--weight", "70 kg", "--cycle", "1", "--day", "1"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["brew"], "invalid choice: 'brew'"),
        (["import"], "the following arguments are required: FILE"),
        (["record", "2611-0001"], "the following arguments are required: --out"),
        (["backup"], "the following arguments are required: FILE"),
        (["demo"], "the following arguments are required: --out"),
        (["--data"], "expected one argument"),
        (["verify", "--fast"], "unrecognized arguments: --fast"),
        (["plan", "--height", "170 cm"], "the following arguments are required: --weight"),
    ],
)
def test_a_command_that_is_none_is_refused(umbra: Umbra, words: list[str], sentence: str) -> None:
    told = unusable(umbra(*words), sentence)
    assert "--help” shows what it takes." in told


@pytest.mark.parametrize("words", [["--help"], ["import", "--help"], ["plan", "--help"]])
def test_help_says_what_there_is(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(words)
    assert ended.value.code == 0
    assert "usage: umbra" in capsys.readouterr().out


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["--version"])
    assert capsys.readouterr().out == f"umbra {__version__}\n"


def test_all_samples_are_imported_into_a_new_folder(
    umbra: Umbra, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    answer = umbra("import", "--data", tmp_path / "new" / "data", *samples)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        f"imported DEMO-ORDER-000{number} from {file}"
        for number, file in zip((1, 2, 3), samples, strict=True)
    ]
    assert len(streams(tmp_path / "new" / "data")) == 3
    pharmacy = Pharmacy(tmp_path / "new" / "data", SetClock(BEGINS))
    assert len(pharmacy.work.board.waiting()) == 3
    assert pharmacy.work.is_new
    pharmacy.close()


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_data_folder_is_named_before_or_after_the_command(
    umbra: Umbra, data: Path, place: str
) -> None:
    words = ["--data", data, "verify"] if place == "before" else ["verify", "--data", data]
    assert umbra(*words).code == 0


@pytest.mark.parametrize(("words", "width"), [((), 612), (("--paper", "A4"), 595.28)])
def test_the_page_of_codes_for_a_scanner_is_written(
    umbra: Umbra, tmp_path: Path, words: tuple[str, ...], width: float
) -> None:
    file = tmp_path / "codes.pdf"
    answer = umbra("scanner-sheet", "--out", file, *words)
    assert answer == Answer(0, f"written: {file}\n", "")
    (page,) = pypdfium2.PdfDocument(file.read_bytes())
    assert page.get_width() == pytest.approx(width, abs=0.01)
    assert "(01)02999999999991(17)281231(10)Lot-7a(21)Ser.9Z" in words_of(file)


def test_a_page_of_codes_that_cannot_be_written_is_refused(umbra: Umbra, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    unusable(umbra("scanner-sheet", "--out", tmp_path / "file" / "codes.pdf"), "could not be")
    unusable(umbra("scanner-sheet"), "required: --out")


def test_the_self_check_says_what_it_tried(umbra: Umbra) -> None:
    answer = umbra("self-check")
    assert (answer.code, answer.err) == (0, "")
    assert len(answer.out.splitlines()) == 8


def test_the_demo_leaves_real_work_alone(data: Path, tmp_path: Path) -> None:
    before = (data / LOG_NAME).read_bytes()
    done = started("demo", "--out", str(tmp_path / "out"), "--data", str(data))
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds work of its own" in done.stderr
    assert (data / LOG_NAME).read_bytes() == before


def test_the_demo_wants_a_folder_to_put_its_papers_in(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("notes")
    done = started("demo", "--out", str(tmp_path / "notes"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "notes" in done.stderr
    assert "Traceback" not in done.stderr


def started(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_answers_as_its_commands_do(data: Path) -> None:
    done = started("verify", str(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert ": sound. " in done.stdout
    done = started("brew")
    assert done.returncode == 2
    assert done.stderr.startswith("umbra: argument COMMAND: invalid choice")


def test_the_program_takes_its_words_from_whoever_starts_it(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    assert main(["verify", str(data)]) == 0
    assert ": sound. " in capsys.readouterr().out
    assert main(["verify", str(data / "none")]) == 2


@pytest.mark.parametrize("paper", ["letter", "A4"])
def test_the_sheet_of_command_codes_needs_no_data_folder(
    umbra: Umbra, tmp_path: Path, paper: str
) -> None:
    file = tmp_path / "sheets" / "codes.pdf"
    answer = umbra("--data", tmp_path / "none", "command-sheet", "--out", file, "--paper", paper)
    assert answer == (0, f"written: {file}\n", "")
    pdf = file.read_bytes()
    read = {code for page in codes_on(pdf) for code, _ in page}
    assert read == {command_text(each) for each in Instruction}
    assert "St. Example" not in words_on(pdf, 0)
    assert not (tmp_path / "none").exists()


def test_a_sheet_that_cannot_be_written_is_refused(umbra: Umbra, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    unusable(umbra("command-sheet", "--out", tmp_path / "file" / "codes.pdf"), "could not be")
    unusable(umbra("command-sheet"), "--out")


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", *PLAN, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (1, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_terminal_can_show_what_is_said(data: Path, encoding: str) -> None:
    for words, code in ((PLAN, 0), (["verify", str(data / "none")], 2), ([*PLAN, "--day", "9"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr
