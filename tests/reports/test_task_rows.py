"""Work on a list: all of it said, none of it cut over a page, what is late in reverse print."""

from dataclasses import replace

import pypdfium2
import pytest

from reports.document import Document, Task, Tasks, draw_document
from reports.marks import Boxes, Fill, Text
from reports.task_rows import task_row

ROOM = 510.0
TASK = Task(
    number="1",
    whom="DEMO, Adalind · MRN 00482913 · born 1979-04-12",
    what="inotuzumab ozogamicin 1.456 mg · Cycle 1 Day 1",
    standing="WAITING",
    alarm="",
    facts=(
        ("Infusion wanted", "13:00"),
        ("Reconstitute vial 1 between", "09:00 to 12:20"),
        ("At the hood, planned", "10:30 to 11:20"),
        ("START BY, as planned", "2026-11-02 15:40"),
    ),
    lines=("Takes: 2 vials, 4 mL of Sterile Water for Injection a vial",),
    ticks=("laid out", "prepared"),
)
LIST = Document("Day sheet", "", (("Day", "Mon 2026-11-02"),), (), "Umbra")


def texts(task: Task) -> list[Text]:
    (strip,) = task_row(task, ROOM)
    return [mark for mark in strip.marks if isinstance(mark, Text)]


def test_everything_is_said() -> None:
    said = [each.text for each in texts(TASK)]
    for words in (TASK.number, TASK.whom, TASK.what, TASK.standing, *TASK.lines, *TASK.ticks):
        assert words in said
    for caption, value in TASK.facts:
        assert said.index(caption) < said.index(value)


def test_nothing_leaves_its_room() -> None:
    long = replace(
        TASK,
        whom="DEMO, Maximiliane-Theodora von Hohenstein-Falkenburg · MRN 00482913-7 · born "
        "1979-04-12",
        alarm="OVER A LIMIT by 20 min: latest start of the infusion 13:40, at most 4 h at room "
        "temperature after dilution (US label 2.4). LATE by 40 min",
        lines=("Takes: " + "2 vials and more of it " * 12,),
        ticks=tuple(f"a box to tick number {n}" for n in range(9)),
    )
    from reports.fonts import width

    (strip,) = task_row(long, ROOM)
    for mark in strip.marks:
        if isinstance(mark, Text):
            assert mark.x + width(mark.text, mark.bold, mark.size) <= ROOM + 0.1
            assert 0 <= mark.y <= strip.height
        if isinstance(mark, Fill):
            assert all(-0.1 <= y <= strip.height for each in mark.outlines for _, y in each)


@pytest.mark.parametrize("alarm", ["", "LATE by 40 min"])
def test_what_is_late_stands_white_on_black_behind_a_triangle(alarm: str) -> None:
    (strip,) = task_row(replace(TASK, alarm=alarm), ROOM)
    white = [mark.text for mark in strip.marks if isinstance(mark, Text) and mark.white]
    assert white == ([alarm] if alarm else [])
    assert any(isinstance(mark, Boxes) for mark in strip.marks) is bool(alarm)
    assert any(isinstance(mark, Fill) and mark.white for mark in strip.marks) is bool(alarm)


def test_a_box_stands_before_each_word_to_tick() -> None:
    framed = [mark for mark in task_row(TASK, ROOM)[0].marks if isinstance(mark, Fill)]
    bare = replace(TASK, ticks=(), standing="")
    assert len(framed) == 3
    assert not [mark for mark in task_row(bare, ROOM)[0].marks if isinstance(mark, Fill)]


def test_no_work_is_cut_over_a_page() -> None:
    tasks = tuple(replace(TASK, number=f"{n}", lines=(f"end{n}.",)) for n in range(1, 31))
    pdf = pypdfium2.PdfDocument(draw_document(replace(LIST, sections=(Tasks("Work", tasks),))))
    pages = [page.get_textpage().get_text_range() for page in pdf]
    assert len(pages) > 4
    for page in pages:
        assert page.count("DEMO, Adalind") == page.count("end") == page.count("laid out")
    assert sum(page.count("DEMO, Adalind") for page in pages) == 30
    assert all("Work (continued)" in page for page in pages[1:])
