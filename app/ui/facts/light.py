"""The light box: at which stage the drug is, what protects it, what comes next, and each gap."""

from datetime import datetime

from app.core.elapsed import elapsed_to_the_second
from app.core.holding import is_covered
from app.core.ledger import Exposed, exposed
from app.core.light import Protection, Stage
from app.core.preparation import Preparation, Status
from app.site import Site
from app.ui.drawing.light import LightFacts, LightState
from app.ui.facts.times import clock_time
from app.ui.language import of_monograph

# So many gaps are told one by one; what lies before them is told together.
_TOLD = 2

_STAGES = {
    Stage.HOOD: "Hood",
    Stage.VIAL: "Vials, waiting",
    Stage.SYRINGE: "Syringe, waiting",
    Stage.BAG: "Bag",
    Stage.TRANSPORT: "Transport",
    Stage.INFUSION: "Infusion",
}


def light(state: Preparation, now: datetime, site: Site) -> LightFacts:
    """Return the light protection of a preparation at `now`."""
    protect = state.monograph.text("protect")
    source = f"Protect from light: {protect.source}"
    protection = state.protection(now)
    gaps = exposed(state, now)
    if protection is None and state.ledger:
        return LightFacts("NOT PROTECTED FROM LIGHT", _lost(state, gaps, now, site), "", _GAP)
    if protection is None:
        words = "Vials stay in their carton until the hood is protected."
        return LightFacts("NOT OPENED YET", words, source, LightState.NOT_STARTED)
    said = _in_force(state, protection, site)
    after = next_protection(state)
    if gaps:
        if state.status is Status.RELEASED:
            after = "A pharmacist decides whether it may be given."
        words = _sentences(said, _told(gaps, site), after)
        return LightFacts("PROTECTED AGAIN, WITH A GAP", words, "", _GAP)
    without = "No gap." if state.exposed_since is not None else ""
    words = _sentences(said, without, after)
    return LightFacts("PROTECTED FROM LIGHT", words, source, LightState.PROTECTED)


_GAP = LightState.GAP


def _lost(state: Preparation, gaps: tuple[Exposed, ...], now: datetime, site: Site) -> str:
    since = max(each.ended or now for each in state.ledger)
    if gaps and gaps[-1].lasts:
        since = gaps[-1].gap.begun
    long = f", {elapsed_to_the_second(gaps[-1].gap.length)}" if gaps and gaps[-1].lasts else ""
    earlier = _told(gaps[:-1] if long else gaps, site)
    return _sentences(
        f"Nothing protects the drug since {clock_time(since, site)}{long}.",
        "Protect it again, then record it with F7.",
        earlier,
    )


def _in_force(state: Preparation, protection: Protection, site: Site) -> str:
    """Return the stage, the means in force and since when."""
    stage = protection.stage or state.light_stage
    if stage is Stage.BAG and state.status is Status.RELEASED:
        stage = state.light_stage
    since = clock_time(protection.begun, site)
    return f"{_STAGES[stage]}: {of_monograph(protection.words)}, since {since}."


def _told(gaps: tuple[Exposed, ...], site: Site) -> str:
    """Return each gap with its length; the earliest together where there are many."""
    before, last = gaps[:-_TOLD], gaps[-_TOLD:]
    told = [
        f"{clock_time(each.gap.begun, site)}, {elapsed_to_the_second(each.gap.length)}"
        for each in last
    ]
    if not told:
        return ""
    if before:
        total = sum((each.gap.length for each in before[1:]), before[0].gap.length)
        told.insert(0, f"{len(before)} earlier, {elapsed_to_the_second(total)}")
    words = "; ".join(told)
    return f"Gaps: {words}." if len(gaps) > 1 else f"Gap: {words}."


def next_protection(state: Preparation) -> str:
    """Return what protects the drug next, "" where nothing follows."""
    if state.status is Status.RELEASED:
        return _after_release(state)
    if state.status is not Status.OPEN:
        return ""
    if is_covered(state):
        return "Next: it stays on in transport."
    if state.held is not None and state.held.storage is not None:
        return "Next: protection at the hood."
    cover = next((step for step in state.steps if step.identifier == "cover-bag"), None)
    if cover is None:
        return ""
    when = "Now" if cover is state.step else "Next"
    return f"{when}: {cover.title[:1].lower()}{cover.title[1:]}."


def _after_release(state: Preparation) -> str:
    line = "; the line needs none." if state.monograph.line_light is not None else "."
    if state.infusion is None:
        return f"Next: covered while it runs{line}"
    return f"Covered while it runs{line}" if state.infusion.ended is None else ""


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
