"""The drills: each with its story and how it went last, and the way into it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.person import Office, Person
from app.core.refused import Refused
from app.practice.drill import FIRST, drill_named, drills
from app.practice.paper import result_paper
from app.practice.run import Result, require_name, results
from app.printing import put_out_document
from app.ui import theme
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.monograph_row import MonographRow
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.words import Role, Words
from app.ui.facts import practice as facts
from app.ui.tab_page import TabPage
from app.workplace import Workplace

HEIGHT, ACROSS = 90, 2


class DrillRow(MonographRow):
    """A drill in the list; lower than a monograph, for there are more."""

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self, 240), theme.px(self, HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, theme.px(self, HEIGHT))


class PracticePage(TabPage):
    """`begun` carries the name of the drill and what the trainee is called."""

    tab = "practice"
    begun = Signal(str, str)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.chosen = FIRST
        self._shows_result = False
        self.rows: dict[str, DrillRow] = {}
        left = Card(margin=14)
        left.rows.addWidget(Words(Role.SUBTITLE, "Choose a drill"))
        grid = QGridLayout()
        left.space(grid, 8)
        for at, drill in enumerate(drills()):
            row = DrillRow(facts.row(drill, None, ""))
            row.clicked.connect(lambda _=False, name=drill.name: self.choose(name))
            grid.addWidget(row, at // ACROSS, at % ACROSS)
            self.rows[drill.name] = row
        left.rows.addLayout(grid)
        left.rows.addStretch(1)
        left.rows.addWidget(Words(Role.DETAIL, facts.SOUNDS))
        self.body.addWidget(left, 6)
        self.body.addWidget(self._right(), 5)

    def _right(self) -> Card:
        card = Card(margin=18)
        self.title, self.said = Words(Role.SUBTITLE, ""), Words(Role.SENTENCE, "")
        self.who = SlimField("Your name, as it is to stand on the result", "Your name")
        self.start = PrimaryButton("Begin", "F5")
        self.paper = SecondaryButton("Print the result", "F9")
        card.rows.addWidget(self.title)
        card.rows.addWidget(self.said)
        card.rows.addStretch(1)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(Words(Role.DETAIL, "Your name, as it is to stand on the result"))
        card.rows.addWidget(self.who)
        last = QHBoxLayout()
        card.space(last, 12)
        last.addWidget(self.start, 3)
        last.addWidget(self.paper, 2)
        card.rows.addLayout(last)
        self.start.clicked.connect(self._begin)
        self.paper.clicked.connect(lambda: self.attempt(self._print))
        self.who.entered.connect(lambda _: self._begin())
        return card

    def begin(self, person: Person) -> None:
        """Show the drills to someone who signed in."""
        super().begin(person)
        self._draw()

    def take_focus(self) -> None:
        if self.who.text():
            self.rows[self.chosen].setFocus()
        else:
            self.who.setFocus()

    def choose(self, name: str, *, result: bool = False) -> None:
        """Show a drill: its story, or its last `result`."""
        self.chosen, self._shows_result = name, result
        self.untell()
        self._draw()

    def _last(self) -> dict[str, Result]:
        return {each.drill.name: each for each in results(self.workplace.log)}

    def _draw(self) -> None:
        last, drill = self._last(), drill_named(self.chosen)
        for name, row in self.rows.items():
            row.show_facts(facts.row(drill_named(name), last.get(name), self.chosen))
        shown = last.get(self.chosen) if self._shows_result else None
        self.title.show_facts(facts.name(drill, last.get(self.chosen)))
        self.said.show_facts(facts.told(drill, shown))
        self.start.relabel("Once more" if shown is not None else "Begin")
        self.paper.setVisible(self.chosen in last)

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            self.back(),
            FooterKey("F5", "Begin"),
            FooterKey("F9", "Print the result"),
            FooterKey("F8", "Change person"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F5":
                self._begin()
            case "F9":
                self.attempt(self._print)
            case _ if len(key) == 1 and key.isdigit():
                self.choose(tuple(self.rows)[int(key)])
                self.rows[self.chosen].setFocus()
            case _:
                return super().take_key(key)
        return True

    def take_confirm(self) -> bool:
        self._begin()
        return True

    def _begin(self) -> None:
        if self.attempt(self._require_ready):
            self.begun.emit(self.chosen, self.who.text().strip())

    def _require_ready(self) -> None:
        require_name(self.who.text())
        if self.person is not None and self.person.office is Office.ADMINISTRATOR:
            raise Refused(
                "An administrator prepares nothing. Press F8 and sign in as Practice Technician."
            )

    def _print(self) -> None:
        found = self._last().get(self.chosen)
        if found is None:
            raise Refused("This drill was not done yet; begin it with F5.")
        work = self.workplace
        head = work.log.head()
        run = found.stream.rpartition("/")[2]
        file = work.folder / "results" / f"{run}-{found.drill.name}.pdf"
        paper = result_paper(found, work.site, "" if head is None else head.hash)
        put_out_document(paper, file)
        self.documents.print(work, file, "The result")
