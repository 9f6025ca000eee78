"""Which syringe, or pair, shows a volume with the least possible error."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app import references
from app.core.quantity import show
from app.core.refused import Refused
from app.core.sourced import Checked, Unsound
from app.core.syringe import (
    Draw,
    Syringes,
    dead_space,
    draw,
    draw_exactly,
    possible_error,
    read_syringes,
)
from tests.core.hood import mL

SYRINGES = references.syringes()


def drawn(
    volume: str, above: str = "0", at_most: str = "100", syringes: Syringes = SYRINGES
) -> list[str]:
    found = draw(mL(volume), syringes, at_least=mL(above), at_most=mL(at_most))
    return [f"{show(each.volume)} in {show(each.capacity)}" for each in found]


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("0.5", ["0.5 mL in 1 mL"]),
        ("0.75", ["0.75 mL in 1 mL"]),
        ("0.004", ["0.01 mL in 1 mL"]),
        ("1", ["1 mL in 3 mL"]),
        ("2.25", ["2.2 mL in 5 mL"]),
        ("5.824", ["5.8 mL in 10 mL"]),
        ("7.4", ["7.4 mL in 10 mL"]),
        ("44.2", ["44 mL in 60 mL"]),
        ("45", ["45 mL in 60 mL"]),
        ("90", ["45 mL in 60 mL", "45 mL in 60 mL"]),
    ],
)
def test_the_syringe_with_the_least_error(volume: str, expected: list[str]) -> None:
    assert drawn(volume) == expected


@pytest.mark.parametrize("volume", ["91", "1000", "0"])
def test_nothing_fits_beyond_two_full_syringes(volume: str) -> None:
    assert drawn(volume) == []


def test_a_second_syringe_must_save_a_quarter_of_the_error() -> None:
    always = replace(SYRINGES, second_saves=Decimal("-10"))
    never = replace(SYRINGES, second_saves=Decimal("0.99"))
    assert drawn("7.04") == ["7 mL in 10 mL"]
    assert len(drawn("7.04", syringes=always)) == 2
    assert drawn("7.44") == ["7.4 mL in 10 mL"]
    assert drawn("3.7") == ["3.2 mL in 5 mL", "0.5 mL in 1 mL"]
    assert drawn("3.7", syringes=never) == ["3.6 mL in 5 mL"]


def test_the_sum_is_above_what_fewer_vials_deliver_and_not_more_than_all_do() -> None:
    assert drawn("3.604", "3.6", "7.2") == ["3 mL in 5 mL", "0.61 mL in 1 mL"]
    for volume in ("3.61", "7.19", "7.2", "7.201"):
        for above, at_most in (("0", "3.6"), ("3.6", "7.2"), ("7.2", "10.8")):
            found = draw(mL(volume), SYRINGES, at_least=mL(above), at_most=mL(at_most))
            total = sum((each.volume.magnitude for each in found), Decimal(0))
            assert not found or Decimal(above) < total <= Decimal(at_most)


def test_a_draw_lies_on_a_graduation_and_is_at_most_three_quarters_full() -> None:
    for number in range(1, 9100, 13):
        for each in draw(
            mL(str(Decimal(number) / 100)), SYRINGES, at_least=mL("0"), at_most=mL("91")
        ):
            assert each.volume.magnitude % each.graduation.magnitude == 0
            assert 0 < each.volume <= each.capacity * Decimal("0.75")


TWIN = """
[rule]
fill = "0.75"
second_syringe_saves = "0.25"
source = "test"
checked = "seen"
[[syringe]]
capacity = "5 mL"
graduation = "0.2 mL"
numbered = "1 mL"
below_half_of_capacity = "0"
below_half_of_volume = "0.01"
from_half_of_volume = "0.01"
[[syringe]]
capacity = "10 mL"
graduation = "0.2 mL"
numbered = "1 mL"
below_half_of_capacity = "0"
below_half_of_volume = "0.01"
from_half_of_volume = "0.01"
"""


def test_of_equal_errors_the_smaller_syringes_then_a_figure_then_the_larger_first() -> None:
    twin = read_syringes(TWIN)
    assert twin.checked is Checked.SEEN
    assert drawn("3", syringes=twin) == ["3 mL in 5 mL"]
    assert drawn("5", syringes=twin) == ["5 mL in 10 mL"]
    assert drawn("8.2", syringes=twin) == ["7 mL in 10 mL", "1.2 mL in 5 mL"]
    assert drawn("2.9", syringes=twin) == ["2.8 mL in 5 mL"]


def test_a_draw_keeps_the_scale_it_is_read_on() -> None:
    (found,) = draw(mL("5.824"), SYRINGES, at_least=mL("0"), at_most=mL("7.2"))
    assert found == Draw(mL("10"), mL("0.2"), mL("1"), mL("5.8"))


def test_the_shipped_syringes_say_they_were_not_seen() -> None:
    assert SYRINGES.checked is Checked.FROM_KNOWLEDGE
    assert [show(size.capacity) for size in SYRINGES.sizes] == [
        f"{size} mL" for size in (1, 3, 5, 10, 20, 30, 60)
    ]
    assert (SYRINGES.fill, SYRINGES.second_saves) == (Decimal("0.75"), Decimal("0.25"))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('fill = "0.75"', "", r"\[rule\] lacks fill; expected all of fill, second_syringe_saves"),
        ("fill =", "filling =", r"\[rule\] has no “filling”; it has fill"),
        ("[rule]", "[rules]", "The file has no “rules”; it has rule, syringe"),
        ("[rule]", "[more]\n[rule]", "The file has no “more”"),
        ("[rule]", "rule = 1\n[syringe]", "rule is not a section; expected one that begins"),
        ('capacity = "5 mL"', "", r"\[\[syringe\]\] of no capacity lacks capacity"),
        ("graduation =", "scale =", r"\[\[syringe\]\] of 5 mL has no “scale”; it has capacity"),
        ('"5 mL"', "5", r"\[\[syringe\]\] of 5 capacity is “5”; expected a volume in quotes"),
        ('"5 mL"', '"5_0 mL"', "capacity: “5_0 mL” does not start with a number in plain digits"),
        ('"5 mL"', '" 5 mL"', "capacity: “ 5 mL” "),
        ('"5 mL"', '"\u0665 mL"', "capacity: “\u0665 mL” "),
        ('"5 mL"', '"1e9 mL"', "capacity: “1e9 mL” "),
        ('source = "test"', 'source = ""', r"\[rule\] source is “”; expected words"),
        (
            'source = "test"',
            'source = "a"\nfill_source = "\\u202E"',
            "fill_source is “.”; expected",
        ),
        ('"seen"', '"yes"', 'checked is “yes”; expected "seen" or "from-knowledge"'),
        ('"seen"', "true", "checked is “true”"),
        (
            '"0.01"',
            "0.01",
            "below_half_of_volume is “0.01”; expected a share from 0 to 1 in quotes",
        ),
        ('"0.01"', '"Infinity"', "below_half_of_volume is “Infinity”; expected a share"),
    ],
)
def test_what_is_missing_or_unknown_or_no_number_is_refused(old: str, new: str, fault: str) -> None:
    assert old in TWIN
    text = TWIN.replace(old, new, 1)
    if "[syringe]" in new:
        text = text.replace("[[syringe]]", "[[syringe.size]]")
    with pytest.raises(Refused, match=fault):
        read_syringes(text)


def test_syringes_are_a_list_of_sections() -> None:
    rule = TWIN.partition("[[syringe]]")[0]
    for stated in ("syringe = 1\n", "syringe = [1]\n"):
        with pytest.raises(Refused, match="syringe is not a list of sections; expected each"):
            read_syringes(stated + rule)


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("43", ["43 mL in 60 mL"]),
        ("44.2", ["41 mL in 60 mL", "3.2 mL in 5 mL"]),
        ("42.96", ["42 mL in 60 mL", "0.5 mL in 1 mL", "0.46 mL in 1 mL"]),
        ("94.2", ["45 mL in 60 mL", "44 mL in 60 mL", "5.2 mL in 10 mL"]),
        ("0.3", ["0.3 mL in 1 mL"]),
    ],
)
def test_a_diluent_is_drawn_exactly_with_up_to_three_syringes(
    volume: str, expected: list[str]
) -> None:
    found = draw_exactly(mL(volume), SYRINGES)
    assert [f"{show(each.volume)} in {show(each.capacity)}" for each in found] == expected


@pytest.mark.parametrize("volume", ["0.005", "0.555", "43.001", "200"])
def test_a_volume_that_no_graduations_add_up_to_is_not_drawn(volume: str) -> None:
    assert draw_exactly(mL(volume), SYRINGES) == ()


def test_every_diluent_of_a_bag_of_50_ml_is_drawn_exactly() -> None:
    for number in range(3000, 5000, 29):
        wanted = Decimal(number) / 100
        found = draw_exactly(mL(str(wanted)), SYRINGES)
        assert sum(each.volume.magnitude for each in found) == wanted
        for each in found:
            assert each.volume.magnitude % each.graduation.magnitude == 0
            assert 0 < each.volume <= each.capacity * Decimal("0.75")


def second(volume: str, above: str = "0", at_most: str = "100") -> list[str]:
    """Return the second-best choice for a volume."""
    bounds = {"at_least": mL(above), "at_most": mL(at_most)}
    best = draw(mL(volume), SYRINGES, **bounds)
    found = draw(mL(volume), SYRINGES, **bounds, other_than=best)
    return [f"{show(each.volume)} in {show(each.capacity)}" for each in found]


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ("7", ["7 mL in 20 mL"]),
        ("5.824", ["3 mL in 5 mL", "2.8 mL in 5 mL"]),
        ("0.5", ["0.5 mL in 3 mL"]),
        ("45", []),
    ],
)
def test_the_second_best_uses_other_syringes(volume: str, expected: list[str]) -> None:
    assert second(volume) == expected


def test_the_second_best_is_never_the_best_and_stays_in_bounds() -> None:
    for number in range(7, 9000, 37):
        wanted = mL(str(Decimal(number) / 100))
        best = draw(wanted, SYRINGES, at_least=mL("0"), at_most=mL("91"))
        other = draw(wanted, SYRINGES, at_least=mL("0"), at_most=mL("91"), other_than=best)
        assert not {d.capacity for d in best} <= {d.capacity for d in other}
        total = sum((each.volume.magnitude for each in other), Decimal(0))
        assert not other or 0 < total <= 91


def test_how_far_off_a_draw_may_be() -> None:
    # 10 mL, more than half full: 4% of 5.8 mL, and 0.024 mL that the graduation cannot show.
    best = draw(mL("5.824"), SYRINGES, at_least=mL("3.6"), at_most=mL("7.2"))
    assert show(possible_error(best, mL("5.824"), SYRINGES)) == "0.256 mL"
    # 3 mL, less than half full: 1.5% of the capacity and 2% of 1 mL.
    (small,) = draw(mL("1"), SYRINGES, at_least=mL("0"), at_most=mL("3.6"))
    assert show(possible_error((small,), mL("1"), SYRINGES)) == "0.065 mL"
    both = possible_error((*best, small), mL("6.824"), SYRINGES)
    assert show(both) == "0.321 mL"


def test_what_hub_and_needle_keep_is_known_only_where_the_site_says_it() -> None:
    best = draw(mL("5.824"), SYRINGES, at_least=mL("3.6"), at_most=mL("7.2"))
    assert dead_space(best, SYRINGES) is None
    assert dead_space((), SYRINGES) is None
    known = read_syringes(
        TWIN.replace("below_half_of_capacity", 'dead_space = "0.08 mL"\nbelow_half_of_capacity')
    )
    one = draw(mL("5"), known, at_least=mL("0"), at_most=mL("9"))
    assert show(dead_space(one, known) or mL("0")) == "0.08 mL"
    two = draw(mL("8.2"), known, at_least=mL("0"), at_most=mL("9"))
    assert show(dead_space(two, known) or mL("0")) == "0.16 mL"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('fill = "0.75"', 'fill = "0"', "may not be filled at all"),
        ('capacity = "5 mL"', 'capacity = "10 mL"', "do not stand by size, each once"),
        ('capacity = "5 mL"', 'capacity = "20 mL"', "do not stand by size, each once"),
        ('graduation = "0.2 mL"', 'graduation = "0.3 mL"', "graduations of the 5 mL syringe do"),
        ('numbered = "1 mL"', 'numbered = "1.1 mL"', "graduations of the 5 mL syringe do"),
        (
            "below_half_of_capacity",
            'dead_space = "5 mL"\nbelow_half_of_capacity',
            "5 mL syringe keeps",
        ),
        ('numbered = "1 mL"', 'numbered = "10 mL"', "figures of the 5 mL syringe lie beyond its"),
        ('"0.2 mL"', '"0.000001 mL"', "the 5 mL syringe has more than 1000 graduations"),
        ('volume = "0.01"', 'volume = "1"', "5 mL syringe may be off by everything"),
        ('capacity = "0"', 'capacity = "1"', "5 mL syringe may be off by everything"),
        ('from_half_of_volume = "0.01"', 'from_half_of_volume = "1"', "off by everything"),
        ('from_half_of_volume = "0.01"', 'from_half_of_volume = "0"', "to have no possible error"),
        (
            'below_half_of_volume = "0.01"',
            'below_half_of_volume = "0"',
            "to have no possible error",
        ),
    ],
)
def test_syringes_that_cannot_be_are_refused(old: str, new: str, fault: str) -> None:
    assert old in TWIN
    with pytest.raises(Unsound, match=fault):
        read_syringes(TWIN.replace(old, new, 1))


def test_no_syringe_at_all_is_no_set() -> None:
    with pytest.raises(Unsound, match="there is no syringe"):
        read_syringes("syringe = []\n" + TWIN.partition("[[syringe]]")[0])
