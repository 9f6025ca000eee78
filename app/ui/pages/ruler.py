"""How large this screen is: a bar on it is made as long as a bank card, or measured with a ruler.

What is pressed is 20 mm and what matters has capitals of 6 mm only where that is known.
"""

import re
from dataclasses import replace
from decimal import Decimal

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.person import Person
from app.core.refused import Refused
from app.ui import theme
from app.ui.density import density, name_of
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.line import Line
from app.ui.drawing.options import Options
from app.ui.drawing.screen_ruler import ScreenRuler
from app.ui.drawing.words import Role, Words
from app.ui.facts.pages import EQUIPMENT
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

BANK_CARD_MM = "85.6"
"""How long a bank card is: ISO/IEC 7810, ID-1."""
RULER_MM = "100"
_KINDS = ((BANK_CARD_MM, "A bank card: 85.6 mm"), (RULER_MM, "A ruler, up to its 100 mm"))
_LENGTH = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", re.ASCII)
_SHORTEST, _LONGEST = Decimal(30), Decimal(400)
_MUCH, _LITTLE = 10, 1
_THOUSANDTH = Decimal("0.001")


class RulerPage(TabPage):
    """A bar, four buttons that make it shorter or longer, and how many mm it is."""

    tab = "equipment"
    behind = EQUIPMENT

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        card = Card()
        self._known = Words(Role.REMARK, "")
        self.bar = ScreenRuler()
        self.kind = Options("What lies on the bar", _KINDS, 2)
        self.kind.chosen.connect(self._choose)
        self.length = EntryField("Length of the bar", "mm")
        self.length.ask("its length in mm")
        self.length.entered.connect(lambda _: self.record())
        self.length.changed.connect(lambda _: self.kind.set_text(""))
        self.steps = tuple(
            self._step(words, by)
            for words, by in (
                ("Much shorter", -_MUCH),
                ("Shorter", -_LITTLE),
                ("Longer", _LITTLE),
                ("Much longer", _MUCH),
            )
        )
        self.button = PrimaryButton("Record", "F5")
        self.button.clicked.connect(self.record)
        self._compose(card)
        self.body.addWidget(card)

    def _compose(self, card: Card) -> None:
        rows = card.rows
        rows.addWidget(Words(Role.TITLE, "How large is this screen?"))
        rows.addWidget(
            Words(
                Role.SENTENCE,
                "Lay a bank card or a ruler on the bar and press Shorter or Longer until both are "
                "equally long. Or read the bar's length off a ruler and type it.",
            )
        )
        rows.addWidget(self._known)
        rows.addStretch(1)
        rows.addWidget(self.bar)
        changes = QHBoxLayout()
        card.space(changes, 14)
        for button in self.steps:
            changes.addWidget(button)
        rows.addLayout(changes)
        rows.addStretch(1)
        rows.addWidget(self.notice)
        rows.addWidget(Line())
        rows.addWidget(self.kind)
        last = QHBoxLayout()
        card.space(last, 14)
        last.addWidget(self.length, 3)
        last.addWidget(self.button, 2)
        rows.addLayout(last)

    def _step(self, words: str, by: int) -> SecondaryButton:
        button = SecondaryButton(words)
        button.clicked.connect(lambda: self._make_longer(by))
        return button

    def begin(self, person: Person) -> None:
        """Show the bar as long as a bank card is, as far as that is known."""
        super().begin(person)
        self.bar.show_facts(round(float(BANK_CARD_MM) * density(self).per_mm))
        self._choose(BANK_CARD_MM)
        self.kind.set_text(BANK_CARD_MM)
        self._tell_known()

    def take_focus(self) -> None:
        self.steps[1].setFocus()

    def take_key(self, key: str) -> bool:
        match key:
            case "F5":
                self.record()
            case _:
                return super().take_key(key)
        return True

    def take_confirm(self) -> bool:
        self.record()
        return True

    def _choose(self, length: str) -> None:
        self.length.set_text(length)

    def _make_longer(self, by: int) -> None:
        length = (self.bar.facts() or 0) + by
        self.bar.show_facts(max(self.bar.px(100), min(length, self.bar.width())))

    def record(self) -> None:
        """Record the density that follows, and go by it at once."""
        if self.attempt(self._recorded):
            self.tell(
                "Buttons and figures have their size in millimetres now. Nobody has to measure "
                "again while this screen stays.",
                "Recorded",
                Tone.OK,
            )

    def _recorded(self) -> None:
        assert self.person is not None
        text = self.length.text().strip()
        if not _LENGTH.fullmatch(text) or not _SHORTEST <= Decimal(text) <= _LONGEST:
            raise Refused(
                f"“{text}” is not a length of the bar; read it off a ruler and type it in mm, such "
                "as 85.6."
            )
        pixels = Decimal(self.bar.facts() or 0) * Decimal(str(self.devicePixelRatio()))
        per_mm, screen = (pixels / Decimal(text)).quantize(_THOUSANDTH), name_of(self.screen())
        settings = self.workplace.window_settings
        chosen = replace(settings, pixels_per_mm=per_mm, measured_on=screen)
        self.workplace.choose_window(chosen, self.person)
        theme.measured(per_mm, screen)
        theme.hand_down(self.window())
        self._tell_known()

    def _tell_known(self) -> None:
        known = density(self)
        per_mm = known.per_mm * self.devicePixelRatio()
        told = f"This screen: **{per_mm:.2f} pixels per mm**, {known.known.value}."
        self._known.show_facts(" ".join((told, warning)) if (warning := _too_small(self)) else told)


def _too_small(page: QWidget) -> str:
    """Return that the window is too small for buttons of 20 mm, "" where it is not."""
    pressed = theme.target(page) / density(page).per_mm
    if pressed >= theme.TARGET_MM - 0.5:
        return ""
    return (
        f"In this window buttons are only {pressed:.0f} mm high: make it 345 mm x 194 mm or larger."
    )
