"""The vocabulary of the log: one frozen class for each fact of a preparation.

Facts are never changed; a mistake is corrected by another fact. The names under which they stand
on disk are in `NAMES` and stay for ever: a new shape gets a new name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from app.core.finding import Finding
from app.core.label_kind import LabelKind
from app.core.light import Stage
from app.core.order import Order
from app.core.person import Office
from app.core.plan import Plan
from app.core.policy import Policy
from app.core.quantity import Quantity
from app.core.reading import Started, Witness
from app.core.review import Review
from app.core.step import Meaning, Role
from app.core.storage import Storage
from app.core.syringe import Draw, Syringes


@dataclass(frozen=True, slots=True)
class Opened:
    """A preparation was opened; everything it runs under is frozen here.

    `review` is None in what was opened before courses were kept, and `syringes` in what was opened
    before a site had its own. `clock_watched` tells that every change of the clock is recorded
    before anything else is; earlier releases missed some.
    """

    number: str
    order: Order
    order_stream: str
    plan: Plan
    policy: Policy
    review: Review | None = None
    syringes: Syringes | None = None
    clock_watched: bool = False


@dataclass(frozen=True, slots=True)
class WarningAccepted:
    """A pharmacist passed a warning, with the reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class OrderVerified:
    """A pharmacist confirmed identity, dose and each condition of the label."""

    step: str
    confirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MaterialScanned:
    """A package was scanned and accepted; `vial` counts from 1 for vials.

    `ndc` is the number of 12 digits that the code gave in place of a GTIN; `gtin` is then that of
    the product known by it. `noted` is a remark on the package, "" for none. `material` is what a
    container is made of, "" for what nobody knows or is no container. `typed` tells that the code
    was typed by hand and not scanned; earlier releases did not record it. `in_date_until` is when
    the day of the expiry date ends at the site, in UTC; None where there is none or an earlier
    release recorded it.
    """

    step: str
    role: Role
    vial: int | None
    name: str
    gtin: str
    lot: str | None
    expiry: date | None
    serial: str | None
    scanned: str
    ndc: str | None = None
    noted: str = ""
    material: str = ""
    typed: bool = False
    in_date_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProtectionStarted:
    """A means of light protection is in place for all that holds drug now.

    `stage` is None in what was recorded before stages were.
    """

    step: str
    means: str
    words: str
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class ProtectionLost:
    """The drug is no longer protected from light, until the next protection. A check is void."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reconstituted:
    """Diluent was injected into a vial; the first one starts the clock."""

    step: str
    vial: int
    volume: Quantity


@dataclass(frozen=True, slots=True)
class VialPassed:
    """A reconstituted vial looked as the label says."""

    step: str
    vial: int


@dataclass(frozen=True, slots=True)
class VialQuarantined:
    """A vial failed; its content is not used and another takes its place."""

    step: str
    vial: int
    reason: str


@dataclass(frozen=True, slots=True)
class DoseWithdrawn:
    """A volume was read on a syringe."""

    step: str
    volume: Quantity


@dataclass(frozen=True, slots=True)
class SyringesChosen:
    """The dose is drawn with these syringes, not with the planned ones; the volume is the same."""

    step: str
    draws: tuple[Draw, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class DiluentWithdrawn:
    """Diluent was taken out of a full bag and discarded, to make room for the drug."""

    step: str
    volume: Quantity


@dataclass(frozen=True, slots=True)
class ContainerFilled:
    """Measured diluent was put into the empty container."""

    step: str
    volume: Quantity


@dataclass(frozen=True, slots=True)
class DrugAdded:
    """The drug was added to the container: this is the dilution."""

    step: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Something was weighed, read from the scale or typed by hand; masses are in g.

    `net` is what it gained since its tare and `deviation_percent` how far that is from what was
    expected, both None for a tare; `reason` is a pharmacist's, for a deviation beyond the accepted.
    `dose_percent` is how far all masses together say the dose is off, None before the last of them.
    """

    step: str
    mass: Quantity
    from_scale: bool
    net: Quantity | None
    deviation_percent: Decimal | None
    reason: str | None
    dose_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BagPassed:
    """The bag looked as the label says."""

    step: str


@dataclass(frozen=True, slots=True)
class BagFailed:
    """The bag failed its inspection; the preparation can only be discarded."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class StorageChosen:
    """Where the bag waits until the infusion."""

    step: str
    storage: Storage


@dataclass(frozen=True, slots=True)
class FiguresEntered:
    """The checker's own figures, entered before seeing the recorded ones."""

    step: str
    volume: Quantity
    start_by: datetime
    agree: bool


