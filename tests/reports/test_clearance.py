"""The proof by geometry fails, and names the text, as soon as one mark is not where it belongs."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from reports.clearance import require_clear
from reports.label_layout import Face
from reports.marks import Boxes, Line, Mark, Text
from reports.refusal import Unprintable
from tests.reports.samples import BAG, COVER, KINDS, LONG_KINDS, PRESSES, laid_out

FACE = laid_out(BAG)[0]


def changed(which: Callable[[Text], bool], change: Callable[[Text], Mark]) -> Face:
    """Return the label with one text changed."""
    index = next(i for i, mark in enumerate(FACE.marks) if isinstance(mark, Text) and which(mark))
    mark = FACE.marks[index]
    assert isinstance(mark, Text)
    return replace(FACE, marks=(*FACE.marks[:index], change(mark), *FACE.marks[index + 1 :]))


def says(words: str) -> Callable[[Text], bool]:
    return lambda mark: mark.text.strip() == words


@pytest.mark.parametrize("kinds", [KINDS, LONG_KINDS], ids=["short", "long"])
def test_every_label_as_it_is_laid_out_is_clear(kinds: dict[str, object]) -> None:
    for label in kinds.values():
        for press in PRESSES:
            for face in laid_out(label, press):  # type: ignore[arg-type]
                require_clear(face)


@pytest.mark.parametrize(
    ("words", "right", "down", "why"),
    [
        ("DEMO, Adalind", -1, 0, "does not lie within the label"),
        ("MRN 00482913", 1, 0, "does not lie within the label"),
        ("DEMO, Adalind", 0, -1, "does not lie within the label"),
        (BAG.notes[-1], 0, 20, "does not lie within the label"),
        ("DEMO, Adalind", 90, 0, "stands on “DEMO, Adalind”|DEMO, Adalind” stands on"),
        ("born 1979-04-12", 0, -6, "stands on “DEMO, Adalind”"),
        ("START BY", 0, 8, "stands on"),
        (BAG.notes[2], 120, 0, "too near to the code"),
        ("FROM LIGHT", 0, 19, "white and does not stand on black|stands on"),
        ("START BY", 0, 24, "stands on"),
    ],
)
def test_a_moved_text_is_named(words: str, right: float, down: float, why: str) -> None:
    moved = changed(says(words), lambda mark: mark.moved(right, down))
    with pytest.raises(Unprintable, match=why) as refused:
        require_clear(moved)
    assert words in refused.value.sentence


@pytest.mark.parametrize(
    ("words", "size", "why"),
    [
        ("DEMO, Adalind", 11.9, "patient's name “DEMO,” is set in type of 11.9"),
        ("inotuzumab ozogamicin", 11, "drug “inotuzumab” is set in type of 11"),
        ("1.45 mg", 11, "dose “1.45” is set in type of 11"),
        ("START BY", 5.5, "caption “START” is set in type of 5.5"),
        ("1.45 mg", 14, "not in the largest type"),
    ],
)
def test_type_too_small_is_named(words: str, size: float, why: str) -> None:
    with pytest.raises(Unprintable, match=why):
        require_clear(changed(says(words), lambda mark: replace(mark, size=size)))


def test_a_drug_alone_has_to_be_the_largest() -> None:
    bare = laid_out(replace(COVER, amount="", moments=()))[0]
    require_clear(bare)
    marks = tuple(
        replace(mark, size=12.0) if isinstance(mark, Text) and mark.text == COVER.drug else mark
        for mark in bare.marks
    )
    with pytest.raises(Unprintable, match="largest type"):
        require_clear(replace(bare, marks=marks))


def test_words_that_changed_or_left_are_noticed() -> None:
    for altered in (
        changed(says("1.45 mg"), lambda mark: replace(mark, text="14.5 mg")),
        changed(says("DEMO, Adalind"), lambda _: Line((20, 20), (21, 20), 0.1)),
    ):
        with pytest.raises(Unprintable, match="words in their order"):
            require_clear(altered)


def test_white_words_stand_on_black_and_black_ones_do_not() -> None:
    white = changed(says("DEMO, Adalind"), lambda mark: replace(mark, white=True))
    with pytest.raises(Unprintable, match="“DEMO, Adalind” is white"):
        require_clear(white)
    black = changed(says("FROM LIGHT"), lambda mark: replace(mark, white=False))
    with pytest.raises(Unprintable, match="“FROM LIGHT” is black"):
        require_clear(black)


@pytest.mark.parametrize("mark", [Line((0, 150), (288, 200), 1), Boxes(((250, 170, 3, 3),))])
def test_nothing_stands_in_the_quiet_zone(mark: Mark) -> None:
    with pytest.raises(Unprintable, match="too near to the code"):
        require_clear(replace(FACE, marks=(*FACE.marks, mark)))


def test_a_code_lies_on_the_label() -> None:
    x, y = FACE.corner
    with pytest.raises(Unprintable, match="code does not lie within"):
        require_clear(replace(FACE, corner=(x + 20, y)))
