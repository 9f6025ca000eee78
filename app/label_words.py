"""The fixed words of every label: one file for each language and region, read strictly.

A translation is nothing but a file: the same entries with the same placeholders, and what the
monographs say in its language. Nothing else of a label is words of ours.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from string import Formatter
from typing import Any

from app.core.formulary import Monograph
from app.core.refused import Refused
from app.core.stated import Section
from reports.captions import ENGLISH, Captions

_PLACEHOLDERS = """
patient.identifier number
patient.born date
dose.calculated amount
dose.ordered amount
dose.rounded exact amount
dose.cycle cycle day
dose.diluent diluent
dose.over length
dose.one-bag
dose.one-syringe
dose.one-hour
dose.hours count
dose.one-minute
dose.minutes count
dose.one-second
dose.seconds count
notes.void copy
notes.void-one copy
notes.single-dose
notes.reconstituted time
notes.diluted time
notes.preparation number
notes.lot lot expiry
notes.not-on-package
notes.one-vial
notes.vials count
notes.prepared name
notes.checked name
notes.pharmacy name telephone
notes.code
vial.title number count
vial.content volume diluent delivered
vial.reconstituted time
vial.dilute-by
vial.forbids
syringe.title number count
syringe.content volume concentration
syringe.drawn time
syringe.dilute-by
syringe.forbids
light-cover.title
light-cover.content what volume diluent
light-cover.keep-on
transport.title
transport.hazardous
transport.handling
transport.content what volume diluent
transport.to location
transport.from name telephone
"""
_TEXTS = {
    name: frozenset(placeholders)
    for name, *placeholders in (row.split() for row in _PLACEHOLDERS.strip().splitlines())
}
_HEAD = ("language", "region", "version", "named", "brand")
# The texts of a monograph that stand on labels; not every monograph has each.
_ON_LABELS = ("store-at-room-temperature", "store-in-refrigerator", "do-not-mix")
_CAPTIONS = tuple(field.name for field in fields(Captions))

# How an error-prone way of writing is called, and what it looks like (ISMP, list of error-prone
# abbreviations and dose designations).
_ERROR_PRONE = (
    ("a trailing zero", re.compile(r"[0-9]\.[0-9]*0(?![0-9])")),
    ("a decimal point without a zero before it", re.compile(r"(?<![0-9])\.[0-9]")),
    ("“U” for units", re.compile(r"(?<![A-Za-z])[Uu](?![\w.-])")),
    ("“IU”", re.compile(r"(?<![A-Za-z])IU(?![A-Za-z])")),
    ("“QD” or “QOD”", re.compile(r"(?<![A-Za-z])[Qq]\.?[Oo]?\.?[Dd](?![A-Za-z])")),
    ("“cc” for mL", re.compile(r"(?<![A-Za-z])cc(?![A-Za-z])", re.IGNORECASE)),
    ("“µg” for mcg", re.compile("[µμ]g")),
    ("“>” or “<”", re.compile("[<>]")),
)


class BrandCase(StrEnum):
    """How a brand name is written; the two papers of ISMP ask for different cases."""

    UPPER = "upper-case"
    CAPITALISED = "capitalised"


@dataclass(frozen=True, slots=True)
class LabelWords:
    """One template: every fixed word of every label, in one language for one region.

    `text` is the exact text of its file and `digest` the SHA-256 of that as hex. `texts` are the
    words by their place in the file, such as "notes.lot"; `translated` what monographs say.
    """

    language: str
    region: str
    version: int
    named: str
    brand_case: BrandCase
    captions: Captions
    texts: Mapping[str, str]
    translated: Mapping[str, str]
    text: str
    digest: str

    @property
    def identifier(self) -> str:
        """Return which template it is, of whatever version: language and region, "en-us"."""
        return f"{self.language}-{self.region.lower()}"

    @property
    def template(self) -> str:
        """Return what the log says of a label's template: identifier, version, content."""
        return f"{self.identifier} {self.version} {self.digest[:16]}"

    def say(self, place: str, /, **values: str) -> str:
        """Return the words of a place such as "notes.lot", its placeholders filled in."""
        return self.texts[place].format(**values)

    def brand(self, brand: str) -> str:
        """Return a brand name in the case that the template asks for."""
        if self.brand_case is BrandCase.UPPER:
            return brand.upper()
        return " ".join(word.capitalize() for word in brand.split())

    def of_monograph(self, words: str) -> str:
        """Return what a monograph says in the language of the label; raises Refused.

        A monograph is written in English.
        """
        if self.language == "en":
            return words
        if words not in self.translated:
            raise Refused(
                f"The label template {self.identifier} has no translation of “{words}”, which the "
                "monograph says; expected an entry for it under [monograph]. Add it, and let two "
                "pharmacists approve the template anew."
            )
        return self.translated[words]

    def require_translated(self, monograph: Monograph) -> None:
        """Raise Refused where a monograph says on a label what this does not translate."""
        for words in said_on_labels(monograph):
            self.of_monograph(words)


def said_on_labels(monograph: Monograph) -> tuple[str, ...]:
    """Return all that a monograph says on labels: names, route, warnings, storage."""
    named = (monograph.drug, monograph.diluent, monograph.reconstitution_diluent, monograph.route)
    warnings = tuple(warning.words for warning in monograph.warnings)
    sentences = tuple(each.words for name in _ON_LABELS if (each := monograph.texts.get(name)))
    return (*named, *warnings, *sentences)


