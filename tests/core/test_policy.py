"""The site's own choices."""

import re
from decimal import Decimal

import pytest

import resources
from app import references
from app.core.course import Analyte
from app.core.policy import Span, read_laboratory_policy, read_policy
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.stated import shown

TEXT = resources.text("policy.toml")


def test_the_shipped_policy() -> None:
    policy = references.policy()
    assert policy.formula == "mosteller"
    assert (policy.ordered_warns_above, policy.ordered_stops_above) == (Decimal(5), Decimal(10))
    assert policy.blind_volume_within == Decimal(5)
    assert policy.blind_start_within_minutes == 1
    plausible = policy.plausible
    assert plausible.height_outer == Span(quantity("30", "cm"), quantity("275", "cm"))
    assert plausible.mass_index_usual == (Decimal(11), Decimal(50))
    assert (plausible.adult_from_years, plausible.age_outer_years) == (18, 120)


def test_a_span_holds_its_ends() -> None:
    span = Span(quantity("45", "cm"), quantity("2", "m"))
    held = ("44.9", "45", "200", "200.1")
    assert [span.holds(quantity(each, "cm")) for each in held] == [False, True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('formula = "mosteller"', "", KeyError),
        ('"30 cm"', '"30"', Exception),
        ('percent = "5"', 'percent = "five"', Refused),
    ],
)
def test_a_policy_that_is_wrong_cannot_be_read(old: str, new: str, error: type[Exception]) -> None:
    assert old in TEXT
    with pytest.raises(error):
        read_policy(TEXT.replace(old, new, 1))


def test_the_shipped_policy_for_laboratory_values() -> None:
    policy = references.laboratory_policy()
    assert (policy.older_than_hours, policy.response_values_within_days) == (72, 7)
    assert set(policy.plausible) == set(Analyte)
    bilirubin = policy.plausible[Analyte.BILIRUBIN]
    assert [show(each) for each in bilirubin] == ["0.02 mg/dL", "90 mg/dL"]
    assert [show(each) for each in policy.plausible[Analyte.PLATELETS]] == [
        "0 ×10⁹/L",
        "5,000 ×10⁹/L",
    ]
    assert set(policy.plausible_limit) == {Analyte.BILIRUBIN, Analyte.AST, Analyte.ALT}


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("older_than_hours = 72", "", KeyError),
        ("platelets = ", "thrombocytes = ", KeyError),
        ('"5000 10*9/L"', '"5000 U/L"', Refused),
        ('"0 %", "100 %"', '"0 %"', ValueError),
    ],
)
def test_bounds_that_are_wrong_cannot_be_read(old: str, new: str, error: type[Exception]) -> None:
    assert old in TEXT
    with pytest.raises(error):
        read_laboratory_policy(TEXT.replace(old, new, 1))


def test_whether_only_received_packages_are_used_is_true_or_false() -> None:
    text = resources.text("policy.toml")
    assert not read_policy(text).only_received
    assert read_policy(text.replace("only_received = false", "only_received = true")).only_received
    with pytest.raises(Refused, match="only_received is “yes”; expected true or false"):
        read_policy(text.replace("only_received = false", 'only_received = "yes"'))


PERCENTAGES = (
    "ordered_warns_above_percent",
    "ordered_stops_above_percent",
    "blind_volume_within_percent",
    "at_most_percent",
    "accepted_percent",
    "outer_percent",
)
MOST = {
    "blind_start_within_minutes": 15,
    "older_than_days": 90,
    "minutes_to_set_up": 480,
    "minutes_per_vial": 480,
    "delay_minutes": 480,
    "near_minutes": 480,
    "urgent_minutes": 480,
}
SECTIONS = re.findall(r"^\[([a-z]+)\]$", TEXT.partition("[laboratory]")[0], re.MULTILINE)


