"""What was chosen for the window of each workstation, in the log."""

from dataclasses import replace
from datetime import datetime

from app.clock import Clock
from app.core.encoding import encode
from app.core.person import Office, Person
from app.core.refused import Refused
from app.recording import record_at
from app.store import Fact, Log
from app.window_settings import (
    AS_SHIPPED,
    CHOSEN,
    LONGEST_LOCK,
    STREAM_PREFIX,
    WindowSettings,
    is_usable,
    settings_in,
)

_OFFICES = {Office.TECHNICIAN: "a technician", Office.ADMINISTRATOR: "an administrator"}


def settings_of(log: Log) -> WindowSettings:
    """Return what was last chosen at this log's workstation, as shipped where nothing was.

    That is what a glance before the log was opened sees.
    """
    history = log.history(_stream(log))
    return settings_in(history[-1].data) if history else AS_SHIPPED


def choose(log: Log, clock: Clock, settings: WindowSettings, person: Person) -> WindowSettings:
    """Record what someone chose at this workstation and return it, with when silence began.

    Silence that goes on while something else is chosen carries its `silent_from`; without that it
    is chosen anew. Raises Refused for what no window can be, and where somebody else than a
    pharmacist chooses silence.
    """
    require_usable(settings)
    reading = clock.reading()
    chosen = _with_silence(settings, settings_of(log), reading.wall, person)
    record_at(log, reading, _stream(log), Fact(CHOSEN, encode(chosen)), person.name)
    return chosen


def _with_silence(
    settings: WindowSettings, before: WindowSettings, now: datetime, person: Person
) -> WindowSettings:
    if settings.volume:
        return replace(settings, silent_from=None)
    goes_on = not before.volume and settings.silent_from == before.silent_from is not None
    if goes_on:
        return settings
    if person.office is not Office.PHARMACIST:
        raise Refused(
            "Only a pharmacist silences a workstation, because then nobody there hears that time "
            f"has passed; {person.name} is signed in as {_OFFICES[person.office]}. Choose 20 % or "
            "more, or ask a pharmacist."
        )
    return replace(settings, silent_from=now)


def require_usable(settings: WindowSettings) -> None:
    """Raise Refused where a setting is outside what a window can be."""
    if not is_usable("room_light", settings.room_light):
        raise Refused(
            f"“{settings.room_light}” is not a room light that Umbra knows; choose white, bright "
            "or amber."
        )
    density = settings.pixels_per_mm
    if not is_usable("pixels_per_mm", density):
        raise Refused(
            f"{density} pixels per millimetre cannot be right. Lay the ruler on the screen again "
            "and type the length in millimetres."
        )
    if not is_usable("volume", settings.volume):
        raise Refused(
            f"The loudness is 0 to 100 %, not {settings.volume} %. Choose a loudness in that range."
        )
    if not is_usable("lock_minutes", settings.lock_minutes):
        raise Refused(
            f"The window locks after 1 to {LONGEST_LOCK} minutes, not {settings.lock_minutes}. "
            "Choose a time in that range."
        )
    if not is_usable("language", settings.language):
        raise Refused(
            f"“{settings.language}” is not the name of a language, such as “en” or “de”. Choose "
            "one of the list."
        )


def _stream(log: Log) -> str:
    return STREAM_PREFIX + log.workstation
