"""The labels that go with a preparation: exactly what was recorded, and never the bag's."""

from dataclasses import replace

import pytest

from app.core import entry as said
from app.core.container import ContainerKind
from app.core.label_kind import LabelKind
from app.core.refused import Refused
from app.core.storage import Storage
from app.label_check import read_companion
from app.label_code import bears_figures
from app.label_proof import Standing
from app.label_signing import fingerprint
from app.label_words import read_words
from app.labels import bag_label, companion_label
from reports.companion_label import CompanionLabel
from reports.label import draw_label
from reports.verify import verify_label
from tests.app.conftest import AtStep
from tests.app.pharmacy import SITE, Pharmacy
from tests.app.test_label_proof import TODAY
from tests.app.test_label_words import US
from tests.app.test_labels import in_the_night
from tests.app.wording import EU_WORDS, KEY, WORDS, plain
from tests.core.hood import TECHNICIAN_ONE

UNDER_THE_COVER = (
    "Under this cover: 1 bag, 50 mL in sodium chloride 0.9%",
    "IV infusion over 1 hour, 50 mL/h",
)
HAZARDOUS = ("PROTECT FROM LIGHT", "HAZARDOUS DRUG", "DO NOT FREEZE")


def label(
    pharmacy: Pharmacy, kind: LabelKind, number: int = 0, copy: int = 1, words: object = WORDS
) -> CompanionLabel:
    return companion_label(kind, number, pharmacy.state, SITE, copy, words, KEY)  # type: ignore[arg-type]


