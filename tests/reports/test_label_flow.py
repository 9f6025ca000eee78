"""What does not fit on one label flows to the next, on every stock; nothing is lost or shrunk."""

from dataclasses import replace

import pypdfium2
import pytest

from reports.captions import Captions
from reports.label import draw_label, label_count, page_count
from reports.label_contents import Label
from reports.label_stock import STOCKS
from reports.marks import Boxes, Text
from reports.press import Press
from reports.refusal import Unprintable
from reports.verify import verify_label
from tests.reports.samples import BAG, COVER, KINDS, LONG_BAG, LONG_KINDS, PRESSES, VIAL, laid_out

SMALL = [Press(STOCKS[name]) for name in ("4x2in", "100x50mm")]
SHEETS = [Press(STOCKS[name]) for name in ("letter-8", "a4-8")]
KEPT = {
    "patient's name",
    "second patient identifier",
    "date of birth",
    "drug",
    "dose",
    "diluent",
    "total volume",
    "route",
    "rate",
    "time to take it out by",
    "time to start by",
    "time to finish by",
    "warning",
    "caution",
}


def named(press: Press) -> str:
    return press.stock.name


def texts(label: Label, press: Press, number: int = 0) -> list[Text]:
    return [mark for mark in laid_out(label, press)[number].marks if isinstance(mark, Text)]


@pytest.mark.parametrize("press", PRESSES, ids=named)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_and_read_back_on_every_stock(kind: str, press: Press) -> None:
    for label in (KINDS[kind], LONG_KINDS[kind]):
        pdf = draw_label(label, press)
        verify_label(pdf, label, press)
        assert len(pypdfium2.PdfDocument(pdf)) == page_count(label, press)


@pytest.mark.parametrize("press", PRESSES, ids=named)
@pytest.mark.parametrize("dpi", [300, 600])
def test_every_stock_is_drawn_for_finer_printers(press: Press, dpi: int) -> None:
    finer = replace(press, dpi=dpi)
    verify_label(draw_label(LONG_BAG, finer), LONG_BAG, finer)
    for face in laid_out(LONG_BAG, finer):
        millimetres = face.symbol.module / 72 * 25.4
        assert 0.33 <= millimetres <= 0.9
        (code,) = [mark for mark in face.at(0, 0)[-1:] if isinstance(mark, Boxes)]
        for box in code.boxes:
            for length in box:
                dots = length * dpi / 72
                assert dots == pytest.approx(round(dots), abs=1e-3)


def test_an_ordinary_bag_takes_one_label_where_three_inches_or_a_sheet_are_used() -> None:
    assert [label_count(BAG, press) for press in PRESSES] == [1, 2, 2, 1, 1]


@pytest.mark.parametrize("press", PRESSES, ids=named)
def test_the_first_label_keeps_what_the_nurse_needs(press: Press) -> None:
    first, *following = laid_out(LONG_BAG, press)
    assert following
    assert {name for name, _ in first.parts} >= KEPT
    count = len(following) + 1
    assert ("count of labels", f"Label 1 of {count}") in first.parts
    for number, face in enumerate(following, 2):
        assert face.parts[:6] == (
            ("patient's name", LONG_BAG.patient),
            ("second patient identifier", LONG_BAG.identifier),
            ("drug", LONG_BAG.drug),
            ("dose", LONG_BAG.dose),
            ("caution", LONG_BAG.cautions[0]),
            ("count of labels", f"Label {number} of {count}"),
        )


@pytest.mark.parametrize("press", PRESSES, ids=named)
@pytest.mark.parametrize("kind", KINDS)
def test_no_word_is_lost_and_name_drug_and_dose_stay_large(kind: str, press: Press) -> None:
    label = LONG_KINDS[kind]
    printed = {part for face in laid_out(label, press) for part in face.parts}
    flowed = {text for _, text in printed}
    assert all(text in flowed for _, text in label.parts() if text)
    for face in laid_out(label, press):
        said = iter([name for name, text in face.parts for _ in text.split()])
        for mark in face.marks:
            for word in mark.text.split() if isinstance(mark, Text) else ():
                large = next(said) in ("patient's name", "drug", "dose", "amount")
                assert mark.size >= (12 if large else 6), word


@pytest.mark.parametrize("press", PRESSES, ids=named)
@pytest.mark.parametrize("kind", KINDS)
def test_that_it_is_a_copy_stands_bold_on_every_label(kind: str, press: Press) -> None:
    label = LONG_KINDS[kind]
    for number in range(len(laid_out(label, press))):
        bold = " ".join(mark.text for mark in texts(label, press, number) if mark.bold)
        assert label.cautions[0] in " ".join(bold.split())


