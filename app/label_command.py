"""`umbra label`: whether what bears a label is fit for use, from the command line."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from app.clock import Clock
from app.clock_watch import BEHIND, Known
from app.core.elapsed import elapsed
from app.core.fitness import Fit, Fitness, why_age_unknown
from app.core.preparation import Preparation
from app.core.quantity import plain, round_half_up, show
from app.core.reading import Reading
from app.core.refused import Refused
from app.instant import parse_instant, utc
from app.label_check import ReadLabel, answer, read_label, state_of
from app.log_fault import told
from app.people import People
from app.products import Products
from app.site import Site, site_of
from app.stock import Stock
from app.store import Log

DONE, STOPPED = 0, 3
_USABLE = (Fit.FIT, Fit.RUNNING)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `umbra label`."""
    parser.add_argument("code", metavar="CODE", help="the code of the label, as it is scanned")
    parser.add_argument("--at", metavar="2026-11-02T13:00-06:00", help="another moment than now")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(chosen: argparse.Namespace, log_path: Path, clock: Clock, out: TextIO) -> int:
    """Print the answer; return 0 for what may be used, 3 for what may not. Raises Refused."""
    at = None if chosen.at is None else parse_instant(chosen.at, "--at")
    reading = clock.reading()
    if not _exists(log_path):
        read = read_label(None, chosen.code, reading.wall.date())
        return _print(chosen, read, None, answer(read, None, at or reading.wall), None, out)
    with Log.read(log_path) as log:
        site = site_of(log)
        today = reading.wall.date() if site is None else site.day(reading.wall)
        read = read_label(log, chosen.code, today)
        state = state_of(log, read)
        now, doubt = _present(log, log_path.parent, reading) if at is None else (at, "")
        if state is None:
            found = answer(read, None, now, doubt)
        else:
            if at is None:
                now = max(now, state.now(reading))
                doubt = doubt or why_age_unknown(state, reading)
            stopped = doubt or _stock(log, clock).stopping(state)
            found = answer(read, state, now, stopped)
        return _print(chosen, read, state, found, site, out)


def _present(log: Log, folder: Path, reading: Reading) -> tuple[datetime, str]:
    """Return the latest moment that it can be, and why nobody can tell the time, or ""."""
    try:
        known = Known.of(log, folder, reading)
    except Refused as refused:
        return reading.wall, (
            f"{refused.sentence} Until when Umbra ran is not known, so how old it is cannot be "
            "told. Do not give it; start Umbra, compare the clock, and call a pharmacist."
        )
    return known.latest(), "" if known.newest is None else BEHIND


def _stock(log: Log, clock: Clock) -> Stock:
    """Return the stock as the log alone tells it: nothing is written to, or read beside it."""
    return Stock(log, clock, Products(log, clock, People(log, clock), None, frozenset))


def _exists(path: Path) -> bool:
    with told(path):
        return path.is_file()


def _print(
    chosen: argparse.Namespace,
    read: ReadLabel,
    state: Preparation | None,
    found: Fitness,
    site: Site | None,
    out: TextIO,
) -> int:
    if chosen.json:
        json.dump(_object(read, state, found), out, indent=1)
        out.write("\n")
    else:
        out.write("\n".join(_lines(read, state, found, site)) + "\n")
    return DONE if found.fit in _USABLE else STOPPED


def _object(read: ReadLabel, state: Preparation | None, found: Fitness) -> dict[str, Any]:
    deadline, remains = found.deadline, found.remains
    return {
        "fit": found.fit.name.lower().replace("_", "-"),
        "said": f"{found.fit.value}: {found.sentence}",
        "preparation": read.figures.number,
        "copy": read.figures.copy,
        "made_here": state is not None,
        "dose": read.figures.dose,
        "deadline": None
        if deadline is None
        else {
            "name": deadline.name.value,
            "at": utc(deadline.at),
            "rule": deadline.rule,
            "source": deadline.source,
        },
        "seconds_left": None if found.left is None else str(int(found.left.total_seconds() // 1)),
        "remains": None
        if remains is None
        else {
            "at": utc(remains.at),
            "volume": {"value": plain(round_half_up(remains.volume.magnitude, 1)), "unit": "mL"},
            "dose": {"value": plain(round_half_up(remains.dose.magnitude, 2)), "unit": "mg"},
        },
    }


def _lines(
    read: ReadLabel, state: Preparation | None, found: Fitness, site: Site | None
) -> list[str]:
    figures = read.figures
    lines = [
        f"{found.fit.value}: {found.sentence}",
        f"preparation {figures.number}, copy {figures.copy}, {figures.dose}",
    ]
    if state is not None:
        lines.append(f"{state.monograph.drug} {show(state.plan.delivered)}")
        lines += _all_infused(state, site)
    if found.deadline is not None and found.left is not None:
        at = found.deadline.at if site is None else site.local(found.deadline.at)
        passed = "passed " if found.left.total_seconds() < 0 else ""
        word = "ago" if passed else "left"
        lines.append(
            f"{found.deadline.name.value} {at:%Y-%m-%d %H:%M %Z}: {passed}{elapsed(found.left)} "
            f"{word}, {found.deadline.rule} ({found.deadline.source})"
        )
    return lines


def _all_infused(state: Preparation, site: Site | None) -> list[str]:
    infusion = state.infusion
    if infusion is None or infusion.over is None or infusion.over == infusion.ended:
        return []
    at = infusion.over if site is None else site.local(infusion.over)
    return [f"all infused {at:%Y-%m-%d %H:%M %Z}, by rate and time"]
