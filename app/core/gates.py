"""The conditions before a dose, answered by the record where it can answer them.

Each kind of gate in `regimen` has one function here. A value that is lacking is asked for; it is
never assumed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.asked import AskedDose, days_in_words
from app.core.course import (
    AlsoOrdered,
    Analyte,
    Course,
    Harm,
    HarmSeen,
    LaboratoryValue,
    LiverValuesExplained,
)
from app.core.finding import Finding, Severity, note, stop, warn
from app.core.formulary import Monograph
from app.core.laboratory import dated, look_up, plausible_values
from app.core.outcome import Answered, Outcome, Question
from app.core.policy import LaboratoryPolicy
from app.core.quantity import (
    Quantity,
    code_of,
    exactly,
    magnitude,
    measured_in,
    number_for_people,
    round_half_up,
    show,
)
from app.core.regimen import (
    AtMostGate,
    Gate,
    IntervalGate,
    NeverGate,
    NoteGate,
    OrderedGate,
    ReactionGate,
    RecoveryGate,
    ToxicityGate,
    UpperLimitGate,
)
from app.core.sequence import due_outcomes, given_once


@dataclass(frozen=True, slots=True)
class Given:
    """What every gate is judged from."""

    course: Course
    asked: AskedDose
    monograph: Monograph
    policy: LaboratoryPolicy | None


def gate_outcomes(given: Given) -> tuple[Outcome, ...]:
    """Return what the record says to each gate of the dose asked for, in the label's order."""
    return tuple(
        outcome
        for gate in given.monograph.gates
        for outcome in (
            _gate(gate, given)
            if gate.applies(given.asked.cycle, given.asked.day)
            else _always(gate, given)
        )
    )


def _always(gate: Gate, given: Given) -> Iterator[Outcome]:
    """Yield what a gate says to every dose, even to those it is not asked before."""
    if isinstance(gate, ReactionGate):
        yield from _severe(gate, given)


def _gate(gate: Gate, given: Given) -> Iterator[Outcome]:
    match gate:
        case OrderedGate():
            yield _ordered(gate, given)
        case AtMostGate():
            yield from _at_most(gate, given)
        case RecoveryGate():
            yield from _recovery(gate, given)
        case UpperLimitGate():
            yield from _upper_limits(gate, given)
        case NeverGate():
            yield from _never(gate, given)
        case ReactionGate():
            yield from _reaction(gate, given)
        case ToxicityGate():
            yield from _toxicity(gate, given)
        case IntervalGate():
            yield from _interval(gate, given)
        case NoteGate():
            yield note(gate.code, f"{gate.question}.", gate.source)
        case _:
            yield _ask(gate, "")


def _ask(gate: Gate, detail: str, *analytes: Analyte) -> Question:
    return Question(gate.code, gate.question, detail, gate.source, analytes)


def _interval(gate: IntervalGate, given: Given) -> Iterator[Outcome]:
    if given_once(given.course):
        return
    yield warn(
        "course-not-on-record",
        f"No earlier dose is on record before {given.asked.named}. Record the doses given, or say "
        "how it is known that this one is due.",
        gate.source,
    )
    yield _ask(gate, "no earlier dose is on record")


def due_now(given: Given) -> tuple[Outcome, ...]:
    """Return whether the dose is the next one, by the dates on record."""
    return due_outcomes(given.course, given.asked, given.monograph)


def _ordered(gate: OrderedGate, given: Given) -> Outcome:
    order = given.asked.order
    found = {
        each.kind: each for each in given.course.of(AlsoOrdered) if order and each.order == order
    }
    said = ", ".join(f"{each.name} ({each.kind})" for each in found.values())
    lacking = [kind for kind in gate.kinds if kind not in found]
    if not lacking:
        return Answered(gate.code, gate.question, f"ordered with it: {said}", gate.source)
    if not said:
        return _ask(gate, "")
    return _ask(gate, f"ordered with it: {said}; no {' and no '.join(lacking)}")


def _at_most(gate: AtMostGate, given: Given) -> Iterator[Outcome]:
    looked = look_up(given.course, gate.analyte, given.asked, given.policy)
    yield from looked.findings
    if looked.value is None:
        yield _ask(gate, f"no value of {gate.analyte.words} is on record", gate.analyte)
        return
    with exactly():
        fits = looked.value.value <= gate.limit
    found = f"{dated(looked.value)}{_in_unit_of(gate.limit, looked.value.value)}"
    detail = f"{found}, at most {show(gate.limit)}"
    if fits:
        yield Answered(gate.code, gate.question, detail, gate.source)
    else:
        yield stop(
            gate.code,
            f"{_capital(found)}: above {show(gate.limit)}. Treat first, and record a newer value.",
            gate.source,
        )


