"""Where everything on the bag label goes.

The label is a stack of blocks. The scales are tried from the roomiest to the tightest, and within
each the code from its largest modules to its smallest; the first that holds every word is taken.
Name, drug and dose are nowhere smaller than 12 points. What does not fit even then is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.bag_label import BagLabel
from reports.block import Block
from reports.datamatrix import Cells, Symbol
from reports.label_bar import bar
from reports.label_blocks import (
    boxes,
    drug_block,
    notes_block,
    patient_block,
    take_out_box,
    text_blocks,
)
from reports.marks import Line, Mark
from reports.refusal import Unprintable
from reports.sheet import Sheet

SHEET = Sheet(width=288, height=216)
MARGIN = 9.0
"""Left blank around the edge, in points: label stock shifts by a millimetre or two."""

ROOM = SHEET.width - 2 * MARGIN
RULE = 1.2
"""Thickness of the line below the patient."""

MODULE_DOTS = (7, 6, 5, 4, 3)
"""Printer dots a module, largest first; 3 dots at 203 dpi are 0.375 mm."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Type sizes and the least gap between two blocks, in points."""

    name: float
    drug: tuple[float, ...]
    wrapped_drug: float
    body: float
    caption: float
    moment: float
    warning: float
    note: float
    gap: float


SCALES = (
    Scale(15, (18, 17, 16), 17, 9, 7, 13, 8.5, 7.5, 5),
    Scale(14, (16, 15), 16, 9, 7, 13, 8.5, 7, 3.6),
    Scale(13, (15, 14), 14, 8.5, 6.5, 13, 8, 6.5, 3.5),
    Scale(12, (14, 13, 12), 12, 8, 6, 12, 7.5, 6, 2.5),
    Scale(12, (14, 13, 12), 12, 7.5, 6, 12, 7, 5.5, 2),
)


def laid_out(label: BagLabel, cells: Cells) -> tuple[Mark, ...]:
    """Return the marks of the whole label, its words in the order of `label.parts()`.

    Raises Unprintable, naming the text, when something does not fit at the tightest scale.
    """
    for scale in SCALES:
        try:
            upper = _upper(label, scale)
            for dots in MODULE_DOTS:
                if marks := _fitted(label, scale, upper, Symbol(cells, dots)):
                    return marks
            refusal = Unprintable(
                "The label has too many words for its size. Shorten the name, the drug or the "
                "notes and print again."
            )
        except Unprintable as too_wide:
            refusal = too_wide
    raise refusal


def _upper(label: BagLabel, scale: Scale) -> tuple[Block, ...]:
    """Return all blocks above the notes."""
    blocks = (
        patient_block(label, ROOM, scale.name, scale.body),
        Block(RULE, (Line((0, RULE / 2), (ROOM, RULE / 2), RULE),)),
        drug_block(label, ROOM, scale.drug, scale.wrapped_drug),
        text_blocks(label, ROOM, scale.body),
        take_out_box(label, ROOM, scale.body, scale.moment),
        boxes(label, ROOM, scale.caption, scale.moment),
        bar(label.warnings, ROOM, scale.warning),
    )
    return tuple(block for block in blocks if block.height)


def _fitted(
    label: BagLabel, scale: Scale, upper: tuple[Block, ...], symbol: Symbol
) -> tuple[Mark, ...] | None:
    """Return the blocks stacked, the notes below them and the code at bottom right, or None."""
    notes = notes_block(label, ROOM - symbol.side - symbol.quiet, scale.note)
    foot = max(notes.height, symbol.side + max(0, symbol.quiet - scale.gap))
    spare = SHEET.height - 2 * MARGIN - sum(block.height for block in upper) - foot
    gap = min(spare / len(upper), 2 * scale.gap)
    if gap < scale.gap:
        return None
    marks: list[Mark] = []
    y = MARGIN
    for block in upper:
        marks += block.at(MARGIN, y)
        y += block.height + gap
    marks += notes.at(MARGIN, y)
    corner = SHEET.width - MARGIN - symbol.side, SHEET.height - MARGIN - symbol.side
    return (*marks, symbol.drawn(*corner))
