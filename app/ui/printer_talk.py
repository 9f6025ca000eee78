"""Asking printers on a thread, so that the clocks go on while one does not answer."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.core.refused import Refused
from app.outlet import Delivery, Outlet, Sent
from app.outlet_cups import queues
from app.ui.system_printer import system_printers
from reports.press import Press

_FAULT = "A fault in Umbra broke off the connection to the printer."


class PrinterTalk(QObject):
    """Asks one printer one thing, once.

    `ready` carries this talk when the printer can print, `sent` this talk and a `Sent`, `failed`
    this talk and a sentence: whoever asked again since can tell that it is an old one. It belongs
    to no widget: a page that is closed meanwhile hears nothing.
    """

    ready = Signal(object)
    sent = Signal(object, object)
    failed = Signal(object, str)

    def __init__(self, outlet: Outlet) -> None:
        super().__init__()
        self.outlet = outlet

    def ask(self, press: Press) -> None:
        """Ask whether it can print on that stock; returns at once."""

        def wait() -> None:
            told = _FAULT
            try:
                self.outlet.ready(press)
                told = ""
            except Refused as refused:
                told = refused.sentence
            finally:
                # After a fault of ours too: nobody waits for ever.
                if told:
                    self.failed.emit(self, told)
                else:
                    self.ready.emit(self)

        begin_thread(wait)

    def send(self, pdf: bytes, press: Press, title: str) -> None:
        """Print something whose `title` names nobody; returns at once."""

        def wait() -> None:
            sent = Sent(Delivery.UNCERTAIN, f"{_FAULT} See whether it came out.")
            try:
                sent = self.outlet.send(pdf, press, title)
            finally:
                self.sent.emit(self, sent)

        begin_thread(wait)

    def deliver(self, pdf: bytes, press: Press, title: str) -> None:
        """Ask whether it can print, then print; returns at once, and `sent` says what came."""

        def wait() -> None:
            sent = Sent(Delivery.UNCERTAIN, f"{_FAULT} See whether it came out.")
            try:
                self.outlet.ready(press)
                sent = self.outlet.send(pdf, press, title)
            except Refused as refused:
                sent = Sent(Delivery.NOT_DELIVERED, refused.sentence)
            finally:
                self.sent.emit(self, sent)

        begin_thread(wait)


class PrinterSearch(QObject):
    """Looks once for what this computer can print on.

    `found` carries this search, the names of the queues of CUPS, and those of the printers of the
    operating system.
    """

    found = Signal(object, object, object)

    def begin(self) -> None:
        """Begin to look; returns at once."""
        begin_thread(self._look)

    def _look(self) -> None:
        found: list[tuple[str, ...]] = []
        try:
            for look in (queues, system_printers):
                found.append(look())
        finally:
            # After a fault of ours too: nobody waits for ever.
            self.found.emit(self, *found, *[()] * (2 - len(found)))


def begin_thread(wait: Callable[[], None]) -> None:
    """Begin what waits for a printer, on a thread that keeps nobody from leaving Umbra."""
    threading.Thread(target=wait, name="printer", daemon=True).start()