def _in_unit_of(limit: Quantity, value: Quantity) -> str:
    """Return the value once more in the unit of the limit, where it came in another."""
    code = code_of(limit)
    return "" if code_of(value) == code else f" = {show(measured_in(value, code))}"


# Blood counts.


def _recovery(gate: RecoveryGate, given: Given) -> Iterator[Outcome]:
    values: list[LaboratoryValue] = []
    unsure: list[Analyte] = []
    lacking: list[Analyte] = []
    every: list[LaboratoryValue] = []
    for analyte, _ in gate.least:
        looked = look_up(given.course, analyte, given.asked, given.policy)
        yield from looked.findings
        value = looked.value
        every += [] if value is None else [value]
        if value is None or (analyte in gate.untransfused and value.transfused):
            lacking.append(analyte)
            continue
        values.append(value)
        if analyte in gate.untransfused and value.transfused is None:
            unsure.append(analyte)
    if lacking:
        yield _partly_known(gate, given, every, lacking)
    else:
        yield from _counted(gate, given, tuple(values), tuple(unsure))
    yield from _persisting(gate, given)


def _partly_known(
    gate: RecoveryGate, given: Given, known: list[LaboratoryValue], lacking: list[Analyte]
) -> Outcome:
    """Return the outcome where a count is lacking: one that is known to be low may be enough."""
    least = dict(gate.least)
    low = [value for value in known if _below(value, least[value.analyte])]
    before = _before_treatment(gate, given)
    if low and len(before) == len(gate.least) and not _low_before(gate, before):
        return _not_so_before(gate, low)
    said = [
        f"{dated(value)}"
        + (f", below {show(least[value.analyte])}" if value in low else "")
        + (", rests on a transfusion" if value.analyte in lacking else "")
        for value in known
    ]
    words = " and ".join(each.words for each in lacking)
    return _ask(gate, "; ".join([*said, f"no usable value of {words} is on record"]), *lacking)


def _low_before(gate: RecoveryGate, before: dict[Analyte, LaboratoryValue]) -> bool:
    least = dict(gate.least)
    return any(_below(value, least[value.analyte]) for value in before.values())


def _not_so_before(gate: RecoveryGate, low: list[LaboratoryValue]) -> Finding:
    which = " and ".join(dated(value) for value in low)
    return stop(
        gate.code,
        f"{_capital(which)}: below {_bounds(gate)}, and not so before treatment. Hold the cycle "
        "until both have recovered.",
        gate.source,
    )


def _bounds(gate: RecoveryGate) -> str:
    return " and ".join(f"{analyte.words} {show(bound)}" for analyte, bound in gate.least)


def _counted(
    gate: RecoveryGate,
    given: Given,
    values: tuple[LaboratoryValue, ...],
    unsure: tuple[Analyte, ...],
) -> Iterator[Outcome]:
    least = dict(gate.least)
    low = [value for value in values if _below(value, least[value.analyte])]
    said = ", ".join(dated(value) for value in values)
    if not low:
        yield _met(gate, f"{said}; at least {_bounds(gate)}", unsure)
        return
    which = " and ".join(dated(value) for value in low)
    before = _before_treatment(gate, given)
    if len(before) < len(gate.least):
        words = " and ".join(analyte.words for analyte, _ in gate.least if analyte not in before)
        yield stop(
            gate.code,
            f"{_capital(which)}: below {_bounds(gate)}. What the label allows depends on the "
            f"values before treatment, and those of {words} are not on record. Record them.",
            gate.source,
        )
    elif not _low_before(gate, before):
        yield _not_so_before(gate, low)
    else:
        fell = [value for value in low if not _below(before[value.analyte], least[value.analyte])]
        yield _from_low(gate, given, values, which, fell, unsure)


def _met(gate: RecoveryGate, detail: str, unsure: tuple[Analyte, ...]) -> Outcome:
    if not unsure:
        return Answered(gate.code, gate.question, detail, gate.source)
    words = " and ".join(each.words for each in unsure)
    return Question(gate.code, f"The {words} do not rest on a transfusion", detail, gate.source)


