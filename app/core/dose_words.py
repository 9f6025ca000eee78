"""The dose of a plan in words: which it was prepared for, and which the syringe measures."""

from app.core.dose import Dose
from app.core.plan import Plan
from app.core.quantity import show
from app.core.wording import capital


def dose_stated(dose: Dose) -> str:
    """Return the dose prepared for, such as "ordered 1.456 mg", as a printed label says it.

    It is "calculated" where no dose was ordered, and says so where it was rounded.
    """
    amount = show(dose.prepared)
    if dose.rounding is not None:
        amount = f"{show(dose.rounding.offer.exact)}, rounded to {show(dose.prepared)}"
    return f"{'calculated' if dose.ordered is None else 'ordered'} {amount}"


def doses(plan: Plan) -> str:
    """Return both doses, such as "Ordered 1.456 mg, measured 1.45 mg".

    The second is what the volume at the mark of the syringe holds: the dose on the label.
    """
    return f"{capital(dose_stated(plan.dose))}, measured {show(plan.delivered)}"
