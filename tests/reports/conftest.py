"""The label most tests start from."""

from dataclasses import replace

import pytest

from reports.label import BagLabel
from tests.reports.samples import BAG


@pytest.fixture
def label() -> BagLabel:
    return replace(
        BAG,
        notes=(
            "Store at 20–25 °C. Do not mix with other medicines. Single dose.",
            "Reconstituted 10:02, diluted 10:44 · lot AB1234 exp 2027-03-31 (2 vials)",
            "Prepared Technician Two · checked Pharmacist One · preparation 2611-0042",
            "St. Example Hospital Pharmacy · tel 555-0100",
        ),
        code="(91)2611-0042(93)2611021444",
    )
