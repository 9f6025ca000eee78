"""What the bag label says, from recorded facts alone: nothing is computed again at print time."""

import hashlib
import re
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta

from app.core import events as e
from app.core.dilution import rate_of
from app.core.evolution import begin
from app.core.formulary import Monograph
from app.core.person import Office
from app.core.preparation import Preparation, Stamped, Vial
from app.core.quantity import show
from app.core.reading import Reading
from app.core.step import Meaning, Role
from app.core.storage import Stay, Storage
from app.core.timing import Name, deadline_named
from app.intake.gs1 import Scanned
from app.site import Site
from reports.bag_label import BagLabel

_SINGLE = "Single dose."


def bag_label(state: Preparation, site: Site, copy: int) -> BagLabel:
    """Return the label of a checked preparation, `copy` counting from 1.

    Raises KeyError where nothing was reconstituted: such a preparation has no label.
    """
    start = deadline_named(state.deadlines(), Name.START).at
    end = deadline_named(state.deadlines(), Name.END).at
    plan, monograph, order = state.plan, state.monograph, state.order
    hours = monograph.infusion_length.value
    label = BagLabel(
        patient=order.patient.name,
        identifier=f"MRN {order.patient.identifier}",
        born=f"born {order.patient.born.isoformat()}",
        location=order.location or "",
        drug=monograph.drug,
        dose=show(plan.delivered),
        particulars=_particulars(state),
        diluent=f"in {monograph.diluent}, total volume",
        total_volume=show(plan.total),
        concentration=show(plan.concentration),
        route=monograph.route,
        rate=f"over {_hours(show(hours))}, {show(rate_of(monograph, plan.total))}",
        start_by=_time(start, site),
        finish_by=_time(end, site),
        warnings=tuple(warning.words for warning in monograph.warnings),
        notes=_notes(state, site, copy),
        code="",
        take_out_by=_take_out_by(state, site),
    )
    return _with_code(label, state, copy)


def trial_label(
    opened: e.Opened, monograph: Monograph, site: Site, person: str, storage: Storage, now: datetime
) -> BagLabel:
    """Return a label such as this preparation may come to: a second copy.

    It is drawn before work starts, and before a storage is chosen: afterwards, a label that has
    no room for the patient's name comes too late. `person` stands in for all who take part, and
    every time carries its zone, as the real label's do in the night clocks go back.
    """
    vial = e.MaterialScanned("", Role.VIAL, 1, "", "", "0" * 10, now.date(), None, "")
    state = replace(
        begin(Stamped(opened, person, Reading(now, timedelta(0), ""), 1), monograph),
        vials=(Vial(1, vial, now),),
        diluted=now,
        storage=storage,
        stays=(Stay(storage, now),),
        signatures=tuple(
            (e.Signed("", meaning, person, Office.PHARMACIST, None), now)
            for meaning in (Meaning.PREPARED, Meaning.CHECKED)
        ),
    )
    return bag_label(state, _ShownTwice(*astuple(site)), 2)


class _ShownTwice(Site):
    """A site whose clocks show every time twice, and in the zone with the longest name."""

    __slots__ = ()

    def shown(self, moment: datetime, form: str) -> str:
        seasons = (moment + timedelta(days=91 * each) for each in range(4))
        longest = max((f"{self.local(each):%Z}" for each in seasons), key=len)
        return f"{self.local(moment):{form}} {longest}"


def _take_out_by(state: Preparation, site: Site) -> str:
    found = [each for each in state.deadlines() if each.name is Name.TAKE_OUT]
    return _time(found[0].at, site) if found else ""


def _hours(length: str) -> str:
    number, _, unit = length.partition(" ")
    word = {"h": "hour", "min": "minute", "s": "second"}[unit]
    return f"{number} {word}" if number == "1" else f"{number} {word}s"


def _time(moment: datetime, site: Site) -> str:
    return site.shown(moment, "%Y-%m-%d %H:%M")


def _particulars(state: Preparation) -> str:
    order, dose = state.order, state.plan.dose
    stated = "calculated" if dose.ordered is None else "ordered"
    amount = show(dose.prepared)
    if dose.rounding is not None:
        amount = f"{show(dose.rounding.offer.exact)}, rounded to {amount}"
    return f"{state.monograph.brand} · {stated} {amount} · Cycle {order.cycle} Day {order.day}"


