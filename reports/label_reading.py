"""The words that a printed label, or several, must hold: known without laying it out again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reports.label_contents import Label, spreads


def expected_words(label: Label, count: int, said: Sequence[str]) -> list[str]:
    """Return every word of `count` labels in order, as `label` demands it.

    Where the notes part between two labels is taken from what was read (`said`): at the words that
    head the next. Whatever is missing, changed or out of its order there differs from what is
    returned.
    """
    first = _in_order(label, count, said)
    if count == 1 or first == list(said):
        return first
    others = (_in_order(told, count, said) for told in spreads(label))
    return next((words for words in others if words == list(said)), first)


def _in_order(label: Label, count: int, said: Sequence[str]) -> list[str]:
    notes = _words(text for name, text in label.parts() if name == "note")
    expected = _words(text for name, text in label.parts() if name != "note")
    if count == 1:
        return expected + notes
    expected += label.captions.numbered(1, count).split()
    repeated = _words(text for _, text in label.head)
    for number in range(2, count + 1):
        head = [*repeated, *label.captions.numbered(number, count).split()]
        taken = _before(head, said[len(expected) :], notes)
        expected += notes[:taken] + head
        notes = notes[taken:]
    return expected + notes


def _before(head: Sequence[str], said: Sequence[str], notes: Sequence[str]) -> int:
    """Return how many words of the notes stand before the next head; all, where there is none."""
    size = len(head)
    return next(
        (at for at in range(len(notes) + 1) if list(said[at : at + size]) == list(head)), len(notes)
    )


def _words(texts: Iterable[str]) -> list[str]:
    return [word for text in texts for word in text.split()]
