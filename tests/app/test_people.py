"""Who works here: added by whom, signed in with which PIN, and made to wait after wrong ones."""

import json
from datetime import timedelta

import pytest

from app.clock import SetClock
from app.core.person import Office, Person
from app.core.refused import Refused
from app.intake.command_code import is_badge_number
from app.people import LOCKED, STREAM, People, office_before
from app.store import Log
from tests.app.pharmacy import ADMINISTRATOR, BEGINS, PHARMACIST, PINS, TECHNICIAN, Pharmacy

WRONG = "8642"


@pytest.fixture
def people(pharmacy: Pharmacy) -> People:
    """The four people of the pharmacy."""
    return pharmacy.work.people


def again(pharmacy: Pharmacy) -> People:
    """Return the people as the log has them: what a restart would see."""
    return People(pharmacy.work.log, pharmacy.clock)


def mistype(people: People, name: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Refused, match="That is not the PIN of this name"):
            people.sign_in(name, WRONG)


def test_the_first_person_is_the_administrator(log: Log) -> None:
    people = People(log, SetClock(BEGINS))
    with pytest.raises(Refused, match="first person at a site is its administrator"):
        people.add("Pharmacist One", Office.PHARMACIST, "1357", by=None)
    assert people.everyone() == ()
    added = people.add("Administrator One", Office.ADMINISTRATOR, "2580", by=None)
    assert added == Person("Administrator One", Office.ADMINISTRATOR)
    assert people.everyone() == (added,)
    assert [row.actor for row in log.history(STREAM)] == ["Administrator One"]


def test_nobody_adds_a_second_first_person(people: People) -> None:
    with pytest.raises(Refused, match="Only an administrator adds people"):
        people.add("Intruder", Office.ADMINISTRATOR, "2580", by=None)


@pytest.mark.parametrize("by", [PHARMACIST, TECHNICIAN])
def test_only_an_administrator_adds_people(people: People, by: Person) -> None:
    with pytest.raises(Refused, match="Only an administrator adds people"):
        people.add("Technician Nine", Office.TECHNICIAN, "2468", by=by)
    assert len(people.everyone()) == 4


def test_people_stand_in_the_order_of_their_names(pharmacy: Pharmacy, people: People) -> None:
    people.add("anna Early", Office.TECHNICIAN, "2468", by=ADMINISTRATOR)
    names = [person.name for person in people.everyone()]
    assert names == [
        "Administrator One",
        "anna Early",
        "Pharmacist One",
        "Pharmacist Two",
        "Technician Two",
    ]
    assert again(pharmacy).everyone() == people.everyone()


@pytest.mark.parametrize("name", ["Technician Two", "TECHNICIAN TWO", "Technician  Two"])
def test_a_name_that_is_taken_is_refused(people: People, name: str) -> None:
    with pytest.raises(Refused, match="is a name known here already"):
        people.add(name, Office.TECHNICIAN, "2468", by=ADMINISTRATOR)


@pytest.mark.parametrize("name", ["", "X", "n" * 41, " Technician", "Technician ", "Tech\nTwo"])
def test_a_name_that_cannot_stand_on_a_label_is_refused(people: People, name: str) -> None:
    with pytest.raises(Refused, match="A name is 2 to 40 printable characters long"):
        people.add(name, Office.TECHNICIAN, "2468", by=ADMINISTRATOR)


@pytest.mark.parametrize(
    "pin", ["", "123", "1357913579135", "12a4", "13 57", "\uff11\uff13\uff15\uff17", "-135"]
)
def test_a_pin_is_4_to_12_digits(people: People, pin: str) -> None:
    with pytest.raises(Refused, match="A PIN is 4 to 12 digits"):
        people.add("Technician Nine", Office.TECHNICIAN, pin, by=ADMINISTRATOR)


@pytest.mark.parametrize("pin", ["0000", "1234", "456789", "9876", "777777777777"])
def test_a_pin_that_anyone_would_try_is_refused(people: People, pin: str) -> None:
    with pytest.raises(Refused, match="too easily guessed"):
        people.add("Technician Nine", Office.TECHNICIAN, pin, by=ADMINISTRATOR)


