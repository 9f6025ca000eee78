"""What scanners and people really send for vials, cartons and bags."""

import random
from collections.abc import Callable
from datetime import date

import pytest

from app.intake.gs1 import Scanned, parse_scan

TODAY = date(2026, 11, 22)
GS = "\x1d"
BESPONSA = "00300080100011"
CARTON = f"01{BESPONSA}17270331" + f"10AB1234{GS}21100000000001"


@pytest.mark.parametrize(
    ("raw", "symbology"),
    [
        (CARTON, None),
        (GS + CARTON, None),
        ("]d2" + CARTON, "]d2"),
        ("]d2" + GS + CARTON, "]d2"),
        ("]C1" + CARTON, "]C1"),
        ("]e0" + CARTON, "]e0"),
        ("]Q3" + CARTON, "]Q3"),
        (CARTON + GS, None),
        (f"01{BESPONSA}{GS}17270331" + f"10AB1234{GS}21100000000001", None),
        (f"01{BESPONSA}21100000000001{GS}17270331" + "10AB1234", None),
        (f"(01){BESPONSA}(17)270331(10)AB1234(21)100000000001", None),
    ],
)
def test_a_besponsa_carton_says_the_same_however_it_is_sent(
    raw: str, symbology: str | None
) -> None:
    assert parse_scan(raw, TODAY) == Scanned(
        raw=raw,
        gtin=BESPONSA,
        lot="AB1234",
        expiry=date(2027, 3, 31),
        serial="100000000001",
        symbology=symbology,
    )


@pytest.mark.parametrize(
    ("raw", "gtin"),
    [
        ("]e001" + BESPONSA, BESPONSA),
        ("01" + BESPONSA, BESPONSA),
        ("300080100011", BESPONSA),
        ("0300080100011", BESPONSA),
        (BESPONSA, BESPONSA),
        ("]E00300080100011", BESPONSA),
        ("NDC 0008-0100-01", BESPONSA),
        ("NDC0008010001", BESPONSA),
        ("0008-0100-01", BESPONSA),
        ("303380048045", "00303380048045"),
        ("0338-0048-04", "00303380048045"),
        ("303380049028", "00303380049028"),
        ("304094887173", "00304094887173"),
        ("50242-040-62", "00350242040624"),
        ("12345-6789-0", "00312345678906"),
        ("96385074", "00000096385074"),
        ("]E496385074", "00000096385074"),
        ("]I110300080100018", "10300080100018"),
        ("10300080100018", "10300080100018"),
        ("9002260012343", "09002260012343"),
        ("000123456784", "00000123456784"),
    ],
)
def test_a_product_number_alone_has_14_digits(raw: str, gtin: str) -> None:
    scanned = parse_scan(raw, TODAY)
    assert scanned.gtin == gtin
    assert (scanned.lot, scanned.expiry, scanned.serial) == (None, None, None)


def test_the_ndc_of_a_bag_of_saline_gives_the_number_printed_on_it() -> None:
    assert parse_scan("NDC 0338-0049-02", TODAY).gtin == parse_scan("303380049028", TODAY).gtin


def test_the_second_bar_code_of_a_carton_needs_its_symbology_identifier() -> None:
    scanned = parse_scan("]C117270331" + "10AB1234", TODAY)
    assert (scanned.gtin, scanned.lot, scanned.expiry) == (None, "AB1234", date(2027, 3, 31))


