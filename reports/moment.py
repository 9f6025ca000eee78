"""One captioned time of a label."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """One time: what it is called in a refusal, its caption and its text."""

    name: str
    caption: str
    time: str

    @property
    def parts(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Caption and time with their names, in the order in which they are read."""
        return (("caption", self.caption), (self.name, self.time))
