"""National Drug Codes: read as they are written, and brought to one form.

An NDC has three segments: labeler, product and package. Until 2033 a label shows ten digits, with
the hyphens after 4-4-2, 5-3-2 or 5-4-1 of them; claims use 5-4-2. From 7 March 2033 every label
shows twelve, 6-4-2, and an older NDC gets leading zeros in each segment (91 FR 10749). That last
form is the only one in which two NDCs can be compared, so `Ndc` is always that.

Where the hyphens stand cannot be seen from ten digits alone: they give the product number of the
bar code, which holds the ten, but no `Ndc`.
"""

import re
from dataclasses import dataclass

from app.core.refused import Refused
from app.intake.gs1_fields import check_digit
from app.intake.wording import shown

_TEN = frozenset({(4, 4, 2), (5, 3, 2), (5, 4, 1)})
_LONGER = frozenset({(5, 4, 2), (6, 4, 2)})
_WORD = re.compile("NDC:? ?", re.IGNORECASE)
# No longer than this: a product number before a lot such as 12-345-6 is no NDC.
_LIKE = re.compile("NDC.*|[0-9]{1,8}-[0-9]{1,8}-[0-9]{1,8}", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ndc:
    """An NDC with 6, 4 and 2 digits; as text, such as 000008-0100-01."""

    labeler: str
    product: str
    package: str

    def __str__(self) -> str:
        return f"{self.labeler}-{self.product}-{self.package}"

    def ten_digits(self) -> frozenset[str]:
        """Return each ten digits that this NDC could have been before it was padded.

        There are several where segments start with zeros, and none where the labeler has six.
        """
        segments = (self.labeler, self.product, self.package)
        return frozenset(
            "".join(segment[-length:] for segment, length in zip(segments, lengths, strict=True))
            for lengths in _TEN
            if _padded(segments, lengths) == segments
        )


@dataclass(frozen=True, slots=True)
class WrittenNdc:
    """What a written NDC says: `ndc`, unless the hyphens are unknown; its `ten` digits, if ten."""

    ndc: Ndc | None
    ten: str | None

    @property
    def gtin(self) -> str | None:
        """The product number of 14 digits: 0, 03, the ten, check digit; None unless ten."""
        if self.ten is None:
            return None
        digits = f"003{self.ten}"
        return digits + check_digit(digits)

    def may_be(self, gtin: str) -> bool:
        """Return whether a product number of 14 digits may be that of this NDC.

        Only a number of the range of NDCs (03 after the packing digit) can be compared; any
        other may belong to every NDC.
        """
        if gtin[1:3] != "03":
            return True
        ten = gtin[3:13]
        if self.ndc is None or self.ten is not None:
            return ten == self.ten
        return ten in self.ndc.ten_digits()


def is_like_ndc(text: str) -> bool:
    """Return whether `text` is meant as an NDC: it says so, or is three numbers with hyphens."""
    return _LIKE.fullmatch(text) is not None


def read_ndc(text: str, *, named: bool = False) -> WrittenNdc:
    """Return what a written NDC says; raises Refused for all that is not clearly one.

    `named` tells that something else already said that this is an NDC, such as the field 715.
    Otherwise digits without hyphens need the word NDC before them: ten say no segments, eleven
    are 5-4-2, the form of claims, and twelve are 6-4-2.
    """
    word = _WORD.match(text)
    number = text[word.end() :] if word else text
    if re.fullmatch("[0-9]+-[0-9]+-[0-9]+", number):
        return _with_hyphens(text, tuple(number.split("-")))
    if not (word or named) or not re.fullmatch("[0-9]{10,12}", number):
        raise _not_an_ndc(text)
    if len(number) == 10:
        return WrittenNdc(None, number)
    return WrittenNdc(Ndc(number[:-6].zfill(6), number[-6:-2], number[-2:]), None)


def _with_hyphens(text: str, segments: tuple[str, ...]) -> WrittenNdc:
    lengths = tuple(len(segment) for segment in segments)
    if lengths not in _TEN | _LONGER:
        raise _not_an_ndc(text)
    labeler, product, package = segments
    ndc = Ndc(labeler.zfill(6), product.zfill(4), package.zfill(2))
    return WrittenNdc(ndc, "".join(segments) if lengths in _TEN else None)


def _padded(segments: tuple[str, str, str], lengths: tuple[int, int, int]) -> tuple[str, ...]:
    """Return the segments as they are after cutting each to a length and padding it again."""
    return tuple(
        segment[-length:].zfill(len(segment))
        for segment, length in zip(segments, lengths, strict=True)
    )


def _not_an_ndc(text: str) -> Refused:
    return Refused(
        f"“{shown(text)}” is not an NDC; expected its three parts with hyphens, such as NDC "
        "0008-0100-01 or NDC 000008-0100-01. Compare each digit with the label, or scan the GS1 "
        "code of the product."
    )
