"""The log takes nothing: what was done is kept with its time, and nothing else is recorded."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core import events as e
from app.core.preparation import Status
from app.core.step import Kind, Meaning
from app.preparations import fact_of, stamped
from app.verification import verify
from tests.app.pharmacy import BEGINS, CECILIA, CHECKER, TECHNICIAN, VIALS, Pharmacy
from tests.app.refusals import refused
from tests.disk_faults import FAULTS, Fault, failing, full, held, read_only

BESPONSA = "00300080100011"
AtStep = Callable[[str], Pharmacy]


def readings(pharmacy: Pharmacy) -> list[tuple[str, str, str]]:
    """Return name, time and person of every fact of the preparation."""
    rows = pharmacy.work.log.history(pharmacy.stream)
    return [(row.name, row.at, row.actor) for row in rows]


def papers(pharmacy: Pharmacy, folder: str) -> list[str]:
    """Return the names of all files in a folder, hidden ones too."""
    place = pharmacy.folder / folder
    return sorted(each.name for each in place.iterdir()) if place.exists() else []


@pytest.mark.parametrize("fault", FAULTS)
def test_every_step_is_kept_until_it_is_saved(at_step: AtStep, fault: Fault) -> None:
    """A whole preparation at which the disk fails at each step, and comes back 5 s later."""
    pharmacy = at_step("scan-materials")
    while pharmacy.state.step is not None:
        before, facts, kind = pharmacy.state, pharmacy.recorded(), pharmacy.step.kind
        only_said = kind in (Kind.CHECK, Kind.SCAN_BACK) or pharmacy.step.signs is not None
        with fault(pharmacy.work.log):
            refused(pharmacy.forward)
            done_at = pharmacy.clock.reading()
            assert pharmacy.state is before
            assert (pharmacy.session.unsaved is None) == (kind is Kind.PRINT)
            pharmacy.wait(1 / 12)
            if kind is not Kind.PRINT:
                told = refused(lambda: pharmacy.session.do(said.Call("nothing else goes on")))
                assert "is not saved, so nothing else is recorded here" in told
                assert "This is not saved" in refused(pharmacy.session.save_again)
        assert pharmacy.recorded() == facts
        if kind is Kind.PRINT:
            assert papers(pharmacy, "labels") == []
            pharmacy.forward()
            continue
        assert pharmacy.session.unsaved is not None
        assert pharmacy.session.unsaved.reading == done_at
        pharmacy.session.save_again()
        assert pharmacy.session.unsaved is None
        assert pharmacy.state.version == len(pharmacy.recorded()) > len(facts)
        counts_from = pharmacy.clock.reading() if only_said else done_at
        assert readings(pharmacy)[-1][1] == counts_from.wall.isoformat()
        assert pharmacy.told[-1] == pharmacy.state
    assert pharmacy.state.status is Status.RELEASED
    pharmacy.close()
    pharmacy.reopen()
    assert verify(pharmacy.work.log).faults == ()


def test_the_clocks_begin_when_the_drug_was_injected(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1")
    pharmacy.wait(1)
    injected = pharmacy.clock.reading().wall
    with full(pharmacy.work.log):
        assert "is full" in refused(lambda: pharmacy.session.measure("4"))
        pharmacy.wait(40)
        kept = pharmacy.session.unsaved
        assert kept is not None
        assert kept.words == ("Vial 1 reconstituted with 4 mL",)
        assert "is full" in kept.why
    pharmacy.wait(5)
    pharmacy.session.save_again()
    assert pharmacy.state.reconstituted == injected
    first = pharmacy.state.deadlines()[0]
    assert first.at == injected + timedelta(hours=4)
    assert pharmacy.session.unsaved is None


def test_saving_again_what_is_saved_does_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    before = pharmacy.recorded()
    pharmacy.session.save_again()
    assert pharmacy.recorded() == before


def test_what_was_kept_says_why_it_is_not_saved_now(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    with full(pharmacy.work.log):
        refused(pharmacy.forward)
    kept = pharmacy.session.unsaved
    with failing(pharmacy.work.log):
        refused(pharmacy.session.save_again)
    now = pharmacy.session.unsaved
    assert kept is not None
    assert now is not None
    assert "is full" in kept.why
    assert "reported a fault" in now.why
    assert (now.words, now.reading, now.actor) == (kept.words, kept.reading, kept.actor)


def test_it_is_kept_for_whoever_comes_back(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    with read_only(pharmacy.work.log):
        refused(pharmacy.forward)
        told: list[object] = []
        again = pharmacy.work.session(pharmacy.stream, CHECKER, told.append)
        assert again.unsaved is not None
        assert pharmacy.work.unsaved == {pharmacy.stream: again}
        assert "nothing else is recorded" in refused(lambda: again.do(said.Call("")))
    again.save_again()
    assert readings(pharmacy)[-1][0] == "dose-withdrawn"
    assert readings(pharmacy)[-1][2] == TECHNICIAN.name
    assert told == [again.state]
    assert pharmacy.work.unsaved == {}
    assert pharmacy.work.session(pharmacy.stream, CHECKER, told.append) is not again


def test_work_on_another_preparation_goes_on(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    first = pharmacy.session
    with held(pharmacy.work.log):
        refused(pharmacy.forward)
    pharmacy.verify(CECILIA)
    pharmacy.begin(pharmacy.stream)
    pharmacy.forward()
    assert first.unsaved is not None
    first.save_again()
    assert verify(pharmacy.work.log).faults == ()


def test_a_refusal_that_is_not_saved_is_kept_as_well(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    with full(pharmacy.work.log):
        assert "This is not saved" in refused(lambda: pharmacy.session.measure("9"))
        assert pharmacy.session.unsaved is not None
        assert pharmacy.session.unsaved.words[0].startswith("Refused: 9 mL (")
        for entered in (
            lambda: pharmacy.session.measure("nine"),
            lambda: pharmacy.session.weigh("1"),
            lambda: pharmacy.session.scan(VIALS[0]),
            lambda: pharmacy.session.sign("2468", Meaning.PREPARED),
            lambda: pharmacy.session.enter_figures("5.8", "14:44"),
            lambda: pharmacy.session.refuse_scan("x", "torn"),
            pharmacy.session.print_label,
            pharmacy.session.write_worksheet,
        ):
            assert "is not saved, so nothing else" in refused(entered)
    pharmacy.session.save_again()
    assert pharmacy.recorded()[-1] == "entry-refused"
    assert papers(pharmacy, "worksheets") == []


def test_a_clock_that_was_set_is_found_once_the_step_is_saved(at_step: AtStep) -> None:
    """The clock is set between two looks at it, and the disk takes neither fact."""
    pharmacy = at_step("withdraw-1")
    pharmacy.session.notice_clock()
    pharmacy.wait(3)
    pharmacy.set_wall(30)
    with full(pharmacy.work.log):
        refused(pharmacy.session.notice_clock)
        assert pharmacy.session.unsaved is None  # it is found again at every look
        refused(lambda: pharmacy.session.measure("5.8"))
        withdrawn = pharmacy.clock.reading()
        kept = pharmacy.session.unsaved
        assert kept is not None
        assert kept.words == ("5.8 mL",)
        pharmacy.wait(30)
        pharmacy.session.notice_clock()
        refused(pharmacy.session.save_again)
    pharmacy.set_wall(20)
    pharmacy.session.notice_clock()
    pharmacy.session.save_again()
    rows = pharmacy.work.log.history(pharmacy.stream)[-2:]
    assert [row.name for row in rows] == ["clock-set", "dose-withdrawn"]
    assert {row.at for row in rows} == {withdrawn.wall.isoformat()}
    pharmacy.session.notice_clock()
    last = stamped(pharmacy.work.log.history(pharmacy.stream)[-1]).fact
    assert last == e.ClockSet(20 * 60)
    assert verify(pharmacy.work.log).faults == ()


def test_a_scan_is_judged_as_the_package_stands_when_it_is_saved(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    first, code = pharmacy.session, pharmacy.next_code()
    with full(pharmacy.work.log):
        refused(lambda: first.scan(code, by_scanner=True))
    pharmacy.verify(CECILIA)
    pharmacy.begin(pharmacy.stream).scan(code, by_scanner=True)
    assert "preparation 2611-0002" in refused(first.save_again)
    assert first.unsaved is None
    assert pharmacy.work.log.history(first.stream)[-1].name == "entry-refused"
    assert verify(pharmacy.work.log).faults == ()


@pytest.mark.parametrize("step", ["check", "scan-label", "release"])
def test_what_was_only_said_is_not_saved_after_a_quarantine(at_step: AtStep, step: str) -> None:
    pharmacy = at_step(step)
    with full(pharmacy.work.log):
        assert "This is not saved" in refused(pharmacy.forward)
    pharmacy.work.stock.quarantine(BESPONSA, "AB1234", None, "recalled", TECHNICIAN)
    assert "is in quarantine" in refused(pharmacy.session.save_again)
    assert pharmacy.session.unsaved is None
    assert pharmacy.recorded()[-1] == "entry-refused"
    assert pharmacy.state.status is Status.OPEN
    pharmacy.work.stock.lift(BESPONSA, "AB1234", None, "a mistake", CHECKER)
    assert pharmacy.finish().state.status is Status.RELEASED
    assert verify(pharmacy.work.log).faults == ()


def test_a_release_is_not_saved_once_the_time_has_passed(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    with full(pharmacy.work.log):
        refused(pharmacy.forward)
    pharmacy.wait(9 * 60)
    assert "passed" in refused(pharmacy.session.save_again)
    assert pharmacy.session.unsaved is None
    assert pharmacy.state.status is Status.OPEN


def test_what_was_done_is_saved_though_its_lot_is_in_quarantine_since(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    with full(pharmacy.work.log):
        refused(pharmacy.forward)
    done_at = pharmacy.clock.reading().wall
    pharmacy.work.stock.quarantine(BESPONSA, "AB1234", None, "recalled", TECHNICIAN)
    pharmacy.wait(5)
    pharmacy.session.save_again()
    assert pharmacy.state.diluted == done_at


def test_a_clock_that_is_right_again_is_not_accepted_as_wrong(at_step: AtStep) -> None:
    pharmacy = at_step("protect-hood")
    pharmacy.close()
    pharmacy.clock = SetClock(BEGINS - timedelta(days=1), "another")
    pharmacy.reopen()
    pharmacy.session.person = CHECKER
    with full(pharmacy.work.log):
        refused(lambda: pharmacy.session.do(said.AcceptClock("the battery is new")))
    kept = pharmacy.session.unsaved
    assert kept is not None
    assert kept.words == ("Clock accepted: the battery is new",)
    pharmacy.set_wall(2 * 24 * 60)
    assert "nothing has to be accepted" in refused(pharmacy.session.save_again)
    assert "clock-accepted" not in pharmacy.recorded()


def test_what_moved_on_meanwhile_is_said(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    with held(pharmacy.work.log):
        refused(pharmacy.forward)
    log, reading = pharmacy.work.log, pharmacy.clock.reading()
    stamps = {"at": reading.wall.isoformat(), "clock": reading.text(), "actor": "another"}
    call = (fact_of(e.PharmacistCalled("")),)
    log.append(pharmacy.stream, log.version(pharmacy.stream), call, **stamps)
    assert "Someone else recorded something" in refused(pharmacy.session.save_again)
    assert pharmacy.session.unsaved is not None
    assert pharmacy.recorded()[-1] == "pharmacist-called"


def test_an_order_that_cannot_be_opened_leaves_nothing_half(pharmacy: Pharmacy) -> None:
    before = pharmacy.work.log.count()
    for fault in (full, failing, read_only, held):
        with fault(pharmacy.work.log):
            refused(lambda: pharmacy.verify(CECILIA))
    assert pharmacy.work.unsaved == {}
    assert CECILIA in pharmacy.work.board.waiting()
    assert before <= pharmacy.work.log.count()
    pharmacy.verify(CECILIA)
    assert pharmacy.step.identifier == "scan-materials"


# Paper.


@pytest.mark.parametrize("fault", FAULTS)
def test_no_paper_is_there_whose_fact_is_not(at_step: AtStep, fault: Fault) -> None:
    pharmacy = at_step("print-label")
    before = pharmacy.recorded()
    with fault(pharmacy.work.log):
        refused(pharmacy.session.print_label)
        refused(pharmacy.session.write_worksheet)
    assert papers(pharmacy, "labels") == papers(pharmacy, "worksheets") == []
    assert pharmacy.session.unsaved is None
    assert pharmacy.recorded() == before
    assert pharmacy.session.print_label().is_file()
    assert pharmacy.session.write_worksheet().is_file()
    pharmacy.go_to("release")


def unnamed(file: Path) -> Path:
    """Return a paper as it lies there when power goes before it gets its name."""
    return file.rename(file.with_name(f".{file.name}.part"))


def test_a_label_that_was_recorded_gets_its_name_though_power_went(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    file = pharmacy.session.print_label()
    unnamed(file)
    pharmacy.reopen()
    assert file.is_file()
    pharmacy.go_to("release")


def test_a_label_that_was_not_recorded_never_gets_its_name(at_step: AtStep) -> None:
    """Power went before the label's fact, or what lies there is another label."""
    pharmacy = at_step("print-label")
    file = pharmacy.folder / "labels" / "2611-0001-1.pdf"
    file.parent.mkdir()
    file.with_name(f".{file.name}.part").write_bytes(b"a label of which nobody knows")
    pharmacy.reopen()
    assert not file.exists()
    pharmacy.forward()
    unnamed(file).write_bytes(b"another label")
    pharmacy.reopen()
    assert not file.exists()


