"""The stock of one product: what came in, went away, is kept from use, and is left."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import events as e
from app.core.encoding import decode, encode
from app.core.person import Office
from app.core.quantity import quantity
from app.core.refused import Refused
from app.core.step import Meaning, Role
from app.core.stock import (
    NAMES,
    Fate,
    Lot,
    Quarantined,
    QuarantineLifted,
    Received,
    Removal,
    Removed,
    Shelf,
    StockFact,
    Use,
    begun,
    fates,
    named,
    require_not_withheld_already,
    require_receivable,
    require_removable,
    require_withheld,
    stocked,
)

AT = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
TODAY, LATER = date(2026, 11, 2), date(2027, 3, 31)


def received(serial: str | None = None, pieces: int = 1, lot: str | None = "A1") -> Received:
    return Received(lot, LATER, serial, pieces, "the code")


def shelf(*facts: StockFact) -> Shelf:
    found = Shelf()
    for number, fact in enumerate(facts, start=10):
        found = stocked(found, fact, "Technician One", AT, number)
    return found


def lot(*facts: StockFact, name: str | None = "A1") -> Lot:
    found = shelf(*facts).of(name)
    assert found is not None
    return found


def test_each_fact_has_a_name_that_stays() -> None:
    assert sorted(NAMES) == [
        "stock-quarantine-lifted",
        "stock-quarantined",
        "stock-received",
        "stock-removed",
    ]
    fact = Removed("A1", None, 2, Removal.BROKEN, "fell")
    assert decode(Removed, encode(fact)) == fact


def test_what_came_in_is_there() -> None:
    found = lot(received("1"), received("2"), received(None, 5))
    assert (found.came, found.pieces, found.serials, found.since) == (7, 5, ("1", "2"), 10)
    assert found.after(()).count == 7
    assert found.after(()).serials == ("1", "2")
    assert lot(received(lot=None), name=None).came == 1


def test_a_used_package_is_there_no_more() -> None:
    found = lot(received("1"), received("2"), received(None, 5))
    left = found.after([Use(20, "1"), Use(21, None), Use(22, "9")])
    assert (left.count, left.serials) == (4, ("2",))
    # Used before anything came in: none of what came in, unless the number says so.
    assert found.after([Use(5, None), Use(6, "9"), Use(7, "1")]).count == 6
    # A number that nobody received, where all came in with numbers, is nobody's loss.
    assert lot(received("1")).after([Use(20, "9")]).count == 1
    assert lot(received("1")).after([Use(20, None)]).count == 0


@given(
    st.lists(st.sampled_from("123456"), unique=True, min_size=1),
    st.lists(st.sampled_from("123456789"), unique=True),
)
def test_with_serials_only_what_is_left_is_what_was_not_used(
    came: list[str], used: list[str]
) -> None:
    found = lot(*(received(each) for each in came))
    left = found.after(Use(100 + at, serial) for at, serial in enumerate(used))
    assert set(left.serials) == set(came) - set(used)
    assert left.count == len(left.serials)


def test_a_removed_package_is_there_no_more() -> None:
    found = lot(
        received("1"),
        received(None, 5),
        Removed("A1", "1", 1, Removal.BROKEN, "fell"),
        Removed("A1", None, 2, Removal.RETURNED, "to the supplier"),
    )
    assert found.after(()).count == 3
    assert found.after([Use(20, "1")]).count == 3
    with pytest.raises(ValueError, match="never came in"):
        shelf(Removed("B", None, 1, Removal.EXPIRED, "old"))


def test_what_holds_a_package() -> None:
    found = shelf(received("1"), received(None, 1, lot="P"))
    assert found.holds("A1", "1")
    assert found.holds("A1", None)
    assert not found.holds("A1", "2")
    assert found.holds("P", "2")
    assert not found.holds("Z", None)


def test_a_quarantine_is_of_a_lot_or_of_one_package_until_it_is_lifted() -> None:
    whole, one = Quarantined("A1", None, "recalled"), Quarantined("B1", "7", "a crack")
    found = shelf(whole, one)
    kept = found.withheld("A1", "1")
    assert kept is not None
    assert (kept.reason, kept.by, kept.at) == ("recalled", "Technician One", AT)
    assert found.withheld("B1", "7") is not None
    assert found.withheld("B1", "8") is None
    assert found.withheld("B1", None) is not None  # it may be the one with that number
    assert found.withheld("C9", "7") is not None  # one serial number is one package
    assert found.withheld("0B1", None) is None
    assert found.withheld(None, None) is None
    lifted = shelf(whole, one, QuarantineLifted("A1", None, "checked"))
    assert lifted.withheld("A1", "1") is None
    assert lifted.withheld("B1", "7") is not None


def test_a_quarantine_holds_however_a_code_spells_the_lot() -> None:
    found = shelf(Quarantined("A1", None, "recalled"), Quarantined("B1", "7x", "a crack"))
    for written in ("A1", "a1"):
        assert found.withheld(written, "1") is not None
        require_withheld(found, written, None)
        with pytest.raises(Refused, match="is in quarantine already"):
            require_not_withheld_already(found, written, None)
    assert found.withheld("01A1", "1") is None
    assert found.withheld("b1", "7X") is not None
    lifted = shelf(
        Quarantined("A1", None, "recalled"), QuarantineLifted("a1", None, "checked by letter")
    )
    assert lifted.quarantines == ()


def test_of_two_quarantines_that_differ_by_case_the_one_that_is_named_is_lifted() -> None:
    both = (Quarantined("A1", None, "recalled"), Quarantined("a1", None, "recalled too"))
    found = shelf(*both, QuarantineLifted("a1", None, "checked"))
    assert [each.lot for each in found.quarantines] == ["A1"]
    assert found.withheld("a1", None) is not None


def test_one_lot_may_be_spelled_in_several_ways() -> None:
    found = lot(received("1"), received("2x", lot="a1"), received(None, 3, lot="a1"))
    assert (found.came, found.spellings, found.came_at) == (5, ("A1", "a1"), (10, 11))
    assert found.received("2X")
    assert found.came_after("2X", 10)
    assert not found.came_after("2X", 11)
    assert found.after([Use(20, "2X")]).serials == ("1",)
    gone = stocked(
        shelf(received("2x")), Removed("a1", "2X", 1, Removal.BROKEN, "fell"), "T", AT, 9
    )
    known = gone.of("A1")
    assert known is not None
    assert known.removed("2x")
    assert known.after(()).count == 0


def test_what_cannot_be_received() -> None:
    require_receivable(Shelf(), received(), TODAY)
    require_receivable(shelf(received("1")), received("2"), LATER)
    for fact, sentence in (
        (received(None, 0), "At least 1 piece"),
        (received(None, 10_001), "at most 10,000 are received at once"),
        (received("1", lot="B7"), "serial 1 was received already, as lot A1"),
        (Received("A1", date(2026, 11, 1), None, 1, ""), "expired on 2026-11-01"),
        (received("1"), "serial 1 was received already"),
        (Received("A1", None, None, 1, ""), "expiry 2027-03-31, and this code says none"),
    ):
        with pytest.raises(Refused, match=sentence):
            require_receivable(shelf(received("1")), fact, TODAY)
    dateless = shelf(Received("A1", None, None, 1, ""))
    with pytest.raises(Refused, match="with no expiry date, and this code says 2027-03-31"):
        require_receivable(dateless, received("1"), TODAY)


def test_what_cannot_be_quarantined_lifted_or_removed() -> None:
    found = shelf(received("1"), Quarantined("A1", None, "recalled"))
    with pytest.raises(Refused, match="Serial 1 of lot A1 is in quarantine already"):
        require_not_withheld_already(found, "A1", "1")
    require_not_withheld_already(found, "B1", None)
    with pytest.raises(Refused, match="Serial 1 of lot A1 is not in quarantine"):
        require_withheld(found, "A1", "1")
    require_withheld(found, "A1", None)
    removed = Removed("A1", "1", 1, Removal.BROKEN, "fell")
    require_removable(found, removed, 1)
    again = stocked(found, removed, "T", AT, 30)
    for where, fact, left, sentence in (
        (found, Removed("Z", None, 1, Removal.BROKEN, "x"), 1, "Lot Z was never received"),
        (found, Removed("A1", "2", 1, Removal.BROKEN, "x"), 1, "serial 2 was not received"),
        (again, removed, 1, "was removed already"),
        (found, Removed("A1", None, 2, Removal.BROKEN, "x"), 1, "cannot be removed: 1 on hand"),
        (found, Removed("A1", None, 0, Removal.BROKEN, "x"), 1, "0 of lot A1"),
    ):
        with pytest.raises(Refused, match=sentence):
            require_removable(where, fact, left)


def test_lots_are_named_for_people() -> None:
    assert named("A1", None) == "lot A1"
    assert named("A1", "7") == "serial 7 of lot A1"
    assert named(None, None) == "packages without a lot"
    assert named(None, "7") == "serial 7"
    assert begun("lot aB") == "Lot aB"


def scan(role: Role, vial: int | None = None) -> e.MaterialScanned:
    return e.MaterialScanned("s", role, vial, "n", "g", "A1", LATER, None, "code")


MATERIALS = (scan(Role.VIAL, 1), scan(Role.VIAL, 2), scan(Role.CONTAINER))
FIRST = e.Reconstituted("reconstitute-1", 1, quantity(4, "mL"))
RELEASED = e.Released("release")
DISCARDED = e.Discarded("why", quantity(0, "mg"), 0)


@pytest.mark.parametrize(
    ("after", "became"),
    [
        ((), (Fate.AT_WORK, Fate.AT_WORK, Fate.AT_WORK)),
        ((FIRST, RELEASED), (Fate.RELEASED, Fate.RELEASED, Fate.RELEASED)),
        ((DISCARDED,), (Fate.UNUSED, Fate.UNUSED, Fate.UNUSED)),
        ((FIRST, DISCARDED), (Fate.DISCARDED, Fate.UNUSED, Fate.DISCARDED)),
        (
            (e.VialQuarantined("reconstitute-1", 1, "cracked"), DISCARDED),
            (Fate.REPLACED, Fate.UNUSED, Fate.DISCARDED),
        ),
        (
            (FIRST, e.VialQuarantined("inspect-vial-1", 1, "grains"), scan(Role.VIAL, 1), FIRST),
            (Fate.REPLACED, Fate.AT_WORK, Fate.AT_WORK, Fate.AT_WORK),
        ),
    ],
)
def test_what_became_of_each_package(after: tuple[e.Event, ...], became: tuple[Fate, ...]) -> None:
    signed = e.Signed("s", Meaning.PREPARED, "T", Office.TECHNICIAN, None)
    found = fates((*MATERIALS, signed, *after))
    assert tuple(fate for _, fate in found) == became
    assert [material.role for material, _ in found][:3] == [each.role for each in MATERIALS]


def test_only_what_was_not_used_is_back() -> None:
    assert [fate for fate in Fate if not fate.is_used] == [Fate.UNUSED]
