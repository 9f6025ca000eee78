"""What the page of a label shows: worked out from the answer, the state and the time alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import references
from app.core import entry as said
from app.core.fitness import Fit, Fitness, LabelFigures, fitness, fitness_by_label
from app.core.preparation import Status
from app.core.storage import Storage
from app.site import Site
from app.ui.drawing.budget import BudgetFacts, BudgetState, MarkKind
from app.ui.drawing.labelled import LabelledRow
from app.ui.drawing.verdict import Look, VerdictFacts
from app.ui.facts import label as facts
from app.ui.facts.label import Act
from app.ui.theme import Tone
from tests.core.hood import TECHNICIAN_ONE, Hood
from tests.core.released import DAY, at, released, started

# The hood of the core tests counts its day in UTC.
SITE = Site("St. Example Hospital Pharmacy", "555-0100", "UTC", "US", False)
FIGURES = LabelFigures(
    "2611-0042",
    "1",
    "1.45 mg",
    DAY + timedelta(hours=14, minutes=44),
    DAY + timedelta(hours=18),
    DAY + timedelta(hours=13, minutes=20),
)


def found(hood: Hood) -> Fitness:
    """Return the answer now."""
    return fitness(hood.state, hood.now)


def verdict(hood: Hood) -> VerdictFacts:
    """Return what is shown of the answer now."""
    return facts.verdict(found(hood), hood.state, hood.now, SITE)


def acts(hood: Hood) -> tuple[Act, ...]:
    """Return what may be recorded now."""
    return facts.acts(found(hood), hood.state, hood.now)


def line(hood: Hood) -> BudgetFacts:
    """Return the line of time now."""
    policy = references.policy()
    drawn = facts.time_line(FIGURES, hood.state, found(hood), hood.now, SITE, policy)
    assert drawn is not None
    return drawn


def said_of(hood: Hood) -> dict[str, str]:
    """Return the rows now, by their labels."""
    rows = facts.rows(FIGURES, hood.state, found(hood), hood.now, SITE)
    return {row.label: row.words for row in rows}


def paused(until: str = "17:40") -> Hood:
    """Return the infusion of case 27 in its pause, at a time."""
    hood = at(started("16:50"), "17:20")
    hood.do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    return at(hood, until)


def test_case_27_is_said_in_one_large_line() -> None:
    assert verdict(paused()) == VerdictFacts(
        Look.STOP_EARLY,
        "STOP BEFORE THE END",
        "Call a pharmacist now; stop it by then. The infusion cannot end in time.",
        "8.3 mL (0.29 mg of 1.75 mg) will be left at 18:00",
    )
    assert verdict(paused("18:00")).large == "25 mL (0.88 mg of 1.75 mg) will be left at 18:00"
    assert verdict(paused("18:01")).large == "25 mL (0.88 mg of 1.75 mg) were left at 18:00"


def test_a_pause_in_time_has_a_word_and_a_shape_of_its_own() -> None:
    shown = verdict(paused("17:25"))
    assert (shown.look, shown.word, shown.large) == (Look.PAUSED, "INFUSION PAUSED", "")
    assert shown.sentence == "The infusion is paused. If it goes on within 5 min it ends in time."


def test_every_answer_has_a_look_of_its_own() -> None:
    looks = [facts.verdict(Fitness(fit, ""), None, DAY, SITE).look for fit in Fit]
    assert len(set(looks)) == len(Fit)


def test_light_that_is_lost_is_told_with_what_will_be_left() -> None:
    hood = paused()
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    assert verdict(hood).sentence == (
        "This preparation is not protected from light: cover the bag now, record it with F7, ask "
        "a pharmacist. Call a pharmacist now; stop it by then. The infusion cannot end in time."
    )


def test_light_that_is_lost_while_it_runs_is_the_headline() -> None:
    hood = started("16:00")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    assert (verdict(hood).look, verdict(hood).word) == (Look.COVER, "COVER IT NOW")
    assert Act.LIGHT_BACK in acts(hood)


def test_a_bag_that_a_pharmacist_is_asked_about_may_still_be_started() -> None:
    hood = at(released(), "15:00")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    at(hood, "15:05").do(TECHNICIAN_ONE, said.RestoreProtection("cover"))
    assert (verdict(hood).look, verdict(hood).word) == (Look.ASK, "ASK A PHARMACIST")
    assert acts(hood) == (Act.START, Act.LIGHT_LOST)


def test_an_end_that_is_recorded_late_says_when_all_was_infused() -> None:
    hood = at(started("16:50"), "18:04")
    hood.do(TECHNICIAN_ONE, said.EndInfusion())
    assert verdict(hood).large == "all infused at 17:50, in time by rate and time"


def test_a_quarantine_while_it_is_to_be_stopped_keeps_what_will_be_left() -> None:
    hood = paused()
    stopped = replace(found(hood), fit=Fit.NOT_FIT, sentence="Recalled.")
    shown = facts.verdict(stopped, hood.state, hood.now, SITE)
    assert (shown.look, shown.sentence) == (Look.NOT_FIT, "Recalled.")
    assert shown.large == "8.3 mL (0.29 mg of 1.75 mg) left at 18:00"


def test_the_rows_of_a_bag_that_waits() -> None:
    assert said_of(at(released(), "16:00")) == {
        "Dose": "1.75 mg in 50 mL, 50 mL/h",
        "Start by": "**2026-11-02 17:00**, 1 h left",
        "Rule": "at most 8 h from reconstitution to the end of the infusion, less 1 h of infusion "
        "(US label 2.4)",
        "Kept": "At room temperature since 2026-11-02 13:50",
        "Infusion line": "The infusion line needs no protection from light. (EU leaflet 2022)",
    }


def test_a_time_that_passed_is_marked() -> None:
    hood = at(released(), "17:05")
    rows = facts.rows(FIGURES, hood.state, found(hood), hood.now, SITE)
    assert LabelledRow("Start by", "**2026-11-02 17:00**, passed 5 min ago", Tone.STOP) in rows


def test_where_it_was_kept_before_is_said_too() -> None:
    hood = at(released("10:20", Storage.REFRIGERATED), "12:00")
    assert said_of(hood)["Kept"] == "In the refrigerator since 2026-11-02 10:21"
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    assert said_of(hood)["Kept"] == (
        "In the refrigerator 10:21 to 12:00; at room temperature since 2026-11-02 12:00"
    )


def test_an_infusion_is_told_with_its_pauses() -> None:
    hood = paused()
    told = said_of(hood)["Infusion"]
    assert told == (
        "started 2026-11-02 16:50, 50 mL/h; paused since 17:20 (20 min). All by rate and time; no "
        "pump is read."
    )
    hood.do(TECHNICIAN_ONE, said.ResumeInfusion())
    at(hood, "17:50").do(TECHNICIAN_ONE, said.EndInfusion("the time is over"))
    assert "; paused 17:20 to 17:40; ended 17:50." in said_of(hood)["Infusion"]


def test_of_a_label_alone_the_times_on_it_are_said() -> None:
    now = DAY + timedelta(hours=13)
    rows = facts.rows(FIGURES, None, fitness_by_label(FIGURES, now), now, SITE)
    assert [row.label for row in rows] == [
        "Label",
        "Dose on it",
        "Patient",
        "Take out by",
        "Rule",
        "Start by",
        "End by",
    ]
    warmed = replace(FIGURES, take_out_by=None, not_before=now)
    rows = facts.rows(warmed, None, fitness_by_label(warmed, now), now, SITE)
    assert LabelledRow("Start not before", "2026-11-02 13:00") in rows


def test_of_a_label_that_is_not_gone_by_no_time_is_said() -> None:
    rows = facts.rows(FIGURES, None, Fitness(Fit.NOT_FIT, "altered"), DAY, SITE)
    assert [row.label for row in rows] == ["Label", "Dose on it", "Patient"]
    hood = Hood().go_to("release")
    assert list(said_of(hood)) == ["Label", "Dose on it"]


def test_the_figures_of_an_infusion() -> None:
    hood = paused()
    tiles = facts.tiles(hood.state, hood.now, SITE)
    assert [(each.whose, each.figure, each.tone) for each in tiles] == [
        ("Infused", "25 mL", Tone.PLAIN),
        ("Left", "25 mL", Tone.PLAIN),
        ("All infused at", "18:10", Tone.STOP),
        ("END BY", "18:00", Tone.WARN),
    ]
    assert tiles[2].remark == "if it goes on now"
    hood.do(TECHNICIAN_ONE, said.EndInfusion("stopped"))
    assert [each.figure for each in facts.tiles(hood.state, hood.now, SITE)] == ["25 mL", "25 mL"]
    assert facts.tiles(released().state, DAY, SITE) == ()
    assert facts.tiles(None, DAY, SITE) == ()


def test_the_line_shows_start_pause_now_end_and_limit_in_their_order() -> None:
    hood = paused()
    drawn = line(hood)
    assert (drawn.heading, drawn.deadline, drawn.remaining) == (
        "END INFUSION BY",
        "18:00",
        "20 min",
    )
    assert drawn.state is BudgetState.NEAR
    assert [(each.time, each.words, each.kind) for each in drawn.marks] == [
        ("16:50", "infusion started", MarkKind.DONE),
        ("17:20", "paused", MarkKind.LATER),
        ("18:00", "infusion ends by", MarkKind.END),
        ("18:10", "would be all infused", MarkKind.LATER),
    ]
    assert drawn.marks[-1].at == 1
    assert drawn.now_at == pytest.approx(50 / 80)
    hood.do(TECHNICIAN_ONE, said.ResumeInfusion())
    assert "goes on" in [each.words for each in line(hood).marks]
    hood.do(TECHNICIAN_ONE, said.EndInfusion("stopped"))
    ended = line(hood)
    assert (ended.heading, ended.deadline, ended.remaining) == (
        "INFUSION ENDED",
        "17:40",
        "25 mL left",
    )
    assert ended.now_at is None


def test_of_many_pauses_the_last_two_are_drawn() -> None:
    hood = started("15:00")
    for time, again in (("15:05", "15:06"), ("15:10", "15:11"), ("15:15", "15:16")):
        at(hood, time).do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
        at(hood, again).do(TECHNICIAN_ONE, said.ResumeInfusion())
    times = [each.time for each in line(hood).marks]
    assert times == ["15:00", "15:10", "15:11", "15:15", "15:16", "16:03", "18:00"]
    at(hood, "16:03").do(TECHNICIAN_ONE, said.EndInfusion())
    assert line(hood).remaining == "all infused"


@pytest.mark.parametrize(
    ("time", "state", "remaining"),
    [
        ("12:00", BudgetState.QUIET, "1 h 20 min"),
        ("12:50", BudgetState.NEAR, "30 min"),
        ("13:10", BudgetState.URGENT, "10 min"),
        ("13:20", BudgetState.URGENT, "under 1 min"),
        ("15:00", BudgetState.PASSED, "16 min ago"),
        ("19:00", BudgetState.PASSED, "4 h 16 min ago"),
    ],
)
def test_the_line_of_a_label_alone(time: str, state: BudgetState, remaining: str) -> None:
    hours, minutes = map(int, time.split(":"))
    now = DAY + timedelta(hours=hours, minutes=minutes)
    answer = fitness_by_label(FIGURES, now)
    drawn = facts.time_line(FIGURES, None, answer, now, SITE, references.policy())
    assert drawn is not None
    assert (drawn.state, drawn.remaining) == (state, remaining)
    assert [each.time for each in drawn.marks] == ["13:20", "14:44", "18:00"]
    assert all(0 <= each.at <= 1 for each in drawn.marks)
    bare = replace(FIGURES, take_out_by=None)
    drawn = facts.time_line(bare, None, answer, now, SITE, references.policy())
    assert drawn is not None
    assert len(drawn.marks) == 2
    assert (
        facts.time_line(bare, None, Fitness(Fit.NOT_FIT, ""), now, SITE, references.policy())
        is None
    )


def test_what_may_be_recorded_follows_from_where_it_stands() -> None:
    cold = released("10:20", Storage.REFRIGERATED)
    assert acts(cold) == (Act.TAKE_OUT, Act.LIGHT_LOST)
    at(cold, "12:00").do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    assert acts(cold) == (Act.LIGHT_LOST,)
    warm = at(released(), "16:00")
    assert acts(warm) == (Act.START, Act.LIGHT_LOST)
    warm.do(TECHNICIAN_ONE, said.LoseProtection("the cover fell"))
    assert acts(warm) == (Act.LIGHT_BACK,)
    assert acts(at(warm, "17:01")) == ()
    running = started("16:50")
    assert acts(running) == (Act.PAUSE, Act.END_EARLY, Act.LIGHT_LOST)
    assert acts(at(running, "17:50")) == (Act.ENDED, Act.LIGHT_LOST)
    stands = paused()
    assert acts(stands) == (Act.GO_ON, Act.END_EARLY, Act.LIGHT_LOST)
    assert acts(at(stands, "18:00")) == (Act.END_EARLY, Act.LIGHT_LOST)
    stands.do(TECHNICIAN_ONE, said.EndInfusion("stopped"))
    assert acts(stands) == ()


def test_nothing_is_recorded_of_what_went_nowhere_or_by_a_void_label() -> None:
    hood = at(released(), "16:00")
    assert facts.acts(found(hood), None, hood.now) == ()
    assert facts.acts(fitness(hood.state, hood.now, "another"), hood.state, hood.now) == ()
    discarded = replace(hood.state, status=Status.DISCARDED)
    assert facts.acts(found(hood), discarded, hood.now) == ()
    assert acts(Hood().go_to("release")) == ()


def test_what_is_lost_by_an_early_end_is_said_before_it_is_recorded() -> None:
    hood = paused()
    assert hood.state.infusion is not None
    assert facts.end_asked(hood.state.infusion, hood.now) == (
        "By rate and time 25 mL (0.88 mg of 1.75 mg) is not infused. It cannot be started again."
    )
