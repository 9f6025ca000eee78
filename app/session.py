"""One person at one preparation: decide, append, announce.

Nothing is shown as done before it is on disk. What is refused is recorded as a close call, with
what was entered and what the person was told, and then raised.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from app.clock import Clock
from app.core import entry as said
from app.core import events as e
from app.core.decision import decide
from app.core.holding import changes_hands
from app.core.person import Person
from app.core.preparation import Preparation, Stamped, Status, evolve
from app.core.quantity import Measure, magnitude, parse, show
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.second_look import (
    News,
    news,
    require_nothing_new,
    require_nothing_stops,
    require_weighed,
)
from app.core.step import Kind, Meaning, Step
from app.core.timing import backwards, drift
from app.courses import additions, dose_of, reviewed
from app.intake.gs1 import Scanned, parse_scan
from app.intake.key_signs import visible
from app.labels import bag_label, code_of, trial_label, typed_code
from app.orders import order_returned
from app.people import People, reading_of
from app.preparations import fact_of, preparation_in, stamped
from app.printing import put_out, put_out_document, require_room
from app.products import Catalogue
from app.records import compounding_record, worksheet
from app.scale import Port
from app.scales import port_of
from app.scanners import profile_of
from app.site import Site
from app.stock import Stock
from app.store import Entries, Log

Announce = Callable[[Preparation], None]


class Session:
    """The work on one preparation. `person` may change between steps; the state does not."""

    def __init__(
        self,
        log: Log,
        clock: Clock,
        people: People,
        site: Site,
        catalogue: Catalogue,
        stock: Stock,
        stream: str,
        person: Person,
        announce: Announce,
    ) -> None:
        history = log.history(stream)
        self.state = preparation_in(log, history)
        self.person = person
        self.site = site
        self.worksheet: Path | None = None
        label = self.state.label
        self._label_file = log.path.parent / "labels" / label.file if label else None
        self._log = log
        self._clock = clock
        self._people = people
        self._catalogue, self._stock = catalogue, stock
        self.stream = stream
        self._announce = announce
        self._seen = reading_of(history[-1])
        self._opened_at = reading_of(history[0]).wall

    @property
    def folder(self) -> Path:
        """Where labels, records and worksheets of this site are written."""
        return self._log.path.parent

    def now(self) -> datetime:
        """Return the present moment as this preparation counts it, in UTC."""
        return self.state.now(self._clock.reading())

    @property
    def scale(self) -> Port | None:
        """Where the scale of this workstation is, None where it has none."""
        return port_of(self._log)

    @property
    def clock_ran_backwards(self) -> bool:
        """Whether the wall clock shows an earlier time than the last fact of an earlier boot."""
        return backwards(self.state.last, self._clock.reading())

    def notice_clock(self) -> None:
        """Record that the wall clock was set since the last look, if it was."""
        reading = self._clock.reading()
        moved = drift(self._seen, reading)
        if moved is not None and self.state.status in (Status.OPEN, Status.FAILED):
            self._append((e.ClockSet(round(moved.total_seconds())),), reading, "the clock")
        self._seen = reading

    def do(self, entry: said.Entry) -> None:
        """Record an entry; raises Refused, after recording the close call."""
        self.notice_clock()
        reading = self._clock.reading()
        try:
            facts = decide(self.state, entry, self.person, reading)
            self._look_again(entry, reading)
            self._require_label(facts, reading)
        except Refused as refused:
            self._refuse(described(entry), refused)
            raise
        self._append(facts, reading, self.person.name)

    def _look_again(self, entry: said.Entry, reading: Reading) -> None:
        """Raise Refused where the course says something new to what is said now, or the stock."""
        goes_on = isinstance(entry, said.StepEntry | said.StartInfusion)
        if goes_on and (stopped := self.stopped_by_stock):
            raise Refused(stopped)
        match entry:
            case said.Verify():
                require_nothing_new(self._news(reading.wall))
            case said.Sign(meaning=Meaning.CHECKED):
                require_weighed(self._news(self._opened_at), entry.remark)
            case said.Print() | said.Sign(meaning=Meaning.RELEASED):
                require_nothing_stops(self._news(self._opened_at))

    @property
    def stopped_by_stock(self) -> str:
        """Why work must not go on: something in it is in quarantine; else ""."""
        return self._stock.stopping(self.state)

    def _news(self, moment: datetime) -> News:
        """Return what the course says now that it did not say when this was opened.

        It is judged for `moment`, or for when the infusion is wanted if that is later.
        """
        before, state = self.state.opened.review, self.state
        if before is None:
            return News((), (), ())
        return news(before, reviewed(self._log, state.order, state.monograph, moment, self.site))

    def _require_label(self, facts: tuple[e.Event, ...], reading: Reading) -> None:
        """Raise Refused where the storage chosen asks for a label that has no room for it."""
        opened, monograph, name = self.state.opened, self.state.monograph, self.person.name
        for fact in facts:
            if isinstance(fact, e.StorageChosen):
                now = reading.wall
                require_room(trial_label(opened, monograph, self.site, name, fact.storage, now))

    @property
    def separator_proved(self) -> bool:
        """Whether this workstation's scanner was seen to send the sign between lot and serial."""
        profile = profile_of(self._log)
        return profile is not None and profile.proves_separator

    @property
    def keeps_refusals(self) -> bool:
        """Whether what is refused now is recorded in this preparation: not once discarded."""
        return self.state.status is not Status.DISCARDED

    def refuse_scan(self, entered: str, sentence: str) -> None:
        """Record as a close call what was scanned and not used, while a question stood open."""
        self._refuse(entered, Refused(sentence))

    def resume(self, means: str = "") -> None:
        """Go on with held work, and take it over where someone else held it; raises Refused.

        `means` is the light protection at the hood where the drug was brought elsewhere.
        """
        self.do(said.Resume(means, takes_over=changes_hands(self.state, self.person)))

    def scan(self, raw: str, *, by_scanner: bool = False) -> None:
        """Record a scan at the present step; raises Refused, after recording the close call.

        `by_scanner` tells that nobody typed it, so that what is known of the scanner counts.
        """
        step = self._present()
        try:
            entry = self._scan_entry(step, raw, by_scanner)
        except Refused as refused:
            self._refuse(raw, refused)
            raise
        self.do(entry)

    def _scan_entry(self, step: Step, raw: str, by_scanner: bool) -> said.Entry:
        today = self.site.day(self.now())
        if step.kind is Kind.SCAN:
            proved = by_scanner and self.separator_proved
            package = self._catalogue.package(raw, today, proved)
            only_received = self.state.policy.only_received
            judged = self._stock.judged(package, self.stream, only_received)
            expiry = judged.expiry
            ends = None if expiry is None else self.site.end_of(expiry)
            return said.Scan(
                step.identifier, judged, today, typed=not by_scanner, in_date_until=ends
            )
        if step.kind is Kind.SCAN_BACK:
            return said.ScanBack(step.identifier, self._code_read(raw, today))
        raise Refused(f"This step takes no scan. {step.title}.")

    def _code_read(self, raw: str, today: date) -> str:
        label = self.state.label
        if label is not None and raw.strip().upper() == typed_code(label.code):
            return label.code
        return self._label_code(parse_scan(raw, today))

    def _label_code(self, scanned: Scanned) -> str:
        if not scanned.internal:
            raise Refused("This is not the code of a label. Scan the label on the bag.")
        return code_of(scanned)

    def measure(self, number: str) -> None:
        """Record a volume typed in mL; raises Refused, after recording the close call."""
        step = self._present()
        try:
            volume = parse(f"{number} mL", Measure.VOLUME)
        except Refused as refused:
            self._refuse(number, refused)
            raise
        self.do(said.Measure(step.identifier, volume))

    def weigh(self, number: str, *, from_scale: bool = False, reason: str = "") -> None:
        """Record a mass in g, as it was typed or as the scale sent it; raises Refused.

        What is refused is recorded as a close call. `reason` is why a pharmacist accepts it.
        """
        step = self._present()
        try:
            mass = parse(f"{number} g", Measure.MASS, zero=True)
        except Refused as refused:
            self._refuse(number, refused)
            raise
        self.do(said.Weigh(step.identifier, mass, from_scale, reason))

    def enter_figures(self, volume: str, start: str) -> None:
        """Record the checker's figures: a number in mL, and a local time "14:44"; raises Refused.

        The time is the first such time of day at or after the reconstitution.
        """
        step = self._present()
        try:
            figures = said.EnterFigures(
                step.identifier,
                parse(f"{volume} mL", Measure.VOLUME),
                self._start(start),
            )
        except Refused as refused:
            if may_be_a_pin(volume) or may_be_a_pin(start):
                unread = Refused(
                    "The figures could not be read: write the volume in mL, such as 5.8, and the "
                    "latest start such as 14:44. What was typed is not kept; it may be a PIN."
                )
                self._refuse("figures, not kept", unread)
                raise unread from refused
            self._refuse(f"{volume} mL, {start}", refused)
            raise
        self._require_possible(figures)
        self.do(figures)

    def _require_possible(self, figures: said.EnterFigures) -> None:
        """Raise Refused for more than the container ever holds: most likely it is a PIN."""
        if figures.volume <= self.state.plan.total:
            return
        refused = Refused(
            "The volume is more than all that the container holds. Enter the volume to withdraw "
            "in mL, such as 5.8; a PIN is asked for later. Nothing of it was recorded."
        )
        self._refuse("a volume, not kept", refused)
        raise refused

    def _start(self, text: str) -> datetime:
        """Return the time meant: of the two in the night clocks go back, the one that is due."""
        found = times_of_day(text, self.state.reconstituted or self.now(), self.site)
        due = {each.at.replace(second=0, microsecond=0) for each in self.state.deadlines()}
        return next((each for each in found if each in due), found[0])

    def sign(self, pin: str, meaning: Meaning, remark: str = "") -> None:
        """Sign the present step with the signed-in person's PIN; raises Refused."""
        step = self._present()
        try:
            self._people.prove(self.person.name, pin)
        except Refused as refused:
            self._refuse("a wrong PIN", refused)
            raise
        self.do(said.Sign(step.identifier, meaning, remark))

    def print_label(self, reason: str = "") -> Path:
        """Draw the label, prove it by decoding, put it out, and record it; return its file.

        Raises Refused where a label may not exist now; then nothing was written.
        """
        self.notice_clock()
        copy = self.state.copies + 1
        step = "print-label"
        self._require(said.Print(step, "trial", "trial", "trial", reason))
        label = bag_label(self.state, self.site, copy)
        number = self.state.opened.number
        file = self.folder / "labels" / f"{number}-{copy}.pdf"
        digest = put_out(label, file)
        self._label_file = file
        try:
            self.do(said.Print(step, label.code, digest, file.name, reason))
        except Refused:
            file.unlink()
            raise
        return file

    def write_record(self) -> Path:
        """Write the compounding record as PDF and return its file; raises Refused."""
        head = self._log.head()
        history = tuple(stamped(row) for row in self._log.history(self.stream))
        document = compounding_record(self.state, history, self.site, head.hash if head else "")
        file = self.folder / "records" / f"{self.state.opened.number}.pdf"
        put_out_document(document, file)
        return file

    def write_worksheet(self) -> Path:
        """Write the rest of the steps as PDF and record that; return the file. Raises Refused.

        Not while a check is blind: the sheet shows what the checker works out alone.
        """
        if self.state.is_blind:
            self._blind()
        number = self.state.opened.number
        file = self.folder / "worksheets" / f"{number}-{self.state.version}.pdf"
        trial = said.PrintWorksheet(file.name)
        self._require(trial)
        put_out_document(worksheet(self.state, self.site), file)
        try:
            self.do(trial)
        except Refused:
            file.unlink()
            raise
        self.worksheet = file
        return file

    def _require(self, trial: said.Entry) -> None:
        """Raise Refused where an entry would be, before anything is put out for it."""
        reading = self._clock.reading()
        try:
            decide(self.state, trial, self.person, reading)
            self._look_again(trial, reading)
        except Refused as refused:
            self._refuse(described(trial), refused)
            raise

    def _blind(self) -> None:
        refused = Refused("The check is blind: enter your own figures first, then look.")
        self._refuse("the paper worksheet", refused)
        raise refused

    def _present(self) -> Step:
        step = self.state.step
        if step is None:
            raise Refused("Every step of this preparation is done.")
        return step

    def _refuse(self, entered: str, refused: Refused) -> None:
        if not self.keeps_refusals:
            return
        step = self.state.step
        identifier = step.identifier if step else ""
        event = e.EntryRefused(identifier, visible(entered)[:200], refused.sentence)
        self._append((event,), self._clock.reading(), self.person.name)

    def _append(self, facts: tuple[e.Event, ...], reading: Reading, actor: str) -> None:
        steps = [Entries(self.stream, self.state.version, tuple(fact_of(fact) for fact in facts))]
        order = self.state.opened.order_stream
        if any(isinstance(fact, e.Discarded) for fact in facts) and self._log.version(order):
            returned = order_returned(self.state.opened.number)
            steps.append(Entries(order, self._log.version(order), (returned,)))
        steps += self._given(facts, reading)
        recorded = self._log.record(
            steps, at=reading.wall.isoformat(), clock=reading.text(), actor=actor
        )
        state = self.state
        for fact, row in zip(facts, recorded, strict=False):
            state = evolve(state, Stamped(fact, row.actor, reading, row.version))
        self._seen = reading
        self.state = state
        self._void_label()
        self._announce(state)

    def _given(self, facts: tuple[e.Event, ...], reading: Reading) -> Iterator[Entries]:
        """Yield what a release adds to the patient's course: the dose counts as given."""
        if any(isinstance(fact, e.Released) for fact in facts):
            dose = dose_of(self.state, self.site.day(reading.wall))
            entries = additions(self._log, self.state.order.patient, (dose,))
            if entries is not None:
                yield entries

    def _void_label(self) -> None:
        """Rename the file of a label that counts no more, so that nobody prints it by mistake."""
        file = self._label_file
        kept = self.state.label is not None and self.state.status is not Status.DISCARDED
        if file is not None and not kept and file.exists():
            file.rename(file.with_name(f"VOID-{file.name}"))
            self._label_file = None


