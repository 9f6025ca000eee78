"""Which facts may come next: every rule, and the sentence of every refusal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import references
from app.core import entry as said
from app.core import events as e
from app.core.decision import decide, means_now, questions, start_agrees, volume_agrees
from app.core.light import Stage
from app.core.outcome import Question
from app.core.person import Person
from app.core.preparation import Status
from app.core.product import Package
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.review import Review
from app.core.step import Kind, Meaning, Role
from app.core.timing import Name, Storage, deadline_named
from tests.core.hood import (
    ADMINISTRATOR,
    PHARMACIST_ONE,
    PHARMACIST_TWO,
    TECHNICIAN_ONE,
    TECHNICIAN_TWO,
    TODAY,
    Hood,
    edited,
    mL,
    order,
    package,
    product,
)

US = references.monograph_named("besponsa-us")


def refusal(hood: Hood, person: Person, entry: said.Entry) -> str:
    """Return the sentence with which an entry is refused; nothing else may have changed."""
    before = hood.state
    with pytest.raises(Refused) as caught:
        decide(before, entry, person, hood.clock.reading())
    assert hood.state == before
    return caught.value.sentence


# Verification of the order


def test_a_pharmacist_verifies_with_every_condition_confirmed() -> None:
    hood = Hood()
    person, verify = hood.right()
    assert isinstance(verify, said.Verify)
    assert (
        refusal(hood, TECHNICIAN_ONE, verify)
    ) == "Only a pharmacist verifies an order; Technician One is signed in as a technician."
    for asked in questions(hood.state):
        rest = tuple(code for code in verify.confirmed if code != asked.code)
        sentence = refusal(hood, person, replace(verify, confirmed=rest))
        assert sentence == f"Not confirmed yet: {asked.question}. Confirm it, or stop."
    assert hood.do(person, verify) == (e.OrderVerified("verify-order", verify.confirmed),)


def test_conditions_are_those_of_the_dose() -> None:
    def asked(cycle: int, day: int) -> set[str]:
        hood = Hood(order(cycle=cycle, day=day, response="none"))
        return {each.code for each in questions(hood.state)}

    first, later = asked(1, 1), {"interval", "infusion-reaction", "other-toxicity"}
    assert first - asked(1, 8) == {"cytoreduction"}
    assert asked(1, 8) - first == later
    assert asked(2, 1) - first == later | {"blood-counts"}


def test_what_the_course_left_to_ask_is_what_is_asked() -> None:
    hood = Hood()
    lacking = Question("premedication", "Is it ordered?", "not on record", "US label 2.2")
    review = Review((), (lacking,), (), None, None)
    opened = replace(hood.state.opened, review=review)
    assert questions(replace(hood.state, opened=opened)) == (lacking,)


def test_a_warning_is_passed_only_with_a_reason_and_is_recorded_before_the_verification() -> None:
    hood = Hood(order("5.5 ft", "154 lb"))
    person, verify = hood.right()
    assert isinstance(verify, said.Verify)
    for wrong in ((), (("height-not-in-cm", "asked"),), (("height-not-in-cm", ""),)):
        sentence = refusal(hood, person, replace(verify, reasons=wrong))
        assert sentence.startswith("Write a reason for this warning: The ")
    short = tuple((code, "ok") for code, _ in verify.reasons)
    assert refusal(hood, person, replace(verify, reasons=short)) == (
        "Write the reason in a few words."
    )
    facts = hood.do(person, verify)
    assert [type(fact) for fact in facts] == [
        e.WarningAccepted,
        e.WarningAccepted,
        e.OrderVerified,
    ]


def test_a_stop_of_the_plan_cannot_be_argued_away() -> None:
    hood = Hood(order(dose="1.7 mg"))
    assert "The plan has a stop: The order says 1.7 mg, 16.76% above" in refusal(
        hood, *hood.right()
    )
    assert hood.do(PHARMACIST_ONE, said.Discard("the order is wrong"))


# Steps in their order


def test_only_the_present_step_is_worked_on() -> None:
    hood = Hood().go_to("scan-materials")
    assert refusal(hood, TECHNICIAN_ONE, said.Measure("reconstitute-1", mL("4"))) == (
        "This page is not the present step; the present step is: Scan every item."
    )
    with pytest.raises(Refused, match="present step is: Scan every item"):
        hood.do(PHARMACIST_ONE, said.Verify("verify-order", ()))


def test_an_entry_of_another_kind_is_refused_at_every_step() -> None:
    hood = Hood()
    while hood.state.status is Status.OPEN:
        step, name = hood.step, hood.step.identifier
        others: list[tuple[said.StepEntry, bool]] = [
            (said.Verify(name, ()), name == "verify-order"),
            (said.Scan(name, package(Role.VIAL, "x"), TODAY), step.kind is Kind.SCAN),
            (said.Measure(name, mL("4")), step.kind is Kind.MEASURE),
            (said.Inspect(name, True), step.kind is Kind.INSPECT),
            (said.Choose(name, "x"), bool(step.choices)),
            (said.Confirm(name), name == "add-drug"),
            (said.Quarantine(name, "cracked"), name.startswith("reconstitute")),
            (said.EnterFigures(name, mL("5"), hood.now), step.kind is Kind.CHECK),
            (said.Reject(name, "wrong"), step.kind is Kind.CHECK),
            (said.Print(name, "c", "d", "f"), step.kind is Kind.PRINT),
            (said.ScanBack(name, "c"), step.kind is Kind.SCAN_BACK),
            *((said.Sign(name, meaning), step.signs is meaning) for meaning in Meaning),
        ]
        for entry, fits in others:
            if not fits:
                sentence = refusal(hood, PHARMACIST_ONE, entry)
                assert sentence == f"That is not what this step asks for. {step.title}."
        hood.forward()


def test_after_release_nothing_more_is_recorded() -> None:
    hood = Hood().finish()
    for entry in (said.Discard("late"), said.Hold("here"), said.Correct(1, "wrong")):
        assert refusal(hood, PHARMACIST_ONE, entry) == (
            "This preparation is released; nothing more is recorded in it."
        )
    gone = Hood()
    gone.do(TECHNICIAN_ONE, said.Discard("the order was cancelled"))
    assert refusal(gone, PHARMACIST_ONE, said.Hold("here")) == (
        "This preparation is discarded; nothing more is recorded in it."
    )


def test_a_history_cut_off_after_the_last_signature_takes_no_more_steps() -> None:
    hood = Hood().go_to("release")
    person, entry = hood.right()
    signed, _ = decide(hood.state, entry, person, hood.clock.reading())
    hood.record(signed, PHARMACIST_ONE)
    assert refusal(hood, PHARMACIST_ONE, said.Sign("release", Meaning.RELEASED)) == (
        "Every step is done; nothing more is recorded in this preparation."
    )


def test_an_administrator_does_nothing_here() -> None:
    hood = Hood()
    for entry in (hood.right()[1], said.Discard("wrong"), said.AcceptClock("set")):
        assert refusal(hood, ADMINISTRATOR, entry).startswith("An administrator does not prepare")


# Scanning


def scanning() -> Hood:
    return Hood().go_to("scan-materials")


def scan(found: Package) -> said.Scan:
    return said.Scan("scan-materials", found, TODAY)


VIAL = package(Role.VIAL, "inotuzumab ozogamicin")


def test_a_scanned_vial_is_recorded_whole() -> None:
    assert scanning().do(TECHNICIAN_ONE, scan(VIAL)) == (
        e.MaterialScanned(
            step="scan-materials",
            role=Role.VIAL,
            vial=1,
            name="a package of inotuzumab ozogamicin",
            gtin="00300080100011",
            lot="AB1234",
            expiry=TODAY,
            serial="1",
            scanned="00300080100011 AB1234 1",
        ),
    )


def test_materials_are_scanned_in_any_order_and_only_vials_are_counted() -> None:
    hood = scanning()
    for role, item in (
        (Role.LIGHT_COVER, "light cover"),
        (Role.CONTAINER, "empty container"),
        (Role.DILUTION_DILUENT, "sodium chloride 0.9%"),
        (Role.VIAL, "inotuzumab ozogamicin"),
        (Role.RECONSTITUTION_DILUENT, "Sterile Water for Injection"),
    ):
        (fact,) = hood.do(TECHNICIAN_ONE, scan(package(role, item)))
        assert isinstance(fact, e.MaterialScanned)
        assert fact.vial == (1 if role is Role.VIAL else None)
    (second,) = hood.do(TECHNICIAN_ONE, scan(replace(VIAL, serial="2")))
    assert isinstance(second, e.MaterialScanned)
    assert second.vial == 2
    assert hood.step.identifier == "protect-hood"


MYLOTARG = replace(product(Role.VIAL, "gemtuzumab ozogamicin"), name="MYLOTARG 4.5 mg vial")


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (replace(VIAL, product=None), "00300080100011 is not in this site's list of products."),
        (replace(VIAL, product=MYLOTARG), "This is MYLOTARG 4.5 mg vial, not inotuzumab ozoga"),
        (
            replace(VIAL, product=product(Role.VIAL, "inotuzumab ozogamicin", accepted=False)),
            "This is a package of inotuzumab ozogamicin, not inotuzumab ozogamicin. Put it aside.",
        ),
        (replace(VIAL, lot=None), "The code of a package of inotuzumab ozogamicin holds no lot."),
        (replace(VIAL, lot=None, expiry=None), "holds no lot and no expiry date. Scan the square"),
        (
            replace(VIAL, expiry=date(2026, 11, 1)),
            "a package of inotuzumab ozogamicin, lot AB1234, expired on 2026-11-01. Put it aside",
        ),
        (
            replace(package(Role.CONTAINER, "empty container"), expiry=date(2026, 11, 1)),
            "a package of empty container expired on 2026-11-01. Put it aside",
        ),
    ],
)
def test_a_wrong_package_is_put_aside(found: Package, sentence: str) -> None:
    assert sentence in refusal(scanning(), TECHNICIAN_ONE, scan(found))


def test_a_package_too_many_is_put_aside() -> None:
    hood = scanning()
    hood.do(TECHNICIAN_ONE, scan(package(Role.CONTAINER, "empty container")))
    another = refusal(hood, TECHNICIAN_ONE, scan(package(Role.CONTAINER, "empty container")))
    assert another.startswith("The one empty container is scanned already. Put this one aside and")
    for serial in ("1", "2"):
        hood.do(TECHNICIAN_ONE, scan(replace(VIAL, serial=serial)))
    third = refusal(hood, TECHNICIAN_ONE, scan(replace(VIAL, serial="3")))
    assert third == (
        "All 2 inotuzumab ozogamicin are scanned already. Put this one aside and scan "
        "Sterile Water for Injection or light cover or sodium chloride 0.9%."
    )


def test_the_same_vial_is_not_scanned_twice() -> None:
    hood = scanning()
    hood.do(TECHNICIAN_ONE, scan(VIAL))
    assert refusal(hood, TECHNICIAN_ONE, scan(VIAL)) == (
        "This vial, serial 1, is scanned already. Scan the next one."
    )
    assert "serial 1, is scanned already" in refusal(
        hood, TECHNICIAN_ONE, scan(replace(VIAL, lot="B2"))
    )
    assert "serial 1, is scanned already" not in refusal(
        hood, TECHNICIAN_ONE, scan(replace(VIAL, serial=None, counted=True))
    )
    hood = scanning()
    hood.do(TECHNICIAN_ONE, scan(replace(VIAL, serial=None)))
    assert "holds no serial number to tell two vials apart" in refusal(
        hood, TECHNICIAN_ONE, scan(replace(VIAL, serial=None))
    )
    hood.do(TECHNICIAN_ONE, scan(replace(VIAL, serial=None, lot="B2")))


@pytest.mark.parametrize("counted", [False, True])
def test_one_vial_is_not_two_where_one_of_its_codes_holds_no_serial(counted: bool) -> None:
    nameless = replace(VIAL, serial=None, lot="ab1234", counted=counted)
    hood = scanning()
    hood.do(TECHNICIAN_ONE, scan(VIAL))
    assert refusal(hood, TECHNICIAN_ONE, scan(nameless)) == (
        "Serial 1 of this lot is scanned already, and this code holds no serial number: it may be "
        "the same vial. Scan the code with the serial number."
    )
    assert hood.do(TECHNICIAN_ONE, scan(replace(nameless, lot="0AB1234")))
    hood = scanning()
    hood.do(TECHNICIAN_ONE, scan(nameless))
    assert refusal(hood, TECHNICIAN_ONE, scan(replace(VIAL, counted=counted))).startswith(
        "A vial of lot ab1234 is scanned already by a code without a serial number"
    )
    assert hood.do(TECHNICIAN_ONE, scan(replace(VIAL, lot="B2")))


def test_a_serial_that_differs_by_case_only_is_the_same_vial() -> None:
    hood = scanning()
    hood.do(TECHNICIAN_ONE, scan(replace(VIAL, serial="s1a")))
    assert "serial S1A, is scanned already" in refusal(
        hood, TECHNICIAN_ONE, scan(replace(VIAL, serial="S1A"))
    )
    assert hood.do(TECHNICIAN_ONE, scan(replace(VIAL, serial="0s1a")))


def test_a_code_typed_by_hand_says_so() -> None:
    entry = said.Scan("scan-materials", VIAL, TODAY, typed=True)
    (fact,) = scanning().do(TECHNICIAN_ONE, entry)
    assert isinstance(fact, e.MaterialScanned)
    assert fact.typed


def test_a_vial_of_another_preparation_is_not_used_again() -> None:
    hood = scanning()
    assert refusal(hood, TECHNICIAN_ONE, scan(replace(VIAL, used_in="2610-0007"))) == (
        "This vial, serial 1, was scanned for preparation 2610-0007; each vial is used once. "
        "Put it aside and take another."
    )
    water = package(Role.RECONSTITUTION_DILUENT, "Sterile Water for Injection")
    assert hood.do(TECHNICIAN_ONE, scan(replace(water, used_in="2610-0007")))


def test_what_the_site_withholds_is_refused_with_its_reason() -> None:
    hood = scanning()
    kept = replace(VIAL, withheld="Lot AB1234 is in quarantine.")
    assert refusal(hood, TECHNICIAN_ONE, scan(kept)) == "Lot AB1234 is in quarantine."
    cover = replace(package(Role.LIGHT_COVER, "light cover"), withheld="It is torn.")
    assert refusal(hood, TECHNICIAN_ONE, scan(cover)) == "It is torn."
    proposed = replace(VIAL, product=None, withheld="It is proposed and not confirmed.")
    assert refusal(hood, TECHNICIAN_ONE, scan(proposed)) == "It is proposed and not confirmed."
    unknown = replace(VIAL, product=None, gtin="", ndc="000008-0100-02")
    assert refusal(hood, TECHNICIAN_ONE, scan(unknown)).startswith("NDC 000008-0100-02 is not in")
    wrong = replace(VIAL, product=MYLOTARG, withheld="Lot AB1234 is in quarantine.")
    assert refusal(hood, TECHNICIAN_ONE, scan(wrong)).startswith("This is MYLOTARG")


def test_pieces_that_the_site_counts_may_bear_one_code() -> None:
    hood = scanning()
    piece = replace(VIAL, serial=None, counted=True, noted="not received into stock")
    for number in (1, 2):
        (fact,) = hood.do(TECHNICIAN_ONE, scan(piece))
        assert isinstance(fact, e.MaterialScanned)
        assert (fact.vial, fact.noted) == (number, "not received into stock")


def test_a_replacement_is_another_vial_and_nothing_else() -> None:
    hood = Hood().go_to("inspect-vial-2")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-vial-2", False, "particles"))
    name = hood.step.identifier
    quarantined = replace(VIAL, serial="2")
    assert "serial 2, is scanned already" in refusal(
        hood, TECHNICIAN_ONE, said.Scan(name, quarantined, TODAY)
    )
    water = package(Role.RECONSTITUTION_DILUENT, "Sterile Water for Injection")
    assert refusal(hood, TECHNICIAN_ONE, said.Scan(name, water, TODAY)) == (
        "This is a package of Sterile Water for Injection. "
        "Put it aside and scan inotuzumab ozogamicin."
    )
    (fact,) = hood.do(TECHNICIAN_ONE, said.Scan(name, replace(VIAL, serial="9"), TODAY))
    assert isinstance(fact, e.MaterialScanned)
    assert fact.vial == 2


# Measuring and inspecting


@pytest.mark.parametrize(
    ("step", "right", "kind"),
    [
        ("reconstitute-1", "4", e.Reconstituted),
        ("withdraw-1", "5.8", e.DoseWithdrawn),
        ("fill-container", "44.2", e.ContainerFilled),
    ],
)
def test_only_the_exact_volume_is_taken(step: str, right: str, kind: type[e.Event]) -> None:
    hood = Hood().go_to(step)
    for wrong in ("0.1", f"{right}1", "100"):
        sentence = refusal(hood, TECHNICIAN_ONE, said.Measure(step, mL(wrong)))
        assert sentence.startswith(
            f"{wrong} mL was entered; {right} mL is needed. Bring the plunger to the"
        )
        assert ("quarantine the vial" in sentence) is step.startswith("reconstitute")
    in_litres = quantity(str(mL(right).magnitude / 1000), "L")
    (fact,) = hood.do(TECHNICIAN_ONE, said.Measure(step, in_litres))
    assert type(fact) is kind
    assert show(fact.volume) == f"{right} mL"  # type: ignore[union-attr]


def test_a_quantity_that_is_no_volume_is_not_the_volume() -> None:
    hood = Hood().go_to("reconstitute-1")
    assert "4 mg was entered" in refusal(
        hood, TECHNICIAN_ONE, said.Measure("reconstitute-1", quantity("4", "mg"))
    )


@pytest.mark.parametrize(
    ("step", "failed"), [("inspect-vial-1", e.VialQuarantined), ("inspect-bag", e.BagFailed)]
)
def test_a_failed_inspection_wants_a_reason(step: str, failed: type[e.Event]) -> None:
    hood = Hood().go_to(step)
    assert refusal(hood, TECHNICIAN_ONE, said.Inspect(step, False)) == (
        "Write the reason in a few words."
    )
    (fact,) = hood.do(TECHNICIAN_ONE, said.Inspect(step, False, "particles"))
    assert type(fact) is failed


def test_a_failed_bag_is_only_discarded() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    for entry in (said.Inspect("inspect-bag", True), said.Inspect("inspect-bag", False, "twice")):
        assert refusal(hood, TECHNICIAN_ONE, entry) == (
            "The bag failed its inspection (it leaks). Stop and discard the preparation."
        )
    hood.do(TECHNICIAN_ONE, said.Discard("the bag leaks"))


@pytest.mark.parametrize("step", ["protect-hood", "cover-bag", "choose-storage"])
def test_only_a_choice_of_the_step_is_taken(step: str) -> None:
    hood = Hood().go_to(step)
    sentence = refusal(hood, TECHNICIAN_ONE, said.Choose(step, "daylight"))
    assert sentence == f"“daylight” is not one of the choices. {hood.step.title}."
    for choice in hood.step.choices:
        assert decide(
            hood.state, said.Choose(step, choice.code), TECHNICIAN_ONE, hood.clock.reading()
        )


def test_a_choice_is_recorded_in_its_words() -> None:
    hood = Hood().go_to("protect-hood")
    assert hood.do(TECHNICIAN_ONE, said.Choose("protect-hood", "hood-light-off")) == (
        e.ProtectionStarted("protect-hood", "hood-light-off", "hood light off", Stage.HOOD),
    )
    hood.go_to("choose-storage")
    assert hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated")) == (
        e.StorageChosen("choose-storage", Storage.REFRIGERATED),
    )


# Time


def at_limit(step: str, since: Callable[[Hood], timedelta], then: str = "room") -> Hood:
    """Return a hood that stands at a step exactly when a limit is reached."""
    hood = Hood().go_to("choose-storage", minutes=0) if step != "add-drug" else Hood()
    if step != "add-drug":
        hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", then))
    hood.go_to(step, minutes=0)
    hood.clock.advance(since(hood))
    return hood


@pytest.mark.parametrize(
    ("step", "storage", "hours", "words"),
    [
        ("add-drug", "room", 4, "The time to dilute passed less than 1 min ago: at most 4 h from"),
        ("print-label", "room", 4, "The latest start of the infusion passed less than 1 min ago"),
        ("scan-label", "room", 4, "The latest start of the infusion passed less than 1 min ago"),
        ("release", "room", 4, "The latest start of the infusion passed less than 1 min ago"),
        ("check", "refrigerated", 3, "The time to take the bag out of the refrigerator passed"),
        ("print-label", "refrigerated", 3, "The time to take the bag out of the refrigerator"),
    ],
)
def test_a_limit_is_in_time_to_the_last_instant_and_then_only_discarded(
    step: str, storage: str, hours: int, words: str
) -> None:
    hood = at_limit(step, lambda _: timedelta(hours=hours), storage)
    person, entry = hood.right()
    assert decide(hood.state, entry, person, hood.clock.reading())
    hood.clock.advance(timedelta(microseconds=1))
    sentence = refusal(hood, person, entry)
    assert sentence.startswith(words)
    assert sentence.endswith("Stop and discard the preparation.")
    assert hood.do(TECHNICIAN_ONE, said.Discard("too late"))


def test_how_long_ago_it_passed_is_said_in_hours_and_minutes() -> None:
    hood = at_limit("add-drug", lambda _: timedelta(hours=4, minutes=59))
    assert "passed 59 min ago" in refusal(hood, *hood.right())
    hood.wait(1)
    assert "passed 1 h ago" in refusal(hood, *hood.right())
    hood.wait(125)
    assert "passed 3 h 5 min ago: at most 4 h from reconstitution to dilution (US label 2.4)" in (
        refusal(hood, *hood.right())
    )


def test_a_checker_may_still_reject_what_is_too_late() -> None:
    hood = at_limit("check", lambda _: timedelta(hours=9))
    assert "passed" in refusal(hood, *hood.right())
    assert hood.do(PHARMACIST_ONE, said.Reject("check", "it is too late")) == (
        e.CheckRejected("check", "it is too late"),
    )


def test_without_a_reconstitution_no_time_is_short() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.wait(6000)
    assert hood.forward()


# Light


def test_nothing_goes_on_without_light_protection() -> None:
    hood = Hood().go_to("add-drug")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
    assert refusal(hood, *hood.right()).startswith("The drug is not protected from light; protect")
    assert (
        refusal(hood, TECHNICIAN_ONE, said.LoseProtection("again"))
        == "No light protection is recorded that could be lost."
    )
    for means in ("daylight", "cover"):
        sentence = refusal(hood, TECHNICIAN_ONE, said.RestoreProtection(means))
        assert sentence == f"“{means}” is not a means of light protection at this stage."
    assert hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")) == (
        e.ProtectionStarted("restore-protection", "hood-light-off", "hood light off", Stage.HOOD),
    )
    assert refusal(hood, TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")) == (
        "The light protection is recorded as in place already."
    )
    assert hood.forward()


def test_no_vial_is_reconstituted_in_the_light() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the hood light went on"))
    assert refusal(hood, *hood.right()).startswith("The drug is not protected from light; protect")


def test_before_the_first_protection_there_is_none_to_lose_or_restore() -> None:
    hood = Hood().go_to("scan-materials")
    assert "that could be lost" in refusal(hood, TECHNICIAN_ONE, said.LoseProtection("a lamp"))
    assert "in place already" in refusal(
        hood, TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")
    )


# The check


def checking() -> Hood:
    return Hood().go_to("check")


def test_only_a_pharmacist_who_did_not_prepare_checks() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(PHARMACIST_TWO, hood.right()[1])
    hood.go_to("check")
    sign = said.Sign("check", Meaning.CHECKED)
    for entry in (hood.right()[1], sign, said.Reject("check", "wrong")):
        assert refusal(hood, TECHNICIAN_TWO, entry).startswith("Only a pharmacist checks a prep")
        assert refusal(hood, PHARMACIST_TWO, entry) == (
            "Pharmacist Two took part in preparing this; nobody checks their own work. "
            "Another pharmacist signs in."
        )
    hood.forward()
    assert hood.do(PHARMACIST_ONE, sign)


PREPARING: list[tuple[str, Callable[[Hood], said.Entry]]] = [
    ("scan-materials", lambda hood: hood.right()[1]),
    ("protect-hood", lambda hood: hood.right()[1]),
    ("reconstitute-1", lambda hood: hood.right()[1]),
    ("reconstitute-1", lambda _: said.Quarantine("reconstitute-1", "cracked")),
    ("inspect-vial-2", lambda hood: hood.right()[1]),
    ("inspect-vial-2", lambda _: said.Inspect("inspect-vial-2", False, "particles")),
    ("withdraw-1", lambda hood: hood.right()[1]),
    ("fill-container", lambda hood: hood.right()[1]),
    ("add-drug", lambda hood: hood.right()[1]),
    ("inspect-bag", lambda hood: hood.right()[1]),
    ("cover-bag", lambda hood: hood.right()[1]),
    ("choose-storage", lambda hood: hood.right()[1]),
]


@pytest.mark.parametrize(("step", "entry"), PREPARING)
def test_whoever_prepared_anything_does_not_check(
    step: str, entry: Callable[[Hood], said.Entry]
) -> None:
    hood = Hood().go_to(step)
    hood.do(PHARMACIST_ONE, entry(hood))
    hood.go_to("check")
    assert "nobody checks their own work" in refusal(hood, *hood.right())


def test_whoever_restored_the_light_protection_does_not_check() -> None:
    hood = Hood().go_to("check")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    hood.do(PHARMACIST_ONE, said.RestoreProtection("cover"))
    assert "nobody checks their own work" in refusal(hood, *hood.right())


def test_whoever_verified_the_order_may_check() -> None:
    hood = checking()
    _, figures = hood.right()
    assert hood.do(PHARMACIST_TWO, figures)


def test_own_figures_come_before_the_signature() -> None:
    hood = checking()
    sign = said.Sign("check", Meaning.CHECKED)
    first = "Enter your own figures first; then sign."
    assert refusal(hood, PHARMACIST_ONE, sign) == first
    hood.do(PHARMACIST_TWO, hood.right()[1])
    assert refusal(hood, PHARMACIST_ONE, sign) == first
    hood.forward()
    assert refusal(hood, PHARMACIST_TWO, sign) == first
    assert hood.do(PHARMACIST_ONE, sign)


def figures(hood: Hood, volume: str, minutes: float) -> said.EnterFigures:
    start = deadline_named(hood.state.deadlines(), Name.START).at.replace(second=0, microsecond=0)
    return said.EnterFigures("check", mL(volume), start + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("volume", "minutes", "agree"),
    [
        ("5.824", 0, True),
        ("5.8", 1, True),
        ("5.8", -1, True),
        ("5.8", 1.02, False),
        ("5.8", -2, False),
        ("6.1152", 0, True),
        ("6.1153", 0, False),
        ("5.5328", 0, True),
        ("5.5327", 0, False),
        ("58", 0, False),
    ],
)
def test_the_checkers_figures_are_compared(volume: str, minutes: float, agree: bool) -> None:
    hood = checking()
    entered = figures(hood, volume, minutes)
    assert hood.do(PHARMACIST_ONE, entered) == (
        e.FiguresEntered("check", mL(volume), entered.start_by, agree),
    )
    assert (volume_agrees(hood.state, entered) and start_agrees(hood.state, entered)) is agree
    if not agree:
        assert refusal(hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED)) == (
            "Your figures and the recorded ones differ. Enter them again, or say what is not right."
        )


def test_a_start_is_compared_to_the_minute() -> None:
    hood = Hood()
    hood.wait(0.5)
    hood.go_to("check")
    assert deadline_named(hood.state.deadlines(), Name.START).at.second == 30
    hood.do(PHARMACIST_ONE, figures(hood, "5.8", -1))
    assert hood.state.figures is not None
    assert hood.state.figures.agree


def test_a_gap_wants_a_remark_that_is_signed() -> None:
    hood = Hood().go_to("add-drug")
    for minutes in (2, 3):
        hood.do(TECHNICIAN_ONE, said.LoseProtection("the foil tore"))
        hood.wait(minutes)
        hood.do(TECHNICIAN_ONE, said.RestoreProtection("hood-light-off"))
    hood.go_to("check").forward()
    assert refusal(hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED)) == (
        "The drug was without light protection for 5 min. "
        "Write why it may be released, or say what is not right."
    )
    for blank in ("  ", "no"):
        assert "Write the reason in a few words" in refusal(
            hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, blank)
        )
    (signed,) = hood.do(PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED, " dim light only "))
    assert isinstance(signed, e.Signed)
    assert signed.remark == "dim light only"


def test_a_rejected_check_begins_again() -> None:
    hood = checking()
    hood.forward()
    hood.do(PHARMACIST_ONE, said.Reject("check", "the lot is not readable"))
    assert refusal(hood, PHARMACIST_ONE, said.Sign("check", Meaning.CHECKED)) == (
        "Enter your own figures first; then sign."
    )
    assert "few words" in refusal(hood, PHARMACIST_ONE, said.Reject("check", ""))


def test_who_prepared_signs_and_a_pharmacist_releases() -> None:
    hood = Hood().go_to("sign-prepared")
    assert refusal(hood, TECHNICIAN_TWO, said.Sign("sign-prepared", Meaning.PREPARED)) == (
        "Technician Two did not prepare this; the one who did signs."
    )
    hood.go_to("release")
    release = said.Sign("release", Meaning.RELEASED)
    assert refusal(hood, TECHNICIAN_ONE, release).startswith("Only a pharmacist releases")
    signed, released = hood.do(PHARMACIST_TWO, release)
    assert signed == e.Signed(
        "release", Meaning.RELEASED, "Pharmacist Two", PHARMACIST_TWO.office, None
    )
    assert released == e.Released("release")


# The label


def test_a_second_label_wants_a_reason_and_voids_the_first() -> None:
    hood = Hood().go_to("print-label")
    hood.do(TECHNICIAN_ONE, said.Print("print-label", "one", "digest", "1.pdf"))
    again = said.Print("print-label", "two", "digest", "2.pdf")
    assert refusal(hood, TECHNICIAN_ONE, again) == (
        "A label was printed already; write why another copy is printed."
    )
    (printed,) = hood.do(TECHNICIAN_ONE, replace(again, reason="smudged"))
    assert printed == e.LabelPrinted("print-label", 2, "two", "digest", "2.pdf", "smudged")
    for code in ("one", "label of another preparation", ""):
        assert refusal(hood, TECHNICIAN_ONE, said.ScanBack("scan-label", code)) == (
            "This is not the label printed last for this preparation. Take the right label and "
            "scan it on the bag."
        )
    assert hood.do(TECHNICIAN_ONE, said.ScanBack("scan-label", "two")) == (
        e.LabelConfirmed("scan-label", "two"),
    )
    assert hood.state.copies == 2


def test_no_label_is_printed_before_the_check() -> None:
    hood = checking()
    label = said.Print("print-label", "one", "digest", "1.pdf", "early")
    assert "the present step is: Your figures, then ours." in refusal(hood, TECHNICIAN_ONE, label)


def test_a_label_printed_again_before_release_is_scanned_back_again() -> None:
    hood = Hood().go_to("release")
    hood.do(TECHNICIAN_ONE, said.Print("print-label", "two", "digest", "2.pdf", "smudged"))
    assert hood.step.identifier == "scan-label"
    assert not hood.state.label_confirmed
    assert {done.step: done.detail for done in hood.state.done}["print-label"] == "copy 2"
    release = said.Sign("release", Meaning.RELEASED)
    assert "the present step is: Put the label on the bag" in refusal(hood, PHARMACIST_ONE, release)
    assert hood.finish().state.status is Status.RELEASED


def test_at_the_scan_back_only_a_label_is_printed() -> None:
    hood = Hood().go_to("scan-label")
    assert refusal(hood, TECHNICIAN_ONE, said.Confirm("print-label")) == (
        "That is not what this step asks for. Print the label."
    )


def test_without_a_printed_label_none_is_scanned_back() -> None:
    hood = Hood().go_to("scan-label")
    bare = edited(hood.state, label=None)
    with pytest.raises(Refused, match="not the label printed last"):
        decide(bare, said.ScanBack("scan-label", "label 1"), TECHNICIAN_ONE, hood.clock.reading())


# At any time


def test_work_is_held_and_resumed() -> None:
    hood = Hood().go_to("reconstitute-1")
    assert refusal(hood, TECHNICIAN_ONE, said.Resume()) == "Work is not held."
    assert hood.do(TECHNICIAN_ONE, said.Hold(" the refrigerator ")) == (e.Held("the refrigerator"),)
    assert refusal(hood, TECHNICIAN_ONE, said.Hold("again")) == (
        "Work is held already (the refrigerator)."
    )
    assert refusal(hood, *hood.right()) == "Work is held (the refrigerator); resume it first."
    assert hood.do(TECHNICIAN_TWO, said.Resume()) == (e.Resumed(None),)


def test_a_pharmacist_is_called_and_answers() -> None:
    hood = Hood()
    answer = said.Answer("go on")
    assert refusal(hood, PHARMACIST_ONE, answer) == "No pharmacist was called."
    assert hood.do(TECHNICIAN_ONE, said.Call()) == (e.PharmacistCalled(None),)
    assert hood.do(TECHNICIAN_ONE, said.Call("which lot?")) == (e.PharmacistCalled("which lot?"),)
    assert refusal(hood, TECHNICIAN_ONE, answer).startswith("Only a pharmacist answers a call")
    assert hood.do(PHARMACIST_ONE, answer) == (e.PharmacistAnswered("go on"),)


def test_a_correction_names_a_record_there_is() -> None:
    hood = Hood().go_to("scan-materials")
    assert hood.state.version == 2
    for about in (0, -1, 3):
        assert refusal(hood, TECHNICIAN_ONE, said.Correct(about, "the lot is X")) == (
            f"There is no record number {about}; choose one of 1 to 2."
        )
    for about in (1, 2):
        assert hood.do(TECHNICIAN_ONE, said.Correct(about, "the lot is X"))


@pytest.mark.parametrize("kind", [e.Reconstituted, e.DoseWithdrawn, e.ContainerFilled, e.DrugAdded])
def test_a_corrected_time_or_volume_leaves_only_a_discard(kind: type[e.Event]) -> None:
    hood = Hood().go_to("release")
    about = next(s.version for s in hood.history if isinstance(s.fact, kind))
    hood.do(TECHNICIAN_ONE, said.Correct(about, "it was read wrongly"))
    assert hood.state.status is Status.FAILED
    assert refusal(hood, *hood.right()) == (
        f"Record {about} is corrected; its time, place, volume or mass was not as recorded. "
        "Stop and discard the preparation."
    )
    assert hood.do(TECHNICIAN_ONE, said.Discard("the time is not known"))


def test_a_corrected_storage_is_chosen_and_signed_again() -> None:
    hood = Hood().go_to("release")
    about = next(s.version for s in hood.history if isinstance(s.fact, e.StorageChosen))
    hood.do(TECHNICIAN_ONE, said.Correct(about, "it is refrigerated"))
    assert (hood.step.identifier, hood.state.storage) == ("choose-storage", None)
    assert hood.state.signed(Meaning.PREPARED) is None
    hood.do(TECHNICIAN_TWO, said.Choose("choose-storage", "refrigerated"))
    assert hood.step.identifier == "sign-prepared"
    hood.do(TECHNICIAN_TWO, said.Sign("sign-prepared", Meaning.PREPARED))
    assert hood.finish().state.storage is Storage.REFRIGERATED


def test_on_the_covered_bag_only_a_cover_protects() -> None:
    hood = Hood().go_to("check")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    assert "at this stage" in refusal(
        hood, TECHNICIAN_ONE, said.RestoreProtection("hood-light-off")
    )
    assert [means.code for means in means_now(hood.state)] == ["cover", "aluminium-foil"]
    assert hood.do(TECHNICIAN_ONE, said.RestoreProtection("cover"))


def test_a_worksheet_is_recorded() -> None:
    assert Hood().do(TECHNICIAN_ONE, said.PrintWorksheet("w.pdf")) == (e.WorksheetPrinted("w.pdf"),)


@pytest.mark.parametrize(
    ("step", "before", "vials", "waste"),
    [
        ("verify-order", None, 0, "0 mg"),
        ("reconstitute-1", None, 0, "0 mg"),
        ("inspect-vial-1", None, 1, "0.9 mg"),
        ("withdraw-1", None, 2, "1.8 mg"),
        ("inspect-vial-2", "inspect-vial-2", 2, "1.8 mg"),
        ("release", None, 2, "1.8 mg"),
    ],
)
def test_a_discard_counts_what_was_used_up(
    step: str, before: str | None, vials: int, waste: str
) -> None:
    hood = Hood().go_to(step)
    if before:
        hood.do(TECHNICIAN_ONE, said.Inspect(before, False, "particles"))
    (fact,) = hood.do(TECHNICIAN_ONE, said.Discard("spilled"))
    assert isinstance(fact, e.Discarded)
    assert (fact.reason, fact.vials, show(fact.waste)) == ("spilled", vials, waste)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Write the reason in a few words."),
        ("  ab  ", "Write the reason in a few words."),
        ("x" * 201, "The reason is longer than 200 characters; shorten it."),
        ("a\nb c", "The reason holds a character that cannot be printed; write it again."),
        ("\ud800 odd", "The reason holds a character that cannot be printed; write it again."),
    ],
)
def test_a_reason_is_a_few_printable_words(reason: str, sentence: str) -> None:
    assert refusal(Hood(), TECHNICIAN_ONE, said.Discard(reason)) == sentence


@pytest.mark.parametrize("reason", ["abc", "x" * 200, "  verschüttet "])
def test_such_a_reason_is_kept_without_the_space_around_it(reason: str) -> None:
    (fact,) = Hood().do(TECHNICIAN_ONE, said.Discard(reason))
    assert isinstance(fact, e.Discarded)
    assert fact.reason == reason.strip()


# A clock that ran backwards


def backwards_at(step: str) -> Hood:
    hood = Hood().go_to(step)
    hood.set_wall(-600)
    hood.clock.restart()
    return hood


def test_a_clock_run_backwards_stops_everything_but_a_discard() -> None:
    hood = backwards_at("add-drug")
    sentence = "The clock shows an earlier time than the last recorded step. The age of the drug"
    for entry in (hood.right()[1], said.Hold("here"), said.Call(), said.Correct(1, "wrong")):
        assert refusal(hood, TECHNICIAN_ONE, entry).startswith(sentence)
    assert refusal(hood, PHARMACIST_ONE, said.AcceptClock("battery")).startswith(
        "The time since reconstitution is no longer known"
    )
    assert hood.do(TECHNICIAN_ONE, said.Discard("its age is not known"))


def test_before_reconstitution_a_pharmacist_accepts_the_clock() -> None:
    hood = backwards_at("reconstitute-1")
    accept = said.AcceptClock("the battery was changed")
    assert refusal(hood, TECHNICIAN_ONE, accept).startswith("Only a pharmacist accepts a clock")
    assert "few words" in refusal(hood, PHARMACIST_ONE, said.AcceptClock(""))
    assert hood.do(PHARMACIST_ONE, accept) == (e.ClockAccepted("the battery was changed"),)
    assert refusal(hood, PHARMACIST_ONE, accept) == (
        "The clock did not run backwards; nothing has to be accepted."
    )
    hood.go_to("check")
    assert hood.state.gaps(hood.now) == ()
