"""The rules of the tree that no tool checks by itself."""

import importlib
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import PySide6
import pytest
from PySide6.QtWidgets import QWidget

CHECKOUT = Path(__file__).parent.parent
REQUIREMENTS = ("requirements.txt", "requirements-test.txt")


def pinned(name: str) -> dict[str, list[str]]:
    """Return the pins of a requirement file, each with what stands on its further lines."""
    pins: dict[str, list[str]] = {}
    text = (CHECKOUT / "packaging" / name).read_text().replace("\\\n", "")
    for line in text.splitlines():
        pin, *hashes = line.split("--hash=")
        pins[pin.strip()] = [part.strip() for part in hashes]
    return pins


def test_packaging_does_not_hide_the_library_of_that_name() -> None:
    assert not (CHECKOUT / "packaging" / "__init__.py").exists()
    assert importlib.import_module("packaging.version").Version("1.0")


def test_tests_are_no_package() -> None:
    assert list((CHECKOUT / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("name", ["app", "reports", "resources"])
def test_the_names_of_our_packages_are_ours(name: str) -> None:
    assert set(packages_distributions().get(name, ())) <= {"umbra-compounding"}
    assert importlib.import_module(name).__file__ == str(CHECKOUT / name / "__init__.py")


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_with_the_hashes_of_its_files(name: str) -> None:
    for pin, hashes in pinned(name).items():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+( ; .+)?", pin)
        assert hashes
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", digest) for digest in hashes)


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_requirements_name_no_index_and_no_path(name: str) -> None:
    text = (CHECKOUT / "packaging" / name).read_text()
    assert not re.search(r"://|/|index|find-links|@", text)


def test_the_test_tools_bring_no_other_version_of_what_is_shipped() -> None:
    shipped, tools = (set(pinned(name)) for name in REQUIREMENTS)
    names = [pin.split("==")[0] for pin in shipped | tools]
    assert len(names) == len(set(names))


def test_every_shipped_distribution_has_its_licence_beside_it() -> None:
    shipped = {pin.split("==")[0] for pin in pinned("requirements.txt")}
    licences = {path.stem for path in (CHECKOUT / "resources" / "licences").glob("*.txt")}
    assert shipped <= licences


def test_qt_is_not_the_version_that_aborts_this_python() -> None:
    assert sys.version_info >= (3, 12) or PySide6.__version_info__[:3] != (6, 12, 0)


@pytest.mark.usefixtures("qapp")
def test_calls_into_qt_do_not_wear_out_none() -> None:
    """PySide6 6.12.0 dropped a reference of None at each call, until Python 3.11 aborted."""
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(500):
        widget.setWindowTitle("Umbra")
    assert sys.getrefcount(None) > before - 100
