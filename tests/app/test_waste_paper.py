"""Waste on paper, as CSV and in the compounding record: whole, in order, and safe to open."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from app.core import entry as said
from app.core.month import Month, Months, parse_months
from app.core.quantity import quantity
from app.core.waste_totals import Totals
from app.folder import LOG_NAME
from app.printing import put_out_document
from app.records import compounding_record
from app.store import Log
from app.waste import Ended, MonthTotals, WasteLedger, ended
from app.waste_csv import MONTH_HEADER, VIAL_HEADER, months_csv, vials_csv
from app.waste_paper import file_name, span_said, waste_paper
from app.waste_paper import said as in_words
from reports.section import Bars, Document, Fields, Table
from tests.app.conftest import AtStep
from tests.app.pharmacy import PHARMACIST, SITE, TECHNICIAN, Pharmacy, words_of

READ = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
NOVEMBER = Month(2026, 11)
DRUG = "inotuzumab ozogamicin"


@pytest.fixture(scope="module")
def log(worked_folder: Path) -> Iterator[Log]:
    """The log after some weeks."""
    with Log.read(worked_folder / LOG_NAME) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(log: Log) -> tuple[MonthTotals, ...]:
    """The totals of all months."""
    ledger = WasteLedger(log, SITE)
    list(ledger.read(Months()))
    return ledger.totals(Months())


def paper(found: tuple[MonthTotals, ...], months: Months | None = None) -> Document:
    return waste_paper(found, months or Months(), SITE, "ab" * 32, READ)


def table(document: Document, title: str) -> list[dict[str, str]]:
    """Return the rows of the one table of a title, by their headings."""
    (found,) = (
        each
        for each in document.sections
        if isinstance(each, Table) and each.title.startswith(title)
    )
    return [dict(zip(found.header, row, strict=True)) for row in found.rows]


def bars(document: Document) -> Bars:
    (found,) = (each for each in document.sections if isinstance(each, Bars))
    return found


def mg(number: str) -> object:
    return quantity(Decimal(number), "mg")


def month(number: int, drug: str = DRUG, code: str = "J9229", given: str = "1.45") -> MonthTotals:
    labelled, left = Decimal("1.8"), Decimal("1.8") - Decimal(given)
    totals = replace(
        Totals(released=1, opened=2, billed_vials=2, units_given=15, units_discarded=3),
        labelled=mg(str(labelled)),
        given=mg(given),
        remainder=mg(str(left)),
        dose=mg("1.456"),
        rest=mg("0.344"),
        with_discarded=1,
    )
    return MonthTotals(Month(2026, number), drug, code, totals)


def test_the_paper_has_both_accounts_and_never_mixes_them(found: tuple[MonthTotals, ...]) -> None:
    document = paper(found)
    drawn, billed = (
        table(document, f"{DRUG}: by the"),
        table(document, f"{DRUG}: as billed (J9229)"),
    )
    counted = table(document, f"{DRUG}: preparations")
    assert counted[0] == {
        "Month": "2026-11",
        "Released": "1",
        "Discarded": "1",
        "Vials opened": "3",
        "Vials billed": "2",
    }
    assert drawn[0] == {
        "Month": "2026-11",
        "Labelled, mg": "2.7",
        "Given, mg": "1.45",
        "Remainder, mg": "0.35",
        "Quarantined, mg": "0",
        "Discarded preparations, mg": "0.9",
    }
    assert billed[0] == {
        "Month": "2026-11",
        "Labelled, mg": "1.8",
        "Dose, mg": "1.456",
        "Rest, mg": "0.344",
        "Units given": "15",
        "Units discarded": "3",
        "JW": "1",
        "JZ": "0",
    }
    assert [row["Month"] for row in drawn] == ["2026-11", "2026-12", "All"]
    assert drawn[-1]["Labelled, mg"] == "5.4"
    assert billed[-1]["Units given"] == "30"
    rows = [{key: Decimal(value) for key, value in row.items() if key != "Month"} for row in drawn]
    for row in rows:
        assert row.pop("Labelled, mg") == sum(row.values())


def test_the_bars_are_as_long_as_what_they_stand_for(found: tuple[MonthTotals, ...]) -> None:
    drawn = bars(paper(found))
    assert [words for _, words in drawn.axis.ticks] == ["0 mg", "1 mg", "2 mg", "3 mg"]
    november, december = drawn.bars
    assert (november.name, december.name) == ("2026-11", "2026-12")
    assert [pattern for pattern, _ in november.parts] == [pattern for pattern, _ in drawn.legend]
    assert [length * 3 for _, length in november.parts] == pytest.approx([1.45, 0.35, 0, 0.9])
    assert november.words == (
        "given 1.45 mg, discarded 1.25 mg: remainder 0.35 mg, discarded preparations 0.9 mg"
    )
    assert december.words == (
        "given 1.45 mg, discarded 1.25 mg: remainder 0.35 mg, quarantined 0.9 mg"
    )


def test_one_reason_or_none_is_said_shortly() -> None:
    one = month(1).totals
    assert in_words(one) == "given 1.45 mg, discarded 0.35 mg, all of it remainder"
    none = replace(one, given=mg("1.8"), remainder=mg("0"))
    assert in_words(none) == "given 1.8 mg, discarded 0 mg"


def test_the_paper_names_no_patient_and_can_be_read(
    found: tuple[MonthTotals, ...], tmp_path: Path
) -> None:
    put_out_document(paper(found, parse_months("2026-01", None)), tmp_path / "waste.pdf")
    text = words_of(tmp_path / "waste.pdf")
    for words in (
        "Waste and billing Preparations released or discarded from 2026-01.",
        "2026-12-03 06:00",
        "abababababababab",
        "quarantined vials",
        "by the clock of the site (America/Chicago)",
        "Units given are rounded up",
        "unopened stock",
        "St. Example Hospital Pharmacy · tel 555-0100 · Umbra",
    ):
        assert words in text, words
    for nobody in ("DEMO", "00482913", "00900001"):
        assert nobody not in text


def test_months_in_which_nothing_ended_leave_a_gap() -> None:
    drawn = bars(paper((month(1), month(2), month(4), month(9))))
    assert [bar.name or bar.words for bar in drawn.bars] == [
        "2026-01",
        "2026-02",
        "2026-03: nothing ended",
        "2026-04",
        "2026-05 to 2026-08: nothing ended",
        "2026-09",
    ]


def test_a_single_month_needs_no_sum() -> None:
    assert [row["Month"] for row in table(paper((month(1),)), f"{DRUG}: by")] == ["2026-01"]


def test_drugs_are_not_added_to_each_other() -> None:
    other = month(2, drug="another drug", code="", given="0.9")
    document = paper((month(1), other))
    titles = [section.title for section in document.sections]
    assert titles == [
        f"{DRUG}: the labelled content of the vials opened",
        f"{DRUG}: preparations and vials",
        f"{DRUG}: by the volume drawn",
        f"{DRUG}: as billed (J9229)",
        "another drug: the labelled content of the vials opened",
        "another drug: preparations and vials",
        "another drug: by the volume drawn",
        "another drug: as billed",
        "How it is counted",
    ]
    assert table(document, "another drug: by")[0]["Given, mg"] == "0.9"


def test_large_sums_stay_on_one_line(tmp_path: Path) -> None:
    large = replace(
        month(1).totals,
        given=mg("98765.4325"),
        remainder=mg("12345.6675"),
        labelled=mg("111111.1"),
        dose=mg("98765.432"),
    )
    put_out_document(paper((replace(month(1), totals=large),)), tmp_path / "waste.pdf")
    text = words_of(tmp_path / "waste.pdf")
    for number in ("98,765.4325", "12,345.6675", "111,111.1", "98,765.432", "2026-01"):
        assert f" {number} " in text


def test_a_time_in_which_nothing_ended_says_so() -> None:
    document = paper((), parse_months("2027-01", "2027-01"))
    assert document.subtitle == "Preparations released or discarded in 2027-01."
    (nothing,) = (each for each in document.sections if isinstance(each, Fields))
    assert nothing.rows == (("Ended", "none was released or discarded in these months"),)


@pytest.mark.parametrize(
    ("first", "last", "words", "name"),
    [
        (None, None, "in all months of the log", "waste-first-to-last.csv"),
        ("2026-01", None, "from 2026-01", "waste-2026-01-to-last.csv"),
        (None, "2026-12", "to 2026-12", "waste-first-to-2026-12.csv"),
        ("2026-01", "2026-12", "from 2026-01 to 2026-12", "waste-2026-01-to-2026-12.csv"),
        ("2026-01", "2026-01", "in 2026-01", "waste-2026-01-to-2026-01.csv"),
    ],
)
def test_months_are_named(first: str | None, last: str | None, words: str, name: str) -> None:
    months = parse_months(first, last)
    assert (span_said(months), file_name(months, "csv")) == (words, name)


def read_back(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their headings, read strictly."""
    text = data.decode("utf-8")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_months_as_csv(found: tuple[MonthTotals, ...]) -> None:
    rows = read_back(months_csv(found))
    assert tuple(rows[0]) == MONTH_HEADER
    assert list(rows[0].values()) == [
        *("2026-11", DRUG, "J9229", "1", "1", "3"),
        *("2.7", "1.45", "0.35", "0", "0.9"),
        *("2", "1.456", "0.344", "15", "3", "1", "0"),
    ]
    assert [row["month"] for row in rows] == ["2026-11", "2026-12"]
    assert b"00482913" not in months_csv(found)


