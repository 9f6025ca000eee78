"""What a scanner was learned to do, and each refused scan, stand in the log under a name."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from app.clock import SetClock
from app.close_calls import STREAM, ScanRefused, record_refused_scan, refused_scans
from app.core import entry as said
from app.core.person import Office, Person
from app.core.refused import Refused
from app.intake.key_signs import SEPARATOR, function_key
from app.intake.scanner_codes import CODES, SIGNS, Kind
from app.intake.scanner_profile import ScannerProfile
from app.scanner_paper import picture, put_out_scanner_sheet, scanner_sheet
from app.scanners import learned_of, profile_of, record_forgotten, record_learned
from app.store import Log
from app.verification import verify
from reports.scanner_sheet import draw_scanner_sheet
from tests.app.conftest import AtStep
from tests.app.pharmacy import CHECKER, SITE, Pharmacy, words_of

TECHNICIAN = Person("Technician Two", Office.TECHNICIAN)
GERMAN = SIGNS.replace("y", "Y").replace("z", "y").replace("Y", "z", 1)
PLAIN = ScannerProfile("", SEPARATOR, "]", SIGNS)
FOREIGN = ScannerProfile("SC", function_key(8), "", GERMAN)


def test_nothing_is_known_of_a_scanner_that_was_not_learned(log: Log, clock: SetClock) -> None:
    assert profile_of(log) is None
    with pytest.raises(Refused, match="was not learned"):
        record_forgotten(log, clock, TECHNICIAN)
    assert log.count() == 0


@pytest.mark.parametrize("profile", [PLAIN, FOREIGN])
def test_what_was_learned_last_counts_and_names_who_learned_it(
    log: Log, clock: SetClock, profile: ScannerProfile
) -> None:
    record_learned(log, clock, FOREIGN if profile is PLAIN else PLAIN, TECHNICIAN)
    record_learned(log, clock, profile, TECHNICIAN)
    learned = learned_of(log)
    assert learned is not None
    assert (learned.profile, learned.name) == (profile, TECHNICIAN.name)
    assert profile_of(log) == profile
    last = log.history("scanner/hood one")[-1]
    assert (last.name, last.actor) == ("scanner-learned", TECHNICIAN.name)


def test_what_was_forgotten_counts_no_more(log: Log, clock: SetClock) -> None:
    record_learned(log, clock, PLAIN, TECHNICIAN)
    record_forgotten(log, clock, TECHNICIAN)
    assert profile_of(log) is None
    assert log.history("scanner/hood one")[-1].name == "scanner-forgotten"
    record_learned(log, clock, FOREIGN, TECHNICIAN)
    assert profile_of(log) == FOREIGN


def test_each_workstation_has_its_own_scanner(log: Log, clock: SetClock) -> None:
    record_learned(log, clock, PLAIN, TECHNICIAN)
    path = log.path
    log.close()
    with Log.open(path, workstation="hood two") as other:
        assert profile_of(other) is None
    with Log.open(path, workstation="hood one") as again:
        assert profile_of(again) == PLAIN


def test_a_refused_scan_is_kept_with_all_of_it_visible(log: Log, clock: SetClock) -> None:
    raw = f"10LOT{SEPARATOR}21S{function_key(8)}" + "9" * 500
    record_refused_scan(log, clock, "worklist", raw, "This is not a label.", TECHNICIAN.name)
    record_refused_scan(log, clock, "order", "12345678", "This page takes no scan.", "")
    (first, row), (second, other) = refused_scans(log)
    assert first.entered.startswith("10LOT<GS>21S<F8>999")
    assert len(first.entered) == 400
    assert (first.page, first.sentence, row.actor) == (
        "worklist",
        "This is not a label.",
        TECHNICIAN.name,
    )
    assert second == ScanRefused("order", "12345678", "This page takes no scan.")
    assert (other.actor, other.stream, other.name) == ("", STREAM, "scan-refused")


@pytest.mark.parametrize("size", ["letter", "A4"])
def test_the_page_of_codes_is_written_once_it_was_read_back(
    tmp_path: Path, size: Literal["letter", "A4"]
) -> None:
    file = tmp_path / "paper" / "scanner-sheet.pdf"
    put_out_scanner_sheet(scanner_sheet(size), file)
    assert file.read_bytes() == draw_scanner_sheet(scanner_sheet(size))
    words = words_of(file)
    for code in CODES:
        assert code.written in words
    put_out_scanner_sheet(scanner_sheet(size, SITE), file)
    assert f"{SITE.name} · tel {SITE.telephone}" in words_of(file)


def test_a_page_that_cannot_be_printed_leaves_no_file(tmp_path: Path) -> None:
    site = replace(SITE, name="Emoji \N{GRINNING FACE}")
    with pytest.raises(Refused, match="cannot be printed"):
        put_out_scanner_sheet(scanner_sheet("A4", site), tmp_path / "sheet.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_picture_on_screen_is_the_printed_code() -> None:
    for code in CODES:
        rows = picture(code)
        assert len({len(row) for row in rows}) == 1
        assert (len(rows) > 1) is (code.kind is Kind.DATAMATRIX)


HIDING = "]d20100300080100011172703311" + "0AB123421X"


def test_a_proved_separator_is_believed_of_the_scanner_alone(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    session = pharmacy.session
    assert not session.separator_proved
    with pytest.raises(Refused, match="FNC1"):
        session.scan(HIDING, by_scanner=True)
    pharmacy.work.learn_scanner(PLAIN, TECHNICIAN)
    assert session.separator_proved
    with pytest.raises(Refused, match="FNC1"):
        session.scan(HIDING)
    session.scan(HIDING, by_scanner=True)
    assert [each.lot for each in session.state.materials] == ["AB123421X"]
    pharmacy.work.forget_scanner(TECHNICIAN)
    assert not session.separator_proved
    assert pharmacy.work.scanner_profile is None
    assert verify(pharmacy.work.log).faults == ()


def test_what_was_learned_is_there_when_the_folder_is_opened_again(pharmacy: Pharmacy) -> None:
    assert pharmacy.work.scanner_profile is None
    pharmacy.work.learn_scanner(FOREIGN, TECHNICIAN)
    pharmacy.reopen()
    assert pharmacy.work.scanner_profile == FOREIGN


def test_a_scan_that_is_not_used_is_a_close_call_until_the_work_is_over(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    session = pharmacy.session
    assert session.keeps_refusals
    session.refuse_scan(f"10LOT{SEPARATOR}21S{function_key(8)}", "A question is open.")
    call, _, _ = session.state.refusals[-1]
    assert (call.entered, call.sentence) == ("10LOT<GS>21S<F8>", "A question is open.")
    session.person = CHECKER
    session.do(said.Discard("ordered for another patient"))
    assert not session.keeps_refusals
    before = pharmacy.recorded()
    session.refuse_scan("12345678", "A question is open.")
    assert pharmacy.recorded() == before


def test_a_refused_scan_of_a_page_is_kept_by_the_workplace(pharmacy: Pharmacy) -> None:
    pharmacy.work.keep_refused_scan("worklist", "12345678", "This is not a label.", "")
    ((kept, _),) = refused_scans(pharmacy.work.log)
    assert kept == ScanRefused("worklist", "12345678", "This is not a label.")
    assert verify(pharmacy.work.log).faults == ()
