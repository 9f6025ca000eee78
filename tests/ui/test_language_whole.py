"""A sentence is said wholly in the language of the window, or stays wholly English."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ui import language
from app.ui.language import Verbatim, said
from app.ui.patterns import SLOT, Patterns, slots

KNOWN = ("bag", "light cover", "Refused", "day", "time", "once", "Scan the bag again")
_ROUND = {ord(letter): 0x24D0 + at for at, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_ROUND |= {ord(letter): 0x24B6 + at for at, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def rounded(english: str) -> str:
    """Return a sentence in a language that has no letter in common with English."""
    literal = SLOT.split(english)[:: SLOT.groups + 1]
    named = [f"{{{name}}}" for name in slots(english)]
    pieces = [piece.translate(_ROUND) for piece in literal]
    return "".join(piece + name for piece, name in zip(pieces, [*named, ""], strict=True))


SOME = Patterns(
    (english, rounded(english))
    for english in (
        *KNOWN,
        "{which!said} of {bounds!said}",
        "to {latest}",
        "Lot {lot} is not known.",
        "Scan {item!said}.",
        "{told!said} Set the clock right.",
        "Nothing was recorded: {why!said}",
        "{low!said} to {high!said} is left",
        "and",
        "or",
    )
)
# Words of ours that nobody translated, in the order of sentences.
UNKNOWN = ("zorks are blimmed", "the zork", "Blim the zork", "to the zork")
PLAIN = ("5 mg", "1.2 mL", "2026-03-09", "18%")
_JOINED = (" and ", ", ", "; ", ": ", " – ", " or ", " of ", " to ", " ")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\s+·\s+|\n")
_PLAIN = re.compile(r"\d[\d.-]* ?(mg|mL|%)?")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw sentences and parts of lines, put together from known and unknown pieces."""
    piece = st.sampled_from((*KNOWN, *UNKNOWN, *PLAIN))
    shape = st.sampled_from(
        (
            "{}",
            "{}.",
            "Scan {}.",
            "Lot 7 is not known.",
            "{} Set the clock right.",
            "Nothing was recorded: {}",
            "{} to {} is left",
        )
    )
    text = ""
    for number in range(draw(st.integers(1, 3))):
        text += draw(st.sampled_from((" ", " · ", "\n"))) if number else ""
        joined = draw(piece)
        for _ in range(draw(st.integers(0, 2))):
            joined += draw(st.sampled_from(_JOINED)) + draw(piece)
        text += draw(shape).format(joined, draw(piece))
    return text


@settings(max_examples=1500, deadline=None)
@given(texts())
def test_no_sentence_is_said_in_two_languages(text: str) -> None:
    own = SOME.said(text)
    for sentence in _SENTENCE_ENDS.split(own):
        words = _PLAIN.sub("", sentence)
        assert not (re.search("[a-zA-Z]", words) and re.search("[\u24b6-\u24e9]", words)), own
    english = own.translate({own: letter for letter, own in _ROUND.items()})
    assert english.lower() == text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "No sound can be heard at this workstation: zorks are blimmed; watch the band at the top.",
        "1 mg is below 1.2 mg",
        "5% above the zork",
        "time of day",
        "put down to the zork",
        "Refused: the zork",
        "bag, the zork and light cover",
        "bag; zorks are blimmed",
        "Scan the zork.",
        "Scan bag and the zork.",
        "Scan the bag again: zorks are blimmed",
        "Nothing was recorded: zorks are blimmed",
        "once – zorks are blimmed",
    ],
)
def test_what_is_not_wholly_known_stays_wholly_english(text: str) -> None:
    assert SOME.said(text) == text


def test_sentences_and_parts_are_each_said_on_their_own() -> None:
    lot = rounded("Lot {lot} is not known.").replace("{lot}", "7")
    assert SOME.said("Zorks are blimmed. Lot 7 is not known.") == f"Zorks are blimmed. {lot}"
    assert SOME.said("the zork · bag\n5 mg") == f"the zork · {rounded('bag')}\n5 mg"
    clock = rounded("{told!said} Set the clock right.")
    told = "Zorks are blimmed. Set the clock right."
    assert SOME.said(told) == clock.replace("{told}", "Zorks are blimmed.")
    # What has no stop may be the rest of the sentence before it.
    assert SOME.said("Approx. Day") == "Approx. Day"
    assert SOME.said("Zorks approx. bag.") == "Zorks approx. bag."


@pytest.fixture
def german() -> Iterator[None]:
    language.use("de")
    yield
    language.use(language.ENGLISH)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    "text",
    [
        "No sound can be heard at this workstation: zorks are blimmed; watch the band at the top.",
        "At this workstation no zork can be heard: No; At the top. the band: watch",
        "1 mg lies below 1.2 mg zorks",
        "5% above the zork",
        "time of day",
        "put down to the drug by zorks",
    ],
)
def test_no_half_translation_is_shown_in_german(text: str) -> None:
    own = said(text)
    for sentence, english in zip(own.split(". "), text.split(". "), strict=True):
        assert sentence == english or not set(sentence.split()) & set(english.split()), own


@pytest.mark.usefixtures("german")
def test_signs_around_data_change_nothing_where_they_are_in_the_data() -> None:
    day = said("Day")
    assert day != "Day"
    for typed in ("\u2068Day", "Day\u2069", "\u2069Day\u2068", "\ue0000\ue001", "\ue000Day\ue001"):
        bare = typed.replace("\u2068", "").replace("\u2069", "")
        assert said(typed) == bare
        assert said(Verbatim(typed)) == bare
        assert said(f"{Verbatim(typed)}") == bare
        assert said(f"{Verbatim('Record')} · {Verbatim(typed)}") == f"Record · {bare}"
        assert said(f"{Verbatim('Record')} · {typed}") == f"Record · {bare}"
