"""Toxicities before a dose: those that end the treatment, reactions, and those that hold a dose."""

from collections.abc import Iterator
from datetime import date

from app.core.condition import Given, ask, first_day, last_dose
from app.core.course import Course, Harm, HarmSeen
from app.core.finding import Finding, stop, warn
from app.core.outcome import Answered, Outcome
from app.core.regimen import Gate, NeverGate, ReactionGate, ToxicityGate
from app.core.wording import capital


def begun(course: Course, following: tuple[int, int], on: date) -> date | None:
    """Return the day from which toxicities count as seen under treatment; None for every day.

    It is the first day of cycle 1. Where no dose is on record, and the dose that follows is that
    one, it is `on`; where it is a later one, nobody knows when treatment began.
    """
    first = first_day(course, 1)
    if first is not None or following != (1, 1) or last_dose(course) is not None:
        return first
    return on


def _before(seen: HarmSeen, first: date | None) -> bool:
    return first is not None and seen.on < first


def ends_treatment(seen: HarmSeen, gates: tuple[Gate, ...], first: date | None) -> bool:
    """Tell whether a toxicity ends the treatment for good; `first` is what `begun` returns."""
    if seen.is_gone or _before(seen, first):
        return False
    for gate in gates:
        if isinstance(gate, NeverGate) and seen.harm in gate.harms:
            return True
        if isinstance(gate, ReactionGate) and _is_severe(gate, seen):
            return True
    return False


def _is_severe(gate: ReactionGate, seen: HarmSeen) -> bool:
    """Tell whether it is a severe infusion reaction to this drug."""
    ours = seen.harm is Harm.INFUSION_REACTION and seen.related is not False
    return ours and seen.reaches(gate.ends_from)


def _first(given: Given) -> date | None:
    return begun(given.course, (given.asked.cycle, given.asked.day), given.asked.on)


def never_again(gate: NeverGate, given: Given) -> Iterator[Outcome]:
    """Yield a stop for what ends the treatment; seen before it, it is a warning of each dose."""
    seen = sorted(
        (
            each
            for each in given.course.of(HarmSeen)
            if each.harm in gate.harms and each.on <= given.asked.on and not each.is_gone
        ),
        key=lambda each: each.on,
    )
    first = _first(given)
    under = [each for each in seen if not _before(each, first)]
    if under:
        yield stop(
            gate.code,
            f"{capital(under[0].harm.words)} was recorded on {under[0].on.isoformat()}: "
            "discontinue for good.",
            gate.source,
        )
        return
    if seen:
        yield warn(
            f"{gate.code}-before-treatment",
            f"{capital(seen[-1].harm.words)} was recorded on {seen[-1].on.isoformat()}, before "
            "treatment: it raises the risk of veno-occlusive disease. Say why the dose may be "
            "given.",
            gate.source,
        )
    yield ask(gate, "none is on record since treatment began" if seen else "none is on record")


def infusion_reaction(gate: ReactionGate, given: Given) -> Iterator[Outcome]:
    """Yield what infusion reactions to this drug say to a dose."""
    severe = tuple(severe_reaction(gate, given))
    if severe:
        yield from severe
        return
    last = last_dose(given.course)
    since = [each for each in _reactions(given) if last is None or each.on >= last]
    mild = [each for each in since if not each.is_gone]
    if mild:
        yield warn(
            gate.code,
            f"An infusion reaction of grade {mild[-1].grade} was recorded on "
            f"{mild[-1].on.isoformat()}. Say how it is prevented this time.",
            gate.source,
        )
    elif since:
        detail = f"recorded {since[-1].on.isoformat()}, {since[-1].source}"
        yield Answered(gate.code, gate.question, detail, gate.source)
    else:
        yield ask(gate, "nothing is on record since the last dose")


def severe_reaction(gate: ReactionGate, given: Given) -> Iterator[Finding]:
    """Yield a stop for a severe infusion reaction to this drug, however long ago."""
    for each in _reactions(given):
        if _is_severe(gate, each):
            which = "that nobody graded" if each.grade is None else f"of grade {each.grade}"
            yield stop(
                gate.code,
                f"An infusion reaction {which} was recorded on {each.on.isoformat()}: severe or "
                "life-threatening, discontinue for good.",
                gate.source,
            )
            return


def _reactions(given: Given) -> list[HarmSeen]:
    """Return the infusion reactions that may be to this drug, and that there was none."""
    first = _first(given)
    return [
        each
        for each in _seen(given.course, Harm.INFUSION_REACTION, given.asked.on)
        if not _before(each, first) and (each.related is not False or each.is_gone)
    ]


def _seen(course: Course, harm: Harm, until: date) -> tuple[HarmSeen, ...]:
    found = [each for each in course.of(HarmSeen) if each.harm is harm and each.on <= until]
    return tuple(sorted(found, key=lambda each: each.on))


def other_toxicity(gate: ToxicityGate, given: Given) -> Iterator[Outcome]:
    """Yield a stop for each toxicity that holds the dose; what nobody recorded is asked."""
    held = holding(gate, given.course, given.asked.on)
    if held:
        for each in held:
            yield _held(gate, each)
        return
    last = last_dose(given.course)
    latest = [graded[-1] for graded in _by_name(given.course, given.asked.on)]
    since = [each for each in latest if last is None or each.on >= last]
    # What is on record says nothing of a toxicity that nobody recorded.
    said = ", ".join(f"{each.name} {each.graded} ({each.on.isoformat()})" for each in since)
    recorded = f"on record since the last dose: {said}" if said else ""
    yield ask(gate, recorded or "nothing is on record since the last dose")


def holding(gate: ToxicityGate, course: Course, on: date) -> tuple[HarmSeen, ...]:
    """Return each toxicity that holds a dose on a day, as it was graded last."""
    return tuple(graded[-1] for graded in _by_name(course, on) if _holds(gate, graded))


def _by_name(course: Course, until: date) -> list[list[HarmSeen]]:
    """Return the toxicities other than of the blood, each as it was graded, by date."""
    found: dict[str, list[HarmSeen]] = {}
    for each in _seen(course, Harm.OTHER, until):
        found.setdefault(each.name.casefold(), []).append(each)
    return list(found.values())


def _holds(gate: ToxicityGate, graded: list[HarmSeen]) -> bool:
    """Tell whether a toxicity, graded in this order, holds the dose.

    Once it was high enough, it holds until it is as low as the label asks. One that nobody called
    unrelated counts as related, one that nobody graded as high enough.
    """
    latest = graded[-1]
    reached = any(each.reaches(gate.holds_from) for each in graded)
    back = max(gate.until, latest.before_treatment)
    return latest.related is not False and reached and latest.reaches(back + 1)


def _held(gate: ToxicityGate, seen: HarmSeen) -> Finding:
    name, when = capital(seen.name or seen.harm.words), seen.on.isoformat()
    what = f"{name} of grade {seen.grade} ({gate.scale}) on {when}"
    if seen.grade is None:
        what = f"{name} on {when}, not graded"
    if seen.related is None:
        return stop(
            gate.code,
            f"{what}: the record does not say whether it is put down to the drug. Record that, or "
            "a newer grade.",
            gate.source,
        )
    back = f"grade {gate.until}"
    if seen.before_treatment > gate.until:
        back += f", or {seen.before_treatment} as before treatment"
    return stop(
        gate.code, f"{what}: hold the dose until it is {back} or less; then record it.", gate.source
    )
