"""Copies of the log: one made while Umbra runs, and a log made from one."""

from contextlib import ExitStack, closing
from pathlib import Path

from app import log_file, log_lock, log_schema
from app.core.refused import Refused
from app.log_check import ChainReport, Progress, check
from app.log_fault import told
from app.store import Log

_PAGES = 5_000


def backup(log: Path, destination: Path, progress: Progress | None = None) -> ChainReport:
    """Copy the log as it is at this moment to the new file `destination`, and check the copy.

    Works while another Umbra writes to the log. The copy is one file, durable, readable by this
    account alone. `progress` is told first the pages copied, of how many, then the events
    checked, of how many; to stop, raise from it. Raises Refused when `destination` exists, cannot
    be written, or is not sound once written; then no copy is left.
    """
    destination = destination.absolute()
    with Log.read(log) as source, told(destination):
        try:
            destination.touch(mode=0o600, exist_ok=False)
        except FileExistsError as error:
            raise Refused(
                f"{destination} exists already, and a backup overwrites nothing. Choose another "
                "name."
            ) from error
        with log_file.discarded_on_failure(destination):
            report = _copy(source, destination, progress)
            log_file.sync_folder(destination.parent)
    return report


def restore(copy: Path, log: Path, progress: Progress | None = None) -> ChainReport:
    """Make the log at `log` from the backup `copy`, which is checked before it takes its place.

    Raises Refused when a log with events (or anything but an empty log) is there already, when an
    Umbra is using it, or when the copy is not sound; what is there then stays as it is.
    `progress` as in backup().
    """
    report: list[ChainReport] = []
    with Log.read(copy) as source, told(log), ExitStack() as undo:
        log_file.make_folder(log.absolute().parent)
        log = log.resolve()
        undo.enter_context(closing(log_lock.take(log)))
        if log.exists():
            _refuse_to_overwrite(log)
        log_file.make(log, lambda file: report.append(_copy(source, file, progress)))
    return report[0]


def _copy(source: Log, file: Path, progress: Progress | None) -> ChainReport:
    with ExitStack() as undo:
        reader = undo.enter_context(closing(log_file.connect(source.path, "ro")))
        writer = undo.enter_context(closing(log_file.connect(file, "rw")))
        reader.execute("BEGIN")  # one moment, whatever is added meanwhile
        newest = reader.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()

        def tell(_status: int, remaining: int, total: int) -> None:
            if progress is not None:
                progress(total - remaining, total)

        reader.backup(writer, pages=_PAGES, progress=tell)
        # A file of its own, that can be read from a disk which nobody can write to.
        writer.execute("PRAGMA journal_mode = DELETE")
    with Log.read(file) as copied:
        report = check(copied, progress)
    if not report.sound or (newest is not None and newest != (report.events, report.head)):
        found = " ".join(report.faults) or "The copy ends too early."
        raise Refused(
            f"{source.path} could not be copied whole. {found} Nothing of the copy was kept. Keep "
            "that file as it is, and use the newest backup that is sound."
        )
    return report


def _refuse_to_overwrite(log: Path) -> None:
    if not _is_empty(log):
        raise Refused(
            f"There is a log at {log} already, and a restore overwrites nothing that may hold "
            f"events. Close Umbra everywhere, move {log.name} and the files beside it whose names "
            "begin so into a folder of their own, keep them, and restore again."
        )


def _is_empty(log: Path) -> bool:
    """Return whether `log` is a log without events, which nobody is using."""
    try:
        with told(log), closing(log_file.open_to_write(log)) as database:
            if log_schema.alteration(database) is not None:
                return False
            if database.execute("SELECT 1 FROM event").fetchone() is not None:
                return False
            # Puts away what lies beside the file; refused while somebody reads the log.
            database.execute("PRAGMA journal_mode = DELETE")
    except Refused:
        return False
    return True
