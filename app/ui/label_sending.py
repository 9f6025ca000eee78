"""Labels sent to a printer by a thread, so that the window stays alive meanwhile.

Only the printer is talked to in the thread. What is recorded, is recorded by the window's own.
"""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.core.label_kind import LabelKind
from app.core.refused import Refused
from app.label_printing import Job
from app.outlet import Delivery, Sent
from app.session import Session
from app.ui.printer_talk import begin_thread
from app.workplace import Workplace

_Then = Callable[[Session, Job, object], None]


class LabelSending(QObject):
    """Takes each label through asking the printer, sending, and recording what came of it.

    `told` carries a sentence for whoever is at the page, and whether the label is out; `moved`
    tells that something to be shown has changed.
    """

    told = Signal(str, bool)
    moved = Signal()
    _done = Signal(int, object)

    def __init__(self, workplace: Workplace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._numbers = count(1)
        self._then: dict[int, tuple[Session, Job, _Then]] = {}
        self._done.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def start(self, session: Session, kind: LabelKind, number: int, reason: str = "") -> Job:
        """Begin a label; raises Refused. One that is put out as a file is over at once."""
        job = session.labels.begin(kind, number, reason)
        if not job.is_over:
            self._in_thread(session, job, job.look, self._looked)
            self.moved.emit()
        return job

    def _looked(self, session: Session, job: Job, found: object) -> None:
        """Go on with a label whose printer was asked: `found` is why it cannot, or None."""
        assert found is None or isinstance(found, Refused)
        try:
            session.labels.send(job, found)
        except Refused as refused:
            self.moved.emit()
            self.told.emit(refused.sentence, False)
            return
        self._in_thread(session, job, job.run, self._ran)
        self.moved.emit()

    def _ran(self, session: Session, job: Job, sent: object) -> None:
        """Record what came of a label that was sent."""
        assert isinstance(sent, Sent)
        sentence = sent.sentence
        try:
            session.labels.finish(job, sent)
        except Refused as refused:
            sentence = refused.sentence
        self.moved.emit()
        if sent.delivery is not Delivery.UNCERTAIN:
            self.told.emit(sentence, sent.delivery is Delivery.DELIVERED)

    def _in_thread(
        self, session: Session, job: Job, work: Callable[[], object], then: _Then
    ) -> None:
        number = next(self._numbers)
        self._then[number] = session, job, then

        def run() -> None:
            result: object
            try:
                result = work()
            except Exception as fault:  # told where faults are: in the window's own thread
                result = fault
            with suppress(RuntimeError):  # the window was closed meanwhile
                self._done.emit(number, result)

        begin_thread(run)

    @Slot(int, object)
    def _take(self, number: int, result: object) -> None:
        """Take what a thread came to; nothing once the folder is closed: it is asked at opening."""
        session, job, then = self._then.pop(number)
        if self._workplace.is_closed:
            return
        if isinstance(result, Exception) and not isinstance(result, Refused):
            session.labels.abandon(job)
            self.moved.emit()
            raise result
        then(session, job, result)