def _from_low(
    gate: RecoveryGate,
    given: Given,
    values: tuple[LaboratoryValue, ...],
    which: str,
    fell: list[LaboratoryValue],
    unsure: tuple[Analyte, ...],
) -> Outcome:
    """Return the outcome for a patient of whom a count was low before treatment already.

    `fell` are the low counts that were not: then two rows of the label speak, and a pharmacist
    decides between them.
    """
    analytes = tuple(value.analyte for value in values)
    baseline = _baseline(gate, given, analytes)
    known = {value.analyte: value for value in baseline}
    if len(known) < len(values) or any(
        _below(value, known[value.analyte].value) for value in values
    ):
        return _put_down_to_disease(gate, which, analytes)
    said = ", ".join(dated(value) for value in values)
    base = ", ".join(dated(value) for value in baseline)
    detail = f"{said}; at least the prior cycle's baseline, {base}"
    if not fell:
        return _met(gate, detail, unsure)
    words = " and ".join(value.analyte.words for value in fell)
    return Question(
        gate.code,
        f"The cycle may begin although the {words} were not low before treatment",
        detail,
        gate.source,
        analytes,
    )


def _put_down_to_disease(gate: RecoveryGate, which: str, analytes: tuple[Analyte, ...]) -> Question:
    return Question(
        gate.code,
        "The disease is stable or better by the latest marrow, and the low counts are put down "
        "to it",
        f"{which}; low before treatment too, and not known to be at the prior cycle's baseline",
        gate.source,
        analytes,
    )


def _standing(
    gate: RecoveryGate, given: Given, analyte: Analyte, until: date
) -> LaboratoryValue | None:
    """Return the last value until a date that can be and does not rest on a transfusion."""
    every = plausible_values(given.course, analyte, until, given.policy)
    fit = [each for each in every if not (analyte in gate.untransfused and each.transfused)]
    return fit[-1] if fit else None


def _before_treatment(gate: RecoveryGate, given: Given) -> dict[Analyte, LaboratoryValue]:
    """Return the last values on or before the day of the first dose."""
    first = min((dose.on for dose in given_once(given.course)), default=None)
    if first is None:
        return {}
    found = {analyte: _standing(gate, given, analyte, first) for analyte, _ in gate.least}
    return {analyte: value for analyte, value in found.items() if value is not None}


def _baseline(
    gate: RecoveryGate, given: Given, analytes: tuple[Analyte, ...]
) -> tuple[LaboratoryValue, ...]:
    """Return the last values on or before day 1 of the cycle before the one asked for."""
    begun = _first_day(given.course, given.asked.cycle - 1)
    if begun is None:
        return ()
    found = (_standing(gate, given, analyte, begun) for analyte in analytes)
    return tuple(value for value in found if value is not None)


def _first_day(course: Course, cycle: int) -> date | None:
    return next((d.on for d in given_once(course) if (d.cycle, d.day) == (cycle, 1)), None)


def _persisting(gate: RecoveryGate, given: Given) -> Iterator[Outcome]:
    """Yield a question where counts have stayed low for longer than the label lets pass.

    The label says so of counts that were not low before treatment.
    """
    if gate.persisting is None:
        return
    before = _before_treatment(gate, given)
    for analyte, bound in gate.least:
        if analyte in before and _below(before[analyte], bound):
            continue
        days = _days_low(gate, given, analyte, bound)
        if days > gate.persisting:
            yield Question(
                f"{gate.code}-{analyte.value}-persisting",
                f"Low {analyte.words} for {days_in_words(days)} are not suspected to be due to "
                f"{given.monograph.brand}",
                f"low for more than {days_in_words(gate.persisting)} and suspected to be related: "
                "discontinue",
                gate.source,
            )


def _days_low(gate: RecoveryGate, given: Given, analyte: Analyte, bound: Quantity) -> int:
    """Return the longest run of days on which a count was known as low, since the first dose.

    A run that was over when the cycle before began was asked about then. A count held up by a
    transfusion ends no run.
    """
    until = given.asked.on
    first = min((dose.on for dose in given_once(given.course)), default=until)
    cycle_before = _first_day(given.course, given.asked.cycle - 1) or first
    longest, since = 0, None
    for value in plausible_values(given.course, analyte, until, given.policy):
        low = _below(value, bound)
        if value.on < first or (value.transfused and analyte in gate.untransfused and not low):
            continue
        # The run lasts until the value that shows it over, or, if none does, until today.
        if since is not None and value.on > cycle_before:
            longest = max(longest, (value.on - since).days)
        since = (since or value.on) if low else None
    return longest if since is None else max(longest, (until - since).days)


