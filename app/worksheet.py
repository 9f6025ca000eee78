"""The paper worksheet: the rest of a preparation, to be written on while Umbra does not run.

What is done is filled in; for everything that will be asked when the sheet is entered there is a
line to write on. Every limit comes from the monograph, and what cannot be reckoned yet stands as
a sum to do by hand.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.core.dose_words import dose_stated, doses
from app.core.preparation import Done, Preparation, missing
from app.core.quantity import show
from app.core.step import Kind, Meaning, Role, Step
from app.core.time_rules import can_refrigerate, can_refrigerate_vials
from app.core.wording import capital
from app.ledger_record import accepted_means
from app.records import deadline_sections
from app.site import Site
from app.telling import entered_late
from app.worksheet_check import check_page
from app.worksheet_label import label_by_hand
from app.worksheet_standing import held_since, how_it_stands
from app.worksheet_times import DAY, Blanks, sums
from reports.section import Document, Form, FormRow, Lines, Section

_TIME, _NAME = ("time", 1.2), ("name", 2.4)


def sheet_number(state: Preparation) -> str:
    """Return the number of the worksheet of a state, such as "2611-0042-7"."""
    return f"{state.opened.number}-{state.version}"


def worksheet(state: Preparation, site: Site) -> Document:
    """Return the rest of the steps to do on paper, with what is done filled in.

    Until the check is signed the working is left off, and the page of the check says no dose that
    is measured: a checker's figures are their own.
    """
    number = sheet_number(state)
    drawn = site.shown(state.last.wall, DAY)
    return Document(
        title="Paper worksheet",
        subtitle=f"Sheet {number}, as recorded up to {drawn}. What is written here is entered "
        "afterwards.",
        identity=_identity(state, doses(state.plan)),
        sections=tuple(_sections(state, site)),
        footer=f"{site.foot} · sheet {number}",
        size=site.paper,
        mark=site.mark,
        alone=_identity(state, capital(dose_stated(state.plan.dose))),
    )


def _identity(state: Preparation, dose: str) -> tuple[tuple[str, str], ...]:
    patient, order = state.order.patient, state.order
    return (
        ("Patient", patient.name),
        ("MRN", patient.identifier),
        ("Born", patient.born.isoformat()),
        ("Preparation", state.opened.number),
        ("Drug", f"{state.monograph.drug} ({state.monograph.brand})"),
        ("Dose", dose),
        ("Course", f"Cycle {order.cycle} Day {order.day}"),
        ("Sheet", sheet_number(state)),
    )


def _sections(state: Preparation, site: Site) -> Iterator[Section]:
    checked = any(each.step == "check" for each in state.done)
    yield from how_it_stands(state, site)
    yield _rules(state)
    if state.deadlines():
        yield from deadline_sections(state, site)
    by_hand = tuple(sums(state, site))
    if by_hand:
        yield Form("Latest times, worked out by hand", by_hand)
    yield Form("Steps", tuple(_steps(state, site)))
    yield _meanwhile(state, site)
    yield accepted_means(state)
    yield label_by_hand(state, site)
    yield Lines("Working", state.plan.working) if checked else check_page(state, site)


# The rules that Umbra would have kept.


def _rules(state: Preparation) -> Lines:
    monograph = state.monograph
    return Lines(
        "How to work with this sheet",
        (
            "Write every time to the minute, as one clock on the wall shows it, and the name of "
            "who did the step. Do the steps in their order; leave no line of a done step blank.",
            "When Umbra runs again, stop writing: with the sheet beside you, enter what is on it "
            "before anything else is done. Keep this sheet, and every empty carton for its code.",
            "Use nothing past its expiry date, and no other product, diluent or container than "
            "the one named at its line.",
            "Bring every volume exactly to the mark that is named. If it cannot be, do not go on: "
            "call a pharmacist.",
            f"{monograph.text('protect').words} From the first reconstitution on, one of the means "
            "named below is in place at every minute; write down every gap.",
            "A second pharmacist, who took no part in it, checks: own figures first, on the page "
            "of the check alone.",
            "Past a latest time, stop: it is discarded, not diluted, released or given; see “If it "
            "happens”.",
        ),
    )


# The steps.


def _steps(state: Preparation, site: Site) -> Iterator[FormRow]:
    """Yield the rows of every step; the first of a stage says the stage."""
    done = {each.step: each for each in state.done}
    stages: list[str] = []
    for step in state.steps:
        finished = done.get(step.identifier)
        rows = tuple(_rows(state, step)) if finished is None else (_filled(step, finished, site),)
        if step.stage not in stages:
            stages.append(step.stage)
            rows = (replace(rows[0], stage=f"{len(stages)} · {step.stage}"), *rows[1:])
        yield from rows


def _filled(step: Step, done: Done, site: Site) -> FormRow:
    parts = [done.detail if done.detail != done.actor else "", site.shown(done.at, DAY), done.actor]
    if done.late is not None:
        parts.append(entered_late(done.late, done.at, site))
    told = " · ".join(each for each in parts if each)
    return FormRow(_words(step), filled=f"Done: {told}", beside=True)


def _words(step: Step) -> str:
    """Return what a step is, with the amount that it asks for."""
    if step.gain is not None:
        return f"{step.title}: {show(step.gain, 2)} more than before"
    return f"{step.title}: {show(step.amount)}" if step.amount is not None else step.title


def _rows(state: Preparation, step: Step) -> Iterator[FormRow]:
    match step.kind:
        case Kind.SCAN:
            yield from _packages(state, step)
        case Kind.CHECK:
            yield FormRow(
                "Blind, on its own page at the end",
                "Hand over that page alone; go on once it is signed.",
                beside=True,
            )
        case _ if step.kind in _BY_KIND:
            yield _asked(_words(step), step.instruction, _BY_KIND[step.kind])
        case Kind.PRINT:
            words = "Write the label by hand, as set out below, and put it on"
            yield _asked(words, "", (("label written by", 2.4), _TIME))
        case Kind.SCAN_BACK:
            words = "Compare the label on it with this sheet, word by word"
            yield _asked(words, "", (("compared by", 2.4), _TIME))
        case _:
            yield _confirmed(step)


def _asked(words: str, detail: str, *blanks: Blanks) -> FormRow:
    return FormRow(words, detail, blanks=blanks, beside=True)


_BY_KIND: dict[Kind, Blanks] = {
    Kind.MEASURE: (("volume", 1.2), _TIME, _NAME),
    Kind.WEIGH: (("mass in g", 1.2), _TIME, _NAME),
    Kind.INSPECT: (("passed or failed", 1.4), _TIME, _NAME),
}


def _confirmed(step: Step) -> FormRow:
    if step.signs is not None:
        signed = (("name", 2.0), ("signature", 2.4), _TIME)
        return _asked(step.title, _MEANINGS[step.signs], signed)
    if step.choices:
        answers = "  /  ".join(each.words for each in step.choices)
        return _asked(step.title, f"One of: {answers}", (("which", 2.4), _TIME, _NAME))
    return _asked(step.title, step.instruction, (_TIME, _NAME))


_MEANINGS = {
    Meaning.PREPARED: "Signature means: I prepared this as written here.",
    Meaning.RELEASED: "Signature of a pharmacist means: I release this for this patient.",
}


_CODE: Blanks = (("lot", 1.1), ("expiry", 1.1), ("serial", 1.4))
_WHO: Blanks = (("time", 0.8), ("name", 1.6))


def _packages(state: Preparation, step: Step) -> Iterator[FormRow]:
    """Yield a row for each package that is still to be taken, to write its code on."""
    items = {need.role.value: need for need in step.needs}
    counted: dict[str, int] = {}
    wanted = missing(state, step.identifier)
    for role in wanted:
        need = items[role]
        counted[role] = counted.get(role, 0) + 1
        there = need.count - wanted.count(role)
        which = f" {there + counted[role]} of {need.count}" if need.count > 1 else ""
        words = f"Take: {need.item}{which}"
        if need.role in (Role.CONTAINER, Role.LIGHT_COVER):
            yield _asked(words, "", (("code on the package", 2.4), *_WHO))
        else:
            yield FormRow(words, blanks=((*_CODE, *_WHO),))


# What may happen at any step.


def _meanwhile(state: Preparation, site: Site) -> Form:
    cold = can_refrigerate(state.monograph) or can_refrigerate_vials(state.monograph)
    where = "where, and at room temperature" + (" or in the refrigerator" if cold else "")
    since = held_since(state, site)
    back: Blanks = (("back at", 1.2), ("protected from light by", 2.8), ("name", 2))
    from_there: Blanks = (("from", 1.2), (where, 2.8), ("name", 2))
    rows = [
        _asked(
            "Light protection lost",
            "",
            (("lost at", 1.2), ("why", 2.8), ("name", 2)),
            (("again at", 1.2), ("by what", 2.8), ("name", 2)),
        ),
        FormRow(
            "Held, or brought elsewhere",
            filled=f"Since {since}" if since else "",
            blanks=(back,) if since else (from_there, back),
            beside=True,
        ),
    ]
    if not any(each.step == "withdraw-1" for each in state.done):
        rows.append(
            _asked(
                "A vial failed, and another one took its place",
                "Why it failed, the code of the other vial, and how that one was reconstituted",
                (("which vial", 1.1), ("why", 2.4), ("time", 1.2), ("name", 1.8)),
                _CODE,
                (("volume injected", 1.5), ("time", 1.2), ("passed at", 1.2), ("name", 1.8)),
            )
        )
    rows.append(
        _asked(
            "Discarded",
            "Past a latest time, after a failed inspection, or as a pharmacist said",
            (("at", 1.2), ("why", 2.8), ("by", 2)),
        )
    )
    rows.append(
        _asked(
            f"In the end: all that is written on sheet {sheet_number(state)} was entered into "
            "Umbra",
            "",
            (("by", 2), ("signature", 2), ("day and time", 1.6)),
        )
    )
    return Form("If it happens", tuple(rows))
