"""Sentences with slots, found again in what was made of them.

A pattern matches where each of its literal parts stands in a text, in order, and something stands
in each slot. Of several that match, the one with the most literal characters is meant.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

SLOT = re.compile(r"\{(?P<name>[a-z0-9_]+)(?P<said>!said)?\}")
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")
# What ends a sentence or a part of a line: no slot reaches over it where another reading is found.
_END = re.compile(r"[.!?;…](?:\*\*)?\s|\s·\s|\n")
# Where a line is made of parts, each is a text of its own.
_PARTS = re.compile(r"(\s*\n\s*|\s+·\s+)")
_SENTENCES = re.compile(r"(?<=[.!?…])((?:\*\*)?\s+)")
# Where nothing else helps: what stands between the words of a list, or behind a heading.
_WEAK = (
    re.compile(r"(;\s+)"),
    re.compile(r"(\s[–—]\s)"),
    re.compile(r"(:(?:\*\*)?\s+)"),
    re.compile(r"(,\s+)"),
)
_LISTED = re.compile(r"(\s(?:and|or)\s)")
_AFFIXES = re.compile(r"([\s,;:–—(“*]*)(.*?)([\s,;:–—.!?…)”*]*)", re.DOTALL)
# How many times longer than its literals a text may be that surely is of a pattern.
_SURE = 4
_BOLD = "**"


def skeleton(pattern: str) -> str:
    """Return a pattern without the names of its slots."""
    return SLOT.sub("{}", pattern)


def slots(pattern: str) -> tuple[str, ...]:
    """Return the names of the slots, in order."""
    return tuple(match["name"] for match in SLOT.finditer(pattern))


def literals(pattern: str) -> tuple[str, ...]:
    """Return what stands before, between and after the slots."""
    return tuple(SLOT.split(pattern)[:: SLOT.groups + 1])


def for_people(text: str) -> str:
    """Return text with m2 written m², as the window writes it and the core does not."""
    return text.replace("m2", "m²")


@dataclass(frozen=True)
class Pattern:
    """A sentence with slots, and what it is in another language."""

    english: str
    own: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The literal parts."""
        return literals(self.english)

    @cached_property
    def size(self) -> int:
        """How many characters are literal."""
        return sum(map(len, self.parts))

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """What a text looks like that was made of this."""
        shape = re.escape(self.parts[0])
        for slot, after in zip(SLOT.finditer(self.english), self.parts[1:], strict=True):
            # A word of ours may be no word at all, such as "" for none late.
            shape += ("(.*?)" if slot["said"] else "(.+?)") + re.escape(after)
        return re.compile(shape, re.DOTALL)

    def words(self) -> Iterator[str]:
        """Yield the whole words that each text made of this has."""
        last = len(self.parts) - 1
        for at, part in enumerate(self.parts):
            for match in _WORD.finditer(part):
                cut_before = at > 0 and match.start() == 0
                cut_after = at < last and match.end() == len(part)
                if not cut_before and not cut_after:
                    yield match[0]

    def match(self, text: str) -> re.Match[str] | None:
        """Return how `text` was made of this, None where it was not."""
        if not (text.startswith(self.parts[0]) and text.endswith(self.parts[-1])):
            return None
        return self.shape.fullmatch(text)

    def said(self, match: re.Match[str]) -> int:
        """Return how many characters of a match are in slots for words of ours."""
        slots = SLOT.finditer(self.english)
        return sum(
            len(value) for slot, value in zip(slots, match.groups(), strict=True) if slot["said"]
        )

    def filled(self, match: re.Match[str], said: Callable[[str], str]) -> str:
        """Return the sentence in the other language, with what stood in the slots."""
        values = {
            slot["name"]: said(value) if slot["said"] else value
            for slot, value in zip(SLOT.finditer(self.english), match.groups(), strict=True)
        }
        return SLOT.sub(lambda slot: values[slot["name"]], self.own)


def _is_tight(match: re.Match[str]) -> bool:
    """Tell whether no slot reaches over the end of a sentence."""
    return not any(_END.search(value) for value in match.groups())


@dataclass(frozen=True, slots=True)
class _Match:
    """A pattern, how a text was made of it, and whether the text began with a capital for it."""

    pattern: Pattern
    match: re.Match[str]
    is_raised: bool


