"""What Umbra ships to reckon with: monographs, formulas, syringes, the site's policy."""

from functools import cache, lru_cache

import resources
from app.core.formulary import Monograph, read_monograph
from app.core.policy import LaboratoryPolicy, Policy, read_laboratory_policy, read_policy
from app.core.refused import Refused
from app.core.surface_area import Formula, read_formulas
from app.core.syringe import Syringes, read_syringes


@lru_cache(maxsize=64)
def monograph_of(text: str, switched_off: frozenset[str] = frozenset()) -> Monograph:
    """Return the monograph of a text, read once; raises Unsound as `read_monograph` does."""
    return read_monograph(text, switched_off)


@cache
def _texts() -> dict[str, str]:
    # Read once: an Umbra that is replaced while it runs goes on with what it began with.
    texts = (resources.text(name) for name in resources.names("formulary"))
    return {monograph_of(text).identifier: text for text in texts}


@cache
def monographs() -> tuple[Monograph, ...]:
    """Return every shipped monograph, whether a site approved it or not."""
    return tuple(map(monograph_of, _texts().values()))


def monograph_text(identifier: str) -> str:
    """Return the exact text a shipped monograph is read from."""
    return _texts()[identifier]


def monograph_for(drug: str, region: str) -> Monograph:
    """Return the monograph of a drug in a region, such as "US"; raises Refused."""
    for monograph in monographs():
        if monograph.drug.casefold() == drug.casefold() and monograph.region == region:
            return monograph
    known = ", ".join(sorted({each.drug for each in monographs()}))
    raise Refused(f"There is no monograph for “{drug}”; Umbra knows {known}. Send the order back.")


def monograph_named(identifier: str) -> Monograph:
    """Return the monograph of that identifier, such as "besponsa-us"; raises Refused."""
    for monograph in monographs():
        if monograph.identifier == identifier:
            return monograph
    known = ", ".join(each.identifier for each in monographs())
    raise Refused(f"“{identifier}” is not a monograph of Umbra's; there are {known}.")


@cache
def formulas() -> tuple[Formula, ...]:
    """Return every formula for body surface area."""
    return read_formulas(resources.text("body_surface_area.toml"))


@cache
def syringes() -> Syringes:
    """Return the syringes with their graduations and tolerances."""
    return read_syringes(resources.text("syringes.toml"))


@cache
def policy() -> Policy:
    """Return the site's policy."""
    return read_policy(resources.text("policy.toml"))


@cache
def laboratory_policy() -> LaboratoryPolicy:
    """Return when laboratory values are stale, and what they can be at all."""
    return read_laboratory_policy(resources.text("policy.toml"))
