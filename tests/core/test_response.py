"""Which response decides a dose, and how one is derived from values."""

from dataclasses import replace

import pytest

from app import references
from app.core.order import Response
from app.core.response import assessed_response, derived_response, governing_response, words_of
from tests.core.course_table import asked, course, day, told

US = references.monograph_named("besponsa-us")
POLICY = references.laboratory_policy()
VALUES = (
    "21 marrow-blasts 3 %; 20 blood-blasts 0 /mm3; 20 platelets 120 10*9/L; 20 neutrophils 2 10*9/L"
)


def derived(text: str) -> tuple[Response, str] | None:
    assert US.response is not None
    found = derived_response(course("1 given c1d1", *told(text)), US.response, 7, day(22))
    return None if found is None else (found.response, found.derivation)


def test_a_derivation_names_every_value_with_its_day() -> None:
    assert derived(VALUES) == (
        Response.CR,
        "marrow blasts 3% (2026-11-22), below 5%; no peripheral blasts; platelets 120 ×10⁹/L "
        "(2026-11-21) and neutrophils 2 ×10⁹/L (2026-11-21), both at least 100 ×10⁹/L and "
        "1 ×10⁹/L",
    )


def test_a_derivation_of_cri_says_what_is_lacking() -> None:
    found = derived(VALUES.replace("120 10", "99 10"))
    assert found is not None
    assert found[0] is Response.CRI
    assert found[1].endswith("not both at least 100 ×10⁹/L and 1 ×10⁹/L")


def test_without_a_marrow_nothing_is_derived() -> None:
    assert derived(VALUES.partition(";")[2]) is None


def test_without_a_dose_on_record_values_count_all_the_same() -> None:
    assert US.response is not None
    found = derived_response(course(*told(VALUES)), US.response, 7, day(22))
    assert found is not None
    assert found.response is Response.CR


@pytest.mark.parametrize(
    ("dose", "text", "response"),
    [
        ("22 c2d1", "cycles 1-1; 21 response cri", Response.CRI),
        ("29 c2d8", "cycles 1-1; 22 given c2d1; 23 response cri", None),
        ("1 c1d1 order cr", "", Response.CR),
        ("22 c2d1 order cr", "cycles 1-1", Response.CR),
        ("22 c2d1", f"cycles 1-1; {VALUES}", Response.CR),
    ],
)
def test_which_response_decides(dose: str, text: str, response: Response | None) -> None:
    found, _ = asked(dose)
    assert governing_response(course(*told(text)), found, US, POLICY).response is response


def test_nothing_is_derived_without_criteria_or_policy() -> None:
    dose, _ = asked("22 c2d1")
    record = course("cycles 1-1", *told(VALUES))
    bare = replace(US, response=None)
    assert governing_response(record, dose, bare, POLICY).response is None
    assert governing_response(record, dose, US, None).response is None
    ordered, _ = asked("22 c2d1 order cr")
    (outcome,) = governing_response(record, ordered, bare, POLICY).outcomes
    assert outcome.source == US.regimens[0].source


def test_the_response_assessed_last_stands() -> None:
    record = course("1 given c1d1", "1 response cr", "20 response none", "15 response cr")
    found = [assessed_response(record, day(on)) for on in (14, 19, 20)]
    assert [each and each.response for each in found] == [None, Response.CR, Response.NONE]


def test_a_response_that_was_lost_names_the_last_one_there_was() -> None:
    record = course("cycles 1-1", "15 response cri", "21 response none", "18 response cr")
    (lost, _) = governing_response(record, asked("22 c2d1")[0], US, POLICY).outcomes
    assert getattr(lost, "sentence", "").startswith("CR was recorded on 2026-11-19 and no CR or")


def test_responses_in_words() -> None:
    assert [words_of(each) for each in Response] == ["no CR or CRi", "CR", "CRi"]
