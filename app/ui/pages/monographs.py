"""The monographs of this site: two pharmacists approve the exact content of each before its use."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.approvals import Stage
from app.core.person import Person
from app.core.refused import Refused
from app.formulary import Standing
from app.formulation_record import file_name, formulation_record
from app.printing import put_out_document
from app.ui.approval_page import ApprovalPage
from app.ui.drawing.buttons import SecondaryButton
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.monograph_row import MonographFacts
from app.ui.drawing.words import Role, Words
from app.ui.facts import monographs as facts
from app.workplace import Workplace


class MonographsPage(ApprovalPage):
    """What changed in a monograph, what is to be confirmed, and the approval."""

    heading = "Monographs"
    withdrawal = (
        "The monograph is out of use until two pharmacists approve it again. Work begun under it "
        "goes on."
    )

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        self._confirmed: set[str] = set()
        super().__init__(workplace, parent)

    def below_list(self) -> tuple[QWidget, ...]:
        told = "Two pharmacists approve the exact content. Work begun keeps its own."
        self.templates = SecondaryButton("Label templates", "F6")
        self.templates.clicked.connect(lambda: self.page_wanted.emit("templates"))
        return Words(Role.DETAIL, told), self.templates

    def reading(self) -> QWidget:
        self.findings.activated.connect(self._toggle)
        return self.findings

    def in_order(self) -> Sequence[str]:
        """Return the monographs, those of the site's region first, drafts last."""
        work = self.workplace

        def last(identifier: str) -> tuple[bool, bool]:
            standing = self.standing(identifier)
            return standing.stage is Stage.DRAFT, standing.monograph.region != work.site.region

        return sorted(work.formulary.identifiers(), key=last)

    def take_focus(self) -> None:
        """Take the focus: what is to be confirmed first, else the monograph that is shown."""
        asking = [row for row in self.findings.rows() if row.facts().open_to]
        if asking:
            asking[0].setFocus()
        else:
            super().take_focus()

    def standing(self, identifier: str) -> Standing:
        return self.workplace.formulary.standing(identifier)

    def row_of(self, identifier: str, shown: str) -> MonographFacts:
        return facts.row(self.standing(identifier), shown)

    def may_approve(self) -> bool:
        return self.is_pharmacist and self.standing(self.shown).stage is not Stage.DRAFT

    def show_one(self, identifier: str) -> None:
        name = self.person.name if self.person else ""
        own = [each for each in self.standing(identifier).approvals if each.name == name]
        self._confirmed = set(own[0].confirmed) if own else set()
        super().show_one(identifier)

    def draw(self) -> None:
        person = self.person
        if person is None:
            return
        standing, confirmed = self.standing(self.shown), frozenset(self._confirmed)
        self.draw_rows()
        monograph = standing.monograph
        self.title.show_facts(f"{monograph.brand}, {monograph.label} {monograph.revision}")
        self.stands.show_facts(facts.stands(standing, self.workplace.site))
        self.content.show_facts(facts.content(standing))
        answering = person.name if self.may_approve() else None
        self.findings.show_facts(facts.rows(standing, confirmed, answering))
        still = facts.still_open(standing, confirmed)
        self.draw_signing(still or facts.to_sign(standing, confirmed))
        self.approve.setEnabled(not still)
        self.heads()

    def keys(self) -> tuple[FooterKey, ...]:
        return (*super().keys(), FooterKey("F9", "Formulation record"), *self.withdrawing())

    def _print(self) -> None:
        what = "The master formulation record"
        self.documents.print(self.workplace, self.print_out(), what)

    def print_out(self) -> Path:
        """Write the master formulation record of the monograph that is shown; raises Refused."""
        work = self.workplace
        document = formulation_record(work.formulary, self.shown, work.rules, work.site, work.now())
        file = work.folder / "formulations" / file_name(self.standing(self.shown).monograph)
        put_out_document(document, file)
        return file

    def _toggle(self, path: str) -> None:
        self._confirmed.symmetric_difference_update({path})
        self.untell()
        self.draw()

    def require_read(self) -> None:
        still = facts.still_open(self.standing(self.shown), frozenset(self._confirmed))
        if still:
            raise Refused(f"{still} Confirm each against the label in force, then approve.")

    def sign(self, person: Person, pin: str) -> str:
        confirmed = frozenset(self._confirmed)
        self.workplace.formulary.approve(self.shown, confirmed, person, pin)
        return "It is in use."

    def take_back(self, person: Person, reason: str) -> None:
        self.workplace.formulary.withdraw(self.shown, reason, person)

    def take_own_key(self, key: str) -> bool:
        match key:
            case "F6":
                self.page_wanted.emit("templates")
            case "F9":
                self.attempt(self._print)
            case _:
                return False
        return True
