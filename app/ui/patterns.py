"""Sentences with slots, found again in what was made of them.

A pattern matches where each of its literal parts stands in a text, in order, and something stands
in each slot. Of several that match, the one with the most literal characters is meant.

A sentence is translated wholly or not at all: half a sentence in each of two languages can be read
as its opposite. So a pattern counts only where each slot for words of ours holds words that are
known themselves, and a list only where every piece of it is known. What is not known as a whole
stays as it is; only at the end of a sentence, or of a part of a line, may the language change.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

SLOT = re.compile(r"\{(?P<name>[a-z0-9_]+)(?P<said>!said)?\}")
_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"[^\W\d_]")
# What ends a sentence or a part of a line: no slot reaches over it.
_END = re.compile(r"[.!?;…](?:\*\*)?\s|\s·\s|\n")
# Where a line is made of parts, each is a text of its own.
_PARTS = re.compile(r"(\s*\n\s*|\s+·\s+)")
_SENTENCES = re.compile(r"((?<=[.!?…])(?:\*\*)?\s+)")
_STOPPED = re.compile(r"[.!?…](?:\*\*)?$")
_AT_BORDER = re.compile(r"(^|[.!?…](?:\*\*)?\s+)$")
# What stands between the pieces of a list, or behind a heading, the widest first.
_BETWEEN = tuple(
    map(re.compile, (r"(;\s+)", r"(\s[–—]\s)", r"(:(?:\*\*)?\s+)", r"(,\s+)", r"(\s(?:and|or)\s)"))
)
_AFFIXES = re.compile(r"([\s,;:–—(“*]*)(.*?)([\s,;:–—.!?…)”*]*)", re.DOTALL)
# What no language changes: numbers with their units, dates, and codes of capitals and digits.
_UNIT = r"(?:mg|mcg|µg|g|kg|mL|L|cm|mm|m²|m2|mo|min|h|s|d|y|ft|in|lb|hPa|dpi)"
_PLAIN = re.compile(
    rf"(?<!\w)[-+−]?\d[\d.,]*\s?{_UNIT}(?:/{_UNIT}(?:/{_UNIT})?)?(?!\w)|×\s?10⁹/L|\bUTC\b"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d{4}-\d\d-\d\d)"
    r"|(?<=\d )(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
    r"|(?<!\w)[A-Z-]*\d[A-Z0-9-]*(?!\w)|(?<!\w)[\w-]+\.(?:json|hl7|txt)(?!\w)"
)
# A unit alone, as in "Volume, in mL"; those that are words of English are none.
_UNIT_ALONE = re.compile(r"mg|mcg|g|kg|mL|cm|mm|m²|mg/mL|mL/h")
# A number with its unit, where a slot for it stands before words of ours: "at most 4 h {words}".
_QUANTITY = rf"([-+−]?\d[\d.,]*\s{_UNIT}(?:/{_UNIT})?)"
# English words that stand in sentences; where data that is not marked holds one, a sentence may.
_OF_SENTENCES = frozenset(
    _WORD.findall("""
    a an the is are was were be been has have had not no this that these it its than then there
    and of to by from until at on under over above below before after with without your you must
    can cannot may when where which who what each every only into onto one two both or
