"""One person at one preparation: what is said is on disk, what is refused is a close call."""

import re
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.events import EntryRefused
from app.core.person import Person
from app.core.preparation import Preparation, Status
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from app.entered import described
from app.labels import typed_code
from app.local_time import times_of_day
from app.preparations import preparation_in
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BAG,
    BEGINS,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    VIALS,
    WATER,
    Pharmacy,
    set_up,
)

MYLOTARG = "]d201003000845100141727033110GO0001\x1d21900000000001"
EXPIRED = "]d201003000801000111726110110AB1234\x1d21100000000001"
EXPIRES_TODAY = "]d201003000801000111726110210AB1234\x1d21100000000001"
WRONG_DIGIT = "]d201003000801000121727033110AB1234\x1d21100000000001"
UNKNOWN = "]d20100312345678906"
NO_LOT = "00300080100011"


def refusals(pharmacy: Pharmacy) -> list[EntryRefused]:
    return [refusal for refusal, _, _ in pharmacy.state.refusals]


def refuse(pharmacy: Pharmacy, action: Callable[[], object], sentence: str) -> EntryRefused:
    """Do something that is refused, and return the close call that stands in the log."""
    before, step = pharmacy.state, pharmacy.state.step
    with pytest.raises(Refused, match=sentence) as refused:
        action()
    recorded = pharmacy.work.log.history(pharmacy.stream)[before.version :]
    assert [row.name for row in recorded] == ["entry-refused"]
    assert pharmacy.state.step == step
    assert pharmacy.told[-1] is pharmacy.state
    last = refusals(pharmacy)[-1]
    assert last.sentence == refused.value.sentence
    assert last.step == (step.identifier if step else "")
    assert preparation_in(pharmacy.work.log, pharmacy.work.log.history(pharmacy.stream)) == (
        pharmacy.state
    )
    return last


def restart_umbra(pharmacy: Pharmacy) -> None:
    pharmacy.reopen()


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


def restart_machine(pharmacy: Pharmacy) -> None:
    pharmacy.wait(2)
    pharmacy.clock.restart()
    pharmacy.reopen()


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


SCANS = {
    "a vial of Mylotarg": (MYLOTARG, "This is MYLOTARG.*not inotuzumab ozogamicin. Put it aside"),
    "an expired vial": (EXPIRED, "lot AB1234, expired on 2026-11-01. Put it aside"),
    "a wrong check digit": (WRONG_DIGIT, "wrong check digit"),
    "an unknown product": (UNKNOWN, "00312345678906 is not in this site's list of products"),
    "a vial without lot and expiry": (NO_LOT, "holds no lot and no expiry date"),
    "a code of something else": ("http://example.org", "not a product code"),
    "a code of one letter": ("x", "not a product code"),
    "a lot without a product": ("]d210AB1234", "names no product"),
}


@pytest.mark.parametrize("what", SCANS)
def test_a_wrong_scan_is_a_close_call_with_what_was_scanned(at_step: AtStep, what: str) -> None:
    pharmacy = at_step("scan-materials")
    code, sentence = SCANS[what]
    call = refuse(pharmacy, lambda: pharmacy.session.scan(code), sentence)
    assert call.entered == code.replace("\x1d", "<GS>")
    assert pharmacy.state.materials == ()


