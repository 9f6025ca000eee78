"""The band that says what a paper is not: on labels and documents, over nothing else."""

from dataclasses import replace
from typing import Literal

import pytest

from reports import fonts
from reports.bag_label import BagLabel
from reports.clearance import require_clear
from reports.document import Document, Lines, draw_document
from reports.label import draw_label
from reports.label_stock import STOCKS, LabelStock
from reports.mark_band import mark_band
from reports.marks import Boxes, Fill, Text
from reports.paper import foot, head
from reports.press import Press
from reports.refusal import Unprintable
from reports.ruler import draw_ruler
from reports.verify import verify_label
from tests.reports.reading import words_on

MARK = "PRACTICE – NOT FOR A PATIENT"


def test_white_words_stand_on_black_and_stripes_beside_them() -> None:
    block = mark_band(MARK, 270, 8)
    (ground,) = (mark for mark in block.marks if isinstance(mark, Boxes))
    (words,) = (mark for mark in block.marks if isinstance(mark, Text))
    assert ground.boxes == ((0, 0, 270, block.height),)
    assert words.white
    assert 0 < words.y - fonts.CAPITAL * words.size < words.y < block.height
    right = words.x + fonts.width(MARK, True, 8)
    stripes = [x for mark in block.marks if isinstance(mark, Fill) for each in mark.outlines
               for x, _ in each]  # fmt: skip
    assert stripes
    assert all(x < words.x or x > right for x in stripes)
    assert min(stripes) >= 0
    assert max(stripes) <= 270


def test_where_there_is_no_room_for_stripes_the_words_stay() -> None:
    wide = fonts.width(MARK, True, 8)
    block = mark_band(MARK, wide + 2, 8)
    assert not any(isinstance(mark, Fill) for mark in block.marks)
    with pytest.raises(Unprintable, match="does not fit its place"):
        mark_band(MARK, wide - 1, 8)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_a_marked_label_is_proved_as_every_other(label: BagLabel, stock: LabelStock) -> None:
    marked, press = replace(label, mark=MARK), Press(stock, 203)
    pdf = draw_label(marked, press)  # which requires every text to be clear
    verify_label(pdf, marked, press)
    assert words_on(pdf, 0).startswith(MARK)
    assert MARK not in words_on(draw_label(label, press), 0)


def test_each_of_several_labels_bears_it(label: BagLabel) -> None:
    marked = replace(label, mark=MARK, notes=(*label.notes, *("More to say of it.",) * 40))
    pdf = draw_label(marked)
    verify_label(pdf, marked)
    assert MARK in words_on(pdf, 0)
    assert MARK in words_on(pdf, 1)


@pytest.mark.parametrize("size", ["letter", "A4"])
def test_every_page_of_a_document_bears_it_twice(size: Literal["letter", "A4"]) -> None:
    document = Document(
        "Record", "", (("Patient", "DEMO"),), (Lines("Lines", ("words",) * 120),), "Foot", size,
        mark=MARK,
    )  # fmt: skip
    pdf = draw_document(document)
    assert [words_on(pdf, page).count(MARK) for page in range(3)] == [2, 2, 2]
    assert MARK not in words_on(draw_document(replace(document, mark="")), 0)


def test_it_covers_nothing_of_head_and_foot() -> None:
    document = Document("Record", "of it", (("Patient", "DEMO"),), (), "Foot", mark=MARK)
    for block in (
        head(document, 510),
        foot(document, 510),
        foot(replace(document, footer=""), 510),
    ):
        (ground,) = (mark for mark in block.marks if isinstance(mark, Boxes))
        ((_, top, _, high),) = ground.boxes
        for text in (mark for mark in block.marks if isinstance(mark, Text) and not mark.white):
            above, below = text.y - fonts.CAPITAL * text.size, text.y + fonts.DESCENT * text.size
            assert below <= top or above >= top + high
        assert top + high <= block.height + 0.01


def test_the_test_page_bears_it() -> None:
    assert MARK in words_on(draw_ruler(Press(STOCKS["4x3in"], 203), MARK), 0)


def test_it_is_part_of_the_proof(label: BagLabel) -> None:
    from reports.label import _faces

    (face,) = _faces(replace(label, mark=MARK), Press(STOCKS["4x3in"], 203))
    require_clear(face)
    words = next(mark for mark in face.marks if isinstance(mark, Text) and mark.text == MARK)
    others = tuple(mark for mark in face.marks if mark is not words)
    with pytest.raises(Unprintable, match="is black and stands on black"):
        require_clear(replace(face, marks=(*others[:1], replace(words, white=False), *others[1:])))
