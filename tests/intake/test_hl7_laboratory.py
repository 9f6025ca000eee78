"""Laboratory values out of an HL7 message: what is read, and what is said of the rest."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.core.course import Analyte, CourseFact, LaboratoryValue, Unusable
from app.core.quantity import quantity
from app.core.refused import Refused
from app.intake.hl7_laboratory import patient_and_laboratory

NOW = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
HEAD = "\r".join(
    [
        "MSH|^~\\&|A|B|C|D|20261102084500-0600||RDE^O11^RDE_O11|1|P|2.5.1",
        "PID|1||00482913^^^X^MR||DEMO^Adalind||19790412",
        "ORC|NW|1",
    ]
)
OBX = "OBX|1|NM|1975-2^Bilirubin^LN||0.8|mg/dL^mg/dL^UCUM|0.2-1.2||||F|||20261101071500"
VALUE = LaboratoryValue(
    Analyte.BILIRUBIN,
    quantity("0.8", "mg/dL"),
    date(2026, 11, 1),
    "file",
    datetime(2026, 11, 1, 13, 15, tzinfo=UTC),
    quantity("1.2", "mg/dL"),
)


def read(*segments: str, head: str = HEAD) -> tuple[CourseFact, ...]:
    return patient_and_laboratory("\r".join([head, *segments]), now=NOW, source="file")[1]


def changed(old: str, new: str) -> str:
    assert old in OBX
    return OBX.replace(old, new)


def test_a_value_has_its_unit_time_and_upper_limit() -> None:
    assert read(OBX) == (VALUE,)


@pytest.mark.parametrize(
    ("code", "number", "unit", "analyte", "value"),
    [
        ("1920-8", "24", "U/L", Analyte.AST, quantity("24", "U/L")),
        ("1742-6", "24", "IU/L", Analyte.ALT, quantity("24", "U/L")),
        ("14631-6", "17.1", "umol/L^^UCUM", Analyte.BILIRUBIN, quantity("17.1", "umol/L")),
        ("26499-4", "1.6", "10*3/uL^K/uL^UCUM", Analyte.NEUTROPHILS, quantity("1.6", "10*9/L")),
        ("26515-7", "88", "K/uL", Analyte.PLATELETS, quantity("88", "10*9/L")),
        ("30376-8", "0", "/uL^^ISO+", Analyte.BLOOD_BLASTS, quantity("0", "/mm3")),
        ("11150-0", "2", "%", Analyte.MARROW_BLASTS, quantity("2", "%")),
    ],
)
def test_each_analyte_is_read(
    code: str, number: str, unit: str, analyte: Analyte, value: object
) -> None:
    (found,) = read(f"OBX|1|NM|{code}^Words^LN||{number}|{unit}|||||F|||20261101")
    assert isinstance(found, LaboratoryValue)
    assert (found.analyte, found.value, found.at) == (analyte, value, None)


def test_the_code_may_be_the_second_one() -> None:
    assert read(changed("1975-2^Bilirubin^LN", "BILI^Bilirubin^L^1975-2^Bilirubin^LN")) == (VALUE,)


@pytest.mark.parametrize("written", ["0.2-1.2", "0.2 - 1.2", "<1.2", "<=1.2", "< 1.2"])
def test_the_upper_limit_is_that_of_the_range(written: str) -> None:
    assert read(changed("0.2-1.2", written)) == (VALUE,)


@pytest.mark.parametrize("written", ["", ">0.2", "normal", "0.2-1.2 (adults)", "1.2", "a~b"])
def test_another_range_gives_no_upper_limit(written: str) -> None:
    (found,) = read(changed("0.2-1.2", written))
    assert isinstance(found, LaboratoryValue)
    assert found.upper_limit is None


def test_a_time_without_any_offset_is_only_a_day() -> None:
    (found,) = read(OBX, head=HEAD.replace("-0600", ""))
    assert isinstance(found, LaboratoryValue)
    assert (found.on, found.at) == (date(2026, 11, 1), None)


def test_withdrawn_and_other_observations_say_nothing() -> None:
    height = "OBX|1|NM|8302-2^Body height^LN||170|cm|||||F"
    course = "OBX|3|NM|CYCLE^Cycle^99UMBRA||3||||||F"
    assert read(height, course, changed("|F|", "|D|"), changed("|F|", "|W|")) == ()
    assert read(changed("^LN|", "^L|")) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mg/dL^mg/dL^UCUM", "", "OBX-6 has no unit; expected a bilirubin value in mg/dL or umol"),
        ("mg/dL^mg/dL^UCUM", "kg", "OBX-6 has the unit “kg”"),
        ("mg/dL^mg/dL^UCUM", "mg/dL^mg/dL^L", "is coded in “L”"),
        ("mg/dL^mg/dL^UCUM", "mg/dL^umol/L^UCUM", "mg/dL as both"),
        ("|0.8|", "||", "OBX-5 is missing"),
        ("|0.8|", "|<0.8|", "OBX-5: "),
        ("|0.8|", "|0|", "is zero"),
        ("|0.8|", "|0.8~0.9|", "is repeated"),
        ("|NM|", "|ST|", "OBX-2 is not NM"),
        ("0.2-1.2", "0-0", "OBX-7 gives zero as the upper limit"),
        ("0.2-1.2", "<1.2.3", "OBX-7: "),
        ("|F|", "|P|", "OBX-11 is “P”"),
        ("|F|", "||", "OBX-11 is missing"),
        ("20261101071500", "", "OBX-14 is missing"),
        ("20261101071500", "202611", "is not a whole date"),
        ("20261101071500", "20261131", "not in the calendar"),
        ("20261101071500", "20261104", "lies in the future"),
        ("1975-2^Bilirubin^LN", "1920-8^AST^LN^1742-6^ALT^LN", "two analytes"),
        ("1975-2^Bilirubin^LN", "26446-5^Blasts^LN", "as a share of the leukocytes"),
    ],
)
def test_a_value_that_cannot_be_read_is_said(old: str, new: str, said: str) -> None:
    found, after = read(changed(old, new), OBX)
    assert isinstance(found, Unusable)
    assert said in found.sentence
    assert found.sentence.endswith("Enter it by hand, or have it corrected and sent again.")
    assert after == VALUE


def test_katal_is_said() -> None:
    (found,) = read("OBX|1|NM|1920-8^AST^LN||0.4|ukat/L^^UCUM|||||F|||20261101")
    assert isinstance(found, Unusable)
    assert found.about == "AST, OBX"
    assert found.on == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("MSH|", "XXX|", "does not start as an HL7 v2 message"),
        ("RDE^O11", "ADT^A01", "expected RDE^O11"),
        ("\rORC", "\rPID|2\rORC", "two patients"),
        ("\rPID", "\rZZZ", "has no PID segment"),
    ],
)
def test_another_message_is_refused(
    old: str, new: str, said: str, refusal: Callable[..., str]
) -> None:
    assert said in refusal(lambda: read(OBX, head=HEAD.replace(old, new)))


@given(st.integers(0, len(OBX)), st.integers(0, 20), st.text('|^~\\&0F2.-+<"AZ\r', max_size=12))
def test_a_segment_changed_anywhere_is_read_or_said(start: int, length: int, new: str) -> None:
    segment = OBX[:start] + new + OBX[start + length :]
    found: tuple[CourseFact, ...] = ()
    said = []
    try:
        found = read("NTE|1", segment)
    except Refused as fault:
        said = [fault.sentence]
    said += [each.sentence for each in found if isinstance(each, Unusable)]
    assert all(each.isprintable() for each in said)
    assert {type(each) for each in found} <= {LaboratoryValue, Unusable}
