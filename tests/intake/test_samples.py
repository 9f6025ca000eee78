"""The shipped sample orders, read as they are."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.core.order import Order, Patient, Response
from app.core.quantity import quantity
from app.intake.files import read_orders

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"
ADALIND = Order(
    identifier="DEMO-ORDER-0001",
    patient=Patient("DEMO, Adalind", "00482913", date(1979, 4, 12)),
    drug="inotuzumab ozogamicin",
    cycle=1,
    day=1,
    height=quantity("170", "cm"),
    weight=quantity("70", "kg"),
    height_on=date(2026, 11, 1),
    weight_on=date(2026, 11, 1),
    dose=quantity("1.456", "mg"),
    wanted=datetime(2026, 11, 2, 19, 0, tzinfo=UTC),
    written=datetime(2026, 11, 2, 14, 30, tzinfo=UTC),
    prescriber="DEMO Prescriber",
    location="5 East",
)
EXPECTED = (
    ("order-fhir.json", ADALIND),
    ("order-fhir-with-values.json", ADALIND),
    (
        "order-hl7.txt",
        Order(
            identifier="DEMO-ORDER-0002",
            patient=Patient("DEMO, Cecilia", "00390154", date(1961, 9, 30)),
            drug="inotuzumab ozogamicin",
            cycle=3,
            day=15,
            height=quantity("178", "cm"),
            weight=quantity("84", "kg"),
            height_on=date(2026, 11, 1),
            weight_on=date(2026, 11, 1),
            dose=quantity("1.02", "mg"),
            response=Response.CR,
            wanted=datetime(2026, 11, 2, 17, 0, tzinfo=UTC),
            written=datetime(2026, 11, 2, 14, 45, tzinfo=UTC),
            prescriber="PRESCRIBER, DEMO",
            location="5 East",
        ),
    ),
    (
        "order-fhir-child.json",
        Order(
            identifier="DEMO-ORDER-0003",
            patient=Patient("DEMO, Daniel", "00521003", date(2020, 5, 14)),
            drug="inotuzumab ozogamicin",
            cycle=1,
            day=8,
            height=quantity("108", "cm"),
            weight=quantity("16.5", "kg"),
            height_on=date(2026, 11, 1),
            weight_on=date(2026, 11, 1),
            dose=quantity("0.35", "mg"),
            wanted=datetime(2026, 11, 2, 21, 0, tzinfo=UTC),
            written=datetime(2026, 11, 2, 15, 10, tzinfo=UTC),
            prescriber="DEMO Prescriber",
            location="5 East",
        ),
    ),
)


@pytest.mark.parametrize(("name", "order"), EXPECTED)
def test_each_sample_is_the_order_it_says(name: str, order: Order, now: datetime) -> None:
    assert read_orders((SAMPLES / name).read_bytes(), now=now) == (order,)


def test_each_sample_order_is_listed_here() -> None:
    found = {path.name for path in SAMPLES.glob("order-*")}
    assert found == {name for name, _ in EXPECTED}


def test_the_patients_of_the_samples_are_called_demo(sample: Callable[[str], str]) -> None:
    for name, order in EXPECTED:
        assert order.patient.name.startswith("DEMO, ")
        assert not re.search(r"[^ -~\n]", sample(name))
