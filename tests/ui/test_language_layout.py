"""Every page and step in a language a third longer: nothing is clipped, nothing is left English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.core.preparation import Status
from app.ui import language
from app.ui.announced import renew
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk, texts_of
from tests.ui.hospital import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST,
    PINS,
    WRONG_VIAL,
    child,
    latest_start,
    order,
)
from tests.ui.test_window_layout import faults

_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_LETTERS = re.compile(r"[A-Za-zÀ-ž]{2,}")
SEEN = set()


@pytest.fixture(autouse=True)
def stretched() -> Iterator[None]:
    """Let the window speak the stretched language."""
    yield
    language.use(language.ENGLISH)
    from pathlib import Path as P
    P("/tmp/s10/d_unsaid.txt").write_text("\n".join(sorted(SEEN)))
    P("/tmp/s10/d_faults.txt").write_text("\n".join(sorted(FAULTS)))


def stretch(desk):
    language.use(language.PSEUDO)
    renew(desk.window)
    return desk


def english(desk: Desk) -> list[str]:
    """Return what is shown or announced in English still."""
    left = set()
    for widget in desk.visible():
        for text in texts_of(widget):
            while _BRACKETED.search(text):
                text = _BRACKETED.sub("", text)
            if _LETTERS.search(text):
                left.add(f"{type(widget).__name__}: {text}")
    SEEN.update(left)
    return sorted(left)


FAULTS = []

def look(desk: Desk, where: str) -> None:
    english(desk)
    for f in faults(desk):
        FAULTS.append(f"{where}: {f}")


def test_no_step_has_a_fault(at: AtDesk) -> None:
    desk = stretch(at("scan-materials"))
    while desk.step:
        look(desk, desk.step)
        if desk.step == "check":
            desk.change_person(PHARMACIST)
            desk.minutes(1)
            desk.enter("9")
            desk.enter("12:34")
            look(desk, "figures that differ")
            desk.press(Qt.Key.Key_Escape)
            desk.window.open(desk.stream)
            desk.enter(str(desk.state.plan.volume_exact.magnitude))
            desk.enter(latest_start(desk.state))
            look(desk, "figures that agree")
            desk.enter(PINS[PHARMACIST])
        else:
            desk.go_on()
    look(desk, "released")


def test_pages_beside(at: AtDesk) -> None:
    desk = stretch(at("withdraw-1"))
    for number, then in ((7, ""), (7, "1"), (10, "10"), (2, "2"), (6, "4"), (12, "")):
        desk.press(getattr(Qt.Key, f"Key_F{number}"))
        look(desk, f"F{number}")
        if number == 6:
            desk.press(Qt.Key.Key_F4)
            look(desk, "a correction")
            desk.press(Qt.Key.Key_Escape)
            desk.press(Qt.Key.Key_Escape)
        elif then == "1":
            desk.type("1")
        else:
            desk.enter("x" * 201)
            look(desk, f"F{number} refused")
            desk.preparation.reason.field.set_text("")
            desk.enter("in the refrigerator of the ward, " * 6)
            look(desk, f"F{number} answered")
        if then == "10":
            desk.press(Qt.Key.Key_F10)
    assert desk.state.status is Status.DISCARDED
    desk.press(Qt.Key.Key_F5)
    look(desk, "record")


@pytest.mark.parametrize("page", ["worklist", "label", "day", "stock", "products", "monographs", "templates", "waste", "people", "equipment", "scanner", "scale", "printers", "close_calls"])
def test_page(at: AtDesk, page: str) -> None:
    desk = stretch(at("order", ADMINISTRATOR if page == "people" else PHARMACIST))
    desk.window.show_page(page)
    look(desk, page)
    desk.press(Qt.Key.Key_F5)
    look(desk, page + " F5")


def test_order(at: AtDesk) -> None:
    desk = stretch(at("order", PHARMACIST, asked=order(dose=1.53)))
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    look(desk, "order")
    desk.window._show_course(stream)
    look(desk, "course")
    desk.press(Qt.Key.Key_F5)
    look(desk, "course")


def test_first(sit_down: SitDown, tmp_path: Path) -> None:
    desk = stretch(sit_down(tmp_path / "data", SetClock(MORNING)).wake())
    look(desk, "first")
    desk.press(Qt.Key.Key_F5)
    look(desk, "first F5")
    desk.window.show_fault("/somewhere/on/this/computer/faults/fault-abcdefgh.txt")
    look(desk, "trouble")
