"""A value of a monograph with where it stands, in which revision, and how far that was checked."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.quantity import Quantity


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
class Statement:
    """Words of the label, with where they stand and how far that was checked."""

    words: str
    source: str
    checked: Checked = Checked.SEEN
