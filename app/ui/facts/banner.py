"""The banner: who it is for, and what."""

from app.core.formulary import Monograph
from app.core.order import Order
from app.core.plan import Plan
from app.core.quantity import show
from app.site import Site
from app.ui.drawing.banner import BannerFacts
from app.ui.facts.signs import people_text
from app.ui.language import Verbatim


def banner(
    order: Order, plan: Plan | None, monograph: Monograph, site: Site, right: str
) -> BannerFacts:
    """Return the banner for an order; `right` is the small line at its end.

    Without a plan there is no dose to show.
    """
    patient = order.patient
    age = patient.age_on(site.day(order.wanted)) if order.wanted else None
    born = f"born {patient.born.isoformat()}" + (f" ({age.show()})" if age else "")
    area = f"  ·  {people_text(show(plan.dose.area))}" if plan else ""
    return BannerFacts(
        patient=Verbatim(patient.name),
        identity_line=f"MRN {Verbatim(patient.identifier)}  ·  {born}{area}",
        drug=Verbatim(monograph.drug),
        dose=show(plan.dose.prepared) if plan else "no dose",
        particulars=_particulars(plan, monograph),
        right_top=f"Cycle {order.cycle} · Day {order.day}",
        right_bottom=right,
        care="light-sensitive · hazardous",
    )


def _particulars(plan: Plan | None, monograph: Monograph) -> str:
    """Return what is known of the drug, what is needed least at the end: it is left out first."""
    hours = show(monograph.infusion_length.value)
    per_area = " · " + show(plan.dose.per_area).replace("mg/m2", "mg per m²") if plan else ""
    return f"{Verbatim(monograph.brand)} · {monograph.route} over {hours}{per_area}"
