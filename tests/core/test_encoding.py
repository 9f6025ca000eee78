"""Facts as JSON and back: nothing lost, nothing of another shape taken."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app import references
from app.core import events as e
from app.core.container import ContainerKind
from app.core.encoding import decode, encode
from app.core.finding import Finding
from app.core.quantity import Quantity, quantity
from app.core.step import Meaning, Role
from app.core.timing import Storage
from tests.core.hood import Hood, mL, order, plan_for

LOGS = Path(__file__).parent.parent / "logs"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Everything:
    text: str
    count: int
    yes: bool
    number: Decimal
    volume: Quantity
    moment: datetime
    day: date
    role: Role
    perhaps: Quantity | None
    many: tuple[str, ...]
    pair: tuple[Decimal, str]


FULL = Everything(
    text="Nür 2–8 °C “yes”",
    count=-3,
    yes=True,
    number=Decimal("1.50"),
    volume=quantity("5.80", "mL"),
    moment=NOON,
    day=date(2026, 11, 2),
    role=Role.VIAL,
    perhaps=None,
    many=("a", "b"),
    pair=(Decimal("-0.0"), "x"),
)


def test_an_auditor_can_read_it() -> None:
    assert json.loads(encode(FULL)) == {
        "text": "Nür 2–8 °C “yes”",
        "count": -3,
        "yes": True,
        "number": "1.5",
        "volume": "5.8 mL",
        "moment": "2026-11-02T12:00:00+00:00",
        "day": "2026-11-02",
        "role": "vial",
        "perhaps": None,
        "many": ["a", "b"],
        "pair": ["0", "x"],
    }
    assert "Nür 2–8 °C “yes”" in encode(FULL)
    assert encode(FULL).startswith('{"count":-3,"day":"2026-11-02","many":["a","b"],')


def test_it_comes_back_equal() -> None:
    assert decode(Everything, encode(FULL)) == FULL


def test_times_are_kept_in_utc() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=-6)))
    assert encode(local) == encode(NOON)
    back = decode(datetime, encode(local))
    assert (back, back.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize("value", [1.5, b"x", [1], {1}, {"a": 1}, timedelta(1), object()])
def test_the_log_cannot_hold_anything_else(value: object) -> None:
    with pytest.raises(TypeError, match="not a value the log can hold"):
        encode(value)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("text", 1),
        ("text", None),
        ("count", "1"),
        ("count", True),
        ("count", 1.0),
        ("yes", 1),
        ("number", 1.5),
        ("volume", 5.8),
        ("volume", "5.8 cc"),
        ("volume", None),
        ("moment", 0),
        ("moment", "noon"),
        ("day", 20261102),
        ("day", "2026-13-01"),
        ("role", "spoon"),
        ("perhaps", 5),
        ("many", "ab"),
        ("many", [1]),
        ("pair", ["1"]),
        ("pair", ["1", "x", "y"]),
    ],
)
def test_what_is_of_another_shape_is_not_ours(field: str, wrong: object) -> None:
    data = json.loads(encode(FULL)) | {field: wrong}
    with pytest.raises((TypeError, ValueError)):
        decode(Everything, json.dumps(data))


@pytest.mark.parametrize("text", ["[]", "null", "{}", '{"text": "a"}', "not json", '"text"'])
def test_every_field_and_no_other_is_expected(text: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        decode(Everything, text)


@dataclass(frozen=True, slots=True)
class Grown:
    first: str
    added: tuple[str, ...] = ()
    made: tuple[str, ...] = field(default_factory=tuple)


def test_a_field_that_came_with_a_later_release_may_be_absent() -> None:
    assert decode(Grown, '{"first":"a"}') == Grown("a")
    assert decode(Grown, '{"added":["b"],"first":"a"}') == Grown("a", ("b",))
    for text in ('{"added":["b"]}', '{"first":"a","more":1}'):
        with pytest.raises(ValueError, match="not the fields of Grown"):
            decode(Grown, text)


@pytest.mark.parametrize("path", sorted(LOGS.glob("facts/opened-*.json")), ids=lambda p: p.stem)
def test_a_preparation_opened_by_an_earlier_release_is_read(path: Path) -> None:
    text = path.read_text()
    opened = decode(e.Opened, text)
    assert (opened.plan.container, opened.plan.needs) == (ContainerKind.BAG, ())
    written, again = json.loads(text), json.loads(encode(opened))
    assert _within(written["plan"], again["plan"])
    assert _within(written["order"], again["order"])


def _within(before: Any, now: Any) -> bool:
    """Tell whether all that was written stands there, whatever later releases added."""
    if isinstance(before, dict):
        return all(name in now and _within(each, now[name]) for name, each in before.items())
    if isinstance(before, list):
        return len(before) == len(now) and all(map(_within, before, now))
    return bool(before == now)


def test_a_field_too_many_is_refused() -> None:
    data = json.loads(encode(FULL)) | {"more": 1}
    with pytest.raises(ValueError, match="not the fields of Everything"):
        decode(Everything, json.dumps(data))


@pytest.mark.parametrize(
    "fact",
    [
        e.WarningAccepted(Finding("warn", "a", "A.", "label"), "asked"),  # type: ignore[arg-type]
        e.MaterialScanned("s", Role.VIAL, 1, "n", "g", "L", date(2027, 3, 31), None, "raw"),
        e.Reconstituted("s", 1, mL("4")),
        e.StorageChosen("s", Storage.REFRIGERATED),
        e.FiguresEntered("s", mL("5.824"), NOON, False),
        e.Discarded("broken", quantity("1.8", "mg"), 2),
        e.CheckRejected("check", "cloudy"),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_facts_come_back_equal(fact: e.Event) -> None:
    assert decode(type(fact), encode(fact)) == fact


@pytest.mark.parametrize(
    ("weight", "monograph"), [("70 kg", "besponsa-us"), ("154.5 lb", "besponsa-eu")]
)
def test_a_whole_preparation_comes_back_equal(weight: str, monograph: str) -> None:

    asked = order(height="5.5 ft", weight=weight)
    made = plan_for(asked, references.monograph_named(monograph))
    opened = e.Opened("2611-0001", asked, "order/RX-1", made, references.policy())
    assert decode(e.Opened, encode(opened)) == opened


def test_every_fact_of_a_release_comes_back_equal() -> None:
    history = Hood().finish().history
    for stamped in history:
        again = decode(type(stamped.fact), encode(stamped.fact))
        assert again == stamped.fact
        assert encode(again) == encode(stamped.fact)
    signed = [s.fact for s in history if isinstance(s.fact, e.Signed)]
    assert [each.meaning for each in signed] == list(Meaning)
