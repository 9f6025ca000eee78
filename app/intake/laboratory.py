"""Laboratory values as other systems write them: LOINC codes, UCUM units, upper limits.

Each LOINC code was seen in print with its meaning, in public pages and code lists:

======== ======================================================================================
1975-2   bilirubin.total, mass per volume, serum or plasma (laboratory catalogues)
14631-6  bilirubin.total, moles per volume, serum or plasma (copies of the LOINC table)
42719-5  bilirubin.total, mass per volume, blood (code lists of several systems)
77137-8  bilirubin.total, moles per volume, serum, plasma or blood (loinc.org/77137-8)
1920-8   AST; 30239-8 with, 88112-8 without addition of P-5'-P (a list with the long names)
1742-6   ALT; 1744-2 without P-5'-P (a list with the long names); 1743-4 (two lists, as ALT only)
751-8    neutrophils per volume, blood, automated; 753-4 manual; 26499-4 any (several lists)
777-3    platelets per volume, blood, automated; 778-1 manual; 26515-7 any (several lists)
30376-8  blasts per volume, blood (several lists)
26446-5  blasts per 100 leukocytes, blood; 709-6 the same, manual: a share, and no count
11150-0  blasts per 100 cells, bone marrow (one list; its check digit is right)
======== ======================================================================================

Left out is 708-8, which one source has as a count of blasts and another as a share of them.

Which unit a value has is what its unit says, not what its code says: a bilirubin under 1975-2 in
umol/L is in umol/L. Enzyme activities in ukat/L are not read.
"""

from app.core.course import Analyte
from app.core.quantity import Measure, Quantity, magnitude
from app.intake.measured import amount
from app.intake.wording import refused, shown

ANALYTES = {
    "1975-2": Analyte.BILIRUBIN,
    "14631-6": Analyte.BILIRUBIN,
    "42719-5": Analyte.BILIRUBIN,
    "77137-8": Analyte.BILIRUBIN,
    "1920-8": Analyte.AST,
    "30239-8": Analyte.AST,
    "88112-8": Analyte.AST,
    "1742-6": Analyte.ALT,
    "1743-4": Analyte.ALT,
    "1744-2": Analyte.ALT,
    "751-8": Analyte.NEUTROPHILS,
    "753-4": Analyte.NEUTROPHILS,
    "26499-4": Analyte.NEUTROPHILS,
    "777-3": Analyte.PLATELETS,
    "778-1": Analyte.PLATELETS,
    "26515-7": Analyte.PLATELETS,
    "30376-8": Analyte.BLOOD_BLASTS,
    "11150-0": Analyte.MARROW_BLASTS,
}
"""LOINC code to what it measures."""

SHARES_OF_BLOOD = frozenset({"26446-5", "709-6"})
"""LOINC codes of peripheral blasts as a share of the leukocytes, from which no count is made."""

UNITS = {
    Measure.BILIRUBIN: {"mg/dL": "mg/dL", "umol/L": "umol/L"},
    Measure.ENZYME_ACTIVITY: {"U/L": "U/L", "[IU]/L": "U/L", "IU/L": "U/L"},
    Measure.CELL_COUNT: {
        "10*9/L": "10*9/L",
        "10*3/uL": "10*9/L",
        "10*3/mm3": "10*9/L",
        "K/uL": "10*9/L",
        "10*6/L": "/mm3",
        "/uL": "/mm3",
        "{cells}/uL": "/mm3",
        "/mm3": "/mm3",
    },
    Measure.SHARE: {"%": "%"},
}
"""Unit code to the unit of Umbra's that is exactly the same, by what is measured.

They are UCUM's, but for IU/L and K/uL, which many laboratories write.
"""

_WRITTEN = {
    "mg/dL": {"mg/dl", "mg/100ml", "mg%"},
    "umol/L": {"umol/l", "mcmol/l", "micromol/l"},
    "U/L": {"u/l", "iu/l", "[iu]/l", "units/l", "unit/l"},
    "10*9/L": {
        *("10*9/l", "10e9/l", "g/l", "10*3/ul", "10e3/ul", "10*3/mm3", "10e3/mm3"),
        *("k/ul", "k/mm3", "k/cumm", "thou/ul", "thousand/ul", "thou/mm3"),
    },
    "/mm3": {
        *("/mm3", "/cumm", "/ul", "cells/mm3", "cells/ul", "cell/ul", "{cells}/ul", "per mm3"),
        *("10*6/l", "10e6/l"),
    },
    "%": {"%", "percent"},
}
_SIGNS = str.maketrans(
    {"µ": "u", "μ": "u", "^": "*", "³": "*3", "⁶": "*6", "⁹": "*9", "×": None, " ": None}
)
_ZERO_IS_A_VALUE = (Measure.CELL_COUNT, Measure.SHARE)


def unit_of(where: str, measure: Measure, code: str, written: str | None) -> str:
    """Return Umbra's unit for a unit code; raises Refused, also where `written` says another."""
    known = UNITS[measure]
    if code not in known:
        raise refused(
            where, f"has the unit “{shown(code)}”", f"{measure.named} in {' or '.join(known)}"
        )
    unit = known[code]
    if written and written != code and _plain(written) not in _WRITTEN[unit]:
        raise refused(
            where, f"has the unit “{shown(code)}” written as “{shown(written)}”", f"{code} as both"
        )
    return unit


def _plain(written: str) -> str:
    """Return a written unit in the one form that `_WRITTEN` lists."""
    text = written.strip().translate(_SIGNS).casefold().removeprefix("x")
    return text.replace("mm*3", "mm3")


def value_of(where: str, number: str, unit: str, measure: Measure) -> Quantity:
    """Return the value of a number in text; raises Refused.

    There may be no cells, and none of them blasts, but no bilirubin and no enzyme of zero.
    """
    value = amount(where, number, unit, measure, zero=measure in _ZERO_IS_A_VALUE)
    if measure is Measure.SHARE and magnitude(value, "%") > 100:
        raise refused(where, f"is {shown(number)} %", "at most 100 % of the cells")
    return value


def upper_limit_of(where: str, number: str, unit: str, measure: Measure) -> Quantity:
    """Return the upper limit of normal; raises Refused, also for zero, which cannot be one."""
    limit = amount(where, number, unit, measure, zero=True)
    if not limit.magnitude:
        raise refused(where, "gives zero as the upper limit of normal", "one above zero")
    return limit
