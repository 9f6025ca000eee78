"""What the bag label says: exactly what was recorded, and a code that says the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.core import entry as said
from app.core.quantity import quantity
from app.core.step import Role
from app.core.timing import Storage
from app.intake.gs1 import parse_scan
from app.labels import bag_label, code_of, trial_label, typed_code
from app.preparations import monograph_in
from app.site import Site
from reports.label import draw_label
from reports.verify import code_on, verify_label
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    CODES,
    PHARMACIST,
    SITE,
    VIALS,
    Pharmacy,
    words_of,
)
from tests.app.wording import KEY, WORDS, label_of, plain
from tests.core.hood import TECHNICIAN_ONE, Hood


def test_the_label_says_what_was_recorded(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    label = bag_label(pharmacy.state, SITE, 1, WORDS, KEY)
    assert (label.patient, label.identifier) == ("DEMO, Adalind", "MRN 00482913")
    assert (label.born, label.location) == ("born 1979-04-12", "5 East")
    assert (label.drug, label.dose) == ("inotuzumab ozogamicin", "1.45 mg")
    assert label.particulars == "BESPONSA · ordered 1.456 mg · Cycle 1 Day 1"
    assert (label.diluent, label.total_volume) == (
        "in sodium chloride 0.9%, total volume",
        "50 mL",
    )
    assert (label.concentration, label.route) == ("0.029 mg/mL", "IV infusion")
    assert label.rate == "over 1 hour, 50 mL/h"
    # Reconstituted at 09:54 and diluted at 10:00 local time: four hours at room temperature.
    assert (label.start_by, label.finish_by) == ("2026-11-02 14:00", "2026-11-02 17:54")
    assert label.warnings == ("PROTECT FROM LIGHT", "HAZARDOUS DRUG", "DO NOT FREEZE")
    assert plain(label.notes) == (
        "Store at 20–25 °C. Do not mix with other medicines. Single dose.",
        "Reconstituted 09:54, diluted 10:00 · preparation 2611-0001",
        "lot AB1234 exp 2027-03-31 (2 vials)",
        "Prepared Technician Two · checked Pharmacist Two",
        f"St. Example Hospital Pharmacy · tel 555-0100 · label {typed_code(label.code)}",
    )
    assert label.code.startswith("(91)2611-0001(92)1(93)2611022000(94)2611022354(95)1.45mg(96)")


def test_the_label_put_out_is_the_label_of_the_record(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    label = label_of(pharmacy.session, 1)
    file = pharmacy.session.print_label()
    verify_label(file.read_bytes(), label)
    printed = pharmacy.state.label
    assert printed is not None
    assert (printed.code, printed.file, printed.copy) == (label.code, file.name, 1)
    assert printed.template == WORDS.template
    assert words_of(file).startswith("DEMO, Adalind MRN 00482913")


def test_nothing_on_the_label_waits_for_the_printer(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    before = bag_label(pharmacy.state, SITE, 1, WORDS, KEY)
    pharmacy.wait(45)
    pharmacy.reopen()
    assert bag_label(pharmacy.state, SITE, 1, WORDS, KEY) == before


def test_a_second_copy_says_that_the_first_is_void(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    first, second = (bag_label(pharmacy.state, SITE, copy, WORDS, KEY) for copy in (1, 2))
    assert first.cautions == ()
    assert second.cautions == ("Copy 2: every earlier label of this preparation is void.",)
    assert second.notes[:-1] == first.notes[:-1]
    assert second.notes[-1].endswith(f"label\u00a0{typed_code(second.code)}")
    assert "(92)2(93)" in second.code
    assert first.code != second.code


def test_the_code_read_back_is_the_code_recorded(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    scanned = parse_scan(pharmacy.code_on_label(), date(2026, 11, 2))
    assert pharmacy.state.label is not None
    assert code_of(scanned) == pharmacy.state.label.code
    assert dict(scanned.internal)["91"] == "2611-0001"


@pytest.mark.parametrize(
    "other",
    [
        replace(SITE, name="St. Example Cancer Centre"),
        replace(SITE, telephone="555-0199"),
        replace(SITE, zone="America/New_York"),
    ],
)
def test_the_code_changes_with_any_word(at_step: AtStep, other: Site) -> None:
    pharmacy = at_step("print-label")
    codes = {bag_label(pharmacy.state, site, 1, WORDS, KEY).code for site in (SITE, other)}
    assert len(codes) == 2


def test_a_bag_in_the_refrigerator_says_so_and_starts_by_its_own_rule(at_step: AtStep) -> None:
    pharmacy = at_step("choose-storage")
    pharmacy.session.do(said.Choose("choose-storage", "refrigerated"))
    pharmacy.go_to("print-label")
    label = bag_label(pharmacy.state, SITE, 1, WORDS, KEY)
    assert label.notes[0].startswith("Store at 2–8 °C, then about 1 hour to room temperature.")
    # Three hours in the refrigerator and one to room temperature after the dilution at 10:00.
    assert (label.start_by, label.finish_by) == ("2026-11-02 14:00", "2026-11-02 17:54")
    assert pharmacy.session.print_label().is_file()


def test_vials_of_two_lots_are_told_apart(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.scan(VIALS[1].replace("AB1234", "CD5678").replace("270331", "270400"))
    pharmacy.go_to("print-label")
    assert plain(bag_label(pharmacy.state, SITE, 1, WORDS, KEY).notes)[2] == (
        "lot AB1234 exp 2027-03-31 (1 vial), lot CD5678 exp 2027-04-30 (1 vial)"
    )


def test_a_replaced_vial_is_not_on_the_label(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    pharmacy.session.scan(VIALS[3].replace("AB1234", "CD5678"))
    pharmacy.go_to("print-label")
    notes = plain(bag_label(pharmacy.state, SITE, 1, WORDS, KEY).notes)
    assert "lot CD5678 exp 2027-03-31 (1 vial), lot AB1234 exp 2027-03-31 (1 vial)" in notes


def test_a_vial_that_an_earlier_release_took_without_lot_and_expiry_says_so(
    at_step: AtStep,
) -> None:
    state = at_step("print-label").state
    vial = state.vials[0]
    bare = replace(vial, material=replace(vial.material, lot=None, expiry=None))
    label = bag_label(replace(state, vials=(bare,)), SITE, 1, WORDS, KEY)
    assert plain(label.notes)[2] == "lot not on the package exp not on the package (1 vial)"


@pytest.mark.parametrize(
    ("length", "words"),
    [("30 min", "over 30 minutes, 50 mL/h"), ("2 h", "over 2 hours, 50 mL/h")],
)
def test_another_length_of_infusion_is_written_out(
    at_step: AtStep, length: str, words: str
) -> None:
    state = at_step("print-label").state
    limit = replace(state.monograph.infusion_length, value=quantity(*length.split(" ")))
    other = replace(state, monograph=replace(state.monograph, infusion_length=limit))
    assert bag_label(other, SITE, 1, WORDS, KEY).rate == words


def test_a_dose_without_a_location_leaves_its_place_empty(pharmacy: Pharmacy) -> None:
    pharmacy.verify("order/DEMO-ORDER-0001")
    pharmacy.go_to("print-label")
    order = replace(pharmacy.state.order, location=None)
    opened = replace(pharmacy.state.opened, order=order)
    assert bag_label(replace(pharmacy.state, opened=opened), SITE, 1, WORDS, KEY).location == ""


@pytest.mark.parametrize("step", ["scan-materials", "reconstitute-1"])
def test_what_was_not_reconstituted_has_no_label(at_step: AtStep, step: str) -> None:
    with pytest.raises(KeyError):
        bag_label(at_step(step).state, SITE, 1, WORDS, KEY)


def test_a_trial_label_has_at_least_the_words_of_the_real_one(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    state, log = pharmacy.state, pharmacy.work.log
    monograph = monograph_in(log, state.plan.monograph_digest)
    now = pharmacy.clock.reading().wall
    trial = trial_label(state.opened, monograph, SITE, PHARMACIST.name, Storage.ROOM, now, WORDS)
    real = bag_label(state, SITE, 2, WORDS, KEY)
    assert trial.start_by > real.start_by
    assert [name for name, _ in trial.parts()] == [name for name, _ in real.parts()]
    assert len(" ".join(trial.notes)) > len(" ".join(real.notes)) - len("pharmacist")
    assert trial.patient == real.patient


def test_times_at_night_carry_their_date(pharmacy: Pharmacy) -> None:
    pharmacy.clock.advance(timedelta(hours=12))
    pharmacy.verify("order/DEMO-ORDER-0001")
    pharmacy.go_to("scan-label")
    label = bag_label(pharmacy.state, SITE, 1, WORDS, KEY)
    assert label.start_by[:10] == label.finish_by[:10] == "2026-11-03"
    assert code_on((pharmacy.folder / "labels" / "2611-0001-1.pdf").read_bytes())
    assert set(CODES) == set(Role)


def in_the_night(region: str, reconstituted: str, minutes: float, place: str = "room") -> Hood:
    """Work up to the label, reconstituted at a moment in UTC and diluted minutes later."""
    first = datetime.fromisoformat(reconstituted).replace(tzinfo=UTC)
    hood = Hood(monograph=f"besponsa-{region}", begins=first - timedelta(hours=1))
    hood.go_to("reconstitute-1", 0).forward(60)
    hood.go_to("add-drug", 0).forward(minutes)
    hood.go_to("choose-storage", 0)
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", place))
    return hood.go_to("print-label", 0)


@pytest.mark.parametrize(
    ("region", "zone", "reconstituted", "minutes", "start", "finish", "times"),
    [
        (
            "eu",
            "Europe/Berlin",
            "2026-10-24T17:20",
            60,
            "2026-10-25 02:20 CEST",
            "2026-10-25 02:20 CET",
            "Reconstituted 19:20, diluted 20:20 · preparation 2611-0001",
        ),
        (
            "us",
            "America/Chicago",
            "2026-10-31T23:35",
            180,
            "2026-11-01 01:35 CDT",
            "2026-11-01 01:35 CST",
            "Reconstituted 18:35, diluted 21:35 · preparation 2611-0001",
        ),
        (
            "us",
            "America/Chicago",
            "2026-11-01T06:50",
            20,
            "2026-11-01 05:10",
            "2026-11-01 08:50",
            "Reconstituted 01:50 CDT, diluted 01:10 CST · preparation 2611-0001",
        ),
        # In spring an hour is skipped, and no time comes twice.
        (
            "us",
            "America/Chicago",
            "2027-03-14T00:30",
            200,
            "2027-03-14 01:30",
            "2027-03-14 03:30",
            "Reconstituted 18:30, diluted 21:50 · preparation 2611-0001",
        ),
        (
            "eu",
            "Europe/Berlin",
            "2027-03-27T18:10",
            60,
            "2027-03-28 03:10",
            "2027-03-28 04:10",
            "Reconstituted 19:10, diluted 20:10 · preparation 2611-0001",
        ),
    ],
)
def test_a_time_that_comes_twice_says_in_which_zone(
    region: str, zone: str, reconstituted: str, minutes: float, start: str, finish: str, times: str
) -> None:
    state = in_the_night(region, reconstituted, minutes).state
    label = bag_label(state, replace(SITE, zone=zone), 1, WORDS, KEY)
    assert (label.start_by, label.finish_by) == (start, finish)
    assert plain(label.notes)[1] == times
    verify_label(draw_label(label), label)


def test_in_that_night_a_bag_in_the_refrigerator_says_its_zone() -> None:
    hood = in_the_night("us", "2026-11-01T03:00", 30, "refrigerated")
    site = replace(SITE, zone="America/Chicago")
    label = bag_label(hood.state, site, 1, WORDS, KEY)
    assert (label.take_out_by, label.start_by) == ("2026-11-01 01:30 CDT", "2026-11-01 01:30 CST")
    verify_label(draw_label(label), label)
    hood.wait(140)
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    label = bag_label(hood.state, site, 1, WORDS, KEY)
    assert (label.take_out_by, label.not_before) == ("", "2026-11-01 01:50 CDT")
    assert ("caption", "START NOT BEFORE") in label.parts()


def test_a_trial_label_has_the_room_that_a_zone_takes(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    state, log = pharmacy.state, pharmacy.work.log
    monograph = monograph_in(log, state.plan.monograph_digest)
    now = pharmacy.clock.reading().wall
    berlin = replace(SITE, zone="Europe/Berlin")
    trial = trial_label(state.opened, monograph, berlin, PHARMACIST.name, Storage.ROOM, now, WORDS)
    times = (trial.start_by, trial.finish_by, trial.notes[1])
    assert [each.count(" CEST") for each in times] == [1, 1, 2]
