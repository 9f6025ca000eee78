"""The label templates of a site: looked at, signed by two, chosen, withdrawn."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

import resources
from app import references
from app.approvals import Stage
from app.label_keys import own_keys
from app.label_sample import Sample
from app.label_words import said_on_labels
from app.ui.drawing.monograph_row import MonographRow
from app.ui.pages.monographs import MonographsPage
from app.ui.pages.templates import TemplatesPage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    PHARMACIST,
    PINS,
    SECOND_PHARMACIST,
    TECHNICIAN,
    Folders,
)


def _open(desk: Desk) -> TemplatesPage:
    desk.window.show_page("monographs")
    desk.press(Qt.Key.Key_F6)
    return _page(desk)


def _page(desk: Desk) -> TemplatesPage:
    assert isinstance(desk.page, TemplatesPage)
    return desk.page


@pytest.fixture
def desk(at: AtDesk) -> Desk:
    """The templates, none approved, open to a pharmacist."""
    made = at("new-people", PHARMACIST)
    _open(made)
    return made


def _pills(desk: Desk) -> dict[str, str]:
    return {row.facts().code: row.facts().pill.words for row in desk.shown(MonographRow)}


def test_a_template_is_shown_as_words_and_as_a_label(desk: Desk) -> None:
    assert _pills(desk) == {"en-us": "Not approved", "en-eu": "Not approved"}
    assert desk.shown(MonographRow)[0].facts().chosen
    said = {row.code: row.sentence for row in _page(desk).findings.facts()}
    assert said["captions.start"] == "START BY"
    assert said["vial.forbids"] == "NOT FOR ADMINISTRATION: for dilution only"
    assert said["captions.dose"] == "nothing"
    assert "Nobody approved these words" in desk.seen()
    assert not _page(desk).picture.pixmap().isNull()
    before = _page(desk).picture.pixmap().toImage()
    desk.tab_to("en-eu")
    desk.press(Qt.Key.Key_Space)
    assert "English, European Union, version 2" in desk.seen()
    assert _page(desk).picture.pixmap().toImage() != before


def test_every_label_that_says_other_words_can_be_looked_at(desk: Desk) -> None:
    seen, names = [], []
    for _ in Sample:
        seen.append(_page(desk).picture.pixmap().toImage())
        names.append(_page(desk).which.facts())
        desk.press(Qt.Key.Key_F6)
    assert names[0] == "Bag (1 of 7)"
    assert names[-1] == "Transport (7 of 7)"
    assert not any(one == other for one, other in pairwise(seen))
    assert _page(desk).which.facts() == names[0]
    _page(desk).another.click()
    assert _page(desk).which.facts() == "Bag that waits in the refrigerator (2 of 7)"


def test_two_pharmacists_put_a_template_in_use_by_keyboard_alone(desk: Desk) -> None:
    for name, pill in ((PHARMACIST, "1 of 2 approvals"), (SECOND_PHARMACIST, "In use")):
        if name != PHARMACIST:
            desk.change_person(name)
            _open(desk)
        desk.press(Qt.Key.Key_F5)
        assert desk.notices().startswith("PIN: Your PIN signs the approval")
        assert desk.focus is _page(desk).pin.line
        desk.enter(PINS[name])
        assert desk.notices().startswith("Approved: Your approval is recorded.")
        assert _pills(desk)["en-us"] == pill
    assert desk.work.templates.in_use("US").identifier == "en-us"
    desk.press(Qt.Key.Key_Escape)
    assert isinstance(desk.page, MonographsPage)


def test_a_wrong_pin_approves_nothing(desk: Desk) -> None:
    desk.press(Qt.Key.Key_F5)
    desk.enter("1111")
    assert "not the PIN" in desk.notices()
    assert desk.work.templates.standing("en-us", "US").stage is Stage.NOT_APPROVED


@pytest.mark.parametrize("name", [TECHNICIAN, ADMINISTRATOR])
def test_who_is_no_pharmacist_may_only_look(at: AtDesk, name: str) -> None:
    desk = at("people", name)
    page = _open(desk)
    assert "Only a pharmacist approves; a pharmacist signs in with F8." in desk.seen()
    assert not page.pin.isVisible()
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F12):
        desk.press(key)
    assert _pills(desk)["en-us"] == "In use"


def test_an_approval_is_withdrawn_with_a_reason(at: AtDesk) -> None:
    desk = at("people", PHARMACIST)
    page = _open(desk)
    desk.press(Qt.Key.Key_F12)
    assert page.reason.isVisible()
    desk.enter("x")
    assert "Write in a few words why" in desk.seen()
    desk.press(Qt.Key.Key_Escape)
    assert _pills(desk)["en-us"] == "In use"
    desk.press(Qt.Key.Key_F12)
    desk.enter("a word is wrong")
    assert _pills(desk)["en-us"] == "Not approved"
    assert "withdrew the approval" in desk.seen()
    assert "a word is wrong" in desk.seen()
    desk.press(Qt.Key.Key_F12)
    assert not page.reason.isVisible()


def test_another_template_is_approved_and_chosen(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("people")
    (folder / "label-texts").mkdir()
    text = resources.text("labels/en-us.toml")
    spanish = text.replace('language = "en"', 'language = "es"')
    monograph = ("inotuzumab ozogamicin", "sodium chloride 0.9%", "IV infusion")
    rows = "".join(f'"{said}" = "{said}"\n' for said in monograph)
    (folder / "label-texts" / "es.toml").write_text(spanish + rows)
    desk = sit_down(folder).wake().seat(PHARMACIST)
    _open(desk)
    desk.tab_to("es-us")
    desk.press(Qt.Key.Key_Space)
    page = _page(desk)
    assert "no translation of “Sterile Water for Injection”" in desk.seen()
    assert not page.approve.isVisible()
    assert page.picture.text().startswith("The label template es-us has no translation")
    desk.window.close()
    said_there = dict.fromkeys(said_on_labels(references.monograph_named("besponsa-us")))
    rows = "".join(f'"{said}" = "{said}"\n' for said in said_there)
    (folder / "label-texts" / "es.toml").write_text(spanish + rows)
    desk = sit_down(folder).wake().seat(PHARMACIST)
    for name in (PHARMACIST, SECOND_PHARMACIST):
        if name != PHARMACIST:
            desk.change_person(name)
        page = _open(desk)
        desk.tab_to("es-us")
        desk.press(Qt.Key.Key_Space)
        assert not page.choose.isVisible()
        desk.press(Qt.Key.Key_F5)
        desk.enter(PINS[name])
    assert page.choose.isVisible()
    desk.press(Qt.Key.Key_F7)
    assert "This site's labels are printed from it" in desk.notices()
    assert desk.work.templates.in_use("US").identifier == "es-us"
    assert _pills(desk)["es-us"] == "In use"
    assert _pills(desk)["en-us"] == "Approved"


def test_other_words_say_what_changed(sit_down: SitDown, folders: Folders) -> None:
    folder = folders.at("people")
    (folder / "label-texts").mkdir()
    text = resources.text("labels/en-us.toml").replace('code = "label"', 'code = "code"')
    (folder / "label-texts" / "us.toml").write_text(text)
    desk = sit_down(folder).wake().seat(PHARMACIST)
    page = _open(desk)
    first = page.findings.facts()[0]
    assert (first.sentence, first.detail, first.source) == (
        "Changed: code",
        "before: label",
        "notes.code",
    )
    marked = [row for row in page.findings.facts() if row.code == "notes.code"]
    assert [(row.sentence, row.detail) for row in marked] == [("code", "before: label")]
    assert _pills(desk)["en-us"] == "Changed since approved"
    assert "In use last: content" in desk.seen()


def test_the_key_that_signs_is_shown_once_there_is_one(at: AtDesk) -> None:
    desk = at("scan-label", PHARMACIST)
    page = _open(desk)
    assert f"Labels are signed with the key {_fingerprint(desk)}." in desk.seen()
    assert page.tab == "monographs"


def _fingerprint(desk: Desk) -> str:
    return own_keys(desk.work.log)[-1].fingerprint
