"""Printing a label so that the log knows of each that is, or may be, out.

With no printer chosen the file is what goes out: it is recorded, then it gets its name. With a
printer the label is recorded as sent before a byte of it goes, and what came of it afterwards. Were
power to go between the two, or were the printer silent, a person is asked whether it came out.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app.core import entry as said
from app.core.label_decision import known_reason
from app.core.label_kind import LabelKind, called, file_name
from app.core.person import Person
from app.core.preparation import Preparation
from app.core.refused import Refused
from app.intake.key_signs import visible
from app.label_drawing import Drawn, LabelMaker
from app.outlet import Delivery, Outlet, Sent
from app.papers import Papers
from app.printers import Use
from app.printing import Paper
from app.site import Site
from reports.bag_label import BagLabel
from reports.companion_label import CompanionLabel
from reports.press import Press

_LONGEST = 200
_LOST = "Nobody found it at the printer"
_SPOILED = "It came out spoiled and was destroyed"


class Outcome(StrEnum):
    """What a person finds at the printer where the printer does not say what it did."""

    WHOLE = "whole"
    SPOILED = "spoiled"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where paper goes: the press that it is drawn for, and a printer or, with None, a file."""

    press: Press = field(default_factory=Press)
    outlet: Outlet | None = None

    @property
    def place(self) -> int:
        """The place of the sheet that is taken next, counted from 1; 0 on a roll."""
        return self.press.first if self.press.stock.is_sheet else 0

    @property
    def words(self) -> str:
        """Where it goes, in words."""
        if self.outlet is None:
            return f"a PDF in the data folder, {self.press.stock.words}"
        return f"{self.outlet.words}, {self.press.stock.words}"