def test_the_right_pin_signs_in_and_is_recorded(pharmacy: Pharmacy, people: People) -> None:
    assert people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN
    last = pharmacy.work.log.history(STREAM)[-1]
    assert (last.name, last.actor) == ("signed-in", TECHNICIAN.name)


def test_a_pin_costs_whoever_tries_them_all(shipped_cost: dict[str, int]) -> None:
    """A tenth of a second each, on a machine of today; the suite itself tries them cheaper."""
    assert (shipped_cost["n"], shipped_cost["r"]) == (2**15, 8)


def test_no_pin_stands_in_the_log(pharmacy: Pharmacy, people: People) -> None:
    people.set_pin(TECHNICIAN.name, "97531", by=TECHNICIAN)
    mistype(people, TECHNICIAN.name, 1)
    data = [row.data for row in pharmacy.work.log.history(STREAM)]
    quoted = [f'"{pin}"' for pin in (*PINS.values(), "97531", WRONG)]
    assert not [pin for pin in quoted if any(pin in text for text in data)]


def test_two_people_with_one_pin_have_different_values_in_the_log(
    pharmacy: Pharmacy, people: People
) -> None:
    people.add("Technician Nine", Office.TECHNICIAN, "2468", by=ADMINISTRATOR)
    added = [row.data for row in pharmacy.work.log.history(STREAM) if row.name == "person-added"]
    values = [text.partition('"value":"')[2][:64] for text in added]
    assert len(set(values)) == len(added) == 5


def test_someone_unknown_is_refused_by_name(people: People) -> None:
    with pytest.raises(Refused, match="Nobody called “Nobody” is on the list"):
        people.sign_in("Nobody", "1357")
    with pytest.raises(Refused, match="Nobody called “Nobody” is on the list"):
        people.named("Nobody")


def test_after_five_wrong_pins_the_right_one_waits_a_minute(
    pharmacy: Pharmacy, people: People
) -> None:
    mistype(people, TECHNICIAN.name, 5)
    with pytest.raises(Refused, match="The PIN was wrong 5 times; wait a minute"):
        people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    pharmacy.clock.advance(timedelta(seconds=59))
    with pytest.raises(Refused, match="wait a minute"):
        people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    pharmacy.clock.advance(timedelta(seconds=1))
    assert people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN


def test_the_others_do_not_wait(people: People) -> None:
    mistype(people, TECHNICIAN.name, 5)
    assert people.sign_in(PHARMACIST.name, PINS[PHARMACIST.name]) == PHARMACIST


def test_a_restart_of_umbra_or_the_machine_does_not_shorten_the_wait(pharmacy: Pharmacy) -> None:
    mistype(pharmacy.work.people, TECHNICIAN.name, 5)
    for machine_too in (False, True):
        if machine_too:
            pharmacy.clock.restart()
        pharmacy.reopen()
        with pytest.raises(Refused, match="wait a minute"):
            pharmacy.work.people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    pharmacy.wait(1)
    assert pharmacy.work.people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN


def test_a_clock_set_by_hand_does_not_shorten_the_wait(pharmacy: Pharmacy, people: People) -> None:
    mistype(people, TECHNICIAN.name, 5)
    pharmacy.set_wall(-30)
    with pytest.raises(Refused, match="wait a minute"):
        people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    pharmacy.wait(1)
    assert people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN


def test_each_further_wrong_pin_waits_again(pharmacy: Pharmacy, people: People) -> None:
    mistype(people, TECHNICIAN.name, 5)
    pharmacy.wait(1)
    mistype(people, TECHNICIAN.name, 1)
    with pytest.raises(Refused, match="The PIN was wrong 6 times"):
        people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])


