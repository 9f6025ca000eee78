"""What a code of the command sheet does on the page that is shown.

A code does no more than a key or a button there would, and each page says what confirming and
refusing mean on it. What a code types goes into the field that has the focus and nowhere else: it
is a digit of a PIN as often as not.
"""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListWidget,
    QScrollArea,
    QWidget,
)

from app.core.refused import Refused
from app.intake.command_code import Badge, Instruction, read_command
from app.ui.drawing.buttons import Button
from app.ui.page import Page
from app.ui.steps.reason import ReasonCard

# What these do is done at a preparation alone; on other pages their keys do other things.
_KEYS = {
    Instruction.CALL: "F2",
    Instruction.OTHERS: "F4",
    Instruction.LOOK_BACK: "F6",
    Instruction.LIGHT: "F7",
    Instruction.WORKSHEET: "F9",
    Instruction.HOLD: "F10",
    Instruction.REPRINT: "F11",
    Instruction.DISCARD: "F12",
}
_DIGIT_REFUSED = "A digit or point was scanned where it means nothing, or twice at once."
_WORDS = {
    Instruction.CONFIRM: "Confirm",
    Instruction.REFUSE: "Not right",
    Instruction.NEXT: "Next",
    Instruction.PREVIOUS: "Previous",
    Instruction.CALL: "Call pharmacist",
    Instruction.HOLD: "Hold, resume",
    Instruction.BACK: "Back",
    Instruction.DELETE: "Delete",
    Instruction.OTHERS: "Other syringes, or read the scale",
    Instruction.LOOK_BACK: "Look back",
    Instruction.LIGHT: "Light lost, or back",
    Instruction.WORKSHEET: "Paper",
    Instruction.REPRINT: "Print the label again",
    Instruction.DISCARD: "Stop and discard",
    Instruction.LOCK: "Lock",
}


def take(
    text: str,
    page: Page,
    badge: Callable[[str], object],
    keep: Callable[[str, str], object],
    require_apart: Callable[[Instruction, QLineEdit | None], object],
) -> bool:
    """Do what a scanned code asks for on a page; return False where it is no code of ours.

    `badge` gets the number of a badge. `keep` gets what is kept of a code that was refused, and
    what was told: never the text of one that was read in part, nor which digit it was, for it may
    be of a PIN. `require_apart` refuses a Confirm or a digit that follows itself too soon to be
    meant; it gets the field with the focus too.
    """
    try:
        command = read_command(text)
    except Refused as refused:
        sentence = refused.sentence

        def refuse() -> None:
            keep("a code of the command sheet or a badge, not whole", sentence)
            raise Refused(sentence)

        page.attempt(refuse)
        return True
    match command:
        case None:
            return False
        case Badge(number):
            badge(number)
        case Instruction():
            page.attempt(lambda: _obey_or_keep(command, page, keep, require_apart))
    return True


def _obey_or_keep(
    instruction: Instruction,
    page: Page,
    keep: Callable[[str, str], object],
    require_apart: Callable[[Instruction, QLineEdit | None], object],
) -> None:
    try:
        if instruction is Instruction.CONFIRM or instruction.sign:
            require_apart(instruction, _field(page))
        obey(instruction, page)
    except Refused as refused:
        if instruction.sign:
            keep("a digit or point of the command sheet", _DIGIT_REFUSED)
        else:
            keep(f"“{_WORDS[instruction]}” of the command sheet", refused.sentence)
        raise


def obey(instruction: Instruction, page: Page) -> None:
    """Do what an instruction means on a page; raises Refused where it means nothing there."""
    if not _obeyed(instruction, page):
        what = instruction.sign or _WORDS[instruction]
        raise Refused(f"“{what}” means nothing here now. Nothing was recorded.")


def _obeyed(instruction: Instruction, page: Page) -> bool:
    match instruction:
        case Instruction.CONFIRM:
            return page.take_confirm() or _confirm(page)
        case Instruction.REFUSE:
            return page.take_refusal() or _go_back(page)
        case Instruction.NEXT | Instruction.PREVIOUS:
            by = 1 if instruction is Instruction.NEXT else -1
            return page.take_turn(by) or _turn(page, by)
        case Instruction.DELETE:
            line = _field(page)
            if line is not None:
                line.backspace()
            return line is not None
        case Instruction.BACK:
            return page.press("Esc")
        case Instruction.LOCK:
            if page.can_lock:
                page.lock_wanted.emit()
            return page.can_lock
        case _ if instruction in _KEYS:
            return page.calls and page.take_key(_KEYS[instruction])
    return _type(page, instruction.sign)


def _go_back(page: Page) -> bool:
    """Go back from a question that stands open on the page."""
    asks = any(card.isVisible() for card in page.findChildren(ReasonCard))
    return asks and page.take_key("Esc")


def _type(page: Page, sign: str) -> bool:
    line = _field(page)
    if line is not None:
        line.insert(sign)
        return True
    return sign.isdigit() and page.take_key(sign)


def _field(page: Page) -> QLineEdit | None:
    """Return the field of the page that has the focus."""
    widget = _focus(page)
    return widget if isinstance(widget, QLineEdit) and not widget.isReadOnly() else None


def _focus(page: Page) -> QWidget | None:
    widget = QApplication.focusWidget()
    return widget if widget is not None and page.isAncestorOf(widget) else None


def _confirm(page: Page) -> bool:
    """Press what has the focus, or else the page's own key; never a button that ends something."""
    widget = _focus(page)
    match widget:
        case Button(ends=True):
            return False
        case Button() if widget.isEnabled():
            widget.click()
            return True
        case QListWidget() if widget.currentItem() is not None:
            widget.itemActivated.emit(widget.currentItem())
            return True
    if page.take_key("F5"):
        return True
    if isinstance(widget, QLineEdit):
        widget.returnPressed.emit()
        return True
    return False


def _turn(page: Page, by: int) -> bool:
    """Go on in the list or table that is shown, else down or up the longest part of the page."""
    for view in page.findChildren(QAbstractItemView):
        if view.isVisible() and view.model().rowCount() > 1:
            return _move_row(view, by)
    areas = [each for each in page.findChildren(QScrollArea) if each.isVisible()]
    bars = [area.verticalScrollBar() for area in areas]
    bar = max(bars, key=lambda each: each.maximum(), default=None)
    if bar is None:
        return False
    if not bar.maximum():
        raise Refused("All of this page is in sight.")
    before = bar.value()
    bar.setValue(before + by * bar.pageStep() * 3 // 4)
    if bar.value() == before:
        raise Refused(f"There is nothing further {'down' if by > 0 else 'up'} on this page.")
    return True


def _move_row(view: QAbstractItemView, by: int) -> bool:
    model, row = view.model(), view.currentIndex().row()
    wanted = row + by
    if not 0 <= wanted < model.rowCount():
        raise Refused(f"This is the {'last' if by > 0 else 'first'} line of the list.")
    view.setCurrentIndex(model.index(wanted, 0))
    view.scrollTo(view.currentIndex())
    return True
