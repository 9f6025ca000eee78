"""What stands at this workstation: its scanner, its scale, and the sheet of command codes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.command_paper import command_sheet, put_out_command_sheet
from app.core.person import Person
from app.scale import Port
from app.scales import port_of
from app.scanners import ScannerLearned, learned_of
from app.ui.drawing.buttons import Button, PrimaryButton, SecondaryButton
from app.ui.drawing.card import Card
from app.ui.drawing.footer import FooterKey
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import Pill, PillFacts
from app.ui.drawing.spaced import Spaced
from app.ui.drawing.words import Role, Words
from app.ui.tab_page import TabPage
from app.ui.theme import Tone
from app.workplace import Workplace

_FILE = "command-codes.pdf"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one thing stands: a pill, a sentence, and what is known of it, a line for each."""

    pill: PillFacts
    sentence: str
    lines: tuple[str, ...] = ()


COMMAND_CODES = Standing(
    PillFacts("The same for every workstation", Tone.PLAIN, Icon.PRINTER),
    "A gloved hand scans a code instead of pressing a key.",
    (
        "**Confirm**, **Not right**, **Next**, **Previous**",
        "**Call pharmacist**, **Hold**, **Back**, **Light lost**, **Look back**, **Discard** …",
        "**Digits**, point and delete: volumes, times, answers, PINs",
        "Print on card, put it in a clear sleeve at the hood, and wipe it with the hood.",
    ),
)


class EquipmentCard(Card):
    """One thing: how it stands, and the button that does something about it."""

    def __init__(self, title: str, button: Button, notice: QWidget | None = None) -> None:
        super().__init__()
        self._pill, self._sentence = Pill(), Words(Role.INSTRUCTION, "")
        self._place = Spaced()
        self._lines = QVBoxLayout(self._place)
        self._place.space(self._lines, 8)
        for widget in (Words(Role.TITLE, title), self._pill, self._sentence, self._place):
            self.rows.addWidget(widget)
        self.rows.addStretch(1)
        if notice is not None:
            self.rows.addWidget(notice)
        self.rows.addWidget(button)

    def show_facts(self, facts: Standing) -> None:
        """Show how it stands."""
        self._pill.show_facts(facts.pill)
        self._sentence.show_facts(facts.sentence)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in facts.lines:
            self._lines.addWidget(Words(Role.SENTENCE, line))


class EquipmentPage(TabPage):
    """Three cards: the scanner, the scale, the codes that a gloved hand scans."""

    tab = "equipment"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.scanner = SecondaryButton("Set the scanner up", "F6")
        self.scale = SecondaryButton("Set the scale up", "F7")
        self.print_sheet = PrimaryButton("Print the command codes", "F9")
        self.scanner.clicked.connect(lambda: self.page_wanted.emit("scanner"))
        self.scale.clicked.connect(lambda: self.page_wanted.emit("scale"))
        self.print_sheet.clicked.connect(self._print)
        self._scanner_card = EquipmentCard("Scanner", self.scanner)
        self._scale_card = EquipmentCard("Scale", self.scale)
        codes = EquipmentCard("Command codes", self.print_sheet, self.notice)
        codes.show_facts(COMMAND_CODES)
        for card in (self._scanner_card, self._scale_card, codes):
            self.body.addWidget(card, 1)

    def begin(self, person: Person) -> None:
        """Show what is known of this workstation now."""
        super().begin(person)
        log = self.workplace.log
        self._scanner_card.show_facts(scanner_standing(learned_of(log)))
        self._scale_card.show_facts(scale_standing(port_of(log)))

    def take_focus(self) -> None:
        self.print_sheet.setFocus()

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            FooterKey("Esc", "Worklist"),
            FooterKey("F4", "Close calls"),
            FooterKey("F6", "Scanner"),
            FooterKey("F7", "Scale"),
            FooterKey("F8", "Change person"),
            FooterKey("F9", "Command codes"),
        )

    def take_key(self, key: str) -> bool:
        lead: dict[str, Callable[[], None]] = {
            "F6": self.scanner.click,
            "F7": self.scale.click,
            "F9": self._print,
            "F4": lambda: self.page_wanted.emit("close_calls"),
        }
        if key not in lead:
            return super().take_key(key)
        lead[key]()
        return True

    def _print(self) -> None:
        self.untell()
        self.attempt(lambda: self._tell_where(self.print_out()))

    def _tell_where(self, file: Path) -> None:
        self.tell(f"The sheet of command codes was written to {file}.", "Written", Tone.OK)

    def print_out(self) -> Path:
        """Write the sheet of command codes and return its file; raises Refused."""
        site = self.workplace.site
        file = self.workplace.folder / "sheets" / _FILE
        put_out_command_sheet(command_sheet(site.paper, site), file)
        return file


def scanner_standing(learned: ScannerLearned | None) -> Standing:
    """Return how the scanner of this workstation stands."""
    if learned is None:
        return Standing(
            PillFacts("Not learned", Tone.WARN, Icon.SCANNER),
            "Scans count as they arrive.",
            (
                "That is right for a scanner that is set to the keyboard of this computer and "
                "sends the separator between lot and serial number.",
                "Where scans are refused, learn it from the page of codes.",
            ),
        )
    profile = learned.profile
    separator = "arrives" if profile.sends_separator else "**does not arrive**"
    kind = "sent before each code" if profile.sends_identifiers else "not sent"
    return Standing(
        PillFacts("Learned", Tone.OK, Icon.CHECK),
        f"{learned.name} learned this scanner.",
        (
            f"**Separator** between lot and serial number: {separator}",
            f"**Kind of code**: {kind}",
            "Learn it anew when the scanner, its settings or the keyboard change.",
        ),
    )


def scale_standing(port: Port | None) -> Standing:
    """Return how the scale of this workstation stands."""
    if port is None:
        return Standing(
            PillFacts("No scale set up", Tone.PLAIN, Icon.NOTE),
            "Masses are read off a scale and typed.",
            ("Weighing is asked for only where the policy of the site says so.",),
        )
    return Standing(
        PillFacts("Set up", Tone.OK, Icon.CHECK),
        "Masses come from the scale.",
        (f"**Port** {port.name}", f"**Setting** {port.rate} baud, {port.frame}"),
    )