def _below(value: LaboratoryValue, bound: Quantity) -> bool:
    with exactly():
        return bool(value.value < bound)


# Liver values.


def _upper_limits(gate: UpperLimitGate, given: Given) -> Iterator[Outcome]:
    asks: list[Analyte] = []
    told: list[str] = []
    above: list[tuple[LaboratoryValue, ...]] = []
    for analytes, times in gate.groups:
        over: list[LaboratoryValue] = []
        for analyte in analytes:
            looked = look_up(given.course, analyte, given.asked, given.policy)
            yield from looked.findings
            value = looked.value
            if value is None or value.upper_limit is None:
                asks.append(analyte)
                continue
            told.append(_against(value))
            if _exceeds(value, times):
                over.append(value)
        above.append(tuple(over))
    exceeding = [value for group in above for value in group]
    detail = "; ".join(told)
    if exceeding:
        found = _exceeded(gate, given, tuple(above), detail)
        yield found
        # One alone is above its limit; whether the other is must be known before a reason can be.
        if asks and found.severity is not Severity.STOP:
            yield _ask(gate, _lacking(given, tuple(asks), detail), *asks)
    elif asks:
        yield _ask(gate, _lacking(given, tuple(asks), detail), *asks)
    else:
        yield Answered(gate.code, gate.question, detail, gate.source)


def _lacking(given: Given, asks: tuple[Analyte, ...], detail: str) -> str:
    without_limit = [
        each.words
        for each in asks
        if look_up(given.course, each, given.asked, given.policy).value is not None
    ]
    absent = [each.words for each in asks if each.words not in without_limit]
    parts = [detail] if detail else []
    if absent:
        parts.append(f"no value of {' and '.join(absent)} is on record")
    if without_limit:
        parts.append(f"no upper limit of normal is on record for {' and '.join(without_limit)}")
    return "; ".join(parts)


def _against(value: LaboratoryValue) -> str:
    assert value.upper_limit is not None
    limit = value.upper_limit
    with exactly():
        times = magnitude(value.value, code_of(limit)) / Decimal(limit.magnitude)
    shown = number_for_people(round_half_up(times, 2))
    return f"{dated(value)}, {shown} × ULN {show(limit)}"


def _exceeds(value: LaboratoryValue, times: Decimal) -> bool:
    assert value.upper_limit is not None
    with exactly():
        return bool(value.value > value.upper_limit * times)


def _exceeded(
    gate: UpperLimitGate, given: Given, above: tuple[tuple[LaboratoryValue, ...], ...], detail: str
) -> Finding:
    """Return a stop where every group exceeds, or has not recovered; a warning for one alone.

    The label's trigger says "and", its recovery asks for both: either alone is put to the
    pharmacist.
    """
    explained = _explained(gate, given)
    if explained is not None:
        return warn(
            gate.code,
            f"{_capital(detail)}: above the limits, put down to {explained.cause} on "
            f"{explained.on.isoformat()}. Say why the dose may be given.",
            gate.source,
        )
    together = all(above)
    if together or _held_before(gate, given):
        why = "" if together else " after both were: each must recover before a dose"
        return stop(
            gate.code,
            f"{_capital(detail)}: above the limits{why}. {gate.question} before a dose, unless "
            f"due to {' or '.join(gate.unless)}; if they do not recover, discontinue.",
            gate.source,
        )
    return warn(
        gate.code,
        f"{_capital(detail)}: one is above its limit. The label holds the dose where both are, "
        "and lets it go on when both are not; say why the dose may be given.",
        gate.source,
    )


def _explained(gate: UpperLimitGate, given: Given) -> LiverValuesExplained | None:
    """Return the latest cause on record that is one of those the label lets pass, or None."""
    passed = {_plainly(cause) for cause in gate.unless}
    causes = [
        each
        for each in given.course.of(LiverValuesExplained)
        if each.on <= given.asked.on and _plainly(each.cause) in passed
    ]
    return max(causes, key=lambda each: each.on, default=None)


def _plainly(cause: str) -> str:
    return cause.casefold().replace("’", "'").strip()


