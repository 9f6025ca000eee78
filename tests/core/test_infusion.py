"""Filter and line of the infusion, as a monograph says them."""

from dataclasses import replace
from typing import Any

import pytest

import resources
from app import references
from app.core.finding import Severity
from app.core.formulary import read_monograph
from app.core.infusion import FilterNeed, Materials, read_filter, read_line
from app.core.sourced import Unsound
from tests.core.hood import order, plan_for

WHERE = {"source": "label", "revision": "1", "checked": "seen"}
PES, PVDF, POLYSULFONE = "PES", "PVDF", "hydrophilic polysulfone"
NYLON, ESTER = "nylon", "mixed cellulose ester"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            {"need": "required", "pore": "0.2 µm", "materials": [PES]},
            "The infusion goes through a 0.2 µm filter: PES.",
        ),
        ({"need": "required"}, "The infusion goes through a filter."),
        (
            {"need": "optional", "materials": [PES, PVDF]},
            "The infusion may go through a filter: PES or PVDF.",
        ),
        (
            {
                "need": "not-required",
                "materials": [PES, PVDF, POLYSULFONE],
                "forbidden": [NYLON, ESTER],
            },
            "The infusion needs no filter; where one is used: PES, PVDF or hydrophilic "
            "polysulfone, not nylon or mixed cellulose ester.",
        ),
        (
            {"need": "not-required", "pore": "0.2 µm", "forbidden": [NYLON]},
            "The infusion needs no filter; where one is used: 0.2 µm, not nylon.",
        ),
        ({"need": "not-required"}, "The infusion needs no filter."),
    ],
)
def test_a_filter_is_said(row: dict[str, Any], sentence: str) -> None:
    assert read_filter(row | WHERE).said() == sentence


def test_what_is_best_is_said_before_what_else_may_be_used() -> None:
    both = read_line({"materials": ["PVC"], "recommended": ["polybutadiene"]} | WHERE)
    assert both.said() == "The line of the infusion: polybutadiene or PVC, best polybutadiene."
    one = read_line({"recommended": ["polybutadiene"], "forbidden": [NYLON]} | WHERE)
    assert one.said() == f"The line of the infusion: polybutadiene, not {NYLON}."
    with pytest.raises(Unsound, match="recommended, and stands among the allowed ones too"):
        read_line({"materials": ["PVC"], "recommended": ["PVC"]} | WHERE)
    with pytest.raises(Unsound, match="allowed and forbidden"):
        read_line({"recommended": ["PVC"], "forbidden": ["PVC"]} | WHERE)


def test_a_line_is_said() -> None:
    line = read_line({"materials": ["PVC", "polyolefin"], "forbidden": [NYLON]} | WHERE)
    assert line.said() == "The line of the infusion: PVC or polyolefin, not nylon."


def test_what_cannot_be_meant_is_unsound() -> None:
    both = {"materials": [PES], "forbidden": [PES]}
    with pytest.raises(Unsound, match="a material is allowed and forbidden"):
        read_filter({"need": "required"} | both | WHERE)
    with pytest.raises(Unsound, match="a line without materials says nothing"):
        read_line(dict(WHERE))
    with pytest.raises(ValueError, match="perhaps"):
        read_filter({"need": "perhaps"} | WHERE)


EU_FILTER = """
[filter]
need = "not-required"
materials = ["PES", "PVDF", "hydrophilic polysulfone"]
forbidden = ["nylon", "mixed cellulose ester"]
source = "EU leaflet, for professionals"
revision = "2022-02"
checked = "seen"
"""


def test_a_filter_that_is_not_required_is_a_note_and_no_need() -> None:
    text = resources.text("formulary/besponsa-eu.toml")
    monograph = read_monograph(text if "[filter]" in text else text + EU_FILTER)
    made = plan_for(order(), monograph)
    (finding,) = (each for each in made.findings if each.code == "filter")
    assert finding.severity is Severity.NOTE
    assert finding.sentence.endswith("not nylon or mixed cellulose ester.")
    assert made.needs == ()


def test_a_required_filter_is_a_need() -> None:
    eu = references.monograph_named("besponsa-eu")
    required = read_filter({"need": FilterNeed.REQUIRED, "pore": "0.2 µm"} | WHERE)
    made = plan_for(order(), replace(eu, filter=required))
    assert made.needs == ("a 0.2 µm filter",)
    assert Materials((), ()).said() == ""