@pytest.mark.parametrize(
    "raw",
    [
        "17270331" + "10AB1234",
        "10AB1234",
        "2100482913",
        "DEMO-ORDER-0001",
        "]d1" + CARTON,
        "]C0" + CARTON,
        "]C00008010001",
        "]C000008010001",
        "]X0300080100011",
        "]e1" + CARTON,
        "]e2" + CARTON,
        "]E3" + "30008010001105",
        "00008010001",
        "010030008010001",
        "]C0HELLO",
        "]Q1hello",
        "]",
        "]d2",
        GS,
        "",
        " ",
        "UMBRA",
        "\uff11" * 8,
        "0" * 3000,
    ],
)
def test_what_is_no_product_code_is_refused_as_such(raw: str, refusal: Callable[..., str]) -> None:
    assert refusal(parse_scan, raw, TODAY).startswith("This code is not a product code")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("0100300080100012", "wrong check digit"),
        ("300080100012", "wrong check digit"),
        ("]E030008010001", "not a product number of 12 or 13 digits"),
        ("]E4ABCDEFGH", "not a product number of 8 digits"),
        ("01234565", "UPC-E"),
        ("000008010001", "may be an NDC of 12 digits"),
        ("000069010003", "may be an NDC of 12 digits"),
        ("0008-100-01", "is not an NDC"),
        ("NDC", "is not an NDC"),
        ("]C0NDC 0008", "is not an NDC"),
        ("https://id.gs1.org/01/00300080100011/10/AB1234", "web address"),
        ("HTTP://ID.GS1.ORG/01/00300080100011", "web address"),
        ("]Q1https://id.gs1.org/01/00300080100011", "web address"),
        ("]D2" + CARTON.lower(), "Caps Lock"),
        ("]c1" + CARTON.lower(), "Caps Lock"),
        (f"01{BESPONSA}17271331", "not a date"),
        (f"01{BESPONSA}17270230", "not a date"),
        (f"01{BESPONSA}17270032", "not a date"),
        (f"01{BESPONSA}17270a31", "is not in the form"),
        (f"01{BESPONSA}1727", "is not in the form"),
        (f"01{BESPONSA}10", "is not in the form"),
        (f"01{BESPONSA}10AB 12", "holds “ ”"),
        (f"01{BESPONSA}10ABé", "holds “é”"),
        (f"01{BESPONSA}10AB|21C", "send another character in place of the separator"),
        (f"01{BESPONSA}10AB\x00", "holds “�”"),
        (f"01{BESPONSA}17270{GS}33110A", "cut short by a separator"),
        (f"01{BESPONSA[:-1]}\u0661", "holds “\u0661”"),
        (f"01{BESPONSA}10{'A' * 21}", "left out the separator"),
        (f"01{BESPONSA}88ABC", "does not know"),
        (f"01{BESPONSA}8017" + "401234500000000017", "does not know"),
        (f"01{BESPONSA}10A{GS}{GS}21B", "two separators with nothing between"),
        (f"]d2{GS}{GS}01{BESPONSA}", "two separators with nothing between"),
        (f"01{BESPONSA}10A{GS}{GS}", "two separators with nothing between"),
        (f"01{BESPONSA}10A{GS}10B", "two things of the lot"),
        (f"01{BESPONSA}02{BESPONSA}", "a product inside"),
        (f"01{BESPONSA}17270331" + "7003280331" + "1200", "two expiry dates"),
        (f"01{BESPONSA}17270331" + "11270401", "production date (11) of 270401, after its expiry"),
        (f"01{BESPONSA}17270331" + "13270401", "packaging date (13) of 270401, after its expiry"),
        (f"01{BESPONSA}715000008010002", "two products"),
        (f"01{BESPONSA}7150008010002", "two products"),
        (f"01{BESPONSA}715112345678900", "two products"),
        (f"01{BESPONSA}715ABC", "is not an NDC"),
        ("]C171512345", "is not an NDC"),
        (f"01{BESPONSA}8008260131{GS}10A", "is not in the form"),
        (f"01{BESPONSA}80082601312460", "is not a date and time"),
        (f"01{BESPONSA}8008260131235960", "is not a date and time"),
        (f"01{BESPONSA}7011270300", "is not a date and time"),
        (f"01{BESPONSA}8013AB2", "wrong check characters"),
        (f"01{BESPONSA}7003270331" + "2460", "not a date and time"),
        (f"01{BESPONSA}7003270331" + "2400", "not a date and time"),
        (f"01{BESPONSA}7003270300" + "1200", "not a date and time"),
        ("]C13103000123", "without a product number"),
        ("]C1422840", "without a product number"),
        ("(01)0300080100011", "is not in the form"),
        ("(01)00300080100011(10)A(B", "not written as fields in brackets"),
        ("(01)00300080100011(10)A)B", "not written as fields in brackets"),
        ("(01)00300080100011(10) ", "is not in the form"),
        ("(01)0030008010 0011", "holds “ ”"),
        ("(01)00300080100011(10)A 1", "holds “ ”"),
        ("(10)", "not written as fields in brackets"),
        ("(1)00300080100011", "not written as fields in brackets"),
        ("(88)ABC", "does not know"),
    ],
)
def test_a_wrong_code_is_refused_saying_why(
    raw: str, said: str, refusal: Callable[..., str]
) -> None:
    assert said in refusal(parse_scan, raw, TODAY)