def test_a_right_pin_begins_the_count_anew(pharmacy: Pharmacy, people: People) -> None:
    mistype(people, TECHNICIAN.name, 4)
    people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    mistype(people, TECHNICIAN.name, 4)
    assert people.prove(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN
    mistype(people, TECHNICIAN.name, 1)
    people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    assert again(pharmacy).sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN


def test_wrong_pins_are_on_record(pharmacy: Pharmacy, people: People) -> None:
    mistype(people, TECHNICIAN.name, 2)
    rows = pharmacy.work.log.history(STREAM)[-2:]
    assert [(row.name, row.actor, row.data) for row in rows] == 2 * [
        ("pin-refused", TECHNICIAN.name, '{"name":"Technician Two"}')
    ]


@pytest.mark.parametrize("by", [TECHNICIAN, ADMINISTRATOR])
def test_a_new_pin_replaces_the_old_one(pharmacy: Pharmacy, people: People, by: Person) -> None:
    people.set_pin(TECHNICIAN.name, "97531", by=by)
    assert people.prove(TECHNICIAN.name, "97531") == TECHNICIAN
    after_restart = again(pharmacy)
    assert after_restart.prove(TECHNICIAN.name, "97531") == TECHNICIAN
    with pytest.raises(Refused, match="not the PIN"):
        after_restart.prove(TECHNICIAN.name, PINS[TECHNICIAN.name])


def test_a_new_pin_of_an_administrator_ends_the_wait(people: People) -> None:
    mistype(people, TECHNICIAN.name, 5)
    people.set_pin(TECHNICIAN.name, "97531", by=ADMINISTRATOR)
    assert people.sign_in(TECHNICIAN.name, "97531") == TECHNICIAN


def test_nobody_else_gives_a_new_pin(people: People) -> None:
    with pytest.raises(Refused, match="Only an administrator gives another person a new PIN"):
        people.set_pin(TECHNICIAN.name, "97531", by=PHARMACIST)
    with pytest.raises(Refused, match="too easily guessed"):
        people.set_pin(TECHNICIAN.name, "1111", by=TECHNICIAN)
    with pytest.raises(Refused, match="Nobody called"):
        people.set_pin("Nobody", "97531", by=ADMINISTRATOR)
    assert people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN


def test_who_left_does_not_sign_in_and_stays_on_record(pharmacy: Pharmacy, people: People) -> None:
    people.leave(TECHNICIAN.name, by=ADMINISTRATOR)
    for known in (people, again(pharmacy)):
        assert TECHNICIAN not in known.everyone()
        with pytest.raises(Refused, match="Nobody called"):
            known.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    assert pharmacy.work.log.history(STREAM)[-1].actor == ADMINISTRATOR.name


def test_who_left_may_come_back_with_a_new_pin(pharmacy: Pharmacy, people: People) -> None:
    people.leave(TECHNICIAN.name, by=ADMINISTRATOR)
    people.add(TECHNICIAN.name, Office.TECHNICIAN, "97531", by=ADMINISTRATOR)
    assert again(pharmacy).sign_in(TECHNICIAN.name, "97531") == TECHNICIAN


def test_only_an_administrator_takes_people_off_and_never_themselves(people: People) -> None:
    with pytest.raises(Refused, match="Only an administrator takes people off"):
        people.leave(TECHNICIAN.name, by=PHARMACIST)
    with pytest.raises(Refused, match="Nobody takes themselves off"):
        people.leave(ADMINISTRATOR.name, by=ADMINISTRATOR)
    with pytest.raises(Refused, match="Nobody called"):
        people.leave("Nobody", by=ADMINISTRATOR)
    assert len(people.everyone()) == 4


@pytest.mark.parametrize("name", ["Рharmacist One", "Pharmacist Οne"])  # noqa: RUF001
def test_a_name_that_mixes_alphabets_is_refused(people: People, name: str) -> None:
    with pytest.raises(Refused, match="A name is written in one alphabet; this one mixes"):
        people.add(name, Office.PHARMACIST, "1357", by=ADMINISTRATOR)


def test_names_of_one_alphabet_whichever_it_is_can_be_added(people: People) -> None:
    for name in ("Zoë O'Łucja-Ngọc", "Аделинд Демо", "Ζωή Δεμο"):
        assert people.add(name, Office.TECHNICIAN, "1357", by=ADMINISTRATOR).name == name


def test_the_office_someone_had_when_something_was_recorded(
    people: People, pharmacy: Pharmacy
) -> None:
    log = pharmacy.work.log
    head = log.head()
    assert head is not None
    before = head.seq
    people.add("Pharmacist Nine", Office.PHARMACIST, "1357", by=ADMINISTRATOR)
    added = before + 1
    people.leave("Pharmacist Nine", by=ADMINISTRATOR)
    offices = [office_before(log, "Pharmacist Nine", seq) for seq in (before, added, added + 1)]
    assert offices == [None, Office.PHARMACIST, None]
    assert office_before(log, "Dr. Nobody", added + 1) is None


# Badges.


def test_a_badge_names_its_bearer_here_and_after_a_restart(
    pharmacy: Pharmacy, people: People
) -> None:
    badge = people.give_badge(TECHNICIAN.name, by=ADMINISTRATOR)
    assert is_badge_number(badge)
    for known in (people, again(pharmacy)):
        assert known.bearer(badge) == TECHNICIAN
        assert known.badges() == {TECHNICIAN.name: badge}
    last = pharmacy.work.log.history(STREAM)[-1]
    assert (last.name, last.actor) == ("badge-given", ADMINISTRATOR.name)


def test_no_two_badges_are_alike(people: People) -> None:
    given = [
        people.give_badge(person.name, by=ADMINISTRATOR)
        for person in people.everyone()
        for _ in range(10)
    ]
    assert len(set(given)) == len(given) == 40


def test_a_new_badge_makes_the_old_one_void(pharmacy: Pharmacy, people: People) -> None:
    old = people.give_badge(TECHNICIAN.name, by=ADMINISTRATOR)
    new = people.give_badge(TECHNICIAN.name, by=ADMINISTRATOR)
    for known in (people, again(pharmacy)):
        assert known.bearer(new) == TECHNICIAN
        with pytest.raises(Refused, match="This badge is void: a new one was given"):
            known.bearer(old)


def test_who_left_has_no_badge_and_gets_another_on_coming_back(
    pharmacy: Pharmacy, people: People
) -> None:
    old = people.give_badge(TECHNICIAN.name, by=ADMINISTRATOR)
    people.leave(TECHNICIAN.name, by=ADMINISTRATOR)
    people.add(TECHNICIAN.name, Office.TECHNICIAN, "97531", by=ADMINISTRATOR)
    for known in (people, again(pharmacy)):
        assert known.badges() == {}
        with pytest.raises(Refused, match="or the person left"):
            known.bearer(old)


@pytest.mark.parametrize("badge", ["", "BCDFGHJK", "bcdfghjk"])
def test_a_badge_of_another_site_is_nobody_s(people: People, badge: str) -> None:
    people.give_badge(TECHNICIAN.name, by=ADMINISTRATOR)
    with pytest.raises(Refused, match="not one of this site"):
        people.bearer(badge)


@pytest.mark.parametrize("by", [PHARMACIST, TECHNICIAN])
def test_only_an_administrator_gives_badges(people: People, by: Person) -> None:
    with pytest.raises(Refused, match="Only an administrator gives badges"):
        people.give_badge(TECHNICIAN.name, by=by)
    with pytest.raises(Refused, match="Nobody called"):
        people.give_badge("Nobody", by=ADMINISTRATOR)
    assert people.badges() == {}


def test_a_badge_changes_neither_pin_nor_the_wait(people: People) -> None:
    mistype(people, TECHNICIAN.name, 5)
    badge = people.give_badge(TECHNICIAN.name, by=ADMINISTRATOR)
    assert people.bearer(badge) == TECHNICIAN
    with pytest.raises(Refused, match="wait a minute"):
        people.sign_in(TECHNICIAN.name, PINS[TECHNICIAN.name])
    with pytest.raises(Refused, match="That is not the PIN"):
        people.sign_in(PHARMACIST.name, badge)


def test_a_lock_is_on_record_with_who_was_there_and_changes_nothing(
    pharmacy: Pharmacy, people: People
) -> None:
    mistype(people, PHARMACIST.name, 5)
    people.record_lock(PHARMACIST, by_itself=True)
    people.record_lock(TECHNICIAN, by_itself=False)
    first, second = pharmacy.work.log.history(STREAM)[-2:]
    assert (first.name, first.actor) == (LOCKED, PHARMACIST.name)
    assert (second.name, second.actor) == (LOCKED, TECHNICIAN.name)
    assert [json.loads(each.data)["by_itself"] for each in (first, second)] == [True, False]
    for known in (people, again(pharmacy)):
        assert known.everyone() == people.everyone()
        with pytest.raises(Refused, match="wait a minute"):
            known.sign_in(PHARMACIST.name, PINS[PHARMACIST.name])
        assert known.prove(TECHNICIAN.name, PINS[TECHNICIAN.name]) == TECHNICIAN
