"""The totals of waste as bars over their figures."""

from collections.abc import Callable
from decimal import Decimal

from app.bar_ticks import ticks
from app.core.bar_scale import scale_to
from app.core.month import Month, Months
from app.core.quantity import Quantity, exactly, magnitude, number_for_people
from app.core.waste_totals import Totals, added
from app.ui.drawing.bar_chart import BarColumn, BarFacts, BarRow, Pattern
from app.ui.facts.months import each_of
from app.waste import MonthTotals

_Figure = Callable[[Totals], str]


def _mg(of: Callable[[Totals], Quantity]) -> _Figure:
    return lambda totals: number_for_people(magnitude(of(totals), "mg"))


def _count(of: Callable[[Totals], int]) -> _Figure:
    return lambda totals: f"{of(totals):,}"


_BARS: tuple[tuple[Pattern, str, Callable[[Totals], Quantity]], ...] = (
    (Pattern.SOLID, "Given", lambda totals: totals.given),
    (Pattern.HATCHED, "Remainder in used vials", lambda totals: totals.remainder),
    (Pattern.CROSSED, "Quarantined vials", lambda totals: totals.quarantined),
    (Pattern.LINED, "Discarded preparations", lambda totals: totals.with_preparation),
)
_COUNTED: tuple[tuple[str, _Figure], ...] = (
    ("Preparations released", _count(lambda totals: totals.released)),
    ("Preparations discarded", _count(lambda totals: totals.discarded)),
    ("Vials opened", _count(lambda totals: totals.opened)),
)
_BILLED: tuple[tuple[str, _Figure], ...] = (
    ("Dose, mg", _mg(lambda totals: totals.dose)),
    ("Labelled less dose, mg", _mg(lambda totals: totals.rest)),
    ("Units given", _count(lambda totals: totals.units_given)),
    ("Units discarded", _count(lambda totals: totals.units_discarded)),
    ("Preparations with JW", _count(lambda totals: totals.with_discarded)),
    ("Preparations with JZ", _count(lambda totals: totals.without_discarded)),
)


def kinds(found: tuple[MonthTotals, ...]) -> tuple[tuple[str, str], ...]:
    """Return the drugs and the codes they are billed under, each pair once."""
    return tuple(dict.fromkeys((each.drug, each.code) for each in found))


def bars(found: tuple[MonthTotals, ...], months: Months, code: str) -> BarFacts:
    """Return the bars of one drug; `months` has a first and a last month."""
    known = {each.month: each.totals for each in found}
    with exactly():
        longest = max(
            (magnitude(each.labelled, "mg") for each in known.values()), default=Decimal(0)
        )
        scale = scale_to(longest)
    return BarFacts(
        columns=tuple(_column(month, known.get(month), scale[-1]) for month in each_of(months)),
        rows=_rows(code),
        ticks=ticks(scale),
        together=BarColumn("Together", (), _figures(added(known.values()))),
        axis="mg labelled",
    )


def _rows(code: str) -> tuple[BarRow, ...]:
    return (
        *(BarRow(words) for words, _ in _COUNTED),
        BarRow("MG OF THE OPENED VIALS, BY THE VOLUME DRAWN", heading=True),
        *(BarRow(words, pattern) for pattern, words, _ in _BARS),
        BarRow(f"AS BILLED, BY THE DOSE{f' ({code})' if code else ''}", heading=True),
        *(BarRow(words) for words, _ in _BILLED),
    )


def _column(month: Month, totals: Totals | None, longest: Decimal) -> BarColumn:
    if totals is None:
        return BarColumn(str(month), (), ("–",) * len(_figures(Totals())))
    with exactly():
        parts = tuple(
            (pattern, float(magnitude(amount(totals), "mg") / longest))
            for pattern, _, amount in _BARS
        )
    return BarColumn(str(month), parts, _figures(totals))


def _figures(totals: Totals) -> tuple[str, ...]:
    return (
        *(figure(totals) for _, figure in _COUNTED),
        "",
        *(_mg(amount)(totals) for _, _, amount in _BARS),
        "",
        *(figure(totals) for _, figure in _BILLED),
    )
