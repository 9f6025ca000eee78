"""The bag label: all of it there, large enough, the same every time, or refused."""

import string
from dataclasses import fields, replace
from itertools import combinations

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import fonts
from reports.captions import ENGLISH, Captions
from reports.datamatrix import DOT
from reports.label import BagLabel, draw_label
from reports.label_stock import FOUR_BY_THREE
from reports.marks import Boxes, Mark, Text
from reports.refusal import Unprintable
from reports.verify import code_on, page_images, verify_label
from tests.reports.samples import laid_out

MARGIN = 9.0
SHEET = FOUR_BY_THREE.label


def marks(label: BagLabel) -> tuple[Mark, ...]:
    """Return what is on the first label."""
    return laid_out(label)[0].at(0, 0)


def sizes(label: BagLabel, *parts: str) -> set[float]:
    """Return the type sizes in which the named parts are set, on every label."""
    found = set()
    for face in laid_out(label):
        said = iter([(name, word) for name, text in face.parts for word in text.split()])
        for mark in face.marks:
            if isinstance(mark, Text):
                for word in mark.text.split():
                    name, expected = next(said)
                    assert word == expected
                    if name in parts:
                        found.add(mark.size)
    return found


def extent(text: Text) -> tuple[float, float, float, float]:
    """Return the left, upper, right and lower edge of a text, less a hair."""
    right = text.x + fonts.width(text.text.strip(), text.bold, text.size)
    return text.x + 0.01, text.y - fonts.CAPITAL * text.size + 0.01, right - 0.01, text.y - 0.01


