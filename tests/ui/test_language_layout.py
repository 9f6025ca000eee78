"""Every page and step in a language a third longer: nothing is clipped, nothing is left English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.clock import SetClock
from app.core.preparation import Status
from app.ui import language
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.drawn import Drawn
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.words import Words
from app.ui.language import said
from app.ui.named import renew
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST,
    PINS,
    WRONG_VIAL,
    latest_start,
    order,
)
from tests.ui.test_window_layout import faults

TABS = ("worklist", "label", "day", "stock", "products", "monographs", "templates", "waste")
MORE_TABS = ("people", "equipment", "scanner", "scale", "printers", "close_calls")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
# What stands in the files of the site: monographs, products, people, templates; and numbers.
_DATA = re.compile(
    r"inotuzumab ozogamicin|BESPONSA|MYLOTARG|sodium chloride|DEMO, \w+|(Pharmacist|Technician|"
    r"Administrator) \w+|US label|Mosteller|\b(mL|mg|cm|kg|mcg|min|GTIN|NDC|MRN|PIN|Etc/UTC)\b|"
    r"amber, dark-brown or green bag|or aluminium foil|Content [0-9a-f]+|x{20,}|"
    r"UV-filtered hood light|Hood light off|(amber, )?brown or green cover|foil round each vial|"
    r"sleeve or carton over each vial|sleeve on each vial, foil on the syringe|"
    r"in the refrigerator of the ward|"
    r"Protect reconstituted and diluted solutions from light\. Do not freeze\.|"
    r"It must be clear to opalescent[\w, -]*foreign matter|; no leak|"
    r"Sterile Water for Injection|EU leaflet|HAZARDOUS|/somewhere/\S+|aluminium foil on the bag",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the language as it was."""
    yield
    language.use(language.ENGLISH)


def stretched(desk: Desk) -> Desk:
    """Let the window speak the language that is a third longer."""
    language.use(language.PSEUDO)
    renew(desk.window)
    return desk


def english(desk: Desk) -> list[str]:
    """Return what the window still says in English, of what stands alone in its place."""
    return [text for text in _texts(desk) if _LETTERS.search(_DATA.sub("", _bare(said(text))))]


def _bare(text: str) -> str:
    while _BRACKETED.search(text):
        text = _BRACKETED.sub("", text)
    return text


def _texts(desk: Desk) -> Iterator[str]:
    for widget in desk.visible():
        match widget:
            case Notice():
                facts = widget.facts()
                if isinstance(facts, NoticeFacts):
                    yield from (facts.word, facts.sentence)
            case Words():
                # The working is figures with units, in the signs of every language.
                words = widget.facts() or ""
                yield "" if words.startswith("√") else words
            case PrimaryButton() | SecondaryButton() | DangerButton():
                yield widget.text()
            case QLineEdit() if not widget.text():
                yield language.Verbatim(widget.placeholderText())
            case Drawn():
                continue


def look(desk: Desk, where: str) -> None:
    """Assert that a page has no fault, and no English."""
    assert faults(desk) == [], where
    assert english(desk) == [], where


def test_no_step_has_a_fault_in_a_longer_language(at: AtDesk) -> None:
    desk = stretched(at("scan-materials"))
    scanned = 0
    while desk.step:
        look(desk, desk.step)
        scanned += 1
        desk.scan(f"{WRONG_VIAL}{scanned}")
        look(desk, f"{desk.step} refused")
        if desk.step != "check":
            desk.go_on()
            continue
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
    look(desk, "released")


def test_no_question_of_a_step_has_a_fault_in_a_longer_language(at: AtDesk) -> None:
    desk = stretched(at("withdraw-1"))
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
        if then == "10":
            desk.press(Qt.Key.Key_F10)
    assert desk.state.status is Status.DISCARDED
    desk.press(Qt.Key.Key_F5)
    look(desk, "the record is written")


@pytest.mark.parametrize("page", [*TABS, *MORE_TABS])
def test_no_page_has_a_fault_in_a_longer_language(at: AtDesk, page: str) -> None:
    desk = stretched(at("order", ADMINISTRATOR if page == "people" else PHARMACIST))
    desk.window.show_page(page)
    look(desk, page)
    desk.press(Qt.Key.Key_F5)
    look(desk, f"{page}, F5")


def test_no_page_of_an_order_has_a_fault_in_a_longer_language(at: AtDesk) -> None:
    desk = stretched(at("order", PHARMACIST, asked=order(dose=1.53)))
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    look(desk, "the order")
    desk.press(Qt.Key.Key_F6)
    look(desk, "the course")
    desk.press(Qt.Key.Key_F5)
    look(desk, "what is recorded")


def test_a_first_start_has_no_fault_in_a_longer_language(sit_down: SitDown, tmp_path: Path) -> None:
    desk = stretched(sit_down(tmp_path / "data", SetClock(MORNING)).wake())
    look(desk, "the first start")
    desk.press(Qt.Key.Key_F5)
    look(desk, "the first start, refused")
    desk.window.show_fault("/somewhere/on/this/computer/faults/fault-abcdefgh.txt")
    look(desk, "trouble")
