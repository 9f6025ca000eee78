"""Light, temperature and hand-over on the compounding record, and the means on the worksheet."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import entry as said
from app.core.step import Meaning
from app.core.storage import Storage
from app.ledger_record import accepted_means, ledger_sections
from reports.section import Fields, Section, Strip, Table
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, PHARMACIST, PINS, SITE, TECHNICIAN, Pharmacy, words_of
from tests.core.hood import Hood, order

COLD, ROOM = Storage.REFRIGERATED, Storage.ROOM


def sections(pharmacy: Pharmacy) -> dict[str, Section]:
    return {each.title: each for each in ledger_sections(pharmacy.state, SITE)}


def rows(pharmacy: Pharmacy, title: str) -> tuple[tuple[str, ...], ...]:
    section = sections(pharmacy)[title]
    assert isinstance(section, Fields | Table)
    return section.rows


def strip(pharmacy: Pharmacy) -> Strip:
    (found,) = (each for each in sections(pharmacy).values() if isinstance(each, Strip))
    return found


def lose(pharmacy: Pharmacy, minutes: float, means: str = "hood-light-off") -> None:
    pharmacy.session.do(said.LoseProtection("the foil slipped"))
    pharmacy.wait(minutes)
    pharmacy.session.do(said.RestoreProtection(means))


@pytest.fixture
def troubled(at_step: AtStep) -> Pharmacy:
    """A preparation released after a gap, two waits and a hand-over."""
    pharmacy = at_step("withdraw-1")
    session = pharmacy.session
    lose(pharmacy, 3.5)
    session.do(said.Hold("Refrigerated, in sleeves", COLD, "vial-sleeve"))
    pharmacy.wait(40)
    session.person = PHARMACIST
    session.do(said.Resume("hood-light-filtered", takes_over=True))
    session.do(said.Hold("on the counter", ROOM, "vial-foil"))
    pharmacy.wait(15)
    session.do(said.Resume("hood-light-filtered"))
    pharmacy.go_to("check")
    pharmacy.forward()
    session.sign(PINS[CHECKER.name], Meaning.CHECKED, "it was short")
    return pharmacy.finish()


def test_before_the_first_vial_there_is_only_what_protects(at_step: AtStep) -> None:
    pharmacy = at_step("reconstitute-1")
    assert list(sections(pharmacy)) == ["Light protection"]
    assert rows(pharmacy, "Light protection") == (
        ("UV-filtered hood light", "09:53:00", "on", "at the hood"),
    )


def test_the_strip_is_drawn_from_the_first_vial_to_the_last_fact(troubled: Pharmacy) -> None:
    drawn = strip(troubled)
    assert drawn.title == "Light and temperature since the first vial, 2026-11-02"
    assert [words for _, words in drawn.axis.ticks] == ["09:54", "11:00", "11:06"]
    light, places = drawn.lanes
    assert [part.pattern for part in light.parts if part.ended > part.begun] == [
        "plain",
        "lined",
        "lined",
        "plain",
        "barred",
        "gap",
    ]
    assert [part.pattern for part in places.parts] == ["plain", "dotted", "plain"]
    assert [part.words for part in light.parts if part.pattern == "gap"] == ["GAP 3 min 30 s"]
    assert [mark.words for mark in drawn.marks] == ["vial 1", "vial 2", "syringe 1", "bag"]
    assert {pattern for pattern, _ in drawn.legend} == {"plain", "lined", "barred", "dotted", "gap"}


def test_the_strip_of_work_without_a_gap_has_none_in_its_legend(at_step: AtStep) -> None:
    assert "gap" not in dict(strip(at_step("released")).legend)


def test_each_object_says_what_protected_it_from_when_to_when(troubled: Pharmacy) -> None:
    found = rows(troubled, "Objects that held the drug")
    assert [row for row in found if row[0] == "vial 2"] == [
        ("vial 2", "09:56:00", "09:57:00", "UV-filtered hood light"),
        ("vial 2", "09:57:00", "10:00:30", "NOTHING, for 3 min 30 s"),
        ("vial 2", "10:00:30", "10:40:30", "sleeve or carton over each vial"),
        ("vial 2", "10:40:30", "10:55:30", "foil round each vial"),
        ("vial 2", "10:55:30", "10:56:30", "UV-filtered hood light"),
    ]
    assert found[-1][0] == "bag"
    assert found[-1][2:] == ("still", "amber, brown or green cover")


def test_a_vial_quarantined_at_once_is_told_all_the_same() -> None:
    hood = Hood(order()).go_to("reconstitute-1")
    hood.do(*hood.right())
    person, _ = hood.right()
    hood.do(person, said.Inspect("inspect-vial-1", False, "particles were seen"))
    (table,) = (s for s in ledger_sections(hood.state, SITE) if s.title.startswith("Objects"))
    assert isinstance(table, Table)
    assert table.rows == (("quarantined vial 1", "10:08:00", "10:08:00", "–"),)


def test_where_it_waited_is_told_by_temperature_and_with_what_the_label_does_not_say(
    troubled: Pharmacy,
) -> None:
    assert rows(troubled, "Where the drug was by temperature")[1] == (
        "refrigerator",
        "10:00:30",
        "10:40:30",
        "40 min",
    )
    assert rows(troubled, "Where it waited") == (
        (
            "vials 1 and 2",
            "10:00:30",
            "10:40:30",
            "40 min",
            "in the refrigerator (Refrigerated, in sleeves)",
        ),
        (
            "vials 1 and 2",
            "10:40:30",
            "10:55:30",
            "15 min",
            "at room temperature outside the hood (on the counter); the label gives no time for "
            "reconstituted drug there",
        ),
    )


def test_a_bag_in_the_refrigerator_that_nobody_held_has_no_words_of_its_own(
    at_step: AtStep,
) -> None:
    pharmacy = at_step("choose-storage")
    pharmacy.session.do(said.Choose("choose-storage", COLD.value))
    pharmacy.wait(5)
    pharmacy.session.do(said.Call())
    (wait,) = rows(pharmacy, "Where it waited")
    assert wait[2:] == ("still", "5 min", "in the refrigerator")
    assert rows(pharmacy, "Light protection after release")[0] == ("In transport", "not released")


def test_hand_overs_are_told(troubled: Pharmacy) -> None:
    assert rows(troubled, "Hand-over at the hood") == (
        ("10:40:30", TECHNICIAN.name, PHARMACIST.name),
    )


def test_after_release_it_says_what_is_not_recorded(troubled: Pharmacy) -> None:
    assert rows(troubled, "Light protection after release") == (
        (
            "In transport",
            "it left with: amber, brown or green cover; not recorded after release",
        ),
        ("During the infusion", "not recorded after release"),
        (
            "Infusion line",
            "The infusion line needs no protection from light. "
            f"({troubled.state.monograph.line_light.source})",  # type: ignore[union-attr]
        ),
    )


def test_what_is_recorded_after_release_is_told(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    session = pharmacy.session
    session.person = PHARMACIST
    pharmacy.wait(5)
    lose(pharmacy, 2, "aluminium-foil")
    pharmacy.wait(10)
    session.do(said.StartInfusion("infusion-cover"))
    told = {row[0]: row[1] for row in rows(pharmacy, "Light protection after release")}
    assert re.fullmatch(
        r"it left with: amber, brown or green cover; "
        r"aluminium foil on the bag from \d\d:\d\d:00; WITHOUT PROTECTION for 2 min",
        told["In transport"],
    )
    running = told["During the infusion"]
    assert running.startswith("amber, brown or green cover from ")
    assert "to its end" not in running
    pharmacy.wait(60)
    session.do(said.EndInfusion())
    assert "to its end" in rows(pharmacy, "Light protection after release")[1][1]
    assert [part.pattern for part in strip(pharmacy).lanes[0].parts][-2:] == ["crossed", "gap"]
    ended = rows(pharmacy, "Where the drug was by temperature")[-1]
    assert ended[2] != "still"


def test_what_lies_on_another_day_has_its_date(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    lose(pharmacy, 2 * 24 * 60)
    gap = rows(pharmacy, "Light protection")[-1]
    assert gap[0] == "WITHOUT PROTECTION for 48 h"
    assert (gap[1], gap[2]) == ("09:57:00", "2026-11-04 09:57:00")
    assert len(strip(pharmacy).axis.ticks) <= 10


@pytest.mark.parametrize("hours", [0.01, 0.5, 4, 20, 70, 24 * 40, 24 * 365])
def test_the_axis_has_few_times_in_order(at_step: AtStep, hours: float) -> None:
    pharmacy = at_step("withdraw-1")
    lose(pharmacy, hours * 60)
    ticks = strip(pharmacy).axis.ticks
    places = [at for at, _ in ticks]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0.0, 1.0)
    assert 2 <= len(ticks) <= 12


def test_a_gap_that_lasts_is_told_as_one(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    pharmacy.session.do(said.LoseProtection("the foil slipped"))
    pharmacy.wait(3)
    pharmacy.session.do(said.Call())
    assert rows(pharmacy, "Light protection")[-1] == (
        "WITHOUT PROTECTION for 3 min",
        "09:57:00",
        "still",
        "vials 1 and 2",
    )


def test_a_gap_while_nothing_in_use_held_drug_says_so() -> None:
    hood = Hood(order()).go_to("inspect-vial-1")
    person, _ = hood.right()
    hood.do(person, said.Inspect("inspect-vial-1", False, "particles were seen"))
    hood.do(person, said.LoseProtection("the foil slipped"))
    hood.wait(2)
    hood.do(person, said.RestoreProtection("hood-light-off"))
    (table,) = (s for s in ledger_sections(hood.state, SITE) if s.title == "Light protection")
    assert isinstance(table, Table)
    assert table.rows[-1][3] == "nothing in use then"


def test_the_printed_record_has_the_strip_and_the_tables(troubled: Pharmacy) -> None:
    file = troubled.session.write_record()
    text = words_of(file)
    for words in (
        "Light and temperature since the first vial, 2026-11-02",
        "GAP 3 min 30 s",
        "WITHOUT PROTECTION for 3 min 30 s",
        "NOTHING, for 3 min 30 s",
        "refrigerator 10:00:30 10:40:30 40 min",
        "Hand-over at the hood",
        "The infusion line needs no protection from light.",
        "not recorded after release",
    ):
        assert words in text
    first = file.read_bytes()
    troubled.wait(60)
    assert troubled.session.write_record().read_bytes() == first


def test_the_lengths_on_the_record_are_those_of_the_ledger(troubled: Pharmacy) -> None:
    gaps = troubled.state.gaps(troubled.state.last.wall)
    assert sum((gap.length for gap in gaps), timedelta(0)) == timedelta(minutes=3, seconds=30)


# The worksheet.


def test_the_worksheet_names_the_means_for_what_is_left(at_step: AtStep) -> None:
    means = dict(accepted_means(at_step("withdraw-1").state).rows)
    assert list(means) == [
        "At the hood",
        "Vials that wait outside the hood",
        "A syringe that waits outside the hood",
        "On what is ready, in transport, during the infusion",
        "Infusion line",
    ]
    (bag,) = (told for where, told in means.items() if where.startswith("On what is ready"))
    assert bag == "amber, brown or green cover or aluminium foil on the bag"


def test_the_worksheet_leaves_out_what_is_done(at_step: AtStep) -> None:
    later = at_step("fill-container")
    assert "Vials that wait outside the hood" not in dict(accepted_means(later.state).rows)
    later.go_to("choose-storage")
    assert list(dict(accepted_means(later.state).rows)) == [
        "In transport, during the infusion",
        "Infusion line",
    ]


def test_the_printed_worksheet_has_them(at_step: AtStep) -> None:
    text = words_of(at_step("withdraw-1").session.write_worksheet())
    assert "Protection from light that is accepted" in text
    assert "foil round each vial" in text


def test_a_monograph_that_says_nothing_of_the_line_has_no_line_for_it() -> None:
    hood = Hood(order(), "besponsa-us").go_to("withdraw-1")
    state = replace(hood.state, monograph=replace(hood.monograph, line_light=None))
    assert "Infusion line" not in dict(accepted_means(state).rows)
    (after,) = (
        s for s in ledger_sections(state, SITE) if s.title == "Light protection after release"
    )
    assert isinstance(after, Fields)
    assert "Infusion line" not in dict(after.rows)
