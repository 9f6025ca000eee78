"""What is chosen for a window counts at its own workstation, before and after the log is open."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import SetClock
from app.core.encoding import decode, encode
from app.core.person import Office, Person
from app.core.refused import Refused
from app.store import Fact, Log
from app.window_settings import (
    AS_SHIPPED,
    LEAST_VOLUME,
    ROOM_LIGHTS,
    SILENT_FOR,
    WindowSettings,
    glance,
)
from app.workstation import choose, require_usable, settings_of

TECHNICIAN = Person("Technician Two", Office.TECHNICIAN)
PHARMACIST = Person("Pharmacist One", Office.PHARMACIST)
CHOSEN = WindowSettings("amber", Decimal("3.78"), "DEMO 1366x768", 40, "de", 2)


def test_what_was_chosen_last_counts(log: Log, clock: SetClock) -> None:
    assert settings_of(log) == AS_SHIPPED
    choose(log, clock, replace(CHOSEN, volume=80), TECHNICIAN)
    choose(log, clock, CHOSEN, TECHNICIAN)
    assert settings_of(log) == CHOSEN


def test_a_glance_sees_what_the_log_will_say(log: Log, clock: SetClock) -> None:
    choose(log, clock, CHOSEN, TECHNICIAN)
    assert glance(log.path, "hood one") == CHOSEN
    choose(log, clock, replace(CHOSEN, pixels_per_mm=None), TECHNICIAN)
    assert glance(log.path, "hood one") == replace(CHOSEN, pixels_per_mm=None)
    assert glance(log.path, "hood two") == AS_SHIPPED


def test_another_workstation_keeps_its_own(tmp_path: Path, clock: SetClock) -> None:
    with Log.open(tmp_path / "umbra.log", workstation="hood one") as log:
        choose(log, clock, CHOSEN, TECHNICIAN)
    with Log.open(tmp_path / "umbra.log", workstation="hood two") as log:
        assert settings_of(log) == AS_SHIPPED


@pytest.mark.parametrize("content", [b"", b"no log", None])
def test_a_glance_at_what_is_no_log_sees_what_ships(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "umbra.log"
    if content is not None:
        file.write_bytes(content)
    assert glance(file, "hood one") == AS_SHIPPED


def _tell(file: Path, data: str | bytes) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE event (stream, version, name, data)")
        made.execute("INSERT INTO event VALUES ('window/hood one', 1, 'x', ?)", (data,))
        made.commit()


@pytest.mark.parametrize("data", ["[]", "{", "7", "[" * 100_000, b"\xff"])
def test_a_glance_at_settings_nobody_wrote_sees_what_ships(
    tmp_path: Path, data: str | bytes
) -> None:
    _tell(tmp_path / "umbra.log", data)
    assert glance(tmp_path / "umbra.log", "hood one") == AS_SHIPPED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("room_light", "dark"),
        ("room_light", ["white"]),
        ("pixels_per_mm", "wide"),
        ("pixels_per_mm", "NaN"),
        ("pixels_per_mm", "-4"),
        ("pixels_per_mm", "100000"),
        ("pixels_per_mm", "1e999999"),
        ("pixels_per_mm", True),
        ("measured_on", 7),
        ("volume", "loud"),
        ("volume", True),
        ("volume", 101),
        ("volume", None),
        ("language", ["de"]),
        ("language", "../de"),
        ("lock_minutes", "5"),
        ("lock_minutes", 0),
        ("lock_minutes", 61),
        ("lock_minutes", 2.5),
        ("of_the_next_version", {"a": 1}),
    ],
)
def test_a_value_that_no_window_can_have_counts_as_shipped_and_the_others_as_chosen(
    log: Log, tmp_path: Path, name: str, value: object
) -> None:
    told = json.loads(encode(CHOSEN)) | {name: value}
    _tell(tmp_path / "told.log", json.dumps(told))
    shipped = {name: getattr(AS_SHIPPED, name)} if hasattr(AS_SHIPPED, name) else {}
    expected = replace(CHOSEN, **shipped)
    assert glance(tmp_path / "told.log", "hood one") == expected
    at = "2026-11-02T16:00:00+00:00"
    fact = Fact("window-settings-chosen", json.dumps(told))
    log.append("window/hood one", 0, (fact,), at=at, clock="", actor="")
    assert settings_of(log) == expected


@pytest.mark.parametrize(
    "wrong",
    [
        replace(CHOSEN, room_light="dark"),
        replace(CHOSEN, pixels_per_mm=Decimal("1.4")),
        replace(CHOSEN, pixels_per_mm=Decimal("20.1")),
        replace(CHOSEN, volume=101),
        replace(CHOSEN, volume=-1),
        replace(CHOSEN, lock_minutes=0),
        replace(CHOSEN, lock_minutes=61),
        replace(CHOSEN, language="German!"),
    ],
)
def test_what_no_window_can_be_is_refused_and_not_recorded(
    log: Log, clock: SetClock, wrong: WindowSettings
) -> None:
    with pytest.raises(Refused):
        choose(log, clock, wrong, TECHNICIAN)
    assert settings_of(log) == AS_SHIPPED


@given(
    st.builds(
        WindowSettings,
        room_light=st.sampled_from(ROOM_LIGHTS),
        pixels_per_mm=st.none() | st.decimals("1.5", 20, places=2),
        volume=st.integers(0, 100),
        lock_minutes=st.integers(1, 60),
        silent_from=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_every_usable_setting_is_read_back_as_it_was(settings: WindowSettings) -> None:
    require_usable(settings)
    assert decode(WindowSettings, encode(settings)) == settings


# Silence: a pharmacist's to choose, and for a shift.


SILENT = replace(CHOSEN, volume=0)


@pytest.mark.parametrize(
    ("person", "office"),
    [(TECHNICIAN, "a technician"), (Person("A", Office.ADMINISTRATOR), "an administrator")],
)
def test_only_a_pharmacist_silences_a_workstation(
    log: Log, clock: SetClock, person: Person, office: str
) -> None:
    with pytest.raises(Refused, match=f"Only a pharmacist silences.*{office}.*20 % or more"):
        choose(log, clock, SILENT, person)
    # Nor by carrying a moment that nobody recorded.
    with pytest.raises(Refused, match="Only a pharmacist"):
        choose(log, clock, replace(SILENT, silent_from=clock.reading().wall), person)
    assert settings_of(log) == AS_SHIPPED


def test_silence_ends_of_itself(log: Log, clock: SetClock) -> None:
    begun = clock.reading().wall
    chosen = choose(log, clock, SILENT, PHARMACIST)
    assert chosen == settings_of(log) == glance(log.path, "hood one")
    assert chosen.silent_until == begun + SILENT_FOR
    last = SILENT_FOR - timedelta(seconds=1)
    assert [chosen.volume_at(begun + each) for each in (timedelta(0), last)] == [0, 0]
    assert chosen.volume_at(begun + SILENT_FOR) == LEAST_VOLUME
    # A clock that was set far back does not prolong it.
    assert chosen.volume_at(begun - SILENT_FOR) == LEAST_VOLUME
    assert SILENT.volume_at(begun) == LEAST_VOLUME
    assert SILENT.silent_until is None
    assert CHOSEN.volume_at(begun) == CHOSEN.volume
    assert CHOSEN.silent_until is None


def test_choosing_something_else_does_not_prolong_silence(log: Log, clock: SetClock) -> None:
    first = choose(log, clock, SILENT, PHARMACIST)
    clock.advance(timedelta(hours=6))
    second = choose(log, clock, replace(first, room_light="white"), TECHNICIAN)
    assert second.silent_until == first.silent_until
    third = choose(log, clock, replace(second, silent_from=None), PHARMACIST)
    assert third.silent_from == clock.reading().wall
    loud = choose(log, clock, replace(third, volume=20), TECHNICIAN)
    assert loud.silent_from is None
