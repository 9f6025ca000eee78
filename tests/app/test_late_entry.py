"""Late entries on the real log: what counts when, and of what time."""

from datetime import date

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.month import Months, month_of
from app.core.preparation import Status
from app.courses import course_of
from app.heartbeat import NAME
from app.late_entry import OnPaper, paper_time
from app.recall import recall
from app.verification import verify
from app.waste import WasteLedger, ended
from tests.app.conftest import AtStep
from tests.app.late_sheet import MINUTE, Sheet
from tests.app.pharmacy import CHECKER, PHARMACIST, PINS, SITE, TECHNICIAN, VIALS
from tests.app.refusals import refused
from tests.disk_faults import read_only

# The whole way.


@pytest.mark.parametrize("power", [True, False])
@pytest.mark.parametrize("step", ["scan-materials", "withdraw-1", "sign-prepared"])
def test_what_was_finished_on_paper_is_released_at_its_time(
    at_step: AtStep, step: str, power: bool
) -> None:
    sheet = Sheet(at_step(step), power=power).begin().finish()
    pharmacy = sheet.pharmacy
    assert pharmacy.state.status is Status.RELEASED
    assert pharmacy.state.released == sheet.stopped + sheet.minute * MINUTE
    assert verify(pharmacy.work.log).faults == ()
    pharmacy.reopen()
    assert pharmacy.state.status is Status.RELEASED


def test_the_sheet_is_refused_without_the_pin_or_under_another_number(sheet: Sheet) -> None:
    session = sheet.pharmacy.session
    session.person = CHECKER
    assert "not the PIN" in refused(lambda: session.begin_paper(sheet.number, "0000"))
    told = refused(lambda: session.begin_paper("1357", PINS[CHECKER.name]))
    assert f"there is {sheet.number}" in told
    calls = sheet.pharmacy.work.history(sheet.pharmacy.stream)[-1].fact
    assert isinstance(calls, e.EntryRefused)
    assert calls.entered == "the number of a worksheet"
    assert session.paper is None


def test_nothing_is_entered_without_time_or_name(sheet: Sheet) -> None:
    session = sheet.begin().pharmacy.session
    session.paper_says("", TECHNICIAN.name)
    assert "Write the time" in refused(lambda: session.measure("5.8"))
    session.paper_says(sheet.time(2), "")
    assert "Say who did" in refused(lambda: session.measure("5.8"))
    assert "Nobody called" in refused(lambda: session.paper_says("", "Nobody At All"))
    session.end_paper()
    session.measure("5.8")
    assert sheet.pharmacy.state.done[-1].late is None


def test_what_is_said_beside_the_sheet_is_said_now(sheet: Sheet) -> None:
    session = sheet.begin().pharmacy.session
    session.do(said.Call("the power is back"))
    assert sheet.pharmacy.recorded()[-1] == "pharmacist-called"


def test_work_that_was_held_is_taken_over_on_paper(sheet: Sheet) -> None:
    session = sheet.begin().pharmacy.session
    sheet.says(2, TECHNICIAN.name)
    session.do(said.Hold("on the bench"))
    sheet.says(4, PHARMACIST.name)
    session.resume()
    assert sheet.pharmacy.recorded()[-3:] == ["entered-late", "handed-over", "resumed"]
    assert verify(sheet.pharmacy.work.log).faults == ()


def test_what_the_disk_does_not_take_is_entered_again(sheet: Sheet) -> None:
    pharmacy = sheet.begin().pharmacy
    sheet.says(2, TECHNICIAN.name)
    with read_only(pharmacy.work.log):
        refused(lambda: pharmacy.session.measure("5.8"))
    assert pharmacy.session.unsaved is None
    pharmacy.session.measure("5.8")
    assert pharmacy.state.done[-1].at == sheet.stopped + 2 * MINUTE


def test_a_package_is_judged_by_the_day_of_the_paper(at_step: AtStep) -> None:
    sheet = Sheet(at_step("scan-materials"), off=60 * 24 * 200).begin()
    pharmacy = sheet.pharmacy
    assert pharmacy.clock.reading().wall.date() > date(2027, 3, 31)
    sheet.says(2, TECHNICIAN.name)
    pharmacy.session.scan(VIALS[0])
    assert pharmacy.state.vials[0].material.expiry == date(2027, 3, 31)
    assert verify(pharmacy.work.log).faults == ()


# What was recorded of course and stock.


def test_a_quarantine_stops_what_came_after_it_and_not_what_came_before(sheet: Sheet) -> None:
    pharmacy = sheet.begin().pharmacy
    material = pharmacy.state.vials[0].material
    sheet.enter()
    pharmacy.work.stock.quarantine(material.gtin, material.lot or "", None, "a recall", CHECKER)
    sheet.enter()
    pharmacy.session.end_paper()
    assert "is in quarantine" in refused(pharmacy.forward)


