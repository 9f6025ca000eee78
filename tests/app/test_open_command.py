"""Order files opened from the desktop: the note that is left, and who picks it up."""

import io
import os
import stat
from pathlib import Path

import pytest

from app import incoming, log_lock, open_command
from app.__main__ import main
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.store import Log


def test_a_note_names_the_files_wherever_they_are_and_is_taken_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    incoming.hand_over(data, [Path("order.hl7"), Path("/elsewhere/ä b.json")])
    (note,) = incoming.waiting(data)
    assert incoming.take(note) == (tmp_path / "order.hl7", Path("/elsewhere/ä b.json"))
    assert incoming.waiting(data) == ()
    assert incoming.take(note) == ()


def test_what_is_handed_over_first_is_taken_first(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        incoming.hand_over(tmp_path, [tmp_path / f"{number}"])
        (newest,) = set(incoming.waiting(tmp_path)) - {
            tmp_path / "incoming" / f"{each}.json" for each in range(1, number)
        }
        newest.rename(newest.with_name(f"{number}.json"))
        os.utime(tmp_path / "incoming" / f"{number}.json", (number, number))
    names = [incoming.take(note)[0].name for note in incoming.waiting(tmp_path)]
    assert names == ["1", "2", "3"]


def test_only_this_account_reads_a_note(tmp_path: Path) -> None:
    incoming.hand_over(tmp_path / "data", [Path("order.hl7")])
    (note,) = incoming.waiting(tmp_path / "data")
    for path, mode in ((tmp_path / "data", 0o700), (note.parent, 0o700), (note, 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("text", [b"", b"{", b'"order.hl7"', b"[1]", b"\xff"])
def test_a_note_that_says_nothing_of_ours_is_taken_away(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "incoming").mkdir()
    note = tmp_path / "incoming" / "x.json"
    note.write_bytes(text)
    assert incoming.take(note) == ()
    assert not note.exists()


def test_an_unfinished_note_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "x.unfinished").touch()
    assert incoming.waiting(tmp_path) == ()


def test_a_window_that_runs_gets_the_file_and_no_second_one_opens(tmp_path: Path) -> None:
    out = io.StringIO()
    with Log.open(tmp_path / LOG_NAME, "HOOD-1"):
        assert open_command.run(None, tmp_path, [tmp_path / "order.hl7"], out) == 0
    assert out.getvalue().startswith("Handed to the Umbra that is open")
    assert len(incoming.waiting(tmp_path)) == 1


def test_where_no_window_runs_one_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    Log.open(tmp_path / LOG_NAME, "HOOD-1").close()
    assert open_command.run(str(tmp_path), tmp_path, [Path("order.hl7")], io.StringIO()) == 2
    assert capsys.readouterr().err.startswith("Umbra found no display")
    log_lock.take(tmp_path / LOG_NAME).close()  # nobody holds the log


def test_a_log_that_cannot_be_locked_is_left_to_the_window_to_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    Log.open(tmp_path / LOG_NAME, "HOOD-1").close()
    lock = tmp_path / f"{LOG_NAME}.lock"
    lock.write_bytes(b"no database" * 100)
    assert open_command.run(str(tmp_path), tmp_path, [Path("order.hl7")], io.StringIO()) == 2
    assert "in use" not in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder must be")
    with pytest.raises(Refused, match="import the file with F4"):
        open_command.run(None, tmp_path / "data", [Path("order.hl7")], io.StringIO())


@pytest.mark.parametrize("words", [["open"], ["open", "--data", "somewhere"]])
def test_without_a_file_the_window_opens_as_it_does_without_a_command(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("Umbra found no display")
    assert not Path("somewhere").exists()
