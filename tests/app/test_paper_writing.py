"""Every kind of document, made of every scenario, is written as ISMP asks."""

import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.command_paper import badge_sheet, command_sheet
from app.core.calendar import calendar
from app.core.month import Months
from app.course_lines import lines
from app.course_paper import course_paper
from app.day_paper import day_sheet
from app.formulation_record import formulation_record
from app.recall import recall
from app.recall_paper import recall_paper
from app.records import compounding_record
from app.waste import WasteLedger
from app.waste_paper import waste_paper
from app.worksheet import worksheet
from reports.section import Document, Fields, Lines
from tests.app import writing
from tests.app.test_scenarios_labels import FILES, Hood
from tests.app.test_scenarios_labels import staffed as staffed
from tests.ui.busy_day import bring

PLAIN = Document("t", "", (), (), "")


def documents(hood: Hood) -> Iterator[Document]:
    """Yield every document that can be made of a scenario once it is played."""
    work, site, state = hood.work, hood.site, hood.state
    head = work.log.head()
    assert head is not None
    now, patient = work.now(), state.order.patient
    yield compounding_record(state, work.history(hood.session.stream), site, head.hash)
    yield worksheet(state, site)
    yield day_sheet(work, now)
    course = calendar(work.course(patient), state.monograph, site.day(now))
    found = lines(work.log, patient, site)
    yield course_paper(patient, state.monograph, course, (), found, site, now)
    yield recall_paper(recall(work.log, work.stock, "L1", ""), site, now, head.hash)
    ledger = WasteLedger(work.log, site)
    list(ledger.read(Months()))
    yield waste_paper(ledger.totals(Months()), Months(), site, head.hash, now)


@pytest.fixture
def hood(staffed: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Hood]:
    """The scenario of this test, its order open."""
    shutil.copytree(staffed, tmp_path / "data")
    opened = Hood(tmp_path / "data", tomllib.loads(request.param.read_text("utf-8")))
    yield opened
    opened.work.close()


@pytest.mark.parametrize(
    ("hood", "file"), [(f, f) for f in FILES], indirect=["hood"], ids=lambda each: each.stem
)
def test_no_document_of_a_scenario_is_written_otherwise(hood: Hood, file: Path) -> None:
    script = tomllib.loads(file.read_text("utf-8"))["script"].strip().splitlines()
    for at, line in enumerate(script):
        hood.play(line)
        if at % 8 == 0 or at == len(script) - 1:
            for document in documents(hood):
                assert writing.faults(document) == [], document.title


@pytest.mark.parametrize("hood", [FILES[0]], indirect=True)
def test_no_formulation_record_and_no_busy_day_is_written_otherwise(hood: Hood) -> None:
    work = hood.work
    for identifier in work.formulary.identifiers():
        for site in (hood.site, replace(hood.site, region="EU")):
            made = formulation_record(work.formulary, identifier, work.rules, site, work.now())
            assert writing.faults(made) == []
    bring(work, *(f"{hour}:00" for hour in range(12, 22)), None)
    assert writing.faults(day_sheet(work, work.now())) == []
    assert writing.faults(day_sheet(work, work.now(), date(2026, 11, 3))) == []
    people = ((person, "BCDFGHJK") for person in work.people.everyone())
    assert writing.faults(badge_sheet(people, hood.site)) == []
    assert writing.faults(command_sheet("A4", hood.site)) == []


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("1.0 mg was drawn", "a trailing zero"),
        ("5.80 mL", "a trailing zero"),
        ("factor 1.0", "a bare trailing zero"),
        (".5 mg", "no leading zero"),
        ("250 µg", "µg"),
        ("5 cc", "cc"),
        ("100 U of heparin", "U or IU as a unit"),
        ("100 IU", "U or IU as a unit"),
        ("5mL of water", "no space before the unit"),
        ("1.456mg", "no space before the unit"),
        ("1 tablet QD", "QD and its like"),
        ("> 5 mL", "a sign in front of a number"),
        ("≤4 h", "a sign in front of a number"),
        ("1000 mL", "no comma at a thousand"),
        ("5,8 mL", "a comma as a point"),
    ],
)
def test_the_check_finds_what_it_looks_for(said: str, rule: str) -> None:
    for section in (Fields("a", (("b", said),)), Lines("a", (said,))):
        found = writing.faults(replace(PLAIN, sections=(section,)))
        assert any(each.startswith(f"{rule}: ") for each in found), found


@pytest.mark.parametrize(
    "said",
    [
        "USP <797> Category 2",
        "ALT 24 U/L",
        "2026-11-02 14:00",
        "1,000 mL",
        "0.5 mg",
        "24.50 g",
        "2611-0001",
        "(95)1.45mg(96)198A",
        "]d201003000801000111727",
        "CD-10 mL",
        "Draw 5.8 mL. Then invert.",
        "3/2024; Table 6",
        "4.10 of the label",
    ],
)
def test_the_check_lets_pass_what_is_right(said: str) -> None:
    assert writing.faults(replace(PLAIN, subtitle=said)) == []
