"""The rules of a course, as data: the closed set of kinds that a monograph can hold.

A monograph says which doses a cycle has, how long cycles are, which conditions ("gates") stand
before a dose, what an interruption leads to and how a dose is reduced. Each rule keeps where it
stands in the label and whether its words were seen. What the rules mean for one patient is worked
out in `due`, `schedule`, `gates` and `changes`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.core.course import Analyte, Harm
from app.core.order import Response
from app.core.quantity import Measure, Quantity, parse
from app.core.sourced import Checked, Unsound


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
class CycleLength:
    """How many days lie between the first days of a cycle and of the next, at least and at most."""

    first_cycle: bool
    shortest: int
    longest: int
    source: str
    revision: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition before a dose; `when` names the doses it is for, `question` is for people.

    A plain gate is asked each time. Its kinds below are answered by the record where it can.
    """

    code: str
    when: str
    question: str
    source: str
    revision: str
    checked: Checked

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
class OrderedGate(Gate):
    """Drugs of these classes are ordered with the dose."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtMostGate(Gate):
    """A laboratory value is `limit` or less."""

    analyte: Analyte
    limit: Quantity


@dataclass(frozen=True, slots=True)
class RecoveryGate(Gate):
    """Blood counts have recovered to `least`, or to what the label lets stand for it.

    Counts named in `untransfused` must not rest on a transfusion. Counts that stayed low for
    more than `persisting` days end the treatment if the drug is suspected; None where the label
    does not say so.
    """

    least: tuple[tuple[Analyte, Quantity], ...]
    untransfused: tuple[Analyte, ...]
    persisting: int | None


@dataclass(frozen=True, slots=True)
class UpperLimitGate(Gate):
    """Values are at most so many times the laboratory's upper limit of normal.

    Each of `groups` holds values that count as one, such as AST and ALT; `unless` are causes
    that the label lets pass, `lasting` those of them that stay.
    """

    groups: tuple[tuple[tuple[Analyte, ...], Decimal], ...]
    unless: tuple[str, ...]
    lasting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeverGate(Gate):
    """One of these toxicities ends the treatment for good."""

    harms: tuple[Harm, ...]


@dataclass(frozen=True, slots=True)
class ReactionGate(Gate):
    """An infusion reaction from grade `ends_from` on ends the treatment; a milder one warns."""

    ends_from: int


@dataclass(frozen=True, slots=True)
class ToxicityGate(Gate):
    """Another related toxicity from grade `holds_from` on holds doses until `until` or less.

    It also goes on at the grade it had before treatment. `scale` names the grading.
    """

    holds_from: int
    until: int
    scale: str


@dataclass(frozen=True, slots=True)
class IntervalGate(Gate):
    """The dose is due by the dates on record; asked where no earlier dose is on record."""


@dataclass(frozen=True, slots=True)
class NoteGate(Gate):
    """Something to think of; it holds up nothing."""


class Action(StrEnum):
    """What an interruption of a certain length leads to."""

    HOLD = "hold-next-dose"
    OMIT = "omit-next-dose"
    REDUCE = "reduce"
    CONSIDER_STOPPING = "consider-stopping"


@dataclass(frozen=True, slots=True)
class InterruptionRule:
    """What an interruption of `days` or more leads to; of more than `days` where `beyond`."""

    action: Action
    days: int
    beyond: bool
    words: str
    source: str
    revision: str
    checked: Checked

    def covers(self, days: int) -> bool:
        """Tell whether an interruption of so many days is one of these."""
        return days > self.days if self.beyond else days >= self.days


@dataclass(frozen=True, slots=True)
class ReductionStep:
    """A rung of the ladder down: a lower total by `percent`, fewer doses a cycle, or the end.

    Rungs add up: what an earlier one took away stays away.
    """

    percent: int | None
    doses_per_cycle: int | None
    ends: bool
    words: str
    source: str
    revision: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class ResponseCriteria:
    """From which values CR and CRi follow: CR needs both counts, CRi lacks one or both."""

    marrow_blasts_below: Quantity
    platelets_at_least: Quantity
    neutrophils_at_least: Quantity
    also: str
    source: str
    revision: str
    checked: Checked


def read_regimens(rows: list[dict[str, Any]]) -> tuple[Regimen, ...]:
    """Return the `[[regimen]]` rows; raises KeyError, ValueError, TypeError or Refused."""
    return tuple(_regimen(row) for row in rows)


def _regimen(row: dict[str, Any]) -> Regimen:
    days = ((int(day), parse(dose, Measure.DOSE_PER_AREA)) for day, dose in row["days"].items())
    return Regimen(
        first_cycle=_is_first(row),
        responses=tuple(Response(each) for each in row["responses"]),
        days=tuple(sorted(days, key=lambda each: each[0])),
        **_where(row),
    )


def _is_first(row: dict[str, Any]) -> bool:
    return {"first": True, "later": False}[row["cycles"]]


def _where(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": row["source"],
        "revision": row.get("revision", ""),
        "checked": Checked(row["checked"]),
    }


def read_cycle_lengths(rows: list[dict[str, Any]]) -> tuple[CycleLength, ...]:
    """Return the `[[cycle]]` rows; raises KeyError, ValueError or Unsound."""
    found = tuple(
        CycleLength(_is_first(row), _whole(row, "shortest"), _whole(row, "longest"), **_where(row))
        for row in rows
    )
    if any(each.longest < each.shortest for each in found):
        raise Unsound("a cycle is longer at least than at most")
    return found


def _whole(row: dict[str, Any], name: str) -> int:
    value = row[name]
    if type(value) is not int or value < 1:
        raise Unsound(f"{name} is not a whole number above zero")
    return value


_PLAIN_KINDS: dict[str, type[Gate]] = {"ask": Gate, "interval": IntervalGate, "note": NoteGate}
_WHEN = {"every-dose", "first-dose", "later-dose", "new-cycle"}


def read_gates(rows: list[dict[str, Any]]) -> tuple[Gate, ...]:
    """Return the `[[gate]]` rows; raises KeyError, ValueError, TypeError, Refused or Unsound."""
    found = tuple(_gate(row) for row in rows)
    if len({gate.code for gate in found}) < len(found):
        raise Unsound("two gates have one code")
    return found


def _gate(row: dict[str, Any]) -> Gate:
    kind = row.get("kind", "ask")
    if row["when"] not in _WHEN:
        raise Unsound("a gate is for doses that Umbra does not know")
    # The first gates had no kinds, and did not say how far they were checked.
    evidence = row if "kind" in row else {"checked": "seen"} | row
    common = {name: row[name] for name in ("code", "when", "question")} | _where(evidence)
    match kind:
        case "ordered":
            return OrderedGate(**common, kinds=tuple(row["classes"]))
        case "at-most":
            analyte = Analyte(row["analyte"])
            return AtMostGate(**common, analyte=analyte, limit=parse(row["limit"], analyte.measure))
        case "recovery":
            return RecoveryGate(
                **common,
                least=tuple(
                    (Analyte(name), parse(value, Analyte(name).measure))
                    for name, value in row["least"].items()
                ),
                untransfused=tuple(Analyte(name) for name in row["untransfused"]),
                persisting=_whole(row, "persisting_days") if "persisting_days" in row else None,
            )
        case "upper-limit":
            groups = tuple(
                (tuple(Analyte(name) for name in each["values"]), Decimal(each["times"]))
                for each in row["groups"]
            )
            return UpperLimitGate(
                **common,
                groups=groups,
                unless=tuple(row["unless"]),
                lasting=tuple(row.get("lasting", ())),
            )
        case "never":
            return NeverGate(**common, harms=tuple(Harm(each) for each in row["harms"]))
        case "reaction":
            return ReactionGate(**common, ends_from=_whole(row, "ends_from_grade"))
        case "toxicity":
            return ToxicityGate(
                **common,
                holds_from=_whole(row, "holds_from_grade"),
                until=_whole(row, "until_grade"),
                scale=row["scale"],
            )
        case _:
            return _PLAIN_KINDS[kind](**common)


def read_interruptions(rows: list[dict[str, Any]]) -> tuple[InterruptionRule, ...]:
    """Return the `[[interruption]]` rows; raises KeyError, ValueError or Unsound."""
    return tuple(
        InterruptionRule(
            action=Action(row["action"]),
            days=_days(row),
            beyond="more_than_days" in row,
            words=row["words"],
            **_where(row),
        )
        for row in rows
    )


def _days(row: dict[str, Any]) -> int:
    if "more_than_days" in row:
        return _whole(row, "more_than_days")
    # A hold begins with the first day, so that 0 is a bound here and nowhere else.
    return 0 if row["from_days"] == 0 else _whole(row, "from_days")


def read_reductions(rows: list[dict[str, Any]]) -> tuple[ReductionStep, ...]:
    """Return the `[[reduction]]` rows in their order; raises KeyError, ValueError or Unsound."""
    return tuple(
        ReductionStep(
            percent=_whole(row, "percent") if "percent" in row else None,
            doses_per_cycle=_whole(row, "doses_per_cycle") if "doses_per_cycle" in row else None,
            ends=row.get("ends", False) is True,
            words=row["words"],
            **_where(row),
        )
        for row in rows
    )


def read_response_criteria(row: dict[str, Any]) -> ResponseCriteria:
    """Return the `[response]` table; raises KeyError, ValueError or Refused."""
    return ResponseCriteria(
        marrow_blasts_below=parse(row["marrow_blasts_below"], Measure.SHARE),
        platelets_at_least=parse(row["platelets_at_least"], Measure.CELL_COUNT),
        neutrophils_at_least=parse(row["neutrophils_at_least"], Measure.CELL_COUNT),
        also=row["also"],
        **_where(row),
    )
