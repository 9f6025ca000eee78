"""`umbra day-sheet`: what is prepared on a day, also while another Umbra writes to the log."""

from datetime import date
from pathlib import Path

from app.clock import SystemClock
from app.core.refused import Refused
from app.day_paper import day_sheet
from app.folder import LOG_NAME
from app.printing import put_out_document
from app.store import Log
from app.worklist_read import ReadWorklist

DONE = 0


def run(folder: Path, on: str | None, out: Path) -> int:
    """Write the sheet of a day, today's where `on` is None; raises Refused."""
    day = None if on is None else parse_day(on)
    with Log.read(folder / LOG_NAME) as log:
        source = ReadWorklist(log, SystemClock(), folder)
        document = day_sheet(source, source.now(), day)
    put_out_document(document, out)
    print(f"written: {out}")
    return DONE


def parse_day(text: str) -> date:
    """Return a day written as 2026-11-02; raises Refused for all else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Refused(f"“{text}” is not a day; write it as 2026-11-02.")
    return day
