"""Two vials from sign-in to release: by scanner alone, by keyboard alone, and what that takes."""

from app.close_calls import refused_scans
from app.core.preparation import Status
from tests.ui.conftest import SitDown
from tests.ui.gloves import everything_in, give_badges
from tests.ui.hospital import PHARMACIST, TECHNICIAN, Folders
from tests.ui.walk import ByKeyboard, ByScanner, Part, Walk

# Every input beside signing in, the checks and the packages, each with why a person gives it.
WORK = [
    # What protects the drug is seen by a person alone, and three things may.
    "protect-hood: the answer",
    # The number starts the clock at the moment of the injection; each vial is looked at later,
    # when it is dissolved, and a vial that fails is put aside before the next is opened.
    "reconstitute-1: the volume",
    "inspect-vial-1: the answer",
    "reconstitute-2: the volume",
    "inspect-vial-2: the answer",
    # Never without being read off: what is in the syringe, and what is in the bag.
    "withdraw-1: the volume",
    "fill-container: the volume",
    # From this very moment the diluted time counts.
    "add-drug: done",
    # The bag is looked at, covered and put down at one moment: one press for three facts.
    "inspect-bag: the answer",
    "sign-prepared: PIN",
    # The check's signature prints the label; nothing but its own code says that it is on the bag.
    "scan-label: the label",
    "release: PIN",
]
FACTS_OF_THE_BAG = ["drug-added", "bag-passed", "protection-started", "storage-chosen", "signed"]


def _walked(walk: Walk) -> None:
    desk = walk.desk
    walk.to_release()
    assert desk.state.status is Status.RELEASED
    assert [vial.number for vial in desk.state.vials] == [1, 2]
    assert "entry-refused" not in desk.facts
    assert refused_scans(desk.work.log) == ()
    assert walk.of(Part.WORK) == WORK
    assert len(WORK) == 12
    assert len(walk.of(Part.PRODUCTS)) == 6
    assert walk.of(Part.SIGN_IN) == [PHARMACIST, TECHNICIAN, PHARMACIST]
    at = desk.facts.index("drug-added")
    assert desk.facts[at : at + 5] == FACTS_OF_THE_BAG


def test_by_scanner_alone(sit_down: SitDown, folders: Folders) -> None:
    desk = sit_down(folders.at("order")).wake()
    give_badges(desk)
    walk = ByScanner(desk)
    _walked(walk)
    assert "UBX" not in everything_in(desk)
    # Before: open, five conditions, verify and once more; after: two figures and a PIN.
    assert len(walk.of(Part.CHECKS)) == 8 + 3
    assert not any(each.typed for each in desk.state.materials)


def test_by_keyboard_alone(sit_down: SitDown, folders: Folders) -> None:
    desk = sit_down(folders.at("order")).wake()
    walk = ByKeyboard(desk)
    _walked(walk)
    assert len(walk.of(Part.CHECKS)) == 7 + 3
    assert all(each.typed for each in desk.state.materials)