def _notes(state: Preparation, site: Site, copy: int) -> tuple[str, ...]:
    monograph = state.monograph
    where = "store-at-room-temperature"
    if state.storage is Storage.REFRIGERATED:
        where = "store-in-refrigerator"
    prepared, checked = state.signed(Meaning.PREPARED), state.signed(Meaning.CHECKED)
    people = [
        f"{word} {signature.name}"
        for word, signature in (("prepared", prepared), ("checked", checked))
        if signature is not None
    ]
    who = " · ".join(people)
    notes = [
        f"{monograph.text(where).words} {monograph.text('do-not-mix').words} {_SINGLE}",
        f"{_times(state, site)} · preparation {state.opened.number}",
        _lots(state),
        f"{who[0].upper()}{who[1:]}",
        f"{site.name} · tel {site.telephone}",
    ]
    soonest = state.start_not_before()
    if soonest is not None:
        notes.insert(0, f"It was in the refrigerator: START NOT BEFORE {_time(soonest.at, site)}.")
    if copy > 1:
        notes.insert(0, f"Copy {copy}: every earlier label of this preparation is void.")
    return tuple(notes)


def _times(state: Preparation, site: Site) -> str:
    first, diluted = state.reconstituted, state.diluted
    parts = [
        f"{word} {site.shown(moment, '%H:%M')}"
        for word, moment in (("reconstituted", first), ("diluted", diluted))
        if moment is not None
    ]
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}"


def _lots(state: Preparation) -> str:
    lots: dict[str, int] = {}
    for vial in state.vials:
        material = vial.material
        expiry = material.expiry.isoformat() if material.expiry else "not on the package"
        lot = f"lot {material.lot or 'not on the package'} exp {expiry}"
        lots[lot] = lots.get(lot, 0) + 1
    return ", ".join(
        f"{lot} (1 vial)" if count == 1 else f"{lot} ({count} vials)" for lot, count in lots.items()
    )


def _with_code(label: BagLabel, state: Preparation, copy: int) -> BagLabel:
    digest = hashlib.sha256("\n".join(text for _, text in label.parts()).encode()).hexdigest()
    code = f"{figures_code(state, copy)}(96){digest[:16].upper()}"
    notes = (*label.notes[:-1], f"{label.notes[-1]} · label {typed_code(code)}")
    return replace(label, code=code, notes=notes)


def typed_code(code: str) -> str:
    """Return the short form of a label's code that stands on it in letters, for typing.

    It is the copy and the first four signs of the digest of the label's words, such as "1-6D6B".
    """
    fields = dict(re.findall(r"\(([0-9]{2})\)([^(]*)", code))
    return f"{fields['92']}-{fields['96'][:4]}"


def figures_code(state: Preparation, copy: int) -> str:
    """Return the code of a label as far as it stands for figures: without that for its words.

    Raises KeyError where nothing was reconstituted.
    """
    start = deadline_named(state.deadlines(), Name.START).at
    end = deadline_named(state.deadlines(), Name.END).at
    return element_string(
        (
            ("91", state.opened.number),
            ("92", str(copy)),
            ("93", f"{start.astimezone(UTC):%y%m%d%H%M}"),
            ("94", f"{end.astimezone(UTC):%y%m%d%H%M}"),
            ("95", show(state.plan.delivered).replace(" ", "")),
            *_take_out_field(state),
            *_not_before_field(state),
        )
    )


def _take_out_field(state: Preparation) -> tuple[tuple[str, str], ...]:
    found = [each.at for each in state.deadlines() if each.name is Name.TAKE_OUT]
    return tuple(("97", f"{at.astimezone(UTC):%y%m%d%H%M}") for at in found)


def _not_before_field(state: Preparation) -> tuple[tuple[str, str], ...]:
    """Return when it may start at the earliest, up to the next whole minute."""
    soonest = state.start_not_before()
    if soonest is None:
        return ()
    at = soonest.at.astimezone(UTC) + _ALMOST_A_MINUTE
    return (("98", f"{at:%y%m%d%H%M}"),)


_ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)


def bears_figures(code: str, state: Preparation, copy: int) -> bool:
    """Tell whether the code of a label says the figures of the record.

    Labels of earlier versions say nothing of the time before which it may not start.
    """
    figures = figures_code(state, copy)
    before = re.sub(r"\(98\)[0-9]{10}", "", figures)
    return code.startswith((f"{figures}(96)", f"{before}(96)"))


def element_string(fields: tuple[tuple[str, str], ...]) -> str:
    """Return fields as the bracketed text of a GS1 code."""
    return "".join(f"({identifier}){value}" for identifier, value in fields)


def code_of(scanned: Scanned) -> str:
    """Return what a scan of a label says, in the form that the log keeps of a printed label."""
    return element_string(scanned.internal)
