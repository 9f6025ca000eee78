"""Whatever a preparation is, its labels are whole, clear and readable on every stock."""

import re
import string
from dataclasses import replace

import pypdfium2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.clearance import require_clear
from reports.label import draw_label
from reports.label_contents import Label
from reports.press import Press
from reports.verify import verify_label
from tests.reports.samples import BAG, LONGEST_CODE, PRESSES, TRANSPORT, VIAL, laid_out

LETTERS = string.ascii_letters + "ÀÉÎÕÜßŁłŐőŘřŞşŽž’-"
FAMILY = st.text(LETTERS, min_size=2, max_size=20).map(str.upper)
GIVEN = st.lists(st.text(LETTERS, min_size=2, max_size=11), min_size=1, max_size=2).map(" ".join)
PATIENTS = st.builds("{}, {}".format, FAMILY, GIVEN)
LOTS = st.text(string.ascii_uppercase + string.digits + "-", min_size=1, max_size=20)
TIMES = st.datetimes().map(lambda at: f"{at:%Y-%m-%d %H:%M}")
ZONES = st.sampled_from(["", " CEST", " AKDT", " +1030"])
AMOUNTS = st.decimals("0.001", "99999", places=3, allow_nan=False).map(
    lambda value: f"{value.normalize():,f}"
)
TRAILING_ZERO = re.compile(r"\d\.\d*0(?!\d)(?= (?:mg|mL))|(?<!\d)\.\d")
EVERY_PRESS = st.sampled_from([Press(each.stock, dpi) for each in PRESSES for dpi in (203, 300)])


@st.composite
def bags(draw: st.DrawFn) -> Label:
    lots = draw(st.lists(LOTS, min_size=1, max_size=3, unique=True))
    zone = draw(ZONES)
    start, finish, out = (draw(TIMES) + zone for _ in range(3))
    dose = draw(AMOUNTS)
    people = draw(st.lists(GIVEN, min_size=2, max_size=2))
    return replace(
        BAG,
        patient=draw(PATIENTS),
        dose=f"{dose} mg",
        particulars=f"BESPONSA · ordered {draw(AMOUNTS)} mg · Cycle 1 Day 1",
        total_volume=f"{draw(AMOUNTS)} mL",
        start_by=start,
        finish_by=finish,
        take_out_by=draw(st.sampled_from(["", out])),
        notes=(
            BAG.notes[0],
            f"Reconstituted 10:02{zone}, diluted 10:44{zone} · preparation 2611-0042",
            ", ".join(f"lot {lot} exp 2027-03-31 (1 vial)" for lot in lots),
            f"Prepared {people[0]} · checked {people[1]}",
            BAG.notes[-1],
        ),
        code=LONGEST_CODE,
    )


@st.composite
def companions(draw: st.DrawFn) -> Label:
    label = draw(st.sampled_from([VIAL, TRANSPORT]))
    moments = tuple((caption, draw(TIMES) + draw(ZONES)) for caption, _ in label.moments)
    notes = (f"lot {draw(LOTS)} exp 2027-03-31", *label.notes)
    amount = f"{draw(AMOUNTS)} mg"
    return replace(label, patient=draw(PATIENTS), amount=amount, moments=moments, notes=notes)


def said(pdf: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return " ".join(" ".join(pages).replace("\ufffe", "- ").split())


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(label=bags() | companions(), press=EVERY_PRESS)
def test_a_label_is_drawn_whole_on_every_stock(label: Label, press: Press) -> None:
    pdf = draw_label(label, press)
    verify_label(pdf, label, press)
    for face in laid_out(label, press):
        require_clear(face)
    paper = said(pdf)
    assert not TRAILING_ZERO.search(paper)
    words = paper.split()
    for _, text in label.parts():
        assert all(word in words for word in text.split() if not word.endswith("-")), text


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(label=bags(), first=st.integers(1, 8), stock=st.sampled_from(PRESSES[3:]))
def test_any_first_place_of_a_sheet_will_do(label: Label, first: int, stock: Press) -> None:
    press = replace(stock, first=first)
    verify_label(draw_label(label, press), label, press)
