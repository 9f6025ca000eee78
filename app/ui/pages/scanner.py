"""Setting the scanner of this workstation up: learned from one page of codes, and tried."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.person import Person
from app.intake.gs1 import parse_scan
from app.intake.scanner_codes import ASKED, code_numbered
from app.intake.scanner_learning import Answer, SetAnew, learn, require_fitting
from app.scanner_paper import picture, put_out_scanner_sheet, scanner_sheet
from app.scanners import learned_of
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.code_picture import CodePicture, PictureFacts
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.icons import Icon
from app.ui.drawing.labelled import Labelled
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts import scanner as facts
from app.ui.facts.pages import EQUIPMENT
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

_FILE = "scanner-codes.pdf"
_NOT_LEARNED = (
    "This workstation's scanner was not learned: scans count as they arrive. Print the page of "
    "codes, then learn it; it takes a minute, and only the scanner from then on."
)


class ScannerPage(TabPage):
    """What was learned, and a place to try a code; while it learns, one code after the other."""

    tab = "equipment"
    behind = EQUIPMENT

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._heard: tuple[Answer, ...] | None = None
        # Whether each scan so far ended with its key.
        self._each_ended = True
        self._left, self._right = QStackedWidget(), QStackedWidget()
        self._left.addWidget(self._known_card())
        self._left.addWidget(self._asking_card())
        self._right.addWidget(self._trying_card())
        self._right.addWidget(self._arriving_card())
        side = Spaced()
        column = QVBoxLayout(side)
        side.space(column, 10)
        column.addWidget(self._left, 1)
        column.addWidget(self.notice)
        self.body.addWidget(side, 11)
        self.body.addWidget(self._right, 10)

    def _known_card(self) -> QWidget:
        card = Card()
        self.known_words, self.known = Words(Role.SENTENCE, ""), Labelled()
        self.learn = PrimaryButton("Learn the scanner", "F5")
        self.print_sheet = SecondaryButton("Print the page of codes", "F9")
        self.forget = DangerButton("Forget", "F12")
        self.forget.say("Forget what was learned of the scanner")
        self.learn.clicked.connect(self._begin_learning)
        self.print_sheet.clicked.connect(self._print)
        self.forget.clicked.connect(self._forget)
        card.rows.addWidget(Words(Role.TITLE, "Scanner of this workstation"))
        card.rows.addWidget(self.known_words)
        card.rows.addWidget(self.known)
        card.rows.addStretch(1)
        card.rows.addWidget(self.print_sheet)
        last = QHBoxLayout()
        card.space(last, 14)
        last.addWidget(self.forget, 1)
        last.addWidget(self.learn, 2)
        card.rows.addLayout(last)
        return card

    def _asking_card(self) -> QWidget:
        card = Card(margin=12)
        self.turn, self.asks_for = Words(Role.EYEBROW, ""), Words(Role.TITLE, "")
        self.where, self.picture = Words(Role.INSTRUCTION, ""), CodePicture()
        self.written = Words(Role.REMARK, "")
        for widget in (self.turn, self.asks_for, self.where, self.picture, self.written):
            card.rows.addWidget(widget)
        card.rows.addStretch(1)
        return card

    def _trying_card(self) -> QWidget:
        card = Card()
        self.field = EntryField("Code to try", icon=Icon.SCANNER, size=20)
        self.field.ask("Scan any code, or type (01)…(17)…(10)…")
        self.field.entered.connect(self._try_typed)
        self.read, self.fields = Words(Role.DETAIL, ""), Labelled()
        card.rows.addWidget(Words(Role.TITLE, "Try a code"))
        card.rows.addWidget(self.field)
        card.rows.addWidget(self.read)
        card.rows.addWidget(self.fields)
        card.rows.addStretch(1)
        card.rows.addWidget(
            Words(Role.REMARK, "Nothing is received or used here; it only shows what a code says.")
        )
        return card

    def _arriving_card(self) -> QWidget:
        card = Card()
        self.arrived = Labelled()
        card.rows.addWidget(Words(Role.TITLE, "What arrived"))
        card.rows.addWidget(self.arrived)
        card.rows.addStretch(1)
        card.rows.addWidget(
            Words(Role.REMARK, "Esc stops, and all stays as it was. F5 begins again with code 1.")
        )
        return card

    def begin(self, person: Person) -> None:
        """Show what is known of the scanner; learning that was not finished is over."""
        self._heard = None
        super().begin(person)
        self.field.set_text("")
        self.read.show_facts("")
        self.fields.show_facts(())
        self._draw()

    def take_focus(self) -> None:
        if self.learns:
            self.setFocus()
        else:
            self.field.setFocus()

    @property
    def learns(self) -> bool:
        return self._heard is not None

    def keys(self) -> tuple[FooterKey, ...]:
        if self.learns:
            return (
                FooterKey("Esc", "Stop"),
                FooterKey("F5", "Begin again"),
                FooterKey("F8", "Change person"),
                FooterKey("F9", "Print"),
            )
        return (
            self.back(),
            FooterKey("F5", "Learn"),
            FooterKey("F8", "Change person"),
            FooterKey("F9", "Print"),
            FooterKey("F12", "Forget", self.workplace.scanner_profile is not None),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc" if self.learns:
                self._stop()
            case "F5":
                self._begin_learning()
            case "F9":
                self._print()
            case "F12" if not self.learns:
                self._forget()
            case _:
                return super().take_key(key)
        return True

    def take_scan(self, text: str) -> None:
        self.untell()
        if self.learns:
            self.attempt(lambda: self._hear(text))
        else:
            self.attempt(lambda: self._try(text))

    def _begin_learning(self) -> None:
        self._heard, self._each_ended = (), True
        self.untell()
        self._draw()
        self.take_focus()

    def _stop(self) -> None:
        self._heard = None
        self._draw()
        self.take_focus()
        self.tell("Nothing was changed.", "Stopped", Tone.INFO)

    def _hear(self, raw: str) -> None:
        """Take what arrived for the code asked for; raises Refused where it cannot be that."""
        before = self._heard or ()
        self._each_ended = self.scan_ended and (self._each_ended or not before)
        heard = (*before, Answer(ASKED[len(before)], raw))
        try:
            require_fitting(heard)
        except SetAnew:
            self._heard = ()
            self._draw()
            raise
        if len(heard) < len(ASKED):
            self._heard = heard
        else:
            self._keep(heard)
        self._draw()

    def _keep(self, heard: tuple[Answer, ...]) -> None:
        assert self.person is not None
        profile = replace(learn(heard), sends_end=self._each_ended)
        self.workplace.learn_scanner(profile, self.person)
        self._heard = None
        self._draw()
        self.take_focus()
        self.tell("Try it with the code of a carton.", "Learned", Tone.OK)

    def _forget(self) -> None:
        person = self.person
        if person is not None and self.attempt(lambda: self.workplace.forget_scanner(person)):
            self._draw()
            self.tell("Scans count as they arrive from now on.", "Forgotten", Tone.INFO)

    def _print(self) -> None:
        self.untell()
        self.attempt(
            lambda: self.documents.print(self.workplace, self.print_out(), "The page of codes")
        )

    def print_out(self) -> Path:
        """Write the page of codes and return its file; raises Refused."""
        site = self.workplace.site
        file = self.workplace.folder / "sheets" / _FILE
        put_out_scanner_sheet(scanner_sheet(site.paper, site), file)
        return file

    def _try_typed(self) -> None:
        self.untell()
        if self.attempt(lambda: self._try(self.field.text().strip())):
            self.field.set_text("")

    def _try(self, text: str) -> None:
        """Show what a code says, field by field; raises Refused for what is no product code."""
        self.read.show_facts(f"read as **{facts.literal(text)}**")
        self.fields.show_facts(())
        work = self.workplace
        self.fields.show_facts(facts.fields(parse_scan(text, work.site.day(work.now()))))

    def _draw(self) -> None:
        heard = self._heard
        self._left.setCurrentIndex(int(self.learns))
        self._right.setCurrentIndex(int(self.learns))
        if heard is None:
            known = learned_of(self.workplace.log)
            self.known_words.show_facts("" if known else _NOT_LEARNED)
            self.known_words.setVisible(known is None)
            self.known.show_facts(facts.learned(known) if known else ())
            self.forget.setEnabled(known is not None)
        else:
            self._draw_asked(heard)
        self.heads()

    def _draw_asked(self, heard: tuple[Answer, ...]) -> None:
        code = code_numbered(ASKED[len(heard)])
        title, sentence = facts.asked(heard)
        self.turn.show_facts(f"scan {len(heard) + 1} of {len(ASKED)}")
        self.asks_for.show_facts(title)
        self.where.show_facts(sentence)
        self.picture.show_facts(PictureFacts(picture(code), f"code {code.number}"))
        self.written.show_facts(f"It says {code.written}")
        self.arrived.show_facts(facts.arrived(heard))
