"""The label most tests start from."""

import pytest

from reports.label import BagLabel


@pytest.fixture
def label() -> BagLabel:
    return BagLabel(
        patient="DEMO, Adalind",
        identifier="MRN 00482913",
        born="born 1979-04-12",
        location="5 East",
        drug="inotuzumab ozogamicin",
        dose="1.45 mg",
        particulars="BESPONSA · ordered 1.456 mg · Cycle 1 Day 1",
        diluent="in sodium chloride 0.9%, total volume",
        total_volume="50 mL",
        concentration="0.029 mg/mL",
        route="IV infusion",
        rate="over 1 hour, 50 mL/h",
        start_by="2026-11-02 14:44",
        finish_by="2026-11-02 18:02",
        warnings=("PROTECT FROM LIGHT", "HAZARDOUS DRUG", "DO NOT FREEZE"),
        notes=(
            "Store at 20–25 °C. Do not mix with other medicines. Single dose.",
            "Reconstituted 10:02, diluted 10:44 · lot AB1234 exp 2027-03-31 (2 vials)",
            "Prepared Technician Two · checked Pharmacist One · preparation 2611-0042",
            "St. Example Hospital Pharmacy · tel 555-0100",
        ),
        code="(91)2611-0042(93)2611021444",
    )
