"""What stands at this workstation: scanner, scale, printers, and the sheet of command codes."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.command_paper import command_sheet, put_out_command_sheet
from app.core.person import Person
from app.printers import Kind, Printer, Use, measured, printer_of
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
from app.ui.facts import printers as facts
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
        "**Confirm**, **Not right**, **Next**, **Previous**, **Hold** …",
        "**Digits**, point and delete: volumes, times, answers, PINs",
        "Print on card, in a clear sleeve that is wiped.",
    ),
)


class EquipmentCard(Card):
    """One thing: how it stands, and the button that does something about it.

    A `notice` stands in the place of what is known, while there is one.
    """

    def __init__(self, title: str, button: Button, notice: QWidget | None = None) -> None:
        super().__init__(margin=12, gap=6)
        self._pill, self._sentence = Pill(), Words(Role.SENTENCE, "")
        self._place = Spaced()
        self._lines = QVBoxLayout(self._place)
        self._place.space(self._lines, 4)
        head = QHBoxLayout()
        self.space(head, 14)
        head.addWidget(Words(Role.TITLE, title), 1)
        head.addWidget(self._pill)
        self.rows.addLayout(head)
        self.rows.addWidget(self._sentence)
        self.rows.addWidget(self._place)
        self.rows.addStretch(1)
        if notice is not None:
            self.rows.addWidget(notice)
        self.rows.addWidget(button)

    def make_way(self, told: bool) -> None:
        """Show the notice in the place of what is known, or the other way round."""
        self._sentence.setHidden(told)
        self._place.setHidden(told)

    def show_facts(self, facts: Standing) -> None:
        """Show how it stands."""
        self._pill.show_facts(facts.pill)
        self._sentence.show_facts(f"**{facts.sentence}**")
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in facts.lines:
            self._lines.addWidget(Words(Role.SENTENCE, line))


class EquipmentPage(TabPage):
    """Four cards: scanner, scale, printers, and the codes that a gloved hand scans."""

    tab = "equipment"

    def __init__(self, workplace: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(workplace, parent)
        self.scanner = SecondaryButton("Set the scanner up", "F6")
        self.scale = SecondaryButton("Set the scale up", "F7")
        self.printers = SecondaryButton("Set the printers up", "F10")
        self.print_sheet = PrimaryButton("Print the command codes", "F9")
        self.scanner.clicked.connect(lambda: self.page_wanted.emit("scanner"))
        self.scale.clicked.connect(lambda: self.page_wanted.emit("scale"))
        self.printers.clicked.connect(lambda: self.page_wanted.emit("printers"))
        self.print_sheet.clicked.connect(self._print)
        self._scanner_card = EquipmentCard("Scanner", self.scanner)
        self._scale_card = EquipmentCard("Scale", self.scale)
        self._printers_card = EquipmentCard("Printers", self.printers)
        self._codes = EquipmentCard("Command codes", self.print_sheet, self.notice)
        self._codes.show_facts(COMMAND_CODES)
        grid = QGridLayout()
        self.space(grid, 10)
        self.body.addLayout(grid)
        cards = (self._scanner_card, self._scale_card, self._printers_card, self._codes)
        for at, card in enumerate(cards):
            grid.addWidget(card, at // 2, at % 2)
            grid.setRowStretch(at // 2, 1)
            grid.setColumnStretch(at % 2, 1)

    def begin(self, person: Person) -> None:
        """Show what is known of this workstation now."""
        super().begin(person)
        log = self.workplace.log
        self._scanner_card.show_facts(scanner_standing(learned_of(log)))
        self._scale_card.show_facts(scale_standing(port_of(log)))
        printers = {use: (printer_of(log, use), measured(log, use)) for use in Use}
        self._printers_card.show_facts(printers_standing(printers))

    def take_focus(self) -> None:
        self.print_sheet.setFocus()

    def keys(self) -> tuple[FooterKey, ...]:
        return (
            self.back(),
            FooterKey("F4", "Close calls"),
            FooterKey("F5", "This window"),
            FooterKey("F6", "Scanner"),
            FooterKey("F7", "Scale"),
            FooterKey("F8", "Change person"),
            FooterKey("F9", "Command codes"),
            FooterKey("F10", "Printers"),
        )

    def take_key(self, key: str) -> bool:
        lead: dict[str, Callable[[], None]] = {
            "F6": self.scanner.click,
            "F7": self.scale.click,
            "F9": self._print,
            "F10": self.printers.click,
            "F4": lambda: self.page_wanted.emit("close_calls"),
            "F5": lambda: self.page_wanted.emit("window_settings"),
        }
        if key not in lead:
            return super().take_key(key)
        lead[key]()
        return True

    def tell(self, sentence: str, word: str = "Refused", tone: Tone = Tone.STOP) -> None:
        super().tell(sentence, word, tone)
        self._codes.make_way(True)

    def untell(self) -> None:
        super().untell()
        self._codes.make_way(False)

    def _print(self) -> None:
        self.untell()
        what = "The sheet of command codes"
        self.attempt(lambda: self.documents.print(self.workplace, self.print_out(), what))

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


def printers_standing(found: dict[Use, tuple[Printer, Decimal | None]]) -> Standing:
    """Return how the printers of this workstation stand, each with the length of its ruler."""
    lines = tuple(
        f"**{use.value.capitalize()}** · {facts.described(use, printer)}"
        + (f"; {facts.ruler(length)}" if printer.kind is not Kind.FILE or length else "")
        for use, (printer, length) in found.items()
    )
    if any(facts.scales(length) for _, length in found.values()):
        pill = PillFacts("Scales what it prints", Tone.WARN, Icon.TRIANGLE)
        return Standing(pill, "Turn scaling off, then print the test page again.", lines)
    if all(printer.kind is Kind.FILE for printer, _ in found.values()):
        pill = PillFacts("Files only", Tone.PLAIN, Icon.PRINTER)
        return Standing(pill, "Each label and document is a PDF in the data folder.", lines)
    pill = PillFacts("Set up", Tone.OK, Icon.CHECK)
    return Standing(pill, "Labels and documents go out from here.", lines)
