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
class Signatures:
    """Who signed: meaning, name, role, time; what is empty is a ruled blank to sign on."""

    title: str
    rows: tuple[tuple[str, str, str, str], ...]


Section: TypeAlias = Fields | Lines | Table | Blanks | Signatures


@dataclass(frozen=True, slots=True)
class Document:
    """A document of as many pages as it takes.

    - title: shows in print queues too, so it names no patient
    - subtitle: one line below it; may be empty
    - identity: label and value pairs, repeated at the head of every page: patient, MRN, drug
    - footer: at the foot of every page, beside the page number; may be empty
    """

    title: str
    subtitle: str
    identity: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footer: str
    size: Literal["letter", "A4"] = "letter"
