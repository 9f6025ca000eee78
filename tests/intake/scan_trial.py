"""Random codes and their mutants, read by Umbra and by biip, against what must always hold.

Small in the suite, large by hand: python -m tests.intake.scan_trial --count 1000000 --seed 1

What must hold, whatever was scanned: the text is read or refused with a sentence and nothing else
happens; a product number has its check digit; each value is of the length and the signs that biip
knows for its field; a valid code says what it was made of; where separators were lost, a lot, a
serial number or an expiry date never joins another one of these without being suspected; and what
both readers accept they read alike, but for the differences that `explained` lists.
"""

import argparse
import calendar
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import biip
from biip.gs1_application_identifiers import GS1ApplicationIdentifier

from app.core.refused import Refused
from app.intake.gs1 import Scanned, parse_scan

TODAY = date(2026, 11, 22)
GS = "\x1d"
DIGITS = "0123456789"
CAPITALS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIGNS = CAPITALS + CAPITALS[10:].lower() + "!\"%&'()*+,-./:;<=>?_"
STRANGE = (
    "\x00\t\r\n \x1c\x1e\x7f#$@[\\]^`{|}~é²\u0663\u0e51\uff10\uff08\uff09\u2010\u200b\ufeff\ud800😀"
)
SYMBOLOGIES = ("]d2", "]C1", "]e0", "]Q3", "]J1", "]E0", "]E4", "]I0", "]I1", "]C0", "]d1", "]X0")

Elements = list[tuple[str, str]]


@dataclass(frozen=True)
class Code:
    """A code as it is sent, and what it was made of; no `elements` for what is no valid code."""

    raw: str
    elements: tuple[tuple[str, str], ...] = ()
    typed: bool = False


@dataclass
class Tally:
    """What a trial found: how often each thing happened, and each fault."""

    counts: Counter[str] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def text(chance: random.Random, most: int, least: int = 1) -> str:
    """Return a value such as lots and serial numbers have, seldom with each of the 82 signs."""
    signs = chance.choice((DIGITS, CAPITALS, CAPITALS, CAPITALS, SIGNS))
    return "".join(chance.choices(signs, k=chance.randint(least, most)))


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices(DIGITS, k=count))


def with_check(number: str) -> str:
    """Return digits with their check digit, worked out from the right with weights 3 and 1."""
    odd, even = sum(map(int, number[::-1][::2])), sum(map(int, number[::-1][1::2]))
    return number + str(-(3 * odd + even) % 10)


def day(chance: random.Random, first: int, last: int, *, whole: bool = False) -> str:
    year, month = chance.randint(first, last), chance.randint(1, 12)
    least = 1 if whole or chance.random() < 0.8 else 0
    most = calendar.monthrange(year, month)[1] if least else 0
    return f"{year % 100:02}{month:02}{chance.randint(least, most):02}"


def clock(chance: random.Random) -> str:
    return f"{chance.randint(0, 23):02}{chance.randint(0, 59):02}"


VALUES: dict[str, Callable[[random.Random], str]] = {
    "10": lambda chance: text(chance, 20),
    "21": lambda chance: text(chance, 20),
    "17": lambda chance: day(chance, 2027, 2050),
    "11": lambda chance: day(chance, 2000, 2026),
    "12": lambda chance: day(chance, 2000, 2050),
    "13": lambda chance: day(chance, 2000, 2026),
    "15": lambda chance: day(chance, 2000, 2050),
    "16": lambda chance: day(chance, 2000, 2050),
    "20": lambda chance: digits(chance, 2),
    "22": lambda chance: text(chance, 20),
    "235": lambda chance: text(chance, 28),
    "240": lambda chance: text(chance, 30),
    "241": lambda chance: text(chance, 30),
    "250": lambda chance: text(chance, 30),
    "251": lambda chance: text(chance, 30),
    "254": lambda chance: text(chance, 20),
    "30": lambda chance: digits(chance, chance.randint(1, 8)),
    "37": lambda chance: digits(chance, chance.randint(1, 8)),
    "3102": lambda chance: digits(chance, 6),
    "3570": lambda chance: digits(chance, 6),
    "414": lambda chance: with_check(digits(chance, 12)),
    "422": lambda chance: chance.choice(("276", "840")),
    "7001": lambda chance: digits(chance, 13),
    "7003": lambda chance: day(chance, 2027, 2050, whole=True) + clock(chance),
    "7004": lambda chance: digits(chance, chance.randint(1, 4)),
    "7011": lambda chance: day(chance, 2027, 2050, whole=True),
    "710": lambda chance: digits(chance, 8),
    "711": lambda chance: digits(chance, 13),
    "712": lambda chance: digits(chance, 7),
    "713": lambda chance: digits(chance, 13),
    "714": lambda chance: digits(chance, 7),
    "715": lambda chance: digits(chance, 12),
    "716": lambda chance: "A" + digits(chance, 8),
    "717": lambda chance: text(chance, 20),
    "7240": lambda chance: text(chance, 20),
    "8008": lambda chance: day(chance, 2000, 2026, whole=True) + clock(chance)[:2],
    "8200": lambda chance: "https://example.org/" + text(chance, 20),
    "90": lambda chance: text(chance, 30),
    "91": lambda chance: text(chance, 90),
    "99": lambda chance: text(chance, 90),
}
FIXED = {"01", "11", "12", "13", "15", "16", "17", "20", "3102", "3570", "414"}
USUAL = ("17", "10", "21")
NAMING = {"10", "17", "21"}


