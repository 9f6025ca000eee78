"""Neutrophils and platelets before a new cycle: recovered, or what the label lets stand for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.condition import Given, ask, first_day
from app.core.course import Analyte, LaboratoryValue
from app.core.finding import Finding, stop
from app.core.given_doses import given_once
from app.core.laboratory import dated, lacking, look_up, plausible_values
from app.core.outcome import Answered, Outcome, Question
from app.core.quantity import Quantity, exactly, show
from app.core.regimen import RecoveryGate
from app.core.wording import capital, days_in_words


@dataclass(frozen=True, slots=True)
class _Counts:
    """The counts on record: those that can be judged, and those that are asked for.

    A count held up by a transfusion is `lacking` where it is at its bound or above; where it is
    below for all that, it is low. `unsure` are those of which nobody said. `said` says in words
    what is known, and why the others are lacking.
    """

    values: tuple[LaboratoryValue, ...]
    low: tuple[LaboratoryValue, ...]
    unsure: tuple[Analyte, ...]
    lacking: tuple[Analyte, ...]
    said: tuple[str, ...]


def blood_counts(gate: RecoveryGate, given: Given) -> Iterator[Outcome]:
    """Yield what the counts on record say to a new cycle."""
    looked = {
        analyte: look_up(given.course, analyte, given.asked, given.policy)
        for analyte, _ in gate.least
    }
    for each in looked.values():
        yield from each.findings
    known = {analyte: each.value for analyte, each in looked.items() if each.value is not None}
    counts = _counts(gate, known, lacking(looked))
    if counts.low:
        yield _low(gate, given, counts)
    elif counts.lacking:
        yield _ask_for(gate, counts)
    else:
        said = ", ".join(dated(value) for value in counts.values)
        yield _met(gate, f"{said}; at least {_bounds(gate)}", counts.unsure)
    yield from _persisting(gate, given)


def _counts(
    gate: RecoveryGate, known: dict[Analyte, LaboratoryValue], absent: tuple[str, ...]
) -> _Counts:
    least = dict(gate.least)
    low = tuple(value for value in known.values() if _below(value, least[value.analyte]))
    held_up = tuple(
        analyte
        for analyte, value in known.items()
        if analyte in gate.untransfused and value.transfused and value not in low
    )
    said = tuple(
        dated(value)
        + (f", below {show(least[value.analyte])}" if value in low else "")
        + (", rests on a transfusion" if value.analyte in held_up else "")
        for value in known.values()
    )
    usable = (f"no usable value of {each.words} is on record" for each in held_up)
    return _Counts(
        values=tuple(value for analyte, value in known.items() if analyte not in held_up),
        low=low,
        unsure=tuple(
            analyte
            for analyte, value in known.items()
            if analyte in gate.untransfused and value.transfused is None
        ),
        lacking=tuple(each for each, _ in gate.least if each not in known or each in held_up),
        said=(*said, *usable, *absent),
    )


def _ask_for(gate: RecoveryGate, counts: _Counts) -> Question:
    return ask(gate, "; ".join(counts.said), *counts.lacking)


def _low(gate: RecoveryGate, given: Given, counts: _Counts) -> Outcome:
    """Return the outcome where a count is low; whether another is lacking changes little."""
    which = " and ".join(dated(value) for value in counts.low)
    before = _before_treatment(gate, given)
    if len(before) < len(gate.least):
        words = " and ".join(analyte.words for analyte, _ in gate.least if analyte not in before)
        return stop(
            gate.code,
            f"{capital(which)}: below {_bounds(gate)}. What the label allows depends on the "
            f"values before treatment, and those of {words} are not on record. Record them.",
            gate.source,
        )
    least = dict(gate.least)
    if not any(_below(value, least[value.analyte]) for value in before.values()):
        return _not_so_before(gate, which)
    if counts.lacking:
        return _ask_for(gate, counts)
    return _from_low(gate, given, counts, before)


def _not_so_before(gate: RecoveryGate, which: str) -> Finding:
    return stop(
        gate.code,
        f"{capital(which)}: below {_bounds(gate)}, and not so before treatment. Hold the cycle "
        "until both have recovered.",
        gate.source,
    )


def _bounds(gate: RecoveryGate) -> str:
    return " and ".join(f"{analyte.words} {show(bound)}" for analyte, bound in gate.least)


def _met(gate: RecoveryGate, detail: str, unsure: tuple[Analyte, ...]) -> Outcome:
    if not unsure:
        return Answered(gate.code, gate.question, detail, gate.source)
    words = " and ".join(each.words for each in unsure)
    return Question(gate.code, f"The {words} do not rest on a transfusion", detail, gate.source)


def _from_low(
    gate: RecoveryGate, given: Given, counts: _Counts, before: dict[Analyte, LaboratoryValue]
) -> Outcome:
    """Return the outcome for a patient of whom a count was low before treatment already.

    Where one is low now that was not, two rows of the label speak, and a pharmacist decides
    between them. A count held up by a transfusion is at no baseline.
    """
    values = counts.values
    analytes = tuple(value.analyte for value in values)
    baseline = _baseline(gate, given, analytes)
    if not all(_at_baseline(gate, value, baseline) for value in values):
        which = " and ".join(dated(value) for value in counts.low)
        return _put_down_to_disease(gate, which, analytes)
    said = ", ".join(dated(value) for value in values)
    base = ", ".join(dated(value) for value in baseline.values())
    detail = f"{said}; at least the prior cycle's baseline, {base}"
    least = dict(gate.least)
    fell = [each for each in counts.low if not _below(before[each.analyte], least[each.analyte])]
    if not fell:
        return _met(gate, detail, counts.unsure)
    words = " and ".join(value.analyte.words for value in fell)
    return Question(
        gate.code,
        f"The cycle may begin although the {words} were not low before treatment",
        detail,
        gate.source,
        analytes,
    )


def _at_baseline(
    gate: RecoveryGate, value: LaboratoryValue, baseline: dict[Analyte, LaboratoryValue]
) -> bool:
    held_up = value.analyte in gate.untransfused and value.transfused
    base = baseline.get(value.analyte)
    return base is not None and not held_up and not _below(value, base.value)


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
    """Return the last value until a date that can be and does not rest on a transfusion.

    Of several of that day it is the highest: the others would ask for less of the counts now.
    """
    every = plausible_values(given.course, analyte, until, given.policy)
    fit = [each for each in every if not (analyte in gate.untransfused and each.transfused)]
    of_day = [each for each in fit if each.on == fit[-1].on]
    with exactly():
        return max(of_day, key=lambda each: each.value, default=None)


def _before_treatment(gate: RecoveryGate, given: Given) -> dict[Analyte, LaboratoryValue]:
    """Return the last values on or before the day of the first dose."""
    first = min((dose.on for dose in given_once(given.course)), default=None)
    analytes = tuple(analyte for analyte, _ in gate.least)
    return _standing_on(gate, given, analytes, first)


def _baseline(
    gate: RecoveryGate, given: Given, analytes: tuple[Analyte, ...]
) -> dict[Analyte, LaboratoryValue]:
    """Return the last values on or before day 1 of the cycle before the one asked for."""
    return _standing_on(gate, given, analytes, first_day(given.course, given.asked.cycle - 1))


def _standing_on(
    gate: RecoveryGate, given: Given, analytes: tuple[Analyte, ...], day: date | None
) -> dict[Analyte, LaboratoryValue]:
    if day is None:
        return {}
    found = {analyte: _standing(gate, given, analyte, day) for analyte in analytes}
    return {analyte: value for analyte, value in found.items() if value is not None}


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
    cycle_before = first_day(given.course, given.asked.cycle - 1) or first
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
