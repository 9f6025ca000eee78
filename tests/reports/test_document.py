"""Records and worksheets: whole, in order, headed on every page, the same every time."""

import re
from dataclasses import replace
from typing import Literal

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.document import (
    Blanks,
    Document,
    Fields,
    Lines,
    Section,
    Signatures,
    Table,
    draw_document,
)
from reports.refusal import Unprintable
from reports.verify import page_images

WORKING = Lines(
    "Working",
    (
        "BSA = √(170 cm × 70 kg ÷ 3600) = 1.8181… m² → 1.82 m²",
        "Dose = 1.82 m² × 0.8 mg/m² = 1.456 mg",
    ),
)
SECTIONS: tuple[Section, ...] = (
    Fields("Order", (("Ordered dose", "1.456 mg"), ("Regimen", "Cycle 1 Day 1"))),
    WORKING,
    Table("Components", ("Component", "Lot"), (("BESPONSA 0.9 mg", "AB1234"),), (3, 1)),
    Blanks("To do", (("Vial 1 reconstituted at", "10:02"), ("Vial 2 reconstituted at", ""))),
    Signatures("Signatures", (("Prepared", "Technician Two", "technician", "10:52"),)),
)
RECORD = Document(
    title="Compounding record",
    subtitle="St. Example Hospital Pharmacy",
    identity=(
        ("Patient", "DEMO, Adalind"),
        ("MRN", "00482913"),
        ("Drug", "inotuzumab ozogamicin"),
        ("Dose", "1.45 mg"),
    ),
    sections=SECTIONS,
    footer="Umbra · preparation 2611-0042",
)


def long_table(rows: int) -> Table:
    return Table(
        "Steps",
        ("Time", "What was recorded"),
        tuple((f"10:{i:02d}", f"row{i} was done as the instruction says") for i in range(rows)),
        (1, 4),
    )


def pages(document: Document) -> list[list[str]]:
    """Return the words of each page."""
    opened = pypdfium2.PdfDocument(draw_document(document))
    return [page.get_textpage().get_text_range().split() for page in opened]


def joined(words: list[str]) -> str:
    return " ".join(words)


def lines_drawn(document: Document) -> int:
    """Return how many strokes the first page has, rules and blanks alike."""
    page = pypdfium2.PdfDocument(draw_document(document))[0]
    return sum(1 for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH)


def test_equal_documents_give_equal_bytes() -> None:
    assert draw_document(RECORD) == draw_document(replace(RECORD))


def test_everything_is_said_in_order() -> None:
    (words,) = pages(RECORD)
    text = joined(words)
    said = [
        "Compounding record St. Example Hospital Pharmacy Patient DEMO, Adalind MRN 00482913",
        "Order Ordered dose 1.456 mg Regimen Cycle 1 Day 1",
        "Working 1 BSA = √(170 cm × 70 kg ÷ 3600) = 1.8181… m² → 1.82 m² 2 Dose",
        "Components Component Lot BESPONSA 0.9 mg AB1234",
        "To do Vial 1 reconstituted at 10:02 Vial 2 reconstituted at",
        "Signatures Meaning Name Role Time Prepared Technician Two technician 10:52",
        "Umbra · preparation 2611-0042 Page 1 of 1",
    ]
    places = [text.find(part) for part in said]
    assert -1 not in places
    assert places == sorted(places)


def test_every_page_says_whom_it_is_about_and_its_number() -> None:
    found = pages(replace(RECORD, sections=(long_table(120),)))
    assert len(found) > 2
    for number, words in enumerate(found, 1):
        text = joined(words)
        assert "DEMO, Adalind" in text
        assert "00482913" in text
        assert "inotuzumab ozogamicin" in text
        assert text.endswith(f"Page {number} of {len(found)}")


def test_a_table_goes_on_under_its_own_header() -> None:
    first, *rest = pages(replace(RECORD, sections=(long_table(120),)))
    assert "Steps Time What was recorded" in joined(first)
    for words in rest:
        assert "Steps (continued) Time What was recorded" in joined(words)


def test_no_row_is_lost_or_repeated_over_pages() -> None:
    words = [word for page in pages(replace(RECORD, sections=(long_table(120),))) for word in page]
    rows = [word for word in words if re.fullmatch(r"row\d+", word)]
    assert rows == [f"row{i}" for i in range(120)]


