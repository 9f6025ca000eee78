"""How many cycles come before a planned transplant."""

from dataclasses import replace

import pytest

from app import references
from app.core.formulary import Monograph
from app.core.transplant import is_planned, transplant_findings
from tests.core.course_table import asked, course

US = references.monograph_named("besponsa-us")
NO_THIRD = replace(US, transplant_cycles_with_reason=None)
SILENT = replace(US, transplant_cycles=None)


@pytest.mark.parametrize(
    ("monograph", "cycle", "severity"),
    [
        (US, 2, ""),
        (US, 3, "warn"),
        (US, 4, "stop"),
        (NO_THIRD, 2, ""),
        (NO_THIRD, 3, "stop"),
        (SILENT, 9, ""),
    ],
)
def test_cycles_before_a_transplant(monograph: Monograph, cycle: int, severity: str) -> None:
    record, (dose, _) = course("1 transplant planned"), asked(f"90 c{cycle}d1")
    found = transplant_findings(record, dose, monograph)
    assert "".join(each.severity.value for each in found) == severity


def test_without_a_third_cycle_the_bound_is_the_usual_one() -> None:
    (found,) = transplant_findings(course("1 transplant planned"), asked("90 c3d1")[0], NO_THIRD)
    assert "beyond the 2 cycles" in found.sentence


@pytest.mark.parametrize(
    ("lines", "planned"),
    [
        ((), False),
        (("1 transplant planned",), True),
        (("91 transplant planned",), False),
        (("1 transplant planned", "5 transplant not planned"), False),
        (("5 transplant not planned", "1 transplant planned"), False),
        (("5 transplant not planned", "5 transplant planned"), True),
    ],
)
def test_what_was_recorded_last_holds(lines: tuple[str, ...], planned: bool) -> None:
    assert is_planned(course(*lines), asked("90 c3d1")[0]) is planned
