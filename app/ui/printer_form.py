"""Which printer, and what it is fed: the fields in which a printer is chosen."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.printers import DPIS, Kind, Printer, Use, stocks
from app.ui.drawing.buttons import DangerButton, PrimaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.form_rows import FormRows
from app.ui.drawing.options import Options
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts import printers as facts

_MOST_SEEN = 4
_SHORT = {
    "4x3in": "4 × 3 in",
    "4x2in": "4 × 2 in",
    "100x50mm": "100 × 50 mm",
    "letter-8": "Letter, 8",
    "a4-8": "A4, 8",
    "letter": "Letter",
    "A4": "A4",
}
_LOOKING = "Looking for printers…"
_NONE = "This computer shows none. A name can be typed all the same."


class PrinterCard(Card):
    """Use, way and address over what it is fed. `changed` tells that another printer is meant.

    `stands`, `about`, `save` and `remove` belong to it, and stand where the page lays them.
    """

    changed = Signal()
    use_chosen = Signal(str)

    def __init__(self, paper: "StockFields", parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=14)
        self._paper = paper
        self.seen: Options | None = None
        self._found: dict[Kind, tuple[str, ...]] = {}
        self._addresses: dict[Kind, str] = {}
        self._kind = Kind.FILE
        self.use = Options(
            "For", tuple((u.value, u.value.capitalize()) for u in Use), 2, in_form=True
        )
        self.use.chosen.connect(self.use_chosen)
        self.stands = Words(Role.SENTENCE, "")
        ways = tuple((k.value, w) for k, w in facts.KINDS.items())
        self.kind = Options("Way", ways, len(ways), in_form=True)
        self.kind.chosen.connect(self._choose_kind)
        self.address = SlimField("Address")
        self.address.changed.connect(self._typed)
        self._place = Spaced()
        self._seen_rows = QVBoxLayout(self._place)
        self._place.space(self._seen_rows, 8)
        self._remark = Words(Role.DETAIL, _LOOKING)
        self._seen_rows.addWidget(self._remark)
        self.about = Words(Role.REMARK, "")
        self.save = PrimaryButton("Save", "F5")
        self.remove = DangerButton("No printer here")
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        self.space(first, 14)
        first.addWidget(Words(Role.TITLE, "Printers of this workstation"), 11)
        first.addWidget(self.use, 9)
        self.rows.addLayout(first)
        self.rows.addWidget(self.kind)
        self._where = FormRows()
        self._asked = self._where.add("", self.address)
        self._found_here = self._where.add("Seen on this computer now", self._place)
        self.rows.addWidget(self._where)
        self.rows.addWidget(self._paper)
        self.rows.addStretch(1)

    def show_printer(self, use: Use, printer: Printer) -> None:
        """Show what is chosen for a use."""
        self.use.set_text(use.value)
        # A label printer on the network prints labels only.
        self.kind.buttons[list(facts.KINDS).index(Kind.SOCKET)].setVisible(use is Use.LABELS)
        self._addresses = {printer.kind: printer.address}
        self._show_kind(printer.kind)

    def chosen(self) -> tuple[Kind, str]:
        """Return the way and the address that the form says."""
        return self._kind, "" if self._kind is Kind.FILE else self.address.text().strip()

    def offer(self, queues: tuple[str, ...], printers: tuple[str, ...]) -> None:
        """Show what was found on this computer, to be chosen by a press."""
        self._found = {Kind.CUPS: queues, Kind.SYSTEM: printers}
        self._show_seen()

    def _choose_kind(self, text: str) -> None:
        self._addresses[self._kind] = self.address.text()
        self._show_kind(Kind(text))
        self.changed.emit()

    def _show_kind(self, kind: Kind) -> None:
        self._kind = kind
        self.kind.set_text(kind.value)
        self.about.show_facts(facts.REMARKS[kind])
        asked, hint = facts.ADDRESSES[kind]
        self._asked.show_facts(asked)
        self.address.rename(asked)
        self.address.ask(hint)
        self.address.set_text(self._addresses.get(kind, ""))
        self._where.setVisible(kind is not Kind.FILE)
        self._show_seen()

    def _show_seen(self) -> None:
        if self.seen is not None:
            self._seen_rows.removeWidget(self.seen)
            self.seen.hide()
            self.seen.deleteLater()
            self.seen = None
        kind = self._kind
        for widget in (self._found_here, self._place):
            widget.setVisible(kind in (Kind.CUPS, Kind.SYSTEM))
        names = self._found.get(kind, ())
        self._remark.show_facts(_NONE if self._found else _LOOKING)
        self._remark.setVisible(not names)
        if names:
            self.seen = Options(
                "Printer", tuple((each, each) for each in names[:_MOST_SEEN]), 2, in_form=True
            )
            self.seen.set_text(self.address.text())
            self.seen.chosen.connect(self._press)
            self._seen_rows.addWidget(self.seen)

    def _press(self, name: str) -> None:
        self.address.set_text(name)
        self.changed.emit()

    def _typed(self, name: str) -> None:
        if self.seen is not None:
            self.seen.set_text(name)
        self.changed.emit()


class StockFields(FormRows):
    """What the printer is fed, how fine it prints, and where on a sheet the next label goes.

    `changed` tells that anything was pressed, `stock_chosen` before that that it was the stock.
    """

    changed = Signal()
    stock_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.stock = {}
        fed = Spaced()
        either = QVBoxLayout(fed)
        fed.space(either)
        for use in Use:
            offered = tuple((name, _SHORT[name]) for name in stocks(use))
            self.stock[use] = Options("Stock", offered, len(offered), in_form=True)
            self.stock[use].chosen.connect(self._choose_stock)
            either.addWidget(self.stock[use])
        dots = tuple((str(n), str(n)) for n in DPIS)
        self.dpi = Options("Dots per inch", dots, len(dots), in_form=True)
        eight = tuple((str(n), str(n)) for n in range(1, 9))
        self.place = Options("Next free place", eight, len(eight), in_form=True)
        self._use = Use.LABELS
        self.add("What it is fed", fed)
        self.add("Dots per inch, as the printer has them", self.dpi)
        self._place_asked = self.add("Next free place of the sheet, row by row", self.place)
        self.dpi.chosen.connect(self.changed)
        self.place.chosen.connect(self.changed)

    def show_printer(self, use: Use, printer: Printer) -> None:
        """Show what a printer is fed."""
        self._use = use
        self.stock[use].set_text(printer.stock)
        self.dpi.set_text(str(printer.dpi))
        for each, options in self.stock.items():
            options.setVisible(each is use)
        self._show_place()

    def show_place(self, place: int) -> None:
        """Show which place is free."""
        self.place.set_text(str(place))

    def chosen(self) -> tuple[str, int, int]:
        """Return the stock, the dots per inch and the place that the form says."""
        place = int(self.place.text()) if self.is_sheet else 1
        return self.stock[self._use].text(), int(self.dpi.text()), place

    @property
    def is_sheet(self) -> bool:
        """Whether the stock has several places."""
        return len(stocks(self._use)[self.stock[self._use].text()].places) > 1

    def _show_place(self) -> None:
        for widget in (self._place_asked, self.place):
            widget.setVisible(self.is_sheet)

    def _choose_stock(self) -> None:
        self._show_place()
        self.stock_chosen.emit()
        self.changed.emit()
