"""A label's file looked at: each word that was signed, and none but those."""

import io
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as raw
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import resources
from app.core.encoding import encode
from app.core.refused import Refused
from app.label_code import signed_code, typed_code
from app.label_paper import LabelPaper, Told, numberings, paper_of, told
from app.label_templates import APPROVED, PREFIX, TemplateApproved
from app.store import Fact
from reports.label import draw_label
from reports.label_stock import STOCKS, LabelStock
from reports.press import Press
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, Pharmacy
from tests.app.test_label_proof import FIGURES, TODAY
from tests.app.wording import KEY, label_of
from tests.reports.samples import LONG_BAG, LONG_KINDS

COVER = FIGURES.replace("(93)", "(90)C(93)")


def split(*texts: str) -> list[str]:
    return " ".join(texts).split()


FIRST = split(
    "DEMO, Adalind MRN 00482913 born 1979-04-12 5 East inotuzumab ozogamicin 1.45 mg",
    "in sodium chloride 0.9%, total volume 50 mL START BY 2026-11-02 17:54 FINISH BY",
    "2026-11-02 18:54 PROTECT FROM LIGHT",
)
BELOW = FIRST.index("mg") + 1
"""Where the line below the dose stands, while it has room."""

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
    label = pharmacy.state.label
    assert paper == LabelPaper(label.code, Told.SAME, label.digest)


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
    assert paper_of(draw_label(altered), TODAY).words is Told.ALTERED
    assert paper_of(draw_label(label), TODAY).words is Told.SAME


def test_of_a_label_of_an_earlier_release_nothing_was_signed(at_step: AtStep) -> None:
    label = label_of(at_step("scan-label").session, 1)
    old = replace(label, code=f"{label.code.partition('(96)')[0]}(96)0123456789ABCDEF")
    assert paper_of(draw_label(old), TODAY).words is Told.NOT_SIGNED


def test_what_is_no_label_is_refused() -> None:
    with pytest.raises(Refused, match="This is not a PDF that can be read"):
        paper_of(b"nothing of ours", TODAY)


# What was done to a file.


def with_pages(pdf: bytes, *others: bytes) -> bytes:
    """Return a file with the pages of others behind its own."""
    whole = pypdfium2.PdfDocument.new()
    for each in (pdf, *others):
        whole.import_pages(pypdfium2.PdfDocument(each))
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


def drawn(lines: tuple[str, ...], code: str = "") -> bytes:
    """Return a page with lines of words, and a DataMatrix of a text."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(288, 216))
    for at, line in enumerate(lines):
        canvas.drawString(20, 200 - 20 * at, line)
    if code:
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.DataMatrix).to_image(scale=6)
        height, width = made.shape
        picture = Image.frombytes("L", (width, height), bytes(made))
        canvas.drawImage(ImageReader(picture), 150, 40, 100, 100)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        "START BY 2026-11-02 17:54",
        "Do mix with other medicines.",
        "inotuzumab ozogamicin 50 mg/mL)",
    ],
)
def test_a_page_added_to_a_label_is_told(at_step: AtStep, line: str) -> None:
    """Its words all stand on the label, in the same order: they say something else all the same."""
    label = label_of(at_step("scan-label").session, 1)
    added = with_pages(draw_label(label), drawn(("Label 1 of 2", line, "Label 2 of 2")))
    assert paper_of(added, TODAY).words is Told.ALTERED
    # One that bears the code as well is none that the label says there are.
    twice = with_pages(draw_label(label), draw_label(label))
    assert paper_of(twice, TODAY).words is Told.UNTOLD


def test_words_added_beside_a_label_are_told(at_step: AtStep) -> None:
    label = label_of(at_step("scan-label").session, 1)
    more = replace(label, notes=(*label.notes, "Label 1 of 2 mg 50 mL Label 2 of 2"))
    assert paper_of(draw_label(more), TODAY).words is Told.ALTERED


def test_what_is_drawn_over_a_label_makes_it_another_file(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    assert pharmacy.state.label is not None
    pdf = (pharmacy.folder / "labels" / pharmacy.state.label.file).read_bytes()
    document = pypdfium2.PdfDocument(pdf)
    box = raw.FPDFPageObj_CreateNewRect(20, 150, 15, 6)
    raw.FPDFPageObj_SetFillColor(box, 0, 0, 0, 255)
    raw.FPDFPath_SetDrawMode(box, raw.FPDF_FILLMODE_WINDING, False)
    page = document[0]
    raw.FPDFPage_InsertObject(page.raw, box)
    page.gen_content()
    buffer = io.BytesIO()
    document.save(buffer)
    paper = paper_of(buffer.getvalue(), TODAY)
    assert paper.words is Told.SAME
    assert paper.digest != pharmacy.state.label.digest


# Files that are no label's.


def bare(mediabox: str, kids: str = "3 0 R") -> bytes:
    """Return a file of one empty page, written by hand."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 1 /MediaBox [0 0 {mediabox}] >>",
        "<< /Type /Page /Parent 2 0 R >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    head = b"xref\n0 4\n0000000000 65535 f \n"
    tail = f"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    return out + head + table + tail


