"""What the program asked of people as bars, ranges and rows."""

from collections import Counter
from decimal import Decimal

from app.bar_ticks import ticks
from app.core.bar_scale import scale_to
from app.core.interaction_totals import Asking, PromptTally, Spread, in_each, spread_of, together
from app.core.month import Month, Months
from app.core.prompt import step_words
from app.core.quantity import exactly, number_for_people
from app.interaction_words import counted, demanded, took
from app.ui.drawing.bar_chart import BarColumn, BarFacts, BarRow, Pattern
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.range_chart import RangeFacts, RangeRow
from app.ui.facts.months import each_of

RECENT = 3
"""How many of the months shown count as now, where that is set beside what was before."""

_ROWS = (
    BarRow("Preparations ended"),
    BarRow("IN EACH PREPARATION", heading=True),
    BarRow("Entries"),
    BarRow("Questions", Pattern.SOLID),
    BarRow("Refusals", Pattern.HATCHED),
    BarRow("Overrides", Pattern.CROSSED),
    BarRow("Minutes of all steps, median"),
    BarRow("OUTSIDE PREPARATIONS", heading=True),
    BarRow("Scans refused"),
)
_PARTS = (Pattern.SOLID, Pattern.HATCHED, Pattern.CROSSED)


def halves(months: Months) -> tuple[Months, Months]:
    """Return the months that count as now, and those before."""
    assert months.last is not None
    begins = months.last.later(1 - RECENT)
    return Months(begins, months.last), Months(months.first, begins.later(-1))


def trend(asked: dict[Month, Asking], outside: Counter[Month], months: Months) -> BarFacts:
    """Return a bar for each month: questions, refusals and overrides in each preparation."""
    with exactly():
        longest = max((sum(_parts(one), Decimal(0)) for one in asked.values()), default=Decimal(0))
        scale = scale_to(longest)
    whole = _figures(together(asked.values()), outside.total())
    return BarFacts(
        columns=tuple(_column(m, asked.get(m), outside[m], scale[-1]) for m in each_of(months)),
        rows=_ROWS,
        ticks=ticks(scale),
        together=BarColumn("Together", (), whole),
        axis="in each preparation",
    )


def _parts(one: Asking) -> tuple[Decimal, ...]:
    counts = (one.prompts, one.refusals, one.overrides)
    return tuple(in_each(count, one.preparations) for count in counts)


def _column(month: Month, one: Asking | None, outside: int, longest: Decimal) -> BarColumn:
    if one is None:
        figures = ("–", "", *("–",) * 5, "", f"{outside:,}" if outside else "–")
        return BarColumn(str(month), (), figures)
    with exactly():
        shares = tuple(float(part / longest) for part in _parts(one))
    parts = tuple(zip(_PARTS, shares, strict=True))
    return BarColumn(str(month), parts, _figures(one, outside))


def _figures(one: Asking, outside: int) -> tuple[str, ...]:
    entries = in_each(one.entries, one.preparations)
    inside = (number_for_people(count) for count in (entries, *_parts(one)))
    middle = spread_of(one.whole)
    time = "–" if middle is None else f"{(middle.median + 30) // 60}"
    return (f"{one.preparations:,}", "", *inside, time, "", f"{outside:,}")


def steps(now: Asking, before: Asking) -> RangeFacts:
    """Return how long each step took in the last months, and before, in the order of the work."""
    names = tuple(dict.fromkeys((*now.steps(), *before.steps())))
    found = [(name, now.spread(name), before.spread(name)) for name in names]
    highest = max((each.high for _, *both in found for each in both if each), default=0)
    with exactly():
        scale = scale_to(Decimal(highest))
    longest = float(scale[-1])
    return RangeFacts(
        rows=tuple(
            RangeRow(
                step_words(name),
                _places(of_now, longest),
                _places(of_before, longest),
                _said(of_now, of_before),
            )
            for name, of_now, of_before in found
        ),
        ticks=tuple((float(at) / longest, f"{number_for_people(at)} s") for at in scale),
        none="No step was done in these months.",
        legend=(f"the last {RECENT} months", "before"),
    )


def _places(spread: Spread | None, longest: float) -> tuple[float, float, float] | None:
    if spread is None:
        return None
    return spread.low / longest, spread.median / longest, spread.high / longest


def _said(now: Spread | None, before: Spread | None) -> str:
    first = took(now) if now is not None else "none now"
    return f"{first}; {before.median} s before" if before is not None else first


def rows(tallies: tuple[PromptTally, ...]) -> tuple[FindingFacts, ...]:
    """Return a row for each kind of question; those without a source stand in front."""
    return tuple(_row(tally) for tally in sorted(tallies, key=_rank))


def _rank(tally: PromptTally) -> tuple[bool, bool]:
    return not tally.is_named, bool(tally.prompt.demanded)


def _row(tally: PromptTally) -> FindingFacts:
    state = FindingState.OK if tally.changed else FindingState.NOTE
    if tally.is_named and not tally.prompt.demanded:
        state = FindingState.WARN
    return FindingFacts(
        tally.prompt.code, state, tally.prompt.words, counted(tally), demanded(tally)
    )
