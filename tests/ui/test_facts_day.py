"""What the page of the day says: the verdict, the axis over midnight and odd nights, the rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import references
from app.core.day_plan import Begun, DayPlan, Job, day_plan, delayed
from app.core.hood_time import HoodTime
from app.core.timing import deadlines
from app.day_list import Apart, Asked, DayWork, Hindrance
from app.ui.drawing.day_chart import DayRowFacts, VerdictFacts
from app.ui.facts.day import Axis, axis_facts, axis_of, rows, verdict
from app.ui.theme import Tone
from tests.core.hood import PATIENT, order
from tests.ui.hospital import SITE

US = references.monograph_named("besponsa-us")
# 10:00 in Chicago.
TEN = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
MINUTE, HOUR, NOTHING = timedelta(minutes=1), timedelta(hours=1), timedelta(0)
HOOD = HoodTime(10 * MINUTE, 40 * MINUTE)
LIMIT = "at most 4 h at room temperature after dilution"


def asked(code: str, *, blind: bool = False) -> Asked:
    patient = replace(PATIENT, name=f"DEMO, {code}")
    return Asked(code, replace(order(), patient=patient), "1.456 mg", blind)


def job(code: str, after: timedelta | None) -> Job:
    return Job(code, US, HOOD, None if after is None else TEN + after)


def begun(code: str, ago: timedelta, after: timedelta, diluted: timedelta | None = None) -> Begun:
    at, then = TEN - ago, None if diluted is None else TEN - diluted
    limits = deadlines(US, at, then, None)
    return Begun(code, US, HOOD, TEN + after, at - 10 * MINUTE, at, limits)


def day(*works: Job | Begun, apart: tuple[Apart, ...] = (), blind: bool = False) -> DayWork:
    started = tuple(each for each in works if isinstance(each, Begun))
    jobs = tuple(each for each in works if isinstance(each, Job))
    whose = {each.code: asked(each.code, blind=blind) for each in works}
    return DayWork(started, jobs, whose, apart)


def planned(work: DayWork) -> DayPlan:
    return day_plan(work.begun, work.jobs, TEN)


def said(work: DayWork, by: timedelta = NOTHING) -> VerdictFacts:
    return verdict(delayed(planned(work), by), work, by)


def shown(work: DayWork, by: timedelta = NOTHING) -> tuple[DayRowFacts, ...]:
    plan = delayed(planned(work), by)
    return rows(plan, work, axis_of(plan, TEN), SITE)


def test_a_day_that_fits_says_so_and_how_much_later_it_may_be() -> None:
    work = day(job("a", 2 * HOUR), job("b", 3 * HOUR))
    assert said(work) == VerdictFacts(
        Tone.OK,
        "Fits one hood.",
        "Everything may be 1 h 10 min later, and every infusion is still in time.",
    )
    assert said(work, 70 * MINUTE) == VerdictFacts(
        Tone.OK, "Everything 1 h 10 min later: still fits one hood."
    )
    assert said(work, 71 * MINUTE) == VerdictFacts(
        Tone.WARN,
        "Everything 1 h 11 min later: does not fit one hood: 1 of 2 is late.",
        "Late: DEMO, a by 1 min.",
    )


def test_a_day_that_does_not_fit_names_who_waits_longest() -> None:
    work = day(*(job(each, HOUR) for each in "abcde"))
    assert said(work) == VerdictFacts(
        Tone.WARN,
        "Does not fit one hood: 4 of 5 are late.",
        "Late: DEMO, e by 3 h 10 min; DEMO, d by 2 h 20 min; DEMO, c by 1 h 30 min and 1 more.",
    )
    one = said(day(job("a", HOUR), job("b", HOUR)))
    assert one.sentence == "Does not fit one hood: 1 of 2 is late."


def test_lateness_and_a_broken_limit_are_two_things() -> None:
    work = day(begun("a", 30 * MINUTE, 3 * HOUR, 20 * MINUTE), job("b", 30 * MINUTE))
    assert said(work).sentence == "Does not fit one hood: 1 of 2 is late."
    # Diluted 20 minutes ago: it may start until 13:40, and is wanted at 14:00.
    work = day(begun("a", 30 * MINUTE, 4 * HOUR, 20 * MINUTE), job("b", 30 * MINUTE))
    found = said(work)
    assert found.tone is Tone.STOP
    assert found.sentence == "Does not fit one hood: 1 of 2 is late, 1 of 2 breaks a limit."
    first, second = shown(work)
    assert (first.pill.words, first.pill.tone) == ("Breaks a limit by 20 min", Tone.STOP)
    assert first.detail == f"latest start of the infusion 13:40: {LIMIT}"
    assert (second.pill.words, second.pill.tone) == ("Late by 30 min", Tone.WARN)
    assert second.detail == "10:10–11:00 · infusion 11:00"


def test_what_a_checker_works_out_alone_is_not_shown() -> None:
    work = day(begun("a", 30 * MINUTE, 4 * HOUR, 20 * MINUTE), blind=True)
    (row,) = shown(work)
    assert row.pill.words == "At the hood"
    assert row.lane is not None
    assert row.lane.deadline is None
    assert said(work).sentence == "Fits one hood."
    (open_row,) = shown(day(begun("a", 30 * MINUTE, 4 * HOUR, 20 * MINUTE)))
    assert open_row.lane is not None
    assert open_row.lane.deadline is not None


def test_each_row_says_whose_it_is_and_how_it_stands() -> None:
    work = day(begun("a", 30 * MINUTE, 3 * HOUR), job("b", 4 * HOUR), job("c", None))
    first, second, third = shown(work)
    assert (first.patient, first.identity) == ("DEMO, a", "MRN 00482913 · 1.456 mg")
    assert (first.pill.words, first.detail) == ("At the hood", "until 10:10 · infusion 13:00")
    assert (second.pill.words, second.detail) == ("In time", "11:30–12:20 · infusion 14:00")
    assert (third.pill.words, third.detail) == ("No time given", "12:20–13:10")
    assert second.lane is not None
    assert second.lane.window is not None
    assert second.lane.work is not None
    assert second.lane.infusion is not None
    assert second.lane.wanted == second.lane.infusion[0]
    assert second.lane.delay is None
    assert 0 < second.lane.now < second.lane.work[0] < second.lane.infusion[1] < 1
    assert third.lane is not None
    assert (third.lane.window, third.lane.infusion, third.lane.wanted) == (None, None, None)


def test_how_late_it_is_is_drawn_from_the_wanted_time_to_the_infusion() -> None:
    (row,) = shown(day(job("a", 30 * MINUTE)))
    lane = row.lane
    assert lane is not None
    assert lane.infusion is not None
    assert lane.delay == (lane.wanted, lane.infusion[0])
    assert lane.delay_words == "late by 20 min"


def test_what_has_no_place_stands_last_and_says_why() -> None:
    apart = (
        Apart(asked("x"), Hindrance.NOT_PLANNED, "Too young. See the label."),
        Apart(asked("y"), Hindrance.ANOTHER_DAY, "wanted 2026-11-04 13:00"),
    )
    work = day(job("a", 3 * HOUR), apart=apart)
    assert said(work).detail.endswith(" 1 cannot be planned. 1 is for another day.")
    _, cannot, other = shown(work)
    assert (cannot.patient, cannot.pill.words, cannot.detail) == (
        "DEMO, x",
        "Cannot be planned",
        "Too young",
    )
    assert cannot.lane is None
    assert other.detail == "wanted 2026-11-04 13:00"
    assert said(day(apart=apart)) == VerdictFacts(
        Tone.PLAIN, "No work waits for the hood.", "1 cannot be planned. 1 is for another day."
    )
    twice = said(day(apart=(apart[1], apart[1])))
    assert twice.detail == "2 are for another day."


def test_an_order_of_very_many_that_was_not_compared_is_said_so() -> None:
    work = day(*(job(f"{each:02}", HOUR) for each in range(13)))
    assert said(work).detail.endswith(
        "So many cannot be tried in every order: what must begin first goes first."
    )


def hours(begin: datetime, end: datetime, zone: str = "America/Chicago") -> list[str]:
    site = replace(SITE, zone=zone)
    return [each.words for each in axis_facts(Axis(begin, end, begin), site).ticks]


def in_zone(text: str, zone: str = "America/Chicago") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_the_axis_says_where_a_day_begins() -> None:
    assert hours(in_zone("2026-11-02T22:30"), in_zone("2026-11-03T02:00")) == [
        "23:00",
        "Tue 00:00",
        "01:00",
        "02:00",
    ]


def test_in_the_nights_in_which_clocks_are_set_each_hour_says_by_which_time() -> None:
    spring = hours(in_zone("2026-03-08T00:50"), in_zone("2026-03-08T04:00"))
    assert spring == ["01:00 CST", "03:00 CDT", "04:00 CDT"]
    autumn = hours(in_zone("2026-11-01T00:00"), in_zone("2026-11-01T02:00"))
    assert autumn == ["Sun 00:00 CDT", "01:00 CDT", "01:00 CST", "02:00 CST"]


def test_hours_are_full_where_the_zone_is_half_an_hour_off() -> None:
    begin = in_zone("2026-11-02T09:40", "Asia/Kolkata")
    assert hours(begin, begin + 2 * HOUR, "Asia/Kolkata") == ["10:00", "11:00"]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-11-01T07:00+00:00", "01:00 CST"),
        ("2026-11-01T06:00+00:00", "01:00 CDT"),
        ("2026-11-01T08:00+00:00", "02:00"),
        ("2026-11-02T08:00+00:00", "02:00 Mon"),
    ],
)
def test_a_time_cannot_be_taken_for_another(moment: str, words: str) -> None:
    now = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert SITE.shown_from(datetime.fromisoformat(moment), now) == words


def test_the_axis_holds_all_of_the_plan() -> None:
    plan = planned(day(begun("a", 3 * HOUR, 4 * HOUR, 2 * HOUR), job("b", None)))
    axis = axis_of(plan, TEN)
    assert axis.begin == plan.places[0].begin - 15 * MINUTE
    assert axis.end == TEN + 5 * HOUR + 15 * MINUTE
    empty = axis_of(day_plan((), (), TEN), TEN)
    assert (empty.begin, empty.end) == (TEN - 15 * MINUTE, TEN + HOUR + 15 * MINUTE)
