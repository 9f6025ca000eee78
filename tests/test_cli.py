"""The commands: their exit codes, their sentences, and what they leave behind."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest

import resources
from app import __version__, cli
from app.__main__ import main
from app.clock import SetClock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.intake.command_code import Instruction, command_text
from app.store import Log
from tests.app.forgery import change_raw, forge
from tests.app.pharmacy import (
    ADALIND,
    BEGINS,
    SAMPLES,
    Pharmacy,
    set_up,
    words_of,
)
from tests.app.sent import bundle
from tests.reports.reading import codes_on, words_on

NOBODY = 65534
STREAM = "preparation/2611-0001"
HOLDING = """
import sys
from pathlib import Path
from app.clock import SystemClock
from app.workplace import Workplace
work = Workplace.open(Path(sys.argv[1]), SystemClock())
print("open", flush=True)
sys.stdin.read()
"""
SMALLER = ('"prepared":"1.456 mg"', '"prepared":"1.4 mg"')
PLAN = ["plan", "--height", "170 cm", "--weight", "70 kg", "--cycle", "1", "--day", "1"]


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Umbra = Callable[..., Answer]


@pytest.fixture
def umbra(capsys: pytest.CaptureFixture[str]) -> Umbra:
    """Run a command as a shell would, in this process."""

    def run(*words: object) -> Answer:
        code = cli.run([str(word) for word in words])
        out, err = capsys.readouterr()
        return Answer(code, out, err)

    return run


@pytest.fixture(scope="module")
def released_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder with three orders, of which one is released."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    set_up(folder, SetClock(BEGINS))
    pharmacy = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    pharmacy.verify(ADALIND)
    pharmacy.finish()
    # When it is opened after its first release, it notes once that courses are kept from there on.
    pharmacy.reopen()
    pharmacy.close()
    return folder


@pytest.fixture
def data(released_folder: Path, tmp_path: Path) -> Path:
    """A folder of this test's own with three orders, of which one is released."""
    shutil.copytree(released_folder, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def samples(tmp_path: Path) -> tuple[Path, ...]:
    """The shipped sample orders as files."""
    files = tuple(tmp_path / name for name in SAMPLES)
    for file in files:
        file.write_bytes(resources.data(f"samples/{file.name}"))
    return files


@contextmanager
def another_umbra(folder: Path) -> Iterator[int]:
    """Hold a folder open in another process."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        yield other.pid
        other.kill()


def unusable(answer: Answer, *words: str) -> str:
    """Return the one sentence with which a command refused its input."""
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.endswith((".\n", ".”\n"))
    assert answer.err.count("\n") == 1
    for each in words:
        assert each in answer.err
    return answer.err


def streams(data: Path, prefix: str = "order/") -> tuple[str, ...]:
    with Log.read(data / LOG_NAME) as log:
        return log.streams(prefix)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["brew"], "invalid choice: 'brew'"),
        (["import"], "the following arguments are required: FILE"),
        (["record", "2611-0001"], "the following arguments are required: --out"),
        (["backup"], "the following arguments are required: FILE"),
        (["demo"], "the following arguments are required: --out"),
        (["--data"], "expected one argument"),
        (["verify", "--fast"], "unrecognized arguments: --fast"),
        (["plan", "--height", "170 cm"], "the following arguments are required: --weight"),
    ],
)
def test_a_command_that_is_none_is_refused(umbra: Umbra, words: list[str], sentence: str) -> None:
    told = unusable(umbra(*words), sentence)
    assert "--help” shows what it takes." in told


@pytest.mark.parametrize("words", [["--help"], ["import", "--help"], ["plan", "--help"]])
def test_help_says_what_there_is(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(words)
    assert ended.value.code == 0
    assert "usage: umbra" in capsys.readouterr().out


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.run(["--version"])
    assert capsys.readouterr().out == f"umbra {__version__}\n"


def test_all_samples_are_imported_into_a_new_folder(
    umbra: Umbra, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    answer = umbra("import", "--data", tmp_path / "new" / "data", *samples)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        f"imported DEMO-ORDER-000{number} from {file}"
        for number, file in zip((1, 2, 3), samples, strict=True)
    ]
    assert len(streams(tmp_path / "new" / "data")) == 3
    pharmacy = Pharmacy(tmp_path / "new" / "data", SetClock(BEGINS))
    assert len(pharmacy.work.board.waiting()) == 3
    assert pharmacy.work.is_new
    pharmacy.close()


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_data_folder_is_named_before_or_after_the_command(
    umbra: Umbra, data: Path, place: str
) -> None:
    words = ["--data", data, "verify"] if place == "before" else ["verify", "--data", data]
    assert umbra(*words).code == 0


def test_an_order_that_is_there_is_refused_and_the_next_file_still_comes_in(
    umbra: Umbra, data: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh.json"
    fresh.write_bytes(bundle("A-1"))
    answer = umbra("import", "--data", data, samples[0], fresh)
    assert answer.code == 2
    assert answer.out == f"imported A-1 from {fresh}\n"
    assert "Order DEMO-ORDER-0001 was imported before; nothing was imported now" in answer.err
    assert "order/A-1" in streams(data)


ORDERS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is neither FHIR R4 in JSON nor an HL7 v2 message"),
    "not JSON": (b"{'resourceType': 'Bundle'}", "JSON"),
    "half a file": (bundle()[:400], "JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff", "is not UTF-8 text"),
    "JSON that is no bundle": (b'{"resourceType": "Patient"}', "Bundle"),
    "a bundle without an order": (
        b'{"resourceType": "Bundle", "type": "collection", "entry": []}',
        "holds no MedicationRequest",
    ),
    "another unit of weight": (bundle(weight=(70, "st")), "has the unit “st”"),
    "a dose in international units": (bundle(dose=(1.456, "[iU]")), "has the unit “[iU]”"),
    "a number with a comma": (
        bundle().replace(b'"value": 70', b'"value": "70,5"'),
        "is missing or not a number",
    ),
    "a negative weight": (bundle(weight=(-70, "kg")), "has a sign"),
    "a weight of zero": (bundle(weight=(0, "kg")), "is zero"),
    "a dose of zero": (bundle(dose=(0, "mg")), "is zero"),
    "a weight without end": (bundle(weight=(10**30, "kg")), "too long a number"),
    "a birth in the future": (bundle(born="2999-01-01"), "lies in the future"),
    "a measurement in the future": (bundle(measured_on="2999-01-01"), "lies in the future"),
    "a day that is not in the calendar": (bundle(born="2023-02-29"), "not in the calendar"),
    "cycle 0": (bundle(cycle=0), "cycle 0"),
    "day 0": (bundle(day=0), "day 0"),
    "another response": (bundle(response="maybe"), "is not a response"),
    "one number twice": (bundle("A-1", "A-1"), "is that of another order"),
    "half a message": (resources.data("samples/order-hl7.txt")[:300], ""),
    "a message of another kind": (
        resources.data("samples/order-hl7.txt").replace(b"RDE^O11^RDE_O11", b"ADT^A01^ADT_A01"),
        "RDE^O11",
    ),
    "a dose with a comma": (
        resources.data("samples/order-hl7.txt").replace(b"|1.02|", b"|1,02|"),
        "“1,02",
    ),
    "an inverted bundle": (json.dumps(["Bundle"]).encode(), "Bundle"),
}


@pytest.mark.parametrize("what", ORDERS)
def test_a_file_that_is_no_clear_order_is_refused_and_nothing_is_lost(
    umbra: Umbra, data: Path, tmp_path: Path, what: str
) -> None:
    content, sentence = ORDERS[what]
    file = tmp_path / "order.json"
    file.write_bytes(content)
    before = (data / LOG_NAME).read_bytes()
    unusable(umbra("import", "--data", data, file), "order.json: ", sentence)
    assert (data / LOG_NAME).read_bytes() == before


@pytest.mark.parametrize("what", ["day 9", "another drug", "pounds", "a height in metres"])
def test_an_order_that_is_clear_and_odd_waits_and_says_so(
    umbra: Umbra, data: Path, tmp_path: Path, what: str
) -> None:
    order = {
        "day 9": bundle("A-1", day=9),
        "another drug": bundle("A-1", drug="trastuzumab"),
        "pounds": bundle("A-1", weight=(154, "kg"), record="1"),
        "a height in metres": bundle("A-1", height=(1.7, "cm"), record="1"),
    }[what]
    file = tmp_path / "order.json"
    file.write_bytes(order)
    assert umbra("import", "--data", data, file).code == 0
    pharmacy = Pharmacy(data, SetClock(BEGINS, boot="later"))
    told = {
        "day 9": "Day 9 has no dose of BESPONSA; the doses are on day 1, 8 and 15",
        "another drug": "There is no monograph for “trastuzumab”",
        "pounds": "was 154 lb meant, 69.9 kg?",
        "a height in metres": "height",
    }[what]
    try:
        findings = [each.sentence for each in pharmacy.plan_of("order/A-1").findings]
    except Refused as refused:
        findings = [refused.sentence]
    assert any(told in sentence for sentence in findings), findings
    pharmacy.close()


def test_a_file_that_is_not_there_is_refused(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    unusable(umbra("import", "--data", data, tmp_path / "none.json"), "cannot be read: No such")
    unusable(umbra("import", "--data", data, tmp_path), "cannot be read: Is a directory")


def test_an_order_says_who_imported_it(
    umbra: Umbra, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    umbra("import", "--data", tmp_path / "new", samples[0])
    with Log.read(tmp_path / "new" / LOG_NAME) as log:
        assert log.history(ADALIND)[0].actor.endswith(" (command line)")


WRITING = ("import", "restore")
READING = ("verify", "record", "backup", "waste")


def asked(command: str, data: Path, order: Path, tmp_path: Path) -> list[object]:
    """Return a command that would work, were the data folder in order."""
    rest: dict[str, list[object]] = {
        "import": [order],
        "verify": [],
        "record": ["2611-0001", "--out", tmp_path / "record.pdf"],
        "backup": [tmp_path / "copy.sqlite"],
        "restore": [tmp_path / "data" / LOG_NAME],
        "waste": ["--out", tmp_path / "waste.csv"],
    }
    return [command, "--data", data, *rest[command]]


def test_a_folder_that_another_umbra_uses_is_only_read(
    umbra: Umbra, data: Path, samples: tuple[Path, ...], tmp_path: Path
) -> None:
    shutil.copytree(data, tmp_path / "copy")
    with another_umbra(tmp_path / "copy") as process:
        for command in WRITING:
            answer = umbra(*asked(command, tmp_path / "copy", samples[0], tmp_path))
            unusable(answer, f"is in use by another Umbra (process {process} on ")
        for command in READING:
            assert umbra(*asked(command, tmp_path / "copy", samples[0], tmp_path)).code == 0
    (tmp_path / "fresh.json").write_bytes(bundle("A-1"))
    assert umbra("import", "--data", tmp_path / "copy", tmp_path / "fresh.json").code == 0


@pytest.mark.parametrize("command", ["import", *READING])
def test_a_log_of_a_newer_umbra_is_left_alone(
    umbra: Umbra, data: Path, samples: tuple[Path, ...], tmp_path: Path, command: str
) -> None:
    with closing(sqlite3.connect(data / LOG_NAME, isolation_level=None)) as file:
        file.execute("PRAGMA user_version = 3")
    before = (data / LOG_NAME).read_bytes()
    unusable(
        umbra(*asked(command, data, samples[0], tmp_path)),
        "was made by a newer Umbra: it is of version 3, and this program knows 2",
        "Install that Umbra or a later one",
    )
    assert (data / LOG_NAME).read_bytes() == before


@pytest.mark.parametrize("command", ["import", *READING])
@pytest.mark.parametrize("content", [b"shopping list\n" * 99, b""])
def test_a_file_that_is_no_log_stays_as_it_is(
    umbra: Umbra, samples: tuple[Path, ...], tmp_path: Path, command: str, content: bytes
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / LOG_NAME).write_bytes(content)
    answer = umbra(*asked(command, tmp_path / "data", samples[0], tmp_path))
    unusable(answer, "is not an Umbra log")
    assert (tmp_path / "data" / LOG_NAME).read_bytes() == content


@pytest.mark.parametrize("command", ["import", "restore"])
def test_a_folder_that_is_a_file_is_refused(
    umbra: Umbra, data: Path, samples: tuple[Path, ...], tmp_path: Path, command: str
) -> None:
    (tmp_path / "notes").write_text("notes")
    answer = umbra(*asked(command, tmp_path / "notes", samples[0], tmp_path))
    unusable(answer, "a file stands where a folder must be")
    assert (tmp_path / "notes").read_text() == "notes"
    assert data.is_dir()


@pytest.mark.parametrize("command", READING)
def test_a_folder_without_a_log_is_refused_and_stays_empty(
    umbra: Umbra, samples: tuple[Path, ...], tmp_path: Path, command: str
) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "none"):
        answer = umbra(*asked(command, folder, samples[0], tmp_path))
        unusable(answer, "There is no log at", "--data")
    assert list((tmp_path / "empty").iterdir()) == []
    assert not (tmp_path / "none").exists()


def test_a_folder_that_may_only_be_read_takes_no_order(
    umbra: Umbra, data: Path, samples: tuple[Path, ...]
) -> None:
    folder = Path(tempfile.mkdtemp())
    shutil.copyfile(data / LOG_NAME, folder / LOG_NAME)
    order = folder / "order.json"
    order.write_bytes(samples[0].read_bytes())
    folder.chmod(0o555)
    account = os.geteuid()
    os.seteuid(account or NOBODY)
    try:
        answer = umbra("import", "--data", folder, order)
    finally:
        os.seteuid(account)
        folder.chmod(0o755)
        shutil.rmtree(folder)
    unusable(answer, "This account may not write to")


def test_a_damaged_log_takes_no_order(umbra: Umbra, data: Path, samples: tuple[Path, ...]) -> None:
    change_raw(data / LOG_NAME, "UPDATE event SET actor = 'x' WHERE seq = 9")
    answer = umbra("import", "--data", data, samples[0])
    unusable(answer, "Event 9 was changed after it was recorded.", "umbra restore")


def test_verify_says_that_all_is_well(umbra: Umbra, data: Path) -> None:
    with Log.read(data / LOG_NAME) as log:
        head, count = log.head(), log.count()
    assert head is not None
    expected = (
        f"{data / LOG_NAME}: sound. {count} facts, 1 preparations replayed and recomputed; "
        f"head {head.hash}\n"
    )
    for words in (["--data", data], [data], [data / LOG_NAME]):
        assert umbra("verify", *words) == Answer(0, expected, "")


def test_verify_finds_one_changed_byte(umbra: Umbra, data: Path) -> None:
    change_raw(data / LOG_NAME, "UPDATE event SET actor = 'x' WHERE seq = 9")
    answer = umbra("verify", data)
    assert answer == Answer(3, "", "Event 9 was changed after it was recorded.\n")


def test_verify_finds_a_dose_that_was_changed_with_all_hashes(umbra: Umbra, data: Path) -> None:
    with Log.read(data / LOG_NAME) as log:
        (opened,) = log.named(["opened"])
    forge(data / LOG_NAME, opened.seq, lambda text: text.replace(*SMALLER))
    answer = umbra("verify", "--data", data)
    assert (answer.code, answer.out) == (3, "")
    assert (
        "2611-0001: the prepared dose is recorded as 1.4 mg and comes out as 1.456 mg"
        in answer.err.splitlines()
    )


@pytest.mark.parametrize("kept", [0.5, 0.99])
def test_verify_finds_a_truncated_file(umbra: Umbra, data: Path, kept: float) -> None:
    whole = (data / LOG_NAME).read_bytes()
    (data / LOG_NAME).write_bytes(whole[: int(len(whole) * kept)])
    answer = umbra("verify", "--data", data)
    assert answer.code in (2, 3)
    assert answer.out == ""
    assert "damaged" in answer.err


def test_verify_finds_a_trigger_that_is_missing(umbra: Umbra, data: Path) -> None:
    with closing(sqlite3.connect(data / LOG_NAME, isolation_level=None)) as file:
        file.execute("DROP TRIGGER event_is_kept")
    answer = umbra("verify", "--data", data)
    assert answer == Answer(3, "", "Its trigger event_is_kept is missing.\n")


def test_a_record_is_written_as_pdf(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "record.pdf"
    answer = umbra("record", "2611-0001", "--out", file, "--data", data)
    assert answer == Answer(0, f"written: {file}\n", "")
    text = words_of(file)
    with Log.read(data / LOG_NAME) as log:
        head = log.head()
    assert head is not None
    assert "Released after a pharmacist's check." in text
    assert head.hash in text.replace(" ", "")


@pytest.mark.parametrize("number", ["2611-0009", "", "order/DEMO-ORDER-0001", "../people"])
def test_a_record_of_nothing_is_refused(
    umbra: Umbra, data: Path, tmp_path: Path, number: str
) -> None:
    answer = umbra("record", number, "--out", tmp_path / "record.pdf", "--data", data)
    unusable(answer, f"There is no preparation {number} in ")
    assert not (tmp_path / "record.pdf").exists()


def test_a_record_that_cannot_be_written_is_refused(
    umbra: Umbra, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "notes").write_text("notes")
    for out in (tmp_path / "notes" / "record.pdf", data):
        answer = umbra("record", "2611-0001", "--out", out, "--data", data)
        unusable(answer, "could not be written", "Nothing was lost")
    assert (tmp_path / "notes").read_text() == "notes"


def test_a_formulation_record_is_written_also_while_another_umbra_is_open(
    umbra: Umbra, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "papers" / "formulation.pdf"
    with another_umbra(data):
        answer = umbra("formulation", "besponsa-us", "--out", file, "--data", data)
    assert answer == Answer(0, f"written: {file}\n", "")
    text = words_of(file)
    assert "Master formulation record In use: approved by Pharmacist One on" in text
    assert "Reconstitution to end 8 h US label 2.4" in text
    answer = umbra("formulation", "aspirin", "--out", file, "--data", data)
    unusable(answer, "“aspirin” is not a monograph of this site; there are besponsa-eu")
    answer = umbra("formulation", "besponsa-us", "--out", file, "--data", tmp_path / "none")
    unusable(answer, "There is no log at")


def test_a_day_sheet_is_written_also_while_another_umbra_is_open(
    umbra: Umbra, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "papers" / "day.pdf"
    with another_umbra(data):
        answer = umbra("day-sheet", "--out", file, "--data", data)
    assert answer == Answer(0, f"written: {file}\n", "")
    text = words_of(file)
    assert "Day sheet" in text
    assert "DEMO, Daniel · MRN 00521003" in text
    answer = umbra("day-sheet", "--out", file, "--on", "2999-01-01", "--data", data)
    assert answer == Answer(0, f"written: {file}\n", "")
    assert "Tue 2999-01-01" in words_of(file)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [("2020-01-01", "2020-01-01 is over"), ("today", "“today” is not a day")],
)
def test_a_day_that_has_no_sheet_is_refused(
    umbra: Umbra, data: Path, tmp_path: Path, day: str, sentence: str
) -> None:
    file = tmp_path / "day.pdf"
    unusable(umbra("day-sheet", "--out", file, "--on", day, "--data", data), sentence)
    assert not file.exists()


@pytest.mark.parametrize("command", [("formulation", "besponsa-us"), ("day-sheet",)])
def test_a_folder_without_a_site_has_no_such_paper(
    umbra: Umbra, tmp_path: Path, command: tuple[str, ...]
) -> None:
    Log.open(tmp_path / "new" / LOG_NAME, workstation="here").close()
    answer = umbra(*command, "--out", tmp_path / "x.pdf", "--data", tmp_path / "new")
    unusable(answer, "There is no site in", "start Umbra once and describe it")


def test_waste_is_written_as_csv_and_as_pdf(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "waste.csv"
    answer = umbra("waste", "--out", file, "--data", data)
    assert answer == Answer(0, f"written: {file} (1 preparation)\n", "")
    (row,) = csv.DictReader(file.read_text("utf-8").splitlines())
    assert (row["month"], row["units given"], row["units discarded"]) == ("2026-11", "15", "3")
    file = tmp_path / "papers" / "waste.PDF"
    answer = umbra("waste", "--out", file, "--from", "2026-11", "--to", "2026-11", "--data", data)
    assert answer == Answer(0, f"written: {file} (1 preparation)\n", "")
    assert "Preparations released or discarded in 2026-11." in words_of(file)
    assert "00482913" not in words_of(file)


def test_waste_by_vial_has_the_number_of_the_patient(
    umbra: Umbra, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "vials.csv"
    answer = umbra("waste", "--by", "vial", "--out", file, "--data", data)
    assert answer == Answer(0, f"written: {file} (1 preparation)\n", "")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert [(row["MRN"], row["discarded (mg)"]) for row in rows] == [
        ("00482913", "0"),
        ("00482913", "0.35"),
    ]


def test_waste_of_months_without_any_is_a_file_without_rows(
    umbra: Umbra, data: Path, tmp_path: Path
) -> None:
    for name, by in (("waste.csv", "month"), ("waste.csv", "vial"), ("waste.pdf", "month")):
        file = tmp_path / name
        answer = umbra("waste", "--by", by, "--out", file, "--to", "2026-10", "--data", data)
        assert answer == Answer(0, f"written: {file} (0 preparations)\n", "")
    assert "none was released or discarded" in words_of(tmp_path / "waste.pdf")
    assert (tmp_path / "waste.csv").read_text("utf-8").count("\n") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--out", "waste.txt"), "waste.txt is neither a .csv nor a .pdf"),
        (("--out", "waste"), "waste is neither a .csv nor a .pdf"),
        (("--out", "waste.pdf", "--by", "vial"), "The list of vials is written as CSV only"),
        (("--out", "waste.csv", "--from", "2026-13"), "“2026-13” is not a month"),
        (("--out", "waste.csv", "--to", "11/2026"), "“11/2026” is not a month"),
        (
            ("--out", "waste.csv", "--from", "2026-11", "--to", "2026-10"),
            "2026-11 is later than 2026-10",
        ),
        (("--out", "waste.csv", "--by", "day"), "invalid choice: 'day'"),
        ((), "the following arguments are required: --out"),
    ],
)
def test_waste_that_cannot_be_written_as_asked_is_refused(
    umbra: Umbra,
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    unusable(umbra("waste", "--data", data, *words), sentence)
    assert not list(tmp_path.glob("waste*"))


def test_waste_of_a_folder_that_was_never_described_is_refused(
    umbra: Umbra, tmp_path: Path
) -> None:
    Log.open(tmp_path / "data" / LOG_NAME, "hood 1").close()
    answer = umbra("waste", "--out", tmp_path / "waste.csv", "--data", tmp_path / "data")
    unusable(answer, "There is no site in ", "start Umbra once and describe it")


def test_a_backup_is_the_log_and_restores_it(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    done = umbra("backup", copy, "--data", data)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{copy}: ")
    assert "facts, verified; head " in done.out
    restored = umbra("restore", copy, "--data", tmp_path / "other")
    assert (restored.code, restored.err) == (0, "")
    assert restored.out.partition(": ")[2] == done.out.partition(": ")[2]
    answers = [umbra("verify", place).out for place in (data, tmp_path / "other")]
    assert answers[0].partition(": ")[2] == answers[1].partition(": ")[2] != ""


def test_a_backup_overwrites_nothing(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_text("notes")
    unusable(umbra("backup", copy, "--data", data), "exists already, and a backup overwrites")
    assert copy.read_text() == "notes"
    unusable(umbra("backup", tmp_path / "none" / "copy", "--data", data), "does not exist")


def test_a_restore_overwrites_nothing(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    assert umbra("backup", copy, "--data", data).code == 0
    before = (data / LOG_NAME).read_bytes()
    unusable(umbra("restore", copy, "--data", data), "a restore overwrites nothing")
    assert (data / LOG_NAME).read_bytes() == before


def test_a_backup_that_is_damaged_is_not_restored(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    assert umbra("backup", copy, "--data", data).code == 0
    change_raw(copy, "UPDATE event SET actor = 'x' WHERE seq = 9")
    answer = umbra("restore", copy, "--data", tmp_path / "other")
    unusable(answer, "Event 9 was changed", "Nothing of the copy was kept")
    assert not (tmp_path / "other" / LOG_NAME).exists()


@pytest.mark.parametrize(("words", "width"), [((), 612), (("--paper", "A4"), 595.28)])
def test_the_page_of_codes_for_a_scanner_is_written(
    umbra: Umbra, tmp_path: Path, words: tuple[str, ...], width: float
) -> None:
    file = tmp_path / "codes.pdf"
    answer = umbra("scanner-sheet", "--out", file, *words)
    assert answer == Answer(0, f"written: {file}\n", "")
    (page,) = pypdfium2.PdfDocument(file.read_bytes())
    assert page.get_width() == pytest.approx(width, abs=0.01)
    assert "(01)02999999999991(17)281231(10)Lot-7a(21)Ser.9Z" in words_of(file)


def test_a_page_of_codes_that_cannot_be_written_is_refused(umbra: Umbra, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    unusable(umbra("scanner-sheet", "--out", tmp_path / "file" / "codes.pdf"), "could not be")
    unusable(umbra("scanner-sheet"), "required: --out")


def test_the_self_check_says_what_it_tried(umbra: Umbra) -> None:
    answer = umbra("self-check")
    assert (answer.code, answer.err) == (0, "")
    assert len(answer.out.splitlines()) == 8


def test_the_demo_leaves_real_work_alone(data: Path, tmp_path: Path) -> None:
    before = (data / LOG_NAME).read_bytes()
    done = started("demo", "--out", str(tmp_path / "out"), "--data", str(data))
    assert (done.returncode, done.stdout) == (2, "")
    assert "holds work of its own" in done.stderr
    assert (data / LOG_NAME).read_bytes() == before


def test_the_demo_wants_a_folder_to_put_its_papers_in(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("notes")
    done = started("demo", "--out", str(tmp_path / "notes"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "notes" in done.stderr
    assert "Traceback" not in done.stderr


def started(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_answers_as_its_commands_do(data: Path) -> None:
    done = started("verify", str(data))
    assert (done.returncode, done.stderr) == (0, "")
    assert ": sound. " in done.stdout
    done = started("brew")
    assert done.returncode == 2
    assert done.stderr.startswith("umbra: argument COMMAND: invalid choice")


def test_the_program_takes_its_words_from_whoever_starts_it(
    capsys: pytest.CaptureFixture[str], data: Path
) -> None:
    assert main(["verify", str(data)]) == 0
    assert ": sound. " in capsys.readouterr().out
    assert main(["verify", str(data / "none")]) == 2


@pytest.mark.parametrize("paper", ["letter", "A4"])
def test_the_sheet_of_command_codes_needs_no_data_folder(
    umbra: Umbra, tmp_path: Path, paper: str
) -> None:
    file = tmp_path / "sheets" / "codes.pdf"
    answer = umbra("--data", tmp_path / "none", "command-sheet", "--out", file, "--paper", paper)
    assert answer == (0, f"written: {file}\n", "")
    pdf = file.read_bytes()
    read = {code for page in codes_on(pdf) for code, _ in page}
    assert read == {command_text(each) for each in Instruction}
    assert "St. Example" not in words_on(pdf, 0)
    assert not (tmp_path / "none").exists()


def test_a_sheet_that_cannot_be_written_is_refused(umbra: Umbra, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    unusable(umbra("command-sheet", "--out", tmp_path / "file" / "codes.pdf"), "could not be")
    unusable(umbra("command-sheet"), "--out")


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "app", *PLAN, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
    assert (process.returncode, told) == (1, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_any_terminal_can_show_what_is_said(data: Path, encoding: str) -> None:
    for words, code in ((PLAN, 0), (["verify", str(data / "none")], 2), ([*PLAN, "--day", "9"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            capture_output=True,
            check=False,
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr


def test_a_recall_is_written_as_pdf_and_as_csv(umbra: Umbra, data: Path, tmp_path: Path) -> None:
    pdf, table = tmp_path / "recall.pdf", tmp_path / "recall.csv"
    answer = umbra("recall", "ab1234", "--data", data, "--out", pdf)
    assert (answer.code, answer.err) == (0, "")
    assert "preparations: 1, patients reached: 1, on hand: 0" in answer.out
    assert "DEMO, Adalind" in words_of(pdf)
    gtin = "00300080100011"
    assert umbra("recall", "AB1234", "--gtin", gtin, "--data", data, "--out", table).code == 0
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [row["serial"] for row in rows] == ["100000000001", "100000000002"]
    assert {row["MRN"] for row in rows} == {"00482913"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("AB1234", "--out", "recall.txt"), "ends neither in .pdf nor in .csv"),
        (("", "--out", "recall.pdf"), "A lot is 1 to 20 printable characters"),
        (("AB1234", "--gtin", "123", "--out", "recall.pdf"), "write the 14 digits"),
    ],
)
def test_a_recall_that_cannot_be_made_is_refused(
    umbra: Umbra, data: Path, words: tuple[str, ...], sentence: str
) -> None:
    unusable(umbra("recall", "--data", data, *words), sentence)


def test_a_recall_in_a_folder_without_work_is_refused(umbra: Umbra, tmp_path: Path) -> None:
    out = tmp_path / "recall.pdf"
    unusable(umbra("recall", "AB1234", "--data", tmp_path, "--out", out), "There is no log")
    Log.open(tmp_path / LOG_NAME, "HOOD-1").close()
    unusable(umbra("recall", "AB1234", "--data", tmp_path, "--out", out), "holds no work yet")
