"""How a preparation stands as its worksheet is printed: held since when, where and how."""

from collections.abc import Iterator

from app.core.ledger import exposed, named
from app.core.preparation import Preparation
from app.site import Site
from app.worksheet_times import DAY
from reports.section import Fields


def how_it_stands(state: Preparation, site: Site) -> Iterator[Fields]:
    """Yield where held work waits, how, and what comes next; nothing where work goes on.

    Drug that nothing protects from light is told of whether work is held or not.
    """
    rows = (*_held(state, site), *_exposed(state, site))
    if rows:
        yield Fields("How it stands now", (*rows, *_next(state)))


def held_since(state: Preparation, site: Site) -> str:
    """Return since when work is held, where and by whom, "" where it is not held."""
    if state.held is None:
        return ""
    begun = site.shown(state.waits[-1].begun, DAY)
    by = f", by {state.held_by}" if state.held_by else ""
    return f"{begun}, {state.held.place}{by}"


def _held(state: Preparation, site: Site) -> Iterator[tuple[str, str]]:
    held = state.held
    if held is None:
        return
    yield "HELD since", held_since(state, site)
    place = held.storage or state.place
    moved = "" if held.storage else ", where it was"
    yield "Temperature", f"{place.words}{moved}" if place else "nothing is reconstituted yet"
    on = [each for each in state.ledger if each.ended is None]
    told = (f"{each.words}, since {site.shown(each.begun, DAY)}" for each in on)
    yield "Protected from light by", "; ".join(told) or "nothing that was recorded"


def _exposed(state: Preparation, site: Site) -> Iterator[tuple[str, str]]:
    now = state.last.wall
    if state.exposed_since is None or state.protection(now) is not None:
        return
    lasting = [each for each in exposed(state, now) if each.lasts]
    # What was lost at this very moment has no length yet, and is told all the same.
    told = [(named(each.objects), each.gap.begun) for each in lasting] or [("the drug", now)]
    for what, since in told:
        yield "WITHOUT PROTECTION FROM LIGHT", f"{what}, since {site.shown(since, DAY)}, still"


def _next(state: Preparation) -> Iterator[tuple[str, str]]:
    step = state.step
    if step is not None:
        first = "back at the hood, under “If it happens”; then " if state.held else ""
        yield "Next", f"{first}{step.stage}: {step.title}"
