"""The words of labels: read strictly and whole; a translation is nothing but a file."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from app import references
from app.core.refused import Refused
from app.label_words import BrandCase, differences, every_word, read_words, said_on_labels
from tests.app.wording import EU_WORDS, WORDS

US = resources.text("labels/en-us.toml")
GERMAN = resources.text("labels/en-eu.toml").replace('language = "en"', 'language = "de"')


def in_german(*left_out: str) -> str:
    """Return the European template as a German one: marked words stand in for a translation."""
    text = re.sub(r'^([a-z-]+ = )"(\w)', r'\1"»\2', GERMAN.partition("[captions]")[2], flags=re.M)
    monograph = references.monograph_named("besponsa-eu")
    rows = [f'"{said}" = "»{said}"' for said in said_on_labels(monograph) if said not in left_out]
    head = GERMAN.partition("[captions]")[0]
    return f"{head}[captions]{text}" + "\n".join(dict.fromkeys(rows)) + "\n"


def test_the_shipped_templates_say_their_language_region_and_content() -> None:
    assert (WORDS.identifier, EU_WORDS.identifier) == ("en-us", "en-eu")
    assert WORDS.template == f"en-us 2 {WORDS.digest[:16]}"
    assert WORDS.say("notes.lot", lot="A", expiry="B") == "lot A exp B"
    assert EU_WORDS.say("notes.lot", lot="A", expiry="B") == "batch A exp B"
    assert WORDS.texts.keys() == EU_WORDS.texts.keys()
    assert (WORDS.captions.dose, EU_WORDS.captions.dose) == ("", "DOSE")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('code = "label"', "", r"\[notes\] lacks code"),
        ('code = "label"', 'code = "label"\ncoda = "x"', r"\[notes\] has no “coda”"),
        ('code = "label"', "code = 3", r"\[notes\] code is “3”; expected words"),
        ('code = "label"', 'code = ""', r"\[notes\] code is “”; expected words of 1 to 200"),
        ('born = "born {date}"', 'born = "born {day}"', "expected words with {date}, each once"),
        ('born = "born {date}"', 'born = "born"', "expected words with {date}"),
        ('born = "born {date}"', 'born = "{date} {date}"', "expected words with {date}"),
        ('born = "born {date}"', 'born = "{date} {{x}}"', "expected words with {date}"),
        ('born = "born {date}"', 'born = "{date"', "expected words with {date}"),
        ('born = "born {date}"', 'born = "{date!r}"', "expected words with {date}"),
        ('born = "born {date}"', 'born = "{date:>9}"', "expected words with {date}"),
        ('born = "born {date}"', 'born = "{date.year}"', "expected words with {date}"),
        ('code = "label"', 'code = "{x}"', "expected words with no placeholder"),
        ('take-out = "OUT', 'takeout = "OUT', r"\[captions\] has no “takeout”"),
        ('start = "START BY"', 'start = ""', r"\[captions\] start is “”"),
        ('dose = ""', "dose = 1", r"\[captions\] dose is “1”"),
        ("version = 2", 'version = "1"', "version is “1”; expected a whole number"),
        ("version = 2", "version = 0", "expected a whole number from 1"),
        ('language = "en"', 'language = "english"', "two small letters"),
        ('region = "US"', 'region = "us"', "two capital letters"),
        ('brand = "upper-case"', 'brand = "lower"', "“upper-case” or “capitalised”"),
        ("[vial]", "[vials]", "The file has no “vials”"),
        ("[monograph]", "monograph", "It is no TOML file"),
        ("[monograph]", "", "The file lacks monograph"),
    ],
)
def test_what_is_not_just_as_expected_is_refused(before: str, after: str, sentence: str) -> None:
    assert before in US
    with pytest.raises(Refused, match=sentence):
        read_words(US.replace(before, after))


def test_a_section_that_is_none_is_refused() -> None:
    text = "monograph = 1\n" + US.replace("[monograph]\n", "")
    with pytest.raises(Refused, match=r"“monograph” is not a section; expected \[monograph\]"):
        read_words(text)


@pytest.mark.parametrize(
    ("words", "called"),
    [
        ("give 1.0 mg", "a trailing zero"),
        ("give 0.50 mg", "a trailing zero"),
        ("give .5 mg", "a decimal point without a zero"),
        ("give 10U", "“U” for units"),
        ("give 10 u of it", "“U” for units"),
        ("give 10 IU", "“IU”"),
        ("give QD", "“QD”"),
        ("give q.o.d. only", "“QD”"),
        ("add 5 cc", "“cc”"),
        ("add 5CC", "“cc”"),
        ("5 µg", "“µg”"),
        ("5 \u03bcg", "“µg”"),
        ("more than > 5", "“>” or “<”"),
        ("less < 5", "“>” or “<”"),
    ],
)
def test_error_prone_writing_is_refused_wherever_it_stands(words: str, called: str) -> None:
    places = (
        US.replace('single-dose = "Single dose."', f'single-dose = "{words}"'),
        US.replace('finish = "FINISH BY"', f'finish = "{words}"'),
        f'{US}"IV infusion" = "{words}"\n',
    )
    for text in places:
        with pytest.raises(Refused, match=f"words without {re.escape(called)}"):
            read_words(text)


@pytest.mark.parametrize(
    "words",
    ["20 mg of 100 mg", "0.5 mg", "Cut U-shaped tubes", "success", "Quidquid", "2026-10-20"],
)
def test_what_only_looks_alike_is_not_refused(words: str) -> None:
    text = US.replace('single-dose = "Single dose."', f'single-dose = "{words}"')
    assert read_words(text).say("notes.single-dose") == words


def test_a_site_decides_the_case_of_brand_names() -> None:
    assert WORDS.brand("Besponsa forte") == "BESPONSA FORTE"
    text = US.replace('brand = "upper-case"', 'brand = "capitalised"')
    assert read_words(text).brand_case is BrandCase.CAPITALISED
    assert read_words(text).brand("BESPONSA FORTE") == "Besponsa Forte"


def test_a_translation_is_nothing_but_a_file() -> None:
    german, monograph = read_words(in_german()), references.monograph_named("besponsa-eu")
    assert german.identifier == "de-eu"
    german.require_translated(monograph)
    assert german.of_monograph("PROTECT FROM LIGHT") == "»PROTECT FROM LIGHT"
    assert german.say("notes.lot", lot="A", expiry="B").startswith("»")
    assert WORDS.of_monograph("anything at all") == "anything at all"


def test_what_a_translation_lacks_of_the_monograph_is_named() -> None:
    german = read_words(in_german("PROTECT FROM LIGHT"))
    with pytest.raises(Refused) as refused:
        german.require_translated(references.monograph_named("besponsa-eu"))
    assert refused.value.sentence.startswith(
        "The label template de-eu has no translation of “PROTECT FROM LIGHT”, which the monograph "
        "says; expected an entry for it under [monograph]."
    )


def test_a_monograph_without_a_refrigerator_says_less_on_labels() -> None:
    monograph = references.monograph_named("besponsa-us")
    texts = {name: each for name, each in monograph.texts.items() if "refrigerator" not in name}
    bare = replace(monograph, texts=texts)
    assert set(said_on_labels(monograph)) - set(said_on_labels(bare)) == {
        monograph.text("store-in-refrigerator").words,
    }


def test_what_changed_is_told_by_place() -> None:
    now = read_words(
        US.replace('code = "label"', 'code = "code"').replace("version = 2", "version = 3")
    )
    assert differences(US, now) == (("version", "2", "3"), ("notes.code", "label", "code"))
    assert differences("what an earlier release read", now) == ()
    earlier = US.replace("not-before =", "earliest =").replace('dose = ""\n', "")
    assert differences(earlier, WORDS) == (
        ("captions.earliest", "START NOT BEFORE", ""),
        ("captions.not-before", "", "START NOT BEFORE"),
    )
    assert differences(f"title = 1\n{US}", WORDS) == ()
    assert differences(US, read_words(f"{US}\n# only a comment\n")) == ()


@given(st.text(max_size=30))
def test_a_value_stands_on_the_label_as_it_is(value: str) -> None:
    assert WORDS.say("notes.prepared", name=value) == f"prepared {value}"


def test_every_word_of_a_template_is_shown_by_its_place() -> None:
    every = every_word(WORDS)
    assert every["captions.start"] == "START BY"
    assert every["version"] == str(WORDS.version)
    assert set(WORDS.texts) <= set(every)
