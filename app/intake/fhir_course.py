"""Cycle, day, response and the like in the extensions of FHIR resources, ours among them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from app.intake import course
from app.intake.fhir_element import Element
from app.intake.strict_json import Number
from app.intake.wording import agreed, refused, shown

EXTENSIONS = "https://umbra.invalid/fhir/"

T = TypeVar("T")


@dataclass(slots=True)
class Place:
    """Every statement of which cycle and day something belongs to, each with where it stands."""

    cycles: list[course.Statement] = field(default_factory=list)
    days: list[course.Statement] = field(default_factory=list)

    def in_extensions(self, element: Element) -> None:
        """Add what the extensions of an element say; raises Refused."""
        self.cycles += _each_ordinal(element, "cycle")
        self.days += _each_ordinal(element, "day")

    def in_text(self, holder: Element | None, name: str) -> None:
        """Add what a text for people says, where there is one; raises Refused."""
        if holder is not None:
            for cycle, day in course.cycles_and_days(holder.at(name), holder.text(name) or ""):
                self.cycles.append(cycle)
                self.days.append(day)

    def agreed(self, where: str) -> tuple[int, int]:
        """Return the one cycle and day; raises Refused without them, or for two."""
        cycle, day = agreed("cycle", self.cycles), agreed("day", self.days)
        return (
            course.needed("cycle", cycle, f"extension {EXTENSIONS}cycle", where),
            course.needed("day", day, f"extension {EXTENSIONS}day", where),
        )


def cycle_and_day(request: Element, dosage: Element | None) -> tuple[int, int]:
    """Return the cycle and the day that the order states; raises Refused without, or for two."""
    place = Place()
    place.in_extensions(request)
    place.in_text(request.part("groupIdentifier"), "value")
    place.in_text(dosage, "text")
    return place.agreed("The order")


def has_place(element: Element) -> bool:
    """Tell whether an element carries our extension of a cycle or a day."""
    return bool(element.extension(EXTENSIONS + "cycle") or element.extension(EXTENSIONS + "day"))


def flag_said(element: Element, name: str) -> bool | None:
    """Return what the extension `name` says, true or false, or None without it."""
    return agreed(name, _each_flag(element, name))


def _each_flag(element: Element, name: str) -> Iterator[tuple[str, bool]]:
    for extension in element.extension(EXTENSIONS + name):
        value = _value(extension, "valueBoolean")
        if not isinstance(value, bool):
            raise refused(extension.where, "is neither true nor false", "one of them")
        yield extension.where, value


def number_said(element: Element, name: str, highest: int) -> int | None:
    """Return the whole number from 0 to `highest` of the extension `name`, or None without it."""
    return agreed(name, _each_number(element, name, highest))


def _each_number(element: Element, name: str, highest: int) -> Iterator[tuple[str, int]]:
    for extension in element.extension(EXTENSIONS + name):
        value = _value(extension, "valueInteger", "valuePositiveInt", "valueUnsignedInt")
        if not isinstance(value, Number) or value not in {str(n) for n in range(highest + 1)}:
            raise refused(extension.where, f"“{shown(str(value))}” is no {name}", f"0 to {highest}")
        yield extension.where, int(value)


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
