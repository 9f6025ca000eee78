"""`umbra verify` on the times of a whole log whose hashes were all made again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.clock_watch import FOUND, MISSING
from app.core import entry as said
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.heartbeat import NAME, Heartbeat, write_heartbeat
from app.store import Log, Recorded
from app.verification import verify
from app.workplace import Workplace
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    CECILIA,
    CHECKER,
    PHARMACIST,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.test_retraced import rewrite
from tests.disk_faults import read_only

MINUTE = timedelta(minutes=1)
Change = Callable[[Any], None]


def every(log: Path) -> list[Recorded]:
    with Log.read(log) as opened:
        return list(opened.everything())


def changed(row: Recorded, change: Change) -> dict[str, Any]:
    data = json.loads(row.data)
    change(data)
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"data": text}


def later(row: Recorded, by: timedelta) -> dict[str, Any]:
    """Return the change of both halves of a row's reading."""
    boot, _, count = row.clock.rpartition(" ")
    running = int(count) + by // timedelta(microseconds=1)
    at = datetime.fromisoformat(row.at) + by
    return {"at": at.isoformat(), "clock": f"{boot} {running}"}


def forged(pharmacy: Pharmacy, name: str, change: Change, which: int = 0) -> tuple[str, ...]:
    """Close the folder, change one fact of a name, and return what verify finds."""
    pharmacy.close()
    log = pharmacy.folder / LOG_NAME
    assert rewrite(log, {}) == ()
    row = [each for each in every(log) if each.name == name][which]
    return rewrite(log, {row.seq: changed(row, change)})


def put(**values: object) -> Change:
    def change(data: Any) -> None:
        assert any(data[name] != value for name, value in values.items())
        data.update(values)

    return change


def as_before(data: Any) -> None:
    """Make a fact what the release before recorded."""
    for name in ("clock_watched", "in_date_until", "stage"):
        data.pop(name, None)
    for name in ("category", "delay_minutes"):
        data.get("policy", {}).pop(name, None)


# Facts as an earlier release recorded them.

DATED = ("opened", "material-scanned", "protection-started")