@pytest.mark.parametrize("before", range(20, 36))
def test_no_heading_is_left_alone_at_the_foot(before: int) -> None:
    tall = Fields("Remarks", (("Note", "said at length " * 60),))
    found = pages(replace(RECORD, sections=(long_table(before), tall, WORKING)))
    for words in found:
        body = joined(words).split("Umbra ·")[0].strip()
        assert not body.endswith(("Steps Time What was recorded", "Remarks", "Working"))


@pytest.mark.parametrize("rows", range(20, 70, 3))
def test_no_row_stands_alone_at_the_top_of_the_last_page(rows: int) -> None:
    found = pages(replace(RECORD, sections=(long_table(rows),)))
    assert len([w for w in found[-1] if re.fullmatch(r"row\d+", w)]) > 1
    assert sum(len([w for w in page if re.fullmatch(r"row\d+", w)]) for page in found) == rows


@pytest.mark.parametrize("before", range(20, 36))
def test_a_short_section_is_not_cut_over_a_page(before: int) -> None:
    short = Fields("Order", tuple((f"label{n}", f"value{n}") for n in range(5)))
    found = pages(replace(RECORD, sections=(long_table(before), short)))
    assert [page for page in found if "label0" in page] == [p for p in found if "label4" in p]


@pytest.mark.parametrize("before", range(24, 34, 2))
def test_two_high_rows_may_part(before: int) -> None:
    high = Fields("Order", (("first", "word " * 500), ("second", "word " * 500)))
    found = [
        w for page in pages(replace(RECORD, sections=(long_table(before), high))) for w in page
    ]
    assert found.count("word") == 1000
    assert found.count("first") == found.count("second") == 1


def test_a_head_without_anybody_has_one_rule() -> None:
    with_patient = lines_drawn(replace(RECORD, sections=()))
    assert lines_drawn(replace(RECORD, sections=(), identity=())) == with_patient - 1


def test_a_row_longer_than_a_page_goes_over_pages() -> None:
    words = [f"word{i}" for i in range(1500)]
    section = Table("Remarks", ("By", "Remark"), (("Two", joined(words)),), (1, 5))
    found = pages(replace(RECORD, sections=(WORKING, section)))
    assert len(found) > 1
    assert [word for page in found for word in page if re.fullmatch(r"word\d+", word)] == words
    assert "Remarks (continued) By Remark word" in joined(found[1])


def test_a_row_as_high_as_a_page_but_not_with_its_heading_is_parted() -> None:
    for count in range(560, 760, 20):
        words = [f"w{i}" for i in range(count)]
        found = pages(replace(RECORD, sections=(Lines("Working", ("short", joined(words))),)))
        assert [w for page in found for w in page if re.fullmatch(r"w\d+", w)] == words


def test_a_word_wider_than_its_column_is_cut_and_nothing_added() -> None:
    lot = "LOT" + "0123456789" * 12
    section = Table("Components", ("Component", "Lot"), (("BESPONSA", lot),), (4, 1))
    (words,) = pages(replace(RECORD, sections=(section,)))
    assert lot in "".join(words)


def test_an_empty_value_is_a_blank_to_write_on() -> None:
    filled = Blanks("To do", (("Vial 2 reconstituted at", "10:07"),))
    empty = Blanks("To do", (("Vial 2 reconstituted at", ""),))
    drawn = lines_drawn(replace(RECORD, sections=(filled,)))
    assert lines_drawn(replace(RECORD, sections=(empty,))) == drawn + 1


def test_an_empty_value_in_a_record_stays_empty() -> None:
    sections = (
        Fields("Order", (("Regimen", ""), ("Ordered dose", "1.456 mg"))),
        Table("Components", ("Component", "Lot"), (("Amber cover", ""),), (3, 1)),
    )
    (words,) = pages(replace(RECORD, sections=sections))
    text = joined(words)
    assert "Regimen Ordered dose 1.456 mg" in text
    assert "Amber cover Umbra" in text


