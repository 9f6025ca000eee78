"""A full bag, other syringes and a rounded dose, through the real session, paper and check."""

import shutil
from pathlib import Path

import pytest

from app.core import entry as said
from app.core.bag import Bag, Fill
from app.core.choices import Choices
from app.core.finding import warnings
from app.core.quantity import quantity, show
from app.core.refused import Refused
from app.core.step import Role
from app.store import Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.forgery import forge
from tests.app.pharmacy import ADALIND, CHECKER, PHARMACIST, TECHNICIAN, Pharmacy, words_of
from tests.ui.hospital import order

FULL_BAG = "]d201003033800494171727053110B50X1"
# 0.8 mg/m2 of 1.22 m2: rounded to one vial it is 7.79% less.
ROUNDS = order(height=140, weight=38, dose=0.976)
LARGE_BAG = "]d201003033800490351727053110B500X"


def full_bag() -> Bag:
    """Return the bag of 50 mL that the site knows, with the overfill that somebody weighed."""
    return Bag(Fill.READY_FILLED, quantity("50", "mL"), quantity("5", "mL"), "weighed here")


def verify_with(pharmacy: Pharmacy, stream: str, choices: Choices) -> None:
    """Verify an order that is prepared by these choices, and take its preparation up."""
    work = pharmacy.work
    found = work.outlook(stream, choices)
    assert found.plan is not None, found.refused
    confirmed = tuple(each.code for each in found.review.questions)
    reasons = tuple((each.code, "as agreed") for each in warnings(found.plan.findings))
    pharmacy.begin(work.verify(stream, found, confirmed, reasons, PHARMACIST))


def scan_all(pharmacy: Pharmacy, bag: str) -> None:
    """Scan what is wanted; the container is this bag."""
    while pharmacy.step.identifier == "scan-materials":
        wanted = {need.role for need in pharmacy.step.needs} - {
            each.role for each in pharmacy.state.materials
        }
        if wanted == {Role.CONTAINER} or (Role.CONTAINER in wanted and len(wanted) == 2):
            pharmacy.session.scan(bag)
        else:
            pharmacy.forward()


def released(pharmacy: Pharmacy) -> tuple[str, str]:
    """Finish the preparation; return the words of its label and of its record."""
    pharmacy.finish()
    label = pharmacy.folder / "labels" / f"{pharmacy.state.opened.number}-1.pdf"
    return words_of(label), words_of(pharmacy.session.write_record())


def faults(folder: Path) -> tuple[str, ...]:
    with Log.read(folder / "umbra.log.sqlite") as log:
        return verify(log).faults


def test_a_full_bag_from_order_to_release(pharmacy: Pharmacy) -> None:
    verify_with(pharmacy, ADALIND, Choices(bag=full_bag()))
    assert show(pharmacy.state.plan.withdrawn or quantity("1", "mL")) == "10.8 mL"
    pharmacy.go_to("scan-materials")
    pharmacy.session.person = TECHNICIAN
    with pytest.raises(Refused, match="Put it aside"):
        pharmacy.session.scan(LARGE_BAG)
    pharmacy.session.scan(FULL_BAG)
    label, record = released(pharmacy)
    assert "total volume 50 mL" in label
    assert "10.8 mL taken out first" in record
    assert "Why not a full bag" in record
    assert "diluent-withdrawn" in pharmacy.recorded()
    assert "container-filled" not in pharmacy.recorded()
    pharmacy.close()
    assert faults(pharmacy.folder) == ()
    pharmacy.reopen()


def test_other_syringes_stand_on_the_record_and_are_checked(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    pharmacy.go_to("withdraw-1")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.ChooseSyringes("withdraw-1", "no 10 mL syringe left"))
    _, record = released(pharmacy)
    assert "Other syringes chosen" in record
    assert "3 mL in a 5 mL syringe and 2.8 mL in a 5 mL syringe, possibly off by" in record
    pharmacy.close()
    assert faults(pharmacy.folder) == ()
    pharmacy.reopen()


def test_a_rounded_dose_is_named_on_label_and_record(folder: Path, pharmacy: Pharmacy) -> None:
    pharmacy.close()
    (folder / "policy.toml").write_text("[rounding]\noffered = true\n")
    pharmacy.reopen()
    (stream,) = pharmacy.work.import_data(ROUNDS, PHARMACIST.name)
    found = pharmacy.work.outlook(stream)
    assert found.offer is not None
    chosen = pharmacy.work.outlook(stream, Choices(rounded_by=CHECKER.name))
    with pytest.raises(Refused, match="took the rounding of this dose; who takes it verifies"):
        pharmacy.work.open_order(stream, chosen, PHARMACIST)
    verify_with(pharmacy, stream, Choices(rounded_by=PHARMACIST.name))
    label, record = released(pharmacy)
    assert "ordered 0.976 mg, rounded to 0.9 mg" in label
    assert f"Taken by {PHARMACIST.name}." in record
    pharmacy.close()
    assert faults(folder) == ()
    pharmacy.reopen()


def forged(folder: Path, name: str, wanted: str, old: str, new: str) -> tuple[str, ...]:
    """Change a text in the first fact of a name that holds `wanted`; return what verify finds."""
    log = folder / "umbra.log.sqlite"
    with Log.read(log) as opened:
        seq = next(row.seq for row in opened.named([name]) if wanted in row.data)

    def changed(data: str) -> str:
        assert old in data
        return data.replace(old, new)

    forge(log, seq, changed)
    return faults(folder)


def test_what_is_changed_about_container_and_syringes_is_found(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.ChooseSyringes("withdraw-1", "no 10 mL syringe left"))
    released(pharmacy)
    pharmacy.close()
    folder = pharmacy.folder
    kept = folder.parent / "kept"
    shutil.copytree(folder, kept)
    told = forged(folder, "material-scanned", '"role":"container"', '"EVA"', '"PVC"')
    assert any("as of another material than confirmed" in each for each in told)
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    told = forged(folder, "syringes-chosen", "", '"3 mL"', '"4 mL"')
    assert any("syringes are recorded as chosen that were not offered" in each for each in told)
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    told = forged(folder, "material-scanned", '"role":"vial"', '"]d201003', '"]d201013')
    assert any("cannot be read: " in each for each in told)
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    assert faults(folder) == ()
    pharmacy.reopen()
