"""National Drug Codes: each way of writing one, and what none of them says."""

import re
from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from app.core.refused import Refused
from app.intake.gs1_fields import has_check_digit
from app.intake.ndc import Ndc, WrittenNdc, is_like_ndc, read_ndc

FORMS = [(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2), (6, 4, 2)]
TEN = FORMS[:3]


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def written(draw: st.DrawFn, forms: list[tuple[int, int, int]]) -> str:
    return "-".join(draw(digits(length)) for length in draw(st.sampled_from(forms)))


@pytest.mark.parametrize(
    ("text", "ndc", "gtin"),
    [
        ("0008-0100-01", "000008-0100-01", "00300080100011"),
        ("NDC 0008-0100-01", "000008-0100-01", "00300080100011"),
        ("NDC0008-0100-01", "000008-0100-01", "00300080100011"),
        ("NDC: 0008-0100-01", "000008-0100-01", "00300080100011"),
        ("ndc 0008-0100-01", "000008-0100-01", "00300080100011"),
        ("50242-040-62", "050242-0040-62", "00350242040624"),
        ("12345-6789-0", "012345-6789-00", "00312345678906"),
        ("00008-0100-01", "000008-0100-01", None),
        ("000008-0100-01", "000008-0100-01", None),
        ("123456-0100-01", "123456-0100-01", None),
        ("NDC 00008010001", "000008-0100-01", None),
        ("NDC 000008010001", "000008-0100-01", None),
        ("NDC 0008010001", None, "00300080100011"),
    ],
)
def test_an_ndc_is_brought_to_twelve_digits(text: str, ndc: str | None, gtin: str | None) -> None:
    read = read_ndc(text)
    assert (str(read.ndc) if read.ndc else None, read.gtin) == (ndc, gtin)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NDC",
        "NDC ",
        "0008010001",
        "00008010001",
        "000008010001",
        "NDC 000801000",
        "NDC 0000080100011",
        "NDC  0008-0100-01",
        "NDC 0008-0100-01 ",
        "0008-100-01",
        "0008-0100-1",
        "123456-100-01",
        "123456-0100-1",
        "2026-11-22",
        "0008-0100",
        "0008-0100-0A",
        "0008\u20110100\u201101",
        "\u0660\u0660\u0660\u0668-0100-01",
        "NDC 0008-0100-01\n",
    ],
)
def test_what_is_not_clearly_an_ndc_is_refused(text: str, refusal: Callable[..., str]) -> None:
    sentence = refusal(read_ndc, text)
    assert "is not an NDC" in sentence
    assert "000008-0100-01" in sentence


def test_what_was_named_an_ndc_needs_no_word() -> None:
    assert read_ndc("000008010001", named=True).ndc == Ndc("000008", "0100", "01")
    assert read_ndc("00008010001", named=True).ndc == Ndc("000008", "0100", "01")
    assert read_ndc("0008010001", named=True) == WrittenNdc(None, "0008010001")
    with pytest.raises(Refused):
        read_ndc("not one", named=True)


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("NDC 1", True),
        ("ndc", True),
        ("NDC\n", True),
        ("1-2-3", True),
        ("0008-0100", False),
        ("010030008010001110" + "12-345-6", False),
        ("DEMO-1-2-3", False),
        ("000008010001", False),
    ],
)
def test_what_is_meant_as_an_ndc_is_seen(text: str, like: bool) -> None:
    assert is_like_ndc(text) is like


@pytest.mark.parametrize(
    ("text", "gtin", "may_be"),
    [
        ("000008-0100-01", "00300080100011", True),
        ("000008-0100-01", "50300080100016", True),
        ("000008-0100-01", "00300080100028", False),
        ("000008-0100-02", "50300080100016", False),
        ("050242-0040-62", "00350242040624", True),
        ("012345-6789-00", "00312345678906", True),
        ("112345-6789-00", "00312345678906", False),
        ("000008-0100-01", "00850000123452", True),
        ("NDC 0008010001", "00300080100011", True),
        ("NDC 0008010002", "00300080100011", False),
        ("0008-0100-01", "00300080100011", True),
        # The same twelve digits, but another ten: 5-4-1 of a labeler that starts with 0.
        ("00008-0100-1", "00300080100011", False),
    ],
)
def test_an_ndc_is_compared_with_a_product_number(text: str, gtin: str, may_be: bool) -> None:
    assert read_ndc(text).may_be(gtin) is may_be


def test_twelve_digits_can_have_been_more_than_one_ten() -> None:
    several = Ndc("000008", "0100", "01").ten_digits()
    assert several == {"0008010001", "0000810001", "0000801001"}
    assert Ndc("050242", "0040", "62").ten_digits() == {"5024204062"}
    assert Ndc("112345", "6789", "00").ten_digits() == frozenset()


@given(written(FORMS))
@example("0000-0000-00")
def test_padding_adds_zeros_and_nothing_else(text: str) -> None:
    ndc = read_ndc(text).ndc
    assert ndc is not None
    assert re.fullmatch("[0-9]{6}-[0-9]{4}-[0-9]{2}", str(ndc))
    for given_part, part in zip(text.split("-"), str(ndc).split("-"), strict=True):
        assert part.endswith(given_part)
        assert set(part.removesuffix(given_part)) <= {"0"}
    assert read_ndc(str(ndc)).ndc == ndc
    assert read_ndc(str(ndc).replace("-", ""), named=True).ndc == ndc


@given(written(TEN))
def test_the_ten_digits_are_in_the_product_number_and_can_be_found_again(text: str) -> None:
    read = read_ndc(text)
    assert read.ndc is not None
    assert read.gtin is not None
    assert read.gtin[:13] == "003" + text.replace("-", "")
    assert has_check_digit(read.gtin)
    assert text.replace("-", "") in read.ndc.ten_digits()
    assert read_ndc(str(read.ndc)).may_be(read.gtin)


@given(st.text())
def test_any_text_is_an_ndc_or_refused(text: str) -> None:
    sentence, read = ".", WrittenNdc(None, "0008010001")
    try:
        read = read_ndc(text)
    except Refused as refused:
        sentence = refused.sentence
    assert sentence.isprintable()
    assert read.ndc or read.ten