def test_no_months_are_a_header_alone() -> None:
    assert months_csv(()).decode().count("\r\n") == 1
    assert vials_csv(()).decode().startswith("preparation,")


def test_the_vials_as_csv(log: Log) -> None:
    rows = read_back(vials_csv(ended(log, SITE, Months())))
    assert tuple(rows[0]) == VIAL_HEADER
    fate, reason = "what became of the vial", "reason"
    assert [(row["preparation"], row["vial"], row["serial"], row[fate]) for row in rows] == [
        ("2611-0001", "1", "100000000001", "used"),
        ("2611-0001", "2", "100000000002", "used"),
        ("2612-0001", "1", "100000000003", "discarded with the preparation"),
        ("2612-0001", "2", "100000000004", "not opened"),
        ("2612-0002", "1", "100000000005", "used"),
        ("2612-0002", "2", "100000000006", "quarantined"),
        ("2612-0002", "2", "100000000007", "used"),
    ]
    amounts = ("labelled content (mg)", "drawn (mg)", "given (mg)", "discarded (mg)")
    assert [tuple(row[each] for each in amounts) for row in rows] == [
        ("0.9", "0.9", "0.9", "0"),
        ("0.9", "0.55", "0.55", "0.35"),
        ("0.9", "0", "0", "0.9"),
        ("0", "0", "0", "0"),
        ("0.9", "0.9", "0.9", "0"),
        ("0.9", "0", "0", "0.9"),
        ("0.9", "0.55", "0.55", "0.35"),
    ]
    assert (rows[0]["MRN"], rows[0]["order"], rows[0]["lot"]) == ("00482913", "W-1", "AB1234")
    assert rows[2]["ended (local time)"].startswith("2026-11-30 21:")
    assert rows[5][reason] == "cloudy, with particles"