@pytest.mark.parametrize("press", PRESSES, ids=named)
def test_the_time_not_to_start_before_has_a_box_on_the_first_label(press: Press) -> None:
    warm = replace(LONG_BAG, take_out_by="", not_before="2026-10-25 02:00 CEST")
    verify_label(draw_label(warm, press), warm, press)
    first = texts(warm, press)
    caption = next(mark for mark in first if mark.text == "START NOT BEFORE")
    time = next(mark for mark in first if mark.text == warm.not_before)
    assert time.bold
    assert caption.y == time.y
    starts = next(mark for mark in first if mark.text == "START BY")
    assert time.y < starts.y
    assert time.size >= 10


def test_two_cautions_have_a_line_each() -> None:
    told = replace(LONG_BAG, cautions=(*LONG_BAG.cautions, "Another sentence to heed."))
    verify_label(draw_label(told), told)
    assert [text for name, text in laid_out(told)[1].parts if name == "caution"] == list(
        told.cautions
    )


@pytest.mark.parametrize("press", SMALL, ids=named)
def test_where_even_that_is_too_much_the_line_below_the_drug_flows_first(press: Press) -> None:
    cold = replace(LONG_BAG, cautions=(), patient="DEMO-HOHENLOHE, Adalind Maximiliane Theodora")
    first, *following = laid_out(cold, press)
    assert "line below the drug" not in dict(first.parts)
    assert ("note", cold.particulars) in [part for face in following for part in face.parts]
    verify_label(draw_label(cold, press), cold, press)


def test_what_is_to_be_done_never_leaves_the_first_label() -> None:
    """Where even so there is no room, the stock is refused."""
    night = replace(LONG_BAG, cautions=tuple(f"Sentence {n} to heed." for n in range(5)))
    for label in (night, replace(night, particulars="")):
        for press in SMALL:
            with pytest.raises(Unprintable, match="choose a larger label stock"):
                draw_label(label, press)
        verify_label(draw_label(label), label)


def test_the_lines_of_another_label_flow_from_the_last_on() -> None:
    lines = tuple(f"Line {number} of what else it says of its contents" for number in range(9))
    told = replace(VIAL, lines=lines)
    first, second = laid_out(told, SMALL[0])
    kept = [text for name, text in first.parts if name == "line"]
    assert kept == list(lines[: len(kept)])
    assert 0 < len(kept) < len(lines)
    assert ("note", lines[-1]) in second.parts
    verify_label(draw_label(told, SMALL[0]), told, SMALL[0])


@pytest.mark.parametrize("press", SHEETS, ids=named)
@pytest.mark.parametrize(("first", "pages"), [(1, 1), (7, 1), (8, 2)])
def test_labels_of_a_sheet_take_the_next_places(press: Press, first: int, pages: int) -> None:
    begun = replace(press, first=first)
    assert label_count(LONG_BAG, begun) == 2
    assert page_count(LONG_BAG, begun) == pages
    pdf = draw_label(LONG_BAG, begun)
    verify_label(pdf, LONG_BAG, begun)
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == pages
    place = press.stock.places[first - 1]
    words = document[0].get_textpage()
    found = words.search("DEMO-HOHENLOHE").get_next()
    assert found is not None
    left, _, _, top = words.get_charbox(found[0])
    assert 0 < left - place[0] < 12
    assert 0 < document[0].get_height() - top - place[1] < 20


@pytest.mark.parametrize("press", SHEETS, ids=named)
def test_labels_of_a_sheet_lie_on_it_and_not_on_each_other(press: Press) -> None:
    stock = press.stock
    assert len(stock.places) == 8
    for x, y in stock.places:
        assert x >= 0
        assert y >= 0
        assert x + stock.label.width <= stock.page.width
        assert y + stock.label.height <= stock.page.height + 0.01
    columns = sorted({x for x, _ in stock.places})
    assert len(columns) == 2
    assert columns[1] - columns[0] > stock.label.width
    assert stock.page.width - columns[1] - stock.label.width == pytest.approx(columns[0], abs=0.5)


def test_more_than_three_labels_are_refused() -> None:
    wordy = replace(BAG, notes=("Store at 20–25 °C until it is infused. " * 3,) * 40)
    with pytest.raises(Unprintable, match=r"too many words.*larger label stock"):
        draw_label(wordy, SMALL[0])


def test_a_note_that_has_no_room_on_a_label_of_its_own_is_refused_by_name() -> None:
    with pytest.raises(Unprintable, match="note"):
        draw_label(replace(BAG, notes=("N" * 90,)), SMALL[0])