def test_a_lost_separator_is_suspected_and_the_lot_stays_as_it_was_read() -> None:
    scanned = parse_scan(CARTON.replace(GS, ""), TODAY)
    assert scanned.separator_lost_suspected
    assert (scanned.lot, scanned.serial) == ("AB123421100000000001", None)


@pytest.mark.parametrize(
    "raw",
    [
        f"01{BESPONSA}21SER17270331",
        f"01{BESPONSA}21S1727033110LOT",
        f"01{BESPONSA}172703311" + "0AB21C",
        f"01{BESPONSA}21S17270331" + "99A",
        f"01{BESPONSA}21S17270331" + "305",
        f"01{BESPONSA}10AB11260131",
        f"01{BESPONSA}10AB305",
        f"01{BESPONSA}10AB240REF",
        f"01{BESPONSA}10AB7126543217",
        f"01{BESPONSA}10AB715000008010001",
        f"01{BESPONSA}240REF10AB",
        f"01{BESPONSA}10AB<GS>21C",
        f"]d201{BESPONSA}10AB21C",
        f"{GS}01{BESPONSA}10AB21C",
        f"01{BESPONSA}10AB21C{GS}",
        # Another separator is there: the printer may have left this one out.
        f"01{BESPONSA}10AB21C{GS}240REF",
        f"01{BESPONSA}10AB17270331{GS}240REF",
        f"01{BESPONSA}91KEY21C{GS}10AB",
        # The same field said twice, once inside another one.
        f"01{BESPONSA}10AB21C{GS}21C",
        # Two codes that came as one.
        f"01{BESPONSA}10A01{BESPONSA}10A",
    ],
)
def test_a_lost_separator_is_suspected_before_each_field_of_a_carton(raw: str) -> None:
    assert parse_scan(raw, TODAY).separator_lost_suspected


@pytest.mark.parametrize(
    "raw",
    [
        CARTON,
        f"01{BESPONSA}172703311" + "0AB1234",
        f"01{BESPONSA}17270331",
        f"01{BESPONSA}10AB21",
        f"01{BESPONSA}1021AB",
        f"01{BESPONSA}10AB14C",
        f"01{BESPONSA}21S17271331",
        f"01{BESPONSA}21S17270331" + "88A",
        f"01{BESPONSA}21S172703",
        f"01{BESPONSA}10AB30C",
        f"01{BESPONSA}10AB30",
        f"01{BESPONSA}10AB71265435",
        f"01{BESPONSA}10AB91C",
        f"01{BESPONSA}10AB01{BESPONSA[:-1]}2",
        f"(01){BESPONSA}(10)AB21C",
        f"01{BESPONSA}21AB21C{GS}10AB17C",
        f"01{BESPONSA}10AB21C{GS}21D",
        f"01{BESPONSA}10AB305{GS}21C",
    ],
)
def test_a_lost_separator_is_not_suspected_without_a_reason(raw: str) -> None:
    assert not parse_scan(raw, TODAY).separator_lost_suspected


@pytest.mark.parametrize(
    ("signs", "separated", "most"),
    [
        ("0123456789", False, 0.12),
        ("0123456789", True, 0.06),
        ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", False, 0.006),
        ("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", True, 0.006),
    ],
)
def test_whole_lots_of_eight_signs_are_suspected_seldom(
    signs: str, separated: bool, most: float
) -> None:
    """The code has no serial number: with one, no lot is suspected (see the line after)."""
    chance = random.Random(8)
    end = f"{GS}240REF" if separated else ""
    lots = ["".join(chance.choices(signs, k=8)) for _ in range(4000)]
    start = f"01{BESPONSA}17270331" + "10"
    suspected = [parse_scan(start + lot + end, TODAY).separator_lost_suspected for lot in lots]
    assert sum(suspected) / len(lots) < most
    whole = (parse_scan(f"{start}{lot}{GS}21DEMO1", TODAY) for lot in lots)
    assert not any(scanned.separator_lost_suspected for scanned in whole)


