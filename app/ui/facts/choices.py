"""How a dose is prepared: what can be chosen, and what comes of the choice, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.bag import EMPTY, Bag, Fill
from app.core.formulary import Monograph
from app.core.outlook import Outlook
from app.core.plan import Plan
from app.core.procedure import bag_item
from app.core.product import Product
from app.core.quantity import quantity, show, signed_percent
from app.core.step import Role
from app.core.syringe import Draw
from app.ui.language import Verbatim


@dataclass(frozen=True, slots=True)
class BagChoice:
    """A bag that may be chosen; `asks` where its overfill has to be entered."""

    code: str
    words: str
    bag: Bag
    asks: bool


def bag_choices(products: Iterable[Product], monograph: Monograph) -> tuple[BagChoice, ...]:
    """Return the bags of the site that fit the drug's diluent, the empty container first."""
    empty = BagChoice("empty", "Empty container, measured diluent", EMPTY, asks=False)
    full = (each for each in products if _is_full_bag(each, monograph))
    return (empty, *(_full(product) for product in full))


def _is_full_bag(product: Product, monograph: Monograph) -> bool:
    fill = product.fill
    if product.role is not Role.CONTAINER or not product.accepted or product.nominal is None:
        return False
    if fill is None or fill is Fill.EMPTY:
        return False
    return product.item == bag_item(Bag(fill), monograph.diluent)


def _full(product: Product) -> BagChoice:
    fill = product.fill or Fill.EMPTY
    overfill, source = product.overfill, product.overfill_source
    if fill is Fill.EXACT_VOLUME:
        overfill, source = quantity(0, "mL"), source or "filled to its volume"
    held = "overfill not known" if overfill is None else f"overfill {show(overfill)}"
    words = product.name if fill is Fill.EXACT_VOLUME else f"{Verbatim(product.name)}: {held}"
    bag = Bag(fill, product.nominal, overfill, source, product.gtin, product.name)
    return BagChoice(product.gtin, words, bag, asks=overfill is None)


def syringe_choices(found: Outlook, other: Plan | None) -> tuple[tuple[str, str], ...]:
    """Return the best syringes and the second-best, `other` being the plan with the ones not used.

    Only what can be measured is offered.
    """
    plan = found.plan
    if plan is None or not plan.draws:
        return ()
    first, second = (other, plan) if found.choices.second_best else (plan, other)
    offered = [("best", first, "Least error"), ("second", second, "Least but one")]
    return tuple(
        (code, f"{words}: {_drawn(each)}") for code, each, words in offered if each is not None
    )


def _drawn(plan: Plan) -> str:
    error = plan.possible_error
    off = "" if error is None else f", ± {show(error, 2)}"
    return f"{_in_syringes(plan.draws)}{off}"


def _in_syringes(draws: tuple[Draw, ...]) -> str:
    return " + ".join(f"{show(draw.volume)} in {show(draw.capacity)}" for draw in draws)


def rounding_choices(found: Outlook, person: str) -> tuple[tuple[str, str], ...]:
    """Return the exact dose and the rounded one, where the site's policy offers it."""
    offer = found.offer
    if offer is None:
        return ()
    fewer = "1 vial" if offer.vials_saved == 1 else f"{offer.vials_saved} vials"
    return (
        ("exact", f"As it is: {show(offer.exact)}"),
        (
            person,
            f"Rounded to {show(offer.rounded)} ({signed_percent(offer.percent)}): saves {fewer}, "
            f"{show(offer.saved)}",
        ),
    )


def outcome(found: Outlook) -> str:
    """Return what is prepared by these choices, in a few lines."""
    plan = found.plan
    if plan is None:
        return found.refused
    vials = "1 vial" if plan.vials == 1 else f"{plan.vials} vials"
    lines = [
        f"**{show(plan.dose.prepared)}** from {vials}: withdraw **{show(plan.volume)}** "
        f"({_in_syringes(plan.draws)} syringe), delivers {show(plan.delivered)} "
        f"({signed_percent(plan.deviation_percent)})."
    ]
    if plan.withdrawn is None:
        lines.append(f"Put **{show(plan.diluent)}** of diluent into the empty container.")
    else:
        lines.append(f"Take **{show(plan.withdrawn)}** out of {Verbatim(plan.bag.called)} first.")
    if plan.untouched is not None:
        lines.append(plan.untouched.said())
    return "\n".join(lines)


def summary(found: Outlook) -> tuple[str, str]:
    """Return what is prepared how, and what stands beside it, for a row of the order page."""
    plan = found.plan
    if plan is None:
        return "", ""
    into = "an empty container" if plan.withdrawn is None else f"{Verbatim(plan.bag.called)}"
    sentence = f"{show(plan.volume)} in {_sizes(plan.draws)}, into {into}"
    parts = ["second-best syringes"] if found.choices.second_best else []
    if found.choices.rounded_by:
        parts.append(f"dose rounded by {found.choices.rounded_by}")
    elif found.offer is not None:
        parts.append(f"rounding is offered: {found.offer.said()}")
    if plan.withdrawn is not None and plan.bag.overfill is not None:
        over = f"overfill {show(plan.bag.overfill)}"
        parts.append(f"{over}, so {show(plan.withdrawn)} is taken out first")
    return sentence, " · ".join(parts)


def _sizes(draws: tuple[Draw, ...]) -> str:
    sizes = " and a ".join(show(draw.capacity) for draw in draws)
    return f"a {sizes} syringe" if draws else "no syringe"
