"""A step of a preparation: frozen into the first event, shown by one kind of page."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.quantity import Quantity
from app.core.syringe import Draw


class Kind(StrEnum):
    """What the person does; each kind has one page and one rule."""

    CONFIRM = "confirm"
    SCAN = "scan"
    MEASURE = "measure"
    INSPECT = "inspect"
    PROTECT = "protect"
    CHECK = "check"
    PRINT = "print"
    SCAN_BACK = "scan-back"
    WEIGH = "weigh"


class Meaning(StrEnum):
    """What a signature means."""

    PREPARED = "prepared"
    CHECKED = "checked"
    RELEASED = "released"


class Role(StrEnum):
    """What a scanned material is for."""

    VIAL = "vial"
    RECONSTITUTION_DILUENT = "reconstitution-diluent"
    DILUTION_DILUENT = "dilution-diluent"
    CONTAINER = "container"
    LIGHT_COVER = "light-cover"


@dataclass(frozen=True, slots=True)
class Need:
    """A material that must be scanned: its role, what it must be, and how many."""

    role: Role
    item: str
    count: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer a step accepts."""

    code: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `identifier` stands in the log for ever; `stage` is its place on the step rail.

    `amount` is the volume a MEASURE expects, drawn as `draws`; `vial` counts from 1; `choices`
    are what PROTECT and some CONFIRM steps offer; `needs` is what a SCAN wants; `signs` is what
    completing a CONFIRM or CHECK signs. A WEIGH that finds what was gained since the step `tare`
    expects `gain`, the mass of the volume `amount`; one without them is the tare itself.
    """

    identifier: str
    stage: str
    kind: Kind
    title: str
    instruction: str
    source: str
    amount: Quantity | None = None
    draws: tuple[Draw, ...] = ()
    vial: int | None = None
    choices: tuple[Choice, ...] = ()
    needs: tuple[Need, ...] = ()
    signs: Meaning | None = None
    gain: Quantity | None = None
    tare: str | None = None
