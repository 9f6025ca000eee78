"""The licences inside: one for everything that is shipped, each of them printed."""

import io
import re
from pathlib import Path

import pytest

import resources
from app import __version__, licences_command
from app.core.refused import Refused
from app.licences import licence, licence_names

REQUIREMENTS = Path(__file__).parent.parent.parent / "packaging" / "requirements.txt"
BESIDE_PACKAGES = {
    "apache-2.0",
    "gpl-3.0",
    "icu",
    "lgpl-3.0",
    "openssl",
    "pyinstaller",
    "python",
    "python-libraries",
    "qt-third-party",
    "umbra-sans",
}


def printed(*names: str) -> str:
    out = io.StringIO()
    assert licences_command.run(list(names), out) == 0
    return out.getvalue()


def test_there_is_a_licence_for_each_package_and_for_what_comes_beside_them() -> None:
    lock = REQUIREMENTS.read_text()
    packages = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert set(licence_names()) == packages | BESIDE_PACKAGES


def test_the_list_begins_with_the_version_and_umbras_own_licence() -> None:
    lines = printed().splitlines()
    assert f"Umbra {__version__}, under the Apache License 2.0" in lines[0]
    assert [line.strip() for line in lines if line.startswith("  ")] == list(licence_names())
    assert licence_names()[0] == "apache-2.0"


def test_one_text_or_all_are_printed() -> None:
    assert printed("hl7") == f"===== hl7\n\n{resources.text('licences/hl7.txt')}\n"
    everything = printed("all")
    assert all(licence(name) in everything for name in licence_names())


def test_how_qt_is_replaced_is_said() -> None:
    said = " ".join(licence("pyside6-essentials").split())
    assert "They may be replaced by others with the same interface" in said
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in licence("lgpl-3.0")


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="no licence “nonsense”"):
        printed("hl7", "nonsense")
