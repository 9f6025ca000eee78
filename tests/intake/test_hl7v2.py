"""What an HL7 v2 message may say, how it is read, and what it is refused for."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.core.order import Order
from app.core.quantity import Quantity, quantity
from app.intake.hl7v2 import read_message

Reader = Callable[..., tuple[Order, ...]]
Sample = Callable[[str], str]
PID_5 = "DEMO^Cecilia^^^^^L"
PID_3 = "00390154^^^DEMO HOSPITAL^MR"
RXE_2 = "1942954^inotuzumab ozogamicin^RXNORM"
HEIGHT = "OBX|1|NM|8302-2^Body height^LN||178|cm^centimeter^UCUM|||||F|||20261101"
WEIGHT = "OBX|2|NM|29463-7^Body weight^LN||84|kg^kilogram^UCUM|||||F|||20261101"
CYCLE = "OBX|3|NM|CYCLE^Cycle^99UMBRA||3||||||F"
DAY = "OBX|4|NM|DAY^Day^99UMBRA||15||||||F"
RESPONSE = "OBX|5|ST|RESPONSE^Response^99UMBRA||cr||||||F"
WORDS = "^Cycle 3 Day 15: infuse over 1 hour; protect from light"
START = "TQ1|1||Once||||20261102110000"
ORDER = "ORC|NW|DEMO-ORDER-0002"


@pytest.fixture
def order(sample: Sample, now: datetime) -> Order:
    return read_message(sample("order-hl7.txt"), now=now)[0]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("frame", ["{}", "\x0b{}\x1c\r", "\x0b{}\x1c", "\ufeff{}", "{}\r\r"])
def test_line_ends_and_frames_do_not_matter(
    end: str, frame: str, sample: Sample, order: Order, now: datetime
) -> None:
    text = frame.format(sample("order-hl7.txt").replace("\n", end))
    assert read_message(text, now=now) == (order,)


def test_other_delimiters_say_the_same(sample: Sample, order: Order, now: datetime) -> None:
    text = sample("order-hl7.txt").translate(str.maketrans("|^~\\&", "#$*!%"))
    assert read_message(text, now=now) == (order,)


@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4", "2.5", "2.5.1"])
def test_each_version_is_read(version: str, message_with: Reader, order: Order) -> None:
    assert message_with(("|2.5.1|", f"|{version}|")) == (order,)


@pytest.mark.parametrize("version", ["2.3", "2.3.1"])
def test_the_older_name_of_the_message_is_read(version: str, message_with: Reader) -> None:
    assert message_with(("|2.5.1|", f"|{version}|"), ("RDE^O11^RDE_O11", "RDE^O01"))


@pytest.mark.parametrize("characters", ["", "ASCII"])
def test_a_message_in_ascii_is_read(characters: str, message_with: Reader) -> None:
    assert message_with(("UNICODE UTF-8", characters))


def test_escape_sequences_are_read(message_with: Reader) -> None:
    (order,) = message_with(
        ("DEMO^Cecilia", r"DE\T\MO^C\S\e\F\c\R\i\E\l\X6961\ \XC3A9\\X20\Z"),
    )
    assert order.patient.name == "DE&MO, C^e|c~i\\lia é Z"


def test_what_is_not_used_is_not_unescaped(message_with: Reader) -> None:
    assert message_with((RESPONSE, RESPONSE + "\rNTE|1||a\\.br\\b\\H\\"))


def test_a_text_of_the_hl7_null_says_nothing(message_with: Reader) -> None:
    (order,) = message_with(("^PRESCRIBER^DEMO", '""'), ("|5 East", '|""'), ("RXR|IV", "RXR|"))
    assert (order.prescriber, order.location) == (None, None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DEMO^Cecilia^Marie^II^^^L", "DEMO, Cecilia Marie II"),
        ("DEMO&van&DEMO^Cecilia", "DEMO, Cecilia"),
        ("DEMO^Cecilia^^^^^L~OTHER^Cecilia^^^^^M", "DEMO, Cecilia"),
        ("DEMO^Cecilia^^^^^L~DEMO^Cecilia", "DEMO, Cecilia"),
        ("DEMO", "DEMO"),
        ("^Cecilia", "Cecilia"),
    ],
)
def test_the_legal_name_counts(written: str, read: str, message_with: Reader) -> None:
    assert message_with((PID_5, written))[0].patient.name == read


@pytest.mark.parametrize(
    "written", ["7", "7^^^X", "1^^^X^PI~7^^^X^MR", "7~1^^^X^SS", "7^^^X^MR~7^^^Y^MR", "~7"]
)
def test_the_medical_record_number_is_the_one_marked_or_the_only_one(
    written: str, message_with: Reader
) -> None:
    assert message_with((PID_3, written))[0].patient.identifier == "7"


def test_a_time_of_birth_is_left_out(message_with: Reader) -> None:
    assert message_with(("|19610930|", "|196109300815|"))[0].patient.born == date(1961, 9, 30)


def test_room_and_bed_belong_to_the_location(message_with: Reader) -> None:
    assert message_with(("|5 East", "|5 East^512^B^HOSPITAL"))[0].location == "5 East 512 B"


def test_an_order_may_leave_out_what_it_need_not_say(message_with: Reader) -> None:
    (order,) = message_with(
        ("PV1|1|I|5 East\n", ""),
        (START + "\n", ""),
        ("RXR|IV^Intravenous^HL70162\n", ""),
        (RESPONSE + "\n", ""),
        ("||||||||||^PRESCRIBER^DEMO", ""),
        ("||20261102084500\n", "\n"),
    )
    left_out = (order.location, order.wanted, order.response, order.prescriber, order.written)
    assert left_out == (None,) * 5


def test_prescribers_are_all_named(message_with: Reader) -> None:
    (order,) = message_with(("^PRESCRIBER^DEMO", "7^PRESCRIBER^DEMO~8^SECOND~9"))
    assert order.prescriber == "PRESCRIBER, DEMO; SECOND"


@pytest.mark.parametrize("unit", ["ug^^UCUM", "mcg", "ug^microgram", "mcg^microgram^ISO+"])
def test_micrograms_are_micrograms(unit: str, message_with: Reader) -> None:
    (order,) = message_with(("|1.02||mg^milligram^UCUM|", f"|1020|1020|{unit}|"))
    assert order.dose is not None
    assert (order.dose.magnitude, order.dose.units) == (Decimal(1020), quantity("1", "mcg").units)


def test_a_dose_per_area_is_no_dose(message_with: Reader) -> None:
    (order,) = message_with(("|1.02||mg^milligram^UCUM|", "|0.5||mg/m2^^UCUM|"))
    assert order.dose is None


@pytest.mark.parametrize(
    ("old", "new", "height", "weight"),
    [
        ("178|cm^centimeter^UCUM", "1.78|m", quantity("1.78", "m"), quantity("84", "kg")),
        ("178|cm^centimeter^UCUM", "70|in^inch^ANS+", quantity("70", "in"), quantity("84", "kg")),
        ("178|cm^centimeter^UCUM", "5.8|ft", quantity("5.8", "ft"), quantity("84", "kg")),
        (
            "84|kg^kilogram^UCUM",
            "185|[lb_av]^pounds^UCUM",
            quantity("178", "cm"),
            quantity("185", "lb"),
        ),
        ("84|kg^kilogram^UCUM", "185|lb", quantity("178", "cm"), quantity("185", "lb")),
    ],
)
def test_each_unit_is_kept_as_it_was_sent(
    old: str, new: str, height: Quantity, weight: Quantity, message_with: Reader
) -> None:
    (order,) = message_with((old, new))
    assert (order.height, order.weight) == (height, weight)
    assert order.height.units == height.units
    assert order.weight.units == weight.units


@pytest.mark.parametrize("status", ["D", "W"])
def test_a_withdrawn_observation_says_nothing(status: str, message_with: Reader) -> None:
    wrong = WEIGHT.replace("|84|", "|840|").replace("|F|", f"|{status}|")
    (order,) = message_with((RESPONSE, RESPONSE.replace("||F", f"||{status}") + "\n" + wrong))
    assert (order.weight, order.response) == (quantity("84", "kg"), None)


def test_the_latest_day_of_measurement_counts(message_with: Reader) -> None:
    later = WEIGHT.replace("|84|", "|83.5|").replace("20261101", "202611020700-0600")
    (order,) = message_with((WEIGHT, later + "\n" + WEIGHT))
    assert (order.weight, order.weight_on) == (quantity("83.5", "kg"), date(2026, 11, 2))


@pytest.mark.parametrize("offset", ["-0600", ""])
def test_a_day_of_measurement_may_have_a_time_without_an_offset(
    offset: str, message_with: Reader
) -> None:
    (order,) = message_with(
        ("20261102084500-0600", "20261102084500" + offset),
        (START, "TQ1|1"),
        ("||20261102084500\n", "\n"),
        (WEIGHT, WEIGHT.replace("20261101", "202611020659")),
    )
    assert order.weight_on == date(2026, 11, 2)


def test_what_is_not_measured_on_a_day_stands_alone(message_with: Reader) -> None:
    assert message_with((WEIGHT, WEIGHT.removesuffix("20261101")))[0].weight_on is None


def test_other_observations_say_nothing(message_with: Reader) -> None:
    others = "OBX|6|NM|3140-1^Body surface area^LN||2.04|m2|||||F\nOBX|7|TX|||free"
    assert message_with((RESPONSE, RESPONSE + "\n" + others))


def test_observations_before_the_order_hold_for_it(message_with: Reader) -> None:
    moved = [(HEIGHT + "\n", ""), (WEIGHT + "\n", "")]
    (order,) = message_with(*moved, ("ORC|NW", f"{HEIGHT}\n{WEIGHT}\nORC|NW"))
    assert (order.height, order.weight) == (quantity("178", "cm"), quantity("84", "kg"))


def test_cycle_and_day_are_read_from_words_for_people(message_with: Reader) -> None:
    (order,) = message_with((CYCLE + "\n", ""), (DAY + "\n", ""))
    assert (order.cycle, order.day) == (3, 15)


def test_a_reduction_is_kept_as_it_is_written(message_with: Reader) -> None:
    reduction = "OBX|6|ST|REDUCTION^Reduction^99UMBRA||25%||||||F"
    assert message_with((RESPONSE, reduction))[0].reduction == "25%"


@pytest.mark.parametrize(
    "changes",
    [
        [(START + "\n", ""), ("RXE||", "RXE|1^Once^H1^20261102110000-0600|")],
        [(START + "\n", ""), ("||||||||||^PRES", "|||||1^^^202611021100|||||^PRES")],
        [("20261102110000", "20261102180000.0+0100")],
        [("RXE||", "RXE|^^^202611021100|")],
    ],
)
def test_the_wanted_start_is_read_where_each_version_has_it(
    changes: list[tuple[str, str]], message_with: Reader
) -> None:
    assert message_with(*changes)[0].wanted == datetime(2026, 11, 2, 17, 0, tzinfo=UTC)


def test_the_transaction_says_when_the_order_was_written(message_with: Reader) -> None:
    (order,) = message_with(
        ("||20261102084500\n", "\n"), ("||||||||||^PRES", "|||||||20261102084000|||^PRES")
    )
    assert order.written == datetime(2026, 11, 2, 14, 40, tzinfo=UTC)


def test_a_changed_order_is_read(message_with: Reader) -> None:
    assert message_with(("ORC|NW|DEMO-ORDER-0002||", "ORC|XO|DEMO-ORDER-0002||||IP"))


def test_two_orders_of_one_message_are_two_orders(sample: Sample, now: datetime) -> None:
    text = sample("order-hl7.txt")
    second = text[text.index("ORC|") :].replace("-0002", "-0007").replace("Day 15", "Day 8")
    second = second.replace(DAY, DAY.replace("|15|", "|8|"))
    orders = read_message(text + second, now=now)
    assert [(each.identifier, each.day) for each in orders] == [
        ("DEMO-ORDER-0002", 15),
        ("DEMO-ORDER-0007", 8),
    ]


REFUSED: list[tuple[list[tuple[str, str]], str]] = [
    ([("MSH|", "MSA|")], "does not start as an HL7 v2 message"),
    ([("MSH|^~\\&|", "MSH|^~\\&#|")], "does not start as an HL7 v2 message"),
    ([("MSH|^~\\&|", "MSH|^~\\|")], "does not start as an HL7 v2 message"),
    ([("MSH|^~\\&|", "MSH|^^\\&|")], "does not start as an HL7 v2 message"),
    ([("MSH|^~\\&|", "MSHAbcdeA")], "does not start as an HL7 v2 message"),
    ([("MSH|^~\\&|", "MSH")], "does not start as an HL7 v2 message"),
    ([("PID|1", "FHS|1")], "several messages"),
    ([("PID|1", "MSH|^~\\&|")], "several messages"),
    ([("PID|1", "pid|1")], "no HL7 segment"),
    ([("PID|1", " PID|1")], "no HL7 segment"),
    ([("DEMO^Cecilia", "DEMO\t^Cecilia")], "control character"),
    ([("|2.5.1|", "|2.6|")], "MSH-12 is “2.6”"),
    ([("|2.5.1|", "||")], "MSH-12 is “”"),
    ([("RDE^O11^RDE_O11", "RDS^O13")], "MSH-9 is “RDS^O13”"),
    ([("RDE^O11^RDE_O11", "RDE^O01")], "MSH-9 is “RDE^O01”"),
    ([("RDE^O11^RDE_O11", "")], "MSH-9 is “^”"),
    ([("|P|2.5.1|", "|T|2.5.1|")], "does not say P"),
    ([("UNICODE UTF-8", "8859/1")], "MSH-18 is “8859/1”"),
    ([("PID|1", "ZID|1")], "no PID segment"),
    ([("PV1|1", "PID|1\nPV1|1")], "two patients"),
    ([("|19610930|", "||")], "PID-7 is missing"),
    ([("|19610930|", '|""|')], "PID-7 is missing"),
    ([("|19610930|", "|1961|")], "not a whole date"),
    ([("|19610930|", "|19610931|")], "not in the calendar"),
    ([("|19610930|", "|20611231|")], "lies in the future"),
    ([("|19610930|", "|19610930^D|")], "more than one component"),
    ([("|19610930|", "|19610930&D|")], "more than one component"),
    ([("|19610930|", "|19610930~19610929|")], "is repeated"),
    ([("|19610930|F", "|19610930|F" + "|" * 21 + "20261001")], "has died"),
    ([("|19610930|F", "|19610930|F" + "|" * 22 + "Y")], "has died"),
    ([(PID_3, "")], "has no identifier"),
    ([(PID_3, "1~2")], "“1” and “2”"),
    ([(PID_3, "1^^^X^MR~2^^^X^MR")], "“1” and “2”"),
    ([(PID_3, "^^^X^MR")], "is empty"),
    ([(PID_3, " 1")], "with a space"),
    ([(PID_5, "")], "PID-5 is missing"),
    ([(PID_5, "DEMO^Cecilia^^^^^M")], "PID-5 is missing"),
    ([(PID_5, "^^^^Dr^^L")], "gives no name"),
    ([(PID_5, "A^B~A^C")], "several names"),
    ([(PID_5, "A^" + "B" * 121)], "has 121 characters"),
    ([(PID_5, "A\\X0A\\^B")], "invisible"),
    ([(PID_5, "A\\^B")], "a single “\\”"),
    ([(PID_5, "A\\.br\\^B")], "escape sequence “.br”"),
    ([(PID_5, "A\\XFF\\^B")], "escape sequence “XFF”"),
    ([(PID_5, "A\\H\\^B")], "escape sequence “H”"),
    ([(PID_5, "A\\\\^B")], "escape sequence “”"),
    ([("ORC|NW", "ZRC|NW")], "no ORC segment"),
    ([("RXE|", "ZXE|")], "has 0 RXE segments"),
    ([(START, "RXE||" + RXE_2 + "|1.02||mg")], "has 2 RXE segments"),
    ([("ORC|NW", "ORC|CA")], "is “CA”, not a new or changed order"),
    ([("ORC|NW", "ORC|DC")], "is “DC”, not a new or changed order"),
    ([("ORC|NW", "ORC|")], "ORC-1 is missing"),
    ([(ORDER, "ORC|NW|")], "ORC-2 is empty"),
    ([(ORDER, "ORC|NW|" + "1" * 65)], "has 65 characters"),
    ([(ORDER + "||", ORDER + "|||CA")], "ORC-5 is “CA”"),
    ([(f"|{RXE_2}|", "||")], "does not name a drug"),
    ([(RXE_2, "1942954^^NDC")], "does not name a drug"),
    ([(RXE_2, "1942954^gemtuzumab ozogamicin^RXNORM")], "names two drugs"),
    ([(RXE_2, "X^gemtuzumab ozogamicin^L^1942954^^RXNORM")], "names two drugs"),
    ([(RXE_2, RXE_2 + "^X^gemtuzumab ozogamicin^L")], "names two drugs"),
    ([("|1.02||", "|||")], "RXE-3 is missing"),
    ([("|1.02||", "|1,02||")], "has a comma"),
    ([("|1.02||", "|1.02|1.1|")], "differs from RXE-3"),
    ([("|1.02||", "|-1.02||")], "has a sign"),
    ([("|1.02||", "|0||")], "is zero"),
    ([("mg^milligram^UCUM", "")], "has no unit beside it"),
    ([("mg^milligram^UCUM", "^milligram^UCUM")], "has no unit beside it"),
    ([("mg^milligram^UCUM", "mg^gram^UCUM")], "written as “gram”"),
    ([("mg^milligram^UCUM", "mg^milligram^99L")], "is coded in “99L”"),
    ([("mg^milligram^UCUM", "MG^^UCUM")], "has the unit “MG”"),
    ([("mg^milligram^UCUM", "mcg^^UCUM")], "has the unit “mcg”"),
    ([("RXR|IV^Intravenous", "RXR|IT^Intrathecal")], "names the route “IT”"),
    ([("RXR|IV^Intravenous", "RXR|IV^Intrathecal")], "names the route “Intrathecal”"),
    ([("|Once|", "|Q24H|")], "repeats the dose"),
    ([(START, START + "|||||||3")], "repeats the dose"),
    ([("RXE||", "RXE|^Q1D|")], "repeats the dose"),
    ([("RXE||", "RXE|^^^20261102120000|")], "another start"),
    ([(START, START.replace("20261102110000", "20261102"))], "not a time with an offset"),
    ([(START, START.replace("20261102110000", "20261102250000"))], "on the clock"),
    ([("084500-0600", "084500")], "nor does MSH-7 give one"),
    ([("|20261102084500-0600|", "|now-0600|")], "nor does MSH-7 give one"),
    ([("||20261102084500\n", "||20261102100001\n")], "in the future"),
    ([(HEIGHT + "\n", "")], "does not give a height"),
    ([(WEIGHT, WEIGHT.replace("^LN", "^L"))], "does not give a body weight"),
    ([(WEIGHT, WEIGHT.replace("29463-7", "3142-7"))], "does not give a body weight"),
    ([(WEIGHT, WEIGHT + "\n" + WEIGHT.replace("|84|", "|85|"))], "gives another value"),
    (
        [(WEIGHT, WEIGHT + "\n" + WEIGHT.replace("|84|", "|85|").replace("20261101", ""))],
        "gives another value",
    ),
    ([(WEIGHT, WEIGHT.replace("|F|", "|P|"))], "is “P”"),
    ([(WEIGHT, WEIGHT.replace("|F|", "||"))], "OBX[2]-11 is missing"),
    ([(WEIGHT, WEIGHT.replace("|NM|", "|ST|"))], "OBX[2]-2 is not NM"),
    ([(WEIGHT, WEIGHT.replace("|84|", "||"))], "OBX[2]-5 is missing"),
    ([(WEIGHT, WEIGHT.replace("|84|", "|84~85|"))], "is repeated"),
    ([(WEIGHT, WEIGHT.replace("|84|", "|84^kg|"))], "more than one component"),
    ([(WEIGHT, WEIGHT.replace("|84|", "|084|"))], "a zero too many"),
    ([(WEIGHT, WEIGHT.replace("kg^kilogram", "[lb_av]^kilogram"))], "written as “kilogram”"),
    ([(WEIGHT, WEIGHT.replace("kg^kilogram^UCUM", "lb^^UCUM"))], "has the unit “lb”"),
    ([(WEIGHT, WEIGHT.replace("kg^kilogram^UCUM", "cm"))], "has the unit “cm”"),
    ([(WEIGHT, WEIGHT.replace("20261101", "20261105"))], "in the future"),
    ([(WEIGHT, WEIGHT.replace("20261101", "202611021001"))], "in the future"),
    ([(WEIGHT, WEIGHT.replace("20261101", "202611"))], "not a whole date"),
    ([(CYCLE, CYCLE.replace("|3|", "|2|"))], "another cycle"),
    ([(DAY, DAY.replace("|15|", "|8|"))], "another day"),
    ([(CYCLE + "\n", ""), (WORDS, "")], "state the cycle"),
    ([(DAY + "\n", ""), (WORDS, "^Day 15")], "state the day"),
    ([(CYCLE, CYCLE.replace("|3|", "|three|"))], "not a cycle"),
    ([(CYCLE, CYCLE.replace("|3|", "|0|"))], "is cycle 0"),
    ([(DAY, DAY.replace("|15|", "||"))], "OBX[4]-5 is missing"),
    ([(RESPONSE, RESPONSE.replace("|cr|", "|yes|"))], "not a response"),
    ([(RESPONSE, RESPONSE + "\n" + RESPONSE.replace("|cr|", "|cri|"))], "another response"),
    ([(RESPONSE, RESPONSE.replace("RESPONSE", "REDUCTION"))], "not a reduction"),
    ([(RESPONSE, RESPONSE.replace("RESPONSE", "AREA"))], "is “AREA”"),
    ([(RESPONSE, RESPONSE.replace("RESPONSE^", "^"))], "is “”"),
    ([("5 East", " ")], "PV1-3 is empty"),
]


@pytest.mark.parametrize(("changes", "said"), REFUSED)
def test_a_message_is_refused_saying_where_and_why(
    changes: list[tuple[str, str]],
    said: str,
    message_with: Reader,
    refusal: Callable[..., str],
) -> None:
    sentence = refusal(message_with, *changes)
    assert said in sentence
    assert sentence.isprintable()
    assert sentence.endswith(".")


def test_two_orders_of_one_number_are_refused(
    sample: Sample, now: datetime, refusal: Callable[..., str]
) -> None:
    text = sample("order-hl7.txt")
    twice = text + text[text.index("ORC|") :]
    assert "is that of another order" in refusal(lambda: read_message(twice, now=now))


def test_a_message_of_more_than_a_hundred_orders_is_refused(
    sample: Sample, now: datetime, refusal: Callable[..., str]
) -> None:
    text = sample("order-hl7.txt")
    many = text + "ORC|NW|1\n" * 100
    assert "101 orders" in refusal(lambda: read_message(many, now=now))


@pytest.mark.parametrize(
    ("more", "said"), [("NTE|" * 140_000, "too long"), ("NTE\n" * 1000, "1,012 segments")]
)
def test_a_message_too_large_for_an_order_is_refused(
    more: str, said: str, sample: Sample, now: datetime, refusal: Callable[..., str]
) -> None:
    text = sample("order-hl7.txt") + more
    assert said in refusal(lambda: read_message(text, now=now))
