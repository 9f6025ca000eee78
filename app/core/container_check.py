"""Whether a scanned container is the one that was planned, and of a material the label allows."""

from app.core.bag import Bag, Fill
from app.core.formulary import Monograph
from app.core.material import Material, Verdict
from app.core.product import Product
from app.core.quantity import Quantity, show
from app.core.refused import Refused


def require_right_container(
    product: Product, bag: Bag, total: Quantity, monograph: Monograph
) -> None:
    """Raise Refused for a container that is not `bag`, or that the drug may not be put into.

    An empty one has room for `total` (mL) where it states its volume. A material that nobody knows
    is let through: the record then says that it was not checked.
    """
    if bag.fill is not Fill.EMPTY:
        _require_same_bag(product, bag)
    elif product.nominal is not None and product.nominal < total:
        raise Refused(
            f"{product.name} has room for {show(product.nominal)}, and {show(total)} goes into it. "
            "Put it aside and take a larger one."
        )
    materials = monograph.container_materials
    if materials is None:
        return
    verdict = materials.verdict(material_of(product))
    if verdict in (Verdict.FORBIDDEN, Verdict.NOT_NAMED):
        word = "forbids" if verdict is Verdict.FORBIDDEN else "does not name"
        raise Refused(
            f"{product.name} is made of {product.material}, which the label {word} for this drug "
            f"({materials.source}). Put it aside and take one of {materials.said()}."
        )


def material_of(product: Product) -> Material | None:
    """Return what a container is made of, None where the site does not know it."""
    return Material(product.material) if product.material else None


def _require_same_bag(product: Product, bag: Bag) -> None:
    if bag.gtin and product.gtin != bag.gtin:
        raise Refused(
            f"This is {product.name}; the plan was made for {bag.name}, and every bag has an "
            "overfill of its own. Put it aside and take that one."
        )
    if product.fill is not bag.fill:
        raise Refused(f"{product.name} is no {bag.fill.words}. Put it aside and take one.")
    if product.nominal is not None and product.nominal != bag.nominal:
        planned = "" if bag.nominal is None else show(bag.nominal)
        raise Refused(
            f"{product.name} holds {show(product.nominal)}; the plan is for a bag of {planned}. "
            "Put it aside and take that one."
        )
    if product.overfill is not None and product.overfill != bag.overfill:
        planned = "" if bag.overfill is None else show(bag.overfill)
        raise Refused(
            f"{product.name} has {show(product.overfill)} overfill; the plan was made for "
            f"{planned}. Put it aside and take the bag that was planned."
        )
