"""The paper worksheet: the rest of a preparation, to be written on while Umbra does not run.

What is done is filled in; for everything that will be asked when the sheet is entered there is a
line to write on. Every limit comes from the monograph, and what cannot be reckoned yet stands as
a sum to do by hand.
"""

from collections.abc import Iterator

from app.core.preparation import Done, Preparation, missing
from app.core.quantity import show
from app.core.step import Kind, Meaning, Role, Step
from app.core.time_rules import can_refrigerate, can_refrigerate_vials
from app.ledger_record import accepted_means
from app.records import deadline_sections
from app.site import Site
from app.telling import entered_late
from app.worksheet_label import label_by_hand
from app.worksheet_times import DAY, Blanks, sums
from reports.section import Document, Form, FormRow, Lines, Section

_TIME, _NAME = ("time", 1.2), ("name", 2.4)


def sheet_number(state: Preparation) -> str:
    """Return the number of the worksheet of a state, such as "2611-0042-7"."""
    return f"{state.opened.number}-{state.version}"


def worksheet(state: Preparation, site: Site) -> Document:
    """Return the rest of the steps to do on paper, with what is done filled in."""
    number = sheet_number(state)
    drawn = site.shown(state.last.wall, DAY)
    return Document(
        title="Paper worksheet",
        subtitle=f"Sheet {number}, as recorded up to {drawn}. For the time in which Umbra does not "
        "run; what is written here is entered afterwards, marked as late.",
        identity=(*_identity(state), ("Sheet", number)),
        sections=tuple(_sections(state, site)),
        footer=f"{site.name} · tel {site.telephone} · Umbra · sheet {number}",
        size=site.paper,
    )


def _identity(state: Preparation) -> tuple[tuple[str, str], ...]:
    patient, order = state.order.patient, state.order
    return (
        ("Patient", patient.name),
        ("MRN", patient.identifier),
        ("Born", patient.born.isoformat()),
        ("Drug", f"{state.monograph.drug} ({state.monograph.brand})"),
        ("Dose", show(state.plan.dose.prepared)),
        ("Course", f"Cycle {order.cycle} Day {order.day}"),
        ("Preparation", state.opened.number),
    )


def _sections(state: Preparation, site: Site) -> Iterator[Section]:
    yield _rules(state)
    if state.deadlines():
        yield from deadline_sections(state, site)
    by_hand = tuple(sums(state, site))
    if by_hand:
        yield Form("Latest times, worked out by hand", by_hand)
    yield from _steps(state, site)
    yield _meanwhile(state)
    yield accepted_means(state)
    yield label_by_hand(state, site)
    yield _at_the_end(state)
    yield Lines("Working", state.plan.working)


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
            "A second pharmacist, who took no part in preparing it, checks: own volume and own "
            "latest start first, worked out without a look at the other figures of this sheet.",
            "Past a latest time, stop: it is not diluted, not released and not given, but "
            "discarded.",
        ),
    )


# The steps.


def _steps(state: Preparation, site: Site) -> Iterator[Form]:
    done = {each.step: each for each in state.done}
    stages: dict[str, list[FormRow]] = {}
    for step in state.steps:
        finished = done.get(step.identifier)
        rows = _rows(state, step) if finished is None else (_filled(step, finished, site),)
        stages.setdefault(step.stage, []).extend(rows)
    for number, (stage, asked) in enumerate(stages.items(), start=1):
        yield Form(f"{number}  {stage}", tuple(asked))


def _filled(step: Step, done: Done, site: Site) -> FormRow:
    parts = [done.detail if done.detail != done.actor else "", site.shown(done.at, DAY), done.actor]
    if done.late is not None:
        parts.append(entered_late(done.late, done.at, site))
    return FormRow(_words(step), filled=f"Done: {' · '.join(each for each in parts if each)}")


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
            yield _check(state, step)
        case _ if step.kind in _BY_KIND:
            yield FormRow(_words(step), step.instruction, blanks=_BY_KIND[step.kind])
        case Kind.PRINT:
            words = "Write the label by hand, as set out below, and put it on"
            yield FormRow(words, blanks=((("label written by", 2.4), _TIME),))
        case Kind.SCAN_BACK:
            words = "Compare the label on it with this sheet, word by word"
            yield FormRow(words, blanks=((("compared by", 2.4), _TIME),))
        case _:
            yield _confirmed(step)


