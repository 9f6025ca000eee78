"""What is refused of somebody at work, and the close call that is kept of it."""

from collections.abc import Callable

import pytest

from app.core.events import EntryRefused
from app.core.refused import Refused
from app.preparations import preparation_in
from tests.app.pharmacy import Pharmacy


def refused(action: Callable[[], object]) -> str:
    """Return with what sentence something is refused."""
    with pytest.raises(Refused) as caught:
        action()
    return caught.value.sentence


def refusals(pharmacy: Pharmacy) -> list[EntryRefused]:
    return [refusal for refusal, _, _ in pharmacy.state.refusals]


def refuse(pharmacy: Pharmacy, action: Callable[[], object], sentence: str) -> EntryRefused:
    """Do something that is refused, and return the close call that stands in the log."""
    before, step = pharmacy.state, pharmacy.state.step
    with pytest.raises(Refused, match=sentence) as refused:
        action()
    recorded = pharmacy.work.log.history(pharmacy.stream)[before.version :]
    assert [row.name for row in recorded] == ["entry-refused"]
    assert pharmacy.state.step == step
    assert pharmacy.told[-1] is pharmacy.state
    last = refusals(pharmacy)[-1]
    assert last.sentence == refused.value.sentence
    assert last.step == (step.identifier if step else "")
    assert preparation_in(pharmacy.work.log, pharmacy.work.log.history(pharmacy.stream)) == (
        pharmacy.state
    )
    return last
