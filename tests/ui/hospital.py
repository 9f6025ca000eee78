"""A hospital for the tests of the window: its people, orders and packages, and its data folders.

Every folder is a real one, filled through the same doors as the program uses.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import resources
from app.clock import SetClock
from app.core import entry as said
from app.core.finding import warnings
from app.core.person import Office, Person
from app.core.preparation import Preparation
from app.core.quantity import magnitude, show
from app.core.step import Kind, Meaning, Role, Step
from app.core.timing import Name, deadline_named
from app.folder import LOG_NAME
from app.preparations import PREFIX
from app.recording import reading_of
from app.session import Session
from app.site import Site
from app.store import Log
from app.workplace import Workplace
from reports.verify import code_on
from tests.approving import approve_all, confirm_products
from tests.core.hood import right_mass

SITE = Site("St. Example Hospital Pharmacy", "555-0100", "America/Chicago", "US", False)
ADMINISTRATOR, TECHNICIAN = "Administrator One", "Technician Two"
PHARMACIST, SECOND_PHARMACIST = "Pharmacist One", "Pharmacist Two"
PEOPLE = {
    ADMINISTRATOR: (Office.ADMINISTRATOR, "2580"),
    PHARMACIST: (Office.PHARMACIST, "1357"),
    SECOND_PHARMACIST: (Office.PHARMACIST, "8642"),
    TECHNICIAN: (Office.TECHNICIAN, "2468"),
}
PINS = {name: pin for name, (_, pin) in PEOPLE.items()}
MORNING = datetime(2026, 11, 2, 15, 50, tzinfo=UTC)
REASON = "as agreed with the ward"

_VIAL = "]d201003000801000111727033110AB1234\x1d2110000000000"
SCANS = {
    Role.VIAL: tuple(f"{_VIAL}{number}" for number in range(1, 10)),
    Role.RECONSTITUTION_DILUENT: ("]d201003040948871731727063010SW4410",),
    Role.DILUTION_DILUENT: ("]d201003026418003231727053110J4C201",),
    Role.CONTAINER: ("]d20102000000010014",),
    Role.LIGHT_COVER: ("]d20102000000010038",),
}
WRONG_VIAL = "]d201003000845100141727033110GO0001\x1d21900000000001"

_WEIGHS = '[gravimetric]\nweighed = ["vial", "syringe", "bag"]\n'
_BEFORE = {"people": "new-people", "order": "people", "scan-materials": "order"}

_boots = count(1)


def sample() -> bytes:
    """Return the sample order that Umbra ships: two vials for DEMO, Adalind."""
    return resources.data("samples/order-fhir.json")


def child() -> bytes:
    """Return the shipped order for a child, which no monograph of Umbra allows."""
    return resources.data("samples/order-fhir-child.json")


def order(
    *,
    family: str = "DEMO",
    given: str = "Adalind",
    identifier: str = "DEMO-ORDER-0009",
    height: float = 170,
    weight: float = 70,
    dose: float = 1.456,
) -> bytes:
    """Return the sample order with some of its facts changed."""
    bundle: dict[str, Any] = json.loads(sample())
    patient, _, tall, heavy, request = (entry["resource"] for entry in bundle["entry"])
    patient["name"][0].update(family=family, given=[given])
    tall["valueQuantity"]["value"] = height
    heavy["valueQuantity"]["value"] = weight
    request["identifier"][0]["value"] = identifier
    request["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] = dose
    return json.dumps(bundle).encode()


def three_vials(given: str = "Adalind") -> bytes:
    """Return an order that needs three vials."""
    return order(given=given, height=190, weight=110, dose=1.928)


def present(state: Preparation) -> Step:
    """Return the present step; raises AssertionError where every step is done."""
    assert state.step is not None
    return state.step


def wanted(state: Preparation) -> tuple[str, ...]:
    """Return the codes of the packages that the present step still wants."""
    return tuple(_wanted(state, present(state)))


def _wanted(state: Preparation, step: Step) -> Iterator[str]:
    used = {each.scanned for each in state.materials}
    for need in step.needs:
        have = sum(
            each.step == step.identifier and each.role is need.role for each in state.materials
        )
        fresh = [code for code in SCANS[need.role] if code not in used]
        yield from fresh[: need.count - have]


def amount(state: Preparation) -> str:
    """Return the number that the present step wants read off a syringe."""
    expected = present(state).amount
    assert expected is not None
    return show(expected).partition(" ")[0]


def mass_at(step: Step) -> str:
    """Return what the scale shows at a step where all is well."""
    return f"{magnitude(right_mass(step), 'g'):f}"


def latest_start(state: Preparation) -> str:
    """Return the latest start of the infusion as a checker writes it."""
    return f"{SITE.local(deadline_named(state.deadlines(), Name.START).at):%H:%M}"


def label_code(work: Workplace, state: Preparation) -> str:
    """Return what a scanner reads on the label printed last."""
    assert state.label is not None
    return code_on((work.folder / "labels" / state.label.file).read_bytes())


def person_for(step: Step) -> str:
    """Return who does a step: one prepares, another checks and releases."""
    checking = ("verify-order", "check", "print-label", "scan-label", "release")
    return PHARMACIST if step.identifier in checking else TECHNICIAN


def clock_after(folder: Path) -> SetClock:
    """Return the clock of the machine that wrote in a folder, a second after its last fact."""
    # Read and not opened for work: that would be work under a clock that stands at MORNING.
    with Log.read(folder / LOG_NAME) as log:
        head = log.head()
    if head is None:
        return SetClock(MORNING, f"boot-{next(_boots)}")
    return SetClock.going_on(reading_of(head), timedelta(seconds=1))


@contextmanager
def opened(folder: Path, clock: SetClock) -> Iterator[Workplace]:
    """Open a folder for work without a window."""
    work = Workplace.open(folder, clock)
    try:
        yield work
    finally:
        work.close()


class Folders:
    """Data folders made as far as a test wants them, once, and copied for every use.

    A PIN takes a tenth of a second to seal, so that nobody can guess it.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._numbers = count(1)
        self._made: dict[tuple[str, bytes, bool], Path] = {}

    def at(self, stage: str, asked: bytes | None = None, *, weighs: bool = False) -> Path:
        """Return a folder at a stage of the work.

        "new-people" has people and no approved monograph and no confirmed product, "people" has
        all three, "order" an order too; else it is the name of a step or "released". Where the
        site `weighs`, it weighs all that can be weighed.
        """
        return self.copy_of(self._folder(stage, asked or sample(), weighs))

    def copy_of(self, folder: Path) -> Path:
        """Return a copy of a closed folder, for one test."""
        copy = self._place / str(next(self._numbers)) / "data"
        shutil.copytree(folder, copy)
        return copy

    def _folder(self, stage: str, asked: bytes, weighs: bool) -> Path:
        of_people = stage in ("new-people", "people")
        key = (stage, b"" if of_people else asked, weighs and not of_people)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def _make(self, stage: str, asked: bytes, weighs: bool) -> Path:
        if stage == "new-people":
            folder = self._place / str(next(self._numbers)) / "data"
            with opened(folder, SetClock(MORNING, "first")) as work:
                add_people(work)
            return folder
        before = _BEFORE.get(stage, "scan-materials")
        folder = self.copy_of(self._folder(before, asked, weighs))
        clock = clock_after(folder)
        if stage == "order" and weighs:
            (folder / "policy.toml").write_text(_WEIGHS)
        with opened(folder, clock) as work:
            if stage == "people":
                two = {name: PINS[name] for name in (PHARMACIST, SECOND_PHARMACIST)}
                approve_all(work, two)
                confirm_products(work, two)
            elif stage == "order":
                work.import_data(asked, PHARMACIST)
            elif stage == "scan-materials":
                _verify(work)
            else:
                _go_to(work, clock, stage)
        return folder


