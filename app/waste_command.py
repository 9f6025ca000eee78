"""`umbra waste`: waste and billing of some months, as CSV or as PDF."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from app.core.month import Months
from app.core.refused import Refused
from app.core.waste_totals import added
from app.printing import put_out_document, write_whole
from app.site import Site, site_of
from app.store import Log
from app.waste import Ended, MonthTotals, WasteLedger, ended
from app.waste_csv import months_csv, vials_csv
from app.waste_paper import waste_paper


def write_waste(log: Log, months: Months, file: Path, by: Literal["month", "vial"]) -> int:
    """Write the file of these months and return how many preparations are in it; raises Refused.

    Its ending says which kind it is.
    """
    kind = file.suffix.lower()
    if kind not in (".csv", ".pdf"):
        raise Refused(f"{file.name} is neither a .csv nor a .pdf; give --out one of the two.")
    if kind == ".pdf" and by == "vial":
        raise Refused(
            "The list of vials is written as CSV only; give --out a name that ends in .csv, or "
            "leave --by away."
        )
    site = site_of(log)
    if site is None:
        raise Refused(f"There is no site in {log.path} yet; start Umbra once and describe it.")
    if by == "vial":
        return _write_vials(log, site, months, file)
    totals = _read(log, site, months)
    if kind == ".csv":
        write_whole(months_csv(totals), file)
    else:
        head = log.head()
        assert head is not None, "a log with a site has a newest fact"
        until = datetime.fromisoformat(head.at)
        put_out_document(waste_paper(totals, months, site, head.hash, until), file)
    together = added(each.totals for each in totals)
    return together.released + together.discarded


def _write_vials(log: Log, site: Site, months: Months, file: Path) -> int:
    written: list[str] = []

    def noted() -> Iterator[Ended]:
        # One after the other: the states of a hundred thousand preparations are too many to hold.
        for each in ended(log, site, months):
            written.append(each.state.opened.number)
            yield each

    write_whole(vials_csv(noted()), file)
    return len(written)


def _read(log: Log, site: Site, months: Months) -> tuple[MonthTotals, ...]:
    ledger = WasteLedger(log, site)
    for _ in ledger.read(months):
        pass
    return ledger.totals(months)
