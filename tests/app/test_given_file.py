"""Files that somebody chose: read whole, and never waited for."""

import os
from pathlib import Path

import pytest

from app.core.refused import Refused
from app.given_file import LARGEST, content_of


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "order.hl7"
    file.write_bytes(b"x" * LARGEST)
    assert len(content_of(file)) == LARGEST


def test_one_that_is_larger_than_any_order_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "order.hl7"
    file.write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(Refused, match=r"order\.hl7 is larger than 5 MB"):
        content_of(file)


def test_one_that_grows_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(Refused, match="a pipe or a device, and no file"):
        content_of(Path("/dev/zero"))


def test_one_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"gone\.hl7 cannot be read: No such file"):
        content_of(tmp_path / "gone.hl7")


def test_a_folder_and_a_pipe_that_nobody_feeds_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.hl7"
    os.mkfifo(pipe)
    with pytest.raises(Refused, match="a pipe or a device, and no file"):
        content_of(pipe)
    with pytest.raises(Refused, match="cannot be read: Is a directory"):
        content_of(tmp_path)
