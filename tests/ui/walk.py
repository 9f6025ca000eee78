"""A preparation walked from sign-in to release, and what of it is a deliberate input.

A deliberate input is something that a person decides, and could decide wrongly: one package or
label that is scanned, one number, PIN or code as a whole with the Enter that ends it, one press or
key that answers, confirms or opens. What decides nothing is none: moving the focus, scrolling,
bringing the keys onto the screen. Each is counted to a part of the work:

- signing in: badge or name, and PIN, every time somebody else comes;
- the checks: the pharmacist's of the order before, with each condition of the label answered by
  itself, and the pharmacist's of the bag after;
- products: each package that is scanned, which is the identity of what goes in;
- work: everything else, which is what may not be more than twelve for two vials.
"""

from abc import ABC, abstractmethod
from collections import Counter
from enum import Enum

from PySide6.QtCore import Qt

from app.core.step import Kind
from app.label_code import typed_code
from app.ui.drawing.findings import FindingRow
from app.ui.drawing.worklist_row import WorklistRow
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.pages.worklist import WorklistPage
from tests.ui.desk import Desk
from tests.ui.gloves import Gloves
from tests.ui.hospital import (
    PHARMACIST,
    PINS,
    label_code,
    latest_start,
    person_for,
    present,
    wanted,
)
from tests.ui.hospital import amount as amount_at

_PRINTED = {"01": 14, "17": 6, "10": 0, "21": 0}


class Part(Enum):
    """What an input is counted to."""

    SIGN_IN = "signing in"
    CHECKS = "the checks"
    PRODUCTS = "products"
    WORK = "work"


class Walk(ABC):
    """Somebody at a desk with one way to say things; `inputs` are those that were deliberate."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.inputs: list[tuple[Part, str]] = []

    def to_release(self) -> None:
        """Do all that an imported order wants, from the first sign-in."""
        desk = self.desk
        self._sign_in(PHARMACIST)
        assert isinstance(desk.page, WorklistPage)
        self._count(Part.CHECKS, "open the order")
        self.open_order()
        assert isinstance(desk.page, OrderPage)
        while rows := self.open_rows():
            self._count(Part.CHECKS, f"confirm: {rows[0].facts().sentence}")
            self.answer_row(rows[0])
            assert rows[0] not in self.open_rows(), desk.notices()
        self._count(Part.CHECKS, "verify the order")
        self.verify()
        assert isinstance(desk.page, PreparationPage), desk.notices()
        while desk.step:
            self._go_on()

    def of(self, part: Part) -> list[str]:
        """Return the inputs of a part of the work, in their order."""
        return [what for counted, what in self.inputs if counted is part]

    def told(self) -> Counter[str]:
        """Return how many inputs each part took."""
        return Counter(part.value for part, _ in self.inputs)

    def open_rows(self) -> list[FindingRow]:
        """Return the conditions of the order page that nobody confirmed yet."""
        rows = (row for row in self.desk.shown(FindingRow) if row.facts().open_to == "Confirm")
        return list(rows)

    def the_row(self) -> WorklistRow:
        """Return the only row of the worklist."""
        (row,) = self.desk.shown(WorklistRow)
        return row

    def _count(self, part: Part, what: str) -> None:
        self.inputs.append((part, what))

    def _sign_in(self, name: str) -> None:
        self._count(Part.SIGN_IN, name)
        self.sign_in(name)
        assert self.desk.window.person is not None, self.desk.notices()
        assert self.desk.window.person.name == name

    def _go_on(self) -> None:
        """Do the present step, as the person who does it."""
        desk = self.desk
        before, name = desk.step, person_for(present(desk.state))
        if desk.window.person is None or desk.window.person.name != name:
            self._sign_in(name)
        assert desk.step == before
        desk.minutes(1)
        self._do_step()
        assert desk.step != before, f"{before} was not done: {desk.notices()}"

    def _do_step(self) -> None:
        desk = self.desk
        step = present(desk.state)
        match step.kind:
            case Kind.SCAN:
                for code in wanted(desk.state):
                    self._count(Part.PRODUCTS, code)
                    self.package(code)
            case Kind.CHECK:
                figures = ("5.82", latest_start(desk.state).replace(":", ""))
                for figure in figures:
                    self._count(Part.CHECKS, f"own figure: {figure}")
                    self.number(figure)
                self._count(Part.CHECKS, "sign: checked")
                self.number(PINS[person_for(step)])
            case Kind.MEASURE:
                self._count(Part.WORK, f"{step.identifier}: the volume")
                self.number(amount_at(desk.state))
            case Kind.SCAN_BACK:
                self._count(Part.WORK, f"{step.identifier}: the label")
                self.label()
            case _ if step.signs is not None:
                self._count(Part.WORK, f"{step.identifier}: PIN")
                self.number(PINS[person_for(step)])
            case Kind.INSPECT | Kind.PROTECT:
                self._count(Part.WORK, f"{step.identifier}: the answer")
                self.answer(desk.answer)
            case _:
                self._count(Part.WORK, f"{step.identifier}: done")
                self.confirm()

    @abstractmethod
    def sign_in(self, name: str) -> None:
        """Sign in, in the place of whoever is at work."""

    @abstractmethod
    def open_order(self) -> None:
        """Open the only order of the worklist."""

    @abstractmethod
    def answer_row(self, row: FindingRow) -> None:
        """Confirm a condition."""

    @abstractmethod
    def verify(self) -> None:
        """Verify the order, all of which is answered."""

    @abstractmethod
    def package(self, code: str) -> None:
        """Enter a package by its code."""

    @abstractmethod
    def number(self, text: str) -> None:
        """Enter a number or a PIN where the page asks for it."""

    @abstractmethod
    def answer(self, digit: int) -> None:
        """Choose an answer by its number."""

    @abstractmethod
    def label(self) -> None:
        """Enter the label that was printed last."""

    @abstractmethod
    def confirm(self) -> None:
        """Say that what the page asks is done."""


class ByScanner(Walk):
    """Nothing but codes: of packages, of badges, of the command sheet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.hand = Gloves(desk)

    def sign_in(self, name: str) -> None:
        self.hand.sign_in(name)

    def open_order(self) -> None:
        self.hand.confirm()

    def answer_row(self, row: FindingRow) -> None:
        assert row.hasFocus()
        self.hand.confirm()

    def verify(self) -> None:
        # The first only leads to the button, so that one Confirm too many verifies nothing.
        self.hand.confirm()
        self._count(Part.CHECKS, "verify the order: once more")
        self.hand.confirm()

    def package(self, code: str) -> None:
        self.hand.scan(code)

    def number(self, text: str) -> None:
        self.hand.figures(text).confirm()

    def answer(self, digit: int) -> None:
        self.hand.figures(str(digit))

    def label(self) -> None:
        self.hand.scan(label_code(self.desk.work, self.desk.state))

    def confirm(self) -> None:
        self.hand.confirm()


