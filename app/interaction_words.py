"""What is said of the questions that the program asks: on the page, and on paper."""

from app.core.interaction_totals import ASKED_ENOUGH, PromptTally, Spread

MEASURES = (
    "This measures the program and not the people: no name is read, and none can be found again."
)


def named(tallies: tuple[PromptTally, ...]) -> tuple[str, ...]:
    """Return a sentence for each question that never once changed anything.

    Those that nothing demands come first: they are what could go.
    """
    found = [each for each in tallies if each.is_named]
    found.sort(key=lambda each: bool(each.prompt.demanded))
    return tuple(_never(each) for each in found)


def could_go(tallies: tuple[PromptTally, ...]) -> tuple[str, ...]:
    """Return a sentence for each that nothing demands, and one for all the others together."""
    kept = sum(1 for each in tallies if each.is_named and each.prompt.demanded)
    found = named(tuple(each for each in tallies if not each.prompt.demanded))
    if not kept:
        return found
    others = (
        "1 other question never changed anything; it stays, for it is demanded."
        if kept == 1
        else f"{kept} others never changed anything; they stay, for they are demanded."
    )
    return (*found, others)


def none_named() -> str:
    """Return what is said where no question is named."""
    return (
        f"No question was asked {ASKED_ENOUGH} times or more without ever changing anything in "
        "these months."
    )


def counted(tally: PromptTally) -> str:
    """Return how often a question was asked, and changed anything."""
    times = "once" if tally.asked == 1 else f"{tally.asked:,} times"
    if not tally.changed:
        return f"Asked {times}; it never changed anything."
    changed = "once" if tally.changed == 1 else f"{tally.changed:,} times"
    return f"Asked {times}; it changed something {changed}."


def demanded(tally: PromptTally) -> str:
    """Return what demands a question, in words."""
    return tally.prompt.demanded or "no label and no standard demands it"


def _never(tally: PromptTally) -> str:
    told = f"“{tally.prompt.words}” was asked {tally.asked:,} times and never changed anything."
    if tally.prompt.demanded:
        return f"{told} It stays, for it is demanded: {tally.prompt.demanded}."
    return (
        f"{told} No label and no standard demands it: a pharmacist decides whether it is still "
        "worth asking."
    )


def took(spread: Spread) -> str:
    """Return how long a step took, such as "34 s (20–55 s)": the middle, and half of them."""
    half = f" ({spread.low}–{spread.high} s)" if spread.low < spread.high else ""
    return f"{spread.median} s{half}"
