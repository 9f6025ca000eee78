"""A label's file looked at: its code, and whether its words are those that were signed.

The code holds a digest of the words. A label that took a second one repeats there whose it is;
those words must be words of the first, and all others, in a row, are those of the digest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.core.refused import Refused
from app.intake.gs1 import parse_scan
from app.label_code import code_of, digest_of, parts_of, typed_code
from reports.refusal import Misprinted
from reports.verify import code_on
from reports.words_on import words_on

_Words = tuple[str, ...]
_MOST_LABELS, _LONGEST_MARK, _LONGEST_HEAD, _LONGEST_NOTE = 3, 6, 40, 40


@dataclass(frozen=True, slots=True)
class LabelPaper:
    """What the file of a label bears: its code, and whether its words are the signed ones.

    `same_words` is None for a label of an earlier release, whose words nothing was signed of.
    """

    code: str
    same_words: bool | None


def paper_of(pdf: bytes, today: date) -> LabelPaper:
    """Return what the file of a label bears; raises Refused for one that is none."""
    try:
        pages = words_on(pdf)
        code = code_of(parse_scan(code_on(pdf), today))
    except Misprinted as fault:
        raise Refused(fault.sentence) from fault
    if parts_of(code) is None:
        return LabelPaper(code, None)
    words = tuple(word for page in pages for word in page)
    return LabelPaper(code, same_words(words, code))


def same_words(words: tuple[str, ...], code: str) -> bool:
    """Tell whether words that were read, in their order, are those that a signed code is of."""
    parts = parts_of(code)
    return parts is not None and any(digest_of(each) == parts[1] for each in _said(words, code))


def _said(words: _Words, code: str) -> Iterator[_Words]:
    """Yield what a label may say, without its short code: that holds a part of the digest."""
    short = typed_code(code)
    places = [at for at, word in enumerate(words) if word == short]
    for said in [words] if not places else [(*words[:at], *words[at + 1 :]) for at in places]:
        yield said
        for joined in _joined(said):
            yield from joined


def _joined(said: _Words) -> Iterator[Iterator[_Words]]:
    """Yield the orders in which the words of several labels may have been those of one.

    The notes flow from each to the next, which begins with words of the first and with which label
    of how many it is; how many words that are is tried out. So is which of the first notes stood
    below the drug before it had no room there.
    """
    for size, places in _numbered(said):
        first, begins = said[: places[0]], places[0] + size
        for head in range(min(places[1] - begins, _LONGEST_HEAD) + 1):
            heads = [said[at - head : at] for at in places[1:]]
            if heads[1:] != heads[:-1] or not _is_within(heads[0], first):
                continue
            ends = (*(at - head for at in places[1:]), len(said))
            starts = [at + size for at in places]
            notes = tuple(w for at, end in zip(starts, ends, strict=True) for w in said[at:end])
            yield _with_first_notes(first, notes)


def _with_first_notes(first: _Words, notes: _Words) -> Iterator[_Words]:
    yield (*first, *notes)
    for moved in range(1, min(len(notes), _LONGEST_NOTE) + 1):
        for at in range(len(first) + 1):
            yield (*first[:at], *notes[:moved], *first[at:], *notes[moved:])


def _numbered(said: _Words) -> Iterator[tuple[int, list[int]]]:
    """Yield where words such as "Label 1 of 2" and "Label 2 of 2" stand, in any language.

    Each time of how many words that is, and the place of each.
    """
    for count in range(2, _MOST_LABELS + 1):
        for size in range(2, _LONGEST_MARK + 1):
            for at in range(len(said) - size + 1):
                window = said[at : at + size]
                if window.count("1") == 1 and str(count) in window:
                    places = _places(said, window, at, count)
                    if len(places) == count:
                        yield size, places


def _places(said: _Words, window: _Words, at: int, count: int) -> list[int]:
    places = [at]
    for number in range(2, count + 1):
        wanted = tuple(str(number) if word == "1" else word for word in window)
        after = range(places[-1] + len(window), len(said) - len(window) + 1)
        places += [place for place in after if said[place : place + len(window)] == wanted][:1]
    return places


def _is_within(head: _Words, first: _Words) -> bool:
    """Tell whether every word of a head stands on the first label, in the same order."""
    rest = iter(first)
    return all(word in rest for word in head)
