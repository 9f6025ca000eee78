"""Commands on a data folder: orders come in, its log is verified, backed up and restored."""

import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

import resources
from app.clock import SetClock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.store import Log
from tests.app.forgery import change_raw, forge
from tests.app.pharmacy import ADALIND, BEGINS, Pharmacy
from tests.app.sent import bundle
from tests.command_line.commands import Answer, Umbra, another_umbra, streams, unusable

NOBODY = 65534
SMALLER = ('"prepared":"1.456 mg"', '"prepared":"1.4 mg"')


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
