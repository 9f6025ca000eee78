"""What the page of waste and billing says on paper, from the totals of the months alone.

No patient is named on it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from app.bar_ticks import ticks
from app.core.bar_scale import scale_to
from app.core.month import Month, Months
from app.core.quantity import Quantity, exactly, magnitude, measured_in, number_for_people, show
from app.core.waste_totals import Totals, added
from app.months_paper import months_paper
from app.site import Site
from app.waste import MonthTotals
from reports.section import Bar, BarAxis, BarPattern, Bars, Document, Fields, Lines, Section, Table

LEGEND: tuple[tuple[BarPattern, str], ...] = (
    ("solid", "given"),
    ("hatched", "remainder in used vials"),
    ("crossed", "quarantined vials"),
    ("lined", "discarded preparations"),
)

# Columns are wide enough for sums of tens of thousands of mg, which must not be cut.
_COUNTED = ("Month", "Released", "Discarded", "Vials opened", "Vials billed")
_COUNTED_WIDTHS = (1.0, 1.0, 1.0, 1.0, 1.0)
_BY_VOLUME = (
    "Month",
    "Labelled, mg",
    "Given, mg",
    "Remainder, mg",
    "Quarantined, mg",
    "Discarded preparations, mg",
)
_BY_VOLUME_WIDTHS = (4.4, 6.6, 6.6, 6.6, 6.6, 6.6)
_AS_BILLED = (
    "Month",
    "Labelled, mg",
    "Dose, mg",
    "Rest, mg",
    "Units given",
    "Units discarded",
    "JW",
    "JZ",
)
_AS_BILLED_WIDTHS = (4.4, 6.4, 6.4, 6.4, 5.2, 5.2, 3.4, 3.4)


def waste_paper(
    found: tuple[MonthTotals, ...], months: Months, site: Site, head: str, until: datetime
) -> Document:
    """Return the page of these months.

    `head` is the hash of the newest fact that was read, `until` when that was recorded.
    """
    return months_paper(
        "Waste and billing",
        f"Preparations released or discarded {span_said(months)}.",
        tuple(_sections(found, site)),
        site,
        head,
        until,
    )


def span_said(months: Months) -> str:
    """Return months as words behind a verb, such as "from 2026-01 to 2026-12"."""
    if months.first is not None and months.first == months.last:
        return f"in {months.first}"
    parts = [f"from {months.first}"] if months.first is not None else []
    parts += [f"to {months.last}"] if months.last is not None else []
    return " ".join(parts) or "in all months of the log"


def file_name(months: Months, ending: str) -> str:
    """Return the name of a file of these months, such as "waste-2026-01-to-2026-12.pdf"."""
    first, last = months.first or "first", months.last or "last"
    return f"waste-{first}-to-{last}.{ending}"


def discarded(totals: Totals) -> Quantity:
    """Return all that was discarded by the volume drawn, whatever the reason."""
    with exactly():
        lost = totals.remainder + totals.quarantined + totals.with_preparation
        return measured_in(lost, "mg")


def _sections(found: tuple[MonthTotals, ...], site: Site) -> Iterator[Section]:
    kinds = dict.fromkeys((each.drug, each.code) for each in found)
    if not kinds:
        none = "none was released or discarded in these months"
        yield Fields("Preparations", (("Ended", none),))
    for drug, code in kinds:
        ours = tuple(each for each in found if (each.drug, each.code) == (drug, code))
        yield _bars(drug, ours)
        yield from _tables(drug, code, ours)
    yield Lines("How it is counted", _rules(site))


def _tables(drug: str, code: str, found: tuple[MonthTotals, ...]) -> Iterator[Table]:
    yield Table(
        f"{drug}: preparations and vials", _COUNTED, _rows(found, _counted), _COUNTED_WIDTHS
    )
    yield Table(
        f"{drug}: by the volume drawn", _BY_VOLUME, _rows(found, _by_volume), _BY_VOLUME_WIDTHS
    )
    billed = f" ({code})" if code else ""
    yield Table(
        f"{drug}: as billed{billed}", _AS_BILLED, _rows(found, _as_billed), _AS_BILLED_WIDTHS
    )


def _bars(drug: str, found: tuple[MonthTotals, ...]) -> Bars:
    with exactly():
        scale = scale_to(max(magnitude(each.totals.labelled, "mg") for each in found))
    return Bars(
        f"{drug}: the labelled content of the vials opened",
        LEGEND,
        BarAxis(ticks(scale, "mg")),
        tuple(_bars_of(found, scale[-1])),
    )


def _bars_of(found: tuple[MonthTotals, ...], longest: Decimal) -> Iterator[Bar]:
    before: Month | None = None
    for each in found:
        if before is not None and before.later(1) != each.month:
            yield Bar("", (), f"{_gap(before.later(1), each.month.later(-1))}: nothing ended")
        parts = zip(LEGEND, _amounts(each.totals), strict=True)
        yield Bar(
            str(each.month),
            tuple((pattern, _share(magnitude(mg, "mg"), longest)) for (pattern, _), mg in parts),
            said(each.totals),
        )
        before = each.month


def _gap(first: Month, last: Month) -> str:
    return str(first) if first == last else f"{first} to {last}"


def said(totals: Totals) -> str:
    """Return what was given and discarded, and why, as words."""
    reasons = (
        ("remainder", totals.remainder),
        ("quarantined", totals.quarantined),
        ("discarded preparations", totals.with_preparation),
    )
    why = [(words, mg) for words, mg in reasons if mg.magnitude]
    lost = f"given {show(totals.given)}, discarded {show(discarded(totals))}"
    if len(why) == 1:
        return f"{lost}, all of it {why[0][0]}"
    return f"{lost}: {', '.join(f'{words} {show(mg)}' for words, mg in why)}" if why else lost


def _amounts(totals: Totals) -> tuple[Quantity, ...]:
    return totals.given, totals.remainder, totals.quarantined, totals.with_preparation


def _share(part: Decimal, whole: Decimal) -> float:
    with exactly():
        return float(part / whole)


def _rows(
    found: tuple[MonthTotals, ...], row: Callable[[Totals], tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Return a row for each month, and one for all where there are several."""
    rows = tuple((str(each.month), *row(each.totals)) for each in found)
    if len(rows) == 1:
        return rows
    return (*rows, ("All", *row(added(each.totals for each in found))))


