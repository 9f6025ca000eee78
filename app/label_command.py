"""`umbra label`: whether what bears a label is fit for use, from the command line."""

import argparse
import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from app.clock import Clock
from app.clock_watch import BEHIND, Known
from app.core.elapsed import elapsed
from app.core.fitness import Fit, Fitness, stopped_by, why_age_unknown
from app.core.preparation import Preparation
from app.core.quantity import plain, round_half_up, show
from app.core.reading import Reading
from app.core.refused import Refused
from app.instant import parse_instant, utc
from app.label_check import ReadLabel, answer, read_label, recorded_digests, state_of
from app.label_paper import Told, paper_of
from app.label_proof import WORDS_ALTERED
from app.log_fault import told as told_of
from app.people import People
from app.products import Products
from app.site import Site, site_of
from app.stock import Stock
from app.store import Log
from reports.pdfium import MOST_BYTES

DONE, STOPPED = 0, 3
UNTOLD = "whether the text of the file is what was signed cannot be told"
_USABLE = (Fit.FIT, Fit.RUNNING)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `umbra label`."""
    parser.add_argument(
        "code", metavar="CODE", nargs="?", help="the code of the label, as it is scanned"
    )
    parser.add_argument(
        "--paper",
        metavar="FILE.pdf",
        type=Path,
        help="the file of a label instead: its code, and whether a word was altered",
    )
    parser.add_argument("--at", metavar="2026-11-02T13:00-06:00", help="another moment than now")
    parser.add_argument(
        "--fingerprint",
        default="",
        metavar="TEXT",
        help="what the pharmacy that made it says is the fingerprint of its key (umbra key)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(chosen: argparse.Namespace, log_path: Path, clock: Clock, out: TextIO) -> int:
    """Print the answer; return 0 for what may be used, 3 for what may not. Raises Refused."""
    at = None if chosen.at is None else parse_instant(chosen.at, "--at")
    reading = clock.reading()
    if not _exists(log_path):
        read, words = _asked(chosen, None, reading.wall.date())
        found = answer(read, None, at or reading.wall)
        return _print(chosen, _Answer(read, words, None, found, None), out)
    with Log.read(log_path) as log:
        site = site_of(log)
        today = reading.wall.date() if site is None else site.day(reading.wall)
        read, words = _asked(chosen, log, today)
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
        return _print(chosen, _Answer(read, words, state, found, site), out)


def _asked(chosen: argparse.Namespace, log: Log | None, today: date) -> tuple[ReadLabel, str]:
    """Return the label that is asked about, and what is said of its words, "" of a code alone."""
    if (chosen.code is None) is (chosen.paper is None):
        raise Refused(
            "umbra label takes the code of a label or, with --paper, the PDF file of one; expected "
            "one of the two."
        )
    compared = fingerprints(chosen.fingerprint)
    if chosen.paper is None:
        return read_label(log, chosen.code, today, compared), ""
    paper = paper_of(_content_of(chosen.paper), today, log)
    if paper.words is Told.ALTERED:
        return ReadLabel(None, paper.code, "", False, WORDS_ALTERED), paper.words.value
    read = read_label(log, paper.code, today, compared)
    if paper.words is Told.SAME and paper.digest in recorded_digests(log, read):
        return read, PRINTED
    return read, paper.words.value


def _content_of(file: Path) -> bytes:
    """Return what is in a file, of one too large only so much that this is told."""
    try:
        with file.open("rb") as handle:
            return handle.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from error


def _present(log: Log, folder: Path, reading: Reading) -> tuple[datetime, str]:
    """Return the latest moment that it can be, and why nobody can tell the time, or ""."""
    try:
        known = Known.of(log, folder, reading)
    except Refused as refused:
        return reading.wall, (
            f"{refused.sentence} Until when Umbra ran is not known, so the age of the preparation "
            "is not known. Do not give it; start Umbra, compare the clock, and call a pharmacist."
        )
    return known.latest(), "" if known.newest is None else BEHIND


def _stock(log: Log, clock: Clock) -> Stock:
    """Return the stock as the log alone tells it: nothing is written to, or read beside it."""
    return Stock(log, clock, Products(log, clock, People(log, clock), None, frozenset))


def fingerprints(typed: str) -> tuple[str, ...]:
    """Return the fingerprint that someone compared as Umbra writes it; raises Refused."""
    signs = "".join(typed.split()).upper()
    if not signs:
        return ()
    if not re.fullmatch("[0-9A-F]{32}", signs):
        raise Refused(
            f"“{typed}” is no fingerprint of a key: expected 32 signs from 0 to 9 and A to F, in "
            "groups of four, as `umbra key` prints it where the label was made."
        )
    return (" ".join(signs[at : at + 4] for at in range(0, 32, 4)),)


def _exists(path: Path) -> bool:
    with told_of(path):
        return path.is_file()


@dataclass(frozen=True, slots=True)
class _Answer:
    """All that is known of a label; `words` is what is found of those of a file, "" of a code."""

    read: ReadLabel
    words: str
    state: Preparation | None
    found: Fitness
    site: Site | None


def _print(chosen: argparse.Namespace, told: _Answer, out: TextIO) -> int:
    if told.words == Told.UNTOLD.value:
        why = f"{UNTOLD[0].upper()}{UNTOLD[1:]}. Do not go by it; scan the label itself."
        told = replace(told, found=stopped_by(told.found, why))
    if chosen.json:
        json.dump(_object(told), out, indent=1)
        out.write("\n")
    else:
        out.write("\n".join(_lines(told)) + "\n")
    return DONE if told.found.fit in _USABLE else STOPPED


def _object(told: _Answer) -> dict[str, Any]:
    found, proof, figures = told.found, told.read.proof, told.read.figures
    deadline, remains = found.deadline, found.remains
    return {
        "fit": found.fit.name.lower().replace("_", "-"),
        "said": f"{found.fit.value}: {found.sentence}",
        "proof": {
            "standing": proof.standing.name.lower().replace("_", "-"),
            "said": proof.sentence,
            "fingerprint": proof.fingerprint or None,
            "words": told.words or None,
        },
        "preparation": None if figures is None else figures.number,
        "copy": None if figures is None else figures.copy,
        "made_here": told.state is not None,
        "dose": None if figures is None else figures.dose,
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


PRINTED = "printed"
"""What is said of a file that has every byte of the one that was printed."""

_OF_WORDS = {
    PRINTED: "the file is the one that was printed",
    Told.SAME.value: "the text of the file is what was signed; what is drawn over it, look at",
    Told.ALTERED.value: "the text of the file is not what was signed",
    Told.NOT_SIGNED.value: "the text of the file: nothing was signed of it, in an earlier release",
    Told.UNTOLD.value: UNTOLD,
}


def _lines(told: _Answer) -> list[str]:
    found, site, state = told.found, told.site, told.state
    figures, proof = told.read.figures, told.read.proof
    lines = [f"{found.fit.value}: {found.sentence}"]
    if proof.sentence not in found.sentence:
        lines.append(f"{proof.standing.value}: {proof.sentence}")
    if told.words:
        lines.append(_OF_WORDS[told.words])
    if figures is not None:
        lines.append(f"preparation {figures.number}, copy {figures.copy}, {figures.dose}")
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
