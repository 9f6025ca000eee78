"""What the compounding record says of quality control: each inspection and check, its result."""

from collections.abc import Iterator

from app.core import events as e
from app.core.preparation import Preparation, Stamped
from app.core.quantity import number_for_people, show, signed_percent
from app.core.step import Meaning
from app.record_times import RecordTimes
from reports.section import Fields, Section, Table

_TITLE = "Quality control"


def quality_control(
    state: Preparation, history: tuple[Stamped, ...], times: RecordTimes
) -> Section:
    """Return the result of each inspection and check in the order in which they were made."""
    rows = tuple(
        (control, result, times.said(each.reading.wall), each.actor)
        for each in history
        for control, result in _result(state, each.fact)
    )
    if not rows:
        return Fields(_TITLE, (("Results", "none yet"),))
    header = ("Control", "Result", "Time", "Person")
    return Table(times.titled(_TITLE), header, rows, (3.4, 5, 1.7, 2.5))


def _result(state: Preparation, fact: e.Event) -> Iterator[tuple[str, str]]:
    """Yield the control that a fact is of, and its result; nothing for any other fact."""
    match fact:
        case e.VialPassed():
            words = state.monograph.text("vial-appearance").words
            yield f"Appearance of vial {fact.vial}", f"passed: {words}"
        case e.VialQuarantined():
            yield f"Vial {fact.vial}", f"FAILED, quarantined: {fact.reason}"
        case e.BagPassed():
            words = state.monograph.text("final-appearance").words
            yield "Appearance and leaks of the preparation", f"passed: {words}; no leak"
        case e.BagFailed():
            yield "Appearance and leaks of the preparation", f"FAILED: {fact.reason}"
        case e.Weighed(dose_percent=percent) if percent is not None:
            yield "Dose by all masses", _by_mass(state, fact)
        case e.FiguresEntered():
            verdict = "agree" if fact.agree else "DIFFER"
            entered = f"{show(fact.volume)}, entered blind"
            yield "Figures of the checker", f"{verdict} with those recorded: {entered}"
        case e.CheckRejected():
            yield "Pharmacist check", f"REJECTED: {fact.reason}"
        case e.Signed(meaning=Meaning.CHECKED):
            remark = f", with a remark: {fact.remark}" if fact.remark else ""
            yield "Pharmacist check", f"signed{remark}"
        case e.LabelConfirmed():
            yield "Label scanned back", "it is the label printed last for this preparation"
        case _:
            pass


def _by_mass(state: Preparation, fact: e.Weighed) -> str:
    policy = state.policy.gravimetric
    assert policy is not None
    assert fact.dose_percent is not None
    within = number_for_people(policy.accepted_percent)
    verdict = "accepted by a pharmacist" if fact.reason else f"within {within}%"
    return f"{signed_percent(fact.dose_percent)} from what was planned, {verdict}"
