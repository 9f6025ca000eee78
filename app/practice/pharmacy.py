"""The pharmacy of practice: its people, what is approved there, and the orders of its patients.

Everything is made through the doors that the program uses. What a person at the hood would have
done rightly, `do_step` does; the demo and the drills begin from there.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import resources
from app.core import entry as said
from app.core.finding import warnings
from app.core.person import Office
from app.core.practice import NAMED
from app.core.quantity import show
from app.core.step import Kind, Meaning, Role, Step
from app.core.timing import Name, deadline_named
from app.practice.clock import Passing
from app.session import Session
from app.site import Site, site_of
from app.store import Log
from app.workplace import Workplace
from reports.verify import code_on

ADMINISTRATOR, TECHNICIAN = "Practice Administrator", "Practice Technician"
PHARMACIST, CHECKER = "Practice Pharmacist", "Second Pharmacist"
PIN = "2468"
"""The PIN of everyone in practice, which everybody may know."""

OFFICES = {
    PHARMACIST: Office.PHARMACIST,
    CHECKER: Office.PHARMACIST,
    TECHNICIAN: Office.TECHNICIAN,
}
GIVEN = (
    "Adalind", "Beatrix", "Casimir", "Dorothea", "Emil", "Florentine", "Gustav", "Henriette",
    "Ignaz", "Josefine",
)  # fmt: skip
ZONE = "America/Chicago"


def described(zone: str = ZONE) -> Site:
    """Return the site that people practise at, in a time zone."""
    return Site("Practice pharmacy", "555-0100", zone, "US", demo=True, practice=True)


def zone_of_work(log: Path) -> str:
    """Return the time zone of real work, where there is a log of any that says it."""
    if not log.is_file():
        return ZONE
    with Log.read(log) as opened:
        site = site_of(opened)
    return ZONE if site is None else site.zone


def make_ready(work: Workplace, zone: str = ZONE) -> None:
    """Describe the site, add its people and let two approve what they work with, as far as not."""
    known = {person.name for person in work.people.everyone()}
    if ADMINISTRATOR not in known:
        work.people.add(ADMINISTRATOR, Office.ADMINISTRATOR, PIN, by=None)
    if work.is_new:
        work.describe(described(zone), ADMINISTRATOR)
    by = work.people.named(ADMINISTRATOR)
    for name, office in OFFICES.items():
        if name not in known:
            work.people.add(name, office, PIN, by=by)
    approve_all(work, dict.fromkeys((PHARMACIST, CHECKER), PIN))


def approve_all(work: Workplace, pins: Mapping[str, str]) -> None:
    """Let each of two people approve what is not in use yet: monographs, templates, products."""
    for identifier in work.formulary.identifiers():
        standing = work.formulary.standing(identifier)
        if standing.monograph.draft or standing.monograph.region != work.site.region:
            continue
        everything = frozenset(each.path for each in standing.unconfirmed)
        for name in _lacking(pins, {each.name for each in standing.approvals}):
            work.formulary.approve(identifier, everything, work.people.named(name), pins[name])
    for identifier in work.templates.identifiers():
        template = work.templates.standing(identifier, work.site.region)
        if template.words.region == work.site.region:
            for name in _lacking(pins, {each.name for each in template.approvals}):
                work.templates.approve(identifier, work.people.named(name), pins[name])
    for name, pin in pins.items():
        person, products = work.people.named(name), work.products
        waiting = [each for each in products.numbers() if products.standing(each).waits]
        mine = [each for each in waiting if not products.may_sign(each, person)]
        if mine:
            products.sign(mine, person, pin)


def _lacking(pins: Mapping[str, str], signed: set[str]) -> list[str]:
    return [name for name in pins if name not in signed]


def order_for(run: str, patient: int, now: datetime) -> bytes:
    """Return the sample order as one of practice: for the patient of that number, wanted today."""
    bundle: dict[str, Any] = json.loads(resources.data("samples/order-fhir.json"))
    whose, _, tall, heavy, request = (entry["resource"] for entry in bundle["entry"])
    bundle["timestamp"] = request["authoredOn"] = now.isoformat(timespec="seconds")
    whose["identifier"][0]["value"] = f"{NAMED}{run}"
    whose["name"][0].update(family="DEMO", given=[GIVEN[patient % len(GIVEN)]])
    for measured in (tall, heavy):
        measured["effectiveDateTime"] = f"{now:%Y-%m-%d}"
    request["identifier"][0]["value"] = f"{NAMED}ORDER-{run}"
    wanted = now + timedelta(hours=5)
    request["dosageInstruction"][0]["timing"]["event"] = [wanted.isoformat(timespec="seconds")]
    return json.dumps(bundle).encode()


def open_verified(work: Workplace, order: bytes) -> str:
    """Import an order, let the pharmacist verify it, and return the stream of its preparation."""
    (stream, *_) = work.import_data(order, PHARMACIST)
    found = work.outlook(stream)
    assert found.plan is not None, found.refused
    confirmed = tuple(question.code for question in found.review.questions)
    reasons = tuple((each.code, "practice") for each in warnings(found.plan.findings))
    return work.verify(stream, found, confirmed, reasons, work.people.named(PHARMACIST))


def person_for(step: Step) -> str:
    """Return who does a step: one prepares, another checks and releases."""
    return CHECKER if step.identifier in ("check", "release") else TECHNICIAN


def go_to(
    work: Workplace, clock: Passing, stream: str, step: str, codes: Mapping[Role, list[str]]
) -> None:
    """Let a preparation be done rightly up to a step, a minute for each; `codes` are scanned."""
    session = work.session(stream, work.people.named(TECHNICIAN), lambda _: None)
    while session.state.step is not None and session.state.step.identifier != step:
        clock.advance(timedelta(minutes=1))
        session.person = work.people.named(person_for(session.state.step))
        do_step(work, session, session.state.step, codes)


def do_step(work: Workplace, session: Session, step: Step, codes: Mapping[Role, list[str]]) -> None:
    """Do one step rightly, as the person of the session."""
    match step.kind:
        case Kind.SCAN:
            for need in step.needs:
                for code in codes[need.role][: need.count]:
                    session.scan(code, by_scanner=True)
        case Kind.MEASURE:
            assert step.amount is not None
            session.measure(show(step.amount).partition(" ")[0])
        case Kind.INSPECT:
            session.do(said.Inspect(step.identifier, True))
        case Kind.CHECK:
            _check(session)
        case Kind.PRINT:
            session.print_label()
        case Kind.SCAN_BACK:
            session.scan(label_code(work, session.stream))
        case _ if step.signs is not None:
            session.sign(PIN, step.signs)
        case _ if step.choices:
            session.do(said.Choose(step.identifier, step.choices[0].code))
        case _:
            session.do(said.Confirm(step.identifier))


def _check(session: Session) -> None:
    """Work out the figures a second time, and sign."""
    state = session.state
    start = deadline_named(state.deadlines(), Name.START).at
    volume = show(state.plan.volume_exact).partition(" ")[0]
    session.enter_figures(volume, f"{session.site.local(start):%H:%M}")
    remark = "the clock was compared" if session.state.time_doubted else ""
    session.sign(PIN, Meaning.CHECKED, remark)


def label_code(work: Workplace, stream: str) -> str:
    """Return what a scanner reads on the label of a preparation that was printed last."""
    label = work.state(stream).label
    assert label is not None
    return code_on((work.folder / "labels" / label.file).read_bytes())
