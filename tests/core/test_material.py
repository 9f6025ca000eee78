"""What containers may be made of: the kinds of a material, and what a monograph says of each."""

from typing import Any

import pytest

from app import references
from app.core.due import knowledge_findings
from app.core.material import ContainerMaterials, Material, material_named, read_container_materials
from app.core.refused import Refused
from app.core.sourced import Checked, Unsound

WHERE = {"source": "label", "revision": "1", "checked": "seen"}


def materials(**lists: list[str]) -> ContainerMaterials:
    """Return what a monograph with these lists says."""
    return read_container_materials({**lists, **WHERE})


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("PVC", "allowed"),
        ("PVC with DEHP", "allowed"),
        ("PVC without DEHP", "allowed"),
        ("polyolefin", "allowed"),
        ("polypropylene", "allowed"),
        ("polyethylene", "allowed"),
        ("EVA", "allowed"),
        ("glass", "not named"),
        ("polyurethane", "not named"),
        ("polybutadiene", "not named"),
        ("", "not checked"),
    ],
)
def test_the_containers_of_besponsa(name: str, verdict: str) -> None:
    for identifier in ("besponsa-us", "besponsa-eu"):
        found = references.monograph_named(identifier).container_materials
        assert found is not None
        assert found.verdict(material_named(name) if name else None).value == verdict


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("EVA", "recommended"),
        ("polypropylene", "allowed"),
        ("polyolefin", "not checked"),
        ("PVC with DEHP", "forbidden"),
        ("PVC without DEHP", "allowed"),
        ("PVC", "not checked"),
        ("glass", "not named"),
    ],
)
def test_a_kind_that_is_treated_otherwise_leaves_its_material_unchecked(
    name: str, verdict: str
) -> None:
    found = materials(
        recommended=["EVA"],
        allowed=["polypropylene", "PVC without DEHP"],
        forbidden=["PVC with DEHP"],
    )
    assert found.verdict(material_named(name)).value == verdict


def test_a_kind_that_is_forbidden_is_not_allowed_with_its_material() -> None:
    found = materials(allowed=["PVC"], forbidden=["PVC with DEHP"])
    assert found.verdict(Material.PVC_WITH_DEHP).value == "forbidden"
    assert found.verdict(Material.PVC_WITHOUT_DEHP).value == "allowed"


def test_what_is_allowed_is_said() -> None:
    assert materials(allowed=["PVC", "polyolefin", "EVA"]).said() == "PVC, polyolefin or EVA"
    assert materials(forbidden=["glass"]).said() == "not glass"
    whole = materials(recommended=["EVA"], allowed=["PVC"], forbidden=["glass", "polyurethane"])
    assert whole.said() == "EVA or PVC; best EVA; not glass or polyurethane"
    assert materials(recommended=["EVA"]).said() == "EVA"
    assert whole.checked is Checked.SEEN


def test_a_material_is_named_whatever_its_capitals_and_no_other_is() -> None:
    assert material_named("pvc WITHOUT dehp") is Material.PVC_WITHOUT_DEHP
    with pytest.raises(Refused, match="“PVC free” is not a material that Umbra knows; it is one"):
        material_named("PVC free")


@pytest.mark.parametrize(
    ("row", "error"),
    [
        ({}, Unsound),
        ({"allowed": ["PVC"], "forbidden": ["PVC"]}, Unsound),
        ({"allowed": ["PVC", "PVC"]}, Unsound),
        ({"allowed": ["plastic"]}, ValueError),
    ],
)
def test_lists_that_say_nothing_or_contradict_themselves_cannot_be_read(
    row: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        read_container_materials(row | WHERE)


def test_materials_that_were_not_seen_in_a_label_are_noted() -> None:
    def noted(identifier: str) -> list[str]:
        found = knowledge_findings(references.monograph_named(identifier))
        return [each.sentence for each in found if each.code == "not-seen-container-materials"]

    (told,) = noted("mylotarg-us")
    assert told.startswith("The statement “Containers: PVC with DEHP, EVA or polyolefin” was not")
    assert noted("besponsa-us") == []
