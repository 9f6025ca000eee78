"""The people of a site: added, given PINs and taken off the list, by an administrator alone."""

import pytest
from PySide6.QtCore import Qt

from app.core.person import Office
from app.intake.command_code import Badge, command_text
from app.ui.pages.people import PeoplePage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from tests.reports.reading import codes_on, words_on
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import ADMINISTRATOR, PEOPLE, PHARMACIST, TECHNICIAN
from tests.ui.test_window_layout import at_both_sizes, faults


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The people, open to their administrator."""
    made = at("people", ADMINISTRATOR)
    made.tab_to("People")
    made.press(Qt.Key.Key_Return)
    assert isinstance(made.page, PeoplePage)
    return made


def _page(desk: Desk) -> PeoplePage:
    assert isinstance(desk.page, PeoplePage)
    return desk.page


def _names(desk: Desk) -> dict[str, Office]:
    return {each.name: each.office for each in desk.work.people.everyone()}


def test_everyone_is_listed_with_their_office(desk: Desk) -> None:
    for name, (office, _) in PEOPLE.items():
        assert f"{name}  ·  {office.value}" in desk.seen()


@pytest.mark.parametrize(
    ("presses", "office"),
    [(0, Office.TECHNICIAN), (1, Office.PHARMACIST), (2, Office.ADMINISTRATOR)],
)
def test_someone_new_is_added_by_keyboard_alone(desk: Desk, presses: int, office: Office) -> None:
    desk.type("Newcomer Three")
    desk.press(Qt.Key.Key_Tab)
    for _ in range(presses):
        desk.press(Qt.Key.Key_Space)
    desk.tab_to("First PIN")
    desk.enter("9713")
    assert desk.notices() == f"Added: Newcomer Three may sign in as {office.value}."
    assert _names(desk)["Newcomer Three"] is office
    assert desk.focus.accessibleName() == "Name"
    desk.press(Qt.Key.Key_F8)
    desk.window.sign_in.choose("Newcomer Three")
    desk.enter("9713")
    assert desk.window.person is not None


def test_the_next_one_is_no_administrator_by_oversight(desk: Desk) -> None:
    for name, presses in (("Newcomer Three", 2), ("Newcomer Four", 0)):
        desk.type(name)
        desk.press(Qt.Key.Key_Tab)
        for _ in range(presses):
            desk.press(Qt.Key.Key_Space)
        desk.tab_to("First PIN")
        desk.type("9713")
        desk.press(Qt.Key.Key_F5)
    assert _names(desk)["Newcomer Four"] is Office.TECHNICIAN


@pytest.mark.parametrize(
    ("name", "pin", "sentence"),
    [
        (TECHNICIAN, "9713", "is a name known here already"),
        ("technician two", "9713", "is a name known here already"),
        ("X", "9713", "A name is 2 to 40"),
        ("Newcomer Three", "1234", "too easily guessed"),
        ("Newcomer Three", "", "A PIN is 4 to 12 digits"),
    ],
)
def test_who_cannot_be_added_is_refused(desk: Desk, name: str, pin: str, sentence: str) -> None:
    before = _names(desk)
    desk.type(name)
    desk.tab_to("First PIN")
    desk.type(pin)
    desk.tab_to("Add")
    desk.press(Qt.Key.Key_Return)
    assert sentence in desk.notices()
    assert _names(desk) == before
    assert _page(desk).name.text() == name
    assert _page(desk).pin.text() == ""


def _choose(desk: Desk, name: str) -> None:
    people = desk.tab_to("People of this site")
    assert people is _page(desk).list
    desk.press(Qt.Key.Key_Home)
    while name not in _page(desk).list.currentItem().text():
        desk.press(Qt.Key.Key_Down)


def test_someone_gets_a_new_pin(desk: Desk) -> None:
    _choose(desk, TECHNICIAN)
    desk.tab_to("First PIN")
    desk.type("9713")
    desk.tab_to("Give the chosen person this PIN")
    desk.press(Qt.Key.Key_Return)
    assert f"{TECHNICIAN} signs in with the new PIN" in desk.notices()
    desk.press(Qt.Key.Key_F8)
    desk.window.sign_in.choose(TECHNICIAN)
    desk.enter("2468")
    assert desk.window.person is None
    desk.enter("9713")
    assert desk.window.person is not None


def test_someone_is_taken_off_the_list(desk: Desk) -> None:
    _choose(desk, TECHNICIAN)
    desk.tab_to("Take off the list")
    desk.press(Qt.Key.Key_Space)
    assert TECHNICIAN not in _names(desk)
    assert f"{TECHNICIAN} is off the list; the records stay" in desk.notices()
    desk.press(Qt.Key.Key_F8)
    assert TECHNICIAN not in desk.seen()


def test_nobody_takes_themselves_off_the_list(desk: Desk) -> None:
    _choose(desk, ADMINISTRATOR)
    desk.tab_to("Take off the list")
    desk.press(Qt.Key.Key_Return)
    assert "Nobody takes themselves off the list" in desk.notices()
    assert ADMINISTRATOR in _names(desk)


@pytest.mark.parametrize("button", ["Take off the list", "Give the chosen person this PIN"])
def test_without_a_choice_nothing_is_done(desk: Desk, button: str) -> None:
    _page(desk).list.setCurrentRow(-1)
    before = _names(desk)
    desk.type("x")
    desk.tab_to(button)
    _page(desk).list.setCurrentRow(-1)
    desk.press(Qt.Key.Key_Return)
    assert "Choose a person in the list first" in desk.notices()
    assert _names(desk) == before


def test_esc_leads_to_the_worklist_and_f8_to_the_next_person(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    desk.tab_to("People")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)
    desk.sign_in(PHARMACIST)
    assert isinstance(desk.page, WorklistPage)


def test_the_tabs_lead_there_and_back(desk: Desk) -> None:
    desk.tab_to("Worklist")
    desk.press(Qt.Key.Key_Space)
    assert isinstance(desk.page, WorklistPage)


def test_a_fast_typist_is_no_scanner_here(desk: Desk) -> None:
    desk.send("Newcomer Three", after=90)
    desk.press(Qt.Key.Key_F7)
    assert _page(desk).name.text() == "Newcomer Three"


def _sheets(desk: Desk) -> list[bytes]:
    return [file.read_bytes() for file in sorted((desk.folder / "sheets").glob("badges-*.pdf"))]


def test_someone_gets_a_badge_that_is_printed(desk: Desk) -> None:
    _choose(desk, TECHNICIAN)
    desk.tab_to("New badge")
    desk.press(Qt.Key.Key_Return)
    assert f"Written: The badge of {TECHNICIAN} was written to " in desk.notices()
    assert f"{TECHNICIAN}  ·  technician  ·  has a badge" in desk.seen()
    (sheet,) = _sheets(desk)
    badge = desk.work.people.badges()[TECHNICIAN]
    assert [code for page in codes_on(sheet) for code, _ in page] == [command_text(Badge(badge))]
    assert f"{TECHNICIAN} technician" in words_on(sheet, 0)


def test_a_new_badge_is_another_one(desk: Desk) -> None:
    people = desk.work.people
    old = people.give_badge(TECHNICIAN, by=people.named(ADMINISTRATOR))
    _choose(desk, TECHNICIAN)
    desk.tab_to("New badge")
    desk.press(Qt.Key.Key_Return)
    assert "An earlier one is void" in desk.notices()
    assert people.badges()[TECHNICIAN] != old


def test_f9_prints_the_badges_of_everyone_and_changes_none_that_was_given(desk: Desk) -> None:
    people = desk.work.people
    given = people.give_badge(TECHNICIAN, by=people.named(ADMINISTRATOR))
    desk.press(Qt.Key.Key_F9)
    assert "Written: The sheet of all badges was written to " in desk.notices()
    assert people.badges()[TECHNICIAN] == given
    assert set(people.badges()) == set(PEOPLE)
    (sheet,) = _sheets(desk)
    read = {code for page in codes_on(sheet) for code, _ in page}
    assert read == {command_text(Badge(number)) for number in people.badges().values()}


def test_without_a_choice_nobody_gets_a_badge(desk: Desk) -> None:
    _page(desk).list.setCurrentRow(-1)
    _page(desk).new_badge.click()
    assert "Choose a person in the list first" in desk.notices()
    assert desk.work.people.badges() == {}


def test_badges_that_cannot_be_written_are_told_and_printed_later(desk: Desk) -> None:
    (desk.folder / "sheets").write_bytes(b"in the way")
    desk.press(Qt.Key.Key_F9)
    assert "could not be written" in desk.notices()
    (desk.folder / "sheets").unlink()
    before = desk.work.people.badges()
    desk.press(Qt.Key.Key_F9)
    assert desk.work.people.badges() == before
    assert len(_sheets(desk)) == 1


@at_both_sizes
def test_nothing_is_cut_off_where_badges_were_written(at: AtDesk, size: str) -> None:
    desk = at("people", ADMINISTRATOR, size=size)
    people = desk.work.people
    longest = "Maximiliana Weatherington-Featherstonehg"
    people.add(longest, Office.PHARMACIST, "9713", by=people.named(ADMINISTRATOR))
    desk.window.show_page("people")
    desk.press(Qt.Key.Key_F9)
    assert "Written: The sheet of all badges" in desk.notices()
    assert f"{longest}  ·  pharmacist  ·  has a badge" in desk.seen()
    # A list scrolls sideways, as for any name this long.
    assert [fault for fault in faults(desk) if "cuts its lines off" not in fault] == []