def described(entry: said.Entry) -> str:
    """Return what was entered, for the record of a close call; never a PIN."""
    match entry:
        case said.Scan():
            return entry.package.scanned
        case said.ScanBack():
            return entry.code
        case said.Measure():
            return show(entry.volume)
        case said.Weigh():
            how = "scale" if entry.from_scale else "by hand"
            return f"{magnitude(entry.mass, 'g'):f} g ({how})"
        case said.EnterFigures():
            return f"{show(entry.volume)}, {entry.start_by:%Y-%m-%d %H:%M} UTC"
        case said.Choose() | said.RestoreProtection():
            return entry.choice
        case said.Store():
            return f"stored {entry.storage.words}"
        case said.StartInfusion() | said.PauseInfusion() | said.ResumeInfusion():
            return f"{type(entry).__name__.removesuffix('Infusion').lower()} the infusion"
        case said.EndInfusion():
            return "end the infusion"
        case said.Sign():
            return f"signature: {entry.meaning.value}"
        case _:
            return type(entry).__name__.lower()


def may_be_a_pin(text: str) -> bool:
    """Return whether what was typed for a figure may be a PIN that came too early."""
    return re.fullmatch("[0-9]{4,12}", text) is not None


def times_of_day(text: str, after: datetime, site: Site) -> tuple[datetime, ...]:
    """Return the next local times "HH:MM" at or after a moment, in UTC; raises Refused."""
    match = re.fullmatch(r"([01][0-9]|2[0-3]):?([0-5][0-9])", text, re.ASCII)
    if not match:
        raise Refused(f"“{text}” is not a time of day; write it such as 14:44.")
    wanted = time(int(match[1]), int(match[2]))
    local = site.local(after)
    # In the night in which clocks are set back, a time of day comes twice.
    moments = (
        datetime.combine(day, wanted.replace(fold=fold), local.tzinfo).astimezone(UTC)
        for day in (local.date(), local.date() + timedelta(days=1))
        for fold in (0, 1)
    )
    return tuple(
        sorted({each for each in moments if each >= after.replace(second=0, microsecond=0)})
    )
