"""The paper worksheet: what is done is filled in, and a line stands for all that will be asked."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pypdfium2 import PdfDocument

from app.core import entry as said
from app.core import events as e
from app.core.label_kind import LabelKind
from app.core.preparation import Preparation
from app.core.quantity import show
from app.core.step import Kind
from app.core.storage import Storage, Wait
from app.site import Site
from app.worksheet import sheet_number, worksheet
from app.worksheet_times import sums
from reports.document import draw_document
from reports.section import Fields, Form, FormRow, Lines
from tests.app import writing
from tests.app.conftest import AtStep
from tests.app.pharmacy import SITE, words_of
from tests.core.hood import TECHNICIAN_ONE, Hood, edited, order
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
    Kind.INSPECT: ["passed or failed", "time", "name"],
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
    assert "own latest start, day and time" in captions(row_of(state, "1 · Own figures first"))
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
    assert titles.index("Latest times, worked out by hand") < titles.index("Steps")
    assert captions(row_of(state, "From the first reconstitution")) == [
        "first reconstitution, day and time",
        "DILUTE BY: plus 4 h",
        "START BY: plus 7 h",
        "FINISH BY: plus 8 h",
    ]
    assert captions(row_of(state, "From the dilution")) == [
        "drug added to the container, day and time",
        "START BY: plus 4 h",
        "OUT OF REFRIGERATOR BY: plus 3 h",
    ]
    assert captions(row_of(state, "If it was in the refrigerator")) == [
        "out of the refrigerator, day and time",
        "START NOT BEFORE: plus 1 h, to room temperature",
    ]


def test_each_moment_that_latest_times_count_from_is_asked_once() -> None:
    asked = [
        each for row in sums(Hood().go_to("scan-materials").state, SITE) for each in captions(row)
    ]
    assert len(asked) == len(set(asked))


def test_a_category_of_the_site_bounds_the_start_too() -> None:
    hood = Hood().go_to("scan-materials")
    category = named("immediate-use")
    policy = replace(hood.state.policy, category=category)
    state = edited(hood.state, opened=replace(hood.state.opened, policy=policy))
    assert captions(row_of(state, "From the first reconstitution"))[2] == "START BY: plus 4 h"


def test_once_the_clock_runs_the_deadlines_are_clock_times() -> None:
    hood = Hood().go_to("reconstitute-2")
    titles = [section.title for section in worksheet(hood.state, SITE).sections]
    assert "Deadlines" in titles
    words = [row.words for _, row in forms(hood.state)]
    assert "From the first reconstitution of a vial that is used" not in words
    assert captions(row_of(hood.state, "From the dilution"))[0].startswith("drug added")
    hood.go_to("inspect-bag")
    added = row_of(hood.state, "From the dilution")
    assert added.filled == "Drug added 2026-11-02 10:15"
    assert captions(added) == ["START BY: plus 4 h", "OUT OF REFRIGERATOR BY: plus 3 h"]
    hood.go_to("sign-prepared")
    assert not list(sums(hood.state, SITE))


def test_a_monograph_without_a_limit_from_the_dilution_has_no_sum_for_it() -> None:
    hood = Hood(monograph="besponsa-eu").go_to("scan-materials")
    rows = list(sums(hood.state, EU))
    assert rows[0].words.startswith("From the first reconstitution")
    assert captions(rows[0])[1:] == [
        "DILUTE BY: plus 4 h",
        "START BY: plus 7 h",
        "FINISH BY: plus 8 h",
    ]
    (cold,) = rows[1:]
    assert cold.words.endswith("take it out 1 h or more before START BY")


def label(state: Preparation) -> dict[str, FormRow]:
    rows = (row for title, row in forms(state) if title == "The label, written by hand")
    return {row.words: row for row in rows}


def test_the_label_is_set_out_word_by_word_with_lines_for_what_is_not_known() -> None:
    hood = Hood(order(dose="1.456 mg")).go_to("scan-materials")
    rows = label(hood.state)
    assert rows["Drug and dose"].filled == "inotuzumab ozogamicin 1.45 mg"
    assert rows["Small, below it"].filled == "BESPONSA · ordered 1.456 mg · Cycle 1 Day 1"
    assert captions(rows["START BY, FINISH BY"]) == [
        "START BY, day and time",
        "FINISH BY, day and time",
    ]
    assert not rows["START BY, FINISH BY"].filled
    hood.go_to("check")
    rows = label(hood.state)
    assert rows["START BY"].filled == "2026-11-02 14:15"
    assert rows["FINISH BY"].filled == "2026-11-02 18:09"
    assert rows["Lots and expiry of the vials"].filled == "lot AB1234, exp 2026-11-02"
    assert rows["Prepared by, checked by"].filled == "prepared by Technician One"
    assert captions(rows["Prepared by, checked by"]) == ["checked by"]
    assert "DO\u00a0NOT\u00a0FREEZE" in rows["Warnings, underlined"].filled


@pytest.mark.parametrize("step", ["scan-materials", "add-drug", "choose-storage"])
def test_no_storage_is_taken_for_chosen_before_it_is(step: str) -> None:
    hood = Hood().go_to(step)
    storage = label(hood.state)["Storage, with the words"]
    assert not storage.filled
    room, cold = storage.ticks
    assert room.startswith("Store at 20–25 °C.")
    assert cold.startswith("Store at 2–8 °C")
    assert captions(label(hood.state)["OUT OF REFRIGERATOR BY, START NOT BEFORE"]) == [
        "OUT OF REFRIGERATOR BY, day and time",
        "START NOT BEFORE, day and time",
    ]


def test_a_label_for_room_temperature_says_so_and_no_time_of_a_refrigerator() -> None:
    rows = label(Hood().go_to("sign-prepared").state)
    assert rows["Storage, with the words"].filled.startswith("Store at 20–25 °C.")
    assert not rows["Storage, with the words"].ticks
    assert not any("REFRIGERATOR" in words or "NOT BEFORE" in words for words in rows)


def test_a_label_for_the_refrigerator_says_so_with_its_times() -> None:
    hood = Hood().go_to("choose-storage")
    hood.do(TECHNICIAN_ONE, said.Choose("choose-storage", Storage.REFRIGERATED.value))
    rows = label(hood.state)
    assert rows["Storage, with the words"].filled.startswith("Store at 2–8 °C")
    assert rows["OUT OF REFRIGERATOR BY"].filled == "2026-11-02 13:15"
    assert captions(rows["START NOT BEFORE"]) == ["START NOT BEFORE, day and time"]
    assert captions(row_of(hood.state, "If it was in the refrigerator"))
    hood.wait(60)
    hood.do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    soonest = hood.state.start_not_before()
    assert soonest is not None
    at = SITE.shown(soonest.at, "%Y-%m-%d %H:%M")
    assert label(hood.state)["START NOT BEFORE"].filled == at
    assert "OUT OF REFRIGERATOR BY" not in label(hood.state)


def test_a_monograph_without_a_refrigerator_has_its_one_storage_set_out() -> None:
    state = Hood().state
    texts = {k: v for k, v in state.monograph.texts.items() if k != "store-in-refrigerator"}
    warm = replace(state, monograph=replace(state.monograph, texts=texts))
    assert label(warm)["Storage, with the words"].filled.startswith("Store at 20–25 °C.")
    assert not any("REFRIGERATOR" in words for words in label(warm))
    (row,) = (row for row in sums(warm, SITE) if row.words == "From the dilution")
    assert captions(row)[1:] == ["START BY: plus 4 h"]


def test_a_label_that_is_out_is_told_of_before_one_is_written() -> None:
    hood = Hood().go_to("print-label")
    assert not any("copy" in words for words in label(hood.state))
    hood.forward()
    at = SITE.shown(hood.state.done[-1].at, "%H:%M")
    told = f"Label copy 1 was printed at {at}; it is in force. Write one by hand only after"
    assert next(iter(label(hood.state))).startswith(told)
    sent = e.LabelSent("print-label", LabelKind.BAG, 0, 2, "", "", "", "p", None, "")
    both = [*label(edited(hood.state, sent=sent))]
    assert both[0].startswith(told)
    assert both[1].startswith("Label copy 2 was sent to the printer, and nobody said")
    other = replace(sent, kind=LabelKind.TRANSPORT)
    assert not any("copy 2" in words for words in label(edited(hood.state, sent=other)))
    by_hand = edited(hood.state, label=None, label_written=True)
    assert next(iter(label(by_hand))) == (
        f"A label was written by hand at {at}; it is in force. Write another only after "
        "destroying it."
    )
    void = edited(hood.state, label=None)
    assert "destroy copy 1 before" in next(iter(label(void)))
    assert "destroy copies 1 to 2 before" in next(iter(label(edited(void, copies=2))))


# The check.


def check_of(state: Preparation, site: Site = SITE) -> Form:
    found = worksheet(state, site).sections[-1]
    assert isinstance(found, Form)
    assert found.alone
    return found


@pytest.mark.parametrize("step", ["verify-order", "withdraw-1", "choose-storage", "check"])
def test_the_page_of_the_check_gives_no_figure_away(step: str) -> None:
    state = Hood(order(dose="1.456 mg")).go_to(step).state
    document = worksheet(state, SITE)
    page = " ".join(writing.texts((check_of(state), document.alone)))
    plan = state.plan
    for each in (plan.volume, plan.volume_exact, plan.delivered, plan.diluent, plan.concentration):
        assert show(each) not in page
    for deadline in state.deadlines():
        assert SITE.shown(deadline.at, "%H:%M") not in page
    assert "Ordered 1.456 mg" in page
    assert "0.25 mg/mL" in page
    assert "at most 8 h from reconstitution to the end of the infusion" in page
    assert not any(
        isinstance(each, Lines) and each.title == "Working" for each in document.sections
    )


def test_the_page_of_the_check_stands_alone_and_says_whose_it_is(at_step: AtStep) -> None:
    file = at_step("withdraw-1").session.write_worksheet()
    with PdfDocument(file) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    (alone,) = (text for text in texts if "from this page alone" in text)
    assert alone == texts[-1]
    assert "DEMO, Adalind" in alone
    assert "00482913" in alone
    assert "5.8" not in alone
    assert "1.45 mg" not in alone
    assert all("measured 1.45 mg" in " ".join(text.split()) for text in texts[:-1])


def test_what_the_checker_needs_is_copied_or_filled_in() -> None:
    hood = Hood().go_to("scan-materials")
    times = row_of(hood.state, "Times")
    assert captions(times) == [
        "first reconstitution, day and time", "drug added, day and time", "waits where",
    ]  # fmt: skip
    hood.go_to("check")
    times = row_of(hood.state, "Times")
    assert times.filled == "first reconstitution 2026-11-02 10:09; drug added 2026-11-02 10:15"
    assert not captions(times)
    limits = [row.words for row in check_of(hood.state).rows if row.words.startswith("Limits")]
    assert limits == ["Limits, if it waits at room temperature"]
    category = replace(hood.state.policy, category=named("immediate-use"))
    state = edited(hood.state, opened=replace(hood.state.opened, policy=category))
    (limit,) = (row for row in check_of(state).rows if row.words.startswith("Limits"))
    assert "from preparation to the start" in limit.filled


def test_a_monograph_without_a_refrigerator_gives_the_checker_one_limit() -> None:
    state = Hood().state
    texts = {k: v for k, v in state.monograph.texts.items() if k != "store-in-refrigerator"}
    warm = replace(state, monograph=replace(state.monograph, texts=texts))
    limits = [row.words for row in check_of(warm).rows if row.words.startswith("Limits")]
    assert limits == ["Limits, if it waits at room temperature"]


def test_the_working_is_there_once_the_check_is_signed() -> None:
    document = worksheet(Hood().go_to("print-label").state, SITE)
    last = document.sections[-1]
    assert isinstance(last, Lines)
    assert "1.82 m2 × 0.8 mg/m2 = 1.456 mg" in last.lines
    assert not any(isinstance(each, Form) and each.alone for each in document.sections)


# What is held, and what may happen.


def standing(state: Preparation) -> dict[str, str]:
    first = worksheet(state, SITE).sections[0]
    return dict(first.rows) if isinstance(first, Fields) else {}


def test_held_work_says_first_how_it_stands() -> None:
    hood = Hood().go_to("reconstitute-2")
    assert standing(hood.state) == {}
    held = row_of(hood.state, "Held, or brought elsewhere")
    assert captions(held)[0] == "from"
    hood.do(TECHNICIAN_ONE, said.Hold("the pass-through hatch"))
    found = standing(hood.state)
    since = SITE.shown(hood.state.waits[-1].begun, "%Y-%m-%d %H:%M")
    assert found["HELD since"] == f"{since}, the pass-through hatch, by Technician One"
    assert found["Temperature"] == "at room temperature, where it was"
    assert found["Protected from light by"].startswith("UV-filtered hood light, since 2026-11-02")
    assert "Reconstitute vial 2: Inject 4 mL" in found["Next"]
    assert found["Next"].startswith("back at the hood")
    held = row_of(hood.state, "Held, or brought elsewhere")
    assert held.filled == f"Since {found['HELD since']}"
    assert captions(held) == ["back at", "protected from light by", "name"]


def test_held_in_the_refrigerator_says_so() -> None:
    hood = Hood().go_to("reconstitute-2")
    means = hood.state.monograph.means("vial")[0]
    hood.do(TECHNICIAN_ONE, said.Hold("refrigerator 2", Storage.REFRIGERATED, means.code))
    found = standing(hood.state)
    assert found["Temperature"] == "in the refrigerator"
    assert means.words in found["Protected from light by"]
    assert "WITHOUT PROTECTION FROM LIGHT" not in found


def test_held_before_anything_is_reconstituted_says_so() -> None:
    hood = Hood().go_to("scan-materials")
    hood.do(TECHNICIAN_ONE, said.Hold("the bench"))
    assert standing(edited(hood.state, held_by=None))["HELD since"].endswith(", the bench")
    assert standing(hood.state)["Temperature"] == "nothing is reconstituted yet"
    assert standing(hood.state)["Protected from light by"] == "nothing that was recorded"


def test_light_protection_that_is_lost_stands_first_too() -> None:
    hood = Hood().go_to("reconstitute-2")
    hood.do(TECHNICIAN_ONE, said.LoseProtection("the hood light was changed"))
    lost = standing(hood.state)["WITHOUT PROTECTION FROM LIGHT"]
    assert lost.startswith("the drug, since ")
    hood.wait(5)
    hood.do(TECHNICIAN_ONE, said.Hold("the pass-through hatch"))
    assert standing(hood.state)["WITHOUT PROTECTION FROM LIGHT"].startswith("vial 1, since ")
    assert standing(hood.state)["Protected from light by"] == "nothing that was recorded"


def test_all_steps_done_leave_nothing_next() -> None:
    state = Hood().go_to("reconstitute-2").state
    hood = replace(
        state,
        steps=state.steps[:4],
        held=e.Held("here"),
        waits=(Wait("here", None, state.last.wall),),
    )
    assert "Next" not in standing(hood)


def test_what_is_discarded_has_lines_for_who_when_and_why() -> None:
    for step in ("verify-order", "check"):
        state = Hood().go_to(step).state
        assert captions(row_of(state, "Discarded")) == ["at", "why", "by"]


def test_it_takes_six_pages_before_the_first_step_and_no_more_later() -> None:
    for step in ("verify-order", "scan-materials", "withdraw-1", "check", "release"):
        for dose in (None, "1.456 mg"):
            file = draw_document(worksheet(Hood(order(dose=dose)).go_to(step).state, SITE))
            with PdfDocument(file) as pdf:
                assert len(pdf) <= 6, step


def test_head_of_every_page_says_the_dose_that_is_ordered_and_the_one_that_is_measured() -> None:
    document = worksheet(Hood(order(dose="1.456 mg")).state, SITE)
    assert dict(document.identity)["Dose"] == "Ordered 1.456 mg, measured 1.45 mg"
    assert dict(document.alone)["Dose"] == "Ordered 1.456 mg"
    assert dict(worksheet(Hood().state, SITE).identity)["Dose"].startswith("Calculated 1.456 mg,")


def test_the_rules_that_umbra_keeps_stand_in_words() -> None:
    rules = worksheet(Hood().state, SITE).sections[0]
    assert isinstance(rules, Lines)
    text = " ".join(rules.lines)
    for words in (
        "expiry date",
        "exactly to the mark",
        "Protect",
        "own figures first",
        "discarded",
    ):
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
