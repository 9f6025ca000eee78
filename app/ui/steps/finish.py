"""The bag inspected, covered and put where it waits: three facts of one moment, one press.

Nothing is chosen by itself, and 2 fails the bag here as on every page that inspects. Each fact is
recorded by itself and in its order; where one of them is refused, those before it stand, and the
next one is asked on a page of its own.
"""

from datetime import datetime

from PySide6.QtWidgets import QGridLayout

from app.core import entry as said
from app.core.refused import Refused
from app.session import Session
from app.ui.drawing.buttons import Button, DangerButton, SecondaryButton
from app.ui.drawing.words import Role, Words
from app.ui.facts.finish import FAILED, Way, steps_together, time_there, ways
from app.ui.language import of_monograph
from app.ui.steps.asking import ask_why_bag_failed
from app.ui.steps.step_page import Act, AskReason, Scene, StepPage


class FinishPage(StepPage):
    """What to look for and what to do; below, a row for each cover with a button for each place."""

    instruction_role = Role.SENTENCE

    def __init__(self, act: Act, ask_reason: AskReason) -> None:
        super().__init__(act, ask_reason)
        for words in (self.eyebrow, self.title):
            self.rows.addWidget(words)
        self._cover, self._wait = Words(Role.SENTENCE, ""), Words(Role.SENTENCE, "")
        for words in (self.instruction, self._cover, self._wait, self.source):
            self.rows.addWidget(words)
        self.rows.addSpacing(6)
        self.rows.addWidget(self.care())
        self._gives_way.append(self.eyebrow)
        self.rows.addStretch(1)
        self.foot()
        self._ways: tuple[Way, ...] = ()
        self.buttons: list[Button] = []
        # Within the card's own rows, so that lines that wrap are known to be higher.
        self._grid = QGridLayout()
        self.space(self._grid, 5)
        self.rows.addLayout(self._grid)
        self.failed = DangerButton("Failed…", str(FAILED))
        self.failed.say("Failed: discard the bag")
        self.failed.clicked.connect(lambda: ask_why_bag_failed(self))

    def draw_scene(self, scene: Scene) -> None:
        found = steps_together(scene.state)
        if not found:
            return
        look, cover, wait = found
        self.title.show_facts(f"{look.title}, cover it, store it")
        self.instruction.show_facts(f"**Look.** {look.instruction}")
        self._cover.show_facts(f"**Cover.** {cover.instruction}")
        self._wait.show_facts(f"**Wait.** {wait.instruction}")
        self.source.show_facts(" · ".join(dict.fromkeys(each.source for each in found)))
        if ways(scene.state) != self._ways:
            self._ways = ways(scene.state)
            self._offer()
        self.tick(scene.now)

    def _offer(self) -> None:
        """Put on the page for each cover its words, and below them a button for each place."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self.failed:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        covers = list(dict.fromkeys(way.cover for way in self._ways))
        places = list(dict.fromkeys(way.storage for way in self._ways))
        for row, cover in enumerate(covers):
            words = Words(Role.SENTENCE, f"**{_begun(f'passed, {of_monograph(cover.words)}')}**")
            self._grid.addWidget(words, 2 * row, 0, 1, len(places))
            words.show()  # at once: what is not shown yet takes no room of what has to give way
        for way in self._ways:
            button = SecondaryButton(_begun(way.storage.words), str(way.digit))
            button.clicked.connect(lambda _=False, digit=way.digit: self.digit(digit))
            at = places.index(way.storage)
            self._grid.addWidget(button, 2 * covers.index(way.cover) + 1, at)
            button.show()
            self.buttons.append(button)
        for each in self.buttons:
            each.written_like(self.buttons)
        # Where the step before has its button: a finger that touches twice asks, at worst. It is
        # put in last, for Tab comes to it last.
        self._grid.addWidget(self.failed, 0, len(places), 2 * len(covers), 1)
        for column, share in enumerate((*(6 for _ in places), 4)):
            self._grid.setColumnStretch(column, share)

    def tick(self, now: datetime) -> None:
        """Say on each button what must happen by when if the bag is put there now."""
        if self.scene is None:
            return
        for way, button in zip(self._ways, self.buttons, strict=True):
            told = time_there(self.scene.state, way.storage, now, self.scene.site)
            label = f"{_begun(way.storage.words)}, {told}"
            if label != button.text():
                button.say(f"{_begun(way.words)}, {told}")
                button.relabel(label)

    def begin(self) -> None:
        self.setFocus()

    def confirm(self) -> None:
        raise Refused(
            "Choose by its number what covers the bag and where it waits; none is chosen by itself."
        )

    def refuse(self) -> bool:
        ask_why_bag_failed(self)
        return True

    def digit(self, number: int) -> bool:
        if number == FAILED:
            ask_why_bag_failed(self)
            return True
        way = next((each for each in self._ways if each.digit == number), None)
        if way is None or self.scene is None:
            return False
        look, cover, wait = (each.identifier for each in steps_together(self.scene.state))

        def finish(session: Session) -> None:
            session.do(said.Inspect(look, True))
            session.do(said.Choose(cover, way.cover.code))
            session.do(said.Choose(wait, way.storage.code))

        self.act(finish)
        return True


def _begun(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"
