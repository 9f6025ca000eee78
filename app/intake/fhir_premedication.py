"""Which premedication is ordered beside a dose, by the ATC codes of a FHIR Bundle alone.

The groups of the WHO's ATC index: H02A corticosteroids for systemic use, plain; R06A antihistamines
for systemic use; and of N02B, other analgesics and antipyretics, the antipyretic ones: N02BA
salicylic acid and derivatives, N02BB pyrazolones, N02BE anilides such as paracetamol. The rest of
N02B are analgesics that lower no fever. Nothing is guessed from a drug's name.
"""

from app.intake.fhir_bundle import Bundle
from app.intake.fhir_dosage import coded, drug_concept
from app.intake.fhir_element import Element

ATC = "http://www.whocc.no/atc"
_CLASSES = {
    "H02A": "corticosteroid",
    "N02BA": "antipyretic",
    "N02BB": "antipyretic",
    "N02BE": "antipyretic",
    "R06A": "antihistamine",
}
_ORDERED = ("active", "completed")
_ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")


def premedication_in(concept: Element) -> str | None:
    """Return corticosteroid, antipyretic or antihistamine, or None for another drug."""
    for system, code in coded(concept):
        for prefix, kind in _CLASSES.items():
            if system == ATC and code.startswith(prefix):
                return kind
    return None


def premedication_ordered(bundle: Bundle) -> tuple[tuple[str, str], ...]:
    """Return class and name, as written, of each premedication that is ordered; or Refused."""
    found = []
    for request in bundle.of_kind("MedicationRequest"):
        if _is_ordered(request):
            concept = drug_concept(bundle, request)
            kind = premedication_in(concept)
            if kind is not None:
                found.append((kind, _name(concept)))
    return tuple(found)


def _is_ordered(request: Element) -> bool:
    return (
        request.text("status") in _ORDERED
        and request.text("intent") in _ORDERS
        and not request.flag("doNotPerform")
    )


def _name(concept: Element) -> str:
    codings = concept.parts("coding")
    names = (concept.text("text"), *(each.text("display") for each in codings))
    codes = (code for system, code in coded(concept) if system == ATC)
    return next((name for name in names if name), next(codes))