def code(chance: random.Random) -> Code:
    """Return a valid code: of a carton, typed in brackets, or a product number alone."""
    kind = chance.random()
    if kind < 0.1:
        return number_alone(chance)
    elements = fields(chance)
    if kind < 0.2:
        return Code("".join(map(bracketed, elements)), tuple(elements), typed=True)
    prefix = chance.choice(("", GS, "]d2", "]d2" + GS, "]C1", "]e0", "]Q3", "]J1"))
    return Code(prefix + sent(chance, elements), tuple(elements))


def fields(chance: random.Random) -> Elements:
    """Return the fields of a carton in any order behind the product number."""
    others = [ai for ai in USUAL if chance.random() < 0.8]
    if chance.random() < 0.4:
        others += chance.sample(sorted(VALUES.keys() - NAMING), chance.randint(1, 3))
    chance.shuffle(others)
    said = {ai: VALUES[ai](chance) for ai in others}
    if "17" in said and "7003" in said:
        said["17"] = said["7003"][:6]
    number = digits(chance, 13)
    if "715" in said:
        said["715"] = "00" + number[3:13]
        number = "003" + number[3:]
    return [("01", with_check(number)), *said.items()]


def number_alone(chance: random.Random) -> Code:
    length = chance.choice((8, 12, 13, 14))
    front = chance.choice(("4", "9")) if length == 8 else chance.choice(("05", "3", "7"))
    number = with_check(front + digits(chance, length - 1 - len(front)))
    prefixes = {8: "]E4", 12: "]E0", 13: "]E0", 14: "]I1"}
    prefix = chance.choice(("", prefixes[length]))
    return Code(prefix + number, (("01", number.zfill(14)),))


def bracketed(element: tuple[str, str]) -> str:
    return f"({element[0]})" + re.sub("([()])", r"\\\1", element[1])


def sent(chance: random.Random, elements: Elements) -> str:
    """Return fields as a scanner sends them, now and then with a separator that none needs."""
    ends = [GS if ai not in FIXED or chance.random() < 0.02 else "" for ai, _ in elements[:-1]]
    ends.append(GS if chance.random() < 0.05 else "")
    return "".join(ai + value + end for (ai, value), end in zip(elements, ends, strict=True))


def changed(chance: random.Random, raw: str) -> str:
    place = chance.randrange(len(raw))
    return raw[:place] + chance.choice(SIGNS + GS) + raw[place + 1 :]


def deleted(chance: random.Random, raw: str) -> str:
    place = chance.randrange(len(raw))
    return raw[:place] + raw[place + 1 :]


def inserted(chance: random.Random, raw: str) -> str:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.choice(SIGNS + GS) + raw[place:]


def swapped(chance: random.Random, raw: str) -> str:
    place = chance.randrange(len(raw))
    return raw[:place] + raw[place + 1 : place + 2] + raw[place] + raw[place + 2 :]


def cut(chance: random.Random, raw: str) -> str:
    return raw[: chance.randrange(len(raw))]


