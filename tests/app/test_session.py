"""One person at one preparation: what is said is on disk, what is printed is recorded."""

import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.preparation import Preparation, Status
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from app.entered import described
from tests.app.conftest import AtStep
from tests.app.interrupted import busy, restart_machine, restart_umbra
from tests.app.pharmacy import ADALIND, ADMINISTRATOR, BEGINS, CECILIA, TECHNICIAN, VIALS, Pharmacy
from tests.app.refusals import refusals, refuse


def but_for_the_clock(state: Preparation, before: Preparation) -> Preparation:
    """Return a state without what was recorded of a restart since `before`."""
    return replace(
        state,
        last=before.last,
        steady=before.steady,
        version=before.version,
        clock_events=before.clock_events,
        time_doubted=before.time_doubted,
    )


@pytest.mark.parametrize("restart", [restart_umbra, restart_machine])
@pytest.mark.parametrize("order", [ADALIND, CECILIA])
def test_a_preparation_stands_where_it_stood_after_a_restart_at_every_step(
    pharmacy: Pharmacy, order: str, restart: Callable[[Pharmacy], None]
) -> None:
    pharmacy.verify(order)
    while pharmacy.state.step is not None:
        before = pharmacy.state
        assert pharmacy.work.state(pharmacy.stream) == before
        restart(pharmacy)
        doubted = pharmacy.state.time_doubted
        assert doubted == (restart is restart_machine and before.exposed_since is not None)
        assert but_for_the_clock(pharmacy.state, before) == before
        pharmacy.forward()
    assert pharmacy.state.status is Status.RELEASED
    assert pharmacy.told[-1] == pharmacy.state


