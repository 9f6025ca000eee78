"""Paper: put out whole and proved, or not at all."""

import os
import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.refused import Refused
from app.printing import put_out_document, require_room, write_whole
from reports.bag_label import BagLabel
from reports.label_stock import STOCKS
from reports.press import Press
from reports.section import Blanks, Document, Fields, Lines, Signatures, Table
from tests.app.pharmacy import words_of
from tests.reports.samples import BAG

NOBODY = 65534
LABEL = replace(
    BAG,
    warnings=("PROTECT FROM LIGHT",),
    notes=("Store at 20–25 °C.",),
    code="(91)2611-0042(92)1",
)


@contextmanager
def ordinary_account() -> Iterator[None]:
    """Do something without the rights of root, to whom no folder denies anything."""
    account = os.geteuid()
    os.seteuid(account or NOBODY)
    try:
        yield
    finally:
        os.seteuid(account)


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that everyone may look into and nobody but root may write to."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def document(text: str) -> Document:
    return Document(
        title="Compounding record",
        subtitle="Released",
        identity=(("Patient", "DEMO, Adalind"),),
        sections=(
            Fields("Order", (("Order", text),)),
            Lines("Working", (text,)),
            Table("Refused", ("Entered",), ((text,),), (1,)),
            Blanks("Rest", ((text, ""),)),
            Signatures("Signed", (("checked", text, "pharmacist", "10:00"),)),
        ),
        footer="St. Example",
    )


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        (replace(LABEL, patient="DEMO, " + "Adalind " * 20), "does not fit its place"),
        (replace(LABEL, patient="DEMO, 王"), "cannot be printed"),
        (replace(LABEL, dose=" "), "empty dose"),
        (replace(LABEL, notes=("word " * 400,)), "Shorten"),
    ],
)
def test_a_label_that_cannot_be_drawn_is_told(
    tmp_path: Path, label: BagLabel, sentence: str
) -> None:
    told = f"The label could not be drawn on 4 × 3 in, roll: .*{sentence}"
    with pytest.raises(Refused, match=told):
        require_room(label, Press())
    assert list(tmp_path.iterdir()) == []


def test_a_label_with_room_needs_no_file_to_be_found_so(tmp_path: Path) -> None:
    require_room(LABEL, Press())
    assert list(tmp_path.iterdir()) == []


def test_a_stock_without_room_names_those_that_have_it() -> None:
    wordy = replace(LABEL, cautions=("One more sentence to heed before it is given.",) * 9)
    with pytest.raises(Refused) as refused:
        require_room(wordy, Press(STOCKS["100x50mm"]))
    assert "could not be drawn on 100 × 50 mm, roll: The label has too many" in str(refused.value)
    assert "It has room on 4 × 3 in, roll, or on" in str(refused.value)
    assert str(refused.value).endswith("choose it under Equipment, Printers.")


def test_a_folder_that_may_not_be_written_to_is_told(closed_folder: Path) -> None:
    with ordinary_account():
        for file in (closed_folder / "1.pdf", closed_folder / "more" / "1.pdf"):
            with pytest.raises(Refused, match=r"could not be written: Permission denied. Nothing"):
                write_whole(b"paper", file)
    assert list(closed_folder.iterdir()) == []


def test_a_file_where_a_folder_must_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "labels").write_text("notes")
    with pytest.raises(Refused, match=r"could not be written: File exists"):
        write_whole(b"paper", tmp_path / "labels" / "1.pdf")
    assert (tmp_path / "labels").read_text() == "notes"


def test_a_folder_where_the_file_must_be_is_told_and_stays(tmp_path: Path) -> None:
    (tmp_path / "1.pdf").mkdir()
    with pytest.raises(Refused, match="could not be written: Is a directory"):
        write_whole(b"label", tmp_path / "1.pdf")
    assert [each.name for each in tmp_path.iterdir()] == ["1.pdf"]


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "1.pdf"
    write_whole(b"the label before", file)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(Refused, match=r"could not be written: File too large\. Nothing"):
            write_whole(b"x" * 8192, file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [each.name for each in tmp_path.iterdir()] == ["1.pdf"]
    assert file.read_bytes() == b"the label before"


def test_a_file_is_written_over_whole(tmp_path: Path) -> None:
    write_whole(b"first", tmp_path / "1.pdf")
    write_whole(b"second", tmp_path / "1.pdf")
    assert (tmp_path / "1.pdf").read_bytes() == b"second"


def test_a_document_is_put_out(tmp_path: Path) -> None:
    put_out_document(document("DEMO-ORDER-0001"), tmp_path / "records" / "1.pdf")
    assert words_of(tmp_path / "records" / "1.pdf").count("DEMO-ORDER-0001") == 5


def test_a_sign_that_cannot_be_printed_stands_there_as_its_number(tmp_path: Path) -> None:
    put_out_document(document("scanned 王 and 😀"), tmp_path / "1.pdf")
    assert words_of(tmp_path / "1.pdf").count("U+738B") == 5


def test_a_document_that_cannot_be_drawn_leaves_no_file(tmp_path: Path) -> None:
    crowded = replace(document("x"), identity=(("Patient", "DEMO " * 900),))
    with pytest.raises(Refused, match="takes up the page"):
        put_out_document(crowded, tmp_path / "records" / "1.pdf")
    assert list(tmp_path.iterdir()) == []
