"""Closing the window, or stopping its work, while it alone holds what the log did not take."""

from app.ui.announcing import refuse_aloud
from app.ui.facts.unsaved import unsaved_words
from app.ui.page import Page
from app.workplace import Workplace


class Closing:
    """Tells once of what is lost; whoever closes the window once more may lose it."""

    def __init__(self, work: Workplace) -> None:
        self._work = work
        self._told = ""

    @property
    def to_paper(self) -> str:
        """That what is not saved has to be written on paper now, "" if all is saved."""
        told = unsaved_words(self._work.unsaved.values())
        return f"{told} It is lost when Umbra is closed: write it on paper. " if told else ""

    def is_told(self, page: Page) -> bool:
        """Tell on a page what closing loses; return whether it was told now."""
        told = unsaved_words(self._work.unsaved.values())
        if told == self._told:
            return False
        self._told = told
        if not told or page.called == "trouble":  # there it is told already
            return False
        sentence = (
            f"{told} Closing Umbra loses it: save it first, or write it on paper and close once "
            "more."
        )
        page.tell(sentence, "Not closed")
        refuse_aloud(sentence, "Not closed")
        return True
