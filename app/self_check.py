"""`umbra self-check`: every shipped file opened, a throw-away log, a proved label."""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import resources
from app import references
from app.clock import SystemClock
from app.core.course import Course
from app.core.order import Order
from app.core.preparation import Preparation
from app.intake.files import read_orders
from app.label_code import signed_code
from app.label_keys import LabelKeys, known_keys
from app.label_proof import Standing, proved
from app.label_templates import shipped as shipped_templates
from app.log_check import check
from app.people import People
from app.preparations import Adopted, ground_of, open_preparation, outlook_for, preparation_in
from app.product_facts import shipped
from app.site import Site
from app.site_rules import shipped_rules
from app.store import Fact, Log
from reports.bag_label import BagLabel
from reports.label import draw_label
from reports.verify import verify_label

_FOLDERS = (
    "drills",
    "formulary",
    "fonts",
    "icons",
    "labels",
    "language",
    "licences",
    "samples",
    "sounds",
)
_FILES = (
    "body_surface_area.toml",
    "policy.toml",
    "products.toml",
    "schema-2.sql",
    "schema.sql",
    "syringes.toml",
    "theme.qss",
)


SAMPLE_LABEL = BagLabel(
    patient="DEMO, Adalind",
    identifier="MRN 00482913",
    born="born 1979-04-12",
    location="5 East",
    drug="inotuzumab ozogamicin",
    dose="1.45 mg",
    particulars="BESPONSA · ordered 1.456 mg · Cycle 1 Day 1",
    diluent="in sodium chloride 0.9%, total volume",
    total_volume="50 mL",
    concentration="0.029 mg/mL",
    route="IV infusion",
    rate="over 1 hour, 50 mL/h",
    start_by="2026-11-02 14:44",
    finish_by="2026-11-02 18:02",
    warnings=("PROTECT FROM LIGHT", "HAZARDOUS DRUG", "DO NOT FREEZE"),
    notes=("Self-check: not for use",),
    code="(91)SELF-CHECK(92)1",
)


def self_check() -> Iterator[str]:
    """Yield a line for each thing that was tried; raises where one does not work."""
    names = [*_FILES, *(name for folder in _FOLDERS for name in resources.names(folder))]
    size = sum(len(resources.data(name)) for name in names)
    yield f"resources   {len(names)} files, {size:,} bytes"
    yield f"monographs  {', '.join(each.identifier for each in references.monographs())}"
    yield f"templates   {', '.join(each.template for each in shipped_templates())}"
    yield f"formulas    {', '.join(each.identifier for each in references.formulas())}"
    with tempfile.TemporaryDirectory(prefix="umbra-self-check-") as folder:
        yield f"products    {len(shipped())} shipped, each to be confirmed or refused by name"
        yield _log(Path(folder))
        yield _key(Path(folder))
    yield _label()


def _log(folder: Path) -> str:
    with Log.open(folder / "umbra.log.sqlite", "self-check") as log:
        state = _throw_away(log)
        report = check(log)
    if not report.sound:
        raise RuntimeError(report.faults[0])
    return f"log         {report.events} facts written and verified, {state.opened.number}"


def _throw_away(log: Log) -> Preparation:
    clock = SystemClock()
    reading = clock.reading()
    order: Order = _sample(reading.wall)
    site = Site("Self-check", "none", "UTC", "US", True)
    monograph = references.monograph_for(order.drug, "US")
    rules = shipped_rules()
    ground = ground_of(monograph, rules)
    found = outlook_for(order, Course(), ground, reading, site)
    assert found.plan is not None
    adopted = Adopted(references.monograph_text(monograph.identifier))
    fact = Fact("self-check", "{}")
    log.append("order/self-check", 0, (fact,), at="now", clock="now", actor="self-check")
    stream = open_preparation(
        log,
        clock,
        order,
        "order/self-check",
        found.plan,
        found.review,
        adopted,
        rules,
        "self-check",
    )
    return preparation_in(log, log.history(stream))


def _sample(now: datetime) -> Order:
    (order,) = read_orders(resources.data("samples/order-fhir.json"), now=now)
    return order


def _key(folder: Path) -> str:
    with Log.open(folder / "umbra.log.sqlite", "self-check") as log:
        clock = SystemClock()
        key = LabelKeys(log, clock, People(log, clock), folder).key()
        code = signed_code("(91)2611-0001(92)1", SAMPLE_LABEL.notes, key)
        found = proved(code, "1", known_keys(log))
        altered = proved(code.replace("(92)1", "(92)2"), "2", known_keys(log))
    if (found.standing, altered.standing) != (Standing.GENUINE, Standing.ALTERED):
        raise RuntimeError(f"a signature is said to be {found.standing}, {altered.standing}")
    return "signature   made, found genuine, and found altered once a sign was"


def _label() -> str:
    pdf = draw_label(SAMPLE_LABEL)
    verify_label(pdf, SAMPLE_LABEL)
    return f"label       drawn and read back, {len(pdf):,} bytes"