def stated(key: str, value: str) -> str:
    """Return the shipped policy with one entry stated otherwise, as TOML writes it."""
    found, times = re.subn(rf"^{key} = .*$", lambda _: f"{key} = {value}", TEXT, flags=re.MULTILINE)
    assert times == 1
    return found


@pytest.mark.parametrize("key", PERCENTAGES)
@pytest.mark.parametrize(
    "written",
    [
        "Infinity",
        "NaN",
        "1_0",
        " 5 ",
        "\u0665",
        "1e1",
        "-1",
        "+5",
        "05",
        ".5",
        "5.",
        "5 %",
        "",
        "5.00001",
    ],
)
def test_a_percentage_is_plain_digits_with_a_point(key: str, written: str) -> None:
    with pytest.raises(Refused, match=rf"\] {key} is .+; expected a number .+ plain digits"):
        read_policy(stated(key, f'"{written}"'))


@pytest.mark.parametrize("key", PERCENTAGES)
def test_a_percentage_stands_in_quotes(key: str) -> None:
    with pytest.raises(Refused, match=rf"\] {key} is “5”; expected a number .+ in quotes"):
        read_policy(stated(key, "5"))


@pytest.mark.parametrize("key", PERCENTAGES)
def test_no_percentage_goes_beyond_its_bound(key: str) -> None:
    most = 15 if key in ("accepted_percent", "outer_percent") else 10
    with pytest.raises(Refused, match=rf"\] {key} is “{most}.01”; expected .+ {most}, in quotes"):
        read_policy(stated(key, f'"{most}.01"'))


def test_a_dose_warns_no_later_than_it_stops() -> None:
    assert read_policy(stated("ordered_warns_above_percent", '"10"')).ordered_warns_above == 10
    with pytest.raises(Refused, match=r"\[dose\] ordered_warns_above_percent is more .+ 4.5%;"):
        read_policy(stated("ordered_stops_above_percent", '"4.5"'))


def test_time_is_near_before_it_is_urgent() -> None:
    assert read_policy(stated("urgent_minutes", "30")).urgent_minutes == 30
    with pytest.raises(
        Refused, match=r"\[remaining\] urgent_minutes is more than near_minutes, 30"
    ):
        read_policy(stated("urgent_minutes", "31"))


@pytest.mark.parametrize(("key", "most"), MOST.items())
def test_minutes_and_days_are_whole_numbers_within_bounds(key: str, most: int) -> None:
    assert read_policy(stated(key, str(most)).replace("near_minutes = 30", "near_minutes = 480"))
    for written in (str(most + 1), "-1", "true", "1.0", '"1"', "1979-05-27"):
        with pytest.raises(Refused, match=rf"\] {key} is .+; expected a whole number from"):
            read_policy(stated(key, written))


def test_the_measurement_of_today_is_not_too_old() -> None:
    with pytest.raises(Refused, match="older_than_days is “0”; expected a whole number from 1 to"):
        read_policy(stated("older_than_days", "0"))


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    "words",
    ['""', '" of ours"', '"a\\u0000b"', '"\\u202Eycilop"', '"two\\nlines"', "7", f'"{"a" * 201}"'],
)
def test_a_source_is_words_that_everyone_can_see(section: str, words: str) -> None:
    before, head, after = TEXT.partition(f"[{section}]")
    text = (
        before + head + re.sub(r"(?m)^source = .*$", lambda _: f"source = {words}", after, count=1)
    )
    with pytest.raises(Refused, match=rf"\[{section}\] source is .*; expected words of 1 to 200"):
        read_policy(text)


def test_two_hundred_characters_of_source_are_read() -> None:
    text = TEXT.replace('"preparation tolerance of practice, 5%"', f'"{"ä" * 200}"')
    assert read_policy(text) == references.policy()


def test_what_stands_in_a_file_is_shown_so_that_it_can_be_read() -> None:
    assert shown("a\u202eb\x00") == "a?b?"
    assert shown(True) == "true"
    assert shown("x" * 41) == "x" * 39 + "…"
