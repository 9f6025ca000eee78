"""Practice and work never meet: folders, orders, numbers, labels, papers, clocks."""

import ast
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import app
import resources
from app import cli
from app.clock import SetClock, SystemClock
from app.core.fitness import Fit
from app.core.practice import MARK, NAMED
from app.core.refused import Refused
from app.folder import LOG_NAME, PRACTICE
from app.heartbeat import NAME as HEARTBEAT
from app.label_check import answer, read_companion, read_label
from app.label_paper import Told, paper_of
from app.label_proof import Standing
from app.practice.bench import Bench, altered, number_on, written
from app.practice.clock import PracticeClock
from app.practice.drill import drill_named
from app.practice.paper import bench_sheet, put_out_bench, result_paper
from app.practice.pharmacy import TECHNICIAN, ZONE, make_ready, order_for, zone_of_work
from app.practice.run import begin, require_name, results, under_way
from app.printing import put_out_document
from app.site import site_of
from app.store import Log
from app.workplace import Workplace
from reports.verify import code_on, codes_on
from tests.app.pharmacy import ADALIND, SITE, Pharmacy
from tests.practice.conftest import MORNING
from tests.reports.reading import words_on
from tests.ui.hospital import Folders

TODAY = date(2026, 11, 2)
NUMBER = "P2611-0001"


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return Folders(tmp_path_factory.mktemp("folders"))


@pytest.fixture(scope="session")
def released(folders: Folders) -> Path:
    """A folder of real work with a released preparation."""
    return folders.at("released")


def pages_of(pdf: Path) -> list[str]:
    import pypdfium2

    count = len(pypdfium2.PdfDocument(pdf.read_bytes()))
    return [words_on(pdf.read_bytes(), page) for page in range(count)]


# Folders.


def test_a_folder_of_practice_is_never_opened_for_work(folder: Path) -> None:
    before = (folder / LOG_NAME).read_bytes()
    with pytest.raises(Refused, match=r"is a folder of practice.*umbra practice --data"):
        Workplace.open(folder, SetClock(MORNING, "x"))
    assert (folder / LOG_NAME).read_bytes() == before


def test_one_that_was_renamed_is_named_back(folder: Path) -> None:
    renamed = folder.rename(folder.with_name("old"))
    with pytest.raises(Refused, match=r"given another name. Name it “practice” again.*umbra prac"):
        Workplace.open(renamed, SetClock(MORNING, "x"))


def test_a_folder_of_work_is_never_practised_in(released: Path) -> None:
    with pytest.raises(Refused, match="holds real work, and nobody practises there"):
        Workplace.open(released, SetClock(MORNING, "x"), practice=True)


def test_what_a_folder_is_for_stays(work: Workplace) -> None:
    assert work.site.practice
    with pytest.raises(Refused, match="is for work or for practice, and stays so"):
        work.describe(replace(work.site, practice=False), "Practice Administrator")
    assert site_of(work.log) == work.site


def test_made_ready_twice_is_made_ready_once(work: Workplace) -> None:
    facts = work.log.count()
    make_ready(work)
    assert work.log.count() == facts


def test_practice_has_the_clocks_of_the_work_it_goes_with(released: Path, tmp_path: Path) -> None:
    assert zone_of_work(released / LOG_NAME) == SITE.zone
    assert zone_of_work(tmp_path / LOG_NAME) == ZONE


# Orders.


def test_an_order_of_practice_is_never_imported_into_work(pharmacy: Pharmacy) -> None:
    order = order_for("0001", 1, MORNING - timedelta(hours=1))
    facts = pharmacy.work.log.count()
    with pytest.raises(Refused, match="“PRACTICE-ORDER-0001” is of practice"):
        pharmacy.work.import_data(order, "Pharmacist One")
    assert pharmacy.work.log.count() == facts