def read_words(text: str) -> LabelWords:
    """Return the template of a file's text; raises Refused for whatever is not just as expected."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Refused(f"It is no TOML file: {fault}.") from fault
    expected = {name.partition(".")[0] for name in _TEXTS} | {"template", "captions", "monograph"}
    Section("The file", data).require_known(sorted(expected))
    for name, table in data.items():
        if not isinstance(table, dict):
            raise Refused(f"“{name}” is not a section; expected [{name}] and its entries.")
    return _words_of(data, text)


def differences(before: str, now: LabelWords) -> tuple[tuple[str, str, str], ...]:
    """Return what differs from the text of an earlier template: place, words before, words now.

    Those of earlier releases had other entries; they are told all the same. Nothing for a text
    that is no template of any release.
    """
    earlier, later = _entries(before), _entries(now.text)
    if not earlier:
        return ()
    return tuple(
        (place, earlier.get(place, ""), later.get(place, ""))
        for place in dict.fromkeys((*earlier, *later))
        if earlier.get(place, "") != later.get(place, "")
    )


def _entries(text: str) -> dict[str, str]:
    """Return the entries of a file by place as `every_word` does, whatever they are."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
    return {
        key if section == "template" else f"{section}.{key}": str(said)
        for section, table in data.items()
        if isinstance(table, dict)
        for key, said in table.items()
    }


def every_word(words: LabelWords) -> dict[str, str]:
    """Return all that a template says, by its place in the file."""
    captions = {
        f"captions.{name.replace('_', '-')}": getattr(words.captions, name) for name in _CAPTIONS
    }
    translated = {f"monograph.{said}": there for said, there in words.translated.items()}
    head = {"version": str(words.version), "named": words.named, "brand": words.brand_case.value}
    return {**head, **captions, **words.texts, **translated}


def _words_of(data: Mapping[str, Any], text: str) -> LabelWords:
    head = Section("[template]", data["template"])
    head.require_known(_HEAD)
    return LabelWords(
        language=_code(head, "language", "[a-z]{2}", "two small letters, such as “en”"),
        region=_code(head, "region", "[A-Z]{2}", "two capital letters, such as “US”"),
        version=head.count("version", 1, 9999),
        named=head.words("named"),
        brand_case=_brand_case(head),
        captions=_captions(Section("[captions]", data["captions"])),
        texts=_texts(data),
        translated=_translated(Section("[monograph]", data["monograph"])),
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _code(head: Section, key: str, form: str, expected: str) -> str:
    found = head.words(key)
    if not re.fullmatch(form, found):
        raise head.refused(key, expected)
    return found


def _brand_case(head: Section) -> BrandCase:
    try:
        return BrandCase(head.words("brand"))
    except ValueError:
        raise head.refused("brand", " or ".join(f"“{each}”" for each in BrandCase)) from None


def _captions(section: Section) -> Captions:
    places = {name.replace("_", "-"): name for name in _CAPTIONS}
    section.require_known(tuple(places))
    return Captions(**{name: _caption(section, place, name) for place, name in places.items()})


def _caption(section: Section, place: str, name: str) -> str:
    # The one caption that a label may do without.
    if name == "dose" and section.row[place] == "":
        return ""
    return _checked(section, place, _placeholders(getattr(ENGLISH, name)))


def _texts(data: Mapping[str, Any]) -> Mapping[str, str]:
    keys: dict[str, list[str]] = {}
    for name in _TEXTS:
        section, _, key = name.partition(".")
        keys.setdefault(section, []).append(key)
    found: dict[str, str] = {}
    for name, wanted in keys.items():
        read = Section(f"[{name}]", data[name])
        read.require_known(wanted)
        for key in wanted:
            found[f"{name}.{key}"] = _checked(read, key, _TEXTS[f"{name}.{key}"])
    return found


def _translated(section: Section) -> Mapping[str, str]:
    # Braces mean nothing here: a monograph's words stand on the label as they are.
    for key in section.row:
        _require_safe(section, key, section.words(key))
    return dict(section.row)


def _checked(section: Section, key: str, expected: frozenset[str]) -> str:
    """Return the words of an entry; raises Refused for other placeholders than expected."""
    words = section.words(key)
    try:
        found = _placeholders(words)
    except ValueError:
        found = frozenset({"?"})
    if found != expected or words.count("{") != len(expected):
        wanted = ", ".join(f"{{{each}}}" for each in sorted(expected)) or "no placeholder"
        raise section.refused(key, f"words with {wanted}, each once and written just so")
    _require_safe(section, key, words)
    return words


def _placeholders(words: str) -> frozenset[str]:
    """Return the names in braces; raises ValueError for braces that name nothing plainly."""
    parts = tuple(Formatter().parse(words))
    if any(form or conversion for _, _, form, conversion in parts):
        raise ValueError(words)
    return frozenset(name for _, name, _, _ in parts if name is not None)


def _require_safe(section: Section, key: str, words: str) -> None:
    for called, form in _ERROR_PRONE:
        if form.search(words):
            raise section.refused(key, f"words without {called}, which is often misread")
