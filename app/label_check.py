"""A scanned label answered: fit for use or not, with what is left.

A preparation of this log is judged by everything recorded of it; a label that was made elsewhere
by what its code says, for that much is known at any Umbra.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.core.events import LabelPrinted, LabelSent
from app.core.fitness import (
    LONGEST,
    Fit,
    Fitness,
    LabelFigures,
    fitness,
    fitness_by_label,
    stopped_by,
)
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.intake.gs1 import parse_scan
from app.labels import code_of, typed_code
from app.preparations import PREFIX, preparation_in, stamped
from app.store import Log, Recorded


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """A label that was read: its figures, its code, and the stream it was printed in here.

    `stream` is "" where no label with this code was printed in this log; `number_known` tells
    that there is a preparation of that number all the same.
    """

    figures: LabelFigures
    code: str
    stream: str
    number_known: bool


def read_label(log: Log | None, scan: str, today: date) -> ReadLabel:
    """Return what a scanned label says; raises Refused for anything but a label of Umbra's."""
    scanned = parse_scan(scan, today)
    fields = dict(scanned.internal)
    if not {"91", "92", "93", "94", "95", "96"} <= set(fields):
        raise Refused("This is not the code of a label of Umbra's. Scan the label on the bag.")
    figures = _figures(fields)
    code, stream = code_of(scanned), PREFIX + figures.number
    history = () if log is None else log.history(stream)
    printed = code in _codes(history)
    return ReadLabel(figures, code, stream if printed else "", bool(history))


def _codes(history: Iterable[Recorded]) -> Iterator[str]:
    """Yield the code of each label of the bag that is, or may be, out.

    One that was sent may turn up although nobody found it: it is void, and not a strange one.
    """
    for row in history:
        if row.name not in ("label-printed", "label-sent"):
            continue
        fact = stamped(row).fact
        if isinstance(fact, LabelPrinted) or (
            isinstance(fact, LabelSent) and fact.kind is LabelKind.BAG
        ):
            yield fact.code


def _figures(fields: dict[str, str]) -> LabelFigures:
    """Return the figures of a label's fields; raises Refused for what no label of ours says."""
    for identifier, words, form in _FORMS:
        if not re.fullmatch(form, fields[identifier], re.ASCII):
            raise _unreadable(words)
    figures = LabelFigures(
        number=fields["91"],
        copy=fields["92"],
        dose=re.sub("([a-z]+)", r" \1", fields["95"]),
        start_by=_moment(fields["93"]),
        end_by=_moment(fields["94"]),
        take_out_by=_moment(fields["97"]) if "97" in fields else None,
        not_before=_moment(fields["98"]) if "98" in fields else None,
    )
    if not (figures.take_out_by or figures.start_by) <= figures.start_by < figures.end_by:
        raise _altered("its times are not in order")
    if figures.end_by - figures.start_by > LONGEST:
        raise _altered("its latest end is more than 24 h after its latest start")
    return figures


# What a label's code says, and how it is written there.
_FORMS = (
    ("91", "its preparation", "[0-9]{4}-[0-9]{4,6}"),
    ("92", "its copy", "[1-9][0-9]{0,3}"),
    ("95", "its dose", "[0-9]{1,3}(,[0-9]{3})*([.][0-9]+)?(mg|mcg|g)"),
    ("96", "its check", "[0-9A-F]{16}"),
)


def _moment(text: str) -> datetime:
    try:
        if not re.fullmatch("[0-9]{10}", text, re.ASCII):
            raise ValueError
        return datetime.strptime(text, "%y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        raise _unreadable("a time in it") from None


def _unreadable(what: str) -> Refused:
    return Refused(
        f"The code is not one of Umbra's labels: {what} cannot be read. Scan the label on the bag "
        "again."
    )


def _altered(what: str) -> Refused:
    return Refused(
        f"No label of Umbra's says so: {what}. It was altered. Do not go by it; ask the pharmacy "
        "that made it."
    )


def answer(read: ReadLabel, state: Preparation | None, now: datetime, stopped: str = "") -> Fitness:
    """Return whether what bears a label is fit for use.

    `state` is the preparation where the label was printed in this log, `stopped` why it must not
    be given besides, such as a lot in quarantine or a clock that is behind, else "". Without
    `state` only the times on the label count.
    """
    if state is None:
        if read.number_known:
            return Fitness(
                Fit.NOT_FIT,
                f"Preparation {read.figures.number} is known here, and this label was never "
                "printed for it: it was made elsewhere, or altered. Do not go by it; ask the "
                "pharmacy that made it.",
            )
        return stopped_by(fitness_by_label(read.figures, now), stopped)
    return stopped_by(fitness(state, now, read.code), stopped)


def state_of(log: Log, read: ReadLabel) -> Preparation | None:
    """Return the preparation a label was printed for in this log, None where it was not."""
    return preparation_in(log, log.history(read.stream)) if read.stream else None


def by_typed_code(log: Log, number: str, typed: str) -> str:
    """Return the code of the label of a preparation whose typed code is `typed`; raises Refused.

    It is what stands on the label in letters, such as "1-6D6B"; the case of letters is no matter.
    """
    for code in _codes(log.history(PREFIX + number)):
        if typed_code(code) == typed.strip().upper():
            return code
    raise Refused(
        f"No label {typed} was printed for preparation {number} here. Type both as they stand on "
        "the label, such as 2611-0042 1-6D6B, or scan it."
    )
