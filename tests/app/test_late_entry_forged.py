"""Late entries whose hashes were all made again: what verify finds."""

import json
from datetime import datetime
from typing import Any

import pytest

from app.core.person import Office
from app.heartbeat import NAME
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.late_sheet import MINUTE, Sheet, at, forged, put
from tests.app.pharmacy import CHECKER, PHARMACIST, PINS, TECHNICIAN
from tests.app.refusals import refused


@pytest.fixture
def entered(sheet: Sheet) -> Sheet:
    """A sheet of which three steps were entered."""
    sheet.begin()
    for _ in range(3):
        sheet.enter()
    return sheet


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
