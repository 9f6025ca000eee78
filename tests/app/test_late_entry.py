"""Late entries on the real log: what counts when, what verify finds, who reads rows by name."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.close_calls import close_calls
from app.core import entry as said
from app.core import events as e
from app.core.countersigning import needs_reason
from app.core.fitness import Fit, fitness
from app.core.month import Months, month_of
from app.core.person import Office
from app.core.preparation import Status
from app.core.quantity import show
from app.core.refused import Refused
from app.core.step import Kind, Meaning
from app.core.timing import Name
from app.courses import course_of
from app.folder import LOG_NAME
from app.heartbeat import NAME
from app.late_entry import OnPaper, paper_time
from app.recall import recall
from app.records import compounding_record
from app.store import Log
from app.telling import lines
from app.ui.facts.check import happened
from app.verification import verify
from app.waste import WasteLedger, ended
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, PHARMACIST, PINS, SITE, TECHNICIAN, VIALS, Pharmacy
from tests.app.test_retraced import rewrite
from tests.disk_faults import read_only

MINUTE = timedelta(minutes=1)


class Sheet:
    """A pharmacy whose machine died after a worksheet was printed, and what is written on it."""

    def __init__(self, pharmacy: Pharmacy, off: float = 120, *, power: bool = True) -> None:
        self.pharmacy = pharmacy
        self.number = pharmacy.session.write_worksheet().stem
        pharmacy.close()
        self.stopped = pharmacy.clock.reading().wall
        if power:
            pharmacy.clock.power_off(off * MINUTE)
        else:
            pharmacy.wait(off)
        pharmacy.reopen()
        self.minute = 1

    def begin(self, person: Any = CHECKER) -> "Sheet":
        self.pharmacy.session.person = person
        self.pharmacy.session.begin_paper(self.number, PINS[person.name])
        return self

    def time(self, minutes: float) -> str:
        return f"{SITE.local(self.stopped + minutes * MINUTE):%H:%M}"

    def says(self, minutes: float, name: str) -> None:
        self.pharmacy.session.paper_says(self.time(minutes), name)

    def countersign(self, reason: str = "") -> None:
        """Let the other pharmacist countersign the next entry, with a reason where it needs one."""
        session = self.pharmacy.session
        reason = reason or (
            "typed in only now" if needs_reason(session.state, session.now()) else ""
        )
        self.pharmacy.session.countersign(PHARMACIST.name, PINS[PHARMACIST.name], reason)

    def label(self, minutes: float = 0) -> tuple[str, str, str]:
        """Return the times on a label by hand, so many minutes off the deadlines."""
        found = {each.name: each.at + minutes * MINUTE for each in self.pharmacy.state.deadlines()}
        names = (Name.START, Name.END, Name.TAKE_OUT)
        start, finish, out = (
            f"{SITE.local(found[name]):%H:%M}" if name in found else "" for name in names
        )
        return start, finish, out

    def enter(self) -> None:
        """Enter the present step rightly, done two minutes after the one before."""
        session, step = self.pharmacy.session, self.pharmacy.step
        late = ("check", "print-label", "scan-label", "release")
        self.minute += 2
        by_pharmacist = step.identifier in late and step.kind is not Kind.PRINT
        self.says(self.minute, PHARMACIST.name if by_pharmacist else TECHNICIAN.name)
        if needs_reason(session.state, session.now()):
            self.countersign()
        match step.kind:
            case Kind.CHECK if self.pharmacy.state.figures is not None:
                self.countersign()
                session.sign_paper(Meaning.CHECKED, "the ward clock agreed")
            case Kind.CHECK:
                self.pharmacy._check()
            case Kind.PRINT:
                session.write_label(*self.label())
            case Kind.SCAN_BACK:
                session.do(said.CompareLabel(step.identifier))
            case Kind.CONFIRM if step.signs is not None:
                if step.signs is Meaning.RELEASED:
                    self.countersign()
                session.sign_paper(step.signs)
            case Kind.SCAN:
                session.scan(self.pharmacy.next_code(), by_scanner=True)
            case Kind.MEASURE:
                assert step.amount is not None
                session.measure(show(step.amount).partition(" ")[0])
            case Kind.INSPECT:
                session.do(said.Inspect(step.identifier, True))
            case _ if step.choices:
                session.do(said.Choose(step.identifier, step.choices[0].code))
            case _:
                session.do(said.Confirm(step.identifier))

    def finish(self) -> "Sheet":
        while self.pharmacy.state.step is not None:
            self.pharmacy.session.person = CHECKER
            self.enter()
        return self


def refused(what: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        what()
    return caught.value.sentence


@pytest.fixture
def sheet(at_step: AtStep) -> Iterator[Sheet]:
    """A sheet of a preparation whose dose is to be drawn."""
    made = Sheet(at_step("withdraw-1"))
    yield made
    made.pharmacy.close()


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


# Two pharmacists, and what was refused before.


@pytest.fixture
def signing(at_step: AtStep) -> Iterator[Sheet]:
    """A sheet of which all is entered but the release."""
    made = Sheet(at_step("sign-prepared")).begin()
    while made.pharmacy.step.identifier != "release":
        made.enter()
    made.minute += 2
    made.says(made.minute, PHARMACIST.name)
    yield made
    made.pharmacy.close()


def test_one_pin_does_not_release_under_another_name(signing: Sheet) -> None:
    session = signing.pharmacy.session
    told = refused(lambda: session.sign_paper(Meaning.RELEASED))
    assert "Another pharmacist than the one who enters it" in told
    assert "not the PIN" in refused(lambda: session.countersign(PHARMACIST.name, "0000"))
    session.countersign(CHECKER.name, PINS[CHECKER.name])
    assert "what they entered" in refused(lambda: session.sign_paper(Meaning.RELEASED))
    session.countersign(TECHNICIAN.name, PINS[TECHNICIAN.name])
    assert "Only a pharmacist" in refused(lambda: session.sign_paper(Meaning.RELEASED))
    signing.countersign()
    session.sign_paper(Meaning.RELEASED)
    assert signing.pharmacy.state.status is Status.RELEASED
    assert verify(signing.pharmacy.work.log).faults == ()


def test_a_pin_countersigns_one_entry(signing: Sheet) -> None:
    session = signing.pharmacy.session
    signing.countersign()
    signing.says(signing.minute, PHARMACIST.name)
    assert "countersigns with a PIN" in refused(lambda: session.sign_paper(Meaning.RELEASED))
    signing.countersign()
    refused(lambda: session.do(said.Confirm("release")))
    assert session.paper is not None
    assert session.paper.witness is None


def test_another_time_than_first_said_takes_a_reason_and_a_second_pharmacist(
    at_step: AtStep,
) -> None:
    sheet = Sheet(at_step("add-drug"), off=400).begin()
    pharmacy, confirm = sheet.pharmacy, said.Confirm("add-drug")
    session = pharmacy.session
    sheet.says(390, TECHNICIAN.name)
    assert "The time to dilute passed" in refused(lambda: session.do(confirm))
    sheet.says(10, TECHNICIAN.name)
    assert "Write why" in refused(lambda: session.do(confirm))
    sheet.countersign("the 3 was read as an 8")
    session.do(confirm)
    assert pharmacy.state.diluted == sheet.stopped + 10 * MINUTE
    told = "Entered late at another time, or otherwise, than first said, countersigned by "
    shown = [each.words for each in happened(pharmacy.state, session.now(), SITE)]
    assert any(told in each and "the 3 was read as an 8" in each for each in shown)
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(pharmacy.state, history, SITE, "head")
    (section,) = (each for each in document.sections if each.title.startswith("Overrides"))
    rows = section.rows  # type: ignore[union-attr]
    assert (told + PHARMACIST.name, "the 3 was read as an 8", CHECKER.name) in [
        row[1:] for row in rows
    ]
    assert verify(pharmacy.work.log).faults == ()
    found = forged(sheet, put("entered-late", reason="", countersigned=""))
    assert "Write why the sheet says something else" in found


def test_a_label_that_says_later_than_holds_names_both_times(at_step: AtStep) -> None:
    sheet = Sheet(at_step("sign-prepared")).begin()
    while sheet.pharmacy.step.identifier != "print-label":
        sheet.enter()
    session = sheet.pharmacy.session
    start, finish, _ = sheet.label()
    later, _, _ = sheet.label(60)

    def says(start: str, finish: str) -> str:
        sheet.says(sheet.minute + 2, TECHNICIAN.name)
        return refused(lambda: session.write_label(start, finish))

    assert says(later, finish) == (
        f"The label on the bag says START BY {later} and {start} holds. Call the ward now and have "
        "it corrected; then enter what it says."
    )
    assert f"says no FINISH BY and {finish} holds" in says(start, "")
    assert f"START BY 2026-11-03 {start} and 2026-11-02 {start} holds" in says(
        f"2026-11-03 {start}", finish
    )
    assert "not a time of day" in says("soon", finish)
    assert "is not a time" in says("tomorrow 10:00", finish)
    sheet.says(sheet.minute + 2, TECHNICIAN.name)
    sheet.countersign("corrected by the ward at 12:10")
    session.write_label(start, f"2026-11-02 {finish}")
    assert sheet.pharmacy.state.label_written
    assert verify(sheet.pharmacy.work.log).faults == ()
    told = forged(sheet, put("label-written", start_by=at(sheet, 600)))
    assert "Call the ward now" in told


def test_what_was_discarded_on_paper_is_waste_of_that_day(at_step: AtStep) -> None:
    sheet = Sheet(at_step("inspect-bag"), off=60 * 24 * 40).begin()
    pharmacy = sheet.pharmacy
    sheet.says(3, TECHNICIAN.name)
    pharmacy.session.do(said.Discard("it was spilled"))
    assert pharmacy.state.status is Status.DISCARDED
    november = month_of(date(2026, 11, 2))
    (one,) = ended(pharmacy.work.log, SITE, Months(november, november))
    assert one.at == sheet.stopped + 3 * MINUTE
    assert verify(pharmacy.work.log).faults == ()


def test_a_mark_countersigned_by_no_pharmacist_is_found(signing: Sheet) -> None:
    signing.countersign()
    signing.pharmacy.session.sign_paper(Meaning.RELEASED)
    told = forged(signing, put("entered-late", countersigned=TECHNICIAN.name))
    assert "and was no pharmacist here" in told


def test_a_late_signature_without_a_second_pharmacist_is_found(signing: Sheet) -> None:
    signing.countersign()
    signing.pharmacy.session.sign_paper(Meaning.RELEASED)
    assert "countersigns with a PIN" in forged(signing, put("entered-late", countersigned=""))


def test_of_a_check_at_the_hood_and_a_release_on_paper_the_record_says_which(
    at_step: AtStep,
) -> None:
    sheet = Sheet(at_step("release")).begin()
    sheet.finish()
    pharmacy = sheet.pharmacy
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(pharmacy.state, history, SITE, "head")
    how = f"on paper, entered late by {CHECKER.name}, countersigned by {PHARMACIST.name}"
    assert document.subtitle == f"Released {how}; after a pharmacist's check."
    first = {row[0]: row[1] for row in document.sections[0].rows}  # type: ignore[union-attr]
    assert first["Checked by"] == f"{CHECKER.name}, pharmacist"


# What is told.


def test_the_record_marks_each_late_entry(sheet: Sheet) -> None:
    pharmacy = sheet.begin().finish().pharmacy
    history = pharmacy.work.history(pharmacy.stream)
    typed = f"{SITE.local(pharmacy.clock.reading().wall):%H:%M}"
    mark = f"entered late {typed} by {CHECKER.name} from sheet {sheet.number}"
    (drawn,) = (each for each in lines(history, SITE) if each[2].startswith("Withdrew"))
    assert drawn[1:] == (
        f"2026-11-02 {sheet.time(3)}",
        f"Withdrew 5.8 mL ({mark})",
        TECHNICIAN.name,
    )
    document = compounding_record(pharmacy.state, history, SITE, "head")
    titles = {each.title: each for each in document.sections}
    signed = titles["Signatures by PIN, or on paper where that is said"].rows  # type: ignore[union-attr]
    second = f", countersigned by {PHARMACIST.name}"
    assert [row[3].partition("on paper; ")[2] for row in signed] == [
        mark,
        f"{mark}{second}",
        f"{mark}{second}",
    ]
    how = f"on paper, entered late by {CHECKER.name}{second}"
    assert document.subtitle == f"Checked and released {how}."
    first = dict(titles["What was compounded"].rows)  # type: ignore[union-attr]
    assert first["Checked by"] == first["Released by"] == f"{PHARMACIST.name}, pharmacist, {how}"
    assert "only those who entered and countersigned it" in first["People identified by"]
    assert ("Label", "written by hand, and compared by hand") in titles["Evidence"].rows  # type: ignore[union-attr]
    told = [each[2] for each in lines(history, SITE)]
    assert any(each.startswith("Umbra did not run from 09:57:") for each in told)
    assert "Label written by hand: START BY 2026-11-02 14:" in " ".join(told)
    assert f"done by {PHARMACIST.name}{second}" in " ".join(told)
    assert pharmacy.session.write_record().is_file()


def test_a_late_entry_of_an_earlier_day_says_the_day_it_was_entered(at_step: AtStep) -> None:
    sheet = Sheet(at_step("withdraw-1"), off=60 * 24).begin()
    sheet.enter()
    pharmacy = sheet.pharmacy
    (drawn,) = (
        each
        for each in lines(pharmacy.work.history(pharmacy.stream), SITE)
        if each[2].startswith("Withdrew")
    )
    assert "entered late 2026-11-03 " in drawn[2]
    assert any(
        "from 2026-11-02 " in row[2] for row in lines(pharmacy.work.history(pharmacy.stream), SITE)
    )


def test_a_close_call_of_a_late_entry_says_so(sheet: Sheet) -> None:
    session = sheet.begin().pharmacy.session
    sheet.says(3, TECHNICIAN.name)
    refused(lambda: session.measure("4.2"))
    call = close_calls(sheet.pharmacy.work.log)[0]
    assert call.entered == (
        f"4.2 mL ({TECHNICIAN.name} at 2026-11-02 {sheet.time(3)}, late from sheet {sheet.number})"
    )
    assert call.who == CHECKER.name


def test_a_hand_written_label_leaves_every_printed_one_void(at_step: AtStep) -> None:
    sheet = Sheet(at_step("release")).begin()
    pharmacy = sheet.pharmacy
    code = pharmacy.state.label.code if pharmacy.state.label else ""
    session = pharmacy.session
    sheet.says(2, TECHNICIAN.name)
    session.write_label(*sheet.label())
    names = sorted(each.name for each in (pharmacy.folder / "labels").iterdir())
    assert names == ["VOID-2611-0001-1.pdf"]
    sheet.finish()
    found = fitness(pharmacy.state, pharmacy.session.now(), code)
    assert (found.fit, "written by hand" in found.sentence) == (Fit.NOT_FIT, True)
    assert "written by hand" not in fitness(pharmacy.state, pharmacy.session.now()).sentence


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


# Logs whose hashes were all made again.


def forged(sheet: Sheet, change: Callable[[list[Any]], dict[int, dict[str, Any]]]) -> str:
    """Close the log, change rows of its preparation, and return what verify finds."""
    sheet.pharmacy.close()
    log = sheet.pharmacy.folder / LOG_NAME
    with Log.read(log) as opened:
        rows = list(opened.history(sheet.pharmacy.stream))
    assert rewrite(log, {}) == ()
    return " ".join(rewrite(log, change(rows)))


def put(
    row_name: str, /, which: int = -1, **values: Any
) -> Callable[[list[Any]], dict[int, dict[str, Any]]]:
    def change(rows: list[Any]) -> dict[int, dict[str, Any]]:
        row = [each for each in rows if each.name == row_name][which]
        data = json.loads(row.data) | values
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return {row.seq: {"data": text}}

    return change


@pytest.fixture
def entered(sheet: Sheet) -> Sheet:
    """A sheet of which three steps were entered."""
    sheet.begin()
    for _ in range(3):
        sheet.enter()
    return sheet


def at(sheet: Sheet, minutes: float) -> str:
    return (sheet.stopped + minutes * MINUTE).isoformat()


def test_a_late_fact_outside_an_outage_is_found(entered: Sheet) -> None:
    assert "Umbra ran at that time" in forged(entered, put("entered-late", at=at(entered, -20)))


def test_a_late_fact_later_than_it_was_recorded_is_found(entered: Sheet) -> None:
    assert "from now" in forged(entered, put("entered-late", at=at(entered, 500)))


def test_late_facts_in_another_order_are_found(entered: Sheet) -> None:
    assert "before what was done last" in forged(entered, put("entered-late", at=at(entered, 1)))


def test_a_late_fact_past_its_limit_is_found(at_step: AtStep) -> None:
    sheet = Sheet(at_step("add-drug"), off=400).begin()
    sheet.enter()
    told = forged(sheet, put("entered-late", at=at(sheet, 390)))
    assert "The time to dilute passed" in told


def test_another_sheet_or_person_is_found(entered: Sheet) -> None:
    assert "No worksheet" in forged(entered, put("entered-late", sheet="2611-0001-2"))


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"by": "Nobody At All"}, "was not one here"),
        ({"office": Office.PHARMACIST.value}, "was not one here"),
        ({"count": 2}, "nothing that could be said records it"),
        ({"count": 0}, "cannot be replayed"),
    ],
)
def test_who_did_it_and_how_much_of_it_hold_together(
    entered: Sheet, values: dict[str, Any], told: str
) -> None:
    assert told in forged(entered, put("entered-late", **values))


def test_what_was_not_recorded_with_its_mark_is_found(entered: Sheet) -> None:
    def change(rows: list[Any]) -> dict[int, dict[str, Any]]:
        return {rows[-1].seq: {"actor": TECHNICIAN.name}}

    assert "was not recorded with it" in forged(entered, change)


def test_a_mark_before_nothing_is_found(entered: Sheet) -> None:
    def change(rows: list[Any]) -> dict[int, dict[str, Any]]:
        mark = [each for each in rows if each.name == "entered-late"][-1]
        return {rows[-1].seq: {"name": mark.name, "data": mark.data}}

    assert "nothing that could be said records it" in forged(entered, change)


def test_an_outage_that_was_made_longer_is_found(entered: Sheet) -> None:
    def change(rows: list[Any]) -> dict[int, dict[str, Any]]:
        row = next(each for each in rows if each.name == "was-off")
        data = json.loads(row.data)
        boot, _, count = data["clock"].rpartition(" ")
        since = datetime.fromisoformat(data["since"]) - 30 * MINUTE
        clock = f"{boot} {int(count) - 30 * 60_000_000}"
        text = json.dumps({"clock": clock, "since": since.isoformat()}, separators=(",", ":"))
        return {row.seq: {"data": text}}

    assert "that is not since when Umbra did not run" in forged(entered, change)


def test_a_late_signature_under_another_name_is_found(sheet: Sheet) -> None:
    sheet.begin().finish()
    told = forged(sheet, put("signed", name=CHECKER.name))
    assert "what would have been recorded is something else" in told


def test_nobody_else_goes_on_with_a_sheet_that_another_signed_for(sheet: Sheet) -> None:
    session = sheet.begin().pharmacy.session
    sheet.says(3, TECHNICIAN.name)
    session.person = PHARMACIST
    assert "begins it again with a PIN" in refused(lambda: session.measure("5.8"))
    session.begin_paper(sheet.number, PINS[PHARMACIST.name])
    sheet.says(3, TECHNICIAN.name)
    session.measure("5.8")
    assert sheet.pharmacy.state.transcribers == (PHARMACIST.name,)


def test_an_older_heartbeat_put_back_makes_no_outage(at_step: AtStep) -> None:
    """While a worksheet is out the log itself says, every few minutes, that Umbra still runs."""
    pharmacy = at_step("withdraw-1")
    pharmacy.session.write_worksheet()
    pharmacy.work.time.beat()
    older = (pharmacy.folder / NAME).read_bytes()
    for _ in range(60):
        pharmacy.wait(1)
        pharmacy.work.time.keep()
    pharmacy.close()
    (pharmacy.folder / NAME).write_bytes(older)
    pharmacy.reopen()
    lasted = [each.ended.wall - each.begun.wall for each in pharmacy.state.outages]
    assert all(each <= 6 * MINUTE for each in lasted)
    assert verify(pharmacy.work.log).faults == ()
