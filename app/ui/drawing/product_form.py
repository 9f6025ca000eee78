"""A form for one product: what the package says, item and role chosen and never typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.options import Options
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words

_FIELD, _LETTERING, _OPTION = 40, 17, 36
FIELDS = (
    ("code", "Package", "scan it, or type its code"),
    ("ndc", "NDC", "such as 0008-0100-01; empty where there is none"),
    ("name", "Name", "as it stands on the package"),
    ("volume", "States", "volume, such as 50 mL"),
    ("overfill", "Overfill", "such as 5 mL; empty where it is not known"),
    ("overfill source", "Known from", "where the overfill is known from"),
    ("material", "Material", "such as EVA; empty where it is not known"),
    ("source", "Seen", "what was compared, such as the carton"),
)


class ProductForm(Card):
    """Fields by name, a role and an item; `done` asks for the product, `back` for the list."""

    done = Signal()
    back = Signal()

    def __init__(
        self,
        roles: tuple[tuple[str, str], ...],
        items: dict[str, tuple[str, ...]],
        parent: QWidget | None = None,
    ) -> None:
        """Offer `roles`, each a text for the program and its words, and the `items` of each.

        A role without items has one that is typed.
        """
        super().__init__(parent, margin=16, gap=6)
        self._items = items
        self.fields: dict[str, SlimField] = {}
        self._labels: dict[str, Words] = {}
        self.rows.addWidget(Words(Role.SUBTITLE, "A product as its package shows it"))
        grid_place = Spaced()
        self._grid = QGridLayout(grid_place)
        grid_place.space(self._grid, 6)
        self._grid.setColumnStretch(1, 1)
        self._add_field("code")
        self.role = Options("Role", roles, 3, _OPTION)
        self.role.chosen.connect(self.choose_role)
        self._add("Role", self.role)
        self._place = Spaced()
        self._row = QHBoxLayout(self._place)
        self._place.space(self._row, 6)
        self._add("Item", self._place)
        self.item_typed = SlimField("Item", "the drug, as its label names it", height=_FIELD)
        self.item: Options | None = None
        self._row.addWidget(self.item_typed)
        for name, _, _ in FIELDS[1:]:
            self._add_field(name)
        self.rows.addWidget(grid_place)
        self.rows.addStretch(1)
        last = QHBoxLayout()
        self.space(last, 14)
        back, self.put = SecondaryButton("Back", "Esc"), PrimaryButton("Put on the list", "F5")
        back.clicked.connect(self.back)
        self.put.clicked.connect(self.done)
        last.addWidget(back, 1)
        last.addWidget(self.put, 2)
        self.rows.addLayout(last)

    def _add_field(self, name: str) -> None:
        _, label, hint = next(each for each in FIELDS if each[0] == name)
        field = SlimField(label, hint, height=_FIELD, size=_LETTERING)
        field.entered.connect(lambda _: self.focusNextChild())
        self.fields[name] = field
        self._labels[name] = self._add(label, field)

    def _add(self, label: str, widget: QWidget) -> Words:
        row, words = self._grid.rowCount(), Words(Role.EYEBROW, label)
        self._grid.addWidget(words, row, 0)
        self._grid.addWidget(widget, row, 1)
        return words

    def begin(self, texts: dict[str, str]) -> None:
        """Show what is known; the rest is empty."""
        for name, field in self.fields.items():
            field.set_text(texts.get(name, ""))
        self.role.set_text(texts.get("role", ""))
        self.choose_role(texts.get("role", ""))
        if self.item is not None:
            self.item.set_text(texts.get("item", ""))
        self.item_typed.set_text(texts.get("item", ""))
        self._show_fields()

    def choose_role(self, role: str) -> None:
        """Offer the items of a role; a container has more fields than the others."""
        if self.item is not None:
            self._row.removeWidget(self.item)
            self.item.hide()
            self.item.deleteLater()
            self.item = None
        items = self._items.get(role, ())
        self.item_typed.setVisible(bool(role) and not items)
        if items:
            columns = 1 if len(items) < 3 else 2
            self.item = Options("Item", tuple((each, each) for each in items), columns, _OPTION)
            self.item.chosen.connect(lambda _: self._show_fields())
            self._row.addWidget(self.item)
            self.item.show()
            if len(items) == 1:
                self.item.set_text(items[0])
        self._show_fields()

    def _show_fields(self) -> None:
        filled = self.texts()["item"].startswith("ready-filled")
        shown = {"overfill": filled, "overfill source": filled}
        shown["material"] = self.role.text() == "container"
        for name, visible in shown.items():
            self.fields[name].setVisible(visible)
            self._labels[name].setVisible(visible)

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields, as it was written, with role and item."""
        texts = {name: field.text().strip() for name, field in self.fields.items()}
        item = self.item.text() if self.item is not None else self.item_typed.text().strip()
        return {**texts, "role": self.role.text(), "item": item}
