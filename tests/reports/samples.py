"""A short and a long value of each kind of label, with a code as long as a signed one."""

from dataclasses import replace

from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel
from reports.datamatrix import encode
from reports.label_contents import Label
from reports.label_flow import faces
from reports.label_layout import Face
from reports.label_stock import STOCKS
from reports.press import Press

SIGNED = (
    "(96)0123456789ABCDEFq8vT2mXoZc1Rk4bYwLJ0sNf6HdGpUeA7tVxQi3yKzE9(99)"
    "Zr5_tGkQ1wXyB7nMvP0aJcLh2sDfUe9oK4iTbR6xYqWmNzHgEjV3lCpSuA8dF-OyIxQkZtBvMw5rGn1JcLhEsD"
)
CODE = "(91)2611-0042(92)1(93)2611021444(94)2611021544(95)1.45mg" + SIGNED
LONGEST_CODE = (
    "(91)2611-0042(92)1(93)2611021444(94)2611021544(95)1.45mg(97)2611021344(98)2611021400" + SIGNED
)

BAG = BagLabel(
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
        "Reconstituted 10:02, diluted 10:44 · preparation 2611-0042",
        "lot AB1234 exp 2027-03-31 (2 vials)",
        "Prepared Technician Two · checked Pharmacist One",
        "St. Example Hospital Pharmacy · tel 555-0100 · label 1-6D6B",
    ),
    code=CODE,
)
LOTS = ("AB1234CD5678EF901234", "GH1234CD5678EF905678", "WW1234CD5678EF909012")
LONG_LOTS = ", ".join(f"lot {lot} exp 2027-03-31 (1 vial)" for lot in LOTS)
LONG_PEOPLE = (
    "Prepared Technician Maximiliane Hohenlohe · checked Pharmacist Bartholomew Featherstonehaugh"
)
LONG_BAG = replace(
    BAG,
    patient="DEMO-HOHENLOHE-LANGENBURG, Adalind Maximiliane Theodora",
    identifier="MRN 00482913771",
    location="Outpatient infusion centre 12",
    particulars="BESPONSA · ordered 1.456 mg, rounded to 1.45 mg · Cycle 1 Day 1",
    start_by="2026-10-25 02:44 CEST",
    finish_by="2026-10-25 06:02 CET",
    take_out_by="2026-10-25 01:44 CEST",
    cautions=(
        "Copy 2: every earlier label of this preparation is void.",
        "It was in the refrigerator: START NOT BEFORE 2026-10-25 02:00 CEST.",
    ),
    notes=(
        "Store at 2–8 °C, then about 1 hour to room temperature. Do not mix with other medicines. "
        "Single dose.",
        "Reconstituted 22:02 CEST, diluted 22:44 CEST · preparation 2611-0042",
        LONG_LOTS,
        LONG_PEOPLE,
        "St. Example Hospital Pharmacy · tel 555-0100 · label 2-6D6B",
    ),
    code=LONGEST_CODE,
)
VIAL = CompanionLabel(
    title="RECONSTITUTED VIAL 1 of 2",
    patient="DEMO, Adalind",
    identifier="MRN 00482913",
    drug="inotuzumab ozogamicin",
    amount="0.25 mg/mL",
    lines=("4 mL in the vial, 3.6 mL to draw",),
    moments=(("DILUTE BY", "2026-11-02 14:00"),),
    forbids="NOT FOR ADMINISTRATION",
    warnings=("PROTECT FROM LIGHT", "HAZARDOUS DRUG"),
    notes=(
        "Reconstituted 10:02 by Technician Two with 4 mL sterile water for injection",
        "lot AB1234 exp 2027-03-31 · preparation 2611-0042",
        "St. Example Hospital Pharmacy · tel 555-0100",
    ),
    code="(91)2611-0042(92)1(90)V1(95)1.45mg" + SIGNED,
)
SYRINGE = replace(
    VIAL,
    title="SYRINGE 1 of 1",
    amount="1.45 mg in 5.8 mL",
    lines=("0.25 mg/mL, in a syringe of 10 mL", "for the bag of this patient"),
    code=VIAL.code.replace("V1", "S1"),
)
COVER = CompanionLabel(
    title="LIGHT COVER",
    patient="DEMO, Adalind",
    identifier="MRN 00482913",
    drug="inotuzumab ozogamicin",
    amount="1.45 mg",
    lines=("Keep the cover on the bag until the infusion has ended.",),
    moments=(("START BY", "2026-11-02 14:44"), ("FINISH BY", "2026-11-02 18:02")),
    forbids="",
    warnings=("PROTECT FROM LIGHT",),
    notes=("Preparation 2611-0042", "St. Example Hospital Pharmacy · tel 555-0100"),
    code=VIAL.code.replace("V1", "C"),
)
TRANSPORT = replace(
    COVER,
    title="TRANSPORT: HAZARDOUS DRUG",
    lines=("to 5 East", "1 bag of 50 mL"),
    forbids="DO NOT SEND BY PNEUMATIC TUBE",
    warnings=("HAZARDOUS DRUG", "PROTECT FROM LIGHT"),
    notes=("Store at 2–8 °C.", "Preparation 2611-0042", COVER.notes[-1]),
    code=VIAL.code.replace("V1", "T"),
)


def lengthened(label: CompanionLabel) -> CompanionLabel:
    """Return the label of a patient with a long name, in the night clocks go back."""
    return replace(
        label,
        patient=LONG_BAG.patient,
        identifier=LONG_BAG.identifier,
        moments=tuple((caption, f"{time} CEST") for caption, time in label.moments),
        notes=(LONG_LOTS, LONG_PEOPLE, *label.notes),
    )


KINDS: dict[str, Label] = {
    "bag": BAG,
    "vial": VIAL,
    "syringe": SYRINGE,
    "cover": COVER,
    "transport": TRANSPORT,
}
LONG_KINDS: dict[str, Label] = {
    "bag": LONG_BAG,
    "vial": lengthened(VIAL),
    "syringe": lengthened(SYRINGE),
    "cover": lengthened(COVER),
    "transport": lengthened(TRANSPORT),
}
PRESSES = [Press(stock) for stock in STOCKS.values()]


def laid_out(label: Label, press: Press | None = None) -> tuple[Face, ...]:
    """Return the labels that a label takes on a press."""
    return faces(label, encode(label.code), press or Press())