def test_each_further_field_of_a_carton_is_kept() -> None:
    raw = (
        f"]d201{BESPONSA}11260131" + f"30000025{GS}240REF-1{GS}715000008010001{GS}"
        f"3102000150703008612A{GS}90HOSPITAL{GS}99X"
    )
    scanned = parse_scan(raw, TODAY)
    assert scanned.count == 25
    assert scanned.internal == (("90", "HOSPITAL"), ("99", "X"))
    assert scanned.others == (
        ("11", "260131"),
        ("240", "REF-1"),
        ("715", "000008010001"),
        ("3102", "000150"),
        ("7030", "08612A"),
    )


def test_an_expiry_time_that_agrees_with_the_date_is_kept() -> None:
    scanned = parse_scan(f"01{BESPONSA}17270331" + "70032703312359", TODAY)
    assert scanned.expiry == date(2027, 3, 31)
    assert scanned.others == (("7003", "2703312359"),)


def test_an_expiry_month_agrees_with_the_last_day_of_it() -> None:
    scanned = parse_scan(f"01{BESPONSA}17270200" + "70032702281200", TODAY)
    assert scanned.expiry == date(2027, 2, 28)


def test_a_date_of_production_may_be_that_of_expiry() -> None:
    scanned = parse_scan(f"01{BESPONSA}17270331" + "11270331" + "13270300", TODAY)
    assert scanned.expiry == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("raw", "gtin", "ndc"),
    [
        ("0008-0100-01", BESPONSA, "000008-0100-01"),
        ("]C00008-0100-01", BESPONSA, "000008-0100-01"),
        ("]C0NDC 0008-0100-01", BESPONSA, "000008-0100-01"),
        ("NDC 0008010001", BESPONSA, None),
        ("00008-0100-01", None, "000008-0100-01"),
        ("]C0000008010001", None, "000008-0100-01"),
        ("]C0300080100011", None, "300080-1000-11"),
        ("NDC 300080100011", None, "300080-1000-11"),
        ("300080100011", BESPONSA, None),
        (f"01{BESPONSA}715000008010001", BESPONSA, "000008-0100-01"),
        (f"01{BESPONSA}71500008010001", BESPONSA, "000008-0100-01"),
        (f"01{BESPONSA}7150008-0100-01", BESPONSA, "000008-0100-01"),
        (f"01{BESPONSA}7150008010001", BESPONSA, None),
        ("]d2715000008010001", None, "000008-0100-01"),
        ("(715)000008010001(10)AB1234", None, "000008-0100-01"),
    ],
)
def test_an_ndc_is_read_where_its_parts_are_known(
    raw: str, gtin: str | None, ndc: str | None
) -> None:
    scanned = parse_scan(raw, TODAY)
    assert (scanned.gtin, scanned.ndc) == (gtin, ndc)


def test_an_ndc_stands_for_a_product_as_a_product_number_does() -> None:
    scanned = parse_scan("]d2715000008010001" + GS + "422840" + GS + "10AB1234", TODAY)
    assert (scanned.gtin, scanned.ndc, scanned.lot) == (None, "000008-0100-01", "AB1234")


def test_a_field_said_twice_alike_is_one_field() -> None:
    scanned = parse_scan(f"01{BESPONSA}10A{GS}10A", TODAY)
    assert scanned.lot == "A"


def test_brackets_in_a_typed_value_are_escaped() -> None:
    assert parse_scan(rf"(01){BESPONSA}(10)A\(1\)", TODAY).lot == "A(1)"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("270300", date(2027, 3, 31)),
        ("280200", date(2028, 2, 29)),
        ("270200", date(2027, 2, 28)),
        ("761231", date(2076, 12, 31)),
        ("771231", date(1977, 12, 31)),
        ("000101", date(2000, 1, 1)),
    ],
)
def test_an_expiry_date_has_the_century_and_the_day_that_gs1_says(written: str, read: date) -> None:
    assert parse_scan(f"(01){BESPONSA}(17){written}", TODAY).expiry == read


def test_a_year_after_the_turn_of_the_century_lies_ahead() -> None:
    scanned = parse_scan(f"(01){BESPONSA}(17)050101", date(2080, 1, 1))
    assert scanned.expiry == date(2105, 1, 1)
