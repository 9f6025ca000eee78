"""A label's file looked at: each word that was signed, and none but those."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.refused import Refused
from app.label_code import signed_code, typed_code
from app.label_paper import paper_of, same_words
from reports.label import draw_label
from reports.label_stock import STOCKS, LabelStock
from reports.press import Press
from tests.app.conftest import AtStep
from tests.app.test_label_proof import FIGURES, TODAY
from tests.app.wording import KEY, label_of
from tests.reports.samples import LONG_BAG, LONG_KINDS


def split(*texts: str) -> list[str]:
    return " ".join(texts).split()


FIRST = split(
    "DEMO, Adalind MRN 00482913 born 1979-04-12", "inotuzumab ozogamicin 1.45 mg in 50 mL"
)
PARTICULARS = split("BESPONSA · ordered 1.456 mg · Cycle 1 Day 1")
NOTES = split(
    "Store at 20–25 °C. Reconstituted 09:54, diluted 10:00 · preparation 2611-0001",
    "lot AB1234 exp 2027-03-31 (2 vials) Pharmacy · tel 555-0100 · label",
)
HEAD = split("DEMO, Adalind MRN 00482913 inotuzumab ozogamicin 1.45 mg")
MARKS = split("Label 1 of 2"), split("Label 2 of 2")


def test_the_words_of_a_label_that_was_printed_are_the_signed_ones(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    assert pharmacy.state.label is not None
    file = pharmacy.folder / "labels" / pharmacy.state.label.file
    paper = paper_of(file.read_bytes(), TODAY)
    assert (paper.code, paper.same_words) == (pharmacy.state.label.code, True)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("dose", "1.46 mg"),
        ("patient", "DEMO, Adalinde"),
        ("start_by", "2026-11-02 14:01"),
        ("total_volume", "500 mL"),
        ("identifier", "MRN 00482931"),
        ("location", ""),
        ("warnings", ("PROTECT FROM LIGHT", "HAZARDOUS DRUG")),
        ("concentration", "0.290 mg/mL"),
    ],
)
def test_a_word_that_was_altered_on_the_paper_is_told(
    at_step: AtStep, field: str, words: object
) -> None:
    pharmacy = at_step("scan-label")
    label = label_of(pharmacy.session, 1)
    # The code is the one that was signed: only the words are others.
    altered = replace(label, **{field: words})  # type: ignore[arg-type]
    assert paper_of(draw_label(altered), TODAY).same_words is False
    assert paper_of(draw_label(label), TODAY).same_words is True


def test_of_a_label_of_an_earlier_release_nothing_was_signed(at_step: AtStep) -> None:
    label = label_of(at_step("scan-label").session, 1)
    old = replace(label, code=f"{label.code.partition('(96)')[0]}(96)0123456789ABCDEF")
    assert paper_of(draw_label(old), TODAY).same_words is None


def test_what_is_no_label_is_refused() -> None:
    with pytest.raises(Refused, match="This is not a PDF that can be read"):
        paper_of(b"nothing of ours", TODAY)


# Labels that took a second one, or a third.


def code_of(notes: list[str] = NOTES, particulars: list[str] = PARTICULARS) -> str:
    said = [*FIRST[:8], *particulars, *FIRST[8:], *notes]
    return signed_code(FIGURES, (" ".join(said),), KEY)


def typed(code: str) -> list[str]:
    return [typed_code(code)]


@given(st.integers(0, len(NOTES)), st.booleans())
def test_notes_that_flowed_on_are_the_same_words(cut: int, moved: bool) -> None:
    code = code_of()
    said = [*FIRST[:8], *PARTICULARS, *FIRST[8:]]
    notes = [*NOTES, *typed(code)]
    if moved:
        said, notes = FIRST, [*PARTICULARS, *notes]
    words = (*said, *MARKS[0], *notes[:cut], *HEAD, *MARKS[1], *notes[cut:])
    assert same_words(words, code)


def test_notes_may_flow_over_three_labels_in_any_language() -> None:
    code = code_of()
    notes = [*NOTES, *typed(code)]
    cuts = [0, 7, 15, len(notes)]
    words = [*FIRST[:8], *PARTICULARS, *FIRST[8:]]
    for number, (begin, end) in enumerate(pairwise(cuts), start=1):
        words += [*(HEAD if number > 1 else ()), f"Etikett {number} von 3"]
        words += notes[begin:end]
    assert same_words(tuple(" ".join(words).split()), code)


@pytest.mark.parametrize("at", range(len(HEAD)))
def test_a_word_altered_in_what_a_second_label_repeats_is_told(at: int) -> None:
    code = code_of()
    head = [*HEAD[:at], "9.45", *HEAD[at + 1 :]]
    notes = [*NOTES, *typed(code)]
    said = [*FIRST[:8], *PARTICULARS, *FIRST[8:]]
    words = (
        *said,
        *MARKS[0],
        *notes[:9],
        *head,
        *MARKS[1],
        *notes[9:],
    )
    assert not same_words(words, code)


def test_no_word_may_be_missing_added_or_exchanged() -> None:
    code = code_of()
    said = (*FIRST[:8], *PARTICULARS, *FIRST[8:], *NOTES, *typed(code))
    assert same_words(said, code)
    for at in range(len(said)):
        assert not same_words((*said[:at], *said[at + 1 :]), code) or said[at] == typed(code)[0]
        assert not same_words((*said[:at], "more", *said[at:]), code)
    exchanged = tuple({"1.45": "50", "50": "1.45"}.get(word, word) for word in said)
    assert not same_words(exchanged, code)
    twice = (*said[:3], *typed(code), *said[3:])
    assert not same_words(twice, code)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("longest", [False, True])
def test_the_words_of_every_stock_are_the_signed_ones(
    stock: LabelStock, waits: bool, longest: bool
) -> None:
    """However many labels it took: their words are found again, and one that is altered too."""
    label = LONG_BAG if longest else replace(LONG_BAG, patient="DEMO, Adalind", cautions=())
    if not waits:
        label = replace(label, take_out_by="", not_before="2026-10-25 02:00 CEST")
    code = signed_code(FIGURES, (text for _, text in label.parts()), KEY)
    label = replace(label, code=code, notes=(*label.notes, typed_code(code)))
    assert paper_of(draw_label(label, Press(stock)), TODAY).same_words is True
    altered = replace(label, start_by=label.finish_by, finish_by=label.start_by)
    assert paper_of(draw_label(altered, Press(stock)), TODAY).same_words is False


@pytest.mark.parametrize("kind", [kind for kind in LONG_KINDS if kind != "bag"])
@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_words_of_companions_are_the_signed_ones(stock: LabelStock, kind: str) -> None:
    label = LONG_KINDS[kind]
    code = signed_code(FIGURES, (text for _, text in label.parts()), KEY)
    label = replace(label, code=code)
    assert paper_of(draw_label(label, Press(stock)), TODAY).same_words is True