def test_the_label_of_a_vial_says_what_is_in_it(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    made = label(pharmacy, LabelKind.VIAL, 2)
    assert made.title == "RECONSTITUTED VIAL 2 of 2"
    assert (made.patient, made.identifier) == ("DEMO, Adalind", "MRN 00482913")
    assert (made.drug, made.amount) == ("inotuzumab ozogamicin", "0.25 mg/mL")
    assert plain(made.lines) == (
        "4 mL Sterile Water for Injection added; 3.6 mL can be withdrawn",
        "Reconstituted 2026-11-02 09:56",
        "lot AB1234 exp 2027-03-31",
    )
    # Four hours after the first vial, whatever vial it is.
    assert made.moments == (("DILUTE BY", "2026-11-02 13:54"),)
    assert made.forbids == "NOT FOR ADMINISTRATION: for dilution only"
    assert made.warnings == HAZARDOUS
    assert plain(made.notes) == (
        "preparation 2611-0001",
        "St. Example Hospital Pharmacy · tel 555-0100",
    )
    assert made.code.startswith("(91)2611-0001(92)1(90)V2(95)0.9mg(96)")


def test_the_label_of_a_syringe_says_dose_and_volume(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    made = label(pharmacy, LabelKind.SYRINGE, 1)
    assert (made.title, made.amount) == ("SYRINGE 1 of 1", "1.45 mg")
    assert made.lines[0] == "5.8 mL of 0.25 mg/mL"
    assert made.lines[1].startswith("Drawn 2026-11-02 09:5")
    assert made.moments == (("DILUTE BY", "2026-11-02 13:54"),)
    assert made.forbids == "NOT FOR ADMINISTRATION: for dilution only"
    assert made.code.startswith("(91)2611-0001(92)1(90)S1(95)1.45mg(96)")


def test_the_label_of_the_light_cover_says_what_is_below(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    made = label(pharmacy, LabelKind.LIGHT_COVER)
    assert (made.title, made.drug, made.amount) == (
        "LIGHT COVER",
        "inotuzumab ozogamicin",
        "1.45 mg",
    )
    assert made.lines == (
        *UNDER_THE_COVER,
        "Keep the cover on until the infusion ends.",
    )
    assert plain(made.notes) == (
        "Store at 20–25 °C. Do not mix with other medicines.",
        "preparation 2611-0001",
        "St. Example Hospital Pharmacy · tel 555-0100",
    )
    assert made.moments == (("START BY", "2026-11-02 14:00"), ("FINISH BY", "2026-11-02 17:54"))
    assert made.forbids == ""
    assert "(92)1(90)C(93)2611022000(94)2611022354(95)1.45mg(96)" in made.code


def test_the_cover_says_of_the_infusion_only_what_the_monograph_says(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    state = pharmacy.state
    light = tuple(each for each in state.monograph.light if each.stage != "infusion")
    bare = replace(state, monograph=replace(state.monograph, light=light))
    made = companion_label(LabelKind.LIGHT_COVER, 0, bare, SITE, 1, WORDS, KEY)
    assert made.lines == UNDER_THE_COVER


def test_the_label_of_the_transport_warns_and_says_where_to(at_step: AtStep) -> None:
    pharmacy = at_step("print-label")
    made = label(pharmacy, LabelKind.TRANSPORT)
    assert made.title == "CAUTION: HAZARDOUS DRUG"
    assert made.lines == (
        "1 bag, 50 mL in sodium chloride 0.9%",
        "Handle it, and dispose of it, by the site's procedure for hazardous drugs.",
        "To 5 East",
        "From St. Example Hospital Pharmacy · tel 555-0100",
    )
    assert plain(made.notes) == (
        "Store at 20–25 °C. Do not mix with other medicines.",
        "preparation 2611-0001",
    )
    state = pharmacy.state
    order = replace(state.order, location=None)
    harmless = replace(
        state,
        opened=replace(state.opened, order=order),
        monograph=replace(state.monograph, hazardous=False),
    )
    made = companion_label(LabelKind.TRANSPORT, 0, harmless, SITE, 1, WORDS, KEY)
    assert made.title == "TRANSPORT"
    assert made.lines == (
        "1 bag, 50 mL in sodium chloride 0.9%",
        "From St. Example Hospital Pharmacy · tel 555-0100",
    )


def test_what_waits_in_the_refrigerator_says_so_on_the_way(at_step: AtStep) -> None:
    pharmacy = at_step("choose-storage")
    pharmacy.session.do(said.Choose("choose-storage", Storage.REFRIGERATED.value))
    made = label(pharmacy, LabelKind.TRANSPORT)
    assert made.notes[0].startswith("Store at 2–8 °C, then about 1 hour to room temperature.")
    assert "(97)" in made.code


@pytest.mark.parametrize("kind", [LabelKind.LIGHT_COVER, LabelKind.TRANSPORT])
def test_what_goes_with_a_refrigerated_bag_says_when_it_must_be_out(
    at_step: AtStep, kind: LabelKind
) -> None:
    pharmacy = at_step("choose-storage")
    pharmacy.session.do(said.Choose("choose-storage", Storage.REFRIGERATED.value))
    pharmacy.go_to("print-label")
    bag = bag_label(pharmacy.state, SITE, 1, WORDS, KEY)
    made = label(pharmacy, kind)
    assert made.moments == (
        ("OUT OF REFRIGERATOR BY", bag.take_out_by),
        ("START BY", bag.start_by),
        ("FINISH BY", bag.finish_by),
    )
    assert bag.notes[0].startswith(made.notes[0])
    pdf = draw_label(made)
    verify_label(pdf, made)


@pytest.mark.parametrize("kind", [LabelKind.LIGHT_COVER, LabelKind.TRANSPORT])
def test_what_goes_with_a_bag_out_of_the_refrigerator_says_when_it_may_start(
    kind: LabelKind,
) -> None:
    hood = in_the_night("us", "2026-11-01T03:00", 30, "refrigerated")
    hood.wait(140)
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    site = replace(SITE, zone="America/Chicago")
    made = companion_label(kind, 0, hood.state, site, 2, WORDS, KEY)
    bag = bag_label(hood.state, site, 2, WORDS, KEY)
    assert made.moments[0] == ("START NOT BEFORE", bag.not_before)
    assert bag.not_before == "2026-11-01 01:50 CDT"
    assert made.cautions == ("Copy 2: every earlier copy of this label is void.",)


def test_what_is_in_a_syringe_is_not_called_a_bag(at_step: AtStep) -> None:
    state = at_step("print-label").state
    drawn_up = replace(
        state,
        opened=replace(state.opened, plan=replace(state.plan, container=ContainerKind.SYRINGE)),
    )
    made = companion_label(LabelKind.TRANSPORT, 0, drawn_up, SITE, 1, WORDS, KEY)
    assert made.lines[0] == "1 syringe, 50 mL in sodium chloride 0.9%"


@pytest.mark.parametrize(
    ("step", "kind", "number", "sentence"),
    [
        ("reconstitute-1", LabelKind.VIAL, 1, "Vial 1 is not reconstituted"),
        ("withdraw-1", LabelKind.VIAL, 3, "Vial 3 is not reconstituted"),
        ("withdraw-1", LabelKind.SYRINGE, 1, "Nothing is drawn into syringe 1 yet"),
        ("add-drug", LabelKind.SYRINGE, 2, "Nothing is drawn into syringe 2 yet"),
        ("add-drug", LabelKind.LIGHT_COVER, 0, "The drug is not in the bag yet"),
        ("add-drug", LabelKind.TRANSPORT, 0, "The drug is not in the bag yet"),
    ],
)
def test_what_has_nothing_to_say_yet_is_refused(
    at_step: AtStep, step: str, kind: LabelKind, number: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        label(at_step(step), kind, number)


def test_the_bag_is_no_companion(at_step: AtStep) -> None:
    with pytest.raises(ValueError, match="bag"):
        label(at_step("print-label"), LabelKind.BAG)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (LabelKind.VIAL, 1),
        (LabelKind.SYRINGE, 1),
        (LabelKind.LIGHT_COVER, 0),
        (LabelKind.TRANSPORT, 0),
    ],
)
def test_each_is_genuine_says_its_copy_and_is_refused_at_the_scan_back(
    at_step: AtStep, kind: LabelKind, number: int
) -> None:
    pharmacy = at_step("scan-label")
    first, second = (label(pharmacy, kind, number, copy) for copy in (1, 2))
    read = read_companion(None, first.code, TODAY, (fingerprint(KEY.public),))
    assert (read.kind, read.number, read.proof.standing) == (kind, number, Standing.GENUINE)
    assert second.cautions == ("Copy 2: every earlier copy of this label is void.",)
    assert (first.cautions, second.notes) == ((), first.notes)
    again = read_companion(None, second.code, TODAY, (fingerprint(KEY.public),))
    assert again.proof.standing is Standing.REPRINTED
    assert bears_figures(first.code, pharmacy.state, 1, kind, number)
    assert not bears_figures(first.code, pharmacy.state, 2, kind, number)
    assert not bears_figures(first.code, pharmacy.state, 1)
    with pytest.raises(Refused, match=r"This is the label of .*, not that of the bag\. Scan"):
        pharmacy.session.scan(first.code)
    assert not pharmacy.state.label_confirmed


def test_european_words_say_batch_and_medicinal_product(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    vial = label(pharmacy, LabelKind.VIAL, 1, words=EU_WORDS)
    assert plain(vial.lines)[2] == "batch AB1234 exp 2027-03-31"
    assert label(pharmacy, LabelKind.TRANSPORT, words=EU_WORDS).title == (
        "CAUTION: HAZARDOUS MEDICINAL PRODUCT"
    )


def test_words_that_are_not_translated_refuse_the_label(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    spanish = read_words(US.replace('language = "en"', 'language = "es"'))
    for kind in (LabelKind.VIAL, LabelKind.LIGHT_COVER, LabelKind.TRANSPORT):
        with pytest.raises(Refused, match="The label template es-us has no translation of"):
            label(pharmacy, kind, 1, words=spanish)


def test_every_word_of_it_is_part_of_what_is_read(at_step: AtStep) -> None:
    made = label(at_step("scan-label"), LabelKind.VIAL, 1)
    texts = [text for _, text in made.parts()]
    for each in (made.title, made.patient, made.amount, made.forbids, *made.lines, *made.notes):
        assert each in texts
    assert "DILUTE BY" in texts
    cover = label_of_cover = replace(made, forbids="")
    assert made.forbids not in [text for _, text in label_of_cover.parts()]
    assert len(cover.parts()) == len(made.parts()) - 1
