"""What `umbra verify` finds of labels: codes, files, signatures and templates not as they were."""

import json
from collections.abc import Iterator

from app.core import events as e
from app.core.encoding import decode
from app.core.label_kind import LabelKind, called, file_name
from app.core.preparation import Preparation
from app.label_code import bears_figures, parts_of
from app.label_keys import MADE, STREAM, THE_FOLDER, LabelKeyMade, misknown
from app.label_signing import fits
from app.label_templates import PRINTED, mistemplated
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
    if not bears_figures(fact.code, before, fact.copy, kind, which):
        yield f"{number}: the code of {named} copy {fact.copy} is not that of the record"
    if fact.file != file_name(number, kind, which, fact.copy):
        yield f"{number}: the file of {named} copy {fact.copy} is recorded as {fact.file}"


def misissued(log: Log) -> Iterator[str]:
    """Yield a sentence for each template, key or printed label that is not what it says it is."""
    yield from mistemplated(log)
    yield from misknown(log)
    yield from _missigned(log)


def _missigned(log: Log) -> Iterator[str]:
    """Yield a fault for each label that was not signed with a key that this folder had then.

    Earlier releases signed none; once a key was made, every label is signed.
    """
    made: dict[str, int] = {}
    for row in log.history(STREAM):
        if row.name == MADE and row.actor == THE_FOLDER:
            fact: LabelKeyMade = decode(LabelKeyMade, row.data)
            made[fact.public] = row.seq
    first = min(made.values(), default=log.count() + 1)
    for row in log.named(PRINTED, PREFIX):
        code, number = json.loads(row.data)["code"], row.stream.removeprefix(PREFIX)
        parts = parts_of(code)
        if parts is None:
            if row.seq > first:
                yield f"{number}: a label was printed that is not signed"
            continue
        text, _, public, signature = parts
        if not fits(public, signature, text):
            yield f"{number}: the signature of a printed label does not fit its code"
        elif made.get(public, row.seq) >= row.seq:
            yield f"{number}: a label was signed with a key that this folder did not have then"
