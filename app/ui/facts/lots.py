"""Which lot of each item to take first, as a step that scans says it."""

from collections.abc import Mapping

from app.core.step import Kind, Step
from app.core.supply import first_to_last
from app.ui.facts.stock import take_first
from app.workplace import Workplace


def first_lots(workplace: Workplace, step: Step) -> Mapping[str, str]:
    """Return, by item, which lot expires first; nothing where none is on hand."""
    if step.kind is not Kind.SCAN:
        return {}
    today = workplace.site.day(workplace.now())
    on_hand = workplace.stock.on_hand(today)
    found = {
        need.item: take_first(first_to_last(on_hand, need.role, need.item, today))
        for need in step.needs
    }
    return {item: words for item, words in found.items() if words}
