"""Genuine, altered, reprinted, not signed, of an unknown key: what is said of a scanned label."""

import re
import string
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core.fitness import Fit
from app.core.label_kind import LabelKind
from app.core.refused import Refused
from app.intake.gs1 import parse_scan
from app.label_check import (
    answer,
    read_companion,
    read_label,
    recorded_digests,
    require_bag_label,
)
from app.label_code import kind_of, parts_of, signed_code
from app.label_keys import known_keys
from app.label_proof import Proof, Standing
from app.label_signing import PrivateKey, TrialKey, fingerprint, fits, written
from reports.datamatrix import encode
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, PINS, Pharmacy
from tests.app.wording import KEY, OTHER_KEY

TODAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
FIGURES = "(91)2611-0999(92)1(93)2611022200(94)2611022300(95)1.45mg"
COMPARED = (fingerprint(KEY.public),)
SIGNS = string.ascii_letters + string.digits + "-_.()"


def signed(figures: str = FIGURES, key: PrivateKey = KEY) -> str:
    return signed_code(figures, ("DEMO, Adalind", "1.45 mg"), key)


def standing(code: str, compared: tuple[str, ...] = COMPARED) -> Standing:
    return read_label(None, code, TODAY, compared).proof.standing


def as_sent(code: str) -> str:
    """Return what a scanner sends for a code: every field here ends with a separator."""
    return "]d2" + code.replace("(", "\x1d").replace(")", "").removeprefix("\x1d")


@st.composite
def figures(draw: st.DrawFn) -> str:
    """Return the figures of any label that could be printed."""
    start = datetime(2026, 11, 2, 12, 0) + timedelta(minutes=draw(st.integers(0, 1000)))
    end = start + timedelta(minutes=draw(st.integers(1, 1440)))
    number, copy = draw(st.integers(0, 999999)), draw(st.integers(1, 9999))
    dose = draw(st.sampled_from(("1.45mg", "0.9mg", "12mcg", "1g", "1,200mg")))
    out = f"(97){start - timedelta(minutes=60):%y%m%d%H%M}" if draw(st.booleans()) else ""
    return (
        f"(91)2611-{number:04d}(92){copy}(93){start:%y%m%d%H%M}(94){end:%y%m%d%H%M}(95){dose}{out}"
    )


@settings(max_examples=100)
@given(figures(), st.binary(min_size=32, max_size=32))
def test_any_label_is_genuine_where_there_is_no_folder_but_the_key_was_compared(
    said: str, seed: bytes
) -> None:
    key = PrivateKey(seed)
    code = signed(said, key)
    read = read_label(None, as_sent(code), TODAY, (fingerprint(key.public),))
    is_first = "(92)1(" in said
    assert read.proof.standing is (Standing.GENUINE if is_first else Standing.REPRINTED)
    assert read.code == code
    assert standing(code, ()) is Standing.UNKNOWN_KEY
    assert standing(code, COMPARED) is Standing.UNKNOWN_KEY
    assert len(encode(code)) <= 52


@pytest.mark.parametrize("sign", ["7", "B", "k"])
def test_no_sign_of_a_signed_label_may_be_another(sign: str) -> None:
    code = signed()
    heads = {at for head in re.finditer(r"\([0-9]{2}\)", code) for at in range(*head.span())}
    for at, before in enumerate(code):
        altered = code[:at] + (sign if sign != before else "3") + code[at + 1 :]
        if at not in heads:
            assert standing(altered) is Standing.ALTERED, (at, altered)
            continue
        # With another number of a field it may be no code of a label's any more.
        with suppress(Refused):
            assert standing(altered) is Standing.ALTERED, (at, altered)


@given(st.integers(0, 208), st.sampled_from(SIGNS))
def test_a_label_altered_anywhere_is_never_genuine(at: int, sign: str) -> None:
    code = signed()
    altered = code[:at] + sign + code[at + 1 :]
    try:
        found = standing(altered)
    except Refused:
        return
    assert (found is Standing.GENUINE) is (altered == code)


