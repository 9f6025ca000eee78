"""The label that is written by hand while Umbra does not run: its exact words, and lines."""

from collections.abc import Iterator

from app.core.dilution import rate_of
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.storage import Storage
from app.core.time_rules import can_refrigerate
from app.core.timing import Name
from app.site import Site
from app.worksheet_times import DAY, Blanks, known
from reports.section import Form, FormRow


def label_by_hand(state: Preparation, site: Site) -> Form:
    """Return what a label by hand says, word by word, with a line for what is not known yet."""
    plan, monograph, patient = state.plan, state.monograph, state.order.patient
    infusion = show(monograph.infusion_length.value)
    route = f"{monograph.route}, over {infusion}, {show(rate_of(monograph, plan.total))}"
    fixed = (
        ("Patient", patient.name),
        ("MRN, born", f"{patient.identifier}, {patient.born.isoformat()}"),
        ("Drug and dose", f"{monograph.drug} {show(plan.delivered)}"),
        ("In", f"{monograph.diluent}, total volume {show(plan.total)}, {show(plan.concentration)}"),
        ("Route and rate", route),
    )
    rows = [FormRow(words, filled=value) for words, value in fixed]
    final = state.diluted is not None and state.storage is not None
    for name, words in ((Name.START, "START BY"), (Name.END, "FINISH BY")):
        at = known(state, name, site) if final else ""
        rows.append(FormRow(words, filled=at, blanks=() if at else _MOMENT))
    rows += _take_out(state, site)
    warned = " · ".join(each.words for each in monograph.warnings)
    rows += [
        FormRow("Warnings, underlined", filled=warned),
        FormRow("Storage, with the words", filled=_stored(state)),
        FormRow("Lots and expiry of the vials", filled=_lots(state), blanks=_lot_blanks(state)),
        FormRow(
            "Preparation and site",
            filled=f"{state.opened.number} · {site.name} · tel {site.telephone}",
        ),
        FormRow("Prepared by, checked by", blanks=((("prepared by", 1), ("checked by", 1)),)),
    ]
    return Form("The label, written by hand", tuple(rows))


_MOMENT: tuple[Blanks, ...] = ((("day, as 2026-11-02", 1), ("time, as 14:05", 1)),)


def _take_out(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield the line for when it comes out of the refrigerator, where it may go in."""
    due = [each.at for each in state.deadlines() if each.name is Name.TAKE_OUT]
    if due:
        yield FormRow("TAKE OUT BY", filled=site.shown(due[0], DAY))
    elif state.storage is None and can_refrigerate(state.monograph):
        yield FormRow("TAKE OUT BY, if it waits in the refrigerator", blanks=_MOMENT)


def _stored(state: Preparation) -> str:
    monograph = state.monograph
    room = monograph.text("store-at-room-temperature").words
    if state.storage is Storage.REFRIGERATED:
        room = monograph.text("store-in-refrigerator").words
    return f"{room} {monograph.text('do-not-mix').words} Single dose."


def _lots(state: Preparation) -> str:
    found = [
        f"lot {each.material.lot or 'not on the package'}, exp {each.material.expiry or '–'}"
        for each in state.vials
    ]
    return "; ".join(dict.fromkeys(found))


def _lot_blanks(state: Preparation) -> tuple[Blanks, ...]:
    whole = len(state.vials) == state.plan.vials
    return () if whole else ((("lot", 1), ("expiry", 1)),)
