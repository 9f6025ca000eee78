"""A monograph: every clinical limit of one drug in one region, read from data and proved sane.

Each limit keeps where it stands, in which revision, and whether its words were seen in a label.
A file that lacks a limit or contradicts itself cannot be read: that is a fault of the file, not
of the person at the hood, so it raises `Unsound` and not `Refused`.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.core.container import Container, ContainerKind, read_containers
from app.core.density import Density, Liquid, read_densities
from app.core.governance import without
from app.core.infusion import Filter, Line, read_filter, read_line
from app.core.light import Stage
from app.core.limit import read_count, read_limit, read_statement
from app.core.material import ContainerMaterials, read_container_materials
from app.core.order import Response
from app.core.quantity import Measure, Quantity, exactly, magnitude, parse
from app.core.refused import Refused
from app.core.regimen import (
    CycleLength,
    Gate,
    InterruptionRule,
    ReductionStep,
    Regimen,
    ResponseCriteria,
    read_cycle_lengths,
    read_gates,
    read_interruptions,
    read_reductions,
    read_regimens,
    read_response_criteria,
)
from app.core.sourced import Count, Limit, Statement, Unsound


@dataclass(frozen=True, slots=True)
class Billing:
    """How the drug is billed: the code, its unit, and the modifiers for waste and for none."""

    code: str
    unit: Quantity
    discarded: str
    nothing_discarded: str
    source: str


@dataclass(frozen=True, slots=True)
class LightProtection:
    """An accepted means of protection from light at one stage, a `light.Stage` by its value.

    `reaches` are the objects that it protects, stages too; () for all that are there.
    """

    code: str
    stage: str
    words: str
    source: str
    reaches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Monograph:
    """One drug in one region.

    `digest` is the SHA-256 of the exact text it was read from and of what a site switched off;
    `draft` says why it may not be used yet, "" where it may. What the label does not say, or a
    site switched off, is None or empty: nothing is assumed in its place.

    `diluted_at_room_temperature` lasts until the infusion starts, the same `_to_end` until it
    ends, so that equilibration and infusion are part of it.
    """

    identifier: str
    digest: str
    switched_off: tuple[str, ...]
    draft: str
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
    containers: tuple[Container, ...]
    highest_dose: Limit | None
    reconstitution_to_dilution: Limit | None
    reconstituted_at_room_temperature: Limit | None
    reconstituted_in_refrigerator: Limit | None
    reconstitution_to_end: Limit | None
    dilution_to_end: Limit | None
    diluted_at_room_temperature: Limit | None
    diluted_at_room_temperature_to_end: Limit | None
    diluted_in_refrigerator: Limit | None
    equilibration: Limit | None
    infusion_length: Limit
    infusion_rate: Limit | None
    minimum_age: Count | None
    most_cycles: Count
    cycles_without_response: Count | None
    reduction: Count | None
    day_tolerance: Count | None
    days_between_doses: Count | None
    transplant_cycles: Count | None
    transplant_cycles_with_reason: Count | None
    regimens: tuple[Regimen, ...]
    cycle_lengths: tuple[CycleLength, ...]
    interruptions: tuple[InterruptionRule, ...]
    reductions: tuple[ReductionStep, ...]
    response: ResponseCriteria | None
    filter: Filter | None
    line: Line | None
    container_materials: ContainerMaterials | None
    billing: Billing | None
    texts: Mapping[str, Statement]
    warnings: tuple[Statement, ...]
    light: tuple[LightProtection, ...]
    gates: tuple[Gate, ...]
    densities: tuple[Density, ...]
    hazardous: bool = False
    line_light: Statement | None = None

    def text(self, name: str) -> Statement:
        """Return the label's words for `name`, such as "dissolve"; raises KeyError."""
        return self.texts[name]

    def means(self, stage: str) -> tuple[LightProtection, ...]:
        """Return the accepted means of light protection at `stage`.

        Where a monograph has none for a stage of waiting or of use, those of the stage that it
        follows from hold: of the hood for vials and syringes, of the bag once it is covered.
        """
        found = tuple(each for each in self.light if each.stage == stage)
        return found if found or stage not in _FOLLOWS else self.means(_FOLLOWS[stage])

    def container(self, kind: ContainerKind) -> Container | None:
        """Return the container of that kind, None where the monograph has none."""
        return next((each for each in self.containers if each.kind is kind), None)

    def density(self, liquid: Liquid) -> Density | None:
        """Return the density of a liquid, None where nobody stated it: then it is not weighed."""
        return next((each for each in self.densities if each.liquid is liquid), None)

    @property
    def syringe(self) -> Container | None:
        """The syringe, None where the monograph has none."""
        return self.container(ContainerKind.SYRINGE)

    def limits(self) -> tuple[Limit | Count, ...]:
        """Return every limit in use, in the order of the fields above."""
        return tuple(self._limits())

    def _limits(self) -> Iterator[Limit | Count]:
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, Limit | Count):
                yield value
            elif name == "containers":
                for container in self.containers:
                    yield from container.limits() if container.enabled else ()


