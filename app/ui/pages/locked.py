"""The locked window: the clocks of the hood, and who goes on. No patient is named."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.drawing.card import Card
from app.ui.drawing.hood_clocks import HoodClocksView
from app.ui.drawing.words import Role, Words
from app.ui.facts.hood_clocks import hood_clocks
from app.ui.who_page import WhoPage
from app.workplace import Workplace


class LockedPage(WhoPage):
    """What is at work at the left, large; who signs in at the right."""

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(1, parent)
        self._workplace = workplace
        row = self.lay_out(self.header, self.footer)
        self.clocks = HoodClocksView()
        self._title = Words(Role.SUBTITLE, "")
        self._below = Words(Role.REMARK, "Scan your badge or choose your name, then your PIN.")
        row.addWidget(self.clocks, 1)
        card = Card(margin=14)
        names = QVBoxLayout()
        card.space(names, 8)
        for words in (self._title, self._below, self.notice):
            names.addWidget(words)
        names.addWidget(self.names_list, 1)
        # The keys have the whole height, as where people sign in.
        both = QHBoxLayout()
        card.space(both, 14)
        both.addLayout(names, 1)
        both.addLayout(self.pin_column())
        card.rows.addLayout(both, 1)
        row.addWidget(card, 1)

    def begin_lock(self, name: str) -> None:
        """Show that the window is locked; `name` was signed in, "" for nobody."""
        self.untell()
        self._title.show_facts(f"Locked while {name} was signed in" if name else "Locked")
        if name:
            self.choose(name)
        self.tick()
        self.begin()

    def tick(self) -> None:
        work = self._workplace
        now = work.wall()
        self.show_time(f"{work.site.local(now):%a %Y-%m-%d}", work.site.shown(now, "%H:%M"))
        states = (work.state(stream) for stream in work.board.unfinished())
        self.clocks.show_facts(hood_clocks(states, work.clock.reading(), work.site))
