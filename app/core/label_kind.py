"""The kinds of label that a preparation has."""

from enum import StrEnum


class LabelKind(StrEnum):
    """What a label is on."""

    BAG = "bag"
    VIAL = "vial"
    SYRINGE = "syringe"
    LIGHT_COVER = "light-cover"
    TRANSPORT = "transport"
