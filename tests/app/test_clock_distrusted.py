"""A heartbeat that is no good, and facts of the clock that were changed: both are found."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.person import Person
from app.core.preparation import Status
from app.core.reading import Reading, Started, Witness
from app.core.refused import Refused
from app.heartbeat import NAME, Heartbeat, read_heartbeat, write_heartbeat
from app.telling import clock_lines
from app.workplace import Workplace
from tests.app.clock_acts import DAY, HOUR, MINUTE, facts, open_next, power_off, sound, ticks
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    PHARMACIST,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.test_retraced import rewrite, rows

# A heartbeat that is no good.


def test_a_damaged_heartbeat_is_told_of_once_and_stops_nobody(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.close()
    (pharmacy.folder / NAME).write_text("broken")
    pharmacy.clock.power_off(MINUTE)
    pharmacy.reopen()
    assert "is not what Umbra wrote there. It is not used" in pharmacy.work.time.tell()
    assert pharmacy.work.time.tell() == ""
    assert facts(pharmacy, 1) == [e.Restarted(Started.MACHINE, 60, False)]
    assert pharmacy.state.time_doubted
    assert read_heartbeat(pharmacy.folder) is not None
    sound(pharmacy)


def test_a_missing_heartbeat_is_told_of_where_a_preparation_is_open(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.close()
    (pharmacy.folder / NAME).unlink()
    pharmacy.clock.power_off(MINUTE)
    pharmacy.reopen()
    assert "There is no heartbeat of Umbra beside its log" in pharmacy.work.time.tell()
    assert "how long Umbra ran before is not known" in clock_lines(pharmacy.state, SITE)[-1]


def test_without_open_preparations_a_missing_heartbeat_is_no_matter(pharmacy: Pharmacy) -> None:
    pharmacy.close()
    (pharmacy.folder / NAME).unlink()
    pharmacy.clock.power_off(MINUTE)
    pharmacy.reopen()
    assert pharmacy.work.time.tell() == ""


def test_without_a_heartbeat_the_newest_fact_of_the_whole_log_counts(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    first = pharmacy.stream
    pharmacy.wait(120)
    pharmacy.work.people.sign_in(TECHNICIAN.name, "2468")
    pharmacy.work.log.close()
    (pharmacy.folder / NAME).unlink()
    pharmacy.clock.power_off(MINUTE)
    pharmacy.set_wall(-60)
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    pharmacy.begin(first)
    assert facts(pharmacy, 2)[0] == e.LastSeen(Witness.LOG)
    assert pharmacy.session.clock_ran_backwards
    sound(pharmacy)


def test_a_heartbeat_forged_to_the_future_locks_nobody_out_for_ever(at_step: AtStep) -> None:
    pharmacy = at_step("protect-hood")
    pharmacy.close()
    forged = Reading(datetime(2099, 1, 1, tzinfo=UTC), timedelta(0), "forged")
    write_heartbeat(pharmacy.folder, Heartbeat(forged, pharmacy_count(pharmacy)))
    pharmacy.clock.power_off(MINUTE)
    pharmacy.reopen()
    with pytest.raises(Refused, match="Set the clock right, or let a pharmacist"):
        open_next(pharmacy)
    for person in (TECHNICIAN, ADMINISTRATOR):
        with pytest.raises(Refused, match="Only a pharmacist accepts the clock"):
            pharmacy.work.time.accept("it is right", person, SITE)
    with pytest.raises(Refused, match="Write in a few words"):
        pharmacy.work.time.accept("x", PHARMACIST, SITE)
    pharmacy.work.time.accept("compared with the clock of the ward", PHARMACIST, SITE)
    with pytest.raises(Refused, match="nothing has to be accepted"):
        pharmacy.work.time.accept("it is right", PHARMACIST, SITE)
    assert open_next(pharmacy)
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) == ""
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.AcceptClock("compared with the clock of the ward"))
    assert pharmacy.finish().state.status is Status.RELEASED
    sound(pharmacy)


def pharmacy_count(pharmacy: Pharmacy) -> int:
    beat = read_heartbeat(pharmacy.folder)
    assert beat is not None
    return beat.facts


def test_a_heartbeat_from_before_the_clock_was_accepted_counts_no_more(
    pharmacy: Pharmacy,
) -> None:
    """Power goes after the acceptance is on disk and before the next heartbeat is."""
    ahead = Heartbeat(Reading(BEGINS + DAY, HOUR, "ahead"), pharmacy.work.log.count())
    pharmacy.work.log.close()
    write_heartbeat(pharmacy.folder, ahead)
    pharmacy.clock.power_off(MINUTE)
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    assert pharmacy.work.time.why_wait(SITE) != ""
    pharmacy.work.time.accept("compared with another", PHARMACIST, SITE)
    pharmacy.work.log.close()
    write_heartbeat(pharmacy.folder, ahead)
    pharmacy.clock.power_off(MINUTE)
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    assert pharmacy.work.time.why_wait(SITE) == ""


def test_a_heartbeat_that_knows_more_facts_than_the_log_is_told_of(pharmacy: Pharmacy) -> None:
    count = pharmacy.work.log.count()
    pharmacy.close()
    write_heartbeat(pharmacy.folder, Heartbeat(pharmacy.clock.reading(), count + 7))
    pharmacy.reopen()
    told = pharmacy.work.time.tell()
    assert f"held {count + 7:,} facts, and now it holds {count:,}" in told
    assert "restored a backup" in told


def test_a_disk_that_takes_no_heartbeat_stops_nobody_and_is_told_of(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    in_the_way = pharmacy.folder / f"{NAME}.new"
    in_the_way.mkdir()
    ticks(pharmacy, 1)
    assert "How long Umbra runs is not kept beside its log" in pharmacy.work.time.trouble
    pharmacy.forward()
    assert pharmacy.recorded()[-1] == "vial-passed"
    in_the_way.rmdir()
    ticks(pharmacy, 1)
    assert pharmacy.work.time.trouble == ""
    in_the_way.mkdir()
    pharmacy.wait(1)
    assert "not kept" in pharmacy.work.close()


# What verify objects to.


def rewritten(pharmacy: Pharmacy, change: Callable[[dict[str, str]], None], name: str) -> bool:
    """Tell whether verify finds fault with a clock fact that somebody changed, hashes and all."""
    log = pharmacy.folder / "umbra.log.sqlite"
    row = next(each for each in rows(log) if each.name == name)
    values = {"data": row.data, "at": row.at, "clock": row.clock, "actor": row.actor}
    change(values)
    return bool(rewrite(log, {row.seq: values}))


def changed_data(**changes: object) -> Callable[[dict[str, str]], None]:
    def change(values: dict[str, str]) -> None:
        data = json.loads(values["data"]) | changes
        values["data"] = json.dumps(data, sort_keys=True, separators=(",", ":"))

    return change


def by(actor: Person) -> Callable[[dict[str, str]], None]:
    return lambda values: values.update(actor=actor.name)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("clock-set", changed_data(seconds=-10)),
        ("clock-set", by(TECHNICIAN)),
        ("restarted", changed_data(away=5)),
        ("restarted", changed_data(what="umbra")),
        ("last-seen", lambda values: values.update(at="2026-11-02T15:00:00+00:00")),
        ("last-seen", by(PHARMACIST)),
    ],
)
def test_a_clock_fact_that_was_changed_is_found(
    at_step: AtStep, name: str, change: Callable[[dict[str, str]], None]
) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.forward()
    pharmacy.set_wall(-30)
    pharmacy.forward()
    ticks(pharmacy, 5)
    power_off(pharmacy, 3)
    pharmacy.forward()
    sound(pharmacy)
    pharmacy.close()
    assert rewritten(pharmacy, change, name)


def test_a_step_moved_in_time_behind_the_clocks_back_is_found(at_step: AtStep) -> None:
    """Somebody makes the dilution two hours earlier, to be in time."""
    pharmacy = at_step("released")
    pharmacy.close()

    def earlier(values: dict[str, str]) -> None:
        values["at"] = (datetime.fromisoformat(values["at"]) - 2 * HOUR).isoformat()

    assert rewritten(pharmacy, earlier, "drug-added")


def test_a_clock_accepted_by_nobody_who_may_is_found(pharmacy: Pharmacy) -> None:
    pharmacy.set_wall(3 * 24 * 60)
    pharmacy.work.time.keep()
    pharmacy.set_wall(-3 * 24 * 60)
    pharmacy.work.time.accept("it had been set wrongly", PHARMACIST, SITE)
    (row,) = pharmacy.work.log.history("clock")
    pharmacy.verify(ADALIND)
    sound(pharmacy)
    pharmacy.close()
    log = pharmacy.folder / "umbra.log.sqlite"
    (fault,) = rewrite(log, {row.seq: {"actor": TECHNICIAN.name}})
    assert "who was no pharmacist" in fault
    assert any("cannot be read" in each for each in rewrite(log, {row.seq: {"data": "{}"}}))