@given(st.integers(0, 207))
def test_a_label_with_a_sign_less_or_two_exchanged_is_never_genuine(at: int) -> None:
    code = signed()
    exchanged = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    for altered in (code[:at] + code[at + 1 :], exchanged):
        try:
            found = standing(altered)
        except Refused:
            continue
        assert (found is Standing.GENUINE) is (altered == code)


def test_another_way_of_writing_the_same_signature_does_not_fit() -> None:
    text, _, public, signature = parts_of(signed()) or ("", "", "", "")
    assert fits(public, signature, text)
    # The last sign holds four bits that mean nothing: a lenient reader takes sixteen for one.
    others = [sign for sign in SIGNS[:64] if sign != signature[-1]]
    assert not any(fits(public, signature[:-1] + sign, text) for sign in others)
    assert not fits(public[:-1], signature, text)
    assert not fits(public, signature + "A", text)
    assert not fits(public, "?" * 86, text)
    assert not fits(written(bytes([255] * 32)), signature, text)


def test_what_is_put_together_of_two_labels_is_altered() -> None:
    other = signed(FIGURES.replace("1.45mg", "9.45mg"))
    first, second = parts_of(signed()), parts_of(other)
    assert first is not None
    assert second is not None
    assert standing(f"{second[0]}(99){first[3]}") is Standing.ALTERED
    of_another_key = parts_of(signed(key=OTHER_KEY))
    assert of_another_key is not None
    assert standing(f"{first[0]}(99){of_another_key[3]}") is Standing.ALTERED


def test_an_altered_label_says_nothing_else() -> None:
    read = read_label(None, signed().replace("1.45mg", "9.45mg"), TODAY, COMPARED)
    assert (read.figures, read.stream, read.number_known) == (None, "", False)
    found = answer(read, None, NOON)
    assert found.fit is Fit.NOT_FIT
    assert found.sentence.startswith("Its signature does not fit what it says: it was altered.")


def test_a_label_whose_signature_was_taken_off_is_not_that_of_an_earlier_release() -> None:
    whole = signed()
    assert standing(whole.partition("(99)")[0]) is Standing.ALTERED
    assert standing(f"{whole}AB") is Standing.ALTERED
    assert standing(f"{FIGURES}(96)0123456789ABCDEF") is Standing.NOT_SIGNED


@pytest.mark.parametrize("change", [str.swapcase, str.upper, str.lower])
def test_exchanged_letters_are_told_as_that_and_not_as_altered(change: object) -> None:
    assert callable(change)
    for sent in (signed(), as_sent(signed()).removeprefix("]d2")):
        with pytest.raises(Refused, match="Switch Caps Lock off, then scan again") as refused:
            read_label(None, change(sent), TODAY, COMPARED)
        assert "ltered" not in refused.value.sentence
    with pytest.raises(Refused, match="Switch Caps Lock off"):
        read_label(None, f"{FIGURES}(96)0123456789ABCDEF".swapcase(), TODAY)


def test_a_key_that_nobody_here_knows_is_told_with_its_fingerprint() -> None:
    read = read_label(None, signed(), TODAY)
    assert read.proof.standing is Standing.UNKNOWN_KEY
    assert read.proof.fingerprint == COMPARED[0]
    assert len(COMPARED[0].split()) == 8
    found = answer(read, None, NOON)
    assert found.fit is Fit.CHECK
    assert COMPARED[0] in found.sentence
    assert answer(read, None, NOON + timedelta(hours=9)).fit is Fit.NOT_FIT
    genuine = read_label(None, signed(), TODAY, COMPARED)
    assert answer(genuine, None, NOON).fit is Fit.TIMES_ONLY


def test_a_copy_says_that_every_earlier_one_is_void() -> None:
    proof = read_label(None, signed(FIGURES.replace("(92)1", "(92)3")), TODAY, COMPARED).proof
    assert proof.standing is Standing.REPRINTED
    assert proof.sentence.endswith("this is copy 3, and every earlier copy is void.")


# Where it was made.


