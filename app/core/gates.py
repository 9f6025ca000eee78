"""The conditions before a dose, answered by the record where it can answer them.

Each kind of gate in `regimen` has one function, here or in a module of its own. A value that is
lacking is asked for; it is never assumed.
"""

from collections.abc import Iterator

from app.core.blood_counts import blood_counts
from app.core.condition import Given, ask
from app.core.course import AlsoOrdered
from app.core.finding import note, stop, warn
from app.core.given_doses import given_once
from app.core.laboratory import dated, lacking, look_up
from app.core.liver_values import liver_values
from app.core.outcome import Answered, Outcome
from app.core.quantity import Quantity, code_of, exactly, measured_in, show
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
from app.core.sequence import due_outcomes
from app.core.toxicities import infusion_reaction, never_again, other_toxicity, severe_reaction
from app.core.wording import capital

__all__ = ["Given", "due_now", "gate_outcomes"]


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
        yield from severe_reaction(gate, given)


def _gate(gate: Gate, given: Given) -> Iterator[Outcome]:
    match gate:
        case OrderedGate():
            yield _ordered(gate, given)
        case AtMostGate():
            yield from _at_most(gate, given)
        case RecoveryGate():
            yield from blood_counts(gate, given)
        case UpperLimitGate():
            yield from liver_values(gate, given)
        case NeverGate():
            yield from never_again(gate, given)
        case ReactionGate():
            yield from infusion_reaction(gate, given)
        case ToxicityGate():
            yield from other_toxicity(gate, given)
        case IntervalGate():
            yield from _interval(gate, given)
        case NoteGate():
            yield note(gate.code, f"{gate.question}.", gate.source)
        case _:
            yield ask(gate, "")


def _interval(gate: IntervalGate, given: Given) -> Iterator[Outcome]:
    if given_once(given.course):
        return
    yield warn(
        "course-not-on-record",
        f"No earlier dose is on record before {given.asked.named}. Record the doses given, and "
        "whether one was reduced or treatment was interrupted; or say how it is known that this "
        "dose is due and is not to be reduced.",
        gate.source,
    )
    yield ask(gate, "no earlier dose is on record")


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
        return ask(gate, "")
    return ask(gate, f"ordered with it: {said}; no {' and no '.join(lacking)}")


def _at_most(gate: AtMostGate, given: Given) -> Iterator[Outcome]:
    looked = look_up(given.course, gate.analyte, given.asked, given.policy)
    yield from looked.findings
    if looked.value is None:
        yield ask(gate, "; ".join(lacking({gate.analyte: looked})), gate.analyte)
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
            f"{capital(found)}: above {show(gate.limit)}. Treat first, and record a newer value.",
            gate.source,
        )


def _in_unit_of(limit: Quantity, value: Quantity) -> str:
    """Return the value once more in the unit of the limit, where it came in another."""
    code = code_of(limit)
    return "" if code_of(value) == code else f" = {show(measured_in(value, code))}"
