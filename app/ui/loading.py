"""Imports what the pages after signing in need, while the person types a PIN."""

import threading
from collections.abc import Callable
from importlib import import_module

LATER = (
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
"""What is clinical, and so is not imported before the first paint."""


def load(done: Callable[[], object]) -> None:
    """Import it on a thread of its own, so that the window goes on painting; then call `done`.

    `done` is called on that thread.
    """
    threading.Thread(target=_import, args=(done,), name="imports", daemon=True).start()


def _import(done: Callable[[], object]) -> None:
    try:
        for module in LATER:
            import_module(module)
    finally:
        # What cannot be imported fails again where it is used, and is told there.
        done()
