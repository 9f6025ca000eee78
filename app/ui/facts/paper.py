"""What can be put on paper now: each with how often it went out, and why it cannot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.label_decision import labels_of, why_not
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation, Status
from app.core.step import Kind
from app.label_printing import Destination

WORKSHEET, RECORD = "worksheet", "record"
PRINT_ONCE = "Print it once, at actual size; another copy only through Umbra."
"""What is to be said of a label that is written as a PDF: no printer is chosen."""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper: a code for the program, its words, how often it went out, why not now, or ""."""

    code: str
    words: str
    told: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Which:
    """One of several vials or syringes, as an answer on a page."""

    number: int
    words: str

    @property
    def code(self) -> str:
        """What the answer is called in the program."""
        return str(self.number)


_WORDS = {
    LabelKind.VIAL: "Vial labels",
    LabelKind.SYRINGE: "Syringe labels",
    LabelKind.LIGHT_COVER: "Light-cover label",
    LabelKind.TRANSPORT: "Transport label",
    LabelKind.BAG: "Bag label, another copy",
}


def where(to: Destination) -> str:
    """Return where a label goes, and what is to be done with one that is written as a PDF."""
    return f"{to.words}." if to.outlet is not None else f"{to.words}. {PRINT_ONCE}"


def paper_rows(state: Preparation, now: datetime) -> tuple[PaperRow, ...]:
    """Return every paper of a preparation, in the order of its digits."""
    return tuple(_rows(state, now))


def _rows(state: Preparation, now: datetime) -> Iterator[PaperRow]:
    over = state.status in (Status.RELEASED, Status.DISCARDED)
    left = "It is over; nothing is left to do on paper." if over else ""
    yield PaperRow(WORKSHEET, "Paper worksheet", "the rest of the steps, as PDF", left)
    for kind, words in _WORDS.items():
        numbers = [number for each, number in labels_of(state) if each is kind]
        whys = [why_not(state, kind, number, now) for number in numbers]
        told = ", ".join(_told(state, kind, number, len(numbers)) for number in numbers)
        why = _only_at_its_step(state) if kind is LabelKind.BAG else ""
        yield PaperRow(kind.value, words, told, why or ("" if "" in whys else whys[0]))
    unfinished = "" if over else "It is written once this is released or discarded."
    yield PaperRow(RECORD, "Compounding record", "all that is recorded, as PDF", unfinished)


def _only_at_its_step(state: Preparation) -> str:
    step = state.step
    first = step is not None and step.kind is Kind.PRINT
    return "The present step prints it." if first else ""


def _told(state: Preparation, kind: LabelKind, number: int, count: int) -> str:
    which = f"{kind.value} {number}: " if count > 1 else ""
    return f"{which}{times_out(state, kind, number)}"


def times_out(state: Preparation, kind: LabelKind, number: int) -> str:
    """Return how often a label is known to have gone out, such as "printed twice"."""
    lost = sum(
        (each.kind, each.number) == (kind, number) and each.may_be_out for each in state.not_printed
    )
    count = state.copies_of(kind, number) - lost
    often = {0: "not printed yet", 1: "printed once", 2: "printed twice"}
    told = often.get(count, f"printed {count} times")
    return f"{told}, {lost} not found" if lost else told


def which_now(state: Preparation, kind: LabelKind, now: datetime) -> tuple[Which, ...]:
    """Return the vials, the syringes or the one thing of a kind that can be labelled now."""
    return tuple(
        Which(number, f"{kind.value} {number}  ·  {times_out(state, kind, number)}")
        for each, number in labels_of(state)
        if each is kind and not why_not(state, kind, number, now)
    )
