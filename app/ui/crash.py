"""What happens when a fault of ours surfaces: keep a report, tell the person, stop the work."""

import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from app import __version__


def install(folder: Path, tell: Callable[[str], None]) -> None:
    """Send every exception that nobody caught to a report in `folder`, and `tell` where it is.

    The report holds the traceback and the version, and no values: they could name a patient.
    """

    def caught(
        kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, fault, trace)
        if issubclass(kind, KeyboardInterrupt):
            return
        tell(str(_write(folder, kind, trace)))

    sys.excepthook = caught


def _write(folder: Path, kind: type[BaseException], trace: TracebackType | None) -> Path:
    lines = [f"Umbra {__version__}, Python {sys.version}\n"]
    lines += traceback.format_tb(trace)
    lines.append(f"{kind.__module__}.{kind.__qualname__}\n")
    try:
        place = folder / "faults"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(".txt", "fault-", place)
    except OSError:
        handle, name = tempfile.mkstemp(".txt", "umbra-fault-")
    with open(handle, "w", encoding="utf-8") as report:
        report.writelines(lines)
    return Path(name)
