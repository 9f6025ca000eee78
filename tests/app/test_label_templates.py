"""Label templates: approved by two pharmacists, chosen, withdrawn, and locked."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import resources
from app import references
from app.approvals import Stage
from app.clock import SetClock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.label_keys import LabelKeys
from app.label_sample import Sample, sample_label
from app.label_templates import APPROVED, CHOSEN
from app.label_words import LabelWords, said_on_labels
from app.labels_verified import misissued
from app.people import People
from app.store import Fact, Log
from app.verification import verify
from app.workplace import Workplace
from reports.label import draw_label
from tests.app.conftest import AtStep
from tests.app.forgery import forge
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    CHECKER,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.test_label_words import in_german
from tests.app.wording import EU_WORDS, WORDS

US_TEXT = resources.text("labels/en-us.toml")
CHANGED = US_TEXT.replace('code = "label"', 'code = "code"')


def own(pharmacy: Pharmacy, text: str, name: str = "own.toml") -> Workplace:
    """Put a template among the site's own files and start Umbra again."""
    (pharmacy.folder / "label-texts").mkdir(exist_ok=True)
    (pharmacy.folder / "label-texts" / name).write_bytes(text.encode())
    pharmacy.reopen()
    return pharmacy.work


def approve(work: Workplace, identifier: str = "en-us") -> None:
    for person in (PHARMACIST, CHECKER):
        work.templates.approve(identifier, person, PINS[person.name])


def stage(work: Workplace, identifier: str = "en-us") -> Stage:
    return work.templates.standing(identifier, "US").stage


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Workplace]:
    """A folder in which nobody approved anything."""
    work = Workplace.open(tmp_path / "data", SetClock(BEGINS))
    work.begin(SITE, ADMINISTRATOR.name, PINS[ADMINISTRATOR.name])
    for person in (PHARMACIST, CHECKER, TECHNICIAN):
        work.people.add(person.name, person.office, PINS[person.name], by=ADMINISTRATOR)
    yield work
    work.close()


def test_no_template_is_used_before_two_pharmacists_approved_it(fresh: Workplace) -> None:
    sentence = (
        "The label template en-us is not approved by two pharmacists, {}. Approve it on the page "
        "Label templates, which the page Monographs leads to with F6."
    )
    with pytest.raises(Refused) as refused:
        fresh.templates.in_use("US")
    assert refused.value.sentence == sentence.format("none has")
    assert stage(fresh) is Stage.NOT_APPROVED
    for _ in range(2):
        # The same pharmacist twice is one.
        fresh.templates.approve("en-us", PHARMACIST, PINS[PHARMACIST.name])
    with pytest.raises(Refused) as refused:
        fresh.templates.in_use("US")
    assert refused.value.sentence == sentence.format("one has, Pharmacist One")
    assert stage(fresh) is Stage.PARTLY_APPROVED
    fresh.templates.approve("en-us", CHECKER, PINS[CHECKER.name])
    assert fresh.templates.in_use("US") == WORDS
    standing = fresh.templates.standing("en-us", "US")
    assert (standing.stage, standing.is_chosen, standing.of_site) == (Stage.IN_USE, True, False)
    assert [each.name for each in standing.approvals] == [PHARMACIST.name, CHECKER.name]


def test_who_may_not_approve_and_a_wrong_pin_approve_nothing(fresh: Workplace) -> None:
    for person in (TECHNICIAN, ADMINISTRATOR):
        with pytest.raises(Refused, match="Only a pharmacist approves a label template"):
            fresh.templates.approve("en-us", person, PINS[person.name])
        with pytest.raises(Refused, match="Only a pharmacist withdraws an approval"):
            fresh.templates.withdraw("en-us", "it is wrong", person)
        with pytest.raises(Refused, match="Only a pharmacist chooses a label template"):
            fresh.templates.choose("en-us", "US", person)
    with pytest.raises(Refused, match="not the PIN"):
        fresh.templates.approve("en-us", PHARMACIST, "1111")
    with pytest.raises(Refused, match="“fr-eu” is not a label template of this site; there are en"):
        fresh.templates.approve("fr-eu", PHARMACIST, PINS[PHARMACIST.name])
    assert stage(fresh) is Stage.NOT_APPROVED


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (PHARMACIST.name, f"{CHECKER.name} withdrew an approval as {PHARMACIST.name}"),
        (TECHNICIAN.name, f"{TECHNICIAN.name}, who withdrew it, was no pharmacist here then"),
    ],
)
def test_a_withdrawal_that_somebody_else_made_is_found(
    pharmacy: Pharmacy, name: str, sentence: str
) -> None:
    pharmacy.work.templates.withdraw("en-us", "a word is missing", CHECKER)
    assert verify(pharmacy.work.log).faults == ()
    withdrawn = "label-template-approval-withdrawn"
    faults = faults_after(pharmacy, withdrawn, lambda data: data.update(name=name))
    assert any(sentence in fault for fault in faults)


