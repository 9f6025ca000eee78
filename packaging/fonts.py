"""How the font files in ``resources/fonts`` were made.

``fonts.py SOURCE TARGET`` reads ``Inter-Regular.woff2``, ``Inter-Bold.woff2`` and ``LICENSE.txt``
(version 4 of the Inter family, SIL Open Font License 1.1, as published in the npm package
``inter-ui``) from the folder SOURCE, and writes ``UmbraSans-Regular.ttf``, ``UmbraSans-Bold.ttf``
and ``OFL.txt`` into the folder TARGET. Equal input gives equal bytes.

What is changed, and why:

* Capital I gets its serifs, small l its tail and 0 its slash, so that I l 1 and O 0 cannot be taken
  for each other; 3 6 and 9 are open, so that a poor print does not make an 8 of them; the figures
  are all of one width, so that columns stand under each other. Those shapes are choices an
  application has to make in the original; here they are the only ones, because a PDF writer cannot
  choose.
* The space is wider, so that a dose stands clear of its unit in bold type too.
* ``calt`` goes: it draws ``->`` as an arrow and raises colons, so what is seen would not be what
  was typed.
* Scripts and symbols the program does not print go, to keep each file small.
* The name: a changed font must not go by the name of the original.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Umbra Sans"
WEIGHTS = ("Regular", "Bold")
FROZEN = ("cv08", "cv05", "cv10", "tnum", "ss01", "zero")
"""Serifed I, tailed l, spurred G, figures of one width, open figures, slashed zero: this order."""

ONLY = {"tnum": frozenset("0123456789")}
"""Characters a feature applies to, where not to all: a hyphen as wide as a figure tears dates."""

KEPT = ("ccmp", "locl", "kern", "mark", "mkmk")

SPACE = 0.31
"""Width of the space and the no-break space, as a part of the type size."""

COVERED = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x024F),  # Latin-1, Latin Extended-A and -B
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x04FF),  # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x206F),  # spaces, dashes, quotation marks, bullets, ellipsis, primes
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x218F),  # letterlike signs, fractions
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x25A0, 0x26FF),  # geometric shapes, warning sign
    (0x2700, 0x27BF),  # check mark, cross
)

COPYRIGHT = (
    "Copyright 2016 The Inter Project Authors. "
    "Modified for Umbra: figures, I, l and G chosen, characters left out, renamed."
)


def freeze(font: TTFont, features: Iterable[str]) -> None:
    """Make each feature's single substitutions the characters' own glyphs."""
    records = font["GSUB"].table.FeatureList.FeatureRecord
    lookups = font["GSUB"].table.LookupList.Lookup
    chosen = {record.FeatureTag: record.Feature.LookupListIndex for record in records}
    for feature in features:
        mapping: dict[str, str] = {}
        for index in chosen[feature]:
            for subtable in lookups[index].SubTable:
                mapping.update(getattr(subtable, "ExtSubTable", subtable).mapping)
        for table in font["cmap"].tables:
            table.cmap = {
                code: mapping.get(glyph, glyph)
                if feature not in ONLY or chr(code) in ONLY[feature]
                else glyph
                for code, glyph in table.cmap.items()
            }


def match_greek_iota(font: TTFont) -> None:
    """Give Greek capital iota and Cyrillic palochka the serifed I, which the original does not."""
    for table in font["cmap"].tables:
        table.cmap.update({0x0399: table.cmap[0x49], 0x04C0: table.cmap[0x49]})


def widen_space(font: TTFont) -> None:
    """Set the space and the no-break space to ``SPACE``; they are 0.24 in the bold original."""
    characters = font.getBestCmap()
    for code in (0x20, 0xA0):
        font["hmtx"][characters[code]] = (round(SPACE * font["head"].unitsPerEm), 0)


def keep_covered(font: TTFont) -> None:
    """Drop every character outside ``COVERED`` and every feature outside ``KEPT``."""
    options = Options()
    options.layout_features = list(KEPT)
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(
        unicodes=[code for first, last in COVERED for code in range(first, last + 1)]
    )
    subsetter.subset(font)


def rename(font: TTFont, weight: str) -> None:
    """Give the font our name; version, licence and its address stay as they were."""
    names = font["name"]
    kept = {number: names.getDebugName(number) for number in (5, 13, 14)}
    postscript = f"{FAMILY.replace(' ', '')}-{weight}"
    names.names = []
    for number, text in {
        0: COPYRIGHT,
        1: FAMILY,
        2: weight,
        3: f"{kept[5]};{postscript}",
        4: f"{FAMILY} {weight}",
        6: postscript,
        **kept,
    }.items():
        names.setName(text, number, 3, 1, 0x409)


def make(source: Path, target: Path) -> None:
    """Write the fonts and their licence into ``target``."""
    target.mkdir(parents=True, exist_ok=True)
    for weight in WEIGHTS:
        font = TTFont(source / f"Inter-{weight}.woff2", recalcTimestamp=False)
        freeze(font, FROZEN)
        match_greek_iota(font)
        widen_space(font)
        keep_covered(font)
        rename(font, weight)
        font.flavor = None
        font.save(target / f"{FAMILY.replace(' ', '')}-{weight}.ttf")
    shutil.copyfile(source / "LICENSE.txt", target / "OFL.txt")


def main() -> None:
    """Read the two folders from the command line."""
    parser = argparse.ArgumentParser(description="Make the fonts of Umbra from the Inter family.")
    parser.add_argument("source", type=Path, help="folder with Inter-*.woff2 and LICENSE.txt")
    parser.add_argument("target", type=Path, help="folder to write the fonts into")
    arguments = parser.parse_args()
    make(arguments.source, arguments.target)


if __name__ == "__main__":
    main()
