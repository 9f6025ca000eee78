"""Every sentence that a person can meet in the window, read out of the source, in one file.

``sentences.py`` renews ``resources/language/en.toml`` and brings each translation into its order;
``sentences.py check`` says what the files lack or have too much, and ends with 1 if anything.
``sentences.py missing CODE [ROOM]`` prints what a translation lacks, ready to be filled in;
``sentences.py take CODE FILE...`` puts the entries of such files into it.

A sentence with slots is a pattern: "Lot {lot} is not known." What fills a slot is shown as it is;
only where the slot says so, as ``{told!said}``, it is a sentence or word of ours and is translated
as well. Which rooms are read, and which slots hold words of ours, stands in ``sentences_read.py``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
# Run by hand, the script alone is on the path.
sys.path[:0] = [str(HERE), str(HERE / "packaging")]

from sentences_read import Said, every_sentence  # noqa: E402

from app.ui.patterns import SLOT, skeleton, slots  # noqa: E402

LANGUAGE = HERE / "resources" / "language"
CATALOGUE = LANGUAGE / "en.toml"
_NUMBER = re.compile(r"\d[\d.,:]*\d(?: ?(?:mg|mcg|mL|mm|cm|kg|%|°C))?|\d(?: ?(?:mg|mL|%))?")
STYLE = """\
# Every sentence that a person can meet in the window. `packaging/sentences.py` writes this file
# from the source; change a sentence where it is said, then renew the file.
#
# How a sentence is written:
#  1. It says what is wrong, what was expected and what to do, in this order, and no more.
#  2. It names the thing: the vial, the lot, the person, the time; never "it" alone, never "data".
#  3. One thing has one name: vial, bag, container, light cover, lot, order, preparation, course,
#     check, label, release, hold, discard, quarantine; a preparation is never a "job" or a "case".
#     A label is the printed one; what the drug's maker states is "the drug's label" where both can
#     be meant. A package is put aside, a bag is stored; a character is typed, a name is signed; a
#     volume is in mL, a sound has its loudness; a package expires, the time of a drug passes.
#  4. It speaks to the person at the hood in plain words and in the present; it never blames.
#  5. What to do is a command that can be followed now: "Scan the vial again."
#  6. At most two short sentences; a third only where it keeps someone from a wrong way out.
#  7. Titles and buttons begin with a capital and end without a full stop; sentences end with one.
#  8. Numbers, units and dates are written by ISMP and never in words where they measure.
#  9. No abbreviation that is not on a label; no Latin; no exclamation mark; no please, no sorry.
# 10. What was saved and what was not is said whenever there is a doubt: "Nothing was recorded."
#
# {name} stands for what is known only then and is shown as it is; {name!said} for words of ours.
"""


def catalogue(sentences: Iterable[Said]) -> dict[str, tuple[str, ...]]:
    """Return the sentences of each room, sorted; each stands once, in the first room that says it.

    Two that differ in the names of their slots alone are one; a slot is said where any says so.
    """
    merged: dict[str, tuple[str, str]] = {}
    for each in sorted(sentences, key=lambda said: (said.room, said.pattern)):
        room, pattern = merged.get(skeleton(each.pattern), (each.room, each.pattern))
        merged[skeleton(each.pattern)] = room, _marked_as(pattern, each.pattern)
    rooms: dict[str, list[str]] = {}
    for room, pattern in merged.values():
        rooms.setdefault(room, []).append(pattern)
    return {room: tuple(sorted(rooms[room])) for room in sorted(rooms)}


def _marked_as(pattern: str, other: str) -> str:
    """Return `pattern` with each slot said that is said in `pattern` or in `other`."""
    marks = iter([match["said"] for match in SLOT.finditer(other)])
    return SLOT.sub(lambda own: f"{{{own['name']}{next(marks) or own['said'] or ''}}}", pattern)


def quoted(text: str) -> str:
    """Return `text` as a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def written(rooms: Mapping[str, tuple[str, ...]]) -> str:
    """Return the text of en.toml."""
    parts = [STYLE]
    for room, patterns in rooms.items():
        lines = "".join(f"    {quoted(pattern)},\n" for pattern in patterns)
        parts.append(f'["{room}"]\nsays = [\n{lines}]\n')
    return "\n".join(parts)


def translations() -> tuple[str, ...]:
    """Return the codes of the languages that have a file."""
    codes = (path.stem for path in LANGUAGE.glob("*.toml"))
    return tuple(sorted(code for code in codes if code != CATALOGUE.stem))


def entries(text: str) -> dict[str, str]:
    """Return what the text of a translation says: the English patterns, and its own."""
    return {
        english: own
        for room in tomllib.loads(text).values()
        if isinstance(room, dict)
        for english, own in room.items()
        # What `missing` prints has "" for what nobody translated yet.
        if own
    }