def add_people(work: Workplace) -> Person:
    """Add everyone, and say what the site is; return the administrator."""
    administrator = work.people.add(
        ADMINISTRATOR, Office.ADMINISTRATOR, PINS[ADMINISTRATOR], by=None
    )
    work.describe(SITE, ADMINISTRATOR)
    for name, (office, pin) in PEOPLE.items():
        if name != ADMINISTRATOR:
            work.people.add(name, office, pin, by=administrator)
    return administrator


def _verify(work: Workplace) -> None:
    (stream,) = work.board.waiting()
    found = work.outlook(stream)
    assert found.plan is not None, found.refused
    confirmed = tuple(question.code for question in found.review.questions)
    reasons = tuple((finding.code, REASON) for finding in warnings(found.plan.findings))
    work.verify(stream, found, confirmed, reasons, work.people.named(PHARMACIST))


def _go_to(work: Workplace, clock: SetClock, stage: str) -> None:
    (stream,) = work.log.streams(PREFIX)
    session = work.session(stream, work.people.named(TECHNICIAN), lambda _: None)
    while session.state.step is not None and session.state.step.identifier != stage:
        clock.advance(timedelta(minutes=1))
        session.person = work.people.named(person_for(session.state.step))
        _do(work, session, session.state.step)


def _do(work: Workplace, session: Session, step: Step) -> None:
    match step.kind:
        case Kind.SCAN:
            for code in wanted(session.state):
                session.scan(code, by_scanner=True)
        case Kind.MEASURE:
            session.measure(amount(session.state))
        case Kind.WEIGH:
            session.weigh(mass_at(step))
        case Kind.INSPECT:
            session.do(said.Inspect(step.identifier, True))
        case Kind.CHECK:
            session.enter_figures("5.82", latest_start(session.state))
            remark = "the clock was compared" if session.state.time_doubted else ""
            session.sign(PINS[session.person.name], Meaning.CHECKED, remark)
        case Kind.PRINT:
            session.print_label()
        case Kind.SCAN_BACK:
            session.scan(label_code(work, session.state))
        case _ if step.signs is not None:
            session.sign(PINS[session.person.name], step.signs)
        case _ if step.choices:
            session.do(said.Choose(step.identifier, step.choices[0].code))
        case _:
            session.do(said.Confirm(step.identifier))
