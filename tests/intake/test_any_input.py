"""Whatever an order file holds, it is read or refused; nothing else happens."""

import copy
import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import example, given

from app.core.order import Order
from app.core.refused import Refused
from app.intake.files import read_orders
from app.intake.medication import DRUGS

RESOURCES = Path(__file__).parents[2] / "resources"
FHIR = json.loads((RESOURCES / "samples" / "order-fhir.json").read_text())
HL7 = (RESOURCES / "samples" / "order-hl7.txt").read_text()
NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["order", "active", "final", "#p", "Patient/1", "old", "2026-11-02", "kg"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to each value inside a JSON value."""
    if not isinstance(value, dict | list):
        return []
    found = []
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        found += [(*path, name), *places(each, (*path, name))]
    return found


PLACES = places(FHIR)
changes = st.one_of(
    st.tuples(st.sampled_from(["set"]), st.sampled_from(PLACES), anything),
    st.tuples(st.sampled_from(["remove", "twice"]), st.sampled_from(PLACES), st.none()),
    st.tuples(st.sampled_from(["move"]), st.sampled_from(PLACES), st.sampled_from(PLACES)),
)


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


def change(bundle: Any, kind: str, path: tuple[Any, ...], new: Any) -> None:
    holder, name = at(bundle, path[:-1]), path[-1]
    if kind == "set":
        holder[name] = new
    elif kind == "remove":
        del holder[name]
    elif kind == "twice" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[name]))
    elif kind == "move":
        holder[name] = copy.deepcopy(at(bundle, new))


def check(data: bytes) -> None:
    orders: tuple[Order, ...] = ()
    sentence = "."
    try:
        orders = read_orders(data, now=NOW)
    except Refused as refused:
        sentence = refused.sentence
    assert sentence.isprintable()
    assert sentence.endswith(".")
    for order in orders:
        check_order(order)


def check_order(order: Order) -> None:
    """Check what holds for every order, whatever its file said."""
    assert order.cycle > 0
    assert order.day > 0
    assert order.height.magnitude > 0
    assert order.weight.magnitude > 0
    texts = (order.identifier, order.patient.name, order.patient.identifier, order.drug)
    for text in (*texts, order.location, order.prescriber):
        assert text is None or (text.isprintable() and text.strip() == text != "")


@given(st.lists(changes, min_size=1, max_size=4))
def test_a_bundle_changed_anywhere_is_read_or_refused(
    several: list[tuple[str, tuple[Any, ...], Any]],
) -> None:
    bundle = copy.deepcopy(FHIR)
    for kind, path, new in several:
        try:
            change(bundle, kind, path, new)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took this place away
    check(json.dumps(bundle).encode())


@given(anything)
def test_any_json_is_read_or_refused(value: Any) -> None:
    check(json.dumps(value).encode())


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(HL7)),
            st.integers(0, 30),
            st.one_of(
                st.text(max_size=8),
                st.text('|^~\\&\r\n"0123456789', max_size=8),
                st.sampled_from(["\x0b", "\x1c\r", "MSH|^~\\&|", "PID|", '""', "\\X0D\\", "&&"]),
            ),
        ),
        max_size=4,
    )
)
def test_a_message_changed_anywhere_is_read_or_refused(
    several: list[tuple[int, int, str]],
) -> None:
    text = HL7
    for start, length, new in several:
        text = text[:start] + new + text[start + length :]
    check(text.encode(errors="surrogatepass"))


fields = [match.span() for match in re.finditer(r"[^|\n]+", HL7)]


@given(st.sampled_from(fields), st.text('|^~\\&0F2.-+"AZ', max_size=12))
def test_a_message_with_any_field_is_read_or_refused(span: tuple[int, int], new: str) -> None:
    check((HL7[: span[0]] + new + HL7[span[1] :]).encode())


@given(st.binary(), st.sampled_from([b"", b"{", b"[", b"MSH|^~\\&|", b"\xef\xbb\xbf"]))
@example(b"", b"MSH")
@example(b"MSH|^~\\&", b"")
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    check(start + data)


def test_the_drug_codes_are_those_of_the_formulary() -> None:
    for path in (RESOURCES / "formulary").glob("*.toml"):
        monograph = tomllib.loads(path.read_text())["monograph"]
        for code in monograph["drug_codes"]:
            assert DRUGS[code] == (monograph["drug"], monograph["brand"].lower())
