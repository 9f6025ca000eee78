"""A scan on its way to the page: read as the scanner types it, or refused before it gets there."""

from PySide6.QtWidgets import QApplication, QLineEdit

from app.core.refused import Refused
from app.intake.scanner_profile import ScannerProfile, require_plain
from app.ui.page import Page

NOT_KEPT = "not kept, for a PIN was asked"


def read(raw: str, page: Page, profile: ScannerProfile | None) -> str:
    """Return what a scanned code holds; raises Refused where it cannot be told, or not be used.

    `profile` is how the scanner types, None where it was not learned. A page that learns the
    scanner gets what it types.
    """
    if QApplication.activeModalWidget() is not None:
        raise Refused("A window stands open over the page; close it, then scan again.")
    if page.learns:
        return raw
    if profile is None:
        require_plain(raw)
        return raw
    return profile.read(raw)


def kept_of(raw: str) -> str:
    """Return what may be kept of a scan that is refused: nothing where a PIN is being typed."""
    return NOT_KEPT if _pin_is_asked() else raw


def hand_to(page: Page, text: str) -> None:
    """Let a page take a scan; raises Refused where a PIN is being typed, which no scan answers."""
    if _pin_is_asked() and not page.learns:
        raise Refused(
            "Your PIN is asked for, which takes no scan of a product; type it, or scan its digits "
            "from the command sheet. The scan was not used."
        )
    page.take_scan(text)


def _pin_is_asked() -> bool:
    field = QApplication.focusWidget()
    return isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal
