"""Containers in a monograph's data: what each may hold, and what is wrong with a description."""

from typing import Any

import pytest

from app.core.container import Container, ContainerKind, read_containers
from app.core.quantity import quantity, show
from app.core.sourced import Checked, Unsound

WHERE = {"source": "label", "revision": "1", "checked": "seen"}


def bag(**more: Any) -> Container:
    """Return the one container of a monograph that has a bag with these fields."""
    (found,) = read_containers({"limit": {}, "container": {"bag": more}})
    return found


def test_a_container_has_the_limits_that_are_written() -> None:
    found = bag(
        **{
            "lowest-concentration": {"value": "0.1 mg/mL", **WHERE},
            "highest-concentration": {"value": "0.2 mg/mL", **WHERE},
            "total-volume": {"value": "50 mL", **WHERE},
            "smallest-dose": {"value": "1 mg", **WHERE},
            "largest-dose": {"value": "2 mg", **WHERE},
            "line": {"words": "a short line", "source": "label"},
        }
    )
    assert [(limit.name, show(limit.value)) for limit in found.limits()] == [
        ("bag-total-volume", "50 mL"),
        ("bag-lowest-concentration", "0.1 mg/mL"),
        ("bag-highest-concentration", "0.2 mg/mL"),
        ("bag-smallest-dose", "1 mg"),
        ("bag-largest-dose", "2 mg"),
    ]
    assert (found.kind, found.enabled, found.reason) == (ContainerKind.BAG, True, "")
    assert found.line is not None
    assert (found.line.words, found.line.checked) == ("a short line", Checked.SEEN)


@pytest.mark.parametrize(
    ("dose", "keeps_out"),
    [("0.99", "bag-smallest-dose"), ("1", None), ("2", None), ("2.01", "bag-largest-dose")],
)
def test_the_doses_of_a_container_include_its_ends(dose: str, keeps_out: str | None) -> None:
    found = bag(
        **{
            "smallest-dose": {"value": "1 mg", **WHERE},
            "largest-dose": {"value": "2 mg", **WHERE},
        }
    )
    limit = found.exceeded_by(quantity(dose, "mg"))
    assert (None if limit is None else limit.name) == keeps_out
    assert bag().exceeded_by(quantity(dose, "mg")) is None


def test_a_container_that_is_switched_off_says_why() -> None:
    off = {"enabled": False, "reason": "not stocked"}
    first, second = read_containers({"limit": {}, "container": {"syringe": off, "bag": {}}})
    assert (first.kind, first.enabled, first.reason) == (
        ContainerKind.SYRINGE,
        False,
        "not stocked",
    )
    assert second.enabled
    with pytest.raises(KeyError):
        read_containers({"limit": {}, "container": {"syringe": {"enabled": False}, "bag": {}}})


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"container": {}}, "no container may be prepared"),
        (
            {"container": {"bag": {"enabled": False, "reason": "none"}}},
            "no container may be prepared",
        ),
        ({"container": {"bag": {"colour": "amber"}}}, "a bag has what Umbra does not know: colour"),
        ({"container": {"bag": {}}, "syringe": {}}, "a syringe stands beside the containers"),
    ],
)
def test_a_description_that_cannot_be_meant_is_unsound(data: dict[str, Any], fault: str) -> None:
    with pytest.raises(Unsound, match=fault):
        read_containers({"limit": {}, **data})


def test_a_container_that_nobody_knows_is_no_container() -> None:
    with pytest.raises(ValueError, match="bottle"):
        read_containers({"limit": {}, "container": {"bottle": {}}})
