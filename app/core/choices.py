"""What a pharmacist may choose of how a dose is prepared, before the preparation is opened."""

from dataclasses import dataclass

from app.core.bag import EMPTY, Bag
from app.core.container import ContainerKind
from app.core.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices; what is None is as the label has it.

    `container` and `total` override the label's; `bag` says how the bag comes to hold the
    diluent; `second_best` asks for the syringes with the least error but one; `rounded_by` is
    the pharmacist who took the rounding that is offered, "" where nobody did.
    """

    container: ContainerKind | None = None
    total: Quantity | None = None
    bag: Bag = EMPTY
    second_best: bool = False
    rounded_by: str = ""


USUAL = Choices()
