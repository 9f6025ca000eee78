"""What is on the worklist: kept by reading each new fact once, however long the log is."""

from collections import deque

from app.orders import PREFIX as ORDERS
from app.preparations import PREFIX as PREPARATIONS
from app.store import Log

_FINISHED_SHOWN = 12
_ENDS = ("released", "discarded")


class Board:
    """Orders that wait, preparations that are open, and those finished last."""

    def __init__(self, log: Log) -> None:
        self._log = log
        head = log.head()
        self._seq = head.seq if head else 0
        ended = {stream for name in _ENDS for stream in log.streams_with(name, PREPARATIONS)}
        opened = log.streams_with("opened", PREPARATIONS)
        self._open = dict.fromkeys(stream for stream in opened if stream not in ended)
        self._waiting = dict.fromkeys(log.streams_ending_with(_WAITS, ORDERS))
        last = log.named(_ENDS, PREPARATIONS, _FINISHED_SHOWN)
        self._finished = deque((row.stream for row in last), maxlen=_FINISHED_SHOWN)

    def unfinished(self) -> tuple[str, ...]:
        """Return the streams of preparations neither released nor discarded."""
        self._catch_up()
        return tuple(self._open)

    def waiting(self) -> tuple[str, ...]:
        """Return the streams of orders without a preparation, or whose was discarded."""
        self._catch_up()
        return tuple(self._waiting)

    def finished(self) -> tuple[str, ...]:
        """Return the streams of the preparations finished last, newest first."""
        self._catch_up()
        return tuple(reversed(self._finished))

    def _catch_up(self) -> None:
        for recorded in self._log.everything(self._seq):
            self._seq = recorded.seq
            if recorded.stream.startswith(PREPARATIONS):
                self._take_preparation(recorded.stream, recorded.name)
            elif recorded.stream.startswith(ORDERS):
                self._take_order(recorded.stream, recorded.name)

    def _take_preparation(self, stream: str, name: str) -> None:
        if name == "opened":
            self._open[stream] = None
        elif name in _ENDS:
            self._open.pop(stream, None)
            self._finished.append(stream)

    def _take_order(self, stream: str, name: str) -> None:
        if name in _WAITS:
            self._waiting[stream] = None
        else:
            self._waiting.pop(stream, None)


_WAITS = ("order-imported", "order-returned")
