"""The label templates of this site: looked at as words and as a label, approved, chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.approvals import Stage
from app.core.person import Office, Person
from app.core.refused import Refused
from app.label_drawing import Drawn
from app.label_keys import own_keys
from app.label_sample import Sample, sample_label
from app.label_templates import TemplateStanding
from app.printers import Use, press_of
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.monograph_row import MonographRow
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts import templates as facts
from app.ui.steps.label_picture import LabelPicture
from app.ui.steps.reason import ReasonCard
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace
from reports.label import draw_label
from reports.label_contents import Label
from reports.refusal import Unprintable


class TemplatesPage(TabPage):
    """A list; beside it the one chosen: its words, a label of the sample order, the approval."""

    tab = "monographs"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._shown = ""
        self._pictured: tuple[str, Sample] | None = None
        self._sample = Sample.BAG
        self._rows: dict[str, MonographRow] = {}
        self._card, self.reason = Card(), ReasonCard()
        self.reason.hide()
        self._compose()
        self.body.addWidget(self._list_card(), 10)
        self.body.addWidget(self._card, 21)
        self.body.addWidget(self.reason, 21)

    def _list_card(self) -> QWidget:
        card = Card(margin=14)
        card.rows.addWidget(Words(Role.TITLE, "Label templates"))
        inside = Spaced()
        column = QVBoxLayout(inside)
        inside.space(column, 8)
        for identifier in self._in_order():
            made = MonographRow(facts.row(self._standing(identifier), ""))
            made.clicked.connect(lambda _=False, code=identifier: self._show_template(code))
            self._rows[identifier] = made
            column.addWidget(made)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        card.rows.addWidget(area, 1)
        self._key = Words(Role.DETAIL, "")
        card.rows.addWidget(self._key)
        return card

    def _compose(self) -> None:
        rows = self._card.rows
        self._title, self._stands = Words(Role.SUBTITLE, ""), Words(Role.SENTENCE, "")
        self._content, self._open = Words(Role.DETAIL, ""), Words(Role.REMARK, "")
        self.findings, self.picture = Findings(), LabelPicture()
        self.picture.setAccessibleName("A label of the sample order, in the words of this template")
        self.which = Words(Role.DETAIL, "")
        self.another = SecondaryButton("Another label", "F6")
        self.another.clicked.connect(lambda: self._turn())
        self.pin = EntryField("PIN", size=22)
        self.pin.hide_typing()
        self.pin.ask("your PIN")
        self.pin.entered.connect(lambda _: self.attempt(self._approve))
        self.approve = PrimaryButton("Approve", "F5")
        self.approve.clicked.connect(lambda: self.attempt(self._approve))
        self.choose = SecondaryButton("Use it here", "F7")
        self.choose.clicked.connect(lambda: self.attempt(self._choose))
        for widget in (self._title, self._stands, self._content):
            rows.addWidget(widget)
        seen = QHBoxLayout()
        self._card.space(seen, 14)
        seen.addWidget(self.findings, 6)
        sample = QVBoxLayout()
        self._card.space(sample, 8)
        sample.addWidget(self.picture, 1)
        turned = QHBoxLayout()
        self._card.space(turned, 8)
        turned.addWidget(self.which, 1)
        turned.addWidget(self.another)
        sample.addLayout(turned)
        seen.addLayout(sample, 5)
        rows.addLayout(seen, 1)
        rows.addWidget(self.notice)
        last = QHBoxLayout()
        self._card.space(last, 14)
        last.addWidget(self._open, 3)
        for each in (self.pin, self.choose, self.approve):
            last.addWidget(each, 2)
        rows.addLayout(last)

    def begin(self, person: Person) -> None:
        """Show the templates to someone."""
        super().begin(person)
        self._show_template(self._shown or next(iter(self._rows)))

    def _in_order(self) -> list[str]:
        """Return the templates, the one of this site first, then those of its region."""
        region = self.workplace.site.region

        def last(identifier: str) -> tuple[bool, bool]:
            standing = self._standing(identifier)
            return not standing.is_chosen, standing.words.region != region

        return sorted(self.workplace.templates.identifiers(), key=last)

    def take_focus(self) -> None:
        self._rows[self._shown].setFocus()

    def _standing(self, identifier: str) -> TemplateStanding:
        return self.workplace.templates.standing(identifier, self.workplace.site.region)

    @property
    def _is_pharmacist(self) -> bool:
        return self.person is not None and self.person.office is Office.PHARMACIST

    def _show_template(self, identifier: str) -> None:
        # A reason that is being written is for the template that was shown.
        self._close_reason()
        self._shown = identifier
        self.pin.set_text("")
        self.untell()
        self._draw()

    def _draw(self) -> None:
        standing, site = self._standing(self._shown), self.workplace.site
        for identifier, row in self._rows.items():
            row.show_facts(facts.row(self._standing(identifier), self._shown))
        self._title.show_facts(f"{standing.words.named}, version {standing.words.version}")
        self._stands.show_facts(facts.stands(standing, site))
        self._content.show_facts(facts.content(standing))
        self.findings.show_facts(facts.rows(standing))
        if self._pictured != (standing.words.digest, self._sample):
            self._pictured = standing.words.digest, self._sample
            self._show_sample(standing)
        may = self._is_pharmacist and not standing.lacking
        self.pin.setVisible(may)
        self.approve.setVisible(may)
        approved = standing.stage is Stage.IN_USE
        here = standing.words.region == site.region and not standing.is_chosen
        self.choose.setVisible(may and approved and here)
        says = "Look at the label and at every word, then sign with your PIN."
        self._open.show_facts(says if may else "")
        if not self._is_pharmacist:
            self._open.show_facts("Only a pharmacist approves; a pharmacist signs in with F8.")
        keys = own_keys(self.workplace.log)
        self._key.show_facts(
            f"Labels are signed with the key {keys[-1].fingerprint}."
            if keys
            else "The first label that is printed makes the key that labels are signed with."
        )
        self.heads()

    def _turn(self) -> None:
        """Show the next label of the sample order: each says words that no other one says."""
        every = tuple(Sample)
        self._sample = every[(every.index(self._sample) + 1) % len(every)]
        self._draw()

    def _show_sample(self, standing: TemplateStanding) -> None:
        self.which.show_facts(facts.sample(self._sample))
        press = press_of(self.workplace.log, Use.LABELS)
        try:
            label = self._sample_label(standing)
            drawn = Drawn(label.code, standing.words.template, draw_label(label, press))
        except Refused as refused:
            self.picture.show_refusal(refused)
        except Unprintable as unprintable:
            self.picture.show_refusal(Refused(unprintable.sentence))
        else:
            self.picture.show_label(drawn, press.dpi)

    def _sample_label(self, standing: TemplateStanding) -> Label:
        """Return a label of the sample order; raises Refused where there is none to show."""
        work, words = self.workplace, standing.words
        for identifier in work.formulary.identifiers():
            monograph = work.formulary.standing(identifier).monograph
            if monograph.region == words.region and not monograph.draft:
                return sample_label(words, monograph, work.site, self._sample)
        raise Refused(f"There is no monograph for {words.region} to draw a sample label of.")

    def keys(self) -> tuple[FooterKey, ...]:
        back = (
            FooterKey("Esc", "Monographs"),
            FooterKey("F6", "Another label"),
            FooterKey("F8", "Change person"),
        )
        approved = bool(self._shown and self._standing(self._shown).approvals)
        withdraw = FooterKey("F12", "Withdraw the approval", approved)
        return (*back, *((withdraw,) if self._is_pharmacist else ()))

    def _approve(self) -> None:
        if self.person is None or not self.pin.isVisible():
            return
        pin = self.pin.text()
        if not pin:
            self.pin.setFocus()
            self.tell("Your PIN signs the approval: type it, then press Enter.", "PIN", Tone.INFO)
            return
        self.pin.set_text("")
        self.workplace.templates.approve(self._shown, self.person, pin)
        self._draw()
        self._rows[self._shown].setFocus()
        in_use = self._standing(self._shown).stage is Stage.IN_USE
        then = "It may be used." if in_use else "Another pharmacist approves it next."
        self.tell(f"Your approval is recorded. {then}", "Approved", Tone.OK)

    def _choose(self) -> None:
        if self.person is None:
            return
        self.workplace.templates.choose(self._shown, self.workplace.site.region, self.person)
        self._draw()
        self._rows[self._shown].setFocus()
        self.tell("This site's labels are printed from it from now on.", "Chosen", Tone.OK)

    def _ask_withdrawal(self) -> None:
        if not self._standing(self._shown).approvals:
            return
        self._card.hide()
        self.reason.show()
        self.reason.ask(
            "Why is the approval withdrawn?",
            "No label is printed from it until two pharmacists approve it again.",
            self._withdraw,
            self._go_back,
        )

    def _withdraw(self, reason: str) -> None:
        if self.person is not None:
            self.workplace.templates.withdraw(self._shown, reason, self.person)
            self._show_template(self._shown)
            self.take_focus()

    def _go_back(self) -> None:
        self._close_reason()
        self._rows[self._shown].setFocus()

    def _close_reason(self) -> None:
        self.reason.hide()
        self._card.show()

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self.reason.isVisible():
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    @property
    def asks_pin(self) -> bool:
        return self.pin.isVisible()

    def take_key(self, key: str) -> bool:
        asking = self.reason.isVisible()
        match key:
            case "Esc" if asking:
                self._go_back()
            case "Esc":
                self.page_wanted.emit("monographs")
            case "F5" if not asking:
                self.attempt(self._approve)
            case "F6" if not asking:
                self._turn()
            case "F7" if self.choose.isVisible() and not asking:
                self.attempt(self._choose)
            case "F12" if self._is_pharmacist and not asking:
                self._ask_withdrawal()
            case _:
                return super().take_key(key)
        return True
