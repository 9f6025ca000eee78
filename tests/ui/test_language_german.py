"""A whole preparation in German: no sentence in two languages, and data stays data."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.ui import language
from app.ui.language import said
from app.ui.named import renew
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, PINS, latest_start, order
from tests.ui.test_language_layout import _texts

# Words that stand in the sentences of one of the two languages only.
_ENGLISH = re.compile(
    r"\b(the|is|are|were|not|this|that|it|of|to|by|until|with|your|you|must|than|and|or|at)\b"
)
_GERMAN = re.compile(
    r"\b(der|die|das|ist|sind|nicht|dies|von|zum|zur|bis|mit|muss|als|und|oder|bei|ein|eine|um|"
    r"wurde|den|dem|im|auf|für|wird|seit)\b"
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])(?:\*\*)?\s+|\s+·\s+|\s*\n\s*")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the language as it was."""
    yield
    language.use(language.ENGLISH)


def german(desk: Desk) -> Desk:
    """Let the window speak German."""
    language.use("de")
    renew(desk.window)
    return desk


def look(desk: Desk, where: str) -> None:
    """Assert that no sentence that is shown is in two languages."""
    for text in _texts(desk):
        own = said(text)
        for sentence in _SENTENCE_ENDS.split(own):
            english, other = _ENGLISH.search(sentence), _GERMAN.search(sentence)
            assert not (english and other), f"{where}: {sentence}"


def shown(desk: Desk) -> str:
    """Return all that stands in the window, as it is said."""
    return "\n".join(said(text) for text in _texts(desk))


def test_no_sentence_of_a_preparation_is_in_two_languages(at: AtDesk) -> None:
    desk = german(at("scan-materials"))
    while desk.step:
        look(desk, desk.step)
        desk.scan("0100")
        look(desk, f"{desk.step} refused")
        if desk.step != "check":
            desk.go_on()
            continue
        desk.change_person(PHARMACIST)
        desk.minutes(1)
        desk.window.open(desk.stream)
        look(desk, "the check")
        desk.enter(str(desk.state.plan.volume_exact.magnitude))
        desk.enter(latest_start(desk.state))
        look(desk, "figures that agree")
        desk.enter(PINS[PHARMACIST])
    look(desk, "released")


@pytest.mark.parametrize(
    "page",
    [
        "worklist",
        "label",
        "day",
        "stock",
        "products",
        "monographs",
        "waste",
        "people",
        "equipment",
        "scanner",
        "printers",
        "close_calls",
    ],
)
def test_no_sentence_of_a_page_is_in_two_languages(at: AtDesk, page: str) -> None:
    desk = german(at("withdraw-1"))
    desk.window.show_page(page)
    look(desk, page)
    desk.press(Qt.Key.Key_F5)
    look(desk, f"{page}, F5")


def test_data_that_is_a_word_of_ours_stays_as_it_is(at: AtDesk) -> None:
    desk = at(
        "withdraw-1", PHARMACIST, asked=order(family="Day", given="Stopped", identifier="HOLD")
    )
    language.use("de")
    assert said("Day") != "Day"
    renew(desk.window)
    for number in (0, 1, 2, 6, 7):
        if number:
            desk.press(getattr(Qt.Key, f"Key_F{number}"))
        every = " ".join(shown(desk).split())
        for word in ("Day", "Stopped"):
            assert f"{said(word)}, {said('Check')}" not in every, number
        assert "Tag, " not in every, number
        desk.press(Qt.Key.Key_Escape)
        desk.window.open(desk.stream)
    for page in ("worklist", "day", "stock", "close_calls", "waste", "label"):
        desk.window.show_page(page)
        names = [name for name in _spoken(desk) if "Day" in name or "Tag, " in name]
        assert all("Day, Stopped" in name for name in names if "," in name), (page, names)
        assert page != "worklist" or names


def _spoken(desk: Desk) -> list[str]:
    """Return what a screen reader is told of all that is visible."""
    return [widget.accessibleName() for widget in desk.visible()]


def test_a_question_takes_a_reason_as_it_is_typed(at: AtDesk) -> None:
    desk = german(at("withdraw-1"))
    assert said("Stopped") != "Stopped"
    desk.press(Qt.Key.Key_F12)
    look(desk, "F12")
    desk.enter("Stopped")
    assert "Stopped" in shown(desk)
    assert said("Stopped") not in shown(desk)
    look(desk, "discarded")
