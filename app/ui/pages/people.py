"""The people of this site: an administrator adds them, gives PINs and badges, takes them off."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.command_paper import badge_sheet, put_out_badges
from app.core.person import Office, Person
from app.core.refused import Refused
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.touch_list import TouchList
from app.ui.drawing.words import Role, Words
from app.ui.language import Verbatim, said
from app.ui.named import give_name
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

_OFFICES = tuple(Office)


class PeoplePage(TabPage):
    """A list, and a form for someone new."""

    asks_before_leaving = True

    tab = "people"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self._office = Office.TECHNICIAN
        self.body.addWidget(self._list_card(), 1)
        self.body.addWidget(self._form_card(), 1)

    def _list_card(self) -> QWidget:
        card = Card()
        card.rows.addWidget(Words(Role.TITLE, "People of this site"))
        self.list = TouchList()
        give_name(self.list, "People of this site")
        card.rows.addWidget(self.list, 1)
        self.new_badge = SecondaryButton("New badge")
        self.new_badge.clicked.connect(lambda: self.attempt(self._give_badge))
        self.remove = DangerButton("Take off the list")
        self.remove.clicked.connect(lambda: self.attempt(self._remove))
        last = QHBoxLayout()
        card.space(last, 14)
        last.addWidget(self.new_badge, 2)
        last.addWidget(self.remove, 3)
        card.rows.addLayout(last)
        return card

    def _form_card(self) -> QWidget:
        card = Card()
        rows: QVBoxLayout = card.rows
        rows.addWidget(Words(Role.TITLE, "Someone new"))
        self.name = SlimField("Name")
        self.office = SecondaryButton("")
        self.office.clicked.connect(self._next_office)
        self.pin = SlimField("First PIN")
        self.pin.hide_typing()
        self.add = PrimaryButton("Add", "F5")
        self.add.clicked.connect(lambda: self.attempt(self._add))
        self.pin.entered.connect(lambda _: self.attempt(self._add))
        self.new_pin = SecondaryButton("Give the chosen person this PIN")
        self.new_pin.clicked.connect(lambda: self.attempt(self._set_pin))
        for label, widget in (
            ("Name, as it stands on labels", self.name),
            ("Works as", self.office),
            ("First PIN, 4 to 12 digits", self.pin),
        ):
            rows.addWidget(Words(Role.EYEBROW, label))
            rows.addWidget(widget)
        rows.addWidget(self.notice)
        rows.addStretch(1)
        last = QHBoxLayout()
        card.space(last, 14)
        last.addWidget(self.new_pin, 3)
        last.addWidget(self.add, 2)
        rows.addLayout(last)
        self._show_office()
        return card

    def begin(self, person: Person) -> None:
        """Show the people to an administrator."""
        super().begin(person)
        self._refresh()

    def take_focus(self) -> None:
        self.name.setFocus()

    def keys(self) -> tuple[FooterKey, ...]:
        return (*super().keys(), FooterKey("F9", "Badges of everyone"))

    def _refresh(self) -> None:
        badges = self.workplace.people.badges()
        self.list.clear()
        for each in self.workplace.people.everyone():
            badge = "  ·  has a badge" if each.name in badges else ""
            self.list.addItem(said(f"{Verbatim(each.name)}  ·  {each.office.value}{badge}"))

    def _next_office(self) -> None:
        self._office = _OFFICES[(_OFFICES.index(self._office) + 1) % len(_OFFICES)]
        self._show_office()

    def _show_office(self) -> None:
        self.office.relabel(f"{self._office.value} (press for another)")
        self.office.say(f"Works as: {self._office.value}, press for another")

    def _chosen(self) -> Person:
        row = self.list.currentRow()
        if row < 0:
            raise Refused("Choose a person in the list first.")
        return self.workplace.people.everyone()[row]

    def _add(self) -> None:
        pin, name = self.pin.text(), self.name.text().strip()
        self.pin.set_text("")
        added = self.workplace.people.add(name, self._office, pin, by=self.person)
        self.name.set_text("")
        self._office = Office.TECHNICIAN
        self._show_office()
        self._refresh()
        self.name.setFocus()
        self.tell(f"{added.name} may sign in as {added.office.value}.", "Added", Tone.OK)

    def _set_pin(self) -> None:
        chosen, pin = self._chosen(), self.pin.text()
        self.pin.set_text("")
        if self.person is not None:
            self.workplace.people.set_pin(chosen.name, pin, by=self.person)
            self.tell(f"{chosen.name} signs in with the new PIN.", "Recorded", Tone.OK)

    def _give_badge(self) -> None:
        """Give the chosen person a badge, which makes an earlier one void, and print it."""
        chosen = self._chosen()
        if self.person is not None:
            self.workplace.people.give_badge(chosen.name, by=self.person)
            self._refresh()
            file = self._print([chosen])
            what, also = f"The badge of {chosen.name}", "An earlier one is void."
            self.documents.print(self.workplace, file, what, also=also)

    def _print_badges(self) -> None:
        """Print the badge of everyone; whoever has none is given one."""
        people = self.workplace.people
        for each in people.everyone():
            if self.person is not None and each.name not in people.badges():
                people.give_badge(each.name, by=self.person)
        self._refresh()
        file = self._print(people.everyone())
        self.documents.print(self.workplace, file, "The sheet of all badges")

    def _print(self, people: Iterable[Person]) -> Path:
        """Write the badges of some people and return the file; raises Refused."""
        work = self.workplace
        numbers = work.people.badges()
        sheet = badge_sheet(((each, numbers[each.name]) for each in people), work.site)
        moment = work.site.local(work.wall())
        file = work.folder / "sheets" / f"badges-{moment:%Y-%m-%d-%H%M%S}.pdf"
        put_out_badges(sheet, file)
        return file

    def _remove(self) -> None:
        chosen = self._chosen()
        if self.person is not None:
            self.workplace.people.leave(chosen.name, by=self.person)
            self._refresh()
            self.tell(f"{chosen.name} is off the list; the records stay.", "Recorded", Tone.OK)

    @property
    def asks_pin(self) -> bool:
        return True

    def take_key(self, key: str) -> bool:
        if key == "F5":
            self.attempt(self._add)
            return True
        if key == "F9":
            self.attempt(self._print_badges)
            return True
        return super().take_key(key)
