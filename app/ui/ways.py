"""Which page leads to which, and how each is made."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QObject, Signal

from app.core.person import Person
from app.ui.page_stack import PageStack
from app.ui.pages.course import CoursePage
from app.ui.pages.history import HistoryPage
from app.ui.pages.label import LabelPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.record import RecordPage
from app.ui.pages.what_if import WhatIfPage
from app.ui.tab_page import TabPage
from app.workplace import Workplace

TABS = {
    "worklist": ("app.ui.pages.worklist", "WorklistPage"),
    "label": ("app.ui.pages.label", "LabelPage"),
    "day": ("app.ui.pages.day", "DayPage"),
    "stock": ("app.ui.pages.stock", "StockPage"),
    "products": ("app.ui.pages.products", "ProductsPage"),
    "monographs": ("app.ui.pages.monographs", "MonographsPage"),
    "templates": ("app.ui.pages.templates", "TemplatesPage"),
    "waste": ("app.ui.pages.waste", "WastePage"),
    "people": ("app.ui.pages.people", "PeoplePage"),
    "equipment": ("app.ui.pages.equipment", "EquipmentPage"),
    "scanner": ("app.ui.pages.scanner", "ScannerPage"),
    "scale": ("app.ui.pages.scale", "ScalePage"),
    "printers": ("app.ui.pages.printers", "PrintersPage"),
    "ruler": ("app.ui.pages.ruler", "RulerPage"),
    "close_calls": ("app.ui.pages.close_calls", "CloseCallsPage"),
    "interaction": ("app.ui.pages.interaction", "InteractionPage"),
    "window_settings": ("app.ui.pages.window_settings", "WindowSettingsPage"),
    "practice": ("app.ui.pages.practice", "PracticePage"),
}
"""The pages that the header, or another of these pages, leads to: each a TabPage.

