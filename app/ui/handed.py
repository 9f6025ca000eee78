"""Tells, on whatever page is shown, that order files were opened and wait for the worklist."""

from pathlib import Path

from app import incoming
from app.ui.page import Page
from app.ui.theme import Tone

_SENTENCE = (
    "An order file was opened. It is imported once a pharmacist or technician is at the worklist."
)


class Handed:
    """What was handed to the window on a data folder and waits, told once for each file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = 0

    def look(self, page: Page) -> None:
        """Tell of what came since the last look, unless the page has something else to say.

        A step of a preparation never has room for it: what is told there is about the step.
        """
        count = len(incoming.waiting(self._folder))
        if count <= self._known:
            self._known = count
        elif not page.told and page.called != "preparation":
            page.tell(_SENTENCE, "Order", Tone.INFO)
            self._known = count
