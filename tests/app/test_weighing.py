"""Weighing through the real session and log: what is recorded, printed, and found out."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.preparation import Status
from app.core.refused import Refused
from app.core.step import Kind
from app.folder import LOG_NAME
from app.preparations import stamped
from app.records import compounding_record
from app.scales import choose
from app.store import Log, Recorded
from app.telling import lines
from app.telling import said as told
from app.verification import verify
from app.worksheet import worksheet
from reports.section import Fields, Form, Table
from tests.app.forgery import forge
from tests.app.pharmacy import (
    ADALIND,
    BEGINS,
    PHARMACIST,
    SITE,
    TECHNICIAN,
    Pharmacy,
    weigh_at,
    words_of,
)
from tests.app.simulated_scale import scale_that_says, shows

WHY = "the cap was put back on"


@pytest.fixture(scope="module")
def released(made_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder with one released preparation, in which a pharmacist accepted a mass."""
    folder = tmp_path_factory.mktemp("weighed") / "data"
    shutil.copytree(made_folder, folder)
    weigh_at(folder, "vial", "syringe", "bag")
    pharmacy = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    pharmacy.verify(ADALIND)
    pharmacy.go_to("weigh-vial-1")
    with pytest.raises(Refused):
        pharmacy.session.weigh("25.00")
    pharmacy.session.person = PHARMACIST
    pharmacy.session.weigh("24.76", from_scale=True, reason=WHY)
    pharmacy.finish()
    pharmacy.close()
    return folder


@pytest.fixture
def done(released: Path, tmp_path: Path) -> Iterator[Pharmacy]:
    """The pharmacy in which that preparation was released."""
    shutil.copytree(released, tmp_path / "data")
    clock = SetClock(BEGINS, boot="later")
    clock.set_wall(BEGINS.replace(hour=18))
    opened = Pharmacy(tmp_path / "data", clock)
    (stream,) = opened.work.log.streams("preparation/")
    opened.begin(stream)
    yield opened
    opened.close()


@pytest.fixture
def weighing(folder: Path) -> Iterator[Pharmacy]:
    """A pharmacy that weighs vials, with a preparation just opened."""
    weigh_at(folder, "vial")
    opened = Pharmacy(folder, SetClock(BEGINS, boot="day"))
    opened.verify(ADALIND)
    yield opened
    opened.close()


def facts(pharmacy: Pharmacy, name: str) -> list[dict[str, Any]]:
    rows = pharmacy.work.log.history(pharmacy.stream)
    return [json.loads(row.data) for row in rows if row.name == name]


