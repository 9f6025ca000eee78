"""How a drill is scored: each rule, from facts of the log alone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import resources
from app.practice.drill import NAMES, KnownBy, drill_named, drills, packages, read_drill
from app.practice.paper import caught_words, ended_words, known_words
from app.practice.score import CaughtBy, Happening, is_over, score
from app.ui.facts.reasons import CALL

BEGAN = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
WRONG_VIAL, VOLUME = drill_named("wrong-vial"), drill_named("wrong-volume")
TOO_LATE, FIRST = drill_named("too-late"), drill_named("first-preparation")


def fact(name: str, minute: float = 1, actor: str = "T1", **data: object) -> Happening:
    return Happening(BEGAN + timedelta(minutes=minute), name, json.dumps(data), actor)


SHOWN = fact("error-shown", 0, step="scan-materials", entry="PR0007")
REFUSED = fact("entry-refused", step="scan-materials", entered="]d201…10PR0007", sentence="no")
ASIDE = fact("set-aside", what="MYLOTARG", wrong=True)
SOUND_ASIDE = fact("set-aside", what="BESPONSA", wrong=False)
LIGHT_ON = fact("protection-started", 2)


def test_the_person_who_catches_it_has_all_points() -> None:
    found = score(WRONG_VIAL, (SHOWN, ASIDE, LIGHT_ON))
    assert (found.caught, found.by, found.step) == (CaughtBy.PERSON, "T1", "scan-materials")
    assert found.after == timedelta(minutes=1)
    assert found.points == 100
    assert is_over(WRONG_VIAL, (SHOWN, ASIDE, LIGHT_ON))
    assert not is_over(WRONG_VIAL, (SHOWN, ASIDE))


def test_what_the_program_caught_counts_less() -> None:
    found = score(WRONG_VIAL, (SHOWN, REFUSED, ASIDE, LIGHT_ON))
    assert found.caught is CaughtBy.PROGRAM
    assert found.refused == 0
    assert found.points == 20 + 30 + 10 + 10


def test_what_nobody_caught_counts_nothing() -> None:
    through = fact("material-scanned", scanned="]d201…10PR0007")
    found = score(WRONG_VIAL, (SHOWN, through))
    assert (found.caught, found.after, found.by) == (CaughtBy.NOBODY, None, "")
    assert found.points == 0
    assert is_over(WRONG_VIAL, (SHOWN, through))


def test_another_package_that_is_taken_is_not_the_error() -> None:
    taken = fact("material-scanned", scanned="]d201…10AB1234")
    assert score(WRONG_VIAL, (SHOWN, taken, ASIDE)).caught is CaughtBy.PERSON
    assert not is_over(WRONG_VIAL, (SHOWN, taken))


def test_a_refusal_of_something_else_is_a_slip() -> None:
    slip = fact("entry-refused", step="scan-materials", entered="cover", sentence="twice")
    found = score(WRONG_VIAL, (SHOWN, slip, ASIDE, LIGHT_ON))
    assert (found.caught, found.refused) == (CaughtBy.PERSON, 1)
    assert found.points == 95


def test_the_same_error_twice_is_a_slip() -> None:
    found = score(WRONG_VIAL, (SHOWN, REFUSED, REFUSED, ASIDE, LIGHT_ON))
    assert found.refused == 1


def test_no_more_is_taken_away_than_there_is() -> None:
    found = score(WRONG_VIAL, (SHOWN, ASIDE, *(SOUND_ASIDE,) * 9, LIGHT_ON))
    assert found.needless == 9
    assert found.points == 90


def test_what_is_sound_and_put_aside_catches_nothing() -> None:
    found = score(WRONG_VIAL, (SHOWN, SOUND_ASIDE))
    assert (found.caught, found.needless) == (CaughtBy.NOBODY, 1)


def test_who_takes_long_has_no_points_for_quickness() -> None:
    late = replace(ASIDE, at=BEGAN + timedelta(minutes=3, seconds=1))
    found = score(WRONG_VIAL, (SHOWN, late, replace(LIGHT_ON, at=late.at)))
    assert found.points == 90
    assert (
        score(WRONG_VIAL, (SHOWN, replace(ASIDE, at=BEGAN + timedelta(minutes=3)), LIGHT_ON)).points
        == 100
    )


def test_discarding_sound_work_catches_nothing() -> None:
    gone = fact("discarded", reason="MYLOTARG among the vials")
    for drill in drills():
        if drill.seed is not None and drill is not TOO_LATE:
            found = score(drill, (SHOWN, gone))
            assert (found.caught, found.points) == (CaughtBy.NOBODY, 0), drill.name
            assert is_over(drill, (SHOWN, gone))


def call(remark: str | None, minute: float = 1) -> Happening:
    return fact("pharmacist-called", minute, remark=remark)


@pytest.mark.parametrize("remark", [*CALL, None, ""])
def test_a_call_that_names_nothing_is_no_catch(remark: str | None) -> None:
    for drill in drills():
        if drill.seed is not None:
            shown = fact("error-shown", 0, step=drill.seed.step, entry="")
            found = score(drill, (shown, call(remark), fact("drill-ended", given_up=True)))
            assert found.caught is not CaughtBy.PERSON, drill.name


def test_a_call_that_names_the_error_is_one() -> None:
    assert score(WRONG_VIAL, (SHOWN, call("A Mylotarg vial lies here"), LIGHT_ON)).points == 100
    assert score(WRONG_VIAL, (SHOWN, call("lot PR0007 is another"), LIGHT_ON)).points == 100
    given_up = score(WRONG_VIAL, (SHOWN, call("Mylotarg"), fact("drill-ended", given_up=True)))
    assert (given_up.caught, given_up.points) == (CaughtBy.PERSON, 50)


def test_nobody_calls_for_what_does_not_lie_there_yet() -> None:
    assert score(WRONG_VIAL, (call("Mylotarg", 0), SHOWN, LIGHT_ON)).caught is CaughtBy.NOBODY


def test_who_enters_the_error_after_all_caught_nothing() -> None:
    for before in (call("Mylotarg"), ASIDE):
        found = score(WRONG_VIAL, (SHOWN, before, REFUSED, LIGHT_ON))
        assert (found.caught, found.parts[0].points) == (CaughtBy.PROGRAM, 20)
        through = fact("material-scanned", scanned="]d201…10PR0007")
        assert score(WRONG_VIAL, (SHOWN, before, through)).caught is CaughtBy.NOBODY
    shown = fact("error-shown", 0, step="reconstitute-1", entry="4.5 mL")
    believed = (shown, call("it holds 4.5 mL"), fact("reconstituted", volume="4 mL"))
    assert score(VOLUME, believed).caught is CaughtBy.NOBODY


def test_light_is_put_right_and_the_pharmacist_told_how_long_it_was() -> None:
    gap = drill_named("gap-in-light")
    shown = fact("error-shown", 0, step="add-drug", entry="")
    told = call("white light until now", 3)
    added = fact("drug-added", 4)
    assert score(gap, (shown, LIGHT_ON, told, added)).points == 100
    untold = score(gap, (shown, LIGHT_ON, added))
    assert (untold.caught, untold.points) == (CaughtBy.PERSON, 50)
    # What is refused once the light is right again is another thing.
    slip = fact("entry-refused", 3, step="add-drug", entered="x", sentence="no")
    assert score(gap, (shown, LIGHT_ON, slip, told, added)).points == 95


def test_what_has_no_points_is_not_said_as_if_it_had() -> None:
    undone = score(WRONG_VIAL, (SHOWN, replace(ASIDE, at=BEGAN + timedelta(minutes=9))))
    assert [(part.points, part.words) for part in undone.parts[1:]] == [
        (0, "It did not end as it has to"),
        (0, "Not caught within 3 min"),
        (0, "Care with everything else: counts only where it ended as it has to"),
    ]
    quick = score(WRONG_VIAL, (SHOWN, ASIDE))
    assert "counts only where it ended" in quick.parts[2].words
    slips = score(WRONG_VIAL, (SHOWN, ASIDE, SOUND_ASIDE, SOUND_ASIDE, LIGHT_ON))
    assert slips.parts[3].words == "Other entries refused, or sound packages put aside: 2"


def test_the_name_of_a_drill_gives_nothing_away() -> None:
    assert [each.neutral for each in drills()] == [
        "Your first preparation",
        *(f"Drill {number}" for number in range(1, len(NAMES))),
    ]


def test_a_volume_is_believed_whatever_is_typed_of_it() -> None:
    shown = fact("error-shown", 0, step="reconstitute-1", entry="4.5 mL")
    typed = fact("reconstituted", volume="4 mL")
    assert score(VOLUME, (shown, typed)).caught is CaughtBy.NOBODY
    aside = score(VOLUME, (shown, ASIDE, typed))
    assert (aside.caught, aside.points) == (CaughtBy.PERSON, 100)
    # Refused first, and then typed as it should be, the syringe as it was.
    refused = fact("entry-refused", step="reconstitute-1", entered="4.5 mL", sentence="no")
    found = score(VOLUME, (shown, refused, typed))
    assert (found.caught, found.ended_rightly) == (CaughtBy.PROGRAM, False)


def test_the_clock_stops_what_nobody_did_anything_about() -> None:
    shown = fact("error-shown", 0, step="withdraw-1", entry="")
    found = score(TOO_LATE, (shown, fact("drill-ended", given_up=True)))
    assert (found.caught, found.by, found.after) == (CaughtBy.PROGRAM, "", None)
    assert found.points == 20
    assert score(TOO_LATE, ()).caught is CaughtBy.NOBODY
    over = fact("discarded", reason="Time limit has passed")
    assert score(TOO_LATE, (shown, over)).points == 100
    other = score(TOO_LATE, (shown, fact("discarded", reason="Order cancelled")))
    assert (other.caught, other.ended_rightly) == (CaughtBy.PROGRAM, True)


def test_a_drill_without_an_error_counts_its_end_and_its_calm() -> None:
    released = fact("released")
    found = score(FIRST, (released,))
    assert (found.caught, found.points) == (CaughtBy.NONE, 100)
    assert is_over(FIRST, (released,))
    assert not is_over(FIRST, (LIGHT_ON,))
    assert "No error" in caught_words(FIRST, found)


def test_the_result_says_who_could_know() -> None:
    slipped = drill_named("cover-slipped")
    shown = fact("error-shown", 0, step="choose-storage", entry="")
    found = score(slipped, (shown, fact("signed")))
    assert "it was for the person to see" in caught_words(slipped, found)
    assert "for a person to see" in known_words(slipped)
    seen = score(WRONG_VIAL, (SHOWN, ASIDE))
    assert caught_words(WRONG_VIAL, seen) == (
        "T1 caught it at the step “Scan the materials”, 1 min 00 s after it could be known."
    )
    refused = score(WRONG_VIAL, (SHOWN, replace(REFUSED, at=BEGAN + timedelta(seconds=7))))
    assert "The program caught it" in caught_words(WRONG_VIAL, refused)
    assert ", 7 s after" in caught_words(WRONG_VIAL, refused)
    assert caught_words(WRONG_VIAL, score(WRONG_VIAL, (SHOWN,))) == "Nobody caught it."
    assert ended_words(seen) == "not as it has to"


def test_every_file_of_a_drill_is_sound() -> None:
    assert {f"drills/{name}.toml" for name in (*NAMES, "packages")} == set(
        resources.names("drills")
    )
    for drill in drills():
        assert drill.title
        assert drill.story
        assert drill.source
        assert drill.facts.right
        assert bool(drill.facts.words) == (drill.seed is not None)
        if drill.seed is not None:
            assert drill.known_by is not KnownBy.NOTHING
            assert {drill.seed.package, drill.seed.instead_of} <= {"", *packages()}
    assert len({drill.order for drill in drills()}) == len(NAMES)
    with pytest.raises(KeyError):
        drill_named("../samples")


@pytest.mark.parametrize(
    ("before", "after", "match"),
    [("seen = 50", "seen = 49", "are not 100"), ("refused = 20", "refused = 60", "more for a")],
)
def test_a_rule_that_does_not_add_up_is_refused(before: str, after: str, match: str) -> None:
    text = resources.text("drills/wrong-vial.toml")
    with pytest.raises(ValueError, match=match):
        read_drill("x", text.replace(before, after))


def test_the_coach_speaks_at_each_step_of_a_preparation() -> None:
    for step in (
        "finish",
        "scan-materials",
        "reconstitute-2",
        "inspect-vial-1",
        "withdraw-1",
        "release",
    ):
        assert FIRST.advice(step) is not None
    assert FIRST.advice("replace-vial-1") is None
    assert WRONG_VIAL.advice("scan-materials") is None
