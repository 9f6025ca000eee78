"""Documents on paper: written to the data folder, and printed where a printer is chosen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.core.refused import Refused
from app.outlet import Delivery, Sent
from app.printers import Use, press_of
from app.ui.language import Verbatim
from app.ui.printer_talk import PrinterTalk
from app.workplace import Workplace

Told = Callable[[str, str, bool], None]
"""Takes a word, a sentence, and whether all is well."""

_WORDS = {
    Delivery.DELIVERED: "Printed",
    Delivery.NOT_DELIVERED: "Not printed",
    Delivery.UNCERTAIN: "Not certain",
}


class DocumentPrinting(QObject):
    """Prints the documents of one page, and says what became of each.

    The file is what counts: a document that was not printed is printed again from it.
    """

    def __init__(self, parent: QObject, told: Told) -> None:
        super().__init__(parent)
        self._told = told
        self._said: dict[PrinterTalk, str] = {}

    def print(self, work: Workplace, file: Path, what: str, *, also: str = "") -> None:
        """Print a file that was written, `what` such as "The day sheet"; returns at once.

        Where documents of this workstation go to a file, that is all there is. `also` is what else
        is to be said of it.
        """
        also = f" {also}" if also else ""
        lies = f"{what} is in {file.parent.name}/{file.name} of the data folder.{also}"
        try:
            _, outlet = work.outlet_for(Use.DOCUMENTS)
        except Refused as refused:
            self._told("Not printed", f"{refused.sentence} {lies}", False)
            return
        if outlet is None:
            self._told("Written", f"{what} was written to {Verbatim(str(file))}.{also}", True)
            return
        talk = PrinterTalk(outlet)
        self._said[talk] = lies
        talk.sent.connect(self._came_back)
        self._told("Printing", f"It is being sent to {outlet.words}. {lies}", True)
        # The title shows in the printer's queue, so it names nobody.
        talk.deliver(file.read_bytes(), press_of(work.log, Use.DOCUMENTS), "Umbra document")

    def _came_back(self, talk: PrinterTalk, sent: Sent) -> None:
        lies = self._said.pop(talk)
        is_well = sent.delivery is Delivery.DELIVERED
        self._told(_WORDS[sent.delivery], f"{sent.sentence} {lies}", is_well)
