"""What a clock showed, and how the log keeps it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.reading import Reading

WALL = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)


@given(st.timedeltas(min_value=timedelta(0)), st.text(st.characters(codec="ascii"), min_size=1))
def test_a_reading_survives_the_log(running: timedelta, boot: str) -> None:
    reading = Reading(WALL, running, boot)
    assert Reading.of(WALL, reading.text()) == reading


def test_the_text_is_boot_and_microseconds() -> None:
    assert Reading(WALL, timedelta(seconds=1.5), "a boot").text() == "a boot 1500000"


@pytest.mark.parametrize("text", ["", "boot", "boot x", "boot 1.5"])
def test_any_other_text_is_not_a_reading(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Reading.of(WALL, text)


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=-6)), timezone(timedelta(0), "X")])
def test_a_wall_time_is_utc(zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="UTC"):
        Reading(WALL.replace(tzinfo=zone), timedelta(0), "boot")
