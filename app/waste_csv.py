"""Waste and billing as CSV (RFC 4180, UTF-8), by month or by vial.

Cells are plain: numbers with a point and without grouping, their unit in the header. A text that
a spreadsheet would take for a formula gets an apostrophe in front, which makes it a text.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from app.core.preparation import Status
from app.core.quantity import Quantity, magnitude, plain
from app.core.waste import Fate, VialWaste, released_account, vial_waste
from app.core.waste_totals import billed_units
from app.waste import Ended, MonthTotals

MONTH_HEADER = (
    "month",
    "drug",
    "billing code",
    "preparations released",
    "preparations discarded",
    "vials opened",
    "labelled content of the opened vials (mg)",
    "given, by the volume drawn (mg)",
    "discarded, by the volume drawn: remainder in used vials (mg)",
    "discarded: quarantined vials (mg)",
    "discarded: opened vials of discarded preparations (mg)",
    "vials billed",
    "dose, as billed (mg)",
    "labelled content of the vials billed less the dose (mg)",
    "units given",
    "units discarded",
    "preparations with units discarded (JW)",
    "preparations with no unit discarded (JZ)",
)

VIAL_HEADER = (
    "preparation",
    "ended (local time)",
    "outcome",
    "MRN",
    "order",
    "drug",
    "vial",
    "lot",
    "serial",
    "labelled content (mg)",
    "drawn (mg)",
    "given (mg)",
    "discarded (mg)",
    "what became of the vial",
    "reason",
    "billing code (whole preparation, on its first vial in use)",
    "dose, as billed (mg)",
    "units given",
    "units discarded",
    "modifier",
)

# A spreadsheet takes what begins with one of these for a formula, some also behind a blank.
# Those of full width count too.
_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")


def months_csv(found: Iterable[MonthTotals]) -> bytes:
    """Return one row for each month, drug and billing code; no patient is in it."""
    return _written(MONTH_HEADER, (_month(each) for each in found))


def vials_csv(found: Iterable[Ended]) -> bytes:
    """Return one row for each vial of each preparation, with the patient's number for billing.

    A vial that was not opened stands there with its reason, and with nothing labelled: it is
    stock, and would not add up with what was given and discarded.
    """
    return _written(VIAL_HEADER, (row for each in found for row in _vials(each)))


def _month(each: MonthTotals) -> tuple[str, ...]:
    totals = each.totals
    return (
        str(each.month),
        _text(each.drug),
        _text(each.code),
        str(totals.released),
        str(totals.discarded),
        str(totals.opened),
        _mg(totals.labelled),
        _mg(totals.given),
        _mg(totals.remainder),
        _mg(totals.quarantined),
        _mg(totals.with_preparation),
        str(totals.billed_vials),
        _mg(totals.dose),
        _mg(totals.rest),
        str(totals.units_given),
        str(totals.units_discarded),
        str(totals.with_discarded),
        str(totals.without_discarded),
    )


def _vials(each: Ended) -> Iterator[tuple[str, ...]]:
    state = each.state
    billed = _billed(each)
    for vial in vial_waste(state):
        first = vial.fate is Fate.USED and billed is not None
        yield (
            state.opened.number,
            f"{each.at:%Y-%m-%d %H:%M}",
            "released" if state.status is Status.RELEASED else "discarded",
            _text(state.order.patient.identifier),
            _text(state.order.identifier),
            _text(state.monograph.drug),
            *_vial(vial),
            *(billed if first and billed is not None else ("",) * 5),
        )
        billed = None if first else billed


def _vial(vial: VialWaste) -> tuple[str, ...]:
    opened = vial.fate is not Fate.UNOPENED
    return (
        str(vial.number),
        _text(vial.lot or ""),
        _text(vial.serial or ""),
        _mg(vial.labelled) if opened else "0",
        _mg(vial.drawn),
        _mg(vial.given),
        _mg(vial.discarded),
        vial.fate.value,
        _text(vial.reason),
    )


def _billed(each: Ended) -> tuple[str, ...] | None:
    """Return what is billed of a preparation: it must be counted once, whatever its vials."""
    account, units = released_account(each.state), billed_units(each.state)
    if account is None:
        return None
    if units is None:
        return ("", _mg(account.dose), "", "", "")
    return (
        _text(units.code),
        _mg(account.dose),
        str(units.administered),
        str(units.discarded),
        _text(units.modifier),
    )


def _written(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return file.getvalue().encode()


def _mg(value: Quantity) -> str:
    return plain(magnitude(value, "mg"))


def _text(text: str) -> str:
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text
