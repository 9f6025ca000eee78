"""The kinds of label that a preparation has, and what each is called."""

from enum import StrEnum


class LabelKind(StrEnum):
    """What a label is put on; the values stand in logs for ever."""

    BAG = "bag"
    VIAL = "vial"
    SYRINGE = "syringe"
    LIGHT_COVER = "light-cover"
    TRANSPORT = "transport"

    @property
    def goes_with_the_bag(self) -> bool:
        """Whether it says what the bag's label says, and may exist no sooner than that."""
        return self in (LabelKind.BAG, LabelKind.LIGHT_COVER, LabelKind.TRANSPORT)


_SIGNS = {
    LabelKind.BAG: "",
    LabelKind.VIAL: "V",
    LabelKind.SYRINGE: "S",
    LabelKind.LIGHT_COVER: "C",
    LabelKind.TRANSPORT: "T",
}
_WORDS = {
    LabelKind.BAG: "bag label",
    LabelKind.VIAL: "label of vial",
    LabelKind.SYRINGE: "label of syringe",
    LabelKind.LIGHT_COVER: "light-cover label",
    LabelKind.TRANSPORT: "transport label",
}


def sign(kind: LabelKind, number: int) -> str:
    """Return the short sign of a companion label, such as "V1" or "T"; "" for the bag's own.

    It stands in its code and in the name of its file. `number` is 0 where there is only one.
    """
    return f"{_SIGNS[kind]}{number or ''}"


def called(kind: LabelKind, number: int) -> str:
    """Return what a label is called, such as "label of vial 1" or "transport label"."""
    return f"{_WORDS[kind]} {number}" if number else _WORDS[kind]


def file_name(preparation: str, kind: LabelKind, number: int, copy: int) -> str:
    """Return the name of a label's file, such as "2611-0042-1.pdf" or "2611-0042-V1-1.pdf"."""
    parts = (preparation, sign(kind, number), str(copy))
    return f"{'-'.join(part for part in parts if part)}.pdf"
