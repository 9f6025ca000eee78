"""The master formulation record: every field, every limit with its evidence, nothing invented."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import resources
from app.clock import SetClock
from app.core.governance import rules_of
from app.core.policy import policy_in
from app.core.quantity import quantity
from app.core.refused import Refused
from app.formulation_example import example, example_times
from app.formulation_limits import StatedRules
from app.formulation_record import file_name, formulation_record
from app.printing import put_out_document
from app.site_rules import shipped_rules
from reports.section import Blanks, Document, Fields, Lines, Table
from tests.app.pharmacy import BEGINS, CHECKER, PHARMACIST, PINS, SITE, Pharmacy, words_of
from tests.approving import everything

US, EU, DRAFT = "besponsa-us", "besponsa-eu", "mylotarg-us"
FRIDGE = "limit.diluted-in-refrigerator"


def made(pharmacy: Pharmacy, identifier: str = US) -> Document:
    work = pharmacy.work
    return formulation_record(work.formulary, identifier, work.rules, work.site, work.now())


def rows(document: Document, title: str) -> tuple[tuple[str, ...], ...]:
    found = next(each for each in document.sections if each.title.startswith(title))
    assert isinstance(found, Fields | Table | Blanks)
    return found.rows


def fields(document: Document, title: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(document, title)}


def test_the_head_says_what_it_is_of_and_who_approved_it(pharmacy: Pharmacy) -> None:
    document = made(pharmacy)
    assert document.subtitle == (
        "In use: approved by Pharmacist One on 2026-11-02 and Pharmacist Two on 2026-11-02."
    )
    identity = dict(document.identity)
    digest = pharmacy.work.formulary.standing(US).monograph.digest
    assert identity["Drug"] == "inotuzumab ozogamicin (BESPONSA)"
    assert identity["Version"] == digest[:16]
    assert fields(document, "Version and approval")["Content, SHA-256"] == digest
    assert document.size == "letter"


# The fields of a master formulation record, as facts.md 4 lists them of USP <797> 11.1.
FIELDS = {
    "name": ("Name, strength and form", "Name"),
    "strength": ("Name, strength and form", "Strength"),
    "dosage form": ("Name, strength and form", "Form"),
    "actives": ("Name, strength and form", "Active ingredient"),
    "quantities": ("Quantities and limits of the preparation", "Labelled content"),
    "inactives": ("To be stated by the house", "Inactive ingredients of the vial"),
    "container": ("Container, filter and line", "Container materials"),
    "equipment": ("Syringes of this site", "10 mL"),
    "supplies": ("Components, containers and supplies", "empty container"),
    "steps": ("Step by step", "1"),
    "physical description": ("Physical description and quality control", "The preparation"),
    "quality control": ("Physical description and quality control", "Check by a pharmacist"),
    "beyond-use date": ("Beyond-use date and storage", "Beyond-use date"),
    "storage": ("Beyond-use date and storage", "Storage"),
    "stability reference": ("Beyond-use date and storage", "Stability reference"),
    "hood": ("To be stated by the house", "Hood (PEC), room, and their classes"),
    "light": ("Protection from light that is accepted", "At the hood"),
    "hazards": ("Hazards and handling", "Hazardous drug"),
    "billing": ("Name, strength and form", "Billing"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_record_has_the_field(pharmacy: Pharmacy, field: str) -> None:
    title, label = FIELDS[field]
    assert label in fields(made(pharmacy), title)


def test_what_the_house_states_is_blank(pharmacy: Pharmacy) -> None:
    assert {value for _, value in rows(made(pharmacy), "To be stated by the house")} == {""}


def test_every_limit_stands_there_with_its_evidence(pharmacy: Pharmacy) -> None:
    document = made(pharmacy)
    found = {row[0]: row[1:] for row in rows(document, "Limits of time")}
    found |= {row[0]: row[1:] for row in rows(document, "Quantities and limits")}
    for limit in pharmacy.work.formulary.approved(US).limits():
        name = limit.name.replace("-", " ").capitalize()
        if isinstance(limit.value, int):
            assert name not in found
        else:
            assert name in found, name
    assert found["Reconstitution to end"] == ("8 h", "US label 2.4 (revision 3/2024)", "seen")
    value, _, seen = found["Diluted in refrigerator"]
    assert value == "3 h"
    assert seen == "not seen by the authors; Pharmacist One and Pharmacist Two confirmed it"


def approve_without(pharmacy: Pharmacy, *left_off: str) -> None:
    work = pharmacy.work
    work.formulary.withdraw(US, "a new edition", PHARMACIST)
    confirmed = everything(work.formulary.standing(US)) - set(left_off)
    for person in (PHARMACIST, CHECKER):
        work.formulary.approve(US, confirmed, person, PINS[person.name])


def test_what_is_switched_off_is_said_and_works_nowhere(pharmacy: Pharmacy) -> None:
    whole = made(pharmacy)
    assert not any(each.title.startswith("Switched off") for each in whole.sections)
    approve_without(pharmacy, FRIDGE, "filter")
    document = made(pharmacy)
    found = {row[0]: row[1:] for row in rows(document, "Limits of time")}
    off = "SWITCHED OFF at this site: not seen, not confirmed"
    assert found["Diluted in refrigerator"][2] == off
    filters = {row[0]: row[1:] for row in rows(document, "Container, filter and line")}
    assert filters["Filter"][0] == "not stated in the monograph"
    assert filters["Filter"][2] == off
    assert len(rows(document, "Switched off at this site")) == 2
    rule = "at most 3 h in the refrigerator after dilution"
    assert rule in {row[3] for row in rows(whole, "The same counted")}
    assert rule not in {row[3] for row in rows(document, "The same counted")}
    assert document.identity[2][1] != whole.identity[2][1]


def test_one_that_is_not_in_use_says_so(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    work.formulary.withdraw(US, "a new edition", PHARMACIST)
    document = made(pharmacy)
    assert document.subtitle == "NOT IN USE (not approved). Nobody prepares by this record."
    approval = fields(document, "Version and approval")
    assert approval["Approved"] == "by nobody"
    assert approval["Approval withdrawn"] == "Pharmacist One, 2026-11-02 09:46: a new edition"
    seen = {row[3] for row in rows(document, "Limits of time")}
    assert seen == {"seen", "not seen: a pharmacist confirms it against the label"}
    work.formulary.approve(US, everything(work.formulary.standing(US)), PHARMACIST, "1357")
    assert made(pharmacy).subtitle.startswith("NOT IN USE (partly approved).")
    draft = made(pharmacy, DRAFT)
    assert draft.subtitle.startswith("NOT IN USE (a draft, which no site can approve).")
    assert "compared it with the US label" in fields(draft, "Version and approval")["Draft"]


def test_the_steps_are_those_of_the_hood(pharmacy: Pharmacy) -> None:
    document = made(pharmacy)
    steps = rows(document, "Step by step: 170 cm and 70 kg, cycle 1 day 1; of no patient")
    told = [row[1] for row in steps]
    assert "Inject 4 mL of Sterile Water for Injection into vial 2" in told
    assert "Withdraw into one 10 mL syringe: 5.8 mL" in told
    assert steps[-1][3] == "name and time; PIN signs “released”"
    (working,) = (each for each in document.sections if isinstance(each, Lines))
    assert "1.456 mg ÷ 0.25 mg/mL = 5.824 mL" in working.lines


def test_a_total_that_the_label_leaves_open_is_chosen_for_the_example(pharmacy: Pharmacy) -> None:
    steps = rows(made(pharmacy, DRAFT), "Step by step")
    assert any("to a total of" in row[2] for row in steps)
    containers = dict(row[:2] for row in rows(made(pharmacy, DRAFT), "Components"))
    assert containers["bag"] == containers["syringe"] == "may be used"
    us = dict(row[:2] for row in rows(made(pharmacy), "Components"))
    assert us["syringe"].startswith("SWITCHED OFF: ")


def test_where_nothing_can_be_worked_out_that_is_said(pharmacy: Pharmacy) -> None:
    monograph = pharmacy.work.formulary.approved(US)
    none = replace(monograph, regimens=(replace(monograph.regimens[1]),))
    found = example(none, shipped_rules())
    assert found.plan is None
    assert found.refused
    much = tuple(
        replace(each, days=tuple((day, quantity("200", "mg/m2")) for day, _ in each.days))
        for each in monograph.regimens
    )
    found = example(replace(monograph, regimens=much), shipped_rules())
    assert found.plan is None
    assert "would take 405 vials" in found.refused


def test_a_record_without_an_example_says_why(folder: Path) -> None:
    text = resources.data("formulary/besponsa-us.toml").decode()
    text = text.replace('id = "besponsa-us"', 'id = "of-the-site"').replace(
        "0.8 mg/m2", "200 mg/m2"
    )
    (folder / "formulary").mkdir()
    (folder / "formulary" / "of-the-site.toml").write_text(text, "utf-8")
    pharmacy = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    try:
        document = made(pharmacy, "of-the-site")
        ((what, why),) = rows(document, "Step by step")
        assert what == "No example"
        assert "405 vials" in why
        assert [row[0] for row in rows(document, "Components")] == ["bag", "syringe"]
    finally:
        pharmacy.close()


def test_times_count_from_the_first_vial(pharmacy: Pharmacy) -> None:
    times = example_times(pharmacy.work.formulary.approved(EU))
    room = {row[1]: row[2] for row in times if row[0] == "at room temperature"}
    assert room["dilute by"] == "4 h"
    assert room["FINISH BY"] == "8 h"
    assert {row[0] for row in times} == {"at room temperature"} or len(times) > len(room)


def test_the_policy_of_the_site_stands_in_it(pharmacy: Pharmacy) -> None:
    quality = fields(made(pharmacy), "Physical description")
    assert quality["Weighing"] == "nothing is weighed at this site"
    category = fields(made(pharmacy), "Beyond-use date")["Category of USP <797>"]
    assert category == "this site states none; the limits of the label hold"
    data = tomllib.loads(resources.data("policy.toml").decode())
    data["gravimetric"]["weighed"] = ["vial"]
    data["category"]["chosen"] = "category-2"
    rules = replace(pharmacy.work.rules, policy=policy_in(data))
    work = pharmacy.work
    document = formulation_record(work.formulary, US, rules, work.site, work.now())
    quality = fields(document, "Physical description")
    assert quality["Weighing"].startswith("vial: within 5% is accepted, up to 10% with")
    stated = [row for row in rows(document, "Beyond-use date and") if row[0].startswith("USP")]
    assert [row[1].partition(" from ")[0] for row in stated] == ["96 h", "240 h"]
    assert all("from knowledge" in row[1] for row in stated)
    kept = replace(rules.syringes.sizes[0], dead_space=rules.syringes.sizes[0].graduation)
    rules = replace(
        rules, syringes=replace(rules.syringes, sizes=(kept, *rules.syringes.sizes[1:]))
    )
    document = formulation_record(work.formulary, US, rules, work.site, work.now())
    assert rows(document, "Syringes of this site, each at most 75% full")[0][2] == "0.01 mL"


def test_what_a_monograph_does_not_state_is_not_stated(pharmacy: Pharmacy) -> None:
    document = made(pharmacy, DRAFT)
    assert fields(document, "Name, strength")["Billing"] == "not stated in the monograph"
    assert fields(document, "Beyond-use date and")["Refrigerator"].startswith("not offered")
    rule = StatedRules(rules_of("[a]\nvalue = '1 h'\nsource = 's'\n"), frozenset(), frozenset(), ())
    assert rule.worded("line", "not stated in the monograph") == (
        ("Line", "not stated in the monograph", "–", "–"),
    )


def test_every_monograph_of_every_site_comes_out(pharmacy: Pharmacy, tmp_path: Path) -> None:
    work = pharmacy.work
    for identifier in work.formulary.identifiers():
        for region in ("US", "EU"):
            site = replace(SITE, region=region)
            document = formulation_record(work.formulary, identifier, work.rules, site, work.now())
            file = tmp_path / region / file_name(work.formulary.standing(identifier).monograph)
            put_out_document(document, file)
            assert "Master formulation record" in words_of(file)
            assert document.size == site.paper


def test_one_that_is_not_here_is_refused(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused, match="“aspirin” is not a monograph of this site"):
        made(pharmacy, "aspirin")
