"""What the record says to a condition: it is met, it must be asked, or there is a finding."""

from dataclasses import dataclass
from typing import TypeAlias

from app.core.course import Analyte
from app.core.finding import Finding


@dataclass(frozen=True, slots=True)
class Answered:
    """A condition that the record meets: in a sentence, with the numbers that led to it."""

    code: str
    sentence: str
    detail: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """A condition that a pharmacist must confirm; `detail` says what the record lacks.

    `analytes` are the laboratory values that would answer it.
    """

    code: str
    question: str
    detail: str
    source: str
    analytes: tuple[Analyte, ...] = ()


Outcome: TypeAlias = Answered | Question | Finding
