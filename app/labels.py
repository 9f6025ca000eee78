"""What labels say, from recorded facts alone: nothing is computed again at print time.

Figures, names and times come from the facts, warnings and storage from the monograph, and all other
words from the template (`label_words`).
"""

from dataclasses import astuple, replace
from datetime import datetime, timedelta

from app.companion_labels import companion_label
from app.core import events as e
from app.core.evolution import begin
from app.core.formulary import Monograph
from app.core.person import Office
from app.core.preparation import Preparation, Stamped, Vial
from app.core.quantity import show
from app.core.reading import Reading
from app.core.step import Meaning, Role
from app.core.storage import Stay, Storage
from app.label_code import (
    bears_figures,
    code_of,
    element_string,
    figures_code,
    signed_code,
    typed_code,
)
from app.label_parts import (
    NO_BREAK,
    begun,
    finish_by,
    kept_together,
    lot_of,
    preparation,
    rate,
    start_by,
    start_not_before,
    storage,
    take_out_by,
)
from app.label_signing import Key, TrialKey
from app.label_words import LabelWords
from app.site import Site
from reports.bag_label import BagLabel

__all__ = [
    "bag_label",
    "bears_figures",
    "code_of",
    "companion_label",
    "element_string",
    "figures_code",
    "trial_label",
    "trial_state",
    "typed_code",
]


def bag_label(state: Preparation, site: Site, copy: int, words: LabelWords, key: Key) -> BagLabel:
    """Return the label of a checked preparation, `copy` counting from 1, its code signed.

    Raises KeyError where nothing was reconstituted: such a preparation has no label; Refused where
    the template does not translate what the monograph says.
    """
    plan, monograph, order = state.plan, state.monograph, state.order
    label = BagLabel(
        patient=order.patient.name,
        identifier=words.say("patient.identifier", number=order.patient.identifier),
        born=words.say("patient.born", date=order.patient.born.isoformat()),
        location=order.location or "",
        drug=words.of_monograph(monograph.drug),
        dose=show(plan.delivered),
        particulars=_particulars(state, words),
        diluent=words.say("dose.diluent", diluent=words.of_monograph(monograph.diluent)),
        total_volume=show(plan.total),
        concentration=show(plan.concentration),
        route=words.of_monograph(monograph.route),
        rate=rate(state, words),
        start_by=start_by(state, site),
        finish_by=finish_by(state, site),
        warnings=tuple(words.of_monograph(each.words) for each in monograph.warnings),
        notes=_notes(state, site, words),
        code="",
        take_out_by=take_out_by(state, site),
        captions=words.captions,
        cautions=() if copy == 1 else (words.say("notes.void", copy=str(copy)),),
        not_before=start_not_before(state, site),
        mark=site.mark,
    )
    return _with_code(label, figures_code(state, copy), key)


def trial_label(
    opened: e.Opened,
    monograph: Monograph,
    site: Site,
    person: str,
    storage: Storage,
    now: datetime,
    words: LabelWords,
) -> BagLabel:
    """Return a label such as this preparation may come to: a second copy.

    It is drawn before work starts, and before a storage is chosen: afterwards, a label that has
    no room for the patient's name comes too late. `person` stands in for all who take part, and
    every time carries its zone, as the real label's do in the night clocks go back. It is signed by
    nobody.
    """
    state = trial_state(opened, monograph, person, storage, now)
    return bag_label(state, _ShownTwice(*astuple(site)), 2, words, TrialKey())


def trial_state(
    opened: e.Opened, monograph: Monograph, person: str, storage: Storage, now: datetime
) -> Preparation:
    """Return a preparation as it may come to stand when its label is printed."""
    vial = e.MaterialScanned("", Role.VIAL, 1, "", "", "0" * 10, now.date(), None, "")
    return replace(
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


class _ShownTwice(Site):
    """A site whose clocks show every time twice, and in the zone with the longest name."""

    __slots__ = ()

    def shown(self, moment: datetime, form: str) -> str:
        seasons = (moment + timedelta(days=91 * each) for each in range(4))
        longest = max((f"{self.local(each):%Z}" for each in seasons), key=len)
        return f"{self.local(moment):{form}} {longest}"


def _particulars(state: Preparation, words: LabelWords) -> str:
    order, dose = state.order, state.plan.dose
    stated = "dose.calculated" if dose.ordered is None else "dose.ordered"
    amount = show(dose.prepared)
    if dose.rounding is not None:
        exact = show(dose.rounding.offer.exact)
        amount = words.say("dose.rounded", exact=exact, amount=amount)
    cycle = words.say("dose.cycle", cycle=str(order.cycle), day=str(order.day))
    brand = words.brand(state.monograph.brand)
    return f"{brand} · {words.say(stated, amount=amount)} · {cycle}"


def _notes(state: Preparation, site: Site, words: LabelWords) -> tuple[str, ...]:
    prepared, checked = state.signed(Meaning.PREPARED), state.signed(Meaning.CHECKED)
    people = (
        words.say(text, name=signature.name)
        for text, signature in (("notes.prepared", prepared), ("notes.checked", checked))
        if signature is not None
    )
    pharmacy = words.say("notes.pharmacy", name=site.name, telephone=site.telephone)
    return (
        f"{storage(state, words)} {kept_together(words.say('notes.single-dose'))}",
        f"{_times(state, site, words)} · {preparation(state, words)}",
        _lots(state, words),
        begun(" · ".join(people)),
        f"{pharmacy} · {words.say('notes.code')}",
    )


def _times(state: Preparation, site: Site, words: LabelWords) -> str:
    first, diluted = state.reconstituted, state.diluted
    parts = [
        words.say(text, time=site.shown(moment, "%H:%M"))
        for text, moment in (("notes.reconstituted", first), ("notes.diluted", diluted))
        if moment is not None
    ]
    return begun(", ".join(parts))


def _lots(state: Preparation, words: LabelWords) -> str:
    lots: dict[str, int] = {}
    for vial in state.vials:
        lot = lot_of(vial.material, words)
        lots[lot] = lots.get(lot, 0) + 1
    return ", ".join(f"{lot} {_vials(count, words)}" for lot, count in lots.items())


def _vials(count: int, words: LabelWords) -> str:
    if count == 1:
        return words.say("notes.one-vial")
    return words.say("notes.vials", count=str(count))


def _with_code(label: BagLabel, figures: str, key: Key) -> BagLabel:
    """Return a label with its code, and the short form of that at the end of its notes.

    The short form is no word that the digest is made of, for it holds a part of it.
    """
    code = signed_code(figures, (text for _, text in label.parts()), key)
    notes = (*label.notes[:-1], f"{label.notes[-1]}{NO_BREAK}{typed_code(code)}")
    return replace(label, code=code, notes=notes)
