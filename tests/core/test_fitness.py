"""Whether what bears a label is fit for use: never beyond a deadline, never unreleased."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core.decision import means_now
from app.core.events import Restarted
from app.core.fitness import (
    Fit,
    Fitness,
    LabelFigures,
    fitness,
    fitness_by_label,
    stopped_by,
    why_age_unknown,
)
from app.core.preparation import Preparation, Status
from app.core.quantity import show
from app.core.reading import Started
from app.core.refused import Refused
from app.core.storage import Storage
from app.core.timing import Name, deadline_named
from tests.core.hood import PHARMACIST_ONE, TECHNICIAN_ONE, Hood
from tests.core.released import DAY, at, means, released, started

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def judged(hood: Hood, code: str | None = None) -> Fitness:
    """Return the answer now."""
    return fitness(hood.state, hood.now, code)


@pytest.fixture(scope="module")
def warm() -> Hood:
    """A released bag at room temperature; no test changes it."""
    return released()


@pytest.fixture(scope="module")
def cold() -> Hood:
    """A released bag in the refrigerator; no test changes it."""
    return released("10:20", Storage.REFRIGERATED)


def test_a_released_bag_is_fit_until_its_latest_start_and_not_a_second_longer(warm: Hood) -> None:
    found = fitness(warm.state, DAY + timedelta(hours=17))
    assert (found.fit, found.left) == (Fit.FIT, timedelta(0))
    assert found.sentence == "Start the infusion within less than 1 min."
    late = fitness(warm.state, DAY + timedelta(hours=17) + SECOND)
    assert (late.fit, late.left) == (Fit.NOT_FIT, -SECOND)
    assert late.sentence == (
        "The latest start of the infusion passed less than 1 min ago: at most 8 h from "
        "reconstitution to the end of the infusion, less 1 h of infusion (US label 2.4). Stop and "
        "discard the preparation."
    )


def test_the_rule_that_binds_and_its_source_are_named(warm: Hood) -> None:
    found = judged(warm)
    assert found.deadline is not None
    assert found.deadline.name is Name.START
    assert found.deadline.source == "US label 2.4"


@pytest.mark.parametrize(
    "step", ["reconstitute-1", "check", "print-label", "scan-label", "release"]
)
def test_what_is_not_released_is_not_fit(step: str) -> None:
    found = judged(Hood().go_to(step))
    assert found.fit is Fit.NOT_FIT
    assert found.sentence == (
        "This preparation is not released: a pharmacist's release is missing. Do not give it."
    )


def test_what_was_discarded_or_failed_is_not_fit() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "it leaks"))
    assert judged(hood).sentence == (
        "The bag failed its inspection (it leaks). Do not give it; it is discarded."
    )
    hood.do(TECHNICIAN_ONE, said.Discard("it leaks"))
    assert judged(hood).sentence == (
        "This preparation was discarded: it leaks. Do not give it; return it to the pharmacy."
    )
    undated = replace(hood.state, discarded=None)
    assert fitness(undated, hood.now).fit is Fit.NOT_FIT


def test_a_void_copy_is_not_fit_and_the_one_in_force_is() -> None:
    hood = Hood().go_to("release")
    hood.do(PHARMACIST_ONE, said.Print("print-label", "label 2", "digest", "2.pdf", "smudged"))
    hood.finish()
    assert judged(hood, "label 2").fit is Fit.FIT
    void = judged(hood, "label 1")
    assert void.fit is Fit.NOT_FIT
    assert void.sentence.startswith("This label is void: the one in force is copy 2.")
    bare = replace(hood.state, label=None)
    assert fitness(bare, hood.now).sentence.startswith("This preparation has no label in force.")


def test_a_refrigerated_bag_is_taken_out_in_time_warmed_and_then_started() -> None:
    hood = released("10:20", Storage.REFRIGERATED)
    found = judged(hood)
    assert found.fit is Fit.FIT
    assert found.deadline is not None
    assert found.deadline.at == DAY + timedelta(hours=13, minutes=20)
    assert "Take it out within 2 h" in found.sentence
    at(hood, "13:00").do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    warming = judged(hood)
    assert warming.fit is Fit.NOT_YET
    assert "start it in 1 h, not before" in warming.sentence
    with pytest.raises(Refused, match="This preparation is not at room temperature yet"):
        hood.do(TECHNICIAN_ONE, said.StartInfusion(means(hood)))
    at(hood, "13:59")
    assert judged(hood).fit is Fit.NOT_YET
    at(hood, "14:00")
    assert judged(hood).fit is Fit.FIT


def test_a_refrigerated_bag_that_is_taken_out_too_late_is_never_fit_again() -> None:
    hood = at(released("10:20", Storage.REFRIGERATED), "13:20")
    assert judged(hood).fit is Fit.FIT
    at(hood, "13:25")
    assert "The time to take the bag out of the refrigerator passed 5 min ago" in (
        judged(hood).sentence
    )
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    for time in ("13:26", "14:30", "15:00"):
        found = judged(at(hood, time))
        assert found.fit is Fit.NOT_FIT
        assert "It was taken out of the refrigerator 5 min after the latest time" in found.sentence
    with pytest.raises(Refused, match="5 min after the latest time"):
        hood.do(TECHNICIAN_ONE, said.StartInfusion(means(hood)))


def test_light_that_was_lost_makes_it_unfit_until_it_is_covered_and_is_told_from_then_on() -> None:
    hood = released()
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover was torn"))
    assert judged(hood).fit is Fit.NOT_FIT
    assert judged(hood).sentence.startswith(
        "This preparation is recorded as not protected from light."
    )
    with pytest.raises(Refused, match="Cover it and record that first"):
        hood.do(TECHNICIAN_ONE, said.StartInfusion(means(hood)))
    hood.wait(12)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection(hood.monograph.means("transport")[0].code))
    found = judged(hood)
    assert found.fit is Fit.ASK
    assert found.sentence.startswith(
        "Since its release it was without light protection for 12 min. Ask a pharmacist whether it "
        "may be given. Start the infusion within"
    )
    start = said.StartInfusion(means(hood))
    with pytest.raises(Refused, match=r"for 12 min.*Only a pharmacist starts the infusion then"):
        hood.do(TECHNICIAN_ONE, start)
    hood.do(PHARMACIST_ONE, start)
    assert judged(hood).fit is Fit.RUNNING
    assert "without light protection for 12 min. Tell a pharmacist." in judged(hood).sentence


def test_what_is_in_the_refrigerator_or_warms_up_says_too_that_a_pharmacist_is_asked() -> None:
    hood = released("10:20", Storage.REFRIGERATED)
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover was torn"))
    hood.wait(2)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection(hood.monograph.means("transport")[0].code))
    assert judged(hood).fit is Fit.ASK
    assert "This preparation is in the refrigerator" in judged(hood).sentence
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    assert judged(hood).fit is Fit.NOT_YET
    assert judged(hood).sentence.endswith("Ask a pharmacist whether it may be given.")


def test_a_gap_that_the_checker_saw_is_not_told_again() -> None:
    hood = Hood().go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    hood.wait(3)
    hood.do(TECHNICIAN_ONE, said.RestoreProtection(hood.monograph.means("bag")[0].code))
    hood.finish()
    assert judged(hood).fit is Fit.FIT
    assert "light" not in judged(hood).sentence


def test_case_27_at_the_label() -> None:
    hood = started("16:50")
    assert (judged(hood).fit, judged(hood).sentence) == (
        Fit.RUNNING,
        "The infusion runs and ends in time.",
    )
    at(hood, "17:20").do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    paused = judged(hood)
    assert paused.fit is Fit.RUNNING
    assert paused.sentence == "The infusion is paused. If it goes on within 10 min it ends in time."
    assert judged(at(hood, "17:30")).fit is Fit.RUNNING
    assert judged(at(hood, "17:31")).fit is Fit.STOP_EARLY
    at(hood, "17:40").do(TECHNICIAN_ONE, said.ResumeInfusion())
    found = judged(hood)
    assert found.fit is Fit.STOP_EARLY
    assert found.remains is not None
    assert show(found.remains.volume, 1) == "8.3 mL"
    assert show(found.remains.dose, 2) == "0.29 mg"
    assert found.sentence == (
        "The infusion cannot end in time: at most 8 h from reconstitution to the end of the "
        "infusion (US label 2.4). When that time comes 8.3 mL (0.29 mg) of 1.75 mg will be left. "
        "Call a pharmacist now; stop it by then."
    )
    at(hood, "18:00").do(PHARMACIST_ONE, said.EndInfusion("the time is over"))
    ended = judged(hood)
    assert (ended.fit, ended.sentence) == (
        Fit.USED,
        "Not infused, by rate and time: 8.3 mL (0.29 mg).",
    )


def test_an_infusion_that_goes_on_past_the_limit_is_to_be_stopped_not_discarded() -> None:
    hood = at(started("16:50"), "17:20")
    hood.do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    found = judged(at(hood, "18:04"))
    assert found.fit is Fit.NOT_FIT
    assert found.remains is not None
    assert show(found.remains.volume) == "25 mL"
    assert found.sentence.startswith("The latest end of the infusion passed 4 min ago")
    assert found.sentence.endswith(
        "Stop the infusion if it still runs, keep the bag, record that it ended, and call a "
        "pharmacist now."
    )
    with pytest.raises(Refused, match="Do not go on; call a pharmacist"):
        hood.do(TECHNICIAN_ONE, said.ResumeInfusion())
    hood.do(TECHNICIAN_ONE, said.EndInfusion("stopped too late"))
    late = judged(hood)
    assert late.fit is Fit.NOT_FIT
    assert late.sentence.startswith("The infusion ended 4 min after the latest time")
    assert late.sentence.endswith("Stop the infusion, keep the bag, and call a pharmacist now.")
    assert "iscard" not in late.sentence


def test_what_is_all_infused_waits_for_somebody_to_look_at_the_bag() -> None:
    hood = at(started("16:50"), "17:50")
    assert judged(hood).sentence == (
        "By rate and time all of it is infused. Look at the bag, and record that it ended."
    )
    hood.do(TECHNICIAN_ONE, said.EndInfusion())
    assert judged(hood).sentence == "All of it was infused, by rate and time."
    assert judged(at(hood, "21:00")).fit is Fit.USED


def test_light_that_is_lost_while_it_runs_is_told_with_the_answer() -> None:
    hood = started("16:50")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    cover = "This preparation is not protected from light: cover the bag now, record it with F7"
    assert judged(hood).fit is Fit.COVER
    assert judged(hood).sentence.startswith(cover)
    at(hood, "17:20").do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    assert judged(at(hood, "17:25")).fit is Fit.COVER
    stops = judged(at(hood, "17:45"))
    assert (stops.fit, stops.sentence.startswith(cover)) == (Fit.STOP_EARLY, True)


def test_a_gap_that_ended_while_it_runs_is_told_until_it_ends() -> None:
    hood = started("16:50")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    at(hood, "16:55").do(TECHNICIAN_ONE, said.RestoreProtection(means(hood)))
    found = judged(hood)
    assert (found.fit, found.sentence) == (
        Fit.RUNNING,
        "The infusion runs and ends in time. Since its release it was without light protection "
        "for 5 min. Tell a pharmacist.",
    )


def test_nothing_is_left_to_cover_once_all_of_it_is_infused() -> None:
    hood = started("16:50")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    assert judged(at(hood, "17:50")).fit is Fit.RUNNING


def test_what_was_all_infused_in_time_is_not_late_because_its_end_is_recorded_later() -> None:
    hood = at(started("16:50"), "18:04")
    found = judged(hood)
    assert found.fit is Fit.NOT_FIT
    assert found.sentence == (
        "By rate and time all of it was infused 10 min before its latest end, in time, and nobody "
        "recorded that it ended. Look at the bag: where it still runs, stop it, keep the bag and "
        "call a pharmacist now. Record that it ended."
    )
    hood.do(TECHNICIAN_ONE, said.EndInfusion())
    assert hood.state.late() is None
    assert (judged(hood).fit, judged(hood).sentence) == (
        Fit.USED,
        "By rate and time all of it was infused 10 min before its latest end, in time. That it "
        "ended was recorded 4 min after.",
    )


@pytest.mark.parametrize(
    ("fit", "becomes", "sentence"),
    [
        (Fit.FIT, Fit.NOT_FIT, "Recalled."),
        (Fit.NOT_YET, Fit.NOT_FIT, "Recalled."),
        (Fit.RUNNING, Fit.NOT_FIT, "Recalled."),
        (Fit.ASK, Fit.NOT_FIT, "Recalled."),
        (Fit.TIMES_ONLY, Fit.NOT_FIT, "Recalled."),
        (Fit.COVER, Fit.NOT_FIT, "Recalled. So it stands."),
        (Fit.STOP_EARLY, Fit.NOT_FIT, "Recalled. So it stands."),
        (Fit.USED, Fit.USED, "So it stands. Recalled."),
        (Fit.NOT_FIT, Fit.NOT_FIT, "So it stands."),
    ],
)
def test_what_must_not_be_given_for_another_reason_is_told_so(
    fit: Fit, becomes: Fit, sentence: str
) -> None:
    found = Fitness(fit, "So it stands.")
    assert stopped_by(found, "") is found
    assert stopped_by(found, "Recalled.") == Fitness(becomes, sentence)


def test_nobody_knows_its_age_after_a_restart_with_an_earlier_clock(warm: Hood) -> None:
    assert why_age_unknown(warm.state, warm.clock.reading()) == ""
    clock = released().clock
    clock.restart()
    clock.set_wall(DAY + timedelta(hours=12))
    assert "the age of the preparation is not known" in why_age_unknown(warm.state, clock.reading())


# A label alone.

FIGURES = LabelFigures(
    "2611-0042",
    "1",
    "1.45 mg",
    DAY + timedelta(hours=14, minutes=44),
    DAY + timedelta(hours=18),
    None,
)
WARMED = replace(FIGURES, not_before=DAY + timedelta(hours=13))
COLD = replace(FIGURES, take_out_by=DAY + timedelta(hours=13, minutes=20))
UNKNOWN = (
    "This preparation was not made in this log, so whether it was released, recalled or reprinted "
    "is not known here. Ask the pharmacy that made it."
)


@pytest.mark.parametrize(
    ("figures", "time", "fit", "begins", "name"),
    [
        (FIGURES, "14:44", Fit.TIMES_ONLY, "This preparation was not made", Name.START),
        (FIGURES, "14:45", Fit.NOT_FIT, "Its latest start passed 1 min ago. Do", Name.START),
        (FIGURES, "18:00", Fit.NOT_FIT, "Its latest start passed 3 h 16 min ago. Do", Name.START),
        (FIGURES, "18:01", Fit.NOT_FIT, "Its latest start passed 3 h 17 min ago, and", Name.START),
        (COLD, "13:20", Fit.TIMES_ONLY, "Out of the refrigerator by then", Name.TAKE_OUT),
        (
            COLD,
            "13:21",
            Fit.CHECK,
            "This preparation had to be out of the refrigerator 1",
            Name.START,
        ),
        (COLD, "14:45", Fit.NOT_FIT, "Its latest start passed", Name.START),
        (WARMED, "12:00", Fit.NOT_YET, "By its label it starts in 1 h, not before.", Name.START),
        (WARMED, "13:00", Fit.TIMES_ONLY, "This preparation was not made", Name.START),
        (WARMED, "14:45", Fit.NOT_FIT, "Its latest start passed 1 min ago. Do", Name.START),
    ],
)
def test_of_a_label_alone_only_its_times_are_judged(
    figures: LabelFigures, time: str, fit: Fit, begins: str, name: Name
) -> None:
    hours, minutes = map(int, time.split(":"))
    found = fitness_by_label(figures, DAY + timedelta(hours=hours, minutes=minutes))
    assert found.fit is fit
    assert found.sentence.startswith(begins)
    assert found.sentence.endswith(UNKNOWN)
    assert found.deadline is not None
    assert found.deadline.name is name


def test_a_start_more_than_a_day_ahead_is_no_label_of_umbras() -> None:
    now = FIGURES.start_by - timedelta(hours=24)
    assert fitness_by_label(FIGURES, now).fit is Fit.TIMES_ONLY
    far = fitness_by_label(FIGURES, now - SECOND)
    assert (far.fit, far.deadline) == (Fit.NOT_FIT, None)
    assert "it was altered, or the clock is wrong" in far.sentence


# Properties.


def latest(state: Preparation) -> datetime:
    """Return the earliest limit that is not kept yet, by the deadlines themselves."""
    return min(each.at for each in state.deadlines() if each.name in _NEXT[state.place])


_NEXT = {Storage.ROOM: (Name.START,), Storage.REFRIGERATED: (Name.TAKE_OUT, Name.START), None: ()}
moments = st.timedeltas(timedelta(0), timedelta(hours=12))


@given(moments, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_fit_beyond_a_deadline(
    warm: Hood, cold: Hood, after: timedelta, is_cold: bool
) -> None:
    state = (cold if is_cold else warm).state
    now = state.last.wall + after
    found = fitness(state, now)
    assert (found.fit is Fit.FIT) is (now <= latest(state))
    assert found.left == latest(state) - now


def entry_named(name: str, hood: Hood) -> said.Entry:
    """Return an entry as it would be said now."""
    if name == "start":
        return said.StartInfusion(means(hood))
    if name == "cover":
        return said.RestoreProtection(means_now(hood.state)[0].code)
    return _ENTRIES[name]


_ENTRIES: dict[str, said.Entry] = {
    "store": said.Store(Storage.ROOM),
    "lose": said.LoseProtection("the cover fell"),
    "pause": said.PauseInfusion("the line is blocked"),
    "go on": said.ResumeInfusion(),
    "end": said.EndInfusion("the time is over"),
}


@given(
    st.booleans(),
    st.lists(
        st.tuples(st.sampled_from([*_ENTRIES, "start", "cover"]), st.integers(0, 200)), max_size=8
    ),
)
@settings(max_examples=60, deadline=None)
def test_no_path_after_the_release_makes_fit_what_must_not_be_given(
    is_cold: bool, path: list[tuple[str, int]]
) -> None:
    hood = released("10:20", Storage.REFRIGERATED) if is_cold else released()
    for name, minutes in path:
        hood.wait(minutes)
        before = judged(hood)
        entry = entry_named(name, hood)
        try:
            hood.do(TECHNICIAN_ONE, entry)
        except Refused:
            assert name != "start" or before.fit is not Fit.FIT or hood.state.infusion or is_cold
            continue
        if name == "start":
            assert before.fit is Fit.FIT
        state, found = hood.state, judged(hood)
        end = deadline_named(state.deadlines(), Name.END).at
        if found.fit in (Fit.FIT, Fit.NOT_YET):
            assert state.infusion is None
            assert state.late() is None
            assert state.protection(hood.now) is not None
            assert hood.now <= latest(state)
        if found.fit is Fit.RUNNING:
            assert state.infusion is not None
            assert state.infusion.ends(hood.now) <= end
            assert hood.now <= end


@given(st.sampled_from(list(Status)), moments)
def test_nothing_that_is_not_released_is_ever_fit(
    warm: Hood, status: Status, after: timedelta
) -> None:
    found = fitness(replace(warm.state, status=status), warm.state.last.wall + after)
    if status is not Status.RELEASED:
        assert found.fit is Fit.NOT_FIT


def test_a_restart_after_the_release_that_leaves_its_age_to_the_clock_asks(warm: Hood) -> None:
    for seen, away, fit in (
        (True, 60, Fit.FIT),
        (False, 60, Fit.ASK),
        (True, -60, Fit.ASK),
    ):
        restarted = (Restarted(Started.MACHINE, away, seen), warm.state.last.wall)
        state = replace(warm.state, clock_events=(*warm.state.clock_events, restarted))
        found = fitness(state, warm.now)
        assert found.fit is fit
        assert ("Ask a pharmacist" in found.sentence) is (fit is Fit.ASK)
        assert "nothing but this clock tells how old it is" in found.sentence
