"""Rules by their addresses: one switched off, two texts compared, what nobody saw told."""

from itertools import pairwise

import pytest

import resources
from app import references
from app.core.approval import Unconfirmed, as_approved, switched_off, unconfirmed
from app.core.due import knowledge_findings
from app.core.finding import note, warn
from app.core.formulary import read_monograph
from app.core.governance import Change, ChangeKind, changes, rules, rules_of, without
from app.core.sourced import Unsound

TEXTS = [resources.text(name) for name in resources.names("formulary")]
US = references.monograph_text("besponsa-us")
DATA = {
    "monograph": {"id": "sample", "look_alikes": [], "drug_codes": ["1", "2"]},
    "limit": {
        "time": {"value": "4 h", "source": "label 2", "checked": "from-knowledge"},
        "age": {"value": 1, "source": "label 1", "checked": "seen"},
    },
    "regimen": [
        {"cycles": "later", "responses": ["cr", "cri"], "days": {"1": "0.5 mg/m2"}},
        {"cycles": "later", "responses": ["none"], "days": {"1": "0.8 mg/m2"}},
    ],
    "cycle": [{"cycles": "first", "shortest": 21}],
    "gate": [{"code": "liver", "groups": [{"times": "1.5"}, {"times": "2.5"}]}],
    "light": [{"code": "cover", "words": "light cover"}],
    "reduction": [{"name": "first", "ends": True}],
    "interruption": [{"action": "omit-next-dose", "from_days": 7}],
    "warning": [{"words": "HAZARDOUS DRUG", "source": "label 16"}],
    "syringe": {
        "enabled": False,
        "lowest": {"value": "0.025 mg/mL", "source": "a manual", "checked": "from-knowledge"},
        "for": {"children": {"value": "0.02 mg/mL", "source": "a manual"}},
    },
    "step": [{"size": "1 mL", "day": 8, "source": "label"}],
    "edition": 2,
}
PATHS = [
    "monograph",
    "limit.time",
    "limit.age",
    "regimen.later.cr+cri",
    "regimen.later.none",
    "cycle.first",
    "gate.liver",
    "light.cover",
    "reduction.first",
    "interruption.omit-next-dose",
    "warning.HAZARDOUS DRUG",
    "syringe",
    "syringe.lowest",
    "syringe.for.children",
    "step.1 mL.8",
    "edition",
]


def test_each_rule_has_an_address_that_people_can_read() -> None:
    assert [rule.path for rule in rules(DATA)] == PATHS


@pytest.mark.parametrize("text", TEXTS)
def test_each_rule_of_a_shipped_monograph_has_one(text: str) -> None:
    paths = [rule.path for rule in rules_of(text)]
    assert len(set(paths)) == len(paths) > 40
    assert {"monograph", "limit.delivered-dose", "gate.identity", "text.mix"} <= set(paths)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("limit.time", "Limit “time”: 4 h"),
        ("limit.age", "Limit “age”: 1"),
        ("warning.HAZARDOUS DRUG", "Warning “HAZARDOUS DRUG”"),
        ("light.cover", "Light “cover”: light cover"),
        ("reduction.first", "Reduction “first”: ends yes"),
        ("interruption.omit-next-dose", "Interruption “omit next dose”: from days 7"),
        ("gate.liver", "Gate “liver”: groups times: 1.5; times: 2.5"),
        ("syringe", "Syringe: enabled no"),
        ("monograph", "Monograph: id sample; look alikes none; drug codes 1, 2"),
        ("edition", "Edition: 2"),
        (
            "regimen.later.none",
            "Regimen “later, none”: cycles later; responses none; days 1: 0.8 mg/m2",
        ),
    ],
)
def test_a_rule_is_said_in_words(path: str, said: str) -> None:
    assert next(rule for rule in rules(DATA) if rule.path == path).said() == said


def test_a_rule_tells_what_it_rests_on() -> None:
    time, age = (rule for rule in rules(DATA) if rule.path.startswith("limit."))
    assert (time.source, time.revision, time.is_from_knowledge) == ("label 2", "", True)
    assert (age.source, age.is_from_knowledge) == ("label 1", False)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"gate": [{"code": "liver"}, {"code": "liver"}]}, "same address: gate.liver"),
        ({"warning": [{"source": "label"}]}, "“warning” has nothing to call it by"),
    ],
)
def test_a_rule_without_an_address_of_its_own_is_unsound(
    row: dict[str, object], fault: str
) -> None:
    with pytest.raises(Unsound, match=fault):
        rules(row)


def test_what_is_no_toml_is_unsound() -> None:
    with pytest.raises(Unsound, match="cannot be read"):
        rules_of("monograph = ")


@pytest.mark.parametrize("path", [path for path in PATHS if path != "syringe"])
def test_a_rule_is_switched_off_and_all_others_stay(path: str) -> None:
    left = without(DATA, frozenset({path}))
    assert [rule.path for rule in rules(left)] == [each for each in PATHS if each != path]
    assert set(left) == set(DATA) - {path}


def test_a_rule_goes_with_what_stands_in_it() -> None:
    left = without(DATA, frozenset({"syringe", "warning.HAZARDOUS DRUG"}))
    assert "syringe" not in left
    assert left["warning"] == []
    assert left["gate"] == DATA["gate"]


def test_nothing_switched_off_is_the_whole() -> None:
    assert without(DATA, frozenset()) == DATA


