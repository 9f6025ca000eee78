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
from reports.marks import Line
from reports.shapes import forbidding

Label: TypeAlias = BagLabel | CompanionLabel
Maker: TypeAlias = Callable[[float, Scale], Block]
"""Returns a part of the label, measured and set in a width in points."""

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
    - parts: the name and text of every printed part, in the order in which it is read
    """

    head: tuple[Maker, ...]
    lower: tuple[Maker, ...]
    parts: tuple[tuple[str, str], ...]


def contents(label: Label) -> Contents:
    """Return the first label: all but the notes."""
    parts = tuple((name, text) for name, text in label.parts() if name != "note" and text)
    if isinstance(label, BagLabel):
        return Contents(_bag_head(label, whole=True), _bag_lower(label), parts)
    return Contents(_companion_head(label), _companion_lower(label), parts)


def continued(label: Label) -> Contents:
    """Return a further label: whom and what it is for, and the notes."""
    head = tuple((name, text) for name, text in label.head if text)
    if isinstance(label, BagLabel):
        return Contents(_bag_head(label, whole=False), (), head)
    return Contents(_companion_head(label), (), head)


def spreads(label: Label) -> Iterator[Label]:
    """Yield the label with more and more of its words among the notes, which may flow on.

    Of a bag that is the line below the drug, and then its cautions from the first on; of another
    label its lines from the last on.
    """
    if isinstance(label, BagLabel):
        particulars = (label.particulars,) if label.particulars else ()
        for count in range(len(label.cautions) + 1):
            flowing, staying = label.cautions[:count], label.cautions[count:]
            notes = (*flowing, *particulars, *label.notes)
            yield replace(label, particulars="", cautions=staying, notes=notes)
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
        *(
            lambda room, scale, moment=moment: line_box(moment, room, scale.times)
            for moment in label.taken_out
        ),
        lambda room, scale: time_boxes(label.moments, room, scale.times),
        *_warned(label.warnings),
        *_cautioned(label.cautions),
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
        makers.append(lambda room, scale: time_boxes(label.timed, room, scale.times))
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


def _warned(warnings: Sequence[str]) -> tuple[Maker, ...]:
    return (
        (lambda room, scale: bar(warnings, room, scale.warning, scale.around),) if warnings else ()
    )


def _cautioned(cautions: Sequence[str]) -> tuple[Maker, ...]:
    paragraphs = [((caution, True),) for caution in cautions]
    return (lambda room, scale: flowing_block(paragraphs, room, scale.body),) if cautions else ()


def _rule(room: float, _: Scale) -> Block:
    return Block(RULE, (Line((0, RULE / 2), (room, RULE / 2), RULE),))
