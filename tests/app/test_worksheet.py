"""The paper worksheet: what is done is filled in, and a line stands for all that will be asked."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.core import entry as said
from app.core.preparation import Preparation
from app.core.step import Kind
from app.core.storage import Storage
from app.core.timing import Name
from app.site import Site
from app.worksheet import sheet_number, worksheet
from app.worksheet_times import sums
from reports.section import Form, FormRow, Lines
from tests.app.conftest import AtStep
from tests.app.pharmacy import SITE, words_of
from tests.core.hood import TECHNICIAN_ONE, Hood, edited
from tests.core.test_category import named

EU = Site("St. Example Hospital Pharmacy", "555-0100", "Europe/Berlin", "EU", False)


def forms(state: Preparation, site: Site = SITE) -> Iterator[tuple[str, FormRow]]:
    for section in worksheet(state, site).sections:
        if isinstance(section, Form):
            yield from ((section.title, row) for row in section.rows)


def row_of(state: Preparation, words: str) -> FormRow:
    return next(row for _, row in forms(state) if row.words.startswith(words))


def captions(row: FormRow) -> list[str]:
    return [caption for line in row.blanks for caption, _ in line]


def test_what_is_done_is_filled_in_with_value_time_and_person(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    text = words_of(pharmacy.session.write_worksheet())
    assert "Paper worksheet" in text
    assert "Done: 2 vials · lot AB1234 · 2026-11-02 09:52 · Technician Two" in text
    assert "Done: 2026-11-02 09:46 · Pharmacist One" in text
    assert "Withdraw into one 10 mL syringe: 5.8 mL" in text
    assert "dilute by 2026-11-02 13:54" in text
    assert "1.82 m2 × 0.8 mg/m2 = 1.456 mg" in text
    assert "do not enter" not in text


def test_the_number_of_the_sheet_stands_at_the_head_of_every_page(at_step: AtStep) -> None:
    pharmacy = at_step("withdraw-1")
    number = sheet_number(pharmacy.state)
    assert number == f"2611-0001-{pharmacy.state.version}"
    document = worksheet(pharmacy.state, SITE)
    assert ("Sheet", number) in document.identity
    file = pharmacy.session.write_worksheet()
    assert file.stem == number
    assert pharmacy.state.sheets[-1][0] == number


@pytest.mark.parametrize(("site", "size"), [(SITE, "letter"), (EU, "A4")])
def test_it_is_on_the_paper_of_the_site(site: Site, size: str) -> None:
    assert worksheet(Hood().state, site).size == size


ASKED = {
    Kind.MEASURE: ["volume", "time", "name"],
    Kind.INSPECT: ["passed or failed", "why, if it failed", "time", "name"],
    Kind.PROTECT: ["which", "time", "name"],
}


@pytest.mark.parametrize("step", ["verify-order", "reconstitute-1", "add-drug", "sign-prepared"])
def test_every_step_that_is_left_has_lines_for_what_will_be_asked(step: str) -> None:
    state = Hood().go_to(step).state
    done = {each.step for each in state.done}
    for each in state.steps:
        if each.identifier in done or each.kind not in ASKED:
            continue
        row = next(row for _, row in forms(state) if row.words.startswith(each.title))
        assert captions(row) == ASKED[each.kind]
    assert "own latest start, day and time" in captions(row_of(state, "Pharmacist check"))
    assert "signature" in captions(row_of(state, "Release"))
    assert captions(row_of(state, "Write the label")) == ["label written by", "time"]
    assert captions(row_of(state, "Compare the label")) == ["compared by", "time"]


def test_each_package_that_is_not_taken_has_lines_for_its_code() -> None:
    hood = Hood().go_to("scan-materials")
    taken = [row.words for _, row in forms(hood.state) if row.words.startswith("Take: ")]
    assert taken[:2] == [
        "Take: inotuzumab ozogamicin 1 of 2",
        "Take: inotuzumab ozogamicin 2 of 2",
    ]
    assert captions(row_of(hood.state, "Take: inotuzumab")) == [
        "lot", "expiry", "serial", "time", "name",
    ]  # fmt: skip
    assert captions(row_of(hood.state, "Take: light cover")) == [
        "code on the package",
        "time",
        "name",
    ]
    hood.forward()
    words = [row.words for _, row in forms(hood.state)]
    assert "Take: inotuzumab ozogamicin 1 of 2" not in words
    assert "Take: inotuzumab ozogamicin 2 of 2" in words
    assert captions(row_of(hood.state, "Lots and expiry")) == ["lot", "expiry"]


def test_a_mass_is_asked_where_it_is_weighed() -> None:
    state = Hood(weighed=("syringe",)).go_to("tare-syringe-1").state
    assert captions(row_of(state, "Weigh")) == ["mass in g", "time", "name"]
    assert any("more than before" in row.words for _, row in forms(state))


def test_before_the_first_reconstitution_the_latest_times_are_sums_to_do_by_hand() -> None:
    state = Hood().go_to("scan-materials").state
    document = worksheet(state, SITE)
    titles = [section.title for section in document.sections]
    assert "Deadlines" not in titles
    assert titles.index("Latest times, worked out by hand") < titles.index("1  Order verified")
    assert captions(row_of(state, "DILUTE BY")) == [
        "first reconstitution, day and time",
        "plus 4 h is the latest, day and time",
    ]
    assert captions(row_of(state, "START BY (infusion)")) == [
        "first reconstitution, day and time",
        "plus 7 h is the latest, day and time",
        "drug added to the container, day and time",
        "plus 4 h is the latest, day and time",
    ]
    assert "plus 3 h is the latest, day and time" in captions(row_of(state, "If it waits in the"))
    assert "plus 8 h is the latest, day and time" in captions(row_of(state, "FINISH BY"))


def test_a_category_of_the_site_bounds_the_start_too() -> None:
    hood = Hood().go_to("scan-materials")
    category = named("immediate-use")
    policy = replace(hood.state.policy, category=category)
    state = edited(hood.state, opened=replace(hood.state.opened, policy=policy))
    (start,) = (row for row in sums(state, SITE) if row.words.startswith("START BY"))
    assert captions(start)[1] == "plus 4 h is the latest, day and time"


def test_once_the_clock_runs_the_deadlines_are_clock_times() -> None:
    hood = Hood().go_to("reconstitute-2")
    assert row_of(hood.state, "DILUTE BY").filled.startswith("2026-11-02 ")
    start = row_of(hood.state, "START BY (infusion)")
    assert "by the first reconstitution" in start.filled
    assert captions(start)[0] == "drug added to the container, day and time"
    hood.go_to("inspect-bag")
    words = [row.words for _, row in forms(hood.state)]
    assert "DILUTE BY" not in words
    titles = [section.title for section in worksheet(hood.state, SITE).sections]
    assert "Deadlines" in titles


def test_a_monograph_without_a_refrigerator_has_no_sum_for_it() -> None:
    hood = Hood(monograph="besponsa-eu").go_to("scan-materials")
    words = [row.words for row in sums(hood.state, EU)]
    assert words[0] == "DILUTE BY"
    assert [row for row in sums(hood.state, EU) if row.words.startswith("START BY")]


def test_the_label_is_set_out_word_by_word_with_lines_for_what_is_not_known() -> None:
    hood = Hood().go_to("scan-materials")
    assert row_of(hood.state, "Drug and dose").filled == "inotuzumab ozogamicin 1.45 mg"
    start = row_of(hood.state, "START BY (infusion)")
    label = [row for title, row in forms(hood.state) if title == "The label, written by hand"]
    (start,) = (row for row in label if row.words == "START BY")
    assert not start.filled
    assert len(captions(start)) == 2
    hood.go_to("check")
    label = [row for title, row in forms(hood.state) if title == "The label, written by hand"]
    (start,) = (row for row in label if row.words == "START BY")
    (finish,) = (row for row in label if row.words == "FINISH BY")
    assert start.filled == "2026-11-02 14:15"
    assert finish.filled == "2026-11-02 18:09"
    (lots,) = (row for row in label if row.words.startswith("Lots"))
    assert lots.filled == "lot AB1234, exp 2026-11-02"
    (stored,) = (row for row in label if row.words.startswith("Storage"))
    assert stored.filled.startswith("Store at 20–25 °C.")


def test_a_label_for_the_refrigerator_says_so() -> None:
    hood = Hood().go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", Storage.REFRIGERATED.value))
    assert row_of(hood.state, "Storage").filled.startswith("Store at 2–8 °C")
    (due,) = (each for each in hood.state.deadlines() if each.name is Name.TAKE_OUT)
    assert row_of(hood.state, "TAKE OUT BY").filled == SITE.shown(due.at, "%Y-%m-%d %H:%M")


def test_a_label_has_a_line_for_taking_it_out_while_it_may_go_into_the_refrigerator() -> None:
    hood = Hood().go_to("choose-storage")
    assert len(captions(row_of(hood.state, "TAKE OUT BY, if it waits"))) == 2
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", Storage.ROOM.value))
    assert not [row for _, row in forms(hood.state) if row.words.startswith("TAKE OUT BY")]


def test_the_rules_that_umbra_keeps_stand_in_words() -> None:
    rules = worksheet(Hood().state, SITE).sections[0]
    assert isinstance(rules, Lines)
    text = " ".join(rules.lines)
    for words in ("expiry date", "exactly to the mark", "Protect", "own latest start", "discarded"):
        assert words in text


def test_it_comes_out_before_the_first_step_and_while_work_is_held(at_step: AtStep) -> None:
    pharmacy = at_step("inspect-vial-1")
    pharmacy.session.do(said.Hold("the pass-through hatch"))
    assert pharmacy.session.write_worksheet().is_file()
    assert worksheet(Hood().state, SITE).sections


def test_a_vial_that_failed_has_its_lines_until_the_dose_is_drawn() -> None:
    hood = Hood().go_to("withdraw-1")
    words = "A vial failed, and another one took its place"
    assert words in [row.words for _, row in forms(hood.state)]
    hood.forward()
    assert words not in [row.words for _, row in forms(hood.state)]


def test_what_was_entered_late_is_filled_in_as_such() -> None:
    hood = Hood().go_to("withdraw-1")
    sheet = hood.print_sheet()
    hood.umbra_off(60)
    stopped = hood.state.outages[-1].begun.wall
    person, entry = hood.right()
    assert not isinstance(entry, said.Late)
    hood.do(TECHNICIAN_ONE, said.Late(entry, stopped, person, sheet))
    filled = row_of(hood.state, "Withdraw into one").filled
    assert filled.endswith(f"entered late 11:12 by Technician One from sheet {sheet}")
