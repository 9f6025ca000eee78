"""What counts as an override: something was passed, accepted, or done otherwise than planned."""

from app.core import events as e


def is_override(fact: e.Event) -> bool:
    """Tell whether a fact is one, as the compounding record lists them with their reasons."""
    match fact:
        case e.Opened(plan=plan):
            return plan.dose.rounding is not None
        case e.MaterialScanned():
            return fact.typed or bool(fact.noted)
        case e.Weighed() | e.LabelPrinted() | e.EnteredLate():
            return bool(fact.reason)
        case e.Signed():
            return bool(fact.remark)
        case _:
            return isinstance(fact, e.WarningAccepted | e.SyringesChosen | e.ClockAccepted)
