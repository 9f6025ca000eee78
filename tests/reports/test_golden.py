"""Every kind of label on every stock looks as it did when somebody last looked at it.

A short and a long value of each at 203 dots an inch; all pages of one stand below each other. After
a change that is meant, draw them anew, look at each, and commit them:

    UMBRA_GOLDEN=renew python -m pytest tests/reports/test_golden.py
"""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from reports.label import draw_label
from reports.press import Press
from reports.raster import rasters
from tests.reports.samples import KINDS, LONG_KINDS, PRESSES

FOLDER = Path(__file__).parent / "golden"
TOLERANCE = 0.002
"""The part of all dots that may differ: other releases of PDFium round edges differently."""

PAGES = [(kind, length) for kind in KINDS for length in ("short", "long")]


def drawn(kind: str, length: str, press: Press) -> Image.Image:
    label = (KINDS if length == "short" else LONG_KINDS)[kind]
    pages = [
        Image.frombytes("1", (each.width, each.height), bytes(255 - byte for byte in each.rows))
        for each in rasters(draw_label(label, press), press)
    ]
    whole = Image.new("1", (pages[0].width, sum(page.height for page in pages)), 1)
    for number, page in enumerate(pages):
        whole.paste(page, (0, number * page.height))
    return whole


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: press.stock.name)
@pytest.mark.parametrize(("kind", "length"), PAGES)
def test_a_label_looks_as_it_did(kind: str, length: str, press: Press) -> None:
    now = drawn(kind, length, press)
    file = FOLDER / f"{press.stock.name}-{kind}-{length}.png"
    if os.environ.get("UMBRA_GOLDEN") == "renew":
        FOLDER.mkdir(exist_ok=True)
        now.save(file, optimize=True)
    before = Image.open(file)
    assert now.size == before.size
    differing = ImageChops.logical_xor(now, before.convert("1")).histogram()[255]
    allowed = TOLERANCE * now.width * now.height
    assert differing <= allowed, f"{differing} dots differ: look at it, then renew {file.name}"
