"""What Umbra ships to reckon with, found by the words people use for it."""

import hashlib

import pytest

from app import references
from app.core.refused import Refused


def test_each_monograph_is_read_from_the_text_that_is_adopted() -> None:
    for monograph in references.monographs():
        text = references.monograph_text(monograph.identifier)
        assert hashlib.sha256(text.encode()).hexdigest() == monograph.digest
        assert references.monograph_named(monograph.identifier) is monograph


@pytest.mark.parametrize("drug", ["inotuzumab ozogamicin", "Inotuzumab Ozogamicin"])
def test_a_drug_is_found_in_its_region(drug: str) -> None:
    assert references.monograph_for(drug, "US").identifier == "besponsa-us"
    assert references.monograph_for(drug, "EU").identifier == "besponsa-eu"


@pytest.mark.parametrize(("drug", "region"), [("gemtuzumab ozogamicin", "EU"), ("", "US")])
def test_an_unknown_drug_is_refused_with_those_that_are_known(drug: str, region: str) -> None:
    with pytest.raises(Refused, match=r"knows .*, inotuzumab ozogamicin\. Send the order"):
        references.monograph_for(drug, region)


def test_an_unknown_monograph_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Refused, match=r"“besponsa” is not a monograph.*besponsa-eu, besponsa-us"):
        references.monograph_named("besponsa")


def test_the_policy_names_a_formula_that_is_there() -> None:
    known = {formula.identifier for formula in references.formulas()}
    assert references.policy().formula in known
    assert len(references.syringes().sizes) > 3
