"""What the window says in another language, and what it never translates."""

import timeit
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from pytestqt.qtbot import QtBot

from app.ui import language
from app.ui.drawing.buttons import PrimaryButton
from app.ui.drawing.entry_field import EntryField
from app.ui.drawing.notice import Notice, NoticeFacts
from app.ui.drawing.text import elided, width_of
from app.ui.drawing.words import Role, Words
from app.ui.facts.banner import banner
from app.ui.facts.worklist import order_row, preparation_row
from app.ui.language import Verbatim, isolated, said
from app.ui.named import renew
from app.ui.patterns import SLOT, Patterns, for_people, is_plain, slots
from app.ui.pseudo import stretched
from tests.ui.conftest import AtDesk
from tests.ui.desk import texts_of

GERMAN = Patterns(
    {
        "Lot {lot} is not known.": "Die Charge {lot} ist nicht bekannt.",
        "Scan {item!said}.": "{item} scannen.",
        "Scan": "Scannen",
        "bag": "Beutel",
        "light cover": "Lichtschutzhülle",
        "and": "und",
        "Refused": "Abgelehnt",
        "**{left} left** of {all}": "**noch {left}** von {all}",
        "per m2": "je m2",
        "{told!said} Set the clock right.": "{told} Uhr stellen.",
        "Day": "Tag",
    }.items()
)


in_stretched = pytest.mark.usefixtures("stretched_language")


@pytest.fixture
def stretched_language() -> Iterator[None]:
    language.use(language.PSEUDO)
    yield
    language.use(language.ENGLISH)


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Scan", "Scannen"),
        ("Lot HOLD is not known.", "Die Charge HOLD ist nicht bekannt."),
        ("Lot bag is not known.", "Lot bag is not known."),
        ("Scan bag.", "Beutel scannen."),
        ("Scan bag and light cover.", "Beutel und Lichtschutzhülle scannen."),
        ("Bag", "Beutel"),
        ("BAG", "BEUTEL"),
        ("Lot 1 is not known. Scan bag.", "Die Charge 1 ist nicht bekannt. Beutel scannen."),
        ("**Refused.** Scan bag.", "**Abgelehnt.** Beutel scannen."),
        ("Bag · 3 mL\nbag", "Beutel · 3 mL\nBeutel"),
        ("Refused: bag, light cover; 5", "Abgelehnt: Beutel, Lichtschutzhülle; 5"),
        ("3 min left of 4 h", "noch 3 min von 4 h"),
        ("per m²", "je m²"),
        ("  bag  ", "  Beutel  "),
        (
            "Lot 1 is not known. Set the clock right.",
            "Die Charge 1 ist nicht bekannt. Uhr stellen.",
        ),
        ("Nobody translated this: bag", "Nobody translated this: bag"),
        ("Nobody translated this", "Nobody translated this"),
        ("4.5 mL", "4.5 mL"),
        ("", ""),
    ],
)
def test_a_text_is_said_by_its_sentence_or_pattern_or_as_a_list(english: str, german: str) -> None:
    assert GERMAN.said(english) == german


def test_of_two_patterns_the_one_with_more_words_is_meant() -> None:
    patterns = Patterns({"Vial {a}": "{a}!", "Vial {a} is {b}": "{b} {a}"}.items())
    assert patterns.said("Vial 1 is old") == "old 1"
    assert patterns.said("Vial 1") == "1!"


def test_each_sentence_is_found_by_its_own_pattern() -> None:
    every = language.catalogue()
    patterns = Patterns((english, stretched(english)) for english in every)
    for english in every:
        values = {name: f"Q{number}7" for number, name in enumerate(slots(english))}

        def filled(pattern: str, values: dict[str, str] = values) -> str:
            return SLOT.sub(lambda slot: values[slot["name"]], for_people(pattern))

        # Of numbers, units and codes no language changes anything.
        is_same = is_plain(filled(english)) and slots(english)
        own = filled(english if is_same else stretched(english))
        assert patterns.said(filled(english)) == own, english


