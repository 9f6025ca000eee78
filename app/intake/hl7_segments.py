"""An HL7 v2 message as segments, fields, repetitions, components and subcomponents.

The `hl7` package splits the text; what it would let pass is refused before: other than the five
delimiters of HL7 up to 2.5.1, delimiters that are alike, several messages in one file. It would
drop an escape sequence that it does not know; here that is refused where the text is used.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import hl7

from app.core.refused import Refused
from app.intake.bounds import LARGEST_MESSAGE, check_length, check_segments
from app.intake.wording import refused, shown

_HEADER = re.compile(r"MSH([!-/:-@\[-`{-~])([!-/:-@\[-`{-~]{4})\1")
_CONTROL = re.compile(r"[\x00-\x0c\x0e-\x1f\x7f]")
_NOTHING = ("", '""')

Component = tuple[str, ...]
Repetition = tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One repetition of a field: its components, each of subcomponents, not yet unescaped."""

    where: str
    components: Repetition
    delimiters: str

    def text(self, component: int = 1) -> str | None:
        """Return the first subcomponent of a component; None where it is empty or null ("")."""
        if component > len(self.components):
            return None
        raw = self.components[component - 1][0]
        return None if raw in _NOTHING else self._unescaped(raw)

    def whole(self) -> str | None:
        """Return the value of a field that has no components; raises Refused where it has."""
        if any(part not in _NOTHING for each in self.components[1:] for part in each) or any(
            part not in _NOTHING for part in self.components[0][1:]
        ):
            raise refused(self.where, "has more than one component", "one value")
        return self.text()

    def _unescaped(self, raw: str) -> str:
        escape = self.delimiters[3]
        pieces = raw.split(escape)
        if len(pieces) % 2 == 0:
            raise refused(self.where, f"has a single “{escape}”", "an escape sequence between two")
        return "".join(
            self._meant(piece) if number % 2 else piece for number, piece in enumerate(pieces)
        )

    def _meant(self, sequence: str) -> str:
        """Return what an escape sequence stands for (HL7 2.5.1 2.7.1)."""
        plain = dict(zip("FSRET", self.delimiters, strict=True))
        if sequence in plain:
            return plain[sequence]
        if re.fullmatch("X([0-9A-F]{2})+", sequence):
            try:
                return bytes.fromhex(sequence[1:]).decode()
            except UnicodeDecodeError:
                pass
        raise refused(
            self.where, f"has the escape sequence “{shown(sequence)}”", "F, S, T, R, E or X (UTF-8)"
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its name, where it stands (the second OBX is "OBX[2]"), and its fields."""

    name: str
    where: str
    fields: tuple[tuple[Repetition, ...], ...]
    delimiters: str

    def at(self, number: int) -> str:
        """Return where a field stands, such as "PID-7"."""
        return f"{self.where}-{number}"

    def values(self, number: int) -> tuple[Value, ...]:
        """Return the repetitions of a field that are not empty."""
        if number >= len(self.fields):
            return ()
        return tuple(
            Value(self.at(number), each, self.delimiters)
            for each in self.fields[number]
            if any(part not in _NOTHING for component in each for part in component)
        )

    def value(self, number: int) -> Value | None:
        """Return a field that does not repeat, or None; raises Refused where it repeats."""
        values = self.values(number)
        if len(values) > 1:
            raise refused(self.at(number), "is repeated", "one value")
        return values[0] if values else None

    def text(self, number: int, component: int = 1) -> str | None:
        """Return one component of a field that does not repeat, or None."""
        value = self.value(number)
        return value.text(component) if value else None

    def whole(self, number: int) -> str | None:
        """Return a field that neither repeats nor has components, or None."""
        value = self.value(number)
        return value.whole() if value else None

    def needed(self, number: int, expected: str) -> str:
        """Return a field that neither repeats nor has components; raises Refused without it."""
        text = self.whole(number)
        if text is None:
            raise refused(self.at(number), "is missing", expected)
        return text


def read_segments(text: str) -> tuple[Segment, ...]:
    """Return the segments of one message, MSH first; raises Refused for any other text."""
    check_length(len(text), LARGEST_MESSAGE)
    text = _unframed(text.removeprefix("\ufeff"))
    header = _HEADER.match(text)
    if header is None or len(set(header[1] + header[2])) < 5:
        raise Refused(
            "The order file does not start as an HL7 v2 message; expected MSH and five different "
            "delimiters, such as MSH|^~\\&|. Have it exported again."
        )
    delimiters = header[1] + header[2]
    lines = [line for line in text.split("\r") if line]
    check_segments(len(lines))
    for number, line in enumerate(lines, start=1):
        _is_segment(number, line, delimiters[0])
    return tuple(_segments(hl7.parse("\r".join(lines)), delimiters))


def _unframed(text: str) -> str:
    """Return the message without the bytes of MLLP around it, each segment ended by CR."""
    if text.startswith("\x0b"):
        text = text.removeprefix("\x0b").rstrip("\r\n").removesuffix("\x1c")
    return text.replace("\r\n", "\r").replace("\n", "\r")


def _is_segment(number: int, line: str, separator: str) -> None:
    name = line.split(separator, 1)[0]
    if not re.fullmatch("[A-Z][A-Z0-9]{2}", name):
        raise Refused(
            f"Line {number} of the order file, “{shown(line)}”, is no HL7 segment; expected three "
            "capital letters in front. Have it exported again."
        )
    if name in ("FHS", "BHS", "FTS", "BTS") or (name == "MSH" and number > 1):
        raise Refused(
            f"Line {number} of the order file starts {name}: it holds several messages; expected "
            "one. Send each message in a file of its own."
        )
    if _CONTROL.search(line):
        raise Refused(
            f"Line {number} of the order file, “{shown(line)}”, holds a control character; "
            "expected plain text. Have it exported again."
        )


def _segments(message: Iterable[list[object]], delimiters: str) -> Iterable[Segment]:
    counts: dict[str, int] = {}
    for parsed in message:
        fields = tuple(_field(field) for field in parsed)
        name = fields[0][0][0][0]
        counts[name] = counts.get(name, 0) + 1
        where = name if counts[name] == 1 else f"{name}[{counts[name]}]"
        yield Segment(name, where, fields, delimiters)


def _field(field: object) -> tuple[Repetition, ...]:
    """Return a field at its full depth; `hl7` leaves out the levels that hold one value."""
    return tuple(
        tuple(_leaves(component) for component in _inside(repetition))
        for repetition in _inside(field)
    )


def _inside(part: object) -> list[object]:
    return list(part) if isinstance(part, hl7.Container) else [part]


def _leaves(component: object) -> Component:
    return tuple(str(part) for part in _inside(component))
