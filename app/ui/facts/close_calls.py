"""The page of close calls: what was refused, when, where, and whom it was told."""

from app.close_calls import CloseCall
from app.site import Site
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.language import Verbatim

SHOWN = 60


def row(place: int, call: CloseCall, site: Site) -> FindingFacts:
    """Return the row of one close call: what was told, what was entered, when and by whom."""
    when = site.shown(call.at, "%Y-%m-%d %H:%M")
    where = call.where.replace("_", " ").replace("-", "\N{NON-BREAKING HYPHEN}")
    entered = call.entered or "nothing"
    return FindingFacts(
        f"close-call {place}",
        FindingState.WARN,
        call.sentence,
        f"{where}  ·  entered: {Verbatim(entered)}",
        f"{when}\n{call.who or 'nobody signed in'}",
    )


def counted(count: int) -> str:
    """Return how many close calls there are, in words."""
    if count <= SHOWN:
        return {0: "No close call yet", 1: "1 close call"}.get(count, f"{count} close calls")
    return f"The last {SHOWN} of {count} close calls"
