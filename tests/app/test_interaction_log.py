"""What the program asked, read from a log by month; and what is said of it on paper."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import resources
from app.close_calls import record_refused_scan
from app.core import entry as said
from app.core.interaction_totals import ASKED_ENOUGH, Asking, PromptTally, Spread
from app.core.month import Month, Months
from app.core.order_answered import IDENTITY, CameOf
from app.core.prompt import ORDER, Asked, Prompt
from app.folder import LOG_NAME
from app.interaction_log import InteractionLog
from app.interaction_paper import file_name, interaction_paper
from app.interaction_words import counted, demanded, named, none_named, took, without_source
from app.orders_answered import OrdersAnswered
from app.store import Log
from reports.document import draw_document
from reports.section import Bars, Lines, Table
from tests.app.pharmacy import ADALIND, CECILIA, PHARMACIST, SAMPLES, SITE, Pharmacy

NOVEMBER, DECEMBER = Month(2026, 11), Month(2026, 12)
EVER = Months()
OWN = Prompt("own", "Swirl gently", "")
LABEL = Prompt("label", "Inspect a vial", "US label 2.4")


@pytest.fixture(scope="module")
def log(worked_folder: Path) -> Iterator[Log]:
    """The log after some weeks: one released, one discarded, one with a vial that failed."""
    with Log.read(worked_folder / LOG_NAME) as opened:
        yield opened


def read(log: Log, months: Months = EVER) -> InteractionLog:
    found = InteractionLog(log, SITE)
    list(found.read(months))
    return found


def test_each_preparation_counts_in_the_month_in_which_it_ended(log: Log) -> None:
    found = read(log)
    assert {month: one.preparations for month, one in found.asked(EVER).items()} == {
        NOVEMBER: 2,
        DECEMBER: 1,
    }
    assert found.earliest == NOVEMBER
    assert found.together(EVER).preparations == 3
    only = read(log, Months(DECEMBER, DECEMBER))
    assert list(only.asked(EVER)) == [DECEMBER]


def test_what_was_asked_and_what_changed_something(log: Log) -> None:
    tallies = {each.prompt.code: each for each in read(log).together(EVER).tallies()}
    vials = tallies["inspect-vial"]
    assert (vials.asked, vials.changed) == (6, 1)
    assert (tallies["order"].asked, tallies["order"].changed) == (3, 0)
    assert (tallies["release"].asked, tallies["release"].changed) == (2, 0)
    assert all(each.asked >= each.changed for each in tallies.values())


def test_an_order_that_was_withdrawn_was_answered(pharmacy: Pharmacy) -> None:
    (stream, *_) = pharmacy.work.board.waiting()
    pharmacy.work.withdraw(stream, "the ward called", PHARMACIST)
    month = Month(2026, 11)
    (tally,) = read(pharmacy.work.log).together(Months(month, month)).tallies()
    assert tally == PromptTally(ORDER, 1, 1)
    later = Months(month.later(1), month.later(1))
    assert read(pharmacy.work.log).together(later).tallies() == ()


def discard_verified(pharmacy: Pharmacy) -> None:
    """Verify the order of ADALIND, and discard its preparation before anything is scanned."""
    pharmacy.verify(ADALIND)
    pharmacy.session.do(said.Discard("the ward called"))


def test_an_order_withdrawn_after_it_was_verified_credits_that_question(
    pharmacy: Pharmacy,
) -> None:
    discard_verified(pharmacy)
    found = InteractionLog(pharmacy.work.log, SITE)
    list(found.read(EVER))
    before = {each.prompt.code: each for each in found.together(EVER).tallies()}
    assert (before["order"].asked, before["order"].changed) == (1, 0)
    assert before[IDENTITY] == replace(before[IDENTITY], asked=1, changed=0, untold=0)
    pharmacy.work.withdraw(ADALIND, "given up", PHARMACIST)
    # Read already; what came of it later is told all the same, and once.
    list(found.read(EVER))
    after = {each.prompt.code: each for each in found.together(EVER).tallies()}
    assert (after["order"].asked, after["order"].changed) == (1, 1)
    assert after[IDENTITY] == replace(before[IDENTITY], asked=0, changed=0, untold=1)


@pytest.mark.parametrize(
    ("weight", "changed", "untold"), [("71.5", 1, 0), ("70", 0, 1)], ids=["another body", "same"]
)
def test_an_order_replaced_by_another_of_the_same_dose_credits_what_can_be_told(
    pharmacy: Pharmacy, weight: str, changed: int, untold: int
) -> None:
    discard_verified(pharmacy)
    again = resources.data(f"samples/{SAMPLES[0]}")
    again = again.replace(b"DEMO-ORDER-0001", b"DEMO-ORDER-0077")
    again = again.replace(b'"value": 70,', f'"value": {weight},'.encode())
    pharmacy.wait(3)
    pharmacy.work.import_data(again, PHARMACIST.name)
    tallies = {each.prompt.code: each for each in read(pharmacy.work.log).together(EVER).tallies()}
    assert tallies["order"].changed == 1
    identity = tallies[IDENTITY]
    assert (identity.changed, identity.untold) == (changed, untold)


def test_a_withdrawn_order_leaves_the_conditions_untold(pharmacy: Pharmacy) -> None:
    discard_verified(pharmacy)
    pharmacy.work.withdraw(CECILIA, "wrong weight", PHARMACIST)
    tallies = {each.prompt.code: each for each in read(pharmacy.work.log).together(EVER).tallies()}
    assert (tallies["order"].asked, tallies["order"].changed) == (2, 1)
    assert (tallies[IDENTITY].asked, tallies[IDENTITY].untold) == (1, 1)


def test_an_order_that_was_not_read_yet_is_told_by_its_withdrawal_alone(
    pharmacy: Pharmacy,
) -> None:
    orders = OrdersAnswered(pharmacy.work.log)
    assert orders.imported_seq(ADALIND) == 0
    assert orders.came_of(ADALIND, 0, withdrawn=True) == CameOf(True, False)
    assert len(list(orders.read())) == 1
    assert orders.imported_seq(ADALIND) > 0
    assert orders.came_of(ADALIND, 0, withdrawn=False) == CameOf(False, False)
    assert not list(orders.read())


def test_scans_refused_outside_preparations_are_counted_by_month(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    for _ in range(2):
        record_refused_scan(work.log, work.clock, "worklist", "x", "No.", PHARMACIST.name)
    found = read(work.log)
    assert found.refused_outside(EVER) == Counter({NOVEMBER: 2})
    assert found.refused_outside(Months(DECEMBER, None)) == Counter()


# What is said.


def asking(*asked: tuple[Prompt, int, int]) -> Asking:
    found = Asking()
    found.preparations = 1
    for prompt, times, changed in asked:
        found.take(Asked(prompt, False), times - changed)
        if changed:
            found.take(Asked(prompt, True), changed)
    return found


def test_what_nothing_demands_is_named_first_and_what_is_demanded_stays() -> None:
    found = asking((LABEL, 90, 0), (OWN, ASKED_ENOUGH, 0), (ORDER, 50, 1)).tallies()
    first, second = named(found)
    assert first == (
        "“Swirl gently” was asked 20 times; it never changed anything that is recorded."
    )
    assert second == (
        "“Inspect a vial” was asked 90 times; it never changed anything that is recorded. It "
        "stays, for it is demanded: US label 2.4."
    )
    assert named(asking((OWN, 19, 0)).tallies()) == ()


def test_what_without_source_is_named_and_what_stays_is_counted() -> None:
    own = asking((OWN, 20, 0)).tallies()
    both = asking((LABEL, 90, 0), (OWN, 20, 0)).tallies()
    three = asking((LABEL, 90, 0), (ORDER, 21, 0)).tallies()
    assert without_source(own) == named(own)
    assert without_source(both)[1:] == (
        "1 other question never changed anything that is recorded; it stays, for it is demanded.",
    )
    assert without_source(three) == (
        "2 others never changed anything that is recorded; they stay, for they are demanded.",
    )
    assert without_source(()) == ()
    assert "20 times" in none_named()


@pytest.mark.parametrize(
    ("asked", "changed", "untold", "words"),
    [
        (1, 0, 0, "Asked once; it never changed anything that is recorded."),
        (3, 1, 0, "Asked 3 times; it changed something once."),
        (1200, 40, 0, "Asked 1,200 times; it changed something 40 times."),
        (30, 0, 2, "Asked 30 times; 2 times more, not counted."),
        (30, 4, 1, "Asked 30 times; it changed something 4 times; once more, not counted."),
        (0, 0, 2, "Asked 2 times; what came of it is not counted."),
    ],
)
def test_how_often_in_words(asked: int, changed: int, untold: int, words: str) -> None:
    assert counted(PromptTally(OWN, asked, changed, untold)) == words


def test_what_demands_it_in_words() -> None:
    assert demanded(PromptTally(LABEL, 1, 0)) == "US label 2.4"
    assert demanded(PromptTally(OWN, 1, 0)) == "no source is recorded"


def test_how_long_it_took_in_words() -> None:
    assert took(Spread(3, 20, 34, 55)) == "34 s (20–55 s)"
    assert took(Spread(1, 34, 34, 34)) == "34 s"


# On paper.

UNTIL = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)


def test_the_paper_holds_what_the_page_shows_and_names_nobody(log: Log) -> None:
    found = read(log)
    paper = interaction_paper(found.asked(EVER), found.together(EVER), EVER, SITE, "a" * 64, UNTIL)
    (bars,) = (each for each in paper.sections if isinstance(each, Bars))
    assert [bar.name for bar in bars.bars] == ["2026-11", "2026-12"]
    assert bars.bars[1].words.startswith("1 preparation: ")
    steps, prompts = (each for each in paper.sections if isinstance(each, Table))
    assert "Inspect a vial" in [row[0] for row in steps.rows]
    assert ("Inspect a vial", "6", "1") in [row[:3] for row in prompts.rows]
    assert draw_document(paper).startswith(b"%PDF")
    said = repr(paper)
    people = {row.actor for row in log.everything()}
    assert not any(name in said for name in people if name)
    assert "DEMO" not in said


def test_the_paper_of_months_without_work_says_so() -> None:
    months = Months(NOVEMBER, DECEMBER)
    paper = interaction_paper({}, Asking(), months, SITE, "a" * 64, UNTIL)
    first, second = paper.sections
    assert isinstance(first, Lines)
    assert "none ended in these months" in repr(second)
    assert draw_document(paper).startswith(b"%PDF")
    assert file_name(months) == "interaction-2026-11-to-2026-12.pdf"
