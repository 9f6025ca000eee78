"""What the compounding record says of overrides: what was passed or done otherwise, and why."""

from collections.abc import Iterator

from app.core import events as e
from app.core.gravimetric import Gravimetric
from app.core.preparation import Stamped
from app.record_times import RecordTimes
from app.telling import otherwise, said, weighed
from reports.section import Fields, Section, Table

_TITLE = "Overrides and their reasons"


def overrides(history: tuple[Stamped, ...], times: RecordTimes) -> Section:
    """Return everything that was passed, accepted or done otherwise than planned, and why.

    That there was nothing of it is said too.
    """
    opened = next((each.fact for each in history if isinstance(each.fact, e.Opened)), None)
    scale = None if opened is None else opened.policy.gravimetric
    rows = tuple(
        (times.said(each.reading.wall), what, why, each.actor)
        for each in history
        for what, why in _override(each.fact, scale)
    )
    if not rows:
        return Fields(_TITLE, (("Overrides", "none"),))
    header = ("Time", "What", "Reason", "Person")
    return Table(times.titled(_TITLE), header, rows, (1.6, 5, 3.6, 2.4))


def _override(fact: e.Event, scale: Gravimetric | None) -> Iterator[tuple[str, str]]:
    match fact:
        case e.Opened(plan=plan) if plan.dose.rounding is not None:
            offer = plan.dose.rounding.offer
            yield f"Dose rounded: {offer.said()}", f"policy of the site: {offer.source}"
        case e.WarningAccepted():
            yield f"Warning passed: {fact.finding.sentence}", fact.reason
        case e.MaterialScanned():
            if fact.typed:
                yield f"Typed by hand, not scanned: {fact.name}", "none is asked for"
            if fact.noted:
                yield f"Package used: {fact.name}", fact.noted
        case e.SyringesChosen():
            yield said(fact).partition(" Reason: ")[0], fact.reason
        case e.Weighed(reason=str() as reason):
            sentence = weighed(fact, scale).partition(". Accepted by a pharmacist: ")[0]
            yield f"Mass accepted by a pharmacist: {sentence}", reason
        case e.Signed(remark=str() as remark):
            yield f"Signed as {fact.meaning.value} with a remark", remark
        case e.LabelPrinted(reason=str() as reason):
            yield f"Label printed again as copy {fact.copy}; every earlier copy is void", reason
        case e.EnteredLate(reason=str() as reason) if reason:
            yield otherwise(fact), reason
        case e.ClockAccepted():
            yield "Clock accepted that ran backwards", fact.reason
        case _:
            pass
