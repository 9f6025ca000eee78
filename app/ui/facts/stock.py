"""The stock page: what the worklist needs, what is on hand, and where a lot went."""

from datetime import date

from app.core.recall import Affected, Recall
from app.core.stock import Fate, Quarantine, named
from app.core.supply import OnHand, Supply
from app.site import Site
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.facts.products import role_words
from app.ui.language import Verbatim, of_monograph

LIFT = "Lift quarantine"
_LOTS_NAMED = 3


def need_row(supply: Supply) -> FindingFacts:
    """Return what the worklist needs of an item, and which lot to take first."""
    demand = supply.demand
    words = f"{of_monograph(demand.item)}: **{demand.count}** needed, **{supply.on_hand}** on hand"
    if supply.short:
        state, source = FindingState.WARN, f"{supply.short} short"
    else:
        state, source = FindingState.OK, "enough"
    detail = [first_lots(supply.lots) or "none of it is received into stock"]
    detail.append(f"for {_wanted_by(demand.wanted_by)}")
    return FindingFacts(
        f"need {demand.role.value} {demand.item}",
        state,
        words.replace("**", ""),
        "\n".join(detail),
        source,
    )


def _wanted_by(names: tuple[str, ...]) -> str:
    rest = len(names) - _LOTS_NAMED
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(names[:_LOTS_NAMED]) + more


def first_lots(lots: tuple[OnHand, ...]) -> str:
    """Return which lots to take, the one that expires first at the front; "" for none."""
    told = [_told(each) for each in lots[:_LOTS_NAMED]]
    return f"take {', then '.join(told)}" if told else ""


def take_first(lots: tuple[OnHand, ...]) -> str:
    """Return in a few words which lot to take first; "" where none is on hand."""
    if not lots or lots[0].lot is None:
        return ""
    return f"take {_lot(lots[0])} first ({_expiry(lots[0])})"


def _told(each: OnHand) -> str:
    item, until = _lot(each), _expiry(each)
    return f"{item} ({until}, {each.left} left)"


def _lot(each: OnHand) -> str:
    return "any without lot" if each.lot is None else f"lot {each.lot}"


def _expiry(each: OnHand) -> str:
    return "no expiry date" if each.expiry is None else f"exp {each.expiry.isoformat()}"


def lot_row(each: OnHand, today: date) -> FindingFacts:
    """Return one lot on hand."""
    expired = each.expiry is not None and each.expiry < today
    state, source = FindingState.NOTE, f"{each.left} left"
    if each.withheld:
        state, source = FindingState.STOP, "in quarantine"
    elif expired:
        state, source = FindingState.STOP, "expired"
    elif each.kept_back:
        state = FindingState.WARN
    parts = (
        _expiry(each),
        f"{each.left} left",
        f"{each.kept_back} of them in quarantine" if each.kept_back else "",
        f"serials {', '.join(each.serials[:6])}{' …' if len(each.serials) > 6 else ''}"
        if each.serials
        else "",
        f"GTIN {each.product.gtin}",
    )
    return FindingFacts(
        f"lot {each.product.gtin} {each.lot}",
        state,
        each.product.name if each.lot is None else f"{each.product.name}, lot {each.lot}",
        " · ".join(part for part in parts if part),
        source,
    )


def quarantine_row(
    place: int, gtin: str, name: str, kept: Quarantine, site: Site, may_lift: bool
) -> FindingFacts:
    """Return one quarantine in force; its code is its place in the list."""
    when = site.shown(kept.at, "%Y-%m-%d %H:%M")
    return FindingFacts(
        f"quarantine {place}",
        FindingState.STOP,
        f"{name}, {named(kept.lot, kept.serial)}",
        f"{Verbatim(kept.reason)} · {Verbatim(kept.by)}, {when} · GTIN {gtin}",
        "in quarantine",
        LIFT if may_lift else "",
    )


def in_order(lots: tuple[OnHand, ...]) -> list[OnHand]:
    """Return lots by product, the one that expires first at the front."""
    return sorted(lots, key=lambda e: (e.product.name, e.expiry or date.max, e.lot or ""))


def recall_rows(found: Recall, site: Site) -> tuple[FindingFacts, ...]:
    """Return what a recall found: what it comes to, each package, what is on hand."""
    reached = (
        ", ".join(f"{Verbatim(e.name)} (MRN {e.identifier})" for e in found.patients)
        or "no patient"
    )
    first = FindingFacts(
        "found",
        FindingState.STOP if found.patients else FindingState.NOTE,
        f"{_count(len(found.preparations), 'preparation')}, "
        f"{_count(len(found.patients), 'patient')} reached, {found.left} on hand",
        f"reached: {reached}",
        "",
    )
    affected = (_affected(place, each, site) for place, each in enumerate(found.affected))
    stock = (lot_row(each, date.min) for each in found.on_hand if each.left > 0)
    return (first, *affected, *stock)


def _affected(place: int, each: Affected, site: Site) -> FindingFacts:
    state = FindingState.WARN if each.fate in (Fate.RELEASED, Fate.AT_WORK) else FindingState.NOTE
    material = each.material
    ended = "" if each.ended is None else f" {site.shown(each.ended, '%Y-%m-%d %H:%M')}"
    parts = (
        f"{Verbatim(material.name)}",
        role_words(material.role),
        f"serial {material.serial}" if material.serial else "",
        f"lot {material.lot}",
        f"scanned {site.shown(each.scanned_at, '%Y-%m-%d %H:%M')} by {each.scanned_by}",
    )
    who = f"{each.patient.name}, MRN {each.patient.identifier}, Cycle {each.cycle} Day {each.day}"
    return FindingFacts(
        f"use {place}",
        state,
        f"{each.number}, {each.stands}{ended}: {Verbatim(who)}",
        " · ".join(part for part in parts if part),
        each.fate.value,
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
