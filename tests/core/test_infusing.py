"""An infusion by rate and time, against a second arithmetic in fractions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.infusing import Infusion, Pause, remainder
from app.core.quantity import Quantity, magnitude, quantity, show

TEN = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
US = timedelta(microseconds=1)


def at(hours: int, minutes: int = 0) -> datetime:
    """Return a time of the day of the fact sheet."""
    return datetime(2026, 11, 2, hours, minutes, tzinfo=UTC)


def case_27(*pauses: Pause) -> Infusion:
    """Return the infusion of case 27: 50 mL with 1.75 mg at 50 mL/h, started at 16:50."""
    return Infusion(
        quantity(50, "mL"), quantity("1.75", "mg"), quantity(50, "mL/h"), at(16, 50), pauses
    )


def test_case_27_of_the_fact_sheet() -> None:
    running = case_27(Pause(at(17, 20), at(17, 40)))
    assert running.ends(at(17, 40)) == at(18, 10)
    left = remainder(running, at(18), at(17, 40))
    assert left is not None
    assert (left.at, show(left.volume, 1), show(left.dose, 2)) == (at(18), "8.3 mL", "0.29 mg")


@pytest.mark.parametrize(
    ("minutes", "in_time"), [(10, True), (10 + 1 / 60, False), (20, False)], ids=str
)
def test_a_pause_that_still_goes_on_is_judged_as_if_it_ended_now(
    minutes: float, in_time: bool
) -> None:
    paused = case_27(Pause(at(17, 20)))
    now = at(17, 20) + timedelta(minutes=minutes)
    assert (remainder(paused, at(18), now) is None) is in_time
    assert paused.ends(now) == now + timedelta(minutes=30)


def test_the_end_itself_is_in_time_and_a_microsecond_later_is_not() -> None:
    running = case_27()
    assert remainder(running, at(17, 50), at(17)) is None
    left = remainder(running, at(17, 50) - US, at(17))
    assert left is not None
    assert F(magnitude(left.volume, "mL")) == pytest.approx(F(50, 3_600_000_000))


def test_what_ended_leaves_nothing_to_come() -> None:
    ended = Infusion(
        quantity(50, "mL"), quantity("1.75", "mg"), quantity(50, "mL/h"), TEN, (), TEN + 60 * SECOND
    )
    assert remainder(ended, TEN, TEN + timedelta(hours=3)) is None
    assert ended.ends(TEN + timedelta(hours=3)) == TEN + 60 * SECOND
    assert ended.ran(TEN + timedelta(hours=3)) == 60 * SECOND


def test_what_was_all_infused_before_a_pause_ended_then() -> None:
    paused = case_27(Pause(at(17, 55)))
    assert paused.ends(at(18, 30)) == at(17, 50)
    assert remainder(paused, at(18), at(18, 30)) is None
    several = case_27(Pause(at(17), at(17, 1)), Pause(at(17, 55), at(18, 30)))
    assert several.ends(at(19)) == at(17, 51)


def test_it_is_over_when_it_was_ended_or_empty_before() -> None:
    assert case_27().over is None
    stopped = replace(case_27(), ended=at(17, 30))
    assert stopped.over == at(17, 30)
    tapped_late = replace(case_27(), ended=at(18, 4))
    assert tapped_late.over == at(17, 50)
    paused = replace(case_27(Pause(at(17, 20), at(18))), ended=at(18))
    assert paused.over == at(18)


def test_a_clock_set_back_moves_all_of_it() -> None:
    by = timedelta(minutes=7)
    running = case_27(Pause(at(17, 20), at(17, 40)), Pause(at(17, 50)))
    moved = running.earlier(by)
    assert moved.left(at(17, 53)) == running.left(at(18))
    assert moved.ends(at(17, 53)) == running.ends(at(18)) - by
    assert not case_27().is_paused
    assert moved.is_paused


def second_left(infusion: Infusion, moment: datetime) -> F:
    """Return what is left in mL, in fractions, second by second arithmetic: run after run."""
    until = moment if infusion.ended is None else min(moment, infusion.ended)
    ran, since = F(0), infusion.started
    for pause in infusion.pauses:
        ran += max(F((min(pause.begun, until) - since) // US), F(0))
        since = until if pause.ended is None else min(pause.ended, until)
    ran += max(F((until - since) // US), F(0))
    given = ran / 3_600_000_000 * F(magnitude(infusion.rate, "mL/h"))
    return max(F(magnitude(infusion.total, "mL")) - given, F(0))


lengths = st.timedeltas(timedelta(0), timedelta(hours=2))
amounts = st.decimals("0.1", "999.9", places=2)


@st.composite
def infusions(draw: st.DrawFn, running: bool = False) -> Infusion:
    """Return an infusion with pauses, which may still go on, or may have ended."""
    moment = TEN
    pauses: list[Pause] = []
    for _ in range(draw(st.integers(0, 3))):
        begun = moment + draw(lengths)
        moment = begun + draw(lengths)
        pauses.append(Pause(begun, moment))
    if pauses and draw(st.booleans()):
        pauses[-1] = Pause(pauses[-1].begun)
    elif not running and draw(st.booleans()):
        moment += draw(lengths)
        return Infusion(*_amounts(draw), TEN, tuple(pauses), moment)
    return Infusion(*_amounts(draw), TEN, tuple(pauses))


def _amounts(draw: st.DrawFn) -> tuple[Quantity, Quantity, Quantity]:
    return (
        quantity(draw(amounts), "mL"),
        quantity(draw(amounts), "mg"),
        quantity(draw(amounts), "mL/h"),
    )


def last(infusion: Infusion) -> datetime:
    """Return the last moment that is known."""
    known = [infusion.started, *(each.ended or each.begun for each in infusion.pauses)]
    return max(known)


@given(infusions(), st.timedeltas(timedelta(0), timedelta(hours=9)))
def test_what_is_left_is_exact_to_the_last_digit_and_so_is_its_dose(
    infusion: Infusion, after: timedelta
) -> None:
    left = infusion.left(TEN + after)
    expected = second_left(infusion, TEN + after)
    assert abs(F(magnitude(left, "mL")) - expected) <= F(1, 10**28)
    share = F(magnitude(infusion.dose, "mg")) / F(magnitude(infusion.total, "mL"))
    assert abs(F(magnitude(infusion.dose_in(left), "mg")) - expected * share) <= F(1, 10**25)


@given(infusions(), st.timedeltas(timedelta(0), timedelta(hours=9)), lengths)
def test_what_is_left_never_grows_and_stands_still_in_a_pause(
    infusion: Infusion, after: timedelta, more: timedelta
) -> None:
    moment = TEN + after
    assert infusion.left(moment + more) <= infusion.left(moment)
    assert timedelta(0) <= infusion.ran(moment) <= after
    for pause in infusion.pauses:
        end = pause.ended or max(pause.begun, moment)
        assert infusion.left(end) == infusion.left(pause.begun)


@given(infusions(running=True), lengths)
def test_it_ends_when_nothing_is_left_and_not_a_microsecond_sooner(
    infusion: Infusion, wait: timedelta
) -> None:
    now = last(infusion) + wait
    ends = infusion.ends(now)
    going_on = infusion
    if infusion.is_paused:
        *before, open_still = infusion.pauses
        pauses = (*before, Pause(open_still.begun, now))
        going_on = Infusion(infusion.total, infusion.dose, infusion.rate, TEN, pauses)
    assert second_left(going_on, ends) == 0
    assert second_left(going_on, ends - US) > 0
    assert ends == going_on.ends(now + wait)


@given(infusions(running=True), lengths, st.timedeltas(timedelta(0), timedelta(hours=9)))
def test_what_will_be_left_is_what_is_left_then_if_it_goes_on_now(
    infusion: Infusion, wait: timedelta, after: timedelta
) -> None:
    now, end_by = last(infusion) + wait, TEN + after
    found = remainder(infusion, end_by, now)
    if infusion.ends(now) <= end_by:
        assert found is None
        return
    assert found is not None
    assert found.at == end_by
    going_on = infusion
    if infusion.is_paused:
        *before, open_still = infusion.pauses
        pauses = (*before, Pause(open_still.begun, now))
        going_on = Infusion(infusion.total, infusion.dose, infusion.rate, TEN, pauses)
    expected = second_left(going_on, end_by)
    assert expected > 0
    assert abs(F(magnitude(found.volume, "mL")) - expected) <= F(1, 10**28)
    assert found.dose == infusion.dose_in(found.volume)
