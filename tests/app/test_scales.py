"""Where the scale of a workstation is, as the log has it."""

import pytest

from app.core.refused import Refused
from app.scale import Port
from app.scales import PREFIX, choose, port_of, remove
from app.verification import verify
from tests.app.pharmacy import PHARMACIST, TECHNICIAN, Pharmacy

USB, COM = Port("/dev/ttyUSB0"), Port("COM3", 2400, "7E1")


def stream(pharmacy: Pharmacy) -> str:
    return PREFIX + pharmacy.work.log.workstation


def test_a_workstation_has_no_scale_at_first(pharmacy: Pharmacy) -> None:
    assert port_of(pharmacy.work.log) is None
    with pytest.raises(Refused, match="has no scale; there is nothing to remove"):
        remove(pharmacy.work.log, pharmacy.clock, TECHNICIAN)


def test_a_scale_is_where_it_was_chosen_last(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    choose(work.log, pharmacy.clock, USB, TECHNICIAN)
    assert port_of(work.log) == USB
    choose(work.log, pharmacy.clock, COM, PHARMACIST)
    pharmacy.reopen()
    assert port_of(pharmacy.work.log) == COM
    (first, second) = pharmacy.work.log.history(stream(pharmacy))
    assert (first.actor, second.actor) == (TECHNICIAN.name, PHARMACIST.name)
    assert second.data == '{"frame":"7E1","port":"COM3","rate":2400}'
    assert verify(pharmacy.work.log).faults == ()


def test_the_same_choice_again_is_no_new_fact(pharmacy: Pharmacy) -> None:
    for _ in range(3):
        choose(pharmacy.work.log, pharmacy.clock, USB, TECHNICIAN)
    assert pharmacy.recorded(stream(pharmacy)) == ["scale-chosen"]


def test_a_scale_is_removed_and_chosen_again(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    choose(work.log, pharmacy.clock, USB, TECHNICIAN)
    remove(work.log, pharmacy.clock, TECHNICIAN)
    assert port_of(work.log) is None
    choose(work.log, pharmacy.clock, USB, TECHNICIAN)
    assert port_of(work.log) == USB
    assert pharmacy.recorded(stream(pharmacy)) == ["scale-chosen", "scale-removed", "scale-chosen"]


def test_what_is_no_port_is_not_recorded(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused, match="is not the name of a port"):
        choose(pharmacy.work.log, pharmacy.clock, Port("two words"), TECHNICIAN)
    assert pharmacy.recorded(stream(pharmacy)) == []


def test_another_workstation_has_a_scale_of_its_own(pharmacy: Pharmacy) -> None:
    choose(pharmacy.work.log, pharmacy.clock, USB, TECHNICIAN)
    pharmacy.work.log.workstation = "hood-2"
    assert port_of(pharmacy.work.log) is None
