"""Which printers a workstation uses, as the log has it."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.refused import Refused
from app.outlet_cups import CupsOutlet
from app.outlet_socket import SocketOutlet
from app.outlets import outlet_of
from app.printers import (
    PREFIX,
    Kind,
    PlaceSet,
    PlacesUsed,
    Printer,
    Use,
    choose,
    labels_went_out,
    measured,
    moved_on,
    next_place,
    press_of,
    printer_of,
    record_measured,
    record_tells,
    remove,
    require_usable,
    set_place,
    tells,
)
from app.verification import verify
from reports.label_stock import STOCKS
from tests.app.pharmacy import PHARMACIST, TECHNICIAN, Pharmacy

ZEBRA = Printer(Kind.SOCKET, "192.0.2.7:9100", "4x2in", 300)
SHEETS = Printer(Kind.CUPS, "ward-labels", "letter-8", 300)
OFFICE = Printer(Kind.SYSTEM, "Office copier, floor 3", "letter", 600)


def stream(pharmacy: Pharmacy) -> str:
    return PREFIX + pharmacy.work.log.workstation


def test_at_first_everything_is_a_file(pharmacy: Pharmacy) -> None:
    log = pharmacy.work.log
    assert printer_of(log, Use.LABELS) == Printer(Kind.FILE, "", "4x3in", 203)
    assert printer_of(log, Use.DOCUMENTS).kind is Kind.FILE
    assert press_of(log, Use.LABELS).stock == STOCKS["4x3in"]
    assert pharmacy.work.outlet_for(Use.LABELS)[1] is None
    with pytest.raises(Refused, match="No printer is set up for labels"):
        remove(log, pharmacy.clock, Use.LABELS, TECHNICIAN)


def test_each_use_has_the_printer_that_was_chosen_last(pharmacy: Pharmacy) -> None:
    log, clock = pharmacy.work.log, pharmacy.clock
    choose(log, clock, Use.LABELS, SHEETS, TECHNICIAN)
    choose(log, clock, Use.LABELS, ZEBRA, PHARMACIST)
    choose(log, clock, Use.DOCUMENTS, OFFICE, TECHNICIAN)
    choose(log, clock, Use.DOCUMENTS, OFFICE, TECHNICIAN)
    pharmacy.reopen()
    log = pharmacy.work.log
    assert printer_of(log, Use.LABELS) == ZEBRA
    assert printer_of(log, Use.DOCUMENTS) == OFFICE
    assert (press_of(log, Use.LABELS).dpi, press_of(log, Use.LABELS).stock.name) == (300, "4x2in")
    assert press_of(log, Use.DOCUMENTS).stock.page.width == 612
    rows = log.history(stream(pharmacy))
    assert [row.actor for row in rows] == [TECHNICIAN.name, PHARMACIST.name, TECHNICIAN.name]
    assert rows[1].data == (
        '{"printer":{"address":"192.0.2.7:9100","dpi":300,"kind":"socket","stock":"4x2in"},'
        '"use":"labels"}'
    )
    assert verify(log).faults == ()


def test_a_printer_is_removed(pharmacy: Pharmacy) -> None:
    log, clock = pharmacy.work.log, pharmacy.clock
    choose(log, clock, Use.LABELS, ZEBRA, TECHNICIAN)
    choose(log, clock, Use.DOCUMENTS, OFFICE, TECHNICIAN)
    remove(log, clock, Use.LABELS, TECHNICIAN)
    assert printer_of(log, Use.LABELS) == Printer()
    assert printer_of(log, Use.DOCUMENTS) == OFFICE


def test_another_workstation_has_printers_of_its_own(pharmacy: Pharmacy) -> None:
    choose(pharmacy.work.log, pharmacy.clock, Use.LABELS, ZEBRA, TECHNICIAN)
    pharmacy.work.log.workstation = "hood-2"
    assert printer_of(pharmacy.work.log, Use.LABELS) == Printer()


@pytest.mark.parametrize(
    ("use", "printer", "told"),
    [
        (
            Use.LABELS,
            Printer(stock="A4"),
            "is not a stock for labels; choose one of 4 × 3 in, roll",
        ),
        (Use.DOCUMENTS, Printer(), "is not a stock for documents; choose one of letter paper"),
        (Use.LABELS, Printer(dpi=200), "200 dots per inch is not a resolution"),
        (Use.LABELS, Printer(address="somewhere"), "A file has no address"),
        (Use.LABELS, Printer(Kind.SOCKET, "a b"), "is not the address of a printer"),
        (Use.LABELS, Printer(Kind.CUPS, "-o raw"), "is not the name of a queue"),
        (Use.LABELS, Printer(Kind.SYSTEM, ""), "is not the name of a printer"),
        (Use.LABELS, Printer(Kind.SYSTEM, " HP"), "is not the name of a printer"),
        (Use.LABELS, Printer(Kind.SYSTEM, "H\nP"), "is not the name of a printer"),
        (Use.LABELS, Printer(Kind.SOCKET, "a", "a4-8"), "on the network is fed a roll"),
        (Use.DOCUMENTS, Printer(Kind.SOCKET, "a", "A4"), "prints labels only"),
    ],
)
def test_what_cannot_be_a_printer_is_refused_and_not_recorded(
    pharmacy: Pharmacy, use: Use, printer: Printer, told: str
) -> None:
    with pytest.raises(Refused, match=told):
        choose(pharmacy.work.log, pharmacy.clock, use, printer, TECHNICIAN)
    assert pharmacy.recorded(stream(pharmacy)) == []


@given(st.text(max_size=40), st.sampled_from([Kind.SOCKET, Kind.CUPS, Kind.SYSTEM]))
def test_what_is_usable_never_looks_like_an_option_or_more_than_a_line(
    address: str, kind: Kind
) -> None:
    with suppress(Refused):
        require_usable(Use.LABELS, Printer(kind, address))
        assert address.isprintable()
        assert kind is Kind.SYSTEM or not set(address) & set(" ;|&$`'\"<>\\*?()!#-") - {"-"}
        assert kind is Kind.SYSTEM or address[0] != "-"


def test_the_way_to_each_kind_of_printer(pharmacy: Pharmacy) -> None:
    work = pharmacy.work
    assert isinstance(outlet_of(ZEBRA, tells=True), SocketOutlet)
    assert isinstance(outlet_of(SHEETS), CupsOutlet)
    assert outlet_of(OFFICE) is None
    choose(work.log, pharmacy.clock, Use.DOCUMENTS, OFFICE, TECHNICIAN)
    with pytest.raises(Refused, match="which only Umbra’s window can reach"):
        work.outlet_for(Use.DOCUMENTS)
    way = CupsOutlet("stands-for-the-window")
    work.system_outlet = lambda _name: way
    assert work.outlet_for(Use.DOCUMENTS) == (OFFICE, way)


def test_that_a_printer_says_how_it_is_holds_for_that_printer(pharmacy: Pharmacy) -> None:
    log, clock = pharmacy.work.log, pharmacy.clock
    choose(log, clock, Use.LABELS, ZEBRA, TECHNICIAN)
    assert not tells(log, Use.LABELS)
    for _ in range(2):
        record_tells(log, clock, Use.LABELS, TECHNICIAN)
    assert tells(log, Use.LABELS)
    assert pharmacy.recorded(stream(pharmacy)) == ["printer-chosen", "printer-tells"]
    _, way = pharmacy.work.outlet_for(Use.LABELS)
    assert isinstance(way, SocketOutlet)
    assert way.tells
    choose(log, clock, Use.LABELS, SHEETS, TECHNICIAN)
    assert not tells(log, Use.LABELS)


# The ruler.


def test_how_long_the_ruler_was_holds_for_the_printer_it_came_from(pharmacy: Pharmacy) -> None:
    log, clock = pharmacy.work.log, pharmacy.clock
    choose(log, clock, Use.LABELS, SHEETS, TECHNICIAN)
    assert measured(log, Use.LABELS) is None
    record_measured(log, clock, Use.LABELS, SHEETS, "48.5", TECHNICIAN)
    assert measured(log, Use.LABELS) == Decimal("48.5")
    record_measured(log, clock, Use.LABELS, SHEETS, "50.0", TECHNICIAN)
    assert measured(log, Use.LABELS) == 50
    record_measured(log, clock, Use.LABELS, ZEBRA, "49", TECHNICIAN)
    record_measured(log, clock, Use.DOCUMENTS, SHEETS, "47", TECHNICIAN)
    assert measured(log, Use.LABELS) == 50
    choose(log, clock, Use.LABELS, ZEBRA, TECHNICIAN)
    assert measured(log, Use.LABELS) == 49
    assert '"length":"50"' in log.history(stream(pharmacy))[2].data


@pytest.mark.parametrize("length", ["", "5 cm", "48,5", "4850", "48.55", "٤٨", "9.9", "201", "-50"])
def test_what_is_no_length_of_the_ruler_is_refused(pharmacy: Pharmacy, length: str) -> None:
    with pytest.raises(Refused, match=r"is not a length|cannot be the ruler"):
        record_measured(pharmacy.work.log, pharmacy.clock, Use.LABELS, ZEBRA, length, TECHNICIAN)
    assert pharmacy.recorded(stream(pharmacy)) == []


# Places on a sheet.


def test_places_are_used_up_in_turn_and_a_new_sheet_begins(pharmacy: Pharmacy) -> None:
    log, clock = pharmacy.work.log, pharmacy.clock
    choose(log, clock, Use.LABELS, SHEETS, TECHNICIAN)
    assert press_of(log, Use.LABELS).first == 1
    labels_went_out(log, clock, SHEETS, 3, TECHNICIAN)
    assert press_of(log, Use.LABELS).first == 4
    labels_went_out(log, clock, SHEETS, 5, TECHNICIAN)
    assert next_place(log, "letter-8") == 1
    set_place(log, clock, "letter-8", 8, TECHNICIAN)
    set_place(log, clock, "letter-8", 8, TECHNICIAN)
    labels_went_out(log, clock, SHEETS, 2, TECHNICIAN)
    assert next_place(log, "letter-8") == 2
    assert next_place(log, "a4-8") == 1
    assert pharmacy.recorded(stream(pharmacy)).count("sheet-place-set") == 1


@given(st.lists(st.integers(1, 20), max_size=6), st.integers(1, 8))
def test_the_next_place_is_what_counting_by_hand_gives(used: list[int], first: int) -> None:
    place = moved_on(1, PlaceSet("a4-8", first))
    for count in used:
        place = moved_on(place, PlacesUsed("a4-8", count))
    by_hand = first
    for _ in range(sum(used)):
        by_hand = 1 if by_hand == 8 else by_hand + 1
    assert place == by_hand


def test_a_roll_has_no_places_to_use_up(pharmacy: Pharmacy) -> None:
    log, clock = pharmacy.work.log, pharmacy.clock
    labels_went_out(log, clock, ZEBRA, 2, TECHNICIAN)
    labels_went_out(log, clock, SHEETS, 0, TECHNICIAN)
    assert pharmacy.recorded(stream(pharmacy)) == []
    assert next_place(log, "4x2in") == 1


@pytest.mark.parametrize("place", [0, 9])
def test_a_place_that_no_sheet_has_is_refused(pharmacy: Pharmacy, place: int) -> None:
    with pytest.raises(Refused, match="has 8 places"):
        set_place(pharmacy.work.log, pharmacy.clock, "a4-8", place, TECHNICIAN)