def doubled_separator(chance: random.Random, raw: str) -> str:
    return raw.replace(GS, GS + GS, chance.randint(1, 3))


def replaced_separator(chance: random.Random, raw: str) -> str:
    return raw.replace(GS, chance.choice(("|", "~", "^", "_", "!", "<GS>", "{GS}", " ")))


def other_check_digit(chance: random.Random, raw: str) -> str:
    places = [match.end() - 1 for match in re.finditer("[0-9]{12,14}", raw)]
    place = chance.choice(places or [len(raw) - 1])
    return raw[:place] + chance.choice(DIGITS) + raw[place + 1 :]


def joined(chance: random.Random, raw: str) -> str:
    return raw + chance.choice(("", GS)) + chance.choice((raw, code(chance).raw))


def strange(chance: random.Random, raw: str) -> str:
    place = chance.randrange(len(raw) + 1)
    return raw[:place] + chance.choice(STRANGE) + raw[place + chance.randint(0, 1) :]


def other_symbology(chance: random.Random, raw: str) -> str:
    return chance.choice(SYMBOLOGIES) + raw.removeprefix("]d2")


def other_digits(chance: random.Random, raw: str) -> str:
    return raw.translate({ord(digit): 0x0660 + int(digit) for digit in chance.choices(DIGITS, k=2)})


def other_case(_chance: random.Random, raw: str) -> str:
    return raw.swapcase()


def noise(chance: random.Random, _raw: str) -> str:
    return "".join(chance.choices(SIGNS + GS + STRANGE, k=chance.randint(0, 40)))


def number_noise(chance: random.Random, _raw: str) -> str:
    return chance.choice(("", "NDC ", "]C0", "01")) + digits(chance, chance.randint(6, 16))


MUTATIONS = (
    changed,
    deleted,
    inserted,
    swapped,
    cut,
    doubled_separator,
    replaced_separator,
    other_check_digit,
    joined,
    strange,
    other_symbology,
    other_digits,
    other_case,
    noise,
    number_noise,
)


def trial(count: int, seed: int) -> Tally:
    """Return what `count` strings came to: valid codes, codes without separators, mutants."""
    chance, tally = random.Random(seed), Tally()
    for number in range(count):
        made = code(chance)
        if number % 4 == 0:
            check_valid(made, tally)
        elif number % 4 == 1:
            check_separators_lost(chance, made, tally)
        else:
            raw = made.raw
            for _ in range(chance.choice((1, 1, 1, 2, 3))):
                raw = chance.choice(MUTATIONS)(chance, raw) or "00"
            check_read("mutant", raw, tally)
    return tally


def check_read(kind: str, raw: str, tally: Tally) -> Scanned | None:
    """Read one text, check what holds for every text, and compare with biip."""
    scanned, sentence = None, ""
    try:
        scanned = parse_scan(raw, TODAY)
    except Refused as refused:
        sentence = refused.sentence
        if not (sentence.endswith(".") and sentence.isprintable()):
            tally.faults.append(f"{raw!r}: the sentence {sentence!r}")
    tally.counts[f"{kind}: {'refused' if scanned is None else 'read'}"] += 1
    if scanned is not None:
        tally.faults += [f"{raw!r}: {fault}" for fault in faults_of(scanned)]
    compare(raw, scanned, sentence, tally)
    return scanned


def check_valid(made: Code, tally: Tally) -> None:
    scanned = check_read("valid", made.raw, tally)
    if scanned is None:
        tally.faults.append(f"{made.raw!r}: refused, though valid")
        return
    tally.counts["valid: separator suspected"] += scanned.separator_lost_suspected
    if said_by(scanned) != without_expiry(dict(made.elements)):
        tally.faults.append(f"{made.raw!r}: read as {said_by(scanned)}")
    if scanned.expiry != expiry_of(dict(made.elements)):
        tally.faults.append(f"{made.raw!r}: expiry {scanned.expiry}")


