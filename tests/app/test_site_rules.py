"""What a site decides for itself, in files of its data folder."""

import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app import references
from app.core.refused import Refused
from app.site_rules import policy_of, rules_of, shipped_rules, syringes_of

LARGE_ONLY = """
[rule]
fill = "0.75"
second_syringe_saves = "0.25"
source = "St. Example's own syringes, as printed on them"
checked = "seen"

[[syringe]]
capacity = "10 mL"
graduation = "0.2 mL"
numbered = "1 mL"
dead_space = "0.08 mL"
below_half_of_capacity = "0.015"
below_half_of_volume = "0.01"
from_half_of_volume = "0.04"
"""


def refusal(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(Refused) as caught:
        rules_of(folder)
    assert caught.value.sentence.startswith(f"{folder / name} cannot be used: ")
    assert caught.value.sentence.endswith("Correct it, or move it away.")
    return caught.value.sentence


def test_a_site_that_decided_nothing_works_by_what_is_shipped(tmp_path: Path) -> None:
    assert rules_of(tmp_path) == shipped_rules()
    assert shipped_rules().policy == references.policy()
    assert not shipped_rules().policy.rounding.offered


def test_only_what_differs_stands_in_the_policy(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(
        '[rounding]\noffered = true\nat_most_percent = "5"\n[measurement]\nolder_than_days = 3\n'
    )
    policy, shipped = policy_of(tmp_path), references.policy()
    assert (policy.rounding.offered, policy.rounding.at_most_percent) == (True, Decimal(5))
    assert policy.measurement_older_than_days == 3
    assert (policy.formula, policy.plausible) == (shipped.formula, shipped.plausible)
    assert policy.rounding.source == shipped.rounding.source


def test_a_site_has_the_syringes_that_it_has(tmp_path: Path) -> None:
    (tmp_path / "syringes.toml").write_text(LARGE_ONLY)
    (size,) = syringes_of(tmp_path).sizes
    assert size.dead_space is not None
    assert rules_of(tmp_path).syringes.source.startswith("St. Example")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "[rounding]\nofered = true",
            "[rounding] has no “ofered”; it has offered, at_most_percent",
        ),
        (
            "[roundings]\noffered = true",
            "[roundings] is not a part that a site sets; there are dose",
        ),
        ('[plausible]\nheight_outer = ["1 cm", "2 cm"]', "[plausible] is not a part that a site"),
        ("rounding = 1", "rounding is not a section"),
        ("[rounding]\noffered = 1", "[rounding] offered is not written as it is shipped, such as"),
        ('[rounding]\nat_most_percent = "11"', "[rounding] at_most_percent is “11”; expected"),
        ('[rounding]\nat_most_percent = "ten"', "plain digits with a point, such as"),
        ('[rounding]\nat_most_percent = "1_0"', "[rounding] at_most_percent is “1_0”; expected"),
        (
            '[gravimetric]\nreadability = "0.05 g"',
            "[gravimetric] readability is “0.05 g”; expected",
        ),
        ('[hood]\nsource = "\\u202Eycilop"', "[hood] source is “?ycilop”; expected words of 1 to"),
        ("[hood]\nminutes_per_vial = true", "is not written as it is shipped, such as 20"),
        ("a = " + "[" * 5000, "it nests lists too deeply"),
        ("#" * 70_000, "it is longer than 64 KiB"),
        ('[dose]\nformula = "duboys"', "is not a formula for body surface area"),
        ('[dose]\nordered_stops_above_percent = "4"', "expected a dose to warn no later than it"),
        ('[check]\nblind_volume_within_percent = "-1"', "is “-1”; expected a number from 0 to 10"),
        ("[hood]\nminutes_per_vial = -5", "is “-5”; expected a whole number from 0 to 480"),
        ("[rounding", "Expected"),
    ],
)
def test_a_policy_that_is_wrong_is_refused_with_its_fault(
    tmp_path: Path, text: str, fault: str
) -> None:
    assert re.search(re.escape(fault), refusal(tmp_path, "policy.toml", text), re.IGNORECASE)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('capacity = "10 mL"', "", "[[syringe]] of no capacity lacks capacity; expected all of"),
        ('numbered = "1 mL"', 'figures = "1 mL"', "[[syringe]] of 10 mL has no “figures”; it has"),
        (
            'source = "St. Example\'s own syringes, as printed on them"',
            'source = ""',
            "source is “”",
        ),
        ('"0.2 mL"', '"0,2 mL"', "has a comma"),
        ('"0.2 mL"', '"0.3 mL"', "the graduations of the 10 mL syringe do not meet"),
        ('checked = "seen"', 'checked = "yes"', 'expected "seen" or "from-knowledge"'),
    ],
)
def test_syringes_that_are_wrong_are_refused_with_their_fault(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    assert old in LARGE_ONLY
    assert fault in refusal(tmp_path, "syringes.toml", LARGE_ONLY.replace(old, new, 1))


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").mkdir()
    with pytest.raises(Refused, match="cannot be used: Is a directory"):
        rules_of(tmp_path)


def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(Refused, match="cannot be used: No such file"):
        rules_of(tmp_path)


@pytest.mark.parametrize("name", ["policy.toml", "syringes.toml"])
def test_what_notepad_saves_is_read(tmp_path: Path, name: str) -> None:
    text = LARGE_ONLY if name == "syringes.toml" else "[rounding]\noffered = true\n"
    (tmp_path / name).write_text(text, "utf-8")
    plain = rules_of(tmp_path)
    assert plain != shipped_rules()
    (tmp_path / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert rules_of(tmp_path) == plain


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("[rounding]\noffered = true\n", "utf-16")
    with pytest.raises(Refused, match="it is not saved as UTF-8"):
        rules_of(tmp_path)


def test_what_the_shipped_policy_sets_is_also_what_a_site_may_set(tmp_path: Path) -> None:
    text = resources.text("policy.toml").partition("# Wide enough")[0]
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    (tmp_path / "syringes.toml").write_text(resources.text("syringes.toml"), "utf-8")
    assert rules_of(tmp_path) == shipped_rules()


ANYTHING = st.recursive(
    st.sampled_from(
        ["true", "1.5", "nan", "0x10", "1979-05-27", '"5"', '"Infinity"', '"0.01 g"', '"\\u0000"']
    )
    | st.integers().map(str),
    lambda each: (
        st.lists(each, max_size=3).map(lambda found: f"[{', '.join(found)}]")
        | each.map(lambda found: f"{{ capacity = {found} }}")
    ),
    max_leaves=4,
)
ENTRIES = re.findall(r"^([a-z_]+) = ", resources.text("policy.toml") + LARGE_ONLY, re.MULTILINE)


@given(
    st.lists(st.tuples(st.sampled_from(ENTRIES), ANYTHING), max_size=3),
    st.sampled_from(["[dose]", "[hood]", "[gravimetric]", "[stock]", "[rounding]", "[[dose]]", ""]),
)
def test_whatever_a_policy_says_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, str]], head: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    rows = "\n".join(f"{name} = {value}" for name, value in entries)
    (folder / "policy.toml").write_text(f"{head}\n{rows}\n", "utf-8")
    with suppress(Refused):
        assert rules_of(folder)


@given(st.sampled_from(re.findall(r"^.+ = .+$", LARGE_ONLY, re.MULTILINE)), ANYTHING)
def test_whatever_syringes_say_they_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, line: str, value: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    name = line.partition(" = ")[0]
    for text in (
        LARGE_ONLY.replace(line, f"{name} = {value}"),
        f"{name} = {value}\n{LARGE_ONLY}",
        f"rule = {value}\nsyringe = {value}",
    ):
        (folder / "syringes.toml").write_text(text, "utf-8")
        with suppress(Refused):
            assert rules_of(folder)


def test_every_part_of_the_shipped_policy_is_one_a_site_sets_or_is_named_as_fixed() -> None:
    text = resources.text("policy.toml")
    sections = set(re.findall(r"^\[([a-z]+)\]$", text, re.MULTILINE))
    assert {"dose", "check", "measurement", "rounding", "plausible", "laboratory"} <= sections
