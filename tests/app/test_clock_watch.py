"""The clock of a data folder: what is seen of it, by whom, and what may go on meanwhile."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import resources
from app.clock import SetClock
from app.core import entry as said
from app.core import events as e
from app.core.person import Person
from app.core.preparation import Status
from app.core.reading import Reading, Started, Witness
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from app.heartbeat import NAME, Heartbeat, read_heartbeat, write_heartbeat
from app.labels import bag_label
from app.records import compounding_record
from app.site import describe
from app.telling import clock_lines
from app.verification import verify
from app.workplace import Workplace
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.test_retraced import rewrite, rows
from tests.app.wording import KEY, WORDS, label_of
from tests.approving import approve_all, confirm_products
from tests.disk_faults import full

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = 24 * HOUR


def ticks(pharmacy: Pharmacy, minutes: int) -> None:
    """Let Umbra run with its window open: it looks at the clock, here each minute."""
    for _ in range(minutes):
        pharmacy.wait(1)
        pharmacy.work.time.keep()


def power_off(pharmacy: Pharmacy, minutes: float, early: timedelta = timedelta(0)) -> None:
    """Cut the power for so long: nothing is closed. The clock comes up right, or early."""
    pharmacy.work.log.close()
    pharmacy.clock.power_off(minutes * MINUTE)
    pharmacy.clock.step(-early)
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    if pharmacy.stream:
        pharmacy.begin(pharmacy.stream)


def facts(pharmacy: Pharmacy, count: int) -> list[e.Event]:
    """Return the newest facts of the preparation."""
    return [each.fact for each in pharmacy.work.history(pharmacy.stream)[-count:]]


def sound(pharmacy: Pharmacy) -> None:
    assert verify(pharmacy.work.log).faults == ()


# The heartbeat, and power that goes long after the last step.


def test_power_that_goes_hours_after_the_last_step_stops_work_on_a_clock_that_is_behind(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    began = pharmacy.state.reconstituted
    assert began is not None
    ticks(pharmacy, 150)
    power_off(pharmacy, 5, early=95 * MINUTE)
    assert pharmacy.clock.reading().wall > pharmacy.work.history(pharmacy.stream)[-5].reading.wall
    assert facts(pharmacy, 3)[:2] == [
        e.LastSeen(Witness.HEARTBEAT),
        e.Restarted(Started.MACHINE, -90 * 60, True),
    ]
    assert pharmacy.session.clock_ran_backwards
    with pytest.raises(Refused, match="The age of the drug is not known: set the clock right"):
        pharmacy.forward(0)
    pharmacy.session.person = PHARMACIST
    with pytest.raises(Refused, match="no longer known"):
        pharmacy.session.do(said.AcceptClock("the battery is new"))
    assert pharmacy.session.now() - began >= 150 * MINUTE
    pharmacy.session.do(said.Discard("nobody knows how old it is"))
    assert pharmacy.state.status is Status.DISCARDED
    sound(pharmacy)


def test_before_a_vial_is_open_a_pharmacist_accepts_the_clock_and_work_goes_on(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("protect-hood")
    ticks(pharmacy, 60)
    power_off(pharmacy, 5, early=3 * HOUR)
    with pytest.raises(Refused, match="let a pharmacist accept it as it is"):
        pharmacy.forward(0)
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.AcceptClock("the battery is new"))
    assert pharmacy.finish().state.status is Status.RELEASED
    assert not pharmacy.state.time_doubted
    sound(pharmacy)


def test_with_the_clock_set_right_work_goes_on_and_the_check_wants_a_remark(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    power_off(pharmacy, 5, early=3 * HOUR)
    pharmacy.set_wall(180)
    pharmacy.go_to("check").forward()
    pharmacy.session.person = CHECKER
    with pytest.raises(Refused, match="After a restart only this clock tells how old"):
        pharmacy.session.sign("9753", Meaning.CHECKED)
    pharmacy.session.sign("9753", Meaning.CHECKED, "compared with the clock of the ward")
    assert pharmacy.finish().state.status is Status.RELEASED
    sound(pharmacy)


def test_a_closed_umbra_leaves_the_time_at_which_it_was_closed(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.wait(20)
    pharmacy.close()
    beat = read_heartbeat(pharmacy.folder)
    assert beat is not None
    assert beat.reading == pharmacy.clock.reading()
    pharmacy.clock.power_off(4 * MINUTE)
    pharmacy.reopen()
    assert facts(pharmacy, 3)[:2] == [
        e.LastSeen(Witness.HEARTBEAT),
        e.Restarted(Started.MACHINE, 240, True),
    ]
    told = [line.partition(" ")[2] for line in clock_lines(pharmacy.state, SITE)]
    assert told[-1] == "The machine was restarted, away 4 min by the clock"
    sound(pharmacy)


def test_closed_and_opened_again_in_one_boot_nothing_is_recorded(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.forward()
    before = pharmacy.state
    pharmacy.wait(20)
    pharmacy.reopen()
    assert pharmacy.state == before


def test_the_heartbeat_is_kept_each_half_minute_and_when_the_clock_is_set(
    pharmacy: Pharmacy,
) -> None:
    def kept() -> Reading:
        beat = read_heartbeat(pharmacy.folder)
        assert beat is not None
        return beat.reading

    first = kept()
    pharmacy.clock.advance(29 * SECOND)
    pharmacy.work.time.keep()
    assert kept() == first
    pharmacy.clock.advance(SECOND)
    pharmacy.work.time.keep()
    assert kept() == pharmacy.clock.reading()
    pharmacy.set_wall(-1)
    pharmacy.work.time.keep()
    assert kept() == pharmacy.clock.reading()


def test_a_clock_that_nobody_looked_at_is_told_of_in_every_open_preparation(
    pharmacy: Pharmacy,
) -> None:
    """Also where none is shown, and where it was set forth and back between two steps."""
    pharmacy.verify(ADALIND)
    first = pharmacy.stream
    pharmacy.verify(CECILIA)
    for minutes in (60, -60):
        pharmacy.set_wall(minutes)
        pharmacy.work.time.keep()
    for stream in (first, pharmacy.stream):
        assert pharmacy.recorded(stream)[-2:] == ["clock-set", "clock-set"]
    pharmacy.forward()
    assert pharmacy.recorded()[-1] == "material-scanned"
    sound(pharmacy)


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


def open_next(pharmacy: Pharmacy, order: str = CECILIA) -> str:
    """Verify the other order, without taking it up."""
    confirmed, reasons = pharmacy.answers(order)
    outlook = pharmacy.work.outlook(order)
    return pharmacy.work.verify(order, outlook, confirmed, reasons, PHARMACIST)


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


# A machine without a battery clock.


def test_a_machine_without_a_battery_clock_waits_until_its_clock_is_right(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    ticks(pharmacy, 10)
    right = pharmacy.clock.reading().wall + 6 * MINUTE
    pharmacy.work.log.close()
    pharmacy.clock.power_off(5 * MINUTE, datetime(2020, 1, 1, tzinfo=UTC))
    pharmacy.work = Workplace.open(pharmacy.folder, pharmacy.clock)
    pharmacy.begin(pharmacy.stream)
    with pytest.raises(Refused, match="The clock shows 2019-12-31 18:00, and Umbra ran at 2026"):
        open_next(pharmacy)
    # Umbra runs on in 2020, is closed and opened, and still knows better.
    ticks(pharmacy, 1)
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) != ""
    assert pharmacy.work.now() >= right - 6 * MINUTE
    pharmacy.clock.set_wall(right)  # NTP answers
    pharmacy.work.time.keep()
    assert pharmacy.work.time.why_wait(SITE) == ""
    assert open_next(pharmacy)
    pharmacy.forward(0)
    assert pharmacy.recorded()[-1] == "vial-passed"
    sound(pharmacy)


def test_a_clock_that_is_behind_leaves_the_heartbeat_as_it_is(pharmacy: Pharmacy) -> None:
    """Nothing is open, so nothing but the heartbeat knows that Umbra ran for an hour."""
    ticks(pharmacy, 60)
    power_off(pharmacy, 1, early=30 * MINUTE)
    assert pharmacy.work.time.why_wait(SITE) != ""
    ticks(pharmacy, 5)
    power_off(pharmacy, 1)
    assert pharmacy.work.time.why_wait(SITE) != ""
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) != ""
    ticks(pharmacy, 30)
    assert pharmacy.work.time.why_wait(SITE) == ""


def test_a_clock_that_was_right_in_this_boot_may_be_set_back_a_little(
    pharmacy: Pharmacy,
) -> None:
    """The running time tells of it, so nothing has to wait; over midnight the date does."""
    power_off(pharmacy, 1)
    pharmacy.work.people.sign_in(TECHNICIAN.name, "2468")
    pharmacy.set_wall(-20)
    pharmacy.work.time.keep()
    assert pharmacy.work.time.why_wait(SITE) == ""
    pharmacy.reopen()
    assert pharmacy.work.time.why_wait(SITE) == ""
    assert open_next(pharmacy)


# Days: what expires.


def test_a_clock_set_back_by_days_makes_no_vial_fresh(pharmacy: Pharmacy) -> None:
    """The vials expire on 2027-03-31; the next day somebody sets the clock back."""
    clock = pharmacy.clock
    pharmacy.verify(ADALIND)
    clock.set_wall(datetime(2027, 4, 1, 16, tzinfo=UTC))
    pharmacy.work.time.keep()
    clock.set_wall(datetime(2027, 3, 20, 16, tzinfo=UTC))
    with pytest.raises(Refused, match="expired on 2027-03-31"):
        pharmacy.forward(0)
    assert f"{pharmacy.work.now():%Y-%m-%d}" == "2027-04-01"
    with pytest.raises(Refused, match="by that day packages expire"):
        pharmacy.work.open_order(CECILIA, pharmacy.work.outlook(CECILIA), PHARMACIST)
    pharmacy.reopen()
    assert f"{pharmacy.work.now():%Y-%m-%d}" == "2027-04-01"
    pharmacy.work.time.accept("it had been set wrongly, to April", PHARMACIST, SITE)
    assert f"{pharmacy.work.now():%Y-%m-%d}" == "2027-03-20"
    pharmacy.forward(0)
    assert pharmacy.recorded()[-1] == "material-scanned"
    sound(pharmacy)


# The zone of the site.


def test_a_new_time_zone_is_told_in_each_open_preparation_and_voids_a_label(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("scan-label")
    file = pharmacy.folder / "labels" / "2611-0001-1.pdf"
    session, check = pharmacy.session, pharmacy.state.signed(Meaning.CHECKED)
    pharmacy.work.describe(replace(SITE, zone="America/Denver"), ADMINISTRATOR.name)
    session.notice_clock()
    assert pharmacy.recorded()[-1] == "zone-changed"
    assert session.state.label is None
    assert session.state.signed(Meaning.CHECKED) == check
    assert not file.exists()
    assert session.site.zone == "America/Denver"
    pharmacy.forward()
    assert pharmacy.state.label is not None
    start = deadline_named(pharmacy.state.deadlines(), Name.START).at
    local = replace(SITE, zone="America/Denver").local(start)
    shown = label_of(session, 2)
    assert shown.start_by == f"{local:%Y-%m-%d %H:%M}"
    assert "time zone was changed from America/Chicago" in clock_lines(pharmacy.state, SITE)[-1]
    pharmacy.finish()
    sound(pharmacy)


def test_another_name_of_the_site_changes_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    pharmacy.work.describe(replace(SITE, telephone="555-0199"), ADMINISTRATOR.name)
    assert pharmacy.recorded()[-1] == "label-printed"
    with pytest.raises(Refused, match="is not a time zone"):
        pharmacy.work.describe(replace(SITE, zone="Mars/Olympus"), ADMINISTRATOR.name)
    sound(pharmacy)


def test_a_zone_changed_behind_the_back_of_open_preparations_is_found(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    reading = pharmacy.work.time.notice()
    describe(
        pharmacy.work.log,
        replace(SITE, zone="America/Denver"),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor=ADMINISTRATOR.name,
    )
    (fault,) = verify(pharmacy.work.log).faults
    assert "time zone of the site was changed otherwise than is recorded" in fault


def everything_said(pharmacy: Pharmacy) -> tuple[object, ...]:
    state, site = pharmacy.state, pharmacy.work.site
    record = compounding_record(state, pharmacy.work.history(pharmacy.stream), site, "")
    return (
        bag_label(state, site, state.copies, WORDS, KEY).parts(),
        record,
        clock_lines(state, site),
        pharmacy.work.now(),
    )


def test_the_zone_of_the_system_plays_no_part(
    at_step: AtStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    pharmacy = at_step("scan-label")
    if not hasattr(time, "tzset"):
        return
    before = everything_said(pharmacy)
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            pharmacy.reopen()
            assert everything_said(pharmacy) == before
        pharmacy.finish()
    finally:
        monkeypatch.undo()
        time.tzset()
    sound(pharmacy)


# Both nights on which clocks change: the moments are UTC, only what people read jumps.

NIGHTS = {
    # Chicago: 02:00 CDT becomes 01:00 CST on 2026-11-01, at 07:00 UTC.
    "back": (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), "01:30", -1),
    # 02:00 CST becomes 03:00 CDT on 2027-03-14, at 08:00 UTC.
    "forth": (datetime(2027, 3, 14, 7, 30, tzinfo=UTC), "01:30", 1),
}


def people_and_an_order(pharmacy: Pharmacy) -> None:
    """Fill a new folder, with an order that was measured before either night."""
    work = pharmacy.work
    work.begin(SITE, ADMINISTRATOR.name, PINS[ADMINISTRATOR.name])
    for person in (PHARMACIST, CHECKER, TECHNICIAN):
        work.people.add(person.name, person.office, PINS[person.name], by=ADMINISTRATOR)
    two = {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)}
    approve_all(work, two)
    confirm_products(work, two)
    sent = resources.data("samples/order-fhir.json").replace(b"2026-11-0", b"2026-10-2")
    work.import_data(sent, PHARMACIST.name)


@pytest.mark.parametrize("night", NIGHTS)
def test_the_nights_on_which_clocks_change_change_no_length_of_time(
    tmp_path: Path, night: str
) -> None:
    begins, local, jump = NIGHTS[night]
    pharmacy = Pharmacy(tmp_path / "data", SetClock(begins, boot="night"))
    try:
        people_and_an_order(pharmacy)
        assert f"{SITE.local(begins):%H:%M}" == local
        pharmacy.verify(ADALIND)
        pharmacy.go_to("inspect-vial-1")
        began = pharmacy.state.reconstituted
        assert began is not None
        pharmacy.wait(60)
        pharmacy.go_to("check")
        start = deadline_named(pharmacy.state.deadlines(), Name.START).at
        assert start == min(began + 7 * HOUR, (pharmacy.state.diluted or began) + 4 * HOUR)
        shown = SITE.local(start)
        hours = (shown.replace(tzinfo=None) - SITE.local(began).replace(tzinfo=None)) / HOUR
        assert round(hours - (start - began) / HOUR) == jump
        pharmacy.forward()
        assert pharmacy.state.figures is not None
        assert pharmacy.state.figures.agree
        pharmacy.go_to("scan-label")
        label = bag_label(pharmacy.state, SITE, 1, WORDS, KEY)
        assert label.start_by == f"{shown:%Y-%m-%d %H:%M}"
        assert pharmacy.state.clock_events == ()
        pharmacy.finish()
        sound(pharmacy)
    finally:
        pharmacy.close()


# While a label is drawn, and what a session had not seen.


class Jumping(SetClock):
    """A clock that is set at the nth look."""

    def __init__(self, wall: datetime, boot: str) -> None:
        super().__init__(wall, boot)
        self.looks_left = -1

    def reading(self) -> Reading:
        self.looks_left -= 1
        if self.looks_left == 0:
            self.step(-HOUR)
        return super().reading()


def test_a_clock_set_while_a_label_is_drawn_leaves_no_label(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    pharmacy.close()
    clock = Jumping(pharmacy.clock.reading().wall + MINUTE, "jumping")
    again = Pharmacy(pharmacy.folder, clock, pharmacy.stream)
    try:
        again.session.person = CHECKER
        found = 0
        for looks in range(2, 6):
            clock.looks_left = looks
            try:
                again.session.print_label()
            except Refused:
                found += 1
            clock.looks_left = -1
            label = again.state.label
            if label is not None:
                start = deadline_named(again.state.deadlines(), Name.START).at
                assert f"(93){start:%y%m%d%H%M}" in label.code
            files = [each.name for each in (again.folder / "labels").glob("2611*.pdf")]
            assert files == ([] if label is None else [label.file])
            if again.step.identifier == "check":
                again.go_to("print-label")
            again.session.person = CHECKER
        assert found
        sound(again)
    finally:
        again.close()


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


# What is not saved, and what went out already.


def test_what_is_not_saved_is_recorded_before_what_the_clock_did_since(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.work.time.keep()
    with full(pharmacy.work.log), pytest.raises(Refused, match="This is not saved"):
        pharmacy.forward()
    done = pharmacy.clock.reading()
    pharmacy.wait(1)
    pharmacy.set_wall(-10)
    pharmacy.work.time.keep()
    pharmacy.session.notice_clock()
    with pytest.raises(Refused, match="not saved yet; save it, then change the time zone"):
        pharmacy.work.describe(replace(SITE, zone="America/Denver"), ADMINISTRATOR.name)
    pharmacy.session.save_again()
    assert pharmacy.work.history(pharmacy.stream)[-1].reading == done
    pharmacy.work.time.keep()
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-2:] == ["dose-withdrawn", "clock-set"]
    assert pharmacy.finish().state.status is Status.RELEASED
    sound(pharmacy)


def test_what_is_not_saved_after_a_change_of_the_clock_is_saved_after_it(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.set_wall(10)
    with full(pharmacy.work.log), pytest.raises(Refused, match="This is not saved"):
        pharmacy.forward()
    pharmacy.wait(1)
    pharmacy.session.save_again()
    assert pharmacy.recorded()[-2:] == ["clock-set", "dose-withdrawn"]
    sound(pharmacy)


def test_the_clock_of_a_bag_that_went_out_is_watched_until_its_end(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    end = deadline_named(pharmacy.state.deadlines(), Name.END).at
    label = pharmacy.state.label
    ticks(pharmacy, 120)
    power_off(pharmacy, 5, early=90 * MINUTE)
    assert pharmacy.recorded()[-2:] == ["last-seen", "restarted"]
    assert pharmacy.state.label == label
    assert pharmacy.session.clock_ran_backwards
    pharmacy.set_wall(90)
    pharmacy.work.time.keep()
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-1] == "clock-set"
    with pytest.raises(Refused, match="Only a pharmacist starts the infusion then"):
        pharmacy.session.do(said.StartInfusion("infusion-cover"))
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.StartInfusion("infusion-cover"))
    assert "infusion-started" in pharmacy.recorded()[-2:]
    pharmacy.clock.set_wall(end + MINUTE)
    pharmacy.set_wall(-3)
    sound(pharmacy)
    before = pharmacy.recorded()
    pharmacy.clock.set_wall(end + HOUR)
    power_off(pharmacy, 5)
    assert pharmacy.recorded() == before
    sound(pharmacy)


def test_what_is_recorded_late_of_a_bag_that_went_out_has_its_clock_before_it(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("released")
    pharmacy.session.do(said.StartInfusion("infusion-cover"))
    pharmacy.wait(60)
    pharmacy.session.do(said.EndInfusion())
    ended = pharmacy.recorded()
    power_off(pharmacy, 5)
    assert pharmacy.recorded() == ended
    sound(pharmacy)
