"""A label's file looked at: its code, and whether its words are those that were signed.

The code holds a digest of the words. Of a label that took a second one the words are put together
again: each further label repeats whose it is, in words that stand so on the first, and says which
label of how many it is; all other words, in a row, are those of the digest. Only text is read here:
what is drawn over it, a picture of other words say, nobody sees but who looks at the paper.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from app.core.encoding import decode
from app.core.refused import Refused
from app.intake.gs1 import parse_scan
from app.label_code import code_of, digest_of, fields_of, parts_of, typed_code
from app.label_templates import APPROVED, PREFIX, TemplateApproved, shipped
from app.label_words import read_words
from app.store import Log
from reports.refusal import Misprinted
from reports.verify import code_on, codes_on
from reports.words_on import words_on

_Words = tuple[str, ...]
_MOST_WORDS, _MOST_TRIES = 400, 20_000
_LONGEST_HEAD, _LONGEST_NOTE, _LONGEST_COPY = 40, 40, 20
_TIME = re.compile("[0-9]{2}:[0-9]{2}", re.ASCII)


class Told(StrEnum):
    """What is found of the words of a file."""

    SAME = "same"
    ALTERED = "altered"
    NOT_SIGNED = "not-signed"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class LabelPaper:
    """What the file of a label bears: its code, what is found of its words, its SHA-256 as hex."""

    code: str
    words: Told
    digest: str


def paper_of(pdf: bytes, today: date, log: Log | None = None) -> LabelPaper:
    """Return what the file of a label bears; raises Refused for one that is none.

    Every page bears the code, and there are as many codes as the words say there are labels.
    """
    try:
        pages, codes = words_on(pdf), codes_on(pdf)
        code = code_of(parse_scan(code_on(pdf), today))
    except Misprinted as fault:
        raise Refused(fault.sentence) from fault
    digest = hashlib.sha256(pdf).hexdigest()
    if parts_of(code) is None:
        return LabelPaper(code, Told.NOT_SIGNED, digest)
    if not all(codes):
        return LabelPaper(code, Told.ALTERED, digest)
    words = tuple(word for page in pages for word in page)
    labels = sum(len(page) for page in codes)
    return LabelPaper(code, told(words, code, labels, numberings(log)), digest)


def numberings(log: Log | None) -> tuple[str, ...]:
    """Return how the templates that are shipped, or were approved in a log, number labels."""
    rows = () if log is None else log.named([APPROVED], PREFIX)
    texts = (decode(TemplateApproved, row.data).text for row in rows)
    words = (*shipped(), *(read_words(text) for text in texts))
    return tuple(sorted({each.captions.continued for each in words}))


def told(words: _Words, code: str, labels: int, numbered: Sequence[str]) -> Told:
    """Return whether words that were read, in their order, are those that a signed code is of.

    `labels` is how many codes stand with them, `numbered` how templates number labels. It cannot be
    told of too many words, or of several labels that are numbered otherwise.
    """
    parts = parts_of(code)
    if parts is None:
        return Told.NOT_SIGNED
    if len(words) > _MOST_WORDS:
        return Told.UNTOLD
    search = _Search(code, labels, numbered)
    try:
        if any(digest_of(order) == parts[1] for order in search.orders(words)):
            return Told.SAME
    except _Spent:
        return Told.UNTOLD
    return Told.ALTERED if labels == 1 or search.has_marks else Told.UNTOLD


class _Spent(Exception):
    """More orders would have to be tried than a label of ours can need."""


class _Search:
    """The search for the order of words that was signed; it ends after a fixed number of tries."""

    def __init__(self, code: str, labels: int, numbered: Sequence[str]) -> None:
        fields = fields_of(code)
        self._labels, self._numbered, self._short = labels, numbered, typed_code(code)
        self._is_bag, self._copy = "90" not in fields, fields["92"]
        self._dose = tuple(re.findall("[0-9.,]+|[a-z]+", fields.get("95", "")))
        self._left = _MOST_TRIES
        self.has_marks = False

    def orders(self, words: _Words) -> Iterator[_Words]:
        """Yield each order that the words may have been signed in; raises _Spent."""
        # The short code is no word that the digest is of: it holds a part of it.
        places = [at for at, word in enumerate(words) if word == self._short]
        for said in [words] if not places else [(*words[:at], *words[at + 1 :]) for at in places]:
            for order in self._put_together(said) if self._labels > 1 else [said]:
                self._spend()
                yield order

    def _spend(self) -> None:
        self._left -= 1
        if not self._left:
            raise _Spent

    def _put_together(self, said: _Words) -> Iterator[_Words]:
        """Yield the orders in which the words of several labels may have been those of one.

        The notes flow from each to the next, below its head and which label of how many it is.
        """
        for size, places in self._marked(said):
            self.has_marks = True
            first, begins = said[: places[0]], places[0] + size
            for length in range(1, min(places[1] - begins, _LONGEST_HEAD) + 1):
                self._spend()
                heads = {said[at - length : at] for at in places[1:]}
                if len(heads) > 1 or not self._is_head(heads.pop(), first):
                    continue
                ends = (*(at - length for at in places[1:]), len(said))
                starts = [at + size for at in places]
                notes = [w for at, end in zip(starts, ends, strict=True) for w in said[at:end]]
                yield from self._with_lines(first, tuple(notes))

    def _with_lines(self, first: _Words, notes: _Words) -> Iterator[_Words]:
        """Yield the orders in which the first notes stood higher up before they had no room there.

        Of a bag that is the line below the dose, of another label lines below its head.
        """
        yield (*first, *notes)
        below = self._below_the_dose(first)
        places = [below] if self._is_bag else range(len(first) + 1)
        for moved in range(1, min(len(notes), _LONGEST_NOTE) + 1):
            for at in places:
                yield (*first[:at], *notes[:moved], *first[at:], *notes[moved:])

    def _marked(self, said: _Words) -> Iterator[tuple[int, list[int]]]:
        """Yield of how many words "Label 1 of 2" and "Label 2 of 2" are, and the places of each."""
        for form in self._numbered:
            marks = [self._mark(form, number) for number in range(1, self._labels + 1)]
            size = len(marks[0])
            found = [_places(said, mark) for mark in marks]
            if all(len(places) == 1 for places in found):
                places = [each[0] for each in found]
                if all(at + size <= then for at, then in pairwise(places)):
                    yield size, places

    def _mark(self, form: str, number: int) -> _Words:
        said = form.replace("{number}", str(number)).replace("{count}", str(self._labels))
        return tuple(said.split())

    def _is_head(self, head: _Words, first: _Words) -> bool:
        """Tell whether a further label says nothing but words of the first, in whole pieces.

        They begin as that begins, and may leave out one piece of a bag's, before the drug and the
        dose; then it may be said once more which copy it is.
        """
        return any(
            self._is_about(head[:at], first)
            for at in range(1, len(head) + 1)
            if at == len(head) or self._is_copy(head[at:], first)
        )

    def _is_about(self, head: _Words, first: _Words) -> bool:
        before = next((at for at, word in enumerate(first) if _TIME.fullmatch(word)), len(first))
        if not self._is_bag:
            return len(head) <= before and head == first[: len(head)]
        below = self._below_the_dose(first)
        for at in range(1, min(below, before) - len(self._dose)):
            tail = first[at:below]
            begun = len(head) - len(tail)
            if 0 < begun <= at and head == (*first[:begun], *tail):
                return True
        return False

    def _below_the_dose(self, first: _Words) -> int:
        """Return where the words of the code's dose end on the first label, 0 where they lack."""
        return next((at + len(self._dose) for at in _places(first, self._dose)), 0)

    def _is_copy(self, said: _Words, first: _Words) -> bool:
        """Tell whether words are "Copy 2", or all of that caution, just as on the first label."""
        if self._copy == "1" or not 2 <= len(said) <= _LONGEST_COPY:
            return False
        if not any(word.rstrip(":.") == self._copy for word in said[1:3]):
            return False
        if len(said) <= 3 and said[-1] == self._copy:
            return any(_places(first, (*said[:-1], said[-1] + end)) for end in ("", ":", "."))
        return first[-len(said) :] == said


def _places(said: _Words, words: _Words) -> list[int]:
    """Return where words stand one after the other."""
    size = len(words)
    return [at for at in range(len(said) - size + 1) if said[at : at + size] == words]
