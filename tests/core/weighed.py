"""Plans whose objects are weighed, and masses put on the scale."""

from itertools import pairwise

import pytest

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.density import Density, Liquid
from app.core.formulary import Monograph
from app.core.gravimetric import Gravimetric
from app.core.person import Person
from app.core.plan import Plan
from app.core.refused import Refused
from app.core.step import Kind, Step
from app.core.weighing_steps import plan_weighed
from tests.core.hood import TECHNICIAN_ONE, Hood, grams, order, plan_for, weighing

US = references.monograph_named("besponsa-us")
ALL = ("vial", "syringe", "bag")


def policy() -> Gravimetric:
    found = weighing(*ALL).gravimetric
    assert found is not None
    return found


def density(liquid: Liquid, monograph: Monograph = US) -> Density:
    found = monograph.density(liquid)
    assert found is not None
    return found


def put(hood: Hood, mass: str, person: Person = TECHNICIAN_ONE, reason: str = "") -> e.Weighed:
    """Say a mass at the present step, and return what was recorded."""
    entry = said.Weigh(hood.step.identifier, grams(mass), False, reason)
    (fact,) = hood.do(person, entry)
    assert isinstance(fact, e.Weighed)
    return fact


def told(hood: Hood, mass: str, person: Person = TECHNICIAN_ONE, reason: str = "") -> str:
    """Say a mass that is refused, and return the sentence."""
    with pytest.raises(Refused) as caught:
        put(hood, mass, person, reason)
    return caught.value.sentence


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.identifier for step in steps]


def weighings(steps: tuple[Step, ...]) -> list[str]:
    """Return each weighing with the step before it."""
    return [f"{a.identifier} {b.identifier}" for a, b in pairwise(steps) if b.kind is Kind.WEIGH]


def made(*objects: str, monograph: Monograph = US) -> Plan:
    return plan_weighed(plan_for(order(), monograph), monograph, weighing(*objects).gravimetric)
