"""Labels as the program makes them: from real work, in both regions, short and as long as they get.

Each comes from the functions that every label comes from; nothing of it is written here but whose
it is, which lots it is of and who made it.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from app.core import entry as said
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation
from app.core.storage import Storage
from app.labels import bag_label, companion_label
from reports.label_contents import Label
from tests.app.pharmacy import SITE
from tests.app.wording import KEY, words_for
from tests.core.hood import TECHNICIAN_ONE, Hood

ZONES = {"us": "America/Chicago", "eu": "Europe/Berlin"}
# Reconstituted as the clocks go back: all times carry their zone.
NIGHTS = {"us": "2026-11-01T04:30", "eu": "2026-10-24T22:30"}
DAY = "2026-11-02T15:54"
LONG_NAME = "DEMO-HOHENLOHE-LANGENBURG, Adalind Maximiliane Theodora"
LONG_LOTS = ("AB1234CD5678EF901234", "GH1234CD5678EF905678", "WW1234CD5678EF909012")
LONG_PEOPLE = ("Technician Maximiliane Hohenlohe", "Pharmacist Bartholomew Featherstonehaugh")


@dataclass(frozen=True, slots=True)
class Case:
    """Which label: `place` is "room", "cold" for one that waits in the refrigerator, or "warm"
    for one that was taken out of it. The longest is made in the night clocks go back.
    """

    kind: LabelKind
    region: str = "us"
    place: str = "room"
    copy: int = 1
    longest: bool = False

    @property
    def name(self) -> str:
        """What its picture is called."""
        length = "-longest" if self.longest else ""
        return f"{self.region}-{self.kind.value}-{self.place}-copy-{self.copy}{length}"


CASES = (
    Case(LabelKind.BAG),
    Case(LabelKind.BAG, "us", "cold", 2),
    Case(LabelKind.BAG, "us", "warm", 2, longest=True),
    Case(LabelKind.BAG, "eu", "cold", 2, longest=True),
    Case(LabelKind.VIAL),
    Case(LabelKind.SYRINGE, "eu", "room", 2, longest=True),
    Case(LabelKind.LIGHT_COVER, "us", "cold"),
    Case(LabelKind.LIGHT_COVER, "eu", "warm", 2, longest=True),
    Case(LabelKind.TRANSPORT, "eu", "room"),
    Case(LabelKind.TRANSPORT, "us", "cold", 2, longest=True),
)


def label_of(case: Case) -> Label:
    """Return the label of a case."""
    state = _state(case.region, case.place, case.longest)
    site, words = replace(SITE, zone=ZONES[case.region]), words_for(case.region.upper())
    if case.kind is LabelKind.BAG:
        return bag_label(state, site, case.copy, words, KEY)
    number = 1 if case.kind in (LabelKind.VIAL, LabelKind.SYRINGE) else 0
    return companion_label(case.kind, number, state, site, case.copy, words, KEY)


@cache
def _state(region: str, place: str, longest: bool) -> Preparation:
    begins = datetime.fromisoformat(NIGHTS[region] if longest else DAY).replace(tzinfo=UTC)
    hood = Hood(monograph=f"besponsa-{region}", begins=begins - timedelta(minutes=60))
    hood.go_to("reconstitute-1", 0).forward(60)
    hood.go_to("add-drug", 0).forward(20)
    hood.go_to("choose-storage", 0)
    kept = Storage.ROOM if place == "room" else Storage.REFRIGERATED
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", kept.value))
    hood.go_to("print-label", 0)
    if place == "warm":
        hood.wait(10)
        hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    return _lengthened(hood.state) if longest else hood.state


def _lengthened(state: Preparation) -> Preparation:
    """Return the same work for a patient with a long name, by people with long names."""
    order = state.order
    patient = replace(order.patient, name=LONG_NAME, identifier="00482913771")
    order = replace(order, patient=patient, location="Outpatient infusion centre 12")
    vials = [
        replace(vial, material=replace(vial.material, lot=lot))
        for vial, lot in zip(state.vials, LONG_LOTS, strict=False)
    ]
    signatures = [
        (replace(signed, name=name), at)
        for (signed, at), name in zip(state.signatures, LONG_PEOPLE, strict=False)
    ]
    return replace(
        state,
        opened=replace(state.opened, order=order),
        vials=tuple(vials),
        signatures=tuple(signatures),
    )
