"""What stands behind recorded facts: every scenario, retraced, could have been recorded so."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.evolution import begin, evolve
from app.core.person import Office, Person
from app.core.preparation import Preparation, Stamped
from app.core.product import Package
from app.core.quantity import quantity
from app.core.retrace import Behind, behind, objection
from tests.core.hood import PEOPLE, TECHNICIAN_ONE, TODAY, Hood, product
from tests.core.test_scenarios import FILES, ITEMS, opened, play

PERSONS = {person.name: person for person in PEOPLE}


def package_of(fact: e.MaterialScanned) -> Package:
    """Return the package of a scenario's scan, with the one product that its role has."""
    item = next(item for role, item in ITEMS.values() if role is fact.role)
    known = replace(product(fact.role, item), material=fact.material)
    return Package(fact.scanned, fact.gtin, fact.lot, fact.expiry, fact.serial, known, counted=True)


def retraced(history: list[Stamped], state: Preparation) -> list[str]:
    """Return every objection to a history that begins after `state`."""
    told, at = [], 0
    while at < len(history):
        facts = [each.fact for each in history[at:]]
        stamped = history[at]
        found = behind(state, facts, package_of, TODAY)
        person = PERSONS.get(stamped.actor, Person(stamped.actor, Office.TECHNICIAN))
        why = objection(state, found, facts, person, stamped.reading)
        if why:
            told.append(f"{stamped.fact}: {why}")
        for each in history[at : at + found.count]:
            state = evolve(state, each)
        at += found.count
    return told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_happened_in_a_scenario_could_have_been_recorded(file: Path) -> None:
    data = tomllib.loads(file.read_text("utf-8"))
    hood = opened(data)
    for line in data["script"].strip().splitlines():
        play(hood, line)
    assert retraced(hood.history[1:], begin(hood.history[0], hood.monograph)) == []


def changed(hood: Hood, at: int, fact: e.Event) -> list[str]:
    """Return the objections to a history whose fact `at` is another one."""
    history = list(hood.history[1:])
    history[at - 1] = replace(history[at - 1], fact=fact)
    return retraced(history[:at], begin(hood.history[0], hood.monograph))


def place(hood: Hood, kind: type) -> int:
    return next(at for at, each in enumerate(hood.history) if isinstance(each.fact, kind))


def test_a_fact_that_its_entry_would_not_have_made_is_objected_to() -> None:
    hood = Hood().finish()
    figures = place(hood, e.FiguresEntered)
    fact = hood.history[figures].fact
    assert isinstance(fact, e.FiguresEntered)
    (told,) = changed(hood, figures, replace(fact, agree=False))
    assert told.endswith("what would have been recorded is something else")


def test_a_lone_warning_is_nothing_that_could_be_said() -> None:
    hood = Hood().finish()
    finding = hood.state.plan.findings[0]
    lone = e.WarningAccepted(finding, "as agreed")
    (told,) = changed(hood, 1, lone)
    assert told.endswith("nothing that could be said records it")
    alone = replace(hood.history[1], fact=lone)
    state = begin(hood.history[0], hood.monograph)
    assert retraced([alone], state)[0].endswith("nothing that could be said records it")


def test_a_bag_that_failed_could_not_have_passed_by_the_same_words() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, hood.right()[1])
    passed = place(hood, e.BagPassed)
    assert changed(hood, passed, e.BagFailed("inspect-bag", "x"))
    assert changed(hood, passed, e.BagFailed("inspect-bag", "particles")) == []


def test_a_worksheet_that_was_printed_is_no_matter() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.PrintWorksheet("2611-0001-9.pdf"))
    hood.do(TECHNICIAN_ONE, said.Call("foam"))
    assert retraced(hood.history[1:], begin(hood.history[0], hood.monograph)) == []


def test_a_discard_of_an_earlier_release_counted_its_waste_by_its_own_rules() -> None:
    hood = Hood().go_to("withdraw-1")
    opened = replace(hood.state.opened, clock_watched=False)
    state, person = replace(hood.state, opened=opened), TECHNICIAN_ONE
    fact = e.Discarded("it was spilled", quantity("9", "mg"), 9)
    found = Behind(said.Discard(fact.reason), 1)
    assert objection(state, found, (fact,), person, hood.clock.reading()) == ""
    watched = replace(state, opened=replace(opened, clock_watched=True))
    assert objection(watched, found, (fact,), person, hood.clock.reading())


def test_a_mark_of_a_late_entry_stands_before_what_was_entered() -> None:
    hood = Hood().go_to("withdraw-1")
    sheet = hood.print_sheet()
    hood.umbra_off(30)
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    at = hood.state.outages[-1].begun.wall
    hood.do(PERSONS["Pharmacist Two"], said.Late(entry, at, person, sheet))
    begun = begin(hood.history[0], hood.monograph)
    assert retraced(hood.history[1:], begun) == []
    mark, fact = hood.history[-2:]
    assert isinstance(mark.fact, e.EnteredLate)
    before = hood.history[1:-2]
    for wrong in (
        [mark],
        [mark, replace(mark, version=mark.version + 1)],
        [replace(mark, fact=replace(mark.fact, count=2)), fact],
        [mark, replace(fact, fact=e.Released("release"))],
    ):
        (told, *_) = retraced([*before, *wrong], begun)
        assert told.endswith("nothing that could be said records it")
