"""The values of a paper document: the compounding record, the paper worksheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Fields:
    """What is known, a label and its value a row."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Numbered lines, such as the working of a dose, one derivation a line."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header that is repeated on each page; `widths` are relative to each other."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """A label and what was filled in a row; where nothing was, a ruled blank to write on."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """What is asked for, in `words` with `detail` below; `filled` is what is done of it.

    Each of `blanks` is a row of lines to write on: the caption of each, and its relative width.
    `ticks` are words beside boxes to tick, one below the other. `beside` has what is filled in or
    written stand to the right of the words instead of below them; `stage` stands small above.
    """

    words: str
    detail: str = ""
    filled: str = ""
    blanks: tuple[tuple[tuple[str, float], ...], ...] = ()
    ticks: tuple[str, ...] = ()
    beside: bool = False
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Rows to fill in by hand, with gloves on; `alone` gives them pages of their own."""

    title: str
    rows: tuple[FormRow, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signed: meaning, name, role, time; what is empty is a ruled blank to sign on."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class CycleDose:
    """A dose of a cycle: `at` and its window are days after day 1, `number` is its day.

    `sign` says how it stands; `words` say the same below it, with the dates.
    """

    number: int
    at: float
    sign: Literal["given", "omitted", "not on record", "due", "late", "planned", "impossible"]
    words: str
    window: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle: its name, the date of its day 1, its doses, and what is to say of them."""

    name: str
    begins: str
    doses: tuple[CycleDose, ...]
    remark: str = ""
    length: float | None = None


@dataclass(frozen=True, slots=True)
class Cycles:
    """The cycles of a course, drawn below each other on one axis of so many days."""

    title: str
    cycles: tuple[Cycle, ...]
    days: int = 28


BarPattern: TypeAlias = Literal["solid", "hatched", "crossed", "lined"]


@dataclass(frozen=True, slots=True)
class BarAxis:
    """Where the numbers of an axis stand: 0 is its beginning and 1 its end."""

    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its parts as shares of the axis, one after the other, and its words."""

    name: str
    parts: tuple[tuple[BarPattern, float], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below each other on one axis; `legend` says what each pattern stands for."""

    title: str
    legend: tuple[tuple[BarPattern, str], ...]
    axis: BarAxis
    bars: tuple[Bar, ...]


StripPattern: TypeAlias = Literal["plain", "lined", "barred", "crossed", "dotted", "gap"]


@dataclass(frozen=True, slots=True)
class StripPart:
    """A stretch of a lane, 0 the begin of the axis and 1 its end; words of a gap stand above it."""

    pattern: StripPattern
    begun: float
    ended: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class StripLane:
    """A lane: its name, and its parts; a gap lies over what it interrupts."""

    name: str
    parts: tuple[StripPart, ...]


@dataclass(frozen=True, slots=True)
class StripMark:
    """A moment below the lanes, in words such as "vial 1"."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Lanes below each other on one axis of time; `legend` says what each pattern stands for."""

    title: str
    legend: tuple[tuple[StripPattern, str], ...]
    axis: BarAxis
    lanes: tuple[StripLane, ...]
    marks: tuple[StripMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work on a list.

    - number: its place on the list
    - whom, what: in bold; two identifiers of the patient, then drug and dose
    - standing: how it stands, framed at the right, such as "WAITING"; may be empty
    - alarm: what is late or over a limit, in reverse print; empty where nothing is
    - facts: captions and values, three side by side
    - lines: what it takes, a line each
    - ticks: words beside boxes to tick
    """

    number: str
    whom: str
    what: str
    standing: str
    alarm: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    ticks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tasks:
    """Pieces of work in their order; none is cut over a page."""

    title: str
    tasks: tuple[Task, ...]


Section: TypeAlias = (
    Fields | Lines | Table | Blanks | Form | Signatures | Cycles | Bars | Strip | Tasks
)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of as many pages as it takes.

    - title: shows in print queues too, so it names no patient
    - subtitle: one line below it; may be empty
    - identity: label and value pairs, repeated at the head of every page: patient, MRN, drug
    - alone: what stands in place of it at the head of a form that is alone; empty for the same
    - footer: at the foot of every page, beside the page number; may be empty
    - mark: what the document is not, in a band at head and foot of every page; may be empty
    """

    title: str
    subtitle: str
    identity: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footer: str
    size: Literal["letter", "A4"] = "letter"
    alone: tuple[tuple[str, str], ...] = ()
    mark: str = ""