class ByKeyboard(Walk):
    """Nothing but keys, as a hand presses them."""

    def sign_in(self, name: str) -> None:
        desk = self.desk
        if desk.window.person is not None:
            desk.press(Qt.Key.Key_F8)
        names = desk.window.sign_in.names
        desk.tab_to("Names")
        desk.press(Qt.Key.Key_Home)
        while names.currentItem().text() != name:
            before = names.currentRow()
            desk.press(Qt.Key.Key_Down)
            assert names.currentRow() != before, f"{name} is not to be reached"
        desk.press(Qt.Key.Key_Return)
        desk.enter(PINS[name])

    def open_order(self) -> None:
        desk, row = self.desk, self.the_row()
        desk.tab_to(row.accessibleName())
        desk.press(Qt.Key.Key_Return)

    def answer_row(self, row: FindingRow) -> None:
        self.desk.tab_to(row.accessibleName())
        self.desk.press(Qt.Key.Key_Return)

    def verify(self) -> None:
        self.desk.press(Qt.Key.Key_F5)

    def package(self, code: str) -> None:
        self.desk.enter(as_printed(code))

    def number(self, text: str) -> None:
        self.desk.enter(text)

    def answer(self, digit: int) -> None:
        self.desk.type(str(digit))

    def label(self) -> None:
        label = self.desk.state.label
        assert label is not None
        self.desk.enter(typed_code(label.code))

    def confirm(self) -> None:
        self.desk.press(Qt.Key.Key_F5)


def as_printed(code: str) -> str:
    """Return what a package shows beside the code that a scanner reads: fields in brackets."""
    rest, printed = code.removeprefix("]d2"), ""
    while rest:
        field, rest = rest[:2], rest[2:]
        length = _PRINTED[field] or len(rest.partition("\x1d")[0])
        printed += f"({field}){rest[:length]}"
        rest = rest[length:].removeprefix("\x1d")
    return printed
