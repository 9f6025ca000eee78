"""The first start: what the site is called, and its first administrator."""

import time
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.refused import Refused
from app.site import Site
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import Footer, FooterFacts
from app.ui.drawing.header import Header, HeaderFacts
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.words import Role, Words
from app.ui.page import Page

_LABELS = {"US": "US label", "EU": "EU leaflet"}


_LEFT = (
    "Name of the pharmacy",
    "Telephone number",
    "Time zone, such as America/Chicago",
    "Which label is followed",
)
_RIGHT = ("Your name, as administrator", "PIN, 4 to 12 digits", "The same PIN once more", "")


class SetupPage(Page):
    """Asks for the site and the first administrator; `described` carries site, name and PIN."""

    described = Signal(object, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        header, footer = Header(), Footer()
        header.show_facts(HeaderFacts((), "", "first start", "", ""))
        footer.show_facts(FooterFacts(()))
        row = self.lay_out(header, footer)
        card = Card()
        row.addStretch(1)
        row.addWidget(card, 6)
        row.addStretch(1)
        card.rows.addWidget(Words(Role.TITLE, "This is a new data folder"))
        card.rows.addWidget(
            Words(
                Role.REMARK,
                "The name and telephone number stand on every label. The administrator adds "
                "pharmacists and technicians.",
            )
        )
        self.site_name = _field("Name of the pharmacy")
        self.telephone = _field("Telephone number")
        self.zone = _field("Time zone, such as America/Chicago")
        self.zone.set_text(_zone_of_machine())
        self.name = _field("Your name, as administrator")
        self.pin = _field("PIN, 4 to 12 digits", hidden=True)
        self.again = _field("PIN once more", hidden=True)
        self._region = "US"
        self.region = SecondaryButton("")
        self.region.clicked.connect(self._other_region)
        self.button = PrimaryButton("Begin", "F5")
        self.button.clicked.connect(self._begin)
        self.again.entered.connect(self._begin)
        card.rows.addLayout(self._grid(card))
        card.rows.addWidget(self.notice)
        card.rows.addStretch(1)
        self._show_region()

    def _grid(self, card: Card) -> QGridLayout:
        grid = QGridLayout()
        card.space(grid, 8)
        left = (self.site_name, self.telephone, self.zone, self.region)
        right = (self.name, self.pin, self.again, self.button)
        for column, (widgets, labels) in enumerate(((left, _LEFT), (right, _RIGHT))):
            for place, (widget, label) in enumerate(zip(widgets, labels, strict=True)):
                grid.addWidget(Words(Role.EYEBROW, label), 2 * place, column)
                grid.addWidget(widget, 2 * place + 1, column)
        return grid

    @property
    def asks_pin(self) -> bool:
        return True

    def take_key(self, key: str) -> bool:
        if key == "F5":
            self._begin()
        return key == "F5"

    def _other_region(self) -> None:
        self._region = "EU" if self._region == "US" else "US"
        self._show_region()

    def _show_region(self) -> None:
        other = "EU" if self._region == "US" else "US"
        self.region.relabel(f"Follows the {_LABELS[self._region]} (press for {other})")

    def _begin(self) -> None:
        self.attempt(self._checked)

    def _checked(self) -> None:
        if self.pin.text() != self.again.text():
            self.again.set_text("")
            raise Refused("The two PINs differ; type the second one again.")
        site = Site(
            self.site_name.text().strip(),
            self.telephone.text().strip(),
            self.zone.text().strip(),
            self._region,
            False,
        )
        self.described.emit(site, self.name.text().strip(), self.pin.text())


def _field(name: str, hidden: bool = False) -> SlimField:
    field = SlimField(name)
    if hidden:
        field.hide_typing()
    return field


def _zone_of_machine() -> str:
    link = Path("/etc/localtime")
    name = str(link.resolve()).partition("zoneinfo/")[2] if link.exists() else ""
    return name if "/" in name else ("UTC" if time.timezone == 0 else "")
