"""The scale of this workstation: which port it is on, how it talks, and a reading to prove it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.gravimetric import Gravimetric, decimals
from app.core.person import Person
from app.core.quantity import number_for_people, quantity, show
from app.scale import FRAMES, RATES, Port, ports, require_usable
from app.scales import choose, port_of, remove
from app.ui.drawing.buttons import DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.figure import Figure, FigureFacts
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.form_rows import FormRows
from app.ui.drawing.options import Options
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.slim_field import SlimField
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.facts.pages import EQUIPMENT
from app.ui.scale_reading import ScaleReading
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.ui.unrecorded import now_recorded
from app.workplace import Workplace

_MOST_SEEN = 4


class ScalePage(TabPage):
    """A form beside a test reading: what is tested is what the form says, saved or not."""

    asks_before_leaving = True

    tab = "equipment"
    behind = EQUIPMENT

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.reading: ScaleReading | None = None
        self.seen: Options | None = None
        self.body.addWidget(self._form_card(), 20)
        self.body.addWidget(self._test_card(), 11)

    def _form_card(self) -> QWidget:
        card = Card(margin=18)
        self._stands = Words(Role.SENTENCE, "")
        self.name = SlimField("Port of the scale", "such as /dev/ttyUSB0 or COM3")
        self.name.entered.connect(lambda _: self.attempt(self._save))
        self.name.changed.connect(self._mark_seen)
        self._place = Spaced()
        self._seen_rows = QVBoxLayout(self._place)
        self._place.space(self._seen_rows, 8)
        self._none = Words(Role.DETAIL, "No port. Plug the scale in, then come back to this page.")
        self._seen_rows.addWidget(self._none)
        self.rate = Options("Speed", tuple((str(r), str(r)) for r in RATES), len(RATES))
        self.frame = Options("Frame", tuple((each, each) for each in FRAMES), len(FRAMES))
        self.save = PrimaryButton("Save", "F5")
        self.save.clicked.connect(lambda: self.attempt(self._save))
        self.remove = DangerButton("No scale here")
        self.remove.clicked.connect(lambda: self.attempt(self._remove))
        card.rows.addWidget(Words(Role.TITLE, "Scale of this workstation"))
        card.rows.addWidget(self._stands)
        self.form = form = FormRows()
        for label, widget in (
            ("Port", self.name),
            ("Seen on this computer now", self._place),
            ("Speed, in baud, as the scale is set", self.rate),
            ("Data bits, parity, stop bits", self.frame),
        ):
            form.add(label, widget)
        card.rows.addWidget(form)
        card.rows.addStretch(1)
        return card

    def _test_card(self) -> QWidget:
        card = Card(margin=18)
        card.rows.addWidget(Words(Role.SUBTITLE, "Test reading"))
        card.rows.addWidget(
            Words(
                Role.SENTENCE,
                "Set the scale to MT-SICS and to grams, put something on it, and read it. The "
                "figure must be the one that the scale shows.",
            )
        )
        self.figure, self.pill = Figure(), Pill()
        self._weighed = Words(Role.REMARK, "")
        self.read = SecondaryButton("Read the scale", "F4")
        self.read.clicked.connect(lambda: self.attempt(self._read))
        card.rows.addWidget(self.figure)
        card.rows.addWidget(self.pill)
        card.rows.addStretch(1)
        for widget in (self.notice, self._weighed, self.read):
            card.rows.addWidget(widget)
        last = QHBoxLayout()
        card.space(last, 10)
        last.addWidget(self.remove, 1)
        last.addWidget(self.save, 1)
        card.rows.addLayout(last)
        return card

    def begin(self, person: Person) -> None:
        """Show where the scale is, and which ports there are now."""
        super().begin(person)
        self._forget()
        port = port_of(self.workplace.log) or Port("")
        self.name.set_text(port.name)
        self.rate.set_text(str(port.rate))
        self.frame.set_text(port.frame)
        self.offer(ports())
        self._show_standing()

    def take_focus(self) -> None:
        self.name.setFocus()

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            self.back(),
            FooterKey("F4", "Read the scale"),
            FooterKey("F5", "Save"),
            FooterKey("F8", "Change person"),
        )

    def take_key(self, key: str) -> bool:
        match key:
            case "F4":
                self.attempt(self._read)
            case "F5":
                self.attempt(self._save)
            case _:
                return super().take_key(key)
        return True

    def offer(self, found: tuple[str, ...]) -> None:
        """Show the ports that were seen, to be chosen by a press; any other can be typed."""
        if self.seen is not None:
            self._seen_rows.removeWidget(self.seen)
            self.seen.hide()
            self.seen.deleteLater()
        self.seen = Options("Port", tuple((each, each) for each in found[:_MOST_SEEN]), 2)
        self.seen.set_text(self.name.text())
        self.seen.chosen.connect(self.name.set_text)
        self._seen_rows.addWidget(self.seen)
        self._none.setVisible(not found)

    def _mark_seen(self, name: str) -> None:
        if self.seen is not None:
            self.seen.set_text(name)

    def _show_standing(self) -> None:
        port = port_of(self.workplace.log)
        self.remove.setEnabled(port is not None)
        if port is None:
            self._stands.show_facts("None is set up: masses are typed by hand.")
        else:
            self._stands.show_facts(f"It is on **{port.name}**, {port.rate} baud, {port.frame}.")
        self._weighed.show_facts(weighed_here(self.workplace.rules.policy.gravimetric))
        self.heads()

    def _port(self) -> Port:
        port = Port(self.name.text().strip(), int(self.rate.text()), self.frame.text())
        require_usable(port)
        return port

    def _save(self) -> None:
        if self.person is not None:
            port = self._port()
            choose(self.workplace.log, self.workplace.clock, port, self.person)
            now_recorded(self)
            self._show_standing()
            self.tell(f"The scale of this workstation is on {port.name}.", "Saved", Tone.OK)

    def _remove(self) -> None:
        if self.person is not None:
            remove(self.workplace.log, self.workplace.clock, self.person)
            self._show_standing()
            self.tell("Masses are typed by hand here.", "Saved", Tone.OK)

    def _forget(self) -> None:
        self.reading = None
        self.figure.hide()
        self.pill.hide()
        self._show_reading()

    def _show_reading(self) -> None:
        waits = self.reading is not None
        self.read.relabel("Reading…" if waits else "Read the scale")
        self.read.setEnabled(not waits)

    def _read(self) -> None:
        if self.reading is not None:
            return
        port = self._port()
        self.untell()
        self._forget()
        self.reading = ScaleReading()
        self.reading.came.connect(self._take_mass)
        self.reading.failed.connect(self._take_refusal)
        self._show_reading()
        self.reading.begin(port)

    def _take_mass(self, reading: ScaleReading, number: str) -> None:
        if reading is not self.reading:
            return
        self._forget()
        self.figure.show_facts(FigureFacts(number, "g"))
        self.pill.show_facts(fineness(number, self.workplace.rules.policy.gravimetric))
        self.figure.show()
        self.pill.show()

    def _take_refusal(self, reading: ScaleReading, sentence: str) -> None:
        if reading is self.reading:
            self._forget()
            self.tell(sentence, "Scale", Tone.WARN)


def fineness(number: str, policy: Gravimetric | None) -> PillFacts:
    """Return whether a scale that sent `number` of g shows enough for the site's policy."""
    if policy is None or decimals(quantity(number, "g")) >= decimals(policy.readability):
        return PillFacts("stable, fine enough", Tone.OK)
    return PillFacts(f"stable, but {show(policy.readability)} is needed", Tone.STOP)


def weighed_here(policy: Gravimetric | None) -> str:
    """Return what the site weighs, as its policy says."""
    if policy is None or not policy.weighed:
        return (
            "This site weighs nothing: its policy names neither vial, syringe nor bag under "
            "[gravimetric]."
        )
    objects = ", ".join(each.value for each in policy.weighed)
    within = number_for_people(policy.accepted_percent)
    outer = number_for_people(policy.outer_percent)
    return (
        f"This site weighs: **{objects}**. Within {within}% it is accepted, up to {outer}% with a "
        f"pharmacist’s reason; the scale must show {show(policy.readability)}."
    )
