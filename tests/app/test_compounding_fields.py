"""The compounding record has each field that USP <797> asks for, and says what is not known."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

import resources
from app.clock import SetClock
from app.compounded_record import compounded
from app.core import entry as said
from app.core import events as e
from app.core.container import ContainerKind
from app.core.finding import warn
from app.core.policy import policy_in
from app.core.preparation import Stamped
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.rounding import Rounding, RoundingOffer
from app.core.step import Meaning
from app.core.storage import Storage
from app.override_record import overrides
from app.quality_record import quality_control
from app.record_times import RecordTimes
from app.records import compounding_record
from app.step_record import scans
from reports.section import Document, Fields, Lines, Signatures, Strip, Table
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    BEGINS,
    CHECKER,
    PINS,
    SITE,
    TECHNICIAN,
    VIALS,
    Pharmacy,
    weigh_at,
    words_of,
)

MYLOTARG = "]d201003000845100141727033110LX9\x1d21S1"


def record(pharmacy: Pharmacy) -> Document:
    history = pharmacy.work.history(pharmacy.stream)
    return compounding_record(pharmacy.state, history, SITE, "f" * 64)


def rows(document: Document, title: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the section whose title begins so."""
    found = next(each for each in document.sections if each.title.startswith(title))
    assert isinstance(found, Fields | Table | Signatures)
    return found.rows


@pytest.fixture
def troubled(pharmacy: Pharmacy) -> Pharmacy:
    """Close calls, a vial that fails, a hold in the refrigerator, a gap in light, a reprint."""
    weigh_at(pharmacy.folder, "vial", "syringe", "bag")
    pharmacy.reopen()
    pharmacy.verify(ADALIND)
    pharmacy.go_to("scan-materials")
    pharmacy.session.person = TECHNICIAN
    with pytest.raises(Refused):
        pharmacy.session.scan(MYLOTARG, by_scanner=True)
    pharmacy.session.scan(VIALS[0])
    pharmacy.go_to("inspect-vial-1")
    pharmacy.session.do(said.Inspect("inspect-vial-1", False, "particles were seen"))
    pharmacy.go_to("tare-syringe-1")
    pharmacy.wait(1)
    means = pharmacy.state.monograph.means
    place = "refrigerator 2 in the anteroom"
    pharmacy.session.do(said.Hold(place, Storage.REFRIGERATED, means("vial")[0].code))
    pharmacy.wait(25)
    pharmacy.session.do(said.Resume(means("hood")[0].code))
    pharmacy.go_to("withdraw-1")
    pharmacy.session.do(said.LoseProtection("the foil slipped"))
    pharmacy.wait(3)
    pharmacy.session.do(said.RestoreProtection("hood-light-off"))
    pharmacy.go_to("check")
    pharmacy.forward()
    pharmacy.session.person = CHECKER
    pharmacy.session.sign(PINS[CHECKER.name], Meaning.CHECKED, "the light was off meanwhile")
    pharmacy.go_to("scan-label")
    pharmacy.session.print_label("smudged by a wet glove")
    return pharmacy.finish()


# Each field of a compounding record, as facts.md 4 lists them of USP <797> 11.2: what says it.
FIELDS = {
    "name": ("What was compounded", "Name", "inotuzumab ozogamicin (BESPONSA)"),
    "strength": ("What was compounded", "Strength", "1.45 mg in 50 mL, 0.029 mg/mL"),
    "dosage form": ("What was compounded", "Dosage form", "IV infusion in a bag"),
    "date and time": ("What was compounded", "Prepared", "2026-11-02 09:"),
    "internal number": ("What was compounded", "Internal number", "2611-0001, for order DEMO-"),
    "compounder": ("What was compounded", "Prepared by", "Technician Two"),
    "verifier": ("What was compounded", "Checked by", "Pharmacist Two, pharmacist"),
    "released by": ("What was compounded", "Released by", "Pharmacist Two, pharmacist"),
    "method of identification": ("What was compounded", "People identified by", "their own name"),
    "total quantity": ("What was compounded", "Total quantity", "1 bag of 50 mL"),
    "beyond-use date": ("What was compounded", "Beyond-use date", "START BY 2026-11-02 "),
    "storage": ("What was compounded", "Storage", "at room temperature: Store at 20–25 °C."),
    "formulation record": ("What was compounded", "Master formulation record", "besponsa-us, US"),
    "calculations": ("What was compounded", "Calculations", "under Working"),
    "category": ("What was compounded", "Category of USP <797>", "the site states none"),
    "workstation": ("What was compounded", "Workstation", ""),
    "PEC": ("What was compounded", "Hood (PEC) and room", "not recorded by Umbra"),
}


