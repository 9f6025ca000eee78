"""A recall: where a lot went, found in the log whatever its size."""

import json
from collections.abc import Iterator
from datetime import datetime

from app.core import events as e
from app.core.encoding import decode
from app.core.order import Order
from app.core.recall import Affected, Recall
from app.core.refused import Refused
from app.core.sameness import folded, same_lot
from app.late_entry import OnPaper
from app.preparations import PREFIX
from app.stock import Scan, Stock, tracked
from app.store import Log, Recorded

_ENDS = {"released": "released", "discarded": "discarded"}


def recall(log: Log, stock: Stock, lot: str, gtin: str = "") -> Recall:
    """Return every preparation and patient that a lot went to, and what of it is on hand.

    The case of the lot does not matter. With `gtin` only that product is searched. Raises Refused
    for a lot that nobody could have written.
    """
    lot = lot.strip()
    if not lot or not lot.isprintable() or len(lot) > 20:
        raise Refused("A lot is 1 to 20 printable characters, as it stands on the package.")
    streams = dict.fromkeys(row.stream for row in log.materials(folded(lot), gtin))
    affected = tuple(
        each
        for stream in streams
        if stream.startswith(PREFIX)
        for each in _affected(log.history(stream), lot, gtin)
    )
    return Recall(lot, gtin, affected, stock.left_of(lot, gtin))


def _affected(history: tuple[Recorded, ...], lot: str, gtin: str) -> Iterator[Affected]:
    found = [each for each in tracked(history) if _is_of(each.material, lot, gtin)]
    order, (stands, ended) = _order(history[0]), _end(history)
    for each in found:
        yield _one(history[0], order, stands, ended, each)


def _is_of(material: e.MaterialScanned, lot: str, gtin: str) -> bool:
    return same_lot(material.lot, lot) and gtin in ("", material.gtin)


def _one(
    first: Recorded, order: Order, stands: str, ended: datetime | None, scan: Scan
) -> Affected:
    return Affected(
        number=first.stream.removeprefix(PREFIX),
        patient=order.patient,
        drug=order.drug,
        cycle=order.cycle,
        day=order.day,
        stands=stands,
        ended=ended,
        material=scan.material,
        fate=scan.fate,
        scanned_by=scan.actor,
        scanned_at=scan.at,
    )


def _order(first: Recorded) -> Order:
    # Only the order is read: a lot may have gone to hundreds of preparations.
    order: Order = decode(Order, json.dumps(json.loads(first.data)["order"]))
    return order


def _end(history: tuple[Recorded, ...]) -> tuple[str, datetime | None]:
    for row in history:
        if row.name in _ENDS:
            return _ENDS[row.name], OnPaper(history).done(row).at
    return "open", None
