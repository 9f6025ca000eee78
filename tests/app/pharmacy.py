"""A pharmacy at work: one data folder, a clock set by hand, people with PINs, and codes to scan.

Nothing here stands in for the program: it opens real folders and says to a real Session what
people at the hood would say, type and scan.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pypdfium2

import resources
from app.clock import SetClock
from app.core import entry as said
from app.core.finding import warnings
from app.core.person import Office, Person
from app.core.plan import Plan
from app.core.preparation import Preparation, missing
from app.core.quantity import magnitude, show
from app.core.reading import Reading
from app.core.refused import Refused
from app.core.step import Kind, Meaning, Role, Step
from app.core.timing import Name, deadline_named
from app.session import Session
from app.site import Site
from app.workplace import Workplace
from reports.verify import code_on
from tests.approving import approve_all, confirm_products
from tests.core.hood import right_mass

SITE = Site("St. Example Hospital Pharmacy", "555-0100", "America/Chicago", "US", False)
BEGINS = datetime(2026, 11, 2, 15, 46, tzinfo=UTC)

ADMINISTRATOR = Person("Administrator One", Office.ADMINISTRATOR)
PHARMACIST = Person("Pharmacist One", Office.PHARMACIST)
CHECKER = Person("Pharmacist Two", Office.PHARMACIST)
TECHNICIAN = Person("Technician Two", Office.TECHNICIAN)
PINS = {
    ADMINISTRATOR.name: "2580",
    PHARMACIST.name: "1357",
    CHECKER.name: "9753",
    TECHNICIAN.name: "2468",
}

SAMPLES = ("order-fhir.json", "order-hl7.txt", "order-fhir-child.json")
ADALIND, CECILIA, DANIEL = (f"order/DEMO-ORDER-000{number}" for number in (1, 2, 3))

VIALS = tuple(f"]d201003000801000111727033110AB1234\x1d2110000000000{n}" for n in range(1, 10))
WATER = "]d201003040948871731727063010SW4410"
SALINE = "]d201003026418003231727053110J4C201"
BAG = "]d20102000000010014"
COVER = "]d20102000000010038"
CODES = {
    Role.VIAL: VIALS,
    Role.RECONSTITUTION_DILUENT: (WATER,),
    Role.DILUTION_DILUENT: (SALINE,),
    Role.CONTAINER: (BAG,),
    Role.LIGHT_COVER: (COVER,),
}


class Stage(NamedTuple):
    """A closed folder in which a preparation stands at some step, and what time it was then."""

    folder: Path
    reading: Reading
    stream: str


def set_up(folder: Path, clock: SetClock, day: str = "2026-11-02") -> None:
    """Make a folder with a site, four people, approved monographs and three sample orders.

    The orders are of a day, such as "2026-11-02".
    """
    work = Workplace.open(folder, clock)
    try:
        work.begin(SITE, ADMINISTRATOR.name, PINS[ADMINISTRATOR.name])
        for person in (PHARMACIST, CHECKER, TECHNICIAN):
            work.people.add(person.name, person.office, PINS[person.name], by=ADMINISTRATOR)
        approve_all(work, {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)})
        confirm_products(work, {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)})
        for name in SAMPLES:
            sample = resources.data(f"samples/{name}")
            for form in (day, day.replace("-", "")):
                usual = "2026-11-02" if "-" in form else "20261102"
                sample = sample.replace(usual.encode(), form.encode())
            work.import_data(sample, PHARMACIST.name)
    finally:
        work.close()


def words_of(pdf: Path) -> str:
    """Return the text of all pages, its lines joined, as a person would read it."""
    pages = pypdfium2.PdfDocument(pdf.read_bytes())
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\ufffe", "- ").split())


def mass_at(step: Step) -> str:
    """Return what the scale shows at a step where all is well."""
    return f"{magnitude(right_mass(step), 'g'):f}"


def weigh_at(folder: Path, *objects: str) -> None:
    """Let the site of a folder weigh these objects, such as "vial"."""
    named = ", ".join(f'"{each}"' for each in objects)
    (folder / "policy.toml").write_text(f"[gravimetric]\nweighed = [{named}]\n")


class Pharmacy:
    """The open folder, and the work on one preparation in it."""

    def __init__(
        self, folder: Path, clock: SetClock, stream: str = "", work: Workplace | None = None
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.stream = stream
        self.told: list[Preparation] = []
        self.work = work or Workplace.open(folder, clock)
        if stream:
            self.begin(stream)

    def begin(self, stream: str, person: Person = TECHNICIAN) -> Session:
        """Take up a preparation."""
        self.stream = stream
        self.session = self.work.session(stream, person, self.told.append)
        return self.session

    def close(self) -> None:
        """Close the folder."""
        self.work.close()

    def reopen(self) -> None:
        """Close Umbra and start it again."""
        self.close()
        self.work = Workplace.open(self.folder, self.clock)
        if self.stream:
            self.begin(self.stream)

    def wait(self, minutes: float) -> None:
        """Let so many minutes pass."""
        self.clock.advance(timedelta(minutes=minutes))

    def set_wall(self, minutes: float) -> None:
        """Set the clock on the wall by so many minutes, backwards below zero."""
        self.clock.set_wall(self.clock.reading().wall + timedelta(minutes=minutes))

    @property
    def state(self) -> Preparation:
        """The preparation as the session has it."""
        return self.session.state

    @property
    def step(self) -> Step:
        """The present step; there must be one."""
        assert self.state.step is not None
        return self.state.step

    def recorded(self, stream: str = "") -> list[str]:
        """Return the names of all facts of a stream, in order."""
        return [row.name for row in self.work.log.history(stream or self.stream)]

    def plan_of(self, stream: str) -> Plan:
        """Return the plan of an order or preparation; raises Refused where there is none."""
        outlook = self.work.outlook(stream)
        if outlook.plan is None:
            raise Refused(outlook.refused)
        return outlook.plan

    def answers(self, stream: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Return every question confirmed and a reason for every warning of an order."""
        questions = self.work.outlook(stream).review.questions
        confirmed = tuple(question.code for question in questions)
        found = warnings(self.plan_of(stream).findings)
        return confirmed, tuple((each.code, "discussed with the prescriber") for each in found)

    def verify(self, stream: str, person: Person = PHARMACIST) -> Session:
        """Verify an order, so that its preparation is open, and take it up."""
        confirmed, reasons = self.answers(stream)
        outlook = self.work.outlook(stream)
        return self.begin(self.work.verify(stream, outlook, confirmed, reasons, person))

    def forward(self, minutes: float = 1) -> None:
        """Do the present step rightly, some time later."""
        self.wait(minutes)
        step, session = self.step, self.session
        late = ("check", "print-label", "scan-label", "release")
        session.person = CHECKER if step.identifier in late else TECHNICIAN
        match step.kind:
            case Kind.SCAN:
                session.scan(self.next_code(), by_scanner=True)
            case Kind.MEASURE:
                assert step.amount is not None
                session.measure(show(step.amount).partition(" ")[0])
            case Kind.WEIGH:
                session.weigh(mass_at(step))
            case Kind.INSPECT:
                session.do(said.Inspect(step.identifier, True))
            case Kind.PROTECT:
                session.do(said.Choose(step.identifier, step.choices[0].code))
            case Kind.CHECK:
                self._check()
            case Kind.PRINT:
                session.print_label("smudged" if self.state.copies else "")
            case Kind.SCAN_BACK:
                session.scan(self.code_on_label())
            case Kind.CONFIRM:
                self._confirm(step)

    def _check(self) -> None:
        if self.state.figures is not None and self.state.figures.agree:
            remark = "the clock was compared" if self.state.time_doubted else ""
            self.session.sign(PINS[self.session.person.name], Meaning.CHECKED, remark)
            return
        start = SITE.local(deadline_named(self.state.deadlines(), Name.START).at)
        self.session.enter_figures(self.volume(), f"{start:%H:%M}")

    def volume(self) -> str:
        """Return the exact volume to withdraw as a checker would type it."""
        return show(self.state.plan.volume_exact).partition(" ")[0]

    def _confirm(self, step: Step) -> None:
        if step.signs is not None:
            self.session.sign(PINS[self.session.person.name], step.signs)
        elif step.choices:
            self.session.do(said.Choose(step.identifier, step.choices[0].code))
        else:
            self.session.do(said.Confirm(step.identifier))

    def next_code(self) -> str:
        """Return the code of a package that is wanted now and was not scanned before."""
        wanted = Role(missing(self.state, self.step.identifier)[0])
        scanned = [row.data for row in self.work.log.named(["material-scanned"])]
        used = {json.loads(data)["scanned"] for data in scanned} & set(VIALS)
        return next(code for code in CODES[wanted] if code not in used)

    def code_on_label(self, copy: int | None = None) -> str:
        """Return what a scanner sends for a printed label, the last one by default."""
        number = self.state.opened.number
        file = self.folder / "labels" / f"{number}-{copy or self.state.copies}.pdf"
        return code_on(file.read_bytes())

    def go_to(self, identifier: str) -> "Pharmacy":
        """Do every step rightly until the present step is the one named."""
        while self.step.identifier != identifier:
            self.forward()
        return self

    def finish(self) -> "Pharmacy":
        """Do every step rightly until release."""
        while self.state.step is not None:
            self.forward()
        return self


AtStep = Callable[[str], Pharmacy]
