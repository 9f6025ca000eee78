"""Time as the window says it: the budget of a preparation, its small bar, and lengths of time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.core import entry as said
from app.core.timing import Deadline, Name, deadline_named
from app.ui.drawing.budget import BudgetFacts, BudgetState, MarkKind
from app.ui.drawing.budget_bar import BarState
from app.ui.facts.budget import bar, blind_budget, budget, do_by, too_late_to
from app.ui.facts.times import clock_time, day_and_time, length
from tests.core.hood import TECHNICIAN_ONE, Hood
from tests.ui.hospital import SITE


def _at(hood: Hood, minutes: float) -> BudgetFacts:
    """The budget so many minutes after the first reconstitution."""
    first = hood.state.reconstituted
    assert first is not None
    return budget(hood.state, first + timedelta(minutes=minutes), SITE)


@pytest.fixture
def withdrawing() -> Hood:
    return Hood().go_to("withdraw-1", minutes=0)


@pytest.fixture
def diluted() -> Hood:
    return Hood().go_to("inspect-bag", minutes=10)


@pytest.mark.parametrize(
    ("elapsed", "said"),
    [
        (timedelta(0), "under 1 min"),
        (timedelta(seconds=59), "under 1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=3, minutes=31), "3 h 31 min"),
        (timedelta(minutes=-4), "4 min"),
    ],
)
def test_a_length_of_time_is_said_in_whole_minutes(elapsed: timedelta, said: str) -> None:
    assert length(elapsed) == said


def test_moments_are_said_in_the_time_of_the_site() -> None:
    moment = datetime(2026, 11, 2, 20, 2, tzinfo=UTC)
    assert clock_time(moment, SITE) == "14:02"
    assert day_and_time(moment, SITE) == "2026-11-02 14:02"
    berlin = replace(SITE, zone="Europe/Berlin")
    assert clock_time(moment, berlin) == "21:02"


def test_before_the_first_vial_nothing_runs() -> None:
    hood = Hood()
    facts = budget(hood.state, hood.now, SITE)
    assert facts.state is BudgetState.NOT_STARTED
    assert facts.now_at is None
    assert facts.remaining == "not running"
    assert facts.deadline == "4 h"
    small = bar(hood.state, hood.now, SITE)
    assert (small.state, small.words, small.spent) == (BarState.NOT_STARTED, "not started", 0.0)


@pytest.mark.parametrize(
    ("minutes", "state", "remaining"),
    [
        (0, BudgetState.QUIET, "4 h"),
        (209, BudgetState.QUIET, "31 min"),
        (210, BudgetState.NEAR, "30 min"),
        (229, BudgetState.NEAR, "11 min"),
        (230, BudgetState.URGENT, "10 min"),
        (240, BudgetState.URGENT, "under 1 min"),
        (241, BudgetState.PASSED, "1 min ago"),
        (1000, BudgetState.PASSED, "12 h 40 min ago"),
    ],
)
def test_the_budget_says_how_near_the_deadline_is(
    withdrawing: Hood, minutes: int, state: BudgetState, remaining: str
) -> None:
    facts = _at(withdrawing, minutes)
    assert facts.heading == "DILUTE BY"
    assert (facts.state, facts.remaining) == (state, remaining)
    assert (state is BudgetState.PASSED) == facts.below.endswith(": discard")


def test_the_line_holds_every_moment_in_order(withdrawing: Hood) -> None:
    facts = _at(withdrawing, 60)
    kinds = [mark.kind for mark in facts.marks]
    assert kinds == [MarkKind.DONE, MarkKind.NEXT, MarkKind.LATER, MarkKind.END]
    assert [mark.at for mark in facts.marks] == [0, 0.5, 0.875, 1]
    assert facts.now_at == pytest.approx(60 / 480)
    late = _at(withdrawing, 300)
    assert late.marks[1].kind is MarkKind.PASSED
    assert late.marks[1].words == "was the latest to dilute"


def test_the_line_ends_where_the_budget_ends(withdrawing: Hood) -> None:
    assert _at(withdrawing, 2000).now_at == 1.0


def test_the_first_vial_that_is_left_is_the_one_named() -> None:
    hood = Hood().go_to("inspect-vial-1")
    hood.do(TECHNICIAN_ONE, said.Inspect(hood.step.identifier, False, "particles"))
    hood.go_to("withdraw-1")
    facts = budget(hood.state, hood.now, SITE)
    number = min(hood.state.vials, key=lambda vial: vial.reconstituted or hood.now).number
    assert facts.marks[0].words == f"vial {number} reconstituted"


def test_once_diluted_the_start_is_what_binds(diluted: Hood) -> None:
    facts = budget(diluted.state, diluted.now, SITE)
    assert facts.heading == "START INFUSION BY"
    assert [mark.words for mark in facts.marks][1] == "diluted, in time"
    late = budget(diluted.state, diluted.now + timedelta(hours=8), SITE)
    assert late.state is BudgetState.PASSED
    assert any(mark.words == "was the latest start" for mark in late.marks)


def test_in_the_refrigerator_the_way_out_is_what_binds(diluted: Hood) -> None:
    diluted.go_to("choose-storage")
    diluted.do(TECHNICIAN_ONE, said.Choose("choose-storage", "refrigerated"))
    facts = budget(diluted.state, diluted.now, SITE)
    assert facts.heading == "OUT OF REFRIGERATOR BY"
    assert any(mark.words == "out of the refrigerator" for mark in facts.marks)
    assert bar(diluted.state, diluted.now, SITE).words.startswith("out of refrigerator by ")


def test_a_blind_budget_tells_no_deadline_until_one_has_passed(diluted: Hood) -> None:
    diluted.go_to("check")
    blind = blind_budget(diluted.state, diluted.now, SITE)
    full = budget(diluted.state, diluted.now, SITE)
    assert full.deadline not in repr(blind)
    assert {mark.kind for mark in blind.marks} == {MarkKind.DONE}
    late = diluted.now + timedelta(hours=8)
    assert blind_budget(diluted.state, late, SITE) == budget(diluted.state, late, SITE)


def test_the_small_bar_goes_from_running_to_passed(withdrawing: Hood) -> None:
    first = withdrawing.state.reconstituted
    assert first is not None
    facts = [
        bar(withdrawing.state, first + timedelta(minutes=minutes), SITE)
        for minutes in (0, 200, 215, 239, 241)
    ]
    assert [(each.state, each.left) for each in facts] == [
        (BarState.RUNNING, "4 h left"),
        (BarState.RUNNING, "40 min left"),
        (BarState.NEAR, "25 min left"),
        (BarState.URGENT, "1 min left"),
        (BarState.PASSED, "1 min too late"),
    ]
    assert facts[-1].words == "at most 4 h from reconstitution to dilution"


def test_the_small_bar_of_a_blind_check_tells_no_time() -> None:
    hood = Hood().go_to("check")
    facts = bar(hood.state, hood.now, SITE)
    assert facts.limit_at is None
    assert ":" not in facts.words
    assert bar(hood.state, hood.now + timedelta(hours=9), SITE).state is BarState.PASSED


def test_what_is_released_goes_on_until_its_latest_start() -> None:
    hood = Hood().finish()
    binding = hood.state.binding()
    assert binding is not None
    states = [
        bar(hood.state, binding.at + timedelta(minutes=minutes), SITE).state
        for minutes in (-40, -20, -5, 5)
    ]
    assert states == [BarState.RELEASED, BarState.NEAR, BarState.URGENT, BarState.OVER]
    over = bar(hood.state, binding.at + timedelta(minutes=125), SITE)
    assert over.words == f"start by {clock_time(binding.at, SITE)} passed 2 h 5 min ago"


def test_the_time_of_what_is_discarded_stands_still(withdrawing: Hood) -> None:
    withdrawing.wait(60)
    withdrawing.do(TECHNICIAN_ONE, said.Discard("spilled"))
    facts = [budget(withdrawing.state, withdrawing.now + timedelta(hours=h), SITE) for h in (0, 9)]
    assert facts[0] == facts[1]
    assert facts[0].state is BudgetState.OVER
    assert (facts[0].remaining, facts[0].below) == ("3 h", "were left when it was discarded")
    assert facts[0].marks[-1].words == "discarded"
    small = bar(withdrawing.state, withdrawing.now + timedelta(hours=9), SITE)
    assert (small.state, small.words) == (BarState.OVER, "discarded")


def test_what_is_discarded_too_late_says_by_how_much(withdrawing: Hood) -> None:
    withdrawing.wait(4 * 60 + 7)
    withdrawing.do(TECHNICIAN_ONE, said.Discard("too late"))
    facts = budget(withdrawing.state, withdrawing.now, SITE)
    assert (facts.state, facts.remaining) == (BudgetState.OVER, "7 min late")
    assert facts.below == "when it was discarded"


def test_what_is_discarded_before_the_first_vial_has_no_time() -> None:
    hood = Hood().go_to("protect-hood")
    hood.do(TECHNICIAN_ONE, said.Discard("order cancelled"))
    assert budget(hood.state, hood.now, SITE).state is BudgetState.OVER


def test_each_deadline_has_its_words(withdrawing: Hood) -> None:
    for name in Name:
        deadline = Deadline(name, withdrawing.now, "a rule", "a source")
        assert do_by(deadline, "14:02").endswith(" by 14:02")
        assert too_late_to(deadline).startswith("Too late to ")


def test_a_deadline_of_another_day_says_which() -> None:
    hood = Hood(begins=datetime(2026, 11, 3, 1, 0, tzinfo=UTC)).go_to("inspect-bag", minutes=10)
    began = hood.state.reconstituted
    assert began is not None
    facts = budget(hood.state, hood.now, SITE)
    assert facts.deadline == f"{clock_time(deadline_of(hood, Name.START), SITE)} Tue"
    times = {mark.words: mark.time for mark in facts.marks}
    assert times["vial 1 reconstituted"] == clock_time(began, SITE)
    assert times["infusion ends by"] == f"{clock_time(deadline_of(hood, Name.END), SITE)} Tue"
    assert bar(hood.state, hood.now, SITE).words == (
        f"start by {clock_time(deadline_of(hood, Name.START), SITE)} Tue · "
        f"end by {clock_time(deadline_of(hood, Name.END), SITE)} Tue"
    )
    # Past midnight they are of today, and the first vial is of yesterday.
    past = budget(hood.state, datetime(2026, 11, 3, 6, 1, tzinfo=UTC), SITE)
    assert past.deadline == clock_time(deadline_of(hood, Name.START), SITE)
    assert past.marks[0].time == f"{clock_time(began, SITE)} Mon"


def deadline_of(hood: Hood, name: Name) -> datetime:
    return deadline_named(hood.state.deadlines(), name).at


@pytest.mark.parametrize(
    ("moment", "zone", "words"),
    [
        ("2026-11-01T06:35", "America/Chicago", "01:35 CDT"),
        ("2026-11-01T07:35", "America/Chicago", "01:35 CST"),
        ("2026-11-01T05:59", "America/Chicago", "00:59"),
        ("2026-11-01T08:00", "America/Chicago", "02:00"),
        ("2027-03-14T07:59", "America/Chicago", "01:59"),
        ("2027-03-14T08:00", "America/Chicago", "03:00"),
        ("2026-10-25T00:00", "Europe/Berlin", "02:00 CEST"),
        ("2026-10-25T01:59", "Europe/Berlin", "02:59 CET"),
        ("2027-03-28T01:00", "Europe/Berlin", "03:00"),
    ],
)
def test_a_time_says_its_zone_where_it_comes_twice_and_nowhere_else(
    moment: str, zone: str, words: str
) -> None:
    at, site = datetime.fromisoformat(moment).replace(tzinfo=UTC), replace(SITE, zone=zone)
    assert clock_time(at, site) == words
    assert day_and_time(at, site) == f"{site.day(at)} {words}"