def test_what_is_billed_stands_once_for_each_preparation(log: Log) -> None:
    rows = read_back(vials_csv(ended(log, SITE, Months())))
    billed = [(row["preparation"], row["vial"], row["units given"]) for row in rows]
    assert [each for each in billed if each[2]] == [
        ("2611-0001", "1", "15"),
        ("2612-0002", "1", "15"),
    ]
    first = rows[0]
    assert (first["dose, as billed (mg)"], first["units discarded"], first["modifier"]) == (
        "1.456",
        "3",
        "JW",
    )


def test_a_quarantined_first_vial_does_not_carry_the_bill(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "cloudy"))
    pharmacy.finish()
    rows = read_back(vials_csv(ended(pharmacy.work.log, SITE, Months())))
    assert [(row["what became of the vial"], row["units given"]) for row in rows] == [
        ("quarantined", ""),
        ("used", "15"),
        ("used", ""),
    ]


def test_a_drug_that_is_not_billed_has_its_dose_and_no_units(log: Log) -> None:
    first = next(ended(log, SITE, Months()))
    opened = first.state.opened
    bare = replace(opened, plan=replace(opened.plan, billing=None))
    rows = read_back(vials_csv((Ended(replace(first.state, opened=bare), first.at),)))
    assert rows[0]["dose, as billed (mg)"] == "1.456"
    assert rows[0]["units given"] == rows[0]["modifier"] == ""


