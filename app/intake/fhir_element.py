"""One element of a FHIR resource: read by type, or refused with its place in the file."""

from dataclasses import dataclass

from app.intake.strict_json import Number
from app.intake.wording import refused


@dataclass(frozen=True, slots=True)
class Element:
    """A JSON object that knows where it stands, such as "Patient (entry 1).name[0]".

    An element that carries a modifierExtension cannot be made: FHIR R4 (2.4.2) forbids acting on
    an element whose meaning is changed by something the reader does not know.
    """

    where: str
    content: dict[str, object]

    @classmethod
    def of(cls, where: str, value: object) -> "Element":
        """Return `value` as an element; raises Refused for any other JSON."""
        if not isinstance(value, dict):
            raise refused(where, "is not an object", "an object in braces")
        if value.get("modifierExtension"):
            raise refused(
                where, "is changed by a modifierExtension that Umbra does not know", "none"
            )
        return cls(where, value)

    def at(self, name: str) -> str:
        """Return where the member `name` stands."""
        return f"{self.where}.{name}"

    def text(self, name: str) -> str | None:
        """Return a member that is text, or None without it."""
        if name not in self.content:
            return None
        value = self.content[name]
        if not isinstance(value, str) or isinstance(value, Number):
            raise refused(self.at(name), "is not text", "text in quotation marks")
        return value

    def needed(self, name: str, expected: str) -> str:
        """Return a member that is text; raises Refused without it, naming what is expected."""
        value = self.text(name)
        if value is None:
            raise refused(self.at(name), "is missing", expected)
        return value

    def number(self, name: str, expected: str) -> str:
        """Return a member that is a number, as it was written; raises Refused without it."""
        value = self.content.get(name)
        if not isinstance(value, Number):
            raise refused(self.at(name), "is missing or not a number", expected)
        return value

    def flag(self, name: str) -> bool:
        """Return a member that is true or false; without it, false."""
        value = self.content.get(name, False)
        if not isinstance(value, bool):
            raise refused(self.at(name), "is neither true nor false", "one of them")
        return value

    def part(self, name: str) -> "Element | None":
        """Return a member that is an object, or None without it."""
        if name not in self.content:
            return None
        return Element.of(self.at(name), self.content[name])

    def parts(self, name: str) -> tuple["Element", ...]:
        """Return the objects of a member that is a list; without it, none."""
        return tuple(
            Element.of(f"{self.at(name)}[{number}]", value)
            for number, value in enumerate(self._list(name))
        )

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a member that is a list; without it, none."""
        values = self._list(name)
        found = tuple(
            value for value in values if isinstance(value, str) and not isinstance(value, Number)
        )
        if len(found) < len(values):
            raise refused(self.at(name), "does not hold text alone", "text in quotation marks")
        return found

    def extension(self, url: str) -> tuple["Element", ...]:
        """Return the extensions with this address."""
        return tuple(each for each in self.parts("extension") if each.text("url") == url)

    def _list(self, name: str) -> list[object]:
        value = self.content.get(name, [])
        if not isinstance(value, list):
            raise refused(self.at(name), "is not a list", "a list in square brackets")
        return value
