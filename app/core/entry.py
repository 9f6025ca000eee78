"""What a person can say to a preparation. Each names the step it was meant for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from app.core.label_kind import LabelKind
from app.core.person import Person
from app.core.product import Package
from app.core.quantity import Quantity
from app.core.step import Meaning
from app.core.storage import Storage


@dataclass(frozen=True, slots=True)
class Verify:
    """The pharmacist confirmed these conditions, and passed warnings with these reasons."""

    step: str
    confirmed: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scan:
    """A package was scanned on the local date `today`, or its code `typed` by hand.

    `in_date_until` is when the day of its expiry date ends at the site, in UTC.
    """

    step: str
    package: Package
    today: date
    typed: bool = False
    in_date_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A volume was read off a syringe."""

    step: str
    volume: Quantity


@dataclass(frozen=True, slots=True)
class Weigh:
    """A mass, with every decimal the scale shows; `reason` is why a deviation is accepted."""

    step: str
    mass: Quantity
    from_scale: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ChooseSyringes:
    """The other syringes that show the planned volume are taken, or the planned ones again."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Inspect:
    """An inspection passed, or failed with a reason."""

    step: str
    passed: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choose:
    """One of the step's choices."""

    step: str
    choice: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """What the step asks was done."""

    step: str


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The vial of this step is not fit for use."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class EnterFigures:
    """The checker's own volume and latest start (UTC), before seeing the recorded ones."""

    step: str
    volume: Quantity
    start_by: datetime


@dataclass(frozen=True, slots=True)
class Sign:
    """A signature; the PIN was proved before this entry was made."""

    step: str
    meaning: Meaning
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """The checker found something not right."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Print:
    """The bag's label went out to `file`, for no printer is chosen; a second needs a reason."""

    step: str
    code: str
    digest: str
    file: str
    reason: str = ""
    template: str = ""
    stock: str = ""
    place: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class PrintCompanion:
    """A companion label went out to `file`, for no printer is chosen; a second needs a reason."""

    kind: LabelKind
    number: int
    code: str
    digest: str
    file: str
    reason: str = ""
    template: str = ""
    stock: str = ""
    place: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class SendLabel:
    """A label of any kind is to go to a printer now; a second one needs a reason."""

    kind: LabelKind
    number: int
    code: str
    digest: str
    file: str
    printer: str
    reason: str = ""
    template: str = ""
    stock: str = ""
    place: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class LabelCameOut:
    """The label that was sent came out of the printer."""


@dataclass(frozen=True, slots=True)
class LabelDidNotComeOut:
    """The label that was sent did not come out, is `spoiled`, or was not found: it `may_be_out`."""

    why: str
    may_be_out: bool
    spoiled: bool = False


@dataclass(frozen=True, slots=True)
class ScanBack:
    """A label was scanned on the bag; `code` is its element string."""

    step: str
    code: str


@dataclass(frozen=True, slots=True)
class WriteLabel:
    """A label was written by hand; only from paper. The times (UTC) are those that stand on it."""

    step: str
    start_by: datetime | None = None
    finish_by: datetime | None = None
    take_out_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompareLabel:
    """The label on the bag was compared by hand; only from paper."""

    step: str


@dataclass(frozen=True, slots=True)
class LoseProtection:
    """The drug is no longer protected from light."""

    reason: str


@dataclass(frozen=True, slots=True)
class RestoreProtection:
    """The drug is protected again, by one of the means of its stage."""

    choice: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Work is held; `place` is where the drug waits.

    Without `storage` it stays where it is, protected as it is. With it, it is brought to that
    temperature, protected from light by `means` unless the cover on it goes along.
    """

    place: str
    storage: Storage | None = None
    means: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Work goes on; `means` protects the drug at the hood where it was brought elsewhere.

    `takes_over` tells that it is someone else who goes on than who held the work.
    """

    means: str = ""
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """The diluted preparation is put into the refrigerator, or taken out of it."""

    storage: Storage


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Whoever says this takes over the work at the hood, as it stands."""


@dataclass(frozen=True, slots=True)
class StartInfusion:
    """The infusion starts now, the preparation protected from light by `means`."""

    means: str


@dataclass(frozen=True, slots=True)
class PauseInfusion:
    """The infusion is paused now."""

    reason: str


@dataclass(frozen=True, slots=True)
class ResumeInfusion:
    """The infusion goes on now."""


@dataclass(frozen=True, slots=True)
class EndInfusion:
    """The infusion ends now; why, where not all of it was infused."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A pharmacist is wanted at the hood."""

    remark: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A pharmacist answers the call."""

    answer: str


@dataclass(frozen=True, slots=True)
class Correct:
    """What the fact with the version `about` should have said."""

    about: int
    statement: str


@dataclass(frozen=True, slots=True)
class PrintWorksheet:
    """The rest of the steps went out on paper to `file`."""

    file: str


@dataclass(frozen=True, slots=True)
class AcceptClock:
    """A pharmacist dealt with a clock that ran backwards."""

    reason: str


@dataclass(frozen=True, slots=True)
class Discard:
    """The preparation ends here."""

    reason: str


StepEntry: TypeAlias = (
    Verify
    | Scan
    | Measure
    | ChooseSyringes
    | Weigh
    | Inspect
    | Choose
    | Confirm
    | Quarantine
    | EnterFigures
    | Sign
    | Reject
    | Print
    | ScanBack
    | WriteLabel
    | CompareLabel
)
AnytimeEntry: TypeAlias = (
    LoseProtection
    | RestoreProtection
    | Hold
    | Resume
    | Store
    | TakeOver
    | Call
    | Answer
    | Correct
    | PrintWorksheet
)
LabelEnd: TypeAlias = LabelCameOut | LabelDidNotComeOut
LabelEntry: TypeAlias = PrintCompanion | SendLabel | LabelEnd
InfusionEntry: TypeAlias = StartInfusion | PauseInfusion | ResumeInfusion | EndInfusion
SaidNow: TypeAlias = StepEntry | LabelEntry | AnytimeEntry | InfusionEntry | AcceptClock | Discard


@dataclass(frozen=True, slots=True)
class Late:
    """What `by` did at `at` (UTC, the minute on paper), entered now from the worksheet `sheet`.

    Whoever says this enters it, and `witness` countersigns it; the PIN of each was proved before.
    `reason` is why it is said otherwise than before.
    """

    entry: SaidNow
    at: datetime
    by: Person
    sheet: str
    witness: Person | None = None
    reason: str = ""


Entry: TypeAlias = SaidNow | Late
