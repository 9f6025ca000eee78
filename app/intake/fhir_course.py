"""Cycle, day, response, reduction and location in the extensions of a FHIR MedicationRequest."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.intake import course
from app.intake.fhir_element import Element
from app.intake.strict_json import Number
from app.intake.wording import agreed, refused

EXTENSIONS = "https://umbra.invalid/fhir/"

T = TypeVar("T")


def cycle_and_day(request: Element, dosage: Element | None) -> tuple[int, int]:
    """Return the cycle and the day that the order states; raises Refused without, or for two."""
    cycles = list(_each_ordinal(request, "cycle"))
    days = list(_each_ordinal(request, "day"))
    for holder, name in ((request.part("groupIdentifier"), "value"), (dosage, "text")):
        if holder is not None:
            for cycle, day in course.cycles_and_days(holder.at(name), holder.text(name) or ""):
                cycles.append(cycle)
                days.append(day)
    return (
        course.needed("cycle", agreed("cycle", cycles), f"extension {EXTENSIONS}cycle"),
        course.needed("day", agreed("day", days), f"extension {EXTENSIONS}day"),
    )


def _each_ordinal(request: Element, name: str) -> Iterator[course.Statement]:
    for extension in request.extension(EXTENSIONS + name):
        value = _value(extension, "valuePositiveInt", "valueInteger")
        if not isinstance(value, Number):
            raise refused(extension.where, "does not hold a number", f"the {name}")
        yield extension.where, course.ordinal(extension.where, name, value)


def said(request: Element, name: str, read: Callable[[str, str], T]) -> T | None:
    """Return what the extensions `name` say, or None without them; raises Refused for two."""
    return agreed(name, each_said(request, name, read))


def each_said(
    request: Element, name: str, read: Callable[[str, str], T]
) -> Iterator[tuple[str, T]]:
    """Yield where each extension `name` stands and what it says."""
    for extension in request.extension(EXTENSIONS + name):
        value = _value(extension, "valueCode", "valueString")
        if not isinstance(value, str) or isinstance(value, Number):
            raise refused(extension.where, "does not hold text", f"the {name}")
        yield extension.where, read(extension.where, value)


def _value(extension: Element, *names: str) -> object:
    found = [name for name in extension.content if name.startswith("value")]
    if len(found) != 1 or found[0] not in names:
        raise refused(extension.where, "does not hold one value", " or ".join(names))
    return extension.content[found[0]]