def test_a_site_that_says_nothing_weighs_nothing(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    assert not any(step.kind is Kind.WEIGH for step in pharmacy.state.steps)
    assert pharmacy.state.policy.gravimetric is not None
    pharmacy.finish()
    assert not any(
        section.title == "Weighing"
        for section in compounding_record(
            pharmacy.state, pharmacy.work.history(pharmacy.stream), SITE, "head"
        ).sections
    )


def test_masses_stand_in_the_log_as_they_were_weighed(done: Pharmacy) -> None:
    assert done.state.status is Status.RELEASED
    first, second = facts(done, "weighed")[:2]
    assert (first["step"], first["mass"], first["net"]) == ("tare-vial-1", "20.51 g", None)
    assert second == {
        "step": "weigh-vial-1",
        "mass": "24.76 g",
        "from_scale": True,
        "net": "4.25 g",
        "deviation_percent": "6.44",
        "reason": WHY,
        "dose_percent": None,
    }
    assert facts(done, "weighed")[-1]["dose_percent"] == "-3.66"


def test_a_refused_mass_is_a_close_call(done: Pharmacy) -> None:
    (refused,) = facts(done, "entry-refused")
    assert refused["step"] == "weigh-vial-1"
    assert refused["entered"] == "25.00 g (by hand)"
    assert "12.5% too much" in refused["sentence"]


def test_the_record_prints_every_mass(done: Pharmacy) -> None:
    document = compounding_record(done.state, done.work.history(done.stream), SITE, "head")
    (table,) = (each for each in document.sections if each.title == "Weighing")
    assert isinstance(table, Table)
    assert table.rows[0] == (
        "vial 1",
        "20.51 g",
        "24.76 g",
        "4.25 g",
        "3.99 g",
        "+6.44%",
        f"from the scale, {PHARMACIST.name}; accepted: {WHY}",
    )
    assert [row[0] for row in table.rows] == ["vial 1", "vial 2", "syringe", "bag"]
    assert table.rows[3][3:5] == ("5.92 g", "5.92 g")
    assert WHY in words_of(done.session.write_record())


def test_each_weighing_is_a_sentence(done: Pharmacy) -> None:
    sentences = [
        told(stamped(row).fact)
        for row in done.work.log.history(done.stream)
        if row.name == "weighed"
    ]
    assert sentences[0] == "Vial 1 weighed, tare: 20.51 g, typed by hand"
    assert sentences[1] == (
        "Vial 1 weighed: 24.76 g, gained 4.25 g (+6.44%), read from the scale. Accepted by a "
        f"pharmacist: {WHY}"
    )
    assert sentences[-1] == (
        "Bag weighed: 67.22 g, gained 5.92 g (+0.07%), typed by hand; dose by all masses −3.66%"
    )


def test_the_paper_asks_for_masses(weighing: Pharmacy) -> None:
    document = worksheet(weighing.state, SITE)
    asked = {
        row.words: row.blanks[0][0][0]
        for section in document.sections
        if isinstance(section, Form)
        for row in section.rows
        if row.blanks
    }
    assert asked["Weigh vial 1 before the water"] == "mass in g"
    assert asked["Weigh vial 1 with its water: 3.99 g more than before"] == "mass in g"


def test_work_goes_on_at_the_scale_after_a_restart(weighing: Pharmacy) -> None:
    weighing.go_to("weigh-vial-1")
    weighing.reopen()
    assert weighing.step.identifier == "weigh-vial-1"
    weighing.finish()
    assert weighing.state.status is Status.RELEASED
    assert verify(weighing.work.log).faults == ()


def test_a_replaced_vial_is_printed_with_both_its_masses(weighing: Pharmacy) -> None:
    weighing.go_to("inspect-vial-1")
    weighing.session.do(said.Inspect("inspect-vial-1", False, "particles"))
    weighing.finish()
    document = compounding_record(
        weighing.state, weighing.work.history(weighing.stream), SITE, "head"
    )
    (table,) = (each for each in document.sections if each.title == "Weighing")
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["vial 1", "vial 1", "vial 2"]
    assert verify(weighing.work.log).faults == ()


@pytest.mark.parametrize("typed", ["", "24", "24.5", "24,52", "24.52 g", "abc", "0.00", "-3.00"])
def test_what_is_no_mass_is_a_close_call(weighing: Pharmacy, typed: str) -> None:
    weighing.go_to("weigh-vial-1")
    with pytest.raises(Refused):
        weighing.session.weigh(typed)
    assert weighing.recorded()[-1] == "entry-refused"
    assert weighing.step.identifier == "weigh-vial-1"


def test_a_session_knows_the_scale_of_its_workstation(weighing: Pharmacy) -> None:
    assert weighing.session.scale is None
    with scale_that_says(shows("20.51")) as scale:
        choose(weighing.work.log, weighing.clock, scale.port, TECHNICIAN)
        assert weighing.session.scale == scale.port


def test_a_preparation_keeps_the_policy_it_was_opened_under(weighing: Pharmacy) -> None:
    weigh_at(weighing.folder)
    weighing.reopen()
    weighing.go_to("tare-vial-1")
    assert weighing.work.rules.policy.gravimetric is not None
    assert weighing.work.rules.policy.gravimetric.weighed == ()
    assert weighing.state.policy.gravimetric is not None
    assert len(weighing.state.policy.gravimetric.weighed) == 1


Change = Callable[[Any], None]


def set_to(**values: object) -> Change:
    return lambda data: data.update(values)


def forged(folder: Path, which: int, change: Change) -> tuple[str, ...]:
    """Change a recorded mass, make every hash again, and return what verify finds."""
    log = folder / LOG_NAME

    def changed(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    with Log.read(log) as opened:
        row: Recorded = opened.named(["weighed"])[which]
    forge(log, row.seq, changed)
    with Log.read(log) as opened:
        return verify(opened).faults


def test_honest_weighing_verifies(done: Pharmacy) -> None:
    assert verify(done.work.log).faults == ()


@pytest.mark.parametrize(
    ("which", "change"),
    [
        (0, set_to(mass="20.61 g")),
        (0, set_to(net="1 g", deviation_percent="0")),
        (1, set_to(mass="25 g")),
        (1, set_to(mass="25 g", net="4.49 g", deviation_percent="12.45")),
        (1, set_to(reason=None)),
        (3, set_to(net="3.99 g", deviation_percent="0.01")),
        (3, set_to(reason="not needed")),
        (5, set_to(deviation_percent="5.01")),
    ],
)
def test_a_changed_mass_is_found(
    released: Path, tmp_path: Path, which: int, change: Change
) -> None:
    shutil.copytree(released, tmp_path / "data")
    found = forged(tmp_path / "data", which, change)
    assert any("is recorded as accepted, and it is not so" in each for each in found)


def test_a_reason_that_a_technician_gave_is_found(weighing: Pharmacy) -> None:
    weighing.go_to("weigh-vial-1")
    log, session = weighing.work.log, weighing.session
    session.person = replace(PHARMACIST, name=TECHNICIAN.name)
    session.weigh("24.76", reason=WHY)
    (fault,) = verify(log).faults
    assert fault.endswith(
        "Only a pharmacist accepts a mass that is further off than the site accepts; "
        f"{TECHNICIAN.name} is signed in as a technician."
    )


# The dose by mass, the limits in force, and what is void


def judged_by(pharmacy: Pharmacy) -> dict[str, str]:
    """Return what the record says that the weighings were judged by."""
    history = pharmacy.work.history(pharmacy.stream)
    sections = compounding_record(pharmacy.state, history, SITE, "head").sections
    found = [each for each in sections if each.title == "Weighing judged by"]
    return dict(each for section in found if isinstance(section, Fields) for each in section.rows)


def correct_last(pharmacy: Pharmacy, statement: str) -> None:
    """Correct the newest record of a mass."""
    rows = pharmacy.work.log.history(pharmacy.stream)
    about = max(row.version for row in rows if row.name == "weighed")
    pharmacy.session.do(said.Correct(about, statement))


def test_the_record_says_the_dose_by_mass_and_the_limits(done: Pharmacy) -> None:
    found = judged_by(done)
    assert found["Dose by mass"] == (
        "1.397 mg by all masses, −3.66% from the 1.45 mg planned to be delivered"
    )
    assert found["Accepted"] == "within 5% of what was expected; up to 10% by a pharmacist"
    assert found["Scale"] == "shows 0.01 g"
    assert found["Source of the limits"].startswith("practice: 5% accepted")
    printed = words_of(done.session.write_record())
    assert "Weighing judged by" in printed
    assert "within 5% of what was expected; up to 10% by a pharmacist" in printed


def test_before_anything_was_weighed_there_is_no_dose_by_mass(weighing: Pharmacy) -> None:
    assert judged_by(weighing)["Dose by mass"] == "nothing was weighed"


def test_a_site_that_weighs_nothing_prints_no_limits(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    assert judged_by(pharmacy) == {}


def test_masses_are_printed_with_the_decimals_of_the_scale(weighing: Pharmacy) -> None:
    weighing.go_to("tare-vial-1")
    weighing.session.weigh("20.50")
    weighing.go_to("weigh-vial-1")
    weighing.session.weigh("24.50")
    history = weighing.work.history(weighing.stream)
    sections = compounding_record(weighing.state, history, SITE, "head").sections
    (table,) = (each for each in sections if each.title == "Weighing")
    assert isinstance(table, Table)
    assert table.rows[0][1:4] == ("20.50 g", "24.50 g", "4 g")
    told_all = [each[2] for each in lines(history, SITE)]
    assert "Vial 1 weighed, tare: 20.50 g, typed by hand" in told_all
    assert verify(weighing.work.log).faults == ()


def test_a_wrong_tare_is_put_right_in_the_log(weighing: Pharmacy) -> None:
    weighing.go_to("tare-vial-1")
    weighing.session.weigh("20.15")
    correct_last(weighing, "it was 20.51 g")
    assert weighing.step.identifier == "tare-vial-1"
    weighing.reopen()
    weighing.session.weigh("20.51")
    weighing.finish()
    assert weighing.state.status is Status.RELEASED
    assert "Void" not in judged_by(weighing)
    assert verify(weighing.work.log).faults == ()


def test_a_void_weighing_stands_in_the_record(weighing: Pharmacy) -> None:
    weighing.go_to("weigh-vial-2")
    correct_last(weighing, "it was 20.51 g, not 20.15 g")
    weighing.finish()
    assert weighing.state.status is Status.RELEASED
    assert judged_by(weighing)["Void"] == (
        "The weighing of vial 2 is void: it was 20.51 g, not 20.15 g"
    )
    assert verify(weighing.work.log).faults == ()


def test_a_changed_dose_by_mass_is_found(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "data")
    found = forged(tmp_path / "data", 7, set_to(dose_percent="-0.41"))
    assert any("is recorded as accepted, and it is not so" in each for each in found)


def test_a_filled_bag_lighter_than_its_diluent_is_found(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "data")
    found = forged(tmp_path / "data", 6, set_to(mass="6.13 g"))
    assert any("tare-bag is recorded as accepted, and it is not so" in each for each in found)