@pytest.mark.parametrize(
    ("pdf", "sentence"),
    [
        (bare("14400 14400"), "larger than any label"),
        (bare("2000000 2000000"), "larger than any label"),
        (bare("288 216", kids="9 0 R"), "cannot be read"),
        (with_pages(*[drawn(("one",))] * 9), "larger than any label"),
        (drawn(("word " * 6000,)), "larger than any label"),
        (drawn(("one",)) + b" " * 2_000_000, "larger than any label"),
        (drawn(("one",)), "0 different readable codes"),
        (drawn((), "\u00e9\u00e8\u00ea\u00e0\u00fc"), "holds signs that no code of a label has"),
    ],
)
def test_a_file_that_is_no_labels_is_refused_in_a_sentence(pdf: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        paper_of(pdf, TODAY)


def test_where_there_is_no_memory_for_a_page_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pypdfium2.PdfPage, "render", none)
    with pytest.raises(Refused, match="A page of this PDF cannot be read"):
        paper_of(drawn(("one",)), TODAY)


# Labels that took a second one, or a third.

US = ("Label {number} of {count}",)
COPY = split("Copy 2: every earlier label of this preparation is void.")
REPRINT = FIGURES.replace("(92)1", "(92)2")


def signed(figures: str = FIGURES, ends: list[str] | None = None) -> str:
    said = [*FIRST[:BELOW], *PARTICULARS, *FIRST[BELOW:], *(ends or ()), *NOTES]
    return signed_code(figures, said, KEY)


def of_two(
    head: list[str], code: str, ends: list[str] | None = None, cut: int = 9, moved: bool = False
) -> Told:
    """Return what is found of two labels, the second below a head."""
    first = FIRST if moved else [*FIRST[:BELOW], *PARTICULARS, *FIRST[BELOW:]]
    notes = [*(PARTICULARS if moved else ()), *NOTES, typed_code(code)]
    words = (*first, *(ends or ()), *MARKS[0], *notes[:cut], *head, *MARKS[1], *notes[cut:])
    return told(words, code, 2, US)


@given(st.integers(0, len(NOTES)), st.booleans())
def test_notes_that_flowed_on_are_the_same_words(cut: int, moved: bool) -> None:
    assert of_two(HEAD, signed(), cut=cut, moved=moved) is Told.SAME


