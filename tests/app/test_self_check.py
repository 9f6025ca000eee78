"""`umbra self-check`: everything shipped is tried out, and nothing stays behind."""

import tempfile
from pathlib import Path

from app.self_check import self_check


def test_everything_shipped_works() -> None:
    lines = list(self_check())
    assert [line.split()[0] for line in lines] == [
        "resources",
        "monographs",
        "templates",
        "formulas",
        "products",
        "log",
        "signature",
        "label",
    ]
    assert "besponsa-eu, besponsa-us" in lines[1]
    assert "en-eu 2 " in lines[2]
    assert "mosteller" in lines[3]
    assert "facts written and verified" in lines[5]
    assert "drawn and read back" in lines[7]


def test_nothing_stays_behind() -> None:
    place = Path(tempfile.gettempdir())
    before = set(place.glob("umbra-self-check-*"))
    list(self_check())
    assert set(place.glob("umbra-self-check-*")) == before
