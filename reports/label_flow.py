"""One label or several: what does not fit on the first flows on to the next.

A label is first tried whole, from the roomiest scale to the tightest; the code always from its
largest modules to its smallest. What fits at no scale keeps everything but its notes on the first
label, at the roomiest scale that allows it; whole notes flow on, below a head that says again whom
and what they are about. Where even that has no room, the line below a bag's drug, or the
lines of another label, flow with the notes. Cautions stand on every label.
Name, drug and dose are nowhere smaller than 12 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.bag_label import BagLabel
from reports.datamatrix import Cells
from reports.label_contents import Contents, Label, contents, continued, spreads
from reports.label_layout import Face, Setting, symbols
from reports.label_scale import Design, Scale, design_of
from reports.press import Press
from reports.refusal import Unprintable

MOST_LABELS = 3
"""A bag does not have room for more."""

TOO_MANY_WORDS = Unprintable(
    "The label has too many words for its size. Shorten the name, the drug or the notes, or choose "
    "a larger label stock, and print again."
)


def faces(label: Label, cells: Cells, press: Press) -> tuple[Face, ...]:
    """Return the label, or the labels that it takes.

    Raises Unprintable, naming the text, when something does not fit at the tightest scale.
    """
    design = design_of(press.stock)
    flow = _Flow(cells, press, design, () if isinstance(label, BagLabel) else design.roomy)
    if found := flow.whole(label):
        return found
    for scales in flow.levels:
        for told in (label, *spreads(label)):
            if found := flow.parted(told, scales):
                return found
    raise flow.refusal


class _Flow:
    """The search for a label's scale, its code's size and its number of labels."""

    def __init__(self, cells: Cells, press: Press, design: Design, roomy: Sequence[Scale]) -> None:
        self.refusal = TOO_MANY_WORDS
        self._symbols = symbols(cells, press)
        self._sheet = press.stock.label
        self._design = design
        self._scales = (*roomy, *design.scales)
        self._stacked = (*roomy, *design.stacked) if design.stacked else ()

    def whole(self, label: Label) -> tuple[Face, ...]:
        """Return the one label that holds everything, or none."""
        told = contents(label, "")
        for setting in self._settings(told, self._stacked):
            if face := self._fitted(setting, label.notes, 0):
                return (face,)
        # There is no room for two labels on a vial or a syringe.
        closer = () if isinstance(label, BagLabel) else self._design.tight
        for setting in self._settings(told, (*self._scales, *closer)):
            if face := self._fitted(setting, label.notes, len(told.lower)):
                return (face,)
        return ()

    @property
    def levels(self) -> Iterator[Sequence[Scale]]:
        """The scales of a first label; those that come last only where no less can stand on it."""
        yield (*self._scales, *self._design.tight)
        yield from ((scale,) for scale in self._design.tightest)

    def parted(self, label: Label, scales: Sequence[Scale]) -> tuple[Face, ...]:
        """Return the labels over which the notes flow, the first at one of `scales`, or none."""
        for count in range(2, MOST_LABELS + 1):
            first = self._first(label, count, scales)
            following = self._following(label, count, _notes_on(first)) if first else ()
            if first and following:
                return (first, *following)
        return ()

    def _first(self, label: Label, count: int, scales: Sequence[Scale]) -> Face | None:
        """Return the first of several labels, with as many notes as it holds but the last."""
        told = contents(label, label.captions.numbered(1, count))
        for setting in self._settings(told, scales):
            for number in range(len(label.notes) - 1, -1, -1):
                if face := self._fitted(setting, label.notes[:number], len(told.lower)):
                    return face
        return None

    def _following(self, label: Label, count: int, done: int) -> tuple[Face, ...]:
        """Return the labels after the first, exactly as many as `count` says, or none."""
        larger = [replace(scale, note=scale.body) for scale in self._scales]
        closer = (*self._design.tight, *self._design.tightest)
        for scale in (*larger, *self._scales, *closer):
            if found := self._filled(label, count, label.notes[done:], scale):
                return found
        return ()

    def _filled(
        self, label: Label, count: int, notes: Sequence[str], scale: Scale
    ) -> tuple[Face, ...]:
        """Return the labels after the first at one scale, each with as many notes as it holds."""
        found: list[Face] = []
        for number in range(2, count + 1):
            told = continued(label, label.captions.numbered(number, count))
            # Each label after this one has a note at least; the last has all that are left.
            most = len(notes) - (count - number)
            numbers = (most,) if number == count else range(most, 0, -1)
            face = self._holding(told, scale, [notes[:each] for each in numbers])
            if face is None:
                return ()
            found.append(face)
            notes = notes[_notes_on(face) :]
        return tuple(found)

    def _holding(
        self, told: Contents, scale: Scale, choices: Sequence[Sequence[str]]
    ) -> Face | None:
        for setting in self._settings(told, (scale,)):
            for notes in choices:
                if face := self._fitted(setting, notes, 0):
                    return face
        return None

    def _fitted(self, setting: Setting, notes: Sequence[str], most: int) -> Face | None:
        """Return the label with at most so many blocks beside the code, and the code large."""
        self.refusal = TOO_MANY_WORDS
        for beside, symbol in setting.tries(self._symbols, most):
            try:
                if face := setting.fitted(notes, symbol, beside):
                    return face
            except Unprintable as too_wide:
                self.refusal = too_wide
        return None

    def _settings(self, told: Contents, scales: Sequence[Scale]) -> Iterator[Setting]:
        """Yield a setting for each scale at which all has room in the label's width."""
        for scale in scales:
            try:
                yield Setting(told, scale, self._design, self._sheet)
            except Unprintable as too_wide:
                self.refusal = too_wide


def _notes_on(face: Face) -> int:
    return sum(name == "note" for name, _ in face.parts)