They are named here and not imported: a page is loaded when somebody first goes there.
"""


class Ways(QObject):
    """Shows the pages of an open folder to whoever is signed in.

    `leaving` tells that somebody else is to sign in. `settings_chosen` carries the WindowSettings
    that were chosen, and `tab_made` a page of `TABS` that is new.
    """

    leaving = Signal()
    settings_chosen = Signal(object)
    tab_made = Signal(object)

    def __init__(
        self,
        work: Workplace,
        pages: PageStack,
        person: Callable[[], Person | None],
        is_scanning: Callable[[], bool],
    ) -> None:
        super().__init__(pages)
        self._work, self._pages = work, pages
        self._who, self._is_scanning = person, is_scanning

    @property
    def _person(self) -> Person:
        person = self._who()
        assert person is not None
        return person

    def show_worklist(self) -> None:
        """Show the worklist."""
        self.show_page("worklist")

    def show_page(self, name: str) -> None:
        """Show a page of the site, named as in `TABS`."""
        person = self._person
        module, named = TABS[name]
        kind: type[TabPage] = getattr(import_module(module), named)
        page = self._pages.made(kind, lambda: self._make_tab(name, kind))
        page.begin(person)
        self._pages.go(page)
        page.take_focus()

    def _make_tab(self, name: str, kind: type[TabPage]) -> TabPage:
        page = kind(self._work)
        page.left.connect(self.show_worklist)
        page.page_wanted.connect(self.show_page)
        page.leaving.connect(self.leaving)
        if name in ("worklist", "day", "label"):
            page.chosen.connect(self.open)  # type: ignore[attr-defined]
        if name == "window_settings":
            page.changed.connect(self.settings_chosen)  # type: ignore[attr-defined]
        self.tab_made.emit(page)
        return page

    def open(self, stream: str) -> None:
        """Open an order or a preparation where it stands, or answer a label."""
        if stream.startswith("label/"):
            self._answer_label(stream.removeprefix("label/"))
            return
        if stream.startswith("order/"):
            if stream in self._work.board.waiting():
                self._open_order(stream)
            else:
                self.show_worklist()
            return
        step = self._work.state(stream).step
        if step is not None and step.identifier == "verify-order":
            self._open_order(stream)
        else:
            self._open_preparation(stream)

    def _answer_label(self, code: str) -> None:
        self.show_page("label")
        page = self._pages.page
        assert isinstance(page, LabelPage)
        if self._is_scanning():
            page.take_scan(code)
        else:
            page.look_at(code)

    def _open_order(self, stream: str) -> None:
        person, page = self._person, self._pages.made(OrderPage, self._make_order)
        shown = self._pages.page
        if shown.attempt(lambda: page.show_order(stream, self._work.outlook(stream), person)):
            self._pages.go(page)
            page.begin()

    def _make_order(self) -> OrderPage:
        page = OrderPage(self._work)
        page.verify.connect(lambda gates, why: self._verify(page, gates, why))
        page.withdrawn.connect(lambda reason: self._withdraw(page, reason))
        page.course_wanted.connect(lambda: self.show_course(page.stream))
        page.left.connect(self.show_worklist)
        page.leaving.connect(self.leaving)
        return page

    def _verify(
        self, page: OrderPage, confirmed: tuple[str, ...], reasons: tuple[tuple[str, str], ...]
    ) -> None:
        work, person = self._work, self._person
        made: list[str] = []
        if page.attempt(
            lambda: made.append(work.verify(page.stream, page.outlook, confirmed, reasons, person))
        ):
            self._open_preparation(made[0])

    def _withdraw(self, page: OrderPage, reason: str) -> None:
        person = self._person
        if page.attempt(lambda: self._work.withdraw(page.stream, reason, person)):
            self.show_worklist()

    def show_course(self, stream: str) -> None:
        """Show the course that an order or a preparation belongs to."""
        person, page = self._person, self._pages.made(CoursePage, self._make_course)
        if self._pages.page.attempt(lambda: page.begin(stream, person)):
            self._pages.go(page)

    def _make_course(self) -> CoursePage:
        page = CoursePage(self._work)
        page.left.connect(lambda: self.open(page.stream))
        page.record_wanted.connect(lambda: self.show_record(page.stream))
        page.what_if_wanted.connect(lambda: self.show_what_if(page.stream))
        page.leaving.connect(self.leaving)
        return page

    def show_record(self, stream: str) -> None:
        """Show where the facts of the course of an order or a preparation are recorded."""
        person, page = self._person, self._pages.made(RecordPage, self._make_record)
        self._pages.go(page)
        page.begin(stream, person)

    def _make_record(self) -> RecordPage:
        page = RecordPage(self._work)
        page.left.connect(lambda: self.show_course(page.stream))
        page.leaving.connect(self.leaving)
        return page

    def show_what_if(self, stream: str) -> None:
        """Show what would become of the course of an order or a preparation."""
        person, page = self._person, self._pages.made(WhatIfPage, self._make_what_if)
        if self._pages.page.attempt(lambda: page.begin(stream, person)):
            self._pages.go(page)

    def _make_what_if(self) -> WhatIfPage:
        page = WhatIfPage(self._work)
        page.left.connect(lambda: self.show_course(page.stream))
        page.leaving.connect(self.leaving)
        return page

    def _open_preparation(self, stream: str) -> None:
        person, page = self._person, self._pages.made(PreparationPage, self._make_preparation)
        page.begin(self._work.session(stream, person, page.show_state))
        self._pages.go(page)
        page.take_focus()

    def _make_preparation(self) -> PreparationPage:
        page = PreparationPage(self._work)
        page.left.connect(self.show_worklist)
        page.leaving.connect(self.leaving)
        page.history_wanted.connect(lambda: self._look_back(page))
        page.label_wanted.connect(lambda code: self.open(f"label/{code}"))
        return page

    def _look_back(self, from_page: PreparationPage) -> None:
        session = from_page.session
        assert session is not None
        page = self._pages.made(HistoryPage, lambda: self._make_history(from_page))
        self._pages.go(page)
        page.begin(session, self._work.history(session.stream))

    def _make_history(self, back: PreparationPage) -> HistoryPage:
        page = HistoryPage()

        def go_back() -> None:
            self._pages.go(back)
            back.show_state()
            back.take_focus()

        page.left.connect(go_back)
        page.leaving.connect(self.leaving)
        return page
