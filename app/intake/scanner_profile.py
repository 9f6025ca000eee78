"""How the scanner of one workstation types: what arrives is turned back into what the code holds.

A scanner types keys, and the computer makes signs of them by its own keyboard layout and Caps
Lock. What was learned from the codes of one page (`scanner_learning`) is undone sign by sign;
what was not learned is refused. A scanner that types the numbers of signs with Alt is not
supported: what it types depends on the program and the code page.
"""

from dataclasses import dataclass

from app.core.refused import Refused
from app.intake.key_signs import CONTROL, SEPARATOR, has_keys, visible
from app.intake.scanner_codes import SIGNS

LEARN_IT = "Learn the scanner again on the page Scanner, if it is another one or was set anew."
CAPS_LOCK = (
    "Capital and small letters arrive exchanged: Caps Lock is on, or was on when the scanner was "
    "learned. Switch Caps Lock off, then scan again."
)

# The code letters of kinds that a scanner of products meets (ISO/IEC 15424).
_KINDS = frozenset("CdEeIJQALFGz")


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """What one scanner was learned to send.

    `prefix` arrives before every code; `separator` in place of GS, "" where nothing does;
    `identifier_start` in place of the ] of a symbology identifier, "" where none is sent;
    `arrivals` in place of each of `SIGNS`, in that order. `sends_end` tells whether each code
    that it was learned from ended with Enter or Tab; then what comes without is in pieces.
    """

    prefix: str
    separator: str
    identifier_start: str
    arrivals: str
    sends_end: bool = False

    @property
    def sends_identifiers(self) -> bool:
        """Whether a symbology identifier such as ]d2 comes before every code."""
        return self.identifier_start != ""

    @property
    def proves_separator(self) -> bool:
        """Whether a GS in a code is known to arrive, so that its absence means something.

        Only a scanner that sends identifiers proves it: a scan of another scanner, which may send
        no GS, comes without them and is refused.
        """
        return self.sends_separator and self.sends_identifiers

    @property
    def sends_separator(self) -> bool:
        """Whether something arrives in place of the GS of a code."""
        return self.separator != ""

    def read(self, raw: str) -> str:
        """Return what the scanned code holds, a symbology identifier before it if one was sent.

        Raises Refused for a missing prefix or identifier, exchanged letters where that shows, and
        a sign that was never learned.
        """
        rest = self._after_prefix(raw)
        if not self.sends_identifiers:
            return self._decoded(raw, rest)
        return self._identifier(raw, rest) + self._decoded(raw, rest[3:])

    def _after_prefix(self, raw: str) -> str:
        start = raw[: len(self.prefix)]
        if start == self.prefix:
            return raw[len(self.prefix) :]
        if start.swapcase() == self.prefix:
            raise Refused(CAPS_LOCK)
        raise Refused(
            f"“{_shown(raw)}” does not begin with “{visible(self.prefix)}”, which this "
            f"workstation's scanner sends before each code. {LEARN_IT}"
        )

    def _identifier(self, raw: str, rest: str) -> str:
        if not rest.startswith(self.identifier_start) or len(rest) < len("]d2"):
            raise Refused(
                f"“{_shown(raw)}” came without the symbology identifier, such as ]d2, that this "
                f"workstation's scanner sends before each code. {LEARN_IT}"
            )
        kind, modifier = self._decoded(raw, rest[1]), self._decoded(raw, rest[2])
        if kind not in _KINDS and kind.swapcase() in _KINDS:
            raise Refused(CAPS_LOCK)
        return f"]{kind}{modifier}"

    def _decoded(self, raw: str, rest: str) -> str:
        learned = dict(zip(self.arrivals, SIGNS, strict=True))
        parts, at = [], 0
        while at < len(rest):
            if self.separator and rest.startswith(self.separator, at):
                parts.append(SEPARATOR)
                at += len(self.separator)
                continue
            if rest[at] not in learned:
                raise _unknown(raw, rest[at:])
            parts.append(learned[rest[at]])
            at += 1
        return "".join(parts)


def _unknown(raw: str, rest: str) -> Refused:
    sign = rest[:2] if rest.startswith(CONTROL) else rest[:1]
    return Refused(
        f"“{visible(sign)}” in “{_shown(raw)}” is not a character that this workstation's scanner "
        f"was learned to send. Scan again with no key held down. {LEARN_IT}"
    )


def require_plain(raw: str) -> None:
    """Raise Refused where keys without a sign stand in a scan of a scanner not learned."""
    if has_keys(raw):
        raise Refused(
            f"The scanner sends keys inside a code: “{_shown(raw)}”. Learn the scanner on the "
            "page Scanner, so that Umbra knows what they stand for."
        )


def _shown(raw: str) -> str:
    seen = visible(raw)
    return seen if len(seen) <= 60 else seen[:59] + "…"
