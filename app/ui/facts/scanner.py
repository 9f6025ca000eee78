"""What is known of a scanner, and what a code says, in plain words."""

import re

from app.intake.gs1 import Scanned
from app.intake.gs1_fields import FIELDS
from app.intake.key_signs import SEPARATOR, visible
from app.intake.scanner_codes import ASKED, IDENTIFIERS, SIGNS, code_numbered
from app.intake.scanner_learning import Answer
from app.intake.scanner_profile import ScannerProfile
from app.scanners import ScannerLearned
from app.ui.drawing.labelled import LabelledRow
from app.ui.theme import Tone

# What a few keys of a United States scanner give on other keyboards.
_KEYBOARDS = (("German (QWERTZ)", "yz/", "zy-"), ("French (AZERTY)", "aqw", "qaz"))
_EXCHANGED = "capital and small letters exchanged, by Caps Lock or a setting of the scanner"
_KINDS = {identifier: kind.value for kind, identifier in IDENTIFIERS.items()} | {
    "]e0": "GS1 DataBar",
    "]Q3": "GS1 QR Code",
    "]J1": "GS1 DotCode",
    "]E4": "EAN-8",
    "]I0": "ITF-14",
    "]I1": "ITF-14",
}


def literal(raw: str) -> str:
    """Return a scan with all of it visible, for a place where two stars make words bold."""
    return re.sub(r"\*(?=\*)", "*\N{WORD JOINER}", visible(raw))


def learned(known: ScannerLearned) -> tuple[LabelledRow, ...]:
    """Return what was learned of a scanner, and by whom."""
    profile = known.profile
    if profile.sends_identifiers:
        kinds = LabelledRow("Identifiers", "sent: each code says of what kind it is", Tone.OK)
    else:
        kinds = LabelledRow(
            "Identifiers",
            "not sent; set the scanner to send symbology identifiers (AIM), so that a wrong Caps "
            "Lock is noticed",
            Tone.WARN,
        )
    return (
        LabelledRow("Separator", f"arrives as {_key(profile.separator)}", Tone.OK),
        kinds,
        LabelledRow("Layout", layout(profile)),
        LabelledRow("Prefix", f"“{literal(profile.prefix)}”" if profile.prefix else "none"),
        LabelledRow("Learned by", known.name),
    )


def _key(separator: str) -> str:
    if separator == SEPARATOR:
        return "GS (Ctrl+])"
    return f"“{literal(separator)}”"


def layout(profile: ScannerProfile) -> str:
    """Return what the keyboard layout makes of what the scanner types."""
    arrives = dict(zip(SIGNS, profile.arrivals, strict=True))
    if profile.arrivals == SIGNS:
        return "the scanner's is that of this computer"
    if profile.arrivals == SIGNS.swapcase():
        return _EXCHANGED
    for name, keys, signs in _KEYBOARDS:
        if all(arrives[key] == sign for key, sign in zip(keys, signs, strict=True)):
            return f"{name} here, United States at the scanner; put right"
        if all(arrives[key] == sign.swapcase() for key, sign in zip(keys, signs, strict=True)):
            return f"{name} here, United States at the scanner; {_EXCHANGED}; put right"
    moved = [(sign, arrival) for sign, arrival in arrives.items() if sign != arrival]
    sign, arrival = moved[-1]
    return (
        f"another here than at the scanner: “{sign}” arrives as “{literal(arrival)}”; characters "
        f"put right: {len(moved)}"
    )


def arrived(heard: tuple[Answer, ...]) -> tuple[LabelledRow, ...]:
    """Return what arrived for each code so far, and what is asked for still."""
    rows = [LabelledRow(f"Code {answer.number}", literal(answer.raw), Tone.OK) for answer in heard]
    rows += [LabelledRow(f"Code {number}", "–") for number in ASKED[len(heard) :]]
    *rows, last = rows
    return (*rows, LabelledRow(f"{last.label} again", last.words, last.tone))


def asked(heard: tuple[Answer, ...]) -> tuple[str, str]:
    """Return the title that asks for the next code, and the sentence below it."""
    number = ASKED[len(heard)]
    code = code_numbered(number)
    again = " once more" if any(each.number == number for each in heard) else ""
    return (
        f"Scan code {number}{again}",
        f"{code.kind}, number {number} on the printed page. Cover the codes beside it.",
    )


def fields(scanned: Scanned) -> tuple[LabelledRow, ...]:
    """Return what a code says, a row for each field."""
    rows = []
    if scanned.symbology is not None:
        kind = _KINDS.get(scanned.symbology, "another kind")
        rows.append(LabelledRow("Kind", f"{kind} ({scanned.symbology})"))
    named = (
        ("01", scanned.gtin),
        ("17", scanned.expiry.isoformat() if scanned.expiry else None),
        ("10", scanned.lot),
        ("21", scanned.serial),
        ("30", str(scanned.count) if scanned.count is not None else None),
    )
    said = [(ai, value) for ai, value in named if value is not None]
    said += [*scanned.others, *scanned.internal]
    rows += [LabelledRow(f"{ai} {FIELDS[ai].named}", literal(value)) for ai, value in said]
    if scanned.ndc is not None:
        rows.append(LabelledRow("NDC", scanned.ndc))
    if scanned.separator_lost_suspected:
        sentence = "a field may be hidden in the last value: the separator may be missing"
        rows.append(LabelledRow("Separator", sentence, Tone.WARN))
    return tuple(rows)
