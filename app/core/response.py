"""Which response decides a dose: the one assessed before it, or the one its values show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.asked import AskedDose
from app.core.course import Analyte, Course, LaboratoryValue, ResponseAssessed
from app.core.finding import Finding, note, stop, stops, warn
from app.core.formulary import Monograph
from app.core.given_amount import RECORD
from app.core.given_doses import given_once
from app.core.laboratory import implausible
from app.core.order import Response
from app.core.outcome import Answered, Outcome, Question
from app.core.policy import LaboratoryPolicy
from app.core.quantity import exactly, show
from app.core.regimen import ResponseCriteria
from app.core.wording import capital

_WORDS = {Response.NONE: "no CR or CRi", Response.CR: "CR", Response.CRI: "CRi"}
_NEEDED = (Analyte.BLOOD_BLASTS, Analyte.PLATELETS, Analyte.NEUTROPHILS)


@dataclass(frozen=True, slots=True)
class Derived:
    """A response that follows from laboratory values, with the values that led to it."""

    response: Response
    on: date
    derivation: str


def words_of(response: Response) -> str:
    """Return what people call a response."""
    return _WORDS[response]


def derived_response(
    course: Course,
    criteria: ResponseCriteria,
    within_days: int,
    until: date,
    policy: LaboratoryPolicy | None = None,
) -> Derived | None:
    """Return the response that the values on record show until a date, or None.

    None where a value is lacking or cannot be: the marrow was taken after the first dose on
    record, and peripheral blasts, platelets and neutrophils within so many days of it. Platelets
    that rest on a transfusion show no full recovery.
    """
    marrow = _fit(course.latest(Analyte.MARROW_BLASTS, until), policy)
    begun = _first_dose(course)
    if marrow is None or (begun is not None and marrow.on <= begun):
        return None
    below = _below(marrow, criteria)
    if not below:
        text = f"marrow blasts {_dated(marrow)}, not below {show(criteria.marrow_blasts_below)}"
        return Derived(Response.NONE, marrow.on, text)
    found = {a: _fit(_near(course, a, marrow, within_days, until), policy) for a in _NEEDED}
    blood, platelets, neutrophils = (found[analyte] for analyte in _NEEDED)
    if blood is None:
        return None
    start = f"marrow blasts {_dated(marrow)}, below {show(criteria.marrow_blasts_below)}"
    if blood.value.magnitude:
        return Derived(Response.NONE, marrow.on, f"{start}; peripheral blasts {_dated(blood)}")
    if platelets is None or neutrophils is None:
        return None
    counted = _by_counts(platelets, neutrophils, criteria)
    if counted is None:
        return None
    response, counts = counted
    return Derived(response, marrow.on, f"{start}; no peripheral blasts; {counts}")


def _by_counts(
    platelets: LaboratoryValue, neutrophils: LaboratoryValue, criteria: ResponseCriteria
) -> tuple[Response, str] | None:
    """Return CR or CRi, and why; None where a transfusion leaves it open."""
    with exactly():
        enough = platelets.value >= criteria.platelets_at_least
        full = enough and neutrophils.value >= criteria.neutrophils_at_least
    if enough and platelets.transfused:
        return None
    needed = f"{show(criteria.platelets_at_least)} and {show(criteria.neutrophils_at_least)}"
    counts = f"platelets {_dated(platelets)} and neutrophils {_dated(neutrophils)}"
    words = f"both at least {needed}" if full else f"not both at least {needed}"
    return (Response.CR if full else Response.CRI), f"{counts}, {words}"


def _fit(value: LaboratoryValue | None, policy: LaboratoryPolicy | None) -> LaboratoryValue | None:
    """Return a value that can be; None for any other, and no older one in its place."""
    return None if value is None or implausible(value, policy) is not None else value


def _first_dose(course: Course) -> date | None:
    return min((dose.on for dose in given_once(course)), default=None)


def _below(marrow: LaboratoryValue, criteria: ResponseCriteria) -> bool:
    with exactly():
        return bool(marrow.value < criteria.marrow_blasts_below)


def _near(
    course: Course, analyte: Analyte, marrow: LaboratoryValue, within_days: int, until: date
) -> LaboratoryValue | None:
    span = timedelta(days=within_days)
    found = course.latest(analyte, min(until, marrow.on + span))
    return found if found is not None and found.on >= marrow.on - span else None


def _dated(value: LaboratoryValue) -> str:
    return f"{show(value.value)} ({value.on.isoformat()})"


@dataclass(frozen=True, slots=True)
class Governing:
    """The response that decides the dose, if any is known, and what is to say of it."""

    response: Response | None
    outcomes: tuple[Outcome, ...]


def governing_response(
    course: Course, asked: AskedDose, monograph: Monograph, policy: LaboratoryPolicy | None
) -> Governing:
    """Return the response that decides the doses of the cycle asked for.

    It is the one assessed last on or before day 1 of that cycle; what is assessed later is for
    the next cycle. An order that says another response than the record is a stop.
    """
    begun = next(
        (d.on for d in given_once(course) if (d.cycle, d.day) == (asked.cycle, 1)), asked.on
    )
    assessed = assessed_response(course, begun)
    if asked.cycle == 1:
        return Governing(asked.response, ())
    derived, odd = None, list(_implausible(course, policy, begun))
    if monograph.response is not None and policy is not None:
        within = policy.response_values_within_days
        derived = derived_response(course, monograph.response, within, begun, policy)
    outcomes: tuple[Finding, ...] = (*odd, *_contradictions(course, assessed, begun))
    if assessed is not None and stops(outcomes):
        # Of two responses of one day neither decides.
        return Governing(None, outcomes)
    response, more = _decided(course, assessed, derived, asked, monograph)
    return Governing(response, (*outcomes, *more))


def _implausible(course: Course, policy: LaboratoryPolicy | None, until: date) -> Iterator[Finding]:
    """Yield what is wrong with marrow values that cannot be; then nothing is derived."""
    latest = course.latest(Analyte.MARROW_BLASTS, until)
    odd = None if latest is None else implausible(latest, policy)
    if odd is not None:
        yield odd


def assessed_response(course: Course, until: date) -> ResponseAssessed | None:
    """Return the response of this treatment assessed last until a date, or None.

    What was assessed before the first dose, or on its day, says nothing of this treatment.
    """
    found = [each for each in _of_treatment(course) if each.on <= until]
    return max(enumerate(found), key=lambda each: (each[1].on, each[0]), default=(0, None))[1]


def _of_treatment(course: Course) -> tuple[ResponseAssessed, ...]:
    first = _first_dose(course)
    every = course.of(ResponseAssessed)
    return tuple(each for each in every if first is None or each.on > first)


def _contradictions(
    course: Course, assessed: ResponseAssessed | None, begun: date
) -> Iterator[Finding]:
    if assessed is None:
        yield from _none_in_time(course, begun)
        return
    every = _of_treatment(course)
    for other in every:
        if other.on == assessed.on and other.response is not assessed.response:
            yield stop(
                "two-responses-on-one-day",
                f"Two responses are on record for {assessed.on.isoformat()}: "
                f"{_WORDS[other.response]} and {_WORDS[assessed.response]}. Take back the one "
                "that is wrong.",
                RECORD,
            )
            return
    had = [each for each in every if each.on < assessed.on and _responded(each.response)]
    if had and assessed.response is Response.NONE:
        last = max(had, key=lambda each: each.on)
        yield warn(
            "response-lost",
            f"{_WORDS[last.response]} was recorded on {last.on.isoformat()} and no CR or CRi on "
            f"{assessed.on.isoformat()}: the response was lost.",
            RECORD,
        )


def _none_in_time(course: Course, begun: date) -> Iterator[Finding]:
    """Yield what is wrong with the responses on record where none of them can decide."""
    every = sorted(course.of(ResponseAssessed), key=lambda each: each.on)
    for each in every:
        if each.on > begun:
            yield warn(
                "response-after-the-dose",
                f"{capital(_WORDS[each.response])} was recorded on {each.on.isoformat()}, after "
                f"day 1 of the cycle on {begun.isoformat()}; it cannot decide that cycle, and "
                "none was recorded before it.",
                RECORD,
            )
            return
    if every:
        yield warn(
            "response-before-treatment",
            f"{capital(_WORDS[every[-1].response])} was recorded on {every[-1].on.isoformat()}, "
            "not after the first dose; it says nothing of this treatment. Record the response "
            "to it.",
            RECORD,
        )


def _decided(
    course: Course,
    assessed: ResponseAssessed | None,
    derived: Derived | None,
    asked: AskedDose,
    monograph: Monograph,
) -> tuple[Response | None, list[Outcome]]:
    source = monograph.response.source if monograph.response else monograph.regimens[0].source
    if derived is not None and _overtakes(derived, assessed):
        if asked.response in (None, derived.response):
            return derived.response, [_to_confirm(derived, assessed, monograph, source)]
        if assessed is None:
            return asked.response, [_order_differs(asked, derived.response, derived.on, source)]
    if assessed is None:
        return asked.response, _from_order(asked, source)
    outcomes: list[Outcome] = []
    latest = assessed_response(course, asked.on) or assessed
    # An order may also say what was assessed since day 1: its response is for the next cycle.
    if asked.response not in (None, assessed.response, latest.response):
        outcomes.append(_order_differs(asked, assessed.response, assessed.on, source))
    if derived is not None and derived.on >= assessed.on:
        outcomes += _not_as_derived(assessed, derived, source)
    return assessed.response, [*outcomes, _assessed(course, assessed, asked, source)]


def _assessed(course: Course, assessed: ResponseAssessed, asked: AskedDose, source: str) -> Outcome:
    """Return the response on record, saying where a whole cycle has passed since."""
    detail = f"assessed {assessed.on.isoformat()}, {assessed.source}"
    before = asked.cycle - 1
    begun = next((d.on for d in given_once(course) if (d.cycle, d.day) == (before, 1)), None)
    if begun is not None and assessed.on <= begun:
        detail = f"{detail}; before cycle {before}, and none since"
    return Answered("response", f"Response: {_WORDS[assessed.response]}", detail, source)


def _responded(response: Response | None) -> bool:
    return response in (Response.CR, Response.CRI)


def _overtakes(derived: Derived, assessed: ResponseAssessed | None) -> bool:
    """Tell whether values decide: nothing was assessed, or they are newer and say otherwise."""
    if assessed is None:
        return True
    otherwise = _responded(derived.response) is not _responded(assessed.response)
    return derived.on > assessed.on and otherwise


def _not_as_derived(assessed: ResponseAssessed, derived: Derived, source: str) -> Iterator[Finding]:
    if derived.response is assessed.response:
        return
    # CR and CRi lead to the same dose.
    alike = _responded(derived.response) and _responded(assessed.response)
    yield (note if alike else warn)(
        "response-not-as-derived",
        f"{capital(_WORDS[assessed.response])} is on record of {assessed.on.isoformat()}, but "
        f"the values show {_WORDS[derived.response]}: {derived.derivation}.",
        source,
    )


def _to_confirm(
    derived: Derived, assessed: ResponseAssessed | None, monograph: Monograph, source: str
) -> Question:
    also = monograph.response.also if monograph.response else ""
    end = f", and {also}" if _responded(derived.response) else ""
    before = "" if assessed is None else f"; newer than {_said(assessed)}"
    return Question(
        "response",
        f"The response is {_WORDS[derived.response]}{end}",
        f"derived: {derived.derivation}{before}",
        source,
        (Analyte.MARROW_BLASTS,),
    )


def _said(assessed: ResponseAssessed) -> str:
    return f"{_WORDS[assessed.response]} of {assessed.on.isoformat()} on record"


def _order_differs(asked: AskedDose, response: Response, on: date, source: str) -> Finding:
    said = _WORDS[asked.response] if asked.response is not None else ""
    # CR and CRi lead to the same dose.
    alike = _responded(asked.response) and _responded(response)
    return (warn if alike else stop)(
        "response-contradicts",
        f"The order says {said}, the record says {_WORDS[response]} of {on.isoformat()}. Correct "
        "the order, or record the response that holds.",
        source,
    )


def _from_order(asked: AskedDose, source: str) -> list[Outcome]:
    if asked.response is None:
        return []
    return [Answered("response", f"Response: {_WORDS[asked.response]}", "as ordered", source)]