def test_a_log_of_an_earlier_release_is_sound(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.close()
    log = pharmacy.folder / LOG_NAME
    before = {each.seq: changed(each, as_before) for each in every(log) if each.name in DATED}
    assert rewrite(log, before) == ()


@pytest.mark.parametrize("name", DATED)
def test_no_fact_of_an_earlier_release_comes_after_one_of_this(
    pharmacy: Pharmacy, name: str
) -> None:
    for order in (ADALIND, CECILIA):
        pharmacy.verify(order)
        pharmacy.go_to("reconstitute-1")
    (fault, *_) = forged(pharmacy, name, as_before, -1)
    assert "is recorded as an earlier release did, after event" in fault


@pytest.mark.parametrize("change", [put(clock_watched=False), lambda d: d.pop("clock_watched")])
def test_the_checks_of_the_clock_cannot_be_switched_off(at_step: AtStep, change: Change) -> None:
    faults = forged(at_step("withdraw-1"), "opened", change)
    assert any("recorded as not watching the clock" in fault for fault in faults)


@pytest.mark.parametrize("until", [None, "2027-04-01T13:00:00+00:00", "2027-04-01T04:00:00+00:00"])
def test_a_package_is_in_date_until_its_day_ends_at_the_site(
    at_step: AtStep, until: str | None
) -> None:
    faults = forged(at_step("withdraw-1"), "material-scanned", put(in_date_until=until))
    assert "ends at the site at 2027-04-01 05:00" in faults[0]


def test_a_package_without_a_date_is_not_in_date_until_one(at_step: AtStep) -> None:
    change = put(in_date_until="2027-04-01T05:00:00+00:00")
    faults = forged(at_step("withdraw-1"), "material-scanned", change, -1)
    assert any("expiry date, None, ends" in fault for fault in faults)


def test_light_protection_is_of_a_stage(at_step: AtStep) -> None:
    faults = forged(at_step("withdraw-1"), "protection-started", put(stage=None))
    assert "recorded for no stage" in faults[0]
    assert "something else" in faults[1]


# What was found of the heartbeat.


@pytest.fixture
def unseen(at_step: AtStep) -> Pharmacy:
    """A pharmacy opened after a restart without a heartbeat."""
    pharmacy = at_step("inspect-bag")
    pharmacy.close()
    (pharmacy.folder / NAME).unlink()
    pharmacy.clock.power_off(10 * MINUTE)
    pharmacy.reopen()
    return pharmacy


@pytest.fixture
def seen(at_step: AtStep) -> Pharmacy:
    """A pharmacy whose power went half an hour after the last record, heartbeat and all."""
    pharmacy = at_step("inspect-bag")
    pharmacy.wait(30)
    pharmacy.work.time.keep()
    pharmacy.work.log.close()
    pharmacy.clock.power_off(10 * MINUTE)
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    pharmacy.begin(pharmacy.stream)
    return pharmacy


def test_what_was_found_of_the_heartbeat_stands_with_what_it_made(unseen: Pharmacy) -> None:
    *_, found, restarted = every(unseen.folder / LOG_NAME)
    assert (found.name, json.loads(found.data)["found"]) == (FOUND, "none")
    assert (restarted.name, restarted.at, restarted.clock) == ("restarted", found.at, found.clock)


def test_a_restart_cannot_say_that_umbra_was_seen(unseen: Pharmacy) -> None:
    assert "of the heartbeat was found: none" in forged(unseen, "restarted", put(seen=True), -1)[0]


def test_until_when_umbra_ran_is_what_was_found(seen: Pharmacy) -> None:
    assert "not until when Umbra ran" in forged(seen, "last-seen", put(witness="log"))[0]


def test_the_last_that_was_seen_cannot_be_taken_out(seen: Pharmacy) -> None:
    seen.close()
    log = seen.folder / LOG_NAME
    rows = {each.seq: each for each in every(log)}
    last = next(seq for seq, each in rows.items() if each.name == "last-seen")
    called = {"name": "pharmacist-called", "data": '{"remark":null}', "actor": TECHNICIAN.name}
    fact = rows[last - 1]
    faults = rewrite(log, {last: {**called, "at": fact.at, "clock": fact.clock}})
    assert any("Umbra ran on after the record before" in fault for fault in faults)


@pytest.mark.parametrize("held", [3, 9999])
def test_what_was_found_says_how_long_the_log_was(unseen: Pharmacy, held: int) -> None:
    assert "another length of the log" in forged(unseen, FOUND, put(held=held), -1)[0]


def test_a_heartbeat_that_was_read_says_a_time(unseen: Pharmacy) -> None:
    faults = forged(unseen, FOUND, put(found="read"), -1)
    assert "a heartbeat that was read says a time" in faults[0]


def test_what_was_found_is_recorded_by_the_clock_alone(unseen: Pharmacy) -> None:
    unseen.close()
    log = unseen.folder / LOG_NAME
    *_, row, _ = every(log)
    assert "only the clock" in rewrite(log, {row.seq: {"actor": TECHNICIAN.name}})[0]


def test_what_was_found_cannot_be_taken_out(unseen: Pharmacy) -> None:
    unseen.close()
    log = unseen.folder / LOG_NAME
    found, restarted = every(log)[-2:]
    accepted = {"name": "site-clock-accepted", "actor": PHARMACIST.name}
    accepted["data"] = '{"reason":"it is right","seen":"2026-11-02T16:00:00+00:00"}'
    seen = changed(restarted, put(seen=True))
    faults = rewrite(log, {found.seq: accepted, restarted.seq: seen})
    assert any("no record says what was found of the heartbeat" in fault for fault in faults)


# Facts that are missing.


def test_facts_that_are_missing_are_a_fault_until_a_pharmacist_accepted_it(
    pharmacy: Pharmacy,
) -> None:
    count = pharmacy.work.log.count()
    pharmacy.close()
    write_heartbeat(pharmacy.folder, Heartbeat(pharmacy.clock.reading(), count + 7))
    for _ in range(2):
        pharmacy.reopen()
        assert [row.name for row in pharmacy.work.log.history("clock")] == [MISSING]
        told = f"the log held {count} facts when it was opened, and had held {count + 7}; no "
        assert told in verify(pharmacy.work.log).faults[0]
        assert "umbra verify" in pharmacy.work.time.to_accept(SITE)
    assert pharmacy.work.time.why_wait(SITE) == ""
    with pytest.raises(Refused, match="Only a pharmacist"):
        pharmacy.work.time.accept("a backup of noon", TECHNICIAN, SITE)
    pharmacy.work.time.accept("a backup of noon", PHARMACIST, SITE)
    for _ in range(2):
        assert pharmacy.work.time.to_accept(SITE) == ""
        assert verify(pharmacy.work.log).faults == ()
        pharmacy.reopen()


# Running time.


def test_running_time_does_not_go_back_from_one_preparation_to_another(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    first = pharmacy.stream
    pharmacy.go_to("withdraw-1")
    pharmacy.verify(CECILIA)
    pharmacy.wait(20)
    pharmacy.go_to("protect-hood")
    pharmacy.begin(first)
    pharmacy.wait(20)
    pharmacy.go_to("add-drug").close()
    log = pharmacy.folder / LOG_NAME
    moved = {
        each.seq: later(each, 25 * MINUTE)
        for each in every(log)
        if each.stream == first and each.name in ("reconstituted", "vial-passed")
    }
    faults = rewrite(log, moved)
    assert any("stands after what was done later by the running time" in each for each in faults)


def test_what_was_saved_later_than_it_was_done_is_sound(pharmacy: Pharmacy) -> None:
    pharmacy.verify(CECILIA)
    pharmacy.verify(ADALIND)
    pharmacy.go_to("withdraw-1")
    with read_only(pharmacy.work.log), pytest.raises(Refused, match="not saved"):
        pharmacy.forward()
    other = Pharmacy(pharmacy.folder, pharmacy.clock, "preparation/2611-0001", pharmacy.work)
    other.forward(10)
    pharmacy.session.save_again()
    pharmacy.forward()
    at = [each.at for each in pharmacy.work.log.everything()]
    assert at != sorted(at)
    assert verify(pharmacy.work.log).faults == ()


# The cheap ones.


def test_waste_is_counted_again(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    pharmacy.session.do(said.Discard("the bag leaked"))
    faults = forged(pharmacy, "discarded", put(waste="0 mg", vials=0))
    assert "something else" in faults[0]


def test_a_label_lies_under_its_number_and_copy(at_step: AtStep) -> None:
    faults = forged(at_step("scan-label"), "label-printed", put(file="../../x.pdf"))
    assert "the file of label copy 1 is recorded as ../../x.pdf" in faults[0]


def test_work_is_handed_over_by_who_was_at_the_hood(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.session.person = CHECKER
    pharmacy.session.do(said.TakeOver())
    faults = forged(pharmacy, "handed-over", put(giver=PHARMACIST.name))
    assert "something else" in faults[0]