def test_a_label_printed_here_is_genuine_and_a_later_copy_makes_it_void(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    first = pharmacy.code_on_label()
    assert pharmacy.work.read_label(first).proof.standing is Standing.GENUINE
    pharmacy.session.person = CHECKER
    pharmacy.session.print_label("smudged")
    pharmacy.finish()
    before, now = (pharmacy.work.read_label(each) for each in (first, pharmacy.code_on_label()))
    assert (before.proof.standing, now.proof.standing) == (Standing.REPRINTED, Standing.REPRINTED)
    assert "It was genuine and is void: copy 2 was printed after this, copy 1." in (
        before.proof.sentence
    )
    assert now.proof.sentence.endswith("this is copy 2, and every earlier copy is void.")
    assert pharmacy.work.answer(now).fit is Fit.FIT
    assert pharmacy.work.answer(before).fit is Fit.NOT_FIT
    # Each copy has a file of its own.
    assert pharmacy.state.label is not None
    digests = [recorded_digests(pharmacy.work.log, each) for each in (before, now)]
    assert digests[1] == {pharmacy.state.label.digest}
    assert len(digests[0]) == 1
    assert digests[0].isdisjoint(digests[1])


def test_signed_here_and_not_on_record_is_not_gone_by(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    number = pharmacy.state.opened.number
    code = signed(FIGURES.replace("2611-0999", number), pharmacy.work.label_keys.key())
    read = pharmacy.work.read_label(code)
    assert (read.proof.standing, read.stream, read.number_known) == (Standing.GENUINE, "", True)
    found = pharmacy.work.answer(read)
    assert found.fit is Fit.NOT_FIT
    assert "this folder has no record of printing it" in found.sentence


def test_the_number_of_another_site_is_not_ours(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    number = pharmacy.state.opened.number
    code = signed(FIGURES.replace("2611-0999", number))
    assert pharmacy.work.read_label(code).number_known
    know(pharmacy)
    read = pharmacy.work.read_label(code)
    assert (read.proof.standing, read.number_known) == (Standing.GENUINE, False)
    assert read.proof.site == "St. Example Cancer Centre"
    assert "which Pharmacist Two compared" in read.proof.sentence
    assert pharmacy.work.answer(read).fit is Fit.TIMES_ONLY


def know(pharmacy: Pharmacy) -> None:
    keys, pin = pharmacy.work.label_keys, PINS[CHECKER.name]
    keys.know(KEY.public, "St. Example Cancer Centre", CHECKER, pin)
    assert known_keys(pharmacy.work.log)[KEY.public].fingerprint == COMPARED[0]


# Labels that go with a preparation.

VIAL = "(91)2611-0999(92)1(90)V1(95)0.9mg"


def test_a_label_of_a_vial_is_never_taken_for_the_bags() -> None:
    code = signed(VIAL)
    with pytest.raises(Refused) as refused:
        read_label(None, code, TODAY, COMPARED)
    assert refused.value.sentence == (
        "This is the label of reconstituted vial 1 of preparation 2611-0999, not that of the bag "
        "(GENUINE). Scan the label on the bag."
    )
    with pytest.raises(Refused, match="label of reconstituted vial 1, not that of the bag"):
        require_bag_label(parse_scan(code, TODAY))
    require_bag_label(parse_scan(signed(), TODAY))
    cover = FIGURES.replace("(93)", "(90)C(93)")
    with pytest.raises(Refused, match="label of the light cover of preparation 2611-0999"):
        read_label(None, signed(cover), TODAY, COMPARED)


def test_the_bags_label_is_never_taken_for_that_of_a_vial() -> None:
    with pytest.raises(Refused, match="This is the label of the bag itself"):
        read_companion(None, signed(), TODAY, COMPARED)
    with pytest.raises(Refused, match="not the code of a label of Umbra's"):
        read_companion(None, "(91)2611-0999(92)1", TODAY)
    read = read_companion(None, as_sent(signed(VIAL)), TODAY, COMPARED)
    assert (read.kind, read.number, read.called) == (LabelKind.VIAL, 1, "reconstituted vial 1")
    assert (read.preparation, read.copy, read.dose) == ("2611-0999", "1", "0.9 mg")
    assert read.proof.standing is Standing.GENUINE


def test_an_altered_label_of_a_vial_is_told_as_altered() -> None:
    for altered in (signed(VIAL).replace("V1", "V2"), signed(VIAL).replace("0.9mg", "9.9mg")):
        with pytest.raises(Refused, match="ALTERED: Its signature does not fit"):
            read_companion(None, altered, TODAY, COMPARED)
        with pytest.raises(Refused, match="ALTERED"):
            read_label(None, altered, TODAY, COMPARED)
    with pytest.raises(Refused, match="what it is on cannot be read"):
        read_companion(None, signed(VIAL.replace("V1", "X1")), TODAY, COMPARED)


@pytest.mark.parametrize(
    ("field", "kind", "number"),
    [
        ("V1", LabelKind.VIAL, 1),
        ("V12", LabelKind.VIAL, 12),
        ("S2", LabelKind.SYRINGE, 2),
        ("C", LabelKind.LIGHT_COVER, 0),
        ("T", LabelKind.TRANSPORT, 0),
    ],
)
def test_the_kinds_of_label_have_their_letters(field: str, kind: LabelKind, number: int) -> None:
    assert kind_of(field) == (kind, number)
    for wrong in (f"{field}x", field.lower(), "V0", "V", "C1", "", "1"):
        with pytest.raises(ValueError, match="not a kind of label"):
            kind_of(wrong if wrong != field else "?")


def test_a_trial_key_takes_the_room_of_a_key_and_signs_nothing() -> None:
    trial = TrialKey()
    code = signed_code(FIGURES, ("words",), trial)
    assert len(code) == len(signed())
    assert len(encode(code)) >= len(encode(signed()))
    assert standing(code) is Standing.ALTERED
    assert Proof(Standing.NOT_SIGNED, "").fingerprint == ""
    assert repr(KEY) == "PrivateKey()"


# Codes that were made to deceive.


def test_a_code_with_a_bracket_in_a_field_is_refused_however_it_is_sent() -> None:
    """It reads as other fields than the scanner's, once it stands in one line."""
    whole = signed("(91)2611-0999(92)1(90)C(93)2611022200(94)2611022300(95)1.45mg")
    crafted = whole.replace("(90)C", r"\(90\)C")
    sent = "]d2912611-0999\x1d921(90)C" + as_sent(whole).partition("90C")[2]
    for code in (crafted, sent, whole.replace("1.45mg", "1.45\\mg")):
        for read in (read_label, read_companion):
            with pytest.raises(Refused):
                read(None, code, TODAY, COMPARED)
    with pytest.raises(Refused, match="holds a bracket or a backslash"):
        read_label(None, signed().replace("(92)1", r"(92)1\(90\)C"), TODAY, COMPARED)


def test_what_is_signed_and_not_written_as_umbra_does_is_refused() -> None:
    with pytest.raises(Refused, match="its copy cannot be read"):
        read_label(None, signed(FIGURES.replace("(92)1", "(92)one")), TODAY, COMPARED)
    assert standing(signed().replace("(92)1", "(92)one")) is Standing.ALTERED


@pytest.mark.parametrize("extra", ["(10)LOT99", "(21)567", "(17)270331(01)00300080100011"])
def test_a_label_with_fields_of_a_product_is_refused(extra: str) -> None:
    product = "" if "(01)" in extra else "(01)00300080100011"
    vial = signed("(91)2611-0999(92)1(90)V1(95)0.9mg")
    for code, read in ((signed(), read_label), (vial, read_companion)):
        for crafted in (f"{product}{extra}{code}", f"{code}{product}{extra}"):
            with pytest.raises(Refused, match="holds fields of a product besides"):
                read(None, crafted, TODAY, COMPARED)
    with pytest.raises(Refused, match="holds fields of a product besides"):
        read_label(None, f"{signed()}(02)00300080100011(37)1", TODAY, COMPARED)


def test_capitals_alone_do_not_tell_that_a_label_is_as_it_was_signed() -> None:
    altered = signed(FIGURES).replace("1.45mg", "9.45mg").upper()
    made_up = f"{FIGURES}(96){'0' * 16}{'A' * 43}(99){'A' * 86}"
    for code in (signed().upper(), signed().lower(), altered, made_up):
        with pytest.raises(Refused, match="whether the label is genuine cannot be told") as refused:
            read_label(None, code, TODAY, COMPARED)
        assert "Nothing is known to be wrong" not in refused.value.sentence
    with pytest.raises(Refused, match="Nothing is known to be wrong with the label itself"):
        read_label(None, signed().swapcase(), TODAY, COMPARED)
    assert standing(signed().replace("1.45mg", "9.45mg").swapcase()) is Standing.ALTERED


def test_a_key_that_was_stolen_makes_no_label_fit(at_step: AtStep) -> None:
    """Nor does the key of an old backup: this folder has on record what it printed."""
    pharmacy = at_step("scan-label")
    code = signed(FIGURES, pharmacy.work.label_keys.key())
    read = pharmacy.work.read_label(code)
    assert (read.proof.is_own, read.stream, read.number_known) == (True, "", False)
    found = pharmacy.work.answer(read)
    assert found.fit is Fit.NOT_FIT
    assert "this folder has no record of printing it: its key was stolen" in found.sentence


# A label whose short code was typed.


def test_of_a_label_that_was_typed_nobody_knows_whether_it_is_genuine(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    assert pharmacy.state.label is not None
    code = pharmacy.state.label.code
    read = pharmacy.work.read_label(code, typed=True)
    assert read.proof.standing is Standing.NOT_READ
    assert "GENUINE" not in read.proof.sentence
    assert read.stream == pharmacy.stream
    assert pharmacy.work.answer(read).fit is Fit.FIT


# Labels that go with a preparation, where they were printed.


def companion(pharmacy: Pharmacy, kind: LabelKind, number: int = 0, reason: str = "") -> str:
    """Return the code of another copy of a label that goes with the preparation."""
    pharmacy.session.labels.print(kind, number, reason)
    printed = pharmacy.state.companion(kind, number).printed
    assert printed is not None
    return printed.code


def proof_of(pharmacy: Pharmacy, code: str) -> Proof:
    return read_companion(pharmacy.work.log, code, TODAY).proof


def test_the_label_of_a_vial_that_was_rejected_is_void(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    code = companion(pharmacy, LabelKind.VIAL, 1)
    assert proof_of(pharmacy, code).standing is Standing.GENUINE
    pharmacy.session.do(said.Inspect(pharmacy.step.identifier, False, "particles seen"))
    proof = proof_of(pharmacy, code)
    assert proof.standing is Standing.VOID
    assert "what it was put on was rejected or changed since" in proof.sentence


def test_a_companion_of_which_another_copy_is_out_is_void(at_step: AtStep) -> None:
    pharmacy = at_step("release")
    cover = companion(pharmacy, LabelKind.LIGHT_COVER)
    first = companion(pharmacy, LabelKind.TRANSPORT)
    second = companion(pharmacy, LabelKind.TRANSPORT, reason="smudged")
    proof = proof_of(pharmacy, first)
    assert (proof.standing, "copy 2 is the one in force" in proof.sentence) == (Standing.VOID, True)
    assert proof_of(pharmacy, second).standing is Standing.REPRINTED
    assert proof_of(pharmacy, cover).standing is Standing.GENUINE
    pharmacy.session.do(said.Discard("spilled"))
    for code in (first, second):
        proof = proof_of(pharmacy, code)
        assert (proof.standing, "was discarded" in proof.sentence) == (Standing.VOID, True)
    with pytest.raises(Refused, match=r"not that of the bag \(VOID\)"):
        read_label(pharmacy.work.log, first, TODAY)


def test_the_labels_of_a_preparation_that_failed_are_void(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.go_to("add-drug")
    code = companion(pharmacy, LabelKind.SYRINGE, 1)
    assert proof_of(pharmacy, code).standing is Standing.GENUINE
    pharmacy.go_to("inspect-bag")
    pharmacy.session.do(said.Inspect("inspect-bag", False, "particles seen"))
    proof = proof_of(pharmacy, code)
    assert (proof.standing, "the preparation failed" in proof.sentence) == (Standing.VOID, True)


def test_a_companion_that_this_folder_never_printed_is_void(at_step: AtStep) -> None:
    pharmacy = at_step("scan-label")
    key, number = pharmacy.work.label_keys.key(), pharmacy.state.opened.number
    for figures in (VIAL, VIAL.replace("2611-0999", number)):
        proof = proof_of(pharmacy, signed(figures, key))
        assert proof.standing is Standing.VOID
        assert "this folder never printed it" in proof.sentence