def _held_before(gate: UpperLimitGate, given: Given) -> bool:
    """Tell whether, on a day since the last dose, the latest values of all groups were above."""
    last = max((dose.on for dose in given_once(given.course)), default=date.min)
    values = [
        value
        for analytes, _ in gate.groups
        for analyte in analytes
        for value in plausible_values(given.course, analyte, given.asked.on, given.policy)
        if value.on > last and value.upper_limit is not None
    ]
    return any(
        all(
            any(_was_above(values, analyte, times, day) for analyte in analytes)
            for analytes, times in gate.groups
        )
        for day in {value.on for value in values}
    )


def _was_above(values: list[LaboratoryValue], analyte: Analyte, times: Decimal, day: date) -> bool:
    until = [value for value in values if value.analyte is analyte and value.on <= day]
    # `values` of one analyte are by date; one taken later on the same day counts as well.
    latest = [value for value in until if value.on == until[-1].on]
    return any(_exceeds(value, times) for value in latest)


# Toxicities.


def _never(gate: NeverGate, given: Given) -> Iterator[Outcome]:
    seen = [
        each
        for each in given.course.of(HarmSeen)
        if each.harm in gate.harms and each.on <= given.asked.on and each.grade
    ]
    if not seen:
        yield _ask(gate, "none is on record")
        return
    first = min(seen, key=lambda each: each.on)
    yield stop(
        gate.code,
        f"{_capital(first.harm.words)} was recorded on {first.on.isoformat()}: discontinue for "
        "good.",
        gate.source,
    )


def _reaction(gate: ReactionGate, given: Given) -> Iterator[Outcome]:
    seen = _seen(given, Harm.INFUSION_REACTION)
    severe = tuple(_severe(gate, given))
    if severe:
        yield from severe
        return
    last = _last_dose(given)
    since = [each for each in seen if last is None or each.on >= last]
    mild = [each for each in since if each.grade]
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
        yield _ask(gate, "nothing is on record since the last dose")


def _severe(gate: ReactionGate, given: Given) -> Iterator[Finding]:
    for each in _seen(given, Harm.INFUSION_REACTION):
        if each.grade >= gate.ends_from:
            yield stop(
                gate.code,
                f"An infusion reaction of grade {each.grade} was recorded on "
                f"{each.on.isoformat()}: severe or life-threatening, discontinue for good.",
                gate.source,
            )
            return


def _seen(given: Given, harm: Harm) -> tuple[HarmSeen, ...]:
    found = [h for h in given.course.of(HarmSeen) if h.harm is harm and h.on <= given.asked.on]
    return tuple(sorted(found, key=lambda each: each.on))


def _last_dose(given: Given) -> date | None:
    return max((dose.on for dose in given_once(given.course)), default=None)


def _toxicity(gate: ToxicityGate, given: Given) -> Iterator[Outcome]:
    by_name: dict[str, list[HarmSeen]] = {}
    for each in _seen(given, Harm.OTHER):
        by_name.setdefault(each.name.casefold(), []).append(each)
    holding = [graded[-1] for graded in by_name.values() if _holds(gate, graded)]
    if holding:
        for each in holding:
            yield _held(gate, each)
        return
    last = _last_dose(given)
    latest = [graded[-1] for graded in by_name.values()]
    since = [each for each in latest if last is None or each.on >= last]
    # What is on record says nothing of a toxicity that nobody recorded.
    said = ", ".join(f"{s.name} grade {s.grade} ({s.on.isoformat()})" for s in since)
    recorded = f"on record since the last dose: {said}" if said else ""
    yield _ask(gate, recorded or "nothing is on record since the last dose")


def _holds(gate: ToxicityGate, graded: list[HarmSeen]) -> bool:
    """Tell whether a toxicity, graded in this order, holds the dose.

    Once it was high enough, it holds until it is as low as the label asks. One that nobody called
    unrelated counts as related.
    """
    latest = graded[-1]
    reached = any(each.grade >= gate.holds_from for each in graded)
    back = max(gate.until, latest.before_treatment)
    return latest.related is not False and reached and latest.grade > back


def _held(gate: ToxicityGate, seen: HarmSeen) -> Finding:
    name = _capital(seen.name or seen.harm.words)
    what = f"{name} of grade {seen.grade} ({gate.scale}) on {seen.on.isoformat()}"
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


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