_BY_KIND: dict[Kind, tuple[Blanks, ...]] = {
    Kind.MEASURE: ((("volume", 1.2), _TIME, _NAME),),
    Kind.WEIGH: ((("mass in g", 1.2), _TIME, _NAME),),
    Kind.INSPECT: ((("passed or failed", 1.2), ("why, if it failed", 2), _TIME, _NAME),),
}


def _confirmed(step: Step) -> FormRow:
    if step.signs is not None:
        signed = (("name", 2.0), ("signature", 2.4), _TIME)
        return FormRow(step.title, _MEANINGS[step.signs], blanks=(signed,))
    if step.choices:
        answers = "  /  ".join(each.words for each in step.choices)
        blanks = ((("which", 2.4), _TIME, _NAME),)
        return FormRow(step.title, f"One of: {answers}", blanks=blanks)
    return FormRow(step.title, step.instruction, blanks=((_TIME, _NAME),))


_MEANINGS = {
    Meaning.PREPARED: "Signature means: I prepared this as written here.",
    Meaning.CHECKED: "Signature means: I checked this; it is fit for release.",
    Meaning.RELEASED: "Signature of a pharmacist means: I release this for this patient.",
}


def _check(state: Preparation, step: Step) -> FormRow:
    given = state.monograph.reconstituted_concentration.value
    detail = (
        f"Blind, from this alone: dose {show(state.plan.dose.prepared)}, vials of {show(given)}, "
        f"and the times written above. {_MEANINGS[Meaning.CHECKED]}"
    )
    return FormRow(
        f"{step.stage}: own figures first, then compare",
        detail,
        blanks=(
            (("own volume to withdraw, mL", 1.6), ("own latest start, day and time", 2), _TIME),
            (("name", 2.0), ("signature", 2.4), _TIME),
            (("remark: gaps in light, a clock compared, what is not right", 1),),
        ),
    )


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
        traced = need.role not in (Role.CONTAINER, Role.LIGHT_COVER)
        blanks = _CODE if traced else (("code on the package", 3.4),)
        words = f"Take: {need.item}{which}"
        yield FormRow(words, _SCANNED if traced else "", blanks=((*blanks, *_WHO),))


_SCANNED = (
    "In date, and this very product; keep the carton, its code is scanned when this is entered."
)


# What may happen at any step.


def _meanwhile(state: Preparation) -> Form:
    cold = can_refrigerate(state.monograph) or can_refrigerate_vials(state.monograph)
    away = "Held, or brought elsewhere"
    where = "where, and at room temperature" + (" or in the refrigerator" if cold else "")
    rows = [
        FormRow(
            "Light protection lost",
            blanks=(
                (("lost at", 1), ("why", 3), ("name", 2)),
                (("again at", 1), ("by what", 3), ("name", 2)),
            ),
        ),
        FormRow(
            away,
            blanks=(
                (("from", 1), (where, 3), ("name", 2)),
                (("back at", 1), ("protected from light by", 3), ("name", 2)),
            ),
        ),
    ]
    if not any(each.step == "withdraw-1" for each in state.done):
        rows.append(
            FormRow(
                "A vial failed, and another one took its place",
                blanks=(
                    (("which vial", 1), ("why", 3), ("time", 1), ("name", 2)),
                    _CODE,
                    (("volume injected", 1.4), ("time", 1), ("passed at", 1), ("name", 2)),
                ),
            )
        )
    return Form("If it happens", tuple(rows))


def _at_the_end(state: Preparation) -> Form:
    return Form(
        "Entered into Umbra afterwards",
        (
            FormRow(
                f"All that is written on sheet {sheet_number(state)} was entered",
                blanks=((("by", 2), ("signature", 2), ("day and time", 1.6)),),
            ),
        ),
    )
