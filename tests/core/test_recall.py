"""What a recall comes to: preparations, patients reached, packages left."""

from dataclasses import replace
from datetime import UTC, date, datetime

from app.core.events import MaterialScanned
from app.core.recall import Affected, Recall
from app.core.step import Role
from app.core.stock import Fate
from app.core.supply import OnHand
from tests.core.hood import PATIENT, product

AT = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
VIAL = MaterialScanned("s", Role.VIAL, 1, "B", "1", "A1", date(2027, 3, 31), "7", "code")
ONE = Affected("2611-0001", PATIENT, "drug", 1, 1, "released", AT, VIAL, Fate.RELEASED, "T", AT)


def test_patients_are_those_whose_preparation_has_it() -> None:
    other = replace(PATIENT, identifier="2", name="DEMO, Cecilia")
    unused = replace(ONE, number="2611-0002", patient=other, fate=Fate.UNUSED)
    at_work = replace(ONE, number="2611-0003", patient=other, fate=Fate.AT_WORK)
    found = Recall("A1", "", (ONE, ONE, unused), ())
    assert found.preparations == ("2611-0001", "2611-0002")
    assert found.patients == (PATIENT,)
    assert Recall("A1", "", (ONE, unused, at_work), ()).patients == (PATIENT, other)


def test_every_spelling_of_the_lot_is_told() -> None:
    stock = OnHand(product(Role.VIAL, "drug"), "A1", None, 1, spellings=("A1", "a1"))
    none = replace(ONE, material=replace(VIAL, lot=None))
    assert Recall("A1", "", (ONE, none), (stock,)).spellings == ("A1", "a1")
    assert Recall("A1", "", (none,), ()).spellings == ()


def test_what_is_left_and_when_it_expires() -> None:
    known = product(Role.VIAL, "drug")
    stock = (OnHand(known, "A1", date(2027, 4, 30), 3), OnHand(known, "a1", None, -1))
    found = Recall("A1", "", (ONE,), stock)
    assert found.left == 3
    assert found.expiries == (date(2027, 3, 31), date(2027, 4, 30))
    assert Recall("A1", "", (), ()).expiries == ()
