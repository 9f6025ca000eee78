"""What the labels beside the bag's own say, from recorded facts alone."""

import hashlib
from dataclasses import replace

from app.core.label_kind import LabelKind, called, sign
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.timing import Name, deadline_named
from app.labels import element_string
from app.site import Site
from reports.companion_label import CompanionLabel


def companion_label(
    kind: LabelKind, number: int, state: Preparation, site: Site, copy: int
) -> CompanionLabel:
    """Return the label of a vial, a syringe, the light cover or for transport."""
    name = Name.START if kind.goes_with_the_bag else Name.DILUTE
    moment = site.shown(deadline_named(state.deadlines(), name).at, "%Y-%m-%d %H:%M")
    label = CompanionLabel(
        title=called(kind, number).upper(),
        patient=state.order.patient.name,
        identifier=f"MRN {state.order.patient.identifier}",
        drug=state.monograph.drug,
        amount=show(state.plan.delivered),
        lines=(),
        moments=((name.value.replace("-", " ").upper(), moment),),
        forbids="" if kind.goes_with_the_bag else "NOT FOR ADMINISTRATION",
        warnings=tuple(warning.words for warning in state.monograph.warnings),
        notes=(f"preparation {state.opened.number} · copy {copy}",),
        code="",
    )
    digest = hashlib.sha256("\n".join(text for _, text in label.parts()).encode()).hexdigest()
    fields = (
        ("91", state.opened.number),
        ("92", str(copy)),
        ("90", sign(kind, number)),
        ("95", show(state.plan.delivered).replace(" ", "")),
        ("96", digest[:16].upper()),
    )
    return replace(label, code=element_string(fields))
