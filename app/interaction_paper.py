"""What the page of what the program asks says on paper: from sums alone, and nobody is named."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from app.bar_ticks import ticks
from app.core.bar_scale import scale_to
from app.core.interaction_totals import Asking, PromptTally, in_each
from app.core.month import Month, Months
from app.core.prompt import step_words
from app.core.quantity import exactly, number_for_people
from app.interaction_words import MEASURES, demanded, named, none_named
from app.months_paper import months_paper
from app.site import Site
from reports.section import Bar, BarAxis, BarPattern, Bars, Document, Fields, Lines, Section, Table

LEGEND: tuple[tuple[BarPattern, str], ...] = (
    ("solid", "questions"),
    ("hatched", "refusals"),
    ("crossed", "overrides"),
)
_STEPS = ("Step", "Times", "The middle one", "Half took from", "to")
_PROMPTS = ("Question", "Asked", "Changed something", "Demanded by")


def interaction_paper(
    asked: dict[Month, Asking],
    whole: Asking,
    months: Months,
    site: Site,
    head: str,
    until: datetime,
) -> Document:
    """Return the page of these months.

    `whole` is what was asked in all of them, `head` the hash of the newest fact that was read, and
    `until` when that was recorded.
    """
    return months_paper(
        "What Umbra asks of people",
        f"Preparations released or discarded from {months.first} to {months.last}. {MEASURES}",
        tuple(_sections(asked, whole)),
        site,
        head,
        until,
    )


def file_name(months: Months) -> str:
    """Return the name of the file of these months."""
    return f"interaction-{months.first}-to-{months.last}.pdf"


def _sections(asked: dict[Month, Asking], whole: Asking) -> Iterator[Section]:
    tallies = whole.tallies()
    yield Lines(
        "Questions that never changed anything that is recorded", named(tallies) or (none_named(),)
    )
    if not asked:
        yield Fields("Preparations", (("Ended", "none ended in these months"),))
        return
    yield _bars(asked)
    yield Table("How long each step took", _STEPS, tuple(_steps(whole)), (3, 1, 2, 1.4, 2))
    yield Table("Every question", _PROMPTS, tuple(map(_row, tallies)), (4, 0.8, 1.2, 3.2))


def _parts(one: Asking) -> tuple[Decimal, ...]:
    counts = (one.prompts, one.refusals, one.overrides)
    return tuple(in_each(count, one.preparations) for count in counts)


def _bars(asked: dict[Month, Asking]) -> Bars:
    with exactly():
        scale = scale_to(max(sum(_parts(one), Decimal(0)) for one in asked.values()))
        bars = tuple(_bar(month, one, scale[-1]) for month, one in asked.items())
    title = "In each preparation, by the month in which it ended"
    return Bars(title, LEGEND, BarAxis(ticks(scale)), bars)


def _bar(month: Month, one: Asking, longest: Decimal) -> Bar:
    counts = _parts(one)
    parts = tuple(
        (pattern, float(count / longest))
        for (pattern, _), count in zip(LEGEND, counts, strict=True)
    )
    said = ", ".join(
        f"{number_for_people(count)} {word}"
        for (_, word), count in zip(LEGEND, counts, strict=True)
    )
    ended = "1 preparation" if one.preparations == 1 else f"{one.preparations:,} preparations"
    entries = number_for_people(in_each(one.entries, one.preparations))
    return Bar(str(month), parts, f"{ended}: {entries} entries, {said}")


def _steps(whole: Asking) -> Iterator[tuple[str, ...]]:
    for name in whole.steps():
        found = whole.spread(name)
        assert found is not None
        times = (f"{each} s" for each in (found.median, found.low, found.high))
        yield step_words(name), f"{found.count:,}", *times


def _row(tally: PromptTally) -> tuple[str, ...]:
    changed = f"{tally.changed:,}"
    if tally.untold:
        changed += f"; {tally.untold:,} more not counted"
    return tally.prompt.words, f"{tally.asked:,}", changed, demanded(tally)
