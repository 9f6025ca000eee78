"""No word is broken where a smaller font, or a space, keeps it whole; and none of care is lost."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing.banner import Banner
from app.ui.drawing.budget import BudgetFacts, BudgetState, TimeBudget
from app.ui.drawing.pad import WORDS, Act, Pad
from app.ui.drawing.rail import RailItem, RailState, StepRail
from app.ui.drawing.text import Paragraph, width_of
from app.ui.language import Verbatim
from tests.ui.gallery_facts import BANNER
from tests.ui.written import written_by


def _font(size: int) -> QFont:
    font = QFont(theme.FAMILY)
    font.setPixelSize(size)
    return font


@pytest.mark.usefixtures("qapp")
def test_a_word_is_set_smaller_before_it_is_broken() -> None:
    word, font = Verbatim("SPÄTESTER BEGINN"), _font(16)
    whole = Paragraph(word, font, width_of(Verbatim("SPÄTESTER"), font) - 4, QColor("black"))
    assert whole.lines == 2
    path = Paragraph(Verbatim("x" * 60), font, 90, QColor("black"))
    assert path.lines > 2


@pytest.mark.parametrize(
    ("heading", "deadline"),
    [("LATEST START", "yours first"), ("SPÄTESTER BEGINN", "Ihre zuerst, bitte")],
)
def test_the_heading_of_the_time_is_whole(qtbot: QtBot, heading: str, deadline: str) -> None:
    budget = TimeBudget()
    qtbot.addWidget(budget)
    facts = BudgetFacts(Verbatim(heading), Verbatim(deadline), "hidden", "", (), BudgetState.QUIET)
    budget.resize(318, 340)
    budget.show_facts(facts)
    written = [line.words.strip() for line in written_by(budget)]
    assert set(heading.split()) <= set(" ".join(written).split()), written
    assert deadline in written


def test_what_the_drug_is_to_the_hand_is_never_elided(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    care = Verbatim("lichtempfindlich · gefährlich")
    long = Verbatim("BESPONSA · 0,8 mg je m² · " * 6)
    banner.resize(1366, 88)
    banner.show_facts(replace(BANNER, particulars=long, care=care))
    written = "".join(line.words for line in written_by(banner))
    assert care in written
    assert "…" not in written
    assert 0 < written.count("je m²") < 6


def test_a_key_deletes_by_an_arrow_not_by_a_broken_word(qtbot: QtBot) -> None:
    pad = Pad()
    qtbot.addWidget(pad)
    pad.show_facts(WORDS, QSize(60, 60))
    for key in pad.keys.values():
        written = [line.words for line in written_by(key)]
        if key.does is Act.DELETE:
            assert written == []
            assert key.accessibleName() == "Delete the last character"
        elif isinstance(key.does, Act):
            assert key.does.value in written


def test_a_step_with_a_title_of_two_lines_has_room_for_them(qtbot: QtBot) -> None:
    rail = StepRail()
    qtbot.addWidget(rail)
    title = Verbatim("Durchstechflasche 1 rekonstituieren und schwenken")
    item = RailItem(4, title, Verbatim("09:53 · 4 mL"), RailState.DONE)
    rail.resize(290, 580)
    rail.show_facts(tuple(replace(item, number=number) for number in range(1, 7)))
    tops = [line.box.top() for line in written_by(rail) if line.words.strip()]
    lines, rest = divmod(len(tops), 6)
    assert (lines >= 3, rest) == (True, 0)
    line, step = tops[1] - tops[0], tops[lines] - tops[0]
    assert step >= lines * line
