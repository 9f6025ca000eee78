"""Imports what the pages after signing in need, while the person types a PIN."""

import linecache
import threading
from collections.abc import Callable
from importlib import import_module

LATER = (
    "app.core.quantity",
    "app.core.plan",
    "app.core.preparation",
    "app.store",
    "app.orders",
    "app.label_keys",
    "app.printers",
    "app.session",
    "app.board",
    "app.workplace",
    "app.ui.speaker",
    "app.ui.alarms",
    "app.ui.ways",
    "app.ui.attendance",
    "app.ui.locking",
    "app.ui.arriving",
    "app.ui.pages.worklist",
    "app.ui.pages.people",
    "app.ui.pages.equipment",
    "app.ui.pages.monographs",
    "app.ui.pages.products",
    "app.ui.pages.stock",
    "reports.label",
    "reports.verify",
)
"""What is clinical, and so is not imported before the first paint, in steps of some size."""


def load(done: Callable[[], object]) -> None:
    """Import it on a thread of its own, so that the window goes on painting; then call `done`.

    `done` is called on that thread.
    """
    threading.Thread(target=_import, args=(done,), daemon=True).start()


def _import(done: Callable[[], object]) -> None:
    try:
        for module in LATER:
            import_module(module)
            # PySide reads the source of each module that is imported, to see whether it uses
            # PySide, and Python would keep it all: some 15 MB that nobody reads again.
            linecache.clearcache()
    finally:
        # What cannot be imported fails again where it is used, and is told there.
        done()
