"""A vial of another drug never passes: not at any step, held, called, failed or replaced."""

import pytest

from app.core import entry as said
from app.core.refused import Refused
from app.core.step import Role
from tests.app.conftest import AtStep
from tests.app.pharmacy import TECHNICIAN, Pharmacy

MYLOTARG = "]d201003000845100141727033110GO0001\x1d21900000000001"
# A number that nobody at this site knows, and one of a diluent in the place of a vial.
OTHERS = (MYLOTARG, "]d201003099999999981727033110XX\x1d211", "]d201003040948871731727063010SW4410")
STEPS = (
    "scan-materials",
    "protect-hood",
    "reconstitute-1",
    "inspect-vial-1",
    "withdraw-1",
    "fill-container",
    "add-drug",
    "inspect-bag",
    "cover-bag",
    "choose-storage",
    "sign-prepared",
    "check",
    "print-label",
    "scan-label",
    "release",
    "released",
)


def refuses(pharmacy: Pharmacy, code: str) -> None:
    """Scan a code; it must be refused, and no package of that number be recorded."""
    before = pharmacy.state.materials
    with pytest.raises(Refused):
        pharmacy.session.scan(code)
    assert pharmacy.state.materials == before
    assert not any(each.gtin in code and each.role is Role.VIAL for each in before)


@pytest.mark.parametrize("step", STEPS)
def test_another_drug_is_refused_at_every_step(at_step: AtStep, step: str) -> None:
    pharmacy = at_step(step)
    refuses(pharmacy, MYLOTARG)


def test_in_place_of_a_quarantined_vial_only_the_same_drug_is_taken(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Quarantine("reconstitute-1", "the stopper is damaged"))
    assert pharmacy.step.identifier == "replace-vial-1-2"
    for code in OTHERS:
        refuses(pharmacy, code)
    pharmacy.forward()
    assert pharmacy.step.identifier == "reconstitute-1-2"


def test_while_work_is_held_or_the_bag_failed_nothing_is_scanned(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Hold("in the refrigerator"))
    for code in OTHERS:
        refuses(pharmacy, code)
    pharmacy.session.do(said.Resume())
    pharmacy.session.do(said.Call("what is this"))
    refuses(pharmacy, MYLOTARG)


def test_a_bag_that_failed_takes_no_other_vial(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-bag")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Inspect("inspect-bag", False, "particles"))
    refuses(pharmacy, MYLOTARG)


def test_every_refused_scan_is_kept_with_what_was_told(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    before = len(pharmacy.state.refusals)
    for code in OTHERS[:2]:
        refuses(pharmacy, code)
    kept = [fact for fact, _, _ in pharmacy.state.refusals[before:]]
    assert len(kept) == 2
    assert "MYLOTARG" in kept[0].sentence
    assert "<GS>" in kept[0].entered