@dataclass(frozen=True, slots=True)
class CheckRejected:
    """The checker found something not right; the check begins again."""

    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A person signed with the PIN; the name is printed with its meaning."""

    step: str
    meaning: Meaning
    name: str
    office: Office
    remark: str | None


@dataclass(frozen=True, slots=True)
class LabelSent:
    """A label is about to go to a printer; one of the next three facts says what came of it.

    It is written ahead: were power to go meanwhile, nobody could tell what had come out. `step` is
    "" for a companion label, which is no step. `number` counts vials and syringes from 1 and is 0
    for the others, `printer` is the printer in words, `template` the wording that was approved.
    `stock` names what it goes on, of which it takes `count`; on a sheet they begin at `place`,
    counted from 1, which is 0 on a roll. Earlier releases recorded none of these three.
    """

    step: str
    kind: LabelKind
    number: int
    copy: int
    code: str
    digest: str
    file: str
    printer: str
    reason: str | None
    template: str
    stock: str = ""
    place: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class LabelPrinted:
    """A label of the bag went out; the one before it, if any, is void from now on.

    `printer` is "" where no printer was chosen and the file is what went out; `template` is what
    its words are from, such as "en-us 1 38d246f60a6fc81a". Earlier releases recorded neither.
    `stock`, `place` and `count` are as in `LabelSent`.
    """

    step: str
    copy: int
    code: str
    digest: str
    file: str
    reason: str | None
    printer: str = ""
    template: str = ""
    stock: str = ""
    place: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class CompanionPrinted:
    """A label of a vial, a syringe, the light cover or for transport went out.

    The one before it of the same kind and number, if any, is void from now on. `stock`, `place`
    and `count` are as in `LabelSent`.
    """

    kind: LabelKind
    number: int
    copy: int
    code: str
    digest: str
    file: str
    reason: str | None
    printer: str
    template: str
    stock: str = ""
    place: int = 0
    count: int = 1


@dataclass(frozen=True, slots=True)
class LabelNotPrinted:
    """A label that was sent did not come out, as far as anyone knows, or came out spoiled.

    Where it `may_be_out` after all, its number is used up: it is void, should it turn up. One that
    is `spoiled` was out and is destroyed. Where surely nothing came out, its number is given again,
    and its places of a sheet.
    """

    kind: LabelKind
    number: int
    copy: int
    why: str
    may_be_out: bool
    spoiled: bool = False


@dataclass(frozen=True, slots=True)
class LabelConfirmed:
    """The label printed last was scanned back on the bag."""

    step: str
    code: str


@dataclass(frozen=True, slots=True)
class Held:
    """Work is held; the clocks go on.

    `storage` is where the drug waits by temperature, None where it stays where it is.
    """

    place: str
    storage: Storage | None = None


@dataclass(frozen=True, slots=True)
class Resumed:
    """Work goes on."""

    remark: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """The diluted preparation was put into the refrigerator, or taken out of it."""

    storage: Storage


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Someone took over the work at the hood from someone else, as it stood then."""

    giver: str
    receiver: str


@dataclass(frozen=True, slots=True)
class InfusionStarted:
    """The infusion was started at `rate`."""

    rate: Quantity


@dataclass(frozen=True, slots=True)
class InfusionPaused:
    """The infusion was paused."""

    reason: str


@dataclass(frozen=True, slots=True)
class InfusionResumed:
    """The infusion goes on."""

    rate: Quantity


@dataclass(frozen=True, slots=True)
class InfusionEnded:
    """The infusion ended; `left` (mL) and `dose_left` (mg) were not infused, by rate and time."""

    left: Quantity
    dose_left: Quantity
    reason: str | None


@dataclass(frozen=True, slots=True)
class PharmacistCalled:
    """Someone at the hood asked for a pharmacist."""

    remark: str | None


@dataclass(frozen=True, slots=True)
class PharmacistAnswered:
    """A pharmacist answered the call."""

    answer: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a recorded fact should have said; the fact itself stays. A check is void by it."""

    about: int
    statement: str


@dataclass(frozen=True, slots=True)
class WorksheetPrinted:
    """The rest of the steps went out on paper."""

    file: str


@dataclass(frozen=True, slots=True)
class EnteredLate:
    """The next `count` facts were done at `at` by `by`, and written on the worksheet `sheet`.

    Whoever recorded this entered them from the paper, in the same transaction; `at` is the minute
    that stands there, in UTC, and lies in a time in which Umbra did not run. `countersigned` is the
    pharmacist who attests with a PIN that they stand there, "" where none was needed; `reason` is
    why something is said at this step otherwise than was refused before, "" where nothing was.
    """

    at: datetime
    by: str
    office: Office
    sheet: str
    count: int
    countersigned: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LabelWritten:
    """A label was written by hand while Umbra did not run; every printed one is void.

    The times are those that stand on it, in UTC, None for one that does not.
    """

    step: str
    start_by: datetime | None = None
    finish_by: datetime | None = None
    take_out_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class LabelCompared:
    """The label on the bag was compared by hand with the worksheet, for nothing could scan it."""

    step: str


@dataclass(frozen=True, slots=True)
class EntryRefused:
    """A close call: what was entered or scanned, and what the person was told.

    `late` tells that it was said to stand on a worksheet: what is entered from it instead needs a
    reason and a second pharmacist.
    """

    step: str
    entered: str
    sentence: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The wall clock was set while the program ran; positive seconds are forwards."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Restarted:
    """The machine, or Umbra where it cannot tell, was started anew since the fact before.

    `away` is how many seconds passed meanwhile by the wall clock, which is all that tells; below
    zero where it came up earlier. `seen` tells whether anything said how long Umbra ran until then.
    """

    what: Started
    away: int
    seen: bool


@dataclass(frozen=True, slots=True)
class LastSeen:
    """Umbra still ran at the reading of this fact, in an earlier boot than it was recorded in.

    Without it, a wall clock that comes up earlier could pass for one that is later than the fact
    before.
    """

    witness: Witness


@dataclass(frozen=True, slots=True)
class WasOff:
    """Umbra did not run until the reading of this fact; `since` and `clock` say from when on.

    They are the two halves of the last reading at which it still ran.
    """

    since: datetime
    clock: str


@dataclass(frozen=True, slots=True)
class ZoneChanged:
    """The site's time zone changed; moments stay, and a label printed before is void."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClockAccepted:
    """A pharmacist dealt with a wall clock that ran backwards across a restart."""

    reason: str