def test_no_cell_is_run_as_a_formula(log: Log) -> None:
    rows = read_back(vials_csv(ended(log, SITE, Months())))
    reasons = {row["reason"] for row in rows if row["preparation"] == "2612-0001"}
    assert "'=1+1 is what the note said" in reasons
    first = next(ended(log, SITE, Months()))
    for text in ("=1+1", "+1", "-1", "@SUM(1)", " =1", "\uff1d1"):
        patient = replace(first.state.order.patient, identifier=text)
        opened = first.state.opened
        ours = replace(opened, order=replace(opened.order, patient=patient))
        (row, _) = read_back(vials_csv((Ended(replace(first.state, opened=ours), first.at),)))
        assert row["MRN"] == f"'{text}"
    assert read_back(months_csv((month(1, drug="=cmd|x"),)))[0]["drug"] == "'=cmd|x"


def record(pharmacy: Pharmacy) -> Document:
    return compounding_record(
        pharmacy.state, pharmacy.work.history(pharmacy.stream), SITE, "0" * 64
    )


def fields(document: Document) -> dict[str, str]:
    """Return what the section about the preparation says, by its labels."""
    (found,) = (
        each
        for each in document.sections
        if isinstance(each, Fields) and each.title.startswith(("Preparation", "Planned"))
    )
    return dict(found.rows)


def test_the_record_says_what_each_vial_left_and_what_is_billed(at_step: AtStep) -> None:
    document = record(at_step("released"))
    rows = [tuple(row.values()) for row in table(document, "Waste of each vial")]
    dose = "single-dose vial"
    assert rows == [
        ("1", "AB1234", "100000000001", "0.9 mg", "0.9 mg", "0 mg", f"{dose}, nothing left"),
        ("2", "AB1234", "100000000002", "0.9 mg", "0.55 mg", "0.35 mg", f"{dose}, remainder"),
        ("", "Together", "", "1.8 mg", "1.45 mg", "0.35 mg", ""),
    ]
    says = fields(document)
    assert says["Waste"] == "0.35 mg by the volume drawn, of 1.8 mg labelled in 2 vials in use"
    assert says["Waste, as billed"] == (
        "0.344 mg: 1.8 mg labelled in 2 vials in use, less the dose, 1.456 mg"
    )
    assert says["Billing"] == "J9229: 15 units given, 3 discarded, JW; 18 units in 2 vials"


def test_the_record_says_why_a_vial_was_quarantined_and_bills_the_others(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles"))
    (only,) = table(record(pharmacy), "Waste of each vial")
    assert (only["Discarded"], only["Why"]) == ("0.9 mg", "quarantined: particles")
    assert "Waste" not in fields(record(pharmacy))
    pharmacy.finish()
    document = record(pharmacy)
    assert [row["Discarded"] for row in table(document, "Waste of each vial")] == [
        "0.9 mg",
        "0 mg",
        "0.35 mg",
        "1.25 mg",
    ]
    assert fields(document)["Billing"] == (
        "J9229: 15 units given, 3 discarded, JW; 18 units in 2 vials, besides 1 quarantined"
    )


def test_the_record_of_discarded_work_bills_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-2")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.Discard("the hood failed"))
    document = record(pharmacy)
    opened, unopened = table(document, "Waste of each vial")
    assert (opened["Discarded"], opened["Why"]) == ("0.9 mg", "the hood failed")
    assert (unopened["Labelled"], unopened["Discarded"]) == ("–", "0 mg")
    assert unopened["Why"] == "never reconstituted: unopened stock, no waste"
    assert fields(document)["Billing"] == "nothing: the preparation was discarded"
    assert fields(document)["Waste"] == "0.9 mg from 1 vial"


def test_the_record_of_discarded_work_that_nobody_bills_says_nothing_of_billing(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.Discard("the hood failed"))
    opened = pharmacy.state.opened
    bare = replace(opened, plan=replace(opened.plan, billing=None))
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(replace(pharmacy.state, opened=bare), history, SITE, "0" * 64)
    assert "Billing" not in fields(document)
    assert fields(document)["Waste"] == "1.8 mg from 2 vials"


def test_the_record_of_unfinished_work_lists_no_waste(at_step: AtStep) -> None:
    document = record(at_step("withdraw-1"))
    assert not [each for each in document.sections if each.title.startswith("Waste of")]
    assert not {"Waste", "Billing"} & set(fields(document))
