"""Drawn parts of the window with sample facts, and the pictures that come of them."""

from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.drawing.banner import BannerFacts
from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.drawing.drawn import Drawn

BANNER = BannerFacts(
    "DEMO, Adalind",
    "MRN 00482913 · born 1979-04-12 (47 y) · 1.82 m²",
    "inotuzumab ozogamicin",
    "1.456 mg",
    "BESPONSA · 0.8 mg per m² · IV infusion over 1 hour · light-sensitive · hazardous",
    "Cycle 1 · Day 1",
    "Preparation 2611-0042",
)


def picture_of(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def show_drawn(qtbot: QtBot, widget: Drawn[Any], facts: Any, size: tuple[int, int]) -> None:
    qtbot.addWidget(widget)
    widget.resize(*size)
    widget.show_facts(facts)


def bar_facts(state: BarState, spent: float, limit_at: float | None = 0.5) -> BarFacts:
    return BarFacts(spent, limit_at, "dilute by 14:02", state)
