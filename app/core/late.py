"""What may be entered from paper, and when: the rules beside those of the steps themselves.

A late entry is decided as if it were said when and by whom the paper says. What is added here
keeps anybody from dating work back past a limit: it is only for a time in which Umbra did not run,
as the log proves, and only from a worksheet that was printed before.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.core import entry as said
from app.core import events as e
from app.core.countersigning import NotSaidYet, require_countersigned
from app.core.elapsed import elapsed
from app.core.entering import on_paper
from app.core.minute import whole_minute
from app.core.outage import Outage, as_seen_from
from app.core.person import Office, Person
from app.core.preparation import Preparation, Status
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.step import Meaning

Facts = tuple[e.Event, ...]
DecideAt = Callable[[Preparation, said.SaidNow, Person, datetime], Facts]

# What stands on a worksheet: a step, light protection, and where the drug waited.
ON_PAPER = (
    said.Scan,
    said.Measure,
    said.ChooseSyringes,
    said.Weigh,
    said.Inspect,
    said.Choose,
    said.Confirm,
    said.Quarantine,
    said.EnterFigures,
    said.Sign,
    said.Reject,
    said.WriteLabel,
    said.CompareLabel,
    said.Discard,
    said.LoseProtection,
    said.RestoreProtection,
    said.Hold,
    said.Resume,
    said.Store,
)
BY_HAND = (said.WriteLabel, said.CompareLabel)
"""What is only ever said from paper."""


def may_enter_late(state: Preparation) -> bool:
    """Tell whether anything on paper could be entered: Umbra was off, and a sheet is printed."""
    after = state.acted
    return (
        state.status is Status.OPEN
        and bool(state.sheets)
        and any(after is None or each.ended.wall >= whole_minute(after) for each in state.outages)
    )


def late_facts(
    state: Preparation, entry: said.Late, transcriber: Person, reading: Reading, decide: DecideAt
) -> Facts:
    """Return the facts of an entry from paper, the mark before them; raises Refused.

    `decide` is what decides an entry at a moment.
    """
    if not isinstance(entry.entry, ON_PAPER):
        raise NotSaidYet(_not_on_paper(entry.entry))
    _require_time(state, entry, reading)
    _require_transcriber(state, entry.entry, transcriber)
    # Who entered what was done before had no part in it when this was done.
    then = replace(state, transcribers=())
    facts = decide(then, entry.entry, entry.by, on_paper(state, entry.at))
    mark = e.EnteredLate(
        entry.at,
        entry.by.name,
        entry.by.office,
        entry.sheet,
        len(facts),
        *require_countersigned(state, entry, transcriber, state.now(reading)),
    )
    return (mark, *facts)


def _not_on_paper(entry: said.Entry) -> str:
    match entry:
        case said.Print() | said.ScanBack():
            return (
                "A label is printed and scanned now, never late. If one was written by hand, say "
                "so; if the bag is still there, print its label."
            )
        case _:
            return "This is not entered from paper; leave the paper with Esc and record it now."


def _require_time(state: Preparation, entry: said.Late, reading: Reading) -> None:
    """Raise Refused unless Umbra did not run at the time on paper, and all before it is in."""
    at, outages = entry.at, as_seen_from(state.outages, reading)
    if not outages:
        raise Refused(
            "No record shows that Umbra did not run while this preparation was open, so nothing "
            "is entered late in it. Record what is done now at its step; call a pharmacist about "
            "what was done before."
        )
    if at > state.now(reading):
        raise Refused(
            f"That time is {elapsed(at - state.now(reading))} from now. Read the time and the day "
            "on the sheet again."
        )
    printed = dict(state.sheets).get(entry.sheet)
    if printed is None:
        known = " or ".join(sheet for sheet, _ in state.sheets) or "none"
        raise Refused(
            f"No worksheet {entry.sheet} was printed for this preparation; there is {known}. Read "
            "the number at the head of the sheet."
        )
    _require_while_off(outages, at)
    if at < whole_minute(printed):
        raise Refused(
            f"Worksheet {entry.sheet} was printed {elapsed(printed - at)} after that; what was "
            "done before is not entered from it. Read the time on the sheet again."
        )
    if state.acted is not None and at < whole_minute(state.acted):
        raise Refused(
            f"That is {elapsed(state.acted - at)} before what was done last. Read the time on the "
            "sheet again, or call a pharmacist: steps are entered in the order in which they were "
            "done."
        )


def _require_while_off(outages: tuple[Outage, ...], at: datetime) -> None:
    if any(each.includes(at) for each in outages):
        return
    before = [each for each in outages if each.ended.wall < at]
    if before:
        again = max(each.ended.wall for each in before)
        when = f"it ran again {elapsed(at - again)} before"
    else:
        stopped = min(each.begun.wall for each in outages)
        when = f"it stopped {elapsed(stopped - at)} later"
    raise Refused(
        f"Umbra ran at that time; {when}. Only what was done while it did not run is entered "
        "late. Read the time on the sheet again, or call a pharmacist."
    )


def _require_transcriber(state: Preparation, entry: said.Entry, transcriber: Person) -> None:
    """Raise Refused where check, label or release are entered by someone who may not."""
    signs = isinstance(entry, said.Sign) and entry.meaning is not Meaning.PREPARED
    checks = signs or isinstance(entry, said.EnterFigures | said.Reject)
    if not checks and not isinstance(entry, BY_HAND):
        return
    if transcriber.office is not Office.PHARMACIST:
        raise NotSaidYet(
            "Only a pharmacist enters a check, a label or a release from paper; a pharmacist signs "
            "in with F8."
        )
    if checks and transcriber.name in state.preparers:
        raise NotSaidYet(
            f"{transcriber.name} took part in preparing this; nobody enters the check or the "
            "release of their own work. Another pharmacist signs in."
        )