def test_an_empty_signature_is_a_blank_to_sign_on() -> None:
    signed = Signatures("Signatures", (("Checked", "One", "pharmacist", "11:00"),))
    unsigned = Signatures("Signatures", (("Checked", "", "", ""),))
    drawn = lines_drawn(replace(RECORD, sections=(signed,)))
    # Three blanks instead of the line below the row.
    assert lines_drawn(replace(RECORD, sections=(unsigned,))) == drawn + 2


def test_a_section_may_be_empty() -> None:
    (words,) = pages(replace(RECORD, sections=(Fields("Findings", ()),), subtitle="", footer=""))
    assert "Findings" in words


@pytest.mark.parametrize(("size", "points"), [("letter", (612, 792)), ("A4", (595.28, 841.89))])
def test_both_paper_sizes(size: Literal["letter", "A4"], points: tuple[float, float]) -> None:
    document = pypdfium2.PdfDocument(draw_document(replace(RECORD, size=size)))
    assert document[0].get_size() == pytest.approx(points, abs=0.01)


def test_pictures_of_all_pages() -> None:
    pictures = page_images(draw_document(replace(RECORD, sections=(long_table(60),))), dpi=50)
    assert len(pictures) > 1
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


@pytest.mark.parametrize(
    "document",
    [
        replace(RECORD, title="記録"),
        replace(RECORD, identity=(("Patient", "DEMO, 陽"),)),
        replace(RECORD, sections=(Fields("Order", (("Dose", "1.45\tmg"),)),)),
        replace(RECORD, footer="log\x00head"),
    ],
)
def test_a_character_without_a_glyph_is_refused(document: Document) -> None:
    with pytest.raises(Unprintable, match=r"U\+"):
        draw_document(document)


def test_a_head_that_takes_up_the_page_is_refused() -> None:
    with pytest.raises(Unprintable, match="head of “Compounding record”"):
        draw_document(replace(RECORD, subtitle="St. Example Hospital " * 300))


def test_a_table_header_that_takes_up_the_page_is_refused() -> None:
    section = Table("Steps", ("Time", "recorded " * 400), (("10:02", "4 mL"),), (1, 4))
    with pytest.raises(Unprintable, match="table header"):
        draw_document(replace(RECORD, sections=(section,)))


def test_a_long_section_title_wraps() -> None:
    title = "Everything that was found when the order was compared with the monograph " * 2
    (words,) = pages(replace(RECORD, sections=(Fields(title, (("Dose", "1.45 mg"),)),)))
    assert title.strip() in joined(words)


@pytest.mark.parametrize(
    "section",
    [
        Table("Steps", ("Time",), (("10:02", "4 mL"),), (1,)),
        Table("Steps", ("Time", "Volume"), (("10:02", "4 mL"),), (1,)),
        Table("Steps", ("Time", "Volume"), (("10:02", "4 mL"),), (1, 1000)),
    ],
)
def test_a_table_that_does_not_add_up_is_our_fault(section: Table) -> None:
    with pytest.raises(ValueError, match=r"zip|column") as fault:
        draw_document(replace(RECORD, sections=(section,)))
    assert not isinstance(fault.value, Unprintable)


WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCÄÖÜßŁłΩЖ0123456789²µ≤→", min_size=1, max_size=60)
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=8).map(tuple)
ANY_SECTION = st.one_of(
    st.builds(Fields, title=WORDS, rows=PAIRS),
    st.builds(Lines, title=WORDS, lines=st.lists(TEXTS, max_size=8).map(tuple)),
    st.builds(Blanks, title=WORDS, rows=PAIRS),
    st.builds(
        Table, title=WORDS, header=st.tuples(WORDS, WORDS), rows=PAIRS, widths=st.just((1, 2))
    ),
)


@settings(max_examples=40)
@given(sections=st.lists(ANY_SECTION, min_size=1, max_size=5).map(tuple))
def test_every_character_of_any_section_is_printed(sections: tuple[Section, ...]) -> None:
    document = replace(RECORD, sections=sections)
    found = "".join(word for page in pages(document) for word in page)
    for section in sections:
        assert section.title in found
        match section:
            case Lines(_, lines):
                texts = list(lines)
            case Fields(_, rows) | Blanks(_, rows) | Table(_, _, rows, _):
                texts = [text for row in rows for text in row]
        for text in texts:
            for word in text.split():
                assert all(character in found for character in word)
