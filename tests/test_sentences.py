"""The file of sentences holds what the source says, and each translation says no less or more."""

import tomllib
from pathlib import Path

import pytest
from sentences import (
    CATALOGUE,
    LANGUAGE,
    catalogue,
    entries,
    faults,
    head_of,
    in_order,
    missing,
    renamed,
    translations,
    written,
)
from sentences_read import NOT_MET, REFUSALS_ONLY, every_sentence, sentences_of

ROOT = Path(__file__).parent.parent


def said(source: str, name: str = "app/ui/page.py") -> list[str]:
    return [each.pattern for each in sentences_of(source, name)]


def test_the_file_of_sentences_holds_what_the_source_says() -> None:
    rooms = catalogue(every_sentence(ROOT))
    assert written(rooms) == CATALOGUE.read_text(encoding="utf-8"), "run packaging/sentences.py"
    assert {room: tuple(says["says"]) for room, says in tomllib.loads(written(rooms)).items()} == (
        rooms
    )


@pytest.mark.parametrize("code", translations())
def test_a_translation_has_the_slots_and_numbers_of_its_english(code: str) -> None:
    text = (LANGUAGE / f"{code}.toml").read_text(encoding="utf-8")
    rooms = catalogue(every_sentence(ROOT))
    assert list(faults(rooms, entries(text))) == []
    assert in_order(head_of(text), rooms, entries(text)) == text, "run packaging/sentences.py"


def test_german_is_whole() -> None:
    text = (LANGUAGE / "de.toml").read_text(encoding="utf-8")
    assert missing(catalogue(every_sentence(ROOT)), entries(text)) == {}


def test_every_module_named_as_not_met_is_there() -> None:
    for name in (*NOT_MET, *REFUSALS_ONLY):
        assert (ROOT / name).exists(), name


def test_a_sentence_is_read_with_its_slots_and_what_is_ours_is_marked() -> None:
    source = """
def told(lot: "Lot of words", why: str) -> str:
    '''A docstring is for us.'''
    return f"Lot {lot} cannot be taken: {why}."
"""
    assert said(source) == ["Lot {lot} cannot be taken: {why!said}."]


def test_slots_beside_each_other_are_one_and_words_within_them_are_read() -> None:
    source = "x = f\"{count}{' late' if late else ''} of all\""
    assert said(source) == ["late", "{count!said} of all"]


def test_the_parts_of_a_line_are_read_one_by_one() -> None:
    assert said('x = f"light-sensitive · lot {lot}"') == ["light-sensitive", "lot {lot}"]


def test_what_is_for_programs_is_not_read() -> None:
    source = """
name = getattr(thing, "A name of ours")
if name == "Some other name":
    raise ValueError("A fault of ours")
assert name, "Never so"
codes = ("verify-order", "mg", "%H:%M", "SELECT data FROM event")
"""
    assert said(source) == []


def test_of_a_room_of_papers_only_what_is_refused_is_read() -> None:
    source = 'title = "Compounding record"\nraise Refused("Nothing is recorded yet.")'
    assert said(source, "app/records.py") == ["Nothing is recorded yet."]


def test_a_translation_is_found_wanting() -> None:
    rooms = {"page": ("Lot {lot} of 3 mL", "Stop")}
    assert missing(rooms, {"Stop": "Halt"}) == {"page": ["Lot {lot} of 3 mL"]}
    assert list(faults(rooms, {"Lot {lot} of 3 mL": "Charge {lot} mit 3 mL"})) == []
    for english, own in (
        ("Lot {lot} of 3 mL", "Charge mit 3 mL"),
        ("Lot {lot} of 3 mL", "Charge {lot!said} mit 3 mL"),
        ("Lot {lot} of 3 mL", "Charge {lot} mit 3,0 mL"),
        ("Stop", "Halt "),
        ("Stop", "Ha\tlt"),
        ("Go", "Los"),
    ):
        assert len(list(faults(rooms, {english: own}))) == 1, own


def test_a_translation_follows_a_slot_that_is_renamed() -> None:
    assert renamed("Lot {fact_lot}", "Lot {lot}", "Charge {lot}") == "Charge {fact_lot}"
    rooms = {"page": ("Lot {fact_lot!said}", "Stop")}
    before = {"Lot {lot}": "Charge {lot}", "Gone": "Weg"}
    text = in_order('own_name = "Deutsch"\n', rooms, before)
    assert entries(text) == {"Lot {fact_lot!said}": "Charge {fact_lot}"}
