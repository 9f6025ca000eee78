"""A language that nobody speaks: English made longer and accented, to see what breaks."""

import re

from app.ui.patterns import SLOT

LONGER = 0.35
"""How much longer: German takes a third more room than English, short words more."""

_ACCENTED = str.maketrans("AEIOUYaeiouycnsz", "ÀÉÎÖÛÝàéîöûýçñšž")
_KEPT = re.compile(r"(\*\*|F\d+\b|\(\d+\)|\d[\d.,]*)")


def stretched(english: str) -> str:
    """Return a sentence in brackets, a third longer; slots, keys, numbers and stars stay."""
    pieces = []
    at = 0
    for slot in SLOT.finditer(english):
        pieces += [_accented(english[at : slot.start()]), slot[0]]
        at = slot.end()
    pieces.append(_accented(english[at:]))
    room = max(0, round(len(SLOT.sub("", english)) * LONGER) - len("[]"))
    return f"[{''.join(pieces)}{' ~' * (room // 2)}{'~' * (room % 2)}]"


def _accented(words: str) -> str:
    return "".join(
        piece if _KEPT.fullmatch(piece) else piece.translate(_ACCENTED)
        for piece in _KEPT.split(words)
    )