_FOLLOWS = {"vial": "hood", "syringe": "hood", "transport": "bag", "infusion": "bag"}


def duration(limit: Limit) -> timedelta:
    """Return a limit of time as a timedelta; raises pint.DimensionalityError for another one."""
    known = _DURATIONS.get(id(limit))
    if known is not None and known[0] is limit:
        return known[1]
    with exactly():
        found = timedelta(microseconds=int(magnitude(limit.value, "s") * 1_000_000))
    if len(_DURATIONS) >= _MOST_DURATIONS:
        _DURATIONS.clear()
    _DURATIONS[id(limit)] = (limit, found)
    return found


# Every deadline on every page is made of these each second, and pint takes its time. By identity,
# for a limit never changes and the same one is asked for again; it is kept, so that no other one
# can come to have its identity.
_DURATIONS: dict[int, tuple[Limit, timedelta]] = {}
_MOST_DURATIONS = 512


_IN_REFRIGERATOR, _LINE_LIGHT = "store-in-refrigerator", "line-light"
_TEXTS = (
    "dissolve",
    "vial-appearance",
    "final-appearance",
    "mix",
    "protect",
    "store-at-room-temperature",
    _IN_REFRIGERATOR,
    "do-not-mix",
    "containers",
)


def read_monograph(text: str, switched_off: frozenset[str] = frozenset()) -> Monograph:
    """Return the monograph that the TOML `text` holds; raises Unsound with what is wrong.

    `switched_off` are the addresses of rules that the site did not confirm and leaves unused.
    """
    try:
        data = without(tomllib.loads(text), switched_off)
        monograph = _monograph(data, _digest(text, switched_off), switched_off)
    except (KeyError, ValueError, TypeError, AttributeError, Refused) as error:
        raise Unsound(f"the monograph cannot be read: {error!r}") from error
    _prove(monograph)
    return monograph


def _digest(text: str, switched_off: frozenset[str]) -> str:
    off = f"\noff: {','.join(sorted(switched_off))}" if switched_off else ""
    return hashlib.sha256((text + off).encode()).hexdigest()


def _monograph(data: dict[str, Any], digest: str, switched_off: frozenset[str]) -> Monograph:
    head, limits = data["monograph"], data["limit"]

    def limit(name: str, measure: Measure) -> Limit:
        return read_limit(name, limits.pop(name), measure)

    def perhaps(name: str, measure: Measure) -> Limit | None:
        return limit(name, measure) if name in limits else None

    def lasting(name: str) -> Limit | None:
        return perhaps(name, Measure.DURATION)

    def count(name: str) -> Count | None:
        return read_count(name, limits.pop(name)) if name in limits else None

    monograph = Monograph(
        identifier=head["id"],
        digest=digest,
        switched_off=tuple(sorted(switched_off)),
        draft=head.get("draft", ""),
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
        containers=read_containers(data),
        highest_dose=perhaps("highest-dose", Measure.DOSE),
        reconstitution_to_dilution=lasting("reconstitution-to-dilution"),
        reconstituted_at_room_temperature=lasting("reconstituted-at-room-temperature"),
        reconstituted_in_refrigerator=lasting("reconstituted-in-refrigerator"),
        reconstitution_to_end=lasting("reconstitution-to-end"),
        dilution_to_end=lasting("dilution-to-end"),
        diluted_at_room_temperature=lasting("diluted-at-room-temperature"),
        diluted_at_room_temperature_to_end=lasting("diluted-at-room-temperature-to-end"),
        diluted_in_refrigerator=lasting("diluted-in-refrigerator"),
        equilibration=lasting("equilibration"),
        infusion_length=limit("infusion-length", Measure.DURATION),
        infusion_rate=perhaps("infusion-rate", Measure.RATE),
        minimum_age=count("minimum-age"),
        most_cycles=read_count("most-cycles", limits.pop("most-cycles")),
        cycles_without_response=count("cycles-without-response"),
        reduction=count("reduction"),
        day_tolerance=count("day-tolerance"),
        days_between_doses=count("days-between-doses"),
        transplant_cycles=count("transplant-cycles"),
        transplant_cycles_with_reason=count("transplant-cycles-with-reason"),
        regimens=read_regimens(data["regimen"]),
        cycle_lengths=read_cycle_lengths(data.get("cycle", [])),
        interruptions=read_interruptions(data.get("interruption", [])),
        reductions=read_reductions(data.get("reduction", [])),
        response=read_response_criteria(data["response"]) if "response" in data else None,
        filter=read_filter(data["filter"]) if "filter" in data else None,
        line=read_line(data["line"]) if "line" in data else None,
        container_materials=(
            read_container_materials(data["container-materials"])
            if "container-materials" in data
            else None
        ),
        billing=_billing(data["billing"]) if "billing" in data else None,
        texts=_texts(data["text"]),
        warnings=tuple(read_statement(row) for row in data.get("warning", [])),
        light=tuple(_light(row) for row in data["light"]),
        gates=read_gates(data.get("gate", [])),
        densities=read_densities(data.get("density", {})),
        hazardous=_is_hazardous(head),
        line_light=_line_light(data["text"]),
    )
    if limits:
        raise Unsound(f"limits that Umbra does not know: {', '.join(sorted(limits))}")
    return monograph


