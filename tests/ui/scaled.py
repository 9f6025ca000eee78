"""A preparation in a window that the system scales; `test_scaling` runs it, a process for each.

    QT_SCALE_FACTOR=1.5 UMBRA_SCREEN="1366x768 3.95" python -m pytest tests/ui/scaled.py

The screen's own pixels, and how many of them are a millimetre.
"""

import os
from decimal import Decimal

from PySide6.QtWidgets import QApplication

from app.ui import theme
from app.ui.density import name_of
from tests.ui.conftest import AtDesk
from tests.ui.legible import cut_off, hidden, too_small_to_press, too_small_to_read

SCREEN = os.environ.get("UMBRA_SCREEN", "1366x768 3.95")


def test_no_step_is_cut_off(at: AtDesk, qapp: QApplication) -> None:
    pixels, per_mm = SCREEN.split(" ")
    theme.measured(Decimal(per_mm), name_of(qapp.primaryScreen()))
    ratio = qapp.primaryScreen().devicePixelRatio()
    assert ratio == float(os.environ.get("QT_SCALE_FACTOR", "1"))
    width, height = (int(int(each) / ratio) for each in pixels.split("x"))
    desk = at("scan-materials", size=f"{width}x{height}")
    assert (desk.window.width(), desk.window.height()) == (width, height)
    found: list[str] = []
    while desk.step:
        page = desk.preparation.step_page
        assert page is not None
        faults = [*too_small_to_press(desk), *too_small_to_read(desk), *cut_off(desk)]
        faults += [hidden(desk, words) for words in (page.title, page.instruction)]
        found += [f"{desk.step}: {fault}" for fault in faults if fault]
        desk.go_on()
    assert not found, "\n".join(found)
