"""The products page: where each product stands, all of it to be compared with the package."""

from app.core.bag import Fill
from app.core.product import Product
from app.core.quantity import show
from app.core.step import Role
from app.product_facts import Signature
from app.products import Stage, Standing
from app.site import Site
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.facts.times import day_and_time
from app.ui.language import Verbatim

# As many as a person looks through; the rest is found by searching.
SHOWN = 60
TAKE_UP, LEAVE_OUT, CHOOSE = "Take up", "Leave out", "Choose"
_FROM_KNOWLEDGE = "from knowledge"
_RANK = {
    Stage.CHANGE: 0,
    Stage.PROPOSED: 0,
    Stage.SUGGESTED: 1,
    Stage.IN_FORCE: 2,
    Stage.WITHDRAWN: 3,
    Stage.REFUSED_BY_NAME: 4,
}


def role_words(role: Role) -> str:
    """Return what people call a role."""
    return role.value.replace("-", " ")


def told(product: Product) -> str:
    """Return everything that is said of a product besides its name and source."""
    if not product.accepted:
        return " · ".join((f"GTIN {product.gtin}", f"other drug: {Verbatim(product.item)}"))
    parts = (
        f"GTIN {product.gtin}",
        f"NDC {product.ndc}" if product.ndc else "NDC not known",
        f"{role_words(product.role)}: {product.item}",
        f"states {show(product.nominal)}" if product.nominal is not None else "",
        _filled(product),
        product.material or ("material not known" if product.role is Role.CONTAINER else ""),
        "" if product.traced else "bears no lot",
    )
    return " · ".join(part for part in parts if part)


def _filled(product: Product) -> str:
    if product.fill is not Fill.READY_FILLED:
        return ""
    if product.overfill is None:
        return "overfill not known"
    return f"overfill {show(product.overfill)} ({product.overfill_source})"


def row(standing: Standing, taken: bool, open_to: str, site: Site) -> FindingFacts:
    """Return a product as the list shows it; `open_to` is what its row offers."""
    product = standing.product
    return FindingFacts(
        code=product.gtin,
        state=FindingState.OK if taken else _state(standing, open_to),
        sentence=product.name,
        detail="\n".join(_details(standing, taken, site)),
        source=standing.stage.value,
        open_to=open_to,
    )


def _state(standing: Standing, open_to: str) -> FindingState:
    match standing.stage:
        case Stage.IN_FORCE:
            return FindingState.OK
        case Stage.PROPOSED | Stage.CHANGE:
            return FindingState.ASK if open_to else FindingState.NOTE
        case Stage.SUGGESTED:
            known = _FROM_KNOWLEDGE in standing.product.source
            return FindingState.WARN if known else FindingState.NOTE
        case Stage.WITHDRAWN:
            return FindingState.WARN
        case _:
            return FindingState.NOTE


def _details(standing: Standing, taken: bool, site: Site) -> tuple[str, ...]:
    how = "" if standing.stage is Stage.REFUSED_BY_NAME else f" · {standing.how}"
    lines = [told(standing.product), f"{Verbatim(standing.product.source)}{how}"]
    before = standing.in_force
    if standing.stage is Stage.CHANGE and before is not None:
        lines.append(f"in force until then: {before.name}; {told(before)}")
    if taken and standing.waits:
        lines.append("taken up: your PIN signs that it agrees with the package")
    elif taken:
        lines.append("chosen: F7 changes it, F12 withdraws it")
    elif standing.proposed_by is not None:
        lines.append(f"proposed by {_by(standing.proposed_by, site)}")
    elif standing.stage is Stage.IN_FORCE:
        first, second = standing.signed
        lines.append(f"proposed by {_by(first, site)}, confirmed by {_by(second, site)}")
    elif standing.stage is Stage.WITHDRAWN:
        lines.append(f"withdrawn: {Verbatim(standing.reason)}")
    return tuple(lines)


def _by(signature: Signature, site: Site) -> str:
    return f"{Verbatim(signature.name)} ({day_and_time(signature.at, site)})"


def matches(standing: Standing, wanted: str) -> bool:
    """Tell whether a product is one that was searched for."""
    product = standing.product
    text = f"{product.name} {product.item} {product.gtin} {product.ndc} {product.source}"
    return all(part in text.casefold() for part in wanted.casefold().split())


def in_order(standings: list[Standing]) -> list[Standing]:
    """Return products as the list has them: what waits first, then by role and name."""
    roles = list(Role)
    return sorted(
        standings,
        key=lambda e: (_RANK[e.stage], roles.index(e.product.role), e.product.name.casefold()),
    )


def hidden(count: int) -> FindingFacts:
    """Return the line that says how many products the list does not show."""
    return FindingFacts(
        "hidden",
        FindingState.NOTE,
        f"{count:,} more are not shown",
        "search by name, item, GTIN or NDC, or scan the package",
        "",
    )


def counted(standings: list[Standing]) -> str:
    """Return how many products stand where."""
    waiting = sum(1 for each in standings if each.stage is Stage.SUGGESTED)
    proposed = sum(1 for each in standings if each.stage in (Stage.PROPOSED, Stage.CHANGE))
    used = sum(1 for each in standings if each.in_force is not None and each.in_force.accepted)
    return f"**{used}** in force · **{proposed}** to confirm · **{waiting}** not proposed"


def to_sign(taken: list[Standing]) -> str:
    """Return what a PIN would sign."""
    if not taken:
        return "Nothing is taken up."
    first = sum(1 for each in taken if each.proposed_by is None)
    second = len(taken) - first
    if not second:
        return f"Your PIN signs: propose {first}."
    if not first:
        return f"Your PIN signs: confirm {second}."
    return f"Your PIN signs: propose {first} and confirm {second}."
