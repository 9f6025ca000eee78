"""One person at one preparation: decide, append, announce.

Nothing is shown as done before it is on disk. What is refused is recorded as a close call, with
what was entered and what the person was told, and then raised. What the log does not take is kept
with the reading of its moment (`unsaved`), and nothing else is recorded before it is saved.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from app.clock import Clock
from app.clock_watch import THE_CLOCK
from app.close_calls import LONGEST
from app.core import entry as said
from app.core import events as e
from app.core.clock_change import noticed
from app.core.countersigning import is_judged
from app.core.decision import AFTER_RELEASE, decide
from app.core.evolution import evolve
from app.core.holding import changes_hands
from app.core.label_kind import LabelKind
from app.core.late import may_enter_late
from app.core.minute import whole_minute
from app.core.person import Office, Person
from app.core.preparation import Preparation, Stamped, Status
from app.core.quantity import Measure, parse
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.step import Kind, Meaning, Step
from app.core.timing import Name, backwards
from app.courses import additions, dose_of
from app.entered import described, may_be_a_pin
from app.intake.gs1 import Scanned, parse_scan
from app.intake.key_signs import visible
from app.label_check import require_bag_label
from app.label_drawing import LabelMaker
from app.label_printing import Destinations, LabelPrinting, Turn
from app.labels import code_of, typed_code
from app.late_entry import Paper as FromPaper
from app.late_entry import in_local_time, label_says, paper_time
from app.local_time import times_of_day
from app.log_fault import LogFault
from app.orders import order_returned
from app.papers import Papers
from app.people import People
from app.preparations import fact_of, preparation_in, stamped
from app.printing import Paper, put_out_document, ready
from app.products import Catalogue
from app.recording import reading_of
from app.records import compounding_record
from app.scale import Port
from app.scales import port_of
from app.scanners import profile_of
from app.site import Site, site_of
from app.standing_now import StandingNow
from app.stock import Stock
from app.store import Entries, Log
from app.telling import said as told
from app.unsaved import Unsaved
from app.worksheet import sheet_number, worksheet

_ON_PAPER = (e.LabelPrinted, e.CompanionPrinted, e.LabelSent, e.WorksheetPrinted)
# What is not kept where the log does not take it: its paper is taken back.
_OF_PAPER = (said.Print, said.PrintCompanion, said.SendLabel, said.PrintWorksheet)

Announce = Callable[[Preparation], None]

_OF_THE_CLOCK = ("clock-set", "restarted", "last-seen", "was-off", "zone-changed")


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
        latest: Callable[[], datetime],
        destinations: Destinations,
        maker: LabelMaker,
        turn: Turn,
    ) -> None:
        history = log.history(stream)
        self.state = preparation_in(log, history)
        self.person = person
        self.site = site
        self.worksheet: Path | None = None
        self.unsaved: Unsaved | None = None
        self.paper: FromPaper | None = None
        self._log = log
        self._clock = clock
        self._people = people
        self._catalogue, self._stock = catalogue, stock
        self.stream = stream
        self._announce = announce
        self._latest = latest
        opened_at = reading_of(history[0]).wall
        self._standing = StandingNow(log, stock, maker, stream, opened_at)
        self._paper: Paper | None = None
        facts = (stamped(row).fact for row in history if row.name == "worksheet-printed")
        sheets = [fact.file for fact in facts if isinstance(fact, e.WorksheetPrinted)]
        self._papers = Papers(self.folder, sheets[-1:])
        self.labels = LabelPrinting(self, self._papers, destinations, maker, turn)
        # Power may have gone after a fact was recorded and before its paper was put out.
        self.trouble = self._papers.settle(self.state)

    def take_over(self, person: Person, announce: Announce) -> None:
        """Let another person go on, or the same one on another page."""
        self.person, self._announce = person, announce

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

    def notice_clock(self) -> Reading:
        """Record what happened to the clock since the last fact, if anything did.

        Not while something is unsaved: what the clock did since is found when that is saved.
        Returns the reading of the clock now.
        """
        reading = self._clock.reading()
        if self.unsaved is None:
            self._catch_up()
            if self.keeps_refusals:
                self._notice(reading)
        return reading

    def _notice(self, reading: Reading) -> None:
        """Record what happened to the clock before anything else is recorded at `reading`."""
        self._catch_up()
        if facts := noticed(self.state, reading):
            self._record(facts, reading, THE_CLOCK)

    def _catch_up(self) -> None:
        """Take in what was recorded meanwhile of the clock; nobody said it, so it stops nobody."""
        if self._log.version(self.stream) == self.state.version:
            return
        history = self._log.history(self.stream)
        if all(row.name in _OF_THE_CLOCK for row in history[self.state.version :]):
            self.state = preparation_in(self._log, history)
            self.site = site_of(self._log) or self.site
            self.trouble = self._papers.settle(self.state)
            self._announce(self.state)

    def do(self, entry: said.Entry) -> None:
        """Record an entry; raises Refused, after recording the close call.

        What the log does not take is `unsaved` from then on; Refused says so.
        """
        self.require_saved()
        if self.paper is not None:
            try:
                entry = self.paper.late(entry, self.person)
            except Refused as refused:
                self._refuse(f"{described(entry)}, from paper", refused)
                raise
            finally:
                self.paper = self.paper.not_countersigned()
        self._do(entry, self.person, self._clock.reading())

    def _do(self, entry: said.Entry, person: Person, reading: Reading) -> None:
        """Decide and record what `person` entered at `reading`."""
        try:
            if self.keeps_refusals:
                self._notice(reading)
            facts = self._decided(entry, person, reading)
        except LogFault as fault:
            raise self._kept((), entry, person, reading, fault) from fault
        except Refused as refused:
            self.refuse(entry, refused)
            raise
        self._append(facts, entry, person, reading)

    def do_as(self, entry: said.Entry, person: Person) -> None:
        """Record what somebody entered, who may have left meanwhile; raises Refused as do()."""
        self.require_saved()
        self._do(entry, person, self._clock.reading())

    def _decided(self, entry: said.Entry, person: Person, reading: Reading) -> tuple[e.Event, ...]:
        try:
            facts = decide(self.state, entry, person, reading)
        except Refused as refused:
            raise in_local_time(refused, self.site) from refused
        if isinstance(entry, said.Late):
            self._standing.look_back(self.state, self.site, entry, reading)
        else:
            self._standing.look_again(self.state, self.site, entry, reading)
        name = self.person.name
        self._standing.require_label(self.state, self.site, facts, name, reading)
        return facts

    @property
    def stopped_by_stock(self) -> str:
        """Why work must not go on: something in it is in quarantine; else ""."""
        return self._standing.stopped_by_stock(self.state)

    @property
    def separator_proved(self) -> bool:
        """Whether this workstation's scanner was seen to send the sign between lot and serial."""
        profile = profile_of(self._log)
        return profile is not None and profile.proves_separator

    @property
    def keeps_refusals(self) -> bool:
        """Whether what is refused now is recorded in this preparation: not when it is over."""
        return self.state.status in (Status.OPEN, Status.FAILED)

    def refuse_scan(self, entered: str, sentence: str) -> None:
        """Record as a close call what was scanned and not used, while a question stood open."""
        self.require_saved()
        self._refuse(entered, Refused(sentence))

    def resume(self, means: str = "") -> None:
        """Go on with held work, and take it over where someone else held it; raises Refused.

        `means` is the light protection at the hood where the drug was brought elsewhere.
        """
        who = self.person if self.paper is None or self.paper.by is None else self.paper.by
        self.do(said.Resume(means, takes_over=changes_hands(self.state, who)))

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
        paper = None if self.paper is None else self.paper.at
        today = self.site.day(paper or max(self.now(), self._latest()))
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
        require_bag_label(scanned)
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
        due = {whole_minute(each.at) for each in self.state.deadlines() if each.name is Name.START}
        return next((each for each in found if each in due), found[0])

    def sign(self, pin: str, meaning: Meaning, remark: str = "") -> None:
        """Sign the present step with the signed-in person's PIN; raises Refused."""
        step = self._present()
        self._prove(pin)
        self.do(said.Sign(step.identifier, meaning, remark))

    @property
    def may_enter_late(self) -> bool:
        """Whether something on a worksheet could be entered: Umbra did not run for a time."""
        return may_enter_late(self.state) and not self.clock_ran_backwards

    def begin_paper(self, sheet: str, pin: str) -> None:
        """Begin to enter what stands on a worksheet, as the one who signed in; raises Refused.

        The PIN signs all that is entered until `end_paper`.
        """
        self.require_saved()
        sheet = sheet.strip()
        if sheet not in dict(self.state.sheets):
            known = " or ".join(each for each, _ in self.state.sheets) or "none"
            refused = Refused(
                f"No worksheet {sheet} was printed for this preparation; there is {known}. Read "
                "the number at the head of the sheet."
            )
            self._refuse("the number of a worksheet", refused)
            raise refused
        self._prove(pin)
        self.paper = FromPaper(sheet, self.person)

    def paper_says(self, time: str, name: str) -> None:
        """Take what the sheet says of the next entry: its time, and who did it; raises Refused.

        Either is "" while nobody said it.
        """
        assert self.paper is not None
        at = paper_time(time, self.state, self.now(), self.site) if time.strip() else None
        by = self._people.named(name) if name else None
        self.paper = replace(self.paper.not_countersigned(), at=at, by=by)

    def countersign(self, name: str, pin: str, reason: str = "") -> None:
        """Let a second pharmacist countersign the next entry from paper; raises Refused.

        `reason` is why it is said otherwise than before.
        """
        assert self.paper is not None
        self._prove(pin, name)
        self.paper = replace(self.paper, witness=self._people.named(name), reason=reason)

    @property
    def workers(self) -> tuple[str, ...]:
        """The names of everyone who may have done something at the hood, or checked it."""
        everyone = self._people.everyone()
        return tuple(each.name for each in everyone if each.office is not Office.ADMINISTRATOR)

    def end_paper(self) -> None:
        """Go on with what is done now; what was entered from paper stays."""
        self.paper = None

    def sign_paper(self, meaning: Meaning, remark: str = "") -> None:
        """Enter a signature that stands on paper; raises Refused."""
        self.do(said.Sign(self._present().identifier, meaning, remark))

    def write_label(self, start_by: str, finish_by: str, take_out_by: str = "") -> None:
        """Enter that a label was written by hand, with the times on it; raises Refused."""
        self.require_saved()
        try:
            entry = label_says((start_by, finish_by, take_out_by), self.state, self.site)
        except Refused as refused:
            self._refuse("the times on a label", refused)
            raise
        self.do(entry)

    def _prove(self, pin: str, name: str = "") -> None:
        try:
            self._people.prove(name or self.person.name, pin)
        except Refused as refused:
            self._refuse("a wrong PIN", refused)
            raise

    def print_label(
        self, reason: str = "", kind: LabelKind = LabelKind.BAG, number: int = 0
    ) -> Path:
        """Print a label, wait until it is out, and return its file.

        Raises Refused where a label may not exist now, the log did not take it, or it is not known
        to have come out.
        """
        return self.labels.print(kind, number, reason)

    def put_on_record(self, paper: Paper, entry: said.Entry, version: int) -> None:
        """Record what rests on a paper; only then it exists, under its name or at the printer.

        `version` is that of the state it was drawn from: the times on it are of that.
        """
        self._paper = paper
        try:
            self.require_saved()
            reading = self.notice_clock()
            if self.state.version != version:
                raise Refused("The clock was set while this was drawn. Print it again.")
            self._do(entry, self.person, reading)
        finally:
            if self._paper is not None:  # it is not on record
                self._paper.discard()
                self._paper = None
        if self.trouble and not isinstance(entry, said.SendLabel) and not paper.file.is_file():
            raise Refused(self.trouble)

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
        self.require_saved()
        if self.state.is_blind_for(self.person.name):
            self._blind()
        file = self._papers.sheet_file(f"{sheet_number(self.state)}.pdf")
        trial = said.PrintWorksheet(file.name)
        self.require(trial)
        version = self.state.version
        self.put_on_record(ready(worksheet(self.state, self.site), file), trial, version)
        self.worksheet = file
        return file

    def require(self, trial: said.Entry) -> None:
        """Raise Refused where an entry would be, before anything is put out for it."""
        reading = self._clock.reading()
        try:
            decide(self.state, trial, self.person, reading)
            self._standing.look_again(self.state, self.site, trial, reading)
        except Refused as refused:
            self.refuse(trial, refused)
            raise

    def refuse(self, entry: said.Entry, refused: Refused) -> None:
        """Record as a close call that an entry was refused, if it would be recorded at all."""
        released = self.state.status is Status.RELEASED
        entered = self._described(entry)
        after_release = released and isinstance(entry, AFTER_RELEASE)
        self._refuse(entered, refused, after_release, is_judged(entry, refused))

    def _blind(self) -> None:
        refused = Refused("The check is blind: enter your own figures first, then look.")
        self._refuse("the paper worksheet", refused)
        raise refused

    def _present(self) -> Step:
        self.require_saved()
        step = self.state.step
        if step is None:
            raise Refused("Every step of this preparation is done.")
        return step

    def _described(self, entry: said.Entry) -> str:
        if not isinstance(entry, said.Late):
            return described(entry)
        at = self.site.shown(entry.at, "%Y-%m-%d %H:%M")
        from_paper = f"{entry.by.name} at {at}, late from sheet {entry.sheet}"
        return f"{described(entry.entry)} ({from_paper})"

    def _refuse(
        self, entered: str, refused: Refused, after_release: bool = False, late: bool = False
    ) -> None:
        """Record a close call; `after_release` where it is of what is recorded even then.

        `late` tells that it was said to stand on paper.
        """
        if not self.keeps_refusals and not after_release:
            return
        step = self.state.step
        identifier = step.identifier if step else ""
        event = e.EntryRefused(identifier, visible(entered)[:LONGEST], refused.sentence, late)
        self._append((event,), None, self.person, self._clock.reading())

    def _append(
        self,
        facts: tuple[e.Event, ...],
        entry: said.Entry | None,
        actor: Person,
        reading: Reading,
    ) -> None:
        """Record what followed from an entry, or keep it; raises Refused where it is not saved."""
        try:
            self._notice(reading)
            self._record(facts, reading, actor.name)
        except LogFault as fault:
            raise self._kept(facts, entry, actor, reading, fault) from fault

    def _record(self, facts: tuple[e.Event, ...], reading: Reading, actor: str) -> None:
        recorded = self._log.record(
            self._entries(facts, reading),
            at=reading.wall.isoformat(),
            clock=reading.text(),
            actor=actor,
        )
        state = self.state
        for fact, row in zip(facts, recorded, strict=False):
            state = evolve(state, Stamped(fact, row.actor, reading, row.version))
        self.state = state
        self.unsaved = None
        for fact in facts:
            if isinstance(fact, _ON_PAPER):
                self._paper = None
            self._papers.take(fact)
        self.trouble = self._papers.settle(state)
        self._announce(state)

    def _entries(self, facts: tuple[e.Event, ...], reading: Reading) -> list[Entries]:
        """Return facts for the end of this stream, and what they add to other streams."""
        steps = [Entries(self.stream, self.state.version, tuple(fact_of(fact) for fact in facts))]
        order = self.state.opened.order_stream
        if any(isinstance(fact, e.Discarded) for fact in facts) and self._log.version(order):
            returned = order_returned(self.state.opened.number)
            steps.append(Entries(order, self._log.version(order), (returned,)))
        return [*steps, *self._given(facts, reading)]

    def _kept(
        self,
        facts: tuple[e.Event, ...],
        entry: said.Entry | None,
        actor: Person,
        reading: Reading,
        fault: LogFault,
    ) -> Refused:
        """Keep what the log did not take, and return how to say so.

        What is kept already stays as it was. A paper is not kept: it is taken back. Nor is what
        stands on paper: it is entered again.
        """
        if isinstance(entry, (*_OF_PAPER, said.Late)):
            return Refused(fault.sentence)
        if self.unsaved is not None:
            self.unsaved = self.unsaved.still(fault.sentence)
        else:
            scale = self.state.policy.gravimetric
            words = tuple(told(fact, scale) for fact in facts)
            if entry is not None and not words:
                words = (described(entry),)
            # The package of a scan may go elsewhere meanwhile, so a scan is decided again.
            facts = () if isinstance(entry, said.Scan) else facts
            self.unsaved = Unsaved(words, facts, entry, actor, reading, fault.sentence)
        return Refused(f"This is not saved. {fault.sentence}")

    def require_saved(self) -> None:
        """Raise Refused while something of this preparation is not on disk."""
        kept = self.unsaved
        if kept is not None:
            at = self.site.shown(kept.reading.wall, "%H:%M:%S")
            raise Refused(
                f"What was done at {at} is not saved, so nothing else is recorded here: "
                f"{kept.sentence}. Save it first with F5. {kept.why}"
            )

    def save_again(self) -> None:
        """Record what is unsaved, at the reading at which it was done; raises Refused.

        Does nothing where all is saved. A scan is judged as its package stands now. What was only
        said is decided as of now; where it is refused, it is kept no longer.
        """
        kept = self.unsaved
        if kept is None:
            return
        entry = kept.entry
        if entry is not None and kept.only_said:
            self._do(entry, kept.actor, self._clock.reading())
            return
        if kept.facts:
            self._append(kept.facts, entry, kept.actor, kept.reading)
            return
        assert entry is not None
        if isinstance(entry, said.Scan):
            found = replace(entry.package, counted=False, noted="")
            only_received = self.state.policy.only_received
            judged = self._stock.judged(found, self.stream, only_received)
            entry = replace(entry, package=judged)
        self._do(entry, kept.actor, kept.reading)

    def _given(self, facts: tuple[e.Event, ...], reading: Reading) -> Iterator[Entries]:
        """Yield what a release adds to the patient's course: the dose counts as given."""
        if any(isinstance(fact, e.Released) for fact in facts):
            first = facts[0]
            given = first.at if isinstance(first, e.EnteredLate) else reading.wall
            dose = dose_of(self.state, self.site.day(given))
            entries = additions(self._log, self.state.order.patient, (dose,))
            if entries is not None:
                yield entries
