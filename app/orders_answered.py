"""What came of orders after they were asked about: withdrawn, or replaced by another.

Orders are told apart by patient, drug, cycle and day; of these only a number is kept that nobody
can read a name from.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.core.order_answered import CameOf
from app.orders import IMPORTED, OPENED
from app.store import Log

_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class _Known:
    """An order that came in: where in the log, for which dose, and with which body."""

    seq: int
    stream: str
    dose: int
    body: int


class OrdersAnswered:
    """Reads each order once, in short steps, for a log may hold a hundred thousand of them."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._seq = 0
        self._orders: dict[str, _Known] = {}
        self._of_dose: dict[int, list[_Known]] = {}
        self._was_opened: dict[str, bool] = {}

    def read(self) -> Iterator[None]:
        """Read the orders that came in and were not read yet."""
        while rows := self._log.named_after(IMPORTED, self._seq, _AT_ONCE):
            for row in rows:
                known = _known(row.seq, row.stream, json.loads(row.data)["order"])
                self._orders[row.stream] = known
                self._of_dose.setdefault(known.dose, []).append(known)
                self._seq = row.seq
            yield

    def came_of(self, stream: str, asked_seq: int, *, withdrawn: bool) -> CameOf:
        """Return what came of an order after the event at which it was asked about."""
        order = self._orders.get(stream)
        if order is None:
            return CameOf(given_up=withdrawn, other_body=False)
        later = [
            each
            for each in self._of_dose[order.dose]
            if each.seq > asked_seq and each.stream != stream
        ]
        return CameOf(
            given_up=withdrawn or bool(later),
            other_body=any(each.body != order.body for each in later),
        )

    def was_opened(self, stream: str) -> bool:
        """Tell whether a preparation was ever opened for an order that was withdrawn."""
        if stream not in self._was_opened:
            history = self._log.history(stream)
            self._was_opened[stream] = any(row.name == OPENED for row in history)
        return self._was_opened[stream]

    def imported_seq(self, stream: str) -> int:
        """Return at which event an order came in; 0 for one that was not read."""
        order = self._orders.get(stream)
        return 0 if order is None else order.seq


def _known(seq: int, stream: str, order: dict[str, Any]) -> _Known:
    dose = hash((order["patient"]["identifier"], order["drug"], order["cycle"], order["day"]))
    body = hash((json.dumps(order["height"]), json.dumps(order["weight"])))
    return _Known(seq, stream, dose, body)
