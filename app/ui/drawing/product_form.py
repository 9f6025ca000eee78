"""A form for one product: what the package says, item and role chosen and never typed."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.form_rows import FormRows
from app.ui.drawing.options import Options
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words

_LETTERING, _ACROSS = 17, (3, 5, 5)
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
        super().__init__(parent, margin=14)
        self._items = items
        self.fields: dict[str, SlimField] = {}
        self._places: dict[str, QWidget] = {}
        self._head = QHBoxLayout()
        self.space(self._head, 14)
        self._head.addWidget(Words(Role.SUBTITLE, "A product as its package shows it"), 2)
        self.rows.addLayout(self._head)
        self.rows.addLayout(self._fields("code", "ndc", "name"))
        self.role = Options("Role", roles, len(roles), in_form=True)
        self.role.chosen.connect(self.choose_role)
        self._place = Spaced()
        self._row = QHBoxLayout(self._place)
        self._place.space(self._row)
        self.item_typed = SlimField("Item", "the drug, as its label names it")
        self.item: Options | None = None
        self._row.addWidget(self.item_typed)
        chosen = FormRows()
        chosen.add("Role", self.role)
        chosen.add("Item", self._place)
        self.rows.addWidget(chosen)
        self.rows.addLayout(self._fields("volume", "source", "material"))
        self.rows.addLayout(self._fields("", "overfill", "overfill source"))
        self.rows.addStretch(1)
        last = QHBoxLayout()
        self.space(last, 14)
        back, self.put = SecondaryButton("Back", "Esc"), PrimaryButton("Put on the list", "F5")
        back.clicked.connect(self.back)
        self.put.clicked.connect(self.done)
        last.addWidget(back, 1)
        last.addWidget(self.put, 2)
        self.rows.addLayout(last)

    def _fields(self, *names: str) -> QGridLayout:
        """Return fields side by side, each below its words; no name leaves its place empty."""
        row = QGridLayout()
        self.space(row, 10)
        # A place that nothing stands in keeps its width: what stands below is in line with it.
        for at, (name, share) in enumerate(zip(names, _ACROSS, strict=True)):
            row.setColumnStretch(at, share)
            row.addWidget(self._field(name) if name else QWidget(), 0, at)
        return row

    def _field(self, name: str) -> QWidget:
        _, label, hint = next(each for each in FIELDS if each[0] == name)
        field = SlimField(label, hint, size=_LETTERING)
        field.entered.connect(lambda _: self.focusNextChild())
        place = Spaced()
        column = QVBoxLayout(place)
        place.space(column, 1)
        column.addWidget(Words(Role.EYEBROW, label))
        column.addWidget(field)
        self.fields[name], self._places[name] = field, place
        policy = place.sizePolicy()
        policy.setRetainSizeWhenHidden(name == "material")
        place.setSizePolicy(policy)
        return place

    def hold(self, notice: QWidget) -> None:
        """Show what is told at the right of the title, while the form is what is shown."""
        self._head.addWidget(notice, 5)

    def minimumSizeHint(self) -> QSize:
        # Shown, it has the whole width of the page; hidden, it must not take it from the list.
        return QSize(0, super().minimumSizeHint().height())

    def begin(self, texts: dict[str, str]) -> None:
        """Show what is known; the rest is empty."""
        for name, field in self.fields.items():
            field.set_text(texts.get(name, ""))
            # Of what is longer than its field, the beginning is seen.
            field.line.home(False)
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
            offered = tuple((each, each) for each in items)
            self.item = Options("Item", offered, len(items), in_form=True)
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
            self._places[name].setVisible(visible)

    def texts(self) -> dict[str, str]:
        """Return what stands in the fields, as it was written, with role and item."""
        texts = {name: field.text().strip() for name, field in self.fields.items()}
        item = self.item.text() if self.item is not None else self.item_typed.text().strip()
        return {**texts, "role": self.role.text(), "item": item}
