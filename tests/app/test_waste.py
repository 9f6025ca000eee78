"""Waste by month: each ended preparation once, in its month at the site, nothing else."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.month import Month, Months, parse_months
from app.core.quantity import show
from app.core.waste_totals import Totals, added, totals_of
from app.folder import LOG_NAME
from app.site import Site
from app.store import Log
from app.waste import MonthTotals, WasteLedger, ended
from tests.app.pharmacy import PHARMACIST, SITE, Pharmacy
from tests.app.wasting import DECEMBER as DAY_OF_WORK

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)


@pytest.fixture(scope="module")
def log(worked_folder: Path) -> Iterator[Log]:
    """The log after some weeks."""
    with Log.read(worked_folder / LOG_NAME) as opened:
        yield opened


def read(log: Log, months: Months | None = None) -> tuple[MonthTotals, ...]:
    ledger, asked = WasteLedger(log, SITE), months or Months()
    list(ledger.read(asked))
    return ledger.totals(asked)


def test_each_month_has_what_ended_in_it_at_the_site(log: Log) -> None:
    november, december = read(log)
    assert [(each.month, each.drug, each.code) for each in (november, december)] == [
        (NOVEMBER, "inotuzumab ozogamicin", "J9229"),
        (DECEMBER, "inotuzumab ozogamicin", "J9229"),
    ]
    totals = november.totals
    assert (totals.released, totals.discarded, totals.opened) == (1, 1, 3)
    assert show(totals.labelled) == "2.7 mg"
    assert (show(totals.given), show(totals.remainder)) == ("1.45 mg", "0.35 mg")
    assert (show(totals.quarantined), show(totals.with_preparation)) == ("0 mg", "0.9 mg")
    assert (totals.billed_vials, show(totals.dose), show(totals.rest)) == (
        2,
        "1.456 mg",
        "0.344 mg",
    )
    assert (totals.units_given, totals.units_discarded) == (15, 3)
    assert (totals.with_discarded, totals.without_discarded) == (1, 0)
    assert (december.totals.opened, show(december.totals.quarantined)) == (3, "0.9 mg")
    assert december.totals.units_given + december.totals.units_discarded == 18


def test_a_night_belongs_to_the_month_it_is_where_the_site_is(log: Log) -> None:
    elsewhere = Site(SITE.name, SITE.telephone, "Europe/Berlin", SITE.region, SITE.demo)
    ledger = WasteLedger(log, elsewhere)
    list(ledger.read(Months()))
    found = {each.month: each.totals.discarded for each in ledger.totals(Months())}
    assert found == {NOVEMBER: 0, DECEMBER: 1}
    here = {each.month: each.totals.discarded for each in read(log)}
    assert here == {NOVEMBER: 1, DECEMBER: 0}


def test_only_the_months_asked_for_are_read(log: Log) -> None:
    (only,) = read(log, parse_months("2026-12", "2026-12"))
    assert (only.month, only.totals.released) == (DECEMBER, 1)
    assert read(log, parse_months("2027-01", None)) == ()
    assert read(log, parse_months(None, "2026-10")) == ()
    early = ended(log, SITE, parse_months(None, "2026-11"))
    ends = [each.state.opened.number for each in early]
    assert ends == ["2611-0001", "2612-0001"]


def test_the_list_and_the_totals_say_the_same(log: Log) -> None:
    found = list(ended(log, SITE, Months()))
    numbers = [each.state.opened.number for each in found]
    assert numbers == ["2611-0001", "2612-0001", "2612-0002"]
    assert [f"{each.at:%Y-%m-%d}" for each in found] == ["2026-11-02", "2026-11-30", "2026-12-02"]
    by_list = added(totals_of(each.state) for each in found)
    assert by_list == added(each.totals for each in read(log)) != Totals()


def test_the_log_is_read_in_short_steps_and_each_end_once(log: Log) -> None:
    ledger = WasteLedger(log, SITE)
    steps = ledger.read(Months())
    first = next(steps)
    assert (first.done, first.parts) == (0, 2)
    assert ledger.totals(Months()) == ()
    next(steps)
    (newest,) = ledger.totals(Months())
    assert newest.month == DECEMBER
    rest = list(steps)
    assert (rest[-1].done, rest[-1].parts) == (2, 2)
    before = ledger.totals(Months())
    assert [(each.done, each.parts) for each in ledger.read(Months())] == [(2, 2)]
    assert ledger.totals(Months()) == before


def test_other_months_are_read_when_they_are_asked_for(log: Log) -> None:
    ledger = WasteLedger(log, SITE)
    assert ledger.earliest is None
    list(ledger.read(parse_months("2026-12", None)))
    assert ledger.earliest == NOVEMBER
    assert [each.month for each in ledger.totals(Months())] == [DECEMBER]
    list(ledger.read(parse_months("2026-11", "2026-11")))
    assert ledger.totals(Months()) == read(log)


def test_what_ends_later_is_added_and_nothing_twice(worked_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(worked_folder, tmp_path / "data")
    pharmacy = Pharmacy(
        tmp_path / "data", SetClock(DAY_OF_WORK + timedelta(days=1), boot="next day")
    )
    ledger = WasteLedger(pharmacy.work.log, SITE)
    list(ledger.read(Months()))
    before = ledger.totals(Months())
    (stream,) = pharmacy.work.board.unfinished()
    pharmacy.begin(stream, PHARMACIST)
    pharmacy.session.do(said.Discard("the day is over"))
    list(ledger.read(Months()))
    november, december = ledger.totals(Months())
    assert november == before[0]
    assert (december.totals.released, december.totals.discarded) == (1, 1)
    # Its vials were scanned and never reconstituted.
    assert december.totals.opened == before[1].totals.opened
    pharmacy.close()


def test_an_empty_log_has_no_months(made_folder: Path) -> None:
    with Log.read(made_folder / LOG_NAME) as log:
        ledger = WasteLedger(log, SITE)
        assert [(each.done, each.parts) for each in ledger.read(Months())] == [(0, 0)]
        assert ledger.totals(Months()) == ()
        assert list(ended(log, SITE, Months())) == []