""")
)
_FEW_LETTERS = 5
"""A pattern with fewer letters of its own fits too much to be known by them alone."""
_SHORT = 3
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
    def shapes(self) -> tuple[re.Pattern[str], ...]:
        """What a text looks like that was made of this: its first slots short, or long.

        Between the two, one whose data is numbers with their units.
        """
        if len(self.slots) == 1:
            return (self._shape("?"),)
        return (self._shape("?"), self._shape("?", data=_QUANTITY), self._shape(""))

    def _shape(self, wide: str, data: str = "") -> re.Pattern[str]:
        shape = re.escape(self.parts[0])
        for (_, is_ours), after in zip(self.slots, self.parts[1:], strict=True):
            # A word of ours may be no word at all, such as "" for none late.
            may_be_empty = is_ours or shape.endswith("“")
            any_words = f"(.{'*' if may_be_empty else '+'}{wide})"
            shape += (any_words if is_ours else data or any_words) + re.escape(after)
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

    @cached_property
    def letters(self) -> int:
        """How many letters are literal."""
        return sum(len(_LETTER.findall(part)) for part in self.parts)

    @cached_property
    def is_joint(self) -> bool:
        """Whether only short joining words are literal, as in "{which!said} of {bounds!said}"."""
        words = [word for part in self.parts for word in _WORD.findall(part)]
        return all(len(word) <= _SHORT and word.islower() for word in words)

    @cached_property
    def slots(self) -> tuple[tuple[str, bool], ...]:
        """The slots in order: the name of each, and whether it holds words of ours."""
        return tuple((slot["name"], bool(slot["said"])) for slot in SLOT.finditer(self.english))

    def matches(self, text: str) -> Iterator[re.Match[str]]:
        """Yield how `text` may have been made of this."""
        if text.startswith(self.parts[0]) and text.endswith(self.parts[-1]):
            first, *others = self.shapes
            match = first.fullmatch(text)
            if match is not None:
                yield match
                yield from filter(None, (shape.fullmatch(text) for shape in others))

    def filled(self, values: Iterable[str]) -> str:
        """Return the sentence in the other language, with what stands in the slots."""
        named = {name: value for (name, _), value in zip(self.slots, values, strict=True)}
        return SLOT.sub(lambda slot: named[slot["name"]], self.own)


def is_plain(text: str) -> bool:
    """Tell whether no language changes a text: numbers with units, dates, codes, marked data."""
    without = _PLAIN.sub(" ", text)
    return not _LETTER.search(without) or _UNIT_ALONE.fullmatch(text) is not None


def _may_be_data(value: str) -> bool:
    """Tell whether something that is not marked as data is no part of a sentence."""
    is_part = _END.search(value) or ": " in value or _OF_SENTENCES & set(value.split())
    return not is_part


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
        # The same words stand in many sentences.
        self.known = lru_cache(maxsize=16384)(self._look_up)

    def said(self, text: str) -> str:
        """Return `text` in this language; a sentence that is not wholly known stays as it is."""
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
        known = self.known(text)
        return self._in_sentences(text) if known is None else known

    def _in_sentences(self, text: str) -> str:
        """Return a text with those of its sentences translated that are wholly known.

        Sentences that are known together are one. Where one is not known, what has no stop at its
        end stays too: it may be the rest of that one.
        """
        pieces = _sentences(text)
        if len(pieces) == 1:
            return text
        runs: list[tuple[str, str | None, str]] = []
        at = 0
        while at < len(pieces):
            for end in range(len(pieces), at, -2):
                run = "".join(pieces[at:end])
                known = self.known(run)
                if known is not None:
                    break
            runs.append((run, known, "".join(pieces[end : end + 1])))
            at = end + 1
        all_known = all(known is not None for _, known, _ in runs)
        said = ""
        for run, known, gap in runs:
            stays = known is None or not (all_known or _STOPPED.search(run))
            said += f"{run if stays else known}{gap}"
        return said

    def _look_up(self, text: str) -> str | None:
        """Return a text that is known as a whole, None where it is not."""
        if is_plain(text):
            return text
        for way in (self._as_it_is, self._of_pattern, self._bare, self._counted, self._listed):
            known = way(text)
            if known is not None:
                return known
        return None

    def _counted(self, text: str) -> str | None:
        """Return a known text with a number before or after it."""
        for head, sign, tail in (text.partition(" "), text.rpartition(" ")):
            if sign and is_plain(head) != is_plain(tail):
                known = [part if is_plain(part) else self._as_it_is(part) for part in (head, tail)]
                if None not in known:
                    return sign.join(map(str, known))
        return None

    def _listed(self, text: str) -> str | None:
        """Return a list, or a heading with what it heads, where every piece is known."""
        for separator in _BETWEEN:
            pieces = separator.split(text)
            if len(pieces) > 1:
                known = [self.known(piece) for piece in pieces[::2]]
                if None not in known:
                    pieces[::2] = map(str, known)
                    pieces[1::2] = (self._joined(piece) for piece in pieces[1::2])
                    return "".join(pieces)
        return self._headed(text)

    def _headed(self, text: str) -> str | None:
        """Return a heading with what it heads, such as "Refused: {a sentence with a colon}"."""
        head, colon, headed = text.partition(": ")
        if not colon or ": " not in headed:
            return None
        known = self.known(head), self.known(headed)
        return None if None in known else f"{known[0]}{colon}{known[1]}"

    def _joined(self, between: str) -> str:
        word = between.strip()
        return between.replace(word, self._exact.get(word, word))

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
                known = self.known(inside)
                if known is not None:
                    return f"{before}{known}{after[end:]}"
        if after:
            return None
        with_stop = self._as_it_is(f"{text}.") or self._of_pattern(f"{text}.", stop=".")
        return with_stop.removesuffix(".") if with_stop is not None else None

    def _of_pattern(self, text: str, stop: str = "") -> str | None:
        """Return a text that was made of a pattern, in whose slots all is known or data."""
        for pattern, given in self._candidates(text):
            if not pattern.parts[-1].endswith(stop):
                continue
            for match in pattern.matches(given):
                values = self._values(pattern, match)
                if values is not None:
                    own = pattern.filled(values)
                    return own[:1].upper() + own[1:] if given is not text else own
        return None

    def _values(self, pattern: Pattern, match: re.Match[str]) -> list[str] | None:
        """Return what fills the slots in this language, None where the pattern is not meant."""
        given = match.groups()
        said = sum(
            len(value)
            for value, (_, ours) in zip(given, pattern.slots, strict=True)
            if ours or is_plain(value)
        )
        if pattern.size * _SURE < len(match[0]) - said:
            return None
        is_weak = pattern.letters < _FEW_LETTERS
        if is_weak and pattern.is_joint and not any(map(is_plain, given)):
            return None
        values: list[str] = []
        for at, (value, (_, ours)) in enumerate(zip(given, pattern.slots, strict=True), start=1):
            if ours:
                own = self._word_of_ours(value, match, at)
            elif is_weak:
                own = value if is_plain(value) and not _END.search(value) else None
            else:
                own = value if _may_be_data(value) and not self._is_a_word(value) else None
            if own is None:
                return None
            values.append(own)
        return values

    def _is_a_word(self, value: str) -> bool:
        """Tell whether what is not marked as data is a word of ours, which would be mixed in."""
        return value.islower() and self._as_it_is(value) is not None

    def _word_of_ours(self, value: str, match: re.Match[str], at: int) -> str | None:
        """Return what fills a slot for words of ours; None where it is not known.

        Whole sentences are shown, each in the language in which it is known.
        """
        known = self.known(value)
        if known is not None:
            return known
        text = match.string
        before, after = text[: match.start(at)], text[match.end(at) :]
        is_sentence = (
            _STOPPED.search(value)
            and not value[:1].islower()
            and _AT_BORDER.search(before)
            and not after[:1].strip("* ")
        )
        return self.said(value) if is_sentence else None

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


def _sentences(text: str) -> list[str]:
    """Return the sentences of a text, and what stands between them at every second place."""
    pieces = _SENTENCES.split(text)
    whole = pieces[:1]
    for gap, sentence in zip(pieces[1::2], pieces[2::2], strict=True):
        # After "approx. " no sentence begins.
        if sentence[:1].islower():
            whole[-1] += gap + sentence
        else:
            whole += [gap, sentence]
    return whole


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
