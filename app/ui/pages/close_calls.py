"""The close calls of this log: every scan and entry that was refused, the newest first."""

from PySide6.QtWidgets import QWidget

from app.close_calls import close_calls
from app.core.person import Person
from app.ui.drawing.card import Card
from app.ui.drawing.findings import Findings
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.words import Role, Words
from app.ui.facts import close_calls as facts
from app.ui.facts.pages import EQUIPMENT, may_see
from app.ui.tab_page import TabPage
from app.workplace import Workplace


class CloseCallsPage(TabPage):
    """A list to read: what was told, where, when and to whom. Nothing is done here."""

    tab = "equipment"
    behind = EQUIPMENT

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        card = Card(margin=14)
        self._title = Words(Role.TITLE, "")
        self.findings = Findings()
        card.rows.addWidget(self._title)
        card.rows.addWidget(
            Words(
                Role.REMARK,
                "Each was refused and nothing was done; what comes often tells what to mend. "
                "PINs are never kept.",
            )
        )
        card.rows.addWidget(self.notice)
        card.rows.addWidget(self.findings, 1)
        self.body.addWidget(card)

    def begin(self, person: Person) -> None:
        """Show what was refused up to now."""
        super().begin(person)
        found, site = close_calls(self.workplace.log), self.workplace.site
        self._title.show_facts(facts.counted(len(found)))
        shown = enumerate(found[: facts.SHOWN])
        self.findings.show_facts(tuple(facts.row(at, each, site) for at, each in shown))

    def keys(self) -> tuple[FooterKey, ...]:
        asks = (FooterKey("F4", "What Umbra asks"),) if self._leads_on() else ()
        return (self.back(), *asks, FooterKey("F8", "Change person"))

    def _leads_on(self) -> bool:
        return self.person is not None and may_see(self.person, "interaction")

    def take_key(self, key: str) -> bool:
        if key == "F4" and self._leads_on():
            self.page_wanted.emit("interaction")
            return True
        return super().take_key(key)
