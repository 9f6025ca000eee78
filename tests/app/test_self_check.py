"""`umbra self-check`: everything shipped is tried out, and nothing stays behind."""

import tempfile
from pathlib import Path

from app.self_check import self_check


def test_everything_shipped_works() -> None:
    lines = list(self_check())
    assert [line.split()[0] for line in lines] == [
        "resources",
        "monographs",
        "formulas",
        "products",
        "log",
        "label",
    ]
    assert "besponsa-eu, besponsa-us" in lines[1]
    assert "mosteller" in lines[2]
    assert "facts written and verified" in lines[4]
    assert "drawn and read back" in lines[5]


def test_nothing_stays_behind() -> None:
    place = Path(tempfile.gettempdir())
    before = set(place.glob("umbra-self-check-*"))
    list(self_check())
    assert set(place.glob("umbra-self-check-*")) == before
