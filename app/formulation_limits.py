"""The rules of a monograph as a formulation record prints them: where each stands, and if seen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.approval import NEEDED
from app.core.governance import Rule, rules_of
from app.core.wording import capital
from app.formulary import Standing

Row = tuple[str, ...]
HEADER = ("What", "Value", "Source and revision", "Seen in the label")
WIDTHS = (3.2, 2.2, 4, 3.8)
WORDS = (2.4, 4.6, 3.2, 3)

_TIME_UNITS = ("h", "min")
_PARTS = ("limit", "container", "text", "warning")
_HOLDS_LIMITS = ("limit.", "container.", "syringe")


@dataclass(frozen=True, slots=True)
class StatedRules:
    """The rules of one text, each with how far it was checked and whether the site left it off."""

    rules: tuple[Rule, ...]
    off: frozenset[str]
    confirmed: frozenset[str]
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str, standing: Standing) -> "StatedRules":
        """Return the rules of a monograph's text as it stands at this site."""
        approvals = standing.approvals
        in_force = len(approvals) >= NEEDED
        agreed = frozenset[str]()
        if in_force:
            agreed = frozenset.intersection(*(each.confirmed for each in approvals))
        return cls(
            rules_of(text),
            frozenset(standing.switched_off),
            agreed,
            tuple(each.name for each in approvals),
        )

    def times(self) -> tuple[Row, ...]:
        """Return every limit of time."""
        return tuple(self._row(each) for each in self._limits() if _is_time(each))

    def amounts(self) -> tuple[Row, ...]:
        """Return every other quantity that bounds the preparation, and the densities."""
        found = [each for each in self._limits() if not _is_time(each)]
        found += self.under("density")
        return tuple(self._row(each) for each in found)

    def _limits(self) -> Iterator[Rule]:
        for each in self.rules:
            value = dict(each.fields).get("value", "")
            # A count, such as the most cycles, is a rule of the course and not of the preparation.
            if each.path.startswith(_HOLDS_LIMITS) and " " in value:
                yield each

    def under(self, part: str) -> tuple[Rule, ...]:
        """Return the rules of a part such as "warning"."""
        return tuple(each for each in self.rules if each.path.split(".")[0] == part)

    def rows(self, part: str) -> tuple[Row, ...]:
        """Return the rules of a part, a row each, their words as the value."""
        return tuple(self._row(each) for each in self.under(part))

    def worded(self, part: str, words: str) -> tuple[Row, ...]:
        """Return the rule of a part in these words; a row that says so where there is none."""
        found = self.under(part)
        if not found:
            return ((capital(part.replace("-", " ")), words, "–", "–"),)
        return tuple((_name(each), words, _evidence(each), self.seen(each)) for each in found)

    def _row(self, rule: Rule) -> Row:
        fields = dict(rule.fields)
        value = fields.get("value") or fields.get("words") or rule.said()
        at = f" at {fields['at']}" if "at" in fields else ""
        return _name(rule), f"{value}{at}", _evidence(rule), self.seen(rule)

    def seen(self, rule: Rule) -> str:
        """Return whether the words of a rule were seen, who confirmed it, or that it is off."""
        if rule.path in self.off:
            return "SWITCHED OFF at this site: not seen, not confirmed"
        if not rule.is_from_knowledge:
            return "seen"
        if rule.path in self.confirmed:
            return f"not seen by the authors; {' and '.join(self.names)} confirmed it"
        return "not seen: a pharmacist confirms it against the label"

    def left_off(self) -> tuple[Row, ...]:
        """Return what is switched off at this site, with its source."""
        found = (each for each in self.rules if each.path in self.off)
        return tuple((each.said(), each.source or "not stated") for each in found)


def _evidence(rule: Rule) -> str:
    return f"{rule.source} (revision {rule.revision})" if rule.revision else rule.source


def _is_time(rule: Rule) -> bool:
    return dict(rule.fields)["value"].rpartition(" ")[2] in _TIME_UNITS


def _name(rule: Rule) -> str:
    parts: Iterable[str] = rule.path.split(".")
    kept = [each.replace("-", " ") for each in parts if each not in _PARTS]
    return capital(", ".join(kept))
