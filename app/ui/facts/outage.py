"""When Umbra did not run, as the page of a preparation says it."""

from app.core.preparation import Preparation
from app.site import Site


def outage_words(state: Preparation, site: Site) -> str:
    """Return since when and until when Umbra did not run last, and what to do first."""
    last = state.outages[-1]
    begun = site.shown_from(last.begun.wall, last.ended.wall)
    return (
        f"Umbra did not run from {begun} to {site.shown(last.ended.wall, '%H:%M')}. If work "
        "went on by a worksheet, enter that before anything else is done."
    )
