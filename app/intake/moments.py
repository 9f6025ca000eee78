"""Dates and times from outside: whole, real, with an offset from UTC, and not in the future.

The day of a time is a question of place: 2026-10-06T03:00:00Z is 5 October in Chicago. It is the
day of a time zone where one is given, and else the day as written. A date without a time, or with
a time but no offset, is the day that the sender wrote.
"""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from app.core.refused import Refused
from app.intake.wording import refused, shown

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ISO_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_HL7_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_HL7_MOMENT = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})?(?:\.[0-9]{1,4})?"
    r"(?:([+-][0-9]{2})([0-9]{2}))?"
)
_EASTERNMOST = timedelta(hours=14)


def iso_day(where: str, text: str) -> date:
    """Return the date written 1979-04-12; raises Refused for a part of one, such as 1979."""
    if _ISO_DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise refused(where, f"“{text}” is not in the calendar", "a date") from None
    raise refused(where, f"“{shown(text)}” is not a whole date", "a date such as 1979-04-12")


def iso_moment(where: str, text: str) -> datetime:
    """Return the time in UTC that is written 2026-11-02T13:00:00-06:00; raises Refused."""
    if not _ISO_MOMENT.fullmatch(text):
        raise refused(
            where,
            f"“{shown(text)}” is not a time with an offset from UTC",
            "such as 2026-11-02T13:00:00-06:00",
        )
    return _in_utc(where, text)


def iso_day_or_moment(where: str, text: str, now: datetime, zone: tzinfo | None = None) -> date:
    """Return the day of a past date or a past time, in `zone` or as written; raises Refused."""
    if "T" not in text:
        return past_day(where, iso_day(where, text), now)
    past_moment(where, iso_moment(where, text), now)
    return iso_day_of_moment(where, text, zone)


def iso_day_of_moment(where: str, text: str, zone: tzinfo | None) -> date:
    """Return the day of a time, in `zone` or as written; raises Refused."""
    moment = iso_moment(where, text)
    return date.fromisoformat(text[:10]) if zone is None else _day_in(zone, where, moment)


def hl7_day(where: str, text: str) -> date:
    """Return the date written 19790412, with or without a time after it; raises Refused."""
    match = _HL7_MOMENT.fullmatch(text) or _HL7_DAY.fullmatch(text)
    if match is None:
        raise refused(where, f"“{shown(text)}” is not a whole date", "a date such as 19790412")
    return iso_day(where, f"{match[1]}-{match[2]}-{match[3]}")


def hl7_moment(where: str, text: str, offset: str) -> datetime:
    """Return the time in UTC that is written 20261102130000-0600; raises Refused.

    A time without an offset has the one of the message, `offset`, such as "-0600", which is
    empty where the message has none either (HL7 2.5.1 2.A.77).
    """
    match = _HL7_MOMENT.fullmatch(text if _has_offset(text) else text + offset)
    if match is None or match[7] is None:
        raise refused(
            where,
            f"“{shown(text)}” is not a time with an offset from UTC, nor does MSH-7 give one",
            "such as 20261102130000-0600",
        )
    year, month, day, hour, minute, second, hours, minutes = match.groups()
    return _in_utc(where, f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{hours}:{minutes}")


def hl7_day_or_moment(
    where: str, text: str, offset: str, now: datetime, zone: tzinfo | None = None
) -> date:
    """Return the day of a past date or a past time, in `zone` or as written; raises Refused."""
    if _HL7_MOMENT.fullmatch(text) and (offset or _has_offset(text)):
        moment = past_moment(where, hl7_moment(where, text, offset), now)
        if zone is not None:
            return _day_in(zone, where, moment)
    return past_day(where, hl7_day(where, text), now)


def hl7_offset(text: str) -> str:
    """Return the offset at the end of a time, such as "-0600", or nothing."""
    match = _HL7_MOMENT.fullmatch(text)
    return text[-5:] if match and match[7] else ""


def _has_offset(text: str) -> bool:
    return bool(re.search(r"[+-][0-9]{4}\Z", text))


def past_day(where: str, day: date, now: datetime) -> date:
    """Return `day`; raises Refused if it has begun nowhere on earth."""
    if day > (now.astimezone(UTC) + _EASTERNMOST).date():
        raise _future(where, day.isoformat())
    return day


def past_moment(where: str, moment: datetime, now: datetime) -> datetime:
    """Return `moment`; raises Refused if it is after `now`."""
    if moment > now:
        raise _future(where, moment.isoformat())
    return moment


def _day_in(zone: tzinfo, where: str, moment: datetime) -> date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # at the ends of the calendar, in the years 1 and 9999
        raise refused(where, f"{moment.isoformat()} is not in the calendar", "a time") from None


def _future(where: str, text: str) -> Refused:
    return refused(where, f"{text} lies in the future", "a past time; see that this clock is right")


def _in_utc(where: str, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused(where, f"“{text}” is not in the calendar or on the clock", "a time") from None
