"""Which drug an order names, and by which route."""

import re

from app.intake.wording import refused, shown, words

DRUGS = {"1942954": ("inotuzumab ozogamicin", "besponsa")}
"""RxNorm code to the drug's generic name and its brand (DailyMed, search by RxCUI)."""

_INTRAVENOUS_CODES = {
    "http://snomed.info/sct": {"47625008"},
    "http://terminology.hl7.org/CodeSystem/v2-0162": {"IV"},
}
_INTRAVENOUS_WORDS = frozenset(
    {
        "iv",
        "iv infusion",
        "iv piggyback",
        "ivpb",
        "intravenous",
        "intravenous infusion",
        "intravenous piggyback",
        "intravenous route",
        "intravenous use",
    }
)


def drug_named(where: str, codes: set[str], names: list[str]) -> str:
    """Return the generic name of a drug in lower case; raises Refused if its names disagree.

    With a known RxNorm code every name must be that drug's, and the drug is the code's. Without
    one the first name is the drug, exactly as written, and the formulary decides whether it is
    known; the other names must contain it or be contained in it.
    """
    written = [words(where, name).lower() for name in names]
    known = sorted(codes & DRUGS.keys())
    if known:
        drug, brand = DRUGS[known[0]]
        others = [name for name in written if drug not in name and brand not in name]
    elif written:
        drug = written[0]
        others = [name for name in written if drug not in name and name not in drug]
    else:
        raise refused(where, "does not name a drug", "its generic name")
    if others:
        raise refused(
            where, f"names two drugs, “{shown(drug)}” and “{shown(others[0])}”", "one drug"
        )
    return drug


def known_drug(where: str, codes: set[str], names: list[str]) -> str | None:
    """Return the generic name of the drug of `DRUGS` that is meant, or None for another drug.

    For what is not prepared by this order, such as a dose given or a premedication. A name means
    a drug if the drug's generic name or brand stands in it. Raises Refused, as `drug_named`
    does, where code and names disagree.
    """
    known = sorted(codes & DRUGS.keys())
    if known:
        return drug_named(where, set(known), names)
    written = " ".join(names).lower()
    for drug, brand in DRUGS.values():
        if drug in written or brand in written:
            return drug
    return None


def resembles(names: list[str]) -> str | None:
    """Return the drug of `DRUGS` of which a name has the first word alone, or None.

    What is written so may be that drug, cut short, and is not passed over as another one.
    """
    written = set(re.findall(r"[a-z]+", " ".join(names).lower()))
    return next((drug for drug, _ in DRUGS.values() if drug.split()[0] in written), None)


def check_route(where: str, codes: list[tuple[str, str]], texts: list[str]) -> None:
    """Raise Refused unless a stated route is the intravenous one; it may be left unstated.

    An order is for an infusion; another route on it is a mistake that can kill, and an Order has
    no place to carry it. Codes of other systems than SNOMED CT and HL7 table 0162 are passed
    over where one of these, or a text, says intravenous.
    """
    known = [(system, code) for system, code in codes if system in _INTRAVENOUS_CODES]
    right = [code for system, code in known if code in _INTRAVENOUS_CODES[system]]
    other = [code for system, code in known if code not in _INTRAVENOUS_CODES[system]]
    other += [text for text in texts if text.casefold() not in _INTRAVENOUS_WORDS]
    if not other and not right and not texts:
        other = [code for _, code in codes]
    if other:
        raise refused(where, f"names the route “{shown(other[0])}”", "the intravenous route")