@pytest.mark.parametrize("code", [each.code for each in language.languages()])
def test_each_language_is_chosen_by_its_code(code: str) -> None:
    language.use(code)
    try:
        assert language.used() == code
        assert said("4.5 mL") == "4.5 mL"
    finally:
        language.use(language.ENGLISH)
    assert said("Who is working?") == "Who is working?"


def test_german_is_named_as_its_speakers_do_and_an_unknown_language_is_english() -> None:
    assert language.Language("de", "Deutsch") in language.languages()
    language.use("xx")
    assert language.used() == "en"


@in_stretched
def test_saying_is_fast() -> None:
    lot = iter(range(10_000))
    told = "Who is working?"
    said(told)
    assert timeit.timeit(lambda: said(told), number=10_000) / 10_000 < 5e-6
    new = sorted(
        timeit.timeit(lambda: said(f"Lot {next(lot)} is in quarantine."), number=1)
        for _ in range(200)
    )
    assert new[100] < 1e-3


@dataclass(frozen=True, slots=True)
class Told:
    who: Verbatim
    what: str
    parts: tuple["Told", ...] = ()


@in_stretched
def test_data_is_data_in_whatever_is_made_of_it() -> None:
    name = Verbatim("Record")
    assert said(name) == "Record"
    assert said("Record") != "Record"
    assert said(f"{name} · Record") == "Record · " + said("Record")
    assert said(said("Record")) == said("Record")
    facts = Told(name, "Record", (Told(name, "Day"),))
    marked = isolated(facts)
    assert said(", ".join((marked.who, marked.what))) == "Record, " + said("Record")
    assert said(marked.parts[0].who) == "Record"
    assert isolated(Told(Verbatim(""), "Day")) == Told(Verbatim(""), "Day")


def test_marks_of_data_are_never_shown_in_english() -> None:
    marked = isolated(Told(Verbatim("Record"), "Day"))
    assert said(f"{marked.who}: {marked.what}") == "Record: Day"
    assert f"{Verbatim('Day')}" == "Day"


def test_widgets_say_and_measure_the_language_of_the_window(qtbot: QtBot) -> None:
    button, field = PrimaryButton("Sign in", "Enter"), EntryField("PIN")
    words, notice = Words(Role.TITLE, "Who is working?"), Notice()
    field.ask("your PIN")
    notice.show_facts(NoticeFacts("Refused", "Choose a person in the list first."))
    every = (button, field.line, words, notice)
    for widget in (button, field, words, notice):
        qtbot.addWidget(widget)
    before = [texts_of(each) for each in every]
    width = button.sizeHint().width()
    try:
        language.use(language.PSEUDO)
        for widget in (button, field, words, notice):
            renew(widget)
        assert all(said(old[0]) in texts_of(new) for old, new in zip(before, every, strict=True))
        assert field.line.placeholderText() == said("your PIN")
        assert button.sizeHint().width() > width
        assert button.text() == "Sign in"
        assert words.facts() == "Who is working?"
        font = words.font()
        assert elided("Record", font, 1000) == said("Record")
        assert width_of("Record", font) == width_of(said("Record"), font)
    finally:
        language.use(language.ENGLISH)
        for widget in (button, field, words, notice):
            renew(widget)
    assert [texts_of(each) for each in every] == before


@in_stretched
def test_no_sentence_is_translated_where_it_is_a_name(at: AtDesk) -> None:
    desk = at("withdraw-1")
    language.use(language.PSEUDO)
    state, site, now = desk.state, desk.work.site, desk.work.wall()
    number = state.opened.number
    for name in language.catalogue():
        patient = replace(state.order.patient, name=name, identifier="7")
        order = replace(state.order, patient=patient)
        told = banner(order, state.plan, state.monograph, site, number)
        assert said(told.patient) == name
        assert said(told.identity_line).startswith(said("MRN 7"))
        row = order_row("order/1", order, state.plan, site)
        assert said(row.patient) == name
        opened = replace(state, opened=replace(state.opened, order=order))
        assert said(preparation_row("prep/1", opened, now, site).patient) == name
