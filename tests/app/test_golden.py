"""Every kind of label on every stock looks as it did when somebody last looked at it.

What is drawn is what the program itself makes of real work (`label_values`), at 203 dots an inch;
all pages of one stand below each other. After a change that is meant, draw them anew, look at
each, and commit them:

    UMBRA_GOLDEN=renew python -m pytest tests/app/test_golden.py
"""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from app.label_paper import Told, paper_of
from reports.label import draw_label
from reports.label_stock import STOCKS
from reports.press import Press
from reports.raster import rasters
from reports.verify import verify_label
from tests.app.label_values import CASES, Case, label_of
from tests.app.test_label_proof import TODAY

FOLDER = Path(__file__).parent / "golden"
TOLERANCE = 0.002
"""The part of all dots that may differ: other releases of PDFium round edges differently."""

PRESSES = [Press(stock) for stock in STOCKS.values()]


def drawn(case: Case, press: Press) -> Image.Image:
    pages = [
        Image.frombytes("1", (each.width, each.height), bytes(255 - byte for byte in each.rows))
        for each in rasters(draw_label(label_of(case), press), press)
    ]
    whole = Image.new("1", (pages[0].width, sum(page.height for page in pages)), 1)
    for number, page in enumerate(pages):
        whole.paste(page, (0, number * page.height))
    return whole


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: press.stock.name)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_label_looks_as_it_did(case: Case, press: Press) -> None:
    now = drawn(case, press)
    file = FOLDER / f"{press.stock.name}-{case.name}.png"
    if os.environ.get("UMBRA_GOLDEN") == "renew":
        FOLDER.mkdir(exist_ok=True)
        now.save(file, optimize=True)
    before = Image.open(file)
    assert now.size == before.size
    differing = ImageChops.logical_xor(now, before.convert("1")).histogram()[255]
    allowed = TOLERANCE * now.width * now.height
    assert differing <= allowed, f"{differing} dots differ: look at it, then renew {file.name}"


def test_there_is_no_picture_of_what_is_not_printed() -> None:
    wanted = {f"{press.stock.name}-{case.name}.png" for press in PRESSES for case in CASES}
    assert {file.name for file in FOLDER.iterdir()} == wanted


@pytest.mark.parametrize("press", PRESSES, ids=lambda press: press.stock.name)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_its_words_are_the_signed_ones(case: Case, press: Press) -> None:
    label = label_of(case)
    pdf = draw_label(label, press)
    verify_label(pdf, label, press)
    assert paper_of(pdf, TODAY).words is Told.SAME
