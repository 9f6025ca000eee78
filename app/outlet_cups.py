"""A queue of CUPS: what is printed goes to it by `lp`; how it stands is asked in IPP."""

import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence

from app import ipp
from app.core.refused import Refused
from app.outlet import Delivery, Sent, printable
from reports.press import Press
from reports.sheet import INCH, MILLIMETRE, Sheet

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,126}", re.ASCII)
_JOB = re.compile(r"request id is \S+-([0-9]+) \(")
_MEDIA = re.compile(r".+_([0-9]+(?:\.[0-9]+)?)x([0-9]+(?:\.[0-9]+)?)(in|mm)", re.ASCII)
_POINTS = {"in": INCH, "mm": MILLIMETRE}
_SAME = 4.5
"""Points by which two measures of the same stock may differ: 1.6 mm."""
_BETWEEN = 0.1
"""How long between two questions what became of a job, in s."""

_LOOK = "see at the printer whether it came out."
_STOPPED = 5
_CANCELLED, _ABORTED, _COMPLETED = 7, 8, 9
_OF_PRINTER = (
    "printer-state",
    "printer-state-message",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-default",
    "media-ready",
    "media-supported",
)
_OF_JOB = ("job-state", "job-state-reasons", "time-at-processing")

# What holds a printer up, whether it is told as an error, a warning or a report (RFC 8011, 5.4.12).
_FAULTS = {
    "media-empty": "is out of paper. Load it",
    "media-needed": "waits for paper. Load it",
    "media-jam": "has a paper jam. Clear it",
    "input-tray-missing": "has its tray out. Put it in",
    "cover-open": "is open. Close it",
    "door-open": "is open. Close it",
    "interlock-open": "is open. Close it",
    "marker-supply-empty": "is out of ribbon, ink or toner. Change it",
    "toner-empty": "is out of toner. Change it",
    "output-area-full": "has its output tray full. Empty it",
    "offline": "is off, or not connected. Switch it on",
    "shutdown": "is switched off. Switch it on",
    "connecting-to-device": "does not answer yet. See whether it is on",
    "timed-out": "does not answer. See whether it is on",
    "paused": "is paused. Start it again",
    "moving-to-paused": "is being paused. Start it again",
}


def is_queue(name: str) -> bool:
    """Return whether a name can be that of a queue."""
    return _NAME.fullmatch(name) is not None


def require_queue(name: str) -> None:
    """Raise Refused for what is no name of a queue; nothing else is ever given to `lp`."""
    if not is_queue(name):
        raise Refused(
            f"“{name}” is not the name of a queue; write one as CUPS has it, of letters, digits "
            "and _ . @ + -, such as ward-labels."
        )


def queues(patience: float = 5.0) -> tuple[str, ...]:
    """Return the names of the queues that CUPS has here; none where there is no CUPS."""
    try:
        said = _run(("lpstat", "-e"), patience)
    except Refused:
        return ()
    return tuple(sorted(name for name in _plain(said.stdout).split("\n") if is_queue(name)))