def test_clocks_do_not_stop_while_umbra_is_closed(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    begun = pharmacy.state.reconstituted
    assert begun is not None
    pharmacy.wait(60 * 4)
    restart_machine(pharmacy)
    assert pharmacy.session.now() == begun + timedelta(hours=4, minutes=2)
    refuse(
        pharmacy,
        lambda: pharmacy.session.do(said.Inspect("inspect-vial-1", True)),
        "The time to dilute passed 2 min ago",
    )


def test_what_is_said_is_announced_once_it_is_on_disk(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    seen: list[tuple[int, int]] = []
    log, stream = pharmacy.work.log, pharmacy.stream
    session = pharmacy.work.session(
        stream, TECHNICIAN, lambda state: seen.append((state.version, log.version(stream)))
    )
    session.do(said.Confirm("add-drug"))
    assert seen == [(pharmacy.state.version + 1,) * 2]


def test_every_fact_has_its_person_and_time(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    pharmacy.forward(minutes=3)
    row = pharmacy.work.log.history(pharmacy.stream)[-1]
    assert (row.name, row.actor) == ("drug-added", TECHNICIAN.name)
    assert datetime.fromisoformat(row.at) == pharmacy.clock.reading().wall
    assert pharmacy.state.diluted == pharmacy.clock.reading().wall


def test_copy_two_voids_copy_one(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    first = pharmacy.code_on_label()
    refuse(pharmacy, pharmacy.session.print_label, "A label was printed already; write why")
    pharmacy.wait(1)
    file = pharmacy.session.print_label("smudged")
    assert file.name == "2611-0001-2.pdf"
    refuse(pharmacy, lambda: pharmacy.session.scan(first), "not the label printed last")
    pharmacy.session.scan(pharmacy.code_on_label())
    assert pharmacy.step.identifier == "release"
    assert sorted(each.name for each in file.parent.iterdir()) == [
        "2611-0001-1.pdf",
        "2611-0001-2.pdf",
    ]


def test_no_label_is_put_out_before_the_check(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    call = refuse(pharmacy, pharmacy.session.print_label, "This page is not the present step")
    assert call.entered == "print"
    assert not (pharmacy.folder / "labels").exists()


def test_no_label_is_put_out_after_the_latest_start(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    start = deadline_named(pharmacy.state.deadlines(), Name.START).at
    pharmacy.clock.advance(start - pharmacy.session.now() + timedelta(minutes=1))
    refuse(pharmacy, pharmacy.session.print_label, "latest start of the infusion passed 1 min ago")
    assert not (pharmacy.folder / "labels").exists()
    assert "label-printed" not in pharmacy.recorded()
    pharmacy.session.do(said.Discard("the infusion could not start in time"))
    assert pharmacy.state.status is Status.DISCARDED


def test_a_label_is_put_out_at_the_very_last_moment(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    start = deadline_named(pharmacy.state.deadlines(), Name.START).at
    pharmacy.clock.advance(start - pharmacy.session.now())
    assert pharmacy.session.print_label().is_file()


def test_a_label_that_cannot_be_written_is_not_recorded_as_printed(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    before = pharmacy.recorded()
    (pharmacy.folder / "labels").write_text("a file where the folder of labels must be")
    with pytest.raises(Refused, match=r"could not be written: File exists. Nothing was lost"):
        pharmacy.session.print_label()
    assert pharmacy.recorded() == before
    (pharmacy.folder / "labels").unlink()
    assert pharmacy.session.print_label().name == "2611-0001-1.pdf"


def test_paper_that_could_not_be_recorded_is_not_left_behind(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    pharmacy.work.label_keys.key()
    before = pharmacy.state
    for put_out in (pharmacy.session.print_label, pharmacy.session.write_worksheet):
        busy(pharmacy, put_out)
    for papers in ("labels", "worksheets"):
        assert list((pharmacy.folder / papers).iterdir()) == []
    assert pharmacy.state == before
    assert pharmacy.session.print_label().is_file()


def test_a_disk_that_is_full_loses_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    before, wal = pharmacy.state, pharmacy.work.log.path.with_name("umbra.log.sqlite-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size if wal.exists() else 0, hard))
    try:
        with pytest.raises(Refused, match=r"Nothing of this|nothing of this"):
            pharmacy.forward()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert pharmacy.state == before
    pharmacy.session.save_again()
    assert pharmacy.finish().state.status is Status.RELEASED


def test_nothing_is_said_to_a_released_preparation(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    before = pharmacy.recorded()
    for action in (
        lambda: pharmacy.session.scan(VIALS[0]),
        lambda: pharmacy.session.measure("4"),
        lambda: pharmacy.session.sign("2468", Meaning.RELEASED),
        lambda: pharmacy.session.do(said.Discard("too late")),
        pharmacy.session.print_label,
        pharmacy.session.write_worksheet,
    ):
        with pytest.raises(Refused, match=r"is done|is released"):
            action()
    assert pharmacy.recorded() == before
    assert not any((pharmacy.folder / "worksheets").glob("*"))


def test_a_failed_bag_can_only_be_discarded(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-bag")
    pharmacy.session.do(said.Inspect("inspect-bag", False, "particles were seen"))
    assert pharmacy.state.status is Status.FAILED
    restart_umbra(pharmacy)
    refuse(
        pharmacy,
        lambda: pharmacy.session.do(said.Choose("cover-bag", "cover")),
        "present step|failed its inspection",
    )
    pharmacy.session.do(said.Discard("particles were seen"))
    assert pharmacy.recorded(ADALIND)[-1] == "order-returned"


def test_a_vial_that_failed_is_replaced_and_the_rest_goes_on(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    assert pharmacy.step.identifier == "replace-vial-1-2"
    restart_umbra(pharmacy)
    refuse(pharmacy, lambda: pharmacy.session.scan(VIALS[0]), "is scanned already")
    pharmacy.finish()
    assert pharmacy.state.status is Status.RELEASED
    assert len(pharmacy.state.quarantined) == 1


def test_a_worksheet_is_put_out_and_recorded(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    file = pharmacy.session.write_worksheet()
    assert pharmacy.session.worksheet == file
    assert file.parent == pharmacy.folder / "worksheets"
    assert pharmacy.recorded()[-1] == "worksheet-printed"
    pharmacy.session.person = ADMINISTRATOR
    refuse(pharmacy, pharmacy.session.write_worksheet, "An administrator does not prepare")
    assert list(file.parent.iterdir()) == [file]


def test_a_record_is_put_out_at_any_time(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    refuse(pharmacy, lambda: pharmacy.session.scan("王"), "takes no scan")
    assert refusals(pharmacy)[-1].entered == "王"
    file = pharmacy.session.write_record()
    assert file == pharmacy.folder / "records" / "2611-0001.pdf"
    assert file.read_bytes().startswith(b"%PDF")


DESCRIBED = (
    (said.Choose("protect-hood", "hood-light-off"), "hood-light-off"),
    (said.RestoreProtection("hood-light-off"), "hood-light-off"),
    (said.Measure("withdraw-1", quantity("5.80", "mL")), "5.8 mL"),
    (
        said.EnterFigures("check", quantity("5.8", "mL"), datetime(2026, 11, 2, 20, tzinfo=UTC)),
        "5.8 mL, 2026-11-02 20:00 UTC",
    ),
    (said.Sign("check", Meaning.CHECKED), "signature: checked"),
    (said.ScanBack("scan-label", "(91)2611-0001"), "(91)2611-0001"),
    (said.Confirm("add-drug"), "confirm"),
    (said.Discard("because"), "discard"),
)


@pytest.mark.parametrize(("entry", "words"), DESCRIBED)
def test_a_close_call_says_what_was_entered(entry: said.Entry, words: str) -> None:
    assert described(entry) == words


def test_the_folder_is_that_of_the_log(pharmacy: Pharmacy, folder: Path) -> None:
    assert pharmacy.verify(ADALIND).folder == folder.resolve()
    assert pharmacy.session.now() == BEGINS == SetClock(BEGINS).reading().wall
