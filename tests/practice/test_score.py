"""How a drill is scored: each rule, from facts of the log alone."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import resources
from app.practice.drill import NAMES, KnownBy, drill_named, drills, packages, read_drill
from app.practice.paper import caught_words, ended_words, known_words
from app.practice.score import CaughtBy, Happening, is_over, score

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
    assert found.points == 10
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


def test_discarding_is_safe_and_not_the_right_end_where_a_package_is_replaced() -> None:
    found = score(WRONG_VIAL, (SHOWN, fact("discarded")))
    assert (found.caught, found.ended_rightly) == (CaughtBy.PERSON, False)
    assert found.points == 70
    assert is_over(WRONG_VIAL, (SHOWN, fact("discarded")))


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
    assert found.points == 20 + 10
    assert score(TOO_LATE, ()).caught is CaughtBy.NOBODY
    assert score(TOO_LATE, (shown, fact("discarded"))).points == 100


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
        "T1 caught it at the step “scan-materials”, 1 min 00 s after it could be known."
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
    for step in ("scan-materials", "reconstitute-2", "inspect-vial-1", "withdraw-1", "release"):
        assert FIRST.advice(step) is not None
    assert FIRST.advice("replace-vial-1") is None
    assert WRONG_VIAL.advice("scan-materials") is None