class CupsOutlet:
    """One queue. `patience` is in s for each question, `printing` how long a job may take."""

    def __init__(self, queue: str, *, patience: float = 5.0, printing: float = 20.0) -> None:
        require_queue(queue)
        self._queue, self._patience, self._printing = queue, patience, printing

    @property
    def words(self) -> str:
        """Which queue it is."""
        return f"queue {self._queue} of CUPS"

    def ready(self, press: Press) -> None:
        """Raise Refused where the queue is unknown, stopped or rejects, or says what is amiss."""
        told = self._printer()
        message = _text(told, "printer-state-message")
        if told.get("printer-is-accepting-jobs") == (False,):
            raise Refused(
                f"The queue {self._queue} takes no jobs now{_because(message)}. Let whoever runs "
                "the printers accept jobs again, or choose another printer."
            )
        if told.get("printer-state") == (_STOPPED,):
            raise Refused(
                f"The queue {self._queue} is stopped{_because(message)}. Let whoever runs the "
                "printers start it, or choose another printer."
            )
        if wrong := self._fault(told) or self._wrong_stock(told, press):
            raise Refused(wrong)

    def send(self, pdf: bytes, press: Press, title: str) -> Sent:
        """Hand it to `lp`, and wait until the job has left the queue.

        Delivered says that all of it reached the printer, not that the paper lies there.
        """
        try:
            printable(pdf, press)
            self.ready(press)
        except Refused as refused:
            return Sent(Delivery.NOT_DELIVERED, refused.sentence)
        try:
            said = _run(self._command(press, title), self._patience, pdf)
        except Refused as refused:
            return Sent(Delivery.UNCERTAIN, f"{refused.sentence} {self._look}")
        if said.returncode:
            why = _plain(said.stderr).strip() or f"exit code {said.returncode}"
            return Sent(Delivery.NOT_DELIVERED, f"The queue {self._queue} took nothing: {why}")
        found = _JOB.search(_plain(said.stdout))
        if found is None:
            return Sent(Delivery.UNCERTAIN, f"CUPS did not say which job it is. {self._look}")
        return self._followed(found[1])

    @property
    def _look(self) -> str:
        return f"Look at the printer and at the queue {self._queue} before anything is printed."

    def _command(self, press: Press, title: str) -> tuple[str, ...]:
        options = (f"media={media(press.stock.page)}", "print-scaling=none")
        asked = (part for option in options for part in ("-o", option))
        return ("lp", "-d", self._queue, *asked, "-t", title, "-")

    def _followed(self, job: str) -> Sent:
        """Wait until a job has left the queue, or take it out of it."""
        try:
            until = time.monotonic() + self._printing
            while time.monotonic() < until:
                if (sent := self._ended(job)) is not None:
                    return sent
                time.sleep(_BETWEEN)
            why = self._why_waiting()
            _run(("cancel", f"{self._queue}-{job}"), self._patience)
            sent = self._ended(job)
        except Refused as refused:
            return Sent(Delivery.UNCERTAIN, f"{refused.sentence} {self._look}")
        if sent is None:
            left = "It could not be cancelled and may come out later."
            return Sent(Delivery.UNCERTAIN, f"{why} {left} {self._look}")
        if sent.delivery is Delivery.DELIVERED:
            return sent
        return Sent(sent.delivery, f"{why} {sent.sentence}")

    def _ended(self, job: str) -> Sent | None:
        """Return what became of a job, None while it is in the queue."""
        status, told = self._asked(ipp.Operation.JOB, f"ipp://localhost/jobs/{job}", _OF_JOB)
        name = f"{self._queue}-{job}"
        if status == ipp.NOT_FOUND or "job-state" not in told:
            return Sent(
                Delivery.UNCERTAIN,
                f"CUPS keeps no record of job {name}. {self._look}",
            )
        state = told["job-state"][0]
        if state == _COMPLETED:
            return Sent(Delivery.DELIVERED, f"CUPS handed job {name} to the printer: {_LOOK}")
        if state not in (_CANCELLED, _ABORTED):
            return None
        how = "cancelled" if state == _CANCELLED else "given up"
        if told.get("time-at-processing") == (None,):
            return Sent(Delivery.NOT_DELIVERED, f"Job {name} was {how} before it began.")
        return Sent(Delivery.UNCERTAIN, f"Job {name} was {how} after it began. {self._look}")

    def _why_waiting(self) -> str:
        told = self._printer()
        message = _text(told, "printer-state-message")
        if told.get("printer-state") == (_STOPPED,):
            return f"The queue {self._queue} is stopped{_because(message)}."
        return self._fault(told) or (
            f"The queue {self._queue} did not finish in time{_because(message)}."
        )

    def _printer(self) -> ipp.Attributes:
        uri = f"ipp://localhost/printers/{self._queue}"
        status, told = self._asked(ipp.Operation.PRINTER, uri, _OF_PRINTER)
        if status == ipp.NOT_FOUND:
            raise Refused(
                f"CUPS has no queue {self._queue} here. Choose one that is shown under Equipment, "
                "Printers, or let whoever runs the printers add it."
            )
        if "printer-state" not in told:
            raise Refused(f"CUPS does not report the state of the queue {self._queue}. Ask again.")
        return told

    def _asked(
        self, operation: ipp.Operation, uri: str, wanted: tuple[str, ...]
    ) -> tuple[int, ipp.Attributes]:
        server = _plain(_run(("lpstat", "-H"), self._patience).stdout).strip()
        try:
            return ipp.ask(server, operation, uri, wanted, self._patience)
        except ipp.Unanswered as unanswered:
            raise Refused(
                f"CUPS does not answer at {server} ({unanswered.why}). See whether it runs, or "
                "choose another way to print."
            ) from unanswered

    def _fault(self, told: ipp.Attributes) -> str:
        for reason in told.get("printer-state-reasons", ()):
            said = str(reason)
            name = re.sub("-(report|warning|error)$", "", said)
            if name in _FAULTS:
                return f"The printer of queue {self._queue} {_FAULTS[name]}, then go on."
            if said.endswith("-error"):
                return (
                    f"The printer of queue {self._queue} reports “{name}”. Look at it, then go on."
                )
        return ""

    def _wrong_stock(self, told: ipp.Attributes, press: Press) -> str:
        """Return which stock was expected and which is there, "" where that is not told."""
        page, words = press.stock.page, press.stock.words
        loaded = sizes(told.get("media-ready") or told.get("media-default", ()))
        if loaded and not any(is_same(page, each) for each in loaded):
            holds = " and ".join(in_mm(each) for each in loaded)
            return (
                f"The queue {self._queue} is set to paper of {holds}; {in_mm(page)} was expected "
                f"({words}). Load that and set the queue to it, or choose the stock that it has "
                "under Equipment, Printers."
            )
        known = told.get("media-supported", ())
        if known and not possible(page, known):
            return (
                f"The queue {self._queue} cannot print on {in_mm(page)} ({words}). Choose another "
                "printer or stock under Equipment, Printers."
            )
        return ""


