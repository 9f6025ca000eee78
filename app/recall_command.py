"""`umbra recall`: where a lot went, as PDF or CSV, also while another Umbra writes to the log."""

from pathlib import Path

from app.clock import SystemClock
from app.core.refused import Refused
from app.intake.products_toml import require_gtin
from app.people import People
from app.printing import put_out_document, write_whole
from app.products import Products
from app.recall import recall
from app.recall_paper import recall_csv, recall_paper
from app.site import site_of
from app.stock import Stock
from app.store import Log

DONE = 0


def run(path: Path, lot: str, gtin: str, out: Path) -> int:
    """Write what a recall finds to `out`, by its ending; raises Refused."""
    if out.suffix.lower() not in (".pdf", ".csv"):
        raise Refused(f"{out.name} ends neither in .pdf nor in .csv; name the file so.")
    _require_gtin(gtin)
    clock = SystemClock()
    with Log.read(path) as log:
        site, head = site_of(log), log.head()
        if site is None or head is None:
            raise Refused(f"{path} holds no work yet; there is nothing to recall.")
        stock = Stock(log, clock, Products(log, clock, People(log, clock), None, frozenset))
        found = recall(log, stock, lot, gtin)
        if out.suffix.lower() == ".csv":
            write_whole(recall_csv(found, site).encode(), out)
        else:
            put_out_document(recall_paper(found, site, clock.reading().wall, head.hash), out)
    print(
        f"written: {out}; preparations: {len(found.preparations)}, patients reached: "
        f"{len(found.patients)}, on hand: {found.left}"
    )
    return DONE


def _require_gtin(gtin: str) -> None:
    if not gtin:
        return
    try:
        require_gtin(gtin)
    except ValueError as error:
        raise Refused(f"{error}; write the 14 digits that stand on the package.") from error