def test_notes_may_flow_over_three_labels_in_any_language_that_is_known() -> None:
    code = signed()
    notes = [*NOTES, typed_code(code)]
    cuts = [0, 7, 15, len(notes)]
    words = [*FIRST[:BELOW], *PARTICULARS, *FIRST[BELOW:]]
    for number, (begin, end) in enumerate(pairwise(cuts), start=1):
        words += [*(HEAD if number > 1 else ()), "Etikett", str(number), "von", "3"]
        words += notes[begin:end]
    known = (*US, "Etikett {number} von {count}")
    assert told(tuple(words), code, 3, known) is Told.SAME
    # Numbered as no template is that is known: nobody can tell which words are the label's own.
    assert told(tuple(words), code, 3, US) is Told.UNTOLD
    assert told(tuple(words), code, 2, known) is Told.UNTOLD
    turned = " ".join(words).replace("Etikett 1", "Etikett 0").replace("Etikett 3", "Etikett 1")
    assert told(tuple(turned.replace("Etikett 0", "Etikett 3").split()), code, 3, known) is (
        Told.UNTOLD
    )


@pytest.mark.parametrize("at", range(len(HEAD)))
def test_a_word_altered_in_what_a_second_label_repeats_is_told(at: int) -> None:
    for other in ([], ["9.45"]):
        head = [*HEAD[:at], *other, *HEAD[at + 1 :]]
        # Whole pieces are left: of the name, or of the drug.
        if other or at >= HEAD.index("1.45"):
            assert of_two(head, signed()) is Told.ALTERED


@pytest.mark.parametrize(
    "head",
    [
        "START BY 2026-11-02 17:54",
        "2026-11-02 17:54",
        "mg 50 mL",
        "DEMO, Adalind 1.45 mg",
        "DEMO, Adalind MRN 00482913",
        "inotuzumab ozogamicin 1.45 mg",
        "Adalind MRN 00482913 inotuzumab ozogamicin 1.45 mg",
        "DEMO, Adalind MRN 00482913 START BY 2026-11-02 17:54",
        "DEMO, MRN 00482913 ozogamicin 1.45 mg",
        "DEMO, Adalind MRN 00482913 inotuzumab ozogamicin 1.45 mg 50 mL",
        "DEMO, Adalind MRN 00482913 inotuzumab ozogamicin 1.45 mg Copy 2",
        "",
    ],
)
def test_a_head_of_other_pieces_of_the_first_label_is_told(head: str) -> None:
    assert of_two(head.split(), signed()) is Told.ALTERED


def test_a_head_may_be_all_that_stands_before_the_dose() -> None:
    assert of_two(FIRST[:BELOW], signed()) is Told.SAME
    assert of_two(FIRST[: BELOW + 1], signed()) is Told.ALTERED


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", Told.SAME),
        ("Copy 2", Told.SAME),
        (" ".join(COPY), Told.SAME),
        ("Copy 3", Told.ALTERED),
        ("Copy", Told.ALTERED),
        ("2:", Told.ALTERED),
        ("Copy 2: every earlier label", Told.ALTERED),
        ("Copy 2: every later label of this preparation is void.", Told.ALTERED),
        ("START BY 2", Told.ALTERED),
        ("PROTECT FROM LIGHT Copy 2", Told.ALTERED),
    ],
)
def test_a_head_may_say_which_copy_it_is_as_the_first_label_does(more: str, found: Told) -> None:
    code = signed(REPRINT, COPY)
    assert of_two([*HEAD, *more.split()], code, COPY) is found


def test_all_heads_are_the_same() -> None:
    code = signed()
    notes = [*NOTES, typed_code(code)]
    words = [*FIRST[:BELOW], *PARTICULARS, *FIRST[BELOW:], *["Label", "1", "of", "3"], *notes[:5]]
    words += [*HEAD, *["Label", "2", "of", "3"], *notes[5:9]]
    last = [*["Label", "3", "of", "3"], *notes[9:]]
    assert told((*words, *HEAD, *last), code, 3, US) is Told.SAME
    assert told((*words, *FIRST[:BELOW], *last), code, 3, US) is Told.ALTERED


