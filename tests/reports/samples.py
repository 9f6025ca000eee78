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
    cautions=("Copy 2: every earlier label of this preparation is void.",),
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
PHARMACY = "St. Example Hospital Pharmacy · tel 555-0100"
VIAL = CompanionLabel(
    title="RECONSTITUTED VIAL 1 of 2",
    patient="DEMO, Adalind",
    identifier="MRN 00482913",
    drug="inotuzumab ozogamicin",
    amount="0.25 mg/mL",
    lines=(
        "4 mL Sterile Water for Injection added; 3.6 mL can be withdrawn",
        "Reconstituted 2026-11-02 10:02",
        "lot AB1234 exp 2027-03-31",
    ),
    moments=(("DILUTE BY", "2026-11-02 14:02"),),
    forbids="NOT FOR ADMINISTRATION: for dilution only",
    warnings=BAG.warnings,
    notes=("preparation 2611-0042", PHARMACY),
    code="(91)2611-0042(92)1(90)V1(95)0.9mg" + SIGNED,
)
SYRINGE = replace(
    VIAL,
    title="SYRINGE 1 of 1",
    amount="1.45 mg",
    lines=("5.8 mL of 0.25 mg/mL", "Drawn 2026-11-02 10:30"),
    code=VIAL.code.replace("V1", "S1"),
)
COVER = replace(
    VIAL,
    title="LIGHT COVER",
    amount="1.45 mg",
    lines=(
        "Under this cover: 1 bag, 50 mL in sodium chloride 0.9%",
        "IV infusion over 1 hour, 50 mL/h",
        "Keep the cover on until the infusion ends.",
    ),
    moments=(("START BY", "2026-11-02 14:44"), ("FINISH BY", "2026-11-02 18:02")),
    forbids="",
    notes=(
        "Store at 20–25 °C. Do not mix with other medicines.",
        "preparation 2611-0042",
        PHARMACY,
    ),
    code=VIAL.code.replace("V1", "C"),
)
TRANSPORT = replace(
    COVER,
    title="CAUTION: HAZARDOUS DRUG",
    lines=(
        "1 bag, 50 mL in sodium chloride 0.9%",
        "Handle it, and dispose of it, by the site's procedure for hazardous drugs.",
        "To 5 East",
        f"From {PHARMACY}",
    ),
    notes=COVER.notes[:2],
    code=VIAL.code.replace("V1", "T"),
)


def lengthened(label: CompanionLabel) -> CompanionLabel:
    """Return a second copy for a patient with a long name, in the night clocks go back.

    What goes with the bag has waited in the refrigerator.
    """
    times = [(caption, f"{time} CEST") for caption, time in label.moments]
    if len(times) > 1:
        times.insert(0, ("OUT OF REFRIGERATOR BY", LONG_BAG.take_out_by))
    return replace(
        label,
        patient=LONG_BAG.patient,
        identifier=LONG_BAG.identifier,
        moments=tuple(times),
        cautions=("Copy 2: every earlier copy of this label is void.",),
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
