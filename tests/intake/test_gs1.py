"""The GS1 reader against any text, and against a second reader."""

from dataclasses import replace
from datetime import date, datetime

import biip
import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from app.core.refused import Refused
from app.intake.gs1 import Scanned, parse_scan
from app.intake.gs1_fields import FIELDS, check_digit, field_at, has_check_digit
from tests.intake.scan_trial import trial

TODAY = date(2026, 11, 22)
GS = "\x1d"
SIGNS = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

digits = st.text("0123456789")
pieces = st.one_of(
    st.text(),
    digits,
    st.sampled_from(["]d2", "]C1", "]E0", "]e0", "]", GS, "(", ")", "(01)", "NDC ", "-", "\\"]),
    st.sampled_from(sorted(FIELDS)),
    st.sampled_from(["00300080100011", "270331", "AB1234"]),
)


@given(st.lists(pieces).map("".join))
@example("\ud800")
@example("]d2\x00")
@example("01" + "²" * 14)
def test_any_text_is_read_or_refused(raw: str) -> None:
    scanned, sentence = Scanned(raw), "."
    try:
        scanned = parse_scan(raw, TODAY)
    except Refused as refused:
        sentence = refused.sentence
    assert sentence.endswith(".")
    assert sentence.isprintable()
    assert scanned.raw == raw
    assert scanned.gtin is None or (len(scanned.gtin) == 14 and has_check_digit(scanned.gtin))


def value_of(ai: str) -> st.SearchStrategy[str]:
    field = FIELDS[ai]
    if "check" in field.marks:
        short = st.text("0123456789", min_size=field.longest - 1, max_size=field.longest - 1)
        return short.map(lambda each: each + check_digit(each))
    if "moment" in field.marks:
        form = "%y%m%d%H" if ai == "8008" else "%y%m%d%H%M"
        return st.datetimes(min_value=date_time(2027), max_value=date_time(2050)).map(
            lambda moment: moment.strftime(form)
        )
    if ai == "8013":
        return st.just("1987654Ad4X4bL5ttr2310c2K")
    if "date" in field.marks:
        made = ai in ("11", "13")
        days = st.dates(date(2000 if made else 2027, 1, 1), date(2026 if made else 2050, 12, 31))
        return st.tuples(days, st.booleans()).map(
            lambda day: day[0].strftime("%y%m00" if day[1] else "%y%m%d")
        )
    return st.from_regex(field.pattern, fullmatch=True)


def date_time(year: int) -> datetime:
    return datetime(year, 1, 1)


# An NDC (715) must fit its product number: see test_carton_codes.py and scan_trial.py.
fields = st.sampled_from(sorted(FIELDS.keys() - {"01", "02", "715"})).flatmap(
    lambda ai: st.tuples(st.just(ai), value_of(ai))
)
carton = st.tuples(
    value_of("01"), st.lists(fields, max_size=6, unique_by=lambda element: element[0])
)


@given(carton, st.sampled_from(["", GS, "]d2", "]d2" + GS]))
def test_each_valid_code_is_read_as_biip_reads_it(
    carton: tuple[str, list[tuple[str, str]]], prefix: str
) -> None:
    gtin, others = carton
    said = dict(others)
    if "17" in said and "7003" in said:
        said["17"] = said["7003"][:6]
    elements = [("01", gtin), *said.items()]
    raw = prefix + "".join(
        ai + value + ("" if FIELDS[ai].fixed else GS) for ai, value in elements
    ).removesuffix(GS)
    ours = parse_scan(raw, TODAY)
    theirs = biip.parse(raw).gs1_message
    assert theirs is not None
    read = {element.ai.ai: element for element in theirs.element_strings}
    assert named(ours) == {ai: each.value for ai, each in read.items() if ai not in ("17", "30")}
    assert ours.expiry == (read["17"].date if "17" in read else None)
    assert ours.count == (int(read["30"].value) if "30" in read else None)


def named(scanned: Scanned) -> dict[str, str]:
    """Return each field of a code that is kept as text, by its number."""
    said = {"01": scanned.gtin, "10": scanned.lot, "21": scanned.serial}
    found = {ai: value for ai, value in said.items() if value is not None}
    return found | dict(scanned.internal) | dict(scanned.others)


@given(carton)
def test_what_is_typed_in_brackets_says_what_the_code_says(
    carton: tuple[str, list[tuple[str, str]]],
) -> None:
    gtin, others = carton
    said = dict(others)
    said.pop("7003", None)
    elements = [("01", gtin), *said.items()]
    scanned = parse_scan(
        GS + "".join(ai + value + ("" if FIELDS[ai].fixed else GS) for ai, value in elements), TODAY
    )
    typed = "".join(
        f"({ai})" + value.replace("(", "\\(").replace(")", "\\)") for ai, value in elements
    )
    again = parse_scan(typed, TODAY)
    assert again == replace(scanned, raw=typed, separator_lost_suspected=False)


def test_no_field_number_starts_with_another_one() -> None:
    assert all(field_at(ai + "0") is FIELDS[ai] for ai in FIELDS)


@pytest.mark.parametrize("ai", sorted(FIELDS))
def test_each_field_is_known_to_biip_with_the_same_separator_rule(ai: str) -> None:
    from biip.gs1_application_identifiers import GS1ApplicationIdentifier

    theirs = GS1ApplicationIdentifier.extract(ai)
    assert theirs.ai == ai
    assert theirs.separator_required is not FIELDS[ai].fixed


def test_the_signs_of_gs1_are_82() -> None:
    lot = FIELDS["10"].pattern
    accepted = [chr(code) for code in range(0x2000) if lot.fullmatch(chr(code))]
    assert "".join(accepted) == "".join(sorted(SIGNS))
    assert len(accepted) == 82


def test_a_model_number_ends_in_its_check_characters() -> None:
    # The example of the GS1 General Specifications for a Global Model Number.
    right = "1987654Ad4X4bL5ttr2310c2K"
    FIELDS["8013"].check(right, TODAY)
    for wrong in (right[:-1] + "L", right[:-2] + "3K", right.replace("2310", "2301")):
        with pytest.raises(Refused, match="wrong check characters"):
            FIELDS["8013"].check(wrong, TODAY)


def test_random_codes_and_mutants_keep_what_must_hold() -> None:
    """A few thousand of what `python -m tests.intake.scan_trial` runs by the million."""
    tally = trial(6000, seed=4)
    assert tally.faults == []
    for happened in ("valid: read", "mutant: refused", "mutant: read", "separator lost: suspected"):
        assert tally.counts[happened] > 100
    assert tally.counts["valid: read"] == 1500


def test_the_trial_sees_a_lost_separator_that_is_not_suspected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.intake.gs1.may_hide_a_field", lambda *_, **__: False)
    assert any("stands in" in fault for fault in trial(2000, seed=4).faults)
