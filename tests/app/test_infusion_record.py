"""What the record says of the time after the release, and that nothing else is moved by it."""

import pytest

from app.core import entry as said
from app.core.refused import Refused
from app.core.storage import Storage
from app.infusion_record import after_release
from app.telling import lines
from app.ui.facts.times import ended_at
from app.verification import verify
from reports.section import Fields
from tests.app.conftest import AtStep
from tests.app.pharmacy import SITE, TECHNICIAN, Pharmacy, words_of

SECTION = "After release"


def paper(pharmacy: Pharmacy) -> str:
    """Return the words of the compounding record."""
    return words_of(pharmacy.session.write_record())


def after(pharmacy: Pharmacy) -> str:
    """Return the words of the section on the time after the release, which the paper has too."""
    history = pharmacy.work.history(pharmacy.stream)
    (section,) = after_release(pharmacy.state, history, SITE)
    assert isinstance(section, Fields)
    assert section.title in paper(pharmacy)
    return "; ".join(" ".join(row) for row in section.rows)


def infused(pharmacy: Pharmacy, *pauses: tuple[float, float], ends: float, why: str = "") -> None:
    """Record an infusion: each pause after some minutes, for some minutes; then its end."""
    session = pharmacy.session
    session.do(said.StartInfusion("infusion-cover"))
    for until, length in pauses:
        pharmacy.wait(until)
        session.do(said.PauseInfusion("the line is blocked"))
        pharmacy.wait(length)
        session.do(said.ResumeInfusion())
    pharmacy.wait(ends)
    session.do(said.EndInfusion(why))


def test_nothing_stands_there_where_nothing_happened(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    assert SECTION not in paper(pharmacy)
    with pytest.raises(Refused):
        pharmacy.session.do(said.ResumeInfusion())
    assert SECTION not in paper(pharmacy)
    assert "Refused entries" in paper(pharmacy)


def test_an_open_preparation_has_no_time_after_its_release(at_step: AtStep) -> None:
    assert SECTION not in paper(at_step("check"))


def test_an_infusion_with_its_pause_and_what_was_not_infused(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    infused(pharmacy, (30, 20), ends=20, why="a reaction")
    found = after(pharmacy)
    for words in (
        "Infusion started at 50 mL/h, Technician Two",
        "Infusion paused: the line is blocked",
        "Infusion goes on at 50 mL/h",
        "Infusion ended; 8.3 mL (0.24 mg) not infused, by rate and time: a reaction",
        "Paused once, 20 min in all",
        "Infused all but 8.3 mL (0.24 mg of 1.45 mg), by rate and time; no pump is read",
    ):
        assert words in found, found
    assert "ENDED TOO LATE" not in found


def test_one_that_runs_is_said_to_have_no_end_yet(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    pharmacy.session.do(said.StartInfusion("infusion-cover"))
    assert "Its end not recorded" in after(pharmacy)


def test_one_that_ended_too_late_says_by_how_much(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    infused(pharmacy, (10, 5), (10, 7 * 60), ends=2 * 60)
    found = after(pharmacy)
    assert "Paused 2 times, 7 h 5 min in all" in found
    assert "Infused all of 50 mL (1.45 mg), by rate and time" in found
    assert "ENDED TOO LATE" in found
    assert "after the latest time: at most 8 h from reconstitution to the end" in found


def test_storage_and_light_after_the_release_stand_there(at_step: AtStep) -> None:
    pharmacy = at_step("choose-storage")
    pharmacy.session.person = TECHNICIAN
    pharmacy.session.do(said.Choose("choose-storage", Storage.REFRIGERATED.value))
    pharmacy.finish()
    pharmacy.wait(30)
    pharmacy.session.do(said.Store(Storage.ROOM))
    pharmacy.session.do(said.LoseProtection("the cover was torn"))
    pharmacy.wait(3)
    pharmacy.session.do(said.RestoreProtection("cover"))
    found = after(pharmacy)
    assert "Taken out of the refrigerator, Pharmacist Two" in found
    assert "Light protection lost: the cover was torn" in found
    words = pharmacy.state.monograph.means("transport")[0].words
    assert f"Light protection: {words} (transport)" in found
    told = [row[2] for row in lines(pharmacy.work.history(pharmacy.stream), SITE)]
    assert "Taken out of the refrigerator" in told


def test_what_is_recorded_days_later_moves_no_date_of_the_course(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    when = ended_at(pharmacy.state)
    infused(pharmacy, (30, 20), ends=20, why="a reaction")
    pharmacy.wait(5 * 24 * 60)
    with pytest.raises(Refused):
        pharmacy.session.do(said.ResumeInfusion())
    assert pharmacy.state.released == when == ended_at(pharmacy.state)
    patient = pharmacy.state.order.patient
    before = pharmacy.work.course(patient)
    pharmacy.reopen()
    assert pharmacy.work.course(patient) == before
    assert verify(pharmacy.work.log).faults == ()
