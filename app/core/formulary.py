"""A monograph: every clinical limit of one drug in one region, read from data and proved sane.

Each limit keeps where it stands, in which revision, and whether its words were seen in a label.
A file that lacks a limit or contradicts itself cannot be read: that is a fault of the file, not
of the person at the hood, so it raises `Unsound` and not `Refused`.
"""

import hashlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.core.order import Response
from app.core.quantity import Measure, Quantity, exactly, magnitude, parse
from app.core.refused import Refused


class Unsound(Exception):
    """The data of a monograph is incomplete or contradicts itself."""


class Checked(StrEnum):
    """How far a statement was checked."""

    SEEN = "seen"
    FROM_KNOWLEDGE = "from-knowledge"


@dataclass(frozen=True, slots=True)
class Limit:
    """A quantity that bounds a preparation, with its source."""

    name: str
    value: Quantity
    source: str
    revision: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that bounds a course, with its source."""

    name: str
    value: int
    source: str
    revision: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Regimen:
    """The dose per area for each day of a cycle, for some responses."""

    first_cycle: bool
    responses: tuple[Response, ...]
    days: tuple[tuple[int, Quantity], ...]
    source: str
    revision: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Container:
    """Another container than the bag: present in the data, and why it is switched off."""

    enabled: bool
    reason: str
    lowest: Limit
    highest: Limit


@dataclass(frozen=True, slots=True)
class Billing:
    """How the drug is billed: the code, its unit, and the modifiers for waste and for none."""

    code: str
    unit: Quantity
    discarded: str
    nothing_discarded: str
    source: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Words of the label, with where they stand and how far that was checked."""

    words: str
    source: str
    checked: Checked = Checked.SEEN


@dataclass(frozen=True, slots=True)
class LightProtection:
    """An accepted means of protection from light at one stage ("hood" or "bag")."""

    code: str
    stage: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition the pharmacist confirms before the dose; `when` names the doses it is for."""

    code: str
    when: str
    question: str
    source: str

    def applies(self, cycle: int, day: int) -> bool:
        """Tell whether this condition belongs to the dose of `cycle` and `day`."""
        match self.when:
            case "every-dose":
                return True
            case "first-dose":
                return cycle == 1 and day == 1
            case "later-dose":
                return cycle > 1 or day > 1
            case _:
                return cycle > 1 and day == 1


@dataclass(frozen=True, slots=True)
class Monograph:
    """One drug in one region. `digest` is the SHA-256 of the exact text it was read from."""

    identifier: str
    digest: str
    drug: str
    brand: str
    region: str
    label: str
    revision: str
    route: str
    diluent: str
    reconstitution_diluent: str
    look_alikes: tuple[str, ...]
    drug_codes: tuple[str, ...]
    labelled_content: Limit
    delivered_dose: Limit
    delivered_volume: Limit
    reconstitution_volume: Limit
    reconstituted_concentration: Limit
    total_volume: Limit
    lowest_concentration: Limit
    highest_concentration: Limit
    reconstitution_to_dilution: Limit
    reconstitution_to_end: Limit
    diluted_at_room_temperature: Limit | None
    diluted_in_refrigerator: Limit | None
    equilibration: Limit
    infusion_length: Limit
    infusion_rate: Limit
    minimum_age: Count
    most_cycles: Count
    cycles_without_response: Count
    reduction: Count
    day_tolerance: Count
    days_between_doses: Count
    regimens: tuple[Regimen, ...]
    syringe: Container | None
    billing: Billing | None
    texts: Mapping[str, Statement]
    warnings: tuple[Statement, ...]
    light: tuple[LightProtection, ...]
    gates: tuple[Gate, ...]

    def text(self, name: str) -> Statement:
        """Return the label's words for `name`, such as "dissolve"."""
        return self.texts[name]

    def means(self, stage: str) -> tuple[LightProtection, ...]:
        """Return the accepted means of light protection at `stage`."""
        return tuple(each for each in self.light if each.stage == stage)

    def limits(self) -> tuple[Limit | Count, ...]:
        """Return every limit, in the order of the fields above."""
        values = (getattr(self, name) for name in self.__dataclass_fields__)
        return tuple(value for value in values if isinstance(value, Limit | Count))


