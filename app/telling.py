"""Each fact of a preparation as a sentence: for looking back, and for the record."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from app.core import events as e
from app.core.gravimetric import Gravimetric, show_mass
from app.core.hand_label import ON_LABEL
from app.core.label_kind import called
from app.core.preparation import FromPaper, Preparation, Stamped
from app.core.quantity import show, signed_percent
from app.core.reading import Started, Witness
from app.core.storage import Storage
from app.core.timing import TOLERATED_DRIFT, Name
from app.site import Site


def lines(history: tuple[Stamped, ...], site: Site) -> tuple[tuple[str, str, str, str], ...]:
    """Return number, local time, what was recorded, and who, for every fact."""
    opened = history[0].fact if history else None
    scale = opened.policy.gravimetric if isinstance(opened, e.Opened) else None
    return tuple(
        _line(stamped, late, site, scale)
        for stamped, late in zip(history, with_marks(history), strict=True)
    )


def with_marks(history: Iterable[Stamped]) -> Iterator[e.EnteredLate | None]:
    """Yield for each fact the mark under which it came from paper, None where it did not."""
    mark, left = None, 0
    for stamped in history:
        if isinstance(stamped.fact, e.EnteredLate):
            mark, left = stamped.fact, stamped.fact.count
            yield None
            continue
        yield mark if left > 0 else None
        left -= 1


def as_done(history: Iterable[Stamped]) -> tuple[Stamped, ...]:
    """Return facts as they were done: those from paper at its time, by whom it names, marked so."""
    facts = tuple(history)
    return tuple(
        stamped
        if late is None
        else replace(
            stamped,
            actor=f"{late.by} (entered late)",
            reading=replace(stamped.reading, wall=late.at),
        )
        for stamped, late in zip(facts, with_marks(facts), strict=True)
    )


def _line(
    stamped: Stamped, late: e.EnteredLate | None, site: Site, scale: Gravimetric | None
) -> tuple[str, str, str, str]:
    number, what, typed = str(stamped.version), said(stamped.fact, scale), stamped.reading.wall
    if late is None:
        if isinstance(stamped.fact, e.WasOff):
            what = f"Umbra did not run from {_since(stamped.fact.since, typed, site)} to this time"
        return number, site.shown(typed, "%Y-%m-%d %H:%M:%S"), what, stamped.actor
    if isinstance(stamped.fact, e.LabelWritten):
        what = f"{what}: {times_on_label(stamped.fact, site)}"
    mark = FromPaper(late.sheet, stamped.actor, typed, late.countersigned)
    said_late = f"{what} ({entered_late(mark, late.at, site)})"
    return number, site.shown(late.at, "%Y-%m-%d %H:%M"), said_late, late.by


def entered_late(mark: FromPaper, at: datetime, site: Site) -> str:
    """Return how something done at `at` came from paper, such as "entered late 16:05 by DEMO, Tess
    from sheet 2611-0042-7, countersigned by DEMO, Paul"; with the day where it is another one.
    """
    same = site.day(mark.typed) == site.day(at)
    typed = site.shown(mark.typed, "%H:%M" if same else "%Y-%m-%d %H:%M")
    second = f", countersigned by {mark.countersigned}" if mark.countersigned else ""
    return f"entered late {typed} by {mark.transcriber} from sheet {mark.sheet}{second}"


def times_on_label(fact: e.LabelWritten, site: Site) -> str:
    """Return the times on a label written by hand, such as "START BY 2026-11-02 14:00, …"."""
    stand = (
        (fact.start_by, Name.START),
        (fact.finish_by, Name.END),
        (fact.take_out_by, Name.TAKE_OUT),
    )
    return ", ".join(
        f"{ON_LABEL[name]} {site.shown(at, '%Y-%m-%d %H:%M')}"
        for at, name in stand
        if at is not None
    )


def otherwise(fact: e.EnteredLate) -> str:
    """Return that something was entered in the place of what was refused, and with whom."""
    return (
        "Entered late at another time, or otherwise, than first said, countersigned by "
        f"{fact.countersigned}"
    )


def _since(since: datetime, until: datetime, site: Site) -> str:
    same = site.day(since) == site.day(until)
    return site.shown(since, "%H:%M:%S" if same else "%Y-%m-%d %H:%M:%S")


def said(fact: e.Event, scale: Gravimetric | None = None) -> str:
    """Return a fact as a sentence; `scale` says how many decimals a mass is read with."""
    match fact:
        case e.Opened():
            return f"Opened for order {fact.order.identifier}, {show(fact.plan.dose.prepared)}"
        case e.WarningAccepted():
            return f"Warning passed: {fact.finding.sentence} Reason: {fact.reason}"
        case e.OrderVerified():
            return f"Order verified, {len(fact.confirmed)} conditions confirmed"
        case e.MaterialScanned():
            how = "Typed by hand, not scanned: " if fact.typed else "Scanned "
            return f"{how}{fact.name}" + (f", lot {fact.lot}" if fact.lot else "")
        case e.ProtectionStarted():
            where = f" ({fact.stage.value})" if fact.stage is not None else ""
            return f"Light protection: {fact.words}{where}"
        case e.ProtectionLost():
            return f"Light protection lost: {fact.reason}"
        case e.Reconstituted():
            return f"Vial {fact.vial} reconstituted with {show(fact.volume)}"
        case e.VialPassed():
            return f"Vial {fact.vial} passed inspection"
        case e.VialQuarantined():
            return f"Vial {fact.vial} quarantined: {fact.reason}"
        case e.DoseWithdrawn():
            return f"Withdrew {show(fact.volume)}"
        case e.SyringesChosen():
            taken = " and ".join(f"{show(d.volume)} in a {show(d.capacity)}" for d in fact.draws)
            return f"Other syringes chosen: {taken} syringe. Reason: {fact.reason}"
        case e.DiluentWithdrawn():
            return f"{show(fact.volume)} of diluent taken out of the full bag"
        case e.ContainerFilled():
            return f"Container filled with {show(fact.volume)}"
        case e.DrugAdded():
            return "Drug added to the bag"
        case e.Weighed():
            return weighed(fact, scale)
        case e.BagPassed():
            return "Bag passed inspection"
        case e.BagFailed():
            return f"Bag failed inspection: {fact.reason}"
        case e.StorageChosen():
            return f"Storage: {fact.storage.value}"
        case e.FiguresEntered():
            verdict = "agree" if fact.agree else "differ"
            return f"Checker's figures entered: {show(fact.volume)}; they {verdict}"
        case e.CheckRejected():
            return f"Check rejected: {fact.reason}"
        case e.Signed():
            return f"Signed as {fact.meaning.value} by {fact.name}"
        case _:
            return _aside(fact)


def _aside(fact: e.Event) -> str:
    match fact:
        case e.LabelSent():
            what = _label(called(fact.kind, fact.number), fact.copy, fact.reason)
            return f"To {fact.printer}: {what}"
        case e.LabelPrinted():
            why = f": {fact.reason}" if fact.reason else ""
            how = f"printed by {fact.printer}" if fact.printer else "written as a PDF"
            return f"Label {how}, copy {fact.copy}{why}"
        case e.CompanionPrinted():
            how = f"Printed by {fact.printer}" if fact.printer else "Written as a PDF"
            what = _label(called(fact.kind, fact.number), fact.copy, fact.reason)
            return f"{how}: {what}"
        case e.LabelNotPrinted():
            void = "; it is void, should it turn up" if fact.may_be_out else ""
            what = _label(called(fact.kind, fact.number), fact.copy, None)
            if fact.spoiled:
                return f"Spoiled and destroyed: {what}; it is void"
            return f"Did not come out: {what}: {fact.why}{void}"
        case e.LabelConfirmed():
            return "Label scanned back on the bag"
        case e.Held():
            where = f", {fact.storage.words}" if fact.storage is not None else ""
            return f"Held: {fact.place}{where}"
        case e.Resumed():
            return "Resumed"
        case e.PharmacistCalled():
            return "Pharmacist called" + (f": {fact.remark}" if fact.remark else "")
        case e.PharmacistAnswered():
            return f"Pharmacist answered: {fact.answer}"
        case e.Corrected():
            return f"Correction to record {fact.about}: {fact.statement}"
        case e.WorksheetPrinted():
            return f"Paper worksheet written: {fact.file}"
        case e.EnteredLate():
            what = "what follows" if fact.count == 1 else f"the next {fact.count} records"
            second = f", countersigned by {fact.countersigned}" if fact.countersigned else ""
            why = f"; otherwise than first said: {fact.reason}" if fact.reason else ""
            return (
                f"Entered late, from worksheet {fact.sheet}: {what}, done by {fact.by}{second}{why}"
            )
        case e.LabelWritten():
            return "Label written by hand"
        case e.LabelCompared():
            return "Label on the bag compared by hand"
        case e.EntryRefused():
            return f"Refused: {fact.entered} ({fact.sentence})"
        case e.Stored():
            cold = fact.storage is Storage.REFRIGERATED
            return "Put into the refrigerator" if cold else "Taken out of the refrigerator"
        case e.HandedOver():
            return f"Handed over at the hood: {fact.giver} to {fact.receiver}"
        case e.Released():
            return "Released"
        case e.Discarded():
            return f"Discarded: {fact.reason}; waste {show(fact.waste)}"
        case _:
            return _infusion(fact)


def _label(what: str, copy: int, reason: str | None) -> str:
    return f"{what}, copy {copy}" + (f": {reason}" if reason else "")


def _infusion(fact: e.Event) -> str:
    match fact:
        case e.InfusionStarted():
            return f"Infusion started at {show(fact.rate)}"
        case e.InfusionPaused():
            return f"Infusion paused: {fact.reason}"
        case e.InfusionResumed():
            return f"Infusion goes on at {show(fact.rate)}"
        case e.InfusionEnded():
            why = f": {fact.reason}" if fact.reason else ""
            if not fact.left.magnitude:
                return f"Infusion ended, all of it infused by rate and time{why}"
            left = f"{show(fact.left, 1)} ({show(fact.dose_left, 2)})"
            return f"Infusion ended; {left} not infused, by rate and time{why}"
        case _:
            return _of_the_clock(fact)


def _of_the_clock(fact: e.Event) -> str:
    match fact:
        case e.ClockSet():
            way = "forwards" if fact.seconds > 0 else "backwards"
            return f"The clock was set {_length(fact.seconds)} {way}"
        case e.Restarted():
            return _restarted(fact)
        case e.LastSeen():
            by = {Witness.HEARTBEAT: "its heartbeat", Witness.LOG: "another record"}[fact.witness]
            return f"Umbra still ran at this time, by {by}"
        case e.WasOff():
            return "Umbra did not run until this time"
        case e.ZoneChanged():
            return f"The time zone was changed from {fact.before} to {fact.after}"
        case e.ClockAccepted():
            return f"Clock accepted: {fact.reason}"
        case _:
            raise TypeError(f"not an event: {fact!r}")


def _restarted(fact: e.Restarted) -> str:
    what = {Started.MACHINE: "The machine", Started.UMBRA: "Umbra"}[fact.what]
    if timedelta(seconds=fact.away) < -TOLERATED_DRIFT:
        away = f"the clock came up {_length(fact.away)} earlier"
    else:
        away = f"away {_length(max(fact.away, 0))} by the clock"
    unseen = "" if fact.seen else "; how long Umbra ran before is not known"
    return f"{what} was restarted, {away}{unseen}"


def _length(seconds: int) -> str:
    """Return a length of time, such as "90 s", "4 min", "1 h 30 min" or "2 d 3 h"."""
    seconds = abs(seconds)
    if seconds < 120:
        return f"{seconds} s"
    days, minutes = divmod(seconds // 60, 24 * 60)
    parts = (("d", days), ("h", minutes // 60), ("min", minutes % 60))
    return " ".join(f"{count} {unit}" for unit, count in parts if count)


def clock_lines(state: Preparation, site: Site) -> tuple[str, ...]:
    """Return each change of the clock with its local time, the oldest first."""
    return tuple(f"{site.shown(at, '%H:%M')} {said(fact)}" for fact, at in state.clock_events)


def clock_start(state: Preparation, site: Site) -> str:
    """Return at which vial the clock starts where an earlier one is quarantined, else ""."""
    began, aside = state.reconstituted, state.set_aside
    if began is None or not aside:
        return ""
    first = min(each.number for each in state.vials if each.reconstituted == began)
    # What takes the place of a quarantined vial has its number.
    before = "an earlier " if any(each.name == f"vial {first}" for each in aside) else ""
    others = " and ".join(f"{each.name} ({site.shown(each.begun, '%H:%M')})" for each in aside)
    starts = f"The clock starts at vial {first}, {site.shown(began, '%H:%M')}"
    return f"{starts}; {before}{others} {'is' if len(aside) == 1 else 'are'} quarantined"


def weighed(fact: e.Weighed, scale: Gravimetric | None = None) -> str:
    """Return a weighing as a sentence, such as "Vial 1 weighed, tare: 20.51 g, from the scale"."""
    words = fact.step.split("-")
    name = "Bag" if words[1] == "bag" else f"{words[1].capitalize()} {words[2]}"
    how = "read from the scale" if fact.from_scale else "typed by hand"
    mass = show(fact.mass) if scale is None else show_mass(fact.mass, scale)
    if fact.net is None or fact.deviation_percent is None:
        return f"{name} weighed, tare: {mass}, {how}"
    apart = signed_percent(fact.deviation_percent)
    if fact.dose_percent is not None:
        how = f"{how}; dose by all masses {signed_percent(fact.dose_percent)}"
    why = f". Accepted by a pharmacist: {fact.reason}" if fact.reason else ""
    return f"{name} weighed: {mass}, gained {show(fact.net)} ({apart}), {how}{why}"
