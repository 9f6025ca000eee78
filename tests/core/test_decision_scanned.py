"""What is scanned, measured and inspected at the hood, and the sentence of every refusal."""

from dataclasses import replace
from datetime import date

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.decision import decide
from app.core.light import Stage
from app.core.product import Package
from app.core.quantity import quantity, show
from app.core.step import Role
from app.core.timing import Storage
from tests.core.hood import TECHNICIAN_ONE, TODAY, Hood, mL, package, product, refusal

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
