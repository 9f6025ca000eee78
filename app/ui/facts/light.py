"""The light box: what protects the drug now, and each gap."""

from datetime import datetime

from app.core.preparation import Preparation, Status
from app.site import Site
from app.ui.drawing.light import LightFacts, LightState
from app.ui.facts.times import clock_time, length


def light(state: Preparation, now: datetime, site: Site) -> LightFacts:
    """Return the light protection of a preparation at `now`."""
    protect = state.monograph.text("protect")
    source = f"{protect.source}: {protect.words}"
    protection = state.protection(now)
    gaps = state.gaps(now)
    if protection is None and state.ledger:
        since = clock_time(max(each.ended or now for each in state.ledger), site)
        words = (
            f"Nothing protects the drug since {since}. Protect it again, then record it with F7."
        )
        return LightFacts("NOT PROTECTED FROM LIGHT", words, source, LightState.GAP)
    if protection is None:
        words = "Vials stay in their carton until the hood is protected."
        return LightFacts("NOT OPENED YET", words, source, LightState.NOT_STARTED)
    since = clock_time(protection.begun, site)
    words = f"{protection.words[0].upper()}{protection.words[1:]}, since {since}."
    if gaps:
        total = sum((gap.length for gap in gaps[1:]), gaps[0].length)
        words += f" There was a gap of {length(total)}; {_who(state)} decides."
        return LightFacts("PROTECTED AGAIN, WITH A GAP", words, source, LightState.GAP)
    if state.exposed_since is not None:
        words += f" Without a gap from {clock_time(state.exposed_since, site)} to now."
    return LightFacts("PROTECTED FROM LIGHT", words, source, LightState.PROTECTED)


def _who(state: Preparation) -> str:
    return "a pharmacist" if state.status is Status.RELEASED else "the checker"
