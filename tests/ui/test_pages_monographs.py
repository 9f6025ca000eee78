"""The monographs of a site: what is asked, what is signed, and who may only look."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app import references
from app.approvals import Stage
from app.ui.drawing.findings import FindingFacts, FindingState
from app.ui.drawing.monograph_row import MonographRow
from app.ui.pages.monographs import MonographsPage
from app.ui.pages.order import OrderPage
from app.ui.pages.people import PeoplePage
from app.ui.pages.sign_in import SignInPage
from app.ui.pages.worklist import WorklistPage
from tests.app.pharmacy import words_of
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    Folders,
    sample,
)

US, EU = "besponsa-us", "besponsa-eu"
FRIDGE = "limit.diluted-in-refrigerator"


def _open(desk: Desk) -> MonographsPage:
    desk.tab_to("Monographs")
    desk.press(Qt.Key.Key_Return)
    return _page(desk)


def _page(desk: Desk) -> MonographsPage:
    assert isinstance(desk.page, MonographsPage)
    return desk.page


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The monographs, none approved, open to a pharmacist."""
    made = at("new-people", PHARMACIST)
    _open(made)
    return made


def _row(desk: Desk, path: str) -> FindingFacts:
    return next(each for each in _page(desk).findings.facts() if each.code == path)


def _pills(desk: Desk) -> dict[str, str]:
    return {row.facts().code: row.facts().pill.words for row in desk.shown(MonographRow)}


def _confirm_all(desk: Desk, *left_off: str) -> None:
    for row in _page(desk).findings.rows():
        if row.facts().open_to == "Confirm" and row.facts().code not in left_off:
            row.click()
            desk.settle()


def _approve(desk: Desk, name: str, *left_off: str) -> None:
    _confirm_all(desk, *left_off)
    desk.press(Qt.Key.Key_F5)
    desk.enter(PINS[name])
    assert desk.notices().startswith("Approved: ")


def _approved_by_both(desk: Desk) -> None:
    _approve(desk, PHARMACIST)
    desk.change_person(SECOND_PHARMACIST)
    _open(desk)
    _approve(desk, SECOND_PHARMACIST)


def test_each_monograph_is_listed_with_where_it_stands(desk: Desk) -> None:
    pills = _pills(desk)
    assert (pills[US], pills[EU]) == ("Not approved", "Not approved")
    rows = desk.shown(MonographRow)
    assert rows[0].facts().chosen
    assert rows[0].facts().code == US
    seen = desk.seen()
    assert "BESPONSA, US label 3/2024" in seen
    assert references.monograph_named(US).digest[:16] in seen
    assert "Nobody approved this content" in seen


def test_two_pharmacists_put_a_monograph_in_use_by_keyboard_alone(desk: Desk) -> None:
    for name, pill in ((PHARMACIST, "1 of 2 approvals"), (SECOND_PHARMACIST, "In use")):
        if name != PHARMACIST:
            desk.change_person(name)
            _open(desk)
        for row in _page(desk).findings.rows():
            desk.tab_to(row.accessibleName())
            desk.press(Qt.Key.Key_Space)
        assert all(each.state is FindingState.OK for each in _page(desk).findings.facts())
        desk.press(Qt.Key.Key_F5)
        assert desk.notices().startswith("PIN: Your PIN signs the approval")
        assert desk.focus is _page(desk).pin.line
        desk.enter(PINS[name])
        assert desk.notices().startswith("Approved: Your approval is recorded.")
        assert _pills(desk)[US] == pill
        assert name in desk.seen()
    assert desk.work.formulary.approved(US).switched_off == ()
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)


def test_what_is_left_off_says_so_and_is_off(desk: Desk) -> None:
    assert "left off: it will not be checked" in _row(desk, FRIDGE).detail
    _approve(desk, PHARMACIST, FRIDGE)
    desk.change_person(SECOND_PHARMACIST)
    _open(desk)
    assert _row(desk, FRIDGE).open_to == "Confirm"
    assert f"{PHARMACIST} left it off" in _row(desk, FRIDGE).detail
    assert f"{PHARMACIST} confirmed it" in _row(desk, "limit.equilibration").detail
    _approve(desk, SECOND_PHARMACIST)
    assert desk.work.formulary.approved(US).switched_off == (FRIDGE,)
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, WorklistPage)
    desk.page.import_sample()
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    assert isinstance(desk.page, OrderPage)
    assert "Limit “diluted in refrigerator”: 3 h is switched off at this site" in desk.seen()
    assert f"{PHARMACIST} and {SECOND_PHARMACIST} confirmed it for this site." in desk.seen()


