"""The site: what a label says of it, and the time people live in."""

from datetime import UTC, date, datetime

import pytest

from app.core.refused import Refused
from app.site import Site, describe, site_of
from tests.app.pharmacy import BEGINS, SITE, Pharmacy


def tell(pharmacy: Pharmacy, site: Site) -> None:
    reading = pharmacy.clock.reading()
    log = pharmacy.work.log
    describe(log, site, at=reading.wall.isoformat(), clock=reading.text(), actor="Administrator")


def changed(**parts: str) -> Site:
    values = {"name": SITE.name, "telephone": SITE.telephone, "zone": SITE.zone}
    values |= {"region": SITE.region} | parts
    return Site(**values, demo=False)


def test_the_site_is_as_it_was_described_last(pharmacy: Pharmacy) -> None:
    assert site_of(pharmacy.work.log) == SITE
    moved = changed(name="St. Example Cancer Centre", zone="Europe/Berlin", region="EU")
    tell(pharmacy, moved)
    pharmacy.reopen()
    assert site_of(pharmacy.work.log) == pharmacy.work.site == moved


@pytest.mark.parametrize("name", ["", "X", "x" * 61, " St. Example", "St.\x00Example"])
def test_a_name_that_cannot_stand_on_a_label_is_refused(pharmacy: Pharmacy, name: str) -> None:
    with pytest.raises(Refused, match="The site's name is 2 to 60 printable characters"):
        tell(pharmacy, changed(name=name))
    assert pharmacy.work.site == SITE


def test_a_telephone_number_is_wanted(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused, match="The site's telephone number is 2 to 60"):
        tell(pharmacy, changed(telephone=""))


@pytest.mark.parametrize("zone", ["", "Chicago", "America", "../etc/passwd", "CST or so"])
def test_a_zone_that_nobody_knows_is_refused(pharmacy: Pharmacy, zone: str) -> None:
    with pytest.raises(Refused, match="is not a time zone; write one such as America/Chicago"):
        tell(pharmacy, changed(zone=zone))
    assert pharmacy.work.site == SITE


@pytest.mark.parametrize("region", ["", "us", "Mars"])
def test_a_region_without_a_monograph_is_refused(pharmacy: Pharmacy, region: str) -> None:
    with pytest.raises(Refused, match="there are EU, US"):
        tell(pharmacy, changed(region=region))
    assert pharmacy.work.site == SITE


def test_times_are_those_of_the_zone() -> None:
    assert f"{SITE.local(BEGINS):%Y-%m-%d %H:%M %z}" == "2026-11-02 09:46 -0600"
    midnight = datetime(2026, 11, 3, 5, 59, tzinfo=UTC)
    assert SITE.day(midnight) == date(2026, 11, 2)
    assert SITE.day(datetime(2026, 11, 3, 6, 0, tzinfo=UTC)) == date(2026, 11, 3)
