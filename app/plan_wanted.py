"""`umbra plan --wanted`: when to reconstitute for an infusion, and what a delay of it does."""

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from app.core.elapsed import elapsed
from app.core.formulary import Monograph
from app.core.hood_time import HoodTime, hood_time, reconstitution_window
from app.core.infusion_times import HoodBusy, Infusion, PatientLate, hood_busy, patient_late
from app.core.policy import Policy
from app.core.quantity import Measure, magnitude, parse
from app.core.refused import Refused
from app.core.timing import Span
from app.instant import local, parse_instant, utc

_POLICY = "site policy"
# Umbra is younger.
_FIRST_YEAR = 2020
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WantedReport:
    """What is said, for programs and for people."""

    object: dict[str, Any]
    lines: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    when = parser.add_argument_group("when the infusion is wanted")
    when.add_argument("--wanted", metavar="2026-11-02T13:00-06:00", help="its start")
    when.add_argument("--delay", metavar='"40 min"', help="what it does that it starts later")


def report(
    arguments: argparse.Namespace, monograph: Monograph, policy: Policy, vials: int
) -> WantedReport | None:
    """Return when to reconstitute so many vials for the infusion that is wanted.

    None where no time is given; times for people have the offset that it was written with. Raises
    Refused for a time or a delay that cannot be used.
    """
    text: str | None = arguments.wanted
    by = None if arguments.delay is None else _delay(arguments.delay)
    if text is None:
        if by is not None:
            raise Refused("--delay needs --wanted: it says by how much that time is missed.")
        return None
    wanted, zone = parse_instant(text, "--wanted"), datetime.fromisoformat(text).tzinfo or UTC
    if wanted.year < _FIRST_YEAR:
        raise Refused(
            f"{text} lies before {_FIRST_YEAR}, and no infusion is planned for then; correct the "
            "year of --wanted."
        )
    hood = hood_time(policy, vials)
    window = reconstitution_window(monograph, wanted, hood)
    found: dict[str, Any] = {
        "at": utc(wanted),
        **_window(window),
        "reconstitute_from_rule": window.earliest_rule,
        "reconstitute_from_source": window.earliest_source,
        "reconstitute_until_rule": window.latest_rule,
        "reconstitute_until_source": _POLICY,
        "begin_setting_up_until": utc(window.latest - hood.set_up),
    }
    lines = _lines(wanted, window, hood, zone)
    if by is not None:
        late = patient_late(monograph, wanted, hood, by)
        busy = hood_busy(window.latest - hood.set_up, hood, wanted, by)
        found["delay"] = _delay_object(late, busy, zone)
        lines += (_sentence(late, zone), _hood_sentence(busy, by, zone))
    return WantedReport(found, lines)


def _delay(text: str) -> timedelta:
    minutes = magnitude(parse(text, Measure.DURATION), "min")
    if minutes % 1:
        raise Refused(f"“{text}” is no delay in whole minutes; write one such as 40 min.")
    if minutes > _LONGEST // _MINUTE:
        raise Refused(
            f"A delay of {text} is longer than a day; write the new time with --wanted instead."
        )
    return timedelta(minutes=int(minutes))


def _window(window: Span) -> dict[str, Any]:
    return {
        "reconstitute_from": utc(window.earliest),
        "reconstitute_until": utc(window.latest),
        "possible": window.earliest <= window.latest,
    }


def _delay_object(late: PatientLate, busy: HoodBusy, zone: tzinfo) -> dict[str, Any]:
    return {
        "minutes": _minutes(late.by),
        **_window(late.window),
        "reconstituted_at_latest": _infusion(late.at_latest),
        "reconstituted_at_earliest": _infusion(late.at_earliest),
        "sentence": _sentence(late, zone),
        "hood_busy": {
            "released": utc(busy.released),
            "infusion_starts": utc(busy.starts),
            "late_minutes": _minutes(busy.late),
            "sentence": _hood_sentence(busy, late.by, zone),
        },
    }


def _hood_sentence(busy: HoodBusy, by: timedelta, zone: tzinfo) -> str:
    return (
        f"Where work at the hood begins {_words(by)} after its latest moment, the infusion "
        f"starts at {local(busy.starts, zone)} at the earliest, {_words(busy.late)} late."
    )


def _infusion(found: Infusion) -> dict[str, Any]:
    return {
        "reconstituted": utc(found.reconstituted),
        "infusion_starts": utc(found.starts),
        "infusion_ends": utc(found.ends),
        "start_by": utc(found.start_by),
        "end_by": utc(found.end_by),
        "in_time": found.in_time,
        "over_minutes": _minutes(found.over),
        "rule": found.rule,
        "source": found.source,
    }


def _minutes(length: timedelta) -> str:
    whole, rest = divmod(length, _MINUTE)
    return str(whole + 1 if rest else whole)


def _words(length: timedelta) -> str:
    """Return a length in words, such as "1 h 30 min"; a minute begun counts as one."""
    minutes = int(_minutes(length))
    return elapsed(timedelta(minutes=minutes)) if minutes else "0 min"


def _lines(wanted: datetime, window: Span, hood: HoodTime, zone: tzinfo) -> tuple[str, ...]:
    first, last = local(window.earliest, zone), local(window.latest, zone)
    head = f"wanted {local(wanted, zone)}: "
    if window.earliest > window.latest:
        return (
            f"{head}no time serves, for {window.latest_rule} are longer than the drug may wait "
            f"({window.earliest_rule}; {window.earliest_source})",
        )
    setting_up = hood.set_up // _MINUTE
    return (
        f"{head}reconstitute from {first} to {last}",
        f"  not before {first}: {window.earliest_rule} ({window.earliest_source})",
        f"  not after {last}: {window.latest_rule}, after {setting_up} min to set up ({_POLICY})",
    )


def _sentence(late: PatientLate, zone: tzinfo) -> str:
    starts, ends = local(late.at_latest.starts, zone), local(late.at_latest.ends, zone)
    head = f"{_words(late.by)} later the infusion is from {starts} to {ends}"
    if late.window.earliest > late.window.latest:
        return f"{head}; no time to reconstitute serves."
    # What is reconstituted at the earliest moment is at its limit: any delay is over it.
    over = late.at_earliest
    rule = f"{over.rule} ({over.source})"
    if not late.at_latest.in_time:
        return (
            f"{head}, too late for any dose reconstituted as planned, by "
            f"{_words(late.at_latest.over)} at least: {rule}."
        )
    return (
        f"{head}, in time if vial 1 was reconstituted at "
        f"{local(late.window.earliest, zone)} or later; reconstituted at "
        f"{local(over.reconstituted, zone)} it is over by {_words(over.over)}: {rule}."
    )