def test_a_companion_begins_each_label_alike() -> None:
    code = signed_code(COVER, [*FIRST, *NOTES], KEY)

    def of(head: list[str], moved: int = 0) -> Told:
        first = [*FIRST[:BELOW], *FIRST[BELOW + moved :]]
        notes = [*FIRST[BELOW : BELOW + moved], *NOTES]
        return told((*first, *MARKS[0], *notes[:7], *head, *MARKS[1], *notes[7:]), code, 2, US)

    assert of(FIRST[:BELOW]) is Told.SAME
    assert of(FIRST[:4], moved=5) is Told.SAME
    assert of(HEAD) is Told.ALTERED
    assert of([*FIRST[:BELOW], "or", "more"]) is Told.ALTERED


def test_no_word_may_be_missing_added_or_exchanged() -> None:
    code = signed()
    said = (*FIRST[:BELOW], *PARTICULARS, *FIRST[BELOW:], *NOTES, typed_code(code))

    def same(words: tuple[str, ...]) -> bool:
        return told(words, code, 1, US) is Told.SAME

    assert same(said)
    for at in range(len(said)):
        assert not same((*said[:at], *said[at + 1 :])) or said[at] == typed_code(code)
        assert not same((*said[:at], "more", *said[at:]))
    exchanged = tuple({"1.45": "50", "50": "1.45"}.get(word, word) for word in said)
    assert not same(exchanged)
    assert not same((*said[:3], typed_code(code), *said[3:]))


def test_the_search_ends_whatever_the_words_are() -> None:
    code = signed_code(COVER, ("x",), KEY)
    assert told(("a",) * 401, code, 1, US) is Told.UNTOLD
    assert told(("a",) * 400, code, 1, US) is Told.ALTERED
    many = (*["a"] * 100, *MARKS[0], *["a"] * 100, *MARKS[1], *["a"] * 100)
    assert told(many, code, 2, US) is Told.UNTOLD
    forms = tuple(f"{'a ' * at}{{number}} of {{count}}" for at in range(6))
    assert (
        told(("a", *["1", "of", "2"] * 60, *["2", "of", "2"] * 60), code, 2, forms) is Told.UNTOLD
    )
    assert told(("a",), f"{FIGURES}(96)0123456789ABCDEF", 1, US) is Told.NOT_SIGNED


def test_the_templates_that_were_approved_here_number_labels_too(pharmacy: Pharmacy) -> None:
    assert numberings(None) == US
    text = resources.text("labels/en-us.toml").replace(US[0], "Bag label {number}/{count}")
    fact = Fact(APPROVED, encode(TemplateApproved("of no matter", text, CHECKER.name)))
    log, stream = pharmacy.work.log, f"{PREFIX}en-us"
    reading = pharmacy.clock.reading()
    log.append(
        stream,
        log.version(stream),
        (fact,),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor=CHECKER.name,
    )
    assert numberings(log) == ("Bag label {number}/{count}", *US)


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
    figures = FIGURES.replace("1.45mg", label.dose.replace(" ", ""))
    if label.cautions:
        figures = figures.replace("(92)1", "(92)2")
    code = signed_code(figures, (text for _, text in label.parts()), KEY)
    label = replace(label, code=code, notes=(*label.notes, typed_code(code)))
    assert paper_of(draw_label(label, Press(stock)), TODAY).words is Told.SAME
    altered = replace(label, start_by=label.finish_by, finish_by=label.start_by)
    assert paper_of(draw_label(altered, Press(stock)), TODAY).words is Told.ALTERED


@pytest.mark.parametrize("kind", [kind for kind in LONG_KINDS if kind != "bag"])
@pytest.mark.parametrize("stock", STOCKS.values(), ids=lambda stock: stock.name)
def test_the_words_of_companions_are_the_signed_ones(stock: LabelStock, kind: str) -> None:
    label = LONG_KINDS[kind]
    figures = COVER.replace("(92)1", "(92)2") if label.cautions else COVER
    code = signed_code(figures, (text for _, text in label.parts()), KEY)
    label = replace(label, code=code)
    assert paper_of(draw_label(label, Press(stock)), TODAY).words is Told.SAME
