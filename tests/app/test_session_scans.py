"""What is scanned and measured at a preparation: what is refused of it is a close call."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core import entry as said
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.timing import Name, deadline_named
from app.labels import typed_code
from tests.app.conftest import AtStep
from tests.app.interrupted import restart_umbra
from tests.app.pharmacy import BAG, CECILIA, VIALS, WATER, Pharmacy
from tests.app.refusals import refusals, refuse

MYLOTARG = "]d201003000845100141727033110GO0001\x1d21900000000001"
EXPIRED = "]d201003000801000111726110110AB1234\x1d21100000000001"
EXPIRES_TODAY = "]d201003000801000111726110210AB1234\x1d21100000000001"
WRONG_DIGIT = "]d201003000801000121727033110AB1234\x1d21100000000001"
UNKNOWN = "]d20100312345678906"
NO_LOT = "00300080100011"
SCANS = {
    "a vial of Mylotarg": (MYLOTARG, "This is MYLOTARG.*not inotuzumab ozogamicin. Put it aside"),
    "an expired vial": (EXPIRED, "lot AB1234, expired on 2026-11-01. Put it aside"),
    "a wrong check digit": (WRONG_DIGIT, "wrong check digit"),
    "an unknown product": (UNKNOWN, "00312345678906 is not in this site's list of products"),
    "a vial without lot and expiry": (NO_LOT, "holds no lot and no expiry date"),
    "a code of something else": ("http://example.org", "not a product code"),
    "a code of one letter": ("x", "not a product code"),
    "a lot without a product": ("]d210AB1234", "names no product"),
}


@pytest.mark.parametrize("what", SCANS)
def test_a_wrong_scan_is_a_close_call_with_what_was_scanned(at_step: AtStep, what: str) -> None:
    pharmacy = at_step("scan-materials")
    code, sentence = SCANS[what]
    call = refuse(pharmacy, lambda: pharmacy.session.scan(code), sentence)
    assert call.entered == code.replace("\x1d", "<GS>")
    assert pharmacy.state.materials == ()


def test_the_same_vial_is_not_scanned_twice(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.scan(VIALS[0])
    for restart in (lambda _: None, restart_umbra):
        restart(pharmacy)
        refuse(
            pharmacy,
            lambda: pharmacy.session.scan(VIALS[0]),
            "This vial, serial 100000000001, is scanned already",
        )
    assert len(pharmacy.state.vials) == 1


def scan_for_another(pharmacy: Pharmacy, code: str) -> None:
    """Open the second order, and scan a vial for it."""
    pharmacy.verify(CECILIA)
    pharmacy.session.scan(code)


@pytest.mark.parametrize("end", ["unfinished", "released"])
def test_a_vial_of_another_preparation_is_refused(at_step: AtStep, end: str) -> None:
    pharmacy = at_step("protect-hood" if end == "unfinished" else "released")
    with pytest.raises(Refused, match=r"was scanned for preparation 2611-0001; each vial is used"):
        scan_for_another(pharmacy, VIALS[0])
    assert refusals(pharmacy)[-1].entered == VIALS[0].replace("\x1d", "<GS>")


def test_a_vial_that_was_opened_for_a_discarded_preparation_is_refused(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-2")
    pharmacy.session.do(said.Discard("the hood failed"))
    with pytest.raises(Refused, match="was scanned for preparation 2611-0001"):
        scan_for_another(pharmacy, VIALS[0])
    pharmacy.session.scan(VIALS[1])
    assert len(pharmacy.state.vials) == 1


def test_a_quarantined_vial_stays_refused_when_its_preparation_is_discarded(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("reconstitute-1")
    pharmacy.session.do(said.Quarantine("reconstitute-1", "the stopper leaks"))
    pharmacy.session.do(said.Discard("no other vial is in the house"))
    with pytest.raises(Refused, match="was scanned for preparation 2611-0001"):
        scan_for_another(pharmacy, VIALS[0])


def test_vials_without_serial_numbers_cannot_be_told_apart(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    plain = "]d201003000801000111727033110AB1234"
    pharmacy.session.scan(plain)
    refuse(pharmacy, lambda: pharmacy.session.scan(plain), "holds no serial number to tell two")
    scan_for_another(pharmacy, plain)


def test_no_more_is_scanned_than_is_wanted(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.session.scan(VIALS[0])
    pharmacy.session.scan(VIALS[1])
    refuse(pharmacy, lambda: pharmacy.session.scan(VIALS[2]), "All 2 .* are scanned already")
    pharmacy.session.scan(BAG)
    refuse(pharmacy, lambda: pharmacy.session.scan(BAG), "The one empty container is scanned")


def test_a_vial_is_good_to_the_end_of_its_day_where_the_pharmacy_is(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.clock.advance(datetime(2026, 11, 3, 5, 30, tzinfo=UTC) - pharmacy.session.now())
    pharmacy.session.scan(EXPIRES_TODAY)
    assert len(pharmacy.state.vials) == 1
    pharmacy.wait(31)
    refuse(
        pharmacy,
        lambda: pharmacy.session.scan(EXPIRES_TODAY.replace("00001", "00002")),
        "expired on 2026-11-02",
    )


def test_a_vial_that_goes_out_of_date_at_midnight_is_replaced(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.clock.advance(datetime(2026, 11, 3, 5, 30, tzinfo=UTC) - pharmacy.session.now())
    pharmacy.session.scan(EXPIRES_TODAY.replace("100000000001", "900000000009"))
    pharmacy.go_to("reconstitute-1")
    pharmacy.wait(31)
    refuse(
        pharmacy,
        lambda: pharmacy.session.measure("4"),
        "Quarantine the vial at its step and take another one",
    )
    pharmacy.session.do(said.Quarantine("reconstitute-1", "out of date"))
    assert pharmacy.state.step is not None
    assert pharmacy.state.step.identifier == "replace-vial-1-2"
    assert pharmacy.finish().state.status is Status.RELEASED


def test_what_was_reconstituted_before_midnight_is_given_before_it(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.clock.advance(datetime(2026, 11, 3, 4, 30, tzinfo=UTC) - pharmacy.session.now())
    pharmacy.session.scan(EXPIRES_TODAY.replace("100000000001", "900000000009"))
    pharmacy.go_to("withdraw-1")
    start = deadline_named(pharmacy.state.deadlines(), Name.START)
    assert start.at == datetime(2026, 11, 3, 6, 0, tzinfo=UTC)
    assert start.rule.endswith("vial is in date")
    pharmacy.clock.advance(start.at + timedelta(seconds=1) - pharmacy.session.now())
    refuse(pharmacy, lambda: pharmacy.session.measure("5.8"), "Stop and discard the preparation")


@pytest.mark.parametrize("step", ["reconstitute-1", "add-drug", "check"])
def test_a_scan_at_a_step_that_takes_none_is_a_close_call(at_step: AtStep, step: str) -> None:
    pharmacy = at_step(step)
    call = refuse(pharmacy, lambda: pharmacy.session.scan(VIALS[2]), "This step takes no scan")
    assert call.entered == VIALS[2].replace("\x1d", "<GS>")


@pytest.mark.parametrize(
    ("number", "sentence", "entered"),
    [
        ("3.9", "3.9 mL was entered; 4 mL is needed", "3.9 mL"),
        ("40", "40 mL was entered; 4 mL is needed", "40 mL"),
        ("4,0", "has a comma", "4,0"),
        ("4.", "ends its number with a point", "4."),
        (".4", "lacks the zero", ".4"),
        ("-4", "has a sign", "-4"),
        ("0", "is zero", "0"),
        ("", "does not start with a number", ""),
        ("four", "does not start with a number", "four"),
        ("nan", "does not start with a number", "nan"),
        ("1e9", "does not start with a number", "1e9"),
        ("٤", "does not start with a number", "٤"),
        ("4" * 500, "is too long a number", "4" * 400),
        ("4\x00", "does not start with a number", "4<NUL>"),
    ],
)
def test_a_wrong_volume_is_a_close_call_with_what_was_typed(
    at_step: AtStep, number: str, sentence: str, entered: str
) -> None:
    pharmacy = at_step("reconstitute-1")
    call = refuse(pharmacy, lambda: pharmacy.session.measure(number), sentence)
    assert call.entered == entered
    assert pharmacy.state.reconstituted is None


def test_the_right_volume_may_be_written_with_zeros(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1")
    pharmacy.session.measure("4.00")
    assert pharmacy.step.identifier == "inspect-vial-1"


def test_a_label_of_another_preparation_is_refused_on_the_bag(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    other = pharmacy.code_on_label()
    pharmacy.verify(CECILIA)
    pharmacy.go_to("scan-label")
    call = refuse(
        pharmacy, lambda: pharmacy.session.scan(other), "not the label printed last for this"
    )
    assert call.entered.startswith("(91)2611-0001(92)1(93)")
    assert pharmacy.finish().state.status is Status.RELEASED


@pytest.mark.parametrize("code", [WATER, "00300080100011"])
def test_a_product_scanned_as_the_label_is_a_close_call_that_names_it(
    at_step: AtStep, code: str
) -> None:
    pharmacy = at_step("scan-label")
    call = refuse(pharmacy, lambda: pharmacy.session.scan(code), "not the code of a label")
    assert call.entered == code


def test_the_short_code_on_the_label_is_typed_where_nothing_scans(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    assert pharmacy.state.label is not None
    short = typed_code(pharmacy.state.label.code)
    assert short.startswith("1-")
    wrong = f"{short[:-1]}{'0' if short[-1] != '0' else '1'}"
    call = refuse(pharmacy, lambda: pharmacy.session.scan(wrong), "not a product code")
    assert call.entered == wrong
    pharmacy.session.scan(f" {short.lower()} ")
    assert pharmacy.step.identifier == "release"