def media(page: Sheet) -> str:
    """Return what `lp` calls a size of paper."""
    if is_same(page, Sheet(612, 792)):
        return "Letter"
    if is_same(page, Sheet(595.28, 841.89)):
        return "A4"
    width, height = (f"{round(each / MILLIMETRE, 2):g}" for each in (page.width, page.height))
    return f"Custom.{width}x{height}mm"


def sizes(names: Iterable[ipp.Value]) -> tuple[Sheet, ...]:
    """Return the sizes that names of media such as "na_letter_8.5x11in" hold (PWG 5101.1)."""
    return tuple(_sizes(names))


def _sizes(names: Iterable[ipp.Value]) -> Iterator[Sheet]:
    for name in names:
        if found := _MEDIA.fullmatch(str(name)):
            points = _POINTS[found[3]]
            yield Sheet(float(found[1]) * points, float(found[2]) * points)


def in_mm(page: Sheet) -> str:
    """Return a size for people."""
    return f"{page.width / MILLIMETRE:.0f} × {page.height / MILLIMETRE:.0f} mm"


def is_same(one: Sheet, other: Sheet) -> bool:
    """Return whether two sizes are those of one stock, told by different makers."""
    return abs(one.width - other.width) <= _SAME and abs(one.height - other.height) <= _SAME


def possible(page: Sheet, known: Sequence[ipp.Value]) -> bool:
    """Return whether a size is one of those named, or between the least and greatest named."""
    if any(is_same(page, each) for each in sizes(known)):
        return True
    least = sizes(name for name in known if str(name).startswith("custom_min_"))
    most = sizes(name for name in known if str(name).startswith("custom_max_"))
    return any(
        small.width <= page.width <= large.width and small.height <= page.height <= large.height
        for small in least
        for large in most
    )


def _because(message: str) -> str:
    return f" (“{message}”)" if message else ""


def _text(told: ipp.Attributes, name: str) -> str:
    said = told.get(name, ("",))[0]
    return said.strip() if isinstance(said, str) else ""


def _plain(said: bytes) -> str:
    """Return what a program said; what is no UTF-8 in it is shown as such."""
    return said.decode(errors="replace")


def _run(
    command: tuple[str, ...], patience: float, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a program of CUPS, in English; raises Refused where there is none or it hangs."""
    try:
        return subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=patience,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    except FileNotFoundError as error:
        raise Refused(
            f"This computer has no CUPS: the program {command[0]} is missing. Choose another way "
            "to print."
        ) from error
    except OSError as error:
        raise Refused(
            f"The program {command[0]} of CUPS cannot be run ({error.strerror}). Choose another "
            "way to print, or let whoever runs this computer look at it."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise Refused(f"CUPS did not answer in time ({command[0]}).") from error