@dataclass(frozen=True, slots=True)
class Released:
    """The preparation went out for its patient; the signature stands just before this fact."""

    step: str


@dataclass(frozen=True, slots=True)
class Discarded:
    """The preparation ended without release."""

    reason: str
    waste: Quantity
    vials: int


Event: TypeAlias = (
    Opened
    | WarningAccepted
    | OrderVerified
    | MaterialScanned
    | ProtectionStarted
    | ProtectionLost
    | Reconstituted
    | VialPassed
    | VialQuarantined
    | DoseWithdrawn
    | SyringesChosen
    | DiluentWithdrawn
    | ContainerFilled
    | DrugAdded
    | Weighed
    | BagPassed
    | BagFailed
    | StorageChosen
    | FiguresEntered
    | CheckRejected
    | Signed
    | LabelSent
    | LabelPrinted
    | CompanionPrinted
    | LabelNotPrinted
    | LabelConfirmed
    | Held
    | Resumed
    | Stored
    | HandedOver
    | InfusionStarted
    | InfusionPaused
    | InfusionResumed
    | InfusionEnded
    | PharmacistCalled
    | PharmacistAnswered
    | Corrected
    | WorksheetPrinted
    | EnteredLate
    | LabelWritten
    | LabelCompared
    | EntryRefused
    | ClockSet
    | Restarted
    | LastSeen
    | WasOff
    | ZoneChanged
    | ClockAccepted
    | Released
    | Discarded
)

ClockEvent: TypeAlias = ClockSet | Restarted | ZoneChanged | ClockAccepted
"""What happened to the clock, as whoever checks or releases a preparation is told."""

NAMES: dict[str, type[Event]] = {
    "opened": Opened,
    "warning-accepted": WarningAccepted,
    "order-verified": OrderVerified,
    "material-scanned": MaterialScanned,
    "protection-started": ProtectionStarted,
    "protection-lost": ProtectionLost,
    "reconstituted": Reconstituted,
    "vial-passed": VialPassed,
    "vial-quarantined": VialQuarantined,
    "dose-withdrawn": DoseWithdrawn,
    "syringes-chosen": SyringesChosen,
    "diluent-withdrawn": DiluentWithdrawn,
    "container-filled": ContainerFilled,
    "drug-added": DrugAdded,
    "weighed": Weighed,
    "bag-passed": BagPassed,
    "bag-failed": BagFailed,
    "storage-chosen": StorageChosen,
    "figures-entered": FiguresEntered,
    "check-rejected": CheckRejected,
    "signed": Signed,
    "label-sent": LabelSent,
    "label-printed": LabelPrinted,
    "companion-printed": CompanionPrinted,
    "label-not-printed": LabelNotPrinted,
    "label-confirmed": LabelConfirmed,
    "held": Held,
    "resumed": Resumed,
    "stored": Stored,
    "handed-over": HandedOver,
    "infusion-started": InfusionStarted,
    "infusion-paused": InfusionPaused,
    "infusion-resumed": InfusionResumed,
    "infusion-ended": InfusionEnded,
    "pharmacist-called": PharmacistCalled,
    "pharmacist-answered": PharmacistAnswered,
    "corrected": Corrected,
    "worksheet-printed": WorksheetPrinted,
    "entered-late": EnteredLate,
    "label-written": LabelWritten,
    "label-compared": LabelCompared,
    "entry-refused": EntryRefused,
    "clock-set": ClockSet,
    "restarted": Restarted,
    "last-seen": LastSeen,
    "was-off": WasOff,
    "zone-changed": ZoneChanged,
    "clock-accepted": ClockAccepted,
    "released": Released,
    "discarded": Discarded,
}