@pytest.mark.parametrize("field", FIELDS)
def test_a_record_has_the_field(at_step: AtStep, field: str) -> None:
    title, label, value = FIELDS[field]
    assert dict(rows(record(at_step("released")), title))[label].startswith(value)


def test_components_have_lot_expiry_and_amount(at_step: AtStep) -> None:
    document = record(at_step("released"))
    lots = [(row[1], row[2]) for row in rows(document, "Components")]
    assert lots[:4] == [
        ("AB1234", "2027-03-31"),
        ("AB1234", "2027-03-31"),
        ("SW4410", "2027-06-30"),
        ("J4C201", "2027-05-31"),
    ]
    figures = dict(rows(document, "Preparation"))
    assert figures["Volume withdrawn"].startswith("5.8 mL")
    assert figures["Diluent"] == "44.2 mL of sodium chloride 0.9%"
    working = next(each for each in document.sections if each.title == "Working")
    assert isinstance(working, Lines)


def test_every_step_has_its_time_and_person(troubled: Pharmacy) -> None:
    done = rows(record(troubled), "Steps, 2026-11-02")
    assert len(done) == len(troubled.state.steps)
    assert {row[3] for row in done} == {"Pharmacist One", "Technician Two", "Pharmacist Two"}
    assert all(row[2].count(":") == 2 for row in done)
    assert ("Withdraw into one 10 mL syringe: 5.8 mL", "5.8 mL") in [(r[1], r[4]) for r in done]
    assert next(r[1] for r in done if r[1].startswith("Inject")).endswith("into vial 1")


def test_a_step_that_is_not_done_says_so(at_step: AtStep) -> None:
    last = rows(record(at_step("withdraw-1")), "Steps")[-1]
    assert last[1:] == ("Release the preparation", "not done", "–", "–")


def test_every_scan_and_every_refused_scan_stands_there(troubled: Pharmacy) -> None:
    document = record(troubled)
    codes = rows(document, "Codes that were accepted")
    scanned = troubled.work.history(troubled.stream)
    kinds = (e.MaterialScanned, e.LabelConfirmed)
    assert len(codes) == sum(1 for each in scanned if isinstance(each.fact, kinds))
    first = codes[0]
    assert first[1] == "]d201003000801000111727033110AB1234<GS>21100000000001"
    assert first[2].endswith(", GTIN 00300080100011")
    assert (first[3], first[4]) == ("typed", "Technician Two")
    assert codes[-1][2:] == ("the label of this preparation", "scanned", "Pharmacist Two")
    (refused,) = rows(document, "Refused entries")
    assert refused[1] == "]d201003000845100141727033110LX9<GS>21S1"
    assert "MYLOTARG" in refused[2]


def test_every_override_has_its_reason(troubled: Pharmacy) -> None:
    found = [(row[1], row[2], row[3]) for row in rows(record(troubled), "Overrides")]
    vial = "BESPONSA (inotuzumab ozogamicin) 0.9 mg vial"
    assert found == [
        (f"Typed by hand, not scanned: {vial}", "none is asked for", "Technician Two"),
        ("Signed as checked with a remark", "the light was off meanwhile", "Pharmacist Two"),
        (
            "Label printed again as copy 2; every earlier copy is void",
            "smudged by a wet glove",
            "Pharmacist Two",
        ),
    ]


def test_without_an_override_that_is_said(at_step: AtStep) -> None:
    assert rows(record(at_step("released")), "Overrides") == (("Overrides", "none"),)


def test_quality_control_has_each_result(troubled: Pharmacy) -> None:
    found = [(row[0], row[1].partition(":")[0]) for row in rows(record(troubled), "Quality")]
    assert found == [
        ("Vial 1", "FAILED, quarantined"),
        ("Appearance of vial 1", "passed"),
        ("Appearance of vial 2", "passed"),
        ("Dose by all masses", "+0.14% from what was planned, within 5%"),
        ("Appearance and leaks of the preparation", "passed"),
        ("Figures of the checker", "agree with those recorded"),
        ("Pharmacist check", "signed, with a remark"),
        ("Label scanned back", "it is the label printed last for this preparation"),
    ]