def test_every_label_of_what_is_discarded_is_void_though_power_went(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    pharmacy.session.print_label("smudged")
    pharmacy.session.do(said.Discard("the bag leaks"))
    void = ["VOID-2611-0001-1.pdf", "VOID-2611-0001-2.pdf"]
    assert papers(pharmacy, "labels") == void
    file = pharmacy.folder / "labels" / void[1]
    file.rename(file.with_name("2611-0001-2.pdf"))
    pharmacy.reopen()
    assert papers(pharmacy, "labels") == void


def test_a_label_that_cannot_get_its_name_is_recorded_and_told(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    (pharmacy.folder / "labels" / "2611-0001-1.pdf").mkdir(parents=True)
    told = refused(pharmacy.session.print_label)
    assert "Recorded, but" in told
    assert "could not be put out: Is a directory" in told
    assert "reopen the preparation or print another copy" in told
    assert pharmacy.session.trouble == told
    assert pharmacy.recorded()[-1] == "label-printed"
    assert pharmacy.told[-1] == pharmacy.state
    assert pharmacy.session.unsaved is None
    pharmacy.reopen()
    assert pharmacy.session.trouble == told
    (pharmacy.folder / "labels" / "2611-0001-1.pdf").rmdir()
    pharmacy.reopen()
    assert pharmacy.session.trouble == ""
    pharmacy.go_to("release")


def test_another_copy_stands_in_for_a_label_that_cannot_get_its_name(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    (pharmacy.folder / "labels" / "2611-0001-1.pdf").mkdir(parents=True)
    refused(pharmacy.session.print_label)
    assert pharmacy.session.print_label("it was not there").is_file()
    assert pharmacy.session.trouble == ""


def test_a_worksheet_that_cannot_get_its_name_gets_it_at_the_next_opening(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    file = pharmacy.session.write_worksheet()
    pharmacy.reopen()
    assert papers(pharmacy, "worksheets") == [file.name]
    file = file.with_name(f"2611-0001-{pharmacy.state.version}.pdf")
    file.mkdir()
    told = refused(pharmacy.session.write_worksheet)
    assert f"Recorded, but {file} could not be put out" in told
    assert pharmacy.recorded()[-1] == "worksheet-printed"
    pharmacy.forward()
    assert pharmacy.session.trouble == told
    file.rmdir()
    pharmacy.reopen()
    assert pharmacy.session.trouble == ""
    assert file.is_file()


def test_a_label_that_cannot_be_renamed_as_void_stops_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    void = pharmacy.folder / "labels" / "VOID-2611-0001-1.pdf"
    void.mkdir()
    pharmacy.session.do(said.Discard("the bag leaks"))
    assert pharmacy.told[-1].status is Status.DISCARDED
    assert "is void, but could not be renamed so: Is a directory" in pharmacy.session.trouble
    pharmacy.reopen()
    assert "Do not use it" in pharmacy.session.trouble
    void.rmdir()
    void.write_bytes(b"a label that was void before")
    pharmacy.reopen()
    assert pharmacy.session.trouble == ""
    assert papers(pharmacy, "labels") == [void.name]


def test_a_label_that_is_void_since_the_clock_was_set_stops_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    (pharmacy.folder / "labels" / "VOID-2611-0001-1.pdf").mkdir()
    pharmacy.set_wall(-1)
    pharmacy.session.notice_clock()
    assert pharmacy.state.label is None
    assert "is void" in pharmacy.session.trouble
