"""The names on disk: one for each kind of fact, never changed, never taken away."""

from dataclasses import FrozenInstanceError, fields, is_dataclass
from typing import get_args

import pytest

from app.core import events as e

# Names stand in logs for ever. A new one is added here; none of these goes or changes.
FOR_EVER = {
    "opened": "Opened",
    "warning-accepted": "WarningAccepted",
    "order-verified": "OrderVerified",
    "material-scanned": "MaterialScanned",
    "protection-started": "ProtectionStarted",
    "protection-lost": "ProtectionLost",
    "reconstituted": "Reconstituted",
    "vial-passed": "VialPassed",
    "vial-quarantined": "VialQuarantined",
    "dose-withdrawn": "DoseWithdrawn",
    "syringes-chosen": "SyringesChosen",
    "diluent-withdrawn": "DiluentWithdrawn",
    "container-filled": "ContainerFilled",
    "drug-added": "DrugAdded",
    "weighed": "Weighed",
    "bag-passed": "BagPassed",
    "bag-failed": "BagFailed",
    "storage-chosen": "StorageChosen",
    "figures-entered": "FiguresEntered",
    "check-rejected": "CheckRejected",
    "signed": "Signed",
    "label-sent": "LabelSent",
    "label-printed": "LabelPrinted",
    "companion-printed": "CompanionPrinted",
    "label-not-printed": "LabelNotPrinted",
    "label-confirmed": "LabelConfirmed",
    "held": "Held",
    "resumed": "Resumed",
    "stored": "Stored",
    "handed-over": "HandedOver",
    "infusion-started": "InfusionStarted",
    "infusion-paused": "InfusionPaused",
    "infusion-resumed": "InfusionResumed",
    "infusion-ended": "InfusionEnded",
    "pharmacist-called": "PharmacistCalled",
    "pharmacist-answered": "PharmacistAnswered",
    "corrected": "Corrected",
    "worksheet-printed": "WorksheetPrinted",
    "entered-late": "EnteredLate",
    "label-written": "LabelWritten",
    "label-compared": "LabelCompared",
    "entry-refused": "EntryRefused",
    "clock-set": "ClockSet",
    "restarted": "Restarted",
    "last-seen": "LastSeen",
    "was-off": "WasOff",
    "zone-changed": "ZoneChanged",
    "clock-accepted": "ClockAccepted",
    "released": "Released",
    "discarded": "Discarded",
}


def test_names_are_what_they_were() -> None:
    assert {name: kind.__name__ for name, kind in e.NAMES.items()} == FOR_EVER


def test_every_fact_has_one_name() -> None:
    kinds = get_args(e.Event)
    assert set(e.NAMES.values()) == set(kinds)
    assert len(e.NAMES) == len(kinds)


@pytest.mark.parametrize("kind", get_args(e.Event), ids=lambda kind: kind.__name__)
def test_facts_are_frozen(kind: type[e.Event]) -> None:
    assert is_dataclass(kind)
    fact = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(fact, fields(kind)[0].name, "changed")
    assert not hasattr(fact, "__dict__")
