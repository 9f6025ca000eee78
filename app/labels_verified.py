"""What verify finds of labels across a log: who signed each, and what it was printed from."""

import json
from collections.abc import Iterator

from app.core.encoding import decode
from app.label_code import parts_of
from app.label_keys import MADE, STREAM, LabelKeyMade, misknown
from app.label_signing import fits
from app.label_templates import PRINTED, mistemplated
from app.preparations import PREFIX
from app.store import Log


def mislabelled(log: Log) -> Iterator[str]:
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
        if row.name == MADE:
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
