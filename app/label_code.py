"""The code of a label: its figures, a digest of its words, the site's key and its signature.

(91) preparation, (92) copy, (90) kind and number where it is not the bag's label, (93) start by,
(94) finish by, (95) dose, (97) out of the refrigerator by, (98) not before, (96) the first 16
signs of the SHA-256 of its words and the public key, (99) the signature over all before it. Times
are in UTC. Codes of earlier releases end with 16 signs at (96).
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from app.core.label_kind import LabelKind
from app.core.preparation import Preparation
from app.core.quantity import Quantity, exactly, measured_in, show
from app.core.refused import Refused
from app.core.timing import Name, deadline_named
from app.intake.gs1 import Scanned
from app.label_signing import Key

_ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta(microseconds=1)
_LETTERS = {
    LabelKind.BAG: "",
    LabelKind.VIAL: "V",
    LabelKind.SYRINGE: "S",
    LabelKind.LIGHT_COVER: "C",
    LabelKind.TRANSPORT: "T",
}
_NUMBERED = (LabelKind.VIAL, LabelKind.SYRINGE)
_DIGEST = 16


def kind_of(field: str) -> tuple[LabelKind, int]:
    """Return the kind and number of what (90) says, such as "V1"; raises ValueError for others."""
    for kind, letter in _LETTERS.items():
        form = f"{letter}([1-9][0-9]?)" if kind in _NUMBERED else f"{letter}()"
        if letter and (match := re.fullmatch(form, field, re.ASCII)):
            return kind, int(match[1] or 0)
    raise ValueError(f"not a kind of label: {field!r}")


def figures_code(
    state: Preparation, copy: int, kind: LabelKind = LabelKind.BAG, number: int = 0
) -> str:
    """Return the code of a label as far as it stands for figures: without that for its words.

    `number` is that of a vial or syringe. Raises KeyError where nothing was reconstituted,
    IndexError for a syringe that is not drawn with.
    """
    head = (("91", state.opened.number), ("92", str(copy)))
    if kind in _NUMBERED:
        what = ("90", f"{_LETTERS[kind]}{number}")
        return element_string((*head, what, ("95", _plain(dose_in(state, kind, number)))))
    which = () if kind is LabelKind.BAG else (("90", _LETTERS[kind]),)
    start = deadline_named(state.deadlines(), Name.START).at
    end = deadline_named(state.deadlines(), Name.END).at
    return element_string(
        (
            *head,
            *which,
            ("93", _minute(start)),
            ("94", _minute(end)),
            ("95", _plain(state.plan.delivered)),
            *_take_out_field(state),
            *_not_before_field(state),
        )
    )


def dose_in(state: Preparation, kind: LabelKind, number: int) -> Quantity:
    """Return the mg in a vial, as much as can be withdrawn, or in a syringe."""
    if kind is LabelKind.VIAL:
        return state.monograph.delivered_dose.value
    return drug_in(state, state.draws[number - 1].volume)


def drug_in(state: Preparation, volume: Quantity) -> Quantity:
    """Return the mg in a volume of the reconstituted drug."""
    with exactly():
        return measured_in(volume * state.monograph.reconstituted_concentration.value, "mg")


def _plain(dose: Quantity) -> str:
    return show(dose).replace(" ", "")


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%y%m%d%H%M}"


def _take_out_field(state: Preparation) -> tuple[tuple[str, str], ...]:
    found = [each.at for each in state.deadlines() if each.name is Name.TAKE_OUT]
    return tuple(("97", _minute(at)) for at in found)


def _not_before_field(state: Preparation) -> tuple[tuple[str, str], ...]:
    soonest = not_before(state)
    return () if soonest is None else (("98", _minute(soonest)),)


def not_before(state: Preparation) -> datetime | None:
    """Return when it may start at the earliest as labels say it: not before that whole minute.

    None where nothing says so. Labels show no seconds: the minute shown is the next whole one.
    """
    soonest = state.start_not_before()
    return None if soonest is None else soonest.at + _ALMOST_A_MINUTE


def bears_figures(
    code: str, state: Preparation, copy: int, kind: LabelKind = LabelKind.BAG, number: int = 0
) -> bool:
    """Tell whether the code of a label says the figures of the record.

    Labels of earlier versions say nothing of the time before which it may not start.
    """
    figures = figures_code(state, copy, kind, number)
    before = re.sub(r"\(98\)[0-9]{10}", "", figures)
    return code.startswith((f"{figures}(96)", f"{before}(96)"))


def signed_code(figures: str, texts: Iterable[str], key: Key) -> str:
    """Return the whole code of a label that says `texts`, signed."""
    return signed(f"{figures}(96){digest_of(words_in(texts))}{key.public}", key)


def signed(text: str, key: Key) -> str:
    """Return a code with its signature."""
    return f"{text}(99){key.sign(text)}"


def words_in(texts: Iterable[str]) -> list[str]:
    """Return the words of texts, in their order."""
    return [word for text in texts for word in text.split()]


def digest_of(words: Iterable[str]) -> str:
    """Return what a code says of a label's words, whatever lines they stand in."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:_DIGEST].upper()


def typed_code(code: str) -> str:
    """Return the short form of a label's code that stands on it in letters, for typing.

    It is the copy and the first four signs of the digest of the label's words, such as "1-6D6B".
    """
    fields = fields_of(code)
    return f"{fields['92']}-{fields['96'][:4]}"


def fields_of(code: str) -> dict[str, str]:
    """Return the fields of a code in the form that the log keeps, by their numbers."""
    return dict(re.findall(r"\(([0-9]{2})\)([^(]*)", code))


def parts_of(code: str) -> tuple[str, str, str, str] | None:
    """Return what is signed, the digest, the public key and the signature; None if not signed."""
    text, mark, signature = code.partition("(99)")
    check = fields_of(text).get("96", "")
    if not mark and len(check) <= _DIGEST:
        return None
    return text, check[:_DIGEST], check[_DIGEST:], signature


def element_string(fields: tuple[tuple[str, str], ...]) -> str:
    """Return fields as the bracketed text of a GS1 code."""
    return "".join(f"({identifier}){value}" for identifier, value in fields)


def code_of(scanned: Scanned) -> str:
    """Return what a scan of a label says, in the form that the log keeps of a printed label.

    Raises Refused where it says more than a label does, or holds what parts one field from another.
    """
    product = (scanned.gtin, scanned.lot, scanned.expiry, scanned.serial, scanned.ndc)
    if any(each is not None for each in (*product, scanned.count)) or scanned.others:
        raise Refused(
            "This is not the code of a label of Umbra's: it holds fields of a product besides. Do "
            "not go by it; scan the label itself, and ask the pharmacy that made it."
        )
    if any(set(value) & set("()\\") for _, value in scanned.internal):
        raise Refused(
            "This is not the code of a label of Umbra's: a field of it holds a bracket or a "
            "backslash. Do not go by it; ask the pharmacy that made it."
        )
    return element_string(scanned.internal)