def apart(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_equal_labels_give_equal_bytes(label: BagLabel) -> None:
    assert draw_label(label) == draw_label(replace(label))


def test_the_label_says_and_scans_as_what_it_should(label: BagLabel) -> None:
    verify_label(draw_label(label), label)


def test_it_is_one_page_of_four_by_three_inches(label: BagLabel) -> None:
    document = pypdfium2.PdfDocument(draw_label(label))
    assert [page.get_size() for page in document] == [(4 * 72, 3 * 72)]


def test_every_font_is_embedded(label: BagLabel) -> None:
    pdf = draw_label(label)
    page = pypdfium2.PdfDocument(pdf)[0]
    texts = [item for item in page.get_objects() if isinstance(item, pypdfium2.PdfTextObj)]
    assert texts
    assert all(text.get_font().is_embedded for text in texts)
    assert b"Helvetica" not in pdf


def test_the_file_names_nobody_and_carries_no_date(label: BagLabel) -> None:
    about = pypdfium2.PdfDocument(draw_label(label)).get_metadata_dict()
    assert about["Title"] == "Bag label"
    assert about["Author"] == "Umbra"
    assert "2000" in about["CreationDate"], "a fixed date: equal labels are equal files"
    assert "DEMO" not in str(about)


def test_drug_and_dose_are_the_largest_type_on_one_line(label: BagLabel) -> None:
    texts = [mark for mark in marks(label) if isinstance(mark, Text)]
    drug = next(text for text in texts if text.text == label.drug)
    dose = next(text for text in texts if text.text == label.dose)
    assert drug.y == dose.y
    assert drug.size == dose.size == max(text.size for text in texts)


def test_modules_are_whole_printer_dots_and_half_a_millimetre(label: BagLabel) -> None:
    code = marks(label)[-1]
    assert isinstance(code, Boxes)
    for left, top, wide, high in code.boxes:
        for length in (left, top, wide, high):
            assert length / DOT == pytest.approx(round(length / DOT))
    module = min(high for _, _, _, high in code.boxes)
    assert module / 72 * 25.4 >= 0.5


def test_a_scanner_gets_the_prefix_and_the_separators(label: BagLabel) -> None:
    pdf = draw_label(label)
    assert code_on(pdf) == "]d2912611-0042\x1d932611021444"


def test_a_long_name_takes_two_lines_beside_the_identifier(label: BagLabel) -> None:
    long = replace(label, patient="DEMO-LANGENBURG, Adalind Maximiliane")
    texts = [mark for mark in marks(long) if isinstance(mark, Text)]
    assert [text.text for text in texts[:3]] == [
        "DEMO-LANGENBURG,",
        "Adalind Maximiliane",
        "MRN 00482913",
    ]
    assert texts[0].y == texts[2].y
    verify_label(draw_label(long), long)


@pytest.mark.parametrize("location", ["", "5 East", "Outpatient infusion centre, second floor, 12"])
def test_the_longest_name_takes_two_lines_of_its_own(label: BagLabel, location: str) -> None:
    name = "DEMO-HOHENLOHE-LANGENBURG, Adalind Maximiliane Theodora"
    long = replace(label, patient=name, location=location, notes=label.notes[:2])
    assert min(sizes(long, "patient's name")) >= 12
    verify_label(draw_label(long), long)


def test_the_longest_name_and_the_longest_drug_go_together(label: BagLabel) -> None:
    long = replace(
        label,
        patient="DEMO-HOHENLOHE-LANGENBURG, Adalind Maximiliane Theodora",
        drug="daunorubicin and cytarabine liposome",
        dose="44 mg",
    )
    assert min(sizes(long, "patient's name", "drug", "dose")) >= 12
    verify_label(draw_label(long), long)


def test_a_long_drug_takes_two_lines_with_its_dose_on_the_last(label: BagLabel) -> None:
    long = replace(label, drug="daunorubicin and cytarabine liposome", dose="1,044 mg")
    texts = [mark for mark in marks(long) if isinstance(mark, Text)]
    last = next(text for text in texts if text.text.endswith("liposome"))
    dose = next(text for text in texts if text.text == "1,044 mg")
    assert last.y == dose.y
    verify_label(draw_label(long), long)


def test_number_and_unit_stay_on_one_line(label: BagLabel) -> None:
    long = replace(label, particulars="BESPONSA " * 5 + "· ordered 1.456 mg · Cycle 1 Day 1")
    lines = [mark.text for mark in marks(long) if isinstance(mark, Text)]
    assert any("1.456 mg" in line for line in lines)
    verify_label(draw_label(long), long)


def test_optional_parts_may_be_empty(label: BagLabel) -> None:
    bare = replace(
        label, location="", particulars="", concentration="", rate="", warnings=(), notes=()
    )
    verify_label(draw_label(bare), bare)


@pytest.mark.parametrize(
    "warnings",
    [
        ("PROTECT FROM LIGHT",),
        ("CYTOTOXIC", "HAZARDOUS DRUG"),
        ("Protect from light", "FOR INTRAVENOUS USE ONLY", "HAZARDOUS DRUG", "DO NOT FREEZE"),
        ("FATAL IF GIVEN BY ANY OTHER ROUTE; FOR INTRAVENOUS USE ONLY",),
    ],
)
def test_any_warnings_are_set_in_as_many_rows_as_they_need(
    label: BagLabel, warnings: tuple[str, ...]
) -> None:
    warned = replace(label, warnings=warnings, notes=label.notes[:1])
    verify_label(draw_label(warned), warned)
    white = [mark for mark in marks(warned) if isinstance(mark, Text) and mark.white]
    assert " ".join(text.text for text in white) == " ".join(warnings)


@pytest.mark.parametrize(
    ("field", "text", "named"),
    [
        ("patient", "DEMO" * 12, "patient's name"),
        ("patient", "DEMO, Adalind " * 6, "patient's name"),
        ("identifier", "MRN " + "0" * 40, "second patient identifier"),
        ("born", "born " + "1" * 70, "date of birth"),
        ("location", "E" * 70, "location"),
        ("drug", "inotuzumabozogamicin" * 2, "drug"),
        ("drug", "inotuzumab ozogamicin " * 4, "drug"),
        ("dose", "1" * 40 + " mg", "dose"),
        ("total_volume", "5" * 70 + " mL", "text"),
        ("start_by", "2026-11-02 14:44 Central Standard Time", "time to start by"),
        ("finish_by", "2026-11-02 18:02 Central Standard Time", "time to finish by"),
        ("finish_by", "2026-11-02T18:02:00.000000+01:00, CEST", "time to finish by"),
        ("warnings", ("W" * 40,), "warning"),
        ("notes", ("N" * 90,), "note"),
        ("notes", ("Store at 20–25 °C.",) * 60, "too many words"),
    ],
)
def test_what_has_no_room_is_refused_by_name(
    label: BagLabel, field: str, text: str | tuple[str, ...], named: str
) -> None:
    with pytest.raises(Unprintable) as refused:
        draw_label(replace(label, **{field: text}))  # type: ignore[arg-type]
    assert named in refused.value.sentence
    assert "print again" in refused.value.sentence


@pytest.mark.parametrize(
    ("field", "name"), [("patient", "patient's name"), ("dose", "dose"), ("start_by", "time to")]
)
@pytest.mark.parametrize("nothing", ["", " "])
def test_a_label_without_an_obligatory_part_is_refused(
    label: BagLabel, field: str, name: str, nothing: str
) -> None:
    with pytest.raises(Unprintable, match=f"empty {name}"):
        draw_label(replace(label, **{field: nothing}))  # type: ignore[arg-type]


def test_a_character_without_a_glyph_is_refused(label: BagLabel) -> None:
    with pytest.raises(Unprintable, match=r"patient's name.*U\+0E2A"):
        draw_label(replace(label, patient="DEMO, ส"))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "2611-0042",
        "(91)",
        "(91)" + "9" * 91,
        "(91)2611\x1d0042",
        "(91)26é1",
        "[91]2611-0042",
        r"(91)26\(1\)",
    ],
)
def test_a_code_that_is_no_element_string_is_refused(label: BagLabel, code: str) -> None:
    with pytest.raises(Unprintable):
        draw_label(replace(label, code=code))


