"""What may be recorded of the infusion, and what is refused with which sentence."""

import pytest

from app.core import entry as said
from app.core import events as e
from app.core.quantity import show
from app.core.refused import Refused
from app.core.storage import Storage
from tests.core.hood import ADMINISTRATOR, PHARMACIST_ONE, TECHNICIAN_ONE, Hood
from tests.core.released import at, means, released, started


def refused(hood: Hood, entry: said.Entry) -> str:
    """Return why an entry is refused now."""
    with pytest.raises(Refused) as refusal:
        hood.do(TECHNICIAN_ONE, entry)
    return refusal.value.sentence


def test_an_infusion_is_recorded_from_start_to_end() -> None:
    hood = started("16:00")
    rate, protection = (each.fact for each in hood.history[-2:])
    assert isinstance(rate, e.InfusionStarted)
    assert show(rate.rate) == "50 mL/h"
    assert isinstance(protection, e.ProtectionStarted)
    assert protection.step == "infusion"
    at(hood, "16:20").do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    (goes_on,) = at(hood, "16:30").do(TECHNICIAN_ONE, said.ResumeInfusion())
    assert isinstance(goes_on, e.InfusionResumed)
    (ended,) = at(hood, "17:10").do(TECHNICIAN_ONE, said.EndInfusion())
    assert isinstance(ended, e.InfusionEnded)
    assert (show(ended.left), show(ended.dose_left), ended.reason) == ("0 mL", "0 mg", None)


def test_what_is_not_infused_is_recorded_with_its_reason() -> None:
    hood = at(started("16:00"), "16:30")
    assert refused(hood, said.EndInfusion()) == (
        "By rate and time not all of it is infused; write why the infusion ends now."
    )
    assert "longer than 200" in refused(hood, said.EndInfusion("x" * 400))
    (ended,) = hood.do(TECHNICIAN_ONE, said.EndInfusion("a reaction"))
    assert isinstance(ended, e.InfusionEnded)
    assert (show(ended.left), show(ended.dose_left)) == ("25 mL", "0.875 mg")
    assert ended.reason == "a reaction"


def test_it_ends_while_it_is_paused_with_what_was_left_then() -> None:
    hood = at(started("16:00"), "16:30")
    hood.do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    (ended,) = at(hood, "16:50").do(TECHNICIAN_ONE, said.EndInfusion("no other line"))
    assert isinstance(ended, e.InfusionEnded)
    assert show(ended.left) == "25 mL"
    assert hood.state.infusion is not None
    assert not hood.state.infusion.is_paused


def test_a_reason_is_kept_also_where_all_of_it_was_infused() -> None:
    hood = at(started("16:00"), "17:00")
    (ended,) = hood.do(TECHNICIAN_ONE, said.EndInfusion("the bag is empty"))
    assert isinstance(ended, e.InfusionEnded)
    assert ended.reason == "the bag is empty"


@pytest.mark.parametrize("step", ["reconstitute-1", "check", "release"])
def test_only_what_is_released_is_infused(step: str) -> None:
    hood = Hood().go_to(step)
    assert refused(hood, said.StartInfusion("infusion-cover")) == (
        "It is not released; only a released preparation is infused."
    )


def test_it_starts_once_at_room_temperature_covered_and_in_time() -> None:
    hood = released("10:20", Storage.REFRIGERATED)
    start = said.StartInfusion(means(hood))
    assert "Record first that it was taken out" in refused(hood, start)
    at(hood, "12:00").do(TECHNICIAN_ONE, said.Store(Storage.ROOM))
    assert "Start it in 1 h, not before." in refused(hood, start)
    assert "Start it in 1 min, not before." in refused(at(hood, "12:59"), start)
    at(hood, "13:00")
    assert "is not a means of light protection" in refused(hood, said.StartInfusion("a towel"))
    assert "Choose what protects it there" in refused(hood, said.StartInfusion(""))
    hood.do(TECHNICIAN_ONE, start)
    assert refused(hood, start) == "The infusion was started already."
    assert "the preparation is not stored any more" in refused(
        hood, said.Store(Storage.REFRIGERATED)
    )


def test_the_latest_start_is_inclusive() -> None:
    start = said.StartInfusion("infusion-cover")
    hood = at(released(), "17:00")
    hood.do(TECHNICIAN_ONE, start)
    hood = at(released(), "17:01")
    assert "The latest start of the infusion passed 1 min ago" in refused(hood, start)


def test_each_entry_wants_what_goes_before_it() -> None:
    hood = released()
    for entry in (said.PauseInfusion("why"), said.ResumeInfusion(), said.EndInfusion("why")):
        assert refused(hood, entry) == "The infusion was not started."
    hood = started("16:00")
    assert refused(hood, said.ResumeInfusion()) == "The infusion is not paused."
    assert "Write the reason" in refused(hood, said.PauseInfusion(""))
    hood.do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    assert refused(hood, said.PauseInfusion("again")) == "The infusion is paused already."
    hood.do(TECHNICIAN_ONE, said.EndInfusion("no other line"))
    for entry in (said.PauseInfusion("why"), said.ResumeInfusion(), said.EndInfusion("why")):
        assert refused(hood, entry) == "The infusion ended; nothing more is recorded of it."


def test_it_does_not_go_on_at_the_very_end_of_its_time() -> None:
    hood = at(started("16:50"), "17:20")
    hood.do(TECHNICIAN_ONE, said.PauseInfusion("the line is blocked"))
    assert "had to end less than 1 min ago" in refused(at(hood, "18:00"), said.ResumeInfusion())


def test_an_administrator_records_nothing_of_it() -> None:
    hood = released()
    with pytest.raises(Refused, match="An administrator"):
        hood.do(ADMINISTRATOR, said.StartInfusion(means(hood)))
    hood.do(PHARMACIST_ONE, said.StartInfusion(means(hood)))
