"""Orders of a busy day: several patients, each wanted at a time of its own."""

import json
from typing import Any

from app.workplace import Workplace
from tests.ui.hospital import PHARMACIST, sample

NAMES = (
    "Adalind",
    "Bernhard",
    "Cecilia",
    "Daniel",
    "Elisabeth",
    "Friedrich",
    "Greta",
    "Heinrich",
    "Ingeborg",
    "Jakob",
    "Katharina",
    "Leopold",
    "Magdalena",
    "Nikolaus",
)


def wanted_at(number: int, wanted: str | None, *, small: bool = False, given: str = "") -> bytes:
    """Return an order for the patient of that number, wanted at a time or at none.

    The time is as an order writes it, such as "2026-11-02T13:00:00-06:00". A `small` patient
    needs one vial, the others two.
    """
    bundle: dict[str, Any] = json.loads(sample())
    patient, _, tall, heavy, request = (entry["resource"] for entry in bundle["entry"])
    patient["name"][0].update(given=[given or NAMES[number]])
    patient["identifier"][0]["value"] = f"{482913 + number:08}"
    request["identifier"][0]["value"] = f"DEMO-DAY-{number:04}"
    dosage = request["dosageInstruction"][0]
    if small:
        tall["valueQuantity"]["value"], heavy["valueQuantity"]["value"] = 125, 35
        dosage["doseAndRate"][0]["doseQuantity"]["value"] = 0.88
    if wanted is None:
        del dosage["timing"]
    else:
        dosage["timing"] = {"event": [wanted]}
    return json.dumps(bundle).encode()


def bring(work: Workplace, *times: str | None) -> None:
    """Import an order for each time of 2026-11-02 in Chicago, such as "13:00"."""
    for number, time in enumerate(times):
        wanted = None if time is None else f"2026-11-02T{time}:00-06:00"
        work.import_data(wanted_at(number, wanted), PHARMACIST)
