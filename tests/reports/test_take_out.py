"""The label of a bag that waits in the refrigerator says when it must come out."""

from dataclasses import replace

import pypdfium2
import pytest

from reports.label import BagLabel, draw_label
from reports.refusal import Unprintable
from reports.verify import verify_label


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        words = page.get_textpage().get_text_range()
        page.close()
    return " ".join(words.split())


def test_it_stands_before_the_time_to_start_by(label: BagLabel) -> None:
    cold = replace(label, take_out_by="2026-11-02 13:44")
    pdf = draw_label(cold)
    verify_label(pdf, cold)
    said = text_of(pdf)
    assert "OUT OF REFRIGERATOR BY 2026-11-02 13:44" in said
    assert said.index("13:44") < said.index("START BY")


def test_before_when_not_to_start_stands_there_once_it_is_out(label: BagLabel) -> None:
    warm = replace(label, not_before="2026-11-02 13:44")
    pdf = draw_label(warm)
    verify_label(pdf, warm)
    assert "START NOT BEFORE 2026-11-02 13:44 START BY" in text_of(pdf)


def test_a_bag_at_room_temperature_says_nothing_of_it(label: BagLabel) -> None:
    assert "REFRIGERATOR" not in text_of(draw_label(label))


def test_a_time_that_does_not_fit_its_box_is_refused(label: BagLabel) -> None:
    long = "some time in the afternoon of the second of November"
    with pytest.raises(Unprintable, match="take it out by"):
        draw_label(replace(label, take_out_by=long))
