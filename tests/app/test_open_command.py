"""Order files opened from the desktop: the note that is left, and who picks it up."""

import io
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import incoming, log_lock, open_command
from app.__main__ import main
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.store import Log

NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)


@pytest.fixture
def order(tmp_path: Path) -> Path:
    """A file that was opened; what it holds is looked at where it is imported."""
    file = tmp_path / "order.hl7"
    file.write_bytes(b"MSH|")
    return file


def note_in(data: Path) -> Path:
    """Return the one note that waits."""
    (note,) = incoming.waiting(data)
    return note


def named(note: Path) -> list[Path]:
    """Take a note and return the files it names."""
    return [each.path for each in incoming.take(note)]


def test_a_note_names_the_files_wherever_they_are_and_is_taken_once(
    tmp_path: Path, order: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    other = tmp_path / "ä b.json"
    other.touch()
    incoming.hand_over(data, [Path("order.hl7"), other], NOW)
    note = note_in(data)
    assert named(note) == [order, other]
    assert incoming.waiting(data) == ()
    with pytest.raises(Refused, match="cannot be used"):
        incoming.take(note)


def test_what_is_handed_over_first_is_taken_first(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        file = tmp_path / f"{number}"
        file.touch()
        incoming.hand_over(tmp_path, [file], NOW)
        (newest,) = set(incoming.waiting(tmp_path)) - {
            tmp_path / "incoming" / f"{each}.json" for each in range(1, number)
        }
        newest.rename(newest.with_name(f"{number}.json"))
        os.utime(tmp_path / "incoming" / f"{number}.json", (number, number))
    names = [named(note)[0].name for note in incoming.waiting(tmp_path)]
    assert names == ["1", "2", "3"]


def test_only_this_account_reads_a_note(tmp_path: Path, order: Path) -> None:
    incoming.hand_over(tmp_path / "data", [order], NOW)
    note = note_in(tmp_path / "data")
    for path, mode in ((tmp_path / "data", 0o700), (note.parent, 0o700), (note, 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


def make(kind: str, note: Path) -> None:
    match kind:
        case "folder":
            note.mkdir()
        case "pipe":
            os.mkfifo(note)
        case "dangling":
            note.symlink_to("nowhere")
        case _:
            note.write_text(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "{",
        '"order.hl7"',
        "[1]",
        '["/order.hl7"]',
        '{"at": "2026-11-02T16:00:00", "files": []}',
        '{"at": "2026-11-02T16:00:00+00:00", "files": [{"path": 1, "digest": ""}]}',
        "[" * 100_000,
        "folder",
        "pipe",
        "dangling",
    ],
)
def test_a_note_that_says_nothing_of_ours_is_told_and_set_aside(
    tmp_path: Path, order: Path, kind: str
) -> None:
    (tmp_path / "incoming").mkdir()
    bad = tmp_path / "incoming" / "x.json"
    make(kind, bad)
    incoming.hand_over(tmp_path, [order], NOW)
    good = next(each for each in incoming.waiting(tmp_path) if each != bad)
    with pytest.raises(Refused, match=r"^x\.json, a note of what was opened .* cannot be used"):
        incoming.take(bad)
    assert incoming.waiting(tmp_path) == (good,)
    assert os.path.lexists(bad.with_suffix(".refused"))


def opened(data: Path, order: Path) -> incoming.Opened:
    """Hand a file over, and return what the note says of it."""
    incoming.hand_over(data, [order], NOW)
    (found,) = incoming.take(note_in(data))
    return found


def test_what_was_opened_is_imported_as_it_was_within_a_day(tmp_path: Path, order: Path) -> None:
    found = opened(tmp_path / "data", order)
    for later in (timedelta(0), timedelta(days=1)):
        assert incoming.content(found, NOW + later) == b"MSH|"


@pytest.mark.parametrize("later", [timedelta(days=1, seconds=1), -timedelta(days=2)])
def test_what_was_opened_on_another_day_is_refused(
    tmp_path: Path, order: Path, later: timedelta
) -> None:
    found = opened(tmp_path / "data", order)
    with pytest.raises(Refused, match=r"^order\.hl7 was opened on 2026-11-02, more than a day"):
        incoming.content(found, NOW + later)


def test_what_was_changed_since_is_refused(tmp_path: Path, order: Path) -> None:
    found = opened(tmp_path / "data", order)
    order.write_bytes(b"MSH|another")
    with pytest.raises(Refused, match=r"^order\.hl7 was changed after it was opened"):
        incoming.content(found, NOW)


def test_a_file_that_nobody_can_read_leaves_no_note(tmp_path: Path, order: Path) -> None:
    pipe = tmp_path / "pipe.hl7"
    os.mkfifo(pipe)
    for file, why in (
        (tmp_path / "gone.hl7", "cannot be read: No such"),
        (pipe, "a pipe or a device"),
    ):
        with pytest.raises(Refused, match=why):
            open_command.run(None, tmp_path / "data", [order, file], io.StringIO())
    assert incoming.waiting(tmp_path / "data") == ()


def test_an_unfinished_note_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "x.unfinished").touch()
    assert incoming.waiting(tmp_path) == ()


def test_a_window_that_runs_gets_the_file_and_no_second_one_opens(
    tmp_path: Path, order: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)  # the window that runs has one
    out = io.StringIO()
    with Log.open(tmp_path / LOG_NAME, "HOOD-1"):
        assert open_command.run(None, tmp_path, [order], out) == 0
    assert out.getvalue().startswith("Handed to the Umbra that is open")
    assert len(incoming.waiting(tmp_path)) == 1


def test_where_no_window_runs_and_none_can_open_nothing_waits(
    tmp_path: Path, order: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    Log.open(tmp_path / LOG_NAME, "HOOD-1").close()
    assert open_command.run(str(tmp_path), tmp_path, [order], io.StringIO()) == 2
    assert capsys.readouterr().err.startswith("Umbra found no display")
    log_lock.take(tmp_path / LOG_NAME).close()  # nobody holds the log
    assert incoming.waiting(tmp_path) == ()


def test_a_log_that_cannot_be_locked_is_left_to_the_window_to_tell(
    tmp_path: Path,
    order: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    Log.open(tmp_path / LOG_NAME, "HOOD-1").close()
    lock = tmp_path / f"{LOG_NAME}.lock"
    lock.write_bytes(b"no database" * 100)
    assert open_command.run(str(tmp_path), tmp_path, [order], io.StringIO()) == 2
    assert "in use" not in capsys.readouterr().out


def test_a_log_is_held_while_an_umbra_writes_to_it(tmp_path: Path) -> None:
    path = tmp_path / LOG_NAME
    assert not log_lock.is_held(path)
    with Log.open(path, "HOOD-1"):
        assert log_lock.is_held(path)
    assert not log_lock.is_held(path)


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path: Path, order: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder must be")
    with pytest.raises(Refused, match="import the file with F4"):
        open_command.run(None, tmp_path / "data", [order], io.StringIO())


@pytest.mark.parametrize("words", [["open"], ["open", "--data", "somewhere"]])
def test_without_a_file_the_window_opens_as_it_does_without_a_command(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("Umbra found no display")
    assert not Path("somewhere").exists()
