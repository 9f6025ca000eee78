"""One data folder at work: begun once, orders opened once, and nothing left half done."""

from pathlib import Path

import pytest

from app.clock import SetClock
from app.core import entry as said
from app.core.person import Person
from app.core.preparation import Status
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.printers import Kind, Printer, Use, choose
from app.store import Log
from app.workplace import Workplace
from tests.app.conftest import AtStep
from tests.app.pharmacy import (
    ADALIND,
    ADMINISTRATOR,
    BEGINS,
    CECILIA,
    CHECKER,
    DANIEL,
    PHARMACIST,
    PINS,
    SITE,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.sent import bundle


def test_a_new_folder_is_begun_with_a_site_and_its_administrator(tmp_path: Path) -> None:
    work = Workplace.open(tmp_path / "new" / "data", SetClock(BEGINS))
    assert work.is_new
    with pytest.raises(Refused, match="This folder is new; start Umbra once"):
        _ = work.site
    person = work.begin(SITE, ADMINISTRATOR.name, PINS[ADMINISTRATOR.name])
    assert person == ADMINISTRATOR
    assert not work.is_new
    work.close()
    again = Workplace.open(tmp_path / "new" / "data", SetClock(BEGINS))
    assert (again.is_new, again.site) == (False, SITE)
    assert again.people.everyone() == (ADMINISTRATOR,)
    again.close()


@pytest.mark.parametrize(
    ("zone", "name", "pin"),
    [
        ("Mars/Olympus", "Administrator One", "2580"),
        ("America/Chicago", "", "2580"),
        ("America/Chicago", "Administrator One", "1234"),
    ],
)
def test_a_first_start_that_is_refused_can_be_done_again(
    tmp_path: Path, zone: str, name: str, pin: str
) -> None:
    work = Workplace.open(tmp_path, SetClock(BEGINS))
    with pytest.raises(Refused):
        work.begin(type(SITE)(SITE.name, SITE.telephone, zone, "US", False), name, pin)
    assert work.log.count() == 0
    assert work.begin(SITE, ADMINISTRATOR.name, "2580") == ADMINISTRATOR
    work.close()


def test_a_first_start_that_power_cut_in_two_can_be_done_again(tmp_path: Path) -> None:
    work = Workplace.open(tmp_path, SetClock(BEGINS))
    work.describe(SITE, ADMINISTRATOR.name)
    work.close()
    work = Workplace.open(tmp_path, SetClock(BEGINS))
    assert work.is_new
    assert work.begin(SITE, ADMINISTRATOR.name, "2580") == ADMINISTRATOR
    work.close()


def test_a_folder_is_begun_once(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused, match="Only an administrator adds people"):
        pharmacy.work.begin(SITE, "Intruder", "2580")
    assert [person.name for person in pharmacy.work.people.everyone()] == sorted(PINS)


def test_a_folder_is_open_once(pharmacy: Pharmacy, folder: Path) -> None:
    with pytest.raises(Refused, match="is in use by another Umbra"):
        Workplace.open(folder, pharmacy.clock)


def test_a_folder_that_cannot_be_opened_is_let_go_again(folder: Path) -> None:
    (folder / "products.toml").write_text("nonsense")
    with pytest.raises(Refused, match="list of products"):
        Workplace.open(folder, SetClock(BEGINS))
    (folder / "products.toml").unlink()
    Workplace.open(folder, SetClock(BEGINS)).close()


def test_every_fact_names_the_computer(pharmacy: Pharmacy) -> None:
    assert {row.workstation for row in pharmacy.work.log.everything()} != {""}


def test_verifying_opens_the_order_and_confirms_it(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    assert pharmacy.stream == "preparation/2611-0001"
    assert pharmacy.recorded() == ["opened", "order-verified"]
    assert pharmacy.recorded(ADALIND) == ["order-imported", "order-opened"]
    assert pharmacy.step.identifier == "scan-materials"
    assert pharmacy.work.board.unfinished() == (pharmacy.stream,)
    assert ADALIND not in pharmacy.work.board.waiting()


@pytest.mark.parametrize("person", [TECHNICIAN, ADMINISTRATOR])
def test_only_a_pharmacist_verifies(pharmacy: Pharmacy, person: Person) -> None:
    with pytest.raises(Refused, match="Only a pharmacist verifies an order"):
        pharmacy.verify(ADALIND, person)
    assert pharmacy.recorded(ADALIND) == ["order-imported"]


def test_an_order_that_may_not_be_verified_is_not_opened(pharmacy: Pharmacy) -> None:
    outlook = pharmacy.work.outlook(ADALIND)
    confirmed, reasons = pharmacy.answers(ADALIND)
    with pytest.raises(Refused, match="Not confirmed yet"):
        pharmacy.work.verify(ADALIND, outlook, confirmed[1:], reasons, PHARMACIST)
    assert ADALIND in pharmacy.work.board.waiting()
    assert pharmacy.work.log.streams("preparation/") == ()


def test_a_warning_wants_a_reason_that_stays_on_record(pharmacy: Pharmacy) -> None:
    (stream,) = pharmacy.work.import_data(bundle(record="00999999", dose=(1.55, "mg")), "someone")
    outlook = pharmacy.work.outlook(stream)
    confirmed, _ = pharmacy.answers(stream)
    with pytest.raises(Refused, match=r"Write a reason for this warning: The order says 1.55 mg"):
        pharmacy.work.verify(stream, outlook, confirmed, (), PHARMACIST)
    pharmacy.verify(stream)
    assert pharmacy.recorded() == ["opened", "warning-accepted", "order-verified"]


def test_a_second_order_for_the_same_dose_is_a_warning(pharmacy: Pharmacy) -> None:
    (stream,) = pharmacy.work.import_data(bundle("A-1"), PHARMACIST.name)

    def codes(order: str) -> list[str]:
        return [finding.code for finding in pharmacy.plan_of(order).findings]

    assert "same-dose-ordered-twice" in codes(stream)
    assert "same-dose-ordered-twice" in codes(ADALIND)
    pharmacy.verify(ADALIND)
    assert pharmacy.recorded() == ["opened", "warning-accepted", "order-verified"]
    assert "same-dose-ordered-twice" in codes(stream)
    pharmacy.session.do(said.Discard("the bag leaked"))
    pharmacy.work.withdraw(ADALIND, "sent twice", PHARMACIST)
    assert "same-dose-ordered-twice" not in codes(stream)


def test_a_stop_is_not_argued_away(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused, match=r"The plan has a stop: 0.007 mg/mL in 50 mL is below"):
        pharmacy.verify(DANIEL)
    assert pharmacy.recorded(DANIEL) == ["order-imported"]
    (stream,) = pharmacy.work.import_data(bundle(dose=(2.2, "mg")), PHARMACIST.name)
    with pytest.raises(Refused, match=r"The plan has a stop: The order says 2.2 mg"):
        pharmacy.verify(stream)


def test_an_order_is_opened_once(pharmacy: Pharmacy) -> None:
    outlook = pharmacy.work.outlook(ADALIND)
    pharmacy.verify(ADALIND)
    with pytest.raises(Refused, match="This order was opened or withdrawn meanwhile"):
        pharmacy.work.open_order(ADALIND, outlook, PHARMACIST)
    with pytest.raises(Refused, match="This order was opened or withdrawn meanwhile"):
        pharmacy.work.verify(ADALIND, outlook, *pharmacy.answers(ADALIND), PHARMACIST)
    with pytest.raises(Refused, match="This order was opened or withdrawn meanwhile"):
        pharmacy.work.withdraw(ADALIND, "entered twice", PHARMACIST)
    assert pharmacy.work.log.streams("preparation/") == ("preparation/2611-0001",)


def test_a_withdrawn_order_is_not_opened(pharmacy: Pharmacy) -> None:
    outlook = pharmacy.work.outlook(ADALIND)
    pharmacy.work.withdraw(ADALIND, "the patient was transferred", PHARMACIST)
    for again in (
        lambda: pharmacy.work.open_order(ADALIND, outlook, PHARMACIST),
        lambda: pharmacy.work.withdraw(ADALIND, "once more", PHARMACIST),
    ):
        with pytest.raises(Refused, match="opened or withdrawn meanwhile"):
            again()


def test_an_order_opened_and_not_verified_before_power_went_is_verified_later(
    pharmacy: Pharmacy,
) -> None:
    stream = pharmacy.work.open_order(ADALIND, pharmacy.work.outlook(ADALIND), TECHNICIAN)
    pharmacy.reopen()
    assert pharmacy.work.board.unfinished() == (stream,)
    pharmacy.verify(stream)
    assert pharmacy.stream == stream
    assert pharmacy.step.identifier == "scan-materials"


def test_a_discarded_order_waits_again_and_can_be_remade(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    pharmacy.go_to("inspect-vial-1")
    first = pharmacy.stream
    pharmacy.work.withdraw(first, "the vial broke", PHARMACIST)
    assert pharmacy.work.state(first).status is Status.DISCARDED
    assert pharmacy.recorded(ADALIND)[-1] == "order-returned"
    for board in (pharmacy.work.board, None):
        if board is None:
            pharmacy.reopen()
        assert ADALIND in pharmacy.work.board.waiting()
        assert pharmacy.work.board.finished() == (first,)
    pharmacy.verify(ADALIND)
    assert pharmacy.stream == "preparation/2611-0002"
    pharmacy.finish()
    assert pharmacy.state.status is Status.RELEASED
    assert ADALIND not in pharmacy.work.board.waiting()


@pytest.mark.parametrize("person", [ADMINISTRATOR, TECHNICIAN])
def test_only_a_pharmacist_takes_orders_off_the_worklist(at_step: AtStep, person: Person) -> None:
    pharmacy = at_step("check")
    for stream in (pharmacy.stream, CECILIA):
        with pytest.raises(Refused, match="Only a pharmacist withdraws an order"):
            pharmacy.work.withdraw(stream, "I say so", person)
    assert pharmacy.work.state(pharmacy.stream).status is Status.OPEN
    assert CECILIA in pharmacy.work.board.waiting()


def test_preparations_are_numbered_by_month(pharmacy: Pharmacy) -> None:
    pharmacy.verify(ADALIND)
    pharmacy.verify(CECILIA)
    assert pharmacy.stream == "preparation/2611-0002"
    pharmacy.wait(60 * 24 * 31)
    (stream,) = pharmacy.work.import_data(bundle("A-1"), PHARMACIST.name)
    pharmacy.verify(stream)
    assert pharmacy.stream == "preparation/2612-0001"


def use_stock(pharmacy: Pharmacy, stock: str) -> None:
    printer, work = Printer(Kind.FILE, "", stock, 203), pharmacy.work
    choose(work.log, work.clock, Use.LABELS, printer, PHARMACIST)


@pytest.mark.parametrize(
    "data",
    [
        bundle("A-1", name=("DEMO-DE-LOS-SANTOS-Y-RODRÍGUEZ", "María Guadalupe " * 4 + "Inés")),
        bundle("A-1", record="1234567890" * 4),
        bundle("A-1", location="East wing " * 10 + "end"),
    ],
)
def test_a_patient_for_whom_no_label_has_room_is_refused_before_work_starts(
    pharmacy: Pharmacy, data: bytes
) -> None:
    (stream,) = pharmacy.work.import_data(data, PHARMACIST.name)
    with pytest.raises(
        Refused, match=r"The label could not be drawn on 4 × 3 in, roll: .* Shorten"
    ):
        pharmacy.verify(stream)
    assert stream in pharmacy.work.board.waiting()
    assert pharmacy.work.log.streams("preparation/") == ()


def test_the_room_looked_for_is_that_of_the_label_stock_in_use(pharmacy: Pharmacy) -> None:
    use_stock(pharmacy, "4x2in")
    (stream,) = pharmacy.work.import_data(bundle("A-1", record="1234567890" * 4), PHARMACIST.name)
    with pytest.raises(Refused, match="The label could not be drawn on 4 × 2 in, roll: "):
        pharmacy.verify(stream)


def test_a_patient_with_a_long_name_is_labelled_and_labelled_again(pharmacy: Pharmacy) -> None:
    name = ("DEMO-WORTHINGTON", "Maximiliane Theodora")
    long = bundle("A-1", name=name)
    (stream,) = pharmacy.work.import_data(long, PHARMACIST.name)
    pharmacy.verify(stream)
    pharmacy.go_to("scan-label")
    pharmacy.session.print_label("smudged")
    assert pharmacy.finish().state.status is Status.RELEASED


def test_a_storage_for_which_the_label_has_no_room_is_refused_when_it_is_chosen(
    pharmacy: Pharmacy,
) -> None:
    use_stock(pharmacy, "100x50mm")
    name = ("DEMO-HOHENLOHE-LANGENBURG", "Adalind Maximiliane Theodora")
    long = bundle("A-1", name=name, record="0048291377100482913")
    (stream,) = pharmacy.work.import_data(long, PHARMACIST.name)
    pharmacy.verify(stream)
    pharmacy.go_to("choose-storage")
    sentence = "could not be drawn on 100 × 50 mm, roll: .* It has room on 4 × 3 in, roll"
    with pytest.raises(Refused, match=sentence):
        pharmacy.session.do(said.Choose("choose-storage", "refrigerated"))
    assert pharmacy.recorded()[-1] == "entry-refused"
    assert pharmacy.finish().state.status is Status.RELEASED


def test_a_plan_is_made_for_the_day_on_which_it_is_asked_for(pharmacy: Pharmacy) -> None:
    codes = {finding.code for finding in pharmacy.plan_of(ADALIND).findings}
    pharmacy.wait(60 * 24 * 30)
    later = {finding.code for finding in pharmacy.plan_of(ADALIND).findings}
    assert codes < later


def test_an_order_for_another_drug_has_no_plan(pharmacy: Pharmacy) -> None:
    data = bundle(drug="gemtuzumab ozogamicin")
    (stream,) = pharmacy.work.import_data(data, PHARMACIST.name)
    for _ in range(2):
        with pytest.raises(Refused, match=r"mylotarg-us, .* is a draft, which nobody prepares by"):
            pharmacy.plan_of(stream)


def test_a_site_of_the_eu_follows_the_leaflet_of_the_eu(pharmacy: Pharmacy) -> None:
    order = pharmacy.work.order(ADALIND)
    assert pharmacy.work.monograph(order).identifier == "besponsa-us"
    european = type(SITE)("Klinik Beispiel", "555-0100", "Europe/Berlin", "EU", False)
    pharmacy.work.describe(european, ADMINISTRATOR.name)
    assert pharmacy.work.monograph(order).identifier == "besponsa-eu"
    assert pharmacy.plan_of(CECILIA).monograph == "besponsa-eu"


def test_a_state_is_that_of_the_log_also_after_it_moved_on(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    before = pharmacy.work.state(pharmacy.stream)
    assert pharmacy.work.state(pharmacy.stream) is before
    pharmacy.forward()
    assert pharmacy.work.state(pharmacy.stream) == pharmacy.state != before
    assert pharmacy.work.order_for(pharmacy.stream) == pharmacy.work.order_for(ADALIND)
    assert pharmacy.plan_of(pharmacy.stream) == pharmacy.state.plan


def test_two_people_at_one_preparation_do_not_overwrite_each_other(at_step: AtStep) -> None:
    pharmacy = at_step("add-drug")
    other = pharmacy.work.session(pharmacy.stream, CHECKER, lambda _: None)
    other.do(said.Call("come and see"))
    with pytest.raises(Refused, match="Someone else recorded something"):
        pharmacy.forward()
    assert pharmacy.recorded()[-1] == "pharmacist-called"


def test_the_history_is_every_fact(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    history = pharmacy.work.history(pharmacy.stream)
    assert [fact.version for fact in history] == list(range(1, len(history) + 1))
    assert history[0].actor == PHARMACIST.name
    assert len(history) == len(pharmacy.recorded())


def test_files_come_in_by_their_path(pharmacy: Pharmacy, tmp_path: Path) -> None:
    file = tmp_path / "order.json"
    file.write_bytes(bundle("A-1"))
    assert pharmacy.work.import_file(file, PHARMACIST.name) == ("order/A-1",)


def test_closing_lets_another_umbra_in(pharmacy: Pharmacy, folder: Path) -> None:
    pharmacy.close()
    with Log.open(folder / LOG_NAME, "HOOD-2") as log:
        assert log.count() > 0
