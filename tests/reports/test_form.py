"""Rows to write on by hand: lines far enough apart for gloves, captions below them."""

from reports.document import draw_document
from reports.form import form_row
from reports.marks import Line, Text
from reports.section import Document, Form, FormRow

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
    texts = [m.text for each in strips for m in each.marks if isinstance(m, Text)]
    assert texts == ["Inject", "Done: 4 mL"]
    (rule,) = strips[-1].marks
    assert isinstance(rule, Line)


def test_a_form_is_drawn_in_a_document() -> None:
    form = Form("Steps", tuple(FormRow(f"Step {n}", blanks=TWO) for n in range(30)))
    pdf = draw_document(Document("Sheet", "", (("Patient", "DEMO"),), (form,), ""))
    assert pdf.startswith(b"%PDF")
    assert pdf == draw_document(Document("Sheet", "", (("Patient", "DEMO"),), (form,), ""))