def test_a_quarantine_before_the_power_went_stops_the_paper_too(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    material = pharmacy.state.vials[0].material
    pharmacy.work.stock.quarantine(material.gtin, material.lot or "", None, "a recall", CHECKER)
    sheet = Sheet(pharmacy).begin()
    assert "is in quarantine" in refused(sheet.enter)


def test_a_stop_recorded_after_the_work_on_paper_does_not_undo_it(sheet: Sheet) -> None:
    pharmacy = sheet.begin().pharmacy
    while pharmacy.step.identifier != "release":
        pharmacy.session.person = CHECKER
        sheet.enter()
    patient = pharmacy.state.order.patient
    from app.core.course import DoseGiven

    another = DoseGiven(cycle=1, day=1, on=date(2026, 11, 2), source="the ward")
    pharmacy.work.record_course(patient, (another,), PHARMACIST)
    pharmacy.session.person = CHECKER
    sheet.enter()
    assert pharmacy.state.status is Status.RELEASED


# Who reads rows by name.


def test_the_dose_counts_on_the_day_of_the_paper(at_step: AtStep) -> None:
    sheet = Sheet(at_step("sign-prepared"), off=60 * 30).begin().finish()
    pharmacy = sheet.pharmacy
    course = course_of(pharmacy.work.log, pharmacy.state.order.patient)
    assert course.facts[-1].on == date(2026, 11, 2)
    assert pharmacy.clock.reading().wall.date() == date(2026, 11, 3)
    assert verify(pharmacy.work.log).faults == ()


def test_stock_recall_and_waste_go_by_the_paper(at_step: AtStep) -> None:
    sheet = Sheet(at_step("scan-materials"), off=60 * 24 * 40).begin().finish()
    work = sheet.pharmacy.work
    found = recall(work.log, work.stock, "AB1234")
    assert {each.scanned_by for each in found.affected} == {TECHNICIAN.name}
    assert all(each.scanned_at < sheet.stopped + 30 * MINUTE for each in found.affected)
    assert found.affected[0].ended == sheet.pharmacy.state.released
    november = month_of(date(2026, 11, 2))
    (one,) = ended(work.log, SITE, Months(november, november))
    assert one.at == sheet.pharmacy.state.released
    ledger = WasteLedger(work.log, SITE)
    list(ledger.read(Months(november, november)))
    assert ledger.earliest == november
    assert ledger.totals(Months(november, november))


def test_who_did_what_when_is_told_for_every_row(sheet: Sheet) -> None:
    pharmacy = sheet.begin().pharmacy
    sheet.enter()
    rows = pharmacy.work.log.history(pharmacy.stream)
    paper = OnPaper(rows)
    done = paper.done(rows[-1])
    assert (done.at, done.by, done.late) == (sheet.stopped + 3 * MINUTE, TECHNICIAN.name, True)
    assert paper.done(rows[-2]).by == CHECKER.name
    assert not paper.done(rows[-2]).late


# Times on paper.


def test_a_time_is_the_first_such_after_umbra_stopped_or_one_with_its_day(sheet: Sheet) -> None:
    state, now = sheet.pharmacy.state, sheet.pharmacy.session.now()
    early = paper_time(sheet.time(-5), state, now, SITE)
    assert early == sheet.stopped.replace(second=0) - 5 * MINUTE
    assert paper_time(sheet.time(0), state, now, SITE) <= sheet.stopped
    day = f"{SITE.local(sheet.stopped):%Y-%m-%d}"
    moment = paper_time(f"{day} {sheet.time(5)}", state, now, SITE)
    assert moment == sheet.stopped.replace(second=0) + 5 * MINUTE
    assert moment == paper_time(sheet.time(5), state, now, SITE)
    for text in ("25:00", "now", "2026-13-01 10:00", "yesterday 10:00"):
        assert "write it such as" in refused(lambda text=text: paper_time(text, state, now, SITE))


def test_of_two_outages_the_one_that_is_open_still_counts(at_step: AtStep) -> None:
    sheet = Sheet(at_step("withdraw-1"), off=30)
    pharmacy = sheet.pharmacy
    pharmacy.wait(10)
    pharmacy.close()
    pharmacy.clock.power_off(30 * MINUTE)
    pharmacy.reopen()
    assert len(pharmacy.state.outages) == 2
    sheet.begin()
    assert "Umbra ran at that time" in refused(
        lambda: (sheet.says(35, TECHNICIAN.name), sheet.pharmacy.session.measure("5.8"))
    )
    sheet.says(5, TECHNICIAN.name)
    sheet.countersign("the sheet says a minute before")
    pharmacy.session.measure("5.8")
    assert pharmacy.state.done[-1].at == sheet.stopped + 5 * MINUTE
    assert verify(pharmacy.work.log).faults == ()


# What makes an outage.


def test_umbra_that_was_closed_while_the_machine_ran_was_off(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.close()
    stopped = pharmacy.clock.reading()
    pharmacy.wait(20)
    pharmacy.reopen()
    assert pharmacy.recorded()[-1] == "was-off"
    fact = pharmacy.work.history(pharmacy.stream)[-1].fact
    assert fact == e.WasOff(stopped.wall, stopped.text())
    assert not pharmacy.state.time_doubted
    assert verify(pharmacy.work.log).faults == ()


def test_without_a_heartbeat_nothing_shows_when_umbra_stopped(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    number = pharmacy.session.write_worksheet().stem
    pharmacy.close()
    (pharmacy.folder / NAME).unlink()
    pharmacy.clock.power_off(60 * MINUTE)
    pharmacy.reopen()
    assert pharmacy.state.outages == ()
    assert not pharmacy.session.may_enter_late
    pharmacy.session.person = CHECKER
    pharmacy.session.begin_paper(number, PINS[CHECKER.name])
    pharmacy.session.paper_says("10:10", TECHNICIAN.name)
    assert "No record shows" in refused(lambda: pharmacy.session.measure("5.8"))


def test_a_moment_is_no_outage(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    before = pharmacy.recorded()
    pharmacy.close()
    pharmacy.wait(0.5)
    pharmacy.reopen()
    assert pharmacy.recorded() == before
