"""What was compounded, as USP <797> asks a compounding record to say it; what is unknown, plainly.

The fields are those of USP <797> of 2023, 11.2, as far as they could be seen: name, strength and
dosage form; date and time; the assigned internal number; who compounded and who verified, and how
they are identified; total quantity; beyond-use date and storage; the reference to the master
formulation record and to the calculations. Components, steps and quality control are sections of
their own.
"""

from collections.abc import Iterator
from datetime import datetime

from app.core.container import ContainerKind
from app.core.preparation import Preparation, Stamped, Status
from app.core.quantity import show
from app.core.step import Meaning
from app.core.storage import Storage
from app.core.timing import Name, deadline_named
from app.site import Site
from reports.section import Fields

NOT_RECORDED = "not recorded by Umbra: it stands in the log of the hood"
_NOBODY = "nobody yet"
_BEFORE_THE_HOOD = "verify-order"


def compounded(state: Preparation, history: tuple[Stamped, ...], site: Site) -> Fields:
    """Return what was compounded, when, by whom, until when it is good, and by which record."""
    title = "What was compounded" if state.status is Status.RELEASED else "What is compounded"
    return Fields(title, (*_what(state), *_who(state, history, site), *_until(state, site)))


def _what(state: Preparation) -> Iterator[tuple[str, str]]:
    plan, monograph, order = state.plan, state.monograph, state.order
    held = "bag" if plan.container is ContainerKind.BAG else "syringe"
    yield "Name", f"{monograph.drug} ({monograph.brand})"
    yield (
        "Strength",
        f"{show(plan.delivered)} in {show(plan.total)}, {show(plan.concentration)}; prepared for "
        f"{show(plan.dose.prepared)}",
    )
    yield "Dosage form", f"{monograph.route} in a {held}, diluted with {monograph.diluent}"
    yield "Total quantity", f"1 {held} of {show(plan.total)}"
    yield "Internal number", f"{state.opened.number}, for order {order.identifier}"
    off = len(monograph.switched_off)
    rules = f"; {off} {'rule' if off == 1 else 'rules'} switched off" if off else ""
    yield (
        "Master formulation record",
        f"{monograph.identifier}, {monograph.label} {monograph.revision}, SHA-256 "
        f"{monograph.digest}{rules}",
    )
    yield "Calculations", "under Working"


def _who(state: Preparation, history: tuple[Stamped, ...], site: Site) -> Iterator[tuple[str, str]]:
    yield "Prepared", _prepared(state, site)
    yield "Prepared by", " and ".join(state.preparers) or _NOBODY
    yield "Checked by", _signer(state, Meaning.CHECKED)
    yield "Released by", _signer(state, Meaning.RELEASED)
    yield "People identified by", _identified(state)
    stations = dict.fromkeys(each.workstation for each in history if each.workstation)
    yield "Workstation", ", ".join(stations) or "not stated"
    yield "Hood (PEC) and room", NOT_RECORDED


def _prepared(state: Preparation, site: Site) -> str:
    work = [each.at for each in state.done if each.step != _BEFORE_THE_HOOD]
    if not work:
        return "not begun"
    signed = [at for each, at in state.signatures if each.meaning is Meaning.PREPARED]
    until = f" to {_moment(signed[-1], site)}" if signed else ", not signed as prepared yet"
    return f"{_moment(min(work), site)}{until}"


def _signer(state: Preparation, meaning: Meaning) -> str:
    signed = state.signed(meaning)
    if signed is None:
        return _NOBODY
    how = on_paper(state, meaning)
    return f"{signed.name}, {signed.office.value}{f', {how}' if how else ''}"


def on_paper(state: Preparation, meaning: Meaning) -> str:
    """Return how a signature came from paper, such as "on paper, entered late by DEMO, Paul,
    countersigned by DEMO, Rita"; "" for none and for one that was made with its PIN.
    """
    steps = {step.identifier for step in state.steps if step.signs is meaning}
    late = next((done.late for done in state.done if done.step in steps), None)
    if late is None:
        return ""
    second = f", countersigned by {late.countersigned}" if late.countersigned else ""
    return f"on paper, entered late by {late.transcriber}{second}"


def _identified(state: Preparation) -> str:
    if not state.transcribers:
        return "their own name and PIN; a signature takes the PIN each time"
    return (
        "their own name and PIN, and a signature takes the PIN each time; but for what is said to "
        "be on paper, of which only those who entered and countersigned it were"
    )


def _until(state: Preparation, site: Site) -> Iterator[tuple[str, str]]:
    found = state.deadlines()
    if found:
        start, end = deadline_named(found, Name.START), deadline_named(found, Name.END)
        # USP <797> counts to the begin of the administration, the label to its end: both are said.
        yield (
            "Beyond-use date",
            f"START BY {_moment(start.at, site)}, FINISH BY {_moment(end.at, site)}; the rules "
            "stand under Deadlines",
        )
    else:
        yield "Beyond-use date", "none yet: it counts from the first reconstitution"
    yield "Storage", _storage(state)
    category = state.policy.category
    none = "the site states none; the times of the label hold"
    yield "Category of USP <797>", none if category is None else category.words


def _storage(state: Preparation) -> str:
    if state.storage is None:
        return "not chosen"
    cold = state.storage is Storage.REFRIGERATED
    label = state.monograph.text("store-in-refrigerator" if cold else "store-at-room-temperature")
    return f"{state.storage.words}: {label.words} ({label.source})"


def _moment(moment: datetime, site: Site) -> str:
    return site.shown(moment, "%Y-%m-%d %H:%M")
