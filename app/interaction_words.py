"""What is said of the questions that the program asks: on the page, and on paper."""

from app.core.interaction_totals import ASKED_ENOUGH, PromptTally, Spread
from app.core.prompt import NO_SOURCE

MEASURES = (
    "This measures the program and not the people: no name is read, and none can be found again."
)


def named(tallies: tuple[PromptTally, ...]) -> tuple[str, ...]:
    """Return a sentence for each question that never once changed anything that is recorded.

    Those come first of which no source is recorded.
    """
    found = [each for each in tallies if each.is_named]
    found.sort(key=lambda each: bool(each.prompt.demanded))
    return tuple(_never(each) for each in found)


def without_source(tallies: tuple[PromptTally, ...]) -> tuple[str, ...]:
    """Return a sentence for each without a source, and one for all the others together."""
    kept = sum(1 for each in tallies if each.is_named and each.prompt.demanded)
    found = named(tuple(each for each in tallies if not each.prompt.demanded))
    if not kept:
        return found
    others = (
        "1 other question never changed anything that is recorded; it stays, for it is demanded."
        if kept == 1
        else f"{kept} others never changed anything that is recorded; they stay, for they are "
        "demanded."
    )
    return (*found, others)


def none_named() -> str:
    """Return what is said where no question is named."""
    return (
        f"No question was asked {ASKED_ENOUGH} times or more without ever changing anything that "
        "is recorded in these months."
    )


def counted(tally: PromptTally) -> str:
    """Return how often a question was asked, and changed anything."""
    if not tally.asked:
        return f"Asked {_times(tally.untold)}; what came of it is not counted."
    asked, untold = f"Asked {_times(tally.asked)}", ""
    if tally.untold:
        untold = f"; {_times(tally.untold)} more, not counted"
    if tally.changed:
        return f"{asked}; it changed something {_times(tally.changed)}{untold}."
    if untold:
        return f"{asked}{untold}."
    return f"{asked}; it never changed anything that is recorded."


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def demanded(tally: PromptTally) -> str:
    """Return what demands a question, in words."""
    return tally.prompt.demanded or NO_SOURCE


def _never(tally: PromptTally) -> str:
    asked = (
        f"“{tally.prompt.words}” was asked {tally.asked:,} times; it never changed anything that "
        "is recorded."
    )
    if tally.prompt.demanded:
        return f"{asked} It stays, for it is demanded: {tally.prompt.demanded}."
    return asked


def took(spread: Spread) -> str:
    """Return how long a step took, such as "34 s (20–55 s)": the middle, and half of them."""
    half = f" ({spread.low}–{spread.high} s)" if spread.low < spread.high else ""
    return f"{spread.median} s{half}"
