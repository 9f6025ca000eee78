"""Renders the drawn parts of the window in many states, and mock pages made of them, to PNGs.

    python -m tests.ui.gallery OUT [NAME]

needs no display. The pages show sample data; nothing here is a test.
"""

import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.drawing.budget import TimeBudget
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.happenings import Happenings
from app.ui.drawing.icons import Icon
from app.ui.drawing.ledger_strip import LedgerStrip
from app.ui.drawing.light import LightBox
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.pill import PillFacts, Pills
from app.ui.drawing.rail import RailItem, RailState, StepRail
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.syringe import SyringeView
from app.ui.theme import RoomLight, Tone
from tests.ui.gallery_facts import (
    CROWDED,
    DARK,
    DIFFERS,
    GAP,
    HAPPENED,
    LIGHT,
    LONG_BANNER,
    NEAR,
    NOT_STARTED,
    OVER,
    PASSED,
    STEPS,
    STRIP,
    STRIP_BEGUN,
    STRIP_INFUSED,
    STRIP_MANY,
    STRIP_WITHOUT_GAP,
    SYRINGES,
    URGENT,
    rail,
)
from tests.ui.gallery_orders import LATER_COURSE, LONG_ROW, MORE_FOUND, ROWS, TOO_LATE
from tests.ui.gallery_pages import beside, check, order, preparation, shown, worklist

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SIZES = ((1366, 768), (1920, 1080))


def _many(*widgets: QWidget) -> QWidget:
    window = Spaced()
    row = QHBoxLayout(window)
    window.space(row, 14, (14, 14, 14, 14))
    for widget in widgets:
        row.addWidget(widget)
    return window


def _budgets() -> QWidget:
    every = (NOT_STARTED, NEAR, URGENT, PASSED, OVER, CROWDED)
    return _many(*(shown(TimeBudget(), facts) for facts in every))


def _lights() -> QWidget:
    return _many(*(shown(LightBox(), facts) for facts in (DARK, LIGHT, GAP)))


def _strips() -> QWidget:
    window = Spaced()
    column = QVBoxLayout(window)
    window.space(column, 14, (20, 20, 20, 20))
    for facts in (STRIP, STRIP_WITHOUT_GAP, STRIP_INFUSED, STRIP_BEGUN, STRIP_MANY):
        column.addWidget(shown(LedgerStrip(), facts))
    column.addWidget(shown(Happenings(), HAPPENED))
    column.addStretch(1)
    return window


def _rails() -> QWidget:
    fourteen = (*STEPS[:5], *STEPS[3:6], *STEPS[5:])
    twenty = (*STEPS, *STEPS[1:10])
    problem = tuple(
        RailItem(i.number, i.title, "vial 1: particles seen", RailState.PROBLEM)
        if i.number == 4
        else i
        for i in rail(6, "from vial 1, then vial 2")
    )
    return _many(
        *(
            shown(StepRail(), facts)
            for facts in (problem, rail(14, STEPS[9][1], fourteen), rail(11, "now", twenty))
        )
    )


def _buttons() -> QWidget:
    window = Spaced()
    column = QVBoxLayout(window)
    window.space(column, 14, (20, 20, 20, 20))
    for kind in (PrimaryButton, SecondaryButton, DangerButton):
        on, off = kind("Record", "Enter"), kind("Verify", "F5")
        off.setEnabled(False)
        narrow = kind("A label longer than its button", "F9")
        narrow.setMaximumWidth(240)
        column.addLayout(beside(window, 14, on, off, kind("Plain"), narrow))
    tones = tuple(PillFacts(tone.value, tone) for tone in Tone)
    column.addWidget(shown(Pills(), tones + tuple(PillFacts(i.value, Tone.PLAIN, i) for i in Icon)))
    for tone in Tone:
        column.addWidget(shown(Notice(), NoticeFacts(tone.value.title(), "A sentence " * 9, tone)))
    column.addStretch(1)
    return window


def _scroll() -> QWidget:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(_buttons())
    return area


SCENES = {
    "worklist": worklist,
    "worklist-long": lambda: worklist((LONG_ROW, *ROWS)),
    "order": order,
    "order-long": lambda: order(MORE_FOUND, LATER_COURSE, TOO_LATE),
    "preparation": preparation,
    "preparation-pair": lambda: preparation(pair=True, budget=CROWDED),
    "preparation-late": lambda: preparation(LONG_BANNER, budget=PASSED, light=GAP, notice=True),
    "check": check,
    "check-blind": lambda: check(False),
    "check-differs": lambda: check(rows=DIFFERS, budget=URGENT),
    "syringes": lambda: _many(shown(SyringeView(), SYRINGES)),
    "budgets": _budgets,
    "lights": _lights,
    "strips": _strips,
    "rails": _rails,
    "buttons": _buttons,
}


def render(name: str, window: QWidget, width: int, height: int, out: Path) -> None:
    window.resize(width, height)
    theme.fit(window)
    window.show()
    QApplication.processEvents()
    field = window.findChild(EntryField)
    if field is not None:
        window.activateWindow()
        QApplication.processEvents()
        field.setFocus()
    QApplication.processEvents()
    path = out / f"{name}-{width}.png"
    window.grab().save(str(path))
    print(path, window.width(), window.height())
    window.close()


def main(arguments: list[str]) -> None:
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme.apply(app)
    for name, scene in SCENES.items():
        if len(arguments) > 1 and not name.startswith(arguments[1]):
            continue
        for width, height in SIZES:
            render(name, scene(), max(width, 2040) if name == "budgets" else width, height, out)
    theme.apply(app, RoomLight.AMBER)
    for name in ("preparation", "preparation-late", "strips", "order", "worklist"):
        if len(arguments) > 1 and not name.startswith(arguments[1]):
            continue
        render(f"amber-{name}", SCENES[name](), *SIZES[0], out)


if __name__ == "__main__":
    main(sys.argv[1:])
