"""A drill as its file says it: the story, the error that is put in, what tells, what it counts."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import resources

FIRST = "first-preparation"
"""The guided first preparation, which has no error in it."""

TOGETHER = "finish"
"""What advice is named after that is for the page on which the bag is finished in one press."""

NAMES = (
    FIRST,
    "wrong-vial",
    "expired-lot",
    "wrong-volume",
    "too-late",
    "swapped-patient",
    "gap-in-light",
    "wrong-bag",
    "altered-label",
    "cover-slipped",
)
"""Every drill, in the order in which they are offered."""


class SeedKind(StrEnum):
    """What the error is made of."""

    PACKAGE = "package"
    VOLUME = "volume"
    TIME = "time"
    OTHER_LABEL = "other-label"
    ALTERED_LABEL = "altered-label"
    LIGHT_REPORTED = "light-reported"
    HAPPENING = "happening"


class KnownBy(StrEnum):
    """What can know of the error: with `PERSON` the program cannot, and nothing else can."""

    NOTHING = "nothing"
    SCAN = "scan"
    NUMBER = "number"
    CLOCK = "clock"
    REPORT = "report"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Package:
    """A kind of package on the bench: what it is for, its number, and what stands on it."""

    name: str
    role: str
    gtin: str
    words: str
    traced: bool
    serial: bool


@dataclass(frozen=True, slots=True)
class Seed:
    """The error, and the step at which it lies before the person.

    `package` lies there `instead_of` another, `expired` where that is what is wrong with it;
    `volume` is what a syringe holds, `minutes` is what passes, `words` is what happens.
    """

    kind: SeedKind
    step: str
    package: str = ""
    instead_of: str = ""
    expired: bool = False
    volume: str = ""
    minutes: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Which facts tell how it went, by their names in the log.

    One of `seen` says that the person dealt with the error, one of `let_through` that nobody did;
    it ended rightly where all of `right` followed. A call or a discard deals with it only where its
    reason names it, by one of `words` in whatever case.
    """

    seen: tuple[str, ...]
    let_through: tuple[str, ...]
    right: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Points:
    """How many of 100 points there are for what; the rule stands in each drill's file."""

    seen: int
    refused: int
    ended: int
    quick: int
    minutes: int
    calm: int
    each: int


@dataclass(frozen=True, slots=True)
class Advice:
    """What the coach says at a step: what to look at, why, and what to do."""

    look: str
    why: str
    now: str


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill; `begins` is the step at which the person takes over, `order` counts patients."""

    name: str
    title: str
    order: int
    story: str
    begins: str
    known_by: KnownBy
    good: str
    learn: str
    source: str
    not_known: str
    seed: Seed | None
    facts: Telling
    points: Points
    coach: tuple[tuple[str, Advice], ...] = ()

    @property
    def number(self) -> int:
        """Its place among the drills, which is the key for it."""
        return NAMES.index(self.name)

    @property
    def neutral(self) -> str:
        """What it is called until its result is seen: its title would give the error away."""
        return self.title if self.seed is None else f"Drill {self.number}"

    def advice(self, step: str) -> Advice | None:
        """Return what the coach says at a step, named as in the log; None for nothing."""
        known = dict(self.coach)
        base = step
        while base and base not in known:
            base = base.rpartition("-")[0]
        return known.get(base)


def drills() -> tuple[Drill, ...]:
    """Return every drill, in the order in which they are offered."""
    return tuple(drill_named(name) for name in NAMES)


@cache
def drill_named(name: str) -> Drill:
    """Return a drill; raises KeyError for one that is not shipped."""
    if name not in NAMES:
        raise KeyError(name)
    return read_drill(name, resources.text(f"drills/{name}.toml"))


@cache
def packages() -> dict[str, Package]:
    """Return what may lie on the bench, by name."""
    found = tomllib.loads(resources.text("drills/packages.toml"))
    return {name: Package(name=name, **each) for name, each in found.items()}


def read_drill(name: str, text: str) -> Drill:
    """Return the drill of a file's text; raises KeyError, TypeError or ValueError where it is none.

    The points for an error that was seen, a right end, quickness and calm are 100 together.
    """
    found: dict[str, Any] = tomllib.loads(text)
    facts, seed, coach = found.pop("facts"), found.pop("seed", None), found.pop("coach", {})
    points = Points(**found.pop("score"))
    if points.seen + points.ended + points.quick + points.calm != 100:
        raise ValueError(f"the points of {name} are not 100 together")
    if points.refused > points.seen:
        raise ValueError(f"{name} gives more for a refusal than for seeing it")
    return Drill(
        name=name,
        known_by=KnownBy(found.pop("known_by")),
        seed=None if seed is None else Seed(**{**seed, "kind": SeedKind(seed["kind"])}),
        facts=Telling(**{key: tuple(value) for key, value in facts.items()}),
        points=points,
        coach=tuple((step, Advice(**said)) for step, said in coach.items()),
        **found,
    )