def check_separators_lost(chance: random.Random, made: Code, tally: Tally) -> None:
    """Take some or all separators out: what names the vial stays, or a loss is suspected."""
    places = [place for place, sign in enumerate(made.raw) if sign == GS]
    if not places or made.typed:
        return
    lost = set(places if chance.random() < 0.5 else chance.sample(places, 1))
    raw = "".join(sign for place, sign in enumerate(made.raw) if place not in lost)
    scanned = check_read("separator lost", raw, tally)
    if scanned is None:
        return
    tally.counts["separator lost: suspected"] += scanned.separator_lost_suspected
    built = dict(made.elements)
    same = (scanned.lot, scanned.serial, scanned.expiry) == (
        built.get("10"),
        built.get("21"),
        expiry_of(built),
    )
    if scanned.separator_lost_suspected or same:
        return
    tally.counts["separator lost: lot or serial joined with a field not looked for"] += 1
    for ai, value in (("10", scanned.lot or ""), ("21", scanned.serial or "")):
        for other in built.keys() & (NAMING - {ai}):
            if other + built[other] in value[1:]:
                tally.faults.append(f"{raw!r}: ({other}) stands in ({ai}) {value!r}")


def faults_of(scanned: Scanned) -> list[str]:
    """Return what may not be in any result."""
    found = []
    for ai, value in said_by(scanned).items():
        theirs = GS1ApplicationIdentifier.extract(ai)
        if not re.fullmatch(theirs.pattern, ai + value, re.ASCII):
            found.append(f"({ai}) {value!r} is not of its field")
        if set(value) - set(SIGNS):
            found.append(f"({ai}) {value!r} holds a strange sign")
        if ai in ("00", "01", "02", "414", "416") and with_check(value[:-1]) != value:
            found.append(f"({ai}) {value} has a wrong check digit")
    if scanned.ndc is not None and not re.fullmatch("[0-9]{6}-[0-9]{4}-[0-9]{2}", scanned.ndc):
        found.append(f"the NDC {scanned.ndc!r}")
    return found


def said_by(scanned: Scanned) -> dict[str, str]:
    """Return each field of a result as text, by its number, but the expiry date."""
    count = None if scanned.count is None else str(scanned.count)
    own = {"01": scanned.gtin, "10": scanned.lot, "21": scanned.serial, "30": count}
    found = {ai: value for ai, value in own.items() if value is not None}
    return found | dict(scanned.internal) | dict(scanned.others)


def without_expiry(said: dict[str, str]) -> dict[str, str]:
    """Return fields as `said_by` gives them: without 17, and the count without leading zeros."""
    left = {ai: value for ai, value in said.items() if ai != "17"}
    return left | ({"30": left["30"].lstrip("0") or "0"} if "30" in left else {})


def expiry_of(said: dict[str, str]) -> date | None:
    """Return field 17 as a date, worked out another way: the year nearest to 2026 in 49 to 50."""
    if "17" not in said:
        return None
    year, month, days = (int(said["17"][place : place + 2]) for place in (0, 2, 4))
    year = next(full for full in range(1977, 2077) if full % 100 == year)
    return date(year, month, days or calendar.monthrange(year, month)[1])


def compare(raw: str, scanned: Scanned | None, sentence: str, tally: Tally) -> None:
    theirs = second_reading(raw)
    if scanned is not None and theirs is not None:
        compare_readings(raw, scanned, theirs, tally)
    elif scanned is not None or theirs is not None:
        why = only_umbra(raw) if theirs is None else only_biip(raw, sentence)
        reader = "Umbra" if theirs is None else "biip"
        if why is None:
            tally.faults.append(f"{raw!r}: only {reader} reads it; {sentence} {scanned} {theirs}")
        else:
            tally.differences[f"only {reader} reads: {why}"] += 1


def compare_readings(raw: str, scanned: Scanned, theirs: dict[str, str], tally: Tally) -> None:
    tally.counts["both read"] += 1
    if said_by(scanned) == without_expiry(theirs) and scanned.expiry == expiry_of(theirs):
        tally.counts["both read: alike"] += 1
    elif why := explained(raw):
        tally.differences[f"both read: {why}"] += 1
    else:
        tally.faults.append(f"{raw!r}: {said_by(scanned)} {scanned.expiry}, biip {theirs}")


