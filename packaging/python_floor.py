"""Which Python is new enough; written so that Python 3.6 can still read it and say so."""

import sys

FLOOR = (3, 11)


def refusal(version: "tuple[int, ...]") -> str:
    """Return the sentence that refuses this Python version, or "" where it is new enough."""
    if version[:2] >= FLOOR:
        return ""
    have, need = (".".join(str(part) for part in parts) for parts in (version, FLOOR))
    return f"Umbra needs Python {need} or newer, not Python {have}: start it with a newer one."


def demand() -> None:
    """End the program with exit code 2 and a sentence where this Python is too old."""
    sentence = refusal(tuple(sys.version_info[:3]))
    if sentence:
        sys.stderr.write(sentence + "\n")
        raise SystemExit(2)
