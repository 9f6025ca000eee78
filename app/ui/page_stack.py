"""The pages of the window: each is made once, and one of them is shown."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtWidgets import QStackedWidget

from app.ui.announcing import announce
from app.ui.page import Page

Shown = TypeVar("Shown", bound=Page)


class PageStack(QStackedWidget):
    """The pages that were made so far.

    `added` is called with each page that is new. `leaving` is called with the page that is about
    to be shown, while the one before still is; `arrived` once it is shown.
    """

    def __init__(
        self,
        added: Callable[[Page], object],
        leaving: Callable[[Page], object],
        arrived: Callable[[], object],
    ) -> None:
        super().__init__()
        self._added, self._leaving, self._arrived = added, leaving, arrived

    @property
    def page(self) -> Page:
        """The page that is shown."""
        page = self.currentWidget()
        assert isinstance(page, Page)
        return page

    def every_page(self) -> Iterator[Page]:
        """Return every page that was made, shown or not."""
        for at in range(self.count()):
            page = self.widget(at)
            assert isinstance(page, Page)
            yield page

    def made(self, kind: type[Shown], make: Callable[[], Shown]) -> Shown:
        """Return the page of a kind; it is made when it is first wanted."""
        for page in self.every_page():
            if isinstance(page, kind):
                return page
        made = make()
        self.add(made)
        return made

    def add(self, page: Page) -> None:
        """Add a page that is new; the first one is shown."""
        self.addWidget(page)
        self._added(page)

    def go(self, page: Page) -> None:
        """Show a page, with what was accepted a moment ago on the one before."""
        self._leaving(page)
        if page is not self.page:
            page.show_accepted(self.page.accepted)
            announce(page.accessibleName())
        self.setCurrentWidget(page)
        self._arrived()
