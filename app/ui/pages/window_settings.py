"""This window: the light it stands in, its sounds, its language, and when it locks."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.person import Person
from app.ui.drawing.buttons import PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.options import Options
from app.ui.drawing.sound_test import SoundTest
from app.ui.drawing.words import Role, Words
from app.ui.facts.pages import EQUIPMENT
from app.ui.language import languages
from app.ui.rest import AT_HOOD
from app.ui.tab_page import TabPage
from app.ui.theme import RoomLight, Tone
from app.window_settings import LEAST_VOLUME, WindowSettings
from app.workplace import Workplace

VOLUMES = (0, 20, 40, 60, 80, 100)
MINUTES = (1, 2, 5, 10, 15, 30)
_LIGHTS = {"white": "White room light", "bright": "Bright hood", "amber": "Amber room light"}


class WindowSettingsPage(TabPage):
    """A row for each choice, which counts at once; `changed` carries what is chosen now."""

    tab = "equipment"
    behind = EQUIPMENT
    changed = Signal(object)

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        lights = tuple((each.value, _LIGHTS.get(each.value, each.value)) for each in RoomLight)
        self.light = Options("Room light", lights, len(lights))
        self.volume = Options(
            "Loudness", tuple((str(v), f"{v} %" if v else "Silent") for v in VOLUMES), 6
        )
        self.minutes = Options("Lock", tuple((str(m), f"{m} min") for m in MINUTES), len(MINUTES))
        known = tuple((each.code, each.own_name) for each in languages())
        self.language = Options("Language", known, max(2, len(known)))
        self._loud = Words(Role.REMARK, "")
        self.test = SecondaryButton("Test the sounds", "F4")
        self.ruler = SecondaryButton("Measure the screen with a ruler", "F7")
        self.lock = PrimaryButton("Lock now", "Ctrl+L")
        self.light.chosen.connect(lambda text: self._choose(room_light=text))
        self.volume.chosen.connect(self._choose_volume)
        self.language.chosen.connect(lambda text: self._choose(language=text))
        self.minutes.chosen.connect(lambda text: self._choose(lock_minutes=int(text)))
        self.sound_test = SoundTest()
        self.test.clicked.connect(self.sound_test.begin)
        self.ruler.clicked.connect(lambda: self.page_wanted.emit("ruler"))
        self.lock.clicked.connect(self.lock_wanted)
        self._lay_out(len(known) == 1)

    def _lay_out(self, only_english: bool) -> None:
        # One row and no wide margin: a notice and a note of the sounds need room as well.
        card = Card(margin=9, gap=7)
        top = QHBoxLayout()
        card.space(top, 24)
        top.addWidget(Words(Role.TITLE, "This window"))
        remark = Words(Role.REMARK, "What is chosen counts at once, at this workstation alone.")
        top.addWidget(remark, 1)
        card.rows.addLayout(top)
        card.rows.addWidget(self.notice)
        card.rows.addWidget(self.sound_test)
        grid = QGridLayout()
        card.space(grid, 4)
        card.rows.addLayout(grid, 1)
        said = (
            "English is the only language that is installed."
            if only_english
            else "What the window shows. The record, labels and papers stay English."
        )
        rows = (
            ("Room light", Words(Role.REMARK, "The light that falls on this screen."), self.light),
            ("Loudness", self._loud, self.volume),
            ("Language", Words(Role.REMARK, said), self.language),
            (
                "Lock",
                Words(
                    Role.REMARK,
                    f"Without key, scan or touch. At the hood: {AT_HOOD} min at least.",
                ),
                self.minutes,
            ),
        )
        for at, (name, remark, widget) in enumerate(rows):
            grid.addLayout(_words(card, name, remark), at, 0)
            grid.addWidget(widget, at, 1)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        last = QHBoxLayout()
        card.space(last, 14)
        for button in (self.test, self.ruler, self.lock):
            last.addWidget(button, 1)
        card.rows.addLayout(last)
        self.body.addWidget(card)

    def begin(self, person: Person) -> None:
        """Show what is chosen at this workstation."""
        super().begin(person)
        self._show(self.workplace.window_settings)

    def take_focus(self) -> None:
        self.light.setFocus()

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            self.back(),
            FooterKey("F4", "Test the sounds"),
            FooterKey("F7", "Ruler"),
            FooterKey("F8", "Change person"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F4":
                self.test.click()
            case "F7":
                self.ruler.click()
            case _:
                return super().take_key(key)
        return True

    def _show(self, settings: WindowSettings) -> None:
        self.light.set_text(settings.room_light)
        self.volume.set_text(str(settings.volume_at(self.workplace.wall())))
        self._loud.show_facts(self._loudness(settings))
        self.language.set_text(settings.language)
        self.minutes.set_text(str(settings.lock_minutes))

    def _loudness(self, settings: WindowSettings) -> str:
        now, site = self.workplace.wall(), self.workplace.site
        volume, until = settings.volume_at(now), settings.silent_until
        if not volume and until is not None:
            return f"Silent until {site.shown_from(until, now)}, then {LEAST_VOLUME} %."
        return f"Now {volume} %. What sounds is always on screen as well."

    def tick(self) -> None:
        """The clock goes on; silence that is over is shown to be."""
        super().tick()
        if self.person is not None:
            settings = self.workplace.window_settings
            self.volume.set_text(str(settings.volume_at(self.workplace.wall())))
            self._loud.show_facts(self._loudness(settings))

    def _choose_volume(self, text: str) -> None:
        # Silence that is chosen again begins again.
        self._choose(volume=int(text), silent_from=None)

    def _choose(self, **changed: object) -> None:
        """Record a choice and let it count; where it is not recorded, the one before stays."""
        person, work = self.person, self.workplace
        if person is None:
            return
        chosen: WindowSettings = replace(work.window_settings, **changed)  # type: ignore[arg-type]
        self.untell()
        if self.attempt(lambda: work.choose_window(chosen, person)):
            self.changed.emit(work.window_settings)
            until = "What was chosen counts from now on, and the next time Umbra starts."
            if "volume" in changed and not work.window_settings.volume:
                until = self._loudness(work.window_settings)
            self.tell(until, "Saved", Tone.OK)
        self._show(work.window_settings)


def _words(card: Card, name: str, remark: Words) -> QVBoxLayout:
    column = QVBoxLayout()
    card.space(column, 2)
    column.addStretch(1)
    column.addWidget(Words(Role.SUBTITLE, name))
    column.addWidget(remark)
    column.addStretch(1)
    return column
