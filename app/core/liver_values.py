"""Bilirubin and transaminases against the laboratory's upper limits of normal, before each dose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.condition import Given, ask, last_dose
from app.core.course import Analyte, LaboratoryValue, LiverValuesExplained
from app.core.finding import Finding, Severity, stop, warn
from app.core.laboratory import dated, lacking, look_up, plausible_values
from app.core.outcome import Answered, Outcome, Question
from app.core.quantity import (
    code_of,
    exactly,
    magnitude,
    number_for_people,
    round_half_up,
    show,
)
from app.core.regimen import UpperLimitGate
from app.core.wording import capital, days_in_words


@dataclass(frozen=True, slots=True)
class _Values:
    """The values on record against their limits.

    `told` are those that can be judged, in words; `above` those of each group that exceed; `asks`
    are those that are lacking, and `why` says so in words.
    """

    told: tuple[str, ...]
    above: tuple[tuple[LaboratoryValue, ...], ...]
    asks: tuple[Analyte, ...]
    why: tuple[str, ...]


def liver_values(gate: UpperLimitGate, given: Given) -> Iterator[Outcome]:
    """Yield what the liver values on record say to a dose."""
    looked = {
        analyte: look_up(given.course, analyte, given.asked, given.policy)
        for analytes, _ in gate.groups
        for analyte in analytes
    }
    for each in looked.values():
        yield from each.findings
    known = {analyte: each.value for analyte, each in looked.items() if each.value is not None}
    values = _values(gate, known, lacking(looked))
    if any(values.above):
        found = _exceeded(gate, given, values)
        yield found
        # One alone is above its limit; whether the other is must be known before a reason can be.
        if values.asks and found.severity is not Severity.STOP:
            question, detail = gate.question, _detail(values)
            code = f"{gate.code}-values-lacking"
            yield Question(code, question, detail, gate.source, values.asks)
    elif values.asks:
        yield ask(gate, _detail(values), *values.asks)
    else:
        yield Answered(gate.code, gate.question, _detail(values), gate.source)


def _values(
    gate: UpperLimitGate, known: dict[Analyte, LaboratoryValue], absent: tuple[str, ...]
) -> _Values:
    limited = {each: value for each, value in known.items() if value.upper_limit is not None}
    without = [dated(value) for analyte, value in known.items() if analyte not in limited]
    no_limit = f"no upper limit of normal is on record for {' and '.join(without)}"
    return _Values(
        told=tuple(_against(value) for value in limited.values()),
        above=tuple(
            tuple(
                limited[each]
                for each in analytes
                if each in limited and _exceeds(limited[each], times)
            )
            for analytes, times in gate.groups
        ),
        asks=tuple(each for analytes, _ in gate.groups for each in analytes if each not in limited),
        why=(*absent, no_limit) if without else absent,
    )


def _detail(values: _Values) -> str:
    return "; ".join((*values.told, *values.why))


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


def _exceeded(gate: UpperLimitGate, given: Given, values: _Values) -> Finding:
    """Return a stop where every group exceeds, or has not recovered; a warning for one alone.

    The label's trigger says "and", its recovery asks for both: either alone is put to the
    pharmacist.
    """
    said = capital("; ".join(values.told))
    explained = _explained(gate, given, values)
    if explained is not None:
        return warn(
            gate.code,
            f"{said}: above the limits, put down to {explained.cause} on "
            f"{explained.on.isoformat()}. Say why the dose may be given.",
            gate.source,
        )
    together = all(values.above)
    if together or _held_before(gate, given):
        why = "" if together else " after both were: each must recover before a dose"
        return stop(
            gate.code,
            f"{said}: above the limits{why}. {gate.question} before a dose, unless due to "
            f"{' or '.join(gate.unless)}; if they do not recover, discontinue."
            f"{_no_longer(gate, given)}",
            gate.source,
        )
    return warn(
        gate.code,
        f"{said}: one is above its limit. The label holds the dose where both are, and lets it "
        "go on when both are not; say why the dose may be given.",
        gate.source,
    )


def _causes(gate: UpperLimitGate, given: Given) -> list[LiverValuesExplained]:
    """Return the causes on record that the label lets pass, by date."""
    passed = {_plainly(cause) for cause in gate.unless}
    causes = [
        each
        for each in given.course.of(LiverValuesExplained)
        if each.on <= given.asked.on and _plainly(each.cause) in passed
    ]
    return sorted(causes, key=lambda each: each.on)


def _explained(gate: UpperLimitGate, given: Given, values: _Values) -> LiverValuesExplained | None:
    """Return the latest cause on record that the label lets pass for these values, or None.

    One that does not last is the cause of values near it in time, and not of later ones.
    """
    lasting = {_plainly(cause) for cause in gate.lasting}
    days = [value.on for group in values.above for value in group]
    fit = [
        each
        for each in _causes(gate, given)
        if _plainly(each.cause) in lasting
        or all(abs((day - each.on).days) <= _within(given) for day in days)
    ]
    return fit[-1] if fit else None


def _within(given: Given) -> int:
    """Return how many days a value and its cause may lie apart; a site without a policy says 0."""
    return 0 if given.policy is None else given.policy.response_values_within_days


def _no_longer(gate: UpperLimitGate, given: Given) -> str:
    """Return that the cause on record does not count for these values, "" without one."""
    causes = _causes(gate, given)
    if not causes:
        return ""
    last = causes[-1]
    return (
        f" {capital(last.cause)} of {last.on.isoformat()} counts for values within "
        f"{days_in_words(_within(given))} of it; record it again if it is the cause."
    )


def _plainly(cause: str) -> str:
    return cause.casefold().replace("’", "'").strip()


def _held_before(gate: UpperLimitGate, given: Given) -> bool:
    """Tell whether, on a day since the last dose, the latest values of all groups were above."""
    last = last_dose(given.course) or date.min
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