Destinations = Callable[[Use], Destination]


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A label of which it is not known whether it is out, and whether a person is asked that."""

    kind: LabelKind
    number: int
    copy: int
    printer: str
    in_question: bool

    @property
    def words(self) -> str:
        """Which label it is, such as "copy 1 of the label of vial 2"."""
        return f"copy {self.copy} of the {called(self.kind, self.number)}"


class Desk(Protocol):
    """What printing asks of the work on a preparation."""

    state: Preparation
    site: Site
    person: Person

    def require_saved(self) -> None:
        """Raise Refused while something is not on disk."""

    def require(self, trial: said.Entry) -> None:
        """Raise Refused where an entry would be, after recording the close call."""

    def refuse(self, entry: said.Entry, refused: Refused) -> None:
        """Record a close call."""

    def notice_clock(self) -> object:
        """Record what happened to the clock."""

    def put_on_record(self, paper: Paper, entry: said.Entry, version: int) -> None:
        """Record an entry that rests on a paper drawn from the state of a version."""

    def do_as(self, entry: said.Entry, person: Person) -> None:
        """Record what a person entered now."""


class Job:
    """A label on its way to a printer. `look` and `run` may take seconds: they touch no log."""

    def __init__(
        self, entry: said.SendLabel, drawn: Drawn, to: Destination, file: Path, person: Person
    ) -> None:
        self.entry, self.drawn, self.to = entry, drawn, to
        self.file, self.person = file, person
        self.is_over = to.outlet is None

    @property
    def words(self) -> str:
        """Where it goes, in words."""
        return self.to.words

    def look(self) -> Refused | None:
        """Ask the printer whether it can print this; return why not."""
        assert self.to.outlet is not None
        try:
            self.to.outlet.ready(self.to.press)
        except Refused as refused:
            return refused
        return None

    def run(self) -> Sent:
        """Send it, and return what came of it."""
        assert self.to.outlet is not None
        return self.to.outlet.send(self.drawn.pdf, self.to.press, f"Label {self.file.stem}")


class Turn:
    """Whose label is on its way from this workstation: one at a time, so no two take one place."""

    def __init__(self) -> None:
        self.job: Job | None = None

    def require_free(self) -> None:
        """Raise Refused while a label is on its way, of whichever preparation."""
        if self.job is not None:
            what = called(self.job.entry.kind, self.job.entry.number)
            raise Refused(
                f"The {what} ({self.job.file.stem}) is being sent to the printer; wait until the "
                "printer answers."
            )


class LabelPrinting:
    """The labels of one preparation: what they look like, where they go, what came of them."""

    def __init__(
        self, desk: Desk, papers: Papers, destinations: Destinations, maker: LabelMaker, turn: Turn
    ) -> None:
        self._desk, self._papers = desk, papers
        self._destinations, self._maker, self._turn = destinations, maker, turn
        self._job: Job | None = None
        self._last: tuple[object, Drawn] | None = None

    @property
    def destination(self) -> Destination:
        """Where labels of this workstation go."""
        return self._destinations(Use.LABELS)

    @property
    def is_sending(self) -> bool:
        """Whether a printer is asked, or a label is being sent, just now."""
        return self._job is not None

    @property
    def under_way(self) -> UnderWay | None:
        """The label that is being sent, or of which a person has to say whether it came out."""
        if self._job is not None:
            entry, copies = self._job.entry, self._desk.state.copies_of
            copy = copies(entry.kind, entry.number) + 1
            return UnderWay(entry.kind, entry.number, copy, entry.printer, in_question=False)
        sent = self._desk.state.sent
        if sent is None:
            return None
        return UnderWay(sent.kind, sent.number, sent.copy, sent.printer, in_question=True)

    def picture(self) -> Drawn | None:
        """Return the label that is under way as the bytes that were sent, None where they are lost.

        After a restart they lie in the data folder, as they were put there before they were sent.
        """
        sent = self._desk.state.sent
        if self._job is not None:
            return self._job.drawn
        if sent is None:
            return None
        pdf = Paper(self._papers.label_file(sent.file)).unfinished(sent.digest)
        return None if pdf is None else Drawn(sent.code, sent.template, pdf, sent.count)

    def preview(self, kind: LabelKind, number: int, copy: int = 0) -> Drawn:
        """Return a label as the very bytes that go out: the next copy, or another one.

        Raises Refused where it cannot be drawn, or does not read back as what it says.
        """
        state, site = self._desk.state, self._desk.site
        copy = copy or state.copies_of(kind, number) + 1
        press = self.destination.press
        asked = (kind, number, state.version, site, copy, press)
        if self._last is None or self._last[0] != asked:
            self._last = asked, self._maker.drawn(kind, number, state, site, copy, press)
        return self._last[1]

    def value(self, kind: LabelKind, number: int, copy: int) -> BagLabel | CompanionLabel:
        """Return what a copy of a label says; raises Refused where it cannot be made."""
        desk = self._desk
        return self._maker.value(kind, number, desk.state, desk.site, copy)

    def begin(self, kind: LabelKind, number: int = 0, reason: str = "") -> Job:
        """Draw a label, prove it, and make sure that it may exist; raises Refused.

        Where no printer is chosen it is recorded and put out at once, and the job is over. Else the
        printer is to be asked (`Job.look`) before it is sent.
        """
        desk, to = self._desk, self.destination
        desk.require_saved()
        self._turn.require_free()
        desk.notice_clock()
        reason = reason or known_reason(desk.state, kind, number)
        trial = self._entry(kind, number, Drawn("trial", "trial", b""), to, reason)
        desk.require(trial)
        drawn = self.preview(kind, number)
        file = self._papers.label_file(self._name(kind, number))
        entry = self._entry(kind, number, drawn, to, reason)
        if not isinstance(entry, said.SendLabel):
            self._put_out(entry, drawn, file)
            entry = _sending(kind, number, drawn, to, file, reason)
        job = Job(entry, drawn, to, file, desk.person)
        if not job.is_over:
            self._job = self._turn.job = job
        return job

    def send(self, job: Job, refused: Refused | None) -> None:
        """Record that a label goes to the printer now, which said before that it can; raises it.

        Nothing goes, and nothing is counted, where the printer cannot, or where what the label
        says changed meanwhile.
        """
        try:
            self._send(job, refused)
        except BaseException:
            self._let_go()
            raise

    def _send(self, job: Job, refused: Refused | None) -> None:
        desk, entry = self._desk, job.entry
        desk.require_saved()
        if refused is not None:
            desk.refuse(entry, refused)
            raise refused
        desk.notice_clock()
        copy = desk.state.copies_of(entry.kind, entry.number) + 1
        if self._name(entry.kind, entry.number) != job.file.name or (
            self.preview(entry.kind, entry.number, copy) != job.drawn
        ):
            raise Refused(
                "What the label says changed while the printer was asked. Look at it, and print it "
                "again."
            )
        paper = Paper(job.file)
        paper.write(job.drawn.pdf)
        desk.put_on_record(paper, entry, desk.state.version)

    def finish(self, job: Job, sent: Sent) -> None:
        """Record what came of a label that was sent; nothing where the printer did not say.

        Then a person is asked. Raises Refused where it is not saved.
        """
        self._let_go()
        match sent.delivery:
            case Delivery.DELIVERED:
                self._came_out(job.entry.file, job.entry.digest, job.person)
            case Delivery.NOT_DELIVERED:
                why = visible(sent.sentence)[:_LONGEST]
                self._desk.do_as(said.LabelDidNotComeOut(why, may_be_out=False), job.person)
                Paper(job.file).discard()
            case _:
                pass  # it stays in question

    def abandon(self, job: Job) -> None:
        """Let go of a label after a fault of ours: if it was sent, a person is asked."""
        if self._job is job:
            self._let_go()

    def _let_go(self) -> None:
        self._job = self._turn.job = None

    def answer(self, outcome: Outcome) -> None:
        """Record what was found of the label in question; raises Refused.

        One that is spoiled, or not there, has used up its number and its places of a sheet.
        """
        self._desk.require_saved()
        if self._job is not None:
            self._turn.require_free()
        sent, person = self._desk.state.sent, self._desk.person
        if sent is None:
            raise Refused(
                "What became of each label that was sent to a printer is recorded already."
            )
        if outcome is Outcome.WHOLE:
            self._came_out(sent.file, sent.digest, person)
            return
        spoiled = outcome is Outcome.SPOILED
        why = _SPOILED if spoiled else _LOST
        self._desk.do_as(said.LabelDidNotComeOut(why, may_be_out=True, spoiled=spoiled), person)
        Paper(self._papers.label_file(sent.file)).discard()

    def print(self, kind: LabelKind, number: int = 0, reason: str = "") -> Path:
        """Print a label and wait for it; return its file. Raises Refused where it is not out."""
        job = self.begin(kind, number, reason)
        if job.is_over:
            return job.file
        self.send(job, job.look())
        sent = job.run()
        self.finish(job, sent)
        if sent.delivery is not Delivery.DELIVERED:
            raise Refused(sent.sentence)
        return job.file

    def _came_out(self, name: str, digest: str, person: Person) -> None:
        """Record that a label came out; where it is void already, its file gets its name for that.

        One that counts got it when it was recorded.
        """
        self._desk.do_as(said.LabelCameOut(), person)
        with suppress(OSError):
            Paper(self._papers.label_file(name)).finish(digest)
        self._papers.settle(self._desk.state)

    def _put_out(self, entry: said.Entry, drawn: Drawn, file: Path) -> None:
        version = self._desk.state.version
        paper = Paper(file)
        paper.write(drawn.pdf)
        self._desk.put_on_record(paper, entry, version)

    def _name(self, kind: LabelKind, number: int) -> str:
        state = self._desk.state
        return file_name(state.opened.number, kind, number, state.copies_of(kind, number) + 1)

    def _entry(
        self, kind: LabelKind, number: int, drawn: Drawn, to: Destination, reason: str
    ) -> said.Print | said.PrintCompanion | said.SendLabel:
        """Return what is said of a label that is put out as a file, or sent to a printer."""
        name = Path(self._name(kind, number))
        sending = _sending(kind, number, drawn, to, name, reason)
        if to.outlet is not None:
            return sending
        paper = (to.press.stock.name, to.place, drawn.count)
        what = (sending.code, sending.digest, sending.file, reason, drawn.template, *paper)
        if kind is LabelKind.BAG:
            return said.Print("print-label", *what)
        return said.PrintCompanion(kind, number, *what)


def _sending(
    kind: LabelKind, number: int, drawn: Drawn, to: Destination, file: Path, reason: str
) -> said.SendLabel:
    digest = hashlib.sha256(drawn.pdf).hexdigest()
    return said.SendLabel(
        kind,
        number,
        drawn.code,
        digest,
        file.name,
        to.words,
        reason,
        drawn.template,
        to.press.stock.name,
        to.place,
        drawn.count,
    )
