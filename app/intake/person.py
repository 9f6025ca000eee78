"""A patient as other systems write one: which of several names and identifiers counts."""

from collections.abc import Iterable

from app.intake.wording import LONGEST_IDENTIFIER, LONGEST_NAME, refused, shown, words


def full_name(where: str, family: str | None, given: Iterable[str], suffix: Iterable[str]) -> str:
    """Return a name as labels write it, "Family, Given Suffix"; raises Refused without any."""
    first = " ".join(words(where, part) for part in (*given, *suffix))
    last = words(where, family) if family else ""
    if not first and not last:
        raise refused(where, "gives no name", "a family name and given names")
    return words(where, f"{last}, {first}" if first and last else first or last, LONGEST_NAME)


def record_number(where: str, marked: Iterable[str], unmarked: Iterable[str]) -> str:
    """Return the medical record number: the one marked as such, else the only identifier.

    Raises Refused for none, and where several could be meant.
    """
    numbers = set(marked) or set(unmarked)
    if not numbers:
        raise refused(where, "has no identifier", "the medical record number")
    if len(numbers) > 1:
        several = " and ".join(f"“{shown(number)}”" for number in sorted(numbers))
        raise refused(where, f"gives {several}", "one medical record number, of type MR")
    return words(where, numbers.pop(), LONGEST_IDENTIFIER)
