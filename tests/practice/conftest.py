"""A folder of practice with a released preparation, made once."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core.label_kind import LabelKind
from app.practice.drill import drill_named
from app.practice.pharmacy import TECHNICIAN, do_step, make_ready, person_for
from app.practice.run import begin
from app.workplace import Workplace
from tests.app.pharmacy import BEGINS, Pharmacy, set_up

MORNING = datetime(2026, 11, 2, 15, 50, tzinfo=UTC)


def go_on_to_release(work: Workplace, clock: SetClock, stream: str) -> None:
    """Do every step that is left rightly, and print what goes with the preparation."""
    session = work.session(stream, work.people.named(TECHNICIAN), lambda _: None)
    while (step := session.state.step) is not None:
        clock.advance(timedelta(minutes=1))
        session.person = work.people.named(person_for(step))
        do_step(work, session, step, {})
    for kind in (LabelKind.TRANSPORT, LabelKind.LIGHT_COVER):
        session.print_label(kind=kind)
    session.write_record()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder of practice: one preparation released, others on their way."""
    folder = tmp_path_factory.mktemp("made") / "practice"
    clock = SetClock(MORNING, "practice")
    work = Workplace.open(folder, clock, practice=True)
    try:
        make_ready(work)
        run = begin(work, clock, drill_named("altered-label"), "Tess", TECHNICIAN)
        run.look(TECHNICIAN)
        go_on_to_release(work, clock, run.preparation)
        run.look(TECHNICIAN)
        for drill, kind in (("too-late", LabelKind.VIAL), ("gap-in-light", LabelKind.SYRINGE)):
            beside = begin(work, clock, drill_named(drill), "Tess", TECHNICIAN)
            person = work.people.named(TECHNICIAN)
            session = work.session(beside.preparation, person, lambda _: None)
            session.print_label(kind=kind, number=1)
        other = begin(work, clock, drill_named("wrong-vial"), "Tess", TECHNICIAN)
        work.session(other.preparation, person, lambda _: None).write_worksheet()
    finally:
        work.close()
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder."""
    copy = tmp_path / "work" / "practice"
    shutil.copytree(made, copy)
    return copy


@pytest.fixture
def work(folder: Path) -> Iterator[Workplace]:
    """The folder, open for practice, a second after its last fact."""
    opened = Workplace.open(folder, SetClock(MORNING + timedelta(hours=2), "later"), practice=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def made_at_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed folder of real work, with three orders that wait."""
    folder = tmp_path_factory.mktemp("at-work") / "data"
    set_up(folder, SetClock(BEGINS))
    return folder


@pytest.fixture
def pharmacy(made_at_work: Path, tmp_path: Path) -> Iterator[Pharmacy]:
    """A pharmacy at real work."""
    shutil.copytree(made_at_work, tmp_path / "real")
    opened = Pharmacy(tmp_path / "real", SetClock(BEGINS, boot="day"))
    yield opened
    opened.close()
