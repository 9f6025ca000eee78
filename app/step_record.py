"""What the compounding record says of each step and each scan: when, by whom, and what it was."""

from collections.abc import Iterator

from app.core import events as e
from app.core.preparation import Done, Preparation, Stamped
from app.core.quantity import show
from app.core.step import Kind, Step
from app.intake.key_signs import visible
from app.record_times import RecordTimes
from reports.section import Section, Table


def steps_table(state: Preparation, times: RecordTimes) -> Table:
    """Return every step in its order, with who did it when; what is not done says so."""
    done = {each.step: each for each in state.done}
    rows = tuple(
        (str(number), _asked(step), *_answered(done.get(step.identifier), times))
        for number, step in enumerate(state.steps, 1)
    )
    header = ("No.", "Step", "Done", "Person", "What was recorded")
    return Table(times.titled("Steps"), header, rows, (0.8, 5, 1.7, 2.5, 3.6))


def _asked(step: Step) -> str:
    if step.amount is None or step.kind is not Kind.MEASURE or show(step.amount) in step.title:
        return step.title
    return f"{step.title}: {show(step.amount)}"


def _answered(done: Done | None, times: RecordTimes) -> tuple[str, str, str]:
    if done is None:
        return "not done", "–", "–"
    who = done.actor if done.late is None else f"{done.actor} (entered late)"
    return times.said(done.at), who, done.detail


def scans(history: tuple[Stamped, ...], times: RecordTimes) -> Iterator[Section]:
    """Yield every code that was accepted, as it was scanned or typed; refused ones stand apart."""
    rows = tuple(
        (times.said(each.reading.wall), *_scan(each.fact), each.actor)
        for each in history
        if isinstance(each.fact, e.MaterialScanned | e.LabelConfirmed)
    )
    if rows:
        header = ("Time", "Code", "Read as", "How", "Person")
        title = times.titled("Codes that were accepted")
        yield Table(title, header, rows, (1.6, 4.4, 3.6, 1.6, 2.4))


def _scan(fact: e.MaterialScanned | e.LabelConfirmed) -> tuple[str, str, str]:
    if isinstance(fact, e.LabelConfirmed):
        return visible(fact.code), "the label of this preparation", "scanned"
    number = f"NDC {fact.ndc}" if fact.ndc else f"GTIN {fact.gtin}"
    return visible(fact.scanned), f"{fact.name}, {number}", "typed" if fact.typed else "scanned"
