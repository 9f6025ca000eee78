"""Learning how a scanner types, from what arrives for the codes of one page.

The page asks for one code after the other, so it is never guessed which code arrived. Whatever
loses something is refused with what to change on the scanner.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.refused import Refused
from app.intake.key_signs import SEPARATOR, visible
from app.intake.scanner_codes import ALPHABET, ASKED, SIGNS, SheetCode, code_numbered
from app.intake.scanner_profile import ScannerProfile

_AGAIN = "then begin again with code 1."
_DATAMATRIX, _GS1_128, _UPC_A = 5, 6, 7


@dataclass(frozen=True, slots=True)
class Answer:
    """What arrived when the code of that number was asked for."""

    number: int
    raw: str


class SetAnew(Refused):
    """The scanner has to be set otherwise, so that nothing heard before counts any more."""


@dataclass(frozen=True, slots=True)
class _Keyboard:
    """What arrives before each Code 128 code, and for each sign known so far."""

    lead: str
    arrivals: Mapping[str, str]

    def typed(self, text: str) -> str:
        """Return what arrives for a text of known signs."""
        return "".join(self.arrivals[sign] for sign in text)


def require_fitting(answers: Sequence[Answer]) -> None:
    """Raise Refused where the newest answer cannot be the code that was asked for.

    Raises SetAnew where the scanner has to be set otherwise. `answers` are in the order of ASKED,
    as many as there are so far.
    """
    _require_alike(answers)
    heard = {answer.number: answer.raw for answer in answers}
    keyboard = _keyboard(heard)
    if _DATAMATRIX in heard:
        _profile(heard, keyboard)


def learn(answers: Sequence[Answer]) -> ScannerProfile:
    """Return how the scanner types, from an answer for each of ASKED in this order.

    Raises Refused as `require_fitting` does, and ValueError for other answers than were asked.
    """
    if tuple(answer.number for answer in answers) != ASKED:
        raise ValueError("an answer is there for each code, in the order asked")
    _require_alike(answers)
    heard = {answer.number: answer.raw for answer in answers}
    return _profile(heard, _keyboard(heard))


def _require_alike(answers: Sequence[Answer]) -> None:
    """Raise Refused where two codes came as one, or one code in two ways."""
    *earlier, newest = answers
    for each in earlier:
        if each.number == newest.number and each.raw != newest.raw:
            raise SetAnew(
                f"Code {newest.number} arrived differently the second time: "
                f"“{visible(each.raw)}”, then “{visible(newest.raw)}”. Set the scanner to type "
                f"more slowly, leave Caps Lock and the layout as they are, {_AGAIN}"
            )
        if each.number != newest.number and each.raw == newest.raw:
            raise Refused(
                f"That was code {each.number} once more. Cover the other codes and scan code "
                f"{newest.number}."
            )


def _keyboard(heard: Mapping[int, str]) -> _Keyboard:
    lead: str | None = None
    arrivals: dict[str, str] = {}
    for code in ALPHABET:
        if code.number not in heard:
            continue
        raw = heard[code.number]
        extra = len(raw) - len(code.holds)
        lead = raw[: max(extra, 0)] if lead is None else lead
        if extra != len(lead) or not raw.startswith(lead):
            raise _other_length(code, raw, lead, lead_known=bool(arrivals))
        arrivals.update(zip(code.holds, raw[extra:], strict=True))
    _require_one_to_one(arrivals)
    return _Keyboard(lead or "", arrivals)


def _other_length(code: SheetCode, raw: str, lead: str, lead_known: bool) -> Refused:
    arrived, expected = len(raw), len(lead) + len(code.holds)
    told = f"For code {code.number}, “{visible(raw)}” arrived: {arrived} characters where "
    told += f"{expected} were expected. " if lead_known else f"at least {expected} were expected. "
    if arrived == expected:
        told = (
            f"For code {code.number}, “{visible(raw)}” arrived, which does not begin with "
            f"“{visible(lead)}” as code 1 did. "
        )
    return Refused(
        f"{told}If that was code {code.number}, the scanner or a dead key of this keyboard loses "
        "characters, or one is added at the end: set the scanner's keyboard country to that of "
        f"this computer and nothing but Enter after each code, {_AGAIN}"
    )


def _require_one_to_one(arrivals: Mapping[str, str]) -> None:
    """Raise SetAnew where two signs arrive as one."""
    sign_of: dict[str, str] = {}
    for sign, arrival in arrivals.items():
        other = sign_of.setdefault(arrival, sign)
        if other == sign:
            continue
        if other.swapcase() == sign:
            raise SetAnew(
                f"“{other}” and “{sign}” both arrive as “{visible(arrival)}”: the scanner sends "
                "letters of one case only. Set it to send letters as the code holds them (case "
                f"conversion off), {_AGAIN}"
            )
        raise SetAnew(
            f"“{other}” and “{sign}” both arrive as “{visible(arrival)}”. Set the scanner's "
            f"keyboard country to that of this computer, {_AGAIN}"
        )


def _profile(heard: Mapping[int, str], keyboard: _Keyboard) -> ScannerProfile:
    """Return what is known from all four Code 128 codes and as many of the others as there are."""
    prefix, start = _beginning(heard[_DATAMATRIX], keyboard)
    profile = ScannerProfile(prefix, "", start, keyboard.typed(SIGNS))
    separator = _separator(heard, code_numbered(_DATAMATRIX), profile, keyboard)
    if _GS1_128 in heard:
        other = _separator(heard, code_numbered(_GS1_128), profile, keyboard)
        if other != separator:
            raise SetAnew(
                f"Between lot and serial number, “{visible(separator)}” arrives in a DataMatrix "
                f"and “{visible(other)}” in a GS1-128. Set the scanner to send GS (ASCII 29) in "
                f"both, {_AGAIN}"
            )
    if _UPC_A in heard:
        _require_whole_number(heard[_UPC_A], profile, keyboard)
    return ScannerProfile(prefix, separator, start, profile.arrivals)


def _beginning(raw: str, keyboard: _Keyboard) -> tuple[str, str]:
    """Return the prefix, and what arrives for the ] of an identifier, "" where none is sent."""
    lead = keyboard.lead
    identified = len(lead) >= 3 and lead.endswith(keyboard.typed("C0"))
    if identified and raw.startswith(lead[:-2] + keyboard.typed("d2")):
        return lead[:-3], lead[-3]
    if raw.startswith(lead):
        return lead, ""
    raise Refused(
        f"“{visible(raw)}” is not code {_DATAMATRIX} as this scanner would send it, or it begins "
        f"otherwise than codes 1 to 4. Scan code {_DATAMATRIX}; if it was that code, set the "
        f"scanner to send the same prefix before every kind of code, {_AGAIN}"
    )


def _separator(
    heard: Mapping[int, str], code: SheetCode, profile: ScannerProfile, keyboard: _Keyboard
) -> str:
    """Return what arrives for the GS of a code; raises Refused where that loses something."""
    raw = heard[code.number]
    rest = _held(raw, code, profile, keyboard)
    first, _, last = code.holds.partition(SEPARATOR)
    before, after = keyboard.typed(first), keyboard.typed(last)
    at = rest.find(before)
    if at < 0 or not rest.endswith(after) or len(rest) < at + len(before) + len(after):
        raise _not_that_code(code, raw)
    separator = rest[at + len(before) : len(rest) - len(after)]
    _require_telling(separator, keyboard)
    # Some scanners send the sign that opens a GS1 code too, as another GS.
    if rest[:at] not in ("", separator):
        raise _not_that_code(code, raw)
    return separator


def _held(raw: str, code: SheetCode, profile: ScannerProfile, keyboard: _Keyboard) -> str:
    """Return what arrived for what a code holds, without what comes before it."""
    begins = profile.prefix
    if profile.sends_identifiers:
        begins += profile.identifier_start + keyboard.typed(code.identifier[1:])
    if not raw.startswith(begins):
        raise _not_that_code(code, raw)
    return raw.removeprefix(begins)


def _require_telling(separator: str, keyboard: _Keyboard) -> None:
    """Raise SetAnew where nothing tells a separator from the signs of a lot."""
    if not separator:
        raise SetAnew(
            "The character between lot and serial number (FNC1, sent as GS) did not arrive, so "
            "that the two cannot be told apart. Set the scanner to send GS (ASCII 29, Ctrl+]) or "
            f"a character such as | in its place, {_AGAIN}"
        )
    if set(separator) <= set(keyboard.arrivals.values()):
        raise SetAnew(
            f"The scanner sends “{visible(separator)}” between lot and serial number, which may "
            "stand in a lot too. Set it to send GS (ASCII 29, Ctrl+]) or a character such as | in "
            f"its place, {_AGAIN}"
        )


def _require_whole_number(raw: str, profile: ScannerProfile, keyboard: _Keyboard) -> None:
    code = code_numbered(_UPC_A)
    rest = _held(raw, code, profile, keyboard)
    # UPC-A is EAN-13 with a 0 before it, and many scanners send it as that.
    if rest in (keyboard.typed(code.holds), keyboard.typed(f"0{code.holds}")):
        return
    if rest and rest in keyboard.typed(f"0{code.holds}"):
        raise SetAnew(
            f"Of the product number {code.holds} only “{visible(rest)}” arrived. Set the scanner "
            f"to send UPC-A whole, with number system and check digit, {_AGAIN}"
        )
    raise _not_that_code(code, raw)


def _not_that_code(code: SheetCode, raw: str) -> Refused:
    return Refused(
        f"“{visible(raw)}” is not code {code.number} ({code.kind}) as this scanner would send "
        f"it. Cover the other codes and scan code {code.number}; if it was that code, set the "
        "scanner to send every kind of code with the same prefix, identifiers with all kinds or "
        f"with none, and nothing but Enter after it, {_AGAIN}"
    )
