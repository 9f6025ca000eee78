"""The check: the pharmacist's figures, then ours."""

from app.core.decision import start_agrees, volume_agrees
from app.core.dose import percent_apart
from app.core.preparation import Preparation
from app.core.quantity import exactly, number_for_people, round_half_up, show
from app.core.timing import Name, deadline_named
from app.site import Site
from app.ui.drawing.check_table import CheckFacts, CheckRow
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.facts.times import clock_time
from app.ui.theme import Tone


def check(state: Preparation, site: Site) -> CheckFacts:
    """Return the table; ours stays hidden until the checker's figures are recorded and agree."""
    figures = state.figures
    if figures is None:
        return CheckFacts((), revealed=False)
    plan = state.plan
    start = deadline_named(state.deadlines(), Name.START).at
    theirs = clock_time(figures.start_by, site)
    volume_ok, start_ok = volume_agrees(state, figures), start_agrees(state, figures)
    water = show(state.monograph.reconstitution_volume.value)
    rows = [
        CheckRow(
            "Volume withdrawn",
            show(figures.volume),
            show(plan.volume_exact),
            show(plan.volume),
            _volume_verdict(state) if volume_ok else "differs",
            volume_ok,
        ),
        CheckRow(
            "Infusion starts by",
            theirs,
            clock_time(start, site),
            f"diluted {clock_time(state.diluted, site)}" if state.diluted else "",
            "equal" if start_ok else "differs",
            start_ok,
        ),
        CheckRow(
            "Vials, water in each",
            "",
            f"{plan.vials} × {water}",
            ", ".join([water] * len(state.vials)),
            "recorded",
            True,
        ),
        CheckRow(
            "Total in the bag",
            "",
            show(plan.total),
            f"{show(plan.diluent)} + {show(plan.volume)}",
            "recorded",
            True,
        ),
    ]
    return CheckFacts(tuple(rows) if figures.agree else tuple(rows[:2]), revealed=figures.agree)


def _volume_verdict(state: Preparation) -> str:
    concentration = state.monograph.reconstituted_concentration.value
    with exactly():
        drawn = state.plan.volume * concentration
        exact = state.plan.volume_exact * concentration
    apart = round_half_up(percent_apart(drawn, exact), 1)
    if not apart:
        return "equal"
    return f"{number_for_people(abs(apart))}% {'low' if apart < 0 else 'high'}"


def circumstances(state: Preparation) -> tuple[PillFacts, ...]:
    """Return what else the checker should know, each as one word and sign."""
    refused, warnings = len(state.refusals), len(state.accepted)
    gaps = len(state.gaps(state.last.wall))
    return (
        _counted(refused, "no refused entry", "refused entry", "refused entries", Icon.CLOCK),
        _counted(
            warnings, "no warning passed", "warning passed", "warnings passed", Icon.EXCLAMATION
        ),
        _counted(
            gaps, "no gap in light protection", "gap in light", "gaps in light", Icon.HALF_DISC
        ),
        _counted(
            len(state.clock_changes), "clock unchanged", "clock change", "clock changes", Icon.CLOCK
        ),
        _counted(len(state.corrections), "no correction", "correction", "corrections", Icon.NOTE),
    )


def _counted(count: int, none: str, one: str, many: str, icon: Icon) -> PillFacts:
    if not count:
        return PillFacts(none, Tone.PLAIN, Icon.CHECK)
    return PillFacts(f"{count} {one if count == 1 else many}", Tone.WARN, icon)
