"""What the record says to a condition: met, to be asked, or a finding."""

from app import references
from app.core.finding import warn
from app.core.outcome import Answered, Question
from tests.core.course_table import asked, course, judge


def test_a_condition_comes_out_in_one_of_three_ways() -> None:
    us = references.monograph_named("besponsa-us")
    found = judge(course("3 blood-blasts 10 10*9/L"), asked("1 c1d1")[0], us).review
    again = judge(course("-9 blood-blasts 9 10*9/L"), asked("1 c1d1")[0], us).review
    question = next(each for each in found.questions if each.code == "cytoreduction")
    answer = next(each for each in again.answered if each.code == "cytoreduction")
    assert isinstance(question, Question)
    assert isinstance(answer, Answered)
    assert question.question == answer.sentence
    assert [each.code for each in again.findings if each.severity is warn("", "", "").severity] == [
        "blood-blasts-stale"
    ]
