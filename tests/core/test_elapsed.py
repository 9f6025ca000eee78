"""Lengths of time as people read them."""

from datetime import timedelta

import pytest

from app.core.elapsed import elapsed


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "less than 1 min"),
        (59, "less than 1 min"),
        (60, "1 min"),
        (-119, "1 min"),
        (3600, "1 h"),
        (3660, "1 h 1 min"),
        (-14_400, "4 h"),
    ],
)
def test_a_length_of_time_is_said_in_hours_and_minutes(seconds: int, words: str) -> None:
    assert elapsed(timedelta(seconds=seconds)) == words
