"""What `umbra verify` finds of labels: codes and files that are not those of the record."""

import json
from collections.abc import Iterator

from app.core import events as e
from app.core.label_kind import LabelKind, called, file_name, sign
from app.core.preparation import Preparation
from app.labels import bears_figures, element_string
from app.preparations import PREFIX
from app.store import Log

_OF_LABELS = ("label-sent", "label-printed", "companion-printed", "label-not-printed")


def misprinted(log: Log) -> Iterator[str]:
    """Yield a fault for each label recorded as an earlier release did, after one of this release.

    Since this release it stands with each label which wording it is of.
    """
    since = 0
    for row in log.named(_OF_LABELS):
        if row.name != "label-printed" or "template" in json.loads(row.data):
            since = since or row.seq
        elif since:
            yield (
                f"{row.stream.removeprefix(PREFIX)}: record {row.version}, event {row.seq} is "
                f"recorded as an earlier release did, after event {since} by this one"
            )


def mislabelled(before: Preparation, fact: e.Event) -> Iterator[str]:
    """Yield a fault where a label put out or sent after `before` is not of what is recorded.

    One that came out of a printer is the one that was sent, which was looked at then.
    """
    match fact:
        case e.LabelSent(kind=kind, number=which):
            yield from _of_the_record(before, kind, which, fact)
        case e.LabelPrinted() if before.sent is None:
            yield from _of_the_record(before, LabelKind.BAG, 0, fact)
        case e.CompanionPrinted(kind=kind, number=which) if before.sent is None:
            yield from _of_the_record(before, kind, which, fact)


def _of_the_record(
    before: Preparation,
    kind: LabelKind,
    which: int,
    fact: e.LabelSent | e.LabelPrinted | e.CompanionPrinted,
) -> Iterator[str]:
    number = before.opened.number
    named = "label" if kind is LabelKind.BAG else called(kind, which)
    if not _bears(fact.code, before, kind, which, fact.copy):
        yield f"{number}: the code of {named} copy {fact.copy} is not that of the record"
    if fact.file != file_name(number, kind, which, fact.copy):
        yield f"{number}: the file of {named} copy {fact.copy} is recorded as {fact.file}"


def _bears(code: str, before: Preparation, kind: LabelKind, which: int, copy: int) -> bool:
    if kind is LabelKind.BAG:
        return bears_figures(code, before, copy)
    figures = (("91", before.opened.number), ("92", str(copy)), ("90", sign(kind, which)))
    return code.startswith(element_string(figures))