def duration(limit: Limit) -> timedelta:
    """Return a limit of time as a timedelta; raises pint.DimensionalityError for another one."""
    with exactly():
        return timedelta(microseconds=int(magnitude(limit.value, "s") * 1_000_000))


_TEXTS = (
    "dissolve",
    "vial-appearance",
    "final-appearance",
    "mix",
    "protect",
    "store-at-room-temperature",
    "store-in-refrigerator",
    "do-not-mix",
    "containers",
)


def read_monograph(text: str) -> Monograph:
    """Return the monograph that the TOML `text` holds; raises Unsound with what is wrong."""
    try:
        data = tomllib.loads(text)
        monograph = _monograph(data, hashlib.sha256(text.encode()).hexdigest())
    except (KeyError, ValueError, TypeError, AttributeError, Refused) as error:
        raise Unsound(f"the monograph cannot be read: {error!r}") from error
    _prove(monograph)
    return monograph


def _monograph(data: dict[str, Any], digest: str) -> Monograph:
    head, limits = data["monograph"], data["limit"]

    def limit(name: str, measure: Measure) -> Limit:
        return _limit(name, limits.pop(name), measure)

    def perhaps(name: str, measure: Measure) -> Limit | None:
        return limit(name, measure) if name in limits else None

    def count(name: str) -> Count:
        return _count(name, limits.pop(name))

    monograph = Monograph(
        identifier=head["id"],
        digest=digest,
        drug=head["drug"],
        brand=head["brand"],
        region=head["region"],
        label=head["label"],
        revision=head["revision"],
        route=head["route"],
        diluent=head["diluent"],
        reconstitution_diluent=head["reconstitution_diluent"],
        look_alikes=tuple(head["look_alikes"]),
        drug_codes=tuple(head["drug_codes"]),
        labelled_content=limit("labelled-content", Measure.DOSE),
        delivered_dose=limit("delivered-dose", Measure.DOSE),
        delivered_volume=limit("delivered-volume", Measure.VOLUME),
        reconstitution_volume=limit("reconstitution-volume", Measure.VOLUME),
        reconstituted_concentration=limit("reconstituted-concentration", Measure.CONCENTRATION),
        total_volume=limit("total-volume", Measure.VOLUME),
        lowest_concentration=limit("lowest-concentration", Measure.CONCENTRATION),
        highest_concentration=limit("highest-concentration", Measure.CONCENTRATION),
        reconstitution_to_dilution=limit("reconstitution-to-dilution", Measure.DURATION),
        reconstitution_to_end=limit("reconstitution-to-end", Measure.DURATION),
        diluted_at_room_temperature=perhaps("diluted-at-room-temperature", Measure.DURATION),
        diluted_in_refrigerator=perhaps("diluted-in-refrigerator", Measure.DURATION),
        equilibration=limit("equilibration", Measure.DURATION),
        infusion_length=limit("infusion-length", Measure.DURATION),
        infusion_rate=limit("infusion-rate", Measure.RATE),
        minimum_age=count("minimum-age"),
        most_cycles=count("most-cycles"),
        cycles_without_response=count("cycles-without-response"),
        reduction=count("reduction"),
        day_tolerance=count("day-tolerance"),
        days_between_doses=count("days-between-doses"),
        regimens=tuple(_regimen(row) for row in data["regimen"]),
        syringe=_syringe(data["syringe"]) if "syringe" in data else None,
        billing=_billing(data["billing"]) if "billing" in data else None,
        texts={name: _statement(data["text"][name]) for name in _TEXTS},
        warnings=tuple(_statement(row) for row in data["warning"]),
        light=tuple(LightProtection(**row) for row in data["light"]),
        gates=tuple(Gate(**row) for row in data["gate"]),
    )
    if limits:
        raise Unsound(f"limits that Umbra does not know: {', '.join(sorted(limits))}")
    return monograph


