"""Days, the zone of the site, and the nights on which clocks change."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import resources
from app.clock import SetClock
from app.core.refused import Refused
from app.core.step import Meaning
from app.core.timing import Name, deadline_named
from app.labels import bag_label
from app.records import compounding_record
from app.site import describe
from app.telling import clock_lines
from app.verification import verify
from tests.app.clock_acts import HOUR, sound
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.wording import KEY, WORDS, label_of
from tests.approving import approve_all, confirm_products

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
