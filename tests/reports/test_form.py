"""Rows to write on by hand: lines far enough apart for gloves, captions below them."""

import pytest
from pypdfium2 import PdfDocument

from reports.document import draw_document
from reports.fonts import width
from reports.form import form_row
from reports.marks import Line, Text
from reports.section import Document, Form, FormRow, Lines, Section

MM = 72 / 25.4
ROOM = 510.0
TWO = ((("volume", 1.0), ("name", 2.0)), (("why", 1.0),))


def test_there_are_8_mm_and_more_above_every_line() -> None:
    strips = form_row(FormRow("Inject", "Swirl gently.", blanks=TWO), ROOM)
    written = [each for each in strips if len(each.marks) > 1 and isinstance(each.marks[0], Line)]
    assert len(written) == 2
    for strip in written:
        (line, *_) = strip.marks
        assert isinstance(line, Line)
        assert line.start[1] >= 8 * MM
        assert strip.height - line.start[1] < 8 * MM


@pytest.mark.parametrize("ticks", [(), ("room temperature",)])
def test_lines_beside_the_words_have_8_mm_above_them_too(ticks: tuple[str, ...]) -> None:
    asked = FormRow("Inject", "Swirl gently.", "known", TWO, ticks, beside=True, stage="4 · Vial 1")
    block, _ = form_row(asked, ROOM)
    texts = [mark for mark in block.marks if isinstance(mark, Text)]
    written = [mark for mark in block.marks if isinstance(mark, Line)]
    said = [text for text in texts if text.text in ("4 · Vial 1", "Inject", "Swirl gently.")]
    right = written[0].start[0]
    assert [text.text for text in said] == ["4 · Vial 1", "Inject", "Swirl gently."]
    assert all(text.x < right for text in said)
    above = [text.y for text in texts if text.x >= right and text.y < written[0].start[1]]
    assert written[0].start[1] - max(above) >= 8 * MM
    captions = [text.y for text in texts if text.text in ("volume", "name")]
    assert written[-1].start[1] - max(captions) >= 8 * MM
    assert block.height > written[-1].start[1]


def test_a_row_beside_its_words_is_as_high_as_the_words_need() -> None:
    short, _ = form_row(FormRow("Inject", blanks=TWO[:1], beside=True), ROOM)
    long, _ = form_row(FormRow("Inject", "word " * 90, blanks=TWO[:1], beside=True), ROOM)
    assert long.height > short.height
    lowest = max(mark.y for mark in long.marks if isinstance(mark, Text))
    assert lowest < long.height


def test_there_is_a_box_to_tick_beside_each_of_its_words() -> None:
    asked = FormRow("Storage", ticks=("Store at 20–25 °C.", "Store at 2–8 °C. " * 9), beside=True)
    block, _ = form_row(asked, ROOM)
    boxes = [mark for mark in block.marks if not isinstance(mark, Text | Line)]
    assert len(boxes) == 2
    said = " ".join(mark.text for mark in block.marks if isinstance(mark, Text))
    assert said.startswith("Storage Store at 20–25 °C. Store at 2–8 °C.")


def test_a_caption_stays_below_its_own_line() -> None:
    narrow = (("where, and at room temperature or in the refrigerator", 1.0), ("name", 4.0))
    strips = form_row(FormRow("Held", blanks=(narrow,)), ROOM)
    (block,) = (each for each in strips if isinstance(each.marks[0], Line) and each.height > 2)
    lines = [mark for mark in block.marks if isinstance(mark, Line)]
    for text in (mark for mark in block.marks if isinstance(mark, Text)):
        if text.x < lines[1].start[0]:
            assert text.x + width(text.text, False, text.size) <= lines[1].start[0]
        assert text.y < block.height


def test_the_lines_of_a_row_share_its_width_and_each_has_its_caption() -> None:
    strips = form_row(FormRow("Inject", blanks=TWO), ROOM)
    first = next(each for each in strips if any(isinstance(m, Line) for m in each.marks))
    lines = [mark for mark in first.marks if isinstance(mark, Line)]
    texts = [mark for mark in first.marks if isinstance(mark, Text)]
    assert [text.text for text in texts] == ["volume", "name"]
    assert [text.x for text in texts] == [line.start[0] for line in lines]
    assert lines[-1].end[0] == ROOM
    narrow, wide = (line.end[0] - line.start[0] for line in lines)
    assert abs(wide - 2 * narrow) < 0.001


def test_what_is_filled_in_stands_there_and_the_row_is_closed() -> None:
    strips = form_row(FormRow("Inject", filled="Done: 4 mL"), ROOM)
    assert len(strips) == 3
    texts = [m.text for each in strips for m in each.marks if isinstance(m, Text)]
    assert texts == ["Inject", "Done: 4 mL"]
    (rule,) = strips[-1].marks
    assert isinstance(rule, Line)


def test_a_form_is_drawn_in_a_document() -> None:
    form = Form("Steps", tuple(FormRow(f"Step {n}", blanks=TWO) for n in range(30)))
    pdf = draw_document(Document("Sheet", "", (("Patient", "DEMO"),), (form,), ""))
    assert pdf.startswith(b"%PDF")
    assert pdf == draw_document(Document("Sheet", "", (("Patient", "DEMO"),), (form,), ""))


def pages(*sections: Section) -> list[str]:
    identity, alone = (("Dose", "measured 1.45 mg"),), (("Dose", "1.456 mg"),)
    pdf = draw_document(Document("Sheet", "", identity, sections, "", alone=alone))
    with PdfDocument(pdf) as read:
        return [page.get_textpage().get_text_bounded() for page in read]


def test_a_form_that_is_alone_has_its_own_pages_and_its_own_head() -> None:
    check = Form("Check", (FormRow("Own figures", blanks=TWO),), alone=True)
    before, alone, after = pages(Lines("Steps", ("a",)), check, Lines("Working", ("b",)))
    assert "Steps" in before
    assert "measured 1.45 mg" in before
    assert "Own figures" in alone
    assert "1.456 mg" in alone
    assert "measured" not in alone
    assert "Working" in after
    assert "measured 1.45 mg" in after


def test_a_long_form_that_is_alone_keeps_its_head_and_the_first_page_stays_no_blank_one() -> None:
    rows = tuple(FormRow(f"Step {n}", blanks=TWO) for n in range(20))
    found = pages(Form("Check", rows, alone=True))
    assert len(found) > 1
    assert not any("measured" in each for each in found)
    assert "Step 0" in found[0]


def test_without_a_head_of_its_own_it_has_that_of_every_page() -> None:
    form = Form("Check", (FormRow("Own figures"),), alone=True)
    pdf = draw_document(Document("Sheet", "", (("Dose", "1.45 mg"),), (form,), ""))
    with PdfDocument(pdf) as read:
        assert "1.45 mg" in read[0].get_textpage().get_text_bounded()