def test_what_was_read_stays_as_it_was() -> None:
    data = {"limit": {"time": {"value": "4 h", "source": "label"}}}
    without(data, frozenset({"limit.time"}))
    assert data == {"limit": {"time": {"value": "4 h", "source": "label"}}}


def test_an_address_that_no_rule_has_is_unsound() -> None:
    with pytest.raises(Unsound, match=r"no rule has the address gate, limit\.never"):
        without(DATA, frozenset({"limit.never", "limit.time", "gate"}))


BEFORE = """
[limit.time]
value = "4 h"
source = "label 1"
[[warning]]
words = "DO NOT FREEZE"
source = "label"
[[gate]]
code = "liver"
kind = "ask"
"""
AFTER = """
[[gate]] # a comment
code = "liver"
when = "every-dose"
[limit.time]
value = "3 h"
source = "label 2"
[limit.age]
value = 18
"""


def test_what_changed_is_told_rule_by_rule() -> None:
    assert changes(BEFORE, AFTER) == (
        Change(
            "gate.liver", ChangeKind.CHANGED, ("when: nothing → every-dose", "kind: ask → nothing")
        ),
        Change("limit.time", ChangeKind.CHANGED, ("value: 4 h → 3 h", "source: label 1 → label 2")),
        Change("limit.age", ChangeKind.ADDED, ("value: 18",)),
        Change(
            "warning.DO NOT FREEZE", ChangeKind.REMOVED, ("words: DO NOT FREEZE", "source: label")
        ),
    )


def test_comments_and_order_are_no_difference() -> None:
    lines = BEFORE.strip().splitlines()
    turned = "\n".join((*lines[3:], *lines[:3], "# the same"))
    assert changes(BEFORE, turned) == ()


def test_every_pair_of_shipped_monographs_differs_and_none_from_itself() -> None:
    for first, second in pairwise(TEXTS):
        assert {change.path for change in changes(first, second)} >= {"monograph"}
    for text in TEXTS:
        assert changes(text, text) == ()


def test_what_is_from_knowledge_is_told_with_whether_it_can_be_left_off() -> None:
    found = {each.path: each for each in unconfirmed(US)}
    assert found["limit.diluted-in-refrigerator"] == Unconfirmed(
        path="limit.diluted-in-refrigerator",
        words="Limit “diluted in refrigerator”: 3 h",
        source="US label 2.4, Table 5 before 3/2024; Table 6 of 3/2024 not seen",
        revision="before 3/2024",
        required=False,
    )
    assert not found["warning.HAZARDOUS DRUG"].required
    assert "limit.reconstituted-concentration" not in found


def test_what_the_monograph_cannot_be_read_without_cannot_be_left_off() -> None:
    seen = '"0.25 mg/mL"\nsource = "US label 2.4"\nrevision = "before 3/2024"\nchecked = "seen"'
    assert seen in US
    text = US.replace(seen, seen.replace('"seen"', '"from-knowledge"'))
    found = {each.path: each for each in unconfirmed(text)}
    assert found["limit.reconstituted-concentration"].required


@pytest.mark.parametrize("text", TEXTS)
def test_what_can_be_left_off_can_all_be_left_off_together(text: str) -> None:
    optional = {each.path for each in unconfirmed(text) if not each.required}
    monograph = read_monograph(text, frozenset(optional))
    assert set(monograph.switched_off) == optional


@pytest.mark.parametrize(
    ("confirmed", "off"),
    [
        ((), frozenset()),
        (({"limit.time"},), {"limit.age", "warning.COLD"}),
        (({"limit.time", "limit.age"}, {"limit.time"}), {"limit.age", "warning.COLD"}),
        (({"limit.time"}, {"limit.age"}), {"limit.time", "limit.age", "warning.COLD"}),
        (({"limit.time", "limit.age", "warning.COLD"},) * 2, set()),
    ],
)
def test_in_force_is_what_every_approval_confirmed(
    confirmed: tuple[set[str], ...], off: set[str]
) -> None:
    text = "\n".join(
        (
            '[limit]\ntime = { value = "4 h", checked = "from-knowledge" }',
            'age = { value = 1, checked = "from-knowledge" }',
            'total = { value = "50 mL", checked = "seen" }',
            '[[warning]]\nwords = "COLD"\nchecked = "from-knowledge"',
        )
    )
    assert switched_off(text, map(frozenset, confirmed)) == off


def test_a_finding_that_asked_for_a_pharmacist_names_who_confirmed() -> None:
    off = frozenset({"limit.diluted-in-refrigerator"})
    monograph = read_monograph(US, off)
    other = (warn("a", "Nothing to do with it.", "b"), note("c", "As it is.", "d"))
    asked = knowledge_findings(monograph)
    found = as_approved((*other, *asked), US, off, ("Pharmacist One", "Pharmacist Two"))
    assert found[:2] == other
    assert len(found) == 2 + len(asked) + 1
    told = found[2:-1]
    assert told
    for each, before in zip(told, asked, strict=True):
        assert (each.code, each.source) == (before.code, before.source)
        assert each.sentence.endswith(
            "Pharmacist One and Pharmacist Two confirmed it for this site."
        )
        assert "must confirm" not in each.sentence
    assert found[-1] == note(
        "switched-off-limit.diluted-in-refrigerator",
        "Limit “diluted in refrigerator”: 3 h is switched off at this site: not checked.",
        "US label 2.4, Table 5 before 3/2024; Table 6 of 3/2024 not seen",
    )