def test_every_field_is_printed(label: BagLabel) -> None:
    printed = {text for _, text in label.parts()}
    for field in fields(label):
        if field.name in ("code", "captions"):
            continue
        value = getattr(label, field.name)
        texts = value if isinstance(value, tuple) else (value,)
        for text in texts:
            assert any(text in part for part in printed), field.name


def test_the_picture_has_the_asked_for_resolution(label: BagLabel) -> None:
    (picture,) = page_images(draw_label(label), dpi=203)
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[i : i + 4]) for i in (16, 20))
    assert (width, height) == (4 * 203, 3 * 203)


LETTERS = string.ascii_letters + "ÀÉÎÕÜßŁłŐőŘřŞşŽžΩωЖж'’-\u2010–"
WORDS = st.text(LETTERS, min_size=1, max_size=18)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
FIGURES = st.decimals("0.001", "99999", places=3, allow_nan=False).map(
    lambda value: f"{value.normalize():,f}"
)
TIMES = st.datetimes().map(lambda at: at.strftime("%Y-%m-%d %H:%M"))
SENTENCES = st.lists(WORDS | FIGURES, min_size=1, max_size=14).map(" ".join)
LABELS = st.builds(
    BagLabel,
    patient=NAMES,
    identifier=st.from_regex(r"\AMRN [0-9A-Z]{4,12}\Z"),
    born=st.dates().map(lambda day: f"born {day}"),
    location=st.just("") | NAMES,
    drug=NAMES,
    dose=FIGURES.map("{} mg".format),
    particulars=st.just("") | SENTENCES,
    diluent=SENTENCES,
    total_volume=FIGURES.map("{} mL".format),
    concentration=st.just("") | FIGURES.map("{} mg/mL".format),
    route=st.just("IV infusion"),
    rate=st.just("") | SENTENCES,
    start_by=TIMES,
    finish_by=TIMES,
    warnings=st.lists(NAMES.map(str.upper), max_size=4).map(tuple),
    notes=st.lists(SENTENCES, max_size=5).map(tuple),
    cautions=st.lists(SENTENCES, max_size=2).map(tuple),
    captions=st.just(ENGLISH) | st.just(Captions(dose="DOSE")),
    code=st.from_regex(r"\A\(91\)[0-9A-Z-]{1,20}\(93\)[0-9]{1,12}\Z"),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(label=LABELS)
def test_a_label_is_whole_and_readable_or_refused(label: BagLabel) -> None:
    try:
        pdf = draw_label(label)
    except Unprintable:
        return
    verify_label(pdf, label)
    assert min(sizes(label, "patient's name", "drug", "dose")) >= 12
    for face in laid_out(label):
        *others, code = face.at(0, 0)
        assert isinstance(code, Boxes)
        places = [extent(mark) for mark in others if isinstance(mark, Text)]
        for left, top, right, bottom in places:
            assert left >= MARGIN
            assert right <= SHEET.width - MARGIN
            assert top >= MARGIN
            assert bottom <= SHEET.height - MARGIN
        quiet = min(height for _, _, _, height in code.boxes)
        left = min(box[0] for box in code.boxes) - quiet
        top = min(box[1] for box in code.boxes) - quiet
        places.append((left, top, SHEET.width, SHEET.height))
        assert all(apart(one, other) for one, other in combinations(places, 2))


LONGEST_ZONES = ("2026-10-25 02:29 CEST", "2026-11-01 01:35 AKDT", "2026-04-05 01:45 +1030")


@pytest.mark.parametrize("time", LONGEST_ZONES)
@pytest.mark.parametrize("take_out", [True, False])
def test_a_time_with_its_zone_has_room_and_is_no_smaller(
    label: BagLabel, time: str, take_out: bool
) -> None:
    night = replace(
        label, start_by=time, finish_by="2026-10-25 02:29 CET", take_out_by=time if take_out else ""
    )
    verify_label(draw_label(night), night)
    set_at = {mark.text: mark.size for mark in marks(night) if isinstance(mark, Text)}
    day, _, rest = time.partition(" ")
    assert set_at[rest] == set_at["02:29 CET"] >= 13
    assert set_at[day] >= 6.5
    if take_out:
        assert set_at[time] >= 9
    boxes = [extent(mark) for mark in marks(night) if isinstance(mark, Text)]
    assert all(apart(one, other) for one, other in combinations(boxes, 2))
