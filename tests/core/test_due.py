"""What is not in a monograph is not assumed: it is refused, or said to be not checked."""

from dataclasses import replace

import pytest

from app import references
from app.core.due import age_findings, course_findings, draft_findings, parse_reduction
from app.core.finding import Severity
from app.core.order import Age, Response
from app.core.refused import Refused

US = references.monograph_named("besponsa-us")


def test_without_a_least_age_the_age_is_not_checked_and_that_is_said() -> None:
    (finding,) = age_findings(replace(US, minimum_age=None), Age(0))
    assert (finding.severity, finding.code) == (Severity.NOTE, "age-not-checked")
    assert finding.sentence == "Not checked: the age; the monograph has no least age for BESPONSA."


def test_without_a_number_of_cycles_for_a_response_none_is_asked_for() -> None:
    free = replace(US, cycles_without_response=None)
    for response in (None, Response.NONE):
        assert course_findings(US, 4, response, None)
        assert course_findings(free, 4, response, None) == ()


def test_without_a_reduction_none_is_known() -> None:
    plain = replace(US, reduction=None)
    with pytest.raises(Refused, match="The monograph of BESPONSA knows no reduction in percent"):
        parse_reduction("25%", plain)
    (finding,) = course_findings(plain, 2, Response.CR, 25)
    assert (finding.code, finding.source) == ("reduced-dose", "US label")


def test_a_monograph_that_is_no_draft_says_nothing() -> None:
    assert draft_findings(US) == ()
    (finding,) = draft_findings(replace(US, draft="nobody has read it"))
    assert finding.sentence == (
        "The monograph besponsa-us is a draft and may not be used for preparing: nobody has read "
        "it."
    )
