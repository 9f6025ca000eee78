"""Commands that write papers and tables: records, day sheets, waste and recalls."""

import csv
from pathlib import Path

import pytest

from app.folder import LOG_NAME
from app.store import Log
from tests.app.pharmacy import words_of
from tests.command_line.commands import Answer, Umbra, another_umbra, unusable


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
