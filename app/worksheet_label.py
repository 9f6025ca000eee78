"""The label that is written by hand while Umbra does not run: its exact words, and lines."""

from collections.abc import Iterator

from app.core.dilution import rate_of
from app.core.dose_words import dose_stated
from app.core.label_kind import LabelKind
from app.core.order import Patient
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.step import Meaning
from app.core.storage import Storage
from app.core.time_rules import can_refrigerate
from app.core.timing import Name
from app.site import Site
from app.worksheet_times import DAY, Blanks, known
from reports.section import Form, FormRow


def label_by_hand(state: Preparation, site: Site) -> Form:
    """Return what a label by hand says, word by word, with a line for what is not known yet.

    A label that is out already is told of first, for there may be one only.
    """
    order = state.order
    rows = [
        *(FormRow(words) for words in _out(state, site)),
        _said("Patient, MRN, born", " · ".join(_whom(order.patient))),
        *_dose(state),
        *_moments(state, site),
        _said("Warnings, underlined", _warnings(state)),
        _storage(state),
        FormRow("Lots and expiry of the vials", "", _lots(state), _lot_blanks(state), beside=True),
        _said(
            "Preparation and site", f"{state.opened.number} · {site.name} · tel {site.telephone}"
        ),
        _people(state),
    ]
    return Form("The label, written by hand", tuple(rows))


def _whom(patient: Patient) -> tuple[str, ...]:
    return patient.name, patient.identifier, f"born {patient.born.isoformat()}"


def _warnings(state: Preparation) -> str:
    """Return the warnings; none is broken over lines, for half of one says something else."""
    return " · ".join(each.words.replace(" ", "\u00a0") for each in state.monograph.warnings)


def _said(words: str, value: str) -> FormRow:
    return FormRow(words, filled=value, beside=True)


# A label that is out.


def _out(state: Preparation, site: Site) -> Iterator[str]:
    """Yield a sentence on each label that is out, or may be."""
    put_on = [each.at for each in state.done if each.step == "print-label"]
    if state.label is not None:
        yield (
            f"Label copy {state.label.copy} was printed at {site.shown(put_on[-1], '%H:%M')}; it "
            "is in force. Write one by hand only after destroying it."
        )
    elif state.label_written:
        yield (
            f"A label was written by hand at {site.shown(put_on[-1], '%H:%M')}; it is in force. "
            "Write another only after destroying it."
        )
    elif state.copies:
        which = "copy 1" if state.copies == 1 else f"copies 1 to {state.copies}"
        yield f"What was printed before is void: destroy {which} before you write one by hand."
    sent = state.sent
    if sent is not None and sent.kind is LabelKind.BAG:
        yield (
            f"Label copy {sent.copy} was sent to the printer, and nobody said whether it came "
            "out. Look for it, and write one by hand only after destroying it."
        )


# What is known of it, and what is not.


def _dose(state: Preparation) -> Iterator[FormRow]:
    plan, monograph, order = state.plan, state.monograph, state.order
    length = show(monograph.infusion_length.value)
    yield _said("Drug and dose", f"{monograph.drug} {show(plan.delivered)}")
    course = f"Cycle {order.cycle} Day {order.day}"
    yield _said("Small, below it", f"{monograph.brand} · {dose_stated(plan.dose)} · {course}")
    total = f"total volume {show(plan.total)}, {show(plan.concentration)}"
    yield _said("In", f"{monograph.diluent}, {total}")
    rate = show(rate_of(monograph, plan.total))
    yield _said("Route and rate", f"{monograph.route}, over {length}, {rate}")


def _moments(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield the times of the label; those of a refrigerator while it may come into one."""
    if state.diluted is None or state.storage is None:
        yield _to_write("", "START BY", "FINISH BY")
        if can_refrigerate(state.monograph):
            only = "only if it waits in the refrigerator"
            yield _to_write(only, "OUT OF REFRIGERATOR BY", "START NOT BEFORE")
        return
    yield _said("START BY", known(state, Name.START, site))
    yield _said("FINISH BY", known(state, Name.END, site))
    out, soonest = known(state, Name.TAKE_OUT, site), state.start_not_before()
    if out:
        yield _said("OUT OF REFRIGERATOR BY", out)
        yield _to_write("once it is taken out: see the latest times", "START NOT BEFORE")
    elif soonest is not None:
        yield _said("START NOT BEFORE", site.shown(soonest.at, DAY))


def _to_write(detail: str, *names: str) -> FormRow:
    """Return times that are not known yet, on one row of lines."""
    form = f"{detail}; as 2026-11-02 14:05" if detail else "as 2026-11-02 14:05"
    blanks = tuple((f"{each}, day and time", 1.0) for each in names)
    return FormRow(", ".join(names), form, blanks=(blanks,), beside=True)


def _storage(state: Preparation) -> FormRow:
    """Return the words on storage, or those of each place while none is chosen."""
    monograph, words = state.monograph, "Storage, with the words"
    rest = f"{monograph.text('do-not-mix').words} Single dose."
    room = f"{monograph.text('store-at-room-temperature').words} {rest}"
    if not can_refrigerate(monograph):
        return _said(words, room)
    cold = f"{monograph.text('store-in-refrigerator').words} {rest}"
    if state.storage is None:
        asked = "Tick the one that is chosen, and write its words"
        return FormRow(words, asked, ticks=(room, cold), beside=True)
    return _said(words, cold if state.storage is Storage.REFRIGERATED else room)


def _people(state: Preparation) -> FormRow:
    """Return who prepared and who checked it, as far as they have signed."""
    named = (("prepared by", Meaning.PREPARED), ("checked by", Meaning.CHECKED))
    signed = [(words, state.signed(meaning)) for words, meaning in named]
    told = "; ".join(f"{words} {by.name}" for words, by in signed if by is not None)
    blanks = tuple((words, 1.0) for words, by in signed if by is None)
    return FormRow("Prepared by, checked by", "", told, (blanks,) if blanks else (), beside=True)


def _lots(state: Preparation) -> str:
    found = [
        f"lot {each.material.lot or 'not on the package'}, exp {each.material.expiry or '–'}"
        for each in state.vials
    ]
    return "; ".join(dict.fromkeys(found))


def _lot_blanks(state: Preparation) -> tuple[Blanks, ...]:
    whole = len(state.vials) == state.plan.vials
    return () if whole else ((("lot", 1), ("expiry", 1)),)
