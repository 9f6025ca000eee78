"""`umbra verify` on logs whose hashes were all made again: what the rules never let in is found."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.folder import LOG_NAME
from app.store import Log, Recorded
from app.verification import verify
from tests.app.forgery import COLUMNS, change_raw
from tests.app.pharmacy import CHECKER, TECHNICIAN, Stage

CALLED = ("pharmacist-called", '{"remark":null}')


@pytest.fixture
def log(stages: dict[str, Stage], tmp_path: Path) -> Path:
    """The closed log of a released preparation."""
    shutil.copytree(stages["released"].folder, tmp_path / "data")
    return tmp_path / "data" / LOG_NAME


def rows(log: Path) -> list[Recorded]:
    with Log.read(log) as opened:
        (stream,) = opened.streams("preparation/")
        return list(opened.history(stream))


def rewrite(log: Path, changes: dict[int, dict[str, Any]]) -> tuple[str, ...]:
    """Change events by their number, make every hash again, and return what verify finds."""
    with closing(sqlite3.connect(log)) as file:
        every = file.execute(f"SELECT {', '.join(COLUMNS)} FROM event ORDER BY seq").fetchall()
    statements, previous = [], "0" * 64
    for row in every:
        values = dict(zip(COLUMNS, row, strict=True))
        values |= {"previous": previous} | changes.get(values["seq"], {})
        texts = [str(values[name]).encode() for name in COLUMNS[:-1]]
        previous = sha256(b"".join(b"%d:%b" % (len(text), text) for text in texts)).hexdigest()
        sets = ", ".join(
            f"{name} = '{str(values[name]).replace(chr(39), chr(39) * 2)}'"
            for name in ("at", "clock", "actor", "name", "data", "previous")
        )
        statements.append(
            f"UPDATE event SET {sets}, hash = '{previous}' WHERE seq = {values['seq']}"
        )
    change_raw(log, *statements)
    with Log.read(log) as opened:
        return verify(opened).faults


def all_of(log: Path, *names: str) -> dict[int, dict[str, Any]]:
    """Return the change that puts a call for a pharmacist in the place of facts of these names."""
    name, data = CALLED
    return {row.seq: {"name": name, "data": data} for row in rows(log) if row.name in names}


def test_a_log_that_nobody_changed_is_found_sound(log: Path) -> None:
    assert rewrite(log, {}) == ()


@pytest.mark.parametrize(
    "name",
    [
        "order-verified",
        "material-scanned",
        "protection-started",
        "reconstituted",
        "vial-passed",
        "dose-withdrawn",
        "container-filled",
        "drug-added",
        "bag-passed",
        "storage-chosen",
        "figures-entered",
        "signed",
        "label-printed",
        "label-confirmed",
    ],
)
def test_a_step_that_was_taken_out_is_missed(log: Path, name: str) -> None:
    every = all_of(log, name)
    for seq, change in every.items():
        copy = log.parent.parent / f"without-{seq}"
        shutil.copytree(log.parent, copy)
        assert rewrite(copy / LOG_NAME, {seq: change}), f"{name} at {seq}"


def test_a_whole_preparation_without_its_checks_is_found(log: Path) -> None:
    gone = all_of(log, "order-verified", "vial-passed", "bag-passed", "figures-entered", "signed")
    faults = rewrite(log, gone)
    assert any("This page is not the present step" in fault for fault in faults)


def data_of(row: Recorded, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    data = json.loads(row.data)
    change(data)
    return {"data": json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))}


def by(log: Path, names: tuple[str, ...], actor: str) -> dict[int, dict[str, Any]]:
    """Return the change that puts another person behind facts, in the signature too."""
    changes: dict[int, dict[str, Any]] = {}
    for row in rows(log):
        if row.name in names:
            changes[row.seq] = {"actor": actor}
            if row.name == "signed":
                changes[row.seq] |= data_of(row, lambda data: data.update(name=actor))
    return changes


@pytest.mark.parametrize(
    ("names", "actor", "sentence"),
    [
        (("order-verified",), TECHNICIAN.name, "Only a pharmacist verifies an order"),
        (("figures-entered", "signed"), TECHNICIAN.name, "Only a pharmacist"),
        (("drug-added",), CHECKER.name, "nobody checks their own work"),
        (("bag-passed",), "Nobody At All", "Nobody At All was nobody who works here"),
    ],
)
def test_who_may_not_is_found(log: Path, names: tuple[str, ...], actor: str, sentence: str) -> None:
    assert any(sentence in fault for fault in rewrite(log, by(log, names, actor)))


def test_work_after_the_deadline_is_found(log: Path) -> None:
    history = rows(log)
    added = next(row.version for row in history if row.name == "drug-added")
    later: dict[int, dict[str, Any]] = {}
    for row in history[added:]:
        reading = row.clock
        later[row.seq] = {"at": row.at.replace("2026-11-02", "2026-11-03"), "clock": reading}
    assert any("passed" in fault for fault in rewrite(log, later))


def test_an_expired_or_a_second_scan_of_the_same_vial_is_found(log: Path) -> None:
    vials = [row for row in rows(log) if row.name == "material-scanned" and '"vial"' in row.data]
    first, second = vials[:2]

    def old(data: dict[str, Any]) -> None:
        data["expiry"] = "2020-03-31"
        data["scanned"] = data["scanned"].replace("17270331", "17200331")

    copy = log.parent.parent / "expired"
    shutil.copytree(log.parent, copy)
    faults = rewrite(copy / LOG_NAME, {first.seq: data_of(first, old)})
    assert any("expired on 2020-03-31" in fault for fault in faults)

    def same(data: dict[str, Any]) -> None:
        before = json.loads(first.data)
        data.update(serial=before["serial"], scanned=before["scanned"])

    faults = rewrite(log, {second.seq: data_of(second, same)})
    assert any("is scanned already" in fault for fault in faults)


def test_a_verification_that_stands_alone_is_found(log: Path) -> None:
    history = rows(log)
    verified = next(row for row in history if row.name == "order-verified")
    finding = {"code": "a", "sentence": "A.", "severity": "warn", "source": "s"}
    lone = {"name": "warning-accepted", "data": json.dumps({"finding": finding, "reason": "why"})}
    faults = rewrite(log, {verified.seq: lone})
    assert any("nothing that could be said records it" in fault for fault in faults)
