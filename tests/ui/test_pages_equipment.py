"""The equipment of a workstation: what is known of it, and the sheet of command codes."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt

from app.core.person import Office, Person
from app.intake.command_code import Instruction, command_text
from app.intake.key_signs import SEPARATOR
from app.intake.scanner_codes import SIGNS
from app.intake.scanner_profile import ScannerProfile
from app.printers import DEFAULTS, Kind, Printer, Use, record_measured
from app.printers import choose as choose_printer
from app.scale import Port
from app.scales import choose
from app.scanners import ScannerLearned, record_learned
from app.ui.pages.equipment import (
    EquipmentPage,
    printers_standing,
    scale_standing,
    scanner_standing,
)
from app.ui.pages.worklist import WorklistPage
from app.ui.theme import Tone
from tests.reports.reading import codes_on, words_on
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, SITE, TECHNICIAN
from tests.ui.test_window_layout import at_both_sizes, faults


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The page, open to a technician."""
    made = at("people", TECHNICIAN)
    made.tab_to("Equipment")
    made.press(Qt.Key.Key_Return)
    assert isinstance(made.page, EquipmentPage)
    return made


def test_what_was_not_set_up_is_said_to_be_so(desk: Desk) -> None:
    seen = desk.seen()
    assert "Not learned" in seen
    assert "No scale set up" in seen
    assert "Masses are read off a scale and typed" in seen


def test_a_scale_that_was_set_up_is_shown(desk: Desk) -> None:
    person = Person(PHARMACIST, Office.PHARMACIST)
    choose(desk.work.log, desk.clock, Port("/dev/ttyUSB0", 9600, "8N1"), person)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    desk.window.show_page("equipment")
    assert "Port /dev/ttyUSB0\nSetting 9600 baud, 8N1" in desk.seen()
    assert "No scale set up" not in desk.seen()


def test_a_scanner_that_was_learned_is_shown_with_who_learned_it(desk: Desk) -> None:
    person = Person(PHARMACIST, Office.PHARMACIST)
    profile = ScannerProfile("", SEPARATOR, "]", SIGNS)
    record_learned(desk.work.log, desk.clock, profile, person)
    desk.window.show_page("equipment")
    assert f"{PHARMACIST} learned this scanner" in desk.seen()
    assert "Separator between lot and serial number: arrives" in desk.seen()
    assert "Kind of code: sent before each code" in desk.seen()
    assert "Not learned" not in desk.seen()


def test_a_scanner_that_drops_the_separator_is_said_to_do_so() -> None:
    learned = ScannerLearned(ScannerProfile("", "", "", SIGNS), PHARMACIST)
    lines = scanner_standing(learned).lines
    assert "**Separator** between lot and serial number: **does not arrive**" in lines
    assert "**Kind of code**: not sent" in lines


@pytest.mark.parametrize("key", [Qt.Key.Key_F9, Qt.Key.Key_Return])
def test_the_sheet_of_command_codes_is_printed(desk: Desk, key: Qt.Key) -> None:
    desk.press(key)
    file = desk.folder / "sheets" / "command-codes.pdf"
    assert desk.notices() == f"Written: The sheet of command codes was written to {file}."
    pdf = file.read_bytes()
    read = {code for page in codes_on(pdf) for code, _ in page}
    assert read == {command_text(each) for each in Instruction}
    assert SITE.name in words_on(pdf, 0)


def test_confirm_prints_it_too_and_it_names_no_patient(at: AtDesk) -> None:
    desk = at("scan-materials")
    desk.window.show_page("equipment")
    desk.scan(command_text(Instruction.CONFIRM))
    pdf = (desk.folder / "sheets" / "command-codes.pdf").read_bytes()
    assert "DEMO" not in words_on(pdf, 0) + words_on(pdf, 1)
    assert "00482913" not in words_on(pdf, 0) + words_on(pdf, 1)


def test_a_sheet_that_cannot_be_written_is_told(desk: Desk) -> None:
    (desk.folder / "sheets").write_bytes(b"in the way")
    desk.press(Qt.Key.Key_F9)
    assert "could not be written" in desk.notices()


@pytest.mark.parametrize(
    ("key", "page"),
    [(Qt.Key.Key_F6, "scanner"), (Qt.Key.Key_F7, "scale"), (Qt.Key.Key_F10, "printers")],
)
def test_the_keys_lead_to_the_pages_that_set_things_up(desk: Desk, key: Qt.Key, page: str) -> None:
    desk.press(key)
    assert desk.page.called == page


def test_a_code_that_means_nothing_here_is_told(desk: Desk) -> None:
    desk.scan(command_text(Instruction.HOLD))
    assert "“Hold, resume” means nothing here now" in desk.notices()
    desk.scan(command_text(Instruction.BACK))
    assert isinstance(desk.page, WorklistPage)


def test_the_standing_of_scanner_and_scale_is_never_told_by_colour_alone() -> None:
    pills = [scanner_standing(None).pill, scale_standing(None).pill]
    pills.append(scale_standing(Port("COM3")).pill)
    assert len({pill.words for pill in pills}) == 3
    assert len({pill.icon for pill in pills}) == 3
    assert pills[2].tone is Tone.OK


def test_printers_are_said_to_be_files_set_up_or_scaling() -> None:
    queue = Printer(Kind.CUPS, "ward-labels", "4x2in", 300)
    files = printers_standing({use: (DEFAULTS[use], None) for use in Use})
    assert files.pill.words == "Files only"
    assert files.lines[0] == "**Labels** · a file in the data folder; 4 × 3 in, roll, 203 dpi"
    mixed = {Use.LABELS: (queue, None), Use.DOCUMENTS: (DEFAULTS[Use.DOCUMENTS], None)}
    stands = printers_standing(mixed)
    assert (stands.pill.words, stands.pill.tone) == ("Set up", Tone.OK)
    assert stands.lines[0] == (
        "**Labels** · CUPS queue ward-labels; 4 × 2 in, roll, 300 dpi; no test page was measured"
    )
    scaling = printers_standing(mixed | {Use.LABELS: (queue, Decimal("48.5"))})
    assert (scaling.pill.words, scaling.pill.tone) == ("Scales what it prints", Tone.WARN)
    assert "**it scales**: 50 mm came out as 48.5 mm" in scaling.lines[0]


@at_both_sizes
def test_nothing_is_cut_off(at: AtDesk, size: str) -> None:
    desk = at("people", PHARMACIST, size=size)
    desk.window.show_page("equipment")
    assert faults(desk) == []
    desk.press(Qt.Key.Key_F9)
    assert desk.notices()
    assert faults(desk) == []
    person = Person("Maximiliana Weatherington-Featherstonehg", Office.PHARMACIST)
    record_learned(desk.work.log, desk.clock, ScannerProfile("", "", "", SIGNS), person)
    choose(desk.work.log, desk.clock, Port("/dev/serial/by-id/usb-Mettler", 38400, "8N1"), person)
    office = Printer(Kind.SYSTEM, "Office copier of the third floor, north", "A4", 600)
    labels = Printer(Kind.SOCKET, "label-printer-2.pharmacy.hospital.example:9100", "100x50mm")
    for use, printer in ((Use.LABELS, labels), (Use.DOCUMENTS, office)):
        choose_printer(desk.work.log, desk.clock, use, printer, person)
        record_measured(desk.work.log, desk.clock, use, printer, "48.5", person)
    desk.window.show_page("equipment")
    assert faults(desk) == []
    desk.press(Qt.Key.Key_F9)
    desk.until(lambda: desk.notices().startswith("Not printed: "))
    desk.until(lambda: faults(desk) == [])
