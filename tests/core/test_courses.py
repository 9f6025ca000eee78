"""Every file in tests/courses: what is on record, which dose is asked for, what comes of it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import references
from app.core.course import Analyte
from tests.core.course_table import FACTS, asked, course, judge, told

FOLDER = Path(__file__).parent.parent / "courses"


@dataclass(frozen=True)
class Row:
    """One line of a table: what it shows, what is on record besides, what is asked, what comes."""

    what: str
    facts: tuple[str, ...]
    asked: str
    dose: str
    expected: frozenset[str]
    says: str
    monograph: str
    usual: frozenset[str]


def rows() -> list[Row]:
    found: list[Row] = []
    for file in sorted(FOLDER.glob("*.toml")):
        data = tomllib.loads(file.read_text("utf-8"))
        assert set(data) <= {"title", "monograph", "course", "usual", "rows"}, file
        for line in data["rows"].strip().splitlines():
            cells = [cell.strip() for cell in line.split("|")]
            what, more, dose, amount, expected, *says = cells
            found.append(
                Row(
                    f"{file.stem}: {what}",
                    (*told(data.get("course", "")), *told(more)),
                    dose,
                    amount,
                    frozenset(expected.split()),
                    says[0] if says else "",
                    data["monograph"],
                    frozenset(data.get("usual", "").split()),
                )
            )
    return found


EVERY = {"ask:premedication", "ask:identity", "ask:veno-occlusive-disease", "ask:liver"}
LATER = {"ask:infusion-reaction", "ask:other-toxicity"}


def usual(row: Row) -> frozenset[str]:
    """Return what comes of every such dose, where the row does not say otherwise."""
    dose, _ = asked(row.asked)
    found = {"note:heart-rhythm"} | EVERY | row.usual
    if (dose.cycle, dose.day) == (1, 1):
        found |= {"ask:cytoreduction"}
    else:
        found |= LATER
    if dose.cycle > 1 and dose.day == 1:
        found |= {"ask:blood-counts"}
    said = {outcome.partition(":")[2] for outcome in row.expected}
    return frozenset(each for each in found if each.partition(":")[2] not in said)


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=[row.what for row in ROWS])
def test_course(row: Row) -> None:
    dose, age = asked(row.asked)
    found = judge(course(*row.facts), dose, references.monograph_named(row.monograph), age)
    assert found.outcomes == frozenset(
        each for each in row.expected if not each.startswith("no:")
    ) | usual(row)
    assert found.dose == row.dose
    for words in filter(None, row.says.split(" … ")):
        assert words in found.words


def test_no_row_stands_twice() -> None:
    names = [row.what for row in ROWS]
    assert len(names) == len(set(names))


def test_every_kind_of_fact_is_explained_and_told() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    told_of = {line.split()[1] for row in ROWS for line in row.facts if line[0] in "-0123456789"}
    for kind in (*FACTS, *Analyte):
        assert re.search(rf"\b{kind}\b", readme), kind
        assert kind in told_of, kind
