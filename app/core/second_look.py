"""What was recorded of a course since a preparation was opened, and what it means for it.

The review that a preparation was opened under stays as it was seen. It is made once more before
work goes on from one person to the next, so that nothing recorded meanwhile is passed over.
"""

from dataclasses import dataclass

from app.core.finding import Finding, stops, warnings
from app.core.outcome import Question
from app.core.refused import Refused
from app.core.review import Review


@dataclass(frozen=True, slots=True)
class News:
    """What a review says now that it did not say before."""

    stops: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    questions: tuple[Question, ...]

    @property
    def to_weigh(self) -> str:
        """The first thing that a pharmacist has to weigh, or ""."""
        said = [each.sentence for each in self.warnings]
        said += [f"{each.question}?" for each in self.questions]
        return said[0] if said else ""


def news(before: Review, now: Review) -> News:
    """Return what is new in a review; what is said in other words counts as new."""
    fresh = tuple(each for each in now.findings if each not in before.findings)
    asked = tuple(each for each in now.questions if each not in before.questions)
    return News(stops(fresh), warnings(fresh), asked)


def require_nothing_stops(found: News) -> None:
    """Raise Refused where something recorded since stops the preparation."""
    for each in found.stops:
        raise Refused(
            f"Recorded since this was opened: {each.sentence} Stop and discard the preparation, "
            "or correct the record of the course."
        )


def require_nothing_new(found: News) -> None:
    """Raise Refused where anything was recorded since that the pharmacist has not seen."""
    require_nothing_stops(found)
    if found.to_weigh:
        raise Refused(
            f"Recorded since this was opened: {found.to_weigh} Discard this preparation and open "
            "the order again."
        )


def require_weighed(found: News, remark: str) -> None:
    """Raise Refused where something recorded since was not weighed by who signs the check."""
    require_nothing_stops(found)
    if found.to_weigh and not remark:
        raise Refused(
            f"Recorded since this was opened: {found.to_weigh} Write why the preparation may be "
            "released, or say what is not right."
        )