def test_neither_is_the_course_of_a_patient_of_practice(
    pharmacy: Pharmacy, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "course.json"
    assert cli.run(["course", f"{NAMED}0001", "--out", str(file), "--data", str(folder)]) == 0
    with pytest.raises(Refused, match="“PRACTICE-0001” is of practice"):
        pharmacy.work.import_data(file.read_bytes(), "Pharmacist One")


def test_real_orders_are_no_part_of_practice(work: Workplace) -> None:
    with pytest.raises(Refused, match="“DEMO-ORDER-0001” is not of practice"):
        work.import_data(resources.data("samples/order-fhir.json"), "Practice Pharmacist")
    mixed = json.loads(order_for("0099", 1, MORNING))
    mixed["entry"][0]["resource"]["identifier"][0]["value"] = "00482913"
    with pytest.raises(Refused, match="“00482913” is not of practice"):
        work.import_data(json.dumps(mixed).encode(), "Practice Pharmacist")


# Numbers and labels.


def test_what_is_made_in_practice_is_numbered_so(work: Workplace, pharmacy: Pharmacy) -> None:
    assert f"preparation/{NUMBER}" in work.log.streams("preparation/")
    pharmacy.verify(ADALIND)
    assert pharmacy.stream == f"preparation/{NUMBER[1:]}"


def label_of(folder: Path, name: str) -> bytes:
    return (folder / "labels" / name).read_bytes()


def test_a_label_of_practice_is_known_at_a_real_workstation(
    folder: Path, pharmacy: Pharmacy
) -> None:
    scan = code_on(label_of(folder, f"{NUMBER}-1.pdf"))
    for log in (pharmacy.work.log, None):
        read = read_label(log, scan, TODAY)
        assert read.proof.standing is Standing.PRACTICE
        found = answer(read, None, MORNING)
        assert found.fit is Fit.NOT_FIT
        assert "made in practice, for no patient" in found.sentence


def test_so_is_every_label_that_goes_with_it(folder: Path, pharmacy: Pharmacy) -> None:
    names = {file.name for file in (folder / "labels").iterdir() if file.suffix == ".pdf"}
    companions = names - {f"{NUMBER}-1.pdf"}
    assert len(companions) == 4
    for name in companions:
        read = read_companion(pharmacy.work.log, code_on(label_of(folder, name)), TODAY)
        assert read.proof.standing is Standing.PRACTICE, name


def test_where_it_was_made_it_is_a_label_as_any(work: Workplace) -> None:
    read = work.read_label(code_on(label_of(work.folder, f"{NUMBER}-1.pdf")))
    assert read.proof.standing is Standing.GENUINE
    assert work.answer(read).fit is not Fit.NOT_FIT


def test_a_label_of_practice_made_into_one_of_work_is_altered(folder: Path) -> None:
    scan = code_on(label_of(folder, f"{NUMBER}-1.pdf"))
    forged = read_label(None, scan.replace(NUMBER, NUMBER[1:]), TODAY)
    assert forged.proof.standing is Standing.ALTERED


def test_umbra_label_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scan = code_on(label_of(folder, f"{NUMBER}-1.pdf"))
    assert cli.run(["label", scan, "--data", str(folder.parent / "elsewhere")]) == 3
    assert "PRACTICE" in capsys.readouterr().out
    paper = paper_of(label_of(folder, f"{NUMBER}-1.pdf"), TODAY, None)
    assert paper.words is Told.SAME


# Papers.


def put_out_papers(folder: Path, number: str, out: Path) -> list[Path]:
    """Write every document that the command line writes of a folder, beside what lies there."""
    out.mkdir()
    data = ["--data", str(folder)]
    wanted = {
        "record.pdf": ["record", number],
        "day.pdf": ["day-sheet"],
        "waste.pdf": ["waste"],
        "formulation.pdf": ["formulation", "besponsa-us"],
        "recall.pdf": ["recall", "AB1234" if number[0] != "P" else "PR1234"],
    }
    for name, arguments in wanted.items():
        assert cli.run([*arguments, "--out", str(out / name), *data]) == 0, name
    lying = [file for file in folder.rglob("*.pdf") if file.parent.name != "results"]
    return [*lying, *(out / name for name in wanted)]


def test_every_page_of_every_paper_of_practice_bears_the_mark(folder: Path, tmp_path: Path) -> None:
    papers = put_out_papers(folder, NUMBER, tmp_path / "out")
    assert len(papers) >= 10
    for paper in papers:
        for number, said in enumerate(pages_of(paper), 1):
            assert MARK in said, f"{paper.name}, page {number}"


def test_no_paper_of_work_bears_it(released: Path, tmp_path: Path) -> None:
    for paper in put_out_papers(released, "2611-0001", tmp_path / "out"):
        assert all("PRACTICE" not in said for said in pages_of(paper)), paper.name


def test_every_document_of_the_program_is_told_what_it_is() -> None:
    """Whoever makes a document says whether it is of practice: a new one cannot forget it."""
    found = 0
    for file in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name in ("Document", "CommandSheet", "BadgeSheet", "ScannerSheet"):
                    found += 1
                    assert "mark" in {each.arg for each in node.keywords}, file.name
    assert found >= 11


def test_the_result_is_printed_and_claims_nothing(work: Workplace, tmp_path: Path) -> None:
    (result,) = results(work.log)
    assert result.score.ended_rightly
    put_out_document(result_paper(result, work.site, "ab" * 32), tmp_path / "result.pdf")
    (said,) = pages_of(tmp_path / "result.pdf")
    for words in ("Tess", "The altered label", f"{result.score.points} of 100", MARK, "Source"):
        assert words in said
    assert "it attests no competence and signs for nothing" in said


def test_the_bench_is_printed_as_codes_that_scan(work: Workplace, tmp_path: Path) -> None:
    stream = under_way(work.log)
    assert stream is not None
    from app.practice.run import Run

    run = Run(work, SetClock(MORNING, "x"), stream)
    put_out_bench(bench_sheet(run.drill, run.bench, work.site), tmp_path / "bench.pdf")
    (read,) = codes_on((tmp_path / "bench.pdf").read_bytes())
    assert sorted(read) == sorted(each.code for each in run.bench)
    assert MARK in pages_of(tmp_path / "bench.pdf")[0]
    with pytest.raises(Refused, match="Nothing with a code of a package lies"):
        bench_sheet(run.drill, (), work.site)


# The bench and the clock.


def test_no_two_runs_have_the_same_serial_number() -> None:
    drill = drill_named("wrong-vial")
    codes = [each for run in (1, 2, 77) for each in Bench(drill, run, TODAY).codes().values()]
    serials = [code for of_role in codes for code in of_role if "\x1d" in code]
    assert len(serials) == len(set(serials)) == 12


def test_a_code_is_printed_as_it_scans() -> None:
    wrong = Bench(drill_named("expired-lot"), 7, TODAY).seeded()
    assert wrong is not None
    assert written(wrong.code) == "(01)00302641800323(17)260923(10)PR0007"
    assert written("]d20102000000010014") == "(01)02000000010014"
    assert Bench(drill_named("too-late"), 7, TODAY).seeded() is None


def test_one_sign_of_the_dose_is_altered() -> None:
    assert altered("]d291P2611-0001\x1d951.45mg", "1.45 mg")[1] == "7.45 mg"
    assert altered("957.45mg", "7.45 mg") == ("951.45mg", "1.45 mg")
    assert number_on("]d291P2611-0002\x1d921") == "P2611-0002"
    assert number_on("") == ""


@pytest.mark.parametrize("name", ["", " ", "X", "x" * 61, "Tess\x00"])
def test_a_result_needs_a_name(work: Workplace, name: str) -> None:
    with pytest.raises(Refused, match="Write your name, 2 to 60 characters"):
        begin(work, SetClock(MORNING, "x"), drill_named("too-late"), name, TECHNICIAN)
    require_name(" Tess ")


def test_no_time_passes_where_none_waits(work: Workplace) -> None:
    from app.practice.run import Run

    stream = under_way(work.log)
    assert stream is not None
    with pytest.raises(Refused, match="No time waits to pass"):
        Run(work, SetClock(MORNING, "x"), stream).let_time_pass(TECHNICIAN)


def test_the_clock_of_practice_runs_ahead_as_told() -> None:
    base = SetClock(MORNING, "machine")
    clock = PracticeClock(base)
    before = clock.reading()
    clock.advance(timedelta(hours=4, minutes=5))
    base.advance(timedelta(minutes=1))
    after = clock.reading()
    assert after.wall - before.wall == after.running - before.running
    assert after.wall - before.wall == timedelta(hours=4, minutes=6)
    assert after.boot == before.boot != base.reading().boot
    with pytest.raises(ValueError, match="forwards"):
        clock.advance(timedelta(seconds=-1))


def test_after_a_restart_it_goes_on_where_it_stood(folder: Path, tmp_path: Path) -> None:
    base = SetClock(MORNING - timedelta(days=1), "machine")
    clock = PracticeClock.after(folder, base)
    with Log.read(folder / LOG_NAME) as log:
        head = log.head()
    assert head is not None
    assert clock.reading().wall > datetime.fromisoformat(head.at)
    assert PracticeClock.after(tmp_path / "new", base).reading().wall >= base.reading().wall
    (folder / HEARTBEAT).write_text("not one")
    assert PracticeClock.after(folder, base).reading().wall > MORNING
    assert PracticeClock(SystemClock()).reading().wall.tzinfo is not None


def test_practice_is_a_folder_beside_the_log() -> None:
    assert PRACTICE == "practice"
