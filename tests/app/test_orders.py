"""Orders in the log: imported once, kept as they came, and not lost when something is wrong."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import resources
from app.core.quantity import quantity
from app.core.refused import Refused
from app.orders import import_orders, order_in, withdraw
from app.store import Log
from tests.app.pharmacy import (
    ADALIND,
    CECILIA,
    DANIEL,
    PHARMACIST,
    SAMPLES,
    Pharmacy,
)
from tests.app.sent import bundle


def bring_in(pharmacy: Pharmacy, data: bytes) -> tuple[str, ...]:
    return import_orders(pharmacy.work.log, pharmacy.clock, data, PHARMACIST.name)


def orders(pharmacy: Pharmacy) -> tuple[str, ...]:
    return pharmacy.work.log.streams("order/")


def test_an_order_is_kept_with_the_text_it_came_as(pharmacy: Pharmacy) -> None:
    (row,) = pharmacy.work.log.history(ADALIND)
    sample = resources.data("samples/order-fhir.json")
    assert (row.name, row.actor) == ("order-imported", PHARMACIST.name)
    assert hashlib.sha256(sample).hexdigest() in row.data
    order = order_in(row)
    assert order.patient.name == "DEMO, Adalind"
    assert order.dose == quantity("1.456", "mg")


def test_an_order_that_is_there_is_not_imported_again(pharmacy: Pharmacy) -> None:
    before = pharmacy.work.log.head()
    for name in SAMPLES:
        with pytest.raises(Refused, match="was imported before; nothing was imported now"):
            bring_in(pharmacy, resources.data(f"samples/{name}"))
    assert pharmacy.work.log.head() == before


def test_an_order_that_was_made_or_withdrawn_is_not_imported_again(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    withdraw(pharmacy.work.log, pharmacy.clock, CECILIA, "sent twice", PHARMACIST.name)
    for name in SAMPLES[:2]:
        with pytest.raises(Refused, match="was imported before"):
            bring_in(pharmacy, resources.data(f"samples/{name}"))


def test_all_orders_of_a_file_come_in_together(pharmacy: Pharmacy) -> None:
    assert bring_in(pharmacy, bundle("A-1", "A-2")) == ("order/A-1", "order/A-2")
    pharmacy.reopen()
    assert {"order/A-1", "order/A-2"} < set(pharmacy.work.board.waiting())


def test_none_of_a_file_comes_in_with_one_that_is_there(pharmacy: Pharmacy) -> None:
    before = orders(pharmacy)
    with pytest.raises(Refused, match="Order DEMO-ORDER-0001 was imported before"):
        bring_in(pharmacy, bundle("A-1", "DEMO-ORDER-0001"))
    assert orders(pharmacy) == before


def test_none_of_a_file_comes_in_when_the_log_takes_nothing(
    pharmacy: Pharmacy, folder: Path
) -> None:
    before = orders(pharmacy)
    with closing(sqlite3.connect(pharmacy.work.log.path, isolation_level=None)) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="Another program is holding"):
            bring_in(pharmacy, bundle("A-1", "A-2"))
    assert orders(pharmacy) == before
    assert bring_in(pharmacy, bundle("A-1", "A-2")) == ("order/A-1", "order/A-2")
    assert folder.is_dir()


def test_none_of_a_file_comes_in_with_one_number_twice(pharmacy: Pharmacy) -> None:
    before = orders(pharmacy)
    with pytest.raises(Refused, match="is that of another order"):
        bring_in(pharmacy, bundle("A-1", "A-2", "A-1"))
    assert orders(pharmacy) == before


@pytest.mark.parametrize("number", ["A 1", "Å-1", "A" * 64 + "B"])
def test_a_number_that_is_none_is_refused(pharmacy: Pharmacy, number: str) -> None:
    before = orders(pharmacy)
    with pytest.raises(Refused):
        bring_in(pharmacy, bundle(number))
    assert orders(pharmacy) == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (bundle("A-1", name=("王", "Adalind")), "The patient's name “�, Adalind”"),
        (bundle("A-1", record="٠٠٤٨٢"), "The patient's identifier"),
        (bundle("A-1", location="ש"), "The location"),
        (bundle("A-1", name=("DEMO", "Ade\u0301le")), "U\\+0301"),
    ],
)
def test_a_patient_who_could_not_be_named_on_a_label_is_refused_before_work_starts(
    pharmacy: Pharmacy, data: bytes, sentence: str
) -> None:
    before = orders(pharmacy)
    with pytest.raises(Refused, match=f"{sentence}.*cannot be printed.*Nothing was imported"):
        bring_in(pharmacy, data)
    assert orders(pharmacy) == before


def test_names_of_many_languages_come_in(pharmacy: Pharmacy) -> None:
    names = (("DEMO", "Zoë Łucja"), ("DEMO-Şahin", "Ngọc"), ("ДЕМО", "Аделинд"), ("ΔΕΜΟ", "Ζωή"))
    for number, name in enumerate(names):
        (stream,) = bring_in(pharmacy, bundle(f"A-{number}", name=name))
        assert pharmacy.work.order(stream).patient.name == f"{name[0]}, {name[1]}"


def test_a_file_is_named_in_what_is_refused(pharmacy: Pharmacy, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_bytes(b"{")
    with pytest.raises(Refused, match=r"^order\.json: "):
        pharmacy.work.import_file(file, PHARMACIST.name)
    file.write_bytes(bundle("A-1"))
    assert pharmacy.work.import_file(file, "someone") == ("order/A-1",)
    assert pharmacy.work.log.history("order/A-1")[0].actor == "someone"


def test_a_file_that_cannot_be_read_is_refused(pharmacy: Pharmacy, tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(5 * 1024 * 1024 + 1)
    for path, sentence in (
        (tmp_path / "none.json", "cannot be read: No such file"),
        (tmp_path, "cannot be read: Is a directory"),
        (large, "larger than 5 MB"),
    ):
        with pytest.raises(Refused, match=sentence):
            pharmacy.work.import_file(path, PHARMACIST.name)


def test_a_withdrawn_order_says_why_and_by_whom(pharmacy: Pharmacy) -> None:
    pharmacy.work.withdraw(DANIEL, "  the child was transferred ", PHARMACIST)
    row = pharmacy.work.log.history(DANIEL)[-1]
    assert (row.name, row.actor) == ("order-withdrawn", PHARMACIST.name)
    assert row.data == '{"reason":"the child was transferred"}'
    assert DANIEL not in pharmacy.work.board.waiting()


@pytest.mark.parametrize("reason", ["", "  ", "no", " \x07\x07\x07 "])
def test_an_order_is_not_withdrawn_without_a_reason(pharmacy: Pharmacy, reason: str) -> None:
    with pytest.raises(Refused, match="Write in a few words why"):
        pharmacy.work.withdraw(DANIEL, reason, PHARMACIST)
    assert DANIEL in pharmacy.work.board.waiting()


def test_an_order_is_as_it_was_when_the_log_was_closed(pharmacy: Pharmacy, folder: Path) -> None:
    before = {stream: pharmacy.work.order(stream) for stream in orders(pharmacy)}
    pharmacy.close()
    with Log.read(folder / "umbra.log.sqlite") as log:
        assert {s: order_in(log.history(s)[0]) for s in log.streams("order/")} == before
