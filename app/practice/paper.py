"""What a drill leaves on paper: its result, and the bench as codes for those who have a scanner."""

from datetime import timedelta
from pathlib import Path

from app.core.prompt import family, step_words
from app.core.refused import Refused
from app.practice.bench import Lying, written
from app.practice.drill import Drill, KnownBy
from app.practice.run import Result
from app.practice.score import CaughtBy, Score
from app.printing import write_whole
from app.site import Site
from reports import scanner_sheet as codes
from reports.document import Document, Fields, Table
from reports.refusal import Misprinted, Unprintable

MOST_CODES = 7
"""So many codes have room on one page."""

_KNOWN = {
    KnownBy.NOTHING: "No error was put in.",
    KnownBy.SCAN: "A scan can know of it, so the program refuses it at work as it did here.",
    KnownBy.NUMBER: "A number can know of it, where it is typed as it is read.",
    KnownBy.CLOCK: "The clock knows of it, so the program stops at work as it did here.",
    KnownBy.REPORT: "The program knows of it from the moment that somebody says so.",
    KnownBy.PERSON: "No scan, number or clock can know of it: it is for a person to see and say.",
}


def known_words(drill: Drill) -> str:
    """Return whether the program can know of the error of a drill."""
    return _KNOWN[drill.known_by]


def caught_words(drill: Drill, score: Score) -> str:
    """Return who caught the error of a drill, when and where, as a sentence."""
    if score.caught is CaughtBy.NONE:
        return "No error was put into this preparation."
    if score.caught is CaughtBy.NOBODY:
        if drill.known_by is KnownBy.PERSON:
            return "Nobody said so. The program could not know: it was for the person to see."
        return "Nobody caught it."
    who = score.by if score.caught is CaughtBy.PERSON else "The program"
    after = "" if score.after is None else f", {_long(score.after)} after it could be known"
    where = step_words(family(score.step))
    return f"{who} caught it at the step “{where}”{after}."


def ended_words(score: Score) -> str:
    """Return whether the preparation ended as it has to, for people."""
    return "as it has to" if score.ended_rightly else "not as it has to"


def result_paper(result: Result, site: Site, head: str) -> Document:
    """Return the printed result of a drill; `head` is the newest hash of the log.

    It is practice and signs for nothing: who is fit for the work is judged by a person.
    """
    drill, score = result.drill, result.score
    return Document(
        title="Result of a drill",
        subtitle=f"{drill.title}: {score.points} of 100 points",
        identity=(
            ("Trainee", result.trainee),
            ("Drill", drill.title),
            ("Ended", site.shown(result.at, "%Y-%m-%d %H:%M")),
            ("Score", f"{score.points} of 100"),
        ),
        sections=(
            Fields(
                "What happened",
                (
                    ("The story", drill.story),
                    ("The error", caught_words(drill, score)),
                    ("The preparation ended", ended_words(score)),
                    ("Other entries refused", f"{score.refused}"),
                    ("Sound packages put aside", f"{score.needless}"),
                    ("On record as", f"preparation {result.preparation.partition('/')[2]}"),
                ),
            ),
            Table(
                "Points",
                ("For", "Points", "Of"),
                tuple((part.words, f"{part.points}", f"{part.of}") for part in score.parts),
                (6, 1, 1),
            ),
            Fields(
                "To read",
                (
                    ("A good answer", drill.good),
                    ("Why", drill.learn),
                    ("Source", drill.source),
                    ("What can know of it", known_words(drill)),
                    *((("What a person has to see", drill.not_known),) if drill.not_known else ()),
                ),
            ),
        ),
        footer=f"{site.name} · Umbra · log {head[:16]} · a drill of practice; it attests no "
        "competence and signs for nothing",
        size=site.paper,
        mark=site.mark,
    )


def bench_sheet(drill: Drill, lying: tuple[Lying, ...], site: Site) -> codes.ScannerSheet:
    """Return what lies on the bench as codes to scan; raises Refused where there are none."""
    shown = [each for each in lying if each.code and not each.code.startswith("]d291")]
    if not shown or len(shown) > MOST_CODES:
        raise Refused(
            "Nothing with a code of a package lies on the bench now. Print it where packages are "
            "scanned."
        )
    return codes.ScannerSheet(
        title=f"The bench: {drill.neutral}",
        subtitle="Each code is that of a package of practice. Scan it in the practice window.",
        advice=("Read the words below a code before you scan it, as you read a package.",),
        codes=tuple(
            codes.SheetCode(
                number,
                codes.Symbology.GS1_DATAMATRIX,
                written(each.code),
                each.code,
                " · ".join(part for part in (each.words, each.detail) if part),
            )
            for number, each in enumerate(shown, 1)
        ),
        footer=f"{site.name} · Umbra",
        size=site.paper,
        mark=site.mark,
    )


def put_out_bench(sheet: codes.ScannerSheet, file: Path) -> None:
    """Write the bench as PDF once each code was read back; raises Refused."""
    try:
        pdf = codes.draw_scanner_sheet(sheet)
    except (Unprintable, Misprinted) as fault:
        raise Refused(fault.sentence) from fault
    write_whole(pdf, file)


def _long(time: timedelta) -> str:
    minutes, seconds = divmod(int(time.total_seconds()), 60)
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
