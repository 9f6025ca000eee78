"""The compounding record and the worksheet: everything that happened, as it was recorded."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.core import entry as said
from app.core.refused import Refused
from app.core.step import Meaning
from app.records import compounding_record
from app.telling import clock_start
from app.verification import verify
from app.worksheet import worksheet
from reports.section import Document, Fields, Form, Lines, Signatures, Strip, Table
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    VIALS,
    Pharmacy,
    words_of,
)
from tests.app.sent import bundle
from tests.core.hood import TECHNICIAN_ONE, Hood


def record(pharmacy: Pharmacy) -> Document:
    history = pharmacy.work.history(pharmacy.stream)
    head = pharmacy.work.log.head()
    assert head is not None
    return compounding_record(pharmacy.state, history, SITE, head.hash)


def rows(document: Document, title: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the first section of a title."""
    section = next(each for each in document.sections if each.title.startswith(title))
    assert isinstance(section, Fields | Table | Signatures)
    return section.rows


def fields(document: Document, title: str) -> dict[str, str]:
    """Return what the one section of a title says, by its labels."""
    return {row[0]: row[1] for row in rows(document, title)}


def printed(pharmacy: Pharmacy) -> str:
    return words_of(pharmacy.session.write_record())


def test_a_record_names_the_patient_on_every_page(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    text = printed(pharmacy)
    pages = text.count("Page 1 of") + text.count("Page 2 of") + text.count("Page 3 of")
    assert pages >= 2
    for words in ("DEMO, Adalind", "00482913", "1979-04-12", "Cycle 1 Day 1", "2611-0001"):
        assert text.count(words) >= pages
    assert "Released after a pharmacist's check." in text
    assert "St. Example Hospital Pharmacy · tel 555-0100" in text


def test_a_record_holds_order_dose_and_working(at_step: AtStep) -> None:
    text = printed(at_step("released"))
    for words in (
        "Order DEMO-ORDER-0001",
        "Prescriber DEMO Prescriber",
        "Ordered dose 1.456 mg",
        "Calculated dose 1.456 mg",
        "Height 170 cm, measured 2026-11-01",
        "Weight 70 kg, measured 2026-11-01",
        "Body surface area 1.82 m2 (1.818119 m2 before rounding)",
        "Infusion wanted 2026-11-02 13:00",
        "Volume withdrawn 5.8 mL (exact 5.824 mL)",
        "Diluent 44.2 mL of sodium chloride 0.9%",
        "√(170 cm × 70 kg ÷ 3600) = 1.818119 m2 (Mosteller)",
        "1.82 m2 × 0.8 mg/m2 = 1.456 mg",
        "1.456 mg ÷ 0.25 mg/mL = 5.824 mL",
        "J9229: 15 units given, 3 discarded, JW",
    ):
        assert words in text


def test_a_record_holds_every_fact_in_order(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    facts = rows(record(pharmacy), "Everything recorded")
    assert len(facts) == len(pharmacy.recorded())
    assert facts[0] == (
        "2026-11-02 09:46:00",
        "Opened for order DEMO-ORDER-0001, 1.456 mg",
        PHARMACIST.name,
    )
    assert facts[-1][1] == "Released"
    assert [row[0] for row in facts] == sorted(row[0] for row in facts)


def test_a_record_holds_lots_and_who_used_what(at_step: AtStep) -> None:
    materials = rows(record(at_step("released")), "Components")
    assert materials[0] == (
        "BESPONSA (inotuzumab ozogamicin) 0.9 mg vial",
        "AB1234",
        "2027-03-31",
        "100000000001",
        "vial 1",
    )
    assert materials[-1][1:] == ("–", "–", "–", "light cover")
    assert len(materials) == 6


def test_a_record_holds_signatures_with_their_meaning(at_step: AtStep) -> None:
    signatures = rows(record(at_step("released")), "Signatures by PIN")
    assert [row[:3] for row in signatures] == [
        ("prepared", "Technician Two", "technician"),
        ("checked", "Pharmacist Two", "pharmacist"),
        ("released", "Pharmacist Two", "pharmacist"),
    ]


def test_a_record_holds_the_check_beside_what_was_computed(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    volume, start = rows(record(pharmacy), "Check")
    assert volume == ("Volume to withdraw", "5.824 mL", "5.824 mL", "5.8 mL")
    assert start[1] == start[2] == "2026-11-02 14:00"


def test_a_record_holds_what_was_refused_and_why(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    for number in ("5.6", "5,8"):
        with pytest.raises(Refused):
            pharmacy.session.measure(number)
    refused = rows(record(pharmacy), "Refused entries (close calls)")
    assert [row[1] for row in refused] == ["5.6 mL", "5,8"]
    assert refused[0][2].startswith("5.6 mL was entered; 5.8 mL is needed")
    assert refused[0][3] == "Technician Two"
    assert "close calls" in printed(pharmacy)


def test_a_record_without_close_calls_has_no_list_of_them(at_step: AtStep) -> None:
    assert "close calls" not in printed(at_step("released"))


def test_a_record_holds_gaps_in_the_protection_from_light(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.session.do(said.LoseProtection("the foil slipped"))
    pharmacy.wait(3)
    light = rows(record(pharmacy), "Light protection")
    assert light[0][0] == "UV-filtered hood light"
    pharmacy.session.do(said.RestoreProtection("hood-light-off"))
    light = rows(record(pharmacy), "Light protection")
    assert [row[0] for row in light] == [
        "UV-filtered hood light",
        "hood light off",
        "WITHOUT PROTECTION for 3 min",
    ]
    assert light[1][2] == "on"
    pharmacy.go_to("check")
    pharmacy.forward()
    pharmacy.session.person = CHECKER
    with pytest.raises(Refused, match="without light protection for 3 min"):
        pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED)
    pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED, "the light was off meanwhile")
    text = printed(pharmacy.finish())
    assert "WITHOUT PROTECTION for 3 min" in text
    signatures = [row[0] for row in rows(record(pharmacy), "Signatures by PIN")]
    assert "checked: the light was off meanwhile" in signatures


def test_a_record_holds_quarantine_rejection_correction_and_clock(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    pharmacy.set_wall(5)
    pharmacy.go_to("check")
    pharmacy.session.person = CHECKER
    pharmacy.session.do(said.Reject("check", "show me the syringe again"))
    pharmacy.session.do(said.Correct(3, "the lot was AB1235"))
    troubles = fields(record(pharmacy), "Quarantine, corrections, clock")
    assert troubles["Vial quarantined"] == "vial 1: particles were seen"
    assert troubles["Check rejected"] == "show me the syringe again"
    assert troubles["Correction"].endswith(" Pharmacist Two, to record 3: the lot was AB1235")
    assert troubles["Clock"].endswith(" The clock was set 5 min forwards")
    pharmacy.finish()
    assert fields(record(pharmacy), "Preparation")["Waste"].endswith("besides 1 quarantined")


def test_a_record_holds_the_head_of_the_log_and_the_label(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    evidence = fields(record(pharmacy), "Evidence")
    head, label = pharmacy.work.log.head(), pharmacy.state.label
    assert head is not None
    assert label is not None
    assert evidence["Head of the log"] == head.hash
    assert evidence["Label"] == f"copy 1, SHA-256 {label.digest}"
    assert evidence["Label code"] == label.code
    assert evidence["Label scanned back"] == "yes"
    assert "Label" not in fields(record(with_another_order(pharmacy)), "Evidence")


def with_another_order(pharmacy: Pharmacy) -> Pharmacy:
    """Take up another preparation, of which nothing is printed yet."""
    (stream,) = pharmacy.work.import_data(bundle("A-1", record="00999999"), PHARMACIST.name)
    pharmacy.verify(stream)
    return pharmacy


def test_a_record_of_unfinished_work_says_so(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    text = printed(pharmacy)
    assert "NOT RELEASED: this record is of unfinished work." in text
    assert fields(record(pharmacy), "Evidence")["Label scanned back"] == "no"


def test_a_record_of_an_opened_order_says_what_is_not_known_yet(pharmacy: Pharmacy) -> None:
    data = json.loads(bundle("A-1", record="00999999", dose=None))
    for entry in data["entry"]:
        entry["resource"].pop("requester", None)
        entry["resource"].pop("encounter", None)
        for dosage in entry["resource"].get("dosageInstruction", ()):
            dosage.pop("timing", None)
        if entry["resource"]["resourceType"] == "Observation":
            entry["resource"].pop("effectiveDateTime")
    (stream,) = pharmacy.work.import_data(json.dumps(data).encode(), PHARMACIST.name)
    outlook = pharmacy.work.outlook(stream)
    pharmacy.begin(pharmacy.work.open_order(stream, outlook, PHARMACIST))
    document = record(pharmacy)
    order = fields(document, "Order")
    for what in ("Prescriber", "Ordered dose", "Infusion wanted", "Location"):
        assert order[what] == "not stated"
    assert order["Height"] == "170 cm"
    assert fields(document, "Verification") == {
        "Verified": "not yet",
        "By the record": "Cycle 1 day 1 is due: first dose of the course, 2026-11-02",
    }
    planned = fields(document, "Planned")
    assert planned["Storage"] == "not chosen"
    assert "Waste" not in planned
    assert rows(document, "Deadlines") == rows(document, "Light protection") == ()


def test_a_record_of_discarded_work_says_why_and_what_was_wasted(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.session.do(said.Discard("the syringe broke"))
    text = printed(pharmacy)
    assert "DISCARDED: the syringe broke. Waste 1.8 mg." in text
    assert "Waste 1.8 mg from 2 vials" in text


def test_a_record_holds_warnings_passed_and_conditions_confirmed(pharmacy: Pharmacy) -> None:
    order = bundle("A-1", record="00999999", dose=(1.55, "mg"))
    (stream,) = pharmacy.work.import_data(order, PHARMACIST.name)
    pharmacy.verify(stream)
    verification = rows(record(pharmacy), "Verification")
    assert verification[0] == ("Verified", PHARMACIST.name)
    confirmed = [text for what, text in verification if what == "Confirmed"]
    asked = "Patient, cycle, day, height and weight match the chart"
    assert any(text.startswith(asked) for text in confirmed)
    (passed,) = (text for what, text in verification if what == "Warning passed")
    assert passed.startswith("The order says 1.55 mg, 6.46% above the calculated 1.456 mg.")
    assert passed.endswith("Reason: discussed with the prescriber")


def test_a_record_says_which_limits_were_not_seen_in_a_label(at_step: AtStep) -> None:
    notes = rows(record(at_step("released")), "Not verified clinically")
    confirmed = "Pharmacist One and Pharmacist Two confirmed it for this site."
    limit = "The limit “lowest concentration”, 0.01 mg/mL, was not seen in a label by the authors"
    assert any(limit in said and said.endswith(confirmed) for _, said in notes)
    assert not any("must confirm" in said for _, said in notes)


def test_a_record_without_billing_has_no_line_for_it(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    plan = replace(pharmacy.state.plan, billing=None)
    state = replace(pharmacy.state, opened=replace(pharmacy.state.opened, plan=plan))
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(state, history, SITE, "0" * 64)
    assert "Billing" not in fields(document, "Preparation")


def test_a_record_is_the_same_whenever_it_is_written(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    first = pharmacy.session.write_record().read_bytes()
    pharmacy.wait(60)
    pharmacy.reopen()
    assert pharmacy.session.write_record().read_bytes() == first


def test_everything_that_can_happen_is_told_in_the_record(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    do = pharmacy.session.do
    do(said.Call())
    do(said.Call("come and see"))
    pharmacy.session.person = PHARMACIST
    do(said.Answer("go on"))
    pharmacy.session.person = CHECKER
    do(said.Hold("pass-through hatch"))
    do(said.Resume())
    pharmacy.session.write_worksheet()
    pharmacy.go_to("inspect-bag")
    pharmacy.session.do(said.Inspect("inspect-bag", False, "the bag leaks"))
    told = [row[1] for row in rows(record(pharmacy), "Everything recorded")]
    assert pharmacy.session.worksheet is not None
    for words in (
        "Pharmacist called",
        "Pharmacist called: come and see",
        "Pharmacist answered: go on",
        "Held: pass-through hatch",
        "Resumed",
        f"Paper worksheet written: {pharmacy.session.worksheet.name}",
        "Bag failed inspection: the bag leaks",
    ):
        assert words in told


def test_the_end_of_a_preparation_under_a_clock_that_ran_backwards_is_told(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("protect-hood")
    pharmacy.set_wall(-60)
    pharmacy.clock.restart()
    pharmacy.session.person = PHARMACIST
    pharmacy.session.do(said.AcceptClock("the battery was changed"))
    pharmacy.session.do(said.Discard("the day is over"))
    told = [row[1] for row in rows(record(pharmacy), "Everything recorded")]
    assert told[-2:] == [
        "Clock accepted: the battery was changed",
        "Discarded: the day is over; waste 0 mg",
    ]


def test_a_worksheet_is_not_for_a_check_that_is_blind(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    with pytest.raises(Refused, match="The check is blind"):
        pharmacy.session.write_worksheet()
    assert not (pharmacy.folder / "worksheets").exists()
    assert pharmacy.recorded()[-1] == "entry-refused"


def test_every_scanned_vial_of_a_second_preparation_is_its_own(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    with_another_order(pharmacy)
    with pytest.raises(Refused, match="was scanned for preparation 2611-0001"):
        pharmacy.session.scan(VIALS[0])
    refused = rows(record(pharmacy), "Refused entries (close calls)")
    assert refused[0][1] == VIALS[0].replace("\x1d", "<GS>")


def test_a_record_says_which_codes_were_typed_by_hand(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.scan("(01)00300080100011(17)270331(10)AB1234(21)7")
    pharmacy.session.scan(VIALS[1], by_scanner=True)
    pharmacy.finish()
    document = record(pharmacy)
    first, second = (row[0] for row in rows(document, "Components")[:2])
    assert first == "BESPONSA (inotuzumab ozogamicin) 0.9 mg vial (code typed by hand)"
    assert second == "BESPONSA (inotuzumab ozogamicin) 0.9 mg vial"
    recorded = [row[1] for row in rows(document, "Everything recorded")]
    typed = [each for each in recorded if each.startswith("Typed by hand, not scanned: ")]
    assert typed == [
        "Typed by hand, not scanned: BESPONSA (inotuzumab ozogamicin) 0.9 mg vial, lot AB1234"
    ]
    assert verify(pharmacy.work.log).faults == ()


def in_the_night() -> Hood:
    """Work that goes on over the hour that comes twice, up to the check."""
    begins = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
    hood = Hood(begins=begins).go_to("reconstitute-1", 0)
    hood.forward(10)
    return hood.go_to("add-drug", 0).go_to("check", 60)


def test_in_the_night_clocks_go_back_record_and_worksheet_say_the_zone() -> None:
    hood = in_the_night()
    document = compounding_record(hood.state, tuple(hood.history), SITE, "0" * 64)
    # What was recorded at 01:10 stands there with its zone, and what came at 04:10 without.
    told = [row[0] for row in rows(document, "Everything recorded")]
    assert "2026-11-01 01:10:00 CDT" in told
    assert "2026-11-01 01:10:00 CST" in told
    assert "2026-11-01 04:10:00" in told
    signed = [row[3] for row in rows(document, "Signatures")]
    assert signed == ["2026-11-01 05:10"]
    (light,) = (each for each in document.sections if each.title == "Light protection")
    assert isinstance(light, Table)
    assert light.rows[0][1] == "01:00:00 CDT"
    (strip,) = (each for each in document.sections if isinstance(each, Strip))
    assert [words for _, words in strip.axis.ticks][:3] == ["01:10 CDT", "01:00 CST", "02:00"]
    paper = worksheet(hood.state, SITE)
    filled = [row.filled for each in paper.sections if isinstance(each, Form) for row in each.rows]
    assert any(" · 2026-11-01 01:10 CDT · " in each for each in filled)
    assert any(" · 2026-11-01 01:10 CST · " in each for each in filled)
    assert ("start by", "2026-11-01 05:10") in [row[:2] for row in rows(paper, "Deadlines")]


def test_a_record_says_from_which_vial_the_clock_counts() -> None:
    hood = Hood().go_to("reconstitute-2")
    assert clock_start(hood.state, SITE) == ""
    hood.forward(5)
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-2", False, "particles were seen"))
    assert clock_start(hood.state, SITE) == ""
    first = Hood().go_to("inspect-vial-1")
    first.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1", False, "particles were seen"))
    assert clock_start(first.state, SITE) == ""
    first.go_to("inspect-vial-1-2")
    words = "The clock starts at vial 1, 10:11; an earlier vial 1 (10:09) is quarantined"
    assert clock_start(first.state, SITE) == words
    first.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-1-2", False, "particles were seen"))
    first.go_to("withdraw-1")
    words = (
        "The clock starts at vial 1, 10:13; an earlier vial 1 (10:09) and vial 1 (10:11) are "
        "quarantined"
    )
    for document in (
        compounding_record(first.state, tuple(first.history), SITE, "0" * 64),
        worksheet(first.state, SITE),
    ):
        titles = [each.title for each in document.sections]
        at = titles.index("Deadlines") + 1
        assert titles[at] == "Start of the clock"
        assert Lines("Start of the clock", (f"{words}.",)) in document.sections


def test_head_of_the_record_tells_the_dose_ordered_from_the_one_measured(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(pharmacy.state, history, SITE, "0" * 64)
    assert dict(document.identity)["Dose"] == "Ordered 1.456 mg, measured 1.45 mg"