@pytest.mark.parametrize(("field", "text"), [("title", "W" * 60), ("forbids", "W" * 60)])
def test_a_part_of_another_label_without_room_is_refused_by_name(field: str, text: str) -> None:
    with pytest.raises(Unprintable, match="WWW"):
        draw_label(replace(VIAL, **{field: text}))  # type: ignore[arg-type]


def test_the_count_of_labels_has_room_or_is_refused() -> None:
    long = Captions(continued="Number {number} of {count} " + "W" * 60)
    with pytest.raises(Unprintable, match="count of labels"):
        draw_label(replace(BAG, captions=long), SMALL[0])


@pytest.mark.parametrize("press", PRESSES, ids=named)
def test_captions_of_another_language_are_printed(press: Press) -> None:
    german = Captions(
        start="BEGINN BIS",
        finish="ENDE BIS",
        take_out="AUS DEM KÜHLSCHRANK BIS",
        continued="Etikett {number} von {count}",
        dose="DOSIS",
    )
    label = replace(LONG_BAG, captions=german)
    verify_label(draw_label(label, press), label, press)
    words = " ".join(text for face in laid_out(label, press) for _, text in face.parts)
    assert "Etikett 2 von" in words
    assert "START BY" not in words
    dose = next(mark for mark in texts(label, press) if mark.text == "1.45 mg")
    caption = next(mark for mark in texts(label, press) if mark.text == "DOSIS")
    assert caption.y == dose.y
    assert caption.x < dose.x


def test_captions_too_long_for_two_boxes_side_by_side_have_one_line_each() -> None:
    long = Captions(
        start="ADMINISTRATION IS TO BEGIN NOT LATER THAN", finish="AND IS TO END NOT LATER THAN"
    )
    label = replace(BAG, captions=long)
    verify_label(draw_label(label), label)
    start, finish = (
        next(mark for mark in texts(label, Press()) if mark.text == time)
        for time in (BAG.start_by, BAG.finish_by)
    )
    assert start.y < finish.y


def test_a_label_for_nobody_alone_names_nobody_but_never_half() -> None:
    stock = replace(VIAL, patient="", identifier="")
    verify_label(draw_label(stock), stock)
    with pytest.raises(Unprintable, match="empty second patient identifier"):
        draw_label(replace(VIAL, identifier=""))
    with pytest.raises(Unprintable, match="empty patient's name"):
        draw_label(replace(BAG, patient="", identifier=""))


@pytest.mark.parametrize("field", ["title", "drug"])
def test_another_label_says_what_it_is_on_and_what_it_holds(field: str) -> None:
    with pytest.raises(Unprintable, match=f"empty {field}"):
        draw_label(replace(COVER, **{field: ""}))  # type: ignore[arg-type]


def test_a_bare_label_has_room() -> None:
    bare = replace(COVER, amount="", lines=(), moments=(), warnings=(), notes=())
    verify_label(draw_label(bare), bare)


def test_a_long_amount_stands_below_a_long_drug() -> None:
    label = replace(
        VIAL,
        drug="daunorubicin and cytarabine liposome",
        amount="44 mg and 100 mg in 20 mL of water",
    )
    verify_label(draw_label(label, SMALL[0]), label, SMALL[0])
    drug = [mark for mark in texts(label, SMALL[0]) if mark.text.endswith("liposome")]
    amount = next(mark for mark in texts(label, SMALL[0]) if mark.text == label.amount)
    assert amount.y > drug[0].y


def test_what_is_forbidden_has_the_sign_of_it_whatever_its_words() -> None:
    marks = [laid_out(replace(VIAL, forbids=words))[0].marks for words in ("NICHT GEBEN", "NO")]
    rings = [[mark for mark in each if not isinstance(mark, Text | Boxes)] for each in marks]
    assert len(rings[0]) == len(rings[1])


@pytest.mark.parametrize(("first", "dpi"), [(0, 203), (2, 203), (1, 20)])
def test_a_press_that_cannot_be_is_no_press(first: int, dpi: int) -> None:
    with pytest.raises(ValueError, match=r"places|coarse"):
        Press(dpi=dpi, first=first)


def test_a_large_code_on_a_coarse_press_is_as_small_as_it_may_be() -> None:
    large = replace(
        BAG, notes=(), code="(91)2611-0042" + "".join(f"({n})" + "aB" * 45 for n in range(92, 97))
    )
    assert {face.symbol.dots for face in laid_out(large)} == {3}
    verify_label(draw_label(large), large)