def test_an_answer_is_taken_back(desk: Desk) -> None:
    row = _page(desk).findings.rows()[0]
    before = row.facts()
    row.click()
    assert row.facts().open_to == "Leave off"
    row.click()
    assert row.facts() == before


def test_what_one_person_confirmed_is_not_anothers_answer(desk: Desk) -> None:
    _confirm_all(desk)
    desk.change_person(SECOND_PHARMACIST)
    page = _open(desk)
    assert not any(each.state is FindingState.OK for each in page.findings.facts())


def test_a_pharmacist_comes_back_to_their_own_answers(desk: Desk) -> None:
    _approve(desk, PHARMACIST, FRIDGE)
    desk.press(Qt.Key.Key_Escape)
    _open(desk)
    assert _row(desk, FRIDGE).open_to == "Confirm"
    assert _row(desk, "limit.equilibration").open_to == "Leave off"


def test_a_wrong_pin_is_told_and_nothing_is_approved(desk: Desk) -> None:
    _confirm_all(desk)
    desk.press(Qt.Key.Key_F5)
    desk.enter("9999")
    assert "That is not the PIN of this name" in desk.notices()
    assert _pills(desk)[US] == "Not approved"
    desk.tab_to("PIN")
    desk.enter(PINS[PHARMACIST])
    assert _pills(desk)[US] == "1 of 2 approvals"


OwnFile = Callable[[str], Desk]


@pytest.fixture
def with_file(sit_down: SitDown, folders: Folders) -> OwnFile:
    """Open a site that has everything approved and a file of its own, to a pharmacist."""

    def opened(text: str, stage: str = "people", size: str = "1366x768") -> Desk:
        folder: Path = folders.at(stage)
        (folder / "formulary").mkdir()
        (folder / "formulary" / "own.toml").write_text(text, "utf-8")
        desk = sit_down(folder, size=size).wake().seat(PHARMACIST)
        _open(desk)
        return desk

    return opened


def test_what_is_required_is_confirmed_before_signing(with_file: OwnFile) -> None:
    seen = '"0.25 mg/mL"\nsource = "US label 2.4"\nrevision = "before 3/2024"\nchecked = "seen"'
    text = references.monograph_text(US)
    assert seen in text
    desk = with_file(text.replace(seen, seen.replace('"seen"', '"from-knowledge"')))
    path = "limit.reconstituted-concentration"
    assert _row(desk, path).detail.startswith("required: the monograph cannot be used without it")
    _confirm_all(desk, path)
    assert "1 required still to confirm." in desk.seen()
    assert not _page(desk).approve.isEnabled()
    desk.press(Qt.Key.Key_F5)
    assert "1 required still to confirm. Confirm each against the label" in desk.notices()
    _approve(desk, PHARMACIST)


def test_a_changed_file_shows_each_difference(with_file: OwnFile) -> None:
    text = references.monograph_text(US)
    desk = with_file(
        text.replace(
            'diluted-in-refrigerator]\nvalue = "3 h"', 'diluted-in-refrigerator]\nvalue = "2 h"'
        )
    )
    assert _pills(desk)[US] == "Changed since approved"
    seen = desk.seen()
    assert "Changed: limit.diluted-in-refrigerator" in seen
    assert "value: 3 h → 2 h" in seen
    assert "a file of this site" in seen
    assert references.monograph_named(US).digest[:16] in seen
    _approve(desk, PHARMACIST)
    assert "Changed: limit.diluted-in-refrigerator" in desk.seen()
    assert _pills(desk)[US] == "1 of 2 approvals"


def test_a_file_in_which_only_a_comment_changed_says_so(with_file: OwnFile) -> None:
    desk = with_file(references.monograph_text(US) + "# read again\n")
    assert "No rule differs from the content in use last" in desk.seen()


