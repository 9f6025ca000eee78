"""Late entries on the real log: who countersigned them, and what is told of them."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.close_calls import close_calls
from app.core import entry as said
from app.core.fitness import Fit, fitness
from app.core.month import Months, month_of
from app.core.preparation import Status
from app.core.step import Meaning
from app.records import compounding_record
from app.telling import lines
from app.ui.facts.check import happened
from app.verification import verify
from app.waste import ended
from tests.app.conftest import AtStep
from tests.app.late_sheet import MINUTE, Sheet, at, forged, put
from tests.app.pharmacy import CHECKER, PHARMACIST, PINS, SITE, TECHNICIAN
from tests.app.refusals import refused

# Two pharmacists, and what was refused before.


@pytest.fixture
def signing(at_step: AtStep) -> Iterator[Sheet]:
    """A sheet of which all is entered but the release."""
    made = Sheet(at_step("sign-prepared")).begin()
    while made.pharmacy.step.identifier != "release":
        made.enter()
    made.minute += 2
    made.says(made.minute, PHARMACIST.name)
    yield made
    made.pharmacy.close()


def test_one_pin_does_not_release_under_another_name(signing: Sheet) -> None:
    session = signing.pharmacy.session
    told = refused(lambda: session.sign_paper(Meaning.RELEASED))
    assert "Another pharmacist than the one who enters it" in told
    assert "not the PIN" in refused(lambda: session.countersign(PHARMACIST.name, "0000"))
    session.countersign(CHECKER.name, PINS[CHECKER.name])
    assert "what they entered" in refused(lambda: session.sign_paper(Meaning.RELEASED))
    session.countersign(TECHNICIAN.name, PINS[TECHNICIAN.name])
    assert "Only a pharmacist" in refused(lambda: session.sign_paper(Meaning.RELEASED))
    signing.countersign()
    session.sign_paper(Meaning.RELEASED)
    assert signing.pharmacy.state.status is Status.RELEASED
    assert verify(signing.pharmacy.work.log).faults == ()


def test_a_pin_countersigns_one_entry(signing: Sheet) -> None:
    session = signing.pharmacy.session
    signing.countersign()
    signing.says(signing.minute, PHARMACIST.name)
    assert "countersigns with a PIN" in refused(lambda: session.sign_paper(Meaning.RELEASED))
    signing.countersign()
    refused(lambda: session.do(said.Confirm("release")))
    assert session.paper is not None
    assert session.paper.witness is None


def test_another_time_than_first_said_takes_a_reason_and_a_second_pharmacist(
    at_step: AtStep,
) -> None:
    sheet = Sheet(at_step("add-drug"), off=400).begin()
    pharmacy, confirm = sheet.pharmacy, said.Confirm("add-drug")
    session = pharmacy.session
    sheet.says(390, TECHNICIAN.name)
    assert "The time to dilute passed" in refused(lambda: session.do(confirm))
    sheet.says(10, TECHNICIAN.name)
    assert "Write why" in refused(lambda: session.do(confirm))
    sheet.countersign("the 3 was read as an 8")
    session.do(confirm)
    assert pharmacy.state.diluted == sheet.stopped + 10 * MINUTE
    told = "Entered late at another time, or otherwise, than first said, countersigned by "
    shown = [each.words for each in happened(pharmacy.state, session.now(), SITE)]
    assert any(told in each and "the 3 was read as an 8" in each for each in shown)
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(pharmacy.state, history, SITE, "head")
    (section,) = (each for each in document.sections if each.title.startswith("Overrides"))
    rows = section.rows  # type: ignore[union-attr]
    assert (told + PHARMACIST.name, "the 3 was read as an 8", CHECKER.name) in [
        row[1:] for row in rows
    ]
    assert verify(pharmacy.work.log).faults == ()
    found = forged(sheet, put("entered-late", reason="", countersigned=""))
    assert "Write why the sheet says something else" in found


def test_a_label_that_says_later_than_holds_names_both_times(at_step: AtStep) -> None:
    sheet = Sheet(at_step("sign-prepared")).begin()
    while sheet.pharmacy.step.identifier != "print-label":
        sheet.enter()
    session = sheet.pharmacy.session
    start, finish, _ = sheet.label()
    later, _, _ = sheet.label(60)

    def says(start: str, finish: str) -> str:
        sheet.says(sheet.minute + 2, TECHNICIAN.name)
        return refused(lambda: session.write_label(start, finish))

    assert says(later, finish) == (
        f"The label on the bag says START BY {later} and {start} holds. Call the ward now and have "
        "it corrected; then enter what it says."
    )
    assert f"says no FINISH BY and {finish} holds" in says(start, "")
    assert f"START BY 2026-11-03 {start} and 2026-11-02 {start} holds" in says(
        f"2026-11-03 {start}", finish
    )
    assert "not a time of day" in says("soon", finish)
    assert "is not a time" in says("tomorrow 10:00", finish)
    sheet.says(sheet.minute + 2, TECHNICIAN.name)
    sheet.countersign("corrected by the ward at 12:10")
    session.write_label(start, f"2026-11-02 {finish}")
    assert sheet.pharmacy.state.label_written
    assert verify(sheet.pharmacy.work.log).faults == ()
    told = forged(sheet, put("label-written", start_by=at(sheet, 600)))
    assert "Call the ward now" in told


def test_what_was_discarded_on_paper_is_waste_of_that_day(at_step: AtStep) -> None:
    sheet = Sheet(at_step("inspect-bag"), off=60 * 24 * 40).begin()
    pharmacy = sheet.pharmacy
    sheet.says(3, TECHNICIAN.name)
    pharmacy.session.do(said.Discard("it was spilled"))
    assert pharmacy.state.status is Status.DISCARDED
    november = month_of(date(2026, 11, 2))
    (one,) = ended(pharmacy.work.log, SITE, Months(november, november))
    assert one.at == sheet.stopped + 3 * MINUTE
    assert verify(pharmacy.work.log).faults == ()


def test_a_mark_countersigned_by_no_pharmacist_is_found(signing: Sheet) -> None:
    signing.countersign()
    signing.pharmacy.session.sign_paper(Meaning.RELEASED)
    told = forged(signing, put("entered-late", countersigned=TECHNICIAN.name))
    assert "and was no pharmacist here" in told


def test_a_late_signature_without_a_second_pharmacist_is_found(signing: Sheet) -> None:
    signing.countersign()
    signing.pharmacy.session.sign_paper(Meaning.RELEASED)
    assert "countersigns with a PIN" in forged(signing, put("entered-late", countersigned=""))


def test_of_a_check_at_the_hood_and_a_release_on_paper_the_record_says_which(
    at_step: AtStep,
) -> None:
    sheet = Sheet(at_step("release")).begin()
    sheet.finish()
    pharmacy = sheet.pharmacy
    history = pharmacy.work.history(pharmacy.stream)
    document = compounding_record(pharmacy.state, history, SITE, "head")
    how = f"on paper, entered late by {CHECKER.name}, countersigned by {PHARMACIST.name}"
    assert document.subtitle == f"Released {how}; after a pharmacist's check."
    first = {row[0]: row[1] for row in document.sections[0].rows}  # type: ignore[union-attr]
    assert first["Checked by"] == f"{CHECKER.name}, pharmacist"


# What is told.


def test_the_record_marks_each_late_entry(sheet: Sheet) -> None:
    pharmacy = sheet.begin().finish().pharmacy
    history = pharmacy.work.history(pharmacy.stream)
    typed = f"{SITE.local(pharmacy.clock.reading().wall):%H:%M}"
    mark = f"entered late {typed} by {CHECKER.name} from sheet {sheet.number}"
    (drawn,) = (each for each in lines(history, SITE) if each[2].startswith("Withdrew"))
    assert drawn[1:] == (
        f"2026-11-02 {sheet.time(3)}",
        f"Withdrew 5.8 mL ({mark})",
        TECHNICIAN.name,
    )
    document = compounding_record(pharmacy.state, history, SITE, "head")
    titles = {each.title: each for each in document.sections}
    signed = titles["Signatures by PIN, or on paper where that is said"].rows  # type: ignore[union-attr]
    second = f", countersigned by {PHARMACIST.name}"
    assert [row[3].partition("on paper; ")[2] for row in signed] == [
        mark,
        f"{mark}{second}",
        f"{mark}{second}",
    ]
    how = f"on paper, entered late by {CHECKER.name}{second}"
    assert document.subtitle == f"Checked and released {how}."
    first = dict(titles["What was compounded"].rows)  # type: ignore[union-attr]
    assert first["Checked by"] == first["Released by"] == f"{PHARMACIST.name}, pharmacist, {how}"
    assert "only those who entered and countersigned it" in first["People identified by"]
    assert ("Label", "written by hand, and compared by hand") in titles["Evidence"].rows  # type: ignore[union-attr]
    told = [each[2] for each in lines(history, SITE)]
    assert any(each.startswith("Umbra did not run from 09:57:") for each in told)
    assert "Label written by hand: START BY 2026-11-02 14:" in " ".join(told)
    assert f"done by {PHARMACIST.name}{second}" in " ".join(told)
    assert pharmacy.session.write_record().is_file()


def test_a_late_entry_of_an_earlier_day_says_the_day_it_was_entered(at_step: AtStep) -> None:
    sheet = Sheet(at_step("withdraw-1"), off=60 * 24).begin()
    sheet.enter()
    pharmacy = sheet.pharmacy
    (drawn,) = (
        each
        for each in lines(pharmacy.work.history(pharmacy.stream), SITE)
        if each[2].startswith("Withdrew")
    )
    assert "entered late 2026-11-03 " in drawn[2]
    assert any(
        "from 2026-11-02 " in row[2] for row in lines(pharmacy.work.history(pharmacy.stream), SITE)
    )


def test_a_close_call_of_a_late_entry_says_so(sheet: Sheet) -> None:
    session = sheet.begin().pharmacy.session
    sheet.says(3, TECHNICIAN.name)
    refused(lambda: session.measure("4.2"))
    call = close_calls(sheet.pharmacy.work.log)[0]
    assert call.entered == (
        f"4.2 mL ({TECHNICIAN.name} at 2026-11-02 {sheet.time(3)}, late from sheet {sheet.number})"
    )
    assert call.who == CHECKER.name


def test_a_hand_written_label_leaves_every_printed_one_void(at_step: AtStep) -> None:
    sheet = Sheet(at_step("release")).begin()
    pharmacy = sheet.pharmacy
    code = pharmacy.state.label.code if pharmacy.state.label else ""
    session = pharmacy.session
    sheet.says(2, TECHNICIAN.name)
    session.write_label(*sheet.label())
    names = sorted(each.name for each in (pharmacy.folder / "labels").iterdir())
    assert names == ["VOID-2611-0001-1.pdf"]
    sheet.finish()
    found = fitness(pharmacy.state, pharmacy.session.now(), code)
    assert (found.fit, "written by hand" in found.sentence) == (Fit.NOT_FIT, True)
    assert "written by hand" not in fitness(pharmacy.state, pharmacy.session.now()).sentence