def test_before_any_control_that_is_said(at_step: AtStep) -> None:
    document = record(at_step("scan-materials"))
    assert rows(document, "Quality control") == (("Results", "none yet"),)
    compounded = dict(rows(document, "What is compounded"))
    assert compounded["Prepared"] == "not begun"
    assert compounded["Prepared by"] == compounded["Checked by"] == "nobody yet"
    assert compounded["Beyond-use date"].startswith("none yet")
    assert compounded["Storage"] == "not chosen"
    assert "Labels printed" not in {each.title for each in document.sections}


def test_a_bag_that_fails_and_a_check_that_is_rejected_are_results(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    pharmacy.session.person = CHECKER
    pharmacy.session.do(said.Reject("check", "show me the syringe again"))
    assert rows(record(pharmacy), "Quality control")[-1][:2] == (
        "Pharmacist check",
        "REJECTED: show me the syringe again",
    )


def test_labels_say_which_is_void(troubled: Pharmacy) -> None:
    first, second = rows(record(troubled), "Labels")
    assert (first[1], first[2], first[4]) == ("bag label", "1", "written as a PDF; void")
    assert (second[2], second[4]) == ("2", "written as a PDF; reason: smudged by a wet glove")


def test_light_and_temperature_are_drawn_and_each_object_stands_in_both(
    troubled: Pharmacy,
) -> None:
    document = record(troubled)
    (strip,) = (each for each in document.sections if isinstance(each, Strip))
    assert [lane.name for lane in strip.lanes] == ["Light", "Temperature"]
    assert [part.words for part in strip.lanes[1].parts] == [
        "room temperature",
        "refrigerator",
        "room temperature",
    ]
    places = [(row[0], row[3]) for row in rows(document, "Objects by temperature")]
    assert places == [
        ("quarantined vial 1", "room temperature"),
        *(
            (vial, place)
            for vial in ("vial 1", "vial 2")
            for place in ("room temperature", "refrigerator", "room temperature")
        ),
        ("syringe 1", "room temperature"),
        ("bag", "room temperature"),
    ]
    cold = next(row for row in rows(document, "Objects by temperature") if row[3] != places[0][1])
    assert cold[1].count(":") == 2
    assert rows(document, "Objects by temperature")[-1][2] == "still"


def test_every_page_has_two_identifiers(troubled: Pharmacy) -> None:
    text = words_of(troubled.session.write_record())
    pages = text.count("Compounding record Released after")
    assert pages > 5
    assert text.count("Patient DEMO, Adalind MRN 00482913 Born 1979-04-12") == pages


def test_times_of_another_day_have_their_date() -> None:
    times = RecordTimes(SITE, BEGINS)
    assert times.said(BEGINS) == "09:46:00"
    assert times.said(BEGINS + timedelta(days=1)) == "2026-11-03 09:46:00"
    assert times.titled("Steps") == "Steps, 2026-11-02"


def stamped(*facts: e.Event) -> tuple[Stamped, ...]:
    reading = SetClock(BEGINS).reading()
    return tuple(Stamped(fact, "Pharmacist One", reading, n) for n, fact in enumerate(facts, 1))


def overridden(*facts: e.Event) -> list[tuple[str, str]]:
    found = overrides(stamped(*facts), RecordTimes(SITE, BEGINS))
    return [(row[-3], row[-2]) for row in found.rows if len(row) == 4]


def test_each_kind_of_override_is_told(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    facts = [each.fact for each in pharmacy.work.history(pharmacy.stream)]
    opened = next(each for each in facts if isinstance(each, e.Opened))
    scan = next(each for each in facts if isinstance(each, e.MaterialScanned))
    draw = pharmacy.state.draws[0]
    offer = RoundingOffer(
        quantity("1.82", "mg"),
        quantity("1.8", "mg"),
        Decimal("-1.1"),
        2,
        1,
        quantity("0.88", "mg"),
        "HOPA",
    )
    dose = replace(opened.plan.dose, rounding=Rounding(offer, "Pharmacist One"))
    plan = replace(opened.plan, dose=dose)
    mass = quantity("24.76", "g")
    weighed = e.Weighed(
        "weigh-vial-1", mass, False, quantity("4.25", "g"), Decimal("6.5"), "the cap was wet"
    )
    warned = warn("x", "The order says more.", "site policy")
    found = overridden(
        replace(opened, plan=plan),
        e.WarningAccepted(warned, "as discussed"),
        replace(scan, noted="not received into stock"),
        e.SyringesChosen("withdraw-1", (draw,), "the first one broke"),
        weighed,
        e.ClockAccepted("the battery was changed"),
        e.PharmacistAnswered("go on"),
    )
    assert found == [
        (
            "Dose rounded: 1.8 mg in place of 1.82 mg, 1.1% less, saves 1 vial and 0.88 mg that "
            "would be discarded.",
            "policy of the site: HOPA",
        ),
        ("Warning passed: The order says more.", "as discussed"),
        (f"Package used: {scan.name}", "not received into stock"),
        ("Other syringes chosen: 5.8 mL in a 10 mL syringe.", "the first one broke"),
        (
            "Mass accepted by a pharmacist: Vial 1 weighed: 24.76 g, gained 4.25 g (+6.5%), "
            "typed by hand",
            "the cap was wet",
        ),
        ("Clock accepted that ran backwards", "the battery was changed"),
    ]
    assert overridden(e.Resumed(None)) == []


def test_a_mass_that_a_pharmacist_accepted_says_so(troubled: Pharmacy) -> None:
    history = troubled.work.history(troubled.stream)
    weighed = [each.fact for each in history if isinstance(each.fact, e.Weighed)][-1]
    facts = stamped(replace(weighed, reason="the bag was wet"))
    found = quality_control(troubled.state, facts, RecordTimes(SITE, BEGINS))
    assert found.rows[0][1] == "+0.14% from what was planned, accepted by a pharmacist"
    failed = quality_control(
        troubled.state,
        stamped(e.BagFailed("inspect-bag", "the bag leaks")),
        RecordTimes(SITE, BEGINS),
    )
    assert failed.rows[0][1] == "FAILED: the bag leaks"


def test_what_the_site_states_stands_beside_the_limits_of_the_label(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    state = pharmacy.state
    policy = policy_in(tomllib.loads(_policy("category-1")))
    monograph = replace(state.monograph, switched_off=("limit.a", "limit.b"))
    stated = replace(state, opened=replace(state.opened, policy=policy), monograph=monograph)
    found = dict(compounded(stated, stamped(e.Resumed(None)), SITE).rows)
    assert found["Category of USP <797>"] == "USP <797> Category 1"
    assert found["Master formulation record"].endswith("; 2 rules switched off")
    assert found["Workstation"] == "not stated"
    one = replace(stated, monograph=replace(monograph, switched_off=("limit.a",)))
    last = dict(compounded(one, stamped(e.Resumed(None)), SITE).rows)
    assert last["Master formulation record"].endswith("; 1 rule switched off")
    cold = replace(state, storage=Storage.REFRIGERATED)
    kept = dict(compounded(cold, stamped(e.Resumed(None)), SITE).rows)["Storage"]
    assert kept.startswith("in the refrigerator: Store at 2–8 °C")
    by_ndc = replace(_scanned(pharmacy), ndc="00008-0100-01")
    (table,) = scans(stamped(by_ndc), RecordTimes(SITE, BEGINS))
    assert isinstance(table, Table)
    assert table.rows[0][2].endswith(", NDC 00008-0100-01")
    made = replace(state.plan, container=ContainerKind.SYRINGE)
    held = replace(state, opened=replace(state.opened, plan=made))
    form = dict(compounded(held, stamped(e.Resumed(None)), SITE).rows)
    assert form["Total quantity"] == "1 syringe of 50 mL"


def _policy(category: str) -> str:
    text = resources.data("policy.toml").decode()
    return text.replace('chosen = "not-stated"', f'chosen = "{category}"')


def _scanned(pharmacy: Pharmacy) -> e.MaterialScanned:
    facts = (each.fact for each in pharmacy.work.history(pharmacy.stream))
    return next(each for each in facts if isinstance(each, e.MaterialScanned))