def test_a_draft_says_why_and_cannot_be_signed(with_file: OwnFile) -> None:
    text = references.monograph_text(US).replace('id = "besponsa-us"', 'id = "own"', 1)
    desk = with_file(text.replace("[monograph]", '[monograph]\ndraft = "nobody compared it yet"'))
    row = next(row for row in desk.shown(MonographRow) if row.facts().code == "own")
    assert row.facts().pill.words == "Draft"
    row.click()
    assert "This is a draft and cannot be approved: nobody compared it yet." in desk.seen()
    assert not _page(desk).approve.isVisible()
    desk.press(Qt.Key.Key_F5)
    assert desk.work.formulary.standing("own").stage is Stage.DRAFT


@pytest.mark.parametrize("person", [TECHNICIAN, ADMINISTRATOR])
def test_others_look_and_do_not_answer(at: AtDesk, person: str) -> None:
    desk = at("new-people", person)
    page = _open(desk)
    assert all(not each.open_to for each in page.findings.facts())
    assert not page.pin.isVisible()
    assert "Only a pharmacist approves" in desk.seen()
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F12):
        desk.press(key)
    assert not page.reason.isVisible()
    assert desk.work.formulary.standing(US).approvals == ()


def test_others_see_what_is_in_force(desk: Desk) -> None:
    _approve(desk, PHARMACIST, FRIDGE)
    desk.change_person(TECHNICIAN)
    _open(desk)
    assert _row(desk, FRIDGE).detail.startswith("switched off: it is not checked")
    assert _row(desk, "limit.equilibration").detail.startswith("in force")


def test_the_approval_is_withdrawn_with_a_reason(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F12)
    assert not _page(desk).reason.isVisible()
    _approved_by_both(desk)
    desk.press(Qt.Key.Key_F12)
    desk.press(Qt.Key.Key_Escape)
    assert desk.work.formulary.standing(US).stage is Stage.IN_USE
    desk.press(Qt.Key.Key_F12)
    desk.enter("")
    assert "Write in a few words why" in desk.notices()
    desk.enter("the label was revised")
    assert _pills(desk)[US] == "Not approved"
    assert f"{SECOND_PHARMACIST} withdrew the approval" in desk.seen()
    assert "the label was revised" in desk.seen()


def test_a_reason_is_for_the_monograph_it_was_asked_for(desk: Desk) -> None:
    _approve(desk, PHARMACIST)
    desk.press(Qt.Key.Key_F12)
    next(row for row in desk.shown(MonographRow) if row.facts().code == EU).click()
    assert not _page(desk).reason.isVisible()
    assert "BESPONSA, EU leaflet 2022-02" in desk.seen()
    assert len(desk.work.formulary.standing(US).approvals) == 1


def test_an_order_waits_for_the_approval(at: AtDesk) -> None:
    desk = at("new-people", PHARMACIST)
    assert isinstance(desk.page, WorklistPage)
    desk.work.import_data(sample(), PHARMACIST)
    desk.window.tick()
    assert "besponsa-us, US label 3/2024, is not approved by two pharmacists" in desk.seen()
    (stream,) = desk.work.board.waiting()
    desk.window.open(stream)
    assert isinstance(desk.page, WorklistPage)
    assert "is not approved by two pharmacists; none has" in desk.notices()
    _open(desk)
    _approved_by_both(desk)
    desk.press(Qt.Key.Key_Escape)
    desk.window.open(stream)
    assert isinstance(desk.page, OrderPage)


def test_the_pages_lead_to_each_other(at: AtDesk) -> None:
    desk = at("people", ADMINISTRATOR)
    _open(desk)
    desk.tab_to("People")
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page, PeoplePage)
    _open(desk)
    desk.tab_to("Worklist")
    desk.press(Qt.Key.Key_Return)
    assert isinstance(desk.page, WorklistPage)
    _open(desk)
    desk.scan("]d201003000801000111727033110AB1234")
    assert isinstance(desk.page, MonographsPage)
    desk.minutes(1)
    desk.press(Qt.Key.Key_F8)
    assert isinstance(desk.page, SignInPage)


@pytest.mark.parametrize("person", [PHARMACIST, TECHNICIAN])
def test_anybody_writes_the_formulation_record_of_what_is_shown(at: AtDesk, person: str) -> None:
    desk = at("new-people", person)
    _open(desk)
    desk.press(Qt.Key.Key_F9)
    (file,) = (desk.work.folder / "formulations").iterdir()
    assert f"The master formulation record was written to {file}." in desk.notices()
    text = words_of(file)
    assert "NOT IN USE (not approved). Nobody prepares by this record." in text
    assert "inotuzumab ozogamicin (BESPONSA)" in text
