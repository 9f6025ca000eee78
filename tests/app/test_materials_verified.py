"""What `umbra verify` says of products, scans and quarantines that are not what they seem."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.product_facts import PREFIX
from app.products_verified import InForce
from app.store import Fact, Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.forgery import forge
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    CECILIA,
    CHECKER,
    PHARMACIST,
    PINS,
    TECHNICIAN,
    VIALS,
    Pharmacy,
    Stage,
)
from tests.approving import confirm_products

BESPONSA = "00300080100011"
Change = Callable[[Any], None]


@pytest.fixture
def log(stages: dict[str, Stage], tmp_path: Path) -> Path:
    """The closed log of a released preparation."""
    shutil.copytree(stages["released"].folder, tmp_path / "data")
    return tmp_path / "data" / LOG_NAME


def faults(log: Path) -> tuple[str, ...]:
    with Log.read(log) as opened:
        return verify(opened).faults


def forge_fact(log: Path, stream: str, name: str, change: Change) -> None:
    """Change the first event of a name in a stream, and make every hash again."""
    with Log.read(log) as opened:
        seq = next(row.seq for row in opened.history(stream) if row.name == name)

    def changed(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    forge(log, seq, changed)


def put(name: str, value: object) -> Change:
    return lambda data: data.__setitem__(name, value)


STREAM = PREFIX + BESPONSA


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("product-proposed", put("name", "Nobody"), "Pharmacist One proposed it as Nobody"),
        ("product-proposed", put("office", "administrator"), "was no administrator here then"),
        ("product-confirmed", put("name", "Pharmacist One"), "both proposed and confirmed it"),
        ("product-confirmed", put("proposal", 7), "what was confirmed is not what was proposed"),
        (
            "product-proposed",
            lambda data: data["product"].__setitem__("gtin", "00300084510014"),
            "what was proposed there has another number",
        ),
        (
            "product-proposed",
            lambda data: data["product"].__setitem__("accepted", False),
            "was scanned, and was no confirmed product then",
        ),
        (
            "product-proposed",
            lambda data: data["product"].__setitem__("name", "another vial"),
            "was scanned, and its number stood for another vial",
        ),
        ("product-proposed", put("how", 5), "a product or its stock cannot be read"),
    ],
)
def test_a_forged_product_is_found(log: Path, name: str, change: Change, fault: str) -> None:
    assert faults(log) == ()
    forge_fact(log, STREAM, name, change)
    assert any(fault in each for each in faults(log)), faults(log)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ndc", "000008-0100-02"),
        ("nominal", "5 mL"),
        ("source", "somewhere else"),
    ],
)
def test_any_change_of_what_was_confirmed_is_found(log: Path, name: str, value: str) -> None:
    forge_fact(log, STREAM, "product-proposed", lambda data: data["product"].update({name: value}))
    assert f"{STREAM}: what Pharmacist Two confirmed is not the product that was proposed" in (
        faults(log)
    )


def test_a_product_that_could_not_be_proposed_is_found(log: Path) -> None:
    forge_fact(
        log, STREAM, "product-proposed", lambda data: data["product"].update({"traced": False})
    )
    assert any("it could not be proposed so" in each for each in faults(log))


def test_a_confirmation_without_its_digest_is_found_among_others(log: Path) -> None:
    with Log.read(log) as opened:
        last = opened.named(["product-confirmed"])[-1].stream
    forge_fact(log, last, "product-confirmed", put("digest", ""))
    assert faults(log) == (f"{last}: Pharmacist Two confirmed it without saying what",)


def test_a_confirmation_with_a_pin_that_the_proposer_set_is_found(pharmacy: Pharmacy) -> None:
    work, path = pharmacy.work, pharmacy.folder / LOG_NAME
    besponsa = work.products.in_force(BESPONSA)
    assert besponsa is not None
    for by in (ADMINISTRATOR, CHECKER):
        work.people.sign_in(CHECKER.name, PINS[CHECKER.name])
        work.people.set_pin(CHECKER.name, PINS[CHECKER.name], by=by)
    work.products.suggest([replace(besponsa, source="compared again")], "scanned")
    for person in (ADMINISTRATOR, CHECKER):
        work.products.sign([BESPONSA], person, PINS[person.name])
    own = work.log.named(["pin-set"])[-1].seq
    pharmacy.close()
    assert faults(path) == ()
    forge(path, own, lambda text: text.replace(CHECKER.name, TECHNICIAN.name))
    assert faults(path) == (
        f"{STREAM}: Administrator One, who proposed it, knew the PIN that confirmed it",
    )


def test_a_vial_used_in_two_preparations_is_found(pharmacy: Pharmacy) -> None:
    streams: list[str] = []
    for order, code in ((ADALIND, VIALS[0]), (CECILIA, VIALS[1]), (CECILIA, VIALS[2])):
        if len(streams) == 2:
            pharmacy.session.do(said.Discard("the order was withdrawn"))
        pharmacy.verify(order)
        pharmacy.session.person = TECHNICIAN
        pharmacy.session.scan(code)
        streams.append(pharmacy.stream)
    pharmacy.close()
    path = pharmacy.folder / LOG_NAME
    assert faults(path) == ()

    def same(data: Any) -> None:
        data["serial"] = "100000000001"
        data["scanned"] = VIALS[0]

    forge_fact(path, streams[1], "material-scanned", same)
    assert faults(path) == ()  # that one was not used
    forge_fact(path, streams[2], "material-scanned", same)
    assert faults(path) == (
        f"{BESPONSA}: the vial with serial 100000000001 was used in 2611-0001 and 2611-0003",
    )


def test_two_technicians_are_not_enough(log: Path) -> None:
    for name, person in (("product-proposed", "Technician Two"), ("product-confirmed", "X")):
        forge_fact(log, STREAM, name, put("office", "technician"))
        forge_fact(log, STREAM, name, put("name", person))
    assert any("no pharmacist proposed or confirmed it" in each for each in faults(log))


def test_a_scan_before_its_product_was_confirmed_is_found(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    path = pharmacy.work.log.path
    pharmacy.work.products.withdraw(BESPONSA, "the package changed", PHARMACIST)
    pharmacy.close()
    assert faults(path) == ()  # it was in force when it was scanned
    with Log.read(path) as opened:
        in_force = InForce(opened)
        end = opened.count() + 1
        first = opened.named(["material-scanned"])[0].seq
    product = in_force.before(first, BESPONSA, None)
    assert product is not None
    assert in_force.before(end, BESPONSA, None) is None
    assert in_force.before(first, "", "000008-0100-01") == product
    assert in_force.before(end, "", "000008-0100-01") is None
    assert in_force.before(first, "", "000008-0100-99") is None
    assert in_force.before(1, BESPONSA, None) is None
    assert not in_force.begun_before(1)
    forge_fact(path, "preparation/2611-0001", "material-scanned", put("gtin", "00312345678906"))
    assert any("says something else than its record" in each for each in faults(path))


def _quarantined_before_the_scan(pharmacy: Pharmacy, *, lifted: bool) -> Path:
    """Quarantine a lot, use another one, and return the closed log."""
    stock = pharmacy.work.stock
    stock.quarantine(BESPONSA, "OTHER", None, "recalled", TECHNICIAN)
    pharmacy.go_to("protect-hood")
    if lifted:
        stock.lift(BESPONSA, "OTHER", None, "another lot was meant", PHARMACIST)
    pharmacy.close()
    path = pharmacy.folder / LOG_NAME
    assert faults(path) == ()
    return path


@pytest.mark.parametrize("lifted", [False, True])
def test_a_scan_of_what_was_in_quarantine_is_found(at_step: AtStep, lifted: bool) -> None:
    path = _quarantined_before_the_scan(at_step("scan-materials"), lifted=lifted)
    for name in ("stock-quarantined", "stock-quarantine-lifted")[: 2 if lifted else 1]:
        forge_fact(path, f"stock/{BESPONSA}", name, put("lot", "AB1234"))
    found = [each for each in faults(path) if "was in quarantine then" in each]
    assert len(found) == 2
    assert "serial 100000000001 of lot AB1234" in found[0]


def test_a_scan_of_another_package_than_the_one_in_quarantine_is_sound(at_step: AtStep) -> None:
    path = _quarantined_before_the_scan(at_step("scan-materials"), lifted=False)
    forge_fact(path, f"stock/{BESPONSA}", "stock-quarantined", put("lot", "AB1234"))
    forge_fact(path, f"stock/{BESPONSA}", "stock-quarantined", put("serial", "9"))
    assert faults(path) == ()


def test_a_quarantine_lifted_by_no_pharmacist_is_found(at_step: AtStep) -> None:
    path = _quarantined_before_the_scan(at_step("scan-materials"), lifted=True)
    forge_fact(path, "people", "person-added", put("office", "pharmacist"))
    with Log.read(path) as opened:
        added = [row for row in opened.history("people") if PHARMACIST.name in row.data]
    forge(path, added[0].seq, lambda text: text.replace('"pharmacist"', '"technician"'))
    assert any("lifted a quarantine, and was no pharmacist then" in each for each in faults(path))


def test_a_vial_scanned_by_its_ndc_alone_is_resolved_as_it_was(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    product = work.products.in_force("00304094887173")
    assert product is not None
    assert product.ndc == "000409-4887-17"
    pharmacy.verify(ADALIND)
    pharmacy.session.person = TECHNICIAN
    with pytest.raises(Refused, match="holds no lot and no expiry date"):
        pharmacy.session.scan("NDC 000008-0100-01")
    with pytest.raises(Refused, match="NDC 000008-0100-77 is not in this site's list"):
        pharmacy.session.scan("NDC 000008-0100-77")
    with pytest.raises(Refused, match="This is MYLOTARG"):
        pharmacy.session.scan("00300084510014")


def test_a_light_cover_known_by_its_ndc_is_recorded_and_verified(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    cover = work.products.in_force("02000000010038")
    assert cover is not None
    work.products.suggest([replace(cover, ndc="123456-0001-01")], "scanned")
    for person in (PHARMACIST, CHECKER):
        work.products.sign([cover.gtin], person, PINS[person.name])
    pharmacy.verify(ADALIND)
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.scan("NDC 123456-0001-01")
    (material,) = pharmacy.state.materials
    assert (material.gtin, material.ndc) == (cover.gtin, "123456-0001-01")
    assert verify(work.log).faults == ()
    stream = pharmacy.stream
    pharmacy.close()
    path = pharmacy.folder / LOG_NAME
    forge_fact(path, stream, "material-scanned", put("ndc", "123456-0001-02"))
    found = faults(path)
    assert any("says something else than its record" in each for each in found)
    assert any("was scanned, and was no confirmed product then" in each for each in found)
    pharmacy.work = work.open(pharmacy.folder, SetClock(BEGINS, boot="again"))


def test_a_log_of_an_earlier_release_verifies_and_goes_on(log: Path, tmp_path: Path) -> None:
    """Without products in it, and with the first shape, as a release before this one left it."""
    earlier = tmp_path / "earlier" / LOG_NAME
    with Log.read(log) as opened, Log.open(earlier, opened.workstation) as old:
        after: dict[str, int] = {}
        for row in opened.everything():
            if not row.stream.startswith(PREFIX):
                version = after.get(row.stream, 0)
                fact = Fact(row.name, row.data)
                old.append(
                    row.stream, version, (fact,), at=row.at, clock=row.clock, actor=row.actor
                )
                after[row.stream] = version + 1
        assert not InForce(old).begun_before(old.count() + 1)
    assert faults(earlier) == ()
    pharmacy = Pharmacy(earlier.parent, SetClock(BEGINS, boot="later"))
    assert pharmacy.work.products.in_force(BESPONSA) is None
    pins = {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)}
    confirm_products(pharmacy.work, pins)
    pharmacy.close()
    assert faults(earlier) == ()
    assert InForce(None).before(10, BESPONSA, None) is None
    assert not InForce(None).begun_before(10)