def second_reading(raw: str) -> dict[str, str] | None:
    """Return the fields that biip reads, or None where it finds any fault."""
    try:
        if raw.startswith("("):
            message = biip.gs1_messages.GS1Message.parse_hri(raw.replace("\\", ""))
            result = biip.parse(message.value)
        else:
            result = biip.parse(raw)
    except (biip.ParseError, ValueError, IndexError, ArithmeticError):
        return None  # biip falls over some texts, such as "]" alone
    numbered = re.fullmatch("(?:][EI].)?[0-9]{8,14}", raw.strip(), re.ASCII)
    if result.gs1_message is None or numbered:
        return None if result.gtin is None else {"01": result.gtin.as_gtin_14()}
    elements = result.gs1_message.element_strings
    if any(each.gtin_error or each.sscc_error or each.gln_error for each in elements):
        return None
    return {each.ai.ai: each.value for each in elements}


def explained(raw: str) -> str | None:
    """Return why biip reads something else, where that is known and Umbra's reading is meant."""
    if raw.startswith("(") and "\\" in raw:
        return "typed brackets inside a value, at which biip cuts the value short"
    if re.fullmatch("]C0[0-9]{12}", raw, re.ASCII):
        return "an NDC of twelve digits in a plain Code 128, which biip takes for fields"
    return None


def only_umbra(raw: str) -> str | None:
    if re.match("]C0|NDC", raw, re.IGNORECASE):
        return "an NDC, which biip does not know"
    if raw.startswith("]J1"):
        return "DotCode, which biip does not know"
    if re.fullmatch(f"{GS}[0-9]{{8,14}}", raw, re.ASCII):
        return "a separator before fields, which biip takes away and finds a wrong plain number"
    if raw.startswith("(") and "\\" in raw:
        return "typed brackets inside a value, at which biip cuts the value short"
    return None


REFUSALS = {
    "two separators with nothing": "an empty field: one may have been lost there",
    "“” is not in the form": "an empty field: one may have been lost there",
    "wrong check characters": "a model number with wrong check characters",
    "is not a product code": "no GS1 symbology, or no product number at the head of a bare text",
    "is a web address": "a web address",
    "Caps Lock": "capitals and small letters exchanged, so that the lot would be another one",
    "may have left out the separator": "a value too long, which biip cuts to read on in its midst",
    "it holds 6 or 10 digits": "a value too long, which biip cuts to read on in its midst",
    "it holds 8 or 10 or 12 digits": "a value too long, which biip cuts to read on in its midst",
    "in place of the separator": "a sign outside the 82, or a digit of another script",
    "cut short by a separator": "a separator inside a value, which biip passes over",
    "not written as fields in brackets": "brackets in disorder, which biip passes over",
    "says two things": "two values for one field, both of which biip keeps",
    "not an NDC": "a field 715 that is no NDC",
    "names two products": "a field 715 that is another product than field 01",
    "a product inside": "a product and a product inside it",
    "two expiry dates": "fields 17 and 7003 that differ",
    "after its expiry date": "a production date after the expiry date",
    "not expand": "eight digits that may be a UPC-E",
    "may be an NDC of 12 digits": "twelve digits that are no UPC-A, but may be an NDC",
    "a product number of": "another number than the symbology stands for, such as fields in an EAN",
    "without a product number": "a field that says nothing without a product number",
    "does not know": "a field that is not on cartons of medicines",
}


def only_biip(raw: str, sentence: str) -> str | None:
    """Return why Umbra refuses what biip reads; None for a refusal that biip should share."""
    if raw.startswith("(") and "\\" in raw:
        return "typed brackets inside a value, at which biip cuts the value short"
    if re.fullmatch("[0-9]{6,7}", raw.strip(), re.ASCII):
        return "six or seven digits, which biip takes for a UPC-E"
    if re.fullmatch("[0-9]{8,14}", raw.strip(), re.ASCII):
        return "a plain number with a separator or a space beside it"
    return next((why for said, why in REFUSALS.items() if said in sentence), None)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    start = time.perf_counter()
    tally = trial(given.count, given.seed)
    print(f"{given.count} strings, seed {given.seed}, {time.perf_counter() - start:.0f} s")
    for what, number in sorted(tally.counts.items()):
        print(f"{number:9} {what}")
    print("differences from biip:")
    for what, number in tally.differences.most_common():
        print(f"{number:9} {what}")
    print(f"faults: {len(tally.faults)}")
    for fault in tally.faults[:40]:
        print(f"  {fault}")


if __name__ == "__main__":
    main()
