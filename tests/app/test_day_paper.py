"""The day sheet: every order with whom, what and when, in the order of the hood, and the stock."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Name, deadline_named, deadlines
from app.day_command import parse_day
from app.day_paper import TICKS, day_sheet, file_name
from app.folder import LOG_NAME
from app.printing import put_out_document
from app.store import Log
from app.worklist_read import ReadWorklist
from reports.section import Document, Fields, Table, Task, Tasks
from tests.app.conftest import AtStep
from tests.app.pharmacy import ADALIND, BEGINS, CECILIA, PHARMACIST, SITE, VIALS, Pharmacy, words_of
from tests.app.test_stock import receive
from tests.ui.busy_day import NAMES, bring, wanted_at

TODAY = date(2026, 11, 2)
MANY = ("11:30", "12:00", "13:00", "14:00", "15:00", "15:30", "16:00", "16:30", "17:00", "18:00")
MORE = ("18:30", "19:00", "20:00", "20:30")


def sheet(pharmacy: Pharmacy, on: date | None = None) -> Document:
    return day_sheet(pharmacy.work, pharmacy.work.now(), on)


def tasks(document: Document, title: str = "Work at the hood") -> tuple[Task, ...]:
    lists = (each for each in document.sections if isinstance(each, Tasks))
    return next((each.tasks for each in lists if each.title == title), ())


def rows(document: Document, title: str) -> tuple[tuple[str, ...], ...]:
    found = next(each for each in document.sections if each.title.startswith(title))
    assert isinstance(found, Fields | Table)
    return found.rows


def test_each_order_has_whom_what_and_when(pharmacy: Pharmacy) -> None:
    first, second = tasks(sheet(pharmacy))
    assert first.number == "1"
    assert first.whom == "DEMO, Cecilia · MRN 00390154 · born 1961-09-30"
    assert (
        first.what == "inotuzumab ozogamicin · Ordered 1.02 mg, measured 1.02 mg · Cycle 3 Day 15"
    )
    assert (first.standing, first.alarm) == ("WAITING", "")
    assert second.whom.startswith("DEMO, Adalind · MRN 00482913")
    facts = dict(second.facts)
    assert facts["Infusion wanted"] == "13:00"
    assert facts["Reconstitute vial 1 between"] == "09:00 to 12:20"
    assert facts["At the hood, planned"] == "10:37 to 11:27"
    assert facts["START BY, as planned"].startswith("2026-11-02 ")
    assert facts["FINISH BY, as planned"].startswith("2026-11-02 ")
    assert facts["Location"] == "5 East"
    assert second.lines == (
        "Takes: 2 vials, 4 mL of Sterile Water for Injection a vial; empty container; light cover",
        "5.8 mL of drug and 44.2 mL of sodium chloride 0.9% make 50 mL; IV infusion",
    )
    assert second.ticks == TICKS


def test_the_planned_limits_count_from_the_planned_reconstitution(pharmacy: Pharmacy) -> None:
    for task in tasks(sheet(pharmacy)):
        facts = dict(task.facts)
        start = datetime.fromisoformat(facts["START BY, as planned"])
        end = datetime.fromisoformat(facts["FINISH BY, as planned"])
        begins, _, ends = facts["At the hood, planned"].partition(" to ")
        vial = datetime.fromisoformat(f"2026-11-02 {begins}") + timedelta(minutes=10)
        assert (start - vial, end - vial) == (timedelta(hours=4), timedelta(hours=8))
        assert begins < ends


def test_the_planned_limits_are_those_of_the_label(pharmacy: Pharmacy) -> None:
    (task,) = (each for each in tasks(sheet(pharmacy)) if "Adalind" in each.whom)
    begins = dict(task.facts)["At the hood, planned"].partition(" to ")[0]
    vial = datetime.fromisoformat(f"2026-11-02 {begins}-06:00") + timedelta(minutes=10)
    pharmacy.verify(ADALIND)
    made = deadlines(pharmacy.state.monograph, vial, vial, Storage.ROOM)
    for words, name in (("START BY", Name.START), ("FINISH BY", Name.END)):
        at = SITE.shown(deadline_named(made, name).at, "%Y-%m-%d %H:%M")
        assert dict(task.facts)[f"{words}, as planned"] == at


def test_as_many_as_there_are_come_out_in_the_order_of_the_hood(
    pharmacy: Pharmacy, tmp_path: Path
) -> None:
    bring(pharmacy.work, None, *MANY, *MORE[:3])
    document = sheet(pharmacy)
    found = tasks(document)
    assert [each.number for each in found] == [str(n) for n in range(1, 17)]
    assert "LATE" in document.subtitle
    assert "Too many for every order to be tried." in document.subtitle
    begins = [dict(each.facts)["At the hood, planned"] for each in found[:-1]]
    assert begins == sorted(begins)
    assert dict(found[-1].facts)["Infusion wanted"] == "no time given"
    assert "Reconstitute vial 1" in dict(found[-1].facts)
    assert dict(document.identity)["Vials to open"] == "32"
    put_out_document(document, tmp_path / file_name(TODAY))
    text = words_of(tmp_path / "day-2026-11-02.pdf")
    assert all(f"DEMO, {name}" in text for name in NAMES)
    assert "Page 4 of " in text


def test_what_is_late_is_marked_with_a_word(pharmacy: Pharmacy) -> None:
    bring(pharmacy.work, None, "10:00")
    late = next(each for each in tasks(sheet(pharmacy)) if "Bernhard" in each.whom)
    assert late.alarm.startswith("LATE by ")
    assert "the infusion starts" in late.alarm


def test_what_is_open_says_at_which_step(at_step: AtStep) -> None:
    (task,) = (each for each in tasks(sheet(at_step("withdraw-1"))) if "Adalind" in each.whom)
    assert task.standing == "OPEN: Withdraw the dose"
    facts = dict(task.facts)
    assert facts["Vial 1 reconstituted"] == "09:54"
    assert facts["FINISH BY"] == "2026-11-02 17:54"
    assert "START BY" in facts
    assert task.lines[1].startswith("5.8 mL of drug")


def test_what_a_checker_works_out_alone_is_not_on_the_sheet(at_step: AtStep) -> None:
    (task,) = (each for each in tasks(sheet(at_step("check"))) if "Adalind" in each.whom)
    facts = dict(task.facts)
    assert facts["START BY"] == facts["FINISH BY"] == "worked out at the check"
    assert len(task.lines) == 1
    assert task.what == "inotuzumab ozogamicin · Ordered 1.456 mg · Cycle 1 Day 1"
    assert task.standing == "OPEN: Pharmacist check"


def test_work_that_is_held_says_so(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-2")
    pharmacy.session.do(said.Hold("the pass-through hatch"))
    (task,) = (each for each in tasks(sheet(pharmacy)) if "Adalind" in each.whom)
    assert task.standing == "HELD"
    pharmacy.session.do(said.Resume())
    means = pharmacy.state.monograph.means("vial")[0].code
    pharmacy.session.do(said.Hold("refrigerator 2", Storage.REFRIGERATED, means))
    (task,) = (t for t in tasks(sheet(pharmacy), "No place at the hood") if t.standing == "HELD")
    assert task.alarm == "Refrigerator 2, not at the hood: dilute by 13:54"
    assert ("inotuzumab ozogamicin", "2") in rows(sheet(pharmacy), "What the work")


def test_a_broken_limit_is_marked(pharmacy: Pharmacy) -> None:
    bring(pharmacy.work, None, "16:30")
    pharmacy.verify("order/DEMO-DAY-0001")
    pharmacy.go_to("inspect-bag")
    document = sheet(pharmacy)
    (task,) = (each for each in tasks(document) if "Bernhard" in each.whom)
    assert task.alarm.startswith("OVER A LIMIT by ")
    assert "latest start of the infusion 14:" in task.alarm
    assert "at most 4 h at room temperature after dilution (US label 2.4" in task.alarm
    assert "1 OVER A LIMIT." in document.subtitle


def test_what_cannot_be_planned_stands_apart_with_its_reason(pharmacy: Pharmacy) -> None:
    (task,) = tasks(sheet(pharmacy), "No place at the hood")
    assert task.standing == "STOPPED"
    assert "Daniel" in task.whom
    assert task.alarm


def test_an_order_without_a_monograph_in_use_cannot_be_planned(pharmacy: Pharmacy) -> None:
    pharmacy.work.formulary.withdraw("besponsa-us", "a new edition", PHARMACIST)
    document = sheet(pharmacy)
    assert tasks(document) == ()
    found = tasks(document, "No place at the hood")
    assert {each.standing for each in found} == {"CANNOT BE PLANNED"}
    assert all("is not approved by two pharmacists" in each.alarm for each in found)
    assert all(" – · Cycle " in each.what for each in found)


def test_where_no_time_serves_that_is_said(folder: Path) -> None:
    (folder / "policy.toml").write_text("[hood]\nminutes_per_vial = 400\n")
    pharmacy = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    try:
        adalind = next(each for each in tasks(sheet(pharmacy)) if "Adalind" in each.whom)
        assert dict(adalind.facts)["Reconstitute vial 1"] == "no time serves"
        assert adalind.alarm.startswith("OVER A LIMIT by ")
    finally:
        pharmacy.close()


def test_what_was_released_today_is_listed(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    (row,) = rows(sheet(pharmacy), "Released or discarded")
    assert row[:4] == (
        "2611-0001",
        "DEMO, Adalind",
        "00482913",
        "Ordered 1.456 mg, measured 1.45 mg",
    )
    assert row[4].startswith("released 10:")
    pharmacy.verify(CECILIA)
    pharmacy.session.do(said.Discard("the prescriber called"))
    last = rows(sheet(pharmacy), "Released or discarded")[-1]
    assert last[4].startswith("DISCARDED 10:")


def test_stock_needed_stands_against_what_is_on_hand(pharmacy: Pharmacy) -> None:
    taken = rows(sheet(pharmacy), "What the work of this sheet still takes; no stock is kept here")
    assert ("inotuzumab ozogamicin", "4") in taken
    for code in VIALS[:3]:
        receive(pharmacy, code)
    found = rows(sheet(pharmacy), "What the work of this sheet still takes, against")
    vials = next(row for row in found if row[0] == "inotuzumab ozogamicin")
    assert vials == ("inotuzumab ozogamicin", "4", "3", "SHORT 1", "lot AB1234, expires 2027-03-31")


def test_another_day_has_its_own_sheet(pharmacy: Pharmacy) -> None:
    tomorrow = sheet(pharmacy, TODAY + timedelta(days=1))
    assert tasks(tomorrow) == tasks(tomorrow, "No place at the hood") == ()
    assert tomorrow.subtitle == "No work waits for the hood."
    assert rows(tomorrow, "Work at the hood") == (("Preparations", "none"),)
    assert rows(tomorrow, "Another day") == (("Orders for other days", "2"),)
    assert rows(tomorrow, "What the work") == (("Needed", "nothing"),)
    same = sheet(pharmacy, TODAY)
    assert tasks(same) == tasks(sheet(pharmacy))
    with pytest.raises(Refused, match="2026-11-01 is over"):
        sheet(pharmacy, TODAY - timedelta(days=1))


def test_a_later_day_is_planned_from_its_own_morning(pharmacy: Pharmacy) -> None:
    later = wanted_at(5, "2026-11-05T09:00:00-06:00")
    pharmacy.work.import_data(later, "Pharmacist One")
    (task,) = tasks(sheet(pharmacy, date(2026, 11, 5)))
    facts = dict(task.facts)
    assert (facts["Infusion wanted"], facts["At the hood, planned"]) == ("09:00", "06:30 to 07:20")
    assert facts["FINISH BY, as planned"].startswith("2026-11-05 ")
    assert "Friedrich" not in "".join(each.whom for each in tasks(sheet(pharmacy)))


def test_a_log_that_is_only_read_gives_the_same_sheet(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    with Log.read(pharmacy.folder / LOG_NAME) as log:
        source = ReadWorklist(log, pharmacy.clock, pharmacy.folder)
        assert day_sheet(source, source.now()) == sheet(pharmacy)


def test_paper_is_that_of_the_site(pharmacy: Pharmacy) -> None:
    assert sheet(pharmacy).size == SITE.paper == "letter"
    assert ADALIND in pharmacy.work.board.waiting()


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "20261102", "2026-W45-1", "1.2.26"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="is not a day; write it as 2026-11-02"):
        parse_day(text)
    assert parse_day("2026-11-02") == TODAY
