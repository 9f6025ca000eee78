"""A scan on its way to the page: read as the scanner types it, or refused before it gets there."""

import re

from PySide6.QtWidgets import QApplication, QLineEdit

from app.core.refused import Refused
from app.intake.scanner_profile import LEARN_IT, ScannerProfile, require_plain
from app.ui.page import Page

NOT_KEPT = "a code, not kept, for a PIN was asked"
TORN = "The scan came in pieces, and nothing of it was used. Hold the code still and scan it again."
_UNREAD = (
    "The scan is not as this workstation's scanner sends it. It may be a digit of a PIN, so "
    f"nothing of it is shown or kept. {LEARN_IT}"
)


def read(raw: str, page: Page, profile: ScannerProfile | None) -> str:
    """Return what a scanned code holds; raises Refused where it cannot be told, or not be used.

    `profile` is how the scanner types, None where it was not learned. A page that learns the
    scanner gets what it types.
    """
    if QApplication.activeModalWidget() is not None:
        raise Refused("A window is open over the page; close it, then scan again.")
    if page.learns:
        return raw
    try:
        if profile is not None:
            return profile.read(raw)
        require_plain(raw)
    except Refused as refused:
        if page.asks_pin or _may_be_of_the_sheet(raw):
            # What was told is kept, and may show most of a digit of a PIN.
            raise Refused(_UNREAD) from refused
        raise
    return raw


def kept_of(raw: str, page: Page) -> str:
    """Return what may be kept of a scan that is refused: nothing where the page asks for a PIN.

    Of a code of the command sheet nothing is kept anywhere: a digit of a PIN may be scanned on
    the wrong page.
    """
    if page.asks_pin:
        return NOT_KEPT
    return "a code of the command sheet, not kept" if _may_be_of_the_sheet(raw) else raw


def _may_be_of_the_sheet(raw: str) -> bool:
    return re.search("UBX", raw, re.IGNORECASE) is not None


def hand_to(page: Page, text: str) -> None:
    """Let a page take a scan; raises Refused where a PIN is being typed, which no scan answers."""
    if _pin_has_focus() and not page.learns:
        raise Refused(
            "A PIN is asked for here, not a product: type the PIN, or scan its digits from the "
            "command sheet. The scan was not used."
        )
    page.take_scan(text)


def _pin_has_focus() -> bool:
    field = QApplication.focusWidget()
    return isinstance(field, QLineEdit) and field.echoMode() is not QLineEdit.EchoMode.Normal
