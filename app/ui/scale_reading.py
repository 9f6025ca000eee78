"""Waiting for a scale on a thread, so that the clocks go on."""

import threading

from PySide6.QtCore import QObject, Signal

from app.core.quantity import magnitude
from app.core.refused import Refused
from app.scale import Port, read_mass


class ScaleReading(QObject):
    """Asks a scale for one mass, once.

    `came` carries this reading and the number in g as the scale sent it, `failed` this reading and
    a sentence: whoever asked again since can tell that it is an old one. It belongs to no widget:
    a page that is closed meanwhile hears nothing.
    """

    came = Signal(object, str)
    failed = Signal(object, str)

    def begin(self, port: Port) -> None:
        """Ask the scale; returns at once."""
        threading.Thread(target=self._wait, args=(port,), name="scale", daemon=True).start()

    def _wait(self, port: Port) -> None:
        try:
            mass = read_mass(port)
        except Refused as refused:
            self.failed.emit(self, refused.sentence)
        else:
            self.came.emit(self, f"{magnitude(mass, 'g'):f}")
