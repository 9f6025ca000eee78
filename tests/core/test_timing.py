"""The coupled clocks: which rule binds, and how long is left whatever the clock is set to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import references
from app.core.formulary import Monograph
from app.core.quantity import quantity
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.sourced import Checked, Limit
from app.core.timing import (
    Name,
    Storage,
    allowed,
    backwards,
    can_refrigerate,
    deadline_named,
    deadlines,
    drift,
    present,
    reconstitution_span,
)

US, EU = references.monograph_named("besponsa-us"), references.monograph_named("besponsa-eu")
TEN = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
DILUTED = TEN + timedelta(minutes=20)


def clock(hour: int, minute: int = 0) -> datetime:
    return TEN.replace(hour=hour, minute=minute)


def table(
    region: str, diluted: datetime | None, storage: Storage | None
) -> dict[str, tuple[datetime, str]]:
    monograph = {"us": US, "eu": EU}[region]
    return {
        each.name.value: (each.at, each.rule)
        for each in deadlines(monograph, TEN, diluted, storage)
    }


EIGHT = "at most 8 h from reconstitution to the end of the infusion"
STARTS = f"{EIGHT}, less 1 h of infusion"
FOUR = "at most 4 h from reconstitution to dilution"
COLD = "at most 3 h in the refrigerator after dilution"


def test_before_dilution_reconstitution_decides() -> None:
    for region in ("us", "eu"):
        assert table(region, None, None) == {
            "dilute-by": (clock(14), FOUR),
            "start-by": (clock(17), STARTS),
            "end-by": (clock(18), EIGHT),
        }


@pytest.mark.parametrize("storage", [None, Storage.ROOM])
def test_diluted_at_room_temperature_in_the_us(storage: Storage | None) -> None:
    assert table("us", DILUTED, storage) == {
        "dilute-by": (clock(14), FOUR),
        "start-by": (clock(14, 20), "at most 4 h at room temperature after dilution"),
        "end-by": (clock(18), EIGHT),
    }


def test_diluted_and_refrigerated_in_the_us() -> None:
    assert table("us", DILUTED, Storage.REFRIGERATED) == {
        "dilute-by": (clock(14), FOUR),
        "take-out-of-refrigerator-by": (clock(13, 20), COLD),
        "start-by": (clock(14, 20), f"{COLD}, and 1 h to room temperature"),
        "end-by": (clock(18), EIGHT),
    }


def test_in_the_eu_only_reconstitution_decides() -> None:
    assert table("eu", DILUTED, Storage.ROOM)["start-by"] == (clock(17), STARTS)
    assert table("eu", DILUTED, Storage.REFRIGERATED) == {
        "dilute-by": (clock(14), FOUR),
        "take-out-of-refrigerator-by": (clock(16), f"{STARTS} and 1 h to room temperature"),
        "start-by": (clock(17), STARTS),
        "end-by": (clock(18), EIGHT),
    }


def test_the_earliest_rule_binds_whichever_it_is() -> None:
    late = clock(13, 30)
    assert table("us", late, Storage.ROOM)["start-by"] == (clock(17), STARTS)
    cold = table("us", late, Storage.REFRIGERATED)
    assert cold["take-out-of-refrigerator-by"] == (
        clock(16),
        f"{STARTS} and 1 h to room temperature",
    )
    assert cold["start-by"] == (clock(17), STARTS)
    before = table("us", None, Storage.REFRIGERATED)
    assert before["take-out-of-refrigerator-by"][0] == clock(16)


def test_every_deadline_names_its_source() -> None:
    for storage in Storage:
        for each in deadlines(US, TEN, DILUTED, storage):
            assert each.source.startswith("US label 2.4")


def test_dilution_before_reconstitution_is_refused() -> None:
    with pytest.raises(Refused, match="The dilution lies before the reconstitution"):
        deadlines(US, TEN, TEN - timedelta(seconds=1), None)
    assert deadlines(US, TEN, TEN, None)


# A drug whose monograph bounds each stage for itself, as the EU leaflet of gemtuzumab does:
# reconstituted 3 h at room temperature or 16 h cold; diluted 18 h cold, 6 h at room temperature
# with equilibration and infusion in it, 24 h in all; infusion 2 h, equilibration 1 h.


def hours(number: str) -> Limit:
    return Limit(f"{number} h", quantity(number, "h"), f"rule {number}", "1", Checked.SEEN)


STAGED = replace(
    US,
    reconstitution_to_dilution=None,
    reconstitution_to_end=None,
    reconstituted_at_room_temperature=hours("3"),
    reconstituted_in_refrigerator=hours("16"),
    dilution_to_end=hours("24"),
    diluted_at_room_temperature=None,
    diluted_at_room_temperature_to_end=hours("6"),
    diluted_in_refrigerator=hours("18"),
    infusion_length=hours("2"),
)


def staged(
    diluted: datetime | None,
    storage: Storage | None,
    kept: Storage | None = None,
    monograph: Monograph = STAGED,
) -> dict[str, tuple[timedelta, str, str]]:
    return {
        each.name.value: (each.at - TEN, each.rule, each.source)
        for each in deadlines(monograph, TEN, diluted, storage, kept)
    }


THREE = "at most 3 h at room temperature after reconstitution"
SIX = "at most 6 h from dilution to the end of the infusion at room temperature"


def test_before_dilution_the_last_dilution_and_what_may_follow_it_decide() -> None:
    assert staged(None, None) == {
        "dilute-by": (timedelta(hours=3), THREE, "rule 3"),
        "start-by": (
            timedelta(hours=7),
            f"{THREE}, and {SIX}, less 2 h of infusion",
            "rule 3; rule 6",
        ),
        "end-by": (timedelta(hours=9), f"{THREE}, and {SIX}", "rule 3; rule 6"),
    }
    same = replace(hours("24"), source="rule 3")
    long = replace(STAGED, dilution_to_end=same, diluted_at_room_temperature_to_end=None)
    assert staged(None, None, monograph=long)["end-by"][2] == "rule 3"


def test_where_the_vials_waited_decides_by_when_to_dilute() -> None:
    cold = "at most 16 h in the refrigerator after reconstitution"
    assert staged(None, None, Storage.ROOM)["dilute-by"][:2] == (timedelta(hours=3), THREE)
    found = staged(None, None, Storage.REFRIGERATED)
    assert found["dilute-by"] == (timedelta(hours=16), cold, "rule 16")
    assert found["end-by"][0] == timedelta(hours=22)
    only_room = replace(STAGED, reconstituted_in_refrigerator=None)
    with pytest.raises(Refused, match="no time for reconstituted BESPONSA in the refrigerator;"):
        staged(None, None, Storage.REFRIGERATED, only_room)
    only_cold = replace(STAGED, reconstituted_at_room_temperature=None)
    with pytest.raises(Refused, match="no time for reconstituted BESPONSA at room temperature;"):
        staged(None, None, Storage.ROOM, only_cold)
    assert staged(None, None, None, only_cold)["dilute-by"][0] == timedelta(hours=16)
    assert deadlines(US, TEN, None, None, Storage.ROOM) == deadlines(US, TEN, None, None)


def test_after_dilution_room_temperature_includes_the_infusion() -> None:
    for storage in (None, Storage.ROOM):
        found = staged(DILUTED, storage)
        assert found["end-by"] == (timedelta(hours=6, minutes=20), SIX, "rule 6")
        assert found["start-by"][0] == timedelta(hours=4, minutes=20)
        assert "take-out-of-refrigerator-by" not in found


def test_from_the_refrigerator_the_time_at_room_temperature_begins_when_taken_out() -> None:
    found = staged(DILUTED, Storage.REFRIGERATED)
    cold = "at most 18 h in the refrigerator after dilution"
    assert found["take-out-of-refrigerator-by"] == (
        timedelta(hours=18, minutes=20),
        cold,
        "rule 18",
    )
    assert found["end-by"][:2] == (
        timedelta(hours=24, minutes=20),
        "at most 24 h from dilution to the end of the infusion",
    )
    assert found["start-by"][0] == timedelta(hours=22, minutes=20)
    loose = replace(STAGED, dilution_to_end=hours("30"))
    late = staged(DILUTED, Storage.REFRIGERATED, monograph=loose)
    assert late["end-by"] == (
        timedelta(hours=24, minutes=20),
        f"{cold}, and at most 6 h at room temperature to the end of the infusion",
        "rule 18; rule 6",
    )


def test_without_a_limit_for_the_refrigerator_the_end_decides() -> None:
    open_ended = replace(STAGED, diluted_in_refrigerator=None)
    found = staged(DILUTED, Storage.REFRIGERATED, monograph=open_ended)
    assert found["take-out-of-refrigerator-by"][0] == timedelta(hours=21, minutes=20)
    assert found["start-by"][0] == timedelta(hours=22, minutes=20)


@pytest.mark.parametrize(
    "lacking",
    [
        replace(STAGED, equilibration=None),
        replace(STAGED, dilution_to_end=None),
        replace(
            STAGED,
            texts={
                name: words for name, words in US.texts.items() if name != "store-in-refrigerator"
            },
        ),
    ],
    ids=["equilibration", "end", "words"],
)
def test_the_refrigerator_is_refused_where_something_about_it_is_unknown(
    lacking: Monograph,
) -> None:
    assert not can_refrigerate(lacking)
    with pytest.raises(Refused, match="BESPONSA may not wait in the refrigerator"):
        deadlines(lacking, TEN, DILUTED, Storage.REFRIGERATED)
    assert deadlines(lacking, TEN, DILUTED, Storage.ROOM)


def test_the_refrigerator_is_offered_where_all_is_known() -> None:
    for monograph in (US, EU, STAGED):
        assert can_refrigerate(monograph)


def test_how_long_is_allowed_from_reconstitution_on() -> None:
    names = (Name.DILUTE, Name.START, Name.END)
    assert [allowed(US, name) // HOUR for name in names] == [4, 7, 8]
    assert [allowed(STAGED, name) // HOUR for name in names] == [3, 7, 9]
    with pytest.raises(KeyError):
        allowed(US, Name.TAKE_OUT)


def test_the_span_of_a_drug_with_a_limit_for_each_stage() -> None:
    span = reconstitution_span(STAGED, clock(13), timedelta(minutes=50))
    assert (span.earliest, span.earliest_rule) == (clock(9), SIX)
    cold = replace(STAGED, diluted_at_room_temperature_to_end=None)
    span = reconstitution_span(cold, clock(13), timedelta(minutes=50))
    assert span.earliest == clock(13) - timedelta(hours=22)


def test_the_earlier_of_both_ends_decides_after_dilution() -> None:
    both = replace(US, dilution_to_end=hours("5"))
    early = {each.name: each for each in deadlines(both, TEN, TEN, Storage.ROOM)}
    assert (early[Name.END].at, early[Name.END].source) == (clock(15), "rule 5")
    late = {each.name: each for each in deadlines(both, TEN, clock(14), Storage.ROOM)}
    assert late[Name.END].rule == EIGHT
    assert deadlines(both, TEN, None, None) == deadlines(US, TEN, None, None)


def test_a_deadline_is_found_by_its_name() -> None:
    found = deadlines(US, TEN, None, None)
    assert deadline_named(found, Name.END).at == clock(18)
    with pytest.raises(KeyError):
        deadline_named(found, Name.TAKE_OUT)


def test_when_to_reconstitute_for_an_infusion_that_is_wanted_at_one() -> None:
    hood = timedelta(minutes=50)
    us = reconstitution_span(US, clock(13), hood)
    assert (us.earliest, us.latest) == (clock(9), clock(12, 10))
    assert us.earliest_rule == "at most 4 h at room temperature after dilution"
    assert us.latest_rule == "50 min at the hood"
    eu = reconstitution_span(EU, clock(13), hood)
    assert (eu.earliest, eu.latest) == (clock(6), clock(12, 10))
    assert eu.earliest_rule == EIGHT


def test_a_longer_room_temperature_limit_does_not_widen_the_span() -> None:
    assert US.diluted_at_room_temperature is not None
    wide = replace(US.diluted_at_room_temperature, value=quantity("9", "h"))
    span = reconstitution_span(
        replace(US, diluted_at_room_temperature=wide), clock(13), timedelta(minutes=50)
    )
    assert (span.earliest, span.earliest_rule) == (clock(6), EIGHT)


def reading(wall: datetime, running: timedelta, boot: str = "one") -> Reading:
    return Reading(wall, running, boot)


HOUR = timedelta(hours=1)


def test_time_set_back_is_not_given_back() -> None:
    anchor = reading(TEN, HOUR)
    assert present((anchor,), reading(TEN + HOUR, 2 * HOUR)) == TEN + HOUR
    assert present((anchor,), reading(TEN - HOUR, 3 * HOUR)) == TEN + 2 * HOUR
    assert present((anchor,), reading(TEN + 5 * HOUR, 2 * HOUR)) == TEN + 5 * HOUR


def test_across_boots_only_the_wall_tells_and_never_less_than_before() -> None:
    anchor = reading(TEN, HOUR)
    assert present((anchor,), reading(TEN + HOUR, timedelta(0), "two")) == TEN + HOUR
    assert present((anchor,), reading(TEN - HOUR, 9 * HOUR, "two")) == TEN
    assert present((), reading(TEN, HOUR)) == TEN


@given(
    st.lists(st.tuples(st.integers(-90, 90), st.integers(0, 90)), max_size=5),
    st.integers(-90, 90),
    st.integers(0, 90),
)
def test_no_anchor_is_ever_passed_over(anchors: list[tuple[int, int]], wall: int, ran: int) -> None:
    minute = timedelta(minutes=1)
    seen = tuple(reading(TEN + w * minute, r * minute) for w, r in anchors)
    last = max((r for _, r in anchors), default=0)
    now = reading(TEN + wall * minute, (last + ran) * minute)
    moment = present(seen, now)
    assert moment >= now.wall
    assert all(moment - each.wall >= now.running - each.running for each in seen)


@pytest.mark.parametrize(
    ("moved", "found"),
    [(2, None), (-2, None), (2.5, 2.5), (-3, -3), (0, None), (3600, 3600)],
)
def test_a_clock_that_was_set_is_noticed_beyond_two_seconds(
    moved: float, found: float | None
) -> None:
    before = reading(TEN, HOUR)
    now = reading(TEN + HOUR + timedelta(seconds=moved), 2 * HOUR)
    assert drift(before, now) == (None if found is None else timedelta(seconds=found))
    assert drift(before, reading(now.wall, now.running, "two")) is None


def test_wall_time_runs_backwards_only_across_a_restart() -> None:
    before = reading(TEN, HOUR)
    back = TEN - timedelta(seconds=2)
    assert not backwards(before, reading(back, timedelta(0), "two"))
    assert backwards(before, reading(back - timedelta(microseconds=1), timedelta(0), "two"))
    assert not backwards(before, reading(TEN - HOUR, 2 * HOUR))
    assert not backwards(before, reading(TEN + HOUR, timedelta(0), "two"))
