"""What is written into the fields of what-if."""

from datetime import date

import pytest

from app.core.course import Analyte, Course, LaboratoryValue
from app.core.order import Response
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.supposed_entry import read_supposed
from app.core.what_if import Supposed

ON = date(2026, 11, 2)
ON_RECORD = LaboratoryValue(
    Analyte.ALT, quantity("31", "U/L"), ON, "laboratory", upper_limit=quantity("40", "U/L")
)


def test_empty_fields_suppose_nothing() -> None:
    assert read_supposed({"weight": "", "response": " "}, Course(), ON) == Supposed()


def test_each_field_supposes_its_own() -> None:
    texts = {"weight": "72 kg", "height": "170 cm", "on": "2026-11-05", "response": "cri"}
    assert read_supposed(texts, Course(), ON) == Supposed(
        weight=quantity("72", "kg"),
        height=quantity("170", "cm"),
        response=Response.CRI,
        on=date(2026, 11, 5),
    )


def test_values_are_supposed_for_the_day_of_the_dose() -> None:
    texts = {"platelets": "62 10*9/L", "blood-blasts": "0 /mm3"}
    today = read_supposed(texts, Course(), ON).values
    assert [(each.analyte, each.on, each.upper_limit) for each in today] == [
        (Analyte.PLATELETS, ON, None),
        (Analyte.BLOOD_BLASTS, ON, None),
    ]
    (later, _) = read_supposed(texts | {"on": "2026-11-05"}, Course(), ON).values
    assert later.on == date(2026, 11, 5)


def test_the_upper_limit_is_the_one_written_or_else_the_one_on_record() -> None:
    def limit(texts: dict[str, str], course: Course) -> object:
        (value,) = read_supposed({"alt": "80 U/L", **texts}, course, ON).values
        return value.upper_limit

    assert limit({}, Course()) is None
    assert limit({}, Course((ON_RECORD,))) == quantity("40", "U/L")
    assert limit({"limit-alt": "45 U/L"}, Course((ON_RECORD,))) == quantity("45", "U/L")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("weight", "72", "has no space between number and unit"),
        ("height", "170", "has no space between number and unit"),
        ("on", "5 Nov", "is not a date"),
        ("platelets", "62 U/L", "has the unit"),
        ("alt", "0 U/L", "is zero"),
    ],
)
def test_nothing_is_guessed(name: str, text: str, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        read_supposed({name: text}, Course(), ON)
    assert sentence in caught.value.sentence
