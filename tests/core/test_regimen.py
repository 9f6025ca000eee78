"""The rules of a course as data: what can be written, and what is refused."""

from decimal import Decimal
from typing import Any

import pytest

from app import references
from app.core.course import Analyte
from app.core.quantity import show
from app.core.refused import Refused
from app.core.regimen import (
    Action,
    AtMostGate,
    Gate,
    NoteGate,
    RecoveryGate,
    UpperLimitGate,
    read_cycle_lengths,
    read_gates,
    read_interruptions,
    read_reductions,
    read_response_criteria,
)
from app.core.sourced import Checked, Unsound

US = references.monograph_named("besponsa-us")
EU = references.monograph_named("besponsa-eu")
WHERE = {"source": "label 2.1", "revision": "2024", "checked": "seen"}
PLAIN = {"code": "a", "when": "every-dose", "question": "Is it so"} | WHERE
APPLIES = {
    "every-dose": [True, True, True, True],
    "first-dose": [True, False, False, False],
    "later-dose": [False, True, True, True],
    "new-cycle": [False, False, True, False],
}


@pytest.mark.parametrize(("when", "applies"), APPLIES.items())
def test_which_doses_a_gate_is_for(when: str, applies: list[bool]) -> None:
    (gate,) = read_gates([PLAIN | {"when": when}])
    assert [gate.applies(*dose) for dose in ((1, 1), (1, 8), (2, 1), (2, 15))] == applies


@pytest.mark.parametrize("when", ["", "always", "Every-dose"])
def test_a_gate_for_unknown_doses_is_unsound(when: str) -> None:
    with pytest.raises(Unsound, match="doses that Umbra does not know"):
        read_gates([PLAIN | {"when": when}])


def test_a_gate_is_asked_unless_it_says_its_kind() -> None:
    gates = read_gates([PLAIN, PLAIN | {"code": "b", "kind": "note"}])
    assert [type(gate) for gate in gates] == [Gate, NoteGate]
    with pytest.raises(KeyError):
        read_gates([PLAIN | {"kind": "guess"}])


def test_two_gates_never_answer_to_one_code() -> None:
    with pytest.raises(Unsound, match="two gates have one code"):
        read_gates([PLAIN, PLAIN])


def test_only_a_gate_of_the_first_form_need_not_say_how_far_it_was_checked() -> None:
    (first,) = read_gates([{name: PLAIN[name] for name in ("code", "when", "question", "source")}])
    assert first.checked is Checked.SEEN
    later = {name: value for name, value in (PLAIN | {"kind": "ask"}).items() if name != "checked"}
    with pytest.raises(KeyError, match="checked"):
        read_gates([later])


def gate(kind: type[Gate]) -> Any:
    return next(each for each in US.gates if type(each) is kind)


def test_the_gates_of_the_label() -> None:
    blasts, counts, liver = gate(AtMostGate), gate(RecoveryGate), gate(UpperLimitGate)
    assert (blasts.analyte, show(blasts.limit)) == (Analyte.BLOOD_BLASTS, "10,000 per mm³")
    assert [show(least) for _, least in counts.least] == ["1 ×10⁹/L", "50 ×10⁹/L"]
    assert counts.untransfused == (Analyte.PLATELETS,)
    assert [each.persisting for each in EU.gates if isinstance(each, RecoveryGate)] == [None]
    assert counts.persisting == 28
    assert liver.groups == (
        ((Analyte.BILIRUBIN,), Decimal("1.5")),
        ((Analyte.AST, Analyte.ALT), Decimal("2.5")),
    )


@pytest.mark.parametrize("days", [0, -1, 28.0, "28", True, None])
def test_numbers_of_days_are_whole_and_above_zero(days: object) -> None:
    row = {"cycles": "first", "shortest": 21, "longest": days} | WHERE
    with pytest.raises(Unsound, match="longest is not a whole number above zero"):
        read_cycle_lengths([row])


def test_a_cycle_is_not_longer_at_least_than_at_most() -> None:
    row = {"cycles": "later", "shortest": 28, "longest": 27} | WHERE
    with pytest.raises(Unsound, match="longer at least than at most"):
        read_cycle_lengths([row])
    (length,) = read_cycle_lengths([row | {"longest": 28}])
    assert (length.first_cycle, length.shortest, length.longest) == (False, 28, 28)
    with pytest.raises(KeyError):
        read_cycle_lengths([row | {"cycles": "every"}])


def test_interruptions_begin_with_a_day_or_beyond_it() -> None:
    rows = [
        {"action": "hold-next-dose", "from_days": 0, "words": "Hold"} | WHERE,
        {"action": "omit-next-dose", "from_days": 7, "words": "Omit"} | WHERE,
        {"action": "consider-stopping", "more_than_days": 28, "words": "End"} | WHERE,
    ]
    hold, omit, end = read_interruptions(rows)
    assert [hold.covers(days) for days in (0, 1)] == [True, True]
    assert [omit.covers(days) for days in (6, 7, 8)] == [False, True, True]
    assert [end.covers(days) for days in (27, 28, 29)] == [False, False, True]
    assert [each.action for each in (hold, omit, end)] == [
        Action.HOLD,
        Action.OMIT,
        Action.CONSIDER_STOPPING,
    ]
    with pytest.raises(Unsound):
        read_interruptions([rows[2] | {"more_than_days": 0}])


def test_rungs_of_the_ladder_say_what_they_take() -> None:
    rows: list[dict[str, Any]] = [
        {"percent": 25, "words": "less"} | WHERE,
        {"doses_per_cycle": 2, "words": "fewer"} | WHERE | {"checked": "from-knowledge"},
        {"ends": True, "words": "none"} | WHERE,
    ]
    less, fewer, none = read_reductions(rows)
    assert (less.percent, less.doses_per_cycle, less.ends) == (25, None, False)
    assert (fewer.percent, fewer.doses_per_cycle, fewer.ends) == (None, 2, False)
    assert fewer.checked is Checked.FROM_KNOWLEDGE
    assert none.ends


def test_the_response_needs_each_bound_with_its_unit() -> None:
    row = {
        "marrow_blasts_below": "5 %",
        "platelets_at_least": "100 10*9/L",
        "neutrophils_at_least": "1 10*9/L",
        "also": "nothing else",
    } | WHERE
    assert show(read_response_criteria(row).marrow_blasts_below) == "5%"
    with pytest.raises(Refused):
        read_response_criteria(row | {"platelets_at_least": "100"})
    with pytest.raises(KeyError):
        read_response_criteria({name: row[name] for name in row if name != "also"})


@pytest.mark.parametrize("monograph", [US, EU], ids=lambda each: each.identifier)
def test_what_was_not_seen_says_so(monograph: Any) -> None:
    unseen = (*monograph.interruptions, *monograph.reductions)
    assert {each.checked for each in unseen} == {Checked.FROM_KNOWLEDGE}
    assert all("its body was not seen" in each.source for each in unseen)