def _counted(totals: Totals) -> tuple[str, ...]:
    counts = (totals.released, totals.discarded, totals.opened, totals.billed_vials)
    return tuple(f"{count:,}" for count in counts)


def _by_volume(totals: Totals) -> tuple[str, ...]:
    return tuple(_mg(each) for each in (totals.labelled, *_amounts(totals)))


def _as_billed(totals: Totals) -> tuple[str, ...]:
    return (
        *(_mg(each) for each in (_labelled_billed(totals), totals.dose, totals.rest)),
        f"{totals.units_given:,}",
        f"{totals.units_discarded:,}",
        f"{totals.with_discarded:,}",
        f"{totals.without_discarded:,}",
    )


def _labelled_billed(totals: Totals) -> Quantity:
    with exactly():
        return measured_in(totals.dose + totals.rest, "mg")


def _mg(value: Quantity) -> str:
    return number_for_people(magnitude(value, "mg"))


def _rules(site: Site) -> tuple[str, ...]:
    return (
        "A preparation counts in the month in which it was released or discarded, by the clock of "
        f"the site ({site.zone}).",
        "By the volume drawn: of the labelled content of each opened vial, what the syringe took "
        "was given, and what the vial kept is the remainder. A quarantined vial and every opened "
        "vial of a discarded preparation are discarded whole.",
        "As billed: the labelled content of the vials in use of released preparations is the dose "
        "and the rest. Units given are rounded up and the other units of these vials are discarded "
        "(JW); less than one whole unit is none (JZ). Quarantined vials and discarded preparations "
        "are not billed.",
        "The two counts differ by what the graduation of a syringe rounds, so they are not mixed.",
        "A vial that was scanned and never reconstituted is unopened stock. What became of a "
        "preparation after its release is not known here.",
    )
