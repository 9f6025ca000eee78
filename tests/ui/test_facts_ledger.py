"""The strip under the time budget, the light box and the check: what they say of the ledger."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import entry as said
from app.core.ledger import exposed
from app.core.preparation import Preparation
from app.core.storage import Storage
from app.ui.drawing.icons import Icon
from app.ui.drawing.ledger_strip import Look, StripFacts
from app.ui.drawing.light import LightState
from app.ui.facts.check import circumstances, happened
from app.ui.facts.ledger import gap_said, ledger
from app.ui.facts.light import light
from app.ui.theme import Tone
from tests.core.hood import PHARMACIST_ONE, TECHNICIAN_ONE, TECHNICIAN_TWO, Hood
from tests.core.ledger_acts import ACTS, act, hold, lose
from tests.ui.hospital import SITE

COLD, ROOM = Storage.REFRIGERATED, Storage.ROOM


def strip(hood: Hood) -> StripFacts:
    found = ledger(hood.state, hood.now, SITE)
    assert found is not None
    return found


def looks(hood: Hood) -> list[Look]:
    return [part.look for part in strip(hood).light]


def told(hood: Hood) -> list[str]:
    return [each.words.replace("**", "") for each in happened(hood.state, hood.now, SITE)]


def test_there_is_no_strip_before_the_first_vial() -> None:
    hood = Hood().go_to("reconstitute-1")
    assert ledger(hood.state, hood.now, SITE) is None


def test_the_strip_begins_with_the_first_vial_and_ends_now() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.wait(30)
    facts = strip(hood)
    assert (facts.begun, facts.now, facts.now_at, facts.is_over) == ("10:09", "10:42", 1.0, False)
    (hood_light,) = facts.light
    assert (hood_light.begun, hood_light.ended, hood_light.look) == (0.0, 1.0, Look.HOOD)
    assert hood_light.words == ("UV-filtered hood light", "hood")
    (room,) = facts.places
    assert (room.begun, room.ended, room.look) == (0.0, 1.0, Look.ROOM)
    assert [mark.words for mark in facts.objects] == ["2 vials", ""]


def test_the_first_minutes_do_not_fill_the_line() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(*hood.right())
    assert strip(hood).now_at == 0.0
    hood.wait(3)
    assert strip(hood).now_at == pytest.approx(0.2)


def test_each_stage_is_drawn_in_its_own_way() -> None:
    hood = Hood().go_to("withdraw-1")
    hold(hood, 30, COLD)
    lose(hood, 4)
    hood.go_to("check")
    assert looks(hood) == [Look.HOOD, Look.COVERED, Look.HOOD, Look.BAG, Look.GAP]
    assert [part.look for part in strip(hood).places] == [Look.ROOM, Look.COLD, Look.ROOM]
    assert [mark.words for mark in strip(hood).objects] == ["2 vials", "", "syringe", "bag"]
    gap = strip(hood).gaps[0]
    assert gap.words == ("gap 4 min", "4 min")
    assert "Vials 1 and 2 in the refrigerator 10:12–10:42, 30 min" in strip(hood).said


def test_the_strip_ends_with_the_infusion() -> None:
    hood = Hood().finish()
    hood.wait(10)
    hood.do(PHARMACIST_ONE, said.StartInfusion("infusion-cover"))
    hood.wait(60)
    assert looks(hood)[-1] is Look.INFUSION
    assert not strip(hood).is_over
    hood.do(PHARMACIST_ONE, said.EndInfusion())
    ended = strip(hood)
    hood.wait(300)
    assert strip(hood).is_over
    assert strip(hood).light == ended.light


def test_what_was_not_infused_in_time_is_drawn_no_further() -> None:
    hood = Hood().finish()
    hood.wait(24 * 60)
    assert strip(hood).is_over
    assert strip(hood).now == "18:09"


def test_the_strip_of_discarded_work_ends_there() -> None:
    hood = Hood().go_to("withdraw-1")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    hood.wait(5)
    hood.do(TECHNICIAN_ONE, said.Discard("too much light"))
    hood.wait(60)
    assert strip(hood).is_over
    assert strip(hood).gaps[0].words[0] == "gap 5 min"


def test_the_strip_tells_a_checker_no_deadline() -> None:
    hood = Hood().go_to("check")
    deadlines = {f"{SITE.local(each.at):%H:%M}" for each in hood.state.deadlines()}
    facts = str(strip(hood)) + str(told(hood)) + str(light(hood.state, hood.now, SITE))
    assert not any(each in facts for each in deadlines)


# The light box.


def words(hood: Hood) -> str:
    return light(hood.state, hood.now, SITE).words


def test_the_box_says_the_stage_the_means_since_when_and_what_is_next() -> None:
    hood = Hood().go_to("withdraw-1")
    assert words(hood) == "Hood: UV-filtered hood light, since 10:08. No gap. Next: cover the bag."
    hood.do(TECHNICIAN_ONE, said.Hold("where it is cool", COLD, "vial-foil"))
    assert words(hood) == (
        "Vials, waiting: foil round each vial, since 10:12. No gap. Next: protection at the hood."
    )
    hood.do(TECHNICIAN_ONE, said.Resume("hood-light-off"))
    assert words(hood.go_to("cover-bag")).endswith("Now: cover the bag.")
    assert words(hood.go_to("check")).endswith("Next: it stays on in transport.")
    hood.finish()
    assert words(hood).startswith("Transport: amber, brown or green cover, since")
    assert words(hood).endswith("Next: covered while it runs; the line needs none.")
    hood.do(PHARMACIST_ONE, said.StartInfusion("infusion-foil"))
    assert words(hood).startswith("Infusion: aluminium foil on the bag, since")
    assert words(hood).endswith("Covered while it runs; the line needs none.")
    hood.wait(60)
    hood.do(PHARMACIST_ONE, said.EndInfusion())
    assert words(hood).endswith("No gap.")


def test_the_box_tells_each_gap_with_its_length() -> None:
    hood = Hood().go_to("withdraw-1")
    for minutes in (1, 2.5, 0.5):
        lose(hood, minutes)
        hood.wait(1)
    assert "Gaps: 1 earlier, 1 min; 10:14, 2 min 30 s; 10:17, 30 s." in words(hood)
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    hood.wait(4)
    lost = light(hood.state, hood.now, SITE)
    assert lost.state is LightState.GAP
    assert lost.words.startswith(
        "Nothing protects the drug since 10:19, 4 min. Protect it again, then record it with F7."
    )
    assert "30 s." in lost.words


def test_light_lost_before_the_first_vial_is_no_gap() -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
    hood.wait(4)
    assert words(hood) == (
        "Nothing protects the drug since 10:08. Protect it again, then record it with F7."
    )


def test_nothing_follows_for_what_failed() -> None:
    hood = Hood().go_to("inspect-bag")
    hood.do(TECHNICIAN_ONE, said.Inspect("inspect-bag", False, "the bag leaks"))
    assert words(hood).endswith("No gap.")


# The check.


def test_the_checker_is_told_each_gap_wait_and_hand_over() -> None:
    hood = Hood().go_to("withdraw-1")
    lose(hood, 4 + 10 / 60)
    hold(hood, 40, COLD)
    hold(hood, 15, ROOM)
    hood.do(TECHNICIAN_TWO, said.TakeOver())
    hood.do(TECHNICIAN_TWO, said.Hold("a question to the ward"))
    hood.wait(2)
    hood.do(TECHNICIAN_TWO, said.Resume())
    hood.go_to("check")
    assert told(hood) == [
        "Gap in light 10:12–10:16, 4 min 10 s: vials 1 and 2",
        "Vials 1 and 2 in the refrigerator 10:16–10:56, 40 min",
        "Vials 1 and 2 at room temperature outside the hood 10:56–11:11, 15 min; the drug's "
        "label gives no time for that",
        "Handed over at the hood 11:11: Technician One to Technician Two",
        "Held 11:11–11:13, 2 min: a question to the ward",
    ]
    rows = happened(hood.state, hood.now, SITE)
    assert [(each.tone, each.icon) for each in rows] == [
        (Tone.STOP, Icon.HALF_DISC),
        (Tone.PLAIN, Icon.SNOWFLAKE),
        (Tone.WARN, Icon.THERMOMETER),
        (Tone.PLAIN, Icon.PERSON),
        (Tone.PLAIN, Icon.CLOCK),
    ]
    assert rows[0].words == "**Gap in light 10:12–10:16, 4 min 10 s**: vials 1 and 2"


def test_what_is_as_it_should_be_is_one_sign_where_something_happened() -> None:
    hood = Hood().go_to("check")
    assert "no gap in light protection" in [each.words for each in circumstances(hood.state)]
    assert len(circumstances(hood.state)) > 4
    other = Hood().go_to("withdraw-1")
    lose(other, 4)
    other.go_to("check")
    usual = [each for each in circumstances(other.state) if each.tone is Tone.PLAIN]
    (one,) = usual
    assert one.words == "no refused entry · no warning passed · clock unchanged · no correction"


def test_a_gap_that_lasts_is_told_as_one() -> None:
    hood = Hood().go_to("check")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the cover slipped"))
    hood.wait(3)
    assert told(hood)[0].endswith("3 min so far: bag")
    assert told(hood)[0].startswith("Gap in light since ")


def _shown(text: str) -> timedelta:
    """Return the length that a text tells, such as "gap 1 h 3 min 30 s"."""
    found = re.findall(r"(\d+) (h|min|s)\b", text)
    units = {"h": "hours", "min": "minutes", "s": "seconds"}
    return sum((timedelta(**{units[unit]: int(count)}) for count, unit in found), timedelta(0))


def _all_gaps(state: Preparation, now: datetime) -> timedelta:
    return sum((gap.length for gap in state.gaps(now)), timedelta(0))


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, max_size=20), st.booleans())
def test_the_lengths_shown_add_up_to_the_gaps_of_the_ledger(
    acts: list[tuple[str, int, Storage]], lost: bool
) -> None:
    hood = Hood().go_to("reconstitute-1")
    hood.do(*hood.right())
    for kind, seconds, place in acts:
        act(hood, kind, seconds, place)
    if lost:
        hood.do(TECHNICIAN_ONE, said.LoseProtection("the lamp was switched on"))
        hood.wait(2.5)
    # A step on the way may take a part of a second; what is shown leaves that part out.
    whole = _all_gaps(hood.state, hood.now)
    parts = len(hood.state.gaps(hood.now)) * timedelta(seconds=1)
    drawn = sum((_shown(part.words[0]) for part in strip(hood).gaps), timedelta(0))
    checked = [gap_said(each, SITE) for each in exposed(hood.state, hood.now)]
    lengths = sum((_shown(each.partition(", ")[2]) for each in checked), timedelta(0))
    assert drawn == lengths
    assert whole - parts <= drawn <= whole
    box = words(hood)
    boxed = box[box.find(" Gap") :] if " Gap" in box else ""
    since = re.search(r"since \d\d:\d\d, ([^.]*)\.", box)
    total = _shown(boxed.partition("Next")[0]) + _shown(since[1] if lost and since else "")
    assert whole - parts <= total <= whole
