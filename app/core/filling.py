"""How the container comes to hold the diluent that the drug is added to."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.bag import Bag, Fill, Untouched, full_bag, held_by, to_withdraw, untouched
from app.core.container import Container, ContainerKind
from app.core.dilution import rate_of
from app.core.dose import Dose
from app.core.finding import Finding, warn
from app.core.formulary import Monograph
from app.core.quantity import Quantity, exactly, measured_in, show
from app.core.refused import Refused
from app.core.syringe import Draw, Syringes, draw_exactly


@dataclass(frozen=True, slots=True)
class Filling:
    """The diluent in mL that goes with the drug, and how it comes there.

    `withdrawn` is what is taken out of a full bag first, None where an empty container is filled;
    `draws` measure the one or the other. `untouched` says what would come of a bag as it is; None
    for a container that is no bag.
    """

    diluent: Quantity
    withdrawn: Quantity | None
    draws: tuple[Draw, ...]
    untouched: Untouched | None

    @property
    def measured(self) -> Quantity:
        """What the syringes measure: the diluent put in, or the diluent taken out."""
        return self.diluent if self.withdrawn is None else self.withdrawn


def filling(
    bag: Bag,
    container: Container,
    dose: Dose,
    exact: Quantity,
    volume: Quantity,
    total: Quantity,
    monograph: Monograph,
    syringes: Syringes,
) -> Filling:
    """Return how `bag` comes to hold `total` with `volume` of drug; all volumes in mL.

    `exact` is the drug before any rounding: what an untouched bag would do is said of the dose
    itself. Raises Refused for a full bag that cannot be used so, or whose overfill is not known.
    """
    with exactly():
        diluent = measured_in(total - volume, "mL")
    withdrawn = _withdrawn(bag, container, volume, total)
    measured = diluent if withdrawn is None else withdrawn
    return Filling(
        diluent=diluent,
        withdrawn=withdrawn,
        draws=draw_exactly(measured, syringes) if measured.magnitude else (),
        untouched=_untouched(bag, container, dose, exact, total, monograph),
    )


def _withdrawn(bag: Bag, container: Container, drug: Quantity, total: Quantity) -> Quantity | None:
    if bag.fill is Fill.EMPTY:
        return None
    if container.kind is not ContainerKind.BAG:
        raise Refused(
            f"A {container.kind.value} is filled with measured diluent; a {bag.fill.words} is for "
            "preparing a bag. Choose one of the two."
        )
    return to_withdraw(bag, drug, total)


def _untouched(
    bag: Bag,
    container: Container,
    dose: Dose,
    exact: Quantity,
    total: Quantity,
    monograph: Monograph,
) -> Untouched | None:
    if container.kind is not ContainerKind.BAG:
        return None
    full, length = full_bag(bag, total), monograph.infusion_length.value
    return untouched(full, dose.prepared, exact, rate_of(monograph, total), length)


def filling_findings(found: Filling, bag: Bag, syringes: Syringes) -> Iterator[Finding]:
    """Yield what warns of the filling: an overfill that one person stated, and what no syringes of
    the site measure.
    """
    if bag.stated_by and bag.overfill is not None:
        yield warn(
            "overfill-stated-by-one",
            f"That {bag.called} holds {show(bag.overfill)} more than it states was said by "
            f"{bag.stated_by} ({bag.source}), and nobody else confirmed it; the infused dose rests "
            "on it.",
            "site procedure: two people confirm what is known of a product",
        )
    if not found.measured.magnitude or found.draws:
        return
    if found.withdrawn is None:
        code, what = "diluent-not-measurable", f"{show(found.diluent)} of diluent"
    else:
        code, what = "withdrawal-not-measurable", f"the {show(found.withdrawn)} to take out"
    yield warn(
        code,
        f"No three syringes add up to {what} on their graduations; say how it is measured.",
        syringes.source,
    )


def filling_working(
    found: Filling, bag: Bag, volume: Quantity, total: Quantity, diluent: str
) -> Iterator[str]:
    """Yield the working of the diluent, a line for each step."""
    yield f"{show(total)} − {show(volume)} = {show(found.diluent)} of {diluent}"
    if found.withdrawn is None or bag.overfill is None or bag.nominal is None:
        return
    yield (
        f"the {bag.fill.words} holds {show(bag.nominal)} + {show(bag.overfill)} overfill = "
        f"{show(held_by(bag))}"
    )
    yield (
        f"{show(held_by(bag))} + {show(volume)} − {show(total)} = {show(found.withdrawn)} taken "
        "out first"
    )
