"""How a dose is prepared: the bag, the syringes, the rounding; chosen before it is opened."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.bag import Bag
from app.core.choices import Choices
from app.core.outlook import Outlook
from app.core.plan import Plan
from app.core.quantity import Measure, parse
from app.core.refused import Refused
from app.ui.announcing import refuse_aloud
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.options import Options
from app.ui.drawing.words import Role, Words
from app.ui.facts.choices import (
    BagChoice,
    outcome,
    rounding_choices,
    syringe_choices,
)

Judge = Callable[[Choices], Outlook]

_QUESTIONS = ("Container", "Syringes", "Dose")
_KNOWN = (("its maker's figure", "Its maker's figure"), ("weighed here", "Weighed here"))


class MakingCard(Card):
    """Three questions with what is possible at this site; below them what comes of the answers.

    `judge` works an outlook out for choices; nothing is recorded until the order is verified.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bags: tuple[BagChoice, ...] = ()
        self._person, self._chosen_bag = "", "empty"
        self._judge: Judge | None = None
        self._accept: Callable[[Choices], object] = str
        self._back: Callable[[], object] = str
        self.choices = Choices()
        self.rows.addWidget(Words(Role.TITLE, "How is it prepared?"))
        self._columns = {name: QVBoxLayout() for name in _QUESTIONS}
        self.groups: dict[str, Options] = {}
        self.overfill = EntryField("Overfill of the bag", "mL", size=22)
        self.overfill.ask("overfill: its maker's figure, or weighed")
        self.overfill.entered.connect(lambda _: self._take_overfill())
        self.overfill.changed.connect(lambda _: self._forget_overfill())
        self.known = Options("How the overfill is known", _KNOWN, 2)
        self.known.chosen.connect(lambda _: self._take_overfill())
        self._outcome = Words(Role.SENTENCE, "")
        self._notice = Notice()
        self._compose()
        self.back_button = SecondaryButton("Back", "Esc")
        self.back_button.clicked.connect(lambda: self._back())
        self.use_button = PrimaryButton("Prepare this way", "F5")
        self.use_button.clicked.connect(self.record)
        last = QHBoxLayout()
        self.space(last, 14)
        last.addWidget(self.back_button, 1)
        last.addWidget(self.use_button, 2)
        self.rows.addLayout(last)

    def _compose(self) -> None:
        both = QHBoxLayout()
        self.space(both, 26)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, share in ((left, 4), (right, 3)):
            self.space(column, 16)
            both.addLayout(column, share)
        left.addLayout(self._columns["Container"])
        left.addWidget(self.overfill)
        left.addWidget(self.known)
        for name in ("Syringes", "Dose"):
            right.addLayout(self._columns[name])
        for name, column in self._columns.items():
            self.space(column, 6)
            column.addWidget(Words(Role.EYEBROW, name.upper()))
        left.addStretch(1)
        right.addStretch(1)
        self.rows.addLayout(both, 1)
        self.rows.addWidget(self._outcome)
        self.rows.addWidget(self._notice)

    def ask(
        self,
        bags: tuple[BagChoice, ...],
        choices: Choices,
        person: str,
        judge: Judge,
        accept: Callable[[Choices], object],
        back: Callable[[], object],
    ) -> None:
        """Show what may be chosen; `accept` gets the choices, `back` closes without a change."""
        self._bags, self._person, self._judge = bags, person, judge
        self._accept, self._back, self.choices = accept, back, choices
        known = (each.code for each in bags if each.bag == choices.bag)
        self._chosen_bag = next(known, self._chosen_bag)
        self._notice.hide()
        self._draw()
        next(iter(self.groups.values())).setFocus()

    def forget(self) -> None:
        """Keep nothing that was typed: another order is shown, or to somebody else."""
        self.overfill.set_text("")
        self.known.set_text("")

    def record(self) -> None:
        """Hand the choices on, or show why they cannot be."""
        try:
            if self._asks_overfill():
                raise Refused("Enter how much more this bag holds, or choose another container.")
            self._accept(self.choices)
        except Refused as refused:
            self._refuse(refused.sentence)

    def tell(self, sentence: str) -> None:
        """Show why something was refused while this card is open."""
        self._notice.show_facts(NoticeFacts("Refused", sentence))
        self._notice.show()

    def _refuse(self, sentence: str) -> None:
        self.tell(sentence)
        refuse_aloud(sentence)

    def _bag(self) -> BagChoice:
        return next(each for each in self._bags if each.code == self._chosen_bag)

    def _asks_overfill(self) -> bool:
        return self._bag().asks and self.choices.bag.overfill is None

    def _draw(self) -> None:
        assert self._judge is not None
        found = self._judge(self.choices)
        other = self._other(found)
        self._offer("Container", tuple((each.code, each.words) for each in self._bags), self._pick)
        self._offer("Syringes", syringe_choices(found, other), self._syringes)
        self._offer("Dose", rounding_choices(found, self._person), self._round)
        self._mark("Container", self._chosen_bag)
        self._mark("Syringes", "second" if self.choices.second_best else "best")
        self._mark("Dose", self.choices.rounded_by or "exact")
        self.overfill.setVisible(self._bag().asks)
        self.known.setVisible(self._bag().asks)
        self._outcome.show_facts(outcome(found))
        self.use_button.setEnabled(found.plan is not None)

    def _other(self, found: Outlook) -> Plan | None:
        """Return the plan with the syringes that are not chosen, None where there are no others."""
        assert self._judge is not None
        if found.plan is None:
            return None
        return self._judge(replace(self.choices, second_best=not self.choices.second_best)).plan

    def _offer(
        self, name: str, options: tuple[tuple[str, str], ...], take: Callable[[str], None]
    ) -> None:
        """Show a question with its answers; one without answers is not asked."""
        shown, column = self.groups.get(name), self._columns[name]
        if shown is not None and shown.offered == options:
            return
        if shown is not None:
            column.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
        made = Options(name, options, 1)
        made.chosen.connect(take)
        column.addWidget(made)
        made.setVisible(bool(options))
        heading = column.itemAt(0)
        words = heading.widget() if heading is not None else None
        if words is not None:
            words.setVisible(bool(options))
        self.groups[name] = made

    def _mark(self, name: str, code: str) -> None:
        self.groups[name].set_text(code)

    def _pick(self, code: str) -> None:
        self._chosen_bag = code
        self.overfill.set_text("")
        self.known.set_text("")
        self._with_bag(self._bag().bag)
        if self._asks_overfill():
            self.overfill.setFocus()

    def _with_bag(self, bag: Bag) -> None:
        self.choices = replace(self.choices, bag=bag)
        self._notice.hide()
        self._draw()

    def _take_overfill(self) -> None:
        try:
            volume = parse(f"{self.overfill.text()} mL", Measure.VOLUME, zero=True)
        except Refused as refused:
            self._refuse(refused.sentence)
            return
        known = self.known.text()
        if not known:
            self._refuse("Say how the overfill is known: by its maker's figure, or by weighing.")
            return
        self._with_bag(
            replace(self._bag().bag, overfill=volume, source=known, stated_by=self._person)
        )

    def _forget_overfill(self) -> None:
        """What stands in the field counts only once it is entered: nothing else is prepared."""
        if self.choices.bag.overfill is not None:
            self._with_bag(self._bag().bag)

    def _syringes(self, code: str) -> None:
        self.choices = replace(self.choices, second_best=code == "second")
        self._draw()

    def _round(self, code: str) -> None:
        self.choices = replace(self.choices, rounded_by="" if code == "exact" else code)
        self._draw()