def test_nothing_is_prepared_without_a_template(pharmacy: Pharmacy) -> None:
    pharmacy.work.templates.withdraw("en-us", "a word is missing", CHECKER)
    with pytest.raises(Refused, match="The label template en-us is not approved"):
        pharmacy.verify(ADALIND)
    standing = pharmacy.work.templates.standing("en-us", "US")
    assert standing.withdrawal is not None
    assert (standing.withdrawal.name, standing.withdrawal.reason) == (
        CHECKER.name,
        "a word is missing",
    )
    with pytest.raises(Refused, match="Nobody approved this content of the label template"):
        pharmacy.work.templates.withdraw("en-us", "again", CHECKER)
    approve(pharmacy.work)
    with pytest.raises(Refused, match="Write in a few words why"):
        pharmacy.work.templates.withdraw("en-us", " x ", CHECKER)
    pharmacy.verify(ADALIND)


def test_a_template_withdrawn_meanwhile_prints_nothing(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    pharmacy.work.templates.withdraw("en-us", "a word is wrong", CHECKER)
    with pytest.raises(Refused, match="The label template en-us is not approved"):
        pharmacy.session.print_label()
    assert pharmacy.state.label is None
    approve(pharmacy.work)
    pharmacy.finish()
    assert verify(pharmacy.work.log).faults == ()


def test_other_words_are_approved_anew_and_what_changed_is_shown(pharmacy: Pharmacy) -> None:
    work = own(pharmacy, CHANGED)
    standing = work.templates.standing("en-us", "US")
    assert (standing.stage, standing.of_site) == (Stage.CHANGED, True)
    assert standing.changes == (("notes.code", "label", "code"),)
    assert standing.approved_last == WORDS.digest
    with pytest.raises(Refused, match="was changed since two pharmacists approved it; of its new"):
        work.templates.in_use("US")
    approve(work)
    assert work.templates.in_use("US").say("notes.code") == "code"
    pharmacy.reopen()
    assert stage(pharmacy.work) is Stage.IN_USE


def test_a_pharmacist_chooses_another_template_of_the_region(pharmacy: Pharmacy) -> None:
    spanish = US_TEXT.replace('language = "en"', 'language = "es"')
    rows = [f'"{said}" = "{said}"' for said in words_of_us(pharmacy)]
    work = own(pharmacy, spanish + "\n".join(dict.fromkeys(rows)) + "\n")
    with pytest.raises(Refused, match="es-us is not approved by two pharmacists; approve it first"):
        work.templates.choose("es-us", "US", CHECKER)
    approve(work, "es-us")
    assert work.templates.chosen("US") == "en-us"
    with pytest.raises(Refused, match="en-eu is for EU, and this site follows US"):
        work.templates.choose("en-eu", "US", CHECKER)
    with pytest.raises(Refused, match="This site uses the label template en-us already"):
        work.templates.choose("en-us", "US", CHECKER)
    work.templates.choose("es-us", "US", CHECKER)
    assert work.templates.in_use("US").identifier == "es-us"
    # A choice for one region is none for another.
    assert work.templates.chosen("EU") == "en-eu"
    pharmacy.verify(ADALIND)
    pharmacy.finish()
    assert pharmacy.state.label is not None
    assert pharmacy.state.label.template.startswith("es-us 2 ")
    assert verify(pharmacy.work.log).faults == ()
    (pharmacy.folder / "label-texts" / "own.toml").unlink()
    pharmacy.reopen()
    with pytest.raises(Refused, match="“es-us” is not a label template of this site"):
        pharmacy.work.templates.in_use("US")


def words_of_us(pharmacy: Pharmacy) -> list[str]:
    return list(said_on_labels(pharmacy.work.formulary.standing("besponsa-us").monograph))


def test_a_template_that_lacks_a_translation_is_neither_approved_nor_used(
    pharmacy: Pharmacy,
) -> None:
    work = own(pharmacy, in_german("PROTECT FROM LIGHT"), "de.toml")
    assert (
        "no translation of “PROTECT FROM LIGHT”" in work.templates.standing("de-eu", "EU").lacking
    )
    with pytest.raises(Refused, match="no translation of “PROTECT FROM LIGHT”"):
        approve(work, "de-eu")
    work = own(pharmacy, in_german(), "de.toml")
    assert work.templates.standing("de-eu", "EU").lacking == ""
    approve(work, "de-eu")
    work.templates.choose("de-eu", "EU", CHECKER)
    assert work.templates.in_use("EU").identifier == "de-eu"
    # A monograph that came later says more.
    changed = resources.text("formulary/besponsa-eu.toml").replace("DO NOT FREEZE", "DO NOT COOL")
    (pharmacy.folder / "formulary").mkdir()
    (pharmacy.folder / "formulary" / "eu.toml").write_text(changed)
    pharmacy.reopen()
    with pytest.raises(Refused, match="no translation of “DO NOT COOL”"):
        pharmacy.work.templates.in_use("EU")


def test_a_file_of_the_site_that_cannot_be_read_is_named(pharmacy: Pharmacy) -> None:
    folder = pharmacy.folder / "label-texts"
    for text, fault in (
        (US_TEXT.replace("{date}", "{day}"), r"own\.toml cannot be read as a label template \("),
        ("\udcff", r"own\.toml cannot be read as a label template \("),
    ):
        folder.mkdir(exist_ok=True)
        (folder / "own.toml").write_bytes(text.encode(errors="surrogateescape"))
        pharmacy.close()
        with pytest.raises(Refused, match=fault):
            Workplace.open(pharmacy.folder, pharmacy.clock)
    (folder / "own.toml").unlink()
    (folder / "own.toml").mkdir()
    with pytest.raises(Refused, match="Is a directory"):
        Workplace.open(pharmacy.folder, pharmacy.clock)
    (folder / "own.toml").rmdir()
    for name in ("a.toml", "b.toml"):
        (folder / name).write_text(US_TEXT)
    with pytest.raises(Refused, match="another file in this folder is a label template called"):
        Workplace.open(pharmacy.folder, pharmacy.clock)
    for name in ("a.toml", "b.toml"):
        (folder / name).unlink()
    folder.rmdir()
    folder.write_text("no folder")
    with pytest.raises(Refused, match="is not a folder of label templates"):
        Workplace.open(pharmacy.folder, pharmacy.clock)
    folder.unlink()
    pharmacy.reopen()


# What verify finds.


def forged(change: Callable[[dict[str, Any]], object]) -> Callable[[str], str]:
    def of(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    return of


def faults_after(
    pharmacy: Pharmacy, name: str, change: Callable[[dict[str, Any]], object], which: int = 0
) -> tuple[str, ...]:
    pharmacy.close()
    path = pharmacy.folder / LOG_NAME
    with Log.read(path) as log:
        seq = log.named([name])[which].seq
    forge(path, seq, forged(change))
    with Log.read(path) as log:
        return verify(log).faults


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (
            "label-printed",
            lambda data: data.update(template=""),
            "a signed label was printed, and from which template is not said",
        ),
        (
            "label-printed",
            lambda data: data.update(template="en-us 1 0123456789abcdef"),
            "printed from en-us 1 0123456789abcdef, which was not approved then",
        ),
        (
            "label-printed",
            lambda data: data.update(template="en-us 1"),
            "printed from en-us 1, which was not approved then",
        ),
        (
            "label-printed",
            lambda data: data.update(template="fr-us" + data["template"][5:]),
            "which was not approved then",
        ),
        (
            "label-printed",
            lambda data: data.update(code=data["code"][:-1] + "?"),
            "the signature of a printed label does not fit its code",
        ),
        (
            "label-printed",
            lambda data: data.update(code=data["code"].partition("(99)")[0][:-43]),
            "a label was printed that is not signed",
        ),
        (
            "label-key-made",
            lambda data: data.update(public="A" * 43),
            "a label was signed with a key that this folder did not have then",
        ),
        (
            APPROVED,
            lambda data: data.update(text=data["text"] + "\n"),
            "what Pharmacist One approved is not the content recorded",
        ),
        (
            APPROVED,
            lambda data: data.update(name="Technician Two"),
            "Technician Two, who approved, was no pharmacist here then",
        ),
        (
            APPROVED,
            lambda data: data.pop("text"),
            "a template, a key or a label cannot be read",
        ),
    ],
)
def test_what_was_changed_behind_the_back_of_umbra_is_found(
    at_step: AtStep, name: str, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    pharmacy = at_step("released")
    # The approvals of the European template are recorded first.
    which = 2 if name == APPROVED else 0
    faults = faults_after(pharmacy, name, change, which)
    assert any(sentence in fault for fault in faults), faults


def test_a_choice_changed_behind_the_back_of_umbra_is_found(pharmacy: Pharmacy) -> None:
    german = own(pharmacy, in_german(), "de.toml")
    approve(german, "de-eu")
    german.templates.choose("de-eu", "EU", CHECKER)
    faults = faults_after(pharmacy, CHOSEN, lambda data: data.update(name=TECHNICIAN.name))
    assert faults == (
        "label-template: Pharmacist Two chose a label template as Technician Two",
        "label-template: Technician Two, who chose it, was no pharmacist here then",
    )


def test_a_label_printed_before_the_approval_was_withdrawn_is_sound(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    pharmacy.work.templates.withdraw("en-us", "an other word is wanted", CHECKER)
    assert verify(pharmacy.work.log).faults == ()


def test_labels_of_earlier_releases_name_no_template_and_are_not_signed(tmp_path: Path) -> None:
    old = {"code": "(91)2611-0001(92)1(96)0123456789ABCDEF"}
    with Log.open(tmp_path / LOG_NAME, "an earlier release") as log:
        fact = Fact("label-printed", json.dumps(old))
        log.append("preparation/2611-0001", 0, (fact,), at="now", clock="now", actor="somebody")
        assert list(misissued(log)) == []
        clock = SetClock(BEGINS)
        LabelKeys(log, clock, People(log, clock), tmp_path).key()
        assert list(misissued(log)) == []
        log.append("preparation/2611-0002", 0, (fact,), at="now", clock="now", actor="somebody")
        assert list(misissued(log)) == ["2611-0002: a label was printed that is not signed"]


@pytest.mark.parametrize("words", [WORDS, EU_WORDS])
def test_a_sample_label_is_drawn_in_the_words_of_a_template(words: LabelWords) -> None:
    monograph = references.monograph_named(f"besponsa-{words.region.lower()}")
    label = sample_label(words, monograph, SITE)
    assert label == sample_label(words, monograph, SITE, Sample.BAG)
    assert label.patient == "DEMO, Adalind"
    assert label.identifier == words.say("patient.identifier", number="00482913")
    assert draw_label(label)


@pytest.mark.parametrize("sample", Sample)
@pytest.mark.parametrize("words", [WORDS, EU_WORDS])
def test_every_kind_of_sample_label_can_be_looked_at(words: LabelWords, sample: Sample) -> None:
    monograph = references.monograph_named(f"besponsa-{words.region.lower()}")
    label = sample_label(words, monograph, SITE, sample)
    assert label.patient == "DEMO, Adalind"
    said = [text for _, text in label.parts()]
    assert (words.captions.take_out in said) == (sample is Sample.COLD)
    assert (words.captions.not_before in said) == (sample is Sample.WARM)
    assert bool(label.cautions) == (sample is Sample.WARM)
    assert draw_label(label)
