"""What sets practice apart from work wherever it goes: a mark for people, a beginning for programs.

A preparation made in practice has a number that begins with `P`, and the code on its label begins
with that number, so that any Umbra knows it. Patients and orders of practice are named so that no
file of them can be taken for work.
"""

from app.core.order import Order, Patient
from app.core.refused import Refused

MARK = "PRACTICE – NOT FOR A PATIENT"
"""What stands on every paper of practice."""

NUMBERED = "P"
"""What the number of a preparation begins with that was made in practice."""

NAMED = "PRACTICE-"
"""What the numbers of patients and orders begin with that are for practice."""


def made_in_practice(number: str) -> bool:
    """Tell whether a preparation of that number was made in practice, for no patient."""
    return number.startswith(NUMBERED)


def require_kind(orders: tuple[Order, ...], patient: Patient | None, *, practice: bool) -> None:
    """Raise Refused where orders, or a course, are of practice in real work, or the other way."""
    named = [order.identifier for order in orders]
    named += [order.patient.identifier for order in orders]
    named += [] if patient is None else [patient.identifier]
    for number in named:
        if number.startswith(NAMED) and not practice:
            raise Refused(
                f"“{number}” is of practice, and nobody is to get it. Nothing was imported; import "
                "the file that the prescriber sent."
            )
        if practice and not number.startswith(NAMED):
            raise Refused(
                f"“{number}” is not of practice, and real patients are no part of it. Nothing was "
                "imported; begin a drill on the page Practice."
            )
