"""What stands on a label, as blocks that are yet to be given their width."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from reports.bag_label import BagLabel
from reports.block import Block
from reports.companion_label import CompanionLabel
from reports.label_bar import bar
from reports.label_blocks import drug_block, flowing_block, patient_block, title_block
from reports.label_scale import Scale
from reports.label_times import line_box, time_boxes
from reports.mark_band import mark_band
from reports.marks import Line
from reports.moment import Moment
from reports.shapes import forbidding

Label: TypeAlias = BagLabel | CompanionLabel
Parts: TypeAlias = tuple[tuple[str, str], ...]
"""Names and texts."""

Maker: TypeAlias = Callable[[float, Scale], Block]
"""Returns a part of the label, measured and set in a width in points."""

NO_BREAK = "\u00a0"

RULE = 1.2
"""Thickness of the line below the patient."""

TITLE = 0.9
"""The type of the title, as a part of that of the name."""

FORBIDS = 1.2
"""The type of what is forbidden, as a multiple of that of the warnings."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The blocks of one label, from its top to its notes.

    - head: whom and what it is for; always as wide as the label
    - lower: the blocks below, beside which the code may stand
    - parts: the name and text of every printed part but the notes, in the order in which it is read
    - marker: heads the notes in bold type: which label of how many; "" where that is not said, or
      stands with the cautions
    """

    head: tuple[Maker, ...]
    lower: tuple[Maker, ...]
    parts: Parts
    marker: str


def contents(label: Label, marker: str) -> Contents:
    """Return the first label: all but the notes. `marker` says which of how many, or is ""."""
    told = tuple((name, text) for name, text in label.parts() if name != "note" and text)
    cautions = _cautioned(label.cautions, marker)
    lower = _bag_lower(label) if isinstance(label, BagLabel) else _companion_lower(label)
    head = _head(label, whole=True)
    return Contents(head, (*lower, *cautions), *_marked(label, told, marker))


def continued(label: Label, marker: str) -> Contents:
    """Return a further label: whom and what it is for, its cautions, and the notes."""
    told = tuple((name, text) for name, text in label.head if text)
    head = (*_head(label, whole=False), *_cautioned(label.cautions, marker))
    return Contents(head, (), *_marked(label, told, marker))


def _head(label: Label, whole: bool) -> tuple[Maker, ...]:
    about = _bag_head(label, whole) if isinstance(label, BagLabel) else _companion_head(label)
    if not label.mark:
        return about
    return (lambda room, scale: mark_band(label.mark, room, scale.caption), *about)


def _marked(label: Label, told: Parts, marker: str) -> tuple[Parts, str]:
    """Return all that is read before the notes, and what heads those in type of their own."""
    counted = (("count of labels", marker),) if marker else ()
    return (*told, *counted), "" if label.cautions else marker


def spreads(label: Label) -> Iterator[Label]:
    """Yield the label with more and more of its words among the notes, which may flow on.

    Of a bag that is the line below the drug; of another label its lines from the last on. What is
    to be done, when it is due and that it is a copy stands on the first label always.
    """
    if isinstance(label, BagLabel):
        if label.particulars:
            yield replace(label, particulars="", notes=(label.particulars, *label.notes))
        return
    for count in range(len(label.lines) - 1, -1, -1):
        staying, flowing = label.lines[:count], label.lines[count:]
        yield replace(label, lines=staying, notes=(*flowing, *label.notes))


def _bag_head(label: BagLabel, whole: bool) -> tuple[Maker, ...]:
    below = (label.born, label.location) if whole else ("", "")
    return (
        lambda room, scale: patient_block(
            (label.patient, label.identifier),
            room,
            scale.name,
            below,
            scale.body,
            scale.leading,
            dense=scale.dense,
        ),
        _rule,
        lambda room, scale: drug_block(
            label.drug,
            label.dose,
            room,
            scale.drug,
            scale.wrapped_drug,
            scale.leading,
            (label.captions.dose, scale.caption),
        ),
    )


def _bag_lower(label: BagLabel) -> tuple[Maker, ...]:
    paragraphs = (
        ((label.particulars, False),),
        ((label.diluent, False), (label.total_volume, True), (label.bracketed, False)),
        ((label.route, True), (label.rate, False)),
    )
    return (
        lambda room, scale: flowing_block(paragraphs, room, scale.body),
        *_boxed(label.first_moments),
        lambda room, scale: time_boxes(label.moments, room, scale.times),
        *_warned(label.warnings),
    )


def _companion_head(label: CompanionLabel) -> tuple[Maker, ...]:
    patient: tuple[Maker, ...] = (
        lambda room, scale: patient_block(
            (label.patient, label.identifier),
            room,
            scale.name,
            ("", ""),
            scale.body,
            scale.leading,
            dense=scale.dense,
        ),
        _rule,
    )
    return (
        lambda room, scale: title_block(label.title, room, TITLE * scale.name, scale.padding),
        *(patient if label.patient else ()),
        lambda room, scale: drug_block(
            label.drug, label.amount, room, scale.drug, scale.wrapped_drug, scale.leading
        ),
    )


def _companion_lower(label: CompanionLabel) -> tuple[Maker, ...]:
    makers: list[Maker] = []
    if label.lines:
        paragraphs = [((line, False),) for line in label.lines]
        makers.append(lambda room, scale: flowing_block(paragraphs, room, scale.body))
    if label.moments:
        # The last two side by side, as on the bag.
        makers += _boxed(label.timed[:-2])
        makers.append(lambda room, scale: time_boxes(label.timed[-2:], room, scale.times))
    if label.forbids:
        makers.append(
            lambda room, scale: bar(
                (label.forbids,),
                room,
                FORBIDS * scale.warning,
                scale.around,
                forbidding,
                "prohibition",
            )
        )
    return (*makers, *_warned(label.warnings))


def _boxed(moments: Sequence[Moment]) -> tuple[Maker, ...]:
    return tuple(
        lambda room, scale, moment=moment: line_box(moment, room, scale.times) for moment in moments
    )


def _warned(warnings: Sequence[str]) -> tuple[Maker, ...]:
    return (
        (lambda room, scale: bar(warnings, room, scale.warning, scale.around),) if warnings else ()
    )


def _cautioned(cautions: Sequence[str], marker: str) -> tuple[Maker, ...]:
    """Return the cautions in bold type, and on their last line which label of how many it is."""
    if not cautions:
        return ()
    *others, last = cautions
    # A count that is cut in two could be taken for another.
    marked = ((last, True), *([(marker.replace(" ", NO_BREAK), True)] if marker else []))
    paragraphs = [*(((caution, True),) for caution in others), marked]
    return (lambda room, scale: flowing_block(paragraphs, room, scale.body),)


def _rule(room: float, _: Scale) -> Block:
    return Block(RULE, (Line((0, RULE / 2), (room, RULE / 2), RULE),))