def _limit(name: str, row: dict[str, str], measure: Measure) -> Limit:
    value = parse(row["value"], measure)
    return Limit(name, value, row["source"], row["revision"], Checked(row["checked"]))


def _count(name: str, row: dict[str, Any]) -> Count:
    value = row["value"]
    if type(value) is not int or value < 1:
        raise Unsound(f"{name} is not a whole number above zero")
    return Count(name, value, row["source"], row["revision"], Checked(row["checked"]))


def _statement(row: dict[str, str]) -> Statement:
    return Statement(row["words"], row["source"], Checked(row.get("checked", "seen")))


def _regimen(row: dict[str, Any]) -> Regimen:
    days = ((int(day), parse(dose, Measure.DOSE_PER_AREA)) for day, dose in row["days"].items())
    return Regimen(
        first_cycle={"first": True, "later": False}[row["cycles"]],
        responses=tuple(Response(each) for each in row["responses"]),
        days=tuple(sorted(days, key=lambda each: each[0])),
        source=row["source"],
        revision=row["revision"],
        checked=Checked(row["checked"]),
    )


def _syringe(row: dict[str, Any]) -> Container:
    def limit(name: str) -> Limit:
        return _limit(f"syringe-{name}", row | {"value": row[name]}, Measure.CONCENTRATION)

    return Container(row["enabled"] is True, row["reason"], limit("lowest"), limit("highest"))


def _billing(row: dict[str, str]) -> Billing:
    return Billing(
        code=row["code"],
        unit=parse(row["unit"], Measure.DOSE),
        discarded=row["discarded"],
        nothing_discarded=row["nothing_discarded"],
        source=row["source"],
    )


def _prove(monograph: Monograph) -> None:
    for holds, fault in _sanity(monograph):
        if not holds():
            raise Unsound(f"{monograph.identifier}: {fault}")


def _sanity(m: Monograph) -> tuple[tuple[Callable[[], bool], str], ...]:
    def exact(first: Quantity, second: Quantity) -> Quantity:
        with exactly():
            product: Quantity = first * second
        return product

    content = exact(m.reconstitution_volume.value, m.reconstituted_concentration.value)
    delivered = exact(m.delivered_volume.value, m.reconstituted_concentration.value)
    return (
        (lambda: delivered == m.delivered_dose.value, "delivered volume and dose disagree"),
        (lambda: content >= delivered, "a vial delivers more than it holds"),
        (
            lambda: m.lowest_concentration.value < m.highest_concentration.value,
            "the concentration range is empty",
        ),
        (
            lambda: (
                duration(m.reconstitution_to_end)
                >= duration(m.reconstitution_to_dilution) + duration(m.infusion_length)
            ),
            "an infusion begun after the last dilution could not end in time",
        ),
        (
            lambda: (
                {(r.first_cycle, each) for r in m.regimens for each in r.responses}
                == {(first, each) for first in (True, False) for each in Response}
            ),
            "a response has no regimen",
        ),
        (
            lambda: sum(len(r.responses) for r in m.regimens) == 2 * len(Response),
            "a response has two regimens",
        ),
        (
            lambda: len({tuple(day for day, _ in r.days) for r in m.regimens}) == 1,
            "the regimens are for different days",
        ),
        (lambda: all(m.means(stage) for stage in ("hood", "bag")), "no protection from light"),
        (
            lambda: (
                {gate.when for gate in m.gates}
                <= {"every-dose", "first-dose", "later-dose", "new-cycle"}
            ),
            "a gate is for doses that Umbra does not know",
        ),
        (
            lambda: m.syringe is None or m.syringe.lowest.value < m.syringe.highest.value,
            "the syringe's concentration range is empty",
        ),
    )
