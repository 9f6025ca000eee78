"""What can be pressed, typed and focused, and what a screen reader says of it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.drawing.budget_bar import BarFacts, BarState
from app.ui.drawing.buttons import Button, DangerButton, PrimaryButton, SecondaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.findings import FindingFacts, Findings, FindingState
from app.ui.drawing.footer import Footer, FooterFacts, FooterKey, FooterStatus
from app.ui.drawing.header import Header, HeaderFacts, HeaderPage
from app.ui.drawing.icons import Icon
from app.ui.drawing.pill import PillFacts
from app.ui.drawing.worklist_row import WorklistFacts, WorklistHeadings, WorklistRow
from app.ui.theme import Tone

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")

KINDS = [PrimaryButton, SecondaryButton, DangerButton]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def white_light(qapp: QApplication) -> None:
    theme.apply(qapp)


def _shown(qtbot: QtBot, widget: QWidget, width: int = 1366, height: int = 500) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    QApplication.processEvents()


@pytest.fixture
def dialog() -> QDialog:
    return QDialog()


def _filled(qtbot: QtBot, dialog: QDialog, kind: type[Button]) -> tuple[EntryField, Button]:
    column = QVBoxLayout(dialog)
    field, button = EntryField("Volume", "mL"), kind("Record", "Enter")
    column.addWidget(field)
    column.addWidget(button)
    _shown(qtbot, dialog, 400, 200)
    return field, button


@pytest.mark.parametrize("kind", KINDS)
def test_enter_in_a_field_presses_no_button(
    qtbot: QtBot, dialog: QDialog, kind: type[Button]
) -> None:
    field, button = _filled(qtbot, dialog, kind)
    presses: list[bool] = []
    typed: list[str] = []
    button.clicked.connect(lambda: presses.append(True))
    field.entered.connect(typed.append)
    field.setFocus()
    qtbot.keyClicks(field.line, "5.8")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert presses == []
    assert typed == ["5.8"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_focused_button_is_pressed_once_by_a_key(
    qtbot: QtBot, dialog: QDialog, kind: type[Button], key: Qt.Key
) -> None:
    _, button = _filled(qtbot, dialog, kind)
    presses: list[bool] = []
    button.clicked.connect(lambda: presses.append(True))
    button.setFocus()
    qtbot.keyClick(button, key)
    assert len(presses) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_focus_rest_and_press_can_be_seen(
    qtbot: QtBot, dialog: QDialog, kind: type[Button]
) -> None:
    field, button = _filled(qtbot, dialog, kind)
    field.setFocus()
    plain = button.grab().toImage()
    button.setFocus()
    focused = button.grab().toImage()
    button.setEnabled(False)
    resting = button.grab().toImage()
    assert plain != focused
    assert resting not in (plain, focused)


@pytest.mark.parametrize("kind", KINDS)
def test_what_can_be_pressed_is_at_least_64_pixels_high(
    qtbot: QtBot, dialog: QDialog, kind: type[Button]
) -> None:
    _, button = _filled(qtbot, dialog, kind)
    assert button.sizeHint().height() >= 64
    assert button.minimumSizeHint().height() >= 64


def test_a_button_can_be_relabelled(qtbot: QtBot, dialog: QDialog) -> None:
    _, button = _filled(qtbot, dialog, PrimaryButton)
    button.relabel("Recording")
    assert button.text() == "Recording"
    assert button.accessibleName() == "Recording, key Enter"


def test_a_field_hands_on_what_was_typed_as_it_was_typed(qtbot: QtBot, dialog: QDialog) -> None:
    field, _ = _filled(qtbot, dialog, PrimaryButton)
    field.setFocus()
    with qtbot.waitSignal(field.changed):
        qtbot.keyClicks(field.line, " 5,8 mL")
    assert field.text() == " 5,8 mL"


def test_a_refused_entry_is_marked_until_it_is_edited(qtbot: QtBot, dialog: QDialog) -> None:
    field, _ = _filled(qtbot, dialog, PrimaryButton)
    field.set_text("5,8")
    plain = field.grab().toImage()
    field.show_refused(True)
    refused = field.grab().toImage()
    assert refused != plain
    field.setFocus()
    qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    field.line.setText("5,8")
    field.line.clearFocus()
    assert field.grab().toImage() != refused


def test_a_field_says_its_name_and_unit_and_hides_a_pin(qtbot: QtBot) -> None:
    field = EntryField("Volume", "mL", Icon.SCANNER)
    _shown(qtbot, field, 400, 64)
    assert field.line.accessibleName() == "Volume, in mL"
    field = EntryField("PIN")
    _shown(qtbot, field, 400, 64)
    field.ask("Type your PIN")
    field.hide_typing()
    assert field.line.accessibleName() == "PIN"
    assert field.line.placeholderText() == "Type your PIN"
    field.set_text("4711")
    other = field.grab().toImage()
    field.set_text("1174")
    assert field.grab().toImage() == other


ROW = WorklistFacts(
    "a",
    "DEMO, Adalind",
    "MRN 00482913 · Cycle 1 Day 1",
    "1.456 mg",
    "5.8 mL · 2 vials",
    PillFacts("Step 6 of 11 — withdraw", Tone.INFO),
    "Technician Two at hood 2",
    BarFacts(0.1, 0.5, "dilute by 14:02", BarState.RUNNING),
    "13:00",
)


def test_a_row_opens_by_click_enter_and_space(qtbot: QtBot) -> None:
    row = WorklistRow(ROW)
    _shown(qtbot, row, 1334, 76)
    opened: list[str] = []
    row.clicked.connect(lambda: opened.append(row.facts().code))
    row.setFocus()
    assert row.hasFocus()
    qtbot.mouseClick(row, LEFT)
    qtbot.keyClick(row, Qt.Key.Key_Return)
    qtbot.keyClick(row, Qt.Key.Key_Space)
    assert opened == ["a", "a", "a"]


def test_a_row_says_all_that_it_shows(qtbot: QtBot) -> None:
    row = WorklistRow(ROW)
    _shown(qtbot, row, 1334, 76)
    row.show_facts(ROW)
    row.show_facts(replace(ROW, patient="DEMO, Cecilia", pill=PillFacts("New")))
    row.grab()
    assert row.accessibleName() == (
        "DEMO, Cecilia, MRN 00482913 · Cycle 1 Day 1, 1.456 mg, 5.8 mL · 2 vials, New, "
        "Technician Two at hood 2, dilute by 14:02, wanted 13:00"
    )


def test_the_columns_are_named(qtbot: QtBot) -> None:
    headings = WorklistHeadings()
    _shown(qtbot, headings, 1334, 26)
    assert headings.accessibleName().startswith("PATIENT, DOSE")


OK = FindingFacts("due", FindingState.OK, "Cycle 1 Day 1 is due", "first dose", "label 2.1")
ASKS = FindingFacts("blasts", FindingState.ASK, "Blasts?", "enter", "label 2.2", "Answer")
STOP = FindingFacts("dose", FindingState.STOP, "Dose too high", "", "label 2.1", "See options")
NOTE = FindingFacts("note", FindingState.NOTE, "Nothing to do", "", "site policy")
WARN = FindingFacts("warn", FindingState.WARN, "Look here", "why", "label 5.1", "Give a reason")


def test_a_finding_that_asks_is_opened_by_key_or_click(qtbot: QtBot) -> None:
    findings = Findings()
    findings.show_facts((OK, ASKS))
    _shown(qtbot, findings, 800, 400)
    opened: list[str] = []
    findings.activated.connect(opened.append)
    first, second = findings.rows()
    assert first.focusPolicy() is Qt.FocusPolicy.NoFocus
    qtbot.mouseClick(first, LEFT)
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_Return)
    qtbot.mouseClick(second, LEFT)
    assert opened == ["blasts", "blasts"]


def test_a_row_that_still_stands_keeps_the_focus(qtbot: QtBot) -> None:
    findings = Findings()
    findings.show_facts((OK, ASKS, WARN))
    _shown(qtbot, findings, 800, 400)
    findings.rows()[1].setFocus()
    findings.show_facts((OK, ASKS, WARN))
    findings.show_facts((OK, replace(ASKS, detail="entered"), NOTE, STOP))
    assert findings.rows()[1].hasFocus()
    findings.show_facts((OK, ASKS))
    assert findings.facts() == (OK, ASKS)
    assert [row.facts().code for row in findings.rows()] == ["due", "blasts"]


def test_a_stop_further_down_is_announced(qtbot: QtBot) -> None:
    findings = Findings()
    findings.show_facts((*[OK] * 8, STOP, WARN))
    _shown(qtbot, findings, 800, 300)
    below = findings.findChild(Button, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert below is not None
    assert below.isVisible()
    hidden = findings.hidden_below()
    assert hidden[-2:] == (STOP, WARN)
    assert below.text() == (
        f"{len(hidden)} more below: 1 that stops, 1 to weigh, {len(hidden) - 2} in order"
    )
    below.grab()
    for _ in range(4):
        qtbot.mouseClick(below, LEFT)
    assert findings.hidden_below() == ()
    assert below.isVisible()
    assert below.text() == "Nothing more below"
    below.grab()


def test_findings_that_all_fit_need_no_line_below(qtbot: QtBot) -> None:
    findings = Findings()
    findings.show_facts((OK, ASKS, STOP))
    _shown(qtbot, findings, 800, 400)
    assert findings.hidden_below() == ()
    below = findings.findChild(Button, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert below is not None
    assert not below.isVisible()


FOOTER = FooterFacts(
    (FooterStatus("Saved", "10:31:07", Icon.DOT),),
    (FooterKey("F2", "Call pharmacist"), FooterKey("F12", "Stop and discard", enabled=False)),
)


def test_the_keys_of_the_footer_can_be_clicked(qtbot: QtBot) -> None:
    footer = Footer()
    footer.show_facts(FOOTER)
    _shown(qtbot, footer, 1366, 42)
    chosen: list[str] = []
    footer.key_chosen.connect(chosen.append)
    for button in footer.findChildren(Button):
        qtbot.mouseClick(button, LEFT)
    assert chosen == ["F2"]
    footer.show_facts(replace(FOOTER, keys=(FooterKey("F9", "Paper worksheet"),)))
    QApplication.sendPostedEvents()
    QApplication.processEvents()
    visible = [button for button in footer.findChildren(Button) if button.isVisible()]
    assert [button.accessibleName() for button in visible] == ["Paper worksheet, key F9"]


HEADER = HeaderFacts(
    (HeaderPage("worklist", "Worklist"), HeaderPage("records", "Records")),
    "worklist",
    "Pharmacist One",
    "Mon 2026-11-02",
    "10:31",
)


def test_a_page_is_chosen_but_stays_marked_until_it_is_shown(qtbot: QtBot) -> None:
    header = Header()
    header.show_facts(HEADER)
    _shown(qtbot, header, 1366, 66)
    worklist, records = header.findChildren(Button)
    with qtbot.waitSignal(header.page_chosen) as chosen:
        qtbot.mouseClick(records, LEFT)
    assert chosen.args == ["records"]
    assert worklist.isChecked()
    assert not records.isChecked()
    header.show_facts(replace(HEADER, current="records"))
    assert records.isChecked()
    assert not worklist.isChecked()
    assert header.accessibleName() == "Umbra, Pharmacist One, Mon 2026-11-02 10:31"


def test_other_pages_replace_the_tabs(qtbot: QtBot) -> None:
    header = Header()
    header.show_facts(HEADER)
    _shown(qtbot, header, 1366, 66)
    header.findChildren(Button)[0].setFocus()
    header.grab()
    header.show_facts(replace(HEADER, pages=HEADER.pages[1:], person=""))
    QApplication.processEvents()
    header.grab()
    visible = [button for button in header.findChildren(Button) if button.isVisible()]
    assert [button.text() for button in visible] == ["Records"]


def test_all_that_takes_the_focus_has_a_name(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    footer, header, findings = Footer(), Header(), Findings()
    footer.show_facts(FOOTER)
    header.show_facts(HEADER)
    findings.show_facts((OK, ASKS, STOP, *[WARN] * 9))
    fields = (EntryField("Volume", "mL"), PrimaryButton("Record", "Enter"))
    for widget in (header, WorklistRow(ROW), findings, *fields, footer):
        column.addWidget(widget)
    _shown(qtbot, window, 1366, 768)
    focusable = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
    ]
    assert len(focusable) >= 10
    for widget in focusable:
        said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert said, widget


@pytest.mark.parametrize("text_size", [12, 16, 22])
def test_the_line_below_comes_and_goes_with_the_size_of_the_text(
    qtbot: QtBot, text_size: int
) -> None:
    findings = Findings()
    findings.show_facts((OK, ASKS, STOP, *[WARN] * 3))
    _shown(qtbot, findings, 800, 480)
    font = findings.font()
    for size in (16, 40, text_size):
        font.setPixelSize(size)
        findings.setFont(font)
        QApplication.processEvents()
    below = findings.findChild(Button, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert below is not None
    assert below.isVisible() is (text_size == 22)
    assert bool(findings.hidden_below()) is (text_size == 22)
