"""Preparations in the log: what one was opened under stays, whatever is shipped later."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import references
from app.core.course import Course
from app.core.timing import Name, deadline_named
from app.folder import LOG_NAME
from app.preparations import ground_of, monograph_in, outlook_for, preparation_in
from app.store import Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.pharmacy import ADALIND, CECILIA, DANIEL, SITE, Pharmacy

CHECKOUT = Path(__file__).parents[2]
NEWER = """
import sys
from pathlib import Path
from app.clock import SetClock
from datetime import UTC, datetime
from tests.app.pharmacy import CECILIA, CHECKER, PHARMACIST, PINS, Pharmacy
from app import people
from tests.approving import approve_all
from tests.conftest import CHEAP

people.COST.update(CHEAP)
pharmacy = Pharmacy(Path(sys.argv[1]), SetClock(datetime(2026, 11, 2, 17, tzinfo=UTC), "newer"))
state = pharmacy.begin(sys.argv[2]).state
print(*(f"{each.name.value} {each.at.isoformat()}" for each in state.deadlines()), sep="\\n")
print(state.monograph.reconstitution_to_dilution.value)
pharmacy.finish()
approve_all(pharmacy.work, {each.name: PINS[each.name] for each in (PHARMACIST, CHECKER)})
pharmacy.verify(CECILIA)
print(pharmacy.state.monograph.reconstitution_to_dilution.value)
pharmacy.close()
"""


def test_the_monograph_is_adopted_once(pharmacy: Pharmacy) -> None:
    for order in (ADALIND, CECILIA):
        pharmacy.verify(order)
    (stream,) = pharmacy.work.log.streams("monograph/")
    digest = pharmacy.state.plan.monograph_digest
    assert stream == f"monograph/{digest}"
    assert pharmacy.recorded(stream) == ["monograph-adopted"]
    assert monograph_in(pharmacy.work.log, digest) == references.monograph_named("besponsa-us")


def test_a_label_that_changed_does_not_change_old_work(at_step: AtStep, tmp_path: Path) -> None:
    pharmacy = at_step("inspect-vial-1")
    before = [f"{each.name.value} {each.at.isoformat()}" for each in pharmacy.state.deadlines()]
    pharmacy.close()
    newer = tmp_path / "newer"
    for package in ("app", "reports", "resources", "tests"):
        without = shutil.ignore_patterns("__pycache__", "test_*")
        shutil.copytree(CHECKOUT / package, newer / package, ignore=without)
    monograph = newer / "resources" / "formulary" / "besponsa-us.toml"
    text = monograph.read_text("utf-8")
    changed = text.replace(
        '[limit.reconstitution-to-dilution]\nvalue = "4 h"',
        '[limit.reconstitution-to-dilution]\nvalue = "3 h"',
    )
    assert changed != text
    monograph.write_text(changed, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", NEWER, str(pharmacy.folder), pharmacy.stream],
        env=os.environ | {"PYTHONPATH": str(newer), "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [*before, "4 hour", "3 hour"]
    with Log.read(pharmacy.folder / LOG_NAME) as log:
        assert len(log.streams("monograph/")) == 2
        assert verify(log).faults == ()


def test_a_plan_follows_the_order_the_site_and_the_day(pharmacy: Pharmacy) -> None:
    order = pharmacy.work.order(DANIEL)
    reading = pharmacy.clock.reading()
    us, eu = (
        outlook_for(
            order, Course(()), ground_of(references.monograph_named(name)), reading, SITE
        ).plan
        for name in ("besponsa-us", "besponsa-eu")
    )
    assert us is not None
    assert eu is not None
    assert us.dose.prepared == eu.dose.prepared == order.dose
    assert (us.monograph, eu.monograph) == ("besponsa-us", "besponsa-eu")
    assert us.monograph_digest != eu.monograph_digest


def test_a_history_is_read_back_as_it_was_lived(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    log = pharmacy.work.log
    history = log.history(pharmacy.stream)
    assert preparation_in(log, history) == pharmacy.state
    half = preparation_in(log, history[: len(history) // 2])
    assert half.version == len(history) // 2
    start = deadline_named(pharmacy.state.deadlines(), Name.START)
    assert start.at > half.last.wall


def test_what_does_not_begin_by_being_opened_is_no_preparation(at_step: AtStep) -> None:
    pharmacy = at_step("check")
    log = pharmacy.work.log
    with pytest.raises(ValueError, match="begins by being opened"):
        preparation_in(log, log.history(pharmacy.stream)[1:])
    with pytest.raises(KeyError):
        preparation_in(log, log.history(ADALIND))
