"""Looking back: every fact of a preparation, and a correction where one is wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.core import entry as said
from app.core.preparation import Preparation, Stamped, Status
from app.session import Session
from app.telling import lines
from app.ui import theme
from app.ui.drawing.banner import Banner
from app.ui.drawing.buttons import SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.rail import place
from app.ui.facts.status import saved_step
from app.ui.language import Verbatim
from app.ui.language import said as shown
from app.ui.named import give_name
from app.ui.page import Page
from app.ui.steps.reason import ReasonCard
from app.ui.theme import Tone

_COLUMNS = ("No.", "Time", "What was recorded", "Person")
_WHAT = 2


class HistoryPage(Page):
    """A table that only grows. A correction adds a fact; nothing is edited."""

    left = Signal()
    leaving = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session: Session | None = None
        self._banner, self._footer = Banner(), Footer()
        self._footer.key_chosen.connect(self.take_key)
        row = self.lay_out(self._banner, self._footer)
        self._card, self.reason = Card(), ReasonCard()
        self.reason.hide()
        self._title = Words(Role.TITLE, "What was recorded")
        self.table = QTableWidget(0, len(_COLUMNS))
        self._dress_table()
        self.correct = SecondaryButton("Correct the chosen line…", "F4")
        self.correct.clicked.connect(self._ask_correction)
        self._card.rows.addWidget(self._title)
        self._card.rows.addWidget(self.table, 1)
        self._card.rows.addWidget(self.notice)
        last = QHBoxLayout()
        self._card.space(last, 14)
        last.addWidget(
            Words(
                Role.REMARK,
                "Nothing is edited: a correction is a fact of its own, and a check "
                "made before it is void.",
            ),
            2,
        )
        last.addWidget(self.correct, 1)
        self._card.rows.addLayout(last)
        row.addWidget(self._card, 1)
        row.addWidget(self.reason, 1)

    def _dress_table(self) -> None:
        self.table.setHorizontalHeaderLabels([shown(each) for each in _COLUMNS])
        give_name(self.table, "What was recorded")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows = self.table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # Lines grow after they are shown, when their columns get their widths.
        self.table.verticalScrollBar().rangeChanged.connect(
            lambda: self.table.scrollTo(self.table.currentIndex())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        # A line is pressed to be corrected.
        self.table.verticalHeader().setMinimumSectionSize(theme.form_target(self))
        super().resizeEvent(event)

    def begin(self, session: Session, history: tuple[Stamped, ...]) -> None:
        """Show the history of a session's preparation."""
        self._session = session
        state = session.state
        rows = lines(history, session.site)
        self.table.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                self.table.setItem(
                    at, column, QTableWidgetItem(shown(text if column == _WHAT else Verbatim(text)))
                )
        self.table.selectRow(len(rows) - 1)
        self.table.scrollToBottom()
        self._surround(session, state)
        self.reason.hide()
        self._card.show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def stream(self) -> str:
        """The stream of the preparation that is shown."""
        assert self._session is not None
        return self._session.stream

    def _surround(self, session: Session, state: Preparation) -> None:
        number = f"Preparation {state.opened.number}"
        site = session.site
        self._banner.show_facts(banner(state.order, state.plan, state.monograph, site, number))
        at, of = place(state)
        self._footer.show_facts(
            FooterFacts(
                (saved_step(len(state.done), state.last.wall, site),),
                (
                    FooterKey("Esc", "Back to the step"),
                    FooterKey("F4", "Correct"),
                    FooterKey("F8", "Person"),
                ),
                f"step {at} of {of}",
            )
        )
        self.correct.setEnabled(state.status in (Status.OPEN, Status.FAILED))

    def _ask_correction(self) -> None:
        if not self.correct.isEnabled() or self.reason.isVisible():
            return
        number = self.table.currentRow() + 1
        what = self.table.item(number - 1, 2)
        self._card.hide()
        self.reason.show()
        self.reason.ask(
            "What should this line have said?",
            Verbatim(what.text()) if what else "",
            lambda text: self._correct(number, text),
            self._close,
        )

    def _correct(self, number: int, text: str) -> None:
        if self._session is not None:
            self._session.do(said.Correct(number, text))
            self.left.emit()

    def _close(self) -> None:
        self.reason.hide()
        self._card.show()

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        if self.reason.isVisible():
            self.reason.tell(sentence)
        else:
            super().tell(sentence, word, tone)

    def take_key(self, key: str) -> bool:
        if key == "F8":
            self.leaving.emit()
            return True
        if key == "Esc":
            if self.reason.isVisible():
                self._close()
            else:
                self.left.emit()
            return True
        if key == "F4":
            self._ask_correction()
        return key == "F4"
