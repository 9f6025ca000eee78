"""Two codes are of one lot or one package as a cautious person compares them."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.core.sameness import Sameness, folded, same_lot, same_package, same_text

TEXTS = some.none() | some.text(some.characters(min_codepoint=33, max_codepoint=122), max_size=6)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("AB1234", "ab1234", True),
        ("AB1234", "ＡＢ1234", True),  # noqa: RUF001 - as a full-width keyboard writes it
        ("AB1234", "0AB1234", False),
        ("AB1234", "AB12345", False),
        ("AB1234", None, False),
        (None, None, True),
    ],
)
def test_a_lot_is_compared_without_its_case_and_with_its_zeros(
    one: str | None, other: str | None, same: bool
) -> None:
    assert same_lot(one, other) is same
    assert same_text(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (("A1", "7a"), ("a1", "7A"), Sameness.SAME),
        (("A1", "7"), ("B1", "7"), Sameness.SAME),
        (("A1", "7"), ("A1", "07"), Sameness.OTHER),
        (("A1", "7"), ("a1", None), Sameness.UNKNOWN),
        (("A1", "7"), ("B1", None), Sameness.OTHER),
        (("A1", None), ("a1", None), Sameness.ALIKE),
        (("A1", None), ("B1", None), Sameness.OTHER),
    ],
)
def test_packages_are_told_apart_only_where_that_is_sure(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], found: Sameness
) -> None:
    assert same_package(one, other) is found


@given(some.tuples(TEXTS, TEXTS), some.tuples(TEXTS, TEXTS))
def test_it_does_not_matter_which_was_first(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None]
) -> None:
    assert same_package(one, other) is same_package(other, one)
    assert same_package(one, one) in (Sameness.SAME, Sameness.ALIKE)


def test_what_is_compared_is_comparable() -> None:
    assert folded("Straße") == folded("STRASSE")