class Patterns:
    """All sentences of a language, with an index over their words."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, str] = {}
        self._in_capitals: dict[str, str] = {}
        patterns: list[Pattern] = []
        for english, own in _with_plain(entries):
            if SLOT.search(english):
                patterns.append(Pattern(for_people(english), for_people(own)))
            else:
                self._exact[for_people(english)] = for_people(own)
                self._in_capitals[for_people(english).upper()] = for_people(own).upper()
        self._by_word = _indexed(patterns)

    def said(self, text: str) -> str:
        """Return `text` in this language, as much of it as is known."""
        bare = text.strip()
        if not _LETTER.search(bare):
            return text
        at = text.index(bare)
        return text[:at] + self._said(bare) + text[at + len(bare) :]

    def _said(self, text: str) -> str:
        if (exact := self._as_it_is(text)) is not None:
            return exact
        parts = _PARTS.split(text)
        if len(parts) > 1:
            return "".join(map(self.said, parts))
        near, far = self._matched(text)
        return (
            self._filled(near)
            or self._bare(text)
            or self._in_sentences(text)
            or self._in_pieces(text)
            or self._filled(far)
            or self._piecemeal(text)
        )

    def _in_sentences(self, text: str) -> str | None:
        """Return a text whose sentences are all known; those that are known together are one."""
        sentences = _SENTENCES.split(text)
        done, at = "", 0
        while at < len(sentences) and len(sentences) > 1:
            for end in range(len(sentences), at, -2):
                known = self._found("".join(sentences[at:end]))
                if known is not None:
                    break
            if known is None:
                return None
            done += known + "".join(sentences[end : end + 1])
            at = end + 1
        return done or None

    def _in_pieces(self, text: str) -> str | None:
        """Return a text that falls into pieces which are all known."""
        for at, sign in enumerate(text):
            if sign != " ":
                continue
            head = self._as_it_is(text[:at]) if _LETTER.search(text[:at]) else text[:at]
            tail = None if head is None else self._found(text[at + 1 :])
            if tail is not None:
                return f"{head} {tail}"
        for separator in (*_WEAK, _LISTED):
            pieces = separator.split(text)
            known = [self._found(piece) for piece in pieces]
            if len(pieces) > 1 and None not in known:
                return "".join(map(str, known))
        return None

    def _piecemeal(self, text: str) -> str:
        """Return `text` with those of its pieces translated that are known."""
        for separator in (_SENTENCES, *_WEAK):
            pieces = separator.split(text)
            if len(pieces) > 1:
                return "".join(map(self.said, pieces))
        return text

    def _found(self, text: str) -> str | None:
        """Return a text that is known as a whole, None where it is not."""
        if not _LETTER.search(text):
            return text
        known = self._as_it_is(text)
        return known or self._filled(self._matched(text)[0]) or self._bare(text)

    def _as_it_is(self, text: str) -> str | None:
        """Return what is known for exactly this text, or for it with a small first letter."""
        known = self._exact.get(text)
        if known is None and text.isupper():
            known = self._in_capitals.get(text)
        if known is None and text[:1].isupper():
            known = self._exact.get(text[0].lower() + text[1:])
            known = known and known[0].upper() + known[1:]
        return known

    def _bare(self, text: str) -> str | None:
        """Return a text that is known but for the signs around it, or the stop at its end."""
        match = _AFFIXES.fullmatch(text)
        assert match is not None
        before, bare, after = match.groups()
        for end in range(min(len(after), 1) + 1):
            inside = bare + after[:end]
            if inside and inside != text:
                known = self._as_it_is(inside) or self._filled(self._matched(inside)[0])
                if known is not None:
                    return f"{before}{known}{after[end:]}"
        with_stop = self._as_it_is(f"{text}.") or self._filled(self._matched(f"{text}.")[0])
        return with_stop.removesuffix(".") if with_stop is not None else None

    def _matched(self, text: str) -> tuple[_Match | None, _Match | None]:
        """Return the pattern of a text that is surely meant, and one that may be.

        Surely: no slot reaches over the end of a sentence, and a good part of the text is literal.
        """
        far: _Match | None = None
        for pattern, given in self._candidates(text):
            match = pattern.match(given)
            if match is None:
                continue
            found = _Match(pattern, match, is_raised=given is not text)
            if _is_tight(match) and pattern.size * _SURE >= len(text) - pattern.said(match):
                return found, far
            far = far or found
        return None, far

    def _filled(self, found: _Match | None) -> str | None:
        """Return what a pattern says in this language, with what stood in its slots."""
        if found is None:
            return None
        own = found.pattern.filled(found.match, self.said)
        return own[:1].upper() + own[1:] if found.is_raised else own

    def _candidates(self, text: str) -> Iterable[tuple[Pattern, str]]:
        """Return the patterns with a word of `text`, most literal first, each with what to match.

        A sentence may begin with a capital that its pattern has not.
        """
        small = text[:1].lower() + text[1:]
        forms = (text,) if small == text else (text, small)
        words = {word for form in forms for word in _WORD.findall(form)}
        found = [each for word in words for each in self._by_word.get(word, ())]
        found.sort(key=lambda pattern: (-pattern.size, pattern.english))
        return [(pattern, form) for pattern in found for form in forms]


def _with_plain(entries: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield each entry, and again without stars where it has some: nobody speaks them."""
    every = tuple(entries)
    known = {skeleton(english) for english, _ in every}
    yield from every
    for english, own in every:
        spoken = english.replace(_BOLD, "")
        if skeleton(spoken) not in known:
            yield spoken, own.replace(_BOLD, "")


def _indexed(patterns: list[Pattern]) -> dict[str, list[Pattern]]:
    """Return the patterns by the one of their words that the fewest of them have."""
    words = {pattern: tuple(dict.fromkeys(pattern.words())) for pattern in patterns}
    counts = Counter(word for each in words.values() for word in each)
    index: dict[str, list[Pattern]] = {}
    for pattern, own in words.items():
        assert own, f"no whole word of ours is in {pattern.english}"
        index.setdefault(min(own, key=lambda word: (counts[word], word)), []).append(pattern)
    return index