def _line_light(rows: dict[str, Any]) -> Statement | None:
    """Return what the label says of light and the infusion line, None where it says nothing."""
    return read_statement(rows[_LINE_LIGHT]) if _LINE_LIGHT in rows else None


def _light(row: dict[str, Any]) -> LightProtection:
    reaches = tuple(Stage(each).value for each in row.get("reaches", ()))
    return LightProtection(**{**row, "reaches": reaches})


def _is_hazardous(head: dict[str, Any]) -> bool:
    hazardous = head.get("hazardous", False)
    if not isinstance(hazardous, bool):
        raise ValueError("hazardous is true or false")
    return hazardous


def _texts(rows: dict[str, Any]) -> dict[str, Statement]:
    # Without words for the refrigerator it is not offered; every other text is needed.
    names = (name for name in _TEXTS if name != _IN_REFRIGERATOR or name in rows)
    return {name: read_statement(rows[name]) for name in names}


def _billing(row: dict[str, str]) -> Billing:
    return Billing(
        code=row["code"],
        unit=parse(row["unit"], Measure.DOSE),
        discarded=row["discarded"],
        nothing_discarded=row["nothing_discarded"],
        source=row["source"],
    )


def _prove(monograph: Monograph) -> None:
    rules = (*_vial_rules(monograph), *_time_rules(monograph), *_course_rules(monograph))
    for holds, fault in rules:
        if not holds:
            raise Unsound(f"{monograph.identifier}: {fault}")


def _product(first: Quantity, second: Quantity) -> Quantity:
    with exactly():
        product: Quantity = first * second
    return product


def _vial_rules(m: Monograph) -> Iterator[tuple[bool, str]]:
    content = _product(m.reconstitution_volume.value, m.reconstituted_concentration.value)
    delivered = _product(m.delivered_volume.value, m.reconstituted_concentration.value)
    yield delivered == m.delivered_dose.value, "delivered volume and dose disagree"
    yield content >= delivered, "a vial delivers more than it holds"
    for each in m.containers:
        whose = f"the {each.kind.value}'s " if each.kind is not ContainerKind.BAG else "the "
        yield _is_range(each.lowest, each.highest), f"{whose}concentration range is empty"
        yield (
            _is_range(each.smallest_dose, each.largest_dose),
            f"no dose may be prepared in a {each.kind.value}",
        )
    for stage in ("hood", "bag"):
        yield bool(m.means(stage)), "no protection from light"


def _is_range(low: Limit | None, high: Limit | None) -> bool:
    return low is None or high is None or bool(low.value < high.value)


def _time_rules(m: Monograph) -> Iterator[tuple[bool, str]]:
    infusion = duration(m.infusion_length)
    dilute, end = m.reconstitution_to_dilution, m.reconstitution_to_end
    after = (m.dilution_to_end, m.diluted_at_room_temperature_to_end)
    kept = (m.reconstituted_at_room_temperature, m.reconstituted_in_refrigerator)
    yield dilute is not None or any(kept), "nothing says by when to dilute"
    yield end is not None or any(after), "nothing says when the infusion must have ended"
    if dilute is not None and end is not None:
        yield (
            duration(end) >= duration(dilute) + infusion,
            "an infusion begun after the last dilution could not end in time",
        )
    for limit in after:
        yield (
            limit is None or duration(limit) >= infusion + _equilibration(m),
            "an infusion begun after the dilution could not end in time",
        )


def _equilibration(m: Monograph) -> timedelta:
    return timedelta(0) if m.equilibration is None else duration(m.equilibration)


def _course_rules(m: Monograph) -> Iterator[tuple[bool, str]]:
    rows = [(row.first_cycle, each) for row in m.regimens for each in row.responses]
    cycles = {first for first, _ in rows} | {True}
    every = {(first, each) for first in cycles for each in Response}
    yield set(rows) == every, "a response has no regimen"
    yield len(rows) == len(every), "a response has two regimens"
    days = {tuple(day for day, _ in row.days) for row in m.regimens}
    yield len(days) == 1, "the regimens are for different days"
    # Every date of a cycle counts from its day 1.
    yield all(each[0] == 1 for each in days), "a cycle does not begin with a dose on day 1"
