"""What the pages that the header leads to share: header, footer, and how one leads to another."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.person import Person
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey
from app.ui.drawing.header import Header, HeaderFacts
from app.ui.facts.pages import WORKLIST, pages
from app.ui.facts.status import kept, saved
from app.ui.language import Verbatim
from app.ui.page import Page
from app.workplace import Workplace


class TabPage(Page):
    """A page of the site and not of one preparation.

    `tab` is the name of its tab in the header, or of the tab that leads to it, and Esc goes back
    to the page `behind` it. `page_wanted` carries the name of another page, as the window has
    them.
    """

    left = Signal()
    leaving = Signal()
    page_wanted = Signal(str)
    tab = ""
    behind = WORKLIST

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workplace = workplace
        self.person: Person | None = None
        self.header, self.footer = Header(), Footer()
        self.header.page_chosen.connect(self._lead_to)
        self.footer.key_chosen.connect(self.press)
        self.body = self.lay_out(self.header, self.footer)

    def begin(self, person: Person) -> None:
        """Show the page to someone who signed in."""
        self.person = person
        self.untell()
        self.heads()

    def take_focus(self) -> None:
        """Hook: put the focus where the person goes on."""
        self.setFocus()

    def keys(self) -> tuple[FooterKey, ...]:
        """Hook: return the keys of the footer."""
        return (self.back(), FooterKey("F8", "Change person"))

    def back(self) -> FooterKey:
        """Return the key that goes back to the page behind this one."""
        return FooterKey("Esc", self.behind.title)

    def heads(self) -> None:
        """Show header and footer as they are now."""
        work, person = self.workplace, self.person
        if person is None:
            return
        now = work.wall()
        date, time = f"{work.site.local(now):%a %Y-%m-%d}", work.site.shown(now, "%H:%M")
        tabs = pages(person, practice=work.site.practice)
        self.header.show_facts(HeaderFacts(tabs, self.tab, Verbatim(person.name), date, time))
        states = (saved(work.log), *kept(work.time.trouble))
        self.footer.show_facts(FooterFacts(states, self.keys()))

    def tick(self) -> None:
        self.heads()

    def take_key(self, key: str) -> bool:
        match key:
            case "Esc":
                self._go_to(self.behind.name)
            case "F8":
                self.leaving.emit()
            case _:
                return False
        return True

    def _lead_to(self, name: str) -> None:
        if name == WORKLIST.name or name != self.tab:
            self._go_to(name)

    def _go_to(self, name: str) -> None:
        if name == WORKLIST.name:
            self.left.emit()
        else:
            self.page_wanted.emit(name)
