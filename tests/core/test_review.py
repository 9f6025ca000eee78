"""The whole record against the whole label, in one value."""

from app import references
from app.core.order import Response
from app.core.review import review
from tests.core.course_table import asked, course, told

US = references.monograph_named("besponsa-us")
POLICY = references.laboratory_policy()


def test_a_review_holds_what_the_dose_is_calculated_with() -> None:
    record = course("cycles 1-1", "20 response cr", "21 reduced by 25%")
    found = review(record, asked("22 c2d1")[0], US, POLICY)
    assert (found.response, found.reduction) == (Response.CR, 25)
    assert {each.code for each in found.answered} == {"interval", "response"}
    assert {each.code for each in found.findings} == {"reduction-in-force", "heart-rhythm"}
    assert "liver" in {each.code for each in found.questions}


def test_findings_of_one_kind_have_codes_of_their_own() -> None:
    record = course(*told("1 given c1d1; 3 given c1d9; 4 given c1d10; 5 given c1d11"))
    found = review(record, asked("15 c1d15")[0], US, POLICY)
    codes = [each.code for each in found.findings if each.code.startswith("day-not-of-label")]
    assert codes == ["day-not-of-label", "day-not-of-label-2", "day-not-of-label-3"]


def test_each_outcome_says_where_it_is_from() -> None:
    record = course(*told("1 given c1d1; 3 harm other named rash grade 2; 4 interrupted still"))
    found = review(record, asked("8 c1d8")[0], US, POLICY)
    assert all(each.source for each in (*found.answered, *found.questions, *found.findings))
