"""Every page by keyboard: Tab reads it, a key of the footer means one thing, Esc loses nothing."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.ui.drawing.buttons import Button
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.footer import Footer
from app.ui.drawing.key_button import KeyButton
from app.ui.drawing.pad import PadKey
from app.ui.focus import in_order
from app.ui.steps.reason import ReasonCard
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PHARMACIST, SECOND_PHARMACIST, TECHNICIAN
from tests.ui.test_window_layout import at_both_sizes

STEPS = (
    "scan-materials",
    "protect-hood",
    "reconstitute-1",
    "inspect-vial-1",
    "withdraw-1",
    "fill-container",
    "add-drug",
    "inspect-bag",
    "cover-bag",
    "choose-storage",
    "sign-prepared",
    "check",
    "print-label",
    "scan-label",
    "release",
    "released",
)
TABS = ("stock", "products", "people", "equipment", "day", "label", "printers", "scanner")
ESC = Qt.Key.Key_Escape

# What each key of a footer means, wherever it is shown; other words of it are of its family.
MEANS = {
    "Esc": {"Worklist", "Back", "Back to the step", "Equipment", "Monographs", "Leave the paper"}
    | {"Stop"},
    "F2": {"Call", "Answer call"},
    "F7": {"Light lost", "Protected again", "Scale"},
    "F8": {"Person", "Change person"},
    "F10": {"Hold", "Resume", "Printers"},
    "F11": {"Reprint"},
    "F12": {"Discard", "Withdraw the order", "Withdraw the one chosen", "Quarantine this lot"}
    | {"Forget", "Withdraw the approval"},
    # What a page can put on paper.
    "F9": {"Paper", "Day sheet", "Test page", "Badges of everyone", "Command codes", "Print"}
    | {"PDF", "Formulation record", "Print this page"},
    # What stands behind the page.
    "F6": {"Look back", "Course", "Scanner", "Earlier", "Preparation", "Practice"}
    | {"Next: what a scan does"},
    # Done by whom, or with what: never by itself, a question comes first.
    "F3": {"Take over", "Accept clock", "Another label", "Labels, documents"},
    # The second thing that the page is for, beside its large button.
    "F4": {"Import orders", "How it is prepared", "Refrigerate", "Taken out", "Close calls"}
    | {"Label: fit for use?", "Import a table", "Ask the printer", "Next drug"}
    | {"Test the sounds"},
    # What the page is for; Equipment is for what stands behind it.
    "F5": {"Save", "Learn", "Try again", "Yes, 50 mm", "This window"},
}


def _at_step(at: AtDesk, stage: str, size: str = "1366x768") -> Desk:
    if stage == "released":
        desk = at("release", PHARMACIST, size=size)
        desk.go_on()
        return desk
    return at(stage, size=size)


def _at_tab(at: AtDesk, tab: str, person: str, size: str) -> Desk:
    desk = at("people", person, size=size)
    desk.window.show_page(tab)
    return desk


def _walked(desk: Desk) -> list[QWidget]:
    """Return what Tab leads to, from where the focus is round to there again."""
    desk.settle()
    desk.press(Qt.Key.Key_Tab)
    first, met = desk.focus, [desk.focus]
    for _ in range(80):
        desk.press(Qt.Key.Key_Tab)
        if desk.focus is first:
            return met
        assert desk.focus not in met, f"{desk.focus.accessibleName()} is met twice"
        met.append(desk.focus)
    raise AssertionError("Tab does not come round")


def _box(widget: QWidget) -> QRect:
    """Return where a widget is seen in the window; empty where it is scrolled out of sight."""
    seen = widget.visibleRegion().boundingRect()
    return seen.translated(widget.mapTo(widget.window(), QPoint(0, 0)))


def _faults(desk: Desk) -> list[str]:
    """Return what Tab misses, leads to in vain, or comes to too early."""
    met = _walked(desk)
    wanting = [
        each
        for each in desk.shown(Button)
        if each.isEnabled() and not isinstance(each, PadKey) and each.isVisibleTo(desk.window)
        if each.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    told = [f"missed: {each.accessibleName()}" for each in wanting if each not in met]
    told += [f"in vain: {each.accessibleName()}" for each in met if not each.isEnabled()]
    told += [f"hidden: {each.accessibleName()}" for each in met if not each.isVisible()]
    order = [each for each in in_order(desk.page) if each in met]
    at = order.index(met[0])
    assert met == order[at:] + order[:at]
    told += [
        f"{two.accessibleName()} before {one.accessibleName()}"
        for one, two in pairwise(order)
        if _comes_after(_box(one), _box(two))
    ]
    return told


def _comes_after(one: QRect, two: QRect) -> bool:
    """Tell whether what Tab reaches first stands to the right of the other, or below it."""
    if one.isEmpty() or two.isEmpty():
        return False
    same_row = one.top() < two.bottom() and two.top() < one.bottom()
    same_column = one.left() < two.right() and two.left() < one.right()
    if same_row and same_column:
        return False
    return one.left() >= two.right() if same_row else same_column and one.top() >= two.bottom()


@at_both_sizes
@pytest.mark.parametrize("stage", STEPS)
def test_tab_reads_every_step(at: AtDesk, stage: str, size: str) -> None:
    assert _faults(_at_step(at, stage, size)) == []


@at_both_sizes
def test_tab_reads_sign_in_worklist_and_order(at: AtDesk, size: str) -> None:
    desk = at("order", size=size)
    assert _faults(desk) == []
    desk.seat(PHARMACIST)
    assert _faults(desk) == []
    desk.window.open(desk.work.board.waiting()[0])
    assert _faults(desk) == []
    desk.press(Qt.Key.Key_F4)
    assert _faults(desk) == []


@pytest.mark.parametrize("tab", TABS)
def test_tab_reads_the_pages_of_the_site(at: AtDesk, tab: str) -> None:
    person = ADMINISTRATOR if tab in ("people", "printers", "scanner") else PHARMACIST
    assert _faults(_at_tab(at, tab, person, "1366x768")) == []


def test_tab_reads_a_question(at: AtDesk) -> None:
    desk = at("inspect-vial-1")
    desk.type("2")
    assert _faults(desk) == []


def test_shift_and_tab_go_the_same_way_back(at: AtDesk) -> None:
    desk = at("withdraw-1")
    forth = _walked(desk)
    back = []
    for _ in forth:
        desk.press(Qt.Key.Key_Backtab, "", Qt.KeyboardModifier.ShiftModifier)
        back.append(desk.focus)
    assert back[::-1] == forth[1:] + forth[:1] or sorted(map(id, back)) == sorted(map(id, forth))
    assert [forth.index(each) for each in back] != [forth.index(each) for each in forth]


# The keys of the footer.


def _keys(desk: Desk) -> list[KeyButton]:
    (footer,) = desk.shown(Footer)
    return [each for each in footer.findChildren(KeyButton) if each.isVisible()]


@pytest.mark.parametrize("stage", STEPS)
def test_each_key_of_a_step_means_what_it_means_elsewhere(at: AtDesk, stage: str) -> None:
    for button in _keys(_at_step(at, stage)):
        assert button.text() in MEANS[button.key], button.key


@pytest.mark.parametrize("tab", ["worklist", *TABS])
def test_each_key_of_a_page_means_what_it_means_elsewhere(at: AtDesk, tab: str) -> None:
    person = ADMINISTRATOR if tab in ("people", "printers", "scanner") else PHARMACIST
    for button in _keys(_at_tab(at, tab, person, "1366x768")):
        assert button.text() in MEANS[button.key], button.key


@pytest.mark.parametrize("stage", ["protect-hood", "withdraw-1", "check", "released"])
def test_a_key_does_what_its_button_does(at: AtDesk, stage: str) -> None:
    keys = [(each.key, each.isEnabled()) for each in _keys(_at_step(at, stage))]
    for key, enabled in keys:
        if not enabled:
            continue
        by_key, by_button = _at_step(at, stage), None
        before = by_key.facts, by_key.seen()
        by_key.press(_key(key))
        after = type(by_key.page), by_key.facts, _titles(by_key)
        assert (by_key.facts, by_key.seen()) != before, f"{key} does nothing"
        by_button = _at_step(at, stage)
        next(each for each in _keys(by_button) if each.key == key).click()
        assert (type(by_button.page), by_button.facts, _titles(by_button)) == after


def _titles(desk: Desk) -> list[str]:
    return [each.accessibleName() for each in desk.shown(Button)]


def _key(name: str) -> Qt.Key:
    return ESC if name == "Esc" else getattr(Qt.Key, f"Key_{name}")


# Esc.


@pytest.mark.parametrize("stage", STEPS)
def test_esc_changes_no_fact_and_loses_no_text(at: AtDesk, stage: str) -> None:
    desk = _at_step(at, stage)
    facts, typed = desk.facts, _type_into_all(desk)
    stream = desk.stream
    for _ in range(4):
        desk.press(ESC)
    desk.window.open(stream)
    assert desk.facts == facts
    assert _typed(desk) == typed
    for line in desk.shown(QLineEdit):
        if line.echoMode() is not QLineEdit.EchoMode.Normal:
            assert line.text() == "", "a PIN does not stay"


def _type_into_all(desk: Desk) -> dict[str, str]:
    """Type into every field that can be seen, and return what stands there by its name."""
    for line in desk.shown(QLineEdit):
        line.setFocus()
        desk.type("12")
    return _typed(desk)


def _typed(desk: Desk) -> dict[str, str]:
    return {
        line.accessibleName(): line.text()
        for line in desk.shown(QLineEdit)
        if line.echoMode() is QLineEdit.EchoMode.Normal
    }


@pytest.mark.parametrize("key", ["F2", "F7", "F12"])
def test_a_reason_stands_again_after_esc_and_only_for_its_question(at: AtDesk, key: str) -> None:
    desk = at("withdraw-1")
    facts = desk.facts
    desk.press(_key(key))
    desk.type("half a sentence")
    desk.press(ESC)
    assert desk.facts == facts
    other = "F12" if key != "F12" else "F2"
    desk.press(_key(other))
    assert _reason(desk) == ""
    desk.press(ESC)
    desk.press(_key(key))
    assert _reason(desk) == "half a sentence"


def _reason(desk: Desk) -> str:
    (card,) = desk.shown(ReasonCard)
    return card.field.text()


def test_a_reason_that_was_typed_is_nobody_elses(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.press(Qt.Key.Key_F12)
    desk.type("half a sentence")
    desk.press(ESC)
    desk.change_person(SECOND_PHARMACIST)
    desk.press(Qt.Key.Key_F12)
    assert _reason(desk) == ""


def test_a_reason_is_not_kept_for_the_next_vial(at: AtDesk) -> None:
    desk = at("inspect-vial-1")
    desk.type("2")
    desk.type("particles, I think")
    desk.press(ESC)
    desk.type("1")
    desk.go_to("inspect-vial-2")
    desk.type("2")
    assert _reason(desk) == ""


def test_a_volume_that_was_typed_is_nobody_elses(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.type("5.8")
    desk.change_person(SECOND_PHARMACIST)
    assert _typed(desk) == {"Volume in the syringe, in mL": ""}
    desk.type("5.8")
    desk.change_person(TECHNICIAN)
    assert _typed(desk) == {"Volume in the syringe, in mL": ""}


def test_looking_back_leaves_a_typed_volume_as_it_is(at: AtDesk) -> None:
    desk = at("withdraw-1")
    desk.type("5.8")
    desk.press(Qt.Key.Key_F6)
    desk.press(ESC)
    assert _typed(desk) == {"Volume in the syringe, in mL": "5.8"}
    desk.press(Qt.Key.Key_Return)
    assert desk.facts[-1] == "dose-withdrawn"


def test_what_was_chosen_of_the_making_is_still_chosen_after_esc(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    desk.window.open(desk.work.board.waiting()[0])
    desk.press(Qt.Key.Key_F4)
    page = desk.page
    making = page.making  # type: ignore[attr-defined]
    other = making.groups["Syringes"].buttons[1]
    other.click()
    chosen = making.choices
    desk.press(ESC)
    desk.press(Qt.Key.Key_F4)
    assert making.choices == chosen


def test_conditions_that_were_confirmed_stay_confirmed_after_esc(at: AtDesk) -> None:
    desk = at("order", PHARMACIST)
    stream = desk.work.board.waiting()[0]
    desk.window.open(stream)
    desk.press(Qt.Key.Key_Return)
    seen = desk.seen().count("Take back")
    assert seen
    for _ in range(3):
        desk.press(ESC)
    desk.window.open(stream)
    assert desk.seen().count("Take back") == seen


FORMS: list[tuple[str, str, Callable[[Desk], EntryField]]] = [
    ("people", ADMINISTRATOR, lambda desk: desk.page.name),  # type: ignore[attr-defined]
]


@pytest.mark.parametrize(("tab", "person", "field"), FORMS)
def test_a_form_of_the_site_asks_before_esc_leaves_it(
    at: AtDesk, tab: str, person: str, field: Callable[[Desk], EntryField]
) -> None:
    desk = _at_tab(at, tab, person, "1366x768")
    field(desk).setFocus()
    desk.type("Technician Nine")
    page = desk.page
    desk.press(ESC)
    assert desk.page is page
    assert "is typed and not recorded" in desk.notices()
    assert field(desk).text() == "Technician Nine"
    desk.type("a")
    desk.press(ESC)
    assert desk.page is page, "other text is asked for again"
    desk.press(ESC)
    assert desk.page is not page


def test_esc_on_the_first_page_leaves_name_and_field_alone(at: AtDesk) -> None:
    desk = at("order")
    desk.window.sign_in.choose(TECHNICIAN)
    desk.press(ESC)
    assert desk.page is desk.window.sign_in
    assert desk.window.sign_in.names.currentItem().text() == TECHNICIAN
    assert QApplication.focusWidget() is not None