def test_the_same_vial_is_not_scanned_twice(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.scan(VIALS[0])
    for restart in (lambda _: None, restart_umbra):
        restart(pharmacy)
        refuse(
            pharmacy,
            lambda: pharmacy.session.scan(VIALS[0]),
            "This vial, serial 100000000001, is scanned already",
        )
    assert len(pharmacy.state.vials) == 1


def scan_for_another(pharmacy: Pharmacy, code: str) -> None:
    """Open the second order, and scan a vial for it."""
    pharmacy.verify(CECILIA)
    pharmacy.session.scan(code)


@pytest.mark.parametrize("end", ["unfinished", "released"])
def test_a_vial_of_another_preparation_is_refused(at_step: AtStep, end: str) -> None:
    pharmacy = at_step("protect-hood" if end == "unfinished" else "released")
    with pytest.raises(Refused, match=r"was scanned for preparation 2611-0001; each vial is used"):
        scan_for_another(pharmacy, VIALS[0])
    assert refusals(pharmacy)[-1].entered == VIALS[0].replace("\x1d", "<GS>")


def test_a_vial_that_was_opened_for_a_discarded_preparation_is_refused(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-2")
    pharmacy.session.do(said.Discard("the hood failed"))
    with pytest.raises(Refused, match="was scanned for preparation 2611-0001"):
        scan_for_another(pharmacy, VIALS[0])
    pharmacy.session.scan(VIALS[1])
    assert len(pharmacy.state.vials) == 1


def test_a_quarantined_vial_stays_refused_when_its_preparation_is_discarded(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("reconstitute-1")
    pharmacy.session.do(said.Quarantine("reconstitute-1", "the stopper leaks"))
    pharmacy.session.do(said.Discard("no other vial is in the house"))
    with pytest.raises(Refused, match="was scanned for preparation 2611-0001"):
        scan_for_another(pharmacy, VIALS[0])


def test_vials_without_serial_numbers_cannot_be_told_apart(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    plain = "]d201003000801000111727033110AB1234"
    pharmacy.session.scan(plain)
    refuse(pharmacy, lambda: pharmacy.session.scan(plain), "holds no serial number to tell two")
    scan_for_another(pharmacy, plain)


def test_no_more_is_scanned_than_is_wanted(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.scan(VIALS[1])
    refuse(pharmacy, lambda: pharmacy.session.scan(VIALS[2]), "All 2 .* are scanned already")
    pharmacy.session.scan(BAG)
    refuse(pharmacy, lambda: pharmacy.session.scan(BAG), "The one empty container is scanned")


def test_a_vial_is_good_to_the_end_of_its_day_where_the_pharmacy_is(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.clock.advance(datetime(2026, 11, 3, 5, 30, tzinfo=UTC) - pharmacy.session.now())
    pharmacy.session.scan(EXPIRES_TODAY)
    assert len(pharmacy.state.vials) == 1
    pharmacy.wait(31)
    refuse(
        pharmacy,
        lambda: pharmacy.session.scan(EXPIRES_TODAY.replace("00001", "00002")),
        "expired on 2026-11-02",
    )


def test_a_vial_that_goes_out_of_date_at_midnight_is_replaced(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.clock.advance(datetime(2026, 11, 3, 5, 30, tzinfo=UTC) - pharmacy.session.now())
    pharmacy.session.scan(EXPIRES_TODAY.replace("100000000001", "900000000009"))
    pharmacy.go_to("reconstitute-1")
    pharmacy.wait(31)
    refuse(
        pharmacy,
        lambda: pharmacy.session.measure("4"),
        "Quarantine the vial at its step and take another one",
    )
    pharmacy.session.do(said.Quarantine("reconstitute-1", "out of date"))
    assert pharmacy.state.step is not None
    assert pharmacy.state.step.identifier == "replace-vial-1-2"
    assert pharmacy.finish().state.status is Status.RELEASED


def test_what_was_reconstituted_before_midnight_is_given_before_it(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.clock.advance(datetime(2026, 11, 3, 4, 30, tzinfo=UTC) - pharmacy.session.now())
    pharmacy.session.scan(EXPIRES_TODAY.replace("100000000001", "900000000009"))
    pharmacy.go_to("withdraw-1")
    start = deadline_named(pharmacy.state.deadlines(), Name.START)
    assert start.at == datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
    assert start.rule.endswith("vial is in date")
    pharmacy.clock.advance(start.at + timedelta(seconds=1) - pharmacy.session.now())
    refuse(pharmacy, lambda: pharmacy.session.measure("5.8"), "Stop and discard the preparation")


@pytest.mark.parametrize("step", ["reconstitute-1", "add-drug", "check"])
def test_a_scan_at_a_step_that_takes_none_is_a_close_call(at_step: AtStep, step: str) -> None:
    pharmacy = at_step(step)
    call = refuse(pharmacy, lambda: pharmacy.session.scan(VIALS[2]), "This step takes no scan")
    assert call.entered == VIALS[2].replace("\x1d", "<GS>")


@pytest.mark.parametrize(
    ("number", "sentence", "entered"),
    [
        ("3.9", "3.9 mL was entered; 4 mL is needed", "3.9 mL"),
        ("40", "40 mL was entered; 4 mL is needed", "40 mL"),
        ("4,0", "has a comma", "4,0"),
        ("4.", "ends its number with a point", "4."),
        (".4", "lacks the zero", ".4"),
        ("-4", "has a sign", "-4"),
        ("0", "is zero", "0"),
        ("", "does not start with a number", ""),
        ("four", "does not start with a number", "four"),
        ("nan", "does not start with a number", "nan"),
        ("1e9", "does not start with a number", "1e9"),
        ("٤", "does not start with a number", "٤"),
        ("4" * 500, "is too long a number", "4" * 400),
        ("4\x00", "does not start with a number", "4<NUL>"),
    ],
)
def test_a_wrong_volume_is_a_close_call_with_what_was_typed(
    at_step: AtStep, number: str, sentence: str, entered: str
) -> None:
    pharmacy = at_step("reconstitute-1")
    call = refuse(pharmacy, lambda: pharmacy.session.measure(number), sentence)
    assert call.entered == entered
    assert pharmacy.state.reconstituted is None


def test_the_right_volume_may_be_written_with_zeros(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1")
    pharmacy.session.measure("4.00")
    assert pharmacy.step.identifier == "inspect-vial-1"


def test_a_wrong_pin_is_a_close_call_without_the_pin(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    call = refuse(
        pharmacy, lambda: pharmacy.session.sign("8642", Meaning.PREPARED), "not the PIN of this"
    )
    assert call.entered == "a wrong PIN"
    assert not [row for row in pharmacy.work.log.everything() if '"8642"' in row.data]
    pharmacy.session.sign(PINS[TECHNICIAN.name], Meaning.PREPARED)
    assert not [row for row in pharmacy.work.log.everything() if '"2468"' in row.data]
    assert pharmacy.step.identifier == "check"


def test_five_wrong_pins_hold_up_a_signature_for_a_minute(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    pin = PINS[TECHNICIAN.name]
    for _ in range(5):
        refuse(pharmacy, lambda: pharmacy.session.sign("8642", Meaning.PREPARED), "not the PIN")
    restart_umbra(pharmacy)
    refuse(pharmacy, lambda: pharmacy.session.sign(pin, Meaning.PREPARED), "wait a minute")
    pharmacy.wait(1)
    pharmacy.session.sign(pin, Meaning.PREPARED)
    assert pharmacy.step.identifier == "check"


def test_the_pin_of_another_person_does_not_sign(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    refuse(
        pharmacy,
        lambda: pharmacy.session.sign(PINS[PHARMACIST.name], Meaning.PREPARED),
        "not the PIN of this name",
    )


def test_who_did_not_prepare_does_not_sign_that_they_did(at_step: AtStep) -> None:
    pharmacy = at_step("sign-prepared")
    pharmacy.session.person = PHARMACIST
    call = refuse(
        pharmacy,
        lambda: pharmacy.session.sign(PINS[PHARMACIST.name], Meaning.PREPARED),
        "Pharmacist One did not prepare this",
    )
    assert call.entered == "signature: prepared"


def test_nobody_checks_their_own_work(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.Confirm("add-drug"))
    pharmacy.go_to("check")
    pharmacy.session.person = PHARMACIST
    refuse(
        pharmacy,
        lambda: pharmacy.session.enter_figures(pharmacy.volume(), "14:44"),
        "took part in preparing this; nobody checks their own work",
    )
    assert pharmacy.finish().state.status is Status.RELEASED


@pytest.mark.parametrize("person", [TECHNICIAN, ADMINISTRATOR])
def test_only_a_pharmacist_checks(at_step: AtStep, person: Person) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = person
    refuse(
        pharmacy,
        lambda: pharmacy.session.enter_figures(pharmacy.volume(), "14:44"),
        "Only a pharmacist checks|An administrator does not prepare or check",
    )


@pytest.mark.parametrize(
    ("volume", "start", "sentence"),
    [
        ("5,82", "14:44", "has a comma"),
        ("5.82 mL", "14:44", "has the unit"),
        ("5.82", "2 pm", "is not a time of day; write it such as 14:44"),
        ("5.82", "24:00", "is not a time of day"),
        ("5.82", "", "is not a time of day"),
    ],
)
def test_figures_that_cannot_be_read_are_a_close_call(
    at_step: AtStep, volume: str, start: str, sentence: str
) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    call = refuse(pharmacy, lambda: pharmacy.session.enter_figures(volume, start), sentence)
    assert call.entered == f"{volume} mL, {start}"


@pytest.mark.parametrize(
    ("volume", "start", "sentence"),
    [
        ("1357", "14:44", "more than all that the container holds"),
        ("1357", "", "it may be a PIN"),
        ("5.82", "9753", "it may be a PIN"),
    ],
)
def test_figures_that_may_be_a_pin_are_refused_and_not_kept(
    at_step: AtStep, volume: str, start: str, sentence: str
) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    call = refuse(pharmacy, lambda: pharmacy.session.enter_figures(volume, start), sentence)
    assert "not kept" in call.entered
    assert not {"1357", "9753"} & set(re.findall("[0-9]{4}", call.entered + call.sentence))


def test_figures_that_differ_are_not_signed(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    for volume, start in (("6.2", "14:16"), (pharmacy.volume(), "13:16")):
        pharmacy.session.enter_figures(volume, start)
        assert pharmacy.state.figures is not None
        assert not pharmacy.state.figures.agree
        refuse(
            pharmacy,
            lambda: pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED),
            "Your figures and the recorded ones differ",
        )
    assert pharmacy.finish().state.status is Status.RELEASED


def test_a_label_of_another_preparation_is_refused_on_the_bag(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    other = pharmacy.code_on_label()
    pharmacy.verify(CECILIA)
    pharmacy.go_to("scan-label")
    call = refuse(
        pharmacy, lambda: pharmacy.session.scan(other), "not the label printed last for this"
    )
    assert call.entered.startswith("(91)2611-0001(92)1(93)")
    assert pharmacy.finish().state.status is Status.RELEASED


@pytest.mark.parametrize("code", [WATER, "00300080100011"])
def test_a_product_scanned_as_the_label_is_a_close_call_that_names_it(
    at_step: AtStep, code: str
) -> None:
    pharmacy = at_step("scan-label")
    call = refuse(pharmacy, lambda: pharmacy.session.scan(code), "not the code of a label")
    assert call.entered == code


def test_the_short_code_on_the_label_is_typed_where_nothing_scans(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    assert pharmacy.state.label is not None
    short = typed_code(pharmacy.state.label.code)
    assert short.startswith("1-")
    wrong = f"{short[:-1]}{'0' if short[-1] != '0' else '1'}"
    call = refuse(pharmacy, lambda: pharmacy.session.scan(wrong), "not a product code")
    assert call.entered == wrong
    pharmacy.session.scan(f" {short.lower()} ")
    assert pharmacy.step.identifier == "release"


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


def busy(pharmacy: Pharmacy, action: Callable[[], object]) -> None:
    """Do something while another program holds the log."""
    with closing(sqlite3.connect(pharmacy.work.log.path, isolation_level=None)) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="Another program is holding"):
            action()


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


def test_a_clock_set_while_umbra_runs_is_recorded_and_gives_nobody_time(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1").go_to("inspect-vial-1")
    left = deadline_named(pharmacy.state.deadlines(), Name.DILUTE).at - pharmacy.session.now()
    pharmacy.set_wall(-30)
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-1] == "clock-set"
    assert pharmacy.state.clock_changes[-1].seconds == -1800
    dilute = deadline_named(pharmacy.state.deadlines(), Name.DILUTE).at
    assert dilute - pharmacy.session.now() == left
    pharmacy.session.notice_clock()
    assert pharmacy.recorded().count("clock-set") == 1
    restart_umbra(pharmacy)
    assert deadline_named(pharmacy.state.deadlines(), Name.DILUTE).at == dilute
    assert pharmacy.finish().state.status is Status.RELEASED


def test_a_clock_set_while_umbra_was_closed_is_recorded_at_the_next_step(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.forward()
    pharmacy.close()
    pharmacy.set_wall(15)
    pharmacy.reopen()
    pharmacy.forward()
    assert pharmacy.recorded()[-2:] == ["clock-set", "reconstituted"]
    assert pharmacy.state.clock_changes[-1].seconds == 900
    row = pharmacy.work.log.history(pharmacy.stream)[-2]
    assert row.actor == "the clock"


def test_a_clock_that_could_not_be_recorded_is_recorded_later(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1").go_to("inspect-vial-1")
    pharmacy.set_wall(10)
    busy(pharmacy, pharmacy.session.notice_clock)
    pharmacy.session.notice_clock()
    assert pharmacy.recorded()[-1] == "clock-set"


def test_a_label_is_drawn_by_the_clock_as_it_is_set_now(at_step: AtStep) -> None:
    pharmacy = at_step("check").go_to("print-label")
    pharmacy.set_wall(20)
    pharmacy.session.print_label()
    assert pharmacy.recorded()[-2:] == ["clock-set", "label-printed"]
    start = deadline_named(pharmacy.state.deadlines(), Name.START).at
    assert pharmacy.state.label is not None
    assert f"(93){start:%y%m%d%H%M}" in pharmacy.state.label.code


def test_a_clock_that_ran_backwards_across_a_restart_stops_work(at_step: AtStep) -> None:
    pharmacy = at_step("protect-hood")
    pharmacy.set_wall(-60)
    restart_machine(pharmacy)
    entry = said.Choose("protect-hood", "hood-light-filtered")
    assert pharmacy.session.clock_ran_backwards
    refuse(pharmacy, lambda: pharmacy.session.do(entry), "The clock shows an earlier time")
    accept = said.AcceptClock("the battery was changed")
    refuse(pharmacy, lambda: pharmacy.session.do(accept), "Only a pharmacist accepts")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(accept)
    assert not pharmacy.session.clock_ran_backwards
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(entry)
    assert pharmacy.finish().state.status is Status.RELEASED


def test_after_reconstitution_a_clock_that_ran_backwards_ends_the_preparation(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.set_wall(-60)
    restart_machine(pharmacy)
    pharmacy.session.person = PHARMACIST
    refuse(
        pharmacy,
        lambda: pharmacy.session.do(said.AcceptClock("the battery was changed")),
        "no longer known",
    )
    pharmacy.session.do(said.Discard("the time since reconstitution is not known"))
    assert pharmacy.state.status is Status.DISCARDED


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


def local(text: str, after: str) -> str:
    moment = datetime.fromisoformat(after).astimezone(UTC)
    return f"{SITE.local(times_of_day(text, moment, SITE)[0]):%m-%d %H:%M %z}"


@pytest.mark.parametrize(
    ("text", "after", "expected"),
    [
        ("14:44", "2026-11-02T10:00-06:00", "11-02 14:44 -0600"),
        ("1444", "2026-11-02T10:00-06:00", "11-02 14:44 -0600"),
        ("10:00", "2026-11-02T10:00:59-06:00", "11-02 10:00 -0600"),
        ("09:59", "2026-11-02T10:00-06:00", "11-03 09:59 -0600"),
        ("03:00", "2026-11-02T20:00-06:00", "11-03 03:00 -0600"),
        # In the night to 2026-11-01 clocks go back from 02:00 to 01:00; on 2027-03-14 they skip
        # the hour after 02:00.
        ("01:30", "2026-10-31T20:00-05:00", "11-01 01:30 -0500"),
        ("01:10", "2026-11-01T01:50-05:00", "11-01 01:10 -0600"),
        ("01:50", "2026-11-01T01:10-06:00", "11-01 01:50 -0600"),
        ("04:00", "2026-10-31T20:00-05:00", "11-01 04:00 -0600"),
        ("03:30", "2027-03-13T20:00-06:00", "03-14 03:30 -0500"),
    ],
)
def test_a_time_of_day_is_the_first_one_after(text: str, after: str, expected: str) -> None:
    assert local(text, after) == expected


def test_the_folder_is_that_of_the_log(pharmacy: Pharmacy, folder: Path) -> None:
    assert pharmacy.verify(ADALIND).folder == folder.resolve()
    assert pharmacy.session.now() == BEGINS == SetClock(BEGINS).reading().wall


@pytest.mark.parametrize("place", ["room", "refrigerated"])
@pytest.mark.parametrize(
    ("begins", "hour"), [("2026-11-01T02:20", "01 CDT"), ("2026-11-01T03:20", "01 CST")]
)
def test_a_latest_start_that_comes_twice_is_typed_as_a_time_of_day(
    tmp_path: Path, begins: str, hour: str, place: str
) -> None:
    now = datetime.fromisoformat(begins).replace(tzinfo=UTC)
    set_up(tmp_path / "night", SetClock(now), "2026-10-31")
    night = Pharmacy(tmp_path / "night", SetClock(now, boot="night"))
    night.verify(ADALIND)
    night.go_to("choose-storage")
    night.session.do(said.Choose("choose-storage", place))
    night.go_to("check")
    night.session.person = CHECKER
    start = deadline_named(night.state.deadlines(), Name.START).at
    assert SITE.shown(start, "%H") == hour
    night.session.enter_figures(night.volume(), f"{SITE.local(start):%H:%M}")
    assert night.state.figures is not None
    assert night.state.figures.agree
    night.close()
