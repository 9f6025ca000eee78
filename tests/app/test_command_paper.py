"""The sheet of command codes and the badges as files: whole and proved, or not there at all."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.command_paper import (
    badge_sheet,
    command_sheet,
    put_out_badges,
    put_out_command_sheet,
)
from app.core.person import Office, Person
from app.core.refused import Refused
from app.intake.command_code import Badge, command_text
from app.site import Site
from tests.reports.reading import codes_on, words_on

SITE = Site("St. Example Hospital Pharmacy", "555-0100", "America/Chicago", "US", False)
PERSON = Person("Technician Two", Office.TECHNICIAN)


@pytest.mark.parametrize(("region", "size"), [("US", "letter"), ("EU", "A4")])
def test_each_region_has_its_paper(region: str, size: str) -> None:
    assert replace(SITE, region=region).paper == size


def test_the_sheet_of_a_site_carries_its_name_and_another_none(tmp_path: Path) -> None:
    for site, said in ((SITE, True), (None, False)):
        file = tmp_path / f"{said}.pdf"
        put_out_command_sheet(command_sheet("A4", site), file)
        assert ("St. Example Hospital Pharmacy" in words_on(file.read_bytes(), 1)) is said


def test_a_badge_is_written(tmp_path: Path) -> None:
    file = tmp_path / "sheets" / "badges.pdf"
    put_out_badges(badge_sheet([(PERSON, "BCDFGHJK")], SITE), file)
    (page,) = codes_on(file.read_bytes())
    assert [code for code, _ in page] == [command_text(Badge("BCDFGHJK"))]


def test_a_badge_that_cannot_be_printed_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    person = Person("王小明", Office.TECHNICIAN)
    with pytest.raises(Refused, match="cannot be printed"):
        put_out_badges(badge_sheet([(person, "BCDFGHJK")], SITE), tmp_path / "badges.pdf")
    assert list(tmp_path.iterdir()) == []
