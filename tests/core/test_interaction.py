"""What a preparation asks: every question, refusal, override and second of a step, and no name."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.finding import warn
from app.core.interaction import MISTYPED, Interaction, interaction
from app.core.interaction_totals import (
    ASKED_ENOUGH,
    Asking,
    PromptTally,
    Spread,
    in_each,
    spread_of,
    together,
)
from app.core.label_kind import LabelKind
from app.core.order_answered import IDENTITY, CameOf, credited
from app.core.outcome import Question
from app.core.override import is_override
from app.core.prompt import (
    NO_SOURCE,
    ORDER,
    POLICY,
    PROCEDURE,
    Asked,
    Prompt,
    condition,
    family,
    prompt_of,
    step_words,
    warning,
)
from app.core.refused import Refused
from app.core.step import Kind, Step
from app.core.storage import Storage
from tests.core.hood import (
    MORNING,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    Hood,
    mL,
)

_BAG = LabelKind.BAG

WHY = "seen by the checker"


def of(hood: Hood) -> Interaction:
    return interaction(hood.history, hood.monograph)


def asked(hood: Hood, code: str) -> list[bool]:
    return [each.changed for each in of(hood).asked if each.prompt.code == code]


def test_a_preparation_without_trouble_asks_each_question_once_and_changes_nothing() -> None:
    found = of(Hood().finish())
    codes = [each.prompt.code for each in found.asked]
    conditions = [code for code in codes if code.startswith("condition:")]
    assert codes[0] == "order"
    assert codes[1 : 1 + len(conditions)] == conditions
    assert codes[1 + len(conditions) :] == [
        "protect-hood",
        "inspect-vial",
        "inspect-vial",
        "add-drug",
        "inspect-bag",
        "cover-bag",
        "choose-storage",
        "sign-prepared",
        "check",
        "scan-label",
        "release",
    ]
    assert not any(each.changed for each in found.asked)
    assert (found.refusals, found.overrides) == (0, 0)


def test_every_entry_counts_once_whatever_it_records() -> None:
    hood = Hood()
    said_so_far = 0
    while hood.state.step is not None:
        hood.forward()
        said_so_far += 1
        assert of(hood).entries == said_so_far


def finish_the_bag(hood: Hood, apart: timedelta) -> None:
    """Inspect, cover and store the bag as one press of the page does, so long apart."""
    hood.wait(1)
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", True))
    hood.wait(apart / timedelta(minutes=1))
    hood.do(*hood.right())
    hood.wait(apart / timedelta(minutes=1))
    hood.do(*hood.right())


@pytest.mark.parametrize(
    ("apart", "entries"), [(timedelta(milliseconds=4), 1), (timedelta(seconds=2), 3)]
)
def test_one_press_that_records_three_facts_is_one_entry(apart: timedelta, entries: int) -> None:
    hood = Hood().go_to("inspect-bag")
    before = of(hood).entries
    finish_the_bag(hood, apart)
    assert of(hood).entries == before + entries
    assert [name for name, _ in of(hood).seconds[-2:]] == ["add-drug", "inspect-and-cover"]
    assert seconds(hood, "inspect-and-cover") == [60 + 2 * int(apart.total_seconds())]
    assert step_words("inspect-and-cover") == "Inspect and cover"


def test_two_people_are_never_one_press() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.wait(1)
    before = of(hood).entries
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", True))
    hood.wait(0.001)
    hood.do(PHARMACIST_ONE, hood.right()[1])
    assert of(hood).entries == before + 2


def test_what_the_clock_does_and_what_is_refused_is_no_entry() -> None:
    hood = Hood().go_to("withdraw-1")
    before = of(hood).entries
    with pytest.raises(Refused):
        hood.do(TECHNICIAN_ONE, said.Measure("withdraw-1", mL("1.2")))
    hood.power_off(5)
    hood.set_wall(3)
    hood.notice()
    assert of(hood).entries == before
    assert of(hood).refusals == 1


def test_a_label_that_was_sent_is_one_entry_whatever_came_of_it() -> None:
    hood = Hood().go_to("print-label")
    before = of(hood).entries
    hood.wait(1)
    sent = e.LabelSent("print-label", _BAG, 0, 1, "c", "d", "f.pdf", "a printer", None, "t")
    hood.record(sent, TECHNICIAN_ONE)
    hood.wait(1)
    hood.record(e.LabelNotPrinted(_BAG, 0, 1, "no paper", False), TECHNICIAN_ONE)
    hood.wait(1)
    hood.record(replace(sent), TECHNICIAN_ONE)
    hood.wait(1)
    printed = e.LabelPrinted("print-label", 1, "c", "d", "f.pdf", None, "a printer", "t")
    hood.record(printed, TECHNICIAN_ONE)
    assert of(hood).entries == before + 2


def test_what_was_refused_and_put_right_changed_something() -> None:
    hood = Hood().go_to("scan-label")
    with pytest.raises(Refused):
        hood.do(TECHNICIAN_ONE, said.ScanBack("scan-label", "another label"))
    hood.forward()
    assert asked(hood, "scan-label") == [True]
    hood.forward()
    assert asked(hood, "release") == [False]


def test_a_pin_that_was_mistyped_changed_nothing() -> None:
    hood = Hood().go_to("sign-prepared")
    hood.record(e.EntryRefused("sign-prepared", MISTYPED, "not the PIN"), TECHNICIAN_ONE)
    hood.forward()
    assert asked(hood, "sign-prepared") == [False]
    assert of(hood).refusals == 1


@pytest.mark.parametrize("step", ["inspect-vial-1", "add-drug", "choose-storage", "check"])
def test_a_pharmacist_who_was_called_changed_something(step: str) -> None:
    hood = Hood().go_to(step)
    hood.do(TECHNICIAN_ONE, said.Call("is this clear?"))
    hood.wait(1)
    hood.do(PHARMACIST_ONE, said.Answer("it is"))
    while hood.state.step is not None and hood.step.identifier == step:
        hood.forward()
    assert asked(hood, family(step))[0] is True


def test_a_vial_and_a_bag_that_failed_changed_something() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "cloudy"))
    hood.go_to("inspect-bag")
    assert asked(hood, "inspect-vial") == [True, False, False]
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    assert asked(hood, "inspect-bag") == [True]
    hood.do(TECHNICIAN_ONE, said.Discard("the bag leaks"))
    assert asked(hood, "inspect-bag") == [True]


def test_a_checker_whose_figures_differ_or_who_says_no_changed_something() -> None:
    hood = Hood().go_to("check")
    start = hood.now.replace(second=0, microsecond=0)
    hood.do(PHARMACIST_ONE, said.EnterFigures("check", mL("4.1"), start))
    hood.go_to("print-label")
    assert asked(hood, "check") == [True]
    hood = Hood().go_to("check")
    hood.do(PHARMACIST_ONE, said.Reject("check", "the cover is torn"))
    hood.go_to("print-label")
    assert asked(hood, "check") == [True]


def test_a_check_that_became_void_is_asked_twice_and_the_release_was_not_answered() -> None:
    hood = Hood().go_to("release")
    hood.do(TECHNICIAN_ONE, said.Store(Storage.REFRIGERATED))
    assert asked(hood, "release") == []
    hood.finish()
    assert asked(hood, "check") == [False, False]
    assert asked(hood, "release") == [False]


def test_a_preparation_discarded_at_a_question_answered_it() -> None:
    hood = Hood().go_to("add-drug")
    hood.do(TECHNICIAN_ONE, said.Discard("the syringe was dropped"))
    assert asked(hood, "add-drug") == [True]


def test_an_order_given_up_answers_the_order_and_leaves_its_conditions_untold() -> None:
    hood = Hood()
    hood.do(PHARMACIST_ONE, said.Discard("withdrawn by the ward"))
    found = of(hood).asked
    assert found[0] == Asked(ORDER, changed=True)
    assert len(found) > 1
    # One reason stands for all of them: which condition it was nobody can tell.
    assert all(each.changed is None for each in found[1:])
    assert "verify-order" not in [each.prompt.code for each in found]


def test_a_warning_is_asked_by_its_code_and_never_by_its_sentence() -> None:
    found = warn("dose-differs", "DEMO, Adalind: 1.6 mg is not 1.456 mg.", "site policy")
    hood = Hood()
    opened = hood.history[0].fact
    assert isinstance(opened, e.Opened)
    plan = replace(opened.plan, findings=(found,))
    hood = Hood(made=plan)
    hood.forward()
    (prompt,) = [each.prompt for each in of(hood).asked if each.prompt.code.startswith("warning")]
    assert prompt == Prompt("warning:dose-differs", "Warning: dose differs", POLICY)
    assert of(hood).overrides == 1


def test_the_choice_that_was_taken_is_kept() -> None:
    hood = Hood().go_to("choose-storage")
    hood.wait(1)
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated"))
    (answer,) = [each.answer for each in of(hood).asked if each.prompt.code == "choose-storage"]
    assert answer == "refrigerated"


# Seconds.


def seconds(hood: Hood, step: str) -> list[int]:
    return [length for name, length in of(hood).seconds if name == step]


def test_a_step_takes_from_when_it_is_the_present_one_until_it_is_done() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.forward(2.5)
    assert seconds(hood, "inspect-vial") == [150]
    hood.wait(1)
    with pytest.raises(Refused):
        hood.do(TECHNICIAN_ONE, said.Measure(hood.step.identifier, mL("1")))
    hood.forward(1)
    assert seconds(hood, "reconstitute") == [60, 120]


def test_the_materials_count_from_the_first_scan() -> None:
    hood = Hood().go_to("scan-materials")
    hood.wait(600)
    hood.go_to("protect-hood", minutes=0.5)
    scans = sum(need.count for need in hood.state.steps[1].needs)
    assert seconds(hood, "scan-materials") == [30 * (scans - 1)]


def test_work_on_hold_and_while_umbra_was_off_does_not_count() -> None:
    hood = Hood().go_to("add-drug")
    hood.wait(1)
    hood.do(TECHNICIAN_ONE, said.Hold("at the hood"))
    hood.wait(30)
    hood.do(TECHNICIAN_ONE, said.Resume())
    hood.power_off(20)
    hood.umbra_off(10)
    hood.forward(2)
    assert seconds(hood, "add-drug") == [180]


def test_what_was_entered_from_paper_does_not_count() -> None:
    hood = Hood().go_to("inspect-vial-1")
    sheet = hood.print_sheet()
    hood.umbra_off(30)
    at = hood.now.replace(second=0, microsecond=0)
    late = said.Late(said.Inspect("inspect-vial-1", True), at, TECHNICIAN_ONE, sheet)
    hood.do(TECHNICIAN_ONE, replace(late, at=at.replace(minute=at.minute - 10)))
    assert seconds(hood, "inspect-vial") == []
    assert asked(hood, "inspect-vial") == [False]


def test_a_step_that_was_given_up_has_no_length() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.wait(3)
    hood.do(TECHNICIAN_ONE, said.Quarantine("reconstitute-1", "the stopper broke"))
    assert seconds(hood, "reconstitute") == []


# Overrides.


def test_what_was_done_otherwise_is_an_override() -> None:
    opened = Hood().history[0].fact
    assert isinstance(opened, e.Opened)
    scan = Hood().go_to("scan-materials")
    (scanned,) = scan.forward()
    assert isinstance(scanned, e.MaterialScanned)
    done = (each.fact for each in Hood().finish().history)
    signed = next(fact for fact in done if isinstance(fact, e.Signed))
    printed = e.LabelPrinted("print-label", 1, "c", "d", "f", None)
    late = e.EnteredLate(MORNING, "a", TECHNICIAN_ONE.office, "s", 1)
    weighed = e.Weighed("tare-bag", mL("1"), True, None, None, None)
    usual = (opened, scanned, signed, printed, late, weighed, e.BagPassed("inspect-bag"))
    otherwise = (
        replace(scanned, typed=True),
        replace(scanned, noted="the carton is open"),
        replace(signed, remark=WHY),
        replace(printed, reason=WHY),
        replace(late, reason=WHY),
        replace(weighed, reason=WHY),
        e.WarningAccepted(warn("a", "b", "c"), WHY),
        e.SyringesChosen("withdraw-1", (), WHY),
        e.ClockAccepted(WHY),
    )
    assert not any(map(is_override, usual))
    assert all(map(is_override, otherwise))


# Prompts.


def test_a_step_without_its_number() -> None:
    assert family("inspect-vial-2-1") == "inspect-vial"
    assert family("add-drug") == "add-drug"
    assert step_words("inspect-vial") == "Inspect a vial"
    assert step_words("tare-vial") == "Tare vial"


def test_what_demands_a_question() -> None:
    def step(name: str, source: str, kind: Kind = Kind.CONFIRM) -> Step:
        return Step(name, "", kind, "", "", source)

    label = prompt_of(step("add-drug", "US label 2.4"))
    own = prompt_of(step("swirl", "site procedure"))
    standard = prompt_of(step("check", "site procedure: by someone else", Kind.CHECK))
    assert label is not None
    assert own is not None
    assert standard is not None
    assert (label.demanded, own.demanded) == ("US label 2.4", PROCEDURE)
    assert "two people" in standard.demanded
    assert prompt_of(step("scan-materials", "", Kind.SCAN)) is None
    gate = Question("liver", "Is the liver well?", "", "US label 2.2")
    assert condition(gate) == Prompt(
        "condition:liver", "Confirm: Is the liver well?", "US label 2.2"
    )
    assert warning(warn("a-b", "", "US label")).demanded == "US label"
    assert warning(warn("a-b", "", "")).demanded == ""


@pytest.mark.parametrize("code", ["identity", "weight-old", "dose-differs", "same-name", "check"])
def test_identity_weight_dose_and_the_check_are_never_called_needless(code: str) -> None:
    own = Question(code, "Do they match the chart?", "", "site procedure")
    assert condition(own).demanded == PROCEDURE
    assert condition(replace(own, source="")).demanded == NO_SOURCE
    assert warning(warn(code, "", "")).demanded == NO_SOURCE


def test_every_step_of_a_procedure_has_words_of_its_own() -> None:
    for step in Hood().state.steps[1:]:
        assert step_words(family(step.identifier)) != family(step.identifier)


# Sums.

OWN = Prompt("own", "Swirl", "")
LABEL = Prompt("label", "Inspect", "US label 2.4")


def many(prompt: Prompt, times: int, changed: int = 0) -> Interaction:
    found = tuple(Asked(prompt, at < changed) for at in range(times))
    return Interaction(times, found, 1, 2, (("check", times),))


def test_sums_are_those_of_the_parts() -> None:
    one, other = Asking(), Asking()
    one.add(many(OWN, 3))
    other.add(many(OWN, 2, changed=1))
    other.add(many(LABEL, 5))
    both = together((one, other))
    assert (both.preparations, both.entries, both.prompts) == (3, 10, 10)
    assert (both.refusals, both.overrides) == (3, 6)
    assert both.steps() == ("check",)
    assert both.spread("check") == Spread(3, 2, 3, 5)
    assert both.spread("release") is None
    assert both.tallies() == (PromptTally(LABEL, 5, 0), PromptTally(OWN, 5, 1))
    assert one.tallies() == (PromptTally(OWN, 3, 0),)
    assert together(()).tallies() == ()


def test_an_answer_other_than_the_usual_one_changed_something() -> None:
    asking = Asking()
    for answer, times in (("room", 17), ("refrigerated", 3)):
        asking.take(Asked(OWN, False, answer), times)
    asking.take(Asked(OWN, True, "room"))
    assert asking.tallies() == (PromptTally(OWN, 21, 4),)


def test_what_nobody_can_tell_is_not_counted_and_names_no_question() -> None:
    asking = Asking()
    asking.add(many(OWN, 30))
    asking.take(Asked(OWN, None), 2)
    asking.take(Asked(LABEL, None))
    tally, untold = asking.tallies()
    assert tally == PromptTally(OWN, 30, 0, 2)
    assert not tally.is_named
    assert untold == PromptTally(LABEL, 0, 0, 1)


IDENTITY_ASKED = Asked(Prompt(IDENTITY, "Confirm: match?", PROCEDURE), changed=False)


@pytest.mark.parametrize(
    ("asked", "came", "changed"),
    [
        (Asked(ORDER, False), CameOf(False, False), False),
        (Asked(ORDER, False), CameOf(True, False), True),
        (IDENTITY_ASKED, CameOf(True, True), True),
        (IDENTITY_ASKED, CameOf(True, False), None),
        (Asked(Prompt("condition:liver", "", ""), False), CameOf(True, True), None),
        (Asked(Prompt("warning:x", "", ""), None), CameOf(True, True), None),
        (Asked(LABEL, False), CameOf(True, True), False),
    ],
)
def test_only_the_question_that_can_be_told_is_credited(
    asked: Asked, came: CameOf, changed: bool | None
) -> None:
    assert credited(asked, came) == Asked(asked.prompt, changed)


@pytest.mark.parametrize(
    ("times", "changed", "named"),
    [(ASKED_ENOUGH, 0, True), (ASKED_ENOUGH - 1, 0, False), (ASKED_ENOUGH, 1, False)],
)
def test_a_question_asked_often_that_never_changed_anything_is_named(
    times: int, changed: int, named: bool
) -> None:
    asking = Asking()
    asking.add(many(OWN, times, changed))
    (tally,) = asking.tallies()
    assert tally.is_named is named


@pytest.mark.parametrize(
    ("lengths", "spread"),
    [
        ((), None),
        ((7,), Spread(1, 7, 7, 7)),
        ((9, 1), Spread(2, 1, 1, 9)),
        ((5, 1, 3, 2, 4), Spread(5, 2, 3, 4)),
        (tuple(range(1, 102)), Spread(101, 26, 51, 76)),
    ],
)
def test_the_middle_is_a_length_that_was_measured(
    lengths: tuple[int, ...], spread: Spread | None
) -> None:
    assert spread_of(lengths) == spread


@pytest.mark.parametrize(
    ("count", "preparations", "found"), [(0, 0, "0"), (1, 3, "0.3"), (7, 4, "1.8"), (34, 2, "17")]
)
def test_how_many_there_are_in_each_preparation(count: int, preparations: int, found: str) -> None:
    assert in_each(count, preparations) == Decimal(found)


def test_the_time_of_all_steps_is_kept_of_each_preparation_that_has_one() -> None:
    asking = Asking()
    asking.add(Interaction(1, (), 0, 0, (("check", 5), ("release", 7))))
    asking.add(Interaction(1, (), 0, 0, ()))
    assert asking.whole == [12]
    assert together((asking, asking)).whole == [12, 12]


def test_nothing_that_is_counted_names_anybody() -> None:
    hood = Hood().finish()
    text = repr(of(hood))
    names = {stamped.actor for stamped in hood.history} | {PHARMACIST_TWO.name, "DEMO"}
    assert not any(name in text for name in names)
    assert {each.name for each in fields(Interaction)} == {
        "entries",
        "asked",
        "refusals",
        "overrides",
        "seconds",
    }


def test_a_package_that_was_typed_counts_as_an_override() -> None:
    hood = Hood().go_to("scan-materials")
    person, entry = hood.right()
    assert isinstance(entry, said.Scan)
    hood.do(person, replace(entry, typed=True))
    assert of(hood).overrides == 1
