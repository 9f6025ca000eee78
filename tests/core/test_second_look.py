"""What is recorded after a preparation was opened is not passed over."""

import pytest

from app.core.finding import note, stop, warn
from app.core.outcome import Question
from app.core.refused import Refused
from app.core.review import Review
from app.core.second_look import news, require_nothing_new, require_nothing_stops, require_weighed

NOTE = note("n", "A note.", "label")
WARNING = warn("w", "A warning.", "label")
STOP = stop("s", "A stop.", "label")
QUESTION = Question("q", "Is it so", "", "label")


def reviewed(*findings: object, questions: tuple[Question, ...] = ()) -> Review:
    return Review((), questions, findings, None, None)  # type: ignore[arg-type]


def test_what_was_known_is_no_news() -> None:
    before = reviewed(STOP, WARNING, NOTE, questions=(QUESTION,))
    found = news(before, before)
    assert (found.stops, found.warnings, found.questions, found.to_weigh) == ((), (), (), "")
    require_nothing_new(found)
    require_weighed(found, "")


def test_a_new_note_holds_up_nothing() -> None:
    require_nothing_new(news(reviewed(), reviewed(NOTE)))


def test_a_new_stop_stops_whatever_is_written() -> None:
    found = news(reviewed(), reviewed(STOP))
    for require in (require_nothing_stops, require_nothing_new):
        with pytest.raises(Refused, match=r"Recorded since this was opened: A stop\. Stop and"):
            require(found)
    with pytest.raises(Refused, match="Stop and discard"):
        require_weighed(found, "weighed")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (reviewed(WARNING), r"A warning\."),
        (reviewed(questions=(QUESTION,)), r"Is it so\?"),
        (reviewed(WARNING, questions=(QUESTION,)), r"A warning\."),
    ],
)
def test_a_new_warning_or_question_is_weighed_by_the_checker(now: Review, said: str) -> None:
    found = news(reviewed(), now)
    require_nothing_stops(found)
    with pytest.raises(Refused, match=f"{said} Write why the preparation may be released"):
        require_weighed(found, "")
    require_weighed(found, "the ward confirmed it")
    with pytest.raises(Refused, match=f"{said} Discard this preparation and open the order again"):
        require_nothing_new(found)