def renamed(english: str, before: str, own: str) -> str:
    """Return `own`, written for the pattern `before`, with the slot names of `english`."""
    names = dict(zip(slots(before), slots(english), strict=True))
    return SLOT.sub(lambda slot: f"{{{names.get(slot['name'], slot['name'])}}}", own)


def in_order(head: str, rooms: Mapping[str, tuple[str, ...]], said: Mapping[str, str]) -> str:
    """Return the text of a translation, its entries in the order of en.toml.

    An entry whose slots were renamed in the source goes with them; one whose sentence is no longer
    said is left out.
    """
    by_skeleton = {skeleton(english): (english, own) for english, own in said.items()}
    parts = [head]
    for room, patterns in rooms.items():
        lines = ""
        for english in patterns:
            if skeleton(english) in by_skeleton:
                own = renamed(english, *by_skeleton[skeleton(english)])
                lines += f"{quoted(english)} = {quoted(own)}\n"
        if lines:
            parts.append(f'["{room}"]\n{lines}')
    return "\n".join(parts)


def faults(rooms: Mapping[str, tuple[str, ...]], said: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the entries of a translation; an entry that lacks is none."""
    known = {pattern for patterns in rooms.values() for pattern in patterns}
    for english, own in said.items():
        if english not in known:
            yield f"is not said any more, or has other slots: {english}"
        if sorted(slots(english)) != sorted(slots(own)) or "!said" in own:
            yield f"has other slots than its English: {english}"
        if any(ord(sign) < 32 and sign != "\n" for sign in own) or own != own.strip():
            yield f"has control characters, or blanks around it: {english}"
        if numbers(english) != numbers(own):
            yield f"has other numbers than its English: {english}"


def numbers(pattern: str) -> list[str]:
    """Return the numbers with their units that a pattern holds, sorted; they stay as they are."""
    return sorted(_NUMBER.findall(SLOT.sub(" ", pattern)))


def missing(rooms: Mapping[str, tuple[str, ...]], said: Mapping[str, str]) -> dict[str, list[str]]:
    """Return what a translation lacks, room by room."""
    lacking = {
        room: [each for each in patterns if each not in said] for room, patterns in rooms.items()
    }
    return {room: patterns for room, patterns in lacking.items() if patterns}


def _path(code: str) -> Path:
    return LANGUAGE / f"{code}.toml"


def head_of(text: str) -> str:
    """Return what stands before the first room: comments, and the name of the language."""
    return text.partition('\n["')[0].rstrip("\n") + "\n"


def renew() -> None:
    """Write en.toml anew from the source, and bring each translation into its order."""
    rooms = catalogue(every_sentence(HERE))
    CATALOGUE.write_text(written(rooms), encoding="utf-8")
    for code in translations():
        take(code, [])


def take(code: str, files: list[Path]) -> None:
    """Put the entries of files into a translation; what they say counts over what was there."""
    rooms = catalogue(every_sentence(HERE))
    text = _path(code).read_text(encoding="utf-8")
    said = entries(text)
    for file in files:
        said |= entries(file.read_text(encoding="utf-8"))
    _path(code).write_text(in_order(head_of(text), rooms, said), encoding="utf-8")


def check() -> int:
    """Say what the files lack or have too much; return 1 where anything is wrong."""
    rooms = catalogue(every_sentence(HERE))
    wrong = 0
    if written(rooms) != CATALOGUE.read_text(encoding="utf-8"):
        print("en.toml is not what the source says: run packaging/sentences.py")
        wrong = 1
    for code in translations():
        said = entries(_path(code).read_text(encoding="utf-8"))
        for fault in faults(rooms, said):
            print(f"{code}: {fault}")
            wrong = 1
        lacking = missing(rooms, said)
        every, lack = sum(map(len, rooms.values())), sum(map(len, lacking.values()))
        print(f"{code}: {every - lack} of {every} are translated")
        for room, patterns in lacking.items():
            print(f"{code}: {len(patterns)} lacking in {room}")
    return wrong


def show_missing(code: str, begins: str) -> None:
    """Print what a translation lacks in the rooms that begin so, ready to be filled in."""
    said = entries(_path(code).read_text(encoding="utf-8"))
    for room, patterns in missing(catalogue(every_sentence(HERE)), said).items():
        if room.startswith(begins):
            print(f'["{room}"]')
            for pattern in patterns:
                print(f'{quoted(pattern)} = ""')


def main(arguments: list[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    match arguments:
        case []:
            renew()
        case ["check"]:
            return check()
        case ["take", code, *files]:
            take(code, [Path(file) for file in files])
        case ["missing", code, *begins]:
            show_missing(code, "".join(begins))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
